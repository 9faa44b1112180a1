// SPDX-License-Identifier: Apache-2.0
// Software's accesses to the register window (chapter 11): which are legal, what they store, and
// what they set off.
#include "internal.h"

enum { HIGH = 4 }; // offset of the high half of a 64-bit register

// 32-bit registers take aligned dwords; 64- and 128-bit ones aligned dwords or qwords.
static vtd_reg_status check(const vtd_t *u, uint32_t offset, uint32_t bytes) {
  if (bytes != 4 && bytes != 8)
    return VTD_REG_BAD_SIZE;
  if (offset > u->config.reg_bytes - bytes)
    return VTD_REG_OUT_OF_WINDOW;
  if ((offset & (bytes - 1)) != 0)
    return VTD_REG_UNALIGNED;
  if (bytes == 4)
    return VTD_REG_OK;
  const struct vtd_reg_half *low = vtd_reg_half_at(u, offset);
  const struct vtd_reg_half *high = vtd_reg_half_at(u, offset + HIGH);
  bool narrow = (low != NULL && !low->wide) || (high != NULL && !high->wide);
  return narrow ? VTD_REG_BAD_SIZE : VTD_REG_OK;
}

static uint32_t visible(const vtd_t *u, uint32_t offset) {
  const struct vtd_reg_half *h = vtd_reg_half_at(u, offset);
  return h == NULL ? 0 : h->value & h->read;
}

vtd_reg_status vtd_reg_peek(const vtd_t *u, uint32_t offset, uint32_t bytes, uint64_t *value) {
  *value = 0;
  vtd_reg_status status = check(u, offset, bytes);
  if (status != VTD_REG_OK)
    return status;
  *value = visible(u, offset);
  if (bytes == 8)
    *value |= (uint64_t)visible(u, offset + HIGH) << 32;
  return VTD_REG_OK;
}

vtd_reg_status vtd_reg_read(vtd_t *u, uint32_t offset, uint32_t bytes, uint64_t *value) {
  // No register changes by being read. But software may be polling for a queue that took a break.
  if (VTD_UNLIKELY(u->queue.starved))
    vtd_queue_kick(u);
  vtd_perf_tick(u);
  if (VTD_UNLIKELY(u->perf.message_due))
    vtd_perf_flush(u);
  return vtd_reg_peek(u, offset, bytes, value);
}

// ---- Writes

static bool is_iotlb(const vtd_t *u, uint32_t offset) {
  return (offset & ~(uint32_t)HIGH) == u->regs.iro + VTD_IOTLB_REG;
}

// The top dword of a fault record, which holds F.
static bool is_frcd_top(const vtd_t *u, uint32_t offset) {
  uint32_t top = u->regs.fro + VTD_FRCD_HI_REG + HIGH;
  return offset >= top && (offset - top) % VTD_FRCD_HI_STRIDE == 0 &&
         (offset - top) / VTD_FRCD_HI_STRIDE <= vtd_cap_nfr(u->config.cap);
}

// A command that runs owns its register until it is done: software has to wait for it. A counter
// that counts owns its configuration.
static bool is_busy(const vtd_t *u, uint32_t offset) {
  if ((offset & ~(uint32_t)HIGH) == VTD_CCMD_REG)
    return vtd_ccmd_icc(vtd_reg64(u, VTD_CCMD_REG));
  if (is_iotlb(u, offset))
    return vtd_iotlb_ivt(vtd_reg64(u, u->regs.iro + VTD_IOTLB_REG));
  if (offset >= VTD_ECMD_REG && offset < VTD_ECRSP_REG)
    return vtd_ecrsp_ip(vtd_reg64(u, VTD_ECRSP_REG));
  if (offset >= VTD_VCMD_REG && offset < VTD_VCRSP_REG)
    return vtd_vcrsp_ip(vtd_reg64(u, VTD_VCRSP_REG));
  return vtd_perf_locked(u, offset);
}

// What a half held before and what was written to it.
struct half_write {
  struct vtd_reg_half *half; // NULL: nothing was stored
  uint32_t before;
  uint32_t data;
};

