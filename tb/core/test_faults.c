// SPDX-License-Identifier: Apache-2.0
// Primary fault recording (chapter 7): records, overflow, FRI, clearing, FPD, and how drivers read
// them.
#include <string.h>

#include "core_test.h"
#include "internal.h"
#include "vtd/vtd_tables.h"

#define SID 0x0810

// A unit with translation on and an empty root table: every request faults with LRT.2
// (unqualified).
static core_test begin_with(const vtd_config *config) {
  core_test t = core_test_begin(config);
  vtdt_set_root(t.unit, vtdt_root_new(&t.guest->space), VTD_RTADDR_TTM_LEGACY);
  vtdt_gcmd_set(t.unit, VTD_GCMD_TE);
  return t;
}

static core_test begin(void) {
  return begin_with(NULL);
}

static vtd_result request(core_test *t, uint16_t sid, uint64_t addr, vtd_access access) {
  vtd_request r = {.addr = addr, .bytes = 4, .sid = sid, .access = (uint8_t)access};
  vtd_result result;
  vtd_translate(t->unit, &r, &result);
  return result;
}

static uint64_t low(core_test *t, unsigned i) {
  return vtdt_reg64(t->unit, vtdt_frcd_reg(t->unit, i));
}

static uint64_t high(core_test *t, unsigned i) {
  return vtdt_reg64(t->unit, vtdt_frcd_reg(t->unit, i) + 8);
}

static void clear_record(core_test *t, unsigned i) {
  vtdt_reg32_write(t->unit, vtdt_frcd_reg(t->unit, i) + 12, 0x80000000);
}

// ---- What a record holds

static void record_of_a_write(void **state) {
  (void)state;
  core_test t = begin();
  uint64_t root = vtdt_reg64(t.unit, VTD_RTADDR_REG);
  // A mapping without W: LGN.2, reason 5, as in the worked value of a write fault.
  uint64_t table = vtdt_pages(&t.guest->space, 1);
  vtdt_map(&t.guest->space, table, 4, 0x7F000, 0x100000, 12, VTD_PERM_R);
  vtdt_context ctx = {.aw = VTD_CTX_AW_48, .did = 7, .ssptptr = table};
  vtdt_context_set(&t.guest->space, root, SID, &ctx);
  vtd_result r = request(&t, SID, 0x7F123, VTD_ACCESS_WRITE);
  assert_int_equal(r.code, 5);
  assert_true(r.flags & VTD_RES_LOGGED);
  assert_int_equal(low(&t, 0), 0x7F000);
  assert_int_equal(high(&t, 0), UINT64_C(0x8000000500000810));
  assert_int_equal(fsts(&t), VTD_FSTS_PPF);
  core_test_end(&t);
}

static void request_types(void **state) {
  (void)state;
  static const struct {
    vtd_access access;
    bool t1, t2;
  } expect[] = {
      {VTD_ACCESS_WRITE, false, false},
      {VTD_ACCESS_READ, true, false},
      {VTD_ACCESS_ZERO_READ, true, false},
      {VTD_ACCESS_ATOMIC, true, true},
  };
  core_test t = begin();
  for (unsigned i = 0; i < 4; i++) {
    request(&t, (uint16_t)(SID + i), 0x1000 * i, expect[i].access);
    uint64_t h = high(&t, i);
    assert_true(vtd_frcd_hi_f(h));
    assert_int_equal(vtd_frcd_hi_sid(h), SID + i);
    assert_int_equal(vtd_frcd_hi_t1(h), expect[i].t1);
    assert_int_equal(vtd_frcd_hi_t2(h), expect[i].t2);
    assert_int_equal(vtd_frcd_hi_at(h), VTD_FRCD_HI_AT_UNTRANSLATED);
    assert_int_equal(vtd_frcd_hi_fr(h), VTD_FR_LRT_2);
    assert_int_equal(vtd_frcd_lo_fi(low(&t, i)), 0x1000 * i);
  }
  // A translation request is a read; AT tells.
  vtd_request r = {.addr = 0x4000, .bytes = 8, .sid = SID, .at = VTD_AT_TRANSLATION};
  vtd_result result;
  vtd_translate(t.unit, &r, &result);
  assert_true(vtd_frcd_hi_t1(high(&t, 4)));
  assert_false(vtd_frcd_hi_t2(high(&t, 4)));
  assert_int_equal(vtd_frcd_hi_at(high(&t, 4)), VTD_FRCD_HI_AT_TRANSLATION);
  r.at = VTD_AT_TRANSLATED;
  r.access = VTD_ACCESS_WRITE;
  vtd_translate(t.unit, &r, &result);
  assert_int_equal(vtd_frcd_hi_at(high(&t, 5)), VTD_FRCD_HI_AT_TRANSLATED);
  assert_false(vtd_frcd_hi_t1(high(&t, 5)));
  core_test_end(&t);
}

