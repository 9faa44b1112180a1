// SPDX-License-Identifier: Apache-2.0
// Page requests (chapter 4): entries of the queue, its wrap and overflow, the event, responses,
// what is dropped or answered by the unit itself.
#include "pagereq_test.h"

// ---- Entries

static void worked_example(void **state) {
  (void)state;
  pr_test p = pr_begin();
  pr_expect(pr_do(&p, pr_request()), VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(pr_word(&p, 0, 0), UINT64_C(0x0000001008100101));
  assert_int_equal(pr_word(&p, 0, 1), UINT64_C(0x000000000007F02F));
  assert_int_equal(pr_word(&p, 0, 2), 0);
  assert_int_equal(pr_word(&p, 0, 3), 0);
  assert_int_equal(pr_tail(&p), PR_BYTES);
  assert_int_equal(pr_status(&p), VTD_PRS_PPR);
  assert_int_equal(p.s.guest->response_count, 0);
  assert_int_equal(fsts(&p.s.t), 0);
  pr_end(&p);
}

static void fields_of_entries(void **state) {
  (void)state;
  static const struct {
    vtd_page_request q;
    uint64_t low, high;
  } rows[] = {
      {{.addr = 0, .sid = SM_SID, .pasid_valid = true, .pasid = SM_PASID}, 0x1008100101, 0},
      {{.addr = 0xFFFF800000001FFF, .sid = SM_SID, .read = true}, 0x08100001, 0xFFFF800000001001},
      {{.sid = SM_SID, .write = true}, 0x08100001, 2},
      {{.sid = SM_SID, .last = true, .read = true}, 0x08100001, 5},
      {{.sid = SM_SID, .prgi = 0x1FF}, 0x08100001, 0xFF8},
      {{.sid = SM_SID, .prgi = 0xFE00}, 0x08100001, 0}, // nine bits
      {{.sid = SM_SID, .pasid_valid = true, .pasid = SM_PASID, .execute = true},
       0x10001008100101,
       0},
      {{.sid = SM_SID, .pasid_valid = true, .pasid = SM_PASID, .privileged = true},
       0x20001008100101,
       0},
      // without PASID there are none of the fields that come with it
      {{.sid = SM_SID, .pasid = 0xFFFFF, .execute = true, .privileged = true}, 0x08100001, 0},
  };
  pr_test p = pr_begin();
  for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
    for (unsigned w = 0; w < 4; w++) // whatever was there before is overwritten
      vtdt_write64(p.s.space, p.queue + i * PR_BYTES + w * 8, ~UINT64_C(0));
    pr_expect(pr_do(&p, rows[i].q), VTD_PAGE_REQUEST_QUEUED);
    assert_int_equal(pr_word(&p, i, 0), rows[i].low);
    assert_int_equal(pr_word(&p, i, 1), rows[i].high);
    assert_int_equal(pr_word(&p, i, 2), 0);
    assert_int_equal(pr_word(&p, i, 3), 0);
  }
  pr_end(&p);
}

// ---- The queue

// 2^(PQS+7) entries, of which one is never used; the tail wraps.
static void wrap_and_size(void **state) {
  (void)state;
  for (unsigned pqs = 0; pqs < 4; pqs++) {
    pr_test p = pr_begin();
    vtdt_reg64_write(p.s.unit, VTD_PQA_REG, p.queue | pqs);
    unsigned entries = PR_ENTRIES << pqs;
    uint64_t head = (entries - 3) * PR_BYTES;
    pr_set_head(&p, head);
    vtdt_reg64_write(p.s.unit, VTD_PQT_REG, head);
    for (unsigned i = 0; i + 1 < entries; i++) {
      vtd_page_request q = pr_request();
      q.addr = (uint64_t)i << 12;
      pr_expect(pr_do(&p, q), VTD_PAGE_REQUEST_QUEUED);
      unsigned at = (entries - 3 + i) % entries;
      assert_int_equal(pr_word(&p, at, 1) >> 12, i);
      assert_int_equal(pr_tail(&p), (at + 1) % entries * PR_BYTES);
    }
    assert_int_equal(pr_status(&p), VTD_PRS_PPR);
    pr_expect_refused(&p, pr_request(), PR_SUCCESS);
    assert_int_equal(pr_status(&p), VTD_PRS_PPR | VTD_PRS_PRO);
    assert_int_equal(vtd_get_counters(p.s.unit)->page_requests, entries);
    assert_int_equal(vtd_get_counters(p.s.unit)->page_requests_queued, entries - 1);
    assert_int_equal(vtd_get_counters(p.s.unit)->page_responses_auto, 1);
    pr_end(&p);
  }
}

