// SPDX-License-Identifier: Apache-2.0
// The NVMe controller's thread: fetching commands, moving their data, completing them (NVM Express
// 1.4, chapter 4).
#include <algorithm>
#include <cstring>

#include "vtd/nvme_controller.h"

namespace vtd {

namespace {
constexpr uint32_t bus_page_bytes = 4096;
constexpr size_t error_entries = 16;
constexpr size_t events_max = 16;

template <typename T> T load(const uint8_t *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}
template <typename T> void store(uint8_t *bytes, T value) {
  std::memcpy(bytes, &value, sizeof value);
}
} // namespace

uint16_t nvme_controller::command::cid() const {
  return load<uint16_t>(&bytes[VTD_NVME_SQE_CID]);
}
uint32_t nvme_controller::command::word(uint32_t offset) const {
  return load<uint32_t>(&bytes[offset]);
}
uint64_t nvme_controller::command::wide(uint32_t offset) const {
  return load<uint64_t>(&bytes[offset]);
}

// ---------------------------------------------------------------------------------------------------
// The thread

void nvme_controller::run() {
  for (;;) {
    while (step()) {
    }
    wait(wake_);
  }
}

bool nvme_controller::running() const {
  return (csts_ & (VTD_NVME_CSTS_RDY | VTD_NVME_CSTS_CFS | VTD_NVME_CSTS_SHST_MASK)) ==
             VTD_NVME_CSTS_RDY &&
         (cc_ & VTD_NVME_CC_EN) != 0 && function_.bus_master();
}

// Does one thing; false if there is nothing to do.
bool nvme_controller::step() {
  if (enabling_) {
    wait(config_.ready_latency);
    if (!enabling_)
      return true;
    enabling_ = false;
    sqs_[0] = {true, asq_, (aqa_ & 0xFFF) + 1, 0, 0, 0};
    cqs_[0] = {true, acq_, (aqa_ >> 16) + 1, 0, 0, true, true, 0};
    csts_ |= VTD_NVME_CSTS_RDY;
    return true;
  }
  const bool shut_down = (csts_ & VTD_NVME_CSTS_SHST_MASK) == VTD_NVME_CSTS_SHST_BUSY;
  if (!shut_down && !running())
    return false;
  working_ = true;
  bool done = true;
  if (shut_down) {
    flush();
    synchronize();
    csts_ = (csts_ & ~VTD_NVME_CSTS_SHST_MASK) | VTD_NVME_CSTS_SHST_DONE;
  } else {
    done = post_event() || next_command();
  }
  working_ = false;
  if (!stopping_)
    return done;
  apply_stop();
  return true;
}

// A queue whose completion queue is full waits for the host to look at that.
bool nvme_controller::next_command() {
  for (unsigned i = 0; i < sqs_.size(); ++i) {
    const unsigned id = (next_queue_ + i) % static_cast<unsigned>(sqs_.size());
    submission_queue &sq = sqs_[id];
    if (!sq.there || sq.head == sq.tail || cqs_[sq.cq].full())
      continue;
    next_queue_ = (id + 1) % static_cast<unsigned>(sqs_.size());
    command c;
    c.sq = static_cast<uint16_t>(id);
    if (!dma(sq.base + uint64_t{sq.head} * VTD_NVME_SQE_BYTES, c.bytes.data(), VTD_NVME_SQE_BYTES,
             false)) {
      if (!stopping_)
        fatal();
      return true;
    }
    sq.head = (sq.head + 1) % sq.entries;
    spend(config_.command_latency);
    execute(c);
    return true;
  }
  return false;
}

void nvme_controller::execute(const command &c) {
  const bool plain =
      (c.bytes[VTD_NVME_SQE_FLAGS] & (VTD_NVME_FLAGS_FUSED | VTD_NVME_FLAGS_SGL)) == 0;
  answer a = VTD_NVME_INVALID_FIELD | VTD_NVME_NO_RETRY;
  if (plain)
    a = c.sq == 0 ? admin(c) : io(c);
  synchronize(); // the answer is not there before its time
  if (stopping_)
    return;
  if (a.status != VTD_NVME_OK) {
    ++statistics_.failed_commands;
    const uint64_t lba = c.sq == 0 ? 0 : c.wide(VTD_NVME_SQE_CDW10);
    errors_.push_front({++error_count_, c.sq, c.cid(), a.status, lba, c.nsid()});
    if (errors_.size() > error_entries)
      errors_.pop_back();
  }
  if (!a.later)
    complete(c.sq, c.cid(), a);
}

bool nvme_controller::complete(uint16_t sq, uint16_t cid, const answer &a) {
  completion_queue &cq = cqs_[sqs_[sq].cq];
  uint8_t entry[VTD_NVME_CQE_BYTES] = {};
  store(&entry[VTD_NVME_CQE_RESULT], a.result);
  store(&entry[VTD_NVME_CQE_SQ_HEAD], static_cast<uint16_t>(sqs_[sq].head));
  store(&entry[VTD_NVME_CQE_SQ_ID], sq);
  store(&entry[VTD_NVME_CQE_CID], cid);
  store(&entry[VTD_NVME_CQE_STATUS], static_cast<uint16_t>(a.status << 1 | (cq.phase ? 1 : 0)));
  const bool sent =
      dma(cq.base + uint64_t{cq.tail} * VTD_NVME_CQE_BYTES, entry, sizeof entry, true);
  if (stopping_)
    return false;
  if (!sent) {
    fatal();
    return false;
  }
  cq.tail = (cq.tail + 1) % cq.entries;
  if (cq.tail == 0)
    cq.phase = !cq.phase;
  signal(cq);
  return true;
}

// The mask registers are not for MSI-X, which has its own.
void nvme_controller::signal(const completion_queue &cq) {
  if (!cq.interrupts)
    return;
  const uint32_t bit = cq.vector < 32 ? UINT32_C(1) << cq.vector : 0;
  if (!function_.msix_enabled() && (masked_vectors_ & bit) != 0)
    unsent_vectors_ |= bit;
  else
    function_.signal(cq.vector);
}

// ---------------------------------------------------------------------------------------------------
// Asynchronous events

void nvme_controller::raise(const event &e) {
  const bool known = std::any_of(events_.begin(), events_.end(), [&e](const event &other) {
    return other.type == e.type && other.information == e.information;
  });
  if (!known && events_.size() < events_max)
    events_.push_back(e);
  wake_.notify(sc_core::SC_ZERO_TIME);
}

// After an event of a type was told, the others of it wait until its log was read.
bool nvme_controller::post_event() {
  if (waiting_events_.empty() || cqs_[0].full())
    return false;
  const auto next = std::find_if(events_.begin(), events_.end(), [this](const event &e) {
    return (masked_events_ >> e.type & 1) == 0;
  });
  if (next == events_.end())
    return false;
  answer a;
  a.result = uint32_t{next->log} << 16 | uint32_t{next->information} << 8 | next->type;
  masked_events_ |= UINT32_C(1) << next->type;
  events_.erase(next);
  const uint16_t cid = waiting_events_.front();
  waiting_events_.pop_front();
  complete(0, cid, a);
  return true;
}

// ---------------------------------------------------------------------------------------------------
// Host memory

// Nobody waits for what a reset has stopped.
void nvme_controller::synchronize() {
  const sc_core::sc_time ahead = local_;
  local_ = sc_core::SC_ZERO_TIME;
  if (ahead != sc_core::SC_ZERO_TIME && !stopping_)
    wait(ahead, stopped_);
}

// One transaction for each page of 4 KiB.
bool nvme_controller::dma(uint64_t addr, void *data, uint32_t bytes, bool write) {
  for (uint32_t done = 0; done < bytes;) {
    if (stopping_ || !function_.bus_master())
      return false;
    const uint64_t at = addr + done;
    const uint32_t n =
        std::min(bytes - done, bus_page_bytes - static_cast<uint32_t>(at % bus_page_bytes));
    payload_.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    payload_.set_address(at);
    payload_.set_data_ptr(static_cast<uint8_t *>(data) + done);
    payload_.set_data_length(n);
    payload_.set_streaming_width(n);
    payload_.set_byte_enable_ptr(nullptr);
    payload_.set_dmi_allowed(false);
    payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    sc_core::sc_time delay = local_;
    bus->b_transport(payload_, delay);
    local_ = delay;
    ++statistics_.transactions;
    if (payload_.is_response_error()) {
      ++statistics_.errors;
      return false;
    }
    done += n;
  }
  return !stopping_;
}

// Physical region pages (4.3): the first may begin anywhere in a page, the others at its start;
// more than two come from a list.
nvme_controller::segments nvme_controller::prps(const command &c, uint64_t bytes) {
  segments s;
  const uint64_t page = page_bytes();
  const uint64_t first = std::min(bytes, page - c.prp1() % page);
  const uint64_t left = bytes - first;
  s.status = VTD_NVME_INVALID_PRP_OFFSET | VTD_NVME_NO_RETRY;
  if (c.prp1() % 4 != 0)
    return s;
  s.list.push_back({c.prp1(), static_cast<uint32_t>(first)});
  if (left > page) {
    if (c.prp2() % 8 != 0 || !follow_list(s, c.prp2(), left))
      return s;
  } else if (left != 0) {
    if (c.prp2() % page != 0)
      return s;
    s.list.push_back({c.prp2(), static_cast<uint32_t>(left)});
  }
  s.status = VTD_NVME_OK;
  return s;
}

// The last entry of a list's page is the address of the next page if the list goes on.
bool nvme_controller::follow_list(segments &s, uint64_t list, uint64_t bytes) {
  const uint64_t page = page_bytes();
  std::vector<uint8_t> entries;
  while (bytes != 0) {
    const uint64_t room = (page - list % page) / 8, needed = (bytes + page - 1) / page;
    const uint64_t count = std::min(room, needed);
    entries.resize(count * 8);
    if (!dma(list, entries.data(), static_cast<uint32_t>(entries.size()), false)) {
      s.status = VTD_NVME_TRANSFER_ERROR;
      return false;
    }
    for (uint64_t i = 0; i < count; ++i) {
      const auto addr = load<uint64_t>(&entries[i * 8]);
      if (addr % page != 0)
        return false;
      if (i + 1 == count && needed > room) {
        list = addr;
        break;
      }
      const uint64_t n = std::min(bytes, page);
      s.list.push_back({addr, static_cast<uint32_t>(n)});
      bytes -= n;
    }
  }
  return true;
}

// The data of a command; returns its status.
uint16_t nvme_controller::transfer(const command &c, void *data, uint64_t bytes, bool to_host) {
  const segments s = prps(c, bytes);
  if (s.status != VTD_NVME_OK)
    return s.status;
  uint64_t done = 0;
  for (const segment &piece : s.list) {
    if (!dma(piece.addr, static_cast<uint8_t *>(data) + done, piece.bytes, to_host))
      return VTD_NVME_TRANSFER_ERROR;
    done += piece.bytes;
  }
  return VTD_NVME_OK;
}

} // namespace vtd
