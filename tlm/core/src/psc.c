// SPDX-License-Identifier: Apache-2.0
// The paging-structure cache: page-selective invalidation (VT-d spec rev 4.1, chapter 6).
#include "psc.h"

#include "iotlb.h"

#define LEVEL_MIN 2u
#define LEVEL_MAX 5u

static void drop(struct vtd_psc *psc, uint16_t did, uint64_t addr, unsigned level) {
  struct vtd_psc_line *line = vtd_psc_slot(psc, addr, vtd_iotlb_did_hash(did), level);
  if (line->tag == vtd_psc_tag(addr, did, level))
    line->stamp = 0;
}

static void sweep(struct vtd_psc *psc, uint16_t did, uint64_t base, unsigned shift) {
  for (uint32_t i = 0; i < psc->count; i++) {
    struct vtd_psc_line *line = &psc->lines[i];
    unsigned level = (unsigned)(line->tag >> 56);
    if (level < LEVEL_MIN || level > LEVEL_MAX || (uint16_t)(line->tag >> 40) != did)
      continue;
    unsigned entry_shift = vtd_level_shift(level);
    uint64_t prefix = line->tag & ((UINT64_C(1) << 40) - 1);
    unsigned coarse = shift > entry_shift ? shift : entry_shift;
    if (coarse >= 64 || (prefix << entry_shift ^ base) >> coarse == 0)
      line->stamp = 0;
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
