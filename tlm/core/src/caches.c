// SPDX-License-Identifier: Apache-2.0
// The caches put together: memory, reset, invalidation (VT-d spec rev 4.1,
// chapter 6), the IOTLB's replacement, save and restore.
#include "internal.h"

// ---------------------------------------------------------------------------------------------------------
// Memory

struct layout {
  // Bytes from the start of the block; the IOTLB comes first. Those of scalable mode come last and
  // are empty without it.
  size_t context, domains, psc, pasid, pasid_domains, pasid_spaces, sm_context, first_psc, total;
};

static size_t align64(size_t bytes) {
  return (bytes + 63) & ~(size_t)63;
}

static uint32_t did_count(const vtd_config *config) {
  return 1u << vtd_did_width(config->cap);
}

// Generations of a cache with so many lines: as many, at most one for each domain.
static uint32_t generations(const vtd_config *config, uint32_t lines) {
  uint32_t domains = did_count(config);
  return domains < lines ? domains : lines;
}

static uint32_t context_domains(const vtd_config *config) {
  return generations(config, config->context_entries);
}

static bool has_scalable(const vtd_config *config) {
  return vtd_ecap_smts(config->ecap) != 0;
}

static uint32_t pasid_lines(const vtd_config *config) {
  return has_scalable(config) ? config->pasid_entries : 0;
}

static uint32_t sm_context_lines(const vtd_config *config) {
  return has_scalable(config) ? config->context_entries : 0;
}

static uint32_t first_psc_lines(const vtd_config *config) {
  return vtd_ecap_fsts(config->ecap) ? config->psc_entries : 0;
}

static struct layout layout_of(const vtd_config *config) {
  struct layout at;
  at.context = align64(vtd_iotlb_bytes(&config->iotlb, did_count(config)));
  at.domains = at.context + align64(config->context_entries * sizeof(struct vtd_context));
  at.psc = at.domains + align64(context_domains(config) * sizeof(uint32_t));
  at.pasid = at.psc + align64(config->psc_entries * sizeof(struct vtd_psc_line));
  at.pasid_domains = at.pasid + align64(pasid_lines(config) * sizeof(struct vtd_context));
  at.pasid_spaces =
      at.pasid_domains + align64(generations(config, pasid_lines(config)) * sizeof(uint32_t));
  at.sm_context = at.pasid_spaces + align64(pasid_lines(config) * sizeof(uint32_t));
  at.first_psc = at.sm_context + align64(sm_context_lines(config) * sizeof(struct vtd_sm_context));
  at.total = at.first_psc + align64(first_psc_lines(config) * sizeof(struct vtd_psc_line));
  return at;
}

size_t vtd_caches_footprint(const vtd_config *config) {
  return layout_of(config).total;
}

#define NO_VERSION UINT64_MAX

// From here on no context line is trusted without a look at its generations.
static void age(struct vtd_caches *c) {
  c->epoch++;
  c->now++;
  c->version = c->shortcut ? c->now : NO_VERSION;
}

static uint64_t one_word(void (*rsvd)(uint64_t, uint64_t, unsigned, uint64_t *),
                         const vtd_config *config) {
  uint64_t mask[1];
  rsvd(config->cap, config->ecap, config->haw, mask);
  return mask[0];
}

static void init_reserved(struct vtd_caches *c, const vtd_config *config) {
  uint64_t pml = one_word(vtd_ss_pml_rsvd, config), dir = one_word(vtd_ss_dir_rsvd, config);
  c->ss_rsvd[5][false] = pml;
  c->ss_rsvd[4][false] = pml;
  c->ss_rsvd[3][false] = dir;
  c->ss_rsvd[2][false] = dir;
  c->ss_rsvd[3][true] = one_word(vtd_ss_pdpe_1g_rsvd, config);
  c->ss_rsvd[2][true] = one_word(vtd_ss_pde_2m_rsvd, config);
  c->ss_rsvd[1][true] = one_word(vtd_ss_pte_rsvd, config);
  pml = one_word(vtd_fs_pml_rsvd, config);
  dir = one_word(vtd_fs_dir_rsvd, config);
  c->fs_rsvd[5][false] = pml;
  c->fs_rsvd[4][false] = pml;
  c->fs_rsvd[3][false] = dir;
  c->fs_rsvd[2][false] = dir;
  c->fs_rsvd[3][true] = one_word(vtd_fs_pdpe_1g_rsvd, config);
  c->fs_rsvd[2][true] = one_word(vtd_fs_pde_2m_rsvd, config);
  c->fs_rsvd[1][true] = one_word(vtd_fs_pte_rsvd, config);
}

