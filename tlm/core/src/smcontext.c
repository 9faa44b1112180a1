// SPDX-License-Identifier: Apache-2.0
// Root and context entries of scalable mode: reading, checking, caching.
#include "internal.h"
#include "scalable.h"

enum { DEVFN_PER_TABLE = 128 };

// Each half of a root entry is judged on its own. The lower one is for devfn 00h to 7Fh.
static enum vtd_fault_cond read_root(vtd_t *u, uint16_t sid, uint64_t *table) {
  uint64_t root[VTD_SM_ROOT_WORDS];
  uint64_t at = u->latched.root + (uint64_t)(sid >> 8) * VTD_SM_ROOT_SIZE;
  if (!vtd_mem_read(u, at, root, VTD_SM_ROOT_WORDS, VTD_MEM_ROOT))
    return VTD_FC_SRT_1;
  bool upper = (sid & DEVFN_PER_TABLE) != 0;
  if (!(upper ? vtd_sm_root_up(root) : vtd_sm_root_lp(root)))
    return VTD_FC_SRT_2;
  if ((root[upper] & u->rsvd.sm_root[upper]) != 0)
    return VTD_FC_SRT_3;
  *table = upper ? vtd_sm_root_uctp(root) : vtd_sm_root_lctp(root);
  return VTD_FC_NONE;
}

static uint32_t pasids_of(const uint64_t *entry) {
  return (uint32_t)(VTD_PASIDS_PER_DIRECTORY0 << vtd_sm_ctx_pdts(entry));
}

static enum vtd_fault_cond check_context(const vtd_t *u, const uint64_t *entry) {
  if (!vtd_sm_ctx_p(entry))
    return VTD_FC_SCT_2;
  if (vtd_reserved_set(entry, u->rsvd.sm_ctx, VTD_SM_CTX_WORDS))
    return VTD_FC_SCT_3;
  if (!vtd_sm_ctx_dte(entry) && vtd_sm_ctx_pre(entry))
    return VTD_FC_SCT_4_1;
  if (vtd_sm_ctx_rid_pasid(entry) >= pasids_of(entry))
    return VTD_FC_SCT_4_2;
  return VTD_FC_NONE;
}

static struct vtd_sm_context decode(uint16_t sid, const uint64_t *entry) {
  struct vtd_sm_context c = {.sid = sid, .directory = vtd_sm_ctx_pasiddirptr(entry)};
  c.rid_pasid = (uint32_t)vtd_sm_ctx_rid_pasid(entry); // 0 without RPS: reserved then
  c.pasids = pasids_of(entry);
  c.flags |= vtd_sm_ctx_fpd(entry) ? VTD_SM_FPD : 0;
  c.flags |= vtd_sm_ctx_dte(entry) ? VTD_SM_DTE : 0;
  c.flags |= vtd_sm_ctx_paside(entry) ? VTD_SM_PASIDE : 0;
  c.flags |= vtd_sm_ctx_pre(entry) ? VTD_SM_PRE : 0;
  c.flags |= vtd_sm_ctx_rid_priv(entry) ? VTD_SM_RID_PRIV : 0;
  return c;
}

static enum vtd_fault_cond read_entries(vtd_t *u, uint16_t sid, struct vtd_sm_lookup *out) {
  uint64_t table, entry[VTD_SM_CTX_WORDS];
  out->reads++;
  enum vtd_fault_cond cond = read_root(u, sid, &table);
  if (cond != VTD_FC_NONE)
    return cond;
  uint64_t at = table + (uint64_t)(sid % DEVFN_PER_TABLE) * VTD_SM_CTX_SIZE;
  out->reads++;
  if (!vtd_mem_read(u, at, entry, VTD_SM_CTX_WORDS, VTD_MEM_CONTEXT))
    return VTD_FC_SCT_1;
  out->fpd = vtd_sm_ctx_fpd(entry) != 0; // counts even if P = 0
  cond = check_context(u, entry);
  if (cond == VTD_FC_NONE)
    out->context = decode(sid, entry);
  return cond;
}

static struct vtd_sm_context *line_of(const struct vtd_sm_cache *c, uint16_t sid) {
  return &c->lines[sid & c->mask];
}

void vtd_sm_context_get(vtd_t *u, uint16_t sid, bool probe, uint64_t epoch,
                        struct vtd_sm_lookup *out) {
  struct vtd_sm_cache *c = &u->caches.sm_context;
  const struct vtd_sm_context *line = line_of(c, sid);
  *out = (struct vtd_sm_lookup){.hit = line->life == c->life && line->sid == sid};
  if (!probe)
    *(out->hit ? &u->counters.context_hits : &u->counters.context_misses) += 1;
  if (out->hit) {
    out->context = *line;
    out->fpd = (line->flags & VTD_SM_FPD) != 0;
    return;
  }
  out->cond = (uint8_t)read_entries(u, sid, out);
  if (!probe)
    u->counters.walk_reads += out->reads;
  if (out->cond != VTD_FC_NONE || probe || epoch != u->caches.epoch)
    return;
  out->context.life = c->life;
  *line_of(c, sid) = out->context;
}

void vtd_sm_context_drop_all(struct vtd_sm_cache *c) {
  if (c->lines == NULL || ++c->life != 0)
    return;
  memset(c->lines, 0, (c->mask + (size_t)1) * sizeof(c->lines[0]));
  c->life = 1;
}

void vtd_sm_context_drop_devices(struct vtd_sm_cache *c, uint16_t sid, uint16_t sid_mask) {
  if (c->lines == NULL)
    return;
  // A function mask covers at most the low three bits.
  bool functions = (sid_mask | 7u) == 0xFFFF;
  uint32_t first = functions ? sid & ~7u : 0;
  uint32_t count = functions ? 8 : c->mask + 1;
  for (uint32_t i = 0; i < count; i++) {
    struct vtd_sm_context *line = line_of(c, (uint16_t)(first + i));
    if (((line->sid ^ sid) & sid_mask) == 0)
      line->life = 0;
  }
}
