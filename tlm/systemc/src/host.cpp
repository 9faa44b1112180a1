// SPDX-License-Identifier: Apache-2.0
// What the core asks of its host: memory accesses of the unit, messages.
//
// Exceptions: a target may throw while the unit reads a table (SystemC unwinds the stack of a
// killed or reset process that way). The core is C and must come to an end first, so the exception
// is kept, the rest of the walk is done by transport_dbg, which cannot wait, and the exception goes
// on when the core has returned.
#include <cstring>

#include "engine.h"

namespace vtd::detail {

// A transaction outside of time: for debug and DMI requests, and while an exception is on its way.
bool engine::run_untimed(payload &trans) {
  access_frame *const frame = current_;
  const unsigned moved = walk_->transport_dbg(trans);
  current_ = frame;
  return moved == trans.get_data_length();
}

// Does the transaction on the walk socket, in the time of whoever caused it. Inlined: a walk may do
// this for each level.
inline __attribute__((always_inline)) bool engine::run_walk_transaction(payload &trans) {
  access_frame *const frame = current_;
  if (VTD_TLM_UNLIKELY(!frame || frame->untimed || unwinding_))
    return run_unusual_transaction(trans);
  stats_.walk_transactions++;
  current_ = nullptr; // while the target waits, others come and go, and must not find this frame
  try {
    walk_data_->b_transport(trans, *frame->delay);
  } catch (...) {
    unwinding_ = std::current_exception();
    current_ = frame;
    return run_untimed(trans);
  }
  current_ = frame;
  frame->transactions++;
  return trans.is_response_ok();
}

// On nobody's account (the queue after a drain), or outside of time.
__attribute__((noinline)) bool engine::run_unusual_transaction(payload &trans) {
  if (current_ || unwinding_)
    return run_untimed(trans);
  sc_core::sc_time own_time;
  access_frame frame = {&own_time, false, 0};
  current_ = &frame;
  const bool ok = run_walk_transaction(trans);
  current_ = nullptr;
  return ok;
}

// A walk reads one entry after the other: its payload is filled in once.
inline payload &engine::entry_read(access_frame &frame, uint64_t addr, void *data) {
  if (!frame.entry_reads) {
    frame.entry_reads.emplace(pool_);
    prepare(frame.entry_reads->trans(), tlm::TLM_READ_COMMAND, addr, data, sizeof(uint64_t));
    return frame.entry_reads->trans();
  }
  payload &trans = frame.entry_reads->trans();
  trans.set_address(addr);
  trans.set_data_ptr(static_cast<unsigned char *>(data));
  trans.set_dmi_allowed(false);
  trans.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  return trans;
}

bool engine::mem_read(uint64_t addr, void *data, uint32_t bytes) {
  if (VTD_TLM_UNLIKELY(bytes != sizeof(uint64_t) || !current_))
    return mem_read_alone(addr, data, bytes);
  return finish_read(entry_read(*current_, addr, data), addr);
}

__attribute__((noinline)) bool engine::mem_read_alone(uint64_t addr, void *data, uint32_t bytes) {
  payload_pool::lease access(pool_);
  prepare(access.trans(), tlm::TLM_READ_COMMAND, addr, data, bytes);
  return finish_read(access.trans(), addr);
}

inline bool engine::finish_read(payload &trans, uint64_t addr) {
  if (!run_walk_transaction(trans))
    return false;
  if (config_.direct_walks && (trans.is_dmi_allowed() || !window_tried_))
    learn_direct_window(addr);
  return true;
}

bool engine::mem_write(uint64_t addr, const void *data, uint32_t bytes) {
  payload_pool::lease access(pool_);
  prepare(access.trans(), tlm::TLM_WRITE_COMMAND, addr, const_cast<void *>(data), bytes);
  return run_walk_transaction(access.trans());
}

// TLM-2.0 has no locked transaction. Compare and exchange by transport_dbg happen in one go, nobody
// can come between; a read transaction before them takes the time and finds out about errors.
bool engine::mem_cas64(uint64_t addr, uint64_t *expected, uint64_t desired, bool *swapped) {
  uint64_t now = 0;
  if (!mem_read(addr, &now, sizeof now))
    return false;
  payload_pool::lease access(pool_);
  prepare(access.trans(), tlm::TLM_READ_COMMAND, addr, &now, sizeof now);
  const bool debuggable = walk_->transport_dbg(access.trans()) == sizeof now;
  *swapped = now == *expected;
  if (!*swapped) {
    *expected = now;
    return true;
  }
  prepare(access.trans(), tlm::TLM_WRITE_COMMAND, addr, &desired, sizeof desired);
  if (debuggable && walk_->transport_dbg(access.trans()) == sizeof desired)
    return true;
  return mem_write(addr, &desired, sizeof desired);
}

// Direct pointers for walks: taken where the target says that it would grant them, and once without
// being asked (the hint is optional).
__attribute__((noinline)) void engine::learn_direct_window(uint64_t addr) {
  constexpr unsigned enough = 16;
  if (window_failures_ >= enough || (current_ && current_->untimed) || unwinding_)
    return;
  window_tried_ = true;
  payload_pool::lease access(pool_);
  prepare(access.trans(), tlm::TLM_READ_COMMAND, addr, nullptr, 8);
  tlm::tlm_dmi dmi;
  access_frame *const current = current_;
  const uint64_t epoch = window_epoch_;
  const bool granted = walk_->get_direct_mem_ptr(access.trans(), dmi);
  current_ = current;
  if (!granted || !dmi.is_read_allowed() || dmi.get_start_address() > dmi.get_end_address() ||
      epoch != window_epoch_) {
    window_failures_++;
    return;
  }
  const uint64_t length = dmi.get_end_address() - dmi.get_start_address();
  const uint64_t bytes = length == ~uint64_t{0} ? length : length + 1;
  if (!vtd_direct_add(core_, dmi.get_start_address(), bytes, dmi.get_dmi_ptr())) {
    window_failures_ = enough; // no room: the rest is walked by transactions
    return;
  }
  stats_.direct_windows++;
  const sc_core::sc_time cost = config_.read_latency + dmi.get_read_latency();
  if (cost > direct_read_cost_)
    direct_read_cost_ = cost;
}

void engine::drop_direct_windows() {
  window_epoch_++;
  window_failures_ = 0;
  window_tried_ = false;
  direct_read_cost_ = config_.read_latency;
  vtd_direct_clear(core_);
}

tlm::tlm_response_status engine::write_message(uint64_t addr, uint32_t data,
                                               sc_core::sc_time &delay, payload *from) {
  payload_pool::lease access(pool_);
  payload &trans = access.trans();
  std::optional<extension_loan> loan;
  if (from)
    loan.emplace(trans, *from);
  prepare(trans, tlm::TLM_WRITE_COMMAND, addr, &data, sizeof data);
  mem_->b_transport(trans, delay);
  return trans.get_response_status();
}

// Event messages are the unit's own: nobody waits for them, nobody hears of an error.
void engine::send_message(uint64_t addr, uint32_t data) {
  access_frame *const frame = current_;
  stats_.messages++;
  if ((frame && frame->untimed) || unwinding_) {
    payload_pool::lease access(pool_);
    prepare(access.trans(), tlm::TLM_WRITE_COMMAND, addr, &data, sizeof data);
    mem_->transport_dbg(access.trans());
    current_ = frame;
    return;
  }
  sc_core::sc_time own_time;
  current_ = nullptr; // as for walks
  try {
    write_message(addr, data, frame ? *frame->delay : own_time, nullptr);
  } catch (...) {
    unwinding_ = std::current_exception();
  }
  current_ = frame;
}

void engine::end_unwound(vtd_token token) {
  sc_core::sc_time own_time;
  access_frame frame = {&own_time, true, 0};
  current_ = &frame;
  vtd_inflight_end(core_, token);
  current_ = nullptr;
}

// --- Backward paths of the initiator sockets

void memory_side::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
  if (carries_walks_)
    engine_.drop_direct_windows();
  if (carries_data_)
    engine_.revoke_output(first, last);
}

tlm::tlm_sync_enum memory_side::nb_transport_bw(payload &trans, tlm::tlm_phase &phase,
                                                sc_core::sc_time &delay) {
  if (engine_.at_ && carries_data_)
    return engine_.at_->from_memory(trans, phase, delay);
  engine_.report_error("/vtd/iommu/nb_transport",
                       "a target answered by nb_transport_bw, but this module only makes "
                       "b_transport calls: the target must not start backward calls on its own");
  return tlm::TLM_COMPLETED;
}

} // namespace vtd::detail
