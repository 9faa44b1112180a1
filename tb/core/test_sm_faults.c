// SPDX-License-Identifier: Apache-2.0
// Every fault condition of scalable mode that a unit of rev 4.1 can raise (chapters 3 and 7): its
// reason, what each kind of request gets, whether FPD silences it, and that nothing about it is
// cached.
#include <stdlib.h>
#include <string.h>

#include "sm_conditions.h"

static bool cas_fails(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired,
                      bool *swapped) {
  (void)ctx, (void)addr, (void)expected, (void)desired, (void)swapped;
  return false;
}
static sm_test begin(const sm_condition *c, int fpd) {
  sm_test s = sm_begin_with(NULL);
  sm_use(&s, c->pgtt);
  sm_map_all(&s);
  set_fpd(&s, fpd);
  c->arrange(&s);
  return s;
}

static vtd_request request_of(const sm_condition *c, vtd_at at) {
  vtd_request q = sm_request(c->addr, VTD_ACCESS_READ);
  q.at = (uint8_t)at;
  if (at == VTD_AT_UNTRANSLATED)
    q.access = (uint8_t)c->access;
  q.flags = (uint8_t)c->flags;
  if ((c->flags & VTD_REQ_PASID) != 0)
    q.pasid = c->pasid != 0 ? c->pasid : SM_PASID;
  return q;
}

static void expect_record(sm_test *s, const sm_condition *c, vtd_request q, bool logged) {
  uint64_t low = vtdt_reg64(s->unit, vtdt_frcd_reg(s->unit, 0));
  uint64_t high = vtdt_reg64(s->unit, vtdt_frcd_reg(s->unit, 0) + 8);
  if (!logged) {
    assert_int_equal(high, 0);
    assert_int_equal(fsts(&s->t), 0);
    return;
  }
  assert_int_equal(fsts(&s->t), VTD_FSTS_PPF);
  assert_true(high >> 63);
  assert_int_equal(high >> 32 & 0xFF, c->code);
  assert_int_equal(high & 0xFFFF, SM_SID);
  assert_int_equal(high >> 60 & 3, q.at);
  assert_int_equal(high >> 31 & 1, (c->flags & VTD_REQ_PASID) != 0);
  if ((c->flags & VTD_REQ_PASID) != 0) {
    assert_int_equal(high >> 40 & 0xFFFFF, q.pasid & 0xFFFFF);
    assert_int_equal(high >> 29 & 1, (c->flags & VTD_REQ_PRIV) != 0);
  }
  assert_int_equal(low, c->addr & ~UINT64_C(0xFFF));
}

static void check(const sm_condition *c, vtd_at at, ending expected, int fpd) {
  if (expected == NA)
    return;
  sm_test s = begin(c, fpd);
  vtd_request q = request_of(c, at);
  vtd_request probe = q;
  probe.flags |= VTD_REQ_PROBE;
  vtd_result probed = sm_do(&s, probe);
  expect_record(&s, c, q, false);
  vtd_result r = sm_do(&s, q);
  if (r.code != c->code)
    print_message("%s: code %02x\n", c->name, r.code);
  assert_int_equal(r.code, c->code);
  assert_int_equal(r.dmi_perm, 0);
  bool quiet = fpd != FPD_NOWHERE && c->qualified && sm_fpd_reached(c, fpd);
  bool logged = (expected == UR || expected == CA) && !quiet;
  if (((r.flags & VTD_RES_LOGGED) != 0) != logged)
    print_message("%s: fpd %d\n", c->name, fpd);
  assert_int_equal((r.flags & VTD_RES_LOGGED) != 0, logged);
  expect_record(&s, c, q, logged);
  switch (expected) {
  case UR:
    assert_int_equal(r.status, c->denied ? VTD_DENIED : VTD_BLOCKED);
    assert_int_equal(r.perm, 0);
    break;
  case CA:
    assert_int_equal(r.status, VTD_COMPLETER_ABORT);
    break;
  case SEFF:
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.perm, c->access == W ? VTD_PERM_R : VTD_PERM_W);
    assert_int_equal(r.addr, SM_PAGE);
    break;
  default:
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.perm, 0);
    break;
  }
  assert_int_equal(probed.status, r.status);
  assert_int_equal(probed.code, r.code);
  assert_int_equal(probed.perm, r.perm);
  sm_end(&s);
}

