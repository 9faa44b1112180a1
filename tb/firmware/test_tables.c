// SPDX-License-Identifier: Apache-2.0
// The driver's page tables against a reader that knows nothing of the driver: it walks memory as
// chapter 9 describes the second-stage structures. Superpages, splitting, running out of memory at
// every single allocation, and agreement with what the unit itself makes of the tables.
#include "fw_test.h"

#define SID UINT16_C(0x0018)

// ---- A naive reader

typedef struct reading {
  bool present;
  unsigned shift, prot;
  uint64_t phys;
} reading;

static void check_reserved(const machine *m, unsigned level, uint64_t entry, bool leaf) {
  const vtd_config *c = vtd_get_config(m->unit);
  uint64_t rsvd[1] = {0};
  if (level == 1)
    vtd_ss_pte_rsvd(c->cap, c->ecap, c->haw, rsvd);
  else if (level >= 4)
    vtd_ss_pml_rsvd(c->cap, c->ecap, c->haw, rsvd);
  else if (!leaf)
    vtd_ss_dir_rsvd(c->cap, c->ecap, c->haw, rsvd);
  else if (level == 2)
    vtd_ss_pde_2m_rsvd(c->cap, c->ecap, c->haw, rsvd);
  else
    vtd_ss_pdpe_1g_rsvd(c->cap, c->ecap, c->haw, rsvd);
  assert_int_equal(entry & rsvd[0], 0);
}

static reading read_tables(const machine *m, const vtd_drv_domain *domain, uint64_t iova) {
  reading out = {false, 0, FW_RW | VTD_DRV_SNOOP, 0};
  uint64_t table = domain->root;
  for (unsigned level = domain->levels; level >= 1; level--) {
    unsigned shift = 12 + 9 * (level - 1);
    uint64_t entry = machine_load(m, table + (iova >> shift) % 512 * 8);
    if (!vtd_ss_pte_r(&entry) && !vtd_ss_pte_w(&entry))
      return out;
    bool leaf = level == 1 || (level <= 3 && vtd_ss_dir_ps(&entry));
    check_reserved(m, level, entry, leaf);
    out.prot &= (vtd_ss_pte_r(&entry) ? VTD_DRV_READ : 0u) |
                (vtd_ss_pte_w(&entry) ? VTD_DRV_WRITE : 0u) | VTD_DRV_SNOOP;
    table = vtd_ss_pte_addr(&entry);
    if (!leaf)
      continue;
    out.present = true;
    out.shift = shift;
    out.phys = table + (iova & ((UINT64_C(1) << shift) - 1));
    if (!vtd_ss_pte_snp(&entry))
      out.prot &= ~VTD_DRV_SNOOP;
    return out;
  }
  return out;
}

static void assert_mapped(const machine *m, const vtd_drv_domain *d, uint64_t iova, uint64_t phys,
                          unsigned shift, unsigned prot) {
  reading got = read_tables(m, d, iova);
  assert_true(got.present);
  assert_int_equal(got.phys, phys);
  assert_int_equal(got.prot, prot);
  if (shift != 0)
    assert_int_equal(got.shift, shift);
}

static void assert_hole(const machine *m, const vtd_drv_domain *d, uint64_t iova) {
  assert_false(read_tables(m, d, iova).present);
}

// A checksum over everything that the tables of a domain say.
static uint64_t digest(const machine *m, uint64_t table, unsigned level) {
  uint64_t sum = level;
  for (unsigned i = 0; i < 512; i++) {
    uint64_t entry = machine_load(m, table + i * 8u);
    bool present = vtd_ss_pte_r(&entry) || vtd_ss_pte_w(&entry);
    if (!present)
      continue;
    bool leaf = level == 1 || (level <= 3 && vtd_ss_dir_ps(&entry));
    uint64_t part = leaf ? entry : digest(m, vtd_ss_pte_addr(&entry), level - 1);
    sum = (sum ^ (part + i)) * UINT64_C(0x100000001B3);
  }
  return sum;
}

