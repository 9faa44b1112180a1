// SPDX-License-Identifier: Apache-2.0
// Queued invalidation from software's side (chapter 6): the ring, the wait behind each batch, and
// what to do when the unit or a device does not play along.
#include "drv_internal.h"

#define STATUS_OFFSET  0u // of the status page: status data of waits
#define SCRATCH_OFFSET 8u // status data of the waits that replace refused descriptors
#define BATCH_ATTEMPTS 3u // after device-TLB time-outs

static vtd_drv_err wait_empty(const vtd_drv *unit) {
  drv_deadline deadline = drv_deadline_begin(unit);
  for (;;) {
    // A stale error would hold the queue for ever.
    drv_write32(unit, VTD_FSTS_REG, VTD_FSTS_IQE | VTD_FSTS_ITE | VTD_FSTS_ICE);
    uint64_t head = vtd_iqh_qh(drv_read64(unit, VTD_IQH_REG));
    if (head == vtd_iqt_qt(drv_read64(unit, VTD_IQT_REG)))
      return VTD_DRV_OK;
    if (!drv_deadline_wait(unit, &deadline))
      return VTD_DRV_TIMEOUT;
  }
}

vtd_drv_err drv_queue_off(vtd_drv *unit) {
  if (!(drv_read32(unit, VTD_GSTS_REG) & VTD_GSTS_QIES))
    return VTD_DRV_OK;
  vtd_drv_err err = wait_empty(unit);
  if (err != VTD_DRV_OK)
    return err;
  return drv_command(unit, VTD_GCMD_QIE, VTD_GSTS_QIES, false);
}

vtd_drv_err drv_queue_start(vtd_drv *unit) {
  vtd_drv_queue *q = &unit->queue;
  size_t pages = (size_t)1 << unit->queue_order;
  q->bytes = (uint32_t)(pages * DRV_PAGE);
  q->ring = unit->hal->alloc_pages(unit->hal->ctx, pages, VTD_PAGE_SHIFT + unit->queue_order);
  q->status = drv_page(unit);
  if (q->ring == 0 || q->status == 0)
    return VTD_DRV_NO_MEMORY;
  q->desc_bytes = unit->wide_queue ? VTD_QI_SIZE_256 : VTD_QI_SIZE_128;
  q->tail = 0;
  q->sequence = 0;
  drv_write64(unit, VTD_IQT_REG, 0);
  uint64_t iqa = vtd_iqa_qs_set(q->ring, unit->queue_order);
  drv_write64(unit, VTD_IQA_REG, vtd_iqa_dw_set(iqa, unit->wide_queue));
  return drv_command(unit, VTD_GCMD_QIE, VTD_GSTS_QIES, true);
}

vtd_drv_err drv_queue_stop(vtd_drv *unit) {
  vtd_drv_queue *q = &unit->queue;
  if (unit->use_queue && q->ring != 0) {
    vtd_drv_err err = drv_queue_off(unit);
    if (err != VTD_DRV_OK)
      return err; // the unit may still read the ring: keep it
  }
  drv_free(unit, q->ring, (size_t)(q->bytes / DRV_PAGE));
  drv_free(unit, q->status, 1);
  q->ring = 0;
  q->status = 0;
  return VTD_DRV_OK;
}

// ---- Submission

static uint32_t next_offset(const vtd_drv_queue *q, uint32_t offset) {
  return (offset + q->desc_bytes) % q->bytes;
}

// One slot always stays free: a full ring would look empty.
static bool has_room(const vtd_drv *unit, uint32_t descriptors) {
  const vtd_drv_queue *q = &unit->queue;
  uint32_t head = (uint32_t)vtd_iqh_qh(drv_read64(unit, VTD_IQH_REG));
  uint32_t used = (q->tail - head) & (q->bytes - 1);
  return used + (descriptors + 1) * q->desc_bytes <= q->bytes;
}

static void put(vtd_drv *unit, const uint64_t words[4]) {
  vtd_drv_queue *q = &unit->queue;
  for (uint32_t i = 0; i < q->desc_bytes / 8; i++)
    drv_store(unit, q->ring + q->tail + 8 * i, words[i]);
  q->tail = next_offset(q, q->tail);
}

static void make_wait(const vtd_drv *unit, uint64_t words[4], uint64_t status_addr, uint32_t data) {
  words[0] = words[1] = words[2] = words[3] = 0;
  vtd_qi_type_set(words, VTD_QI_TYPE_WAIT);
  vtd_qi_wait_sw_set(words, 1);
  vtd_qi_wait_fn_set(words, 1);
  vtd_qi_wait_data_set(words, data);
  vtd_qi_wait_addr_set(words, status_addr);
  // Page requests from before are in the queue when it completes (ECAP.PDS).
  vtd_qi_wait_pd_set(words, unit->page_requests && vtd_ecap_pds(unit->ecap));
}

