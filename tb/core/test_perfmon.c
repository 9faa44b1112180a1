// SPDX-License-Identifier: Apache-2.0
// Performance monitoring (chapter 10): registers, what counts as an event, filters.
#include "pagereq_test.h"
#include "perf_test.h"

static vtd_result with_pasid(sm_test *s, uint64_t addr) {
  return sm_do(s, sm_with_pasid(sm_request(addr, VTD_ACCESS_READ), SM_PASID, 0));
}

// ---- Registers

static void capabilities_tell_what_there_is(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  assert_int_equal(vtdt_reg64(t.unit, 0x300), 0); // absent without PMS
  core_test_end(&t);
  vtd_config c = vtd_config_scalable();
  t = core_test_begin(&c);
  uint64_t cap = vtdt_reg64(t.unit, 0x300);
  assert_int_equal(cap & 0xFFFF, 4);
  assert_int_equal(cap >> 16 & 0x7F, 48);
  assert_int_equal(cap >> 24 & 0x1F, 5);
  assert_int_equal(cap >> 32 & 0x1F, 0x1F);
  assert_int_equal(cap >> 60, 0xF); // reserved, read as ones
  static const uint64_t events[5] = {0x2, 0xC9, 0xFF, 0x3, 0x7};
  for (unsigned g = 0; g < 16; g++)
    assert_int_equal(vtdt_reg64(t.unit, 0x380 + 8 * g), g < 5 ? events[g] : 0);
  assert_int_equal(vtdt_reg32(t.unit, 0x310), c.perf.config_offset);
  assert_int_equal(vtdt_reg32(t.unit, 0x314), c.perf.freeze_offset);
  assert_int_equal(vtdt_reg32(t.unit, 0x318), c.perf.overflow_offset);
  assert_int_equal(vtdt_reg32(t.unit, 0x31C), c.perf.counter_offset);
  assert_int_equal(vtdt_reg64(t.unit, 0x448) >> 48, 0x3F);
  assert_int_equal(vtdt_reg32(t.unit, 0x328), 0x80000000); // IM
  core_test_end(&t);
}

static void counters_have_their_width(void **state) {
  (void)state;
  static const unsigned widths[] = {1, 17, 32, 48, 64};
  for (unsigned i = 0; i < sizeof widths / sizeof widths[0]; i++) {
    vtd_config c = vtd_config_scalable();
    c.perf.cap = vtd_perfcap_cw_set(c.perf.cap, widths[i]);
    core_test t = core_test_begin(&c);
    perf_set_value(t.unit, 3, UINT64_MAX);
    assert_true(perf_value(t.unit, 3) == UINT64_MAX >> (64 - widths[i]));
    assert_int_equal(perf_value(t.unit, 2), 0);
    core_test_end(&t);
  }
}

// 64 counters, 2 KiB apart, in a window of 128 KiB would not fit; 16 do in 64 KiB.
static void counters_are_where_the_stride_says(void **state) {
  (void)state;
  vtd_config c = vtd_config_scalable();
  c.reg_bytes = 65536;
  c.perf.cap = vtd_perfcap_ncntr_set(vtd_perfcap_cs_set(c.perf.cap, 1), 16);
  c.perf.config_offset = 0x1000;
  c.perf.counter_offset = 0x4000;
  assert_null(vtd_config_check(&c));
  core_test t = core_test_begin(&c);
  for (unsigned i = 0; i < 16; i++)
    vtdt_reg64_write(t.unit, 0x4000 + i * 2048, i + 1);
  for (unsigned i = 0; i < 16; i++)
    assert_int_equal(perf_value(t.unit, i), i + 1);
  assert_int_equal(vtdt_reg64(t.unit, 0x4400), 0);
  assert_true(perf_start(t.unit, 15, PERF_REQUEST, PERF_BIT(1), 0));
  core_test_end(&t);
  c.perf.cap = vtd_perfcap_ncntr_set(c.perf.cap, 64);
  assert_non_null(vtd_config_check(&c));
}

