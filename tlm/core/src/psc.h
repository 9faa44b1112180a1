// SPDX-License-Identifier: Apache-2.0
// The paging-structure cache (VT-d spec rev 4.1, chapter 6): second-stage
// entries that refer to a table, by domain and address prefix, so that a miss
// need not walk from the top.
//
// Only present, valid entries are kept, with the permissions gathered down to
// them. A request that these do not allow walks from the top, so granting more
// rights needs no invalidation here either.
#ifndef VTD_PSC_H
#define VTD_PSC_H

#include "vtd/vtd.h"

struct vtd_psc_line {
  uint64_t tag;   // address prefix | did << 40 | level << 56
  uint64_t stamp; // of the domain at the time of the fill (vtd_iotlb_stamp); 0:
                  // not valid
  uint64_t next;  // address of the next table | permissions
  uint64_t unused;
};

struct vtd_psc {
  struct vtd_psc_line *lines;
  uint32_t count; // a power of two, or 0: no cache
  uint32_t mask;  // count - 1
};

#define VTD_PSC_PERM UINT64_C(0x3)

// Address bits that lie below what an entry of `level` (2: PDE .. 5: PML5E)
// decodes.
static inline unsigned vtd_level_shift(unsigned level) {
  return VTD_PAGE_SHIFT + VTD_LEVEL_BITS * (level - 1);
}

static inline uint64_t vtd_psc_tag(uint64_t addr, uint16_t did, unsigned level) {
  return addr >> vtd_level_shift(level) | (uint64_t)did << 40 | (uint64_t)level << 56;
}

// Neighbouring directories take neighbouring slots; domains (by vtd_iotlb_did_hash) and levels are
// set apart.
static inline struct vtd_psc_line *vtd_psc_slot(const struct vtd_psc *psc, uint64_t addr,
                                                uint32_t did_hash, unsigned level) {
  uint64_t hash = addr >> vtd_level_shift(level) ^ did_hash ^ level << 6;
  return &psc->lines[hash & psc->mask];
}

static inline void vtd_psc_put(struct vtd_psc_line *line, uint64_t tag, uint64_t stamp,
                               uint64_t next) {
  line->tag = tag;
  line->stamp = stamp;
  line->next = next;
}

// Page-selective invalidation with IH = 0. (Domains and everything go by their
// generation.)
void vtd_psc_drop_range(struct vtd_psc *psc, uint16_t did, uint64_t base, unsigned shift);

#endif // VTD_PSC_H
