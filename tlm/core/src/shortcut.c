// SPDX-License-Identifier: Apache-2.0
// The short way through a translation, for plain requests that meet nothing special: IOTLB hits,
// and walks that read nothing but direct memory and end well. It has no rule of its own. Whenever a
// check of translate.c could have another outcome than "go on", it gives up before it has changed
// anything, and vtd_translate_fully() does all of the work; a test compares both.
//
// Nothing here calls back into the host, so nothing can change underneath, and pointers into caches
// may be kept.
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

#define HIT_4K(perm, flags)                                                                        \
  { VTD_OK, VTD_PAGE_SHIFT, perm, perm, VTD_HIT_IOTLB, flags, VTD_FC_NONE, 0 }
// By the low bits of a line's data: permissions, snoop.
static const struct answer hit_4k[8] = {
    HIT_4K(0, 0),
    HIT_4K(VTD_PERM_R, 0),
    HIT_4K(VTD_PERM_W, 0),
    HIT_4K(VTD_PERM_R | VTD_PERM_W, 0),
    HIT_4K(0, VTD_RES_SNOOP),
    HIT_4K(VTD_PERM_R, VTD_RES_SNOOP),
    HIT_4K(VTD_PERM_W, VTD_RES_SNOOP),
    HIT_4K(VTD_PERM_R | VTD_PERM_W, VTD_RES_SNOOP),
};

static inline void give(vtd_result *r, uint64_t addr, uint16_t did, uint16_t reads,
                        const struct answer *a) {
  r->addr = addr;
  memcpy((uint8_t *)r + ANSWER_AT, a, sizeof(*a));
  r->did = did;
  r->reads = reads;
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
                       const struct vtd_context *context, uint64_t page, int index) {
  struct vtd_iotlb *t = u->caches.iotlb;
  uint64_t data = t->super[index].data;
  unsigned shift = (unsigned)((data & VTD_IOTLB_LOW) >> VTD_IOTLB_DATA_SHIFT);
  uint64_t out = (data & ~VTD_IOTLB_LOW) | (q->addr & ((UINT64_C(1) << shift) - 1));
  if ((data & need_of(q)) == 0 || near_interrupts(q->addr, shift) || near_interrupts(out, shift))
    return false;
  u->counters.requests++;
  u->counters.context_hits++;
  u->counters.iotlb_hits++;
  vtd_iotlb_touch_super(t, index);
  vtd_iotlb_hint(t, page, context->did, index);
  struct answer a = hit_4k[data & 7];
  a.page_shift = (uint8_t)shift;
  give(r, out, context->did, 0, &a);
  return true;
}

// ---------------------------------------------------------------------------------------------------------
// Walks in direct memory

static inline bool read_direct(const vtd_t *u, uint64_t addr, uint64_t *entry) {
  const struct vtd_direct *window = &u->direct[0];
  uint64_t offset = addr - window->base;
  if (offset >= window->bytes || window->bytes - offset < sizeof(*entry))
    return false;
  *entry = vtd_le64(window->pointer + offset);
  return true;
}

// What a walk found on its way; written to the paging-structure cache when it has ended well.
struct steps {
  uint64_t next[6]; // by level: what a paging-structure line would hold
  unsigned top;     // level of the first entry that was read
  uint64_t leaf;
  uint8_t perm;
};

// True if all is present, permitted and valid, down to a 4 KiB page.
static inline bool walk_direct(const vtd_t *u, const struct vtd_context *context, uint64_t addr,
                               uint8_t need, struct steps *s) {
  struct vtd_walk_at at = vtd_walk_start(&u->caches.psc, context, context->tlb_stamp, addr, need);
  s->top = at.level;
  for (;; at.level--) {
    uint64_t entry;
    if (!read_direct(u, vtd_walk_entry_addr(&at, addr), &entry))
      return false;
    bool leaf = at.level == 1;
    if ((entry & need) == 0 || (entry & u->caches.ss_rsvd[at.level][leaf]) != 0)
      return false;
    at.perm &= (uint8_t)(entry & VTD_SS_RW);
    if (leaf) {
      s->leaf = entry;
      s->perm = at.perm;
      return true;
    }
    if (vtd_walk_leaf(entry, at.level))
      return false;
    at.table = vtd_ss_dir_addr(&entry);
    s->next[at.level] = at.table | at.perm;
  }
}

static inline void keep_steps(vtd_t *u, const struct vtd_context *context, uint64_t addr,
                              const struct steps *s) {
  if (u->caches.psc.count == 0)
    return;
  for (unsigned level = s->top; level > 1; level--)
    vtd_psc_fill(&u->caches.psc, vtd_psc_tag(addr, context->did, level), context->tlb_stamp,
                 s->next[level]);
}

