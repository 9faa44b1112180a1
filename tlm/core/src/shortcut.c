// SPDX-License-Identifier: Apache-2.0
// The short way through a translation, for plain requests that meet nothing
// special: IOTLB hits, and walks that read nothing but direct memory and end
// well. It has no rule of its own. Whenever a check of translate.c could have
// another outcome than "go on", it gives up before it has changed anything, and
// vtd_translate_fully() does all of the work; a test compares both.
//
// Nothing here calls back into the host, so nothing can change underneath, and
// pointers into caches may be kept.
#include <assert.h>

#include "internal.h"
#include "memory.h"
#include "translate.h"
#include "walk.h"

// An answer but for address and domain: one 8-byte copy for the fields from status to code.
struct answer {
  uint8_t status, page_shift, perm, dmi_perm, hit, flags, cond, code;
};
#define ANSWER_AT offsetof(vtd_result, status)
static_assert(offsetof(vtd_result, did) == ANSWER_AT + sizeof(struct answer),
              "layout of vtd_result");
static_assert(offsetof(vtd_result, code) == ANSWER_AT + offsetof(struct answer, code),
              "layout of vtd_result");

// Of a 4 KiB page, by the low bits of a line's data: permissions, snoop, dirty. `more`: permissions
// beside those that are ready for use. A page that is not dirty may be written all the same.
#define OF_PERM(perm, more, hit, flags)                                                            \
  { VTD_OK, VTD_PAGE_SHIFT, (perm) | (more), perm, hit, flags, VTD_FC_NONE, 0 }
#define OF_PERMS(more, hit, flags)                                                                 \
  OF_PERM(0, more, hit, flags), OF_PERM(VTD_PERM_R, more, hit, flags),                             \
      OF_PERM(VTD_PERM_W, more, hit, flags), OF_PERM(VTD_PERM_R | VTD_PERM_W, more, hit, flags)
#define OF_ATTR(clean, hit, flags)                                                                 \
  OF_PERMS(clean, hit, flags), OF_PERMS(clean, hit, (flags) | VTD_RES_SNOOP),                      \
      OF_PERMS(0, hit, flags), OF_PERMS(0, hit, (flags) | VTD_RES_SNOOP)
// Rows: legacy mode, which keeps no dirty flags; scalable mode, second stage; with a first stage.
#define OF_HIT(hit)                                                                                \
  { OF_ATTR(0, hit, 0), OF_ATTR(VTD_PERM_W, hit, 0), OF_ATTR(VTD_PERM_W, hit, VTD_RES_FIRST) }
static const struct answer answers[][3 * VTD_CONTEXT_ANSWERS] = {
    [VTD_HIT_IOTLB] = OF_HIT(VTD_HIT_IOTLB),
    [VTD_HIT_PSC] = OF_HIT(VTD_HIT_PSC),
    [VTD_HIT_WALK] = OF_HIT(VTD_HIT_WALK),
};

static inline const struct answer *answer_of(const struct vtd_context *context, vtd_hit hit,
                                             uint64_t data) {
  static_assert(VTD_CONTEXT_ANSWERS == 16, "permissions, snoop and dirty are four bits of a line");
  return &answers[hit][context->answers | (data & (VTD_CONTEXT_ANSWERS - 1))];
}

static inline void give(vtd_result *r, uint64_t addr, const struct answer *a) {
  r->addr = addr;
  memcpy((uint8_t *)r + ANSWER_AT, a, sizeof(*a));
}

// Domain, no reads, PASID; memory that is not write-back is left to the long way.
static inline void give_domain(vtd_result *r, const struct vtd_context *context) {
  static_assert(offsetof(vtd_result, reads) == offsetof(vtd_result, did) + 2 &&
                    offsetof(vtd_result, pasid) == offsetof(vtd_result, did) + 4 &&
                    offsetof(struct vtd_context, no_reads) ==
                        offsetof(struct vtd_context, did) + 2 &&
                    offsetof(struct vtd_context, pasid) == offsetof(struct vtd_context, did) + 4,
                "did, reads and pasid are copied in one go");
  memcpy((uint8_t *)r + offsetof(vtd_result, did),
         (const uint8_t *)context + offsetof(struct vtd_context, did), 8);
  static const uint64_t write_back = VTD_MEMORY_WB;
  memcpy((uint8_t *)r + offsetof(vtd_result, memory_type), &write_back, sizeof(write_back));
}

