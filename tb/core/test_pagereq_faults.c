// SPDX-License-Identifier: Apache-2.0
// Every fault condition of page requests (chapters 3 and 7): its reason, record, event and
// response, and whether FPD silences it.
#include "pagereq_conditions.h"
#include "vtd/vtd_tables.h"

#define EVENT_ADDR UINT64_C(0xFEE04000)
#define EVENT_DATA 0x44u

static void ttm_legacy(sm_test *s) {
  vtdt_set_root(s->unit, s->root, 0);
}
static void ttm_reserved(sm_test *s) {
  vtdt_set_root(s->unit, s->root, 2);
}
static void ttm_abort(sm_test *s) {
  vtdt_set_root(s->unit, s->root, 3);
}
static const pr_condition modes[] = {
    {"RTA.1.1", 0x30, false, FPD_NOWHERE, ttm_abort, false, 0},
    {"RTA.1.2", 0x30, false, FPD_NOWHERE, ttm_reserved, false, 0},
    {"RTA.3", 0x32, false, FPD_NOWHERE, ttm_legacy, false, 0},
    {"RTA.3 RID", 0x32, false, FPD_NOWHERE, ttm_legacy, true, 0},
};

static pr_test arrange(const pr_condition *c, int fpd) {
  vtd_config config = vtd_config_scalable();
  config.ecap = vtd_ecap_pss_set(config.ecap, 18); // 19 bits
  pr_test p = pr_begin_with(&config, VTD_PASID_PGTT_SS);
  vtdt_reg32_write(p.s.unit, VTD_FEDATA_REG, EVENT_DATA);
  vtdt_reg32_write(p.s.unit, VTD_FEADDR_REG, (uint32_t)EVENT_ADDR);
  vtdt_reg32_write(p.s.unit, VTD_FECTL_REG, 0);
  set_fpd(&p.s, fpd);
  c->arrange(&p.s);
  return p;
}

static vtd_page_request request_of(const pr_condition *c, bool last) {
  vtd_page_request q = pr_request();
  q.last = last;
  q.privileged = true;
  q.execute = true;
  q.pasid_valid = !c->without_pasid;
  if (c->pasid != 0)
    q.pasid = c->pasid;
  return q;
}

static void expect_record(pr_test *p, const pr_condition *c, const vtd_page_request *q) {
  uint32_t at = vtdt_frcd_reg(p->s.unit, 0);
  uint64_t low = vtdt_reg64(p->s.unit, at);
  uint64_t high = vtdt_reg64(p->s.unit, at + 8);
  uint64_t expected = UINT64_C(1) << 63 | (uint64_t)c->code << 32 | SM_SID;
  expected |= UINT64_C(1) << 28; // T2 without T1: a page request; AT = 00b
  if (q->pasid_valid)
    expected |= UINT64_C(5) << 29 | (uint64_t)q->pasid << 40; // PP, PRIV, not EXE
  assert_int_equal(high, expected);
  assert_int_equal(low, PR_ADDR);
  assert_int_equal(fsts(&p->s.t), VTD_FSTS_PPF);
  assert_int_equal(p->s.guest->message_count, 1);
  assert_int_equal(p->s.guest->messages[0].addr, EVENT_ADDR);
  assert_int_equal(p->s.guest->messages[0].data, EVENT_DATA);
}

static void expect_no_record(pr_test *p) {
  assert_int_equal(vtdt_reg64(p->s.unit, vtdt_frcd_reg(p->s.unit, 0) + 8), 0);
  assert_int_equal(fsts(&p->s.t), 0);
  assert_int_equal(p->s.guest->message_count, 0);
}

static void check(const pr_condition *c, int fpd, bool last) {
  pr_test p = arrange(c, fpd);
  vtdt_guest_clear_logs(p.s.guest);
  vtd_page_request q = request_of(c, last);
  vtd_page_request_result r = pr_do(&p, q);
  if (r.code != c->code)
    print_message("%s: code %02x\n", c->name, r.code);
  assert_int_equal(r.code, c->code);
  assert_int_equal(vtd_fault_table[r.cond].code, c->code);
  assert_int_equal(pr_tail(&p) | pr_status(&p), 0);
  assert_int_equal(p.s.guest->inv_count, 0);
  if (last) {
    assert_int_equal(r.status, VTD_PAGE_REQUEST_ANSWERED);
    assert_int_equal(r.response, PR_INVALID);
    pr_expect_response(&p, q, PR_INVALID, true);
  } else {
    assert_int_equal(r.status, VTD_PAGE_REQUEST_DROPPED);
    assert_int_equal(p.s.guest->response_count, 0);
  }
  bool quiet = c->qualified && fpd != FPD_NOWHERE && fpd <= c->seen;
  if (((r.flags & VTD_RES_LOGGED) == 0) != quiet)
    print_message("%s: fpd %d\n", c->name, fpd);
  assert_int_equal((r.flags & VTD_RES_LOGGED) == 0, quiet);
  if (quiet)
    expect_no_record(&p);
  else
    expect_record(&p, c, &q);
  pr_end(&p);
}

static void every_condition(void **state) {
  (void)state;
  for (int fpd = FPD_NOWHERE; fpd < FPD_PLACES; fpd++) {
    for (int last = 0; last < 2; last++) {
      for (size_t i = 0; i < PR_CONDITIONS; i++)
        check(&pr_conditions[i], fpd, last);
      for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        check(&modes[i], fpd, last);
    }
  }
}

// RTA.4: abort mode needs ECAP.ADMS.
static void abort_mode(void **state) {
  (void)state;
  vtd_config config = vtd_config_scalable();
  config.ecap = vtd_ecap_adms_set(config.ecap, 1);
  pr_test p = pr_begin_with(&config, VTD_PASID_PGTT_FS);
  vtdt_set_root(p.s.unit, p.s.root, VTD_RTADDR_TTM_ABORT);
  pr_expect_refused(&p, pr_request(), PR_INVALID);
  uint64_t high = vtdt_reg64(p.s.unit, vtdt_frcd_reg(p.s.unit, 0) + 8);
  assert_int_equal(high >> 32 & 0xFF, 0x33);
  pr_end(&p);
}

// Faults come before the state of the queue: a full one does not hide them.
static void faults_before_overflow(void **state) {
  (void)state;
  pr_test p = pr_begin();
  for (unsigned i = 0; i < PR_ENTRIES; i++)
    pr_do(&p, pr_request());
  assert_int_equal(pr_status(&p), VTD_PRS_PPR | VTD_PRS_PRO);
  vtdt_guest_clear_logs(p.s.guest);
  vtd_page_request q = pr_request();
  q.pasid = 0x11; // no entry
  pr_expect_refused(&p, q, PR_INVALID);
  assert_int_equal(fsts(&p.s.t), VTD_FSTS_PPF);
  pr_end(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_condition),
      cmocka_unit_test(abort_mode),
      cmocka_unit_test(faults_before_overflow),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