// ---- Directed

static const struct {
  uint64_t iova, phys, bytes;
  unsigned first, last; // page shifts at both ends
} sizes[] = {
    {0x1000, 0x5000, 0x1000, 12, 12},
    {0x200000, 0x400000, 0x200000, 21, 21},
    {0x200000, 0x401000, 0x200000, 12, 12},        // physical address not aligned
    {0x201000, 0x401000, 0x200000, 12, 12},        // both off, alike: no aligned 2 MiB inside
    {0x1FF000, 0x3FF000, 0x202000, 12, 12},        // 4 KiB, 2 MiB, 4 KiB
    {0x40000000, 0x80000000, 0x40000000, 30, 30},  // 1 GiB
    {0x40000000, 0x80200000, 0x40000000, 21, 21},  // physical address aligned to 2 MiB only
    {0x3FE00000, 0x13FE00000, 0x40400000, 21, 21}, // 2 MiB, 1 GiB, 2 MiB
    {0x7FFFFFF000, 0x12345000, 0x1000, 12, 12},    // the last page of 39 bits
};

static void pages_of_every_size(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, false);
  for (unsigned levels = 3; levels <= 5; levels++) {
    vtd_drv_domain d;
    assert_int_equal(vtd_drv_domain_create(&unit, &d, levels), VTD_DRV_OK);
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
      uint64_t iova = sizes[i].iova, phys = sizes[i].phys, bytes = sizes[i].bytes;
      assert_int_equal(vtd_drv_map(&d, iova, phys, bytes, FW_RW), VTD_DRV_OK);
      assert_mapped(m, &d, iova, phys, sizes[i].first, FW_RW);
      assert_mapped(m, &d, iova + bytes - 1, phys + bytes - 1, sizes[i].last, FW_RW);
      assert_mapped(m, &d, iova + bytes / 2 + 123, phys + bytes / 2 + 123, 0, FW_RW);
      assert_hole(m, &d, iova - 1);
      if (iova + bytes < d.limit)
        assert_hole(m, &d, iova + bytes);
      assert_int_equal(vtd_drv_unmap(&d, iova, bytes), VTD_DRV_OK);
      assert_hole(m, &d, iova);
      assert_hole(m, &d, iova + bytes - 1);
      assert_int_equal(unit.stats.tables_now, 1); // the root alone
    }
    assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  }
  fw_stop(&unit, m);
}

static void permissions_and_snooping(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, false);
  vtd_drv_domain d;
  assert_int_equal(vtd_drv_domain_create(&unit, &d, 0), VTD_DRV_OK);
  static const unsigned prots[] = {VTD_DRV_READ, VTD_DRV_WRITE, FW_RW, FW_RW | VTD_DRV_SNOOP};
  for (unsigned i = 0; i < 4; i++) {
    uint64_t iova = 0x200000 * (1 + i);
    uint64_t bytes = i % 2 ? 0x200000 : 0x1000;
    assert_int_equal(vtd_drv_map(&d, iova, 0x800000, bytes, prots[i]), VTD_DRV_OK);
    assert_mapped(m, &d, iova, 0x800000, i % 2 ? 21 : 12, prots[i]);
    vtd_drv_mapping asked = vtd_drv_query(&d, iova + 5);
    assert_true(asked.present);
    assert_int_equal(asked.prot, prots[i]);
    assert_int_equal(asked.phys, 0x800005);
  }
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  fw_stop(&unit, m);
}

