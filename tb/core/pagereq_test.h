// SPDX-License-Identifier: Apache-2.0
// What the tests of page requests start from: the requester of sm_test.h may send them, and there
// is a page request queue.
#ifndef VTD_TB_PAGEREQ_TEST_H
#define VTD_TB_PAGEREQ_TEST_H

#include "sm_test.h"

#define PR_GROUP    5u
#define PR_EVENT    UINT64_C(0x00000100FEE03000)
#define PR_DATA     0x43u
#define PR_ENTRIES  128u // of the smallest queue
#define PR_BYTES    32u  // of an entry
#define PR_SUCCESS  0u
#define PR_INVALID  1u
#define PR_ADDR     UINT64_C(0x7F000)
#define PR_UNMASKED 0u

typedef struct pr_test {
  sm_test s;
  uint64_t queue; // address
} pr_test;

static inline void pr_program(pr_test *p) {
  vtd_t *u = p->s.unit;
  vtdt_reg64_write(u, VTD_PQH_REG, 0);
  vtdt_reg64_write(u, VTD_PQT_REG, 0);
  vtdt_reg64_write(u, VTD_PQA_REG, p->queue);
  vtdt_reg32_write(u, VTD_PEDATA_REG, PR_DATA);
  vtdt_reg32_write(u, VTD_PEADDR_REG, (uint32_t)PR_EVENT);
  vtdt_reg32_write(u, VTD_PEUADDR_REG, (uint32_t)(PR_EVENT >> 32));
  vtdt_reg32_write(u, VTD_PECTL_REG, PR_UNMASKED);
}

static inline pr_test pr_begin_with(const vtd_config *config, unsigned pgtt) {
  pr_test p = {.s = sm_begin_with(config)};
  p.s.context.pre = true;
  sm_set_context(&p.s, &p.s.context);
  sm_use(&p.s, pgtt);
  p.queue = vtdt_pages(p.s.space, 8);
  pr_program(&p);
  vtdt_guest_clear_logs(p.s.guest);
  return p;
}

static inline pr_test pr_begin(void) {
  return pr_begin_with(NULL, VTD_PASID_PGTT_FS);
}

static inline void pr_end(pr_test *p) {
  sm_end(&p->s);
}

// Of the worked example: read and write, last of its group, with PASID.
static inline vtd_page_request pr_request(void) {
  return (vtd_page_request){.addr = PR_ADDR,
                            .pasid = SM_PASID,
                            .sid = SM_SID,
                            .prgi = PR_GROUP,
                            .pasid_valid = true,
                            .read = true,
                            .write = true,
                            .last = true};
}

static inline vtd_page_request_result pr_do(pr_test *p, vtd_page_request q) {
  vtd_page_request_result r;
  memset(&r, 0xA5, sizeof(r)); // the result is written completely
  vtd_request_page(p->s.unit, &q, &r);
  return r;
}

static inline void pr_expect(vtd_page_request_result r, vtd_page_request_status status) {
  assert_int_equal(r.status, status);
  assert_int_equal(r.code, 0);
}

static inline uint64_t pr_tail(pr_test *p) {
  return vtdt_reg64(p->s.unit, VTD_PQT_REG);
}
static inline void pr_set_head(pr_test *p, uint64_t head) {
  vtdt_reg64_write(p->s.unit, VTD_PQH_REG, head);
}
static inline uint32_t pr_status(pr_test *p) {
  return vtdt_reg32(p->s.unit, VTD_PRS_REG);
}
static inline void pr_clear(pr_test *p, uint32_t bits) {
  vtdt_reg32_write(p->s.unit, VTD_PRS_REG, bits);
}
static inline uint64_t pr_word(pr_test *p, unsigned entry, unsigned word) {
  return vtdt_read64(p->s.space, p->queue + entry * PR_BYTES + word * 8);
}

// The only response so far, which this takes away.
static inline void pr_expect_response(pr_test *p, vtd_page_request q, unsigned code,
                                      bool automatic) {
  assert_int_equal(p->s.guest->response_count, 1);
  const vtd_page_group_response *r = &p->s.guest->responses[0];
  assert_int_equal(r->sid, q.sid);
  assert_int_equal(r->pasid_valid, q.pasid_valid);
  assert_int_equal(r->pasid, q.pasid_valid ? q.pasid : 0);
  assert_int_equal(r->prgi, q.prgi);
  assert_int_equal(r->code, code);
  assert_int_equal(r->automatic, automatic);
  p->s.guest->response_count = 0;
}

// Not seen by software; the unit answers if anybody waits for it.
static inline void pr_expect_refused(pr_test *p, vtd_page_request q, unsigned code) {
  uint64_t tail = pr_tail(p);
  uint32_t ppr = pr_status(p) & VTD_PRS_PPR;
  vtd_page_request_result r = pr_do(p, q);
  assert_int_equal(pr_tail(p), tail);
  assert_int_equal(pr_status(p) & VTD_PRS_PPR, ppr);
  if (!q.last) {
    assert_int_equal(r.status, VTD_PAGE_REQUEST_DROPPED);
    assert_int_equal(p->s.guest->response_count, 0);
    return;
  }
  assert_int_equal(r.status, VTD_PAGE_REQUEST_ANSWERED);
  assert_int_equal(r.response, code);
  pr_expect_response(p, q, code, true);
}

#endif // VTD_TB_PAGEREQ_TEST_H
