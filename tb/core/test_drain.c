// SPDX-License-Identifier: Apache-2.0
// Drains (chapter 6): invalidations and commands complete after the accesses that were in flight,
// and never wait for later ones.
#include <string.h>

#include "core_test.h"

static const uint64_t drain_both = VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW;

static core_test begin(vtdt_queue *q) {
  core_test t = core_test_begin(NULL);
  *q = vtdt_queue_new(&t.guest->space, 0, false);
  assert_true(vtdt_queue_enable(t.unit, q));
  return t;
}

static uint32_t status(core_test *t) {
  return vtdt_guest_read32(t->guest, 0x2000);
}

static void queue_waits_for_accesses(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtd_token read = vtd_inflight_begin(t.unit, false);
  vtd_token write = vtd_inflight_begin(t.unit, true);
  vtdt_queue_push(&q, vtdt_iotlb_global(drain_both));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
  vtdt_queue_ring(t.unit, &q);
  // The effect is there, completion is not.
  assert_true(t.guest->inv_count >= 1);
  assert_int_equal(status(&t), 0);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), 0);
  // A later access does not delay it.
  vtd_token later = vtd_inflight_begin(t.unit, false);
  vtd_inflight_end(t.unit, read);
  assert_int_equal(status(&t), 0);
  vtd_inflight_end(t.unit, write);
  assert_int_equal(status(&t), 1);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), q.tail);
  vtd_inflight_end(t.unit, later);
  core_test_end(&t);
}

// DR drains reads only, DW writes only; neither drains nothing (VER 1.0).
static void kinds_are_separate(void **state) {
  (void)state;
  for (unsigned flags = 0; flags < 4; flags++) {
    vtdt_queue q;
    core_test t = begin(&q);
    vtd_token write = vtd_inflight_begin(t.unit, true);
    uint64_t drain = (flags & 1 ? VTD_QI_IOTLB_DR : 0) | (flags & 2 ? VTD_QI_IOTLB_DW : 0);
    bool done = vtdt_queue_submit(t.unit, &q, vtdt_iotlb_domain(1, drain));
    assert_int_equal(done, (flags & 2) == 0);
    vtd_inflight_end(t.unit, write);
    assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), q.tail);
    vtd_token read = vtd_inflight_begin(t.unit, false);
    done = vtdt_queue_submit(t.unit, &q, vtdt_iotlb_domain(1, drain));
    assert_int_equal(done, (flags & 1) == 0);
    vtd_inflight_end(t.unit, read);
    assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), q.tail);
    core_test_end(&t);
  }
}

// From version 2 on every IOTLB invalidation drains; without DRD and DWD the flags mean nothing.
static void version_and_capabilities(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.ver = 0x20;
  core_test t = core_test_begin(&c);
  vtdt_queue q = vtdt_queue_new(&t.guest->space, 0, false);
  vtdt_queue_enable(t.unit, &q);
  vtd_token read = vtd_inflight_begin(t.unit, false);
  assert_false(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_domain(1, 0)));
  vtd_inflight_end(t.unit, read);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), q.tail);
  // The same by register.
  vtdt_gcmd_clear(t.unit, VTD_GCMD_QIE);
  read = vtd_inflight_begin(t.unit, false);
  uint32_t reg = vtdt_iotlb_reg(t.unit);
  vtdt_reg64_write(t.unit, reg, VTD_IOTLB_IVT | vtd_iotlb_iirg_set(0, VTD_IOTLB_IIRG_GLOBAL));
  assert_true(vtd_iotlb_ivt(vtdt_reg64(t.unit, reg)));
  vtd_inflight_end(t.unit, read);
  assert_false(vtd_iotlb_ivt(vtdt_reg64(t.unit, reg)));
  core_test_end(&t);
  c = vtd_config_default();
  c.cap = vtd_cap_drd_set(vtd_cap_dwd_set(c.cap, 0), 0);
  t = core_test_begin(&c);
  q = vtdt_queue_new(&t.guest->space, 0, false);
  vtdt_queue_enable(t.unit, &q);
  read = vtd_inflight_begin(t.unit, false);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_domain(1, drain_both)));
  vtd_inflight_end(t.unit, read);
  core_test_end(&t);
}

