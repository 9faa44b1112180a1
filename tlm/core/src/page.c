// SPDX-License-Identifier: Apache-2.0
// The page that a request goes to (VT-d spec rev 4.1, chapters 3 and 6): from the IOTLB, else by a
// walk; and what invalidations do to a walk that they overtake. The same for both table modes.
#include "job.h"
#include "memtype.h"
#include "walk.h"

static bool scalable(const struct vtd_context *context) {
  return (context->flags & VTD_CONTEXT_PASID) != 0;
}

static bool has_first_stage(const struct vtd_context *context) {
  return context->type == VTD_IOTLB_FIRST || context->type == VTD_IOTLB_NESTED;
}

// ---------------------------------------------------------------------------------------------------------
// Judging an entry

// Permissions of a page. An entry of a clean page lacks W only so that the first write walks.
static uint8_t permissions(const struct vtd_context *context, const vtd_iotlb_entry *entry) {
  bool clean = scalable(context) && (entry->attr & VTD_IOTLB_DIRTY) == 0;
  return clean ? entry->perm | VTD_PERM_W : entry->perm;
}

static enum vtd_fault_cond check_permission(const struct vtd_job *j,
                                            const struct vtd_context *context, uint8_t perm) {
  uint8_t missing = j->need & ~perm;
  if ((missing & VTD_PERM_W) != 0)
    return scalable(context) ? VTD_FC_SGN_6 : VTD_FC_LGN_2;
  if ((missing & VTD_PERM_R) != 0 || perm == 0)
    return scalable(context) ? VTD_FC_SGN_7 : VTD_FC_LGN_3;
  return VTD_FC_NONE;
}

// No page may lead into the interrupt range. Of an untranslated request the address it reaches
// counts, of a translation request all that the completion would cover.
static enum vtd_fault_cond check_output(const struct vtd_job *j, const struct vtd_context *context,
                                        const vtd_iotlb_entry *entry) {
  uint64_t out = entry->addr | (j->request->addr & vtd_below(entry->page_shift));
  bool translation = j->request->at == VTD_AT_TRANSLATION;
  bool inside = vtd_in_interrupt_range(out);
  if (translation)
    inside = inside || (entry->addr ^ VTD_INTR_BASE) >> entry->page_shift == 0;
  if (!inside)
    return VTD_FC_NONE;
  if (!scalable(context))
    return VTD_FC_LGN_4;
  return translation ? VTD_FC_SGN_8_2 : VTD_FC_SGN_8_1;
}

// Checks 13 and 14 of legacy mode, 17 of scalable mode, for a page with these permissions.
static enum vtd_fault_cond check_page(const struct vtd_job *j, const struct vtd_context *context,
                                      const vtd_iotlb_entry *entry, uint8_t perm) {
  enum vtd_fault_cond cond = check_permission(j, context, perm);
  bool effective = cond != VTD_FC_NONE && vtd_job_response(j, cond) == VTD_RESP_SEFF;
  if (cond != VTD_FC_NONE && !(effective && perm != 0))
    return cond;
  enum vtd_fault_cond output = check_output(j, context, entry);
  return output != VTD_FC_NONE ? output : cond;
}

// The request gets a page, perhaps with fewer permissions than it asked for.
static bool gets_page(const struct vtd_job *j, enum vtd_fault_cond cond) {
  return cond == VTD_FC_NONE || vtd_job_response(j, cond) == VTD_RESP_SEFF;
}

// `ready`: what may be done with the page without another look at the tables.
static void answer(vtd_t *u, struct vtd_job *j, const struct vtd_context *context,
                   const vtd_iotlb_entry *entry, uint8_t ready, enum vtd_fault_cond cond) {
  vtd_iotlb_entry page = *entry;
  page.perm = permissions(context, entry);
  if (cond != VTD_FC_NONE) {
    vtd_job_fault(u, j, cond);
    // The fault reason is the same for a page that is not there at all; the host is told apart.
    if (page.perm == 0 && !scalable(context) && j->result->status == VTD_DENIED)
      j->result->status = VTD_BLOCKED;
    if (!gets_page(j, cond) || page.perm == 0)
      return;
  }
  if (has_first_stage(context))
    j->result->flags |= VTD_RES_FIRST;
  if (j->request->at == VTD_AT_TRANSLATION) {
    vtd_job_complete(u, j, &page);
    return;
  }
  if ((page.attr & VTD_IOTLB_SNOOP) != 0)
    j->result->flags |= VTD_RES_SNOOP;
  vtd_job_pass(u, j, page.addr | (j->request->addr & vtd_below(page.page_shift)), page.page_shift,
               page.perm);
  j->result->dmi_perm &= ready;
  j->result->memory_type = vtd_memtype_of(u, context, page.mtype, j->result->addr);
}

