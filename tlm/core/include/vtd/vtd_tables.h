// SPDX-License-Identifier: Apache-2.0
// The description of the hardware as data: registers, fields, structures, fault conditions.
// Generated from scripts/regmap/vtd.toml by scripts/regmap/regmap.py; do not edit.
// clang-format off
//
// Who uses what:
//   * A register file calls vtd_reg_masks_of() for each entry of vtd_reg_table when a unit is created
//     and keeps the masks; reads and writes then need no table. With m for the masks:
//       read   value & m.read (config fields hold what the unit's creator chose)
//       write  value = (value & ~m.write) | (data & m.write), then value &= ~(data & m.rw1c);
//              bits in m.command are write-only: act on them, keep them out of `value`
//       reset  value = (value & (m.keep | m.config)) | (m.reset & ~m.keep); a power-good reset
//              uses 0 in place of m.keep
//   * A configuration reader finds any field of a register by name with vtd_field_find().
//   * A trace or a report prints a register or an entry of a structure by walking its fields, with
//     the names of values in vtd_value_table, and a fault by vtd_fault_table or vtd_fault_text().
//   * The core decides by vtd_fault_table what a requester sees and whether a fault is reported.
//
// Everything is constant and re-entrant; nothing needs a library.
#ifndef VTD_TABLES_H
#define VTD_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "vtd/vtd_regs.h"

