// SPDX-License-Identifier: Apache-2.0
// What the RTL's arrays store (entry_t of vtd_iotlb_pkg), read through the Verilated hierarchy.
// Works on the root class of any geometry.
#ifndef VTD_RTL_ENTRY_H
#define VTD_RTL_ENTRY_H

#include <cstdint>

#include "vtd/vtd.h"

namespace vtd {

// Bit positions in an entry, from the struct's order: key {vpn, did, pasid_valid, pasid, stage}
// below data {hpn, level, perm, attr, mtype} below the parity bit.
enum rtl_entry_layout : unsigned {
  RTL_STAGE_LSB = 0,
  RTL_PASID_LSB = 2,
  RTL_PASID_VALID_LSB = 22,
  RTL_DID_LSB = 23,
  RTL_VPN_LSB = 39,
  RTL_MTYPE_LSB = 91,
  RTL_ATTR_LSB = 94,
  RTL_PERM_LSB = 96,
  RTL_LEVEL_LSB = 98,
  RTL_HPN_LSB = 100,
  RTL_PARITY_LSB = 140,
  RTL_ENTRY_BITS = 141,
};

constexpr uint8_t rtl_level(unsigned page_shift) {
  return static_cast<uint8_t>((page_shift - VTD_PAGE_SHIFT) / VTD_LEVEL_BITS);
}

constexpr unsigned rtl_page_shift(unsigned level) {
  return VTD_PAGE_SHIFT + level * VTD_LEVEL_BITS;
}

// `width` (1 .. 64) bits of a Verilator wide word from bit `lsb` on.
template <class Wide> uint64_t rtl_bits(const Wide &words, unsigned lsb, unsigned width) {
  uint64_t value = 0;
  for (unsigned got = 0; got < width;) {
    unsigned bit = lsb + got;
    value |= static_cast<uint64_t>(words[bit / 32] >> (bit % 32)) << got;
    got += 32 - bit % 32;
  }
  return width == 64 ? value : value & ((UINT64_C(1) << width) - 1);
}

// Verilator keeps up to 64 bits in an integer and more in words.
inline bool rtl_bit(uint8_t vector, uint32_t bit) {
  return (vector >> bit & 1) != 0;
}
inline bool rtl_bit(uint16_t vector, uint32_t bit) {
  return (vector >> bit & 1) != 0;
}
inline bool rtl_bit(uint32_t vector, uint32_t bit) {
  return (vector >> bit & 1) != 0;
}
inline bool rtl_bit(uint64_t vector, uint32_t bit) {
  return (vector >> bit & 1) != 0;
}
template <class Wide> bool rtl_bit(const Wide &words, uint32_t bit) {
  return (words[bit / 32] >> (bit % 32) & 1) != 0;
}

template <class Wide>
void rtl_decode(const Wide &bits, vtd_iotlb_key *key, vtd_iotlb_entry *entry) {
  key->addr = rtl_bits(bits, RTL_VPN_LSB, 52) << VTD_PAGE_SHIFT;
  key->did = static_cast<uint16_t>(rtl_bits(bits, RTL_DID_LSB, 16));
  key->pasid_valid = rtl_bits(bits, RTL_PASID_VALID_LSB, 1) != 0;
  key->pasid = static_cast<uint32_t>(rtl_bits(bits, RTL_PASID_LSB, 20));
  key->type = static_cast<uint8_t>(rtl_bits(bits, RTL_STAGE_LSB, 2));
  unsigned shift = rtl_page_shift(static_cast<unsigned>(rtl_bits(bits, RTL_LEVEL_LSB, 2)));
  key->addr &= ~((UINT64_C(1) << shift) - 1); // below the page the RTL keeps the request's bits
  entry->addr = rtl_bits(bits, RTL_HPN_LSB, 40) << VTD_PAGE_SHIFT;
  entry->page_shift = static_cast<uint8_t>(shift);
  entry->perm = static_cast<uint8_t>(rtl_bits(bits, RTL_PERM_LSB, 2));
  entry->attr = static_cast<uint8_t>(rtl_bits(bits, RTL_ATTR_LSB, 2));
  entry->mtype = static_cast<uint8_t>(rtl_bits(bits, RTL_MTYPE_LSB, 3));
}

// Entry `index` (the main array's, then the super array's) of a Verilated root; true if it is
// valid.
template <class Root>
bool rtl_entry_at(const Root &root, uint32_t main_entries, uint32_t super_entries, uint32_t index,
                  vtd_iotlb_key *key, vtd_iotlb_entry *entry) {
  if (index < main_entries) {
    if (!rtl_bit(root.vtd_iotlb__DOT__u_main__DOT__valid_q, index))
      return false;
    rtl_decode(root.vtd_iotlb__DOT__u_main__DOT__mem_q[index], key, entry);
    return true;
  }
  index -= main_entries;
  if (index >= super_entries || !rtl_bit(root.vtd_iotlb__DOT__u_super__DOT__valid_q, index))
    return false;
  rtl_decode(root.vtd_iotlb__DOT__u_super__DOT__mem_q[index], key, entry);
  return true;
}

} // namespace vtd

#endif // VTD_RTL_ENTRY_H
