// SPDX-License-Identifier: Apache-2.0
// The register window behind the `regs` socket.
#ifndef VTD_SYSTEMC_REGS_PORT_H
#define VTD_SYSTEMC_REGS_PORT_H

#include <tlm>

namespace vtd::detail {

class engine;

class regs_port final : public tlm::tlm_fw_transport_if<> {
public:
  explicit regs_port(engine &owner) : engine_(owner) {}

  void b_transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) override;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload &trans, tlm::tlm_phase &phase,
                                     sc_core::sc_time &delay) override;
  // Reads only, without side effects; writes move nothing.
  unsigned transport_dbg(tlm::tlm_generic_payload &trans) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi) override;

private:
  tlm::tlm_response_status access(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);

  engine &engine_;
};

} // namespace vtd::detail

#endif // VTD_SYSTEMC_REGS_PORT_H