#ifdef __cplusplus
extern "C" {
#endif

// A condition on CAP and ECAP under which a register or field is there; VTD_FEAT_ALWAYS holds always.
enum vtd_feature_id {
  VTD_FEAT_ALWAYS = 0,
  VTD_FEAT_RWBF,
  VTD_FEAT_PLMR,
  VTD_FEAT_PHMR,
  VTD_FEAT_PMR,
  VTD_FEAT_SSLPS_2M,
  VTD_FEAT_SSLPS_1G,
  VTD_FEAT_FS1GP,
  VTD_FEAT_FS5LP,
  VTD_FEAT_PI,
  VTD_FEAT_ECMDS,
  VTD_FEAT_QI,
  VTD_FEAT_DT,
  VTD_FEAT_IR,
  VTD_FEAT_EIM,
  VTD_FEAT_SC,
  VTD_FEAT_MTS,
  VTD_FEAT_PRS,
  VTD_FEAT_SRS,
  VTD_FEAT_EAFS,
  VTD_FEAT_PASID,
  VTD_FEAT_DIT,
  VTD_FEAT_PDS,
  VTD_FEAT_VCS,
  VTD_FEAT_SSTS,
  VTD_FEAT_SSADE,
  VTD_FEAT_FSTS,
  VTD_FEAT_SMPWCS,
  VTD_FEAT_RPS,
  VTD_FEAT_RPRIVS,
  VTD_FEAT_PMS,
  VTD_FEAT_COUNT
};

// True if a unit with these CAP and ECAP values has the feature (enum vtd_feature_id). Numbers beyond
// the enumeration give false.
bool vtd_feature(uint64_t cap, uint64_t ecap, unsigned feature);

// From where a register's offset counts.
enum vtd_base {
  VTD_BASE_FIXED, // the unit's base
  VTD_BASE_IRO, // 16 * ECAP.IRO
  VTD_BASE_FRO, // 16 * CAP.FRO
  VTD_BASE_PERFCFG, // PERFCFGOFF
  VTD_BASE_PERFFRZ, // PERFFRZOFF
  VTD_BASE_PERFOVF, // PERFOVFOFF
  VTD_BASE_PERFCNT, // PERFCNTROFF
};

// What software may do with a field; RWL is RW while the counter it belongs to is disabled.
enum vtd_field_access { VTD_ACCESS_RO, VTD_ACCESS_WO, VTD_ACCESS_RW, VTD_ACCESS_RW1C, VTD_ACCESS_RWL };

// Bits of vtd_field_desc.flags.
enum vtd_field_flag {
  VTD_FIELD_STICKY = 1,    // survives every reset but a power-good one
  VTD_FIELD_HW = 2,        // hardware changes it
  VTD_FIELD_ADDR = 4,      // an address or queue offset: the value in place is a number of bytes
  VTD_FIELD_OVERLAY = 8,   // a second view of bits that another field has
  VTD_FIELD_LIMIT_HAW = 16, // bits at and above the host address width are absent or reserved
  VTD_FIELD_LIMIT_ND = 32, // bits beyond the domain-id width (CAP.ND) are reserved
};

// A named value of a field.
struct vtd_value_desc {
  const char *name;
  uint64_t value; // right-aligned
};

// A field of a register or structure.
struct vtd_field_desc {
  const char *name;
  const char *doc;      // one line
  uint64_t reset;       // right-aligned
  uint16_t first_value; // index in vtd_value_table
  uint8_t value_count;
  uint8_t word;         // 64-bit word of a structure; 0 in a register
  uint8_t shift;        // lowest bit, in the register or word
  uint8_t width;        // bits
  uint8_t addr_lsb;     // with VTD_FIELD_LIMIT_HAW: the address bit that the lowest bit holds
  uint8_t access;       // enum vtd_field_access; of no meaning in a structure
  uint8_t flags;        // enum vtd_field_flag
  uint8_t needs;        // enum vtd_feature_id; an absent field reads 0, or is reserved in a structure
};

// A register, or an array of registers.
struct vtd_reg_desc {
  const char *name;
  const char *doc;      // one line
  uint32_t offset;      // bytes from `base`
  uint16_t count;       // 0: a capability register tells
  uint16_t stride;      // bytes between copies
  uint16_t first_field; // index in vtd_field_table
  uint8_t field_count;
  uint8_t width;        // bits, 32 or 64
  uint8_t base;         // enum vtd_base
  uint8_t needs;        // enum vtd_feature_id; an absent register reads 0 and ignores writes
  uint8_t config;       // 1: read-only values that the unit's creator chooses
};

// A structure in memory.
struct vtd_struct_desc {
  const char *name;
  const char *doc;      // one line
  uint16_t first_field; // index in vtd_field_table
  uint8_t field_count;
  uint8_t words;        // size in 64-bit words
};

// Index of vtd_reg_table.
enum vtd_reg_index {
  VTD_REGISTER_VER,
  VTD_REGISTER_CAP,
  VTD_REGISTER_ECAP,
  VTD_REGISTER_GCMD,
  VTD_REGISTER_GSTS,
  VTD_REGISTER_RTADDR,
  VTD_REGISTER_CCMD,
  VTD_REGISTER_IVA,
  VTD_REGISTER_IOTLB,
  VTD_REGISTER_FSTS,
  VTD_REGISTER_FECTL,
  VTD_REGISTER_FEDATA,
  VTD_REGISTER_FEADDR,
  VTD_REGISTER_FEUADDR,
  VTD_REGISTER_FRCD_LO,
  VTD_REGISTER_FRCD_HI,
  VTD_REGISTER_PMEN,
  VTD_REGISTER_PLMBASE,
  VTD_REGISTER_PLMLIMIT,
  VTD_REGISTER_PHMBASE,
  VTD_REGISTER_PHMLIMIT,
  VTD_REGISTER_IQH,
  VTD_REGISTER_IQT,
  VTD_REGISTER_IQA,
  VTD_REGISTER_ICS,
  VTD_REGISTER_IECTL,
  VTD_REGISTER_IEDATA,
  VTD_REGISTER_IEADDR,
  VTD_REGISTER_IEUADDR,
  VTD_REGISTER_IQERCD,
  VTD_REGISTER_IRTA,
  VTD_REGISTER_PQH,
  VTD_REGISTER_PQT,
  VTD_REGISTER_PQA,
  VTD_REGISTER_PRS,
  VTD_REGISTER_PECTL,
  VTD_REGISTER_PEDATA,
  VTD_REGISTER_PEADDR,
  VTD_REGISTER_PEUADDR,
  VTD_REGISTER_MTRRCAP,
  VTD_REGISTER_MTRRDEF,
  VTD_REGISTER_MTRR_FIX64K_00000,
  VTD_REGISTER_MTRR_FIX16K_80000,
  VTD_REGISTER_MTRR_FIX16K_A0000,
  VTD_REGISTER_MTRR_FIX4K_C0000,
  VTD_REGISTER_MTRR_FIX4K_C8000,
  VTD_REGISTER_MTRR_FIX4K_D0000,
  VTD_REGISTER_MTRR_FIX4K_D8000,
  VTD_REGISTER_MTRR_FIX4K_E0000,
  VTD_REGISTER_MTRR_FIX4K_E8000,
  VTD_REGISTER_MTRR_FIX4K_F0000,
  VTD_REGISTER_MTRR_FIX4K_F8000,
  VTD_REGISTER_MTRR_PHYSBASE,
  VTD_REGISTER_MTRR_PHYSMASK,
  VTD_REGISTER_PERFCAP,
  VTD_REGISTER_PERFCFGOFF,
  VTD_REGISTER_PERFFRZOFF,
  VTD_REGISTER_PERFOVFOFF,
  VTD_REGISTER_PERFCNTROFF,
  VTD_REGISTER_PERFINTRSTS,
  VTD_REGISTER_PERFINTRCTL,
  VTD_REGISTER_PERFINTRDATA,
  VTD_REGISTER_PERFINTRADDR,
  VTD_REGISTER_PERFINTRUADDR,
  VTD_REGISTER_PERFEVNTCAP,
  VTD_REGISTER_PERFFRZSTS,
  VTD_REGISTER_PERFOVFSTS,
  VTD_REGISTER_PERFCNTRCFG,
  VTD_REGISTER_PERFFLT_RID,
  VTD_REGISTER_PERFFLT_DID,
  VTD_REGISTER_PERFFLT_PASID,
  VTD_REGISTER_PERFFLT_AT,
  VTD_REGISTER_PERFFLT_PTL,
  VTD_REGISTER_PERFCNTRCAP,
  VTD_REGISTER_PERFCNTREVCAP,
  VTD_REGISTER_PERFCNTR,
  VTD_REGISTER_ECMD,
  VTD_REGISTER_ECEO,
  VTD_REGISTER_ECRSP,
  VTD_REGISTER_ECSTS_0,
  VTD_REGISTER_ECSTS_1,
  VTD_REGISTER_ECCAP_0,
  VTD_REGISTER_ECCAP_1,
  VTD_REGISTER_ECCAP_2,
  VTD_REGISTER_ECCAP_3,
  VTD_REGISTER_VCMD,
  VTD_REGISTER_VCMD_EO,
  VTD_REGISTER_VCRSP,
  VTD_REGISTER_VCCAP,
  VTD_REGISTER_COUNT
};

// Index of vtd_struct_table.
enum vtd_struct_index {
  VTD_STRUCT_ROOT,
  VTD_STRUCT_SM_ROOT,
  VTD_STRUCT_CTX,
  VTD_STRUCT_SM_CTX,
  VTD_STRUCT_PASID_DIR,
  VTD_STRUCT_PASID,
  VTD_STRUCT_SS_PML,
  VTD_STRUCT_SS_DIR,
  VTD_STRUCT_SS_PDPE_1G,
  VTD_STRUCT_SS_PDE_2M,
  VTD_STRUCT_SS_PTE,
  VTD_STRUCT_FS_PML,
  VTD_STRUCT_FS_DIR,
  VTD_STRUCT_FS_PDPE_1G,
  VTD_STRUCT_FS_PDE_2M,
  VTD_STRUCT_FS_PTE,
  VTD_STRUCT_IRTE,
  VTD_STRUCT_IRTE_POSTED,
  VTD_STRUCT_PID,
  VTD_STRUCT_MSI_COMPAT,
  VTD_STRUCT_MSI_REMAP,
  VTD_STRUCT_EVENT_MSI,
  VTD_STRUCT_IOAPIC_RTE,
  VTD_STRUCT_IOAPIC_RTE_COMPAT,
  VTD_STRUCT_QI,
  VTD_STRUCT_QI_CC,
  VTD_STRUCT_QI_IOTLB,
  VTD_STRUCT_QI_DEV_TLB,
  VTD_STRUCT_QI_IEC,
  VTD_STRUCT_QI_WAIT,
  VTD_STRUCT_QI_P_IOTLB,
  VTD_STRUCT_QI_PC,
  VTD_STRUCT_QI_P_DEV_TLB,
  VTD_STRUCT_QI_PGRP_RESP,
  VTD_STRUCT_PAGE_REQ,
  VTD_STRUCT_DMAR,
  VTD_STRUCT_DMAR_ENTRY,
  VTD_STRUCT_DMAR_DRHD,
  VTD_STRUCT_DMAR_RMRR,
  VTD_STRUCT_DMAR_ATSR,
  VTD_STRUCT_DMAR_RHSA,
  VTD_STRUCT_DMAR_ANDD,
  VTD_STRUCT_DMAR_SATC,
  VTD_STRUCT_DMAR_SIDP,
  VTD_STRUCT_DMAR_SCOPE,
  VTD_STRUCT_COUNT
};

#define VTD_FIELD_COUNT 547
#define VTD_VALUE_COUNT 127

extern const struct vtd_reg_desc vtd_reg_table[VTD_REGISTER_COUNT];
extern const struct vtd_struct_desc vtd_struct_table[VTD_STRUCT_COUNT];
extern const struct vtd_field_desc vtd_field_table[VTD_FIELD_COUNT];
extern const struct vtd_value_desc vtd_value_table[VTD_VALUE_COUNT];

// What a requester sees when a condition stops its request. NA: the condition cannot meet this kind
// of request. S0 and SEFF: success with no, or with the effective, permissions (recoverable, not
// reported as a fault). IR: page group response "invalid request".
enum vtd_resp { VTD_RESP_NA, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_S0, VTD_RESP_SEFF, VTD_RESP_IR };

// A fault condition (ch. 7; interrupt remapping: ch. 5).
struct vtd_fault_desc {
  uint8_t code;              // fault reason in a fault record
  uint8_t qualified;         // 1: not reported when fault processing is disabled (FPD)
  uint8_t resp_untranslated; // enum vtd_resp, for each kind of request
  uint8_t resp_translation;
  uint8_t resp_translated;
  uint8_t resp_page;
  uint8_t log_recoverable;   // 1: reported even if the response is S0 or SEFF
  const char *name;          // as the architecture writes it, for example "LCT.4.1"
  const char *text;          // one line
};

// Indexed by enum vtd_fault_cond; entry VTD_FC_NONE has code 0.
extern const struct vtd_fault_desc vtd_fault_table[VTD_FC_COUNT];

// One line about a fault reason of a fault record; "unknown fault reason" if there is none.
const char *vtd_fault_text(uint8_t code);

// The register with this name ("GCMD", as in vtd_reg_table), or NULL.
const struct vtd_reg_desc *vtd_reg_find(const char *reg);

// The field of the register ("ECAP", "QI"), or NULL if there is no such register or field.
const struct vtd_field_desc *vtd_field_find(const char *reg, const char *field);

// The field's bits in its register or word.
static inline uint64_t vtd_field_mask(const struct vtd_field_desc *f) {
  return (f->width >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << f->width) - 1) << f->shift;
}

// The bits of a register by what they do, for one unit; bits that no field has are in none. Fields
// of absent features are in none, nor are address bits at and above the host address width.
struct vtd_reg_masks {
  uint64_t read;    // read as stored (all but write-only)
  uint64_t write;   // stored when written (RW and RWL)
  uint64_t command; // write-only
  uint64_t rw1c;    // cleared by writing 1
  uint64_t locked;  // RWL, also in `write`
  uint64_t keep;    // sticky
  uint64_t config;  // chosen by the unit's creator
  uint64_t reset;   // value after reset of what is not in config
};

// Masks of a register (32-bit registers: bits 31:0) on a unit with these CAP and ECAP values and
// host address width (bits). All zero if the register is absent.
struct vtd_reg_masks vtd_reg_masks_of(const struct vtd_reg_desc *reg, uint64_t cap, uint64_t ecap,
                                      unsigned haw);

#ifdef __cplusplus
}
#endif

#endif