// ---- Errors

// A tail that somebody else wrote: a good one is all it takes, no descriptor is to blame.
static bool heal_tail(vtd_drv *unit) {
  uint64_t info = vtd_iqercd_iqei(drv_read64(unit, VTD_IQERCD_REG));
  if (info != VTD_IQERCD_IQEI_TAIL && info != VTD_IQERCD_IQEI_TAIL_ALIGN)
    return false;
  unit->queue.error.count++;
  unit->queue.error.info = (uint8_t)info;
  drv_write64(unit, VTD_IQT_REG, unit->queue.tail);
  drv_write32(unit, VTD_FSTS_REG, VTD_FSTS_IQE);
  return true;
}

// The head stays on the refused descriptor. A wait that nobody looks at takes its place, and
// clearing IQE makes the unit read that slot again (chapter 7, queue errors).
static void skip_refused(vtd_drv *unit) {
  vtd_drv_queue *q = &unit->queue;
  uint64_t words[4];
  q->error.count++;
  q->error.info = (uint8_t)vtd_iqercd_iqei(drv_read64(unit, VTD_IQERCD_REG));
  q->error.offset = (uint32_t)vtd_iqh_qh(drv_read64(unit, VTD_IQH_REG)) & (q->bytes - 1);
  uint64_t slot = q->ring + q->error.offset;
  q->error.words[0] = drv_load(unit, slot);
  q->error.words[1] = drv_load(unit, slot + 8);
  make_wait(unit, words, q->status + SCRATCH_OFFSET, q->error.count);
  for (uint32_t i = 0; i < q->desc_bytes / 8; i++)
    drv_store(unit, slot + 8 * i, words[i]);
  drv_write32(unit, VTD_FSTS_REG, VTD_FSTS_IQE);
}

typedef struct outcome {
  vtd_drv_err err;
  bool aborted; // the waits were dropped (ITE): nothing is known about the batch
} outcome;

static bool queue_empty(const vtd_drv *unit) {
  return vtd_iqh_qh(drv_read64(unit, VTD_IQH_REG)) == unit->queue.tail;
}

static bool wait_done(const vtd_drv *unit) {
  uint32_t status = 0;
  unit->hal->mem_read(unit->hal->ctx, unit->queue.status + STATUS_OFFSET, &status, sizeof status);
  return status == unit->queue.sequence;
}

// Waits for the wait descriptor at the end of the batch. The fault interrupt leaves IQE, ITE and
// ICE to this loop.
static outcome wait_batch(vtd_drv *unit, uint32_t refusals_max) {
  vtd_drv_queue *q = &unit->queue;
  outcome out = {VTD_DRV_OK, false};
  bool timed_out_device = false;
  drv_deadline deadline = drv_deadline_begin(unit);
  while (!wait_done(unit)) {
    uint32_t status = drv_read32(unit, VTD_FSTS_REG);
    if ((status & VTD_FSTS_IQE) && !heal_tail(unit)) {
      out.err = VTD_DRV_QUEUE_ERROR;
      if (refusals_max-- == 0)
        return out; // it refuses whatever it is given: the queue itself is broken
      skip_refused(unit);
    }
    if (status & VTD_FSTS_ICE) {
      q->bad_completions++;
      drv_write32(unit, VTD_FSTS_REG, VTD_FSTS_ICE);
    }
    if (status & VTD_FSTS_ITE) {
      q->device_timeouts++;
      timed_out_device = true;
      drv_write32(unit, VTD_FSTS_REG, VTD_FSTS_ITE);
    }
    if (timed_out_device && queue_empty(unit) && !wait_done(unit)) {
      out.aborted = true;
      return out;
    }
    if (!drv_deadline_wait(unit, &deadline)) {
      out.err = wait_done(unit) ? out.err : VTD_DRV_TIMEOUT;
      return out;
    }
  }
  return out;
}

vtd_drv_err drv_queue_run(vtd_drv *unit, const vtd_drv_batch *batch) {
  vtd_drv_queue *q = &unit->queue;
  for (uint32_t attempt = 0; attempt < BATCH_ATTEMPTS; attempt++) {
    uint64_t words[4];
    if (!has_room(unit, batch->count + 1))
      return VTD_DRV_TIMEOUT; // an earlier batch is still stuck in the ring
    for (uint32_t i = 0; i < batch->count; i++)
      put(unit, batch->desc[i]);
    q->sequence++;
    make_wait(unit, words, q->status + STATUS_OFFSET, q->sequence);
    put(unit, words);
    drv_write64(unit, VTD_IQT_REG, q->tail);
    outcome out = wait_batch(unit, batch->count + 1);
    if (!out.aborted)
      return out.err;
  }
  return VTD_DRV_DEVICE_TIMEOUT;
}
