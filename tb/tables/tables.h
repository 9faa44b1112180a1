// SPDX-License-Identifier: Apache-2.0
// Builders for what a driver puts into memory: root and context entries, second-stage tables,
// interrupt remapping entries, invalidation queue descriptors. They work on any memory that has the
// three functions of vtdt_space, so the C tests, the TLM tests and the fuzzers share them.
//
// The builders trust their caller (a test): what is broken on purpose is written with
// vtdt_write64() afterwards.
#ifndef VTD_TB_TABLES_H
#define VTD_TB_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vtd/vtd.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Where tables are built

// Memory with 64-bit words, and the part of it that pages are taken from, one after the other.
typedef struct vtdt_space {
  void *ctx;
  uint64_t (*read64)(void *ctx, uint64_t addr);
  void (*write64)(void *ctx, uint64_t addr, uint64_t value);
  uint64_t next; // address of the next free page, bytes
  uint64_t end;  // end of the free pages, bytes
} vtdt_space;

uint64_t vtdt_read64(const vtdt_space *space, uint64_t addr);
void vtdt_write64(const vtdt_space *space, uint64_t addr, uint64_t value);
// Writes `words` 64-bit words.
void vtdt_write_words(const vtdt_space *space, uint64_t addr, const uint64_t *value, size_t words);
// `count` contiguous zeroed 4 KiB pages, aligned to their size rounded up to a power of two. 0:
// none left.
uint64_t vtdt_pages(vtdt_space *space, size_t count);

// ---- Root and context entries (legacy mode)

typedef struct vtdt_context {
  uint8_t tt; // VTD_CTX_TT_*
  uint8_t aw; // VTD_CTX_AW_*
  bool fpd;
  uint16_t did;
  uint64_t ssptptr; // second-stage table, bytes
} vtdt_context;

// An empty root table.
uint64_t vtdt_root_new(vtdt_space *space);
// Address of the context entry of `sid`; makes the root entry and the context table if missing.
uint64_t vtdt_context_addr(vtdt_space *space, uint64_t root, uint16_t sid);
void vtdt_context_words(const vtdt_context *context, uint64_t entry[VTD_CTX_WORDS]);
void vtdt_context_set(vtdt_space *space, uint64_t root, uint16_t sid, const vtdt_context *context);
void vtdt_context_clear(vtdt_space *space, uint64_t root, uint16_t sid);

// ---- Second-stage tables

// Levels of the tables that a VTD_CTX_AW_* value stands for: 3, 4 or 5.
unsigned vtdt_levels(uint8_t aw);
// Address of the entry for `iova` at `level` (1: PTE, 2: PDE, 3: PDPE, 4, 5). Makes missing tables
// above it. 0: out of pages, or a large page is in the way.
uint64_t vtdt_entry_addr(vtdt_space *space, uint64_t table, unsigned levels, uint64_t iova,
                         unsigned level);
// Like vtdt_entry_addr() but makes nothing: 0 if a table is missing.
uint64_t vtdt_entry_find(const vtdt_space *space, uint64_t table, unsigned levels, uint64_t iova,
                         unsigned level);
#define VTDT_SNP 0x4u // beside VTD_PERM_R and VTD_PERM_W: set SNP in the leaf
// Maps one page of 2^page_shift bytes (12, 21 or 30); false: out of pages.
bool vtdt_map(vtdt_space *space, uint64_t table, unsigned levels, uint64_t iova, uint64_t addr,
              unsigned page_shift, unsigned perm);
// Maps [iova, iova + bytes) to [addr, ...) with the largest pages up to 2^max_shift that fit.
bool vtdt_map_range(vtdt_space *space, uint64_t table, unsigned levels, uint64_t iova,
                    uint64_t addr, uint64_t bytes, unsigned max_shift, unsigned perm);
// Clears the leaf entry of a page of this size.
void vtdt_unmap(const vtdt_space *space, uint64_t table, unsigned levels, uint64_t iova,
                unsigned page_shift);

// ---- Interrupt remapping entries

