// SPDX-License-Identifier: Apache-2.0
// Storage of the registers: built from the generated tables for one unit's capabilities.
#include "internal.h"

static struct vtd_reg_place place(const vtd_config *c, unsigned index) {
  const struct vtd_reg_desc *reg = &vtd_reg_table[index];
  struct vtd_reg_place none = {0};
  if (!vtd_feature(c->cap, c->ecap, reg->needs))
    return none;
  switch (reg->base) {
  case VTD_BASE_FIXED:
    return (struct vtd_reg_place){reg->offset, reg->count == 0 ? 1u : reg->count, reg->stride, 1};
  case VTD_BASE_IRO:
    return (struct vtd_reg_place){(uint32_t)vtd_ecap_iro(c->ecap) * 16 + reg->offset, 1, 0, 1};
  case VTD_BASE_FRO:
    return (struct vtd_reg_place){(uint32_t)vtd_cap_fro(c->cap) * 16 + reg->offset,
                                  (uint32_t)vtd_cap_nfr(c->cap) + 1, reg->stride, 1};
  default:
    return vtd_perf_place(c, index);
  }
}

static uint32_t half_count(const vtd_config *c) {
  uint32_t halves = 0;
  for (unsigned i = 0; i < VTD_REGISTER_COUNT; i++)
    halves += place(c, i).count * place(c, i).parts * (vtd_reg_table[i].width / 32);
  return halves;
}

size_t vtd_regfile_footprint(const vtd_config *config) {
  size_t bytes =
      half_count(config) * sizeof(struct vtd_reg_half) + config->reg_bytes / 4 * sizeof(uint16_t);
  return (bytes + 7) & ~(size_t)7;
}

// What the unit's creator chose for the registers that tell software what the unit is.
static uint64_t config_value(const vtd_config *c, unsigned index, uint32_t copy, uint32_t part) {
  switch (index) {
  case VTD_REGISTER_VER:
    return c->ver;
  case VTD_REGISTER_CAP:
    return c->cap;
  case VTD_REGISTER_ECAP:
    return c->ecap;
  case VTD_REGISTER_MTRRCAP:
    return vtd_mtrrcap_vcnt_set(VTD_MTRRCAP_FIX | VTD_MTRRCAP_WC, VTD_MTRR_PHYSBASE_COUNT);
  case VTD_REGISTER_ECCAP_3:
    return vtd_ecmd_capabilities(c);
  case VTD_REGISTER_VCCAP:
    return VTD_VCCAP_NS | VTD_VCCAP_PAS | VTD_VCCAP_FPS;
  default:
    return vtd_perf_config_value(c, index, copy, part);
  }
}

static void add_half(vtd_t *u, uint32_t offset, bool wide, const struct vtd_reg_masks *m,
                     uint64_t reset, unsigned shift) {
  struct vtd_reg_half *h = &u->regs.half[u->regs.count++];
  h->value = 0;
  h->read = (uint32_t)(m->read >> shift);
  h->write = (uint32_t)((m->write | m->command) >> shift);
  h->command = (uint32_t)(m->command >> shift);
  h->rw1c = (uint32_t)(m->rw1c >> shift);
  h->keep = (uint32_t)(m->keep >> shift);
  h->reset = (uint32_t)(reset >> shift);
  h->offset = (uint16_t)offset;
  h->wide = wide;
  u->regs.slot[offset / 4] = (uint16_t)u->regs.count;
}

static void add_copy(vtd_t *u, unsigned index, const struct vtd_reg_place *at, uint32_t copy,
                     uint32_t part) {
  const vtd_config *c = &u->config;
  const struct vtd_reg_desc *reg = &vtd_reg_table[index];
  struct vtd_reg_masks m = vtd_reg_masks_of(reg, c->cap, c->ecap, c->haw);
  uint64_t bits = vtd_perf_bits(c, index, copy);
  m.read &= bits;
  m.write &= bits;
  m.rw1c &= bits;
  uint64_t reset = m.reset | (reg->config ? config_value(c, index, copy, part) & m.config : 0);
  uint32_t offset = at->offset + copy * at->stride + part * 4;
  add_half(u, offset, reg->width == 64, &m, reset, 0);
  if (reg->width == 64)
    add_half(u, offset + 4, true, &m, reset, 32);
}

static void add_register(vtd_t *u, unsigned index) {
  struct vtd_reg_place at = place(&u->config, index);
  for (uint32_t copy = 0; copy < at.count; copy++)
    for (uint32_t part = 0; part < at.parts; part++)
      add_copy(u, index, &at, copy, part);
}

static void limit_address(vtd_t *u, uint32_t offset, uint64_t mask) {
  struct vtd_reg_half *h = vtd_reg_half_at(u, offset);
  if (h == NULL)
    return;
  h->read = h->write = (uint32_t)mask;
  if (!h->wide)
    return;
  h = vtd_reg_half_at(u, offset + 4);
  h->read = h->write = (uint32_t)(mask >> 32);
}

// The alignment of the protected regions is the unit's own: software finds it by writing all ones
// (chapter 11, PLMBASE_REG).
static void set_protected_alignment(vtd_t *u) {
  uint64_t mask = ~UINT64_C(0) << u->config.pmr_align_log2;
  mask &= (UINT64_C(1) << u->config.haw) - 1;
  limit_address(u, VTD_PLMBASE_REG, mask);
  limit_address(u, VTD_PLMLIMIT_REG, mask);
  limit_address(u, VTD_PHMBASE_REG, mask);
  limit_address(u, VTD_PHMLIMIT_REG, mask);
}

void vtd_regfile_init(vtd_t *u, void *memory) {
  const vtd_config *c = &u->config;
  u->regs.half = memory;
  u->regs.slot = (uint16_t *)(u->regs.half + half_count(c));
  u->regs.count = 0;
  u->regs.iro = (uint32_t)vtd_ecap_iro(c->ecap) * 16;
  u->regs.fro = (uint32_t)vtd_cap_fro(c->cap) * 16;
  memset(u->regs.slot, 0, c->reg_bytes / 4 * sizeof(uint16_t));
  for (unsigned i = 0; i < VTD_REGISTER_COUNT; i++)
    add_register(u, i);
  set_protected_alignment(u);
}

void vtd_regfile_reset(vtd_t *u, bool power_on) {
  for (uint32_t i = 0; i < u->regs.count; i++) {
    struct vtd_reg_half *h = &u->regs.half[i];
    uint32_t keep = power_on ? 0 : h->keep;
    h->value = (h->value & keep) | (h->reset & ~keep);
  }
}

static bool in_window(const vtd_t *u, uint32_t offset) {
  return offset <= u->config.reg_bytes - 4;
}

uint32_t vtd_reg32(const vtd_t *u, uint32_t offset) {
  const struct vtd_reg_half *h = in_window(u, offset) ? vtd_reg_half_at(u, offset) : NULL;
  return h == NULL ? 0 : h->value;
}

uint64_t vtd_reg64(const vtd_t *u, uint32_t offset) {
  return vtd_reg32(u, offset) | (uint64_t)vtd_reg32(u, offset + 4) << 32;
}

void vtd_reg32_put(vtd_t *u, uint32_t offset, uint32_t value) {
  struct vtd_reg_half *h = in_window(u, offset) ? vtd_reg_half_at(u, offset) : NULL;
  if (h != NULL)
    h->value = value & (h->read | h->write);
}

void vtd_reg64_put(vtd_t *u, uint32_t offset, uint64_t value) {
  vtd_reg32_put(u, offset, (uint32_t)value);
  vtd_reg32_put(u, offset + 4, (uint32_t)(value >> 32));
}