// A request that neither array of the IOTLB knows.
static bool walk_4k(vtd_t *u, const vtd_request *q, vtd_result *r,
                    const struct vtd_context *context, uint64_t page) {
  struct vtd_iotlb *t = u->caches.iotlb;
  struct steps s;
  if (!vtd_iotlb_can_walk(t) || !walk_direct(u, context, q->addr, (uint8_t)need_of(q), &s))
    return false;
  uint64_t frame = vtd_ss_pte_addr(&s.leaf);
  if (vtd_in_interrupt_range(frame))
    return false;

  uint64_t snoop = vtd_ss_pte_snp(&s.leaf) ? VTD_IOTLB_SNOOP : 0;
  uint64_t bits = s.perm | snoop << VTD_IOTLB_DATA_ATTR;
  struct vtd_iotlb_line line = {.page = page,
                                .stamp = context->tlb_stamp,
                                .owner = context->did,
                                .data = frame | VTD_PAGE_SHIFT << VTD_IOTLB_DATA_SHIFT | bits};
  bool from_top = s.top == context->levels;
  keep_steps(u, context, q->addr, &s);
  vtd_iotlb_fill_new(t, vtd_iotlb_set(t, page, context->did), &line);
  u->counters.requests++;
  u->counters.context_hits++;
  u->counters.iotlb_misses++;
  u->counters.walks++;
  u->counters.walk_reads += s.top;
  u->counters.psc_hits += !from_top;
  struct answer a = hit_4k[bits];
  a.hit = from_top ? VTD_HIT_WALK : VTD_HIT_PSC;
  give(r, frame | (q->addr & VTD_IOTLB_LOW), context->did, (uint16_t)s.top, &a);
  return true;
}

// ---------------------------------------------------------------------------------------------------------
// Turns of the short way

static __attribute__((noinline)) void not_in_4k_array(vtd_t *u, const vtd_request *q, vtd_result *r,
                                                      const struct vtd_context *context) {
  struct vtd_iotlb *t = u->caches.iotlb;
  uint64_t page = q->addr & ~VTD_IOTLB_LOW;
  int index = vtd_iotlb_super(t, page, context->did, context->tlb_stamp);
  bool done =
      index >= 0 ? large_page(u, q, r, context, page, index) : walk_4k(u, q, r, context, page);
  if (!done)
    vtd_translate_fully(u, q, r);
}

// The first request of a function after an invalidation that may concern its context.
static __attribute__((noinline)) void not_sure_of_context(vtd_t *u, const vtd_request *q,
                                                          vtd_result *r) {
  struct vtd_context *line = vtd_context_find(u, q->sid);
  if (u->caches.shortcut && line != NULL && (line->tag & VTD_CONTEXT_SECOND_STAGE) != 0) {
    vtd_context_refresh(u, line);
    vtd_translate(u, q, r);
    return;
  }
  vtd_translate_fully(u, q, r);
}

// A read or write without attributes that could matter, to none of the special addresses.
static inline bool plain(const vtd_request *q) {
  return q->at == VTD_AT_UNTRANSLATED && q->access <= VTD_ACCESS_WRITE &&
         (q->flags & (VTD_REQ_PASID | VTD_REQ_PROBE)) == 0 && !vtd_in_interrupt_range(q->addr);
}

void vtd_translate(vtd_t *u, const vtd_request *q, vtd_result *r) {
  if (VTD_UNLIKELY(!plain(q))) {
    vtd_translate_fully(u, q, r);
    return;
  }
  const struct vtd_context *context = vtd_context_line(&u->caches.context, q->sid);
  if (VTD_UNLIKELY(context->tag != (q->sid | VTD_CONTEXT_SECOND_STAGE) ||
                   context->version != u->caches.version)) {
    not_sure_of_context(u, q, r);
    return;
  }
  if (VTD_UNLIKELY((q->addr & context->beyond) != 0)) {
    vtd_translate_fully(u, q, r);
    return;
  }

  struct vtd_iotlb *t = u->caches.iotlb;
  uint64_t page = q->addr & ~VTD_IOTLB_LOW;
  uint32_t set = (uint32_t)(vtd_iotlb_page_hash(page) ^ context->did_hash) & t->set_mask;
  const struct vtd_iotlb_line *line = vtd_iotlb_lines(t, set);
  // The stamp stands for the domain, so the owner need not be compared.
  uint32_t way = 0;
  while (line->page != page || line->stamp != context->tlb_stamp) {
    line++;
    if (++way == t->geometry.ways) {
      not_in_4k_array(u, q, r, context);
      return;
    }
  }
  uint64_t data = line->data;
  if (VTD_UNLIKELY((data & need_of(q)) == 0)) {
    vtd_translate_fully(u, q, r);
    return;
  }
  u->counters.requests++;
  u->counters.context_hits++;
  u->counters.iotlb_hits++;
  vtd_iotlb_touch_way(t, set, (int)way);
  give(r, (data & ~VTD_IOTLB_LOW) | (q->addr & VTD_IOTLB_LOW), context->did, 0, &hit_4k[data & 7]);
}
