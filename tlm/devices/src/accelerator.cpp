// SPDX-License-Identifier: Apache-2.0
// The accelerator's registers, portals, queues and commands.
#ifndef SC_INCLUDE_DYNAMIC_PROCESSES
#define SC_INCLUDE_DYNAMIC_PROCESSES
#endif
#include "vtd/accelerator.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "accelerator_engine.h"
#include "register_window.h"

namespace vtd {

namespace {

constexpr uint32_t ctrl_stored =
    VTD_ACCEL_CTRL_ENABLE | VTD_ACCEL_CTRL_ATS | VTD_ACCEL_CTRL_PRI | VTD_ACCEL_CTRL_NW;
constexpr uint32_t queue_ctrl_stored = VTD_ACCEL_QUEUE_ENABLE | VTD_ACCEL_QUEUE_SHARED |
                                       VTD_ACCEL_QUEUE_BLOCK | VTD_ACCEL_QUEUE_PRIV |
                                       VTD_ACCEL_QUEUE_NO_PASID;
constexpr uint32_t status_sticky =
    VTD_ACCEL_STATUS_PRI_STOPPED | VTD_ACCEL_STATUS_UNEXPECTED | VTD_ACCEL_STATUS_LOST;
constexpr uint32_t pasid_mask = 0xFFFFF;
constexpr uint32_t queue_size_max = 1024;
constexpr unsigned pasid_bits = 20;
constexpr unsigned invalidations = 32;                                     // that it can take
constexpr vtd_pci_ids ids = {0x1234, 0x5602, 0x1234, 0x5602, 0x120000, 1}; // processing accelerator
constexpr uint32_t pages_max = 16;

uint32_t low(uint64_t value) {
  return static_cast<uint32_t>(value);
}
uint32_t high(uint64_t value) {
  return static_cast<uint32_t>(value >> 32);
}
uint32_t dword_at(const uint8_t *bytes, uint32_t offset) {
  uint32_t value;
  std::memcpy(&value, bytes + offset, sizeof value);
  return value;
}

std::string config_problem(const accelerator_config &c) {
  if (c.queues == 0 || c.queues > VTD_ACCEL_QUEUES_MAX)
    return "an accelerator has 1 .. 8 queues";
  if (c.engines == 0 || c.engines > 16)
    return "an accelerator has 1 .. 16 engines";
  if (c.tlb_entries > 0xFFFF)
    return "a device-TLB has at most 65535 entries";
  if (c.groups == 0 || c.groups > 256)
    return "an accelerator has 1 .. 256 page request groups";
  if (c.translations == 0 || c.translations > ats_extension::most)
    return "a translation request asks for 1 .. 16 translations";
  if (c.burst < 64 || c.burst > 4096 || (c.burst & (c.burst - 1)) != 0)
    return "burst is a power of two, 64 .. 4096 bytes";
  return {};
}

accelerator_config checked(const char *name, const accelerator_config &config) {
  const std::string problem = config_problem(config);
  if (problem.empty())
    return config;
  SC_REPORT_ERROR("/vtd/accelerator/config", (std::string(name) + ": " + problem).c_str());
  return accelerator_config();
}

} // namespace

accelerator::accelerator(sc_core::sc_module_name module_name, const accelerator_config &config)
    : sc_module(module_name), regs("regs"), bus("bus"), config_(checked(name(), config)),
      function_(config_.requester_id, ids),
      message_port_("messages", config_.segment,
                    [this](tlm::tlm_generic_payload &payload, sc_core::sc_time &delay) {
                      ++statistics_.messages;
                      bus->b_transport(payload, delay);
                    }),
      tlb_(config_.tlb_entries), queues_(config_.queues), running_(config_.engines),
      uses_(config_.engines), groups_(config_.groups) {
  regs.register_b_transport(this, &accelerator::transport);
  regs.register_transport_dbg(this, &accelerator::debug);
  build_function();
  for (unsigned i = 0; i < config_.engines; ++i)
    engines_.push_back(
        std::make_unique<accelerator_engine>(("engine_" + std::to_string(i)).c_str(), *this, i));
  SC_HAS_PROCESS(accelerator);
  SC_THREAD(message_thread);
  SC_THREAD(command_thread);
  SC_THREAD(flood_thread);
}

accelerator::~accelerator() = default;

void accelerator::build_function() {
  pci_msix msix;
  msix.vectors = VTD_ACCEL_MESSAGES;
  msix.table = VTD_ACCEL_MSIX_TABLE;
  msix.pba = VTD_ACCEL_MSIX_PBA;
  function_.add_bar(0, VTD_ACCEL_WINDOW_BYTES);
  function_.add_pcie();
  function_.add_msix(msix);
  function_.add_ats(invalidations);
  function_.add_page_requests(config_.groups * pages_max);
  function_.add_pasid(pasid_bits, false, true);
  pci_hooks hooks;
  hooks.reset = [this] { reset(); };
  hooks.changed = [this] { function_changed(); };
  hooks.message = [this] { message_port_.wake(); };
  hooks.busy = [this] { return busy(); };
  hooks.page_requests = [this] { return groups_waiting() != 0; };
  function_.set_hooks(std::move(hooks));
  message_port_.add(function_);
}

// Without ATS nothing of the device-TLB may be used, and a page request status that was cleared
// lets page requests go on.
void accelerator::function_changed() {
  if (!function_.attached())
    return;
  if (!function_.ats_enabled()) {
    tlb_.clear();
    epoch_++;
  }
  if (!function_.page_requests_stopped())
    r_.status &= ~VTD_ACCEL_STATUS_PRI_STOPPED;
  group_event_.notify(sc_core::SC_ZERO_TIME);
}

bool accelerator::busy() const {
  return std::any_of(running_.begin(), running_.end(), [](const auto &job) { return !!job; });
}

// ---------------------------------------------------------------------------------------------------
// Registers

uint32_t accelerator::read(uint32_t offset) const {
  if (function_.in_msix({0, offset}))
    return function_.msix_read({0, offset});
  if (offset >= VTD_ACCEL_PORTALS) {
    const uint32_t queue = (offset - VTD_ACCEL_PORTALS) / VTD_ACCEL_PORTAL_BYTES;
    const uint32_t at = offset % VTD_ACCEL_PORTAL_BYTES / VTD_ACCEL_DESC_BYTES;
    return queue < queues_.size() ? queues_[queue].slots[at].answer : 0;
  }
  if (offset >= VTD_ACCEL_QUEUE &&
      offset < VTD_ACCEL_QUEUE + queues_.size() * VTD_ACCEL_QUEUE_STRIDE)
    return read_queue(offset - VTD_ACCEL_QUEUE);
  if (offset >= VTD_ACCEL_MESSAGE &&
      offset < VTD_ACCEL_MESSAGE + VTD_ACCEL_MESSAGES * VTD_ACCEL_MESSAGE_STRIDE) {
    const message &m = r_.messages[(offset - VTD_ACCEL_MESSAGE) / VTD_ACCEL_MESSAGE_STRIDE];
    const uint32_t words[] = {low(m.addr), high(m.addr), m.data, 0};
    return words[offset % VTD_ACCEL_MESSAGE_STRIDE / 4];
  }
  switch (offset) {
  case VTD_ACCEL_ID:
    return VTD_ACCEL_ID_VALUE;
  case VTD_ACCEL_CAPS:
    return config_.queues | config_.engines << 8 | config_.tlb_entries << 16;
  case VTD_ACCEL_CTRL:
    return r_.ctrl | (resetting_ ? VTD_ACCEL_CTRL_RESET : 0);
  case VTD_ACCEL_STATUS:
    return r_.status | (busy() ? VTD_ACCEL_STATUS_BUSY : 0);
  case VTD_ACCEL_PAGES:
    return r_.pages;
  case VTD_ACCEL_CMD:
    return r_.command;
  case VTD_ACCEL_CMD_STATUS:
    return VTD_ACCEL_CMD_KIND(r_.command) != 0 ? VTD_ACCEL_CMD_BUSY : 0;
  case VTD_ACCEL_MISBEHAVE:
    return r_.misbehave;
  case VTD_ACCEL_FORGED_PASID:
    return r_.forged_pasid;
  case VTD_ACCEL_FORGED_RID:
    return r_.forged_rid;
  case VTD_ACCEL_LOST_ADDR:
    return low(r_.lost_addr);
  case VTD_ACCEL_LOST_ADDR + 4:
    return high(r_.lost_addr);
  case VTD_ACCEL_COMPLETED:
    return r_.completed;
  case VTD_ACCEL_FAILED:
    return r_.failed;
  case VTD_ACCEL_TRANSLATIONS:
    return r_.translations;
  case VTD_ACCEL_TLB_HITS:
    return r_.tlb_hits;
  case VTD_ACCEL_PAGE_REQUESTS:
    return r_.page_requests;
  case VTD_ACCEL_RESPONSES:
    return r_.responses;
  case VTD_ACCEL_INVALIDATIONS:
    return r_.invalidations;
  case VTD_ACCEL_TLB_USED:
    return tlb_.used();
  case VTD_ACCEL_BYTES:
    return low(r_.bytes);
  case VTD_ACCEL_BYTES + 4:
    return high(r_.bytes);
  default:
    return 0;
  }
}

uint32_t accelerator::read_queue(uint32_t offset) const {
  const work_queue &queue = queues_[offset / VTD_ACCEL_QUEUE_STRIDE];
  switch (offset % VTD_ACCEL_QUEUE_STRIDE) {
  case VTD_ACCEL_QUEUE_CTRL:
    return queue.ctrl;
  case VTD_ACCEL_QUEUE_SIZE:
    return queue.size;
  case VTD_ACCEL_QUEUE_PASID:
    return queue.pasid;
  case VTD_ACCEL_QUEUE_USED:
    return static_cast<uint32_t>(queue.waiting.size());
  case VTD_ACCEL_QUEUE_RETRIES:
    return queue.retries;
  default:
    return 0;
  }
}

void accelerator::write(uint32_t offset, uint32_t value) {
  if (function_.in_msix({0, offset}))
    return function_.msix_write({0, offset}, value);
  if (resetting_)
    return; // the registers are about to go
  if (offset >= VTD_ACCEL_QUEUE &&
      offset < VTD_ACCEL_QUEUE + queues_.size() * VTD_ACCEL_QUEUE_STRIDE)
    return write_queue(offset - VTD_ACCEL_QUEUE, value);
  if (offset >= VTD_ACCEL_MESSAGE &&
      offset < VTD_ACCEL_MESSAGE + VTD_ACCEL_MESSAGES * VTD_ACCEL_MESSAGE_STRIDE)
    return write_message(offset - VTD_ACCEL_MESSAGE, value);
  switch (offset) {
  case VTD_ACCEL_CTRL:
    if ((value & VTD_ACCEL_CTRL_RESET) != 0)
      return reset();
    r_.ctrl = value & ctrl_stored;
    if ((r_.ctrl & VTD_ACCEL_CTRL_ATS) == 0)
      tlb_.clear();
    work_event_.notify(sc_core::SC_ZERO_TIME);
    return;
  case VTD_ACCEL_STATUS:
    r_.status &= ~(value & status_sticky);
    return;
  case VTD_ACCEL_PAGES:
    r_.pages = std::clamp(value, 1u, pages_max);
    return;
  case VTD_ACCEL_CMD:
    if (VTD_ACCEL_CMD_KIND(r_.command) == 0 && VTD_ACCEL_CMD_KIND(value) <= VTD_ACCEL_CMD_DRAIN_ALL)
      r_.command = value;
    command_event_.notify(sc_core::SC_ZERO_TIME);
    return;
  case VTD_ACCEL_MISBEHAVE:
    r_.misbehave = value & VTD_ACCEL_BAD_BITS;
    return;
  case VTD_ACCEL_FORGED_PASID:
    r_.forged_pasid = value & pasid_mask;
    return;
  case VTD_ACCEL_FORGED_RID:
    r_.forged_rid = value & 0xFFFF;
    return;
  case VTD_ACCEL_FLOOD:
    flood_ += value;
    flood_event_.notify(sc_core::SC_ZERO_TIME);
    return;
  default:
    return;
  }
}

// Size and PASID hold still while a queue is enabled. A size that is not legal changes nothing.
void accelerator::write_queue(uint32_t offset, uint32_t value) {
  work_queue &queue = queues_[offset / VTD_ACCEL_QUEUE_STRIDE];
  const bool enabled = (queue.ctrl & VTD_ACCEL_QUEUE_ENABLE) != 0;
  switch (offset % VTD_ACCEL_QUEUE_STRIDE) {
  case VTD_ACCEL_QUEUE_CTRL:
    queue.ctrl = value & queue_ctrl_stored;
    return;
  case VTD_ACCEL_QUEUE_SIZE:
    if (!enabled && value != 0 && value <= queue_size_max)
      queue.size = value;
    return;
  case VTD_ACCEL_QUEUE_PASID:
    if (!enabled)
      queue.pasid = value & pasid_mask;
    return;
  default:
    return;
  }
}

void accelerator::write_message(uint32_t offset, uint32_t value) {
  message &m = r_.messages[offset / VTD_ACCEL_MESSAGE_STRIDE];
  switch (offset % VTD_ACCEL_MESSAGE_STRIDE) {
  case VTD_ACCEL_MESSAGE_ADDR:
    m.addr = (m.addr >> 32 << 32) | value;
    return;
  case VTD_ACCEL_MESSAGE_ADDR + 4:
    m.addr = uint64_t{value} << 32 | low(m.addr);
    return;
  case VTD_ACCEL_MESSAGE_DATA:
    m.data = value;
    return;
  default:
    return;
  }
}

void accelerator::write_portal(uint32_t offset, const uint8_t *data, uint32_t length) {
  const uint32_t index = offset / VTD_ACCEL_PORTAL_BYTES;
  if (index >= queues_.size() || resetting_)
    return;
  slot &target = queues_[index].slots[offset % VTD_ACCEL_PORTAL_BYTES / VTD_ACCEL_DESC_BYTES];
  const uint32_t at = offset % VTD_ACCEL_DESC_BYTES;
  std::memcpy(target.bytes.data() + at, data, length);
  if (at + length == VTD_ACCEL_DESC_BYTES)
    target.answer = submit(queues_[index], target);
}

uint32_t accelerator::submit(work_queue &queue, const slot &from) {
  if ((queue.ctrl & VTD_ACCEL_QUEUE_ENABLE) == 0 || (r_.ctrl & VTD_ACCEL_CTRL_ENABLE) == 0)
    return VTD_ACCEL_SUBMIT_DISABLED;
  if (queue.waiting.size() >= queue.size) {
    queue.retries++;
    return VTD_ACCEL_SUBMIT_RETRY;
  }
  const uint32_t who = dword_at(from.bytes.data(), VTD_ACCEL_DESC_PASID);
  job work;
  work.bytes = from.bytes;
  work.queue = static_cast<unsigned>(&queue - queues_.data());
  work.order = submitted_++;
  work.may_block = (queue.ctrl & VTD_ACCEL_QUEUE_BLOCK) != 0;
  const bool shared = (queue.ctrl & VTD_ACCEL_QUEUE_SHARED) != 0;
  work.space.pasid_valid = shared || (queue.ctrl & VTD_ACCEL_QUEUE_NO_PASID) == 0;
  if (work.space.pasid_valid)
    work.space.pasid = shared ? who & pasid_mask : queue.pasid;
  if (work.space.pasid_valid && !function_.pasid_enabled())
    return VTD_ACCEL_SUBMIT_DISABLED;
  work.space.privileged = work.space.pasid_valid && (queue.ctrl & VTD_ACCEL_QUEUE_PRIV) != 0 &&
                          (who & VTD_ACCEL_DESC_PRIV) != 0 && function_.pasid_privileged();
  if ((r_.misbehave & VTD_ACCEL_BAD_PASID) != 0) {
    work.space.pasid = r_.forged_pasid;
    work.space.pasid_valid = true;
  }
  queue.waiting.push_back(work);
  work_event_.notify(sc_core::SC_ZERO_TIME);
  return VTD_ACCEL_SUBMIT_ACCEPTED;
}

void accelerator::reset() {
  resetting_ = true;
  for (work_queue &queue : queues_)
    queue.waiting.clear();
  if (!busy())
    return apply_reset();
  for (group &g : groups_)
    g.event.notify(sc_core::SC_ZERO_TIME);
  group_event_.notify(sc_core::SC_ZERO_TIME);
  ended_event_.notify(sc_core::SC_ZERO_TIME);
}

// What was asked about invalidations is still answered: nothing is cached any more.
void accelerator::apply_reset() {
  r_ = registers();
  for (work_queue &queue : queues_)
    queue = work_queue();
  for (group &g : groups_)
    g.open = false;
  tlb_.clear();
  epoch_++;
  flood_ = 0;
  resetting_ = false;
}

// Portals take what a processor may write at once.
static tlm::tlm_response_status portal_shape(const tlm::tlm_generic_payload &trans) {
  const uint32_t length = trans.get_data_length();
  if (trans.get_byte_enable_ptr() != nullptr)
    return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  const bool power_of_two = (length & (length - 1)) == 0;
  if (length < 4 || length > VTD_ACCEL_DESC_BYTES || !power_of_two ||
      trans.get_address() % length != 0 || trans.get_streaming_width() < length)
    return tlm::TLM_BURST_ERROR_RESPONSE;
  if (trans.get_address() >= VTD_ACCEL_WINDOW_BYTES)
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  return tlm::TLM_OK_RESPONSE;
}

void accelerator::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const bool portal = trans.get_address() >= VTD_ACCEL_PORTALS;
  trans.set_response_status(portal ? portal_shape(trans)
                                   : register_shape(trans, VTD_ACCEL_WINDOW_BYTES));
  if (trans.is_response_error())
    return;
  delay += config_.register_latency;
  if (portal && trans.is_write())
    write_portal(static_cast<uint32_t>(trans.get_address()) - VTD_ACCEL_PORTALS,
                 trans.get_data_ptr(), trans.get_data_length());
  else
    register_access(
        trans, [this](uint32_t offset) { return read(offset); },
        [this](uint32_t offset, uint32_t value) { write(offset, value); });
}

