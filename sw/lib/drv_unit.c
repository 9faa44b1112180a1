// SPDX-License-Identifier: Apache-2.0
// The unit as a whole: finding out what it is, taking it over, switching it on and off.
#include "drv_internal.h"

#define DRV_TURNS_MAX 1000000u

drv_deadline drv_deadline_begin(const vtd_drv *unit) {
  drv_deadline deadline;
  deadline.start_ns = unit->hal->time_ns(unit->hal->ctx);
  deadline.turns = 0;
  return deadline;
}

bool drv_deadline_wait(const vtd_drv *unit, drv_deadline *deadline) {
  unit->hal->relax(unit->hal->ctx);
  deadline->turns++;
  if (deadline->turns > DRV_TURNS_MAX)
    return false;
  return vtd_drv_elapsed(unit->hal, deadline->start_ns) <= unit->timeout_ns;
}

vtd_drv_err drv_poll32(const vtd_drv *unit, uint32_t reg, uint32_t mask, uint32_t want) {
  drv_deadline deadline = drv_deadline_begin(unit);
  while ((drv_read32(unit, reg) & mask) != want) {
    if (!drv_deadline_wait(unit, &deadline))
      return (drv_read32(unit, reg) & mask) == want ? VTD_DRV_OK : VTD_DRV_TIMEOUT;
  }
  return VTD_DRV_OK;
}

// GCMD is write-only: the value is made from GSTS without the one-shot bits, and exactly one bit
// changes per write (chapter 11, GCMD_REG).
static void gcmd_write(const vtd_drv *unit, uint32_t set, uint32_t clear) {
  uint32_t keep = drv_read32(unit, VTD_GSTS_REG) & VTD_GSTS_KEEP;
  drv_write32(unit, VTD_GCMD_REG, (keep & ~clear) | set);
}

vtd_drv_err drv_command(const vtd_drv *unit, uint32_t gcmd_bit, uint32_t gsts_bit, bool on) {
  gcmd_write(unit, on ? gcmd_bit : 0, on ? 0 : gcmd_bit);
  return drv_poll32(unit, VTD_GSTS_REG, gsts_bit, on ? gsts_bit : 0);
}

vtd_drv_err drv_latch(const vtd_drv *unit, uint32_t gcmd_bit, uint32_t gsts_bit) {
  gcmd_write(unit, gcmd_bit, 0);
  return drv_poll32(unit, VTD_GSTS_REG, gsts_bit, gsts_bit);
}

vtd_drv_err vtd_drv_write_buffer_flush(vtd_drv *unit) {
  if (!vtd_cap_rwbf(unit->cap))
    return VTD_DRV_OK;
  gcmd_write(unit, VTD_GCMD_WBF, 0);
  // The status is set while the flush is under way.
  return drv_poll32(unit, VTD_GSTS_REG, VTD_GSTS_WBFS, 0);
}

// ---- Probe

static void wipe(vtd_drv *unit) {
  volatile unsigned char *bytes = (volatile unsigned char *)unit;
  for (size_t i = 0; i < sizeof *unit; i++)
    bytes[i] = 0;
}

// Widest table that SAGAW offers, in levels; 0 if none that this driver knows.
static unsigned levels_of(uint64_t sagaw) {
  if (sagaw & VTD_CAP_SAGAW_57)
    return 5;
  if (sagaw & VTD_CAP_SAGAW_48)
    return 4;
  return sagaw & VTD_CAP_SAGAW_39 ? 3 : 0;
}

static bool options_sane(const vtd_drv_options *options) {
  return options->haw >= 32 && options->haw <= VTD_HAW_MAX && options->queue_order <= 7 &&
         options->base % DRV_PAGE == 0;
}

static vtd_drv_err choose_invalidation(vtd_drv *unit, const vtd_drv_options *options) {
  bool wide = vtd_ecap_smts(unit->ecap) || vtd_ecap_adms(unit->ecap);
  unit->use_queue = vtd_ecap_qi(unit->ecap) && !options->registers_only;
  unit->scalable = options->scalable;
  unit->wide_queue = options->wide_queue || options->scalable;
  unit->queue_order = options->queue_order;
  if (unit->wide_queue && (!unit->use_queue || !wide))
    return VTD_DRV_UNSUPPORTED;
  if (unit->scalable && !vtd_ecap_smts(unit->ecap))
    return VTD_DRV_UNSUPPORTED;
  // From major version 6 on, the registers no longer invalidate anything (chapter 11, VER_REG).
  if (!unit->use_queue && vtd_ver_max(unit->ver) >= 6)
    return VTD_DRV_UNSUPPORTED;
  return VTD_DRV_OK;
}

