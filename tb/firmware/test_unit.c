// SPDX-License-Identifier: Apache-2.0
// The unit as a whole: what the driver makes of hardware that is not there, does not answer, stops
// answering, or was left running by somebody else.
#include "fw_test.h"

#define SID UINT16_C(0x0018)

// ---- Probe

static vtd_drv_err probe_with(vtd_config config, machine_unit kind, vtd_drv_options *changes) {
  static vtd_drv unit;
  machine *m = fw_machine_new(&config);
  m->kind = kind;
  vtd_drv_options options = fw_options(m);
  if (changes != NULL) {
    changes->base = options.base;
    changes->haw = changes->haw != 0 ? changes->haw : options.haw;
    options = *changes;
  }
  vtd_drv_err err = vtd_drv_probe(&unit, &m->env.hal, &options);
  assert_int_equal(m->allocations, 0);
  machine_free(m);
  return err;
}

static void probe_tells_what_it_can_use(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  vtd_drv_options wide = {0}, huge = {0}, narrow = {0}, registers = {0};
  wide.wide_queue = true;
  huge.queue_order = 8;
  narrow.haw = 31;
  registers.registers_only = true;
  assert_int_equal(probe_with(config, MACHINE_UNIT, NULL), VTD_DRV_OK);
  assert_int_equal(probe_with(config, MACHINE_UNIT_ABSENT, NULL), VTD_DRV_NO_UNIT);
  assert_int_equal(probe_with(config, MACHINE_UNIT_DEAD, NULL), VTD_DRV_OK); // it says who it is
  assert_int_equal(probe_with(config, MACHINE_UNIT, &wide), VTD_DRV_UNSUPPORTED);
  assert_int_equal(probe_with(config, MACHINE_UNIT, &huge), VTD_DRV_BAD_ARGUMENT);
  assert_int_equal(probe_with(config, MACHINE_UNIT, &narrow), VTD_DRV_BAD_ARGUMENT);
  assert_int_equal(probe_with(config, MACHINE_UNIT, &registers), VTD_DRV_OK);
  config.ecap = vtd_ecap_adms_set(config.ecap, 1);
  assert_int_equal(probe_with(config, MACHINE_UNIT, &wide), VTD_DRV_OK);
}

static void start_needs_a_probe_once(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, false);
  assert_int_equal(vtd_drv_start(&unit), VTD_DRV_STATE);
  fw_stop(&unit, m);
  assert_int_equal(vtd_drv_shutdown(&unit), VTD_DRV_STATE);
  assert_int_equal(vtd_drv_translation_on(&unit), VTD_DRV_STATE);
}

// ---- Hardware that does not answer

static void dead_unit_times_out(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  for (unsigned registers = 0; registers < 2; registers++) {
    machine *m = fw_machine_new(&config);
    vtd_drv_options options = fw_options(m);
    options.registers_only = registers;
    m->kind = MACHINE_UNIT_DEAD;
    assert_int_equal(vtd_drv_probe(&unit, &m->env.hal, &options), VTD_DRV_OK);
    uint64_t start = m->time;
    assert_int_equal(vtd_drv_start(&unit), VTD_DRV_TIMEOUT);
    assert_true(m->time - start >= options.timeout_ns);
    assert_true(m->time - start < 4 * options.timeout_ns);
    assert_int_equal(m->pages_out, 0);
    machine_free(m);
  }
}

// A clock that stands still must not make the driver wait for ever.
static uint64_t frozen_time(void *ctx) {
  (void)ctx;
  return 0;
}

static void frozen_clock_does_not_hang(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_machine_new(&config);
  vtd_drv_options options = fw_options(m);
  m->kind = MACHINE_UNIT_DEAD;
  m->env.hal.time_ns = frozen_time;
  assert_int_equal(vtd_drv_probe(&unit, &m->env.hal, &options), VTD_DRV_OK);
  assert_int_equal(vtd_drv_start(&unit), VTD_DRV_TIMEOUT);
  machine_free(m);
}

typedef struct countdown {
  uint64_t left;
  machine_unit then;
} countdown;

static void count_down(machine *m, void *arg) {
  countdown *c = arg;
  if (c->left == 0)
    m->kind = c->then;
  else
    c->left--;
}

