// SPDX-License-Identifier: Apache-2.0
// ECAM and BAR decoding of a segment.
#include "vtd/pcie_ecam.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace vtd {

namespace {
constexpr unsigned functions_of_a_bus = 256;

// An access that software could make; else the response that says why not.
tlm::tlm_response_status shape(const tlm::tlm_generic_payload &trans, uint64_t window_bytes) {
  const uint64_t addr = trans.get_address();
  const uint32_t length = trans.get_data_length();
  if (trans.get_byte_enable_ptr() != nullptr)
    return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (length == 0 || length > 8 || (length & (length - 1)) != 0 || addr % length != 0 ||
      trans.get_streaming_width() < length)
    return tlm::TLM_BURST_ERROR_RESPONSE;
  if (addr > window_bytes - length)
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  return tlm::TLM_OK_RESPONSE;
}
} // namespace

pcie_ecam::pcie_ecam(sc_core::sc_module_name name, const pcie_config &config)
    : sc_module(name), socket("socket"), config_(config),
      functions_(size_t{config.buses} * functions_of_a_bus) {
  socket.register_b_transport(this, &pcie_ecam::transport);
  socket.register_transport_dbg(this, &pcie_ecam::debug);
}

void pcie_ecam::attach(pci_function &function) {
  const unsigned first = config_.first_bus * functions_of_a_bus;
  const unsigned id = function.requester_id();
  if (id < first || id - first >= functions_.size() || functions_[id - first] != nullptr) {
    const std::string text = "requester id " + std::to_string(id) +
                             " is taken, or not on a bus of this segment; choose another one";
    SC_REPORT_ERROR("/vtd/pcie_ecam/attach", text.c_str());
    return;
  }
  functions_[id - first] = &function;
  function.attach();
}

pci_function *pcie_ecam::function(uint16_t requester_id) const {
  const unsigned first = config_.first_bus * functions_of_a_bus;
  if (requester_id < first || requester_id - first >= functions_.size())
    return nullptr;
  pci_function *found = functions_[requester_id - first];
  return found != nullptr && found->present() ? found : nullptr;
}

void pcie_ecam::reset() {
  for (pci_function *function : functions_)
    if (function != nullptr)
      function->reset();
}

uint32_t pcie_ecam::read(uint64_t offset, uint32_t bytes) const {
  const pci_function *at = functions_[offset / VTD_PCI_CONFIG_BYTES];
  return at != nullptr && at->present()
             ? at->config_read(static_cast<uint32_t>(offset % VTD_PCI_CONFIG_BYTES), bytes)
             : ~UINT32_C(0);
}

void pcie_ecam::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const tlm::tlm_response_status answer = shape(trans, window_bytes());
  trans.set_response_status(answer);
  if (answer != tlm::TLM_OK_RESPONSE)
    return;
  delay += config_.latency;
  const uint32_t step = std::min(trans.get_data_length(), 4u);
  for (uint32_t i = 0; i < trans.get_data_length(); i += step) {
    const uint64_t offset = trans.get_address() + i;
    uint32_t value = 0;
    if (trans.is_read()) {
      value = read(offset, step);
      std::memcpy(trans.get_data_ptr() + i, &value, step);
    } else if (trans.is_write()) {
      std::memcpy(&value, trans.get_data_ptr() + i, step);
      pci_function *at = functions_[offset / VTD_PCI_CONFIG_BYTES];
      if (at != nullptr && at->present())
        at->config_write(static_cast<uint32_t>(offset % VTD_PCI_CONFIG_BYTES), step, value);
    }
  }
}

unsigned pcie_ecam::debug(tlm::tlm_generic_payload &trans) {
  if (!trans.is_read() || trans.get_address() >= window_bytes())
    return 0;
  const uint64_t bytes =
      std::min<uint64_t>(trans.get_data_length(), window_bytes() - trans.get_address());
  for (uint64_t i = 0; i < bytes; ++i)
    trans.get_data_ptr()[i] = static_cast<uint8_t>(read(trans.get_address() + i, 1));
  return static_cast<unsigned>(bytes);
}

// ---------------------------------------------------------------------------------------------------
// BARs

bar_router::bar_router(sc_core::sc_module_name name, unsigned targets, sc_core::sc_time latency)
    : sc_module(name), in("in"), out("out", targets), latency_(latency) {
  in.register_b_transport(this, &bar_router::transport);
  in.register_transport_dbg(this, &bar_router::debug);
}

bar_router::target bar_router::decode(uint64_t addr, uint64_t bytes) const {
  for (const bar_route &r : routes_) {
    const std::optional<pci_place> place = r.function->locate(addr, bytes);
    if (place && place->bar == r.bar && r.function->present())
      return {r.out, r.offset + place->offset, true};
  }
  return {};
}

void bar_router::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  delay += latency_;
  const target to = decode(trans.get_address(), trans.get_data_length());
  if (!to.found) {
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  const uint64_t addr = trans.get_address();
  trans.set_address(to.addr);
  out[to.out]->b_transport(trans, delay);
  trans.set_address(addr);
}

unsigned bar_router::debug(tlm::tlm_generic_payload &trans) {
  const target to = decode(trans.get_address(), trans.get_data_length());
  if (!to.found)
    return 0;
  const uint64_t addr = trans.get_address();
  trans.set_address(to.addr);
  const unsigned bytes = out[to.out]->transport_dbg(trans);
  trans.set_address(addr);
  return bytes;
}

} // namespace vtd
