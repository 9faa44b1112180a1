// SPDX-License-Identifier: Apache-2.0
// Queued invalidation (chapter 6): fetching descriptors and moving the head. What they do is in
// descriptors.c.
//
// Descriptors are carried out strictly in order, and IQH moves past one only when all of its effect
// is there, so software may poll IQH as well as use wait descriptors. A wait descriptor therefore
// always fences.
#include "internal.h"

// Twice the largest queue. A guest can make a queue that refills itself (a status write that lands
// on IQT_REG); after this many descriptors the unit lets its caller go on.
#define QUEUE_BUDGET 65536u

enum { OUT_OF_WORK, PROGRESS };

static uint32_t width(const vtd_t *u) {
  return vtd_iqa_dw(vtd_reg64(u, VTD_IQA_REG)) ? VTD_QI_SIZE_256 : VTD_QI_SIZE_128;
}

static uint32_t queue_bytes(const vtd_t *u) {
  return (uint32_t)VTD_TABLE_SIZE << vtd_iqa_qs(vtd_reg64(u, VTD_IQA_REG));
}

// Software may have shrunk the queue or changed DW behind the head's back.
static uint32_t head(const vtd_t *u) {
  return (uint32_t)vtd_iqh_qh(vtd_reg64(u, VTD_IQH_REG)) & (queue_bytes(u) - 1) & ~(width(u) - 1);
}

static uint32_t tail(const vtd_t *u) {
  return (uint32_t)vtd_iqt_qt(vtd_reg64(u, VTD_IQT_REG));
}

static bool can_run(const vtd_t *u) {
  return u->latched.qies && (vtd_reg32(u, VTD_FSTS_REG) & (VTD_FSTS_IQE | VTD_FSTS_ITE)) == 0 &&
         head(u) != tail(u);
}

static void advance(vtd_t *u) {
  u->queue.stage = VTD_QUEUE_FETCH;
  u->counters.descriptors++;
  vtd_reg64_put(u, VTD_IQH_REG, vtd_iqh_qh_set(0, (head(u) + width(u)) & (queue_bytes(u) - 1)));
}

// The head stays on the bad descriptor, and nothing is fetched until software clears IQE.
static void stop(vtd_t *u, uint8_t iqei) {
  u->queue.stage = VTD_QUEUE_FETCH;
  vtd_reg64_put(u, VTD_IQERCD_REG, vtd_iqercd_iqei_set(vtd_reg64(u, VTD_IQERCD_REG), iqei));
  vtd_fault_status_set(u, VTD_FSTS_IQE);
}

// Is the queue itself in order? VTD_IQERCD_IQEI_NONE if so.
static uint8_t check_queue(const vtd_t *u) {
  bool wide = width(u) == VTD_QI_SIZE_256;
  bool smts = vtd_ecap_smts(u->config.ecap);
  bool adms = vtd_ecap_adms(u->config.ecap);
  switch (u->latched.ttm) {
  case VTD_RTADDR_TTM_LEGACY:
    if (wide && !smts && !adms)
      return VTD_IQERCD_IQEI_DESC_WIDTH;
    break;
  case VTD_RTADDR_TTM_SCALABLE:
    if (!smts)
      return VTD_IQERCD_IQEI_TTM;
    break;
  case VTD_RTADDR_TTM_ABORT:
    if (!adms)
      return VTD_IQERCD_IQEI_TTM;
    break;
  default:
    return VTD_IQERCD_IQEI_TTM;
  }
  if (!wide && u->latched.ttm != VTD_RTADDR_TTM_LEGACY)
    return VTD_IQERCD_IQEI_DESC_WIDTH;
  if ((tail(u) & (width(u) - 1)) != 0)
    return VTD_IQERCD_IQEI_TAIL_ALIGN;
  if (tail(u) >= queue_bytes(u))
    return VTD_IQERCD_IQEI_TAIL;
  return VTD_IQERCD_IQEI_NONE;
}

// ---- Wait descriptors

static void signal_completion(vtd_t *u) {
  bool was_pending = vtd_ics_iwc(vtd_reg32(u, VTD_ICS_REG));
  vtd_reg32_put(u, VTD_ICS_REG, VTD_ICS_IWC);
  vtd_event_raise(u, VTD_EVENT_INVALIDATION, was_pending);
}

// The status write comes before the head moves, and both before the interrupt. An access error on
// the status write has no place to be reported.
static void complete_wait(vtd_t *u) {
  const uint64_t *d = u->queue.held;
  uint32_t generation = u->queue.generation;
  uint8_t stage = u->queue.stage;
  bool interrupt = vtd_qi_wait_if(d);
  if (vtd_qi_wait_sw(d)) {
    uint64_t addr = vtd_qi_wait_addr(d) & ((UINT64_C(1) << u->config.haw) - 1);
    vtd_mem_write32(u, addr, (uint32_t)vtd_qi_wait_data(d), VTD_MEM_STATUS);
  }
  if (u->queue.generation != generation || u->queue.stage != stage)
    return; // the write came back and disabled the queue, or a device timed out meanwhile
  advance(u);
  if (interrupt)
    signal_completion(u);
}

