// SPDX-License-Identifier: Apache-2.0
// The first-stage page walk, alone or nested (VT-d spec rev 4.1, chapters 3 and 9). Nested, every
// table address and the page that is found are guest addresses, which the second stage translates.
#include "memory.h"
#include "memtype.h"
#include "walk.h"

// Flags and permissions are in the same places in every first-stage entry.
#define FS_RW VTD_FS_PTE_RW_MASK
#define FS_US VTD_FS_PTE_US_MASK
// In rights: the second stage permits to write the table.
#define TABLE_W VTD_FPSC_TABLE_W

struct first_stage {
  vtd_t *u;
  const struct vtd_context *context;
  uint64_t addr;
  uint8_t need;
  unsigned flags;
  struct vtd_walk *out;
  // Where the walk stands: at the table that decodes `level`.
  uint64_t table; // host address
  unsigned level;
  uint64_t rights; // P, RW and US of all entries above, TABLE_W
};

static bool nested(const struct first_stage *w) {
  return w->context->type == VTD_IOTLB_NESTED;
}

static void stop(struct first_stage *w, enum vtd_fault_cond cond) {
  w->out->cond = (uint8_t)cond;
}

static bool stopped(const struct first_stage *w) {
  return w->out->cond != VTD_FC_NONE;
}

// ---------------------------------------------------------------------------------------------------------
// The second stage under a nested walk

static struct vtd_walk second_stage(struct first_stage *w, uint64_t addr, uint8_t need) {
  struct vtd_walk second;
  vtd_walk_second_stage(w->u, w->context, addr, need, w->flags, &second);
  w->out->reads = (uint16_t)(w->out->reads + second.reads);
  w->out->unaccessed = w->out->unaccessed || second.unaccessed;
  return second;
}

static uint64_t page_offset(uint64_t addr, unsigned shift) {
  return addr & ((UINT64_C(1) << shift) - 1);
}

// The next table. With SSADE, reads of first-stage entries count as writes of the page they are in:
// they need W, and set its dirty flag (chapter 3, nested translation).
static void go_to_table(struct first_stage *w, uint64_t table, unsigned level) {
  w->level = level;
  w->table = table;
  if (!nested(w)) {
    w->rights |= TABLE_W;
    return;
  }
  bool counts_as_write = (w->context->flags & VTD_CONTEXT_SSADE) != 0;
  struct vtd_walk at = second_stage(w, table, VTD_PERM_R | VTD_PERM_W);
  enum vtd_fault_cond cond = (enum vtd_fault_cond)at.cond;
  if (cond == VTD_FC_NONE && (at.entry.perm & VTD_PERM_R) == 0)
    cond = level == w->context->first_levels ? VTD_FC_SFS_6 : VTD_FC_SFS_7;
  if (cond == VTD_FC_NONE && counts_as_write && (at.entry.perm & VTD_PERM_W) == 0)
    cond = VTD_FC_SFS_8;
  if (cond == VTD_FC_NONE && counts_as_write)
    cond = vtd_walk_dirty(w->u, w->context, &at, w->flags);
  w->out->changed = w->out->changed || at.changed;
  if (at.second.clean && counts_as_write)
    w->out->unaccessed = true; // a probe
  stop(w, cond);
  w->table = at.entry.addr | page_offset(table, at.entry.page_shift);
  w->rights &= ~(uint64_t)TABLE_W;
  w->rights |= (at.entry.perm & VTD_PERM_W) != 0 ? TABLE_W : 0;
}

// ---------------------------------------------------------------------------------------------------------
// Entries

static bool is_leaf(uint64_t entry, unsigned level) {
  return level == 1 || (level <= 3 && (entry & VTD_FS_DIR_PS_MASK) != 0);
}

// The table or page that an entry refers to; a large page's has its PAT bit in the address field.
static uint64_t address_in(uint64_t entry, unsigned level) {
  if (!is_leaf(entry, level))
    return vtd_fs_dir_addr(&entry);
  if (level == 3)
    return vtd_fs_pdpe_1g_addr(&entry);
  return level == 2 ? vtd_fs_pde_2m_addr(&entry) : vtd_fs_pte_addr(&entry);
}

