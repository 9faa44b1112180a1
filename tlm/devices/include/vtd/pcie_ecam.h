// SPDX-License-Identifier: Apache-2.0
// A PCI segment of one bus, as a root complex shows it to software: configuration spaces behind
// ECAM, and a window of addresses in which functions answer wherever their BARs have been placed.
#ifndef VTD_PCIE_ECAM_H
#define VTD_PCIE_ECAM_H

#include <cstdint>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

#include "vtd/pci_function.h"

namespace vtd {

struct pcie_config {
  uint8_t first_bus = 0; // at offset 0 of the ECAM
  unsigned buses = 1;    // each is 1 MiB of it
  sc_core::sc_time latency = sc_core::sc_time(20, sc_core::SC_NS);
};

// `ecam` takes offsets into the ECAM: bus, device, function and register as PCI Express has them;
// 1, 2, 4 or 8 aligned bytes. Functions that are not there read all-ones and ignore writes.
class pcie_ecam : public sc_core::sc_module {
public:
  tlm_utils::simple_target_socket<pcie_ecam, 64> socket;

  pcie_ecam(sc_core::sc_module_name name, const pcie_config &config = pcie_config());

  // The function must live as long. Two with the same requester id, or one outside of the buses,
  // are reported as an error (/vtd/pcie_ecam/attach).
  void attach(pci_function &function);
  pci_function *function(uint16_t requester_id) const; // NULL: none, or not present
  void reset();                                        // hot reset: of every function
  uint64_t window_bytes() const { return uint64_t{config_.buses} << 20; }

private:
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug(tlm::tlm_generic_payload &trans);
  uint32_t read(uint64_t offset, uint32_t bytes) const;

  pcie_config config_;
  std::vector<pci_function *> functions_; // by requester id, from that of the first bus
};

// Which target answers for a BAR: target number `out` of the router, at `offset` in it.
struct bar_route {
  pci_function *function = nullptr;
  unsigned bar = 0;
  unsigned out = 0;
  uint64_t offset = 0;
};

// `in` takes system addresses. An access that no BAR of a present function holds entirely, or that
// a function refuses, ends with ADDRESS_ERROR (a read of software then gives all-ones). Debug
// accesses pass as well, direct memory pointers do not.
class bar_router : public sc_core::sc_module {
public:
  tlm_utils::simple_target_socket<bar_router, 64> in;
  sc_core::sc_vector<tlm_utils::simple_initiator_socket<bar_router, 64>> out;

  bar_router(sc_core::sc_module_name name, unsigned targets,
             sc_core::sc_time latency = sc_core::sc_time(20, sc_core::SC_NS));

  void route(const bar_route &route) { routes_.push_back(route); }

private:
  struct target {
    unsigned out = 0;
    uint64_t addr = 0;
    bool found = false;
  };
  target decode(uint64_t addr, uint64_t bytes) const;
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug(tlm::tlm_generic_payload &trans);

  std::vector<bar_route> routes_;
  sc_core::sc_time latency_;
};

} // namespace vtd

#endif // VTD_PCIE_ECAM_H