// ---------------------------------------------------------------------------------------------------------
// Walks

// A walk in flight: what is needed to know whether it was overtaken.
struct flight {
  uint8_t handle; // VTD_WALK_NONE: nothing will be cached
  uint64_t life;  // of the IOTLB that gave the handle
};

static vtd_walk_status iotlb_walk_done(vtd_t *u, uint8_t walk, const vtd_iotlb_entry *entry) {
  return u->custom_iotlb ? u->iotlb_ops.walk_done(u->iotlb_ops.ctx, walk, entry)
                         : vtd_iotlb_walk_done(u->caches.iotlb, walk, entry);
}

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

// The context is what it was, so another walk may go on under the same key. In scalable mode more
// than a context entry would have to be compared: there the decision starts anew.
static bool context_unchanged(vtd_t *u, struct vtd_job *j, const struct vtd_context *context) {
  if (!u->latched.tes || u->latched.ttm != VTD_RTADDR_TTM_LEGACY || scalable(context))
    return false;
  struct vtd_context_lookup again;
  vtd_context_get(u, j->request->sid, j->probe, &again);
  j->result->reads = (uint16_t)(j->result->reads + again.reads);
  return again.cond == VTD_FC_NONE && !again.overtaken && same_tables(context, &again.context);
}

static unsigned walk_flags(const struct vtd_job *j, const struct vtd_context_lookup *from) {
  unsigned flags = from->overtaken ? VTD_WALK_NO_FILL : 0;
  if (from->privileged)
    flags |= VTD_WALK_PRIV;
  if (vtd_untranslated(j->request))
    flags |= VTD_WALK_STRICT;
  if (j->request->at == VTD_AT_TRANSLATION)
    flags |= VTD_WALK_TRANSLATION;
  if (vtd_has_pasid(j->request))
    flags |= VTD_WALK_PASID;
  return j->probe ? flags | VTD_WALK_NO_FILL | VTD_WALK_PROBE : flags;
}

// Sets the dirty flags that a write needs: only once it is sure that the request does not fault.
static enum vtd_fault_cond write_permitted(vtd_t *u, const struct vtd_job *j,
                                           const struct vtd_context_lookup *from,
                                           struct vtd_walk *walk, enum vtd_fault_cond cond) {
  bool writes = (j->need & walk->entry.perm & VTD_PERM_W) != 0;
  if (!writes || !gets_page(j, cond))
    return cond;
  enum vtd_fault_cond why = vtd_walk_dirty(u, &from->context, walk, walk_flags(j, from));
  return why != VTD_FC_NONE ? why : cond;
}

