// SPDX-License-Identifier: Apache-2.0
// One DMA request: the checks of VT-d spec rev 4.1, chapter 3, in their order; what the requester
// gets for each outcome (chapters 4 and 7).
//
// Every rule is here. Plain requests that meet none of the special cases get their answer sooner,
// in shortcut.c.
#include "translate.h"

#include "internal.h"
#include "walk.h"

// A request on its way.
struct job {
  const vtd_request *request;
  vtd_result *result;
  bool probe;
  bool fpd;         // some entry on the way disables fault processing
  uint8_t need;     // VTD_PERM_*
  unsigned retries; // walks that were overtaken by an invalidation
};

static bool untranslated(const vtd_request *q) {
  return q->at == VTD_AT_UNTRANSLATED;
}
static bool has_pasid(const vtd_request *q) {
  return (q->flags & VTD_REQ_PASID) != 0;
}
static uint64_t below(unsigned shift) {
  return (UINT64_C(1) << shift) - 1;
}

// ---------------------------------------------------------------------------------------------------------
// How far an answer holds

// log2 of the largest aligned block around addr that stays clear of [first, last]; addr itself is
// outside.
static unsigned clear_of(uint64_t addr, uint64_t first, uint64_t last) {
  uint64_t differ = addr ^ (addr < first ? first : last);
  return 63u - (unsigned)__builtin_clzll(differ);
}

static uint8_t smaller(uint8_t a, unsigned b) {
  return a < b ? a : (uint8_t)b;
}

static uint8_t clear_of_interrupts(uint64_t addr, uint8_t shift) {
  if (vtd_in_interrupt_range(addr))
    return smaller(shift, VTD_PAGE_SHIFT);
  return smaller(shift, clear_of(addr, VTD_INTR_BASE, VTD_INTR_LIMIT));
}

static bool region_on(const vtd_t *u, int region) {
  return u->latched.pmr_on && u->latched.pmr_first[region] <= u->latched.pmr_last[region];
}

static bool protected_memory(const vtd_t *u, uint64_t addr) {
  for (int i = 0; i < 2; i++) {
    if (region_on(u, i) && addr >= u->latched.pmr_first[i] && addr <= u->latched.pmr_last[i])
      return true;
  }
  return false;
}

// Cuts a page that leads from `in` to `out` down until no part of it is an interrupt address on
// either side, nor, unless it is only being translated, protected memory.
static uint8_t usable_shift(const vtd_t *u, const vtd_request *q, uint64_t out, uint8_t shift) {
  if (shift == VTD_PAGE_SHIFT)
    return shift;
  shift = clear_of_interrupts(q->addr, shift);
  shift = clear_of_interrupts(out, shift);
  for (int i = 0; q->at != VTD_AT_TRANSLATION && i < 2; i++) {
    if (region_on(u, i))
      shift = smaller(shift, clear_of(out, u->latched.pmr_first[i], u->latched.pmr_last[i]));
  }
  return shift;
}

// ---------------------------------------------------------------------------------------------------------
// Outcomes

// Blocked without a record: not a fault (protocol errors, protected memory, translation off).
static void block(struct job *j) {
  j->result->status = VTD_BLOCKED;
}

static uint8_t response(const vtd_request *q, enum vtd_fault_cond cond) {
  switch (q->at) {
  case VTD_AT_UNTRANSLATED:
    return vtd_fault_table[cond].resp_untranslated;
  case VTD_AT_TRANSLATION:
    return vtd_fault_table[cond].resp_translation;
  default:
    return vtd_fault_table[cond].resp_translated;
  }
}

static vtd_status fault_status(const vtd_request *q, enum vtd_fault_cond cond) {
  if (response(q, cond) == VTD_RESP_CA)
    return VTD_COMPLETER_ABORT;
  bool permission = cond == VTD_FC_LGN_2 || cond == VTD_FC_LGN_3;
  return permission ? VTD_DENIED : VTD_BLOCKED;
}