// PASID fields exist only with ECAP.PASID, AT only with DT; address bits that no table of the unit
// translates are not shown.
static void fields_of_absent_features(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.ecap = vtd_ecap_dt_set(c.ecap, 0);
  core_test t = begin_with(&c);
  vtd_request r = {.addr = UINT64_C(0xFE00000000001000),
                   .bytes = 4,
                   .sid = SID,
                   .pasid = 0x10,
                   .access = VTD_ACCESS_READ,
                   .at = VTD_AT_TRANSLATED,
                   .flags = VTD_REQ_PASID | VTD_REQ_PRIV | VTD_REQ_EXEC};
  vtd_result result;
  r.flags = 0;
  vtd_translate(t.unit, &r, &result);
  assert_int_equal(vtd_frcd_hi_at(high(&t, 0)), 0);
  assert_int_equal(low(&t, 0), 0x1000);
  r.at = VTD_AT_UNTRANSLATED;
  r.flags = VTD_REQ_PASID | VTD_REQ_PRIV | VTD_REQ_EXEC;
  vtd_translate(t.unit, &r, &result); // RTA.2
  uint64_t h = high(&t, 1);
  assert_int_equal(vtd_frcd_hi_fr(h), VTD_FR_RTA_2);
  assert_int_equal(vtd_frcd_hi_pp(h) | vtd_frcd_hi_pv(h) | vtd_frcd_hi_priv(h) | vtd_frcd_hi_exe(h),
                   0);
  core_test_end(&t);
}

// FI shows the address bits that the unit's widest tables translate.
static void shown_address_width(void **state) {
  (void)state;
  static const struct {
    uint64_t sagaw, shown;
  } expect[] = {
      {2, UINT64_C(0x0000007FFFFFF000)},
      {6, UINT64_C(0x0000FFFFFFFFF000)},
      {4, UINT64_C(0x0000FFFFFFFFF000)},
      {14, UINT64_C(0x01FFFFFFFFFFF000)},
  };
  for (unsigned i = 0; i < 4; i++) {
    vtd_config c = vtd_config_default();
    c.haw = 39;
    c.cap = vtd_cap_sagaw_set(c.cap, expect[i].sagaw);
    core_test t = begin_with(&c);
    request(&t, SID, ~UINT64_C(0xFFF), VTD_ACCESS_READ);
    assert_int_equal(low(&t, 0), expect[i].shown);
    core_test_end(&t);
  }
}

// ---- Filling, overflow, FRI

