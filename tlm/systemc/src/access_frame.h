// SPDX-License-Identifier: Apache-2.0
// On whose account the core makes memory accesses.
#ifndef VTD_SYSTEMC_ACCESS_FRAME_H
#define VTD_SYSTEMC_ACCESS_FRAME_H

#include <cstdint>
#include <optional>

#include <systemc>

#include "payload_pool.h"

namespace vtd::detail {

// The request on whose account the core makes memory accesses at the moment. Lives on the stack of
// whoever calls the core.
struct access_frame {
  sc_core::sc_time *delay; // grows by what walk transactions take
  bool untimed;            // debug and DMI: transport_dbg instead of b_transport, nothing counted
  uint32_t transactions;   // table reads that were transactions, not direct
  // For reads of table entries, which follow each other: lent at the first one.
  std::optional<payload_pool::lease> entry_reads = std::nullopt;
};

} // namespace vtd::detail

#endif // VTD_SYSTEMC_ACCESS_FRAME_H
