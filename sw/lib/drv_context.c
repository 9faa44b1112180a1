// SPDX-License-Identifier: Apache-2.0
// Which devices are in which domain: root entries of both modes, context entries of legacy mode
// (chapter 9).
#include "drv_internal.h"

#define WORD_BYTES 8u

void drv_words_get(const vtd_drv *unit, uint64_t slot, uint64_t *words, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    words[i] = slot != 0 ? drv_load(unit, slot + i * WORD_BYTES) : 0;
}

void drv_words_put(const vtd_drv *unit, uint64_t slot, const uint64_t *words, unsigned count) {
  for (unsigned i = count; i-- > 0;)
    drv_store(unit, slot + i * WORD_BYTES, words[i]);
}

void drv_words_remove(const vtd_drv *unit, uint64_t slot, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    drv_store(unit, slot + i * WORD_BYTES, 0);
}

// ---- Root entries

// A root entry is two words. In scalable mode each names the table of one half of a bus's devices
// and functions; in legacy mode the lower one names the table of all of them. P and the pointer lie
// at the same place in all three.
static uint64_t root_word(const vtd_drv *unit, uint16_t sid) {
  uint64_t upper_half = unit->scalable ? sid >> 7 & 1 : 0;
  return unit->root_table + (uint64_t)(sid >> 8) * VTD_ROOT_SIZE + upper_half * WORD_BYTES;
}

uint64_t drv_context_slot(vtd_drv *unit, uint16_t sid, bool create) {
  uint64_t slot = root_word(unit, sid);
  uint64_t root = drv_load(unit, slot);
  if (!vtd_root_p(&root)) {
    if (!create)
      return 0;
    uint64_t table = drv_page(unit);
    if (table == 0)
      return 0;
    vtd_root_ctp_set(&root, table);
    vtd_root_p_set(&root, 1);
    drv_store(unit, slot, root);
  }
  uint64_t index = unit->scalable ? sid & (VTD_SM_CTX_ENTRIES - 1) : sid & 0xFF;
  return vtd_root_ctp(&root) + index * (unit->scalable ? VTD_SM_CTX_SIZE : VTD_CTX_SIZE);
}

void drv_contexts_free(vtd_drv *unit) {
  uint32_t words = VTD_ROOT_ENTRIES * VTD_ROOT_SIZE / WORD_BYTES;
  for (uint32_t i = 0; unit->root_table != 0 && i < words; i++) {
    uint64_t root = drv_load(unit, unit->root_table + i * WORD_BYTES);
    if (vtd_root_p(&root))
      drv_free(unit, vtd_root_ctp(&root), 1);
  }
  drv_free(unit, unit->root_table, 1);
  unit->root_table = 0;
}

// ---- Context entries of legacy mode

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

static vtd_drv_err context_install(vtd_drv *unit, uint16_t sid, uint64_t ctx[VTD_CTX_WORDS]) {
  uint64_t old;
  uint64_t slot = drv_context_slot(unit, sid, true);
  if (slot == 0)
    return VTD_DRV_NO_MEMORY;
  drv_words_get(unit, slot, &old, 1);
  if (vtd_ctx_p(&old))
    return VTD_DRV_EXISTS;
  vtd_ctx_p_set(ctx, 1);
  drv_words_put(unit, slot, ctx, VTD_CTX_WORDS);
  return context_made_present(unit, (uint16_t)vtd_ctx_did(ctx), sid);
}

static vtd_drv_err attach_domain(vtd_drv_domain *domain, const drv_attachment *what) {
  uint64_t ctx[VTD_CTX_WORDS] = {0, 0};
  bool device_tlb = what->flags & VTD_DRV_ATTACH_DEVICE_TLB;
  vtd_ctx_fpd_set(ctx, (what->flags & VTD_DRV_ATTACH_QUIET) != 0);
  vtd_ctx_tt_set(ctx, device_tlb ? VTD_CTX_TT_DEV_TLB : VTD_CTX_TT_UNTRANSLATED);
  vtd_ctx_ssptptr_set(ctx, domain->root);
  vtd_ctx_aw_set(ctx, VTD_CTX_AW_39 + domain->levels - 3u);
  vtd_ctx_did_set(ctx, domain->did);
  vtd_drv_err err = context_install(domain->unit, what->sid, ctx);
  if (err == VTD_DRV_NO_MEMORY || err == VTD_DRV_EXISTS)
    return err;
  const vtd_drv_user user = {VTD_DRV_RID_PASID, what->sid, device_tlb};
  drv_user_add(domain, &user);
  return err;
}

