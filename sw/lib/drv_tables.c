// SPDX-License-Identifier: Apache-2.0
// Paging tables of both stages (chapter 9): mapping and asking.
#include "drv_entry.h"

// The unit sets accessed and dirty flags of the first stage only if its walks are snooped
// (ECAP.SMPWCS); else they have to be set beforehand, or it faults.
static uint64_t first_flags(const vtd_drv *unit, bool leaf) {
  if (vtd_ecap_smpwcs(unit->ecap))
    return 0;
  return leaf ? VTD_FS_PTE_A | VTD_FS_PTE_D : VTD_FS_DIR_A;
}

uint64_t drv_table_entry(const vtd_drv_domain *domain, uint64_t table) {
  uint64_t entry = 0;
  vtd_ss_dir_addr_set(&entry, table);
  if (domain->stage == VTD_DRV_FIRST)
    return entry | VTD_FS_DIR_P | VTD_FS_DIR_RW | VTD_FS_DIR_US | first_flags(domain->unit, false);
  return entry | VTD_SS_DIR_R | VTD_SS_DIR_W;
}

static uint64_t first_leaf(const vtd_drv_domain *domain, uint64_t phys, unsigned prot) {
  uint64_t entry = VTD_FS_PTE_P | first_flags(domain->unit, true);
  vtd_fs_pte_addr_set(&entry, phys);
  vtd_fs_pte_rw_set(&entry, (prot & VTD_DRV_WRITE) != 0);
  vtd_fs_pte_us_set(&entry, (prot & VTD_DRV_SUPERVISOR) == 0);
  return entry;
}

static uint64_t second_leaf(uint64_t phys, unsigned prot) {
  uint64_t entry = 0;
  vtd_ss_pte_addr_set(&entry, phys);
  vtd_ss_pte_r_set(&entry, (prot & VTD_DRV_READ) != 0);
  vtd_ss_pte_w_set(&entry, (prot & VTD_DRV_WRITE) != 0);
  vtd_ss_pte_snp_set(&entry, (prot & VTD_DRV_SNOOP) != 0);
  return entry;
}

static uint64_t leaf_entry(const vtd_drv_domain *domain, unsigned level, uint64_t phys,
                           unsigned prot) {
  uint64_t entry =
      domain->stage == VTD_DRV_FIRST ? first_leaf(domain, phys, prot) : second_leaf(phys, prot);
  if (level > 1)
    vtd_ss_dir_ps_set(&entry, 1);
  return entry;
}

uint64_t drv_table_new(vtd_drv *unit) {
  uint64_t table = drv_page(unit);
  if (table != 0)
    unit->stats.tables_now++;
  return table;
}

void drv_table_free(vtd_drv *unit, uint64_t table) {
  drv_free(unit, table, 1);
  unit->stats.tables_now--;
}

void drv_free_tables(vtd_drv *unit, uint64_t list) {
  while (list != 0) {
    uint64_t next = drv_load(unit, list);
    drv_table_free(unit, list);
    list = next;
  }
}

static void free_tree(const vtd_drv_domain *domain, uint64_t table, unsigned level) {
  uint64_t entries[DRV_CHUNK];
  for (unsigned i = 0; level > 1 && i < VTD_LEVEL_ENTRIES; i += DRV_CHUNK) {
    drv_chunk_read(domain->unit, table, i, entries, DRV_CHUNK);
    for (unsigned k = 0; k < DRV_CHUNK; k++) {
      if (drv_present(domain, entries[k]) && !drv_is_leaf(level, entries[k]))
        free_tree(domain, drv_entry_addr(entries[k]), level - 1);
    }
  }
  drv_table_free(domain->unit, table);
}

void drv_free_tree(const vtd_drv_domain *domain) {
  free_tree(domain, domain->root, domain->levels);
}

// ---- Mapping

static bool overlaps_interrupts(uint64_t base, uint64_t bytes) {
  return base <= VTD_INTR_LIMIT && base + bytes > VTD_INTR_BASE;
}

vtd_drv_err drv_check_range(const vtd_drv_domain *domain, uint64_t iova, uint64_t bytes) {
  if (domain->stage == VTD_DRV_NESTED)
    return VTD_DRV_STATE; // its tables are the guest's
  if (bytes == 0 || (iova | bytes) % DRV_PAGE != 0)
    return VTD_DRV_BAD_ARGUMENT;
  if (iova >= domain->limit || bytes > domain->limit - iova)
    return VTD_DRV_RANGE;
  return VTD_DRV_OK;
}

