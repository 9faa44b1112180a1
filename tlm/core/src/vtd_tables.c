// SPDX-License-Identifier: Apache-2.0
// The description of the hardware as data; see vtd/vtd_tables.h.
// Generated from scripts/regmap/vtd.toml by scripts/regmap/regmap.py; do not edit.
// clang-format off
#include "vtd/vtd_tables.h"

#include <stddef.h>

bool vtd_feature(uint64_t cap, uint64_t ecap, unsigned feature) {
  switch (feature) {
  case VTD_FEAT_ALWAYS: return true;
  case VTD_FEAT_RWBF: return (cap & VTD_CAP_RWBF_MASK) != 0;
  case VTD_FEAT_PLMR: return (cap & VTD_CAP_PLMR_MASK) != 0;
  case VTD_FEAT_PHMR: return (cap & VTD_CAP_PHMR_MASK) != 0;
  case VTD_FEAT_PMR: return (cap & VTD_CAP_PLMR_MASK) != 0 || (cap & VTD_CAP_PHMR_MASK) != 0;
  case VTD_FEAT_SSLPS_2M: return (cap & (UINT64_C(1) << VTD_CAP_SSLPS_SHIFT)) != 0;
  case VTD_FEAT_SSLPS_1G: return (cap & (UINT64_C(2) << VTD_CAP_SSLPS_SHIFT)) != 0;
  case VTD_FEAT_FS1GP: return (cap & VTD_CAP_FS1GP_MASK) != 0;
  case VTD_FEAT_FS5LP: return (cap & VTD_CAP_FS5LP_MASK) != 0;
  case VTD_FEAT_PI: return (cap & VTD_CAP_PI_MASK) != 0;
  case VTD_FEAT_ECMDS: return (cap & VTD_CAP_ECMDS_MASK) != 0;
  case VTD_FEAT_QI: return (ecap & VTD_ECAP_QI_MASK) != 0;
  case VTD_FEAT_DT: return (ecap & VTD_ECAP_DT_MASK) != 0;
  case VTD_FEAT_IR: return (ecap & VTD_ECAP_IR_MASK) != 0;
  case VTD_FEAT_EIM: return (ecap & VTD_ECAP_EIM_MASK) != 0;
  case VTD_FEAT_SC: return (ecap & VTD_ECAP_SC_MASK) != 0;
  case VTD_FEAT_MTS: return (ecap & VTD_ECAP_MTS_MASK) != 0;
  case VTD_FEAT_PRS: return (ecap & VTD_ECAP_PRS_MASK) != 0;
  case VTD_FEAT_SRS: return (ecap & VTD_ECAP_SRS_MASK) != 0;
  case VTD_FEAT_EAFS: return (ecap & VTD_ECAP_EAFS_MASK) != 0;
  case VTD_FEAT_PASID: return (ecap & VTD_ECAP_PASID_MASK) != 0;
  case VTD_FEAT_DIT: return (ecap & VTD_ECAP_DIT_MASK) != 0;
  case VTD_FEAT_PDS: return (ecap & VTD_ECAP_PDS_MASK) != 0;
  case VTD_FEAT_VCS: return (ecap & VTD_ECAP_VCS_MASK) != 0;
  case VTD_FEAT_SSTS: return (ecap & VTD_ECAP_SSTS_MASK) != 0;
  case VTD_FEAT_SSADE: return (ecap & VTD_ECAP_SSTS_MASK) != 0 && (ecap & VTD_ECAP_SSADS_MASK) != 0;
  case VTD_FEAT_FSTS: return (ecap & VTD_ECAP_FSTS_MASK) != 0;
  case VTD_FEAT_SMPWCS: return (ecap & VTD_ECAP_SMPWCS_MASK) != 0;
  case VTD_FEAT_RPS: return (ecap & VTD_ECAP_RPS_MASK) != 0;
  case VTD_FEAT_RPRIVS: return (ecap & VTD_ECAP_RPRIVS_MASK) != 0;
  case VTD_FEAT_PMS: return (ecap & VTD_ECAP_PMS_MASK) != 0;
  default: return false;
  }
}

const struct vtd_value_desc vtd_value_table[VTD_VALUE_COUNT] = {
  { "39", 2 },
  { "48", 4 },
  { "57", 8 },
  { "2M", 1 },
  { "1G", 2 },
  { "LEGACY", 0 },
  { "SCALABLE", 1 },
  { "RSVD", 2 },
  { "ABORT", 3 },
  { "NONE", 0 },
  { "BIT2", 1 },
  { "BITS2_1", 2 },
  { "BITS2_0", 3 },
  { "ERROR", 0 },
  { "GLOBAL", 1 },
  { "DOMAIN", 2 },
  { "DEVICE", 3 },
  { "RSVD", 0 },
  { "GLOBAL", 1 },
  { "DOMAIN", 2 },
  { "DEVICE", 3 },
  { "ERROR", 0 },
  { "GLOBAL", 1 },
  { "DOMAIN", 2 },
  { "PAGE", 3 },
  { "RSVD", 0 },
  { "GLOBAL", 1 },
  { "DOMAIN", 2 },
  { "PAGE", 3 },
  { "UNTRANSLATED", 0 },
  { "TRANSLATION", 1 },
  { "TRANSLATED", 2 },
  { "128", 0 },
  { "256", 1 },
  { "NONE", 0 },
  { "TAIL", 1 },
  { "FETCH", 2 },
  { "TYPE", 3 },
  { "RSVD", 4 },
  { "DESC_WIDTH", 5 },
  { "TAIL_ALIGN", 6 },
  { "TTM", 7 },
  { "UC", 0 },
  { "WC", 1 },
  { "WT", 4 },
  { "WP", 5 },
  { "WB", 6 },
  { "MATCH", 0 },
  { "ANY", 1 },
  { "NONE", 2 },
  { "UNTRANSLATED", 1 },
  { "TRANSLATION", 2 },
  { "TRANSLATED", 4 },
  { "ENABLE_CNTR", 240 },
  { "DISABLE_CNTR", 241 },
  { "RESET_CFG", 242 },
  { "RESET_CNTRS", 243 },
  { "FREEZE", 244 },
  { "UNFREEZE", 245 },
  { "OK", 0 },
  { "UNDEFINED", 1 },
  { "ABORTED", 2 },
  { "SPECIFIC", 16 },
  { "NULL", 0 },
  { "ALLOC_PASID", 1 },
  { "FREE_PASID", 2 },
  { "OK", 0 },
  { "UNDEFINED", 1 },
  { "PASID", 16 },
  { "UNTRANSLATED", 0 },
  { "DEV_TLB", 1 },
  { "PASS_THROUGH", 2 },
  { "RSVD", 3 },
  { "39", 1 },
  { "48", 2 },
  { "57", 3 },
  { "FS", 1 },
  { "SS", 2 },
  { "NESTED", 3 },
  { "PT", 4 },
  { "4LEVEL", 0 },
  { "5LEVEL", 1 },
  { "FIXED", 0 },
  { "LOWEST", 1 },
  { "SMI", 2 },
  { "NMI", 4 },
  { "INIT", 5 },
  { "EXTINT", 7 },
  { "NONE", 0 },
  { "SID", 1 },
  { "BUS", 2 },
  { "RSVD", 3 },
  { "INTR", 4078 },
  { "CC", 1 },
  { "IOTLB", 2 },
  { "DEV_TLB", 3 },
  { "IEC", 4 },
  { "WAIT", 5 },
  { "P_IOTLB", 6 },
  { "PC", 7 },
  { "P_DEV_TLB", 8 },
  { "PGRP_RESP", 9 },
  { "GLOBAL", 0 },
  { "INDEX", 1 },
  { "PASID", 2 },
  { "PAGE", 3 },
  { "DOMAIN", 0 },
  { "PASID", 1 },
  { "GLOBAL", 3 },
  { "SUCCESS", 0 },
  { "INVALID", 1 },
  { "FAILURE", 15 },
  { "PAGE_REQ", 1 },
  { "DMAR", 1380011332 },
  { "CURRENT", 1 },
  { "DRHD", 0 },
  { "RMRR", 1 },
  { "ATSR", 2 },
  { "RHSA", 3 },
  { "ANDD", 4 },
  { "SATC", 5 },
  { "SIDP", 6 },
  { "ENDPOINT", 1 },
  { "BRIDGE", 2 },
  { "IOAPIC", 3 },
  { "HPET", 4 },
  { "NAMESPACE", 5 },
};

