// SPDX-License-Identifier: Apache-2.0
// A DMA engine with several channels, each a PCI function of its own. The programming interface is
// described in vtd/dma_engine_regs.h.
#ifndef VTD_DMA_ENGINE_H
#define VTD_DMA_ENGINE_H

#include <cstdint>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

#include "vtd/dma_channel.h"

namespace vtd {

struct dma_engine_config {
  std::vector<uint16_t> requester_ids; // one for each channel, 1 .. VTD_DMAE_CHANNELS_MAX of them
  uint16_t segment = 0;                // PCI segment of all of them
  dma_timing timing;
  bool dmi = false; // use direct memory pointers where the bus grants them
  sc_core::sc_time register_latency = sc_core::sc_time(20, sc_core::SC_NS);
};

// Register accesses: 4 or 8 bytes, aligned, without byte enables; others are refused with
// BURST_ERROR or BYTE_ENABLE_ERROR, outside of the window with ADDRESS_ERROR. transport_dbg reads
// and never changes anything. Each channel's `bus` socket is to be bound to a DMA port (or a bus).
class dma_engine : public sc_core::sc_module {
public:
  tlm_utils::simple_target_socket<dma_engine, 64> regs;
  sc_core::sc_vector<dma_channel> channels;

  // A number of requester ids that is not legal is reported as an error.
  dma_engine(sc_core::sc_module_name name, const dma_engine_config &config);

  dma_statistics statistics() const; // of all channels
  // Resets all channels, as software could.
  void reset();

private:
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug(tlm::tlm_generic_payload &trans);
  uint32_t read(uint32_t offset) const;
  void write(uint32_t offset, uint32_t value);

  sc_core::sc_time register_latency_;
};

} // namespace vtd

#endif // VTD_DMA_ENGINE_H
