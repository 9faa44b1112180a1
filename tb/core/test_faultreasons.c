// SPDX-License-Identifier: Apache-2.0
// Every fault condition of the DMA path in legacy mode (chapters 3 and 7): its reason, what each
// kind of request gets, whether FPD silences it, and that nothing about it is cached.
#include "dma_conditions.h"

static dma_test begin(const dma_condition *c, bool fpd) {
  dma_test d = dma_begin();
  vtdt_context context = dma_context(&d);
  context.tt = VTD_CTX_TT_DEV_TLB;
  context.fpd = fpd;
  dma_set_context(&d, &context);
  dma_map(&d, DMA_IOVA, DMA_PAGE, VTD_PAGE_SHIFT, DMA_RW);
  c->arrange(&d);
  return d;
}

static uint64_t record_low(dma_test *d, unsigned i) {
  return vtdt_reg64(d->unit, vtdt_frcd_reg(d->unit, i));
}
static uint64_t record_high(dma_test *d, unsigned i) {
  return vtdt_reg64(d->unit, vtdt_frcd_reg(d->unit, i) + 8);
}

static void expect_record(dma_test *d, const dma_condition *c, vtd_at at) {
  uint64_t high = record_high(d, 0);
  assert_true(high >> 63);
  assert_int_equal(high >> 32 & 0xFF, c->code);
  assert_int_equal(high & 0xFFFF, DMA_SID);
  assert_int_equal(high >> 60 & 3, at);
  if (c->code != 0x29) // its address is undefined
    assert_int_equal(record_low(d, 0), c->addr & ~UINT64_C(0xFFF));
  assert_int_equal(fsts(&d->t), VTD_FSTS_PPF);
}

static void expect_nothing_logged(dma_test *d) {
  assert_int_equal(record_high(d, 0), 0);
  assert_int_equal(fsts(&d->t), 0);
  assert_int_equal(d->guest->message_count, 0);
}

static void check(const dma_condition *c, vtd_at at, ending expected, bool fpd) {
  if (expected == NA)
    return;
  dma_test d = begin(c, fpd);
  vtd_request q = dma_request(c->addr, at == VTD_AT_UNTRANSLATED ? c->access : VTD_ACCESS_READ);
  q.at = (uint8_t)at;
  q.flags = c->flags;
  vtd_request probe = q;
  probe.flags |= VTD_REQ_PROBE;
  vtd_result probed = dma_do(&d, probe);
  expect_nothing_logged(&d);
  vtd_result r = dma_do(&d, q);

  assert_int_equal(r.code, c->code);
  assert_int_equal(r.dmi_perm, 0);
  bool logged = (expected == UR || expected == CA) && !(fpd && c->qualified);
  assert_int_equal((r.flags & VTD_RES_LOGGED) != 0, logged);
  if (logged)
    expect_record(&d, c, at);
  else
    expect_nothing_logged(&d);

  switch (expected) {
  case UR:
    assert_int_equal(r.status, c->permission ? VTD_DENIED : VTD_BLOCKED);
    assert_int_equal(r.perm, 0);
    break;
  case CA:
    assert_int_equal(r.status, VTD_COMPLETER_ABORT);
    assert_int_equal(r.perm, 0);
    break;
  case S0:
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.perm, 0);
    break;
  case SEFF:
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.perm, c->arrange == read_only ? VTD_PERM_R : VTD_PERM_W);
    assert_int_equal(r.addr, DMA_PAGE);
    break;
  case NA:
    break;
  }
  // The probe saw the same and left no trace.
  assert_int_equal(probed.status, r.status);
  assert_int_equal(probed.code, r.code);
  assert_int_equal(probed.perm, r.perm);
  dma_end(&d);
}

static void every_condition(void **state) {
  (void)state;
  for (size_t i = 0; i < DMA_CONDITIONS; i++) {
    for (int fpd = 0; fpd < 2; fpd++) {
      check(&dma_conditions[i], VTD_AT_UNTRANSLATED, dma_conditions[i].u, fpd);
      check(&dma_conditions[i], VTD_AT_TRANSLATION, dma_conditions[i].x, fpd);
      check(&dma_conditions[i], VTD_AT_TRANSLATED, dma_conditions[i].t, fpd);
    }
  }
}

