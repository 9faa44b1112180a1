// SPDX-License-Identifier: Apache-2.0
// Protected memory regions (chapter 11), the address allocator, and error texts.
#include "drv_internal.h"

// ---- Protected memory

// The low bits of the base register are not implemented: written with ones they read zero.
uint64_t vtd_drv_protect_alignment(vtd_drv *unit, bool high) {
  if (high ? !vtd_cap_phmr(unit->cap) : !vtd_cap_plmr(unit->cap))
    return 0;
  uint64_t bits;
  if (high) {
    drv_write64(unit, VTD_PHMBASE_REG, UINT64_MAX);
    bits = drv_read64(unit, VTD_PHMBASE_REG);
  } else {
    drv_write32(unit, VTD_PLMBASE_REG, UINT32_MAX);
    bits = drv_read32(unit, VTD_PLMBASE_REG);
  }
  return bits & -bits;
}

static vtd_drv_err check_region(vtd_drv *unit, vtd_drv_region region, bool high) {
  uint64_t alignment = vtd_drv_protect_alignment(unit, high);
  uint64_t limit = high ? UINT64_C(1) << unit->haw : UINT64_C(1) << 32;
  if (region.bytes == 0)
    return VTD_DRV_OK;
  if (alignment == 0)
    return VTD_DRV_UNSUPPORTED;
  if ((region.base | region.bytes) % alignment != 0)
    return VTD_DRV_BAD_ARGUMENT;
  return region.base < limit && region.bytes <= limit - region.base ? VTD_DRV_OK : VTD_DRV_RANGE;
}

// A limit below the base switches a region off. The low bits of the limit are decoded as ones, so
// base = all ones and limit = 0 does it at any alignment.
static void program_low(const vtd_drv *unit, vtd_drv_region region) {
  bool off = region.bytes == 0;
  drv_write32(unit, VTD_PLMBASE_REG, off ? UINT32_MAX : (uint32_t)region.base);
  drv_write32(unit, VTD_PLMLIMIT_REG, off ? 0 : (uint32_t)(region.base + region.bytes - 1));
}

static void program_high(const vtd_drv *unit, vtd_drv_region region) {
  bool off = region.bytes == 0;
  drv_write64(unit, VTD_PHMBASE_REG, off ? UINT64_MAX : region.base);
  drv_write64(unit, VTD_PHMLIMIT_REG, off ? 0 : region.base + region.bytes - 1);
}

static vtd_drv_err enable_protection(const vtd_drv *unit, bool on) {
  uint32_t keep = drv_read32(unit, VTD_PMEN_REG);
  drv_write32(unit, VTD_PMEN_REG, vtd_pmen_epm_set(keep, on));
  return drv_poll32(unit, VTD_PMEN_REG, VTD_PMEN_PRS, on ? VTD_PMEN_PRS : 0);
}

vtd_drv_err vtd_drv_protect(vtd_drv *unit, vtd_drv_region low, vtd_drv_region high) {
  if (!vtd_cap_plmr(unit->cap) && !vtd_cap_phmr(unit->cap))
    return VTD_DRV_UNSUPPORTED;
  // The regions must not change while they are in force.
  if (drv_read32(unit, VTD_PMEN_REG) & VTD_PMEN_PRS)
    return VTD_DRV_STATE;
  vtd_drv_err err = check_region(unit, low, false);
  if (err == VTD_DRV_OK)
    err = check_region(unit, high, true);
  if (err != VTD_DRV_OK)
    return err;
  if (vtd_cap_plmr(unit->cap))
    program_low(unit, low);
  if (vtd_cap_phmr(unit->cap))
    program_high(unit, high);
  return enable_protection(unit, true);
}

vtd_drv_err vtd_drv_unprotect(vtd_drv *unit) {
  if (!vtd_cap_plmr(unit->cap) && !vtd_cap_phmr(unit->cap))
    return VTD_DRV_UNSUPPORTED;
  return enable_protection(unit, false);
}

// ---- Addresses

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

// ---- Texts

const char *vtd_drv_err_text(vtd_drv_err err) {
  switch (err) {
  case VTD_DRV_OK:
    return "no error";
  case VTD_DRV_BAD_ARGUMENT:
    return "bad argument";
  case VTD_DRV_NO_UNIT:
    return "no remapping unit at this address";
  case VTD_DRV_UNSUPPORTED:
    return "not supported by this unit";
  case VTD_DRV_NO_MEMORY:
    return "out of pages";
  case VTD_DRV_NO_DOMAIN_ID:
    return "out of domain ids";
  case VTD_DRV_TIMEOUT:
    return "the unit did not answer in time";
  case VTD_DRV_EXISTS:
    return "something is there already";
  case VTD_DRV_NOT_MAPPED:
    return "not mapped or not attached";
  case VTD_DRV_RANGE:
    return "address out of range";
  case VTD_DRV_QUEUE_ERROR:
    return "invalidation queue error";
  case VTD_DRV_DEVICE_TIMEOUT:
    return "a device did not complete its invalidation";
  case VTD_DRV_REFUSED:
    return "invalidation refused by the unit";
  case VTD_DRV_BUSY:
    return "another call is under way";
  case VTD_DRV_STATE:
    return "not possible in this state";
  }
  return "unknown error";
}
