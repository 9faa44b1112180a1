// SPDX-License-Identifier: Apache-2.0
// Worked values: entries, descriptors, registers and messages built with the generated accessors,
// compared with numbers computed by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "vtd/vtd_regs.h"
#include "vtd/vtd_tables.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define EQ(a, b) assert_int_equal((uint64_t)(a), (uint64_t)(b))

static void check_words(const uint64_t *e, unsigned words, uint64_t w0, uint64_t w1, uint64_t w2) {
  const uint64_t expected[3] = {w0, w1, w2};
  for (unsigned i = 0; i < words; i++)
    EQ(e[i], i < 3 ? expected[i] : 0);
}

static void messages(void **state) {
  (void)state;
  uint64_t msi[VTD_MSI_REMAP_WORDS] = {0};
  vtd_msi_remap_prefix_set(msi, VTD_MSI_REMAP_PREFIX_INTR);
  vtd_msi_remap_format_set(msi, 1);
  vtd_msi_remap_shv_set(msi, 1);
  vtd_msi_remap_handle_set(msi, 0x1234);
  EQ(msi[0], 0xFEE24698);
  EQ(vtd_msi_remap_handle(msi), 0x1234);
  vtd_msi_remap_shv_set(msi, 0);
  vtd_msi_remap_handle_set(msi, 0x8001);
  EQ(msi[0], 0xFEE00034);
  EQ(vtd_msi_remap_handle(msi), 0x8001);

  uint64_t rte[VTD_IOAPIC_RTE_WORDS] = {0};
  vtd_ioapic_rte_index_set(rte, 0x8005);
  vtd_ioapic_rte_format_set(rte, 1);
  vtd_ioapic_rte_v_set(rte, 0x41);
  EQ(rte[0], 0x000B000000000841);
  vtd_ioapic_rte_tm_set(rte, 1);
  EQ(rte[0], 0x000B000000008841);
  EQ(vtd_ioapic_rte_index(rte), 0x8005);

  // An event to x2APIC id 12345678h: bits 7:0 in the address, the others in the upper address.
  uint64_t event[VTD_EVENT_MSI_WORDS] = {0};
  vtd_event_msi_prefix_set(event, VTD_EVENT_MSI_PREFIX_INTR);
  vtd_event_msi_dest_set(event, 0x12345678);
  vtd_event_msi_v_set(event, 0x42);
  vtd_event_msi_dlm_set(event, VTD_IRTE_DLM_LOWEST);
  EQ(event[0], 0x12345600FEE78000);
  EQ(event[1], 0x142);
  EQ(vtd_event_msi_dest(event), 0x12345678);
}

static void registers(void **state) {
  (void)state;
  EQ(vtd_rtaddr_ttm_set(vtd_rtaddr_rta_set(0, 0x07000000), VTD_RTADDR_TTM_SCALABLE), 0x07000400);
  EQ(vtd_iqa_qs_set(vtd_iqa_dw_set(vtd_iqa_iqa_set(0, 0x06000000), VTD_IQA_DW_256), 1), 0x06000801);
  EQ(vtd_irta_s_set(vtd_irta_eime_set(vtd_irta_irta_set(0, 0x05000000), 1), 15), 0x0500080F);

  uint64_t cap = VTD_CAP_ZLR | VTD_CAP_PSI | VTD_CAP_DWD | VTD_CAP_DRD;
  cap = vtd_cap_nd_set(cap, 6);
  cap = vtd_cap_sagaw_set(cap, VTD_CAP_SAGAW_39 | VTD_CAP_SAGAW_48);
  cap = vtd_cap_mgaw_set(cap, 47);
  cap = vtd_cap_fro_set(cap, 0x22);
  cap = vtd_cap_sslps_set(cap, VTD_CAP_SSLPS_2M | VTD_CAP_SSLPS_1G);
  cap = vtd_cap_mamv_set(cap, 18);
  EQ(cap, 0x00D2008C226F0606);
  EQ(vtd_did_width(cap), 16);

  uint64_t ecap = VTD_ECAP_C | VTD_ECAP_QI | VTD_ECAP_IR | VTD_ECAP_EIM | VTD_ECAP_PT | VTD_ECAP_SC;
  ecap = vtd_ecap_iro_set(ecap, 0xF);
  ecap = vtd_ecap_mhmv_set(ecap, 15);
  EQ(ecap, 0x0000000000F00FDB);
  ecap |= VTD_ECAP_DT | VTD_ECAP_NEST | VTD_ECAP_PRS | VTD_ECAP_SRS | VTD_ECAP_NWFS | VTD_ECAP_EAFS;
  ecap |= VTD_ECAP_PASID | VTD_ECAP_PDS | VTD_ECAP_SMTS | VTD_ECAP_SSADS | VTD_ECAP_SSTS;
  ecap |= VTD_ECAP_FSTS | VTD_ECAP_SMPWCS | VTD_ECAP_RPS;
  ecap = vtd_ecap_pss_set(ecap, 19);
  EQ(ecap, 0x0003ED9EA4F00FDF);
  EQ(VTD_GSTS_KEEP, ~(uint32_t)(VTD_GCMD_SRTP | VTD_GCMD_WBF | VTD_GCMD_SIRTP | 1u << 29));
}

