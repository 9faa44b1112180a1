// SPDX-License-Identifier: Apache-2.0
// clang-format off
// In-memory structures, queue descriptors and interrupt messages, typed by hand from the architecture
// (translation structure formats, invalidation, interrupt remapping) and not derived from the
// description that the headers are generated from: the two must agree.
//
// S(name, bytes)
// F(lower-case structure and field, structure, field, high bit, low bit); bits count from bit 0 of the
// first word; A(...) is a field whose accessors work on bytes in place.

#define EXPECTED_STRUCTURES(S) \
  S(ROOT, 16) \
  S(SM_ROOT, 16) \
  S(CTX, 16) \
  S(SM_CTX, 32) \
  S(PASID_DIR, 8) \
  S(PASID, 64) \
  S(SS_PML, 8) \
  S(SS_DIR, 8) \
  S(SS_PDPE_1G, 8) \
  S(SS_PDE_2M, 8) \
  S(SS_PTE, 8) \
  S(FS_PML, 8) \
  S(FS_DIR, 8) \
  S(FS_PDPE_1G, 8) \
  S(FS_PDE_2M, 8) \
  S(FS_PTE, 8) \
  S(IRTE, 16) \
  S(IRTE_POSTED, 16) \
  S(PID, 64) \
  S(MSI_COMPAT, 16) \
  S(MSI_REMAP, 16) \
  S(EVENT_MSI, 16) \
  S(IOAPIC_RTE, 8) \
  S(IOAPIC_RTE_COMPAT, 8) \
  S(QI, 8) \
  S(QI_CC, 16) \
  S(QI_IOTLB, 16) \
  S(QI_DEV_TLB, 16) \
  S(QI_IEC, 16) \
  S(QI_WAIT, 16) \
  S(QI_P_IOTLB, 32) \
  S(QI_PC, 32) \
  S(QI_P_DEV_TLB, 32) \
  S(QI_PGRP_RESP, 32) \
  S(PAGE_REQ, 32) \
  S(DMAR, 48) \
  S(DMAR_ENTRY, 8) \
  S(DMAR_DRHD, 16) \
  S(DMAR_RMRR, 24) \
  S(DMAR_ATSR, 8) \
  S(DMAR_RHSA, 24) \
  S(DMAR_ANDD, 8) \
  S(DMAR_SATC, 8) \
  S(DMAR_SIDP, 8) \
  S(DMAR_SCOPE, 8)