static enum vtd_fault_cond check_entry(const struct first_stage *w, uint64_t entry) {
  if ((entry & VTD_FS_PTE_P_MASK) == 0)
    return VTD_FC_SFS_2;
  if ((entry & w->u->caches.fs_rsvd[w->level][is_leaf(entry, w->level)]) != 0)
    return VTD_FC_SFS_3;
  if (nested(w) && (address_in(entry, w->level) & w->context->second_beyond) != 0)
    return VTD_FC_SFS_5;
  return VTD_FC_NONE;
}

static uint64_t accessed_flags(const struct first_stage *w) {
  bool extended = (w->context->flags & VTD_CONTEXT_EAFE) != 0;
  return VTD_FS_PTE_A_MASK | (extended ? VTD_FS_PTE_EA_MASK : 0);
}

// False: the entry changed meanwhile.
static bool accessed(struct first_stage *w, uint64_t at, uint64_t *entry) {
  uint64_t mask = accessed_flags(w);
  if ((*entry & mask) != mask && (w->rights & TABLE_W) == 0) {
    stop(w, VTD_FC_SFS_8);
    return true;
  }
  switch (vtd_set_flags(w->u, w->context, w->flags, at, entry, mask)) {
  case VTD_FLAGS_LEFT:
    w->out->unaccessed = true;
    return true;
  case VTD_FLAGS_UNSNOOPED:
    stop(w, VTD_FC_SFS_9);
    return true;
  case VTD_FLAGS_FAILED:
    stop(w, VTD_FC_SFS_10);
    return true;
  case VTD_FLAGS_CHANGED:
    return false;
  default:
    return true;
  }
}

static uint64_t entry_addr(const struct first_stage *w) {
  uint64_t index = w->addr >> vtd_level_shift(w->level) & (VTD_LEVEL_ENTRIES - 1);
  return w->table + index * VTD_FS_PTE_SIZE;
}

// The entry at this level, checked and marked as accessed.
static uint64_t take_entry(struct first_stage *w) {
  uint64_t at = entry_addr(w), entry = 0;
  for (unsigned tries = 0; tries <= VTD_FLAGS_RETRIES; tries++) {
    w->out->reads++;
    if (VTD_UNLIKELY(w->u->perf.active))
      vtd_walk_count(w->u, w->context, w->flags, VTD_PERF_EV_MEMORY_READS, w->level);
    if (!vtd_mem_read64(w->u, at, &entry, VTD_MEM_PAGING)) {
      stop(w, w->level == w->context->first_levels ? VTD_FC_SFS_4 : VTD_FC_SFS_1);
      return 0;
    }
    stop(w, check_entry(w, entry));
    if (stopped(w) || accessed(w, at, &entry))
      return entry;
  }
  stop(w, VTD_FC_SFS_10);
  return 0;
}

// ---------------------------------------------------------------------------------------------------------
// The page

// User-mode requests need U/S at every level, and R/W to write; privileged ones may do everything
// but write, with WPE, where R/W is missing.
static uint8_t permissions(const struct first_stage *w) {
  bool privileged = (w->flags & VTD_WALK_PRIV) != 0;
  bool any_write = privileged && (w->context->flags & VTD_CONTEXT_WPE) == 0;
  return VTD_PERM_R | ((w->rights & FS_RW) != 0 || any_write ? VTD_PERM_W : 0);
}

