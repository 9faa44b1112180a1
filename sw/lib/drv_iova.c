// SPDX-License-Identifier: Apache-2.0
// First-fit allocation of I/O virtual addresses: free ranges, sorted and merged.
#include "drv_internal.h"

void vtd_drv_iova_init(vtd_drv_iova *iova, vtd_drv_region *storage, uint32_t capacity,
                       uint64_t base, uint64_t bytes) {
  iova->free = storage;
  iova->capacity = capacity;
  iova->count = capacity > 0;
  if (capacity > 0) {
    storage[0].base = base;
    storage[0].bytes = bytes;
  }
}

static void region_remove(vtd_drv_iova *iova, uint32_t index) {
  iova->count--;
  for (uint32_t i = index; i < iova->count; i++)
    iova->free[i] = iova->free[i + 1];
}

static bool region_insert(vtd_drv_iova *iova, uint32_t index, uint64_t base, uint64_t bytes) {
  if (iova->count == iova->capacity)
    return false;
  for (uint32_t i = iova->count; i > index; i--)
    iova->free[i] = iova->free[i - 1];
  iova->count++;
  iova->free[index].base = base;
  iova->free[index].bytes = bytes;
  return true;
}

// Cuts [base, base + bytes) out of free region `index`. Fails if that leaves two and there is room
// for one.
static bool cut(vtd_drv_iova *iova, uint32_t index, uint64_t base, uint64_t bytes) {
  vtd_drv_region *region = &iova->free[index];
  uint64_t before = base - region->base;
  uint64_t after = region->bytes - before - bytes;
  if (before == 0 && after == 0) {
    region_remove(iova, index);
    return true;
  }
  if (before != 0 && after != 0 && !region_insert(iova, index + 1, base + bytes, after))
    return false;
  region->base = before != 0 ? region->base : base + bytes;
  region->bytes = before != 0 ? before : after;
  return true;
}

uint64_t vtd_drv_iova_alloc(vtd_drv_iova *iova, uint64_t bytes, unsigned align_log2) {
  if (bytes == 0 || bytes % DRV_PAGE != 0 || align_log2 > 62)
    return UINT64_MAX;
  uint64_t mask = (UINT64_C(1) << align_log2) - 1;
  for (uint32_t i = 0; i < iova->count; i++) {
    uint64_t base = (iova->free[i].base + mask) & ~mask;
    uint64_t lost = base - iova->free[i].base;
    if (lost >= iova->free[i].bytes || iova->free[i].bytes - lost < bytes)
      continue;
    if (cut(iova, i, base, bytes))
      return base;
  }
  return UINT64_MAX;
}

bool vtd_drv_iova_free(vtd_drv_iova *iova, uint64_t base, uint64_t bytes) {
  uint32_t index = 0;
  while (index < iova->count && iova->free[index].base < base)
    index++;
  vtd_drv_region *below = index > 0 ? &iova->free[index - 1] : NULL;
  vtd_drv_region *above = index < iova->count ? &iova->free[index] : NULL;
  bool joins_below = below != NULL && below->base + below->bytes == base;
  bool joins_above = above != NULL && base + bytes == above->base;
  if (joins_below)
    below->bytes += bytes + (joins_above ? above->bytes : 0);
  if (joins_below && joins_above)
    region_remove(iova, index);
  if (joins_below)
    return true;
  if (!joins_above)
    return region_insert(iova, index, base, bytes);
  above->base = base;
  above->bytes += bytes;
  return true;
}