// `leaf`: bit of a directory entry that maps a page.
static struct vtd_plain_walk plain_walk(uint64_t need, uint64_t rsvd[6][2], uint64_t leaf,
                                        uint64_t dirty, uint64_t snoop) {
  const uint64_t kept = VTD_FS_PTE_P_MASK | VTD_FS_PTE_RW_MASK | VTD_FS_PTE_US_MASK;
  struct vtd_plain_walk plain = {
      .need = need, .known = need & kept, .dirty = dirty, .snoop = snoop};
  plain.count[1] = need | rsvd[1][true];
  for (int level = 2; level <= 5; level++)
    plain.count[level] = need | rsvd[level][false] | leaf;
  return plain;
}

static void init_plain(struct vtd_caches *c) {
  const uint64_t permission[2][2] = {
      {VTD_SS_PTE_R_MASK, VTD_FS_PTE_P_MASK | VTD_FS_PTE_US_MASK},
      {VTD_SS_PTE_W_MASK, VTD_FS_PTE_P_MASK | VTD_FS_PTE_US_MASK | VTD_FS_PTE_RW_MASK}};
  for (int access = VTD_ACCESS_READ; access <= VTD_ACCESS_WRITE; access++) {
    uint64_t second = permission[access][0], first = permission[access][1] | VTD_FS_PTE_A_MASK;
    c->plain[VTD_PLAIN_NONE][access].need = 1; // which nothing meets
    c->plain[VTD_PLAIN_SECOND][access] =
        plain_walk(second, c->ss_rsvd, VTD_SS_PDE_2M_PS_MASK, 0, VTD_SS_PTE_SNP_MASK);
    c->plain[VTD_PLAIN_SECOND_AD][access] =
        plain_walk(second | VTD_SS_PTE_A_MASK, c->ss_rsvd, VTD_SS_PDE_2M_PS_MASK, VTD_SS_PTE_D_MASK,
                   VTD_SS_PTE_SNP_MASK);
    c->plain[VTD_PLAIN_FIRST][access] =
        plain_walk(first, c->fs_rsvd, VTD_FS_DIR_PS_MASK, VTD_FS_PTE_D_MASK, 0);
    c->plain[VTD_PLAIN_FIRST_EA][access] = plain_walk(first | VTD_FS_PTE_EA_MASK, c->fs_rsvd,
                                                      VTD_FS_DIR_PS_MASK, VTD_FS_PTE_D_MASK, 0);
  }
}

static void init_scalable(struct vtd_caches *c, const vtd_config *config, struct layout at) {
  if (!has_scalable(config))
    return;
  uint32_t lines = pasid_lines(config);
  c->pasid.lines = (struct vtd_context *)(c->block + at.pasid);
  c->pasid.domains = (uint32_t *)(c->block + at.pasid_domains);
  c->pasid.mask = lines - 1;
  c->pasid.domain_mask = generations(config, lines) - 1;
  c->pasid.spaces = (uint32_t *)(c->block + at.pasid_spaces);
  c->pasid.global = UINT64_C(1) << 32;
  c->sm_context.lines = (struct vtd_sm_context *)(c->block + at.sm_context);
  c->sm_context.mask = sm_context_lines(config) - 1;
  c->sm_context.life = 1;
  c->first_psc.lines = (struct vtd_psc_line *)(c->block + at.first_psc);
  c->first_psc.count = first_psc_lines(config);
  c->first_psc.mask = c->first_psc.count - 1;
}

void vtd_caches_init(vtd_t *u, void *memory) {
  struct vtd_caches *c = &u->caches;
  struct layout at = layout_of(&u->config);
  memset(c, 0, sizeof(*c));
  memset(memory, 0, at.total);
  c->block = memory;
  c->block_bytes = at.total;
  c->iotlb = vtd_iotlb_make(memory, &u->config.iotlb, did_count(&u->config));
  c->context.lines = (struct vtd_context *)(c->block + at.context);
  c->context.domains = (uint32_t *)(c->block + at.domains);
  c->context.mask = u->config.context_entries - 1;
  c->context.domain_mask = context_domains(&u->config) - 1;
  c->context.global = UINT64_C(1) << 32;
  c->psc.lines = (struct vtd_psc_line *)(c->block + at.psc);
  c->psc.count = u->config.psc_entries;
  c->psc.mask = c->psc.count - 1;
  c->version = NO_VERSION;
  init_reserved(c, &u->config);
  init_plain(c);
  init_scalable(c, &u->config, at);
}

