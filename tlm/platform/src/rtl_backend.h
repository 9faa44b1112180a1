// SPDX-License-Identifier: Apache-2.0
// The RTL as an IOTLB, alone or beside the model: rtl_backend.cpp, or no_rtl_backend.cpp in builds
// without it.
#ifndef VTD_RTL_BACKEND_H
#define VTD_RTL_BACKEND_H

#include "iotlb_backend.h"

namespace vtd {

// As make_iotlb(), for a kind other than iotlb_kind::model. Throws user_error, too, if this build
// has no RTL.
std::unique_ptr<iotlb_backend> make_rtl_iotlb(iotlb_kind kind, const vtd_iotlb_geometry &geometry,
                                              const std::string &wave, const std::string &source);

} // namespace vtd

#endif // VTD_RTL_BACKEND_H