static void context_entries(void **state) {
  (void)state;
  uint64_t lm[VTD_CTX_WORDS] = {0};
  vtd_ctx_p_set(lm, 1);
  vtd_ctx_ssptptr_set(lm, 0x01000000);
  vtd_ctx_aw_set(lm, VTD_CTX_AW_48);
  vtd_ctx_did_set(lm, 7);
  check_words(lm, 2, 0x01000001, 0x702, 0);
  EQ(vtd_ctx_ssptptr(lm), 0x01000000);
  vtd_ctx_ssptptr_set(lm, 0);
  vtd_ctx_tt_set(lm, VTD_CTX_TT_PASS_THROUGH);
  check_words(lm, 2, 0x9, 0x702, 0);

  uint64_t sm[VTD_SM_CTX_WORDS] = {0};
  vtd_sm_ctx_p_set(sm, 1);
  vtd_sm_ctx_dte_set(sm, 1);
  vtd_sm_ctx_paside_set(sm, 1);
  vtd_sm_ctx_pre_set(sm, 1);
  vtd_sm_ctx_pdts_set(sm, 7);
  vtd_sm_ctx_pasiddirptr_set(sm, 0x02000000);
  check_words(sm, 4, 0x02000E1D, 0, 0);
}

static void pasid_entries(void **state) {
  (void)state;
  uint64_t ss[VTD_PASID_WORDS] = {0};
  vtd_pasid_p_set(ss, 1);
  vtd_pasid_pgtt_set(ss, VTD_PASID_PGTT_SS);
  vtd_pasid_aw_set(ss, VTD_PASID_AW_48);
  vtd_pasid_ssptptr_set(ss, 0x03000000);
  vtd_pasid_did_set(ss, 9);
  vtd_pasid_pwsnp_set(ss, 1);
  check_words(ss, 8, 0x03000089, 0x00800009, 0);

  uint64_t fs[VTD_PASID_WORDS] = {0};
  vtd_pasid_p_set(fs, 1);
  vtd_pasid_pgtt_set(fs, VTD_PASID_PGTT_FS);
  vtd_pasid_fsptptr_set(fs, 0x04000000);
  vtd_pasid_fspm_set(fs, VTD_PASID_FSPM_4LEVEL);
  vtd_pasid_did_set(fs, 1);
  vtd_pasid_pwsnp_set(fs, 1);
  vtd_pasid_sre_set(fs, 1);
  check_words(fs, 8, 0x41, 0x00800001, 0x04000001);

  uint64_t nested[VTD_PASID_WORDS];
  memcpy(nested, ss, sizeof nested);
  vtd_pasid_pgtt_set(nested, VTD_PASID_PGTT_NESTED);
  vtd_pasid_fsptptr_set(nested, 0x04000000);
  vtd_pasid_sre_set(nested, 1);
  check_words(nested, 8, 0x030000C9, 0x00800009, 0x04000001);

  uint64_t pt[VTD_PASID_WORDS] = {0};
  vtd_pasid_p_set(pt, 1);
  vtd_pasid_pgtt_set(pt, VTD_PASID_PGTT_PT);
  vtd_pasid_aw_set(pt, VTD_PASID_AW_48);
  vtd_pasid_did_set(pt, 9);
  vtd_pasid_sre_set(pt, 1);
  check_words(pt, 8, 0x109, 0x9, 0x1);
}

