// SPDX-License-Identifier: Apache-2.0
// Every fault condition of the DMA path in legacy mode (chapters 3 and 7): its reason, what each
// kind of request gets, whether FPD silences it, and that nothing about it is cached.
#include "dma_test.h"

// How a kind of request ends, in the words of the architecture's tables.
typedef enum ending { NA, UR, CA, S0, SEFF } ending;

typedef struct condition {
  const char *name;
  unsigned code;
  bool qualified; // FPD = 1 silences it
  ending u, x, t; // untranslated, translation request, translated
  void (*arrange)(dma_test *d);
  uint64_t addr;
  vtd_access access; // of the untranslated request
  uint8_t flags;
  bool permission; // the page is mapped, but not for this access
} condition;

#define IOVA     UINT64_C(0x40201000)
#define PAGE     UINT64_C(0x123456000)
#define BAD_BIT  (UINT64_C(1) << 62) // reserved in paging entries
#define HAW_BITS 48

static void poke(dma_test *d, uint64_t at, uint64_t set) {
  vtdt_write64(d->space, at, vtdt_read64(d->space, at) | set);
}

static void fail_at(dma_test *d, uint64_t at) {
  d->guest->fail_base = at;
  d->guest->fail_bytes = 8;
}

static uint64_t root_entry(const dma_test *d) {
  return d->root + (DMA_SID >> 8) * 16;
}
static uint64_t context_entry(const dma_test *d) {
  return vtdt_context_addr(d->space, d->root, DMA_SID);
}

static void root_not_present(dma_test *d) {
  vtdt_write64(d->space, root_entry(d), 0);
}
static void root_unreadable(dma_test *d) {
  fail_at(d, root_entry(d));
}
static void root_reserved(dma_test *d) {
  poke(d, root_entry(d) + 8, 1);
}
static void context_not_present(dma_test *d) {
  vtdt_write64(d->space, context_entry(d), vtdt_read64(d->space, context_entry(d)) & ~UINT64_C(1));
}
static void context_unreadable(dma_test *d) {
  fail_at(d, context_entry(d));
}
static void context_reserved(dma_test *d) {
  poke(d, context_entry(d), 1u << 4);
}
static void context_aw(dma_test *d) { // 100b
  uint64_t at = context_entry(d) + 8;
  vtdt_write64(d->space, at, (vtdt_read64(d->space, at) & ~UINT64_C(7)) | 4);
}
static void context_tt(dma_test *d) { // 11b
  poke(d, context_entry(d), 3u << 2);
}
static void top_unreadable(dma_test *d) {
  fail_at(d, dma_entry(d, IOVA, 4));
}
static void lower_unreadable(dma_test *d) {
  fail_at(d, dma_entry(d, IOVA, 2));
}
static void entry_reserved(dma_test *d) {
  poke(d, dma_entry(d, IOVA, 1), BAD_BIT);
}
static void read_only(dma_test *d) {
  vtdt_write64(d->space, dma_entry(d, IOVA, 1), PAGE | VTD_SS_PTE_R);
}
static void write_only(dma_test *d) {
  vtdt_write64(d->space, dma_entry(d, IOVA, 1), PAGE | VTD_SS_PTE_W);
}
static void not_present(dma_test *d) {
  vtdt_write64(d->space, dma_entry(d, IOVA, 1), PAGE);
}
static void leads_to_interrupts(dma_test *d) {
  vtdt_write64(d->space, dma_entry(d, IOVA, 1), 0xFEE01000 | VTD_SS_PTE_R | VTD_SS_PTE_W);
}
static void set_tt(dma_test *d, uint64_t tt) {
  uint64_t at = context_entry(d);
  vtdt_write64(d->space, at, (vtdt_read64(d->space, at) & ~UINT64_C(0xC)) | tt << 2);
}
static void no_device_tlb(dma_test *d) {
  set_tt(d, VTD_CTX_TT_UNTRANSLATED);
}
static void pass_through(dma_test *d) {
  set_tt(d, VTD_CTX_TT_PASS_THROUGH);
}
static void nothing(dma_test *d) {
  (void)d;
}

