// SPDX-License-Identifier: Apache-2.0
// A device-TLB: what a function remembers of the translations it was given (chapter 4).
#ifndef VTD_DEVICE_TLB_H
#define VTD_DEVICE_TLB_H

#include <cstdint>
#include <list>
#include <optional>
#include <vector>

#include "vtd/ats.h"

namespace vtd {

// Whose addresses, and with which rights they are used.
struct address_space {
  uint32_t pasid = 0;
  bool pasid_valid = false;
  bool privileged = false;
  bool operator==(const address_space &other) const {
    return pasid_valid == other.pasid_valid && privileged == other.privileged &&
           (!pasid_valid || pasid == other.pasid);
  }
};

// Does an invalidation concern any of 2^shift bytes at `base` of this address space? One without
// PASID is for requests without PASID.
bool concerns(const vtd_dev_tlb_inv &inv, const address_space &space, uint64_t base,
              unsigned shift);

// Finite, fully associative, least recently used goes first. Entries have the size of the page that
// was granted.
class device_tlb {
public:
  explicit device_tlb(unsigned entries) : entries_(entries) {}

  // The translation of an address if it is known.
  std::optional<ats_translation> find(const address_space &space, uint64_t addr);
  // Translations without rights are not kept.
  void fill(const address_space &space, uint64_t addr, const ats_translation &translation);
  // Returns how many entries went.
  unsigned invalidate(const vtd_dev_tlb_inv &inv);
  void forget(uint32_t pasid);
  void clear() { entry_.clear(); }
  unsigned used() const { return static_cast<unsigned>(entry_.size()); }
  unsigned size() const { return entries_; }

private:
  struct entry {
    address_space space;
    uint64_t base;
    ats_translation translation;
  };
  unsigned entries_;
  std::list<entry> entry_; // most recently used first
};

} // namespace vtd

#endif // VTD_DEVICE_TLB_H
