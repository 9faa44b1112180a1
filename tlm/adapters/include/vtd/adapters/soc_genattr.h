// SPDX-License-Identifier: Apache-2.0
// Rules for the sideband of libsystemctlm-soc (genattr_extension, and atsattr_extension of devices
// with a device-TLB), for use with sideband.h. Nothing of it is included; the extensions are
// template parameters:
//
//   using rules = vtd::adapters::genattr_rules<genattr_extension, atsattr_extension>;
//   unit.set_identity_resolver(vtd::adapters::resolver(rules()));
//
// | libsystemctlm-soc            | here                                                     |
// |------------------------------|----------------------------------------------------------|
// | genattr, master_id           | requester id (its 16 bits), counted from `first`         |
// | atsattr, ATTR_PHYS_ADDR      | translated request                                       |
// | secure, posted, AXI and ACE attributes | no meaning to the unit; handed on              |
//
// Translation requests and invalidations of such devices are messages on sockets of their own:
// soc_ats.h.
#ifndef VTD_ADAPTERS_SOC_GENATTR_H
#define VTD_ADAPTERS_SOC_GENATTR_H

#include <cstdint>
#include <type_traits>

#include "vtd/adapters/sideband.h"

namespace vtd::adapters {

// AtsAttributes void: a library without them.
template <typename Attributes, typename AtsAttributes = void> struct genattr_rules {
  using extension = Attributes;

  identity first; // segment, and the requester id of master id 0
  // Devices often send translated requests without generic attributes: this is who they are.
  identity unnamed;
  uint64_t own_master_id = 0; // of the unit itself, downstream

  bool identify(const tlm::tlm_generic_payload &payload, identity &id) const {
    const auto *attributes = payload.get_extension<Attributes>();
    const bool translated = has_translated_address(payload);
    if (attributes == nullptr && !translated)
      return false;
    identity who = unnamed;
    if (attributes != nullptr) {
      const uint64_t master = attributes->get_master_id();
      if (master > 0xFFFF || first.sid + master > 0xFFFF)
        return false;
      who = first;
      who.sid = static_cast<uint16_t>(first.sid + master);
    }
    who.at = translated ? VTD_AT_TRANSLATED : VTD_AT_UNTRANSLATED;
    id = who;
    return true;
  }

  bool debug(const tlm::tlm_generic_payload &) const { return false; }
  void translated(tlm::tlm_generic_payload &, const ats_translation &) const {}

  void describe(const identity *id, Attributes &attributes) const {
    attributes.set_master_id(id == nullptr ? own_master_id
                                           : static_cast<uint16_t>(id->sid - first.sid));
  }

private:
  static bool has_translated_address(const tlm::tlm_generic_payload &payload) {
    if constexpr (std::is_void_v<AtsAttributes>) {
      (void)payload;
      return false;
    } else {
      const auto *ats = payload.get_extension<AtsAttributes>();
      return ats != nullptr && (ats->get_attributes() & AtsAttributes::ATTR_PHYS_ADDR) != 0;
    }
  }
};

} // namespace vtd::adapters

#endif // VTD_ADAPTERS_SOC_GENATTR_H
