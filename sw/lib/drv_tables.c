// SPDX-License-Identifier: Apache-2.0
// Second-stage paging tables (chapter 9): mapping, unmapping, asking.
//
// Levels count from 1 (4 KiB pages) to the domain's number of levels. Non-leaf entries carry read
// and write permission always; the leaf decides. A table without a present entry is taken out and
// freed, but only after an invalidation: the unit may hold its address in a paging-structure cache.
#include "drv_internal.h"

#define CHUNK       64u // entries handled by one memory access
#define ENTRY_BYTES 8u
#define PRESENT     (VTD_SS_PTE_R | VTD_SS_PTE_W)

static unsigned level_shift(unsigned level) {
  return VTD_PAGE_SHIFT + VTD_LEVEL_BITS * (level - 1);
}

static uint64_t level_size(unsigned level) {
  return UINT64_C(1) << level_shift(level);
}

static unsigned level_index(unsigned level, uint64_t iova) {
  return (unsigned)(iova >> level_shift(level)) & (VTD_LEVEL_ENTRIES - 1);
}

static bool is_leaf(unsigned level, uint64_t entry) {
  return level == 1 || (level <= 3 && (entry & VTD_SS_DIR_PS));
}

// The address fields of all forms of entry lie at the same place; the low bits of a superpage's
// are reserved, that is zero.
static uint64_t entry_addr(uint64_t entry) {
  return vtd_ss_pte_addr(&entry);
}

static uint64_t table_entry(uint64_t table) {
  uint64_t entry = 0;
  vtd_ss_dir_addr_set(&entry, table);
  return entry | VTD_SS_DIR_R | VTD_SS_DIR_W;
}

static uint64_t leaf_entry(unsigned level, uint64_t phys, unsigned prot) {
  uint64_t entry = 0;
  vtd_ss_pte_addr_set(&entry, phys);
  vtd_ss_pte_r_set(&entry, (prot & VTD_DRV_READ) != 0);
  vtd_ss_pte_w_set(&entry, (prot & VTD_DRV_WRITE) != 0);
  vtd_ss_pte_snp_set(&entry, (prot & VTD_DRV_SNOOP) != 0);
  if (level > 1)
    vtd_ss_dir_ps_set(&entry, 1);
  return entry;
}

static uint64_t entry_at(const vtd_drv *unit, uint64_t table, unsigned index) {
  return drv_load(unit, table + (uint64_t)index * ENTRY_BYTES);
}

static void entry_put(const vtd_drv *unit, uint64_t table, unsigned index, uint64_t entry) {
  drv_store(unit, table + (uint64_t)index * ENTRY_BYTES, entry);
}

static void chunk_read(const vtd_drv *unit, uint64_t table, unsigned index, uint64_t *entries,
                       unsigned count) {
  unit->hal->mem_read(unit->hal->ctx, table + (uint64_t)index * ENTRY_BYTES, entries,
                      (size_t)count * ENTRY_BYTES);
}

static void chunk_write(const vtd_drv *unit, uint64_t table, unsigned index,
                        const uint64_t *entries, unsigned count) {
  unit->hal->mem_write(unit->hal->ctx, table + (uint64_t)index * ENTRY_BYTES, entries,
                       (size_t)count * ENTRY_BYTES);
}

static uint64_t table_new(vtd_drv *unit) {
  uint64_t table = drv_page(unit);
  if (table != 0)
    unit->stats.tables_now++;
  return table;
}

static void table_free(vtd_drv *unit, uint64_t table) {
  drv_free(unit, table, 1);
  unit->stats.tables_now--;
}

void drv_free_tables(vtd_drv *unit, uint64_t list) {
  while (list != 0) {
    uint64_t next = drv_load(unit, list);
    table_free(unit, list);
    list = next;
  }
}

void drv_free_tree(vtd_drv *unit, uint64_t table, unsigned level) {
  uint64_t entries[CHUNK];
  for (unsigned i = 0; level > 1 && i < VTD_LEVEL_ENTRIES; i += CHUNK) {
    chunk_read(unit, table, i, entries, CHUNK);
    for (unsigned k = 0; k < CHUNK; k++) {
      if ((entries[k] & PRESENT) && !is_leaf(level, entries[k]))
        drv_free_tree(unit, entry_addr(entries[k]), level - 1);
    }
  }
  table_free(unit, table);
}

// ---- Mapping

static bool overlaps_interrupts(uint64_t base, uint64_t bytes) {
  return base <= VTD_INTR_LIMIT && base + bytes > VTD_INTR_BASE;
}

