// SPDX-License-Identifier: Apache-2.0
// Messages between the unit and device-TLBs (chapter 4).
#ifndef SC_INCLUDE_DYNAMIC_PROCESSES
#define SC_INCLUDE_DYNAMIC_PROCESSES
#endif
#include "ats_link.h"

#include <algorithm>

#include "engine.h"

namespace vtd {

ats_translation ats_translation_of(const vtd_result &result) {
  ats_translation t;
  t.addr = result.addr;
  t.shift = result.page_shift;
  t.read = (result.perm & VTD_PERM_R) != 0;
  t.write = (result.perm & VTD_PERM_W) != 0;
  t.privileged = (result.flags & VTD_RES_ATS_PRIV) != 0;
  t.no_snoop_cleared = (result.flags & VTD_RES_ATS_N) != 0;
  t.untranslated_only = (result.flags & VTD_RES_ATS_U) != 0;
  return t;
}

namespace detail {

static constexpr unsigned itag_bits = 5;

void ats_link::attach(ats_device &device, uint16_t first, uint16_t last) {
  const auto overlaps = [=](const attachment &a) { return a.first <= last && first <= a.last; };
  if (first > last || std::any_of(attached_.begin(), attached_.end(), overlaps)) {
    engine_.report_error("/vtd/iommu/ats",
                         "attach: requester ids " + std::to_string(first) + " .. " +
                             std::to_string(last) +
                             " are not a range, or some of them have a device already; detach it "
                             "first, or give the devices ids of their own");
    return;
  }
  attached_.push_back({first, last, &device});
}

void ats_link::detach(ats_device &device) {
  const auto its = [&device](const attachment &a) { return a.device == &device; };
  attached_.erase(std::remove_if(attached_.begin(), attached_.end(), its), attached_.end());
}

ats_device *ats_link::find(uint16_t sid) const {
  for (const attachment &a : attached_)
    if (a.first <= sid && sid <= a.last)
      return a.device;
  return nullptr;
}

// When a message of the unit is there, from now.
sc_core::sc_time ats_link::departure() const {
  const access_frame *frame = engine_.current_;
  return (frame ? *frame->delay : sc_core::SC_ZERO_TIME) + engine_.config_.ats_message_latency;
}

void ats_link::send(const vtd_dev_tlb_inv &inv) {
  ats_device *const device = find(inv.sid);
  if (!device && !engine_.device_tlb_) {
    vtd_dev_tlb_complete(engine_.core_, inv.sid, uint32_t{1} << inv.itag, 1);
    return;
  }
  watch(inv);
  const engine::callback_scope scope(engine_);
  if (engine_.device_tlb_)
    engine_.device_tlb_(inv);
  else
    device->invalidation_request(inv, departure());
}

void ats_link::invalidation_complete(uint16_t sid, uint32_t itags, uint8_t count,
                                     sc_core::sc_time &delay) {
  delay += engine_.config_.ats_message_latency;
  engine_.on_account_of(delay, [&] { vtd_dev_tlb_complete(engine_.core_, sid, itags, count); });
}

vtd_page_request_result ats_link::request_page(const vtd_page_request &request,
                                               sc_core::sc_time &delay) {
  vtd_page_request_result result = {};
  delay += engine_.config_.ats_message_latency;
  const uint32_t transactions =
      engine_.on_account_of(delay, [&] { vtd_request_page(engine_.core_, &request, &result); });
  delay += engine_.direct_cost(result.reads, transactions);
  return result;
}

void ats_link::send(const vtd_page_group_response &response) {
  ats_device *const device = find(response.sid);
  if (!device)
    return; // a message to nobody
  const engine::callback_scope scope(engine_);
  device->page_group_response(response, departure());
}

// --- Time-outs

void ats_link::elaborated() {
  if (engine_.config_.device_tlb_timeout == sc_core::SC_ZERO_TIME)
    return;
  const auto watchman = [this] { // a thread: event messages may take time
    for (;;) {
      sc_core::wait(alarm_);
      check_deadlines();
    }
  };
  sc_core::sc_spawn(watchman, sc_core::sc_gen_unique_name("device_tlb_timer"));
}

void ats_link::reset() {
  deadlines_.clear();
  alarm_.cancel();
}

void ats_link::watch(const vtd_dev_tlb_inv &inv) {
  const sc_core::sc_time limit = engine_.config_.device_tlb_timeout;
  if (limit == sc_core::SC_ZERO_TIME)
    return;
  const uint32_t key = uint32_t{inv.sid} << itag_bits | inv.itag;
  deadlines_[key] = sc_core::sc_time_stamp() + departure() + limit;
  alarm_.notify(departure() + limit); // an earlier alarm stays
}

void ats_link::check_deadlines() {
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  std::vector<uint32_t> late;
  for (auto i = deadlines_.begin(); i != deadlines_.end();) {
    const bool over = i->second <= now;
    if (over)
      late.push_back(i->first);
    i = over ? deadlines_.erase(i) : std::next(i);
  }
  for (const uint32_t key : late) {
    sc_core::sc_time delay;
    engine_.on_account_of(delay, [&] {
      vtd_dev_tlb_timeout(engine_.core_, static_cast<uint16_t>(key >> itag_bits),
                          static_cast<uint8_t>(key & ((1u << itag_bits) - 1)));
    });
  }
  if (deadlines_.empty())
    return;
  const auto sooner = [](const auto &a, const auto &b) { return a.second < b.second; };
  const auto next = std::min_element(deadlines_.begin(), deadlines_.end(), sooner);
  alarm_.notify(next->second - now);
}

} // namespace detail
} // namespace vtd
