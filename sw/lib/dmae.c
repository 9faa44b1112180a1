// SPDX-License-Identifier: Apache-2.0
// Driver of the platform's DMA engine; see dmae.h.
#include "dmae.h"

#define RESET_TURNS 100000u

static uint32_t get32(const dmae_channel *c, uint32_t reg) {
  return c->hal->read32(c->hal->ctx, c->regs + reg);
}

static uint64_t get64(const dmae_channel *c, uint32_t reg) {
  return c->hal->read64(c->hal->ctx, c->regs + reg);
}

static void set32(const dmae_channel *c, uint32_t reg, uint32_t value) {
  c->hal->write32(c->hal->ctx, c->regs + reg, value);
}

static void set64(const dmae_channel *c, uint32_t reg, uint64_t value) {
  c->hal->write64(c->hal->ctx, c->regs + reg, value);
}

uint32_t dmae_probe(const vtd_hal *hal, uint64_t base) {
  if (hal->read32(hal->ctx, base + VTD_DMAE_ID) != VTD_DMAE_ID_VALUE)
    return 0;
  uint32_t channels = hal->read32(hal->ctx, base + VTD_DMAE_CHANNELS);
  return channels <= VTD_DMAE_CHANNELS_MAX ? channels : VTD_DMAE_CHANNELS_MAX;
}

