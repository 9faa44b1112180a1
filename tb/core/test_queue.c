// SPDX-License-Identifier: Apache-2.0
// Queued invalidation (chapter 6): descriptors, errors, wait, wrap, restart, re-entrancy.
#include <string.h>

#include "core_test.h"

// Error codes as the architecture numbers them, independent of the description of the hardware.
enum {
  IQEI_TAIL = 1,
  IQEI_FETCH = 2,
  IQEI_TYPE = 3,
  IQEI_RSVD = 4,
  IQEI_WIDTH = 5,
  IQEI_TAIL_ALIGN = 6,
  IQEI_TTM = 7,
};

static core_test begin_with(const vtd_config *config, vtdt_queue *q, unsigned qs, bool wide) {
  core_test t = core_test_begin(config);
  *q = vtdt_queue_new(&t.guest->space, qs, wide);
  assert_true(vtdt_queue_enable(t.unit, q));
  vtdt_guest_clear_logs(t.guest);
  return t;
}

static core_test begin(vtdt_queue *q) {
  return begin_with(NULL, q, 0, false);
}

static uint64_t iqh(core_test *t) {
  return vtdt_reg64(t->unit, VTD_IQH_REG);
}
static unsigned iqei(core_test *t) {
  return (unsigned)vtd_iqercd_iqei(vtdt_reg64(t->unit, VTD_IQERCD_REG));
}

// The queue stands on its first descriptor with this error; clears it by turning the queue off.
static void expect_error(core_test *t, vtdt_queue *q, unsigned code) {
  assert_int_equal(fsts(t), VTD_FSTS_IQE);
  assert_int_equal(iqei(t), code);
  vtdt_gcmd_clear(t->unit, VTD_GCMD_QIE);
  vtdt_reg32_write(t->unit, VTD_FSTS_REG, VTD_FSTS_IQE);
  assert_int_equal(fsts(t), 0);
  vtdt_queue_enable(t->unit, q);
}

static void submit_bad(core_test *t, vtdt_queue *q, vtdt_descriptor d, unsigned code) {
  size_t invs = t->guest->inv_count;
  size_t sent = t->guest->dev_tlb_inv_count;
  assert_false(vtdt_queue_submit(t->unit, q, d));
  assert_int_equal(iqh(t), 0);
  assert_int_equal(t->guest->inv_count, invs); // no effect
  assert_int_equal(t->guest->dev_tlb_inv_count, sent);
  expect_error(t, q, code);
}

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

static void latch_ttm(core_test *t, unsigned ttm) {
  vtdt_set_root(t->unit, 0x5000, ttm);
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

// ---- The queue itself

static void wraps(void **state) {
  (void)state;
  for (unsigned qs = 0; qs < 4; qs++) {
    vtdt_queue q;
    core_test t = begin_with(NULL, &q, qs, false);
    unsigned entries = 256u << qs;
    for (unsigned i = 0; i < entries * 2 + 3; i++) {
      assert_true(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_domain((uint16_t)i, 0)));
      if (i < VTDT_LOG)
        assert_int_equal(t.guest->invs[i].did, i);
    }
    assert_int_equal(iqh(&t), 3 * 16);
    // A full queue in one go: the tail one behind the head.
    for (unsigned i = 0; i + 1 < entries; i++)
      vtdt_queue_push(&q, vtdt_cc_global());
    size_t before = t.guest->inv_count;
    vtdt_queue_ring(t.unit, &q);
    assert_int_equal(t.guest->inv_count - before, entries - 1);
    assert_int_equal(iqh(&t), q.tail);
    core_test_end(&t);
  }
}

static void disable_resets_the_head(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtdt_queue_submit(t.unit, &q, vtdt_wait_status(0x2000, 1));
  assert_int_equal(iqh(&t), 16);
  assert_true(vtdt_gcmd_clear(t.unit, VTD_GCMD_QIE));
  assert_int_equal(iqh(&t), 0);
  vtdt_reg64_write(t.unit, VTD_IQT_REG, 0x20); // off: the tail is only a number
  assert_int_equal(t.guest->inv_count, 0);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQT_REG), 0x20);
  // Enabling with a tail that is not 0 starts at once.
  q.tail = 0;
  vtdt_queue_push(&q, vtdt_cc_global());
  vtdt_queue_push(&q, vtdt_cc_global());
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_QIE));
  assert_int_equal(t.guest->inv_count, 2);
  core_test_end(&t);
}

