// SPDX-License-Identifier: Apache-2.0
// QEMU's processor and memory as those of a vtd::platform, with the firmware's port beside them.
#ifndef VTD_QEMU_EMULATED_PROCESSOR_H
#define VTD_QEMU_EMULATED_PROCESSOR_H

#include <cstdint>
#include <string>
#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "firmware_port.h"
#include "outside_processor.h"
#include "vtd/qemu_bridge.h"

namespace vtd {

//   bridge.registers, bridge.devices -> processor -> bus (the platform's router), port
//   bridge.ecam ----------------------> processor: no configuration space, all-ones
//   platform's router ----------------> bridge.mem
class emulated_processor : public sc_core::sc_module, public outside_processor {
public:
  tlm_utils::simple_initiator_socket<emulated_processor, 64> port; // to a firmware_port

  // `port_base`: guest address of the port, in the device window.
  emulated_processor(sc_core::sc_module_name name, qemu_bridge &bridge,
                     const qemu_bridge_config &config, uint64_t port_base);

  tlm::tlm_base_initiator_socket<64> &bus() override { return bus_; }
  tlm::tlm_base_target_socket_b<64> &memory() override { return bridge_.mem; }
  void raise(const interrupt_message &message) override;
  void store(uint64_t addr, const uint8_t *data, size_t bytes) override;

  // Text that ends with 0 in the guest's memory; cut off where it cannot be one.
  std::string text(uint64_t addr) const;
  // Called for each message, so that a waiting firmware_port wakes.
  void on_raise(std::function<void()> handler) { on_raise_ = std::move(handler); }

private:
  void registers_transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  void devices_transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  void ecam_transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);

  qemu_bridge &bridge_;
  uint64_t registers_base_;
  uint64_t port_base_;
  tlm_utils::simple_initiator_socket<emulated_processor, 64> bus_;
  tlm_utils::simple_initiator_socket<emulated_processor, 64> messages_;
  tlm_utils::simple_target_socket<emulated_processor, 64> registers_;
  tlm_utils::simple_target_socket<emulated_processor, 64> devices_;
  tlm_utils::simple_target_socket<emulated_processor, 64> ecam_;
  std::function<void()> on_raise_;
};

} // namespace vtd

#endif // VTD_QEMU_EMULATED_PROCESSOR_H
