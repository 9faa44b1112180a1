// SPDX-License-Identifier: Apache-2.0
// The two ends of the initiator sockets.
#ifndef VTD_SYSTEMC_MEMORY_SIDE_H
#define VTD_SYSTEMC_MEMORY_SIDE_H

#include <cstdint>
#include <functional>
#include <utility>

#include <systemc>
#include <tlm>

namespace vtd::detail {

using fw_if = tlm::tlm_fw_transport_if<>;
using bw_if = tlm::tlm_bw_transport_if<>;
class engine;

// Backward path of `mem` or `walk`: targets take direct memory pointers back.
class memory_side final : public bw_if {
public:
  memory_side(engine &owner, bool carries_data, bool carries_walks)
      : engine_(owner), carries_data_(carries_data), carries_walks_(carries_walks) {}

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload &trans, tlm::tlm_phase &phase,
                                     sc_core::sc_time &delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override;

private:
  engine &engine_;
  bool carries_data_;
  bool carries_walks_;
};

// Stands in for the bound target until elaboration has ended, so that the data path needs no test.
class late_forward final : public fw_if {
public:
  explicit late_forward(std::function<fw_if *()> resolve) : resolve_(std::move(resolve)) {}

  void b_transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) override {
    resolve_()->b_transport(trans, delay);
  }
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload &trans, tlm::tlm_phase &phase,
                                     sc_core::sc_time &delay) override {
    return resolve_()->nb_transport_fw(trans, phase, delay);
  }
  unsigned transport_dbg(tlm::tlm_generic_payload &trans) override {
    return resolve_()->transport_dbg(trans);
  }
  bool get_direct_mem_ptr(tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi) override {
    return resolve_()->get_direct_mem_ptr(trans, dmi);
  }

private:
  std::function<fw_if *()> resolve_;
};

} // namespace vtd::detail

#endif // VTD_SYSTEMC_MEMORY_SIDE_H
