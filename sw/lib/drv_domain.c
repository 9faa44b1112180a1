// SPDX-License-Identifier: Apache-2.0
// Domains, and which devices are in them: root and context entries of legacy mode (chapter 9).
#include "drv_internal.h"

// ---- Domain ids

static uint16_t did_take(vtd_drv *unit) {
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

static void did_give(vtd_drv *unit, uint16_t did) {
  unit->did_map[did / 64] &= ~(UINT64_C(1) << (did % 64));
}

// ---- Domains

static bool levels_supported(const vtd_drv *unit, unsigned levels) {
  return levels >= 3 && levels <= 5 &&
         (vtd_cap_sagaw(unit->cap) & VTD_CAP_SAGAW_39 << (levels - 3));
}

static unsigned default_levels(const vtd_drv *unit) {
  return levels_supported(unit, 4) ? 4 : unit->max_levels;
}

static unsigned width_of(const vtd_drv *unit, unsigned levels) {
  unsigned width = VTD_PAGE_SHIFT + VTD_LEVEL_BITS * levels;
  unsigned mgaw = (unsigned)vtd_cap_mgaw(unit->cap) + 1;
  return width < mgaw ? width : mgaw;
}

vtd_drv_err vtd_drv_domain_create(vtd_drv *unit, vtd_drv_domain *domain, unsigned levels) {
  if (!unit->started)
    return VTD_DRV_STATE;
  if (levels == 0)
    levels = default_levels(unit);
  if (!levels_supported(unit, levels))
    return VTD_DRV_UNSUPPORTED;
  uint16_t did = did_take(unit);
  if (did == 0)
    return VTD_DRV_NO_DOMAIN_ID;
  uint64_t root = drv_page(unit);
  if (root == 0) {
    did_give(unit, did);
    return VTD_DRV_NO_MEMORY;
  }
  unit->stats.tables_now++;
  domain->unit = unit;
  domain->root = root;
  domain->limit = UINT64_C(1) << width_of(unit, levels);
  domain->attached = 0;
  domain->did = did;
  domain->levels = (uint8_t)levels;
  domain->device_tlbs = 0;
  return VTD_DRV_OK;
}

// Before its id and its tables are used for something else, nothing tagged with the id may be left
// in a cache (chapter 6, reuse of a domain id).
static vtd_drv_err forget_domain(vtd_drv_domain *domain) {
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
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

vtd_drv_err vtd_drv_domain_destroy(vtd_drv_domain *domain) {
  vtd_drv *unit = domain->unit;
  if (domain->attached != 0)
    return VTD_DRV_STATE;
  vtd_drv_err err = is_deferred(domain) ? vtd_drv_flush_deferred(unit) : VTD_DRV_OK;
  if (err != VTD_DRV_OK)
    return err;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  err = forget_domain(domain);
  if (err == VTD_DRV_OK) {
    drv_free_tree(unit, domain->root, domain->levels);
    did_give(unit, domain->did);
    domain->root = 0;
  }
  return drv_leave(unit, err);
}

// ---- Context entries

// Address of the context entry of a requester id; 0 if there is no table for its bus. `create`
// makes one.
static uint64_t context_entry(vtd_drv *unit, uint16_t sid, bool create) {
  uint64_t slot = unit->root_table + (uint64_t)(sid >> 8) * VTD_ROOT_SIZE;
  uint64_t root[VTD_ROOT_WORDS] = {drv_load(unit, slot), 0};
  if (!vtd_root_p(root)) {
    if (!create)
      return 0;
    uint64_t table = drv_page(unit);
    if (table == 0)
      return 0;
    vtd_root_ctp_set(root, table);
    vtd_root_p_set(root, 1);
    drv_store(unit, slot, root[0]);
  }
  return vtd_root_ctp(root) + (uint64_t)(sid & 0xFF) * VTD_CTX_SIZE;
}

// A context entry that became present is seen at once, except where not-present ones may be cached
// (CM: tagged with domain id 0) or writes may linger (RWBF).
static vtd_drv_err context_made_present(vtd_drv *unit, uint16_t did, uint16_t sid) {
  if (!vtd_cap_cm(unit->cap))
    return vtd_drv_write_buffer_flush(unit);
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_context(&batch, VTD_QI_CC_G_DEVICE, 0, sid, VTD_QI_CC_FM_NONE);
  vtd_drv_batch_iotlb_domain(&batch, unit, did);
  return vtd_drv_batch_run(unit, &batch);
}

// Writes the half with P last: the unit may read the entry at any time.
static vtd_drv_err context_install(vtd_drv *unit, uint16_t sid, uint64_t ctx[VTD_CTX_WORDS]) {
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  uint64_t slot = context_entry(unit, sid, true);
  if (slot == 0)
    return drv_leave(unit, VTD_DRV_NO_MEMORY);
  uint64_t old = drv_load(unit, slot);
  if (vtd_ctx_p(&old))
    return drv_leave(unit, VTD_DRV_EXISTS);
  vtd_ctx_p_set(ctx, 1);
  drv_store(unit, slot + 8, ctx[1]);
  drv_store(unit, slot, ctx[0]);
  return drv_leave(unit, context_made_present(unit, (uint16_t)vtd_ctx_did(ctx), sid));
}

static vtd_drv_err attach(vtd_drv_domain *domain, uint16_t sid, unsigned flags) {
  uint64_t ctx[VTD_CTX_WORDS] = {0, 0};
  bool device_tlb = flags & VTD_DRV_ATTACH_DEVICE_TLB;
  vtd_ctx_fpd_set(ctx, (flags & VTD_DRV_ATTACH_QUIET) != 0);
  vtd_ctx_tt_set(ctx, device_tlb ? VTD_CTX_TT_DEV_TLB : VTD_CTX_TT_UNTRANSLATED);
  vtd_ctx_ssptptr_set(ctx, domain->root);
  vtd_ctx_aw_set(ctx, VTD_CTX_AW_39 + domain->levels - 3u);
  vtd_ctx_did_set(ctx, domain->did);
  vtd_drv_err err = context_install(domain->unit, sid, ctx);
  if (err == VTD_DRV_BUSY || err == VTD_DRV_NO_MEMORY || err == VTD_DRV_EXISTS)
    return err;
  domain->attached++;
  if (device_tlb)
    domain->device_tlb_sid[domain->device_tlbs++] = sid;
  return err;
}

vtd_drv_err vtd_drv_attach(vtd_drv_domain *domain, uint16_t sid, unsigned flags) {
  vtd_drv *unit = domain->unit;
  if (flags & VTD_DRV_ATTACH_DEVICE_TLB) {
    if (!vtd_ecap_dt(unit->ecap) || !unit->use_queue)
      return VTD_DRV_UNSUPPORTED;
    if (domain->device_tlbs == VTD_DRV_DEVICE_TLBS)
      return VTD_DRV_NO_MEMORY;
  }
  return attach(domain, sid, flags);
}

vtd_drv_err vtd_drv_attach_pass_through(vtd_drv *unit, uint16_t sid, unsigned flags) {
  if (!unit->started)
    return VTD_DRV_STATE;
  if (!vtd_ecap_pt(unit->ecap) || (flags & VTD_DRV_ATTACH_DEVICE_TLB))
    return VTD_DRV_UNSUPPORTED;
  if (unit->pass_through_did == 0)
    unit->pass_through_did = did_take(unit);
  if (unit->pass_through_did == 0)
    return VTD_DRV_NO_DOMAIN_ID;
  uint64_t ctx[VTD_CTX_WORDS] = {0, 0};
  vtd_ctx_fpd_set(ctx, (flags & VTD_DRV_ATTACH_QUIET) != 0);
  vtd_ctx_tt_set(ctx, VTD_CTX_TT_PASS_THROUGH);
  // Not used for translation, but it has to be the largest supported one (chapter 9).
  vtd_ctx_aw_set(ctx, VTD_CTX_AW_39 + unit->max_levels - 3u);
  vtd_ctx_did_set(ctx, unit->pass_through_did);
  return context_install(unit, sid, ctx);
}

static bool drop_device_tlb(vtd_drv_domain *domain, uint16_t sid) {
  for (unsigned i = 0; domain != NULL && i < domain->device_tlbs; i++) {
    if (domain->device_tlb_sid[i] != sid)
      continue;
    domain->device_tlb_sid[i] = domain->device_tlb_sid[--domain->device_tlbs];
    return true;
  }
  return false;
}

// Context entry gone: its device in the context cache, then the translations of the domain, then
// what the device itself holds (chapter 6).
static vtd_drv_err context_gone(vtd_drv *unit, uint16_t did, uint16_t sid, bool device_tlb) {
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_context(&batch, VTD_QI_CC_G_DEVICE, did, sid, VTD_QI_CC_FM_NONE);
  vtd_drv_batch_iotlb_domain(&batch, unit, did);
  if (device_tlb)
    vtd_drv_batch_device_tlb(&batch, sid);
  return vtd_drv_batch_run(unit, &batch);
}

vtd_drv_err vtd_drv_detach(vtd_drv *unit, vtd_drv_domain *domain, uint16_t sid) {
  if (!unit->started)
    return VTD_DRV_STATE;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  uint64_t slot = context_entry(unit, sid, false);
  uint64_t ctx[VTD_CTX_WORDS] = {0, 0};
  if (slot != 0) {
    ctx[0] = drv_load(unit, slot);
    ctx[1] = drv_load(unit, slot + 8);
  }
  uint16_t did = domain != NULL ? domain->did : unit->pass_through_did;
  if (!vtd_ctx_p(ctx) || vtd_ctx_did(ctx) != did)
    return drv_leave(unit, VTD_DRV_NOT_MAPPED);
  drv_store(unit, slot, 0);
  drv_store(unit, slot + 8, 0);
  bool device_tlb = drop_device_tlb(domain, sid);
  if (domain != NULL)
    domain->attached--;
  return drv_leave(unit, context_gone(unit, did, sid, device_tlb));
}

vtd_drv_err vtd_drv_set_quiet(vtd_drv *unit, uint16_t sid, bool quiet) {
  if (!unit->started)
    return VTD_DRV_STATE;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  uint64_t slot = context_entry(unit, sid, true);
  if (slot == 0)
    return drv_leave(unit, VTD_DRV_NO_MEMORY);
  uint64_t ctx[VTD_CTX_WORDS] = {drv_load(unit, slot), 0};
  if (vtd_ctx_p(ctx))
    return drv_leave(unit, VTD_DRV_EXISTS);
  vtd_ctx_fpd_set(ctx, quiet);
  drv_store(unit, slot, ctx[0]);
  // In caching mode the old entry may be in the context cache.
  return drv_leave(unit, context_made_present(unit, 0, sid));
}
