// SPDX-License-Identifier: Apache-2.0
// Root and context entries of legacy mode: reading, checking, caching.
//
// CAP.CM: caching mode permits to cache entries that are not present or faulty; this model never
// does, so a unit with CM = 1 behaves like one with CM = 0 that asks software for more
// invalidations than it needs.
#include "internal.h"
#include "memory.h"

// ---------------------------------------------------------------------------------------------------------
// The entries

struct entries {
  uint64_t root[VTD_ROOT_WORDS];
  uint64_t context[VTD_CTX_WORDS];
};

static enum vtd_fault_cond read_root(vtd_t *u, uint16_t sid, uint64_t *root) {
  unsigned bus = sid >> 8;
  if (!vtd_mem_read(u, u->latched.root + bus * VTD_ROOT_SIZE, root, VTD_ROOT_WORDS, VTD_MEM_ROOT))
    return VTD_FC_LRT_1;
  if (!vtd_root_p(root))
    return VTD_FC_LRT_2;
  if (vtd_reserved_set(root, u->rsvd.root, VTD_ROOT_WORDS))
    return VTD_FC_LRT_3;
  return VTD_FC_NONE;
}

// Pass-through does not use SSPTPTR, so nothing in it can be wrong.
static bool context_reserved_set(const vtd_t *u, const uint64_t *context) {
  uint64_t reserved[VTD_CTX_WORDS] = {u->rsvd.ctx[0], u->rsvd.ctx[1]};
  if (vtd_ctx_tt(context) == VTD_CTX_TT_PASS_THROUGH)
    reserved[VTD_CTX_SSPTPTR_WORD] &= ~VTD_CTX_SSPTPTR_MASK;
  return vtd_reserved_set(context, reserved, VTD_CTX_WORDS);
}

bool vtd_context_aw_supported(const vtd_t *u, uint64_t aw) {
  return aw >= VTD_CTX_AW_39 && aw <= VTD_CTX_AW_57 &&
         (vtd_cap_sagaw(u->config.cap) >> aw & 1) != 0;
}

static bool tt_supported(const vtd_t *u, uint64_t tt) {
  switch (tt) {
  case VTD_CTX_TT_UNTRANSLATED:
    return true;
  case VTD_CTX_TT_DEV_TLB:
    return vtd_ecap_dt(u->config.ecap) != 0;
  case VTD_CTX_TT_PASS_THROUGH:
    return vtd_ecap_pt(u->config.ecap) != 0;
  default:
    return false;
  }
}

static enum vtd_fault_cond check_context(const vtd_t *u, const uint64_t *context) {
  if (!vtd_ctx_p(context))
    return VTD_FC_LCT_2;
  if (context_reserved_set(u, context))
    return VTD_FC_LCT_3;
  if (!vtd_context_aw_supported(u, vtd_ctx_aw(context)))
    return VTD_FC_LCT_4_1;
  if (!tt_supported(u, vtd_ctx_tt(context)))
    return VTD_FC_LCT_4_2;
  return VTD_FC_NONE;
}

static enum vtd_fault_cond read_entries(vtd_t *u, uint16_t sid, struct entries *e,
                                        struct vtd_context_lookup *out) {
  out->fpd = false;
  out->reads++;
  enum vtd_fault_cond cond = read_root(u, sid, e->root);
  if (cond != VTD_FC_NONE)
    return cond;
  unsigned devfn = sid & 0xFFu;
  out->reads++;
  if (!vtd_mem_read(u, vtd_root_ctp(e->root) + devfn * VTD_CTX_SIZE, e->context, VTD_CTX_WORDS,
                    VTD_MEM_CONTEXT))
    return VTD_FC_LCT_1;
  out->fpd = vtd_ctx_fpd(e->context) != 0; // counts even if P = 0
  return check_context(u, e->context);
}

static unsigned minimum(unsigned a, unsigned b) {
  return a < b ? a : b;
}

uint64_t vtd_context_second_beyond(const vtd_t *u, unsigned levels) {
  unsigned mgaw = (unsigned)vtd_cap_mgaw(u->config.cap) + 1;
  return ~((UINT64_C(1) << minimum(mgaw, VTD_PAGE_SHIFT + VTD_LEVEL_BITS * levels)) - 1);
}

