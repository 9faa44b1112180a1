// SPDX-License-Identifier: Apache-2.0
// Root and context entries and the context cache (chapters 3, 6 and 9).
#include "dma_test.h"

static void context_command(dma_test *d, uint64_t granularity, uint16_t did, uint16_t sid,
                            unsigned fm) {
  uint64_t command = vtd_ccmd_did_set(VTD_CCMD_ICC, did);
  command = vtd_ccmd_fm_set(vtd_ccmd_sid_set(command, sid), fm);
  vtdt_reg64_write(d->unit, VTD_CCMD_REG, vtd_ccmd_cirg_set(command, granularity));
  assert_int_equal(vtd_ccmd_caig(vtdt_reg64(d->unit, VTD_CCMD_REG)), granularity);
}

static void add_device(dma_test *d, uint16_t sid, uint16_t did, uint64_t page) {
  uint64_t table = vtdt_pages(d->space, 1);
  vtdt_context c = {.aw = VTD_CTX_AW_48, .did = did, .ssptptr = table};
  vtdt_context_set(d->space, d->root, sid, &c);
  assert_true(vtdt_map(d->space, table, 4, 0x1000, page, 12, DMA_RW));
}

static vtd_result read_as(dma_test *d, uint16_t sid) {
  vtd_request q = dma_request(0x1000, VTD_ACCESS_READ);
  q.sid = sid;
  return dma_do(d, q);
}

static bool cached(dma_test *d, uint16_t sid) {
  uint64_t hits = vtd_get_counters(d->unit)->context_hits;
  assert_int_equal(read_as(d, sid).status, VTD_OK);
  return vtd_get_counters(d->unit)->context_hits > hits;
}

// ---- Entries

static void every_requester_has_its_own_entry(void **state) {
  (void)state;
  dma_test d = dma_begin();
  static const uint16_t sids[] = {0x0000, 0x0001, 0x00FF, 0x0100, 0x7F80, 0xFF00, 0xFFFF};
  for (uint16_t i = 0; i < 7; i++)
    add_device(&d, sids[i], (uint16_t)(100 + i), 0x100000 + i * 0x1000u);
  for (int again = 0; again < 2; again++) {
    for (uint16_t i = 0; i < 7; i++) {
      vtd_result r = read_as(&d, sids[i]);
      dma_expect_ok(r, 0x100000 + i * 0x1000u);
      assert_int_equal(r.did, 100 + i);
    }
  }
  dma_expect_fault(read_as(&d, 0x0002), VTD_BLOCKED, 2); // not present
  dma_expect_fault(read_as(&d, 0x0200), VTD_BLOCKED, 1); // bus not present
  dma_end(&d);
}

// Bit by bit, in a present entry: what is reserved, and that it is LCT.3 or LRT.3.
static void reserved_bits(void **state) {
  (void)state;
  for (unsigned nd = 2; nd <= 6; nd += 2) {
    vtd_config config = vtd_config_default();
    config.cap = vtd_cap_nd_set(config.cap, nd);
    unsigned did_bits = 4 + 2 * nd;
    dma_test d = dma_begin_with(&config, VTD_CTX_AW_48);
    dma_map(&d, 0x1000, 0xA000, 12, DMA_RW);
    uint64_t at = vtdt_context_addr(d.space, d.root, DMA_SID);
    uint64_t root_at = d.root + (DMA_SID >> 8) * 16;
    for (unsigned bit = 0; bit < 128; bit++) {
      bool reserved = (bit >= 4 && bit <= 11) || (bit >= 48 && bit <= 63) || bit == 71 ||
                      (bit >= 72 + did_bits && bit <= 127);
      bool ignored = bit >= 67 && bit <= 70;
      uint64_t word = at + bit / 64 * 8, good = vtdt_read64(d.space, word);
      vtdt_write64(d.space, word, good | UINT64_C(1) << bit % 64);
      context_command(&d, VTD_CCMD_CIRG_GLOBAL, 0, 0, 0);
      vtd_result r = read_as(&d, DMA_SID);
      assert_int_equal(r.code == 0xB, reserved);
      if (ignored)
        dma_expect_ok(r, 0xA000);
      vtdt_write64(d.space, word, good);

      word = root_at + bit / 64 * 8, good = vtdt_read64(d.space, word);
      uint64_t low = vtdt_read64(d.space, root_at);
      vtdt_write64(d.space, word, good | UINT64_C(1) << bit % 64);
      context_command(&d, VTD_CCMD_CIRG_GLOBAL, 0, 0, 0);
      bool root_reserved = (bit >= 1 && bit <= 11) || bit >= 48;
      if (bit < 12 || bit >= 48) // else it points somewhere else
        assert_int_equal(read_as(&d, DMA_SID).code, root_reserved ? 0xA : 0);
      // Not present: the rest is ignored.
      vtdt_write64(d.space, root_at, vtdt_read64(d.space, root_at) & ~UINT64_C(1));
      context_command(&d, VTD_CCMD_CIRG_GLOBAL, 0, 0, 0);
      assert_int_equal(read_as(&d, DMA_SID).code, 1);
      vtdt_write64(d.space, word, good);
      vtdt_write64(d.space, root_at, low);
    }
    dma_end(&d);
  }
}

