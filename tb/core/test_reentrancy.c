// SPDX-License-Identifier: Apache-2.0
// Callbacks that come back into the core while a walk is under way (chapter 6): tables that change,
// invalidations, other requests, resets, mode changes, at every read of a walk. Whatever happens,
// nothing stale stays, and nothing breaks.
#include "dma_test.h"
#include "internal.h"

#define IOVA UINT64_C(0x40201000)
#define OLD  UINT64_C(0xAAA000)
#define NEW  UINT64_C(0xBBB000)

typedef struct hook {
  dma_test *d;
  int countdown; // strikes before the n-th access of a walk
  bool busy;
  unsigned strikes, limit;
  void (*strike)(dma_test *d);
} hook;

static void on_access(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  (void)addr, (void)use, (void)write;
  hook *h = ctx;
  if (h->busy || h->strikes == h->limit || h->countdown-- != 0)
    return;
  h->countdown = 0;
  h->busy = true;
  h->strikes++;
  h->strike(h->d);
  h->busy = false;
}

static dma_test begin(void) {
  dma_test d = dma_begin();
  dma_map(&d, IOVA, OLD, 12, DMA_RW);
  return d;
}

static void arm(dma_test *d, hook *h, int countdown, unsigned limit, void (*strike)(dma_test *)) {
  *h = (hook){.d = d, .countdown = countdown, .limit = limit, .strike = strike};
  d->guest->on_access = on_access;
  d->guest->on_access_ctx = h;
}

static void disarm(dma_test *d) {
  d->guest->on_access = NULL;
}

// ---- The page moves and is invalidated, by every granularity

static void move_page(dma_test *d) {
  vtdt_write64(d->space, dma_entry(d, IOVA, 1), NEW | 3);
}
static void move_and_flush_all(dma_test *d) {
  move_page(d);
  dma_flush(d);
}
static void move_and_flush_domain(dma_test *d) {
  move_page(d);
  dma_flush_domain(d, DMA_DID);
}
static void move_and_flush_page(dma_test *d) {
  move_page(d);
  dma_flush_pages(d, DMA_DID, IOVA & ~UINT64_C(0xFFF), 0, true);
}

// Everything above the page, too: new tables all the way down.
static void rebuild(dma_test *d) {
  uint64_t table = vtdt_pages(d->space, 1);
  assert_true(vtdt_map(d->space, table, 4, IOVA, NEW, 12, DMA_RW));
  vtdt_context c = dma_context(d);
  c.ssptptr = table;
  dma_set_context(d, &c);
  dma_flush_domain(d, DMA_DID);
}

// The device moves to another domain.
static void change_domain(dma_test *d) {
  uint64_t table = vtdt_pages(d->space, 1);
  assert_true(vtdt_map(d->space, table, 4, IOVA, NEW, 12, DMA_RW));
  vtdt_context c = dma_context(d);
  c.ssptptr = table;
  c.did = DMA_DID + 1;
  dma_set_context(d, &c);
  dma_flush_domain(d, DMA_DID);
}

// After an invalidation has completed, in the middle of a walk, the answer is the new one and so is
// what is cached.
static void overtaken_by(void (*strike)(dma_test *), bool warm_context, bool direct_after) {
  for (int n = 0; n < 7; n++) {
    dma_test d = begin();
    if (warm_context) {
      dma_map(&d, 0x1000, 0x1000, 12, DMA_RW);
      dma_read(&d, 0x1000);
    }
    hook h;
    arm(&d, &h, n, 1, strike);
    vtd_result r = dma_read(&d, IOVA);
    disarm(&d);
    dma_expect_ok(r, h.strikes != 0 ? NEW : OLD);
    if (direct_after)
      dma_flush_domain(&d, DMA_DID + 5); // somebody else's
    dma_expect_ok(dma_read(&d, IOVA), h.strikes != 0 ? NEW : OLD);
    assert_int_equal(d.unit->caches.iotlb->walks_open, 0);
    assert_int_equal(d.unit->caches.walking, 0);
    dma_end(&d);
  }
}

static void invalidations_overtake_walks(void **state) {
  (void)state;
  static void (*const strikes[])(dma_test *) = {move_and_flush_all, move_and_flush_domain,
                                                move_and_flush_page, rebuild, change_domain};
  for (size_t i = 0; i < 5; i++) {
    overtaken_by(strikes[i], false, false);
    overtaken_by(strikes[i], true, true);
  }
}

// ---- Invalidations at every read: the request is answered in the end, and nothing is cached

static void endless_invalidations(void **state) {
  (void)state;
  dma_test d = begin();
  hook h;
  arm(&d, &h, 0, 100000, move_and_flush_domain);
  vtd_result r = dma_read(&d, IOVA);
  assert_int_equal(r.status, VTD_OK);
  assert_true(r.addr == OLD || r.addr == NEW);
  assert_true(h.strikes < 100); // bounded
  disarm(&d);
  for (uint32_t i = 0; i < 1040; i++) {
    vtd_iotlb_key key;
    vtd_iotlb_entry entry;
    assert_false(vtd_iotlb_entry_at(d.unit->caches.iotlb, i, &key, &entry));
  }
  assert_int_equal(d.unit->caches.iotlb->walks_open, 0);
  dma_expect_ok(dma_read(&d, IOVA), NEW);
  dma_end(&d);
}

