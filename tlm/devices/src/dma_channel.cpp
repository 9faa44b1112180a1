// SPDX-License-Identifier: Apache-2.0
// A channel's registers and its work: descriptors, scatter-gather, errors, completion messages.
#include "vtd/dma_channel.h"

#include <algorithm>
#include <cstring>

namespace vtd {

namespace {
constexpr uint32_t ctrl_stored =
    VTD_DMAE_CTRL_RUN | VTD_DMAE_CTRL_IRQ_ENABLE | VTD_DMAE_CTRL_STOP_ON_ERROR | VTD_DMAE_CTRL_LINE;
constexpr uint32_t request_stored = VTD_DMAE_REQ_PASID_MASK | VTD_DMAE_REQ_PASID |
                                    VTD_DMAE_REQ_PRIVILEGED | VTD_DMAE_REQ_TRANSLATED;
constexpr uint32_t forge_stored = VTD_DMAE_FORGE_ON | 0xFFFFu;
constexpr uint32_t ring_size_max = 65536;
constexpr uint32_t burst_min = 16;
constexpr uint32_t burst_max = 4096;

uint32_t low(uint64_t value) {
  return static_cast<uint32_t>(value);
}
uint32_t high(uint64_t value) {
  return static_cast<uint32_t>(value >> 32);
}
uint64_t with_low(uint64_t value, uint32_t part) {
  return (value >> 32 << 32) | part;
}
uint64_t with_high(uint64_t value, uint32_t part) {
  return (static_cast<uint64_t>(part) << 32) | low(value);
}
bool power_of_two(uint32_t value) {
  return value != 0 && (value & (value - 1)) == 0;
}
template <typename T> T load(const uint8_t *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}
} // namespace

dma_statistics &dma_statistics::operator+=(const dma_statistics &other) {
  transactions += other.transactions;
  direct += other.direct;
  bytes += other.bytes;
  errors += other.errors;
  messages += other.messages;
  return *this;
}

dma_channel::dma_channel(sc_core::sc_module_name name, uint16_t requester_id,
                         const dma_timing &timing, bool use_dmi, uint16_t segment)
    : sc_module(name), bus("bus"), own_(requester_id), timing_(timing), use_dmi_(use_dmi),
      extension_(identity(requester_id)) {
  extension_.id.segment = segment;
  payload_.set_extension(&extension_);
  bus.register_invalidate_direct_mem_ptr(this, &dma_channel::invalidate);
  SC_HAS_PROCESS(dma_channel);
  SC_THREAD(run);
}

dma_channel::~dma_channel() {
  payload_.clear_extension(&extension_);
}

// ---------------------------------------------------------------------------------------------------
// Registers

uint32_t dma_channel::status() const {
  return r_.status | (working_ ? VTD_DMAE_STATUS_BUSY : 0);
}

uint32_t dma_channel::read(uint32_t offset) const {
  switch (offset) {
  case VTD_DMAE_CTRL:
    return r_.ctrl | (resetting_ ? VTD_DMAE_CTRL_RESET : 0);
  case VTD_DMAE_STATUS:
    return status();
  case VTD_DMAE_RING_BASE:
    return low(r_.ring_base);
  case VTD_DMAE_RING_BASE + 4:
    return high(r_.ring_base);
  case VTD_DMAE_RING_SIZE:
    return r_.ring_size;
  case VTD_DMAE_HEAD:
    return r_.head;
  case VTD_DMAE_TAIL:
    return r_.tail;
  case VTD_DMAE_BURST:
    return r_.burst;
  case VTD_DMAE_MSI_ADDR:
    return low(r_.msi_addr);
  case VTD_DMAE_MSI_ADDR + 4:
    return high(r_.msi_addr);
  case VTD_DMAE_MSI_DATA:
    return r_.msi_data;
  case VTD_DMAE_ERR_INFO:
    return r_.err_info;
  case VTD_DMAE_ERR_ADDR:
    return low(r_.err_addr);
  case VTD_DMAE_ERR_ADDR + 4:
    return high(r_.err_addr);
  case VTD_DMAE_BYTES:
    return low(r_.bytes);
  case VTD_DMAE_BYTES + 4:
    return high(r_.bytes);
  case VTD_DMAE_COMPLETED:
    return r_.completed;
  case VTD_DMAE_FAILED:
    return r_.failed;
  case VTD_DMAE_REQUEST:
    return r_.request;
  case VTD_DMAE_FORGE:
    return r_.forge;
  default:
    return 0;
  }
}

void dma_channel::write(uint32_t offset, uint32_t value) {
  if (resetting_)
    return; // the registers are about to go
  switch (offset) {
  case VTD_DMAE_CTRL:
    if ((value & VTD_DMAE_CTRL_RESET) != 0)
      return request_reset();
    r_.ctrl = value & ctrl_stored;
    break;
  case VTD_DMAE_STATUS:
    clear_status(value);
    break;
  case VTD_DMAE_RING_BASE:
    r_.ring_base = with_low(r_.ring_base, value & ~(VTD_DMAE_DESC_BYTES - 1));
    break;
  case VTD_DMAE_RING_BASE + 4:
    r_.ring_base = with_high(r_.ring_base, value);
    break;
  case VTD_DMAE_RING_SIZE:
    set_ring_size(value);
    break;
  case VTD_DMAE_TAIL:
    set_tail(value);
    break;
  case VTD_DMAE_BURST:
    if (power_of_two(value) && value >= burst_min && value <= burst_max)
      r_.burst = value;
    break;
  case VTD_DMAE_MSI_ADDR:
    r_.msi_addr = with_low(r_.msi_addr, value);
    break;
  case VTD_DMAE_MSI_ADDR + 4:
    r_.msi_addr = with_high(r_.msi_addr, value);
    break;
  case VTD_DMAE_MSI_DATA:
    r_.msi_data = value;
    break;
  case VTD_DMAE_REQUEST:
    r_.request = value & request_stored;
    set_identity(false);
    break;
  case VTD_DMAE_FORGE:
    r_.forge = value & forge_stored;
    set_identity(false);
    break;
  default:
    break;
  }
  update_line();
  if (ready())
    wake_.notify(sc_core::SC_ZERO_TIME);
}

void dma_channel::clear_status(uint32_t bits) {
  r_.status &= ~(bits & (VTD_DMAE_STATUS_DONE | VTD_DMAE_STATUS_ERROR | VTD_DMAE_STATUS_HALTED));
  if ((bits & VTD_DMAE_STATUS_ERROR) != 0) {
    r_.err_info = 0;
    r_.err_addr = 0;
  }
}

// A size that is not legal leaves the ring as it was.
void dma_channel::set_ring_size(uint32_t value) {
  if (!power_of_two(value) || value < 2 || value > ring_size_max)
    return;
  r_.ring_size = value;
  r_.head &= value - 1;
  r_.tail &= value - 1;
}

void dma_channel::set_tail(uint32_t value) {
  if (r_.ring_size != 0)
    r_.tail = value & (r_.ring_size - 1);
}

void dma_channel::request_reset() {
  if (working_)
    resetting_ = true; // the thread applies it after the transaction it is in
  else
    apply_reset();
}

void dma_channel::apply_reset() {
  r_ = registers();
  resetting_ = false;
  set_identity(false);
  update_line();
}

// What the next requests say about themselves. Direct pointers were granted to who it was before.
void dma_channel::set_identity(bool message) {
  identity id(own_);
  id.segment = extension_.id.segment;
  if ((r_.forge & VTD_DMAE_FORGE_ON) != 0)
    id.sid = static_cast<uint16_t>(r_.forge);
  if (!message && (r_.request & VTD_DMAE_REQ_PASID) != 0) {
    id.pasid_valid = true;
    id.pasid = r_.request & VTD_DMAE_REQ_PASID_MASK;
    id.privileged = (r_.request & VTD_DMAE_REQ_PRIVILEGED) != 0;
  }
  if (!message && (r_.request & VTD_DMAE_REQ_TRANSLATED) != 0)
    id.at = VTD_AT_TRANSLATED;
  extension_.id = id;
  pointers_.clear();
}

// ---------------------------------------------------------------------------------------------------
// Work

bool dma_channel::ready() const {
  return (r_.ctrl & VTD_DMAE_CTRL_RUN) != 0 && (r_.status & VTD_DMAE_STATUS_HALTED) == 0 &&
         r_.head != r_.tail;
}

void dma_channel::run() {
  for (;;) {
    do {
      working_ = true;
      send_due();
      if (!resetting_ && ready())
        next_descriptor();
      working_ = false;
      if (resetting_)
        apply_reset();
    } while (ready());
    if (local_ != sc_core::SC_ZERO_TIME) {
      const sc_core::sc_time ahead = local_;
      local_ = sc_core::SC_ZERO_TIME;
      wait(ahead);
      continue; // work may have come meanwhile
    }
    wait(wake_);
  }
}

void dma_channel::next_descriptor() {
  const uint64_t addr = r_.ring_base + uint64_t(r_.head) * VTD_DMAE_DESC_BYTES;
  progress p;
  descriptor d = {0, 0, 0, 0};
  if (read_bytes(addr, VTD_DMAE_DESC_BYTES, VTD_DMAE_ERR_RING, p)) {
    d = {load<uint64_t>(&buffer_[VTD_DMAE_DESC_SRC]), load<uint64_t>(&buffer_[VTD_DMAE_DESC_DST]),
         load<uint32_t>(&buffer_[VTD_DMAE_DESC_LEN]),
         load<uint32_t>(&buffer_[VTD_DMAE_DESC_FLAGS])};
    execute(d, p);
  }
  if (!resetting_)
    finish(d, addr, p);
}

void dma_channel::execute(const descriptor &d, progress &p) {
  const uint32_t operation = d.flags & VTD_DMAE_OP_MASK;
  const bool list = operation == VTD_DMAE_OP_GATHER || operation == VTD_DMAE_OP_SCATTER;
  const bool data = operation == VTD_DMAE_OP_COPY || operation == VTD_DMAE_OP_FILL;
  const uint32_t limit = list ? VTD_DMAE_LIST_MAX : VTD_DMAE_LEN_MAX;
  const bool bad_length = (list || data) && (d.length == 0 || d.length > limit);
  const bool bad_atomic = operation == VTD_DMAE_OP_FETCH_ADD && d.destination % 8 != 0;
  if (operation > VTD_DMAE_OP_FETCH_ADD || bad_length || bad_atomic) {
    p.error = VTD_DMAE_ERR_DESCRIPTOR;
    p.addr = r_.ring_base + uint64_t(r_.head) * VTD_DMAE_DESC_BYTES;
    return;
  }
  switch (operation) {
  case VTD_DMAE_OP_COPY:
    return copy(d.source, d.destination, d.length, p);
  case VTD_DMAE_OP_FILL:
    return fill(d, p);
  case VTD_DMAE_OP_GATHER:
    return gather(d, p);
  case VTD_DMAE_OP_SCATTER:
    return scatter(d, p);
  case VTD_DMAE_OP_ZERO_READ:
    return zero_length_read(d.source, p);
  default:
    return fetch_add(d, p);
  }
}

// Reads up to the next burst boundary of the source, then writes that much: what was moved before
// an error stays moved.
void dma_channel::copy(uint64_t source, uint64_t destination, uint32_t length, progress &p) {
  for (uint32_t done = 0; done < length && p.ok();) {
    const uint32_t n =
        std::min(length - done, r_.burst - static_cast<uint32_t>((source + done) % r_.burst));
    if (read_bytes(source + done, n, VTD_DMAE_ERR_READ, p))
      write_bytes(destination + done, buffer_.data(), n, VTD_DMAE_ERR_WRITE, p);
    done += n;
  }
}

void dma_channel::fill(const descriptor &d, progress &p) {
  for (uint32_t done = 0; done < d.length && p.ok();) {
    const uint32_t n = std::min(
        d.length - done, r_.burst - static_cast<uint32_t>((d.destination + done) % r_.burst));
    for (uint32_t i = 0; i < n; ++i)
      buffer_[i] = static_cast<uint8_t>(d.source >> (8 * ((done + i) % 8)));
    write_bytes(d.destination + done, buffer_.data(), n, VTD_DMAE_ERR_WRITE, p);
    done += n;
  }
}

void dma_channel::gather(const descriptor &d, progress &p) {
  if (!fetch_list(d.source, d.length, p))
    return;
  uint64_t destination = d.destination;
  for (const piece &part : list_) {
    copy(part.addr, destination, part.length, p);
    destination += part.length;
  }
}

void dma_channel::scatter(const descriptor &d, progress &p) {
  if (!fetch_list(d.destination, d.length, p))
    return;
  uint64_t source = d.source;
  for (const piece &part : list_) {
    copy(source, part.addr, part.length, p);
    source += part.length;
  }
}

bool dma_channel::fetch_list(uint64_t list, uint32_t entries, progress &p) {
  list_.clear();
  uint64_t total = 0;
  const uint32_t bytes = entries * VTD_DMAE_LIST_ENTRY_BYTES;
  for (uint32_t done = 0; done < bytes;) {
    const uint32_t n =
        std::min(bytes - done, r_.burst - static_cast<uint32_t>((list + done) % r_.burst));
    // An entry may lie across two bursts: collect whole ones only.
    const uint32_t whole = n < VTD_DMAE_LIST_ENTRY_BYTES ? VTD_DMAE_LIST_ENTRY_BYTES
                                                         : n & ~(VTD_DMAE_LIST_ENTRY_BYTES - 1);
    if (!read_bytes(list + done, whole, VTD_DMAE_ERR_LIST, p))
      return false;
    for (uint32_t at = 0; at < whole; at += VTD_DMAE_LIST_ENTRY_BYTES) {
      list_.push_back({load<uint64_t>(&buffer_[at]), load<uint32_t>(&buffer_[at + 8])});
      total += list_.back().length;
    }
    done += whole;
  }
  if (total == 0 || total > VTD_DMAE_LEN_MAX) {
    p.error = VTD_DMAE_ERR_DESCRIPTOR;
    p.addr = list;
    return false;
  }
  return true;
}

void dma_channel::zero_length_read(uint64_t addr, progress &p) {
  access a;
  a.addr = addr;
  a.data = buffer_.data();
  a.length = 1;
  a.no_bytes = true;
  transact(a, VTD_DMAE_ERR_READ, p);
}

void dma_channel::fetch_add(const descriptor &d, progress &p) {
  access a;
  a.addr = d.destination;
  a.data = buffer_.data();
  a.length = 8;
  a.operation = atomic_op::fetch_add;
  a.operand = d.source;
  if (!transact(a, VTD_DMAE_ERR_WRITE, p))
    return;
  p.bytes += a.length;
  r_.bytes += a.length;
}

// Into buffer_. One transaction, or two if the range crosses a 4 KiB boundary.
bool dma_channel::read_bytes(uint64_t addr, uint32_t length, uint32_t error, progress &p) {
  for (uint32_t done = 0; done < length;) {
    access a;
    a.addr = addr + done;
    a.data = buffer_.data() + done;
    a.length = std::min(length - done, burst_max - static_cast<uint32_t>(a.addr % burst_max));
    if (!transact(a, error, p))
      return false;
    done += a.length;
  }
  return true;
}

// Cut at burst boundaries of the destination. Counts data, not the channel's own bookkeeping.
bool dma_channel::write_bytes(uint64_t addr, const uint8_t *data, uint32_t length, uint32_t error,
                              progress &p) {
  for (uint32_t done = 0; done < length;) {
    access a;
    a.command = tlm::TLM_WRITE_COMMAND;
    a.addr = addr + done;
    a.data = const_cast<uint8_t *>(data) + done; // TLM has one pointer for both directions
    a.length = std::min(length - done, r_.burst - static_cast<uint32_t>(a.addr % r_.burst));
    if (!transact(a, error, p))
      return false;
    done += a.length;
    if (error != VTD_DMAE_ERR_WRITE)
      continue;
    p.bytes += a.length;
    r_.bytes += a.length;
  }
  return true;
}

// Status write-back, registers, message: in this order, as posted writes arrive on a bus.
void dma_channel::finish(const descriptor &d, uint64_t addr, progress &p) {
  if ((d.flags & VTD_DMAE_FLAG_STATUS) != 0) {
    uint8_t record[8];
    const uint32_t state = p.ok() ? VTD_DMAE_DESC_COMPLETED : VTD_DMAE_DESC_FAILED;
    std::memcpy(&record[0], &state, 4);
    std::memcpy(&record[4], &p.bytes, 4);
    progress write_back;
    write_bytes(addr + VTD_DMAE_DESC_STATUS, record, sizeof record, VTD_DMAE_ERR_STATUS,
                write_back);
    if (resetting_)
      return;
    if (p.ok())
      p = write_back;
  }
  r_.head = (r_.head + 1) & (r_.ring_size - 1);
  ++(p.ok() ? r_.completed : r_.failed);
  const bool last = r_.head == r_.tail;
  if (p.ok() && (last || (d.flags & VTD_DMAE_FLAG_IRQ) != 0))
    r_.status |= VTD_DMAE_STATUS_DONE;
  bool halted = false;
  if (!p.ok()) {
    note_error(p);
    halted = (r_.ctrl & VTD_DMAE_CTRL_STOP_ON_ERROR) != 0;
  }
  if (halted)
    r_.status |= VTD_DMAE_STATUS_HALTED;
  // A descriptor that wanted a message gets it well or not; a halt is always told.
  if (halted || (d.flags & VTD_DMAE_FLAG_IRQ) != 0)
    tell(halted);
  if (resetting_ || (r_.ctrl & VTD_DMAE_CTRL_LINE) == 0)
    return;
  // A wire carries no annotated delay.
  const sc_core::sc_time ahead = local_;
  local_ = sc_core::SC_ZERO_TIME;
  wait(ahead);
  if (!resetting_)
    update_line();
}

void dma_channel::update_line() {
  const uint32_t asking =
      r_.status & (VTD_DMAE_STATUS_DONE | VTD_DMAE_STATUS_ERROR | VTD_DMAE_STATUS_HALTED);
  const bool asserted = (r_.ctrl & VTD_DMAE_CTRL_LINE) != 0 && asking != 0;
  if (asserted == line_)
    return;
  line_ = asserted;
  if (on_line_)
    on_line_(asserted);
}

void dma_channel::note_error(const progress &p) {
  if ((r_.status & VTD_DMAE_STATUS_ERROR) != 0)
    return; // the first one counts
  r_.status |= VTD_DMAE_STATUS_ERROR;
  r_.err_info = p.error | p.response << 8;
  r_.err_addr = p.addr;
}

void dma_channel::tell(bool halted) {
  if (vectors_ != nullptr && vectors_->enabled()) {
    vectors_->signal(halted);
    send_due();
  } else if ((r_.ctrl & VTD_DMAE_CTRL_IRQ_ENABLE) != 0) {
    send_message({r_.msi_addr, r_.msi_data});
  }
}

void dma_channel::send_due() {
  if (vectors_ == nullptr)
    return;
  for (auto message = vectors_->take(); message; message = vectors_->take())
    send_message(*message);
}

// A lost message is lost, as on a bus: nobody answers a posted write.
void dma_channel::send_message(pci_message message) {
  uint8_t data[4];
  std::memcpy(data, &message.data, sizeof data);
  access a;
  a.command = tlm::TLM_WRITE_COMMAND;
  a.addr = message.addr;
  a.data = data;
  a.length = sizeof data;
  progress unanswered;
  ++statistics_.messages;
  // Interrupts are requested without PASID (chapter 5).
  const bool differs = r_.request != 0;
  if (differs)
    set_identity(true);
  transact(a, VTD_DMAE_ERR_NONE, unanswered);
  if (differs)
    set_identity(false);
}

// ---------------------------------------------------------------------------------------------------
// The bus

void dma_channel::spend(sc_core::sc_time time) {
  local_ += time;
  if (local_ < timing_.quantum)
    return;
  const sc_core::sc_time ahead = local_;
  local_ = sc_core::SC_ZERO_TIME;
  wait(ahead);
}

bool dma_channel::transact(const access &a, uint32_t error, progress &p) {
  static unsigned char no_bytes[] = {TLM_BYTE_DISABLED};
  ++statistics_.transactions;
  statistics_.bytes += a.no_bytes ? 0 : a.length;
  if (use_dmi_ && by_pointer(a)) {
    ++statistics_.direct;
    p.stopped = resetting_;
    return !resetting_;
  }
  payload_.set_command(a.command);
  payload_.set_address(a.addr);
  payload_.set_data_ptr(a.data);
  payload_.set_data_length(a.length);
  payload_.set_streaming_width(a.length);
  payload_.set_byte_enable_ptr(a.no_bytes ? no_bytes : nullptr);
  payload_.set_byte_enable_length(a.no_bytes ? 1 : 0);
  payload_.set_dmi_allowed(false);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  extension_.operation = a.operation;
  extension_.operand[0] = a.operand;
  sc_core::sc_time delay = local_;
  bus->b_transport(payload_, delay);
  const tlm::tlm_response_status response = payload_.get_response_status();
  local_ = sc_core::SC_ZERO_TIME;
  if (response == tlm::TLM_OK_RESPONSE && use_dmi_ && payload_.is_dmi_allowed())
    ask_for_pointer(a.addr);
  spend(delay + timing_.transaction);
  p.stopped = resetting_;
  if (resetting_)
    return false;
  if (response == tlm::TLM_OK_RESPONSE)
    return true;
  ++statistics_.errors;
  p.error = error;
  p.addr = a.addr;
  p.response = response == tlm::TLM_ADDRESS_ERROR_RESPONSE   ? VTD_DMAE_RESP_ADDRESS
               : response == tlm::TLM_COMMAND_ERROR_RESPONSE ? VTD_DMAE_RESP_COMMAND
                                                             : VTD_DMAE_RESP_OTHER;
  return false;
}

bool dma_channel::by_pointer(const access &a) {
  if (a.no_bytes || a.operation != atomic_op::none)
    return false;
  const bool write = a.command == tlm::TLM_WRITE_COMMAND;
  for (const tlm::tlm_dmi &grant : pointers_) {
    if (a.addr < grant.get_start_address() || a.addr + (a.length - 1) > grant.get_end_address())
      continue;
    if (!(write ? grant.is_write_allowed() : grant.is_read_allowed()))
      continue;
    uint8_t *target = grant.get_dmi_ptr() + (a.addr - grant.get_start_address());
    std::memcpy(write ? target : a.data, write ? a.data : target, a.length);
    spend(timing_.transaction + (write ? grant.get_write_latency() : grant.get_read_latency()));
    return true;
  }
  return false;
}

// Keeps a handful of grants; the oldest makes room.
void dma_channel::ask_for_pointer(uint64_t addr) {
  constexpr size_t pointers_max = 16;
  tlm::tlm_dmi grant;
  payload_.set_address(addr);
  if (!bus->get_direct_mem_ptr(payload_, grant))
    return;
  if (pointers_.size() == pointers_max)
    pointers_.erase(pointers_.begin());
  pointers_.push_back(grant);
}

void dma_channel::invalidate(sc_dt::uint64 first, sc_dt::uint64 last) {
  const auto touched = [=](const tlm::tlm_dmi &grant) {
    return grant.get_start_address() <= last && first <= grant.get_end_address();
  };
  pointers_.erase(std::remove_if(pointers_.begin(), pointers_.end(), touched), pointers_.end());
}

} // namespace vtd
