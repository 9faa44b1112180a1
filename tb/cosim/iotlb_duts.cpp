// SPDX-License-Identifier: Apache-2.0
#include "iotlb_duts.h"

namespace vtd::tb {

#define DUT(prefix) std::unique_ptr<dut> make_##prefix(const std::string &wave, unsigned mutant);
#include "iotlb_duts.inc"
#undef DUT
std::unique_ptr<dut> make_Vmutants(const std::string &wave, unsigned mutant);

namespace {

using maker = std::unique_ptr<dut> (*)(const std::string &wave, unsigned mutant);
const maker makers[] = {
#define DUT(prefix) make_##prefix,
#include "iotlb_duts.inc"
#undef DUT
};

} // namespace

unsigned duts() {
  return sizeof makers / sizeof *makers;
}

std::unique_ptr<dut> make_dut(unsigned index, const std::string &wave) {
  return makers[index](wave, 0);
}

std::unique_ptr<dut> make_mutant(unsigned mutant, const std::string &wave) {
  return make_Vmutants(wave, mutant);
}

} // namespace vtd::tb
