// SPDX-License-Identifier: Apache-2.0
// An engine's work: descriptors, operations, and accesses through the device-TLB with page requests
// where something is missing.
#include "accelerator_engine.h"

#include <algorithm>
#include <cstring>

namespace vtd {

using sc_core::sc_time;

namespace {

constexpr uint32_t page_bytes = 4096;
constexpr unsigned attempts_max = 1000; // of a page that successful responses do not bring

template <typename T> T load(const uint8_t *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

// CRC-32C, bit by bit from the least significant: there is no hurry.
uint32_t crc32c(uint32_t crc, const uint8_t *data, uint32_t bytes) {
  constexpr uint32_t polynomial = 0x82F63B78;
  crc = ~crc;
  for (uint32_t i = 0; i < bytes; ++i) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; ++bit)
      crc = crc >> 1 ^ ((crc & 1) != 0 ? polynomial : 0);
  }
  return ~crc;
}

} // namespace

accelerator_engine::accelerator_engine(sc_core::sc_module_name name, accelerator &owner,
                                       unsigned index)
    : sc_module(name), owner_(owner), index_(index), buffer_(page_bytes), other_(page_bytes) {
  payload_.set_extension(&extension_);
  SC_HAS_PROCESS(accelerator_engine);
  SC_THREAD(run);
}

accelerator_engine::~accelerator_engine() {
  payload_.clear_extension(&extension_);
}

void accelerator_engine::run() {
  for (;;) {
    while (owner_.take(job_, index_)) {
      progress p;
      const descriptor d = decode(job_.bytes.data());
      if (job_.aborted)
        p.status = VTD_ACCEL_DONE_ABORTED;
      else
        execute(d, p);
      finish(d, p);
      synchronize();
      owner_.ended(index_);
    }
    wait(owner_.work_event_);
  }
}

accelerator_engine::descriptor accelerator_engine::decode(const uint8_t *bytes) {
  descriptor d;
  d.flags = load<uint32_t>(bytes + VTD_ACCEL_DESC_FLAGS);
  d.operation = VTD_ACCEL_OP(d.flags);
  d.completion = load<uint64_t>(bytes + VTD_ACCEL_DESC_COMPLETION);
  d.source = load<uint64_t>(bytes + VTD_ACCEL_DESC_SRC);
  d.destination = load<uint64_t>(bytes + VTD_ACCEL_DESC_DST);
  d.length = load<uint32_t>(bytes + VTD_ACCEL_DESC_LEN);
  d.message = load<uint32_t>(bytes + VTD_ACCEL_DESC_MESSAGE);
  d.seed = load<uint32_t>(bytes + VTD_ACCEL_DESC_SEED);
  return d;
}

void accelerator_engine::execute(const descriptor &d, progress &p) {
  const bool data = d.operation >= VTD_ACCEL_OP_COPY && d.operation <= VTD_ACCEL_OP_CRC;
  const bool list = d.operation == VTD_ACCEL_OP_BATCH;
  const uint32_t limit = list ? VTD_ACCEL_BATCH_MAX : VTD_ACCEL_LEN_MAX;
  const bool bad_length = (data || list) && (d.length == 0 || d.length > limit);
  const bool bad_record =
      (d.flags & VTD_ACCEL_FLAG_COMPLETION) != 0 && d.completion % VTD_ACCEL_REC_BYTES != 0;
  const bool bad_list = list && d.source % VTD_ACCEL_DESC_BYTES != 0;
  const bool bad_message =
      (d.flags & VTD_ACCEL_FLAG_MESSAGE) != 0 && d.message >= VTD_ACCEL_MESSAGES;
  block_ = job_.may_block && (d.flags & VTD_ACCEL_FLAG_BLOCK) != 0;
  if (d.operation > VTD_ACCEL_OP_CRC || bad_length || bad_record || bad_list || bad_message) {
    p.status = VTD_ACCEL_DONE_DESCRIPTOR;
    return;
  }
  switch (d.operation) {
  case VTD_ACCEL_OP_NOP:
    return;
  case VTD_ACCEL_OP_BATCH:
    return batch(d, p);
  case VTD_ACCEL_OP_DRAIN:
    return drain();
  case VTD_ACCEL_OP_COPY:
    return copy(d, p);
  case VTD_ACCEL_OP_FILL:
    return fill(d, p);
  case VTD_ACCEL_OP_COMPARE:
    return compare(d, p);
  default:
    return crc(d, p);
  }
}

