// SPDX-License-Identifier: Apache-2.0
// The platform's DMA engine as a plain C state machine; see dma_model.h.
#include "dma_model.h"

#include <string.h>

#define PAGE 4096u

void dma_model_init(dma_channel_model *c, dma_bus_fn bus, void *ctx, uint16_t sid) {
  memset(c, 0, sizeof *c);
  c->bus = bus;
  c->ctx = ctx;
  c->sid = sid;
  c->burst = 256;
}

// ---- Registers

static uint32_t half(uint64_t value, uint32_t offset) {
  return (uint32_t)(offset % 8 ? value >> 32 : value);
}

uint32_t dma_model_read(const dma_channel_model *c, uint32_t offset) {
  switch (offset) {
  case VTD_DMAE_CTRL:
    return c->ctrl;
  case VTD_DMAE_STATUS:
    return c->status | (c->working ? VTD_DMAE_STATUS_BUSY : 0);
  case VTD_DMAE_RING_BASE:
  case VTD_DMAE_RING_BASE + 4:
    return half(c->ring_base, offset);
  case VTD_DMAE_RING_SIZE:
    return c->ring_size;
  case VTD_DMAE_HEAD:
    return c->head;
  case VTD_DMAE_TAIL:
    return c->tail;
  case VTD_DMAE_BURST:
    return c->burst;
  case VTD_DMAE_MSI_DATA:
    return c->msi_data;
  case VTD_DMAE_ERR_INFO:
    return c->err_info;
  case VTD_DMAE_ERR_ADDR:
  case VTD_DMAE_ERR_ADDR + 4:
    return half(c->err_addr, offset);
  case VTD_DMAE_BYTES:
  case VTD_DMAE_BYTES + 4:
    return half(c->bytes, offset);
  case VTD_DMAE_COMPLETED:
    return c->completed;
  case VTD_DMAE_FAILED:
    return c->failed;
  case VTD_DMAE_REQUEST:
    return c->request;
  case VTD_DMAE_FORGE:
    return c->forge;
  default:
    return 0;
  }
}

static void set_half(uint64_t *reg, uint32_t offset, uint32_t value) {
  unsigned shift = offset % 8 ? 32 : 0;
  *reg = (*reg & ~(UINT64_C(0xFFFFFFFF) << shift)) | (uint64_t)value << shift;
}

static void write_ctrl(dma_channel_model *c, uint32_t value) {
  if (value & VTD_DMAE_CTRL_RESET)
    dma_model_init(c, c->bus, c->ctx, c->sid);
  else
    c->ctrl = value;
}

static void write_status(dma_channel_model *c, uint32_t value) {
  c->status &= ~(value & (VTD_DMAE_STATUS_DONE | VTD_DMAE_STATUS_ERROR | VTD_DMAE_STATUS_HALTED));
  if (value & VTD_DMAE_STATUS_ERROR) {
    c->err_info = 0;
    c->err_addr = 0;
  }
}

void dma_model_write(dma_channel_model *c, uint32_t offset, uint32_t value) {
  switch (offset) {
  case VTD_DMAE_CTRL:
    write_ctrl(c, value);
    break;
  case VTD_DMAE_STATUS:
    write_status(c, value);
    break;
  case VTD_DMAE_RING_BASE:
  case VTD_DMAE_RING_BASE + 4:
    set_half(&c->ring_base, offset, value);
    break;
  case VTD_DMAE_RING_SIZE:
    c->ring_size = value;
    break;
  case VTD_DMAE_TAIL:
    c->tail = c->ring_size ? value % c->ring_size : 0;
    break;
  case VTD_DMAE_BURST:
    c->burst = value;
    break;
  case VTD_DMAE_MSI_ADDR:
  case VTD_DMAE_MSI_ADDR + 4:
    set_half(&c->msi_addr, offset, value);
    break;
  case VTD_DMAE_MSI_DATA:
    c->msi_data = value;
    break;
  case VTD_DMAE_REQUEST:
    c->request = value;
    break;
  case VTD_DMAE_FORGE:
    c->forge = value;
    break;
  default:
    break;
  }
}

// ---- Work

typedef struct bus_result {
  uint32_t kind, response; // kind VTD_DMAE_ERR_NONE: it went well
  uint64_t addr;
} bus_result;

// Completion messages carry no PASID.
static uint32_t bus(dma_channel_model *c, bool message, dma_bus_op op, uint64_t addr, void *data,
                    uint32_t bytes) {
  const bool lies = c->forge & VTD_DMAE_FORGE_ON;
  dma_bus_identity id = {lies ? (uint16_t)c->forge : c->sid, message ? 0 : c->request};
  return c->bus(c->ctx, &id, op, addr, data, bytes);
}

