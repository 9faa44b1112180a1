// SPDX-License-Identifier: Apache-2.0
// Which IOTLB the unit uses: its own, the RTL, or both side by side.
#ifndef VTD_IOTLB_BACKEND_H
#define VTD_IOTLB_BACKEND_H

#include <cstdint>
#include <memory>
#include <string>

#include "vtd/vtd.h"

namespace vtd {

enum class iotlb_kind { model, rtl, lockstep };
const char *iotlb_kind_name(iotlb_kind kind);

struct iotlb_activity {
  uint64_t lookups = 0;
  uint64_t cycles = 0;
  uint64_t mismatches = 0; // between RTL and model
};

// An IOTLB outside of the core. Lives as long as the unit that uses its ops.
class iotlb_backend {
public:
  virtual ~iotlb_backend() = default;
  virtual vtd_iotlb_ops ops() = 0;
  virtual iotlb_activity activity() const = 0;
  // The first difference between RTL and model as text, empty if there was none.
  virtual std::string first_mismatch() const { return {}; }
};

// Empty for iotlb_kind::model. `wave`: file for the RTL's waves, empty for none. Throws user_error
// if the RTL was built for another geometry; `source` names the platform in that message.
std::unique_ptr<iotlb_backend> make_iotlb(iotlb_kind kind, const vtd_iotlb_geometry &geometry,
                                          const std::string &wave, const std::string &source);

} // namespace vtd

#endif // VTD_IOTLB_BACKEND_H
