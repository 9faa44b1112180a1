// SPDX-License-Identifier: Apache-2.0
// The approximately-timed path: who comes in, and the phases that others send.
#include "at_path.h"

#include <algorithm>
#include <sstream>
#include <string>

#include "engine.h"

namespace vtd::detail {

namespace {

constexpr const char *report_id = "/vtd/iommu/nb_transport";

} // namespace

at_path::at_path(engine &owner, unsigned ports)
    : engine_(owner), memory_(*this, false), walks_(*this, true), misses_(config().misses),
      walkers_(config().walkers) {
  for (unsigned i = 0; i < ports; ++i)
    ports_.push_back(std::make_unique<at_port>());
}

at_stats &at_path::stats() const {
  return engine_.stats_.at;
}

const at_config &at_path::config() const {
  return engine_.config_.at;
}

void at_path::elaborated(fw_if *memory, fw_if *walks) {
  memory_.connect(memory);
  walks_.connect(walks);
  sc_core::sc_spawn_options options;
  options.spawn_method();
  options.dont_initialize();
  options.set_sensitivity(&admission_);
  sc_core::sc_spawn([this] { admit_all(); }, sc_core::sc_gen_unique_name("admission"), &options);
}

std::string at_path::stats_text() const {
  const at_stats &s = stats();
  std::ostringstream out;
  out << "; nb_transport: " << s.requests << " requests, " << s.stalls << " stalled, at most "
      << s.most_requests << " of " << config().outstanding << " outstanding; " << s.walks
      << " walks, " << s.walker_waits << " waited, at most " << s.most_walkers << " of "
      << config().walkers << " walkers and " << s.most_misses << " of " << config().misses
      << " misses, " << s.miss_stalls << " look-ups held up, " << s.merged << " merged; latency: ";
  const uint64_t begun = std::max<uint64_t>(s.responses, 1);
  out << "mean " << s.latency_sum / static_cast<double>(begun) << ", at most " << s.latency_max
      << ", below 1 ns, 2 ns, 4 ns ..:";
  const auto last =
      std::find_if(s.latency.rbegin(), s.latency.rend(), [](uint64_t count) { return count != 0; });
  std::for_each(s.latency.begin(), last.base(), [&out](uint64_t count) { out << ' ' << count; });
  return out.str();
}

// --- Forward path of the DMA sockets

tlm::tlm_sync_enum at_path::from_device(unsigned port, payload &trans, tlm::tlm_phase &phase,
                                        sc_core::sc_time &delay) {
  bool good = true;
  tlm::tlm_sync_enum answer = tlm::TLM_ACCEPTED; // phases that we do not know are ignored
  if (phase == tlm::BEGIN_REQ) {
    good = begin_request(port, trans, delay);
  } else if (phase == tlm::END_RESP) {
    good = end_response(port, trans, delay);
    answer = tlm::TLM_COMPLETED;
  } else if (phase == tlm::END_REQ || phase == tlm::BEGIN_RESP) {
    engine_.report_error(report_id, "dma[" + std::to_string(port) +
                                        "]: END_REQ and BEGIN_RESP are phases of the backward "
                                        "path; an initiator sends BEGIN_REQ and END_RESP");
    good = false;
  }
  if (good)
    return answer;
  trans.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
  return tlm::TLM_COMPLETED;
}

bool at_path::begin_request(unsigned port, payload &trans, const sc_core::sc_time &delay) {
  const std::string where = "dma[" + std::to_string(port) + "]: ";
  if (!trans.has_mm()) {
    engine_.report_error(report_id, where + "the payload has no memory manager, which "
                                            "nb_transport demands: set one (set_mm) or use "
                                            "b_transport");
    return false;
  }
  if (ports_[port]->requesting) {
    engine_.report_error(report_id, where + "BEGIN_REQ while the request before has not ended: "
                                            "wait for END_REQ first (request exclusion rule)");
    return false;
  }
  trans.acquire();
  ports_[port]->requesting = &trans;
  arrivals_.emplace(sc_core::sc_time_stamp() + delay, arrival{&trans, port, false});
  admission_.notify(delay);
  return true;
}

bool at_path::end_response(unsigned port, payload &trans, const sc_core::sc_time &delay) {
  at_port &side = *ports_[port];
  if (side.answering != &trans || side.answered.reached) {
    engine_.report_error(report_id, "dma[" + std::to_string(port) +
                                        "]: END_RESP for a payload whose response has not begun");
    return false;
  }
  side.answered.reach(delay);
  side.answered_event->notify();
  return true;
}

// --- Admission: a method process

void at_path::admit_all() {
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  while (!arrivals_.empty()) {
    const auto first = arrivals_.begin();
    if (first->first > now) {
      admission_.notify(first->first - now);
      return;
    }
    if (free_.empty() && slots_.size() == config().outstanding) {
      auto at = first;
      for (; at != arrivals_.end() && at->first <= now; ++at) {
        stats().stalls += at->second.stalled ? 0 : 1;
        at->second.stalled = true;
      }
      if (at != arrivals_.end()) // to count that it stalls, too
        admission_.notify(at->first - now);
      return;
    }
    const auto [time, next] = *first;
    arrivals_.erase(first);
    admit(time, next);
  }
}

// Slots, and their processes, come into being when they are needed.
at_slot *at_path::free_slot() {
  if (!free_.empty()) {
    at_slot *slot = free_.back();
    free_.pop_back();
    return slot;
  }
  slots_.push_back(std::make_unique<at_slot>());
  at_slot *slot = slots_.back().get();
  const sc_core::sc_process_handle process = sc_core::sc_spawn(
      [this, slot] { slot_process(*slot); }, sc_core::sc_gen_unique_name("at_slot"));
  by_process_[process.get_process_object()] = slot;
  return slot;
}

void at_path::admit(const sc_core::sc_time &time, const arrival &next) {
  at_slot &slot = *free_slot();
  const uint64_t key = engine_.ports_[next.port]->requester_key(*next.trans);
  slot.trans = next.trans;
  slot.port = next.port;
  slot.requester = dma_port::requester_id(key);
  slot.page = {key, next.trans->get_address() >> 12};
  slot.arrival = time;
  lines &line = lines_[slot.requester];
  line.sending.join(slot);
  line.answering.join(slot);
  at_stats &s = stats();
  s.requests++;
  s.most_requests = std::max(s.most_requests, static_cast<unsigned>(slots_.size() - free_.size()));
  slot.assigned.notify();
}

// --- Backward path of `mem`

tlm::tlm_sync_enum at_path::from_memory(payload &trans, const tlm::tlm_phase &phase,
                                        const sc_core::sc_time &delay) {
  if (phase != tlm::END_REQ && phase != tlm::BEGIN_RESP)
    return tlm::TLM_ACCEPTED; // a phase that we do not know
  const auto found = by_payload_.find(&trans);
  if (found == by_payload_.end() || found->second->response_begun.reached ||
      (phase == tlm::END_REQ && found->second->request_ended.reached)) {
    engine_.report_error(report_id, "a target sent a phase on `mem` that no request waits for");
    return tlm::TLM_COMPLETED;
  }
  at_slot &slot = *found->second;
  if (!slot.request_ended.reached) // BEGIN_RESP implies END_REQ
    slot.request_ended.reach(delay);
  if (phase == tlm::BEGIN_RESP)
    slot.response_begun.reach(delay);
  slot.phase.notify();
  return tlm::TLM_ACCEPTED;
}

} // namespace vtd::detail