// A fault condition was met. A recoverable one (translation requests) is a successful completion
// without permissions, and nothing is logged.
static void fault(vtd_t *u, struct job *j, enum vtd_fault_cond cond) {
  vtd_result *r = j->result;
  r->cond = (uint8_t)cond;
  r->code = vtd_fault_table[cond].code;
  uint8_t resp = response(j->request, cond);
  if (resp == VTD_RESP_S0 || resp == VTD_RESP_SEFF) {
    r->status = VTD_OK;
    return;
  }
  r->status = (uint8_t)fault_status(j->request, cond);
  if (j->probe)
    return;
  vtd_fault_info info = {
      .request = j->request, .sid = j->request->sid, .fpd = j->fpd, .cond = (uint8_t)cond};
  if (vtd_fault_report(u, &info))
    r->flags |= VTD_RES_LOGGED;
}

// The access goes to `out`, unless that is protected memory: then it is blocked silently.
static void pass(vtd_t *u, struct job *j, uint64_t out, uint8_t shift, uint8_t perm) {
  vtd_result *r = j->result;
  if (protected_memory(u, out)) {
    if (!j->probe)
      u->counters.pmr_blocked++;
    block(j);
    return;
  }
  r->status = VTD_OK;
  r->addr = out;
  r->page_shift = usable_shift(u, j->request, out, shift);
  r->perm = perm;
  r->dmi_perm = untranslated(j->request) ? perm : 0;
}

// A successful completion of a translation request.
static void complete(vtd_t *u, struct job *j, const vtd_iotlb_entry *entry) {
  vtd_result *r = j->result;
  uint64_t page = entry->addr | (j->request->addr & below(entry->page_shift));
  r->status = VTD_OK;
  r->page_shift = usable_shift(u, j->request, page, entry->page_shift);
  r->addr = page & ~below(r->page_shift);
  r->perm = entry->perm & j->need;
  if ((entry->attr & VTD_IOTLB_SNOOP) != 0)
    r->flags |= VTD_RES_ATS_N;
}

// ---------------------------------------------------------------------------------------------------------
// What a request asks for

// NW counts only where the hardware knows it.
static bool asks_for_write(const vtd_t *u, const vtd_request *q) {
  return (q->flags & VTD_REQ_NO_WRITE) == 0 || !vtd_ecap_nwfs(u->config.ecap);
}

static uint8_t needed(const vtd_t *u, const vtd_request *q) {
  if (q->at == VTD_AT_TRANSLATION)
    return asks_for_write(u, q) ? VTD_PERM_R | VTD_PERM_W : VTD_PERM_R;
  switch (q->access) {
  case VTD_ACCESS_WRITE:
    return VTD_PERM_W;
  case VTD_ACCESS_ATOMIC:
    return VTD_PERM_R | VTD_PERM_W;
  case VTD_ACCESS_ZERO_READ: // CAP.ZLR: may go to a page that can only be written
    return vtd_cap_zlr(u->config.cap) ? 0 : VTD_PERM_R;
  default:
    return VTD_PERM_R;
  }
}

static enum vtd_fault_cond check_permission(const struct job *j, uint8_t perm) {
  uint8_t missing = j->need & ~perm;
  if ((missing & VTD_PERM_W) != 0)
    return VTD_FC_LGN_2;
  if ((missing & VTD_PERM_R) != 0 || perm == 0)
    return VTD_FC_LGN_3;
  return VTD_FC_NONE;
}

// No page may lead into the interrupt range. Of an untranslated request the address it reaches
// counts, of a translation request all that the completion would cover.
static enum vtd_fault_cond check_output(const struct job *j, const vtd_iotlb_entry *entry) {
  uint64_t out = entry->addr | (j->request->addr & below(entry->page_shift));
  bool inside = vtd_in_interrupt_range(out);
  if (j->request->at == VTD_AT_TRANSLATION)
    inside = inside || (entry->addr ^ VTD_INTR_BASE) >> entry->page_shift == 0;
  return inside ? VTD_FC_LGN_4 : VTD_FC_NONE;
}

// ---------------------------------------------------------------------------------------------------------
// Second stage

