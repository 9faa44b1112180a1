// SPDX-License-Identifier: Apache-2.0
// One DMA request: the first decisions of VT-d spec rev 4.1, chapter 3, and the checks of legacy
// mode, in their order. Scalable mode is in scalable.c; the look-up of pages, which both share, in
// page.c; what the requester gets in outcome.c.
//
// Every rule is in these files. Plain requests that meet none of the special cases get their answer
// sooner, in shortcut.c.
#include "translate.h"

#include "job.h"

// ---------------------------------------------------------------------------------------------------------
// Legacy mode

// Check 9a: a translated request of a device that may send them.
static void translated_request(vtd_t *u, struct vtd_job *j) {
  uint64_t addr = j->request->addr;
  if (addr >> u->config.haw != 0)
    vtd_job_fault(u, j, VTD_FC_LGN_1_2);
  else if (vtd_in_interrupt_range(addr))
    vtd_job_fault(u, j, VTD_FC_LGN_4);
  else
    vtd_job_pass(u, j, addr, u->config.haw, VTD_PERM_R | VTD_PERM_W);
}

// Check 9b. Only untranslated requests without PASID come here, and of these none to the interrupt
// range.
static void pass_through(vtd_t *u, struct vtd_job *j) {
  uint64_t addr = j->request->addr;
  if (addr >> u->config.haw != 0)
    vtd_job_fault(u, j, VTD_FC_LGN_1_3);
  else
    vtd_job_pass(u, j, addr, u->config.haw, VTD_PERM_R | VTD_PERM_W);
}

// The sequence of checks of legacy mode. False: decide anew.
static bool legacy(vtd_t *u, struct vtd_job *j) {
  const vtd_request *q = j->request;
  if (vtd_has_pasid(q)) {
    vtd_job_fault(u, j, VTD_FC_RTA_2);
    return true;
  }
  struct vtd_context_lookup from;
  vtd_context_get(u, q->sid, j->probe, &from);
  j->fpd = from.fpd;
  j->result->reads = (uint16_t)(j->result->reads + from.reads);
  j->result->hit = from.hit ? VTD_HIT_NONE : VTD_HIT_WALK;
  if (VTD_UNLIKELY(u->perf.active)) {
    vtd_job_count_lookup(u, j, VTD_PERF_EV_CONTEXT_LOOKUPS, from.hit);
    vtd_job_count(u, j, VTD_PERF_EV_MEMORY_READS, 0, from.reads);
  }
  if (from.cond != VTD_FC_NONE) {
    vtd_job_fault(u, j, (enum vtd_fault_cond)from.cond);
    return true;
  }
  j->result->did = from.context.did;
  j->has_domain = true;
  if (!vtd_untranslated(q) && (from.context.flags & VTD_CONTEXT_DEV_TLB) == 0) {
    vtd_job_fault(u, j, VTD_FC_LCT_5);
    return true;
  }
  if (q->at == VTD_AT_TRANSLATED) {
    translated_request(u, j);
    return true;
  }
  if ((from.context.tag & VTD_CONTEXT_TABLES) == 0) {
    pass_through(u, j);
    return true;
  }
  if (q->at == VTD_AT_TRANSLATION && vtd_in_interrupt_range(q->addr)) {
    vtd_job_complete_interrupt_range(u, j);
    return true;
  }
  return vtd_job_translate(u, j, &from);
}

// ---------------------------------------------------------------------------------------------------------
// First decisions

// A request without PASID to the interrupt range never reaches the tables.
static void interrupt_range(vtd_t *u, struct vtd_job *j) {
  const vtd_request *q = j->request;
  if (q->access == VTD_ACCESS_WRITE && q->bytes == 4 && q->addr % 4 == 0)
    j->result->status = VTD_INTERRUPT;
  else if (q->access == VTD_ACCESS_ZERO_READ)
    j->result->status = VTD_DISCARD;
  else if (u->latched.tes || u->latched.ires)
    vtd_job_fault(u, j, VTD_FC_IR_29);
  else
    vtd_job_block(j);
}