// Filters and overflow actions that a unit lacks have no bits.
static void fields_follow_capabilities(void **state) {
  (void)state;
  static const struct {
    uint64_t cap;
    uint32_t reg;
  } filters[] = {{VTD_PERFCAP_RIDFS, 0x08},
                 {VTD_PERFCAP_DIDFS, 0x0C},
                 {VTD_PERFCAP_PASIDFS, 0x10},
                 {VTD_PERFCAP_ATFS, 0x14},
                 {VTD_PERFCAP_PTLFS, 0x18}};
  static const uint32_t bits[] = {0x8000FFFF, 0x8000FFFF, 0x803FFFFF, 0x80000007, 0x8000001F};
  for (unsigned lacks = 0; lacks <= 5; lacks++) {
    vtd_config c = vtd_config_scalable();
    c.perf.cap &= ~(lacks < 5 ? filters[lacks].cap : VTD_PERFCAP_IOS | VTD_PERFCAP_GFS);
    core_test t = core_test_begin(&c);
    for (unsigned i = 0; i < 5; i++) {
      uint32_t reg = perf_config_reg(t.unit, 1, filters[i].reg);
      vtdt_reg32_write(t.unit, reg, 0xFFFFFFFF);
      assert_int_equal(vtdt_reg32(t.unit, reg), i == lacks ? 0 : bits[i]);
    }
    perf_configure(t.unit, 1, 0xF, 0xFFFFFFFF, 0xFF);
    assert_true(vtdt_reg64(t.unit, perf_config_reg(t.unit, 1, 0)) ==
                (0x0FFFFFFF00000F00 | (lacks == 5 ? 0 : 6)));
    core_test_end(&t);
  }
}

static void own_capabilities_of_a_counter(void **state) {
  (void)state;
  vtd_config c = vtd_config_scalable();
  c.perf.cap |= VTD_PERFCAP_PCCS;
  c.perf.own_counters = 1;
  c.perf.own_width = 8;
  c.perf.own_interrupt = true;
  c.perf.own_events[PERF_REQUEST] = 0x2;
  c.perf.own_events[PERF_TLB] = 0x2;
  core_test t = core_test_begin(&c);
  assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 2, 0x80)), 0); // like all
  // PCC, 8 bits, interrupt, two groups.
  assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 3, 0x80)), 0x20010801);
  assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 3, 0x84)), 0x00000002);
  assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 3, 0x88)), 0x30000002);
  assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 3, 0x8C)), 0);
  perf_set_value(t.unit, 3, 0x1234);
  assert_int_equal(perf_value(t.unit, 3), 0x34);
  perf_configure(t.unit, 3, 0, 2, 6); // no freeze on overflow
  assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 3, 0)), 2);
  assert_true(perf_start(t.unit, 3, PERF_TLB, 2, 0));
  assert_false(perf_start(t.unit, 3, PERF_TLB, 1, 0));
  assert_false(perf_start(t.unit, 3, PERF_CACHE, 1, 0));
  assert_true(perf_start(t.unit, 2, PERF_TLB, 1, 0));
  core_test_end(&t);
}

static void an_enabled_counter_is_locked(void **state) {
  (void)state;
  for (int cwe = 0; cwe < 2; cwe++) {
    vtd_config c = vtd_config_scalable();
    c.perf.cap = vtd_perfcap_cwe_set(c.perf.cap, cwe);
    core_test t = core_test_begin(&c);
    vtdt_reg32_write(t.unit, perf_config_reg(t.unit, 0, 8), 0x80001234);
    assert_true(perf_start(t.unit, 0, PERF_REQUEST, PERF_BIT(1), 0));
    assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 0, 0)) & 1, 1); // EN
    perf_configure(t.unit, 0, PERF_TLB, 1, 0);
    vtdt_reg32_write(t.unit, perf_config_reg(t.unit, 0, 8), 0);
    vtdt_reg32_write(t.unit, perf_config_reg(t.unit, 0, 4), 0);
    perf_set_value(t.unit, 0, 77);
    assert_int_equal(vtdt_reg64(t.unit, perf_config_reg(t.unit, 0, 0)), PERF_BIT(33) | 1);
    assert_int_equal(vtdt_reg32(t.unit, perf_config_reg(t.unit, 0, 8)), 0x80001234);
    assert_int_equal(perf_value(t.unit, 0), cwe ? 77 : 0);
    perf_configure(t.unit, 1, PERF_TLB, 1, 0); // others are not
    assert_int_equal(vtdt_reg64(t.unit, perf_config_reg(t.unit, 1, 0)), PERF_BIT(32) | 0x300);
    assert_int_equal(perf_command(t.unit, 0xF1, 0), 0);
    perf_configure(t.unit, 0, PERF_TLB, 1, 0);
    assert_int_equal(vtdt_reg64(t.unit, perf_config_reg(t.unit, 0, 0)), PERF_BIT(32) | 0x300);
    core_test_end(&t);
  }
}

