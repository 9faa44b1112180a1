// SPDX-License-Identifier: Apache-2.0
// Devices that a program of its own adds to the machine of vtd-qemu.
#ifndef VTD_MACHINE_EXTENSION_H
#define VTD_MACHINE_EXTENSION_H

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <tlm>
#include <vector>

#include "vtd/pci_function.h"

namespace vtd {

// One PCI function with registers in one BAR and DMA. The machine owns it, and gives it a place in
// the ECAM, a port of the first unit and an output of the BAR router.
class added_device {
public:
  virtual ~added_device() = default;
  virtual pci_function &function() = 0;
  virtual unsigned bar() const { return 0; } // where `registers` are
  virtual tlm::tlm_base_target_socket<64> &registers() = 0;
  virtual tlm::tlm_base_initiator_socket<64> &dma() = 0;
  virtual nlohmann::ordered_json report() const = 0; // for the table at the end
};

struct device_maker {
  std::string name; // of the module, and in the report
  std::function<std::unique_ptr<added_device>(const char *name, uint16_t segment,
                                              uint16_t requester_id)>
      make;
};
using device_makers = std::vector<device_maker>;

// vtd-qemu with these devices, at 04.0 and following of bus 0; to be called from main(), once.
// Returns the exit status.
int qemu_main(int argc, char **argv, device_makers devices = {});

} // namespace vtd

#endif // VTD_MACHINE_EXTENSION_H