void vtd_queue_abort_wait(vtd_t *u) {
  if (u->queue.stage == VTD_QUEUE_WAIT)
    advance(u);
}

// PD: page requests that came before the completions of the device-TLB invalidations ahead of it
// are in their queue first. They are writes in flight.
static void drain_pages(vtd_t *u) {
  u->queue.drain = vtd_drain_begin(u, VTD_DRAIN_WRITE);
  u->queue.stage = VTD_QUEUE_PAGES;
}

// ---- One step

static void finish(vtd_t *u, const vtd_desc_result *result) {
  switch (result->outcome) {
  case VTD_DESC_DONE:
    advance(u);
    return;
  case VTD_DESC_DRAIN:
    u->queue.stage = VTD_QUEUE_DRAIN;
    return;
  case VTD_DESC_WAITING:
    u->queue.stage = VTD_QUEUE_WAIT;
    return;
  case VTD_DESC_DEFERRED:
    u->queue.stage = VTD_QUEUE_DEFER;
    return;
  case VTD_DESC_INVALID:
    stop(u, result->iqei);
    return;
  }
}

static void fetch(vtd_t *u) {
  uint8_t iqei = check_queue(u);
  if (iqei != VTD_IQERCD_IQEI_NONE) {
    stop(u, iqei);
    return;
  }
  uint32_t generation = u->queue.generation;
  uint64_t d[4] = {0};
  uint64_t addr = vtd_iqa_iqa(vtd_reg64(u, VTD_IQA_REG)) + head(u);
  if (VTD_UNLIKELY(u->perf.active))
    vtd_perf_add(u, VTD_PERF_EV_MEMORY_READS, &(struct vtd_perf_subject){0}, 1);
  bool ok = vtd_mem_read(u, addr, d, width(u) / 8, VTD_MEM_QUEUE);
  if (u->queue.generation != generation)
    return;
  if (!ok) {
    stop(u, VTD_IQERCD_IQEI_FETCH);
    return;
  }
  vtd_trace_emit(u, &(vtd_trace){.kind = VTD_TRACE_DESCRIPTOR,
                                 .code = (uint32_t)vtd_qi_kind(d),
                                 .addr = addr,
                                 .value = d[0]});
  if (u->queue.generation != generation)
    return;
  memcpy(u->queue.held, d, sizeof d);
  vtd_desc_result result = vtd_descriptor_execute(u, d);
  if (u->queue.generation != generation)
    return;
  finish(u, &result);
}

static int step(vtd_t *u) {
  if (!can_run(u))
    return OUT_OF_WORK;
  switch (u->queue.stage) {
  case VTD_QUEUE_DRAIN:
    if (!vtd_drained(u, &u->queue.drain))
      return OUT_OF_WORK;
    advance(u);
    return PROGRESS;
  case VTD_QUEUE_WAIT:
    if (u->dev_tlb.pending != 0)
      return OUT_OF_WORK;
    if (vtd_qi_wait_pd(u->queue.held))
      drain_pages(u);
    else
      complete_wait(u);
    return PROGRESS;
  case VTD_QUEUE_PAGES:
    if (!vtd_drained(u, &u->queue.drain) || !vtd_page_queue_settled(u))
      return OUT_OF_WORK;
    complete_wait(u);
    return PROGRESS;
  case VTD_QUEUE_DEFER: {
    uint32_t generation = u->queue.generation;
    if (vtd_descriptor_retry(u, u->queue.held) == VTD_DESC_DEFERRED)
      return OUT_OF_WORK;
    if (u->queue.generation == generation)
      advance(u);
    return PROGRESS;
  }
  default:
    fetch(u);
    return PROGRESS;
  }
}

void vtd_queue_run(vtd_t *u) {
  if (u->queue.running)
    return; // the run on the stack looks again after each callback
  u->queue.running = true;
  u->queue.starved = false;
  uint32_t budget = QUEUE_BUDGET;
  while (budget != 0 && step(u) == PROGRESS)
    budget--;
  u->queue.running = false;
  u->queue.starved = budget == 0;
  if (u->queue.starved && u->host.request_step != NULL)
    u->host.request_step(u->host.ctx);
}

void vtd_queue_kick(vtd_t *u) {
  if (u->queue.running || !can_run(u))
    return;
  if (u->host.request_step == NULL)
    vtd_queue_run(u);
  else
    u->host.request_step(u->host.ctx);
}

bool vtd_step(vtd_t *u) {
  vtd_perf_tick(u);
  vtd_perf_flush(u);
  vtd_queue_run(u);
  return u->queue.starved;
}

void vtd_queue_reset(vtd_t *u) {
  u->queue.stage = VTD_QUEUE_FETCH;
  u->queue.starved = false;
  u->queue.generation++;
}

// Disabling drops what the head was waiting for: software has to empty the queue first.
void vtd_queue_enable(vtd_t *u, bool on) {
  vtd_queue_reset(u);
  vtd_reg64_put(u, VTD_IQH_REG, 0);
  if (on)
    vtd_queue_kick(u);
}
