// SPDX-License-Identifier: Apache-2.0
// Between QEMU's windows and the platform's bus.
#include "emulated_processor.h"

#include <cstring>

#include "fw_port.h"

namespace vtd {

namespace {
constexpr size_t text_bytes_max = 240;
}

emulated_processor::emulated_processor(sc_core::sc_module_name name, qemu_bridge &bridge,
                                       const qemu_bridge_config &config, uint64_t port_base)
    : sc_module(name), port("port"), bridge_(bridge),
      registers_base_(config.window_base[qemu_window_registers]), port_base_(port_base),
      bus_("bus"), messages_("messages"), registers_("registers"), devices_("devices"),
      ecam_("ecam") {
  registers_.register_b_transport(this, &emulated_processor::registers_transport);
  devices_.register_b_transport(this, &emulated_processor::devices_transport);
  ecam_.register_b_transport(this, &emulated_processor::ecam_transport);
  bridge.registers.bind(registers_);
  bridge.devices.bind(devices_);
  bridge.ecam.bind(ecam_);
  messages_.bind(bridge.mem);
}

void emulated_processor::registers_transport(tlm::tlm_generic_payload &trans,
                                             sc_core::sc_time &delay) {
  trans.set_address(registers_base_ + trans.get_address());
  bus_->b_transport(trans, delay);
}

void emulated_processor::devices_transport(tlm::tlm_generic_payload &trans,
                                           sc_core::sc_time &delay) {
  const uint64_t addr = trans.get_address();
  if (addr < port_base_ || addr - port_base_ >= FW_PORT_BYTES) {
    bus_->b_transport(trans, delay);
    return;
  }
  trans.set_address(addr - port_base_);
  port->b_transport(trans, delay);
}

void emulated_processor::ecam_transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &) {
  trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

// On to QEMU's local APIC, as the platform's interrupt range got it.
void emulated_processor::raise(const interrupt_message &message) {
  uint32_t data = message.data;
  tlm::tlm_generic_payload trans;
  trans.set_command(tlm::TLM_WRITE_COMMAND);
  trans.set_address(message.addr);
  trans.set_data_ptr(reinterpret_cast<uint8_t *>(&data));
  trans.set_data_length(sizeof data);
  trans.set_streaming_width(sizeof data);
  sc_core::sc_time delay;
  messages_->b_transport(trans, delay);
  if (on_raise_)
    on_raise_();
}

void emulated_processor::store(uint64_t addr, const uint8_t *data, size_t bytes) {
  // Before QEMU has told where its memory is, nobody can look for it.
  if (uint8_t *at = bridge_.memory().at(addr, bytes))
    std::memcpy(at, data, bytes);
}

std::string emulated_processor::text(uint64_t addr) const {
  std::string text;
  while (text.size() < text_bytes_max) {
    const uint8_t *at = bridge_.memory().at(addr + text.size(), 1);
    if (at == nullptr || *at == 0)
      break;
    text += static_cast<char>(*at);
  }
  return text;
}

} // namespace vtd
