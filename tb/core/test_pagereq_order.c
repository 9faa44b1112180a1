// SPDX-License-Identifier: Apache-2.0
// Page group responses, page-request drain (chapters 4 and 6), and page requests that meet others
// or software inside the unit's own callbacks.
#include <pthread.h>
#include <semaphore.h>

#include "pagereq_test.h"
#include "queue_test.h"

#define STATUS_DATA 0x5AFEu

// ---- Page group responses

static void worked_response(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtdt_descriptor d = {{UINT64_C(0x0000001008100019), 0x28, 0, 0}};
  vtdt_descriptor built = vtdt_page_response(SM_SID, SM_PASID, PR_GROUP, PR_SUCCESS);
  assert_memory_equal(&d, &built, sizeof(d));
  sm_submit(&p.s, d);
  pr_expect_response(&p, pr_request(), PR_SUCCESS, false);
  d.word[0] |= 1u << 12; // invalid request
  sm_submit(&p.s, d);
  pr_expect_response(&p, pr_request(), PR_INVALID, false);
  d.word[0] |= 0xFu << 12; // response failure
  d.word[1] |= 4;          // bit 66 is ignored
  sm_submit(&p.s, d);
  pr_expect_response(&p, pr_request(), 15, false);
  d.word[0] &= ~UINT64_C(0x10); // without PASID
  vtd_page_request q = pr_request();
  q.pasid_valid = false;
  sm_submit(&p.s, d);
  pr_expect_response(&p, q, 15, false);
  // A host that knows of no page requests: nothing happens, and the queue goes on.
  p.s.t.host.page_group_response = NULL;
  core_test_restart(&p.s.t);
  p.s.unit = p.s.t.unit;
  vtdt_set_root(p.s.unit, p.s.root, VTD_RTADDR_TTM_SCALABLE);
  assert_true(vtdt_queue_enable(p.s.unit, &p.s.queue));
  sm_submit(&p.s, d);
  assert_int_equal(p.s.guest->response_count, 0);
  pr_end(&p);
}

static void expect_bad(pr_test *p, vtdt_descriptor d, unsigned code) {
  vtdt_gcmd_clear(p->s.unit, VTD_GCMD_QIE);
  assert_true(vtdt_queue_enable(p->s.unit, &p->s.queue));
  submit_bad(&p->s.t, &p->s.queue, d, code);
  assert_int_equal(p->s.guest->response_count, 0);
}

static void bad_responses(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtdt_descriptor good = vtdt_page_response(SM_SID, SM_PASID, PR_GROUP, PR_SUCCESS);
  // Bits with a meaning, as the architecture has them: type, PP, RC, RID, PASID, LPIG, PRGI.
  const uint64_t used[4] = {UINT64_C(0x000FFFFFFFFFFE1F), 0xFFC, 0, 0};
  for (unsigned bit = 0; bit < 256; bit++) {
    if ((used[bit / 64] >> bit % 64 & 1) != 0)
      continue;
    vtdt_descriptor d = good;
    d.word[bit / 64] |= UINT64_C(1) << bit % 64;
    expect_bad(&p, d, IQEI_RSVD);
  }
  for (unsigned code = 2; code < 15; code++)
    expect_bad(&p, vtdt_page_response(SM_SID, SM_PASID, PR_GROUP, (uint8_t)code), IQEI_RSVD);
  latch_ttm(&p.s.t, VTD_RTADDR_TTM_LEGACY);
  expect_bad(&p, good, IQEI_TYPE);
  pr_end(&p);

  vtd_config config = vtd_config_scalable();
  config.ecap = vtd_ecap_sms_set(vtd_ecap_prs_set(config.ecap, 0), 0);
  p.s = sm_begin_with(&config);
  expect_bad(&p, good, IQEI_TYPE);
  pr_end(&p);
}

// Responses and device-TLB invalidations leave in the order of the queue.
static void queue_order(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtdt_queue *q = &p.s.queue;
  vtdt_queue_push(q, vtdt_page_response(SM_SID, SM_PASID, 1, PR_SUCCESS));
  vtdt_queue_push(q, vtdt_p_dev_tlb(SM_SID, SM_PASID, 0x1000, 12));
  vtdt_queue_push(q, vtdt_wait_status(0x9000, 1));
  vtdt_queue_push(q, vtdt_page_response(SM_SID, SM_PASID, 2, PR_SUCCESS));
  vtdt_queue_ring(p.s.unit, q);
  assert_int_equal(p.s.guest->response_count, 1); // the second one is behind the wait
  assert_int_equal(p.s.guest->dev_tlb_inv_count, 1);
  vtd_dev_tlb_complete(p.s.unit, SM_SID, 1, 1);
  assert_int_equal(p.s.guest->response_count, 2);
  assert_int_equal(p.s.guest->responses[1].prgi, 2);
  pr_end(&p);
}

