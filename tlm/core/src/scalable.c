// SPDX-License-Identifier: Apache-2.0
// One DMA request in scalable mode: the checks of VT-d spec rev 4.1, chapter 3, in their order.
#include "scalable.h"

#include "job.h"
#include "memtype.h"

// Checks 6 to 8: what the context entry allows. PRE has DTE with it, so page requests meet SCT.8
// only.
static enum vtd_fault_cond check_request(const vtd_t *u, const vtd_request *q,
                                         const struct vtd_sm_context *context) {
  if (q->at == VTD_AT_PAGE && (context->flags & VTD_SM_PRE) == 0)
    return VTD_FC_SCT_8;
  if (!vtd_untranslated(q) && (context->flags & VTD_SM_DTE) == 0)
    return VTD_FC_SCT_5;
  if (!vtd_has_pasid(q))
    return VTD_FC_NONE;
  if ((context->flags & VTD_SM_PASIDE) == 0)
    return VTD_FC_SCT_6;
  if (q->pasid >> (vtd_ecap_pss(u->config.ecap) + 1) != 0)
    return VTD_FC_SGN_10;
  if (q->pasid >= context->pasids)
    return VTD_FC_SCT_7;
  return q->pasid == context->rid_pasid ? VTD_FC_SCT_9 : VTD_FC_NONE;
}

// Checks 14 and 15: execute permission is not modelled (ECAP.ERS), privilege needs SRE. What a page
// request asks for is for software to judge.
static enum vtd_fault_cond check_attributes(const vtd_request *q,
                                            const struct vtd_context_lookup *from) {
  if (q->at == VTD_AT_PAGE)
    return VTD_FC_NONE;
  if (vtd_has_pasid(q) && (q->flags & VTD_REQ_EXEC) != 0)
    return VTD_FC_SPT_5;
  if (from->privileged && (from->context.flags & VTD_CONTEXT_SRE) == 0)
    return VTD_FC_SPT_6;
  return VTD_FC_NONE;
}

static enum vtd_fault_cond check(vtd_t *u, const struct vtd_job *j, uint64_t epoch,
                                 struct vtd_context_lookup *from) {
  const vtd_request *q = j->request;
  struct vtd_sm_lookup context;
  vtd_sm_context_get(u, q->sid, j->probe, epoch, &context);
  from->fpd = context.fpd;
  from->hit = context.hit;
  from->reads = context.reads;
  if (VTD_UNLIKELY(u->perf.active))
    vtd_job_count_lookup(u, j, VTD_PERF_EV_CONTEXT_LOOKUPS, context.hit);
  if (context.cond != VTD_FC_NONE)
    return (enum vtd_fault_cond)context.cond;
  enum vtd_fault_cond cond = check_request(u, q, &context.context);
  if (cond != VTD_FC_NONE || q->at == VTD_AT_TRANSLATED)
    return cond;

  bool rid_priv = (context.context.flags & VTD_SM_RID_PRIV) != 0;
  struct vtd_pasid_key key = {.sid = q->sid, .present = vtd_has_pasid(q)};
  key.pasid = key.present ? q->pasid : context.context.rid_pasid;
  key.priv = !key.present && rid_priv;
  from->privileged = key.present ? (q->flags & VTD_REQ_PRIV) != 0 : rid_priv;
  vtd_pasid_get(u, &key, &context.context, j->probe, epoch, from);
  if (VTD_UNLIKELY(u->perf.active))
    vtd_job_count_lookup(u, j, VTD_PERF_EV_PASID_LOOKUPS, from->hit);
  from->hit = from->hit && context.hit;
  if (from->cond != VTD_FC_NONE)
    return (enum vtd_fault_cond)from->cond;
  return check_attributes(q, from);
}

// Check 9: a translated request of a device that may send them.
static void translated_request(vtd_t *u, struct vtd_job *j) {
  uint64_t addr = j->request->addr;
  if (addr >> u->config.haw != 0)
    vtd_job_fault(u, j, VTD_FC_SGN_4_1);
  else if (vtd_in_interrupt_range(addr))
    vtd_job_fault(u, j, VTD_FC_SGN_8_3);
  else
    vtd_job_pass(u, j, addr, u->config.haw, VTD_PERM_R | VTD_PERM_W);
}