static void refuses_what_makes_no_sense(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  config.ecap = vtd_ecap_sc_set(config.ecap, 0);
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, false);
  vtd_drv_domain d;
  assert_int_equal(vtd_drv_domain_create(&unit, &d, 4), VTD_DRV_OK);
  uint64_t host = UINT64_C(1) << config.haw;
  const struct {
    uint64_t iova, phys, bytes;
    unsigned prot;
    vtd_drv_err err;
  } bad[] = {
      {0x1001, 0x1000, 0x1000, FW_RW, VTD_DRV_BAD_ARGUMENT},
      {0x1000, 0x1001, 0x1000, FW_RW, VTD_DRV_BAD_ARGUMENT},
      {0x1000, 0x1000, 0x1001, FW_RW, VTD_DRV_BAD_ARGUMENT},
      {0x1000, 0x1000, 0, FW_RW, VTD_DRV_BAD_ARGUMENT},
      {0x1000, 0x1000, 0x1000, 0, VTD_DRV_BAD_ARGUMENT},
      {0x1000, 0x1000, 0x1000, FW_RW | VTD_DRV_SNOOP, VTD_DRV_UNSUPPORTED},
      {d.limit, 0x1000, 0x1000, FW_RW, VTD_DRV_RANGE},
      {d.limit - 0x1000, 0x1000, 0x2000, FW_RW, VTD_DRV_RANGE},
      {UINT64_MAX - 0xFFF, 0x1000, 0x1000, FW_RW, VTD_DRV_RANGE},
      {0x1000, host, 0x1000, FW_RW, VTD_DRV_RANGE},
      {0x1000, host - 0x1000, 0x2000, FW_RW, VTD_DRV_RANGE},
      {VTD_INTR_BASE, 0x1000, 0x1000, FW_RW, VTD_DRV_RANGE},
      {VTD_INTR_BASE - 0x1000, 0x1000, 0x2000, FW_RW, VTD_DRV_RANGE},
      {0x1000, VTD_INTR_LIMIT & ~0xFFFu, 0x1000, FW_RW, VTD_DRV_RANGE},
      {0xC0000000, 0x40000000, 0x40000000, FW_RW, VTD_DRV_RANGE},
  };
  uint64_t before = digest(m, d.root, d.levels);
  for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_int_equal(vtd_drv_map(&d, bad[i].iova, bad[i].phys, bad[i].bytes, bad[i].prot),
                     bad[i].err);
  assert_int_equal(digest(m, d.root, d.levels), before);
  assert_int_equal(unit.stats.tables_now, 1);
  // Right up to the interrupt range is fine.
  assert_int_equal(vtd_drv_map(&d, VTD_INTR_BASE - 0x1000, 0x1000, 0x1000, FW_RW), VTD_DRV_OK);
  assert_int_equal(vtd_drv_map(&d, VTD_INTR_LIMIT + UINT64_C(1), 0x1000, 0x1000, FW_RW),
                   VTD_DRV_OK);
  assert_int_equal(vtd_drv_unmap(&d, 0x1000, 0), VTD_DRV_BAD_ARGUMENT);
  assert_int_equal(vtd_drv_unmap(&d, d.limit, 0x1000), VTD_DRV_RANGE);
  assert_int_equal(vtd_drv_unmap(&d, 0x5000, 0x1000), VTD_DRV_NOT_MAPPED);
  assert_false(vtd_drv_query(&d, d.limit).present);
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  fw_stop(&unit, m);
}

