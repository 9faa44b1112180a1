// SPDX-License-Identifier: Apache-2.0
#include "entropy_device.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace {

constexpr vtd_pci_ids ids = {0x1AF4, 0x1044, 0x1AF4, 0x1100, 0x00FF00, 1};

// Places in BAR 0.
constexpr uint32_t common_at = 0, isr_at = 0x1000, notify_at = 0x2000, msix_at = 0x3000,
                   pba_at = 0x3800, window_bytes = 0x4000;

// Registers of the common configuration structure (4.1.4.3).
constexpr uint32_t feature_select = 0x00, feature = 0x04, driver_select = 0x08,
                   driver_feature = 0x0C, msix_config = 0x10, queues = 0x12, status = 0x14,
                   queue_select = 0x16, queue_size = 0x18, queue_vector = 0x1A, queue_enable = 0x1C,
                   queue_descriptors = 0x20, queue_available = 0x28, queue_used = 0x30;

constexpr uint8_t status_driver_ok = 0x04, status_features_ok = 0x08, status_needs_reset = 0x40;
constexpr uint16_t no_vector = 0xFFFF, vectors = 2, entries_max = 64;
constexpr uint16_t descriptor_next = 1, descriptor_write = 2, available_no_interrupt = 1;

// VIRTIO_F_VERSION_1 and VIRTIO_F_ACCESS_PLATFORM: the driver maps what it hands out.
constexpr uint64_t offered = UINT64_C(1) << 32 | UINT64_C(1) << 33;

// Those that the driver may write, each with its width; a write of any other shape does nothing.
// Addresses are written as two halves.
constexpr struct {
  uint32_t offset, bytes;
} writable[] = {
    {feature_select, 4},
    {driver_select, 4},
    {driver_feature, 4},
    {msix_config, 2},
    {status, 1},
    {queue_select, 2},
    {queue_size, 2},
    {queue_vector, 2},
    {queue_enable, 2},
    {queue_descriptors, 4},
    {queue_descriptors + 4, 4},
    {queue_available, 4},
    {queue_available + 4, 4},
    {queue_used, 4},
    {queue_used + 4, 4},
};

// A buffer may be filled in part (5.4.6.2): no driver keeps the device busy with one request.
constexpr uint32_t most_bytes = 4096;

constexpr uint64_t seed = 1;
uint64_t after(uint64_t number) {
  return number * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
}

struct descriptor {
  uint64_t addr;
  uint32_t bytes;
  uint16_t flags;
  uint16_t next;
};

struct used_element {
  uint32_t id;
  uint32_t bytes;
};

// A structure's place in BAR 0, as a vendor-specific capability (4.1.4).
std::vector<uint8_t> capability(uint8_t type, uint32_t offset, uint32_t bytes,
                                bool notify = false) {
  std::vector<uint8_t> body = {static_cast<uint8_t>(notify ? 20 : 16), type, 0, 0, 0, 0};
  for (const uint32_t word : {offset, bytes})
    for (unsigned i = 0; i < 4; ++i)
      body.push_back(static_cast<uint8_t>(word >> (8 * i)));
  if (notify)
    body.insert(body.end(), 4, 0); // each queue's doorbell is at the same place
  return body;
}

} // namespace

entropy_device::entropy_device(sc_core::sc_module_name module_name, uint16_t segment,
                               uint16_t requester_id)
    : sc_module(module_name), regs("regs"), bus("bus"), function_(requester_id, ids),
      messages_("messages", segment,
                [this](tlm::tlm_generic_payload &payload, sc_core::sc_time &delay) {
                  bus->b_transport(payload, delay);
                }),
      number_(seed) {
  extension_.id = vtd::identity(requester_id);
  extension_.id.segment = segment;
  payload_.set_extension(&extension_);
  regs.register_b_transport(this, &entropy_device::transport);
  build_function();
  reset();
  SC_HAS_PROCESS(entropy_device);
  SC_THREAD(run);
}

entropy_device::~entropy_device() {
  payload_.clear_extension(&extension_);
}

void entropy_device::build_function() {
  vtd::pci_msix msix;
  msix.vectors = vectors;
  msix.table = msix_at;
  msix.pba = pba_at;
  function_.add_bar(0, window_bytes, true);
  function_.add_pcie();
  function_.add_msix(msix);
  function_.add_vendor(capability(1, common_at, sizeof common_));
  function_.add_vendor(capability(2, notify_at, 4, true));
  function_.add_vendor(capability(3, isr_at, 4));
  vtd::pci_hooks hooks;
  hooks.reset = [this] { reset(); };
  hooks.changed = [this] { wake_.notify(sc_core::SC_ZERO_TIME); };
  hooks.message = [this] { messages_.wake(); };
  function_.set_hooks(std::move(hooks));
  messages_.add(function_);
}