static void records_fill_in_order(void **state) {
  (void)state;
  core_test t = begin();
  for (unsigned i = 0; i < 8; i++) {
    assert_true(request(&t, (uint16_t)i, 0x1000 * i, VTD_ACCESS_READ).flags & VTD_RES_LOGGED);
    assert_int_equal(vtd_frcd_hi_sid(high(&t, i)), i);
    assert_int_equal(vtd_fsts_fri(fsts(&t)), 0); // does not follow
  }
  assert_int_equal(fsts(&t), VTD_FSTS_PPF);
  // The ninth overflows, and nothing is recorded until software clears PFO.
  assert_false(request(&t, 0x99, 0x9000, VTD_ACCESS_READ).flags & VTD_RES_LOGGED);
  assert_int_equal(fsts(&t), VTD_FSTS_PPF | VTD_FSTS_PFO);
  assert_int_equal(vtd_frcd_hi_sid(high(&t, 0)), 0);
  clear_record(&t, 0);
  assert_false(request(&t, 0x98, 0x9000, VTD_ACCESS_READ).flags & VTD_RES_LOGGED);
  assert_false(vtd_frcd_hi_f(high(&t, 0)));
  const vtd_counters *n = vtd_get_counters(t.unit);
  assert_int_equal(n->faults, 10);
  assert_int_equal(n->faults_logged, 8);
  assert_int_equal(n->faults_dropped, 2);
  // Recovery: clear every F, then PFO; recording goes on where it stood.
  for (unsigned i = 0; i < 8; i++)
    clear_record(&t, i);
  assert_int_equal(fsts(&t) & VTD_FSTS_PPF, 0);
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_PFO);
  assert_int_equal(fsts(&t) & (VTD_FSTS_PFO | VTD_FSTS_PPF), 0);
  assert_true(request(&t, 0x97, 0x9000, VTD_ACCESS_READ).flags & VTD_RES_LOGGED);
  assert_int_equal(vtd_frcd_hi_sid(high(&t, 0)), 0x97);
  core_test_end(&t);
}

// The index wraps and FRI names the record that made PPF rise.
static void index_wraps_and_fri_marks_the_first(void **state) {
  (void)state;
  core_test t = begin();
  for (unsigned i = 0; i < 21; i++) {
    request(&t, (uint16_t)i, 0, VTD_ACCESS_READ);
    assert_int_equal(vtd_fsts_fri(fsts(&t)), i % 8);
    assert_true(vtd_fsts_ppf(fsts(&t)));
    clear_record(&t, i % 8);
    assert_false(vtd_fsts_ppf(fsts(&t)));
  }
  core_test_end(&t);
}

// PPF goes only with the last F, cannot be written, and F is cleared by writing 1 to it alone.
static void ppf_is_the_or_of_all_f(void **state) {
  (void)state;
  core_test t = begin();
  for (unsigned i = 0; i < 3; i++)
    request(&t, (uint16_t)i, 0, VTD_ACCESS_READ);
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, 0xFFFFFFFF);
  assert_int_equal(fsts(&t), VTD_FSTS_PPF);
  vtdt_reg32_write(t.unit, vtdt_frcd_reg(t.unit, 1) + 12, 0x7FFFFFFF); // F = 0: nothing
  assert_true(vtd_frcd_hi_f(high(&t, 1)));
  uint64_t before = high(&t, 1);
  clear_record(&t, 1);
  assert_int_equal(high(&t, 1), before & ~VTD_FRCD_HI_F); // the rest keeps its value
  clear_record(&t, 0);
  assert_true(vtd_fsts_ppf(fsts(&t)));
  vtdt_reg64_write(t.unit, vtdt_frcd_reg(t.unit, 2) + 8, VTD_FRCD_HI_F); // qword
  assert_false(vtd_fsts_ppf(fsts(&t)));
  core_test_end(&t);
}

static void collapsing(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.fault_collapse = true;
  core_test t = begin_with(&c);
  request(&t, 1, 0x1000, VTD_ACCESS_READ);
  request(&t, 1, 0x2000, VTD_ACCESS_READ);
  request(&t, 2, 0x3000, VTD_ACCESS_READ);
  assert_int_equal(vtd_get_counters(t.unit)->faults_logged, 2);
  assert_int_equal(vtd_get_counters(t.unit)->faults_dropped, 1);
  assert_int_equal(vtd_frcd_hi_sid(high(&t, 1)), 2);
  clear_record(&t, 0);
  request(&t, 1, 0x4000, VTD_ACCESS_READ);
  assert_int_equal(vtd_frcd_lo_fi(low(&t, 2)), 0x4000);
  core_test_end(&t);
}

