// SPDX-License-Identifier: Apache-2.0
// Scalable-mode root and context entries, PASID directory and table (VT-d spec rev 4.1, chapters 3
// and 9), and the caches of context and PASID entries (chapter 6).
#ifndef VTD_SCALABLE_H
#define VTD_SCALABLE_H

#include "context.h"
#include "vtd/vtd.h"

// A present and valid context entry; also a line of the scalable-mode context cache.
struct vtd_sm_context {
  uint64_t directory; // PASID directory, bytes
  uint32_t life;      // vtd_sm_cache.life when it was filled; 0: not valid
  uint32_t rid_pasid; // PASID of requests without one
  uint32_t pasids;    // PASIDs that the directory has room for
  uint16_t sid;
  uint16_t flags; // VTD_SM_*
};

// PASIDs of one PASID table, and of the smallest directory.
#define VTD_PASIDS_PER_TABLE      (VTD_TABLE_SIZE / VTD_PASID_SIZE)
#define VTD_PASIDS_PER_DIRECTORY0 (VTD_PASIDS_PER_TABLE << 7)

#define VTD_SM_FPD      0x01u
#define VTD_SM_DTE      0x02u
#define VTD_SM_PASIDE   0x04u
#define VTD_SM_PRE      0x08u
#define VTD_SM_RID_PRIV 0x10u

// Direct mapped by requester id.
struct vtd_sm_cache {
  struct vtd_sm_context *lines; // NULL: a unit without scalable mode
  uint32_t mask;
  uint32_t life; // of all lines, never 0
};

struct vtd_sm_lookup {
  struct vtd_sm_context context; // valid if cond is VTD_FC_NONE
  uint8_t cond;
  bool fpd;
  bool hit;
  uint16_t reads;
};

// Checks 1 to 5 of the scalable sequence. The entry is cached unless the request probes or `epoch`
// is not vtd_caches.epoch any more.
void vtd_sm_context_get(vtd_t *u, uint16_t sid, bool probe, uint64_t epoch,
                        struct vtd_sm_lookup *out);
void vtd_sm_context_drop_all(struct vtd_sm_cache *c);
void vtd_sm_context_drop_devices(struct vtd_sm_cache *c, uint16_t sid, uint16_t sid_mask);

// Who asks for a PASID entry.
struct vtd_pasid_key {
  uint16_t sid;
  bool present; // the request has a PASID; else `pasid` is RID_PASID
  bool priv;    // of a request without PASID: RID_PRIV
  uint32_t pasid;
};

// Lines of requests with PASID. Those of requests without, RID_PASID's, are in the lines of the
// context cache, which scalable mode does not use otherwise.
static inline struct vtd_context *vtd_pasid_line(const struct vtd_context_cache *c, uint16_t sid,
                                                 uint32_t pasid) {
  return &c->lines[(pasid ^ (uint32_t)sid << 4 ^ sid >> 6) & c->mask];
}

// Checks 11 to 13: directory, table entry and what it says. FPD is that of both.
void vtd_pasid_get(vtd_t *u, const struct vtd_pasid_key *key, const struct vtd_sm_context *context,
                   bool probe, uint64_t epoch, struct vtd_context_lookup *out);
// Drops the lines of a PASID-cache invalidation: VTD_INV_GLOBAL, _DOMAIN or _PASID.
void vtd_pasid_drop(vtd_t *u, const vtd_inv *inv);

#endif // VTD_SCALABLE_H