static vtd_drv_err check_range(const vtd_drv_domain *domain, uint64_t iova, uint64_t bytes) {
  if (bytes == 0 || (iova | bytes) % DRV_PAGE != 0)
    return VTD_DRV_BAD_ARGUMENT;
  if (iova >= domain->limit || bytes > domain->limit - iova)
    return VTD_DRV_RANGE;
  return VTD_DRV_OK;
}

static vtd_drv_err check_map(const vtd_drv_domain *domain, uint64_t iova, uint64_t phys,
                             uint64_t bytes, unsigned prot) {
  uint64_t host_limit = UINT64_C(1) << domain->unit->haw;
  vtd_drv_err err = check_range(domain, iova, bytes);
  if (err != VTD_DRV_OK)
    return err;
  if (phys % DRV_PAGE != 0 || !(prot & (VTD_DRV_READ | VTD_DRV_WRITE)))
    return VTD_DRV_BAD_ARGUMENT;
  if ((prot & VTD_DRV_SNOOP) && !vtd_ecap_sc(domain->unit->ecap))
    return VTD_DRV_UNSUPPORTED;
  if (phys >= host_limit || bytes > host_limit - phys)
    return VTD_DRV_RANGE;
  // Requests to the interrupt range are never translated, and none may be translated into it.
  if (overlaps_interrupts(iova, bytes) || overlaps_interrupts(phys, bytes))
    return VTD_DRV_RANGE;
  return VTD_DRV_OK;
}

static bool page_size_supported(const vtd_drv *unit, unsigned level) {
  if (level == 1)
    return true;
  uint64_t sizes = vtd_cap_sslps(unit->cap);
  if (unit->small_pages)
    return false;
  return level == 2 ? sizes & VTD_CAP_SSLPS_2M : sizes & VTD_CAP_SSLPS_1G;
}

