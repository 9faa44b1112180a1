// SPDX-License-Identifier: Apache-2.0
// Translation requests and translated requests (chapter 4) in legacy mode: what a completion says.
#include "dma_test.h"

static dma_test begin_with(const vtd_config *config) {
  dma_test d = dma_begin_with(config, VTD_CTX_AW_48);
  dma_set_tt(&d, VTD_CTX_TT_DEV_TLB, false);
  return d;
}

static vtd_result ask(dma_test *d, uint64_t addr, bool no_write) {
  return dma_at(d, addr, VTD_AT_TRANSLATION, no_write ? VTD_REQ_NO_WRITE : 0);
}

static void expect_completion(vtd_result r, uint64_t addr, unsigned shift, unsigned perm) {
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.perm, perm);
  assert_int_equal(r.dmi_perm, 0); // never handed out as a pointer
  if (perm == 0)
    return;
  assert_int_equal(r.addr, addr);
  assert_int_equal(r.page_shift, shift);
}

// R and W as the tables give them; without W if the device will not write and the unit knows NW.
static void permissions(void **state) {
  (void)state;
  for (unsigned nwfs = 0; nwfs < 2; nwfs++) {
    vtd_config config = vtd_config_default();
    config.ecap = vtd_ecap_nwfs_set(config.ecap, nwfs);
    dma_test d = begin_with(&config);
    for (unsigned perm = 0; perm < 4; perm++) {
      uint64_t iova = 0x10000 + perm * 0x1000;
      dma_map(&d, iova, 0xA0000 + perm * 0x1000, 12, perm);
      for (int again = 0; again < 2; again++) {
        expect_completion(ask(&d, iova + 0x123, false), 0xA0000 + perm * 0x1000, 12, perm);
        unsigned quiet = nwfs ? perm & VTD_PERM_R : perm;
        expect_completion(ask(&d, iova, true), 0xA0000 + perm * 0x1000, 12, quiet);
      }
    }
    assert_int_equal(fsts(&d.t), 0); // nothing of this is a fault to be logged
    dma_end(&d);
  }
}

// The largest page, its address aligned; any offset into it asks for the same.
static void sizes(void **state) {
  (void)state;
  dma_test d = begin_with(NULL);
  dma_map(&d, 0x200000, 0x600000, 21, DMA_RW);
  dma_map(&d, UINT64_C(0x40000000), UINT64_C(0x1C0000000), 30, VTD_PERM_R);
  for (int again = 0; again < 2; again++) {
    expect_completion(ask(&d, 0x234567, false), 0x600000, 21, DMA_RW);
    expect_completion(ask(&d, 0x200000, false), 0x600000, 21, DMA_RW);
    expect_completion(ask(&d, UINT64_C(0x7FFFFFFF), false), UINT64_C(0x1C0000000), 30, VTD_PERM_R);
  }
  dma_end(&d);
}

static void non_snooped(void **state) {
  (void)state;
  dma_test d = begin_with(NULL);
  dma_map(&d, 0x1000, 0xA000, 12, DMA_RW | VTDT_SNP);
  dma_map(&d, 0x2000, 0xB000, 12, DMA_RW);
  for (int again = 0; again < 2; again++) {
    assert_int_equal(ask(&d, 0x1000, false).flags, VTD_RES_ATS_N);
    assert_int_equal(ask(&d, 0x2000, false).flags, 0);
  }
  dma_end(&d);
}

// The interrupt range: use it untranslated and write only; or nothing at all.
static void interrupt_range(void **state) {
  (void)state;
  for (unsigned nwfs = 0; nwfs < 2; nwfs++) {
    vtd_config config = vtd_config_default();
    config.ecap = vtd_ecap_nwfs_set(config.ecap, nwfs);
    dma_test d = begin_with(&config);
    dma_map(&d, 0xFEE00000, 0xA000, 12, DMA_RW); // must not matter
    vtd_result r = ask(&d, 0xFEE00000, false);
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.perm, VTD_PERM_W);
    assert_int_equal(r.flags, VTD_RES_ATS_U);
    r = ask(&d, 0xFEEFFFFF, true);
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.perm, nwfs ? 0 : VTD_PERM_W);
    assert_int_equal(r.flags, nwfs ? 0 : VTD_RES_ATS_U);
    assert_int_equal(fsts(&d.t), 0);
    // The table checks come first.
    dma_set_tt(&d, VTD_CTX_TT_UNTRANSLATED, false);
    assert_int_equal(ask(&d, 0xFEE00000, false).code, 0xD);
    dma_end(&d);
  }
}

