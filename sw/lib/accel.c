// SPDX-License-Identifier: Apache-2.0
// Driver of the platform's accelerator; see accel.h.
#include "accel.h"

#define RESET_NS UINT64_C(1000000)

static uint32_t get32(const accel *a, uint32_t reg) {
  return a->hal->read32(a->hal->ctx, a->base + reg);
}

static void set32(const accel *a, uint32_t reg, uint32_t value) {
  a->hal->write32(a->hal->ctx, a->base + reg, value);
}

static void set64(const accel *a, uint32_t reg, uint64_t value) {
  a->hal->write64(a->hal->ctx, a->base + reg, value);
}

static uint32_t queue_reg(uint32_t queue, uint32_t reg) {
  return VTD_ACCEL_QUEUE + queue * VTD_ACCEL_QUEUE_STRIDE + reg;
}

// Waits until (register & bits) == 0.
static accel_err wait_clear(const accel *a, uint32_t reg, uint32_t bits, uint64_t timeout_ns,
                            void (*poll)(void *arg), void *arg) {
  const vtd_hal *hal = a->hal;
  uint64_t start = hal->time_ns(hal->ctx);
  while ((get32(a, reg) & bits) != 0) {
    if (poll != NULL)
      poll(arg);
    hal->relax(hal->ctx);
    if (hal->time_ns(hal->ctx) - start > timeout_ns && (get32(a, reg) & bits) != 0)
      return ACCEL_TIMEOUT;
  }
  return ACCEL_OK;
}

static accel_err reset(accel *a) {
  set32(a, VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_RESET);
  return wait_clear(a, VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_RESET, RESET_NS, NULL, NULL);
}

accel_err accel_open(accel *device, const vtd_hal *hal, uint64_t base) {
  device->hal = hal;
  device->base = base;
  if (get32(device, VTD_ACCEL_ID) != VTD_ACCEL_ID_VALUE)
    return ACCEL_NO_DEVICE;
  uint32_t caps = get32(device, VTD_ACCEL_CAPS);
  device->queues = VTD_ACCEL_CAPS_QUEUES(caps);
  if (device->queues > VTD_ACCEL_QUEUES_MAX)
    device->queues = VTD_ACCEL_QUEUES_MAX;
  device->engines = VTD_ACCEL_CAPS_ENGINES(caps);
  device->tlb_entries = VTD_ACCEL_CAPS_TLB(caps);
  return reset(device);
}

void accel_start(accel *device, uint32_t options) {
  options &= VTD_ACCEL_CTRL_ATS | VTD_ACCEL_CTRL_PRI | VTD_ACCEL_CTRL_NW;
  set32(device, VTD_ACCEL_CTRL, options | VTD_ACCEL_CTRL_ENABLE);
}

accel_err accel_queue_on(accel *device, const accel_queue *queue) {
  if (queue->index >= device->queues || queue->entries == 0 || queue->entries > 1024)
    return ACCEL_BAD_ARGUMENT;
  set32(device, queue_reg(queue->index, VTD_ACCEL_QUEUE_CTRL), 0);
  set32(device, queue_reg(queue->index, VTD_ACCEL_QUEUE_SIZE), queue->entries);
  set32(device, queue_reg(queue->index, VTD_ACCEL_QUEUE_PASID), queue->pasid);
  set32(device, queue_reg(queue->index, VTD_ACCEL_QUEUE_CTRL),
        queue->options | VTD_ACCEL_QUEUE_ENABLE);
  return ACCEL_OK;
}

accel_err accel_queue_off(accel *device, uint32_t queue) {
  if (queue >= device->queues)
    return ACCEL_BAD_ARGUMENT;
  set32(device, queue_reg(queue, VTD_ACCEL_QUEUE_CTRL), 0);
  return ACCEL_OK;
}

accel_err accel_message(accel *device, uint32_t message, uint64_t addr, uint32_t data) {
  if (message >= VTD_ACCEL_MESSAGES)
    return ACCEL_BAD_ARGUMENT;
  uint32_t block = VTD_ACCEL_MESSAGE + message * VTD_ACCEL_MESSAGE_STRIDE;
  set64(device, block + VTD_ACCEL_MESSAGE_ADDR, addr);
  set32(device, block + VTD_ACCEL_MESSAGE_DATA, data);
  return ACCEL_OK;
}

void accel_group_pages(accel *device, uint32_t pages) {
  set32(device, VTD_ACCEL_PAGES, pages);
}

void accel_encode(const accel_job *job, uint64_t words[VTD_ACCEL_DESC_BYTES / 8]) {
  uint32_t flags = job->flags | job->operation << VTD_ACCEL_OP_SHIFT;
  if (job->record != 0)
    flags |= VTD_ACCEL_FLAG_COMPLETION;
  words[VTD_ACCEL_DESC_PASID / 8] = job->pasid | (uint64_t)flags << 32;
  words[VTD_ACCEL_DESC_COMPLETION / 8] = job->record;
  words[VTD_ACCEL_DESC_SRC / 8] = job->src;
  words[VTD_ACCEL_DESC_DST / 8] = job->dst;
  words[VTD_ACCEL_DESC_LEN / 8] = job->len | (uint64_t)job->message << 32;
  words[VTD_ACCEL_DESC_SEED / 8] = job->seed;
  words[6] = 0;
  words[7] = 0;
}

