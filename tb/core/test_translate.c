// SPDX-License-Identifier: Apache-2.0
// First decisions (chapter 3), pass-through, protected memory, how far answers hold, probes.
#include "dma_test.h"

// ---- Translation off

static void off_passes_untranslated(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  static const uint64_t addrs[] = {
      0, 0x1234, 0xFEDFFFFF, 0xFEF00000, UINT64_C(1) << 40, ~UINT64_C(0xFFF)};
  for (size_t i = 0; i < sizeof(addrs) / sizeof(addrs[0]); i++) {
    for (unsigned flags = 0; flags < 2; flags++) { // a PASID is ignored
      vtd_request q = {.addr = addrs[i], .bytes = 1, .sid = DMA_SID, .flags = (uint8_t)flags};
      q.access = VTD_ACCESS_WRITE;
      vtd_result r;
      vtd_translate(t.unit, &q, &r);
      dma_expect_ok(r, addrs[i]);
      assert_int_equal(r.hit, VTD_HIT_NONE);
      assert_int_equal(r.reads, 0);
      assert_int_equal(r.perm, DMA_RW);
    }
  }
  core_test_end(&t);
}

static void off_knows_no_ats(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  for (int at = VTD_AT_TRANSLATION; at <= VTD_AT_TRANSLATED + 1; at++) {
    vtd_request q = {.addr = 0x1000, .bytes = 8, .sid = DMA_SID, .at = (uint8_t)at};
    vtd_result r;
    vtd_translate(t.unit, &q, &r);
    dma_expect_fault(r, VTD_BLOCKED, 0);
  }
  assert_int_equal(fsts(&t), 0);
  core_test_end(&t);
}

// ---- Protocol errors: refused, nothing logged

static void protocol_errors(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_set_tt(&d, VTD_CTX_TT_DEV_TLB, false);
  dma_map(&d, 0x1000, 0xA000, 12, DMA_RW);
  vtd_request q = dma_request(0x1000, VTD_ACCESS_READ);
  q.at = 3;
  dma_expect_fault(dma_do(&d, q), VTD_BLOCKED, 0);
  q = dma_request(0x1000, VTD_ACCESS_WRITE);
  q.at = VTD_AT_TRANSLATION;
  dma_expect_fault(dma_do(&d, q), VTD_BLOCKED, 0);
  q = dma_request(0x1000, VTD_ACCESS_READ);
  q.at = VTD_AT_TRANSLATED;
  q.flags = VTD_REQ_PASID;
  dma_expect_fault(dma_do(&d, q), VTD_BLOCKED, 0);
  assert_int_equal(fsts(&d.t), 0);
  dma_end(&d);
}

// ---- The interrupt range

static void interrupt_range(void **state) {
  (void)state;
  for (int on = 0; on < 2; on++) {
    dma_test d = dma_begin();
    if (!on)
      vtdt_gcmd_clear(d.unit, VTD_GCMD_TE);
    static const uint64_t edges[] = {0xFEE00000, 0xFEE01234 & ~3u, 0xFEEFFFFC};
    for (size_t i = 0; i < 3; i++) {
      vtd_request q = dma_request(edges[i], VTD_ACCESS_WRITE);
      q.bytes = 4;
      assert_int_equal(dma_do(&d, q).status, VTD_INTERRUPT);
      q.access = VTD_ACCESS_ZERO_READ;
      assert_int_equal(dma_do(&d, q).status, VTD_DISCARD);
      q.access = VTD_ACCESS_READ;
      dma_expect_fault(dma_do(&d, q), VTD_BLOCKED, on ? 0x29 : 0);
      q.access = VTD_ACCESS_WRITE;
      q.bytes = 8;
      dma_expect_fault(dma_do(&d, q), VTD_BLOCKED, on ? 0x29 : 0);
      q.bytes = 4;
      q.addr += 2; // crosses a DWORD
      dma_expect_fault(dma_do(&d, q), VTD_BLOCKED, on ? 0x29 : 0);
    }
    // Only this address range, whatever the upper bits.
    vtd_request q = dma_request(UINT64_C(0x1FEE00000), VTD_ACCESS_WRITE);
    q.bytes = 4;
    assert_int_not_equal(dma_do(&d, q).status, VTD_INTERRUPT);
    dma_end(&d);
  }
}

