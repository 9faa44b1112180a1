// SPDX-License-Identifier: Apache-2.0
// The page request queue from software's side (chapter 4).
#include "vtd_drv_page_requests.h"

#include "drv_internal.h"

#define ENTRY_BYTES ((uint32_t)VTD_PAGE_REQ_SIZE)
#define TURNS_MAX   64u // of one service call: a flood must not keep software here for ever

static void events(const vtd_drv *unit, bool masked) {
  drv_write32(unit, VTD_PECTL_REG, vtd_pectl_im_set(0, masked));
  (void)drv_read32(unit, VTD_PECTL_REG);
}

vtd_drv_err vtd_drv_page_queue_start(vtd_drv_page_queue *queue, vtd_drv *unit,
                                     const vtd_drv_page_queue_options *options) {
  size_t pages = (size_t)1 << options->order;
  if (options->order > 7 || options->serve == NULL || options->message_addr % 4 != 0)
    return VTD_DRV_BAD_ARGUMENT;
  if (!unit->started || unit->page_requests)
    return VTD_DRV_STATE;
  if (!unit->scalable || !vtd_ecap_prs(unit->ecap))
    return VTD_DRV_UNSUPPORTED;
  queue->ring = unit->hal->alloc_pages(unit->hal->ctx, pages, VTD_PAGE_SHIFT + options->order);
  if (queue->ring == 0)
    return VTD_DRV_NO_MEMORY;
  queue->unit = unit;
  queue->bytes = (uint32_t)(pages * DRV_PAGE);
  queue->order = options->order;
  queue->serve = options->serve;
  queue->arg = options->arg;
  queue->requests = queue->responses = queue->overflows = 0;
  for (unsigned i = 0; i < VTD_DRV_PAGE_GROUPS; i++)
    queue->group[i].used = false;
  events(unit, true);
  drv_write64(unit, VTD_PQH_REG, 0);
  drv_write64(unit, VTD_PQT_REG, 0);
  drv_write64(unit, VTD_PQA_REG, vtd_pqa_pqs_set(queue->ring, options->order));
  drv_write32(unit, VTD_PRS_REG, VTD_PRS_PPR | VTD_PRS_PRO);
  drv_write32(unit, VTD_PEDATA_REG, options->message_data);
  drv_write32(unit, VTD_PEADDR_REG, (uint32_t)options->message_addr);
  drv_write32(unit, VTD_PEUADDR_REG, (uint32_t)(options->message_addr >> 32));
  events(unit, false);
  unit->page_requests = true;
  return VTD_DRV_OK;
}

// ---- Answers

void vtd_drv_batch_page_response(vtd_drv_batch *batch, const vtd_drv_page_request *request,
                                 vtd_drv_page_answer answer) {
  static const uint8_t codes[] = {VTD_QI_PGRP_RESP_RC_SUCCESS, VTD_QI_PGRP_RESP_RC_INVALID,
                                  VTD_QI_PGRP_RESP_RC_FAILURE};
  uint64_t words[4] = {0, 0, 0, 0};
  vtd_qi_type_set(words, VTD_QI_TYPE_PGRP_RESP);
  vtd_qi_pgrp_resp_pp_set(words, request->has_pasid);
  vtd_qi_pgrp_resp_rc_set(words, codes[answer]);
  vtd_qi_pgrp_resp_rid_set(words, request->sid);
  vtd_qi_pgrp_resp_pasid_set(words, request->has_pasid ? request->pasid : 0);
  vtd_qi_pgrp_resp_prgi_set(words, request->group);
  vtd_drv_batch_raw(batch, words);
}

static bool same_group(const vtd_drv_page_request *a, const vtd_drv_page_request *b) {
  return a->sid == b->sid && a->group == b->group && a->has_pasid == b->has_pasid &&
         (!a->has_pasid || a->pasid == b->pasid);
}

static vtd_drv_page_group *find_group(vtd_drv_page_queue *queue,
                                      const vtd_drv_page_request *request) {
  for (unsigned i = 0; i < VTD_DRV_PAGE_GROUPS; i++) {
    if (queue->group[i].used && same_group(&queue->group[i].request, request))
      return &queue->group[i];
  }
  return NULL;
}

// A bad answer to a request that is not the last of its group has to wait for the last one. With no
// room left it is forgotten: the device asks again for what it still misses.
static void remember(vtd_drv_page_queue *queue, const vtd_drv_page_request *request,
                     vtd_drv_page_answer answer) {
  vtd_drv_page_group *group = find_group(queue, request);
  for (unsigned i = 0; group == NULL && i < VTD_DRV_PAGE_GROUPS; i++) {
    if (!queue->group[i].used)
      group = &queue->group[i];
  }
  if (group == NULL)
    return;
  vtd_drv_page_answer before = group->used ? group->answer : VTD_DRV_PAGE_SUCCESS;
  group->request = *request;
  group->answer = answer > before ? answer : before;
  group->used = true;
}