static void same_tail_does_nothing(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtdt_queue_submit(t.unit, &q, vtdt_cc_global());
  uint64_t reads = t.guest->reads;
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(t.guest->reads, reads);
  core_test_end(&t);
}

// IQE: what came before is complete, the head stands on the bad one, tail writes only move the
// tail, and clearing IQE reads the same slot again (Linux rewrites it as a wait descriptor).
static void freeze_and_restart(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  uint64_t status = vtdt_pages(&t.guest->space, 1);
  vtdt_queue_push(&q, vtdt_iotlb_domain(1, 0));
  vtdt_queue_push(&q, vtdt_wait_status(status, 2));
  vtdt_queue_push(&q, (vtdt_descriptor){{0x0E, 0, 0, 0}});
  vtdt_queue_push(&q, vtdt_wait_status(status + 4, 2));
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(fsts(&t), VTD_FSTS_IQE);
  assert_int_equal(iqh(&t), 0x20);
  assert_int_equal(vtdt_guest_read32(t.guest, status), 2);
  assert_int_equal(vtdt_guest_read32(t.guest, status + 4), 0);
  assert_false(vtdt_queue_submit(t.unit, &q, vtdt_cc_global()));
  assert_int_equal(iqh(&t), 0x20);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQT_REG), 0x50);
  vtdt_descriptor copy = vtdt_wait_status(status + 8, 2);
  vtdt_write_words(&t.guest->space, q.base + 0x20, copy.word, 2);
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_IQE);
  assert_int_equal(fsts(&t), 0);
  assert_int_equal(iqh(&t), 0x50);
  assert_int_equal(vtdt_guest_read32(t.guest, status + 4), 2);
  assert_int_equal(vtdt_guest_read32(t.guest, status + 8), 2);
  core_test_end(&t);
}

// IQE is sticky, the queue is not.
static void reset_ends_the_queue(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtdt_queue_submit(t.unit, &q, (vtdt_descriptor){{0, 0, 0, 0}});
  vtd_reset(t.unit, false);
  assert_int_equal(fsts(&t), VTD_FSTS_IQE);
  assert_int_equal(iqei(&t), IQEI_TYPE);
  assert_int_equal(iqh(&t), 0);
  assert_int_equal(gsts(&t), 0);
  vtd_reset(t.unit, true);
  assert_int_equal(fsts(&t), 0);
  assert_int_equal(iqei(&t), 0);
  core_test_end(&t);
}

// The status write is visible before the head moves, and both before the interrupt.
struct order {
  core_test *t;
  vtdt_queue *q;
  uint64_t status;
  uint64_t head_at_write;
  unsigned messages;
};

static void at_access(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  struct order *o = ctx;
  if (use != VTD_MEM_STATUS)
    return;
  assert_true(write);
  assert_int_equal(addr, o->status);
  o->head_at_write = iqh(o->t);
}

static void at_message(void *ctx, uint64_t addr, uint32_t data) {
  struct order *o = ctx;
  (void)addr;
  (void)data;
  assert_int_equal(vtdt_guest_read32(o->t->guest, o->status), 5);
  assert_int_equal(iqh(o->t), o->q->tail);
  assert_int_equal(vtdt_reg32(o->t->unit, VTD_ICS_REG), VTD_ICS_IWC);
  o->messages++;
}

static void order_of_completion(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  struct order o = {&t, &q, vtdt_pages(&t.guest->space, 1), 99, 0};
  t.guest->on_access = at_access;
  t.guest->on_access_ctx = &o;
  t.guest->on_message = at_message;
  t.guest->on_message_ctx = &o;
  vtdt_reg32_write(t.unit, VTD_IECTL_REG, 0);
  vtdt_queue_submit(t.unit, &q, vtdt_wait(VTD_QI_WAIT_SW | VTD_QI_WAIT_IF, o.status, 5));
  assert_int_equal(o.messages, 1);
  assert_int_equal(o.head_at_write, 0);
  core_test_end(&t);
}

// ---- Re-entrancy and hostile guests

