// SPDX-License-Identifier: Apache-2.0
// Each predicate explains a whole difference: what QEMU does instead, and why the image makes it do
// so. Numbers are those of docs/conformance.md.
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

} // namespace vtd::judge