// A translated request to the interrupt range is not an interrupt, and not let through.
static void translated_interrupts(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_set_tt(&d, VTD_CTX_TT_DEV_TLB, false);
  dma_expect_ok(dma_at(&d, 0xFEDFFFC0, VTD_AT_TRANSLATED, 0), 0xFEDFFFC0);
  dma_expect_ok(dma_at(&d, 0xFEF00000, VTD_AT_TRANSLATED, 0), 0xFEF00000);
  static const uint64_t edges[] = {0xFEE00000, 0xFEEFFFC0};
  for (size_t i = 0; i < 2; i++) {
    vtd_request q = dma_request(edges[i], VTD_ACCESS_WRITE);
    q.at = VTD_AT_TRANSLATED;
    q.bytes = 4;
    dma_expect_fault(dma_do(&d, q), VTD_BLOCKED, 0xE);
  }
  dma_end(&d);
}

// ---- Direct memory

static void direct_windows(void **state) {
  (void)state;
  static uint64_t memory[512];
  dma_test d = dma_begin();
  assert_false(vtd_direct_add(d.unit, 0x1000, 4096, NULL));
  assert_false(vtd_direct_add(d.unit, 0x1000, 0, memory));
  // The page table comes from a window that ends in the middle of an entry: that one and what lies
  // behind it are read by the callback.
  dma_map(&d, 0, 0xA000, 12, DMA_RW);
  dma_map(&d, 0x1000, 0xB000, 12, DMA_RW);
  const uint64_t table = dma_entry(&d, 0, 1);
  memory[0] = 0xC003;
  memory[1] = 0xD003;
  assert_true(vtd_direct_add(d.unit, table, 12, memory));
  dma_expect_ok(dma_read(&d, 0), 0xC000);
  dma_expect_ok(dma_read(&d, 0x1000), 0xB000);
  vtd_direct_clear(d.unit);
  dma_flush(&d);
  dma_expect_ok(dma_read(&d, 0), 0xA000);
  for (uint64_t i = 0; i < 8; i++)
    assert_true(vtd_direct_add(d.unit, (i + 1) << 40, 4096, memory));
  assert_false(vtd_direct_add(d.unit, UINT64_C(9) << 40, 4096, memory));
  dma_end(&d);
}

// ---- Pass-through

static void pass_through(void **state) {
  (void)state;
  for (unsigned haw = 39; haw <= 48; haw += 9) {
    vtd_config config = vtd_config_default();
    config.haw = (uint8_t)haw;
    dma_test d = dma_begin_with(&config, VTD_CTX_AW_57);
    vtdt_context c = dma_context(&d);
    c.tt = VTD_CTX_TT_PASS_THROUGH;
    c.ssptptr = ~UINT64_C(0) & ~UINT64_C(0xFFF); // not looked at, not even for reserved bits
    dma_set_context(&d, &c);
    uint64_t last = (UINT64_C(1) << haw) - 1;
    vtd_result r = dma_read(&d, last);
    dma_expect_ok(r, last);
    assert_int_equal(r.did, DMA_DID);
    assert_int_equal(r.perm, DMA_RW);
    assert_int_equal(r.page_shift, haw - 1); // the lower half holds the interrupt range
    r = dma_write(&d, 0x1234);
    dma_expect_ok(r, 0x1234);
    assert_int_equal(r.hit, VTD_HIT_NONE);
    assert_int_equal(r.reads, 0);
    assert_int_equal(r.page_shift, 31);
    dma_expect_fault(dma_read(&d, last + 1), VTD_BLOCKED, 4);
    dma_end(&d);
  }
}

// ---- How far an answer holds

// The block that the answer covers must avoid these; twice as much would not, or would leave the
// page.
static bool covers(uint64_t addr, unsigned shift, uint64_t first, uint64_t last) {
  if (shift >= 64)
    return true;
  uint64_t base = addr >> shift << shift, end = base + ((UINT64_C(1) << shift) - 1);
  return base <= last && end >= first;
}

static void answers_avoid_interrupts(void **state) {
  (void)state;
  dma_test d = dma_begin();
  uint64_t seed = dma_seed("answers_avoid_interrupts");
  dma_set_tt(&d, VTD_CTX_TT_PASS_THROUGH, false);
  for (int mode = 0; mode < 2; mode++) {
    unsigned whole = mode == 0 ? 48 : 64;
    for (int i = 0; i < 20000; i++) {
      uint64_t addr = vtdt_random(&seed) >> (16 + vtdt_random(&seed) % 48);
      if (i % 2)
        addr = 0xFEE00000 + (int64_t)(vtdt_random(&seed) % 0x400000) - 0x200000;
      if (covers(addr, 12, VTD_INTR_BASE, VTD_INTR_LIMIT))
        continue;
      vtd_result r = dma_read(&d, addr);
      dma_expect_ok(r, addr);
      assert_false(covers(addr, r.page_shift, VTD_INTR_BASE, VTD_INTR_LIMIT));
      if (r.page_shift < whole)
        assert_true(covers(addr, r.page_shift + 1, VTD_INTR_BASE, VTD_INTR_LIMIT));
    }
    vtdt_gcmd_clear(d.unit, VTD_GCMD_TE);
  }
  dma_end(&d);
}

