// SPDX-License-Identifier: Apache-2.0
// Departures of scalable mode.
#include "vtd/vtd_regs.h"
#include "waivers_shapes.h"

namespace vtd::judge {

namespace {

bool scalable_codes(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_dma(image, op) && image.profile.scalable && faults(right) && faults(seen) &&
         tells_request(image.ops[op], seen) && seen.fault.reason != right.fault.reason &&
         seen.fault.reason == legacy_reason(right.fault.reason, image.ops[op].write);
}

// Whatever is wrong with a PASID directory or table entry.
bool pasid_codes(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_dma(image, op) && image.profile.scalable && faults(right) &&
         of_pasid_tables(right.fault.reason) && faults(seen, VTD_FR_SPT_1) &&
         tells_request(image.ops[op], seen);
}

bool fpd_pasid_faults(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_dma(image, op) && image.profile.scalable && quiet(right) &&
         faults(seen, VTD_FR_SPT_1) && tells_request(image.ops[op], seen) && some_fpd(image, op);
}
} // namespace

std::vector<Departure> scalable_departures() {
  return {
      {"scalable-codes", 24, "scalable mode has fault reasons of its own (chapter 7)",
       scalable_codes, false},
      {"pasid-codes", 24,
       "PASID directory and table entries have several fault reasons (chapter 7)", pasid_codes,
       false},
      {"fpd-pasid-faults", 24, "faults of PASID entries are qualified, but for access errors",
       fpd_pasid_faults, false},
  };
}

} // namespace vtd::judge
