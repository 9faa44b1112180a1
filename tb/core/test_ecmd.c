// SPDX-License-Identifier: Apache-2.0
// Enhanced commands and virtual commands (chapter 11): handshake, status codes, which write starts
// one; PASIDs for guests.
#include "perf_test.h"

#define ECRSP_IP UINT64_C(1)

static core_test begin(void) {
  vtd_config c = vtd_config_scalable();
  return core_test_begin(&c);
}

// ---- Enhanced commands

static void every_command_has_its_status(void **state) {
  (void)state;
  core_test t = begin();
  assert_int_equal(perf_command(t.unit, 0xF0, 0), 0); // counts nothing, which is not an error
  assert_int_equal(perf_command(t.unit, 0xF1, 0), 0);
  assert_int_equal(perf_command(t.unit, 0xF1, 0), 0); // again
  for (unsigned command = 0; command < 256; command++) {
    bool defined = command >= 0xF0 && command <= 0xF5;
    assert_int_equal(perf_command(t.unit, command, 3), defined ? 0 : 1);
  }
  static const uint64_t bad_counters[] = {4, 5, 0x10000, UINT64_C(0xFFFFFFFFFFFF)};
  for (unsigned i = 0; i < 4; i++) {
    assert_int_equal(perf_command(t.unit, 0xF0, bad_counters[i]), 16);
    assert_int_equal(perf_command(t.unit, 0xF1, bad_counters[i]), 16);
  }
  assert_int_equal(vtdt_reg64(t.unit, VTD_ECRSP_REG), 16 << 1); // no result, not in progress
  core_test_end(&t);
}

// Without performance monitoring there is the interface, but no command.
static void commands_need_what_they_are_about(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.cap = vtd_cap_ecmds_set(c.cap, 1);
  core_test t = core_test_begin(&c);
  assert_int_equal(vtdt_reg64(t.unit, 0x448), 0);
  for (unsigned command = 0xF0; command <= 0xF5; command++)
    assert_int_equal(perf_command(t.unit, command, 0), 1);
  core_test_end(&t);
  t = core_test_begin(NULL); // no interface: no register
  vtdt_reg64_write(t.unit, 0x400, 0xF4);
  assert_int_equal(vtdt_reg64(t.unit, 0x410), 0);
  core_test_end(&t);
}

static void bad_configurations_are_refused(void **state) {
  (void)state;
  static const struct {
    unsigned group;
    uint64_t events;
    uint32_t pasid_filter;
    unsigned status;
  } cases[] = {
      {0, 0x2, 0, 0},        {0, 0x1, 0, 16}, {0, 0x3, 0, 16},       {1, 0xC9, 0, 0},
      {1, 0x2, 0, 16},       {2, 0xFF, 0, 0}, {2, 0x100, 0, 16},     {4, 0x7, 0, 0},
      {5, 0x1, 0, 16},       {15, 0, 0, 16},  {0, 2, 0x80200000, 0}, {0, 2, 0x80300000, 16},
      {3, 0xFFFFFFF, 0, 16},
  };
  core_test t = begin();
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_int_equal(perf_command(t.unit, 0xF2, 0), 0);
    vtdt_reg32_write(t.unit, perf_config_reg(t.unit, 2, 0x10), cases[i].pasid_filter);
    perf_configure(t.unit, 2, cases[i].group, cases[i].events, 0);
    unsigned status = perf_command(t.unit, 0xF0, 2);
    if (status != cases[i].status)
      fail_msg("case %u: status %u instead of %u", i, status, cases[i].status);
    assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 2, 0)) & 1, status == 0);
  }
  core_test_end(&t);
}