typedef struct vtdt_irte {
  bool fpd, dm, rh, tm;
  uint8_t dlm; // VTD_IRTE_DLM_*
  uint8_t vector;
  uint32_t dst; // as in DST: an 8-bit APIC id is in bits 15:8
  uint16_t sid;
  uint8_t sq;  // VTD_IRTE_SQ_*
  uint8_t svt; // VTD_IRTE_SVT_*
} vtdt_irte;

void vtdt_irte_words(const vtdt_irte *irte, uint64_t entry[VTD_IRTE_WORDS]);
void vtdt_irte_set(const vtdt_space *space, uint64_t table, uint32_t index, const vtdt_irte *irte);

typedef struct vtdt_irte_posted {
  bool fpd, urgent;
  uint8_t vector;      // virtual
  uint64_t descriptor; // 64-byte aligned
  uint16_t sid;
  uint8_t sq;  // VTD_IRTE_SQ_*
  uint8_t svt; // VTD_IRTE_SVT_*
} vtdt_irte_posted;

void vtdt_irte_posted_words(const vtdt_irte_posted *irte, uint64_t entry[VTD_IRTE_WORDS]);
void vtdt_irte_posted_set(const vtdt_space *space, uint64_t table, uint32_t index,
                          const vtdt_irte_posted *irte);

// A posted interrupt descriptor without pending vectors.
typedef struct vtdt_pid {
  bool on, sn;
  uint8_t nv;
  uint32_t ndst; // as in NDST: an 8-bit APIC id is in bits 15:8
} vtdt_pid;

void vtdt_pid_set(const vtdt_space *space, uint64_t descriptor, const vtdt_pid *pid);

// A remappable message: address, and with shv the data is the subhandle.
uint64_t vtdt_msi_addr(uint16_t handle, bool shv);

// ---- Invalidation queue

typedef struct vtdt_descriptor {
  uint64_t word[4];
} vtdt_descriptor;

vtdt_descriptor vtdt_cc_global(void);
vtdt_descriptor vtdt_cc_domain(uint16_t did);
vtdt_descriptor vtdt_cc_device(uint16_t sid, uint8_t fm, uint16_t did);
// drain: VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW, or 0.
vtdt_descriptor vtdt_iotlb_global(uint64_t drain);
vtdt_descriptor vtdt_iotlb_domain(uint16_t did, uint64_t drain);
vtdt_descriptor vtdt_iotlb_page(uint16_t did, uint64_t addr, unsigned am, bool ih, uint64_t drain);
vtdt_descriptor vtdt_dev_tlb(uint16_t sid, uint8_t mip, uint64_t addr,
                             unsigned shift); // shift: 12 .. 63, 64: everything
vtdt_descriptor vtdt_iec_global(void);
vtdt_descriptor vtdt_iec_index(uint16_t index, unsigned im);
vtdt_descriptor vtdt_wait_status(uint64_t addr, uint32_t data);
// flags: VTD_QI_WAIT_IF | VTD_QI_WAIT_SW | VTD_QI_WAIT_FN | VTD_QI_WAIT_PD.
vtdt_descriptor vtdt_wait(uint64_t flags, uint64_t addr, uint32_t data);

// A queue in memory. tail is what belongs into IQT_REG, iqa into IQA_REG.
typedef struct vtdt_queue {
  vtdt_space *space;
  uint64_t base;
  uint64_t iqa;
  uint32_t bytes; // of the queue
  uint32_t width; // of a descriptor, bytes: 16 or 32
  uint32_t tail;  // byte offset
} vtdt_queue;

// A queue of 2^qs pages with descriptors of 16 bytes, or of 32 (wide).
vtdt_queue vtdt_queue_new(vtdt_space *space, unsigned qs, bool wide);
// Writes the descriptor at the tail and moves it. Does not ring: write queue->tail to IQT_REG.
void vtdt_queue_push(vtdt_queue *queue, vtdt_descriptor descriptor);

#ifdef __cplusplus
}
#endif

#endif // VTD_TB_TABLES_H
