// SPDX-License-Identifier: Apache-2.0
// What would take hours of simulation to meet: generations of cached entries that begin anew. The
// entry is cached in the first generation, the generations run through, and the invalidation that
// software asks for (chapter 6) is the one after which the numbers are the same again.
#include "dma_test.h"
#include "internal.h"
#include "sm_test.h"

#define IOVA UINT64_C(0x40201000)
#define OLD  UINT64_C(0xAAA000)
#define NEW  UINT64_C(0xBBB000)

// ---- Legacy mode: the context cache

// The requester moves to a table in which IOVA is NEW, with the same domain, so that only its
// context entry decides (the IOTLB forgets each time).
static void move_to_other_table(dma_test *d) {
  uint64_t table = vtdt_pages(d->space, 1);
  assert_true(vtdt_map(d->space, table, 4, IOVA, NEW, 12, DMA_RW));
  vtdt_context c = dma_context(d);
  c.ssptptr = table;
  vtdt_context_set(d->space, d->root, DMA_SID, &c);
  dma_flush(d);
}

static dma_test cached_context(void) {
  dma_test d = dma_begin();
  dma_map(&d, IOVA, OLD, 12, DMA_RW);
  return d;
}

static void context_cache_global(void **state) {
  (void)state;
  dma_test d = cached_context();
  struct vtd_context_cache *c = &d.unit->caches.context;
  vtd_reset(d.unit, true);
  assert_true(vtdt_set_root(d.unit, d.root, VTD_RTADDR_TTM_LEGACY));
  assert_true(vtdt_gcmd_set(d.unit, VTD_GCMD_TE));
  const uint64_t first = c->global;
  dma_expect_ok(dma_read(&d, IOVA), OLD);
  c->global = UINT64_C(0xFFFFFFFF) << 32;
  move_to_other_table(&d);
  assert_int_equal(ccmd(&d.t, cc(VTD_CCMD_CIRG_GLOBAL)) >> 63, 0);
  assert_int_equal(c->global, first); // the number of the old entry
  dma_expect_ok(dma_read(&d, IOVA), NEW);
  dma_flush(&d);
  uint64_t misses = vtd_get_counters(d.unit)->context_misses;
  dma_expect_ok(dma_read(&d, IOVA), NEW);
  assert_int_equal(vtd_get_counters(d.unit)->context_misses, misses); // it still caches
  dma_end(&d);
}

static void context_cache_domain(void **state) {
  (void)state;
  dma_test d = cached_context();
  struct vtd_context_cache *c = &d.unit->caches.context;
  uint32_t *generation = &c->domains[DMA_DID & c->domain_mask];
  const uint32_t first = *generation;
  assert_int_equal(first, 0);
  dma_expect_ok(dma_read(&d, IOVA), OLD);
  *generation = UINT32_MAX;
  move_to_other_table(&d);
  ccmd(&d.t, cc(VTD_CCMD_CIRG_DOMAIN) | DMA_DID);
  assert_int_equal(*generation, first);
  dma_expect_ok(dma_read(&d, IOVA), NEW);
  dma_end(&d);
}

// ---- Scalable mode: context entries and PASID entries

static void change_pasid_entries(sm_test *s) {
  uint64_t table = vtdt_pages(s->space, 1);
  assert_true(vtdt_map(s->space, table, 4, IOVA, NEW, 12, SM_RW));
  vtdt_pasid e = sm_entry(s, VTD_PASID_PGTT_SS);
  e.ssptptr = table;
  vtdt_pasid_set(s->space, s->context.directory, SM_RID_PASID, &e);
  vtdt_pasid_set(s->space, s->context.directory, SM_PASID, &e);
}

static vtd_result with_pasid(sm_test *s) {
  return sm_do(s, sm_with_pasid(sm_request(IOVA, VTD_ACCESS_READ), SM_PASID, 0));
}

static void pasid_cache(void **state) {
  (void)state;
  for (int domain = 0; domain < 2; domain++) {
    sm_test s = sm_begin(VTD_PASID_PGTT_SS);
    sm_map_ss(&s, IOVA, OLD, 12, SM_RW);
    struct vtd_context_cache *c = &s.unit->caches.pasid;
    uint32_t *generation = &c->domains[SM_DID & c->domain_mask];
    c->global = UINT64_C(1) << 32;
    *generation = 0;
    sm_expect(sm_read(&s, IOVA), OLD); // in the array of requests without PASID
    sm_expect(with_pasid(&s), OLD);
    if (domain)
      *generation = UINT32_MAX;
    else
      c->global = UINT64_C(0xFFFFFFFF) << 32;
    change_pasid_entries(&s);
    sm_submit(&s, domain ? vtdt_pc_domain(SM_DID) : vtdt_pc_global());
    sm_submit(&s, vtdt_iotlb_global(0));
    assert_int_equal(c->global, UINT64_C(1) << 32);
    assert_int_equal(*generation, 0);
    sm_expect(sm_read(&s, IOVA), NEW);
    sm_expect(with_pasid(&s), NEW);
    sm_end(&s);
  }
}

static void pasid_cache_of_a_pasid(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_SS);
  sm_map_ss(&s, IOVA, OLD, 12, SM_RW);
  struct vtd_context_cache *c = &s.unit->caches.pasid;
  const size_t generations = (c->mask + (size_t)1) * sizeof(c->spaces[0]);
  memset(c->spaces, 0, generations);
  sm_expect(sm_read(&s, IOVA), OLD);
  sm_expect(with_pasid(&s), OLD);
  memset(c->spaces, 0xFF, generations);
  change_pasid_entries(&s);
  sm_submit(&s, vtdt_pc_pasid(SM_DID, SM_RID_PASID));
  sm_submit(&s, vtdt_pc_pasid(SM_DID, SM_PASID));
  sm_submit(&s, vtdt_iotlb_global(0));
  sm_expect(sm_read(&s, IOVA), NEW);
  sm_expect(with_pasid(&s), NEW);
  sm_end(&s);
}