void vtd_caches_reset(vtd_t *u) {
  struct vtd_caches *c = &u->caches;
  struct layout at = layout_of(&u->config);
  vtd_iotlb_reset(c->iotlb);
  memset(c->block + at.context, 0, at.total - at.context);
  c->context.global = UINT64_C(1) << 32;
  c->pasid.global = UINT64_C(1) << 32;
  c->sm_context.life = 1;
  c->first_psc.filled = false;
  age(c);
  c->iotlb_life++;
  if (u->custom_iotlb)
    u->iotlb_ops.reset(u->iotlb_ops.ctx);
}

// ---------------------------------------------------------------------------------------------------------
// Invalidation

static void tell_host(vtd_t *u, const vtd_inv *inv) {
  if (u->host.invalidated != NULL)
    u->host.invalidated(u->host.ctx, inv);
}

static const vtd_inv everything = {.scope = VTD_INV_GLOBAL, .shift = 64};

static vtd_inv context_inv(const vtd_ctx_inv *inv) {
  switch (inv->scope) {
  case VTD_CTX_DOMAIN:
    return (vtd_inv){.scope = VTD_INV_DOMAIN, .did = inv->did, .shift = 64};
  case VTD_CTX_DEVICE:
    return (vtd_inv){.scope = VTD_INV_DEVICE,
                     .did = inv->did,
                     .sid = inv->sid,
                     .sid_mask = inv->sid_mask,
                     .shift = 64};
  default:
    return everything;
  }
}

void vtd_invalidate_context(vtd_t *u, const vtd_ctx_inv *inv) {
  struct vtd_context_cache *c = &u->caches.context;
  age(&u->caches);
  switch (inv->scope) {
  case VTD_CTX_GLOBAL:
    vtd_context_drop_all(c);
    vtd_sm_context_drop_all(&u->caches.sm_context);
    break;
  case VTD_CTX_DOMAIN:
    vtd_context_drop_domain(c, inv->did);
    break;
  case VTD_CTX_DEVICE:
    vtd_context_drop_devices(c, inv->did, inv->sid, inv->sid_mask);
    vtd_sm_context_drop_devices(&u->caches.sm_context, inv->sid, inv->sid_mask);
    break;
  }
  vtd_inv told = context_inv(inv);
  tell_host(u, &told);
}

void vtd_invalidate_pasid(vtd_t *u, const vtd_inv *inv) {
  age(&u->caches);
  vtd_pasid_drop(u, inv);
  tell_host(u, inv);
}

static void forget_paging_structures(struct vtd_caches *c) {
  if (c->psc.count != 0)
    memset(c->psc.lines, 0, c->psc.count * sizeof(c->psc.lines[0]));
  if (c->first_psc.count != 0)
    memset(c->first_psc.lines, 0, c->first_psc.count * sizeof(c->first_psc.lines[0]));
}

// The stamps of the built-in IOTLB also age the paging-structure cache,
// whichever IOTLB is in use.
static void drop_translations(vtd_t *u, const vtd_inv *inv) {
  struct vtd_caches *c = &u->caches;
  uint32_t era = c->iotlb->era;
  vtd_iotlb_invalidate(c->iotlb, inv);
  switch (inv->scope) {
  case VTD_INV_DOMAIN_PAGE:
    c->epoch++;
    vtd_fpsc_drop(&c->first_psc, inv);
    if (!inv->leaf_only)
      vtd_psc_drop_range(&c->psc, inv->did, inv->base, inv->shift);
    break;
  case VTD_INV_PASID_PAGE: // spares the second stage
    c->epoch++;
    vtd_fpsc_drop(&c->first_psc, inv);
    break;
  default:
    age(c);
    break;
  }
  if (era != c->iotlb->era)
    forget_paging_structures(c);
  if (u->custom_iotlb)
    u->iotlb_ops.invalidate(u->iotlb_ops.ctx, inv);
}

void vtd_invalidate_iotlb(vtd_t *u, const vtd_inv *inv) {
  drop_translations(u, inv);
  tell_host(u, inv);
}

void vtd_invalidate_all(vtd_t *u) {
  vtd_context_drop_all(&u->caches.context);
  vtd_sm_context_drop_all(&u->caches.sm_context);
  vtd_pasid_drop(u, &everything);
  drop_translations(u, &everything);
  tell_host(u, &everything);
}

// ---------------------------------------------------------------------------------------------------------
// Mode

void vtd_mode_changed(vtd_t *u) {
  struct vtd_caches *c = &u->caches;
  bool scalable = u->latched.ttm == VTD_RTADDR_TTM_SCALABLE && has_scalable(&u->config);
  bool tables = u->latched.ttm == VTD_RTADDR_TTM_LEGACY || scalable;
  c->shortcut =
      u->latched.tes && tables && !u->latched.pmr_on && !u->custom_iotlb && !u->perf.requests;
  age(c);
}