// A handler that submits more work from inside the completion message.
struct refill {
  core_test *t;
  vtdt_queue *q;
  unsigned left;
};

static void submit_more(void *ctx, uint64_t addr, uint32_t data) {
  struct refill *r = ctx;
  (void)addr;
  (void)data;
  vtdt_reg32_write(r->t->unit, VTD_ICS_REG, VTD_ICS_IWC);
  if (r->left == 0)
    return;
  r->left--;
  vtdt_queue_push(r->q, vtdt_iotlb_domain(3, 0));
  vtdt_queue_push(r->q, vtdt_wait(VTD_QI_WAIT_IF, 0, 0));
  vtdt_queue_ring(r->t->unit, r->q);
}

static void work_from_inside_a_message(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  struct refill r = {&t, &q, 1000};
  t.guest->on_message = submit_more;
  t.guest->on_message_ctx = &r;
  vtdt_reg32_write(t.unit, VTD_IECTL_REG, 0);
  vtdt_queue_submit(t.unit, &q, vtdt_wait(VTD_QI_WAIT_IF, 0, 0));
  assert_int_equal(r.left, 0);
  assert_int_equal(iqh(&t), q.tail);
  assert_int_equal(t.guest->inv_count, 1000);
  core_test_end(&t);
}

// A queue that refills itself: each status write lands on IQT. The unit must let go of its caller,
// and go on later.
struct self_refill {
  core_test *t;
  unsigned writes;
};

static void tail_behind_head(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  struct self_refill *s = ctx;
  (void)addr;
  if (!write || use != VTD_MEM_STATUS)
    return;
  s->writes++;
  vtdt_reg64_write(s->t->unit, VTD_IQT_REG, iqh(s->t)); // head + 1 is not the tail: never empty
}

static void self_refilling_queue_is_bounded(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  for (unsigned i = 0; i < 256; i++)
    vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
  struct self_refill s = {&t, 0};
  t.guest->on_access = tail_behind_head;
  t.guest->on_access_ctx = &s;
  vtdt_reg64_write(t.unit, VTD_IQT_REG, 0x10 * 200);
  unsigned first = s.writes;
  assert_true(first > 256);
  // It takes a break, and polling software or vtd_step() sets it going again.
  assert_true(vtd_step(t.unit));
  assert_true(s.writes > first);
  unsigned second = s.writes;
  (void)vtdt_reg64(t.unit, VTD_IQH_REG);
  assert_true(s.writes > second);
  unsigned third = s.writes;
  vtdt_reg32_write(t.unit, VTD_FEDATA_REG, 0);
  assert_true(s.writes > third);
  t.guest->on_access = NULL;
  assert_false(vtd_step(t.unit));
  assert_int_equal(iqh(&t), vtdt_reg64(t.unit, VTD_IQT_REG));
  core_test_end(&t);
}

// Things that happen inside any access of the queue: disable, reset, disable and enable, another
// queue, an error of the access itself.
struct meddler {
  core_test *t;
  vtdt_queue *q;
  unsigned what;
  unsigned when; // countdown of accesses
};

static void meddle(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  struct meddler *m = ctx;
  (void)addr;
  (void)use;
  (void)write;
  if (m->when == 0 || --m->when != 0)
    return;
  vtd_t *u = m->t->unit;
  switch (m->what) {
  case 0:
    vtdt_gcmd_clear(u, VTD_GCMD_QIE);
    break;
  case 1:
    vtd_reset(u, false);
    break;
  case 2:
    vtdt_gcmd_clear(u, VTD_GCMD_QIE);
    vtdt_gcmd_set(u, VTD_GCMD_QIE);
    break;
  case 3:
    vtdt_reg64_write(u, VTD_IQA_REG, m->q->iqa ^ 0x7);
    break;
  case 4:
    vtdt_reg64_write(u, VTD_IQA_REG, m->q->iqa | VTD_IQA_DW);
    break;
  case 5:
    vtdt_reg64_write(u, VTD_IQT_REG, 0x7FFF0);
    break;
  case 6:
    vtd_step(u);
    vtdt_reg64_write(u, VTD_IQT_REG, 0x10);
    break;
  case 7:
    m->t->guest->fail_countdown = 1; // this very access fails
    break;
  case 8:
    vtdt_gcmd_clear(u, VTD_GCMD_QIE);
    m->t->guest->fail_countdown = 1;
    break;
  default:
    break;
  }
}

