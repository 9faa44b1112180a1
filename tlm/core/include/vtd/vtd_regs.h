// SPDX-License-Identifier: Apache-2.0
// VT-d registers, in-memory structures, queue descriptors and fault codes (spec rev 4.1).
// Generated from scripts/regmap/vtd.toml by scripts/regmap/regmap.py; do not edit.
// clang-format off
//
// For everybody: the core, firmware, tests. Needs no library. Names:
//
//   register R   VTD_R_REG is its byte offset from the unit's base. VTD_IVA_REG and VTD_IOTLB_REG
//                count from 16 * ECAP.IRO, VTD_FRCD_LO_REG and VTD_FRCD_HI_REG from 16 * CAP.FRO, and
//                PERF* registers from the offset that their comment names. Arrays also have
//                VTD_R_STRIDE (bytes) and VTD_R_COUNT (0: a capability register tells).
//   structure S  an array of 64-bit words in memory order, word 0 first: VTD_S_SIZE is its size in
//                bytes, VTD_S_WORDS in words.
//   field F      VTD_X_F_SHIFT, _WIDTH (bits) and _MASK (in place; of the register, or of the
//                structure's word VTD_S_F_WORD); a one-bit field also has VTD_X_F, the mask. Named
//                values are VTD_X_F_<name>, right-aligned.
//   accessors    vtd_r_f(reg) and vtd_s_f(entry) return the field's value, right-aligned; those of
//                address and queue-offset fields return it in place, as bytes. vtd_r_f_set(reg, v)
//                returns the register's new value, vtd_s_f_set(entry, v) changes the entry. Both
//                take what the getter returns; bits of v outside of the field are dropped.
//   reserved     vtd_s_rsvd(cap, ecap, haw, out) fills out[] with the bits of each word that must
//                be zero on a unit with these CAP and ECAP values and host address width (bits):
//                bits in no field, fields of absent features, address bits at and above haw, and
//                domain-id bits beyond CAP.ND. Checks that depend on another field of the entry
//                (say, DST of an IRTE in xAPIC mode) are not part of it.
//   faults       VTD_FC_x numbers fault conditions (enum vtd_fault_cond), VTD_FR_x is the code that
//                a fault record shows; several conditions share a code. See vtd/vtd_tables.h.
//
// All functions are pure or touch only their argument.
#ifndef VTD_REGS_H
#define VTD_REGS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Constants
#define VTD_PAGE_SHIFT 12 // log2 of the smallest page, bytes
#define VTD_PAGE_2M_SHIFT 21 // log2 of a 2 MiB page, bytes
#define VTD_PAGE_1G_SHIFT 30 // log2 of a 1 GiB page, bytes
#define VTD_LEVEL_BITS 9 // address bits that one level of paging decodes
#define VTD_LEVEL_ENTRIES 512 // entries in a paging structure
#define VTD_TABLE_SIZE 4096 // size of a root, context, PASID or paging table, bytes
#define VTD_ROOT_ENTRIES 256 // entries in a root table, one for each bus
#define VTD_CTX_ENTRIES 256 // entries in a legacy context table, one for each devfn
#define VTD_SM_CTX_ENTRIES 128 // entries in one half's scalable-mode context table
#define VTD_PASID_ENTRIES 64 // entries in a PASID table
#define VTD_SID_BITS 16 // width of a requester id
#define VTD_DID_BITS 16 // largest width of a domain id
#define VTD_PASID_BITS 20 // largest width of a PASID
#define VTD_HAW_MAX 52 // largest host address width that paging entries can hold, bits
#define VTD_INTR_BASE 0xFEE00000u // first address of the interrupt address range
#define VTD_INTR_LIMIT 0xFEEFFFFFu // last address of the interrupt address range
#define VTD_GSTS_KEEP 0x96FFFFFFu // GSTS bits to write back into GCMD: drops the one-shot commands
#define VTD_QI_SIZE_128 16 // size of a queue descriptor with IQA.DW = 0, bytes
#define VTD_QI_SIZE_256 32 // size of a queue descriptor with IQA.DW = 1, bytes
#define VTD_DEV_TLB_ITAGS 32 // device-TLB invalidations that a device can have pending
#define VTD_REG_SPACE_MIN 4096 // smallest size of a unit's register space, bytes
#define VTD_DMAR_RHSA_BYTES 20 // length of an RHSA structure in the DMAR table, bytes
#define VTD_DMAR_SCOPE_BYTES 6 // length of a device scope without its path, bytes
#define VTD_DMAR_STEP_BYTES 2 // length of one step of a device scope's path, bytes
#define VTD_PERF_GROUP_SHIFT 5 // log2 of the numbers that one event group has in the PERF_EV_ constants
#define VTD_PERF_EV_CLOCKS 0 // event: clocks of the unit
#define VTD_PERF_EV_REQUESTS 1 // event: requests
#define VTD_PERF_EV_WALKS_ACTIVE 2 // event: page walks in progress, summed over clocks
#define VTD_PERF_EV_ATS_BLOCKED 3 // event: clocks in which translation requests were held up
#define VTD_PERF_EV_ACTIVE 5 // event: requests in progress, summed over clocks
#define VTD_PERF_EV_MEMORY_ACTIVE 6 // event: memory accesses in progress, summed over clocks
#define VTD_PERF_EV_MEMORY_READS 32 // event: memory reads of the unit
#define VTD_PERF_EV_FLAG_UPDATES 35 // event: atomic updates of accessed and dirty flags
#define VTD_PERF_EV_MEMORY_BLOCKED 37 // event: clocks in which memory did not take accesses
#define VTD_PERF_EV_PAGE_REQUESTS 38 // event: page requests written to the queue
#define VTD_PERF_EV_PRQ_OVERFLOWS 39 // event: page requests answered for lack of room
#define VTD_PERF_EV_CONTEXT_LOOKUPS 64 // event: context cache look-ups
#define VTD_PERF_EV_CONTEXT_HITS 65 // event: context cache hits
#define VTD_PERF_EV_PASID_LOOKUPS 66 // event: PASID cache look-ups
#define VTD_PERF_EV_PASID_HITS 67 // event: PASID cache hits
#define VTD_PERF_EV_SS_LOOKUPS 68 // event: look-ups of second-stage paging structures
#define VTD_PERF_EV_SS_HITS 69 // event: hits of second-stage paging structures
#define VTD_PERF_EV_FS_LOOKUPS 70 // event: look-ups of first-stage paging structures
#define VTD_PERF_EV_FS_HITS 71 // event: hits of first-stage paging structures
#define VTD_PERF_EV_IOTLB_LOOKUPS 96 // event: IOTLB look-ups
#define VTD_PERF_EV_IOTLB_HITS 97 // event: IOTLB hits
#define VTD_PERF_EV_IEC_LOOKUPS 128 // event: interrupt entry cache look-ups
#define VTD_PERF_EV_IEC_HITS 129 // event: interrupt entry cache hits, remapped entries
#define VTD_PERF_EV_IEC_HITS_POSTED 130 // event: interrupt entry cache hits, posted entries

// ---- Registers

// VER: Version of the architecture; 32 bits
#define VTD_VER_REG 0x000 // from the unit base
// VER.MIN [3:0], ro: minor version
#define VTD_VER_MIN_SHIFT 0
#define VTD_VER_MIN_WIDTH 4
#define VTD_VER_MIN_MASK UINT32_C(0x0000000F)
static inline uint32_t vtd_ver_min(uint32_t reg) { return reg & VTD_VER_MIN_MASK; }
static inline uint32_t vtd_ver_min_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_VER_MIN_MASK) | (value & VTD_VER_MIN_MASK); }
// VER.MAX [7:4], ro: major version; 6 and up drop register-based invalidation
#define VTD_VER_MAX_SHIFT 4
#define VTD_VER_MAX_WIDTH 4
#define VTD_VER_MAX_MASK UINT32_C(0x000000F0)
static inline uint32_t vtd_ver_max(uint32_t reg) { return (reg & VTD_VER_MAX_MASK) >> 4; }
static inline uint32_t vtd_ver_max_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_VER_MAX_MASK) | ((value << 4) & VTD_VER_MAX_MASK); }

// CAP: Capabilities; 64 bits
#define VTD_CAP_REG 0x008 // from the unit base
// CAP.ND [2:0], ro: domain ids have 4 + 2*ND bits
#define VTD_CAP_ND_SHIFT 0
#define VTD_CAP_ND_WIDTH 3
#define VTD_CAP_ND_MASK UINT64_C(0x0000000000000007)
static inline uint64_t vtd_cap_nd(uint64_t reg) { return reg & VTD_CAP_ND_MASK; }
static inline uint64_t vtd_cap_nd_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_ND_MASK) | (value & VTD_CAP_ND_MASK); }
// CAP.RWBF [4], ro: software must flush the write buffer
#define VTD_CAP_RWBF_SHIFT 4
#define VTD_CAP_RWBF_WIDTH 1
#define VTD_CAP_RWBF_MASK UINT64_C(0x0000000000000010)
#define VTD_CAP_RWBF VTD_CAP_RWBF_MASK
static inline uint64_t vtd_cap_rwbf(uint64_t reg) { return (reg & VTD_CAP_RWBF_MASK) >> 4; }
static inline uint64_t vtd_cap_rwbf_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_RWBF_MASK) | ((value << 4) & VTD_CAP_RWBF_MASK); }
// CAP.PLMR [5], ro: protected low memory region
#define VTD_CAP_PLMR_SHIFT 5
#define VTD_CAP_PLMR_WIDTH 1
#define VTD_CAP_PLMR_MASK UINT64_C(0x0000000000000020)
#define VTD_CAP_PLMR VTD_CAP_PLMR_MASK
static inline uint64_t vtd_cap_plmr(uint64_t reg) { return (reg & VTD_CAP_PLMR_MASK) >> 5; }
static inline uint64_t vtd_cap_plmr_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_PLMR_MASK) | ((value << 5) & VTD_CAP_PLMR_MASK); }
// CAP.PHMR [6], ro: protected high memory region
#define VTD_CAP_PHMR_SHIFT 6
#define VTD_CAP_PHMR_WIDTH 1
#define VTD_CAP_PHMR_MASK UINT64_C(0x0000000000000040)
#define VTD_CAP_PHMR VTD_CAP_PHMR_MASK
static inline uint64_t vtd_cap_phmr(uint64_t reg) { return (reg & VTD_CAP_PHMR_MASK) >> 6; }
static inline uint64_t vtd_cap_phmr_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_PHMR_MASK) | ((value << 6) & VTD_CAP_PHMR_MASK); }
// CAP.CM [7], ro: caching mode: not-present entries may be cached
#define VTD_CAP_CM_SHIFT 7
#define VTD_CAP_CM_WIDTH 1
#define VTD_CAP_CM_MASK UINT64_C(0x0000000000000080)
#define VTD_CAP_CM VTD_CAP_CM_MASK
static inline uint64_t vtd_cap_cm(uint64_t reg) { return (reg & VTD_CAP_CM_MASK) >> 7; }
static inline uint64_t vtd_cap_cm_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_CM_MASK) | ((value << 7) & VTD_CAP_CM_MASK); }
// CAP.SAGAW [12:8], ro: address widths of second-stage tables, a bit each
#define VTD_CAP_SAGAW_SHIFT 8
#define VTD_CAP_SAGAW_WIDTH 5
#define VTD_CAP_SAGAW_MASK UINT64_C(0x0000000000001F00)
#define VTD_CAP_SAGAW_39 2
#define VTD_CAP_SAGAW_48 4
#define VTD_CAP_SAGAW_57 8
static inline uint64_t vtd_cap_sagaw(uint64_t reg) { return (reg & VTD_CAP_SAGAW_MASK) >> 8; }
static inline uint64_t vtd_cap_sagaw_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_SAGAW_MASK) | ((value << 8) & VTD_CAP_SAGAW_MASK); }
// CAP.MGAW [21:16], ro: widest address a request may have, minus 1
#define VTD_CAP_MGAW_SHIFT 16
#define VTD_CAP_MGAW_WIDTH 6
#define VTD_CAP_MGAW_MASK UINT64_C(0x00000000003F0000)
static inline uint64_t vtd_cap_mgaw(uint64_t reg) { return (reg & VTD_CAP_MGAW_MASK) >> 16; }
static inline uint64_t vtd_cap_mgaw_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_MGAW_MASK) | ((value << 16) & VTD_CAP_MGAW_MASK); }
// CAP.ZLR [22], ro: zero-length reads of write-only pages are allowed
#define VTD_CAP_ZLR_SHIFT 22
#define VTD_CAP_ZLR_WIDTH 1
#define VTD_CAP_ZLR_MASK UINT64_C(0x0000000000400000)
#define VTD_CAP_ZLR VTD_CAP_ZLR_MASK
static inline uint64_t vtd_cap_zlr(uint64_t reg) { return (reg & VTD_CAP_ZLR_MASK) >> 22; }
static inline uint64_t vtd_cap_zlr_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_ZLR_MASK) | ((value << 22) & VTD_CAP_ZLR_MASK); }
// CAP.FRO [33:24], ro: fault records start at 16 * FRO
#define VTD_CAP_FRO_SHIFT 24
#define VTD_CAP_FRO_WIDTH 10
#define VTD_CAP_FRO_MASK UINT64_C(0x00000003FF000000)
static inline uint64_t vtd_cap_fro(uint64_t reg) { return (reg & VTD_CAP_FRO_MASK) >> 24; }
static inline uint64_t vtd_cap_fro_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_FRO_MASK) | ((value << 24) & VTD_CAP_FRO_MASK); }
// CAP.SSLPS [37:34], ro: second-stage large pages, a bit each
#define VTD_CAP_SSLPS_SHIFT 34
#define VTD_CAP_SSLPS_WIDTH 4
#define VTD_CAP_SSLPS_MASK UINT64_C(0x0000003C00000000)
#define VTD_CAP_SSLPS_2M 1
#define VTD_CAP_SSLPS_1G 2
static inline uint64_t vtd_cap_sslps(uint64_t reg) { return (reg & VTD_CAP_SSLPS_MASK) >> 34; }
static inline uint64_t vtd_cap_sslps_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_SSLPS_MASK) | ((value << 34) & VTD_CAP_SSLPS_MASK); }
// CAP.PSI [39], ro: page-selective IOTLB invalidation
#define VTD_CAP_PSI_SHIFT 39
#define VTD_CAP_PSI_WIDTH 1
#define VTD_CAP_PSI_MASK UINT64_C(0x0000008000000000)
#define VTD_CAP_PSI VTD_CAP_PSI_MASK
static inline uint64_t vtd_cap_psi(uint64_t reg) { return (reg & VTD_CAP_PSI_MASK) >> 39; }
static inline uint64_t vtd_cap_psi_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_PSI_MASK) | ((value << 39) & VTD_CAP_PSI_MASK); }
// CAP.NFR [47:40], ro: number of fault records minus 1
#define VTD_CAP_NFR_SHIFT 40
#define VTD_CAP_NFR_WIDTH 8
#define VTD_CAP_NFR_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_cap_nfr(uint64_t reg) { return (reg & VTD_CAP_NFR_MASK) >> 40; }
static inline uint64_t vtd_cap_nfr_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_NFR_MASK) | ((value << 40) & VTD_CAP_NFR_MASK); }
// CAP.MAMV [53:48], ro: largest address mask of a page-selective invalidation
#define VTD_CAP_MAMV_SHIFT 48
#define VTD_CAP_MAMV_WIDTH 6
#define VTD_CAP_MAMV_MASK UINT64_C(0x003F000000000000)
static inline uint64_t vtd_cap_mamv(uint64_t reg) { return (reg & VTD_CAP_MAMV_MASK) >> 48; }
static inline uint64_t vtd_cap_mamv_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_MAMV_MASK) | ((value << 48) & VTD_CAP_MAMV_MASK); }
// CAP.DWD [54], ro: write drain
#define VTD_CAP_DWD_SHIFT 54
#define VTD_CAP_DWD_WIDTH 1
#define VTD_CAP_DWD_MASK UINT64_C(0x0040000000000000)
#define VTD_CAP_DWD VTD_CAP_DWD_MASK
static inline uint64_t vtd_cap_dwd(uint64_t reg) { return (reg & VTD_CAP_DWD_MASK) >> 54; }
static inline uint64_t vtd_cap_dwd_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_DWD_MASK) | ((value << 54) & VTD_CAP_DWD_MASK); }
// CAP.DRD [55], ro: read drain
#define VTD_CAP_DRD_SHIFT 55
#define VTD_CAP_DRD_WIDTH 1
#define VTD_CAP_DRD_MASK UINT64_C(0x0080000000000000)
#define VTD_CAP_DRD VTD_CAP_DRD_MASK
static inline uint64_t vtd_cap_drd(uint64_t reg) { return (reg & VTD_CAP_DRD_MASK) >> 55; }
static inline uint64_t vtd_cap_drd_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_DRD_MASK) | ((value << 55) & VTD_CAP_DRD_MASK); }
// CAP.FS1GP [56], ro: first-stage 1 GiB pages
#define VTD_CAP_FS1GP_SHIFT 56
#define VTD_CAP_FS1GP_WIDTH 1
#define VTD_CAP_FS1GP_MASK UINT64_C(0x0100000000000000)
#define VTD_CAP_FS1GP VTD_CAP_FS1GP_MASK
static inline uint64_t vtd_cap_fs1gp(uint64_t reg) { return (reg & VTD_CAP_FS1GP_MASK) >> 56; }
static inline uint64_t vtd_cap_fs1gp_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_FS1GP_MASK) | ((value << 56) & VTD_CAP_FS1GP_MASK); }
// CAP.PI [59], ro: posted interrupts
#define VTD_CAP_PI_SHIFT 59
#define VTD_CAP_PI_WIDTH 1
#define VTD_CAP_PI_MASK UINT64_C(0x0800000000000000)
#define VTD_CAP_PI VTD_CAP_PI_MASK
static inline uint64_t vtd_cap_pi(uint64_t reg) { return (reg & VTD_CAP_PI_MASK) >> 59; }
static inline uint64_t vtd_cap_pi_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_PI_MASK) | ((value << 59) & VTD_CAP_PI_MASK); }
// CAP.FS5LP [60], ro: first-stage 5-level paging
#define VTD_CAP_FS5LP_SHIFT 60
#define VTD_CAP_FS5LP_WIDTH 1
#define VTD_CAP_FS5LP_MASK UINT64_C(0x1000000000000000)
#define VTD_CAP_FS5LP VTD_CAP_FS5LP_MASK
static inline uint64_t vtd_cap_fs5lp(uint64_t reg) { return (reg & VTD_CAP_FS5LP_MASK) >> 60; }
static inline uint64_t vtd_cap_fs5lp_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_FS5LP_MASK) | ((value << 60) & VTD_CAP_FS5LP_MASK); }
// CAP.ECMDS [61], ro: enhanced command interface
#define VTD_CAP_ECMDS_SHIFT 61
#define VTD_CAP_ECMDS_WIDTH 1
#define VTD_CAP_ECMDS_MASK UINT64_C(0x2000000000000000)
#define VTD_CAP_ECMDS VTD_CAP_ECMDS_MASK
static inline uint64_t vtd_cap_ecmds(uint64_t reg) { return (reg & VTD_CAP_ECMDS_MASK) >> 61; }
static inline uint64_t vtd_cap_ecmds_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_ECMDS_MASK) | ((value << 61) & VTD_CAP_ECMDS_MASK); }
// CAP.ESIRTPS [62], ro: setting the interrupt table pointer invalidates the interrupt entry cache
#define VTD_CAP_ESIRTPS_SHIFT 62
#define VTD_CAP_ESIRTPS_WIDTH 1
#define VTD_CAP_ESIRTPS_MASK UINT64_C(0x4000000000000000)
#define VTD_CAP_ESIRTPS VTD_CAP_ESIRTPS_MASK
static inline uint64_t vtd_cap_esirtps(uint64_t reg) { return (reg & VTD_CAP_ESIRTPS_MASK) >> 62; }
static inline uint64_t vtd_cap_esirtps_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_ESIRTPS_MASK) | ((value << 62) & VTD_CAP_ESIRTPS_MASK); }
// CAP.ESRTPS [63], ro: setting the root table pointer invalidates the DMA remapping caches
#define VTD_CAP_ESRTPS_SHIFT 63
#define VTD_CAP_ESRTPS_WIDTH 1
#define VTD_CAP_ESRTPS_MASK UINT64_C(0x8000000000000000)
#define VTD_CAP_ESRTPS VTD_CAP_ESRTPS_MASK
static inline uint64_t vtd_cap_esrtps(uint64_t reg) { return (reg & VTD_CAP_ESRTPS_MASK) >> 63; }
static inline uint64_t vtd_cap_esrtps_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CAP_ESRTPS_MASK) | ((value << 63) & VTD_CAP_ESRTPS_MASK); }

// ECAP: Extended capabilities; 64 bits
#define VTD_ECAP_REG 0x010 // from the unit base
// ECAP.C [0], ro: accesses to the remapping tables are snooped
#define VTD_ECAP_C_SHIFT 0
#define VTD_ECAP_C_WIDTH 1
#define VTD_ECAP_C_MASK UINT64_C(0x0000000000000001)
#define VTD_ECAP_C VTD_ECAP_C_MASK
static inline uint64_t vtd_ecap_c(uint64_t reg) { return reg & VTD_ECAP_C_MASK; }
static inline uint64_t vtd_ecap_c_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_C_MASK) | (value & VTD_ECAP_C_MASK); }
// ECAP.QI [1], ro: queued invalidation
#define VTD_ECAP_QI_SHIFT 1
#define VTD_ECAP_QI_WIDTH 1
#define VTD_ECAP_QI_MASK UINT64_C(0x0000000000000002)
#define VTD_ECAP_QI VTD_ECAP_QI_MASK
static inline uint64_t vtd_ecap_qi(uint64_t reg) { return (reg & VTD_ECAP_QI_MASK) >> 1; }
static inline uint64_t vtd_ecap_qi_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_QI_MASK) | ((value << 1) & VTD_ECAP_QI_MASK); }
// ECAP.DT [2], ro: device-TLBs
#define VTD_ECAP_DT_SHIFT 2
#define VTD_ECAP_DT_WIDTH 1
#define VTD_ECAP_DT_MASK UINT64_C(0x0000000000000004)
#define VTD_ECAP_DT VTD_ECAP_DT_MASK
static inline uint64_t vtd_ecap_dt(uint64_t reg) { return (reg & VTD_ECAP_DT_MASK) >> 2; }
static inline uint64_t vtd_ecap_dt_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_DT_MASK) | ((value << 2) & VTD_ECAP_DT_MASK); }
// ECAP.IR [3], ro: interrupt remapping
#define VTD_ECAP_IR_SHIFT 3
#define VTD_ECAP_IR_WIDTH 1
#define VTD_ECAP_IR_MASK UINT64_C(0x0000000000000008)
#define VTD_ECAP_IR VTD_ECAP_IR_MASK
static inline uint64_t vtd_ecap_ir(uint64_t reg) { return (reg & VTD_ECAP_IR_MASK) >> 3; }
static inline uint64_t vtd_ecap_ir_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_IR_MASK) | ((value << 3) & VTD_ECAP_IR_MASK); }
// ECAP.EIM [4], ro: 32-bit interrupt destinations (x2APIC)
#define VTD_ECAP_EIM_SHIFT 4
#define VTD_ECAP_EIM_WIDTH 1
#define VTD_ECAP_EIM_MASK UINT64_C(0x0000000000000010)
#define VTD_ECAP_EIM VTD_ECAP_EIM_MASK
static inline uint64_t vtd_ecap_eim(uint64_t reg) { return (reg & VTD_ECAP_EIM_MASK) >> 4; }
static inline uint64_t vtd_ecap_eim_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_EIM_MASK) | ((value << 4) & VTD_ECAP_EIM_MASK); }
// ECAP.PT [6], ro: pass-through
#define VTD_ECAP_PT_SHIFT 6
#define VTD_ECAP_PT_WIDTH 1
#define VTD_ECAP_PT_MASK UINT64_C(0x0000000000000040)
#define VTD_ECAP_PT VTD_ECAP_PT_MASK
static inline uint64_t vtd_ecap_pt(uint64_t reg) { return (reg & VTD_ECAP_PT_MASK) >> 6; }
static inline uint64_t vtd_ecap_pt_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_PT_MASK) | ((value << 6) & VTD_ECAP_PT_MASK); }
// ECAP.SC [7], ro: snoop control
#define VTD_ECAP_SC_SHIFT 7
#define VTD_ECAP_SC_WIDTH 1
#define VTD_ECAP_SC_MASK UINT64_C(0x0000000000000080)
#define VTD_ECAP_SC VTD_ECAP_SC_MASK
static inline uint64_t vtd_ecap_sc(uint64_t reg) { return (reg & VTD_ECAP_SC_MASK) >> 7; }
static inline uint64_t vtd_ecap_sc_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_SC_MASK) | ((value << 7) & VTD_ECAP_SC_MASK); }
// ECAP.IRO [17:8], ro: IVA and IOTLB registers start at 16 * IRO
#define VTD_ECAP_IRO_SHIFT 8
#define VTD_ECAP_IRO_WIDTH 10
#define VTD_ECAP_IRO_MASK UINT64_C(0x000000000003FF00)
static inline uint64_t vtd_ecap_iro(uint64_t reg) { return (reg & VTD_ECAP_IRO_MASK) >> 8; }
static inline uint64_t vtd_ecap_iro_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_IRO_MASK) | ((value << 8) & VTD_ECAP_IRO_MASK); }
// ECAP.MHMV [23:20], ro: largest index mask of an interrupt-entry invalidation
#define VTD_ECAP_MHMV_SHIFT 20
#define VTD_ECAP_MHMV_WIDTH 4
#define VTD_ECAP_MHMV_MASK UINT64_C(0x0000000000F00000)
static inline uint64_t vtd_ecap_mhmv(uint64_t reg) { return (reg & VTD_ECAP_MHMV_MASK) >> 20; }
static inline uint64_t vtd_ecap_mhmv_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_MHMV_MASK) | ((value << 20) & VTD_ECAP_MHMV_MASK); }
// ECAP.MTS [25], ro: memory types
#define VTD_ECAP_MTS_SHIFT 25
#define VTD_ECAP_MTS_WIDTH 1
#define VTD_ECAP_MTS_MASK UINT64_C(0x0000000002000000)
#define VTD_ECAP_MTS VTD_ECAP_MTS_MASK
static inline uint64_t vtd_ecap_mts(uint64_t reg) { return (reg & VTD_ECAP_MTS_MASK) >> 25; }
static inline uint64_t vtd_ecap_mts_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_MTS_MASK) | ((value << 25) & VTD_ECAP_MTS_MASK); }
// ECAP.NEST [26], ro: nested translation
#define VTD_ECAP_NEST_SHIFT 26
#define VTD_ECAP_NEST_WIDTH 1
#define VTD_ECAP_NEST_MASK UINT64_C(0x0000000004000000)
#define VTD_ECAP_NEST VTD_ECAP_NEST_MASK
static inline uint64_t vtd_ecap_nest(uint64_t reg) { return (reg & VTD_ECAP_NEST_MASK) >> 26; }
static inline uint64_t vtd_ecap_nest_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_NEST_MASK) | ((value << 26) & VTD_ECAP_NEST_MASK); }
// ECAP.PRS [29], ro: page requests
#define VTD_ECAP_PRS_SHIFT 29
#define VTD_ECAP_PRS_WIDTH 1
#define VTD_ECAP_PRS_MASK UINT64_C(0x0000000020000000)
#define VTD_ECAP_PRS VTD_ECAP_PRS_MASK
static inline uint64_t vtd_ecap_prs(uint64_t reg) { return (reg & VTD_ECAP_PRS_MASK) >> 29; }
static inline uint64_t vtd_ecap_prs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_PRS_MASK) | ((value << 29) & VTD_ECAP_PRS_MASK); }
// ECAP.ERS [30], ro: execute requests
#define VTD_ECAP_ERS_SHIFT 30
#define VTD_ECAP_ERS_WIDTH 1
#define VTD_ECAP_ERS_MASK UINT64_C(0x0000000040000000)
#define VTD_ECAP_ERS VTD_ECAP_ERS_MASK
static inline uint64_t vtd_ecap_ers(uint64_t reg) { return (reg & VTD_ECAP_ERS_MASK) >> 30; }
static inline uint64_t vtd_ecap_ers_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_ERS_MASK) | ((value << 30) & VTD_ECAP_ERS_MASK); }
// ECAP.SRS [31], ro: supervisor requests
#define VTD_ECAP_SRS_SHIFT 31
#define VTD_ECAP_SRS_WIDTH 1
#define VTD_ECAP_SRS_MASK UINT64_C(0x0000000080000000)
#define VTD_ECAP_SRS VTD_ECAP_SRS_MASK
static inline uint64_t vtd_ecap_srs(uint64_t reg) { return (reg & VTD_ECAP_SRS_MASK) >> 31; }
static inline uint64_t vtd_ecap_srs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_SRS_MASK) | ((value << 31) & VTD_ECAP_SRS_MASK); }
// ECAP.NWFS [33], ro: no-write flag of translation requests is honoured
#define VTD_ECAP_NWFS_SHIFT 33
#define VTD_ECAP_NWFS_WIDTH 1
#define VTD_ECAP_NWFS_MASK UINT64_C(0x0000000200000000)
#define VTD_ECAP_NWFS VTD_ECAP_NWFS_MASK
static inline uint64_t vtd_ecap_nwfs(uint64_t reg) { return (reg & VTD_ECAP_NWFS_MASK) >> 33; }
static inline uint64_t vtd_ecap_nwfs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_NWFS_MASK) | ((value << 33) & VTD_ECAP_NWFS_MASK); }
// ECAP.EAFS [34], ro: extended accessed flag
#define VTD_ECAP_EAFS_SHIFT 34
#define VTD_ECAP_EAFS_WIDTH 1
#define VTD_ECAP_EAFS_MASK UINT64_C(0x0000000400000000)
#define VTD_ECAP_EAFS VTD_ECAP_EAFS_MASK
static inline uint64_t vtd_ecap_eafs(uint64_t reg) { return (reg & VTD_ECAP_EAFS_MASK) >> 34; }
static inline uint64_t vtd_ecap_eafs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_EAFS_MASK) | ((value << 34) & VTD_ECAP_EAFS_MASK); }
// ECAP.PSS [39:35], ro: PASIDs have PSS + 1 bits
#define VTD_ECAP_PSS_SHIFT 35
#define VTD_ECAP_PSS_WIDTH 5
#define VTD_ECAP_PSS_MASK UINT64_C(0x000000F800000000)
static inline uint64_t vtd_ecap_pss(uint64_t reg) { return (reg & VTD_ECAP_PSS_MASK) >> 35; }
static inline uint64_t vtd_ecap_pss_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_PSS_MASK) | ((value << 35) & VTD_ECAP_PSS_MASK); }
// ECAP.PASID [40], ro: requests with PASID
#define VTD_ECAP_PASID_SHIFT 40
#define VTD_ECAP_PASID_WIDTH 1
#define VTD_ECAP_PASID_MASK UINT64_C(0x0000010000000000)
#define VTD_ECAP_PASID VTD_ECAP_PASID_MASK
static inline uint64_t vtd_ecap_pasid(uint64_t reg) { return (reg & VTD_ECAP_PASID_MASK) >> 40; }
static inline uint64_t vtd_ecap_pasid_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_PASID_MASK) | ((value << 40) & VTD_ECAP_PASID_MASK); }
// ECAP.DIT [41], ro: device-TLB invalidation throttling
#define VTD_ECAP_DIT_SHIFT 41
#define VTD_ECAP_DIT_WIDTH 1
#define VTD_ECAP_DIT_MASK UINT64_C(0x0000020000000000)
#define VTD_ECAP_DIT VTD_ECAP_DIT_MASK
static inline uint64_t vtd_ecap_dit(uint64_t reg) { return (reg & VTD_ECAP_DIT_MASK) >> 41; }
static inline uint64_t vtd_ecap_dit_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_DIT_MASK) | ((value << 41) & VTD_ECAP_DIT_MASK); }
// ECAP.PDS [42], ro: page-request drain in wait descriptors
#define VTD_ECAP_PDS_SHIFT 42
#define VTD_ECAP_PDS_WIDTH 1
#define VTD_ECAP_PDS_MASK UINT64_C(0x0000040000000000)
#define VTD_ECAP_PDS VTD_ECAP_PDS_MASK
static inline uint64_t vtd_ecap_pds(uint64_t reg) { return (reg & VTD_ECAP_PDS_MASK) >> 42; }
static inline uint64_t vtd_ecap_pds_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_PDS_MASK) | ((value << 42) & VTD_ECAP_PDS_MASK); }
// ECAP.SMTS [43], ro: scalable mode
#define VTD_ECAP_SMTS_SHIFT 43
#define VTD_ECAP_SMTS_WIDTH 1
#define VTD_ECAP_SMTS_MASK UINT64_C(0x0000080000000000)
#define VTD_ECAP_SMTS VTD_ECAP_SMTS_MASK
static inline uint64_t vtd_ecap_smts(uint64_t reg) { return (reg & VTD_ECAP_SMTS_MASK) >> 43; }
static inline uint64_t vtd_ecap_smts_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_SMTS_MASK) | ((value << 43) & VTD_ECAP_SMTS_MASK); }
// ECAP.VCS [44], ro: virtual commands (emulators only)
#define VTD_ECAP_VCS_SHIFT 44
#define VTD_ECAP_VCS_WIDTH 1
#define VTD_ECAP_VCS_MASK UINT64_C(0x0000100000000000)
#define VTD_ECAP_VCS VTD_ECAP_VCS_MASK
static inline uint64_t vtd_ecap_vcs(uint64_t reg) { return (reg & VTD_ECAP_VCS_MASK) >> 44; }
static inline uint64_t vtd_ecap_vcs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_VCS_MASK) | ((value << 44) & VTD_ECAP_VCS_MASK); }
// ECAP.SSADS [45], ro: second-stage accessed and dirty flags
#define VTD_ECAP_SSADS_SHIFT 45
#define VTD_ECAP_SSADS_WIDTH 1
#define VTD_ECAP_SSADS_MASK UINT64_C(0x0000200000000000)
#define VTD_ECAP_SSADS VTD_ECAP_SSADS_MASK
static inline uint64_t vtd_ecap_ssads(uint64_t reg) { return (reg & VTD_ECAP_SSADS_MASK) >> 45; }
static inline uint64_t vtd_ecap_ssads_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_SSADS_MASK) | ((value << 45) & VTD_ECAP_SSADS_MASK); }
// ECAP.SSTS [46], ro: second-stage translation in scalable mode
#define VTD_ECAP_SSTS_SHIFT 46
#define VTD_ECAP_SSTS_WIDTH 1
#define VTD_ECAP_SSTS_MASK UINT64_C(0x0000400000000000)
#define VTD_ECAP_SSTS VTD_ECAP_SSTS_MASK
static inline uint64_t vtd_ecap_ssts(uint64_t reg) { return (reg & VTD_ECAP_SSTS_MASK) >> 46; }
static inline uint64_t vtd_ecap_ssts_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_SSTS_MASK) | ((value << 46) & VTD_ECAP_SSTS_MASK); }
// ECAP.FSTS [47], ro: first-stage translation
#define VTD_ECAP_FSTS_SHIFT 47
#define VTD_ECAP_FSTS_WIDTH 1
#define VTD_ECAP_FSTS_MASK UINT64_C(0x0000800000000000)
#define VTD_ECAP_FSTS VTD_ECAP_FSTS_MASK
static inline uint64_t vtd_ecap_fsts(uint64_t reg) { return (reg & VTD_ECAP_FSTS_MASK) >> 47; }
static inline uint64_t vtd_ecap_fsts_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_FSTS_MASK) | ((value << 47) & VTD_ECAP_FSTS_MASK); }
// ECAP.SMPWCS [48], ro: page walks of scalable mode can be snooped
#define VTD_ECAP_SMPWCS_SHIFT 48
#define VTD_ECAP_SMPWCS_WIDTH 1
#define VTD_ECAP_SMPWCS_MASK UINT64_C(0x0001000000000000)
#define VTD_ECAP_SMPWCS VTD_ECAP_SMPWCS_MASK
static inline uint64_t vtd_ecap_smpwcs(uint64_t reg) { return (reg & VTD_ECAP_SMPWCS_MASK) >> 48; }
static inline uint64_t vtd_ecap_smpwcs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_SMPWCS_MASK) | ((value << 48) & VTD_ECAP_SMPWCS_MASK); }
// ECAP.RPS [49], ro: RID_PASID field of the context entry
#define VTD_ECAP_RPS_SHIFT 49
#define VTD_ECAP_RPS_WIDTH 1
#define VTD_ECAP_RPS_MASK UINT64_C(0x0002000000000000)
#define VTD_ECAP_RPS VTD_ECAP_RPS_MASK
static inline uint64_t vtd_ecap_rps(uint64_t reg) { return (reg & VTD_ECAP_RPS_MASK) >> 49; }
static inline uint64_t vtd_ecap_rps_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_RPS_MASK) | ((value << 49) & VTD_ECAP_RPS_MASK); }
// ECAP.PMS [51], ro: performance monitoring
#define VTD_ECAP_PMS_SHIFT 51
#define VTD_ECAP_PMS_WIDTH 1
#define VTD_ECAP_PMS_MASK UINT64_C(0x0008000000000000)
#define VTD_ECAP_PMS VTD_ECAP_PMS_MASK
static inline uint64_t vtd_ecap_pms(uint64_t reg) { return (reg & VTD_ECAP_PMS_MASK) >> 51; }
static inline uint64_t vtd_ecap_pms_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_PMS_MASK) | ((value << 51) & VTD_ECAP_PMS_MASK); }
// ECAP.ADMS [52], ro: abort-DMA mode
#define VTD_ECAP_ADMS_SHIFT 52
#define VTD_ECAP_ADMS_WIDTH 1
#define VTD_ECAP_ADMS_MASK UINT64_C(0x0010000000000000)
#define VTD_ECAP_ADMS VTD_ECAP_ADMS_MASK
static inline uint64_t vtd_ecap_adms(uint64_t reg) { return (reg & VTD_ECAP_ADMS_MASK) >> 52; }
static inline uint64_t vtd_ecap_adms_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_ADMS_MASK) | ((value << 52) & VTD_ECAP_ADMS_MASK); }
// ECAP.RPRIVS [53], ro: RID_PRIV field of the context entry
#define VTD_ECAP_RPRIVS_SHIFT 53
#define VTD_ECAP_RPRIVS_WIDTH 1
#define VTD_ECAP_RPRIVS_MASK UINT64_C(0x0020000000000000)
#define VTD_ECAP_RPRIVS VTD_ECAP_RPRIVS_MASK
static inline uint64_t vtd_ecap_rprivs(uint64_t reg) { return (reg & VTD_ECAP_RPRIVS_MASK) >> 53; }
static inline uint64_t vtd_ecap_rprivs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_RPRIVS_MASK) | ((value << 53) & VTD_ECAP_RPRIVS_MASK); }
// ECAP.SMS [58], ro: stop markers are dropped silently when they cannot be queued
#define VTD_ECAP_SMS_SHIFT 58
#define VTD_ECAP_SMS_WIDTH 1
#define VTD_ECAP_SMS_MASK UINT64_C(0x0400000000000000)
#define VTD_ECAP_SMS VTD_ECAP_SMS_MASK
static inline uint64_t vtd_ecap_sms(uint64_t reg) { return (reg & VTD_ECAP_SMS_MASK) >> 58; }
static inline uint64_t vtd_ecap_sms_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECAP_SMS_MASK) | ((value << 58) & VTD_ECAP_SMS_MASK); }

// GCMD: Global command; level bits keep a function on, one-shot bits start an action; 32 bits
#define VTD_GCMD_REG 0x018 // from the unit base
// GCMD.CFI [23], wo; needs IR: let compatibility-format interrupts pass
#define VTD_GCMD_CFI_SHIFT 23
#define VTD_GCMD_CFI_WIDTH 1
#define VTD_GCMD_CFI_MASK UINT32_C(0x00800000)
#define VTD_GCMD_CFI VTD_GCMD_CFI_MASK
static inline uint32_t vtd_gcmd_cfi(uint32_t reg) { return (reg & VTD_GCMD_CFI_MASK) >> 23; }
static inline uint32_t vtd_gcmd_cfi_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GCMD_CFI_MASK) | ((value << 23) & VTD_GCMD_CFI_MASK); }
// GCMD.SIRTP [24], wo; needs IR: one-shot: latch the interrupt table pointer
#define VTD_GCMD_SIRTP_SHIFT 24
#define VTD_GCMD_SIRTP_WIDTH 1
#define VTD_GCMD_SIRTP_MASK UINT32_C(0x01000000)
#define VTD_GCMD_SIRTP VTD_GCMD_SIRTP_MASK
static inline uint32_t vtd_gcmd_sirtp(uint32_t reg) { return (reg & VTD_GCMD_SIRTP_MASK) >> 24; }
static inline uint32_t vtd_gcmd_sirtp_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GCMD_SIRTP_MASK) | ((value << 24) & VTD_GCMD_SIRTP_MASK); }
// GCMD.IRE [25], wo; needs IR: enable interrupt remapping
#define VTD_GCMD_IRE_SHIFT 25
#define VTD_GCMD_IRE_WIDTH 1
#define VTD_GCMD_IRE_MASK UINT32_C(0x02000000)
#define VTD_GCMD_IRE VTD_GCMD_IRE_MASK
static inline uint32_t vtd_gcmd_ire(uint32_t reg) { return (reg & VTD_GCMD_IRE_MASK) >> 25; }
static inline uint32_t vtd_gcmd_ire_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GCMD_IRE_MASK) | ((value << 25) & VTD_GCMD_IRE_MASK); }
// GCMD.QIE [26], wo; needs QI: enable queued invalidation
#define VTD_GCMD_QIE_SHIFT 26
#define VTD_GCMD_QIE_WIDTH 1
#define VTD_GCMD_QIE_MASK UINT32_C(0x04000000)
#define VTD_GCMD_QIE VTD_GCMD_QIE_MASK
static inline uint32_t vtd_gcmd_qie(uint32_t reg) { return (reg & VTD_GCMD_QIE_MASK) >> 26; }
static inline uint32_t vtd_gcmd_qie_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GCMD_QIE_MASK) | ((value << 26) & VTD_GCMD_QIE_MASK); }
// GCMD.WBF [27], wo; needs RWBF: one-shot: flush the write buffer
#define VTD_GCMD_WBF_SHIFT 27
#define VTD_GCMD_WBF_WIDTH 1
#define VTD_GCMD_WBF_MASK UINT32_C(0x08000000)
#define VTD_GCMD_WBF VTD_GCMD_WBF_MASK
static inline uint32_t vtd_gcmd_wbf(uint32_t reg) { return (reg & VTD_GCMD_WBF_MASK) >> 27; }
static inline uint32_t vtd_gcmd_wbf_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GCMD_WBF_MASK) | ((value << 27) & VTD_GCMD_WBF_MASK); }
// GCMD.SRTP [30], wo: one-shot: latch the root table pointer and mode
#define VTD_GCMD_SRTP_SHIFT 30
#define VTD_GCMD_SRTP_WIDTH 1
#define VTD_GCMD_SRTP_MASK UINT32_C(0x40000000)
#define VTD_GCMD_SRTP VTD_GCMD_SRTP_MASK
static inline uint32_t vtd_gcmd_srtp(uint32_t reg) { return (reg & VTD_GCMD_SRTP_MASK) >> 30; }
static inline uint32_t vtd_gcmd_srtp_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GCMD_SRTP_MASK) | ((value << 30) & VTD_GCMD_SRTP_MASK); }
// GCMD.TE [31], wo: enable DMA remapping
#define VTD_GCMD_TE_SHIFT 31
#define VTD_GCMD_TE_WIDTH 1
#define VTD_GCMD_TE_MASK UINT32_C(0x80000000)
#define VTD_GCMD_TE VTD_GCMD_TE_MASK
static inline uint32_t vtd_gcmd_te(uint32_t reg) { return (reg & VTD_GCMD_TE_MASK) >> 31; }
static inline uint32_t vtd_gcmd_te_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GCMD_TE_MASK) | ((value << 31) & VTD_GCMD_TE_MASK); }

// GSTS: Global status, bit for bit the answer to GCMD; 32 bits
#define VTD_GSTS_REG 0x01C // from the unit base
// GSTS.CFIS [23], ro; needs IR: compatibility-format interrupts pass
#define VTD_GSTS_CFIS_SHIFT 23
#define VTD_GSTS_CFIS_WIDTH 1
#define VTD_GSTS_CFIS_MASK UINT32_C(0x00800000)
#define VTD_GSTS_CFIS VTD_GSTS_CFIS_MASK
static inline uint32_t vtd_gsts_cfis(uint32_t reg) { return (reg & VTD_GSTS_CFIS_MASK) >> 23; }
static inline uint32_t vtd_gsts_cfis_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GSTS_CFIS_MASK) | ((value << 23) & VTD_GSTS_CFIS_MASK); }
// GSTS.IRTPS [24], ro; needs IR: interrupt table pointer is latched
#define VTD_GSTS_IRTPS_SHIFT 24
#define VTD_GSTS_IRTPS_WIDTH 1
#define VTD_GSTS_IRTPS_MASK UINT32_C(0x01000000)
#define VTD_GSTS_IRTPS VTD_GSTS_IRTPS_MASK
static inline uint32_t vtd_gsts_irtps(uint32_t reg) { return (reg & VTD_GSTS_IRTPS_MASK) >> 24; }
static inline uint32_t vtd_gsts_irtps_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GSTS_IRTPS_MASK) | ((value << 24) & VTD_GSTS_IRTPS_MASK); }
// GSTS.IRES [25], ro; needs IR: interrupt remapping is on
#define VTD_GSTS_IRES_SHIFT 25
#define VTD_GSTS_IRES_WIDTH 1
#define VTD_GSTS_IRES_MASK UINT32_C(0x02000000)
#define VTD_GSTS_IRES VTD_GSTS_IRES_MASK
static inline uint32_t vtd_gsts_ires(uint32_t reg) { return (reg & VTD_GSTS_IRES_MASK) >> 25; }
static inline uint32_t vtd_gsts_ires_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GSTS_IRES_MASK) | ((value << 25) & VTD_GSTS_IRES_MASK); }
// GSTS.QIES [26], ro; needs QI: queued invalidation is on
#define VTD_GSTS_QIES_SHIFT 26
#define VTD_GSTS_QIES_WIDTH 1
#define VTD_GSTS_QIES_MASK UINT32_C(0x04000000)
#define VTD_GSTS_QIES VTD_GSTS_QIES_MASK
static inline uint32_t vtd_gsts_qies(uint32_t reg) { return (reg & VTD_GSTS_QIES_MASK) >> 26; }
static inline uint32_t vtd_gsts_qies_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GSTS_QIES_MASK) | ((value << 26) & VTD_GSTS_QIES_MASK); }
// GSTS.WBFS [27], ro; needs RWBF: write buffer flush in progress (1 = busy)
#define VTD_GSTS_WBFS_SHIFT 27
#define VTD_GSTS_WBFS_WIDTH 1
#define VTD_GSTS_WBFS_MASK UINT32_C(0x08000000)
#define VTD_GSTS_WBFS VTD_GSTS_WBFS_MASK
static inline uint32_t vtd_gsts_wbfs(uint32_t reg) { return (reg & VTD_GSTS_WBFS_MASK) >> 27; }
static inline uint32_t vtd_gsts_wbfs_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GSTS_WBFS_MASK) | ((value << 27) & VTD_GSTS_WBFS_MASK); }
// GSTS.RTPS [30], ro: root table pointer is latched
#define VTD_GSTS_RTPS_SHIFT 30
#define VTD_GSTS_RTPS_WIDTH 1
#define VTD_GSTS_RTPS_MASK UINT32_C(0x40000000)
#define VTD_GSTS_RTPS VTD_GSTS_RTPS_MASK
static inline uint32_t vtd_gsts_rtps(uint32_t reg) { return (reg & VTD_GSTS_RTPS_MASK) >> 30; }
static inline uint32_t vtd_gsts_rtps_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GSTS_RTPS_MASK) | ((value << 30) & VTD_GSTS_RTPS_MASK); }
// GSTS.TES [31], ro: DMA remapping is on
#define VTD_GSTS_TES_SHIFT 31
#define VTD_GSTS_TES_WIDTH 1
#define VTD_GSTS_TES_MASK UINT32_C(0x80000000)
#define VTD_GSTS_TES VTD_GSTS_TES_MASK
static inline uint32_t vtd_gsts_tes(uint32_t reg) { return (reg & VTD_GSTS_TES_MASK) >> 31; }
static inline uint32_t vtd_gsts_tes_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_GSTS_TES_MASK) | ((value << 31) & VTD_GSTS_TES_MASK); }

// RTADDR: Root table address and translation table mode; GCMD.SRTP latches both; 64 bits
#define VTD_RTADDR_REG 0x020 // from the unit base
// RTADDR.TTM [11:10], rw: translation table mode
#define VTD_RTADDR_TTM_SHIFT 10
#define VTD_RTADDR_TTM_WIDTH 2
#define VTD_RTADDR_TTM_MASK UINT64_C(0x0000000000000C00)
#define VTD_RTADDR_TTM_LEGACY 0
#define VTD_RTADDR_TTM_SCALABLE 1
#define VTD_RTADDR_TTM_RSVD 2
#define VTD_RTADDR_TTM_ABORT 3
static inline uint64_t vtd_rtaddr_ttm(uint64_t reg) { return (reg & VTD_RTADDR_TTM_MASK) >> 10; }
static inline uint64_t vtd_rtaddr_ttm_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_RTADDR_TTM_MASK) | ((value << 10) & VTD_RTADDR_TTM_MASK); }
// RTADDR.RTA [63:12], rw: root table address
#define VTD_RTADDR_RTA_SHIFT 12
#define VTD_RTADDR_RTA_WIDTH 52
#define VTD_RTADDR_RTA_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_rtaddr_rta(uint64_t reg) { return reg & VTD_RTADDR_RTA_MASK; }
static inline uint64_t vtd_rtaddr_rta_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_RTADDR_RTA_MASK) | (value & VTD_RTADDR_RTA_MASK); }

// CCMD: Context command: invalidates the context-cache; starts with a write of the top byte; 64 bits
#define VTD_CCMD_REG 0x028 // from the unit base
// CCMD.DID [15:0], rw: domain id (domain and device granularity)
#define VTD_CCMD_DID_SHIFT 0
#define VTD_CCMD_DID_WIDTH 16
#define VTD_CCMD_DID_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_ccmd_did(uint64_t reg) { return reg & VTD_CCMD_DID_MASK; }
static inline uint64_t vtd_ccmd_did_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CCMD_DID_MASK) | (value & VTD_CCMD_DID_MASK); }
// CCMD.SID [31:16], wo: requester id (device granularity)
#define VTD_CCMD_SID_SHIFT 16
#define VTD_CCMD_SID_WIDTH 16
#define VTD_CCMD_SID_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_ccmd_sid(uint64_t reg) { return (reg & VTD_CCMD_SID_MASK) >> 16; }
static inline uint64_t vtd_ccmd_sid_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CCMD_SID_MASK) | ((value << 16) & VTD_CCMD_SID_MASK); }
// CCMD.FM [33:32], wo: bits of SID that are not compared
#define VTD_CCMD_FM_SHIFT 32
#define VTD_CCMD_FM_WIDTH 2
#define VTD_CCMD_FM_MASK UINT64_C(0x0000000300000000)
#define VTD_CCMD_FM_NONE 0
#define VTD_CCMD_FM_BIT2 1
#define VTD_CCMD_FM_BITS2_1 2
#define VTD_CCMD_FM_BITS2_0 3
static inline uint64_t vtd_ccmd_fm(uint64_t reg) { return (reg & VTD_CCMD_FM_MASK) >> 32; }
static inline uint64_t vtd_ccmd_fm_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CCMD_FM_MASK) | ((value << 32) & VTD_CCMD_FM_MASK); }
// CCMD.CAIG [60:59], ro: granularity that was performed
#define VTD_CCMD_CAIG_SHIFT 59
#define VTD_CCMD_CAIG_WIDTH 2
#define VTD_CCMD_CAIG_MASK UINT64_C(0x1800000000000000)
#define VTD_CCMD_CAIG_ERROR 0
#define VTD_CCMD_CAIG_GLOBAL 1
#define VTD_CCMD_CAIG_DOMAIN 2
#define VTD_CCMD_CAIG_DEVICE 3
static inline uint64_t vtd_ccmd_caig(uint64_t reg) { return (reg & VTD_CCMD_CAIG_MASK) >> 59; }
static inline uint64_t vtd_ccmd_caig_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CCMD_CAIG_MASK) | ((value << 59) & VTD_CCMD_CAIG_MASK); }
// CCMD.CIRG [62:61], rw: granularity that is requested
#define VTD_CCMD_CIRG_SHIFT 61
#define VTD_CCMD_CIRG_WIDTH 2
#define VTD_CCMD_CIRG_MASK UINT64_C(0x6000000000000000)
#define VTD_CCMD_CIRG_RSVD 0
#define VTD_CCMD_CIRG_GLOBAL 1
#define VTD_CCMD_CIRG_DOMAIN 2
#define VTD_CCMD_CIRG_DEVICE 3
static inline uint64_t vtd_ccmd_cirg(uint64_t reg) { return (reg & VTD_CCMD_CIRG_MASK) >> 61; }
static inline uint64_t vtd_ccmd_cirg_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CCMD_CIRG_MASK) | ((value << 61) & VTD_CCMD_CIRG_MASK); }
// CCMD.ICC [63], rw: 1 starts; hardware clears it when done
#define VTD_CCMD_ICC_SHIFT 63
#define VTD_CCMD_ICC_WIDTH 1
#define VTD_CCMD_ICC_MASK UINT64_C(0x8000000000000000)
#define VTD_CCMD_ICC VTD_CCMD_ICC_MASK
static inline uint64_t vtd_ccmd_icc(uint64_t reg) { return (reg & VTD_CCMD_ICC_MASK) >> 63; }
static inline uint64_t vtd_ccmd_icc_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_CCMD_ICC_MASK) | ((value << 63) & VTD_CCMD_ICC_MASK); }

// IVA: Address of a page-selective IOTLB invalidation; write it before IOTLB; 64 bits
#define VTD_IVA_REG 0x000 // from base iro
// IVA.AM [5:0], wo: address mask: 2^AM pages
#define VTD_IVA_AM_SHIFT 0
#define VTD_IVA_AM_WIDTH 6
#define VTD_IVA_AM_MASK UINT64_C(0x000000000000003F)
static inline uint64_t vtd_iva_am(uint64_t reg) { return reg & VTD_IVA_AM_MASK; }
static inline uint64_t vtd_iva_am_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IVA_AM_MASK) | (value & VTD_IVA_AM_MASK); }
// IVA.IH [6], wo: hint: only leaf entries changed
#define VTD_IVA_IH_SHIFT 6
#define VTD_IVA_IH_WIDTH 1
#define VTD_IVA_IH_MASK UINT64_C(0x0000000000000040)
#define VTD_IVA_IH VTD_IVA_IH_MASK
static inline uint64_t vtd_iva_ih(uint64_t reg) { return (reg & VTD_IVA_IH_MASK) >> 6; }
static inline uint64_t vtd_iva_ih_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IVA_IH_MASK) | ((value << 6) & VTD_IVA_IH_MASK); }
// IVA.ADDR [63:12], wo: page address
#define VTD_IVA_ADDR_SHIFT 12
#define VTD_IVA_ADDR_WIDTH 52
#define VTD_IVA_ADDR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_iva_addr(uint64_t reg) { return reg & VTD_IVA_ADDR_MASK; }
static inline uint64_t vtd_iva_addr_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IVA_ADDR_MASK) | (value & VTD_IVA_ADDR_MASK); }

// IOTLB: IOTLB invalidation command; starts with a write of the top byte; 64 bits
#define VTD_IOTLB_REG 0x008 // from base iro
// IOTLB.DID [47:32], rw: domain id (domain and page granularity)
#define VTD_IOTLB_DID_SHIFT 32
#define VTD_IOTLB_DID_WIDTH 16
#define VTD_IOTLB_DID_MASK UINT64_C(0x0000FFFF00000000)
static inline uint64_t vtd_iotlb_did(uint64_t reg) { return (reg & VTD_IOTLB_DID_MASK) >> 32; }
static inline uint64_t vtd_iotlb_did_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IOTLB_DID_MASK) | ((value << 32) & VTD_IOTLB_DID_MASK); }
// IOTLB.DW [48], rw: drain writes
#define VTD_IOTLB_DW_SHIFT 48
#define VTD_IOTLB_DW_WIDTH 1
#define VTD_IOTLB_DW_MASK UINT64_C(0x0001000000000000)
#define VTD_IOTLB_DW VTD_IOTLB_DW_MASK
static inline uint64_t vtd_iotlb_dw(uint64_t reg) { return (reg & VTD_IOTLB_DW_MASK) >> 48; }
static inline uint64_t vtd_iotlb_dw_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IOTLB_DW_MASK) | ((value << 48) & VTD_IOTLB_DW_MASK); }
// IOTLB.DR [49], rw: drain reads
#define VTD_IOTLB_DR_SHIFT 49
#define VTD_IOTLB_DR_WIDTH 1
#define VTD_IOTLB_DR_MASK UINT64_C(0x0002000000000000)
#define VTD_IOTLB_DR VTD_IOTLB_DR_MASK
static inline uint64_t vtd_iotlb_dr(uint64_t reg) { return (reg & VTD_IOTLB_DR_MASK) >> 49; }
static inline uint64_t vtd_iotlb_dr_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IOTLB_DR_MASK) | ((value << 49) & VTD_IOTLB_DR_MASK); }
// IOTLB.IAIG [58:57], ro: granularity that was performed
#define VTD_IOTLB_IAIG_SHIFT 57
#define VTD_IOTLB_IAIG_WIDTH 2
#define VTD_IOTLB_IAIG_MASK UINT64_C(0x0600000000000000)
#define VTD_IOTLB_IAIG_ERROR 0
#define VTD_IOTLB_IAIG_GLOBAL 1
#define VTD_IOTLB_IAIG_DOMAIN 2
#define VTD_IOTLB_IAIG_PAGE 3
static inline uint64_t vtd_iotlb_iaig(uint64_t reg) { return (reg & VTD_IOTLB_IAIG_MASK) >> 57; }
static inline uint64_t vtd_iotlb_iaig_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IOTLB_IAIG_MASK) | ((value << 57) & VTD_IOTLB_IAIG_MASK); }
// IOTLB.IIRG [61:60], rw: granularity that is requested
#define VTD_IOTLB_IIRG_SHIFT 60
#define VTD_IOTLB_IIRG_WIDTH 2
#define VTD_IOTLB_IIRG_MASK UINT64_C(0x3000000000000000)
#define VTD_IOTLB_IIRG_RSVD 0
#define VTD_IOTLB_IIRG_GLOBAL 1
#define VTD_IOTLB_IIRG_DOMAIN 2
#define VTD_IOTLB_IIRG_PAGE 3
static inline uint64_t vtd_iotlb_iirg(uint64_t reg) { return (reg & VTD_IOTLB_IIRG_MASK) >> 60; }
static inline uint64_t vtd_iotlb_iirg_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IOTLB_IIRG_MASK) | ((value << 60) & VTD_IOTLB_IIRG_MASK); }
// IOTLB.IVT [63], rw: 1 starts; hardware clears it when done
#define VTD_IOTLB_IVT_SHIFT 63
#define VTD_IOTLB_IVT_WIDTH 1
#define VTD_IOTLB_IVT_MASK UINT64_C(0x8000000000000000)
#define VTD_IOTLB_IVT VTD_IOTLB_IVT_MASK
static inline uint64_t vtd_iotlb_ivt(uint64_t reg) { return (reg & VTD_IOTLB_IVT_MASK) >> 63; }
static inline uint64_t vtd_iotlb_ivt_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IOTLB_IVT_MASK) | ((value << 63) & VTD_IOTLB_IVT_MASK); }

// FSTS: Fault status; 32 bits
#define VTD_FSTS_REG 0x034 // from the unit base
// FSTS.PFO [0], rw1c: primary fault overflow: recording has stopped
#define VTD_FSTS_PFO_SHIFT 0
#define VTD_FSTS_PFO_WIDTH 1
#define VTD_FSTS_PFO_MASK UINT32_C(0x00000001)
#define VTD_FSTS_PFO VTD_FSTS_PFO_MASK
static inline uint32_t vtd_fsts_pfo(uint32_t reg) { return reg & VTD_FSTS_PFO_MASK; }
static inline uint32_t vtd_fsts_pfo_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FSTS_PFO_MASK) | (value & VTD_FSTS_PFO_MASK); }
// FSTS.PPF [1], ro: a fault record is pending (OR of all F)
#define VTD_FSTS_PPF_SHIFT 1
#define VTD_FSTS_PPF_WIDTH 1
#define VTD_FSTS_PPF_MASK UINT32_C(0x00000002)
#define VTD_FSTS_PPF VTD_FSTS_PPF_MASK
static inline uint32_t vtd_fsts_ppf(uint32_t reg) { return (reg & VTD_FSTS_PPF_MASK) >> 1; }
static inline uint32_t vtd_fsts_ppf_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FSTS_PPF_MASK) | ((value << 1) & VTD_FSTS_PPF_MASK); }
// FSTS.IQE [4], rw1c; needs QI: invalidation queue error
#define VTD_FSTS_IQE_SHIFT 4
#define VTD_FSTS_IQE_WIDTH 1
#define VTD_FSTS_IQE_MASK UINT32_C(0x00000010)
#define VTD_FSTS_IQE VTD_FSTS_IQE_MASK
static inline uint32_t vtd_fsts_iqe(uint32_t reg) { return (reg & VTD_FSTS_IQE_MASK) >> 4; }
static inline uint32_t vtd_fsts_iqe_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FSTS_IQE_MASK) | ((value << 4) & VTD_FSTS_IQE_MASK); }
// FSTS.ICE [5], rw1c; needs DT: unexpected device-TLB invalidation completion
#define VTD_FSTS_ICE_SHIFT 5
#define VTD_FSTS_ICE_WIDTH 1
#define VTD_FSTS_ICE_MASK UINT32_C(0x00000020)
#define VTD_FSTS_ICE VTD_FSTS_ICE_MASK
static inline uint32_t vtd_fsts_ice(uint32_t reg) { return (reg & VTD_FSTS_ICE_MASK) >> 5; }
static inline uint32_t vtd_fsts_ice_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FSTS_ICE_MASK) | ((value << 5) & VTD_FSTS_ICE_MASK); }
// FSTS.ITE [6], rw1c; needs DT: device-TLB invalidation timed out
#define VTD_FSTS_ITE_SHIFT 6
#define VTD_FSTS_ITE_WIDTH 1
#define VTD_FSTS_ITE_MASK UINT32_C(0x00000040)
#define VTD_FSTS_ITE VTD_FSTS_ITE_MASK
static inline uint32_t vtd_fsts_ite(uint32_t reg) { return (reg & VTD_FSTS_ITE_MASK) >> 6; }
static inline uint32_t vtd_fsts_ite_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FSTS_ITE_MASK) | ((value << 6) & VTD_FSTS_ITE_MASK); }
// FSTS.FRI [15:8], ro: index of the first pending fault record
#define VTD_FSTS_FRI_SHIFT 8
#define VTD_FSTS_FRI_WIDTH 8
#define VTD_FSTS_FRI_MASK UINT32_C(0x0000FF00)
static inline uint32_t vtd_fsts_fri(uint32_t reg) { return (reg & VTD_FSTS_FRI_MASK) >> 8; }
static inline uint32_t vtd_fsts_fri_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FSTS_FRI_MASK) | ((value << 8) & VTD_FSTS_FRI_MASK); }

// FECTL: Fault event control; 32 bits
#define VTD_FECTL_REG 0x038 // from the unit base
// FECTL.IP [30], ro: a message is held back
#define VTD_FECTL_IP_SHIFT 30
#define VTD_FECTL_IP_WIDTH 1
#define VTD_FECTL_IP_MASK UINT32_C(0x40000000)
#define VTD_FECTL_IP VTD_FECTL_IP_MASK
static inline uint32_t vtd_fectl_ip(uint32_t reg) { return (reg & VTD_FECTL_IP_MASK) >> 30; }
static inline uint32_t vtd_fectl_ip_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FECTL_IP_MASK) | ((value << 30) & VTD_FECTL_IP_MASK); }
// FECTL.IM [31], rw: mask: no message is sent
#define VTD_FECTL_IM_SHIFT 31
#define VTD_FECTL_IM_WIDTH 1
#define VTD_FECTL_IM_MASK UINT32_C(0x80000000)
#define VTD_FECTL_IM VTD_FECTL_IM_MASK
static inline uint32_t vtd_fectl_im(uint32_t reg) { return (reg & VTD_FECTL_IM_MASK) >> 31; }
static inline uint32_t vtd_fectl_im_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FECTL_IM_MASK) | ((value << 31) & VTD_FECTL_IM_MASK); }

// FEDATA: Fault event message data; 32 bits
#define VTD_FEDATA_REG 0x03C // from the unit base
// FEDATA.IMD [15:0], rw: message data
#define VTD_FEDATA_IMD_SHIFT 0
#define VTD_FEDATA_IMD_WIDTH 16
#define VTD_FEDATA_IMD_MASK UINT32_C(0x0000FFFF)
static inline uint32_t vtd_fedata_imd(uint32_t reg) { return reg & VTD_FEDATA_IMD_MASK; }
static inline uint32_t vtd_fedata_imd_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FEDATA_IMD_MASK) | (value & VTD_FEDATA_IMD_MASK); }

// FEADDR: Fault event message address; 32 bits
#define VTD_FEADDR_REG 0x040 // from the unit base
// FEADDR.MA [31:2], rw: message address, low part
#define VTD_FEADDR_MA_SHIFT 2
#define VTD_FEADDR_MA_WIDTH 30
#define VTD_FEADDR_MA_MASK UINT32_C(0xFFFFFFFC)
static inline uint32_t vtd_feaddr_ma(uint32_t reg) { return reg & VTD_FEADDR_MA_MASK; }
static inline uint32_t vtd_feaddr_ma_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FEADDR_MA_MASK) | (value & VTD_FEADDR_MA_MASK); }

// FEUADDR: Fault event message upper address; 32 bits
#define VTD_FEUADDR_REG 0x044 // from the unit base
// FEUADDR.MUA [31:0], rw: message address bits 63:32
#define VTD_FEUADDR_MUA_SHIFT 0
#define VTD_FEUADDR_MUA_WIDTH 32
#define VTD_FEUADDR_MUA_MASK UINT32_C(0xFFFFFFFF)
static inline uint32_t vtd_feuaddr_mua(uint32_t reg) { return reg & VTD_FEUADDR_MUA_MASK; }
static inline uint32_t vtd_feuaddr_mua_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_FEUADDR_MUA_MASK) | (value & VTD_FEUADDR_MUA_MASK); }

// FRCD_LO: Fault record, low half; CAP.NFR + 1 of them; 64 bits
#define VTD_FRCD_LO_REG 0x000 // from base fro
#define VTD_FRCD_LO_STRIDE 16
#define VTD_FRCD_LO_COUNT 256
// FRCD_LO.FI [63:12], ro: page address of the request
#define VTD_FRCD_LO_FI_SHIFT 12
#define VTD_FRCD_LO_FI_WIDTH 52
#define VTD_FRCD_LO_FI_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_frcd_lo_fi(uint64_t reg) { return reg & VTD_FRCD_LO_FI_MASK; }
static inline uint64_t vtd_frcd_lo_fi_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_LO_FI_MASK) | (value & VTD_FRCD_LO_FI_MASK); }
// FRCD_LO.IIDX [63:48], ro: interrupt index, when FR is an interrupt-remapping fault
#define VTD_FRCD_LO_IIDX_SHIFT 48
#define VTD_FRCD_LO_IIDX_WIDTH 16
#define VTD_FRCD_LO_IIDX_MASK UINT64_C(0xFFFF000000000000)
static inline uint64_t vtd_frcd_lo_iidx(uint64_t reg) { return (reg & VTD_FRCD_LO_IIDX_MASK) >> 48; }
static inline uint64_t vtd_frcd_lo_iidx_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_LO_IIDX_MASK) | ((value << 48) & VTD_FRCD_LO_IIDX_MASK); }

// FRCD_HI: Fault record, high half; 64 bits
#define VTD_FRCD_HI_REG 0x008 // from base fro
#define VTD_FRCD_HI_STRIDE 16
#define VTD_FRCD_HI_COUNT 256
// FRCD_HI.SID [15:0], ro: requester id
#define VTD_FRCD_HI_SID_SHIFT 0
#define VTD_FRCD_HI_SID_WIDTH 16
#define VTD_FRCD_HI_SID_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_frcd_hi_sid(uint64_t reg) { return reg & VTD_FRCD_HI_SID_MASK; }
static inline uint64_t vtd_frcd_hi_sid_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_HI_SID_MASK) | (value & VTD_FRCD_HI_SID_MASK); }
// FRCD_HI.T2 [28], ro: with T1: 00 write, 01 page request, 10 read, 11 atomic (T1 first)
#define VTD_FRCD_HI_T2_SHIFT 28
#define VTD_FRCD_HI_T2_WIDTH 1
#define VTD_FRCD_HI_T2_MASK UINT64_C(0x0000000010000000)
#define VTD_FRCD_HI_T2 VTD_FRCD_HI_T2_MASK
static inline uint64_t vtd_frcd_hi_t2(uint64_t reg) { return (reg & VTD_FRCD_HI_T2_MASK) >> 28; }
static inline uint64_t vtd_frcd_hi_t2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_HI_T2_MASK) | ((value << 28) & VTD_FRCD_HI_T2_MASK); }
// FRCD_HI.PRIV [29], ro; needs PASID: privileged mode was requested
#define VTD_FRCD_HI_PRIV_SHIFT 29
#define VTD_FRCD_HI_PRIV_WIDTH 1
#define VTD_FRCD_HI_PRIV_MASK UINT64_C(0x0000000020000000)
#define VTD_FRCD_HI_PRIV VTD_FRCD_HI_PRIV_MASK
static inline uint64_t vtd_frcd_hi_priv(uint64_t reg) { return (reg & VTD_FRCD_HI_PRIV_MASK) >> 29; }
static inline uint64_t vtd_frcd_hi_priv_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_HI_PRIV_MASK) | ((value << 29) & VTD_FRCD_HI_PRIV_MASK); }
// FRCD_HI.EXE [30], ro; needs PASID: execute permission was requested
#define VTD_FRCD_HI_EXE_SHIFT 30
#define VTD_FRCD_HI_EXE_WIDTH 1
#define VTD_FRCD_HI_EXE_MASK UINT64_C(0x0000000040000000)
#define VTD_FRCD_HI_EXE VTD_FRCD_HI_EXE_MASK
static inline uint64_t vtd_frcd_hi_exe(uint64_t reg) { return (reg & VTD_FRCD_HI_EXE_MASK) >> 30; }
static inline uint64_t vtd_frcd_hi_exe_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_HI_EXE_MASK) | ((value << 30) & VTD_FRCD_HI_EXE_MASK); }
// FRCD_HI.PP [31], ro; needs PASID: the request had a PASID
#define VTD_FRCD_HI_PP_SHIFT 31
#define VTD_FRCD_HI_PP_WIDTH 1
#define VTD_FRCD_HI_PP_MASK UINT64_C(0x0000000080000000)
#define VTD_FRCD_HI_PP VTD_FRCD_HI_PP_MASK
static inline uint64_t vtd_frcd_hi_pp(uint64_t reg) { return (reg & VTD_FRCD_HI_PP_MASK) >> 31; }
static inline uint64_t vtd_frcd_hi_pp_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_HI_PP_MASK) | ((value << 31) & VTD_FRCD_HI_PP_MASK); }
// FRCD_HI.FR [39:32], ro: fault reason
#define VTD_FRCD_HI_FR_SHIFT 32
#define VTD_FRCD_HI_FR_WIDTH 8
#define VTD_FRCD_HI_FR_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_frcd_hi_fr(uint64_t reg) { return (reg & VTD_FRCD_HI_FR_MASK) >> 32; }
static inline uint64_t vtd_frcd_hi_fr_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_HI_FR_MASK) | ((value << 32) & VTD_FRCD_HI_FR_MASK); }
// FRCD_HI.PV [59:40], ro; needs PASID: PASID
#define VTD_FRCD_HI_PV_SHIFT 40
#define VTD_FRCD_HI_PV_WIDTH 20
#define VTD_FRCD_HI_PV_MASK UINT64_C(0x0FFFFF0000000000)
static inline uint64_t vtd_frcd_hi_pv(uint64_t reg) { return (reg & VTD_FRCD_HI_PV_MASK) >> 40; }
static inline uint64_t vtd_frcd_hi_pv_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_HI_PV_MASK) | ((value << 40) & VTD_FRCD_HI_PV_MASK); }
// FRCD_HI.AT [61:60], ro; needs DT: address type of the request
#define VTD_FRCD_HI_AT_SHIFT 60
#define VTD_FRCD_HI_AT_WIDTH 2
#define VTD_FRCD_HI_AT_MASK UINT64_C(0x3000000000000000)
#define VTD_FRCD_HI_AT_UNTRANSLATED 0
#define VTD_FRCD_HI_AT_TRANSLATION 1
#define VTD_FRCD_HI_AT_TRANSLATED 2
static inline uint64_t vtd_frcd_hi_at(uint64_t reg) { return (reg & VTD_FRCD_HI_AT_MASK) >> 60; }
static inline uint64_t vtd_frcd_hi_at_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_HI_AT_MASK) | ((value << 60) & VTD_FRCD_HI_AT_MASK); }
// FRCD_HI.T1 [62], ro: see T2
#define VTD_FRCD_HI_T1_SHIFT 62
#define VTD_FRCD_HI_T1_WIDTH 1
#define VTD_FRCD_HI_T1_MASK UINT64_C(0x4000000000000000)
#define VTD_FRCD_HI_T1 VTD_FRCD_HI_T1_MASK
static inline uint64_t vtd_frcd_hi_t1(uint64_t reg) { return (reg & VTD_FRCD_HI_T1_MASK) >> 62; }
static inline uint64_t vtd_frcd_hi_t1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_HI_T1_MASK) | ((value << 62) & VTD_FRCD_HI_T1_MASK); }
// FRCD_HI.F [63], rw1c: the record holds a fault
#define VTD_FRCD_HI_F_SHIFT 63
#define VTD_FRCD_HI_F_WIDTH 1
#define VTD_FRCD_HI_F_MASK UINT64_C(0x8000000000000000)
#define VTD_FRCD_HI_F VTD_FRCD_HI_F_MASK
static inline uint64_t vtd_frcd_hi_f(uint64_t reg) { return (reg & VTD_FRCD_HI_F_MASK) >> 63; }
static inline uint64_t vtd_frcd_hi_f_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_FRCD_HI_F_MASK) | ((value << 63) & VTD_FRCD_HI_F_MASK); }

// PMEN: Protected memory enable; 32 bits; needs PMR
#define VTD_PMEN_REG 0x064 // from the unit base
// PMEN.PRS [0], ro: protection is on
#define VTD_PMEN_PRS_SHIFT 0
#define VTD_PMEN_PRS_WIDTH 1
#define VTD_PMEN_PRS_MASK UINT32_C(0x00000001)
#define VTD_PMEN_PRS VTD_PMEN_PRS_MASK
static inline uint32_t vtd_pmen_prs(uint32_t reg) { return reg & VTD_PMEN_PRS_MASK; }
static inline uint32_t vtd_pmen_prs_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PMEN_PRS_MASK) | (value & VTD_PMEN_PRS_MASK); }
// PMEN.EPM [31], rw: turn protection on
#define VTD_PMEN_EPM_SHIFT 31
#define VTD_PMEN_EPM_WIDTH 1
#define VTD_PMEN_EPM_MASK UINT32_C(0x80000000)
#define VTD_PMEN_EPM VTD_PMEN_EPM_MASK
static inline uint32_t vtd_pmen_epm(uint32_t reg) { return (reg & VTD_PMEN_EPM_MASK) >> 31; }
static inline uint32_t vtd_pmen_epm_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PMEN_EPM_MASK) | ((value << 31) & VTD_PMEN_EPM_MASK); }

// PLMBASE: Protected low memory base; 32 bits; needs PLMR
#define VTD_PLMBASE_REG 0x068 // from the unit base
// PLMBASE.PLMB [31:21], rw: first byte of the region
#define VTD_PLMBASE_PLMB_SHIFT 21
#define VTD_PLMBASE_PLMB_WIDTH 11
#define VTD_PLMBASE_PLMB_MASK UINT32_C(0xFFE00000)
static inline uint32_t vtd_plmbase_plmb(uint32_t reg) { return reg & VTD_PLMBASE_PLMB_MASK; }
static inline uint32_t vtd_plmbase_plmb_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PLMBASE_PLMB_MASK) | (value & VTD_PLMBASE_PLMB_MASK); }

// PLMLIMIT: Protected low memory limit; the bits below the field count as ones; 32 bits; needs PLMR
#define VTD_PLMLIMIT_REG 0x06C // from the unit base
// PLMLIMIT.PLML [31:21], rw: start of the region's last unit
#define VTD_PLMLIMIT_PLML_SHIFT 21
#define VTD_PLMLIMIT_PLML_WIDTH 11
#define VTD_PLMLIMIT_PLML_MASK UINT32_C(0xFFE00000)
static inline uint32_t vtd_plmlimit_plml(uint32_t reg) { return reg & VTD_PLMLIMIT_PLML_MASK; }
static inline uint32_t vtd_plmlimit_plml_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PLMLIMIT_PLML_MASK) | (value & VTD_PLMLIMIT_PLML_MASK); }

// PHMBASE: Protected high memory base; 64 bits; needs PHMR
#define VTD_PHMBASE_REG 0x070 // from the unit base
// PHMBASE.PHMB [63:21], rw: first byte of the region
#define VTD_PHMBASE_PHMB_SHIFT 21
#define VTD_PHMBASE_PHMB_WIDTH 43
#define VTD_PHMBASE_PHMB_MASK UINT64_C(0xFFFFFFFFFFE00000)
static inline uint64_t vtd_phmbase_phmb(uint64_t reg) { return reg & VTD_PHMBASE_PHMB_MASK; }
static inline uint64_t vtd_phmbase_phmb_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PHMBASE_PHMB_MASK) | (value & VTD_PHMBASE_PHMB_MASK); }

// PHMLIMIT: Protected high memory limit; the bits below the field count as ones; 64 bits; needs PHMR
#define VTD_PHMLIMIT_REG 0x078 // from the unit base
// PHMLIMIT.PHML [63:21], rw: start of the region's last unit
#define VTD_PHMLIMIT_PHML_SHIFT 21
#define VTD_PHMLIMIT_PHML_WIDTH 43
#define VTD_PHMLIMIT_PHML_MASK UINT64_C(0xFFFFFFFFFFE00000)
static inline uint64_t vtd_phmlimit_phml(uint64_t reg) { return reg & VTD_PHMLIMIT_PHML_MASK; }
static inline uint64_t vtd_phmlimit_phml_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PHMLIMIT_PHML_MASK) | (value & VTD_PHMLIMIT_PHML_MASK); }

// IQH: Invalidation queue head; 64 bits; needs QI
#define VTD_IQH_REG 0x080 // from the unit base
// IQH.QH [18:4], ro: byte offset of the descriptor that hardware reads next
#define VTD_IQH_QH_SHIFT 4
#define VTD_IQH_QH_WIDTH 15
#define VTD_IQH_QH_MASK UINT64_C(0x000000000007FFF0)
static inline uint64_t vtd_iqh_qh(uint64_t reg) { return reg & VTD_IQH_QH_MASK; }
static inline uint64_t vtd_iqh_qh_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IQH_QH_MASK) | (value & VTD_IQH_QH_MASK); }

// IQT: Invalidation queue tail; the doorbell; 64 bits; needs QI
#define VTD_IQT_REG 0x088 // from the unit base
// IQT.QT [18:4], rw: byte offset of the descriptor that software writes next
#define VTD_IQT_QT_SHIFT 4
#define VTD_IQT_QT_WIDTH 15
#define VTD_IQT_QT_MASK UINT64_C(0x000000000007FFF0)
static inline uint64_t vtd_iqt_qt(uint64_t reg) { return reg & VTD_IQT_QT_MASK; }
static inline uint64_t vtd_iqt_qt_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IQT_QT_MASK) | (value & VTD_IQT_QT_MASK); }

// IQA: Invalidation queue address; 64 bits; needs QI
#define VTD_IQA_REG 0x090 // from the unit base
// IQA.QS [2:0], rw: queue of 2^QS pages
#define VTD_IQA_QS_SHIFT 0
#define VTD_IQA_QS_WIDTH 3
#define VTD_IQA_QS_MASK UINT64_C(0x0000000000000007)
static inline uint64_t vtd_iqa_qs(uint64_t reg) { return reg & VTD_IQA_QS_MASK; }
static inline uint64_t vtd_iqa_qs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IQA_QS_MASK) | (value & VTD_IQA_QS_MASK); }
// IQA.DW [11], rw: descriptor width
#define VTD_IQA_DW_SHIFT 11
#define VTD_IQA_DW_WIDTH 1
#define VTD_IQA_DW_MASK UINT64_C(0x0000000000000800)
#define VTD_IQA_DW VTD_IQA_DW_MASK
#define VTD_IQA_DW_128 0
#define VTD_IQA_DW_256 1
static inline uint64_t vtd_iqa_dw(uint64_t reg) { return (reg & VTD_IQA_DW_MASK) >> 11; }
static inline uint64_t vtd_iqa_dw_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IQA_DW_MASK) | ((value << 11) & VTD_IQA_DW_MASK); }
// IQA.IQA [63:12], rw: queue address
#define VTD_IQA_IQA_SHIFT 12
#define VTD_IQA_IQA_WIDTH 52
#define VTD_IQA_IQA_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_iqa_iqa(uint64_t reg) { return reg & VTD_IQA_IQA_MASK; }
static inline uint64_t vtd_iqa_iqa_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IQA_IQA_MASK) | (value & VTD_IQA_IQA_MASK); }

// ICS: Invalidation completion status; 32 bits; needs QI
#define VTD_ICS_REG 0x09C // from the unit base
// ICS.IWC [0], rw1c: a wait descriptor with IF completed
#define VTD_ICS_IWC_SHIFT 0
#define VTD_ICS_IWC_WIDTH 1
#define VTD_ICS_IWC_MASK UINT32_C(0x00000001)
#define VTD_ICS_IWC VTD_ICS_IWC_MASK
static inline uint32_t vtd_ics_iwc(uint32_t reg) { return reg & VTD_ICS_IWC_MASK; }
static inline uint32_t vtd_ics_iwc_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_ICS_IWC_MASK) | (value & VTD_ICS_IWC_MASK); }

// IECTL: Invalidation event control; 32 bits; needs QI
#define VTD_IECTL_REG 0x0A0 // from the unit base
// IECTL.IP [30], ro: a message is held back
#define VTD_IECTL_IP_SHIFT 30
#define VTD_IECTL_IP_WIDTH 1
#define VTD_IECTL_IP_MASK UINT32_C(0x40000000)
#define VTD_IECTL_IP VTD_IECTL_IP_MASK
static inline uint32_t vtd_iectl_ip(uint32_t reg) { return (reg & VTD_IECTL_IP_MASK) >> 30; }
static inline uint32_t vtd_iectl_ip_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_IECTL_IP_MASK) | ((value << 30) & VTD_IECTL_IP_MASK); }
// IECTL.IM [31], rw: mask: no message is sent
#define VTD_IECTL_IM_SHIFT 31
#define VTD_IECTL_IM_WIDTH 1
#define VTD_IECTL_IM_MASK UINT32_C(0x80000000)
#define VTD_IECTL_IM VTD_IECTL_IM_MASK
static inline uint32_t vtd_iectl_im(uint32_t reg) { return (reg & VTD_IECTL_IM_MASK) >> 31; }
static inline uint32_t vtd_iectl_im_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_IECTL_IM_MASK) | ((value << 31) & VTD_IECTL_IM_MASK); }

// IEDATA: Invalidation event message data; 32 bits; needs QI
#define VTD_IEDATA_REG 0x0A4 // from the unit base
// IEDATA.IMD [15:0], rw: message data
#define VTD_IEDATA_IMD_SHIFT 0
#define VTD_IEDATA_IMD_WIDTH 16
#define VTD_IEDATA_IMD_MASK UINT32_C(0x0000FFFF)
static inline uint32_t vtd_iedata_imd(uint32_t reg) { return reg & VTD_IEDATA_IMD_MASK; }
static inline uint32_t vtd_iedata_imd_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_IEDATA_IMD_MASK) | (value & VTD_IEDATA_IMD_MASK); }

// IEADDR: Invalidation event message address; 32 bits; needs QI
#define VTD_IEADDR_REG 0x0A8 // from the unit base
// IEADDR.MA [31:2], rw: message address, low part
#define VTD_IEADDR_MA_SHIFT 2
#define VTD_IEADDR_MA_WIDTH 30
#define VTD_IEADDR_MA_MASK UINT32_C(0xFFFFFFFC)
static inline uint32_t vtd_ieaddr_ma(uint32_t reg) { return reg & VTD_IEADDR_MA_MASK; }
static inline uint32_t vtd_ieaddr_ma_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_IEADDR_MA_MASK) | (value & VTD_IEADDR_MA_MASK); }

// IEUADDR: Invalidation event message upper address; 32 bits; needs QI
#define VTD_IEUADDR_REG 0x0AC // from the unit base
// IEUADDR.MUA [31:0], rw: message address bits 63:32
#define VTD_IEUADDR_MUA_SHIFT 0
#define VTD_IEUADDR_MUA_WIDTH 32
#define VTD_IEUADDR_MUA_MASK UINT32_C(0xFFFFFFFF)
static inline uint32_t vtd_ieuaddr_mua(uint32_t reg) { return reg & VTD_IEUADDR_MUA_MASK; }
static inline uint32_t vtd_ieuaddr_mua_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_IEUADDR_MUA_MASK) | (value & VTD_IEUADDR_MUA_MASK); }

// IQERCD: Invalidation queue error record; 64 bits; needs QI
#define VTD_IQERCD_REG 0x0B0 // from the unit base
// IQERCD.IQEI [3:0], ro: why FSTS.IQE is set
#define VTD_IQERCD_IQEI_SHIFT 0
#define VTD_IQERCD_IQEI_WIDTH 4
#define VTD_IQERCD_IQEI_MASK UINT64_C(0x000000000000000F)
#define VTD_IQERCD_IQEI_NONE 0
#define VTD_IQERCD_IQEI_TAIL 1
#define VTD_IQERCD_IQEI_FETCH 2
#define VTD_IQERCD_IQEI_TYPE 3
#define VTD_IQERCD_IQEI_RSVD 4
#define VTD_IQERCD_IQEI_DESC_WIDTH 5
#define VTD_IQERCD_IQEI_TAIL_ALIGN 6
#define VTD_IQERCD_IQEI_TTM 7
static inline uint64_t vtd_iqercd_iqei(uint64_t reg) { return reg & VTD_IQERCD_IQEI_MASK; }
static inline uint64_t vtd_iqercd_iqei_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IQERCD_IQEI_MASK) | (value & VTD_IQERCD_IQEI_MASK); }
// IQERCD.ITESID [47:32], ro; needs DT: requester id of the device that timed out
#define VTD_IQERCD_ITESID_SHIFT 32
#define VTD_IQERCD_ITESID_WIDTH 16
#define VTD_IQERCD_ITESID_MASK UINT64_C(0x0000FFFF00000000)
static inline uint64_t vtd_iqercd_itesid(uint64_t reg) { return (reg & VTD_IQERCD_ITESID_MASK) >> 32; }
static inline uint64_t vtd_iqercd_itesid_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IQERCD_ITESID_MASK) | ((value << 32) & VTD_IQERCD_ITESID_MASK); }
// IQERCD.ICESID [63:48], ro; needs DT: requester id of the unexpected completion
#define VTD_IQERCD_ICESID_SHIFT 48
#define VTD_IQERCD_ICESID_WIDTH 16
#define VTD_IQERCD_ICESID_MASK UINT64_C(0xFFFF000000000000)
static inline uint64_t vtd_iqercd_icesid(uint64_t reg) { return (reg & VTD_IQERCD_ICESID_MASK) >> 48; }
static inline uint64_t vtd_iqercd_icesid_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IQERCD_ICESID_MASK) | ((value << 48) & VTD_IQERCD_ICESID_MASK); }

// IRTA: Interrupt remapping table address; GCMD.SIRTP latches it; 64 bits; needs IR
#define VTD_IRTA_REG 0x0B8 // from the unit base
// IRTA.S [3:0], rw: table of 2^(S+1) entries
#define VTD_IRTA_S_SHIFT 0
#define VTD_IRTA_S_WIDTH 4
#define VTD_IRTA_S_MASK UINT64_C(0x000000000000000F)
static inline uint64_t vtd_irta_s(uint64_t reg) { return reg & VTD_IRTA_S_MASK; }
static inline uint64_t vtd_irta_s_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IRTA_S_MASK) | (value & VTD_IRTA_S_MASK); }
// IRTA.EIME [11], rw; needs EIM: 32-bit destinations (x2APIC mode)
#define VTD_IRTA_EIME_SHIFT 11
#define VTD_IRTA_EIME_WIDTH 1
#define VTD_IRTA_EIME_MASK UINT64_C(0x0000000000000800)
#define VTD_IRTA_EIME VTD_IRTA_EIME_MASK
static inline uint64_t vtd_irta_eime(uint64_t reg) { return (reg & VTD_IRTA_EIME_MASK) >> 11; }
static inline uint64_t vtd_irta_eime_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IRTA_EIME_MASK) | ((value << 11) & VTD_IRTA_EIME_MASK); }
// IRTA.IRTA [63:12], rw: table address
#define VTD_IRTA_IRTA_SHIFT 12
#define VTD_IRTA_IRTA_WIDTH 52
#define VTD_IRTA_IRTA_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_irta_irta(uint64_t reg) { return reg & VTD_IRTA_IRTA_MASK; }
static inline uint64_t vtd_irta_irta_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_IRTA_IRTA_MASK) | (value & VTD_IRTA_IRTA_MASK); }

// PQH: Page request queue head; 64 bits; needs PRS
#define VTD_PQH_REG 0x0C0 // from the unit base
// PQH.PQH [18:5], rw: byte offset of the entry that software reads next
#define VTD_PQH_PQH_SHIFT 5
#define VTD_PQH_PQH_WIDTH 14
#define VTD_PQH_PQH_MASK UINT64_C(0x000000000007FFE0)
static inline uint64_t vtd_pqh_pqh(uint64_t reg) { return reg & VTD_PQH_PQH_MASK; }
static inline uint64_t vtd_pqh_pqh_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PQH_PQH_MASK) | (value & VTD_PQH_PQH_MASK); }

// PQT: Page request queue tail; 64 bits; needs PRS
#define VTD_PQT_REG 0x0C8 // from the unit base
// PQT.PQT [18:5], rw: byte offset of the entry that hardware writes next
#define VTD_PQT_PQT_SHIFT 5
#define VTD_PQT_PQT_WIDTH 14
#define VTD_PQT_PQT_MASK UINT64_C(0x000000000007FFE0)
static inline uint64_t vtd_pqt_pqt(uint64_t reg) { return reg & VTD_PQT_PQT_MASK; }
static inline uint64_t vtd_pqt_pqt_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PQT_PQT_MASK) | (value & VTD_PQT_PQT_MASK); }

// PQA: Page request queue address; 64 bits; needs PRS
#define VTD_PQA_REG 0x0D0 // from the unit base
// PQA.PQS [2:0], rw: queue of 2^(PQS+7) entries of 32 bytes
#define VTD_PQA_PQS_SHIFT 0
#define VTD_PQA_PQS_WIDTH 3
#define VTD_PQA_PQS_MASK UINT64_C(0x0000000000000007)
static inline uint64_t vtd_pqa_pqs(uint64_t reg) { return reg & VTD_PQA_PQS_MASK; }
static inline uint64_t vtd_pqa_pqs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PQA_PQS_MASK) | (value & VTD_PQA_PQS_MASK); }
// PQA.PQA [63:12], rw: queue address
#define VTD_PQA_PQA_SHIFT 12
#define VTD_PQA_PQA_WIDTH 52
#define VTD_PQA_PQA_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_pqa_pqa(uint64_t reg) { return reg & VTD_PQA_PQA_MASK; }
static inline uint64_t vtd_pqa_pqa_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PQA_PQA_MASK) | (value & VTD_PQA_PQA_MASK); }

// PRS: Page request status; 32 bits; needs PRS
#define VTD_PRS_REG 0x0DC // from the unit base
// PRS.PPR [0], rw1c: a page request is pending
#define VTD_PRS_PPR_SHIFT 0
#define VTD_PRS_PPR_WIDTH 1
#define VTD_PRS_PPR_MASK UINT32_C(0x00000001)
#define VTD_PRS_PPR VTD_PRS_PPR_MASK
static inline uint32_t vtd_prs_ppr(uint32_t reg) { return reg & VTD_PRS_PPR_MASK; }
static inline uint32_t vtd_prs_ppr_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PRS_PPR_MASK) | (value & VTD_PRS_PPR_MASK); }
// PRS.PRO [1], rw1c: page request overflow
#define VTD_PRS_PRO_SHIFT 1
#define VTD_PRS_PRO_WIDTH 1
#define VTD_PRS_PRO_MASK UINT32_C(0x00000002)
#define VTD_PRS_PRO VTD_PRS_PRO_MASK
static inline uint32_t vtd_prs_pro(uint32_t reg) { return (reg & VTD_PRS_PRO_MASK) >> 1; }
static inline uint32_t vtd_prs_pro_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PRS_PRO_MASK) | ((value << 1) & VTD_PRS_PRO_MASK); }

// PECTL: Page request event control; 32 bits; needs PRS
#define VTD_PECTL_REG 0x0E0 // from the unit base
// PECTL.IP [30], ro: a message is held back
#define VTD_PECTL_IP_SHIFT 30
#define VTD_PECTL_IP_WIDTH 1
#define VTD_PECTL_IP_MASK UINT32_C(0x40000000)
#define VTD_PECTL_IP VTD_PECTL_IP_MASK
static inline uint32_t vtd_pectl_ip(uint32_t reg) { return (reg & VTD_PECTL_IP_MASK) >> 30; }
static inline uint32_t vtd_pectl_ip_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PECTL_IP_MASK) | ((value << 30) & VTD_PECTL_IP_MASK); }
// PECTL.IM [31], rw: mask: no message is sent
#define VTD_PECTL_IM_SHIFT 31
#define VTD_PECTL_IM_WIDTH 1
#define VTD_PECTL_IM_MASK UINT32_C(0x80000000)
#define VTD_PECTL_IM VTD_PECTL_IM_MASK
static inline uint32_t vtd_pectl_im(uint32_t reg) { return (reg & VTD_PECTL_IM_MASK) >> 31; }
static inline uint32_t vtd_pectl_im_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PECTL_IM_MASK) | ((value << 31) & VTD_PECTL_IM_MASK); }

// PEDATA: Page request event message data; 32 bits; needs PRS
#define VTD_PEDATA_REG 0x0E4 // from the unit base
// PEDATA.IMD [15:0], rw: message data
#define VTD_PEDATA_IMD_SHIFT 0
#define VTD_PEDATA_IMD_WIDTH 16
#define VTD_PEDATA_IMD_MASK UINT32_C(0x0000FFFF)
static inline uint32_t vtd_pedata_imd(uint32_t reg) { return reg & VTD_PEDATA_IMD_MASK; }
static inline uint32_t vtd_pedata_imd_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PEDATA_IMD_MASK) | (value & VTD_PEDATA_IMD_MASK); }

// PEADDR: Page request event message address; 32 bits; needs PRS
#define VTD_PEADDR_REG 0x0E8 // from the unit base
// PEADDR.MA [31:2], rw: message address, low part
#define VTD_PEADDR_MA_SHIFT 2
#define VTD_PEADDR_MA_WIDTH 30
#define VTD_PEADDR_MA_MASK UINT32_C(0xFFFFFFFC)
static inline uint32_t vtd_peaddr_ma(uint32_t reg) { return reg & VTD_PEADDR_MA_MASK; }
static inline uint32_t vtd_peaddr_ma_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PEADDR_MA_MASK) | (value & VTD_PEADDR_MA_MASK); }

// PEUADDR: Page request event message upper address; 32 bits; needs PRS
#define VTD_PEUADDR_REG 0x0EC // from the unit base
// PEUADDR.MUA [31:0], rw: message address bits 63:32
#define VTD_PEUADDR_MUA_SHIFT 0
#define VTD_PEUADDR_MUA_WIDTH 32
#define VTD_PEUADDR_MUA_MASK UINT32_C(0xFFFFFFFF)
static inline uint32_t vtd_peuaddr_mua(uint32_t reg) { return reg & VTD_PEUADDR_MUA_MASK; }
static inline uint32_t vtd_peuaddr_mua_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PEUADDR_MUA_MASK) | (value & VTD_PEUADDR_MUA_MASK); }

// MTRRCAP: MTRR capabilities; 64 bits; needs MTS
#define VTD_MTRRCAP_REG 0x100 // from the unit base
// MTRRCAP.VCNT [7:0], ro: number of variable ranges
#define VTD_MTRRCAP_VCNT_SHIFT 0
#define VTD_MTRRCAP_VCNT_WIDTH 8
#define VTD_MTRRCAP_VCNT_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrrcap_vcnt(uint64_t reg) { return reg & VTD_MTRRCAP_VCNT_MASK; }
static inline uint64_t vtd_mtrrcap_vcnt_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRRCAP_VCNT_MASK) | (value & VTD_MTRRCAP_VCNT_MASK); }
// MTRRCAP.FIX [8], ro: fixed ranges
#define VTD_MTRRCAP_FIX_SHIFT 8
#define VTD_MTRRCAP_FIX_WIDTH 1
#define VTD_MTRRCAP_FIX_MASK UINT64_C(0x0000000000000100)
#define VTD_MTRRCAP_FIX VTD_MTRRCAP_FIX_MASK
static inline uint64_t vtd_mtrrcap_fix(uint64_t reg) { return (reg & VTD_MTRRCAP_FIX_MASK) >> 8; }
static inline uint64_t vtd_mtrrcap_fix_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRRCAP_FIX_MASK) | ((value << 8) & VTD_MTRRCAP_FIX_MASK); }
// MTRRCAP.WC [10], ro: write-combining type
#define VTD_MTRRCAP_WC_SHIFT 10
#define VTD_MTRRCAP_WC_WIDTH 1
#define VTD_MTRRCAP_WC_MASK UINT64_C(0x0000000000000400)
#define VTD_MTRRCAP_WC VTD_MTRRCAP_WC_MASK
static inline uint64_t vtd_mtrrcap_wc(uint64_t reg) { return (reg & VTD_MTRRCAP_WC_MASK) >> 10; }
static inline uint64_t vtd_mtrrcap_wc_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRRCAP_WC_MASK) | ((value << 10) & VTD_MTRRCAP_WC_MASK); }

// MTRRDEF: MTRR default type; 64 bits; needs MTS
#define VTD_MTRRDEF_REG 0x108 // from the unit base
// MTRRDEF.TYPE [7:0], rw: type of memory that no range covers
#define VTD_MTRRDEF_TYPE_SHIFT 0
#define VTD_MTRRDEF_TYPE_WIDTH 8
#define VTD_MTRRDEF_TYPE_MASK UINT64_C(0x00000000000000FF)
#define VTD_MTRRDEF_TYPE_UC 0
#define VTD_MTRRDEF_TYPE_WC 1
#define VTD_MTRRDEF_TYPE_WT 4
#define VTD_MTRRDEF_TYPE_WP 5
#define VTD_MTRRDEF_TYPE_WB 6
static inline uint64_t vtd_mtrrdef_type(uint64_t reg) { return reg & VTD_MTRRDEF_TYPE_MASK; }
static inline uint64_t vtd_mtrrdef_type_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRRDEF_TYPE_MASK) | (value & VTD_MTRRDEF_TYPE_MASK); }
// MTRRDEF.FE [10], rw: enable the fixed ranges
#define VTD_MTRRDEF_FE_SHIFT 10
#define VTD_MTRRDEF_FE_WIDTH 1
#define VTD_MTRRDEF_FE_MASK UINT64_C(0x0000000000000400)
#define VTD_MTRRDEF_FE VTD_MTRRDEF_FE_MASK
static inline uint64_t vtd_mtrrdef_fe(uint64_t reg) { return (reg & VTD_MTRRDEF_FE_MASK) >> 10; }
static inline uint64_t vtd_mtrrdef_fe_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRRDEF_FE_MASK) | ((value << 10) & VTD_MTRRDEF_FE_MASK); }
// MTRRDEF.E [11], rw: enable all ranges
#define VTD_MTRRDEF_E_SHIFT 11
#define VTD_MTRRDEF_E_WIDTH 1
#define VTD_MTRRDEF_E_MASK UINT64_C(0x0000000000000800)
#define VTD_MTRRDEF_E VTD_MTRRDEF_E_MASK
static inline uint64_t vtd_mtrrdef_e(uint64_t reg) { return (reg & VTD_MTRRDEF_E_MASK) >> 11; }
static inline uint64_t vtd_mtrrdef_e_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRRDEF_E_MASK) | ((value << 11) & VTD_MTRRDEF_E_MASK); }

// MTRR_FIX64K_00000: Types of the 64 KiB ranges from 00000h; 64 bits; needs MTS
#define VTD_MTRR_FIX64K_00000_REG 0x120 // from the unit base
// MTRR_FIX64K_00000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX64K_00000_R0_SHIFT 0
#define VTD_MTRR_FIX64K_00000_R0_WIDTH 8
#define VTD_MTRR_FIX64K_00000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix64k_00000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX64K_00000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix64k_00000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX64K_00000_R0_MASK) | (value & VTD_MTRR_FIX64K_00000_R0_MASK); }
// MTRR_FIX64K_00000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX64K_00000_R1_SHIFT 8
#define VTD_MTRR_FIX64K_00000_R1_WIDTH 8
#define VTD_MTRR_FIX64K_00000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix64k_00000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX64K_00000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix64k_00000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX64K_00000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX64K_00000_R1_MASK); }
// MTRR_FIX64K_00000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX64K_00000_R2_SHIFT 16
#define VTD_MTRR_FIX64K_00000_R2_WIDTH 8
#define VTD_MTRR_FIX64K_00000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix64k_00000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX64K_00000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix64k_00000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX64K_00000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX64K_00000_R2_MASK); }
// MTRR_FIX64K_00000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX64K_00000_R3_SHIFT 24
#define VTD_MTRR_FIX64K_00000_R3_WIDTH 8
#define VTD_MTRR_FIX64K_00000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix64k_00000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX64K_00000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix64k_00000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX64K_00000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX64K_00000_R3_MASK); }
// MTRR_FIX64K_00000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX64K_00000_R4_SHIFT 32
#define VTD_MTRR_FIX64K_00000_R4_WIDTH 8
#define VTD_MTRR_FIX64K_00000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix64k_00000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX64K_00000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix64k_00000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX64K_00000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX64K_00000_R4_MASK); }
// MTRR_FIX64K_00000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX64K_00000_R5_SHIFT 40
#define VTD_MTRR_FIX64K_00000_R5_WIDTH 8
#define VTD_MTRR_FIX64K_00000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix64k_00000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX64K_00000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix64k_00000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX64K_00000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX64K_00000_R5_MASK); }
// MTRR_FIX64K_00000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX64K_00000_R6_SHIFT 48
#define VTD_MTRR_FIX64K_00000_R6_WIDTH 8
#define VTD_MTRR_FIX64K_00000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix64k_00000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX64K_00000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix64k_00000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX64K_00000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX64K_00000_R6_MASK); }
// MTRR_FIX64K_00000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX64K_00000_R7_SHIFT 56
#define VTD_MTRR_FIX64K_00000_R7_WIDTH 8
#define VTD_MTRR_FIX64K_00000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix64k_00000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX64K_00000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix64k_00000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX64K_00000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX64K_00000_R7_MASK); }

// MTRR_FIX16K_80000: Types of the 16 KiB ranges from 80000h; 64 bits; needs MTS
#define VTD_MTRR_FIX16K_80000_REG 0x128 // from the unit base
// MTRR_FIX16K_80000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX16K_80000_R0_SHIFT 0
#define VTD_MTRR_FIX16K_80000_R0_WIDTH 8
#define VTD_MTRR_FIX16K_80000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix16k_80000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX16K_80000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix16k_80000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_80000_R0_MASK) | (value & VTD_MTRR_FIX16K_80000_R0_MASK); }
// MTRR_FIX16K_80000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX16K_80000_R1_SHIFT 8
#define VTD_MTRR_FIX16K_80000_R1_WIDTH 8
#define VTD_MTRR_FIX16K_80000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix16k_80000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_80000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix16k_80000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_80000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX16K_80000_R1_MASK); }
// MTRR_FIX16K_80000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX16K_80000_R2_SHIFT 16
#define VTD_MTRR_FIX16K_80000_R2_WIDTH 8
#define VTD_MTRR_FIX16K_80000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix16k_80000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_80000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix16k_80000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_80000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX16K_80000_R2_MASK); }
// MTRR_FIX16K_80000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX16K_80000_R3_SHIFT 24
#define VTD_MTRR_FIX16K_80000_R3_WIDTH 8
#define VTD_MTRR_FIX16K_80000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix16k_80000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_80000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix16k_80000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_80000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX16K_80000_R3_MASK); }
// MTRR_FIX16K_80000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX16K_80000_R4_SHIFT 32
#define VTD_MTRR_FIX16K_80000_R4_WIDTH 8
#define VTD_MTRR_FIX16K_80000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix16k_80000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_80000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix16k_80000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_80000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX16K_80000_R4_MASK); }
// MTRR_FIX16K_80000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX16K_80000_R5_SHIFT 40
#define VTD_MTRR_FIX16K_80000_R5_WIDTH 8
#define VTD_MTRR_FIX16K_80000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix16k_80000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_80000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix16k_80000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_80000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX16K_80000_R5_MASK); }
// MTRR_FIX16K_80000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX16K_80000_R6_SHIFT 48
#define VTD_MTRR_FIX16K_80000_R6_WIDTH 8
#define VTD_MTRR_FIX16K_80000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix16k_80000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_80000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix16k_80000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_80000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX16K_80000_R6_MASK); }
// MTRR_FIX16K_80000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX16K_80000_R7_SHIFT 56
#define VTD_MTRR_FIX16K_80000_R7_WIDTH 8
#define VTD_MTRR_FIX16K_80000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix16k_80000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_80000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix16k_80000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_80000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX16K_80000_R7_MASK); }

// MTRR_FIX16K_A0000: Types of the 16 KiB ranges from A0000h; 64 bits; needs MTS
#define VTD_MTRR_FIX16K_A0000_REG 0x130 // from the unit base
// MTRR_FIX16K_A0000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX16K_A0000_R0_SHIFT 0
#define VTD_MTRR_FIX16K_A0000_R0_WIDTH 8
#define VTD_MTRR_FIX16K_A0000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix16k_a0000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX16K_A0000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix16k_a0000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_A0000_R0_MASK) | (value & VTD_MTRR_FIX16K_A0000_R0_MASK); }
// MTRR_FIX16K_A0000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX16K_A0000_R1_SHIFT 8
#define VTD_MTRR_FIX16K_A0000_R1_WIDTH 8
#define VTD_MTRR_FIX16K_A0000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix16k_a0000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_A0000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix16k_a0000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_A0000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX16K_A0000_R1_MASK); }
// MTRR_FIX16K_A0000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX16K_A0000_R2_SHIFT 16
#define VTD_MTRR_FIX16K_A0000_R2_WIDTH 8
#define VTD_MTRR_FIX16K_A0000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix16k_a0000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_A0000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix16k_a0000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_A0000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX16K_A0000_R2_MASK); }
// MTRR_FIX16K_A0000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX16K_A0000_R3_SHIFT 24
#define VTD_MTRR_FIX16K_A0000_R3_WIDTH 8
#define VTD_MTRR_FIX16K_A0000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix16k_a0000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_A0000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix16k_a0000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_A0000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX16K_A0000_R3_MASK); }
// MTRR_FIX16K_A0000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX16K_A0000_R4_SHIFT 32
#define VTD_MTRR_FIX16K_A0000_R4_WIDTH 8
#define VTD_MTRR_FIX16K_A0000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix16k_a0000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_A0000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix16k_a0000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_A0000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX16K_A0000_R4_MASK); }
// MTRR_FIX16K_A0000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX16K_A0000_R5_SHIFT 40
#define VTD_MTRR_FIX16K_A0000_R5_WIDTH 8
#define VTD_MTRR_FIX16K_A0000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix16k_a0000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_A0000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix16k_a0000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_A0000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX16K_A0000_R5_MASK); }
// MTRR_FIX16K_A0000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX16K_A0000_R6_SHIFT 48
#define VTD_MTRR_FIX16K_A0000_R6_WIDTH 8
#define VTD_MTRR_FIX16K_A0000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix16k_a0000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_A0000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix16k_a0000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_A0000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX16K_A0000_R6_MASK); }
// MTRR_FIX16K_A0000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX16K_A0000_R7_SHIFT 56
#define VTD_MTRR_FIX16K_A0000_R7_WIDTH 8
#define VTD_MTRR_FIX16K_A0000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix16k_a0000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX16K_A0000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix16k_a0000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX16K_A0000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX16K_A0000_R7_MASK); }

// MTRR_FIX4K_C0000: Types of the 4 KiB ranges from C0000h; 64 bits; needs MTS
#define VTD_MTRR_FIX4K_C0000_REG 0x138 // from the unit base
// MTRR_FIX4K_C0000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX4K_C0000_R0_SHIFT 0
#define VTD_MTRR_FIX4K_C0000_R0_WIDTH 8
#define VTD_MTRR_FIX4K_C0000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix4k_c0000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX4K_C0000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix4k_c0000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C0000_R0_MASK) | (value & VTD_MTRR_FIX4K_C0000_R0_MASK); }
// MTRR_FIX4K_C0000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX4K_C0000_R1_SHIFT 8
#define VTD_MTRR_FIX4K_C0000_R1_WIDTH 8
#define VTD_MTRR_FIX4K_C0000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix4k_c0000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C0000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix4k_c0000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C0000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX4K_C0000_R1_MASK); }
// MTRR_FIX4K_C0000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX4K_C0000_R2_SHIFT 16
#define VTD_MTRR_FIX4K_C0000_R2_WIDTH 8
#define VTD_MTRR_FIX4K_C0000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix4k_c0000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C0000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix4k_c0000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C0000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX4K_C0000_R2_MASK); }
// MTRR_FIX4K_C0000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX4K_C0000_R3_SHIFT 24
#define VTD_MTRR_FIX4K_C0000_R3_WIDTH 8
#define VTD_MTRR_FIX4K_C0000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix4k_c0000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C0000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix4k_c0000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C0000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX4K_C0000_R3_MASK); }
// MTRR_FIX4K_C0000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX4K_C0000_R4_SHIFT 32
#define VTD_MTRR_FIX4K_C0000_R4_WIDTH 8
#define VTD_MTRR_FIX4K_C0000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix4k_c0000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C0000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix4k_c0000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C0000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX4K_C0000_R4_MASK); }
// MTRR_FIX4K_C0000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX4K_C0000_R5_SHIFT 40
#define VTD_MTRR_FIX4K_C0000_R5_WIDTH 8
#define VTD_MTRR_FIX4K_C0000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix4k_c0000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C0000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix4k_c0000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C0000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX4K_C0000_R5_MASK); }
// MTRR_FIX4K_C0000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX4K_C0000_R6_SHIFT 48
#define VTD_MTRR_FIX4K_C0000_R6_WIDTH 8
#define VTD_MTRR_FIX4K_C0000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix4k_c0000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C0000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix4k_c0000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C0000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX4K_C0000_R6_MASK); }
// MTRR_FIX4K_C0000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX4K_C0000_R7_SHIFT 56
#define VTD_MTRR_FIX4K_C0000_R7_WIDTH 8
#define VTD_MTRR_FIX4K_C0000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix4k_c0000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C0000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix4k_c0000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C0000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX4K_C0000_R7_MASK); }

// MTRR_FIX4K_C8000: Types of the 4 KiB ranges from C8000h; 64 bits; needs MTS
#define VTD_MTRR_FIX4K_C8000_REG 0x140 // from the unit base
// MTRR_FIX4K_C8000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX4K_C8000_R0_SHIFT 0
#define VTD_MTRR_FIX4K_C8000_R0_WIDTH 8
#define VTD_MTRR_FIX4K_C8000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix4k_c8000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX4K_C8000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix4k_c8000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C8000_R0_MASK) | (value & VTD_MTRR_FIX4K_C8000_R0_MASK); }
// MTRR_FIX4K_C8000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX4K_C8000_R1_SHIFT 8
#define VTD_MTRR_FIX4K_C8000_R1_WIDTH 8
#define VTD_MTRR_FIX4K_C8000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix4k_c8000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C8000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix4k_c8000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C8000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX4K_C8000_R1_MASK); }
// MTRR_FIX4K_C8000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX4K_C8000_R2_SHIFT 16
#define VTD_MTRR_FIX4K_C8000_R2_WIDTH 8
#define VTD_MTRR_FIX4K_C8000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix4k_c8000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C8000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix4k_c8000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C8000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX4K_C8000_R2_MASK); }
// MTRR_FIX4K_C8000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX4K_C8000_R3_SHIFT 24
#define VTD_MTRR_FIX4K_C8000_R3_WIDTH 8
#define VTD_MTRR_FIX4K_C8000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix4k_c8000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C8000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix4k_c8000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C8000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX4K_C8000_R3_MASK); }
// MTRR_FIX4K_C8000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX4K_C8000_R4_SHIFT 32
#define VTD_MTRR_FIX4K_C8000_R4_WIDTH 8
#define VTD_MTRR_FIX4K_C8000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix4k_c8000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C8000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix4k_c8000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C8000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX4K_C8000_R4_MASK); }
// MTRR_FIX4K_C8000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX4K_C8000_R5_SHIFT 40
#define VTD_MTRR_FIX4K_C8000_R5_WIDTH 8
#define VTD_MTRR_FIX4K_C8000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix4k_c8000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C8000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix4k_c8000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C8000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX4K_C8000_R5_MASK); }
// MTRR_FIX4K_C8000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX4K_C8000_R6_SHIFT 48
#define VTD_MTRR_FIX4K_C8000_R6_WIDTH 8
#define VTD_MTRR_FIX4K_C8000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix4k_c8000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C8000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix4k_c8000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C8000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX4K_C8000_R6_MASK); }
// MTRR_FIX4K_C8000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX4K_C8000_R7_SHIFT 56
#define VTD_MTRR_FIX4K_C8000_R7_WIDTH 8
#define VTD_MTRR_FIX4K_C8000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix4k_c8000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_C8000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix4k_c8000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_C8000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX4K_C8000_R7_MASK); }

// MTRR_FIX4K_D0000: Types of the 4 KiB ranges from D0000h; 64 bits; needs MTS
#define VTD_MTRR_FIX4K_D0000_REG 0x148 // from the unit base
// MTRR_FIX4K_D0000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX4K_D0000_R0_SHIFT 0
#define VTD_MTRR_FIX4K_D0000_R0_WIDTH 8
#define VTD_MTRR_FIX4K_D0000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix4k_d0000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX4K_D0000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix4k_d0000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D0000_R0_MASK) | (value & VTD_MTRR_FIX4K_D0000_R0_MASK); }
// MTRR_FIX4K_D0000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX4K_D0000_R1_SHIFT 8
#define VTD_MTRR_FIX4K_D0000_R1_WIDTH 8
#define VTD_MTRR_FIX4K_D0000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix4k_d0000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D0000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix4k_d0000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D0000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX4K_D0000_R1_MASK); }
// MTRR_FIX4K_D0000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX4K_D0000_R2_SHIFT 16
#define VTD_MTRR_FIX4K_D0000_R2_WIDTH 8
#define VTD_MTRR_FIX4K_D0000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix4k_d0000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D0000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix4k_d0000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D0000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX4K_D0000_R2_MASK); }
// MTRR_FIX4K_D0000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX4K_D0000_R3_SHIFT 24
#define VTD_MTRR_FIX4K_D0000_R3_WIDTH 8
#define VTD_MTRR_FIX4K_D0000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix4k_d0000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D0000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix4k_d0000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D0000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX4K_D0000_R3_MASK); }
// MTRR_FIX4K_D0000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX4K_D0000_R4_SHIFT 32
#define VTD_MTRR_FIX4K_D0000_R4_WIDTH 8
#define VTD_MTRR_FIX4K_D0000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix4k_d0000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D0000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix4k_d0000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D0000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX4K_D0000_R4_MASK); }
// MTRR_FIX4K_D0000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX4K_D0000_R5_SHIFT 40
#define VTD_MTRR_FIX4K_D0000_R5_WIDTH 8
#define VTD_MTRR_FIX4K_D0000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix4k_d0000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D0000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix4k_d0000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D0000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX4K_D0000_R5_MASK); }
// MTRR_FIX4K_D0000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX4K_D0000_R6_SHIFT 48
#define VTD_MTRR_FIX4K_D0000_R6_WIDTH 8
#define VTD_MTRR_FIX4K_D0000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix4k_d0000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D0000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix4k_d0000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D0000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX4K_D0000_R6_MASK); }
// MTRR_FIX4K_D0000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX4K_D0000_R7_SHIFT 56
#define VTD_MTRR_FIX4K_D0000_R7_WIDTH 8
#define VTD_MTRR_FIX4K_D0000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix4k_d0000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D0000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix4k_d0000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D0000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX4K_D0000_R7_MASK); }

// MTRR_FIX4K_D8000: Types of the 4 KiB ranges from D8000h; 64 bits; needs MTS
#define VTD_MTRR_FIX4K_D8000_REG 0x150 // from the unit base
// MTRR_FIX4K_D8000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX4K_D8000_R0_SHIFT 0
#define VTD_MTRR_FIX4K_D8000_R0_WIDTH 8
#define VTD_MTRR_FIX4K_D8000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix4k_d8000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX4K_D8000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix4k_d8000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D8000_R0_MASK) | (value & VTD_MTRR_FIX4K_D8000_R0_MASK); }
// MTRR_FIX4K_D8000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX4K_D8000_R1_SHIFT 8
#define VTD_MTRR_FIX4K_D8000_R1_WIDTH 8
#define VTD_MTRR_FIX4K_D8000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix4k_d8000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D8000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix4k_d8000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D8000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX4K_D8000_R1_MASK); }
// MTRR_FIX4K_D8000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX4K_D8000_R2_SHIFT 16
#define VTD_MTRR_FIX4K_D8000_R2_WIDTH 8
#define VTD_MTRR_FIX4K_D8000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix4k_d8000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D8000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix4k_d8000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D8000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX4K_D8000_R2_MASK); }
// MTRR_FIX4K_D8000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX4K_D8000_R3_SHIFT 24
#define VTD_MTRR_FIX4K_D8000_R3_WIDTH 8
#define VTD_MTRR_FIX4K_D8000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix4k_d8000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D8000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix4k_d8000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D8000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX4K_D8000_R3_MASK); }
// MTRR_FIX4K_D8000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX4K_D8000_R4_SHIFT 32
#define VTD_MTRR_FIX4K_D8000_R4_WIDTH 8
#define VTD_MTRR_FIX4K_D8000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix4k_d8000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D8000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix4k_d8000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D8000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX4K_D8000_R4_MASK); }
// MTRR_FIX4K_D8000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX4K_D8000_R5_SHIFT 40
#define VTD_MTRR_FIX4K_D8000_R5_WIDTH 8
#define VTD_MTRR_FIX4K_D8000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix4k_d8000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D8000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix4k_d8000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D8000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX4K_D8000_R5_MASK); }
// MTRR_FIX4K_D8000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX4K_D8000_R6_SHIFT 48
#define VTD_MTRR_FIX4K_D8000_R6_WIDTH 8
#define VTD_MTRR_FIX4K_D8000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix4k_d8000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D8000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix4k_d8000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D8000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX4K_D8000_R6_MASK); }
// MTRR_FIX4K_D8000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX4K_D8000_R7_SHIFT 56
#define VTD_MTRR_FIX4K_D8000_R7_WIDTH 8
#define VTD_MTRR_FIX4K_D8000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix4k_d8000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_D8000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix4k_d8000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_D8000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX4K_D8000_R7_MASK); }

// MTRR_FIX4K_E0000: Types of the 4 KiB ranges from E0000h; 64 bits; needs MTS
#define VTD_MTRR_FIX4K_E0000_REG 0x158 // from the unit base
// MTRR_FIX4K_E0000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX4K_E0000_R0_SHIFT 0
#define VTD_MTRR_FIX4K_E0000_R0_WIDTH 8
#define VTD_MTRR_FIX4K_E0000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix4k_e0000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX4K_E0000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix4k_e0000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E0000_R0_MASK) | (value & VTD_MTRR_FIX4K_E0000_R0_MASK); }
// MTRR_FIX4K_E0000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX4K_E0000_R1_SHIFT 8
#define VTD_MTRR_FIX4K_E0000_R1_WIDTH 8
#define VTD_MTRR_FIX4K_E0000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix4k_e0000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E0000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix4k_e0000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E0000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX4K_E0000_R1_MASK); }
// MTRR_FIX4K_E0000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX4K_E0000_R2_SHIFT 16
#define VTD_MTRR_FIX4K_E0000_R2_WIDTH 8
#define VTD_MTRR_FIX4K_E0000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix4k_e0000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E0000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix4k_e0000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E0000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX4K_E0000_R2_MASK); }
// MTRR_FIX4K_E0000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX4K_E0000_R3_SHIFT 24
#define VTD_MTRR_FIX4K_E0000_R3_WIDTH 8
#define VTD_MTRR_FIX4K_E0000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix4k_e0000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E0000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix4k_e0000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E0000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX4K_E0000_R3_MASK); }
// MTRR_FIX4K_E0000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX4K_E0000_R4_SHIFT 32
#define VTD_MTRR_FIX4K_E0000_R4_WIDTH 8
#define VTD_MTRR_FIX4K_E0000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix4k_e0000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E0000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix4k_e0000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E0000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX4K_E0000_R4_MASK); }
// MTRR_FIX4K_E0000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX4K_E0000_R5_SHIFT 40
#define VTD_MTRR_FIX4K_E0000_R5_WIDTH 8
#define VTD_MTRR_FIX4K_E0000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix4k_e0000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E0000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix4k_e0000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E0000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX4K_E0000_R5_MASK); }
// MTRR_FIX4K_E0000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX4K_E0000_R6_SHIFT 48
#define VTD_MTRR_FIX4K_E0000_R6_WIDTH 8
#define VTD_MTRR_FIX4K_E0000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix4k_e0000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E0000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix4k_e0000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E0000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX4K_E0000_R6_MASK); }
// MTRR_FIX4K_E0000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX4K_E0000_R7_SHIFT 56
#define VTD_MTRR_FIX4K_E0000_R7_WIDTH 8
#define VTD_MTRR_FIX4K_E0000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix4k_e0000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E0000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix4k_e0000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E0000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX4K_E0000_R7_MASK); }

// MTRR_FIX4K_E8000: Types of the 4 KiB ranges from E8000h; 64 bits; needs MTS
#define VTD_MTRR_FIX4K_E8000_REG 0x160 // from the unit base
// MTRR_FIX4K_E8000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX4K_E8000_R0_SHIFT 0
#define VTD_MTRR_FIX4K_E8000_R0_WIDTH 8
#define VTD_MTRR_FIX4K_E8000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix4k_e8000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX4K_E8000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix4k_e8000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E8000_R0_MASK) | (value & VTD_MTRR_FIX4K_E8000_R0_MASK); }
// MTRR_FIX4K_E8000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX4K_E8000_R1_SHIFT 8
#define VTD_MTRR_FIX4K_E8000_R1_WIDTH 8
#define VTD_MTRR_FIX4K_E8000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix4k_e8000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E8000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix4k_e8000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E8000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX4K_E8000_R1_MASK); }
// MTRR_FIX4K_E8000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX4K_E8000_R2_SHIFT 16
#define VTD_MTRR_FIX4K_E8000_R2_WIDTH 8
#define VTD_MTRR_FIX4K_E8000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix4k_e8000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E8000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix4k_e8000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E8000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX4K_E8000_R2_MASK); }
// MTRR_FIX4K_E8000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX4K_E8000_R3_SHIFT 24
#define VTD_MTRR_FIX4K_E8000_R3_WIDTH 8
#define VTD_MTRR_FIX4K_E8000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix4k_e8000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E8000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix4k_e8000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E8000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX4K_E8000_R3_MASK); }
// MTRR_FIX4K_E8000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX4K_E8000_R4_SHIFT 32
#define VTD_MTRR_FIX4K_E8000_R4_WIDTH 8
#define VTD_MTRR_FIX4K_E8000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix4k_e8000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E8000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix4k_e8000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E8000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX4K_E8000_R4_MASK); }
// MTRR_FIX4K_E8000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX4K_E8000_R5_SHIFT 40
#define VTD_MTRR_FIX4K_E8000_R5_WIDTH 8
#define VTD_MTRR_FIX4K_E8000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix4k_e8000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E8000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix4k_e8000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E8000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX4K_E8000_R5_MASK); }
// MTRR_FIX4K_E8000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX4K_E8000_R6_SHIFT 48
#define VTD_MTRR_FIX4K_E8000_R6_WIDTH 8
#define VTD_MTRR_FIX4K_E8000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix4k_e8000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E8000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix4k_e8000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E8000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX4K_E8000_R6_MASK); }
// MTRR_FIX4K_E8000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX4K_E8000_R7_SHIFT 56
#define VTD_MTRR_FIX4K_E8000_R7_WIDTH 8
#define VTD_MTRR_FIX4K_E8000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix4k_e8000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_E8000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix4k_e8000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_E8000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX4K_E8000_R7_MASK); }

// MTRR_FIX4K_F0000: Types of the 4 KiB ranges from F0000h; 64 bits; needs MTS
#define VTD_MTRR_FIX4K_F0000_REG 0x168 // from the unit base
// MTRR_FIX4K_F0000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX4K_F0000_R0_SHIFT 0
#define VTD_MTRR_FIX4K_F0000_R0_WIDTH 8
#define VTD_MTRR_FIX4K_F0000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix4k_f0000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX4K_F0000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix4k_f0000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F0000_R0_MASK) | (value & VTD_MTRR_FIX4K_F0000_R0_MASK); }
// MTRR_FIX4K_F0000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX4K_F0000_R1_SHIFT 8
#define VTD_MTRR_FIX4K_F0000_R1_WIDTH 8
#define VTD_MTRR_FIX4K_F0000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix4k_f0000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F0000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix4k_f0000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F0000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX4K_F0000_R1_MASK); }
// MTRR_FIX4K_F0000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX4K_F0000_R2_SHIFT 16
#define VTD_MTRR_FIX4K_F0000_R2_WIDTH 8
#define VTD_MTRR_FIX4K_F0000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix4k_f0000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F0000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix4k_f0000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F0000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX4K_F0000_R2_MASK); }
// MTRR_FIX4K_F0000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX4K_F0000_R3_SHIFT 24
#define VTD_MTRR_FIX4K_F0000_R3_WIDTH 8
#define VTD_MTRR_FIX4K_F0000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix4k_f0000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F0000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix4k_f0000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F0000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX4K_F0000_R3_MASK); }
// MTRR_FIX4K_F0000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX4K_F0000_R4_SHIFT 32
#define VTD_MTRR_FIX4K_F0000_R4_WIDTH 8
#define VTD_MTRR_FIX4K_F0000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix4k_f0000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F0000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix4k_f0000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F0000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX4K_F0000_R4_MASK); }
// MTRR_FIX4K_F0000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX4K_F0000_R5_SHIFT 40
#define VTD_MTRR_FIX4K_F0000_R5_WIDTH 8
#define VTD_MTRR_FIX4K_F0000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix4k_f0000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F0000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix4k_f0000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F0000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX4K_F0000_R5_MASK); }
// MTRR_FIX4K_F0000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX4K_F0000_R6_SHIFT 48
#define VTD_MTRR_FIX4K_F0000_R6_WIDTH 8
#define VTD_MTRR_FIX4K_F0000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix4k_f0000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F0000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix4k_f0000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F0000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX4K_F0000_R6_MASK); }
// MTRR_FIX4K_F0000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX4K_F0000_R7_SHIFT 56
#define VTD_MTRR_FIX4K_F0000_R7_WIDTH 8
#define VTD_MTRR_FIX4K_F0000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix4k_f0000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F0000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix4k_f0000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F0000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX4K_F0000_R7_MASK); }

// MTRR_FIX4K_F8000: Types of the 4 KiB ranges from F8000h; 64 bits; needs MTS
#define VTD_MTRR_FIX4K_F8000_REG 0x170 // from the unit base
// MTRR_FIX4K_F8000.R0 [7:0], rw: type of range 0
#define VTD_MTRR_FIX4K_F8000_R0_SHIFT 0
#define VTD_MTRR_FIX4K_F8000_R0_WIDTH 8
#define VTD_MTRR_FIX4K_F8000_R0_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_fix4k_f8000_r0(uint64_t reg) { return reg & VTD_MTRR_FIX4K_F8000_R0_MASK; }
static inline uint64_t vtd_mtrr_fix4k_f8000_r0_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F8000_R0_MASK) | (value & VTD_MTRR_FIX4K_F8000_R0_MASK); }
// MTRR_FIX4K_F8000.R1 [15:8], rw: type of range 1
#define VTD_MTRR_FIX4K_F8000_R1_SHIFT 8
#define VTD_MTRR_FIX4K_F8000_R1_WIDTH 8
#define VTD_MTRR_FIX4K_F8000_R1_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_mtrr_fix4k_f8000_r1(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F8000_R1_MASK) >> 8; }
static inline uint64_t vtd_mtrr_fix4k_f8000_r1_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F8000_R1_MASK) | ((value << 8) & VTD_MTRR_FIX4K_F8000_R1_MASK); }
// MTRR_FIX4K_F8000.R2 [23:16], rw: type of range 2
#define VTD_MTRR_FIX4K_F8000_R2_SHIFT 16
#define VTD_MTRR_FIX4K_F8000_R2_WIDTH 8
#define VTD_MTRR_FIX4K_F8000_R2_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_mtrr_fix4k_f8000_r2(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F8000_R2_MASK) >> 16; }
static inline uint64_t vtd_mtrr_fix4k_f8000_r2_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F8000_R2_MASK) | ((value << 16) & VTD_MTRR_FIX4K_F8000_R2_MASK); }
// MTRR_FIX4K_F8000.R3 [31:24], rw: type of range 3
#define VTD_MTRR_FIX4K_F8000_R3_SHIFT 24
#define VTD_MTRR_FIX4K_F8000_R3_WIDTH 8
#define VTD_MTRR_FIX4K_F8000_R3_MASK UINT64_C(0x00000000FF000000)
static inline uint64_t vtd_mtrr_fix4k_f8000_r3(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F8000_R3_MASK) >> 24; }
static inline uint64_t vtd_mtrr_fix4k_f8000_r3_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F8000_R3_MASK) | ((value << 24) & VTD_MTRR_FIX4K_F8000_R3_MASK); }
// MTRR_FIX4K_F8000.R4 [39:32], rw: type of range 4
#define VTD_MTRR_FIX4K_F8000_R4_SHIFT 32
#define VTD_MTRR_FIX4K_F8000_R4_WIDTH 8
#define VTD_MTRR_FIX4K_F8000_R4_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_mtrr_fix4k_f8000_r4(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F8000_R4_MASK) >> 32; }
static inline uint64_t vtd_mtrr_fix4k_f8000_r4_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F8000_R4_MASK) | ((value << 32) & VTD_MTRR_FIX4K_F8000_R4_MASK); }
// MTRR_FIX4K_F8000.R5 [47:40], rw: type of range 5
#define VTD_MTRR_FIX4K_F8000_R5_SHIFT 40
#define VTD_MTRR_FIX4K_F8000_R5_WIDTH 8
#define VTD_MTRR_FIX4K_F8000_R5_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_mtrr_fix4k_f8000_r5(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F8000_R5_MASK) >> 40; }
static inline uint64_t vtd_mtrr_fix4k_f8000_r5_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F8000_R5_MASK) | ((value << 40) & VTD_MTRR_FIX4K_F8000_R5_MASK); }
// MTRR_FIX4K_F8000.R6 [55:48], rw: type of range 6
#define VTD_MTRR_FIX4K_F8000_R6_SHIFT 48
#define VTD_MTRR_FIX4K_F8000_R6_WIDTH 8
#define VTD_MTRR_FIX4K_F8000_R6_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_mtrr_fix4k_f8000_r6(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F8000_R6_MASK) >> 48; }
static inline uint64_t vtd_mtrr_fix4k_f8000_r6_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F8000_R6_MASK) | ((value << 48) & VTD_MTRR_FIX4K_F8000_R6_MASK); }
// MTRR_FIX4K_F8000.R7 [63:56], rw: type of range 7
#define VTD_MTRR_FIX4K_F8000_R7_SHIFT 56
#define VTD_MTRR_FIX4K_F8000_R7_WIDTH 8
#define VTD_MTRR_FIX4K_F8000_R7_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_mtrr_fix4k_f8000_r7(uint64_t reg) { return (reg & VTD_MTRR_FIX4K_F8000_R7_MASK) >> 56; }
static inline uint64_t vtd_mtrr_fix4k_f8000_r7_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_FIX4K_F8000_R7_MASK) | ((value << 56) & VTD_MTRR_FIX4K_F8000_R7_MASK); }

// MTRR_PHYSBASE: Variable range base; 64 bits; needs MTS
#define VTD_MTRR_PHYSBASE_REG 0x180 // from the unit base
#define VTD_MTRR_PHYSBASE_STRIDE 16
#define VTD_MTRR_PHYSBASE_COUNT 10
// MTRR_PHYSBASE.TYPE [7:0], rw: memory type, as MTRRDEF.TYPE
#define VTD_MTRR_PHYSBASE_TYPE_SHIFT 0
#define VTD_MTRR_PHYSBASE_TYPE_WIDTH 8
#define VTD_MTRR_PHYSBASE_TYPE_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_mtrr_physbase_type(uint64_t reg) { return reg & VTD_MTRR_PHYSBASE_TYPE_MASK; }
static inline uint64_t vtd_mtrr_physbase_type_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_PHYSBASE_TYPE_MASK) | (value & VTD_MTRR_PHYSBASE_TYPE_MASK); }
// MTRR_PHYSBASE.BASE [63:12], rw: base address
#define VTD_MTRR_PHYSBASE_BASE_SHIFT 12
#define VTD_MTRR_PHYSBASE_BASE_WIDTH 52
#define VTD_MTRR_PHYSBASE_BASE_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_mtrr_physbase_base(uint64_t reg) { return reg & VTD_MTRR_PHYSBASE_BASE_MASK; }
static inline uint64_t vtd_mtrr_physbase_base_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_PHYSBASE_BASE_MASK) | (value & VTD_MTRR_PHYSBASE_BASE_MASK); }

// MTRR_PHYSMASK: Variable range mask; 64 bits; needs MTS
#define VTD_MTRR_PHYSMASK_REG 0x188 // from the unit base
#define VTD_MTRR_PHYSMASK_STRIDE 16
#define VTD_MTRR_PHYSMASK_COUNT 10
// MTRR_PHYSMASK.V [11], rw: the range is valid
#define VTD_MTRR_PHYSMASK_V_SHIFT 11
#define VTD_MTRR_PHYSMASK_V_WIDTH 1
#define VTD_MTRR_PHYSMASK_V_MASK UINT64_C(0x0000000000000800)
#define VTD_MTRR_PHYSMASK_V VTD_MTRR_PHYSMASK_V_MASK
static inline uint64_t vtd_mtrr_physmask_v(uint64_t reg) { return (reg & VTD_MTRR_PHYSMASK_V_MASK) >> 11; }
static inline uint64_t vtd_mtrr_physmask_v_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_PHYSMASK_V_MASK) | ((value << 11) & VTD_MTRR_PHYSMASK_V_MASK); }
// MTRR_PHYSMASK.MASK [63:12], rw: address bits that must equal the base
#define VTD_MTRR_PHYSMASK_MASK_SHIFT 12
#define VTD_MTRR_PHYSMASK_MASK_WIDTH 52
#define VTD_MTRR_PHYSMASK_MASK_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_mtrr_physmask_mask(uint64_t reg) { return reg & VTD_MTRR_PHYSMASK_MASK_MASK; }
static inline uint64_t vtd_mtrr_physmask_mask_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_MTRR_PHYSMASK_MASK_MASK) | (value & VTD_MTRR_PHYSMASK_MASK_MASK); }

// PERFCAP: Performance monitoring capabilities; 64 bits; needs PMS
#define VTD_PERFCAP_REG 0x300 // from the unit base
// PERFCAP.NCNTR [15:0], ro: number of counters
#define VTD_PERFCAP_NCNTR_SHIFT 0
#define VTD_PERFCAP_NCNTR_WIDTH 16
#define VTD_PERFCAP_NCNTR_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_perfcap_ncntr(uint64_t reg) { return reg & VTD_PERFCAP_NCNTR_MASK; }
static inline uint64_t vtd_perfcap_ncntr_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_NCNTR_MASK) | (value & VTD_PERFCAP_NCNTR_MASK); }
// PERFCAP.CW [22:16], ro: counter width, bits
#define VTD_PERFCAP_CW_SHIFT 16
#define VTD_PERFCAP_CW_WIDTH 7
#define VTD_PERFCAP_CW_MASK UINT64_C(0x00000000007F0000)
static inline uint64_t vtd_perfcap_cw(uint64_t reg) { return (reg & VTD_PERFCAP_CW_MASK) >> 16; }
static inline uint64_t vtd_perfcap_cw_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_CW_MASK) | ((value << 16) & VTD_PERFCAP_CW_MASK); }
// PERFCAP.EGCNT [28:24], ro: number of event groups
#define VTD_PERFCAP_EGCNT_SHIFT 24
#define VTD_PERFCAP_EGCNT_WIDTH 5
#define VTD_PERFCAP_EGCNT_MASK UINT64_C(0x000000001F000000)
static inline uint64_t vtd_perfcap_egcnt(uint64_t reg) { return (reg & VTD_PERFCAP_EGCNT_MASK) >> 24; }
static inline uint64_t vtd_perfcap_egcnt_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_EGCNT_MASK) | ((value << 24) & VTD_PERFCAP_EGCNT_MASK); }
// PERFCAP.RIDFS [32], ro: requester-id filter
#define VTD_PERFCAP_RIDFS_SHIFT 32
#define VTD_PERFCAP_RIDFS_WIDTH 1
#define VTD_PERFCAP_RIDFS_MASK UINT64_C(0x0000000100000000)
#define VTD_PERFCAP_RIDFS VTD_PERFCAP_RIDFS_MASK
static inline uint64_t vtd_perfcap_ridfs(uint64_t reg) { return (reg & VTD_PERFCAP_RIDFS_MASK) >> 32; }
static inline uint64_t vtd_perfcap_ridfs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_RIDFS_MASK) | ((value << 32) & VTD_PERFCAP_RIDFS_MASK); }
// PERFCAP.DIDFS [33], ro: domain-id filter
#define VTD_PERFCAP_DIDFS_SHIFT 33
#define VTD_PERFCAP_DIDFS_WIDTH 1
#define VTD_PERFCAP_DIDFS_MASK UINT64_C(0x0000000200000000)
#define VTD_PERFCAP_DIDFS VTD_PERFCAP_DIDFS_MASK
static inline uint64_t vtd_perfcap_didfs(uint64_t reg) { return (reg & VTD_PERFCAP_DIDFS_MASK) >> 33; }
static inline uint64_t vtd_perfcap_didfs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_DIDFS_MASK) | ((value << 33) & VTD_PERFCAP_DIDFS_MASK); }
// PERFCAP.PASIDFS [34], ro: PASID filter
#define VTD_PERFCAP_PASIDFS_SHIFT 34
#define VTD_PERFCAP_PASIDFS_WIDTH 1
#define VTD_PERFCAP_PASIDFS_MASK UINT64_C(0x0000000400000000)
#define VTD_PERFCAP_PASIDFS VTD_PERFCAP_PASIDFS_MASK
static inline uint64_t vtd_perfcap_pasidfs(uint64_t reg) { return (reg & VTD_PERFCAP_PASIDFS_MASK) >> 34; }
static inline uint64_t vtd_perfcap_pasidfs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_PASIDFS_MASK) | ((value << 34) & VTD_PERFCAP_PASIDFS_MASK); }
// PERFCAP.ATFS [35], ro: address-type filter
#define VTD_PERFCAP_ATFS_SHIFT 35
#define VTD_PERFCAP_ATFS_WIDTH 1
#define VTD_PERFCAP_ATFS_MASK UINT64_C(0x0000000800000000)
#define VTD_PERFCAP_ATFS VTD_PERFCAP_ATFS_MASK
static inline uint64_t vtd_perfcap_atfs(uint64_t reg) { return (reg & VTD_PERFCAP_ATFS_MASK) >> 35; }
static inline uint64_t vtd_perfcap_atfs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_ATFS_MASK) | ((value << 35) & VTD_PERFCAP_ATFS_MASK); }
// PERFCAP.PTLFS [36], ro: page-table-level filter
#define VTD_PERFCAP_PTLFS_SHIFT 36
#define VTD_PERFCAP_PTLFS_WIDTH 1
#define VTD_PERFCAP_PTLFS_MASK UINT64_C(0x0000001000000000)
#define VTD_PERFCAP_PTLFS VTD_PERFCAP_PTLFS_MASK
static inline uint64_t vtd_perfcap_ptlfs(uint64_t reg) { return (reg & VTD_PERFCAP_PTLFS_MASK) >> 36; }
static inline uint64_t vtd_perfcap_ptlfs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_PTLFS_MASK) | ((value << 36) & VTD_PERFCAP_PTLFS_MASK); }
// PERFCAP.CWE [48], ro: counters can be written while enabled
#define VTD_PERFCAP_CWE_SHIFT 48
#define VTD_PERFCAP_CWE_WIDTH 1
#define VTD_PERFCAP_CWE_MASK UINT64_C(0x0001000000000000)
#define VTD_PERFCAP_CWE VTD_PERFCAP_CWE_MASK
static inline uint64_t vtd_perfcap_cwe(uint64_t reg) { return (reg & VTD_PERFCAP_CWE_MASK) >> 48; }
static inline uint64_t vtd_perfcap_cwe_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_CWE_MASK) | ((value << 48) & VTD_PERFCAP_CWE_MASK); }
// PERFCAP.GFS [49], ro: freeze of all counters on overflow
#define VTD_PERFCAP_GFS_SHIFT 49
#define VTD_PERFCAP_GFS_WIDTH 1
#define VTD_PERFCAP_GFS_MASK UINT64_C(0x0002000000000000)
#define VTD_PERFCAP_GFS VTD_PERFCAP_GFS_MASK
static inline uint64_t vtd_perfcap_gfs(uint64_t reg) { return (reg & VTD_PERFCAP_GFS_MASK) >> 49; }
static inline uint64_t vtd_perfcap_gfs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_GFS_MASK) | ((value << 49) & VTD_PERFCAP_GFS_MASK); }
// PERFCAP.IOS [50], ro: interrupt on overflow
#define VTD_PERFCAP_IOS_SHIFT 50
#define VTD_PERFCAP_IOS_WIDTH 1
#define VTD_PERFCAP_IOS_MASK UINT64_C(0x0004000000000000)
#define VTD_PERFCAP_IOS VTD_PERFCAP_IOS_MASK
static inline uint64_t vtd_perfcap_ios(uint64_t reg) { return (reg & VTD_PERFCAP_IOS_MASK) >> 50; }
static inline uint64_t vtd_perfcap_ios_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_IOS_MASK) | ((value << 50) & VTD_PERFCAP_IOS_MASK); }
// PERFCAP.PCCS [51], ro: counters have capabilities of their own
#define VTD_PERFCAP_PCCS_SHIFT 51
#define VTD_PERFCAP_PCCS_WIDTH 1
#define VTD_PERFCAP_PCCS_MASK UINT64_C(0x0008000000000000)
#define VTD_PERFCAP_PCCS VTD_PERFCAP_PCCS_MASK
static inline uint64_t vtd_perfcap_pccs(uint64_t reg) { return (reg & VTD_PERFCAP_PCCS_MASK) >> 51; }
static inline uint64_t vtd_perfcap_pccs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_PCCS_MASK) | ((value << 51) & VTD_PERFCAP_PCCS_MASK); }
// PERFCAP.CS [54:52], ro: counters are 2^(CS+10) bytes apart
#define VTD_PERFCAP_CS_SHIFT 52
#define VTD_PERFCAP_CS_WIDTH 3
#define VTD_PERFCAP_CS_MASK UINT64_C(0x0070000000000000)
static inline uint64_t vtd_perfcap_cs(uint64_t reg) { return (reg & VTD_PERFCAP_CS_MASK) >> 52; }
static inline uint64_t vtd_perfcap_cs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_CS_MASK) | ((value << 52) & VTD_PERFCAP_CS_MASK); }
// PERFCAP.ONES [63:60], ro: reserved, reads Fh
#define VTD_PERFCAP_ONES_SHIFT 60
#define VTD_PERFCAP_ONES_WIDTH 4
#define VTD_PERFCAP_ONES_MASK UINT64_C(0xF000000000000000)
static inline uint64_t vtd_perfcap_ones(uint64_t reg) { return (reg & VTD_PERFCAP_ONES_MASK) >> 60; }
static inline uint64_t vtd_perfcap_ones_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCAP_ONES_MASK) | ((value << 60) & VTD_PERFCAP_ONES_MASK); }

// PERFCFGOFF: Where the counters' configuration is; 32 bits; needs PMS
#define VTD_PERFCFGOFF_REG 0x310 // from the unit base
// PERFCFGOFF.OFFSET [31:0], ro: byte offset from the unit's base
#define VTD_PERFCFGOFF_OFFSET_SHIFT 0
#define VTD_PERFCFGOFF_OFFSET_WIDTH 32
#define VTD_PERFCFGOFF_OFFSET_MASK UINT32_C(0xFFFFFFFF)
static inline uint32_t vtd_perfcfgoff_offset(uint32_t reg) { return reg & VTD_PERFCFGOFF_OFFSET_MASK; }
static inline uint32_t vtd_perfcfgoff_offset_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFCFGOFF_OFFSET_MASK) | (value & VTD_PERFCFGOFF_OFFSET_MASK); }

// PERFFRZOFF: Where the freeze status is; 32 bits; needs PMS
#define VTD_PERFFRZOFF_REG 0x314 // from the unit base
// PERFFRZOFF.OFFSET [31:0], ro: byte offset from the unit's base
#define VTD_PERFFRZOFF_OFFSET_SHIFT 0
#define VTD_PERFFRZOFF_OFFSET_WIDTH 32
#define VTD_PERFFRZOFF_OFFSET_MASK UINT32_C(0xFFFFFFFF)
static inline uint32_t vtd_perffrzoff_offset(uint32_t reg) { return reg & VTD_PERFFRZOFF_OFFSET_MASK; }
static inline uint32_t vtd_perffrzoff_offset_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFRZOFF_OFFSET_MASK) | (value & VTD_PERFFRZOFF_OFFSET_MASK); }

// PERFOVFOFF: Where the overflow status is; 32 bits; needs PMS
#define VTD_PERFOVFOFF_REG 0x318 // from the unit base
// PERFOVFOFF.OFFSET [31:0], ro: byte offset from the unit's base
#define VTD_PERFOVFOFF_OFFSET_SHIFT 0
#define VTD_PERFOVFOFF_OFFSET_WIDTH 32
#define VTD_PERFOVFOFF_OFFSET_MASK UINT32_C(0xFFFFFFFF)
static inline uint32_t vtd_perfovfoff_offset(uint32_t reg) { return reg & VTD_PERFOVFOFF_OFFSET_MASK; }
static inline uint32_t vtd_perfovfoff_offset_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFOVFOFF_OFFSET_MASK) | (value & VTD_PERFOVFOFF_OFFSET_MASK); }

// PERFCNTROFF: Where the counters are; 32 bits; needs PMS
#define VTD_PERFCNTROFF_REG 0x31C // from the unit base
// PERFCNTROFF.OFFSET [31:0], ro: byte offset from the unit's base
#define VTD_PERFCNTROFF_OFFSET_SHIFT 0
#define VTD_PERFCNTROFF_OFFSET_WIDTH 32
#define VTD_PERFCNTROFF_OFFSET_MASK UINT32_C(0xFFFFFFFF)
static inline uint32_t vtd_perfcntroff_offset(uint32_t reg) { return reg & VTD_PERFCNTROFF_OFFSET_MASK; }
static inline uint32_t vtd_perfcntroff_offset_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFCNTROFF_OFFSET_MASK) | (value & VTD_PERFCNTROFF_OFFSET_MASK); }

// PERFINTRSTS: Performance monitoring interrupt status; 32 bits; needs PMS
#define VTD_PERFINTRSTS_REG 0x324 // from the unit base
// PERFINTRSTS.PIS [0], rw1c: a counter with interrupt on overflow overflowed
#define VTD_PERFINTRSTS_PIS_SHIFT 0
#define VTD_PERFINTRSTS_PIS_WIDTH 1
#define VTD_PERFINTRSTS_PIS_MASK UINT32_C(0x00000001)
#define VTD_PERFINTRSTS_PIS VTD_PERFINTRSTS_PIS_MASK
static inline uint32_t vtd_perfintrsts_pis(uint32_t reg) { return reg & VTD_PERFINTRSTS_PIS_MASK; }
static inline uint32_t vtd_perfintrsts_pis_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFINTRSTS_PIS_MASK) | (value & VTD_PERFINTRSTS_PIS_MASK); }

// PERFINTRCTL: Performance monitoring event control; 32 bits; needs PMS
#define VTD_PERFINTRCTL_REG 0x328 // from the unit base
// PERFINTRCTL.IP [30], ro: a message is held back
#define VTD_PERFINTRCTL_IP_SHIFT 30
#define VTD_PERFINTRCTL_IP_WIDTH 1
#define VTD_PERFINTRCTL_IP_MASK UINT32_C(0x40000000)
#define VTD_PERFINTRCTL_IP VTD_PERFINTRCTL_IP_MASK
static inline uint32_t vtd_perfintrctl_ip(uint32_t reg) { return (reg & VTD_PERFINTRCTL_IP_MASK) >> 30; }
static inline uint32_t vtd_perfintrctl_ip_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFINTRCTL_IP_MASK) | ((value << 30) & VTD_PERFINTRCTL_IP_MASK); }
// PERFINTRCTL.IM [31], rw: mask: no message is sent
#define VTD_PERFINTRCTL_IM_SHIFT 31
#define VTD_PERFINTRCTL_IM_WIDTH 1
#define VTD_PERFINTRCTL_IM_MASK UINT32_C(0x80000000)
#define VTD_PERFINTRCTL_IM VTD_PERFINTRCTL_IM_MASK
static inline uint32_t vtd_perfintrctl_im(uint32_t reg) { return (reg & VTD_PERFINTRCTL_IM_MASK) >> 31; }
static inline uint32_t vtd_perfintrctl_im_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFINTRCTL_IM_MASK) | ((value << 31) & VTD_PERFINTRCTL_IM_MASK); }

// PERFINTRDATA: Performance monitoring event message data; 32 bits; needs PMS
#define VTD_PERFINTRDATA_REG 0x32C // from the unit base
// PERFINTRDATA.IMD [15:0], rw: message data
#define VTD_PERFINTRDATA_IMD_SHIFT 0
#define VTD_PERFINTRDATA_IMD_WIDTH 16
#define VTD_PERFINTRDATA_IMD_MASK UINT32_C(0x0000FFFF)
static inline uint32_t vtd_perfintrdata_imd(uint32_t reg) { return reg & VTD_PERFINTRDATA_IMD_MASK; }
static inline uint32_t vtd_perfintrdata_imd_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFINTRDATA_IMD_MASK) | (value & VTD_PERFINTRDATA_IMD_MASK); }

// PERFINTRADDR: Performance monitoring event message address; 32 bits; needs PMS
#define VTD_PERFINTRADDR_REG 0x330 // from the unit base
// PERFINTRADDR.MA [31:2], rw: message address, low part
#define VTD_PERFINTRADDR_MA_SHIFT 2
#define VTD_PERFINTRADDR_MA_WIDTH 30
#define VTD_PERFINTRADDR_MA_MASK UINT32_C(0xFFFFFFFC)
static inline uint32_t vtd_perfintraddr_ma(uint32_t reg) { return reg & VTD_PERFINTRADDR_MA_MASK; }
static inline uint32_t vtd_perfintraddr_ma_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFINTRADDR_MA_MASK) | (value & VTD_PERFINTRADDR_MA_MASK); }

// PERFINTRUADDR: Performance monitoring event message upper address; 32 bits; needs PMS
#define VTD_PERFINTRUADDR_REG 0x334 // from the unit base
// PERFINTRUADDR.MUA [31:0], rw: message address bits 63:32
#define VTD_PERFINTRUADDR_MUA_SHIFT 0
#define VTD_PERFINTRUADDR_MUA_WIDTH 32
#define VTD_PERFINTRUADDR_MUA_MASK UINT32_C(0xFFFFFFFF)
static inline uint32_t vtd_perfintruaddr_mua(uint32_t reg) { return reg & VTD_PERFINTRUADDR_MUA_MASK; }
static inline uint32_t vtd_perfintruaddr_mua_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFINTRUADDR_MUA_MASK) | (value & VTD_PERFINTRUADDR_MUA_MASK); }

// PERFEVNTCAP: Events of a group; PERFCAP.EGCNT of them; 64 bits; needs PMS
#define VTD_PERFEVNTCAP_REG 0x380 // from the unit base
#define VTD_PERFEVNTCAP_STRIDE 8
#define VTD_PERFEVNTCAP_COUNT 16
// PERFEVNTCAP.ES [27:0], ro: events that the group has, a bit each
#define VTD_PERFEVNTCAP_ES_SHIFT 0
#define VTD_PERFEVNTCAP_ES_WIDTH 28
#define VTD_PERFEVNTCAP_ES_MASK UINT64_C(0x000000000FFFFFFF)
static inline uint64_t vtd_perfevntcap_es(uint64_t reg) { return reg & VTD_PERFEVNTCAP_ES_MASK; }
static inline uint64_t vtd_perfevntcap_es_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFEVNTCAP_ES_MASK) | (value & VTD_PERFEVNTCAP_ES_MASK); }

// PERFFRZSTS: Freeze status of 64 counters; 64 bits; needs PMS
#define VTD_PERFFRZSTS_REG 0x000 // from base perffrz
#define VTD_PERFFRZSTS_STRIDE 8
#define VTD_PERFFRZSTS_COUNT 0
// PERFFRZSTS.FS [63:0], ro: frozen counters, a bit each
#define VTD_PERFFRZSTS_FS_SHIFT 0
#define VTD_PERFFRZSTS_FS_WIDTH 64
#define VTD_PERFFRZSTS_FS_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_perffrzsts_fs(uint64_t reg) { return reg & VTD_PERFFRZSTS_FS_MASK; }
static inline uint64_t vtd_perffrzsts_fs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFFRZSTS_FS_MASK) | (value & VTD_PERFFRZSTS_FS_MASK); }

// PERFOVFSTS: Overflow status of 64 counters; 64 bits; needs PMS
#define VTD_PERFOVFSTS_REG 0x000 // from base perfovf
#define VTD_PERFOVFSTS_STRIDE 8
#define VTD_PERFOVFSTS_COUNT 0
// PERFOVFSTS.OVF [63:0], rw1c: counters that overflowed, a bit each
#define VTD_PERFOVFSTS_OVF_SHIFT 0
#define VTD_PERFOVFSTS_OVF_WIDTH 64
#define VTD_PERFOVFSTS_OVF_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_perfovfsts_ovf(uint64_t reg) { return reg & VTD_PERFOVFSTS_OVF_MASK; }
static inline uint64_t vtd_perfovfsts_ovf_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFOVFSTS_OVF_MASK) | (value & VTD_PERFOVFSTS_OVF_MASK); }

// PERFCNTRCFG: Configuration of a counter; 64 bits; needs PMS
#define VTD_PERFCNTRCFG_REG 0x000 // from base perfcfg
#define VTD_PERFCNTRCFG_STRIDE 256
#define VTD_PERFCNTRCFG_COUNT 0
// PERFCNTRCFG.EN [0], ro: the counter counts (by enhanced command)
#define VTD_PERFCNTRCFG_EN_SHIFT 0
#define VTD_PERFCNTRCFG_EN_WIDTH 1
#define VTD_PERFCNTRCFG_EN_MASK UINT64_C(0x0000000000000001)
#define VTD_PERFCNTRCFG_EN VTD_PERFCNTRCFG_EN_MASK
static inline uint64_t vtd_perfcntrcfg_en(uint64_t reg) { return reg & VTD_PERFCNTRCFG_EN_MASK; }
static inline uint64_t vtd_perfcntrcfg_en_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCNTRCFG_EN_MASK) | (value & VTD_PERFCNTRCFG_EN_MASK); }
// PERFCNTRCFG.IO [1], rwl: interrupt on overflow
#define VTD_PERFCNTRCFG_IO_SHIFT 1
#define VTD_PERFCNTRCFG_IO_WIDTH 1
#define VTD_PERFCNTRCFG_IO_MASK UINT64_C(0x0000000000000002)
#define VTD_PERFCNTRCFG_IO VTD_PERFCNTRCFG_IO_MASK
static inline uint64_t vtd_perfcntrcfg_io(uint64_t reg) { return (reg & VTD_PERFCNTRCFG_IO_MASK) >> 1; }
static inline uint64_t vtd_perfcntrcfg_io_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCNTRCFG_IO_MASK) | ((value << 1) & VTD_PERFCNTRCFG_IO_MASK); }
// PERFCNTRCFG.GFO [2], rwl: freeze all counters on overflow
#define VTD_PERFCNTRCFG_GFO_SHIFT 2
#define VTD_PERFCNTRCFG_GFO_WIDTH 1
#define VTD_PERFCNTRCFG_GFO_MASK UINT64_C(0x0000000000000004)
#define VTD_PERFCNTRCFG_GFO VTD_PERFCNTRCFG_GFO_MASK
static inline uint64_t vtd_perfcntrcfg_gfo(uint64_t reg) { return (reg & VTD_PERFCNTRCFG_GFO_MASK) >> 2; }
static inline uint64_t vtd_perfcntrcfg_gfo_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCNTRCFG_GFO_MASK) | ((value << 2) & VTD_PERFCNTRCFG_GFO_MASK); }
// PERFCNTRCFG.EGI [11:8], rwl: event group
#define VTD_PERFCNTRCFG_EGI_SHIFT 8
#define VTD_PERFCNTRCFG_EGI_WIDTH 4
#define VTD_PERFCNTRCFG_EGI_MASK UINT64_C(0x0000000000000F00)
static inline uint64_t vtd_perfcntrcfg_egi(uint64_t reg) { return (reg & VTD_PERFCNTRCFG_EGI_MASK) >> 8; }
static inline uint64_t vtd_perfcntrcfg_egi_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCNTRCFG_EGI_MASK) | ((value << 8) & VTD_PERFCNTRCFG_EGI_MASK); }
// PERFCNTRCFG.ES [59:32], rwl: events to count, a bit each
#define VTD_PERFCNTRCFG_ES_SHIFT 32
#define VTD_PERFCNTRCFG_ES_WIDTH 28
#define VTD_PERFCNTRCFG_ES_MASK UINT64_C(0x0FFFFFFF00000000)
static inline uint64_t vtd_perfcntrcfg_es(uint64_t reg) { return (reg & VTD_PERFCNTRCFG_ES_MASK) >> 32; }
static inline uint64_t vtd_perfcntrcfg_es_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCNTRCFG_ES_MASK) | ((value << 32) & VTD_PERFCNTRCFG_ES_MASK); }

// PERFFLT_RID: Requester-id filter of a counter; 32 bits; needs PMS
#define VTD_PERFFLT_RID_REG 0x008 // from base perfcfg
#define VTD_PERFFLT_RID_STRIDE 256
#define VTD_PERFFLT_RID_COUNT 0
// PERFFLT_RID.RID [15:0], rwl: requester id to count
#define VTD_PERFFLT_RID_RID_SHIFT 0
#define VTD_PERFFLT_RID_RID_WIDTH 16
#define VTD_PERFFLT_RID_RID_MASK UINT32_C(0x0000FFFF)
static inline uint32_t vtd_perfflt_rid_rid(uint32_t reg) { return reg & VTD_PERFFLT_RID_RID_MASK; }
static inline uint32_t vtd_perfflt_rid_rid_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_RID_RID_MASK) | (value & VTD_PERFFLT_RID_RID_MASK); }
// PERFFLT_RID.EN [31], rwl: use the filter
#define VTD_PERFFLT_RID_EN_SHIFT 31
#define VTD_PERFFLT_RID_EN_WIDTH 1
#define VTD_PERFFLT_RID_EN_MASK UINT32_C(0x80000000)
#define VTD_PERFFLT_RID_EN VTD_PERFFLT_RID_EN_MASK
static inline uint32_t vtd_perfflt_rid_en(uint32_t reg) { return (reg & VTD_PERFFLT_RID_EN_MASK) >> 31; }
static inline uint32_t vtd_perfflt_rid_en_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_RID_EN_MASK) | ((value << 31) & VTD_PERFFLT_RID_EN_MASK); }

// PERFFLT_DID: Domain-id filter of a counter; 32 bits; needs PMS
#define VTD_PERFFLT_DID_REG 0x00C // from base perfcfg
#define VTD_PERFFLT_DID_STRIDE 256
#define VTD_PERFFLT_DID_COUNT 0
// PERFFLT_DID.DID [15:0], rwl: domain id to count
#define VTD_PERFFLT_DID_DID_SHIFT 0
#define VTD_PERFFLT_DID_DID_WIDTH 16
#define VTD_PERFFLT_DID_DID_MASK UINT32_C(0x0000FFFF)
static inline uint32_t vtd_perfflt_did_did(uint32_t reg) { return reg & VTD_PERFFLT_DID_DID_MASK; }
static inline uint32_t vtd_perfflt_did_did_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_DID_DID_MASK) | (value & VTD_PERFFLT_DID_DID_MASK); }
// PERFFLT_DID.EN [31], rwl: use the filter
#define VTD_PERFFLT_DID_EN_SHIFT 31
#define VTD_PERFFLT_DID_EN_WIDTH 1
#define VTD_PERFFLT_DID_EN_MASK UINT32_C(0x80000000)
#define VTD_PERFFLT_DID_EN VTD_PERFFLT_DID_EN_MASK
static inline uint32_t vtd_perfflt_did_en(uint32_t reg) { return (reg & VTD_PERFFLT_DID_EN_MASK) >> 31; }
static inline uint32_t vtd_perfflt_did_en_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_DID_EN_MASK) | ((value << 31) & VTD_PERFFLT_DID_EN_MASK); }

// PERFFLT_PASID: PASID filter of a counter; 32 bits; needs PMS
#define VTD_PERFFLT_PASID_REG 0x010 // from base perfcfg
#define VTD_PERFFLT_PASID_STRIDE 256
#define VTD_PERFFLT_PASID_COUNT 0
// PERFFLT_PASID.PASID [19:0], rwl: PASID to count
#define VTD_PERFFLT_PASID_PASID_SHIFT 0
#define VTD_PERFFLT_PASID_PASID_WIDTH 20
#define VTD_PERFFLT_PASID_PASID_MASK UINT32_C(0x000FFFFF)
static inline uint32_t vtd_perfflt_pasid_pasid(uint32_t reg) { return reg & VTD_PERFFLT_PASID_PASID_MASK; }
static inline uint32_t vtd_perfflt_pasid_pasid_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_PASID_PASID_MASK) | (value & VTD_PERFFLT_PASID_PASID_MASK); }
// PERFFLT_PASID.MODE [21:20], rwl: this PASID, any PASID, or requests without PASID
#define VTD_PERFFLT_PASID_MODE_SHIFT 20
#define VTD_PERFFLT_PASID_MODE_WIDTH 2
#define VTD_PERFFLT_PASID_MODE_MASK UINT32_C(0x00300000)
#define VTD_PERFFLT_PASID_MODE_MATCH 0
#define VTD_PERFFLT_PASID_MODE_ANY 1
#define VTD_PERFFLT_PASID_MODE_NONE 2
static inline uint32_t vtd_perfflt_pasid_mode(uint32_t reg) { return (reg & VTD_PERFFLT_PASID_MODE_MASK) >> 20; }
static inline uint32_t vtd_perfflt_pasid_mode_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_PASID_MODE_MASK) | ((value << 20) & VTD_PERFFLT_PASID_MODE_MASK); }
// PERFFLT_PASID.EN [31], rwl: use the filter
#define VTD_PERFFLT_PASID_EN_SHIFT 31
#define VTD_PERFFLT_PASID_EN_WIDTH 1
#define VTD_PERFFLT_PASID_EN_MASK UINT32_C(0x80000000)
#define VTD_PERFFLT_PASID_EN VTD_PERFFLT_PASID_EN_MASK
static inline uint32_t vtd_perfflt_pasid_en(uint32_t reg) { return (reg & VTD_PERFFLT_PASID_EN_MASK) >> 31; }
static inline uint32_t vtd_perfflt_pasid_en_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_PASID_EN_MASK) | ((value << 31) & VTD_PERFFLT_PASID_EN_MASK); }

// PERFFLT_AT: Address-type filter of a counter; 32 bits; needs PMS
#define VTD_PERFFLT_AT_REG 0x014 // from base perfcfg
#define VTD_PERFFLT_AT_STRIDE 256
#define VTD_PERFFLT_AT_COUNT 0
// PERFFLT_AT.AT [2:0], rwl: address types to count, a bit each
#define VTD_PERFFLT_AT_AT_SHIFT 0
#define VTD_PERFFLT_AT_AT_WIDTH 3
#define VTD_PERFFLT_AT_AT_MASK UINT32_C(0x00000007)
#define VTD_PERFFLT_AT_AT_UNTRANSLATED 1
#define VTD_PERFFLT_AT_AT_TRANSLATION 2
#define VTD_PERFFLT_AT_AT_TRANSLATED 4
static inline uint32_t vtd_perfflt_at_at(uint32_t reg) { return reg & VTD_PERFFLT_AT_AT_MASK; }
static inline uint32_t vtd_perfflt_at_at_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_AT_AT_MASK) | (value & VTD_PERFFLT_AT_AT_MASK); }
// PERFFLT_AT.EN [31], rwl: use the filter
#define VTD_PERFFLT_AT_EN_SHIFT 31
#define VTD_PERFFLT_AT_EN_WIDTH 1
#define VTD_PERFFLT_AT_EN_MASK UINT32_C(0x80000000)
#define VTD_PERFFLT_AT_EN VTD_PERFFLT_AT_EN_MASK
static inline uint32_t vtd_perfflt_at_en(uint32_t reg) { return (reg & VTD_PERFFLT_AT_EN_MASK) >> 31; }
static inline uint32_t vtd_perfflt_at_en_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_AT_EN_MASK) | ((value << 31) & VTD_PERFFLT_AT_EN_MASK); }

// PERFFLT_PTL: Page-table-level filter of a counter; 32 bits; needs PMS
#define VTD_PERFFLT_PTL_REG 0x018 // from base perfcfg
#define VTD_PERFFLT_PTL_STRIDE 256
#define VTD_PERFFLT_PTL_COUNT 0
// PERFFLT_PTL.PTL [4:0], rwl: levels to count, a bit each from PTE (bit 0) to PML5E (bit 4)
#define VTD_PERFFLT_PTL_PTL_SHIFT 0
#define VTD_PERFFLT_PTL_PTL_WIDTH 5
#define VTD_PERFFLT_PTL_PTL_MASK UINT32_C(0x0000001F)
static inline uint32_t vtd_perfflt_ptl_ptl(uint32_t reg) { return reg & VTD_PERFFLT_PTL_PTL_MASK; }
static inline uint32_t vtd_perfflt_ptl_ptl_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_PTL_PTL_MASK) | (value & VTD_PERFFLT_PTL_PTL_MASK); }
// PERFFLT_PTL.EN [31], rwl: use the filter
#define VTD_PERFFLT_PTL_EN_SHIFT 31
#define VTD_PERFFLT_PTL_EN_WIDTH 1
#define VTD_PERFFLT_PTL_EN_MASK UINT32_C(0x80000000)
#define VTD_PERFFLT_PTL_EN VTD_PERFFLT_PTL_EN_MASK
static inline uint32_t vtd_perfflt_ptl_en(uint32_t reg) { return (reg & VTD_PERFFLT_PTL_EN_MASK) >> 31; }
static inline uint32_t vtd_perfflt_ptl_en_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFFLT_PTL_EN_MASK) | ((value << 31) & VTD_PERFFLT_PTL_EN_MASK); }

// PERFCNTRCAP: Capabilities of a counter, when PERFCAP.PCCS is set; 32 bits; needs PMS
#define VTD_PERFCNTRCAP_REG 0x080 // from base perfcfg
#define VTD_PERFCNTRCAP_STRIDE 256
#define VTD_PERFCNTRCAP_COUNT 0
// PERFCNTRCAP.PCC [0], ro: these capabilities replace the common ones
#define VTD_PERFCNTRCAP_PCC_SHIFT 0
#define VTD_PERFCNTRCAP_PCC_WIDTH 1
#define VTD_PERFCNTRCAP_PCC_MASK UINT32_C(0x00000001)
#define VTD_PERFCNTRCAP_PCC VTD_PERFCNTRCAP_PCC_MASK
static inline uint32_t vtd_perfcntrcap_pcc(uint32_t reg) { return reg & VTD_PERFCNTRCAP_PCC_MASK; }
static inline uint32_t vtd_perfcntrcap_pcc_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFCNTRCAP_PCC_MASK) | (value & VTD_PERFCNTRCAP_PCC_MASK); }
// PERFCNTRCAP.CW [15:8], ro: counter width, bits
#define VTD_PERFCNTRCAP_CW_SHIFT 8
#define VTD_PERFCNTRCAP_CW_WIDTH 8
#define VTD_PERFCNTRCAP_CW_MASK UINT32_C(0x0000FF00)
static inline uint32_t vtd_perfcntrcap_cw(uint32_t reg) { return (reg & VTD_PERFCNTRCAP_CW_MASK) >> 8; }
static inline uint32_t vtd_perfcntrcap_cw_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFCNTRCAP_CW_MASK) | ((value << 8) & VTD_PERFCNTRCAP_CW_MASK); }
// PERFCNTRCAP.IOS [16], ro: interrupt on overflow
#define VTD_PERFCNTRCAP_IOS_SHIFT 16
#define VTD_PERFCNTRCAP_IOS_WIDTH 1
#define VTD_PERFCNTRCAP_IOS_MASK UINT32_C(0x00010000)
#define VTD_PERFCNTRCAP_IOS VTD_PERFCNTRCAP_IOS_MASK
static inline uint32_t vtd_perfcntrcap_ios(uint32_t reg) { return (reg & VTD_PERFCNTRCAP_IOS_MASK) >> 16; }
static inline uint32_t vtd_perfcntrcap_ios_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFCNTRCAP_IOS_MASK) | ((value << 16) & VTD_PERFCNTRCAP_IOS_MASK); }
// PERFCNTRCAP.GFS [17], ro: freeze of all counters on overflow
#define VTD_PERFCNTRCAP_GFS_SHIFT 17
#define VTD_PERFCNTRCAP_GFS_WIDTH 1
#define VTD_PERFCNTRCAP_GFS_MASK UINT32_C(0x00020000)
#define VTD_PERFCNTRCAP_GFS VTD_PERFCNTRCAP_GFS_MASK
static inline uint32_t vtd_perfcntrcap_gfs(uint32_t reg) { return (reg & VTD_PERFCNTRCAP_GFS_MASK) >> 17; }
static inline uint32_t vtd_perfcntrcap_gfs_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFCNTRCAP_GFS_MASK) | ((value << 17) & VTD_PERFCNTRCAP_GFS_MASK); }
// PERFCNTRCAP.EGCNT [31:28], ro: number of event group registers that follow
#define VTD_PERFCNTRCAP_EGCNT_SHIFT 28
#define VTD_PERFCNTRCAP_EGCNT_WIDTH 4
#define VTD_PERFCNTRCAP_EGCNT_MASK UINT32_C(0xF0000000)
static inline uint32_t vtd_perfcntrcap_egcnt(uint32_t reg) { return (reg & VTD_PERFCNTRCAP_EGCNT_MASK) >> 28; }
static inline uint32_t vtd_perfcntrcap_egcnt_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFCNTRCAP_EGCNT_MASK) | ((value << 28) & VTD_PERFCNTRCAP_EGCNT_MASK); }

// PERFCNTREVCAP: Event capabilities of a counter; further groups follow 4 bytes apart; 32 bits; needs PMS
#define VTD_PERFCNTREVCAP_REG 0x084 // from base perfcfg
#define VTD_PERFCNTREVCAP_STRIDE 256
#define VTD_PERFCNTREVCAP_COUNT 0
// PERFCNTREVCAP.ES [27:0], ro: events of the group, a bit each
#define VTD_PERFCNTREVCAP_ES_SHIFT 0
#define VTD_PERFCNTREVCAP_ES_WIDTH 28
#define VTD_PERFCNTREVCAP_ES_MASK UINT32_C(0x0FFFFFFF)
static inline uint32_t vtd_perfcntrevcap_es(uint32_t reg) { return reg & VTD_PERFCNTREVCAP_ES_MASK; }
static inline uint32_t vtd_perfcntrevcap_es_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFCNTREVCAP_ES_MASK) | (value & VTD_PERFCNTREVCAP_ES_MASK); }
// PERFCNTREVCAP.EGI [31:28], ro: event group
#define VTD_PERFCNTREVCAP_EGI_SHIFT 28
#define VTD_PERFCNTREVCAP_EGI_WIDTH 4
#define VTD_PERFCNTREVCAP_EGI_MASK UINT32_C(0xF0000000)
static inline uint32_t vtd_perfcntrevcap_egi(uint32_t reg) { return (reg & VTD_PERFCNTREVCAP_EGI_MASK) >> 28; }
static inline uint32_t vtd_perfcntrevcap_egi_set(uint32_t reg, uint32_t value) { return (reg & ~VTD_PERFCNTREVCAP_EGI_MASK) | ((value << 28) & VTD_PERFCNTREVCAP_EGI_MASK); }

// PERFCNTR: Counter; PERFCAP.CS tells the stride and PERFCAP.CW the width; 64 bits; needs PMS
#define VTD_PERFCNTR_REG 0x000 // from base perfcnt
#define VTD_PERFCNTR_STRIDE 0
#define VTD_PERFCNTR_COUNT 0
// PERFCNTR.COUNT [63:0], rw: events counted
#define VTD_PERFCNTR_COUNT_SHIFT 0
#define VTD_PERFCNTR_COUNT_WIDTH 64
#define VTD_PERFCNTR_COUNT_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_perfcntr_count(uint64_t reg) { return reg & VTD_PERFCNTR_COUNT_MASK; }
static inline uint64_t vtd_perfcntr_count_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_PERFCNTR_COUNT_MASK) | (value & VTD_PERFCNTR_COUNT_MASK); }

// ECMD: Enhanced command; starts with a write of the lowest byte; 64 bits; needs ECMDS
#define VTD_ECMD_REG 0x400 // from the unit base
// ECMD.CMD [7:0], wo: command
#define VTD_ECMD_CMD_SHIFT 0
#define VTD_ECMD_CMD_WIDTH 8
#define VTD_ECMD_CMD_MASK UINT64_C(0x00000000000000FF)
#define VTD_ECMD_CMD_ENABLE_CNTR 240
#define VTD_ECMD_CMD_DISABLE_CNTR 241
#define VTD_ECMD_CMD_RESET_CFG 242
#define VTD_ECMD_CMD_RESET_CNTRS 243
#define VTD_ECMD_CMD_FREEZE 244
#define VTD_ECMD_CMD_UNFREEZE 245
static inline uint64_t vtd_ecmd_cmd(uint64_t reg) { return reg & VTD_ECMD_CMD_MASK; }
static inline uint64_t vtd_ecmd_cmd_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECMD_CMD_MASK) | (value & VTD_ECMD_CMD_MASK); }
// ECMD.OPA [63:16], wo: operand A
#define VTD_ECMD_OPA_SHIFT 16
#define VTD_ECMD_OPA_WIDTH 48
#define VTD_ECMD_OPA_MASK UINT64_C(0xFFFFFFFFFFFF0000)
static inline uint64_t vtd_ecmd_opa(uint64_t reg) { return (reg & VTD_ECMD_OPA_MASK) >> 16; }
static inline uint64_t vtd_ecmd_opa_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECMD_OPA_MASK) | ((value << 16) & VTD_ECMD_OPA_MASK); }

// ECEO: Enhanced command extended operand; 64 bits; needs ECMDS
#define VTD_ECEO_REG 0x408 // from the unit base
// ECEO.OPB [63:0], wo: operand B
#define VTD_ECEO_OPB_SHIFT 0
#define VTD_ECEO_OPB_WIDTH 64
#define VTD_ECEO_OPB_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_eceo_opb(uint64_t reg) { return reg & VTD_ECEO_OPB_MASK; }
static inline uint64_t vtd_eceo_opb_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECEO_OPB_MASK) | (value & VTD_ECEO_OPB_MASK); }

// ECRSP: Enhanced command response; 64 bits; needs ECMDS
#define VTD_ECRSP_REG 0x410 // from the unit base
// ECRSP.IP [0], ro: command in progress
#define VTD_ECRSP_IP_SHIFT 0
#define VTD_ECRSP_IP_WIDTH 1
#define VTD_ECRSP_IP_MASK UINT64_C(0x0000000000000001)
#define VTD_ECRSP_IP VTD_ECRSP_IP_MASK
static inline uint64_t vtd_ecrsp_ip(uint64_t reg) { return reg & VTD_ECRSP_IP_MASK; }
static inline uint64_t vtd_ecrsp_ip_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECRSP_IP_MASK) | (value & VTD_ECRSP_IP_MASK); }
// ECRSP.SC [7:1], ro: status code
#define VTD_ECRSP_SC_SHIFT 1
#define VTD_ECRSP_SC_WIDTH 7
#define VTD_ECRSP_SC_MASK UINT64_C(0x00000000000000FE)
#define VTD_ECRSP_SC_OK 0
#define VTD_ECRSP_SC_UNDEFINED 1
#define VTD_ECRSP_SC_ABORTED 2
#define VTD_ECRSP_SC_SPECIFIC 16
static inline uint64_t vtd_ecrsp_sc(uint64_t reg) { return (reg & VTD_ECRSP_SC_MASK) >> 1; }
static inline uint64_t vtd_ecrsp_sc_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECRSP_SC_MASK) | ((value << 1) & VTD_ECRSP_SC_MASK); }
// ECRSP.RSLT [63:16], ro: result
#define VTD_ECRSP_RSLT_SHIFT 16
#define VTD_ECRSP_RSLT_WIDTH 48
#define VTD_ECRSP_RSLT_MASK UINT64_C(0xFFFFFFFFFFFF0000)
static inline uint64_t vtd_ecrsp_rslt(uint64_t reg) { return (reg & VTD_ECRSP_RSLT_MASK) >> 16; }
static inline uint64_t vtd_ecrsp_rslt_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECRSP_RSLT_MASK) | ((value << 16) & VTD_ECRSP_RSLT_MASK); }

// ECSTS_0: Enhanced command status 0; all reserved; 64 bits; needs ECMDS
#define VTD_ECSTS_0_REG 0x420 // from the unit base

// ECSTS_1: Enhanced command status 1; all reserved; 64 bits; needs ECMDS
#define VTD_ECSTS_1_REG 0x428 // from the unit base

// ECCAP_0: Enhanced command capabilities 0; all reserved; 64 bits; needs ECMDS
#define VTD_ECCAP_0_REG 0x430 // from the unit base

// ECCAP_1: Enhanced command capabilities 1; all reserved; 64 bits; needs ECMDS
#define VTD_ECCAP_1_REG 0x438 // from the unit base

// ECCAP_2: Enhanced command capabilities 2; all reserved; 64 bits; needs ECMDS
#define VTD_ECCAP_2_REG 0x440 // from the unit base

// ECCAP_3: Enhanced command capabilities 3; 64 bits; needs ECMDS
#define VTD_ECCAP_3_REG 0x448 // from the unit base
// ECCAP_3.ECNTS [48], ro: enable counter
#define VTD_ECCAP_3_ECNTS_SHIFT 48
#define VTD_ECCAP_3_ECNTS_WIDTH 1
#define VTD_ECCAP_3_ECNTS_MASK UINT64_C(0x0001000000000000)
#define VTD_ECCAP_3_ECNTS VTD_ECCAP_3_ECNTS_MASK
static inline uint64_t vtd_eccap_3_ecnts(uint64_t reg) { return (reg & VTD_ECCAP_3_ECNTS_MASK) >> 48; }
static inline uint64_t vtd_eccap_3_ecnts_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECCAP_3_ECNTS_MASK) | ((value << 48) & VTD_ECCAP_3_ECNTS_MASK); }
// ECCAP_3.DCNTS [49], ro: disable counter
#define VTD_ECCAP_3_DCNTS_SHIFT 49
#define VTD_ECCAP_3_DCNTS_WIDTH 1
#define VTD_ECCAP_3_DCNTS_MASK UINT64_C(0x0002000000000000)
#define VTD_ECCAP_3_DCNTS VTD_ECCAP_3_DCNTS_MASK
static inline uint64_t vtd_eccap_3_dcnts(uint64_t reg) { return (reg & VTD_ECCAP_3_DCNTS_MASK) >> 49; }
static inline uint64_t vtd_eccap_3_dcnts_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECCAP_3_DCNTS_MASK) | ((value << 49) & VTD_ECCAP_3_DCNTS_MASK); }
// ECCAP_3.RCFGS [50], ro: reset all configuration
#define VTD_ECCAP_3_RCFGS_SHIFT 50
#define VTD_ECCAP_3_RCFGS_WIDTH 1
#define VTD_ECCAP_3_RCFGS_MASK UINT64_C(0x0004000000000000)
#define VTD_ECCAP_3_RCFGS VTD_ECCAP_3_RCFGS_MASK
static inline uint64_t vtd_eccap_3_rcfgs(uint64_t reg) { return (reg & VTD_ECCAP_3_RCFGS_MASK) >> 50; }
static inline uint64_t vtd_eccap_3_rcfgs_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECCAP_3_RCFGS_MASK) | ((value << 50) & VTD_ECCAP_3_RCFGS_MASK); }
// ECCAP_3.RCNTS [51], ro: reset all counters
#define VTD_ECCAP_3_RCNTS_SHIFT 51
#define VTD_ECCAP_3_RCNTS_WIDTH 1
#define VTD_ECCAP_3_RCNTS_MASK UINT64_C(0x0008000000000000)
#define VTD_ECCAP_3_RCNTS VTD_ECCAP_3_RCNTS_MASK
static inline uint64_t vtd_eccap_3_rcnts(uint64_t reg) { return (reg & VTD_ECCAP_3_RCNTS_MASK) >> 51; }
static inline uint64_t vtd_eccap_3_rcnts_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECCAP_3_RCNTS_MASK) | ((value << 51) & VTD_ECCAP_3_RCNTS_MASK); }
// ECCAP_3.FCNTS [52], ro: freeze all counters
#define VTD_ECCAP_3_FCNTS_SHIFT 52
#define VTD_ECCAP_3_FCNTS_WIDTH 1
#define VTD_ECCAP_3_FCNTS_MASK UINT64_C(0x0010000000000000)
#define VTD_ECCAP_3_FCNTS VTD_ECCAP_3_FCNTS_MASK
static inline uint64_t vtd_eccap_3_fcnts(uint64_t reg) { return (reg & VTD_ECCAP_3_FCNTS_MASK) >> 52; }
static inline uint64_t vtd_eccap_3_fcnts_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECCAP_3_FCNTS_MASK) | ((value << 52) & VTD_ECCAP_3_FCNTS_MASK); }
// ECCAP_3.UFCNTS [53], ro: unfreeze all counters
#define VTD_ECCAP_3_UFCNTS_SHIFT 53
#define VTD_ECCAP_3_UFCNTS_WIDTH 1
#define VTD_ECCAP_3_UFCNTS_MASK UINT64_C(0x0020000000000000)
#define VTD_ECCAP_3_UFCNTS VTD_ECCAP_3_UFCNTS_MASK
static inline uint64_t vtd_eccap_3_ufcnts(uint64_t reg) { return (reg & VTD_ECCAP_3_UFCNTS_MASK) >> 53; }
static inline uint64_t vtd_eccap_3_ufcnts_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_ECCAP_3_UFCNTS_MASK) | ((value << 53) & VTD_ECCAP_3_UFCNTS_MASK); }

// VCMD: Virtual command; 64 bits; needs VCS
#define VTD_VCMD_REG 0xE00 // from the unit base
// VCMD.CMD [7:0], wo: command
#define VTD_VCMD_CMD_SHIFT 0
#define VTD_VCMD_CMD_WIDTH 8
#define VTD_VCMD_CMD_MASK UINT64_C(0x00000000000000FF)
#define VTD_VCMD_CMD_NULL 0
#define VTD_VCMD_CMD_ALLOC_PASID 1
#define VTD_VCMD_CMD_FREE_PASID 2
static inline uint64_t vtd_vcmd_cmd(uint64_t reg) { return reg & VTD_VCMD_CMD_MASK; }
static inline uint64_t vtd_vcmd_cmd_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCMD_CMD_MASK) | (value & VTD_VCMD_CMD_MASK); }
// VCMD.OPA [63:16], wo: operand A
#define VTD_VCMD_OPA_SHIFT 16
#define VTD_VCMD_OPA_WIDTH 48
#define VTD_VCMD_OPA_MASK UINT64_C(0xFFFFFFFFFFFF0000)
static inline uint64_t vtd_vcmd_opa(uint64_t reg) { return (reg & VTD_VCMD_OPA_MASK) >> 16; }
static inline uint64_t vtd_vcmd_opa_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCMD_OPA_MASK) | ((value << 16) & VTD_VCMD_OPA_MASK); }
// VCMD.PASID [35:16], wo: operand of FREE_PASID
#define VTD_VCMD_PASID_SHIFT 16
#define VTD_VCMD_PASID_WIDTH 20
#define VTD_VCMD_PASID_MASK UINT64_C(0x0000000FFFFF0000)
static inline uint64_t vtd_vcmd_pasid(uint64_t reg) { return (reg & VTD_VCMD_PASID_MASK) >> 16; }
static inline uint64_t vtd_vcmd_pasid_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCMD_PASID_MASK) | ((value << 16) & VTD_VCMD_PASID_MASK); }

// VCMD_EO: Virtual command extended operand; 64 bits; needs VCS
#define VTD_VCMD_EO_REG 0xE08 // from the unit base
// VCMD_EO.OPB [63:0], wo: operand B
#define VTD_VCMD_EO_OPB_SHIFT 0
#define VTD_VCMD_EO_OPB_WIDTH 64
#define VTD_VCMD_EO_OPB_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_vcmd_eo_opb(uint64_t reg) { return reg & VTD_VCMD_EO_OPB_MASK; }
static inline uint64_t vtd_vcmd_eo_opb_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCMD_EO_OPB_MASK) | (value & VTD_VCMD_EO_OPB_MASK); }

// VCRSP: Virtual command response; 64 bits; needs VCS
#define VTD_VCRSP_REG 0xE10 // from the unit base
// VCRSP.IP [0], ro: command in progress
#define VTD_VCRSP_IP_SHIFT 0
#define VTD_VCRSP_IP_WIDTH 1
#define VTD_VCRSP_IP_MASK UINT64_C(0x0000000000000001)
#define VTD_VCRSP_IP VTD_VCRSP_IP_MASK
static inline uint64_t vtd_vcrsp_ip(uint64_t reg) { return reg & VTD_VCRSP_IP_MASK; }
static inline uint64_t vtd_vcrsp_ip_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCRSP_IP_MASK) | (value & VTD_VCRSP_IP_MASK); }
// VCRSP.SC [7:1], ro: status code
#define VTD_VCRSP_SC_SHIFT 1
#define VTD_VCRSP_SC_WIDTH 7
#define VTD_VCRSP_SC_MASK UINT64_C(0x00000000000000FE)
#define VTD_VCRSP_SC_OK 0
#define VTD_VCRSP_SC_UNDEFINED 1
#define VTD_VCRSP_SC_PASID 16
static inline uint64_t vtd_vcrsp_sc(uint64_t reg) { return (reg & VTD_VCRSP_SC_MASK) >> 1; }
static inline uint64_t vtd_vcrsp_sc_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCRSP_SC_MASK) | ((value << 1) & VTD_VCRSP_SC_MASK); }
// VCRSP.RSLT [63:16], ro: result
#define VTD_VCRSP_RSLT_SHIFT 16
#define VTD_VCRSP_RSLT_WIDTH 48
#define VTD_VCRSP_RSLT_MASK UINT64_C(0xFFFFFFFFFFFF0000)
static inline uint64_t vtd_vcrsp_rslt(uint64_t reg) { return (reg & VTD_VCRSP_RSLT_MASK) >> 16; }
static inline uint64_t vtd_vcrsp_rslt_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCRSP_RSLT_MASK) | ((value << 16) & VTD_VCRSP_RSLT_MASK); }
// VCRSP.PASID [35:16], ro: result of ALLOC_PASID
#define VTD_VCRSP_PASID_SHIFT 16
#define VTD_VCRSP_PASID_WIDTH 20
#define VTD_VCRSP_PASID_MASK UINT64_C(0x0000000FFFFF0000)
static inline uint64_t vtd_vcrsp_pasid(uint64_t reg) { return (reg & VTD_VCRSP_PASID_MASK) >> 16; }
static inline uint64_t vtd_vcrsp_pasid_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCRSP_PASID_MASK) | ((value << 16) & VTD_VCRSP_PASID_MASK); }

// VCCAP: Virtual command capabilities; 64 bits; needs VCS
#define VTD_VCCAP_REG 0xE30 // from the unit base
// VCCAP.NS [0], ro: null command
#define VTD_VCCAP_NS_SHIFT 0
#define VTD_VCCAP_NS_WIDTH 1
#define VTD_VCCAP_NS_MASK UINT64_C(0x0000000000000001)
#define VTD_VCCAP_NS VTD_VCCAP_NS_MASK
static inline uint64_t vtd_vccap_ns(uint64_t reg) { return reg & VTD_VCCAP_NS_MASK; }
static inline uint64_t vtd_vccap_ns_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCCAP_NS_MASK) | (value & VTD_VCCAP_NS_MASK); }
// VCCAP.PAS [1], ro: PASID allocation
#define VTD_VCCAP_PAS_SHIFT 1
#define VTD_VCCAP_PAS_WIDTH 1
#define VTD_VCCAP_PAS_MASK UINT64_C(0x0000000000000002)
#define VTD_VCCAP_PAS VTD_VCCAP_PAS_MASK
static inline uint64_t vtd_vccap_pas(uint64_t reg) { return (reg & VTD_VCCAP_PAS_MASK) >> 1; }
static inline uint64_t vtd_vccap_pas_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCCAP_PAS_MASK) | ((value << 1) & VTD_VCCAP_PAS_MASK); }
// VCCAP.FPS [2], ro: PASID release
#define VTD_VCCAP_FPS_SHIFT 2
#define VTD_VCCAP_FPS_WIDTH 1
#define VTD_VCCAP_FPS_MASK UINT64_C(0x0000000000000004)
#define VTD_VCCAP_FPS VTD_VCCAP_FPS_MASK
static inline uint64_t vtd_vccap_fps(uint64_t reg) { return (reg & VTD_VCCAP_FPS_MASK) >> 2; }
static inline uint64_t vtd_vccap_fps_set(uint64_t reg, uint64_t value) { return (reg & ~VTD_VCCAP_FPS_MASK) | ((value << 2) & VTD_VCCAP_FPS_MASK); }

// Width of a domain id, bits, from CAP.ND (7 is reserved and counts as 6).
static inline unsigned vtd_did_width(uint64_t cap) {
  const unsigned nd = (unsigned)vtd_cap_nd(cap);
  return 4 + 2 * (nd > 6 ? 6 : nd);
}

// For a field of `width` bits whose lowest bit holds bit `lsb` of a value: the field's bits, right
// aligned, that hold value bits at and above `limit`.
static inline uint64_t vtd_bits_from(unsigned limit, unsigned lsb, unsigned width) {
  const uint64_t all = width >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << width) - 1;
  const unsigned keep = limit > lsb ? limit - lsb : 0;
  return keep >= width ? 0 : all & ~((UINT64_C(1) << keep) - 1);
}

// ---- In-memory structures and descriptors

// ROOT: Legacy root entry; index = bus (ch. 9)
#define VTD_ROOT_SIZE 16
#define VTD_ROOT_WORDS 2
// ROOT.P [0]: present
#define VTD_ROOT_P_WORD 0
#define VTD_ROOT_P_SHIFT 0
#define VTD_ROOT_P_WIDTH 1
#define VTD_ROOT_P_MASK UINT64_C(0x0000000000000001)
#define VTD_ROOT_P VTD_ROOT_P_MASK
static inline uint64_t vtd_root_p(const uint64_t *e) { return e[0] & VTD_ROOT_P_MASK; }
static inline void vtd_root_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_ROOT_P_MASK) | (value & VTD_ROOT_P_MASK); }
// ROOT.CTP [63:12]: context table
#define VTD_ROOT_CTP_WORD 0
#define VTD_ROOT_CTP_SHIFT 12
#define VTD_ROOT_CTP_WIDTH 52
#define VTD_ROOT_CTP_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_root_ctp(const uint64_t *e) { return e[0] & VTD_ROOT_CTP_MASK; }
static inline void vtd_root_ctp_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_ROOT_CTP_MASK) | (value & VTD_ROOT_CTP_MASK); }
static inline void vtd_root_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_ROOT_WORDS]) {
  (void)cap;
  (void)ecap;
  out[0] = UINT64_C(0x0000000000000FFE);
  out[1] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[0] |= vtd_bits_from(haw, 12, 52) << VTD_ROOT_CTP_SHIFT;
}

// SM_ROOT: Scalable-mode root entry; index = bus; only the half in use is checked (word 0 or 1) (ch. 9)
#define VTD_SM_ROOT_SIZE 16
#define VTD_SM_ROOT_WORDS 2
// SM_ROOT.LP [0]: lower half (devfn 00h-7Fh) present
#define VTD_SM_ROOT_LP_WORD 0
#define VTD_SM_ROOT_LP_SHIFT 0
#define VTD_SM_ROOT_LP_WIDTH 1
#define VTD_SM_ROOT_LP_MASK UINT64_C(0x0000000000000001)
#define VTD_SM_ROOT_LP VTD_SM_ROOT_LP_MASK
static inline uint64_t vtd_sm_root_lp(const uint64_t *e) { return e[0] & VTD_SM_ROOT_LP_MASK; }
static inline void vtd_sm_root_lp_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SM_ROOT_LP_MASK) | (value & VTD_SM_ROOT_LP_MASK); }
// SM_ROOT.LCTP [63:12]: context table of the lower half
#define VTD_SM_ROOT_LCTP_WORD 0
#define VTD_SM_ROOT_LCTP_SHIFT 12
#define VTD_SM_ROOT_LCTP_WIDTH 52
#define VTD_SM_ROOT_LCTP_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_sm_root_lctp(const uint64_t *e) { return e[0] & VTD_SM_ROOT_LCTP_MASK; }
static inline void vtd_sm_root_lctp_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SM_ROOT_LCTP_MASK) | (value & VTD_SM_ROOT_LCTP_MASK); }
// SM_ROOT.UP [64]: upper half (devfn 80h-FFh) present
#define VTD_SM_ROOT_UP_WORD 1
#define VTD_SM_ROOT_UP_SHIFT 0
#define VTD_SM_ROOT_UP_WIDTH 1
#define VTD_SM_ROOT_UP_MASK UINT64_C(0x0000000000000001)
#define VTD_SM_ROOT_UP VTD_SM_ROOT_UP_MASK
static inline uint64_t vtd_sm_root_up(const uint64_t *e) { return e[1] & VTD_SM_ROOT_UP_MASK; }
static inline void vtd_sm_root_up_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_SM_ROOT_UP_MASK) | (value & VTD_SM_ROOT_UP_MASK); }
// SM_ROOT.UCTP [127:76]: context table of the upper half
#define VTD_SM_ROOT_UCTP_WORD 1
#define VTD_SM_ROOT_UCTP_SHIFT 12
#define VTD_SM_ROOT_UCTP_WIDTH 52
#define VTD_SM_ROOT_UCTP_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_sm_root_uctp(const uint64_t *e) { return e[1] & VTD_SM_ROOT_UCTP_MASK; }
static inline void vtd_sm_root_uctp_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_SM_ROOT_UCTP_MASK) | (value & VTD_SM_ROOT_UCTP_MASK); }
static inline void vtd_sm_root_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_SM_ROOT_WORDS]) {
  (void)cap;
  (void)ecap;
  out[0] = UINT64_C(0x0000000000000FFE);
  out[1] = UINT64_C(0x0000000000000FFE);
  out[0] |= vtd_bits_from(haw, 12, 52) << VTD_SM_ROOT_LCTP_SHIFT;
  out[1] |= vtd_bits_from(haw, 12, 52) << VTD_SM_ROOT_UCTP_SHIFT;
}

// CTX: Legacy context entry; index = devfn (ch. 9)
#define VTD_CTX_SIZE 16
#define VTD_CTX_WORDS 2
// CTX.P [0]: present
#define VTD_CTX_P_WORD 0
#define VTD_CTX_P_SHIFT 0
#define VTD_CTX_P_WIDTH 1
#define VTD_CTX_P_MASK UINT64_C(0x0000000000000001)
#define VTD_CTX_P VTD_CTX_P_MASK
static inline uint64_t vtd_ctx_p(const uint64_t *e) { return e[0] & VTD_CTX_P_MASK; }
static inline void vtd_ctx_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_CTX_P_MASK) | (value & VTD_CTX_P_MASK); }
// CTX.FPD [1]: qualified faults are not reported; looked at even if P = 0
#define VTD_CTX_FPD_WORD 0
#define VTD_CTX_FPD_SHIFT 1
#define VTD_CTX_FPD_WIDTH 1
#define VTD_CTX_FPD_MASK UINT64_C(0x0000000000000002)
#define VTD_CTX_FPD VTD_CTX_FPD_MASK
static inline uint64_t vtd_ctx_fpd(const uint64_t *e) { return (e[0] & VTD_CTX_FPD_MASK) >> 1; }
static inline void vtd_ctx_fpd_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_CTX_FPD_MASK) | ((value << 1) & VTD_CTX_FPD_MASK); }
// CTX.TT [3:2]: translation type
#define VTD_CTX_TT_WORD 0
#define VTD_CTX_TT_SHIFT 2
#define VTD_CTX_TT_WIDTH 2
#define VTD_CTX_TT_MASK UINT64_C(0x000000000000000C)
#define VTD_CTX_TT_UNTRANSLATED 0
#define VTD_CTX_TT_DEV_TLB 1
#define VTD_CTX_TT_PASS_THROUGH 2
#define VTD_CTX_TT_RSVD 3
static inline uint64_t vtd_ctx_tt(const uint64_t *e) { return (e[0] & VTD_CTX_TT_MASK) >> 2; }
static inline void vtd_ctx_tt_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_CTX_TT_MASK) | ((value << 2) & VTD_CTX_TT_MASK); }
// CTX.SSPTPTR [63:12]: second-stage top table; not used by pass-through
#define VTD_CTX_SSPTPTR_WORD 0
#define VTD_CTX_SSPTPTR_SHIFT 12
#define VTD_CTX_SSPTPTR_WIDTH 52
#define VTD_CTX_SSPTPTR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_ctx_ssptptr(const uint64_t *e) { return e[0] & VTD_CTX_SSPTPTR_MASK; }
static inline void vtd_ctx_ssptptr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_CTX_SSPTPTR_MASK) | (value & VTD_CTX_SSPTPTR_MASK); }
// CTX.AW [66:64]: address width of the second-stage tables
#define VTD_CTX_AW_WORD 1
#define VTD_CTX_AW_SHIFT 0
#define VTD_CTX_AW_WIDTH 3
#define VTD_CTX_AW_MASK UINT64_C(0x0000000000000007)
#define VTD_CTX_AW_39 1
#define VTD_CTX_AW_48 2
#define VTD_CTX_AW_57 3
static inline uint64_t vtd_ctx_aw(const uint64_t *e) { return e[1] & VTD_CTX_AW_MASK; }
static inline void vtd_ctx_aw_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_CTX_AW_MASK) | (value & VTD_CTX_AW_MASK); }
// CTX.DID [87:72]: domain id
#define VTD_CTX_DID_WORD 1
#define VTD_CTX_DID_SHIFT 8
#define VTD_CTX_DID_WIDTH 16
#define VTD_CTX_DID_MASK UINT64_C(0x0000000000FFFF00)
static inline uint64_t vtd_ctx_did(const uint64_t *e) { return (e[1] & VTD_CTX_DID_MASK) >> 8; }
static inline void vtd_ctx_did_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_CTX_DID_MASK) | ((value << 8) & VTD_CTX_DID_MASK); }
static inline void vtd_ctx_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_CTX_WORDS]) {
  (void)ecap;
  out[0] = UINT64_C(0x0000000000000FF0);
  out[1] = UINT64_C(0xFFFFFFFFFF000080);
  out[0] |= vtd_bits_from(haw, 12, 52) << VTD_CTX_SSPTPTR_SHIFT;
  out[1] |= vtd_bits_from(vtd_did_width(cap), 0, 16) << VTD_CTX_DID_SHIFT;
}

// SM_CTX: Scalable-mode context entry; index = devfn bits 6:0 (ch. 9)
#define VTD_SM_CTX_SIZE 32
#define VTD_SM_CTX_WORDS 4
// SM_CTX.P [0]: present
#define VTD_SM_CTX_P_WORD 0
#define VTD_SM_CTX_P_SHIFT 0
#define VTD_SM_CTX_P_WIDTH 1
#define VTD_SM_CTX_P_MASK UINT64_C(0x0000000000000001)
#define VTD_SM_CTX_P VTD_SM_CTX_P_MASK
static inline uint64_t vtd_sm_ctx_p(const uint64_t *e) { return e[0] & VTD_SM_CTX_P_MASK; }
static inline void vtd_sm_ctx_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SM_CTX_P_MASK) | (value & VTD_SM_CTX_P_MASK); }
// SM_CTX.FPD [1]: qualified faults are not reported; looked at even if P = 0
#define VTD_SM_CTX_FPD_WORD 0
#define VTD_SM_CTX_FPD_SHIFT 1
#define VTD_SM_CTX_FPD_WIDTH 1
#define VTD_SM_CTX_FPD_MASK UINT64_C(0x0000000000000002)
#define VTD_SM_CTX_FPD VTD_SM_CTX_FPD_MASK
static inline uint64_t vtd_sm_ctx_fpd(const uint64_t *e) { return (e[0] & VTD_SM_CTX_FPD_MASK) >> 1; }
static inline void vtd_sm_ctx_fpd_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SM_CTX_FPD_MASK) | ((value << 1) & VTD_SM_CTX_FPD_MASK); }
// SM_CTX.DTE [2]; needs DT: device-TLB enable
#define VTD_SM_CTX_DTE_WORD 0
#define VTD_SM_CTX_DTE_SHIFT 2
#define VTD_SM_CTX_DTE_WIDTH 1
#define VTD_SM_CTX_DTE_MASK UINT64_C(0x0000000000000004)
#define VTD_SM_CTX_DTE VTD_SM_CTX_DTE_MASK
static inline uint64_t vtd_sm_ctx_dte(const uint64_t *e) { return (e[0] & VTD_SM_CTX_DTE_MASK) >> 2; }
static inline void vtd_sm_ctx_dte_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SM_CTX_DTE_MASK) | ((value << 2) & VTD_SM_CTX_DTE_MASK); }
// SM_CTX.PASIDE [3]; needs PASID: requests with PASID enable
#define VTD_SM_CTX_PASIDE_WORD 0
#define VTD_SM_CTX_PASIDE_SHIFT 3
#define VTD_SM_CTX_PASIDE_WIDTH 1
#define VTD_SM_CTX_PASIDE_MASK UINT64_C(0x0000000000000008)
#define VTD_SM_CTX_PASIDE VTD_SM_CTX_PASIDE_MASK
static inline uint64_t vtd_sm_ctx_paside(const uint64_t *e) { return (e[0] & VTD_SM_CTX_PASIDE_MASK) >> 3; }
static inline void vtd_sm_ctx_paside_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SM_CTX_PASIDE_MASK) | ((value << 3) & VTD_SM_CTX_PASIDE_MASK); }
// SM_CTX.PRE [4]; needs PRS: page request enable
#define VTD_SM_CTX_PRE_WORD 0
#define VTD_SM_CTX_PRE_SHIFT 4
#define VTD_SM_CTX_PRE_WIDTH 1
#define VTD_SM_CTX_PRE_MASK UINT64_C(0x0000000000000010)
#define VTD_SM_CTX_PRE VTD_SM_CTX_PRE_MASK
static inline uint64_t vtd_sm_ctx_pre(const uint64_t *e) { return (e[0] & VTD_SM_CTX_PRE_MASK) >> 4; }
static inline void vtd_sm_ctx_pre_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SM_CTX_PRE_MASK) | ((value << 4) & VTD_SM_CTX_PRE_MASK); }
// SM_CTX.PDTS [11:9]: PASID directory of 2^(PDTS+7) entries
#define VTD_SM_CTX_PDTS_WORD 0
#define VTD_SM_CTX_PDTS_SHIFT 9
#define VTD_SM_CTX_PDTS_WIDTH 3
#define VTD_SM_CTX_PDTS_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_sm_ctx_pdts(const uint64_t *e) { return (e[0] & VTD_SM_CTX_PDTS_MASK) >> 9; }
static inline void vtd_sm_ctx_pdts_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SM_CTX_PDTS_MASK) | ((value << 9) & VTD_SM_CTX_PDTS_MASK); }
// SM_CTX.PASIDDIRPTR [63:12]: PASID directory
#define VTD_SM_CTX_PASIDDIRPTR_WORD 0
#define VTD_SM_CTX_PASIDDIRPTR_SHIFT 12
#define VTD_SM_CTX_PASIDDIRPTR_WIDTH 52
#define VTD_SM_CTX_PASIDDIRPTR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_sm_ctx_pasiddirptr(const uint64_t *e) { return e[0] & VTD_SM_CTX_PASIDDIRPTR_MASK; }
static inline void vtd_sm_ctx_pasiddirptr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SM_CTX_PASIDDIRPTR_MASK) | (value & VTD_SM_CTX_PASIDDIRPTR_MASK); }
// SM_CTX.RID_PASID [83:64]; needs RPS: PASID of requests without PASID
#define VTD_SM_CTX_RID_PASID_WORD 1
#define VTD_SM_CTX_RID_PASID_SHIFT 0
#define VTD_SM_CTX_RID_PASID_WIDTH 20
#define VTD_SM_CTX_RID_PASID_MASK UINT64_C(0x00000000000FFFFF)
static inline uint64_t vtd_sm_ctx_rid_pasid(const uint64_t *e) { return e[1] & VTD_SM_CTX_RID_PASID_MASK; }
static inline void vtd_sm_ctx_rid_pasid_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_SM_CTX_RID_PASID_MASK) | (value & VTD_SM_CTX_RID_PASID_MASK); }
// SM_CTX.RID_PRIV [84]; needs RPRIVS: privilege of requests without PASID
#define VTD_SM_CTX_RID_PRIV_WORD 1
#define VTD_SM_CTX_RID_PRIV_SHIFT 20
#define VTD_SM_CTX_RID_PRIV_WIDTH 1
#define VTD_SM_CTX_RID_PRIV_MASK UINT64_C(0x0000000000100000)
#define VTD_SM_CTX_RID_PRIV VTD_SM_CTX_RID_PRIV_MASK
static inline uint64_t vtd_sm_ctx_rid_priv(const uint64_t *e) { return (e[1] & VTD_SM_CTX_RID_PRIV_MASK) >> 20; }
static inline void vtd_sm_ctx_rid_priv_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_SM_CTX_RID_PRIV_MASK) | ((value << 20) & VTD_SM_CTX_RID_PRIV_MASK); }
static inline void vtd_sm_ctx_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_SM_CTX_WORDS]) {
  (void)cap;
  out[0] = UINT64_C(0x00000000000001E0);
  out[1] = UINT64_C(0xFFFFFFFFFFE00000);
  out[2] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[3] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  if (!((ecap & VTD_ECAP_DT_MASK) != 0)) out[0] |= VTD_SM_CTX_DTE_MASK;
  if (!((ecap & VTD_ECAP_PASID_MASK) != 0)) out[0] |= VTD_SM_CTX_PASIDE_MASK;
  if (!((ecap & VTD_ECAP_PRS_MASK) != 0)) out[0] |= VTD_SM_CTX_PRE_MASK;
  out[0] |= vtd_bits_from(haw, 12, 52) << VTD_SM_CTX_PASIDDIRPTR_SHIFT;
  if (!((ecap & VTD_ECAP_RPS_MASK) != 0)) out[1] |= VTD_SM_CTX_RID_PASID_MASK;
  if (!((ecap & VTD_ECAP_RPRIVS_MASK) != 0)) out[1] |= VTD_SM_CTX_RID_PRIV_MASK;
}

// PASID_DIR: PASID directory entry; index = PASID bits 19:6 (ch. 9)
#define VTD_PASID_DIR_SIZE 8
#define VTD_PASID_DIR_WORDS 1
// PASID_DIR.P [0]: present
#define VTD_PASID_DIR_P_WORD 0
#define VTD_PASID_DIR_P_SHIFT 0
#define VTD_PASID_DIR_P_WIDTH 1
#define VTD_PASID_DIR_P_MASK UINT64_C(0x0000000000000001)
#define VTD_PASID_DIR_P VTD_PASID_DIR_P_MASK
static inline uint64_t vtd_pasid_dir_p(const uint64_t *e) { return e[0] & VTD_PASID_DIR_P_MASK; }
static inline void vtd_pasid_dir_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PASID_DIR_P_MASK) | (value & VTD_PASID_DIR_P_MASK); }
// PASID_DIR.FPD [1]: qualified faults are not reported; looked at even if P = 0
#define VTD_PASID_DIR_FPD_WORD 0
#define VTD_PASID_DIR_FPD_SHIFT 1
#define VTD_PASID_DIR_FPD_WIDTH 1
#define VTD_PASID_DIR_FPD_MASK UINT64_C(0x0000000000000002)
#define VTD_PASID_DIR_FPD VTD_PASID_DIR_FPD_MASK
static inline uint64_t vtd_pasid_dir_fpd(const uint64_t *e) { return (e[0] & VTD_PASID_DIR_FPD_MASK) >> 1; }
static inline void vtd_pasid_dir_fpd_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PASID_DIR_FPD_MASK) | ((value << 1) & VTD_PASID_DIR_FPD_MASK); }
// PASID_DIR.SMPTBLPTR [63:12]: PASID table of 64 entries
#define VTD_PASID_DIR_SMPTBLPTR_WORD 0
#define VTD_PASID_DIR_SMPTBLPTR_SHIFT 12
#define VTD_PASID_DIR_SMPTBLPTR_WIDTH 52
#define VTD_PASID_DIR_SMPTBLPTR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_pasid_dir_smptblptr(const uint64_t *e) { return e[0] & VTD_PASID_DIR_SMPTBLPTR_MASK; }
static inline void vtd_pasid_dir_smptblptr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PASID_DIR_SMPTBLPTR_MASK) | (value & VTD_PASID_DIR_SMPTBLPTR_MASK); }
static inline void vtd_pasid_dir_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_PASID_DIR_WORDS]) {
  (void)cap;
  (void)ecap;
  out[0] = UINT64_C(0x0000000000000FFC);
  out[0] |= vtd_bits_from(haw, 12, 52) << VTD_PASID_DIR_SMPTBLPTR_SHIFT;
}

// PASID: PASID table entry; index = PASID bits 5:0 (ch. 9)
#define VTD_PASID_SIZE 64
#define VTD_PASID_WORDS 8
// PASID.P [0]: present
#define VTD_PASID_P_WORD 0
#define VTD_PASID_P_SHIFT 0
#define VTD_PASID_P_WIDTH 1
#define VTD_PASID_P_MASK UINT64_C(0x0000000000000001)
#define VTD_PASID_P VTD_PASID_P_MASK
static inline uint64_t vtd_pasid_p(const uint64_t *e) { return e[0] & VTD_PASID_P_MASK; }
static inline void vtd_pasid_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PASID_P_MASK) | (value & VTD_PASID_P_MASK); }
// PASID.FPD [1]: qualified faults are not reported; looked at even if P = 0
#define VTD_PASID_FPD_WORD 0
#define VTD_PASID_FPD_SHIFT 1
#define VTD_PASID_FPD_WIDTH 1
#define VTD_PASID_FPD_MASK UINT64_C(0x0000000000000002)
#define VTD_PASID_FPD VTD_PASID_FPD_MASK
static inline uint64_t vtd_pasid_fpd(const uint64_t *e) { return (e[0] & VTD_PASID_FPD_MASK) >> 1; }
static inline void vtd_pasid_fpd_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PASID_FPD_MASK) | ((value << 1) & VTD_PASID_FPD_MASK); }
// PASID.AW [4:2]; needs SSTS: address width of the second-stage tables
#define VTD_PASID_AW_WORD 0
#define VTD_PASID_AW_SHIFT 2
#define VTD_PASID_AW_WIDTH 3
#define VTD_PASID_AW_MASK UINT64_C(0x000000000000001C)
#define VTD_PASID_AW_39 1
#define VTD_PASID_AW_48 2
#define VTD_PASID_AW_57 3
static inline uint64_t vtd_pasid_aw(const uint64_t *e) { return (e[0] & VTD_PASID_AW_MASK) >> 2; }
static inline void vtd_pasid_aw_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PASID_AW_MASK) | ((value << 2) & VTD_PASID_AW_MASK); }
// PASID.PGTT [8:6]: translation type
#define VTD_PASID_PGTT_WORD 0
#define VTD_PASID_PGTT_SHIFT 6
#define VTD_PASID_PGTT_WIDTH 3
#define VTD_PASID_PGTT_MASK UINT64_C(0x00000000000001C0)
#define VTD_PASID_PGTT_FS 1
#define VTD_PASID_PGTT_SS 2
#define VTD_PASID_PGTT_NESTED 3
#define VTD_PASID_PGTT_PT 4
static inline uint64_t vtd_pasid_pgtt(const uint64_t *e) { return (e[0] & VTD_PASID_PGTT_MASK) >> 6; }
static inline void vtd_pasid_pgtt_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PASID_PGTT_MASK) | ((value << 6) & VTD_PASID_PGTT_MASK); }
// PASID.SSADE [9]; needs SSADE: second-stage accessed and dirty flags enable
#define VTD_PASID_SSADE_WORD 0
#define VTD_PASID_SSADE_SHIFT 9
#define VTD_PASID_SSADE_WIDTH 1
#define VTD_PASID_SSADE_MASK UINT64_C(0x0000000000000200)
#define VTD_PASID_SSADE VTD_PASID_SSADE_MASK
static inline uint64_t vtd_pasid_ssade(const uint64_t *e) { return (e[0] & VTD_PASID_SSADE_MASK) >> 9; }
static inline void vtd_pasid_ssade_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PASID_SSADE_MASK) | ((value << 9) & VTD_PASID_SSADE_MASK); }
// PASID.SSPTPTR [63:12]; needs SSTS: second-stage top table
#define VTD_PASID_SSPTPTR_WORD 0
#define VTD_PASID_SSPTPTR_SHIFT 12
#define VTD_PASID_SSPTPTR_WIDTH 52
#define VTD_PASID_SSPTPTR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_pasid_ssptptr(const uint64_t *e) { return e[0] & VTD_PASID_SSPTPTR_MASK; }
static inline void vtd_pasid_ssptptr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PASID_SSPTPTR_MASK) | (value & VTD_PASID_SSPTPTR_MASK); }
// PASID.DID [79:64]: domain id
#define VTD_PASID_DID_WORD 1
#define VTD_PASID_DID_SHIFT 0
#define VTD_PASID_DID_WIDTH 16
#define VTD_PASID_DID_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_pasid_did(const uint64_t *e) { return e[1] & VTD_PASID_DID_MASK; }
static inline void vtd_pasid_did_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PASID_DID_MASK) | (value & VTD_PASID_DID_MASK); }
// PASID.PWSNP [87]; needs SMPWCS: page walks are snooped
#define VTD_PASID_PWSNP_WORD 1
#define VTD_PASID_PWSNP_SHIFT 23
#define VTD_PASID_PWSNP_WIDTH 1
#define VTD_PASID_PWSNP_MASK UINT64_C(0x0000000000800000)
#define VTD_PASID_PWSNP VTD_PASID_PWSNP_MASK
static inline uint64_t vtd_pasid_pwsnp(const uint64_t *e) { return (e[1] & VTD_PASID_PWSNP_MASK) >> 23; }
static inline void vtd_pasid_pwsnp_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PASID_PWSNP_MASK) | ((value << 23) & VTD_PASID_PWSNP_MASK); }
// PASID.PGSNP [88]; needs SC: accesses to the page are snooped
#define VTD_PASID_PGSNP_WORD 1
#define VTD_PASID_PGSNP_SHIFT 24
#define VTD_PASID_PGSNP_WIDTH 1
#define VTD_PASID_PGSNP_MASK UINT64_C(0x0000000001000000)
#define VTD_PASID_PGSNP VTD_PASID_PGSNP_MASK
static inline uint64_t vtd_pasid_pgsnp(const uint64_t *e) { return (e[1] & VTD_PASID_PGSNP_MASK) >> 24; }
static inline void vtd_pasid_pgsnp_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PASID_PGSNP_MASK) | ((value << 24) & VTD_PASID_PGSNP_MASK); }
// PASID.CD [89]; needs MTS: cache disable
#define VTD_PASID_CD_WORD 1
#define VTD_PASID_CD_SHIFT 25
#define VTD_PASID_CD_WIDTH 1
#define VTD_PASID_CD_MASK UINT64_C(0x0000000002000000)
#define VTD_PASID_CD VTD_PASID_CD_MASK
static inline uint64_t vtd_pasid_cd(const uint64_t *e) { return (e[1] & VTD_PASID_CD_MASK) >> 25; }
static inline void vtd_pasid_cd_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PASID_CD_MASK) | ((value << 25) & VTD_PASID_CD_MASK); }
// PASID.EMTE [90]; needs MTS: extended memory type enable
#define VTD_PASID_EMTE_WORD 1
#define VTD_PASID_EMTE_SHIFT 26
#define VTD_PASID_EMTE_WIDTH 1
#define VTD_PASID_EMTE_MASK UINT64_C(0x0000000004000000)
#define VTD_PASID_EMTE VTD_PASID_EMTE_MASK
static inline uint64_t vtd_pasid_emte(const uint64_t *e) { return (e[1] & VTD_PASID_EMTE_MASK) >> 26; }
static inline void vtd_pasid_emte_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PASID_EMTE_MASK) | ((value << 26) & VTD_PASID_EMTE_MASK); }
// PASID.PAT [127:96]; needs MTS: page attribute table, eight fields of 4 bits
#define VTD_PASID_PAT_WORD 1
#define VTD_PASID_PAT_SHIFT 32
#define VTD_PASID_PAT_WIDTH 32
#define VTD_PASID_PAT_MASK UINT64_C(0xFFFFFFFF00000000)
static inline uint64_t vtd_pasid_pat(const uint64_t *e) { return (e[1] & VTD_PASID_PAT_MASK) >> 32; }
static inline void vtd_pasid_pat_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PASID_PAT_MASK) | ((value << 32) & VTD_PASID_PAT_MASK); }
// PASID.SRE [128]; needs SRS: supervisor requests enable
#define VTD_PASID_SRE_WORD 2
#define VTD_PASID_SRE_SHIFT 0
#define VTD_PASID_SRE_WIDTH 1
#define VTD_PASID_SRE_MASK UINT64_C(0x0000000000000001)
#define VTD_PASID_SRE VTD_PASID_SRE_MASK
static inline uint64_t vtd_pasid_sre(const uint64_t *e) { return e[2] & VTD_PASID_SRE_MASK; }
static inline void vtd_pasid_sre_set(uint64_t *e, uint64_t value) { e[2] = (e[2] & ~VTD_PASID_SRE_MASK) | (value & VTD_PASID_SRE_MASK); }
// PASID.FSPM [131:130]; needs FSTS: first-stage paging mode
#define VTD_PASID_FSPM_WORD 2
#define VTD_PASID_FSPM_SHIFT 2
#define VTD_PASID_FSPM_WIDTH 2
#define VTD_PASID_FSPM_MASK UINT64_C(0x000000000000000C)
#define VTD_PASID_FSPM_4LEVEL 0
#define VTD_PASID_FSPM_5LEVEL 1
static inline uint64_t vtd_pasid_fspm(const uint64_t *e) { return (e[2] & VTD_PASID_FSPM_MASK) >> 2; }
static inline void vtd_pasid_fspm_set(uint64_t *e, uint64_t value) { e[2] = (e[2] & ~VTD_PASID_FSPM_MASK) | ((value << 2) & VTD_PASID_FSPM_MASK); }
// PASID.WPE [132]; needs FSTS: write protection holds for supervisor requests
#define VTD_PASID_WPE_WORD 2
#define VTD_PASID_WPE_SHIFT 4
#define VTD_PASID_WPE_WIDTH 1
#define VTD_PASID_WPE_MASK UINT64_C(0x0000000000000010)
#define VTD_PASID_WPE VTD_PASID_WPE_MASK
static inline uint64_t vtd_pasid_wpe(const uint64_t *e) { return (e[2] & VTD_PASID_WPE_MASK) >> 4; }
static inline void vtd_pasid_wpe_set(uint64_t *e, uint64_t value) { e[2] = (e[2] & ~VTD_PASID_WPE_MASK) | ((value << 4) & VTD_PASID_WPE_MASK); }
// PASID.EAFE [135]; needs EAFS: extended accessed flag enable
#define VTD_PASID_EAFE_WORD 2
#define VTD_PASID_EAFE_SHIFT 7
#define VTD_PASID_EAFE_WIDTH 1
#define VTD_PASID_EAFE_MASK UINT64_C(0x0000000000000080)
#define VTD_PASID_EAFE VTD_PASID_EAFE_MASK
static inline uint64_t vtd_pasid_eafe(const uint64_t *e) { return (e[2] & VTD_PASID_EAFE_MASK) >> 7; }
static inline void vtd_pasid_eafe_set(uint64_t *e, uint64_t value) { e[2] = (e[2] & ~VTD_PASID_EAFE_MASK) | ((value << 7) & VTD_PASID_EAFE_MASK); }
// PASID.FSPTPTR [191:140]; needs FSTS: first-stage top table; host address for FS, guest address for nested
#define VTD_PASID_FSPTPTR_WORD 2
#define VTD_PASID_FSPTPTR_SHIFT 12
#define VTD_PASID_FSPTPTR_WIDTH 52
#define VTD_PASID_FSPTPTR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_pasid_fsptptr(const uint64_t *e) { return e[2] & VTD_PASID_FSPTPTR_MASK; }
static inline void vtd_pasid_fsptptr_set(uint64_t *e, uint64_t value) { e[2] = (e[2] & ~VTD_PASID_FSPTPTR_MASK) | (value & VTD_PASID_FSPTPTR_MASK); }
static inline void vtd_pasid_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_PASID_WORDS]) {
  out[0] = UINT64_C(0x0000000000000C20);
  out[1] = UINT64_C(0x00000000F87F0000);
  out[2] = UINT64_C(0x0000000000000F02);
  out[3] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[4] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[5] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[6] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[7] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  if (!((ecap & VTD_ECAP_SSTS_MASK) != 0)) out[0] |= VTD_PASID_AW_MASK;
  if (!((ecap & VTD_ECAP_SSTS_MASK) != 0 && (ecap & VTD_ECAP_SSADS_MASK) != 0)) out[0] |= VTD_PASID_SSADE_MASK;
  out[0] |= vtd_bits_from(haw, 12, 52) << VTD_PASID_SSPTPTR_SHIFT;
  if (!((ecap & VTD_ECAP_SSTS_MASK) != 0)) out[0] |= VTD_PASID_SSPTPTR_MASK;
  out[1] |= vtd_bits_from(vtd_did_width(cap), 0, 16) << VTD_PASID_DID_SHIFT;
  if (!((ecap & VTD_ECAP_SMPWCS_MASK) != 0)) out[1] |= VTD_PASID_PWSNP_MASK;
  if (!((ecap & VTD_ECAP_SC_MASK) != 0)) out[1] |= VTD_PASID_PGSNP_MASK;
  if (!((ecap & VTD_ECAP_MTS_MASK) != 0)) out[1] |= VTD_PASID_CD_MASK;
  if (!((ecap & VTD_ECAP_MTS_MASK) != 0)) out[1] |= VTD_PASID_EMTE_MASK;
  if (!((ecap & VTD_ECAP_MTS_MASK) != 0)) out[1] |= VTD_PASID_PAT_MASK;
  if (!((ecap & VTD_ECAP_SRS_MASK) != 0)) out[2] |= VTD_PASID_SRE_MASK;
  if (!((ecap & VTD_ECAP_FSTS_MASK) != 0)) out[2] |= VTD_PASID_FSPM_MASK;
  if (!((ecap & VTD_ECAP_FSTS_MASK) != 0)) out[2] |= VTD_PASID_WPE_MASK;
  if (!((ecap & VTD_ECAP_EAFS_MASK) != 0)) out[2] |= VTD_PASID_EAFE_MASK;
  if (!((ecap & VTD_ECAP_FSTS_MASK) != 0)) out[2] |= VTD_PASID_FSPTPTR_MASK;
}

// SS_PML: Second-stage PML5 or PML4 entry (ch. 9)
#define VTD_SS_PML_SIZE 8
#define VTD_SS_PML_WORDS 1
// SS_PML.R [0]: read permission
#define VTD_SS_PML_R_WORD 0
#define VTD_SS_PML_R_SHIFT 0
#define VTD_SS_PML_R_WIDTH 1
#define VTD_SS_PML_R_MASK UINT64_C(0x0000000000000001)
#define VTD_SS_PML_R VTD_SS_PML_R_MASK
static inline uint64_t vtd_ss_pml_r(const uint64_t *e) { return e[0] & VTD_SS_PML_R_MASK; }
static inline void vtd_ss_pml_r_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PML_R_MASK) | (value & VTD_SS_PML_R_MASK); }
// SS_PML.W [1]: write permission
#define VTD_SS_PML_W_WORD 0
#define VTD_SS_PML_W_SHIFT 1
#define VTD_SS_PML_W_WIDTH 1
#define VTD_SS_PML_W_MASK UINT64_C(0x0000000000000002)
#define VTD_SS_PML_W VTD_SS_PML_W_MASK
static inline uint64_t vtd_ss_pml_w(const uint64_t *e) { return (e[0] & VTD_SS_PML_W_MASK) >> 1; }
static inline void vtd_ss_pml_w_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PML_W_MASK) | ((value << 1) & VTD_SS_PML_W_MASK); }
// SS_PML.A [8]: accessed (when PASID.SSADE is set)
#define VTD_SS_PML_A_WORD 0
#define VTD_SS_PML_A_SHIFT 8
#define VTD_SS_PML_A_WIDTH 1
#define VTD_SS_PML_A_MASK UINT64_C(0x0000000000000100)
#define VTD_SS_PML_A VTD_SS_PML_A_MASK
static inline uint64_t vtd_ss_pml_a(const uint64_t *e) { return (e[0] & VTD_SS_PML_A_MASK) >> 8; }
static inline void vtd_ss_pml_a_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PML_A_MASK) | ((value << 8) & VTD_SS_PML_A_MASK); }
// SS_PML.ADDR [51:12]: next table
#define VTD_SS_PML_ADDR_WORD 0
#define VTD_SS_PML_ADDR_SHIFT 12
#define VTD_SS_PML_ADDR_WIDTH 40
#define VTD_SS_PML_ADDR_MASK UINT64_C(0x000FFFFFFFFFF000)
static inline uint64_t vtd_ss_pml_addr(const uint64_t *e) { return e[0] & VTD_SS_PML_ADDR_MASK; }
static inline void vtd_ss_pml_addr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PML_ADDR_MASK) | (value & VTD_SS_PML_ADDR_MASK); }
static inline void vtd_ss_pml_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_SS_PML_WORDS]) {
  (void)cap;
  (void)ecap;
  out[0] = UINT64_C(0x4000000000000880);
  out[0] |= vtd_bits_from(haw, 12, 40) << VTD_SS_PML_ADDR_SHIFT;
}

// SS_DIR: Second-stage PDP or PD entry that refers to a table (ch. 9)
#define VTD_SS_DIR_SIZE 8
#define VTD_SS_DIR_WORDS 1
// SS_DIR.R [0]: read permission
#define VTD_SS_DIR_R_WORD 0
#define VTD_SS_DIR_R_SHIFT 0
#define VTD_SS_DIR_R_WIDTH 1
#define VTD_SS_DIR_R_MASK UINT64_C(0x0000000000000001)
#define VTD_SS_DIR_R VTD_SS_DIR_R_MASK
static inline uint64_t vtd_ss_dir_r(const uint64_t *e) { return e[0] & VTD_SS_DIR_R_MASK; }
static inline void vtd_ss_dir_r_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_DIR_R_MASK) | (value & VTD_SS_DIR_R_MASK); }
// SS_DIR.W [1]: write permission
#define VTD_SS_DIR_W_WORD 0
#define VTD_SS_DIR_W_SHIFT 1
#define VTD_SS_DIR_W_WIDTH 1
#define VTD_SS_DIR_W_MASK UINT64_C(0x0000000000000002)
#define VTD_SS_DIR_W VTD_SS_DIR_W_MASK
static inline uint64_t vtd_ss_dir_w(const uint64_t *e) { return (e[0] & VTD_SS_DIR_W_MASK) >> 1; }
static inline void vtd_ss_dir_w_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_DIR_W_MASK) | ((value << 1) & VTD_SS_DIR_W_MASK); }
// SS_DIR.PS [7]: 0: refers to a table
#define VTD_SS_DIR_PS_WORD 0
#define VTD_SS_DIR_PS_SHIFT 7
#define VTD_SS_DIR_PS_WIDTH 1
#define VTD_SS_DIR_PS_MASK UINT64_C(0x0000000000000080)
#define VTD_SS_DIR_PS VTD_SS_DIR_PS_MASK
static inline uint64_t vtd_ss_dir_ps(const uint64_t *e) { return (e[0] & VTD_SS_DIR_PS_MASK) >> 7; }
static inline void vtd_ss_dir_ps_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_DIR_PS_MASK) | ((value << 7) & VTD_SS_DIR_PS_MASK); }
// SS_DIR.A [8]: accessed (when PASID.SSADE is set)
#define VTD_SS_DIR_A_WORD 0
#define VTD_SS_DIR_A_SHIFT 8
#define VTD_SS_DIR_A_WIDTH 1
#define VTD_SS_DIR_A_MASK UINT64_C(0x0000000000000100)
#define VTD_SS_DIR_A VTD_SS_DIR_A_MASK
static inline uint64_t vtd_ss_dir_a(const uint64_t *e) { return (e[0] & VTD_SS_DIR_A_MASK) >> 8; }
static inline void vtd_ss_dir_a_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_DIR_A_MASK) | ((value << 8) & VTD_SS_DIR_A_MASK); }
// SS_DIR.ADDR [51:12]: next table
#define VTD_SS_DIR_ADDR_WORD 0
#define VTD_SS_DIR_ADDR_SHIFT 12
#define VTD_SS_DIR_ADDR_WIDTH 40
#define VTD_SS_DIR_ADDR_MASK UINT64_C(0x000FFFFFFFFFF000)
static inline uint64_t vtd_ss_dir_addr(const uint64_t *e) { return e[0] & VTD_SS_DIR_ADDR_MASK; }
static inline void vtd_ss_dir_addr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_DIR_ADDR_MASK) | (value & VTD_SS_DIR_ADDR_MASK); }
static inline void vtd_ss_dir_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_SS_DIR_WORDS]) {
  (void)cap;
  (void)ecap;
  out[0] = UINT64_C(0x4000000000000800);
  out[0] |= vtd_bits_from(haw, 12, 40) << VTD_SS_DIR_ADDR_SHIFT;
}

// SS_PDPE_1G: Second-stage PDP entry that maps a 1 GiB page (ch. 9)
#define VTD_SS_PDPE_1G_SIZE 8
#define VTD_SS_PDPE_1G_WORDS 1
// SS_PDPE_1G.R [0]: read permission
#define VTD_SS_PDPE_1G_R_WORD 0
#define VTD_SS_PDPE_1G_R_SHIFT 0
#define VTD_SS_PDPE_1G_R_WIDTH 1
#define VTD_SS_PDPE_1G_R_MASK UINT64_C(0x0000000000000001)
#define VTD_SS_PDPE_1G_R VTD_SS_PDPE_1G_R_MASK
static inline uint64_t vtd_ss_pdpe_1g_r(const uint64_t *e) { return e[0] & VTD_SS_PDPE_1G_R_MASK; }
static inline void vtd_ss_pdpe_1g_r_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDPE_1G_R_MASK) | (value & VTD_SS_PDPE_1G_R_MASK); }
// SS_PDPE_1G.W [1]: write permission
#define VTD_SS_PDPE_1G_W_WORD 0
#define VTD_SS_PDPE_1G_W_SHIFT 1
#define VTD_SS_PDPE_1G_W_WIDTH 1
#define VTD_SS_PDPE_1G_W_MASK UINT64_C(0x0000000000000002)
#define VTD_SS_PDPE_1G_W VTD_SS_PDPE_1G_W_MASK
static inline uint64_t vtd_ss_pdpe_1g_w(const uint64_t *e) { return (e[0] & VTD_SS_PDPE_1G_W_MASK) >> 1; }
static inline void vtd_ss_pdpe_1g_w_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDPE_1G_W_MASK) | ((value << 1) & VTD_SS_PDPE_1G_W_MASK); }
// SS_PDPE_1G.EMT [5:3]: extended memory type
#define VTD_SS_PDPE_1G_EMT_WORD 0
#define VTD_SS_PDPE_1G_EMT_SHIFT 3
#define VTD_SS_PDPE_1G_EMT_WIDTH 3
#define VTD_SS_PDPE_1G_EMT_MASK UINT64_C(0x0000000000000038)
#define VTD_SS_PDPE_1G_EMT_UC 0
#define VTD_SS_PDPE_1G_EMT_WC 1
#define VTD_SS_PDPE_1G_EMT_WT 4
#define VTD_SS_PDPE_1G_EMT_WP 5
#define VTD_SS_PDPE_1G_EMT_WB 6
static inline uint64_t vtd_ss_pdpe_1g_emt(const uint64_t *e) { return (e[0] & VTD_SS_PDPE_1G_EMT_MASK) >> 3; }
static inline void vtd_ss_pdpe_1g_emt_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDPE_1G_EMT_MASK) | ((value << 3) & VTD_SS_PDPE_1G_EMT_MASK); }
// SS_PDPE_1G.IPAT [6]: ignore PAT (nested)
#define VTD_SS_PDPE_1G_IPAT_WORD 0
#define VTD_SS_PDPE_1G_IPAT_SHIFT 6
#define VTD_SS_PDPE_1G_IPAT_WIDTH 1
#define VTD_SS_PDPE_1G_IPAT_MASK UINT64_C(0x0000000000000040)
#define VTD_SS_PDPE_1G_IPAT VTD_SS_PDPE_1G_IPAT_MASK
static inline uint64_t vtd_ss_pdpe_1g_ipat(const uint64_t *e) { return (e[0] & VTD_SS_PDPE_1G_IPAT_MASK) >> 6; }
static inline void vtd_ss_pdpe_1g_ipat_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDPE_1G_IPAT_MASK) | ((value << 6) & VTD_SS_PDPE_1G_IPAT_MASK); }
// SS_PDPE_1G.PS [7]; needs SSLPS_1G: 1: maps a page
#define VTD_SS_PDPE_1G_PS_WORD 0
#define VTD_SS_PDPE_1G_PS_SHIFT 7
#define VTD_SS_PDPE_1G_PS_WIDTH 1
#define VTD_SS_PDPE_1G_PS_MASK UINT64_C(0x0000000000000080)
#define VTD_SS_PDPE_1G_PS VTD_SS_PDPE_1G_PS_MASK
static inline uint64_t vtd_ss_pdpe_1g_ps(const uint64_t *e) { return (e[0] & VTD_SS_PDPE_1G_PS_MASK) >> 7; }
static inline void vtd_ss_pdpe_1g_ps_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDPE_1G_PS_MASK) | ((value << 7) & VTD_SS_PDPE_1G_PS_MASK); }
// SS_PDPE_1G.A [8]: accessed (when PASID.SSADE is set)
#define VTD_SS_PDPE_1G_A_WORD 0
#define VTD_SS_PDPE_1G_A_SHIFT 8
#define VTD_SS_PDPE_1G_A_WIDTH 1
#define VTD_SS_PDPE_1G_A_MASK UINT64_C(0x0000000000000100)
#define VTD_SS_PDPE_1G_A VTD_SS_PDPE_1G_A_MASK
static inline uint64_t vtd_ss_pdpe_1g_a(const uint64_t *e) { return (e[0] & VTD_SS_PDPE_1G_A_MASK) >> 8; }
static inline void vtd_ss_pdpe_1g_a_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDPE_1G_A_MASK) | ((value << 8) & VTD_SS_PDPE_1G_A_MASK); }
// SS_PDPE_1G.D [9]: dirty (when PASID.SSADE is set)
#define VTD_SS_PDPE_1G_D_WORD 0
#define VTD_SS_PDPE_1G_D_SHIFT 9
#define VTD_SS_PDPE_1G_D_WIDTH 1
#define VTD_SS_PDPE_1G_D_MASK UINT64_C(0x0000000000000200)
#define VTD_SS_PDPE_1G_D VTD_SS_PDPE_1G_D_MASK
static inline uint64_t vtd_ss_pdpe_1g_d(const uint64_t *e) { return (e[0] & VTD_SS_PDPE_1G_D_MASK) >> 9; }
static inline void vtd_ss_pdpe_1g_d_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDPE_1G_D_MASK) | ((value << 9) & VTD_SS_PDPE_1G_D_MASK); }
// SS_PDPE_1G.SNP [11]; needs SC: accesses to the page are snooped
#define VTD_SS_PDPE_1G_SNP_WORD 0
#define VTD_SS_PDPE_1G_SNP_SHIFT 11
#define VTD_SS_PDPE_1G_SNP_WIDTH 1
#define VTD_SS_PDPE_1G_SNP_MASK UINT64_C(0x0000000000000800)
#define VTD_SS_PDPE_1G_SNP VTD_SS_PDPE_1G_SNP_MASK
static inline uint64_t vtd_ss_pdpe_1g_snp(const uint64_t *e) { return (e[0] & VTD_SS_PDPE_1G_SNP_MASK) >> 11; }
static inline void vtd_ss_pdpe_1g_snp_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDPE_1G_SNP_MASK) | ((value << 11) & VTD_SS_PDPE_1G_SNP_MASK); }
// SS_PDPE_1G.ADDR [51:30]: page
#define VTD_SS_PDPE_1G_ADDR_WORD 0
#define VTD_SS_PDPE_1G_ADDR_SHIFT 30
#define VTD_SS_PDPE_1G_ADDR_WIDTH 22
#define VTD_SS_PDPE_1G_ADDR_MASK UINT64_C(0x000FFFFFC0000000)
static inline uint64_t vtd_ss_pdpe_1g_addr(const uint64_t *e) { return e[0] & VTD_SS_PDPE_1G_ADDR_MASK; }
static inline void vtd_ss_pdpe_1g_addr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDPE_1G_ADDR_MASK) | (value & VTD_SS_PDPE_1G_ADDR_MASK); }
static inline void vtd_ss_pdpe_1g_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_SS_PDPE_1G_WORDS]) {
  out[0] = UINT64_C(0x400000003FFFF000);
  if (!((cap & (UINT64_C(2) << VTD_CAP_SSLPS_SHIFT)) != 0)) out[0] |= VTD_SS_PDPE_1G_PS_MASK;
  if (!((ecap & VTD_ECAP_SC_MASK) != 0)) out[0] |= VTD_SS_PDPE_1G_SNP_MASK;
  out[0] |= vtd_bits_from(haw, 30, 22) << VTD_SS_PDPE_1G_ADDR_SHIFT;
}

// SS_PDE_2M: Second-stage PD entry that maps a 2 MiB page (ch. 9)
#define VTD_SS_PDE_2M_SIZE 8
#define VTD_SS_PDE_2M_WORDS 1
// SS_PDE_2M.R [0]: read permission
#define VTD_SS_PDE_2M_R_WORD 0
#define VTD_SS_PDE_2M_R_SHIFT 0
#define VTD_SS_PDE_2M_R_WIDTH 1
#define VTD_SS_PDE_2M_R_MASK UINT64_C(0x0000000000000001)
#define VTD_SS_PDE_2M_R VTD_SS_PDE_2M_R_MASK
static inline uint64_t vtd_ss_pde_2m_r(const uint64_t *e) { return e[0] & VTD_SS_PDE_2M_R_MASK; }
static inline void vtd_ss_pde_2m_r_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDE_2M_R_MASK) | (value & VTD_SS_PDE_2M_R_MASK); }
// SS_PDE_2M.W [1]: write permission
#define VTD_SS_PDE_2M_W_WORD 0
#define VTD_SS_PDE_2M_W_SHIFT 1
#define VTD_SS_PDE_2M_W_WIDTH 1
#define VTD_SS_PDE_2M_W_MASK UINT64_C(0x0000000000000002)
#define VTD_SS_PDE_2M_W VTD_SS_PDE_2M_W_MASK
static inline uint64_t vtd_ss_pde_2m_w(const uint64_t *e) { return (e[0] & VTD_SS_PDE_2M_W_MASK) >> 1; }
static inline void vtd_ss_pde_2m_w_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDE_2M_W_MASK) | ((value << 1) & VTD_SS_PDE_2M_W_MASK); }
// SS_PDE_2M.EMT [5:3]: extended memory type
#define VTD_SS_PDE_2M_EMT_WORD 0
#define VTD_SS_PDE_2M_EMT_SHIFT 3
#define VTD_SS_PDE_2M_EMT_WIDTH 3
#define VTD_SS_PDE_2M_EMT_MASK UINT64_C(0x0000000000000038)
#define VTD_SS_PDE_2M_EMT_UC 0
#define VTD_SS_PDE_2M_EMT_WC 1
#define VTD_SS_PDE_2M_EMT_WT 4
#define VTD_SS_PDE_2M_EMT_WP 5
#define VTD_SS_PDE_2M_EMT_WB 6
static inline uint64_t vtd_ss_pde_2m_emt(const uint64_t *e) { return (e[0] & VTD_SS_PDE_2M_EMT_MASK) >> 3; }
static inline void vtd_ss_pde_2m_emt_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDE_2M_EMT_MASK) | ((value << 3) & VTD_SS_PDE_2M_EMT_MASK); }
// SS_PDE_2M.IPAT [6]: ignore PAT (nested)
#define VTD_SS_PDE_2M_IPAT_WORD 0
#define VTD_SS_PDE_2M_IPAT_SHIFT 6
#define VTD_SS_PDE_2M_IPAT_WIDTH 1
#define VTD_SS_PDE_2M_IPAT_MASK UINT64_C(0x0000000000000040)
#define VTD_SS_PDE_2M_IPAT VTD_SS_PDE_2M_IPAT_MASK
static inline uint64_t vtd_ss_pde_2m_ipat(const uint64_t *e) { return (e[0] & VTD_SS_PDE_2M_IPAT_MASK) >> 6; }
static inline void vtd_ss_pde_2m_ipat_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDE_2M_IPAT_MASK) | ((value << 6) & VTD_SS_PDE_2M_IPAT_MASK); }
// SS_PDE_2M.PS [7]; needs SSLPS_2M: 1: maps a page
#define VTD_SS_PDE_2M_PS_WORD 0
#define VTD_SS_PDE_2M_PS_SHIFT 7
#define VTD_SS_PDE_2M_PS_WIDTH 1
#define VTD_SS_PDE_2M_PS_MASK UINT64_C(0x0000000000000080)
#define VTD_SS_PDE_2M_PS VTD_SS_PDE_2M_PS_MASK
static inline uint64_t vtd_ss_pde_2m_ps(const uint64_t *e) { return (e[0] & VTD_SS_PDE_2M_PS_MASK) >> 7; }
static inline void vtd_ss_pde_2m_ps_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDE_2M_PS_MASK) | ((value << 7) & VTD_SS_PDE_2M_PS_MASK); }
// SS_PDE_2M.A [8]: accessed (when PASID.SSADE is set)
#define VTD_SS_PDE_2M_A_WORD 0
#define VTD_SS_PDE_2M_A_SHIFT 8
#define VTD_SS_PDE_2M_A_WIDTH 1
#define VTD_SS_PDE_2M_A_MASK UINT64_C(0x0000000000000100)
#define VTD_SS_PDE_2M_A VTD_SS_PDE_2M_A_MASK
static inline uint64_t vtd_ss_pde_2m_a(const uint64_t *e) { return (e[0] & VTD_SS_PDE_2M_A_MASK) >> 8; }
static inline void vtd_ss_pde_2m_a_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDE_2M_A_MASK) | ((value << 8) & VTD_SS_PDE_2M_A_MASK); }
// SS_PDE_2M.D [9]: dirty (when PASID.SSADE is set)
#define VTD_SS_PDE_2M_D_WORD 0
#define VTD_SS_PDE_2M_D_SHIFT 9
#define VTD_SS_PDE_2M_D_WIDTH 1
#define VTD_SS_PDE_2M_D_MASK UINT64_C(0x0000000000000200)
#define VTD_SS_PDE_2M_D VTD_SS_PDE_2M_D_MASK
static inline uint64_t vtd_ss_pde_2m_d(const uint64_t *e) { return (e[0] & VTD_SS_PDE_2M_D_MASK) >> 9; }
static inline void vtd_ss_pde_2m_d_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDE_2M_D_MASK) | ((value << 9) & VTD_SS_PDE_2M_D_MASK); }
// SS_PDE_2M.SNP [11]; needs SC: accesses to the page are snooped
#define VTD_SS_PDE_2M_SNP_WORD 0
#define VTD_SS_PDE_2M_SNP_SHIFT 11
#define VTD_SS_PDE_2M_SNP_WIDTH 1
#define VTD_SS_PDE_2M_SNP_MASK UINT64_C(0x0000000000000800)
#define VTD_SS_PDE_2M_SNP VTD_SS_PDE_2M_SNP_MASK
static inline uint64_t vtd_ss_pde_2m_snp(const uint64_t *e) { return (e[0] & VTD_SS_PDE_2M_SNP_MASK) >> 11; }
static inline void vtd_ss_pde_2m_snp_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDE_2M_SNP_MASK) | ((value << 11) & VTD_SS_PDE_2M_SNP_MASK); }
// SS_PDE_2M.ADDR [51:21]: page
#define VTD_SS_PDE_2M_ADDR_WORD 0
#define VTD_SS_PDE_2M_ADDR_SHIFT 21
#define VTD_SS_PDE_2M_ADDR_WIDTH 31
#define VTD_SS_PDE_2M_ADDR_MASK UINT64_C(0x000FFFFFFFE00000)
static inline uint64_t vtd_ss_pde_2m_addr(const uint64_t *e) { return e[0] & VTD_SS_PDE_2M_ADDR_MASK; }
static inline void vtd_ss_pde_2m_addr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PDE_2M_ADDR_MASK) | (value & VTD_SS_PDE_2M_ADDR_MASK); }
static inline void vtd_ss_pde_2m_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_SS_PDE_2M_WORDS]) {
  out[0] = UINT64_C(0x40000000001FF000);
  if (!((cap & (UINT64_C(1) << VTD_CAP_SSLPS_SHIFT)) != 0)) out[0] |= VTD_SS_PDE_2M_PS_MASK;
  if (!((ecap & VTD_ECAP_SC_MASK) != 0)) out[0] |= VTD_SS_PDE_2M_SNP_MASK;
  out[0] |= vtd_bits_from(haw, 21, 31) << VTD_SS_PDE_2M_ADDR_SHIFT;
}

// SS_PTE: Second-stage page table entry (ch. 9)
#define VTD_SS_PTE_SIZE 8
#define VTD_SS_PTE_WORDS 1
// SS_PTE.R [0]: read permission
#define VTD_SS_PTE_R_WORD 0
#define VTD_SS_PTE_R_SHIFT 0
#define VTD_SS_PTE_R_WIDTH 1
#define VTD_SS_PTE_R_MASK UINT64_C(0x0000000000000001)
#define VTD_SS_PTE_R VTD_SS_PTE_R_MASK
static inline uint64_t vtd_ss_pte_r(const uint64_t *e) { return e[0] & VTD_SS_PTE_R_MASK; }
static inline void vtd_ss_pte_r_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PTE_R_MASK) | (value & VTD_SS_PTE_R_MASK); }
// SS_PTE.W [1]: write permission
#define VTD_SS_PTE_W_WORD 0
#define VTD_SS_PTE_W_SHIFT 1
#define VTD_SS_PTE_W_WIDTH 1
#define VTD_SS_PTE_W_MASK UINT64_C(0x0000000000000002)
#define VTD_SS_PTE_W VTD_SS_PTE_W_MASK
static inline uint64_t vtd_ss_pte_w(const uint64_t *e) { return (e[0] & VTD_SS_PTE_W_MASK) >> 1; }
static inline void vtd_ss_pte_w_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PTE_W_MASK) | ((value << 1) & VTD_SS_PTE_W_MASK); }
// SS_PTE.EMT [5:3]: extended memory type
#define VTD_SS_PTE_EMT_WORD 0
#define VTD_SS_PTE_EMT_SHIFT 3
#define VTD_SS_PTE_EMT_WIDTH 3
#define VTD_SS_PTE_EMT_MASK UINT64_C(0x0000000000000038)
#define VTD_SS_PTE_EMT_UC 0
#define VTD_SS_PTE_EMT_WC 1
#define VTD_SS_PTE_EMT_WT 4
#define VTD_SS_PTE_EMT_WP 5
#define VTD_SS_PTE_EMT_WB 6
static inline uint64_t vtd_ss_pte_emt(const uint64_t *e) { return (e[0] & VTD_SS_PTE_EMT_MASK) >> 3; }
static inline void vtd_ss_pte_emt_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PTE_EMT_MASK) | ((value << 3) & VTD_SS_PTE_EMT_MASK); }
// SS_PTE.IPAT [6]: ignore PAT (nested)
#define VTD_SS_PTE_IPAT_WORD 0
#define VTD_SS_PTE_IPAT_SHIFT 6
#define VTD_SS_PTE_IPAT_WIDTH 1
#define VTD_SS_PTE_IPAT_MASK UINT64_C(0x0000000000000040)
#define VTD_SS_PTE_IPAT VTD_SS_PTE_IPAT_MASK
static inline uint64_t vtd_ss_pte_ipat(const uint64_t *e) { return (e[0] & VTD_SS_PTE_IPAT_MASK) >> 6; }
static inline void vtd_ss_pte_ipat_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PTE_IPAT_MASK) | ((value << 6) & VTD_SS_PTE_IPAT_MASK); }
// SS_PTE.A [8]: accessed (when PASID.SSADE is set)
#define VTD_SS_PTE_A_WORD 0
#define VTD_SS_PTE_A_SHIFT 8
#define VTD_SS_PTE_A_WIDTH 1
#define VTD_SS_PTE_A_MASK UINT64_C(0x0000000000000100)
#define VTD_SS_PTE_A VTD_SS_PTE_A_MASK
static inline uint64_t vtd_ss_pte_a(const uint64_t *e) { return (e[0] & VTD_SS_PTE_A_MASK) >> 8; }
static inline void vtd_ss_pte_a_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PTE_A_MASK) | ((value << 8) & VTD_SS_PTE_A_MASK); }
// SS_PTE.D [9]: dirty (when PASID.SSADE is set)
#define VTD_SS_PTE_D_WORD 0
#define VTD_SS_PTE_D_SHIFT 9
#define VTD_SS_PTE_D_WIDTH 1
#define VTD_SS_PTE_D_MASK UINT64_C(0x0000000000000200)
#define VTD_SS_PTE_D VTD_SS_PTE_D_MASK
static inline uint64_t vtd_ss_pte_d(const uint64_t *e) { return (e[0] & VTD_SS_PTE_D_MASK) >> 9; }
static inline void vtd_ss_pte_d_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PTE_D_MASK) | ((value << 9) & VTD_SS_PTE_D_MASK); }
// SS_PTE.SNP [11]; needs SC: accesses to the page are snooped
#define VTD_SS_PTE_SNP_WORD 0
#define VTD_SS_PTE_SNP_SHIFT 11
#define VTD_SS_PTE_SNP_WIDTH 1
#define VTD_SS_PTE_SNP_MASK UINT64_C(0x0000000000000800)
#define VTD_SS_PTE_SNP VTD_SS_PTE_SNP_MASK
static inline uint64_t vtd_ss_pte_snp(const uint64_t *e) { return (e[0] & VTD_SS_PTE_SNP_MASK) >> 11; }
static inline void vtd_ss_pte_snp_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PTE_SNP_MASK) | ((value << 11) & VTD_SS_PTE_SNP_MASK); }
// SS_PTE.ADDR [51:12]: page
#define VTD_SS_PTE_ADDR_WORD 0
#define VTD_SS_PTE_ADDR_SHIFT 12
#define VTD_SS_PTE_ADDR_WIDTH 40
#define VTD_SS_PTE_ADDR_MASK UINT64_C(0x000FFFFFFFFFF000)
static inline uint64_t vtd_ss_pte_addr(const uint64_t *e) { return e[0] & VTD_SS_PTE_ADDR_MASK; }
static inline void vtd_ss_pte_addr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_SS_PTE_ADDR_MASK) | (value & VTD_SS_PTE_ADDR_MASK); }
static inline void vtd_ss_pte_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_SS_PTE_WORDS]) {
  (void)cap;
  out[0] = UINT64_C(0x4000000000000000);
  if (!((ecap & VTD_ECAP_SC_MASK) != 0)) out[0] |= VTD_SS_PTE_SNP_MASK;
  out[0] |= vtd_bits_from(haw, 12, 40) << VTD_SS_PTE_ADDR_SHIFT;
}

// FS_PML: First-stage PML5 or PML4 entry (ch. 9)
#define VTD_FS_PML_SIZE 8
#define VTD_FS_PML_WORDS 1
// FS_PML.P [0]: present
#define VTD_FS_PML_P_WORD 0
#define VTD_FS_PML_P_SHIFT 0
#define VTD_FS_PML_P_WIDTH 1
#define VTD_FS_PML_P_MASK UINT64_C(0x0000000000000001)
#define VTD_FS_PML_P VTD_FS_PML_P_MASK
static inline uint64_t vtd_fs_pml_p(const uint64_t *e) { return e[0] & VTD_FS_PML_P_MASK; }
static inline void vtd_fs_pml_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PML_P_MASK) | (value & VTD_FS_PML_P_MASK); }
// FS_PML.RW [1]: write permission
#define VTD_FS_PML_RW_WORD 0
#define VTD_FS_PML_RW_SHIFT 1
#define VTD_FS_PML_RW_WIDTH 1
#define VTD_FS_PML_RW_MASK UINT64_C(0x0000000000000002)
#define VTD_FS_PML_RW VTD_FS_PML_RW_MASK
static inline uint64_t vtd_fs_pml_rw(const uint64_t *e) { return (e[0] & VTD_FS_PML_RW_MASK) >> 1; }
static inline void vtd_fs_pml_rw_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PML_RW_MASK) | ((value << 1) & VTD_FS_PML_RW_MASK); }
// FS_PML.US [2]: user permission
#define VTD_FS_PML_US_WORD 0
#define VTD_FS_PML_US_SHIFT 2
#define VTD_FS_PML_US_WIDTH 1
#define VTD_FS_PML_US_MASK UINT64_C(0x0000000000000004)
#define VTD_FS_PML_US VTD_FS_PML_US_MASK
static inline uint64_t vtd_fs_pml_us(const uint64_t *e) { return (e[0] & VTD_FS_PML_US_MASK) >> 2; }
static inline void vtd_fs_pml_us_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PML_US_MASK) | ((value << 2) & VTD_FS_PML_US_MASK); }
// FS_PML.A [5]: accessed
#define VTD_FS_PML_A_WORD 0
#define VTD_FS_PML_A_SHIFT 5
#define VTD_FS_PML_A_WIDTH 1
#define VTD_FS_PML_A_MASK UINT64_C(0x0000000000000020)
#define VTD_FS_PML_A VTD_FS_PML_A_MASK
static inline uint64_t vtd_fs_pml_a(const uint64_t *e) { return (e[0] & VTD_FS_PML_A_MASK) >> 5; }
static inline void vtd_fs_pml_a_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PML_A_MASK) | ((value << 5) & VTD_FS_PML_A_MASK); }
// FS_PML.EA [10]: extended accessed (when PASID.EAFE is set)
#define VTD_FS_PML_EA_WORD 0
#define VTD_FS_PML_EA_SHIFT 10
#define VTD_FS_PML_EA_WIDTH 1
#define VTD_FS_PML_EA_MASK UINT64_C(0x0000000000000400)
#define VTD_FS_PML_EA VTD_FS_PML_EA_MASK
static inline uint64_t vtd_fs_pml_ea(const uint64_t *e) { return (e[0] & VTD_FS_PML_EA_MASK) >> 10; }
static inline void vtd_fs_pml_ea_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PML_EA_MASK) | ((value << 10) & VTD_FS_PML_EA_MASK); }
// FS_PML.ADDR [51:12]: next table
#define VTD_FS_PML_ADDR_WORD 0
#define VTD_FS_PML_ADDR_SHIFT 12
#define VTD_FS_PML_ADDR_WIDTH 40
#define VTD_FS_PML_ADDR_MASK UINT64_C(0x000FFFFFFFFFF000)
static inline uint64_t vtd_fs_pml_addr(const uint64_t *e) { return e[0] & VTD_FS_PML_ADDR_MASK; }
static inline void vtd_fs_pml_addr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PML_ADDR_MASK) | (value & VTD_FS_PML_ADDR_MASK); }
static inline void vtd_fs_pml_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_FS_PML_WORDS]) {
  (void)cap;
  (void)ecap;
  out[0] = UINT64_C(0x0000000000000080);
  out[0] |= vtd_bits_from(haw, 12, 40) << VTD_FS_PML_ADDR_SHIFT;
}

// FS_DIR: First-stage PDP or PD entry that refers to a table (ch. 9)
#define VTD_FS_DIR_SIZE 8
#define VTD_FS_DIR_WORDS 1
// FS_DIR.P [0]: present
#define VTD_FS_DIR_P_WORD 0
#define VTD_FS_DIR_P_SHIFT 0
#define VTD_FS_DIR_P_WIDTH 1
#define VTD_FS_DIR_P_MASK UINT64_C(0x0000000000000001)
#define VTD_FS_DIR_P VTD_FS_DIR_P_MASK
static inline uint64_t vtd_fs_dir_p(const uint64_t *e) { return e[0] & VTD_FS_DIR_P_MASK; }
static inline void vtd_fs_dir_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_DIR_P_MASK) | (value & VTD_FS_DIR_P_MASK); }
// FS_DIR.RW [1]: write permission
#define VTD_FS_DIR_RW_WORD 0
#define VTD_FS_DIR_RW_SHIFT 1
#define VTD_FS_DIR_RW_WIDTH 1
#define VTD_FS_DIR_RW_MASK UINT64_C(0x0000000000000002)
#define VTD_FS_DIR_RW VTD_FS_DIR_RW_MASK
static inline uint64_t vtd_fs_dir_rw(const uint64_t *e) { return (e[0] & VTD_FS_DIR_RW_MASK) >> 1; }
static inline void vtd_fs_dir_rw_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_DIR_RW_MASK) | ((value << 1) & VTD_FS_DIR_RW_MASK); }
// FS_DIR.US [2]: user permission
#define VTD_FS_DIR_US_WORD 0
#define VTD_FS_DIR_US_SHIFT 2
#define VTD_FS_DIR_US_WIDTH 1
#define VTD_FS_DIR_US_MASK UINT64_C(0x0000000000000004)
#define VTD_FS_DIR_US VTD_FS_DIR_US_MASK
static inline uint64_t vtd_fs_dir_us(const uint64_t *e) { return (e[0] & VTD_FS_DIR_US_MASK) >> 2; }
static inline void vtd_fs_dir_us_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_DIR_US_MASK) | ((value << 2) & VTD_FS_DIR_US_MASK); }
// FS_DIR.A [5]: accessed
#define VTD_FS_DIR_A_WORD 0
#define VTD_FS_DIR_A_SHIFT 5
#define VTD_FS_DIR_A_WIDTH 1
#define VTD_FS_DIR_A_MASK UINT64_C(0x0000000000000020)
#define VTD_FS_DIR_A VTD_FS_DIR_A_MASK
static inline uint64_t vtd_fs_dir_a(const uint64_t *e) { return (e[0] & VTD_FS_DIR_A_MASK) >> 5; }
static inline void vtd_fs_dir_a_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_DIR_A_MASK) | ((value << 5) & VTD_FS_DIR_A_MASK); }
// FS_DIR.PS [7]: 0: refers to a table
#define VTD_FS_DIR_PS_WORD 0
#define VTD_FS_DIR_PS_SHIFT 7
#define VTD_FS_DIR_PS_WIDTH 1
#define VTD_FS_DIR_PS_MASK UINT64_C(0x0000000000000080)
#define VTD_FS_DIR_PS VTD_FS_DIR_PS_MASK
static inline uint64_t vtd_fs_dir_ps(const uint64_t *e) { return (e[0] & VTD_FS_DIR_PS_MASK) >> 7; }
static inline void vtd_fs_dir_ps_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_DIR_PS_MASK) | ((value << 7) & VTD_FS_DIR_PS_MASK); }
// FS_DIR.EA [10]: extended accessed (when PASID.EAFE is set)
#define VTD_FS_DIR_EA_WORD 0
#define VTD_FS_DIR_EA_SHIFT 10
#define VTD_FS_DIR_EA_WIDTH 1
#define VTD_FS_DIR_EA_MASK UINT64_C(0x0000000000000400)
#define VTD_FS_DIR_EA VTD_FS_DIR_EA_MASK
static inline uint64_t vtd_fs_dir_ea(const uint64_t *e) { return (e[0] & VTD_FS_DIR_EA_MASK) >> 10; }
static inline void vtd_fs_dir_ea_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_DIR_EA_MASK) | ((value << 10) & VTD_FS_DIR_EA_MASK); }
// FS_DIR.ADDR [51:12]: next table
#define VTD_FS_DIR_ADDR_WORD 0
#define VTD_FS_DIR_ADDR_SHIFT 12
#define VTD_FS_DIR_ADDR_WIDTH 40
#define VTD_FS_DIR_ADDR_MASK UINT64_C(0x000FFFFFFFFFF000)
static inline uint64_t vtd_fs_dir_addr(const uint64_t *e) { return e[0] & VTD_FS_DIR_ADDR_MASK; }
static inline void vtd_fs_dir_addr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_DIR_ADDR_MASK) | (value & VTD_FS_DIR_ADDR_MASK); }
static inline void vtd_fs_dir_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_FS_DIR_WORDS]) {
  (void)cap;
  (void)ecap;
  out[0] = UINT64_C(0x0000000000000000);
  out[0] |= vtd_bits_from(haw, 12, 40) << VTD_FS_DIR_ADDR_SHIFT;
}

// FS_PDPE_1G: First-stage PDP entry that maps a 1 GiB page (ch. 9)
#define VTD_FS_PDPE_1G_SIZE 8
#define VTD_FS_PDPE_1G_WORDS 1
// FS_PDPE_1G.P [0]: present
#define VTD_FS_PDPE_1G_P_WORD 0
#define VTD_FS_PDPE_1G_P_SHIFT 0
#define VTD_FS_PDPE_1G_P_WIDTH 1
#define VTD_FS_PDPE_1G_P_MASK UINT64_C(0x0000000000000001)
#define VTD_FS_PDPE_1G_P VTD_FS_PDPE_1G_P_MASK
static inline uint64_t vtd_fs_pdpe_1g_p(const uint64_t *e) { return e[0] & VTD_FS_PDPE_1G_P_MASK; }
static inline void vtd_fs_pdpe_1g_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_P_MASK) | (value & VTD_FS_PDPE_1G_P_MASK); }
// FS_PDPE_1G.RW [1]: write permission
#define VTD_FS_PDPE_1G_RW_WORD 0
#define VTD_FS_PDPE_1G_RW_SHIFT 1
#define VTD_FS_PDPE_1G_RW_WIDTH 1
#define VTD_FS_PDPE_1G_RW_MASK UINT64_C(0x0000000000000002)
#define VTD_FS_PDPE_1G_RW VTD_FS_PDPE_1G_RW_MASK
static inline uint64_t vtd_fs_pdpe_1g_rw(const uint64_t *e) { return (e[0] & VTD_FS_PDPE_1G_RW_MASK) >> 1; }
static inline void vtd_fs_pdpe_1g_rw_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_RW_MASK) | ((value << 1) & VTD_FS_PDPE_1G_RW_MASK); }
// FS_PDPE_1G.US [2]: user permission
#define VTD_FS_PDPE_1G_US_WORD 0
#define VTD_FS_PDPE_1G_US_SHIFT 2
#define VTD_FS_PDPE_1G_US_WIDTH 1
#define VTD_FS_PDPE_1G_US_MASK UINT64_C(0x0000000000000004)
#define VTD_FS_PDPE_1G_US VTD_FS_PDPE_1G_US_MASK
static inline uint64_t vtd_fs_pdpe_1g_us(const uint64_t *e) { return (e[0] & VTD_FS_PDPE_1G_US_MASK) >> 2; }
static inline void vtd_fs_pdpe_1g_us_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_US_MASK) | ((value << 2) & VTD_FS_PDPE_1G_US_MASK); }
// FS_PDPE_1G.PWT [3]: PAT index bit 0
#define VTD_FS_PDPE_1G_PWT_WORD 0
#define VTD_FS_PDPE_1G_PWT_SHIFT 3
#define VTD_FS_PDPE_1G_PWT_WIDTH 1
#define VTD_FS_PDPE_1G_PWT_MASK UINT64_C(0x0000000000000008)
#define VTD_FS_PDPE_1G_PWT VTD_FS_PDPE_1G_PWT_MASK
static inline uint64_t vtd_fs_pdpe_1g_pwt(const uint64_t *e) { return (e[0] & VTD_FS_PDPE_1G_PWT_MASK) >> 3; }
static inline void vtd_fs_pdpe_1g_pwt_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_PWT_MASK) | ((value << 3) & VTD_FS_PDPE_1G_PWT_MASK); }
// FS_PDPE_1G.PCD [4]: PAT index bit 1
#define VTD_FS_PDPE_1G_PCD_WORD 0
#define VTD_FS_PDPE_1G_PCD_SHIFT 4
#define VTD_FS_PDPE_1G_PCD_WIDTH 1
#define VTD_FS_PDPE_1G_PCD_MASK UINT64_C(0x0000000000000010)
#define VTD_FS_PDPE_1G_PCD VTD_FS_PDPE_1G_PCD_MASK
static inline uint64_t vtd_fs_pdpe_1g_pcd(const uint64_t *e) { return (e[0] & VTD_FS_PDPE_1G_PCD_MASK) >> 4; }
static inline void vtd_fs_pdpe_1g_pcd_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_PCD_MASK) | ((value << 4) & VTD_FS_PDPE_1G_PCD_MASK); }
// FS_PDPE_1G.A [5]: accessed
#define VTD_FS_PDPE_1G_A_WORD 0
#define VTD_FS_PDPE_1G_A_SHIFT 5
#define VTD_FS_PDPE_1G_A_WIDTH 1
#define VTD_FS_PDPE_1G_A_MASK UINT64_C(0x0000000000000020)
#define VTD_FS_PDPE_1G_A VTD_FS_PDPE_1G_A_MASK
static inline uint64_t vtd_fs_pdpe_1g_a(const uint64_t *e) { return (e[0] & VTD_FS_PDPE_1G_A_MASK) >> 5; }
static inline void vtd_fs_pdpe_1g_a_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_A_MASK) | ((value << 5) & VTD_FS_PDPE_1G_A_MASK); }
// FS_PDPE_1G.D [6]: dirty
#define VTD_FS_PDPE_1G_D_WORD 0
#define VTD_FS_PDPE_1G_D_SHIFT 6
#define VTD_FS_PDPE_1G_D_WIDTH 1
#define VTD_FS_PDPE_1G_D_MASK UINT64_C(0x0000000000000040)
#define VTD_FS_PDPE_1G_D VTD_FS_PDPE_1G_D_MASK
static inline uint64_t vtd_fs_pdpe_1g_d(const uint64_t *e) { return (e[0] & VTD_FS_PDPE_1G_D_MASK) >> 6; }
static inline void vtd_fs_pdpe_1g_d_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_D_MASK) | ((value << 6) & VTD_FS_PDPE_1G_D_MASK); }
// FS_PDPE_1G.PS [7]; needs FS1GP: 1: maps a page
#define VTD_FS_PDPE_1G_PS_WORD 0
#define VTD_FS_PDPE_1G_PS_SHIFT 7
#define VTD_FS_PDPE_1G_PS_WIDTH 1
#define VTD_FS_PDPE_1G_PS_MASK UINT64_C(0x0000000000000080)
#define VTD_FS_PDPE_1G_PS VTD_FS_PDPE_1G_PS_MASK
static inline uint64_t vtd_fs_pdpe_1g_ps(const uint64_t *e) { return (e[0] & VTD_FS_PDPE_1G_PS_MASK) >> 7; }
static inline void vtd_fs_pdpe_1g_ps_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_PS_MASK) | ((value << 7) & VTD_FS_PDPE_1G_PS_MASK); }
// FS_PDPE_1G.EA [10]: extended accessed (when PASID.EAFE is set)
#define VTD_FS_PDPE_1G_EA_WORD 0
#define VTD_FS_PDPE_1G_EA_SHIFT 10
#define VTD_FS_PDPE_1G_EA_WIDTH 1
#define VTD_FS_PDPE_1G_EA_MASK UINT64_C(0x0000000000000400)
#define VTD_FS_PDPE_1G_EA VTD_FS_PDPE_1G_EA_MASK
static inline uint64_t vtd_fs_pdpe_1g_ea(const uint64_t *e) { return (e[0] & VTD_FS_PDPE_1G_EA_MASK) >> 10; }
static inline void vtd_fs_pdpe_1g_ea_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_EA_MASK) | ((value << 10) & VTD_FS_PDPE_1G_EA_MASK); }
// FS_PDPE_1G.PAT [12]: PAT index bit 2
#define VTD_FS_PDPE_1G_PAT_WORD 0
#define VTD_FS_PDPE_1G_PAT_SHIFT 12
#define VTD_FS_PDPE_1G_PAT_WIDTH 1
#define VTD_FS_PDPE_1G_PAT_MASK UINT64_C(0x0000000000001000)
#define VTD_FS_PDPE_1G_PAT VTD_FS_PDPE_1G_PAT_MASK
static inline uint64_t vtd_fs_pdpe_1g_pat(const uint64_t *e) { return (e[0] & VTD_FS_PDPE_1G_PAT_MASK) >> 12; }
static inline void vtd_fs_pdpe_1g_pat_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_PAT_MASK) | ((value << 12) & VTD_FS_PDPE_1G_PAT_MASK); }
// FS_PDPE_1G.ADDR [51:30]: page
#define VTD_FS_PDPE_1G_ADDR_WORD 0
#define VTD_FS_PDPE_1G_ADDR_SHIFT 30
#define VTD_FS_PDPE_1G_ADDR_WIDTH 22
#define VTD_FS_PDPE_1G_ADDR_MASK UINT64_C(0x000FFFFFC0000000)
static inline uint64_t vtd_fs_pdpe_1g_addr(const uint64_t *e) { return e[0] & VTD_FS_PDPE_1G_ADDR_MASK; }
static inline void vtd_fs_pdpe_1g_addr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDPE_1G_ADDR_MASK) | (value & VTD_FS_PDPE_1G_ADDR_MASK); }
static inline void vtd_fs_pdpe_1g_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_FS_PDPE_1G_WORDS]) {
  (void)ecap;
  out[0] = UINT64_C(0x000000003FFFE000);
  if (!((cap & VTD_CAP_FS1GP_MASK) != 0)) out[0] |= VTD_FS_PDPE_1G_PS_MASK;
  out[0] |= vtd_bits_from(haw, 30, 22) << VTD_FS_PDPE_1G_ADDR_SHIFT;
}

// FS_PDE_2M: First-stage PD entry that maps a 2 MiB page (ch. 9)
#define VTD_FS_PDE_2M_SIZE 8
#define VTD_FS_PDE_2M_WORDS 1
// FS_PDE_2M.P [0]: present
#define VTD_FS_PDE_2M_P_WORD 0
#define VTD_FS_PDE_2M_P_SHIFT 0
#define VTD_FS_PDE_2M_P_WIDTH 1
#define VTD_FS_PDE_2M_P_MASK UINT64_C(0x0000000000000001)
#define VTD_FS_PDE_2M_P VTD_FS_PDE_2M_P_MASK
static inline uint64_t vtd_fs_pde_2m_p(const uint64_t *e) { return e[0] & VTD_FS_PDE_2M_P_MASK; }
static inline void vtd_fs_pde_2m_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_P_MASK) | (value & VTD_FS_PDE_2M_P_MASK); }
// FS_PDE_2M.RW [1]: write permission
#define VTD_FS_PDE_2M_RW_WORD 0
#define VTD_FS_PDE_2M_RW_SHIFT 1
#define VTD_FS_PDE_2M_RW_WIDTH 1
#define VTD_FS_PDE_2M_RW_MASK UINT64_C(0x0000000000000002)
#define VTD_FS_PDE_2M_RW VTD_FS_PDE_2M_RW_MASK
static inline uint64_t vtd_fs_pde_2m_rw(const uint64_t *e) { return (e[0] & VTD_FS_PDE_2M_RW_MASK) >> 1; }
static inline void vtd_fs_pde_2m_rw_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_RW_MASK) | ((value << 1) & VTD_FS_PDE_2M_RW_MASK); }
// FS_PDE_2M.US [2]: user permission
#define VTD_FS_PDE_2M_US_WORD 0
#define VTD_FS_PDE_2M_US_SHIFT 2
#define VTD_FS_PDE_2M_US_WIDTH 1
#define VTD_FS_PDE_2M_US_MASK UINT64_C(0x0000000000000004)
#define VTD_FS_PDE_2M_US VTD_FS_PDE_2M_US_MASK
static inline uint64_t vtd_fs_pde_2m_us(const uint64_t *e) { return (e[0] & VTD_FS_PDE_2M_US_MASK) >> 2; }
static inline void vtd_fs_pde_2m_us_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_US_MASK) | ((value << 2) & VTD_FS_PDE_2M_US_MASK); }
// FS_PDE_2M.PWT [3]: PAT index bit 0
#define VTD_FS_PDE_2M_PWT_WORD 0
#define VTD_FS_PDE_2M_PWT_SHIFT 3
#define VTD_FS_PDE_2M_PWT_WIDTH 1
#define VTD_FS_PDE_2M_PWT_MASK UINT64_C(0x0000000000000008)
#define VTD_FS_PDE_2M_PWT VTD_FS_PDE_2M_PWT_MASK
static inline uint64_t vtd_fs_pde_2m_pwt(const uint64_t *e) { return (e[0] & VTD_FS_PDE_2M_PWT_MASK) >> 3; }
static inline void vtd_fs_pde_2m_pwt_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_PWT_MASK) | ((value << 3) & VTD_FS_PDE_2M_PWT_MASK); }
// FS_PDE_2M.PCD [4]: PAT index bit 1
#define VTD_FS_PDE_2M_PCD_WORD 0
#define VTD_FS_PDE_2M_PCD_SHIFT 4
#define VTD_FS_PDE_2M_PCD_WIDTH 1
#define VTD_FS_PDE_2M_PCD_MASK UINT64_C(0x0000000000000010)
#define VTD_FS_PDE_2M_PCD VTD_FS_PDE_2M_PCD_MASK
static inline uint64_t vtd_fs_pde_2m_pcd(const uint64_t *e) { return (e[0] & VTD_FS_PDE_2M_PCD_MASK) >> 4; }
static inline void vtd_fs_pde_2m_pcd_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_PCD_MASK) | ((value << 4) & VTD_FS_PDE_2M_PCD_MASK); }
// FS_PDE_2M.A [5]: accessed
#define VTD_FS_PDE_2M_A_WORD 0
#define VTD_FS_PDE_2M_A_SHIFT 5
#define VTD_FS_PDE_2M_A_WIDTH 1
#define VTD_FS_PDE_2M_A_MASK UINT64_C(0x0000000000000020)
#define VTD_FS_PDE_2M_A VTD_FS_PDE_2M_A_MASK
static inline uint64_t vtd_fs_pde_2m_a(const uint64_t *e) { return (e[0] & VTD_FS_PDE_2M_A_MASK) >> 5; }
static inline void vtd_fs_pde_2m_a_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_A_MASK) | ((value << 5) & VTD_FS_PDE_2M_A_MASK); }
// FS_PDE_2M.D [6]: dirty
#define VTD_FS_PDE_2M_D_WORD 0
#define VTD_FS_PDE_2M_D_SHIFT 6
#define VTD_FS_PDE_2M_D_WIDTH 1
#define VTD_FS_PDE_2M_D_MASK UINT64_C(0x0000000000000040)
#define VTD_FS_PDE_2M_D VTD_FS_PDE_2M_D_MASK
static inline uint64_t vtd_fs_pde_2m_d(const uint64_t *e) { return (e[0] & VTD_FS_PDE_2M_D_MASK) >> 6; }
static inline void vtd_fs_pde_2m_d_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_D_MASK) | ((value << 6) & VTD_FS_PDE_2M_D_MASK); }
// FS_PDE_2M.PS [7]: 1: maps a page
#define VTD_FS_PDE_2M_PS_WORD 0
#define VTD_FS_PDE_2M_PS_SHIFT 7
#define VTD_FS_PDE_2M_PS_WIDTH 1
#define VTD_FS_PDE_2M_PS_MASK UINT64_C(0x0000000000000080)
#define VTD_FS_PDE_2M_PS VTD_FS_PDE_2M_PS_MASK
static inline uint64_t vtd_fs_pde_2m_ps(const uint64_t *e) { return (e[0] & VTD_FS_PDE_2M_PS_MASK) >> 7; }
static inline void vtd_fs_pde_2m_ps_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_PS_MASK) | ((value << 7) & VTD_FS_PDE_2M_PS_MASK); }
// FS_PDE_2M.EA [10]: extended accessed (when PASID.EAFE is set)
#define VTD_FS_PDE_2M_EA_WORD 0
#define VTD_FS_PDE_2M_EA_SHIFT 10
#define VTD_FS_PDE_2M_EA_WIDTH 1
#define VTD_FS_PDE_2M_EA_MASK UINT64_C(0x0000000000000400)
#define VTD_FS_PDE_2M_EA VTD_FS_PDE_2M_EA_MASK
static inline uint64_t vtd_fs_pde_2m_ea(const uint64_t *e) { return (e[0] & VTD_FS_PDE_2M_EA_MASK) >> 10; }
static inline void vtd_fs_pde_2m_ea_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_EA_MASK) | ((value << 10) & VTD_FS_PDE_2M_EA_MASK); }
// FS_PDE_2M.PAT [12]: PAT index bit 2
#define VTD_FS_PDE_2M_PAT_WORD 0
#define VTD_FS_PDE_2M_PAT_SHIFT 12
#define VTD_FS_PDE_2M_PAT_WIDTH 1
#define VTD_FS_PDE_2M_PAT_MASK UINT64_C(0x0000000000001000)
#define VTD_FS_PDE_2M_PAT VTD_FS_PDE_2M_PAT_MASK
static inline uint64_t vtd_fs_pde_2m_pat(const uint64_t *e) { return (e[0] & VTD_FS_PDE_2M_PAT_MASK) >> 12; }
static inline void vtd_fs_pde_2m_pat_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_PAT_MASK) | ((value << 12) & VTD_FS_PDE_2M_PAT_MASK); }
// FS_PDE_2M.ADDR [51:21]: page
#define VTD_FS_PDE_2M_ADDR_WORD 0
#define VTD_FS_PDE_2M_ADDR_SHIFT 21
#define VTD_FS_PDE_2M_ADDR_WIDTH 31
#define VTD_FS_PDE_2M_ADDR_MASK UINT64_C(0x000FFFFFFFE00000)
static inline uint64_t vtd_fs_pde_2m_addr(const uint64_t *e) { return e[0] & VTD_FS_PDE_2M_ADDR_MASK; }
static inline void vtd_fs_pde_2m_addr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PDE_2M_ADDR_MASK) | (value & VTD_FS_PDE_2M_ADDR_MASK); }
static inline void vtd_fs_pde_2m_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_FS_PDE_2M_WORDS]) {
  (void)cap;
  (void)ecap;
  out[0] = UINT64_C(0x00000000001FE000);
  out[0] |= vtd_bits_from(haw, 21, 31) << VTD_FS_PDE_2M_ADDR_SHIFT;
}

// FS_PTE: First-stage page table entry (ch. 9)
#define VTD_FS_PTE_SIZE 8
#define VTD_FS_PTE_WORDS 1
// FS_PTE.P [0]: present
#define VTD_FS_PTE_P_WORD 0
#define VTD_FS_PTE_P_SHIFT 0
#define VTD_FS_PTE_P_WIDTH 1
#define VTD_FS_PTE_P_MASK UINT64_C(0x0000000000000001)
#define VTD_FS_PTE_P VTD_FS_PTE_P_MASK
static inline uint64_t vtd_fs_pte_p(const uint64_t *e) { return e[0] & VTD_FS_PTE_P_MASK; }
static inline void vtd_fs_pte_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PTE_P_MASK) | (value & VTD_FS_PTE_P_MASK); }
// FS_PTE.RW [1]: write permission
#define VTD_FS_PTE_RW_WORD 0
#define VTD_FS_PTE_RW_SHIFT 1
#define VTD_FS_PTE_RW_WIDTH 1
#define VTD_FS_PTE_RW_MASK UINT64_C(0x0000000000000002)
#define VTD_FS_PTE_RW VTD_FS_PTE_RW_MASK
static inline uint64_t vtd_fs_pte_rw(const uint64_t *e) { return (e[0] & VTD_FS_PTE_RW_MASK) >> 1; }
static inline void vtd_fs_pte_rw_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PTE_RW_MASK) | ((value << 1) & VTD_FS_PTE_RW_MASK); }
// FS_PTE.US [2]: user permission
#define VTD_FS_PTE_US_WORD 0
#define VTD_FS_PTE_US_SHIFT 2
#define VTD_FS_PTE_US_WIDTH 1
#define VTD_FS_PTE_US_MASK UINT64_C(0x0000000000000004)
#define VTD_FS_PTE_US VTD_FS_PTE_US_MASK
static inline uint64_t vtd_fs_pte_us(const uint64_t *e) { return (e[0] & VTD_FS_PTE_US_MASK) >> 2; }
static inline void vtd_fs_pte_us_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PTE_US_MASK) | ((value << 2) & VTD_FS_PTE_US_MASK); }
// FS_PTE.PWT [3]: PAT index bit 0
#define VTD_FS_PTE_PWT_WORD 0
#define VTD_FS_PTE_PWT_SHIFT 3
#define VTD_FS_PTE_PWT_WIDTH 1
#define VTD_FS_PTE_PWT_MASK UINT64_C(0x0000000000000008)
#define VTD_FS_PTE_PWT VTD_FS_PTE_PWT_MASK
static inline uint64_t vtd_fs_pte_pwt(const uint64_t *e) { return (e[0] & VTD_FS_PTE_PWT_MASK) >> 3; }
static inline void vtd_fs_pte_pwt_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PTE_PWT_MASK) | ((value << 3) & VTD_FS_PTE_PWT_MASK); }
// FS_PTE.PCD [4]: PAT index bit 1
#define VTD_FS_PTE_PCD_WORD 0
#define VTD_FS_PTE_PCD_SHIFT 4
#define VTD_FS_PTE_PCD_WIDTH 1
#define VTD_FS_PTE_PCD_MASK UINT64_C(0x0000000000000010)
#define VTD_FS_PTE_PCD VTD_FS_PTE_PCD_MASK
static inline uint64_t vtd_fs_pte_pcd(const uint64_t *e) { return (e[0] & VTD_FS_PTE_PCD_MASK) >> 4; }
static inline void vtd_fs_pte_pcd_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PTE_PCD_MASK) | ((value << 4) & VTD_FS_PTE_PCD_MASK); }
// FS_PTE.A [5]: accessed
#define VTD_FS_PTE_A_WORD 0
#define VTD_FS_PTE_A_SHIFT 5
#define VTD_FS_PTE_A_WIDTH 1
#define VTD_FS_PTE_A_MASK UINT64_C(0x0000000000000020)
#define VTD_FS_PTE_A VTD_FS_PTE_A_MASK
static inline uint64_t vtd_fs_pte_a(const uint64_t *e) { return (e[0] & VTD_FS_PTE_A_MASK) >> 5; }
static inline void vtd_fs_pte_a_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PTE_A_MASK) | ((value << 5) & VTD_FS_PTE_A_MASK); }
// FS_PTE.D [6]: dirty
#define VTD_FS_PTE_D_WORD 0
#define VTD_FS_PTE_D_SHIFT 6
#define VTD_FS_PTE_D_WIDTH 1
#define VTD_FS_PTE_D_MASK UINT64_C(0x0000000000000040)
#define VTD_FS_PTE_D VTD_FS_PTE_D_MASK
static inline uint64_t vtd_fs_pte_d(const uint64_t *e) { return (e[0] & VTD_FS_PTE_D_MASK) >> 6; }
static inline void vtd_fs_pte_d_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PTE_D_MASK) | ((value << 6) & VTD_FS_PTE_D_MASK); }
// FS_PTE.PAT [7]: PAT index bit 2
#define VTD_FS_PTE_PAT_WORD 0
#define VTD_FS_PTE_PAT_SHIFT 7
#define VTD_FS_PTE_PAT_WIDTH 1
#define VTD_FS_PTE_PAT_MASK UINT64_C(0x0000000000000080)
#define VTD_FS_PTE_PAT VTD_FS_PTE_PAT_MASK
static inline uint64_t vtd_fs_pte_pat(const uint64_t *e) { return (e[0] & VTD_FS_PTE_PAT_MASK) >> 7; }
static inline void vtd_fs_pte_pat_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PTE_PAT_MASK) | ((value << 7) & VTD_FS_PTE_PAT_MASK); }
// FS_PTE.EA [10]: extended accessed (when PASID.EAFE is set)
#define VTD_FS_PTE_EA_WORD 0
#define VTD_FS_PTE_EA_SHIFT 10
#define VTD_FS_PTE_EA_WIDTH 1
#define VTD_FS_PTE_EA_MASK UINT64_C(0x0000000000000400)
#define VTD_FS_PTE_EA VTD_FS_PTE_EA_MASK
static inline uint64_t vtd_fs_pte_ea(const uint64_t *e) { return (e[0] & VTD_FS_PTE_EA_MASK) >> 10; }
static inline void vtd_fs_pte_ea_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PTE_EA_MASK) | ((value << 10) & VTD_FS_PTE_EA_MASK); }
// FS_PTE.ADDR [51:12]: page
#define VTD_FS_PTE_ADDR_WORD 0
#define VTD_FS_PTE_ADDR_SHIFT 12
#define VTD_FS_PTE_ADDR_WIDTH 40
#define VTD_FS_PTE_ADDR_MASK UINT64_C(0x000FFFFFFFFFF000)
static inline uint64_t vtd_fs_pte_addr(const uint64_t *e) { return e[0] & VTD_FS_PTE_ADDR_MASK; }
static inline void vtd_fs_pte_addr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_FS_PTE_ADDR_MASK) | (value & VTD_FS_PTE_ADDR_MASK); }
static inline void vtd_fs_pte_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_FS_PTE_WORDS]) {
  (void)cap;
  (void)ecap;
  out[0] = UINT64_C(0x0000000000000000);
  out[0] |= vtd_bits_from(haw, 12, 40) << VTD_FS_PTE_ADDR_SHIFT;
}

// IRTE: Interrupt remapping table entry, remapped format (IM = 0) (ch. 9)
#define VTD_IRTE_SIZE 16
#define VTD_IRTE_WORDS 2
// IRTE.P [0]: present
#define VTD_IRTE_P_WORD 0
#define VTD_IRTE_P_SHIFT 0
#define VTD_IRTE_P_WIDTH 1
#define VTD_IRTE_P_MASK UINT64_C(0x0000000000000001)
#define VTD_IRTE_P VTD_IRTE_P_MASK
static inline uint64_t vtd_irte_p(const uint64_t *e) { return e[0] & VTD_IRTE_P_MASK; }
static inline void vtd_irte_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_P_MASK) | (value & VTD_IRTE_P_MASK); }
// IRTE.FPD [1]: qualified faults are not reported; looked at even if P = 0
#define VTD_IRTE_FPD_WORD 0
#define VTD_IRTE_FPD_SHIFT 1
#define VTD_IRTE_FPD_WIDTH 1
#define VTD_IRTE_FPD_MASK UINT64_C(0x0000000000000002)
#define VTD_IRTE_FPD VTD_IRTE_FPD_MASK
static inline uint64_t vtd_irte_fpd(const uint64_t *e) { return (e[0] & VTD_IRTE_FPD_MASK) >> 1; }
static inline void vtd_irte_fpd_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_FPD_MASK) | ((value << 1) & VTD_IRTE_FPD_MASK); }
// IRTE.DM [2]: destination mode, 1 = logical
#define VTD_IRTE_DM_WORD 0
#define VTD_IRTE_DM_SHIFT 2
#define VTD_IRTE_DM_WIDTH 1
#define VTD_IRTE_DM_MASK UINT64_C(0x0000000000000004)
#define VTD_IRTE_DM VTD_IRTE_DM_MASK
static inline uint64_t vtd_irte_dm(const uint64_t *e) { return (e[0] & VTD_IRTE_DM_MASK) >> 2; }
static inline void vtd_irte_dm_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_DM_MASK) | ((value << 2) & VTD_IRTE_DM_MASK); }
// IRTE.RH [3]: redirection hint
#define VTD_IRTE_RH_WORD 0
#define VTD_IRTE_RH_SHIFT 3
#define VTD_IRTE_RH_WIDTH 1
#define VTD_IRTE_RH_MASK UINT64_C(0x0000000000000008)
#define VTD_IRTE_RH VTD_IRTE_RH_MASK
static inline uint64_t vtd_irte_rh(const uint64_t *e) { return (e[0] & VTD_IRTE_RH_MASK) >> 3; }
static inline void vtd_irte_rh_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_RH_MASK) | ((value << 3) & VTD_IRTE_RH_MASK); }
// IRTE.TM [4]: trigger mode, 1 = level
#define VTD_IRTE_TM_WORD 0
#define VTD_IRTE_TM_SHIFT 4
#define VTD_IRTE_TM_WIDTH 1
#define VTD_IRTE_TM_MASK UINT64_C(0x0000000000000010)
#define VTD_IRTE_TM VTD_IRTE_TM_MASK
static inline uint64_t vtd_irte_tm(const uint64_t *e) { return (e[0] & VTD_IRTE_TM_MASK) >> 4; }
static inline void vtd_irte_tm_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_TM_MASK) | ((value << 4) & VTD_IRTE_TM_MASK); }
// IRTE.DLM [7:5]: delivery mode
#define VTD_IRTE_DLM_WORD 0
#define VTD_IRTE_DLM_SHIFT 5
#define VTD_IRTE_DLM_WIDTH 3
#define VTD_IRTE_DLM_MASK UINT64_C(0x00000000000000E0)
#define VTD_IRTE_DLM_FIXED 0
#define VTD_IRTE_DLM_LOWEST 1
#define VTD_IRTE_DLM_SMI 2
#define VTD_IRTE_DLM_NMI 4
#define VTD_IRTE_DLM_INIT 5
#define VTD_IRTE_DLM_EXTINT 7
static inline uint64_t vtd_irte_dlm(const uint64_t *e) { return (e[0] & VTD_IRTE_DLM_MASK) >> 5; }
static inline void vtd_irte_dlm_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_DLM_MASK) | ((value << 5) & VTD_IRTE_DLM_MASK); }
// IRTE.IM [15]; needs PI: 0 = remapped format, 1 = posted format
#define VTD_IRTE_IM_WORD 0
#define VTD_IRTE_IM_SHIFT 15
#define VTD_IRTE_IM_WIDTH 1
#define VTD_IRTE_IM_MASK UINT64_C(0x0000000000008000)
#define VTD_IRTE_IM VTD_IRTE_IM_MASK
static inline uint64_t vtd_irte_im(const uint64_t *e) { return (e[0] & VTD_IRTE_IM_MASK) >> 15; }
static inline void vtd_irte_im_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_IM_MASK) | ((value << 15) & VTD_IRTE_IM_MASK); }
// IRTE.V [23:16]: vector
#define VTD_IRTE_V_WORD 0
#define VTD_IRTE_V_SHIFT 16
#define VTD_IRTE_V_WIDTH 8
#define VTD_IRTE_V_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_irte_v(const uint64_t *e) { return (e[0] & VTD_IRTE_V_MASK) >> 16; }
static inline void vtd_irte_v_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_V_MASK) | ((value << 16) & VTD_IRTE_V_MASK); }
// IRTE.DST [63:32]: 32-bit destination (IRTA.EIME = 1)
#define VTD_IRTE_DST_WORD 0
#define VTD_IRTE_DST_SHIFT 32
#define VTD_IRTE_DST_WIDTH 32
#define VTD_IRTE_DST_MASK UINT64_C(0xFFFFFFFF00000000)
static inline uint64_t vtd_irte_dst(const uint64_t *e) { return (e[0] & VTD_IRTE_DST_MASK) >> 32; }
static inline void vtd_irte_dst_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_DST_MASK) | ((value << 32) & VTD_IRTE_DST_MASK); }
// IRTE.DST_XAPIC [47:40]: 8-bit destination (IRTA.EIME = 0; the rest of DST is reserved)
#define VTD_IRTE_DST_XAPIC_WORD 0
#define VTD_IRTE_DST_XAPIC_SHIFT 40
#define VTD_IRTE_DST_XAPIC_WIDTH 8
#define VTD_IRTE_DST_XAPIC_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_irte_dst_xapic(const uint64_t *e) { return (e[0] & VTD_IRTE_DST_XAPIC_MASK) >> 40; }
static inline void vtd_irte_dst_xapic_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_DST_XAPIC_MASK) | ((value << 40) & VTD_IRTE_DST_XAPIC_MASK); }
// IRTE.SID [79:64]: requester id to verify
#define VTD_IRTE_SID_WORD 1
#define VTD_IRTE_SID_SHIFT 0
#define VTD_IRTE_SID_WIDTH 16
#define VTD_IRTE_SID_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_irte_sid(const uint64_t *e) { return e[1] & VTD_IRTE_SID_MASK; }
static inline void vtd_irte_sid_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_IRTE_SID_MASK) | (value & VTD_IRTE_SID_MASK); }
// IRTE.SQ [81:80]: bits of SID that are not compared
#define VTD_IRTE_SQ_WORD 1
#define VTD_IRTE_SQ_SHIFT 16
#define VTD_IRTE_SQ_WIDTH 2
#define VTD_IRTE_SQ_MASK UINT64_C(0x0000000000030000)
#define VTD_IRTE_SQ_NONE 0
#define VTD_IRTE_SQ_BIT2 1
#define VTD_IRTE_SQ_BITS2_1 2
#define VTD_IRTE_SQ_BITS2_0 3
static inline uint64_t vtd_irte_sq(const uint64_t *e) { return (e[1] & VTD_IRTE_SQ_MASK) >> 16; }
static inline void vtd_irte_sq_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_IRTE_SQ_MASK) | ((value << 16) & VTD_IRTE_SQ_MASK); }
// IRTE.SVT [83:82]: source validation type
#define VTD_IRTE_SVT_WORD 1
#define VTD_IRTE_SVT_SHIFT 18
#define VTD_IRTE_SVT_WIDTH 2
#define VTD_IRTE_SVT_MASK UINT64_C(0x00000000000C0000)
#define VTD_IRTE_SVT_NONE 0
#define VTD_IRTE_SVT_SID 1
#define VTD_IRTE_SVT_BUS 2
#define VTD_IRTE_SVT_RSVD 3
static inline uint64_t vtd_irte_svt(const uint64_t *e) { return (e[1] & VTD_IRTE_SVT_MASK) >> 18; }
static inline void vtd_irte_svt_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_IRTE_SVT_MASK) | ((value << 18) & VTD_IRTE_SVT_MASK); }
static inline void vtd_irte_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_IRTE_WORDS]) {
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x00000000FF007000);
  out[1] = UINT64_C(0xFFFFFFFFFFF00000);
  if (!((cap & VTD_CAP_PI_MASK) != 0)) out[0] |= VTD_IRTE_IM_MASK;
}

// IRTE_POSTED: Interrupt remapping table entry, posted format (IM = 1) (ch. 9)
#define VTD_IRTE_POSTED_SIZE 16
#define VTD_IRTE_POSTED_WORDS 2
// IRTE_POSTED.P [0]: present
#define VTD_IRTE_POSTED_P_WORD 0
#define VTD_IRTE_POSTED_P_SHIFT 0
#define VTD_IRTE_POSTED_P_WIDTH 1
#define VTD_IRTE_POSTED_P_MASK UINT64_C(0x0000000000000001)
#define VTD_IRTE_POSTED_P VTD_IRTE_POSTED_P_MASK
static inline uint64_t vtd_irte_posted_p(const uint64_t *e) { return e[0] & VTD_IRTE_POSTED_P_MASK; }
static inline void vtd_irte_posted_p_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_POSTED_P_MASK) | (value & VTD_IRTE_POSTED_P_MASK); }
// IRTE_POSTED.FPD [1]: qualified faults are not reported; looked at even if P = 0
#define VTD_IRTE_POSTED_FPD_WORD 0
#define VTD_IRTE_POSTED_FPD_SHIFT 1
#define VTD_IRTE_POSTED_FPD_WIDTH 1
#define VTD_IRTE_POSTED_FPD_MASK UINT64_C(0x0000000000000002)
#define VTD_IRTE_POSTED_FPD VTD_IRTE_POSTED_FPD_MASK
static inline uint64_t vtd_irte_posted_fpd(const uint64_t *e) { return (e[0] & VTD_IRTE_POSTED_FPD_MASK) >> 1; }
static inline void vtd_irte_posted_fpd_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_POSTED_FPD_MASK) | ((value << 1) & VTD_IRTE_POSTED_FPD_MASK); }
// IRTE_POSTED.URG [14]; needs PI: urgent: notify even if notifications are suppressed
#define VTD_IRTE_POSTED_URG_WORD 0
#define VTD_IRTE_POSTED_URG_SHIFT 14
#define VTD_IRTE_POSTED_URG_WIDTH 1
#define VTD_IRTE_POSTED_URG_MASK UINT64_C(0x0000000000004000)
#define VTD_IRTE_POSTED_URG VTD_IRTE_POSTED_URG_MASK
static inline uint64_t vtd_irte_posted_urg(const uint64_t *e) { return (e[0] & VTD_IRTE_POSTED_URG_MASK) >> 14; }
static inline void vtd_irte_posted_urg_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_POSTED_URG_MASK) | ((value << 14) & VTD_IRTE_POSTED_URG_MASK); }
// IRTE_POSTED.IM [15]; needs PI: 0 = remapped format, 1 = posted format
#define VTD_IRTE_POSTED_IM_WORD 0
#define VTD_IRTE_POSTED_IM_SHIFT 15
#define VTD_IRTE_POSTED_IM_WIDTH 1
#define VTD_IRTE_POSTED_IM_MASK UINT64_C(0x0000000000008000)
#define VTD_IRTE_POSTED_IM VTD_IRTE_POSTED_IM_MASK
static inline uint64_t vtd_irte_posted_im(const uint64_t *e) { return (e[0] & VTD_IRTE_POSTED_IM_MASK) >> 15; }
static inline void vtd_irte_posted_im_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_POSTED_IM_MASK) | ((value << 15) & VTD_IRTE_POSTED_IM_MASK); }
// IRTE_POSTED.VV [23:16]: virtual vector
#define VTD_IRTE_POSTED_VV_WORD 0
#define VTD_IRTE_POSTED_VV_SHIFT 16
#define VTD_IRTE_POSTED_VV_WIDTH 8
#define VTD_IRTE_POSTED_VV_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_irte_posted_vv(const uint64_t *e) { return (e[0] & VTD_IRTE_POSTED_VV_MASK) >> 16; }
static inline void vtd_irte_posted_vv_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_POSTED_VV_MASK) | ((value << 16) & VTD_IRTE_POSTED_VV_MASK); }
// IRTE_POSTED.PDAL [63:38]: descriptor address bits 31:6
#define VTD_IRTE_POSTED_PDAL_WORD 0
#define VTD_IRTE_POSTED_PDAL_SHIFT 38
#define VTD_IRTE_POSTED_PDAL_WIDTH 26
#define VTD_IRTE_POSTED_PDAL_MASK UINT64_C(0xFFFFFFC000000000)
static inline uint64_t vtd_irte_posted_pdal(const uint64_t *e) { return (e[0] & VTD_IRTE_POSTED_PDAL_MASK) >> 38; }
static inline void vtd_irte_posted_pdal_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IRTE_POSTED_PDAL_MASK) | ((value << 38) & VTD_IRTE_POSTED_PDAL_MASK); }
// IRTE_POSTED.SID [79:64]: requester id to verify
#define VTD_IRTE_POSTED_SID_WORD 1
#define VTD_IRTE_POSTED_SID_SHIFT 0
#define VTD_IRTE_POSTED_SID_WIDTH 16
#define VTD_IRTE_POSTED_SID_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_irte_posted_sid(const uint64_t *e) { return e[1] & VTD_IRTE_POSTED_SID_MASK; }
static inline void vtd_irte_posted_sid_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_IRTE_POSTED_SID_MASK) | (value & VTD_IRTE_POSTED_SID_MASK); }
// IRTE_POSTED.SQ [81:80]: as IRTE.SQ
#define VTD_IRTE_POSTED_SQ_WORD 1
#define VTD_IRTE_POSTED_SQ_SHIFT 16
#define VTD_IRTE_POSTED_SQ_WIDTH 2
#define VTD_IRTE_POSTED_SQ_MASK UINT64_C(0x0000000000030000)
static inline uint64_t vtd_irte_posted_sq(const uint64_t *e) { return (e[1] & VTD_IRTE_POSTED_SQ_MASK) >> 16; }
static inline void vtd_irte_posted_sq_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_IRTE_POSTED_SQ_MASK) | ((value << 16) & VTD_IRTE_POSTED_SQ_MASK); }
// IRTE_POSTED.SVT [83:82]: as IRTE.SVT
#define VTD_IRTE_POSTED_SVT_WORD 1
#define VTD_IRTE_POSTED_SVT_SHIFT 18
#define VTD_IRTE_POSTED_SVT_WIDTH 2
#define VTD_IRTE_POSTED_SVT_MASK UINT64_C(0x00000000000C0000)
static inline uint64_t vtd_irte_posted_svt(const uint64_t *e) { return (e[1] & VTD_IRTE_POSTED_SVT_MASK) >> 18; }
static inline void vtd_irte_posted_svt_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_IRTE_POSTED_SVT_MASK) | ((value << 18) & VTD_IRTE_POSTED_SVT_MASK); }
// IRTE_POSTED.PDAH [127:96]: descriptor address bits 63:32
#define VTD_IRTE_POSTED_PDAH_WORD 1
#define VTD_IRTE_POSTED_PDAH_SHIFT 32
#define VTD_IRTE_POSTED_PDAH_WIDTH 32
#define VTD_IRTE_POSTED_PDAH_MASK UINT64_C(0xFFFFFFFF00000000)
static inline uint64_t vtd_irte_posted_pdah(const uint64_t *e) { return (e[1] & VTD_IRTE_POSTED_PDAH_MASK) >> 32; }
static inline void vtd_irte_posted_pdah_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_IRTE_POSTED_PDAH_MASK) | ((value << 32) & VTD_IRTE_POSTED_PDAH_MASK); }
// IRTE_POSTED.PDA, made of PDAL and PDAH: address of the posted interrupt descriptor
static inline uint64_t vtd_irte_posted_pda(const uint64_t *e) { return vtd_irte_posted_pdal(e) << 6 | vtd_irte_posted_pdah(e) << 32; }
static inline void vtd_irte_posted_pda_set(uint64_t *e, uint64_t value) {
  vtd_irte_posted_pdal_set(e, value >> 6);
  vtd_irte_posted_pdah_set(e, value >> 32);
}
static inline void vtd_irte_posted_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_IRTE_POSTED_WORDS]) {
  (void)ecap;
  out[0] = UINT64_C(0x0000003FFF0030FC);
  out[1] = UINT64_C(0x00000000FFF00000);
  if (!((cap & VTD_CAP_PI_MASK) != 0)) out[0] |= VTD_IRTE_POSTED_URG_MASK;
  if (!((cap & VTD_CAP_PI_MASK) != 0)) out[0] |= VTD_IRTE_POSTED_IM_MASK;
  out[0] |= vtd_bits_from(haw, 6, 26) << VTD_IRTE_POSTED_PDAL_SHIFT;
  out[1] |= vtd_bits_from(haw, 32, 32) << VTD_IRTE_POSTED_PDAH_SHIFT;
}

// PID: Posted interrupt descriptor (ch. 9)
#define VTD_PID_SIZE 64
#define VTD_PID_WORDS 8
// PID.PIR0 [63:0]: pending vectors 63:0
#define VTD_PID_PIR0_WORD 0
#define VTD_PID_PIR0_SHIFT 0
#define VTD_PID_PIR0_WIDTH 64
#define VTD_PID_PIR0_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_pid_pir0(const uint64_t *e) { return e[0] & VTD_PID_PIR0_MASK; }
static inline void vtd_pid_pir0_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PID_PIR0_MASK) | (value & VTD_PID_PIR0_MASK); }
// PID.PIR1 [127:64]: pending vectors 127:64
#define VTD_PID_PIR1_WORD 1
#define VTD_PID_PIR1_SHIFT 0
#define VTD_PID_PIR1_WIDTH 64
#define VTD_PID_PIR1_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_pid_pir1(const uint64_t *e) { return e[1] & VTD_PID_PIR1_MASK; }
static inline void vtd_pid_pir1_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PID_PIR1_MASK) | (value & VTD_PID_PIR1_MASK); }
// PID.PIR2 [191:128]: pending vectors 191:128
#define VTD_PID_PIR2_WORD 2
#define VTD_PID_PIR2_SHIFT 0
#define VTD_PID_PIR2_WIDTH 64
#define VTD_PID_PIR2_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_pid_pir2(const uint64_t *e) { return e[2] & VTD_PID_PIR2_MASK; }
static inline void vtd_pid_pir2_set(uint64_t *e, uint64_t value) { e[2] = (e[2] & ~VTD_PID_PIR2_MASK) | (value & VTD_PID_PIR2_MASK); }
// PID.PIR3 [255:192]: pending vectors 255:192
#define VTD_PID_PIR3_WORD 3
#define VTD_PID_PIR3_SHIFT 0
#define VTD_PID_PIR3_WIDTH 64
#define VTD_PID_PIR3_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_pid_pir3(const uint64_t *e) { return e[3] & VTD_PID_PIR3_MASK; }
static inline void vtd_pid_pir3_set(uint64_t *e, uint64_t value) { e[3] = (e[3] & ~VTD_PID_PIR3_MASK) | (value & VTD_PID_PIR3_MASK); }
// PID.ON [256]: notification outstanding
#define VTD_PID_ON_WORD 4
#define VTD_PID_ON_SHIFT 0
#define VTD_PID_ON_WIDTH 1
#define VTD_PID_ON_MASK UINT64_C(0x0000000000000001)
#define VTD_PID_ON VTD_PID_ON_MASK
static inline uint64_t vtd_pid_on(const uint64_t *e) { return e[4] & VTD_PID_ON_MASK; }
static inline void vtd_pid_on_set(uint64_t *e, uint64_t value) { e[4] = (e[4] & ~VTD_PID_ON_MASK) | (value & VTD_PID_ON_MASK); }
// PID.SN [257]: notifications suppressed
#define VTD_PID_SN_WORD 4
#define VTD_PID_SN_SHIFT 1
#define VTD_PID_SN_WIDTH 1
#define VTD_PID_SN_MASK UINT64_C(0x0000000000000002)
#define VTD_PID_SN VTD_PID_SN_MASK
static inline uint64_t vtd_pid_sn(const uint64_t *e) { return (e[4] & VTD_PID_SN_MASK) >> 1; }
static inline void vtd_pid_sn_set(uint64_t *e, uint64_t value) { e[4] = (e[4] & ~VTD_PID_SN_MASK) | ((value << 1) & VTD_PID_SN_MASK); }
// PID.NV [279:272]: notification vector
#define VTD_PID_NV_WORD 4
#define VTD_PID_NV_SHIFT 16
#define VTD_PID_NV_WIDTH 8
#define VTD_PID_NV_MASK UINT64_C(0x0000000000FF0000)
static inline uint64_t vtd_pid_nv(const uint64_t *e) { return (e[4] & VTD_PID_NV_MASK) >> 16; }
static inline void vtd_pid_nv_set(uint64_t *e, uint64_t value) { e[4] = (e[4] & ~VTD_PID_NV_MASK) | ((value << 16) & VTD_PID_NV_MASK); }
// PID.NDST [319:288]: 32-bit notification destination (x2APIC)
#define VTD_PID_NDST_WORD 4
#define VTD_PID_NDST_SHIFT 32
#define VTD_PID_NDST_WIDTH 32
#define VTD_PID_NDST_MASK UINT64_C(0xFFFFFFFF00000000)
static inline uint64_t vtd_pid_ndst(const uint64_t *e) { return (e[4] & VTD_PID_NDST_MASK) >> 32; }
static inline void vtd_pid_ndst_set(uint64_t *e, uint64_t value) { e[4] = (e[4] & ~VTD_PID_NDST_MASK) | ((value << 32) & VTD_PID_NDST_MASK); }
// PID.NDST_XAPIC [303:296]: 8-bit notification destination (the rest of NDST is reserved)
#define VTD_PID_NDST_XAPIC_WORD 4
#define VTD_PID_NDST_XAPIC_SHIFT 40
#define VTD_PID_NDST_XAPIC_WIDTH 8
#define VTD_PID_NDST_XAPIC_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_pid_ndst_xapic(const uint64_t *e) { return (e[4] & VTD_PID_NDST_XAPIC_MASK) >> 40; }
static inline void vtd_pid_ndst_xapic_set(uint64_t *e, uint64_t value) { e[4] = (e[4] & ~VTD_PID_NDST_XAPIC_MASK) | ((value << 40) & VTD_PID_NDST_XAPIC_MASK); }
static inline void vtd_pid_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_PID_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000000000000000);
  out[1] = UINT64_C(0x0000000000000000);
  out[2] = UINT64_C(0x0000000000000000);
  out[3] = UINT64_C(0x0000000000000000);
  out[4] = UINT64_C(0x00000000FF00FFFC);
  out[5] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[6] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[7] = UINT64_C(0xFFFFFFFFFFFFFFFF);
}

// MSI_COMPAT: Interrupt request, compatibility format: word 0 = address, word 1 = data (ch. 5)
#define VTD_MSI_COMPAT_SIZE 16
#define VTD_MSI_COMPAT_WORDS 2
// MSI_COMPAT.DM [2]: destination mode, 1 = logical
#define VTD_MSI_COMPAT_DM_WORD 0
#define VTD_MSI_COMPAT_DM_SHIFT 2
#define VTD_MSI_COMPAT_DM_WIDTH 1
#define VTD_MSI_COMPAT_DM_MASK UINT64_C(0x0000000000000004)
#define VTD_MSI_COMPAT_DM VTD_MSI_COMPAT_DM_MASK
static inline uint64_t vtd_msi_compat_dm(const uint64_t *e) { return (e[0] & VTD_MSI_COMPAT_DM_MASK) >> 2; }
static inline void vtd_msi_compat_dm_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_MSI_COMPAT_DM_MASK) | ((value << 2) & VTD_MSI_COMPAT_DM_MASK); }
// MSI_COMPAT.RH [3]: redirection hint
#define VTD_MSI_COMPAT_RH_WORD 0
#define VTD_MSI_COMPAT_RH_SHIFT 3
#define VTD_MSI_COMPAT_RH_WIDTH 1
#define VTD_MSI_COMPAT_RH_MASK UINT64_C(0x0000000000000008)
#define VTD_MSI_COMPAT_RH VTD_MSI_COMPAT_RH_MASK
static inline uint64_t vtd_msi_compat_rh(const uint64_t *e) { return (e[0] & VTD_MSI_COMPAT_RH_MASK) >> 3; }
static inline void vtd_msi_compat_rh_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_MSI_COMPAT_RH_MASK) | ((value << 3) & VTD_MSI_COMPAT_RH_MASK); }
// MSI_COMPAT.FORMAT [4]: 0 = compatibility
#define VTD_MSI_COMPAT_FORMAT_WORD 0
#define VTD_MSI_COMPAT_FORMAT_SHIFT 4
#define VTD_MSI_COMPAT_FORMAT_WIDTH 1
#define VTD_MSI_COMPAT_FORMAT_MASK UINT64_C(0x0000000000000010)
#define VTD_MSI_COMPAT_FORMAT VTD_MSI_COMPAT_FORMAT_MASK
static inline uint64_t vtd_msi_compat_format(const uint64_t *e) { return (e[0] & VTD_MSI_COMPAT_FORMAT_MASK) >> 4; }
static inline void vtd_msi_compat_format_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_MSI_COMPAT_FORMAT_MASK) | ((value << 4) & VTD_MSI_COMPAT_FORMAT_MASK); }
// MSI_COMPAT.DEST [19:12]: destination
#define VTD_MSI_COMPAT_DEST_WORD 0
#define VTD_MSI_COMPAT_DEST_SHIFT 12
#define VTD_MSI_COMPAT_DEST_WIDTH 8
#define VTD_MSI_COMPAT_DEST_MASK UINT64_C(0x00000000000FF000)
static inline uint64_t vtd_msi_compat_dest(const uint64_t *e) { return (e[0] & VTD_MSI_COMPAT_DEST_MASK) >> 12; }
static inline void vtd_msi_compat_dest_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_MSI_COMPAT_DEST_MASK) | ((value << 12) & VTD_MSI_COMPAT_DEST_MASK); }
// MSI_COMPAT.PREFIX [31:20]: FEEh
#define VTD_MSI_COMPAT_PREFIX_WORD 0
#define VTD_MSI_COMPAT_PREFIX_SHIFT 20
#define VTD_MSI_COMPAT_PREFIX_WIDTH 12
#define VTD_MSI_COMPAT_PREFIX_MASK UINT64_C(0x00000000FFF00000)
#define VTD_MSI_COMPAT_PREFIX_INTR 4078
static inline uint64_t vtd_msi_compat_prefix(const uint64_t *e) { return (e[0] & VTD_MSI_COMPAT_PREFIX_MASK) >> 20; }
static inline void vtd_msi_compat_prefix_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_MSI_COMPAT_PREFIX_MASK) | ((value << 20) & VTD_MSI_COMPAT_PREFIX_MASK); }
// MSI_COMPAT.V [71:64]: vector
#define VTD_MSI_COMPAT_V_WORD 1
#define VTD_MSI_COMPAT_V_SHIFT 0
#define VTD_MSI_COMPAT_V_WIDTH 8
#define VTD_MSI_COMPAT_V_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_msi_compat_v(const uint64_t *e) { return e[1] & VTD_MSI_COMPAT_V_MASK; }
static inline void vtd_msi_compat_v_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_MSI_COMPAT_V_MASK) | (value & VTD_MSI_COMPAT_V_MASK); }
// MSI_COMPAT.DLM [74:72]: delivery mode, as IRTE.DLM
#define VTD_MSI_COMPAT_DLM_WORD 1
#define VTD_MSI_COMPAT_DLM_SHIFT 8
#define VTD_MSI_COMPAT_DLM_WIDTH 3
#define VTD_MSI_COMPAT_DLM_MASK UINT64_C(0x0000000000000700)
static inline uint64_t vtd_msi_compat_dlm(const uint64_t *e) { return (e[1] & VTD_MSI_COMPAT_DLM_MASK) >> 8; }
static inline void vtd_msi_compat_dlm_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_MSI_COMPAT_DLM_MASK) | ((value << 8) & VTD_MSI_COMPAT_DLM_MASK); }
// MSI_COMPAT.LEVEL [78]: trigger level, 1 = assert
#define VTD_MSI_COMPAT_LEVEL_WORD 1
#define VTD_MSI_COMPAT_LEVEL_SHIFT 14
#define VTD_MSI_COMPAT_LEVEL_WIDTH 1
#define VTD_MSI_COMPAT_LEVEL_MASK UINT64_C(0x0000000000004000)
#define VTD_MSI_COMPAT_LEVEL VTD_MSI_COMPAT_LEVEL_MASK
static inline uint64_t vtd_msi_compat_level(const uint64_t *e) { return (e[1] & VTD_MSI_COMPAT_LEVEL_MASK) >> 14; }
static inline void vtd_msi_compat_level_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_MSI_COMPAT_LEVEL_MASK) | ((value << 14) & VTD_MSI_COMPAT_LEVEL_MASK); }
// MSI_COMPAT.TM [79]: trigger mode, 1 = level
#define VTD_MSI_COMPAT_TM_WORD 1
#define VTD_MSI_COMPAT_TM_SHIFT 15
#define VTD_MSI_COMPAT_TM_WIDTH 1
#define VTD_MSI_COMPAT_TM_MASK UINT64_C(0x0000000000008000)
#define VTD_MSI_COMPAT_TM VTD_MSI_COMPAT_TM_MASK
static inline uint64_t vtd_msi_compat_tm(const uint64_t *e) { return (e[1] & VTD_MSI_COMPAT_TM_MASK) >> 15; }
static inline void vtd_msi_compat_tm_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_MSI_COMPAT_TM_MASK) | ((value << 15) & VTD_MSI_COMPAT_TM_MASK); }
static inline void vtd_msi_compat_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_MSI_COMPAT_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0xFFFFFFFF00000000);
  out[1] = UINT64_C(0xFFFFFFFF00000000);
}

// MSI_REMAP: Interrupt request, remappable format: word 0 = address, word 1 = data (ch. 5)
#define VTD_MSI_REMAP_SIZE 16
#define VTD_MSI_REMAP_WORDS 2
// MSI_REMAP.HANDLE_HI [2]: handle bit 15
#define VTD_MSI_REMAP_HANDLE_HI_WORD 0
#define VTD_MSI_REMAP_HANDLE_HI_SHIFT 2
#define VTD_MSI_REMAP_HANDLE_HI_WIDTH 1
#define VTD_MSI_REMAP_HANDLE_HI_MASK UINT64_C(0x0000000000000004)
#define VTD_MSI_REMAP_HANDLE_HI VTD_MSI_REMAP_HANDLE_HI_MASK
static inline uint64_t vtd_msi_remap_handle_hi(const uint64_t *e) { return (e[0] & VTD_MSI_REMAP_HANDLE_HI_MASK) >> 2; }
static inline void vtd_msi_remap_handle_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_MSI_REMAP_HANDLE_HI_MASK) | ((value << 2) & VTD_MSI_REMAP_HANDLE_HI_MASK); }
// MSI_REMAP.SHV [3]: the data holds a subhandle; else the data is ignored
#define VTD_MSI_REMAP_SHV_WORD 0
#define VTD_MSI_REMAP_SHV_SHIFT 3
#define VTD_MSI_REMAP_SHV_WIDTH 1
#define VTD_MSI_REMAP_SHV_MASK UINT64_C(0x0000000000000008)
#define VTD_MSI_REMAP_SHV VTD_MSI_REMAP_SHV_MASK
static inline uint64_t vtd_msi_remap_shv(const uint64_t *e) { return (e[0] & VTD_MSI_REMAP_SHV_MASK) >> 3; }
static inline void vtd_msi_remap_shv_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_MSI_REMAP_SHV_MASK) | ((value << 3) & VTD_MSI_REMAP_SHV_MASK); }
// MSI_REMAP.FORMAT [4]: 1 = remappable
#define VTD_MSI_REMAP_FORMAT_WORD 0
#define VTD_MSI_REMAP_FORMAT_SHIFT 4
#define VTD_MSI_REMAP_FORMAT_WIDTH 1
#define VTD_MSI_REMAP_FORMAT_MASK UINT64_C(0x0000000000000010)
#define VTD_MSI_REMAP_FORMAT VTD_MSI_REMAP_FORMAT_MASK
static inline uint64_t vtd_msi_remap_format(const uint64_t *e) { return (e[0] & VTD_MSI_REMAP_FORMAT_MASK) >> 4; }
static inline void vtd_msi_remap_format_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_MSI_REMAP_FORMAT_MASK) | ((value << 4) & VTD_MSI_REMAP_FORMAT_MASK); }
// MSI_REMAP.HANDLE_LO [19:5]: handle bits 14:0
#define VTD_MSI_REMAP_HANDLE_LO_WORD 0
#define VTD_MSI_REMAP_HANDLE_LO_SHIFT 5
#define VTD_MSI_REMAP_HANDLE_LO_WIDTH 15
#define VTD_MSI_REMAP_HANDLE_LO_MASK UINT64_C(0x00000000000FFFE0)
static inline uint64_t vtd_msi_remap_handle_lo(const uint64_t *e) { return (e[0] & VTD_MSI_REMAP_HANDLE_LO_MASK) >> 5; }
static inline void vtd_msi_remap_handle_lo_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_MSI_REMAP_HANDLE_LO_MASK) | ((value << 5) & VTD_MSI_REMAP_HANDLE_LO_MASK); }
// MSI_REMAP.PREFIX [31:20]: FEEh
#define VTD_MSI_REMAP_PREFIX_WORD 0
#define VTD_MSI_REMAP_PREFIX_SHIFT 20
#define VTD_MSI_REMAP_PREFIX_WIDTH 12
#define VTD_MSI_REMAP_PREFIX_MASK UINT64_C(0x00000000FFF00000)
#define VTD_MSI_REMAP_PREFIX_INTR 4078
static inline uint64_t vtd_msi_remap_prefix(const uint64_t *e) { return (e[0] & VTD_MSI_REMAP_PREFIX_MASK) >> 20; }
static inline void vtd_msi_remap_prefix_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_MSI_REMAP_PREFIX_MASK) | ((value << 20) & VTD_MSI_REMAP_PREFIX_MASK); }
// MSI_REMAP.SUBHANDLE [79:64]: is added to the handle (SHV = 1)
#define VTD_MSI_REMAP_SUBHANDLE_WORD 1
#define VTD_MSI_REMAP_SUBHANDLE_SHIFT 0
#define VTD_MSI_REMAP_SUBHANDLE_WIDTH 16
#define VTD_MSI_REMAP_SUBHANDLE_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_msi_remap_subhandle(const uint64_t *e) { return e[1] & VTD_MSI_REMAP_SUBHANDLE_MASK; }
static inline void vtd_msi_remap_subhandle_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_MSI_REMAP_SUBHANDLE_MASK) | (value & VTD_MSI_REMAP_SUBHANDLE_MASK); }
// MSI_REMAP.HANDLE, made of HANDLE_LO and HANDLE_HI: interrupt handle
static inline uint64_t vtd_msi_remap_handle(const uint64_t *e) { return vtd_msi_remap_handle_lo(e) | vtd_msi_remap_handle_hi(e) << 15; }
static inline void vtd_msi_remap_handle_set(uint64_t *e, uint64_t value) {
  vtd_msi_remap_handle_lo_set(e, value);
  vtd_msi_remap_handle_hi_set(e, value >> 15);
}
static inline void vtd_msi_remap_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_MSI_REMAP_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0xFFFFFFFF00000000);
  out[1] = UINT64_C(0xFFFFFFFFFFFF0000);
}

// EVENT_MSI: Message that the unit sends: word 0 = address, word 1 = data (ch. 11)
#define VTD_EVENT_MSI_SIZE 16
#define VTD_EVENT_MSI_WORDS 2
// EVENT_MSI.DM [2]: destination mode, 1 = logical
#define VTD_EVENT_MSI_DM_WORD 0
#define VTD_EVENT_MSI_DM_SHIFT 2
#define VTD_EVENT_MSI_DM_WIDTH 1
#define VTD_EVENT_MSI_DM_MASK UINT64_C(0x0000000000000004)
#define VTD_EVENT_MSI_DM VTD_EVENT_MSI_DM_MASK
static inline uint64_t vtd_event_msi_dm(const uint64_t *e) { return (e[0] & VTD_EVENT_MSI_DM_MASK) >> 2; }
static inline void vtd_event_msi_dm_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_EVENT_MSI_DM_MASK) | ((value << 2) & VTD_EVENT_MSI_DM_MASK); }
// EVENT_MSI.RH [3]: redirection hint
#define VTD_EVENT_MSI_RH_WORD 0
#define VTD_EVENT_MSI_RH_SHIFT 3
#define VTD_EVENT_MSI_RH_WIDTH 1
#define VTD_EVENT_MSI_RH_MASK UINT64_C(0x0000000000000008)
#define VTD_EVENT_MSI_RH VTD_EVENT_MSI_RH_MASK
static inline uint64_t vtd_event_msi_rh(const uint64_t *e) { return (e[0] & VTD_EVENT_MSI_RH_MASK) >> 3; }
static inline void vtd_event_msi_rh_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_EVENT_MSI_RH_MASK) | ((value << 3) & VTD_EVENT_MSI_RH_MASK); }
// EVENT_MSI.DEST_LO [19:12]: destination bits 7:0
#define VTD_EVENT_MSI_DEST_LO_WORD 0
#define VTD_EVENT_MSI_DEST_LO_SHIFT 12
#define VTD_EVENT_MSI_DEST_LO_WIDTH 8
#define VTD_EVENT_MSI_DEST_LO_MASK UINT64_C(0x00000000000FF000)
static inline uint64_t vtd_event_msi_dest_lo(const uint64_t *e) { return (e[0] & VTD_EVENT_MSI_DEST_LO_MASK) >> 12; }
static inline void vtd_event_msi_dest_lo_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_EVENT_MSI_DEST_LO_MASK) | ((value << 12) & VTD_EVENT_MSI_DEST_LO_MASK); }
// EVENT_MSI.PREFIX [31:20]: FEEh
#define VTD_EVENT_MSI_PREFIX_WORD 0
#define VTD_EVENT_MSI_PREFIX_SHIFT 20
#define VTD_EVENT_MSI_PREFIX_WIDTH 12
#define VTD_EVENT_MSI_PREFIX_MASK UINT64_C(0x00000000FFF00000)
#define VTD_EVENT_MSI_PREFIX_INTR 4078
static inline uint64_t vtd_event_msi_prefix(const uint64_t *e) { return (e[0] & VTD_EVENT_MSI_PREFIX_MASK) >> 20; }
static inline void vtd_event_msi_prefix_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_EVENT_MSI_PREFIX_MASK) | ((value << 20) & VTD_EVENT_MSI_PREFIX_MASK); }
// EVENT_MSI.DEST_HI [63:40]: destination bits 31:8 (x2APIC)
#define VTD_EVENT_MSI_DEST_HI_WORD 0
#define VTD_EVENT_MSI_DEST_HI_SHIFT 40
#define VTD_EVENT_MSI_DEST_HI_WIDTH 24
#define VTD_EVENT_MSI_DEST_HI_MASK UINT64_C(0xFFFFFF0000000000)
static inline uint64_t vtd_event_msi_dest_hi(const uint64_t *e) { return (e[0] & VTD_EVENT_MSI_DEST_HI_MASK) >> 40; }
static inline void vtd_event_msi_dest_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_EVENT_MSI_DEST_HI_MASK) | ((value << 40) & VTD_EVENT_MSI_DEST_HI_MASK); }
// EVENT_MSI.V [71:64]: vector
#define VTD_EVENT_MSI_V_WORD 1
#define VTD_EVENT_MSI_V_SHIFT 0
#define VTD_EVENT_MSI_V_WIDTH 8
#define VTD_EVENT_MSI_V_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_event_msi_v(const uint64_t *e) { return e[1] & VTD_EVENT_MSI_V_MASK; }
static inline void vtd_event_msi_v_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_EVENT_MSI_V_MASK) | (value & VTD_EVENT_MSI_V_MASK); }
// EVENT_MSI.DLM [74:72]: delivery mode, as IRTE.DLM
#define VTD_EVENT_MSI_DLM_WORD 1
#define VTD_EVENT_MSI_DLM_SHIFT 8
#define VTD_EVENT_MSI_DLM_WIDTH 3
#define VTD_EVENT_MSI_DLM_MASK UINT64_C(0x0000000000000700)
static inline uint64_t vtd_event_msi_dlm(const uint64_t *e) { return (e[1] & VTD_EVENT_MSI_DLM_MASK) >> 8; }
static inline void vtd_event_msi_dlm_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_EVENT_MSI_DLM_MASK) | ((value << 8) & VTD_EVENT_MSI_DLM_MASK); }
// EVENT_MSI.LEVEL [78]: trigger level, 1 = assert (remapped interrupts)
#define VTD_EVENT_MSI_LEVEL_WORD 1
#define VTD_EVENT_MSI_LEVEL_SHIFT 14
#define VTD_EVENT_MSI_LEVEL_WIDTH 1
#define VTD_EVENT_MSI_LEVEL_MASK UINT64_C(0x0000000000004000)
#define VTD_EVENT_MSI_LEVEL VTD_EVENT_MSI_LEVEL_MASK
static inline uint64_t vtd_event_msi_level(const uint64_t *e) { return (e[1] & VTD_EVENT_MSI_LEVEL_MASK) >> 14; }
static inline void vtd_event_msi_level_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_EVENT_MSI_LEVEL_MASK) | ((value << 14) & VTD_EVENT_MSI_LEVEL_MASK); }
// EVENT_MSI.TM [79]: trigger mode, 1 = level (remapped interrupts)
#define VTD_EVENT_MSI_TM_WORD 1
#define VTD_EVENT_MSI_TM_SHIFT 15
#define VTD_EVENT_MSI_TM_WIDTH 1
#define VTD_EVENT_MSI_TM_MASK UINT64_C(0x0000000000008000)
#define VTD_EVENT_MSI_TM VTD_EVENT_MSI_TM_MASK
static inline uint64_t vtd_event_msi_tm(const uint64_t *e) { return (e[1] & VTD_EVENT_MSI_TM_MASK) >> 15; }
static inline void vtd_event_msi_tm_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_EVENT_MSI_TM_MASK) | ((value << 15) & VTD_EVENT_MSI_TM_MASK); }
// EVENT_MSI.DEST, made of DEST_LO and DEST_HI: 32-bit destination
static inline uint64_t vtd_event_msi_dest(const uint64_t *e) { return vtd_event_msi_dest_lo(e) | vtd_event_msi_dest_hi(e) << 8; }
static inline void vtd_event_msi_dest_set(uint64_t *e, uint64_t value) {
  vtd_event_msi_dest_lo_set(e, value);
  vtd_event_msi_dest_hi_set(e, value >> 8);
}
static inline void vtd_event_msi_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_EVENT_MSI_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x000000FF00000FF3);
  out[1] = UINT64_C(0xFFFFFFFFFFFF3800);
}

// IOAPIC_RTE: I/O APIC redirection entry, remappable format (ch. 5)
#define VTD_IOAPIC_RTE_SIZE 8
#define VTD_IOAPIC_RTE_WORDS 1
// IOAPIC_RTE.V [7:0]: vector; equals IRTE.V for level interrupts
#define VTD_IOAPIC_RTE_V_WORD 0
#define VTD_IOAPIC_RTE_V_SHIFT 0
#define VTD_IOAPIC_RTE_V_WIDTH 8
#define VTD_IOAPIC_RTE_V_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_ioapic_rte_v(const uint64_t *e) { return e[0] & VTD_IOAPIC_RTE_V_MASK; }
static inline void vtd_ioapic_rte_v_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_V_MASK) | (value & VTD_IOAPIC_RTE_V_MASK); }
// IOAPIC_RTE.INDEX_HI [11]: index bit 15
#define VTD_IOAPIC_RTE_INDEX_HI_WORD 0
#define VTD_IOAPIC_RTE_INDEX_HI_SHIFT 11
#define VTD_IOAPIC_RTE_INDEX_HI_WIDTH 1
#define VTD_IOAPIC_RTE_INDEX_HI_MASK UINT64_C(0x0000000000000800)
#define VTD_IOAPIC_RTE_INDEX_HI VTD_IOAPIC_RTE_INDEX_HI_MASK
static inline uint64_t vtd_ioapic_rte_index_hi(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_INDEX_HI_MASK) >> 11; }
static inline void vtd_ioapic_rte_index_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_INDEX_HI_MASK) | ((value << 11) & VTD_IOAPIC_RTE_INDEX_HI_MASK); }
// IOAPIC_RTE.DS [12]: delivery status
#define VTD_IOAPIC_RTE_DS_WORD 0
#define VTD_IOAPIC_RTE_DS_SHIFT 12
#define VTD_IOAPIC_RTE_DS_WIDTH 1
#define VTD_IOAPIC_RTE_DS_MASK UINT64_C(0x0000000000001000)
#define VTD_IOAPIC_RTE_DS VTD_IOAPIC_RTE_DS_MASK
static inline uint64_t vtd_ioapic_rte_ds(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_DS_MASK) >> 12; }
static inline void vtd_ioapic_rte_ds_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_DS_MASK) | ((value << 12) & VTD_IOAPIC_RTE_DS_MASK); }
// IOAPIC_RTE.POL [13]: polarity, 1 = low
#define VTD_IOAPIC_RTE_POL_WORD 0
#define VTD_IOAPIC_RTE_POL_SHIFT 13
#define VTD_IOAPIC_RTE_POL_WIDTH 1
#define VTD_IOAPIC_RTE_POL_MASK UINT64_C(0x0000000000002000)
#define VTD_IOAPIC_RTE_POL VTD_IOAPIC_RTE_POL_MASK
static inline uint64_t vtd_ioapic_rte_pol(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_POL_MASK) >> 13; }
static inline void vtd_ioapic_rte_pol_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_POL_MASK) | ((value << 13) & VTD_IOAPIC_RTE_POL_MASK); }
// IOAPIC_RTE.RIRR [14]: remote IRR
#define VTD_IOAPIC_RTE_RIRR_WORD 0
#define VTD_IOAPIC_RTE_RIRR_SHIFT 14
#define VTD_IOAPIC_RTE_RIRR_WIDTH 1
#define VTD_IOAPIC_RTE_RIRR_MASK UINT64_C(0x0000000000004000)
#define VTD_IOAPIC_RTE_RIRR VTD_IOAPIC_RTE_RIRR_MASK
static inline uint64_t vtd_ioapic_rte_rirr(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_RIRR_MASK) >> 14; }
static inline void vtd_ioapic_rte_rirr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_RIRR_MASK) | ((value << 14) & VTD_IOAPIC_RTE_RIRR_MASK); }
// IOAPIC_RTE.TM [15]: trigger mode, 1 = level; equals IRTE.TM
#define VTD_IOAPIC_RTE_TM_WORD 0
#define VTD_IOAPIC_RTE_TM_SHIFT 15
#define VTD_IOAPIC_RTE_TM_WIDTH 1
#define VTD_IOAPIC_RTE_TM_MASK UINT64_C(0x0000000000008000)
#define VTD_IOAPIC_RTE_TM VTD_IOAPIC_RTE_TM_MASK
static inline uint64_t vtd_ioapic_rte_tm(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_TM_MASK) >> 15; }
static inline void vtd_ioapic_rte_tm_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_TM_MASK) | ((value << 15) & VTD_IOAPIC_RTE_TM_MASK); }
// IOAPIC_RTE.MASK [16]: masked
#define VTD_IOAPIC_RTE_MASK_WORD 0
#define VTD_IOAPIC_RTE_MASK_SHIFT 16
#define VTD_IOAPIC_RTE_MASK_WIDTH 1
#define VTD_IOAPIC_RTE_MASK_MASK UINT64_C(0x0000000000010000)
#define VTD_IOAPIC_RTE_MASK VTD_IOAPIC_RTE_MASK_MASK
static inline uint64_t vtd_ioapic_rte_mask(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_MASK_MASK) >> 16; }
static inline void vtd_ioapic_rte_mask_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_MASK_MASK) | ((value << 16) & VTD_IOAPIC_RTE_MASK_MASK); }
// IOAPIC_RTE.FORMAT [48]: 1 = remappable
#define VTD_IOAPIC_RTE_FORMAT_WORD 0
#define VTD_IOAPIC_RTE_FORMAT_SHIFT 48
#define VTD_IOAPIC_RTE_FORMAT_WIDTH 1
#define VTD_IOAPIC_RTE_FORMAT_MASK UINT64_C(0x0001000000000000)
#define VTD_IOAPIC_RTE_FORMAT VTD_IOAPIC_RTE_FORMAT_MASK
static inline uint64_t vtd_ioapic_rte_format(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_FORMAT_MASK) >> 48; }
static inline void vtd_ioapic_rte_format_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_FORMAT_MASK) | ((value << 48) & VTD_IOAPIC_RTE_FORMAT_MASK); }
// IOAPIC_RTE.INDEX_LO [63:49]: index bits 14:0
#define VTD_IOAPIC_RTE_INDEX_LO_WORD 0
#define VTD_IOAPIC_RTE_INDEX_LO_SHIFT 49
#define VTD_IOAPIC_RTE_INDEX_LO_WIDTH 15
#define VTD_IOAPIC_RTE_INDEX_LO_MASK UINT64_C(0xFFFE000000000000)
static inline uint64_t vtd_ioapic_rte_index_lo(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_INDEX_LO_MASK) >> 49; }
static inline void vtd_ioapic_rte_index_lo_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_INDEX_LO_MASK) | ((value << 49) & VTD_IOAPIC_RTE_INDEX_LO_MASK); }
// IOAPIC_RTE.INDEX, made of INDEX_LO and INDEX_HI: interrupt index
static inline uint64_t vtd_ioapic_rte_index(const uint64_t *e) { return vtd_ioapic_rte_index_lo(e) | vtd_ioapic_rte_index_hi(e) << 15; }
static inline void vtd_ioapic_rte_index_set(uint64_t *e, uint64_t value) {
  vtd_ioapic_rte_index_lo_set(e, value);
  vtd_ioapic_rte_index_hi_set(e, value >> 15);
}
static inline void vtd_ioapic_rte_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_IOAPIC_RTE_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000FFFFFFFE0700);
}

// IOAPIC_RTE_COMPAT: I/O APIC redirection entry, compatibility format (ch. 5)
#define VTD_IOAPIC_RTE_COMPAT_SIZE 8
#define VTD_IOAPIC_RTE_COMPAT_WORDS 1
// IOAPIC_RTE_COMPAT.V [7:0]: vector
#define VTD_IOAPIC_RTE_COMPAT_V_WORD 0
#define VTD_IOAPIC_RTE_COMPAT_V_SHIFT 0
#define VTD_IOAPIC_RTE_COMPAT_V_WIDTH 8
#define VTD_IOAPIC_RTE_COMPAT_V_MASK UINT64_C(0x00000000000000FF)
static inline uint64_t vtd_ioapic_rte_compat_v(const uint64_t *e) { return e[0] & VTD_IOAPIC_RTE_COMPAT_V_MASK; }
static inline void vtd_ioapic_rte_compat_v_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_COMPAT_V_MASK) | (value & VTD_IOAPIC_RTE_COMPAT_V_MASK); }
// IOAPIC_RTE_COMPAT.DLM [10:8]: delivery mode, as IRTE.DLM
#define VTD_IOAPIC_RTE_COMPAT_DLM_WORD 0
#define VTD_IOAPIC_RTE_COMPAT_DLM_SHIFT 8
#define VTD_IOAPIC_RTE_COMPAT_DLM_WIDTH 3
#define VTD_IOAPIC_RTE_COMPAT_DLM_MASK UINT64_C(0x0000000000000700)
static inline uint64_t vtd_ioapic_rte_compat_dlm(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_COMPAT_DLM_MASK) >> 8; }
static inline void vtd_ioapic_rte_compat_dlm_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_COMPAT_DLM_MASK) | ((value << 8) & VTD_IOAPIC_RTE_COMPAT_DLM_MASK); }
// IOAPIC_RTE_COMPAT.DM [11]: destination mode, 1 = logical
#define VTD_IOAPIC_RTE_COMPAT_DM_WORD 0
#define VTD_IOAPIC_RTE_COMPAT_DM_SHIFT 11
#define VTD_IOAPIC_RTE_COMPAT_DM_WIDTH 1
#define VTD_IOAPIC_RTE_COMPAT_DM_MASK UINT64_C(0x0000000000000800)
#define VTD_IOAPIC_RTE_COMPAT_DM VTD_IOAPIC_RTE_COMPAT_DM_MASK
static inline uint64_t vtd_ioapic_rte_compat_dm(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_COMPAT_DM_MASK) >> 11; }
static inline void vtd_ioapic_rte_compat_dm_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_COMPAT_DM_MASK) | ((value << 11) & VTD_IOAPIC_RTE_COMPAT_DM_MASK); }
// IOAPIC_RTE_COMPAT.DS [12]: delivery status
#define VTD_IOAPIC_RTE_COMPAT_DS_WORD 0
#define VTD_IOAPIC_RTE_COMPAT_DS_SHIFT 12
#define VTD_IOAPIC_RTE_COMPAT_DS_WIDTH 1
#define VTD_IOAPIC_RTE_COMPAT_DS_MASK UINT64_C(0x0000000000001000)
#define VTD_IOAPIC_RTE_COMPAT_DS VTD_IOAPIC_RTE_COMPAT_DS_MASK
static inline uint64_t vtd_ioapic_rte_compat_ds(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_COMPAT_DS_MASK) >> 12; }
static inline void vtd_ioapic_rte_compat_ds_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_COMPAT_DS_MASK) | ((value << 12) & VTD_IOAPIC_RTE_COMPAT_DS_MASK); }
// IOAPIC_RTE_COMPAT.POL [13]: polarity, 1 = low
#define VTD_IOAPIC_RTE_COMPAT_POL_WORD 0
#define VTD_IOAPIC_RTE_COMPAT_POL_SHIFT 13
#define VTD_IOAPIC_RTE_COMPAT_POL_WIDTH 1
#define VTD_IOAPIC_RTE_COMPAT_POL_MASK UINT64_C(0x0000000000002000)
#define VTD_IOAPIC_RTE_COMPAT_POL VTD_IOAPIC_RTE_COMPAT_POL_MASK
static inline uint64_t vtd_ioapic_rte_compat_pol(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_COMPAT_POL_MASK) >> 13; }
static inline void vtd_ioapic_rte_compat_pol_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_COMPAT_POL_MASK) | ((value << 13) & VTD_IOAPIC_RTE_COMPAT_POL_MASK); }
// IOAPIC_RTE_COMPAT.RIRR [14]: remote IRR
#define VTD_IOAPIC_RTE_COMPAT_RIRR_WORD 0
#define VTD_IOAPIC_RTE_COMPAT_RIRR_SHIFT 14
#define VTD_IOAPIC_RTE_COMPAT_RIRR_WIDTH 1
#define VTD_IOAPIC_RTE_COMPAT_RIRR_MASK UINT64_C(0x0000000000004000)
#define VTD_IOAPIC_RTE_COMPAT_RIRR VTD_IOAPIC_RTE_COMPAT_RIRR_MASK
static inline uint64_t vtd_ioapic_rte_compat_rirr(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_COMPAT_RIRR_MASK) >> 14; }
static inline void vtd_ioapic_rte_compat_rirr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_COMPAT_RIRR_MASK) | ((value << 14) & VTD_IOAPIC_RTE_COMPAT_RIRR_MASK); }
// IOAPIC_RTE_COMPAT.TM [15]: trigger mode, 1 = level
#define VTD_IOAPIC_RTE_COMPAT_TM_WORD 0
#define VTD_IOAPIC_RTE_COMPAT_TM_SHIFT 15
#define VTD_IOAPIC_RTE_COMPAT_TM_WIDTH 1
#define VTD_IOAPIC_RTE_COMPAT_TM_MASK UINT64_C(0x0000000000008000)
#define VTD_IOAPIC_RTE_COMPAT_TM VTD_IOAPIC_RTE_COMPAT_TM_MASK
static inline uint64_t vtd_ioapic_rte_compat_tm(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_COMPAT_TM_MASK) >> 15; }
static inline void vtd_ioapic_rte_compat_tm_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_COMPAT_TM_MASK) | ((value << 15) & VTD_IOAPIC_RTE_COMPAT_TM_MASK); }
// IOAPIC_RTE_COMPAT.MASK [16]: masked
#define VTD_IOAPIC_RTE_COMPAT_MASK_WORD 0
#define VTD_IOAPIC_RTE_COMPAT_MASK_SHIFT 16
#define VTD_IOAPIC_RTE_COMPAT_MASK_WIDTH 1
#define VTD_IOAPIC_RTE_COMPAT_MASK_MASK UINT64_C(0x0000000000010000)
#define VTD_IOAPIC_RTE_COMPAT_MASK VTD_IOAPIC_RTE_COMPAT_MASK_MASK
static inline uint64_t vtd_ioapic_rte_compat_mask(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_COMPAT_MASK_MASK) >> 16; }
static inline void vtd_ioapic_rte_compat_mask_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_COMPAT_MASK_MASK) | ((value << 16) & VTD_IOAPIC_RTE_COMPAT_MASK_MASK); }
// IOAPIC_RTE_COMPAT.FORMAT [48]: 0 = compatibility
#define VTD_IOAPIC_RTE_COMPAT_FORMAT_WORD 0
#define VTD_IOAPIC_RTE_COMPAT_FORMAT_SHIFT 48
#define VTD_IOAPIC_RTE_COMPAT_FORMAT_WIDTH 1
#define VTD_IOAPIC_RTE_COMPAT_FORMAT_MASK UINT64_C(0x0001000000000000)
#define VTD_IOAPIC_RTE_COMPAT_FORMAT VTD_IOAPIC_RTE_COMPAT_FORMAT_MASK
static inline uint64_t vtd_ioapic_rte_compat_format(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_COMPAT_FORMAT_MASK) >> 48; }
static inline void vtd_ioapic_rte_compat_format_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_COMPAT_FORMAT_MASK) | ((value << 48) & VTD_IOAPIC_RTE_COMPAT_FORMAT_MASK); }
// IOAPIC_RTE_COMPAT.DEST [63:56]: destination
#define VTD_IOAPIC_RTE_COMPAT_DEST_WORD 0
#define VTD_IOAPIC_RTE_COMPAT_DEST_SHIFT 56
#define VTD_IOAPIC_RTE_COMPAT_DEST_WIDTH 8
#define VTD_IOAPIC_RTE_COMPAT_DEST_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_ioapic_rte_compat_dest(const uint64_t *e) { return (e[0] & VTD_IOAPIC_RTE_COMPAT_DEST_MASK) >> 56; }
static inline void vtd_ioapic_rte_compat_dest_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_IOAPIC_RTE_COMPAT_DEST_MASK) | ((value << 56) & VTD_IOAPIC_RTE_COMPAT_DEST_MASK); }
static inline void vtd_ioapic_rte_compat_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_IOAPIC_RTE_COMPAT_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000000000000000);
}

// QI: What all descriptors of the invalidation queue share (ch. 6)
#define VTD_QI_SIZE 8
#define VTD_QI_WORDS 1
// QI.TYPE [3:0]: type, low part
#define VTD_QI_TYPE_WORD 0
#define VTD_QI_TYPE_SHIFT 0
#define VTD_QI_TYPE_WIDTH 4
#define VTD_QI_TYPE_MASK UINT64_C(0x000000000000000F)
#define VTD_QI_TYPE_CC 1
#define VTD_QI_TYPE_IOTLB 2
#define VTD_QI_TYPE_DEV_TLB 3
#define VTD_QI_TYPE_IEC 4
#define VTD_QI_TYPE_WAIT 5
#define VTD_QI_TYPE_P_IOTLB 6
#define VTD_QI_TYPE_PC 7
#define VTD_QI_TYPE_P_DEV_TLB 8
#define VTD_QI_TYPE_PGRP_RESP 9
static inline uint64_t vtd_qi_type(const uint64_t *e) { return e[0] & VTD_QI_TYPE_MASK; }
static inline void vtd_qi_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_TYPE_MASK) | (value & VTD_QI_TYPE_MASK); }
// QI.TYPE_HI [11:9]: type, high part
#define VTD_QI_TYPE_HI_WORD 0
#define VTD_QI_TYPE_HI_SHIFT 9
#define VTD_QI_TYPE_HI_WIDTH 3
#define VTD_QI_TYPE_HI_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_qi_type_hi(const uint64_t *e) { return (e[0] & VTD_QI_TYPE_HI_MASK) >> 9; }
static inline void vtd_qi_type_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_TYPE_HI_MASK) | ((value << 9) & VTD_QI_TYPE_HI_MASK); }
// QI.KIND, made of TYPE and TYPE_HI: whole descriptor type
static inline uint64_t vtd_qi_kind(const uint64_t *e) { return vtd_qi_type(e) | vtd_qi_type_hi(e) << 4; }
static inline void vtd_qi_kind_set(uint64_t *e, uint64_t value) {
  vtd_qi_type_set(e, value);
  vtd_qi_type_hi_set(e, value >> 4);
}
static inline void vtd_qi_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_QI_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000000000000000);
}

// QI_CC: Context-cache invalidation (cc_inv_dsc) (ch. 6)
#define VTD_QI_CC_SIZE 16
#define VTD_QI_CC_WORDS 2
// QI_CC.TYPE [3:0]: QI.TYPE CC
#define VTD_QI_CC_TYPE_WORD 0
#define VTD_QI_CC_TYPE_SHIFT 0
#define VTD_QI_CC_TYPE_WIDTH 4
#define VTD_QI_CC_TYPE_MASK UINT64_C(0x000000000000000F)
static inline uint64_t vtd_qi_cc_type(const uint64_t *e) { return e[0] & VTD_QI_CC_TYPE_MASK; }
static inline void vtd_qi_cc_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_CC_TYPE_MASK) | (value & VTD_QI_CC_TYPE_MASK); }
// QI_CC.G [5:4]: granularity
#define VTD_QI_CC_G_WORD 0
#define VTD_QI_CC_G_SHIFT 4
#define VTD_QI_CC_G_WIDTH 2
#define VTD_QI_CC_G_MASK UINT64_C(0x0000000000000030)
#define VTD_QI_CC_G_RSVD 0
#define VTD_QI_CC_G_GLOBAL 1
#define VTD_QI_CC_G_DOMAIN 2
#define VTD_QI_CC_G_DEVICE 3
static inline uint64_t vtd_qi_cc_g(const uint64_t *e) { return (e[0] & VTD_QI_CC_G_MASK) >> 4; }
static inline void vtd_qi_cc_g_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_CC_G_MASK) | ((value << 4) & VTD_QI_CC_G_MASK); }
// QI_CC.TYPE_HI [11:9]: 0
#define VTD_QI_CC_TYPE_HI_WORD 0
#define VTD_QI_CC_TYPE_HI_SHIFT 9
#define VTD_QI_CC_TYPE_HI_WIDTH 3
#define VTD_QI_CC_TYPE_HI_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_qi_cc_type_hi(const uint64_t *e) { return (e[0] & VTD_QI_CC_TYPE_HI_MASK) >> 9; }
static inline void vtd_qi_cc_type_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_CC_TYPE_HI_MASK) | ((value << 9) & VTD_QI_CC_TYPE_HI_MASK); }
// QI_CC.DID [31:16]: domain id
#define VTD_QI_CC_DID_WORD 0
#define VTD_QI_CC_DID_SHIFT 16
#define VTD_QI_CC_DID_WIDTH 16
#define VTD_QI_CC_DID_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_qi_cc_did(const uint64_t *e) { return (e[0] & VTD_QI_CC_DID_MASK) >> 16; }
static inline void vtd_qi_cc_did_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_CC_DID_MASK) | ((value << 16) & VTD_QI_CC_DID_MASK); }
// QI_CC.SID [47:32]: requester id
#define VTD_QI_CC_SID_WORD 0
#define VTD_QI_CC_SID_SHIFT 32
#define VTD_QI_CC_SID_WIDTH 16
#define VTD_QI_CC_SID_MASK UINT64_C(0x0000FFFF00000000)
static inline uint64_t vtd_qi_cc_sid(const uint64_t *e) { return (e[0] & VTD_QI_CC_SID_MASK) >> 32; }
static inline void vtd_qi_cc_sid_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_CC_SID_MASK) | ((value << 32) & VTD_QI_CC_SID_MASK); }
// QI_CC.FM [49:48]: bits of SID that are not compared
#define VTD_QI_CC_FM_WORD 0
#define VTD_QI_CC_FM_SHIFT 48
#define VTD_QI_CC_FM_WIDTH 2
#define VTD_QI_CC_FM_MASK UINT64_C(0x0003000000000000)
#define VTD_QI_CC_FM_NONE 0
#define VTD_QI_CC_FM_BIT2 1
#define VTD_QI_CC_FM_BITS2_1 2
#define VTD_QI_CC_FM_BITS2_0 3
static inline uint64_t vtd_qi_cc_fm(const uint64_t *e) { return (e[0] & VTD_QI_CC_FM_MASK) >> 48; }
static inline void vtd_qi_cc_fm_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_CC_FM_MASK) | ((value << 48) & VTD_QI_CC_FM_MASK); }
static inline void vtd_qi_cc_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_QI_CC_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0xFFFC00000000F1C0);
  out[1] = UINT64_C(0xFFFFFFFFFFFFFFFF);
}

// QI_IOTLB: IOTLB invalidation (iotlb_inv_dsc) (ch. 6)
#define VTD_QI_IOTLB_SIZE 16
#define VTD_QI_IOTLB_WORDS 2
// QI_IOTLB.TYPE [3:0]: QI.TYPE IOTLB
#define VTD_QI_IOTLB_TYPE_WORD 0
#define VTD_QI_IOTLB_TYPE_SHIFT 0
#define VTD_QI_IOTLB_TYPE_WIDTH 4
#define VTD_QI_IOTLB_TYPE_MASK UINT64_C(0x000000000000000F)
static inline uint64_t vtd_qi_iotlb_type(const uint64_t *e) { return e[0] & VTD_QI_IOTLB_TYPE_MASK; }
static inline void vtd_qi_iotlb_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IOTLB_TYPE_MASK) | (value & VTD_QI_IOTLB_TYPE_MASK); }
// QI_IOTLB.G [5:4]: granularity
#define VTD_QI_IOTLB_G_WORD 0
#define VTD_QI_IOTLB_G_SHIFT 4
#define VTD_QI_IOTLB_G_WIDTH 2
#define VTD_QI_IOTLB_G_MASK UINT64_C(0x0000000000000030)
#define VTD_QI_IOTLB_G_RSVD 0
#define VTD_QI_IOTLB_G_GLOBAL 1
#define VTD_QI_IOTLB_G_DOMAIN 2
#define VTD_QI_IOTLB_G_PAGE 3
static inline uint64_t vtd_qi_iotlb_g(const uint64_t *e) { return (e[0] & VTD_QI_IOTLB_G_MASK) >> 4; }
static inline void vtd_qi_iotlb_g_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IOTLB_G_MASK) | ((value << 4) & VTD_QI_IOTLB_G_MASK); }
// QI_IOTLB.DW [6]: drain writes
#define VTD_QI_IOTLB_DW_WORD 0
#define VTD_QI_IOTLB_DW_SHIFT 6
#define VTD_QI_IOTLB_DW_WIDTH 1
#define VTD_QI_IOTLB_DW_MASK UINT64_C(0x0000000000000040)
#define VTD_QI_IOTLB_DW VTD_QI_IOTLB_DW_MASK
static inline uint64_t vtd_qi_iotlb_dw(const uint64_t *e) { return (e[0] & VTD_QI_IOTLB_DW_MASK) >> 6; }
static inline void vtd_qi_iotlb_dw_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IOTLB_DW_MASK) | ((value << 6) & VTD_QI_IOTLB_DW_MASK); }
// QI_IOTLB.DR [7]: drain reads
#define VTD_QI_IOTLB_DR_WORD 0
#define VTD_QI_IOTLB_DR_SHIFT 7
#define VTD_QI_IOTLB_DR_WIDTH 1
#define VTD_QI_IOTLB_DR_MASK UINT64_C(0x0000000000000080)
#define VTD_QI_IOTLB_DR VTD_QI_IOTLB_DR_MASK
static inline uint64_t vtd_qi_iotlb_dr(const uint64_t *e) { return (e[0] & VTD_QI_IOTLB_DR_MASK) >> 7; }
static inline void vtd_qi_iotlb_dr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IOTLB_DR_MASK) | ((value << 7) & VTD_QI_IOTLB_DR_MASK); }
// QI_IOTLB.TYPE_HI [11:9]: 0
#define VTD_QI_IOTLB_TYPE_HI_WORD 0
#define VTD_QI_IOTLB_TYPE_HI_SHIFT 9
#define VTD_QI_IOTLB_TYPE_HI_WIDTH 3
#define VTD_QI_IOTLB_TYPE_HI_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_qi_iotlb_type_hi(const uint64_t *e) { return (e[0] & VTD_QI_IOTLB_TYPE_HI_MASK) >> 9; }
static inline void vtd_qi_iotlb_type_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IOTLB_TYPE_HI_MASK) | ((value << 9) & VTD_QI_IOTLB_TYPE_HI_MASK); }
// QI_IOTLB.DID [31:16]: domain id
#define VTD_QI_IOTLB_DID_WORD 0
#define VTD_QI_IOTLB_DID_SHIFT 16
#define VTD_QI_IOTLB_DID_WIDTH 16
#define VTD_QI_IOTLB_DID_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_qi_iotlb_did(const uint64_t *e) { return (e[0] & VTD_QI_IOTLB_DID_MASK) >> 16; }
static inline void vtd_qi_iotlb_did_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IOTLB_DID_MASK) | ((value << 16) & VTD_QI_IOTLB_DID_MASK); }
// QI_IOTLB.AM [69:64]: address mask: 2^AM pages
#define VTD_QI_IOTLB_AM_WORD 1
#define VTD_QI_IOTLB_AM_SHIFT 0
#define VTD_QI_IOTLB_AM_WIDTH 6
#define VTD_QI_IOTLB_AM_MASK UINT64_C(0x000000000000003F)
static inline uint64_t vtd_qi_iotlb_am(const uint64_t *e) { return e[1] & VTD_QI_IOTLB_AM_MASK; }
static inline void vtd_qi_iotlb_am_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_IOTLB_AM_MASK) | (value & VTD_QI_IOTLB_AM_MASK); }
// QI_IOTLB.IH [70]: hint: only leaf entries changed
#define VTD_QI_IOTLB_IH_WORD 1
#define VTD_QI_IOTLB_IH_SHIFT 6
#define VTD_QI_IOTLB_IH_WIDTH 1
#define VTD_QI_IOTLB_IH_MASK UINT64_C(0x0000000000000040)
#define VTD_QI_IOTLB_IH VTD_QI_IOTLB_IH_MASK
static inline uint64_t vtd_qi_iotlb_ih(const uint64_t *e) { return (e[1] & VTD_QI_IOTLB_IH_MASK) >> 6; }
static inline void vtd_qi_iotlb_ih_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_IOTLB_IH_MASK) | ((value << 6) & VTD_QI_IOTLB_IH_MASK); }
// QI_IOTLB.ADDR [127:76]: page address
#define VTD_QI_IOTLB_ADDR_WORD 1
#define VTD_QI_IOTLB_ADDR_SHIFT 12
#define VTD_QI_IOTLB_ADDR_WIDTH 52
#define VTD_QI_IOTLB_ADDR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_qi_iotlb_addr(const uint64_t *e) { return e[1] & VTD_QI_IOTLB_ADDR_MASK; }
static inline void vtd_qi_iotlb_addr_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_IOTLB_ADDR_MASK) | (value & VTD_QI_IOTLB_ADDR_MASK); }
static inline void vtd_qi_iotlb_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_QI_IOTLB_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0xFFFFFFFF0000F100);
  out[1] = UINT64_C(0x0000000000000F80);
}

// QI_DEV_TLB: Device-TLB invalidation (dev_tlb_inv_dsc) (ch. 6)
#define VTD_QI_DEV_TLB_SIZE 16
#define VTD_QI_DEV_TLB_WORDS 2
// QI_DEV_TLB.TYPE [3:0]: QI.TYPE DEV_TLB
#define VTD_QI_DEV_TLB_TYPE_WORD 0
#define VTD_QI_DEV_TLB_TYPE_SHIFT 0
#define VTD_QI_DEV_TLB_TYPE_WIDTH 4
#define VTD_QI_DEV_TLB_TYPE_MASK UINT64_C(0x000000000000000F)
static inline uint64_t vtd_qi_dev_tlb_type(const uint64_t *e) { return e[0] & VTD_QI_DEV_TLB_TYPE_MASK; }
static inline void vtd_qi_dev_tlb_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_DEV_TLB_TYPE_MASK) | (value & VTD_QI_DEV_TLB_TYPE_MASK); }
// QI_DEV_TLB.TYPE_HI [11:9]: 0
#define VTD_QI_DEV_TLB_TYPE_HI_WORD 0
#define VTD_QI_DEV_TLB_TYPE_HI_SHIFT 9
#define VTD_QI_DEV_TLB_TYPE_HI_WIDTH 3
#define VTD_QI_DEV_TLB_TYPE_HI_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_qi_dev_tlb_type_hi(const uint64_t *e) { return (e[0] & VTD_QI_DEV_TLB_TYPE_HI_MASK) >> 9; }
static inline void vtd_qi_dev_tlb_type_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_DEV_TLB_TYPE_HI_MASK) | ((value << 9) & VTD_QI_DEV_TLB_TYPE_HI_MASK); }
// QI_DEV_TLB.PFSID_LO [15:12]; needs DIT: PFSID bits 3:0
#define VTD_QI_DEV_TLB_PFSID_LO_WORD 0
#define VTD_QI_DEV_TLB_PFSID_LO_SHIFT 12
#define VTD_QI_DEV_TLB_PFSID_LO_WIDTH 4
#define VTD_QI_DEV_TLB_PFSID_LO_MASK UINT64_C(0x000000000000F000)
static inline uint64_t vtd_qi_dev_tlb_pfsid_lo(const uint64_t *e) { return (e[0] & VTD_QI_DEV_TLB_PFSID_LO_MASK) >> 12; }
static inline void vtd_qi_dev_tlb_pfsid_lo_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_DEV_TLB_PFSID_LO_MASK) | ((value << 12) & VTD_QI_DEV_TLB_PFSID_LO_MASK); }
// QI_DEV_TLB.MIP [20:16]: most invalidations pending, 0 = 32
#define VTD_QI_DEV_TLB_MIP_WORD 0
#define VTD_QI_DEV_TLB_MIP_SHIFT 16
#define VTD_QI_DEV_TLB_MIP_WIDTH 5
#define VTD_QI_DEV_TLB_MIP_MASK UINT64_C(0x00000000001F0000)
static inline uint64_t vtd_qi_dev_tlb_mip(const uint64_t *e) { return (e[0] & VTD_QI_DEV_TLB_MIP_MASK) >> 16; }
static inline void vtd_qi_dev_tlb_mip_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_DEV_TLB_MIP_MASK) | ((value << 16) & VTD_QI_DEV_TLB_MIP_MASK); }
// QI_DEV_TLB.SID [47:32]: requester id
#define VTD_QI_DEV_TLB_SID_WORD 0
#define VTD_QI_DEV_TLB_SID_SHIFT 32
#define VTD_QI_DEV_TLB_SID_WIDTH 16
#define VTD_QI_DEV_TLB_SID_MASK UINT64_C(0x0000FFFF00000000)
static inline uint64_t vtd_qi_dev_tlb_sid(const uint64_t *e) { return (e[0] & VTD_QI_DEV_TLB_SID_MASK) >> 32; }
static inline void vtd_qi_dev_tlb_sid_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_DEV_TLB_SID_MASK) | ((value << 32) & VTD_QI_DEV_TLB_SID_MASK); }
// QI_DEV_TLB.PFSID_HI [63:52]; needs DIT: PFSID bits 15:4
#define VTD_QI_DEV_TLB_PFSID_HI_WORD 0
#define VTD_QI_DEV_TLB_PFSID_HI_SHIFT 52
#define VTD_QI_DEV_TLB_PFSID_HI_WIDTH 12
#define VTD_QI_DEV_TLB_PFSID_HI_MASK UINT64_C(0xFFF0000000000000)
static inline uint64_t vtd_qi_dev_tlb_pfsid_hi(const uint64_t *e) { return (e[0] & VTD_QI_DEV_TLB_PFSID_HI_MASK) >> 52; }
static inline void vtd_qi_dev_tlb_pfsid_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_DEV_TLB_PFSID_HI_MASK) | ((value << 52) & VTD_QI_DEV_TLB_PFSID_HI_MASK); }
// QI_DEV_TLB.S [64]: size: the lowest zero bit of ADDR tells it
#define VTD_QI_DEV_TLB_S_WORD 1
#define VTD_QI_DEV_TLB_S_SHIFT 0
#define VTD_QI_DEV_TLB_S_WIDTH 1
#define VTD_QI_DEV_TLB_S_MASK UINT64_C(0x0000000000000001)
#define VTD_QI_DEV_TLB_S VTD_QI_DEV_TLB_S_MASK
static inline uint64_t vtd_qi_dev_tlb_s(const uint64_t *e) { return e[1] & VTD_QI_DEV_TLB_S_MASK; }
static inline void vtd_qi_dev_tlb_s_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_DEV_TLB_S_MASK) | (value & VTD_QI_DEV_TLB_S_MASK); }
// QI_DEV_TLB.ADDR [127:76]: page address and size code
#define VTD_QI_DEV_TLB_ADDR_WORD 1
#define VTD_QI_DEV_TLB_ADDR_SHIFT 12
#define VTD_QI_DEV_TLB_ADDR_WIDTH 52
#define VTD_QI_DEV_TLB_ADDR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_qi_dev_tlb_addr(const uint64_t *e) { return e[1] & VTD_QI_DEV_TLB_ADDR_MASK; }
static inline void vtd_qi_dev_tlb_addr_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_DEV_TLB_ADDR_MASK) | (value & VTD_QI_DEV_TLB_ADDR_MASK); }
// QI_DEV_TLB.PFSID, made of PFSID_LO and PFSID_HI: requester id of the physical function
static inline uint64_t vtd_qi_dev_tlb_pfsid(const uint64_t *e) { return vtd_qi_dev_tlb_pfsid_lo(e) | vtd_qi_dev_tlb_pfsid_hi(e) << 4; }
static inline void vtd_qi_dev_tlb_pfsid_set(uint64_t *e, uint64_t value) {
  vtd_qi_dev_tlb_pfsid_lo_set(e, value);
  vtd_qi_dev_tlb_pfsid_hi_set(e, value >> 4);
}
static inline void vtd_qi_dev_tlb_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_QI_DEV_TLB_WORDS]) {
  (void)cap;
  (void)haw;
  out[0] = UINT64_C(0x000F0000FFE001F0);
  out[1] = UINT64_C(0x0000000000000FFE);
  if (!((ecap & VTD_ECAP_DIT_MASK) != 0)) out[0] |= VTD_QI_DEV_TLB_PFSID_LO_MASK;
  if (!((ecap & VTD_ECAP_DIT_MASK) != 0)) out[0] |= VTD_QI_DEV_TLB_PFSID_HI_MASK;
}

// QI_IEC: Interrupt entry cache invalidation (iec_inv_dsc) (ch. 6)
#define VTD_QI_IEC_SIZE 16
#define VTD_QI_IEC_WORDS 2
// QI_IEC.TYPE [3:0]: QI.TYPE IEC
#define VTD_QI_IEC_TYPE_WORD 0
#define VTD_QI_IEC_TYPE_SHIFT 0
#define VTD_QI_IEC_TYPE_WIDTH 4
#define VTD_QI_IEC_TYPE_MASK UINT64_C(0x000000000000000F)
static inline uint64_t vtd_qi_iec_type(const uint64_t *e) { return e[0] & VTD_QI_IEC_TYPE_MASK; }
static inline void vtd_qi_iec_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IEC_TYPE_MASK) | (value & VTD_QI_IEC_TYPE_MASK); }
// QI_IEC.G [4]: granularity
#define VTD_QI_IEC_G_WORD 0
#define VTD_QI_IEC_G_SHIFT 4
#define VTD_QI_IEC_G_WIDTH 1
#define VTD_QI_IEC_G_MASK UINT64_C(0x0000000000000010)
#define VTD_QI_IEC_G VTD_QI_IEC_G_MASK
#define VTD_QI_IEC_G_GLOBAL 0
#define VTD_QI_IEC_G_INDEX 1
static inline uint64_t vtd_qi_iec_g(const uint64_t *e) { return (e[0] & VTD_QI_IEC_G_MASK) >> 4; }
static inline void vtd_qi_iec_g_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IEC_G_MASK) | ((value << 4) & VTD_QI_IEC_G_MASK); }
// QI_IEC.TYPE_HI [11:9]: 0
#define VTD_QI_IEC_TYPE_HI_WORD 0
#define VTD_QI_IEC_TYPE_HI_SHIFT 9
#define VTD_QI_IEC_TYPE_HI_WIDTH 3
#define VTD_QI_IEC_TYPE_HI_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_qi_iec_type_hi(const uint64_t *e) { return (e[0] & VTD_QI_IEC_TYPE_HI_MASK) >> 9; }
static inline void vtd_qi_iec_type_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IEC_TYPE_HI_MASK) | ((value << 9) & VTD_QI_IEC_TYPE_HI_MASK); }
// QI_IEC.IM [31:27]: index mask: low bits of IIDX that are not compared
#define VTD_QI_IEC_IM_WORD 0
#define VTD_QI_IEC_IM_SHIFT 27
#define VTD_QI_IEC_IM_WIDTH 5
#define VTD_QI_IEC_IM_MASK UINT64_C(0x00000000F8000000)
static inline uint64_t vtd_qi_iec_im(const uint64_t *e) { return (e[0] & VTD_QI_IEC_IM_MASK) >> 27; }
static inline void vtd_qi_iec_im_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IEC_IM_MASK) | ((value << 27) & VTD_QI_IEC_IM_MASK); }
// QI_IEC.IIDX [47:32]: interrupt index
#define VTD_QI_IEC_IIDX_WORD 0
#define VTD_QI_IEC_IIDX_SHIFT 32
#define VTD_QI_IEC_IIDX_WIDTH 16
#define VTD_QI_IEC_IIDX_MASK UINT64_C(0x0000FFFF00000000)
static inline uint64_t vtd_qi_iec_iidx(const uint64_t *e) { return (e[0] & VTD_QI_IEC_IIDX_MASK) >> 32; }
static inline void vtd_qi_iec_iidx_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_IEC_IIDX_MASK) | ((value << 32) & VTD_QI_IEC_IIDX_MASK); }
static inline void vtd_qi_iec_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_QI_IEC_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0xFFFF000007FFF1E0);
  out[1] = UINT64_C(0xFFFFFFFFFFFFFFFF);
}

// QI_WAIT: Invalidation wait (inv_wait_dsc) (ch. 6)
#define VTD_QI_WAIT_SIZE 16
#define VTD_QI_WAIT_WORDS 2
// QI_WAIT.TYPE [3:0]: QI.TYPE WAIT
#define VTD_QI_WAIT_TYPE_WORD 0
#define VTD_QI_WAIT_TYPE_SHIFT 0
#define VTD_QI_WAIT_TYPE_WIDTH 4
#define VTD_QI_WAIT_TYPE_MASK UINT64_C(0x000000000000000F)
static inline uint64_t vtd_qi_wait_type(const uint64_t *e) { return e[0] & VTD_QI_WAIT_TYPE_MASK; }
static inline void vtd_qi_wait_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_WAIT_TYPE_MASK) | (value & VTD_QI_WAIT_TYPE_MASK); }
// QI_WAIT.IF [4]: interrupt on completion
#define VTD_QI_WAIT_IF_WORD 0
#define VTD_QI_WAIT_IF_SHIFT 4
#define VTD_QI_WAIT_IF_WIDTH 1
#define VTD_QI_WAIT_IF_MASK UINT64_C(0x0000000000000010)
#define VTD_QI_WAIT_IF VTD_QI_WAIT_IF_MASK
static inline uint64_t vtd_qi_wait_if(const uint64_t *e) { return (e[0] & VTD_QI_WAIT_IF_MASK) >> 4; }
static inline void vtd_qi_wait_if_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_WAIT_IF_MASK) | ((value << 4) & VTD_QI_WAIT_IF_MASK); }
// QI_WAIT.SW [5]: write the status data
#define VTD_QI_WAIT_SW_WORD 0
#define VTD_QI_WAIT_SW_SHIFT 5
#define VTD_QI_WAIT_SW_WIDTH 1
#define VTD_QI_WAIT_SW_MASK UINT64_C(0x0000000000000020)
#define VTD_QI_WAIT_SW VTD_QI_WAIT_SW_MASK
static inline uint64_t vtd_qi_wait_sw(const uint64_t *e) { return (e[0] & VTD_QI_WAIT_SW_MASK) >> 5; }
static inline void vtd_qi_wait_sw_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_WAIT_SW_MASK) | ((value << 5) & VTD_QI_WAIT_SW_MASK); }
// QI_WAIT.FN [6]: fence: later descriptors start after completion
#define VTD_QI_WAIT_FN_WORD 0
#define VTD_QI_WAIT_FN_SHIFT 6
#define VTD_QI_WAIT_FN_WIDTH 1
#define VTD_QI_WAIT_FN_MASK UINT64_C(0x0000000000000040)
#define VTD_QI_WAIT_FN VTD_QI_WAIT_FN_MASK
static inline uint64_t vtd_qi_wait_fn(const uint64_t *e) { return (e[0] & VTD_QI_WAIT_FN_MASK) >> 6; }
static inline void vtd_qi_wait_fn_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_WAIT_FN_MASK) | ((value << 6) & VTD_QI_WAIT_FN_MASK); }
// QI_WAIT.PD [7]; needs PDS: drain page requests
#define VTD_QI_WAIT_PD_WORD 0
#define VTD_QI_WAIT_PD_SHIFT 7
#define VTD_QI_WAIT_PD_WIDTH 1
#define VTD_QI_WAIT_PD_MASK UINT64_C(0x0000000000000080)
#define VTD_QI_WAIT_PD VTD_QI_WAIT_PD_MASK
static inline uint64_t vtd_qi_wait_pd(const uint64_t *e) { return (e[0] & VTD_QI_WAIT_PD_MASK) >> 7; }
static inline void vtd_qi_wait_pd_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_WAIT_PD_MASK) | ((value << 7) & VTD_QI_WAIT_PD_MASK); }
// QI_WAIT.TYPE_HI [11:9]: 0
#define VTD_QI_WAIT_TYPE_HI_WORD 0
#define VTD_QI_WAIT_TYPE_HI_SHIFT 9
#define VTD_QI_WAIT_TYPE_HI_WIDTH 3
#define VTD_QI_WAIT_TYPE_HI_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_qi_wait_type_hi(const uint64_t *e) { return (e[0] & VTD_QI_WAIT_TYPE_HI_MASK) >> 9; }
static inline void vtd_qi_wait_type_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_WAIT_TYPE_HI_MASK) | ((value << 9) & VTD_QI_WAIT_TYPE_HI_MASK); }
// QI_WAIT.DATA [63:32]: status data
#define VTD_QI_WAIT_DATA_WORD 0
#define VTD_QI_WAIT_DATA_SHIFT 32
#define VTD_QI_WAIT_DATA_WIDTH 32
#define VTD_QI_WAIT_DATA_MASK UINT64_C(0xFFFFFFFF00000000)
static inline uint64_t vtd_qi_wait_data(const uint64_t *e) { return (e[0] & VTD_QI_WAIT_DATA_MASK) >> 32; }
static inline void vtd_qi_wait_data_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_WAIT_DATA_MASK) | ((value << 32) & VTD_QI_WAIT_DATA_MASK); }
// QI_WAIT.ADDR [127:66]: status address; bits at and above the host address width are ignored
#define VTD_QI_WAIT_ADDR_WORD 1
#define VTD_QI_WAIT_ADDR_SHIFT 2
#define VTD_QI_WAIT_ADDR_WIDTH 62
#define VTD_QI_WAIT_ADDR_MASK UINT64_C(0xFFFFFFFFFFFFFFFC)
static inline uint64_t vtd_qi_wait_addr(const uint64_t *e) { return e[1] & VTD_QI_WAIT_ADDR_MASK; }
static inline void vtd_qi_wait_addr_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_WAIT_ADDR_MASK) | (value & VTD_QI_WAIT_ADDR_MASK); }
static inline void vtd_qi_wait_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_QI_WAIT_WORDS]) {
  (void)cap;
  (void)haw;
  out[0] = UINT64_C(0x00000000FFFFF100);
  out[1] = UINT64_C(0x0000000000000003);
  if (!((ecap & VTD_ECAP_PDS_MASK) != 0)) out[0] |= VTD_QI_WAIT_PD_MASK;
}

// QI_P_IOTLB: PASID-based IOTLB invalidation (p_iotlb_inv_dsc) (ch. 6)
#define VTD_QI_P_IOTLB_SIZE 32
#define VTD_QI_P_IOTLB_WORDS 4
// QI_P_IOTLB.TYPE [3:0]: QI.TYPE P_IOTLB
#define VTD_QI_P_IOTLB_TYPE_WORD 0
#define VTD_QI_P_IOTLB_TYPE_SHIFT 0
#define VTD_QI_P_IOTLB_TYPE_WIDTH 4
#define VTD_QI_P_IOTLB_TYPE_MASK UINT64_C(0x000000000000000F)
static inline uint64_t vtd_qi_p_iotlb_type(const uint64_t *e) { return e[0] & VTD_QI_P_IOTLB_TYPE_MASK; }
static inline void vtd_qi_p_iotlb_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_IOTLB_TYPE_MASK) | (value & VTD_QI_P_IOTLB_TYPE_MASK); }
// QI_P_IOTLB.G [5:4]: granularity
#define VTD_QI_P_IOTLB_G_WORD 0
#define VTD_QI_P_IOTLB_G_SHIFT 4
#define VTD_QI_P_IOTLB_G_WIDTH 2
#define VTD_QI_P_IOTLB_G_MASK UINT64_C(0x0000000000000030)
#define VTD_QI_P_IOTLB_G_PASID 2
#define VTD_QI_P_IOTLB_G_PAGE 3
static inline uint64_t vtd_qi_p_iotlb_g(const uint64_t *e) { return (e[0] & VTD_QI_P_IOTLB_G_MASK) >> 4; }
static inline void vtd_qi_p_iotlb_g_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_IOTLB_G_MASK) | ((value << 4) & VTD_QI_P_IOTLB_G_MASK); }
// QI_P_IOTLB.TYPE_HI [11:9]: 0
#define VTD_QI_P_IOTLB_TYPE_HI_WORD 0
#define VTD_QI_P_IOTLB_TYPE_HI_SHIFT 9
#define VTD_QI_P_IOTLB_TYPE_HI_WIDTH 3
#define VTD_QI_P_IOTLB_TYPE_HI_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_qi_p_iotlb_type_hi(const uint64_t *e) { return (e[0] & VTD_QI_P_IOTLB_TYPE_HI_MASK) >> 9; }
static inline void vtd_qi_p_iotlb_type_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_IOTLB_TYPE_HI_MASK) | ((value << 9) & VTD_QI_P_IOTLB_TYPE_HI_MASK); }
// QI_P_IOTLB.DID [31:16]: domain id
#define VTD_QI_P_IOTLB_DID_WORD 0
#define VTD_QI_P_IOTLB_DID_SHIFT 16
#define VTD_QI_P_IOTLB_DID_WIDTH 16
#define VTD_QI_P_IOTLB_DID_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_qi_p_iotlb_did(const uint64_t *e) { return (e[0] & VTD_QI_P_IOTLB_DID_MASK) >> 16; }
static inline void vtd_qi_p_iotlb_did_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_IOTLB_DID_MASK) | ((value << 16) & VTD_QI_P_IOTLB_DID_MASK); }
// QI_P_IOTLB.PASID [51:32]: PASID
#define VTD_QI_P_IOTLB_PASID_WORD 0
#define VTD_QI_P_IOTLB_PASID_SHIFT 32
#define VTD_QI_P_IOTLB_PASID_WIDTH 20
#define VTD_QI_P_IOTLB_PASID_MASK UINT64_C(0x000FFFFF00000000)
static inline uint64_t vtd_qi_p_iotlb_pasid(const uint64_t *e) { return (e[0] & VTD_QI_P_IOTLB_PASID_MASK) >> 32; }
static inline void vtd_qi_p_iotlb_pasid_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_IOTLB_PASID_MASK) | ((value << 32) & VTD_QI_P_IOTLB_PASID_MASK); }
// QI_P_IOTLB.AM [69:64]: address mask: 2^AM pages
#define VTD_QI_P_IOTLB_AM_WORD 1
#define VTD_QI_P_IOTLB_AM_SHIFT 0
#define VTD_QI_P_IOTLB_AM_WIDTH 6
#define VTD_QI_P_IOTLB_AM_MASK UINT64_C(0x000000000000003F)
static inline uint64_t vtd_qi_p_iotlb_am(const uint64_t *e) { return e[1] & VTD_QI_P_IOTLB_AM_MASK; }
static inline void vtd_qi_p_iotlb_am_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_P_IOTLB_AM_MASK) | (value & VTD_QI_P_IOTLB_AM_MASK); }
// QI_P_IOTLB.IH [70]: hint: only leaf entries changed
#define VTD_QI_P_IOTLB_IH_WORD 1
#define VTD_QI_P_IOTLB_IH_SHIFT 6
#define VTD_QI_P_IOTLB_IH_WIDTH 1
#define VTD_QI_P_IOTLB_IH_MASK UINT64_C(0x0000000000000040)
#define VTD_QI_P_IOTLB_IH VTD_QI_P_IOTLB_IH_MASK
static inline uint64_t vtd_qi_p_iotlb_ih(const uint64_t *e) { return (e[1] & VTD_QI_P_IOTLB_IH_MASK) >> 6; }
static inline void vtd_qi_p_iotlb_ih_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_P_IOTLB_IH_MASK) | ((value << 6) & VTD_QI_P_IOTLB_IH_MASK); }
// QI_P_IOTLB.ADDR [127:76]: page address
#define VTD_QI_P_IOTLB_ADDR_WORD 1
#define VTD_QI_P_IOTLB_ADDR_SHIFT 12
#define VTD_QI_P_IOTLB_ADDR_WIDTH 52
#define VTD_QI_P_IOTLB_ADDR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_qi_p_iotlb_addr(const uint64_t *e) { return e[1] & VTD_QI_P_IOTLB_ADDR_MASK; }
static inline void vtd_qi_p_iotlb_addr_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_P_IOTLB_ADDR_MASK) | (value & VTD_QI_P_IOTLB_ADDR_MASK); }
static inline void vtd_qi_p_iotlb_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_QI_P_IOTLB_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0xFFF000000000F1C0);
  out[1] = UINT64_C(0x0000000000000F80);
  out[2] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[3] = UINT64_C(0xFFFFFFFFFFFFFFFF);
}

// QI_PC: PASID-cache invalidation (pc_inv_dsc) (ch. 6)
#define VTD_QI_PC_SIZE 32
#define VTD_QI_PC_WORDS 4
// QI_PC.TYPE [3:0]: QI.TYPE PC
#define VTD_QI_PC_TYPE_WORD 0
#define VTD_QI_PC_TYPE_SHIFT 0
#define VTD_QI_PC_TYPE_WIDTH 4
#define VTD_QI_PC_TYPE_MASK UINT64_C(0x000000000000000F)
static inline uint64_t vtd_qi_pc_type(const uint64_t *e) { return e[0] & VTD_QI_PC_TYPE_MASK; }
static inline void vtd_qi_pc_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PC_TYPE_MASK) | (value & VTD_QI_PC_TYPE_MASK); }
// QI_PC.G [5:4]: granularity
#define VTD_QI_PC_G_WORD 0
#define VTD_QI_PC_G_SHIFT 4
#define VTD_QI_PC_G_WIDTH 2
#define VTD_QI_PC_G_MASK UINT64_C(0x0000000000000030)
#define VTD_QI_PC_G_DOMAIN 0
#define VTD_QI_PC_G_PASID 1
#define VTD_QI_PC_G_GLOBAL 3
static inline uint64_t vtd_qi_pc_g(const uint64_t *e) { return (e[0] & VTD_QI_PC_G_MASK) >> 4; }
static inline void vtd_qi_pc_g_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PC_G_MASK) | ((value << 4) & VTD_QI_PC_G_MASK); }
// QI_PC.TYPE_HI [11:9]: 0
#define VTD_QI_PC_TYPE_HI_WORD 0
#define VTD_QI_PC_TYPE_HI_SHIFT 9
#define VTD_QI_PC_TYPE_HI_WIDTH 3
#define VTD_QI_PC_TYPE_HI_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_qi_pc_type_hi(const uint64_t *e) { return (e[0] & VTD_QI_PC_TYPE_HI_MASK) >> 9; }
static inline void vtd_qi_pc_type_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PC_TYPE_HI_MASK) | ((value << 9) & VTD_QI_PC_TYPE_HI_MASK); }
// QI_PC.DID [31:16]: domain id
#define VTD_QI_PC_DID_WORD 0
#define VTD_QI_PC_DID_SHIFT 16
#define VTD_QI_PC_DID_WIDTH 16
#define VTD_QI_PC_DID_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_qi_pc_did(const uint64_t *e) { return (e[0] & VTD_QI_PC_DID_MASK) >> 16; }
static inline void vtd_qi_pc_did_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PC_DID_MASK) | ((value << 16) & VTD_QI_PC_DID_MASK); }
// QI_PC.PASID [51:32]: PASID
#define VTD_QI_PC_PASID_WORD 0
#define VTD_QI_PC_PASID_SHIFT 32
#define VTD_QI_PC_PASID_WIDTH 20
#define VTD_QI_PC_PASID_MASK UINT64_C(0x000FFFFF00000000)
static inline uint64_t vtd_qi_pc_pasid(const uint64_t *e) { return (e[0] & VTD_QI_PC_PASID_MASK) >> 32; }
static inline void vtd_qi_pc_pasid_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PC_PASID_MASK) | ((value << 32) & VTD_QI_PC_PASID_MASK); }
static inline void vtd_qi_pc_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_QI_PC_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0xFFF000000000F1C0);
  out[1] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[2] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[3] = UINT64_C(0xFFFFFFFFFFFFFFFF);
}

// QI_P_DEV_TLB: PASID-based device-TLB invalidation (p_dev_tlb_inv_dsc) (ch. 6)
#define VTD_QI_P_DEV_TLB_SIZE 32
#define VTD_QI_P_DEV_TLB_WORDS 4
// QI_P_DEV_TLB.TYPE [3:0]: QI.TYPE P_DEV_TLB
#define VTD_QI_P_DEV_TLB_TYPE_WORD 0
#define VTD_QI_P_DEV_TLB_TYPE_SHIFT 0
#define VTD_QI_P_DEV_TLB_TYPE_WIDTH 4
#define VTD_QI_P_DEV_TLB_TYPE_MASK UINT64_C(0x000000000000000F)
static inline uint64_t vtd_qi_p_dev_tlb_type(const uint64_t *e) { return e[0] & VTD_QI_P_DEV_TLB_TYPE_MASK; }
static inline void vtd_qi_p_dev_tlb_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_DEV_TLB_TYPE_MASK) | (value & VTD_QI_P_DEV_TLB_TYPE_MASK); }
// QI_P_DEV_TLB.MIP [8:4]: most invalidations pending, 0 = 32
#define VTD_QI_P_DEV_TLB_MIP_WORD 0
#define VTD_QI_P_DEV_TLB_MIP_SHIFT 4
#define VTD_QI_P_DEV_TLB_MIP_WIDTH 5
#define VTD_QI_P_DEV_TLB_MIP_MASK UINT64_C(0x00000000000001F0)
static inline uint64_t vtd_qi_p_dev_tlb_mip(const uint64_t *e) { return (e[0] & VTD_QI_P_DEV_TLB_MIP_MASK) >> 4; }
static inline void vtd_qi_p_dev_tlb_mip_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_DEV_TLB_MIP_MASK) | ((value << 4) & VTD_QI_P_DEV_TLB_MIP_MASK); }
// QI_P_DEV_TLB.TYPE_HI [11:9]: 0
#define VTD_QI_P_DEV_TLB_TYPE_HI_WORD 0
#define VTD_QI_P_DEV_TLB_TYPE_HI_SHIFT 9
#define VTD_QI_P_DEV_TLB_TYPE_HI_WIDTH 3
#define VTD_QI_P_DEV_TLB_TYPE_HI_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_qi_p_dev_tlb_type_hi(const uint64_t *e) { return (e[0] & VTD_QI_P_DEV_TLB_TYPE_HI_MASK) >> 9; }
static inline void vtd_qi_p_dev_tlb_type_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_DEV_TLB_TYPE_HI_MASK) | ((value << 9) & VTD_QI_P_DEV_TLB_TYPE_HI_MASK); }
// QI_P_DEV_TLB.PFSID_LO [15:12]; needs DIT: PFSID bits 3:0
#define VTD_QI_P_DEV_TLB_PFSID_LO_WORD 0
#define VTD_QI_P_DEV_TLB_PFSID_LO_SHIFT 12
#define VTD_QI_P_DEV_TLB_PFSID_LO_WIDTH 4
#define VTD_QI_P_DEV_TLB_PFSID_LO_MASK UINT64_C(0x000000000000F000)
static inline uint64_t vtd_qi_p_dev_tlb_pfsid_lo(const uint64_t *e) { return (e[0] & VTD_QI_P_DEV_TLB_PFSID_LO_MASK) >> 12; }
static inline void vtd_qi_p_dev_tlb_pfsid_lo_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_DEV_TLB_PFSID_LO_MASK) | ((value << 12) & VTD_QI_P_DEV_TLB_PFSID_LO_MASK); }
// QI_P_DEV_TLB.SID [31:16]: requester id
#define VTD_QI_P_DEV_TLB_SID_WORD 0
#define VTD_QI_P_DEV_TLB_SID_SHIFT 16
#define VTD_QI_P_DEV_TLB_SID_WIDTH 16
#define VTD_QI_P_DEV_TLB_SID_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_qi_p_dev_tlb_sid(const uint64_t *e) { return (e[0] & VTD_QI_P_DEV_TLB_SID_MASK) >> 16; }
static inline void vtd_qi_p_dev_tlb_sid_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_DEV_TLB_SID_MASK) | ((value << 16) & VTD_QI_P_DEV_TLB_SID_MASK); }
// QI_P_DEV_TLB.PASID [51:32]: PASID
#define VTD_QI_P_DEV_TLB_PASID_WORD 0
#define VTD_QI_P_DEV_TLB_PASID_SHIFT 32
#define VTD_QI_P_DEV_TLB_PASID_WIDTH 20
#define VTD_QI_P_DEV_TLB_PASID_MASK UINT64_C(0x000FFFFF00000000)
static inline uint64_t vtd_qi_p_dev_tlb_pasid(const uint64_t *e) { return (e[0] & VTD_QI_P_DEV_TLB_PASID_MASK) >> 32; }
static inline void vtd_qi_p_dev_tlb_pasid_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_DEV_TLB_PASID_MASK) | ((value << 32) & VTD_QI_P_DEV_TLB_PASID_MASK); }
// QI_P_DEV_TLB.PFSID_HI [63:52]; needs DIT: PFSID bits 15:4
#define VTD_QI_P_DEV_TLB_PFSID_HI_WORD 0
#define VTD_QI_P_DEV_TLB_PFSID_HI_SHIFT 52
#define VTD_QI_P_DEV_TLB_PFSID_HI_WIDTH 12
#define VTD_QI_P_DEV_TLB_PFSID_HI_MASK UINT64_C(0xFFF0000000000000)
static inline uint64_t vtd_qi_p_dev_tlb_pfsid_hi(const uint64_t *e) { return (e[0] & VTD_QI_P_DEV_TLB_PFSID_HI_MASK) >> 52; }
static inline void vtd_qi_p_dev_tlb_pfsid_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_P_DEV_TLB_PFSID_HI_MASK) | ((value << 52) & VTD_QI_P_DEV_TLB_PFSID_HI_MASK); }
// QI_P_DEV_TLB.GI [64]: global: all PASIDs
#define VTD_QI_P_DEV_TLB_GI_WORD 1
#define VTD_QI_P_DEV_TLB_GI_SHIFT 0
#define VTD_QI_P_DEV_TLB_GI_WIDTH 1
#define VTD_QI_P_DEV_TLB_GI_MASK UINT64_C(0x0000000000000001)
#define VTD_QI_P_DEV_TLB_GI VTD_QI_P_DEV_TLB_GI_MASK
static inline uint64_t vtd_qi_p_dev_tlb_gi(const uint64_t *e) { return e[1] & VTD_QI_P_DEV_TLB_GI_MASK; }
static inline void vtd_qi_p_dev_tlb_gi_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_P_DEV_TLB_GI_MASK) | (value & VTD_QI_P_DEV_TLB_GI_MASK); }
// QI_P_DEV_TLB.S [75]: size: the lowest zero bit of ADDR tells it
#define VTD_QI_P_DEV_TLB_S_WORD 1
#define VTD_QI_P_DEV_TLB_S_SHIFT 11
#define VTD_QI_P_DEV_TLB_S_WIDTH 1
#define VTD_QI_P_DEV_TLB_S_MASK UINT64_C(0x0000000000000800)
#define VTD_QI_P_DEV_TLB_S VTD_QI_P_DEV_TLB_S_MASK
static inline uint64_t vtd_qi_p_dev_tlb_s(const uint64_t *e) { return (e[1] & VTD_QI_P_DEV_TLB_S_MASK) >> 11; }
static inline void vtd_qi_p_dev_tlb_s_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_P_DEV_TLB_S_MASK) | ((value << 11) & VTD_QI_P_DEV_TLB_S_MASK); }
// QI_P_DEV_TLB.ADDR [127:76]: page address and size code
#define VTD_QI_P_DEV_TLB_ADDR_WORD 1
#define VTD_QI_P_DEV_TLB_ADDR_SHIFT 12
#define VTD_QI_P_DEV_TLB_ADDR_WIDTH 52
#define VTD_QI_P_DEV_TLB_ADDR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_qi_p_dev_tlb_addr(const uint64_t *e) { return e[1] & VTD_QI_P_DEV_TLB_ADDR_MASK; }
static inline void vtd_qi_p_dev_tlb_addr_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_P_DEV_TLB_ADDR_MASK) | (value & VTD_QI_P_DEV_TLB_ADDR_MASK); }
// QI_P_DEV_TLB.PFSID, made of PFSID_LO and PFSID_HI: requester id of the physical function
static inline uint64_t vtd_qi_p_dev_tlb_pfsid(const uint64_t *e) { return vtd_qi_p_dev_tlb_pfsid_lo(e) | vtd_qi_p_dev_tlb_pfsid_hi(e) << 4; }
static inline void vtd_qi_p_dev_tlb_pfsid_set(uint64_t *e, uint64_t value) {
  vtd_qi_p_dev_tlb_pfsid_lo_set(e, value);
  vtd_qi_p_dev_tlb_pfsid_hi_set(e, value >> 4);
}
static inline void vtd_qi_p_dev_tlb_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_QI_P_DEV_TLB_WORDS]) {
  (void)cap;
  (void)haw;
  out[0] = UINT64_C(0x0000000000000000);
  out[1] = UINT64_C(0x00000000000007FE);
  out[2] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[3] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  if (!((ecap & VTD_ECAP_DIT_MASK) != 0)) out[0] |= VTD_QI_P_DEV_TLB_PFSID_LO_MASK;
  if (!((ecap & VTD_ECAP_DIT_MASK) != 0)) out[0] |= VTD_QI_P_DEV_TLB_PFSID_HI_MASK;
}

// QI_PGRP_RESP: Page group response (page_grp_resp_dsc) (ch. 6)
#define VTD_QI_PGRP_RESP_SIZE 32
#define VTD_QI_PGRP_RESP_WORDS 4
// QI_PGRP_RESP.TYPE [3:0]: QI.TYPE PGRP_RESP
#define VTD_QI_PGRP_RESP_TYPE_WORD 0
#define VTD_QI_PGRP_RESP_TYPE_SHIFT 0
#define VTD_QI_PGRP_RESP_TYPE_WIDTH 4
#define VTD_QI_PGRP_RESP_TYPE_MASK UINT64_C(0x000000000000000F)
static inline uint64_t vtd_qi_pgrp_resp_type(const uint64_t *e) { return e[0] & VTD_QI_PGRP_RESP_TYPE_MASK; }
static inline void vtd_qi_pgrp_resp_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PGRP_RESP_TYPE_MASK) | (value & VTD_QI_PGRP_RESP_TYPE_MASK); }
// QI_PGRP_RESP.PP [4]: PASID present
#define VTD_QI_PGRP_RESP_PP_WORD 0
#define VTD_QI_PGRP_RESP_PP_SHIFT 4
#define VTD_QI_PGRP_RESP_PP_WIDTH 1
#define VTD_QI_PGRP_RESP_PP_MASK UINT64_C(0x0000000000000010)
#define VTD_QI_PGRP_RESP_PP VTD_QI_PGRP_RESP_PP_MASK
static inline uint64_t vtd_qi_pgrp_resp_pp(const uint64_t *e) { return (e[0] & VTD_QI_PGRP_RESP_PP_MASK) >> 4; }
static inline void vtd_qi_pgrp_resp_pp_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PGRP_RESP_PP_MASK) | ((value << 4) & VTD_QI_PGRP_RESP_PP_MASK); }
// QI_PGRP_RESP.TYPE_HI [11:9]: 0
#define VTD_QI_PGRP_RESP_TYPE_HI_WORD 0
#define VTD_QI_PGRP_RESP_TYPE_HI_SHIFT 9
#define VTD_QI_PGRP_RESP_TYPE_HI_WIDTH 3
#define VTD_QI_PGRP_RESP_TYPE_HI_MASK UINT64_C(0x0000000000000E00)
static inline uint64_t vtd_qi_pgrp_resp_type_hi(const uint64_t *e) { return (e[0] & VTD_QI_PGRP_RESP_TYPE_HI_MASK) >> 9; }
static inline void vtd_qi_pgrp_resp_type_hi_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PGRP_RESP_TYPE_HI_MASK) | ((value << 9) & VTD_QI_PGRP_RESP_TYPE_HI_MASK); }
// QI_PGRP_RESP.RC [15:12]: response code
#define VTD_QI_PGRP_RESP_RC_WORD 0
#define VTD_QI_PGRP_RESP_RC_SHIFT 12
#define VTD_QI_PGRP_RESP_RC_WIDTH 4
#define VTD_QI_PGRP_RESP_RC_MASK UINT64_C(0x000000000000F000)
#define VTD_QI_PGRP_RESP_RC_SUCCESS 0
#define VTD_QI_PGRP_RESP_RC_INVALID 1
#define VTD_QI_PGRP_RESP_RC_FAILURE 15
static inline uint64_t vtd_qi_pgrp_resp_rc(const uint64_t *e) { return (e[0] & VTD_QI_PGRP_RESP_RC_MASK) >> 12; }
static inline void vtd_qi_pgrp_resp_rc_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PGRP_RESP_RC_MASK) | ((value << 12) & VTD_QI_PGRP_RESP_RC_MASK); }
// QI_PGRP_RESP.RID [31:16]: requester id
#define VTD_QI_PGRP_RESP_RID_WORD 0
#define VTD_QI_PGRP_RESP_RID_SHIFT 16
#define VTD_QI_PGRP_RESP_RID_WIDTH 16
#define VTD_QI_PGRP_RESP_RID_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_qi_pgrp_resp_rid(const uint64_t *e) { return (e[0] & VTD_QI_PGRP_RESP_RID_MASK) >> 16; }
static inline void vtd_qi_pgrp_resp_rid_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PGRP_RESP_RID_MASK) | ((value << 16) & VTD_QI_PGRP_RESP_RID_MASK); }
// QI_PGRP_RESP.PASID [51:32]: PASID
#define VTD_QI_PGRP_RESP_PASID_WORD 0
#define VTD_QI_PGRP_RESP_PASID_SHIFT 32
#define VTD_QI_PGRP_RESP_PASID_WIDTH 20
#define VTD_QI_PGRP_RESP_PASID_MASK UINT64_C(0x000FFFFF00000000)
static inline uint64_t vtd_qi_pgrp_resp_pasid(const uint64_t *e) { return (e[0] & VTD_QI_PGRP_RESP_PASID_MASK) >> 32; }
static inline void vtd_qi_pgrp_resp_pasid_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_QI_PGRP_RESP_PASID_MASK) | ((value << 32) & VTD_QI_PGRP_RESP_PASID_MASK); }
// QI_PGRP_RESP.PRGI [75:67]: page request group index
#define VTD_QI_PGRP_RESP_PRGI_WORD 1
#define VTD_QI_PGRP_RESP_PRGI_SHIFT 3
#define VTD_QI_PGRP_RESP_PRGI_WIDTH 9
#define VTD_QI_PGRP_RESP_PRGI_MASK UINT64_C(0x0000000000000FF8)
static inline uint64_t vtd_qi_pgrp_resp_prgi(const uint64_t *e) { return (e[1] & VTD_QI_PGRP_RESP_PRGI_MASK) >> 3; }
static inline void vtd_qi_pgrp_resp_prgi_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_QI_PGRP_RESP_PRGI_MASK) | ((value << 3) & VTD_QI_PGRP_RESP_PRGI_MASK); }
static inline void vtd_qi_pgrp_resp_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_QI_PGRP_RESP_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0xFFF00000000001E0);
  out[1] = UINT64_C(0xFFFFFFFFFFFFF003);
  out[2] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[3] = UINT64_C(0xFFFFFFFFFFFFFFFF);
}

// PAGE_REQ: Page request queue entry (page_req_dsc), written by hardware
#define VTD_PAGE_REQ_SIZE 32
#define VTD_PAGE_REQ_WORDS 4
// PAGE_REQ.TYPE [7:0]: 01h
#define VTD_PAGE_REQ_TYPE_WORD 0
#define VTD_PAGE_REQ_TYPE_SHIFT 0
#define VTD_PAGE_REQ_TYPE_WIDTH 8
#define VTD_PAGE_REQ_TYPE_MASK UINT64_C(0x00000000000000FF)
#define VTD_PAGE_REQ_TYPE_PAGE_REQ 1
static inline uint64_t vtd_page_req_type(const uint64_t *e) { return e[0] & VTD_PAGE_REQ_TYPE_MASK; }
static inline void vtd_page_req_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PAGE_REQ_TYPE_MASK) | (value & VTD_PAGE_REQ_TYPE_MASK); }
// PAGE_REQ.PP [8]: PASID present
#define VTD_PAGE_REQ_PP_WORD 0
#define VTD_PAGE_REQ_PP_SHIFT 8
#define VTD_PAGE_REQ_PP_WIDTH 1
#define VTD_PAGE_REQ_PP_MASK UINT64_C(0x0000000000000100)
#define VTD_PAGE_REQ_PP VTD_PAGE_REQ_PP_MASK
static inline uint64_t vtd_page_req_pp(const uint64_t *e) { return (e[0] & VTD_PAGE_REQ_PP_MASK) >> 8; }
static inline void vtd_page_req_pp_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PAGE_REQ_PP_MASK) | ((value << 8) & VTD_PAGE_REQ_PP_MASK); }
// PAGE_REQ.RID [31:16]: requester id
#define VTD_PAGE_REQ_RID_WORD 0
#define VTD_PAGE_REQ_RID_SHIFT 16
#define VTD_PAGE_REQ_RID_WIDTH 16
#define VTD_PAGE_REQ_RID_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_page_req_rid(const uint64_t *e) { return (e[0] & VTD_PAGE_REQ_RID_MASK) >> 16; }
static inline void vtd_page_req_rid_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PAGE_REQ_RID_MASK) | ((value << 16) & VTD_PAGE_REQ_RID_MASK); }
// PAGE_REQ.PASID [51:32]: PASID
#define VTD_PAGE_REQ_PASID_WORD 0
#define VTD_PAGE_REQ_PASID_SHIFT 32
#define VTD_PAGE_REQ_PASID_WIDTH 20
#define VTD_PAGE_REQ_PASID_MASK UINT64_C(0x000FFFFF00000000)
static inline uint64_t vtd_page_req_pasid(const uint64_t *e) { return (e[0] & VTD_PAGE_REQ_PASID_MASK) >> 32; }
static inline void vtd_page_req_pasid_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PAGE_REQ_PASID_MASK) | ((value << 32) & VTD_PAGE_REQ_PASID_MASK); }
// PAGE_REQ.EXR [52]: execute permission requested
#define VTD_PAGE_REQ_EXR_WORD 0
#define VTD_PAGE_REQ_EXR_SHIFT 52
#define VTD_PAGE_REQ_EXR_WIDTH 1
#define VTD_PAGE_REQ_EXR_MASK UINT64_C(0x0010000000000000)
#define VTD_PAGE_REQ_EXR VTD_PAGE_REQ_EXR_MASK
static inline uint64_t vtd_page_req_exr(const uint64_t *e) { return (e[0] & VTD_PAGE_REQ_EXR_MASK) >> 52; }
static inline void vtd_page_req_exr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PAGE_REQ_EXR_MASK) | ((value << 52) & VTD_PAGE_REQ_EXR_MASK); }
// PAGE_REQ.PMR [53]: privileged mode requested
#define VTD_PAGE_REQ_PMR_WORD 0
#define VTD_PAGE_REQ_PMR_SHIFT 53
#define VTD_PAGE_REQ_PMR_WIDTH 1
#define VTD_PAGE_REQ_PMR_MASK UINT64_C(0x0020000000000000)
#define VTD_PAGE_REQ_PMR VTD_PAGE_REQ_PMR_MASK
static inline uint64_t vtd_page_req_pmr(const uint64_t *e) { return (e[0] & VTD_PAGE_REQ_PMR_MASK) >> 53; }
static inline void vtd_page_req_pmr_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_PAGE_REQ_PMR_MASK) | ((value << 53) & VTD_PAGE_REQ_PMR_MASK); }
// PAGE_REQ.RDR [64]: read permission requested
#define VTD_PAGE_REQ_RDR_WORD 1
#define VTD_PAGE_REQ_RDR_SHIFT 0
#define VTD_PAGE_REQ_RDR_WIDTH 1
#define VTD_PAGE_REQ_RDR_MASK UINT64_C(0x0000000000000001)
#define VTD_PAGE_REQ_RDR VTD_PAGE_REQ_RDR_MASK
static inline uint64_t vtd_page_req_rdr(const uint64_t *e) { return e[1] & VTD_PAGE_REQ_RDR_MASK; }
static inline void vtd_page_req_rdr_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PAGE_REQ_RDR_MASK) | (value & VTD_PAGE_REQ_RDR_MASK); }
// PAGE_REQ.WRR [65]: write permission requested
#define VTD_PAGE_REQ_WRR_WORD 1
#define VTD_PAGE_REQ_WRR_SHIFT 1
#define VTD_PAGE_REQ_WRR_WIDTH 1
#define VTD_PAGE_REQ_WRR_MASK UINT64_C(0x0000000000000002)
#define VTD_PAGE_REQ_WRR VTD_PAGE_REQ_WRR_MASK
static inline uint64_t vtd_page_req_wrr(const uint64_t *e) { return (e[1] & VTD_PAGE_REQ_WRR_MASK) >> 1; }
static inline void vtd_page_req_wrr_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PAGE_REQ_WRR_MASK) | ((value << 1) & VTD_PAGE_REQ_WRR_MASK); }
// PAGE_REQ.LPIG [66]: last request of its group
#define VTD_PAGE_REQ_LPIG_WORD 1
#define VTD_PAGE_REQ_LPIG_SHIFT 2
#define VTD_PAGE_REQ_LPIG_WIDTH 1
#define VTD_PAGE_REQ_LPIG_MASK UINT64_C(0x0000000000000004)
#define VTD_PAGE_REQ_LPIG VTD_PAGE_REQ_LPIG_MASK
static inline uint64_t vtd_page_req_lpig(const uint64_t *e) { return (e[1] & VTD_PAGE_REQ_LPIG_MASK) >> 2; }
static inline void vtd_page_req_lpig_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PAGE_REQ_LPIG_MASK) | ((value << 2) & VTD_PAGE_REQ_LPIG_MASK); }
// PAGE_REQ.PRGI [75:67]: page request group index
#define VTD_PAGE_REQ_PRGI_WORD 1
#define VTD_PAGE_REQ_PRGI_SHIFT 3
#define VTD_PAGE_REQ_PRGI_WIDTH 9
#define VTD_PAGE_REQ_PRGI_MASK UINT64_C(0x0000000000000FF8)
static inline uint64_t vtd_page_req_prgi(const uint64_t *e) { return (e[1] & VTD_PAGE_REQ_PRGI_MASK) >> 3; }
static inline void vtd_page_req_prgi_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PAGE_REQ_PRGI_MASK) | ((value << 3) & VTD_PAGE_REQ_PRGI_MASK); }
// PAGE_REQ.ADDR [127:76]: page address
#define VTD_PAGE_REQ_ADDR_WORD 1
#define VTD_PAGE_REQ_ADDR_SHIFT 12
#define VTD_PAGE_REQ_ADDR_WIDTH 52
#define VTD_PAGE_REQ_ADDR_MASK UINT64_C(0xFFFFFFFFFFFFF000)
static inline uint64_t vtd_page_req_addr(const uint64_t *e) { return e[1] & VTD_PAGE_REQ_ADDR_MASK; }
static inline void vtd_page_req_addr_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_PAGE_REQ_ADDR_MASK) | (value & VTD_PAGE_REQ_ADDR_MASK); }
static inline void vtd_page_req_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_PAGE_REQ_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0xFFC000000000FE00);
  out[1] = UINT64_C(0x0000000000000000);
  out[2] = UINT64_C(0xFFFFFFFFFFFFFFFF);
  out[3] = UINT64_C(0xFFFFFFFFFFFFFFFF);
}

// DMAR: Header of the ACPI table DMAR (ch. 8)
#define VTD_DMAR_SIZE 48
#define VTD_DMAR_WORDS 6
// DMAR.SIGNATURE [31:0]: DMAR as text
#define VTD_DMAR_SIGNATURE_WORD 0
#define VTD_DMAR_SIGNATURE_SHIFT 0
#define VTD_DMAR_SIGNATURE_WIDTH 32
#define VTD_DMAR_SIGNATURE_MASK UINT64_C(0x00000000FFFFFFFF)
#define VTD_DMAR_SIGNATURE_DMAR 1380011332
static inline uint64_t vtd_dmar_signature(const uint64_t *e) { return e[0] & VTD_DMAR_SIGNATURE_MASK; }
static inline void vtd_dmar_signature_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SIGNATURE_MASK) | (value & VTD_DMAR_SIGNATURE_MASK); }
// DMAR.LENGTH [63:32]: bytes of the whole table
#define VTD_DMAR_LENGTH_WORD 0
#define VTD_DMAR_LENGTH_SHIFT 32
#define VTD_DMAR_LENGTH_WIDTH 32
#define VTD_DMAR_LENGTH_MASK UINT64_C(0xFFFFFFFF00000000)
static inline uint64_t vtd_dmar_length(const uint64_t *e) { return (e[0] & VTD_DMAR_LENGTH_MASK) >> 32; }
static inline void vtd_dmar_length_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_LENGTH_MASK) | ((value << 32) & VTD_DMAR_LENGTH_MASK); }
// DMAR.REVISION [71:64]: of the format
#define VTD_DMAR_REVISION_WORD 1
#define VTD_DMAR_REVISION_SHIFT 0
#define VTD_DMAR_REVISION_WIDTH 8
#define VTD_DMAR_REVISION_MASK UINT64_C(0x00000000000000FF)
#define VTD_DMAR_REVISION_CURRENT 1
static inline uint64_t vtd_dmar_revision(const uint64_t *e) { return e[1] & VTD_DMAR_REVISION_MASK; }
static inline void vtd_dmar_revision_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_DMAR_REVISION_MASK) | (value & VTD_DMAR_REVISION_MASK); }
// DMAR.CHECKSUM [79:72]: makes the sum of all bytes 0
#define VTD_DMAR_CHECKSUM_WORD 1
#define VTD_DMAR_CHECKSUM_SHIFT 8
#define VTD_DMAR_CHECKSUM_WIDTH 8
#define VTD_DMAR_CHECKSUM_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_dmar_checksum(const uint64_t *e) { return (e[1] & VTD_DMAR_CHECKSUM_MASK) >> 8; }
static inline void vtd_dmar_checksum_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_DMAR_CHECKSUM_MASK) | ((value << 8) & VTD_DMAR_CHECKSUM_MASK); }
// DMAR.OEM_ID [127:80]: six characters
#define VTD_DMAR_OEM_ID_WORD 1
#define VTD_DMAR_OEM_ID_SHIFT 16
#define VTD_DMAR_OEM_ID_WIDTH 48
#define VTD_DMAR_OEM_ID_MASK UINT64_C(0xFFFFFFFFFFFF0000)
static inline uint64_t vtd_dmar_oem_id(const uint64_t *e) { return (e[1] & VTD_DMAR_OEM_ID_MASK) >> 16; }
static inline void vtd_dmar_oem_id_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_DMAR_OEM_ID_MASK) | ((value << 16) & VTD_DMAR_OEM_ID_MASK); }
// DMAR.OEM_TABLE_ID [191:128]: eight characters
#define VTD_DMAR_OEM_TABLE_ID_WORD 2
#define VTD_DMAR_OEM_TABLE_ID_SHIFT 0
#define VTD_DMAR_OEM_TABLE_ID_WIDTH 64
#define VTD_DMAR_OEM_TABLE_ID_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_dmar_oem_table_id(const uint64_t *e) { return e[2] & VTD_DMAR_OEM_TABLE_ID_MASK; }
static inline void vtd_dmar_oem_table_id_set(uint64_t *e, uint64_t value) { e[2] = (e[2] & ~VTD_DMAR_OEM_TABLE_ID_MASK) | (value & VTD_DMAR_OEM_TABLE_ID_MASK); }
// DMAR.OEM_REVISION [223:192]: of the table
#define VTD_DMAR_OEM_REVISION_WORD 3
#define VTD_DMAR_OEM_REVISION_SHIFT 0
#define VTD_DMAR_OEM_REVISION_WIDTH 32
#define VTD_DMAR_OEM_REVISION_MASK UINT64_C(0x00000000FFFFFFFF)
static inline uint64_t vtd_dmar_oem_revision(const uint64_t *e) { return e[3] & VTD_DMAR_OEM_REVISION_MASK; }
static inline void vtd_dmar_oem_revision_set(uint64_t *e, uint64_t value) { e[3] = (e[3] & ~VTD_DMAR_OEM_REVISION_MASK) | (value & VTD_DMAR_OEM_REVISION_MASK); }
// DMAR.CREATOR_ID [255:224]: four characters
#define VTD_DMAR_CREATOR_ID_WORD 3
#define VTD_DMAR_CREATOR_ID_SHIFT 32
#define VTD_DMAR_CREATOR_ID_WIDTH 32
#define VTD_DMAR_CREATOR_ID_MASK UINT64_C(0xFFFFFFFF00000000)
static inline uint64_t vtd_dmar_creator_id(const uint64_t *e) { return (e[3] & VTD_DMAR_CREATOR_ID_MASK) >> 32; }
static inline void vtd_dmar_creator_id_set(uint64_t *e, uint64_t value) { e[3] = (e[3] & ~VTD_DMAR_CREATOR_ID_MASK) | ((value << 32) & VTD_DMAR_CREATOR_ID_MASK); }
// DMAR.CREATOR_REVISION [287:256]: of the program that made the table
#define VTD_DMAR_CREATOR_REVISION_WORD 4
#define VTD_DMAR_CREATOR_REVISION_SHIFT 0
#define VTD_DMAR_CREATOR_REVISION_WIDTH 32
#define VTD_DMAR_CREATOR_REVISION_MASK UINT64_C(0x00000000FFFFFFFF)
static inline uint64_t vtd_dmar_creator_revision(const uint64_t *e) { return e[4] & VTD_DMAR_CREATOR_REVISION_MASK; }
static inline void vtd_dmar_creator_revision_set(uint64_t *e, uint64_t value) { e[4] = (e[4] & ~VTD_DMAR_CREATOR_REVISION_MASK) | (value & VTD_DMAR_CREATOR_REVISION_MASK); }
// DMAR.HAW [295:288]: host address width in bits, minus one
#define VTD_DMAR_HAW_WORD 4
#define VTD_DMAR_HAW_SHIFT 32
#define VTD_DMAR_HAW_WIDTH 8
#define VTD_DMAR_HAW_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_dmar_haw(const uint64_t *e) { return (e[4] & VTD_DMAR_HAW_MASK) >> 32; }
static inline void vtd_dmar_haw_set(uint64_t *e, uint64_t value) { e[4] = (e[4] & ~VTD_DMAR_HAW_MASK) | ((value << 32) & VTD_DMAR_HAW_MASK); }
// DMAR.INTR_REMAP [296]: the platform supports interrupt remapping
#define VTD_DMAR_INTR_REMAP_WORD 4
#define VTD_DMAR_INTR_REMAP_SHIFT 40
#define VTD_DMAR_INTR_REMAP_WIDTH 1
#define VTD_DMAR_INTR_REMAP_MASK UINT64_C(0x0000010000000000)
#define VTD_DMAR_INTR_REMAP VTD_DMAR_INTR_REMAP_MASK
static inline uint64_t vtd_dmar_intr_remap(const uint64_t *e) { return (e[4] & VTD_DMAR_INTR_REMAP_MASK) >> 40; }
static inline void vtd_dmar_intr_remap_set(uint64_t *e, uint64_t value) { e[4] = (e[4] & ~VTD_DMAR_INTR_REMAP_MASK) | ((value << 40) & VTD_DMAR_INTR_REMAP_MASK); }
// DMAR.X2APIC_OPT_OUT [297]: software shall not use x2APIC mode
#define VTD_DMAR_X2APIC_OPT_OUT_WORD 4
#define VTD_DMAR_X2APIC_OPT_OUT_SHIFT 41
#define VTD_DMAR_X2APIC_OPT_OUT_WIDTH 1
#define VTD_DMAR_X2APIC_OPT_OUT_MASK UINT64_C(0x0000020000000000)
#define VTD_DMAR_X2APIC_OPT_OUT VTD_DMAR_X2APIC_OPT_OUT_MASK
static inline uint64_t vtd_dmar_x2apic_opt_out(const uint64_t *e) { return (e[4] & VTD_DMAR_X2APIC_OPT_OUT_MASK) >> 41; }
static inline void vtd_dmar_x2apic_opt_out_set(uint64_t *e, uint64_t value) { e[4] = (e[4] & ~VTD_DMAR_X2APIC_OPT_OUT_MASK) | ((value << 41) & VTD_DMAR_X2APIC_OPT_OUT_MASK); }
// DMAR.DMA_OPT_IN [298]: software is asked to restrict DMA
#define VTD_DMAR_DMA_OPT_IN_WORD 4
#define VTD_DMAR_DMA_OPT_IN_SHIFT 42
#define VTD_DMAR_DMA_OPT_IN_WIDTH 1
#define VTD_DMAR_DMA_OPT_IN_MASK UINT64_C(0x0000040000000000)
#define VTD_DMAR_DMA_OPT_IN VTD_DMAR_DMA_OPT_IN_MASK
static inline uint64_t vtd_dmar_dma_opt_in(const uint64_t *e) { return (e[4] & VTD_DMAR_DMA_OPT_IN_MASK) >> 42; }
static inline void vtd_dmar_dma_opt_in_set(uint64_t *e, uint64_t value) { e[4] = (e[4] & ~VTD_DMAR_DMA_OPT_IN_MASK) | ((value << 42) & VTD_DMAR_DMA_OPT_IN_MASK); }
static inline void vtd_dmar_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_DMAR_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000000000000000);
  out[1] = UINT64_C(0x0000000000000000);
  out[2] = UINT64_C(0x0000000000000000);
  out[3] = UINT64_C(0x0000000000000000);
  out[4] = UINT64_C(0xFFFFF80000000000);
  out[5] = UINT64_C(0xFFFFFFFFFFFFFFFF);
}

// DMAR_ENTRY: How every remapping structure of the DMAR table begins (ch. 8)
#define VTD_DMAR_ENTRY_SIZE 8
#define VTD_DMAR_ENTRY_WORDS 1
// DMAR_ENTRY.TYPE [15:0]: kind of structure
#define VTD_DMAR_ENTRY_TYPE_WORD 0
#define VTD_DMAR_ENTRY_TYPE_SHIFT 0
#define VTD_DMAR_ENTRY_TYPE_WIDTH 16
#define VTD_DMAR_ENTRY_TYPE_MASK UINT64_C(0x000000000000FFFF)
#define VTD_DMAR_ENTRY_TYPE_DRHD 0
#define VTD_DMAR_ENTRY_TYPE_RMRR 1
#define VTD_DMAR_ENTRY_TYPE_ATSR 2
#define VTD_DMAR_ENTRY_TYPE_RHSA 3
#define VTD_DMAR_ENTRY_TYPE_ANDD 4
#define VTD_DMAR_ENTRY_TYPE_SATC 5
#define VTD_DMAR_ENTRY_TYPE_SIDP 6
static inline uint64_t vtd_dmar_entry_type(const uint64_t *e) { return e[0] & VTD_DMAR_ENTRY_TYPE_MASK; }
static inline void vtd_dmar_entry_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_ENTRY_TYPE_MASK) | (value & VTD_DMAR_ENTRY_TYPE_MASK); }
// DMAR_ENTRY.LENGTH [31:16]: bytes, with its device scopes
#define VTD_DMAR_ENTRY_LENGTH_WORD 0
#define VTD_DMAR_ENTRY_LENGTH_SHIFT 16
#define VTD_DMAR_ENTRY_LENGTH_WIDTH 16
#define VTD_DMAR_ENTRY_LENGTH_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_dmar_entry_length(const uint64_t *e) { return (e[0] & VTD_DMAR_ENTRY_LENGTH_MASK) >> 16; }
static inline void vtd_dmar_entry_length_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_ENTRY_LENGTH_MASK) | ((value << 16) & VTD_DMAR_ENTRY_LENGTH_MASK); }
// DMAR_ENTRY.BODY [63:32]: depends on the type
#define VTD_DMAR_ENTRY_BODY_WORD 0
#define VTD_DMAR_ENTRY_BODY_SHIFT 32
#define VTD_DMAR_ENTRY_BODY_WIDTH 32
#define VTD_DMAR_ENTRY_BODY_MASK UINT64_C(0xFFFFFFFF00000000)
static inline uint64_t vtd_dmar_entry_body(const uint64_t *e) { return (e[0] & VTD_DMAR_ENTRY_BODY_MASK) >> 32; }
static inline void vtd_dmar_entry_body_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_ENTRY_BODY_MASK) | ((value << 32) & VTD_DMAR_ENTRY_BODY_MASK); }
static inline void vtd_dmar_entry_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_DMAR_ENTRY_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000000000000000);
}

// DMAR_DRHD: A remapping unit; device scopes follow (ch. 8)
#define VTD_DMAR_DRHD_SIZE 16
#define VTD_DMAR_DRHD_WORDS 2
// DMAR_DRHD.TYPE [15:0]: DMAR_ENTRY.TYPE DRHD
#define VTD_DMAR_DRHD_TYPE_WORD 0
#define VTD_DMAR_DRHD_TYPE_SHIFT 0
#define VTD_DMAR_DRHD_TYPE_WIDTH 16
#define VTD_DMAR_DRHD_TYPE_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_dmar_drhd_type(const uint64_t *e) { return e[0] & VTD_DMAR_DRHD_TYPE_MASK; }
static inline void vtd_dmar_drhd_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_DRHD_TYPE_MASK) | (value & VTD_DMAR_DRHD_TYPE_MASK); }
// DMAR_DRHD.LENGTH [31:16]: bytes, with its device scopes
#define VTD_DMAR_DRHD_LENGTH_WORD 0
#define VTD_DMAR_DRHD_LENGTH_SHIFT 16
#define VTD_DMAR_DRHD_LENGTH_WIDTH 16
#define VTD_DMAR_DRHD_LENGTH_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_dmar_drhd_length(const uint64_t *e) { return (e[0] & VTD_DMAR_DRHD_LENGTH_MASK) >> 16; }
static inline void vtd_dmar_drhd_length_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_DRHD_LENGTH_MASK) | ((value << 16) & VTD_DMAR_DRHD_LENGTH_MASK); }
// DMAR_DRHD.INCLUDE_PCI_ALL [32]: has all devices of the segment that no other unit lists
#define VTD_DMAR_DRHD_INCLUDE_PCI_ALL_WORD 0
#define VTD_DMAR_DRHD_INCLUDE_PCI_ALL_SHIFT 32
#define VTD_DMAR_DRHD_INCLUDE_PCI_ALL_WIDTH 1
#define VTD_DMAR_DRHD_INCLUDE_PCI_ALL_MASK UINT64_C(0x0000000100000000)
#define VTD_DMAR_DRHD_INCLUDE_PCI_ALL VTD_DMAR_DRHD_INCLUDE_PCI_ALL_MASK
static inline uint64_t vtd_dmar_drhd_include_pci_all(const uint64_t *e) { return (e[0] & VTD_DMAR_DRHD_INCLUDE_PCI_ALL_MASK) >> 32; }
static inline void vtd_dmar_drhd_include_pci_all_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_DRHD_INCLUDE_PCI_ALL_MASK) | ((value << 32) & VTD_DMAR_DRHD_INCLUDE_PCI_ALL_MASK); }
// DMAR_DRHD.SIZE [43:40]: log2 of the register window in 4 KiB pages
#define VTD_DMAR_DRHD_SIZE_WORD 0
#define VTD_DMAR_DRHD_SIZE_SHIFT 40
#define VTD_DMAR_DRHD_SIZE_WIDTH 4
#define VTD_DMAR_DRHD_SIZE_MASK UINT64_C(0x00000F0000000000)
static inline uint64_t vtd_dmar_drhd_size(const uint64_t *e) { return (e[0] & VTD_DMAR_DRHD_SIZE_MASK) >> 40; }
static inline void vtd_dmar_drhd_size_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_DRHD_SIZE_MASK) | ((value << 40) & VTD_DMAR_DRHD_SIZE_MASK); }
// DMAR_DRHD.SEGMENT [63:48]: PCI segment
#define VTD_DMAR_DRHD_SEGMENT_WORD 0
#define VTD_DMAR_DRHD_SEGMENT_SHIFT 48
#define VTD_DMAR_DRHD_SEGMENT_WIDTH 16
#define VTD_DMAR_DRHD_SEGMENT_MASK UINT64_C(0xFFFF000000000000)
static inline uint64_t vtd_dmar_drhd_segment(const uint64_t *e) { return (e[0] & VTD_DMAR_DRHD_SEGMENT_MASK) >> 48; }
static inline void vtd_dmar_drhd_segment_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_DRHD_SEGMENT_MASK) | ((value << 48) & VTD_DMAR_DRHD_SEGMENT_MASK); }
// DMAR_DRHD.BASE [127:64]: address of the registers
#define VTD_DMAR_DRHD_BASE_WORD 1
#define VTD_DMAR_DRHD_BASE_SHIFT 0
#define VTD_DMAR_DRHD_BASE_WIDTH 64
#define VTD_DMAR_DRHD_BASE_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_dmar_drhd_base(const uint64_t *e) { return e[1] & VTD_DMAR_DRHD_BASE_MASK; }
static inline void vtd_dmar_drhd_base_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_DMAR_DRHD_BASE_MASK) | (value & VTD_DMAR_DRHD_BASE_MASK); }
static inline void vtd_dmar_drhd_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_DMAR_DRHD_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000F0FE00000000);
  out[1] = UINT64_C(0x0000000000000000);
}

// DMAR_RMRR: Memory that devices use from before the operating system on; device scopes follow (ch. 8)
#define VTD_DMAR_RMRR_SIZE 24
#define VTD_DMAR_RMRR_WORDS 3
// DMAR_RMRR.TYPE [15:0]: DMAR_ENTRY.TYPE RMRR
#define VTD_DMAR_RMRR_TYPE_WORD 0
#define VTD_DMAR_RMRR_TYPE_SHIFT 0
#define VTD_DMAR_RMRR_TYPE_WIDTH 16
#define VTD_DMAR_RMRR_TYPE_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_dmar_rmrr_type(const uint64_t *e) { return e[0] & VTD_DMAR_RMRR_TYPE_MASK; }
static inline void vtd_dmar_rmrr_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_RMRR_TYPE_MASK) | (value & VTD_DMAR_RMRR_TYPE_MASK); }
// DMAR_RMRR.LENGTH [31:16]: bytes, with its device scopes
#define VTD_DMAR_RMRR_LENGTH_WORD 0
#define VTD_DMAR_RMRR_LENGTH_SHIFT 16
#define VTD_DMAR_RMRR_LENGTH_WIDTH 16
#define VTD_DMAR_RMRR_LENGTH_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_dmar_rmrr_length(const uint64_t *e) { return (e[0] & VTD_DMAR_RMRR_LENGTH_MASK) >> 16; }
static inline void vtd_dmar_rmrr_length_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_RMRR_LENGTH_MASK) | ((value << 16) & VTD_DMAR_RMRR_LENGTH_MASK); }
// DMAR_RMRR.SEGMENT [63:48]: PCI segment
#define VTD_DMAR_RMRR_SEGMENT_WORD 0
#define VTD_DMAR_RMRR_SEGMENT_SHIFT 48
#define VTD_DMAR_RMRR_SEGMENT_WIDTH 16
#define VTD_DMAR_RMRR_SEGMENT_MASK UINT64_C(0xFFFF000000000000)
static inline uint64_t vtd_dmar_rmrr_segment(const uint64_t *e) { return (e[0] & VTD_DMAR_RMRR_SEGMENT_MASK) >> 48; }
static inline void vtd_dmar_rmrr_segment_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_RMRR_SEGMENT_MASK) | ((value << 48) & VTD_DMAR_RMRR_SEGMENT_MASK); }
// DMAR_RMRR.BASE [127:64]: first byte
#define VTD_DMAR_RMRR_BASE_WORD 1
#define VTD_DMAR_RMRR_BASE_SHIFT 0
#define VTD_DMAR_RMRR_BASE_WIDTH 64
#define VTD_DMAR_RMRR_BASE_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_dmar_rmrr_base(const uint64_t *e) { return e[1] & VTD_DMAR_RMRR_BASE_MASK; }
static inline void vtd_dmar_rmrr_base_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_DMAR_RMRR_BASE_MASK) | (value & VTD_DMAR_RMRR_BASE_MASK); }
// DMAR_RMRR.LIMIT [191:128]: last byte
#define VTD_DMAR_RMRR_LIMIT_WORD 2
#define VTD_DMAR_RMRR_LIMIT_SHIFT 0
#define VTD_DMAR_RMRR_LIMIT_WIDTH 64
#define VTD_DMAR_RMRR_LIMIT_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_dmar_rmrr_limit(const uint64_t *e) { return e[2] & VTD_DMAR_RMRR_LIMIT_MASK; }
static inline void vtd_dmar_rmrr_limit_set(uint64_t *e, uint64_t value) { e[2] = (e[2] & ~VTD_DMAR_RMRR_LIMIT_MASK) | (value & VTD_DMAR_RMRR_LIMIT_MASK); }
static inline void vtd_dmar_rmrr_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_DMAR_RMRR_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000FFFF00000000);
  out[1] = UINT64_C(0x0000000000000000);
  out[2] = UINT64_C(0x0000000000000000);
}

// DMAR_ATSR: Root ports below which ATS may be used; device scopes follow (ch. 8)
#define VTD_DMAR_ATSR_SIZE 8
#define VTD_DMAR_ATSR_WORDS 1
// DMAR_ATSR.TYPE [15:0]: DMAR_ENTRY.TYPE ATSR
#define VTD_DMAR_ATSR_TYPE_WORD 0
#define VTD_DMAR_ATSR_TYPE_SHIFT 0
#define VTD_DMAR_ATSR_TYPE_WIDTH 16
#define VTD_DMAR_ATSR_TYPE_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_dmar_atsr_type(const uint64_t *e) { return e[0] & VTD_DMAR_ATSR_TYPE_MASK; }
static inline void vtd_dmar_atsr_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_ATSR_TYPE_MASK) | (value & VTD_DMAR_ATSR_TYPE_MASK); }
// DMAR_ATSR.LENGTH [31:16]: bytes, with its device scopes
#define VTD_DMAR_ATSR_LENGTH_WORD 0
#define VTD_DMAR_ATSR_LENGTH_SHIFT 16
#define VTD_DMAR_ATSR_LENGTH_WIDTH 16
#define VTD_DMAR_ATSR_LENGTH_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_dmar_atsr_length(const uint64_t *e) { return (e[0] & VTD_DMAR_ATSR_LENGTH_MASK) >> 16; }
static inline void vtd_dmar_atsr_length_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_ATSR_LENGTH_MASK) | ((value << 16) & VTD_DMAR_ATSR_LENGTH_MASK); }
// DMAR_ATSR.ALL_PORTS [32]: every root port of the segment
#define VTD_DMAR_ATSR_ALL_PORTS_WORD 0
#define VTD_DMAR_ATSR_ALL_PORTS_SHIFT 32
#define VTD_DMAR_ATSR_ALL_PORTS_WIDTH 1
#define VTD_DMAR_ATSR_ALL_PORTS_MASK UINT64_C(0x0000000100000000)
#define VTD_DMAR_ATSR_ALL_PORTS VTD_DMAR_ATSR_ALL_PORTS_MASK
static inline uint64_t vtd_dmar_atsr_all_ports(const uint64_t *e) { return (e[0] & VTD_DMAR_ATSR_ALL_PORTS_MASK) >> 32; }
static inline void vtd_dmar_atsr_all_ports_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_ATSR_ALL_PORTS_MASK) | ((value << 32) & VTD_DMAR_ATSR_ALL_PORTS_MASK); }
// DMAR_ATSR.SEGMENT [63:48]: PCI segment
#define VTD_DMAR_ATSR_SEGMENT_WORD 0
#define VTD_DMAR_ATSR_SEGMENT_SHIFT 48
#define VTD_DMAR_ATSR_SEGMENT_WIDTH 16
#define VTD_DMAR_ATSR_SEGMENT_MASK UINT64_C(0xFFFF000000000000)
static inline uint64_t vtd_dmar_atsr_segment(const uint64_t *e) { return (e[0] & VTD_DMAR_ATSR_SEGMENT_MASK) >> 48; }
static inline void vtd_dmar_atsr_segment_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_ATSR_SEGMENT_MASK) | ((value << 48) & VTD_DMAR_ATSR_SEGMENT_MASK); }
static inline void vtd_dmar_atsr_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_DMAR_ATSR_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000FFFE00000000);
}

// DMAR_RHSA: Proximity domain of a unit; the table has 20 bytes of it (ch. 8)
#define VTD_DMAR_RHSA_SIZE 24
#define VTD_DMAR_RHSA_WORDS 3
// DMAR_RHSA.TYPE [15:0]: DMAR_ENTRY.TYPE RHSA
#define VTD_DMAR_RHSA_TYPE_WORD 0
#define VTD_DMAR_RHSA_TYPE_SHIFT 0
#define VTD_DMAR_RHSA_TYPE_WIDTH 16
#define VTD_DMAR_RHSA_TYPE_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_dmar_rhsa_type(const uint64_t *e) { return e[0] & VTD_DMAR_RHSA_TYPE_MASK; }
static inline void vtd_dmar_rhsa_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_RHSA_TYPE_MASK) | (value & VTD_DMAR_RHSA_TYPE_MASK); }
// DMAR_RHSA.LENGTH [31:16]: 20
#define VTD_DMAR_RHSA_LENGTH_WORD 0
#define VTD_DMAR_RHSA_LENGTH_SHIFT 16
#define VTD_DMAR_RHSA_LENGTH_WIDTH 16
#define VTD_DMAR_RHSA_LENGTH_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_dmar_rhsa_length(const uint64_t *e) { return (e[0] & VTD_DMAR_RHSA_LENGTH_MASK) >> 16; }
static inline void vtd_dmar_rhsa_length_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_RHSA_LENGTH_MASK) | ((value << 16) & VTD_DMAR_RHSA_LENGTH_MASK); }
// DMAR_RHSA.BASE [127:64]: address of the unit's registers
#define VTD_DMAR_RHSA_BASE_WORD 1
#define VTD_DMAR_RHSA_BASE_SHIFT 0
#define VTD_DMAR_RHSA_BASE_WIDTH 64
#define VTD_DMAR_RHSA_BASE_MASK UINT64_C(0xFFFFFFFFFFFFFFFF)
static inline uint64_t vtd_dmar_rhsa_base(const uint64_t *e) { return e[1] & VTD_DMAR_RHSA_BASE_MASK; }
static inline void vtd_dmar_rhsa_base_set(uint64_t *e, uint64_t value) { e[1] = (e[1] & ~VTD_DMAR_RHSA_BASE_MASK) | (value & VTD_DMAR_RHSA_BASE_MASK); }
// DMAR_RHSA.PROXIMITY [159:128]: proximity domain
#define VTD_DMAR_RHSA_PROXIMITY_WORD 2
#define VTD_DMAR_RHSA_PROXIMITY_SHIFT 0
#define VTD_DMAR_RHSA_PROXIMITY_WIDTH 32
#define VTD_DMAR_RHSA_PROXIMITY_MASK UINT64_C(0x00000000FFFFFFFF)
static inline uint64_t vtd_dmar_rhsa_proximity(const uint64_t *e) { return e[2] & VTD_DMAR_RHSA_PROXIMITY_MASK; }
static inline void vtd_dmar_rhsa_proximity_set(uint64_t *e, uint64_t value) { e[2] = (e[2] & ~VTD_DMAR_RHSA_PROXIMITY_MASK) | (value & VTD_DMAR_RHSA_PROXIMITY_MASK); }
static inline void vtd_dmar_rhsa_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_DMAR_RHSA_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0xFFFFFFFF00000000);
  out[1] = UINT64_C(0x0000000000000000);
  out[2] = UINT64_C(0xFFFFFFFF00000000);
}

// DMAR_ANDD: A device of the ACPI name space; its name follows, ended by 0 (ch. 8)
#define VTD_DMAR_ANDD_SIZE 8
#define VTD_DMAR_ANDD_WORDS 1
// DMAR_ANDD.TYPE [15:0]: DMAR_ENTRY.TYPE ANDD
#define VTD_DMAR_ANDD_TYPE_WORD 0
#define VTD_DMAR_ANDD_TYPE_SHIFT 0
#define VTD_DMAR_ANDD_TYPE_WIDTH 16
#define VTD_DMAR_ANDD_TYPE_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_dmar_andd_type(const uint64_t *e) { return e[0] & VTD_DMAR_ANDD_TYPE_MASK; }
static inline void vtd_dmar_andd_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_ANDD_TYPE_MASK) | (value & VTD_DMAR_ANDD_TYPE_MASK); }
// DMAR_ANDD.LENGTH [31:16]: bytes, with the name
#define VTD_DMAR_ANDD_LENGTH_WORD 0
#define VTD_DMAR_ANDD_LENGTH_SHIFT 16
#define VTD_DMAR_ANDD_LENGTH_WIDTH 16
#define VTD_DMAR_ANDD_LENGTH_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_dmar_andd_length(const uint64_t *e) { return (e[0] & VTD_DMAR_ANDD_LENGTH_MASK) >> 16; }
static inline void vtd_dmar_andd_length_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_ANDD_LENGTH_MASK) | ((value << 16) & VTD_DMAR_ANDD_LENGTH_MASK); }
// DMAR_ANDD.NUMBER [63:56]: ACPI device number, as in device scopes
#define VTD_DMAR_ANDD_NUMBER_WORD 0
#define VTD_DMAR_ANDD_NUMBER_SHIFT 56
#define VTD_DMAR_ANDD_NUMBER_WIDTH 8
#define VTD_DMAR_ANDD_NUMBER_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_dmar_andd_number(const uint64_t *e) { return (e[0] & VTD_DMAR_ANDD_NUMBER_MASK) >> 56; }
static inline void vtd_dmar_andd_number_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_ANDD_NUMBER_MASK) | ((value << 56) & VTD_DMAR_ANDD_NUMBER_MASK); }
static inline void vtd_dmar_andd_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_DMAR_ANDD_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x00FFFFFF00000000);
}

// DMAR_SATC: Integrated devices with a device-TLB; device scopes follow (ch. 8)
#define VTD_DMAR_SATC_SIZE 8
#define VTD_DMAR_SATC_WORDS 1
// DMAR_SATC.TYPE [15:0]: DMAR_ENTRY.TYPE SATC
#define VTD_DMAR_SATC_TYPE_WORD 0
#define VTD_DMAR_SATC_TYPE_SHIFT 0
#define VTD_DMAR_SATC_TYPE_WIDTH 16
#define VTD_DMAR_SATC_TYPE_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_dmar_satc_type(const uint64_t *e) { return e[0] & VTD_DMAR_SATC_TYPE_MASK; }
static inline void vtd_dmar_satc_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SATC_TYPE_MASK) | (value & VTD_DMAR_SATC_TYPE_MASK); }
// DMAR_SATC.LENGTH [31:16]: bytes, with its device scopes
#define VTD_DMAR_SATC_LENGTH_WORD 0
#define VTD_DMAR_SATC_LENGTH_SHIFT 16
#define VTD_DMAR_SATC_LENGTH_WIDTH 16
#define VTD_DMAR_SATC_LENGTH_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_dmar_satc_length(const uint64_t *e) { return (e[0] & VTD_DMAR_SATC_LENGTH_MASK) >> 16; }
static inline void vtd_dmar_satc_length_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SATC_LENGTH_MASK) | ((value << 16) & VTD_DMAR_SATC_LENGTH_MASK); }
// DMAR_SATC.ATC_REQUIRED [32]: the devices need ATS enabled
#define VTD_DMAR_SATC_ATC_REQUIRED_WORD 0
#define VTD_DMAR_SATC_ATC_REQUIRED_SHIFT 32
#define VTD_DMAR_SATC_ATC_REQUIRED_WIDTH 1
#define VTD_DMAR_SATC_ATC_REQUIRED_MASK UINT64_C(0x0000000100000000)
#define VTD_DMAR_SATC_ATC_REQUIRED VTD_DMAR_SATC_ATC_REQUIRED_MASK
static inline uint64_t vtd_dmar_satc_atc_required(const uint64_t *e) { return (e[0] & VTD_DMAR_SATC_ATC_REQUIRED_MASK) >> 32; }
static inline void vtd_dmar_satc_atc_required_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SATC_ATC_REQUIRED_MASK) | ((value << 32) & VTD_DMAR_SATC_ATC_REQUIRED_MASK); }
// DMAR_SATC.SEGMENT [63:48]: PCI segment
#define VTD_DMAR_SATC_SEGMENT_WORD 0
#define VTD_DMAR_SATC_SEGMENT_SHIFT 48
#define VTD_DMAR_SATC_SEGMENT_WIDTH 16
#define VTD_DMAR_SATC_SEGMENT_MASK UINT64_C(0xFFFF000000000000)
static inline uint64_t vtd_dmar_satc_segment(const uint64_t *e) { return (e[0] & VTD_DMAR_SATC_SEGMENT_MASK) >> 48; }
static inline void vtd_dmar_satc_segment_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SATC_SEGMENT_MASK) | ((value << 48) & VTD_DMAR_SATC_SEGMENT_MASK); }
static inline void vtd_dmar_satc_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_DMAR_SATC_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000FFFE00000000);
}

// DMAR_SIDP: Properties of integrated devices, as flags of the device scopes that follow (ch. 8)
#define VTD_DMAR_SIDP_SIZE 8
#define VTD_DMAR_SIDP_WORDS 1
// DMAR_SIDP.TYPE [15:0]: DMAR_ENTRY.TYPE SIDP
#define VTD_DMAR_SIDP_TYPE_WORD 0
#define VTD_DMAR_SIDP_TYPE_SHIFT 0
#define VTD_DMAR_SIDP_TYPE_WIDTH 16
#define VTD_DMAR_SIDP_TYPE_MASK UINT64_C(0x000000000000FFFF)
static inline uint64_t vtd_dmar_sidp_type(const uint64_t *e) { return e[0] & VTD_DMAR_SIDP_TYPE_MASK; }
static inline void vtd_dmar_sidp_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SIDP_TYPE_MASK) | (value & VTD_DMAR_SIDP_TYPE_MASK); }
// DMAR_SIDP.LENGTH [31:16]: bytes, with its device scopes
#define VTD_DMAR_SIDP_LENGTH_WORD 0
#define VTD_DMAR_SIDP_LENGTH_SHIFT 16
#define VTD_DMAR_SIDP_LENGTH_WIDTH 16
#define VTD_DMAR_SIDP_LENGTH_MASK UINT64_C(0x00000000FFFF0000)
static inline uint64_t vtd_dmar_sidp_length(const uint64_t *e) { return (e[0] & VTD_DMAR_SIDP_LENGTH_MASK) >> 16; }
static inline void vtd_dmar_sidp_length_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SIDP_LENGTH_MASK) | ((value << 16) & VTD_DMAR_SIDP_LENGTH_MASK); }
// DMAR_SIDP.SEGMENT [63:48]: PCI segment
#define VTD_DMAR_SIDP_SEGMENT_WORD 0
#define VTD_DMAR_SIDP_SEGMENT_SHIFT 48
#define VTD_DMAR_SIDP_SEGMENT_WIDTH 16
#define VTD_DMAR_SIDP_SEGMENT_MASK UINT64_C(0xFFFF000000000000)
static inline uint64_t vtd_dmar_sidp_segment(const uint64_t *e) { return (e[0] & VTD_DMAR_SIDP_SEGMENT_MASK) >> 48; }
static inline void vtd_dmar_sidp_segment_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SIDP_SEGMENT_MASK) | ((value << 48) & VTD_DMAR_SIDP_SEGMENT_MASK); }
static inline void vtd_dmar_sidp_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_DMAR_SIDP_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x0000FFFF00000000);
}

// DMAR_SCOPE: Device scope with a path of one step; 6 bytes and 2 for each step of its path (ch. 8)
#define VTD_DMAR_SCOPE_SIZE 8
#define VTD_DMAR_SCOPE_WORDS 1
// DMAR_SCOPE.TYPE [7:0]: what it names
#define VTD_DMAR_SCOPE_TYPE_WORD 0
#define VTD_DMAR_SCOPE_TYPE_SHIFT 0
#define VTD_DMAR_SCOPE_TYPE_WIDTH 8
#define VTD_DMAR_SCOPE_TYPE_MASK UINT64_C(0x00000000000000FF)
#define VTD_DMAR_SCOPE_TYPE_ENDPOINT 1
#define VTD_DMAR_SCOPE_TYPE_BRIDGE 2
#define VTD_DMAR_SCOPE_TYPE_IOAPIC 3
#define VTD_DMAR_SCOPE_TYPE_HPET 4
#define VTD_DMAR_SCOPE_TYPE_NAMESPACE 5
static inline uint64_t vtd_dmar_scope_type(const uint64_t *e) { return e[0] & VTD_DMAR_SCOPE_TYPE_MASK; }
static inline void vtd_dmar_scope_type_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_TYPE_MASK) | (value & VTD_DMAR_SCOPE_TYPE_MASK); }
// DMAR_SCOPE.LENGTH [15:8]: bytes, with the path
#define VTD_DMAR_SCOPE_LENGTH_WORD 0
#define VTD_DMAR_SCOPE_LENGTH_SHIFT 8
#define VTD_DMAR_SCOPE_LENGTH_WIDTH 8
#define VTD_DMAR_SCOPE_LENGTH_MASK UINT64_C(0x000000000000FF00)
static inline uint64_t vtd_dmar_scope_length(const uint64_t *e) { return (e[0] & VTD_DMAR_SCOPE_LENGTH_MASK) >> 8; }
static inline void vtd_dmar_scope_length_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_LENGTH_MASK) | ((value << 8) & VTD_DMAR_SCOPE_LENGTH_MASK); }
// DMAR_SCOPE.NO_NESTED [16]: SIDP: no nested translation for requests without PASID
#define VTD_DMAR_SCOPE_NO_NESTED_WORD 0
#define VTD_DMAR_SCOPE_NO_NESTED_SHIFT 16
#define VTD_DMAR_SCOPE_NO_NESTED_WIDTH 1
#define VTD_DMAR_SCOPE_NO_NESTED_MASK UINT64_C(0x0000000000010000)
#define VTD_DMAR_SCOPE_NO_NESTED VTD_DMAR_SCOPE_NO_NESTED_MASK
static inline uint64_t vtd_dmar_scope_no_nested(const uint64_t *e) { return (e[0] & VTD_DMAR_SCOPE_NO_NESTED_MASK) >> 16; }
static inline void vtd_dmar_scope_no_nested_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_NO_NESTED_MASK) | ((value << 16) & VTD_DMAR_SCOPE_NO_NESTED_MASK); }
// DMAR_SCOPE.NO_PWSNP [17]: SIDP: PWSNP must be clear for requests without PASID
#define VTD_DMAR_SCOPE_NO_PWSNP_WORD 0
#define VTD_DMAR_SCOPE_NO_PWSNP_SHIFT 17
#define VTD_DMAR_SCOPE_NO_PWSNP_WIDTH 1
#define VTD_DMAR_SCOPE_NO_PWSNP_MASK UINT64_C(0x0000000000020000)
#define VTD_DMAR_SCOPE_NO_PWSNP VTD_DMAR_SCOPE_NO_PWSNP_MASK
static inline uint64_t vtd_dmar_scope_no_pwsnp(const uint64_t *e) { return (e[0] & VTD_DMAR_SCOPE_NO_PWSNP_MASK) >> 17; }
static inline void vtd_dmar_scope_no_pwsnp_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_NO_PWSNP_MASK) | ((value << 17) & VTD_DMAR_SCOPE_NO_PWSNP_MASK); }
// DMAR_SCOPE.NO_PGSNP [18]: SIDP: PGSNP must be clear for requests without PASID
#define VTD_DMAR_SCOPE_NO_PGSNP_WORD 0
#define VTD_DMAR_SCOPE_NO_PGSNP_SHIFT 18
#define VTD_DMAR_SCOPE_NO_PGSNP_WIDTH 1
#define VTD_DMAR_SCOPE_NO_PGSNP_MASK UINT64_C(0x0000000000040000)
#define VTD_DMAR_SCOPE_NO_PGSNP VTD_DMAR_SCOPE_NO_PGSNP_MASK
static inline uint64_t vtd_dmar_scope_no_pgsnp(const uint64_t *e) { return (e[0] & VTD_DMAR_SCOPE_NO_PGSNP_MASK) >> 18; }
static inline void vtd_dmar_scope_no_pgsnp_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_NO_PGSNP_MASK) | ((value << 18) & VTD_DMAR_SCOPE_NO_PGSNP_MASK); }
// DMAR_SCOPE.ATC_HARDENED [19]: SIDP: the device-TLB is as safe as the unit
#define VTD_DMAR_SCOPE_ATC_HARDENED_WORD 0
#define VTD_DMAR_SCOPE_ATC_HARDENED_SHIFT 19
#define VTD_DMAR_SCOPE_ATC_HARDENED_WIDTH 1
#define VTD_DMAR_SCOPE_ATC_HARDENED_MASK UINT64_C(0x0000000000080000)
#define VTD_DMAR_SCOPE_ATC_HARDENED VTD_DMAR_SCOPE_ATC_HARDENED_MASK
static inline uint64_t vtd_dmar_scope_atc_hardened(const uint64_t *e) { return (e[0] & VTD_DMAR_SCOPE_ATC_HARDENED_MASK) >> 19; }
static inline void vtd_dmar_scope_atc_hardened_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_ATC_HARDENED_MASK) | ((value << 19) & VTD_DMAR_SCOPE_ATC_HARDENED_MASK); }
// DMAR_SCOPE.ATC_REQUIRED [20]: SIDP: the device needs ATS enabled
#define VTD_DMAR_SCOPE_ATC_REQUIRED_WORD 0
#define VTD_DMAR_SCOPE_ATC_REQUIRED_SHIFT 20
#define VTD_DMAR_SCOPE_ATC_REQUIRED_WIDTH 1
#define VTD_DMAR_SCOPE_ATC_REQUIRED_MASK UINT64_C(0x0000000000100000)
#define VTD_DMAR_SCOPE_ATC_REQUIRED VTD_DMAR_SCOPE_ATC_REQUIRED_MASK
static inline uint64_t vtd_dmar_scope_atc_required(const uint64_t *e) { return (e[0] & VTD_DMAR_SCOPE_ATC_REQUIRED_MASK) >> 20; }
static inline void vtd_dmar_scope_atc_required_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_ATC_REQUIRED_MASK) | ((value << 20) & VTD_DMAR_SCOPE_ATC_REQUIRED_MASK); }
// DMAR_SCOPE.ID [39:32]: IOAPIC id, HPET number or ACPI device number
#define VTD_DMAR_SCOPE_ID_WORD 0
#define VTD_DMAR_SCOPE_ID_SHIFT 32
#define VTD_DMAR_SCOPE_ID_WIDTH 8
#define VTD_DMAR_SCOPE_ID_MASK UINT64_C(0x000000FF00000000)
static inline uint64_t vtd_dmar_scope_id(const uint64_t *e) { return (e[0] & VTD_DMAR_SCOPE_ID_MASK) >> 32; }
static inline void vtd_dmar_scope_id_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_ID_MASK) | ((value << 32) & VTD_DMAR_SCOPE_ID_MASK); }
// DMAR_SCOPE.BUS [47:40]: bus on which the path begins
#define VTD_DMAR_SCOPE_BUS_WORD 0
#define VTD_DMAR_SCOPE_BUS_SHIFT 40
#define VTD_DMAR_SCOPE_BUS_WIDTH 8
#define VTD_DMAR_SCOPE_BUS_MASK UINT64_C(0x0000FF0000000000)
static inline uint64_t vtd_dmar_scope_bus(const uint64_t *e) { return (e[0] & VTD_DMAR_SCOPE_BUS_MASK) >> 40; }
static inline void vtd_dmar_scope_bus_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_BUS_MASK) | ((value << 40) & VTD_DMAR_SCOPE_BUS_MASK); }
// DMAR_SCOPE.DEVICE [55:48]: first step: device
#define VTD_DMAR_SCOPE_DEVICE_WORD 0
#define VTD_DMAR_SCOPE_DEVICE_SHIFT 48
#define VTD_DMAR_SCOPE_DEVICE_WIDTH 8
#define VTD_DMAR_SCOPE_DEVICE_MASK UINT64_C(0x00FF000000000000)
static inline uint64_t vtd_dmar_scope_device(const uint64_t *e) { return (e[0] & VTD_DMAR_SCOPE_DEVICE_MASK) >> 48; }
static inline void vtd_dmar_scope_device_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_DEVICE_MASK) | ((value << 48) & VTD_DMAR_SCOPE_DEVICE_MASK); }
// DMAR_SCOPE.FUNCTION [63:56]: first step: function
#define VTD_DMAR_SCOPE_FUNCTION_WORD 0
#define VTD_DMAR_SCOPE_FUNCTION_SHIFT 56
#define VTD_DMAR_SCOPE_FUNCTION_WIDTH 8
#define VTD_DMAR_SCOPE_FUNCTION_MASK UINT64_C(0xFF00000000000000)
static inline uint64_t vtd_dmar_scope_function(const uint64_t *e) { return (e[0] & VTD_DMAR_SCOPE_FUNCTION_MASK) >> 56; }
static inline void vtd_dmar_scope_function_set(uint64_t *e, uint64_t value) { e[0] = (e[0] & ~VTD_DMAR_SCOPE_FUNCTION_MASK) | ((value << 56) & VTD_DMAR_SCOPE_FUNCTION_MASK); }
static inline void vtd_dmar_scope_rsvd(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t out[VTD_DMAR_SCOPE_WORDS]) {
  (void)cap;
  (void)ecap;
  (void)haw;
  out[0] = UINT64_C(0x00000000FFE00000);
}

// ---- Fault reasons: the codes in a fault record
#define VTD_FR_LRT_2 0x01 // root entry: P = 0
#define VTD_FR_LCT_2 0x02 // context entry: P = 0
#define VTD_FR_LCT_4_1 0x03 // context entry: AW not supported
#define VTD_FR_LCT_4_2 0x03 // context entry: TT not supported
#define VTD_FR_LCT_4_3 0x03 // access error reading the top second-stage entry
#define VTD_FR_LGN_1_1 0x04 // address beyond what MGAW and AW allow
#define VTD_FR_LGN_1_2 0x04 // translated address beyond the host address width
#define VTD_FR_LGN_1_3 0x04 // pass-through address beyond the host address width
#define VTD_FR_LGN_2 0x05 // write or atomic request without write permission
#define VTD_FR_LGN_3 0x06 // read or atomic request without read permission
#define VTD_FR_LSS_1 0x07 // access error reading a second-stage entry below the top
#define VTD_FR_LRT_1 0x08 // access error reading the root entry
#define VTD_FR_LCT_1 0x09 // access error reading the context entry
#define VTD_FR_LRT_3 0x0A // root entry: reserved field set
#define VTD_FR_LCT_3 0x0B // context entry: reserved field set
#define VTD_FR_LSS_2 0x0C // second-stage entry: reserved field set with R or W
#define VTD_FR_LCT_5 0x0D // translation or translated request while TT is not 01b
#define VTD_FR_LGN_4 0x0E // output address in the interrupt address range
#define VTD_FR_IR_20 0x20 // reserved field set in the interrupt request
#define VTD_FR_IR_21 0x21 // interrupt index beyond the table
#define VTD_FR_IR_22 0x22 // interrupt entry not present
#define VTD_FR_IR_23 0x23 // access error reading an interrupt entry
#define VTD_FR_IR_24 0x24 // reserved field set in an interrupt entry
#define VTD_FR_IR_25 0x25 // compatibility-format interrupt blocked
#define VTD_FR_IR_26 0x26 // interrupt source verification failed
#define VTD_FR_IR_27 0x27 // access error on a posted interrupt descriptor
#define VTD_FR_IR_28 0x28 // reserved field set in a posted interrupt descriptor
#define VTD_FR_IR_29 0x29 // illegal request to the interrupt address range
#define VTD_FR_RTA_1_1 0x30 // TTM = 11b while abort-DMA mode is not supported
#define VTD_FR_RTA_1_2 0x30 // TTM = 10b
#define VTD_FR_RTA_1_3 0x30 // TTM = 01b while scalable mode is not supported
#define VTD_FR_RTA_2 0x31 // request with PASID while TTM = 00b
#define VTD_FR_RTA_3 0x32 // page request while TTM = 00b
#define VTD_FR_RTA_4 0x33 // any request while TTM = 11b
#define VTD_FR_SRT_1 0x38 // access error reading the root entry
#define VTD_FR_SRT_2 0x39 // root entry: LP or UP = 0
#define VTD_FR_SRT_3 0x3A // root entry: reserved field set in the half in use
#define VTD_FR_SCT_1 0x40 // access error reading the context entry
#define VTD_FR_SCT_2 0x41 // context entry: P = 0
#define VTD_FR_SCT_3 0x42 // context entry: reserved field set
#define VTD_FR_SCT_4_1 0x43 // context entry: PRE set while DTE = 0
#define VTD_FR_SCT_4_2 0x43 // context entry: RID_PASID beyond the PASID directory
#define VTD_FR_SCT_5 0x44 // translation or translated request while DTE = 0
#define VTD_FR_SCT_6 0x45 // request with PASID while PASIDE = 0
#define VTD_FR_SCT_7 0x46 // PASID beyond the PASID directory
#define VTD_FR_SCT_8 0x47 // page request while PRE = 0
#define VTD_FR_SCT_9 0x48 // the request's PASID equals RID_PASID
#define VTD_FR_SPD_1 0x50 // access error reading the PASID directory entry
#define VTD_FR_SPD_2 0x51 // PASID directory entry: P = 0
#define VTD_FR_SPD_3 0x52 // PASID directory entry: reserved field set
#define VTD_FR_SPT_1 0x58 // access error reading the PASID table entry
#define VTD_FR_SPT_2 0x59 // PASID table entry: P = 0
#define VTD_FR_SPT_3 0x5A // PASID table entry: reserved field set
#define VTD_FR_SPT_4_1 0x5B // PASID table entry: AW not supported
#define VTD_FR_SPT_4_2 0x5B // PASID table entry: PGTT not supported
#define VTD_FR_SPT_4_3 0x5B // PASID table entry: FSPM not supported
#define VTD_FR_SPT_4_4 0x5B // PASID table entry: FSPTPTR of a nested entry beyond what MGAW and AW allow
#define VTD_FR_SPT_5 0x5C // request with PASID asks for execute permission
#define VTD_FR_SPT_6 0x5D // privileged request while SRE = 0
#define VTD_FR_SFS_1 0x70 // access error reading a first-stage entry below the top
#define VTD_FR_SFS_2 0x71 // first-stage entry: P = 0
#define VTD_FR_SFS_3 0x72 // first-stage entry: reserved field set
#define VTD_FR_SFS_4 0x73 // access error reading the top first-stage entry
#define VTD_FR_SFS_5 0x74 // nested: address in a first-stage entry beyond what MGAW and AW allow
#define VTD_FR_SFS_6 0x75 // nested: no read permission for the top first-stage table
#define VTD_FR_SFS_7 0x76 // nested: no read permission for a first-stage table below the top
#define VTD_FR_SFS_8 0x77 // nested: no write permission to update a first-stage entry
#define VTD_FR_SSS_1 0x78 // access error reading a second-stage entry below the top
#define VTD_FR_SSS_2 0x79 // second-stage entry: no permission in it, or none left over the levels
#define VTD_FR_SSS_3 0x7A // second-stage entry: reserved field set with R or W
#define VTD_FR_SSS_4 0x7B // access error reading the top second-stage entry
#define VTD_FR_SSS_5 0x7C // accessed or dirty flag to be set in a second-stage entry while the walk is not snooped
#define VTD_FR_SSS_6 0x7D // atomic update of a second-stage entry failed
#define VTD_FR_SGN_1 0x80 // first-stage input address not canonical
#define VTD_FR_SGN_2 0x81 // user request met an entry with U/S = 0
#define VTD_FR_SGN_4_1 0x83 // translated address beyond the host address width
#define VTD_FR_SGN_4_2 0x83 // pass-through address beyond the host address width
#define VTD_FR_SGN_5 0x84 // second-stage input address beyond what MGAW and AW allow
#define VTD_FR_SGN_6 0x85 // write or atomic request without write permission
#define VTD_FR_SGN_7 0x86 // read or atomic request without read permission
#define VTD_FR_SGN_8_1 0x87 // untranslated request: output address in the interrupt address range
#define VTD_FR_SGN_8_2 0x87 // translation request: output address in the interrupt address range
#define VTD_FR_SGN_8_3 0x87 // translated request: address in the interrupt address range
#define VTD_FR_SGN_10 0x89 // PASID beyond what ECAP.PSS allows
#define VTD_FR_SFS_9 0x90 // accessed or dirty flag to be set in a first-stage entry while the walk is not snooped
#define VTD_FR_SFS_10 0x91 // atomic update of a first-stage entry failed

// Fault conditions; the index of vtd_fault_table.
enum vtd_fault_cond {
  VTD_FC_NONE = 0,
  VTD_FC_LRT_2,
  VTD_FC_LCT_2,
  VTD_FC_LCT_4_1,
  VTD_FC_LCT_4_2,
  VTD_FC_LCT_4_3,
  VTD_FC_LGN_1_1,
  VTD_FC_LGN_1_2,
  VTD_FC_LGN_1_3,
  VTD_FC_LGN_2,
  VTD_FC_LGN_3,
  VTD_FC_LSS_1,
  VTD_FC_LRT_1,
  VTD_FC_LCT_1,
  VTD_FC_LRT_3,
  VTD_FC_LCT_3,
  VTD_FC_LSS_2,
  VTD_FC_LCT_5,
  VTD_FC_LGN_4,
  VTD_FC_IR_20,
  VTD_FC_IR_21,
  VTD_FC_IR_22,
  VTD_FC_IR_23,
  VTD_FC_IR_24,
  VTD_FC_IR_25,
  VTD_FC_IR_26,
  VTD_FC_IR_27,
  VTD_FC_IR_28,
  VTD_FC_IR_29,
  VTD_FC_RTA_1_1,
  VTD_FC_RTA_1_2,
  VTD_FC_RTA_1_3,
  VTD_FC_RTA_2,
  VTD_FC_RTA_3,
  VTD_FC_RTA_4,
  VTD_FC_SRT_1,
  VTD_FC_SRT_2,
  VTD_FC_SRT_3,
  VTD_FC_SCT_1,
  VTD_FC_SCT_2,
  VTD_FC_SCT_3,
  VTD_FC_SCT_4_1,
  VTD_FC_SCT_4_2,
  VTD_FC_SCT_5,
  VTD_FC_SCT_6,
  VTD_FC_SCT_7,
  VTD_FC_SCT_8,
  VTD_FC_SCT_9,
  VTD_FC_SPD_1,
  VTD_FC_SPD_2,
  VTD_FC_SPD_3,
  VTD_FC_SPT_1,
  VTD_FC_SPT_2,
  VTD_FC_SPT_3,
  VTD_FC_SPT_4_1,
  VTD_FC_SPT_4_2,
  VTD_FC_SPT_4_3,
  VTD_FC_SPT_4_4,
  VTD_FC_SPT_5,
  VTD_FC_SPT_6,
  VTD_FC_SFS_1,
  VTD_FC_SFS_2,
  VTD_FC_SFS_3,
  VTD_FC_SFS_4,
  VTD_FC_SFS_5,
  VTD_FC_SFS_6,
  VTD_FC_SFS_7,
  VTD_FC_SFS_8,
  VTD_FC_SSS_1,
  VTD_FC_SSS_2,
  VTD_FC_SSS_3,
  VTD_FC_SSS_4,
  VTD_FC_SSS_5,
  VTD_FC_SSS_6,
  VTD_FC_SGN_1,
  VTD_FC_SGN_2,
  VTD_FC_SGN_4_1,
  VTD_FC_SGN_4_2,
  VTD_FC_SGN_5,
  VTD_FC_SGN_6,
  VTD_FC_SGN_7,
  VTD_FC_SGN_8_1,
  VTD_FC_SGN_8_2,
  VTD_FC_SGN_8_3,
  VTD_FC_SGN_10,
  VTD_FC_SFS_9,
  VTD_FC_SFS_10,
  VTD_FC_COUNT
};

#ifdef __cplusplus
}
#endif

#endif
