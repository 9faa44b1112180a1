// SPDX-License-Identifier: Apache-2.0
// The second-stage page walk (VT-d spec rev 4.1, chapters 3 and 9).
#ifndef VTD_WALK_H
#define VTD_WALK_H

#include "context.h"
#include "vtd/vtd.h"

struct vtd_walk {
  vtd_iotlb_entry entry; // page that was found; perm 0: not present
  uint8_t cond;          // what stopped the walk: LCT.4.3, LSS.1, LSS.2, else VTD_FC_NONE
  bool psc_hit;          // it did not begin at the top
  uint16_t reads;
};

#define VTD_WALK_NO_FILL 0x1u // leave the paging-structure cache as it is

// Walks the tables of `context` for `addr`. `need`: permissions that the request needs; a cached
// upper part of the walk that lacks them is not used.
void vtd_walk_second_stage(vtd_t *u, const struct vtd_context *context, uint64_t addr, uint8_t need,
                           unsigned flags, struct vtd_walk *out);

#endif // VTD_WALK_H