// ---- What happens while an entry is written

typedef struct intruder {
  pr_test *p;
  vtd_mem_use when;
  void (*what)(struct intruder *i);
  unsigned runs;
  vtd_page_request_result result;
  uint64_t status_at;
  bool drained_early;
} intruder;

static void intrude(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  intruder *i = ctx;
  (void)write;
  if (use == VTD_MEM_STATUS && addr == i->status_at)
    i->drained_early = pr_tail(i->p) == 0;
  if (use != i->when || i->runs != 0)
    return;
  i->runs++;
  i->what(i);
}

static intruder intruder_new(pr_test *p, vtd_mem_use when, void (*what)(intruder *i)) {
  return (intruder){.p = p, .when = when, .what = what};
}

static vtd_page_request_result pr_do_with(intruder *i, vtd_page_request q) {
  i->p->s.guest->on_access = intrude;
  i->p->s.guest->on_access_ctx = i;
  vtd_page_request_result r = pr_do(i->p, q);
  i->p->s.guest->on_access = NULL;
  assert_int_equal(i->runs, 1);
  return r;
}

static void another_request(intruder *i) {
  vtd_page_request q = pr_request();
  q.prgi = 7;
  uint64_t tail = pr_tail(i->p);
  i->result = pr_do(i->p, q);
  assert_int_equal(pr_tail(i->p), tail); // not before the one that came first
  assert_int_equal(pr_status(i->p) & VTD_PRS_PPR, 0);
}