static bool iotlb_lookup(vtd_t *u, const struct job *j, const vtd_iotlb_key *key,
                         vtd_iotlb_entry *entry, uint8_t *walk) {
  if (j->probe) {
    *walk = VTD_WALK_NONE;
    return u->custom_iotlb ? u->iotlb_ops.probe(u->iotlb_ops.ctx, key, j->need, entry)
                           : vtd_iotlb_probe(u->caches.iotlb, key, j->need, entry);
  }
  bool hit = u->custom_iotlb ? u->iotlb_ops.lookup(u->iotlb_ops.ctx, key, j->need, entry, walk)
                             : vtd_iotlb_lookup(u->caches.iotlb, key, j->need, entry, walk);
  *(hit ? &u->counters.iotlb_hits : &u->counters.iotlb_misses) += 1;
  return hit;
}

static vtd_walk_status iotlb_walk_done(vtd_t *u, uint8_t walk, const vtd_iotlb_entry *entry) {
  return u->custom_iotlb ? u->iotlb_ops.walk_done(u->iotlb_ops.ctx, walk, entry)
                         : vtd_iotlb_walk_done(u->caches.iotlb, walk, entry);
}

// Checks 13 and 14 and the answer, for an entry that the IOTLB or a walk has given.
static enum vtd_fault_cond check_entry(const struct job *j, const vtd_iotlb_entry *entry) {
  enum vtd_fault_cond cond = check_permission(j, entry->perm);
  bool effective = cond != VTD_FC_NONE && response(j->request, cond) == VTD_RESP_SEFF;
  if (cond != VTD_FC_NONE && !(effective && entry->perm != 0))
    return cond;
  enum vtd_fault_cond output = check_output(j, entry);
  return output != VTD_FC_NONE ? output : cond;
}

static void answer(vtd_t *u, struct job *j, const vtd_iotlb_entry *entry,
                   enum vtd_fault_cond cond) {
  if (cond != VTD_FC_NONE) {
    fault(u, j, cond);
    // The fault reason is the same for a page that is not there at all; the host is told apart.
    if (entry->perm == 0 && j->result->status == VTD_DENIED)
      j->result->status = VTD_BLOCKED;
    if (j->result->status != VTD_OK || entry->perm == 0)
      return;
  }
  if (j->request->at == VTD_AT_TRANSLATION) {
    complete(u, j, entry);
    return;
  }
  if ((entry->attr & VTD_IOTLB_SNOOP) != 0)
    j->result->flags |= VTD_RES_SNOOP;
  pass(u, j, entry->addr | (j->request->addr & below(entry->page_shift)), entry->page_shift,
       entry->perm);
}

// A walk in flight: what is needed to know whether it was overtaken.
struct flight {
  uint8_t handle; // VTD_WALK_NONE: nothing will be cached
  uint64_t life;  // of the IOTLB that gave the handle
};

static bool handle_alive(const vtd_t *u, const struct flight *f) {
  return f->handle != VTD_WALK_NONE && f->life == u->caches.iotlb_life;
}

static void end_flight(vtd_t *u, struct flight *f) {
  if (handle_alive(u, f))
    iotlb_walk_done(u, f->handle, NULL);
  f->handle = VTD_WALK_NONE;
}

// Hands the outcome of a walk to the IOTLB; true if an invalidation came in between.
static bool land(vtd_t *u, struct flight *f, uint64_t epoch, const vtd_iotlb_entry *entry) {
  if (!handle_alive(u, f)) {
    f->handle = VTD_WALK_NONE;
    return epoch != u->caches.epoch;
  }
  if (iotlb_walk_done(u, f->handle, entry) == VTD_WALK_AGAIN)
    return true;
  f->handle = VTD_WALK_NONE;
  return false;
}

static bool same_tables(const struct vtd_context *a, const struct vtd_context *b) {
  return a->tag == b->tag && a->did == b->did && a->root == b->root && a->levels == b->levels &&
         a->flags == b->flags;
}

// The context is what it was, so another walk may go on under the same key.
static bool context_unchanged(vtd_t *u, struct job *j, const struct vtd_context *context) {
  if (!u->latched.tes || u->latched.ttm != VTD_RTADDR_TTM_LEGACY)
    return false;
  struct vtd_context_lookup again;
  vtd_context_get(u, j->request->sid, j->probe, &again);
  j->result->reads = (uint16_t)(j->result->reads + again.reads);
  return again.cond == VTD_FC_NONE && !again.overtaken && same_tables(context, &again.context);
}