// ---- Events

// One miss and one hit, with all caches cold, for each kind of translation. SM_IOVA has four
// levels.
static void events_of_a_miss_and_a_hit(void **state) {
  (void)state;
  enum { COUNTED = 11 };
  static const struct {
    unsigned group, bit;
  } events[COUNTED] = {{PERF_REQUEST, 1}, {PERF_MEMORY, 0}, {PERF_CACHE, 0}, {PERF_CACHE, 1},
                       {PERF_CACHE, 2},   {PERF_CACHE, 3},  {PERF_CACHE, 4}, {PERF_CACHE, 6},
                       {PERF_TLB, 0},     {PERF_TLB, 1},    {PERF_MEMORY, 3}};
  static const struct {
    unsigned pgtt;
    uint64_t expect[COUNTED];
  } cases[] = {
      // requests, reads, context look-ups and hits, PASID ..., stages' look-ups, IOTLB ..., A/D
      {VTD_PASID_PGTT_SS, {2, 8, 2, 1, 2, 1, 3, 0, 2, 1, 0}},
      {VTD_PASID_PGTT_FS, {2, 8, 2, 1, 2, 1, 0, 3, 2, 1, 4}},
      {VTD_PASID_PGTT_PT, {2, 4, 2, 1, 2, 1, 0, 0, 0, 0, 0}},
  };
  for (unsigned k = 0; k < sizeof cases / sizeof cases[0]; k++) {
    for (unsigned e = 0; e < COUNTED; e++) {
      sm_test s = perf_begin(cases[k].pgtt);
      perf_count(&s, 0, events[e].group, PERF_BIT(events[e].bit));
      with_pasid(&s, SM_IOVA);
      with_pasid(&s, SM_IOVA + 8);
      if (perf_value(s.unit, 0) != cases[k].expect[e])
        fail_msg("type %u, event %u.%u: %u instead of %u", cases[k].pgtt, events[e].group,
                 events[e].bit, (unsigned)perf_value(s.unit, 0), (unsigned)cases[k].expect[e]);
      sm_end(&s);
    }
  }
}

// Reads of a nested walk: all of them, and what vtd_result says.
static void memory_reads_are_what_requests_cost(void **state) {
  (void)state;
  static const unsigned kinds[] = {VTD_PASID_PGTT_SS, VTD_PASID_PGTT_FS, VTD_PASID_PGTT_NESTED,
                                   VTD_PASID_PGTT_PT};
  for (unsigned k = 0; k < 4; k++) {
    sm_test s = perf_begin(kinds[k]);
    perf_count(&s, 0, PERF_MEMORY, PERF_BIT(0));
    uint64_t reads = 0;
    for (uint64_t i = 0; i < 6; i++)
      reads += sm_read(&s, SM_IOVA + i * 0x800).reads;
    assert_true(reads > 3);
    assert_int_equal(perf_value(s.unit, 0), reads);
    sm_submit(&s, vtdt_iotlb_global(0)); // a descriptor is read, too
    assert_int_equal(perf_value(s.unit, 0), reads + 1);
    sm_end(&s);
  }
}