// Any range, page by page.
static bus_result access_bus(dma_channel_model *c, dma_bus_op op, uint32_t kind, uint64_t addr,
                             void *data, uint32_t bytes) {
  bus_result out = {VTD_DMAE_ERR_NONE, VTD_DMAE_RESP_OK, 0};
  uint8_t *at = data;
  while (bytes > 0) {
    uint32_t room = PAGE - (uint32_t)(addr % PAGE);
    uint32_t part = bytes < room ? bytes : room;
    out.response = bus(c, false, op, addr, at, part);
    if (out.response != VTD_DMAE_RESP_OK) {
      out.kind = kind;
      out.addr = addr;
      return out;
    }
    addr += part;
    at += part;
    bytes -= part;
  }
  return out;
}

static void send_message(dma_channel_model *c) {
  if (c->ctrl & VTD_DMAE_CTRL_IRQ_ENABLE)
    bus(c, true, DMA_BUS_WRITE, c->msi_addr, &c->msi_data, sizeof c->msi_data);
}

static void note_error(dma_channel_model *c, const bus_result *result) {
  if (c->status & VTD_DMAE_STATUS_ERROR)
    return;
  c->status |= VTD_DMAE_STATUS_ERROR;
  c->err_info = result->kind | result->response << 8;
  c->err_addr = result->addr;
}

static bus_result write_status_back(dma_channel_model *c, bool good) {
  uint32_t words[2] = {good ? VTD_DMAE_DESC_COMPLETED : VTD_DMAE_DESC_FAILED, c->done};
  uint64_t desc = c->ring_base + (uint64_t)c->head * VTD_DMAE_DESC_BYTES;
  return access_bus(c, DMA_BUS_WRITE, VTD_DMAE_ERR_STATUS, desc + VTD_DMAE_DESC_STATUS, words,
                    sizeof words);
}

static void finish(dma_channel_model *c, bus_result result) {
  if (c->flags & VTD_DMAE_FLAG_STATUS) {
    bus_result written = write_status_back(c, result.kind == VTD_DMAE_ERR_NONE);
    if (result.kind == VTD_DMAE_ERR_NONE)
      result = written;
  }
  bool good = result.kind == VTD_DMAE_ERR_NONE;
  bool halt = !good && (c->ctrl & VTD_DMAE_CTRL_STOP_ON_ERROR);
  c->working = false;
  c->head = (c->head + 1) & (c->ring_size - 1);
  c->completed += good;
  c->failed += !good;
  if (!good)
    note_error(c, &result);
  if (halt)
    c->status |= VTD_DMAE_STATUS_HALTED;
  if (good && (c->head == c->tail || (c->flags & VTD_DMAE_FLAG_IRQ)))
    c->status |= VTD_DMAE_STATUS_DONE;
  if (halt || (c->flags & VTD_DMAE_FLAG_IRQ))
    send_message(c);
}

static void fetch(dma_channel_model *c) {
  uint8_t desc[VTD_DMAE_DESC_BYTES];
  uint64_t addr = c->ring_base + (uint64_t)c->head * VTD_DMAE_DESC_BYTES;
  c->working = true;
  c->flags = 0;
  c->done = 0;
  c->piece = 0;
  c->piece_done = 0;
  bus_result result = access_bus(c, DMA_BUS_READ, VTD_DMAE_ERR_RING, addr, desc, sizeof desc);
  if (result.kind != VTD_DMAE_ERR_NONE) {
    finish(c, result);
    return;
  }
  memcpy(&c->src, desc + VTD_DMAE_DESC_SRC, 8);
  memcpy(&c->dst, desc + VTD_DMAE_DESC_DST, 8);
  memcpy(&c->len, desc + VTD_DMAE_DESC_LEN, 4);
  memcpy(&c->flags, desc + VTD_DMAE_DESC_FLAGS, 4);
}

// Up to the next burst boundary of `addr`.
static uint32_t burst_at(const dma_channel_model *c, uint64_t addr, uint32_t left) {
  uint32_t room = c->burst - (uint32_t)(addr % c->burst);
  return left < room ? left : room;
}

static bus_result move(dma_channel_model *c, uint64_t src, uint64_t dst, uint32_t bytes) {
  uint8_t data[PAGE];
  bus_result result = access_bus(c, DMA_BUS_READ, VTD_DMAE_ERR_READ, src, data, bytes);
  if (result.kind == VTD_DMAE_ERR_NONE)
    result = access_bus(c, DMA_BUS_WRITE, VTD_DMAE_ERR_WRITE, dst, data, bytes);
  if (result.kind == VTD_DMAE_ERR_NONE) {
    c->done += bytes;
    c->bytes += bytes;
  }
  return result;
}

