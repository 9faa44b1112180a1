// SPDX-License-Identifier: Apache-2.0
// Sends the interrupt messages of functions.
#ifndef VTD_MESSAGE_PORT_H
#define VTD_MESSAGE_PORT_H

#include <cstdint>
#include <functional>
#include <systemc>
#include <tlm>
#include <vector>

#include "vtd/extension.h"
#include "vtd/pci_function.h"

namespace vtd {

// Messages of MSI and MSI-X are 4-byte writes with the function's requester id, sent from a thread
// of its own: targets may wait. A message that the bus refuses is lost.
class message_port : public sc_core::sc_module {
public:
  using send_function = std::function<void(tlm::tlm_generic_payload &, sc_core::sc_time &)>;

  // `send` puts a payload on the device's bus.
  message_port(sc_core::sc_module_name name, uint16_t segment, send_function send);
  ~message_port() override;

  void add(pci_function &function) { functions_.push_back(&function); }
  // To be called when a function has something to send (pci_hooks::message).
  void wake() { wake_.notify(sc_core::SC_ZERO_TIME); }
  uint64_t sent() const { return sent_; }
  uint64_t refused() const { return refused_; } // of them

private:
  void run();
  bool send_next();

  send_function send_;
  std::vector<pci_function *> functions_;
  size_t next_ = 0;
  sc_core::sc_event wake_;
  tlm::tlm_generic_payload payload_;
  dma_extension extension_;
  uint64_t sent_ = 0;
  uint64_t refused_ = 0;
};

} // namespace vtd

#endif // VTD_MESSAGE_PORT_H
