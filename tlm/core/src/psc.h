// SPDX-License-Identifier: Apache-2.0
// The paging-structure caches (VT-d spec rev 4.1, chapter 6): entries that refer
// to a table, so that a miss need not walk from the top. Second-stage entries by
// domain and address prefix; in a cache of their own, first-stage entries by
// domain, PASID and address prefix.
//
// Only present, valid entries are kept, with the permissions gathered down to
// them. A request that these do not allow walks from the top, so granting more
// rights needs no invalidation here either.
#ifndef VTD_PSC_H
#define VTD_PSC_H

#include "context.h"
#include "vtd/vtd.h"

struct vtd_psc_line {
  uint64_t tag; // address prefix | level << 56
  uint64_t
      stamp; // of the domain, first stage: of domain and PASID, at the time of the fill
             // (vtd_context: domain_stamp, tlb_stamp). They stand for their owners. 0: not valid
  uint64_t next;  // address of the next table | permissions
  uint64_t owner; // did | pasid << 16, for invalidations
};

struct vtd_psc {
  struct vtd_psc_line *lines;
  uint32_t count; // a power of two, or 0: no cache
  uint32_t mask;  // count - 1
  bool filled;    // first stage: something may be in it
};

#define VTD_PSC_PERM UINT64_C(0x3)

// Address bits that lie below what an entry of `level` (2: PDE .. 5: PML5E)
// decodes.
static inline unsigned vtd_level_shift(unsigned level) {
  return VTD_PAGE_SHIFT + VTD_LEVEL_BITS * (level - 1);
}

static inline uint64_t vtd_psc_tag(uint64_t addr, unsigned level) {
  return addr >> vtd_level_shift(level) | (uint64_t)level << 56;
}

// Neighbouring directories take neighbouring slots; domains and PASIDs (by their part of the hash
// that chooses an IOTLB set) and levels are set apart.
static inline struct vtd_psc_line *vtd_psc_slot(const struct vtd_psc *psc, uint64_t addr,
                                                uint32_t owner_hash, unsigned level) {
  uint64_t hash = addr >> vtd_level_shift(level) ^ owner_hash ^ level << 6;
  return &psc->lines[hash & psc->mask];
}

// Next table and permissions, or 0.
static inline uint64_t vtd_psc_find(const struct vtd_psc *psc, uint32_t owner_hash, uint64_t stamp,
                                    uint64_t addr, unsigned level) {
  const struct vtd_psc_line *line = vtd_psc_slot(psc, addr, owner_hash, level);
  return line->tag == vtd_psc_tag(addr, level) && line->stamp == stamp ? line->next : 0;
}

static inline void vtd_psc_put(const struct vtd_psc *psc, const struct vtd_context *context,
                               uint32_t owner_hash, uint64_t stamp, uint64_t addr, unsigned level,
                               uint64_t next) {
  struct vtd_psc_line *line = vtd_psc_slot(psc, addr, owner_hash, level);
  line->tag = vtd_psc_tag(addr, level);
  line->stamp = stamp;
  line->next = next;
  line->owner = context->owner;
}

// ---- First stage. `next` is a host address, in nested translation too: what changes the second
// stage drops all first-stage entries of the domain. Permissions are the R/W and U/S bits gathered
// from the entries, P, and whether the second stage permits to write the next table.
#define VTD_FPSC_TABLE_W UINT64_C(0x8)

static inline uint64_t vtd_fpsc_find(const struct vtd_psc *psc, const struct vtd_context *context,
                                     uint64_t stamp, uint64_t addr, unsigned level) {
  return vtd_psc_find(psc, context->set_hash, stamp, addr, level);
}

static inline void vtd_fpsc_learn(struct vtd_psc *psc, const struct vtd_context *context,
                                  uint64_t stamp, uint64_t addr, unsigned level, uint64_t next) {
  vtd_psc_put(psc, context, context->set_hash, stamp, addr, level, next);
  psc->filled = true;
}

// What a page-selective invalidation takes from the first-stage cache. (PASIDs, domains and
// everything go by their stamps.)
void vtd_fpsc_drop(struct vtd_psc *psc, const vtd_inv *inv);

// ---- Second stage: page-selective invalidation with IH = 0. (Domains and everything go by their
// generation.)
void vtd_psc_drop_range(struct vtd_psc *psc, uint16_t did, uint64_t base, unsigned shift);

#endif // VTD_PSC_H
