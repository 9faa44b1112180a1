// SPDX-License-Identifier: Apache-2.0
// Legacy-mode root and context entries (VT-d spec rev 4.1, chapters 3 and 9) and the context cache
// (chapter 6).
#ifndef VTD_CONTEXT_H
#define VTD_CONTEXT_H

#include "vtd/vtd.h"

// A present and valid context entry, decoded; also a line of the context cache.
struct vtd_context {
  // For the short way: while version is vtd_caches.version, the line is valid and tlb_stamp is the
  // current stamp of its domain in the IOTLB.
  uint64_t version;
  uint64_t tlb_stamp;
  uint64_t beyond;   // address bits that a second-stage input address must not have (LGN.1.1)
  uint32_t tag;      // requester id | VTD_CONTEXT_SECOND_STAGE
  uint32_t did_hash; // the domain's part of an IOTLB set index
  uint64_t stamp;    // generations it was filled under; 0: not valid
  uint64_t root;     // top second-stage table, bytes
  uint16_t did;
  uint16_t no_reads;  // 0: follows did as in vtd_result
  uint8_t levels;     // of paging: 3, 4 or 5
  uint8_t flags;      // VTD_CONTEXT_*
  uint16_t unused[5]; // one line, one cache line
};

#define VTD_CONTEXT_SECOND_STAGE 0x10000u // in tag: untranslated requests go through the tables
#define VTD_CONTEXT_FPD          0x1u
#define VTD_CONTEXT_DEV_TLB      0x2u // TT = 01: translation and translated requests are allowed

// Direct mapped by requester id. Domains share generations if their ids agree in the low bits:
// then one's invalidation takes the other's lines along, which chapter 6 allows.
struct vtd_context_cache {
  struct vtd_context *lines;
  uint32_t *domains; // generation per (hashed) domain id
  uint32_t mask;     // lines - 1
  uint32_t domain_mask;
  uint64_t global; // generation << 32, never 0
};

static inline uint64_t vtd_context_stamp(const struct vtd_context_cache *c, uint16_t did) {
  return c->global | c->domains[did & c->domain_mask];
}

static inline struct vtd_context *vtd_context_line(const struct vtd_context_cache *c,
                                                   uint16_t sid) {
  return &c->lines[sid & c->mask];
}

// The line was found valid: lets the short way use it until the next invalidation.
void vtd_context_refresh(vtd_t *u, struct vtd_context *line);

struct vtd_context_lookup {
  struct vtd_context context; // valid if cond is VTD_FC_NONE
  uint8_t cond;               // enum vtd_fault_cond
  bool fpd;                   // of the entry, even if it is not present
  bool hit;                   // came from the cache
  bool overtaken;             // invalidations kept coming while it was read: do not cache anything
                              // that is derived from it
  uint16_t reads;
};

// The valid line of a requester, or NULL.
struct vtd_context *vtd_context_find(const vtd_t *u, uint16_t sid);

// Checks 3 to 7 of the legacy sequence: root entry, context entry, AW, TT.
void vtd_context_get(vtd_t *u, uint16_t sid, bool probe, struct vtd_context_lookup *out);

// Drops lines: see vtd_invalidate_context().
void vtd_context_drop_all(struct vtd_context_cache *c);
void vtd_context_drop_domain(struct vtd_context_cache *c, uint16_t did);
void vtd_context_drop_devices(struct vtd_context_cache *c, uint16_t did, uint16_t sid,
                              uint16_t sid_mask);

#endif // VTD_CONTEXT_H
