// SPDX-License-Identifier: Apache-2.0
// Scalable mode: context entries, PASID directories and tables, and what is bound to a PASID of a
// device (chapters 3 and 9).
//
// Every attached device has a directory of its own. It begins small and grows with the PASIDs that
// are bound; a table of 64 entries is made when the first of its PASIDs is bound, and given back
// with the device. Requests without PASID use the entry of VTD_DRV_RID_PASID.
#include "drv_internal.h"

#define DIR_SMALLEST_LOG2 7u // entries of a directory with PDTS = 0
#define TABLE_LOG2        6u // PASIDs of one table
#define DIR_PART          32u

// ---- Directories

static uint32_t dir_entries(const uint64_t *ctx) {
  return UINT32_C(1) << (vtd_sm_ctx_pdts(ctx) + DIR_SMALLEST_LOG2);
}

static size_t dir_pages(uint32_t entries) {
  return (size_t)((entries * (uint64_t)VTD_PASID_DIR_SIZE + DRV_PAGE - 1) / DRV_PAGE);
}

static uint64_t dir_slot(const uint64_t *ctx, uint32_t pasid) {
  return vtd_sm_ctx_pasiddirptr(ctx) + (uint64_t)(pasid >> TABLE_LOG2) * VTD_PASID_DIR_SIZE;
}

// Address of a PASID's table entry, 0 if there is no table; `create` makes one.
static uint64_t pasid_slot(vtd_drv *unit, const uint64_t *ctx, uint32_t pasid, bool create) {
  if (pasid >> TABLE_LOG2 >= dir_entries(ctx))
    return 0;
  uint64_t slot = dir_slot(ctx, pasid);
  uint64_t dir = drv_load(unit, slot);
  if (!vtd_pasid_dir_p(&dir)) {
    uint64_t table = create ? drv_page(unit) : 0;
    if (table == 0)
      return 0;
    vtd_pasid_dir_smptblptr_set(&dir, table);
    vtd_pasid_dir_p_set(&dir, 1);
    drv_store(unit, slot, dir);
  }
  uint64_t index = pasid & (VTD_PASID_ENTRIES - 1);
  return vtd_pasid_dir_smptblptr(&dir) + index * VTD_PASID_SIZE;
}

// Whether a table holds anything but the entry of requests without PASID.
static bool table_in_use(const vtd_drv *unit, uint64_t table, bool holds_rid_pasid) {
  for (uint32_t i = holds_rid_pasid; i < VTD_PASID_ENTRIES; i++) {
    uint64_t low = drv_load(unit, table + (uint64_t)i * VTD_PASID_SIZE);
    if (vtd_pasid_p(&low))
      return true;
  }
  return false;
}

// A part of a directory, as one memory access reads it.
typedef struct dir_part {
  uint64_t entry[DIR_PART];
} dir_part;

static dir_part dir_read(const vtd_drv *unit, const uint64_t *ctx, uint32_t first) {
  dir_part out;
  unit->hal->mem_read(unit->hal->ctx, dir_slot(ctx, first << TABLE_LOG2), &out, sizeof out);
  return out;
}

static bool pasids_in_use(const vtd_drv *unit, const uint64_t *ctx) {
  for (uint32_t i = 0; i < dir_entries(ctx); i += DIR_PART) {
    dir_part part = dir_read(unit, ctx, i);
    for (uint32_t k = 0; k < DIR_PART; k++) {
      const uint64_t *dir = &part.entry[k];
      if (vtd_pasid_dir_p(dir) && table_in_use(unit, vtd_pasid_dir_smptblptr(dir), i + k == 0))
        return true;
    }
  }
  return false;
}

static void dir_free(vtd_drv *unit, const uint64_t *ctx) {
  for (uint32_t i = 0; i < dir_entries(ctx); i += DIR_PART) {
    dir_part part = dir_read(unit, ctx, i);
    for (uint32_t k = 0; k < DIR_PART; k++) {
      if (vtd_pasid_dir_p(&part.entry[k]))
        drv_free(unit, vtd_pasid_dir_smptblptr(&part.entry[k]), 1);
    }
  }
  drv_free(unit, vtd_sm_ctx_pasiddirptr(ctx), dir_pages(dir_entries(ctx)));
}

