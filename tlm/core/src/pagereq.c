// SPDX-License-Identifier: Apache-2.0
// Page requests (VT-d spec rev 4.1, chapter 4): which ones are put into the page request queue,
// how, and what those that are not get.
#include "job.h"

// What software sees of a request.
static void make_entry(const vtd_page_request *q, uint64_t *e) {
  memset(e, 0, VTD_PAGE_REQ_SIZE);
  vtd_page_req_type_set(e, VTD_PAGE_REQ_TYPE_PAGE_REQ);
  vtd_page_req_rid_set(e, q->sid);
  if (q->pasid_valid) {
    vtd_page_req_pp_set(e, 1);
    vtd_page_req_pasid_set(e, q->pasid);
    vtd_page_req_exr_set(e, q->execute);
    vtd_page_req_pmr_set(e, q->privileged);
  }
  vtd_page_req_rdr_set(e, q->read);
  vtd_page_req_wrr_set(e, q->write);
  vtd_page_req_lpig_set(e, q->last);
  vtd_page_req_prgi_set(e, q->prgi);
  vtd_page_req_addr_set(e, q->addr);
}

// ---------------------------------------------------------------------------------------------------------
// Answers

void vtd_page_respond(vtd_t *u, const vtd_page_group_response *response) {
  if (u->host.page_group_response != NULL)
    u->host.page_group_response(u->host.ctx, response);
}

// The last message that a function sends about a PASID. Nobody expects a response to it, and a unit
// with ECAP.SMS knows.
static bool is_stop_marker(const vtd_t *u, const vtd_page_request *q) {
  return vtd_ecap_sms(u->config.ecap) && q->last && !q->read && !q->write;
}

// The unit answers in the place of software, which does not get to see the request. Only the last
// request of a group has an answer.
static void answer(vtd_t *u, const vtd_page_request *q, uint8_t code, vtd_page_request_result *r) {
  if (!q->last || is_stop_marker(u, q))
    return;
  r->status = VTD_PAGE_REQUEST_ANSWERED;
  r->response = code;
  if (q->probe)
    return;
  uint64_t entry[VTD_PAGE_REQ_WORDS];
  make_entry(q, entry);
  vtd_page_group_response response = {.pasid = (uint32_t)vtd_page_req_pasid(entry),
                                      .sid = q->sid,
                                      .prgi = (uint16_t)vtd_page_req_prgi(entry),
                                      .code = code,
                                      .pasid_valid = q->pasid_valid,
                                      .automatic = true};
  u->counters.page_responses_auto++;
  vtd_page_respond(u, &response);
}

// ---------------------------------------------------------------------------------------------------------
// The queue

static uint32_t queue_bytes(const vtd_t *u) {
  return (uint32_t)VTD_TABLE_SIZE << vtd_pqa_pqs(vtd_reg64(u, VTD_PQA_REG));
}

// Byte offset of the entry `ahead` entries behind the tail. Software may have shrunk the queue.
static uint32_t entry_offset(const vtd_t *u, uint32_t ahead) {
  uint64_t tail = vtd_pqt_pqt(vtd_reg64(u, VTD_PQT_REG));
  return (uint32_t)(tail + (uint64_t)ahead * VTD_PAGE_REQ_SIZE) & (queue_bytes(u) - 1);
}

static bool is_full(const vtd_t *u) {
  uint32_t head = (uint32_t)vtd_pqh_pqh(vtd_reg64(u, VTD_PQH_REG)) & (queue_bytes(u) - 1);
  return entry_offset(u, u->page_queue.claimed + 1) == head;
}

// Until software clears PRO nothing is queued, even if there is room again.
static bool overflows(vtd_t *u, const vtd_page_request *q) {
  if (vtd_prs_pro(vtd_reg32(u, VTD_PRS_REG)))
    return true;
  if (!is_full(u))
    return false;
  if (!q->probe)
    vtd_page_status_set(u, VTD_PRS_PRO);
  return true;
}

// Software sees entries when the tail has passed them, and they are complete then.
static void publish(vtd_t *u) {
  uint32_t tail = entry_offset(u, u->page_queue.claimed);
  bool any = u->page_queue.claimed != 0;
  u->page_queue.claimed = 0;
  if (any) {
    vtd_reg64_put(u, VTD_PQT_REG, vtd_pqt_pqt_set(0, tail));
    vtd_page_status_set(u, VTD_PRS_PPR);
  }
  if (u->queue.stage == VTD_QUEUE_PAGES)
    vtd_queue_kick(u);
}

// False if the entry could not be written: the tail stays before it. (If others behind it are being
// written the tail has to pass it, and what was in memory before stays in the entry.)
static bool write_entry(vtd_t *u, const vtd_page_request *q) {
  struct vtd_page_queue *queue = &u->page_queue;
  uint32_t generation = queue->generation;
  uint32_t ahead = queue->claimed++;
  queue->writing++;
  uint64_t entry[VTD_PAGE_REQ_WORDS];
  make_entry(q, entry);
  uint64_t at = vtd_pqa_pqa(vtd_reg64(u, VTD_PQA_REG)) + entry_offset(u, ahead);
  bool ok = vtd_mem_write(u, at, entry, VTD_PAGE_REQ_WORDS, VTD_MEM_PAGE_REQUEST);
  if (queue->generation != generation)
    return false;
  queue->writing--;
  if (!ok && ahead + 1 == queue->claimed)
    queue->claimed--;
  if (ok)
    vtd_perf_function(u, VTD_PERF_EV_PAGE_REQUESTS, q->sid);
  if (queue->writing == 0)
    publish(u);
  return ok;
}

