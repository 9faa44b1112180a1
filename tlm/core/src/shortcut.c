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

#define OF_4K(perm, hit, flags)                                                                    \
  { VTD_OK, VTD_PAGE_SHIFT, perm, perm, hit, flags, VTD_FC_NONE, 0 }
#define OF_4K_PAGES(hit)                                                                           \
  {                                                                                                \
    OF_4K(0, hit, 0), OF_4K(VTD_PERM_R, hit, 0), OF_4K(VTD_PERM_W, hit, 0),                        \
        OF_4K(VTD_PERM_R | VTD_PERM_W, hit, 0), OF_4K(0, hit, VTD_RES_SNOOP),                      \
        OF_4K(VTD_PERM_R, hit, VTD_RES_SNOOP), OF_4K(VTD_PERM_W, hit, VTD_RES_SNOOP),              \
        OF_4K(VTD_PERM_R | VTD_PERM_W, hit, VTD_RES_SNOOP),                                        \
  }
// By where it came from and the low bits of a line's data: permissions, snoop.
static const struct answer answers[][8] = {
    [VTD_HIT_IOTLB] = OF_4K_PAGES(VTD_HIT_IOTLB),
    [VTD_HIT_PSC] = OF_4K_PAGES(VTD_HIT_PSC),
    [VTD_HIT_WALK] = OF_4K_PAGES(VTD_HIT_WALK),
};

static inline void give(vtd_result *r, uint64_t addr, const struct answer *a) {
  r->addr = addr;
  memcpy((uint8_t *)r + ANSWER_AT, a, sizeof(*a));
}

// Domain, no reads, PASID.
static inline void give_domain(vtd_result *r, const struct vtd_context *context) {
  static_assert(offsetof(vtd_result, reads) == offsetof(vtd_result, did) + 2 &&
                    offsetof(vtd_result, pasid) == offsetof(vtd_result, did) + 4 &&
                    offsetof(struct vtd_context, no_reads) ==
                        offsetof(struct vtd_context, did) + 2 &&
                    offsetof(struct vtd_context, pasid) == offsetof(struct vtd_context, did) + 4,
                "did, reads and pasid are copied in one go");
  memcpy((uint8_t *)r + offsetof(vtd_result, did),
         (const uint8_t *)context + offsetof(struct vtd_context, did), 8);
}

static inline uint64_t need_of(const vtd_request *q) {
  static_assert(VTD_ACCESS_READ + 1 == VTD_PERM_R && VTD_ACCESS_WRITE + 1 == VTD_PERM_W,
                "permissions follow from kinds of access");
  return q->access + 1u;
}

// ---------------------------------------------------------------------------------------------------------
// Large pages

// A page that touches the interrupt range on either side is left to usable_shift().
static bool near_interrupts(uint64_t addr, unsigned shift) {
  return (addr ^ VTD_INTR_BASE) >> shift == 0;
}

static bool large_page(vtd_t *u, const vtd_request *q, vtd_result *r,
                       const struct vtd_context *context, int index) {
  struct vtd_iotlb *t = u->caches.iotlb;
  uint64_t data = t->super[index].data;
  unsigned shift = vtd_iotlb_data_shift(data);
  uint64_t out = (data & ~VTD_IOTLB_LOW) | (q->addr & ((UINT64_C(1) << shift) - 1));
  if ((data & need_of(q)) == 0 || near_interrupts(q->addr, shift) || near_interrupts(out, shift))
    return false;
  u->counters.requests++;
  u->counters.context_hits++;
  u->counters.iotlb_hits++;
  vtd_iotlb_touch_super(t, q->addr, context->did, index);
  struct answer a = answers[VTD_HIT_IOTLB][data & 7];
  a.page_shift = (uint8_t)shift;
  give(r, out, &a);
  give_domain(r, context);
  return true;
}

// ---------------------------------------------------------------------------------------------------------
// Walks in direct memory