static inline uint64_t need_of(unsigned access) {
  static_assert(VTD_ACCESS_READ + 1 == VTD_PERM_R && VTD_ACCESS_WRITE + 1 == VTD_PERM_W,
                "permissions follow from kinds of access");
  return access + 1u;
}

// ---------------------------------------------------------------------------------------------------------
// Beyond the 4 KiB array

// A page that was found, with the counters and caches as they are after it.
struct page {
  uint64_t data;  // as in an IOTLB line; 0: the answer is not plain, and nothing has happened
  uint32_t hit;   // vtd_hit
  uint32_t reads; // memory reads
};

static const struct page not_plain_page = {0, VTD_HIT_NONE, 0};

static inline uint64_t page_out(uint64_t data, uint64_t addr) {
  unsigned shift = vtd_iotlb_data_shift(data);
  return (data & ~VTD_IOTLB_LOW) | (addr & ((UINT64_C(1) << shift) - 1));
}

// A page that touches the interrupt range on either side is left to usable_shift().
static bool near_interrupts(uint64_t addr, unsigned shift) {
  return (addr ^ VTD_INTR_BASE) >> shift == 0;
}

static struct page large_page(vtd_t *u, const struct vtd_context *context, uint64_t page, int index,
                              unsigned access) {
  struct vtd_iotlb *t = u->caches.iotlb;
  uint64_t data = t->super[index].data;
  unsigned shift = vtd_iotlb_line_shift(&t->super[index]);
  if ((data & need_of(access)) == 0 || near_interrupts(page, shift) ||
      near_interrupts(page_out(data, page), shift))
    return not_plain_page;
  u->short_hits++;
  vtd_iotlb_touch_super(t, page, context->owner, index);
  return (struct page){data, VTD_HIT_IOTLB, 0};
}

// ---------------------------------------------------------------------------------------------------------
// Walks in direct memory (chapter 3). Each of these asks the one below it where it cannot go on:
//
//   walk_large         beside large pages, out of line
//   walk_plain         by the stage of the address space: inline for the second,
//   walk_first         out of line for the first
//   walk_direct        one read, if the paging-structure cache knows the page table
//   walk_first_down,   else from the lowest entry that it does know, or from the root
//   walk_second_down
//   descend, step      one read for each level
//
// arrive() puts the page that was found into the IOTLB.

// What the paging-structure cache knows of the entry at `level`: 0 if nothing, or if it lacks one
// of the permissions `need`.
static inline uint64_t known_at(const vtd_t *u, const struct vtd_context *context, uint64_t addr,
                                uint64_t need, unsigned level, bool first) {
  uint64_t known =
      first ? vtd_fpsc_find(&u->caches.first_psc, context, context->tlb_stamp, addr, level)
            : vtd_walk_known(&u->caches.psc, context, context->domain_stamp, addr, need, level);
  return (known & need) == need ? known : 0;
}

static inline void learn(vtd_t *u, const struct vtd_context *context, uint64_t addr, unsigned level,
                         uint64_t known, bool first) {
  const uint64_t rights = VTD_FS_PTE_US_MASK | VTD_FPSC_TABLE_W;
  if (first)
    vtd_fpsc_learn(&u->caches.first_psc, context, context->tlb_stamp, addr, level, known | rights);
  else
    vtd_walk_learn(&u->caches.psc, context, context->domain_stamp, addr, level, known);
}

static inline uint32_t psc_entries(const vtd_t *u, bool first) {
  return first ? u->caches.first_psc.count : u->caches.psc.count;
}

