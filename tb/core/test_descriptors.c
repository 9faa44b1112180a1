// SPDX-License-Identifier: Apache-2.0
// Queue descriptors (chapter 6): what each does, which are valid, which error each wrong one gives.
#include "queue_test.h"

// ---- Descriptors and their effect

static void context_descriptors(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  assert_int_equal(vtdt_cc_global().word[0], 0x11);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_global()));
  assert_int_equal(t.guest->invs[0].scope, VTD_INV_GLOBAL);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_domain(0x1234)));
  assert_int_equal(t.guest->invs[1].scope, VTD_INV_DOMAIN);
  assert_int_equal(t.guest->invs[1].did, 0x1234);
  assert_int_equal(vtdt_cc_device(0x0810, 0, 7).word[0], UINT64_C(0x0000081000070031));
  static const uint16_t masks[] = {0xFFFF, 0xFFFB, 0xFFF9, 0xFFF8};
  for (unsigned fm = 0; fm < 4; fm++) {
    assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_device(0x0810, (uint8_t)fm, 7)));
    const vtd_inv *inv = &t.guest->invs[2 + fm];
    assert_int_equal(inv->scope, VTD_INV_DEVICE);
    assert_int_equal(inv->sid, 0x0810);
    assert_int_equal(inv->sid_mask, masks[fm]);
    assert_int_equal(inv->did, 7);
  }
  assert_int_equal(vtd_get_counters(t.unit)->descriptors, 6);
  core_test_end(&t);
}

static void iotlb_descriptors(void **state) {
  (void)state;
  const uint64_t drain = VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW;
  vtdt_queue q;
  core_test t = begin(&q);
  assert_int_equal(vtdt_iotlb_global(drain).word[0], 0xD2);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_global(drain)));
  assert_int_equal(vtdt_iotlb_domain(5, 0).word[0], 0x00050022);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_domain(5, 0)));
  vtdt_descriptor page = vtdt_iotlb_page(5, 0x12345000, 9, false, drain);
  assert_int_equal(page.word[0], 0x000500F2);
  assert_int_equal(page.word[1], 0x12345009);
  assert_true(vtdt_queue_submit(t.unit, &q, page));
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_page(6, ~UINT64_C(0), 0, true, 0)));
  const vtd_inv *inv = t.guest->invs;
  assert_int_equal(t.guest->inv_count, 4);
  assert_int_equal(inv[0].scope, VTD_INV_GLOBAL);
  assert_int_equal(inv[1].scope, VTD_INV_DOMAIN);
  assert_int_equal(inv[1].did, 5);
  assert_int_equal(inv[2].scope, VTD_INV_DOMAIN_PAGE);
  assert_int_equal(inv[2].base, 0x12200000);
  assert_int_equal(inv[2].shift, 21);
  assert_false(inv[2].leaf_only);
  assert_true(inv[3].leaf_only);
  assert_int_equal(inv[3].base, UINT64_C(0x01FFFFFFFFFFF000)); // MGAW is 57
  core_test_end(&t);
}

// Domain-id bits beyond ND are ignored in descriptors.
static void domain_bits_beyond_nd(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.cap = vtd_cap_nd_set(c.cap, 0); // 4 bits
  vtdt_queue q;
  core_test t = begin_with(&c, &q, 0, false);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_domain(0xABC5, 0)));
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_domain(0xFFF3)));
  assert_int_equal(t.guest->invs[0].did, 5);
  assert_int_equal(t.guest->invs[1].did, 3);
  core_test_end(&t);
}

