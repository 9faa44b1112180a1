// SPDX-License-Identifier: Apache-2.0
// Unmapping, strict and deferred (chapters 6 and 9). A table without a present entry is taken out
// and freed, but only after an invalidation: the unit may hold its address in a paging-structure
// cache.
#include "drv_entry.h"

// ---- Splitting

// Replaces a superpage by a table of pages one size smaller that translates alike.
static vtd_drv_err split_leaf(const vtd_drv_domain *domain, const drv_leaf *page) {
  vtd_drv *unit = domain->unit;
  unsigned level = page->level;
  uint64_t table = drv_table_new(unit);
  if (table == 0)
    return VTD_DRV_NO_MEMORY;
  uint64_t small = level == 2 ? page->entry & ~VTD_SS_DIR_PS_MASK : page->entry;
  for (unsigned i = 0; i < VTD_LEVEL_ENTRIES; i += DRV_CHUNK) {
    uint64_t entries[DRV_CHUNK];
    for (unsigned k = 0; k < DRV_CHUNK; k++)
      entries[k] = small + (uint64_t)(i + k) * drv_level_size(level - 1);
    drv_chunk_write(unit, table, i, entries, DRV_CHUNK);
  }
  drv_entry_put(unit, page->table, page->index, drv_table_entry(domain, table));
  unit->stats.splits++;
  return VTD_DRV_OK;
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
    drv_leaf page = drv_find_leaf(domain, boundary);
    uint64_t size = drv_level_size(page.level);
    if (!page.present || boundary % size == 0)
      return out;
    if (out.size == 0) {
      out.base = boundary - boundary % size;
      out.size = size;
    }
    out.err = split_leaf(domain, &page);
    if (out.err != VTD_DRV_OK)
      return out;
  }
}

// ---- Unmapping

// One unmap on its way: what was taken out, and what has to be invalidated before anything of it is
// used again.
typedef struct sweep {
  vtd_drv_domain *domain;
  uint64_t begin, end;         // to take out
  uint64_t inv_begin, inv_end; // to invalidate: grows by the superpages that were split
  uint64_t cleared;            // bytes taken out
  uint64_t tables;             // list of tables gone out of use
  bool leaf_only;              // no table changed
  bool covered_only;           // retire only tables that lie within the range
} sweep;

static bool table_empty(const vtd_drv_domain *domain, uint64_t table) {
  uint64_t entries[DRV_CHUNK];
  for (unsigned i = 0; i < VTD_LEVEL_ENTRIES; i += DRV_CHUNK) {
    drv_chunk_read(domain->unit, table, i, entries, DRV_CHUNK);
    for (unsigned k = 0; k < DRV_CHUNK; k++) {
      if (drv_present(domain, entries[k]))
        return false;
    }
  }
  return true;
}

// The link has R = W = 0: a unit that still reads the table sees nothing present.
static void retire(sweep *s, uint64_t table) {
  drv_store(s->domain->unit, table, s->tables);
  s->tables = table;
  s->leaf_only = false;
}

static bool sweep_table(sweep *s, uint64_t table, unsigned level, uint64_t base);

// Handles the entry of [at, at + size). True if it is to be cleared.
static bool sweep_entry(sweep *s, uint64_t entry, unsigned level, uint64_t at) {
  if (!drv_present(s->domain, entry))
    return false;
  if (drv_is_leaf(level, entry)) {
    s->cleared += drv_level_size(level);
    return true;
  }
  if (!sweep_table(s, drv_entry_addr(entry), level - 1, at))
    return false;
  if (s->covered_only && (at < s->begin || at + drv_level_size(level) > s->end))
    return false;
  retire(s, drv_entry_addr(entry));
  return true;
}