static void legacy_mode_has_events_too(void **state) {
  (void)state;
  sm_test s = perf_begin(VTD_PASID_PGTT_SS);
  uint64_t root = vtdt_root_new(s.space);
  vtdt_context c = {.aw = VTD_CTX_AW_48, .did = SM_DID, .ssptptr = s.ss};
  vtdt_context_set(s.space, root, SM_SID, &c);
  assert_true(vtdt_gcmd_clear(s.unit, VTD_GCMD_TE));
  assert_true(vtdt_set_root(s.unit, root, VTD_RTADDR_TTM_LEGACY));
  assert_true(vtdt_gcmd_set(s.unit, VTD_GCMD_TE));
  perf_count(&s, 0, PERF_MEMORY, PERF_BIT(0));
  perf_count(&s, 1, PERF_CACHE, PERF_BIT(0) | PERF_BIT(1));
  perf_count(&s, 2, PERF_CACHE, PERF_BIT(4) | PERF_BIT(5));
  perf_count(&s, 3, PERF_TLB, PERF_BIT(1));
  sm_expect(sm_read(&s, SM_IOVA), SM_PAGE);
  sm_expect(sm_read(&s, SM_IOVA), SM_PAGE);
  assert_int_equal(perf_value(s.unit, 0), 6);
  assert_int_equal(perf_value(s.unit, 1), 3); // two look-ups, one hit
  assert_int_equal(perf_value(s.unit, 2), 3); // three levels asked in vain
  assert_int_equal(perf_value(s.unit, 3), 1);
  sm_map_ss(&s, SM_IOVA + 0x1000, SM_PAGE, VTD_PAGE_SHIFT, SM_RW);
  sm_expect(sm_read(&s, SM_IOVA + 0x1000), SM_PAGE);
  assert_int_equal(perf_value(s.unit, 2), 5); // the lowest level knows the page table
  assert_int_equal(perf_value(s.unit, 0), 7);
  sm_end(&s);
}

// What has no side effects is not an event; what faults is.
static void probes_do_not_count(void **state) {
  (void)state;
  sm_test s = perf_begin(VTD_PASID_PGTT_FS);
  for (unsigned i = 0; i < 4; i++)
    perf_count(&s, i, i, i == 0 ? 2 : i == 1 ? 9 : i == 2 ? 0xFF : 3);
  sm_expect(sm_probe(&s, SM_IOVA, VTD_ACCESS_READ), SM_PAGE);
  for (unsigned i = 0; i < 4; i++)
    assert_int_equal(perf_value(s.unit, i), 0);
  assert_int_equal(sm_read(&s, SM_IOVA + 0x100000).code, 0x71); // no such page
  assert_int_equal(perf_value(s.unit, 0), 1);
  assert_int_equal(perf_value(s.unit, 3), 1);
  sm_end(&s);
}

static vtd_quick sm_quick_read(sm_test *s) {
  const vtd_requester from = vtd_requester_of(s->unit, SM_SID, false, 0);
  return vtd_translate_quick(s->unit, SM_IOVA, &from, VTD_ACCESS_READ);
}

// Counting leaves the answers as they are, but for direct pointers.
static void counting_changes_no_answer(void **state) {
  (void)state;
  for (unsigned kind = VTD_PASID_PGTT_FS; kind <= VTD_PASID_PGTT_PT; kind++) {
    sm_test s = perf_begin(kind);
    sm_read(&s, SM_IOVA);
    sm_write(&s, SM_IOVA);
    vtd_result before = sm_read(&s, SM_IOVA);
    assert_int_equal(before.dmi_perm, SM_RW);
    perf_count(&s, 2, PERF_TLB, PERF_BIT(0));
    vtd_result counted = sm_read(&s, SM_IOVA);
    assert_int_equal(counted.dmi_perm, 0);
    assert_int_equal(sm_quick_read(&s).dmi_perm, 0);
    counted.dmi_perm = before.dmi_perm;
    assert_memory_equal(&before, &counted, sizeof before);
    assert_int_equal(perf_command(s.unit, 0xF1, 2), 0);
    vtd_result after = sm_read(&s, SM_IOVA);
    assert_memory_equal(&before, &after, sizeof before);
    sm_end(&s);
  }
}