// TT values that need a feature.
static void translation_types(void **state) {
  (void)state;
  for (unsigned features = 0; features < 4; features++) {
    vtd_config config = vtd_config_default();
    config.ecap = vtd_ecap_dt_set(config.ecap, features & 1);
    config.ecap = vtd_ecap_pt_set(config.ecap, features >> 1);
    dma_test d = dma_begin_with(&config, VTD_CTX_AW_48);
    dma_map(&d, 0x1000, 0xA000, 12, DMA_RW);
    for (uint8_t tt = 0; tt < 4; tt++) {
      dma_set_tt(&d, tt, false);
      bool good = tt == 0 || (tt == 1 && (features & 1)) || (tt == 2 && (features & 2));
      vtd_result r = read_as(&d, DMA_SID);
      assert_int_equal(r.cond, good ? VTD_FC_NONE : VTD_FC_LCT_4_2);
      assert_int_equal(r.code, good ? 0 : 3);
    }
    dma_end(&d);
  }
}

// FPD counts even in an entry that is not present, and of a cached entry.
static void fault_processing_disable(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_set_tt(&d, VTD_CTX_TT_UNTRANSLATED, true);
  for (int again = 0; again < 2; again++)
    dma_expect_fault(read_as(&d, DMA_SID), VTD_BLOCKED, 6);
  uint64_t at = vtdt_context_addr(d.space, d.root, DMA_SID);
  vtdt_write64(d.space, at, 2); // FPD, P = 0
  context_command(&d, VTD_CCMD_CIRG_GLOBAL, 0, 0, 0);
  dma_expect_fault(read_as(&d, DMA_SID), VTD_BLOCKED, 2);
  assert_int_equal(fsts(&d.t), 0);
  assert_int_equal(vtd_get_counters(d.unit)->faults_quiet, 3);
  vtdt_write64(d.space, at, 0);
  dma_expect_fault(read_as(&d, DMA_SID), VTD_BLOCKED, 2);
  assert_int_equal(fsts(&d.t), VTD_FSTS_PPF);
  dma_end(&d);
}

// ---- The cache

static void an_entry_stays_until_invalidated(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_map(&d, 0x1000, 0xA000, 12, DMA_RW);
  assert_false(cached(&d, DMA_SID));
  assert_true(cached(&d, DMA_SID));
  vtdt_context_clear(d.space, d.root, DMA_SID); // without telling the unit
  assert_true(cached(&d, DMA_SID));
  context_command(&d, VTD_CCMD_CIRG_DEVICE, DMA_DID, DMA_SID, 0);
  dma_expect_fault(read_as(&d, DMA_SID), VTD_BLOCKED, 2);
  dma_end(&d);
}

static void granularities(void **state) {
  (void)state;
  // Functions 0 .. 7 of one device in two domains, and another device in the first of them.
  for (unsigned fm = 0; fm < 4; fm++) {
    dma_test d = dma_begin();
    for (uint16_t f = 0; f < 8; f++)
      add_device(&d, (uint16_t)(0x0810 + f), f < 4 ? 1 : 2, 0x100000);
    add_device(&d, 0x0900, 1, 0x200000);
    for (uint16_t f = 0; f < 8; f++)
      cached(&d, (uint16_t)(0x0810 + f));
    cached(&d, 0x0900);
    static const uint16_t masked[4] = {0, 4, 6, 7}; // bits of the function that FM leaves out
    context_command(&d, VTD_CCMD_CIRG_DEVICE, 1, 0x0812, fm);
    for (uint16_t f = 0; f < 8; f++) {
      bool same_function = ((f ^ 2) & ~masked[fm] & 7) == 0;
      bool gone = same_function && f < 4; // the domain id has to match, too
      assert_int_equal(cached(&d, (uint16_t)(0x0810 + f)), !gone);
    }
    assert_true(cached(&d, 0x0900));

    context_command(&d, VTD_CCMD_CIRG_DOMAIN, 1, 0, 0);
    for (uint16_t f = 0; f < 8; f++)
      assert_int_equal(cached(&d, (uint16_t)(0x0810 + f)), f >= 4);
    assert_false(cached(&d, 0x0900));

    context_command(&d, VTD_CCMD_CIRG_GLOBAL, 0, 0, 0);
    for (uint16_t f = 0; f < 8; f++)
      assert_false(cached(&d, (uint16_t)(0x0810 + f)));
    dma_end(&d);
  }
}