// ---- Protected memory: checked on the final address of everything, silent

#define MIB UINT64_C(0x100000)

static void protect(dma_test *d) { // 10 .. 13 MiB and 1 TiB .. 1 TiB + 2 MiB
  vtdt_reg32_write(d->unit, VTD_PLMBASE_REG, 10 * MIB);
  vtdt_reg32_write(d->unit, VTD_PLMLIMIT_REG, 12 * MIB);
  vtdt_reg64_write(d->unit, VTD_PHMBASE_REG, UINT64_C(1) << 40);
  vtdt_reg64_write(d->unit, VTD_PHMLIMIT_REG, UINT64_C(1) << 40);
  vtdt_reg32_write(d->unit, VTD_PMEN_REG, VTD_PMEN_EPM);
  assert_true(vtdt_reg32(d->unit, VTD_PMEN_REG) & VTD_PMEN_PRS);
}

// The regions that the unit has decoded, found by asking page by page.
static bool is_protected(uint64_t addr) {
  return (addr >= 10 * MIB && addr < 14 * MIB) ||
         (addr >= UINT64_C(1) << 40 && addr < (UINT64_C(1) << 40) + 2 * MIB);
}

static void expect_protected(dma_test *d, vtd_request q, uint64_t out) {
  uint64_t blocked = vtd_get_counters(d->unit)->pmr_blocked;
  vtd_result r = dma_do(d, q);
  if (!is_protected(out)) {
    dma_expect_ok(r, out);
    assert_false(covers(out, r.page_shift, 10 * MIB, 14 * MIB - 1));
    return;
  }
  dma_expect_fault(r, VTD_BLOCKED, 0);
  assert_int_equal(r.page_shift, 12);
  assert_int_equal(vtd_get_counters(d->unit)->pmr_blocked, blocked + 1);
}

static void protected_memory(void **state) {
  (void)state;
  static const uint64_t outs[] = {10 * MIB - 0x1000,
                                  10 * MIB,
                                  12 * MIB,
                                  14 * MIB - 0x1000,
                                  14 * MIB,
                                  UINT64_C(1) << 40,
                                  (UINT64_C(1) << 40) - 0x1000,
                                  (UINT64_C(1) << 40) + 2 * MIB};
  dma_test d = dma_begin();
  for (size_t i = 0; i < 8; i++)
    dma_map(&d, UINT64_C(0x40000000) + i * 0x1000, outs[i], 12, DMA_RW);
  dma_map(&d, UINT64_C(0x80000000), 0, 30, DMA_RW); // a large page over the low region
  for (size_t i = 0; i < 8; i++)                    // cached before the regions are on
    dma_expect_ok(dma_read(&d, UINT64_C(0x40000000) + i * 0x1000), outs[i]);
  protect(&d);
  for (size_t i = 0; i < 8; i++) {
    for (int again = 0; again < 2; again++)
      expect_protected(&d, dma_request(UINT64_C(0x40000000) + i * 0x1000, again), outs[i]);
    if (outs[i] < UINT64_C(1) << 30)
      expect_protected(&d, dma_request(UINT64_C(0x80000000) + outs[i], VTD_ACCESS_READ), outs[i]);
  }
  dma_set_tt(&d, VTD_CTX_TT_PASS_THROUGH, false);
  for (size_t i = 0; i < 8; i++)
    expect_protected(&d, dma_request(outs[i], VTD_ACCESS_WRITE), outs[i]);
  dma_set_tt(&d, VTD_CTX_TT_DEV_TLB, false);
  for (size_t i = 0; i < 8; i++) {
    vtd_request q = dma_request(outs[i], VTD_ACCESS_WRITE);
    q.at = VTD_AT_TRANSLATED;
    expect_protected(&d, q, outs[i]);
  }
  vtdt_gcmd_clear(d.unit, VTD_GCMD_TE);
  for (size_t i = 0; i < 8; i++)
    expect_protected(&d, dma_request(outs[i], VTD_ACCESS_WRITE), outs[i]);
  assert_int_equal(fsts(&d.t), 0);
  vtdt_reg32_write(d.unit, VTD_PMEN_REG, 0);
  dma_expect_ok(dma_read(&d, 12 * MIB), 12 * MIB);
  dma_end(&d);
}

