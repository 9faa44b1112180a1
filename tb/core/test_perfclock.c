// SPDX-License-Identifier: Apache-2.0
// Performance counters that count clocks (chapter 10, event group 0): the host's clock, seen where
// software looks.
#include "perf_test.h"

#define CLOCKS   1u // event 0 of group 0
#define REQUESTS 2u // event 1

static vtd_config with_clock(void) {
  vtd_config config = vtd_config_scalable();
  config.perf.clock = true;
  config.perf.events[0] |= CLOCKS;
  return config;
}

static sm_test begin(void) {
  const vtd_config config = with_clock();
  sm_test s = sm_begin_with(&config);
  sm_use(&s, VTD_PASID_PGTT_SS);
  sm_map_all(&s);
  s.guest->clock = 1000;
  return s;
}

static void need_a_clock(void **state) {
  (void)state;
  const vtd_config config = with_clock();
  vtdt_guest *guest = vtdt_guest_new(0);
  vtd_host host = vtdt_guest_host(guest);
  host.clock = NULL;
  size_t bytes = vtd_footprint(&config);
  void *memory = malloc(bytes);
  assert_null(vtd_init(memory, bytes, &config, &host));
  host = vtdt_guest_host(guest);
  assert_non_null(vtd_init(memory, bytes, &config, &host));
  free(memory);
  vtdt_guest_free(guest);
}

static void count_while_enabled(void **state) {
  (void)state;
  sm_test s = begin();
  assert_int_equal(vtdt_reg64(s.unit, VTD_PERFEVNTCAP_REG) & 0xF, CLOCKS | REQUESTS);
  s.guest->clock += 50;
  assert_true(perf_start(s.unit, 0, 0, CLOCKS, 0));
  assert_int_equal(perf_value(s.unit, 0), 0);
  s.guest->clock += 7;
  assert_int_equal(perf_value(s.unit, 0), 7);
  s.guest->clock -= 3; // an initiator that is behind another
  assert_int_equal(perf_value(s.unit, 0), 7);
  s.guest->clock += 5;
  assert_int_equal(perf_value(s.unit, 0), 9);
  s.guest->clock += 10;
  assert_int_equal(perf_command(s.unit, 0xF1, 0), 0); // up to here
  s.guest->clock += 100;
  assert_int_equal(perf_value(s.unit, 0), 19);
  sm_end(&s);
}

static void freezing_stops_them(void **state) {
  (void)state;
  sm_test s = begin();
  assert_true(perf_start(s.unit, 0, 0, CLOCKS, 0));
  assert_true(perf_start(s.unit, 1, 0, REQUESTS, VTD_PERFCNTRCFG_GFO));
  assert_int_equal(perf_command(s.unit, 0xF1, 1), 0);
  perf_set_value(s.unit, 1, (UINT64_C(1) << 48) - 1);
  assert_int_equal(perf_command(s.unit, 0xF0, 1), 0);
  s.guest->clock += 20;
  sm_read(&s, SM_IOVA); // overflows: all counters stop
  s.guest->clock += 30;
  assert_int_equal(perf_frozen(s.unit) & 3, 3);
  assert_int_equal(perf_value(s.unit, 0), 20);
  sm_end(&s);
}

static void overflow_is_seen_with_the_next_look(void **state) {
  (void)state;
  sm_test s = begin();
  assert_true(perf_start(s.unit, 0, 0, CLOCKS, VTD_PERFCNTRCFG_IO));
  s.guest->clock += (UINT64_C(1) << 48) - 1;
  assert_int_equal(perf_value(s.unit, 0), (UINT64_C(1) << 48) - 1);
  assert_int_equal(perf_overflowed(s.unit), 0);
  s.guest->clock += 3;
  vtd_step(s.unit); // a host with a clock may look, too
  assert_true(vtdt_reg32(s.unit, VTD_PERFINTRSTS_REG) & VTD_PERFINTRSTS_PIS);
  assert_int_equal(perf_overflowed(s.unit), 1);
  assert_int_equal(perf_value(s.unit, 0), 2);
  sm_end(&s);
}

// Clocks are not about requests: no filter lets them through, and the short way stays open.
static void concern_no_request(void **state) {
  (void)state;
  sm_test s = begin();
  assert_int_equal(perf_command(s.unit, 0xF1, 1), 0);
  vtdt_reg32_write(s.unit, perf_config_reg(s.unit, 1, VTD_PERFFLT_RID_REG),
                   VTD_PERFFLT_RID_EN_MASK | SM_SID);
  assert_true(perf_start(s.unit, 0, 0, CLOCKS, 0));
  assert_true(perf_start(s.unit, 1, 0, CLOCKS, 0));
  sm_read(&s, SM_IOVA);
  s.guest->clock += 11;
  const vtd_requester from = vtd_requester_of(s.unit, SM_SID, false, 0);
  assert_int_not_equal(vtd_translate_quick(s.unit, SM_IOVA, &from, VTD_ACCESS_READ).dmi_perm, 0);
  assert_int_equal(perf_value(s.unit, 0), 11);
  assert_int_equal(perf_value(s.unit, 1), 0);
  sm_end(&s);
}

// A restored unit counts on from the saved value, by its own host's clock.
static void saved_states(void **state) {
  (void)state;
  sm_test s = begin(), copy = begin();
  assert_true(perf_start(s.unit, 0, 0, CLOCKS, 0));
  assert_true(perf_start(copy.unit, 0, 0, CLOCKS, 0));
  s.guest->clock += 40;
  assert_int_equal(perf_value(s.unit, 0), 40);
  const size_t bytes = vtd_state_size(s.unit);
  void *buffer = malloc(bytes);
  assert_int_equal(vtd_save(s.unit, buffer, bytes), bytes);
  assert_null(vtd_restore(copy.unit, buffer, bytes));
  copy.guest->clock += 2;
  assert_int_equal(perf_value(copy.unit, 0), 42);
  free(buffer);
  sm_end(&copy);
  sm_end(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(need_a_clock),        cmocka_unit_test(count_while_enabled),
      cmocka_unit_test(freezing_stops_them), cmocka_unit_test(overflow_is_seen_with_the_next_look),
      cmocka_unit_test(concern_no_request),  cmocka_unit_test(saved_states),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