#define BEYOND_MGAW (UINT64_C(1) << 48) // of a 4-level table
#define BEYOND_HAW  (UINT64_C(1) << HAW_BITS)

// Each arranges one thing wrong in a device-TLB domain (TT = 01).
static const condition conditions[] = {
    {"LRT.1", 0x8, false, UR, CA, UR, root_unreadable, IOVA, VTD_ACCESS_READ, 0, false},
    {"LRT.2", 0x1, false, UR, UR, UR, root_not_present, IOVA, VTD_ACCESS_READ, 0, false},
    {"LRT.3", 0xA, false, UR, CA, UR, root_reserved, IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.1", 0x9, false, UR, CA, UR, context_unreadable, IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.2", 0x2, true, UR, UR, UR, context_not_present, IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.3", 0xB, true, UR, CA, UR, context_reserved, IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.4.1", 0x3, true, UR, CA, UR, context_aw, IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.4.2", 0x3, true, UR, CA, UR, context_tt, IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.4.3", 0x3, true, UR, CA, NA, top_unreadable, IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.5", 0xD, true, NA, UR, UR, no_device_tlb, IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.5 pass", 0xD, true, NA, UR, UR, pass_through, IOVA, VTD_ACCESS_READ, 0, false},
    {"LGN.1.1", 0x4, true, UR, S0, NA, nothing, BEYOND_MGAW, VTD_ACCESS_READ, 0, false},
    {"LGN.1.2", 0x4, true, NA, NA, UR, nothing, BEYOND_HAW, VTD_ACCESS_READ, 0, false},
    {"LGN.1.3", 0x4, true, UR, NA, NA, pass_through, BEYOND_HAW, VTD_ACCESS_READ, 0, false},
    {"LGN.2", 0x5, true, UR, SEFF, NA, read_only, IOVA, VTD_ACCESS_WRITE, 0, true},
    {"LGN.2 atomic", 0x5, true, UR, SEFF, NA, read_only, IOVA, VTD_ACCESS_ATOMIC, 0, true},
    {"LGN.2 absent", 0x5, true, UR, S0, NA, not_present, IOVA, VTD_ACCESS_WRITE, 0, false},
    {"LGN.2 first", 0x5, true, UR, S0, NA, not_present, IOVA, VTD_ACCESS_ATOMIC, 0, false},
    {"LGN.3", 0x6, true, UR, SEFF, NA, write_only, IOVA, VTD_ACCESS_READ, 0, true},
    {"LGN.3 atomic", 0x6, true, UR, SEFF, NA, write_only, IOVA, VTD_ACCESS_ATOMIC, 0, true},
    {"LGN.3 absent", 0x6, true, UR, NA, NA, not_present, IOVA, VTD_ACCESS_READ, 0, false},
    {"LGN.4", 0xE, true, UR, CA, NA, leads_to_interrupts, IOVA, VTD_ACCESS_READ, 0, false},
    {"LGN.4 translated", 0xE, true, NA, NA, UR, nothing, 0xFEE00000, VTD_ACCESS_READ, 0, false},
    {"LSS.1", 0x7, true, UR, CA, NA, lower_unreadable, IOVA, VTD_ACCESS_READ, 0, false},
    {"LSS.2", 0xC, true, UR, CA, NA, entry_reserved, IOVA, VTD_ACCESS_READ, 0, false},
    {"RTA.2", 0x31, false, UR, UR, NA, nothing, IOVA, VTD_ACCESS_READ, VTD_REQ_PASID, false},
    {"29h read", 0x29, false, UR, NA, NA, nothing, 0xFEE00000, VTD_ACCESS_READ, 0, false},
    {"29h write", 0x29, false, UR, NA, NA, nothing, 0xFEEFFFC0, VTD_ACCESS_WRITE, 0, false},
    {"29h atomic", 0x29, false, UR, NA, NA, nothing, 0xFEE00000, VTD_ACCESS_ATOMIC, 0, false},
};
#define CONDITIONS (sizeof(conditions) / sizeof(conditions[0]))

