// SPDX-License-Identifier: Apache-2.0
// The engine's register window: decoding to channels, access rules.
#include "vtd/dma_engine.h"

#include "register_window.h"

namespace vtd {

dma_engine::dma_engine(sc_core::sc_module_name name, const dma_engine_config &config)
    : sc_module(name), regs("regs"), channels("channel"),
      register_latency_(config.register_latency) {
  const size_t count = config.requester_ids.size();
  if (count == 0 || count > VTD_DMAE_CHANNELS_MAX)
    SC_REPORT_ERROR("/vtd/dma_engine/config", "a DMA engine has 1 to 8 requester ids");
  channels.init(count, [&config](const char *channel_name, size_t i) {
    return new dma_channel(channel_name, config.requester_ids[i], config.timing, config.dmi,
                           config.segment);
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
  const tlm::tlm_response_status shape = register_shape(trans, VTD_DMAE_WINDOW_BYTES);
  if (shape != tlm::TLM_OK_RESPONSE) {
    trans.set_response_status(shape);
    return;
  }
  register_access(
      trans, [this](uint32_t offset) { return read(offset); },
      [this](uint32_t offset, uint32_t value) { write(offset, value); });
  delay += register_latency_;
}

unsigned dma_engine::debug(tlm::tlm_generic_payload &trans) {
  return register_debug(trans, VTD_DMAE_WINDOW_BYTES,
                        [this](uint32_t offset) { return read(offset); });
}

} // namespace vtd
