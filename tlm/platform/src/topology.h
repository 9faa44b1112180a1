// SPDX-License-Identifier: Apache-2.0
// Which remapping unit serves which requester, and the DMAR table that tells software of it
// (chapter 8).
#ifndef VTD_PLATFORM_TOPOLOGY_H
#define VTD_PLATFORM_TOPOLOGY_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform_config.h"

namespace vtd {

// What is wrong with a platform, and where in its file.
struct topology_mistake {
  unsigned line;
  std::string text;
};

// Everything about units and their devices that cannot be: a device of two units or of none,
// bridges that contradict each other, a DMAR table that cannot be. Empty if all is well.
std::optional<topology_mistake> check_topology(const platform_config &config);

// Index of the unit that serves a requester; none if no unit does. A virtual function is served by
// its physical function's unit: ask for that one.
std::optional<size_t> unit_of(const platform_config &config, uint16_t segment, uint16_t sid);

// The ACPI table. The configuration has to be one that check_topology() accepts.
std::vector<uint8_t> dmar_table(const platform_config &config);

} // namespace vtd

#endif // VTD_PLATFORM_TOPOLOGY_H