void vtd_set_iotlb_ops(vtd_t *u, const vtd_iotlb_ops *ops) {
  struct vtd_caches *c = &u->caches;
  u->custom_iotlb = ops != NULL;
  u->iotlb_ops = ops != NULL ? *ops : (vtd_iotlb_ops){0};
  // Walks in flight have handles of the one before: the built-in one forgets them, too.
  c->iotlb_life++;
  vtd_iotlb_reset(c->iotlb);
  forget_paging_structures(c);
  vtd_mode_changed(u);
  drop_translations(u, &everything);
  tell_host(u, &everything);
}

// ---------------------------------------------------------------------------------------------------------
// Save and restore

struct saved {
  uint64_t context_global;
  uint64_t pasid_global;
  uint32_t sm_context_life;
  uint32_t first_psc_filled;
};

size_t vtd_caches_state_size(const vtd_t *u) {
  return sizeof(struct saved) + u->caches.block_bytes;
}

void vtd_caches_save(const vtd_t *u, void *buffer) {
  struct saved saved = {.context_global = u->caches.context.global,
                        .pasid_global = u->caches.pasid.global,
                        .sm_context_life = u->caches.sm_context.life,
                        .first_psc_filled = u->caches.first_psc.filled};
  memcpy(buffer, &saved, sizeof(saved));
  memcpy((uint8_t *)buffer + sizeof(saved), u->caches.block, u->caches.block_bytes);
}

static bool iotlb_sound(const struct vtd_iotlb *t) {
  uint64_t beyond = ~UINT64_C(0) << (t->geometry.super_entries - 1) << 1;
  bool sound = t->walks_open == 0 && t->global != 0 && t->global % VTD_IOTLB_GENERATION == 0 &&
               t->next_domain <= VTD_IOTLB_NUMBERS && (t->super_live & beyond) == 0;
  for (int i = 0; i < VTD_IOTLB_HINTS; i++)
    sound = sound && t->hint[i] < t->geometry.super_entries;
  return sound;
}

static bool context_sound(const struct vtd_context *line) {
  bool second = line->levels >= 3 && line->levels <= 5;
  bool first = line->first_levels >= 4 && line->first_levels <= 5;
  if ((line->flags & VTD_CONTEXT_PASID) == 0)
    return second && line->type == VTD_IOTLB_SECOND;
  switch (line->type) {
  case VTD_IOTLB_SECOND:
    return second;
  case VTD_IOTLB_FIRST:
    return first;
  case VTD_IOTLB_NESTED:
    return first && second;
  default:
    return line->type == VTD_IOTLB_PASS;
  }
}

static bool contexts_sound(const uint8_t *lines, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    struct vtd_context line;
    memcpy(&line, lines + i * sizeof(line), sizeof(line));
    if (line.stamp != 0 && !context_sound(&line))
      return false;
  }
  return true;
}

bool vtd_caches_check(const vtd_t *u, const void *buffer) {
  const uint8_t *block = (const uint8_t *)buffer + sizeof(struct saved);
  struct vtd_iotlb t;
  memcpy(&t, block, sizeof(t));
  if (!vtd_iotlb_same_shape(u->caches.iotlb, &t) || !iotlb_sound(&t) ||
      !vtd_iotlb_spaces_sound(&t, block))
    return false;
  struct layout at = layout_of(&u->config);
  return contexts_sound(block + at.context, u->config.context_entries) &&
         contexts_sound(block + at.pasid, pasid_lines(&u->config));
}

void vtd_caches_restore(vtd_t *u, const void *buffer) {
  struct saved saved;
  memcpy(&saved, buffer, sizeof(saved));
  memcpy(u->caches.block, (const uint8_t *)buffer + sizeof(saved), u->caches.block_bytes);
  u->caches.context.global = saved.context_global;
  u->caches.pasid.global = saved.pasid_global;
  u->caches.sm_context.life = saved.sm_context_life;
  u->caches.first_psc.filled = saved.first_psc_filled != 0;
  for (uint32_t i = 0; i < u->config.context_entries; i++)
    u->caches.context.lines[i].version = 0; // to be looked at before it takes the short way
  for (uint32_t i = 0; i < pasid_lines(&u->config); i++)
    u->caches.pasid.lines[i].version = 0;
  u->caches.iotlb_life++;
  if (u->custom_iotlb)
    u->iotlb_ops.reset(u->iotlb_ops.ctx);
  vtd_mode_changed(u);
}