// The entry for addr in the table that `known` leads to (address, permissions); 0 if it is not in
// the window that was used last, or not what a plain walk may use: present, permitted, nothing
// reserved, on a higher level nothing but a table.
static inline uint64_t read_direct(const struct vtd_direct *w, uint64_t known, uint64_t addr,
                                   unsigned shift, uint64_t need, uint64_t stop) {
  const uint64_t in_table = (VTD_LEVEL_ENTRIES - 1) * VTD_SS_PTE_SIZE;
  uint64_t offset = (known & ~VTD_IOTLB_LOW) + (addr >> (shift - 3) & in_table) - w->base;
  if (offset >= w->entries)
    return 0;
  uint64_t entry = vtd_le64(w->pointer + offset);
  return (entry & need) != 0 && (entry & stop) == 0 ? entry : 0;
}

// The last step of a walk: the PTE in the table that `known` has led to (address, permissions).
// False if it is not plain.
static inline bool last_step(vtd_t *u, const vtd_request *q, vtd_result *r,
                             const struct vtd_context *context, uint64_t set, uint64_t known,
                             uint64_t entry, vtd_hit hit, uint16_t reads) {
  struct vtd_iotlb *t = u->caches.iotlb;
  uint64_t frame = vtd_ss_pte_addr(&entry);
  if (entry == 0 || vtd_in_interrupt_range(frame) || !vtd_iotlb_can_walk(t))
    return false;
  static_assert(VTD_SS_PTE_SNP_SHIFT > VTD_IOTLB_DATA_ATTR, "SNP moves down to the snoop bit");
  uint64_t bits = (known & entry & VTD_SS_RW) |
                  (entry & VTD_SS_PTE_SNP) >> (VTD_SS_PTE_SNP_SHIFT - VTD_IOTLB_DATA_ATTR);
  struct vtd_iotlb_line *line = vtd_iotlb_room(t, set);
  line->page = q->addr & ~VTD_IOTLB_LOW;
  line->stamp = context->tlb_stamp;
  line->owner = context->did;
  line->data = frame | VTD_PAGE_SHIFT << VTD_IOTLB_DATA_SHIFT | bits;
  u->counters.requests++;
  u->counters.context_hits++;
  u->counters.iotlb_misses++;
  u->counters.walks++;
  u->counters.walk_reads += reads;
  give(r, frame | (q->addr & VTD_IOTLB_LOW), &answers[hit][bits]);
  give_domain(r, context);
  r->reads = reads;
  return true;
}

// ---------------------------------------------------------------------------------------------------------
// Turns of the short way

// A walk from above the page table. What it finds on its way is kept by the paging-structure cache
// if it ends well.
static __attribute__((noinline)) void page_table_unknown(vtd_t *u, const vtd_request *q,
                                                         vtd_result *r,
                                                         const struct vtd_context *context,
                                                         uint64_t set) {
  struct vtd_psc *psc = &u->caches.psc;
  const uint64_t addr = q->addr, need = need_of(q), stamp = context->tlb_stamp;
  const struct vtd_direct w = u->direct[0];
  struct vtd_walk_at at = vtd_walk_start(psc, context, stamp, addr, need, 3);
  uint64_t known = at.table | at.perm, entry = 0;
  uint64_t kept[6];
  unsigned level = at.level, shift = vtd_level_shift(level);
  for (;;) {
    entry = read_direct(&w, known, addr, shift, need, u->caches.ss_stop[level]);
    if (entry == 0 || level == 1)
      break;
    known = entry & (VTD_SS_DIR_ADDR_MASK | (known & VTD_SS_RW));
    kept[level--] = known;
    shift -= VTD_LEVEL_BITS;
  }
  vtd_hit hit = at.level == context->levels ? VTD_HIT_WALK : VTD_HIT_PSC;
  if (!last_step(u, q, r, context, set, known, entry, hit, (uint16_t)at.level)) {
    vtd_translate_fully(u, q, r);
    return;
  }
  if (psc->count == 0)
    return;
  u->counters.psc_hits += hit == VTD_HIT_PSC;
  for (level = at.level; level > 1; level--)
    vtd_walk_learn(psc, context, stamp, addr, level, kept[level]);
}