// Takes everything of the range out of this table and those below; true if nothing is left in it.
static bool sweep_table(sweep *s, uint64_t table, unsigned level, uint64_t base) {
  uint64_t entries[DRV_CHUNK];
  uint64_t size = drv_level_size(level);
  uint64_t from = s->begin > base ? s->begin - base : 0;
  uint64_t to = s->end - base;
  unsigned index = (unsigned)(from / size);
  unsigned end =
      to >= size * VTD_LEVEL_ENTRIES ? VTD_LEVEL_ENTRIES : (unsigned)((to + size - 1) / size);
  while (index < end) {
    unsigned count = end - index < DRV_CHUNK ? end - index : DRV_CHUNK;
    bool changed = false;
    drv_chunk_read(s->domain->unit, table, index, entries, count);
    for (unsigned k = 0; k < count; k++) {
      if (!sweep_entry(s, entries[k], level, base + (index + k) * size))
        continue;
      entries[k] = 0;
      changed = true;
    }
    if (changed)
      drv_chunk_write(s->domain->unit, table, index, entries, count);
    index += count;
  }
  return table_empty(s->domain, table);
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
  sweep s = {domain, iova, iova + bytes, iova, iova + bytes, 0, 0, true, false};
  return s;
}

// Splits first: all that can fail happens before anything is taken out.
static vtd_drv_err sweep_run(sweep *s) {
  vtd_drv_domain *domain = s->domain;
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

static vtd_drv_err sweep_invalidate(const sweep *s) {
  const drv_span span = {s->inv_begin, s->inv_end - s->inv_begin, s->leaf_only};
  return drv_flush(s->domain, &span);
}

// Strict, without the checks. Tables are given back only if the invalidation worked: else the unit
// may still walk them.
vtd_drv_err drv_unmap_range(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes) {
  sweep s = sweep_begin(domain, iova, bytes);
  vtd_drv_err err = sweep_run(&s);
  bool touched = s.cleared != 0 || !s.leaf_only;
  vtd_drv_err flushed = touched ? sweep_invalidate(&s) : VTD_DRV_OK;
  if (flushed != VTD_DRV_OK)
    return flushed;
  drv_free_tables(domain->unit, s.tables);
  if (err != VTD_DRV_OK)
    return err;
  return s.cleared == bytes ? VTD_DRV_OK : VTD_DRV_NOT_MAPPED;
}

vtd_drv_err vtd_drv_unmap(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes) {
  vtd_drv_err err = drv_check_range(domain, iova, bytes);
  if (err != VTD_DRV_OK)
    return err;
  if (!drv_enter(domain->unit))
    return VTD_DRV_BUSY;
  return drv_leave(domain->unit, drv_unmap_range(domain, iova, bytes));
}

// ---- Deferred unmapping

vtd_drv_err vtd_drv_unmap_deferred(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes,
                                   vtd_drv_release_fn release, void *arg) {
  vtd_drv *unit = domain->unit;
  vtd_drv_err err = drv_check_range(domain, iova, bytes);
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
  err = sweep_run(&s);
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

// One command per domain (and those nested in it), or one for all when there are many.
static void batch_deferred(const vtd_drv *unit, vtd_drv_batch *batch) {
  const uint32_t commands_max = 8;
  vtd_drv_batch_begin(batch);
  for (uint32_t i = 0; i < unit->deferred_count && batch->count <= commands_max; i++) {
    const vtd_drv_domain *domain = unit->deferred[i].domain;
    if (domain_seen_before(unit, i))
      continue;
    vtd_drv_batch_iotlb_domain(batch, unit, domain->did);
    for (domain = domain->nested; domain != NULL && batch->count <= commands_max;
         domain = domain->sibling)
      vtd_drv_batch_iotlb_domain(batch, unit, domain->did);
  }
  if (batch->count > commands_max) {
    vtd_drv_batch_begin(batch);
    vtd_drv_batch_iotlb_global(batch, unit);
  }
}

static vtd_drv_err flush_device_tlbs(const vtd_drv *unit) {
  for (uint32_t i = 0; i < unit->deferred_count; i++) {
    if (domain_seen_before(unit, i))
      continue;
    vtd_drv_err err = drv_flush_device_tlbs(unit->deferred[i].domain, &drv_everything);
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
