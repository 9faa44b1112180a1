// SPDX-License-Identifier: Apache-2.0
// In place of rtl_backend.cpp in builds without the RTL (VTD_RTL=OFF).
#include "rtl_backend.h"

#include "user_error.h"

namespace vtd {

std::unique_ptr<iotlb_backend> make_rtl_iotlb(iotlb_kind kind, const vtd_iotlb_geometry &,
                                              const std::string &, const std::string &) {
  throw user_error(std::string("--iotlb=") + iotlb_kind_name(kind) +
                   ": this vtd-sim was built without the RTL; use --iotlb=model, or build it with "
                   "VTD_RTL=ON");
}

} // namespace vtd
