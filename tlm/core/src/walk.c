// SPDX-License-Identifier: Apache-2.0
// The second-stage page walk: levels, pages, permissions, reserved bits.
#include "walk.h"

#include "memory.h"

void vtd_walk_second_stage(vtd_t *u, const struct vtd_context *context, uint64_t addr, uint8_t need,
                           unsigned flags, struct vtd_walk *out) {
  struct vtd_psc *psc = &u->caches.psc;
  uint64_t epoch = u->caches.epoch;
  uint64_t stamp = vtd_iotlb_stamp(u->caches.iotlb, context->did);
  struct vtd_walk_at at = vtd_walk_start(psc, context, stamp, addr, need, 2);
  *out = (struct vtd_walk){.psc_hit = at.level != context->levels};
  for (;; at.level--) {
    uint64_t entry;
    out->reads++;
    if (!vtd_mem_read64(u, vtd_walk_entry_addr(&at, addr), &entry, VTD_MEM_PAGING)) {
      out->cond = at.level == context->levels ? VTD_FC_LCT_4_3 : VTD_FC_LSS_1;
      return;
    }
    if ((entry & VTD_SS_RW) == 0)
      return; // not present: nothing else in it counts
    bool leaf = vtd_walk_leaf(entry, at.level);
    if ((entry & u->caches.ss_rsvd[at.level][leaf]) != 0) {
      out->cond = VTD_FC_LSS_2;
      return;
    }
    at.perm &= (uint8_t)(entry & VTD_SS_RW);
    if (leaf) {
      out->entry.addr = vtd_ss_pte_addr(&entry);
      out->entry.page_shift = (uint8_t)vtd_level_shift(at.level);
      out->entry.perm = at.perm;
      out->entry.attr = vtd_ss_pte_snp(&entry) ? VTD_IOTLB_SNOOP : 0;
      return;
    }
    at.table = vtd_ss_dir_addr(&entry);
    // An entry that was read before an invalidation must not outlive it.
    if (psc->count != 0 && (flags & VTD_WALK_NO_FILL) == 0 && epoch == u->caches.epoch)
      vtd_walk_learn(psc, context, stamp, addr, at.level, at.table | at.perm);
  }
}