static dma_test begin(const condition *c, bool fpd) {
  dma_test d = dma_begin();
  vtdt_context context = dma_context(&d);
  context.tt = VTD_CTX_TT_DEV_TLB;
  context.fpd = fpd;
  dma_set_context(&d, &context);
  dma_map(&d, IOVA, PAGE, VTD_PAGE_SHIFT, DMA_RW);
  c->arrange(&d);
  return d;
}

static uint64_t record_low(dma_test *d, unsigned i) {
  return vtdt_reg64(d->unit, vtdt_frcd_reg(d->unit, i));
}
static uint64_t record_high(dma_test *d, unsigned i) {
  return vtdt_reg64(d->unit, vtdt_frcd_reg(d->unit, i) + 8);
}

static void expect_record(dma_test *d, const condition *c, vtd_at at) {
  uint64_t high = record_high(d, 0);
  assert_true(high >> 63);
  assert_int_equal(high >> 32 & 0xFF, c->code);
  assert_int_equal(high & 0xFFFF, DMA_SID);
  assert_int_equal(high >> 60 & 3, at);
  if (c->code != 0x29) // its address is undefined
    assert_int_equal(record_low(d, 0), c->addr & ~UINT64_C(0xFFF));
  assert_int_equal(fsts(&d->t), VTD_FSTS_PPF);
}

static void expect_nothing_logged(dma_test *d) {
  assert_int_equal(record_high(d, 0), 0);
  assert_int_equal(fsts(&d->t), 0);
  assert_int_equal(d->guest->message_count, 0);
}

static void check(const condition *c, vtd_at at, ending expected, bool fpd) {
  if (expected == NA)
    return;
  dma_test d = begin(c, fpd);
  vtd_request q = dma_request(c->addr, at == VTD_AT_UNTRANSLATED ? c->access : VTD_ACCESS_READ);
  q.at = (uint8_t)at;
  q.flags = c->flags;
  vtd_request probe = q;
  probe.flags |= VTD_REQ_PROBE;
  vtd_result probed = dma_do(&d, probe);
  expect_nothing_logged(&d);
  vtd_result r = dma_do(&d, q);

  assert_int_equal(r.code, c->code);
  assert_int_equal(r.dmi_perm, 0);
  bool logged = (expected == UR || expected == CA) && !(fpd && c->qualified);
  assert_int_equal((r.flags & VTD_RES_LOGGED) != 0, logged);
  if (logged)
    expect_record(&d, c, at);
  else
    expect_nothing_logged(&d);

  switch (expected) {
  case UR:
    assert_int_equal(r.status, c->permission ? VTD_DENIED : VTD_BLOCKED);
    assert_int_equal(r.perm, 0);
    break;
  case CA:
    assert_int_equal(r.status, VTD_COMPLETER_ABORT);
    assert_int_equal(r.perm, 0);
    break;
  case S0:
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.perm, 0);
    break;
  case SEFF:
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.perm, c->arrange == read_only ? VTD_PERM_R : VTD_PERM_W);
    assert_int_equal(r.addr, PAGE);
    break;
  case NA:
    break;
  }
  // The probe saw the same and left no trace.
  assert_int_equal(probed.status, r.status);
  assert_int_equal(probed.code, r.code);
  assert_int_equal(probed.perm, r.perm);
  dma_end(&d);
}

static void every_condition(void **state) {
  (void)state;
  for (size_t i = 0; i < CONDITIONS; i++) {
    for (int fpd = 0; fpd < 2; fpd++) {
      check(&conditions[i], VTD_AT_UNTRANSLATED, conditions[i].u, fpd);
      check(&conditions[i], VTD_AT_TRANSLATION, conditions[i].x, fpd);
      check(&conditions[i], VTD_AT_TRANSLATED, conditions[i].t, fpd);
    }
  }
}

