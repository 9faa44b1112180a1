// SPDX-License-Identifier: Apache-2.0
// Performance counters that overflow (chapter 10): status, freezing, the event message; and what of
// counting outlives a saved state and a reset.
#include "perf_test.h"

// ---- Overflow

static void overflow_wraps_and_is_remembered(void **state) {
  (void)state;
  sm_test s = perf_begin(VTD_PASID_PGTT_SS);
  perf_count(&s, 1, PERF_REQUEST, PERF_BIT(1));
  perf_set_value(s.unit, 1, 0xFFFFFFFFFFFE);
  sm_read(&s, SM_IOVA);
  assert_int_equal(perf_overflowed(s.unit), 0);
  sm_read(&s, SM_IOVA);
  assert_int_equal(perf_overflowed(s.unit), 2);
  assert_int_equal(perf_value(s.unit, 1), 0);
  sm_read(&s, SM_IOVA);
  assert_int_equal(perf_value(s.unit, 1), 1); // goes on
  assert_int_equal(perf_frozen(s.unit), 0);
  assert_int_equal(vtdt_reg32(s.unit, VTD_PERFINTRSTS_REG), 0); // no IO
  vtdt_reg64_write(s.unit, vtdt_reg32(s.unit, VTD_PERFOVFOFF_REG), 1);
  assert_int_equal(perf_overflowed(s.unit), 2);
  vtdt_reg64_write(s.unit, vtdt_reg32(s.unit, VTD_PERFOVFOFF_REG), 2);
  assert_int_equal(perf_overflowed(s.unit), 0);
  sm_end(&s);
}

// Several events at once may pass the end of a narrow counter.
static void many_at_once_overflow_too(void **state) {
  (void)state;
  vtd_config c = vtd_config_scalable();
  c.perf.cap = vtd_perfcap_cw_set(c.perf.cap, 1);
  sm_test s = sm_begin_with(&c);
  sm_use(&s, VTD_PASID_PGTT_PT);
  perf_count(&s, 0, PERF_MEMORY, PERF_BIT(0));
  assert_int_equal(sm_read(&s, SM_IOVA).reads, 4);
  assert_int_equal(perf_value(s.unit, 0), 0);
  assert_int_equal(perf_overflowed(s.unit), 1);
  sm_end(&s);
}

static void overflow_may_freeze_all(void **state) {
  (void)state;
  sm_test s = perf_begin(VTD_PASID_PGTT_SS);
  perf_count(&s, 0, PERF_REQUEST, PERF_BIT(1));
  assert_true(perf_start(s.unit, 1, PERF_TLB, PERF_BIT(0), VTD_PERFCNTRCFG_GFO));
  perf_set_value(s.unit, 1, 0xFFFFFFFFFFFF);
  sm_read(&s, SM_IOVA); // its look-up overflows before the request is through
  assert_int_equal(perf_frozen(s.unit), 0xF);
  sm_read(&s, SM_IOVA);
  assert_int_equal(perf_value(s.unit, 0), 0);
  assert_int_equal(perf_value(s.unit, 1), 0);
  assert_int_equal(perf_command(s.unit, 0xF5, 0), 0);
  assert_int_equal(perf_frozen(s.unit), 0);
  sm_read(&s, SM_IOVA);
  assert_int_equal(perf_value(s.unit, 0), 1);
  assert_int_equal(perf_overflowed(s.unit), 2);
  sm_end(&s);
}

static void overflow_once(sm_test *s, unsigned counter) {
  perf_set_value(s->unit, counter, 0xFFFFFFFFFFFF);
  sm_read(s, SM_IOVA);
}

static void overflow_interrupts_once(void **state) {
  (void)state;
  sm_test s = perf_begin(VTD_PASID_PGTT_SS);
  vtdt_reg32_write(s.unit, VTD_PERFINTRCTL_REG, 0);
  for (unsigned i = 0; i < 2; i++)
    assert_true(perf_start(s.unit, i, PERF_REQUEST, PERF_BIT(1), VTD_PERFCNTRCFG_IO));
  overflow_once(&s, 0);
  vtd_step(s.unit);
  assert_int_equal(s.guest->message_count, 1);
  assert_int_equal(s.guest->messages[0].addr, PERF_MESSAGE);
  assert_int_equal(s.guest->messages[0].data, 0x43);
  assert_int_equal(vtdt_reg32(s.unit, VTD_PERFINTRSTS_REG), 1);
  overflow_once(&s, 1); // PIS is still set
  vtd_step(s.unit);
  assert_int_equal(s.guest->message_count, 1);
  assert_int_equal(perf_overflowed(s.unit), 3);
  vtdt_reg32_write(s.unit, VTD_PERFINTRSTS_REG, 1);
  assert_int_equal(vtdt_reg32(s.unit, VTD_PERFINTRSTS_REG), 0);
  overflow_once(&s, 1);
  vtd_step(s.unit);
  assert_int_equal(s.guest->message_count, 2);
  sm_end(&s);
}

