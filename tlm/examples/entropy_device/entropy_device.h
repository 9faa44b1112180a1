// SPDX-License-Identifier: Apache-2.0
// A virtio entropy device on PCI (Virtual I/O Device 1.1, chapters 2, 4.1 and 5.4): one queue,
// whose buffers it fills. Its numbers are those of a linear congruential generator, the same in
// each run, so that a test can tell whether they arrived.
#ifndef ENTROPY_DEVICE_H
#define ENTROPY_DEVICE_H

#include <array>
#include <cstdint>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "machine_extension.h"
#include "vtd/extension.h"
#include "vtd/message_port.h"

class entropy_device : public sc_core::sc_module, public vtd::added_device {
public:
  tlm_utils::simple_target_socket<entropy_device, 64> regs;
  tlm_utils::simple_initiator_socket<entropy_device, 64> bus;

  entropy_device(sc_core::sc_module_name name, uint16_t segment, uint16_t requester_id);
  ~entropy_device() override;

  vtd::pci_function &function() override { return function_; }
  tlm::tlm_base_target_socket<64> &registers() override { return regs; }
  tlm::tlm_base_initiator_socket<64> &dma() override { return bus; }
  nlohmann::ordered_json report() const override;

private:
  void build_function();
  void reset();

  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  uint32_t read(uint32_t offset, uint32_t bytes);
  void write(uint32_t offset, uint32_t bytes, uint32_t value);
  uint64_t common(uint32_t offset, uint32_t bytes) const;
  void set_common(uint32_t offset, uint32_t bytes, uint64_t value);

  void run();
  bool running() const;
  bool serve_next();
  bool fill(uint64_t addr, uint32_t bytes);
  bool transfer(tlm::tlm_command command, uint64_t addr, void *data, uint32_t bytes);
  template <typename T> bool load(uint64_t addr, T &value);
  template <typename T> bool store(uint64_t addr, T value);
  void give_up();

  vtd::pci_function function_;
  vtd::message_port messages_;
  vtd::dma_extension extension_;
  tlm::tlm_generic_payload payload_;
  sc_core::sc_event wake_;
  std::array<uint8_t, 0x38> common_{}; // the registers as they were written
  uint64_t driver_features_ = 0;
  uint8_t interrupt_status_ = 0;
  uint16_t taken_ = 0; // entries of the available ring
  uint16_t used_ = 0;
  uint64_t number_;
  uint64_t transactions_ = 0, bytes_ = 0, errors_ = 0, requests_ = 0;
  unsigned resets_ = 0; // a request that one came across is not finished
};

#endif // ENTROPY_DEVICE_H