// Everything a driver does in its life; each step only if the one before worked.
static vtd_drv_err whole_life(machine *m, vtd_drv *unit, bool registers) {
  vtd_drv_domain d;
  vtd_drv_options options = fw_options(m);
  options.registers_only = registers;
  options.timeout_ns = 5000;
  vtd_drv_err err = vtd_drv_probe(unit, &m->env.hal, &options);
  if (err == VTD_DRV_OK)
    err = vtd_drv_start(unit);
  if (err == VTD_DRV_OK)
    err = vtd_drv_faults_enable(unit, VTD_INTR_BASE, 0x40, NULL, NULL);
  if (err == VTD_DRV_OK)
    err = vtd_drv_translation_on(unit);
  if (err == VTD_DRV_OK)
    err = vtd_drv_domain_create(unit, &d, 0);
  if (err == VTD_DRV_OK)
    err = vtd_drv_map(&d, 0x200000, 0x200000, 0x200000, FW_RW);
  if (err == VTD_DRV_OK)
    err = vtd_drv_attach(&d, SID, 0);
  if (err == VTD_DRV_OK)
    err = vtd_drv_unmap(&d, 0x201000, 0x1000);
  if (err == VTD_DRV_OK)
    err = vtd_drv_unmap_deferred(&d, 0x200000, 0x1000, NULL, NULL);
  if (err == VTD_DRV_OK)
    err = vtd_drv_flush_deferred(unit);
  if (err == VTD_DRV_OK)
    err = vtd_drv_detach(unit, &d, SID);
  if (err == VTD_DRV_OK)
    err = vtd_drv_domain_destroy(&d);
  if (err == VTD_DRV_OK)
    err = vtd_drv_shutdown(unit);
  return err;
}

// The unit dies, or vanishes from the bus, before each access in turn. The driver always comes
// back, with an error unless the rest needed no answer.
static void unit_that_stops_answering(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_config config = vtd_config_default();
  config.cap = vtd_cap_rwbf_set(config.cap, 1);
  for (unsigned variant = 0; variant < 4; variant++) {
    bool registers = variant & 1;
    unsigned failures = 0;
    for (uint64_t at = 0;; at++) {
      machine *m = fw_machine_new(&config);
      countdown c = {at, variant & 2 ? MACHINE_UNIT_ABSENT : MACHINE_UNIT_DEAD};
      m->before_access = count_down;
      m->before_access_arg = &c;
      vtd_drv_err err = whole_life(m, &unit, registers);
      bool over = c.left > 0;
      failures += err != VTD_DRV_OK;
      if (over) {
        assert_int_equal(err, VTD_DRV_OK);
        assert_int_equal(m->pages_out, 0);
      }
      assert_int_equal(m->failed, 0); // no page was freed twice, no address made up
      machine_free(m);
      if (over)
        break;
    }
    assert_true(failures > 20);
  }
}

// ---- Taking over

static void start_takes_over_a_running_unit(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv first, second;
  machine *m = fw_start(&first, &config, true);
  vtd_drv_domain d;
  assert_int_equal(vtd_drv_domain_create(&first, &d, 0), VTD_DRV_OK);
  assert_int_equal(vtd_drv_map(&d, 0x1000, 0x1000, 0x1000, FW_RW), VTD_DRV_OK);
  assert_int_equal(vtd_drv_attach(&d, SID, 0), VTD_DRV_OK);
  assert_true(fw_reaches(m, SID, 0x1000, true));
  for (unsigned i = 0; i < 20; i++)
    assert_false(fw_reaches(m, SID, 0x2000, true)); // faults nobody takes, with overflow
  // The next owner knows nothing of the first.
  vtd_drv_options options = fw_options(m);
  assert_int_equal(vtd_drv_probe(&second, &m->env.hal, &options), VTD_DRV_OK);
  assert_int_equal(vtd_drv_start(&second), VTD_DRV_OK);
  assert_true(fw_reaches(m, SID, 0x2000, true)); // translation is off
  assert_int_equal(vtd_drv_translation_on(&second), VTD_DRV_OK);
  assert_false(fw_reaches(m, SID, 0x1000, true)); // the old tables are out of use
  assert_int_equal(vtd_drv_fault_handler(&second), 1);
  assert_int_equal(vtd_drv_shutdown(&second), VTD_DRV_OK);
  machine_free(m);
}

static void shutdown_wants_domains_gone(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, true);
  vtd_drv_domain d;
  assert_int_equal(vtd_drv_domain_create(&unit, &d, 0), VTD_DRV_OK);
  assert_int_equal(vtd_drv_shutdown(&unit), VTD_DRV_STATE);
  assert_int_equal(vtd_drv_attach(&d, SID, 0), VTD_DRV_OK);
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_STATE);
  assert_int_equal(vtd_drv_detach(&unit, &d, SID), VTD_DRV_OK);
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  fw_stop(&unit, m);
}