// A first stage always allows reading and knows user and supervisor pages; a second one can force
// snooping (ECAP.SC).
static bool prot_supported(const vtd_drv_domain *domain, unsigned prot) {
  if (domain->stage == VTD_DRV_FIRST)
    return (prot & VTD_DRV_READ) && !(prot & VTD_DRV_SNOOP);
  if (prot & VTD_DRV_SUPERVISOR)
    return false;
  return !(prot & VTD_DRV_SNOOP) || vtd_ecap_sc(domain->unit->ecap);
}

static vtd_drv_err check_map(const vtd_drv_domain *domain, uint64_t iova, uint64_t phys,
                             uint64_t bytes, unsigned prot) {
  uint64_t host_limit = UINT64_C(1) << domain->unit->haw;
  vtd_drv_err err = drv_check_range(domain, iova, bytes);
  if (err != VTD_DRV_OK)
    return err;
  if (phys % DRV_PAGE != 0 || !(prot & (VTD_DRV_READ | VTD_DRV_WRITE)))
    return VTD_DRV_BAD_ARGUMENT;
  if (!prot_supported(domain, prot))
    return VTD_DRV_UNSUPPORTED;
  if (phys >= host_limit || bytes > host_limit - phys)
    return VTD_DRV_RANGE;
  // Requests to the interrupt range are never translated, and none may be translated into it.
  if (overlaps_interrupts(iova, bytes) || overlaps_interrupts(phys, bytes))
    return VTD_DRV_RANGE;
  return VTD_DRV_OK;
}

static bool page_size_supported(const vtd_drv_domain *domain, unsigned level) {
  const vtd_drv *unit = domain->unit;
  if (level == 1)
    return true;
  uint64_t sizes = vtd_cap_sslps(unit->cap);
  if (unit->small_pages)
    return false;
  if (domain->stage == VTD_DRV_FIRST)
    return level == 2 || vtd_cap_fs1gp(unit->cap);
  return level == 2 ? sizes & VTD_CAP_SSLPS_2M : sizes & VTD_CAP_SSLPS_1G;
}

static unsigned best_level(const vtd_drv_domain *domain, uint64_t iova, uint64_t phys,
                           uint64_t bytes) {
  unsigned level = 3;
  while (level > 1) {
    uint64_t size = drv_level_size(level);
    if (page_size_supported(domain, level) && (iova | phys) % size == 0 && bytes >= size)
      return level;
    level--;
  }
  return level;
}

typedef struct step {
  vtd_drv_err err;
  uint64_t table; // of descend()
  uint64_t bytes; // of map_some()
} step;

// The table of `level` that translates iova; missing ones are made.
static step descend(vtd_drv_domain *domain, uint64_t iova, unsigned level) {
  vtd_drv *unit = domain->unit;
  step out = {VTD_DRV_OK, domain->root, 0};
  for (unsigned at = domain->levels; at > level; at--) {
    unsigned index = drv_level_index(at, iova);
    uint64_t entry = drv_entry_at(unit, out.table, index);
    if (drv_present(domain, entry) && drv_is_leaf(at, entry)) {
      out.err = VTD_DRV_EXISTS;
      return out;
    }
    if (!drv_present(domain, entry)) {
      uint64_t table = drv_table_new(unit);
      if (table == 0) {
        out.err = VTD_DRV_NO_MEMORY;
        return out;
      }
      entry = drv_table_entry(domain, table);
      drv_entry_put(unit, out.table, index, entry);
    }
    out.table = drv_entry_addr(entry);
  }
  return out;
}

static void count_pages(vtd_drv *unit, unsigned level, uint64_t pages) {
  if (level == 2)
    unit->stats.pages_2m += pages;
  if (level == 3)
    unit->stats.pages_1g += pages;
}

// How many entries from `index` on one step may write: not beyond the table, the buffer, the range.
static unsigned run_length(unsigned level, unsigned index, uint64_t bytes) {
  uint64_t pages = bytes >> drv_level_shift(level);
  unsigned room = VTD_LEVEL_ENTRIES - index;
  unsigned run = room < DRV_CHUNK ? room : DRV_CHUNK;
  return pages < run ? (unsigned)pages : run;
}

// Maps as much from here on with pages of one level as one table and one buffer allow.
static step map_level(vtd_drv_domain *domain, uint64_t iova, uint64_t phys, uint64_t bytes,
                      unsigned prot, unsigned level) {
  vtd_drv *unit = domain->unit;
  uint64_t entries[DRV_CHUNK];
  step out = descend(domain, iova, level);
  if (out.err != VTD_DRV_OK)
    return out;
  unsigned index = drv_level_index(level, iova);
  unsigned run = run_length(level, index, bytes);
  drv_chunk_read(unit, out.table, index, entries, run);
  unsigned count = 0;
  while (count < run && !drv_present(domain, entries[count])) {
    entries[count] = leaf_entry(domain, level, phys + count * drv_level_size(level), prot);
    count++;
  }
  if (count == 0) {
    out.err = VTD_DRV_EXISTS;
    return out;
  }
  drv_chunk_write(unit, out.table, index, entries, count);
  count_pages(unit, level, count);
  out.bytes = count * drv_level_size(level);
  return out;
}

