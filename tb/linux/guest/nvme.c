// SPDX-License-Identifier: Apache-2.0
// NVMe in user space: registers, queues, four commands.
#include "nvme.h"

#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "checks.h"

// Registers (chapter 3 of the NVMe specification).
#define REG_CAP        0x00
#define REG_CC         0x14
#define REG_CSTS       0x1c
#define REG_AQA        0x24
#define REG_ASQ        0x28
#define REG_ACQ        0x30
#define REG_DOORBELLS  0x1000
#define CC_ENABLE      0x1u
#define CC_ENTRY_SIZES (6u << 16 | 4u << 20) // 64 and 16 bytes
#define CSTS_READY     0x1u
#define CSTS_FATAL     0x2u
// Commands.
#define ADMIN_CREATE_IO_SQ  0x01
#define ADMIN_CREATE_IO_CQ  0x05
#define ADMIN_IDENTIFY      0x06
#define IO_WRITE            0x01
#define IO_READ             0x02
#define IDENTIFY_NAMESPACE  0
#define IDENTIFY_CONTROLLER 1

#define PAGE             4096u
#define ENTRIES          16u
#define SUBMISSION_BYTES 64u
#define COMPLETION_BYTES 16u

typedef struct submission {
  uint32_t opcode; // and the command's identifier from bit 16 on
  uint32_t namespace_id;
  uint64_t reserved, metadata;
  uint64_t prp1, prp2;
  uint32_t words[6];
} submission;
_Static_assert(sizeof(submission) == SUBMISSION_BYTES, "layout of the NVMe specification");

static uint32_t read32(const nvme *controller, uint32_t offset) {
  return *(volatile uint32_t *)(controller->registers.base + offset);
}

static void write32(const nvme *controller, uint32_t offset, uint32_t value) {
  *(volatile uint32_t *)(controller->registers.base + offset) = value;
}

static void write64(const nvme *controller, uint32_t offset, uint64_t value) {
  write32(controller, offset, (uint32_t)value);
  write32(controller, offset + 4, (uint32_t)(value >> 32));
}