static void fill(pr_test *p) {
  for (unsigned i = 0; i + 1 < PR_ENTRIES; i++)
    pr_expect(pr_do(p, pr_request()), VTD_PAGE_REQUEST_QUEUED);
}

// Full: PRO, Success for the last request of a group, nothing logged. PRO stays until software
// clears it, even when there is room again.
static void overflow(void **state) {
  (void)state;
  for (int last = 0; last < 2; last++) {
    pr_test p = pr_begin();
    vtd_page_request q = pr_request();
    q.last = last;
    fill(&p);
    pr_expect_refused(&p, q, PR_SUCCESS);
    assert_int_equal(pr_status(&p), VTD_PRS_PPR | VTD_PRS_PRO);
    pr_clear(&p, VTD_PRS_PPR); // only what is written is cleared
    assert_int_equal(pr_status(&p), VTD_PRS_PRO);
    pr_set_head(&p, pr_tail(&p)); // empty
    pr_expect_refused(&p, q, PR_SUCCESS);
    assert_int_equal(pr_status(&p), VTD_PRS_PRO);
    assert_int_equal(fsts(&p.s.t), 0);
    pr_clear(&p, VTD_PRS_PRO);
    assert_int_equal(pr_status(&p), 0);
    pr_expect(pr_do(&p, q), VTD_PAGE_REQUEST_QUEUED);
    assert_int_equal(pr_tail(&p), 0);
    // Cleared while there is no room: it comes back.
    pr_set_head(&p, PR_BYTES);
    pr_expect_refused(&p, q, PR_SUCCESS);
    pr_clear(&p, VTD_PRS_PRO);
    pr_expect_refused(&p, q, PR_SUCCESS);
    assert_true(pr_status(&p) & VTD_PRS_PRO);
    pr_end(&p);
  }
}

