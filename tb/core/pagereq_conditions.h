// SPDX-License-Identifier: Apache-2.0
// Every fault condition of page requests that tables bring about (chapters 3 and 7); each ends in
// an Invalid Request response.
#ifndef VTD_TB_PAGEREQ_CONDITIONS_H
#define VTD_TB_PAGEREQ_CONDITIONS_H

#include "pagereq_test.h"
#include "sm_breakage.h"

typedef struct pr_condition {
  const char *name;
  unsigned code;
  bool qualified;
  int seen; // where the last FPD is that has been read when the condition is met
  void (*arrange)(sm_test *s);
  bool without_pasid;
  uint32_t pasid; // 0: SM_PASID
} pr_condition;

static const pr_condition pr_conditions[] = {
    {"SRT.1", 0x38, false, FPD_NOWHERE, srt_1, false, 0},
    {"SRT.2", 0x39, false, FPD_NOWHERE, srt_2, false, 0},
    {"SRT.3", 0x3A, false, FPD_NOWHERE, srt_3, false, 0},
    {"SCT.1", 0x40, false, FPD_NOWHERE, sct_1, false, 0},
    {"SCT.2", 0x41, true, FPD_CONTEXT, sct_2, false, 0},
    {"SCT.3", 0x42, true, FPD_CONTEXT, sct_3, false, 0},
    {"SCT.4.1", 0x43, true, FPD_CONTEXT, sct_4_1, false, 0},
    {"SCT.4.2", 0x43, true, FPD_CONTEXT, sct_4_2, false, 0},
    {"SCT.6", 0x45, true, FPD_CONTEXT, sct_6, false, 0},
    {"SCT.7", 0x46, true, FPD_CONTEXT, nothing, false, 0x4000},
    {"SCT.8", 0x47, true, FPD_CONTEXT, sct_8, false, 0},
    {"SCT.8 RID", 0x47, true, FPD_CONTEXT, sct_8, true, 0},
    {"SCT.8 DTE", 0x47, true, FPD_CONTEXT, sct_5_and_8, false, 0},
    {"SCT.9", 0x48, true, FPD_CONTEXT, nothing, false, SM_RID_PASID},
    {"SGN.10", 0x89, true, FPD_CONTEXT, nothing, false, 0x80000},
    {"SPD.1", 0x50, false, FPD_CONTEXT, spd_1, false, 0},
    {"SPD.2", 0x51, true, FPD_DIRECTORY, spd_2, false, 0},
    {"SPD.2 RID", 0x51, true, FPD_DIRECTORY, spd_2, true, 0},
    {"SPD.3", 0x52, true, FPD_DIRECTORY, spd_3, false, 0},
    {"SPT.1", 0x58, false, FPD_DIRECTORY, spt_1_pasid, false, 0},
    {"SPT.2", 0x59, true, FPD_PASID, spt_2, false, 0},
    {"SPT.2 RID", 0x59, true, FPD_PASID, spt_2, true, 0},
    {"SPT.3", 0x5A, true, FPD_PASID, spt_3, false, 0},
    {"SPT.4.1", 0x5B, true, FPD_PASID, spt_4_1, false, 0},
    {"SPT.4.2", 0x5B, true, FPD_PASID, spt_4_2, false, 0},
    {"SPT.4.3", 0x5B, true, FPD_PASID, spt_4_3_first, false, 0},
    {"SPT.4.4", 0x5B, true, FPD_PASID, spt_4_4_nested, false, 0},
};
#define PR_CONDITIONS (sizeof(pr_conditions) / sizeof(pr_conditions[0]))

#endif // VTD_TB_PAGEREQ_CONDITIONS_H
