// SPDX-License-Identifier: Apache-2.0
// Sits on all sockets of one remapping unit and writes down what passes.
//
//   regs, dma[] --> tap --> unit.regs, unit.dma[]
//   unit.mem, unit.walk --> tap --> mem
#ifndef VTD_TRAFFIC_TAP_H
#define VTD_TRAFFIC_TAP_H

#include <systemc>
#include <tlm>
#include <tlm_utils/passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>

#include "vtd/ats.h"
#include "vtd/recording.h"

namespace vtd {

// How accesses look in records. Used for recording and for comparing.
traffic_record register_record(unsigned unit, const tlm::tlm_generic_payload &trans);
traffic_record dma_record(unsigned unit, unsigned port, const tlm::tlm_generic_payload &trans);
// Of a unit's `mem` (an access or a message) or of its `walk`.
traffic_record outward_record(unsigned unit, bool walk, const tlm::tlm_generic_payload &trans);
// The end of such accesses. `delay` is what the access added, in ps.
traffic_record inward_end(const tlm::tlm_generic_payload &trans, uint64_t delay);
traffic_record outward_end(bool walk, const tlm::tlm_generic_payload &trans, uint64_t delay);
// Messages of device-TLBs.
traffic_record invalidation_record(unsigned unit, const vtd_dev_tlb_inv &inv);
traffic_record group_response_record(unsigned unit, const vtd_page_group_response &response);

class traffic_tap : public sc_core::sc_module, private ats_root, private ats_device {
public:
  tlm_utils::passthrough_target_socket<traffic_tap, 64> regs;
  sc_core::sc_vector<tlm_utils::passthrough_target_socket_tagged<traffic_tap, 64>> dma;
  tlm_utils::simple_initiator_socket<traffic_tap, 64> mem;

  // `unit` must be built with recorded_unit_config(), and be bound to nothing yet; both it and the
  // writer must live as long. `index` is the unit's number in the recording.
  traffic_tap(sc_core::sc_module_name name, unsigned index, iommu<64> &unit,
              recording_writer &writer);

  // Where devices with a device-TLB register, in place of unit.ats().
  ats_root &ats() { return *this; }
  // Resets the unit (power-on), and writes that down.
  void do_reset();

private:
  struct owner {
    ats_device *device;
    uint16_t first, last;
  };

  void pass_register(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  void pass_dma(int port, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  void pass_outward(int walk, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug_outward(int walk, tlm::tlm_generic_payload &trans);
  unsigned debug_register(tlm::tlm_generic_payload &trans);
  unsigned debug_dma(int port, tlm::tlm_generic_payload &trans);
  void end_call();
  void pass_attach(uint16_t first, uint16_t last);

  void attach(ats_device &device, uint16_t first, uint16_t last) override;
  void detach(ats_device &device) override;
  void invalidation_complete(uint16_t sid, uint32_t itags, uint8_t count,
                             sc_core::sc_time &delay) override;
  vtd_page_request_result request_page(const vtd_page_request &request,
                                       sc_core::sc_time &delay) override;
  void invalidation_request(const vtd_dev_tlb_inv &inv, const sc_core::sc_time &delay) override;
  void page_group_response(const vtd_page_group_response &response,
                           const sc_core::sc_time &delay) override;
  ats_device *device_of(uint16_t sid) const;

  unsigned index_;
  iommu<64> &unit_;
  recording_writer &writer_;
  std::vector<owner> owners_;
  unsigned debug_depth_ = 0; // accesses of a debugger are not written down
  tlm_utils::simple_initiator_socket<traffic_tap, 64> to_regs_;
  sc_core::sc_vector<tlm_utils::simple_initiator_socket<traffic_tap, 64>> to_dma_;
  sc_core::sc_vector<tlm_utils::passthrough_target_socket_tagged<traffic_tap, 64>> from_unit_;
};

} // namespace vtd

#endif // VTD_TRAFFIC_TAP_H