// Record, counters, message: in this order.
void accelerator_engine::finish(const descriptor &d, progress &p) {
  if (stopped())
    return;
  accelerator::registers &r = owner_.r_;
  if ((d.flags & VTD_ACCEL_FLAG_COMPLETION) != 0 && d.completion % VTD_ACCEL_REC_BYTES == 0) {
    uint8_t record[VTD_ACCEL_REC_BYTES] = {};
    const uint32_t write_failed = p.write;
    std::memcpy(record + VTD_ACCEL_REC_STATUS, &p.status, 4);
    std::memcpy(record + VTD_ACCEL_REC_RESULT, &p.result, 4);
    std::memcpy(record + VTD_ACCEL_REC_BYTES_DONE, &p.bytes, 4);
    std::memcpy(record + VTD_ACCEL_REC_WRITE, &write_failed, 4);
    std::memcpy(record + VTD_ACCEL_REC_ADDR, &p.addr, 8);
    progress writing;
    block_ = job_.may_block && (d.flags & VTD_ACCEL_FLAG_BLOCK) != 0;
    if (!write(d.completion, record, sizeof record, sizeof record, writing) && !stopped() &&
        (r.status & VTD_ACCEL_STATUS_LOST) == 0) {
      r.status |= VTD_ACCEL_STATUS_LOST;
      r.lost_addr = d.completion;
    }
  }
  if (stopped())
    return;
  ++(p.ok() ? r.completed : r.failed);
  if ((d.flags & VTD_ACCEL_FLAG_MESSAGE) == 0 || d.message >= VTD_ACCEL_MESSAGES)
    return;
  if (owner_.function_.messages_enabled()) {
    owner_.function_.signal(d.message);
    return;
  }
  accelerator::message message = r.messages[d.message];
  if (message.addr == 0)
    return;
  access a = {tlm::TLM_WRITE_COMMAND, message.addr, reinterpret_cast<uint8_t *>(&message.data), 4,
              4};
  ++owner_.statistics_.messages;
  transact(a, a.addr, owner_.identity_of(address_space(), VTD_AT_UNTRANSLATED), nullptr);
}

void accelerator_engine::batch(const descriptor &d, progress &p) {
  for (uint32_t i = 0; i < d.length && !stopped(); ++i) {
    uint8_t bytes[VTD_ACCEL_DESC_BYTES];
    const uint64_t at = d.source + uint64_t{i} * sizeof bytes;
    block_ = job_.may_block && (d.flags & VTD_ACCEL_FLAG_BLOCK) != 0;
    if (!read(at, bytes, sizeof bytes, uint64_t{d.length - i} * sizeof bytes, p))
      return;
    const descriptor part = decode(bytes);
    progress of_part;
    if (part.operation == VTD_ACCEL_OP_BATCH || part.operation == VTD_ACCEL_OP_DRAIN)
      of_part.status = VTD_ACCEL_DONE_DESCRIPTOR;
    else
      execute(part, of_part);
    finish(part, of_part);
    p.result += of_part.ok();
  }
  if (p.result != d.length)
    p.status = VTD_ACCEL_DONE_BATCH;
}

void accelerator_engine::drain() {
  synchronize();
  while (!stopped() && owner_.pending(job_.order, {}, job_.queue, index_))
    wait(owner_.ended_event_);
}

// To the next burst boundary.
uint32_t accelerator_engine::chunk(uint64_t addr, uint32_t left) const {
  const uint32_t burst = owner_.config_.burst;
  return std::min(left, burst - static_cast<uint32_t>(addr % burst));
}

// Goes through the ranges of an operation, in parts that end at burst boundaries of each.
// part(at, bytes, left) says how many of the bytes it did; less than all ends the operation.
template <typename Part>
void accelerator_engine::by_parts(const descriptor &d, unsigned ranges, progress &p, Part part) {
  while (p.bytes < d.length) {
    const uint32_t left = d.length - p.bytes;
    uint32_t n = left;
    if ((ranges & source_range) != 0)
      n = std::min(n, chunk(d.source + p.bytes, left));
    if ((ranges & destination_range) != 0)
      n = std::min(n, chunk(d.destination + p.bytes, left));
    const uint32_t done = part(p.bytes, n, left);
    p.bytes += done;
    owner_.r_.bytes += done;
    if (done != n)
      return;
  }
}

void accelerator_engine::copy(const descriptor &d, progress &p) {
  by_parts(d, source_range | destination_range, p, [&](uint32_t at, uint32_t n, uint32_t left) {
    const bool ok = read(d.source + at, buffer_.data(), n, left, p) &&
                    write(d.destination + at, buffer_.data(), n, left, p);
    return ok ? n : 0;
  });
}

void accelerator_engine::fill(const descriptor &d, progress &p) {
  by_parts(d, destination_range, p, [&](uint32_t at, uint32_t n, uint32_t left) {
    for (uint32_t i = 0; i < n; ++i)
      buffer_[i] = static_cast<uint8_t>(d.source >> (8 * ((at + i) % 8)));
    return write(d.destination + at, buffer_.data(), n, left, p) ? n : 0;
  });
}

