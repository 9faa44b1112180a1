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
  uint64_t tag;   // address prefix | did << 40 | level << 56
  uint64_t stamp; // of the domain at the time of the fill (vtd_iotlb_stamp); 0:
                  // not valid
  uint64_t next;  // address of the next table | permissions
  uint64_t pasid; // first stage
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

// ---- First stage. `next` is a host address, in nested translation too: what changes the second
// stage drops all first-stage entries of the domain. Permissions are the R/W and U/S bits gathered
// from the entries, and whether the second stage permits to write the next table.
#define VTD_FPSC_TABLE_W UINT64_C(0x8)

// Input addresses are canonical: the bits above the widest tables add nothing.
static inline uint64_t vtd_fpsc_tag(uint64_t addr, uint16_t did, unsigned level) {
  return vtd_psc_tag(addr & ((UINT64_C(1) << 57) - 1), did, level);
}

static inline struct vtd_psc_line *vtd_fpsc_slot(const struct vtd_psc *psc, uint64_t addr,
                                                 uint32_t set_hash, unsigned level) {
  return vtd_psc_slot(psc, addr & ((UINT64_C(1) << 57) - 1), set_hash, level);
}

// Next table and permissions, or 0.
static inline uint64_t vtd_fpsc_find(const struct vtd_psc *psc, const struct vtd_context *context,
                                     uint64_t stamp, uint64_t addr, unsigned level) {
  const struct vtd_psc_line *line = vtd_fpsc_slot(psc, addr, context->set_hash, level);
  bool match = line->tag == vtd_fpsc_tag(addr, context->did, level) &&
               line->pasid == context->pasid && line->stamp == stamp;
  return match ? line->next : 0;
}

static inline void vtd_fpsc_learn(struct vtd_psc *psc, const struct vtd_context *context,
                                  uint64_t stamp, uint64_t addr, unsigned level, uint64_t next) {
  struct vtd_psc_line *line = vtd_fpsc_slot(psc, addr, context->set_hash, level);
  vtd_psc_put(line, vtd_fpsc_tag(addr, context->did, level), stamp, next);
  line->pasid = context->pasid;
  psc->filled = true;
}

// What a page- or PASID-selective invalidation takes from the first-stage cache.
void vtd_fpsc_drop(struct vtd_psc *psc, const vtd_inv *inv);

// ---- Second stage: page-selective invalidation with IH = 0. (Domains and everything go by their
// generation.)
void vtd_psc_drop_range(struct vtd_psc *psc, uint16_t did, uint64_t base, unsigned shift);

#endif // VTD_PSC_H
