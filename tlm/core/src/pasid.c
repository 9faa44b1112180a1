// SPDX-License-Identifier: Apache-2.0
// PASID directory and PASID table: reading, checking, caching.
#include "internal.h"
#include "memory.h"
#include "memtype.h"
#include "scalable.h"

// ---------------------------------------------------------------------------------------------------------
// The entries

static enum vtd_fault_cond read_directory(vtd_t *u, const struct vtd_sm_context *context,
                                          uint32_t pasid, struct vtd_context_lookup *out,
                                          uint64_t *table) {
  uint64_t entry;
  uint64_t at = context->directory + (uint64_t)(pasid / VTD_PASIDS_PER_TABLE) * VTD_PASID_DIR_SIZE;
  out->reads++;
  if (!vtd_mem_read64(u, at, &entry, VTD_MEM_PASID))
    return VTD_FC_SPD_1;
  out->fpd = out->fpd || vtd_pasid_dir_fpd(&entry) != 0; // counts even if P = 0
  if (!vtd_pasid_dir_p(&entry))
    return VTD_FC_SPD_2;
  if ((entry & u->rsvd.pasid_dir) != 0)
    return VTD_FC_SPD_3;
  *table = vtd_pasid_dir_smptblptr(&entry);
  return VTD_FC_NONE;
}

static bool uses_first_stage(uint64_t pgtt) {
  return pgtt == VTD_PASID_PGTT_FS || pgtt == VTD_PASID_PGTT_NESTED;
}
static bool uses_second_stage(uint64_t pgtt) {
  return pgtt == VTD_PASID_PGTT_SS || pgtt == VTD_PASID_PGTT_NESTED;
}

// Fields of features that the unit lacks are reserved whatever the type. Pointers that the type
// does not use are ignored, so their bits beyond the host address width are not; and a first stage
// that is not nested is at a host address.
static bool reserved_set(const vtd_t *u, const uint64_t *entry) {
  uint64_t pgtt = vtd_pasid_pgtt(entry);
  uint64_t set = 0;
  for (unsigned i = 0; i < VTD_PASID_WORDS; i++) {
    uint64_t reserved = u->rsvd.pasid[i];
    bool unused =
        i == VTD_PASID_SSPTPTR_WORD && !uses_second_stage(pgtt) && vtd_ecap_ssts(u->config.ecap);
    set |= entry[i] & (unused ? reserved & ~VTD_PASID_SSPTPTR_MASK : reserved);
  }
  if (pgtt == VTD_PASID_PGTT_FS)
    set |= vtd_pasid_fsptptr(entry) >> u->config.haw;
  return set != 0;
}

static bool pgtt_supported(const vtd_t *u, uint64_t pgtt) {
  switch (pgtt) {
  case VTD_PASID_PGTT_FS:
    return vtd_ecap_fsts(u->config.ecap) != 0;
  case VTD_PASID_PGTT_SS:
    return vtd_ecap_ssts(u->config.ecap) != 0;
  case VTD_PASID_PGTT_NESTED:
    return vtd_ecap_nest(u->config.ecap) != 0;
  case VTD_PASID_PGTT_PT:
    return vtd_ecap_pt(u->config.ecap) != 0;
  default:
    return false;
  }
}

static bool fspm_supported(const vtd_t *u, uint64_t fspm) {
  return fspm == VTD_PASID_FSPM_4LEVEL ||
         (fspm == VTD_PASID_FSPM_5LEVEL && vtd_cap_fs5lp(u->config.cap));
}

static unsigned second_levels(const uint64_t *entry) {
  return (unsigned)vtd_pasid_aw(entry) - VTD_PASID_AW_39 + 3;
}

static enum vtd_fault_cond check_table_entry(const vtd_t *u, const uint64_t *entry) {
  uint64_t pgtt = vtd_pasid_pgtt(entry);
  if (!vtd_pasid_p(entry))
    return VTD_FC_SPT_2;
  if (reserved_set(u, entry))
    return VTD_FC_SPT_3;
  if (uses_second_stage(pgtt) && !vtd_context_aw_supported(u, vtd_pasid_aw(entry)))
    return VTD_FC_SPT_4_1;
  if (!pgtt_supported(u, pgtt))
    return VTD_FC_SPT_4_2;
  if (uses_first_stage(pgtt) && !fspm_supported(u, vtd_pasid_fspm(entry)))
    return VTD_FC_SPT_4_3;
  uint64_t beyond = vtd_context_second_beyond(u, second_levels(entry));
  if (pgtt == VTD_PASID_PGTT_NESTED && (vtd_pasid_fsptptr(entry) & beyond) != 0)
    return VTD_FC_SPT_4_4;
  return VTD_FC_NONE;
}