// The page's data for a line; 0 if a write would have to set its dirty flag.
static inline uint64_t page_data(const struct vtd_context *context,
                                 const struct vtd_plain_walk *rule, uint64_t all, uint64_t entry,
                                 unsigned access) {
  static_assert(VTD_SS_PTE_SNP_SHIFT > VTD_IOTLB_DATA_ATTR, "SNP moves down to the snoop bit");
  const uint64_t dirty_page = VTD_PERM_W | (uint64_t)VTD_IOTLB_DIRTY << VTD_IOTLB_DATA_ATTR;
  uint64_t data = vtd_ss_pte_addr(&entry) | VTD_PAGE_SHIFT << VTD_IOTLB_DATA_SHIFT |
                  (all & VTD_SS_RW) | context->line_attr |
                  (entry & rule->snoop) >> (VTD_SS_PTE_SNP_SHIFT - VTD_IOTLB_DATA_ATTR);
  if (VTD_LIKELY((~entry & rule->dirty) == 0 || (data & VTD_PERM_W) == 0))
    return data;
  return access == VTD_ACCESS_WRITE ? 0 : data & ~dirty_page;
}

// A walk: what it goes by, and how far it has come.
struct descent {
  const struct vtd_plain_walk *rule;
  const struct vtd_direct *window; // that was used last
  uint64_t page;
  unsigned access;
  uint64_t entry; // that leads on
  uint64_t all;   // bits that all entries have
};

static inline struct descent descent_of(const vtd_t *u, const struct vtd_context *context,
                                        uint64_t page, unsigned access) {
  return (struct descent){.rule = &u->caches.plain[context->plain][access],
                          .window = &u->direct[0],
                          .page = page,
                          .access = access};
}

// Takes the entry of a level. False: it is not in the window, or not plain.
static inline __attribute__((always_inline)) bool step(struct descent *d, unsigned level) {
  const uint64_t in_table = (VTD_LEVEL_ENTRIES - 1) * VTD_SS_PTE_SIZE;
  uint64_t index = d->page >> (vtd_level_shift(level) - 3) & in_table;
  uint64_t offset = (d->entry & VTD_SS_DIR_ADDR_MASK) + index - d->window->base;
  if (offset >= d->window->entries)
    return false;
  d->entry = vtd_le64(d->window->pointer + offset);
  d->all &= d->entry;
  return (d->entry & d->rule->count[level]) == d->rule->need;
}

// The page that a walk has reached goes into the IOTLB.
static inline __attribute__((always_inline)) struct page
arrive(vtd_t *u, const struct vtd_context *context, const struct descent *d, uint64_t set,
       vtd_hit hit, uint32_t reads) {
  struct vtd_iotlb *t = u->caches.iotlb;
  uint64_t data = page_data(context, d->rule, d->all, d->entry, d->access);
  if (vtd_in_interrupt_range(data) || !vtd_iotlb_can_walk(t) || data == 0)
    return not_plain_page;
  struct vtd_iotlb_line *line = vtd_iotlb_room(t, (uint32_t)set);
  line->page = d->page;
  line->stamp = context->tlb_stamp;
  line->owner = context->owner;
  line->data = data;
  t->tagged |= context->tagged;
  u->short_walks++;
  u->counters.walk_reads += reads;
  return (struct page){data, hit, reads};
}

// Down to the page; entries of directories go to kept[level].
static inline __attribute__((always_inline)) bool descend(struct descent *d, unsigned from,
                                                          uint64_t kept[6]) {
  switch (from) {
  case 5:
    if (!step(d, 5))
      return false;
    kept[5] = d->entry; // fall through
  case 4:
    if (!step(d, 4))
      return false;
    kept[4] = d->entry; // fall through
  case 3:
    if (!step(d, 3))
      return false;
    kept[3] = d->entry; // fall through
  default:
    if (!step(d, 2))
      return false;
    kept[2] = d->entry;
    return step(d, 1);
  }
}