// In parts: the one with the last bytes submits.
accel_err accel_submit(accel *device, uint32_t queue, uint32_t slot, const accel_job *job) {
  if (queue >= device->queues || slot >= VTD_ACCEL_SLOTS)
    return ACCEL_BAD_ARGUMENT;
  uint32_t portal =
      VTD_ACCEL_PORTALS + queue * VTD_ACCEL_PORTAL_BYTES + slot * VTD_ACCEL_DESC_BYTES;
  uint64_t words[VTD_ACCEL_DESC_BYTES / 8];
  accel_encode(job, words);
  if (job->record != 0) {
    uint64_t empty[VTD_ACCEL_REC_BYTES / 8] = {0, 0, 0, 0};
    device->hal->mem_write(device->hal->ctx, job->record_phys, empty, sizeof empty);
  }
  for (uint32_t i = 0; i < VTD_ACCEL_DESC_BYTES / 8; i++)
    set64(device, portal + i * 8, words[i]);
  switch (get32(device, portal)) {
  case VTD_ACCEL_SUBMIT_ACCEPTED:
    return ACCEL_OK;
  case VTD_ACCEL_SUBMIT_RETRY:
    return ACCEL_RETRY;
  default:
    return ACCEL_DISABLED;
  }
}

accel_record accel_read_record(const accel *device, uint64_t record_phys) {
  uint32_t words[VTD_ACCEL_REC_BYTES / 4];
  device->hal->mem_read(device->hal->ctx, record_phys, words, sizeof words);
  accel_record record = {.status = words[VTD_ACCEL_REC_STATUS / 4],
                         .result = words[VTD_ACCEL_REC_RESULT / 4],
                         .bytes = words[VTD_ACCEL_REC_BYTES_DONE / 4],
                         .write = words[VTD_ACCEL_REC_WRITE / 4],
                         .addr = words[VTD_ACCEL_REC_ADDR / 4] |
                                 (uint64_t)words[VTD_ACCEL_REC_ADDR / 4 + 1] << 32};
  return record;
}

accel_err accel_wait(accel *device, const accel_job *job, uint64_t timeout_ns,
                     void (*poll)(void *arg), void *arg) {
  const vtd_hal *hal = device->hal;
  if (job->record == 0)
    return ACCEL_BAD_ARGUMENT;
  uint64_t start = hal->time_ns(hal->ctx);
  for (;;) {
    uint32_t status = accel_read_record(device, job->record_phys).status;
    if (status != VTD_ACCEL_DONE_PENDING)
      return status == VTD_ACCEL_DONE_SUCCESS ? ACCEL_OK : ACCEL_FAILED;
    if (hal->time_ns(hal->ctx) - start > timeout_ns)
      return ACCEL_TIMEOUT;
    if (poll != NULL)
      poll(arg);
    hal->relax(hal->ctx);
  }
}

accel_err accel_drain(accel *device, uint32_t pasid, bool abort, uint64_t timeout_ns,
                      void (*poll)(void *arg), void *arg) {
  uint32_t kind = abort ? VTD_ACCEL_CMD_ABORT : VTD_ACCEL_CMD_DRAIN;
  set32(device, VTD_ACCEL_CMD, pasid | kind << 28);
  return wait_clear(device, VTD_ACCEL_CMD_STATUS, VTD_ACCEL_CMD_BUSY, timeout_ns, poll, arg);
}

uint32_t accel_status(const accel *device) {
  return get32(device, VTD_ACCEL_STATUS);
}

void accel_clear_status(accel *device, uint32_t bits) {
  set32(device, VTD_ACCEL_STATUS, bits);
}

uint32_t accel_counter(const accel *device, uint32_t reg) {
  return get32(device, reg);
}

void accel_misbehave(accel *device, uint32_t bits, uint32_t forged_pasid, uint16_t forged_sid) {
  set32(device, VTD_ACCEL_FORGED_PASID, forged_pasid);
  set32(device, VTD_ACCEL_FORGED_RID, forged_sid);
  set32(device, VTD_ACCEL_MISBEHAVE, bits);
}

void accel_flood(accel *device, uint32_t page_requests) {
  set32(device, VTD_ACCEL_FLOOD, page_requests);
}

accel_err accel_close(accel *device) {
  return reset(device);
}

const char *accel_err_text(accel_err err) {
  switch (err) {
  case ACCEL_OK:
    return "no error";
  case ACCEL_NO_DEVICE:
    return "no accelerator at this address";
  case ACCEL_BAD_ARGUMENT:
    return "bad argument";
  case ACCEL_RETRY:
    return "the work queue is full";
  case ACCEL_DISABLED:
    return "the work queue or the device is off";
  case ACCEL_TIMEOUT:
    return "the accelerator is still working";
  case ACCEL_FAILED:
    return "a descriptor met an error";
  }
  return "unknown error";
}