// A larger directory with the same tables. Old and new one translate alike, so only the context
// cache has to forget the old one before its memory is given back. Pointer and size lie in one
// word, which the unit reads whole.
static vtd_drv_err dir_grow(vtd_drv *unit, uint16_t sid, uint64_t *ctx, uint32_t pasid) {
  uint32_t old_entries = dir_entries(ctx);
  const uint64_t old_ctx = ctx[0];
  vtd_drv_batch batch;
  while (pasid >> TABLE_LOG2 >= dir_entries(ctx))
    vtd_sm_ctx_pdts_set(ctx, vtd_sm_ctx_pdts(ctx) + 1);
  size_t pages = dir_pages(dir_entries(ctx));
  uint64_t dir = unit->hal->alloc_pages(unit->hal->ctx, pages, VTD_PAGE_SHIFT);
  if (dir == 0)
    return VTD_DRV_NO_MEMORY;
  for (uint32_t i = 0; i < old_entries; i += DIR_PART) {
    dir_part part = dir_read(unit, &old_ctx, i);
    unit->hal->mem_write(unit->hal->ctx, dir + (uint64_t)i * VTD_PASID_DIR_SIZE, &part,
                         sizeof part);
  }
  vtd_sm_ctx_pasiddirptr_set(ctx, dir);
  drv_store(unit, drv_context_slot(unit, sid, false), ctx[0]);
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_context(&batch, VTD_QI_CC_G_DEVICE, 0, sid, VTD_QI_CC_FM_NONE);
  vtd_drv_err err = vtd_drv_batch_run(unit, &batch);
  if (err == VTD_DRV_OK)
    drv_free(unit, vtd_sm_ctx_pasiddirptr(&old_ctx), dir_pages(old_entries));
  return err;
}

// ---- PASID table entries

static void second_stage_fields(const vtd_drv_domain *domain, uint64_t *entry) {
  vtd_pasid_aw_set(entry, VTD_PASID_AW_39 + domain->levels - 3u);
  vtd_pasid_ssptptr_set(entry, domain->root);
  vtd_pasid_ssade_set(entry, domain->track);
}

static void first_stage_fields(const vtd_drv_domain *domain, uint64_t *entry, unsigned flags) {
  vtd_pasid_fspm_set(entry, domain->levels == 5 ? VTD_PASID_FSPM_5LEVEL : VTD_PASID_FSPM_4LEVEL);
  vtd_pasid_fsptptr_set(entry, domain->root);
  // Supervisor requests respect read-only pages like everybody else.
  vtd_pasid_wpe_set(entry, (flags & VTD_DRV_ATTACH_SUPERVISOR) != 0);
}

static void domain_fields(const vtd_drv_domain *domain, uint64_t *entry, unsigned flags) {
  static const uint8_t type[] = {VTD_PASID_PGTT_SS, VTD_PASID_PGTT_FS, VTD_PASID_PGTT_NESTED};
  vtd_pasid_pgtt_set(entry, type[domain->stage]);
  vtd_pasid_did_set(entry, domain->did);
  if (domain->stage != VTD_DRV_FIRST)
    second_stage_fields(domain->stage == VTD_DRV_NESTED ? domain->parent : domain, entry);
  if (domain->stage != VTD_DRV_SECOND)
    first_stage_fields(domain, entry, flags);
}

typedef struct made {
  vtd_drv_err err;
  uint64_t entry[VTD_PASID_WORDS];
} made;

static made entry_make(vtd_drv *unit, const drv_attachment *what) {
  made out = {VTD_DRV_OK, {0}};
  uint16_t did = 0;
  if (what->binding == DRV_BIND_DOMAIN)
    domain_fields(what->domain, out.entry, what->flags);
  else {
    did = drv_pass_through_did(unit);
    out.err = did != 0 ? VTD_DRV_OK : VTD_DRV_NO_DOMAIN_ID;
    vtd_pasid_pgtt_set(out.entry, VTD_PASID_PGTT_PT);
    vtd_pasid_did_set(out.entry, did);
  }
  vtd_pasid_fpd_set(out.entry, (what->flags & VTD_DRV_ATTACH_QUIET) != 0);
  vtd_pasid_sre_set(out.entry, (what->flags & VTD_DRV_ATTACH_SUPERVISOR) != 0);
  vtd_pasid_pgsnp_set(out.entry, (what->flags & VTD_DRV_ATTACH_SNOOP) != 0);
  vtd_pasid_pwsnp_set(out.entry, vtd_ecap_smpwcs(unit->ecap));
  vtd_pasid_p_set(out.entry, 1);
  return out;
}