// A walk from above the page table. What it finds on its way is kept by the paging-structure cache
// if it ends well.
static inline __attribute__((always_inline)) struct page
walk_down(vtd_t *u, const struct vtd_context *context, uint64_t page, uint64_t set, unsigned access,
          bool first) {
  struct descent d = descent_of(u, context, page, access);
  const unsigned levels = first ? context->first_levels : context->levels;
  const bool cached = psc_entries(u, first) != 0;
  unsigned from = levels;
  uint64_t known = 0, kept[6];
  for (unsigned level = 3; cached && level <= levels && known == 0; level++) {
    known = known_at(u, context, page, d.rule->known, level, first);
    from = known != 0 ? level - 1 : levels;
  }
  d.entry = known != 0 ? known : (first ? context->first_root : context->root);
  d.all = known != 0 ? known : VTD_SS_RW;
  uint64_t gathered = d.all;
  if (!descend(&d, from, kept))
    return not_plain_page;
  vtd_hit hit = from == levels ? VTD_HIT_WALK : VTD_HIT_PSC;
  struct page found = arrive(u, context, &d, set, hit, (uint32_t)from);
  if (found.data == 0 || !cached)
    return found;
  u->counters.psc_hits += hit == VTD_HIT_PSC;
  for (unsigned level = from; level > 1; level--) {
    gathered &= kept[level];
    learn(u, context, page, level, (kept[level] & VTD_SS_DIR_ADDR_MASK) | (gathered & VTD_SS_RW),
          first);
  }
  return found;
}

static __attribute__((noinline)) struct page walk_second_down(vtd_t *u,
                                                              const struct vtd_context *context,
                                                              uint64_t page, uint64_t set,
                                                              unsigned access) {
  return walk_down(u, context, page, set, access, false);
}

static __attribute__((noinline)) struct page walk_first_down(vtd_t *u,
                                                             const struct vtd_context *context,
                                                             uint64_t page, uint64_t set,
                                                             unsigned access) {
  return walk_down(u, context, page, set, access, true);
}

// Most often the paging-structure cache knows the page table.
static inline __attribute__((always_inline)) struct page
walk_direct(vtd_t *u, const struct vtd_context *context, uint64_t page, uint64_t set,
            unsigned access, bool first) {
  static_assert(VTD_FS_PTE_ADDR_MASK == VTD_SS_PTE_ADDR_MASK &&
                    VTD_FS_PTE_P_MASK == VTD_SS_PTE_R_MASK &&
                    VTD_FS_PTE_RW_MASK == VTD_SS_PTE_W_MASK && VTD_FS_PTE_SIZE == VTD_SS_PTE_SIZE,
                "entries of both stages look the same to a plain walk");
  struct descent d = descent_of(u, context, page, access);
  if (psc_entries(u, first) != 0)
    d.entry = known_at(u, context, page, d.rule->known, 2, first);
  if (d.entry == 0)
    return first ? walk_first_down(u, context, page, set, access)
                 : walk_second_down(u, context, page, set, access);
  d.all = d.entry;
  if (!step(&d, 1))
    return not_plain_page;
  struct page found = arrive(u, context, &d, set, VTD_HIT_PSC, 1);
  u->counters.psc_hits += found.data != 0;
  return found;
}

static __attribute__((noinline)) struct page walk_first(vtd_t *u, const struct vtd_context *context,
                                                        uint64_t page, uint64_t set,
                                                        unsigned access) {
  return walk_direct(u, context, page, set, access, true);
}

static inline __attribute__((always_inline)) struct page
walk_plain(vtd_t *u, const struct vtd_context *context, uint64_t page, uint64_t set,
           unsigned access) {
  return VTD_LIKELY(context->plain < VTD_PLAIN_FIRST)
             ? walk_direct(u, context, page, set, access, false)
             : walk_first(u, context, page, set, access);
}

// ---------------------------------------------------------------------------------------------------------
// Turns of the short way

// False: no large page of this address is cached, so a walk need not look for one first.
static inline bool maybe_large(const vtd_t *u, const struct vtd_context *context, uint64_t page) {
  return vtd_iotlb_super_maybe(u->caches.iotlb, page, context->owner);
}

// Rare, and so kept out of the way of those that find no large page near.
static __attribute__((noinline)) struct page walk_large(vtd_t *u, const struct vtd_context *context,
                                                        uint64_t page, uint64_t set,
                                                        unsigned access) {
  return walk_plain(u, context, page, set, access);
}

