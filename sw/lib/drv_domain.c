// SPDX-License-Identifier: Apache-2.0
// Domains: address spaces for devices, of either stage, and their ids (chapters 3 and 9).
#include "drv_internal.h"

// ---- Domain ids

uint16_t drv_did_take(vtd_drv *unit) {
  for (uint32_t did = 1; did < unit->domain_ids; did++) {
    uint64_t bit = UINT64_C(1) << (did % 64);
    if (unit->did_map[did / 64] == UINT64_MAX)
      did |= 63; // all of this word is taken
    else if (!(unit->did_map[did / 64] & bit)) {
      unit->did_map[did / 64] |= bit;
      return (uint16_t)did;
    }
  }
  return 0;
}

void drv_did_give(vtd_drv *unit, uint16_t did) {
  unit->did_map[did / 64] &= ~(UINT64_C(1) << (did % 64));
}

uint16_t drv_pass_through_did(vtd_drv *unit) {
  if (unit->pass_through_did == 0)
    unit->pass_through_did = drv_did_take(unit);
  return unit->pass_through_did;
}

// ---- Making

static bool levels_supported(const vtd_drv *unit, unsigned levels) {
  return levels >= 3 && levels <= 5 &&
         (vtd_cap_sagaw(unit->cap) & VTD_CAP_SAGAW_39 << (levels - 3));
}

static bool first_levels_supported(const vtd_drv *unit, unsigned levels) {
  return levels == 4 || (levels == 5 && vtd_cap_fs5lp(unit->cap));
}

static unsigned default_levels(const vtd_drv *unit) {
  return levels_supported(unit, 4) ? 4 : unit->max_levels;
}

static unsigned width_of(const vtd_drv *unit, unsigned levels) {
  unsigned width = VTD_PAGE_SHIFT + VTD_LEVEL_BITS * levels;
  unsigned mgaw = (unsigned)vtd_cap_mgaw(unit->cap) + 1;
  return width < mgaw ? width : mgaw;
}

static void domain_init(vtd_drv *unit, vtd_drv_domain *domain, vtd_drv_stage stage,
                        unsigned levels) {
  domain->unit = unit;
  domain->root = 0;
  domain->limit = 0;
  domain->attached = 0;
  domain->did = 0;
  domain->levels = (uint8_t)levels;
  domain->stage = stage;
  domain->track = false;
  domain->parent = NULL;
  domain->nested = NULL;
  domain->sibling = NULL;
  domain->users = 0;
}

static vtd_drv_err domain_make(vtd_drv_domain *domain) {
  vtd_drv *unit = domain->unit;
  domain->did = drv_did_take(unit);
  if (domain->did == 0)
    return VTD_DRV_NO_DOMAIN_ID;
  if (domain->stage == VTD_DRV_NESTED)
    return VTD_DRV_OK;
  domain->root = drv_page(unit);
  if (domain->root == 0) {
    drv_did_give(unit, domain->did);
    return VTD_DRV_NO_MEMORY;
  }
  unit->stats.tables_now++;
  return VTD_DRV_OK;
}

vtd_drv_err vtd_drv_domain_create(vtd_drv *unit, vtd_drv_domain *domain, unsigned levels) {
  if (!unit->started)
    return VTD_DRV_STATE;
  if (levels == 0)
    levels = default_levels(unit);
  if (!levels_supported(unit, levels) || (unit->scalable && !vtd_ecap_ssts(unit->ecap)))
    return VTD_DRV_UNSUPPORTED;
  domain_init(unit, domain, VTD_DRV_SECOND, levels);
  domain->limit = UINT64_C(1) << width_of(unit, levels);
  return domain_make(domain);
}

