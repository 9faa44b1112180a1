// SPDX-License-Identifier: Apache-2.0
// Accessed and dirty flags (VT-d spec rev 4.1, chapter 3): set by an atomic compare-exchange of the
// entry, so that one which software changed meanwhile is not written over; never cleared; not set
// at all by walks that are not snooped.
#include "internal.h"
#include "memory.h"
#include "walk.h"

// A probe must not write, so it asks.
static bool would_fail(vtd_t *u, uint64_t at) {
  const vtd_host *host = &u->host;
  return host->mem_cas64 == NULL ||
         (host->mem_writable != NULL && !host->mem_writable(host->ctx, at));
}

vtd_flags_set vtd_set_flags(vtd_t *u, const struct vtd_context *context, unsigned flags,
                            uint64_t at, uint64_t *entry, uint64_t mask) {
  if ((*entry & mask) == mask)
    return VTD_FLAGS_SET;
  if ((context->flags & VTD_CONTEXT_PWSNP) == 0)
    return VTD_FLAGS_UNSNOOPED;
  if ((flags & VTD_WALK_PROBE) != 0)
    return would_fail(u, at) ? VTD_FLAGS_FAILED : VTD_FLAGS_LEFT;
  uint64_t desired = *entry | mask;
  bool swapped = false;
  if (u->host.mem_cas64 == NULL || !u->host.mem_cas64(u->host.ctx, at, entry, desired, &swapped))
    return VTD_FLAGS_FAILED;
  if (!swapped)
    return VTD_FLAGS_CHANGED;
  if (VTD_UNLIKELY(u->perf.active))
    vtd_walk_count(u, context, flags, VTD_PERF_EV_FLAG_UPDATES, 0);
  *entry = desired;
  return VTD_FLAGS_SET;
}

static enum vtd_fault_cond leaf_dirty(vtd_t *u, const struct vtd_context *context, unsigned flags,
                                      struct vtd_walk *walk, struct vtd_leaf *leaf, uint64_t mask,
                                      enum vtd_fault_cond unsnooped, enum vtd_fault_cond failed) {
  switch (vtd_set_flags(u, context, flags, leaf->at, &leaf->value, mask)) {
  case VTD_FLAGS_SET:
    leaf->clean = false;
    return VTD_FC_NONE;
  case VTD_FLAGS_LEFT:
    return VTD_FC_NONE;
  case VTD_FLAGS_UNSNOOPED:
    return unsnooped;
  case VTD_FLAGS_CHANGED:
    walk->changed = true;
    return failed;
  default:
    return failed;
  }
}

// The dirty flag is in the same place in every leaf of a stage.
enum vtd_fault_cond vtd_walk_dirty(vtd_t *u, const struct vtd_context *context,
                                   struct vtd_walk *walk, unsigned flags) {
  enum vtd_fault_cond cond = VTD_FC_NONE;
  if (walk->first.clean && walk->first.read_only)
    return VTD_FC_SFS_8;
  if (walk->first.clean)
    cond = leaf_dirty(u, context, flags, walk, &walk->first, VTD_FS_PTE_D_MASK, VTD_FC_SFS_9,
                      VTD_FC_SFS_10);
  if (cond == VTD_FC_NONE && walk->second.clean)
    cond = leaf_dirty(u, context, flags, walk, &walk->second, VTD_SS_PTE_D_MASK, VTD_FC_SSS_5,
                      VTD_FC_SSS_6);
  return cond;
}