// The generator goes on: a driver that comes back gets other numbers.
void entropy_device::reset() {
  common_.fill(0);
  set_common(msix_config, 2, no_vector);
  set_common(queues, 2, 1);
  set_common(queue_size, 2, entries_max);
  set_common(queue_vector, 2, no_vector);
  driver_features_ = 0;
  interrupt_status_ = 0;
  taken_ = used_ = 0;
  ++resets_;
}

nlohmann::ordered_json entropy_device::report() const {
  return {{"requests", requests_},
          {"DMA transactions", transactions_},
          {"DMA bytes", bytes_},
          {"DMA errors", errors_},
          {"interrupt messages", messages_.sent()}};
}

// ---------------------------------------------------------------------------------------------------
// Registers

uint64_t entropy_device::common(uint32_t offset, uint32_t bytes) const {
  uint64_t value = 0;
  std::memcpy(&value, &common_[offset], bytes);
  return value;
}

void entropy_device::set_common(uint32_t offset, uint32_t bytes, uint64_t value) {
  std::memcpy(&common_[offset], &value, bytes);
}

uint32_t entropy_device::read(uint32_t offset, uint32_t bytes) {
  const vtd::pci_place place = {0, offset};
  if (bytes == 4 && function_.in_msix(place))
    return function_.msix_read(place);
  if (offset == isr_at)
    return std::exchange(interrupt_status_, uint8_t{0});
  if (offset + bytes > sizeof common_)
    return 0;
  if (offset == feature) {
    const uint64_t select = common(feature_select, 4);
    return select < 2 ? static_cast<uint32_t>(offered >> (32 * select)) : 0;
  }
  // A queue that is not there has size 0.
  if (offset >= queue_size && common(queue_select, 2) != 0)
    return 0;
  return static_cast<uint32_t>(common(offset, bytes));
}

void entropy_device::write(uint32_t offset, uint32_t bytes, uint32_t value) {
  const vtd::pci_place place = {0, offset};
  if (bytes == 4 && function_.in_msix(place))
    return function_.msix_write(place, value);
  if (offset == notify_at)
    return wake_.notify(sc_core::SC_ZERO_TIME);
  const bool known = std::any_of(std::begin(writable), std::end(writable), [=](const auto &r) {
    return r.offset == offset && r.bytes == bytes;
  });
  if (!known || (offset >= queue_size && common(queue_select, 2) != 0))
    return;
  switch (offset) {
  case status:
    if (value == 0)
      return reset();
    if ((value & status_features_ok) != 0 && (driver_features_ & ~offered) != 0)
      value &= ~uint32_t{status_features_ok};
    break;
  case driver_feature:
    if (const uint64_t select = common(driver_select, 4); select < 2) {
      const uint64_t mask = UINT64_C(0xFFFFFFFF) << (32 * select);
      driver_features_ = (driver_features_ & ~mask) | uint64_t{value} << (32 * select);
    }
    break;
  case msix_config:
  case queue_vector:
    if (value >= vectors)
      value = no_vector;
    break;
  case queue_size:
    if (value == 0 || value > entries_max || (value & (value - 1)) != 0)
      return;
    break;
  default:
    break;
  }
  set_common(offset, bytes, value);
  wake_.notify(sc_core::SC_ZERO_TIME);
}