static void scalable_context_cache(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_SS);
  sm_map_ss(&s, IOVA, OLD, 12, SM_RW);
  s.unit->caches.sm_context.life = 1;
  sm_expect(sm_read(&s, IOVA), OLD);
  s.unit->caches.sm_context.life = UINT32_MAX;
  s.context.paside = false;
  vtdt_sm_context_set(s.space, s.root, SM_SID, &s.context);
  sm_submit(&s, vtdt_cc_global());
  sm_submit(&s, vtdt_pc_global());
  sm_submit(&s, vtdt_iotlb_global(0));
  assert_int_equal(s.unit->caches.sm_context.life, 1);
  assert_int_equal(with_pasid(&s).code, 0x45); // PASIDs are not enabled any more
  sm_expect(sm_read(&s, IOVA), OLD);
  sm_end(&s);
}

// ---- The numbers of the IOTLB, which also age the paging-structure caches of both stages

static void move_directory(sm_test *s, unsigned pgtt, uint64_t out) {
  if (pgtt == VTD_PASID_PGTT_FS) {
    sm_poke(s, sm_fs_entry(s, IOVA, 2), 0xFFFFFF000, vtdt_pages(s->space, 1));
    sm_map_fs(s, IOVA, out, 12, SM_USER_RW);
  } else {
    sm_poke(s, sm_ss_entry(s, IOVA, 2), 0xFFFFFF000, vtdt_pages(s->space, 1));
    sm_map_ss(s, IOVA, out, 12, SM_RW);
  }
}

static void paging_structures(void **state) {
  (void)state;
  for (int domain = 0; domain < 2; domain++) {
    for (unsigned pgtt = VTD_PASID_PGTT_FS; pgtt <= VTD_PASID_PGTT_SS; pgtt++) {
      sm_test s = sm_begin(pgtt);
      sm_map_fs(&s, IOVA, OLD, 12, SM_USER_RW);
      sm_map_ss(&s, IOVA, OLD, 12, SM_RW);
      struct vtd_iotlb *t = s.unit->caches.iotlb;
      const vtdt_descriptor d = domain ? vtdt_iotlb_domain(SM_DID, 0) : vtdt_iotlb_global(0);
      vtd_iotlb_reset(t);
      sm_submit(&s, d);
      const uint64_t first = vtd_iotlb_stamp(t, SM_DID);
      sm_expect(sm_read(&s, IOVA), OLD);
      if (domain)
        t->next_domain = VTD_IOTLB_NUMBERS;
      else
        t->global = ~(VTD_IOTLB_GENERATION - 1);
      move_directory(&s, pgtt, NEW);
      sm_submit(&s, d);
      assert_int_equal(vtd_iotlb_stamp(t, SM_DID), first); // the one of the old tables
      sm_expect(sm_read(&s, IOVA), NEW);
      sm_end(&s);
    }
  }
}

// A PASID that is dropped gets a number of its own, for which there is little room: old lines stay
// dropped, others' lines stay, and paging structures are not found under a number that comes back.
static void numbers_of_pasids(void **state) {
  (void)state;
  for (unsigned run = 0; run < 2; run++) {
    sm_test s = sm_begin(VTD_PASID_PGTT_FS);
    sm_map_fs(&s, IOVA, OLD, 12, SM_USER_RW);
    struct vtd_iotlb *t = s.unit->caches.iotlb;
    sm_expect(sm_read(&s, IOVA), OLD);
    sm_expect(with_pasid(&s), OLD);
    const uint32_t era = t->era;
    move_directory(&s, VTD_PASID_PGTT_FS, NEW);
    sm_submit(&s, vtdt_p_iotlb(SM_DID, SM_PASID));
    assert_int_equal(t->spaces_used, 1);
    if (run == 1) // the numbers run out first
      t->next_domain = VTD_IOTLB_NUMBERS - t->spaces - 5;
    uint32_t used = 0;
    for (unsigned i = 0; used < t->spaces_used; i++) { // other PASIDs go by
      used = t->spaces_used;
      assert_true(used <= t->spaces / 2);
      sm_submit(&s, vtdt_p_iotlb(SM_DID, 0x1000 + i));
    }
    assert_int_equal(t->era, era + run);
    assert_true(run == 1 || used == t->spaces / 2);
    sm_expect(with_pasid(&s), NEW);
    assert_int_equal(sm_read(&s, IOVA).hit, VTD_HIT_IOTLB); // nobody asked for this one
    sm_expect(sm_read(&s, IOVA), OLD);
    sm_submit(&s, vtdt_p_iotlb(SM_DID, SM_RID_PASID));
    sm_expect(sm_read(&s, IOVA), NEW);
    assert_int_equal(with_pasid(&s).hit, VTD_HIT_IOTLB);
    sm_submit(&s, vtdt_iotlb_domain(SM_DID, 0)); // takes all of them, numbered or not
    assert_int_not_equal(with_pasid(&s).hit, VTD_HIT_IOTLB);
    assert_int_not_equal(sm_read(&s, IOVA).hit, VTD_HIT_IOTLB);
    sm_end(&s);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(context_cache_global),
      cmocka_unit_test(context_cache_domain),
      cmocka_unit_test(pasid_cache),
      cmocka_unit_test(pasid_cache_of_a_pasid),
      cmocka_unit_test(scalable_context_cache),
      cmocka_unit_test(paging_structures),
      cmocka_unit_test(numbers_of_pasids),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
