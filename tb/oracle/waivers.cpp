// SPDX-License-Identifier: Apache-2.0
// Each predicate explains a whole difference: what QEMU does instead, and why the image makes it do
// so. Numbers are those of docs/conformance.md.
#include "vtd/vtd_regs.h"
#include "waivers_shapes.h"

namespace vtd::judge {

const std::vector<Departure> &qemu_departures() {
  static const std::vector<Departure> all = [] {
    std::vector<Departure> sum;
    for (const auto &part : {translation_departures(), scalable_departures(), register_departures(),
                             queue_departures(), interrupt_departures()})
      sum.insert(sum.end(), part.begin(), part.end());
    return sum;
  }();
  return all;
}

const Unraised &qemu_unraised() {
  static const char dropped[] = "QEMU drops the request and tells nobody (interrupt-faults)";
  static const char no_posting[] = "QEMU has no posted interrupts (CAP.PI = 0)";
  static const Unraised all = {
      {VTD_FR_LCT_5, "no device of QEMU sends translation or translated requests here"},
      {VTD_FR_IR_20, "messages of PCI have 16 bits of data: no reserved bit can be set"},
      {VTD_FR_IR_21, dropped},
      {VTD_FR_IR_22, dropped},
      {VTD_FR_IR_23, dropped},
      {VTD_FR_IR_24, dropped},
      {VTD_FR_IR_25, "QEMU lets them pass (compatibility-passes)"},
      {VTD_FR_IR_26, dropped},
      {VTD_FR_IR_27, no_posting},
      {VTD_FR_IR_28, no_posting},
      {VTD_FR_IR_29, "requests into the range never reach QEMU's unit (interrupt-range-input)"},
      {VTD_FR_RTA_1_1, "QEMU looks at TTM in scalable mode only"},
      {VTD_FR_RTA_2, "no device of QEMU sends requests with PASID"},
      {VTD_FR_RTA_3, "no device of QEMU sends page requests"},
      {VTD_FR_RTA_4, "QEMU has no abort-DMA mode"},
  };
  return all;
}

} // namespace vtd::judge