static struct vtd_walk walk_once(vtd_t *u, struct job *j, const struct vtd_context *context,
                                 bool fill) {
  struct vtd_walk walk;
  u->caches.walking++;
  vtd_walk_second_stage(u, context, j->request->addr, j->need, fill ? 0 : VTD_WALK_NO_FILL, &walk);
  u->caches.walking--;
  j->result->reads = (uint16_t)(j->result->reads + walk.reads);
  j->result->hit = walk.psc_hit ? VTD_HIT_PSC : VTD_HIT_WALK;
  if (j->probe)
    return walk;
  u->counters.walks++;
  u->counters.walk_reads += walk.reads;
  u->counters.psc_hits += walk.psc_hit;
  return walk;
}

// Checks 10 to 14. False: tables or mode changed under the walk; decide anew from the first check.
static bool second_stage(vtd_t *u, struct job *j, const struct vtd_context_lookup *from) {
  const vtd_request *q = j->request;
  const struct vtd_context *context = &from->context;
  if ((q->addr & context->beyond) != 0) {
    fault(u, j, VTD_FC_LGN_1_1);
    return true;
  }

  vtd_iotlb_key key = {.addr = q->addr, .did = context->did, .type = VTD_IOTLB_SECOND};
  vtd_iotlb_entry entry;
  struct flight flight = {VTD_WALK_NONE, u->caches.iotlb_life};
  if (iotlb_lookup(u, j, &key, &entry, &flight.handle)) {
    j->result->hit = VTD_HIT_IOTLB;
    answer(u, j, &entry, check_entry(j, &entry));
    return true;
  }
  if (from->overtaken)
    end_flight(u, &flight);

  for (;;) {
    uint64_t epoch = u->caches.epoch;
    struct vtd_walk walk = walk_once(u, j, context, !j->probe && !from->overtaken);
    enum vtd_fault_cond cond =
        walk.cond != VTD_FC_NONE ? (enum vtd_fault_cond)walk.cond : check_entry(j, &walk.entry);
    bool cacheable =
        walk.entry.perm != 0 && (cond == VTD_FC_NONE || response(q, cond) == VTD_RESP_SEFF);
    bool overtaken = land(u, &flight, epoch, cacheable ? &walk.entry : NULL);
    if (!overtaken || j->retries == VTD_WALK_RETRIES) {
      end_flight(u, &flight);
      answer(u, j, &walk.entry, cond);
      return true;
    }
    j->retries++;
    if (!context_unchanged(u, j, context)) {
      end_flight(u, &flight);
      return false;
    }
  }
}

// ---------------------------------------------------------------------------------------------------------
// Legacy mode

// Check 9a: a translated request of a device that may send them.
static void translated_request(vtd_t *u, struct job *j) {
  uint64_t addr = j->request->addr;
  if (addr >> u->config.haw != 0)
    fault(u, j, VTD_FC_LGN_1_2);
  else if (vtd_in_interrupt_range(addr))
    fault(u, j, VTD_FC_LGN_4);
  else
    pass(u, j, addr, u->config.haw, VTD_PERM_R | VTD_PERM_W);
}

// Check 9b.
static void pass_through(vtd_t *u, struct job *j) {
  uint64_t addr = j->request->addr;
  if (addr >> u->config.haw != 0)
    fault(u, j, VTD_FC_LGN_1_3);
  else if (vtd_in_interrupt_range(addr))
    fault(u, j, VTD_FC_LGN_4);
  else
    pass(u, j, addr, u->config.haw, VTD_PERM_R | VTD_PERM_W);
}

// A translation request for the interrupt range: "use it untranslated, to write" (chapter 3,
// interrupt address range), or nothing at all if it will not write.
static void translation_of_interrupt_range(vtd_t *u, struct job *j) {
  if (!asks_for_write(u, j->request))
    return;
  j->result->perm = VTD_PERM_W;
  j->result->flags |= VTD_RES_ATS_U;
}