static vtd_drv_err attach_pass_through(vtd_drv *unit, const drv_attachment *what) {
  uint16_t did = drv_pass_through_did(unit);
  if (did == 0)
    return VTD_DRV_NO_DOMAIN_ID;
  uint64_t ctx[VTD_CTX_WORDS] = {0, 0};
  vtd_ctx_fpd_set(ctx, (what->flags & VTD_DRV_ATTACH_QUIET) != 0);
  vtd_ctx_tt_set(ctx, VTD_CTX_TT_PASS_THROUGH);
  // Not used for translation, but it has to be the largest supported one (chapter 9).
  vtd_ctx_aw_set(ctx, VTD_CTX_AW_39 + unit->max_levels - 3u);
  vtd_ctx_did_set(ctx, did);
  return context_install(unit, what->sid, ctx);
}

static vtd_drv_err attach_locked(vtd_drv *unit, const drv_attachment *what) {
  if (unit->scalable)
    return drv_scalable_attach(unit, what);
  if (what->binding == DRV_BIND_DOMAIN)
    return attach_domain(what->domain, what);
  return attach_pass_through(unit, what);
}

static vtd_drv_err attach(vtd_drv *unit, const drv_attachment *what) {
  const unsigned scalable_only = VTD_DRV_ATTACH_PASID | VTD_DRV_ATTACH_PAGE_REQUESTS |
                                 VTD_DRV_ATTACH_SUPERVISOR | VTD_DRV_ATTACH_SNOOP;
  if (!unit->started)
    return VTD_DRV_STATE;
  if (!unit->scalable && (what->flags & scalable_only))
    return VTD_DRV_UNSUPPORTED;
  if ((what->flags & VTD_DRV_ATTACH_DEVICE_TLB) && (!vtd_ecap_dt(unit->ecap) || !unit->use_queue))
    return VTD_DRV_UNSUPPORTED;
  if (what->domain != NULL && !drv_user_room(what->domain, what->flags & VTD_DRV_ATTACH_DEVICE_TLB))
    return VTD_DRV_NO_MEMORY;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  return drv_leave(unit, attach_locked(unit, what));
}

vtd_drv_err vtd_drv_attach(vtd_drv_domain *domain, uint16_t sid, unsigned flags) {
  const drv_attachment what = {DRV_BIND_DOMAIN, domain, sid, VTD_DRV_RID_PASID, flags};
  return attach(domain->unit, &what);
}

vtd_drv_err vtd_drv_attach_pass_through(vtd_drv *unit, uint16_t sid, unsigned flags) {
  const drv_attachment what = {DRV_BIND_PASS_THROUGH, NULL, sid, VTD_DRV_RID_PASID, flags};
  if (!unit->started)
    return VTD_DRV_STATE;
  // In legacy mode a device that is passed through may not ask for translations (chapter 9, TT).
  bool device_tlb = flags & VTD_DRV_ATTACH_DEVICE_TLB;
  if (!vtd_ecap_pt(unit->ecap) || (device_tlb && !unit->scalable))
    return VTD_DRV_UNSUPPORTED;
  return attach(unit, &what);
}

vtd_drv_err vtd_drv_attach_blocked(vtd_drv *unit, uint16_t sid, unsigned flags) {
  const drv_attachment what = {DRV_BIND_NOTHING, NULL, sid, VTD_DRV_RID_PASID, flags};
  return unit->scalable ? attach(unit, &what) : VTD_DRV_UNSUPPORTED;
}

// ---- Detaching

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

static vtd_drv_err detach_locked(vtd_drv *unit, vtd_drv_domain *domain, uint16_t sid) {
  if (unit->scalable)
    return drv_scalable_detach(unit, domain, sid);
  uint64_t slot = drv_context_slot(unit, sid, false);
  uint64_t ctx[VTD_CTX_WORDS];
  drv_words_get(unit, slot, ctx, VTD_CTX_WORDS);
  uint16_t did = domain != NULL ? domain->did : unit->pass_through_did;
  if (!vtd_ctx_p(ctx) || vtd_ctx_did(ctx) != did)
    return VTD_DRV_NOT_MAPPED;
  drv_words_remove(unit, slot, VTD_CTX_WORDS);
  bool device_tlb = domain != NULL && drv_user_remove(domain, sid, VTD_DRV_RID_PASID);
  return context_gone(unit, did, sid, device_tlb);
}

vtd_drv_err vtd_drv_detach(vtd_drv *unit, vtd_drv_domain *domain, uint16_t sid) {
  if (!unit->started)
    return VTD_DRV_STATE;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  return drv_leave(unit, detach_locked(unit, domain, sid));
}

// P and FPD lie at the same place in both modes.
vtd_drv_err vtd_drv_set_quiet(vtd_drv *unit, uint16_t sid, bool quiet) {
  if (!unit->started)
    return VTD_DRV_STATE;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  uint64_t slot = drv_context_slot(unit, sid, true);
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
