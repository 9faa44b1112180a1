// SPDX-License-Identifier: Apache-2.0
// The paging-structure cache (chapter 6): what it saves, what it must not outlive, and the
// completeness of every invalidation over everything that is cached.
#include "dma_test.h"

static vtd_config with_psc(uint32_t entries) {
  vtd_config c = vtd_config_default();
  c.psc_entries = entries;
  c.iotlb.sets = 1; // translations do not stay: walks are what this is about
  c.iotlb.ways = 1;
  return c;
}

static dma_test begin(uint32_t entries) {
  vtd_config c = with_psc(entries);
  dma_test d = dma_begin_with(&c, VTD_CTX_AW_48);
  for (uint64_t i = 0; i < 8; i++)
    dma_map(&d, 0x1000 * i, 0x100000 + 0x1000 * i, 12, DMA_RW);
  dma_map(&d, 0x200000, 0x200000, 12, DMA_RW);
  dma_map(&d, UINT64_C(0x40600000), 0x300000, 12, DMA_RW);
  dma_map(&d, UINT64_C(0x8080600000), 0x400000, 12, DMA_RW);
  dma_read(&d, 0x7000); // context
  return d;
}

static unsigned reads_of(dma_test *d, uint64_t addr) {
  vtd_result r = dma_read(d, addr);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.hit == VTD_HIT_PSC, r.reads < 4);
  return r.reads;
}

static void walks_get_shorter(void **state) {
  (void)state;
  dma_test d = begin(256);
  uint64_t hits = vtd_get_counters(d.unit)->psc_hits;
  assert_int_equal(reads_of(&d, 0x0000), 1);                 // the page table is known
  assert_int_equal(reads_of(&d, 0x200000), 2);               // the directory is
  assert_int_equal(reads_of(&d, 0x40600000), 3);             // the PDP table is
  assert_int_equal(reads_of(&d, UINT64_C(0x8080600000)), 4); // nothing is
  assert_int_equal(reads_of(&d, 0x1000), 1);
  assert_int_equal(vtd_get_counters(d.unit)->psc_hits, hits + 4);
  dma_end(&d);
  d = begin(0); // switched off
  assert_int_equal(reads_of(&d, 0x0000), 4);
  assert_int_equal(reads_of(&d, 0x1000), 4);
  dma_end(&d);
}

// Another domain with the same addresses has its own entries.
static void tagged_by_domain(void **state) {
  (void)state;
  dma_test d = begin(256);
  uint64_t other = vtdt_pages(d.space, 1);
  vtdt_context c = {.aw = VTD_CTX_AW_48, .did = DMA_DID + 1, .ssptptr = other};
  vtdt_context_set(d.space, d.root, 0x0900, &c);
  assert_true(vtdt_map(d.space, other, 4, 0x0000, 0x900000, 12, DMA_RW));
  for (int i = 0; i < 4; i++) {
    vtd_request q = dma_request(0, VTD_ACCESS_READ);
    dma_expect_ok(dma_do(&d, q), 0x100000);
    q.sid = 0x0900;
    dma_expect_ok(dma_do(&d, q), 0x900000);
  }
  dma_end(&d);
}

// A leaf may change under IH = 1 while the directories stay known; with IH = 0 they are read again.
static void invalidation_hint(void **state) {
  (void)state;
  dma_test d = begin(256);
  reads_of(&d, 0x1000);
  vtdt_write64(d.space, dma_entry(&d, 0x0000, 1), 0xABC000 | 3);
  dma_flush_pages(&d, DMA_DID, 0, 0, true);
  vtd_result r = dma_read(&d, 0x0000);
  dma_expect_ok(r, 0xABC000);
  assert_int_equal(r.reads, 1);
  dma_flush_pages(&d, DMA_DID, 0, 0, false);
  assert_int_equal(reads_of(&d, 0x1000), 4);
  dma_end(&d);
}

// A new page table under a directory entry: page-selective with IH = 0 for any page below it.
static void directories_change(void **state) {
  (void)state;
  for (unsigned level = 2; level <= 4; level++) {
    dma_test d = begin(256);
    reads_of(&d, 0x1000);
    uint64_t at = dma_entry(&d, 0, level);
    vtdt_write64(d.space, at, 0);
    uint64_t copy = vtdt_entry_addr(d.space, d.table, 4, 0x3000, 1); // makes new tables
    vtdt_write64(d.space, copy, 0xDEF000 | 3);
    dma_flush_pages(&d, DMA_DID, 0x5000, 0, false);
    dma_expect_ok(dma_read(&d, 0x3000), 0xDEF000);
    dma_expect_fault(dma_read(&d, 0x1000), VTD_BLOCKED, 6);
    dma_end(&d);
  }
}

// Rights that are added above need no invalidation: what was refused is looked at afresh.
static void rights_grow(void **state) {
  (void)state;
  dma_test d = begin(256);
  for (unsigned level = 2; level <= 4; level++) {
    uint64_t at = dma_entry(&d, 0, level), entry = vtdt_read64(d.space, at);
    vtdt_write64(d.space, at, entry & ~(uint64_t)VTD_SS_DIR_W);
    dma_flush(&d);
    dma_expect_ok(dma_read(&d, 0x1000), 0x101000);
    dma_expect_fault(dma_write(&d, 0x1000), VTD_DENIED, 5);
    vtdt_write64(d.space, at, entry);
    dma_expect_ok(dma_write(&d, 0x1000), 0x101000);
    dma_expect_ok(dma_write(&d, 0x2000), 0x102000);
  }
  dma_end(&d);
}

