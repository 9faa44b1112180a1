// SPDX-License-Identifier: Apache-2.0
// Accesses that were let through and have not come back yet, and drains of them. The two calls
// around every access are a handful of instructions, inlined by link-time optimisation; the rest
// runs only while something drains.
#include "internal.h"

inline vtd_token vtd_inflight_begin(vtd_t *u, bool write) {
  uint32_t token = u->inflight.next[write];
  u->inflight.count[token]++;
  return token;
}

// Begins the next flip; ends flips at once whose old phase is empty.
static void flip(struct vtd_inflight_state *f, unsigned kind) {
  while (f->done[kind] < f->wanted[kind]) {
    uint32_t old = f->next[kind];
    f->next[kind] = old ^ VTD_TOKEN_PHASE;
    if (f->count[old] != 0)
      return;
    f->done[kind]++;
  }
}

static void old_phase_emptied(vtd_t *u, unsigned kind) {
  u->inflight.done[kind]++;
  flip(&u->inflight, kind);
  vtd_commands_drained(u);
  vtd_queue_kick(u);
}

inline void vtd_inflight_end(vtd_t *u, vtd_token token) {
  struct vtd_inflight_state *f = &u->inflight;
  if (VTD_UNLIKELY(token >= VTD_TOKEN_COUNT || f->count[token] == 0))
    return; // not a token of ours
  unsigned kind = token >> VTD_TOKEN_KIND_SHIFT;
  f->count[token]--;
  if (VTD_UNLIKELY(token != f->next[kind] && f->count[token] == 0))
    old_phase_emptied(u, kind);
}

// The flip after which all that is in flight now has ended.
static uint64_t flip_needed(struct vtd_inflight_state *f, unsigned kind) {
  bool flipping = f->done[kind] < f->wanted[kind];
  bool recent = f->count[f->next[kind]] != 0; // since the last flip
  if (!flipping && !recent)
    return f->done[kind];
  uint64_t until = f->done[kind] + 1;
  if (flipping && recent)
    until++;
  if (f->wanted[kind] < until)
    f->wanted[kind] = until;
  if (!flipping)
    flip(f, kind);
  return until;
}

vtd_drain vtd_drain_begin(vtd_t *u, unsigned kinds) {
  vtd_drain drain = {{0, 0}};
  for (unsigned kind = 0; kind < 2; kind++)
    if ((kinds & (1u << kind)) != 0)
      drain.until[kind] = flip_needed(&u->inflight, kind);
  return drain;
}

bool vtd_drained(const vtd_t *u, const vtd_drain *drain) {
  return u->inflight.done[0] >= drain->until[0] && u->inflight.done[1] >= drain->until[1];
}

bool vtd_inflight_idle(const vtd_t *u) {
  const uint32_t *count = u->inflight.count;
  return (count[0] | count[1] | count[2] | count[3]) == 0;
}

void vtd_inflight_init(vtd_t *u) {
  memset(&u->inflight, 0, sizeof u->inflight);
  u->inflight.next[1] = 1u << VTD_TOKEN_KIND_SHIFT;
}