// A context-cache invalidation leaves translations alone: they belong to the domain.
static void translations_stay(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_map(&d, 0x1000, 0xA000, 12, DMA_RW);
  dma_read(&d, 0x1000);
  vtdt_write64(d.space, dma_entry(&d, 0x1000, 1), 0);
  context_command(&d, VTD_CCMD_CIRG_GLOBAL, 0, 0, 0);
  vtd_result r = dma_read(&d, 0x1000);
  dma_expect_ok(r, 0xA000);
  assert_int_equal(r.hit, VTD_HIT_IOTLB);
  assert_int_equal(r.reads, 2);
  // Devices of one domain share its translations.
  vtdt_context c = dma_context(&d);
  vtdt_context_set(d.space, d.root, 0x0811, &c);
  r = read_as(&d, 0x0811);
  dma_expect_ok(r, 0xA000);
  assert_int_equal(r.hit, VTD_HIT_IOTLB);
  dma_end(&d);
}

// Requesters that share a line of a small cache take turns and never get each other's entry.
static void small_cache(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  config.context_entries = 16;
  dma_test d = dma_begin_with(&config, VTD_CTX_AW_48);
  for (uint16_t i = 0; i < 40; i++)
    add_device(&d, (uint16_t)(0x10 * i + i), (uint16_t)(i + 1), 0x100000 + i * 0x1000u);
  uint64_t seed = dma_seed("small_cache");
  for (int n = 0; n < 5000; n++) {
    uint16_t i = (uint16_t)(vtdt_random(&seed) % 40);
    vtd_result r = read_as(&d, (uint16_t)(0x10 * i + i));
    dma_expect_ok(r, 0x100000 + i * 0x1000u);
    assert_int_equal(r.did, i + 1);
    if (n % 50 == 0)
      context_command(&d, VTD_CCMD_CIRG_DOMAIN, (uint16_t)(i + 1), 0, 0);
  }
  dma_end(&d);
}

// Every context-cache invalidation is told to the host before the command ends.
static void the_host_is_told(void **state) {
  (void)state;
  dma_test d = dma_begin();
  vtdt_guest_clear_logs(d.guest);
  context_command(&d, VTD_CCMD_CIRG_DEVICE, 5, 0x0812, 2);
  context_command(&d, VTD_CCMD_CIRG_DOMAIN, 6, 0, 0);
  context_command(&d, VTD_CCMD_CIRG_GLOBAL, 0, 0, 0);
  assert_int_equal(d.guest->inv_count, 3);
  const vtd_inv *inv = d.guest->invs;
  assert_int_equal(inv[0].scope, VTD_INV_DEVICE);
  assert_int_equal(inv[0].did, 5);
  assert_int_equal(inv[0].sid & inv[0].sid_mask, 0x0810);
  assert_int_equal(inv[0].sid_mask, 0xFFF9);
  assert_int_equal(inv[1].scope, VTD_INV_DOMAIN);
  assert_int_equal(inv[1].did, 6);
  assert_int_equal(inv[2].scope, VTD_INV_GLOBAL);
  dma_end(&d);
}

// The root table in use is the one that SRTP latched.
static void root_table_is_latched(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_map(&d, 0x1000, 0xA000, 12, DMA_RW);
  vtdt_reg64_write(d.unit, VTD_RTADDR_REG, vtdt_root_new(d.space));
  context_command(&d, VTD_CCMD_CIRG_GLOBAL, 0, 0, 0);
  dma_expect_ok(read_as(&d, DMA_SID), 0xA000);
  vtdt_gcmd_set(d.unit, VTD_GCMD_SRTP);
  context_command(&d, VTD_CCMD_CIRG_GLOBAL, 0, 0, 0);
  dma_expect_fault(read_as(&d, DMA_SID), VTD_BLOCKED, 1);
  dma_end(&d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_requester_has_its_own_entry),
      cmocka_unit_test(reserved_bits),
      cmocka_unit_test(translation_types),
      cmocka_unit_test(fault_processing_disable),
      cmocka_unit_test(an_entry_stays_until_invalidated),
      cmocka_unit_test(granularities),
      cmocka_unit_test(translations_stay),
      cmocka_unit_test(small_cache),
      cmocka_unit_test(the_host_is_told),
      cmocka_unit_test(root_table_is_latched),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