static void overlapping_map_changes_nothing(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, false);
  vtd_drv_domain d;
  assert_int_equal(vtd_drv_domain_create(&unit, &d, 4), VTD_DRV_OK);
  static const uint64_t taken[] = {0x600000, 0x40000000, 0x7FFFF000};
  for (unsigned i = 0; i < 3; i++)
    assert_int_equal(vtd_drv_map(&d, taken[i], 0x1000000, i == 1 ? 0x200000 : 0x1000, FW_RW),
                     VTD_DRV_OK);
  uint64_t before = digest(m, d.root, d.levels);
  uint64_t pages = m->pages_out;
  // Each runs into a page that is taken, after having mapped a lot: in small steps and large ones.
  assert_int_equal(vtd_drv_map(&d, 0x1000, 0x2000, 0x800000, FW_RW), VTD_DRV_EXISTS);
  assert_int_equal(vtd_drv_map(&d, 0x200000, 0x200000, 0x600000, FW_RW), VTD_DRV_EXISTS);
  assert_int_equal(vtd_drv_map(&d, 0x3FE00000, 0x200000, 0x400000, FW_RW), VTD_DRV_EXISTS);
  assert_int_equal(vtd_drv_map(&d, 0x40000000, 0x40000000, 0x40000000, FW_RW), VTD_DRV_EXISTS);
  assert_int_equal(vtd_drv_map(&d, 0x40100000, 0x1000, 0x1000, FW_RW), VTD_DRV_EXISTS);
  assert_int_equal(vtd_drv_map(&d, 0x7FF00000, 0x2000, 0x100000, FW_RW), VTD_DRV_EXISTS);
  assert_int_equal(digest(m, d.root, d.levels), before);
  assert_int_equal(m->pages_out, pages);
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  fw_stop(&unit, m);
}

static void unmap_splits_superpages(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, true);
  vtd_drv_domain d;
  assert_int_equal(vtd_drv_domain_create(&unit, &d, 4), VTD_DRV_OK);
  assert_int_equal(vtd_drv_attach(&d, SID, 0), VTD_DRV_OK);
  const uint64_t base = 0x40000000, size = 0x40000000, gone = base + 0x12345000;
  assert_int_equal(vtd_drv_map(&d, base, 0, size, VTD_DRV_READ), VTD_DRV_OK);
  assert_true(fw_reaches(m, SID, gone, false));
  assert_true(fw_reaches(m, SID, gone + 0x1000, false));
  assert_int_equal(vtd_drv_unmap(&d, gone, 0x1000), VTD_DRV_OK);
  assert_int_equal(unit.stats.splits, 2);
  assert_hole(m, &d, gone);
  assert_mapped(m, &d, gone - 1, gone - 1 - base, 12, VTD_DRV_READ);
  assert_mapped(m, &d, gone + 0x1000, gone + 0x1000 - base, 12, VTD_DRV_READ);
  assert_mapped(m, &d, base, 0, 21, VTD_DRV_READ);
  assert_mapped(m, &d, base + size - 1, size - 1, 21, VTD_DRV_READ);
  // What the unit had cached of the large page is gone as well.
  assert_false(fw_reaches(m, SID, gone, false));
  assert_true(fw_reaches(m, SID, gone + 0x1000, false));
  assert_int_equal(unit.stats.tables_now, 4);
  assert_int_equal(vtd_drv_unmap(&d, base, size), VTD_DRV_NOT_MAPPED); // one page is gone already
  assert_int_equal(unit.stats.tables_now, 1);
  assert_int_equal(vtd_drv_detach(&unit, &d, SID), VTD_DRV_OK);
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  fw_stop(&unit, m);
}

// ---- Random, against the naive reader and the unit

#define WINDOW 2048u                // pages
#define BASE   UINT64_C(0x3FC00000) // the window crosses a 1 GiB boundary

typedef struct shadow_page {
  uint64_t phys; // 0: not mapped
  unsigned prot;
} shadow_page;

static shadow_page shadow[WINDOW];

static void compare(machine *m, const vtd_drv_domain *d) {
  for (unsigned i = 0; i < WINDOW; i++) {
    uint64_t iova = BASE + i * FW_PAGE;
    reading got = read_tables(m, d, iova);
    vtd_drv_mapping asked = vtd_drv_query(d, iova);
    assert_int_equal(got.present, shadow[i].phys != 0);
    assert_int_equal(asked.present, got.present);
    if (!got.present)
      continue;
    assert_int_equal(got.phys, shadow[i].phys);
    assert_int_equal(got.prot, shadow[i].prot);
    assert_int_equal(asked.phys, got.phys);
    assert_int_equal(asked.prot, got.prot);
    assert_int_equal(asked.page_shift, got.shift);
  }
}

