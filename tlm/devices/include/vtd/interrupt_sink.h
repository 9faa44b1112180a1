// SPDX-License-Identifier: Apache-2.0
// Where message-signalled interrupts end: the interrupt address range of the processors.
#ifndef VTD_INTERRUPT_SINK_H
#define VTD_INTERRUPT_SINK_H

#include <cstdint>
#include <deque>
#include <functional>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

#include "vtd/router.h"

namespace vtd {

// One message, decoded as the processors do (compatibility format of address and data).
struct interrupt_message {
  sc_core::sc_time time; // of arrival
  uint64_t addr = 0;     // FEEx_xxxxh, with destination bits 31:8 in 63:40
  uint32_t data = 0;
  uint32_t destination = 0; // APIC id, or set of them
  uint8_t vector = 0;
  uint8_t delivery_mode = 0; // 0 fixed, 1 lowest priority, ...
  bool logical = false;      // destination mode
  bool redirection_hint = false;
  bool level = false; // trigger mode
  // Fixed or lowest priority; the vector of other delivery modes means nothing.
  bool has_vector() const;
};

// Decodes address and data of a message.
interrupt_message decode_interrupt(uint64_t addr, uint32_t data);

// The window of the interrupt range on a router: messages for APIC ids above 255 have address bits
// 63:40 set.
router_window interrupt_window(const std::string &name);

// Takes aligned 4-byte writes; everything else is refused with an error response and counted. The
// socket's addresses are relative to FEE0_0000h; bits 63:40 pass as they are (see
// interrupt_window()).
class interrupt_sink : public sc_core::sc_module {
public:
  static constexpr size_t history_messages = 1024;

  tlm_utils::simple_target_socket<interrupt_sink, 64> socket;

  explicit interrupt_sink(sc_core::sc_module_name name);

  // Called for every message, inside the write that carries it: it must not wait.
  void on_message(std::function<void(const interrupt_message &)> handler) {
    handler_ = std::move(handler);
  }
  uint64_t count() const { return count_; }                             // messages since the start
  uint64_t count(uint8_t vector) const { return by_vector_[vector]; }   // of one vector
  uint64_t count_of_mode(uint8_t mode) const { return by_mode_[mode]; } // VTD_IRTE_DLM_*
  uint64_t refused() const { return refused_; }
  // The last messages, oldest first, at most history_messages.
  const std::deque<interrupt_message> &history() const { return history_; }

private:
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);

  std::function<void(const interrupt_message &)> handler_;
  std::deque<interrupt_message> history_;
  uint64_t count_ = 0;
  uint64_t refused_ = 0;
  uint64_t by_vector_[256] = {}; // messages that have one
  uint64_t by_mode_[8] = {};
};

} // namespace vtd

#endif // VTD_INTERRUPT_SINK_H