// A PASID entry that became present is seen at once, except in caching mode: there not-present ones
// may be in the PASID cache, tagged with domain id 0 (chapter 6).
static void batch_made_present(vtd_drv_batch *batch, const vtd_drv *unit,
                               const drv_attachment *what, uint16_t did) {
  if (!vtd_cap_cm(unit->cap))
    return;
  vtd_drv_batch_pasid_cache(batch, VTD_QI_PC_G_PASID, 0, what->pasid);
  vtd_drv_batch_pasid_cache(batch, VTD_QI_PC_G_PASID, did, what->pasid);
  vtd_drv_batch_iotlb_domain(batch, unit, did);
}

static vtd_drv_err entry_install(vtd_drv *unit, const uint64_t *ctx, const drv_attachment *what) {
  uint64_t old;
  made with = entry_make(unit, what);
  if (with.err != VTD_DRV_OK)
    return with.err;
  uint64_t slot = pasid_slot(unit, ctx, what->pasid, true);
  if (slot == 0)
    return VTD_DRV_NO_MEMORY;
  drv_words_get(unit, slot, &old, 1);
  if (vtd_pasid_p(&old))
    return VTD_DRV_EXISTS;
  drv_words_put(unit, slot, with.entry, VTD_PASID_WORDS);
  if (what->domain != NULL) {
    const vtd_drv_user user = {what->pasid, what->sid, vtd_sm_ctx_dte(ctx)};
    drv_user_add(what->domain, &user);
  }
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  batch_made_present(&batch, unit, what, (uint16_t)vtd_pasid_did(with.entry));
  return vtd_drv_batch_run(unit, &batch);
}

// What used an entry that is gone: the PASID cache, then translations (second-stage ones are
// tagged by domain, others by PASID too), then the device (chapter 6).
static void batch_entry_gone(vtd_drv_batch *batch, const vtd_drv *unit, const uint64_t *entry,
                             uint32_t pasid) {
  uint16_t did = (uint16_t)vtd_pasid_did(entry);
  uint64_t type = vtd_pasid_pgtt(entry);
  vtd_drv_batch_pasid_cache(batch, VTD_QI_PC_G_PASID, did, pasid);
  if (type == VTD_PASID_PGTT_SS || type == VTD_PASID_PGTT_NESTED)
    vtd_drv_batch_iotlb_domain(batch, unit, did);
  else
    vtd_drv_batch_p_iotlb(batch, did, pasid);
}

static void batch_device_tlb(vtd_drv_batch *batch, uint16_t sid, uint32_t pasid) {
  if (pasid == VTD_DRV_RID_PASID)
    vtd_drv_batch_device_tlb(batch, sid);
  else
    vtd_drv_batch_p_device_tlb(batch, sid, pasid);
}

// ---- Attaching

static bool flags_supported(const vtd_drv *unit, unsigned flags) {
  bool device_tlb = flags & VTD_DRV_ATTACH_DEVICE_TLB;
  if ((flags & VTD_DRV_ATTACH_PASID) && !vtd_ecap_pasid(unit->ecap))
    return false;
  // Who asks for pages has to be able to ask for translations (chapter 9).
  if ((flags & VTD_DRV_ATTACH_PAGE_REQUESTS) && (!vtd_ecap_prs(unit->ecap) || !device_tlb))
    return false;
  if ((flags & VTD_DRV_ATTACH_SUPERVISOR) && !vtd_ecap_srs(unit->ecap))
    return false;
  return !(flags & VTD_DRV_ATTACH_SNOOP) || vtd_ecap_sc(unit->ecap);
}

static vtd_drv_err context_made_present(vtd_drv *unit, uint16_t sid) {
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  if (vtd_cap_cm(unit->cap))
    vtd_drv_batch_context(&batch, VTD_QI_CC_G_DEVICE, 0, sid, VTD_QI_CC_FM_NONE);
  return vtd_drv_batch_run(unit, &batch);
}

