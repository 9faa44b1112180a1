// SPDX-License-Identifier: Apache-2.0
// The Verilated IOTLBs that the tests are built with.
#ifndef VTD_TB_IOTLB_DUTS_H
#define VTD_TB_IOTLB_DUTS_H

#include <memory>
#include <string>

#include "iotlb_dut.h"

namespace vtd::tb {

// How many geometries there are for the equivalence test, and one of them in reset.
unsigned duts();
std::unique_ptr<dut> make_dut(unsigned index, const std::string &wave);

// The RTL with a deliberate fault (vtd_iotlb_mutants.svh; 0: none).
std::unique_ptr<dut> make_mutant(unsigned mutant, const std::string &wave);

} // namespace vtd::tb

#endif // VTD_TB_IOTLB_DUTS_H
