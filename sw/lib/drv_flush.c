// SPDX-License-Identifier: Apache-2.0
// What has to be invalidated when the tables of a domain change (chapter 6): its translations in
// the unit, those of everything nested in it, then what devices hold.
#include "drv_internal.h"

const drv_span drv_everything = {0, UINT64_MAX & ~UINT64_C(0xFFF), false};

// Commands on their way: submitted when a batch is full, and at the end. Each submission waits, so
// the order holds across batches.
typedef struct flusher {
  vtd_drv *unit;
  vtd_drv_err err; // the first one
  vtd_drv_batch batch;
} flusher;

#define COMMANDS_PER_CALL 8u // of the range commands

static void flusher_begin(flusher *f, vtd_drv *unit) {
  f->unit = unit;
  f->err = VTD_DRV_OK;
  vtd_drv_batch_begin(&f->batch);
}

static void submit(flusher *f) {
  vtd_drv_err err = vtd_drv_batch_run(f->unit, &f->batch);
  if (f->err == VTD_DRV_OK)
    f->err = err;
  vtd_drv_batch_begin(&f->batch);
}

static void make_room(flusher *f) {
  if (f->batch.count + COMMANDS_PER_CALL > VTD_DRV_BATCH_MAX)
    submit(f);
}

// A domain has few users; a PASID that several devices use is done once.
static bool pasid_seen_before(const vtd_drv_domain *domain, uint32_t index) {
  for (uint32_t i = 0; i < index; i++) {
    if (domain->user[i].pasid == domain->user[index].pasid)
      return true;
  }
  return false;
}

static void by_pasid(flusher *f, const vtd_drv_domain *domain, const drv_span *span) {
  for (uint32_t i = 0; i < domain->users; i++) {
    if (pasid_seen_before(domain, i))
      continue;
    make_room(f);
    vtd_drv_batch_p_iotlb_range(&f->batch, domain->did, domain->user[i].pasid, span->base,
                                span->bytes, span->leaf_only);
  }
}

static void by_domain(flusher *f, const vtd_drv_domain *domain, const drv_span *span) {
  make_room(f);
  vtd_drv_batch_iotlb_range(&f->batch, f->unit, domain->did, span->base, span->bytes,
                            span->leaf_only);
  // Nobody knows which first-stage addresses lead here: everything nested in it goes.
  for (const vtd_drv_domain *inner = domain->nested; inner != NULL; inner = inner->sibling) {
    make_room(f);
    vtd_drv_batch_iotlb_domain(&f->batch, f->unit, inner->did);
  }
}

static void iotlb(flusher *f, const vtd_drv_domain *domain, const drv_span *span) {
  if (domain->stage == VTD_DRV_SECOND)
    by_domain(f, domain, span);
  else
    by_pasid(f, domain, span);
}

static void device_tlbs(flusher *f, const vtd_drv_domain *domain, const drv_span *span) {
  for (uint32_t i = 0; i < domain->users; i++) {
    const vtd_drv_user *user = &domain->user[i];
    if (!user->device_tlb)
      continue;
    make_room(f);
    if (user->pasid == VTD_DRV_RID_PASID)
      vtd_drv_batch_device_tlb_range(&f->batch, user->sid, span->base, span->bytes);
    else
      vtd_drv_batch_p_device_tlb_range(&f->batch, user->sid, user->pasid, span->base, span->bytes);
  }
  for (const vtd_drv_domain *inner = domain->nested; inner != NULL; inner = inner->sibling)
    device_tlbs(f, inner, &drv_everything);
}

vtd_drv_err drv_flush_iotlb(vtd_drv_domain *domain, const drv_span *span) {
  flusher f;
  flusher_begin(&f, domain->unit);
  iotlb(&f, domain, span);
  submit(&f);
  return f.err;
}

vtd_drv_err drv_flush_device_tlbs(vtd_drv_domain *domain, const drv_span *span) {
  flusher f;
  flusher_begin(&f, domain->unit);
  device_tlbs(&f, domain, span);
  submit(&f);
  return f.err;
}

vtd_drv_err drv_flush(vtd_drv_domain *domain, const drv_span *span) {
  flusher f;
  flusher_begin(&f, domain->unit);
  iotlb(&f, domain, span);
  device_tlbs(&f, domain, span);
  submit(&f);
  return f.err;
}

vtd_drv_err vtd_drv_nested_flush(vtd_drv_domain *domain, uint64_t addr, uint64_t bytes,
                                 bool leaf_only) {
  const drv_span span = {addr & ~UINT64_C(0xFFF), bytes, leaf_only};
  if (domain->stage != VTD_DRV_NESTED)
    return VTD_DRV_STATE;
  if (bytes == 0 || bytes % DRV_PAGE != 0)
    return VTD_DRV_BAD_ARGUMENT;
  if (!drv_enter(domain->unit))
    return VTD_DRV_BUSY;
  return drv_leave(domain->unit, drv_flush(domain, &span));
}

// ---- Users

// Only who has to be told of changes one by one is noted.
static bool needs_note(const vtd_drv_domain *domain, bool device_tlb) {
  return domain->stage != VTD_DRV_SECOND || device_tlb;
}

bool drv_user_room(const vtd_drv_domain *domain, bool device_tlb) {
  return !needs_note(domain, device_tlb) || domain->users < VTD_DRV_USERS;
}

void drv_user_add(vtd_drv_domain *domain, const vtd_drv_user *user) {
  domain->attached++;
  if (needs_note(domain, user->device_tlb))
    domain->user[domain->users++] = *user;
}

bool drv_user_remove(vtd_drv_domain *domain, uint16_t sid, uint32_t pasid) {
  domain->attached--;
  for (uint32_t i = 0; i < domain->users; i++) {
    if (domain->user[i].sid != sid || domain->user[i].pasid != pasid)
      continue;
    bool device_tlb = domain->user[i].device_tlb;
    domain->user[i] = domain->user[--domain->users];
    return device_tlb;
  }
  return false;
}