// A second drain while one is under way waits for the accesses that began in between.
static void drains_follow_each_other(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtd_token first = vtd_inflight_begin(t.unit, false);
  vtdt_queue_push(&q, vtdt_iotlb_domain(1, drain_both));
  vtdt_queue_ring(t.unit, &q);
  vtd_token second = vtd_inflight_begin(t.unit, false);
  // Protection is asked for after both: it must wait for both.
  vtdt_reg32_write(t.unit, VTD_PMEN_REG, VTD_PMEN_EPM);
  assert_false(vtd_pmen_prs(vtdt_reg32(t.unit, VTD_PMEN_REG)));
  vtd_inflight_end(t.unit, first);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), q.tail);
  assert_false(vtd_pmen_prs(vtdt_reg32(t.unit, VTD_PMEN_REG)));
  vtd_token third = vtd_inflight_begin(t.unit, false);
  vtd_inflight_end(t.unit, second);
  assert_true(vtd_pmen_prs(vtdt_reg32(t.unit, VTD_PMEN_REG)));
  vtd_inflight_end(t.unit, third);
  core_test_end(&t);
}

static void register_invalidation_waits(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  uint32_t reg = vtdt_iotlb_reg(t.unit);
  uint64_t global = VTD_IOTLB_IVT | vtd_iotlb_iirg_set(0, VTD_IOTLB_IIRG_GLOBAL);
  vtd_token write = vtd_inflight_begin(t.unit, true);
  vtdt_reg64_write(t.unit, reg, global | VTD_IOTLB_DR);
  assert_false(vtd_iotlb_ivt(vtdt_reg64(t.unit, reg))); // no reads in flight
  vtdt_reg64_write(t.unit, reg, global | VTD_IOTLB_DW);
  assert_true(vtd_iotlb_ivt(vtdt_reg64(t.unit, reg)));
  assert_true(t.guest->inv_count >= 2); // the effect is there
  // The register belongs to the command until it is done.
  size_t invs = t.guest->inv_count;
  vtdt_reg64_write(t.unit, reg, global);
  vtdt_reg32_write(t.unit, reg + 4, 0);
  assert_true(vtd_iotlb_ivt(vtdt_reg64(t.unit, reg)));
  assert_int_equal(t.guest->inv_count, invs);
  vtd_inflight_end(t.unit, write);
  assert_false(vtd_iotlb_ivt(vtdt_reg64(t.unit, reg)));
  assert_int_equal(vtd_iotlb_iaig(vtdt_reg64(t.unit, reg)), VTD_IOTLB_IAIG_GLOBAL);
  core_test_end(&t);
}

// TES follows when the accesses of the old mode have ended; new requests see the change at once.
static void translation_enable_waits(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtdt_set_root(t.unit, vtdt_root_new(&t.guest->space), VTD_RTADDR_TTM_LEGACY);
  vtd_token old = vtd_inflight_begin(t.unit, true);
  assert_false(vtdt_gcmd_set(t.unit, VTD_GCMD_TE));
  assert_false(gsts(&t) & VTD_GSTS_TES);
  vtd_request r = {.addr = 0x1000, .bytes = 4, .sid = 1};
  vtd_result result;
  vtd_translate(t.unit, &r, &result);
  assert_int_equal(result.status, VTD_BLOCKED);
  vtd_inflight_end(t.unit, old);
  assert_true(gsts(&t) & VTD_GSTS_TES);
  old = vtd_inflight_begin(t.unit, false);
  vtdt_gcmd_clear(t.unit, VTD_GCMD_TE);
  vtd_translate(t.unit, &r, &result);
  assert_int_equal(result.status, VTD_OK);
  assert_true(gsts(&t) & VTD_GSTS_TES);
  vtd_inflight_end(t.unit, old);
  assert_false(gsts(&t) & VTD_GSTS_TES);
  core_test_end(&t);
}

// Off and on again while the first change still drains: the status ends at what was asked last.
static void enable_overtakes_disable(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtd_token old = vtd_inflight_begin(t.unit, true);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, VTD_GCMD_TE);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, 0);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, VTD_GCMD_TE);
  vtd_token mid = vtd_inflight_begin(t.unit, true);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, 0);
  vtd_inflight_end(t.unit, old);
  vtd_inflight_end(t.unit, mid);
  assert_int_equal(gsts(&t), 0);
  core_test_end(&t);
}

static void root_pointer_with_implied_invalidation_waits(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.cap = vtd_cap_esrtps_set(c.cap, 1);
  core_test t = core_test_begin(&c);
  vtd_token old = vtd_inflight_begin(t.unit, false);
  assert_false(vtdt_set_root(t.unit, 0x5000, VTD_RTADDR_TTM_LEGACY));
  vtd_inflight_end(t.unit, old);
  assert_true(gsts(&t) & VTD_GSTS_RTPS);
  core_test_end(&t);
}