// The sequence of checks of legacy mode. False: decide anew.
static bool legacy(vtd_t *u, struct job *j) {
  const vtd_request *q = j->request;
  if (has_pasid(q)) {
    fault(u, j, VTD_FC_RTA_2);
    return true;
  }
  struct vtd_context_lookup from;
  vtd_context_get(u, q->sid, j->probe, &from);
  j->fpd = from.fpd;
  j->result->reads = (uint16_t)(j->result->reads + from.reads);
  j->result->hit = from.hit ? VTD_HIT_NONE : VTD_HIT_WALK;
  if (from.cond != VTD_FC_NONE) {
    fault(u, j, (enum vtd_fault_cond)from.cond);
    return true;
  }
  j->result->did = from.context.did;
  if (!untranslated(q) && (from.context.flags & VTD_CONTEXT_DEV_TLB) == 0) {
    fault(u, j, VTD_FC_LCT_5);
    return true;
  }
  if (q->at == VTD_AT_TRANSLATED) {
    translated_request(u, j);
    return true;
  }
  if ((from.context.tag & VTD_CONTEXT_SECOND_STAGE) == 0) {
    pass_through(u, j);
    return true;
  }
  if (q->at == VTD_AT_TRANSLATION && vtd_in_interrupt_range(q->addr)) {
    translation_of_interrupt_range(u, j);
    return true;
  }
  return second_stage(u, j, &from);
}

// ---------------------------------------------------------------------------------------------------------
// First decisions

// A request without PASID to the interrupt range never reaches the tables.
static void interrupt_range(vtd_t *u, struct job *j) {
  const vtd_request *q = j->request;
  if (q->access == VTD_ACCESS_WRITE && q->bytes == 4 && q->addr % 4 == 0)
    j->result->status = VTD_INTERRUPT;
  else if (q->access == VTD_ACCESS_ZERO_READ)
    j->result->status = VTD_DISCARD;
  else if (u->latched.tes || u->latched.ires)
    fault(u, j, VTD_FC_IR_29);
  else
    block(j);
}

// TES = 0: untranslated requests pass, whatever PASID they carry; there is no such thing as a
// translation.
static void translation_off(vtd_t *u, struct job *j) {
  if (!untranslated(j->request))
    block(j);
  else if (vtd_in_interrupt_range(j->request->addr))
    interrupt_range(u, j);
  else
    pass(u, j, j->request->addr, 64, VTD_PERM_R | VTD_PERM_W);
}

// Requests that no function may send.
static bool protocol_error(const vtd_request *q) {
  switch (q->at) {
  case VTD_AT_UNTRANSLATED:
    return false;
  case VTD_AT_TRANSLATION:
    return q->access == VTD_ACCESS_WRITE || q->access == VTD_ACCESS_ATOMIC;
  case VTD_AT_TRANSLATED:
    return has_pasid(q);
  default:
    return true;
  }
}

// Which translation there is depends on RTADDR.TTM. False: decide anew.
static bool by_table_mode(vtd_t *u, struct job *j) {
  switch (u->latched.ttm) {
  case VTD_RTADDR_TTM_LEGACY:
    return legacy(u, j);
  case VTD_RTADDR_TTM_SCALABLE: // no unit of this model has ECAP.SMTS
    fault(u, j, VTD_FC_RTA_1_3);
    return true;
  case VTD_RTADDR_TTM_ABORT:
    fault(u, j, vtd_ecap_adms(u->config.ecap) ? VTD_FC_RTA_4 : VTD_FC_RTA_1_1);
    return true;
  default:
    fault(u, j, VTD_FC_RTA_1_2);
    return true;
  }
}

static bool decide(vtd_t *u, struct job *j) {
  const vtd_request *q = j->request;
  if (!u->latched.tes) {
    translation_off(u, j);
    return true;
  }
  if (protocol_error(q)) {
    block(j);
    return true;
  }
  if (untranslated(q) && !has_pasid(q) && vtd_in_interrupt_range(q->addr)) {
    interrupt_range(u, j);
    return true;
  }
  return by_table_mode(u, j);
}

void vtd_translate_fully(vtd_t *u, const vtd_request *q, vtd_result *r) {
  struct job j = {.request = q, .result = r};
  j.probe = (q->flags & VTD_REQ_PROBE) != 0;
  j.need = needed(u, q);
  if (!j.probe)
    u->counters.requests++;
  *r = (vtd_result){.page_shift = VTD_PAGE_SHIFT};
  while (!decide(u, &j))
    continue; // at most VTD_WALK_RETRIES times: each try that failed was a retry
}
