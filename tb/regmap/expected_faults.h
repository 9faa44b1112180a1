// SPDX-License-Identifier: Apache-2.0
// clang-format off
// Fault conditions, typed by hand from the architecture (faults; interrupt remapping) and not derived
// from the description that the headers are generated from: the two must agree.
//
// C(symbol, name, code, qualified, untranslated, translation, translated, page request)

#define EXPECTED_FAULTS(C) \
  C(LRT_2, "LRT.2", 0x01, 0, UR, UR, UR, NA) \
  C(LCT_2, "LCT.2", 0x02, 1, UR, UR, UR, NA) \
  C(LCT_4_1, "LCT.4.1", 0x03, 1, UR, CA, UR, NA) \
  C(LCT_4_2, "LCT.4.2", 0x03, 1, UR, CA, UR, NA) \
  C(LCT_4_3, "LCT.4.3", 0x03, 1, UR, CA, NA, NA) \
  C(LGN_1_1, "LGN.1.1", 0x04, 1, UR, S0, NA, NA) \
  C(LGN_1_2, "LGN.1.2", 0x04, 1, NA, NA, UR, NA) \
  C(LGN_1_3, "LGN.1.3", 0x04, 1, UR, NA, NA, NA) \
  C(LGN_2, "LGN.2", 0x05, 1, UR, SEFF, NA, NA) \
  C(LGN_3, "LGN.3", 0x06, 1, UR, SEFF, NA, NA) \
  C(LSS_1, "LSS.1", 0x07, 1, UR, CA, NA, NA) \
  C(LRT_1, "LRT.1", 0x08, 0, UR, CA, UR, NA) \
  C(LCT_1, "LCT.1", 0x09, 0, UR, CA, UR, NA) \
  C(LRT_3, "LRT.3", 0x0A, 0, UR, CA, UR, NA) \
  C(LCT_3, "LCT.3", 0x0B, 1, UR, CA, UR, NA) \
  C(LSS_2, "LSS.2", 0x0C, 1, UR, CA, NA, NA) \
  C(LCT_5, "LCT.5", 0x0D, 1, NA, UR, UR, NA) \
  C(LGN_4, "LGN.4", 0x0E, 1, UR, CA, UR, NA) \
  C(IR_20, "IR.20", 0x20, 0, UR, NA, NA, NA) \
  C(IR_21, "IR.21", 0x21, 0, UR, NA, NA, NA) \
  C(IR_22, "IR.22", 0x22, 1, UR, NA, NA, NA) \
  C(IR_23, "IR.23", 0x23, 0, UR, NA, NA, NA) \
  C(IR_24, "IR.24", 0x24, 1, UR, NA, NA, NA) \
  C(IR_25, "IR.25", 0x25, 0, UR, NA, NA, NA) \
  C(IR_26, "IR.26", 0x26, 1, UR, NA, NA, NA) \
  C(IR_27, "IR.27", 0x27, 1, UR, NA, NA, NA) \
  C(IR_28, "IR.28", 0x28, 1, UR, NA, NA, NA) \
  C(IR_29, "IR.29", 0x29, 0, UR, NA, NA, NA) \
  C(RTA_1_1, "RTA.1.1", 0x30, 0, UR, CA, UR, IR) \
  C(RTA_1_2, "RTA.1.2", 0x30, 0, UR, CA, UR, IR) \
  C(RTA_1_3, "RTA.1.3", 0x30, 0, UR, CA, UR, IR) \
  C(RTA_2, "RTA.2", 0x31, 0, UR, UR, UR, NA) \
  C(RTA_3, "RTA.3", 0x32, 0, NA, NA, NA, IR) \
  C(RTA_4, "RTA.4", 0x33, 0, UR, UR, UR, IR) \
  C(SRT_1, "SRT.1", 0x38, 0, UR, CA, UR, IR) \
  C(SRT_2, "SRT.2", 0x39, 0, UR, UR, UR, IR) \
  C(SRT_3, "SRT.3", 0x3A, 0, UR, CA, UR, IR) \
  C(SCT_1, "SCT.1", 0x40, 0, UR, CA, UR, IR) \
  C(SCT_2, "SCT.2", 0x41, 1, UR, UR, UR, IR) \
  C(SCT_3, "SCT.3", 0x42, 1, UR, CA, UR, IR) \
  C(SCT_4_1, "SCT.4.1", 0x43, 1, UR, CA, UR, IR) \
  C(SCT_4_2, "SCT.4.2", 0x43, 1, UR, CA, UR, IR) \
  C(SCT_5, "SCT.5", 0x44, 1, NA, UR, UR, NA) \
  C(SCT_6, "SCT.6", 0x45, 1, UR, UR, NA, IR) \
  C(SCT_7, "SCT.7", 0x46, 1, UR, UR, UR, IR) \
  C(SCT_8, "SCT.8", 0x47, 1, NA, NA, NA, IR) \
  C(SCT_9, "SCT.9", 0x48, 1, UR, UR, UR, IR) \
  C(SPD_1, "SPD.1", 0x50, 0, UR, CA, CA, IR) \
  C(SPD_2, "SPD.2", 0x51, 1, UR, S0, UR, IR) \
  C(SPD_3, "SPD.3", 0x52, 1, UR, CA, CA, IR) \
  C(SPT_1, "SPT.1", 0x58, 0, UR, CA, CA, IR) \
  C(SPT_2, "SPT.2", 0x59, 1, UR, S0, UR, IR) \
  C(SPT_3, "SPT.3", 0x5A, 1, UR, CA, CA, IR) \
  C(SPT_4_1, "SPT.4.1", 0x5B, 1, UR, CA, CA, IR) \
  C(SPT_4_2, "SPT.4.2", 0x5B, 1, UR, CA, CA, IR) \
  C(SPT_4_3, "SPT.4.3", 0x5B, 1, UR, CA, CA, IR) \
  C(SPT_4_4, "SPT.4.4", 0x5B, 1, UR, CA, CA, IR) \
  C(SPT_5, "SPT.5", 0x5C, 1, UR, S0, NA, NA) \
  C(SPT_6, "SPT.6", 0x5D, 1, UR, S0, NA, NA) \
  C(SFS_1, "SFS.1", 0x70, 1, UR, S0, NA, NA) \
  C(SFS_2, "SFS.2", 0x71, 1, UR, S0, NA, NA) \
  C(SFS_3, "SFS.3", 0x72, 1, UR, S0, NA, NA) \
  C(SFS_4, "SFS.4", 0x73, 1, UR, S0, NA, NA) \
  C(SFS_5, "SFS.5", 0x74, 1, UR, S0, NA, NA) \
  C(SFS_6, "SFS.6", 0x75, 1, UR, S0, NA, NA) \
  C(SFS_7, "SFS.7", 0x76, 1, UR, S0, NA, NA) \
  C(SFS_8, "SFS.8", 0x77, 1, UR, S0, NA, NA) \
  C(SFS_9, "SFS.9", 0x90, 1, UR, S0, NA, NA) \
  C(SFS_10, "SFS.10", 0x91, 1, UR, S0, NA, NA) \
  C(SSS_1, "SSS.1", 0x78, 1, UR, CA, NA, NA) \
  C(SSS_2, "SSS.2", 0x79, 1, UR, S0, NA, NA) \
  C(SSS_3, "SSS.3", 0x7A, 1, UR, CA, NA, NA) \
  C(SSS_4, "SSS.4", 0x7B, 1, UR, CA, NA, NA) \
  C(SSS_5, "SSS.5", 0x7C, 1, UR, CA, NA, NA) \
  C(SSS_6, "SSS.6", 0x7D, 1, UR, CA, NA, NA) \
  C(SGN_1, "SGN.1", 0x80, 1, UR, S0, NA, NA) \
  C(SGN_2, "SGN.2", 0x81, 1, UR, S0, NA, NA) \
  C(SGN_4_1, "SGN.4.1", 0x83, 1, NA, NA, UR, NA) \
  C(SGN_4_2, "SGN.4.2", 0x83, 1, UR, S0, NA, NA) \
  C(SGN_5, "SGN.5", 0x84, 1, UR, S0, NA, NA) \
  C(SGN_6, "SGN.6", 0x85, 1, UR, SEFF, NA, NA) \
  C(SGN_7, "SGN.7", 0x86, 1, UR, SEFF, NA, NA) \
  C(SGN_8_1, "SGN.8.1", 0x87, 1, UR, NA, NA, NA) \
  C(SGN_8_2, "SGN.8.2", 0x87, 1, NA, CA, NA, NA) \
  C(SGN_8_3, "SGN.8.3", 0x87, 1, NA, NA, UR, NA) \
  C(SGN_10, "SGN.10", 0x89, 1, UR, UR, UR, IR)