static enum vtd_fault_cond read_entries(vtd_t *u, const struct vtd_sm_context *context,
                                        uint32_t pasid, struct vtd_context_lookup *out,
                                        uint64_t *entry) {
  uint64_t table;
  enum vtd_fault_cond cond = read_directory(u, context, pasid, out, &table);
  if (cond != VTD_FC_NONE)
    return cond;
  uint32_t index = pasid % VTD_PASIDS_PER_TABLE;
  out->reads++;
  if (!vtd_mem_read(u, table + (uint64_t)index * VTD_PASID_SIZE, entry, VTD_PASID_WORDS,
                    VTD_MEM_PASID))
    return VTD_FC_SPT_1;
  out->fpd = out->fpd || vtd_pasid_fpd(entry) != 0;
  return check_table_entry(u, entry);
}

// ---------------------------------------------------------------------------------------------------------
// Decoding

// Memory types: what a unit without them has in these places is reserved, so 0.
static uint32_t flags_of(const vtd_t *u, const uint64_t *entry, bool fpd) {
  uint64_t pgtt = vtd_pasid_pgtt(entry);
  uint32_t flags = VTD_CONTEXT_PASID | (fpd ? VTD_CONTEXT_FPD : 0);
  flags |= vtd_pasid_sre(entry) ? VTD_CONTEXT_SRE : 0;
  flags |= vtd_pasid_pwsnp(entry) ? VTD_CONTEXT_PWSNP : 0;
  flags |= vtd_pasid_pgsnp(entry) ? VTD_CONTEXT_PGSNP : 0;
  if (uses_first_stage(pgtt)) {
    flags |= vtd_pasid_wpe(entry) ? VTD_CONTEXT_WPE : 0;
    flags |= vtd_pasid_eafe(entry) ? VTD_CONTEXT_EAFE : 0;
  }
  if (uses_second_stage(pgtt)) {
    flags |= vtd_pasid_ssade(entry) ? VTD_CONTEXT_SSADE : 0;
    flags |= vtd_pasid_emte(entry) ? VTD_CONTEXT_EMTE | VTD_CONTEXT_TYPED : 0;
  }
  if (uses_first_stage(pgtt) && vtd_ecap_mts(u->config.ecap))
    flags |= VTD_CONTEXT_TYPED;
  return flags | (vtd_pasid_cd(entry) ? VTD_CONTEXT_CD : 0);
}

static uint8_t type_of(uint64_t pgtt) {
  switch (pgtt) {
  case VTD_PASID_PGTT_FS:
    return VTD_IOTLB_FIRST;
  case VTD_PASID_PGTT_NESTED:
    return VTD_IOTLB_NESTED;
  case VTD_PASID_PGTT_SS:
    return VTD_IOTLB_SECOND;
  default:
    return VTD_IOTLB_PASS;
  }
}

// The input addresses that are left when `bias` is added: of a first stage the canonical ones,
// where the upper bits repeat the highest that is translated.
static void set_limits(struct vtd_context *c) {
  c->beyond = c->second_beyond;
  if (c->first_levels == 0)
    return;
  unsigned width = VTD_PAGE_SHIFT + VTD_LEVEL_BITS * c->first_levels;
  c->bias = UINT64_C(1) << (width - 1);
  c->beyond = ~((UINT64_C(1) << width) - 1);
}

static void set_tables(const vtd_t *u, struct vtd_context *c, const uint64_t *entry) {
  uint64_t pgtt = vtd_pasid_pgtt(entry);
  if (uses_second_stage(pgtt)) {
    c->levels = (uint8_t)second_levels(entry);
    c->root = vtd_pasid_ssptptr(entry);
    c->second_beyond = vtd_context_second_beyond(u, c->levels);
  }
  if (uses_first_stage(pgtt)) {
    c->first_levels = vtd_pasid_fspm(entry) == VTD_PASID_FSPM_5LEVEL ? 5 : 4;
    c->first_root = vtd_pasid_fsptptr(entry);
  }
  set_limits(c);
}

// What the IOTLB knows the address space by.
static void set_identity(struct vtd_context *c, const struct vtd_pasid_key *key, uint16_t did) {
  uint8_t type = key->priv ? vtd_iotlb_privileged(c->type) : c->type;
  c->did = did;
  c->pasid = key->pasid;
  c->owner = did | (uint64_t)key->pasid << VTD_IOTLB_OWNER_PASID;
  c->did_hash = vtd_iotlb_did_hash(did);
  c->set_hash = c->did_hash ^ key->pasid ^ key->pasid >> 9;
  c->page_tag = (uint16_t)(type << VTD_IOTLB_TAG_TYPE | 1u);
}

// What the short way needs to walk these tables.
static void set_plain(struct vtd_context *c) {
  uint8_t attr = VTD_IOTLB_DIRTY;
  if (c->type == VTD_IOTLB_SECOND)
    c->plain = (c->flags & VTD_CONTEXT_SSADE) != 0 ? VTD_PLAIN_SECOND_AD : VTD_PLAIN_SECOND;
  else if (c->type == VTD_IOTLB_FIRST && (c->flags & VTD_CONTEXT_PRIV) == 0)
    c->plain = (c->flags & VTD_CONTEXT_EAFE) != 0 ? VTD_PLAIN_FIRST_EA : VTD_PLAIN_FIRST;
  attr |= (c->flags & VTD_CONTEXT_PGSNP) != 0 ? VTD_IOTLB_SNOOP : 0;
  c->line_attr = (uint8_t)(attr << VTD_IOTLB_DATA_ATTR);
  c->tagged = vtd_iotlb_tagged(c->page_tag, c->owner);
}