// The largest page that fits, or smaller ones where a table (that a deferred unmap left empty) is
// in its place.
static step map_some(vtd_drv_domain *domain, uint64_t iova, uint64_t phys, uint64_t bytes,
                     unsigned prot) {
  unsigned level = best_level(domain, iova, phys, bytes);
  step out = map_level(domain, iova, phys, bytes, prot, level);
  while (out.err == VTD_DRV_EXISTS && level > 1) {
    level--;
    if (page_size_supported(domain, level))
      out = map_level(domain, iova, phys, bytes, prot, level);
  }
  return out;
}

vtd_drv_err drv_made_present(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes) {
  // What a first stage refused is never cached, caching mode or not (chapter 6).
  if (!vtd_cap_cm(domain->unit->cap) || domain->stage == VTD_DRV_FIRST)
    return vtd_drv_write_buffer_flush(domain->unit);
  const drv_span span = {iova, bytes, false};
  return drv_flush_iotlb(domain, &span);
}

// Takes a half-done map back. Without memory the page that failed goes along: it is not mapped, but
// tables may have been made for it.
static void map_undo(vtd_drv_domain *domain, uint64_t iova, uint64_t done, vtd_drv_err err) {
  uint64_t bytes = done + (err == VTD_DRV_NO_MEMORY ? DRV_PAGE : 0);
  if (bytes != 0)
    (void)drv_unmap_range(domain, iova, bytes);
}

vtd_drv_err vtd_drv_map(vtd_drv_domain *domain, uint64_t iova, uint64_t phys, uint64_t bytes,
                        unsigned prot) {
  vtd_drv_err err = check_map(domain, iova, phys, bytes, prot);
  if (err != VTD_DRV_OK)
    return err;
  if (!drv_enter(domain->unit))
    return VTD_DRV_BUSY;
  for (uint64_t done = 0; done < bytes;) {
    step some = map_some(domain, iova + done, phys + done, bytes - done, prot);
    if (some.err != VTD_DRV_OK) {
      map_undo(domain, iova, done, some.err);
      return drv_leave(domain->unit, some.err);
    }
    done += some.bytes;
  }
  return drv_leave(domain->unit, drv_made_present(domain, iova, bytes));
}

// ---- Asking

drv_leaf drv_find_leaf(const vtd_drv_domain *domain, uint64_t iova) {
  drv_leaf out = {false, domain->levels, 0, domain->root, 0};
  for (;; out.level--) {
    out.index = drv_level_index(out.level, iova);
    out.entry = drv_entry_at(domain->unit, out.table, out.index);
    if (!drv_present(domain, out.entry))
      return out;
    if (drv_is_leaf(out.level, out.entry)) {
      out.present = true;
      return out;
    }
    out.table = drv_entry_addr(out.entry);
  }
}

static unsigned prot_of(const vtd_drv_domain *domain, uint64_t entry) {
  if (domain->stage == VTD_DRV_FIRST)
    return VTD_DRV_READ | (vtd_fs_pte_rw(&entry) ? VTD_DRV_WRITE : 0u) |
           (vtd_fs_pte_us(&entry) ? 0u : VTD_DRV_SUPERVISOR);
  return (vtd_ss_pte_r(&entry) ? VTD_DRV_READ : 0u) | (vtd_ss_pte_w(&entry) ? VTD_DRV_WRITE : 0u) |
         (vtd_ss_pte_snp(&entry) ? VTD_DRV_SNOOP : 0u);
}

vtd_drv_mapping vtd_drv_query(const vtd_drv_domain *domain, uint64_t iova) {
  vtd_drv_mapping out = {false, 0, 0, 0};
  if (iova >= domain->limit || domain->stage == VTD_DRV_NESTED)
    return out;
  drv_leaf page = drv_find_leaf(domain, iova);
  if (!page.present)
    return out;
  out.present = true;
  out.page_shift = (uint8_t)drv_level_shift(page.level);
  out.phys = drv_entry_addr(page.entry) + iova % drv_level_size(page.level);
  out.prot = (uint8_t)prot_of(domain, page.entry);
  return out;
}
