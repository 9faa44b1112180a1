// SPDX-License-Identifier: Apache-2.0
// Every fault condition of scalable mode that tables and requests of rev 4.1 can bring about
// (chapters 3 and 7), page requests excepted: what to break, and what each kind of request then
// gets.
#ifndef VTD_TB_SM_CONDITIONS_H
#define VTD_TB_SM_CONDITIONS_H

#include "sm_breakage.h"

// How a kind of request ends, in the words of the architecture's tables.
typedef enum ending { NA, UR, CA, S0, SEFF } ending;

enum { FS = VTD_PASID_PGTT_FS, SS = VTD_PASID_PGTT_SS, NEST = VTD_PASID_PGTT_NESTED };
enum { PT = VTD_PASID_PGTT_PT };
enum { R = VTD_ACCESS_READ, W = VTD_ACCESS_WRITE };
#define P VTD_REQ_PASID

typedef struct sm_condition {
  const char *name;
  unsigned code;
  bool qualified; // FPD = 1 silences it
  ending u, x, t; // untranslated, translation request, translated
  unsigned pgtt;
  void (*arrange)(sm_test *s);
  uint64_t addr;
  unsigned access; // of the untranslated request
  unsigned flags;  // VTD_REQ_*; with PASID: SM_PASID unless `pasid`
  uint32_t pasid;
  bool denied; // the page is mapped, but not for this access
} sm_condition;

#define HIGH     (UINT64_C(1) << 48)
#define NONCANON UINT64_C(0x0000900040201000)