// Chapter 6 with CM = 0 (and this model with CM = 1): what faulted works as soon as the tables are
// right, without an invalidation.
static void faults_are_never_cached(void **state) {
  (void)state;
  for (unsigned cm = 0; cm < 2; cm++) {
    for (size_t i = 0; i < DMA_CONDITIONS; i++) {
      const dma_condition *c = &dma_conditions[i];
      if (c->addr != DMA_IOVA || c->u == NA || c->flags != 0)
        continue;
      vtd_config config = vtd_config_default();
      config.cap = vtd_cap_cm_set(config.cap, cm);
      dma_test d = dma_begin_with(&config, VTD_CTX_AW_48);
      dma_map(&d, DMA_IOVA, DMA_PAGE, VTD_PAGE_SHIFT, DMA_RW);
      uint64_t before[6] = {
          root_entry(&d),        root_entry(&d) + 8,         context_entry(&d),
          context_entry(&d) + 8, dma_entry(&d, DMA_IOVA, 1), dma_entry(&d, DMA_IOVA, 4)};
      uint64_t value[6];
      for (int k = 0; k < 6; k++)
        value[k] = vtdt_read64(d.space, before[k]);
      c->arrange(&d);
      vtd_result r = dma_do(&d, dma_request(DMA_IOVA, c->access));
      assert_int_equal(r.code, c->code);
      for (int k = 0; k < 6; k++)
        vtdt_write64(d.space, before[k], value[k]);
      d.guest->fail_bytes = 0;
      dma_expect_ok(dma_do(&d, dma_request(DMA_IOVA, c->access)), DMA_PAGE);
      dma_end(&d);
    }
  }
}

// The table mode is judged before anything else; unqualified.
static void check_mode(const vtd_config *config, unsigned ttm, unsigned code, bool ats_ca) {
  core_test t = core_test_begin(config);
  vtdt_set_root(t.unit, vtdt_root_new(&t.guest->space), ttm);
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_TE));
  for (int at = VTD_AT_UNTRANSLATED; at <= VTD_AT_TRANSLATED; at++) {
    for (unsigned pasid = 0; pasid < 2; pasid++) {
      if (at == VTD_AT_TRANSLATED && pasid) // a protocol error
        continue;
      vtd_request q = {.addr = DMA_IOVA, .bytes = 8, .sid = DMA_SID, .at = (uint8_t)at};
      q.flags = pasid ? VTD_REQ_PASID : 0;
      vtd_result r;
      uint64_t logged = vtd_get_counters(t.unit)->faults_logged;
      vtd_translate(t.unit, &q, &r);
      bool ca = ats_ca && at == VTD_AT_TRANSLATION;
      dma_expect_fault(r, ca ? VTD_COMPLETER_ABORT : VTD_BLOCKED, code);
      assert_int_equal(vtd_get_counters(t.unit)->faults_logged, logged + 1);
      assert_int_equal(r.reads, 0);
    }
  }
  core_test_end(&t);
}

static void table_modes(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  check_mode(&config, 3, 0x30, true); // RTA.1.1
  check_mode(&config, 2, 0x30, true); // RTA.1.2
  check_mode(&config, 1, 0x30, true); // RTA.1.3
  config.ecap = vtd_ecap_adms_set(config.ecap, 1);
  if (vtd_config_check(&config) == NULL)
    check_mode(&config, 3, 0x33, false); // RTA.4
}

// With nothing to remap, a wrong access to the interrupt range is refused but nobody is told.
static void interrupt_range_while_off(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtd_request q = {.addr = 0xFEE00000, .bytes = 8, .sid = DMA_SID, .access = VTD_ACCESS_READ};
  vtd_result r;
  vtd_translate(t.unit, &q, &r);
  dma_expect_fault(r, VTD_BLOCKED, 0);
  assert_int_equal(fsts(&t), 0);
  // Interrupt remapping alone makes it a fault.
  vtdt_reg64_write(t.unit, VTD_IRTA_REG, vtdt_pages(&t.guest->space, 1));
  vtdt_gcmd_set(t.unit, VTD_GCMD_SIRTP);
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_IRE));
  vtd_translate(t.unit, &q, &r);
  dma_expect_fault(r, VTD_BLOCKED, 0x29);
  assert_int_equal(fsts(&t), VTD_FSTS_PPF);
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_condition),
      cmocka_unit_test(faults_are_never_cached),
      cmocka_unit_test(table_modes),
      cmocka_unit_test(interrupt_range_while_off),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
