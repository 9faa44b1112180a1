// SPDX-License-Identifier: Apache-2.0
// The short way in scalable mode, and its part that answers in registers. Two units with the same
// tables in memory of their own: one asks vtd_translate_quick() first and vtd_translate() if that
// gives no answer, the other goes the whole way for each request. Answers, counters, caches and
// accessed and dirty flags must be the same, and no answer must mean that nothing has happened.
#include "cache_test.h"
#include "dma_test.h" // dma_seed()
#include "sm_test.h"
#include "translate.h"

#define FLAT  (UINT64_C(32) << 20)
#define TWINS 2u
#define STEPS 6000u

// Regions of 4 KiB pages (two page tables, and the last ones before the interrupt range) and of
// 2 MiB pages.
static const uint64_t regions[] = {0x40200000, 0x7FC0000000, 0xFEDF0000, 0x80000000, 0xFEE00000};
#define SMALL_REGIONS 3u
#define PAGES         16u

typedef struct twins {
  sm_test s[TWINS];
  unsigned pgtt;
  uint64_t seed;
} twins;

static uint64_t rnd(twins *t, uint64_t n) {
  return vtdt_random(&t->seed) % n;
}

static bool first_stage(const twins *t) {
  return t->pgtt == VTD_PASID_PGTT_FS;
}

// Sets flags in the entries of all levels down to this one.
static void preset(twins *t, sm_test *s, uint64_t iova, unsigned leaf, uint64_t path,
                   uint64_t page) {
  for (unsigned level = 4; level >= leaf; level--) {
    uint64_t at = first_stage(t) ? sm_fs_entry(s, iova, level) : sm_ss_entry(s, iova, level);
    sm_poke(s, at, 0, level == leaf ? path | page : path);
  }
}

// What software may do at any time: map, unmap, take rights away, clear or set flags.
static void change(twins *t) {
  const unsigned region = (unsigned)rnd(t, 5);
  const unsigned shift = region < SMALL_REGIONS ? 12 : 21;
  const uint64_t iova = regions[region] + (rnd(t, region < SMALL_REGIONS ? PAGES : 3) << shift);
  uint64_t out = (UINT64_C(1) << 32) + (rnd(t, 64) << shift);
  if (rnd(t, 8) == 0)
    out = UINT64_C(0xFEE00000) >> shift << shift;
  const unsigned perm = (unsigned)rnd(t, 4);
  const uint64_t flags = rnd(t, 4); // accessed on the way, dirty
  for (unsigned i = 0; i < TWINS; i++) {
    sm_test *s = &t->s[i];
    if (first_stage(t)) {
      sm_map_fs(s, iova, out, shift, perm);
      preset(t, s, iova, shift == 12 ? 1 : 2, flags & 1 ? 0x20 : 0, flags & 2 ? 0x40 : 0);
    } else {
      sm_map_ss(s, iova, out, shift, perm);
      preset(t, s, iova, shift == 12 ? 1 : 2, flags & 1 ? 0x100 : 0, flags & 2 ? 0x200 : 0);
    }
  }
}

static void flush(twins *t) {
  const uint64_t what = rnd(t, 4), page = regions[rnd(t, 2)] + (rnd(t, PAGES) << 12);
  for (unsigned i = 0; i < TWINS; i++) {
    sm_test *s = &t->s[i];
    if (what == 0)
      sm_flush(s);
    else if (what == 1)
      sm_submit(s, vtdt_iotlb_domain(SM_DID, 0));
    else if (first_stage(t))
      sm_submit(s, vtdt_p_iotlb_page(SM_DID, SM_RID_PASID, page, 0, what == 2));
    else
      sm_submit(s, vtdt_iotlb_page(SM_DID, page, 0, what == 2, 0));
  }
}

