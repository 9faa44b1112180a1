// SPDX-License-Identifier: Apache-2.0
// An address-decoding bus: several initiators, several targets, each target in its own window.
#ifndef VTD_ROUTER_H
#define VTD_ROUTER_H

#include <cstdint>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <vector>

namespace vtd {

// What a target answers to: `bytes` bytes at `base`. Address bits in `undecoded` (above the window,
// clear in `base`) do not count, and the target sees them as they came.
struct router_window {
  std::string name; // of the target, for messages
  uint64_t base = 0;
  uint64_t bytes = 0;
  uint64_t undecoded = 0;
};

// NULL-free check of a map: empty string, or a sentence about the two windows that overlap (or the
// one that is empty or wraps around).
std::string router_check(const std::vector<router_window> &windows);

// Target i of the constructor's list is bound to out[i] and sees addresses relative to its window.
// An access that no window holds entirely gets ADDRESS_ERROR. DMI grants and revocations pass
// through with their addresses translated; a grant never reaches beyond its window, a refusal
// between windows covers one 4 KiB page.
class router : public sc_core::sc_module {
public:
  sc_core::sc_vector<tlm_utils::passthrough_target_socket_tagged<router, 64>> in;
  sc_core::sc_vector<tlm_utils::simple_initiator_socket_tagged<router, 64>> out;

  // `latency` is added to every transaction. Overlapping windows are reported as an error.
  router(sc_core::sc_module_name name, unsigned initiators, std::vector<router_window> windows,
         sc_core::sc_time latency = sc_core::SC_ZERO_TIME);

private:
  void transport(int port, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug(int port, tlm::tlm_generic_payload &trans);
  bool direct(int port, tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi);
  void invalidate(int target, sc_dt::uint64 first, sc_dt::uint64 last);
  // Index of the window that holds all of it, or -1.
  int decode(uint64_t addr, uint64_t bytes) const;

  std::vector<router_window> windows_;
  sc_core::sc_time latency_;
};

} // namespace vtd

#endif // VTD_ROUTER_H