#define EXPECTED_STRUCTURE_FIELDS(F, A) \
  F(root, p, ROOT, P, 0, 0) \
  A(root, ctp, ROOT, CTP, 63, 12) \
  F(sm_root, lp, SM_ROOT, LP, 0, 0) \
  A(sm_root, lctp, SM_ROOT, LCTP, 63, 12) \
  F(sm_root, up, SM_ROOT, UP, 64, 64) \
  A(sm_root, uctp, SM_ROOT, UCTP, 127, 76) \
  F(ctx, p, CTX, P, 0, 0) \
  F(ctx, fpd, CTX, FPD, 1, 1) \
  F(ctx, tt, CTX, TT, 3, 2) \
  A(ctx, ssptptr, CTX, SSPTPTR, 63, 12) \
  F(ctx, aw, CTX, AW, 66, 64) \
  F(ctx, did, CTX, DID, 87, 72) \
  F(sm_ctx, p, SM_CTX, P, 0, 0) \
  F(sm_ctx, fpd, SM_CTX, FPD, 1, 1) \
  F(sm_ctx, dte, SM_CTX, DTE, 2, 2) \
  F(sm_ctx, paside, SM_CTX, PASIDE, 3, 3) \
  F(sm_ctx, pre, SM_CTX, PRE, 4, 4) \
  F(sm_ctx, pdts, SM_CTX, PDTS, 11, 9) \
  A(sm_ctx, pasiddirptr, SM_CTX, PASIDDIRPTR, 63, 12) \
  F(sm_ctx, rid_pasid, SM_CTX, RID_PASID, 83, 64) \
  F(sm_ctx, rid_priv, SM_CTX, RID_PRIV, 84, 84) \
  F(pasid_dir, p, PASID_DIR, P, 0, 0) \
  F(pasid_dir, fpd, PASID_DIR, FPD, 1, 1) \
  A(pasid_dir, smptblptr, PASID_DIR, SMPTBLPTR, 63, 12) \
  F(pasid, p, PASID, P, 0, 0) \
  F(pasid, fpd, PASID, FPD, 1, 1) \
  F(pasid, aw, PASID, AW, 4, 2) \
  F(pasid, pgtt, PASID, PGTT, 8, 6) \
  F(pasid, ssade, PASID, SSADE, 9, 9) \
  A(pasid, ssptptr, PASID, SSPTPTR, 63, 12) \
  F(pasid, did, PASID, DID, 79, 64) \
  F(pasid, pwsnp, PASID, PWSNP, 87, 87) \
  F(pasid, pgsnp, PASID, PGSNP, 88, 88) \
  F(pasid, cd, PASID, CD, 89, 89) \
  F(pasid, emte, PASID, EMTE, 90, 90) \
  F(pasid, pat, PASID, PAT, 127, 96) \
  F(pasid, sre, PASID, SRE, 128, 128) \
  F(pasid, fspm, PASID, FSPM, 131, 130) \
  F(pasid, wpe, PASID, WPE, 132, 132) \
  F(pasid, eafe, PASID, EAFE, 135, 135) \
  A(pasid, fsptptr, PASID, FSPTPTR, 191, 140) \
  F(ss_pml, r, SS_PML, R, 0, 0) \
  F(ss_pml, w, SS_PML, W, 1, 1) \
  F(ss_pml, a, SS_PML, A, 8, 8) \
  A(ss_pml, addr, SS_PML, ADDR, 51, 12) \
  F(ss_dir, r, SS_DIR, R, 0, 0) \
  F(ss_dir, w, SS_DIR, W, 1, 1) \
  F(ss_dir, ps, SS_DIR, PS, 7, 7) \
  F(ss_dir, a, SS_DIR, A, 8, 8) \
  A(ss_dir, addr, SS_DIR, ADDR, 51, 12) \
  F(ss_pdpe_1g, r, SS_PDPE_1G, R, 0, 0) \
  F(ss_pdpe_1g, w, SS_PDPE_1G, W, 1, 1) \
  F(ss_pdpe_1g, emt, SS_PDPE_1G, EMT, 5, 3) \
  F(ss_pdpe_1g, ipat, SS_PDPE_1G, IPAT, 6, 6) \
  F(ss_pdpe_1g, ps, SS_PDPE_1G, PS, 7, 7) \
  F(ss_pdpe_1g, a, SS_PDPE_1G, A, 8, 8) \
  F(ss_pdpe_1g, d, SS_PDPE_1G, D, 9, 9) \
  F(ss_pdpe_1g, snp, SS_PDPE_1G, SNP, 11, 11) \
  A(ss_pdpe_1g, addr, SS_PDPE_1G, ADDR, 51, 30) \
  F(ss_pde_2m, r, SS_PDE_2M, R, 0, 0) \
  F(ss_pde_2m, w, SS_PDE_2M, W, 1, 1) \
  F(ss_pde_2m, emt, SS_PDE_2M, EMT, 5, 3) \
  F(ss_pde_2m, ipat, SS_PDE_2M, IPAT, 6, 6) \
  F(ss_pde_2m, ps, SS_PDE_2M, PS, 7, 7) \
  F(ss_pde_2m, a, SS_PDE_2M, A, 8, 8) \
  F(ss_pde_2m, d, SS_PDE_2M, D, 9, 9) \
  F(ss_pde_2m, snp, SS_PDE_2M, SNP, 11, 11) \
  A(ss_pde_2m, addr, SS_PDE_2M, ADDR, 51, 21) \
  F(ss_pte, r, SS_PTE, R, 0, 0) \
  F(ss_pte, w, SS_PTE, W, 1, 1) \
  F(ss_pte, emt, SS_PTE, EMT, 5, 3) \
  F(ss_pte, ipat, SS_PTE, IPAT, 6, 6) \
  F(ss_pte, a, SS_PTE, A, 8, 8) \
  F(ss_pte, d, SS_PTE, D, 9, 9) \
  F(ss_pte, snp, SS_PTE, SNP, 11, 11) \
  A(ss_pte, addr, SS_PTE, ADDR, 51, 12) \
  F(fs_pml, p, FS_PML, P, 0, 0) \
  F(fs_pml, rw, FS_PML, RW, 1, 1) \
  F(fs_pml, us, FS_PML, US, 2, 2) \
  F(fs_pml, a, FS_PML, A, 5, 5) \
  F(fs_pml, ea, FS_PML, EA, 10, 10) \
  A(fs_pml, addr, FS_PML, ADDR, 51, 12) \
  F(fs_dir, p, FS_DIR, P, 0, 0) \
  F(fs_dir, rw, FS_DIR, RW, 1, 1) \
  F(fs_dir, us, FS_DIR, US, 2, 2) \
  F(fs_dir, a, FS_DIR, A, 5, 5) \
  F(fs_dir, ps, FS_DIR, PS, 7, 7) \
  F(fs_dir, ea, FS_DIR, EA, 10, 10) \
  A(fs_dir, addr, FS_DIR, ADDR, 51, 12) \
  F(fs_pdpe_1g, p, FS_PDPE_1G, P, 0, 0) \
  F(fs_pdpe_1g, rw, FS_PDPE_1G, RW, 1, 1) \
  F(fs_pdpe_1g, us, FS_PDPE_1G, US, 2, 2) \
  F(fs_pdpe_1g, pwt, FS_PDPE_1G, PWT, 3, 3) \
  F(fs_pdpe_1g, pcd, FS_PDPE_1G, PCD, 4, 4) \
  F(fs_pdpe_1g, a, FS_PDPE_1G, A, 5, 5) \
  F(fs_pdpe_1g, d, FS_PDPE_1G, D, 6, 6) \
  F(fs_pdpe_1g, ps, FS_PDPE_1G, PS, 7, 7) \
  F(fs_pdpe_1g, ea, FS_PDPE_1G, EA, 10, 10) \
  F(fs_pdpe_1g, pat, FS_PDPE_1G, PAT, 12, 12) \
  A(fs_pdpe_1g, addr, FS_PDPE_1G, ADDR, 51, 30) \
  F(fs_pde_2m, p, FS_PDE_2M, P, 0, 0) \
  F(fs_pde_2m, rw, FS_PDE_2M, RW, 1, 1) \
  F(fs_pde_2m, us, FS_PDE_2M, US, 2, 2) \
  F(fs_pde_2m, pwt, FS_PDE_2M, PWT, 3, 3) \
  F(fs_pde_2m, pcd, FS_PDE_2M, PCD, 4, 4) \
  F(fs_pde_2m, a, FS_PDE_2M, A, 5, 5) \
  F(fs_pde_2m, d, FS_PDE_2M, D, 6, 6) \
  F(fs_pde_2m, ps, FS_PDE_2M, PS, 7, 7) \
  F(fs_pde_2m, ea, FS_PDE_2M, EA, 10, 10) \
  F(fs_pde_2m, pat, FS_PDE_2M, PAT, 12, 12) \
  A(fs_pde_2m, addr, FS_PDE_2M, ADDR, 51, 21) \
  F(fs_pte, p, FS_PTE, P, 0, 0) \
  F(fs_pte, rw, FS_PTE, RW, 1, 1) \
  F(fs_pte, us, FS_PTE, US, 2, 2) \
  F(fs_pte, pwt, FS_PTE, PWT, 3, 3) \
  F(fs_pte, pcd, FS_PTE, PCD, 4, 4) \
  F(fs_pte, a, FS_PTE, A, 5, 5) \
  F(fs_pte, d, FS_PTE, D, 6, 6) \
  F(fs_pte, pat, FS_PTE, PAT, 7, 7) \
  F(fs_pte, ea, FS_PTE, EA, 10, 10) \
  A(fs_pte, addr, FS_PTE, ADDR, 51, 12) \
  F(irte, p, IRTE, P, 0, 0) \
  F(irte, fpd, IRTE, FPD, 1, 1) \
  F(irte, dm, IRTE, DM, 2, 2) \
  F(irte, rh, IRTE, RH, 3, 3) \
  F(irte, tm, IRTE, TM, 4, 4) \
  F(irte, dlm, IRTE, DLM, 7, 5) \
  F(irte, im, IRTE, IM, 15, 15) \
  F(irte, v, IRTE, V, 23, 16) \
  F(irte, dst, IRTE, DST, 63, 32) \
  F(irte, dst_xapic, IRTE, DST_XAPIC, 47, 40) \
  F(irte, sid, IRTE, SID, 79, 64) \
  F(irte, sq, IRTE, SQ, 81, 80) \
  F(irte, svt, IRTE, SVT, 83, 82) \
  F(irte_posted, p, IRTE_POSTED, P, 0, 0) \
  F(irte_posted, fpd, IRTE_POSTED, FPD, 1, 1) \
  F(irte_posted, urg, IRTE_POSTED, URG, 14, 14) \
  F(irte_posted, im, IRTE_POSTED, IM, 15, 15) \
  F(irte_posted, vv, IRTE_POSTED, VV, 23, 16) \
  F(irte_posted, pdal, IRTE_POSTED, PDAL, 63, 38) \
  F(irte_posted, sid, IRTE_POSTED, SID, 79, 64) \
  F(irte_posted, sq, IRTE_POSTED, SQ, 81, 80) \
  F(irte_posted, svt, IRTE_POSTED, SVT, 83, 82) \
  F(irte_posted, pdah, IRTE_POSTED, PDAH, 127, 96) \
  F(pid, pir0, PID, PIR0, 63, 0) \
  F(pid, pir1, PID, PIR1, 127, 64) \
  F(pid, pir2, PID, PIR2, 191, 128) \
  F(pid, pir3, PID, PIR3, 255, 192) \
  F(pid, on, PID, ON, 256, 256) \
  F(pid, sn, PID, SN, 257, 257) \
  F(pid, nv, PID, NV, 279, 272) \
  F(pid, ndst, PID, NDST, 319, 288) \
  F(pid, ndst_xapic, PID, NDST_XAPIC, 303, 296) \
  F(msi_compat, prefix, MSI_COMPAT, PREFIX, 31, 20) \
  F(msi_compat, dest, MSI_COMPAT, DEST, 19, 12) \
  F(msi_compat, format, MSI_COMPAT, FORMAT, 4, 4) \
  F(msi_compat, rh, MSI_COMPAT, RH, 3, 3) \
  F(msi_compat, dm, MSI_COMPAT, DM, 2, 2) \
  F(msi_compat, v, MSI_COMPAT, V, 71, 64) \
  F(msi_compat, dlm, MSI_COMPAT, DLM, 74, 72) \
  F(msi_compat, level, MSI_COMPAT, LEVEL, 78, 78) \
  F(msi_compat, tm, MSI_COMPAT, TM, 79, 79) \
  F(msi_remap, prefix, MSI_REMAP, PREFIX, 31, 20) \
  F(msi_remap, handle_lo, MSI_REMAP, HANDLE_LO, 19, 5) \
  F(msi_remap, format, MSI_REMAP, FORMAT, 4, 4) \
  F(msi_remap, shv, MSI_REMAP, SHV, 3, 3) \
  F(msi_remap, handle_hi, MSI_REMAP, HANDLE_HI, 2, 2) \
  F(msi_remap, subhandle, MSI_REMAP, SUBHANDLE, 79, 64) \
  F(event_msi, prefix, EVENT_MSI, PREFIX, 31, 20) \
  F(event_msi, dest_lo, EVENT_MSI, DEST_LO, 19, 12) \
  F(event_msi, rh, EVENT_MSI, RH, 3, 3) \
  F(event_msi, dm, EVENT_MSI, DM, 2, 2) \
  F(event_msi, dest_hi, EVENT_MSI, DEST_HI, 63, 40) \
  F(event_msi, v, EVENT_MSI, V, 71, 64) \
  F(event_msi, dlm, EVENT_MSI, DLM, 74, 72) \
  F(event_msi, level, EVENT_MSI, LEVEL, 78, 78) \
  F(event_msi, tm, EVENT_MSI, TM, 79, 79) \
  F(ioapic_rte, index_lo, IOAPIC_RTE, INDEX_LO, 63, 49) \
  F(ioapic_rte, format, IOAPIC_RTE, FORMAT, 48, 48) \
  F(ioapic_rte, mask, IOAPIC_RTE, MASK, 16, 16) \
  F(ioapic_rte, tm, IOAPIC_RTE, TM, 15, 15) \
  F(ioapic_rte, rirr, IOAPIC_RTE, RIRR, 14, 14) \
  F(ioapic_rte, pol, IOAPIC_RTE, POL, 13, 13) \
  F(ioapic_rte, ds, IOAPIC_RTE, DS, 12, 12) \
  F(ioapic_rte, index_hi, IOAPIC_RTE, INDEX_HI, 11, 11) \
  F(ioapic_rte, v, IOAPIC_RTE, V, 7, 0) \
  F(ioapic_rte_compat, dest, IOAPIC_RTE_COMPAT, DEST, 63, 56) \
  F(ioapic_rte_compat, format, IOAPIC_RTE_COMPAT, FORMAT, 48, 48) \
  F(ioapic_rte_compat, mask, IOAPIC_RTE_COMPAT, MASK, 16, 16) \
  F(ioapic_rte_compat, tm, IOAPIC_RTE_COMPAT, TM, 15, 15) \
  F(ioapic_rte_compat, rirr, IOAPIC_RTE_COMPAT, RIRR, 14, 14) \
  F(ioapic_rte_compat, pol, IOAPIC_RTE_COMPAT, POL, 13, 13) \
  F(ioapic_rte_compat, ds, IOAPIC_RTE_COMPAT, DS, 12, 12) \
  F(ioapic_rte_compat, dm, IOAPIC_RTE_COMPAT, DM, 11, 11) \
  F(ioapic_rte_compat, dlm, IOAPIC_RTE_COMPAT, DLM, 10, 8) \
  F(ioapic_rte_compat, v, IOAPIC_RTE_COMPAT, V, 7, 0) \
  F(qi, type, QI, TYPE, 3, 0) \
  F(qi, type_hi, QI, TYPE_HI, 11, 9) \
  F(qi_cc, type, QI_CC, TYPE, 3, 0) \
  F(qi_cc, g, QI_CC, G, 5, 4) \
  F(qi_cc, type_hi, QI_CC, TYPE_HI, 11, 9) \
  F(qi_cc, did, QI_CC, DID, 31, 16) \
  F(qi_cc, sid, QI_CC, SID, 47, 32) \
  F(qi_cc, fm, QI_CC, FM, 49, 48) \
  F(qi_iotlb, type, QI_IOTLB, TYPE, 3, 0) \
  F(qi_iotlb, g, QI_IOTLB, G, 5, 4) \
  F(qi_iotlb, dw, QI_IOTLB, DW, 6, 6) \
  F(qi_iotlb, dr, QI_IOTLB, DR, 7, 7) \
  F(qi_iotlb, type_hi, QI_IOTLB, TYPE_HI, 11, 9) \
  F(qi_iotlb, did, QI_IOTLB, DID, 31, 16) \
  F(qi_iotlb, am, QI_IOTLB, AM, 69, 64) \
  F(qi_iotlb, ih, QI_IOTLB, IH, 70, 70) \
  A(qi_iotlb, addr, QI_IOTLB, ADDR, 127, 76) \
  F(qi_dev_tlb, type, QI_DEV_TLB, TYPE, 3, 0) \
  F(qi_dev_tlb, type_hi, QI_DEV_TLB, TYPE_HI, 11, 9) \
  F(qi_dev_tlb, pfsid_lo, QI_DEV_TLB, PFSID_LO, 15, 12) \
  F(qi_dev_tlb, mip, QI_DEV_TLB, MIP, 20, 16) \
  F(qi_dev_tlb, sid, QI_DEV_TLB, SID, 47, 32) \
  F(qi_dev_tlb, pfsid_hi, QI_DEV_TLB, PFSID_HI, 63, 52) \
  F(qi_dev_tlb, s, QI_DEV_TLB, S, 64, 64) \
  A(qi_dev_tlb, addr, QI_DEV_TLB, ADDR, 127, 76) \
  F(qi_iec, type, QI_IEC, TYPE, 3, 0) \
  F(qi_iec, g, QI_IEC, G, 4, 4) \
  F(qi_iec, type_hi, QI_IEC, TYPE_HI, 11, 9) \
  F(qi_iec, im, QI_IEC, IM, 31, 27) \
  F(qi_iec, iidx, QI_IEC, IIDX, 47, 32) \
  F(qi_wait, type, QI_WAIT, TYPE, 3, 0) \
  F(qi_wait, if, QI_WAIT, IF, 4, 4) \
  F(qi_wait, sw, QI_WAIT, SW, 5, 5) \
  F(qi_wait, fn, QI_WAIT, FN, 6, 6) \
  F(qi_wait, pd, QI_WAIT, PD, 7, 7) \
  F(qi_wait, type_hi, QI_WAIT, TYPE_HI, 11, 9) \
  F(qi_wait, data, QI_WAIT, DATA, 63, 32) \
  A(qi_wait, addr, QI_WAIT, ADDR, 127, 66) \
  F(qi_p_iotlb, type, QI_P_IOTLB, TYPE, 3, 0) \
  F(qi_p_iotlb, g, QI_P_IOTLB, G, 5, 4) \
  F(qi_p_iotlb, type_hi, QI_P_IOTLB, TYPE_HI, 11, 9) \
  F(qi_p_iotlb, did, QI_P_IOTLB, DID, 31, 16) \
  F(qi_p_iotlb, pasid, QI_P_IOTLB, PASID, 51, 32) \
  F(qi_p_iotlb, am, QI_P_IOTLB, AM, 69, 64) \
  F(qi_p_iotlb, ih, QI_P_IOTLB, IH, 70, 70) \
  A(qi_p_iotlb, addr, QI_P_IOTLB, ADDR, 127, 76) \
  F(qi_pc, type, QI_PC, TYPE, 3, 0) \
  F(qi_pc, g, QI_PC, G, 5, 4) \
  F(qi_pc, type_hi, QI_PC, TYPE_HI, 11, 9) \
  F(qi_pc, did, QI_PC, DID, 31, 16) \
  F(qi_pc, pasid, QI_PC, PASID, 51, 32) \
  F(qi_p_dev_tlb, type, QI_P_DEV_TLB, TYPE, 3, 0) \
  F(qi_p_dev_tlb, mip, QI_P_DEV_TLB, MIP, 8, 4) \
  F(qi_p_dev_tlb, type_hi, QI_P_DEV_TLB, TYPE_HI, 11, 9) \
  F(qi_p_dev_tlb, pfsid_lo, QI_P_DEV_TLB, PFSID_LO, 15, 12) \
  F(qi_p_dev_tlb, sid, QI_P_DEV_TLB, SID, 31, 16) \
  F(qi_p_dev_tlb, pasid, QI_P_DEV_TLB, PASID, 51, 32) \
  F(qi_p_dev_tlb, pfsid_hi, QI_P_DEV_TLB, PFSID_HI, 63, 52) \
  F(qi_p_dev_tlb, gi, QI_P_DEV_TLB, GI, 64, 64) \
  F(qi_p_dev_tlb, s, QI_P_DEV_TLB, S, 75, 75) \
  A(qi_p_dev_tlb, addr, QI_P_DEV_TLB, ADDR, 127, 76) \
  F(qi_pgrp_resp, type, QI_PGRP_RESP, TYPE, 3, 0) \
  F(qi_pgrp_resp, pp, QI_PGRP_RESP, PP, 4, 4) \
  F(qi_pgrp_resp, type_hi, QI_PGRP_RESP, TYPE_HI, 11, 9) \
  F(qi_pgrp_resp, rc, QI_PGRP_RESP, RC, 15, 12) \
  F(qi_pgrp_resp, rid, QI_PGRP_RESP, RID, 31, 16) \
  F(qi_pgrp_resp, pasid, QI_PGRP_RESP, PASID, 51, 32) \
  F(qi_pgrp_resp, prgi, QI_PGRP_RESP, PRGI, 75, 67) \
  F(page_req, type, PAGE_REQ, TYPE, 7, 0) \
  F(page_req, pp, PAGE_REQ, PP, 8, 8) \
  F(page_req, rid, PAGE_REQ, RID, 31, 16) \
  F(page_req, pasid, PAGE_REQ, PASID, 51, 32) \
  F(page_req, exr, PAGE_REQ, EXR, 52, 52) \
  F(page_req, pmr, PAGE_REQ, PMR, 53, 53) \
  F(page_req, rdr, PAGE_REQ, RDR, 64, 64) \
  F(page_req, wrr, PAGE_REQ, WRR, 65, 65) \
  F(page_req, lpig, PAGE_REQ, LPIG, 66, 66) \
  F(page_req, prgi, PAGE_REQ, PRGI, 75, 67) \
  A(page_req, addr, PAGE_REQ, ADDR, 127, 76) \
  F(dmar, signature, DMAR, SIGNATURE, 31, 0) \
  F(dmar, length, DMAR, LENGTH, 63, 32) \
  F(dmar, revision, DMAR, REVISION, 71, 64) \
  F(dmar, checksum, DMAR, CHECKSUM, 79, 72) \
  F(dmar, oem_id, DMAR, OEM_ID, 127, 80) \
  F(dmar, oem_table_id, DMAR, OEM_TABLE_ID, 191, 128) \
  F(dmar, oem_revision, DMAR, OEM_REVISION, 223, 192) \
  F(dmar, creator_id, DMAR, CREATOR_ID, 255, 224) \
  F(dmar, creator_revision, DMAR, CREATOR_REVISION, 287, 256) \
  F(dmar, haw, DMAR, HAW, 295, 288) \
  F(dmar, intr_remap, DMAR, INTR_REMAP, 296, 296) \
  F(dmar, x2apic_opt_out, DMAR, X2APIC_OPT_OUT, 297, 297) \
  F(dmar, dma_opt_in, DMAR, DMA_OPT_IN, 298, 298) \
  F(dmar_entry, type, DMAR_ENTRY, TYPE, 15, 0) \
  F(dmar_entry, length, DMAR_ENTRY, LENGTH, 31, 16) \
  F(dmar_entry, body, DMAR_ENTRY, BODY, 63, 32) \
  F(dmar_drhd, type, DMAR_DRHD, TYPE, 15, 0) \
  F(dmar_drhd, length, DMAR_DRHD, LENGTH, 31, 16) \
  F(dmar_drhd, include_pci_all, DMAR_DRHD, INCLUDE_PCI_ALL, 32, 32) \
  F(dmar_drhd, size, DMAR_DRHD, SIZE, 43, 40) \
  F(dmar_drhd, segment, DMAR_DRHD, SEGMENT, 63, 48) \
  A(dmar_drhd, base, DMAR_DRHD, BASE, 127, 64) \
  F(dmar_rmrr, type, DMAR_RMRR, TYPE, 15, 0) \
  F(dmar_rmrr, length, DMAR_RMRR, LENGTH, 31, 16) \
  F(dmar_rmrr, segment, DMAR_RMRR, SEGMENT, 63, 48) \
  A(dmar_rmrr, base, DMAR_RMRR, BASE, 127, 64) \
  A(dmar_rmrr, limit, DMAR_RMRR, LIMIT, 191, 128) \
  F(dmar_atsr, type, DMAR_ATSR, TYPE, 15, 0) \
  F(dmar_atsr, length, DMAR_ATSR, LENGTH, 31, 16) \
  F(dmar_atsr, all_ports, DMAR_ATSR, ALL_PORTS, 32, 32) \
  F(dmar_atsr, segment, DMAR_ATSR, SEGMENT, 63, 48) \
  F(dmar_rhsa, type, DMAR_RHSA, TYPE, 15, 0) \
  F(dmar_rhsa, length, DMAR_RHSA, LENGTH, 31, 16) \
  A(dmar_rhsa, base, DMAR_RHSA, BASE, 127, 64) \
  F(dmar_rhsa, proximity, DMAR_RHSA, PROXIMITY, 159, 128) \
  F(dmar_andd, type, DMAR_ANDD, TYPE, 15, 0) \
  F(dmar_andd, length, DMAR_ANDD, LENGTH, 31, 16) \
  F(dmar_andd, number, DMAR_ANDD, NUMBER, 63, 56) \
  F(dmar_satc, type, DMAR_SATC, TYPE, 15, 0) \
  F(dmar_satc, length, DMAR_SATC, LENGTH, 31, 16) \
  F(dmar_satc, atc_required, DMAR_SATC, ATC_REQUIRED, 32, 32) \
  F(dmar_satc, segment, DMAR_SATC, SEGMENT, 63, 48) \
  F(dmar_sidp, type, DMAR_SIDP, TYPE, 15, 0) \
  F(dmar_sidp, length, DMAR_SIDP, LENGTH, 31, 16) \
  F(dmar_sidp, segment, DMAR_SIDP, SEGMENT, 63, 48) \
  F(dmar_scope, type, DMAR_SCOPE, TYPE, 7, 0) \
  F(dmar_scope, length, DMAR_SCOPE, LENGTH, 15, 8) \
  F(dmar_scope, no_nested, DMAR_SCOPE, NO_NESTED, 16, 16) \
  F(dmar_scope, no_pwsnp, DMAR_SCOPE, NO_PWSNP, 17, 17) \
  F(dmar_scope, no_pgsnp, DMAR_SCOPE, NO_PGSNP, 18, 18) \
  F(dmar_scope, atc_hardened, DMAR_SCOPE, ATC_HARDENED, 19, 19) \
  F(dmar_scope, atc_required, DMAR_SCOPE, ATC_REQUIRED, 20, 20) \
  F(dmar_scope, id, DMAR_SCOPE, ID, 39, 32) \
  F(dmar_scope, bus, DMAR_SCOPE, BUS, 47, 40) \
  F(dmar_scope, device, DMAR_SCOPE, DEVICE, 55, 48) \
  F(dmar_scope, function, DMAR_SCOPE, FUNCTION, 63, 56)
