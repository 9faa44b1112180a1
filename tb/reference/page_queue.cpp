// SPDX-License-Identifier: Apache-2.0
// The page request queue: full, overflown, answered by the unit itself (chapter 4).
#include "page_queue.h"

namespace vtd::oracle {

// Only the last request of a group has an answer, and nobody waits for one to a stop marker.
PageQueue::Receipt PageQueue::refuse(const PageRequest &p, unsigned code) const {
  Receipt r;
  const bool stop_marker = stop_markers && p.last && !p.read && !p.write;
  const bool last = p.last || mistake == Mistake::answers_everybody;
  if (!last || (stop_marker && mistake != Mistake::stop_marker_answered))
    return r;
  r.fate = Fate::answered;
  r.code = code;
  return r;
}

PageQueue::Receipt PageQueue::receive(const PageRequest &p, const PageAnswer &tables,
                                      const Memory &memory) {
  if (!tables.heard)
    return {};
  if (tables.cond != VTD_FC_NONE)
    return refuse(p, VTD_QI_PGRP_RESP_RC_INVALID);
  const unsigned lost = mistake == Mistake::overflow_refused
                            ? unsigned(VTD_QI_PGRP_RESP_RC_INVALID)
                            : unsigned(VTD_QI_PGRP_RESP_RC_SUCCESS);
  if (overflow_ && mistake != Mistake::overflow_not_sticky)
    return refuse(p, lost);
  const uint32_t next = (tail + VTD_PAGE_REQ_SIZE) % bytes;
  const bool full = next == head && mistake != Mistake::full_queue_one_more;
  if (full) {
    if (!p.probe) {
      announce();
      overflow_ = true;
    }
    return refuse(p, lost);
  }
  Receipt r;
  r.place = base + tail;
  if (!p.probe && !memory.writable(r.place)) // nothing says what happens then: see docs/model.md
    return refuse(p, VTD_QI_PGRP_RESP_RC_INVALID);
  r.fate = Fate::queued;
  if (p.probe)
    return r;
  r.entry[0] = VTD_PAGE_REQ_TYPE_PAGE_REQ | uint64_t(p.sid) << VTD_PAGE_REQ_RID_SHIFT;
  if (p.has_pasid)
    r.entry[0] |= VTD_PAGE_REQ_PP_MASK | uint64_t(p.pasid) << VTD_PAGE_REQ_PASID_SHIFT |
                  (p.exec ? VTD_PAGE_REQ_EXR_MASK : 0) | (p.priv ? VTD_PAGE_REQ_PMR_MASK : 0);
  r.entry[1] = (p.addr & VTD_PAGE_REQ_ADDR_MASK) | (p.read ? VTD_PAGE_REQ_RDR_MASK : 0) |
               (p.write ? VTD_PAGE_REQ_WRR_MASK : 0) | (p.last ? VTD_PAGE_REQ_LPIG_MASK : 0);
  if (mistake != Mistake::page_group_lost)
    r.entry[1] |= uint64_t(p.group) << VTD_PAGE_REQ_PRGI_SHIFT;
  tail = next;
  announce();
  pending_ = true;
  return r;
}

// Before a status bit is set: an event only if none was set.
void PageQueue::announce() {
  if ((pending_ || overflow_) && mistake != Mistake::page_event_each_time)
    return;
  held_ = masked_;
  messages_ += !masked_;
}

void PageQueue::clear(bool pending, bool overflow) {
  pending_ = pending_ && !pending;
  overflow_ = overflow_ && !overflow;
  if (!pending_ && !overflow_)
    held_ = false;
}

void PageQueue::mask(bool masked) {
  masked_ = masked;
  if (!masked_ && held_) {
    messages_++;
    held_ = false;
  }
}

} // namespace vtd::oracle
