// SPDX-License-Identifier: Apache-2.0
// The platform's DMA engine (vtd/dma_engine_regs.h) as a plain C state machine: one bus transaction
// per step.
#ifndef DMA_MODEL_H
#define DMA_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vtd/dma_engine_regs.h"

typedef enum dma_bus_op { DMA_BUS_READ, DMA_BUS_WRITE, DMA_BUS_ZERO_READ, DMA_BUS_ADD } dma_bus_op;

// What a request says about its origin.
typedef struct dma_bus_identity {
  uint16_t sid;
  uint32_t request; // VTD_DMAE_REQ_*
} dma_bus_identity;

// One bus access of a device, within a 4 KiB page. Returns VTD_DMAE_RESP_*. DMA_BUS_ADD: `data` is
// the 64-bit addend.
typedef uint32_t (*dma_bus_fn)(void *ctx, const dma_bus_identity *id, dma_bus_op op, uint64_t addr,
                               void *data, uint32_t bytes);

typedef struct dma_channel_model {
  dma_bus_fn bus;
  void *ctx;
  uint16_t sid;
  // Registers
  uint32_t ctrl, status, ring_size, head, tail, burst, msi_data, err_info, completed, failed;
  uint32_t request, forge;
  uint64_t ring_base, msi_addr, err_addr, bytes;
  // The descriptor at work
  bool working;
  uint64_t src, dst;
  uint32_t len, flags, done;
  uint32_t piece, piece_done; // of a list
} dma_channel_model;

void dma_model_init(dma_channel_model *c, dma_bus_fn bus, void *ctx, uint16_t sid);
uint32_t dma_model_read(const dma_channel_model *c, uint32_t offset);
void dma_model_write(dma_channel_model *c, uint32_t offset, uint32_t value);
// Does the next bus transaction, if there is work.
void dma_model_step(dma_channel_model *c);

#endif // DMA_MODEL_H
