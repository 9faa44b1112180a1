// SPDX-License-Identifier: Apache-2.0
// The second-stage page walk: levels, pages, permissions, reserved bits, in scalable mode accessed
// flags.
#include "walk.h"

#include "memory.h"
#include "memtype.h"

// What the two table modes call the same thing.
static enum vtd_fault_cond named(const struct vtd_context *context, enum vtd_fault_cond legacy,
                                 enum vtd_fault_cond scalable) {
  return (context->flags & VTD_CONTEXT_PASID) != 0 ? scalable : legacy;
}

static enum vtd_fault_cond unreadable(const struct vtd_context *context, unsigned level) {
  return level == context->levels ? named(context, VTD_FC_LCT_4_3, VTD_FC_SSS_4)
                                  : named(context, VTD_FC_LSS_1, VTD_FC_SSS_1);
}

// Sets the accessed flag of an entry in use. False: the entry changed, look at it again.
static bool accessed(vtd_t *u, const struct vtd_context *context, unsigned flags, uint64_t at,
                     uint64_t *entry, struct vtd_walk *out) {
  switch (vtd_set_flags(u, context, flags, at, entry, VTD_SS_PTE_A_MASK)) {
  case VTD_FLAGS_LEFT:
    out->unaccessed = true;
    return true;
  case VTD_FLAGS_UNSNOOPED:
    out->cond = VTD_FC_SSS_5;
    return true;
  case VTD_FLAGS_FAILED:
    out->cond = VTD_FC_SSS_6;
    return true;
  case VTD_FLAGS_CHANGED:
    return false;
  default:
    return true;
  }
}

// Reads and checks the entry at a level; *entry is 0 if there is nothing behind it, and out->cond
// says if that is an error. False: it changed while its accessed flag was set.
static bool take_entry(vtd_t *u, const struct vtd_context *context, const struct vtd_walk_at *at,
                       uint64_t addr, unsigned flags, uint64_t *entry, struct vtd_walk *out) {
  uint64_t where = vtd_walk_entry_addr(at, addr);
  out->reads++;
  if (VTD_UNLIKELY(u->perf.active))
    vtd_walk_count(u, context, flags, VTD_PERF_EV_MEMORY_READS, at->level);
  if (!vtd_mem_read64(u, where, entry, VTD_MEM_PAGING)) {
    *entry = 0;
    out->cond = (uint8_t)unreadable(context, at->level);
    return true;
  }
  if ((*entry & VTD_SS_RW) == 0) { // not present: nothing else in it counts
    *entry = 0;
    out->cond = (uint8_t)named(context, VTD_FC_NONE, VTD_FC_SSS_2);
    return true;
  }
  if ((*entry & u->caches.ss_rsvd[at->level][vtd_walk_leaf(*entry, at->level)]) != 0) {
    out->cond = (uint8_t)named(context, VTD_FC_LSS_2, VTD_FC_SSS_3);
    return true;
  }
  if ((*entry & at->perm) == 0 && (context->flags & VTD_CONTEXT_PASID) != 0) {
    out->cond = VTD_FC_SSS_2; // all that the levels above permit is taken away here
    return true;
  }
  if ((context->flags & VTD_CONTEXT_SSADE) == 0)
    return true;
  return accessed(u, context, flags, where, entry, out);
}

static void found(const struct vtd_context *context, const struct vtd_walk_at *at, uint64_t addr,
                  uint64_t entry, struct vtd_walk *out) {
  bool snoop = vtd_ss_pte_snp(&entry) || (context->flags & VTD_CONTEXT_PGSNP) != 0;
  out->entry.addr = vtd_ss_pte_addr(&entry);
  out->entry.page_shift = (uint8_t)vtd_level_shift(at->level);
  out->entry.perm = at->perm;
  out->entry.attr = snoop ? VTD_IOTLB_SNOOP : 0;
  out->entry.mtype = vtd_memtype_second(context, entry);
  out->second = (struct vtd_leaf){.at = vtd_walk_entry_addr(at, addr), .value = entry};
  out->second.clean = (context->flags & VTD_CONTEXT_SSADE) != 0 && (entry & VTD_SS_PTE_D_MASK) == 0;
}

void vtd_walk_second_stage(vtd_t *u, const struct vtd_context *context, uint64_t addr, uint8_t need,
                           unsigned flags, struct vtd_walk *out) {
  struct vtd_psc *psc = &u->caches.psc;
  uint64_t epoch = u->caches.epoch;
  uint64_t stamp = vtd_iotlb_domain_stamp(u->caches.iotlb, context->did);
  struct vtd_walk_at at = vtd_walk_start(psc, context, stamp, addr, need, 2);
  *out = (struct vtd_walk){.psc_hit = at.level != context->levels};
  if (VTD_UNLIKELY(u->perf.active && psc->count != 0))
    vtd_walk_count_lookups(u, context, flags, VTD_PERF_EV_SS_LOOKUPS, context->levels, at.level);
  unsigned retries = 0;
  for (;;) {
    uint64_t entry;
    if (!take_entry(u, context, &at, addr, flags, &entry, out)) {
      if (retries++ < VTD_FLAGS_RETRIES)
        continue;
      out->cond = VTD_FC_SSS_6;
    }
    if (out->cond != VTD_FC_NONE || entry == 0)
      return;
    at.perm &= (uint8_t)(entry & VTD_SS_RW);
    if (vtd_walk_leaf(entry, at.level)) {
      found(context, &at, addr, entry, out);
      return;
    }
    at.table = vtd_ss_dir_addr(&entry);
    // An entry that was read before an invalidation must not outlive it.
    if (psc->count != 0 && (flags & VTD_WALK_NO_FILL) == 0 && epoch == u->caches.epoch)
      vtd_walk_learn(psc, context, stamp, addr, at.level, at.table | at.perm);
    at.level--;
  }
}