// One burst; the descriptor is over when all bytes are moved or an access fails.
static void step_copy(dma_channel_model *c) {
  uint32_t bytes = burst_at(c, c->src + c->done, c->len - c->done);
  bus_result result = move(c, c->src + c->done, c->dst + c->done, bytes);
  if (result.kind != VTD_DMAE_ERR_NONE || c->done == c->len)
    finish(c, result);
}

static void step_fill(dma_channel_model *c) {
  uint8_t data[PAGE];
  uint32_t bytes = burst_at(c, c->dst + c->done, c->len - c->done);
  for (uint32_t i = 0; i < bytes; i++)
    data[i] = (uint8_t)(c->src >> (8 * ((c->done + i) % 8)));
  bus_result result =
      access_bus(c, DMA_BUS_WRITE, VTD_DMAE_ERR_WRITE, c->dst + c->done, data, bytes);
  if (result.kind == VTD_DMAE_ERR_NONE) {
    c->done += bytes;
    c->bytes += bytes;
  }
  if (result.kind != VTD_DMAE_ERR_NONE || c->done == c->len)
    finish(c, result);
}

// One burst of one piece. `gather`: the list names sources, else targets.
static void step_list(dma_channel_model *c, bool gather) {
  uint8_t entry[VTD_DMAE_LIST_ENTRY_BYTES];
  uint64_t list = (gather ? c->src : c->dst) + (uint64_t)c->piece * sizeof entry;
  bus_result result = access_bus(c, DMA_BUS_READ, VTD_DMAE_ERR_LIST, list, entry, sizeof entry);
  if (result.kind != VTD_DMAE_ERR_NONE) {
    finish(c, result);
    return;
  }
  uint64_t addr;
  uint32_t length;
  memcpy(&addr, entry, 8);
  memcpy(&length, entry + 8, 4);
  uint64_t piece = addr + c->piece_done;
  uint64_t flat = (gather ? c->dst : c->src) + c->done;
  uint32_t bytes = burst_at(c, gather ? piece : flat, length - c->piece_done);
  result = gather ? move(c, piece, flat, bytes) : move(c, flat, piece, bytes);
  c->piece_done += bytes;
  if (c->piece_done >= length) {
    c->piece++;
    c->piece_done = 0;
  }
  if (result.kind != VTD_DMAE_ERR_NONE || c->piece == c->len)
    finish(c, result);
}

static void step_once(dma_channel_model *c, dma_bus_op op, uint32_t kind, uint64_t addr,
                      uint32_t bytes) {
  uint64_t data = c->src;
  bus_result result = access_bus(c, op, kind, addr, &data, bytes);
  if (result.kind == VTD_DMAE_ERR_NONE && op == DMA_BUS_ADD) {
    c->done += bytes;
    c->bytes += bytes;
  }
  finish(c, result);
}

static void refuse(dma_channel_model *c) {
  bus_result result = {VTD_DMAE_ERR_DESCRIPTOR, VTD_DMAE_RESP_OK, c->ring_base};
  finish(c, result);
}

static bool sane(const dma_channel_model *c) {
  switch (c->flags & VTD_DMAE_OP_MASK) {
  case VTD_DMAE_OP_COPY:
  case VTD_DMAE_OP_FILL:
    return c->len != 0 && c->len <= VTD_DMAE_LEN_MAX;
  case VTD_DMAE_OP_GATHER:
  case VTD_DMAE_OP_SCATTER:
    return c->len != 0 && c->len <= VTD_DMAE_LIST_MAX;
  case VTD_DMAE_OP_FETCH_ADD:
    return c->dst % 8 == 0;
  default:
    return (c->flags & VTD_DMAE_OP_MASK) == VTD_DMAE_OP_ZERO_READ;
  }
}

void dma_model_step(dma_channel_model *c) {
  bool ready =
      (c->ctrl & VTD_DMAE_CTRL_RUN) && !(c->status & VTD_DMAE_STATUS_HALTED) && c->head != c->tail;
  if (!c->working) {
    if (ready)
      fetch(c);
    return;
  }
  if (!sane(c)) {
    refuse(c);
    return;
  }
  switch (c->flags & VTD_DMAE_OP_MASK) {
  case VTD_DMAE_OP_COPY:
    step_copy(c);
    break;
  case VTD_DMAE_OP_FILL:
    step_fill(c);
    break;
  case VTD_DMAE_OP_GATHER:
  case VTD_DMAE_OP_SCATTER:
    step_list(c, (c->flags & VTD_DMAE_OP_MASK) == VTD_DMAE_OP_GATHER);
    break;
  case VTD_DMAE_OP_ZERO_READ:
    step_once(c, DMA_BUS_ZERO_READ, VTD_DMAE_ERR_READ, c->src, 1);
    break;
  default:
    step_once(c, DMA_BUS_ADD, VTD_DMAE_ERR_WRITE, c->dst, 8);
    break;
  }
}