static vtd_request random_request(twins *t) {
  const uint64_t region = rnd(t, 5);
  const unsigned shift = region < SMALL_REGIONS ? 12 : 21;
  vtd_request q =
      sm_request(regions[region] + (rnd(t, region < SMALL_REGIONS ? PAGES : 3) << shift),
                 rnd(t, 2) ? VTD_ACCESS_WRITE : VTD_ACCESS_READ);
  q.addr |= rnd(t, UINT64_C(1) << shift) & ~UINT64_C(0x3F);
  if (rnd(t, 64) == 0)
    q.addr |= UINT64_C(1) << 47; // not canonical, and beyond the second stage
  if (rnd(t, 8) == 0)
    q.sid = SM_SID + 1; // nobody
  return rnd(t, 8) == 0 ? sm_with_pasid(q, SM_PASID, 0) : q;
}

// Returns true if the quick way had an answer.
static bool one_request(twins *t) {
  const vtd_request q = random_request(t);
  vtd_t *quick = t->s[0].unit, *full = t->s[1].unit;
  vtd_result expected, r;
  memset(&expected, 0xA5, sizeof expected);
  vtd_translate_fully(full, &q, &expected);
  const vtd_counters before = *vtd_get_counters(quick);
  const vtd_requester from =
      vtd_requester_of(quick, q.sid, (q.flags & VTD_REQ_PASID) != 0, q.pasid);
  const vtd_quick answer = vtd_translate_quick(quick, q.addr, &from, (vtd_access)q.access);
  if (answer.dmi_perm != 0) {
    assert_int_equal(expected.status, VTD_OK);
    assert_int_equal(answer.addr, expected.addr);
    assert_int_equal(answer.dmi_perm, expected.dmi_perm);
    assert_int_equal(answer.reads, expected.reads);
    return true;
  }
  assert_memory_equal(&before, vtd_get_counters(quick), sizeof before);
  r = sm_do(&t->s[0], q);
  assert_memory_equal(&r, &expected, sizeof r);
  return false;
}

static unsigned run(unsigned pgtt, bool ssade, uint32_t psc, bool direct, uint64_t seed) {
  vtd_config config = vtd_config_scalable();
  config.psc_entries = psc;
  config.iotlb = (vtd_iotlb_geometry){.sets = 4, .ways = 4, .super_entries = 2, .walks = 4};
  twins t = {.pgtt = pgtt, .seed = seed};
  for (unsigned i = 0; i < TWINS; i++) {
    t.s[i] = sm_begin_flat(&config, FLAT);
    vtdt_pasid e = sm_entry(&t.s[i], pgtt);
    e.ssade = ssade;
    sm_set_pasid(&t.s[i], SM_RID_PASID, &e);
    sm_set_pasid(&t.s[i], SM_PASID, &e);
    if (direct)
      assert_true(vtd_direct_add(t.s[i].unit, 0, FLAT, t.s[i].guest->flat));
  }
  for (unsigned i = 0; i < 200; i++)
    change(&t);
  flush(&t);
  unsigned answered = 0;
  for (unsigned i = 0; i < STEPS; i++) {
    answered += one_request(&t);
    if (rnd(&t, 16) == 0)
      change(&t); // as often as not without an invalidation
    if (rnd(&t, 32) == 0)
      flush(&t);
    if (i % 256 == 0)
      expect_same_caches(t.s[0].unit, t.s[1].unit);
  }
  assert_memory_equal(vtd_get_counters(t.s[0].unit), vtd_get_counters(t.s[1].unit),
                      sizeof(vtd_counters));
  assert_memory_equal(t.s[0].guest->flat, t.s[1].guest->flat, FLAT);
  for (unsigned i = 0; i < TWINS; i++)
    sm_end(&t.s[i]);
  return answered;
}

static void quick_is_a_part_of_the_whole(void **state) {
  (void)state;
  uint64_t seed = dma_seed("quick_is_a_part_of_the_whole");
  static const struct {
    unsigned pgtt;
    bool ssade;
  } kinds[] = {{VTD_PASID_PGTT_SS, false}, {VTD_PASID_PGTT_SS, true}, {VTD_PASID_PGTT_FS, false}};
  for (unsigned i = 0; i < 3; i++) {
    for (unsigned psc = 0; psc < 3; psc++) {
      unsigned answered = run(kinds[i].pgtt, kinds[i].ssade, psc * psc * 16, psc != 1 || i != 0,
                              seed + i * 3 + psc);

      assert_true(answered > 100);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(quick_is_a_part_of_the_whole)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