// A completion that would cover the interrupt range is refused, whichever part was asked for.
static void overlap_with_interrupts(void **state) {
  (void)state;
  dma_test d = begin_with(NULL);
  dma_map(&d, UINT64_C(0x140000000), UINT64_C(0xC0000000), 30, DMA_RW);
  for (int again = 0; again < 2; again++) {
    vtd_result r = ask(&d, UINT64_C(0x140000000), false);
    dma_expect_fault(r, VTD_COMPLETER_ABORT, 0xE);
    assert_true(r.flags & VTD_RES_LOGGED);
  }
  dma_expect_ok(dma_read(&d, UINT64_C(0x140000000)), UINT64_C(0xC0000000)); // untranslated: fine
  dma_expect_fault(ask(&d, UINT64_C(0x140000000), false), VTD_COMPLETER_ABORT, 0xE); // cached now
  // On the input side the answer is cut down.
  dma_map(&d, UINT64_C(0xC0000000), UINT64_C(0x180000000), 30, DMA_RW);
  expect_completion(ask(&d, 0xFED12345, false), UINT64_C(0x1BEC00000), 21, DMA_RW);
  dma_end(&d);
}

// Protected memory is looked at when the access comes, not when it is translated.
static void protected_memory(void **state) {
  (void)state;
  dma_test d = begin_with(NULL);
  dma_map(&d, 0x200000, 0xA00000, 21, DMA_RW);
  vtdt_reg32_write(d.unit, VTD_PLMBASE_REG, 0xA00000);
  vtdt_reg32_write(d.unit, VTD_PLMLIMIT_REG, 0xA00000);
  vtdt_reg32_write(d.unit, VTD_PMEN_REG, VTD_PMEN_EPM);
  expect_completion(ask(&d, 0x212345, false), 0xA00000, 21, DMA_RW);
  dma_expect_fault(dma_at(&d, 0xA12345, VTD_AT_TRANSLATED, 0), VTD_BLOCKED, 0);
  dma_expect_fault(dma_read(&d, 0x212345), VTD_BLOCKED, 0);
  assert_int_equal(fsts(&d.t), 0);
  dma_end(&d);
}

// Translated requests: no walk, no permission; only the host's width and the interrupt range.
static void translated(void **state) {
  (void)state;
  dma_test d = begin_with(NULL);
  vtd_request q = dma_request(0x12345678, VTD_ACCESS_WRITE);
  q.at = VTD_AT_TRANSLATED;
  for (int again = 0; again < 2; again++) {
    vtd_result r = dma_do(&d, q);
    dma_expect_ok(r, 0x12345678);
    assert_int_equal(r.reads, again ? 0 : 2);
    assert_int_equal(r.did, DMA_DID);
    assert_int_equal(r.dmi_perm, 0);
  }
  assert_int_equal(vtd_get_counters(d.unit)->walks, 0);
  q.addr = (UINT64_C(1) << 48) - 1;
  dma_expect_ok(dma_do(&d, q), q.addr);
  q.addr++;
  dma_expect_fault(dma_do(&d, q), VTD_BLOCKED, 4);
  dma_end(&d);
}

// Asking fills the IOTLB like an access does, and with less than RW it asks the tables again.
static void caching(void **state) {
  (void)state;
  dma_test d = begin_with(NULL);
  dma_map(&d, 0x1000, 0xA000, 12, DMA_RW);
  dma_map(&d, 0x2000, 0xB000, 12, VTD_PERM_R);
  ask(&d, 0x1000, false);
  assert_int_equal(dma_write(&d, 0x1000).hit, VTD_HIT_IOTLB);
  assert_int_equal(ask(&d, 0x1000, false).hit, VTD_HIT_IOTLB);
  assert_int_not_equal(ask(&d, 0x2000, false).hit, VTD_HIT_IOTLB);
  assert_int_equal(dma_read(&d, 0x2000).hit, VTD_HIT_IOTLB);
  vtdt_write64(d.space, dma_entry(&d, 0x2000, 1), 0xB000 | 3); // more rights: no invalidation
  expect_completion(ask(&d, 0x2000, false), 0xB000, 12, DMA_RW);
  dma_end(&d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(permissions),
      cmocka_unit_test(sizes),
      cmocka_unit_test(non_snooped),
      cmocka_unit_test(interrupt_range),
      cmocka_unit_test(overlap_with_interrupts),
      cmocka_unit_test(protected_memory),
      cmocka_unit_test(translated),
      cmocka_unit_test(caching),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
