// SPDX-License-Identifier: Apache-2.0
// The paging-structure cache: page-selective invalidation (VT-d spec rev 4.1, chapter 6).
#include "psc.h"

#include "iotlb.h"

#define LEVEL_MIN 2u
#define LEVEL_MAX 5u

static void drop(struct vtd_psc *psc, uint16_t did, uint64_t addr, unsigned level) {
  struct vtd_psc_line *line = vtd_psc_slot(psc, addr, vtd_iotlb_did_hash(did), level);
  if (line->tag == vtd_psc_tag(addr, level) && VTD_IOTLB_OWNER_DID(line->owner) == did)
    line->stamp = 0;
}

static bool of_domain(const struct vtd_psc_line *line, uint16_t did) {
  unsigned level = (unsigned)(line->tag >> 56);
  return level >= LEVEL_MIN && level <= LEVEL_MAX && VTD_IOTLB_OWNER_DID(line->owner) == did;
}

// Whether the addresses that an entry decodes overlap 2^shift bytes from base.
static bool overlaps(const struct vtd_psc_line *line, uint64_t base, unsigned shift) {
  unsigned entry_shift = vtd_level_shift((unsigned)(line->tag >> 56));
  uint64_t prefix = line->tag & ((UINT64_C(1) << 56) - 1);
  unsigned coarse = shift > entry_shift ? shift : entry_shift;
  return coarse >= 64 || (prefix << entry_shift ^ base) >> coarse == 0;
}

static void sweep(struct vtd_psc *psc, uint16_t did, uint64_t base, unsigned shift) {
  for (uint32_t i = 0; i < psc->count; i++) {
    struct vtd_psc_line *line = &psc->lines[i];
    if (of_domain(line, did) && overlaps(line, base, shift))
      line->stamp = 0;
  }
}

// Page-selective by domain: all of the domain, whatever IH says. By PASID: with IH = 1 entries that
// refer to tables did not change.
static bool takes(const vtd_inv *inv, const struct vtd_psc_line *line) {
  if (!of_domain(line, inv->did))
    return false;
  if (inv->scope == VTD_INV_DOMAIN_PAGE)
    return true;
  if (line->owner >> VTD_IOTLB_OWNER_PASID != inv->pasid)
    return false;
  return overlaps(line, inv->base, inv->shift);
}

void vtd_fpsc_drop(struct vtd_psc *psc, const vtd_inv *inv) {
  if (!psc->filled || (inv->scope == VTD_INV_PASID_PAGE && inv->leaf_only))
    return;
  for (uint32_t i = 0; i < psc->count; i++) {
    if (takes(inv, &psc->lines[i]))
      psc->lines[i].stamp = 0;
  }
}

void vtd_psc_drop_range(struct vtd_psc *psc, uint16_t did, uint64_t base, unsigned shift) {
  if (psc->count == 0)
    return;
  // One entry of each level if the range lies within one directory entry.
  if (shift > vtd_level_shift(LEVEL_MIN)) {
    sweep(psc, did, base, shift);
    return;
  }
  for (unsigned level = LEVEL_MIN; level <= LEVEL_MAX; level++)
    drop(psc, did, base, level);
}
