// SPDX-License-Identifier: Apache-2.0
// Posted interrupts (chapter 5) while other things happen: software changes the descriptor,
// invalidations arrive in between; probes, save and restore.
#include "posted.h"

// ---- Software changes the descriptor meanwhile

struct meddler {
  struct machine *m;
  unsigned at;   // the n-th access to the descriptor, 0 = its read
  unsigned seen; // accesses so far
  unsigned word;
  uint64_t value; // written before that access
  bool forever;   // flips a bit of `word` before every access
};

static void meddle(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  struct meddler *k = ctx;
  (void)use;
  (void)write;
  if (addr < k->m->pid || addr >= k->m->pid + 64)
    return;
  vtdt_space *space = &k->m->t.guest->space;
  uint64_t at = k->m->pid + k->word * 8;
  if (k->forever)
    vtdt_write64(space, at, vtdt_read64(space, at) ^ k->value);
  else if (k->seen == k->at)
    vtdt_write64(space, at, k->value);
  k->seen++;
}

static vtd_interrupt_result send_meddled(struct machine *m, struct meddler *k) {
  k->m = m;
  m->t.guest->on_access = meddle;
  m->t.guest->on_access_ctx = k;
  vtd_interrupt_result r = send(m);
  m->t.guest->on_access = NULL;
  return r;
}

// Vectors that others set or collect in the same word stay set or collected.
static void other_vectors_are_kept(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m);
  set_pid(&m, (vtdt_pid){.nv = 5});
  struct meddler set = {.at = 1, .word = 0, .value = 0xF0};
  assert_int_equal(send_meddled(&m, &set).status, VTD_OK);
  assert_int_equal(word(&m, 0), 0xF0 | UINT64_C(1) << 0x31);
  struct meddler collect = {.at = 1, .word = 0, .value = 0};
  assert_int_equal(send_meddled(&m, &collect).status, VTD_DISCARD);
  assert_int_equal(word(&m, 0), UINT64_C(1) << 0x31);
  core_test_end(&m.t);
}

// Software that clears ON and collects just before the vector is noted would never look again: the
// notification must follow the ON of that time, not the one that was read with the descriptor.
static void notification_follows_the_last_on(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m);
  for (unsigned at = 1; at <= 2; at++) {
    set_pid(&m, (vtdt_pid){.on = true, .nv = 5});
    struct meddler cleared = {.at = at, .word = 4, .value = 0x50000};
    vtd_interrupt_result r = send_meddled(&m, &cleared);
    assert_int_equal(r.status, VTD_OK);
    assert_true(pending(&m, 0x31));
    assert_int_equal(word(&m, 4), 0x50001);
  }
  core_test_end(&m.t);
}

// The message goes where the descriptor points when ON is set.
static void migration_meanwhile(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m);
  set_pid(&m, (vtdt_pid){.nv = 5, .ndst = 1 << 8});
  struct meddler moved = {.at = 2, .word = 4, .value = UINT64_C(0x0000020000060000)};
  vtd_interrupt_result r = send_meddled(&m, &moved);
  assert_int_equal(r.addr, 0xFEE02000);
  assert_int_equal(r.data, 0x4006);
  assert_int_equal(word(&m, 4), UINT64_C(0x0000020000060001));
  // Suppressed at the last moment.
  set_pid(&m, (vtdt_pid){.nv = 5});
  struct meddler suppressed = {.at = 2, .word = 4, .value = 0x50002};
  assert_int_equal(send_meddled(&m, &suppressed).status, VTD_DISCARD);
  assert_int_equal(word(&m, 4), 0x50002);
  core_test_end(&m.t);
}

// Reserved bits that appear meanwhile are a fault, and are not written over.
static void reserved_meanwhile(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m);
  set_pid(&m, (vtdt_pid){.nv = 5});
  struct meddler broken = {.at = 2, .word = 4, .value = 0x50004};
  expect_fault(&m, send_meddled(&m, &broken), 0x28);
  assert_int_equal(word(&m, 4), 0x50004);
  core_test_end(&m.t);
}