// ---- Other requests come in between

static void other_requests(dma_test *d) {
  for (uint64_t i = 0; i < 3; i++) {
    vtd_result r = dma_read(d, IOVA + 0x1000 * i);
    assert_int_equal(r.status, i == 0 ? VTD_OK : VTD_BLOCKED);
  }
}

static void requests_nest(void **state) {
  (void)state;
  for (int n = 0; n < 7; n++) {
    dma_test d = begin();
    hook h;
    arm(&d, &h, n, 1, other_requests);
    dma_expect_ok(dma_read(&d, IOVA), OLD);
    disarm(&d);
    assert_int_equal(d.unit->caches.iotlb->walks_open, 0);
    dma_expect_ok(dma_read(&d, IOVA), OLD);
    dma_end(&d);
  }
}

// More walks inside each other than may be cached.
static unsigned depth;

static void go_deeper(dma_test *d) {
  hook *h = d->guest->on_access_ctx;
  if (++depth >= 40)
    return;
  h->busy = false;
  h->countdown = 0;
  dma_expect_ok(dma_read(d, IOVA), OLD);
}

static void many_walks_at_once(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  config.iotlb.walks = 2;
  dma_test d = dma_begin_with(&config, VTD_CTX_AW_48);
  dma_map(&d, IOVA, OLD, 12, DMA_RW);
  dma_read(&d, 0x1000); // context
  hook h;
  depth = 0;
  arm(&d, &h, 0, 1000, go_deeper);
  dma_expect_ok(dma_read(&d, IOVA), OLD);
  disarm(&d);
  assert_true(depth >= 40);
  assert_int_equal(d.unit->caches.iotlb->walks_open, 0);
  assert_int_equal(d.unit->caches.walking, 0);
  dma_end(&d);
}

// ---- The unit changes underneath

static void reset_unit(dma_test *d) {
  vtd_reset(d->unit, true);
}
static void translation_off(dma_test *d) {
  vtdt_gcmd_clear(d->unit, VTD_GCMD_TE);
}
static void abort_root(dma_test *d) {
  vtdt_set_root(d->unit, vtdt_root_new(d->space), VTD_RTADDR_TTM_LEGACY);
  dma_flush(d);
}
static void clear_windows(dma_test *d) {
  vtd_direct_clear(d->unit);
}
static void fail_from_now_on(dma_test *d) {
  d->guest->fail_countdown = 1;
}
static void swap_iotlb(dma_test *d) {
  static const vtd_iotlb_geometry g = {.sets = 1, .ways = 1, .super_entries = 1, .walks = 1};
  static uint64_t memory[40960];
  vtd_iotlb_t *tlb = vtd_iotlb_init(memory, sizeof(memory), &g);
  assert_non_null(tlb);
  vtd_iotlb_ops ops = vtd_iotlb_as_ops(tlb);
  vtd_set_iotlb_ops(d->unit, &ops);
  // A walk of the new one is open under the same handle, for another page.
  vtd_iotlb_entry entry;
  uint8_t walk;
  vtd_iotlb_lookup(tlb, &(vtd_iotlb_key){.addr = 0x9000, .did = DMA_DID}, 1, &entry, &walk);
  assert_int_equal(walk, 0);
}

static void changes_underneath(void **state) {
  (void)state;
  static void (*const strikes[])(dma_test *) = {reset_unit,    translation_off,  abort_root,
                                                clear_windows, fail_from_now_on, swap_iotlb};
  for (size_t i = 0; i < 6; i++) {
    for (int n = 0; n < 7; n++) {
      dma_test d = begin();
      hook h;
      arm(&d, &h, n, 1, strikes[i]);
      dma_read(&d, IOVA);
      disarm(&d);
      assert_int_equal(d.unit->caches.walking, 0);
      if (strikes[i] == swap_iotlb && h.strikes != 0) // not taken for the other page
        dma_expect_fault(dma_read(&d, 0x9000), VTD_BLOCKED, 6);
      vtd_set_iotlb_ops(d.unit, NULL);
      vtdt_set_root(d.unit, d.root, VTD_RTADDR_TTM_LEGACY);
      dma_set_tt(&d, VTD_CTX_TT_UNTRANSLATED, false);
      dma_flush(&d);
      vtdt_gcmd_set(d.unit, VTD_GCMD_TE);
      dma_expect_ok(dma_read(&d, IOVA), OLD);
      assert_int_equal(d.unit->caches.iotlb->walks_open, 0);
      dma_end(&d);
    }
  }
}

// A device register behind the event message: the fault handler looks at the tables at once.
static void mend_and_retry(void *ctx, uint64_t addr, uint32_t data) {
  (void)addr, (void)data;
  dma_test *d = ctx;
  dma_map(d, 0x9000, NEW, 12, DMA_RW);
  dma_expect_ok(dma_read(d, 0x9000), NEW);
}