vtd_drv_err drv_scalable_attach(vtd_drv *unit, const drv_attachment *what) {
  uint64_t ctx[VTD_SM_CTX_WORDS];
  if (!flags_supported(unit, what->flags))
    return VTD_DRV_UNSUPPORTED;
  uint64_t slot = drv_context_slot(unit, what->sid, true);
  if (slot == 0)
    return VTD_DRV_NO_MEMORY;
  drv_words_get(unit, slot, ctx, VTD_SM_CTX_WORDS);
  if (vtd_sm_ctx_p(ctx))
    return VTD_DRV_EXISTS;
  uint64_t dir = drv_page(unit);
  if (dir == 0)
    return VTD_DRV_NO_MEMORY;
  ctx[0] = 0;
  vtd_sm_ctx_pasiddirptr_set(ctx, dir);
  vtd_sm_ctx_fpd_set(ctx, (what->flags & VTD_DRV_ATTACH_QUIET) != 0);
  vtd_sm_ctx_dte_set(ctx, (what->flags & VTD_DRV_ATTACH_DEVICE_TLB) != 0);
  vtd_sm_ctx_paside_set(ctx, (what->flags & VTD_DRV_ATTACH_PASID) != 0);
  vtd_sm_ctx_pre_set(ctx, (what->flags & VTD_DRV_ATTACH_PAGE_REQUESTS) != 0);
  if (vtd_ecap_rps(unit->ecap))
    vtd_sm_ctx_rid_pasid_set(ctx, VTD_DRV_RID_PASID);
  vtd_sm_ctx_p_set(ctx, 1);
  vtd_drv_err err = VTD_DRV_OK;
  if (what->binding != DRV_BIND_NOTHING)
    err = entry_install(unit, ctx, what);
  if (err == VTD_DRV_NO_MEMORY || err == VTD_DRV_NO_DOMAIN_ID) {
    dir_free(unit, ctx);
    return err;
  }
  drv_words_put(unit, slot, ctx, VTD_SM_CTX_WORDS);
  vtd_drv_err seen = context_made_present(unit, what->sid);
  return err != VTD_DRV_OK ? err : seen;
}

// ---- Detaching

typedef struct found {
  uint64_t slot; // 0: none
  uint64_t words[VTD_PASID_WORDS];
} found;

static found find_context(vtd_drv *unit, uint16_t sid) {
  found out = {drv_context_slot(unit, sid, false), {0}};
  drv_words_get(unit, out.slot, out.words, VTD_SM_CTX_WORDS);
  if (!vtd_sm_ctx_p(out.words))
    out.slot = 0;
  return out;
}

static found find_entry(vtd_drv *unit, const uint64_t *ctx, uint32_t pasid) {
  found out = {pasid_slot(unit, ctx, pasid, false), {0}};
  drv_words_get(unit, out.slot, out.words, VTD_PASID_WORDS);
  if (!vtd_pasid_p(out.words))
    out.slot = 0;
  return out;
}

// Whether an entry is that of the domain, or with NULL the one of pass-through.
static bool belongs_to(const vtd_drv *unit, const vtd_drv_domain *domain, const found *entry) {
  uint16_t did = domain != NULL ? domain->did : unit->pass_through_did;
  return entry->slot != 0 && vtd_pasid_did(entry->words) == did;
}

vtd_drv_err drv_scalable_detach(vtd_drv *unit, vtd_drv_domain *domain, uint16_t sid) {
  vtd_drv_batch batch;
  found ctx = find_context(unit, sid);
  if (ctx.slot == 0)
    return VTD_DRV_NOT_MAPPED;
  found rid = find_entry(unit, ctx.words, VTD_DRV_RID_PASID);
  bool blocked = domain == NULL && rid.slot == 0;
  if (!blocked && !belongs_to(unit, domain, &rid))
    return VTD_DRV_NOT_MAPPED;
  if (pasids_in_use(unit, ctx.words))
    return VTD_DRV_STATE;
  drv_words_remove(unit, ctx.slot, VTD_SM_CTX_WORDS);
  if (domain != NULL)
    drv_user_remove(domain, sid, VTD_DRV_RID_PASID);
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_context(&batch, VTD_QI_CC_G_DEVICE, 0, sid, VTD_QI_CC_FM_NONE);
  if (!blocked)
    batch_entry_gone(&batch, unit, rid.words, VTD_DRV_RID_PASID);
  if (vtd_sm_ctx_dte(ctx.words))
    vtd_drv_batch_device_tlb(&batch, sid);
  vtd_drv_err err = vtd_drv_batch_run(unit, &batch);
  if (err == VTD_DRV_OK)
    dir_free(unit, ctx.words);
  return err;
}