static struct vtd_context decode(const vtd_t *u, const struct vtd_pasid_key *key,
                                 const uint64_t *entry, bool fpd) {
  struct vtd_context c = {.tag = key->sid, .flags = flags_of(u, entry, fpd)};
  c.type = type_of(vtd_pasid_pgtt(entry));
  c.answers =
      uses_first_stage(vtd_pasid_pgtt(entry)) ? 2 * VTD_CONTEXT_ANSWERS : VTD_CONTEXT_ANSWERS;
  c.pat = (uint32_t)vtd_pasid_pat(entry);
  set_tables(u, &c, entry);
  set_identity(&c, key, (uint16_t)vtd_pasid_did(entry));
  c.flags |= key->priv ? VTD_CONTEXT_PRIV : 0;
  bool no_rights = key->priv && (c.flags & VTD_CONTEXT_SRE) == 0;
  if (c.type != VTD_IOTLB_PASS && !no_rights && vtd_memtype_plain(&c))
    c.tag |= VTD_CONTEXT_TABLES;
  set_plain(&c);
  return c;
}

// ---------------------------------------------------------------------------------------------------------
// The cache

// Address spaces share a generation as domains do (vtd_context_cache).
static uint32_t *space_of(const struct vtd_context_cache *c, uint16_t did, uint32_t pasid) {
  return &c->spaces[(pasid ^ (uint32_t)did << 5 ^ did >> 7) & c->mask];
}

static struct vtd_context *line_of(vtd_t *u, const struct vtd_pasid_key *key) {
  return key->present ? vtd_pasid_line(&u->caches.pasid, key->sid, key->pasid)
                      : vtd_context_line(&u->caches.context, key->sid);
}

static bool holds(const vtd_t *u, const struct vtd_context *line, const struct vtd_pasid_key *key) {
  return line->stamp != 0 && (uint16_t)line->tag == key->sid && line->pasid == key->pasid &&
         (line->flags & VTD_CONTEXT_PASID) != 0 &&
         ((line->flags & VTD_CONTEXT_PRIV) != 0) == key->priv &&
         line->stamp == vtd_context_stamp(&u->caches.pasid, line->did) &&
         line->space_stamp == *space_of(&u->caches.pasid, line->did, line->pasid);
}

void vtd_pasid_get(vtd_t *u, const struct vtd_pasid_key *key, const struct vtd_sm_context *context,
                   bool probe, uint64_t epoch, struct vtd_context_lookup *out) {
  struct vtd_context *line = line_of(u, key);
  out->hit = holds(u, line, key);
  if (out->hit) {
    // A probe may have read a context entry that nothing has cached: the next request looks again.
    if (!probe && epoch == u->caches.epoch)
      vtd_context_refresh(u, line);
    out->context = *line;
    out->fpd = out->fpd || (line->flags & VTD_CONTEXT_FPD) != 0;
    return;
  }
  uint64_t entry[VTD_PASID_WORDS];
  uint16_t before = out->reads;
  out->cond = (uint8_t)read_entries(u, context, key->pasid, out, entry);
  if (!probe) {
    u->counters.pasid_misses++;
    u->counters.walk_reads += (uint64_t)(out->reads - before);
  }
  if (out->cond != VTD_FC_NONE)
    return;
  out->context = decode(u, key, entry, out->fpd);
  if (probe || epoch != u->caches.epoch)
    return;
  line = line_of(u, key);
  *line = out->context;
  line->stamp = vtd_context_stamp(&u->caches.pasid, line->did);
  line->space_stamp = *space_of(&u->caches.pasid, line->did, line->pasid);
  vtd_context_refresh(u, line);
}

// The lines of requests without PASID have these generations, too, but are in another array: when
// the numbers begin anew, they go.
static void forget_worn_out(vtd_t *u, bool worn_out) {
  if (worn_out)
    memset(u->caches.context.lines, 0,
           (u->caches.context.mask + (size_t)1) * sizeof(u->caches.context.lines[0]));
}

static void drop_pasid(vtd_t *u, const vtd_inv *inv) {
  struct vtd_context_cache *c = &u->caches.pasid;
  if (++*space_of(c, inv->did, inv->pasid) != 0)
    return;
  memset(c->lines, 0, (c->mask + (size_t)1) * sizeof(c->lines[0]));
  forget_worn_out(u, true);
}

void vtd_pasid_drop(vtd_t *u, const vtd_inv *inv) {
  struct vtd_context_cache *c = &u->caches.pasid;
  if (c->lines == NULL)
    return;
  switch (inv->scope) {
  case VTD_INV_DOMAIN:
    vtd_context_drop_domain(c, inv->did);
    forget_worn_out(u, c->domains[inv->did & c->domain_mask] == 0);
    break;
  case VTD_INV_PASID:
    drop_pasid(u, inv);
    break;
  default:
    vtd_context_drop_all(c);
    forget_worn_out(u, c->global == UINT64_C(1) << 32);
    break;
  }
}