static inline __attribute__((always_inline)) struct page
large_or_walk(vtd_t *u, const struct vtd_context *context, uint64_t page, uint64_t set,
              unsigned access) {
  int index = vtd_iotlb_super(u->caches.iotlb, page, context->owner, context->tlb_stamp);
  return VTD_LIKELY(index >= 0) ? large_page(u, context, page, index, access)
                                : walk_large(u, context, page, set, access);
}

// Input addresses that the tables can translate.
static inline bool within(const struct vtd_context *context, uint64_t addr) {
  return ((addr + context->bias) & context->beyond) == 0;
}

static inline uint64_t tagged_page(const struct vtd_context *context, uint64_t addr) {
  return (addr & ~VTD_IOTLB_LOW) | context->page_tag;
}

// Tables that only callbacks can read, or a nested walk: nothing is short about it, but what is
// known already need not be found out again.
static __attribute__((noinline)) void
walk_by_callback(vtd_t *u, const vtd_request *q, vtd_result *r, const struct vtd_context *context) {
  struct vtd_iotlb *t = u->caches.iotlb;
  uint8_t walk = vtd_iotlb_walk_begin(t, tagged_page(context, q->addr), context->owner);
  u->counters.requests++;
  u->counters.context_hits++;
  u->counters.iotlb_misses++;
  vtd_translate_missed(u, q, r, context, walk);
}

static inline void give_reads(vtd_result *r, uint64_t addr, const struct vtd_context *context,
                              const struct answer *a, uint32_t reads) {
  give(r, addr, a);
  give_domain(r, context);
  r->reads = (uint16_t)reads;
}

static inline void give_page(vtd_result *r, uint64_t addr, const struct vtd_context *context,
                             struct page page) {
  give_reads(r, (page.data & ~VTD_IOTLB_LOW) | (addr & VTD_IOTLB_LOW), context,
             answer_of(context, (vtd_hit)page.hit, page.data), page.reads);
}

static __attribute__((noinline)) void missed_large(vtd_t *u, const vtd_request *q, vtd_result *r,
                                                   const struct vtd_context *context,
                                                   uint64_t set) {
  struct page page = large_or_walk(u, context, tagged_page(context, q->addr), set, q->access);
  if (page.data == 0) {
    vtd_translate_fully(u, q, r);
    return;
  }
  struct answer a = *answer_of(context, (vtd_hit)page.hit, page.data);
  a.page_shift = vtd_iotlb_data_shift(page.data);
  give_reads(r, page_out(page.data, q->addr), context, &a, page.reads);
}

static inline __attribute__((always_inline)) void missed_small(vtd_t *u, const vtd_request *q,
                                                               vtd_result *r,
                                                               const struct vtd_context *context,
                                                               uint64_t set, bool first) {
  struct page page = walk_direct(u, context, tagged_page(context, q->addr), set, q->access, first);
  if (VTD_LIKELY(page.data != 0))
    give_page(r, q->addr, context, page);
  else
    vtd_translate_fully(u, q, r);
}

static __attribute__((noinline)) void missed_second(vtd_t *u, const vtd_request *q, vtd_result *r,
                                                    const struct vtd_context *context,
                                                    uint64_t set) {
  missed_small(u, q, r, context, set, false);
}

static __attribute__((noinline)) void missed_first(vtd_t *u, const vtd_request *q, vtd_result *r,
                                                   const struct vtd_context *context,
                                                   uint64_t set) {
  missed_small(u, q, r, context, set, true);
}

// A page that the 4 KiB array does not know.
static __attribute__((noinline)) void missed(vtd_t *u, const vtd_request *q, vtd_result *r,
                                             const struct vtd_context *context, uint64_t set) {
  if (VTD_UNLIKELY(vtd_in_interrupt_range(q->addr)))
    vtd_translate_fully(u, q, r);
  else if (VTD_UNLIKELY(maybe_large(u, context, q->addr)))
    missed_large(u, q, r, context, set);
  else if (u->direct_count == 0 || context->plain == VTD_PLAIN_NONE)
    walk_by_callback(u, q, r, context);
  else if (context->plain < VTD_PLAIN_FIRST)
    missed_second(u, q, r, context, set);
  else
    missed_first(u, q, r, context, set);
}