// ---- Binding

static vtd_drv_err bind_locked(vtd_drv *unit, const drv_attachment *what) {
  found ctx = find_context(unit, what->sid);
  if (ctx.slot == 0)
    return VTD_DRV_NOT_MAPPED;
  if (what->pasid != VTD_DRV_RID_PASID && !vtd_sm_ctx_paside(ctx.words))
    return VTD_DRV_UNSUPPORTED;
  if (what->domain != NULL && !drv_user_room(what->domain, vtd_sm_ctx_dte(ctx.words)))
    return VTD_DRV_NO_MEMORY;
  if (what->pasid >> TABLE_LOG2 >= dir_entries(ctx.words)) {
    vtd_drv_err err = dir_grow(unit, what->sid, ctx.words, what->pasid);
    if (err != VTD_DRV_OK)
      return err;
  }
  return entry_install(unit, ctx.words, what);
}

static vtd_drv_err bind(vtd_drv *unit, const drv_attachment *what) {
  const unsigned allowed = VTD_DRV_ATTACH_QUIET | VTD_DRV_ATTACH_SUPERVISOR | VTD_DRV_ATTACH_SNOOP;
  if (!unit->started)
    return VTD_DRV_STATE;
  if (!unit->scalable || !flags_supported(unit, what->flags))
    return VTD_DRV_UNSUPPORTED;
  if (what->flags & ~allowed)
    return VTD_DRV_BAD_ARGUMENT;
  if (what->pasid >= vtd_drv_pasid_limit(unit))
    return VTD_DRV_RANGE;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  return drv_leave(unit, bind_locked(unit, what));
}

vtd_drv_err vtd_drv_bind(vtd_drv_domain *domain, uint16_t sid, uint32_t pasid, unsigned flags) {
  const drv_attachment what = {DRV_BIND_DOMAIN, domain, sid, pasid, flags};
  return bind(domain->unit, &what);
}

vtd_drv_err vtd_drv_bind_pass_through(vtd_drv *unit, uint16_t sid, uint32_t pasid, unsigned flags) {
  const drv_attachment what = {DRV_BIND_PASS_THROUGH, NULL, sid, pasid, flags};
  return vtd_ecap_pt(unit->ecap) ? bind(unit, &what) : VTD_DRV_UNSUPPORTED;
}

static vtd_drv_err unbind_locked(vtd_drv *unit, const drv_attachment *what) {
  vtd_drv_batch batch;
  found ctx = find_context(unit, what->sid);
  if (ctx.slot == 0)
    return VTD_DRV_NOT_MAPPED;
  found entry = find_entry(unit, ctx.words, what->pasid);
  if (!belongs_to(unit, what->domain, &entry))
    return VTD_DRV_NOT_MAPPED;
  drv_words_remove(unit, entry.slot, VTD_PASID_WORDS);
  if (what->domain != NULL)
    drv_user_remove(what->domain, what->sid, what->pasid);
  vtd_drv_batch_begin(&batch);
  batch_entry_gone(&batch, unit, entry.words, what->pasid);
  if (vtd_sm_ctx_dte(ctx.words))
    batch_device_tlb(&batch, what->sid, what->pasid);
  return vtd_drv_batch_run(unit, &batch);
}

vtd_drv_err vtd_drv_unbind(vtd_drv *unit, vtd_drv_domain *domain, uint16_t sid, uint32_t pasid) {
  const drv_attachment what = {DRV_BIND_DOMAIN, domain, sid, pasid, 0};
  if (!unit->started)
    return VTD_DRV_STATE;
  if (!unit->scalable)
    return VTD_DRV_UNSUPPORTED;
  if (!drv_enter(unit))
    return VTD_DRV_BUSY;
  return drv_leave(unit, unbind_locked(unit, &what));
}

// ---- PASID numbers

uint32_t vtd_drv_pasid_limit(const vtd_drv *unit) {
  if (!unit->scalable || !vtd_ecap_pasid(unit->ecap))
    return 1; // requests without PASID only
  return UINT32_C(1) << (vtd_ecap_pss(unit->ecap) + 1);
}
