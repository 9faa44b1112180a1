// SPDX-License-Identifier: Apache-2.0
// Which processors an interrupt message is for.
#ifndef VTD_APIC_H
#define VTD_APIC_H

#include <cstdint>
#include <vector>

#include "vtd/interrupt_sink.h"

namespace vtd {

// The processors' APIC ids, in the order of their numbers. If one is above 254, all are in x2APIC
// mode: destinations have 32 bits and FFFF_FFFFh means all. Else they are in xAPIC mode: 8 bits,
// FFh means all. Logical destinations: in xAPIC mode a set of processors 0 to 7 (flat model), in
// x2APIC mode a cluster (31:16, id / 16) and a set of its members (15:0, id modulo 16).
class apic_map {
public:
  explicit apic_map(std::vector<uint32_t> ids);

  // Numbers of the processors that get the message, ascending. Lowest priority and a redirection
  // hint leave the first of them.
  std::vector<unsigned> receivers(const interrupt_message &message) const;

  const std::vector<uint32_t> &ids() const { return ids_; }

private:
  bool addressed(unsigned number, const interrupt_message &message) const;

  std::vector<uint32_t> ids_;
  bool wide_ = false; // x2APIC mode
};

} // namespace vtd

#endif // VTD_APIC_H