static void resets_do_what_they_say(void **state) {
  (void)state;
  core_test t = begin();
  for (unsigned i = 0; i < 4; i++) {
    for (uint32_t filter = 8; filter <= 0x18; filter += 4)
      vtdt_reg32_write(t.unit, perf_config_reg(t.unit, i, filter), 0x80000001);
    assert_true(perf_start(t.unit, i, 3, 1, 6));
    perf_set_value(t.unit, i, 100 + i);
  }
  assert_int_equal(perf_command(t.unit, 0xF3, 0), 0);
  for (unsigned i = 0; i < 4; i++) {
    assert_int_equal(perf_value(t.unit, i), 0);
    assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, i, 0)), 0x307);
    perf_set_value(t.unit, i, 200 + i);
  }
  assert_int_equal(perf_command(t.unit, 0xF2, 0), 0);
  for (unsigned i = 0; i < 4; i++) {
    assert_int_equal(perf_value(t.unit, i), 200 + i);
    assert_int_equal(vtdt_reg64(t.unit, perf_config_reg(t.unit, i, 0)), 0);
    for (uint32_t filter = 8; filter <= 0x18; filter += 4)
      assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, i, filter)), 0);
  }
  core_test_end(&t);
}

static void freezing_holds_every_counter(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_SS);
  sm_map_all(&s);
  assert_true(perf_start(s.unit, 0, 0, 2, 0));
  assert_int_equal(perf_command(s.unit, 0xF4, 0), 0);
  assert_int_equal(perf_frozen(s.unit), 0xF);
  assert_true(perf_start(s.unit, 1, 0, 2, 0)); // enabled while frozen
  sm_read(&s, SM_IOVA);
  assert_int_equal(perf_value(s.unit, 0) + perf_value(s.unit, 1), 0);
  assert_int_equal(perf_command(s.unit, 0xF5, 0), 0);
  assert_int_equal(perf_frozen(s.unit), 0);
  sm_read(&s, SM_IOVA);
  assert_int_equal(perf_value(s.unit, 0), 1);
  assert_int_equal(perf_value(s.unit, 1), 1);
  sm_end(&s);
}

// The low dword, which holds the command, starts it: operands are written before.
static void the_command_byte_starts(void **state) {
  (void)state;
  core_test t = begin();
  perf_configure(t.unit, 3, 0, 2, 0);
  assert_int_equal(perf_command(t.unit, 0, 0), 1);
  vtdt_reg32_write(t.unit, 0x408, 0x12345678); // operand B
  vtdt_reg32_write(t.unit, 0x40C, 0x12345678);
  vtdt_reg32_write(t.unit, 0x404, 0);
  assert_int_equal(vtdt_reg64(t.unit, 0x410), 1 << 1); // the answer to the command before
  vtdt_reg32_write(t.unit, 0x400, 3 << 16 | 0xF0);
  assert_int_equal(vtdt_reg64(t.unit, 0x410), 0);
  assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 3, 0)) & 1, 1);
  vtdt_reg32_write(t.unit, 0x404, 1); // counter 10003h
  vtdt_reg32_write(t.unit, 0x400, 3 << 16 | 0xF1);
  assert_int_equal(vtdt_reg64(t.unit, 0x410), 16 << 1);
  assert_int_equal(vtdt_reg64(t.unit, 0x400), 0); // write-only
  assert_int_equal(vtdt_reg64(t.unit, 0x408), 0);
  vtdt_reg64_write(t.unit, 0x410, UINT64_MAX); // read-only
  assert_int_equal(vtdt_reg64(t.unit, 0x410), 16 << 1);
  core_test_end(&t);
}

// While a global command drains, no enhanced one is taken.
static void another_command_in_flight_aborts(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_SS);
  sm_map_all(&s);
  sm_read(&s, SM_IOVA);
  vtd_token token = vtd_inflight_begin(s.unit, false);
  assert_false(vtdt_gcmd_clear(s.unit, VTD_GCMD_TE));
  assert_int_equal(perf_command(s.unit, 0xF4, 0), 2);
  assert_int_equal(perf_frozen(s.unit), 0);
  vtd_inflight_end(s.unit, token);
  assert_int_equal(perf_command(s.unit, 0xF4, 0), 0);
  token = vtd_inflight_begin(s.unit, true);
  vtdt_reg32_write(s.unit, VTD_PMEN_REG, VTD_PMEN_EPM);
  assert_int_equal(perf_command(s.unit, 0xF5, 0), 2);
  vtd_inflight_end(s.unit, token);
  assert_int_equal(perf_command(s.unit, 0xF5, 0), 0);
  sm_end(&s);
}