// ---- Probes: the same answer, no trace

static void probes_leave_no_trace(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_map(&d, 0x1000, 0xA000, 12, VTD_PERM_R);
  vtd_counters before = *vtd_get_counters(d.unit);
  for (int i = 0; i < 3; i++) {
    vtd_request q = dma_request(0x1040, VTD_ACCESS_READ);
    q.flags = VTD_REQ_PROBE;
    vtd_result r = dma_do(&d, q);
    dma_expect_ok(r, 0xA040);
    assert_int_equal(r.reads, 6); // nothing was cached
    q.access = VTD_ACCESS_WRITE;
    dma_expect_fault(dma_do(&d, q), VTD_DENIED, 5);
  }
  vtd_counters after = *vtd_get_counters(d.unit);
  assert_memory_equal(&before, &after, sizeof(before));
  assert_int_equal(fsts(&d.t), 0);
  // A probe sees what a request would: the cached translation.
  dma_read(&d, 0x1000);
  vtdt_write64(d.space, dma_entry(&d, 0x1000, 1), 0);
  vtd_request q = dma_request(0x1040, VTD_ACCESS_READ);
  q.flags = VTD_REQ_PROBE;
  dma_expect_ok(dma_do(&d, q), 0xA040);
  dma_flush(&d);
  dma_expect_fault(dma_do(&d, q), VTD_BLOCKED, 6);
  dma_end(&d);
}

// Turning translation on and off takes effect at once, whatever is cached.
static void enabling(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_map(&d, 0x1000, 0xA000, 12, DMA_RW);
  for (int i = 0; i < 3; i++) {
    dma_expect_ok(dma_read(&d, 0x1000), 0xA000);
    vtdt_gcmd_clear(d.unit, VTD_GCMD_TE);
    dma_expect_ok(dma_read(&d, 0x1000), 0x1000);
    vtdt_gcmd_set(d.unit, VTD_GCMD_TE);
  }
  dma_end(&d);
}

// A page that one function has put into the IOTLB is out of reach of another of the same domain
// whose tables are narrower.
static void width_is_asked_of_hits(void **state) {
  (void)state;
  const uint64_t high = UINT64_C(1) << 40, sid = DMA_SID + 8;
  dma_test d = dma_begin();
  vtdt_context c = dma_context(&d);
  c.aw = VTD_CTX_AW_39;
  vtdt_context_set(d.space, d.root, (uint16_t)sid, &c);
  dma_map(&d, high, 0x5000, VTD_PAGE_SHIFT, VTD_PERM_R | VTD_PERM_W);
  vtd_request q = {.addr = high, .bytes = 4, .sid = DMA_SID, .access = VTD_ACCESS_READ};
  vtd_request low = {.addr = 0x1000, .bytes = 4, .sid = (uint16_t)sid, .access = VTD_ACCESS_READ};
  vtd_result r;
  vtd_translate(d.unit, &q, &r);
  assert_int_equal(r.status, VTD_OK);
  vtd_translate(d.unit, &low, &r); // so that its context is cached, too
  q.sid = (uint16_t)sid;
  const vtd_requester from = vtd_requester_of(d.unit, q.sid, false, 0);
  assert_int_equal(vtd_translate_quick(d.unit, high, &from, VTD_ACCESS_READ).dmi_perm, 0);
  vtd_translate(d.unit, &q, &r);
  assert_int_equal(r.cond, VTD_FC_LGN_1_1);
  dma_end(&d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(off_passes_untranslated),
      cmocka_unit_test(off_knows_no_ats),
      cmocka_unit_test(protocol_errors),
      cmocka_unit_test(interrupt_range),
      cmocka_unit_test(pass_through),
      cmocka_unit_test(answers_avoid_interrupts),
      cmocka_unit_test(protected_memory),
      cmocka_unit_test(probes_leave_no_trace),
      cmocka_unit_test(enabling),
      cmocka_unit_test(translated_interrupts),
      cmocka_unit_test(direct_windows),
      cmocka_unit_test(width_is_asked_of_hits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