// A request that the IOTLB does not know. Most often the paging-structure cache knows the page
// table.
static __attribute__((noinline)) void not_in_iotlb(vtd_t *u, const vtd_request *q, vtd_result *r,
                                                   const struct vtd_context *context,
                                                   uint64_t set) {
  uint64_t known = 0, need = need_of(q);
  if (u->direct_count == 0) {
    vtd_translate_fully(u, q, r);
    return;
  }
  if (u->caches.psc.count != 0)
    known = vtd_walk_known(&u->caches.psc, context, context->tlb_stamp, q->addr, need, 2);
  if (known == 0) {
    page_table_unknown(u, q, r, context, set);
    return;
  }
  uint64_t entry =
      read_direct(&u->direct[0], known, q->addr, VTD_PAGE_SHIFT, need, u->caches.ss_stop[1]);
  if (!last_step(u, q, r, context, set, known, entry, VTD_HIT_PSC, 1)) {
    vtd_translate_fully(u, q, r);
    return;
  }
  u->counters.psc_hits++;
}

static __attribute__((noinline)) void maybe_large(vtd_t *u, const vtd_request *q, vtd_result *r,
                                                  const struct vtd_context *context, uint64_t set) {
  uint64_t page = q->addr & ~VTD_IOTLB_LOW;
  int index = vtd_iotlb_super(u->caches.iotlb, page, context->did, context->tlb_stamp);
  if (index < 0)
    not_in_iotlb(u, q, r, context, set);
  else if (!large_page(u, q, r, context, index))
    vtd_translate_fully(u, q, r);
}

// No 4 KiB line is ever made for an interrupt address, so a hit need not ask for it.
static inline __attribute__((always_inline)) void no_4k_page(vtd_t *u, const vtd_request *q,
                                                             vtd_result *r,
                                                             const struct vtd_context *context,
                                                             uint64_t set) {
  if (VTD_UNLIKELY(vtd_in_interrupt_range(q->addr)))
    vtd_translate_fully(u, q, r);
  else if (VTD_UNLIKELY(
               vtd_iotlb_super_maybe(u->caches.iotlb, q->addr & ~VTD_IOTLB_LOW, context->did)))
    maybe_large(u, q, r, context, set);
  else
    not_in_iotlb(u, q, r, context, set);
}