static struct half_write store(vtd_t *u, uint32_t offset, uint32_t data) {
  struct half_write w = {vtd_reg_half_at(u, offset), 0, data};
  if (w.half == NULL)
    return w;
  w.before = w.half->value;
  w.half->value = (w.before & ~w.half->write) | (data & w.half->write);
  w.half->value &= ~(data & w.half->rw1c);
  return w;
}

static void fsts_written(vtd_t *u, uint32_t before) {
  uint32_t cleared = before & ~vtd_reg32(u, VTD_FSTS_REG);
  if (cleared == 0)
    return;
  vtd_event_update(u, VTD_EVENT_FAULT, false);
  if ((cleared & (VTD_FSTS_IQE | VTD_FSTS_ITE)) != 0)
    vtd_queue_kick(u);
}

static void event_control_written(vtd_t *u, vtd_event event, uint32_t before, uint32_t after) {
  bool im_cleared = vtd_fectl_im(before) && !vtd_fectl_im(after);
  vtd_event_update(u, event, im_cleared);
}

static void act(vtd_t *u, const struct half_write *w) {
  if (w->half == NULL)
    return;
  uint32_t offset = w->half->offset;
  switch (offset) {
  case VTD_GCMD_REG:
    vtd_gcmd_written(u, w->data & w->half->command);
    return;
  case VTD_CCMD_REG + HIGH:
    vtd_ccmd_written(u);
    return;
  case VTD_FSTS_REG:
    fsts_written(u, w->before);
    return;
  case VTD_FECTL_REG:
    event_control_written(u, VTD_EVENT_FAULT, w->before, w->half->value);
    return;
  case VTD_PMEN_REG:
    vtd_pmen_written(u);
    return;
  case VTD_IQT_REG:
    vtd_queue_kick(u);
    return;
  case VTD_ICS_REG:
    vtd_event_update(u, VTD_EVENT_INVALIDATION, false);
    return;
  case VTD_IECTL_REG:
    event_control_written(u, VTD_EVENT_INVALIDATION, w->before, w->half->value);
    return;
  case VTD_PERFINTRSTS_REG:
    vtd_event_update(u, VTD_EVENT_PERF, false);
    return;
  case VTD_PERFINTRCTL_REG:
    event_control_written(u, VTD_EVENT_PERF, w->before, w->half->value);
    return;
  case VTD_ECMD_REG: // holds the command's code; dword by dword, operands are written before
    vtd_ecmd_written(u);
    return;
  case VTD_VCMD_REG:
    vtd_vcmd_written(u);
    return;
  case VTD_PRS_REG:
    vtd_event_update(u, VTD_EVENT_PAGE_REQUEST, false);
    return;
  case VTD_PECTL_REG:
    event_control_written(u, VTD_EVENT_PAGE_REQUEST, w->before, w->half->value);
    return;
  default:
    break;
  }
  if (offset == u->regs.iro + VTD_IOTLB_REG + HIGH)
    vtd_iotlb_reg_written(u);
  else if (is_frcd_top(u, offset))
    vtd_fault_records_changed(u);
}

vtd_reg_status vtd_reg_write(vtd_t *u, uint32_t offset, uint32_t bytes, uint64_t value) {
  vtd_reg_status status = check(u, offset, bytes);
  if (status != VTD_REG_OK)
    return status;
  if (bytes == 4)
    value = (uint32_t)value;
  vtd_trace_emit(u, &(vtd_trace){.kind = VTD_TRACE_REG_WRITE, .addr = offset, .value = value});
  if (VTD_UNLIKELY(u->queue.starved))
    vtd_queue_kick(u);
  vtd_perf_tick(u);
  if (VTD_UNLIKELY(u->perf.message_due))
    vtd_perf_flush(u);
  if (is_busy(u, offset))
    return VTD_REG_OK;
  // Store all of it before anything starts, then act in address order: a qword may be seen as its
  // low and its high dword.
  struct half_write low = store(u, offset, (uint32_t)value);
  struct half_write high = {0};
  if (bytes == 8)
    high = store(u, offset + HIGH, (uint32_t)(value >> 32));
  act(u, &low);
  act(u, &high);
  return VTD_REG_OK;
}
