// SPDX-License-Identifier: Apache-2.0
// Random tables, requests and invalidations on several units over the same memory:
//   * one takes the short way where it can, one never does: no difference of any kind;
//   * one caches, one forgets everything before each request: as long as software invalidates what
//     it changes (chapter 6), both give the same answers.
#include "cache_test.h"
#include "dma_test.h"
#include "translate.h"

#define FLAT       (UINT64_C(64) << 20)
#define DOMAINS    3u
#define REQUESTERS 6u
#define UNITS      2u

typedef struct world {
  vtdt_guest *guest;
  vtd_config config[UNITS];
  vtd_t *unit[UNITS];
  uint64_t root;
  uint64_t table[DOMAINS]; // each domain's tables, five levels: narrower ones hang below
  uint64_t seed;
  vtd_request last;
} world;

static uint64_t rnd(world *w, uint64_t n) {
  return vtdt_random(&w->seed) % n;
}

static uint16_t did_of(uint64_t domain) {
  return (uint16_t)(domain == 0 ? 0xFFFF : 0x200 + domain);
}

// Three requesters on one bus, three of which two share a slot of a small context cache.
static uint16_t sid_of(uint64_t n) {
  static const uint16_t sids[REQUESTERS] = {0x0008, 0x0009, 0x0010, 0x0100, 0x0108, 0xFFFF};
  return sids[n];
}

static void set_context(world *w, uint64_t n) {
  uint64_t domain = rnd(w, DOMAINS);
  vtdt_context c = {.aw = VTD_CTX_AW_48, .did = did_of(domain), .ssptptr = w->table[domain]};
  c.tt = (uint8_t)(rnd(w, 8) == 0 ? VTD_CTX_TT_PASS_THROUGH : rnd(w, 2));
  c.fpd = rnd(w, 2);
  vtdt_context_set(&w->guest->space, w->root, sid_of(n), &c);
  if (rnd(w, 16) == 0)
    vtdt_context_clear(&w->guest->space, w->root, sid_of(n));
}

static uint64_t iotlb_write(vtd_t *u, uint64_t iva, uint64_t granularity, uint16_t did) {
  vtdt_reg64_write(u, vtdt_iva_reg(u), iva);
  uint64_t command = vtd_iotlb_did_set(VTD_IOTLB_IVT, did);
  vtdt_reg64_write(u, vtdt_iotlb_reg(u), vtd_iotlb_iirg_set(command, granularity));
  return vtd_iotlb_iaig(vtdt_reg64(u, vtdt_iotlb_reg(u)));
}

static void flush(vtd_t *u) {
  vtdt_reg64_write(u, VTD_CCMD_REG, vtd_ccmd_cirg_set(VTD_CCMD_ICC, VTD_CCMD_CIRG_GLOBAL));
  assert_int_equal(iotlb_write(u, 0, VTD_IOTLB_IIRG_GLOBAL, 0), VTD_IOTLB_IIRG_GLOBAL);
}

static void fill_tables(world *w, uint64_t domain) {
  for (uint64_t i = 0; i < 120; i++) {
    uint64_t iova = (i % 2) << 39 | (i / 2 % 5) << 30 | (i / 10 % 3) << 21 | (i / 30) << 12;
    uint64_t at = vtdt_entry_addr(&w->guest->space, w->table[domain], 4, iova, 1);
    vtdt_write64(&w->guest->space, at, (0x100000 + (i << 12)) | 3);
  }
}

static world begin(uint64_t seed, const vtd_config *a, const vtd_config *b, bool direct) {
  world w = {.guest = vtdt_guest_new(FLAT), .seed = seed, .config = {*a, *b}};
  w.guest->space.end = FLAT;
  w.root = vtdt_root_new(&w.guest->space);
  for (unsigned i = 0; i < DOMAINS; i++)
    w.table[i] = vtdt_pages(&w.guest->space, 1);
  for (unsigned i = 0; i < DOMAINS; i++)
    fill_tables(&w, i);
  for (unsigned i = 0; i < REQUESTERS; i++)
    set_context(&w, i);
  vtd_host host = vtdt_guest_host(w.guest);
  host.request_step = NULL;
  for (unsigned i = 0; i < UNITS; i++) {
    w.unit[i] = vtdt_unit_new(&w.config[i], &host);
    if (direct)
      assert_true(vtd_direct_add(w.unit[i], 0, FLAT, w.guest->flat));
    assert_true(vtdt_set_root(w.unit[i], w.root, VTD_RTADDR_TTM_LEGACY));
    assert_true(vtdt_gcmd_set(w.unit[i], VTD_GCMD_TE));
  }
  return w;
}

static void end(world *w) {
  for (unsigned i = 0; i < UNITS; i++)
    vtdt_unit_free(w->unit[i]);
  vtdt_guest_free(w->guest);
}

static uint64_t random_iova(world *w) {
  uint64_t iova = (rnd(w, 2) << 39) | (rnd(w, 5) << 30) | (rnd(w, 3) << 21) | (rnd(w, 4) << 12);
  if (rnd(w, 24) == 0)
    iova = rnd(w, 2) ? 0xFEDFF000 + rnd(w, 2) * 0x101000 : iova | UINT64_C(1) << (40 + rnd(w, 24));
  return iova | rnd(w, 4096);
}