static void request_inside_a_write(void **state) {
  (void)state;
  pr_test p = pr_begin();
  intruder i = intruder_new(&p, VTD_MEM_PAGE_REQUEST, another_request);
  pr_expect(pr_do_with(&i, pr_request()), VTD_PAGE_REQUEST_QUEUED);
  pr_expect(i.result, VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(pr_tail(&p), 2 * PR_BYTES);
  assert_int_equal(pr_word(&p, 0, 1) >> 3 & 0x1FF, PR_GROUP);
  assert_int_equal(pr_word(&p, 1, 1) >> 3 & 0x1FF, 7);
  assert_int_equal(p.s.guest->message_count, 1);
  pr_end(&p);
}

static void overflow_inside_a_write(void **state) {
  (void)state;
  pr_test p = pr_begin();
  pr_set_head(&p, 2 * PR_BYTES); // room for one
  intruder i = intruder_new(&p, VTD_MEM_PAGE_REQUEST, another_request);
  pr_expect(pr_do_with(&i, pr_request()), VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(i.result.status, VTD_PAGE_REQUEST_ANSWERED);
  assert_int_equal(i.result.response, PR_SUCCESS);
  assert_int_equal(pr_tail(&p), PR_BYTES);
  assert_int_equal(pr_status(&p), VTD_PRS_PPR | VTD_PRS_PRO);
  pr_end(&p);
}

// The inner one cannot be written: only it is lost. The outer one cannot: its place is passed.
static void errors_inside_a_write(void **state) {
  (void)state;
  for (unsigned failing = 0; failing < 2; failing++) {
    pr_test p = pr_begin();
    p.s.guest->fail_base = p.queue + failing * PR_BYTES;
    p.s.guest->fail_bytes = PR_BYTES;
    intruder i = intruder_new(&p, VTD_MEM_PAGE_REQUEST, another_request);
    vtd_page_request_result outer = pr_do_with(&i, pr_request());
    vtd_page_request_result lost = failing == 0 ? outer : i.result;
    vtd_page_request_result kept = failing == 0 ? i.result : outer;
    assert_int_equal(lost.status, VTD_PAGE_REQUEST_ANSWERED);
    assert_int_equal(lost.response, PR_INVALID);
    pr_expect(kept, VTD_PAGE_REQUEST_QUEUED);
    assert_int_equal(pr_tail(&p), failing == 0 ? 2 * PR_BYTES : PR_BYTES);
    p.s.guest->fail_bytes = 0;
    uint64_t tail = pr_tail(&p);
    pr_expect(pr_do(&p, pr_request()), VTD_PAGE_REQUEST_QUEUED);
    assert_int_equal(pr_tail(&p), tail + PR_BYTES);
    pr_end(&p);
  }
}

static void reset_it(intruder *i) {
  vtd_reset(i->p->s.unit, true);
}

static void reset_inside_a_write(void **state) {
  (void)state;
  pr_test p = pr_begin();
  intruder i = intruder_new(&p, VTD_MEM_PAGE_REQUEST, reset_it);
  assert_int_not_equal(pr_do_with(&i, pr_request()).status, VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(pr_tail(&p) | pr_status(&p), 0);
  assert_int_equal(p.s.guest->message_count, 0);
  // The next ones find a unit in order.
  vtdt_set_root(p.s.unit, p.s.root, VTD_RTADDR_TTM_SCALABLE);
  vtdt_gcmd_set(p.s.unit, VTD_GCMD_TE);
  pr_program(&p);
  pr_expect(pr_do(&p, pr_request()), VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(pr_tail(&p), PR_BYTES);
  pr_end(&p);
}

static void turn_off(intruder *i) {
  vtdt_gcmd_clear(i->p->s.unit, VTD_GCMD_TE);
}
static void to_legacy_mode(intruder *i) {
  vtdt_set_root(i->p->s.unit, i->p->s.root, VTD_RTADDR_TTM_LEGACY);
  sm_submit(&i->p->s, vtdt_cc_global());
}
static void forbid(intruder *i) {
  i->p->s.context.pre = false;
  sm_set_context(&i->p->s, &i->p->s.context);
}

// What the tables said when a command overtook the look-up does not count any more.
static void commands_inside_a_look_up(void **state) {
  (void)state;
  static const struct {
    void (*what)(intruder *i);
    vtd_mem_use when;
    vtd_page_request_status status;
    unsigned code;
  } rows[] = {
      {turn_off, VTD_MEM_CONTEXT, VTD_PAGE_REQUEST_DROPPED, 0},
      {turn_off, VTD_MEM_PASID, VTD_PAGE_REQUEST_DROPPED, 0},
      {to_legacy_mode, VTD_MEM_PASID, VTD_PAGE_REQUEST_ANSWERED, 0x32},
      {forbid, VTD_MEM_PASID, VTD_PAGE_REQUEST_ANSWERED, 0x47},
  };
  for (unsigned n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
    pr_test p = pr_begin();
    sm_flush(&p.s);
    intruder i = intruder_new(&p, rows[n].when, rows[n].what);
    vtd_page_request_result r = pr_do_with(&i, pr_request());
    assert_int_equal(r.status, rows[n].status);
    assert_int_equal(r.code, rows[n].code);
    assert_int_equal(pr_tail(&p), 0);
    pr_end(&p);
  }
}

static void move_the_queue(intruder *i) {
  vtdt_reg64_write(i->p->s.unit, VTD_PQT_REG, 0x7FFE0);
  vtdt_reg64_write(i->p->s.unit, VTD_PQA_REG, i->p->queue + 4096);
}

static void registers_inside_a_write(void **state) {
  (void)state;
  pr_test p = pr_begin();
  intruder i = intruder_new(&p, VTD_MEM_PAGE_REQUEST, move_the_queue);
  pr_do_with(&i, pr_request());
  assert_true(pr_tail(&p) < 4096);
  pr_expect(pr_do(&p, pr_request()), VTD_PAGE_REQUEST_QUEUED);
  pr_end(&p);
}

// A function that asks again at once when it is refused.
struct insistent {
  pr_test *p;
  unsigned left;
};

static void ask_again(void *ctx, const vtd_page_group_response *response) {
  struct insistent *n = ctx;
  assert_true(response->automatic);
  if (n->left-- == 0)
    return;
  pr_do(n->p, pr_request());
}

static void requests_inside_responses(void **state) {
  (void)state;
  pr_test p = pr_begin();
  for (unsigned i = 0; i + 1 < PR_ENTRIES; i++)
    pr_do(&p, pr_request());
  struct insistent n = {&p, 20};
  p.s.guest->on_response = ask_again;
  p.s.guest->on_response_ctx = &n;
  pr_do(&p, pr_request());
  assert_int_equal(p.s.guest->response_count, 21);
  assert_int_equal(vtd_get_counters(p.s.unit)->page_responses_auto, 21);
  assert_int_equal(pr_status(&p), VTD_PRS_PPR | VTD_PRS_PRO);
  pr_end(&p);
}

// ---- Page-request drain

static bool completed(intruder *i) {
  return vtdt_guest_read32(i->p->s.guest, i->status_at) == STATUS_DATA;
}

static void wait_with_drain(intruder *i) {
  vtdt_queue_submit(i->p->s.unit, &i->p->s.queue,
                    vtdt_wait(VTD_QI_WAIT_PD | VTD_QI_WAIT_SW, i->status_at, STATUS_DATA));
  assert_false(completed(i));
}
static void wait_without(intruder *i) {
  assert_true(vtdt_queue_submit(i->p->s.unit, &i->p->s.queue,
                                vtdt_wait(VTD_QI_WAIT_SW, i->status_at, STATUS_DATA)));
  assert_true(completed(i));
}
static void device_completes(intruder *i) {
  assert_false(completed(i));
  vtd_dev_tlb_complete(i->p->s.unit, SM_SID, 1, 1);
  assert_false(completed(i)); // the request came before the completion
}

// PD: requests that came before are visible in the queue first, wherever they are on their way.
static void drain(void **state) {
  (void)state;
  static const vtd_mem_use places[] = {VTD_MEM_CONTEXT, VTD_MEM_PASID, VTD_MEM_PAGE_REQUEST};
  for (unsigned n = 0; n < 3; n++) {
    for (int pd = 0; pd < 2; pd++) {
      pr_test p = pr_begin();
      sm_flush(&p.s);
      intruder i = intruder_new(&p, places[n], pd ? wait_with_drain : wait_without);
      i.status_at = vtdt_pages(p.s.space, 1);
      pr_expect(pr_do_with(&i, pr_request()), VTD_PAGE_REQUEST_QUEUED);
      assert_true(completed(&i));
      assert_int_equal(i.drained_early, !pd);
      pr_end(&p);
    }
  }
}

static void drain_without_requests(void **state) {
  (void)state;
  pr_test p = pr_begin();
  sm_submit(&p.s, vtdt_wait(VTD_QI_WAIT_PD | VTD_QI_WAIT_IF, 0, 0));
  assert_int_equal(vtdt_reg32(p.s.unit, VTD_ICS_REG), VTD_ICS_IWC);
  pr_end(&p);
}

static void drain_behind_a_device_tlb(void **state) {
  (void)state;
  pr_test p = pr_begin();
  intruder i = intruder_new(&p, VTD_MEM_PAGE_REQUEST, device_completes);
  i.status_at = vtdt_pages(p.s.space, 1);
  vtdt_queue_push(&p.s.queue, vtdt_p_dev_tlb(SM_SID, SM_PASID, 0x1000, 12));
  vtdt_queue_push(&p.s.queue, vtdt_wait(VTD_QI_WAIT_PD | VTD_QI_WAIT_SW, i.status_at, STATUS_DATA));
  vtdt_queue_ring(p.s.unit, &p.s.queue);
  pr_expect(pr_do_with(&i, pr_request()), VTD_PAGE_REQUEST_QUEUED);
  assert_true(completed(&i));
  assert_false(i.drained_early);
  // A device that does not answer: the wait is aborted.
  vtdt_write64(p.s.space, i.status_at, 0);
  vtdt_queue_push(&p.s.queue, vtdt_p_dev_tlb(SM_SID, SM_PASID, 0x1000, 12));
  vtdt_queue_push(&p.s.queue, vtdt_wait(VTD_QI_WAIT_PD | VTD_QI_WAIT_SW, i.status_at, STATUS_DATA));
  vtdt_queue_ring(p.s.unit, &p.s.queue);
  vtd_dev_tlb_timeout(p.s.unit, SM_SID, 0);
  assert_int_equal(fsts(&p.s.t), VTD_FSTS_ITE);
  vtdt_reg32_write(p.s.unit, VTD_FSTS_REG, VTD_FSTS_ITE);
  assert_false(completed(&i));
  pr_end(&p);
}

// Several are on their way: the drain is over when the last one is visible.
static void request_then_drain(intruder *i) {
  another_request(i);
  wait_with_drain(i);
}

static void drain_of_several(void **state) {
  (void)state;
  pr_test p = pr_begin();
  intruder i = intruder_new(&p, VTD_MEM_PAGE_REQUEST, request_then_drain);
  i.status_at = vtdt_pages(p.s.space, 1);
  pr_expect(pr_do_with(&i, pr_request()), VTD_PAGE_REQUEST_QUEUED);
  assert_true(completed(&i));
  assert_false(i.drained_early);
  assert_int_equal(pr_tail(&p), 2 * PR_BYTES);
  pr_end(&p);
}

// In a host with coroutines requests need not end in the order in which they began. One thread at a
// time runs here: the first request waits in its look-up, and ends while the second, which came
// after the drain had begun, is still writing the entry before its own.
struct overlap {
  pr_test *p;
  uint64_t status_at;
  pthread_t thread;
  sem_t writing, go_on;
  bool begun, held;
  vtd_page_request_result second;
};

static void *second_request(void *ctx) {
  struct overlap *o = ctx;
  vtd_page_request q = pr_request();
  q.prgi = 7;
  vtd_request_page(o->p->s.unit, &q, &o->second);
  return NULL;
}

static void interleave(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  struct overlap *o = ctx;
  (void)addr;
  (void)write;
  if (use == VTD_MEM_CONTEXT && !o->begun) {
    o->begun = true;
    vtdt_queue_submit(o->p->s.unit, &o->p->s.queue,
                      vtdt_wait(VTD_QI_WAIT_PD | VTD_QI_WAIT_SW, o->status_at, STATUS_DATA));
    pthread_create(&o->thread, NULL, second_request, o);
    sem_wait(&o->writing);
  } else if (use == VTD_MEM_PAGE_REQUEST && !o->held) {
    o->held = true;
    sem_post(&o->writing);
    sem_wait(&o->go_on);
  }
}

static void drain_with_requests_out_of_order(void **state) {
  (void)state;
  pr_test p = pr_begin();
  sm_flush(&p.s);
  struct overlap o = {.p = &p, .status_at = vtdt_pages(p.s.space, 1)};
  sem_init(&o.writing, 0, 0);
  sem_init(&o.go_on, 0, 0);
  p.s.guest->on_access = interleave;
  p.s.guest->on_access_ctx = &o;
  vtd_page_request_result first = pr_do(&p, pr_request());
  uint64_t tail = pr_tail(&p);
  uint32_t status = vtdt_guest_read32(p.s.guest, o.status_at);
  sem_post(&o.go_on);
  pthread_join(o.thread, NULL);
  p.s.guest->on_access = NULL;
  pr_expect(first, VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(tail, 0); // software cannot see it yet, so the drain is not over
  assert_int_equal(status, 0);
  pr_expect(o.second, VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(pr_tail(&p), 2 * PR_BYTES);
  assert_int_equal(pr_word(&p, 0, 1) >> 3 & 0x1FF, 7);
  assert_int_equal(pr_word(&p, 1, 1) >> 3 & 0x1FF, PR_GROUP);
  assert_int_equal(vtdt_guest_read32(p.s.guest, o.status_at), STATUS_DATA);
  sem_destroy(&o.writing);
  sem_destroy(&o.go_on);
  pr_end(&p);
}

// ---- A state that is saved while an entry is written would forget the request

typedef struct saver {
  pr_test *p;
  void *image;
  size_t bytes;
  unsigned calls;
} saver;

static void save_inside(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  saver *s = ctx;
  (void)addr;
  if (use != VTD_MEM_PAGE_REQUEST || !write)
    return;
  s->calls++;
  uint8_t *scratch = malloc(s->bytes);
  assert_int_equal(vtd_save(s->p->s.unit, scratch, s->bytes), 0);
  assert_non_null(vtd_restore(s->p->s.unit, s->image, s->bytes));
  free(scratch);
}

static void no_saving_while_an_entry_is_written(void **state) {
  (void)state;
  pr_test p = pr_begin();
  saver s = {.p = &p, .bytes = vtd_state_size(p.s.unit)};
  s.image = malloc(s.bytes);
  assert_int_equal(vtd_save(p.s.unit, s.image, s.bytes), s.bytes);
  p.s.guest->on_access = save_inside;
  p.s.guest->on_access_ctx = &s;
  pr_expect(pr_do(&p, pr_request()), VTD_PAGE_REQUEST_QUEUED);
  assert_true(s.calls > 0);
  p.s.guest->on_access = NULL;
  assert_int_equal(pr_tail(&p), PR_BYTES);
  assert_int_equal(vtd_save(p.s.unit, s.image, s.bytes), s.bytes);
  free(s.image);
  pr_end(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(worked_response),
      cmocka_unit_test(bad_responses),
      cmocka_unit_test(queue_order),
      cmocka_unit_test(request_inside_a_write),
      cmocka_unit_test(overflow_inside_a_write),
      cmocka_unit_test(errors_inside_a_write),
      cmocka_unit_test(reset_inside_a_write),
      cmocka_unit_test(commands_inside_a_look_up),
      cmocka_unit_test(registers_inside_a_write),
      cmocka_unit_test(requests_inside_responses),
      cmocka_unit_test(drain),
      cmocka_unit_test(drain_without_requests),
      cmocka_unit_test(drain_behind_a_device_tlb),
      cmocka_unit_test(drain_of_several),
      cmocka_unit_test(drain_with_requests_out_of_order),
      cmocka_unit_test(no_saving_while_an_entry_is_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