static void fault_messages_come_back(void **state) {
  (void)state;
  dma_test d = begin();
  vtdt_reg32_write(d.unit, VTD_FECTL_REG, 0);
  d.guest->on_message = mend_and_retry;
  d.guest->on_message_ctx = &d;
  dma_expect_fault(dma_read(&d, 0x9000), VTD_BLOCKED, 6);
  dma_expect_ok(dma_read(&d, 0x9000), NEW);
  dma_end(&d);
}

// ---- Random strikes on random walks, beside an IOTLB that is plugged in or not

static uint64_t storm_seed;

static void storm(dma_test *d) {
  hook *h = d->guest->on_access_ctx;
  h->countdown = (int)(vtdt_random(&storm_seed) % 6);
  switch (vtdt_random(&storm_seed) % 6) {
  case 0:
    vtdt_write64(d->space, dma_entry(d, IOVA, 1), OLD | 3);
    dma_flush_pages(d, DMA_DID, IOVA & ~UINT64_C(0xFFF), 0, true);
    break;
  case 1:
    move_and_flush_domain(d);
    break;
  case 2:
    dma_set_tt(d, VTD_CTX_TT_UNTRANSLATED, false);
    break;
  case 3:
    dma_read(d, IOVA);
    break;
  case 4:
    dma_write(d, IOVA + 0x1000);
    break;
  default:
    dma_flush(d);
  }
}

static void storms(void **state) {
  (void)state;
  storm_seed = dma_seed("storms");
  dma_test d = begin();
  hook h;
  for (int i = 0; i < 20000; i++) {
    arm(&d, &h, (int)(vtdt_random(&storm_seed) % 6), (unsigned)(vtdt_random(&storm_seed) % 4),
        storm);
    vtd_result r = dma_read(&d, IOVA);
    assert_int_equal(r.status, VTD_OK);
    disarm(&d);
    // With nobody interfering the answer is what the tables say now.
    uint64_t now = vtdt_read64(d.space, dma_entry(&d, IOVA, 1)) & ~UINT64_C(0xFFF);
    dma_expect_ok(dma_read(&d, IOVA), now);
    assert_int_equal(d.unit->caches.iotlb->walks_open, 0);
  }
  dma_end(&d);
}

// ---- The host resets the unit while it is told of a register-based invalidation

typedef struct resetter {
  vtd_host host;
  vtd_t *unit;
  bool armed;
} resetter;

static void reset_when_told(void *ctx, const vtd_inv *inv) {
  (void)inv;
  resetter *r = ctx;
  if (!r->armed)
    return;
  r->armed = false;
  vtd_reset(r->unit, false);
}
static bool resetter_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use) {
  resetter *r = ctx;
  return r->host.mem_read(r->host.ctx, addr, data, bytes, use);
}
static bool resetter_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes,
                           vtd_mem_use use) {
  resetter *r = ctx;
  return r->host.mem_write(r->host.ctx, addr, data, bytes, use);
}

static void resets_inside_of_commands(void **state) {
  (void)state;
  dma_test d = begin();
  resetter r = {.host = d.t.host};
  d.t.host = (vtd_host){.ctx = &r,
                        .mem_read = resetter_read,
                        .mem_write = resetter_write,
                        .invalidated = reset_when_told};
  core_test_restart(&d.t);
  r.unit = d.unit = d.t.unit;
  const uint32_t commands[] = {VTD_CCMD_REG, vtdt_iotlb_reg(d.unit)};
  const uint64_t values[] = {vtd_ccmd_cirg_set(VTD_CCMD_ICC, VTD_CCMD_CIRG_GLOBAL),
                             vtd_iotlb_iirg_set(VTD_IOTLB_IVT, VTD_IOTLB_IIRG_GLOBAL)};
  for (int i = 0; i < 2; i++) {
    assert_true(vtdt_set_root(d.unit, d.root, VTD_RTADDR_TTM_LEGACY));
    assert_true(vtdt_gcmd_set(d.unit, VTD_GCMD_TE));
    r.armed = true;
    vtdt_reg64_write(d.unit, commands[i], values[i]);
    assert_false(r.armed);
    // As after reset: no trace of the command.
    assert_int_equal(vtdt_reg64(d.unit, commands[i]), 0);
    assert_int_equal(gsts(&d.t), 0);
    vtdt_reg64_write(d.unit, commands[i], values[i]); // and the next one completes
    assert_int_equal(vtdt_reg64(d.unit, commands[i]) >> 63, 0);
    assert_int_not_equal(vtdt_reg64(d.unit, commands[i]), 0);
  }
  dma_end(&d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(invalidations_overtake_walks),
      cmocka_unit_test(endless_invalidations),
      cmocka_unit_test(requests_nest),
      cmocka_unit_test(many_walks_at_once),
      cmocka_unit_test(changes_underneath),
      cmocka_unit_test(fault_messages_come_back),
      cmocka_unit_test(storms),
      cmocka_unit_test(resets_inside_of_commands),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
