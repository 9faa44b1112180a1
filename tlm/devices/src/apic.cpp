// SPDX-License-Identifier: Apache-2.0
// Destinations of interrupt messages.
#include "vtd/apic.h"

#include <algorithm>

#include "vtd/vtd_regs.h"

namespace vtd {

apic_map::apic_map(std::vector<uint32_t> ids) : ids_(std::move(ids)) {
  wide_ = std::any_of(ids_.begin(), ids_.end(), [](uint32_t id) { return id > 254; });
}

bool apic_map::addressed(unsigned number, const interrupt_message &message) const {
  const uint32_t to = message.destination;
  if (to == (wide_ ? UINT32_MAX : 0xFFu))
    return true;
  if (!message.logical)
    return ids_[number] == to;
  if (!wide_)
    return number < 8 && (to >> number & 1) != 0;
  return ids_[number] >> 4 == to >> 16 && (to >> (ids_[number] & 15) & 1) != 0;
}

std::vector<unsigned> apic_map::receivers(const interrupt_message &message) const {
  const bool one = message.redirection_hint || message.delivery_mode == VTD_IRTE_DLM_LOWEST;
  std::vector<unsigned> found;
  for (unsigned number = 0; number < ids_.size(); ++number) {
    if (!addressed(number, message))
      continue;
    found.push_back(number);
    if (one)
      break;
  }
  return found;
}

} // namespace vtd
