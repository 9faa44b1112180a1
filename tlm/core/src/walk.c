// SPDX-License-Identifier: Apache-2.0
// The second-stage page walk: levels, pages, permissions, reserved bits.
#include "walk.h"

#include "memory.h"

// R and W are in the same place in every second-stage entry.
#define RW (VTD_SS_PTE_R_MASK | VTD_SS_PTE_W_MASK)

// Where a walk stands: at the table that decodes `level`.
struct position {
  uint64_t table;
  unsigned level;
  uint8_t perm; // of all entries above
};

// As far down as the paging-structure cache leads, else the top.
static struct position start(const vtd_t *u, const struct vtd_context *context, uint64_t addr,
                             uint8_t need) {
  const struct vtd_psc *psc = &u->caches.psc;
  if (psc->count != 0) {
    uint64_t stamp = vtd_iotlb_stamp(u->caches.iotlb, context->did);
    for (unsigned level = 2; level <= context->levels; level++) {
      uint64_t tag = vtd_psc_tag(addr, context->did, level);
      const struct vtd_psc_line *line = vtd_psc_slot(psc, tag);
      if (line->tag == tag && line->stamp == stamp && (need & ~line->next & VTD_PSC_PERM) == 0)
        return (struct position){line->next & ~VTD_IOTLB_LOW, level - 1,
                                 (uint8_t)(line->next & VTD_PSC_PERM)};
    }
  }
  return (struct position){context->root, context->levels, VTD_PERM_R | VTD_PERM_W};
}

static bool maps_page(uint64_t entry, unsigned level) {
  return level == 1 || (level <= 3 && (entry & VTD_SS_PDE_2M_PS_MASK) != 0);
}

void vtd_walk_second_stage(vtd_t *u, const struct vtd_context *context, uint64_t addr, uint8_t need,
                           unsigned flags, struct vtd_walk *out) {
  uint64_t epoch = u->caches.epoch;
  struct position at = start(u, context, addr, need);
  *out = (struct vtd_walk){.psc_hit = at.level != context->levels};
  for (;; at.level--) {
    unsigned shift = vtd_level_shift(at.level);
    uint64_t index = addr >> shift & (VTD_LEVEL_ENTRIES - 1);
    uint64_t entry;
    out->reads++;
    if (!vtd_mem_read64(u, at.table + index * sizeof(entry), &entry, VTD_MEM_PAGING)) {
      out->cond = at.level == context->levels ? VTD_FC_LCT_4_3 : VTD_FC_LSS_1;
      return;
    }
    if ((entry & RW) == 0)
      return; // not present: nothing else in it counts
    bool leaf = maps_page(entry, at.level);
    if ((entry & u->caches.ss_rsvd[at.level][leaf]) != 0) {
      out->cond = VTD_FC_LSS_2;
      return;
    }
    at.perm &= (uint8_t)(entry & RW);
    if (leaf) {
      out->entry.addr = vtd_ss_pte_addr(&entry);
      out->entry.page_shift = (uint8_t)shift;
      out->entry.perm = at.perm;
      out->entry.attr = vtd_ss_pte_snp(&entry) ? VTD_IOTLB_SNOOP : 0;
      return;
    }
    at.table = vtd_ss_dir_addr(&entry);
    // An entry that was read before an invalidation must not outlive it.
    if (u->caches.psc.count != 0 && (flags & VTD_WALK_NO_FILL) == 0 && epoch == u->caches.epoch)
      vtd_psc_fill(&u->caches.psc, vtd_psc_tag(addr, context->did, at.level),
                   vtd_iotlb_stamp(u->caches.iotlb, context->did), at.table | at.perm);
  }
}
