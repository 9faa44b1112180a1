// SPDX-License-Identifier: Apache-2.0
// VT-d registers, in-memory structures, queue descriptors and fault codes (spec rev 4.1).
// Generated from scripts/regmap/vtd.toml by scripts/regmap/regmap.py; do not edit.
//
// Field F of register or structure X: bits [VTD_X_F_LSB +: VTD_X_F_WIDTH]; a structure's bits count
// from bit 0 of its first 64-bit word. Register R is at byte offset VTD_R_REG; the comment names the
// base if it is not the unit's. Named values have the width of their field.
//
// Use as vtd_regs_pkg::NAME: synthesis tools differ in what they make of imports.
//
// A design uses few of these names, hence:
/* verilator lint_off UNUSEDPARAM */
package vtd_regs_pkg;

  localparam int unsigned VTD_PAGE_SHIFT = 12; // log2 of the smallest page, bytes
  localparam int unsigned VTD_PAGE_2M_SHIFT = 21; // log2 of a 2 MiB page, bytes
  localparam int unsigned VTD_PAGE_1G_SHIFT = 30; // log2 of a 1 GiB page, bytes
  localparam int unsigned VTD_LEVEL_BITS = 9; // address bits that one level of paging decodes
  localparam int unsigned VTD_LEVEL_ENTRIES = 512; // entries in a paging structure
  localparam int unsigned VTD_TABLE_SIZE = 4096; // size of a root, context, PASID or paging table, bytes
  localparam int unsigned VTD_ROOT_ENTRIES = 256; // entries in a root table, one for each bus
  localparam int unsigned VTD_CTX_ENTRIES = 256; // entries in a legacy context table, one for each devfn
  localparam int unsigned VTD_SM_CTX_ENTRIES = 128; // entries in one half's scalable-mode context table
  localparam int unsigned VTD_PASID_ENTRIES = 64; // entries in a PASID table
  localparam int unsigned VTD_SID_BITS = 16; // width of a requester id
  localparam int unsigned VTD_DID_BITS = 16; // largest width of a domain id
  localparam int unsigned VTD_PASID_BITS = 20; // largest width of a PASID
  localparam int unsigned VTD_HAW_MAX = 52; // largest host address width that paging entries can hold, bits
  localparam logic [31:0] VTD_INTR_BASE = 32'hFEE00000; // first address of the interrupt address range
  localparam logic [31:0] VTD_INTR_LIMIT = 32'hFEEFFFFF; // last address of the interrupt address range
  localparam logic [31:0] VTD_GSTS_KEEP = 32'h96FFFFFF; // GSTS bits to write back into GCMD: drops the one-shot commands
  localparam int unsigned VTD_QI_SIZE_128 = 16; // size of a queue descriptor with IQA.DW = 0, bytes
  localparam int unsigned VTD_QI_SIZE_256 = 32; // size of a queue descriptor with IQA.DW = 1, bytes
  localparam int unsigned VTD_DEV_TLB_ITAGS = 32; // device-TLB invalidations that a device can have pending
  localparam int unsigned VTD_REG_SPACE_MIN = 4096; // smallest size of a unit's register space, bytes
  localparam int unsigned VTD_DMAR_RHSA_BYTES = 20; // length of an RHSA structure in the DMAR table, bytes
  localparam int unsigned VTD_DMAR_SCOPE_BYTES = 6; // length of a device scope without its path, bytes
  localparam int unsigned VTD_DMAR_STEP_BYTES = 2; // length of one step of a device scope's path, bytes
  localparam int unsigned VTD_PERF_GROUP_SHIFT = 5; // log2 of the numbers that one event group has in the PERF_EV_ constants
  localparam int unsigned VTD_PERF_EV_CLOCKS = 0; // event: clocks of the unit
  localparam int unsigned VTD_PERF_EV_REQUESTS = 1; // event: requests
  localparam int unsigned VTD_PERF_EV_WALKS_ACTIVE = 2; // event: page walks in progress, summed over clocks
  localparam int unsigned VTD_PERF_EV_ATS_BLOCKED = 3; // event: clocks in which translation requests were held up
  localparam int unsigned VTD_PERF_EV_ACTIVE = 5; // event: requests in progress, summed over clocks
  localparam int unsigned VTD_PERF_EV_MEMORY_ACTIVE = 6; // event: memory accesses in progress, summed over clocks
  localparam int unsigned VTD_PERF_EV_MEMORY_READS = 32; // event: memory reads of the unit
  localparam int unsigned VTD_PERF_EV_FLAG_UPDATES = 35; // event: atomic updates of accessed and dirty flags
  localparam int unsigned VTD_PERF_EV_MEMORY_BLOCKED = 37; // event: clocks in which memory did not take accesses
  localparam int unsigned VTD_PERF_EV_PAGE_REQUESTS = 38; // event: page requests written to the queue
  localparam int unsigned VTD_PERF_EV_PRQ_OVERFLOWS = 39; // event: page requests answered for lack of room
  localparam int unsigned VTD_PERF_EV_CONTEXT_LOOKUPS = 64; // event: context cache look-ups
  localparam int unsigned VTD_PERF_EV_CONTEXT_HITS = 65; // event: context cache hits
  localparam int unsigned VTD_PERF_EV_PASID_LOOKUPS = 66; // event: PASID cache look-ups
  localparam int unsigned VTD_PERF_EV_PASID_HITS = 67; // event: PASID cache hits
  localparam int unsigned VTD_PERF_EV_SS_LOOKUPS = 68; // event: look-ups of second-stage paging structures
  localparam int unsigned VTD_PERF_EV_SS_HITS = 69; // event: hits of second-stage paging structures
  localparam int unsigned VTD_PERF_EV_FS_LOOKUPS = 70; // event: look-ups of first-stage paging structures
  localparam int unsigned VTD_PERF_EV_FS_HITS = 71; // event: hits of first-stage paging structures
  localparam int unsigned VTD_PERF_EV_IOTLB_LOOKUPS = 96; // event: IOTLB look-ups
  localparam int unsigned VTD_PERF_EV_IOTLB_HITS = 97; // event: IOTLB hits
  localparam int unsigned VTD_PERF_EV_IEC_LOOKUPS = 128; // event: interrupt entry cache look-ups
  localparam int unsigned VTD_PERF_EV_IEC_HITS = 129; // event: interrupt entry cache hits, remapped entries
  localparam int unsigned VTD_PERF_EV_IEC_HITS_POSTED = 130; // event: interrupt entry cache hits, posted entries

  // ---- Registers

  // VER: Version of the architecture; 32 bits
  localparam logic [31:0] VTD_VER_REG = 32'h000; // bytes
  localparam int unsigned VTD_VER_MIN_LSB = 0; // minor version
  localparam int unsigned VTD_VER_MIN_WIDTH = 4;
  localparam int unsigned VTD_VER_MAX_LSB = 4; // major version; 6 and up drop register-based invalidation
  localparam int unsigned VTD_VER_MAX_WIDTH = 4;

  // CAP: Capabilities; 64 bits
  localparam logic [31:0] VTD_CAP_REG = 32'h008; // bytes
  localparam int unsigned VTD_CAP_ND_LSB = 0; // domain ids have 4 + 2*ND bits
  localparam int unsigned VTD_CAP_ND_WIDTH = 3;
  localparam int unsigned VTD_CAP_RWBF_LSB = 4; // software must flush the write buffer
  localparam int unsigned VTD_CAP_RWBF_WIDTH = 1;
  localparam int unsigned VTD_CAP_PLMR_LSB = 5; // protected low memory region
  localparam int unsigned VTD_CAP_PLMR_WIDTH = 1;
  localparam int unsigned VTD_CAP_PHMR_LSB = 6; // protected high memory region
  localparam int unsigned VTD_CAP_PHMR_WIDTH = 1;
  localparam int unsigned VTD_CAP_CM_LSB = 7; // caching mode: not-present entries may be cached
  localparam int unsigned VTD_CAP_CM_WIDTH = 1;
  localparam int unsigned VTD_CAP_SAGAW_LSB = 8; // address widths of second-stage tables, a bit each
  localparam int unsigned VTD_CAP_SAGAW_WIDTH = 5;
  localparam logic [4:0] VTD_CAP_SAGAW_39 = 5'h2;
  localparam logic [4:0] VTD_CAP_SAGAW_48 = 5'h4;
  localparam logic [4:0] VTD_CAP_SAGAW_57 = 5'h8;
  localparam int unsigned VTD_CAP_MGAW_LSB = 16; // widest address a request may have, minus 1
  localparam int unsigned VTD_CAP_MGAW_WIDTH = 6;
  localparam int unsigned VTD_CAP_ZLR_LSB = 22; // zero-length reads of write-only pages are allowed
  localparam int unsigned VTD_CAP_ZLR_WIDTH = 1;
  localparam int unsigned VTD_CAP_FRO_LSB = 24; // fault records start at 16 * FRO
  localparam int unsigned VTD_CAP_FRO_WIDTH = 10;
  localparam int unsigned VTD_CAP_SSLPS_LSB = 34; // second-stage large pages, a bit each
  localparam int unsigned VTD_CAP_SSLPS_WIDTH = 4;
  localparam logic [3:0] VTD_CAP_SSLPS_2M = 4'h1;
  localparam logic [3:0] VTD_CAP_SSLPS_1G = 4'h2;
  localparam int unsigned VTD_CAP_PSI_LSB = 39; // page-selective IOTLB invalidation
  localparam int unsigned VTD_CAP_PSI_WIDTH = 1;
  localparam int unsigned VTD_CAP_NFR_LSB = 40; // number of fault records minus 1
  localparam int unsigned VTD_CAP_NFR_WIDTH = 8;
  localparam int unsigned VTD_CAP_MAMV_LSB = 48; // largest address mask of a page-selective invalidation
  localparam int unsigned VTD_CAP_MAMV_WIDTH = 6;
  localparam int unsigned VTD_CAP_DWD_LSB = 54; // write drain
  localparam int unsigned VTD_CAP_DWD_WIDTH = 1;
  localparam int unsigned VTD_CAP_DRD_LSB = 55; // read drain
  localparam int unsigned VTD_CAP_DRD_WIDTH = 1;
  localparam int unsigned VTD_CAP_FS1GP_LSB = 56; // first-stage 1 GiB pages
  localparam int unsigned VTD_CAP_FS1GP_WIDTH = 1;
  localparam int unsigned VTD_CAP_PI_LSB = 59; // posted interrupts
  localparam int unsigned VTD_CAP_PI_WIDTH = 1;
  localparam int unsigned VTD_CAP_FS5LP_LSB = 60; // first-stage 5-level paging
  localparam int unsigned VTD_CAP_FS5LP_WIDTH = 1;
  localparam int unsigned VTD_CAP_ECMDS_LSB = 61; // enhanced command interface
  localparam int unsigned VTD_CAP_ECMDS_WIDTH = 1;
  localparam int unsigned VTD_CAP_ESIRTPS_LSB = 62; // setting the interrupt table pointer invalidates the interrupt entry cache
  localparam int unsigned VTD_CAP_ESIRTPS_WIDTH = 1;
  localparam int unsigned VTD_CAP_ESRTPS_LSB = 63; // setting the root table pointer invalidates the DMA remapping caches
  localparam int unsigned VTD_CAP_ESRTPS_WIDTH = 1;

  // ECAP: Extended capabilities; 64 bits
  localparam logic [31:0] VTD_ECAP_REG = 32'h010; // bytes
  localparam int unsigned VTD_ECAP_C_LSB = 0; // accesses to the remapping tables are snooped
  localparam int unsigned VTD_ECAP_C_WIDTH = 1;
  localparam int unsigned VTD_ECAP_QI_LSB = 1; // queued invalidation
  localparam int unsigned VTD_ECAP_QI_WIDTH = 1;
  localparam int unsigned VTD_ECAP_DT_LSB = 2; // device-TLBs
  localparam int unsigned VTD_ECAP_DT_WIDTH = 1;
  localparam int unsigned VTD_ECAP_IR_LSB = 3; // interrupt remapping
  localparam int unsigned VTD_ECAP_IR_WIDTH = 1;
  localparam int unsigned VTD_ECAP_EIM_LSB = 4; // 32-bit interrupt destinations (x2APIC)
  localparam int unsigned VTD_ECAP_EIM_WIDTH = 1;
  localparam int unsigned VTD_ECAP_PT_LSB = 6; // pass-through
  localparam int unsigned VTD_ECAP_PT_WIDTH = 1;
  localparam int unsigned VTD_ECAP_SC_LSB = 7; // snoop control
  localparam int unsigned VTD_ECAP_SC_WIDTH = 1;
  localparam int unsigned VTD_ECAP_IRO_LSB = 8; // IVA and IOTLB registers start at 16 * IRO
  localparam int unsigned VTD_ECAP_IRO_WIDTH = 10;
  localparam int unsigned VTD_ECAP_MHMV_LSB = 20; // largest index mask of an interrupt-entry invalidation
  localparam int unsigned VTD_ECAP_MHMV_WIDTH = 4;
  localparam int unsigned VTD_ECAP_MTS_LSB = 25; // memory types
  localparam int unsigned VTD_ECAP_MTS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_NEST_LSB = 26; // nested translation
  localparam int unsigned VTD_ECAP_NEST_WIDTH = 1;
  localparam int unsigned VTD_ECAP_PRS_LSB = 29; // page requests
  localparam int unsigned VTD_ECAP_PRS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_ERS_LSB = 30; // execute requests
  localparam int unsigned VTD_ECAP_ERS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_SRS_LSB = 31; // supervisor requests
  localparam int unsigned VTD_ECAP_SRS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_NWFS_LSB = 33; // no-write flag of translation requests is honoured
  localparam int unsigned VTD_ECAP_NWFS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_EAFS_LSB = 34; // extended accessed flag
  localparam int unsigned VTD_ECAP_EAFS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_PSS_LSB = 35; // PASIDs have PSS + 1 bits
  localparam int unsigned VTD_ECAP_PSS_WIDTH = 5;
  localparam int unsigned VTD_ECAP_PASID_LSB = 40; // requests with PASID
  localparam int unsigned VTD_ECAP_PASID_WIDTH = 1;
  localparam int unsigned VTD_ECAP_DIT_LSB = 41; // device-TLB invalidation throttling
  localparam int unsigned VTD_ECAP_DIT_WIDTH = 1;
  localparam int unsigned VTD_ECAP_PDS_LSB = 42; // page-request drain in wait descriptors
  localparam int unsigned VTD_ECAP_PDS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_SMTS_LSB = 43; // scalable mode
  localparam int unsigned VTD_ECAP_SMTS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_VCS_LSB = 44; // virtual commands (emulators only)
  localparam int unsigned VTD_ECAP_VCS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_SSADS_LSB = 45; // second-stage accessed and dirty flags
  localparam int unsigned VTD_ECAP_SSADS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_SSTS_LSB = 46; // second-stage translation in scalable mode
  localparam int unsigned VTD_ECAP_SSTS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_FSTS_LSB = 47; // first-stage translation
  localparam int unsigned VTD_ECAP_FSTS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_SMPWCS_LSB = 48; // page walks of scalable mode can be snooped
  localparam int unsigned VTD_ECAP_SMPWCS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_RPS_LSB = 49; // RID_PASID field of the context entry
  localparam int unsigned VTD_ECAP_RPS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_PMS_LSB = 51; // performance monitoring
  localparam int unsigned VTD_ECAP_PMS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_ADMS_LSB = 52; // abort-DMA mode
  localparam int unsigned VTD_ECAP_ADMS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_RPRIVS_LSB = 53; // RID_PRIV field of the context entry
  localparam int unsigned VTD_ECAP_RPRIVS_WIDTH = 1;
  localparam int unsigned VTD_ECAP_SMS_LSB = 58; // stop markers are dropped silently when they cannot be queued
  localparam int unsigned VTD_ECAP_SMS_WIDTH = 1;

  // GCMD: Global command; level bits keep a function on, one-shot bits start an action; 32 bits
  localparam logic [31:0] VTD_GCMD_REG = 32'h018; // bytes
  localparam int unsigned VTD_GCMD_CFI_LSB = 23; // let compatibility-format interrupts pass
  localparam int unsigned VTD_GCMD_CFI_WIDTH = 1;
  localparam int unsigned VTD_GCMD_SIRTP_LSB = 24; // one-shot: latch the interrupt table pointer
  localparam int unsigned VTD_GCMD_SIRTP_WIDTH = 1;
  localparam int unsigned VTD_GCMD_IRE_LSB = 25; // enable interrupt remapping
  localparam int unsigned VTD_GCMD_IRE_WIDTH = 1;
  localparam int unsigned VTD_GCMD_QIE_LSB = 26; // enable queued invalidation
  localparam int unsigned VTD_GCMD_QIE_WIDTH = 1;
  localparam int unsigned VTD_GCMD_WBF_LSB = 27; // one-shot: flush the write buffer
  localparam int unsigned VTD_GCMD_WBF_WIDTH = 1;
  localparam int unsigned VTD_GCMD_SRTP_LSB = 30; // one-shot: latch the root table pointer and mode
  localparam int unsigned VTD_GCMD_SRTP_WIDTH = 1;
  localparam int unsigned VTD_GCMD_TE_LSB = 31; // enable DMA remapping
  localparam int unsigned VTD_GCMD_TE_WIDTH = 1;

  // GSTS: Global status, bit for bit the answer to GCMD; 32 bits
  localparam logic [31:0] VTD_GSTS_REG = 32'h01C; // bytes
  localparam int unsigned VTD_GSTS_CFIS_LSB = 23; // compatibility-format interrupts pass
  localparam int unsigned VTD_GSTS_CFIS_WIDTH = 1;
  localparam int unsigned VTD_GSTS_IRTPS_LSB = 24; // interrupt table pointer is latched
  localparam int unsigned VTD_GSTS_IRTPS_WIDTH = 1;
  localparam int unsigned VTD_GSTS_IRES_LSB = 25; // interrupt remapping is on
  localparam int unsigned VTD_GSTS_IRES_WIDTH = 1;
  localparam int unsigned VTD_GSTS_QIES_LSB = 26; // queued invalidation is on
  localparam int unsigned VTD_GSTS_QIES_WIDTH = 1;
  localparam int unsigned VTD_GSTS_WBFS_LSB = 27; // write buffer flush in progress (1 = busy)
  localparam int unsigned VTD_GSTS_WBFS_WIDTH = 1;
  localparam int unsigned VTD_GSTS_RTPS_LSB = 30; // root table pointer is latched
  localparam int unsigned VTD_GSTS_RTPS_WIDTH = 1;
  localparam int unsigned VTD_GSTS_TES_LSB = 31; // DMA remapping is on
  localparam int unsigned VTD_GSTS_TES_WIDTH = 1;

  // RTADDR: Root table address and translation table mode; GCMD.SRTP latches both; 64 bits
  localparam logic [31:0] VTD_RTADDR_REG = 32'h020; // bytes
  localparam int unsigned VTD_RTADDR_TTM_LSB = 10; // translation table mode
  localparam int unsigned VTD_RTADDR_TTM_WIDTH = 2;
  localparam logic [1:0] VTD_RTADDR_TTM_LEGACY = 2'h0;
  localparam logic [1:0] VTD_RTADDR_TTM_SCALABLE = 2'h1;
  localparam logic [1:0] VTD_RTADDR_TTM_RSVD = 2'h2;
  localparam logic [1:0] VTD_RTADDR_TTM_ABORT = 2'h3;
  localparam int unsigned VTD_RTADDR_RTA_LSB = 12; // root table address
  localparam int unsigned VTD_RTADDR_RTA_WIDTH = 52;

  // CCMD: Context command: invalidates the context-cache; starts with a write of the top byte; 64 bits
  localparam logic [31:0] VTD_CCMD_REG = 32'h028; // bytes
  localparam int unsigned VTD_CCMD_DID_LSB = 0; // domain id (domain and device granularity)
  localparam int unsigned VTD_CCMD_DID_WIDTH = 16;
  localparam int unsigned VTD_CCMD_SID_LSB = 16; // requester id (device granularity)
  localparam int unsigned VTD_CCMD_SID_WIDTH = 16;
  localparam int unsigned VTD_CCMD_FM_LSB = 32; // bits of SID that are not compared
  localparam int unsigned VTD_CCMD_FM_WIDTH = 2;
  localparam logic [1:0] VTD_CCMD_FM_NONE = 2'h0;
  localparam logic [1:0] VTD_CCMD_FM_BIT2 = 2'h1;
  localparam logic [1:0] VTD_CCMD_FM_BITS2_1 = 2'h2;
  localparam logic [1:0] VTD_CCMD_FM_BITS2_0 = 2'h3;
  localparam int unsigned VTD_CCMD_CAIG_LSB = 59; // granularity that was performed
  localparam int unsigned VTD_CCMD_CAIG_WIDTH = 2;
  localparam logic [1:0] VTD_CCMD_CAIG_ERROR = 2'h0;
  localparam logic [1:0] VTD_CCMD_CAIG_GLOBAL = 2'h1;
  localparam logic [1:0] VTD_CCMD_CAIG_DOMAIN = 2'h2;
  localparam logic [1:0] VTD_CCMD_CAIG_DEVICE = 2'h3;
  localparam int unsigned VTD_CCMD_CIRG_LSB = 61; // granularity that is requested
  localparam int unsigned VTD_CCMD_CIRG_WIDTH = 2;
  localparam logic [1:0] VTD_CCMD_CIRG_RSVD = 2'h0;
  localparam logic [1:0] VTD_CCMD_CIRG_GLOBAL = 2'h1;
  localparam logic [1:0] VTD_CCMD_CIRG_DOMAIN = 2'h2;
  localparam logic [1:0] VTD_CCMD_CIRG_DEVICE = 2'h3;
  localparam int unsigned VTD_CCMD_ICC_LSB = 63; // 1 starts; hardware clears it when done
  localparam int unsigned VTD_CCMD_ICC_WIDTH = 1;

  // IVA: Address of a page-selective IOTLB invalidation; write it before IOTLB; 64 bits
  localparam logic [31:0] VTD_IVA_REG = 32'h000; // bytes, from base iro
  localparam int unsigned VTD_IVA_AM_LSB = 0; // address mask: 2^AM pages
  localparam int unsigned VTD_IVA_AM_WIDTH = 6;
  localparam int unsigned VTD_IVA_IH_LSB = 6; // hint: only leaf entries changed
  localparam int unsigned VTD_IVA_IH_WIDTH = 1;
  localparam int unsigned VTD_IVA_ADDR_LSB = 12; // page address
  localparam int unsigned VTD_IVA_ADDR_WIDTH = 52;

  // IOTLB: IOTLB invalidation command; starts with a write of the top byte; 64 bits
  localparam logic [31:0] VTD_IOTLB_REG = 32'h008; // bytes, from base iro
  localparam int unsigned VTD_IOTLB_DID_LSB = 32; // domain id (domain and page granularity)
  localparam int unsigned VTD_IOTLB_DID_WIDTH = 16;
  localparam int unsigned VTD_IOTLB_DW_LSB = 48; // drain writes
  localparam int unsigned VTD_IOTLB_DW_WIDTH = 1;
  localparam int unsigned VTD_IOTLB_DR_LSB = 49; // drain reads
  localparam int unsigned VTD_IOTLB_DR_WIDTH = 1;
  localparam int unsigned VTD_IOTLB_IAIG_LSB = 57; // granularity that was performed
  localparam int unsigned VTD_IOTLB_IAIG_WIDTH = 2;
  localparam logic [1:0] VTD_IOTLB_IAIG_ERROR = 2'h0;
  localparam logic [1:0] VTD_IOTLB_IAIG_GLOBAL = 2'h1;
  localparam logic [1:0] VTD_IOTLB_IAIG_DOMAIN = 2'h2;
  localparam logic [1:0] VTD_IOTLB_IAIG_PAGE = 2'h3;
  localparam int unsigned VTD_IOTLB_IIRG_LSB = 60; // granularity that is requested
  localparam int unsigned VTD_IOTLB_IIRG_WIDTH = 2;
  localparam logic [1:0] VTD_IOTLB_IIRG_RSVD = 2'h0;
  localparam logic [1:0] VTD_IOTLB_IIRG_GLOBAL = 2'h1;
  localparam logic [1:0] VTD_IOTLB_IIRG_DOMAIN = 2'h2;
  localparam logic [1:0] VTD_IOTLB_IIRG_PAGE = 2'h3;
  localparam int unsigned VTD_IOTLB_IVT_LSB = 63; // 1 starts; hardware clears it when done
  localparam int unsigned VTD_IOTLB_IVT_WIDTH = 1;

  // FSTS: Fault status; 32 bits
  localparam logic [31:0] VTD_FSTS_REG = 32'h034; // bytes
  localparam int unsigned VTD_FSTS_PFO_LSB = 0; // primary fault overflow: recording has stopped
  localparam int unsigned VTD_FSTS_PFO_WIDTH = 1;
  localparam int unsigned VTD_FSTS_PPF_LSB = 1; // a fault record is pending (OR of all F)
  localparam int unsigned VTD_FSTS_PPF_WIDTH = 1;
  localparam int unsigned VTD_FSTS_IQE_LSB = 4; // invalidation queue error
  localparam int unsigned VTD_FSTS_IQE_WIDTH = 1;
  localparam int unsigned VTD_FSTS_ICE_LSB = 5; // unexpected device-TLB invalidation completion
  localparam int unsigned VTD_FSTS_ICE_WIDTH = 1;
  localparam int unsigned VTD_FSTS_ITE_LSB = 6; // device-TLB invalidation timed out
  localparam int unsigned VTD_FSTS_ITE_WIDTH = 1;
  localparam int unsigned VTD_FSTS_FRI_LSB = 8; // index of the first pending fault record
  localparam int unsigned VTD_FSTS_FRI_WIDTH = 8;

  // FECTL: Fault event control; 32 bits
  localparam logic [31:0] VTD_FECTL_REG = 32'h038; // bytes
  localparam int unsigned VTD_FECTL_IP_LSB = 30; // a message is held back
  localparam int unsigned VTD_FECTL_IP_WIDTH = 1;
  localparam int unsigned VTD_FECTL_IM_LSB = 31; // mask: no message is sent
  localparam int unsigned VTD_FECTL_IM_WIDTH = 1;

  // FEDATA: Fault event message data; 32 bits
  localparam logic [31:0] VTD_FEDATA_REG = 32'h03C; // bytes
  localparam int unsigned VTD_FEDATA_IMD_LSB = 0; // message data
  localparam int unsigned VTD_FEDATA_IMD_WIDTH = 16;

  // FEADDR: Fault event message address; 32 bits
  localparam logic [31:0] VTD_FEADDR_REG = 32'h040; // bytes
  localparam int unsigned VTD_FEADDR_MA_LSB = 2; // message address, low part
  localparam int unsigned VTD_FEADDR_MA_WIDTH = 30;

  // FEUADDR: Fault event message upper address; 32 bits
  localparam logic [31:0] VTD_FEUADDR_REG = 32'h044; // bytes
  localparam int unsigned VTD_FEUADDR_MUA_LSB = 0; // message address bits 63:32
  localparam int unsigned VTD_FEUADDR_MUA_WIDTH = 32;

  // FRCD_LO: Fault record, low half; CAP.NFR + 1 of them; 64 bits
  localparam logic [31:0] VTD_FRCD_LO_REG = 32'h000; // bytes, from base fro
  localparam int unsigned VTD_FRCD_LO_STRIDE = 16;
  localparam int unsigned VTD_FRCD_LO_FI_LSB = 12; // page address of the request
  localparam int unsigned VTD_FRCD_LO_FI_WIDTH = 52;
  localparam int unsigned VTD_FRCD_LO_IIDX_LSB = 48; // interrupt index, when FR is an interrupt-remapping fault
  localparam int unsigned VTD_FRCD_LO_IIDX_WIDTH = 16;

  // FRCD_HI: Fault record, high half; 64 bits
  localparam logic [31:0] VTD_FRCD_HI_REG = 32'h008; // bytes, from base fro
  localparam int unsigned VTD_FRCD_HI_STRIDE = 16;
  localparam int unsigned VTD_FRCD_HI_SID_LSB = 0; // requester id
  localparam int unsigned VTD_FRCD_HI_SID_WIDTH = 16;
  localparam int unsigned VTD_FRCD_HI_T2_LSB = 28; // with T1: 00 write, 01 page request, 10 read, 11 atomic (T1 first)
  localparam int unsigned VTD_FRCD_HI_T2_WIDTH = 1;
  localparam int unsigned VTD_FRCD_HI_PRIV_LSB = 29; // privileged mode was requested
  localparam int unsigned VTD_FRCD_HI_PRIV_WIDTH = 1;
  localparam int unsigned VTD_FRCD_HI_EXE_LSB = 30; // execute permission was requested
  localparam int unsigned VTD_FRCD_HI_EXE_WIDTH = 1;
  localparam int unsigned VTD_FRCD_HI_PP_LSB = 31; // the request had a PASID
  localparam int unsigned VTD_FRCD_HI_PP_WIDTH = 1;
  localparam int unsigned VTD_FRCD_HI_FR_LSB = 32; // fault reason
  localparam int unsigned VTD_FRCD_HI_FR_WIDTH = 8;
  localparam int unsigned VTD_FRCD_HI_PV_LSB = 40; // PASID
  localparam int unsigned VTD_FRCD_HI_PV_WIDTH = 20;
  localparam int unsigned VTD_FRCD_HI_AT_LSB = 60; // address type of the request
  localparam int unsigned VTD_FRCD_HI_AT_WIDTH = 2;
  localparam logic [1:0] VTD_FRCD_HI_AT_UNTRANSLATED = 2'h0;
  localparam logic [1:0] VTD_FRCD_HI_AT_TRANSLATION = 2'h1;
  localparam logic [1:0] VTD_FRCD_HI_AT_TRANSLATED = 2'h2;
  localparam int unsigned VTD_FRCD_HI_T1_LSB = 62; // see T2
  localparam int unsigned VTD_FRCD_HI_T1_WIDTH = 1;
  localparam int unsigned VTD_FRCD_HI_F_LSB = 63; // the record holds a fault
  localparam int unsigned VTD_FRCD_HI_F_WIDTH = 1;

  // PMEN: Protected memory enable; 32 bits
  localparam logic [31:0] VTD_PMEN_REG = 32'h064; // bytes
  localparam int unsigned VTD_PMEN_PRS_LSB = 0; // protection is on
  localparam int unsigned VTD_PMEN_PRS_WIDTH = 1;
  localparam int unsigned VTD_PMEN_EPM_LSB = 31; // turn protection on
  localparam int unsigned VTD_PMEN_EPM_WIDTH = 1;

  // PLMBASE: Protected low memory base; 32 bits
  localparam logic [31:0] VTD_PLMBASE_REG = 32'h068; // bytes
  localparam int unsigned VTD_PLMBASE_PLMB_LSB = 21; // first byte of the region
  localparam int unsigned VTD_PLMBASE_PLMB_WIDTH = 11;

  // PLMLIMIT: Protected low memory limit; the bits below the field count as ones; 32 bits
  localparam logic [31:0] VTD_PLMLIMIT_REG = 32'h06C; // bytes
  localparam int unsigned VTD_PLMLIMIT_PLML_LSB = 21; // start of the region's last unit
  localparam int unsigned VTD_PLMLIMIT_PLML_WIDTH = 11;

  // PHMBASE: Protected high memory base; 64 bits
  localparam logic [31:0] VTD_PHMBASE_REG = 32'h070; // bytes
  localparam int unsigned VTD_PHMBASE_PHMB_LSB = 21; // first byte of the region
  localparam int unsigned VTD_PHMBASE_PHMB_WIDTH = 43;

  // PHMLIMIT: Protected high memory limit; the bits below the field count as ones; 64 bits
  localparam logic [31:0] VTD_PHMLIMIT_REG = 32'h078; // bytes
  localparam int unsigned VTD_PHMLIMIT_PHML_LSB = 21; // start of the region's last unit
  localparam int unsigned VTD_PHMLIMIT_PHML_WIDTH = 43;

  // IQH: Invalidation queue head; 64 bits
  localparam logic [31:0] VTD_IQH_REG = 32'h080; // bytes
  localparam int unsigned VTD_IQH_QH_LSB = 4; // byte offset of the descriptor that hardware reads next
  localparam int unsigned VTD_IQH_QH_WIDTH = 15;

  // IQT: Invalidation queue tail; the doorbell; 64 bits
  localparam logic [31:0] VTD_IQT_REG = 32'h088; // bytes
  localparam int unsigned VTD_IQT_QT_LSB = 4; // byte offset of the descriptor that software writes next
  localparam int unsigned VTD_IQT_QT_WIDTH = 15;

  // IQA: Invalidation queue address; 64 bits
  localparam logic [31:0] VTD_IQA_REG = 32'h090; // bytes
  localparam int unsigned VTD_IQA_QS_LSB = 0; // queue of 2^QS pages
  localparam int unsigned VTD_IQA_QS_WIDTH = 3;
  localparam int unsigned VTD_IQA_DW_LSB = 11; // descriptor width
  localparam int unsigned VTD_IQA_DW_WIDTH = 1;
  localparam logic VTD_IQA_DW_128 = 1'h0;
  localparam logic VTD_IQA_DW_256 = 1'h1;
  localparam int unsigned VTD_IQA_IQA_LSB = 12; // queue address
  localparam int unsigned VTD_IQA_IQA_WIDTH = 52;

  // ICS: Invalidation completion status; 32 bits
  localparam logic [31:0] VTD_ICS_REG = 32'h09C; // bytes
  localparam int unsigned VTD_ICS_IWC_LSB = 0; // a wait descriptor with IF completed
  localparam int unsigned VTD_ICS_IWC_WIDTH = 1;

  // IECTL: Invalidation event control; 32 bits
  localparam logic [31:0] VTD_IECTL_REG = 32'h0A0; // bytes
  localparam int unsigned VTD_IECTL_IP_LSB = 30; // a message is held back
  localparam int unsigned VTD_IECTL_IP_WIDTH = 1;
  localparam int unsigned VTD_IECTL_IM_LSB = 31; // mask: no message is sent
  localparam int unsigned VTD_IECTL_IM_WIDTH = 1;

  // IEDATA: Invalidation event message data; 32 bits
  localparam logic [31:0] VTD_IEDATA_REG = 32'h0A4; // bytes
  localparam int unsigned VTD_IEDATA_IMD_LSB = 0; // message data
  localparam int unsigned VTD_IEDATA_IMD_WIDTH = 16;

  // IEADDR: Invalidation event message address; 32 bits
  localparam logic [31:0] VTD_IEADDR_REG = 32'h0A8; // bytes
  localparam int unsigned VTD_IEADDR_MA_LSB = 2; // message address, low part
  localparam int unsigned VTD_IEADDR_MA_WIDTH = 30;

  // IEUADDR: Invalidation event message upper address; 32 bits
  localparam logic [31:0] VTD_IEUADDR_REG = 32'h0AC; // bytes
  localparam int unsigned VTD_IEUADDR_MUA_LSB = 0; // message address bits 63:32
  localparam int unsigned VTD_IEUADDR_MUA_WIDTH = 32;

  // IQERCD: Invalidation queue error record; 64 bits
  localparam logic [31:0] VTD_IQERCD_REG = 32'h0B0; // bytes
  localparam int unsigned VTD_IQERCD_IQEI_LSB = 0; // why FSTS.IQE is set
  localparam int unsigned VTD_IQERCD_IQEI_WIDTH = 4;
  localparam logic [3:0] VTD_IQERCD_IQEI_NONE = 4'h0;
  localparam logic [3:0] VTD_IQERCD_IQEI_TAIL = 4'h1;
  localparam logic [3:0] VTD_IQERCD_IQEI_FETCH = 4'h2;
  localparam logic [3:0] VTD_IQERCD_IQEI_TYPE = 4'h3;
  localparam logic [3:0] VTD_IQERCD_IQEI_RSVD = 4'h4;
  localparam logic [3:0] VTD_IQERCD_IQEI_DESC_WIDTH = 4'h5;
  localparam logic [3:0] VTD_IQERCD_IQEI_TAIL_ALIGN = 4'h6;
  localparam logic [3:0] VTD_IQERCD_IQEI_TTM = 4'h7;
  localparam int unsigned VTD_IQERCD_ITESID_LSB = 32; // requester id of the device that timed out
  localparam int unsigned VTD_IQERCD_ITESID_WIDTH = 16;
  localparam int unsigned VTD_IQERCD_ICESID_LSB = 48; // requester id of the unexpected completion
  localparam int unsigned VTD_IQERCD_ICESID_WIDTH = 16;

  // IRTA: Interrupt remapping table address; GCMD.SIRTP latches it; 64 bits
  localparam logic [31:0] VTD_IRTA_REG = 32'h0B8; // bytes
  localparam int unsigned VTD_IRTA_S_LSB = 0; // table of 2^(S+1) entries
  localparam int unsigned VTD_IRTA_S_WIDTH = 4;
  localparam int unsigned VTD_IRTA_EIME_LSB = 11; // 32-bit destinations (x2APIC mode)
  localparam int unsigned VTD_IRTA_EIME_WIDTH = 1;
  localparam int unsigned VTD_IRTA_IRTA_LSB = 12; // table address
  localparam int unsigned VTD_IRTA_IRTA_WIDTH = 52;

  // PQH: Page request queue head; 64 bits
  localparam logic [31:0] VTD_PQH_REG = 32'h0C0; // bytes
  localparam int unsigned VTD_PQH_PQH_LSB = 5; // byte offset of the entry that software reads next
  localparam int unsigned VTD_PQH_PQH_WIDTH = 14;

  // PQT: Page request queue tail; 64 bits
  localparam logic [31:0] VTD_PQT_REG = 32'h0C8; // bytes
  localparam int unsigned VTD_PQT_PQT_LSB = 5; // byte offset of the entry that hardware writes next
  localparam int unsigned VTD_PQT_PQT_WIDTH = 14;

  // PQA: Page request queue address; 64 bits
  localparam logic [31:0] VTD_PQA_REG = 32'h0D0; // bytes
  localparam int unsigned VTD_PQA_PQS_LSB = 0; // queue of 2^(PQS+7) entries of 32 bytes
  localparam int unsigned VTD_PQA_PQS_WIDTH = 3;
  localparam int unsigned VTD_PQA_PQA_LSB = 12; // queue address
  localparam int unsigned VTD_PQA_PQA_WIDTH = 52;

  // PRS: Page request status; 32 bits
  localparam logic [31:0] VTD_PRS_REG = 32'h0DC; // bytes
  localparam int unsigned VTD_PRS_PPR_LSB = 0; // a page request is pending
  localparam int unsigned VTD_PRS_PPR_WIDTH = 1;
  localparam int unsigned VTD_PRS_PRO_LSB = 1; // page request overflow
  localparam int unsigned VTD_PRS_PRO_WIDTH = 1;

  // PECTL: Page request event control; 32 bits
  localparam logic [31:0] VTD_PECTL_REG = 32'h0E0; // bytes
  localparam int unsigned VTD_PECTL_IP_LSB = 30; // a message is held back
  localparam int unsigned VTD_PECTL_IP_WIDTH = 1;
  localparam int unsigned VTD_PECTL_IM_LSB = 31; // mask: no message is sent
  localparam int unsigned VTD_PECTL_IM_WIDTH = 1;

  // PEDATA: Page request event message data; 32 bits
  localparam logic [31:0] VTD_PEDATA_REG = 32'h0E4; // bytes
  localparam int unsigned VTD_PEDATA_IMD_LSB = 0; // message data
  localparam int unsigned VTD_PEDATA_IMD_WIDTH = 16;

  // PEADDR: Page request event message address; 32 bits
  localparam logic [31:0] VTD_PEADDR_REG = 32'h0E8; // bytes
  localparam int unsigned VTD_PEADDR_MA_LSB = 2; // message address, low part
  localparam int unsigned VTD_PEADDR_MA_WIDTH = 30;

  // PEUADDR: Page request event message upper address; 32 bits
  localparam logic [31:0] VTD_PEUADDR_REG = 32'h0EC; // bytes
  localparam int unsigned VTD_PEUADDR_MUA_LSB = 0; // message address bits 63:32
  localparam int unsigned VTD_PEUADDR_MUA_WIDTH = 32;

  // MTRRCAP: MTRR capabilities; 64 bits
  localparam logic [31:0] VTD_MTRRCAP_REG = 32'h100; // bytes
  localparam int unsigned VTD_MTRRCAP_VCNT_LSB = 0; // number of variable ranges
  localparam int unsigned VTD_MTRRCAP_VCNT_WIDTH = 8;
  localparam int unsigned VTD_MTRRCAP_FIX_LSB = 8; // fixed ranges
  localparam int unsigned VTD_MTRRCAP_FIX_WIDTH = 1;
  localparam int unsigned VTD_MTRRCAP_WC_LSB = 10; // write-combining type
  localparam int unsigned VTD_MTRRCAP_WC_WIDTH = 1;

  // MTRRDEF: MTRR default type; 64 bits
  localparam logic [31:0] VTD_MTRRDEF_REG = 32'h108; // bytes
  localparam int unsigned VTD_MTRRDEF_TYPE_LSB = 0; // type of memory that no range covers
  localparam int unsigned VTD_MTRRDEF_TYPE_WIDTH = 8;
  localparam logic [7:0] VTD_MTRRDEF_TYPE_UC = 8'h0;
  localparam logic [7:0] VTD_MTRRDEF_TYPE_WC = 8'h1;
  localparam logic [7:0] VTD_MTRRDEF_TYPE_WT = 8'h4;
  localparam logic [7:0] VTD_MTRRDEF_TYPE_WP = 8'h5;
  localparam logic [7:0] VTD_MTRRDEF_TYPE_WB = 8'h6;
  localparam int unsigned VTD_MTRRDEF_FE_LSB = 10; // enable the fixed ranges
  localparam int unsigned VTD_MTRRDEF_FE_WIDTH = 1;
  localparam int unsigned VTD_MTRRDEF_E_LSB = 11; // enable all ranges
  localparam int unsigned VTD_MTRRDEF_E_WIDTH = 1;

  // MTRR_FIX64K_00000: Types of the 64 KiB ranges from 00000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX64K_00000_REG = 32'h120; // bytes
  localparam int unsigned VTD_MTRR_FIX64K_00000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX64K_00000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX64K_00000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX64K_00000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX64K_00000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX64K_00000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX64K_00000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX64K_00000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX64K_00000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX64K_00000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX64K_00000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX64K_00000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX64K_00000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX64K_00000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX64K_00000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX64K_00000_R7_WIDTH = 8;

  // MTRR_FIX16K_80000: Types of the 16 KiB ranges from 80000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX16K_80000_REG = 32'h128; // bytes
  localparam int unsigned VTD_MTRR_FIX16K_80000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX16K_80000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_80000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX16K_80000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_80000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX16K_80000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_80000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX16K_80000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_80000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX16K_80000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_80000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX16K_80000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_80000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX16K_80000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_80000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX16K_80000_R7_WIDTH = 8;

  // MTRR_FIX16K_A0000: Types of the 16 KiB ranges from A0000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX16K_A0000_REG = 32'h130; // bytes
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX16K_A0000_R7_WIDTH = 8;

  // MTRR_FIX4K_C0000: Types of the 4 KiB ranges from C0000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX4K_C0000_REG = 32'h138; // bytes
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX4K_C0000_R7_WIDTH = 8;

  // MTRR_FIX4K_C8000: Types of the 4 KiB ranges from C8000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX4K_C8000_REG = 32'h140; // bytes
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX4K_C8000_R7_WIDTH = 8;

  // MTRR_FIX4K_D0000: Types of the 4 KiB ranges from D0000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX4K_D0000_REG = 32'h148; // bytes
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX4K_D0000_R7_WIDTH = 8;

  // MTRR_FIX4K_D8000: Types of the 4 KiB ranges from D8000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX4K_D8000_REG = 32'h150; // bytes
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX4K_D8000_R7_WIDTH = 8;

  // MTRR_FIX4K_E0000: Types of the 4 KiB ranges from E0000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX4K_E0000_REG = 32'h158; // bytes
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX4K_E0000_R7_WIDTH = 8;

  // MTRR_FIX4K_E8000: Types of the 4 KiB ranges from E8000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX4K_E8000_REG = 32'h160; // bytes
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX4K_E8000_R7_WIDTH = 8;

  // MTRR_FIX4K_F0000: Types of the 4 KiB ranges from F0000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX4K_F0000_REG = 32'h168; // bytes
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX4K_F0000_R7_WIDTH = 8;

  // MTRR_FIX4K_F8000: Types of the 4 KiB ranges from F8000h; 64 bits
  localparam logic [31:0] VTD_MTRR_FIX4K_F8000_REG = 32'h170; // bytes
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R0_LSB = 0; // type of range 0
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R0_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R1_LSB = 8; // type of range 1
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R1_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R2_LSB = 16; // type of range 2
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R2_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R3_LSB = 24; // type of range 3
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R3_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R4_LSB = 32; // type of range 4
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R4_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R5_LSB = 40; // type of range 5
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R5_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R6_LSB = 48; // type of range 6
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R6_WIDTH = 8;
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R7_LSB = 56; // type of range 7
  localparam int unsigned VTD_MTRR_FIX4K_F8000_R7_WIDTH = 8;

  // MTRR_PHYSBASE: Variable range base; 64 bits
  localparam logic [31:0] VTD_MTRR_PHYSBASE_REG = 32'h180; // bytes
  localparam int unsigned VTD_MTRR_PHYSBASE_STRIDE = 16;
  localparam int unsigned VTD_MTRR_PHYSBASE_TYPE_LSB = 0; // memory type, as MTRRDEF.TYPE
  localparam int unsigned VTD_MTRR_PHYSBASE_TYPE_WIDTH = 8;
  localparam int unsigned VTD_MTRR_PHYSBASE_BASE_LSB = 12; // base address
  localparam int unsigned VTD_MTRR_PHYSBASE_BASE_WIDTH = 52;

  // MTRR_PHYSMASK: Variable range mask; 64 bits
  localparam logic [31:0] VTD_MTRR_PHYSMASK_REG = 32'h188; // bytes
  localparam int unsigned VTD_MTRR_PHYSMASK_STRIDE = 16;
  localparam int unsigned VTD_MTRR_PHYSMASK_V_LSB = 11; // the range is valid
  localparam int unsigned VTD_MTRR_PHYSMASK_V_WIDTH = 1;
  localparam int unsigned VTD_MTRR_PHYSMASK_MASK_LSB = 12; // address bits that must equal the base
  localparam int unsigned VTD_MTRR_PHYSMASK_MASK_WIDTH = 52;

  // PERFCAP: Performance monitoring capabilities; 64 bits
  localparam logic [31:0] VTD_PERFCAP_REG = 32'h300; // bytes
  localparam int unsigned VTD_PERFCAP_NCNTR_LSB = 0; // number of counters
  localparam int unsigned VTD_PERFCAP_NCNTR_WIDTH = 16;
  localparam int unsigned VTD_PERFCAP_CW_LSB = 16; // counter width, bits
  localparam int unsigned VTD_PERFCAP_CW_WIDTH = 7;
  localparam int unsigned VTD_PERFCAP_EGCNT_LSB = 24; // number of event groups
  localparam int unsigned VTD_PERFCAP_EGCNT_WIDTH = 5;
  localparam int unsigned VTD_PERFCAP_RIDFS_LSB = 32; // requester-id filter
  localparam int unsigned VTD_PERFCAP_RIDFS_WIDTH = 1;
  localparam int unsigned VTD_PERFCAP_DIDFS_LSB = 33; // domain-id filter
  localparam int unsigned VTD_PERFCAP_DIDFS_WIDTH = 1;
  localparam int unsigned VTD_PERFCAP_PASIDFS_LSB = 34; // PASID filter
  localparam int unsigned VTD_PERFCAP_PASIDFS_WIDTH = 1;
  localparam int unsigned VTD_PERFCAP_ATFS_LSB = 35; // address-type filter
  localparam int unsigned VTD_PERFCAP_ATFS_WIDTH = 1;
  localparam int unsigned VTD_PERFCAP_PTLFS_LSB = 36; // page-table-level filter
  localparam int unsigned VTD_PERFCAP_PTLFS_WIDTH = 1;
  localparam int unsigned VTD_PERFCAP_CWE_LSB = 48; // counters can be written while enabled
  localparam int unsigned VTD_PERFCAP_CWE_WIDTH = 1;
  localparam int unsigned VTD_PERFCAP_GFS_LSB = 49; // freeze of all counters on overflow
  localparam int unsigned VTD_PERFCAP_GFS_WIDTH = 1;
  localparam int unsigned VTD_PERFCAP_IOS_LSB = 50; // interrupt on overflow
  localparam int unsigned VTD_PERFCAP_IOS_WIDTH = 1;
  localparam int unsigned VTD_PERFCAP_PCCS_LSB = 51; // counters have capabilities of their own
  localparam int unsigned VTD_PERFCAP_PCCS_WIDTH = 1;
  localparam int unsigned VTD_PERFCAP_CS_LSB = 52; // counters are 2^(CS+10) bytes apart
  localparam int unsigned VTD_PERFCAP_CS_WIDTH = 3;
  localparam int unsigned VTD_PERFCAP_ONES_LSB = 60; // reserved, reads Fh
  localparam int unsigned VTD_PERFCAP_ONES_WIDTH = 4;

  // PERFCFGOFF: Where the counters' configuration is; 32 bits
  localparam logic [31:0] VTD_PERFCFGOFF_REG = 32'h310; // bytes
  localparam int unsigned VTD_PERFCFGOFF_OFFSET_LSB = 0; // byte offset from the unit's base
  localparam int unsigned VTD_PERFCFGOFF_OFFSET_WIDTH = 32;

  // PERFFRZOFF: Where the freeze status is; 32 bits
  localparam logic [31:0] VTD_PERFFRZOFF_REG = 32'h314; // bytes
  localparam int unsigned VTD_PERFFRZOFF_OFFSET_LSB = 0; // byte offset from the unit's base
  localparam int unsigned VTD_PERFFRZOFF_OFFSET_WIDTH = 32;

  // PERFOVFOFF: Where the overflow status is; 32 bits
  localparam logic [31:0] VTD_PERFOVFOFF_REG = 32'h318; // bytes
  localparam int unsigned VTD_PERFOVFOFF_OFFSET_LSB = 0; // byte offset from the unit's base
  localparam int unsigned VTD_PERFOVFOFF_OFFSET_WIDTH = 32;

  // PERFCNTROFF: Where the counters are; 32 bits
  localparam logic [31:0] VTD_PERFCNTROFF_REG = 32'h31C; // bytes
  localparam int unsigned VTD_PERFCNTROFF_OFFSET_LSB = 0; // byte offset from the unit's base
  localparam int unsigned VTD_PERFCNTROFF_OFFSET_WIDTH = 32;

  // PERFINTRSTS: Performance monitoring interrupt status; 32 bits
  localparam logic [31:0] VTD_PERFINTRSTS_REG = 32'h324; // bytes
  localparam int unsigned VTD_PERFINTRSTS_PIS_LSB = 0; // a counter with interrupt on overflow overflowed
  localparam int unsigned VTD_PERFINTRSTS_PIS_WIDTH = 1;

  // PERFINTRCTL: Performance monitoring event control; 32 bits
  localparam logic [31:0] VTD_PERFINTRCTL_REG = 32'h328; // bytes
  localparam int unsigned VTD_PERFINTRCTL_IP_LSB = 30; // a message is held back
  localparam int unsigned VTD_PERFINTRCTL_IP_WIDTH = 1;
  localparam int unsigned VTD_PERFINTRCTL_IM_LSB = 31; // mask: no message is sent
  localparam int unsigned VTD_PERFINTRCTL_IM_WIDTH = 1;

  // PERFINTRDATA: Performance monitoring event message data; 32 bits
  localparam logic [31:0] VTD_PERFINTRDATA_REG = 32'h32C; // bytes
  localparam int unsigned VTD_PERFINTRDATA_IMD_LSB = 0; // message data
  localparam int unsigned VTD_PERFINTRDATA_IMD_WIDTH = 16;

  // PERFINTRADDR: Performance monitoring event message address; 32 bits
  localparam logic [31:0] VTD_PERFINTRADDR_REG = 32'h330; // bytes
  localparam int unsigned VTD_PERFINTRADDR_MA_LSB = 2; // message address, low part
  localparam int unsigned VTD_PERFINTRADDR_MA_WIDTH = 30;

  // PERFINTRUADDR: Performance monitoring event message upper address; 32 bits
  localparam logic [31:0] VTD_PERFINTRUADDR_REG = 32'h334; // bytes
  localparam int unsigned VTD_PERFINTRUADDR_MUA_LSB = 0; // message address bits 63:32
  localparam int unsigned VTD_PERFINTRUADDR_MUA_WIDTH = 32;

  // PERFEVNTCAP: Events of a group; PERFCAP.EGCNT of them; 64 bits
  localparam logic [31:0] VTD_PERFEVNTCAP_REG = 32'h380; // bytes
  localparam int unsigned VTD_PERFEVNTCAP_STRIDE = 8;
  localparam int unsigned VTD_PERFEVNTCAP_ES_LSB = 0; // events that the group has, a bit each
  localparam int unsigned VTD_PERFEVNTCAP_ES_WIDTH = 28;

  // PERFFRZSTS: Freeze status of 64 counters; 64 bits
  localparam logic [31:0] VTD_PERFFRZSTS_REG = 32'h000; // bytes, from base perffrz
  localparam int unsigned VTD_PERFFRZSTS_STRIDE = 8;
  localparam int unsigned VTD_PERFFRZSTS_FS_LSB = 0; // frozen counters, a bit each
  localparam int unsigned VTD_PERFFRZSTS_FS_WIDTH = 64;

  // PERFOVFSTS: Overflow status of 64 counters; 64 bits
  localparam logic [31:0] VTD_PERFOVFSTS_REG = 32'h000; // bytes, from base perfovf
  localparam int unsigned VTD_PERFOVFSTS_STRIDE = 8;
  localparam int unsigned VTD_PERFOVFSTS_OVF_LSB = 0; // counters that overflowed, a bit each
  localparam int unsigned VTD_PERFOVFSTS_OVF_WIDTH = 64;

  // PERFCNTRCFG: Configuration of a counter; 64 bits
  localparam logic [31:0] VTD_PERFCNTRCFG_REG = 32'h000; // bytes, from base perfcfg
  localparam int unsigned VTD_PERFCNTRCFG_STRIDE = 256;
  localparam int unsigned VTD_PERFCNTRCFG_EN_LSB = 0; // the counter counts (by enhanced command)
  localparam int unsigned VTD_PERFCNTRCFG_EN_WIDTH = 1;
  localparam int unsigned VTD_PERFCNTRCFG_IO_LSB = 1; // interrupt on overflow
  localparam int unsigned VTD_PERFCNTRCFG_IO_WIDTH = 1;
  localparam int unsigned VTD_PERFCNTRCFG_GFO_LSB = 2; // freeze all counters on overflow
  localparam int unsigned VTD_PERFCNTRCFG_GFO_WIDTH = 1;
  localparam int unsigned VTD_PERFCNTRCFG_EGI_LSB = 8; // event group
  localparam int unsigned VTD_PERFCNTRCFG_EGI_WIDTH = 4;
  localparam int unsigned VTD_PERFCNTRCFG_ES_LSB = 32; // events to count, a bit each
  localparam int unsigned VTD_PERFCNTRCFG_ES_WIDTH = 28;

  // PERFFLT_RID: Requester-id filter of a counter; 32 bits
  localparam logic [31:0] VTD_PERFFLT_RID_REG = 32'h008; // bytes, from base perfcfg
  localparam int unsigned VTD_PERFFLT_RID_STRIDE = 256;
  localparam int unsigned VTD_PERFFLT_RID_RID_LSB = 0; // requester id to count
  localparam int unsigned VTD_PERFFLT_RID_RID_WIDTH = 16;
  localparam int unsigned VTD_PERFFLT_RID_EN_LSB = 31; // use the filter
  localparam int unsigned VTD_PERFFLT_RID_EN_WIDTH = 1;

  // PERFFLT_DID: Domain-id filter of a counter; 32 bits
  localparam logic [31:0] VTD_PERFFLT_DID_REG = 32'h00C; // bytes, from base perfcfg
  localparam int unsigned VTD_PERFFLT_DID_STRIDE = 256;
  localparam int unsigned VTD_PERFFLT_DID_DID_LSB = 0; // domain id to count
  localparam int unsigned VTD_PERFFLT_DID_DID_WIDTH = 16;
  localparam int unsigned VTD_PERFFLT_DID_EN_LSB = 31; // use the filter
  localparam int unsigned VTD_PERFFLT_DID_EN_WIDTH = 1;

  // PERFFLT_PASID: PASID filter of a counter; 32 bits
  localparam logic [31:0] VTD_PERFFLT_PASID_REG = 32'h010; // bytes, from base perfcfg
  localparam int unsigned VTD_PERFFLT_PASID_STRIDE = 256;
  localparam int unsigned VTD_PERFFLT_PASID_PASID_LSB = 0; // PASID to count
  localparam int unsigned VTD_PERFFLT_PASID_PASID_WIDTH = 20;
  localparam int unsigned VTD_PERFFLT_PASID_MODE_LSB = 20; // this PASID, any PASID, or requests without PASID
  localparam int unsigned VTD_PERFFLT_PASID_MODE_WIDTH = 2;
  localparam logic [1:0] VTD_PERFFLT_PASID_MODE_MATCH = 2'h0;
  localparam logic [1:0] VTD_PERFFLT_PASID_MODE_ANY = 2'h1;
  localparam logic [1:0] VTD_PERFFLT_PASID_MODE_NONE = 2'h2;
  localparam int unsigned VTD_PERFFLT_PASID_EN_LSB = 31; // use the filter
  localparam int unsigned VTD_PERFFLT_PASID_EN_WIDTH = 1;

  // PERFFLT_AT: Address-type filter of a counter; 32 bits
  localparam logic [31:0] VTD_PERFFLT_AT_REG = 32'h014; // bytes, from base perfcfg
  localparam int unsigned VTD_PERFFLT_AT_STRIDE = 256;
  localparam int unsigned VTD_PERFFLT_AT_AT_LSB = 0; // address types to count, a bit each
  localparam int unsigned VTD_PERFFLT_AT_AT_WIDTH = 3;
  localparam logic [2:0] VTD_PERFFLT_AT_AT_UNTRANSLATED = 3'h1;
  localparam logic [2:0] VTD_PERFFLT_AT_AT_TRANSLATION = 3'h2;
  localparam logic [2:0] VTD_PERFFLT_AT_AT_TRANSLATED = 3'h4;
  localparam int unsigned VTD_PERFFLT_AT_EN_LSB = 31; // use the filter
  localparam int unsigned VTD_PERFFLT_AT_EN_WIDTH = 1;

  // PERFFLT_PTL: Page-table-level filter of a counter; 32 bits
  localparam logic [31:0] VTD_PERFFLT_PTL_REG = 32'h018; // bytes, from base perfcfg
  localparam int unsigned VTD_PERFFLT_PTL_STRIDE = 256;
  localparam int unsigned VTD_PERFFLT_PTL_PTL_LSB = 0; // levels to count, a bit each from PTE (bit 0) to PML5E (bit 4)
  localparam int unsigned VTD_PERFFLT_PTL_PTL_WIDTH = 5;
  localparam int unsigned VTD_PERFFLT_PTL_EN_LSB = 31; // use the filter
  localparam int unsigned VTD_PERFFLT_PTL_EN_WIDTH = 1;

  // PERFCNTRCAP: Capabilities of a counter, when PERFCAP.PCCS is set; 32 bits
  localparam logic [31:0] VTD_PERFCNTRCAP_REG = 32'h080; // bytes, from base perfcfg
  localparam int unsigned VTD_PERFCNTRCAP_STRIDE = 256;
  localparam int unsigned VTD_PERFCNTRCAP_PCC_LSB = 0; // these capabilities replace the common ones
  localparam int unsigned VTD_PERFCNTRCAP_PCC_WIDTH = 1;
  localparam int unsigned VTD_PERFCNTRCAP_CW_LSB = 8; // counter width, bits
  localparam int unsigned VTD_PERFCNTRCAP_CW_WIDTH = 8;
  localparam int unsigned VTD_PERFCNTRCAP_IOS_LSB = 16; // interrupt on overflow
  localparam int unsigned VTD_PERFCNTRCAP_IOS_WIDTH = 1;
  localparam int unsigned VTD_PERFCNTRCAP_GFS_LSB = 17; // freeze of all counters on overflow
  localparam int unsigned VTD_PERFCNTRCAP_GFS_WIDTH = 1;
  localparam int unsigned VTD_PERFCNTRCAP_EGCNT_LSB = 28; // number of event group registers that follow
  localparam int unsigned VTD_PERFCNTRCAP_EGCNT_WIDTH = 4;

  // PERFCNTREVCAP: Event capabilities of a counter; further groups follow 4 bytes apart; 32 bits
  localparam logic [31:0] VTD_PERFCNTREVCAP_REG = 32'h084; // bytes, from base perfcfg
  localparam int unsigned VTD_PERFCNTREVCAP_STRIDE = 256;
  localparam int unsigned VTD_PERFCNTREVCAP_ES_LSB = 0; // events of the group, a bit each
  localparam int unsigned VTD_PERFCNTREVCAP_ES_WIDTH = 28;
  localparam int unsigned VTD_PERFCNTREVCAP_EGI_LSB = 28; // event group
  localparam int unsigned VTD_PERFCNTREVCAP_EGI_WIDTH = 4;

  // PERFCNTR: Counter; PERFCAP.CS tells the stride and PERFCAP.CW the width; 64 bits
  localparam logic [31:0] VTD_PERFCNTR_REG = 32'h000; // bytes, from base perfcnt
  localparam int unsigned VTD_PERFCNTR_STRIDE = 0;
  localparam int unsigned VTD_PERFCNTR_COUNT_LSB = 0; // events counted
  localparam int unsigned VTD_PERFCNTR_COUNT_WIDTH = 64;

  // ECMD: Enhanced command; starts with a write of the lowest byte; 64 bits
  localparam logic [31:0] VTD_ECMD_REG = 32'h400; // bytes
  localparam int unsigned VTD_ECMD_CMD_LSB = 0; // command
  localparam int unsigned VTD_ECMD_CMD_WIDTH = 8;
  localparam logic [7:0] VTD_ECMD_CMD_ENABLE_CNTR = 8'hF0;
  localparam logic [7:0] VTD_ECMD_CMD_DISABLE_CNTR = 8'hF1;
  localparam logic [7:0] VTD_ECMD_CMD_RESET_CFG = 8'hF2;
  localparam logic [7:0] VTD_ECMD_CMD_RESET_CNTRS = 8'hF3;
  localparam logic [7:0] VTD_ECMD_CMD_FREEZE = 8'hF4;
  localparam logic [7:0] VTD_ECMD_CMD_UNFREEZE = 8'hF5;
  localparam int unsigned VTD_ECMD_OPA_LSB = 16; // operand A
  localparam int unsigned VTD_ECMD_OPA_WIDTH = 48;

  // ECEO: Enhanced command extended operand; 64 bits
  localparam logic [31:0] VTD_ECEO_REG = 32'h408; // bytes
  localparam int unsigned VTD_ECEO_OPB_LSB = 0; // operand B
  localparam int unsigned VTD_ECEO_OPB_WIDTH = 64;

  // ECRSP: Enhanced command response; 64 bits
  localparam logic [31:0] VTD_ECRSP_REG = 32'h410; // bytes
  localparam int unsigned VTD_ECRSP_IP_LSB = 0; // command in progress
  localparam int unsigned VTD_ECRSP_IP_WIDTH = 1;
  localparam int unsigned VTD_ECRSP_SC_LSB = 1; // status code
  localparam int unsigned VTD_ECRSP_SC_WIDTH = 7;
  localparam logic [6:0] VTD_ECRSP_SC_OK = 7'h0;
  localparam logic [6:0] VTD_ECRSP_SC_UNDEFINED = 7'h1;
  localparam logic [6:0] VTD_ECRSP_SC_ABORTED = 7'h2;
  localparam logic [6:0] VTD_ECRSP_SC_SPECIFIC = 7'h10;
  localparam int unsigned VTD_ECRSP_RSLT_LSB = 16; // result
  localparam int unsigned VTD_ECRSP_RSLT_WIDTH = 48;

  // ECSTS_0: Enhanced command status 0; all reserved; 64 bits
  localparam logic [31:0] VTD_ECSTS_0_REG = 32'h420; // bytes

  // ECSTS_1: Enhanced command status 1; all reserved; 64 bits
  localparam logic [31:0] VTD_ECSTS_1_REG = 32'h428; // bytes

  // ECCAP_0: Enhanced command capabilities 0; all reserved; 64 bits
  localparam logic [31:0] VTD_ECCAP_0_REG = 32'h430; // bytes

  // ECCAP_1: Enhanced command capabilities 1; all reserved; 64 bits
  localparam logic [31:0] VTD_ECCAP_1_REG = 32'h438; // bytes

  // ECCAP_2: Enhanced command capabilities 2; all reserved; 64 bits
  localparam logic [31:0] VTD_ECCAP_2_REG = 32'h440; // bytes

  // ECCAP_3: Enhanced command capabilities 3; 64 bits
  localparam logic [31:0] VTD_ECCAP_3_REG = 32'h448; // bytes
  localparam int unsigned VTD_ECCAP_3_ECNTS_LSB = 48; // enable counter
  localparam int unsigned VTD_ECCAP_3_ECNTS_WIDTH = 1;
  localparam int unsigned VTD_ECCAP_3_DCNTS_LSB = 49; // disable counter
  localparam int unsigned VTD_ECCAP_3_DCNTS_WIDTH = 1;
  localparam int unsigned VTD_ECCAP_3_RCFGS_LSB = 50; // reset all configuration
  localparam int unsigned VTD_ECCAP_3_RCFGS_WIDTH = 1;
  localparam int unsigned VTD_ECCAP_3_RCNTS_LSB = 51; // reset all counters
  localparam int unsigned VTD_ECCAP_3_RCNTS_WIDTH = 1;
  localparam int unsigned VTD_ECCAP_3_FCNTS_LSB = 52; // freeze all counters
  localparam int unsigned VTD_ECCAP_3_FCNTS_WIDTH = 1;
  localparam int unsigned VTD_ECCAP_3_UFCNTS_LSB = 53; // unfreeze all counters
  localparam int unsigned VTD_ECCAP_3_UFCNTS_WIDTH = 1;

  // VCMD: Virtual command; 64 bits
  localparam logic [31:0] VTD_VCMD_REG = 32'hE00; // bytes
  localparam int unsigned VTD_VCMD_CMD_LSB = 0; // command
  localparam int unsigned VTD_VCMD_CMD_WIDTH = 8;
  localparam logic [7:0] VTD_VCMD_CMD_NULL = 8'h0;
  localparam logic [7:0] VTD_VCMD_CMD_ALLOC_PASID = 8'h1;
  localparam logic [7:0] VTD_VCMD_CMD_FREE_PASID = 8'h2;
  localparam int unsigned VTD_VCMD_OPA_LSB = 16; // operand A
  localparam int unsigned VTD_VCMD_OPA_WIDTH = 48;
  localparam int unsigned VTD_VCMD_PASID_LSB = 16; // operand of FREE_PASID
  localparam int unsigned VTD_VCMD_PASID_WIDTH = 20;

  // VCMD_EO: Virtual command extended operand; 64 bits
  localparam logic [31:0] VTD_VCMD_EO_REG = 32'hE08; // bytes
  localparam int unsigned VTD_VCMD_EO_OPB_LSB = 0; // operand B
  localparam int unsigned VTD_VCMD_EO_OPB_WIDTH = 64;

  // VCRSP: Virtual command response; 64 bits
  localparam logic [31:0] VTD_VCRSP_REG = 32'hE10; // bytes
  localparam int unsigned VTD_VCRSP_IP_LSB = 0; // command in progress
  localparam int unsigned VTD_VCRSP_IP_WIDTH = 1;
  localparam int unsigned VTD_VCRSP_SC_LSB = 1; // status code
  localparam int unsigned VTD_VCRSP_SC_WIDTH = 7;
  localparam logic [6:0] VTD_VCRSP_SC_OK = 7'h0;
  localparam logic [6:0] VTD_VCRSP_SC_UNDEFINED = 7'h1;
  localparam logic [6:0] VTD_VCRSP_SC_PASID = 7'h10;
  localparam int unsigned VTD_VCRSP_RSLT_LSB = 16; // result
  localparam int unsigned VTD_VCRSP_RSLT_WIDTH = 48;
  localparam int unsigned VTD_VCRSP_PASID_LSB = 16; // result of ALLOC_PASID
  localparam int unsigned VTD_VCRSP_PASID_WIDTH = 20;

  // VCCAP: Virtual command capabilities; 64 bits
  localparam logic [31:0] VTD_VCCAP_REG = 32'hE30; // bytes
  localparam int unsigned VTD_VCCAP_NS_LSB = 0; // null command
  localparam int unsigned VTD_VCCAP_NS_WIDTH = 1;
  localparam int unsigned VTD_VCCAP_PAS_LSB = 1; // PASID allocation
  localparam int unsigned VTD_VCCAP_PAS_WIDTH = 1;
  localparam int unsigned VTD_VCCAP_FPS_LSB = 2; // PASID release
  localparam int unsigned VTD_VCCAP_FPS_WIDTH = 1;

  // ---- In-memory structures and descriptors

  // ROOT: Legacy root entry; index = bus
  localparam int unsigned VTD_ROOT_SIZE = 16; // bytes
  localparam int unsigned VTD_ROOT_P_LSB = 0; // present
  localparam int unsigned VTD_ROOT_P_WIDTH = 1;
  localparam int unsigned VTD_ROOT_CTP_LSB = 12; // context table
  localparam int unsigned VTD_ROOT_CTP_WIDTH = 52;

  // SM_ROOT: Scalable-mode root entry; index = bus; only the half in use is checked (word 0 or 1)
  localparam int unsigned VTD_SM_ROOT_SIZE = 16; // bytes
  localparam int unsigned VTD_SM_ROOT_LP_LSB = 0; // lower half (devfn 00h-7Fh) present
  localparam int unsigned VTD_SM_ROOT_LP_WIDTH = 1;
  localparam int unsigned VTD_SM_ROOT_LCTP_LSB = 12; // context table of the lower half
  localparam int unsigned VTD_SM_ROOT_LCTP_WIDTH = 52;
  localparam int unsigned VTD_SM_ROOT_UP_LSB = 64; // upper half (devfn 80h-FFh) present
  localparam int unsigned VTD_SM_ROOT_UP_WIDTH = 1;
  localparam int unsigned VTD_SM_ROOT_UCTP_LSB = 76; // context table of the upper half
  localparam int unsigned VTD_SM_ROOT_UCTP_WIDTH = 52;

  // CTX: Legacy context entry; index = devfn
  localparam int unsigned VTD_CTX_SIZE = 16; // bytes
  localparam int unsigned VTD_CTX_P_LSB = 0; // present
  localparam int unsigned VTD_CTX_P_WIDTH = 1;
  localparam int unsigned VTD_CTX_FPD_LSB = 1; // qualified faults are not reported; looked at even if P = 0
  localparam int unsigned VTD_CTX_FPD_WIDTH = 1;
  localparam int unsigned VTD_CTX_TT_LSB = 2; // translation type
  localparam int unsigned VTD_CTX_TT_WIDTH = 2;
  localparam logic [1:0] VTD_CTX_TT_UNTRANSLATED = 2'h0;
  localparam logic [1:0] VTD_CTX_TT_DEV_TLB = 2'h1;
  localparam logic [1:0] VTD_CTX_TT_PASS_THROUGH = 2'h2;
  localparam logic [1:0] VTD_CTX_TT_RSVD = 2'h3;
  localparam int unsigned VTD_CTX_SSPTPTR_LSB = 12; // second-stage top table; not used by pass-through
  localparam int unsigned VTD_CTX_SSPTPTR_WIDTH = 52;
  localparam int unsigned VTD_CTX_AW_LSB = 64; // address width of the second-stage tables
  localparam int unsigned VTD_CTX_AW_WIDTH = 3;
  localparam logic [2:0] VTD_CTX_AW_39 = 3'h1;
  localparam logic [2:0] VTD_CTX_AW_48 = 3'h2;
  localparam logic [2:0] VTD_CTX_AW_57 = 3'h3;
  localparam int unsigned VTD_CTX_DID_LSB = 72; // domain id
  localparam int unsigned VTD_CTX_DID_WIDTH = 16;

  // SM_CTX: Scalable-mode context entry; index = devfn bits 6:0
  localparam int unsigned VTD_SM_CTX_SIZE = 32; // bytes
  localparam int unsigned VTD_SM_CTX_P_LSB = 0; // present
  localparam int unsigned VTD_SM_CTX_P_WIDTH = 1;
  localparam int unsigned VTD_SM_CTX_FPD_LSB = 1; // qualified faults are not reported; looked at even if P = 0
  localparam int unsigned VTD_SM_CTX_FPD_WIDTH = 1;
  localparam int unsigned VTD_SM_CTX_DTE_LSB = 2; // device-TLB enable
  localparam int unsigned VTD_SM_CTX_DTE_WIDTH = 1;
  localparam int unsigned VTD_SM_CTX_PASIDE_LSB = 3; // requests with PASID enable
  localparam int unsigned VTD_SM_CTX_PASIDE_WIDTH = 1;
  localparam int unsigned VTD_SM_CTX_PRE_LSB = 4; // page request enable
  localparam int unsigned VTD_SM_CTX_PRE_WIDTH = 1;
  localparam int unsigned VTD_SM_CTX_PDTS_LSB = 9; // PASID directory of 2^(PDTS+7) entries
  localparam int unsigned VTD_SM_CTX_PDTS_WIDTH = 3;
  localparam int unsigned VTD_SM_CTX_PASIDDIRPTR_LSB = 12; // PASID directory
  localparam int unsigned VTD_SM_CTX_PASIDDIRPTR_WIDTH = 52;
  localparam int unsigned VTD_SM_CTX_RID_PASID_LSB = 64; // PASID of requests without PASID
  localparam int unsigned VTD_SM_CTX_RID_PASID_WIDTH = 20;
  localparam int unsigned VTD_SM_CTX_RID_PRIV_LSB = 84; // privilege of requests without PASID
  localparam int unsigned VTD_SM_CTX_RID_PRIV_WIDTH = 1;

  // PASID_DIR: PASID directory entry; index = PASID bits 19:6
  localparam int unsigned VTD_PASID_DIR_SIZE = 8; // bytes
  localparam int unsigned VTD_PASID_DIR_P_LSB = 0; // present
  localparam int unsigned VTD_PASID_DIR_P_WIDTH = 1;
  localparam int unsigned VTD_PASID_DIR_FPD_LSB = 1; // qualified faults are not reported; looked at even if P = 0
  localparam int unsigned VTD_PASID_DIR_FPD_WIDTH = 1;
  localparam int unsigned VTD_PASID_DIR_SMPTBLPTR_LSB = 12; // PASID table of 64 entries
  localparam int unsigned VTD_PASID_DIR_SMPTBLPTR_WIDTH = 52;

  // PASID: PASID table entry; index = PASID bits 5:0
  localparam int unsigned VTD_PASID_SIZE = 64; // bytes
  localparam int unsigned VTD_PASID_P_LSB = 0; // present
  localparam int unsigned VTD_PASID_P_WIDTH = 1;
  localparam int unsigned VTD_PASID_FPD_LSB = 1; // qualified faults are not reported; looked at even if P = 0
  localparam int unsigned VTD_PASID_FPD_WIDTH = 1;
  localparam int unsigned VTD_PASID_AW_LSB = 2; // address width of the second-stage tables
  localparam int unsigned VTD_PASID_AW_WIDTH = 3;
  localparam logic [2:0] VTD_PASID_AW_39 = 3'h1;
  localparam logic [2:0] VTD_PASID_AW_48 = 3'h2;
  localparam logic [2:0] VTD_PASID_AW_57 = 3'h3;
  localparam int unsigned VTD_PASID_PGTT_LSB = 6; // translation type
  localparam int unsigned VTD_PASID_PGTT_WIDTH = 3;
  localparam logic [2:0] VTD_PASID_PGTT_FS = 3'h1;
  localparam logic [2:0] VTD_PASID_PGTT_SS = 3'h2;
  localparam logic [2:0] VTD_PASID_PGTT_NESTED = 3'h3;
  localparam logic [2:0] VTD_PASID_PGTT_PT = 3'h4;
  localparam int unsigned VTD_PASID_SSADE_LSB = 9; // second-stage accessed and dirty flags enable
  localparam int unsigned VTD_PASID_SSADE_WIDTH = 1;
  localparam int unsigned VTD_PASID_SSPTPTR_LSB = 12; // second-stage top table
  localparam int unsigned VTD_PASID_SSPTPTR_WIDTH = 52;
  localparam int unsigned VTD_PASID_DID_LSB = 64; // domain id
  localparam int unsigned VTD_PASID_DID_WIDTH = 16;
  localparam int unsigned VTD_PASID_PWSNP_LSB = 87; // page walks are snooped
  localparam int unsigned VTD_PASID_PWSNP_WIDTH = 1;
  localparam int unsigned VTD_PASID_PGSNP_LSB = 88; // accesses to the page are snooped
  localparam int unsigned VTD_PASID_PGSNP_WIDTH = 1;
  localparam int unsigned VTD_PASID_CD_LSB = 89; // cache disable
  localparam int unsigned VTD_PASID_CD_WIDTH = 1;
  localparam int unsigned VTD_PASID_EMTE_LSB = 90; // extended memory type enable
  localparam int unsigned VTD_PASID_EMTE_WIDTH = 1;
  localparam int unsigned VTD_PASID_PAT_LSB = 96; // page attribute table, eight fields of 4 bits
  localparam int unsigned VTD_PASID_PAT_WIDTH = 32;
  localparam int unsigned VTD_PASID_SRE_LSB = 128; // supervisor requests enable
  localparam int unsigned VTD_PASID_SRE_WIDTH = 1;
  localparam int unsigned VTD_PASID_FSPM_LSB = 130; // first-stage paging mode
  localparam int unsigned VTD_PASID_FSPM_WIDTH = 2;
  localparam logic [1:0] VTD_PASID_FSPM_4LEVEL = 2'h0;
  localparam logic [1:0] VTD_PASID_FSPM_5LEVEL = 2'h1;
  localparam int unsigned VTD_PASID_WPE_LSB = 132; // write protection holds for supervisor requests
  localparam int unsigned VTD_PASID_WPE_WIDTH = 1;
  localparam int unsigned VTD_PASID_EAFE_LSB = 135; // extended accessed flag enable
  localparam int unsigned VTD_PASID_EAFE_WIDTH = 1;
  localparam int unsigned VTD_PASID_FSPTPTR_LSB = 140; // first-stage top table; host address for FS, guest address for nested
  localparam int unsigned VTD_PASID_FSPTPTR_WIDTH = 52;

  // SS_PML: Second-stage PML5 or PML4 entry
  localparam int unsigned VTD_SS_PML_SIZE = 8; // bytes
  localparam int unsigned VTD_SS_PML_R_LSB = 0; // read permission
  localparam int unsigned VTD_SS_PML_R_WIDTH = 1;
  localparam int unsigned VTD_SS_PML_W_LSB = 1; // write permission
  localparam int unsigned VTD_SS_PML_W_WIDTH = 1;
  localparam int unsigned VTD_SS_PML_A_LSB = 8; // accessed (when PASID.SSADE is set)
  localparam int unsigned VTD_SS_PML_A_WIDTH = 1;
  localparam int unsigned VTD_SS_PML_ADDR_LSB = 12; // next table
  localparam int unsigned VTD_SS_PML_ADDR_WIDTH = 40;

  // SS_DIR: Second-stage PDP or PD entry that refers to a table
  localparam int unsigned VTD_SS_DIR_SIZE = 8; // bytes
  localparam int unsigned VTD_SS_DIR_R_LSB = 0; // read permission
  localparam int unsigned VTD_SS_DIR_R_WIDTH = 1;
  localparam int unsigned VTD_SS_DIR_W_LSB = 1; // write permission
  localparam int unsigned VTD_SS_DIR_W_WIDTH = 1;
  localparam int unsigned VTD_SS_DIR_PS_LSB = 7; // 0: refers to a table
  localparam int unsigned VTD_SS_DIR_PS_WIDTH = 1;
  localparam int unsigned VTD_SS_DIR_A_LSB = 8; // accessed (when PASID.SSADE is set)
  localparam int unsigned VTD_SS_DIR_A_WIDTH = 1;
  localparam int unsigned VTD_SS_DIR_ADDR_LSB = 12; // next table
  localparam int unsigned VTD_SS_DIR_ADDR_WIDTH = 40;

  // SS_PDPE_1G: Second-stage PDP entry that maps a 1 GiB page
  localparam int unsigned VTD_SS_PDPE_1G_SIZE = 8; // bytes
  localparam int unsigned VTD_SS_PDPE_1G_R_LSB = 0; // read permission
  localparam int unsigned VTD_SS_PDPE_1G_R_WIDTH = 1;
  localparam int unsigned VTD_SS_PDPE_1G_W_LSB = 1; // write permission
  localparam int unsigned VTD_SS_PDPE_1G_W_WIDTH = 1;
  localparam int unsigned VTD_SS_PDPE_1G_EMT_LSB = 3; // extended memory type
  localparam int unsigned VTD_SS_PDPE_1G_EMT_WIDTH = 3;
  localparam logic [2:0] VTD_SS_PDPE_1G_EMT_UC = 3'h0;
  localparam logic [2:0] VTD_SS_PDPE_1G_EMT_WC = 3'h1;
  localparam logic [2:0] VTD_SS_PDPE_1G_EMT_WT = 3'h4;
  localparam logic [2:0] VTD_SS_PDPE_1G_EMT_WP = 3'h5;
  localparam logic [2:0] VTD_SS_PDPE_1G_EMT_WB = 3'h6;
  localparam int unsigned VTD_SS_PDPE_1G_IPAT_LSB = 6; // ignore PAT (nested)
  localparam int unsigned VTD_SS_PDPE_1G_IPAT_WIDTH = 1;
  localparam int unsigned VTD_SS_PDPE_1G_PS_LSB = 7; // 1: maps a page
  localparam int unsigned VTD_SS_PDPE_1G_PS_WIDTH = 1;
  localparam int unsigned VTD_SS_PDPE_1G_A_LSB = 8; // accessed (when PASID.SSADE is set)
  localparam int unsigned VTD_SS_PDPE_1G_A_WIDTH = 1;
  localparam int unsigned VTD_SS_PDPE_1G_D_LSB = 9; // dirty (when PASID.SSADE is set)
  localparam int unsigned VTD_SS_PDPE_1G_D_WIDTH = 1;
  localparam int unsigned VTD_SS_PDPE_1G_SNP_LSB = 11; // accesses to the page are snooped
  localparam int unsigned VTD_SS_PDPE_1G_SNP_WIDTH = 1;
  localparam int unsigned VTD_SS_PDPE_1G_ADDR_LSB = 30; // page
  localparam int unsigned VTD_SS_PDPE_1G_ADDR_WIDTH = 22;

  // SS_PDE_2M: Second-stage PD entry that maps a 2 MiB page
  localparam int unsigned VTD_SS_PDE_2M_SIZE = 8; // bytes
  localparam int unsigned VTD_SS_PDE_2M_R_LSB = 0; // read permission
  localparam int unsigned VTD_SS_PDE_2M_R_WIDTH = 1;
  localparam int unsigned VTD_SS_PDE_2M_W_LSB = 1; // write permission
  localparam int unsigned VTD_SS_PDE_2M_W_WIDTH = 1;
  localparam int unsigned VTD_SS_PDE_2M_EMT_LSB = 3; // extended memory type
  localparam int unsigned VTD_SS_PDE_2M_EMT_WIDTH = 3;
  localparam logic [2:0] VTD_SS_PDE_2M_EMT_UC = 3'h0;
  localparam logic [2:0] VTD_SS_PDE_2M_EMT_WC = 3'h1;
  localparam logic [2:0] VTD_SS_PDE_2M_EMT_WT = 3'h4;
  localparam logic [2:0] VTD_SS_PDE_2M_EMT_WP = 3'h5;
  localparam logic [2:0] VTD_SS_PDE_2M_EMT_WB = 3'h6;
  localparam int unsigned VTD_SS_PDE_2M_IPAT_LSB = 6; // ignore PAT (nested)
  localparam int unsigned VTD_SS_PDE_2M_IPAT_WIDTH = 1;
  localparam int unsigned VTD_SS_PDE_2M_PS_LSB = 7; // 1: maps a page
  localparam int unsigned VTD_SS_PDE_2M_PS_WIDTH = 1;
  localparam int unsigned VTD_SS_PDE_2M_A_LSB = 8; // accessed (when PASID.SSADE is set)
  localparam int unsigned VTD_SS_PDE_2M_A_WIDTH = 1;
  localparam int unsigned VTD_SS_PDE_2M_D_LSB = 9; // dirty (when PASID.SSADE is set)
  localparam int unsigned VTD_SS_PDE_2M_D_WIDTH = 1;
  localparam int unsigned VTD_SS_PDE_2M_SNP_LSB = 11; // accesses to the page are snooped
  localparam int unsigned VTD_SS_PDE_2M_SNP_WIDTH = 1;
  localparam int unsigned VTD_SS_PDE_2M_ADDR_LSB = 21; // page
  localparam int unsigned VTD_SS_PDE_2M_ADDR_WIDTH = 31;

  // SS_PTE: Second-stage page table entry
  localparam int unsigned VTD_SS_PTE_SIZE = 8; // bytes
  localparam int unsigned VTD_SS_PTE_R_LSB = 0; // read permission
  localparam int unsigned VTD_SS_PTE_R_WIDTH = 1;
  localparam int unsigned VTD_SS_PTE_W_LSB = 1; // write permission
  localparam int unsigned VTD_SS_PTE_W_WIDTH = 1;
  localparam int unsigned VTD_SS_PTE_EMT_LSB = 3; // extended memory type
  localparam int unsigned VTD_SS_PTE_EMT_WIDTH = 3;
  localparam logic [2:0] VTD_SS_PTE_EMT_UC = 3'h0;
  localparam logic [2:0] VTD_SS_PTE_EMT_WC = 3'h1;
  localparam logic [2:0] VTD_SS_PTE_EMT_WT = 3'h4;
  localparam logic [2:0] VTD_SS_PTE_EMT_WP = 3'h5;
  localparam logic [2:0] VTD_SS_PTE_EMT_WB = 3'h6;
  localparam int unsigned VTD_SS_PTE_IPAT_LSB = 6; // ignore PAT (nested)
  localparam int unsigned VTD_SS_PTE_IPAT_WIDTH = 1;
  localparam int unsigned VTD_SS_PTE_A_LSB = 8; // accessed (when PASID.SSADE is set)
  localparam int unsigned VTD_SS_PTE_A_WIDTH = 1;
  localparam int unsigned VTD_SS_PTE_D_LSB = 9; // dirty (when PASID.SSADE is set)
  localparam int unsigned VTD_SS_PTE_D_WIDTH = 1;
  localparam int unsigned VTD_SS_PTE_SNP_LSB = 11; // accesses to the page are snooped
  localparam int unsigned VTD_SS_PTE_SNP_WIDTH = 1;
  localparam int unsigned VTD_SS_PTE_ADDR_LSB = 12; // page
  localparam int unsigned VTD_SS_PTE_ADDR_WIDTH = 40;

  // FS_PML: First-stage PML5 or PML4 entry
  localparam int unsigned VTD_FS_PML_SIZE = 8; // bytes
  localparam int unsigned VTD_FS_PML_P_LSB = 0; // present
  localparam int unsigned VTD_FS_PML_P_WIDTH = 1;
  localparam int unsigned VTD_FS_PML_RW_LSB = 1; // write permission
  localparam int unsigned VTD_FS_PML_RW_WIDTH = 1;
  localparam int unsigned VTD_FS_PML_US_LSB = 2; // user permission
  localparam int unsigned VTD_FS_PML_US_WIDTH = 1;
  localparam int unsigned VTD_FS_PML_A_LSB = 5; // accessed
  localparam int unsigned VTD_FS_PML_A_WIDTH = 1;
  localparam int unsigned VTD_FS_PML_EA_LSB = 10; // extended accessed (when PASID.EAFE is set)
  localparam int unsigned VTD_FS_PML_EA_WIDTH = 1;
  localparam int unsigned VTD_FS_PML_ADDR_LSB = 12; // next table
  localparam int unsigned VTD_FS_PML_ADDR_WIDTH = 40;

  // FS_DIR: First-stage PDP or PD entry that refers to a table
  localparam int unsigned VTD_FS_DIR_SIZE = 8; // bytes
  localparam int unsigned VTD_FS_DIR_P_LSB = 0; // present
  localparam int unsigned VTD_FS_DIR_P_WIDTH = 1;
  localparam int unsigned VTD_FS_DIR_RW_LSB = 1; // write permission
  localparam int unsigned VTD_FS_DIR_RW_WIDTH = 1;
  localparam int unsigned VTD_FS_DIR_US_LSB = 2; // user permission
  localparam int unsigned VTD_FS_DIR_US_WIDTH = 1;
  localparam int unsigned VTD_FS_DIR_A_LSB = 5; // accessed
  localparam int unsigned VTD_FS_DIR_A_WIDTH = 1;
  localparam int unsigned VTD_FS_DIR_PS_LSB = 7; // 0: refers to a table
  localparam int unsigned VTD_FS_DIR_PS_WIDTH = 1;
  localparam int unsigned VTD_FS_DIR_EA_LSB = 10; // extended accessed (when PASID.EAFE is set)
  localparam int unsigned VTD_FS_DIR_EA_WIDTH = 1;
  localparam int unsigned VTD_FS_DIR_ADDR_LSB = 12; // next table
  localparam int unsigned VTD_FS_DIR_ADDR_WIDTH = 40;

  // FS_PDPE_1G: First-stage PDP entry that maps a 1 GiB page
  localparam int unsigned VTD_FS_PDPE_1G_SIZE = 8; // bytes
  localparam int unsigned VTD_FS_PDPE_1G_P_LSB = 0; // present
  localparam int unsigned VTD_FS_PDPE_1G_P_WIDTH = 1;
  localparam int unsigned VTD_FS_PDPE_1G_RW_LSB = 1; // write permission
  localparam int unsigned VTD_FS_PDPE_1G_RW_WIDTH = 1;
  localparam int unsigned VTD_FS_PDPE_1G_US_LSB = 2; // user permission
  localparam int unsigned VTD_FS_PDPE_1G_US_WIDTH = 1;
  localparam int unsigned VTD_FS_PDPE_1G_PWT_LSB = 3; // PAT index bit 0
  localparam int unsigned VTD_FS_PDPE_1G_PWT_WIDTH = 1;
  localparam int unsigned VTD_FS_PDPE_1G_PCD_LSB = 4; // PAT index bit 1
  localparam int unsigned VTD_FS_PDPE_1G_PCD_WIDTH = 1;
  localparam int unsigned VTD_FS_PDPE_1G_A_LSB = 5; // accessed
  localparam int unsigned VTD_FS_PDPE_1G_A_WIDTH = 1;
  localparam int unsigned VTD_FS_PDPE_1G_D_LSB = 6; // dirty
  localparam int unsigned VTD_FS_PDPE_1G_D_WIDTH = 1;
  localparam int unsigned VTD_FS_PDPE_1G_PS_LSB = 7; // 1: maps a page
  localparam int unsigned VTD_FS_PDPE_1G_PS_WIDTH = 1;
  localparam int unsigned VTD_FS_PDPE_1G_EA_LSB = 10; // extended accessed (when PASID.EAFE is set)
  localparam int unsigned VTD_FS_PDPE_1G_EA_WIDTH = 1;
  localparam int unsigned VTD_FS_PDPE_1G_PAT_LSB = 12; // PAT index bit 2
  localparam int unsigned VTD_FS_PDPE_1G_PAT_WIDTH = 1;
  localparam int unsigned VTD_FS_PDPE_1G_ADDR_LSB = 30; // page
  localparam int unsigned VTD_FS_PDPE_1G_ADDR_WIDTH = 22;

  // FS_PDE_2M: First-stage PD entry that maps a 2 MiB page
  localparam int unsigned VTD_FS_PDE_2M_SIZE = 8; // bytes
  localparam int unsigned VTD_FS_PDE_2M_P_LSB = 0; // present
  localparam int unsigned VTD_FS_PDE_2M_P_WIDTH = 1;
  localparam int unsigned VTD_FS_PDE_2M_RW_LSB = 1; // write permission
  localparam int unsigned VTD_FS_PDE_2M_RW_WIDTH = 1;
  localparam int unsigned VTD_FS_PDE_2M_US_LSB = 2; // user permission
  localparam int unsigned VTD_FS_PDE_2M_US_WIDTH = 1;
  localparam int unsigned VTD_FS_PDE_2M_PWT_LSB = 3; // PAT index bit 0
  localparam int unsigned VTD_FS_PDE_2M_PWT_WIDTH = 1;
  localparam int unsigned VTD_FS_PDE_2M_PCD_LSB = 4; // PAT index bit 1
  localparam int unsigned VTD_FS_PDE_2M_PCD_WIDTH = 1;
  localparam int unsigned VTD_FS_PDE_2M_A_LSB = 5; // accessed
  localparam int unsigned VTD_FS_PDE_2M_A_WIDTH = 1;
  localparam int unsigned VTD_FS_PDE_2M_D_LSB = 6; // dirty
  localparam int unsigned VTD_FS_PDE_2M_D_WIDTH = 1;
  localparam int unsigned VTD_FS_PDE_2M_PS_LSB = 7; // 1: maps a page
  localparam int unsigned VTD_FS_PDE_2M_PS_WIDTH = 1;
  localparam int unsigned VTD_FS_PDE_2M_EA_LSB = 10; // extended accessed (when PASID.EAFE is set)
  localparam int unsigned VTD_FS_PDE_2M_EA_WIDTH = 1;
  localparam int unsigned VTD_FS_PDE_2M_PAT_LSB = 12; // PAT index bit 2
  localparam int unsigned VTD_FS_PDE_2M_PAT_WIDTH = 1;
  localparam int unsigned VTD_FS_PDE_2M_ADDR_LSB = 21; // page
  localparam int unsigned VTD_FS_PDE_2M_ADDR_WIDTH = 31;

  // FS_PTE: First-stage page table entry
  localparam int unsigned VTD_FS_PTE_SIZE = 8; // bytes
  localparam int unsigned VTD_FS_PTE_P_LSB = 0; // present
  localparam int unsigned VTD_FS_PTE_P_WIDTH = 1;
  localparam int unsigned VTD_FS_PTE_RW_LSB = 1; // write permission
  localparam int unsigned VTD_FS_PTE_RW_WIDTH = 1;
  localparam int unsigned VTD_FS_PTE_US_LSB = 2; // user permission
  localparam int unsigned VTD_FS_PTE_US_WIDTH = 1;
  localparam int unsigned VTD_FS_PTE_PWT_LSB = 3; // PAT index bit 0
  localparam int unsigned VTD_FS_PTE_PWT_WIDTH = 1;
  localparam int unsigned VTD_FS_PTE_PCD_LSB = 4; // PAT index bit 1
  localparam int unsigned VTD_FS_PTE_PCD_WIDTH = 1;
  localparam int unsigned VTD_FS_PTE_A_LSB = 5; // accessed
  localparam int unsigned VTD_FS_PTE_A_WIDTH = 1;
  localparam int unsigned VTD_FS_PTE_D_LSB = 6; // dirty
  localparam int unsigned VTD_FS_PTE_D_WIDTH = 1;
  localparam int unsigned VTD_FS_PTE_PAT_LSB = 7; // PAT index bit 2
  localparam int unsigned VTD_FS_PTE_PAT_WIDTH = 1;
  localparam int unsigned VTD_FS_PTE_EA_LSB = 10; // extended accessed (when PASID.EAFE is set)
  localparam int unsigned VTD_FS_PTE_EA_WIDTH = 1;
  localparam int unsigned VTD_FS_PTE_ADDR_LSB = 12; // page
  localparam int unsigned VTD_FS_PTE_ADDR_WIDTH = 40;

  // IRTE: Interrupt remapping table entry, remapped format (IM = 0)
  localparam int unsigned VTD_IRTE_SIZE = 16; // bytes
  localparam int unsigned VTD_IRTE_P_LSB = 0; // present
  localparam int unsigned VTD_IRTE_P_WIDTH = 1;
  localparam int unsigned VTD_IRTE_FPD_LSB = 1; // qualified faults are not reported; looked at even if P = 0
  localparam int unsigned VTD_IRTE_FPD_WIDTH = 1;
  localparam int unsigned VTD_IRTE_DM_LSB = 2; // destination mode, 1 = logical
  localparam int unsigned VTD_IRTE_DM_WIDTH = 1;
  localparam int unsigned VTD_IRTE_RH_LSB = 3; // redirection hint
  localparam int unsigned VTD_IRTE_RH_WIDTH = 1;
  localparam int unsigned VTD_IRTE_TM_LSB = 4; // trigger mode, 1 = level
  localparam int unsigned VTD_IRTE_TM_WIDTH = 1;
  localparam int unsigned VTD_IRTE_DLM_LSB = 5; // delivery mode
  localparam int unsigned VTD_IRTE_DLM_WIDTH = 3;
  localparam logic [2:0] VTD_IRTE_DLM_FIXED = 3'h0;
  localparam logic [2:0] VTD_IRTE_DLM_LOWEST = 3'h1;
  localparam logic [2:0] VTD_IRTE_DLM_SMI = 3'h2;
  localparam logic [2:0] VTD_IRTE_DLM_NMI = 3'h4;
  localparam logic [2:0] VTD_IRTE_DLM_INIT = 3'h5;
  localparam logic [2:0] VTD_IRTE_DLM_EXTINT = 3'h7;
  localparam int unsigned VTD_IRTE_IM_LSB = 15; // 0 = remapped format, 1 = posted format
  localparam int unsigned VTD_IRTE_IM_WIDTH = 1;
  localparam int unsigned VTD_IRTE_V_LSB = 16; // vector
  localparam int unsigned VTD_IRTE_V_WIDTH = 8;
  localparam int unsigned VTD_IRTE_DST_LSB = 32; // 32-bit destination (IRTA.EIME = 1)
  localparam int unsigned VTD_IRTE_DST_WIDTH = 32;
  localparam int unsigned VTD_IRTE_DST_XAPIC_LSB = 40; // 8-bit destination (IRTA.EIME = 0; the rest of DST is reserved)
  localparam int unsigned VTD_IRTE_DST_XAPIC_WIDTH = 8;
  localparam int unsigned VTD_IRTE_SID_LSB = 64; // requester id to verify
  localparam int unsigned VTD_IRTE_SID_WIDTH = 16;
  localparam int unsigned VTD_IRTE_SQ_LSB = 80; // bits of SID that are not compared
  localparam int unsigned VTD_IRTE_SQ_WIDTH = 2;
  localparam logic [1:0] VTD_IRTE_SQ_NONE = 2'h0;
  localparam logic [1:0] VTD_IRTE_SQ_BIT2 = 2'h1;
  localparam logic [1:0] VTD_IRTE_SQ_BITS2_1 = 2'h2;
  localparam logic [1:0] VTD_IRTE_SQ_BITS2_0 = 2'h3;
  localparam int unsigned VTD_IRTE_SVT_LSB = 82; // source validation type
  localparam int unsigned VTD_IRTE_SVT_WIDTH = 2;
  localparam logic [1:0] VTD_IRTE_SVT_NONE = 2'h0;
  localparam logic [1:0] VTD_IRTE_SVT_SID = 2'h1;
  localparam logic [1:0] VTD_IRTE_SVT_BUS = 2'h2;
  localparam logic [1:0] VTD_IRTE_SVT_RSVD = 2'h3;

  // IRTE_POSTED: Interrupt remapping table entry, posted format (IM = 1)
  localparam int unsigned VTD_IRTE_POSTED_SIZE = 16; // bytes
  localparam int unsigned VTD_IRTE_POSTED_P_LSB = 0; // present
  localparam int unsigned VTD_IRTE_POSTED_P_WIDTH = 1;
  localparam int unsigned VTD_IRTE_POSTED_FPD_LSB = 1; // qualified faults are not reported; looked at even if P = 0
  localparam int unsigned VTD_IRTE_POSTED_FPD_WIDTH = 1;
  localparam int unsigned VTD_IRTE_POSTED_URG_LSB = 14; // urgent: notify even if notifications are suppressed
  localparam int unsigned VTD_IRTE_POSTED_URG_WIDTH = 1;
  localparam int unsigned VTD_IRTE_POSTED_IM_LSB = 15; // 0 = remapped format, 1 = posted format
  localparam int unsigned VTD_IRTE_POSTED_IM_WIDTH = 1;
  localparam int unsigned VTD_IRTE_POSTED_VV_LSB = 16; // virtual vector
  localparam int unsigned VTD_IRTE_POSTED_VV_WIDTH = 8;
  localparam int unsigned VTD_IRTE_POSTED_PDAL_LSB = 38; // descriptor address bits 31:6
  localparam int unsigned VTD_IRTE_POSTED_PDAL_WIDTH = 26;
  localparam int unsigned VTD_IRTE_POSTED_SID_LSB = 64; // requester id to verify
  localparam int unsigned VTD_IRTE_POSTED_SID_WIDTH = 16;
  localparam int unsigned VTD_IRTE_POSTED_SQ_LSB = 80; // as IRTE.SQ
  localparam int unsigned VTD_IRTE_POSTED_SQ_WIDTH = 2;
  localparam int unsigned VTD_IRTE_POSTED_SVT_LSB = 82; // as IRTE.SVT
  localparam int unsigned VTD_IRTE_POSTED_SVT_WIDTH = 2;
  localparam int unsigned VTD_IRTE_POSTED_PDAH_LSB = 96; // descriptor address bits 63:32
  localparam int unsigned VTD_IRTE_POSTED_PDAH_WIDTH = 32;

  // PID: Posted interrupt descriptor
  localparam int unsigned VTD_PID_SIZE = 64; // bytes
  localparam int unsigned VTD_PID_PIR0_LSB = 0; // pending vectors 63:0
  localparam int unsigned VTD_PID_PIR0_WIDTH = 64;
  localparam int unsigned VTD_PID_PIR1_LSB = 64; // pending vectors 127:64
  localparam int unsigned VTD_PID_PIR1_WIDTH = 64;
  localparam int unsigned VTD_PID_PIR2_LSB = 128; // pending vectors 191:128
  localparam int unsigned VTD_PID_PIR2_WIDTH = 64;
  localparam int unsigned VTD_PID_PIR3_LSB = 192; // pending vectors 255:192
  localparam int unsigned VTD_PID_PIR3_WIDTH = 64;
  localparam int unsigned VTD_PID_ON_LSB = 256; // notification outstanding
  localparam int unsigned VTD_PID_ON_WIDTH = 1;
  localparam int unsigned VTD_PID_SN_LSB = 257; // notifications suppressed
  localparam int unsigned VTD_PID_SN_WIDTH = 1;
  localparam int unsigned VTD_PID_NV_LSB = 272; // notification vector
  localparam int unsigned VTD_PID_NV_WIDTH = 8;
  localparam int unsigned VTD_PID_NDST_LSB = 288; // 32-bit notification destination (x2APIC)
  localparam int unsigned VTD_PID_NDST_WIDTH = 32;
  localparam int unsigned VTD_PID_NDST_XAPIC_LSB = 296; // 8-bit notification destination (the rest of NDST is reserved)
  localparam int unsigned VTD_PID_NDST_XAPIC_WIDTH = 8;

  // MSI_COMPAT: Interrupt request, compatibility format: word 0 = address, word 1 = data
  localparam int unsigned VTD_MSI_COMPAT_SIZE = 16; // bytes
  localparam int unsigned VTD_MSI_COMPAT_DM_LSB = 2; // destination mode, 1 = logical
  localparam int unsigned VTD_MSI_COMPAT_DM_WIDTH = 1;
  localparam int unsigned VTD_MSI_COMPAT_RH_LSB = 3; // redirection hint
  localparam int unsigned VTD_MSI_COMPAT_RH_WIDTH = 1;
  localparam int unsigned VTD_MSI_COMPAT_FORMAT_LSB = 4; // 0 = compatibility
  localparam int unsigned VTD_MSI_COMPAT_FORMAT_WIDTH = 1;
  localparam int unsigned VTD_MSI_COMPAT_DEST_LSB = 12; // destination
  localparam int unsigned VTD_MSI_COMPAT_DEST_WIDTH = 8;
  localparam int unsigned VTD_MSI_COMPAT_PREFIX_LSB = 20; // FEEh
  localparam int unsigned VTD_MSI_COMPAT_PREFIX_WIDTH = 12;
  localparam logic [11:0] VTD_MSI_COMPAT_PREFIX_INTR = 12'hFEE;
  localparam int unsigned VTD_MSI_COMPAT_V_LSB = 64; // vector
  localparam int unsigned VTD_MSI_COMPAT_V_WIDTH = 8;
  localparam int unsigned VTD_MSI_COMPAT_DLM_LSB = 72; // delivery mode, as IRTE.DLM
  localparam int unsigned VTD_MSI_COMPAT_DLM_WIDTH = 3;
  localparam int unsigned VTD_MSI_COMPAT_LEVEL_LSB = 78; // trigger level, 1 = assert
  localparam int unsigned VTD_MSI_COMPAT_LEVEL_WIDTH = 1;
  localparam int unsigned VTD_MSI_COMPAT_TM_LSB = 79; // trigger mode, 1 = level
  localparam int unsigned VTD_MSI_COMPAT_TM_WIDTH = 1;

  // MSI_REMAP: Interrupt request, remappable format: word 0 = address, word 1 = data
  localparam int unsigned VTD_MSI_REMAP_SIZE = 16; // bytes
  localparam int unsigned VTD_MSI_REMAP_HANDLE_HI_LSB = 2; // handle bit 15
  localparam int unsigned VTD_MSI_REMAP_HANDLE_HI_WIDTH = 1;
  localparam int unsigned VTD_MSI_REMAP_SHV_LSB = 3; // the data holds a subhandle; else the data is ignored
  localparam int unsigned VTD_MSI_REMAP_SHV_WIDTH = 1;
  localparam int unsigned VTD_MSI_REMAP_FORMAT_LSB = 4; // 1 = remappable
  localparam int unsigned VTD_MSI_REMAP_FORMAT_WIDTH = 1;
  localparam int unsigned VTD_MSI_REMAP_HANDLE_LO_LSB = 5; // handle bits 14:0
  localparam int unsigned VTD_MSI_REMAP_HANDLE_LO_WIDTH = 15;
  localparam int unsigned VTD_MSI_REMAP_PREFIX_LSB = 20; // FEEh
  localparam int unsigned VTD_MSI_REMAP_PREFIX_WIDTH = 12;
  localparam logic [11:0] VTD_MSI_REMAP_PREFIX_INTR = 12'hFEE;
  localparam int unsigned VTD_MSI_REMAP_SUBHANDLE_LSB = 64; // is added to the handle (SHV = 1)
  localparam int unsigned VTD_MSI_REMAP_SUBHANDLE_WIDTH = 16;

  // EVENT_MSI: Message that the unit sends: word 0 = address, word 1 = data
  localparam int unsigned VTD_EVENT_MSI_SIZE = 16; // bytes
  localparam int unsigned VTD_EVENT_MSI_DM_LSB = 2; // destination mode, 1 = logical
  localparam int unsigned VTD_EVENT_MSI_DM_WIDTH = 1;
  localparam int unsigned VTD_EVENT_MSI_RH_LSB = 3; // redirection hint
  localparam int unsigned VTD_EVENT_MSI_RH_WIDTH = 1;
  localparam int unsigned VTD_EVENT_MSI_DEST_LO_LSB = 12; // destination bits 7:0
  localparam int unsigned VTD_EVENT_MSI_DEST_LO_WIDTH = 8;
  localparam int unsigned VTD_EVENT_MSI_PREFIX_LSB = 20; // FEEh
  localparam int unsigned VTD_EVENT_MSI_PREFIX_WIDTH = 12;
  localparam logic [11:0] VTD_EVENT_MSI_PREFIX_INTR = 12'hFEE;
  localparam int unsigned VTD_EVENT_MSI_DEST_HI_LSB = 40; // destination bits 31:8 (x2APIC)
  localparam int unsigned VTD_EVENT_MSI_DEST_HI_WIDTH = 24;
  localparam int unsigned VTD_EVENT_MSI_V_LSB = 64; // vector
  localparam int unsigned VTD_EVENT_MSI_V_WIDTH = 8;
  localparam int unsigned VTD_EVENT_MSI_DLM_LSB = 72; // delivery mode, as IRTE.DLM
  localparam int unsigned VTD_EVENT_MSI_DLM_WIDTH = 3;
  localparam int unsigned VTD_EVENT_MSI_LEVEL_LSB = 78; // trigger level, 1 = assert (remapped interrupts)
  localparam int unsigned VTD_EVENT_MSI_LEVEL_WIDTH = 1;
  localparam int unsigned VTD_EVENT_MSI_TM_LSB = 79; // trigger mode, 1 = level (remapped interrupts)
  localparam int unsigned VTD_EVENT_MSI_TM_WIDTH = 1;

  // IOAPIC_RTE: I/O APIC redirection entry, remappable format
  localparam int unsigned VTD_IOAPIC_RTE_SIZE = 8; // bytes
  localparam int unsigned VTD_IOAPIC_RTE_V_LSB = 0; // vector; equals IRTE.V for level interrupts
  localparam int unsigned VTD_IOAPIC_RTE_V_WIDTH = 8;
  localparam int unsigned VTD_IOAPIC_RTE_INDEX_HI_LSB = 11; // index bit 15
  localparam int unsigned VTD_IOAPIC_RTE_INDEX_HI_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_DS_LSB = 12; // delivery status
  localparam int unsigned VTD_IOAPIC_RTE_DS_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_POL_LSB = 13; // polarity, 1 = low
  localparam int unsigned VTD_IOAPIC_RTE_POL_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_RIRR_LSB = 14; // remote IRR
  localparam int unsigned VTD_IOAPIC_RTE_RIRR_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_TM_LSB = 15; // trigger mode, 1 = level; equals IRTE.TM
  localparam int unsigned VTD_IOAPIC_RTE_TM_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_MASK_LSB = 16; // masked
  localparam int unsigned VTD_IOAPIC_RTE_MASK_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_FORMAT_LSB = 48; // 1 = remappable
  localparam int unsigned VTD_IOAPIC_RTE_FORMAT_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_INDEX_LO_LSB = 49; // index bits 14:0
  localparam int unsigned VTD_IOAPIC_RTE_INDEX_LO_WIDTH = 15;

  // IOAPIC_RTE_COMPAT: I/O APIC redirection entry, compatibility format
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_SIZE = 8; // bytes
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_V_LSB = 0; // vector
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_V_WIDTH = 8;
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_DLM_LSB = 8; // delivery mode, as IRTE.DLM
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_DLM_WIDTH = 3;
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_DM_LSB = 11; // destination mode, 1 = logical
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_DM_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_DS_LSB = 12; // delivery status
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_DS_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_POL_LSB = 13; // polarity, 1 = low
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_POL_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_RIRR_LSB = 14; // remote IRR
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_RIRR_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_TM_LSB = 15; // trigger mode, 1 = level
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_TM_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_MASK_LSB = 16; // masked
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_MASK_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_FORMAT_LSB = 48; // 0 = compatibility
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_FORMAT_WIDTH = 1;
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_DEST_LSB = 56; // destination
  localparam int unsigned VTD_IOAPIC_RTE_COMPAT_DEST_WIDTH = 8;

  // QI: What all descriptors of the invalidation queue share
  localparam int unsigned VTD_QI_SIZE = 8; // bytes
  localparam int unsigned VTD_QI_TYPE_LSB = 0; // type, low part
  localparam int unsigned VTD_QI_TYPE_WIDTH = 4;
  localparam logic [3:0] VTD_QI_TYPE_CC = 4'h1;
  localparam logic [3:0] VTD_QI_TYPE_IOTLB = 4'h2;
  localparam logic [3:0] VTD_QI_TYPE_DEV_TLB = 4'h3;
  localparam logic [3:0] VTD_QI_TYPE_IEC = 4'h4;
  localparam logic [3:0] VTD_QI_TYPE_WAIT = 4'h5;
  localparam logic [3:0] VTD_QI_TYPE_P_IOTLB = 4'h6;
  localparam logic [3:0] VTD_QI_TYPE_PC = 4'h7;
  localparam logic [3:0] VTD_QI_TYPE_P_DEV_TLB = 4'h8;
  localparam logic [3:0] VTD_QI_TYPE_PGRP_RESP = 4'h9;
  localparam int unsigned VTD_QI_TYPE_HI_LSB = 9; // type, high part
  localparam int unsigned VTD_QI_TYPE_HI_WIDTH = 3;

  // QI_CC: Context-cache invalidation (cc_inv_dsc)
  localparam int unsigned VTD_QI_CC_SIZE = 16; // bytes
  localparam int unsigned VTD_QI_CC_TYPE_LSB = 0; // QI.TYPE CC
  localparam int unsigned VTD_QI_CC_TYPE_WIDTH = 4;
  localparam int unsigned VTD_QI_CC_G_LSB = 4; // granularity
  localparam int unsigned VTD_QI_CC_G_WIDTH = 2;
  localparam logic [1:0] VTD_QI_CC_G_RSVD = 2'h0;
  localparam logic [1:0] VTD_QI_CC_G_GLOBAL = 2'h1;
  localparam logic [1:0] VTD_QI_CC_G_DOMAIN = 2'h2;
  localparam logic [1:0] VTD_QI_CC_G_DEVICE = 2'h3;
  localparam int unsigned VTD_QI_CC_TYPE_HI_LSB = 9; // 0
  localparam int unsigned VTD_QI_CC_TYPE_HI_WIDTH = 3;
  localparam int unsigned VTD_QI_CC_DID_LSB = 16; // domain id
  localparam int unsigned VTD_QI_CC_DID_WIDTH = 16;
  localparam int unsigned VTD_QI_CC_SID_LSB = 32; // requester id
  localparam int unsigned VTD_QI_CC_SID_WIDTH = 16;
  localparam int unsigned VTD_QI_CC_FM_LSB = 48; // bits of SID that are not compared
  localparam int unsigned VTD_QI_CC_FM_WIDTH = 2;
  localparam logic [1:0] VTD_QI_CC_FM_NONE = 2'h0;
  localparam logic [1:0] VTD_QI_CC_FM_BIT2 = 2'h1;
  localparam logic [1:0] VTD_QI_CC_FM_BITS2_1 = 2'h2;
  localparam logic [1:0] VTD_QI_CC_FM_BITS2_0 = 2'h3;

  // QI_IOTLB: IOTLB invalidation (iotlb_inv_dsc)
  localparam int unsigned VTD_QI_IOTLB_SIZE = 16; // bytes
  localparam int unsigned VTD_QI_IOTLB_TYPE_LSB = 0; // QI.TYPE IOTLB
  localparam int unsigned VTD_QI_IOTLB_TYPE_WIDTH = 4;
  localparam int unsigned VTD_QI_IOTLB_G_LSB = 4; // granularity
  localparam int unsigned VTD_QI_IOTLB_G_WIDTH = 2;
  localparam logic [1:0] VTD_QI_IOTLB_G_RSVD = 2'h0;
  localparam logic [1:0] VTD_QI_IOTLB_G_GLOBAL = 2'h1;
  localparam logic [1:0] VTD_QI_IOTLB_G_DOMAIN = 2'h2;
  localparam logic [1:0] VTD_QI_IOTLB_G_PAGE = 2'h3;
  localparam int unsigned VTD_QI_IOTLB_DW_LSB = 6; // drain writes
  localparam int unsigned VTD_QI_IOTLB_DW_WIDTH = 1;
  localparam int unsigned VTD_QI_IOTLB_DR_LSB = 7; // drain reads
  localparam int unsigned VTD_QI_IOTLB_DR_WIDTH = 1;
  localparam int unsigned VTD_QI_IOTLB_TYPE_HI_LSB = 9; // 0
  localparam int unsigned VTD_QI_IOTLB_TYPE_HI_WIDTH = 3;
  localparam int unsigned VTD_QI_IOTLB_DID_LSB = 16; // domain id
  localparam int unsigned VTD_QI_IOTLB_DID_WIDTH = 16;
  localparam int unsigned VTD_QI_IOTLB_AM_LSB = 64; // address mask: 2^AM pages
  localparam int unsigned VTD_QI_IOTLB_AM_WIDTH = 6;
  localparam int unsigned VTD_QI_IOTLB_IH_LSB = 70; // hint: only leaf entries changed
  localparam int unsigned VTD_QI_IOTLB_IH_WIDTH = 1;
  localparam int unsigned VTD_QI_IOTLB_ADDR_LSB = 76; // page address
  localparam int unsigned VTD_QI_IOTLB_ADDR_WIDTH = 52;

  // QI_DEV_TLB: Device-TLB invalidation (dev_tlb_inv_dsc)
  localparam int unsigned VTD_QI_DEV_TLB_SIZE = 16; // bytes
  localparam int unsigned VTD_QI_DEV_TLB_TYPE_LSB = 0; // QI.TYPE DEV_TLB
  localparam int unsigned VTD_QI_DEV_TLB_TYPE_WIDTH = 4;
  localparam int unsigned VTD_QI_DEV_TLB_TYPE_HI_LSB = 9; // 0
  localparam int unsigned VTD_QI_DEV_TLB_TYPE_HI_WIDTH = 3;
  localparam int unsigned VTD_QI_DEV_TLB_PFSID_LO_LSB = 12; // PFSID bits 3:0
  localparam int unsigned VTD_QI_DEV_TLB_PFSID_LO_WIDTH = 4;
  localparam int unsigned VTD_QI_DEV_TLB_MIP_LSB = 16; // most invalidations pending, 0 = 32
  localparam int unsigned VTD_QI_DEV_TLB_MIP_WIDTH = 5;
  localparam int unsigned VTD_QI_DEV_TLB_SID_LSB = 32; // requester id
  localparam int unsigned VTD_QI_DEV_TLB_SID_WIDTH = 16;
  localparam int unsigned VTD_QI_DEV_TLB_PFSID_HI_LSB = 52; // PFSID bits 15:4
  localparam int unsigned VTD_QI_DEV_TLB_PFSID_HI_WIDTH = 12;
  localparam int unsigned VTD_QI_DEV_TLB_S_LSB = 64; // size: the lowest zero bit of ADDR tells it
  localparam int unsigned VTD_QI_DEV_TLB_S_WIDTH = 1;
  localparam int unsigned VTD_QI_DEV_TLB_ADDR_LSB = 76; // page address and size code
  localparam int unsigned VTD_QI_DEV_TLB_ADDR_WIDTH = 52;

  // QI_IEC: Interrupt entry cache invalidation (iec_inv_dsc)
  localparam int unsigned VTD_QI_IEC_SIZE = 16; // bytes
  localparam int unsigned VTD_QI_IEC_TYPE_LSB = 0; // QI.TYPE IEC
  localparam int unsigned VTD_QI_IEC_TYPE_WIDTH = 4;
  localparam int unsigned VTD_QI_IEC_G_LSB = 4; // granularity
  localparam int unsigned VTD_QI_IEC_G_WIDTH = 1;
  localparam logic VTD_QI_IEC_G_GLOBAL = 1'h0;
  localparam logic VTD_QI_IEC_G_INDEX = 1'h1;
  localparam int unsigned VTD_QI_IEC_TYPE_HI_LSB = 9; // 0
  localparam int unsigned VTD_QI_IEC_TYPE_HI_WIDTH = 3;
  localparam int unsigned VTD_QI_IEC_IM_LSB = 27; // index mask: low bits of IIDX that are not compared
  localparam int unsigned VTD_QI_IEC_IM_WIDTH = 5;
  localparam int unsigned VTD_QI_IEC_IIDX_LSB = 32; // interrupt index
  localparam int unsigned VTD_QI_IEC_IIDX_WIDTH = 16;

  // QI_WAIT: Invalidation wait (inv_wait_dsc)
  localparam int unsigned VTD_QI_WAIT_SIZE = 16; // bytes
  localparam int unsigned VTD_QI_WAIT_TYPE_LSB = 0; // QI.TYPE WAIT
  localparam int unsigned VTD_QI_WAIT_TYPE_WIDTH = 4;
  localparam int unsigned VTD_QI_WAIT_IF_LSB = 4; // interrupt on completion
  localparam int unsigned VTD_QI_WAIT_IF_WIDTH = 1;
  localparam int unsigned VTD_QI_WAIT_SW_LSB = 5; // write the status data
  localparam int unsigned VTD_QI_WAIT_SW_WIDTH = 1;
  localparam int unsigned VTD_QI_WAIT_FN_LSB = 6; // fence: later descriptors start after completion
  localparam int unsigned VTD_QI_WAIT_FN_WIDTH = 1;
  localparam int unsigned VTD_QI_WAIT_PD_LSB = 7; // drain page requests
  localparam int unsigned VTD_QI_WAIT_PD_WIDTH = 1;
  localparam int unsigned VTD_QI_WAIT_TYPE_HI_LSB = 9; // 0
  localparam int unsigned VTD_QI_WAIT_TYPE_HI_WIDTH = 3;
  localparam int unsigned VTD_QI_WAIT_DATA_LSB = 32; // status data
  localparam int unsigned VTD_QI_WAIT_DATA_WIDTH = 32;
  localparam int unsigned VTD_QI_WAIT_ADDR_LSB = 66; // status address; bits at and above the host address width are ignored
  localparam int unsigned VTD_QI_WAIT_ADDR_WIDTH = 62;

  // QI_P_IOTLB: PASID-based IOTLB invalidation (p_iotlb_inv_dsc)
  localparam int unsigned VTD_QI_P_IOTLB_SIZE = 32; // bytes
  localparam int unsigned VTD_QI_P_IOTLB_TYPE_LSB = 0; // QI.TYPE P_IOTLB
  localparam int unsigned VTD_QI_P_IOTLB_TYPE_WIDTH = 4;
  localparam int unsigned VTD_QI_P_IOTLB_G_LSB = 4; // granularity
  localparam int unsigned VTD_QI_P_IOTLB_G_WIDTH = 2;
  localparam logic [1:0] VTD_QI_P_IOTLB_G_PASID = 2'h2;
  localparam logic [1:0] VTD_QI_P_IOTLB_G_PAGE = 2'h3;
  localparam int unsigned VTD_QI_P_IOTLB_TYPE_HI_LSB = 9; // 0
  localparam int unsigned VTD_QI_P_IOTLB_TYPE_HI_WIDTH = 3;
  localparam int unsigned VTD_QI_P_IOTLB_DID_LSB = 16; // domain id
  localparam int unsigned VTD_QI_P_IOTLB_DID_WIDTH = 16;
  localparam int unsigned VTD_QI_P_IOTLB_PASID_LSB = 32; // PASID
  localparam int unsigned VTD_QI_P_IOTLB_PASID_WIDTH = 20;
  localparam int unsigned VTD_QI_P_IOTLB_AM_LSB = 64; // address mask: 2^AM pages
  localparam int unsigned VTD_QI_P_IOTLB_AM_WIDTH = 6;
  localparam int unsigned VTD_QI_P_IOTLB_IH_LSB = 70; // hint: only leaf entries changed
  localparam int unsigned VTD_QI_P_IOTLB_IH_WIDTH = 1;
  localparam int unsigned VTD_QI_P_IOTLB_ADDR_LSB = 76; // page address
  localparam int unsigned VTD_QI_P_IOTLB_ADDR_WIDTH = 52;

  // QI_PC: PASID-cache invalidation (pc_inv_dsc)
  localparam int unsigned VTD_QI_PC_SIZE = 32; // bytes
  localparam int unsigned VTD_QI_PC_TYPE_LSB = 0; // QI.TYPE PC
  localparam int unsigned VTD_QI_PC_TYPE_WIDTH = 4;
  localparam int unsigned VTD_QI_PC_G_LSB = 4; // granularity
  localparam int unsigned VTD_QI_PC_G_WIDTH = 2;
  localparam logic [1:0] VTD_QI_PC_G_DOMAIN = 2'h0;
  localparam logic [1:0] VTD_QI_PC_G_PASID = 2'h1;
  localparam logic [1:0] VTD_QI_PC_G_GLOBAL = 2'h3;
  localparam int unsigned VTD_QI_PC_TYPE_HI_LSB = 9; // 0
  localparam int unsigned VTD_QI_PC_TYPE_HI_WIDTH = 3;
  localparam int unsigned VTD_QI_PC_DID_LSB = 16; // domain id
  localparam int unsigned VTD_QI_PC_DID_WIDTH = 16;
  localparam int unsigned VTD_QI_PC_PASID_LSB = 32; // PASID
  localparam int unsigned VTD_QI_PC_PASID_WIDTH = 20;

  // QI_P_DEV_TLB: PASID-based device-TLB invalidation (p_dev_tlb_inv_dsc)
  localparam int unsigned VTD_QI_P_DEV_TLB_SIZE = 32; // bytes
  localparam int unsigned VTD_QI_P_DEV_TLB_TYPE_LSB = 0; // QI.TYPE P_DEV_TLB
  localparam int unsigned VTD_QI_P_DEV_TLB_TYPE_WIDTH = 4;
  localparam int unsigned VTD_QI_P_DEV_TLB_MIP_LSB = 4; // most invalidations pending, 0 = 32
  localparam int unsigned VTD_QI_P_DEV_TLB_MIP_WIDTH = 5;
  localparam int unsigned VTD_QI_P_DEV_TLB_TYPE_HI_LSB = 9; // 0
  localparam int unsigned VTD_QI_P_DEV_TLB_TYPE_HI_WIDTH = 3;
  localparam int unsigned VTD_QI_P_DEV_TLB_PFSID_LO_LSB = 12; // PFSID bits 3:0
  localparam int unsigned VTD_QI_P_DEV_TLB_PFSID_LO_WIDTH = 4;
  localparam int unsigned VTD_QI_P_DEV_TLB_SID_LSB = 16; // requester id
  localparam int unsigned VTD_QI_P_DEV_TLB_SID_WIDTH = 16;
  localparam int unsigned VTD_QI_P_DEV_TLB_PASID_LSB = 32; // PASID
  localparam int unsigned VTD_QI_P_DEV_TLB_PASID_WIDTH = 20;
  localparam int unsigned VTD_QI_P_DEV_TLB_PFSID_HI_LSB = 52; // PFSID bits 15:4
  localparam int unsigned VTD_QI_P_DEV_TLB_PFSID_HI_WIDTH = 12;
  localparam int unsigned VTD_QI_P_DEV_TLB_GI_LSB = 64; // global: all PASIDs
  localparam int unsigned VTD_QI_P_DEV_TLB_GI_WIDTH = 1;
  localparam int unsigned VTD_QI_P_DEV_TLB_S_LSB = 75; // size: the lowest zero bit of ADDR tells it
  localparam int unsigned VTD_QI_P_DEV_TLB_S_WIDTH = 1;
  localparam int unsigned VTD_QI_P_DEV_TLB_ADDR_LSB = 76; // page address and size code
  localparam int unsigned VTD_QI_P_DEV_TLB_ADDR_WIDTH = 52;

  // QI_PGRP_RESP: Page group response (page_grp_resp_dsc)
  localparam int unsigned VTD_QI_PGRP_RESP_SIZE = 32; // bytes
  localparam int unsigned VTD_QI_PGRP_RESP_TYPE_LSB = 0; // QI.TYPE PGRP_RESP
  localparam int unsigned VTD_QI_PGRP_RESP_TYPE_WIDTH = 4;
  localparam int unsigned VTD_QI_PGRP_RESP_PP_LSB = 4; // PASID present
  localparam int unsigned VTD_QI_PGRP_RESP_PP_WIDTH = 1;
  localparam int unsigned VTD_QI_PGRP_RESP_TYPE_HI_LSB = 9; // 0
  localparam int unsigned VTD_QI_PGRP_RESP_TYPE_HI_WIDTH = 3;
  localparam int unsigned VTD_QI_PGRP_RESP_RC_LSB = 12; // response code
  localparam int unsigned VTD_QI_PGRP_RESP_RC_WIDTH = 4;
  localparam logic [3:0] VTD_QI_PGRP_RESP_RC_SUCCESS = 4'h0;
  localparam logic [3:0] VTD_QI_PGRP_RESP_RC_INVALID = 4'h1;
  localparam logic [3:0] VTD_QI_PGRP_RESP_RC_FAILURE = 4'hF;
  localparam int unsigned VTD_QI_PGRP_RESP_RID_LSB = 16; // requester id
  localparam int unsigned VTD_QI_PGRP_RESP_RID_WIDTH = 16;
  localparam int unsigned VTD_QI_PGRP_RESP_PASID_LSB = 32; // PASID
  localparam int unsigned VTD_QI_PGRP_RESP_PASID_WIDTH = 20;
  localparam int unsigned VTD_QI_PGRP_RESP_PRGI_LSB = 67; // page request group index
  localparam int unsigned VTD_QI_PGRP_RESP_PRGI_WIDTH = 9;

  // PAGE_REQ: Page request queue entry (page_req_dsc), written by hardware
  localparam int unsigned VTD_PAGE_REQ_SIZE = 32; // bytes
  localparam int unsigned VTD_PAGE_REQ_TYPE_LSB = 0; // 01h
  localparam int unsigned VTD_PAGE_REQ_TYPE_WIDTH = 8;
  localparam logic [7:0] VTD_PAGE_REQ_TYPE_PAGE_REQ = 8'h1;
  localparam int unsigned VTD_PAGE_REQ_PP_LSB = 8; // PASID present
  localparam int unsigned VTD_PAGE_REQ_PP_WIDTH = 1;
  localparam int unsigned VTD_PAGE_REQ_RID_LSB = 16; // requester id
  localparam int unsigned VTD_PAGE_REQ_RID_WIDTH = 16;
  localparam int unsigned VTD_PAGE_REQ_PASID_LSB = 32; // PASID
  localparam int unsigned VTD_PAGE_REQ_PASID_WIDTH = 20;
  localparam int unsigned VTD_PAGE_REQ_EXR_LSB = 52; // execute permission requested
  localparam int unsigned VTD_PAGE_REQ_EXR_WIDTH = 1;
  localparam int unsigned VTD_PAGE_REQ_PMR_LSB = 53; // privileged mode requested
  localparam int unsigned VTD_PAGE_REQ_PMR_WIDTH = 1;
  localparam int unsigned VTD_PAGE_REQ_RDR_LSB = 64; // read permission requested
  localparam int unsigned VTD_PAGE_REQ_RDR_WIDTH = 1;
  localparam int unsigned VTD_PAGE_REQ_WRR_LSB = 65; // write permission requested
  localparam int unsigned VTD_PAGE_REQ_WRR_WIDTH = 1;
  localparam int unsigned VTD_PAGE_REQ_LPIG_LSB = 66; // last request of its group
  localparam int unsigned VTD_PAGE_REQ_LPIG_WIDTH = 1;
  localparam int unsigned VTD_PAGE_REQ_PRGI_LSB = 67; // page request group index
  localparam int unsigned VTD_PAGE_REQ_PRGI_WIDTH = 9;
  localparam int unsigned VTD_PAGE_REQ_ADDR_LSB = 76; // page address
  localparam int unsigned VTD_PAGE_REQ_ADDR_WIDTH = 52;

  // DMAR: Header of the ACPI table DMAR
  localparam int unsigned VTD_DMAR_SIZE = 48; // bytes
  localparam int unsigned VTD_DMAR_SIGNATURE_LSB = 0; // DMAR as text
  localparam int unsigned VTD_DMAR_SIGNATURE_WIDTH = 32;
  localparam logic [31:0] VTD_DMAR_SIGNATURE_DMAR = 32'h52414D44;
  localparam int unsigned VTD_DMAR_LENGTH_LSB = 32; // bytes of the whole table
  localparam int unsigned VTD_DMAR_LENGTH_WIDTH = 32;
  localparam int unsigned VTD_DMAR_REVISION_LSB = 64; // of the format
  localparam int unsigned VTD_DMAR_REVISION_WIDTH = 8;
  localparam logic [7:0] VTD_DMAR_REVISION_CURRENT = 8'h1;
  localparam int unsigned VTD_DMAR_CHECKSUM_LSB = 72; // makes the sum of all bytes 0
  localparam int unsigned VTD_DMAR_CHECKSUM_WIDTH = 8;
  localparam int unsigned VTD_DMAR_OEM_ID_LSB = 80; // six characters
  localparam int unsigned VTD_DMAR_OEM_ID_WIDTH = 48;
  localparam int unsigned VTD_DMAR_OEM_TABLE_ID_LSB = 128; // eight characters
  localparam int unsigned VTD_DMAR_OEM_TABLE_ID_WIDTH = 64;
  localparam int unsigned VTD_DMAR_OEM_REVISION_LSB = 192; // of the table
  localparam int unsigned VTD_DMAR_OEM_REVISION_WIDTH = 32;
  localparam int unsigned VTD_DMAR_CREATOR_ID_LSB = 224; // four characters
  localparam int unsigned VTD_DMAR_CREATOR_ID_WIDTH = 32;
  localparam int unsigned VTD_DMAR_CREATOR_REVISION_LSB = 256; // of the program that made the table
  localparam int unsigned VTD_DMAR_CREATOR_REVISION_WIDTH = 32;
  localparam int unsigned VTD_DMAR_HAW_LSB = 288; // host address width in bits, minus one
  localparam int unsigned VTD_DMAR_HAW_WIDTH = 8;
  localparam int unsigned VTD_DMAR_INTR_REMAP_LSB = 296; // the platform supports interrupt remapping
  localparam int unsigned VTD_DMAR_INTR_REMAP_WIDTH = 1;
  localparam int unsigned VTD_DMAR_X2APIC_OPT_OUT_LSB = 297; // software shall not use x2APIC mode
  localparam int unsigned VTD_DMAR_X2APIC_OPT_OUT_WIDTH = 1;
  localparam int unsigned VTD_DMAR_DMA_OPT_IN_LSB = 298; // software is asked to restrict DMA
  localparam int unsigned VTD_DMAR_DMA_OPT_IN_WIDTH = 1;

  // DMAR_ENTRY: How every remapping structure of the DMAR table begins
  localparam int unsigned VTD_DMAR_ENTRY_SIZE = 8; // bytes
  localparam int unsigned VTD_DMAR_ENTRY_TYPE_LSB = 0; // kind of structure
  localparam int unsigned VTD_DMAR_ENTRY_TYPE_WIDTH = 16;
  localparam logic [15:0] VTD_DMAR_ENTRY_TYPE_DRHD = 16'h0;
  localparam logic [15:0] VTD_DMAR_ENTRY_TYPE_RMRR = 16'h1;
  localparam logic [15:0] VTD_DMAR_ENTRY_TYPE_ATSR = 16'h2;
  localparam logic [15:0] VTD_DMAR_ENTRY_TYPE_RHSA = 16'h3;
  localparam logic [15:0] VTD_DMAR_ENTRY_TYPE_ANDD = 16'h4;
  localparam logic [15:0] VTD_DMAR_ENTRY_TYPE_SATC = 16'h5;
  localparam logic [15:0] VTD_DMAR_ENTRY_TYPE_SIDP = 16'h6;
  localparam int unsigned VTD_DMAR_ENTRY_LENGTH_LSB = 16; // bytes, with its device scopes
  localparam int unsigned VTD_DMAR_ENTRY_LENGTH_WIDTH = 16;
  localparam int unsigned VTD_DMAR_ENTRY_BODY_LSB = 32; // depends on the type
  localparam int unsigned VTD_DMAR_ENTRY_BODY_WIDTH = 32;

  // DMAR_DRHD: A remapping unit; device scopes follow
  localparam int unsigned VTD_DMAR_DRHD_SIZE = 16; // bytes
  localparam int unsigned VTD_DMAR_DRHD_TYPE_LSB = 0; // DMAR_ENTRY.TYPE DRHD
  localparam int unsigned VTD_DMAR_DRHD_TYPE_WIDTH = 16;
  localparam int unsigned VTD_DMAR_DRHD_LENGTH_LSB = 16; // bytes, with its device scopes
  localparam int unsigned VTD_DMAR_DRHD_LENGTH_WIDTH = 16;
  localparam int unsigned VTD_DMAR_DRHD_INCLUDE_PCI_ALL_LSB = 32; // has all devices of the segment that no other unit lists
  localparam int unsigned VTD_DMAR_DRHD_INCLUDE_PCI_ALL_WIDTH = 1;
  localparam int unsigned VTD_DMAR_DRHD_SIZE_LSB = 40; // log2 of the register window in 4 KiB pages
  localparam int unsigned VTD_DMAR_DRHD_SIZE_WIDTH = 4;
  localparam int unsigned VTD_DMAR_DRHD_SEGMENT_LSB = 48; // PCI segment
  localparam int unsigned VTD_DMAR_DRHD_SEGMENT_WIDTH = 16;
  localparam int unsigned VTD_DMAR_DRHD_BASE_LSB = 64; // address of the registers
  localparam int unsigned VTD_DMAR_DRHD_BASE_WIDTH = 64;

  // DMAR_RMRR: Memory that devices use from before the operating system on; device scopes follow
  localparam int unsigned VTD_DMAR_RMRR_SIZE = 24; // bytes
  localparam int unsigned VTD_DMAR_RMRR_TYPE_LSB = 0; // DMAR_ENTRY.TYPE RMRR
  localparam int unsigned VTD_DMAR_RMRR_TYPE_WIDTH = 16;
  localparam int unsigned VTD_DMAR_RMRR_LENGTH_LSB = 16; // bytes, with its device scopes
  localparam int unsigned VTD_DMAR_RMRR_LENGTH_WIDTH = 16;
  localparam int unsigned VTD_DMAR_RMRR_SEGMENT_LSB = 48; // PCI segment
  localparam int unsigned VTD_DMAR_RMRR_SEGMENT_WIDTH = 16;
  localparam int unsigned VTD_DMAR_RMRR_BASE_LSB = 64; // first byte
  localparam int unsigned VTD_DMAR_RMRR_BASE_WIDTH = 64;
  localparam int unsigned VTD_DMAR_RMRR_LIMIT_LSB = 128; // last byte
  localparam int unsigned VTD_DMAR_RMRR_LIMIT_WIDTH = 64;

  // DMAR_ATSR: Root ports below which ATS may be used; device scopes follow
  localparam int unsigned VTD_DMAR_ATSR_SIZE = 8; // bytes
  localparam int unsigned VTD_DMAR_ATSR_TYPE_LSB = 0; // DMAR_ENTRY.TYPE ATSR
  localparam int unsigned VTD_DMAR_ATSR_TYPE_WIDTH = 16;
  localparam int unsigned VTD_DMAR_ATSR_LENGTH_LSB = 16; // bytes, with its device scopes
  localparam int unsigned VTD_DMAR_ATSR_LENGTH_WIDTH = 16;
  localparam int unsigned VTD_DMAR_ATSR_ALL_PORTS_LSB = 32; // every root port of the segment
  localparam int unsigned VTD_DMAR_ATSR_ALL_PORTS_WIDTH = 1;
  localparam int unsigned VTD_DMAR_ATSR_SEGMENT_LSB = 48; // PCI segment
  localparam int unsigned VTD_DMAR_ATSR_SEGMENT_WIDTH = 16;

  // DMAR_RHSA: Proximity domain of a unit; the table has 20 bytes of it
  localparam int unsigned VTD_DMAR_RHSA_SIZE = 24; // bytes
  localparam int unsigned VTD_DMAR_RHSA_TYPE_LSB = 0; // DMAR_ENTRY.TYPE RHSA
  localparam int unsigned VTD_DMAR_RHSA_TYPE_WIDTH = 16;
  localparam int unsigned VTD_DMAR_RHSA_LENGTH_LSB = 16; // 20
  localparam int unsigned VTD_DMAR_RHSA_LENGTH_WIDTH = 16;
  localparam int unsigned VTD_DMAR_RHSA_BASE_LSB = 64; // address of the unit's registers
  localparam int unsigned VTD_DMAR_RHSA_BASE_WIDTH = 64;
  localparam int unsigned VTD_DMAR_RHSA_PROXIMITY_LSB = 128; // proximity domain
  localparam int unsigned VTD_DMAR_RHSA_PROXIMITY_WIDTH = 32;

  // DMAR_ANDD: A device of the ACPI name space; its name follows, ended by 0
  localparam int unsigned VTD_DMAR_ANDD_SIZE = 8; // bytes
  localparam int unsigned VTD_DMAR_ANDD_TYPE_LSB = 0; // DMAR_ENTRY.TYPE ANDD
  localparam int unsigned VTD_DMAR_ANDD_TYPE_WIDTH = 16;
  localparam int unsigned VTD_DMAR_ANDD_LENGTH_LSB = 16; // bytes, with the name
  localparam int unsigned VTD_DMAR_ANDD_LENGTH_WIDTH = 16;
  localparam int unsigned VTD_DMAR_ANDD_NUMBER_LSB = 56; // ACPI device number, as in device scopes
  localparam int unsigned VTD_DMAR_ANDD_NUMBER_WIDTH = 8;

  // DMAR_SATC: Integrated devices with a device-TLB; device scopes follow
  localparam int unsigned VTD_DMAR_SATC_SIZE = 8; // bytes
  localparam int unsigned VTD_DMAR_SATC_TYPE_LSB = 0; // DMAR_ENTRY.TYPE SATC
  localparam int unsigned VTD_DMAR_SATC_TYPE_WIDTH = 16;
  localparam int unsigned VTD_DMAR_SATC_LENGTH_LSB = 16; // bytes, with its device scopes
  localparam int unsigned VTD_DMAR_SATC_LENGTH_WIDTH = 16;
  localparam int unsigned VTD_DMAR_SATC_ATC_REQUIRED_LSB = 32; // the devices need ATS enabled
  localparam int unsigned VTD_DMAR_SATC_ATC_REQUIRED_WIDTH = 1;
  localparam int unsigned VTD_DMAR_SATC_SEGMENT_LSB = 48; // PCI segment
  localparam int unsigned VTD_DMAR_SATC_SEGMENT_WIDTH = 16;

  // DMAR_SIDP: Properties of integrated devices, as flags of the device scopes that follow
  localparam int unsigned VTD_DMAR_SIDP_SIZE = 8; // bytes
  localparam int unsigned VTD_DMAR_SIDP_TYPE_LSB = 0; // DMAR_ENTRY.TYPE SIDP
  localparam int unsigned VTD_DMAR_SIDP_TYPE_WIDTH = 16;
  localparam int unsigned VTD_DMAR_SIDP_LENGTH_LSB = 16; // bytes, with its device scopes
  localparam int unsigned VTD_DMAR_SIDP_LENGTH_WIDTH = 16;
  localparam int unsigned VTD_DMAR_SIDP_SEGMENT_LSB = 48; // PCI segment
  localparam int unsigned VTD_DMAR_SIDP_SEGMENT_WIDTH = 16;

  // DMAR_SCOPE: Device scope with a path of one step; 6 bytes and 2 for each step of its path
  localparam int unsigned VTD_DMAR_SCOPE_SIZE = 8; // bytes
  localparam int unsigned VTD_DMAR_SCOPE_TYPE_LSB = 0; // what it names
  localparam int unsigned VTD_DMAR_SCOPE_TYPE_WIDTH = 8;
  localparam logic [7:0] VTD_DMAR_SCOPE_TYPE_ENDPOINT = 8'h1;
  localparam logic [7:0] VTD_DMAR_SCOPE_TYPE_BRIDGE = 8'h2;
  localparam logic [7:0] VTD_DMAR_SCOPE_TYPE_IOAPIC = 8'h3;
  localparam logic [7:0] VTD_DMAR_SCOPE_TYPE_HPET = 8'h4;
  localparam logic [7:0] VTD_DMAR_SCOPE_TYPE_NAMESPACE = 8'h5;
  localparam int unsigned VTD_DMAR_SCOPE_LENGTH_LSB = 8; // bytes, with the path
  localparam int unsigned VTD_DMAR_SCOPE_LENGTH_WIDTH = 8;
  localparam int unsigned VTD_DMAR_SCOPE_NO_NESTED_LSB = 16; // SIDP: no nested translation for requests without PASID
  localparam int unsigned VTD_DMAR_SCOPE_NO_NESTED_WIDTH = 1;
  localparam int unsigned VTD_DMAR_SCOPE_NO_PWSNP_LSB = 17; // SIDP: PWSNP must be clear for requests without PASID
  localparam int unsigned VTD_DMAR_SCOPE_NO_PWSNP_WIDTH = 1;
  localparam int unsigned VTD_DMAR_SCOPE_NO_PGSNP_LSB = 18; // SIDP: PGSNP must be clear for requests without PASID
  localparam int unsigned VTD_DMAR_SCOPE_NO_PGSNP_WIDTH = 1;
  localparam int unsigned VTD_DMAR_SCOPE_ATC_HARDENED_LSB = 19; // SIDP: the device-TLB is as safe as the unit
  localparam int unsigned VTD_DMAR_SCOPE_ATC_HARDENED_WIDTH = 1;
  localparam int unsigned VTD_DMAR_SCOPE_ATC_REQUIRED_LSB = 20; // SIDP: the device needs ATS enabled
  localparam int unsigned VTD_DMAR_SCOPE_ATC_REQUIRED_WIDTH = 1;
  localparam int unsigned VTD_DMAR_SCOPE_ID_LSB = 32; // IOAPIC id, HPET number or ACPI device number
  localparam int unsigned VTD_DMAR_SCOPE_ID_WIDTH = 8;
  localparam int unsigned VTD_DMAR_SCOPE_BUS_LSB = 40; // bus on which the path begins
  localparam int unsigned VTD_DMAR_SCOPE_BUS_WIDTH = 8;
  localparam int unsigned VTD_DMAR_SCOPE_DEVICE_LSB = 48; // first step: device
  localparam int unsigned VTD_DMAR_SCOPE_DEVICE_WIDTH = 8;
  localparam int unsigned VTD_DMAR_SCOPE_FUNCTION_LSB = 56; // first step: function
  localparam int unsigned VTD_DMAR_SCOPE_FUNCTION_WIDTH = 8;

  // ---- Fault reasons: the codes in a fault record
  localparam logic [7:0] VTD_FR_LRT_2 = 8'h1; // root entry: P = 0
  localparam logic [7:0] VTD_FR_LCT_2 = 8'h2; // context entry: P = 0
  localparam logic [7:0] VTD_FR_LCT_4_1 = 8'h3; // context entry: AW not supported
  localparam logic [7:0] VTD_FR_LCT_4_2 = 8'h3; // context entry: TT not supported
  localparam logic [7:0] VTD_FR_LCT_4_3 = 8'h3; // access error reading the top second-stage entry
  localparam logic [7:0] VTD_FR_LGN_1_1 = 8'h4; // address beyond what MGAW and AW allow
  localparam logic [7:0] VTD_FR_LGN_1_2 = 8'h4; // translated address beyond the host address width
  localparam logic [7:0] VTD_FR_LGN_1_3 = 8'h4; // pass-through address beyond the host address width
  localparam logic [7:0] VTD_FR_LGN_2 = 8'h5; // write or atomic request without write permission
  localparam logic [7:0] VTD_FR_LGN_3 = 8'h6; // read or atomic request without read permission
  localparam logic [7:0] VTD_FR_LSS_1 = 8'h7; // access error reading a second-stage entry below the top
  localparam logic [7:0] VTD_FR_LRT_1 = 8'h8; // access error reading the root entry
  localparam logic [7:0] VTD_FR_LCT_1 = 8'h9; // access error reading the context entry
  localparam logic [7:0] VTD_FR_LRT_3 = 8'hA; // root entry: reserved field set
  localparam logic [7:0] VTD_FR_LCT_3 = 8'hB; // context entry: reserved field set
  localparam logic [7:0] VTD_FR_LSS_2 = 8'hC; // second-stage entry: reserved field set with R or W
  localparam logic [7:0] VTD_FR_LCT_5 = 8'hD; // translation or translated request while TT is not 01b
  localparam logic [7:0] VTD_FR_LGN_4 = 8'hE; // output address in the interrupt address range
  localparam logic [7:0] VTD_FR_IR_20 = 8'h20; // reserved field set in the interrupt request
  localparam logic [7:0] VTD_FR_IR_21 = 8'h21; // interrupt index beyond the table
  localparam logic [7:0] VTD_FR_IR_22 = 8'h22; // interrupt entry not present
  localparam logic [7:0] VTD_FR_IR_23 = 8'h23; // access error reading an interrupt entry
  localparam logic [7:0] VTD_FR_IR_24 = 8'h24; // reserved field set in an interrupt entry
  localparam logic [7:0] VTD_FR_IR_25 = 8'h25; // compatibility-format interrupt blocked
  localparam logic [7:0] VTD_FR_IR_26 = 8'h26; // interrupt source verification failed
  localparam logic [7:0] VTD_FR_IR_27 = 8'h27; // access error on a posted interrupt descriptor
  localparam logic [7:0] VTD_FR_IR_28 = 8'h28; // reserved field set in a posted interrupt descriptor
  localparam logic [7:0] VTD_FR_IR_29 = 8'h29; // illegal request to the interrupt address range
  localparam logic [7:0] VTD_FR_RTA_1_1 = 8'h30; // TTM = 11b while abort-DMA mode is not supported
  localparam logic [7:0] VTD_FR_RTA_1_2 = 8'h30; // TTM = 10b
  localparam logic [7:0] VTD_FR_RTA_1_3 = 8'h30; // TTM = 01b while scalable mode is not supported
  localparam logic [7:0] VTD_FR_RTA_2 = 8'h31; // request with PASID while TTM = 00b
  localparam logic [7:0] VTD_FR_RTA_3 = 8'h32; // page request while TTM = 00b
  localparam logic [7:0] VTD_FR_RTA_4 = 8'h33; // any request while TTM = 11b
  localparam logic [7:0] VTD_FR_SRT_1 = 8'h38; // access error reading the root entry
  localparam logic [7:0] VTD_FR_SRT_2 = 8'h39; // root entry: LP or UP = 0
  localparam logic [7:0] VTD_FR_SRT_3 = 8'h3A; // root entry: reserved field set in the half in use
  localparam logic [7:0] VTD_FR_SCT_1 = 8'h40; // access error reading the context entry
  localparam logic [7:0] VTD_FR_SCT_2 = 8'h41; // context entry: P = 0
  localparam logic [7:0] VTD_FR_SCT_3 = 8'h42; // context entry: reserved field set
  localparam logic [7:0] VTD_FR_SCT_4_1 = 8'h43; // context entry: PRE set while DTE = 0
  localparam logic [7:0] VTD_FR_SCT_4_2 = 8'h43; // context entry: RID_PASID beyond the PASID directory
  localparam logic [7:0] VTD_FR_SCT_5 = 8'h44; // translation or translated request while DTE = 0
  localparam logic [7:0] VTD_FR_SCT_6 = 8'h45; // request with PASID while PASIDE = 0
  localparam logic [7:0] VTD_FR_SCT_7 = 8'h46; // PASID beyond the PASID directory
  localparam logic [7:0] VTD_FR_SCT_8 = 8'h47; // page request while PRE = 0
  localparam logic [7:0] VTD_FR_SCT_9 = 8'h48; // the request's PASID equals RID_PASID
  localparam logic [7:0] VTD_FR_SPD_1 = 8'h50; // access error reading the PASID directory entry
  localparam logic [7:0] VTD_FR_SPD_2 = 8'h51; // PASID directory entry: P = 0
  localparam logic [7:0] VTD_FR_SPD_3 = 8'h52; // PASID directory entry: reserved field set
  localparam logic [7:0] VTD_FR_SPT_1 = 8'h58; // access error reading the PASID table entry
  localparam logic [7:0] VTD_FR_SPT_2 = 8'h59; // PASID table entry: P = 0
  localparam logic [7:0] VTD_FR_SPT_3 = 8'h5A; // PASID table entry: reserved field set
  localparam logic [7:0] VTD_FR_SPT_4_1 = 8'h5B; // PASID table entry: AW not supported
  localparam logic [7:0] VTD_FR_SPT_4_2 = 8'h5B; // PASID table entry: PGTT not supported
  localparam logic [7:0] VTD_FR_SPT_4_3 = 8'h5B; // PASID table entry: FSPM not supported
  localparam logic [7:0] VTD_FR_SPT_4_4 = 8'h5B; // PASID table entry: FSPTPTR of a nested entry beyond what MGAW and AW allow
  localparam logic [7:0] VTD_FR_SPT_5 = 8'h5C; // request with PASID asks for execute permission
  localparam logic [7:0] VTD_FR_SPT_6 = 8'h5D; // privileged request while SRE = 0
  localparam logic [7:0] VTD_FR_SFS_1 = 8'h70; // access error reading a first-stage entry below the top
  localparam logic [7:0] VTD_FR_SFS_2 = 8'h71; // first-stage entry: P = 0
  localparam logic [7:0] VTD_FR_SFS_3 = 8'h72; // first-stage entry: reserved field set
  localparam logic [7:0] VTD_FR_SFS_4 = 8'h73; // access error reading the top first-stage entry
  localparam logic [7:0] VTD_FR_SFS_5 = 8'h74; // nested: address in a first-stage entry beyond what MGAW and AW allow
  localparam logic [7:0] VTD_FR_SFS_6 = 8'h75; // nested: no read permission for the top first-stage table
  localparam logic [7:0] VTD_FR_SFS_7 = 8'h76; // nested: no read permission for a first-stage table below the top
  localparam logic [7:0] VTD_FR_SFS_8 = 8'h77; // nested: no write permission to update a first-stage entry
  localparam logic [7:0] VTD_FR_SSS_1 = 8'h78; // access error reading a second-stage entry below the top
  localparam logic [7:0] VTD_FR_SSS_2 = 8'h79; // second-stage entry: no permission in it, or none left over the levels
  localparam logic [7:0] VTD_FR_SSS_3 = 8'h7A; // second-stage entry: reserved field set with R or W
  localparam logic [7:0] VTD_FR_SSS_4 = 8'h7B; // access error reading the top second-stage entry
  localparam logic [7:0] VTD_FR_SSS_5 = 8'h7C; // accessed or dirty flag to be set in a second-stage entry while the walk is not snooped
  localparam logic [7:0] VTD_FR_SSS_6 = 8'h7D; // atomic update of a second-stage entry failed
  localparam logic [7:0] VTD_FR_SGN_1 = 8'h80; // first-stage input address not canonical
  localparam logic [7:0] VTD_FR_SGN_2 = 8'h81; // user request met an entry with U/S = 0
  localparam logic [7:0] VTD_FR_SGN_4_1 = 8'h83; // translated address beyond the host address width
  localparam logic [7:0] VTD_FR_SGN_4_2 = 8'h83; // pass-through address beyond the host address width
  localparam logic [7:0] VTD_FR_SGN_5 = 8'h84; // second-stage input address beyond what MGAW and AW allow
  localparam logic [7:0] VTD_FR_SGN_6 = 8'h85; // write or atomic request without write permission
  localparam logic [7:0] VTD_FR_SGN_7 = 8'h86; // read or atomic request without read permission
  localparam logic [7:0] VTD_FR_SGN_8_1 = 8'h87; // untranslated request: output address in the interrupt address range
  localparam logic [7:0] VTD_FR_SGN_8_2 = 8'h87; // translation request: output address in the interrupt address range
  localparam logic [7:0] VTD_FR_SGN_8_3 = 8'h87; // translated request: address in the interrupt address range
  localparam logic [7:0] VTD_FR_SGN_10 = 8'h89; // PASID beyond what ECAP.PSS allows
  localparam logic [7:0] VTD_FR_SFS_9 = 8'h90; // accessed or dirty flag to be set in a first-stage entry while the walk is not snooped
  localparam logic [7:0] VTD_FR_SFS_10 = 8'h91; // atomic update of a first-stage entry failed

endpackage
/* verilator lint_on UNUSEDPARAM */