// The first request of a function after an invalidation that may concern its context.
static __attribute__((noinline)) void not_sure_of_context(vtd_t *u, const vtd_request *q,
                                                          vtd_result *r) {
  struct vtd_context *line = vtd_context_find(u, q->sid);
  if ((q->flags & VTD_REQ_PASID) == 0 && u->caches.shortcut &&
      u->latched.ttm == VTD_RTADDR_TTM_LEGACY && line != NULL &&
      (line->tag & VTD_CONTEXT_TABLES) != 0) {
    vtd_context_refresh(u, line);
    vtd_translate(u, q, r);
    return;
  }
  vtd_translate_fully(u, q, r);
}

// A read or write without attributes that could matter, to none of the special addresses.
static inline bool plain(const vtd_request *q) {
  return q->at == VTD_AT_UNTRANSLATED && q->access <= VTD_ACCESS_WRITE &&
         (q->flags & (VTD_REQ_PASID | VTD_REQ_PROBE)) == 0;
}

static inline bool sure_of(const vtd_t *u, const struct vtd_context *context, uint16_t sid) {
  return context->tag == (sid | VTD_CONTEXT_TABLES) && context->version == u->caches.version;
}

// Where the 4 KiB array has a page: way == ways if nowhere. No line is ever made for an interrupt
// address, so a hit need not ask for it.
struct place {
  uint64_t set, way, data;
};

static inline struct place find_page(const vtd_t *u, const struct vtd_context *context,
                                     uint64_t addr) {
  const struct vtd_iotlb *t = u->caches.iotlb;
  const uint64_t page = tagged_page(context, addr);
  struct place at = {.set = (vtd_iotlb_page_hash(page) ^ context->set_hash) & t->set_mask};
  const struct vtd_iotlb_line *line = vtd_iotlb_lines(t, at.set);
  // The stamp stands for the domain and the PASID, so the owner need not be compared.
  while (line->page != page || line->stamp != context->tlb_stamp) {
    line++;
    if (++at.way == t->geometry.ways)
      return at;
  }
  at.data = line->data;
  return at;
}

static inline void count_hit(vtd_t *u, const struct place *at) {
  u->short_hits++;
  vtd_iotlb_touch_way(u->caches.iotlb, at->set, at->way);
}

// A plain request whose line of the context or PASID cache is valid.
static inline __attribute__((always_inline)) void
short_way(vtd_t *u, const vtd_request *q, vtd_result *r, const struct vtd_context *context) {
  if (VTD_UNLIKELY(!within(context, q->addr))) {
    vtd_translate_fully(u, q, r);
    return;
  }
  struct place at = find_page(u, context, q->addr);
  if (VTD_UNLIKELY((at.data & need_of(q->access)) == 0)) { // not found, or not permitted
    if (at.way == u->caches.iotlb->geometry.ways)
      missed(u, q, r, context, at.set);
    else
      vtd_translate_fully(u, q, r);
    return;
  }
  count_hit(u, &at);
  give(r, (at.data & ~VTD_IOTLB_LOW) | (q->addr & VTD_IOTLB_LOW),
       answer_of(context, VTD_HIT_IOTLB, at.data));
  give_domain(r, context);
}

// A read or write with a PASID and no other attribute that could matter. The interrupt range is
// nothing special to it.
static inline bool plain_with_pasid(const vtd_request *q) {
  const unsigned matters = VTD_REQ_PASID | VTD_REQ_PRIV | VTD_REQ_EXEC | VTD_REQ_PROBE;
  return q->at == VTD_AT_UNTRANSLATED && q->access <= VTD_ACCESS_WRITE &&
         (q->flags & matters) == VTD_REQ_PASID;
}