static void wait_variants(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  uint64_t status = vtdt_pages(&t.guest->space, 1);
  assert_int_equal(vtdt_wait_status(0, 2).word[0], UINT64_C(0x0000000200000025));
  assert_int_equal(vtdt_wait(VTD_QI_WAIT_IF | VTD_QI_WAIT_FN, 0, 0).word[0], 0x55);
  // SW alone: DWORD, its neighbours untouched.
  vtdt_guest_write32(t.guest, status + 8, 0xAAAAAAAA);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait_status(status + 4, 0x12345678)));
  assert_int_equal(vtdt_guest_read32(t.guest, status), 0);
  assert_int_equal(vtdt_guest_read32(t.guest, status + 4), 0x12345678);
  assert_int_equal(vtdt_guest_read32(t.guest, status + 8), 0xAAAAAAAA);
  assert_int_equal(vtdt_reg32(t.unit, VTD_ICS_REG), 0);
  // IF alone, then both, then neither (pure ordering: legal).
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait(VTD_QI_WAIT_IF, status, 7)));
  assert_int_equal(vtdt_guest_read32(t.guest, status), 0);
  assert_int_equal(vtdt_reg32(t.unit, VTD_ICS_REG), VTD_ICS_IWC);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait(VTD_QI_WAIT_IF | VTD_QI_WAIT_SW, status, 7)));
  assert_int_equal(vtdt_guest_read32(t.guest, status), 7);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait(VTD_QI_WAIT_FN, status, 9)));
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait(0, status, 9)));
  assert_int_equal(vtdt_guest_read32(t.guest, status), 7);
  assert_int_equal(fsts(&t), 0);
  // Address bits at and above HAW (48) are ignored; an access error has no place to be reported.
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait_status(status | UINT64_C(0xF) << 60, 8)));
  assert_int_equal(vtdt_guest_read32(t.guest, status), 8);
  t.guest->fail_base = status;
  t.guest->fail_bytes = 4;
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait_status(status, 10)));
  assert_int_equal(fsts(&t), 0);
  core_test_end(&t);
}

static void page_drain_flag_needs_pds(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  submit_bad(&t, &q, vtdt_wait(VTD_QI_WAIT_PD, 0, 0), IQEI_RSVD);
  core_test_end(&t);
  vtd_config c = vtd_config_default();
  c.ecap = vtd_ecap_pds_set(c.ecap, 1);
  t = begin_with(&c, &q, 0, false);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait(VTD_QI_WAIT_PD, 0, 0)));
  core_test_end(&t);
}

// ---- Errors

static void invalid_types(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  for (unsigned kind = 0; kind < 128; kind++) {
    if (kind >= 1 && kind <= 5)
      continue;
    vtdt_descriptor d = {{(kind & 0xF) | (uint64_t)(kind >> 4) << 9, 0, 0, 0}};
    submit_bad(&t, &q, d, IQEI_TYPE);
  }
  core_test_end(&t);
  // Types of absent features.
  vtd_config c = vtd_config_default();
  c.ecap = vtd_ecap_ir_set(vtd_ecap_eim_set(vtd_ecap_mhmv_set(c.ecap, 0), 0), 0);
  c.ecap = vtd_ecap_dt_set(c.ecap, 0);
  t = begin_with(&c, &q, 0, false);
  submit_bad(&t, &q, vtdt_iec_global(), IQEI_TYPE);
  submit_bad(&t, &q, vtdt_dev_tlb(0x0810, 0, 0, 12), IQEI_TYPE);
  core_test_end(&t);
}

// Every reserved bit of every descriptor, one at a time. The masks are typed from the architecture,
// not taken from the description that the model is built on.
static void reserved_bits(void **state) {
  (void)state;
  const struct {
    vtdt_descriptor d;
    uint64_t rsvd[2];
  } types[] = {
      {vtdt_cc_global(), {UINT64_C(0xFFFC00000000F1C0), ~UINT64_C(0)}},
      {vtdt_iotlb_page(1, 0, 0, false, 0), {UINT64_C(0xFFFFFFFF0000F100), 0xF80}},
      // DIT = 0: PFSID is reserved, too
      {vtdt_dev_tlb(0x0810, 0, 0, 12), {UINT64_C(0xFFFF0000FFE0F1F0), 0xFFE}},
      {vtdt_iec_global(), {UINT64_C(0xFFFF000007FFF1E0), ~UINT64_C(0)}},
      {vtdt_wait(0, 0, 0), {0xFFFFF180, 3}},
  };
  vtdt_queue q;
  core_test t = begin(&q);
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    for (unsigned bit = 0; bit < 128; bit++) {
      if ((types[i].rsvd[bit / 64] >> bit % 64 & 1) == 0)
        continue;
      vtdt_descriptor d = types[i].d;
      d.word[bit / 64] |= UINT64_C(1) << bit % 64;
      submit_bad(&t, &q, d, IQEI_RSVD);
    }
  core_test_end(&t);
}

