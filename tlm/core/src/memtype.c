// SPDX-License-Identifier: Apache-2.0
// Memory types: PAT, EMT and IPAT of page tables, MTRRs, and how they combine.
#include "memtype.h"

#include "internal.h"

// ---------------------------------------------------------------------------------------------------------
// Combining

// Reserved encodings count as uncached.
static uint8_t known(uint64_t type) {
  switch (type) {
  case VTD_MEMORY_WC:
  case VTD_MEMORY_WT:
  case VTD_MEMORY_WP:
  case VTD_MEMORY_WB:
    return (uint8_t)type;
  default:
    return VTD_MEMORY_UC;
  }
}

// The type that a range (MTRR, or EMT of the second stage) and a PAT entry give together: the rows
// of the processor's table.
static uint8_t effective(uint8_t range, uint8_t pat) {
  bool cached = range == VTD_MEMORY_WT || range == VTD_MEMORY_WP || range == VTD_MEMORY_WB;
  switch (pat) {
  case VTD_MEMORY_WB:
    return range;
  case VTD_MEMORY_WC:
    return VTD_MEMORY_WC;
  case VTD_MEMORY_WT:
  case VTD_MEMORY_WP:
    return cached ? pat : VTD_MEMORY_UC;
  case VTD_MEMORY_UC_MINUS:
    return range == VTD_MEMORY_WC || range == VTD_MEMORY_WP ? VTD_MEMORY_WC : VTD_MEMORY_UC;
  default:
    return VTD_MEMORY_UC;
  }
}

// ---------------------------------------------------------------------------------------------------------
// Tables

uint8_t vtd_memtype_by_pat(const struct vtd_context *context, uint64_t entry, unsigned level) {
  if ((context->flags & VTD_CONTEXT_TYPED) == 0)
    return 0;
  uint64_t pat = level == 1 ? vtd_fs_pte_pat(&entry) : vtd_fs_pde_2m_pat(&entry);
  uint64_t index = pat << 2 | vtd_fs_pte_pcd(&entry) << 1 | vtd_fs_pte_pwt(&entry);
  uint32_t type = context->pat >> (4 * index) & 0xF;
  return type == VTD_MEMORY_UC_MINUS ? VTD_MEMORY_UC_MINUS : known(type);
}

uint8_t vtd_memtype_by_emt(const struct vtd_context *context, uint64_t entry) {
  return (context->flags & VTD_CONTEXT_EMTE) != 0 ? known(vtd_ss_pte_emt(&entry)) : 0;
}

uint8_t vtd_memtype_by_both(const struct vtd_context *context, uint8_t first, uint64_t second) {
  if ((context->flags & VTD_CONTEXT_EMTE) == 0)
    return first; // MTRRs take part later
  uint8_t emt = vtd_memtype_by_emt(context, second);
  return vtd_ss_pte_ipat(&second) ? emt : effective(emt, first);
}

// ---------------------------------------------------------------------------------------------------------
// MTRRs

#define MIB              (UINT64_C(1) << 20)
#define RANGES_PER_FIXED 8u

// The register of a fixed range, and which of its eight types: 64 KiB, then 16 KiB, then 4 KiB.
static uint8_t fixed_type(const vtd_t *u, uint64_t addr) {
  static const struct {
    uint64_t first;
    uint32_t reg;
    unsigned shift;
  } blocks[] = {
      {0xC0000, VTD_MTRR_FIX4K_C0000_REG, 12},
      {0x80000, VTD_MTRR_FIX16K_80000_REG, 14},
      {0x00000, VTD_MTRR_FIX64K_00000_REG, 16},
  };
  unsigned i = 0;
  while (addr < blocks[i].first)
    i++;
  uint32_t range = (uint32_t)((addr - blocks[i].first) >> blocks[i].shift);
  uint64_t types = vtd_reg64(u, blocks[i].reg + range / RANGES_PER_FIXED * 8);
  return known(types >> (8 * (range % RANGES_PER_FIXED)) & 0xFF);
}

// Where ranges overlap: UC wins, WT wins over WB; what is not defined counts as uncached.
static uint8_t overlapping(uint8_t a, uint8_t b) {
  bool through = a == VTD_MEMORY_WT || b == VTD_MEMORY_WT;
  bool back = a == VTD_MEMORY_WB || b == VTD_MEMORY_WB;
  if (a == b)
    return a;
  return through && back ? VTD_MEMORY_WT : VTD_MEMORY_UC;
}

static uint8_t variable_type(const vtd_t *u, uint64_t addr, uint8_t otherwise) {
  bool any = false;
  uint8_t type = otherwise;
  for (uint32_t i = 0; i < VTD_MTRR_PHYSBASE_COUNT; i++) {
    uint64_t base = vtd_reg64(u, VTD_MTRR_PHYSBASE_REG + i * VTD_MTRR_PHYSBASE_STRIDE);
    uint64_t mask = vtd_reg64(u, VTD_MTRR_PHYSMASK_REG + i * VTD_MTRR_PHYSMASK_STRIDE);
    uint64_t compared = vtd_mtrr_physmask_mask(mask);
    if (!vtd_mtrr_physmask_v(mask) || ((addr ^ vtd_mtrr_physbase_base(base)) & compared) != 0)
      continue;
    uint8_t found = known(vtd_mtrr_physbase_type(base));
    type = any ? overlapping(type, found) : found;
    any = true;
  }
  return type;
}

static uint8_t range_type(const vtd_t *u, uint64_t addr) {
  uint64_t def = vtd_reg64(u, VTD_MTRRDEF_REG);
  if (!vtd_mtrrdef_e(def))
    return VTD_MEMORY_UC;
  if (vtd_mtrrdef_fe(def) && addr < MIB)
    return fixed_type(u, addr);
  return variable_type(u, addr, known(vtd_mtrrdef_type(def)));
}

// ---------------------------------------------------------------------------------------------------------
// Requests

uint8_t vtd_memtype_by_range(const vtd_t *u, const struct vtd_context *context, uint8_t mtype,
                             uint64_t addr) {
  if ((context->flags & VTD_CONTEXT_CD) != 0)
    return VTD_MEMORY_UC;
  if ((context->flags & VTD_CONTEXT_TYPED) == 0)
    return VTD_MEMORY_WB;
  if ((context->flags & VTD_CONTEXT_EMTE) != 0)
    return mtype;
  return effective(range_type(u, addr), mtype);
}