bool vtd_page_queue_settled(const vtd_t *u) {
  return u->page_queue.claimed == 0;
}

void vtd_page_queue_reset(vtd_t *u) {
  u->page_queue = (struct vtd_page_queue){.generation = u->page_queue.generation + 1};
}

// ---------------------------------------------------------------------------------------------------------
// One request

// The function has found no translation, so what the IOTLB holds for the page is stale, and goes
// before software can see the request (chapter 6).
static void drop_stale(vtd_t *u, const vtd_page_request *q, const struct vtd_context *space) {
  vtd_inv inv = vtd_page_inv(u, space->did, q->addr, 0, false);
  if (space->type == VTD_IOTLB_NESTED)
    inv = (vtd_inv){.scope = VTD_INV_DOMAIN, .did = space->did, .shift = 64};
  if (space->type == VTD_IOTLB_FIRST)
    inv = (vtd_inv){.scope = VTD_INV_PASID_PAGE,
                    .did = space->did,
                    .pasid = space->pasid,
                    .shift = VTD_PAGE_SHIFT,
                    .base = q->addr & ~vtd_below(VTD_PAGE_SHIFT)};
  vtd_invalidate_iotlb(u, &inv);
}

// Whose address space the page is in, and whether the function may ask for pages there. False:
// there are no page requests now.
static bool find_space(vtd_t *u, struct vtd_job *j, struct vtd_context_lookup *from) {
  do {
    if (!u->latched.tes || !vtd_ecap_prs(u->config.ecap))
      return false;
    from->cond = (uint8_t)vtd_job_mode_fault(u);
    if (from->cond == VTD_FC_NONE && u->latched.ttm == VTD_RTADDR_TTM_LEGACY)
      from->cond = VTD_FC_RTA_3;
  } while (from->cond == VTD_FC_NONE && !vtd_job_find_space(u, j, from));
  return true;
}

static vtd_request as_request(const vtd_page_request *q) {
  vtd_request request = {.addr = q->addr, .pasid = q->pasid, .sid = q->sid, .at = VTD_AT_PAGE};
  request.flags |= q->pasid_valid ? VTD_REQ_PASID : 0;
  request.flags |= q->privileged ? VTD_REQ_PRIV : 0;
  request.flags |= q->probe ? VTD_REQ_PROBE : 0;
  return request;
}

// Faults come before overflow: nothing is said about a queue that the function may not use. The
// architecture has no fault for a queue that cannot be written.
static void receive(vtd_t *u, const vtd_page_request *q, vtd_page_request_result *r) {
  vtd_request request = as_request(q);
  vtd_result result = {0};
  struct vtd_job j = {.request = &request, .result = &result, .probe = q->probe};
  struct vtd_context_lookup from;
  if (!find_space(u, &j, &from))
    return;
  r->reads = result.reads;
  if (from.cond != VTD_FC_NONE) {
    vtd_job_fault(u, &j, (enum vtd_fault_cond)from.cond);
    r->cond = result.cond;
    r->code = result.code;
    r->flags = result.flags;
    answer(u, q, VTD_QI_PGRP_RESP_RC_INVALID, r);
    return;
  }
  if (!q->probe)
    drop_stale(u, q, &from.context);
  if (overflows(u, q)) {
    answer(u, q, VTD_QI_PGRP_RESP_RC_SUCCESS, r);
    if (!q->probe && r->status == VTD_PAGE_REQUEST_ANSWERED)
      vtd_perf_function(u, VTD_PERF_EV_PRQ_OVERFLOWS, q->sid);
  } else if (q->probe || write_entry(u, q)) {
    r->status = VTD_PAGE_REQUEST_QUEUED;
  } else {
    answer(u, q, VTD_QI_PGRP_RESP_RC_INVALID, r);
  }
}

void vtd_request_page(vtd_t *u, const vtd_page_request *q, vtd_page_request_result *r) {
  *r = (vtd_page_request_result){.status = VTD_PAGE_REQUEST_DROPPED};
  if (q->probe) {
    receive(u, q, r);
    return;
  }
  u->counters.page_requests++;
  vtd_perf_flush(u);
  vtd_token token = vtd_inflight_begin(u, true);
  receive(u, q, r);
  vtd_inflight_end(u, token);
  if (r->status == VTD_PAGE_REQUEST_QUEUED)
    u->counters.page_requests_queued++;
  vtd_trace_emit(u, &(vtd_trace){.kind = VTD_TRACE_PAGE_REQUEST,
                                 .sid = q->sid,
                                 .code = r->status,
                                 .addr = q->addr,
                                 .value = q->prgi});
}