static void anything_inside_any_access(void **state) {
  (void)state;
  for (unsigned what = 0; what <= 8; what++)
    for (unsigned when = 1; when < 24; when++) {
      vtdt_queue q;
      core_test t = begin(&q);
      for (unsigned i = 0; i < 5; i++) {
        vtdt_queue_push(&q, vtdt_iotlb_domain(1, VTD_QI_IOTLB_DR));
        vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
      }
      struct meddler m = {&t, &q, what, when};
      t.guest->on_access = meddle;
      t.guest->on_access_ctx = &m;
      vtdt_queue_ring(t.unit, &q);
      t.guest->on_access = NULL;
      // The unit is usable: off, clear, on, and a wait completes.
      vtdt_gcmd_clear(t.unit, VTD_GCMD_QIE);
      vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_IQE);
      assert_true(vtdt_queue_enable(t.unit, &q));
      vtdt_guest_write32(t.guest, 0x3000, 0);
      assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait_status(0x3000, 7)));
      assert_int_equal(vtdt_guest_read32(t.guest, 0x3000), 7);
      core_test_end(&t);
    }
}

// A queue that was disabled inside a fetch has done nothing with what it fetched.
static void disabled_inside_a_fetch(void **state) {
  (void)state;
  for (unsigned what = 0; what <= 8; what += 8) { // and the fetch fails, or not
    vtdt_queue q;
    core_test t = begin(&q);
    struct meddler m = {&t, &q, what, 1};
    t.guest->on_access = meddle;
    t.guest->on_access_ctx = &m;
    vtdt_queue_submit(t.unit, &q, vtdt_cc_global());
    assert_int_equal(t.guest->inv_count, 0);
    assert_int_equal(iqh(&t), 0);
    assert_int_equal(fsts(&t), 0);
    core_test_end(&t);
  }
}

// A status write that disables the queue: no completion after it.
static void disable_at_status(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  core_test *t = ctx;
  (void)addr;
  if (write && use == VTD_MEM_STATUS)
    vtdt_gcmd_clear(t->unit, VTD_GCMD_QIE);
}

static void disabled_inside_a_status_write(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  t.guest->on_access = disable_at_status;
  t.guest->on_access_ctx = &t;
  vtdt_queue_push(&q, vtdt_wait(VTD_QI_WAIT_SW | VTD_QI_WAIT_IF, 0x2000, 1));
  vtdt_queue_push(&q, vtdt_cc_global());
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(iqh(&t), 0);
  assert_int_equal(vtdt_reg32(t.unit, VTD_ICS_REG), 0);
  assert_int_equal(t.guest->inv_count, 0);
  core_test_end(&t);
}

// A host with memory and nothing else.
static void host_without_other_callbacks(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  t.host =
      (vtd_host){.ctx = t.host.ctx, .mem_read = t.host.mem_read, .mem_write = t.host.mem_write};
  core_test_restart(&t);
  vtdt_queue q = vtdt_queue_new(&t.guest->space, 0, false);
  vtdt_queue_enable(t.unit, &q);
  vtdt_reg32_write(t.unit, VTD_FECTL_REG, 0);
  vtdt_reg32_write(t.unit, VTD_IECTL_REG, 0);
  vtdt_set_root(t.unit, vtdt_root_new(&t.guest->space), VTD_RTADDR_TTM_LEGACY);
  vtdt_gcmd_set(t.unit, VTD_GCMD_TE);
  vtdt_queue_push(&q, vtdt_cc_global());
  vtdt_queue_push(&q, vtdt_iotlb_global(0));
  vtdt_queue_push(&q, vtdt_dev_tlb(0x0810, 0, 0, 12));
  vtdt_queue_push(&q, vtdt_wait(VTD_QI_WAIT_IF | VTD_QI_WAIT_SW, 0x2000, 1));
  vtdt_queue_push(&q, (vtdt_descriptor){{0, 0, 0, 0}});
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(vtdt_guest_read32(t.guest, 0x2000), 1);
  assert_int_equal(fsts(&t), VTD_FSTS_IQE);
  assert_int_equal(vtd_get_counters(t.unit)->messages, 2);
  core_test_end(&t);
}

