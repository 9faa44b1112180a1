// SPDX-License-Identifier: Apache-2.0
// The engine's register window: decoding to channels, access rules.
#include "vtd/dma_engine.h"

#include <algorithm>
#include <cstring>

namespace vtd {

dma_engine::dma_engine(sc_core::sc_module_name name, const dma_engine_config &config)
    : sc_module(name), regs("regs"), channels("channel"),
      register_latency_(config.register_latency) {
  const size_t count = config.requester_ids.size();
  if (count == 0 || count > VTD_DMAE_CHANNELS_MAX)
    SC_REPORT_ERROR("/vtd/dma_engine/config", "a DMA engine has 1 to 8 requester ids");
  channels.init(count, [&config](const char *channel_name, size_t i) {
    return new dma_channel(channel_name, config.requester_ids[i], config.timing, config.dmi);
  });
  regs.register_b_transport(this, &dma_engine::transport);
  regs.register_transport_dbg(this, &dma_engine::debug);
}

dma_statistics dma_engine::statistics() const {
  dma_statistics sum;
  for (const dma_channel &channel : channels)
    sum += channel.statistics();
  return sum;
}

void dma_engine::reset() {
  for (dma_channel &channel : channels)
    channel.write(VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
}

uint32_t dma_engine::read(uint32_t offset) const {
  if (offset == VTD_DMAE_ID)
    return VTD_DMAE_ID_VALUE;
  if (offset == VTD_DMAE_CHANNELS)
    return static_cast<uint32_t>(channels.size());
  const uint32_t channel = offset / VTD_DMAE_CHANNEL_STRIDE;
  return channel < channels.size() ? channels[channel].read(offset % VTD_DMAE_CHANNEL_STRIDE) : 0;
}

void dma_engine::write(uint32_t offset, uint32_t value) {
  const uint32_t channel = offset / VTD_DMAE_CHANNEL_STRIDE;
  if (channel < channels.size())
    channels[channel].write(offset % VTD_DMAE_CHANNEL_STRIDE, value);
}

void dma_engine::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const uint64_t addr = trans.get_address();
  const uint32_t length = trans.get_data_length();
  if (trans.get_byte_enable_ptr() != nullptr) {
    trans.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    return;
  }
  if ((length != 4 && length != 8) || addr % length != 0 || trans.get_streaming_width() < length) {
    trans.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  if (addr > VTD_DMAE_WINDOW_BYTES - length) {
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  for (uint32_t i = 0; i < length; i += 4) {
    uint32_t word = 0;
    std::memcpy(&word, trans.get_data_ptr() + i, 4);
    if (trans.is_write())
      write(static_cast<uint32_t>(addr) + i, word);
    if (!trans.is_read())
      continue;
    word = read(static_cast<uint32_t>(addr) + i);
    std::memcpy(trans.get_data_ptr() + i, &word, 4);
  }
  delay += register_latency_;
  trans.set_response_status(tlm::TLM_OK_RESPONSE);
}

unsigned dma_engine::debug(tlm::tlm_generic_payload &trans) {
  const uint64_t addr = trans.get_address();
  if (!trans.is_read() || addr >= VTD_DMAE_WINDOW_BYTES)
    return 0;
  const uint64_t bytes = std::min<uint64_t>(trans.get_data_length(), VTD_DMAE_WINDOW_BYTES - addr);
  for (uint64_t i = 0; i < bytes; ++i) {
    const uint32_t word = read(static_cast<uint32_t>((addr + i) & ~UINT64_C(3)));
    trans.get_data_ptr()[i] = static_cast<uint8_t>(word >> (8 * ((addr + i) % 4)));
  }
  return static_cast<unsigned>(bytes);
}

} // namespace vtd