void accelerator_engine::compare(const descriptor &d, progress &p) {
  by_parts(d, source_range | destination_range, p,
           [&](uint32_t at, uint32_t n, uint32_t left) -> uint32_t {
             if (!read(d.source + at, buffer_.data(), n, left, p) ||
                 !read(d.destination + at, other_.data(), n, left, p))
               return 0;
             const auto difference =
                 std::mismatch(buffer_.begin(), buffer_.begin() + n, other_.begin()).first;
             const auto same = static_cast<uint32_t>(difference - buffer_.begin());
             p.result = same != n;
             return same;
           });
}

void accelerator_engine::crc(const descriptor &d, progress &p) {
  p.result = d.seed;
  by_parts(d, source_range, p, [&](uint32_t at, uint32_t n, uint32_t left) {
    if (!read(d.source + at, buffer_.data(), n, left, p))
      return uint32_t{0};
    p.result = crc32c(p.result, buffer_.data(), n);
    return n;
  });
}

// ---------------------------------------------------------------------------------------------------
// Accesses

bool accelerator_engine::fail(progress &p, uint32_t status, const access &a) const {
  p.status = stopped() ? VTD_ACCEL_DONE_ABORTED : status;
  p.addr = a.addr;
  p.write = a.write();
  return false;
}

bool accelerator_engine::read(uint64_t addr, uint8_t *data, uint32_t bytes, uint64_t left,
                              progress &p) {
  return move({tlm::TLM_READ_COMMAND, addr, data, bytes, left}, p);
}

bool accelerator_engine::write(uint64_t addr, uint8_t *data, uint32_t bytes, uint64_t left,
                               progress &p) {
  return move({tlm::TLM_WRITE_COMMAND, addr, data, bytes, left}, p);
}

// A chunk never crosses a page: bursts, descriptors and records are aligned to their size.
bool accelerator_engine::move(const access &a, progress &p) {
  if (stopped())
    return fail(p, VTD_ACCEL_DONE_ABORTED, a);
  const accelerator::registers &r = owner_.r_;
  const bool forged = (r.misbehave & VTD_ACCEL_BAD_TRANSLATED) != 0;
  if (owner_.ats_on() && !forged)
    return by_translation(a, p);
  const identity id =
      owner_.identity_of(job_.space, forged ? VTD_AT_TRANSLATED : VTD_AT_UNTRANSLATED);
  return transact(a, a.addr, id, nullptr) == tlm::TLM_OK_RESPONSE ||
         fail(p, VTD_ACCEL_DONE_ACCESS, a);
}

bool accelerator_engine::by_translation(const access &a, progress &p) {
  ats_translation t;
  if (!translation(a, t, p))
    return false;
  tlm::tlm_response_status response;
  if (t.untranslated_only) {
    response = transact(a, a.addr, owner_.identity_of(job_.space, VTD_AT_UNTRANSLATED), nullptr);
  } else {
    const uint64_t offset = t.shift >= 64 ? a.addr : a.addr & ((uint64_t{1} << t.shift) - 1);
    const uint64_t base = a.addr - offset;
    owner_.begin_use(index_, {job_.space, base, t.shift});
    response =
        transact(a, t.addr + offset, owner_.identity_of(job_.space, VTD_AT_TRANSLATED), nullptr);
    owner_.end_use(index_, local_);
  }
  return response == tlm::TLM_OK_RESPONSE || fail(p, VTD_ACCEL_DONE_ACCESS, a);
}

bool accelerator_engine::translation(const access &a, ats_translation &t, progress &p) {
  const auto permits = [&] { return a.write() ? t.write : t.read; };
  if (const auto known = owner_.tlb_.find(job_.space, a.addr)) {
    t = *known;
    if (permits()) {
      owner_.r_.tlb_hits++;
      return true;
    }
  }
  for (unsigned attempt = 0; attempt < attempts_max; ++attempt) {
    if (!ask(a, t, p))
      return false;
    if (permits())
      return true;
    if (!block_ || (owner_.r_.ctrl & VTD_ACCEL_CTRL_PRI) == 0)
      break;
    if (!ask_for_page(a, attempt, p))
      return false;
  }
  return fail(p, VTD_ACCEL_DONE_PAGE_FAULT, a);
}

