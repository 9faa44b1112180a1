// SPDX-License-Identifier: Apache-2.0
// Which pages devices have used or written: accessed and dirty flags of both stages (chapters 3
// and 9). The unit sets them while it walks, at any time; software clears them and then has to
// invalidate, since a cached translation does not set them again.
#include "drv_entry.h"

typedef struct harvest {
  vtd_drv_domain *domain;
  uint64_t begin, end;
  uint64_t clear; // flags to clear
  uint64_t found; // flag that makes a page worth reporting
  vtd_drv_harvest_fn report;
  void *arg;
  bool cleared; // anything
} harvest;

static uint64_t dirty_flag(const vtd_drv_domain *domain) {
  return domain->stage == VTD_DRV_FIRST ? VTD_FS_PTE_D : VTD_SS_PTE_D;
}

static uint64_t accessed_flag(const vtd_drv_domain *domain) {
  return domain->stage == VTD_DRV_FIRST ? VTD_FS_PTE_A : VTD_SS_PTE_A;
}

// The unit may set a flag between reading and writing: whatever it did is kept.
static void clear_flags(const harvest *h, uint64_t at) {
  const vtd_hal *hal = h->domain->unit->hal;
  uint64_t entry = drv_load(h->domain->unit, at);
  while (!hal->mem_cas64(hal->ctx, at, entry, entry & ~h->clear))
    entry = drv_load(h->domain->unit, at);
}

static void harvest_leaf(harvest *h, uint64_t slot, uint64_t entry, uint64_t at, uint64_t size) {
  if (!(entry & h->found))
    return;
  clear_flags(h, slot);
  h->cleared = true;
  h->report(h->arg, at, size);
}

static void harvest_table(harvest *h, uint64_t table, unsigned level, uint64_t base) {
  uint64_t entries[DRV_CHUNK];
  uint64_t size = drv_level_size(level);
  uint64_t from = h->begin > base ? h->begin - base : 0;
  unsigned first = (unsigned)(from / size);
  for (unsigned i = first; i < VTD_LEVEL_ENTRIES; i++) {
    uint64_t at = base + i * size;
    if (at >= h->end)
      return;
    if (i == first || i % DRV_CHUNK == 0)
      drv_chunk_read(h->domain->unit, table, i - i % DRV_CHUNK, entries, DRV_CHUNK);
    uint64_t entry = entries[i % DRV_CHUNK];
    if (!drv_present(h->domain, entry))
      continue;
    if (drv_is_leaf(level, entry))
      harvest_leaf(h, table + (uint64_t)i * DRV_ENTRY_BYTES, entry, at, size);
    else
      harvest_table(h, drv_entry_addr(entry), level - 1, at);
  }
}

static bool tracked(const vtd_drv_domain *domain) {
  if (domain->unit->hal->mem_cas64 == NULL)
    return false;
  if (domain->stage == VTD_DRV_FIRST)
    return vtd_ecap_smpwcs(domain->unit->ecap);
  return domain->track;
}

vtd_drv_err vtd_drv_harvest(vtd_drv_domain *domain, const vtd_drv_harvest_what *what) {
  const drv_span span = {what->iova, what->bytes, true};
  vtd_drv_err err = drv_check_range(domain, what->iova, what->bytes);
  if (err != VTD_DRV_OK)
    return err;
  if (!tracked(domain))
    return VTD_DRV_UNSUPPORTED;
  if (!drv_enter(domain->unit))
    return VTD_DRV_BUSY;
  harvest h = {domain,    what->iova, what->iova + what->bytes, dirty_flag(domain), 0, what->report,
               what->arg, false};
  if (what->accessed)
    h.clear |= accessed_flag(domain);
  h.found = what->accessed ? accessed_flag(domain) : dirty_flag(domain);
  harvest_table(&h, domain->root, domain->levels, 0);
  return drv_leave(domain->unit, h.cleared ? drv_flush(domain, &span) : VTD_DRV_OK);
}
