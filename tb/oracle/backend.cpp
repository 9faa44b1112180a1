// SPDX-License-Identifier: Apache-2.0
// What backends share.
#include "backend.h"

#include "vtd/vtd_regs.h"

namespace vtd::judge {

Message message_of(uint64_t addr, uint32_t data) {
  const uint64_t e[2] = {addr, data};
  Message m;
  m.destination = uint32_t(vtd_event_msi_dest_lo(e)) | uint32_t(vtd_event_msi_dest_hi(e)) << 8;
  m.logical = vtd_event_msi_dm(e) != 0;
  m.redirection = vtd_event_msi_rh(e) != 0;
  m.delivery = uint8_t(vtd_event_msi_dlm(e));
  m.vector = uint8_t(vtd_event_msi_v(e));
  m.level = vtd_event_msi_tm(e) != 0;
  return m;
}

const std::vector<Departure> &Backend::departures() const {
  static const std::vector<Departure> none;
  return none;
}

} // namespace vtd::judge
