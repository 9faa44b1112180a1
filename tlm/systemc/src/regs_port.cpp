// SPDX-License-Identifier: Apache-2.0
// Register accesses (chapter 11): aligned dwords and qwords, nothing else.
#include "regs_port.h"

#include <algorithm>
#include <cstring>

#include "engine.h"

namespace vtd::detail {

namespace {

bool all_enabled(const payload &trans) {
  const unsigned char *enables = trans.get_byte_enable_ptr();
  if (!enables)
    return true;
  const unsigned length = std::min(trans.get_byte_enable_length(), trans.get_data_length());
  return length != 0 && std::none_of(enables, enables + length,
                                     [](unsigned char b) { return b == TLM_BYTE_DISABLED; });
}

tlm::tlm_response_status response_of(vtd_reg_status status) {
  switch (status) {
  case VTD_REG_OK:
    return tlm::TLM_OK_RESPONSE;
  case VTD_REG_OUT_OF_WINDOW:
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  default:
    return tlm::TLM_BURST_ERROR_RESPONSE;
  }
}

} // namespace

void regs_port::b_transport(payload &trans, sc_core::sc_time &delay) {
  trans.set_dmi_allowed(false);
  trans.set_response_status(access(trans, delay));
}

tlm::tlm_response_status regs_port::access(payload &trans, sc_core::sc_time &delay) {
  delay += engine_.config_.register_latency;
  const uint32_t bytes = trans.get_data_length();
  const uint32_t streaming = trans.get_streaming_width();
  if (trans.get_command() == tlm::TLM_IGNORE_COMMAND)
    return tlm::TLM_COMMAND_ERROR_RESPONSE;
  if (trans.get_address() >= engine_.config_.core.reg_bytes)
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  if ((bytes != 4 && bytes != 8) || (streaming != 0 && streaming < bytes))
    return tlm::TLM_BURST_ERROR_RESPONSE;
  if (!all_enabled(trans))
    return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;

  const auto offset = static_cast<uint32_t>(trans.get_address());
  uint64_t value = 0;
  access_frame *const outer = engine_.current_;
  access_frame frame = {&delay, false, 0};
  vtd_reg_status status;
  if (trans.is_read()) {
    engine_.stats_.register_reads++;
    engine_.current_ = &frame;
    status = vtd_reg_read(engine_.core_, offset, bytes, &value);
    engine_.current_ = outer;
    std::memcpy(trans.get_data_ptr(), &value, bytes); // both sides are little-endian
  } else {
    engine_.stats_.register_writes++;
    std::memcpy(&value, trans.get_data_ptr(), bytes);
    engine_.current_ = &frame;
    status = vtd_reg_write(engine_.core_, offset, bytes, value);
    engine_.current_ = outer;
  }
  engine_.rethrow_unwinding();
  return response_of(status);
}

unsigned regs_port::transport_dbg(payload &trans) {
  if (!trans.is_read())
    return 0;
  const uint64_t window = engine_.config_.core.reg_bytes;
  const uint64_t first = trans.get_address();
  if (first >= window)
    return 0;
  const auto bytes =
      static_cast<unsigned>(std::min<uint64_t>(trans.get_data_length(), window - first));
  for (unsigned i = 0; i < bytes; ++i) {
    const auto at = static_cast<uint32_t>(first + i);
    uint64_t value = 0;
    vtd_reg_peek(engine_.core_, at & ~3u, 4, &value);
    trans.get_data_ptr()[i] = static_cast<unsigned char>(value >> (at % 4 * 8));
  }
  return bytes;
}

bool regs_port::get_direct_mem_ptr(payload &, tlm::tlm_dmi &dmi) {
  dmi.set_start_address(0);
  dmi.set_end_address(engine_.config_.core.reg_bytes - 1);
  dmi.allow_read_write(); // of a refusal: what is not allowed
  return false;
}

tlm::tlm_sync_enum regs_port::nb_transport_fw(payload &trans, tlm::tlm_phase &,
                                              sc_core::sc_time &) {
  engine_.report_error("/vtd/iommu/nb_transport",
                       "the register socket is loosely timed: use b_transport");
  trans.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
  return tlm::TLM_COMPLETED;
}

} // namespace vtd::detail