static void reset(dmae_channel *c) {
  set32(c, VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
  for (uint32_t i = 0; i < RESET_TURNS; i++) {
    if (!(get32(c, VTD_DMAE_CTRL) & VTD_DMAE_CTRL_RESET) &&
        !(get32(c, VTD_DMAE_STATUS) & VTD_DMAE_STATUS_BUSY))
      return;
    c->hal->relax(c->hal->ctx);
  }
}

dmae_err dmae_open(dmae_channel *channel, const vtd_hal *hal, uint64_t base, uint32_t index,
                   uint64_t ring_phys, uint64_t ring_iova, uint32_t entries, uint32_t options) {
  bool power_of_two = entries >= 2 && entries <= 65536 && (entries & (entries - 1)) == 0;
  if (!power_of_two || ring_iova % VTD_DMAE_DESC_BYTES != 0)
    return DMAE_BAD_ARGUMENT;
  uint32_t channels = dmae_probe(hal, base);
  if (channels == 0)
    return DMAE_NO_DEVICE;
  if (index >= channels)
    return DMAE_BAD_ARGUMENT;
  channel->hal = hal;
  channel->regs = base + (uint64_t)index * VTD_DMAE_CHANNEL_STRIDE;
  channel->ring_phys = ring_phys;
  channel->ring_iova = ring_iova;
  channel->entries = entries;
  channel->tail = 0;
  channel->interrupts = 0;
  channel->failed_before = 0;
  channel->control = VTD_DMAE_CTRL_RUN | (options & VTD_DMAE_CTRL_STOP_ON_ERROR);
  reset(channel);
  set64(channel, VTD_DMAE_RING_BASE, ring_iova);
  set32(channel, VTD_DMAE_RING_SIZE, entries);
  set32(channel, VTD_DMAE_CTRL, channel->control);
  return DMAE_OK;
}

void dmae_interrupts_on(dmae_channel *channel, uint64_t msi_addr, uint32_t msi_data) {
  set64(channel, VTD_DMAE_MSI_ADDR, msi_addr);
  set32(channel, VTD_DMAE_MSI_DATA, msi_data);
  channel->control |= VTD_DMAE_CTRL_IRQ_ENABLE;
  set32(channel, VTD_DMAE_CTRL, channel->control);
}

void dmae_line_on(dmae_channel *channel) {
  set32(channel, VTD_DMAE_STATUS, VTD_DMAE_STATUS_DONE); // of what has been seen otherwise
  channel->control &= ~VTD_DMAE_CTRL_IRQ_ENABLE;
  channel->control |= VTD_DMAE_CTRL_LINE;
  set32(channel, VTD_DMAE_CTRL, channel->control);
}

void dmae_line_off(dmae_channel *channel) {
  channel->control &= ~VTD_DMAE_CTRL_LINE;
  set32(channel, VTD_DMAE_CTRL, channel->control);
}

void dmae_interrupt(dmae_channel *channel) {
  channel->interrupts++;
  set32(channel, VTD_DMAE_STATUS, VTD_DMAE_STATUS_DONE);
}

void dmae_set_burst(dmae_channel *channel, uint32_t bytes) {
  set32(channel, VTD_DMAE_BURST, bytes);
}

void dmae_set_request(dmae_channel *channel, uint32_t request) {
  set32(channel, VTD_DMAE_REQUEST, request);
}

void dmae_set_forge(dmae_channel *channel, uint32_t forge) {
  set32(channel, VTD_DMAE_FORGE, forge);
}

static uint64_t slot_addr(const dmae_channel *c, uint32_t slot) {
  return c->ring_phys + (uint64_t)slot * VTD_DMAE_DESC_BYTES;
}

dmae_err dmae_queue(dmae_channel *channel, const dmae_job *job, uint32_t *slot) {
  uint32_t next = (channel->tail + 1) & (channel->entries - 1);
  if (next == get32(channel, VTD_DMAE_HEAD))
    return DMAE_FULL;
  uint64_t words[VTD_DMAE_DESC_BYTES / 8];
  words[0] = job->src;
  words[1] = job->dst;
  words[2] = job->len | (uint64_t)job->flags << 32;
  words[3] = VTD_DMAE_DESC_PENDING;
  channel->hal->mem_write(channel->hal->ctx, slot_addr(channel, channel->tail), words,
                          sizeof words);
  if (slot != NULL)
    *slot = channel->tail;
  channel->tail = next;
  return DMAE_OK;
}

void dmae_kick(dmae_channel *channel) {
  set32(channel, VTD_DMAE_TAIL, channel->tail);
}

dmae_status dmae_slot_status(const dmae_channel *channel, uint32_t slot) {
  uint32_t words[2];
  channel->hal->mem_read(channel->hal->ctx, slot_addr(channel, slot) + VTD_DMAE_DESC_STATUS, words,
                         sizeof words);
  dmae_status out = {words[0], words[1]};
  return out;
}

bool dmae_idle(const dmae_channel *channel) {
  uint32_t status = get32(channel, VTD_DMAE_STATUS);
  if (status & VTD_DMAE_STATUS_HALTED)
    return true;
  return !(status & VTD_DMAE_STATUS_BUSY) && get32(channel, VTD_DMAE_HEAD) == channel->tail;
}

// 0 if the clock has gone back.
static uint64_t elapsed(const vtd_hal *hal, uint64_t start) {
  uint64_t now = hal->time_ns(hal->ctx);
  return now > start ? now - start : 0;
}

dmae_err dmae_wait(dmae_channel *channel, uint64_t timeout_ns) {
  const vtd_hal *hal = channel->hal;
  uint64_t start = hal->time_ns(hal->ctx);
  while (!dmae_idle(channel)) {
    hal->relax(hal->ctx);
    if (elapsed(hal, start) > timeout_ns && !dmae_idle(channel))
      return DMAE_TIMEOUT;
  }
  uint32_t failed = get32(channel, VTD_DMAE_FAILED);
  bool bad = failed != channel->failed_before;
  channel->failed_before = failed;
  if (get32(channel, VTD_DMAE_STATUS) & VTD_DMAE_STATUS_HALTED)
    return DMAE_HALTED;
  return bad ? DMAE_FAILED : DMAE_OK;
}

dmae_err dmae_run(dmae_channel *channel, const dmae_job *job, uint64_t timeout_ns) {
  dmae_err err = dmae_queue(channel, job, NULL);
  if (err != DMAE_OK)
    return err;
  dmae_kick(channel);
  return dmae_wait(channel, timeout_ns);
}

dmae_error_info dmae_error(const dmae_channel *channel) {
  uint32_t info = get32(channel, VTD_DMAE_ERR_INFO);
  dmae_error_info out = {VTD_DMAE_ERR_INFO_KIND(info), VTD_DMAE_ERR_INFO_RESPONSE(info),
                         get64(channel, VTD_DMAE_ERR_ADDR)};
  return out;
}

void dmae_clear_error(dmae_channel *channel) {
  set32(channel, VTD_DMAE_STATUS, VTD_DMAE_STATUS_ERROR | VTD_DMAE_STATUS_HALTED);
}

uint64_t dmae_bytes(const dmae_channel *channel) {
  return get64(channel, VTD_DMAE_BYTES);
}

void dmae_list_put(const vtd_hal *hal, uint64_t list, uint32_t index, uint64_t addr, uint32_t len) {
  uint64_t words[VTD_DMAE_LIST_ENTRY_BYTES / 8];
  words[0] = addr;
  words[1] = len;
  hal->mem_write(hal->ctx, list + (uint64_t)index * VTD_DMAE_LIST_ENTRY_BYTES, words, sizeof words);
}

void dmae_close(dmae_channel *channel) {
  reset(channel);
}

const char *dmae_err_text(dmae_err err) {
  switch (err) {
  case DMAE_OK:
    return "no error";
  case DMAE_NO_DEVICE:
    return "no DMA engine at this address";
  case DMAE_BAD_ARGUMENT:
    return "bad argument";
  case DMAE_FULL:
    return "descriptor ring is full";
  case DMAE_TIMEOUT:
    return "the channel is still working";
  case DMAE_FAILED:
    return "a descriptor met an error";
  case DMAE_HALTED:
    return "the channel stopped at an error";
  }
  return "unknown error";
}