// Counters that do not hear of requests leave them on the short way.
static void interrupts_slow_nothing_down(void **state) {
  (void)state;
  sm_test s = perf_begin(VTD_PASID_PGTT_SS);
  perf_count(&s, 0, PERF_INTERRUPT, 7);
  perf_count(&s, 1, PERF_MEMORY, PERF_BIT(6) | PERF_BIT(7));
  sm_read(&s, SM_IOVA);
  sm_read(&s, SM_IOVA);
  assert_int_not_equal(sm_quick_read(&s).dmi_perm, 0);
  assert_int_equal(perf_value(s.unit, 0), 0);
  sm_end(&s);
}

// ---- Direct memory pointers are withdrawn when requests begin to count

static unsigned revoked;
static void invalidated(void *ctx, const vtd_inv *inv) {
  (void)ctx;
  revoked += inv->scope == VTD_INV_GLOBAL;
}

static void the_host_is_told(void **state) {
  (void)state;
  vtd_config c = vtd_config_scalable();
  core_test t = core_test_begin(&c);
  t.host.invalidated = invalidated;
  core_test_restart(&t);
  revoked = 0;
  assert_true(perf_start(t.unit, 0, PERF_INTERRUPT, 1, 0));
  assert_int_equal(revoked, 0);
  assert_true(perf_start(t.unit, 1, PERF_TLB, 1, 0));
  assert_int_equal(revoked, 1);
  assert_true(perf_start(t.unit, 2, PERF_TLB, 1, 0));
  assert_int_equal(revoked, 1);
  core_test_end(&t);
}

// ---- Interrupts

static void interrupt_entry_cache_events(void **state) {
  (void)state;
  sm_test s = perf_begin(VTD_PASID_PGTT_SS);
  uint64_t table = vtdt_pages(s.space, 1);
  vtdt_irte irte = {.vector = 0x31, .dst = 0x100, .sid = SM_SID, .svt = VTD_IRTE_SVT_SID};
  vtdt_irte_set(s.space, table, 0, &irte);
  vtdt_reg64_write(s.unit, VTD_IRTA_REG, table);
  assert_true(vtdt_gcmd_set(s.unit, VTD_GCMD_SIRTP));
  assert_true(vtdt_gcmd_set(s.unit, VTD_GCMD_IRE));
  for (unsigned i = 0; i < 3; i++)
    perf_count(&s, i, PERF_INTERRUPT, PERF_BIT(i));
  perf_count(&s, 3, PERF_MEMORY, PERF_BIT(0));
  for (unsigned i = 0; i < 5; i++) {
    vtd_interrupt_request q = {.addr = 0xFEE00010, .sid = SM_SID};
    vtd_interrupt_result r;
    vtd_interrupt(s.unit, &q, &r);
    assert_int_equal(r.status, VTD_OK);
  }
  assert_int_equal(perf_value(s.unit, 0), 5);
  assert_int_equal(perf_value(s.unit, 1), 4);
  assert_int_equal(perf_value(s.unit, 2), 0);
  assert_int_equal(perf_value(s.unit, 3), 1);
  sm_end(&s);
}

// ---- Page requests

// All that are queued, and those that the unit answers because the queue is full.
static void page_requests_count(void **state) {
  (void)state;
  pr_test p = pr_begin();
  assert_true(perf_start(p.s.unit, 0, PERF_MEMORY, PERF_BIT(6), 0));
  assert_true(perf_start(p.s.unit, 1, PERF_MEMORY, PERF_BIT(7), 0));
  unsigned queued = 0, answered = 0;
  for (unsigned i = 0; i < 200; i++) {
    vtd_page_request_result r = pr_do(&p, pr_request());
    queued += r.status == VTD_PAGE_REQUEST_QUEUED;
    answered += r.status == VTD_PAGE_REQUEST_ANSWERED;
  }
  assert_true(queued != 0 && answered != 0);
  assert_int_equal(perf_value(p.s.unit, 0), queued);
  assert_int_equal(perf_value(p.s.unit, 1), answered);
  pr_end(&p);
}

// ---- Filters

