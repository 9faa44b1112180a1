// SPDX-License-Identifier: Apache-2.0
// clang-format off
// Registers and their fields, typed by hand from the architecture (registers chapter) and not derived
// from the description that the headers are generated from: the two must agree.
//
// R(name, base, offset, bits)
// F(lower-case register and field, register, field, high bit, low bit, access); A(...) is a field whose
// accessors work on bytes in place.

#define EXPECTED_REGISTERS(R) \
  R(VER, FIXED, 0x000, 32) \
  R(CAP, FIXED, 0x008, 64) \
  R(ECAP, FIXED, 0x010, 64) \
  R(GCMD, FIXED, 0x018, 32) \
  R(GSTS, FIXED, 0x01C, 32) \
  R(RTADDR, FIXED, 0x020, 64) \
  R(CCMD, FIXED, 0x028, 64) \
  R(FSTS, FIXED, 0x034, 32) \
  R(FECTL, FIXED, 0x038, 32) \
  R(FEDATA, FIXED, 0x03C, 32) \
  R(FEADDR, FIXED, 0x040, 32) \
  R(FEUADDR, FIXED, 0x044, 32) \
  R(PMEN, FIXED, 0x064, 32) \
  R(PLMBASE, FIXED, 0x068, 32) \
  R(PLMLIMIT, FIXED, 0x06C, 32) \
  R(PHMBASE, FIXED, 0x070, 64) \
  R(PHMLIMIT, FIXED, 0x078, 64) \
  R(IQH, FIXED, 0x080, 64) \
  R(IQT, FIXED, 0x088, 64) \
  R(IQA, FIXED, 0x090, 64) \
  R(ICS, FIXED, 0x09C, 32) \
  R(IECTL, FIXED, 0x0A0, 32) \
  R(IEDATA, FIXED, 0x0A4, 32) \
  R(IEADDR, FIXED, 0x0A8, 32) \
  R(IEUADDR, FIXED, 0x0AC, 32) \
  R(IQERCD, FIXED, 0x0B0, 64) \
  R(IRTA, FIXED, 0x0B8, 64) \
  R(PQH, FIXED, 0x0C0, 64) \
  R(PQT, FIXED, 0x0C8, 64) \
  R(PQA, FIXED, 0x0D0, 64) \
  R(PRS, FIXED, 0x0DC, 32) \
  R(PECTL, FIXED, 0x0E0, 32) \
  R(PEDATA, FIXED, 0x0E4, 32) \
  R(PEADDR, FIXED, 0x0E8, 32) \
  R(PEUADDR, FIXED, 0x0EC, 32) \
  R(MTRRCAP, FIXED, 0x100, 64) \
  R(MTRRDEF, FIXED, 0x108, 64) \
  R(MTRR_FIX64K_00000, FIXED, 0x120, 64) \
  R(MTRR_FIX16K_80000, FIXED, 0x128, 64) \
  R(MTRR_FIX16K_A0000, FIXED, 0x130, 64) \
  R(MTRR_FIX4K_C0000, FIXED, 0x138, 64) \
  R(MTRR_FIX4K_C8000, FIXED, 0x140, 64) \
  R(MTRR_FIX4K_D0000, FIXED, 0x148, 64) \
  R(MTRR_FIX4K_D8000, FIXED, 0x150, 64) \
  R(MTRR_FIX4K_E0000, FIXED, 0x158, 64) \
  R(MTRR_FIX4K_E8000, FIXED, 0x160, 64) \
  R(MTRR_FIX4K_F0000, FIXED, 0x168, 64) \
  R(MTRR_FIX4K_F8000, FIXED, 0x170, 64) \
  R(MTRR_PHYSBASE, FIXED, 0x180, 64) \
  R(MTRR_PHYSMASK, FIXED, 0x188, 64) \
  R(PERFCAP, FIXED, 0x300, 64) \
  R(PERFCFGOFF, FIXED, 0x310, 32) \
  R(PERFFRZOFF, FIXED, 0x314, 32) \
  R(PERFOVFOFF, FIXED, 0x318, 32) \
  R(PERFCNTROFF, FIXED, 0x31C, 32) \
  R(PERFINTRSTS, FIXED, 0x324, 32) \
  R(PERFINTRCTL, FIXED, 0x328, 32) \
  R(PERFINTRDATA, FIXED, 0x32C, 32) \
  R(PERFINTRADDR, FIXED, 0x330, 32) \
  R(PERFINTRUADDR, FIXED, 0x334, 32) \
  R(PERFEVNTCAP, FIXED, 0x380, 64) \
  R(PERFFRZSTS, PERFFRZ, 0x0, 64) \
  R(PERFOVFSTS, PERFOVF, 0x0, 64) \
  R(PERFCNTRCFG, PERFCFG, 0x0, 64) \
  R(PERFFLT_RID, PERFCFG, 0x8, 32) \
  R(PERFFLT_DID, PERFCFG, 0xC, 32) \
  R(PERFFLT_PASID, PERFCFG, 0x10, 32) \
  R(PERFFLT_AT, PERFCFG, 0x14, 32) \
  R(PERFFLT_PTL, PERFCFG, 0x18, 32) \
  R(PERFCNTRCAP, PERFCFG, 0x80, 32) \
  R(PERFCNTREVCAP, PERFCFG, 0x84, 32) \
  R(PERFCNTR, PERFCNT, 0x0, 64) \
  R(ECMD, FIXED, 0x400, 64) \
  R(ECEO, FIXED, 0x408, 64) \
  R(ECRSP, FIXED, 0x410, 64) \
  R(ECSTS_0, FIXED, 0x420, 64) \
  R(ECSTS_1, FIXED, 0x428, 64) \
  R(ECCAP_0, FIXED, 0x430, 64) \
  R(ECCAP_1, FIXED, 0x438, 64) \
  R(ECCAP_2, FIXED, 0x440, 64) \
  R(ECCAP_3, FIXED, 0x448, 64) \
  R(VCMD, FIXED, 0xE00, 64) \
  R(VCMD_EO, FIXED, 0xE08, 64) \
  R(VCRSP, FIXED, 0xE10, 64) \
  R(VCCAP, FIXED, 0xE30, 64) \
  R(IVA, IRO, 0x0, 64) \
  R(IOTLB, IRO, 0x8, 64) \
  R(FRCD_LO, FRO, 0x0, 64) \
  R(FRCD_HI, FRO, 0x8, 64)