static void interrupt_entries(void **state) {
  (void)state;
  uint64_t e[VTD_IRTE_WORDS] = {0};
  vtd_irte_p_set(e, 1);
  vtd_irte_v_set(e, 0x31);
  vtd_irte_dst_xapic_set(e, 1);
  vtd_irte_sid_set(e, 0x0810);
  vtd_irte_svt_set(e, VTD_IRTE_SVT_SID);
  check_words(e, 2, 0x0000010000310001, 0x40810, 0);
  vtd_irte_dst_set(e, 1);
  check_words(e, 2, 0x0000000100310001, 0x40810, 0);

  uint64_t posted[VTD_IRTE_POSTED_WORDS] = {0};
  vtd_irte_posted_p_set(posted, 1);
  vtd_irte_posted_im_set(posted, 1);
  vtd_irte_posted_vv_set(posted, 0x31);
  vtd_irte_posted_pda_set(posted, UINT64_C(0x1234567FC0) >> 6 << 6);
  vtd_irte_posted_sid_set(posted, 0x0810);
  vtd_irte_posted_svt_set(posted, VTD_IRTE_SVT_SID);
  check_words(posted, 2, 0x34567FC000318001, 0x0000001200040810, 0);
  EQ(vtd_irte_posted_pda(posted), 0x1234567FC0);
}

static void *fresh(uint64_t *e) {
  return memset(e, 0, 32);
}

static void cache_descriptors(void **state) {
  (void)state;
  uint64_t e[4];
  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_CC);
  vtd_qi_cc_g_set(e, VTD_QI_CC_G_GLOBAL);
  check_words(e, 4, 0x11, 0, 0);
  vtd_qi_cc_g_set(e, VTD_QI_CC_G_DEVICE);
  vtd_qi_cc_sid_set(e, 0x0810);
  vtd_qi_cc_did_set(e, 7);
  check_words(e, 4, 0x0000081000070031, 0, 0);

  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_IOTLB);
  vtd_qi_iotlb_g_set(e, VTD_QI_IOTLB_G_GLOBAL);
  vtd_qi_iotlb_dr_set(e, 1);
  vtd_qi_iotlb_dw_set(e, 1);
  check_words(e, 4, 0xD2, 0, 0);
  vtd_qi_iotlb_g_set(e, VTD_QI_IOTLB_G_PAGE);
  vtd_qi_iotlb_did_set(e, 5);
  vtd_qi_iotlb_addr_set(e, 0x12345000);
  vtd_qi_iotlb_am_set(e, 9);
  check_words(e, 4, 0x000500F2, 0x12345009, 0);
  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_IOTLB);
  vtd_qi_iotlb_g_set(e, VTD_QI_IOTLB_G_DOMAIN);
  vtd_qi_iotlb_did_set(e, 5);
  check_words(e, 4, 0x00050022, 0, 0);

  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_IEC);
  check_words(e, 4, 0x4, 0, 0);
  vtd_qi_iec_g_set(e, VTD_QI_IEC_G_INDEX);
  vtd_qi_iec_iidx_set(e, 0x40);
  vtd_qi_iec_im_set(e, 3);
  check_words(e, 4, 0x0000004018000014, 0, 0);

  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_PC);
  vtd_qi_pc_g_set(e, VTD_QI_PC_G_GLOBAL);
  check_words(e, 4, 0x37, 0, 0);
  vtd_qi_pc_g_set(e, VTD_QI_PC_G_PASID);
  vtd_qi_pc_pasid_set(e, 0x10);
  vtd_qi_pc_did_set(e, 1);
  check_words(e, 4, 0x0000001000010017, 0, 0);

  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_P_IOTLB);
  vtd_qi_p_iotlb_g_set(e, VTD_QI_P_IOTLB_G_PASID);
  vtd_qi_p_iotlb_pasid_set(e, 0x10);
  vtd_qi_p_iotlb_did_set(e, 1);
  check_words(e, 4, 0x0000001000010026, 0, 0);
  vtd_qi_p_iotlb_g_set(e, VTD_QI_P_IOTLB_G_PAGE);
  vtd_qi_p_iotlb_addr_set(e, 0x7000);
  vtd_qi_p_iotlb_ih_set(e, 1);
  check_words(e, 4, 0x0000001000010036, 0x7040, 0);
}

