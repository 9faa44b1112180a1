// SPDX-License-Identifier: Apache-2.0
// Page walks: second stage, first stage, nested (VT-d spec rev 4.1, chapters 3 and 9).
#ifndef VTD_WALK_H
#define VTD_WALK_H

#include "context.h"
#include "iotlb.h"
#include "psc.h"
#include "vtd/vtd.h"

// The leaf entry of one stage, for the dirty flag in it.
struct vtd_leaf {
  uint64_t at;    // address of the entry
  uint64_t value; // as it was read
  bool clean;     // its dirty flag is kept and not set
  bool read_only; // nested: the second stage does not permit to write the table
};

struct vtd_walk {
  vtd_iotlb_entry entry; // page that was found; perm 0: not present
  uint8_t cond;          // what stopped the walk, VTD_FC_NONE: nothing
  bool psc_hit;          // it did not begin at the top
  bool unaccessed;       // a probe met an accessed flag that it should have set
  bool changed;          // an entry changed before its dirty flag was set: walk again
  uint16_t reads;
  struct vtd_leaf first, second;
};

// R and W are in the same place in every second-stage entry.
#define VTD_SS_RW (VTD_SS_PTE_R_MASK | VTD_SS_PTE_W_MASK)

// Where a walk stands: at the table that decodes `level`.
struct vtd_walk_at {
  uint64_t table;
  unsigned level;
  uint8_t perm; // of all entries above
};

// What the paging-structure cache knows of the entry at `level`: next table and permissions; 0 if
// nothing that would do.
static inline uint64_t vtd_walk_known(const struct vtd_psc *psc, const struct vtd_context *context,
                                      uint64_t stamp, uint64_t addr, uint64_t need,
                                      unsigned level) {
  uint64_t known = vtd_psc_find(psc, context->did_hash, stamp, addr, level);
  return (known & need) == need ? known : 0;
}

// The start of a walk: as far down as the paging-structure cache leads, asked from `lowest`
// upwards, else the top.
static inline struct vtd_walk_at vtd_walk_start(const struct vtd_psc *psc,
                                                const struct vtd_context *context, uint64_t stamp,
                                                uint64_t addr, uint64_t need, unsigned lowest) {
  unsigned levels = psc->count != 0 ? context->levels : 0;
  for (unsigned level = lowest; level <= levels; level++) {
    uint64_t known = vtd_walk_known(psc, context, stamp, addr, need, level);
    if (known != 0)
      return (struct vtd_walk_at){known & ~VTD_IOTLB_LOW, level - 1,
                                  (uint8_t)(known & VTD_PSC_PERM)};
  }
  return (struct vtd_walk_at){context->root, context->levels, VTD_PERM_R | VTD_PERM_W};
}

static inline void vtd_walk_learn(struct vtd_psc *psc, const struct vtd_context *context,
                                  uint64_t stamp, uint64_t addr, unsigned level, uint64_t next) {
  vtd_psc_put(psc, context, context->did_hash, stamp, addr, level, next);
}

static inline uint64_t vtd_walk_entry_addr(const struct vtd_walk_at *at, uint64_t addr) {
  uint64_t index = addr >> vtd_level_shift(at->level) & (VTD_LEVEL_ENTRIES - 1);
  return at->table + index * VTD_SS_PTE_SIZE;
}

// Whether a present entry maps a page rather than referring to a table.
static inline bool vtd_walk_leaf(uint64_t entry, unsigned level) {
  static const uint64_t leaf[6] = {
      [1] = ~UINT64_C(0), [2] = VTD_SS_PDE_2M_PS_MASK, [3] = VTD_SS_PDE_2M_PS_MASK};
  return (entry & leaf[level]) != 0;
}

#define VTD_WALK_NO_FILL 0x1u // leave the paging-structure caches as they are
#define VTD_WALK_PROBE   0x2u // set no accessed and dirty flags
#define VTD_WALK_PRIV    0x4u // first stage: the request is privileged
#define VTD_WALK_STRICT                                                                            \
  0x8u // first stage: a missing permission ends the walk (not a translation
       // request, which may get a page with fewer permissions)

// Walks the second-stage tables of `context` for `addr`. `need`: permissions that the request
// needs; a cached upper part of the walk that lacks them is not used. Conditions: LCT.4.3, LSS.x
// in legacy mode, SSS.x in scalable mode.
void vtd_walk_second_stage(vtd_t *u, const struct vtd_context *context, uint64_t addr, uint8_t need,
                           unsigned flags, struct vtd_walk *out);

// Walks the first-stage tables, if nested through the second stage. Conditions: SFS.x, SGN.2,
// SGN.6, and SSS.x if nested.
void vtd_walk_first_stage(vtd_t *u, const struct vtd_context *context, uint64_t addr, uint8_t need,
                          unsigned flags, struct vtd_walk *out);

#define VTD_WALK_PASID       0x10u // the request has a PASID
#define VTD_WALK_TRANSLATION 0x20u // it is a translation request

// A performance event of a walk, at a level (0: none).
void vtd_walk_count(vtd_t *u, const struct vtd_context *context, unsigned flags, unsigned event,
                    unsigned level);
// Look-ups of a paging-structure cache of `levels` levels after which a walk begins at `start`:
// from the lowest level up until there was a hit. `event`: VTD_PERF_EV_SS_LOOKUPS or _FS_LOOKUPS.
void vtd_walk_count_lookups(vtd_t *u, const struct vtd_context *context, unsigned flags,
                            unsigned event, unsigned levels, unsigned start);

// --- flags.c: accessed and dirty flags
// Sets flags in an entry that was read as *entry, by compare-exchange.
typedef enum vtd_flags_set {
  VTD_FLAGS_SET,
  VTD_FLAGS_LEFT,      // a probe: they remain to be set
  VTD_FLAGS_CHANGED,   // the entry is not what it was; *entry is what it is now
  VTD_FLAGS_UNSNOOPED, // not possible: the walk is not snooped
  VTD_FLAGS_FAILED,    // access error
} vtd_flags_set;
vtd_flags_set vtd_set_flags(vtd_t *u, const struct vtd_context *context, unsigned flags,
                            uint64_t at, uint64_t *entry, uint64_t mask);
// Times that an entry may change under an update before the update counts as failed.
#define VTD_FLAGS_RETRIES 8u

// Sets the dirty flags that remain to be set for the page that was found.
enum vtd_fault_cond vtd_walk_dirty(vtd_t *u, const struct vtd_context *context,
                                   struct vtd_walk *walk, unsigned flags);

#endif // VTD_WALK_H