// ---- Nothing survives an invalidation that concerns it

#define PAGES 64u

// A page somewhere in three domains, of any size, and where it leads.
typedef struct mapping {
  uint16_t sid, did;
  uint64_t iova;
  unsigned shift;
  uint64_t entry_at;
  uint64_t entry;
} mapping;

typedef struct many {
  dma_test d;
  uint64_t table[3];
  mapping map[3 * PAGES];
  uint64_t seed;
} many;

static void map_many(many *m) {
  static const unsigned shifts[] = {12, 12, 12, 12, 21, 30};
  for (uint16_t k = 0; k < 3; k++) {
    m->table[k] = vtdt_pages(m->d.space, 1);
    vtdt_context c = {.aw = VTD_CTX_AW_48, .did = (uint16_t)(20 + k), .ssptptr = m->table[k]};
    vtdt_context_set(m->d.space, m->d.root, (uint16_t)(0x0900 + k), &c);
    for (uint64_t i = 0; i < PAGES; i++) {
      mapping *p = &m->map[k * PAGES + i];
      p->sid = (uint16_t)(0x0900 + k);
      p->did = c.did;
      p->shift = shifts[i % 6];
      // Small pages around the ends of aligned ranges, large ones each in a region of its own.
      p->iova = p->shift == 12   ? (i << 30 | (i % 3) << 21 | (i % 2 ? 0x1FF000 : 0) | i % 4 << 12)
                : p->shift == 21 ? i << 30 | UINT64_C(0x600000)
                                 : i << 30;
      assert_true(vtdt_map(m->d.space, m->table[k], 4, p->iova, i << 30, p->shift, DMA_RW));
      p->entry_at = vtdt_entry_find(m->d.space, m->table[k], 4, p->iova, (p->shift - 12) / 9 + 1);
      p->entry = vtdt_read64(m->d.space, p->entry_at);
    }
  }
}

static vtd_result read_page(many *m, const mapping *p) {
  vtd_request q = dma_request(p->iova + 0x40, VTD_ACCESS_READ);
  q.sid = p->sid;
  return dma_do(&m->d, q);
}

// Everything cached, then every page taken away in memory, then one invalidation: exactly the pages
// that it concerns may not be used any more. More may be gone; the built-in caches take no more
// than they must.
static void check_complete(many *m, int what, uint16_t did, uint64_t base, unsigned shift) {
  for (size_t i = 0; i < 3 * PAGES; i++)
    vtdt_write64(m->d.space, m->map[i].entry_at, m->map[i].entry);
  dma_flush(&m->d);
  for (int again = 0; again < 2; again++)
    for (size_t i = 0; i < 3 * PAGES; i++)
      assert_int_equal(read_page(m, &m->map[i]).status, VTD_OK);
  for (size_t i = 0; i < 3 * PAGES; i++)
    vtdt_write64(m->d.space, m->map[i].entry_at, 0);
  if (what == 0)
    dma_flush(&m->d);
  else if (what == 1)
    dma_flush_domain(&m->d, did);
  else
    dma_flush_pages(&m->d, did, base, shift - 12, what == 2);
  for (size_t i = 0; i < 3 * PAGES; i++) {
    const mapping *p = &m->map[i];
    unsigned larger = shift > p->shift ? shift : p->shift;
    bool concerned = what == 0 || (p->did == did && (what == 1 || (p->iova ^ base) >> larger == 0));
    vtd_result r = read_page(m, p);
    assert_int_equal(r.status, concerned ? VTD_BLOCKED : VTD_OK);
    assert_int_equal(r.hit == VTD_HIT_IOTLB, !concerned);
  }
}

static void invalidations_are_complete(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.iotlb = (vtd_iotlb_geometry){.sets = 256, .ways = 16, .super_entries = 64, .walks = 8};
  many m = {.d = dma_begin_with(&c, VTD_CTX_AW_48), .seed = dma_seed("invalidations_are_complete")};
  map_many(&m);
  check_complete(&m, 0, 0, 0, 0);
  for (uint16_t did = 20; did < 23; did++) {
    check_complete(&m, 1, did, 0, 0);
    for (unsigned am = 0; am <= 18; am++) {
      for (int n = 0; n < 6; n++) {
        unsigned shift = 12 + am;
        uint64_t iova = m.map[vtdt_random(&m.seed) % (3 * PAGES)].iova;
        check_complete(&m, 2 + n % 2, did, iova >> shift << shift, shift);
      }
    }
  }
  dma_end(&m.d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(walks_get_shorter), cmocka_unit_test(tagged_by_domain),
      cmocka_unit_test(invalidation_hint), cmocka_unit_test(directories_change),
      cmocka_unit_test(rights_grow),       cmocka_unit_test(invalidations_are_complete),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