static void every_record_count(void **state) {
  (void)state;
  static const unsigned counts[] = {1, 2, 3, 17, 256};
  for (unsigned k = 0; k < 5; k++) {
    vtd_config c = vtd_config_default();
    c.cap = vtd_cap_nfr_set(vtd_cap_fro_set(c.cap, 0x100), counts[k] - 1);
    c.reg_bytes = 8192;
    core_test t = begin_with(&c);
    for (unsigned i = 0; i < counts[k]; i++)
      request(&t, (uint16_t)i, 0, VTD_ACCESS_READ);
    assert_false(vtd_fsts_pfo(fsts(&t)));
    assert_int_equal(vtd_frcd_hi_sid(high(&t, counts[k] - 1)), counts[k] - 1);
    request(&t, 0xFFFF, 0, VTD_ACCESS_READ);
    assert_true(vtd_fsts_pfo(fsts(&t)));
    core_test_end(&t);
  }
}

// The index goes back to 0 only when both DMA and interrupt remapping are off.
static void index_resets_when_remapping_is_off(void **state) {
  (void)state;
  core_test t = begin();
  vtdt_gcmd_set(t.unit, VTD_GCMD_IRE);
  request(&t, 1, 0, VTD_ACCESS_READ);
  clear_record(&t, 0);
  vtdt_gcmd_clear(t.unit, VTD_GCMD_TE);
  vtdt_gcmd_set(t.unit, VTD_GCMD_TE);
  request(&t, 2, 0, VTD_ACCESS_READ);
  assert_int_equal(vtd_frcd_hi_sid(high(&t, 1)), 2);
  clear_record(&t, 1);
  vtdt_gcmd_clear(t.unit, VTD_GCMD_TE);
  vtdt_gcmd_clear(t.unit, VTD_GCMD_IRE);
  vtdt_gcmd_set(t.unit, VTD_GCMD_TE);
  request(&t, 3, 0, VTD_ACCESS_READ);
  assert_int_equal(vtd_frcd_hi_sid(high(&t, 0)), 3);
  core_test_end(&t);
}

// ---- FPD

// A qualified fault under FPD leaves no trace in any register; an unqualified one ignores FPD.
static void fpd_hides_qualified_faults(void **state) {
  (void)state;
  core_test t = begin();
  uint64_t root = vtdt_reg64(t.unit, VTD_RTADDR_REG);
  uint64_t entry[VTD_CTX_WORDS] = {VTD_CTX_FPD, 0}; // not present, but FPD counts
  vtdt_write_words(&t.guest->space, vtdt_context_addr(&t.guest->space, root, SID), entry, 2);
  vtd_result r = request(&t, SID, 0x1000, VTD_ACCESS_READ);
  assert_int_equal(r.cond, VTD_FC_LCT_2);
  assert_false(r.flags & VTD_RES_LOGGED);
  assert_int_equal(fsts(&t), 0);
  assert_int_equal(high(&t, 0), 0);
  assert_int_equal(vtdt_reg32(t.unit, VTD_FECTL_REG), VTD_FECTL_IM);
  assert_int_equal(vtd_get_counters(t.unit)->faults_quiet, 1);
  // Nor does it touch the index or PFO.
  request(&t, 0x4400, 0x1000, VTD_ACCESS_READ);
  assert_int_equal(vtd_frcd_hi_sid(high(&t, 0)), 0x4400);
  core_test_end(&t);
}