static unsigned best_level(const vtd_drv *unit, uint64_t iova, uint64_t phys, uint64_t bytes) {
  unsigned level = 3;
  while (level > 1) {
    uint64_t size = level_size(level);
    if (page_size_supported(unit, level) && (iova | phys) % size == 0 && bytes >= size)
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
    unsigned index = level_index(at, iova);
    uint64_t entry = entry_at(unit, out.table, index);
    if ((entry & PRESENT) && is_leaf(at, entry)) {
      out.err = VTD_DRV_EXISTS;
      return out;
    }
    if (!(entry & PRESENT)) {
      uint64_t table = table_new(unit);
      if (table == 0) {
        out.err = VTD_DRV_NO_MEMORY;
        return out;
      }
      entry = table_entry(table);
      entry_put(unit, out.table, index, entry);
    }
    out.table = entry_addr(entry);
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
  uint64_t pages = bytes >> level_shift(level);
  unsigned room = VTD_LEVEL_ENTRIES - index;
  unsigned run = room < CHUNK ? room : CHUNK;
  return pages < run ? (unsigned)pages : run;
}

// Maps as much from here on with pages of one level as one table and one buffer allow.
static step map_level(vtd_drv_domain *domain, uint64_t iova, uint64_t phys, uint64_t bytes,
                      unsigned prot, unsigned level) {
  vtd_drv *unit = domain->unit;
  uint64_t entries[CHUNK];
  step out = descend(domain, iova, level);
  if (out.err != VTD_DRV_OK)
    return out;
  unsigned index = level_index(level, iova);
  unsigned run = run_length(level, index, bytes);
  chunk_read(unit, out.table, index, entries, run);
  unsigned count = 0;
  while (count < run && !(entries[count] & PRESENT)) {
    entries[count] = leaf_entry(level, phys + count * level_size(level), prot);
    count++;
  }
  if (count == 0) {
    out.err = VTD_DRV_EXISTS;
    return out;
  }
  chunk_write(unit, out.table, index, entries, count);
  count_pages(unit, level, count);
  out.bytes = count * level_size(level);
  return out;
}

// The largest page that fits, or smaller ones where a table (that a deferred unmap left empty) is
// in its place.
static step map_some(vtd_drv_domain *domain, uint64_t iova, uint64_t phys, uint64_t bytes,
                     unsigned prot) {
  unsigned level = best_level(domain->unit, iova, phys, bytes);
  step out = map_level(domain, iova, phys, bytes, prot, level);
  while (out.err == VTD_DRV_EXISTS && level > 1) {
    level--;
    if (page_size_supported(domain->unit, level))
      out = map_level(domain, iova, phys, bytes, prot, level);
  }
  return out;
}

vtd_drv_err drv_made_present(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes) {
  vtd_drv *unit = domain->unit;
  if (!vtd_cap_cm(unit->cap))
    return vtd_drv_write_buffer_flush(unit);
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_iotlb_range(&batch, unit, domain->did, iova, bytes, false);
  return vtd_drv_batch_run(unit, &batch);
}

static vtd_drv_err unmap_range(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes);

// Takes a half-done map back. Without memory the page that failed goes along: it is not mapped, but
// tables may have been made for it.
static void map_undo(vtd_drv_domain *domain, uint64_t iova, uint64_t done, vtd_drv_err err) {
  uint64_t bytes = done + (err == VTD_DRV_NO_MEMORY ? DRV_PAGE : 0);
  if (bytes != 0)
    (void)unmap_range(domain, iova, bytes);
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

// ---- Splitting

// Replaces a superpage by a table of pages one size smaller that translates alike.
static vtd_drv_err split_leaf(vtd_drv *unit, uint64_t parent, unsigned index, unsigned level) {
  uint64_t entry = entry_at(unit, parent, index);
  uint64_t table = table_new(unit);
  if (table == 0)
    return VTD_DRV_NO_MEMORY;
  uint64_t small = level == 2 ? entry & ~VTD_SS_DIR_PS_MASK : entry;
  for (unsigned i = 0; i < VTD_LEVEL_ENTRIES; i += CHUNK) {
    uint64_t entries[CHUNK];
    for (unsigned k = 0; k < CHUNK; k++)
      entries[k] = small + (uint64_t)(i + k) * level_size(level - 1);
    chunk_write(unit, table, i, entries, CHUNK);
  }
  entry_put(unit, parent, index, table_entry(table));
  unit->stats.splits++;
  return VTD_DRV_OK;
}

typedef struct leaf {
  bool present;
  unsigned level;
  unsigned index;
  uint64_t table; // that holds the entry
  uint64_t entry;
} leaf;

static leaf find_leaf(const vtd_drv_domain *domain, uint64_t iova) {
  leaf out = {false, domain->levels, 0, domain->root, 0};
  for (;; out.level--) {
    out.index = level_index(out.level, iova);
    out.entry = entry_at(domain->unit, out.table, out.index);
    if (!(out.entry & PRESENT))
      return out;
    if (is_leaf(out.level, out.entry)) {
      out.present = true;
      return out;
    }
    out.table = entry_addr(out.entry);
  }
}

typedef struct split {
  vtd_drv_err err;
  uint64_t base, size; // of the page that was split, size = 0 if none was
} split;

// Makes `boundary` the boundary of two pages.
static split split_at(vtd_drv_domain *domain, uint64_t boundary) {
  split out = {VTD_DRV_OK, 0, 0};
  if (boundary >= domain->limit)
    return out;
  for (;;) {
    leaf page = find_leaf(domain, boundary);
    uint64_t size = level_size(page.level);
    if (!page.present || boundary % size == 0)
      return out;
    if (out.size == 0) {
      out.base = boundary - boundary % size;
      out.size = size;
    }
    out.err = split_leaf(domain->unit, page.table, page.index, page.level);
    if (out.err != VTD_DRV_OK)
      return out;
  }
}

// ---- Unmapping

// One unmap on its way: what was taken out, and what has to be invalidated before anything of it is
// used again.
typedef struct sweep {
  vtd_drv *unit;
  uint64_t begin, end;         // to take out
  uint64_t inv_begin, inv_end; // to invalidate: grows by the superpages that were split
  uint64_t cleared;            // bytes taken out
  uint64_t tables;             // list of tables gone out of use
  bool leaf_only;              // no table changed
  bool covered_only;           // retire only tables that lie within the range
} sweep;

static bool table_empty(const vtd_drv *unit, uint64_t table) {
  uint64_t entries[CHUNK];
  for (unsigned i = 0; i < VTD_LEVEL_ENTRIES; i += CHUNK) {
    chunk_read(unit, table, i, entries, CHUNK);
    for (unsigned k = 0; k < CHUNK; k++) {
      if (entries[k] & PRESENT)
        return false;
    }
  }
  return true;
}

// The link has R = W = 0: a unit that still reads the table sees nothing present.
static void retire(sweep *s, uint64_t table) {
  drv_store(s->unit, table, s->tables);
  s->tables = table;
  s->leaf_only = false;
}

static bool sweep_table(sweep *s, uint64_t table, unsigned level, uint64_t base);

// Handles the entry of [at, at + size). True if it is to be cleared.
static bool sweep_entry(sweep *s, uint64_t entry, unsigned level, uint64_t at) {
  if (!(entry & PRESENT))
    return false;
  if (is_leaf(level, entry)) {
    s->cleared += level_size(level);
    return true;
  }
  if (!sweep_table(s, entry_addr(entry), level - 1, at))
    return false;
  if (s->covered_only && (at < s->begin || at + level_size(level) > s->end))
    return false;
  retire(s, entry_addr(entry));
  return true;
}

// Takes everything of the range out of this table and those below; true if nothing is left in it.
static bool sweep_table(sweep *s, uint64_t table, unsigned level, uint64_t base) {
  uint64_t entries[CHUNK];
  uint64_t size = level_size(level);
  uint64_t from = s->begin > base ? s->begin - base : 0;
  uint64_t to = s->end - base;
  unsigned index = (unsigned)(from / size);
  unsigned end =
      to >= size * VTD_LEVEL_ENTRIES ? VTD_LEVEL_ENTRIES : (unsigned)((to + size - 1) / size);
  while (index < end) {
    unsigned count = end - index < CHUNK ? end - index : CHUNK;
    bool changed = false;
    chunk_read(s->unit, table, index, entries, count);
    for (unsigned k = 0; k < count; k++) {
      if (!sweep_entry(s, entries[k], level, base + (index + k) * size))
        continue;
      entries[k] = 0;
      changed = true;
    }
    if (changed)
      chunk_write(s->unit, table, index, entries, count);
    index += count;
  }
  return table_empty(s->unit, table);
}

static void widen(sweep *s, const split *page) {
  if (page->size == 0)
    return;
  s->leaf_only = false;
  if (page->base < s->inv_begin)
    s->inv_begin = page->base;
  if (page->base + page->size > s->inv_end)
    s->inv_end = page->base + page->size;
}

static sweep sweep_begin(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes) {
  sweep s = {domain->unit, iova, iova + bytes, iova, iova + bytes, 0, 0, true, false};
  return s;
}

// Splits first: all that can fail happens before anything is taken out.
static vtd_drv_err sweep_run(sweep *s, vtd_drv_domain *domain) {
  split first = split_at(domain, s->begin);
  widen(s, &first);
  split last = {VTD_DRV_OK, 0, 0};
  if (first.err == VTD_DRV_OK)
    last = split_at(domain, s->end);
  widen(s, &last);
  if (first.err != VTD_DRV_OK || last.err != VTD_DRV_OK)
    return VTD_DRV_NO_MEMORY;
  sweep_table(s, domain->root, domain->levels, 0);
  return VTD_DRV_OK;
}

static vtd_drv_err sweep_invalidate(const sweep *s, vtd_drv_domain *domain) {
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_iotlb_range(&batch, s->unit, domain->did, s->inv_begin, s->inv_end - s->inv_begin,
                            s->leaf_only);
  drv_batch_domain_device_tlbs(&batch, domain);
  return vtd_drv_batch_run(s->unit, &batch);
}

// Strict, without the checks. Tables are given back only if the invalidation worked: else the unit
// may still walk them.
static vtd_drv_err unmap_range(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes) {
  sweep s = sweep_begin(domain, iova, bytes);
  vtd_drv_err err = sweep_run(&s, domain);
  bool touched = s.cleared != 0 || !s.leaf_only;
  vtd_drv_err flushed = touched ? sweep_invalidate(&s, domain) : VTD_DRV_OK;
  if (flushed != VTD_DRV_OK)
    return flushed;
  drv_free_tables(s.unit, s.tables);
  if (err != VTD_DRV_OK)
    return err;
  return s.cleared == bytes ? VTD_DRV_OK : VTD_DRV_NOT_MAPPED;
}

vtd_drv_err vtd_drv_unmap(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes) {
  vtd_drv_err err = check_range(domain, iova, bytes);
  if (err != VTD_DRV_OK)
    return err;
  if (!drv_enter(domain->unit))
    return VTD_DRV_BUSY;
  return drv_leave(domain->unit, unmap_range(domain, iova, bytes));
}

// ---- Deferred unmapping

vtd_drv_err vtd_drv_unmap_deferred(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes,
                                   vtd_drv_release_fn release, void *arg) {
  vtd_drv *unit = domain->unit;
  vtd_drv_err err = check_range(domain, iova, bytes);
  if (err == VTD_DRV_OK && unit->deferred_count == VTD_DRV_DEFERRED_MAX)
    err = vtd_drv_flush_deferred(unit);
  if (err != VTD_DRV_OK)
    return err;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  sweep s = sweep_begin(domain, iova, bytes);
  // A neighbour may be mapped before the flush. Were its table a new one, the unit might go on
  // reading the old one out of its paging-structure cache.
  s.covered_only = true;
  err = sweep_run(&s, domain);
  if (err != VTD_DRV_OK)
    return drv_leave(unit, err); // only splits were done, and they translate alike
  vtd_drv_deferred *entry = &unit->deferred[unit->deferred_count++];
  entry->domain = domain;
  entry->iova = iova;
  entry->bytes = bytes;
  entry->tables = s.tables;
  entry->release = release;
  entry->arg = arg;
  return drv_leave(unit, s.cleared == bytes ? VTD_DRV_OK : VTD_DRV_NOT_MAPPED);
}

static bool domain_seen_before(const vtd_drv *unit, uint32_t index) {
  for (uint32_t i = 0; i < index; i++) {
    if (unit->deferred[i].domain == unit->deferred[index].domain)
      return true;
  }
  return false;
}

// One command per domain, or one for all when there are many.
static void batch_deferred(const vtd_drv *unit, vtd_drv_batch *batch) {
  const uint32_t domains_max = 4;
  uint32_t domains = 0;
  vtd_drv_batch_begin(batch);
  for (uint32_t i = 0; i < unit->deferred_count; i++) {
    if (domain_seen_before(unit, i))
      continue;
    domains++;
    if (domains <= domains_max)
      vtd_drv_batch_iotlb_domain(batch, unit, unit->deferred[i].domain->did);
  }
  if (domains > domains_max) {
    vtd_drv_batch_begin(batch);
    vtd_drv_batch_iotlb_global(batch, unit);
  }
}

// Device-TLBs go in submissions of their own: together they may be more than fit into one.
static vtd_drv_err flush_device_tlbs(vtd_drv *unit) {
  for (uint32_t i = 0; i < unit->deferred_count; i++) {
    vtd_drv_batch batch;
    if (domain_seen_before(unit, i))
      continue;
    vtd_drv_batch_begin(&batch);
    drv_batch_domain_device_tlbs(&batch, unit->deferred[i].domain);
    vtd_drv_err err = vtd_drv_batch_run(unit, &batch);
    if (err != VTD_DRV_OK)
      return err;
  }
  return VTD_DRV_OK;
}

vtd_drv_err vtd_drv_flush_deferred(vtd_drv *unit) {
  vtd_drv_batch batch;
  if (unit->deferred_count == 0)
    return VTD_DRV_OK;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  batch_deferred(unit, &batch);
  vtd_drv_err err = vtd_drv_batch_run(unit, &batch);
  if (err == VTD_DRV_OK)
    err = flush_device_tlbs(unit);
  if (err != VTD_DRV_OK)
    return drv_leave(unit, err); // everything stays on hold
  unit->stats.flushes++;
  uint32_t count = unit->deferred_count;
  for (uint32_t i = 0; i < count; i++)
    drv_free_tables(unit, unit->deferred[i].tables);
  unit->deferred_count = 0;
  drv_leave(unit, VTD_DRV_OK);
  for (uint32_t i = 0; i < count; i++) {
    const vtd_drv_deferred *entry = &unit->deferred[i];
    if (entry->release != NULL)
      entry->release(entry->arg, entry->iova, entry->bytes);
  }
  return VTD_DRV_OK;
}

// ---- Asking

vtd_drv_mapping vtd_drv_query(const vtd_drv_domain *domain, uint64_t iova) {
  vtd_drv_mapping out = {false, 0, 0, 0};
  if (iova >= domain->limit)
    return out;
  leaf page = find_leaf(domain, iova);
  if (!page.present)
    return out;
  out.present = true;
  out.page_shift = (uint8_t)level_shift(page.level);
  out.phys = entry_addr(page.entry) + iova % level_size(page.level);
  out.prot = (uint8_t)((vtd_ss_pte_r(&page.entry) ? VTD_DRV_READ : 0u) |
                       (vtd_ss_pte_w(&page.entry) ? VTD_DRV_WRITE : 0u) |
                       (vtd_ss_pte_snp(&page.entry) ? VTD_DRV_SNOOP : 0u));
  return out;
}
