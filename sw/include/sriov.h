// SPDX-License-Identifier: Apache-2.0
// Driver of the platform's SR-IOV device (vtd/sriov_regs.h): its physical function's side, and
// what is the same for every function. Freestanding C11.
//
// A function's queue is a channel of a DMA engine: dmae_open() (dmae.h) with sriov_window() as the
// base and channel 0. Not re-entrant per device.
#ifndef SRIOV_H
#define SRIOV_H

#include "vtd/sriov_regs.h"
#include "vtd_hal.h"

typedef enum sriov_err {
  SRIOV_OK,
  SRIOV_NO_DEVICE,    // the identification register does not answer
  SRIOV_BAD_ARGUMENT, // no such function, more VFs than there are
  SRIOV_BUSY,         // VFs are enabled already
  SRIOV_TIMEOUT,      // transactions are still under way
} sriov_err;

const char *sriov_err_text(sriov_err err);

typedef struct sriov {
  const vtd_hal *hal;
  uint64_t base;
  uint32_t total_vfs;
  uint32_t enabled_vfs;
  uint32_t first_vf_offset, vf_stride;
  uint16_t sid; // requester id of the physical function
} sriov;

sriov_err sriov_probe(sriov *device, const vtd_hal *hal, uint64_t base);

// VFs 1 .. `vfs` are there after it, in reset state.
sriov_err sriov_enable(sriov *device, uint32_t vfs);
// The VFs are gone at once; returns when their last transactions have ended. After SRIOV_TIMEOUT
// some have not: their memory is free only behind an invalidation that drains.
sriov_err sriov_disable(sriov *device, uint64_t timeout_ns);

// Function 0 is the physical one, 1 .. total_vfs are virtual.
uint16_t sriov_sid(const sriov *device, uint32_t function);
// Its page of registers: the window of a DMA engine with one channel.
uint64_t sriov_window(const sriov *device, uint32_t function);

// Function-level reset; needs nothing but the function's own page, so that a guest may do it.
// Returns when the function's last transaction has ended.
sriov_err sriov_reset(const vtd_hal *hal, uint64_t window, uint64_t timeout_ns);

// Interrupts of a function by MSI-X (VTD_SRIOV_VECTOR_*), in place of the channel's message; like
// sriov_reset() they need the function's own page only. A guest's driver must be given addresses
// and data of messages that remapping lets it send.
//
// Switches MSI-X on or off, all vectors masked.
void sriov_vectors_on(const vtd_hal *hal, uint64_t window);
void sriov_vectors_off(const vtd_hal *hal, uint64_t window);
// The vector's message from now on; it is not masked.
void sriov_vector_set(const vtd_hal *hal, uint64_t window, unsigned vector, uint64_t addr,
                      uint32_t data);
// While it is masked an interrupt is pending, and is sent when the mask goes.
void sriov_vector_mask(const vtd_hal *hal, uint64_t window, unsigned vector, bool masked);
bool sriov_vector_pending(const vtd_hal *hal, uint64_t window, unsigned vector);

#endif // SRIOV_H
