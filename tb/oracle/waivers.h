// SPDX-License-Identifier: Apache-2.0
// Where QEMU 7.2 departs from the architecture: the only differences that the judge forgives it.
#ifndef VTD_TB_ORACLE_WAIVERS_H
#define VTD_TB_ORACLE_WAIVERS_H

#include "backend.h"

namespace vtd::judge {

const std::vector<Departure> &qemu_departures();
// Fault reasons that it never reports.
const Unraised &qemu_unraised();

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_WAIVERS_H
