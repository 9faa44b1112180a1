// SPDX-License-Identifier: Apache-2.0
// The choice of the IOTLB; the only file that knows the RTL plug-in.
#include "iotlb_backend.h"

#include "user_error.h"

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

std::unique_ptr<iotlb_backend> make_iotlb(iotlb_kind kind, const vtd_iotlb_geometry &,
                                          const std::string &, const std::string &) {
  if (kind == iotlb_kind::model)
    return nullptr;
  throw user_error("this build has no RTL IOTLB; use --iotlb=model");
}

} // namespace vtd
