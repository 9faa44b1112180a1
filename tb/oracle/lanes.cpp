// SPDX-License-Identifier: Apache-2.0
// The table of lanes.
#include "lanes.h"

#include <stdexcept>

#include "generate.h"

namespace vtd::judge {

const std::vector<Lane> &lanes() {
  static const std::vector<Lane> all = {
      {"cold", "translations with nothing cached, legacy mode", 50, false, make_cold},
      {"scalable", "translations with nothing cached, scalable mode", 16, false, make_scalable},
      {"cached", "sequences of requests, table edits and invalidations", 10, true, make_cached},
      {"scalable-cached", "the same in scalable mode", 4, true, make_scalable_cached},
      {"faults", "fault record, status, overflow, event message", 8, false, make_faults},
      {"queue", "descriptors of the invalidation queue, good and bad", 6, false, make_queue},
      {"interrupts", "remapping of interrupt requests", 6, true, make_interrupts},
  };
  return all;
}

const Lane &lane_of(const std::string &name) {
  std::string names;
  for (const Lane &lane : lanes()) {
    if (name == lane.name)
      return lane;
    names += std::string(names.empty() ? "" : ", ") + lane.name;
  }
  throw std::runtime_error("unknown lane \"" + name + "\"; there are " + names + ", and all");
}

Image generate(const std::string &lane, uint64_t seed) {
  if (lane != "all")
    return lane_of(lane).make(seed);
  unsigned sum = 0;
  for (const Lane &l : lanes())
    sum += l.weight;
  // Not the generator's own numbers, or the lane would be a function of the image's first choice.
  uint64_t at = oracle::Random(~seed).below(sum);
  for (const Lane &l : lanes()) {
    if (at < l.weight)
      return l.make(seed);
    at -= l.weight;
  }
  return lanes().front().make(seed);
}

} // namespace vtd::judge