// Tokens outlive a reset; wrong ones do no harm.
static void tokens_and_reset(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtd_token a = vtd_inflight_begin(t.unit, false);
  vtd_token b = vtd_inflight_begin(t.unit, true);
  vtdt_queue_submit(t.unit, &q, vtdt_iotlb_global(drain_both));
  vtd_reset(t.unit, true);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), 0);
  vtdt_queue_enable(t.unit, &q);
  assert_false(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_global(drain_both)));
  vtd_inflight_end(t.unit, a);
  vtd_inflight_end(t.unit, b);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), q.tail);
  for (vtd_token wrong = 0; wrong < 100; wrong++)
    vtd_inflight_end(t.unit, wrong); // more ends than begins
  vtd_inflight_end(t.unit, 0xFFFFFFFF);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_global(drain_both)));
  core_test_end(&t);
}

static void many_in_flight(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  enum { N = 10000 };
  static vtd_token tokens[N];
  for (unsigned i = 0; i < N; i++)
    tokens[i] = vtd_inflight_begin(t.unit, i % 3 == 0);
  vtdt_queue_submit(t.unit, &q, vtdt_iotlb_global(drain_both));
  for (unsigned i = 0; i + 1 < N; i++)
    vtd_inflight_end(t.unit, tokens[i]);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), 0);
  vtd_inflight_end(t.unit, tokens[N - 1]);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), q.tail);
  core_test_end(&t);
}

static void host_steps_after_a_drain(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  t.host = vtdt_guest_host(t.guest);
  core_test_restart(&t);
  vtdt_queue q = vtdt_queue_new(&t.guest->space, 0, false);
  vtdt_queue_enable(t.unit, &q);
  vtd_token a = vtd_inflight_begin(t.unit, false);
  vtdt_queue_submit(t.unit, &q, vtdt_iotlb_global(drain_both));
  assert_false(vtd_step(t.unit));
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), 0);
  size_t requests = t.guest->step_requests;
  vtd_inflight_end(t.unit, a);
  assert_int_equal(t.guest->step_requests, requests + 1);
  vtd_step(t.unit);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), q.tail);
  core_test_end(&t);
}

// Random accesses and drains against the plain rule: a drain is complete exactly when every access
// of its kinds that began before it has ended.
static void random_drains(void **state) {
  (void)state;
  uint64_t seed = UINT64_C(0x1234567890ABCDEF);
  print_message("seed %llx\n", (unsigned long long)seed);
  vtdt_queue q;
  core_test t = begin(&q);
  enum { N = 64 };
  struct {
    bool live, write, before;
    vtd_token token;
  } access[N];
  memset(access, 0, sizeof access);
  bool draining = false, reads = false, writes = false;
  for (unsigned n = 0; n < 200000; n++) {
    uint64_t r = vtdt_random(&seed);
    unsigned i = (unsigned)(r >> 8) % N;
    if (access[i].live) {
      vtd_inflight_end(t.unit, access[i].token);
      access[i].live = false;
    } else if ((r & 3) != 0) {
      access[i].write = r >> 20 & 1;
      access[i].token = vtd_inflight_begin(t.unit, access[i].write);
      access[i].live = true;
      access[i].before = false;
    }
    if (!draining && (r >> 30 & 15) == 0) {
      reads = r >> 40 & 1;
      writes = r >> 41 & 1;
      uint64_t flags = (reads ? VTD_QI_IOTLB_DR : 0) | (writes ? VTD_QI_IOTLB_DW : 0);
      for (unsigned k = 0; k < N; k++)
        access[k].before = access[k].live;
      draining = true;
      vtdt_queue_submit(t.unit, &q, vtdt_iotlb_domain(1, flags));
    }
    bool pending = false;
    for (unsigned k = 0; k < N; k++)
      pending =
          pending || (access[k].live && access[k].before && (access[k].write ? writes : reads));
    draining = draining && pending;
    assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG) == q.tail, !draining);
  }
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(queue_waits_for_accesses),
      cmocka_unit_test(kinds_are_separate),
      cmocka_unit_test(version_and_capabilities),
      cmocka_unit_test(drains_follow_each_other),
      cmocka_unit_test(register_invalidation_waits),
      cmocka_unit_test(translation_enable_waits),
      cmocka_unit_test(enable_overtakes_disable),
      cmocka_unit_test(root_pointer_with_implied_invalidation_waits),
      cmocka_unit_test(tokens_and_reset),
      cmocka_unit_test(many_in_flight),
      cmocka_unit_test(host_steps_after_a_drain),
      cmocka_unit_test(random_drains),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
