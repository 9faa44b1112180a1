// SPDX-License-Identifier: Apache-2.0
// The invalidation queue at work (chapter 6): wrap, freeze and restart, order of completion,
// re-entrancy, stepping by the host.
#include "queue_test.h"

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

// A host that steps the queue is asked again when the queue takes a break.
static void breaks_ask_for_a_step(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  t.host = vtdt_guest_host(t.guest); // with request_step
  core_test_restart(&t);
  vtdt_queue q = vtdt_queue_new(&t.guest->space, 0, false);
  vtdt_queue_enable(t.unit, &q);
  for (unsigned i = 0; i < 256; i++)
    vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
  struct self_refill s = {&t, 0};
  t.guest->on_access = tail_behind_head;
  t.guest->on_access_ctx = &s;
  vtdt_reg64_write(t.unit, VTD_IQT_REG, 0x10 * 200);
  size_t requests = t.guest->step_requests;
  assert_true(vtd_step(t.unit));
  assert_true(t.guest->step_requests > requests);
  t.guest->on_access = NULL;
  while (vtd_step(t.unit))
    continue;
  assert_int_equal(iqh(&t), vtdt_reg64(t.unit, VTD_IQT_REG));
  core_test_end(&t);
}

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
      cmocka_unit_test(breaks_ask_for_a_step),
      cmocka_unit_test(random_queues),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