// The unit agrees about a few pages, cached or not.
static void compare_unit(machine *m, uint64_t *random) {
  for (unsigned n = 0; n < 8; n++) {
    unsigned i = (unsigned)(fw_random(random) % WINDOW);
    uint64_t iova = BASE + i * FW_PAGE;
    assert_int_equal(fw_reaches(m, SID, iova, false),
                     shadow[i].phys != 0 && (shadow[i].prot & VTD_DRV_READ));
    assert_int_equal(fw_reaches(m, SID, iova, true),
                     shadow[i].phys != 0 && (shadow[i].prot & VTD_DRV_WRITE));
  }
}

typedef struct range {
  unsigned at, pages;
} range;

static range random_range(uint64_t *random) {
  static const unsigned spans[] = {1, 8, 512, 1024};
  range out;
  out.pages = 1 + (unsigned)(fw_random(random) % spans[fw_random(random) % 4]);
  if (fw_random(random) % 4 == 0)
    out.pages = 512;
  out.at = (unsigned)(fw_random(random) % (WINDOW - out.pages + 1));
  if (fw_random(random) % 3 == 0 && out.at / 512 * 512 + out.pages <= WINDOW)
    out.at = out.at / 512 * 512;
  return out;
}

static void random_map(vtd_drv_domain *d, uint64_t *random) {
  range r = random_range(random);
  uint64_t align = fw_random(random) % 2 ? 0x200000 : FW_PAGE;
  uint64_t phys = (1 + fw_random(random) % 4096) * align;
  unsigned prot = 1 + (unsigned)(fw_random(random) % 7);
  prot = prot & FW_RW ? prot : prot | VTD_DRV_READ;
  bool taken = false;
  for (unsigned i = 0; i < r.pages; i++)
    taken = taken || shadow[r.at + i].phys != 0;
  bool forbidden = phys <= VTD_INTR_LIMIT && phys + r.pages * FW_PAGE > VTD_INTR_BASE;
  vtd_drv_err err = vtd_drv_map(d, BASE + r.at * FW_PAGE, phys, r.pages * FW_PAGE, prot);
  assert_int_equal(err, forbidden ? VTD_DRV_RANGE : taken ? VTD_DRV_EXISTS : VTD_DRV_OK);
  for (unsigned i = 0; i < r.pages && err == VTD_DRV_OK; i++) {
    shadow[r.at + i].phys = phys + i * FW_PAGE;
    shadow[r.at + i].prot = prot;
  }
}

static void random_unmap(vtd_drv *unit, vtd_drv_domain *d, uint64_t *random) {
  range r = random_range(random);
  bool deferred = fw_random(random) % 3 == 0;
  bool holes = false;
  for (unsigned i = 0; i < r.pages; i++) {
    holes = holes || shadow[r.at + i].phys == 0;
    shadow[r.at + i].phys = 0;
  }
  uint64_t iova = BASE + r.at * FW_PAGE, bytes = r.pages * FW_PAGE;
  vtd_drv_err err =
      deferred ? vtd_drv_unmap_deferred(d, iova, bytes, NULL, NULL) : vtd_drv_unmap(d, iova, bytes);
  assert_int_equal(err, holes ? VTD_DRV_NOT_MAPPED : VTD_DRV_OK);
  if (deferred)
    assert_int_equal(vtd_drv_flush_deferred(unit), VTD_DRV_OK);
}