// ---- Stepping by the host

static void host_steps_the_queue(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  t.host = vtdt_guest_host(t.guest); // with request_step
  core_test_restart(&t);
  vtdt_queue q = vtdt_queue_new(&t.guest->space, 0, false);
  vtdt_queue_enable(t.unit, &q);
  assert_int_equal(t.guest->step_requests, 0);
  vtdt_queue_push(&q, vtdt_iotlb_domain(1, 0));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 3));
  vtdt_queue_ring(t.unit, &q);
  assert_true(t.guest->step_requests >= 1);
  assert_int_equal(iqh(&t), 0); // not inside the register write
  assert_int_equal(t.guest->inv_count, 0);
  assert_false(vtd_step(t.unit));
  assert_int_equal(iqh(&t), q.tail);
  assert_int_equal(vtdt_guest_read32(t.guest, 0x2000), 3);
  size_t requests = t.guest->step_requests;
  assert_false(vtd_step(t.unit)); // harmless
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(t.guest->step_requests, requests);
  core_test_end(&t);
}

// ---- Random descriptors and registers: no crash, the head never leaves the queue

static void random_queues(void **state) {
  (void)state;
  uint64_t seed = UINT64_C(0xABCDEF987654321);
  print_message("seed %llx\n", (unsigned long long)seed);
  vtd_config c = vtd_config_default();
  c.ecap = vtd_ecap_dit_set(vtd_ecap_pds_set(vtd_ecap_adms_set(c.ecap, 1), 1), 1);
  vtdt_queue q;
  core_test t = begin_with(&c, &q, 0, false);
  for (unsigned n = 0; n < 50000; n++) {
    uint64_t r = vtdt_random(&seed);
    vtdt_descriptor d;
    for (unsigned i = 0; i < 4; i++)
      d.word[i] = vtdt_random(&seed) & vtdt_random(&seed) & vtdt_random(&seed);
    d.word[0] = (d.word[0] & ~UINT64_C(0xFFF)) | (r & 0x3F);
    if (r >> 8 & 3)
      d.word[2] = d.word[3] = 0;
    vtdt_queue_push(&q, d);
    if (r >> 10 & 1)
      vtdt_queue_ring(t.unit, &q);
    if ((r >> 11 & 7) == 0)
      vtd_dev_tlb_complete(t.unit, (uint16_t)(r >> 16), (uint32_t)(r >> 32), (uint8_t)(r & 7));
    if ((r >> 14 & 3) == 0)
      vtdt_reg32_write(t.unit, VTD_FSTS_REG, 0x71);
    if ((r >> 20 & 31) == 0) {
      vtdt_gcmd_clear(t.unit, VTD_GCMD_QIE);
      q.tail = 0;
      vtdt_reg64_write(t.unit, VTD_IQT_REG, 0);
      q = (vtdt_queue){&t.guest->space, q.base, q.base, 4096, 16, 0};
      if (r >> 25 & 1) {
        q.iqa |= VTD_IQA_DW;
        q.width = 32;
      }
      latch_ttm(&t, (unsigned)(r >> 26 & 3));
      vtdt_queue_enable(t.unit, &q);
    }
    assert_true(iqh(&t) < 4096);
    assert_int_equal(iqh(&t) % q.width, 0);
  }
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
      cmocka_unit_test(wraps),
      cmocka_unit_test(disable_resets_the_head),
      cmocka_unit_test(same_tail_does_nothing),
      cmocka_unit_test(freeze_and_restart),
      cmocka_unit_test(reset_ends_the_queue),
      cmocka_unit_test(order_of_completion),
      cmocka_unit_test(work_from_inside_a_message),
      cmocka_unit_test(self_refilling_queue_is_bounded),
      cmocka_unit_test(anything_inside_any_access),
      cmocka_unit_test(disabled_inside_a_fetch),
      cmocka_unit_test(disabled_inside_a_status_write),
      cmocka_unit_test(host_without_other_callbacks),
      cmocka_unit_test(host_steps_the_queue),
      cmocka_unit_test(random_queues),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