// Requests of all kinds: without PASID, with two PASIDs, of two functions, translation requests.
static void a_mixture(sm_test *s) {
  for (unsigned i = 0; i < 3; i++)
    sm_read(s, SM_IOVA); // 3 without PASID
  for (unsigned i = 0; i < 4; i++)
    with_pasid(s, SM_IOVA); // 4 with
  for (unsigned i = 0; i < 5; i++)
    sm_ats(s, SM_IOVA, 0); // 5 translation requests
  vtd_request other = sm_request(SM_IOVA, VTD_ACCESS_READ);
  other.sid = 0x2345; // 1 of a function without a context entry
  sm_do(s, other);
}

static void filters_let_through_what_fits(void **state) {
  (void)state;
  static const struct {
    uint32_t reg, value;
    uint64_t requests, hits, reads;
  } cases[] = {
      // 13 requests; each kind of PASID misses the IOTLB once; context, PASID and paging entries
      {0x18, 0, 13, 10, 1000},
      {0x08, 0x80000000 | SM_SID, 12, 10, 1000},
      {0x08, 0x80002345, 1, 0, 1},
      {0x08, 0x80000001, 0, 0, 0},
      {0x08, 0x00000001, 13, 10, 1000},       // not enabled
      {0x0C, 0x80000000 | SM_DID, 12, 10, 5}, // four levels, then the page table is known
      {0x0C, 0x80000008, 0, 0, 0},
      {0x10, 0x80000000 | SM_PASID, 4, 3, 1000},
      {0x10, 0x80000011, 0, 0, 0},
      {0x10, 0x80100000, 4, 3, 1000}, // any PASID
      {0x10, 0x80200000, 9, 7, 1000}, // without PASID
      {0x14, 0x80000001, 8, 5, 1000}, // untranslated
      {0x14, 0x80000002, 5, 5, 0},    // translation requests
      {0x14, 0x80000004, 0, 0, 0},    // translated
      {0x14, 0x80000003, 13, 10, 1000},
      {0x18, 0x80000001, 0, 10, 2}, // leaf entries; a request has no level
      {0x18, 0x80000002, 0, 0, 1},
      {0x18, 0x80000008, 0, 0, 1},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    sm_test s = perf_begin(VTD_PASID_PGTT_SS);
    for (unsigned counter = 0; counter < 3; counter++)
      vtdt_reg32_write(s.unit, perf_config_reg(s.unit, counter, cases[i].reg), cases[i].value);
    perf_count(&s, 0, PERF_REQUEST, PERF_BIT(1));
    perf_count(&s, 1, PERF_TLB, PERF_BIT(1));
    perf_count(&s, 2, PERF_MEMORY, PERF_BIT(0));
    a_mixture(&s);
    uint64_t reads = perf_value(s.unit, 2);
    if (perf_value(s.unit, 0) != cases[i].requests || perf_value(s.unit, 1) != cases[i].hits ||
        (cases[i].reads == 1000 ? reads == 0 : reads != cases[i].reads))
      fail_msg("filter %x at %x: %u requests, %u hits, %u reads", cases[i].value, cases[i].reg,
               (unsigned)perf_value(s.unit, 0), (unsigned)perf_value(s.unit, 1), (unsigned)reads);
    sm_end(&s);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(capabilities_tell_what_there_is),
      cmocka_unit_test(counters_have_their_width),
      cmocka_unit_test(counters_are_where_the_stride_says),
      cmocka_unit_test(fields_follow_capabilities),
      cmocka_unit_test(own_capabilities_of_a_counter),
      cmocka_unit_test(an_enabled_counter_is_locked),
      cmocka_unit_test(events_of_a_miss_and_a_hit),
      cmocka_unit_test(memory_reads_are_what_requests_cost),
      cmocka_unit_test(legacy_mode_has_events_too),
      cmocka_unit_test(probes_do_not_count),
      cmocka_unit_test(counting_changes_no_answer),
      cmocka_unit_test(interrupts_slow_nothing_down),
      cmocka_unit_test(the_host_is_told),
      cmocka_unit_test(interrupt_entry_cache_events),
      cmocka_unit_test(page_requests_count),
      cmocka_unit_test(filters_let_through_what_fits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