// The host may come back while a command runs: it sees IP, and cannot start another. It may even
// reset the unit.
static struct {
  vtd_t *unit;
  bool reset;
  unsigned calls;
  uint64_t seen;
} callback;

static void invalidated(void *ctx, const vtd_inv *inv) {
  (void)ctx;
  (void)inv;
  if (callback.unit == NULL || callback.calls++ != 0)
    return;
  callback.seen = vtdt_reg64(callback.unit, VTD_ECRSP_REG);
  vtdt_reg64_write(callback.unit, VTD_ECMD_REG, 0x77);
  if (callback.reset)
    vtd_reset(callback.unit, true);
}

static void commands_are_not_nested(void **state) {
  (void)state;
  for (int reset = 0; reset < 2; reset++) {
    core_test t = begin();
    t.host.invalidated = invalidated;
    core_test_restart(&t);
    perf_configure(t.unit, 0, 3, 1, 0);
    memset(&callback, 0, sizeof callback);
    callback.unit = t.unit;
    callback.reset = reset;
    assert_int_equal(perf_command(t.unit, 0xF0, 0), 0); // tells the host to withdraw pointers
    assert_int_equal(callback.seen, ECRSP_IP);
    assert_true(callback.calls != 0);
    assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 0, 0)) & 1, !reset);
    callback.unit = NULL;
    core_test_end(&t);
  }
}

// ---- Virtual commands

static core_test begin_virtual(unsigned pasid_bits) {
  vtd_config c = vtd_config_scalable();
  c.ecap = vtd_ecap_pss_set(c.ecap | VTD_ECAP_VCS, pasid_bits - 1);
  assert_null(vtd_config_check(&c));
  return core_test_begin(&c);
}

static uint64_t virtual_command(vtd_t *unit, uint64_t command, uint64_t pasid) {
  vtdt_reg64_write(unit, 0xE00, pasid << 16 | command);
  return vtdt_reg64(unit, 0xE10);
}
static uint64_t allocate(vtd_t *unit) {
  return virtual_command(unit, 1, 0);
}
static uint64_t release(vtd_t *unit, uint64_t pasid) {
  return virtual_command(unit, 2, pasid);
}

enum { NONE_LEFT = 16 << 1 };

static void pasids_are_given_and_taken_back(void **state) {
  (void)state;
  core_test t = begin_virtual(7);
  assert_int_equal(vtdt_reg64(t.unit, 0xE30), 7);
  assert_int_equal(virtual_command(t.unit, 0, 0), 0);
  assert_int_equal(virtual_command(t.unit, 3, 0), 1 << 1);
  for (uint64_t pasid = 1; pasid < 128; pasid++)
    assert_int_equal(allocate(t.unit), pasid << 16);
  assert_int_equal(allocate(t.unit), NONE_LEFT);
  assert_int_equal(release(t.unit, 77), 0);
  assert_int_equal(release(t.unit, 77), NONE_LEFT); // is not in use
  assert_int_equal(release(t.unit, 0), NONE_LEFT);
  assert_int_equal(release(t.unit, 128), NONE_LEFT);
  assert_int_equal(release(t.unit, 0xFFFFF), NONE_LEFT);
  assert_int_equal(allocate(t.unit), 77 << 16);
  assert_int_equal(allocate(t.unit), NONE_LEFT);
  vtd_reset(t.unit, false);
  assert_int_equal(allocate(t.unit), 1 << 16);
  core_test_end(&t);
}

