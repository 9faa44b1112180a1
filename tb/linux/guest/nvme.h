// SPDX-License-Identifier: Apache-2.0
// A small NVMe driver in user space: the admin queue and one I/O queue, one command at a time,
// completion by interrupt or by polling. NVM Express base specification 1.4.
#ifndef GUEST_NVME_H
#define GUEST_NVME_H

#include <stdbool.h>
#include <stdint.h>

#include "vfio.h"

#define NVME_STATUS_DATA_TRANSFER_ERROR 0x004u
#define NVME_STATUS_TIMEOUT             0xffffu // of this driver: no completion came

typedef struct nvme_queue {
  volatile uint8_t *submissions, *completions; // a page each
  uint32_t id, tail, head;
  bool phase;
} nvme_queue;

typedef struct nvme {
  const vfio_function *function;
  vfio_registers registers;
  uint32_t doorbell_bytes;
  uint64_t queue_iova; // of four pages
  uint8_t *queue_memory;
  nvme_queue admin, io;
  uint32_t block_bytes;
  uint64_t blocks;
  int interrupt; // eventfd of the admin queue's and the I/O queue's message; -1: polling
} nvme;

// Takes the controller through reset, with its queues at `iova` (four pages); ends the program if
// it does not become ready.
nvme nvme_start(const vfio_function *function, uint64_t iova);
// Controller off, queue memory gone.
void nvme_stop(nvme *controller);

// Identify controller (4096 bytes to `data_iova`); returns the status code with its type.
uint32_t nvme_identify(nvme *controller, uint64_t data_iova);
// Creates the I/O queue, learns the size of a block.
void nvme_io_start(nvme *controller, void *scratch, uint64_t scratch_iova);
// Reads or writes `bytes` (at most two pages, or more with `list_iova`: a page with the addresses
// of the others) of namespace 1.
uint32_t nvme_io(nvme *controller, bool write, uint64_t block, uint64_t data_iova, uint32_t bytes,
                 uint64_t list_iova);

#endif // GUEST_NVME_H