static const sm_condition sm_conditions[] = {
    {"SRT.1", 0x38, false, UR, CA, UR, SS, srt_1, SM_IOVA, R, 0, 0, false},
    {"SRT.2", 0x39, false, UR, UR, UR, SS, srt_2, SM_IOVA, R, 0, 0, false},
    {"SRT.3", 0x3A, false, UR, CA, UR, SS, srt_3, SM_IOVA, R, 0, 0, false},
    {"SCT.1", 0x40, false, UR, CA, UR, SS, sct_1, SM_IOVA, R, 0, 0, false},
    {"SCT.2", 0x41, true, UR, UR, UR, SS, sct_2, SM_IOVA, R, 0, 0, false},
    {"SCT.3", 0x42, true, UR, CA, UR, SS, sct_3, SM_IOVA, R, 0, 0, false},
    {"SCT.4.1", 0x43, true, UR, CA, UR, SS, sct_4_1, SM_IOVA, R, 0, 0, false},
    {"SCT.4.2", 0x43, true, UR, CA, UR, SS, sct_4_2, SM_IOVA, R, 0, 0, false},
    {"SCT.5", 0x44, true, NA, UR, UR, SS, sct_5, SM_IOVA, R, 0, 0, false},
    {"SCT.6", 0x45, true, UR, UR, NA, SS, sct_6, SM_IOVA, R, P, 0, false},
    {"SCT.7", 0x46, true, UR, UR, NA, SS, nothing, SM_IOVA, R, P, 0x4000, false},
    {"SCT.9", 0x48, true, UR, UR, NA, SS, nothing, SM_IOVA, R, P, SM_RID_PASID, false},
    {"SGN.10", 0x89, true, UR, UR, NA, SS, nothing, SM_IOVA, R, P, 0x100000, false},
    {"SPD.1", 0x50, false, UR, CA, NA, SS, spd_1, SM_IOVA, R, 0, 0, false},
    {"SPD.2", 0x51, true, UR, S0, NA, SS, spd_2, SM_IOVA, R, 0, 0, false},
    {"SPD.3", 0x52, true, UR, CA, NA, SS, spd_3, SM_IOVA, R, 0, 0, false},
    {"SPT.1", 0x58, false, UR, CA, NA, SS, spt_1, SM_IOVA, R, 0, 0, false},
    {"SPT.2", 0x59, true, UR, S0, NA, SS, spt_2, SM_IOVA, R, 0, 0, false},
    {"SPT.2 PASID", 0x59, true, UR, S0, NA, SS, nothing, SM_IOVA, R, P, 0x11, false},
    {"SPT.3", 0x5A, true, UR, CA, NA, SS, spt_3, SM_IOVA, R, 0, 0, false},
    {"SPT.3 CD", 0x5A, true, UR, CA, NA, FS, spt_3_cd, SM_IOVA, R, P, 0, false},
    {"SPT.3 root", 0x5A, true, UR, CA, NA, FS, spt_3_root, SM_IOVA, R, 0, 0, false},
    {"SPT.4.1", 0x5B, true, UR, CA, NA, SS, spt_4_1, SM_IOVA, R, 0, 0, false},
    {"SPT.4.1 nest", 0x5B, true, UR, CA, NA, NEST, spt_4_1, SM_IOVA, R, 0, 0, false},
    {"SPT.4.2", 0x5B, true, UR, CA, NA, SS, spt_4_2, SM_IOVA, R, 0, 0, false},
    {"SPT.4.3", 0x5B, true, UR, CA, NA, FS, spt_4_3, SM_IOVA, R, 0, 0, false},
    {"SPT.4.4", 0x5B, true, UR, CA, NA, NEST, spt_4_4, SM_IOVA, R, 0, 0, false},
    {"SPT.5", 0x5C, true, UR, S0, NA, SS, nothing, SM_IOVA, R, P | VTD_REQ_EXEC, 0, false},
    {"SPT.6", 0x5D, true, UR, S0, NA, SS, no_sre, SM_IOVA, R, P | VTD_REQ_PRIV, 0, false},
    {"SPT.6 FS", 0x5D, true, UR, S0, NA, FS, no_sre, SM_IOVA, R, P | VTD_REQ_PRIV, 0, false},
    {"SPT.6 PT", 0x5D, true, UR, S0, NA, PT, no_sre, SM_IOVA, R, P | VTD_REQ_PRIV, 0, false},
    {"SPT.6 RID", 0x5D, true, UR, S0, NA, FS, rid_priv_no_sre, SM_IOVA, R, 0, 0, false},
    {"SFS.1", 0x70, true, UR, S0, NA, FS, sfs_1, SM_IOVA, R, 0, 0, false},
    {"SFS.2", 0x71, true, UR, S0, NA, FS, sfs_2, SM_IOVA, R, P, 0, false},
    {"SFS.3", 0x72, true, UR, S0, NA, FS, sfs_3, SM_IOVA, R, P, 0, false},
    {"SFS.3 PS", 0x72, true, UR, S0, NA, FS, sfs_3_top, SM_IOVA, R, P, 0, false},
    {"SFS.4", 0x73, true, UR, S0, NA, FS, sfs_4, SM_IOVA, R, 0, 0, false},
    {"SFS.5", 0x74, true, UR, S0, NA, NEST, sfs_5, SM_IOVA, R, P, 0, false},
    {"SFS.5 page", 0x74, true, UR, S0, NA, NEST, sfs_5_page, SM_IOVA, R, P, 0, false},
    {"SFS.6", 0x75, true, UR, S0, NA, NEST, sfs_6, SM_IOVA, R, P, 0, false},
    {"SFS.7", 0x76, true, UR, S0, NA, NEST, sfs_7, SM_IOVA, R, P, 0, false},
    {"SFS.8", 0x77, true, UR, S0, NA, NEST, sfs_8, SM_IOVA, R, P, 0, false},
    {"SFS.8 D", 0x77, true, UR, S0, NA, NEST, sfs_8_dirty, SM_IOVA, W, 0, 0, false},
    {"SFS.8 SSADE", 0x77, true, UR, S0, NA, NEST, sfs_8_read, SM_IOVA, R, 0, 0, false},
    {"SFS.9", 0x90, true, UR, S0, NA, FS, no_snoop, SM_IOVA, R, P, 0, false},
    {"SFS.9 D", 0x90, true, UR, S0, NA, FS, no_snoop_dirty, SM_IOVA, W, P, 0, false},
    {"SSS.1", 0x78, true, UR, CA, NA, SS, sss_1, SM_IOVA, R, 0, 0, false},
    {"SSS.2", 0x79, true, UR, S0, NA, SS, sss_2, SM_IOVA, R, 0, 0, false},
    {"SSS.2 W", 0x79, true, UR, S0, NA, SS, sss_2, SM_IOVA, W, P, 0, false},
    {"SSS.2 sum", 0x79, true, UR, S0, NA, SS, sss_2_sum, SM_IOVA, R, 0, 0, false},
    {"SSS.2 nest", 0x79, true, UR, S0, NA, NEST, sss_2_nested, SM_IOVA, R, 0, 0, false},
    {"SSS.3", 0x7A, true, UR, CA, NA, SS, sss_3, SM_IOVA, R, 0, 0, false},
    {"SSS.4", 0x7B, true, UR, CA, NA, SS, sss_4, SM_IOVA, R, 0, 0, false},
    {"SSS.5", 0x7C, true, UR, CA, NA, SS, sss_5, SM_IOVA, R, 0, 0, false},
    {"SGN.1", 0x80, true, UR, S0, NA, FS, nothing, NONCANON, R, P, 0, false},
    {"SGN.1 nest", 0x80, true, UR, S0, NA, NEST, nothing, NONCANON, R, 0, 0, false},
    {"SGN.2", 0x81, true, UR, S0, NA, FS, supervisor_page, SM_IOVA, R, P, 0, true},
    {"SGN.4.1", 0x83, true, NA, NA, UR, SS, nothing, HIGH, R, 0, 0, false},
    {"SGN.4.2", 0x83, true, UR, S0, NA, PT, nothing, HIGH, R, 0, 0, false},
    {"SGN.5", 0x84, true, UR, S0, NA, SS, nothing, HIGH, R, 0, 0, false},
    {"SGN.6 FS", 0x85, true, UR, SEFF, NA, FS, fs_read_only, SM_IOVA, W, P, 0, true},
    {"SGN.6 SS", 0x85, true, UR, SEFF, NA, SS, ss_read_only, SM_IOVA, W, 0, 0, true},
    {"SGN.7", 0x86, true, UR, SEFF, NA, SS, ss_write_only, SM_IOVA, R, 0, 0, true},
    {"SGN.8.1 FS", 0x87, true, UR, NA, NA, FS, fs_to_interrupts, SM_IOVA, R, 0, 0, false},
    {"SGN.8.1 SS", 0x87, true, UR, NA, NA, SS, ss_to_interrupts, SM_IOVA, W, 0, 0, false},
    {"SGN.8.1 PT", 0x87, true, UR, NA, NA, PT, nothing, 0xFEE00000, R, P, 0, false},
    {"SGN.8.2", 0x87, true, NA, CA, NA, SS, ss_to_interrupts, SM_IOVA, R, 0, 0, false},
    {"SGN.8.3", 0x87, true, NA, NA, UR, SS, nothing, 0xFEE00000, R, 0, 0, false},
};
#define SM_CONDITIONS (sizeof(sm_conditions) / sizeof(sm_conditions[0]))

// Conditions up to the context entry do not see FPD bits further down.
static inline bool sm_fpd_reached(const sm_condition *c, int fpd) {
  if (fpd == FPD_CONTEXT)
    return true;
  bool context = c->code < 0x50 || c->code == 0x89 || (c->t == UR && c->u == NA);
  if (fpd == FPD_DIRECTORY)
    return !context;
  return !context && (c->code < 0x50 || c->code > 0x52);
}

#endif // VTD_TB_SM_CONDITIONS_H