// What one entry is changed from and to, and for which addresses of which domain.
typedef struct change {
  uint64_t domain, iova, at, from, to;
  unsigned level;
} change;

static bool present(uint64_t entry) {
  return (entry & 3) != 0;
}

static bool is_table(uint64_t entry, unsigned level) {
  return level > 1 && present(entry) && (level == 4 || !(entry & VTD_SS_PDE_2M_PS_MASK));
}

static uint64_t random_leaf(world *w, unsigned level) {
  uint64_t align = ~((UINT64_C(1) << (12 + 9 * (level - 1))) - 1);
  uint64_t entry = ((vtdt_random(&w->seed) >> 16) & align) | rnd(w, 4);
  if (rnd(w, 8) == 0)
    entry = (UINT64_C(0xFEE00000) & align) | 3; // into or around the interrupt range
  if (level > 1)
    entry |= VTD_SS_PDE_2M_PS_MASK;
  if (rnd(w, 4) == 0)
    entry |= VTD_SS_PTE_SNP;
  if (rnd(w, 12) == 0)
    entry |= UINT64_C(1) << (rnd(w, 2) ? 62 : 50); // reserved
  return rnd(w, 6) == 0 ? 0 : entry;
}

static bool random_change(world *w, change *c) {
  static const unsigned levels[] = {1, 1, 1, 1, 1, 2, 2, 3, 4};
  vtdt_space *space = &w->guest->space;
  c->domain = rnd(w, DOMAINS);
  c->iova = random_iova(w) & ((UINT64_C(1) << 48) - 1);
  c->level = levels[rnd(w, 9)];
  if (space->next + 0x10000 > space->end)
    return false;
  c->at = vtdt_entry_addr(space, w->table[c->domain], 4, c->iova, c->level);
  if (c->at == 0) { // a large page is in the way: change that one
    c->level = 3;
    c->at = vtdt_entry_find(space, w->table[c->domain], 4, c->iova, 3);
    if (c->at != 0 && present(vtdt_read64(space, c->at)) &&
        !(vtdt_read64(space, c->at) & VTD_SS_PDE_2M_PS_MASK)) {
      c->level = 2;
      c->at = vtdt_entry_find(space, w->table[c->domain], 4, c->iova, 2);
    }
  }
  if (c->at == 0)
    return false;
  c->from = vtdt_read64(space, c->at);
  c->to = random_leaf(w, c->level);
  if (is_table(c->from, c->level) && (c->level == 4 || rnd(w, 2))) // keeps its permissions or not
    c->to = (c->from & ~UINT64_C(3)) | (rnd(w, 2) ? 3 : rnd(w, 4));
  else if (c->level == 4)
    return false;
  vtdt_write64(space, c->at, c->to);
  return true;
}

// What software owes after a change of something that was present.
static void invalidate(world *w, unsigned unit, const change *c, uint64_t mood) {
  if (!present(c->from))
    return; // nothing of it can be cached
  uint16_t did = did_of(c->domain);
  unsigned shift = 12 + 9 * (c->level - 1);
  bool leaves = !is_table(c->from, c->level) && !is_table(c->to, c->level);
  if (c->level == 4 || mood % 8 == 0) {
    iotlb_write(w->unit[unit], 0, VTD_IOTLB_IIRG_DOMAIN, did);
    return;
  }
  uint64_t iva = (c->iova >> shift << shift) | (shift - 12) | (leaves && mood % 2 ? VTD_IVA_IH : 0);
  assert_int_equal(iotlb_write(w->unit[unit], iva, VTD_IOTLB_IIRG_PAGE, did), VTD_IOTLB_IIRG_PAGE);
}

// As often as not close to the one before.
static vtd_request random_request(world *w) {
  if (rnd(w, 2) == 0) {
    vtd_request again = w->last;
    again.addr ^= rnd(w, 2) << 12 | rnd(w, 64);
    again.access = (uint8_t)rnd(w, 2);
    return again;
  }
  vtd_request q = {.addr = random_iova(w), .bytes = 4, .sid = sid_of(rnd(w, REQUESTERS))};
  q.access = (uint8_t)(rnd(w, 6) == 0 ? 2 + rnd(w, 2) : rnd(w, 2));
  q.at = (uint8_t)(rnd(w, 8) == 0 ? rnd(w, 4) : 0);
  if (rnd(w, 16) == 0)
    q.flags = (uint8_t)(1u << rnd(w, 6));
  w->last = q;
  return q;
}

// ---------------------------------------------------------------------------------------------------------
// Short way or not

