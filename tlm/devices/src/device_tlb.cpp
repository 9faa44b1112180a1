// SPDX-License-Identifier: Apache-2.0
// The device-TLB's memory.
#include "vtd/device_tlb.h"

#include <algorithm>

namespace vtd {

namespace {

uint64_t base_of(uint64_t addr, unsigned shift) {
  return shift >= 64 ? 0 : addr >> shift << shift;
}
uint64_t last_of(uint64_t base, unsigned shift) {
  return shift >= 64 ? ~uint64_t{0} : base + ((uint64_t{1} << shift) - 1);
}

} // namespace

bool concerns(const vtd_dev_tlb_inv &inv, const address_space &space, uint64_t base,
              unsigned shift) {
  if (!inv.global && inv.pasid_valid != space.pasid_valid)
    return false;
  if (!inv.global && inv.pasid_valid && inv.pasid != space.pasid)
    return false;
  return inv.base <= last_of(base, shift) && base <= last_of(inv.base, inv.shift);
}

std::optional<ats_translation> device_tlb::find(const address_space &space, uint64_t addr) {
  const auto matches = [&](const entry &e) {
    return e.space == space && base_of(addr, e.translation.shift) == e.base;
  };
  const auto found = std::find_if(entry_.begin(), entry_.end(), matches);
  if (found == entry_.end())
    return std::nullopt;
  entry_.splice(entry_.begin(), entry_, found);
  return found->translation;
}

void device_tlb::fill(const address_space &space, uint64_t addr,
                      const ats_translation &translation) {
  if (entries_ == 0 || !(translation.read || translation.write))
    return;
  const uint64_t base = base_of(addr, translation.shift);
  const uint64_t last = last_of(base, translation.shift);
  entry_.remove_if([&](const entry &e) { // what it replaces
    return e.space == space && e.base <= last && base <= last_of(e.base, e.translation.shift);
  });
  if (entry_.size() >= entries_)
    entry_.pop_back();
  entry_.push_front({space, base, translation});
}

unsigned device_tlb::invalidate(const vtd_dev_tlb_inv &inv) {
  const size_t before = entry_.size();
  entry_.remove_if(
      [&](const entry &e) { return concerns(inv, e.space, e.base, e.translation.shift); });
  return static_cast<unsigned>(before - entry_.size());
}

void device_tlb::forget(uint32_t pasid) {
  entry_.remove_if(
      [pasid](const entry &e) { return e.space.pasid_valid && e.space.pasid == pasid; });
}

} // namespace vtd
