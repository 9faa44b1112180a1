// SPDX-License-Identifier: Apache-2.0
// What the devices' register windows have in common: 32-bit registers, accessed by 4 or 8 aligned
// bytes.
#ifndef VTD_REGISTER_WINDOW_H
#define VTD_REGISTER_WINDOW_H

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <tlm>

namespace vtd {

// TLM_OK_RESPONSE if registers can be accessed like this, else the response that says why not.
inline tlm::tlm_response_status register_shape(const tlm::tlm_generic_payload &trans,
                                               uint64_t window_bytes) {
  const uint64_t addr = trans.get_address();
  const uint32_t length = trans.get_data_length();
  if (trans.get_byte_enable_ptr() != nullptr)
    return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if ((length != 4 && length != 8) || addr % length != 0 || trans.get_streaming_width() < length)
    return tlm::TLM_BURST_ERROR_RESPONSE;
  if (addr > window_bytes - length)
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  return tlm::TLM_OK_RESPONSE;
}

// An access of the right shape, low dword first. read(offset) and write(offset, value) are called
// for each dword.
template <typename Read, typename Write>
void register_access(tlm::tlm_generic_payload &trans, Read read, Write write) {
  const auto addr = static_cast<uint32_t>(trans.get_address());
  for (uint32_t i = 0; i < trans.get_data_length(); i += 4) {
    uint32_t word = 0;
    std::memcpy(&word, trans.get_data_ptr() + i, 4);
    if (trans.is_write())
      write(addr + i, word);
    if (!trans.is_read())
      continue;
    word = read(addr + i);
    std::memcpy(trans.get_data_ptr() + i, &word, 4);
  }
  trans.set_response_status(tlm::TLM_OK_RESPONSE);
}

// transport_dbg: reads any bytes of the window, changes nothing.
template <typename Read>
unsigned register_debug(tlm::tlm_generic_payload &trans, uint64_t window_bytes, Read read) {
  const uint64_t addr = trans.get_address();
  if (!trans.is_read() || addr >= window_bytes)
    return 0;
  const uint64_t bytes = std::min<uint64_t>(trans.get_data_length(), window_bytes - addr);
  for (uint64_t i = 0; i < bytes; ++i) {
    const uint32_t word = read(static_cast<uint32_t>((addr + i) & ~UINT64_C(3)));
    trans.get_data_ptr()[i] = static_cast<uint8_t>(word >> (8 * ((addr + i) % 4)));
  }
  return static_cast<unsigned>(bytes);
}

} // namespace vtd

#endif // VTD_REGISTER_WINDOW_H
