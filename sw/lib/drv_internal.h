// SPDX-License-Identifier: Apache-2.0
// What the parts of the driver library share: hardware access in short form, and the seams between
// the files.
#ifndef DRV_INTERNAL_H
#define DRV_INTERNAL_H

#include "vtd_drv_scalable.h"

#define DRV_PAGE UINT64_C(4096)

static inline uint32_t drv_read32(const vtd_drv *u, uint32_t reg) {
  return u->hal->read32(u->hal->ctx, u->base + reg);
}

static inline uint64_t drv_read64(const vtd_drv *u, uint32_t reg) {
  return u->hal->read64(u->hal->ctx, u->base + reg);
}

static inline void drv_write32(const vtd_drv *u, uint32_t reg, uint32_t value) {
  u->hal->write32(u->hal->ctx, u->base + reg, value);
}

static inline void drv_write64(const vtd_drv *u, uint32_t reg, uint64_t value) {
  u->hal->write64(u->hal->ctx, u->base + reg, value);
}

static inline uint64_t drv_load(const vtd_drv *u, uint64_t phys) {
  uint64_t value = 0;
  u->hal->mem_read(u->hal->ctx, phys, &value, sizeof value);
  return value;
}

static inline void drv_store(const vtd_drv *u, uint64_t phys, uint64_t value) {
  u->hal->mem_write(u->hal->ctx, phys, &value, sizeof value);
}

// A page for a table, zeroed; 0 if there is none.
static inline uint64_t drv_page(const vtd_drv *u) {
  return u->hal->alloc_pages(u->hal->ctx, 1, VTD_PAGE_SHIFT);
}

static inline void drv_free(const vtd_drv *u, uint64_t phys, size_t pages) {
  if (phys != 0)
    u->hal->free_pages(u->hal->ctx, phys, pages);
}

// A deadline for a polling loop. Bounded by count as well, for machines whose clock stands still.
typedef struct drv_deadline {
  uint64_t start_ns;
  uint32_t turns;
} drv_deadline;

drv_deadline drv_deadline_begin(const vtd_drv *unit);
// Lets time pass; false if too much of it has.
bool drv_deadline_wait(const vtd_drv *unit, drv_deadline *deadline);

// Waits until (register & mask) == want.
vtd_drv_err drv_poll32(const vtd_drv *unit, uint32_t reg, uint32_t mask, uint32_t want);

// Sets or clears one level bit of GCMD (TE, QIE, ...) and waits for its status.
vtd_drv_err drv_command(const vtd_drv *unit, uint32_t gcmd_bit, uint32_t gsts_bit, bool on);

// Has the unit take over a table pointer (SRTP, SIRTP) and waits for its status.
vtd_drv_err drv_latch(const vtd_drv *unit, uint32_t gcmd_bit, uint32_t gsts_bit);

// Invalidation queue: off whatever state it is in; memory and start; stop and memory back.
vtd_drv_err drv_queue_off(vtd_drv *unit);
vtd_drv_err drv_queue_start(vtd_drv *unit);
vtd_drv_err drv_queue_stop(vtd_drv *unit);
vtd_drv_err drv_queue_run(vtd_drv *unit, const vtd_drv_batch *batch);

// Masks fault events and clears records without reporting them.
void drv_faults_discard(vtd_drv *unit);

// After a change from not present to present: what the unit needs before it sees it (CM, RWBF).
vtd_drv_err drv_made_present(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes);

// What of a domain changed.
typedef struct drv_span {
  uint64_t base, bytes;
  bool leaf_only; // only last-level entries
} drv_span;

extern const drv_span drv_everything;

// Invalidates it in the unit, in the devices, or in both in the right order; everything nested in
// the domain too.
vtd_drv_err drv_flush_iotlb(vtd_drv_domain *domain, const drv_span *span);
vtd_drv_err drv_flush_device_tlbs(vtd_drv_domain *domain, const drv_span *span);
vtd_drv_err drv_flush(vtd_drv_domain *domain, const drv_span *span);

// Who uses a domain. Removing says whether the user had a device-TLB.
bool drv_user_room(const vtd_drv_domain *domain, bool device_tlb);
void drv_user_add(vtd_drv_domain *domain, const vtd_drv_user *user);
bool drv_user_remove(vtd_drv_domain *domain, uint16_t sid, uint32_t pasid);

// Frees a list of table pages that were taken out of use; each holds the address of the next.
void drv_free_tables(vtd_drv *unit, uint64_t list);
// Frees a whole tree of tables.
void drv_free_tree(const vtd_drv_domain *domain);

// Domain ids; 0: none left.
uint16_t drv_did_take(vtd_drv *unit);
void drv_did_give(vtd_drv *unit, uint16_t did);

// Root and context entries of either mode. Address of the context entry of a requester id, 0 if
// there is no table for it; `create` makes one.
uint64_t drv_context_slot(vtd_drv *unit, uint16_t sid, bool create);
void drv_contexts_free(vtd_drv *unit);

// A table entry of several words. put() writes the word with the present bit last, since the unit
// may read the entry at any time; remove() clears it first.
void drv_words_get(const vtd_drv *unit, uint64_t slot, uint64_t *words, unsigned count);
void drv_words_put(const vtd_drv *unit, uint64_t slot, const uint64_t *words, unsigned count);
void drv_words_remove(const vtd_drv *unit, uint64_t slot, unsigned count);

// Scalable mode's part of vtd_drv_attach*() and vtd_drv_detach(). `domain` NULL: see `binding`.
typedef enum drv_binding { DRV_BIND_DOMAIN, DRV_BIND_PASS_THROUGH, DRV_BIND_NOTHING } drv_binding;
typedef struct drv_attachment {
  drv_binding binding;
  vtd_drv_domain *domain; // of DRV_BIND_DOMAIN
  uint16_t sid;
  uint32_t pasid;
  unsigned flags; // VTD_DRV_ATTACH_*
} drv_attachment;
vtd_drv_err drv_scalable_attach(vtd_drv *unit, const drv_attachment *what);
vtd_drv_err drv_scalable_detach(vtd_drv *unit, vtd_drv_domain *domain, uint16_t sid);

// The domain id of all that is passed through; 0 if there is none left.
uint16_t drv_pass_through_did(vtd_drv *unit);

// The unit is taken for one call; false if an interrupt hit another one.
static inline bool drv_enter(vtd_drv *u) {
  if (u->busy)
    return false;
  u->busy = true;
  return true;
}

static inline vtd_drv_err drv_leave(vtd_drv *u, vtd_drv_err err) {
  u->busy = false;
  return err;
}

#endif // DRV_INTERNAL_H
