// SPDX-License-Identifier: Apache-2.0
// Protected memory regions (chapter 11: PMEN, PLM*, PHM*).
#include "drv_internal.h"

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
