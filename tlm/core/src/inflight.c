// SPDX-License-Identifier: Apache-2.0
// Accesses that were let through and have not come back yet, and drains of them. The two calls
// around every access are a handful of instructions; the rest runs only while something drains.
#include "internal.h"

// A token is the kind (bit 1) and the phase (bit 0).
enum { TOKEN_PHASE = 1, TOKEN_KIND_SHIFT = 1, TOKEN_COUNT = 4 };

vtd_token vtd_inflight_begin(vtd_t *u, bool write) {
  struct vtd_inflight_kind *k = &u->inflight.kind[write];
  k->count[k->phase]++;
  return (vtd_token)write << TOKEN_KIND_SHIFT | k->phase;
}

// Begins the next flip; ends flips at once whose old phase is empty.
static void flip(struct vtd_inflight_kind *k) {
  while (k->done < k->wanted) {
    k->phase ^= 1;
    if (k->count[k->phase ^ 1] != 0)
      return;
    k->done++;
  }
}

static void old_phase_emptied(vtd_t *u, struct vtd_inflight_kind *k) {
  k->done++;
  flip(k);
  vtd_commands_drained(u);
  vtd_queue_kick(u);
}

void vtd_inflight_end(vtd_t *u, vtd_token token) {
  if (VTD_UNLIKELY(token >= TOKEN_COUNT))
    return;
  struct vtd_inflight_kind *k = &u->inflight.kind[token >> TOKEN_KIND_SHIFT];
  uint32_t phase = token & TOKEN_PHASE;
  if (VTD_UNLIKELY(k->count[phase] == 0))
    return;
  if (VTD_UNLIKELY(--k->count[phase] == 0 && phase != k->phase))
    old_phase_emptied(u, k);
}

// The flip after which all that is in flight now has ended.
static uint64_t flip_needed(struct vtd_inflight_kind *k) {
  bool flipping = k->done < k->wanted;
  if (!flipping && k->count[k->phase] == 0)
    return k->done;
  uint64_t until = k->done + 1;
  if (flipping && k->count[k->phase] != 0)
    until++; // the accesses since the last flip need another one
  if (k->wanted < until)
    k->wanted = until;
  if (!flipping)
    flip(k);
  return until;
}

vtd_drain vtd_drain_begin(vtd_t *u, unsigned kinds) {
  vtd_drain drain = {{0, 0}};
  for (unsigned i = 0; i < 2; i++)
    if ((kinds & (1u << i)) != 0)
      drain.until[i] = flip_needed(&u->inflight.kind[i]);
  return drain;
}

bool vtd_drained(const vtd_t *u, const vtd_drain *drain) {
  const struct vtd_inflight_kind *k = u->inflight.kind;
  return k[0].done >= drain->until[0] && k[1].done >= drain->until[1];
}

bool vtd_inflight_idle(const vtd_t *u) {
  const struct vtd_inflight_kind *k = u->inflight.kind;
  return (k[0].count[0] | k[0].count[1] | k[1].count[0] | k[1].count[1]) == 0;
}