static vtd_drv_page_answer answer_of_group(vtd_drv_page_queue *queue,
                                           const vtd_drv_page_request *request,
                                           vtd_drv_page_answer answer) {
  vtd_drv_page_group *group = find_group(queue, request);
  if (group == NULL)
    return answer;
  group->used = false;
  return group->answer > answer ? group->answer : answer;
}

// ---- Requests

static vtd_drv_page_request decode(const uint64_t *words) {
  vtd_drv_page_request out;
  out.addr = vtd_page_req_addr(words);
  out.has_pasid = vtd_page_req_pp(words);
  out.pasid = out.has_pasid ? (uint32_t)vtd_page_req_pasid(words) : 0;
  out.sid = (uint16_t)vtd_page_req_rid(words);
  out.group = (uint16_t)vtd_page_req_prgi(words);
  out.read = vtd_page_req_rdr(words);
  out.write = vtd_page_req_wrr(words);
  out.execute = vtd_page_req_exr(words);
  out.privileged = vtd_page_req_pmr(words);
  out.last = vtd_page_req_lpig(words);
  return out;
}

// A stop marker: the device will not ask for this PASID again. Nobody waits for an answer.
static bool is_stop_marker(const vtd_drv_page_request *request) {
  return request->last && !request->read && !request->write;
}

static void serve(vtd_drv_page_queue *queue, vtd_drv_batch *batch,
                  const vtd_drv_page_request *request) {
  queue->requests++;
  if (is_stop_marker(request))
    return;
  vtd_drv_page_answer answer = queue->serve(queue->arg, request);
  if (!request->last) {
    if (answer != VTD_DRV_PAGE_SUCCESS)
      remember(queue, request, answer);
    return;
  }
  vtd_drv_batch_page_response(batch, request, answer_of_group(queue, request, answer));
  queue->responses++;
}

// Takes what is in the ring now, at most as much as one batch can answer.
static uint32_t take(vtd_drv_page_queue *queue, vtd_drv_batch *batch) {
  vtd_drv *unit = queue->unit;
  uint32_t taken = 0;
  uint32_t head = (uint32_t)drv_read64(unit, VTD_PQH_REG) & (queue->bytes - 1);
  uint32_t tail = (uint32_t)drv_read64(unit, VTD_PQT_REG) & (queue->bytes - 1);
  while (head != tail && batch->count < VTD_DRV_BATCH_MAX - 1) {
    uint64_t words[VTD_PAGE_REQ_WORDS];
    unit->hal->mem_read(unit->hal->ctx, queue->ring + head, words, sizeof words);
    vtd_drv_page_request request = decode(words);
    head = (head + ENTRY_BYTES) & (queue->bytes - 1);
    serve(queue, batch, &request);
    taken++;
  }
  drv_write64(unit, VTD_PQH_REG, head);
  return taken;
}

// While PRO is set the unit takes no more requests, but answers them itself.
static void heal_overflow(vtd_drv_page_queue *queue) {
  if (!(drv_read32(queue->unit, VTD_PRS_REG) & VTD_PRS_PRO))
    return;
  queue->overflows++;
  drv_write32(queue->unit, VTD_PRS_REG, VTD_PRS_PRO);
}

vtd_drv_err vtd_drv_page_queue_service(vtd_drv_page_queue *queue) {
  if (queue->ring == 0 || !queue->unit->started)
    return VTD_DRV_STATE;
  // Before looking: what comes after the last look raises an event again.
  drv_write32(queue->unit, VTD_PRS_REG, VTD_PRS_PPR);
  for (unsigned turn = 0; turn < TURNS_MAX; turn++) {
    vtd_drv_batch batch;
    vtd_drv_batch_begin(&batch);
    uint32_t taken = take(queue, &batch);
    if (!drv_enter(queue->unit))
      return VTD_DRV_BUSY;
    vtd_drv_err err = drv_leave(queue->unit, vtd_drv_batch_run(queue->unit, &batch));
    if (err != VTD_DRV_OK)
      return err;
    if (taken == 0)
      break;
  }
  heal_overflow(queue);
  return VTD_DRV_OK;
}

vtd_drv_err vtd_drv_page_queue_stop(vtd_drv_page_queue *queue) {
  vtd_drv *unit = queue->unit;
  if (queue->ring == 0 || !unit->started)
    return VTD_DRV_STATE;
  events(unit, true);
  drv_write64(unit, VTD_PQA_REG, 0);
  drv_write32(unit, VTD_PRS_REG, VTD_PRS_PPR | VTD_PRS_PRO);
  drv_free(unit, queue->ring, queue->bytes / DRV_PAGE);
  queue->ring = 0;
  unit->page_requests = false;
  return VTD_DRV_OK;
}
