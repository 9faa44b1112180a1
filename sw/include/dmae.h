// SPDX-License-Identifier: Apache-2.0
// Driver of the platform's DMA engine (vtd/dma_engine_regs.h). Freestanding C11.
//
// A channel is one requester. Ring, lists and data are given twice where the CPU has to get at them
// too: as the address that the device uses (through its domain), and as a physical address.
// Not re-entrant per channel, but dmae_interrupt() may run inside an interrupt at any time.
#ifndef DMAE_H
#define DMAE_H

#include "vtd/dma_engine_regs.h"
#include "vtd_hal.h"

typedef enum dmae_err {
  DMAE_OK,
  DMAE_NO_DEVICE,    // the identification register does not answer
  DMAE_BAD_ARGUMENT, // ring size, alignment, channel number
  DMAE_FULL,         // no free descriptor: wait first
  DMAE_TIMEOUT,      // still working
  DMAE_FAILED,       // at least one descriptor met an error; see dmae_error()
  DMAE_HALTED,       // stopped at a bad descriptor
} dmae_err;

const char *dmae_err_text(dmae_err err);

typedef struct dmae_channel {
  const vtd_hal *hal;
  uint64_t regs;      // physical address of the channel's registers
  uint64_t ring_phys; // the ring as the CPU sees it
  uint64_t ring_iova; // the ring as the device sees it
  uint32_t entries;
  uint32_t tail; // index of the next free descriptor
  uint32_t control;
  uint32_t failed_before;       // value of the FAILED register when the ring was last idle
  volatile uint32_t interrupts; // messages that dmae_interrupt() was told about
} dmae_channel;

// One descriptor to be. `flags` is an operation (VTD_DMAE_OP_*) with VTD_DMAE_FLAG_*.
typedef struct dmae_job {
  uint64_t src, dst; // device addresses; FILL: src is the value, FETCH_ADD: the addend
  uint32_t len;      // bytes, or entries of the list
  uint32_t flags;
} dmae_job;

// First error of a channel since dmae_clear_error().
typedef struct dmae_error_info {
  uint32_t kind;     // VTD_DMAE_ERR_*
  uint32_t response; // VTD_DMAE_RESP_*
  uint64_t addr;     // device address of the access
} dmae_error_info;

// What a descriptor with VTD_DMAE_FLAG_STATUS got written back.
typedef struct dmae_status {
  uint32_t status; // VTD_DMAE_DESC_*
  uint32_t done;   // bytes
} dmae_status;

// Number of channels of the engine at `base`, 0 if there is none.
uint32_t dmae_probe(const vtd_hal *hal, uint64_t base);

// Resets channel `index` of the engine at `base` and gives it a ring of `entries` descriptors (a
// power of two, 2 .. 65536). `options` is VTD_DMAE_CTRL_STOP_ON_ERROR or 0.
dmae_err dmae_open(dmae_channel *channel, const vtd_hal *hal, uint64_t base, uint32_t index,
                   uint64_t ring_phys, uint64_t ring_iova, uint32_t entries, uint32_t options);

// Completions of descriptors with VTD_DMAE_FLAG_IRQ, and errors, are sent as this message.
void dmae_interrupts_on(dmae_channel *channel, uint64_t msi_addr, uint32_t msi_data);
// The channel's interrupt line instead of messages: asserted from a completion (or an error) until
// dmae_interrupt() (or dmae_clear_error()).
void dmae_line_on(dmae_channel *channel);
void dmae_line_off(dmae_channel *channel);
// To be called by the handler of either; clears STATUS.DONE.
void dmae_interrupt(dmae_channel *channel);

// Bytes per bus transaction, a power of two, 16 .. 4096.
void dmae_set_burst(dmae_channel *channel, uint32_t bytes);

// Puts a descriptor into the ring; dmae_kick() hands all of them over. *slot (may be NULL) is its
// index for dmae_slot_status().
dmae_err dmae_queue(dmae_channel *channel, const dmae_job *job, uint32_t *slot);
void dmae_kick(dmae_channel *channel);
dmae_status dmae_slot_status(const dmae_channel *channel, uint32_t slot);

// True when everything that was handed over is done, or the channel stopped at an error.
bool dmae_idle(const dmae_channel *channel);
// Waits for that; DMAE_FAILED if a descriptor failed since the channel was last waited for.
dmae_err dmae_wait(dmae_channel *channel, uint64_t timeout_ns);

// One job from beginning to end.
dmae_err dmae_run(dmae_channel *channel, const dmae_job *job, uint64_t timeout_ns);

dmae_error_info dmae_error(const dmae_channel *channel);
// Forgets the error, and goes on behind the bad descriptor if the channel had stopped.
void dmae_clear_error(dmae_channel *channel);

// Bytes of data moved since dmae_open().
uint64_t dmae_bytes(const dmae_channel *channel);

// Writes entry `index` of a scatter-gather list that begins at physical address `list`.
void dmae_list_put(const vtd_hal *hal, uint64_t list, uint32_t index, uint64_t addr, uint32_t len);

// What the channel's requests carry from the next one on: VTD_DMAE_REQ_* with a PASID in 19:0, or
// 0.
void dmae_set_request(dmae_channel *channel, uint32_t request);
// Makes the function lie about its requester id; VTD_DMAE_FORGE_ON | id, or 0.
void dmae_set_forge(dmae_channel *channel, uint32_t forge);

// Stops after the current bus transaction and forgets everything.
void dmae_close(dmae_channel *channel);

#endif // DMAE_H