// A queue that cannot be written: nothing is lost silently, and software sees no entry.
static void memory_error(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtd_page_request q = pr_request();
  p.s.guest->fail_base = p.queue;
  p.s.guest->fail_bytes = PR_BYTES;
  pr_expect_refused(&p, q, PR_INVALID);
  q.last = false;
  pr_expect_refused(&p, q, PR_INVALID);
  assert_int_equal(pr_status(&p), 0);
  assert_int_equal(p.s.guest->message_count, 0);
  p.s.guest->fail_bytes = 0;
  pr_expect(pr_do(&p, q), VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(pr_tail(&p), PR_BYTES);
  pr_end(&p);
}

// Software may move head, tail and size to anywhere: entries stay within the queue.
static void registers_out_of_range(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtdt_reg64_write(p.s.unit, VTD_PQT_REG, ~UINT64_C(0));
  vtdt_reg64_write(p.s.unit, VTD_PQH_REG, ~UINT64_C(0));
  assert_int_equal(vtdt_reg64(p.s.unit, VTD_PQT_REG), 0x7FFE0);
  pr_expect(pr_do(&p, pr_request()), VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(pr_word(&p, PR_ENTRIES - 1, 1), 0x7F02F);
  assert_int_equal(pr_tail(&p), 0);
  assert_int_equal(vtdt_read64(p.s.space, p.queue + 0x7FFE0), 0);
  pr_end(&p);
}

// ---- The event (chapter 7)

static void event(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtdt_guest *g = p.s.guest;
  pr_do(&p, pr_request());
  assert_int_equal(g->message_count, 1);
  assert_int_equal(g->messages[0].addr, PR_EVENT);
  assert_int_equal(g->messages[0].data, PR_DATA);
  assert_int_equal(vtdt_reg32(p.s.unit, VTD_PECTL_REG), 0);
  pr_do(&p, pr_request());
  assert_int_equal(g->message_count, 1); // PPR is still set
  pr_clear(&p, VTD_PRS_PPR);
  // Masked: pending; the message is sent on unmask, once.
  vtdt_reg32_write(p.s.unit, VTD_PECTL_REG, VTD_PECTL_IM);
  pr_do(&p, pr_request());
  assert_int_equal(vtdt_reg32(p.s.unit, VTD_PECTL_REG), VTD_PECTL_IM | VTD_PECTL_IP);
  assert_int_equal(g->message_count, 1);
  vtdt_reg32_write(p.s.unit, VTD_PECTL_REG, 0);
  assert_int_equal(vtdt_reg32(p.s.unit, VTD_PECTL_REG), 0);
  assert_int_equal(g->message_count, 2);
  // Status cleared before the unmask: the held message is lost.
  pr_clear(&p, VTD_PRS_PPR);
  vtdt_reg32_write(p.s.unit, VTD_PECTL_REG, VTD_PECTL_IM);
  pr_do(&p, pr_request());
  pr_clear(&p, VTD_PRS_PPR);
  assert_int_equal(vtdt_reg32(p.s.unit, VTD_PECTL_REG), VTD_PECTL_IM);
  vtdt_reg32_write(p.s.unit, VTD_PECTL_REG, 0);
  assert_int_equal(g->message_count, 2);
  pr_end(&p);
}

// PRO raises it as well, but not while PPR is set; and PPR does not while PRO is.
static void overflow_event(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtdt_guest *g = p.s.guest;
  fill(&p);
  assert_int_equal(g->message_count, 1);
  pr_do(&p, pr_request());
  assert_int_equal(g->message_count, 1);
  pr_clear(&p, VTD_PRS_PPR | VTD_PRS_PRO);
  pr_do(&p, pr_request());
  assert_int_equal(pr_status(&p), VTD_PRS_PRO);
  assert_int_equal(g->message_count, 2);
  pr_do(&p, pr_request());
  assert_int_equal(g->message_count, 2);
  // Held by PRO alone, dropped only with the last of the two.
  pr_clear(&p, VTD_PRS_PRO);
  vtdt_reg32_write(p.s.unit, VTD_PECTL_REG, VTD_PECTL_IM);
  pr_set_head(&p, 10 * PR_BYTES);
  pr_do(&p, pr_request());
  pr_set_head(&p, 0);
  for (unsigned i = 0; i < 3 * PR_ENTRIES && (pr_status(&p) & VTD_PRS_PRO) == 0; i++)
    pr_do(&p, pr_request());
  assert_int_equal(pr_status(&p), VTD_PRS_PPR | VTD_PRS_PRO);
  pr_clear(&p, VTD_PRS_PPR);
  assert_true(vtdt_reg32(p.s.unit, VTD_PECTL_REG) & VTD_PECTL_IP);
  pr_clear(&p, VTD_PRS_PRO);
  assert_false(vtdt_reg32(p.s.unit, VTD_PECTL_REG) & VTD_PECTL_IP);
  assert_int_equal(g->message_count, 2);
  pr_end(&p);
}

// The message comes after entry, tail and status: a handler inside it can serve the request.
struct handler {
  pr_test *p;
  unsigned runs;
};

static void serve(void *ctx, uint64_t addr, uint32_t data) {
  struct handler *h = ctx;
  assert_int_equal(addr, PR_EVENT);
  assert_int_equal(data, PR_DATA);
  pr_clear(h->p, VTD_PRS_PPR);
  uint64_t head = vtdt_reg64(h->p->s.unit, VTD_PQH_REG);
  assert_int_not_equal(head, pr_tail(h->p));
  uint64_t high = pr_word(h->p, (unsigned)(head / PR_BYTES), 1);
  assert_int_equal(high >> 3 & 0x1FF, h->runs);
  pr_set_head(h->p, pr_tail(h->p));
  sm_submit(&h->p->s, vtdt_page_response(SM_SID, SM_PASID, (uint16_t)h->runs, PR_SUCCESS));
  h->runs++;
}

static void handler_inside_the_message(void **state) {
  (void)state;
  pr_test p = pr_begin();
  struct handler h = {&p, 0};
  p.s.guest->on_message = serve;
  p.s.guest->on_message_ctx = &h;
  for (unsigned i = 0; i < 300; i++) {
    vtd_page_request q = pr_request();
    q.prgi = (uint16_t)i;
    pr_expect(pr_do(&p, q), VTD_PAGE_REQUEST_QUEUED);
    pr_expect_response(&p, q, PR_SUCCESS, false);
  }
  assert_int_equal(h.runs, 300);
  assert_int_equal(pr_status(&p), 0);
  pr_end(&p);
}

// ---- Stop markers

static vtd_page_request stop_marker(void) {
  vtd_page_request q = pr_request();
  q.read = q.write = false;
  return q;
}

static void stop_markers(void **state) {
  (void)state;
  for (int sms = 0; sms < 2; sms++) {
    vtd_config config = vtd_config_scalable();
    config.ecap = vtd_ecap_sms_set(config.ecap, (unsigned)sms);
    pr_test p = pr_begin_with(&config, VTD_PASID_PGTT_FS);
    pr_expect(pr_do(&p, stop_marker()), VTD_PAGE_REQUEST_QUEUED);
    assert_int_equal(pr_word(&p, 0, 1) & 0xFFF, PR_GROUP << 3 | 4);
    pr_do(&p, pr_request());
    for (unsigned i = 2; i + 1 < PR_ENTRIES; i++)
      pr_do(&p, pr_request());
    vtd_page_request_result r = pr_do(&p, stop_marker());
    assert_int_equal(r.status, sms ? VTD_PAGE_REQUEST_DROPPED : VTD_PAGE_REQUEST_ANSWERED);
    assert_int_equal(p.s.guest->response_count, !sms);
    assert_true(pr_status(&p) & VTD_PRS_PRO); // software learns that something was lost
    pr_do(&p, stop_marker());
    assert_int_equal(p.s.guest->response_count, sms ? 0 : 2);
    // On a fault: logged, and no response either.
    sm_poke(&p.s, vtdt_sm_context_addr(p.s.space, p.s.root, SM_SID), 0x10, 0);
    sm_flush(&p.s);
    p.s.guest->response_count = 0;
    r = pr_do(&p, stop_marker());
    assert_int_equal(r.code, 0x47);
    assert_int_equal(r.flags, VTD_RES_LOGGED);
    assert_int_equal(fsts(&p.s.t), VTD_FSTS_PPF);
    assert_int_equal(r.status, sms ? VTD_PAGE_REQUEST_DROPPED : VTD_PAGE_REQUEST_ANSWERED);
    assert_int_equal(p.s.guest->response_count, !sms);
    // One that reads is not one.
    assert_int_equal(pr_do(&p, pr_request()).status, VTD_PAGE_REQUEST_ANSWERED);
    pr_end(&p);
  }
}

// ---- When there are none

static void translation_off(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtdt_gcmd_clear(p.s.unit, VTD_GCMD_TE);
  pr_expect(pr_do(&p, pr_request()), VTD_PAGE_REQUEST_DROPPED);
  assert_int_equal(pr_tail(&p), 0);
  assert_int_equal(fsts(&p.s.t), 0);
  assert_int_equal(p.s.guest->response_count, 0);
  pr_end(&p);

  vtd_config config = vtd_config_scalable();
  config.ecap = vtd_ecap_sms_set(vtd_ecap_prs_set(config.ecap, 0), 0);
  p.s = sm_begin_with(&config);
  sm_use(&p.s, VTD_PASID_PGTT_FS);
  pr_expect(pr_do(&p, pr_request()), VTD_PAGE_REQUEST_DROPPED);
  assert_int_equal(p.s.guest->response_count, 0);
  assert_int_equal(vtdt_reg64(p.s.unit, VTD_PQT_REG), 0);
  p.s.context.pre = true; // reserved then
  sm_set_context(&p.s, &p.s.context);
  assert_int_equal(sm_read(&p.s, SM_IOVA).code, 0x42);
  pr_end(&p);
}

// ---- What goes with a request (chapter 6: implicit invalidation)

static void stale_entries_go(void **state) {
  (void)state;
  static const struct {
    unsigned pgtt;
    vtd_inv_scope scope;
  } rows[] = {
      {VTD_PASID_PGTT_FS, VTD_INV_PASID_PAGE},
      {VTD_PASID_PGTT_SS, VTD_INV_DOMAIN_PAGE},
      {VTD_PASID_PGTT_NESTED, VTD_INV_DOMAIN},
      {VTD_PASID_PGTT_PT, VTD_INV_DOMAIN_PAGE},
  };
  for (unsigned i = 0; i < 4; i++) {
    pr_test p = pr_begin_with(NULL, rows[i].pgtt);
    bool pass = rows[i].pgtt == VTD_PASID_PGTT_PT;
    sm_map_all(&p.s);
    vtd_request read = sm_with_pasid(sm_request(SM_IOVA, VTD_ACCESS_READ), SM_PASID, 0);
    sm_expect(sm_do(&p.s, read), pass ? SM_IOVA : SM_PAGE);
    // The page moves; nobody invalidates.
    uint64_t moved = SM_PAGE + 0x5000;
    sm_map_ss(&p.s, SM_IOVA, moved, VTD_PAGE_SHIFT, SM_RW);
    sm_map_ss(&p.s, moved - SM_GUEST, moved, VTD_PAGE_SHIFT, SM_RW);
    sm_poke(&p.s, sm_fs_entry(&p.s, SM_IOVA, 1), UINT64_C(0xFFFFFFFFFF000), moved);
    sm_poke(&p.s, sm_guest_entry(&p.s, SM_IOVA, 1), UINT64_C(0xFFFFFFFFFF000), moved - SM_GUEST);
    sm_expect(sm_do(&p.s, read), pass ? SM_IOVA : SM_PAGE);
    vtdt_guest_clear_logs(p.s.guest);
    vtd_page_request q = pr_request();
    q.addr = SM_IOVA + 0x123;
    pr_expect(pr_do(&p, q), VTD_PAGE_REQUEST_QUEUED);
    assert_int_equal(p.s.guest->inv_count, 1); // pointers handed out to memory are revoked, too
    const vtd_inv *inv = &p.s.guest->invs[0];
    assert_int_equal(inv->scope, rows[i].scope);
    assert_int_equal(inv->did, SM_DID);
    if (rows[i].scope != VTD_INV_DOMAIN) {
      assert_int_equal(inv->base, SM_IOVA);
      assert_int_equal(inv->shift, 12);
    }
    if (rows[i].scope == VTD_INV_PASID_PAGE)
      assert_int_equal(inv->pasid, SM_PASID);
    sm_expect(sm_do(&p.s, read), pass ? SM_IOVA : moved);
    // A request that fails takes nothing along.
    p.s.context.pre = false;
    sm_set_context(&p.s, &p.s.context);
    vtdt_guest_clear_logs(p.s.guest);
    assert_int_equal(pr_do(&p, q).code, 0x47);
    assert_int_equal(p.s.guest->inv_count, 0);
    pr_end(&p);
  }
}

// Requests without PASID belong to RID_PASID's address space.
static void without_pasid(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtd_page_request q = pr_request();
  q.pasid_valid = false;
  pr_expect(pr_do(&p, q), VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(p.s.guest->invs[0].pasid, SM_RID_PASID);
  p.s.context.pre = false;
  sm_set_context(&p.s, &p.s.context);
  pr_expect_refused(&p, q, PR_INVALID);
  pr_end(&p);
}

// What is asked for is not for the unit to judge.
static void attributes_are_not_checked(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtdt_pasid e = sm_entry(&p.s, VTD_PASID_PGTT_FS);
  e.sre = false;
  sm_set_pasid(&p.s, SM_PASID, &e);
  vtd_page_request q = pr_request();
  q.privileged = q.execute = true;
  pr_expect(pr_do(&p, q), VTD_PAGE_REQUEST_QUEUED);
  q.addr = UINT64_C(0x0000900000000000); // not canonical
  pr_expect(pr_do(&p, q), VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(fsts(&p.s.t), 0);
  pr_end(&p);
}

// ---- Probes, traces, saved states

static void probes_change_nothing(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtd_counters before = *vtd_get_counters(p.s.unit);
  vtd_page_request q = pr_request();
  q.probe = true;
  pr_expect(pr_do(&p, q), VTD_PAGE_REQUEST_QUEUED);
  q.pasid = 0x11; // no entry
  vtd_page_request_result r = pr_do(&p, q);
  assert_int_equal(r.status, VTD_PAGE_REQUEST_ANSWERED);
  assert_int_equal(r.response, PR_INVALID);
  assert_int_equal(r.code, 0x59);
  assert_int_equal(r.flags, 0);
  assert_int_equal(fsts(&p.s.t), 0);
  assert_int_equal(pr_tail(&p) | pr_status(&p), 0);
  assert_int_equal(p.s.guest->inv_count, 0);
  fill(&p);
  before = *vtd_get_counters(p.s.unit);
  vtdt_guest_clear_logs(p.s.guest);
  q.pasid = SM_PASID;
  r = pr_do(&p, q);
  assert_int_equal(r.status, VTD_PAGE_REQUEST_ANSWERED);
  assert_int_equal(r.response, PR_SUCCESS);
  assert_int_equal(pr_status(&p), VTD_PRS_PPR);
  assert_int_equal(p.s.guest->response_count + p.s.guest->trace_count, 0);
  assert_memory_equal(&before, vtd_get_counters(p.s.unit), sizeof(before));
  pr_end(&p);
}

static void traces(void **state) {
  (void)state;
  pr_test p = pr_begin();
  pr_do(&p, pr_request());
  const vtd_trace *t = &p.s.guest->traces[p.s.guest->trace_count - 1];
  assert_int_equal(t->kind, VTD_TRACE_PAGE_REQUEST);
  assert_int_equal(t->sid, SM_SID);
  assert_int_equal(t->addr, PR_ADDR);
  assert_int_equal(t->code, VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(t->value, PR_GROUP);
  pr_end(&p);
}

static void state_goes_along(void **state) {
  (void)state;
  pr_test p = pr_begin();
  vtdt_reg32_write(p.s.unit, VTD_PECTL_REG, VTD_PECTL_IM);
  pr_do(&p, pr_request());
  size_t bytes = vtd_state_size(p.s.unit);
  void *image = malloc(bytes);
  assert_int_equal(vtd_save(p.s.unit, image, bytes), bytes);
  pr_do(&p, pr_request());
  vtd_reset(p.s.unit, true);
  assert_int_equal(pr_tail(&p) | pr_status(&p), 0);
  assert_null(vtd_restore(p.s.unit, image, bytes));
  free(image);
  assert_int_equal(pr_tail(&p), PR_BYTES);
  assert_int_equal(pr_status(&p), VTD_PRS_PPR);
  assert_int_equal(vtdt_reg32(p.s.unit, VTD_PECTL_REG), VTD_PECTL_IM | VTD_PECTL_IP);
  pr_expect(pr_do(&p, pr_request()), VTD_PAGE_REQUEST_QUEUED);
  assert_int_equal(pr_tail(&p), 2 * PR_BYTES);
  // PRS is sticky, the rest is not.
  vtd_reset(p.s.unit, false);
  assert_int_equal(pr_status(&p), VTD_PRS_PPR);
  assert_int_equal(pr_tail(&p), 0);
  assert_int_equal(vtdt_reg32(p.s.unit, VTD_PECTL_REG), VTD_PECTL_IM);
  pr_end(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(worked_example),
      cmocka_unit_test(fields_of_entries),
      cmocka_unit_test(wrap_and_size),
      cmocka_unit_test(overflow),
      cmocka_unit_test(memory_error),
      cmocka_unit_test(registers_out_of_range),
      cmocka_unit_test(event),
      cmocka_unit_test(overflow_event),
      cmocka_unit_test(handler_inside_the_message),
      cmocka_unit_test(stop_markers),
      cmocka_unit_test(translation_off),
      cmocka_unit_test(stale_entries_go),
      cmocka_unit_test(without_pasid),
      cmocka_unit_test(attributes_are_not_checked),
      cmocka_unit_test(probes_change_nothing),
      cmocka_unit_test(traces),
      cmocka_unit_test(state_goes_along),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