// A word that never stays as it is ends in an access error, not in an endless loop.
static void never_the_same(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m);
  set_pid(&m, (vtdt_pid){.nv = 5});
  struct meddler busy = {.forever = true, .word = 0, .value = 2};
  expect_fault(&m, send_meddled(&m, &busy), 0x27);
  core_test_end(&m.t);
}

// ---- Invalidation, drain

// An invalidation with a wait arrives in the middle of an update: the wait completes only when the
// vector is in memory and the notification is delivered.
struct flood {
  struct machine *m;
  unsigned at, seen;
  uint64_t status;
};

static void invalidate_inside(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  struct flood *k = ctx;
  (void)use;
  (void)write;
  if (addr < k->m->pid || addr >= k->m->pid + 64 || k->seen++ != k->at)
    return;
  vtdt_queue_push(&k->m->q, vtdt_iec_global());
  vtdt_queue_push(&k->m->q, vtdt_wait_status(k->status, 7));
  vtdt_queue_ring(k->m->t.unit, &k->m->q);
}

static void drained_by_invalidation(void **state) {
  (void)state;
  for (unsigned on = 0; on < 2; on++)
    for (unsigned at = 0; at < 3; at++) {
      struct machine m = begin(false);
      set_entry(&m, 0x31, false);
      send(&m);
      set_pid(&m, (vtdt_pid){.on = on});
      struct flood k = {&m, at, 0, vtdt_pages(&m.t.guest->space, 1)};
      m.t.guest->on_access = invalidate_inside;
      m.t.guest->on_access_ctx = &k;
      vtd_interrupt_result r = interrupt(&m, 0);
      m.t.guest->on_access = NULL;
      assert_true(pending(&m, 0x31));
      if (!on) {
        assert_int_equal(r.status, VTD_OK);
        assert_true(r.flags & VTD_RES_HELD);
        assert_int_equal(vtdt_guest_read32(m.t.guest, k.status), 0);
        vtd_inflight_end(m.t.unit, r.token);
      }
      assert_int_equal(vtdt_guest_read32(m.t.guest, k.status), 7);
      core_test_end(&m.t);
    }
}

// An invalidation overtakes the read of the entry: once its wait has completed, the old entry must
// not be used.
struct swap {
  struct machine *m;
  bool done;
  uint64_t status;
};

// A host whose read takes time: what it answers is what it found first.
static bool slow_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use) {
  struct swap *k = ctx;
  vtdt_guest *g = k->m->t.guest;
  vtdt_guest_read(g, addr, data, bytes);
  if (use != VTD_MEM_IRTE || k->done)
    return true;
  k->done = true;
  vtdt_irte e = {.vector = 0x55};
  vtdt_irte_set(&g->space, k->m->irt, INDEX, &e);
  vtdt_queue_push(&k->m->q, vtdt_iec_index(INDEX, 0));
  vtdt_queue_push(&k->m->q, vtdt_wait_status(k->status, 7));
  vtdt_queue_ring(k->m->t.unit, &k->m->q);
  assert_int_equal(vtdt_guest_read32(g, k->status), 7);
  return true;
}

static bool forward_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes,
                          vtd_mem_use use) {
  struct swap *k = ctx;
  (void)use;
  vtdt_guest_write(k->m->t.guest, addr, data, bytes);
  return true;
}

static void overtaken_entry_is_read_again(void **state) {
  (void)state;
  struct machine m = begin(false);
  struct swap k = {&m, false, vtdt_pages(&m.t.guest->space, 1)};
  m.t.host = (vtd_host){.ctx = &k, .mem_read = slow_read, .mem_write = forward_write};
  core_test_restart(&m.t);
  m.q = vtdt_queue_new(&m.t.guest->space, 0, false);
  assert_true(vtdt_queue_enable(m.t.unit, &m.q));
  vtdt_reg64_write(m.t.unit, VTD_IRTA_REG, m.irt | 15);
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_SIRTP));
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_IRE));
  vtdt_irte_posted e = {.vector = 0x31, .descriptor = m.pid};
  vtdt_irte_posted_set(&m.t.guest->space, m.irt, INDEX, &e);
  vtd_interrupt_result r = send(&m);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.data & 0xFF, 0x55);
  assert_int_equal(word(&m, 0), 0);
  core_test_end(&m.t);
}