static void start_without_memory(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_machine_new(&config);
  vtd_drv_options options = fw_options(m);
  assert_int_equal(vtd_drv_probe(&unit, &m->env.hal, &options), VTD_DRV_OK);
  unsigned pages = 0;
  for (;; pages++) {
    m->allocations_left = pages;
    vtd_drv_err err = vtd_drv_start(&unit);
    if (err == VTD_DRV_OK)
      break;
    assert_int_equal(err, VTD_DRV_NO_MEMORY);
    assert_int_equal(m->pages_out, 0);
  }
  assert_int_equal(pages, 3); // root table, queue, status page
  fw_stop(&unit, m);
}

// ---- Domains and contexts

static void domain_ids_run_out(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  config.cap = vtd_cap_nd_set(config.cap, 0); // 16 ids
  static vtd_drv unit;
  static vtd_drv_domain d[16];
  machine *m = fw_start(&unit, &config, false);
  for (unsigned i = 0; i < 15; i++) {
    assert_int_equal(vtd_drv_domain_create(&unit, &d[i], 0), VTD_DRV_OK);
    assert_int_equal(d[i].did, i + 1); // 0 is for what is not present
  }
  assert_int_equal(vtd_drv_domain_create(&unit, &d[15], 0), VTD_DRV_NO_DOMAIN_ID);
  assert_int_equal(vtd_drv_attach_pass_through(&unit, SID, 0), VTD_DRV_NO_DOMAIN_ID);
  assert_int_equal(vtd_drv_domain_destroy(&d[7]), VTD_DRV_OK);
  assert_int_equal(vtd_drv_domain_create(&unit, &d[7], 0), VTD_DRV_OK);
  assert_int_equal(d[7].did, 8);
  for (unsigned i = 0; i < 15; i++)
    assert_int_equal(vtd_drv_domain_destroy(&d[i]), VTD_DRV_OK);
  fw_stop(&unit, m);
}

static void one_place_per_requester(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, true);
  vtd_drv_domain a, b;
  assert_int_equal(vtd_drv_domain_create(&unit, &a, 0), VTD_DRV_OK);
  assert_int_equal(vtd_drv_domain_create(&unit, &b, 3), VTD_DRV_OK);
  assert_int_equal(vtd_drv_domain_create(&unit, &b, 6), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_domain_create(&unit, &b, 2), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_attach(&a, SID, 0), VTD_DRV_OK);
  assert_int_equal(vtd_drv_attach(&a, SID, 0), VTD_DRV_EXISTS);
  assert_int_equal(vtd_drv_attach(&b, SID, 0), VTD_DRV_EXISTS);
  assert_int_equal(vtd_drv_attach_pass_through(&unit, SID, 0), VTD_DRV_EXISTS);
  assert_int_equal(vtd_drv_set_quiet(&unit, SID, true), VTD_DRV_EXISTS);
  assert_int_equal(vtd_drv_detach(&unit, &b, SID), VTD_DRV_NOT_MAPPED);
  assert_int_equal(vtd_drv_detach(&unit, NULL, SID), VTD_DRV_NOT_MAPPED);
  assert_int_equal(vtd_drv_detach(&unit, &a, SID + 1), VTD_DRV_NOT_MAPPED);
  assert_int_equal(vtd_drv_detach(&unit, &a, 0xFFFF), VTD_DRV_NOT_MAPPED);
  assert_int_equal(a.attached, 1);
  assert_int_equal(vtd_drv_detach(&unit, &a, SID), VTD_DRV_OK);
  assert_int_equal(vtd_drv_attach_pass_through(&unit, SID, 0), VTD_DRV_OK);
  assert_true(fw_reaches(m, SID, 0x123000, true));
  assert_int_equal(vtd_drv_detach(&unit, NULL, SID), VTD_DRV_OK);
  assert_false(fw_reaches(m, SID, 0x123000, true));
  assert_int_equal(vtd_drv_domain_destroy(&a), VTD_DRV_OK);
  assert_int_equal(vtd_drv_domain_destroy(&b), VTD_DRV_OK);
  fw_stop(&unit, m);
}

// ---- Called from an interrupt that hits another call

typedef struct intruder {
  vtd_drv_domain *domain;
  unsigned busy, other;
} intruder;

static void intrude(machine *m, void *arg) {
  intruder *in = arg;
  if (!in->domain->unit->busy || m->in_handler)
    return;
  m->in_handler = true; // not from within itself
  vtd_drv_err errors[] = {
      vtd_drv_map(in->domain, 0x10000000, 0x1000, 0x1000, FW_RW),
      vtd_drv_unmap(in->domain, 0x200000, 0x1000),
      vtd_drv_unmap_deferred(in->domain, 0x200000, 0x1000, NULL, NULL),
      vtd_drv_attach(in->domain, SID + 1, 0),
      vtd_drv_detach(in->domain->unit, in->domain, SID),
  };
  for (unsigned i = 0; i < sizeof errors / sizeof errors[0]; i++) {
    in->busy += errors[i] == VTD_DRV_BUSY;
    in->other += errors[i] != VTD_DRV_BUSY;
  }
  m->in_handler = false;
}

