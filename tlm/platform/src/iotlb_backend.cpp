// SPDX-License-Identifier: Apache-2.0
// The choice of the IOTLB.
#include "iotlb_backend.h"

#include "rtl_backend.h"

namespace vtd {

const char *iotlb_kind_name(iotlb_kind kind) {
  switch (kind) {
  case iotlb_kind::model:
    return "model";
  case iotlb_kind::rtl:
    return "rtl";
  default:
    return "lockstep";
  }
}

std::unique_ptr<iotlb_backend> make_iotlb(iotlb_kind kind, const vtd_iotlb_geometry &geometry,
                                          const std::string &wave, const std::string &source) {
  return kind == iotlb_kind::model ? nullptr : make_rtl_iotlb(kind, geometry, wave, source);
}

} // namespace vtd