static void every_condition(void **state) {
  (void)state;
  for (size_t i = 0; i < SM_CONDITIONS; i++) {
    for (int fpd = 0; fpd < FPD_PLACES; fpd++) {
      check(&sm_conditions[i], VTD_AT_UNTRANSLATED, sm_conditions[i].u, fpd);
      check(&sm_conditions[i], VTD_AT_TRANSLATION, sm_conditions[i].x, fpd);
      check(&sm_conditions[i], VTD_AT_TRANSLATED, sm_conditions[i].t, fpd);
    }
  }
}

// The context or PASID entry is in order, and forbids the request or leads elsewhere: it is cached.
static bool is_valid_entry(const sm_condition *c) {
  return c->arrange == sct_6 || c->arrange == rid_priv_no_sre || c->arrange == sfs_5 ||
         c->arrange == sfs_5_page || c->arrange == sfs_8_read || c->arrange == no_snoop ||
         c->arrange == no_snoop_dirty || c->arrange == sss_5;
}

// Chapter 6 with CM = 0: what faulted works as soon as the tables are right, without an
// invalidation.
static void faults_are_never_cached(void **state) {
  (void)state;
  for (size_t i = 0; i < SM_CONDITIONS; i++) {
    const sm_condition *c = &sm_conditions[i];
    if (c->arrange == nothing || c->u == NA || (c->flags & (VTD_REQ_EXEC | VTD_REQ_PRIV)) != 0)
      continue;
    sm_test s = sm_begin_with(NULL);
    sm_use(&s, c->pgtt);
    sm_map_all(&s);
    // All tables of the test lie in the first MiBs behind the builder's start.
    enum { WORDS = 0x1000000 / 8 };
    uint64_t from = 0x100000;
    uint64_t used = s.guest_space->next + SM_GUEST;
    uint64_t *saved = calloc(WORDS, sizeof(*saved));
    uint64_t low_end = s.space->next;
    size_t n = 0;
    for (uint64_t at = from; at < low_end && n < WORDS; at += 8)
      saved[n++] = vtdt_read64(s.space, at);
    uint64_t guest_from = s.guest_fs + SM_GUEST;
    size_t guest_first = n;
    for (uint64_t at = guest_from; at < used && n < WORDS; at += 8)
      saved[n++] = vtdt_read64(s.space, at);
    assert_true(n < WORDS);
    c->arrange(&s);
    vtd_result r = sm_do(&s, request_of(c, VTD_AT_UNTRANSLATED));
    assert_int_equal(r.code, c->code);
    for (size_t k = 0; k < guest_first; k++)
      vtdt_write64(s.space, from + 8 * k, saved[k]);
    for (size_t k = guest_first; k < n; k++)
      vtdt_write64(s.space, guest_from + 8 * (k - guest_first), saved[k]);
    free(saved);
    s.guest->fail_bytes = 0;
    if (is_valid_entry(c)) {
      sm_submit(&s, vtdt_cc_global());
      sm_submit(&s, vtdt_pc_global());
    }
    r = sm_do(&s, request_of(c, VTD_AT_UNTRANSLATED));
    if (r.code != 0)
      print_message("%s: code %02x after the repair\n", c->name, r.code);
    sm_expect(r, c->pgtt == PT ? c->addr : SM_PAGE);
    sm_end(&s);
  }
}

static bool never_writable(void *ctx, uint64_t addr) {
  (void)ctx;
  (void)addr;
  return false;
}