// And every bit that is not reserved is accepted.
static void free_bits(void **state) {
  (void)state;
  const struct {
    vtdt_descriptor d;
    uint64_t used[2];
  } types[] = {
      {vtdt_cc_device(0, 0, 0), {UINT64_C(0x0003FFFFFFFF0000), 0}},
      {vtdt_iotlb_page(0, 0, 0, false, 0), {0xFFFF00C0, UINT64_C(0xFFFFFFFFFFFFF04F)}},
      {vtdt_iec_index(0, 0), {UINT64_C(0x0000FFFF78000000), 0}},
      {vtdt_wait(0, 0, 0), {UINT64_C(0xFFFFFFFF00000070), UINT64_C(0xFFFFFFFFFFFFFFFC)}},
  };
  vtdt_queue q;
  core_test t = begin(&q);
  t.guest->limit = UINT64_C(1) << 32; // status writes may fail, never matter
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    for (unsigned bit = 0; bit < 128; bit++) {
      if ((types[i].used[bit / 64] >> bit % 64 & 1) == 0)
        continue;
      vtdt_descriptor d = types[i].d;
      d.word[bit / 64] |= UINT64_C(1) << bit % 64;
      assert_true(vtdt_queue_submit(t.unit, &q, d));
    }
  assert_int_equal(fsts(&t), 0);
  core_test_end(&t);
}

static void reserved_values(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtdt_descriptor d = vtdt_cc_global();
  vtd_qi_cc_g_set(d.word, 0);
  submit_bad(&t, &q, d, IQEI_RSVD);
  d = vtdt_iotlb_global(0);
  vtd_qi_iotlb_g_set(d.word, 0);
  submit_bad(&t, &q, d, IQEI_RSVD);
  submit_bad(&t, &q, vtdt_iotlb_page(1, 0, 19, false, 0), IQEI_RSVD); // MAMV is 18
  submit_bad(&t, &q, vtdt_iotlb_page(1, 0, 63, false, 0), IQEI_RSVD);
  submit_bad(&t, &q, vtdt_iec_index(0, 16), IQEI_RSVD); // MHMV is 15
  // IM counts only with G = 1, AM only with page granularity.
  d = vtdt_iec_global();
  vtd_qi_iec_im_set(d.word, 31);
  assert_true(vtdt_queue_submit(t.unit, &q, d));
  core_test_end(&t);
  vtd_config c = vtd_config_default();
  c.cap = vtd_cap_psi_set(c.cap, 0);
  t = begin_with(&c, &q, 0, false);
  submit_bad(&t, &q, vtdt_iotlb_page(1, 0, 0, false, 0), IQEI_RSVD);
  core_test_end(&t);
}

static void bad_tail(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtdt_reg64_write(t.unit, VTD_IQT_REG, 4096); // the queue is one page
  expect_error(&t, &q, IQEI_TAIL);
  vtdt_reg64_write(t.unit, VTD_IQT_REG, 0x7FFF0);
  expect_error(&t, &q, IQEI_TAIL);
  // 128-bit descriptors: bit 4 is an address bit.
  vtdt_queue_push(&q, vtdt_cc_global());
  vtdt_reg64_write(t.unit, VTD_IQT_REG, 0x10);
  assert_int_equal(fsts(&t), 0);
  core_test_end(&t);
}

static void fetch_error(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  t.guest->fail_base = q.base;
  t.guest->fail_bytes = 16;
  submit_bad(&t, &q, vtdt_cc_global(), IQEI_FETCH);
  t.guest->fail_bytes = 0;
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_global()));
  core_test_end(&t);
}