// The entry is cached like any other; the descriptor never is.
static void entry_is_cached(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  assert_int_equal(send(&m).reads, 2);
  assert_int_equal(send(&m).reads, 1);
  vtdt_irte e = {.vector = 0x44};
  vtdt_irte_set(&m.t.guest->space, m.irt, INDEX, &e); // not invalidated yet
  set_pid(&m, (vtdt_pid){.nv = 9});
  assert_int_equal(send(&m).data, 0x4009);
  assert_true(vtdt_queue_submit(m.t.unit, &m.q, vtdt_iec_index(INDEX, 0)));
  assert_int_equal(send(&m).data & 0xFF, 0x44);
  core_test_end(&m.t);
}

// ---- Probes, state

static void probes_have_no_effect(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  set_pid(&m, (vtdt_pid){.nv = 9, .ndst = 3 << 8});
  vtd_counters before = *vtd_get_counters(m.t.unit);
  vtd_interrupt_result r = interrupt(&m, VTD_REQ_PROBE);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.addr, 0xFEE03000);
  assert_int_equal(r.data, 0x4009);
  assert_int_equal(r.flags, 0);
  assert_int_equal(r.reads, 2);
  assert_int_equal(interrupt(&m, VTD_REQ_PROBE).reads, 2); // not cached
  assert_int_equal(word(&m, 0), 0);
  assert_int_equal(word(&m, 4), UINT64_C(0x0000030000090000));
  vtdt_write64(&m.t.guest->space, m.pid + 56, 1);
  r = interrupt(&m, VTD_REQ_PROBE);
  assert_int_equal(r.code, 0x28);
  assert_false(r.flags & VTD_RES_LOGGED);
  assert_int_equal(fsts(&m.t), 0);
  assert_memory_equal(&before, vtd_get_counters(m.t.unit), sizeof before);
  core_test_end(&m.t);
}

// A posted update in flight is work in flight: it cannot be saved.
static void state_in_between(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  size_t size = vtd_state_size(m.t.unit);
  void *buffer = test_malloc(size);
  vtd_interrupt_result r = interrupt(&m, 0);
  assert_int_equal(vtd_save(m.t.unit, buffer, size), 0);
  vtd_inflight_end(m.t.unit, r.token);
  assert_int_equal(vtd_save(m.t.unit, buffer, size), size);
  vtd_t *copy = vtdt_unit_new(&m.t.config, &m.t.host);
  assert_null(vtd_restore(copy, buffer, size));
  vtd_interrupt_request q = {vtdt_msi_addr(INDEX, false), 0, SID, 0};
  vtd_interrupt(copy, &q, &r);
  assert_int_equal(r.status, VTD_DISCARD); // ON is still set
  assert_int_equal(r.reads, 1);            // the cached entry came along
  vtdt_unit_free(copy);
  test_free(buffer);
  core_test_end(&m.t);
}

static void configuration(void **state) {
  (void)state;
  vtd_config c = vtd_config_scalable();
  assert_int_equal(vtd_cap_pi(c.cap), 1);
  assert_null(vtd_config_check(&c));
  c.ecap = vtd_ecap_mhmv_set(vtd_ecap_eim_set(vtd_ecap_ir_set(c.ecap, 0), 0), 0);
  assert_non_null(strstr(vtd_config_check(&c), "PI"));
  c.cap = vtd_cap_pi_set(c.cap, 0);
  assert_null(vtd_config_check(&c));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(other_vectors_are_kept),
      cmocka_unit_test(notification_follows_the_last_on),
      cmocka_unit_test(migration_meanwhile),
      cmocka_unit_test(reserved_meanwhile),
      cmocka_unit_test(never_the_same),
      cmocka_unit_test(drained_by_invalidation),
      cmocka_unit_test(overtaken_entry_is_read_again),
      cmocka_unit_test(entry_is_cached),
      cmocka_unit_test(probes_have_no_effect),
      cmocka_unit_test(state_in_between),
      cmocka_unit_test(configuration),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