static void all_20_bits(void **state) {
  (void)state;
  core_test t = begin_virtual(20);
  uint64_t last = 0;
  for (unsigned i = 0; i < 4096; i++)
    last = allocate(t.unit);
  assert_int_equal(last >> 16, 4096);
  assert_int_equal(release(t.unit, 1), 0);
  assert_int_equal(allocate(t.unit) >> 16, 1);
  assert_int_equal(allocate(t.unit) >> 16, 4097);
  core_test_end(&t);
}

static uint32_t host_next, host_freed;
static uint32_t host_allocate(void *ctx) {
  (void)ctx;
  return host_next;
}
static bool host_free(void *ctx, uint32_t pasid) {
  (void)ctx;
  host_freed = pasid;
  return pasid == 0x123;
}

static void the_host_may_manage_them(void **state) {
  (void)state;
  core_test t = begin_virtual(10);
  t.host.pasid_allocate = host_allocate;
  t.host.pasid_free = host_free;
  core_test_restart(&t);
  host_next = 0x123;
  assert_int_equal(allocate(t.unit), 0x123 << 16);
  host_next = 0;
  assert_int_equal(allocate(t.unit), NONE_LEFT);
  host_next = 0x400; // wider than the unit's PASIDs
  assert_int_equal(allocate(t.unit), NONE_LEFT);
  assert_int_equal(release(t.unit, 0x123), 0);
  assert_int_equal(host_freed, 0x123);
  assert_int_equal(release(t.unit, 0x124), NONE_LEFT);
  t.host.pasid_free = NULL; // half of it does not count: the unit has its own
  core_test_restart(&t);
  host_next = 0x200;
  assert_int_equal(allocate(t.unit), 1 << 16);
  core_test_end(&t);
}

static vtd_t *resetting;

static uint32_t reset_and_allocate(void *ctx) {
  (void)ctx;
  vtd_reset(resetting, true);
  return 5;
}

// A reset inside of the command: nobody waits for the response any more.
static void reset_inside_of_an_allocation(void **state) {
  (void)state;
  core_test t = begin_virtual(10);
  t.host.pasid_allocate = reset_and_allocate;
  t.host.pasid_free = host_free;
  core_test_restart(&t);
  resetting = t.unit;
  assert_int_equal(allocate(t.unit), 0);
  core_test_end(&t);
}

static void saved_pasids_stay_in_use(void **state) {
  (void)state;
  core_test a = begin_virtual(8), b = begin_virtual(8), c = begin_virtual(9);
  allocate(a.unit);
  allocate(a.unit);
  release(a.unit, 1);
  size_t bytes = vtd_state_size(a.unit);
  void *saved = malloc(bytes);
  assert_int_equal(vtd_save(a.unit, saved, bytes), bytes);
  assert_null(vtd_restore(b.unit, saved, bytes));
  assert_non_null(vtd_restore(c.unit, saved, bytes)); // another configuration
  free(saved);
  assert_int_equal(allocate(b.unit), 1 << 16);
  assert_int_equal(allocate(b.unit), 3 << 16);
  core_test_end(&a);
  core_test_end(&b);
  core_test_end(&c);
}

static void no_virtual_commands_without_vcs(void **state) {
  (void)state;
  core_test t = begin();
  assert_int_equal(allocate(t.unit), 0);
  assert_int_equal(vtdt_reg64(t.unit, 0xE30), 0);
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_command_has_its_status),
      cmocka_unit_test(commands_need_what_they_are_about),
      cmocka_unit_test(bad_configurations_are_refused),
      cmocka_unit_test(resets_do_what_they_say),
      cmocka_unit_test(freezing_holds_every_counter),
      cmocka_unit_test(the_command_byte_starts),
      cmocka_unit_test(another_command_in_flight_aborts),
      cmocka_unit_test(commands_are_not_nested),
      cmocka_unit_test(pasids_are_given_and_taken_back),
      cmocka_unit_test(all_20_bits),
      cmocka_unit_test(the_host_may_manage_them),
      cmocka_unit_test(reset_inside_of_an_allocation),
      cmocka_unit_test(saved_pasids_stay_in_use),
      cmocka_unit_test(no_virtual_commands_without_vcs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