// TES = 0: untranslated requests pass, whatever PASID they carry; there is no such thing as a
// translation.
static void translation_off(vtd_t *u, struct vtd_job *j) {
  if (!vtd_untranslated(j->request))
    vtd_job_block(j);
  else if (vtd_in_interrupt_range(j->request->addr))
    interrupt_range(u, j);
  else
    vtd_job_pass(u, j, j->request->addr, 64, VTD_PERM_R | VTD_PERM_W);
}

// Requests that no function may send.
static bool protocol_error(const vtd_request *q) {
  switch (q->at) {
  case VTD_AT_UNTRANSLATED:
    return false;
  case VTD_AT_TRANSLATION:
    return q->access == VTD_ACCESS_WRITE || q->access == VTD_ACCESS_ATOMIC;
  case VTD_AT_TRANSLATED:
    return vtd_has_pasid(q);
  default:
    return true;
  }
}

enum vtd_fault_cond vtd_job_mode_fault(const vtd_t *u) {
  switch (u->latched.ttm) {
  case VTD_RTADDR_TTM_LEGACY:
    return VTD_FC_NONE;
  case VTD_RTADDR_TTM_SCALABLE:
    return vtd_ecap_smts(u->config.ecap) ? VTD_FC_NONE : VTD_FC_RTA_1_3;
  case VTD_RTADDR_TTM_ABORT:
    return vtd_ecap_adms(u->config.ecap) ? VTD_FC_RTA_4 : VTD_FC_RTA_1_1;
  default:
    return VTD_FC_RTA_1_2;
  }
}

// Which translation there is depends on RTADDR.TTM. False: decide anew.
static bool by_table_mode(vtd_t *u, struct vtd_job *j) {
  enum vtd_fault_cond cond = vtd_job_mode_fault(u);
  if (cond != VTD_FC_NONE) {
    vtd_job_fault(u, j, cond);
    return true;
  }
  return u->latched.ttm == VTD_RTADDR_TTM_LEGACY ? legacy(u, j) : vtd_job_scalable(u, j);
}

static bool decide(vtd_t *u, struct vtd_job *j) {
  const vtd_request *q = j->request;
  if (!u->latched.tes) {
    translation_off(u, j);
    return true;
  }
  if (protocol_error(q)) {
    vtd_job_block(j);
    return true;
  }
  if (vtd_untranslated(q) && !vtd_has_pasid(q) && vtd_in_interrupt_range(q->addr)) {
    interrupt_range(u, j);
    return true;
  }
  return by_table_mode(u, j);
}

static void decide_until_done(vtd_t *u, struct vtd_job *j) {
  while (!decide(u, j))
    continue; // at most VTD_WALK_RETRIES times: each try that failed was a retry
}

void vtd_translate_missed(vtd_t *u, const vtd_request *q, vtd_result *r,
                          const struct vtd_context *context, uint8_t walk) {
  struct vtd_job j = {.request = q, .result = r};
  struct vtd_context_lookup from;
  from.context = *context;
  from.cond = VTD_FC_NONE;
  from.fpd = (context->flags & VTD_CONTEXT_FPD) != 0;
  from.hit = true;
  from.privileged = (context->flags & VTD_CONTEXT_PRIV) != 0;
  from.overtaken = false;
  from.reads = 0;
  j.need = vtd_job_needed(u, q);
  j.fpd = from.fpd;
  j.has_domain = true;
  *r = (vtd_result){.page_shift = VTD_PAGE_SHIFT,
                    .did = context->did,
                    .pasid = context->pasid,
                    .memory_type = VTD_MEMORY_WB};
  if (!vtd_job_missed(u, &j, &from, walk))
    decide_until_done(u, &j);
}

void vtd_translate_fully(vtd_t *u, const vtd_request *q, vtd_result *r) {
  struct vtd_job j = {.request = q, .result = r};
  j.probe = (q->flags & VTD_REQ_PROBE) != 0;
  j.need = vtd_job_needed(u, q);
  if (!j.probe)
    u->counters.requests++;
  if (VTD_UNLIKELY(u->perf.message_due))
    vtd_perf_flush(u);
  *r = (vtd_result){.page_shift = VTD_PAGE_SHIFT, .memory_type = VTD_MEMORY_WB};
  decide_until_done(u, &j);
  if (VTD_UNLIKELY(u->perf.active))
    vtd_job_count(u, &j, VTD_PERF_EV_REQUESTS, 0, 1);
}