#define EXPECTED_REGISTER_FIELDS(F, A) \
  F(ver, max, VER, MAX, 7, 4, RO) \
  F(ver, min, VER, MIN, 3, 0, RO) \
  F(cap, nd, CAP, ND, 2, 0, RO) \
  F(cap, rwbf, CAP, RWBF, 4, 4, RO) \
  F(cap, plmr, CAP, PLMR, 5, 5, RO) \
  F(cap, phmr, CAP, PHMR, 6, 6, RO) \
  F(cap, cm, CAP, CM, 7, 7, RO) \
  F(cap, sagaw, CAP, SAGAW, 12, 8, RO) \
  F(cap, mgaw, CAP, MGAW, 21, 16, RO) \
  F(cap, zlr, CAP, ZLR, 22, 22, RO) \
  F(cap, fro, CAP, FRO, 33, 24, RO) \
  F(cap, sslps, CAP, SSLPS, 37, 34, RO) \
  F(cap, psi, CAP, PSI, 39, 39, RO) \
  F(cap, nfr, CAP, NFR, 47, 40, RO) \
  F(cap, mamv, CAP, MAMV, 53, 48, RO) \
  F(cap, dwd, CAP, DWD, 54, 54, RO) \
  F(cap, drd, CAP, DRD, 55, 55, RO) \
  F(cap, fs1gp, CAP, FS1GP, 56, 56, RO) \
  F(cap, pi, CAP, PI, 59, 59, RO) \
  F(cap, fs5lp, CAP, FS5LP, 60, 60, RO) \
  F(cap, ecmds, CAP, ECMDS, 61, 61, RO) \
  F(cap, esirtps, CAP, ESIRTPS, 62, 62, RO) \
  F(cap, esrtps, CAP, ESRTPS, 63, 63, RO) \
  F(ecap, c, ECAP, C, 0, 0, RO) \
  F(ecap, qi, ECAP, QI, 1, 1, RO) \
  F(ecap, dt, ECAP, DT, 2, 2, RO) \
  F(ecap, ir, ECAP, IR, 3, 3, RO) \
  F(ecap, eim, ECAP, EIM, 4, 4, RO) \
  F(ecap, pt, ECAP, PT, 6, 6, RO) \
  F(ecap, sc, ECAP, SC, 7, 7, RO) \
  F(ecap, iro, ECAP, IRO, 17, 8, RO) \
  F(ecap, mhmv, ECAP, MHMV, 23, 20, RO) \
  F(ecap, mts, ECAP, MTS, 25, 25, RO) \
  F(ecap, nest, ECAP, NEST, 26, 26, RO) \
  F(ecap, prs, ECAP, PRS, 29, 29, RO) \
  F(ecap, ers, ECAP, ERS, 30, 30, RO) \
  F(ecap, srs, ECAP, SRS, 31, 31, RO) \
  F(ecap, nwfs, ECAP, NWFS, 33, 33, RO) \
  F(ecap, eafs, ECAP, EAFS, 34, 34, RO) \
  F(ecap, pss, ECAP, PSS, 39, 35, RO) \
  F(ecap, pasid, ECAP, PASID, 40, 40, RO) \
  F(ecap, dit, ECAP, DIT, 41, 41, RO) \
  F(ecap, pds, ECAP, PDS, 42, 42, RO) \
  F(ecap, smts, ECAP, SMTS, 43, 43, RO) \
  F(ecap, vcs, ECAP, VCS, 44, 44, RO) \
  F(ecap, ssads, ECAP, SSADS, 45, 45, RO) \
  F(ecap, ssts, ECAP, SSTS, 46, 46, RO) \
  F(ecap, fsts, ECAP, FSTS, 47, 47, RO) \
  F(ecap, smpwcs, ECAP, SMPWCS, 48, 48, RO) \
  F(ecap, rps, ECAP, RPS, 49, 49, RO) \
  F(ecap, pms, ECAP, PMS, 51, 51, RO) \
  F(ecap, adms, ECAP, ADMS, 52, 52, RO) \
  F(ecap, rprivs, ECAP, RPRIVS, 53, 53, RO) \
  F(ecap, sms, ECAP, SMS, 58, 58, RO) \
  F(gcmd, te, GCMD, TE, 31, 31, WO) \
  F(gcmd, srtp, GCMD, SRTP, 30, 30, WO) \
  F(gcmd, wbf, GCMD, WBF, 27, 27, WO) \
  F(gcmd, qie, GCMD, QIE, 26, 26, WO) \
  F(gcmd, ire, GCMD, IRE, 25, 25, WO) \
  F(gcmd, sirtp, GCMD, SIRTP, 24, 24, WO) \
  F(gcmd, cfi, GCMD, CFI, 23, 23, WO) \
  F(gsts, tes, GSTS, TES, 31, 31, RO) \
  F(gsts, rtps, GSTS, RTPS, 30, 30, RO) \
  F(gsts, wbfs, GSTS, WBFS, 27, 27, RO) \
  F(gsts, qies, GSTS, QIES, 26, 26, RO) \
  F(gsts, ires, GSTS, IRES, 25, 25, RO) \
  F(gsts, irtps, GSTS, IRTPS, 24, 24, RO) \
  F(gsts, cfis, GSTS, CFIS, 23, 23, RO) \
  A(rtaddr, rta, RTADDR, RTA, 63, 12, RW) \
  F(rtaddr, ttm, RTADDR, TTM, 11, 10, RW) \
  F(ccmd, did, CCMD, DID, 15, 0, RW) \
  F(ccmd, sid, CCMD, SID, 31, 16, WO) \
  F(ccmd, fm, CCMD, FM, 33, 32, WO) \
  F(ccmd, caig, CCMD, CAIG, 60, 59, RO) \
  F(ccmd, cirg, CCMD, CIRG, 62, 61, RW) \
  F(ccmd, icc, CCMD, ICC, 63, 63, RW) \
  F(fsts, pfo, FSTS, PFO, 0, 0, RW1C) \
  F(fsts, ppf, FSTS, PPF, 1, 1, RO) \
  F(fsts, iqe, FSTS, IQE, 4, 4, RW1C) \
  F(fsts, ice, FSTS, ICE, 5, 5, RW1C) \
  F(fsts, ite, FSTS, ITE, 6, 6, RW1C) \
  F(fsts, fri, FSTS, FRI, 15, 8, RO) \
  F(fectl, im, FECTL, IM, 31, 31, RW) \
  F(fectl, ip, FECTL, IP, 30, 30, RO) \
  F(fedata, imd, FEDATA, IMD, 15, 0, RW) \
  A(feaddr, ma, FEADDR, MA, 31, 2, RW) \
  F(feuaddr, mua, FEUADDR, MUA, 31, 0, RW) \
  F(pmen, epm, PMEN, EPM, 31, 31, RW) \
  F(pmen, prs, PMEN, PRS, 0, 0, RO) \
  A(plmbase, plmb, PLMBASE, PLMB, 31, 21, RW) \
  A(plmlimit, plml, PLMLIMIT, PLML, 31, 21, RW) \
  A(phmbase, phmb, PHMBASE, PHMB, 63, 21, RW) \
  A(phmlimit, phml, PHMLIMIT, PHML, 63, 21, RW) \
  A(iqh, qh, IQH, QH, 18, 4, RO) \
  A(iqt, qt, IQT, QT, 18, 4, RW) \
  A(iqa, iqa, IQA, IQA, 63, 12, RW) \
  F(iqa, dw, IQA, DW, 11, 11, RW) \
  F(iqa, qs, IQA, QS, 2, 0, RW) \
  F(ics, iwc, ICS, IWC, 0, 0, RW1C) \
  F(iectl, im, IECTL, IM, 31, 31, RW) \
  F(iectl, ip, IECTL, IP, 30, 30, RO) \
  F(iedata, imd, IEDATA, IMD, 15, 0, RW) \
  A(ieaddr, ma, IEADDR, MA, 31, 2, RW) \
  F(ieuaddr, mua, IEUADDR, MUA, 31, 0, RW) \
  F(iqercd, iqei, IQERCD, IQEI, 3, 0, RO) \
  F(iqercd, itesid, IQERCD, ITESID, 47, 32, RO) \
  F(iqercd, icesid, IQERCD, ICESID, 63, 48, RO) \
  A(irta, irta, IRTA, IRTA, 63, 12, RW) \
  F(irta, eime, IRTA, EIME, 11, 11, RW) \
  F(irta, s, IRTA, S, 3, 0, RW) \
  A(pqh, pqh, PQH, PQH, 18, 5, RW) \
  A(pqt, pqt, PQT, PQT, 18, 5, RW) \
  A(pqa, pqa, PQA, PQA, 63, 12, RW) \
  F(pqa, pqs, PQA, PQS, 2, 0, RW) \
  F(prs, ppr, PRS, PPR, 0, 0, RW1C) \
  F(prs, pro, PRS, PRO, 1, 1, RW1C) \
  F(pectl, im, PECTL, IM, 31, 31, RW) \
  F(pectl, ip, PECTL, IP, 30, 30, RO) \
  F(pedata, imd, PEDATA, IMD, 15, 0, RW) \
  A(peaddr, ma, PEADDR, MA, 31, 2, RW) \
  F(peuaddr, mua, PEUADDR, MUA, 31, 0, RW) \
  F(mtrrcap, vcnt, MTRRCAP, VCNT, 7, 0, RO) \
  F(mtrrcap, fix, MTRRCAP, FIX, 8, 8, RO) \
  F(mtrrcap, wc, MTRRCAP, WC, 10, 10, RO) \
  F(mtrrdef, type, MTRRDEF, TYPE, 7, 0, RW) \
  F(mtrrdef, fe, MTRRDEF, FE, 10, 10, RW) \
  F(mtrrdef, e, MTRRDEF, E, 11, 11, RW) \
  F(mtrr_fix64k_00000, r0, MTRR_FIX64K_00000, R0, 7, 0, RW) \
  F(mtrr_fix64k_00000, r1, MTRR_FIX64K_00000, R1, 15, 8, RW) \
  F(mtrr_fix64k_00000, r2, MTRR_FIX64K_00000, R2, 23, 16, RW) \
  F(mtrr_fix64k_00000, r3, MTRR_FIX64K_00000, R3, 31, 24, RW) \
  F(mtrr_fix64k_00000, r4, MTRR_FIX64K_00000, R4, 39, 32, RW) \
  F(mtrr_fix64k_00000, r5, MTRR_FIX64K_00000, R5, 47, 40, RW) \
  F(mtrr_fix64k_00000, r6, MTRR_FIX64K_00000, R6, 55, 48, RW) \
  F(mtrr_fix64k_00000, r7, MTRR_FIX64K_00000, R7, 63, 56, RW) \
  F(mtrr_fix16k_80000, r0, MTRR_FIX16K_80000, R0, 7, 0, RW) \
  F(mtrr_fix16k_80000, r1, MTRR_FIX16K_80000, R1, 15, 8, RW) \
  F(mtrr_fix16k_80000, r2, MTRR_FIX16K_80000, R2, 23, 16, RW) \
  F(mtrr_fix16k_80000, r3, MTRR_FIX16K_80000, R3, 31, 24, RW) \
  F(mtrr_fix16k_80000, r4, MTRR_FIX16K_80000, R4, 39, 32, RW) \
  F(mtrr_fix16k_80000, r5, MTRR_FIX16K_80000, R5, 47, 40, RW) \
  F(mtrr_fix16k_80000, r6, MTRR_FIX16K_80000, R6, 55, 48, RW) \
  F(mtrr_fix16k_80000, r7, MTRR_FIX16K_80000, R7, 63, 56, RW) \
  F(mtrr_fix16k_a0000, r0, MTRR_FIX16K_A0000, R0, 7, 0, RW) \
  F(mtrr_fix16k_a0000, r1, MTRR_FIX16K_A0000, R1, 15, 8, RW) \
  F(mtrr_fix16k_a0000, r2, MTRR_FIX16K_A0000, R2, 23, 16, RW) \
  F(mtrr_fix16k_a0000, r3, MTRR_FIX16K_A0000, R3, 31, 24, RW) \
  F(mtrr_fix16k_a0000, r4, MTRR_FIX16K_A0000, R4, 39, 32, RW) \
  F(mtrr_fix16k_a0000, r5, MTRR_FIX16K_A0000, R5, 47, 40, RW) \
  F(mtrr_fix16k_a0000, r6, MTRR_FIX16K_A0000, R6, 55, 48, RW) \
  F(mtrr_fix16k_a0000, r7, MTRR_FIX16K_A0000, R7, 63, 56, RW) \
  F(mtrr_fix4k_c0000, r0, MTRR_FIX4K_C0000, R0, 7, 0, RW) \
  F(mtrr_fix4k_c0000, r1, MTRR_FIX4K_C0000, R1, 15, 8, RW) \
  F(mtrr_fix4k_c0000, r2, MTRR_FIX4K_C0000, R2, 23, 16, RW) \
  F(mtrr_fix4k_c0000, r3, MTRR_FIX4K_C0000, R3, 31, 24, RW) \
  F(mtrr_fix4k_c0000, r4, MTRR_FIX4K_C0000, R4, 39, 32, RW) \
  F(mtrr_fix4k_c0000, r5, MTRR_FIX4K_C0000, R5, 47, 40, RW) \
  F(mtrr_fix4k_c0000, r6, MTRR_FIX4K_C0000, R6, 55, 48, RW) \
  F(mtrr_fix4k_c0000, r7, MTRR_FIX4K_C0000, R7, 63, 56, RW) \
  F(mtrr_fix4k_c8000, r0, MTRR_FIX4K_C8000, R0, 7, 0, RW) \
  F(mtrr_fix4k_c8000, r1, MTRR_FIX4K_C8000, R1, 15, 8, RW) \
  F(mtrr_fix4k_c8000, r2, MTRR_FIX4K_C8000, R2, 23, 16, RW) \
  F(mtrr_fix4k_c8000, r3, MTRR_FIX4K_C8000, R3, 31, 24, RW) \
  F(mtrr_fix4k_c8000, r4, MTRR_FIX4K_C8000, R4, 39, 32, RW) \
  F(mtrr_fix4k_c8000, r5, MTRR_FIX4K_C8000, R5, 47, 40, RW) \
  F(mtrr_fix4k_c8000, r6, MTRR_FIX4K_C8000, R6, 55, 48, RW) \
  F(mtrr_fix4k_c8000, r7, MTRR_FIX4K_C8000, R7, 63, 56, RW) \
  F(mtrr_fix4k_d0000, r0, MTRR_FIX4K_D0000, R0, 7, 0, RW) \
  F(mtrr_fix4k_d0000, r1, MTRR_FIX4K_D0000, R1, 15, 8, RW) \
  F(mtrr_fix4k_d0000, r2, MTRR_FIX4K_D0000, R2, 23, 16, RW) \
  F(mtrr_fix4k_d0000, r3, MTRR_FIX4K_D0000, R3, 31, 24, RW) \
  F(mtrr_fix4k_d0000, r4, MTRR_FIX4K_D0000, R4, 39, 32, RW) \
  F(mtrr_fix4k_d0000, r5, MTRR_FIX4K_D0000, R5, 47, 40, RW) \
  F(mtrr_fix4k_d0000, r6, MTRR_FIX4K_D0000, R6, 55, 48, RW) \
  F(mtrr_fix4k_d0000, r7, MTRR_FIX4K_D0000, R7, 63, 56, RW) \
  F(mtrr_fix4k_d8000, r0, MTRR_FIX4K_D8000, R0, 7, 0, RW) \
  F(mtrr_fix4k_d8000, r1, MTRR_FIX4K_D8000, R1, 15, 8, RW) \
  F(mtrr_fix4k_d8000, r2, MTRR_FIX4K_D8000, R2, 23, 16, RW) \
  F(mtrr_fix4k_d8000, r3, MTRR_FIX4K_D8000, R3, 31, 24, RW) \
  F(mtrr_fix4k_d8000, r4, MTRR_FIX4K_D8000, R4, 39, 32, RW) \
  F(mtrr_fix4k_d8000, r5, MTRR_FIX4K_D8000, R5, 47, 40, RW) \
  F(mtrr_fix4k_d8000, r6, MTRR_FIX4K_D8000, R6, 55, 48, RW) \
  F(mtrr_fix4k_d8000, r7, MTRR_FIX4K_D8000, R7, 63, 56, RW) \
  F(mtrr_fix4k_e0000, r0, MTRR_FIX4K_E0000, R0, 7, 0, RW) \
  F(mtrr_fix4k_e0000, r1, MTRR_FIX4K_E0000, R1, 15, 8, RW) \
  F(mtrr_fix4k_e0000, r2, MTRR_FIX4K_E0000, R2, 23, 16, RW) \
  F(mtrr_fix4k_e0000, r3, MTRR_FIX4K_E0000, R3, 31, 24, RW) \
  F(mtrr_fix4k_e0000, r4, MTRR_FIX4K_E0000, R4, 39, 32, RW) \
  F(mtrr_fix4k_e0000, r5, MTRR_FIX4K_E0000, R5, 47, 40, RW) \
  F(mtrr_fix4k_e0000, r6, MTRR_FIX4K_E0000, R6, 55, 48, RW) \
  F(mtrr_fix4k_e0000, r7, MTRR_FIX4K_E0000, R7, 63, 56, RW) \
  F(mtrr_fix4k_e8000, r0, MTRR_FIX4K_E8000, R0, 7, 0, RW) \
  F(mtrr_fix4k_e8000, r1, MTRR_FIX4K_E8000, R1, 15, 8, RW) \
  F(mtrr_fix4k_e8000, r2, MTRR_FIX4K_E8000, R2, 23, 16, RW) \
  F(mtrr_fix4k_e8000, r3, MTRR_FIX4K_E8000, R3, 31, 24, RW) \
  F(mtrr_fix4k_e8000, r4, MTRR_FIX4K_E8000, R4, 39, 32, RW) \
  F(mtrr_fix4k_e8000, r5, MTRR_FIX4K_E8000, R5, 47, 40, RW) \
  F(mtrr_fix4k_e8000, r6, MTRR_FIX4K_E8000, R6, 55, 48, RW) \
  F(mtrr_fix4k_e8000, r7, MTRR_FIX4K_E8000, R7, 63, 56, RW) \
  F(mtrr_fix4k_f0000, r0, MTRR_FIX4K_F0000, R0, 7, 0, RW) \
  F(mtrr_fix4k_f0000, r1, MTRR_FIX4K_F0000, R1, 15, 8, RW) \
  F(mtrr_fix4k_f0000, r2, MTRR_FIX4K_F0000, R2, 23, 16, RW) \
  F(mtrr_fix4k_f0000, r3, MTRR_FIX4K_F0000, R3, 31, 24, RW) \
  F(mtrr_fix4k_f0000, r4, MTRR_FIX4K_F0000, R4, 39, 32, RW) \
  F(mtrr_fix4k_f0000, r5, MTRR_FIX4K_F0000, R5, 47, 40, RW) \
  F(mtrr_fix4k_f0000, r6, MTRR_FIX4K_F0000, R6, 55, 48, RW) \
  F(mtrr_fix4k_f0000, r7, MTRR_FIX4K_F0000, R7, 63, 56, RW) \
  F(mtrr_fix4k_f8000, r0, MTRR_FIX4K_F8000, R0, 7, 0, RW) \
  F(mtrr_fix4k_f8000, r1, MTRR_FIX4K_F8000, R1, 15, 8, RW) \
  F(mtrr_fix4k_f8000, r2, MTRR_FIX4K_F8000, R2, 23, 16, RW) \
  F(mtrr_fix4k_f8000, r3, MTRR_FIX4K_F8000, R3, 31, 24, RW) \
  F(mtrr_fix4k_f8000, r4, MTRR_FIX4K_F8000, R4, 39, 32, RW) \
  F(mtrr_fix4k_f8000, r5, MTRR_FIX4K_F8000, R5, 47, 40, RW) \
  F(mtrr_fix4k_f8000, r6, MTRR_FIX4K_F8000, R6, 55, 48, RW) \
  F(mtrr_fix4k_f8000, r7, MTRR_FIX4K_F8000, R7, 63, 56, RW) \
  F(mtrr_physbase, type, MTRR_PHYSBASE, TYPE, 7, 0, RW) \
  A(mtrr_physbase, base, MTRR_PHYSBASE, BASE, 63, 12, RW) \
  F(mtrr_physmask, v, MTRR_PHYSMASK, V, 11, 11, RW) \
  A(mtrr_physmask, mask, MTRR_PHYSMASK, MASK, 63, 12, RW) \
  F(perfcap, ncntr, PERFCAP, NCNTR, 15, 0, RO) \
  F(perfcap, cw, PERFCAP, CW, 22, 16, RO) \
  F(perfcap, egcnt, PERFCAP, EGCNT, 28, 24, RO) \
  F(perfcap, ridfs, PERFCAP, RIDFS, 32, 32, RO) \
  F(perfcap, didfs, PERFCAP, DIDFS, 33, 33, RO) \
  F(perfcap, pasidfs, PERFCAP, PASIDFS, 34, 34, RO) \
  F(perfcap, atfs, PERFCAP, ATFS, 35, 35, RO) \
  F(perfcap, ptlfs, PERFCAP, PTLFS, 36, 36, RO) \
  F(perfcap, cwe, PERFCAP, CWE, 48, 48, RO) \
  F(perfcap, gfs, PERFCAP, GFS, 49, 49, RO) \
  F(perfcap, ios, PERFCAP, IOS, 50, 50, RO) \
  F(perfcap, pccs, PERFCAP, PCCS, 51, 51, RO) \
  F(perfcap, cs, PERFCAP, CS, 54, 52, RO) \
  F(perfcap, ones, PERFCAP, ONES, 63, 60, RO) \
  F(perfcfgoff, offset, PERFCFGOFF, OFFSET, 31, 0, RO) \
  F(perffrzoff, offset, PERFFRZOFF, OFFSET, 31, 0, RO) \
  F(perfovfoff, offset, PERFOVFOFF, OFFSET, 31, 0, RO) \
  F(perfcntroff, offset, PERFCNTROFF, OFFSET, 31, 0, RO) \
  F(perfintrsts, pis, PERFINTRSTS, PIS, 0, 0, RW1C) \
  F(perfintrctl, im, PERFINTRCTL, IM, 31, 31, RW) \
  F(perfintrctl, ip, PERFINTRCTL, IP, 30, 30, RO) \
  F(perfintrdata, imd, PERFINTRDATA, IMD, 15, 0, RW) \
  A(perfintraddr, ma, PERFINTRADDR, MA, 31, 2, RW) \
  F(perfintruaddr, mua, PERFINTRUADDR, MUA, 31, 0, RW) \
  F(perfevntcap, es, PERFEVNTCAP, ES, 27, 0, RO) \
  F(perffrzsts, fs, PERFFRZSTS, FS, 63, 0, RO) \
  F(perfovfsts, ovf, PERFOVFSTS, OVF, 63, 0, RW1C) \
  F(perfcntrcfg, en, PERFCNTRCFG, EN, 0, 0, RO) \
  F(perfcntrcfg, io, PERFCNTRCFG, IO, 1, 1, RWL) \
  F(perfcntrcfg, gfo, PERFCNTRCFG, GFO, 2, 2, RWL) \
  F(perfcntrcfg, egi, PERFCNTRCFG, EGI, 11, 8, RWL) \
  F(perfcntrcfg, es, PERFCNTRCFG, ES, 59, 32, RWL) \
  F(perfflt_rid, en, PERFFLT_RID, EN, 31, 31, RWL) \
  F(perfflt_rid, rid, PERFFLT_RID, RID, 15, 0, RWL) \
  F(perfflt_did, en, PERFFLT_DID, EN, 31, 31, RWL) \
  F(perfflt_did, did, PERFFLT_DID, DID, 15, 0, RWL) \
  F(perfflt_pasid, en, PERFFLT_PASID, EN, 31, 31, RWL) \
  F(perfflt_pasid, pasid, PERFFLT_PASID, PASID, 19, 0, RWL) \
  F(perfflt_pasid, mode, PERFFLT_PASID, MODE, 21, 20, RWL) \
  F(perfflt_at, en, PERFFLT_AT, EN, 31, 31, RWL) \
  F(perfflt_at, at, PERFFLT_AT, AT, 2, 0, RWL) \
  F(perfflt_ptl, en, PERFFLT_PTL, EN, 31, 31, RWL) \
  F(perfflt_ptl, ptl, PERFFLT_PTL, PTL, 4, 0, RWL) \
  F(perfcntrcap, pcc, PERFCNTRCAP, PCC, 0, 0, RO) \
  F(perfcntrcap, cw, PERFCNTRCAP, CW, 15, 8, RO) \
  F(perfcntrcap, ios, PERFCNTRCAP, IOS, 16, 16, RO) \
  F(perfcntrcap, gfs, PERFCNTRCAP, GFS, 17, 17, RO) \
  F(perfcntrcap, egcnt, PERFCNTRCAP, EGCNT, 31, 28, RO) \
  F(perfcntrevcap, es, PERFCNTREVCAP, ES, 27, 0, RO) \
  F(perfcntrevcap, egi, PERFCNTREVCAP, EGI, 31, 28, RO) \
  F(perfcntr, count, PERFCNTR, COUNT, 63, 0, RW) \
  F(ecmd, cmd, ECMD, CMD, 7, 0, WO) \
  F(ecmd, opa, ECMD, OPA, 63, 16, WO) \
  F(eceo, opb, ECEO, OPB, 63, 0, WO) \
  F(ecrsp, ip, ECRSP, IP, 0, 0, RO) \
  F(ecrsp, sc, ECRSP, SC, 7, 1, RO) \
  F(ecrsp, rslt, ECRSP, RSLT, 63, 16, RO) \
  F(eccap_3, ecnts, ECCAP_3, ECNTS, 48, 48, RO) \
  F(eccap_3, dcnts, ECCAP_3, DCNTS, 49, 49, RO) \
  F(eccap_3, rcfgs, ECCAP_3, RCFGS, 50, 50, RO) \
  F(eccap_3, rcnts, ECCAP_3, RCNTS, 51, 51, RO) \
  F(eccap_3, fcnts, ECCAP_3, FCNTS, 52, 52, RO) \
  F(eccap_3, ufcnts, ECCAP_3, UFCNTS, 53, 53, RO) \
  F(vcmd, cmd, VCMD, CMD, 7, 0, WO) \
  F(vcmd, opa, VCMD, OPA, 63, 16, WO) \
  F(vcmd, pasid, VCMD, PASID, 35, 16, WO) \
  F(vcmd_eo, opb, VCMD_EO, OPB, 63, 0, WO) \
  F(vcrsp, ip, VCRSP, IP, 0, 0, RO) \
  F(vcrsp, sc, VCRSP, SC, 7, 1, RO) \
  F(vcrsp, rslt, VCRSP, RSLT, 63, 16, RO) \
  F(vcrsp, pasid, VCRSP, PASID, 35, 16, RO) \
  F(vccap, ns, VCCAP, NS, 0, 0, RO) \
  F(vccap, pas, VCCAP, PAS, 1, 1, RO) \
  F(vccap, fps, VCCAP, FPS, 2, 2, RO) \
  F(iva, am, IVA, AM, 5, 0, WO) \
  F(iva, ih, IVA, IH, 6, 6, WO) \
  A(iva, addr, IVA, ADDR, 63, 12, WO) \
  F(iotlb, did, IOTLB, DID, 47, 32, RW) \
  F(iotlb, dw, IOTLB, DW, 48, 48, RW) \
  F(iotlb, dr, IOTLB, DR, 49, 49, RW) \
  F(iotlb, iaig, IOTLB, IAIG, 58, 57, RO) \
  F(iotlb, iirg, IOTLB, IIRG, 61, 60, RW) \
  F(iotlb, ivt, IOTLB, IVT, 63, 63, RW) \
  A(frcd_lo, fi, FRCD_LO, FI, 63, 12, RO) \
  F(frcd_lo, iidx, FRCD_LO, IIDX, 63, 48, RO) \
  F(frcd_hi, sid, FRCD_HI, SID, 15, 0, RO) \
  F(frcd_hi, t2, FRCD_HI, T2, 28, 28, RO) \
  F(frcd_hi, priv, FRCD_HI, PRIV, 29, 29, RO) \
  F(frcd_hi, exe, FRCD_HI, EXE, 30, 30, RO) \
  F(frcd_hi, pp, FRCD_HI, PP, 31, 31, RO) \
  F(frcd_hi, fr, FRCD_HI, FR, 39, 32, RO) \
  F(frcd_hi, pv, FRCD_HI, PV, 59, 40, RO) \
  F(frcd_hi, at, FRCD_HI, AT, 61, 60, RO) \
  F(frcd_hi, t1, FRCD_HI, T1, 62, 62, RO) \
  F(frcd_hi, f, FRCD_HI, F, 63, 63, RW1C)
