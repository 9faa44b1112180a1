// SPDX-License-Identifier: Apache-2.0
// The unit's end of the message traffic with device-TLBs: who has one, and who answers too late.
#ifndef VTD_SYSTEMC_ATS_LINK_H
#define VTD_SYSTEMC_ATS_LINK_H

#include <map>
#include <vector>

#include <systemc>

#include "vtd/ats.h"

namespace vtd::detail {

class engine;

class ats_link final : public ats_root {
public:
  explicit ats_link(engine &owner) : engine_(owner) {}

  void attach(ats_device &device, uint16_t first, uint16_t last) override;
  void detach(ats_device &device) override;
  void invalidation_complete(uint16_t sid, uint32_t itags, uint8_t count,
                             sc_core::sc_time &delay) override;

  vtd_page_request_result request_page(const vtd_page_request &request,
                                       sc_core::sc_time &delay) override;

  // From the core: messages for functions.
  void send(const vtd_dev_tlb_inv &inv);
  void send(const vtd_page_group_response &response);
  // Starts the process that watches the time.
  void elaborated();
  void reset();

private:
  struct attachment {
    uint16_t first, last;
    ats_device *device;
  };

  ats_device *find(uint16_t sid) const;
  sc_core::sc_time departure() const;
  void watch(const vtd_dev_tlb_inv &inv);
  void check_deadlines();

  engine &engine_;
  std::vector<attachment> attached_;
  // By requester id and ITag. One that was answered in time stays until it would have been late:
  // the core knows which ones are pending, and a new request of the same tag takes its place.
  std::map<uint32_t, sc_core::sc_time> deadlines_;
  sc_core::sc_event alarm_;
};

} // namespace vtd::detail

#endif // VTD_SYSTEMC_ATS_LINK_H
