// SPDX-License-Identifier: Apache-2.0
// Primary fault recording (chapter 7).
#include "internal.h"
#include "job.h"

static uint32_t record_count(const vtd_t *u) {
  return (uint32_t)vtd_cap_nfr(u->config.cap) + 1;
}

static uint32_t record_offset(const vtd_t *u, uint32_t index) {
  return u->regs.fro + index * VTD_FRCD_LO_STRIDE;
}

static uint64_t record_high(const vtd_t *u, uint32_t index) {
  return vtd_reg64(u, record_offset(u, index) + VTD_FRCD_HI_REG);
}

static bool any_record(const vtd_t *u) {
  for (uint32_t i = 0; i < record_count(u); i++)
    if (vtd_frcd_hi_f(record_high(u, i)))
      return true;
  return false;
}

// Collapsing: the requester already has a record that software has not seen yet.
static bool has_record(const vtd_t *u, uint16_t sid) {
  for (uint32_t i = 0; i < record_count(u); i++) {
    uint64_t high = record_high(u, i);
    if (vtd_frcd_hi_f(high) && vtd_frcd_hi_sid(high) == sid)
      return true;
  }
  return false;
}

// Address bits that FI can show: those that some table of this unit translates. First-stage
// addresses are canonical, so all bits count.
static uint64_t shown_address(const vtd_t *u, uint64_t addr) {
  if (u->latched.ttm == VTD_RTADDR_TTM_SCALABLE && vtd_ecap_fsts(u->config.ecap))
    return addr;
  uint64_t sagaw = vtd_cap_sagaw(u->config.cap);
  unsigned width = (unsigned)vtd_cap_mgaw(u->config.cap) + 1;
  if ((sagaw & VTD_CAP_SAGAW_57) != 0)
    width = 57;
  else if ((sagaw & VTD_CAP_SAGAW_48) != 0)
    width = 48;
  else if ((sagaw & VTD_CAP_SAGAW_39) != 0)
    width = 39;
  return addr & ((UINT64_C(1) << width) - 1);
}

// T1 and T2: write 0,0; page request 0,1; read 1,0 (a translation request is a read); atomic 1,1.
static uint64_t request_type(uint64_t high, const vtd_request *r) {
  if (r->at == VTD_AT_PAGE)
    return vtd_frcd_hi_t2_set(high, 1); // and AT is that of an untranslated request
  high = vtd_frcd_hi_at_set(high, r->at);
  bool read = r->at == VTD_AT_TRANSLATION || r->access != VTD_ACCESS_WRITE;
  bool atomic = r->at != VTD_AT_TRANSLATION && r->access == VTD_ACCESS_ATOMIC;
  return vtd_frcd_hi_t2_set(vtd_frcd_hi_t1_set(high, read), atomic);
}

static uint64_t request_pasid(uint64_t high, const vtd_request *r) {
  if ((r->flags & VTD_REQ_PASID) == 0)
    return high;
  bool plain_read = vtd_frcd_hi_t1(high) && !vtd_frcd_hi_t2(high);
  high = vtd_frcd_hi_pp_set(high, 1);
  high = vtd_frcd_hi_pv_set(high, r->pasid);
  high = vtd_frcd_hi_priv_set(high, (r->flags & VTD_REQ_PRIV) != 0);
  return vtd_frcd_hi_exe_set(high, plain_read && (r->flags & VTD_REQ_EXEC) != 0);
}

// Fields that this unit does not have (PASID, AT) drop out when the register is written.
static void write_record(vtd_t *u, uint32_t index, const vtd_fault_info *info) {
  uint64_t low = 0;
  uint64_t high = vtd_frcd_hi_sid_set(0, info->sid);
  high = vtd_frcd_hi_fr_set(high, vtd_fault_table[info->cond].code);
  if (info->interrupt)
    low = vtd_frcd_lo_iidx_set(low, info->interrupt_index);
  if (!info->interrupt && info->request != NULL) {
    low = vtd_frcd_lo_fi_set(low, shown_address(u, info->request->addr));
    high = request_pasid(request_type(high, info->request), info->request);
  }
  vtd_reg64_put(u, record_offset(u, index) + VTD_FRCD_LO_REG, low);
  vtd_reg64_put(u, record_offset(u, index) + VTD_FRCD_HI_REG, vtd_frcd_hi_f_set(high, 1));
}

enum recording { RECORDED, RECORDED_FIRST, DROPPED };

static enum recording record(vtd_t *u, const vtd_fault_info *info) {
  uint32_t fsts = vtd_reg32(u, VTD_FSTS_REG);
  if (vtd_fsts_pfo(fsts))
    return DROPPED;
  if (u->config.fault_collapse && has_record(u, info->sid))
    return DROPPED;
  uint32_t index = u->fault_index;
  if (vtd_frcd_hi_f(record_high(u, index))) {
    vtd_reg32_put(u, VTD_FSTS_REG, fsts | VTD_FSTS_PFO); // alone it raises no event
    return DROPPED;
  }
  write_record(u, index, info);
  u->fault_index = index + 1 == record_count(u) ? 0 : index + 1;
  if (vtd_fsts_ppf(fsts))
    return RECORDED;
  vtd_reg32_put(u, VTD_FSTS_REG, vtd_fsts_fri_set(fsts, index));
  return RECORDED_FIRST;
}

bool vtd_fault_report(vtd_t *u, const vtd_fault_info *info) {
  u->counters.faults++;
  bool quiet = info->fpd && vtd_fault_table[info->cond].qualified;
  enum recording recording = quiet ? DROPPED : record(u, info);
  if (quiet)
    u->counters.faults_quiet++;
  else if (recording == DROPPED)
    u->counters.faults_dropped++;
  else
    u->counters.faults_logged++;
  if (recording == RECORDED_FIRST)
    vtd_fault_status_set(u, VTD_FSTS_PPF);
  vtd_trace_emit(u, &(vtd_trace){.kind = VTD_TRACE_FAULT,
                                 .sid = info->sid,
                                 .code = info->cond,
                                 .addr = info->request != NULL ? info->request->addr : 0,
                                 .value = recording != DROPPED});
  return recording != DROPPED;
}

// PPF is the OR of all F.
void vtd_fault_records_changed(vtd_t *u) {
  uint32_t fsts = vtd_reg32(u, VTD_FSTS_REG);
  if (!vtd_fsts_ppf(fsts) || any_record(u))
    return;
  vtd_reg32_put(u, VTD_FSTS_REG, vtd_fsts_ppf_set(fsts, 0));
  vtd_event_update(u, VTD_EVENT_FAULT, false);
}