static void bad_mode_and_width(void **state) {
  (void)state;
  vtdt_queue q;
  // 256-bit descriptors need scalable or abort mode in the unit.
  core_test t = begin_with(NULL, &q, 0, true);
  submit_bad(&t, &q, vtdt_cc_global(), IQEI_WIDTH);
  core_test_end(&t);
  // Modes that this unit does not have.
  t = begin(&q);
  latch_ttm(&t, VTD_RTADDR_TTM_RSVD);
  submit_bad(&t, &q, vtdt_cc_global(), IQEI_TTM);
  latch_ttm(&t, VTD_RTADDR_TTM_SCALABLE);
  submit_bad(&t, &q, vtdt_cc_global(), IQEI_TTM);
  latch_ttm(&t, VTD_RTADDR_TTM_ABORT);
  submit_bad(&t, &q, vtdt_cc_global(), IQEI_TTM);
  latch_ttm(&t, VTD_RTADDR_TTM_LEGACY);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_global()));
  // The mode counts as latched, not as written.
  vtdt_reg64_write(t.unit, VTD_RTADDR_REG, vtd_rtaddr_ttm_set(0, VTD_RTADDR_TTM_RSVD));
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_global()));
  core_test_end(&t);
  // 128-bit descriptors in abort mode.
  vtd_config c = vtd_config_default();
  c.ecap = vtd_ecap_adms_set(c.ecap, 1);
  t = begin_with(&c, &q, 0, false);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_global()));
  latch_ttm(&t, VTD_RTADDR_TTM_ABORT);
  vtdt_queue_push(&q, vtdt_cc_global());
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(fsts(&t), VTD_FSTS_IQE);
  assert_int_equal(iqei(&t), IQEI_WIDTH);
  core_test_end(&t);
}

// ---- 256-bit descriptors

static core_test begin_wide(vtdt_queue *q, unsigned ttm) {
  vtd_config c = vtd_config_default();
  c.ecap = vtd_ecap_adms_set(c.ecap, 1);
  core_test t = begin_with(&c, q, 0, true);
  latch_ttm(&t, ttm);
  vtdt_guest_clear_logs(t.guest);
  return t;
}

static void wide_descriptors_in_legacy_mode(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin_wide(&q, VTD_RTADDR_TTM_LEGACY);
  uint64_t status = vtdt_pages(&t.guest->space, 1);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_domain(5, 0)));
  assert_int_equal(iqh(&t), 32);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait_status(status, 2)));
  assert_int_equal(vtdt_guest_read32(t.guest, status), 2);
  assert_int_equal(t.guest->invs[0].did, 5);
  vtdt_gcmd_clear(t.unit, VTD_GCMD_QIE);
  vtdt_queue_enable(t.unit, &q);
  // The upper half is reserved, bit by bit.
  for (unsigned bit = 128; bit < 256; bit += 7) {
    vtdt_descriptor d = vtdt_cc_global();
    d.word[bit / 64] |= UINT64_C(1) << bit % 64;
    submit_bad(&t, &q, d, IQEI_RSVD);
  }
  // PASID types are not valid in legacy mode.
  for (unsigned kind = 6; kind < 16; kind++)
    submit_bad(&t, &q, (vtdt_descriptor){{kind, 0, 0, 0}}, IQEI_TYPE);
  // Tail on half a descriptor.
  vtdt_reg64_write(t.unit, VTD_IQT_REG, 0x10);
  expect_error(&t, &q, IQEI_TAIL_ALIGN);
  // 128 of them make a page.
  for (unsigned i = 0; i < 300; i++)
    assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_global()));
  assert_int_equal(iqh(&t), 300 % 128 * 32);
  core_test_end(&t);
}