static void random_against_reader(void **state) {
  (void)state;
  uint64_t random = fw_seed();
  for (unsigned levels = 3; levels <= 5; levels++) {
    vtd_config config = vtd_config_default();
    config.cap = vtd_cap_cm_set(config.cap, levels == 4);
    static vtd_drv unit;
    machine *m = fw_start(&unit, &config, true);
    vtd_drv_domain d;
    memset(shadow, 0, sizeof shadow);
    assert_int_equal(vtd_drv_domain_create(&unit, &d, levels), VTD_DRV_OK);
    assert_int_equal(vtd_drv_attach(&d, SID, VTD_DRV_ATTACH_QUIET), VTD_DRV_OK);
    for (unsigned i = 0; i < 500; i++) {
      if (fw_random(&random) % 2)
        random_map(&d, &random);
      else
        random_unmap(&unit, &d, &random);
      if (i % 8 == 0)
        compare(m, &d);
      compare_unit(m, &random);
    }
    assert_true(unit.stats.splits > 0 && unit.stats.pages_2m > 0);
    (void)vtd_drv_unmap(&d, BASE, WINDOW * FW_PAGE);
    assert_int_equal(unit.stats.tables_now, 1);
    assert_int_equal(vtd_drv_detach(&unit, &d, SID), VTD_DRV_OK);
    assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
    fw_stop(&unit, m);
  }
}

// A deferred unmap leaves tables behind that caches may point to. A neighbour mapped before the
// flush must be reachable at once.
static void deferred_unmap_keeps_neighbours_working(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, true);
  vtd_drv_domain d;
  assert_int_equal(vtd_drv_domain_create(&unit, &d, 4), VTD_DRV_OK);
  assert_int_equal(vtd_drv_attach(&d, SID, 0), VTD_DRV_OK);
  assert_int_equal(vtd_drv_map(&d, 0x400000, 0x1000, 0x1000, FW_RW), VTD_DRV_OK);
  assert_true(fw_reaches(m, SID, 0x400000, true));
  assert_int_equal(vtd_drv_unmap_deferred(&d, 0x400000, 0x1000, NULL, NULL), VTD_DRV_OK);
  assert_int_equal(vtd_drv_map(&d, 0x401000, 0x2000, 0x1000, FW_RW), VTD_DRV_OK);
  assert_true(fw_reaches(m, SID, 0x401000, true));
  assert_int_equal(vtd_drv_flush_deferred(&unit), VTD_DRV_OK);
  assert_false(fw_reaches(m, SID, 0x400000, true));
  assert_true(fw_reaches(m, SID, 0x401000, true));
  // A superpage fits where a deferred unmap left an empty table: with small pages, if need be.
  assert_int_equal(vtd_drv_map(&d, 0x800000, 0x1000, 0x1000, FW_RW), VTD_DRV_OK);
  assert_int_equal(vtd_drv_unmap_deferred(&d, 0x800000, 0x1000, NULL, NULL), VTD_DRV_OK);
  assert_int_equal(vtd_drv_flush_deferred(&unit), VTD_DRV_OK);
  assert_int_equal(vtd_drv_map(&d, 0x800000, 0x800000, 0x200000, FW_RW), VTD_DRV_OK);
  assert_mapped(m, &d, 0x9FFFFF, 0x9FFFFF, 0, FW_RW);
  assert_true(fw_reaches(m, SID, 0x9FF000, true));
  assert_int_equal(vtd_drv_unmap(&d, 0x401000, 0x1000), VTD_DRV_OK);
  assert_int_equal(vtd_drv_unmap(&d, 0x800000, 0x200000), VTD_DRV_OK);
  assert_int_equal(unit.stats.tables_now, 1);
  assert_int_equal(vtd_drv_detach(&unit, &d, SID), VTD_DRV_OK);
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  fw_stop(&unit, m);
}

// ---- Out of memory, at every allocation

static vtd_drv_err big_map(vtd_drv_domain *d) {
  return vtd_drv_map(d, 0x3FFFF000, 0x3FFFF000, 0x40402000, FW_RW);
}

static vtd_drv_err split_unmap(vtd_drv_domain *d) {
  return vtd_drv_unmap(d, 0x40001000, 0x3FFFE000); // splits at both ends, two levels deep
}

