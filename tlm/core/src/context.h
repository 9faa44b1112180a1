// SPDX-License-Identifier: Apache-2.0
// Legacy-mode root and context entries (VT-d spec rev 4.1, chapters 3 and 9) and the context cache
// (chapter 6).
#ifndef VTD_CONTEXT_H
#define VTD_CONTEXT_H

#include "vtd/vtd.h"

// Kinds of tables that the short way can walk. Nested ones are left to the walks that know all.
enum vtd_plain {
  VTD_PLAIN_NONE,
  VTD_PLAIN_SECOND,
  VTD_PLAIN_SECOND_AD, // with accessed and dirty flags
  VTD_PLAIN_FIRST,     // this and higher: first stage, of user-mode requests
  VTD_PLAIN_FIRST_EA,  // with extended-accessed flags
  VTD_PLAIN_COUNT,
};

// How the DMA of a requester is translated: a present and valid context entry of legacy mode, or
// PASID table entry of scalable mode, decoded. Also a line of the context cache or the PASID cache.
struct vtd_context {
  // For the short way: while version is vtd_caches.version, the line is valid, tlb_stamp is the
  // current stamp of its domain and PASID in the IOTLB, domain_stamp that of the domain alone.
  uint64_t version;
  uint64_t tlb_stamp;
  uint64_t beyond; // bits that an input address, plus `bias`, must not have (LGN.1.1, SGN.1, SGN.5)
  uint16_t did;
  uint16_t no_reads; // 0: did, reads, pasid follow each other as in vtd_result
  uint32_t pasid;    // scalable mode: the request's or RID_PASID. Pasid and tag: see vtd_requester
  uint32_t tag;      // requester id | VTD_CONTEXT_TABLES
  uint32_t set_hash; // the part of domain and PASID of an IOTLB set index
  uint64_t owner;    // in the IOTLB: domain and, scalable mode, PASID
  uint64_t bias;     // makes canonical addresses small; 0 for a second stage
  uint32_t did_hash; // the domain's part of it
  uint16_t page_tag; // type and PASID-valid of an IOTLB line
  uint8_t type;      // vtd_iotlb_type, of user-mode requests
  uint8_t answers;   // row of the short way's answers: a multiple of VTD_CONTEXT_ANSWERS
  // The rest is for walks.
  uint64_t stamp;         // generations it was filled under; 0: not valid
  uint64_t root;          // top second-stage table, bytes
  uint64_t first_root;    // top first-stage table: host address, or guest address if nested
  uint64_t second_beyond; // bits that no second-stage input address has
  uint32_t flags;         // VTD_CONTEXT_*
  uint8_t levels;         // of second-stage paging: 3, 4 or 5
  uint8_t first_levels;   // of first-stage paging: 4 or 5
  uint8_t plain;          // VTD_PLAIN_*: what the short way asks of table entries
  uint8_t line_attr;      // IOTLB lines of plain walks: snoop and dirty, in place
  uint32_t tagged;        // their vtd_iotlb_tagged()
  uint32_t pat;           // memory types of first-stage pages, four bits each
  uint64_t domain_stamp;
  uint32_t space_stamp; // PASID cache: generation it was filled under
  uint32_t unused_end;  // two cache lines
};

#define VTD_CONTEXT_TABLES 0x10000u // in tag: requests go through the tables
// Rows: legacy mode, scalable mode without and with a first stage.
#define VTD_CONTEXT_ANSWERS 16u
// In flags:
#define VTD_CONTEXT_FPD       0x01u
#define VTD_CONTEXT_DEV_TLB   0x02u // TT = 01: translation and translated requests are allowed
#define VTD_CONTEXT_PASID     0x04u // from a PASID table entry
#define VTD_CONTEXT_PRIV      0x08u // a line of requests without PASID: they are privileged
#define VTD_CONTEXT_SRE       0x10u
#define VTD_CONTEXT_WPE       0x20u
#define VTD_CONTEXT_EAFE      0x40u
#define VTD_CONTEXT_SSADE     0x80u
#define VTD_CONTEXT_PWSNP     0x100u
#define VTD_CONTEXT_PGSNP     0x200u
#define VTD_CONTEXT_NO_RIGHTS 0x400u // privileged, but SRE = 0
#define VTD_CONTEXT_CD        0x800u // every access is uncached
#define VTD_CONTEXT_EMTE      0x1000u
#define VTD_CONTEXT_TYPED     0x2000u // tables have a say in memory types

// Direct mapped by requester id. Domains share generations if their ids agree in the low bits:
// then one's invalidation takes the other's lines along, which chapter 6 allows.
struct vtd_context_cache {
  struct vtd_context *lines;
  uint32_t *domains; // generation per (hashed) domain id
  uint32_t *spaces;  // PASID cache: generation per (hashed) domain id and PASID, one for each line
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
  bool privileged;            // scalable mode: supervisor permissions count
  bool overtaken;             // invalidations kept coming while it was read: do not cache anything
                              // that is derived from it
  uint16_t reads;
};

// The valid line of a requester in legacy mode, or NULL.
struct vtd_context *vtd_context_find(const vtd_t *u, uint16_t sid);

// Checks 3 to 7 of the legacy sequence: root entry, context entry, AW, TT.
void vtd_context_get(vtd_t *u, uint16_t sid, bool probe, struct vtd_context_lookup *out);

// Bits that an address below 2^min(MGAW, levels) does not have.
uint64_t vtd_context_second_beyond(const vtd_t *u, unsigned levels);
// A second-stage AW value that this unit has.
bool vtd_context_aw_supported(const vtd_t *u, uint64_t aw);

// Drops lines: see vtd_invalidate_context().
void vtd_context_drop_all(struct vtd_context_cache *c);
void vtd_context_drop_domain(struct vtd_context_cache *c, uint16_t did);
void vtd_context_drop_devices(struct vtd_context_cache *c, uint16_t did, uint16_t sid,
                              uint16_t sid_mask);

// Whether an entry has a bit that `reserved` has.
static inline bool vtd_reserved_set(const uint64_t *entry, const uint64_t *reserved,
                                    unsigned words) {
  uint64_t set = 0;
  for (unsigned i = 0; i < words; i++)
    set |= entry[i] & reserved[i];
  return set != 0;
}

#endif // VTD_CONTEXT_H
