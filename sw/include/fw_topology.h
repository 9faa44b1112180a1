// SPDX-License-Identifier: Apache-2.0
// Joins what the machine says of its bridges to what the DMAR table says of its units.
#ifndef FW_TOPOLOGY_H
#define FW_TOPOLOGY_H

#include "fw_env.h"
#include "vtd_dmar.h"

static inline vtd_dmar_bridge fw_find_bridge(void *ctx, uint16_t segment, uint16_t sid) {
  const fw_machine *machine = (const fw_machine *)ctx;
  vtd_dmar_bridge out = {false, 0, 0};
  for (uint32_t i = 0; i < machine->bridge_count; i++) {
    const fw_bridge *bridge = &machine->bridge[i];
    if (bridge->segment != segment || bridge->sid != sid)
      continue;
    out.present = true;
    out.secondary = bridge->secondary;
    out.subordinate = bridge->subordinate;
  }
  return out;
}

// For vtd_dmar_unit_of() and its like. Borrows `machine`.
static inline vtd_dmar_buses fw_buses(const fw_machine *machine) {
  // The callback only reads it.
  vtd_dmar_buses buses = {(void *)(uintptr_t)machine, fw_find_bridge};
  return buses;
}

#endif // FW_TOPOLOGY_H