// Which reasons FPD does not hide, typed from the architecture's tables.
static void unqualified_faults_ignore_fpd(void **state) {
  (void)state;
  static const uint8_t unqualified[] = {0x01, 0x08, 0x09, 0x0A, 0x20, 0x21, 0x23, 0x25, 0x29, 0x30,
                                        0x31, 0x32, 0x33, 0x38, 0x39, 0x3A, 0x40, 0x50, 0x58};
  core_test t = begin();
  for (unsigned cond = VTD_FC_NONE + 1; cond < VTD_FC_COUNT; cond++) {
    bool reported = memchr(unqualified, vtd_fault_table[cond].code, sizeof unqualified) != NULL;
    vtd_fault_info info = {.sid = SID, .interrupt = true, .fpd = true, .cond = (uint8_t)cond};
    if (vtd_fault_report(t.unit, &info) != reported)
      fail_msg("%s: FPD must %shide it", vtd_fault_table[cond].name, reported ? "not " : "");
    info.fpd = false;
    for (unsigned i = 0; i < 8; i++)
      clear_record(&t, i);
    assert_true(vtd_fault_report(t.unit, &info));
    for (unsigned i = 0; i < 8; i++)
      clear_record(&t, i);
  }
  core_test_end(&t);
}

static void probes_leave_no_trace(void **state) {
  (void)state;
  core_test t = begin();
  vtd_request r = {.addr = 0x1000, .bytes = 4, .sid = SID, .flags = VTD_REQ_PROBE};
  vtd_result result;
  vtd_translate(t.unit, &r, &result);
  assert_int_equal(result.code, VTD_FR_LRT_2);
  assert_false(result.flags & VTD_RES_LOGGED);
  assert_int_equal(fsts(&t), 0);
  assert_int_equal(vtd_get_counters(t.unit)->faults, 0);
  assert_int_equal(t.guest->message_count, 0);
  core_test_end(&t);
}

// ---- Reset keeps what is sticky

static void sticky_fields_survive_a_reset(void **state) {
  (void)state;
  core_test t = begin();
  for (unsigned i = 0; i < 9; i++)
    request(&t, (uint16_t)(i + 1), 0x1000 * i, VTD_ACCESS_READ);
  uint64_t record = high(&t, 3);
  uint32_t status = fsts(&t);
  assert_int_equal(status, VTD_FSTS_PPF | VTD_FSTS_PFO);
  vtd_reset(t.unit, false);
  assert_int_equal(fsts(&t), status);
  assert_int_equal(high(&t, 3), record);
  assert_int_equal(low(&t, 3), 0x3000);
  assert_int_equal(gsts(&t), 0);
  assert_int_equal(vtdt_reg64(t.unit, VTD_RTADDR_REG), 0);
  vtd_reset(t.unit, true);
  assert_int_equal(fsts(&t), 0);
  assert_int_equal(high(&t, 3), 0);
  // The index starts again, too.
  for (unsigned i = 0; i < 3; i++) {
    vtdt_set_root(t.unit, 0x5000, VTD_RTADDR_TTM_LEGACY);
    vtdt_gcmd_set(t.unit, VTD_GCMD_TE);
    request(&t, (uint16_t)(0x50 + i), 0, VTD_ACCESS_READ);
    assert_int_equal(vtd_frcd_hi_sid(high(&t, 0)), 0x50 + i);
    vtd_reset(t.unit, true);
  }
  core_test_end(&t);
}

// ---- Linux's fault handler: from FRI, +12, +8, +0, clear F, wrap, stop at F = 0