vtd_drv_err vtd_drv_domain_create_first(vtd_drv *unit, vtd_drv_domain *domain, unsigned levels) {
  if (!unit->started)
    return VTD_DRV_STATE;
  if (levels == 0)
    levels = 4;
  if (!unit->scalable || !vtd_ecap_fsts(unit->ecap) || !first_levels_supported(unit, levels))
    return VTD_DRV_UNSUPPORTED;
  domain_init(unit, domain, VTD_DRV_FIRST, levels);
  // The lower half of the canonical addresses.
  domain->limit = UINT64_C(1) << (VTD_PAGE_SHIFT + VTD_LEVEL_BITS * levels - 1);
  return domain_make(domain);
}

vtd_drv_err vtd_drv_domain_create_nested(vtd_drv_domain *parent, vtd_drv_domain *domain,
                                         uint64_t table, unsigned levels) {
  vtd_drv *unit = parent->unit;
  if (!unit->scalable || !vtd_ecap_nest(unit->ecap) || !first_levels_supported(unit, levels))
    return VTD_DRV_UNSUPPORTED;
  if (parent->stage != VTD_DRV_SECOND || table % DRV_PAGE != 0)
    return VTD_DRV_BAD_ARGUMENT;
  if (table >= parent->limit)
    return VTD_DRV_RANGE;
  domain_init(unit, domain, VTD_DRV_NESTED, levels);
  vtd_drv_err err = domain_make(domain);
  if (err != VTD_DRV_OK)
    return err;
  domain->root = table;
  domain->parent = parent;
  domain->sibling = parent->nested;
  parent->nested = domain;
  return VTD_DRV_OK;
}

vtd_drv_err vtd_drv_domain_track(vtd_drv_domain *domain) {
  if (domain->stage == VTD_DRV_NESTED)
    return VTD_DRV_STATE;
  if (domain->stage == VTD_DRV_FIRST) // always on, if the unit can write flags at all
    return vtd_ecap_smpwcs(domain->unit->ecap) ? VTD_DRV_OK : VTD_DRV_UNSUPPORTED;
  if (!domain->unit->scalable || !vtd_ecap_ssads(domain->unit->ecap))
    return VTD_DRV_UNSUPPORTED;
  if (domain->attached != 0)
    return VTD_DRV_STATE;
  domain->track = true;
  return VTD_DRV_OK;
}

// ---- Destroying

// Before its id and its tables are used for something else, nothing tagged with the id may be left
// in a cache (chapter 6, reuse of a domain id).
static vtd_drv_err forget_domain(vtd_drv_domain *domain) {
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  if (domain->unit->scalable)
    vtd_drv_batch_pasid_cache(&batch, VTD_QI_PC_G_DOMAIN, domain->did, 0);
  else
    vtd_drv_batch_context(&batch, VTD_QI_CC_G_DOMAIN, domain->did, 0, VTD_QI_CC_FM_NONE);
  vtd_drv_batch_iotlb_domain(&batch, domain->unit, domain->did);
  return vtd_drv_batch_run(domain->unit, &batch);
}

static bool is_deferred(const vtd_drv_domain *domain) {
  const vtd_drv *unit = domain->unit;
  for (uint32_t i = 0; i < unit->deferred_count; i++) {
    if (unit->deferred[i].domain == domain)
      return true;
  }
  return false;
}

static void leave_parent(vtd_drv_domain *domain) {
  vtd_drv_domain **link = &domain->parent->nested;
  while (*link != domain)
    link = &(*link)->sibling;
  *link = domain->sibling;
}

vtd_drv_err vtd_drv_domain_destroy(vtd_drv_domain *domain) {
  vtd_drv *unit = domain->unit;
  if (domain->attached != 0 || domain->nested != NULL)
    return VTD_DRV_STATE;
  vtd_drv_err err = is_deferred(domain) ? vtd_drv_flush_deferred(unit) : VTD_DRV_OK;
  if (err != VTD_DRV_OK)
    return err;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  err = forget_domain(domain);
  if (err == VTD_DRV_OK) {
    if (domain->stage == VTD_DRV_NESTED)
      leave_parent(domain);
    else
      drv_free_tree(domain);
    drv_did_give(unit, domain->did);
    domain->root = 0;
  }
  return drv_leave(unit, err);
}
