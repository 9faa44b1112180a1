// SPDX-License-Identifier: Apache-2.0
// Event messages of the unit itself (chapter 7): the same logic for all of them.
#include "internal.h"

// The registers of an event, and the status bits that feed it.
struct event_block {
  uint32_t ctl, data, addr, uaddr; // offsets
  uint32_t status;                 // offset
  uint32_t feeding;                // bits of status
};

static const struct event_block event_blocks[VTD_EVENT_COUNT] = {
    [VTD_EVENT_FAULT] = {VTD_FECTL_REG, VTD_FEDATA_REG, VTD_FEADDR_REG, VTD_FEUADDR_REG,
                         VTD_FSTS_REG,
                         VTD_FSTS_PFO | VTD_FSTS_PPF | VTD_FSTS_IQE | VTD_FSTS_ICE | VTD_FSTS_ITE},
    [VTD_EVENT_INVALIDATION] = {VTD_IECTL_REG, VTD_IEDATA_REG, VTD_IEADDR_REG, VTD_IEUADDR_REG,
                                VTD_ICS_REG, VTD_ICS_IWC},
    [VTD_EVENT_PERF] = {VTD_PERFINTRCTL_REG, VTD_PERFINTRDATA_REG, VTD_PERFINTRADDR_REG,
                        VTD_PERFINTRUADDR_REG, VTD_PERFINTRSTS_REG, VTD_PERFINTRSTS_PIS},
    [VTD_EVENT_PAGE_REQUEST] = {VTD_PECTL_REG, VTD_PEDATA_REG, VTD_PEADDR_REG, VTD_PEUADDR_REG,
                                VTD_PRS_REG, VTD_PRS_PPR | VTD_PRS_PRO},
};

static bool is_pending(const vtd_t *u, const struct event_block *b) {
  return (vtd_reg32(u, b->status) & b->feeding) != 0;
}

static void set_ip(vtd_t *u, const struct event_block *b, bool ip) {
  vtd_reg32_put(u, b->ctl, vtd_fectl_ip_set(vtd_reg32(u, b->ctl), ip));
}

// Sent once for each time that IP is set. Never remapped.
static void send(vtd_t *u, const struct event_block *b) {
  uint64_t addr = vtd_reg32(u, b->addr) | (uint64_t)vtd_reg32(u, b->uaddr) << 32;
  uint32_t data = vtd_reg32(u, b->data);
  set_ip(u, b, false);
  u->counters.messages++;
  vtd_trace_emit(u, &(vtd_trace){.kind = VTD_TRACE_EVENT, .addr = addr, .value = data});
  if (u->host.send_message != NULL)
    u->host.send_message(u->host.ctx, addr, data);
}

void vtd_event_raise(vtd_t *u, vtd_event event, bool was_pending) {
  const struct event_block *b = &event_blocks[event];
  if (was_pending)
    return;
  set_ip(u, b, true);
  if (!vtd_fectl_im(vtd_reg32(u, b->ctl)))
    send(u, b);
}

void vtd_event_hold(vtd_t *u, vtd_event event) {
  set_ip(u, &event_blocks[event], true);
}

void vtd_event_release(vtd_t *u, vtd_event event) {
  const struct event_block *b = &event_blocks[event];
  if (vtd_fectl_ip(vtd_reg32(u, b->ctl)) && !vtd_fectl_im(vtd_reg32(u, b->ctl)))
    send(u, b);
}

void vtd_event_update(vtd_t *u, vtd_event event, bool im_cleared) {
  const struct event_block *b = &event_blocks[event];
  if (!vtd_fectl_ip(vtd_reg32(u, b->ctl)))
    return;
  if (!is_pending(u, b))
    set_ip(u, b, false); // software has seen it: the held message is lost
  else if (im_cleared)
    send(u, b);
}

static void set_status(vtd_t *u, vtd_event event, uint32_t bit) {
  const struct event_block *b = &event_blocks[event];
  bool was_pending = is_pending(u, b);
  vtd_reg32_put(u, b->status, vtd_reg32(u, b->status) | bit);
  vtd_event_raise(u, event, was_pending);
}

void vtd_fault_status_set(vtd_t *u, uint32_t bit) {
  set_status(u, VTD_EVENT_FAULT, bit);
}

void vtd_page_status_set(vtd_t *u, uint32_t bit) {
  set_status(u, VTD_EVENT_PAGE_REQUEST, bit);
}