vtd_drv_err vtd_drv_probe(vtd_drv *unit, const vtd_hal *hal, const vtd_drv_options *options) {
  if (!options_sane(options))
    return VTD_DRV_BAD_ARGUMENT;
  wipe(unit);
  unit->hal = hal;
  unit->base = options->base;
  unit->haw = options->haw;
  unit->timeout_ns = options->timeout_ns ? options->timeout_ns : VTD_DRV_TIMEOUT_NS;
  unit->small_pages = options->small_pages;
  unit->ver = drv_read32(unit, VTD_VER_REG);
  unit->cap = drv_read64(unit, VTD_CAP_REG);
  unit->ecap = drv_read64(unit, VTD_ECAP_REG);
  // Nothing decodes there: the bus answers all ones.
  if (unit->cap == UINT64_MAX || unit->ecap == UINT64_MAX || unit->ver == UINT32_MAX)
    return VTD_DRV_NO_UNIT;
  if (vtd_ver_max(unit->ver) == 0)
    return VTD_DRV_NO_UNIT;
  unit->max_levels = (uint8_t)levels_of(vtd_cap_sagaw(unit->cap));
  if (unit->max_levels == 0)
    return VTD_DRV_UNSUPPORTED;
  unit->iotlb_base = unit->base + 16 * vtd_ecap_iro(unit->ecap);
  unit->fault_base = unit->base + 16 * vtd_cap_fro(unit->cap);
  unit->fault_records = (uint32_t)vtd_cap_nfr(unit->cap) + 1;
  unit->domain_ids = UINT32_C(1) << (4 + 2 * vtd_cap_nd(unit->cap));
  if (vtd_cap_nd(unit->cap) > 6 || vtd_cap_fro(unit->cap) == 0 || vtd_ecap_iro(unit->ecap) == 0)
    return VTD_DRV_UNSUPPORTED;
  return choose_invalidation(unit, options);
}

// ---- Start

static vtd_drv_err make_quiet(vtd_drv *unit) {
  drv_faults_discard(unit);
  if (drv_read32(unit, VTD_GSTS_REG) & VTD_GSTS_TES) {
    vtd_drv_err err = drv_command(unit, VTD_GCMD_TE, VTD_GSTS_TES, false);
    if (err != VTD_DRV_OK)
      return err;
  }
  return drv_queue_off(unit);
}

static vtd_drv_err install_root(vtd_drv *unit) {
  vtd_drv_err err = vtd_drv_write_buffer_flush(unit);
  if (err != VTD_DRV_OK)
    return err;
  uint64_t mode = unit->scalable ? VTD_RTADDR_TTM_SCALABLE : VTD_RTADDR_TTM_LEGACY;
  drv_write64(unit, VTD_RTADDR_REG, vtd_rtaddr_ttm_set(unit->root_table, mode));
  err = drv_latch(unit, VTD_GCMD_SRTP, VTD_GSTS_RTPS);
  if (err != VTD_DRV_OK)
    return err;
  // With ESRTPS the command has emptied the caches already (chapter 6).
  return vtd_cap_esrtps(unit->cap) ? VTD_DRV_OK : vtd_drv_invalidate_all(unit);
}

static vtd_drv_err start_unit(vtd_drv *unit) {
  vtd_drv_err err = make_quiet(unit);
  if (err != VTD_DRV_OK)
    return err;
  unit->root_table = drv_page(unit);
  if (unit->root_table == 0)
    return VTD_DRV_NO_MEMORY;
  if (unit->use_queue) {
    err = drv_queue_start(unit);
    if (err != VTD_DRV_OK)
      return err;
  }
  return install_root(unit);
}

vtd_drv_err vtd_drv_start(vtd_drv *unit) {
  if (unit->started || unit->hal == NULL)
    return VTD_DRV_STATE;
  unit->did_map[0] = 1; // domain id 0 tags what is not present in caching mode (chapter 6)
  vtd_drv_err err = start_unit(unit);
  if (err == VTD_DRV_OK) {
    unit->started = true;
    return err;
  }
  drv_queue_stop(unit);
  drv_contexts_free(unit);
  return err;
}

vtd_drv_err vtd_drv_translation_on(vtd_drv *unit) {
  if (!unit->started)
    return VTD_DRV_STATE;
  vtd_drv_err err = vtd_drv_write_buffer_flush(unit);
  if (err == VTD_DRV_OK)
    err = drv_command(unit, VTD_GCMD_TE, VTD_GSTS_TES, true);
  unit->translating = err == VTD_DRV_OK;
  return err;
}

vtd_drv_err vtd_drv_translation_off(vtd_drv *unit) {
  if (!unit->started)
    return VTD_DRV_STATE;
  vtd_drv_err err = drv_command(unit, VTD_GCMD_TE, VTD_GSTS_TES, false);
  if (err == VTD_DRV_OK)
    unit->translating = false;
  return err;
}

// ---- Shutdown

static bool domains_left(const vtd_drv *unit) {
  for (uint32_t did = 1; did < unit->domain_ids; did++) {
    bool used = unit->did_map[did / 64] >> (did % 64) & 1;
    if (used && did != unit->pass_through_did)
      return true;
  }
  return false;
}

vtd_drv_err vtd_drv_shutdown(vtd_drv *unit) {
  if (!unit->started || domains_left(unit))
    return VTD_DRV_STATE;
  vtd_drv_err err = vtd_drv_flush_deferred(unit);
  if (err != VTD_DRV_OK)
    return err;
  err = vtd_drv_translation_off(unit);
  if (err != VTD_DRV_OK)
    return err;
  vtd_drv_fault_handler(unit);
  drv_faults_discard(unit);
  err = drv_queue_stop(unit);
  if (err != VTD_DRV_OK)
    return err;
  drv_contexts_free(unit);
  unit->started = false;
  unit->pass_through_did = 0;
  return VTD_DRV_OK;
}