// Where the caches have the address space of a plain request, if they have it; NULL: the request is
// not plain.
static inline const struct vtd_context *line_of(const vtd_t *u, const vtd_request *q) {
  if (VTD_LIKELY(plain(q)))
    return vtd_context_line(&u->caches.context, q->sid);
  if (!plain_with_pasid(q) || u->caches.pasid.lines == NULL)
    return NULL;
  const struct vtd_context *line = vtd_pasid_line(&u->caches.pasid, q->sid, q->pasid);
  return line->pasid == q->pasid ? line : NULL;
}

// What a requester's line must have.
struct mark {
  uint32_t pasid, tag;
};
static_assert(offsetof(struct vtd_context, tag) == offsetof(struct vtd_context, pasid) + 4,
              "pasid and tag are compared in one go");

static inline uint64_t in_one(const void *mark) {
  uint64_t word;
  static_assert(sizeof(struct mark) == sizeof(word), "two halves");
  memcpy(&word, mark, sizeof(word));
  return word;
}

static inline bool is_of(const struct vtd_context *line, const vtd_requester *from) {
  return (in_one(&line->pasid) & from->mask) == from->key;
}

vtd_requester vtd_requester_of(const vtd_t *u, uint16_t sid, bool with_pasid, uint32_t pasid) {
  const struct vtd_context *line = vtd_context_line(&u->caches.context, sid);
  if (with_pasid && u->caches.pasid.lines == NULL)
    return (vtd_requester){.place = line, .key = 1, .mask = 0}; // which no line has
  if (with_pasid)
    line = vtd_pasid_line(&u->caches.pasid, sid, pasid);
  const struct mark key = {with_pasid ? pasid : 0, sid | VTD_CONTEXT_TABLES};
  const struct mark mask = {with_pasid ? UINT32_MAX : 0, UINT32_MAX};
  return (vtd_requester){.place = line, .key = in_one(&key), .mask = in_one(&mask)};
}

static __attribute__((noinline)) vtd_quick quick_missed(vtd_t *u, uint64_t addr, unsigned access,
                                                        const struct vtd_context *context,
                                                        uint64_t set) {
  const uint64_t tagged = tagged_page(context, addr);
  if (VTD_UNLIKELY(vtd_in_interrupt_range(tagged)))
    return (vtd_quick){0, 0, 0};
  struct page page = VTD_UNLIKELY(maybe_large(u, context, tagged))
                         ? large_or_walk(u, context, tagged, set, access)
                         : walk_plain(u, context, tagged, set, access);
  return (vtd_quick){page_out(page.data, addr), page.data & (VTD_PERM_R | VTD_PERM_W), page.reads};
}

// ---------------------------------------------------------------------------------------------------------
// The ways in

inline void vtd_translate(vtd_t *u, const vtd_request *q, vtd_result *r) {
  const struct vtd_context *context = line_of(u, q);
  if (VTD_UNLIKELY(context == NULL))
    vtd_translate_fully(u, q, r);
  else if (VTD_UNLIKELY(!sure_of(u, context, q->sid)))
    not_sure_of_context(u, q, r);
  else
    short_way(u, q, r, context);
}

// All in registers; link-time optimisation inlines it into the data path of its host.
inline vtd_quick vtd_translate_quick(vtd_t *u, uint64_t addr, const vtd_requester *from,
                                     vtd_access access) {
  const vtd_quick other = {0, 0, 0};
  const struct vtd_context *context = from->place;
  if (VTD_UNLIKELY(!is_of(context, from) || context->version != u->caches.version ||
                   !within(context, addr)))
    return other;
  struct place at = find_page(u, context, addr);
  if (VTD_UNLIKELY((at.data & need_of(access)) == 0)) { // not found, or not permitted
    if (at.way != u->caches.iotlb->geometry.ways || u->direct_count == 0)
      return other;
    return quick_missed(u, addr, access, context, at.set);
  }
  count_hit(u, &at);
  vtd_quick hit = {(at.data & ~VTD_IOTLB_LOW) | (addr & VTD_IOTLB_LOW),
                   at.data & (VTD_PERM_R | VTD_PERM_W), 0};
  if (hit.dmi_perm == 0)
    __builtin_unreachable(); // one of them is needed: the caller need not ask
  return hit;
}