// SFS.10 and SSS.6: the platform refuses the update. SFS.10 is logged even where it is recoverable.
// A probe, which cannot try, asks and says the same, without a record.
static void updates_that_fail(void **state) {
  (void)state;
  for (int second = 0; second < 2; second++) {
    for (int ats = 0; ats < 2; ats++) {
      sm_test s = sm_begin_with(NULL);
      s.t.host.mem_cas64 = cas_fails;
      s.t.host.mem_writable = never_writable;
      sm_restart(&s);
      sm_use(&s, second ? SS : FS);
      sm_map_all(&s);
      if (second)
        ssade(&s);
      sm_flush(&s);
      vtd_result probed = sm_probe(&s, SM_IOVA, VTD_ACCESS_READ);
      assert_int_equal(probed.code, second ? 0x7D : 0x91);
      assert_int_equal(probed.status, VTD_BLOCKED);
      assert_int_equal(probed.flags & VTD_RES_LOGGED, 0);
      vtd_result r = ats ? sm_ats(&s, SM_IOVA, 0) : sm_read(&s, SM_IOVA);
      assert_int_equal(r.code, second ? 0x7D : 0x91);
      assert_int_equal(r.flags & VTD_RES_LOGGED, VTD_RES_LOGGED);
      assert_int_equal(r.status, !ats ? VTD_BLOCKED : second ? VTD_COMPLETER_ABORT : VTD_OK);
      assert_int_equal(r.perm, 0);
      sm_end(&s);
    }
  }
}

// Fields of features that a unit does not have are reserved, whatever the type of the entry; fields
// that the type does not use are ignored.
static void unused_fields(void **state) {
  (void)state;
  sm_test s = sm_begin(PT);
  poke_pasid(&s, 0, 7u << 2, 7u << 2);               // AW
  poke_pasid(&s, 0, 0, UINT64_C(0xFFF) << 52);       // SSPTPTR
  poke_pasid(&s, 2, 0, 3u << 2 | UINT64_C(7) << 60); // FSPM, FSPTPTR
  poke_pasid(&s, 2, 0, 3u << 5);                     // ignored bits
  sm_expect(sm_read(&s, 0x5000), 0x5000);
  sm_end(&s);

  vtd_config config = vtd_config_scalable();
  config.ecap = vtd_ecap_nest_set(vtd_ecap_ssts_set(vtd_ecap_ssads_set(config.ecap, 0), 0), 0);
  s = sm_begin_with(&config);
  vtdt_pasid e = sm_entry(&s, PT);
  e.aw = 0;
  e.ssptptr = 0;
  sm_set_pasid(&s, SM_RID_PASID, &e);
  sm_expect(sm_read(&s, 0x5000), 0x5000);
  e.aw = 2; // without second stage it is reserved
  sm_set_pasid(&s, SM_RID_PASID, &e);
  assert_int_equal(sm_read(&s, 0x5000).code, 0x5A);
  e.aw = 0;
  e.pgtt = NEST;
  sm_set_pasid(&s, SM_RID_PASID, &e);
  assert_int_not_equal(sm_read(&s, 0x5000).status, VTD_OK);
  sm_end(&s);
}

// Without RPS and RPRIVS requests without PASID use PASID 0, unprivileged; a request with PASID 0
// then equals RID_PASID.
static void without_rid_pasid(void **state) {
  (void)state;
  vtd_config config = vtd_config_scalable();
  config.ecap = vtd_ecap_rps_set(vtd_ecap_rprivs_set(config.ecap, 0), 0);
  sm_test s = sm_begin_with(&config);
  s.context.rid_pasid = 0;
  sm_set_context(&s, &s.context);
  vtdt_pasid e = sm_entry(&s, SS);
  sm_set_pasid(&s, 0, &e);
  sm_map_all(&s);
  sm_expect(sm_read(&s, SM_IOVA), SM_PAGE);
  vtd_request q = sm_with_pasid(sm_request(SM_IOVA, VTD_ACCESS_READ), 0, 0);
  assert_int_equal(sm_do(&s, q).code, 0x48);
  s.context.rid_pasid = 1; // reserved
  sm_set_context(&s, &s.context);
  assert_int_equal(sm_read(&s, SM_IOVA).code, 0x42);
  sm_end(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_condition),   cmocka_unit_test(faults_are_never_cached),
      cmocka_unit_test(updates_that_fail), cmocka_unit_test(unused_fields),
      cmocka_unit_test(without_rid_pasid),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