static void sleep_ms(long ms) {
  nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static bool ready_is(const nvme *controller, bool ready) {
  for (int tries = 0; tries < 2000; tries++) {
    uint32_t status = read32(controller, REG_CSTS);
    if (((status & CSTS_READY) != 0) == ready)
      return true;
    sleep_ms(1);
  }
  return false;
}

static nvme_queue queue_at(uint8_t *memory, uint32_t id) {
  return (nvme_queue){.submissions = memory, .completions = memory + PAGE, .id = id, .phase = true};
}

nvme nvme_start(const vfio_function *function, uint64_t iova) {
  nvme controller = {.function = function, .queue_iova = iova, .interrupt = -1};
  controller.registers = vfio_map_bar(function, 0);
  uint64_t cap = read32(&controller, REG_CAP) | (uint64_t)read32(&controller, REG_CAP + 4) << 32;
  check(cap != UINT64_MAX, "the controller answers");
  controller.doorbell_bytes = 4u << (cap >> 32 & 0xf);

  controller.queue_memory = vfio_memory(4 * PAGE, false);
  if (!vfio_map(function, controller.queue_memory, iova, 4 * PAGE, true, true))
    fail_errno("queues at 0x%llx", (unsigned long long)iova);
  controller.admin = queue_at(controller.queue_memory, 0);
  controller.io = queue_at(controller.queue_memory + 2 * PAGE, 1);

  vfio_bus_master(function, true);
  write32(&controller, REG_CC, 0);
  check(ready_is(&controller, false), "the controller resets");
  write32(&controller, REG_AQA, (ENTRIES - 1) << 16 | (ENTRIES - 1));
  write64(&controller, REG_ASQ, iova);
  write64(&controller, REG_ACQ, iova + PAGE);
  write32(&controller, REG_CC, CC_ENTRY_SIZES | CC_ENABLE);
  check(ready_is(&controller, true), "the controller becomes ready");
  return controller;
}

void nvme_stop(nvme *controller) {
  write32(controller, REG_CC, 0);
  ready_is(controller, false);
  vfio_bus_master(controller->function, false);
  vfio_unmap_bar(&controller->registers);
  vfio_unmap(controller->function, controller->queue_iova, 4 * PAGE);
  munmap(controller->queue_memory, 4 * PAGE);
}

static uint32_t doorbell(const nvme *controller, uint32_t queue, bool completion) {
  return REG_DOORBELLS + (2 * queue + completion) * controller->doorbell_bytes;
}

static bool completed(const nvme *controller, const nvme_queue *queue) {
  const volatile uint8_t *entry = queue->completions + queue->head * COMPLETION_BYTES;
  for (int tries = 0; tries < 2000; tries++) {
    if ((*(const volatile uint16_t *)(entry + 14) & 1) == queue->phase)
      return true;
    if (read32(controller, REG_CSTS) & CSTS_FATAL)
      return false;
    sleep_ms(1);
  }
  return false;
}

// One command from submission to completion.
static uint32_t execute(nvme *controller, nvme_queue *queue, const submission *command) {
  memcpy((void *)(queue->submissions + queue->tail * SUBMISSION_BYTES), command, sizeof *command);
  queue->tail = (queue->tail + 1) % ENTRIES;
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  write32(controller, doorbell(controller, queue->id, false), queue->tail);
  if (controller->interrupt >= 0 && !vfio_interrupt_wait(controller->interrupt, 2000))
    return NVME_STATUS_TIMEOUT;
  if (!completed(controller, queue))
    return NVME_STATUS_TIMEOUT;
  const volatile uint8_t *entry = queue->completions + queue->head * COMPLETION_BYTES;
  uint32_t status = *(const volatile uint16_t *)(entry + 14) >> 1 & 0x7ff;
  queue->head = (queue->head + 1) % ENTRIES;
  queue->phase ^= queue->head == 0;
  write32(controller, doorbell(controller, queue->id, true), queue->head);
  return status;
}

uint32_t nvme_identify(nvme *controller, uint64_t data_iova) {
  submission command = {
      .opcode = ADMIN_IDENTIFY, .prp1 = data_iova, .words = {IDENTIFY_CONTROLLER}};
  return execute(controller, &controller->admin, &command);
}

void nvme_io_start(nvme *controller, void *scratch, uint64_t scratch_iova) {
  submission identify = {.opcode = ADMIN_IDENTIFY,
                         .namespace_id = 1,
                         .prp1 = scratch_iova,
                         .words = {IDENTIFY_NAMESPACE}};
  check(execute(controller, &controller->admin, &identify) == 0, "identify namespace 1");
  const uint8_t *space = scratch;
  uint32_t format;
  memcpy(&controller->blocks, space, sizeof controller->blocks);
  memcpy(&format, space + 128 + 4 * (space[26] & 0xf), sizeof format);
  controller->block_bytes = 1u << (format >> 16 & 0xff);

  uint32_t size_and_id = (ENTRIES - 1) << 16 | 1;
  uint32_t interrupts = controller->interrupt >= 0 ? 3 : 1; // contiguous; message 0
  submission completion = {.opcode = ADMIN_CREATE_IO_CQ,
                           .prp1 = controller->queue_iova + 3 * PAGE,
                           .words = {size_and_id, interrupts}};
  check(execute(controller, &controller->admin, &completion) == 0, "create the completion queue");
  submission queue = {.opcode = ADMIN_CREATE_IO_SQ,
                      .prp1 = controller->queue_iova + 2 * PAGE,
                      .words = {size_and_id, 1u << 16 | 1}};
  check(execute(controller, &controller->admin, &queue) == 0, "create the submission queue");
}

uint32_t nvme_io(nvme *controller, bool write, uint64_t block, uint64_t data_iova, uint32_t bytes,
                 uint64_t list_iova) {
  uint32_t blocks = bytes / controller->block_bytes;
  submission command = {.opcode = write ? IO_WRITE : IO_READ,
                        .namespace_id = 1,
                        .prp1 = data_iova,
                        .prp2 = list_iova != 0 ? list_iova
                                : bytes > PAGE ? data_iova + PAGE
                                               : 0,
                        .words = {(uint32_t)block, (uint32_t)(block >> 32), blocks - 1}};
  return execute(controller, &controller->io, &command);
}