void entropy_device::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &) {
  const uint64_t addr = trans.get_address();
  const uint32_t length = trans.get_data_length();
  const bool shape = length == 1 || length == 2 || length == 4 || length == 8;
  if (!shape || addr % length != 0 || trans.get_byte_enable_ptr() != nullptr) {
    trans.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  if (addr > window_bytes - length) {
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  const uint32_t step = std::min(length, UINT32_C(4));
  for (uint32_t i = 0; i < length; i += step) {
    const auto offset = static_cast<uint32_t>(addr) + i;
    uint32_t value = 0;
    std::memcpy(&value, trans.get_data_ptr() + i, step);
    if (trans.is_write())
      write(offset, step, value);
    if (!trans.is_read())
      continue;
    value = read(offset, step);
    std::memcpy(trans.get_data_ptr() + i, &value, step);
  }
  trans.set_response_status(tlm::TLM_OK_RESPONSE);
}

// ---------------------------------------------------------------------------------------------------
// The queue (2.6): descriptors, a ring of those that are available, a ring of those that are used.

bool entropy_device::running() const {
  const uint64_t now = common(status, 1);
  return (now & status_driver_ok) != 0 && (now & status_needs_reset) == 0 &&
         common(queue_enable, 2) != 0 && function_.bus_master();
}

void entropy_device::run() {
  for (;;) {
    while (running() && serve_next()) {
    }
    wait(wake_);
  }
}

// One chain of descriptors; false if there is none, or if something came in between.
bool entropy_device::serve_next() {
  const unsigned resets = resets_;
  const uint64_t entries = common(queue_size, 2), descriptors = common(queue_descriptors, 8);
  const uint64_t available = common(queue_available, 8), ring = common(queue_used, 8);
  uint16_t flags = 0, head = 0, last = 0;
  if (!load(available + 2, last) || last == taken_)
    return false;
  if (!load(available + 4 + 2 * (taken_ % entries), head))
    return false;
  uint32_t written = 0;
  uint16_t index = head;
  // A chain is not longer than the queue: one that is goes in a circle.
  for (uint64_t links = 0;; ++links) {
    descriptor d = {};
    if (index >= entries || links == entries) {
      give_up();
      return false;
    }
    if (!load(descriptors + 16 * index, d))
      return false;
    if ((d.flags & descriptor_write) != 0) {
      const uint32_t bytes = std::min(d.bytes, most_bytes - written);
      if (!fill(d.addr, bytes))
        return false;
      written += bytes;
    }
    if ((d.flags & descriptor_next) == 0)
      break;
    index = d.next;
  }
  const used_element element = {head, written};
  if (!store(ring + 4 + 8 * (used_ % entries), element) ||
      !store(ring + 2, static_cast<uint16_t>(used_ + 1)) || !load(available, flags) ||
      resets != resets_)
    return false;
  ++taken_;
  ++used_;
  ++requests_;
  if ((flags & available_no_interrupt) != 0)
    return true;
  interrupt_status_ |= 1;
  if (const uint64_t vector = common(queue_vector, 2); vector != no_vector)
    function_.signal(static_cast<unsigned>(vector));
  return true;
}

bool entropy_device::fill(uint64_t addr, uint32_t bytes) {
  std::array<uint64_t, 64> numbers;
  for (uint32_t done = 0; done < bytes;) {
    const uint32_t part = std::min<uint32_t>(bytes - done, sizeof numbers);
    for (uint64_t &number : numbers) {
      if (static_cast<uint32_t>(&number - numbers.data()) * sizeof number >= part)
        break;
      number = number_;
      number_ = after(number_);
    }
    if (!transfer(tlm::TLM_WRITE_COMMAND, addr + done, numbers.data(), part))
      return false;
    done += part;
  }
  return true;
}

template <typename T> bool entropy_device::load(uint64_t addr, T &value) {
  return transfer(tlm::TLM_READ_COMMAND, addr, &value, sizeof value);
}

template <typename T> bool entropy_device::store(uint64_t addr, T value) {
  return transfer(tlm::TLM_WRITE_COMMAND, addr, &value, sizeof value);
}

// False if the bus refuses, or if the driver has reset the device meanwhile.
bool entropy_device::transfer(tlm::tlm_command command, uint64_t addr, void *data, uint32_t bytes) {
  const unsigned resets = resets_;
  payload_.set_command(command);
  payload_.set_address(addr);
  payload_.set_data_ptr(static_cast<uint8_t *>(data));
  payload_.set_data_length(bytes);
  payload_.set_streaming_width(bytes);
  payload_.set_byte_enable_ptr(nullptr);
  payload_.set_dmi_allowed(false);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  bus->b_transport(payload_, delay);
  if (delay != sc_core::SC_ZERO_TIME)
    wait(delay);
  ++transactions_;
  if (resets != resets_)
    return false;
  if (payload_.is_response_error()) {
    ++errors_;
    give_up();
    return false;
  }
  bytes_ += bytes;
  return true;
}

// The driver finds it in the device's status (2.1.2) and has to begin anew.
void entropy_device::give_up() {
  set_common(status, 1, common(status, 1) | status_needs_reset);
  interrupt_status_ |= 2;
  if (const uint64_t vector = common(msix_config, 2); vector != no_vector)
    function_.signal(static_cast<unsigned>(vector));
}
