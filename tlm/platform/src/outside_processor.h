// SPDX-License-Identifier: Apache-2.0
// What a platform needs of a processor and memory that are not its own: an emulator's, for example.
#ifndef VTD_PLATFORM_OUTSIDE_PROCESSOR_H
#define VTD_PLATFORM_OUTSIDE_PROCESSOR_H

#include <cstddef>
#include <cstdint>
#include <tlm>

#include "vtd/interrupt_sink.h"

namespace vtd {

class outside_processor {
public:
  virtual ~outside_processor() = default;
  // Its accesses of devices, with the platform's addresses.
  virtual tlm::tlm_base_initiator_socket<64> &bus() = 0;
  // Its memory, from address 0 on.
  virtual tlm::tlm_base_target_socket_b<64> &memory() = 0;
  // An interrupt message arrived, inside the write that carries it: must not wait.
  virtual void raise(const interrupt_message &message) = 0;
  // Puts bytes into its memory: tables that a reset leaves there.
  virtual void store(uint64_t addr, const uint8_t *data, size_t bytes) = 0;
};

} // namespace vtd

#endif // VTD_PLATFORM_OUTSIDE_PROCESSOR_H