static struct vtd_walk walk_once(vtd_t *u, struct vtd_job *j, const struct vtd_context_lookup *from,
                                 enum vtd_fault_cond *cond) {
  const struct vtd_context *context = &from->context;
  struct vtd_walk walk;
  u->caches.walking++;
  if (has_first_stage(context))
    vtd_walk_first_stage(u, context, j->request->addr, j->need, walk_flags(j, from), &walk);
  else
    vtd_walk_second_stage(u, context, j->request->addr, j->need, walk_flags(j, from), &walk);
  *cond = walk.cond != VTD_FC_NONE ? (enum vtd_fault_cond)walk.cond
                                   : check_page(j, context, &walk.entry, walk.entry.perm);
  *cond = write_permitted(u, j, from, &walk, *cond);
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

// What the IOTLB keeps: while a dirty flag remains to be set, W is left out.
static vtd_iotlb_entry entry_to_keep(const struct vtd_context *context,
                                     const struct vtd_walk *walk) {
  vtd_iotlb_entry entry = walk->entry;
  if (!scalable(context))
    return entry;
  bool clean = walk->first.clean || walk->second.clean;
  if (clean && (entry.perm & VTD_PERM_W) != 0)
    entry.perm &= (uint8_t)~VTD_PERM_W;
  else
    entry.attr |= VTD_IOTLB_DIRTY;
  return entry;
}

// Interrupt addresses are addresses like others only with a PASID. That is rare: no 4 KiB line is
// made for them, so that hits without PASID need not ask for the range.
static bool never_kept(const struct vtd_job *j, const vtd_iotlb_entry *entry) {
  return entry->page_shift == VTD_PAGE_SHIFT && vtd_in_interrupt_range(j->request->addr);
}

// ---------------------------------------------------------------------------------------------------------
// Look-up

static unsigned level_of(const vtd_iotlb_entry *entry) {
  return 1u + (entry->page_shift - VTD_PAGE_SHIFT) / VTD_LEVEL_BITS;
}

static bool iotlb_lookup(vtd_t *u, const struct vtd_job *j, const vtd_iotlb_key *key,
                         vtd_iotlb_entry *entry, uint8_t *walk) {
  if (j->probe) {
    *walk = VTD_WALK_NONE;
    return u->custom_iotlb ? u->iotlb_ops.probe(u->iotlb_ops.ctx, key, j->need, entry)
                           : vtd_iotlb_probe(u->caches.iotlb, key, j->need, entry);
  }
  bool hit = u->custom_iotlb ? u->iotlb_ops.lookup(u->iotlb_ops.ctx, key, j->need, entry, walk)
                             : vtd_iotlb_lookup(u->caches.iotlb, key, j->need, entry, walk);
  *(hit ? &u->counters.iotlb_hits : &u->counters.iotlb_misses) += 1;
  if (VTD_UNLIKELY(u->perf.active)) {
    unsigned level = hit ? level_of(entry) : 0;
    vtd_job_count(u, j, VTD_PERF_EV_IOTLB_LOOKUPS, level, 1);
    vtd_job_count(u, j, VTD_PERF_EV_IOTLB_HITS, level, hit);
  }
  return hit;
}

static vtd_iotlb_key key_of(const struct vtd_job *j, const struct vtd_context_lookup *from) {
  const struct vtd_context *context = &from->context;
  vtd_iotlb_key key = {.addr = j->request->addr, .did = context->did, .type = context->type};
  if (!scalable(context))
    return key;
  key.pasid_valid = true;
  key.pasid = context->pasid;
  key.type = from->privileged ? vtd_iotlb_privileged(context->type) : context->type;
  return key;
}

// Input addresses that no table of this kind could translate.
static enum vtd_fault_cond check_input(const struct vtd_job *j, const struct vtd_context *context) {
  if (((j->request->addr + context->bias) & context->beyond) == 0)
    return VTD_FC_NONE;
  if (!scalable(context))
    return VTD_FC_LGN_1_1;
  return has_first_stage(context) ? VTD_FC_SGN_1 : VTD_FC_SGN_5;
}

bool vtd_job_missed(vtd_t *u, struct vtd_job *j, const struct vtd_context_lookup *from,
                    uint8_t walk) {
  const struct vtd_context *context = &from->context;
  struct flight flight = {walk, u->caches.iotlb_life};
  enum vtd_fault_cond cond;
  if (from->overtaken)
    end_flight(u, &flight);

  for (;;) {
    uint64_t epoch = u->caches.epoch;
    struct vtd_walk found = walk_once(u, j, from, &cond);
    vtd_iotlb_entry entry = entry_to_keep(context, &found);
    bool cacheable = found.entry.perm != 0 && gets_page(j, cond) && !never_kept(j, &entry);
    bool overtaken = land(u, &flight, epoch, cacheable ? &entry : NULL) || found.changed;
    if (!overtaken || j->retries == VTD_WALK_RETRIES) {
      end_flight(u, &flight);
      answer(u, j, context, &entry, found.unaccessed ? 0 : entry.perm, cond);
      return true;
    }
    j->retries++;
    if (!context_unchanged(u, j, context)) {
      end_flight(u, &flight);
      return false;
    }
  }
}

bool vtd_job_translate(vtd_t *u, struct vtd_job *j, const struct vtd_context_lookup *from) {
  const struct vtd_context *context = &from->context;
  enum vtd_fault_cond cond = check_input(j, context);
  if (cond != VTD_FC_NONE) {
    vtd_job_fault(u, j, cond);
    return true;
  }
  vtd_iotlb_key key = key_of(j, from);
  vtd_iotlb_entry entry;
  uint8_t walk;
  if (!iotlb_lookup(u, j, &key, &entry, &walk))
    return vtd_job_missed(u, j, from, walk);
  j->result->hit = VTD_HIT_IOTLB;
  cond = check_page(j, context, &entry, permissions(context, &entry));
  answer(u, j, context, &entry, entry.perm, cond);
  return true;
}
