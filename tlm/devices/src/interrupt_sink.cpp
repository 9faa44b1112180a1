// SPDX-License-Identifier: Apache-2.0
// Recording and decoding of interrupt messages.
#include "vtd/interrupt_sink.h"

#include <cstring>

#include "vtd/vtd_regs.h"

namespace vtd {

interrupt_message decode_interrupt(uint64_t addr, uint32_t data) {
  const uint64_t words[VTD_MSI_COMPAT_WORDS] = {addr, data};
  interrupt_message m;
  m.addr = addr;
  m.data = data;
  m.destination = static_cast<uint32_t>(vtd_event_msi_dest(words));
  m.vector = static_cast<uint8_t>(vtd_msi_compat_v(words));
  m.delivery_mode = static_cast<uint8_t>(vtd_msi_compat_dlm(words));
  m.logical = vtd_msi_compat_dm(words) != 0;
  m.redirection_hint = vtd_msi_compat_rh(words) != 0;
  m.level = vtd_msi_compat_tm(words) != 0;
  return m;
}

bool interrupt_message::has_vector() const {
  return delivery_mode == VTD_IRTE_DLM_FIXED || delivery_mode == VTD_IRTE_DLM_LOWEST;
}

router_window interrupt_window(const std::string &name) {
  return {name, VTD_INTR_BASE, VTD_INTR_LIMIT - VTD_INTR_BASE + UINT64_C(1),
          VTD_EVENT_MSI_DEST_HI_MASK};
}

interrupt_sink::interrupt_sink(sc_core::sc_module_name name) : sc_module(name), socket("socket") {
  socket.register_b_transport(this, &interrupt_sink::transport);
}

void interrupt_sink::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const uint64_t addr = trans.get_address();
  const bool shaped = trans.get_data_length() == 4 && trans.get_streaming_width() >= 4 &&
                      trans.get_byte_enable_ptr() == nullptr && addr % 4 == 0;
  if (!trans.is_write() || !shaped ||
      (addr & ~VTD_EVENT_MSI_DEST_HI_MASK) > VTD_INTR_LIMIT - VTD_INTR_BASE) {
    ++refused_;
    trans.set_response_status(trans.is_write() && !shaped ? tlm::TLM_BURST_ERROR_RESPONSE
                                                          : tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  uint32_t data = 0;
  std::memcpy(&data, trans.get_data_ptr(), sizeof data);
  interrupt_message message = decode_interrupt(VTD_INTR_BASE + addr, data);
  message.time = sc_core::sc_time_stamp() + delay;
  ++count_;
  ++by_mode_[message.delivery_mode];
  if (message.has_vector())
    ++by_vector_[message.vector];
  if (history_.size() == history_messages)
    history_.pop_front();
  history_.push_back(message);
  trans.set_response_status(tlm::TLM_OK_RESPONSE);
  if (handler_)
    handler_(message);
}

} // namespace vtd