// Chapter 6 with CM = 0 (and this model with CM = 1): what faulted works as soon as the tables are
// right, without an invalidation.
static void faults_are_never_cached(void **state) {
  (void)state;
  for (unsigned cm = 0; cm < 2; cm++) {
    for (size_t i = 0; i < CONDITIONS; i++) {
      const condition *c = &conditions[i];
      if (c->addr != IOVA || c->u == NA || c->flags != 0)
        continue;
      vtd_config config = vtd_config_default();
      config.cap = vtd_cap_cm_set(config.cap, cm);
      dma_test d = dma_begin_with(&config, VTD_CTX_AW_48);
      dma_map(&d, IOVA, PAGE, VTD_PAGE_SHIFT, DMA_RW);
      uint64_t before[6] = {root_entry(&d),        root_entry(&d) + 8,     context_entry(&d),
                            context_entry(&d) + 8, dma_entry(&d, IOVA, 1), dma_entry(&d, IOVA, 4)};
      uint64_t value[6];
      for (int k = 0; k < 6; k++)
        value[k] = vtdt_read64(d.space, before[k]);
      c->arrange(&d);
      vtd_result r = dma_do(&d, dma_request(IOVA, c->access));
      assert_int_equal(r.code, c->code);
      for (int k = 0; k < 6; k++)
        vtdt_write64(d.space, before[k], value[k]);
      d.guest->fail_bytes = 0;
      dma_expect_ok(dma_do(&d, dma_request(IOVA, c->access)), PAGE);
      dma_end(&d);
    }
  }
}

// The table mode is judged before anything else; unqualified.
static void check_mode(const vtd_config *config, unsigned ttm, unsigned code, bool ats_ca) {
  core_test t = core_test_begin(config);
  vtdt_set_root(t.unit, vtdt_root_new(&t.guest->space), ttm);
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_TE));
  for (int at = VTD_AT_UNTRANSLATED; at <= VTD_AT_TRANSLATED; at++) {
    for (unsigned pasid = 0; pasid < 2; pasid++) {
      if (at == VTD_AT_TRANSLATED && pasid) // a protocol error
        continue;
      vtd_request q = {.addr = IOVA, .bytes = 8, .sid = DMA_SID, .at = (uint8_t)at};
      q.flags = pasid ? VTD_REQ_PASID : 0;
      vtd_result r;
      uint64_t logged = vtd_get_counters(t.unit)->faults_logged;
      vtd_translate(t.unit, &q, &r);
      bool ca = ats_ca && at == VTD_AT_TRANSLATION;
      dma_expect_fault(r, ca ? VTD_COMPLETER_ABORT : VTD_BLOCKED, code);
      assert_int_equal(vtd_get_counters(t.unit)->faults_logged, logged + 1);
      assert_int_equal(r.reads, 0);
    }
  }
  core_test_end(&t);
}

static void table_modes(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  check_mode(&config, 3, 0x30, true); // RTA.1.1
  check_mode(&config, 2, 0x30, true); // RTA.1.2
  check_mode(&config, 1, 0x30, true); // RTA.1.3
  config.ecap = vtd_ecap_adms_set(config.ecap, 1);
  if (vtd_config_check(&config) == NULL)
    check_mode(&config, 3, 0x33, false); // RTA.4
}

// With nothing to remap, a wrong access to the interrupt range is refused but nobody is told.
static void interrupt_range_while_off(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtd_request q = {.addr = 0xFEE00000, .bytes = 8, .sid = DMA_SID, .access = VTD_ACCESS_READ};
  vtd_result r;
  vtd_translate(t.unit, &q, &r);
  dma_expect_fault(r, VTD_BLOCKED, 0);
  assert_int_equal(fsts(&t), 0);
  // Interrupt remapping alone makes it a fault.
  vtdt_reg64_write(t.unit, VTD_IRTA_REG, vtdt_pages(&t.guest->space, 1));
  vtdt_gcmd_set(t.unit, VTD_GCMD_SIRTP);
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_IRE));
  vtd_translate(t.unit, &q, &r);
  dma_expect_fault(r, VTD_BLOCKED, 0x29);
  assert_int_equal(fsts(&t), VTD_FSTS_PPF);
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_condition),
      cmocka_unit_test(faults_are_never_cached),
      cmocka_unit_test(table_modes),
      cmocka_unit_test(interrupt_range_while_off),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