static void short_and_full(uint64_t seed, vtd_config config, bool direct) {
  world w = begin(seed, &config, &config, direct);
  for (int i = 0; i < 30000; i++) {
    vtd_request q = random_request(&w);
    vtd_result a, b;
    memset(&a, 0xA5, sizeof(a));
    memset(&b, 0xA5, sizeof(b));
    vtd_translate(w.unit[0], &q, &a);
    vtd_translate_fully(w.unit[1], &q, &b);
    assert_memory_equal(&a, &b, offsetof(vtd_result, reads) + sizeof(a.reads));
    change c;
    uint64_t mood = rnd(&w, 64);
    if (rnd(&w, 8) == 0 && random_change(&w, &c) && mood % 4 != 0) { // sometimes forgotten
      invalidate(&w, 0, &c, mood);
      invalidate(&w, 1, &c, mood);
    }
    if (rnd(&w, 256) == 0) {
      set_context(&w, rnd(&w, REQUESTERS));
      flush(w.unit[0]);
      flush(w.unit[1]);
    }
    if (rnd(&w, 512) == 0) // a protected region closes the short way for a while
      for (unsigned k = 0; k < UNITS; k++)
        vtdt_reg32_write(w.unit[k], VTD_PMEN_REG, i % 2 ? VTD_PMEN_EPM : 0);
    if (i % 256 == 0)
      expect_same_caches(w.unit[0], w.unit[1]);
  }
  expect_same_caches(w.unit[0], w.unit[1]);
  assert_memory_equal(vtd_get_counters(w.unit[0]), vtd_get_counters(w.unit[1]),
                      sizeof(vtd_counters));
  assert_true(vtd_get_counters(w.unit[0])->iotlb_hits > 1000);
  assert_true(vtd_get_counters(w.unit[0])->walks > 1000);
  end(&w);
}

static vtd_config shape(uint64_t i) {
  vtd_config c = vtd_config_default();
  c.iotlb.sets = 1u << i % 4;
  c.iotlb.ways = 1u << i % 3;
  c.iotlb.super_entries = 1u << i % 5;
  c.context_entries = i % 2 ? 16 : 1024;
  c.psc_entries = i % 3 == 0 ? 0 : i % 3 == 1 ? 4 : 256;
  if (i % 5 == 4)
    c.ecap = vtd_ecap_sc_set(c.ecap, 0);
  return c;
}

static void short_way_changes_nothing(void **state) {
  (void)state;
  uint64_t seed = dma_seed("short_way_changes_nothing");
  for (uint64_t i = 0; i < 8; i++)
    short_and_full(seed + i, shape(i), i % 4 != 3);
}

// ---------------------------------------------------------------------------------------------------------
// Cached or not

static void cached_and_fresh(uint64_t seed, vtd_config config, bool direct) {
  vtd_config bare = config;
  bare.psc_entries = 0;
  world w = begin(seed, &config, &bare, direct);
  for (int i = 0; i < 30000; i++) {
    vtd_request q = random_request(&w);
    q.flags &= (uint8_t)~VTD_REQ_PROBE;
    vtd_result a, b;
    vtd_translate(w.unit[0], &q, &a);
    q.flags |= VTD_REQ_PROBE;
    flush(w.unit[1]);
    vtd_translate(w.unit[1], &q, &b);
    assert_int_equal(a.status, b.status);
    assert_int_equal(a.cond, b.cond);
    assert_int_equal(a.did, b.did);
    if (a.status == VTD_OK) {
      assert_int_equal(a.flags & ~VTD_RES_LOGGED, b.flags & ~VTD_RES_LOGGED);
      if (q.at != VTD_AT_TRANSLATION)
        assert_int_equal(a.addr, b.addr);
    }
    change c;
    if (rnd(&w, 8) == 0 && random_change(&w, &c))
      invalidate(&w, 0, &c, rnd(&w, 64));
    if (rnd(&w, 128) == 0) {
      uint64_t n = rnd(&w, REQUESTERS);
      uint64_t entry[VTD_CTX_WORDS] = {0, 0};
      uint64_t at = vtdt_context_addr(&w.guest->space, w.root, sid_of(n));
      entry[0] = vtdt_read64(&w.guest->space, at);
      entry[1] = vtdt_read64(&w.guest->space, at + 8);
      set_context(&w, n);
      if (vtd_ctx_p(entry) == 0)
        continue; // was not present: no invalidation needed
      uint64_t command = vtd_ccmd_did_set(VTD_CCMD_ICC, vtd_ctx_did(entry));
      command = vtd_ccmd_sid_set(command, sid_of(n));
      vtdt_reg64_write(w.unit[0], VTD_CCMD_REG,
                       vtd_ccmd_cirg_set(command, VTD_CCMD_CIRG_DEVICE + (i % 2 ? 0 : -1)));
    }
  }
  assert_true(vtd_get_counters(w.unit[0])->iotlb_hits > 1000);
  assert_true(config.psc_entries == 0 || vtd_get_counters(w.unit[0])->psc_hits > 1000);
  end(&w);
}

static void caches_are_coherent(void **state) {
  (void)state;
  uint64_t seed = dma_seed("caches_are_coherent");
  for (uint64_t i = 0; i < 8; i++)
    cached_and_fresh(seed + i, shape(i), i % 4 != 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(short_way_changes_nothing),
      cmocka_unit_test(caches_are_coherent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