static void sequence_linux_fault_handler(void **state) {
  (void)state;
  core_test t = begin();
  // Move the index to 6 so that the walk wraps.
  for (unsigned i = 0; i < 6; i++) {
    request(&t, 0xEE, 0, VTD_ACCESS_READ);
    clear_record(&t, i);
  }
  for (unsigned i = 0; i < 5; i++)
    request(&t, (uint16_t)(0x100 + i), 0x10000 * i, i % 2 ? VTD_ACCESS_WRITE : VTD_ACCESS_READ);
  uint32_t status = fsts(&t);
  assert_true(status & VTD_FSTS_PPF);
  unsigned index = vtd_fsts_fri(status), seen = 0;
  assert_int_equal(index, 6);
  for (;;) {
    uint32_t reg = vtdt_frcd_reg(t.unit, index);
    uint32_t top = vtdt_reg32(t.unit, reg + 12);
    if ((top & 0x80000000) == 0)
      break;
    assert_int_equal(top & 0xFF, VTD_FR_LRT_2);
    assert_int_equal(top >> 30 & 1, seen % 2 == 0); // T1: a read
    assert_int_equal(vtdt_reg32(t.unit, reg + 8) & 0xFFFF, 0x100 + seen);
    assert_int_equal(vtdt_reg64(t.unit, reg), 0x10000 * seen);
    vtdt_reg32_write(t.unit, reg + 12, 0x80000000);
    index = (index + 1) % 8;
    seen++;
  }
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_PFO | VTD_FSTS_PPF | 0x80);
  assert_int_equal(seen, 5);
  assert_int_equal(fsts(&t) & 0xFF, 0);
  core_test_end(&t);
}

// ---- Against a plain model: random faults, clears and PFO writes

static void random_faults_against_a_model(void **state) {
  (void)state;
  uint64_t seed = UINT64_C(0xC0FFEE1234567);
  print_message("seed %llx\n", (unsigned long long)seed);
  core_test t = begin();
  bool f[8] = {false}, pfo = false;
  uint16_t sid[8] = {0};
  unsigned index = 0, fri = 0;
  for (unsigned n = 0; n < 20000; n++) {
    uint64_t r = vtdt_random(&seed);
    unsigned i = (unsigned)(r >> 8 & 7);
    bool any = false;
    for (unsigned k = 0; k < 8; k++)
      any = any || f[k];
    if ((r & 3) != 0) {
      uint16_t who = (uint16_t)(r >> 16);
      request(&t, who, 0, VTD_ACCESS_READ);
      if (!pfo && f[index]) {
        pfo = true;
      } else if (!pfo) {
        if (!any)
          fri = index;
        f[index] = true;
        sid[index] = who;
        index = (index + 1) % 8;
      }
    } else if (r >> 4 & 1) {
      clear_record(&t, i);
      f[i] = false;
    } else if (r >> 5 & 1) {
      vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_PFO);
      pfo = false;
    }
    any = false;
    for (unsigned k = 0; k < 8; k++) {
      any = any || f[k];
      assert_int_equal(vtd_frcd_hi_f(high(&t, k)), f[k]);
      if (f[k])
        assert_int_equal(vtd_frcd_hi_sid(high(&t, k)), sid[k]);
    }
    assert_int_equal(vtd_fsts_ppf(fsts(&t)), any);
    assert_int_equal(vtd_fsts_pfo(fsts(&t)), pfo);
    if (any)
      assert_int_equal(vtd_fsts_fri(fsts(&t)), fri);
  }
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(record_of_a_write),
      cmocka_unit_test(request_types),
      cmocka_unit_test(fields_of_absent_features),
      cmocka_unit_test(shown_address_width),
      cmocka_unit_test(records_fill_in_order),
      cmocka_unit_test(index_wraps_and_fri_marks_the_first),
      cmocka_unit_test(ppf_is_the_or_of_all_f),
      cmocka_unit_test(collapsing),
      cmocka_unit_test(every_record_count),
      cmocka_unit_test(index_resets_when_remapping_is_off),
      cmocka_unit_test(fpd_hides_qualified_faults),
      cmocka_unit_test(unqualified_faults_ignore_fpd),
      cmocka_unit_test(probes_leave_no_trace),
      cmocka_unit_test(sticky_fields_survive_a_reset),
      cmocka_unit_test(sequence_linux_fault_handler),
      cmocka_unit_test(random_faults_against_a_model),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
