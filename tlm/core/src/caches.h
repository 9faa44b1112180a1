// SPDX-License-Identifier: Apache-2.0
// What a unit caches (VT-d spec rev 4.1, chapter 6): context entries, translations, paging
// structures; and what the hot path needs to know about the unit's mode.
//
// The arrays live in one pointer-free block behind the unit; the pointers to them are here.
#ifndef VTD_CACHES_H
#define VTD_CACHES_H

#include "context.h"
#include "iotlb.h"
#include "psc.h"
#include "scalable.h"
#include "vtd/vtd.h"

// What the short way asks of the entries on its way, for one kind of tables and of access.
struct vtd_plain_walk {
  uint64_t need;     // bits that must be set: permission, accessed flag
  uint64_t known;    // those of them that the paging-structure cache keeps
  uint64_t count[6]; // by level: these, and those that must be clear: reserved ones, PS
  uint64_t dirty;    // flag of a page's entry that a write needs; 0: not kept
  uint64_t snoop;    // bit of a page's entry that has accesses snooped
};

struct vtd_caches {
  // What the short way (shortcut.c) compares context lines with: `now` while plain requests may
  // take it (translation on, no protected region, built-in IOTLB), else a number that
  // no line has.
  uint64_t version;
  struct vtd_context_cache context;
  struct vtd_context_cache pasid; // scalable mode; lines is NULL without it
  struct vtd_sm_cache sm_context;
  struct vtd_iotlb *iotlb;
  struct vtd_psc psc;       // second stage
  struct vtd_psc first_psc; // first stage; count is 0 without it
  // Counts invalidations of any kind: what was read before the last one may be stale.
  uint64_t epoch;
  // Counts what a line of the context cache may not outlive without being looked at again:
  // invalidations of contexts, of domains, of everything; never 0.
  uint64_t now;
  bool shortcut; // version may be `now`
  // Counts what makes all walk handles void: resets of the IOTLB, changes of its implementation.
  uint64_t iotlb_life;
  uint32_t walking; // requests that are reading tables now
  // Reserved bits of second-stage entries by level (1: PTE .. 5) and whether the entry maps a page.
  uint64_t ss_rsvd[6][2];
  uint64_t fs_rsvd[6][2];                          // first stage
  struct vtd_plain_walk plain[VTD_PLAIN_COUNT][2]; // of reads, of writes
  uint8_t *block;
  size_t block_bytes;
};

// The caches' part of a saved state; contents of caches included, pointers not.
size_t vtd_caches_state_size(const vtd_t *u);
void vtd_caches_save(const vtd_t *u, void *buffer);
// True if a buffer of vtd_caches_state_size() bytes could be restored: the shape fits and no index
// in it leads outside.
bool vtd_caches_check(const vtd_t *u, const void *buffer);
// Only after a check, and after the unit's other state (the mode) is in place.
void vtd_caches_restore(vtd_t *u, const void *buffer);

#endif // VTD_CACHES_H