static void other_descriptors(void **state) {
  (void)state;
  uint64_t e[4];
  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_WAIT);
  vtd_qi_wait_sw_set(e, 1);
  vtd_qi_wait_data_set(e, 2);
  vtd_qi_wait_addr_set(e, 0x1004);
  check_words(e, 4, 0x0000000200000025, 0x1004, 0);
  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_WAIT);
  vtd_qi_wait_if_set(e, 1);
  vtd_qi_wait_fn_set(e, 1);
  check_words(e, 4, 0x55, 0, 0);

  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_DEV_TLB);
  vtd_qi_dev_tlb_sid_set(e, 0x0810);
  vtd_qi_dev_tlb_s_set(e, 1);
  vtd_qi_dev_tlb_addr_set(e, 0x00107000);
  check_words(e, 4, 0x0000081000000003, 0x00107001, 0);
  vtd_qi_dev_tlb_addr_set(e, UINT64_C(0x7FFFFFFFFFFFF) << 12);
  EQ(e[1], 0x7FFFFFFFFFFFF001);

  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_P_DEV_TLB);
  vtd_qi_p_dev_tlb_sid_set(e, 0x0810);
  vtd_qi_p_dev_tlb_pasid_set(e, 0x10);
  vtd_qi_p_dev_tlb_addr_set(e, 0x00100000);
  check_words(e, 4, 0x0000001008100008, 0x00100000, 0);
  vtd_qi_p_dev_tlb_s_set(e, 1);
  vtd_qi_p_dev_tlb_addr_set(e, UINT64_C(0x7FFFFFFFFFFFF) << 12);
  EQ(e[1], 0x7FFFFFFFFFFFF800);
  vtd_qi_p_dev_tlb_pfsid_set(e, 0xABCD);
  EQ(e[0], 0xABC000100810D008);
  EQ(vtd_qi_p_dev_tlb_pfsid(e), 0xABCD);

  vtd_qi_type_set(fresh(e), VTD_QI_TYPE_PGRP_RESP);
  vtd_qi_pgrp_resp_pp_set(e, 1);
  vtd_qi_pgrp_resp_rc_set(e, VTD_QI_PGRP_RESP_RC_SUCCESS);
  vtd_qi_pgrp_resp_rid_set(e, 0x0810);
  vtd_qi_pgrp_resp_pasid_set(e, 0x10);
  vtd_qi_pgrp_resp_prgi_set(e, 5);
  check_words(e, 4, 0x0000001008100019, 0x28, 0);

  vtd_page_req_type_set(fresh(e), VTD_PAGE_REQ_TYPE_PAGE_REQ);
  vtd_page_req_pp_set(e, 1);
  vtd_page_req_rid_set(e, 0x0810);
  vtd_page_req_pasid_set(e, 0x10);
  vtd_page_req_addr_set(e, 0x7F000);
  vtd_page_req_prgi_set(e, 5);
  vtd_page_req_lpig_set(e, 1);
  vtd_page_req_wrr_set(e, 1);
  vtd_page_req_rdr_set(e, 1);
  check_words(e, 4, 0x0000001008100101, 0x0007F02F, 0);

  vtd_qi_kind_set(fresh(e), 0x25);
  EQ(e[0], 0x405);
  EQ(vtd_qi_kind(e), 0x25);
}

static void fault_records(void **state) {
  (void)state;
  EQ(vtd_frcd_lo_fi_set(0, 0x7F000), 0x7F000);
  uint64_t hi = vtd_frcd_hi_sid_set(VTD_FRCD_HI_F, 0x0810);
  EQ(vtd_frcd_hi_fr_set(hi, VTD_FR_LGN_2), 0x8000000500000810);
  hi |= VTD_FRCD_HI_T1 | VTD_FRCD_HI_PP;
  EQ(vtd_frcd_hi_pv_set(vtd_frcd_hi_fr_set(hi, VTD_FR_SFS_2), 0x10), 0xC000107180000810);
  EQ(vtd_frcd_lo_iidx_set(0, 0x8005), 0x8005000000000000);
  hi = vtd_frcd_hi_sid_set(VTD_FRCD_HI_F, 0xF0F8);
  EQ(vtd_frcd_hi_fr_set(hi, VTD_FR_IR_22), 0x800000220000F0F8);
}