// A masked message waits in IP; clearing PIS drops it, clearing IM sends it.
static void a_masked_message_waits(void **state) {
  (void)state;
  for (int drop = 0; drop < 2; drop++) {
    sm_test s = perf_begin(VTD_PASID_PGTT_SS);
    assert_true(perf_start(s.unit, 0, PERF_REQUEST, PERF_BIT(1), VTD_PERFCNTRCFG_IO));
    overflow_once(&s, 0);
    vtd_step(s.unit);
    assert_int_equal(s.guest->message_count, 0);
    assert_int_equal(vtdt_reg32(s.unit, VTD_PERFINTRCTL_REG), 0xC0000000);
    if (drop)
      vtdt_reg32_write(s.unit, VTD_PERFINTRSTS_REG, 1);
    vtdt_reg32_write(s.unit, VTD_PERFINTRCTL_REG, 0);
    assert_int_equal(s.guest->message_count, drop ? 0 : 1);
    assert_int_equal(vtdt_reg32(s.unit, VTD_PERFINTRCTL_REG), 0);
    sm_end(&s);
  }
}

// The message leaves when no request is waiting for its answer: with the next call into the unit.
static void the_message_comes_with_the_next_call(void **state) {
  (void)state;
  for (int call = 0; call < 5; call++) {
    sm_test s = perf_begin(VTD_PASID_PGTT_SS);
    vtdt_reg32_write(s.unit, VTD_PERFINTRCTL_REG, 0);
    assert_true(perf_start(s.unit, 0, PERF_REQUEST, PERF_BIT(1), VTD_PERFCNTRCFG_IO));
    overflow_once(&s, 0);
    assert_int_equal(s.guest->message_count, 0);
    vtd_interrupt_request q = {.addr = 0xFEE00000};
    vtd_interrupt_result r;
    switch (call) {
    case 0:
      vtd_step(s.unit);
      break;
    case 1:
      vtdt_reg32(s.unit, VTD_PERFINTRSTS_REG);
      break;
    case 2:
      vtdt_reg32_write(s.unit, VTD_FECTL_REG, 0);
      break;
    case 3:
      sm_read(&s, SM_IOVA);
      break;
    default:
      vtd_interrupt(s.unit, &q, &r);
      break;
    }
    assert_int_equal(s.guest->message_count, 1);
    sm_end(&s);
  }
}

static unsigned steps_asked;
static void request_step(void *ctx) {
  (void)ctx;
  steps_asked++;
}

static void an_overflow_asks_for_a_step(void **state) {
  (void)state;
  vtd_config c = vtd_config_scalable();
  core_test t = core_test_begin(&c);
  t.host.request_step = request_step;
  core_test_restart(&t);
  vtdt_reg32_write(t.unit, VTD_PERFINTRCTL_REG, 0);
  assert_true(perf_start(t.unit, 0, PERF_REQUEST, PERF_BIT(1), VTD_PERFCNTRCFG_IO));
  perf_set_value(t.unit, 0, 0xFFFFFFFFFFFF);
  steps_asked = 0;
  vtd_request q = sm_request(SM_IOVA, VTD_ACCESS_READ);
  vtd_result r;
  vtd_translate(t.unit, &q, &r);
  assert_int_equal(steps_asked, 1);
  assert_int_equal(t.guest->message_count, 0);
  vtd_step(t.unit);
  assert_int_equal(t.guest->message_count, 1);
  core_test_end(&t);
}

// ---- State

static void a_saved_state_goes_on_counting(void **state) {
  (void)state;
  sm_test a = perf_begin(VTD_PASID_PGTT_SS), b = perf_begin(VTD_PASID_PGTT_SS);
  vtdt_reg32_write(a.unit, VTD_PERFINTRCTL_REG, 0);
  assert_true(perf_start(a.unit, 0, PERF_REQUEST, PERF_BIT(1), VTD_PERFCNTRCFG_IO));
  sm_read(&a, SM_IOVA);
  perf_set_value(a.unit, 0, 0xFFFFFFFFFFFF);
  sm_read(&a, SM_IOVA); // the message is due
  size_t bytes = vtd_state_size(a.unit);
  void *saved = malloc(bytes);
  assert_int_equal(vtd_save(a.unit, saved, bytes), bytes);
  assert_null(vtd_restore(b.unit, saved, bytes));
  free(saved);
  vtd_step(b.unit);
  assert_int_equal(b.guest->message_count, 1);
  sm_read(&b, SM_IOVA);
  assert_int_equal(perf_value(b.unit, 0), 1);
  perf_configure(b.unit, 0, PERF_TLB, 1, 0); // still locked
  assert_int_equal(vtdt_reg32(b.unit, perf_config_reg(b.unit, 0, 0)), 3);
  sm_end(&a);
  sm_end(&b);
}

static void reset_ends_counting(void **state) {
  (void)state;
  sm_test s = perf_begin(VTD_PASID_PGTT_SS);
  perf_count(&s, 0, PERF_REQUEST, PERF_BIT(1));
  sm_read(&s, SM_IOVA);
  vtd_reset(s.unit, false);
  assert_int_equal(perf_value(s.unit, 0), 0);
  assert_int_equal(vtdt_reg64(s.unit, perf_config_reg(s.unit, 0, 0)), 0);
  sm_read(&s, SM_IOVA);
  assert_int_equal(perf_value(s.unit, 0), 0);
  sm_end(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(overflow_wraps_and_is_remembered),
      cmocka_unit_test(many_at_once_overflow_too),
      cmocka_unit_test(overflow_may_freeze_all),
      cmocka_unit_test(overflow_interrupts_once),
      cmocka_unit_test(a_masked_message_waits),
      cmocka_unit_test(the_message_comes_with_the_next_call),
      cmocka_unit_test(an_overflow_asks_for_a_step),
      cmocka_unit_test(a_saved_state_goes_on_counting),
      cmocka_unit_test(reset_ends_counting),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