static void pasid_descriptors_in_abort_mode(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin_wide(&q, VTD_RTADDR_TTM_ABORT);
  vtdt_descriptor pasid = {{UINT64_C(0x0000001000010026), 0, 0, 0}};
  vtdt_descriptor page = {{UINT64_C(0x0000001000010036), 0x7040, 0, 0}};
  assert_true(vtdt_queue_submit(t.unit, &q, pasid));
  assert_true(vtdt_queue_submit(t.unit, &q, page));
  assert_int_equal(t.guest->invs[0].scope, VTD_INV_PASID);
  assert_int_equal(t.guest->invs[0].pasid, 0x10);
  assert_int_equal(t.guest->invs[0].did, 1);
  assert_int_equal(t.guest->invs[1].scope, VTD_INV_PASID_PAGE);
  assert_int_equal(t.guest->invs[1].base, 0x7000);
  assert_int_equal(t.guest->invs[1].shift, 12);
  assert_true(t.guest->invs[1].leaf_only);
  page.word[1] = 60; // AM: the range is everything
  assert_true(vtdt_queue_submit(t.unit, &q, page));
  assert_int_equal(t.guest->invs[2].shift, 64);
  t.guest->inv_count = 2;
  assert_true(vtdt_queue_submit(t.unit, &q, (vtdt_descriptor){{0x37, 0, 0, 0}})); // pc global
  assert_true(vtdt_queue_submit(t.unit, &q, (vtdt_descriptor){{UINT64_C(0x1000010017), 0, 0, 0}}));
  // Domain granularity of a context invalidation is performed as global outside of legacy mode.
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_domain(5)));
  assert_int_equal(t.guest->invs[2].scope, VTD_INV_GLOBAL);
  // p_dev_tlb SID 0810h, PASID 10h, 4 KiB at 0010_0000h
  vtdt_descriptor dev = {{UINT64_C(0x0000001008100008), 0x00100000, 0, 0}};
  assert_true(vtdt_queue_submit(t.unit, &q, dev));
  assert_int_equal(t.guest->dev_tlb_inv_count, 1);
  assert_int_equal(t.guest->dev_tlb_invs[0].sid, 0x0810);
  assert_true(t.guest->dev_tlb_invs[0].pasid_valid);
  assert_int_equal(t.guest->dev_tlb_invs[0].pasid, 0x10);
  assert_int_equal(t.guest->dev_tlb_invs[0].base, 0x100000);
  vtd_dev_tlb_complete(t.unit, 0x0810, 1, 1);
  dev.word[1] = UINT64_C(0x7FFFFFFFFFFFF800); // the whole PASID
  assert_true(vtdt_queue_submit(t.unit, &q, dev));
  assert_int_equal(t.guest->dev_tlb_invs[1].shift, 64);
  vtdt_gcmd_clear(t.unit, VTD_GCMD_QIE);
  vtdt_queue_enable(t.unit, &q);
  // Reserved granularities, and page group responses without PRS.
  submit_bad(&t, &q, (vtdt_descriptor){{0x06, 0, 0, 0}}, IQEI_RSVD);
  submit_bad(&t, &q, (vtdt_descriptor){{0x16, 0, 0, 0}}, IQEI_RSVD);
  submit_bad(&t, &q, (vtdt_descriptor){{0x27, 0, 0, 0}}, IQEI_RSVD);
  submit_bad(&t, &q, (vtdt_descriptor){{0x09, 0, 0, 0}}, IQEI_TYPE);
  submit_bad(&t, &q, (vtdt_descriptor){{0x0A, 0, 0, 0}}, IQEI_TYPE);
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(context_descriptors),
      cmocka_unit_test(iotlb_descriptors),
      cmocka_unit_test(domain_bits_beyond_nd),
      cmocka_unit_test(wait_variants),
      cmocka_unit_test(page_drain_flag_needs_pds),
      cmocka_unit_test(invalid_types),
      cmocka_unit_test(reserved_bits),
      cmocka_unit_test(free_bits),
      cmocka_unit_test(reserved_values),
      cmocka_unit_test(bad_tail),
      cmocka_unit_test(fetch_error),
      cmocka_unit_test(bad_mode_and_width),
      cmocka_unit_test(wide_descriptors_in_legacy_mode),
      cmocka_unit_test(pasid_descriptors_in_abort_mode),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