// The first request of a function after an invalidation that may concern its context.
static __attribute__((noinline)) void not_sure_of_context(vtd_t *u, const vtd_request *q,
                                                          vtd_result *r) {
  struct vtd_context *line = vtd_context_find(u, q->sid);
  if (u->caches.shortcut && u->latched.ttm == VTD_RTADDR_TTM_LEGACY && line != NULL &&
      (line->tag & VTD_CONTEXT_SECOND_STAGE) != 0) {
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
  return context->tag == (sid | VTD_CONTEXT_SECOND_STAGE) && context->version == u->caches.version;
}

// Where the 4 KiB array has a page: way == ways if nowhere.
struct place {
  uint64_t set, way, data;
};

static inline struct place find_page(const vtd_t *u, const struct vtd_context *context,
                                     uint64_t addr) {
  const struct vtd_iotlb *t = u->caches.iotlb;
  uint64_t page = addr & ~VTD_IOTLB_LOW;
  struct place at = {.set = (vtd_iotlb_page_hash(page) ^ context->did_hash) & t->set_mask};
  const struct vtd_iotlb_line *line = vtd_iotlb_lines(t, at.set);
  // The stamp stands for the domain, so the owner need not be compared.
  while (line->page != page || line->stamp != context->tlb_stamp) {
    line++;
    if (++at.way == t->geometry.ways)
      return at;
  }
  at.data = line->data;
  return at;
}

static inline void count_hit(vtd_t *u, const struct place *at) {
  u->counters.requests++;
  u->counters.context_hits++;
  u->counters.iotlb_hits++;
  vtd_iotlb_touch_way(u->caches.iotlb, at->set, at->way);
}

// ---------------------------------------------------------------------------------------------------------
// Scalable mode: IOTLB hits only

#define SM_ANSWER(perm, ready, flags)                                                              \
  { VTD_OK, VTD_PAGE_SHIFT, perm, ready, VTD_HIT_IOTLB, flags, VTD_FC_NONE, 0 }
// By permissions that are ready for use; a page that is not dirty may be written all the same.
#define SM_PAGES(more, flags)                                                                      \
  SM_ANSWER(0 | (more), 0, flags), SM_ANSWER(VTD_PERM_R | (more), VTD_PERM_R, flags),              \
      SM_ANSWER(VTD_PERM_W | (more), VTD_PERM_W, flags),                                           \
      SM_ANSWER(VTD_PERM_R | VTD_PERM_W | (more), VTD_PERM_R | VTD_PERM_W, flags)
#define SM_KINDS(flags)                                                                            \
  {                                                                                                \
    SM_PAGES(VTD_PERM_W, flags), SM_PAGES(VTD_PERM_W, (flags) | VTD_RES_SNOOP),                    \
        SM_PAGES(0, flags), SM_PAGES(0, (flags) | VTD_RES_SNOOP)                                   \
  }
// By whether a first stage took part, and the low bits of a line's data: permissions, snoop, dirty.
static const struct answer scalable_answers[2][16] = {SM_KINDS(0), SM_KINDS(VTD_RES_FIRST)};

static inline const struct answer *scalable_answer(const struct vtd_context *context,
                                                   uint64_t data) {
  static_assert(VTD_IOTLB_FIRST == 1 && VTD_IOTLB_NESTED == 2,
                "first stages, second stages are 0; pass-through has no entries");
  return &scalable_answers[0][0] + (context->answers | (data & 15));
}

static __attribute__((noinline)) void scalable_large(vtd_t *u, const vtd_request *q, vtd_result *r,
                                                     const struct vtd_context *context,
                                                     uint64_t page) {
  struct vtd_iotlb *t = u->caches.iotlb;
  int index = -1;
  if (vtd_iotlb_super_maybe(t, page, context->owner))
    index = vtd_iotlb_super(t, page, context->owner, context->tlb_stamp);
  uint64_t data = index < 0 ? 0 : t->super[index].data;
  unsigned shift = vtd_iotlb_data_shift(data);
  uint64_t out = (data & ~VTD_IOTLB_LOW) | (q->addr & ((UINT64_C(1) << shift) - 1));
  if ((data & need_of(q)) == 0 || near_interrupts(q->addr, shift) || near_interrupts(out, shift)) {
    vtd_translate_fully(u, q, r);
    return;
  }
  u->counters.requests++;
  u->counters.context_hits++;
  u->counters.iotlb_hits++;
  vtd_iotlb_touch_super(t, page, context->owner, index);
  struct answer a = *scalable_answer(context, data);
  a.page_shift = (uint8_t)shift;
  give(r, out, &a);
  give_domain(r, context);
}

static inline bool sure_of_scalable(const vtd_t *u, const struct vtd_context *context,
                                    uint16_t sid) {
  return context->tag == (sid | VTD_CONTEXT_SCALABLE) && context->version == u->caches.version;
}

static inline uint64_t scalable_page(const struct vtd_context *context, uint64_t addr) {
  return (addr & ~VTD_IOTLB_LOW) | context->page_tag;
}

static inline struct place find_scalable(const vtd_t *u, const struct vtd_context *context,
                                         uint64_t page) {
  const struct vtd_iotlb *t = u->caches.iotlb;
  struct place at = {.set = (vtd_iotlb_page_hash(page) ^ context->set_hash) & t->set_mask};
  const struct vtd_iotlb_line *line = vtd_iotlb_lines(t, at.set);
  while (line->page != page || line->owner != context->owner || line->stamp != context->tlb_stamp) {
    line++;
    if (++at.way == t->geometry.ways)
      return at;
  }
  at.data = line->data;
  return at;
}

// A plain request whose line of the PASID cache is valid.
static inline __attribute__((always_inline)) void
scalable(vtd_t *u, const vtd_request *q, vtd_result *r, const struct vtd_context *context) {
  if (VTD_UNLIKELY(((q->addr + context->bias) & context->beyond) != 0)) {
    vtd_translate_fully(u, q, r);
    return;
  }
  uint64_t page = scalable_page(context, q->addr);
  struct place at = find_scalable(u, context, page);
  if (VTD_UNLIKELY((at.data & need_of(q)) == 0)) {
    if (at.way == u->caches.iotlb->geometry.ways)
      scalable_large(u, q, r, context, page);
    else
      vtd_translate_fully(u, q, r);
    return;
  }
  count_hit(u, &at);
  give(r, (at.data & ~VTD_IOTLB_LOW) | (q->addr & VTD_IOTLB_LOW),
       scalable_answer(context, at.data));
  give_domain(r, context);
}

// A read or write with a PASID and no other attribute that could matter. The interrupt range is
// nothing special to it.
static inline bool plain_with_pasid(const vtd_request *q) {
  const unsigned matters = VTD_REQ_PASID | VTD_REQ_PRIV | VTD_REQ_EXEC | VTD_REQ_PROBE;
  return q->at == VTD_AT_UNTRANSLATED && q->access <= VTD_ACCESS_WRITE &&
         (q->flags & matters) == VTD_REQ_PASID;
}

static __attribute__((noinline)) void not_plain(vtd_t *u, const vtd_request *q, vtd_result *r) {
  const struct vtd_context_cache *c = &u->caches.pasid;
  if (!plain_with_pasid(q) || c->lines == NULL) {
    vtd_translate_fully(u, q, r);
    return;
  }
  const struct vtd_context *context = vtd_pasid_line(c, q->sid, q->pasid);
  if (sure_of_scalable(u, context, q->sid) && context->pasid == q->pasid)
    scalable(u, q, r, context);
  else
    vtd_translate_fully(u, q, r);
}

static __attribute__((noinline)) vtd_quick
quick_scalable(vtd_t *u, uint64_t addr, vtd_access access, const struct vtd_context *context) {
  const vtd_quick other = {0, 0};
  bool sure = sure_of_scalable(u, context, (uint16_t)context->tag);
  if (!sure || ((addr + context->bias) & context->beyond) != 0)
    return other;
  struct place at = find_scalable(u, context, scalable_page(context, addr));
  if (VTD_UNLIKELY((at.data & (access + 1u)) == 0)) // not found, or not permitted
    return other;
  count_hit(u, &at);
  return (vtd_quick){(at.data & ~VTD_IOTLB_LOW) | (addr & VTD_IOTLB_LOW),
                     at.data & (VTD_PERM_R | VTD_PERM_W)};
}

// ---------------------------------------------------------------------------------------------------------
// The ways in

inline void vtd_translate(vtd_t *u, const vtd_request *q, vtd_result *r) {
  if (VTD_UNLIKELY(!plain(q))) {
    not_plain(u, q, r);
    return;
  }
  const struct vtd_context *context = vtd_context_line(&u->caches.context, q->sid);
  if (VTD_UNLIKELY(!sure_of(u, context, q->sid))) {
    if (sure_of_scalable(u, context, q->sid))
      scalable(u, q, r, context);
    else
      not_sure_of_context(u, q, r);
    return;
  }
  if (VTD_UNLIKELY((q->addr & context->beyond) != 0)) {
    vtd_translate_fully(u, q, r);
    return;
  }
  struct place at = find_page(u, context, q->addr);
  if (VTD_UNLIKELY((at.data & need_of(q)) == 0)) { // not found, or not permitted
    if (at.way == u->caches.iotlb->geometry.ways)
      no_4k_page(u, q, r, context, at.set);
    else
      vtd_translate_fully(u, q, r);
    return;
  }
  count_hit(u, &at);
  give(r, (at.data & ~VTD_IOTLB_LOW) | (q->addr & VTD_IOTLB_LOW),
       &answers[VTD_HIT_IOTLB][at.data & 7]);
  give_domain(r, context);
}

// All in registers; link-time optimisation inlines it into the data path of its host.
inline vtd_quick vtd_translate_quick(vtd_t *u, uint64_t addr, uint16_t sid, vtd_access access) {
  const vtd_quick other = {0, 0};
  const struct vtd_context *context = vtd_context_line(&u->caches.context, sid);
  if (VTD_UNLIKELY(!sure_of(u, context, sid)))
    return (uint16_t)context->tag == sid ? quick_scalable(u, addr, access, context) : other;
  if (VTD_UNLIKELY((addr & context->beyond) != 0))
    return other;
  struct place at = find_page(u, context, addr);
  if (VTD_UNLIKELY((at.data & (access + 1u)) == 0)) // not found, or not permitted
    return other;
  count_hit(u, &at);
  return (vtd_quick){(at.data & ~VTD_IOTLB_LOW) | (addr & VTD_IOTLB_LOW),
                     at.data & (VTD_PERM_R | VTD_PERM_W)};
}
