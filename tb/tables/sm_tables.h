// SPDX-License-Identifier: Apache-2.0
// Builders for scalable mode: root halves and context entries, PASID directory and tables,
// first-stage tables, 256-bit descriptors. Like those in tables.h they trust their caller.
#ifndef VTD_TB_SM_TABLES_H
#define VTD_TB_SM_TABLES_H

#include "tables.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Context and PASID entries

typedef struct vtdt_sm_context {
  bool fpd, dte, paside, pre, rid_priv;
  uint8_t pdts;       // the directory has 2^(pdts + 7) entries
  uint32_t rid_pasid; // PASID of requests without one
  uint64_t directory; // bytes
} vtdt_sm_context;

// Address of the context entry of `sid`; makes the root half and its context table if missing.
uint64_t vtdt_sm_context_addr(vtdt_space *space, uint64_t root, uint16_t sid);
void vtdt_sm_context_words(const vtdt_sm_context *context, uint64_t entry[VTD_SM_CTX_WORDS]);
void vtdt_sm_context_set(vtdt_space *space, uint64_t root, uint16_t sid,
                         const vtdt_sm_context *context);

typedef struct vtdt_pasid {
  uint8_t pgtt; // VTD_PASID_PGTT_*
  uint8_t aw;   // VTD_PASID_AW_*
  uint8_t fspm; // VTD_PASID_FSPM_*
  bool fpd, ssade, pwsnp, pgsnp, sre, wpe, eafe;
  uint16_t did;
  uint64_t ssptptr; // second-stage table, bytes
  uint64_t fsptptr; // first-stage table, bytes: a guest address if nested
} vtdt_pasid;

// An empty PASID directory of 2^(pdts + 7) entries.
uint64_t vtdt_pasid_directory_new(vtdt_space *space, unsigned pdts);
// Address of the directory entry, and of the table entry (makes the table if missing).
uint64_t vtdt_pasid_directory_addr(uint64_t directory, uint32_t pasid);
uint64_t vtdt_pasid_addr(vtdt_space *space, uint64_t directory, uint32_t pasid);
void vtdt_pasid_words(const vtdt_pasid *pasid, uint64_t entry[VTD_PASID_WORDS]);
void vtdt_pasid_set(vtdt_space *space, uint64_t directory, uint32_t pasid, const vtdt_pasid *entry);

// ---- First-stage tables

#define VTDT_FS_W     0x1u // R/W
#define VTDT_FS_USER  0x2u // U/S
#define VTDT_FS_DIRTY 0x4u // D in the leaf

// Address of the entry for `addr` at `level` (1: PTE .. 5). Makes missing tables above it, with R/W
// and U/S set. 0: out of pages, or a large page is in the way.
uint64_t vtdt_fs_entry_addr(vtdt_space *space, uint64_t table, unsigned levels, uint64_t addr,
                            unsigned level);
// Maps one page of 2^page_shift bytes (12, 21 or 30); false: out of pages.
bool vtdt_fs_map(vtdt_space *space, uint64_t table, unsigned levels, uint64_t addr, uint64_t out,
                 unsigned page_shift, unsigned flags);

// ---- Descriptors

vtdt_descriptor vtdt_p_iotlb(uint16_t did, uint32_t pasid);
vtdt_descriptor vtdt_p_iotlb_page(uint16_t did, uint32_t pasid, uint64_t addr, unsigned am,
                                  bool ih);
vtdt_descriptor vtdt_pc_global(void);
vtdt_descriptor vtdt_pc_domain(uint16_t did);
vtdt_descriptor vtdt_pc_pasid(uint16_t did, uint32_t pasid);
// shift: 12 .. 63, 64: everything
vtdt_descriptor vtdt_p_dev_tlb(uint16_t sid, uint32_t pasid, uint64_t addr, unsigned shift);
// code: VTD_QI_PGRP_RESP_RC_*
vtdt_descriptor vtdt_page_response(uint16_t sid, uint32_t pasid, uint16_t prgi, uint8_t code);

#ifdef __cplusplus
}
#endif

#endif // VTD_TB_SM_TABLES_H
