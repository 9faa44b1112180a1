// SPDX-License-Identifier: Apache-2.0
// What a requester gets (VT-d spec rev 4.1, chapters 4 and 7): how far an answer holds, faults,
// accesses that pass, translation completions.
#include "job.h"

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

void vtd_job_block(struct vtd_job *j) {
  j->result->status = VTD_BLOCKED;
}

uint8_t vtd_job_response(const struct vtd_job *j, enum vtd_fault_cond cond) {
  switch (j->request->at) {
  case VTD_AT_UNTRANSLATED:
    return vtd_fault_table[cond].resp_untranslated;
  case VTD_AT_TRANSLATION:
    return vtd_fault_table[cond].resp_translation;
  case VTD_AT_PAGE:
    return vtd_fault_table[cond].resp_page;
  default:
    return vtd_fault_table[cond].resp_translated;
  }
}

static vtd_status fault_status(const struct vtd_job *j, enum vtd_fault_cond cond) {
  if (vtd_job_response(j, cond) == VTD_RESP_CA)
    return VTD_COMPLETER_ABORT;
  switch (cond) {
  case VTD_FC_LGN_2:
  case VTD_FC_LGN_3:
  case VTD_FC_SGN_2:
  case VTD_FC_SGN_6:
  case VTD_FC_SGN_7:
    return VTD_DENIED;
  default:
    return VTD_BLOCKED;
  }
}

// The one recoverable condition that is logged as well (chapter 7): an update that failed is an
// error of the platform.
static bool logged_anyway(enum vtd_fault_cond cond) {
  return cond == VTD_FC_SFS_10;
}

void vtd_job_fault(vtd_t *u, struct vtd_job *j, enum vtd_fault_cond cond) {
  vtd_result *r = j->result;
  r->cond = (uint8_t)cond;
  r->code = vtd_fault_table[cond].code;
  uint8_t resp = vtd_job_response(j, cond);
  bool recoverable = resp == VTD_RESP_S0 || resp == VTD_RESP_SEFF;
  r->status = recoverable ? VTD_OK : (uint8_t)fault_status(j, cond);
  if (j->probe || (recoverable && !logged_anyway(cond)))
    return;
  vtd_fault_info info = {
      .request = j->request, .sid = j->request->sid, .fpd = j->fpd, .cond = (uint8_t)cond};
  if (vtd_fault_report(u, &info))
    r->flags |= VTD_RES_LOGGED;
}

void vtd_job_pass(vtd_t *u, struct vtd_job *j, uint64_t out, uint8_t shift, uint8_t perm) {
  vtd_result *r = j->result;
  if (protected_memory(u, out)) {
    if (!j->probe)
      u->counters.pmr_blocked++;
    vtd_job_block(j);
    return;
  }
  r->status = VTD_OK;
  r->addr = out;
  r->page_shift = usable_shift(u, j->request, out, shift);
  r->perm = perm;
  // What is done through a direct pointer would not be counted.
  r->dmi_perm = vtd_untranslated(j->request) && !u->perf.requests ? perm : 0;
}

void vtd_job_complete(vtd_t *u, struct vtd_job *j, const vtd_iotlb_entry *entry) {
  vtd_result *r = j->result;
  uint64_t page = entry->addr | (j->request->addr & vtd_below(entry->page_shift));
  r->status = VTD_OK;
  r->page_shift = usable_shift(u, j->request, page, entry->page_shift);
  r->addr = page & ~vtd_below(r->page_shift);
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

uint8_t vtd_job_needed(const vtd_t *u, const vtd_request *q) {
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

void vtd_job_complete_interrupt_range(vtd_t *u, struct vtd_job *j) {
  if (!asks_for_write(u, j->request))
    return;
  j->result->perm = VTD_PERM_W;
  j->result->flags |= VTD_RES_ATS_U;
}
