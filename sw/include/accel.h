// SPDX-License-Identifier: Apache-2.0
// Driver of the platform's accelerator (vtd/accelerator_regs.h): queues, descriptors, completion
// records, PASIDs. Freestanding C11.
//
// Addresses in descriptors are those of the address space that the PASID chooses; a completion
// record is given twice, because the CPU reads it. Page requests come through the page request
// queue of the remapping unit; this driver does not know of it. Not re-entrant per device, but
// submitters that each have a slot of a portal may be interrupted by one another.
#ifndef ACCEL_H
#define ACCEL_H

#include "vtd/accelerator_regs.h"
#include "vtd_hal.h"

typedef enum accel_err {
  ACCEL_OK,
  ACCEL_NO_DEVICE,    // the identification register does not answer
  ACCEL_BAD_ARGUMENT, // no such queue, slot or message
  ACCEL_RETRY,        // the queue is full: try again
  ACCEL_DISABLED,     // queue or device is off
  ACCEL_TIMEOUT,      // still at it
  ACCEL_FAILED,       // the descriptor ended with an error: see its completion record
} accel_err;

const char *accel_err_text(accel_err err);

typedef struct accel {
  const vtd_hal *hal;
  uint64_t base;
  uint32_t queues;
  uint32_t engines;
  uint32_t tlb_entries;
} accel;

// A queue to be. `options` are VTD_ACCEL_QUEUE_* without ENABLE.
typedef struct accel_queue {
  uint32_t index;
  uint32_t options;
  uint32_t entries; // 1 .. 1024
  uint32_t pasid;   // of a dedicated queue
} accel_queue;

// One descriptor to be. `flags` are VTD_ACCEL_FLAG_*; FLAG_COMPLETION is added if there is a
// record.
typedef struct accel_job {
  uint32_t operation; // VTD_ACCEL_OP_*
  uint32_t flags;
  uint32_t pasid; // shared queues; VTD_ACCEL_DESC_PRIV may be added
  uint64_t src, dst;
  uint32_t len;
  uint32_t seed;    // CRC
  uint32_t message; // with FLAG_MESSAGE
  uint64_t record;  // device address, 32-byte aligned; 0: none
  uint64_t record_phys;
} accel_job;

// A completion record.
typedef struct accel_record {
  uint32_t status; // VTD_ACCEL_DONE_*
  uint32_t result;
  uint32_t bytes;
  uint32_t write; // 1: what failed was a write
  uint64_t addr;  // of what failed
} accel_record;

// Finds the device and resets it.
accel_err accel_open(accel *device, const vtd_hal *hal, uint64_t base);
// options: VTD_ACCEL_CTRL_ATS, _PRI, _NW. Descriptors are taken from now on.
void accel_start(accel *device, uint32_t options);
accel_err accel_queue_on(accel *device, const accel_queue *queue);
// What waits in it is still done.
accel_err accel_queue_off(accel *device, uint32_t queue);
accel_err accel_message(accel *device, uint32_t message, uint64_t addr, uint32_t data);
// Pages that one page request group may ask for, 1 .. 16.
void accel_group_pages(accel *device, uint32_t pages);

// A descriptor as it is in memory, for batches.
void accel_encode(const accel_job *job, uint64_t words[VTD_ACCEL_DESC_BYTES / 8]);
// Clears the record and hands the descriptor to the queue, through a slot of its portal.
accel_err accel_submit(accel *device, uint32_t queue, uint32_t slot, const accel_job *job);
accel_record accel_read_record(const accel *device, uint64_t record_phys);
// Until the job's record says how it ended. `poll` (may be NULL) is called in between: it may serve
// page requests.
accel_err accel_wait(accel *device, const accel_job *job, uint64_t timeout_ns,
                     void (*poll)(void *arg), void *arg);
// Ends all work of a PASID before its address space goes: waits for what has been submitted, or
// ends what waits as aborted; then the device forgets its translations and sends a stop marker.
accel_err accel_drain(accel *device, uint32_t pasid, bool abort, uint64_t timeout_ns,
                      void (*poll)(void *arg), void *arg);
uint32_t accel_status(const accel *device); // VTD_ACCEL_STATUS_*
void accel_clear_status(accel *device, uint32_t bits);
uint32_t accel_counter(const accel *device, uint32_t reg); // VTD_ACCEL_COMPLETED, ...
// Makes the device do wrong: VTD_ACCEL_BAD_*. The forged ids count for the bits that need them.
void accel_misbehave(accel *device, uint32_t bits, uint32_t forged_pasid, uint16_t forged_sid);
void accel_flood(accel *device, uint32_t page_requests);
// Resets the device.
accel_err accel_close(accel *device);

#endif // ACCEL_H
