// SPDX-License-Identifier: Apache-2.0
// Departures of fault records and event messages.
#include "vtd/vtd_regs.h"
#include "waivers_shapes.h"

namespace vtd::judge {

namespace {

bool record_pasid(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_read_of(image, op, record_offset(image) + VTD_FRCD_HI_REG) || !right.value || !seen.value)
    return false;
  // What QEMU keeps of a request without PASID.
  constexpr uint64_t no_pasid = UINT64_C(0x00FFFF0000000000);
  const uint64_t pasid = VTD_FRCD_HI_PV_MASK | VTD_FRCD_HI_PP_MASK;
  return (*right.value & ~pasid) == (*seen.value & ~pasid) &&
         ((*seen.value & no_pasid) == no_pasid || image.profile.scalable);
}

// FI shows address bits that no table of the unit translates.
bool record_address(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_read_of(image, op, record_offset(image) + VTD_FRCD_LO_REG) || !right.value || !seen.value)
    return false;
  const uint64_t translated = (UINT64_C(1) << image.profile.address_bits) - 1;
  return ((*right.value ^ *seen.value) & translated) == 0 && (*right.value & ~translated) == 0;
}

// Software has cleared the record, but not written FSTS_REG since: QEMU looks at IP only then.
bool record_cleared(const Image &image, size_t op) {
  const uint64_t f = record_offset(image) + VTD_FRCD_HI_REG + 4;
  while (op-- > 0) {
    const Op &o = image.ops[op];
    if (o.kind != Kind::write)
      continue;
    if (o.addr == VTD_FSTS_REG)
      return false;
    if (o.addr == f && (o.value & VTD_FRCD_HI_F_MASK >> 32) != 0)
      return true;
  }
  return false;
}

// IP stays when the last status is cleared, and so a message is sent for what is long seen to.
bool held_message(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  const Op &o = image.ops[op];
  if (o.addr != VTD_FECTL_REG || !record_cleared(image, op))
    return false;
  if (o.kind == Kind::read)
    return right.value && seen.value && *seen.value == (*right.value | VTD_FECTL_IP);
  return o.kind == Kind::write && (o.value & VTD_FECTL_IM) == 0 && right.messages &&
         right.messages->empty() && seen.messages && seen.messages->size() == 1;
}

} // namespace

std::vector<Departure> register_departures() {
  return {
      {"record-pasid", 2, "PV and PP are of requests with PASID only (chapter 7, FRCD_REG)",
       record_pasid, false},
      {"record-address", 26, "FI has the address bits that are translated (chapter 7, FRCD_REG)",
       record_address, false},
      {"held-message", 27, "IP is cleared with the last status bit (chapter 7, FECTL_REG)",
       held_message, false},
  };
}

} // namespace vtd::judge
