// SPDX-License-Identifier: Apache-2.0
// An I/O APIC: interrupt lines become messages, in compatibility or remappable format (chapter 5).
// The programming interface is described in vtd/ioapic_regs.h.
#ifndef VTD_IOAPIC_H
#define VTD_IOAPIC_H

#include <cstdint>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

#include "vtd/extension.h"
#include "vtd/ioapic_regs.h"

namespace vtd {

struct ioapic_config {
  uint16_t requester_id = 0; // of its messages, as the DMAR table tells it (chapter 8)
  uint16_t segment = 0;
  uint8_t id = 0;     // reset value of its id register
  unsigned pins = 24; // 1 .. VTD_IOAPIC_PINS_MAX
  sc_core::sc_time message_latency = sc_core::sc_time(10, sc_core::SC_NS);
  sc_core::sc_time register_latency = sc_core::sc_time(20, sc_core::SC_NS);
};

struct ioapic_statistics {
  uint64_t messages = 0; // sent
  uint64_t refused = 0;  // of them: answered with an error, so lost
};

// Messages are 4-byte writes from a thread of its own, with the requester id in a dma_extension:
// behind a remapping unit they are remapped, and targets may wait.
//
// A level interrupt sets the entry's remote IRR when it is sent. The end of the interrupt clears
// it; if the line still asks, a message follows. An edge on a masked pin is lost.
class ioapic : public sc_core::sc_module {
public:
  using pin_port =
      sc_core::sc_port<sc_core::sc_signal_in_if<bool>, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;

  tlm_utils::simple_target_socket<ioapic, 64> regs;
  tlm_utils::simple_initiator_socket<ioapic, 64> bus;
  sc_core::sc_vector<pin_port> pin; // may be left unbound; set_pin() does the same

  // A number of pins that is not legal is reported as an error.
  ioapic(sc_core::sc_module_name name, const ioapic_config &config);
  ~ioapic() override;

  // The line's electrical level; what asserts it depends on the entry's polarity. From any process.
  void set_pin(unsigned number, bool high);
  // End of the interrupt with this vector, as processors broadcast it. The same as the EOI
  // register.
  void eoi(uint8_t vector);
  // All entries masked, remote IRR clear. Lines keep their level.
  void reset();

  unsigned pins() const { return static_cast<unsigned>(pins_.size()); }
  uint16_t requester_id() const { return config_.requester_id; }
  uint64_t redirection(unsigned number) const; // entry of a pin, with delivery status
  const ioapic_statistics &statistics() const { return statistics_; }

private:
  struct pin_state {
    uint64_t rte;
    bool high;    // level of the line
    bool latched; // an edge that has not been sent
  };

  void end_of_elaboration() override;
  void run();
  bool send_next();
  void send(uint64_t rte);
  bool due(const pin_state &p) const;
  void write_rte(pin_state &p, uint64_t value);
  uint32_t read_selected() const;
  void write_selected(uint32_t value);
  uint32_t read(uint32_t offset) const;
  void write(uint32_t offset, uint32_t value);
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug(tlm::tlm_generic_payload &trans);

  ioapic_config config_;
  std::vector<pin_state> pins_;
  uint8_t select_ = 0;
  uint8_t id_ = 0;
  unsigned next_ = 0; // pin to look at first: each gets its turn
  sc_core::sc_event wake_;
  tlm::tlm_generic_payload payload_;
  dma_extension extension_;
  ioapic_statistics statistics_;
};

} // namespace vtd

#endif // VTD_IOAPIC_H