static void named_values(void **state) {
  (void)state;
  const struct {
    unsigned value, expected;
  } values[] = {
      {VTD_RTADDR_TTM_LEGACY, 0},
      {VTD_RTADDR_TTM_SCALABLE, 1},
      {VTD_RTADDR_TTM_RSVD, 2},
      {VTD_RTADDR_TTM_ABORT, 3},
      {VTD_CCMD_CIRG_GLOBAL, 1},
      {VTD_CCMD_CIRG_DOMAIN, 2},
      {VTD_CCMD_CIRG_DEVICE, 3},
      {VTD_CCMD_CAIG_DEVICE, 3},
      {VTD_CCMD_FM_BITS2_0, 3},
      {VTD_IOTLB_IIRG_GLOBAL, 1},
      {VTD_IOTLB_IIRG_DOMAIN, 2},
      {VTD_IOTLB_IIRG_PAGE, 3},
      {VTD_IOTLB_IAIG_PAGE, 3},
      {VTD_IQERCD_IQEI_NONE, 0},
      {VTD_IQERCD_IQEI_TAIL, 1},
      {VTD_IQERCD_IQEI_FETCH, 2},
      {VTD_IQERCD_IQEI_TYPE, 3},
      {VTD_IQERCD_IQEI_RSVD, 4},
      {VTD_IQERCD_IQEI_DESC_WIDTH, 5},
      {VTD_IQERCD_IQEI_TAIL_ALIGN, 6},
      {VTD_IQERCD_IQEI_TTM, 7},
      {VTD_CTX_TT_UNTRANSLATED, 0},
      {VTD_CTX_TT_DEV_TLB, 1},
      {VTD_CTX_TT_PASS_THROUGH, 2},
      {VTD_CTX_AW_39, 1},
      {VTD_CTX_AW_48, 2},
      {VTD_CTX_AW_57, 3},
      {VTD_PASID_PGTT_FS, 1},
      {VTD_PASID_PGTT_SS, 2},
      {VTD_PASID_PGTT_NESTED, 3},
      {VTD_PASID_PGTT_PT, 4},
      {VTD_PASID_FSPM_5LEVEL, 1},
      {VTD_CAP_SAGAW_57, 8},
      {VTD_QI_TYPE_CC, 1},
      {VTD_QI_TYPE_IOTLB, 2},
      {VTD_QI_TYPE_DEV_TLB, 3},
      {VTD_QI_TYPE_IEC, 4},
      {VTD_QI_TYPE_WAIT, 5},
      {VTD_QI_TYPE_P_IOTLB, 6},
      {VTD_QI_TYPE_PC, 7},
      {VTD_QI_TYPE_P_DEV_TLB, 8},
      {VTD_QI_TYPE_PGRP_RESP, 9},
      {VTD_QI_CC_G_DOMAIN, 2},
      {VTD_QI_CC_G_DEVICE, 3},
      {VTD_QI_IOTLB_G_PAGE, 3},
      {VTD_QI_IEC_G_GLOBAL, 0},
      {VTD_QI_IEC_G_INDEX, 1},
      {VTD_QI_P_IOTLB_G_PASID, 2},
      {VTD_QI_P_IOTLB_G_PAGE, 3},
      {VTD_QI_PC_G_DOMAIN, 0},
      {VTD_QI_PC_G_PASID, 1},
      {VTD_QI_PC_G_GLOBAL, 3},
      {VTD_QI_PGRP_RESP_RC_INVALID, 1},
      {VTD_QI_PGRP_RESP_RC_FAILURE, 15},
      {VTD_IRTE_DLM_FIXED, 0},
      {VTD_IRTE_DLM_LOWEST, 1},
      {VTD_IRTE_DLM_SMI, 2},
      {VTD_IRTE_DLM_NMI, 4},
      {VTD_IRTE_DLM_INIT, 5},
      {VTD_IRTE_DLM_EXTINT, 7},
      {VTD_IRTE_SVT_NONE, 0},
      {VTD_IRTE_SVT_SID, 1},
      {VTD_IRTE_SVT_BUS, 2},
      {VTD_IRTE_SQ_BIT2, 1},
      {VTD_IRTE_SQ_BITS2_1, 2},
      {VTD_FRCD_HI_AT_TRANSLATION, 1},
      {VTD_FRCD_HI_AT_TRANSLATED, 2},
      {VTD_SS_PTE_EMT_WB, 6},
      {VTD_MTRRDEF_TYPE_WP, 5},
      {VTD_ECMD_CMD_ENABLE_CNTR, 240},
      {VTD_ECMD_CMD_UNFREEZE, 245},
      {VTD_VCMD_CMD_FREE_PASID, 2},
      {VTD_MSI_REMAP_PREFIX_INTR, 0xFEE},
  };
  for (size_t i = 0; i < COUNT(values); i++)
    EQ(values[i].value, values[i].expected);

  // The same names are in the tables, for traces.
  const struct vtd_field_desc *ttm = vtd_field_find("RTADDR", "TTM");
  EQ(ttm->value_count, 4);
  assert_string_equal(vtd_value_table[ttm->first_value + 1].name, "SCALABLE");
  EQ(vtd_value_table[ttm->first_value + 1].value, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(messages),          cmocka_unit_test(registers),
      cmocka_unit_test(context_entries),   cmocka_unit_test(pasid_entries),
      cmocka_unit_test(interrupt_entries), cmocka_unit_test(cache_descriptors),
      cmocka_unit_test(other_descriptors), cmocka_unit_test(fault_records),
      cmocka_unit_test(named_values),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