unsigned accelerator::debug(tlm::tlm_generic_payload &trans) {
  return register_debug(trans, VTD_ACCEL_WINDOW_BYTES,
                        [this](uint32_t offset) { return read(offset); });
}

// ---------------------------------------------------------------------------------------------------
// Work

// The queues take turns.
bool accelerator::take(job &next, unsigned engine) {
  if (resetting_ || (r_.ctrl & VTD_ACCEL_CTRL_ENABLE) == 0)
    return false;
  for (unsigned i = 0; i < queues_.size(); ++i) {
    work_queue &queue = queues_[next_queue_];
    next_queue_ = static_cast<unsigned>((next_queue_ + 1) % queues_.size());
    if (queue.waiting.empty())
      continue;
    next = queue.waiting.front();
    queue.waiting.pop_front();
    running_[engine] = next;
    return true;
  }
  return false;
}

void accelerator::ended(unsigned engine) {
  running_[engine].reset();
  if (resetting_ && !busy())
    apply_reset();
  ended_event_.notify(sc_core::SC_ZERO_TIME);
}

// Is a job on its way that was submitted before this one? Of this PASID, of this queue, not of this
// engine.
bool accelerator::pending(uint64_t before, std::optional<uint32_t> pasid,
                          std::optional<unsigned> queue, std::optional<unsigned> except) const {
  const auto counts = [&](const job &work) {
    const bool same_pasid = !pasid || (work.space.pasid_valid && work.space.pasid == *pasid);
    return work.order < before && same_pasid && (!queue || work.queue == *queue);
  };
  for (unsigned i = 0; i < running_.size(); ++i)
    if (running_[i] && (!except || *except != i) && counts(*running_[i]))
      return true;
  return std::any_of(queues_.begin(), queues_.end(), [&](const work_queue &q) {
    return std::any_of(q.waiting.begin(), q.waiting.end(), counts);
  });
}

void accelerator::command_thread() {
  for (;;) {
    while (VTD_ACCEL_CMD_KIND(r_.command) == 0)
      wait(command_event_);
    const uint32_t kind = VTD_ACCEL_CMD_KIND(r_.command);
    const bool one = kind != VTD_ACCEL_CMD_DRAIN_ALL;
    const uint32_t pasid = VTD_ACCEL_CMD_PASID(r_.command);
    const uint64_t before = submitted_;
    for (work_queue &queue : queues_)
      for (job &work : queue.waiting)
        if (kind == VTD_ACCEL_CMD_ABORT && work.space.pasid_valid && work.space.pasid == pasid)
          work.aborted = true;
    while (!resetting_ && pending(before, one ? std::optional(pasid) : std::nullopt, {}, {}))
      wait(ended_event_);
    sc_core::sc_time taken;
    if (one && !resetting_ && VTD_ACCEL_CMD_KIND(r_.command) != 0) {
      address_space space;
      space.pasid = pasid;
      space.pasid_valid = true;
      tlb_.forget(pasid);
      epoch_++;
      if (pri_on())
        send_page_request(space, 0, 0, 0, true, taken);
    }
    wait(taken);
    r_.command = 0;
  }
}

} // namespace vtd