static struct vtd_context decode(const vtd_t *u, uint16_t sid, const uint64_t *context) {
  struct vtd_context c = {.tag = sid};
  uint64_t tt = vtd_ctx_tt(context);
  c.did = (uint16_t)vtd_ctx_did(context);
  c.did_hash = vtd_iotlb_did_hash(c.did);
  c.set_hash = c.did_hash;
  c.owner = c.did;
  c.flags = vtd_ctx_fpd(context) ? VTD_CONTEXT_FPD : 0;
  c.levels = (uint8_t)(vtd_ctx_aw(context) - VTD_CTX_AW_39 + 3);
  if (tt == VTD_CTX_TT_PASS_THROUGH)
    return c;
  c.tag |= VTD_CONTEXT_TABLES;
  c.plain = VTD_PLAIN_SECOND;
  c.flags |= tt == VTD_CTX_TT_DEV_TLB ? VTD_CONTEXT_DEV_TLB : 0;
  c.root = vtd_ctx_ssptptr(context);
  c.second_beyond = vtd_context_second_beyond(u, c.levels);
  c.beyond = c.second_beyond;
  return c;
}

// ---------------------------------------------------------------------------------------------------------
// The cache

struct vtd_context *vtd_context_find(const vtd_t *u, uint16_t sid) {
  const struct vtd_context_cache *c = &u->caches.context;
  struct vtd_context *line = vtd_context_line(c, sid);
  bool valid = line->stamp != 0 && (uint16_t)line->tag == sid &&
               (line->flags & VTD_CONTEXT_PASID) == 0 &&
               line->stamp == vtd_context_stamp(c, line->did);
  return valid ? line : NULL;
}

void vtd_context_refresh(vtd_t *u, struct vtd_context *line) {
  line->version = u->caches.now; // never the number that stands for "no short way"
  line->tlb_stamp = vtd_iotlb_stamp(u->caches.iotlb, line->owner);
  line->domain_stamp = vtd_iotlb_domain_stamp(u->caches.iotlb, line->did);
}

static void cache(vtd_t *u, const struct vtd_context *context) {
  struct vtd_context_cache *c = &u->caches.context;
  struct vtd_context *line = vtd_context_line(c, (uint16_t)context->tag);
  *line = *context;
  line->stamp = vtd_context_stamp(c, context->did);
  vtd_context_refresh(u, line);
}

static bool find_cached(vtd_t *u, uint16_t sid, struct vtd_context_lookup *out) {
  const struct vtd_context *line = vtd_context_find(u, sid);
  if (line == NULL)
    return false;
  out->context = *line;
  out->fpd = (line->flags & VTD_CONTEXT_FPD) != 0;
  return true;
}

void vtd_context_get(vtd_t *u, uint16_t sid, bool probe, struct vtd_context_lookup *out) {
  out->cond = VTD_FC_NONE;
  out->hit = find_cached(u, sid, out);
  out->overtaken = false;
  out->privileged = false;
  out->reads = 0;
  if (!probe)
    *(out->hit ? &u->counters.context_hits : &u->counters.context_misses) += 1;
  if (out->hit)
    return;

  // Reading may let an invalidation in: then what was read may be of yesterday.
  struct entries e;
  unsigned retries = 0;
  do {
    uint64_t epoch = u->caches.epoch;
    out->cond = (uint8_t)read_entries(u, sid, &e, out);
    out->overtaken = epoch != u->caches.epoch;
  } while (out->overtaken && retries++ < VTD_WALK_RETRIES);
  if (!probe)
    u->counters.walk_reads += out->reads;
  if (out->cond != VTD_FC_NONE)
    return;
  out->context = decode(u, sid, e.context);
  if (!probe && !out->overtaken)
    cache(u, &out->context);
}

// Dropped lines also fall out of the short way: the caller changes vtd_caches.version.
void vtd_context_drop_all(struct vtd_context_cache *c) {
  c->global += UINT64_C(1) << 32;
  if (c->global != 0)
    return;
  memset(c->lines, 0, (c->mask + (size_t)1) * sizeof(c->lines[0]));
  c->global = UINT64_C(1) << 32;
}

void vtd_context_drop_domain(struct vtd_context_cache *c, uint16_t did) {
  if (++c->domains[did & c->domain_mask] != 0)
    return;
  for (uint32_t i = 0; i <= c->mask; i++) {
    if (((c->lines[i].did ^ did) & c->domain_mask) == 0)
      c->lines[i].stamp = 0;
  }
}

void vtd_context_drop_devices(struct vtd_context_cache *c, uint16_t did, uint16_t sid,
                              uint16_t sid_mask) {
  // A function mask covers at most the low three bits: eight requester ids to look at.
  bool functions = (sid_mask | 7u) == 0xFFFF;
  uint32_t first = functions ? sid & ~7u : 0;
  uint32_t count = functions ? 8 : c->mask + 1;
  for (uint32_t i = 0; i < count; i++) {
    struct vtd_context *line = vtd_context_line(c, (uint16_t)(first + i));
    if ((((uint16_t)line->tag ^ sid) & sid_mask) == 0 && line->did == did)
      line->stamp = 0;
  }
}
