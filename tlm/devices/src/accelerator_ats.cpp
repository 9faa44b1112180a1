// SPDX-License-Identifier: Apache-2.0
// The accelerator's side of ATS and PRI (chapter 4): invalidations, page request groups, and what
// it can do wrong when it is told to.
#include <algorithm>
#include <utility>

#include "accelerator_engine.h"

namespace vtd {

using sc_core::sc_time;

namespace {
constexpr uint64_t page_bytes = 4096;
constexpr unsigned wrong_tag = 31; // BAD_COMPLETION; the unit takes the lowest free tags
} // namespace

void accelerator::connect(ats_root &root) {
  root_ = &root;
  root.attach(*this, config_.requester_id, config_.requester_id);
}

identity accelerator::identity_of(const address_space &space, vtd_at at) const {
  const bool forged = (r_.misbehave & VTD_ACCEL_BAD_RID) != 0;
  identity id(forged ? static_cast<uint16_t>(r_.forged_rid) : config_.requester_id);
  id.segment = config_.segment;
  id.at = at;
  if (at == VTD_AT_TRANSLATED)
    return id; // translated requests have no PASID
  id.pasid_valid = space.pasid_valid;
  id.pasid = space.pasid;
  id.privileged = space.privileged;
  return id;
}

// --- Invalidations
//
// A request is looked at some time after it came. From then on its translations are gone; it is
// complete when the accesses that still use one of them have ended.

void accelerator::invalidation_request(const vtd_dev_tlb_inv &inv, const sc_time &delay) {
  const sc_time after = delay + config_.invalidation;
  r_.invalidations++;
  arriving_.emplace(sc_core::sc_time_stamp() + after, inv);
  message_event_.notify(after);
}

void accelerator::message_thread() {
  const auto due = [](const auto &queue) {
    return !queue.empty() && queue.begin()->first <= sc_core::sc_time_stamp();
  };
  for (;;) {
    wait(message_event_);
    while (due(arriving_)) {
      const vtd_dev_tlb_inv inv = arriving_.begin()->second;
      arriving_.erase(arriving_.begin());
      serve(inv);
    }
    sc_time taken;
    while (due(completing_)) {
      const vtd_dev_tlb_inv inv = completing_.begin()->second;
      completing_.erase(completing_.begin());
      complete(inv, taken);
    }
    if (taken != sc_core::SC_ZERO_TIME)
      wait(taken);
    for (const auto *queue : {&arriving_, &completing_})
      if (!queue->empty())
        message_event_.notify(std::max(queue->begin()->first, sc_core::sc_time_stamp()) -
                              sc_core::sc_time_stamp());
  }
}

void accelerator::serve(const vtd_dev_tlb_inv &inv) {
  if ((r_.misbehave & VTD_ACCEL_BAD_KEEP) != 0) {
    complete_later(inv, sc_core::SC_ZERO_TIME);
    return;
  }
  epoch_++;
  tlb_.invalidate(inv);
  pending_invalidation waiting = {inv, {}};
  for (unsigned i = 0; i < uses_.size(); ++i)
    if (uses_[i] && concerns(inv, uses_[i]->space, uses_[i]->base, uses_[i]->shift))
      waiting.users.push_back(i);
  if (waiting.users.empty())
    complete_later(inv, sc_core::SC_ZERO_TIME);
  else
    pending_.push_back(waiting);
}

void accelerator::end_use(unsigned engine, const sc_time &delay) {
  uses_[engine].reset();
  for (size_t i = 0; i < pending_.size();) {
    std::vector<unsigned> &users = pending_[i].users;
    users.erase(std::remove(users.begin(), users.end(), engine), users.end());
    if (!users.empty()) {
      ++i;
      continue;
    }
    complete_later(pending_[i].inv, delay);
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void accelerator::complete_later(const vtd_dev_tlb_inv &inv, const sc_time &delay) {
  completing_.emplace(sc_core::sc_time_stamp() + delay, inv);
  message_event_.notify(delay);
}

void accelerator::complete(const vtd_dev_tlb_inv &inv, sc_time &delay) {
  if ((r_.misbehave & VTD_ACCEL_BAD_SILENT) != 0)
    return;
  if ((r_.misbehave & VTD_ACCEL_BAD_COMPLETION) != 0)
    root_->invalidation_complete(config_.requester_id, uint32_t{1} << wrong_tag, 1, delay);
  root_->invalidation_complete(config_.requester_id, uint32_t{1} << inv.itag, 1, delay);
}

// --- Page requests

size_t accelerator::groups_waiting() const {
  return static_cast<size_t>(std::count_if(groups_.begin(), groups_.end(),
                                           [](const group &g) { return g.open && !g.answered; }));
}

// Until software clears the status, here or in configuration space.
void accelerator::stop_page_requests() {
  r_.status |= VTD_ACCEL_STATUS_PRI_STOPPED;
  function_.page_request_status(VTD_PCI_PRI_STATUS_FAILURE);
}

// NULL: all are in use, or as many pages are being asked for as software allows.
accelerator::group *accelerator::open_group(const address_space &space, uint16_t &index) {
  const uint64_t asked = groups_waiting() * uint64_t{r_.pages};
  if (asked != 0 && asked + r_.pages > function_.page_request_allocation())
    return nullptr;
  for (size_t i = 0; i < groups_.size(); ++i) {
    const unsigned at = next_group_;
    next_group_ = static_cast<unsigned>((next_group_ + 1) % groups_.size());
    group &g = groups_[at];
    if (g.open)
      continue;
    g.open = true;
    g.answered = false;
    g.space = space;
    index = static_cast<uint16_t>(at);
    return &g;
  }
  return nullptr;
}

void accelerator::close_group(group &g) {
  g.open = false;
  group_event_.notify();
}

// `kind`: VTD_PERM_*, 0 for a stop marker. False: nobody will answer.
bool accelerator::send_page_request(const address_space &space, uint64_t addr, uint16_t group,
                                    unsigned kind, bool last, sc_time &delay) {
  const identity id = identity_of(space, VTD_AT_UNTRANSLATED);
  vtd_page_request request = {};
  request.addr = addr;
  request.sid = id.sid;
  request.pasid = id.pasid;
  request.pasid_valid = id.pasid_valid;
  request.privileged = id.privileged;
  request.prgi = group;
  request.read = (kind & VTD_PERM_R) != 0;
  request.write = (kind & VTD_PERM_W) != 0;
  request.last = last;
  r_.page_requests++;
  return root_->request_page(request, delay).status != VTD_PAGE_REQUEST_DROPPED;
}

void accelerator::page_group_response(const vtd_page_group_response &response,
                                      const sc_time &delay) {
  const bool known = response.prgi < groups_.size();
  group *const g = known ? &groups_[response.prgi] : nullptr;
  if (!g || !g->open || g->answered || g->space.pasid_valid != response.pasid_valid ||
      (response.pasid_valid && g->space.pasid != response.pasid)) {
    r_.status |= VTD_ACCEL_STATUS_UNEXPECTED;
    function_.page_request_status(VTD_PCI_PRI_STATUS_UNEXPECTED);
    return;
  }
  r_.responses++;
  g->answered = true;
  g->code = response.code;
  g->event.notify(delay);
}

// Page requests that no work needs. The answers belong to no group: see page_group_response().
void accelerator::flood_thread() {
  constexpr unsigned indexes = 512;
  for (;;) {
    while (flood_ == 0)
      wait(flood_event_);
    address_space space;
    space.pasid = r_.forged_pasid;
    space.pasid_valid = true;
    sc_time taken;
    const uint32_t wanted = std::exchange(flood_, 0);
    for (uint32_t sent = 0; sent < wanted && root_ && !resetting_; ++sent)
      send_page_request(space, sent * page_bytes,
                        static_cast<uint16_t>(indexes - 1 - sent % (indexes / 2)), VTD_PERM_R, true,
                        taken);
    wait(taken);
  }
}

} // namespace vtd
