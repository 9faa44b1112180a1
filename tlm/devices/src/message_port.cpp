// SPDX-License-Identifier: Apache-2.0
#include "vtd/message_port.h"

#include <cstring>

namespace vtd {

message_port::message_port(sc_core::sc_module_name name, uint16_t segment, send_function send)
    : sc_module(name), send_(std::move(send)) {
  extension_.id.segment = segment;
  payload_.set_extension(&extension_);
  SC_HAS_PROCESS(message_port);
  SC_THREAD(run);
}

message_port::~message_port() {
  payload_.clear_extension(&extension_);
}

void message_port::run() {
  for (;;) {
    while (send_next()) {
    }
    wait(wake_);
  }
}

// Functions take turns.
bool message_port::send_next() {
  for (size_t i = 0; i < functions_.size(); ++i) {
    pci_function &function = *functions_[(next_ + i) % functions_.size()];
    const std::optional<pci_message> message = function.take_message();
    if (!message)
      continue;
    next_ = (next_ + i + 1) % functions_.size();
    uint8_t data[4];
    std::memcpy(data, &message->data, sizeof data);
    payload_.set_command(tlm::TLM_WRITE_COMMAND);
    payload_.set_address(message->addr);
    payload_.set_data_ptr(data);
    payload_.set_data_length(sizeof data);
    payload_.set_streaming_width(sizeof data);
    payload_.set_byte_enable_ptr(nullptr);
    payload_.set_dmi_allowed(false);
    payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    extension_.id.sid = function.requester_id();
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    send_(payload_, delay);
    ++sent_;
    refused_ += payload_.is_response_error();
    if (delay != sc_core::SC_ZERO_TIME)
      wait(delay);
    return true;
  }
  return false;
}

} // namespace vtd