static vtd_drv_err split_unmap_deferred(vtd_drv_domain *d) {
  return vtd_drv_unmap_deferred(d, 0x40001000, 0x3FFFE000, NULL, NULL);
}

// `unmap` fails for want of the n-th page, for every n: nothing is unmapped then, whatever was
// split on the way.
static void starve_unmap(machine *m, vtd_drv_domain *d, vtd_drv_err (*unmap)(vtd_drv_domain *)) {
  unsigned failures = 0;
  for (; failures < 100; failures++) {
    m->allocations_left = failures > 0; // one step further each time
    vtd_drv_err err = unmap(d);
    if (err == VTD_DRV_OK)
      break;
    assert_int_equal(err, VTD_DRV_NO_MEMORY);
    assert_mapped(m, d, 0x40000000, 0x40000000, 0, FW_RW);
    assert_mapped(m, d, 0x50000000, 0x50000000, 0, FW_RW);
    assert_mapped(m, d, 0x7FFFF000, 0x7FFFF000, 0, FW_RW);
  }
  m->allocations_left = UINT64_MAX;
  assert_int_equal(failures,
                   3); // one table for the 1 GiB page, one for the 2 MiB page at either end
}

static void out_of_memory_everywhere(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, false);
  vtd_drv_domain d;
  m->allocations_left = 0;
  assert_int_equal(vtd_drv_domain_create(&unit, &d, 4), VTD_DRV_NO_MEMORY);
  m->allocations_left = UINT64_MAX;
  assert_int_equal(vtd_drv_domain_create(&unit, &d, 4), VTD_DRV_OK);
  uint64_t pages = m->pages_out;
  // Map: one allocation more each time, until it works.
  unsigned needed = 0;
  for (; needed < 100; needed++) {
    m->allocations_left = needed;
    vtd_drv_err err = big_map(&d);
    m->allocations_left = UINT64_MAX;
    if (err == VTD_DRV_OK)
      break;
    assert_int_equal(err, VTD_DRV_NO_MEMORY);
    assert_int_equal(m->pages_out, pages);
    assert_int_equal(unit.stats.tables_now, 1);
    assert_hole(m, &d, 0x3FFFF000);
    assert_hole(m, &d, 0x50000000);
  }
  assert_int_equal(needed, 5); // PDPT; PD and PT below; PD and PT above; the 1 GiB page needs none
  starve_unmap(m, &d, split_unmap);
  assert_hole(m, &d, 0x50000000);
  assert_mapped(m, &d, 0x40000000, 0x40000000, 12, FW_RW);
  assert_mapped(m, &d, 0x7FFFF000, 0x7FFFF000, 12, FW_RW);
  assert_int_equal(vtd_drv_unmap(&d, 0x3FFFF000, 0x40402000), VTD_DRV_NOT_MAPPED);
  assert_int_equal(big_map(&d), VTD_DRV_OK);
  starve_unmap(m, &d, split_unmap_deferred);
  assert_int_equal(vtd_drv_flush_deferred(&unit), VTD_DRV_OK);
  m->allocations_left = 0;
  assert_int_equal(vtd_drv_attach(&d, SID, 0), VTD_DRV_NO_MEMORY);
  assert_int_equal(d.attached, 0);
  assert_int_equal(vtd_drv_set_quiet(&unit, SID, true), VTD_DRV_NO_MEMORY);
  m->allocations_left = UINT64_MAX;
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  fw_stop(&unit, m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pages_of_every_size),
      cmocka_unit_test(permissions_and_snooping),
      cmocka_unit_test(refuses_what_makes_no_sense),
      cmocka_unit_test(overlapping_map_changes_nothing),
      cmocka_unit_test(unmap_splits_superpages),
      cmocka_unit_test(random_against_reader),
      cmocka_unit_test(deferred_unmap_keeps_neighbours_working),
      cmocka_unit_test(out_of_memory_everywhere),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
