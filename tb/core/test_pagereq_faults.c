// SPDX-License-Identifier: Apache-2.0
// Every fault condition of page requests (chapters 3 and 7): its reason, record, event and
// response, and whether FPD silences it.
#include "pagereq_test.h"
#include "sm_breakage.h"
#include "vtd/vtd_tables.h"

#define EVENT_ADDR UINT64_C(0xFEE04000)
#define EVENT_DATA 0x44u

// FPD bits that have been read when the condition is met; each silences it if it is qualified.
enum { SEEN_NONE, SEEN_CONTEXT, SEEN_DIRECTORY, SEEN_PASID };

typedef struct condition {
  const char *name;
  unsigned code;
  bool qualified;
  int seen;
  void (*arrange)(sm_test *s);
  bool without_pasid;
  uint32_t pasid; // 0: SM_PASID
} condition;

static uint64_t directory_at(sm_test *s) { // of SM_PASID and SM_RID_PASID
  return vtdt_pasid_directory_addr(s->context.directory, SM_PASID);
}
static void use(sm_test *s, unsigned pgtt) {
  vtdt_pasid e = sm_entry(s, pgtt);
  e.fpd = (vtdt_read64(s->space, pasid_at(s, SM_PASID)) & 2) != 0;
  vtdt_pasid_set(s->space, s->context.directory, SM_RID_PASID, &e);
  vtdt_pasid_set(s->space, s->context.directory, SM_PASID, &e);
}

static void ttm_legacy(sm_test *s) {
  vtdt_set_root(s->unit, s->root, 0);
}
static void ttm_reserved(sm_test *s) {
  vtdt_set_root(s->unit, s->root, 2);
}
static void ttm_abort(sm_test *s) {
  vtdt_set_root(s->unit, s->root, 3);
}
static void sct_4_1(sm_test *s) { // PRE without DTE
  sm_poke(s, context_at(s), 1u << 2, 0);
}
static void sct_8(sm_test *s) {
  sm_poke(s, context_at(s), 1u << 4, 0);
}
static void neither(sm_test *s) { // SCT.5 is not for page requests
  sm_poke(s, context_at(s), 5u << 2, 0);
}
static void spd_1(sm_test *s) {
  unreadable(s, directory_at(s));
}
static void spd_2(sm_test *s) {
  sm_poke(s, directory_at(s), 1, 0);
}
static void spd_3(sm_test *s) {
  sm_poke(s, directory_at(s), 0, 4);
}
static void spt_1(sm_test *s) {
  unreadable(s, pasid_at(s, SM_PASID));
}
static void spt_4_3(sm_test *s) { // 10b
  use(s, VTD_PASID_PGTT_FS);
  poke_pasid(s, 2, 3u << 2, 2u << 2);
}
static void spt_4_4(sm_test *s) { // beyond 48 bits
  use(s, VTD_PASID_PGTT_NESTED);
  poke_pasid(s, 2, 0, UINT64_C(1) << 48);
}

static const condition conditions[] = {
    {"RTA.1.1", 0x30, false, SEEN_NONE, ttm_abort, false, 0},
    {"RTA.1.2", 0x30, false, SEEN_NONE, ttm_reserved, false, 0},
    {"RTA.3", 0x32, false, SEEN_NONE, ttm_legacy, false, 0},
    {"RTA.3 RID", 0x32, false, SEEN_NONE, ttm_legacy, true, 0},
    {"SRT.1", 0x38, false, SEEN_NONE, srt_1, false, 0},
    {"SRT.2", 0x39, false, SEEN_NONE, srt_2, false, 0},
    {"SRT.3", 0x3A, false, SEEN_NONE, srt_3, false, 0},
    {"SCT.1", 0x40, false, SEEN_NONE, sct_1, false, 0},
    {"SCT.2", 0x41, true, SEEN_CONTEXT, sct_2, false, 0},
    {"SCT.3", 0x42, true, SEEN_CONTEXT, sct_3, false, 0},
    {"SCT.4.1", 0x43, true, SEEN_CONTEXT, sct_4_1, false, 0},
    {"SCT.4.2", 0x43, true, SEEN_CONTEXT, sct_4_2, false, 0},
    {"SCT.6", 0x45, true, SEEN_CONTEXT, sct_6, false, 0},
    {"SCT.7", 0x46, true, SEEN_CONTEXT, nothing, false, 0x4000},
    {"SCT.8", 0x47, true, SEEN_CONTEXT, sct_8, false, 0},
    {"SCT.8 RID", 0x47, true, SEEN_CONTEXT, sct_8, true, 0},
    {"SCT.8 DTE", 0x47, true, SEEN_CONTEXT, neither, false, 0},
    {"SCT.9", 0x48, true, SEEN_CONTEXT, nothing, false, SM_RID_PASID},
    {"SGN.10", 0x89, true, SEEN_CONTEXT, nothing, false, 0x80000},
    {"SPD.1", 0x50, false, SEEN_CONTEXT, spd_1, false, 0},
    {"SPD.2", 0x51, true, SEEN_DIRECTORY, spd_2, false, 0},
    {"SPD.2 RID", 0x51, true, SEEN_DIRECTORY, spd_2, true, 0},
    {"SPD.3", 0x52, true, SEEN_DIRECTORY, spd_3, false, 0},
    {"SPT.1", 0x58, false, SEEN_DIRECTORY, spt_1, false, 0},
    {"SPT.2", 0x59, true, SEEN_PASID, spt_2, false, 0},
    {"SPT.2 RID", 0x59, true, SEEN_PASID, spt_2, true, 0},
    {"SPT.3", 0x5A, true, SEEN_PASID, spt_3, false, 0},
    {"SPT.4.1", 0x5B, true, SEEN_PASID, spt_4_1, false, 0},
    {"SPT.4.2", 0x5B, true, SEEN_PASID, spt_4_2, false, 0},
    {"SPT.4.3", 0x5B, true, SEEN_PASID, spt_4_3, false, 0},
    {"SPT.4.4", 0x5B, true, SEEN_PASID, spt_4_4, false, 0},
};

static void set_fpd(sm_test *s, int where) {
  if (where == SEEN_CONTEXT)
    sm_poke(s, context_at(s), 0, 2);
  if (where == SEEN_DIRECTORY)
    sm_poke(s, directory_at(s), 0, 2);
  if (where == SEEN_PASID)
    poke_pasid(s, 0, 0, 2);
}

static pr_test arrange(const condition *c, int fpd) {
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

static vtd_page_request request_of(const condition *c, bool last) {
  vtd_page_request q = pr_request();
  q.last = last;
  q.privileged = true;
  q.execute = true;
  q.pasid_valid = !c->without_pasid;
  if (c->pasid != 0)
    q.pasid = c->pasid;
  return q;
}

static void expect_record(pr_test *p, const condition *c, const vtd_page_request *q) {
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

static void check(const condition *c, int fpd, bool last) {
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
  bool quiet = c->qualified && fpd != SEEN_NONE && fpd <= c->seen;
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
  for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++)
    for (int fpd = SEEN_NONE; fpd <= SEEN_PASID; fpd++)
      for (int last = 0; last < 2; last++)
        check(&conditions[i], fpd, last);
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