static void calls_from_interrupts_are_refused(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, true);
  vtd_drv_domain d;
  assert_int_equal(vtd_drv_domain_create(&unit, &d, 0), VTD_DRV_OK);
  intruder in = {&d, 0, 0};
  m->before_access = intrude;
  m->before_access_arg = &in;
  assert_int_equal(vtd_drv_map(&d, 0x200000, 0x200000, 0x200000, FW_RW), VTD_DRV_OK);
  assert_int_equal(vtd_drv_attach(&d, SID, 0), VTD_DRV_OK);
  assert_int_equal(vtd_drv_unmap(&d, 0x200000, 0x1000), VTD_DRV_OK);
  assert_int_equal(vtd_drv_detach(&unit, &d, SID), VTD_DRV_OK);
  m->before_access = NULL;
  assert_true(in.busy > 100);
  assert_int_equal(in.other, 0);
  assert_false(vtd_drv_query(&d, 0x10000000).present);
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  fw_stop(&unit, m);
}

// ---- Small things

static void every_error_has_a_text(void **state) {
  (void)state;
  for (int err = VTD_DRV_OK; err <= VTD_DRV_STATE; err++) {
    assert_non_null(vtd_drv_err_text((vtd_drv_err)err));
    assert_string_not_equal(vtd_drv_err_text((vtd_drv_err)err), "unknown error");
    for (int other = VTD_DRV_OK; other < err; other++)
      assert_string_not_equal(vtd_drv_err_text((vtd_drv_err)err),
                              vtd_drv_err_text((vtd_drv_err)other));
  }
  assert_string_equal(vtd_drv_err_text((vtd_drv_err)999), "unknown error");
}

static void protected_regions_are_checked(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, false);
  uint64_t align = vtd_drv_protect_alignment(&unit, false);
  assert_int_equal(align, UINT64_C(1) << config.pmr_align_log2);
  assert_int_equal(vtd_drv_protect_alignment(&unit, true), align);
  const vtd_drv_region none = {0, 0}, good = {2 * align, 2 * align};
  const vtd_drv_region above = {UINT64_C(1) << 32, align},
                       over = {(UINT64_C(1) << 32) - align, 2 * align};
  const vtd_drv_region odd = {align, align / 2};
  assert_int_equal(vtd_drv_protect(&unit, above, none), VTD_DRV_RANGE);
  assert_int_equal(vtd_drv_protect(&unit, over, none), VTD_DRV_RANGE);
  assert_int_equal(vtd_drv_protect(&unit, odd, none), VTD_DRV_BAD_ARGUMENT);
  assert_int_equal(vtd_drv_protect(&unit, good, above), VTD_DRV_OK);
  assert_true(fw_reaches(m, SID, 2 * align - 8, true));
  assert_false(fw_reaches(m, SID, 2 * align, true));
  assert_false(fw_reaches(m, SID, 4 * align - 8, true));
  assert_true(fw_reaches(m, SID, 4 * align, true));
  assert_false(fw_reaches(m, SID, above.base, true));
  assert_false(fw_reaches(m, SID, above.base + align - 8, true));
  assert_true(fw_reaches(m, SID, above.base + align, true));
  assert_int_equal(vtd_drv_unprotect(&unit), VTD_DRV_OK);
  assert_true(fw_reaches(m, SID, 2 * align, true));
  // Only the high one.
  assert_int_equal(vtd_drv_protect(&unit, none, above), VTD_DRV_OK);
  assert_true(fw_reaches(m, SID, 2 * align, true));
  assert_true(fw_reaches(m, SID, 0, true));
  assert_false(fw_reaches(m, SID, above.base, true));
  assert_int_equal(vtd_drv_unprotect(&unit), VTD_DRV_OK);
  fw_stop(&unit, m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(probe_tells_what_it_can_use),
      cmocka_unit_test(start_needs_a_probe_once),
      cmocka_unit_test(dead_unit_times_out),
      cmocka_unit_test(frozen_clock_does_not_hang),
      cmocka_unit_test(unit_that_stops_answering),
      cmocka_unit_test(start_takes_over_a_running_unit),
      cmocka_unit_test(shutdown_wants_domains_gone),
      cmocka_unit_test(start_without_memory),
      cmocka_unit_test(domain_ids_run_out),
      cmocka_unit_test(one_place_per_requester),
      cmocka_unit_test(calls_from_interrupts_are_refused),
      cmocka_unit_test(every_error_has_a_text),
      cmocka_unit_test(protected_regions_are_checked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
