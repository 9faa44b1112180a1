// SPDX-License-Identifier: Apache-2.0
// A pool of PASIDs: one bit each, in pages that are taken when the numbers of a page are first
// needed.
#include "drv_internal.h"

#define NUMBERS_PER_WORD 64u
#define NUMBERS_PER_PAGE (VTD_DRV_PASID_POOL_NUMBERS)

static uint64_t load(const vtd_drv_pasid_pool *pool, uint64_t phys) {
  uint64_t value = 0;
  pool->hal->mem_read(pool->hal->ctx, phys, &value, sizeof value);
  return value;
}

static void store(const vtd_drv_pasid_pool *pool, uint64_t phys, uint64_t value) {
  pool->hal->mem_write(pool->hal->ctx, phys, &value, sizeof value);
}

static uint64_t word_of(const vtd_drv_pasid_pool *pool, uint32_t pasid) {
  uint64_t page = pool->page[pasid / NUMBERS_PER_PAGE];
  return page != 0 ? page + pasid % NUMBERS_PER_PAGE / NUMBERS_PER_WORD * 8 : 0;
}

void vtd_drv_pasid_pool_init(vtd_drv_pasid_pool *pool, const vtd_hal *hal, uint32_t limit) {
  const uint32_t most = UINT32_C(1) << VTD_PASID_BITS;
  pool->hal = hal;
  pool->limit = limit < most ? limit : most;
  pool->next = VTD_DRV_RID_PASID + 1;
  pool->taken = 0;
  for (unsigned i = 0; i < VTD_DRV_PASID_POOL_PAGES; i++)
    pool->page[i] = 0;
}

void vtd_drv_pasid_pool_end(vtd_drv_pasid_pool *pool) {
  for (unsigned i = 0; i < VTD_DRV_PASID_POOL_PAGES; i++) {
    if (pool->page[i] != 0)
      pool->hal->free_pages(pool->hal->ctx, pool->page[i], 1);
    pool->page[i] = 0;
  }
  pool->taken = 0;
}

// The first free number of [from, to), 0 if none.
static uint32_t find_free(const vtd_drv_pasid_pool *pool, uint32_t from, uint32_t to) {
  for (uint32_t pasid = from; pasid < to; pasid++) {
    uint64_t at = word_of(pool, pasid);
    if (at == 0)
      return pasid; // nothing of this page is taken
    uint64_t bits = load(pool, at);
    if (bits == UINT64_MAX)
      pasid |= NUMBERS_PER_WORD - 1;
    else if (!(bits >> (pasid % NUMBERS_PER_WORD) & 1))
      return pasid;
  }
  return 0;
}

// Goes round, so that a number is not used again at once.
vtd_drv_pasid vtd_drv_pasid_take(vtd_drv_pasid_pool *pool) {
  vtd_drv_pasid out = {VTD_DRV_NO_PASID, 0};
  uint32_t pasid = find_free(pool, pool->next, pool->limit);
  if (pasid == 0)
    pasid = find_free(pool, VTD_DRV_RID_PASID + 1, pool->next);
  if (pasid == 0)
    return out;
  uint64_t *page = &pool->page[pasid / NUMBERS_PER_PAGE];
  if (*page == 0)
    *page = pool->hal->alloc_pages(pool->hal->ctx, 1, VTD_PAGE_SHIFT);
  out.err = *page != 0 ? VTD_DRV_OK : VTD_DRV_NO_MEMORY;
  if (out.err != VTD_DRV_OK)
    return out;
  uint64_t at = word_of(pool, pasid);
  store(pool, at, load(pool, at) | UINT64_C(1) << pasid % NUMBERS_PER_WORD);
  pool->next = pasid + 1;
  pool->taken++;
  out.pasid = pasid;
  return out;
}

vtd_drv_err vtd_drv_pasid_give(vtd_drv_pasid_pool *pool, uint32_t pasid) {
  uint64_t at = pasid < pool->limit ? word_of(pool, pasid) : 0;
  uint64_t bit = UINT64_C(1) << pasid % NUMBERS_PER_WORD;
  if (at == 0 || !(load(pool, at) & bit))
    return VTD_DRV_NOT_MAPPED;
  store(pool, at, load(pool, at) & ~bit);
  pool->taken--;
  return VTD_DRV_OK;
}
