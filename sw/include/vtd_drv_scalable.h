// SPDX-License-Identifier: Apache-2.0
// The driver library in scalable mode (vtd_drv_options.scalable; chapters 3, 6 and 9): PASIDs,
// first-stage and nested address spaces, accessed and dirty flags. Everything of vtd_drv.h works
// as in legacy mode; there, a device is its requests without PASID.
//
//   vtd_drv_attach(&kernel, sid, VTD_DRV_ATTACH_PASID)   requests without PASID
//   vtd_drv_bind(&process, sid, pasid, 0)                requests with this PASID
//   vtd_drv_unbind(), vtd_drv_detach()
#ifndef VTD_DRV_SCALABLE_H
#define VTD_DRV_SCALABLE_H

#include "vtd_drv.h"

// ---- Address spaces

// Makes an empty address space with first-stage tables of 4 or 5 levels (0: 4): the lower half of
// the canonical addresses, 47 or 56 bits. Pages are for user requests unless VTD_DRV_SUPERVISOR is
// given; all can be read. VTD_DRV_UNSUPPORTED (ECAP.FSTS, CAP.FS5LP), else as
// vtd_drv_domain_create().
vtd_drv_err vtd_drv_domain_create_first(vtd_drv *unit, vtd_drv_domain *domain, unsigned levels);

// Makes an address space of tables that a guest writes: its first-stage table at guest-physical
// address `table`, all of whose addresses `parent` translates. Nothing can be mapped by this
// driver; the guest's changes are told by vtd_drv_nested_flush(). VTD_DRV_UNSUPPORTED (ECAP.NEST),
// VTD_DRV_RANGE, VTD_DRV_BAD_ARGUMENT, VTD_DRV_NO_DOMAIN_ID. `parent` has to outlive it.
vtd_drv_err vtd_drv_domain_create_nested(vtd_drv_domain *parent, vtd_drv_domain *domain,
                                         uint64_t table, unsigned levels);

// Invalidates what the unit and devices hold of [addr, addr + bytes) of a nested domain; multiples
// of 4 KiB. leaf_only: only last-level entries changed.
vtd_drv_err vtd_drv_nested_flush(vtd_drv_domain *domain, uint64_t addr, uint64_t bytes,
                                 bool leaf_only);

// ---- PASIDs of a device

// PASIDs that the unit supports are below this; 1 if it has none.
uint32_t vtd_drv_pasid_limit(const vtd_drv *unit);

// Opens a device whose requests without PASID stay blocked.
vtd_drv_err vtd_drv_attach_blocked(vtd_drv *unit, uint16_t sid, unsigned flags);

// Requests of an attached device with this PASID go through the domain's tables, or to the
// addresses that they ask for. `flags`: VTD_DRV_ATTACH_QUIET, _SUPERVISOR, _SNOOP. PASID
// VTD_DRV_RID_PASID: requests without one, of a device attached with vtd_drv_attach_blocked().
// VTD_DRV_NOT_MAPPED (the device is not attached), VTD_DRV_EXISTS, VTD_DRV_RANGE,
// VTD_DRV_UNSUPPORTED (it was attached without VTD_DRV_ATTACH_PASID), VTD_DRV_NO_MEMORY.
vtd_drv_err vtd_drv_bind(vtd_drv_domain *domain, uint16_t sid, uint32_t pasid, unsigned flags);
vtd_drv_err vtd_drv_bind_pass_through(vtd_drv *unit, uint16_t sid, uint32_t pasid, unsigned flags);

// Returns when nothing of it is in use any more. `domain` is the one it was bound to, NULL for
// pass-through. A device is detached after all its PASIDs are unbound (else VTD_DRV_STATE).
vtd_drv_err vtd_drv_unbind(vtd_drv *unit, vtd_drv_domain *domain, uint16_t sid, uint32_t pasid);

// ---- Numbers

#define VTD_DRV_PASID_POOL_NUMBERS 32768u // of one page
#define VTD_DRV_PASID_POOL_PAGES   32u

// PASIDs to give away: a pool for one unit, or for several that share address spaces. Caller-owned.
typedef struct vtd_drv_pasid_pool {
  const vtd_hal *hal;
  uint32_t limit, next, taken;
  uint64_t page[VTD_DRV_PASID_POOL_PAGES]; // bitmaps
} vtd_drv_pasid_pool;

typedef struct vtd_drv_pasid {
  vtd_drv_err err; // VTD_DRV_NO_PASID, VTD_DRV_NO_MEMORY
  uint32_t pasid;
} vtd_drv_pasid;

// Numbers from 1 (VTD_DRV_RID_PASID is not among them) to below `limit`.
void vtd_drv_pasid_pool_init(vtd_drv_pasid_pool *pool, const vtd_hal *hal, uint32_t limit);
// Gives back the pool's memory.
void vtd_drv_pasid_pool_end(vtd_drv_pasid_pool *pool);
vtd_drv_pasid vtd_drv_pasid_take(vtd_drv_pasid_pool *pool);
// VTD_DRV_NOT_MAPPED: was not taken.
vtd_drv_err vtd_drv_pasid_give(vtd_drv_pasid_pool *pool, uint32_t pasid);

// ---- Accessed and dirty flags

// Has the unit keep accessed and dirty flags of this domain: before anything is attached to it
// (VTD_DRV_STATE). A first stage keeps them always. VTD_DRV_UNSUPPORTED (ECAP.SSADS, ECAP.SMPWCS).
vtd_drv_err vtd_drv_domain_track(vtd_drv_domain *domain);

// A page that was used or written.
typedef void (*vtd_drv_harvest_fn)(void *arg, uint64_t iova, uint64_t bytes);

typedef struct vtd_drv_harvest_what {
  uint64_t iova, bytes;
  bool accessed; // pages that were used at all; else: pages that were written
  vtd_drv_harvest_fn report;
  void *arg;
} vtd_drv_harvest_what;

// Reports each such page of the range since the last harvest, clears its flags, and invalidates.
// Devices may go on writing into a reported page until the call returns: look at its contents after
// that. Later writes are found by the next harvest. VTD_DRV_UNSUPPORTED: no flags are kept, or
// there is no hal.mem_cas64.
vtd_drv_err vtd_drv_harvest(vtd_drv_domain *domain, const vtd_drv_harvest_what *what);

// ---- Invalidation (chapter 6); see vtd_drv_batch in vtd_drv.h

// granularity: VTD_QI_PC_G_*.
void vtd_drv_batch_pasid_cache(vtd_drv_batch *batch, unsigned granularity, uint16_t did,
                               uint32_t pasid);
// All translations of a PASID in a domain, or those of [addr, addr + bytes) by as few commands as
// possible.
void vtd_drv_batch_p_iotlb(vtd_drv_batch *batch, uint16_t did, uint32_t pasid);
void vtd_drv_batch_p_iotlb_range(vtd_drv_batch *batch, uint16_t did, uint32_t pasid, uint64_t addr,
                                 uint64_t bytes, bool leaf_only);
// What a device holds for requests with this PASID.
void vtd_drv_batch_p_device_tlb(vtd_drv_batch *batch, uint16_t sid, uint32_t pasid);
void vtd_drv_batch_p_device_tlb_range(vtd_drv_batch *batch, uint16_t sid, uint32_t pasid,
                                      uint64_t addr, uint64_t bytes);

#endif // VTD_DRV_SCALABLE_H