// A translation request for this page and those of the range behind it. What an invalidation
// overtook is not used: it is asked for again.
bool accelerator_engine::ask(const access &a, ats_translation &t, progress &p) {
  constexpr uint32_t entry_bytes = 8;
  const uint64_t first = a.addr & ~uint64_t{page_bytes - 1};
  const uint64_t pages = (a.addr - first + a.left + page_bytes - 1) / page_bytes;
  const auto count = static_cast<uint32_t>(std::min<uint64_t>(pages, owner_.config_.translations));
  uint8_t unused[ats_extension::most * entry_bytes] = {};
  for (;;) {
    identity id = owner_.identity_of(job_.space, VTD_AT_TRANSLATION);
    id.no_write = !a.write() && (owner_.r_.ctrl & VTD_ACCEL_CTRL_NW) != 0;
    const access request = {tlm::TLM_READ_COMMAND, first, unused, count * entry_bytes, 0};
    const uint64_t epoch = owner_.epoch_;
    owner_.r_.translations++;
    const auto response = transact(request, first, id, &answer_);
    if (stopped() || response != tlm::TLM_OK_RESPONSE || answer_.count == 0)
      return fail(p, VTD_ACCEL_DONE_TRANSLATION, a);
    if (epoch == owner_.epoch_)
      break;
  }
  t = answer_.translations[0];
  for (unsigned i = answer_.count; i-- > 0;) { // the first one last: the most recent
    const ats_translation &each = answer_.translations[i];
    const uint64_t region = each.shift >= 64 ? 0 : (uint64_t{1} << each.shift) * i;
    if (!each.untranslated_only)
      owner_.tlb_.fill(job_.space, a.addr + region, each);
  }
  return true;
}

// False: it will not come.
bool accelerator_engine::ask_for_page(const access &a, unsigned attempt, progress &p) {
  if (attempt != 0) { // it was said to be there, but was not
    synchronize();
    wait(owner_.config_.retry);
  }
  for (;;) {
    if (!owner_.pri_on())
      return fail(p, VTD_ACCEL_DONE_PAGE_FAILURE, a);
    const uint8_t code = response_to_group(a);
    if (stopped())
      return fail(p, VTD_ACCEL_DONE_ABORTED, a);
    if (code == VTD_QI_PGRP_RESP_RC_SUCCESS)
      return true;
    if ((owner_.r_.misbehave & VTD_ACCEL_BAD_REPEAT) != 0) {
      wait(owner_.config_.transaction);
      continue;
    }
    if (code == VTD_QI_PGRP_RESP_RC_INVALID)
      return fail(p, VTD_ACCEL_DONE_PAGE_INVALID, a);
    owner_.stop_page_requests();
    return fail(p, VTD_ACCEL_DONE_PAGE_FAILURE, a);
  }
}

// Asks for the page and those of the range behind it as one group, and waits for the answer.
uint8_t accelerator_engine::response_to_group(const access &a) {
  constexpr uint8_t failure = VTD_QI_PGRP_RESP_RC_FAILURE;
  synchronize();
  uint16_t index = 0;
  accelerator::group *group = nullptr;
  while (!stopped() && !(group = owner_.open_group(job_.space, index)))
    wait(owner_.group_event_);
  if (stopped())
    return failure;
  const uint64_t first = a.addr & ~uint64_t{page_bytes - 1};
  const uint64_t pages =
      std::min<uint64_t>((a.addr - first + a.left + page_bytes - 1) / page_bytes, owner_.r_.pages);
  const unsigned kind = a.write() ? VTD_PERM_W : VTD_PERM_R;
  bool answered = false;
  for (uint64_t i = 0; i < pages; ++i)
    answered = owner_.send_page_request(job_.space, first + i * page_bytes, index, kind,
                                        i + 1 == pages, local_);
  synchronize();
  while (answered && !group->answered && !stopped())
    wait(group->event);
  const uint8_t code = group->answered ? group->code : failure;
  owner_.close_group(*group);
  return code;
}

tlm::tlm_response_status accelerator_engine::transact(const access &a, uint64_t addr,
                                                      const identity &id, ats_extension *answer) {
  if (!owner_.function_.bus_master())
    return tlm::TLM_COMMAND_ERROR_RESPONSE;
  payload_.set_command(a.command);
  payload_.set_address(addr);
  payload_.set_data_ptr(a.data);
  payload_.set_data_length(a.bytes);
  payload_.set_streaming_width(a.bytes);
  payload_.set_byte_enable_ptr(nullptr);
  payload_.set_dmi_allowed(false);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  extension_.id = id;
  if (answer) {
    answer->count = 0;
    payload_.set_extension(answer);
  }
  dma_statistics &statistics = owner_.statistics_;
  ++statistics.transactions;
  statistics.bytes += answer ? 0 : a.bytes;
  sc_time delay = local_;
  owner_.bus->b_transport(payload_, delay);
  if (answer)
    payload_.clear_extension(answer);
  local_ = delay + owner_.config_.transaction;
  if (local_ >= owner_.config_.quantum)
    synchronize();
  statistics.errors += payload_.is_response_error();
  return payload_.get_response_status();
}

void accelerator_engine::synchronize() {
  const sc_time ahead = local_;
  local_ = sc_core::SC_ZERO_TIME;
  if (ahead != sc_core::SC_ZERO_TIME)
    wait(ahead);
}

} // namespace vtd