static void found(struct first_stage *w, uint64_t entry) {
  struct vtd_walk *out = w->out;
  bool privileged = (w->flags & VTD_WALK_PRIV) != 0;
  vtd_iotlb_entry page = {.addr = address_in(entry, w->level),
                          .page_shift = (uint8_t)vtd_level_shift(w->level),
                          .perm = permissions(w),
                          .mtype = vtd_memtype_first(w->context, entry, w->level)};
  if (!privileged && (w->rights & FS_US) == 0) {
    stop(w, VTD_FC_SGN_2);
    return;
  }
  if ((w->flags & VTD_WALK_STRICT) != 0 && (w->need & ~page.perm & VTD_PERM_W) != 0) {
    stop(w, VTD_FC_SGN_6);
    return;
  }
  out->first = (struct vtd_leaf){.at = entry_addr(w),
                                 .value = entry,
                                 .clean = (entry & VTD_FS_PTE_D_MASK) == 0,
                                 .read_only = (w->rights & TABLE_W) == 0};
  if (!nested(w)) {
    page.attr = (w->context->flags & VTD_CONTEXT_PGSNP) != 0 ? VTD_IOTLB_SNOOP : 0;
    out->entry = page;
    return;
  }
  uint64_t guest = page.addr | page_offset(w->addr, page.page_shift);
  struct vtd_walk second = second_stage(w, guest, w->need & page.perm);
  if (second.cond != VTD_FC_NONE) {
    stop(w, (enum vtd_fault_cond)second.cond);
    return;
  }
  // The smaller of both pages.
  uint64_t host = second.entry.addr | page_offset(guest, second.entry.page_shift);
  if (second.entry.page_shift < page.page_shift)
    page.page_shift = second.entry.page_shift;
  page.addr = host - page_offset(host, page.page_shift);
  page.perm &= second.entry.perm;
  page.attr = second.entry.attr;
  page.mtype = vtd_memtype_nested(w->context, page.mtype, second.second.value);
  out->second = second.second;
  out->entry = page;
}

// ---------------------------------------------------------------------------------------------------------
// The walk

// As far down as the paging-structure cache leads, else the top.
static void start(struct first_stage *w, uint64_t stamp) {
  bool privileged = (w->flags & VTD_WALK_PRIV) != 0;
  uint64_t need = privileged ? 0 : FS_US;
  need |= (w->need & VTD_PERM_W) != 0 ? FS_RW : 0;
  const struct vtd_psc *psc = &w->u->caches.first_psc;
  for (unsigned level = 2; psc->count != 0 && level <= w->context->first_levels; level++) {
    uint64_t known = vtd_fpsc_find(psc, w->context, stamp, w->addr, level);
    if (known == 0 || (known & need) != need)
      continue;
    w->out->psc_hit = true;
    w->level = level - 1;
    w->table = known & ~VTD_IOTLB_LOW;
    w->rights = known & VTD_IOTLB_LOW;
    return;
  }
  w->level = w->context->first_levels;
}

static void start_at_top(struct first_stage *w) {
  w->rights = VTD_FS_PTE_P_MASK | FS_RW | FS_US;
  go_to_table(w, w->context->first_root, w->context->first_levels);
}

void vtd_walk_first_stage(vtd_t *u, const struct vtd_context *context, uint64_t addr, uint8_t need,
                          unsigned flags, struct vtd_walk *out) {
  struct first_stage w = {
      .u = u, .context = context, .addr = addr, .need = need, .flags = flags, .out = out};
  struct vtd_psc *psc = &u->caches.first_psc;
  uint64_t epoch = u->caches.epoch;
  uint64_t stamp = vtd_iotlb_stamp(u->caches.iotlb, context->owner);
  *out = (struct vtd_walk){.cond = VTD_FC_NONE};
  start(&w, stamp);
  if (VTD_UNLIKELY(u->perf.active && psc->count != 0))
    vtd_walk_count_lookups(u, context, flags, VTD_PERF_EV_FS_LOOKUPS, context->first_levels,
                           w.level);
  if (!out->psc_hit)
    start_at_top(&w);
  while (!stopped(&w)) {
    unsigned level = w.level;
    uint64_t entry = take_entry(&w);
    if (stopped(&w))
      return;
    w.rights &= entry | TABLE_W;
    if (is_leaf(entry, level)) {
      found(&w, entry);
      return;
    }
    go_to_table(&w, address_in(entry, level), level - 1);
    // Only what permits updates: then a right that is granted later needs no invalidation.
    bool may_learn = psc->count != 0 && (flags & VTD_WALK_NO_FILL) == 0 && !stopped(&w) &&
                     (w.rights & TABLE_W) != 0;
    if (may_learn && epoch == u->caches.epoch)
      vtd_fpsc_learn(psc, context, stamp, addr, level, w.table | w.rights);
  }
}