const struct vtd_field_desc vtd_field_table[VTD_FIELD_COUNT] = {
  { "MIN", "minor version", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // VER
  { "MAX", "major version; 6 and up drop register-based invalidation", UINT64_C(0x0000000000000001), 0, 0, 0, 4, 4, 4, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // VER
  { "ND", "domain ids have 4 + 2*ND bits", 0, 0, 0, 0, 0, 3, 0, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "RWBF", "software must flush the write buffer", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "PLMR", "protected low memory region", 0, 0, 0, 0, 5, 1, 5, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "PHMR", "protected high memory region", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "CM", "caching mode: not-present entries may be cached", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "SAGAW", "address widths of second-stage tables, a bit each", 0, 0, 3, 0, 8, 5, 8, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "MGAW", "widest address a request may have, minus 1", 0, 0, 0, 0, 16, 6, 16, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "ZLR", "zero-length reads of write-only pages are allowed", 0, 0, 0, 0, 22, 1, 22, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "FRO", "fault records start at 16 * FRO", 0, 0, 0, 0, 24, 10, 24, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "SSLPS", "second-stage large pages, a bit each", 0, 3, 2, 0, 34, 4, 34, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "PSI", "page-selective IOTLB invalidation", 0, 0, 0, 0, 39, 1, 39, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "NFR", "number of fault records minus 1", 0, 0, 0, 0, 40, 8, 40, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "MAMV", "largest address mask of a page-selective invalidation", 0, 0, 0, 0, 48, 6, 48, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "DWD", "write drain", 0, 0, 0, 0, 54, 1, 54, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "DRD", "read drain", 0, 0, 0, 0, 55, 1, 55, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "FS1GP", "first-stage 1 GiB pages", 0, 0, 0, 0, 56, 1, 56, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "PI", "posted interrupts", 0, 0, 0, 0, 59, 1, 59, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "FS5LP", "first-stage 5-level paging", 0, 0, 0, 0, 60, 1, 60, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "ECMDS", "enhanced command interface", 0, 0, 0, 0, 61, 1, 61, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "ESIRTPS", "setting the interrupt table pointer invalidates the interrupt entry cache", 0, 0, 0, 0, 62, 1, 62, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "ESRTPS", "setting the root table pointer invalidates the DMA remapping caches", 0, 0, 0, 0, 63, 1, 63, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // CAP
  { "C", "accesses to the remapping tables are snooped", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "QI", "queued invalidation", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "DT", "device-TLBs", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "IR", "interrupt remapping", 0, 0, 0, 0, 3, 1, 3, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "EIM", "32-bit interrupt destinations (x2APIC)", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "PT", "pass-through", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "SC", "snoop control", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "IRO", "IVA and IOTLB registers start at 16 * IRO", 0, 0, 0, 0, 8, 10, 8, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "MHMV", "largest index mask of an interrupt-entry invalidation", 0, 0, 0, 0, 20, 4, 20, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "MTS", "memory types", 0, 0, 0, 0, 25, 1, 25, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "NEST", "nested translation", 0, 0, 0, 0, 26, 1, 26, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "PRS", "page requests", 0, 0, 0, 0, 29, 1, 29, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "ERS", "execute requests", 0, 0, 0, 0, 30, 1, 30, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "SRS", "supervisor requests", 0, 0, 0, 0, 31, 1, 31, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "NWFS", "no-write flag of translation requests is honoured", 0, 0, 0, 0, 33, 1, 33, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "EAFS", "extended accessed flag", 0, 0, 0, 0, 34, 1, 34, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "PSS", "PASIDs have PSS + 1 bits", 0, 0, 0, 0, 35, 5, 35, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "PASID", "requests with PASID", 0, 0, 0, 0, 40, 1, 40, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "DIT", "device-TLB invalidation throttling", 0, 0, 0, 0, 41, 1, 41, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "PDS", "page-request drain in wait descriptors", 0, 0, 0, 0, 42, 1, 42, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "SMTS", "scalable mode", 0, 0, 0, 0, 43, 1, 43, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "VCS", "virtual commands (emulators only)", 0, 0, 0, 0, 44, 1, 44, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "SSADS", "second-stage accessed and dirty flags", 0, 0, 0, 0, 45, 1, 45, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "SSTS", "second-stage translation in scalable mode", 0, 0, 0, 0, 46, 1, 46, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "FSTS", "first-stage translation", 0, 0, 0, 0, 47, 1, 47, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "SMPWCS", "page walks of scalable mode can be snooped", 0, 0, 0, 0, 48, 1, 48, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "RPS", "RID_PASID field of the context entry", 0, 0, 0, 0, 49, 1, 49, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "PMS", "performance monitoring", 0, 0, 0, 0, 51, 1, 51, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "ADMS", "abort-DMA mode", 0, 0, 0, 0, 52, 1, 52, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "RPRIVS", "RID_PRIV field of the context entry", 0, 0, 0, 0, 53, 1, 53, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "SMS", "stop markers are dropped silently when they cannot be queued", 0, 0, 0, 0, 58, 1, 58, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECAP
  { "CFI", "let compatibility-format interrupts pass", 0, 0, 0, 0, 23, 1, 23, VTD_ACCESS_WO, 0, VTD_FEAT_IR }, // GCMD
  { "SIRTP", "one-shot: latch the interrupt table pointer", 0, 0, 0, 0, 24, 1, 24, VTD_ACCESS_WO, 0, VTD_FEAT_IR }, // GCMD
  { "IRE", "enable interrupt remapping", 0, 0, 0, 0, 25, 1, 25, VTD_ACCESS_WO, 0, VTD_FEAT_IR }, // GCMD
  { "QIE", "enable queued invalidation", 0, 0, 0, 0, 26, 1, 26, VTD_ACCESS_WO, 0, VTD_FEAT_QI }, // GCMD
  { "WBF", "one-shot: flush the write buffer", 0, 0, 0, 0, 27, 1, 27, VTD_ACCESS_WO, 0, VTD_FEAT_RWBF }, // GCMD
  { "SRTP", "one-shot: latch the root table pointer and mode", 0, 0, 0, 0, 30, 1, 30, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // GCMD
  { "TE", "enable DMA remapping", 0, 0, 0, 0, 31, 1, 31, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // GCMD
  { "CFIS", "compatibility-format interrupts pass", 0, 0, 0, 0, 23, 1, 23, VTD_ACCESS_RO, 0, VTD_FEAT_IR }, // GSTS
  { "IRTPS", "interrupt table pointer is latched", 0, 0, 0, 0, 24, 1, 24, VTD_ACCESS_RO, 0, VTD_FEAT_IR }, // GSTS
  { "IRES", "interrupt remapping is on", 0, 0, 0, 0, 25, 1, 25, VTD_ACCESS_RO, 0, VTD_FEAT_IR }, // GSTS
  { "QIES", "queued invalidation is on", 0, 0, 0, 0, 26, 1, 26, VTD_ACCESS_RO, 0, VTD_FEAT_QI }, // GSTS
  { "WBFS", "write buffer flush in progress (1 = busy)", 0, 0, 0, 0, 27, 1, 27, VTD_ACCESS_RO, 0, VTD_FEAT_RWBF }, // GSTS
  { "RTPS", "root table pointer is latched", 0, 0, 0, 0, 30, 1, 30, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // GSTS
  { "TES", "DMA remapping is on", 0, 0, 0, 0, 31, 1, 31, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // GSTS
  { "TTM", "translation table mode", 0, 5, 4, 0, 10, 2, 10, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // RTADDR
  { "RTA", "root table address", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // RTADDR
  { "DID", "domain id (domain and device granularity)", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // CCMD
  { "SID", "requester id (device granularity)", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // CCMD
  { "FM", "bits of SID that are not compared", 0, 9, 4, 0, 32, 2, 32, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // CCMD
  { "CAIG", "granularity that was performed", 0, 13, 4, 0, 59, 2, 59, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // CCMD
  { "CIRG", "granularity that is requested", 0, 17, 4, 0, 61, 2, 61, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // CCMD
  { "ICC", "1 starts; hardware clears it when done", 0, 0, 0, 0, 63, 1, 63, VTD_ACCESS_RW, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // CCMD
  { "AM", "address mask: 2^AM pages", 0, 0, 0, 0, 0, 6, 0, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // IVA
  { "IH", "hint: only leaf entries changed", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // IVA
  { "ADDR", "page address", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_WO, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // IVA
  { "DID", "domain id (domain and page granularity)", 0, 0, 0, 0, 32, 16, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOTLB
  { "DW", "drain writes", 0, 0, 0, 0, 48, 1, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOTLB
  { "DR", "drain reads", 0, 0, 0, 0, 49, 1, 49, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOTLB
  { "IAIG", "granularity that was performed", 0, 21, 4, 0, 57, 2, 57, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // IOTLB
  { "IIRG", "granularity that is requested", 0, 25, 4, 0, 60, 2, 60, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOTLB
  { "IVT", "1 starts; hardware clears it when done", 0, 0, 0, 0, 63, 1, 63, VTD_ACCESS_RW, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // IOTLB
  { "PFO", "primary fault overflow: recording has stopped", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW1C, VTD_FIELD_STICKY, VTD_FEAT_ALWAYS }, // FSTS
  { "PPF", "a fault record is pending (OR of all F)", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // FSTS
  { "IQE", "invalidation queue error", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RW1C, VTD_FIELD_STICKY, VTD_FEAT_QI }, // FSTS
  { "ICE", "unexpected device-TLB invalidation completion", 0, 0, 0, 0, 5, 1, 5, VTD_ACCESS_RW1C, VTD_FIELD_STICKY, VTD_FEAT_DT }, // FSTS
  { "ITE", "device-TLB invalidation timed out", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RW1C, VTD_FIELD_STICKY, VTD_FEAT_DT }, // FSTS
  { "FRI", "index of the first pending fault record", 0, 0, 0, 0, 8, 8, 8, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // FSTS
  { "IP", "a message is held back", 0, 0, 0, 0, 30, 1, 30, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // FECTL
  { "IM", "mask: no message is sent", UINT64_C(0x0000000000000001), 0, 0, 0, 31, 1, 31, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FECTL
  { "IMD", "message data", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FEDATA
  { "MA", "message address, low part", 0, 0, 0, 0, 2, 30, 2, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // FEADDR
  { "MUA", "message address bits 63:32", 0, 0, 0, 0, 0, 32, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FEUADDR
  { "FI", "page address of the request", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW | VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // FRCD_LO
  { "IIDX", "interrupt index, when FR is an interrupt-remapping fault", 0, 0, 0, 0, 48, 16, 48, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW | VTD_FIELD_OVERLAY, VTD_FEAT_ALWAYS }, // FRCD_LO
  { "SID", "requester id", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // FRCD_HI
  { "T2", "with T1: 00 write, 01 page request, 10 read, 11 atomic (T1 first)", 0, 0, 0, 0, 28, 1, 28, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // FRCD_HI
  { "PRIV", "privileged mode was requested", 0, 0, 0, 0, 29, 1, 29, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_PASID }, // FRCD_HI
  { "EXE", "execute permission was requested", 0, 0, 0, 0, 30, 1, 30, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_PASID }, // FRCD_HI
  { "PP", "the request had a PASID", 0, 0, 0, 0, 31, 1, 31, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_PASID }, // FRCD_HI
  { "FR", "fault reason", 0, 0, 0, 0, 32, 8, 32, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // FRCD_HI
  { "PV", "PASID", 0, 0, 0, 0, 40, 20, 40, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_PASID }, // FRCD_HI
  { "AT", "address type of the request", 0, 29, 3, 0, 60, 2, 60, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_DT }, // FRCD_HI
  { "T1", "see T2", 0, 0, 0, 0, 62, 1, 62, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // FRCD_HI
  { "F", "the record holds a fault", 0, 0, 0, 0, 63, 1, 63, VTD_ACCESS_RW1C, VTD_FIELD_STICKY, VTD_FEAT_ALWAYS }, // FRCD_HI
  { "PRS", "protection is on", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // PMEN
  { "EPM", "turn protection on", 0, 0, 0, 0, 31, 1, 31, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PMEN
  { "PLMB", "first byte of the region", 0, 0, 0, 0, 21, 11, 21, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // PLMBASE
  { "PLML", "start of the region's last unit", 0, 0, 0, 0, 21, 11, 21, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // PLMLIMIT
  { "PHMB", "first byte of the region", 0, 0, 0, 0, 21, 43, 21, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // PHMBASE
  { "PHML", "start of the region's last unit", 0, 0, 0, 0, 21, 43, 21, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // PHMLIMIT
  { "QH", "byte offset of the descriptor that hardware reads next", 0, 0, 0, 0, 4, 15, 4, VTD_ACCESS_RO, VTD_FIELD_HW | VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // IQH
  { "QT", "byte offset of the descriptor that software writes next", 0, 0, 0, 0, 4, 15, 4, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // IQT
  { "QS", "queue of 2^QS pages", 0, 0, 0, 0, 0, 3, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IQA
  { "DW", "descriptor width", 0, 32, 2, 0, 11, 1, 11, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IQA
  { "IQA", "queue address", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // IQA
  { "IWC", "a wait descriptor with IF completed", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW1C, VTD_FIELD_STICKY, VTD_FEAT_ALWAYS }, // ICS
  { "IQEI", "why FSTS.IQE is set", 0, 34, 8, 0, 0, 4, 0, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // IQERCD
  { "ITESID", "requester id of the device that timed out", 0, 0, 0, 0, 32, 16, 32, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_DT }, // IQERCD
  { "ICESID", "requester id of the unexpected completion", 0, 0, 0, 0, 48, 16, 48, VTD_ACCESS_RO, VTD_FIELD_STICKY | VTD_FIELD_HW, VTD_FEAT_DT }, // IQERCD
  { "S", "table of 2^(S+1) entries", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTA
  { "EIME", "32-bit destinations (x2APIC mode)", 0, 0, 0, 0, 11, 1, 11, VTD_ACCESS_RW, 0, VTD_FEAT_EIM }, // IRTA
  { "IRTA", "table address", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // IRTA
  { "PQH", "byte offset of the entry that software reads next", 0, 0, 0, 0, 5, 14, 5, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // PQH
  { "PQT", "byte offset of the entry that hardware writes next", 0, 0, 0, 0, 5, 14, 5, VTD_ACCESS_RW, VTD_FIELD_HW | VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // PQT
  { "PQS", "queue of 2^(PQS+7) entries of 32 bytes", 0, 0, 0, 0, 0, 3, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PQA
  { "PQA", "queue address", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // PQA
  { "PPR", "a page request is pending", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW1C, VTD_FIELD_STICKY, VTD_FEAT_ALWAYS }, // PRS
  { "PRO", "page request overflow", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW1C, VTD_FIELD_STICKY, VTD_FEAT_ALWAYS }, // PRS
  { "VCNT", "number of variable ranges", 0, 0, 0, 0, 0, 8, 0, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // MTRRCAP
  { "FIX", "fixed ranges", 0, 0, 0, 0, 8, 1, 8, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // MTRRCAP
  { "WC", "write-combining type", 0, 0, 0, 0, 10, 1, 10, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // MTRRCAP
  { "TYPE", "type of memory that no range covers", 0, 42, 5, 0, 0, 8, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRRDEF
  { "FE", "enable the fixed ranges", 0, 0, 0, 0, 10, 1, 10, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRRDEF
  { "E", "enable all ranges", 0, 0, 0, 0, 11, 1, 11, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRRDEF
  { "R0", "type of range 0", 0, 0, 0, 0, 0, 8, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRR_FIX64K_00000
  { "R1", "type of range 1", 0, 0, 0, 0, 8, 8, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRR_FIX64K_00000
  { "R2", "type of range 2", 0, 0, 0, 0, 16, 8, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRR_FIX64K_00000
  { "R3", "type of range 3", 0, 0, 0, 0, 24, 8, 24, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRR_FIX64K_00000
  { "R4", "type of range 4", 0, 0, 0, 0, 32, 8, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRR_FIX64K_00000
  { "R5", "type of range 5", 0, 0, 0, 0, 40, 8, 40, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRR_FIX64K_00000
  { "R6", "type of range 6", 0, 0, 0, 0, 48, 8, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRR_FIX64K_00000
  { "R7", "type of range 7", 0, 0, 0, 0, 56, 8, 56, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRR_FIX64K_00000
  { "TYPE", "memory type, as MTRRDEF.TYPE", 0, 0, 0, 0, 0, 8, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRR_PHYSBASE
  { "BASE", "base address", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // MTRR_PHYSBASE
  { "V", "the range is valid", 0, 0, 0, 0, 11, 1, 11, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MTRR_PHYSMASK
  { "MASK", "address bits that must equal the base", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // MTRR_PHYSMASK
  { "NCNTR", "number of counters", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "CW", "counter width, bits", 0, 0, 0, 0, 16, 7, 16, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "EGCNT", "number of event groups", 0, 0, 0, 0, 24, 5, 24, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "RIDFS", "requester-id filter", 0, 0, 0, 0, 32, 1, 32, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "DIDFS", "domain-id filter", 0, 0, 0, 0, 33, 1, 33, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "PASIDFS", "PASID filter", 0, 0, 0, 0, 34, 1, 34, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "ATFS", "address-type filter", 0, 0, 0, 0, 35, 1, 35, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "PTLFS", "page-table-level filter", 0, 0, 0, 0, 36, 1, 36, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "CWE", "counters can be written while enabled", 0, 0, 0, 0, 48, 1, 48, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "GFS", "freeze of all counters on overflow", 0, 0, 0, 0, 49, 1, 49, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "IOS", "interrupt on overflow", 0, 0, 0, 0, 50, 1, 50, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "PCCS", "counters have capabilities of their own", 0, 0, 0, 0, 51, 1, 51, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "CS", "counters are 2^(CS+10) bytes apart", 0, 0, 0, 0, 52, 3, 52, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "ONES", "reserved, reads Fh", UINT64_C(0x000000000000000F), 0, 0, 0, 60, 4, 60, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCAP
  { "OFFSET", "byte offset from the unit's base", 0, 0, 0, 0, 0, 32, 0, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCFGOFF
  { "PIS", "a counter with interrupt on overflow overflowed", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW1C, 0, VTD_FEAT_ALWAYS }, // PERFINTRSTS
  { "ES", "events that the group has, a bit each", 0, 0, 0, 0, 0, 28, 0, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFEVNTCAP
  { "FS", "frozen counters, a bit each", 0, 0, 0, 0, 0, 64, 0, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // PERFFRZSTS
  { "OVF", "counters that overflowed, a bit each", 0, 0, 0, 0, 0, 64, 0, VTD_ACCESS_RW1C, 0, VTD_FEAT_ALWAYS }, // PERFOVFSTS
  { "EN", "the counter counts (by enhanced command)", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // PERFCNTRCFG
  { "IO", "interrupt on overflow", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFCNTRCFG
  { "GFO", "freeze all counters on overflow", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFCNTRCFG
  { "EGI", "event group", 0, 0, 0, 0, 8, 4, 8, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFCNTRCFG
  { "ES", "events to count, a bit each", 0, 0, 0, 0, 32, 28, 32, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFCNTRCFG
  { "RID", "requester id to count", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_RID
  { "EN", "use the filter", 0, 0, 0, 0, 31, 1, 31, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_RID
  { "DID", "domain id to count", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_DID
  { "EN", "use the filter", 0, 0, 0, 0, 31, 1, 31, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_DID
  { "PASID", "PASID to count", 0, 0, 0, 0, 0, 20, 0, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_PASID
  { "MODE", "this PASID, any PASID, or requests without PASID", 0, 47, 3, 0, 20, 2, 20, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_PASID
  { "EN", "use the filter", 0, 0, 0, 0, 31, 1, 31, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_PASID
  { "AT", "address types to count, a bit each", 0, 50, 3, 0, 0, 3, 0, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_AT
  { "EN", "use the filter", 0, 0, 0, 0, 31, 1, 31, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_AT
  { "PTL", "levels to count, a bit each from PTE (bit 0) to PML5E (bit 4)", 0, 0, 0, 0, 0, 5, 0, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_PTL
  { "EN", "use the filter", 0, 0, 0, 0, 31, 1, 31, VTD_ACCESS_RWL, 0, VTD_FEAT_ALWAYS }, // PERFFLT_PTL
  { "PCC", "these capabilities replace the common ones", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCNTRCAP
  { "CW", "counter width, bits", 0, 0, 0, 0, 8, 8, 8, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCNTRCAP
  { "IOS", "interrupt on overflow", 0, 0, 0, 0, 16, 1, 16, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCNTRCAP
  { "GFS", "freeze of all counters on overflow", 0, 0, 0, 0, 17, 1, 17, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCNTRCAP
  { "EGCNT", "number of event group registers that follow", 0, 0, 0, 0, 28, 4, 28, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCNTRCAP
  { "ES", "events of the group, a bit each", 0, 0, 0, 0, 0, 28, 0, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCNTREVCAP
  { "EGI", "event group", 0, 0, 0, 0, 28, 4, 28, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // PERFCNTREVCAP
  { "COUNT", "events counted", 0, 0, 0, 0, 0, 64, 0, VTD_ACCESS_RW, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // PERFCNTR
  { "CMD", "command", 0, 53, 6, 0, 0, 8, 0, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // ECMD
  { "OPA", "operand A", 0, 0, 0, 0, 16, 48, 16, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // ECMD
  { "OPB", "operand B", 0, 0, 0, 0, 0, 64, 0, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // ECEO
  { "IP", "command in progress", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // ECRSP
  { "SC", "status code", 0, 59, 4, 0, 1, 7, 1, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // ECRSP
  { "RSLT", "result", 0, 0, 0, 0, 16, 48, 16, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // ECRSP
  { "ECNTS", "enable counter", 0, 0, 0, 0, 48, 1, 48, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECCAP_3
  { "DCNTS", "disable counter", 0, 0, 0, 0, 49, 1, 49, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECCAP_3
  { "RCFGS", "reset all configuration", 0, 0, 0, 0, 50, 1, 50, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECCAP_3
  { "RCNTS", "reset all counters", 0, 0, 0, 0, 51, 1, 51, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECCAP_3
  { "FCNTS", "freeze all counters", 0, 0, 0, 0, 52, 1, 52, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECCAP_3
  { "UFCNTS", "unfreeze all counters", 0, 0, 0, 0, 53, 1, 53, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // ECCAP_3
  { "CMD", "command", 0, 63, 3, 0, 0, 8, 0, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // VCMD
  { "OPA", "operand A", 0, 0, 0, 0, 16, 48, 16, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // VCMD
  { "PASID", "operand of FREE_PASID", 0, 0, 0, 0, 16, 20, 16, VTD_ACCESS_WO, VTD_FIELD_OVERLAY, VTD_FEAT_ALWAYS }, // VCMD
  { "OPB", "operand B", 0, 0, 0, 0, 0, 64, 0, VTD_ACCESS_WO, 0, VTD_FEAT_ALWAYS }, // VCMD_EO
  { "IP", "command in progress", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // VCRSP
  { "SC", "status code", 0, 66, 3, 0, 1, 7, 1, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // VCRSP
  { "RSLT", "result", 0, 0, 0, 0, 16, 48, 16, VTD_ACCESS_RO, VTD_FIELD_HW, VTD_FEAT_ALWAYS }, // VCRSP
  { "PASID", "result of ALLOC_PASID", 0, 0, 0, 0, 16, 20, 16, VTD_ACCESS_RO, VTD_FIELD_HW | VTD_FIELD_OVERLAY, VTD_FEAT_ALWAYS }, // VCRSP
  { "NS", "null command", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // VCCAP
  { "PAS", "PASID allocation", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // VCCAP
  { "FPS", "PASID release", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RO, 0, VTD_FEAT_ALWAYS }, // VCCAP
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // ROOT
  { "CTP", "context table", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // ROOT
  { "LP", "lower half (devfn 00h-7Fh) present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SM_ROOT
  { "LCTP", "context table of the lower half", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // SM_ROOT
  { "UP", "upper half (devfn 80h-FFh) present", 0, 0, 0, 1, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SM_ROOT
  { "UCTP", "context table of the upper half", 0, 0, 0, 1, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // SM_ROOT
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // CTX
  { "FPD", "qualified faults are not reported; looked at even if P = 0", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // CTX
  { "TT", "translation type", 0, 69, 4, 0, 2, 2, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // CTX
  { "SSPTPTR", "second-stage top table; not used by pass-through", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // CTX
  { "AW", "address width of the second-stage tables", 0, 73, 3, 1, 0, 3, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // CTX
  { "DID", "domain id", 0, 0, 0, 1, 8, 16, 8, VTD_ACCESS_RW, VTD_FIELD_LIMIT_ND, VTD_FEAT_ALWAYS }, // CTX
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SM_CTX
  { "FPD", "qualified faults are not reported; looked at even if P = 0", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SM_CTX
  { "DTE", "device-TLB enable", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_DT }, // SM_CTX
  { "PASIDE", "requests with PASID enable", 0, 0, 0, 0, 3, 1, 3, VTD_ACCESS_RW, 0, VTD_FEAT_PASID }, // SM_CTX
  { "PRE", "page request enable", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_PRS }, // SM_CTX
  { "PDTS", "PASID directory of 2^(PDTS+7) entries", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SM_CTX
  { "PASIDDIRPTR", "PASID directory", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // SM_CTX
  { "RID_PASID", "PASID of requests without PASID", 0, 0, 0, 1, 0, 20, 0, VTD_ACCESS_RW, 0, VTD_FEAT_RPS }, // SM_CTX
  { "RID_PRIV", "privilege of requests without PASID", 0, 0, 0, 1, 20, 1, 20, VTD_ACCESS_RW, 0, VTD_FEAT_RPRIVS }, // SM_CTX
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PASID_DIR
  { "FPD", "qualified faults are not reported; looked at even if P = 0", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PASID_DIR
  { "SMPTBLPTR", "PASID table of 64 entries", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // PASID_DIR
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PASID
  { "FPD", "qualified faults are not reported; looked at even if P = 0", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PASID
  { "AW", "address width of the second-stage tables", 0, 73, 3, 0, 2, 3, 2, VTD_ACCESS_RW, 0, VTD_FEAT_SSTS }, // PASID
  { "PGTT", "translation type", 0, 76, 4, 0, 6, 3, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PASID
  { "SSADE", "second-stage accessed and dirty flags enable", 0, 0, 0, 0, 9, 1, 9, VTD_ACCESS_RW, 0, VTD_FEAT_SSADE }, // PASID
  { "SSPTPTR", "second-stage top table", 0, 0, 0, 0, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_SSTS }, // PASID
  { "DID", "domain id", 0, 0, 0, 1, 0, 16, 0, VTD_ACCESS_RW, VTD_FIELD_LIMIT_ND, VTD_FEAT_ALWAYS }, // PASID
  { "PWSNP", "page walks are snooped", 0, 0, 0, 1, 23, 1, 23, VTD_ACCESS_RW, 0, VTD_FEAT_SMPWCS }, // PASID
  { "PGSNP", "accesses to the page are snooped", 0, 0, 0, 1, 24, 1, 24, VTD_ACCESS_RW, 0, VTD_FEAT_SC }, // PASID
  { "CD", "cache disable", 0, 0, 0, 1, 25, 1, 25, VTD_ACCESS_RW, 0, VTD_FEAT_MTS }, // PASID
  { "EMTE", "extended memory type enable", 0, 0, 0, 1, 26, 1, 26, VTD_ACCESS_RW, 0, VTD_FEAT_MTS }, // PASID
  { "PAT", "page attribute table, eight fields of 4 bits", 0, 0, 0, 1, 32, 32, 32, VTD_ACCESS_RW, 0, VTD_FEAT_MTS }, // PASID
  { "SRE", "supervisor requests enable", 0, 0, 0, 2, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_SRS }, // PASID
  { "FSPM", "first-stage paging mode", 0, 80, 2, 2, 2, 2, 2, VTD_ACCESS_RW, 0, VTD_FEAT_FSTS }, // PASID
  { "WPE", "write protection holds for supervisor requests", 0, 0, 0, 2, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_FSTS }, // PASID
  { "EAFE", "extended accessed flag enable", 0, 0, 0, 2, 7, 1, 7, VTD_ACCESS_RW, 0, VTD_FEAT_EAFS }, // PASID
  { "FSPTPTR", "first-stage top table; host address for FS, guest address for nested", 0, 0, 0, 2, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_FSTS }, // PASID
  { "R", "read permission", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PML
  { "W", "write permission", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PML
  { "A", "accessed (when PASID.SSADE is set)", 0, 0, 0, 0, 8, 1, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PML
  { "ADDR", "next table", 0, 0, 0, 0, 12, 40, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // SS_PML
  { "R", "read permission", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_DIR
  { "W", "write permission", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_DIR
  { "PS", "0: refers to a table", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_DIR
  { "A", "accessed (when PASID.SSADE is set)", 0, 0, 0, 0, 8, 1, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_DIR
  { "ADDR", "next table", 0, 0, 0, 0, 12, 40, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // SS_DIR
  { "R", "read permission", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDPE_1G
  { "W", "write permission", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDPE_1G
  { "EMT", "extended memory type", 0, 42, 5, 0, 3, 3, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDPE_1G
  { "IPAT", "ignore PAT (nested)", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDPE_1G
  { "PS", "1: maps a page", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RW, 0, VTD_FEAT_SSLPS_1G }, // SS_PDPE_1G
  { "A", "accessed (when PASID.SSADE is set)", 0, 0, 0, 0, 8, 1, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDPE_1G
  { "D", "dirty (when PASID.SSADE is set)", 0, 0, 0, 0, 9, 1, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDPE_1G
  { "SNP", "accesses to the page are snooped", 0, 0, 0, 0, 11, 1, 11, VTD_ACCESS_RW, 0, VTD_FEAT_SC }, // SS_PDPE_1G
  { "ADDR", "page", 0, 0, 0, 0, 30, 22, 30, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // SS_PDPE_1G
  { "R", "read permission", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDE_2M
  { "W", "write permission", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDE_2M
  { "EMT", "extended memory type", 0, 42, 5, 0, 3, 3, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDE_2M
  { "IPAT", "ignore PAT (nested)", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDE_2M
  { "PS", "1: maps a page", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RW, 0, VTD_FEAT_SSLPS_2M }, // SS_PDE_2M
  { "A", "accessed (when PASID.SSADE is set)", 0, 0, 0, 0, 8, 1, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDE_2M
  { "D", "dirty (when PASID.SSADE is set)", 0, 0, 0, 0, 9, 1, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PDE_2M
  { "SNP", "accesses to the page are snooped", 0, 0, 0, 0, 11, 1, 11, VTD_ACCESS_RW, 0, VTD_FEAT_SC }, // SS_PDE_2M
  { "ADDR", "page", 0, 0, 0, 0, 21, 31, 21, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // SS_PDE_2M
  { "R", "read permission", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PTE
  { "W", "write permission", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PTE
  { "EMT", "extended memory type", 0, 42, 5, 0, 3, 3, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PTE
  { "IPAT", "ignore PAT (nested)", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PTE
  { "A", "accessed (when PASID.SSADE is set)", 0, 0, 0, 0, 8, 1, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PTE
  { "D", "dirty (when PASID.SSADE is set)", 0, 0, 0, 0, 9, 1, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // SS_PTE
  { "SNP", "accesses to the page are snooped", 0, 0, 0, 0, 11, 1, 11, VTD_ACCESS_RW, 0, VTD_FEAT_SC }, // SS_PTE
  { "ADDR", "page", 0, 0, 0, 0, 12, 40, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // SS_PTE
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PML
  { "RW", "write permission", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PML
  { "US", "user permission", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PML
  { "A", "accessed", 0, 0, 0, 0, 5, 1, 5, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PML
  { "EA", "extended accessed (when PASID.EAFE is set)", 0, 0, 0, 0, 10, 1, 10, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PML
  { "ADDR", "next table", 0, 0, 0, 0, 12, 40, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // FS_PML
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_DIR
  { "RW", "write permission", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_DIR
  { "US", "user permission", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_DIR
  { "A", "accessed", 0, 0, 0, 0, 5, 1, 5, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_DIR
  { "PS", "0: refers to a table", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_DIR
  { "EA", "extended accessed (when PASID.EAFE is set)", 0, 0, 0, 0, 10, 1, 10, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_DIR
  { "ADDR", "next table", 0, 0, 0, 0, 12, 40, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // FS_DIR
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDPE_1G
  { "RW", "write permission", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDPE_1G
  { "US", "user permission", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDPE_1G
  { "PWT", "PAT index bit 0", 0, 0, 0, 0, 3, 1, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDPE_1G
  { "PCD", "PAT index bit 1", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDPE_1G
  { "A", "accessed", 0, 0, 0, 0, 5, 1, 5, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDPE_1G
  { "D", "dirty", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDPE_1G
  { "PS", "1: maps a page", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RW, 0, VTD_FEAT_FS1GP }, // FS_PDPE_1G
  { "EA", "extended accessed (when PASID.EAFE is set)", 0, 0, 0, 0, 10, 1, 10, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDPE_1G
  { "PAT", "PAT index bit 2", 0, 0, 0, 0, 12, 1, 12, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDPE_1G
  { "ADDR", "page", 0, 0, 0, 0, 30, 22, 30, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // FS_PDPE_1G
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "RW", "write permission", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "US", "user permission", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "PWT", "PAT index bit 0", 0, 0, 0, 0, 3, 1, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "PCD", "PAT index bit 1", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "A", "accessed", 0, 0, 0, 0, 5, 1, 5, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "D", "dirty", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "PS", "1: maps a page", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "EA", "extended accessed (when PASID.EAFE is set)", 0, 0, 0, 0, 10, 1, 10, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "PAT", "PAT index bit 2", 0, 0, 0, 0, 12, 1, 12, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "ADDR", "page", 0, 0, 0, 0, 21, 31, 21, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // FS_PDE_2M
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PTE
  { "RW", "write permission", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PTE
  { "US", "user permission", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PTE
  { "PWT", "PAT index bit 0", 0, 0, 0, 0, 3, 1, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PTE
  { "PCD", "PAT index bit 1", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PTE
  { "A", "accessed", 0, 0, 0, 0, 5, 1, 5, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PTE
  { "D", "dirty", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PTE
  { "PAT", "PAT index bit 2", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PTE
  { "EA", "extended accessed (when PASID.EAFE is set)", 0, 0, 0, 0, 10, 1, 10, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // FS_PTE
  { "ADDR", "page", 0, 0, 0, 0, 12, 40, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR | VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // FS_PTE
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "FPD", "qualified faults are not reported; looked at even if P = 0", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "DM", "destination mode, 1 = logical", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "RH", "redirection hint", 0, 0, 0, 0, 3, 1, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "TM", "trigger mode, 1 = level", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "DLM", "delivery mode", 0, 82, 6, 0, 5, 3, 5, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "IM", "0 = remapped format, 1 = posted format", 0, 0, 0, 0, 15, 1, 15, VTD_ACCESS_RW, 0, VTD_FEAT_PI }, // IRTE
  { "V", "vector", 0, 0, 0, 0, 16, 8, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "DST", "32-bit destination (IRTA.EIME = 1)", 0, 0, 0, 0, 32, 32, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "DST_XAPIC", "8-bit destination (IRTA.EIME = 0; the rest of DST is reserved)", 0, 0, 0, 0, 40, 8, 40, VTD_ACCESS_RW, VTD_FIELD_OVERLAY, VTD_FEAT_ALWAYS }, // IRTE
  { "SID", "requester id to verify", 0, 0, 0, 1, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "SQ", "bits of SID that are not compared", 0, 9, 4, 1, 16, 2, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "SVT", "source validation type", 0, 88, 4, 1, 18, 2, 18, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE
  { "P", "present", 0, 0, 0, 0, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE_POSTED
  { "FPD", "qualified faults are not reported; looked at even if P = 0", 0, 0, 0, 0, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE_POSTED
  { "URG", "urgent: notify even if notifications are suppressed", 0, 0, 0, 0, 14, 1, 14, VTD_ACCESS_RW, 0, VTD_FEAT_PI }, // IRTE_POSTED
  { "IM", "0 = remapped format, 1 = posted format", 0, 0, 0, 0, 15, 1, 15, VTD_ACCESS_RW, 0, VTD_FEAT_PI }, // IRTE_POSTED
  { "VV", "virtual vector", 0, 0, 0, 0, 16, 8, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE_POSTED
  { "PDAL", "descriptor address bits 31:6", 0, 0, 0, 0, 38, 26, 6, VTD_ACCESS_RW, VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // IRTE_POSTED
  { "SID", "requester id to verify", 0, 0, 0, 1, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE_POSTED
  { "SQ", "as IRTE.SQ", 0, 0, 0, 1, 16, 2, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE_POSTED
  { "SVT", "as IRTE.SVT", 0, 0, 0, 1, 18, 2, 18, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IRTE_POSTED
  { "PDAH", "descriptor address bits 63:32", 0, 0, 0, 1, 32, 32, 32, VTD_ACCESS_RW, VTD_FIELD_LIMIT_HAW, VTD_FEAT_ALWAYS }, // IRTE_POSTED
  { "PIR0", "pending vectors 63:0", 0, 0, 0, 0, 0, 64, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PID
  { "PIR1", "pending vectors 127:64", 0, 0, 0, 1, 0, 64, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PID
  { "PIR2", "pending vectors 191:128", 0, 0, 0, 2, 0, 64, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PID
  { "PIR3", "pending vectors 255:192", 0, 0, 0, 3, 0, 64, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PID
  { "ON", "notification outstanding", 0, 0, 0, 4, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PID
  { "SN", "notifications suppressed", 0, 0, 0, 4, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PID
  { "NV", "notification vector", 0, 0, 0, 4, 16, 8, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PID
  { "NDST", "32-bit notification destination (x2APIC)", 0, 0, 0, 4, 32, 32, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PID
  { "NDST_XAPIC", "8-bit notification destination (the rest of NDST is reserved)", 0, 0, 0, 4, 40, 8, 40, VTD_ACCESS_RW, VTD_FIELD_OVERLAY, VTD_FEAT_ALWAYS }, // PID
  { "DM", "destination mode, 1 = logical", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_COMPAT
  { "RH", "redirection hint", 0, 0, 0, 0, 3, 1, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_COMPAT
  { "FORMAT", "0 = compatibility", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_COMPAT
  { "DEST", "destination", 0, 0, 0, 0, 12, 8, 12, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_COMPAT
  { "PREFIX", "FEEh", 0, 92, 1, 0, 20, 12, 20, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_COMPAT
  { "V", "vector", 0, 0, 0, 1, 0, 8, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_COMPAT
  { "DLM", "delivery mode, as IRTE.DLM", 0, 0, 0, 1, 8, 3, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_COMPAT
  { "LEVEL", "trigger level, 1 = assert", 0, 0, 0, 1, 14, 1, 14, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_COMPAT
  { "TM", "trigger mode, 1 = level", 0, 0, 0, 1, 15, 1, 15, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_COMPAT
  { "HANDLE_HI", "handle bit 15", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_REMAP
  { "SHV", "the data holds a subhandle; else the data is ignored", 0, 0, 0, 0, 3, 1, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_REMAP
  { "FORMAT", "1 = remappable", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_REMAP
  { "HANDLE_LO", "handle bits 14:0", 0, 0, 0, 0, 5, 15, 5, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_REMAP
  { "PREFIX", "FEEh", 0, 92, 1, 0, 20, 12, 20, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_REMAP
  { "SUBHANDLE", "is added to the handle (SHV = 1)", 0, 0, 0, 1, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // MSI_REMAP
  { "DM", "destination mode, 1 = logical", 0, 0, 0, 0, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // EVENT_MSI
  { "RH", "redirection hint", 0, 0, 0, 0, 3, 1, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // EVENT_MSI
  { "DEST_LO", "destination bits 7:0", 0, 0, 0, 0, 12, 8, 12, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // EVENT_MSI
  { "PREFIX", "FEEh", 0, 92, 1, 0, 20, 12, 20, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // EVENT_MSI
  { "DEST_HI", "destination bits 31:8 (x2APIC)", 0, 0, 0, 0, 40, 24, 40, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // EVENT_MSI
  { "V", "vector", 0, 0, 0, 1, 0, 8, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // EVENT_MSI
  { "DLM", "delivery mode, as IRTE.DLM", 0, 0, 0, 1, 8, 3, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // EVENT_MSI
  { "LEVEL", "trigger level, 1 = assert (remapped interrupts)", 0, 0, 0, 1, 14, 1, 14, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // EVENT_MSI
  { "TM", "trigger mode, 1 = level (remapped interrupts)", 0, 0, 0, 1, 15, 1, 15, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // EVENT_MSI
  { "V", "vector; equals IRTE.V for level interrupts", 0, 0, 0, 0, 0, 8, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE
  { "INDEX_HI", "index bit 15", 0, 0, 0, 0, 11, 1, 11, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE
  { "DS", "delivery status", 0, 0, 0, 0, 12, 1, 12, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE
  { "POL", "polarity, 1 = low", 0, 0, 0, 0, 13, 1, 13, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE
  { "RIRR", "remote IRR", 0, 0, 0, 0, 14, 1, 14, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE
  { "TM", "trigger mode, 1 = level; equals IRTE.TM", 0, 0, 0, 0, 15, 1, 15, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE
  { "MASK", "masked", 0, 0, 0, 0, 16, 1, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE
  { "FORMAT", "1 = remappable", 0, 0, 0, 0, 48, 1, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE
  { "INDEX_LO", "index bits 14:0", 0, 0, 0, 0, 49, 15, 49, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE
  { "V", "vector", 0, 0, 0, 0, 0, 8, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE_COMPAT
  { "DLM", "delivery mode, as IRTE.DLM", 0, 0, 0, 0, 8, 3, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE_COMPAT
  { "DM", "destination mode, 1 = logical", 0, 0, 0, 0, 11, 1, 11, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE_COMPAT
  { "DS", "delivery status", 0, 0, 0, 0, 12, 1, 12, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE_COMPAT
  { "POL", "polarity, 1 = low", 0, 0, 0, 0, 13, 1, 13, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE_COMPAT
  { "RIRR", "remote IRR", 0, 0, 0, 0, 14, 1, 14, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE_COMPAT
  { "TM", "trigger mode, 1 = level", 0, 0, 0, 0, 15, 1, 15, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE_COMPAT
  { "MASK", "masked", 0, 0, 0, 0, 16, 1, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE_COMPAT
  { "FORMAT", "0 = compatibility", 0, 0, 0, 0, 48, 1, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE_COMPAT
  { "DEST", "destination", 0, 0, 0, 0, 56, 8, 56, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // IOAPIC_RTE_COMPAT
  { "TYPE", "type, low part", 0, 93, 9, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI
  { "TYPE_HI", "type, high part", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI
  { "TYPE", "QI.TYPE CC", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_CC
  { "G", "granularity", 0, 17, 4, 0, 4, 2, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_CC
  { "TYPE_HI", "0", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_CC
  { "DID", "domain id", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_CC
  { "SID", "requester id", 0, 0, 0, 0, 32, 16, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_CC
  { "FM", "bits of SID that are not compared", 0, 9, 4, 0, 48, 2, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_CC
  { "TYPE", "QI.TYPE IOTLB", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IOTLB
  { "G", "granularity", 0, 25, 4, 0, 4, 2, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IOTLB
  { "DW", "drain writes", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IOTLB
  { "DR", "drain reads", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IOTLB
  { "TYPE_HI", "0", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IOTLB
  { "DID", "domain id", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IOTLB
  { "AM", "address mask: 2^AM pages", 0, 0, 0, 1, 0, 6, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IOTLB
  { "IH", "hint: only leaf entries changed", 0, 0, 0, 1, 6, 1, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IOTLB
  { "ADDR", "page address", 0, 0, 0, 1, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // QI_IOTLB
  { "TYPE", "QI.TYPE DEV_TLB", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_DEV_TLB
  { "TYPE_HI", "0", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_DEV_TLB
  { "PFSID_LO", "PFSID bits 3:0", 0, 0, 0, 0, 12, 4, 12, VTD_ACCESS_RW, 0, VTD_FEAT_DIT }, // QI_DEV_TLB
  { "MIP", "most invalidations pending, 0 = 32", 0, 0, 0, 0, 16, 5, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_DEV_TLB
  { "SID", "requester id", 0, 0, 0, 0, 32, 16, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_DEV_TLB
  { "PFSID_HI", "PFSID bits 15:4", 0, 0, 0, 0, 52, 12, 52, VTD_ACCESS_RW, 0, VTD_FEAT_DIT }, // QI_DEV_TLB
  { "S", "size: the lowest zero bit of ADDR tells it", 0, 0, 0, 1, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_DEV_TLB
  { "ADDR", "page address and size code", 0, 0, 0, 1, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // QI_DEV_TLB
  { "TYPE", "QI.TYPE IEC", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IEC
  { "G", "granularity", 0, 102, 2, 0, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IEC
  { "TYPE_HI", "0", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IEC
  { "IM", "index mask: low bits of IIDX that are not compared", 0, 0, 0, 0, 27, 5, 27, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IEC
  { "IIDX", "interrupt index", 0, 0, 0, 0, 32, 16, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_IEC
  { "TYPE", "QI.TYPE WAIT", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_WAIT
  { "IF", "interrupt on completion", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_WAIT
  { "SW", "write the status data", 0, 0, 0, 0, 5, 1, 5, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_WAIT
  { "FN", "fence: later descriptors start after completion", 0, 0, 0, 0, 6, 1, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_WAIT
  { "PD", "drain page requests", 0, 0, 0, 0, 7, 1, 7, VTD_ACCESS_RW, 0, VTD_FEAT_PDS }, // QI_WAIT
  { "TYPE_HI", "0", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_WAIT
  { "DATA", "status data", 0, 0, 0, 0, 32, 32, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_WAIT
  { "ADDR", "status address; bits at and above the host address width are ignored", 0, 0, 0, 1, 2, 62, 2, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // QI_WAIT
  { "TYPE", "QI.TYPE P_IOTLB", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_IOTLB
  { "G", "granularity", 0, 104, 2, 0, 4, 2, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_IOTLB
  { "TYPE_HI", "0", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_IOTLB
  { "DID", "domain id", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_IOTLB
  { "PASID", "PASID", 0, 0, 0, 0, 32, 20, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_IOTLB
  { "AM", "address mask: 2^AM pages", 0, 0, 0, 1, 0, 6, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_IOTLB
  { "IH", "hint: only leaf entries changed", 0, 0, 0, 1, 6, 1, 6, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_IOTLB
  { "ADDR", "page address", 0, 0, 0, 1, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // QI_P_IOTLB
  { "TYPE", "QI.TYPE PC", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PC
  { "G", "granularity", 0, 106, 3, 0, 4, 2, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PC
  { "TYPE_HI", "0", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PC
  { "DID", "domain id", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PC
  { "PASID", "PASID", 0, 0, 0, 0, 32, 20, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PC
  { "TYPE", "QI.TYPE P_DEV_TLB", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_DEV_TLB
  { "MIP", "most invalidations pending, 0 = 32", 0, 0, 0, 0, 4, 5, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_DEV_TLB
  { "TYPE_HI", "0", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_DEV_TLB
  { "PFSID_LO", "PFSID bits 3:0", 0, 0, 0, 0, 12, 4, 12, VTD_ACCESS_RW, 0, VTD_FEAT_DIT }, // QI_P_DEV_TLB
  { "SID", "requester id", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_DEV_TLB
  { "PASID", "PASID", 0, 0, 0, 0, 32, 20, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_DEV_TLB
  { "PFSID_HI", "PFSID bits 15:4", 0, 0, 0, 0, 52, 12, 52, VTD_ACCESS_RW, 0, VTD_FEAT_DIT }, // QI_P_DEV_TLB
  { "GI", "global: all PASIDs", 0, 0, 0, 1, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_DEV_TLB
  { "S", "size: the lowest zero bit of ADDR tells it", 0, 0, 0, 1, 11, 1, 11, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_P_DEV_TLB
  { "ADDR", "page address and size code", 0, 0, 0, 1, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // QI_P_DEV_TLB
  { "TYPE", "QI.TYPE PGRP_RESP", 0, 0, 0, 0, 0, 4, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PGRP_RESP
  { "PP", "PASID present", 0, 0, 0, 0, 4, 1, 4, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PGRP_RESP
  { "TYPE_HI", "0", 0, 0, 0, 0, 9, 3, 9, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PGRP_RESP
  { "RC", "response code", 0, 109, 3, 0, 12, 4, 12, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PGRP_RESP
  { "RID", "requester id", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PGRP_RESP
  { "PASID", "PASID", 0, 0, 0, 0, 32, 20, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PGRP_RESP
  { "PRGI", "page request group index", 0, 0, 0, 1, 3, 9, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // QI_PGRP_RESP
  { "TYPE", "01h", 0, 112, 1, 0, 0, 8, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "PP", "PASID present", 0, 0, 0, 0, 8, 1, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "RID", "requester id", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "PASID", "PASID", 0, 0, 0, 0, 32, 20, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "EXR", "execute permission requested", 0, 0, 0, 0, 52, 1, 52, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "PMR", "privileged mode requested", 0, 0, 0, 0, 53, 1, 53, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "RDR", "read permission requested", 0, 0, 0, 1, 0, 1, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "WRR", "write permission requested", 0, 0, 0, 1, 1, 1, 1, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "LPIG", "last request of its group", 0, 0, 0, 1, 2, 1, 2, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "PRGI", "page request group index", 0, 0, 0, 1, 3, 9, 3, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "ADDR", "page address", 0, 0, 0, 1, 12, 52, 12, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // PAGE_REQ
  { "SIGNATURE", "DMAR as text", 0, 113, 1, 0, 0, 32, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "LENGTH", "bytes of the whole table", 0, 0, 0, 0, 32, 32, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "REVISION", "of the format", 0, 114, 1, 1, 0, 8, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "CHECKSUM", "makes the sum of all bytes 0", 0, 0, 0, 1, 8, 8, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "OEM_ID", "six characters", 0, 0, 0, 1, 16, 48, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "OEM_TABLE_ID", "eight characters", 0, 0, 0, 2, 0, 64, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "OEM_REVISION", "of the table", 0, 0, 0, 3, 0, 32, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "CREATOR_ID", "four characters", 0, 0, 0, 3, 32, 32, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "CREATOR_REVISION", "of the program that made the table", 0, 0, 0, 4, 0, 32, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "HAW", "host address width in bits, minus one", 0, 0, 0, 4, 32, 8, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "INTR_REMAP", "the platform supports interrupt remapping", 0, 0, 0, 4, 40, 1, 40, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "X2APIC_OPT_OUT", "software shall not use x2APIC mode", 0, 0, 0, 4, 41, 1, 41, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "DMA_OPT_IN", "software is asked to restrict DMA", 0, 0, 0, 4, 42, 1, 42, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR
  { "TYPE", "kind of structure", 0, 115, 7, 0, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_ENTRY
  { "LENGTH", "bytes, with its device scopes", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_ENTRY
  { "BODY", "depends on the type", 0, 0, 0, 0, 32, 32, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_ENTRY
  { "TYPE", "DMAR_ENTRY.TYPE DRHD", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_DRHD
  { "LENGTH", "bytes, with its device scopes", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_DRHD
  { "INCLUDE_PCI_ALL", "has all devices of the segment that no other unit lists", 0, 0, 0, 0, 32, 1, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_DRHD
  { "SIZE", "log2 of the register window in 4 KiB pages", 0, 0, 0, 0, 40, 4, 40, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_DRHD
  { "SEGMENT", "PCI segment", 0, 0, 0, 0, 48, 16, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_DRHD
  { "BASE", "address of the registers", 0, 0, 0, 1, 0, 64, 0, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // DMAR_DRHD
  { "TYPE", "DMAR_ENTRY.TYPE RMRR", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_RMRR
  { "LENGTH", "bytes, with its device scopes", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_RMRR
  { "SEGMENT", "PCI segment", 0, 0, 0, 0, 48, 16, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_RMRR
  { "BASE", "first byte", 0, 0, 0, 1, 0, 64, 0, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // DMAR_RMRR
  { "LIMIT", "last byte", 0, 0, 0, 2, 0, 64, 0, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // DMAR_RMRR
  { "TYPE", "DMAR_ENTRY.TYPE ATSR", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_ATSR
  { "LENGTH", "bytes, with its device scopes", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_ATSR
  { "ALL_PORTS", "every root port of the segment", 0, 0, 0, 0, 32, 1, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_ATSR
  { "SEGMENT", "PCI segment", 0, 0, 0, 0, 48, 16, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_ATSR
  { "TYPE", "DMAR_ENTRY.TYPE RHSA", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_RHSA
  { "LENGTH", "20", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_RHSA
  { "BASE", "address of the unit's registers", 0, 0, 0, 1, 0, 64, 0, VTD_ACCESS_RW, VTD_FIELD_ADDR, VTD_FEAT_ALWAYS }, // DMAR_RHSA
  { "PROXIMITY", "proximity domain", 0, 0, 0, 2, 0, 32, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_RHSA
  { "TYPE", "DMAR_ENTRY.TYPE ANDD", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_ANDD
  { "LENGTH", "bytes, with the name", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_ANDD
  { "NUMBER", "ACPI device number, as in device scopes", 0, 0, 0, 0, 56, 8, 56, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_ANDD
  { "TYPE", "DMAR_ENTRY.TYPE SATC", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SATC
  { "LENGTH", "bytes, with its device scopes", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SATC
  { "ATC_REQUIRED", "the devices need ATS enabled", 0, 0, 0, 0, 32, 1, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SATC
  { "SEGMENT", "PCI segment", 0, 0, 0, 0, 48, 16, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SATC
  { "TYPE", "DMAR_ENTRY.TYPE SIDP", 0, 0, 0, 0, 0, 16, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SIDP
  { "LENGTH", "bytes, with its device scopes", 0, 0, 0, 0, 16, 16, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SIDP
  { "SEGMENT", "PCI segment", 0, 0, 0, 0, 48, 16, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SIDP
  { "TYPE", "what it names", 0, 122, 5, 0, 0, 8, 0, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
  { "LENGTH", "bytes, with the path", 0, 0, 0, 0, 8, 8, 8, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
  { "NO_NESTED", "SIDP: no nested translation for requests without PASID", 0, 0, 0, 0, 16, 1, 16, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
  { "NO_PWSNP", "SIDP: PWSNP must be clear for requests without PASID", 0, 0, 0, 0, 17, 1, 17, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
  { "NO_PGSNP", "SIDP: PGSNP must be clear for requests without PASID", 0, 0, 0, 0, 18, 1, 18, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
  { "ATC_HARDENED", "SIDP: the device-TLB is as safe as the unit", 0, 0, 0, 0, 19, 1, 19, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
  { "ATC_REQUIRED", "SIDP: the device needs ATS enabled", 0, 0, 0, 0, 20, 1, 20, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
  { "ID", "IOAPIC id, HPET number or ACPI device number", 0, 0, 0, 0, 32, 8, 32, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
  { "BUS", "bus on which the path begins", 0, 0, 0, 0, 40, 8, 40, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
  { "DEVICE", "first step: device", 0, 0, 0, 0, 48, 8, 48, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
  { "FUNCTION", "first step: function", 0, 0, 0, 0, 56, 8, 56, VTD_ACCESS_RW, 0, VTD_FEAT_ALWAYS }, // DMAR_SCOPE
};

const struct vtd_reg_desc vtd_reg_table[VTD_REGISTER_COUNT] = {
  [VTD_REGISTER_VER] = { "VER", "Version of the architecture", VTD_VER_REG, 1, 0, 0, 2, 32, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 1 },
  [VTD_REGISTER_CAP] = { "CAP", "Capabilities", VTD_CAP_REG, 1, 0, 2, 21, 64, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 1 },
  [VTD_REGISTER_ECAP] = { "ECAP", "Extended capabilities", VTD_ECAP_REG, 1, 0, 23, 31, 64, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 1 },
  [VTD_REGISTER_GCMD] = { "GCMD", "Global command; level bits keep a function on, one-shot bits start an action", VTD_GCMD_REG, 1, 0, 54, 7, 32, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_GSTS] = { "GSTS", "Global status, bit for bit the answer to GCMD", VTD_GSTS_REG, 1, 0, 61, 7, 32, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_RTADDR] = { "RTADDR", "Root table address and translation table mode; GCMD.SRTP latches both", VTD_RTADDR_REG, 1, 0, 68, 2, 64, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_CCMD] = { "CCMD", "Context command: invalidates the context-cache; starts with a write of the top byte", VTD_CCMD_REG, 1, 0, 70, 6, 64, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_IVA] = { "IVA", "Address of a page-selective IOTLB invalidation; write it before IOTLB", VTD_IVA_REG, 1, 0, 76, 3, 64, VTD_BASE_IRO, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_IOTLB] = { "IOTLB", "IOTLB invalidation command; starts with a write of the top byte", VTD_IOTLB_REG, 1, 0, 79, 6, 64, VTD_BASE_IRO, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_FSTS] = { "FSTS", "Fault status", VTD_FSTS_REG, 1, 0, 85, 6, 32, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_FECTL] = { "FECTL", "Fault event control", VTD_FECTL_REG, 1, 0, 91, 2, 32, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_FEDATA] = { "FEDATA", "Fault event message data", VTD_FEDATA_REG, 1, 0, 93, 1, 32, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_FEADDR] = { "FEADDR", "Fault event message address", VTD_FEADDR_REG, 1, 0, 94, 1, 32, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_FEUADDR] = { "FEUADDR", "Fault event message upper address", VTD_FEUADDR_REG, 1, 0, 95, 1, 32, VTD_BASE_FIXED, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_FRCD_LO] = { "FRCD_LO", "Fault record, low half; CAP.NFR + 1 of them", VTD_FRCD_LO_REG, 256, 16, 96, 2, 64, VTD_BASE_FRO, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_FRCD_HI] = { "FRCD_HI", "Fault record, high half", VTD_FRCD_HI_REG, 256, 16, 98, 10, 64, VTD_BASE_FRO, VTD_FEAT_ALWAYS, 0 },
  [VTD_REGISTER_PMEN] = { "PMEN", "Protected memory enable", VTD_PMEN_REG, 1, 0, 108, 2, 32, VTD_BASE_FIXED, VTD_FEAT_PMR, 0 },
  [VTD_REGISTER_PLMBASE] = { "PLMBASE", "Protected low memory base", VTD_PLMBASE_REG, 1, 0, 110, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PLMR, 0 },
  [VTD_REGISTER_PLMLIMIT] = { "PLMLIMIT", "Protected low memory limit; the bits below the field count as ones", VTD_PLMLIMIT_REG, 1, 0, 111, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PLMR, 0 },
  [VTD_REGISTER_PHMBASE] = { "PHMBASE", "Protected high memory base", VTD_PHMBASE_REG, 1, 0, 112, 1, 64, VTD_BASE_FIXED, VTD_FEAT_PHMR, 0 },
  [VTD_REGISTER_PHMLIMIT] = { "PHMLIMIT", "Protected high memory limit; the bits below the field count as ones", VTD_PHMLIMIT_REG, 1, 0, 113, 1, 64, VTD_BASE_FIXED, VTD_FEAT_PHMR, 0 },
  [VTD_REGISTER_IQH] = { "IQH", "Invalidation queue head", VTD_IQH_REG, 1, 0, 114, 1, 64, VTD_BASE_FIXED, VTD_FEAT_QI, 0 },
  [VTD_REGISTER_IQT] = { "IQT", "Invalidation queue tail; the doorbell", VTD_IQT_REG, 1, 0, 115, 1, 64, VTD_BASE_FIXED, VTD_FEAT_QI, 0 },
  [VTD_REGISTER_IQA] = { "IQA", "Invalidation queue address", VTD_IQA_REG, 1, 0, 116, 3, 64, VTD_BASE_FIXED, VTD_FEAT_QI, 0 },
  [VTD_REGISTER_ICS] = { "ICS", "Invalidation completion status", VTD_ICS_REG, 1, 0, 119, 1, 32, VTD_BASE_FIXED, VTD_FEAT_QI, 0 },
  [VTD_REGISTER_IECTL] = { "IECTL", "Invalidation event control", VTD_IECTL_REG, 1, 0, 91, 2, 32, VTD_BASE_FIXED, VTD_FEAT_QI, 0 },
  [VTD_REGISTER_IEDATA] = { "IEDATA", "Invalidation event message data", VTD_IEDATA_REG, 1, 0, 93, 1, 32, VTD_BASE_FIXED, VTD_FEAT_QI, 0 },
  [VTD_REGISTER_IEADDR] = { "IEADDR", "Invalidation event message address", VTD_IEADDR_REG, 1, 0, 94, 1, 32, VTD_BASE_FIXED, VTD_FEAT_QI, 0 },
  [VTD_REGISTER_IEUADDR] = { "IEUADDR", "Invalidation event message upper address", VTD_IEUADDR_REG, 1, 0, 95, 1, 32, VTD_BASE_FIXED, VTD_FEAT_QI, 0 },
  [VTD_REGISTER_IQERCD] = { "IQERCD", "Invalidation queue error record", VTD_IQERCD_REG, 1, 0, 120, 3, 64, VTD_BASE_FIXED, VTD_FEAT_QI, 0 },
  [VTD_REGISTER_IRTA] = { "IRTA", "Interrupt remapping table address; GCMD.SIRTP latches it", VTD_IRTA_REG, 1, 0, 123, 3, 64, VTD_BASE_FIXED, VTD_FEAT_IR, 0 },
  [VTD_REGISTER_PQH] = { "PQH", "Page request queue head", VTD_PQH_REG, 1, 0, 126, 1, 64, VTD_BASE_FIXED, VTD_FEAT_PRS, 0 },
  [VTD_REGISTER_PQT] = { "PQT", "Page request queue tail", VTD_PQT_REG, 1, 0, 127, 1, 64, VTD_BASE_FIXED, VTD_FEAT_PRS, 0 },
  [VTD_REGISTER_PQA] = { "PQA", "Page request queue address", VTD_PQA_REG, 1, 0, 128, 2, 64, VTD_BASE_FIXED, VTD_FEAT_PRS, 0 },
  [VTD_REGISTER_PRS] = { "PRS", "Page request status", VTD_PRS_REG, 1, 0, 130, 2, 32, VTD_BASE_FIXED, VTD_FEAT_PRS, 0 },
  [VTD_REGISTER_PECTL] = { "PECTL", "Page request event control", VTD_PECTL_REG, 1, 0, 91, 2, 32, VTD_BASE_FIXED, VTD_FEAT_PRS, 0 },
  [VTD_REGISTER_PEDATA] = { "PEDATA", "Page request event message data", VTD_PEDATA_REG, 1, 0, 93, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PRS, 0 },
  [VTD_REGISTER_PEADDR] = { "PEADDR", "Page request event message address", VTD_PEADDR_REG, 1, 0, 94, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PRS, 0 },
  [VTD_REGISTER_PEUADDR] = { "PEUADDR", "Page request event message upper address", VTD_PEUADDR_REG, 1, 0, 95, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PRS, 0 },
  [VTD_REGISTER_MTRRCAP] = { "MTRRCAP", "MTRR capabilities", VTD_MTRRCAP_REG, 1, 0, 132, 3, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 1 },
  [VTD_REGISTER_MTRRDEF] = { "MTRRDEF", "MTRR default type", VTD_MTRRDEF_REG, 1, 0, 135, 3, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX64K_00000] = { "MTRR_FIX64K_00000", "Types of the 64 KiB ranges from 00000h", VTD_MTRR_FIX64K_00000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX16K_80000] = { "MTRR_FIX16K_80000", "Types of the 16 KiB ranges from 80000h", VTD_MTRR_FIX16K_80000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX16K_A0000] = { "MTRR_FIX16K_A0000", "Types of the 16 KiB ranges from A0000h", VTD_MTRR_FIX16K_A0000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX4K_C0000] = { "MTRR_FIX4K_C0000", "Types of the 4 KiB ranges from C0000h", VTD_MTRR_FIX4K_C0000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX4K_C8000] = { "MTRR_FIX4K_C8000", "Types of the 4 KiB ranges from C8000h", VTD_MTRR_FIX4K_C8000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX4K_D0000] = { "MTRR_FIX4K_D0000", "Types of the 4 KiB ranges from D0000h", VTD_MTRR_FIX4K_D0000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX4K_D8000] = { "MTRR_FIX4K_D8000", "Types of the 4 KiB ranges from D8000h", VTD_MTRR_FIX4K_D8000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX4K_E0000] = { "MTRR_FIX4K_E0000", "Types of the 4 KiB ranges from E0000h", VTD_MTRR_FIX4K_E0000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX4K_E8000] = { "MTRR_FIX4K_E8000", "Types of the 4 KiB ranges from E8000h", VTD_MTRR_FIX4K_E8000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX4K_F0000] = { "MTRR_FIX4K_F0000", "Types of the 4 KiB ranges from F0000h", VTD_MTRR_FIX4K_F0000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_FIX4K_F8000] = { "MTRR_FIX4K_F8000", "Types of the 4 KiB ranges from F8000h", VTD_MTRR_FIX4K_F8000_REG, 1, 0, 138, 8, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_PHYSBASE] = { "MTRR_PHYSBASE", "Variable range base", VTD_MTRR_PHYSBASE_REG, 10, 16, 146, 2, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_MTRR_PHYSMASK] = { "MTRR_PHYSMASK", "Variable range mask", VTD_MTRR_PHYSMASK_REG, 10, 16, 148, 2, 64, VTD_BASE_FIXED, VTD_FEAT_MTS, 0 },
  [VTD_REGISTER_PERFCAP] = { "PERFCAP", "Performance monitoring capabilities", VTD_PERFCAP_REG, 1, 0, 150, 14, 64, VTD_BASE_FIXED, VTD_FEAT_PMS, 1 },
  [VTD_REGISTER_PERFCFGOFF] = { "PERFCFGOFF", "Where the counters' configuration is", VTD_PERFCFGOFF_REG, 1, 0, 164, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PMS, 1 },
  [VTD_REGISTER_PERFFRZOFF] = { "PERFFRZOFF", "Where the freeze status is", VTD_PERFFRZOFF_REG, 1, 0, 164, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PMS, 1 },
  [VTD_REGISTER_PERFOVFOFF] = { "PERFOVFOFF", "Where the overflow status is", VTD_PERFOVFOFF_REG, 1, 0, 164, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PMS, 1 },
  [VTD_REGISTER_PERFCNTROFF] = { "PERFCNTROFF", "Where the counters are", VTD_PERFCNTROFF_REG, 1, 0, 164, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PMS, 1 },
  [VTD_REGISTER_PERFINTRSTS] = { "PERFINTRSTS", "Performance monitoring interrupt status", VTD_PERFINTRSTS_REG, 1, 0, 165, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFINTRCTL] = { "PERFINTRCTL", "Performance monitoring event control", VTD_PERFINTRCTL_REG, 1, 0, 91, 2, 32, VTD_BASE_FIXED, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFINTRDATA] = { "PERFINTRDATA", "Performance monitoring event message data", VTD_PERFINTRDATA_REG, 1, 0, 93, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFINTRADDR] = { "PERFINTRADDR", "Performance monitoring event message address", VTD_PERFINTRADDR_REG, 1, 0, 94, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFINTRUADDR] = { "PERFINTRUADDR", "Performance monitoring event message upper address", VTD_PERFINTRUADDR_REG, 1, 0, 95, 1, 32, VTD_BASE_FIXED, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFEVNTCAP] = { "PERFEVNTCAP", "Events of a group; PERFCAP.EGCNT of them", VTD_PERFEVNTCAP_REG, 16, 8, 166, 1, 64, VTD_BASE_FIXED, VTD_FEAT_PMS, 1 },
  [VTD_REGISTER_PERFFRZSTS] = { "PERFFRZSTS", "Freeze status of 64 counters", VTD_PERFFRZSTS_REG, 0, 8, 167, 1, 64, VTD_BASE_PERFFRZ, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFOVFSTS] = { "PERFOVFSTS", "Overflow status of 64 counters", VTD_PERFOVFSTS_REG, 0, 8, 168, 1, 64, VTD_BASE_PERFOVF, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFCNTRCFG] = { "PERFCNTRCFG", "Configuration of a counter", VTD_PERFCNTRCFG_REG, 0, 256, 169, 5, 64, VTD_BASE_PERFCFG, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFFLT_RID] = { "PERFFLT_RID", "Requester-id filter of a counter", VTD_PERFFLT_RID_REG, 0, 256, 174, 2, 32, VTD_BASE_PERFCFG, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFFLT_DID] = { "PERFFLT_DID", "Domain-id filter of a counter", VTD_PERFFLT_DID_REG, 0, 256, 176, 2, 32, VTD_BASE_PERFCFG, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFFLT_PASID] = { "PERFFLT_PASID", "PASID filter of a counter", VTD_PERFFLT_PASID_REG, 0, 256, 178, 3, 32, VTD_BASE_PERFCFG, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFFLT_AT] = { "PERFFLT_AT", "Address-type filter of a counter", VTD_PERFFLT_AT_REG, 0, 256, 181, 2, 32, VTD_BASE_PERFCFG, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFFLT_PTL] = { "PERFFLT_PTL", "Page-table-level filter of a counter", VTD_PERFFLT_PTL_REG, 0, 256, 183, 2, 32, VTD_BASE_PERFCFG, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_PERFCNTRCAP] = { "PERFCNTRCAP", "Capabilities of a counter, when PERFCAP.PCCS is set", VTD_PERFCNTRCAP_REG, 0, 256, 185, 5, 32, VTD_BASE_PERFCFG, VTD_FEAT_PMS, 1 },
  [VTD_REGISTER_PERFCNTREVCAP] = { "PERFCNTREVCAP", "Event capabilities of a counter; further groups follow 4 bytes apart", VTD_PERFCNTREVCAP_REG, 0, 256, 190, 2, 32, VTD_BASE_PERFCFG, VTD_FEAT_PMS, 1 },
  [VTD_REGISTER_PERFCNTR] = { "PERFCNTR", "Counter; PERFCAP.CS tells the stride and PERFCAP.CW the width", VTD_PERFCNTR_REG, 0, 0, 192, 1, 64, VTD_BASE_PERFCNT, VTD_FEAT_PMS, 0 },
  [VTD_REGISTER_ECMD] = { "ECMD", "Enhanced command; starts with a write of the lowest byte", VTD_ECMD_REG, 1, 0, 193, 2, 64, VTD_BASE_FIXED, VTD_FEAT_ECMDS, 0 },
  [VTD_REGISTER_ECEO] = { "ECEO", "Enhanced command extended operand", VTD_ECEO_REG, 1, 0, 195, 1, 64, VTD_BASE_FIXED, VTD_FEAT_ECMDS, 0 },
  [VTD_REGISTER_ECRSP] = { "ECRSP", "Enhanced command response", VTD_ECRSP_REG, 1, 0, 196, 3, 64, VTD_BASE_FIXED, VTD_FEAT_ECMDS, 0 },
  [VTD_REGISTER_ECSTS_0] = { "ECSTS_0", "Enhanced command status 0; all reserved", VTD_ECSTS_0_REG, 1, 0, 0, 0, 64, VTD_BASE_FIXED, VTD_FEAT_ECMDS, 0 },
  [VTD_REGISTER_ECSTS_1] = { "ECSTS_1", "Enhanced command status 1; all reserved", VTD_ECSTS_1_REG, 1, 0, 0, 0, 64, VTD_BASE_FIXED, VTD_FEAT_ECMDS, 0 },
  [VTD_REGISTER_ECCAP_0] = { "ECCAP_0", "Enhanced command capabilities 0; all reserved", VTD_ECCAP_0_REG, 1, 0, 0, 0, 64, VTD_BASE_FIXED, VTD_FEAT_ECMDS, 0 },
  [VTD_REGISTER_ECCAP_1] = { "ECCAP_1", "Enhanced command capabilities 1; all reserved", VTD_ECCAP_1_REG, 1, 0, 0, 0, 64, VTD_BASE_FIXED, VTD_FEAT_ECMDS, 0 },
  [VTD_REGISTER_ECCAP_2] = { "ECCAP_2", "Enhanced command capabilities 2; all reserved", VTD_ECCAP_2_REG, 1, 0, 0, 0, 64, VTD_BASE_FIXED, VTD_FEAT_ECMDS, 0 },
  [VTD_REGISTER_ECCAP_3] = { "ECCAP_3", "Enhanced command capabilities 3", VTD_ECCAP_3_REG, 1, 0, 199, 6, 64, VTD_BASE_FIXED, VTD_FEAT_ECMDS, 1 },
  [VTD_REGISTER_VCMD] = { "VCMD", "Virtual command", VTD_VCMD_REG, 1, 0, 205, 3, 64, VTD_BASE_FIXED, VTD_FEAT_VCS, 0 },
  [VTD_REGISTER_VCMD_EO] = { "VCMD_EO", "Virtual command extended operand", VTD_VCMD_EO_REG, 1, 0, 208, 1, 64, VTD_BASE_FIXED, VTD_FEAT_VCS, 0 },
  [VTD_REGISTER_VCRSP] = { "VCRSP", "Virtual command response", VTD_VCRSP_REG, 1, 0, 209, 4, 64, VTD_BASE_FIXED, VTD_FEAT_VCS, 0 },
  [VTD_REGISTER_VCCAP] = { "VCCAP", "Virtual command capabilities", VTD_VCCAP_REG, 1, 0, 213, 3, 64, VTD_BASE_FIXED, VTD_FEAT_VCS, 1 },
};

const struct vtd_struct_desc vtd_struct_table[VTD_STRUCT_COUNT] = {
  [VTD_STRUCT_ROOT] = { "ROOT", "Legacy root entry; index = bus", 216, 2, 2 },
  [VTD_STRUCT_SM_ROOT] = { "SM_ROOT", "Scalable-mode root entry; index = bus; only the half in use is checked (word 0 or 1)", 218, 4, 2 },
  [VTD_STRUCT_CTX] = { "CTX", "Legacy context entry; index = devfn", 222, 6, 2 },
  [VTD_STRUCT_SM_CTX] = { "SM_CTX", "Scalable-mode context entry; index = devfn bits 6:0", 228, 9, 4 },
  [VTD_STRUCT_PASID_DIR] = { "PASID_DIR", "PASID directory entry; index = PASID bits 19:6", 237, 3, 1 },
  [VTD_STRUCT_PASID] = { "PASID", "PASID table entry; index = PASID bits 5:0", 240, 17, 8 },
  [VTD_STRUCT_SS_PML] = { "SS_PML", "Second-stage PML5 or PML4 entry", 257, 4, 1 },
  [VTD_STRUCT_SS_DIR] = { "SS_DIR", "Second-stage PDP or PD entry that refers to a table", 261, 5, 1 },
  [VTD_STRUCT_SS_PDPE_1G] = { "SS_PDPE_1G", "Second-stage PDP entry that maps a 1 GiB page", 266, 9, 1 },
  [VTD_STRUCT_SS_PDE_2M] = { "SS_PDE_2M", "Second-stage PD entry that maps a 2 MiB page", 275, 9, 1 },
  [VTD_STRUCT_SS_PTE] = { "SS_PTE", "Second-stage page table entry", 284, 8, 1 },
  [VTD_STRUCT_FS_PML] = { "FS_PML", "First-stage PML5 or PML4 entry", 292, 6, 1 },
  [VTD_STRUCT_FS_DIR] = { "FS_DIR", "First-stage PDP or PD entry that refers to a table", 298, 7, 1 },
  [VTD_STRUCT_FS_PDPE_1G] = { "FS_PDPE_1G", "First-stage PDP entry that maps a 1 GiB page", 305, 11, 1 },
  [VTD_STRUCT_FS_PDE_2M] = { "FS_PDE_2M", "First-stage PD entry that maps a 2 MiB page", 316, 11, 1 },
  [VTD_STRUCT_FS_PTE] = { "FS_PTE", "First-stage page table entry", 327, 10, 1 },
  [VTD_STRUCT_IRTE] = { "IRTE", "Interrupt remapping table entry, remapped format (IM = 0)", 337, 13, 2 },
  [VTD_STRUCT_IRTE_POSTED] = { "IRTE_POSTED", "Interrupt remapping table entry, posted format (IM = 1)", 350, 10, 2 },
  [VTD_STRUCT_PID] = { "PID", "Posted interrupt descriptor", 360, 9, 8 },
  [VTD_STRUCT_MSI_COMPAT] = { "MSI_COMPAT", "Interrupt request, compatibility format: word 0 = address, word 1 = data", 369, 9, 2 },
  [VTD_STRUCT_MSI_REMAP] = { "MSI_REMAP", "Interrupt request, remappable format: word 0 = address, word 1 = data", 378, 6, 2 },
  [VTD_STRUCT_EVENT_MSI] = { "EVENT_MSI", "Message that the unit sends: word 0 = address, word 1 = data", 384, 9, 2 },
  [VTD_STRUCT_IOAPIC_RTE] = { "IOAPIC_RTE", "I/O APIC redirection entry, remappable format", 393, 9, 1 },
  [VTD_STRUCT_IOAPIC_RTE_COMPAT] = { "IOAPIC_RTE_COMPAT", "I/O APIC redirection entry, compatibility format", 402, 10, 1 },
  [VTD_STRUCT_QI] = { "QI", "What all descriptors of the invalidation queue share", 412, 2, 1 },
  [VTD_STRUCT_QI_CC] = { "QI_CC", "Context-cache invalidation (cc_inv_dsc)", 414, 6, 2 },
  [VTD_STRUCT_QI_IOTLB] = { "QI_IOTLB", "IOTLB invalidation (iotlb_inv_dsc)", 420, 9, 2 },
  [VTD_STRUCT_QI_DEV_TLB] = { "QI_DEV_TLB", "Device-TLB invalidation (dev_tlb_inv_dsc)", 429, 8, 2 },
  [VTD_STRUCT_QI_IEC] = { "QI_IEC", "Interrupt entry cache invalidation (iec_inv_dsc)", 437, 5, 2 },
  [VTD_STRUCT_QI_WAIT] = { "QI_WAIT", "Invalidation wait (inv_wait_dsc)", 442, 8, 2 },
  [VTD_STRUCT_QI_P_IOTLB] = { "QI_P_IOTLB", "PASID-based IOTLB invalidation (p_iotlb_inv_dsc)", 450, 8, 4 },
  [VTD_STRUCT_QI_PC] = { "QI_PC", "PASID-cache invalidation (pc_inv_dsc)", 458, 5, 4 },
  [VTD_STRUCT_QI_P_DEV_TLB] = { "QI_P_DEV_TLB", "PASID-based device-TLB invalidation (p_dev_tlb_inv_dsc)", 463, 10, 4 },
  [VTD_STRUCT_QI_PGRP_RESP] = { "QI_PGRP_RESP", "Page group response (page_grp_resp_dsc)", 473, 7, 4 },
  [VTD_STRUCT_PAGE_REQ] = { "PAGE_REQ", "Page request queue entry (page_req_dsc), written by hardware", 480, 11, 4 },
  [VTD_STRUCT_DMAR] = { "DMAR", "Header of the ACPI table DMAR", 491, 13, 6 },
  [VTD_STRUCT_DMAR_ENTRY] = { "DMAR_ENTRY", "How every remapping structure of the DMAR table begins", 504, 3, 1 },
  [VTD_STRUCT_DMAR_DRHD] = { "DMAR_DRHD", "A remapping unit; device scopes follow", 507, 6, 2 },
  [VTD_STRUCT_DMAR_RMRR] = { "DMAR_RMRR", "Memory that devices use from before the operating system on; device scopes follow", 513, 5, 3 },
  [VTD_STRUCT_DMAR_ATSR] = { "DMAR_ATSR", "Root ports below which ATS may be used; device scopes follow", 518, 4, 1 },
  [VTD_STRUCT_DMAR_RHSA] = { "DMAR_RHSA", "Proximity domain of a unit; the table has 20 bytes of it", 522, 4, 3 },
  [VTD_STRUCT_DMAR_ANDD] = { "DMAR_ANDD", "A device of the ACPI name space; its name follows, ended by 0", 526, 3, 1 },
  [VTD_STRUCT_DMAR_SATC] = { "DMAR_SATC", "Integrated devices with a device-TLB; device scopes follow", 529, 4, 1 },
  [VTD_STRUCT_DMAR_SIDP] = { "DMAR_SIDP", "Properties of integrated devices, as flags of the device scopes that follow", 533, 3, 1 },
  [VTD_STRUCT_DMAR_SCOPE] = { "DMAR_SCOPE", "Device scope with a path of one step; 6 bytes and 2 for each step of its path", 536, 11, 1 },
};

const struct vtd_fault_desc vtd_fault_table[VTD_FC_COUNT] = {
  [VTD_FC_NONE] = { 0, 0, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "none", "no fault" },
  [VTD_FC_LRT_2] = { 0x01, 0, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_NA, 0, "LRT.2", "root entry: P = 0" },
  [VTD_FC_LCT_2] = { 0x02, 1, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_NA, 0, "LCT.2", "context entry: P = 0" },
  [VTD_FC_LCT_4_1] = { 0x03, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_NA, 0, "LCT.4.1", "context entry: AW not supported" },
  [VTD_FC_LCT_4_2] = { 0x03, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_NA, 0, "LCT.4.2", "context entry: TT not supported" },
  [VTD_FC_LCT_4_3] = { 0x03, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_NA, VTD_RESP_NA, 0, "LCT.4.3", "access error reading the top second-stage entry" },
  [VTD_FC_LGN_1_1] = { 0x04, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "LGN.1.1", "address beyond what MGAW and AW allow" },
  [VTD_FC_LGN_1_2] = { 0x04, 1, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_UR, VTD_RESP_NA, 0, "LGN.1.2", "translated address beyond the host address width" },
  [VTD_FC_LGN_1_3] = { 0x04, 1, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "LGN.1.3", "pass-through address beyond the host address width" },
  [VTD_FC_LGN_2] = { 0x05, 1, VTD_RESP_UR, VTD_RESP_SEFF, VTD_RESP_NA, VTD_RESP_NA, 0, "LGN.2", "write or atomic request without write permission" },
  [VTD_FC_LGN_3] = { 0x06, 1, VTD_RESP_UR, VTD_RESP_SEFF, VTD_RESP_NA, VTD_RESP_NA, 0, "LGN.3", "read or atomic request without read permission" },
  [VTD_FC_LSS_1] = { 0x07, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_NA, VTD_RESP_NA, 0, "LSS.1", "access error reading a second-stage entry below the top" },
  [VTD_FC_LRT_1] = { 0x08, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_NA, 0, "LRT.1", "access error reading the root entry" },
  [VTD_FC_LCT_1] = { 0x09, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_NA, 0, "LCT.1", "access error reading the context entry" },
  [VTD_FC_LRT_3] = { 0x0A, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_NA, 0, "LRT.3", "root entry: reserved field set" },
  [VTD_FC_LCT_3] = { 0x0B, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_NA, 0, "LCT.3", "context entry: reserved field set" },
  [VTD_FC_LSS_2] = { 0x0C, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_NA, VTD_RESP_NA, 0, "LSS.2", "second-stage entry: reserved field set with R or W" },
  [VTD_FC_LCT_5] = { 0x0D, 1, VTD_RESP_NA, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_NA, 0, "LCT.5", "translation or translated request while TT is not 01b" },
  [VTD_FC_LGN_4] = { 0x0E, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_NA, 0, "LGN.4", "output address in the interrupt address range" },
  [VTD_FC_IR_20] = { 0x20, 0, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "IR.20", "reserved field set in the interrupt request" },
  [VTD_FC_IR_21] = { 0x21, 0, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "IR.21", "interrupt index beyond the table" },
  [VTD_FC_IR_22] = { 0x22, 1, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "IR.22", "interrupt entry not present" },
  [VTD_FC_IR_23] = { 0x23, 0, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "IR.23", "access error reading an interrupt entry" },
  [VTD_FC_IR_24] = { 0x24, 1, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "IR.24", "reserved field set in an interrupt entry" },
  [VTD_FC_IR_25] = { 0x25, 0, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "IR.25", "compatibility-format interrupt blocked" },
  [VTD_FC_IR_26] = { 0x26, 1, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "IR.26", "interrupt source verification failed" },
  [VTD_FC_IR_27] = { 0x27, 1, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "IR.27", "access error on a posted interrupt descriptor" },
  [VTD_FC_IR_28] = { 0x28, 1, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "IR.28", "reserved field set in a posted interrupt descriptor" },
  [VTD_FC_IR_29] = { 0x29, 0, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "IR.29", "illegal request to the interrupt address range" },
  [VTD_FC_RTA_1_1] = { 0x30, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_IR, 0, "RTA.1.1", "TTM = 11b while abort-DMA mode is not supported" },
  [VTD_FC_RTA_1_2] = { 0x30, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_IR, 0, "RTA.1.2", "TTM = 10b" },
  [VTD_FC_RTA_1_3] = { 0x30, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_IR, 0, "RTA.1.3", "TTM = 01b while scalable mode is not supported" },
  [VTD_FC_RTA_2] = { 0x31, 0, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_NA, 0, "RTA.2", "request with PASID while TTM = 00b" },
  [VTD_FC_RTA_3] = { 0x32, 0, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_IR, 0, "RTA.3", "page request while TTM = 00b" },
  [VTD_FC_RTA_4] = { 0x33, 0, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_IR, 0, "RTA.4", "any request while TTM = 11b" },
  [VTD_FC_SRT_1] = { 0x38, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_IR, 0, "SRT.1", "access error reading the root entry" },
  [VTD_FC_SRT_2] = { 0x39, 0, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_IR, 0, "SRT.2", "root entry: LP or UP = 0" },
  [VTD_FC_SRT_3] = { 0x3A, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_IR, 0, "SRT.3", "root entry: reserved field set in the half in use" },
  [VTD_FC_SCT_1] = { 0x40, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_IR, 0, "SCT.1", "access error reading the context entry" },
  [VTD_FC_SCT_2] = { 0x41, 1, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_IR, 0, "SCT.2", "context entry: P = 0" },
  [VTD_FC_SCT_3] = { 0x42, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_IR, 0, "SCT.3", "context entry: reserved field set" },
  [VTD_FC_SCT_4_1] = { 0x43, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_IR, 0, "SCT.4.1", "context entry: PRE set while DTE = 0" },
  [VTD_FC_SCT_4_2] = { 0x43, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_UR, VTD_RESP_IR, 0, "SCT.4.2", "context entry: RID_PASID beyond the PASID directory" },
  [VTD_FC_SCT_5] = { 0x44, 1, VTD_RESP_NA, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_NA, 0, "SCT.5", "translation or translated request while DTE = 0" },
  [VTD_FC_SCT_6] = { 0x45, 1, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_IR, 0, "SCT.6", "request with PASID while PASIDE = 0" },
  [VTD_FC_SCT_7] = { 0x46, 1, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_IR, 0, "SCT.7", "PASID beyond the PASID directory" },
  [VTD_FC_SCT_8] = { 0x47, 1, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_IR, 0, "SCT.8", "page request while PRE = 0" },
  [VTD_FC_SCT_9] = { 0x48, 1, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_IR, 0, "SCT.9", "the request's PASID equals RID_PASID" },
  [VTD_FC_SPD_1] = { 0x50, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_CA, VTD_RESP_IR, 0, "SPD.1", "access error reading the PASID directory entry" },
  [VTD_FC_SPD_2] = { 0x51, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_UR, VTD_RESP_IR, 0, "SPD.2", "PASID directory entry: P = 0" },
  [VTD_FC_SPD_3] = { 0x52, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_CA, VTD_RESP_IR, 0, "SPD.3", "PASID directory entry: reserved field set" },
  [VTD_FC_SPT_1] = { 0x58, 0, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_CA, VTD_RESP_IR, 0, "SPT.1", "access error reading the PASID table entry" },
  [VTD_FC_SPT_2] = { 0x59, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_UR, VTD_RESP_IR, 0, "SPT.2", "PASID table entry: P = 0" },
  [VTD_FC_SPT_3] = { 0x5A, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_CA, VTD_RESP_IR, 0, "SPT.3", "PASID table entry: reserved field set" },
  [VTD_FC_SPT_4_1] = { 0x5B, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_CA, VTD_RESP_IR, 0, "SPT.4.1", "PASID table entry: AW not supported" },
  [VTD_FC_SPT_4_2] = { 0x5B, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_CA, VTD_RESP_IR, 0, "SPT.4.2", "PASID table entry: PGTT not supported" },
  [VTD_FC_SPT_4_3] = { 0x5B, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_CA, VTD_RESP_IR, 0, "SPT.4.3", "PASID table entry: FSPM not supported" },
  [VTD_FC_SPT_4_4] = { 0x5B, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_CA, VTD_RESP_IR, 0, "SPT.4.4", "PASID table entry: FSPTPTR of a nested entry beyond what MGAW and AW allow" },
  [VTD_FC_SPT_5] = { 0x5C, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SPT.5", "request with PASID asks for execute permission" },
  [VTD_FC_SPT_6] = { 0x5D, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SPT.6", "privileged request while SRE = 0" },
  [VTD_FC_SFS_1] = { 0x70, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SFS.1", "access error reading a first-stage entry below the top" },
  [VTD_FC_SFS_2] = { 0x71, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SFS.2", "first-stage entry: P = 0" },
  [VTD_FC_SFS_3] = { 0x72, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SFS.3", "first-stage entry: reserved field set" },
  [VTD_FC_SFS_4] = { 0x73, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SFS.4", "access error reading the top first-stage entry" },
  [VTD_FC_SFS_5] = { 0x74, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SFS.5", "nested: address in a first-stage entry beyond what MGAW and AW allow" },
  [VTD_FC_SFS_6] = { 0x75, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SFS.6", "nested: no read permission for the top first-stage table" },
  [VTD_FC_SFS_7] = { 0x76, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SFS.7", "nested: no read permission for a first-stage table below the top" },
  [VTD_FC_SFS_8] = { 0x77, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SFS.8", "nested: no write permission to update a first-stage entry" },
  [VTD_FC_SSS_1] = { 0x78, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_NA, VTD_RESP_NA, 0, "SSS.1", "access error reading a second-stage entry below the top" },
  [VTD_FC_SSS_2] = { 0x79, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SSS.2", "second-stage entry: no permission in it, or none left over the levels" },
  [VTD_FC_SSS_3] = { 0x7A, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_NA, VTD_RESP_NA, 0, "SSS.3", "second-stage entry: reserved field set with R or W" },
  [VTD_FC_SSS_4] = { 0x7B, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_NA, VTD_RESP_NA, 0, "SSS.4", "access error reading the top second-stage entry" },
  [VTD_FC_SSS_5] = { 0x7C, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_NA, VTD_RESP_NA, 0, "SSS.5", "accessed or dirty flag to be set in a second-stage entry while the walk is not snooped" },
  [VTD_FC_SSS_6] = { 0x7D, 1, VTD_RESP_UR, VTD_RESP_CA, VTD_RESP_NA, VTD_RESP_NA, 0, "SSS.6", "atomic update of a second-stage entry failed" },
  [VTD_FC_SGN_1] = { 0x80, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SGN.1", "first-stage input address not canonical" },
  [VTD_FC_SGN_2] = { 0x81, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SGN.2", "user request met an entry with U/S = 0" },
  [VTD_FC_SGN_4_1] = { 0x83, 1, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_UR, VTD_RESP_NA, 0, "SGN.4.1", "translated address beyond the host address width" },
  [VTD_FC_SGN_4_2] = { 0x83, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SGN.4.2", "pass-through address beyond the host address width" },
  [VTD_FC_SGN_5] = { 0x84, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SGN.5", "second-stage input address beyond what MGAW and AW allow" },
  [VTD_FC_SGN_6] = { 0x85, 1, VTD_RESP_UR, VTD_RESP_SEFF, VTD_RESP_NA, VTD_RESP_NA, 0, "SGN.6", "write or atomic request without write permission" },
  [VTD_FC_SGN_7] = { 0x86, 1, VTD_RESP_UR, VTD_RESP_SEFF, VTD_RESP_NA, VTD_RESP_NA, 0, "SGN.7", "read or atomic request without read permission" },
  [VTD_FC_SGN_8_1] = { 0x87, 1, VTD_RESP_UR, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_NA, 0, "SGN.8.1", "untranslated request: output address in the interrupt address range" },
  [VTD_FC_SGN_8_2] = { 0x87, 1, VTD_RESP_NA, VTD_RESP_CA, VTD_RESP_NA, VTD_RESP_NA, 0, "SGN.8.2", "translation request: output address in the interrupt address range" },
  [VTD_FC_SGN_8_3] = { 0x87, 1, VTD_RESP_NA, VTD_RESP_NA, VTD_RESP_UR, VTD_RESP_NA, 0, "SGN.8.3", "translated request: address in the interrupt address range" },
  [VTD_FC_SGN_10] = { 0x89, 1, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_UR, VTD_RESP_IR, 0, "SGN.10", "PASID beyond what ECAP.PSS allows" },
  [VTD_FC_SFS_9] = { 0x90, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 0, "SFS.9", "accessed or dirty flag to be set in a first-stage entry while the walk is not snooped" },
  [VTD_FC_SFS_10] = { 0x91, 1, VTD_RESP_UR, VTD_RESP_S0, VTD_RESP_NA, VTD_RESP_NA, 1, "SFS.10", "atomic update of a first-stage entry failed" },
};

const char *vtd_fault_text(uint8_t code) {
  switch (code) {
  case 0x00: return "no fault";
  case 0x01: return "root entry not present";
  case 0x02: return "context entry not present";
  case 0x03: return "context entry programmed wrongly";
  case 0x04: return "address beyond its limit";
  case 0x05: return "write without permission";
  case 0x06: return "read without permission";
  case 0x07: return "access error reading a paging entry";
  case 0x08: return "access error reading a root entry";
  case 0x09: return "access error reading a context entry";
  case 0x0A: return "reserved field set in a root entry";
  case 0x0B: return "reserved field set in a context entry";
  case 0x0C: return "reserved field set in a paging entry";
  case 0x0D: return "translation or translated request not allowed";
  case 0x0E: return "output address in the interrupt range";
  case 0x20: return "reserved field set in the interrupt request";
  case 0x21: return "interrupt index beyond the table";
  case 0x22: return "interrupt entry not present";
  case 0x23: return "access error reading an interrupt entry";
  case 0x24: return "reserved field set in an interrupt entry";
  case 0x25: return "compatibility-format interrupt blocked";
  case 0x26: return "interrupt source verification failed";
  case 0x27: return "access error on a posted interrupt descriptor";
  case 0x28: return "reserved field set in a posted interrupt descriptor";
  case 0x29: return "illegal request to the interrupt address range";
  case 0x30: return "translation table mode not supported";
  case 0x31: return "request with PASID in legacy mode";
  case 0x32: return "page request in legacy mode";
  case 0x33: return "request in abort-DMA mode";
  case 0x38: return "access error reading a scalable-mode root entry";
  case 0x39: return "scalable-mode root entry not present";
  case 0x3A: return "reserved field set in a scalable-mode root entry";
  case 0x40: return "access error reading a scalable-mode context entry";
  case 0x41: return "scalable-mode context entry not present";
  case 0x42: return "reserved field set in a scalable-mode context entry";
  case 0x43: return "scalable-mode context entry programmed wrongly";
  case 0x44: return "device-TLB not enabled";
  case 0x45: return "requests with PASID not enabled";
  case 0x46: return "PASID beyond the PASID directory";
  case 0x47: return "page requests not enabled";
  case 0x48: return "PASID equals RID_PASID";
  case 0x50: return "access error reading a PASID directory entry";
  case 0x51: return "PASID directory entry not present";
  case 0x52: return "reserved field set in a PASID directory entry";
  case 0x58: return "access error reading a PASID table entry";
  case 0x59: return "PASID table entry not present";
  case 0x5A: return "reserved field set in a PASID table entry";
  case 0x5B: return "PASID table entry programmed wrongly";
  case 0x5C: return "execute requests not supported";
  case 0x5D: return "supervisor requests not enabled";
  case 0x70: return "access error reading a first-stage entry";
  case 0x71: return "first-stage entry not present";
  case 0x72: return "reserved field set in a first-stage entry";
  case 0x73: return "access error reading the top first-stage entry";
  case 0x74: return "address in a first-stage entry beyond its limit";
  case 0x75: return "top first-stage table not readable in the second stage";
  case 0x76: return "first-stage table not readable in the second stage";
  case 0x77: return "first-stage table not writable in the second stage";
  case 0x78: return "access error reading a second-stage entry";
  case 0x79: return "second-stage entry not present";
  case 0x7A: return "reserved field set in a second-stage entry";
  case 0x7B: return "access error reading the top second-stage entry";
  case 0x7C: return "second-stage flags need a snooped walk";
  case 0x7D: return "second-stage flags could not be set";
  case 0x80: return "address not canonical";
  case 0x81: return "user request to a supervisor page";
  case 0x83: return "address beyond the host address width";
  case 0x84: return "address beyond its second-stage limit";
  case 0x85: return "write without permission";
  case 0x86: return "read without permission";
  case 0x87: return "address in the interrupt range";
  case 0x89: return "PASID beyond the supported width";
  case 0x90: return "first-stage flags need a snooped walk";
  case 0x91: return "first-stage flags could not be set";
  default: return "unknown fault reason";
  }
}

static bool same(const char *a, const char *b) {
  while (*a && *a == *b) {
    a++;
    b++;
  }
  return *a == *b;
}

const struct vtd_reg_desc *vtd_reg_find(const char *reg) {
  for (unsigned i = 0; i < VTD_REGISTER_COUNT; i++) {
    if (same(vtd_reg_table[i].name, reg)) return &vtd_reg_table[i];
  }
  return NULL;
}

const struct vtd_field_desc *vtd_field_find(const char *reg, const char *field) {
  const struct vtd_reg_desc *r = vtd_reg_find(reg);
  if (!r) return NULL;
  for (unsigned i = 0; i < r->field_count; i++) {
    const struct vtd_field_desc *f = &vtd_field_table[r->first_field + i];
    if (same(f->name, field)) return f;
  }
  return NULL;
}

static uint64_t implemented(const struct vtd_field_desc *f, unsigned haw) {
  if (!(f->flags & VTD_FIELD_LIMIT_HAW)) return vtd_field_mask(f);
  return vtd_field_mask(f) & ~(vtd_bits_from(haw, f->addr_lsb, f->width) << f->shift);
}

struct vtd_reg_masks vtd_reg_masks_of(const struct vtd_reg_desc *reg, uint64_t cap, uint64_t ecap,
                                      unsigned haw) {
  struct vtd_reg_masks m = { 0, 0, 0, 0, 0, 0, 0, 0 };
  if (!vtd_feature(cap, ecap, reg->needs)) return m;
  for (unsigned i = 0; i < reg->field_count; i++) {
    const struct vtd_field_desc *f = &vtd_field_table[reg->first_field + i];
    if ((f->flags & VTD_FIELD_OVERLAY) || !vtd_feature(cap, ecap, f->needs)) continue;
    const uint64_t bits = implemented(f, haw);
    if (f->access != VTD_ACCESS_WO) m.read |= bits;
    if (f->access == VTD_ACCESS_RW || f->access == VTD_ACCESS_RWL) m.write |= bits;
    if (f->access == VTD_ACCESS_WO) m.command |= bits;
    if (f->access == VTD_ACCESS_RW1C) m.rw1c |= bits;
    if (f->access == VTD_ACCESS_RWL) m.locked |= bits;
    if (f->flags & VTD_FIELD_STICKY) m.keep |= bits;
    if (reg->config) m.config |= bits;
    if (!reg->config) m.reset |= (f->reset << f->shift) & bits;
  }
  return m;
}