static uint8_t largest_page(const vtd_t *u) {
  bool gib = (vtd_cap_sslps(u->config.cap) & VTD_CAP_SSLPS_1G) != 0 || vtd_cap_fs1gp(u->config.cap);
  bool mib = vtd_cap_sslps(u->config.cap) != 0 || vtd_ecap_fsts(u->config.ecap);
  return gib ? VTD_PAGE_1G_SHIFT : mib ? VTD_PAGE_2M_SHIFT : VTD_PAGE_SHIFT;
}

static void pass_through(vtd_t *u, struct vtd_job *j, const struct vtd_context *context) {
  uint64_t addr = j->request->addr;
  bool snoop = (context->flags & VTD_CONTEXT_PGSNP) != 0;
  if (addr >> u->config.haw != 0) {
    vtd_job_fault(u, j, VTD_FC_SGN_4_2);
  } else if (j->request->at == VTD_AT_TRANSLATION) {
    // As large as it may be; the completion cuts it down where the interrupt range begins.
    vtd_iotlb_entry page = {.page_shift = largest_page(u), .perm = VTD_PERM_R | VTD_PERM_W};
    page.addr = addr & ~vtd_below(page.page_shift);
    page.attr = snoop ? VTD_IOTLB_SNOOP : 0;
    vtd_job_complete(u, j, &page);
  } else if (vtd_in_interrupt_range(addr)) {
    vtd_job_fault(u, j, VTD_FC_SGN_8_1);
  } else {
    j->result->flags |= snoop ? VTD_RES_SNOOP : 0;
    j->result->memory_type = vtd_memtype_of(u, context, 0, addr);
    vtd_job_pass(u, j, addr, u->config.haw, VTD_PERM_R | VTD_PERM_W);
  }
}

// A translation request for the interrupt range, when nothing was wrong up to the PASID entry: with
// a PASID it is an address like any other, but not where pass-through would lead there.
static bool interrupt_range(const vtd_request *q, const struct vtd_context *context) {
  return q->at == VTD_AT_TRANSLATION && vtd_in_interrupt_range(q->addr) &&
         (!vtd_has_pasid(q) || context->type == VTD_IOTLB_PASS);
}

// Check 16.
static bool translate(vtd_t *u, struct vtd_job *j, const struct vtd_context_lookup *from) {
  if (interrupt_range(j->request, &from->context))
    vtd_job_complete_interrupt_range(u, j);
  else if (from->context.type == VTD_IOTLB_PASS)
    pass_through(u, j, &from->context);
  else
    return vtd_job_translate(u, j, from);
  return true;
}

bool vtd_job_find_space(vtd_t *u, struct vtd_job *j, struct vtd_context_lookup *from) {
  uint64_t epoch = u->caches.epoch;
  memset(from, 0, sizeof *from);
  from->cond = (uint8_t)check(u, j, epoch, from);
  j->result->reads = (uint16_t)(j->result->reads + from->reads);
  if (VTD_UNLIKELY(u->perf.active))
    vtd_job_count(u, j, VTD_PERF_EV_MEMORY_READS, 0, from->reads);
  // Reading may let an invalidation in: then what was read may be of yesterday.
  from->overtaken = epoch != u->caches.epoch;
  if (from->overtaken && j->retries < VTD_WALK_RETRIES) {
    j->retries++;
    return false;
  }
  j->fpd = from->fpd;
  j->result->hit = from->hit ? VTD_HIT_NONE : VTD_HIT_WALK;
  j->result->did = from->context.did;
  j->result->pasid = from->context.pasid;
  j->has_domain = j->has_domain || from->cond == VTD_FC_NONE;
  return true;
}

bool vtd_job_scalable(vtd_t *u, struct vtd_job *j) {
  const vtd_request *q = j->request;
  struct vtd_context_lookup from;
  if (!vtd_job_find_space(u, j, &from))
    return false;
  if (q->at == VTD_AT_TRANSLATION && vtd_has_pasid(q) && (q->flags & VTD_REQ_PRIV) != 0)
    j->result->flags |= VTD_RES_ATS_PRIV;
  if (from.cond != VTD_FC_NONE) {
    vtd_job_fault(u, j, (enum vtd_fault_cond)from.cond);
    return true;
  }
  if (q->at == VTD_AT_TRANSLATED) {
    translated_request(u, j);
    return true;
  }
  return translate(u, j, &from);
}
