// SPDX-License-Identifier: Apache-2.0
// Entries of paging tables of both stages (chapter 9), for the files that map, unmap and harvest.
//
// Levels count from 1 (4 KiB pages) to the domain's number of levels. The two stages differ in what
// makes an entry present and in where the permissions are; address, page size and the shape of the
// tree are the same. Non-leaf entries carry all permissions always; the leaf decides.
#ifndef DRV_ENTRY_H
#define DRV_ENTRY_H

#include "drv_internal.h"

#define DRV_CHUNK       64u // entries handled by one memory access
#define DRV_ENTRY_BYTES 8u

static inline unsigned drv_level_shift(unsigned level) {
  return VTD_PAGE_SHIFT + VTD_LEVEL_BITS * (level - 1);
}

static inline uint64_t drv_level_size(unsigned level) {
  return UINT64_C(1) << drv_level_shift(level);
}

static inline unsigned drv_level_index(unsigned level, uint64_t iova) {
  return (unsigned)(iova >> drv_level_shift(level)) & (VTD_LEVEL_ENTRIES - 1);
}

static inline bool drv_present(const vtd_drv_domain *domain, uint64_t entry) {
  return entry & (domain->stage == VTD_DRV_FIRST ? VTD_FS_PTE_P : VTD_SS_PTE_R | VTD_SS_PTE_W);
}

// PS and the address fields of all forms of entry lie at the same place in both stages; the low
// bits of a superpage's address are reserved, that is zero.
static inline bool drv_is_leaf(unsigned level, uint64_t entry) {
  return level == 1 || (level <= 3 && (entry & VTD_SS_DIR_PS));
}

static inline uint64_t drv_entry_addr(uint64_t entry) {
  return vtd_ss_pte_addr(&entry);
}

static inline uint64_t drv_entry_at(const vtd_drv *unit, uint64_t table, unsigned index) {
  return drv_load(unit, table + (uint64_t)index * DRV_ENTRY_BYTES);
}

static inline void drv_entry_put(const vtd_drv *unit, uint64_t table, unsigned index,
                                 uint64_t entry) {
  drv_store(unit, table + (uint64_t)index * DRV_ENTRY_BYTES, entry);
}

static inline void drv_chunk_read(const vtd_drv *unit, uint64_t table, unsigned index,
                                  uint64_t *entries, unsigned count) {
  unit->hal->mem_read(unit->hal->ctx, table + (uint64_t)index * DRV_ENTRY_BYTES, entries,
                      (size_t)count * DRV_ENTRY_BYTES);
}

static inline void drv_chunk_write(const vtd_drv *unit, uint64_t table, unsigned index,
                                   const uint64_t *entries, unsigned count) {
  unit->hal->mem_write(unit->hal->ctx, table + (uint64_t)index * DRV_ENTRY_BYTES, entries,
                       (size_t)count * DRV_ENTRY_BYTES);
}

// An entry that leads to a table of the next level.
uint64_t drv_table_entry(const vtd_drv_domain *domain, uint64_t table);

// An empty table, counted; 0 if there is no memory.
uint64_t drv_table_new(vtd_drv *unit);
void drv_table_free(vtd_drv *unit, uint64_t table);

// Where the walk of an address ends: at a page, or at the entry that is not present.
typedef struct drv_leaf {
  bool present;
  unsigned level;
  unsigned index;
  uint64_t table; // that holds the entry
  uint64_t entry;
} drv_leaf;

drv_leaf drv_find_leaf(const vtd_drv_domain *domain, uint64_t iova);

// Arguments of every call on a range.
vtd_drv_err drv_check_range(const vtd_drv_domain *domain, uint64_t iova, uint64_t bytes);

// Takes a range out of the tables and out of all caches; the unit is taken already.
vtd_drv_err drv_unmap_range(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes);

#endif // DRV_ENTRY_H
