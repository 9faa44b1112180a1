// SPDX-License-Identifier: Apache-2.0
// The lanes: kinds of images, each with its generator. A seed and a lane give the same image on
// every machine.
#ifndef VTD_TB_ORACLE_LANES_H
#define VTD_TB_ORACLE_LANES_H

#include <string>
#include <vector>

#include "image.h"

namespace vtd::judge {

struct Lane {
  const char *name;
  const char *what; // for --help
  unsigned weight;  // share of the images of a mixed run
  bool remembers;   // caches decide: answers out of tables of the past are right, too
  Image (*make)(uint64_t seed);
};
const std::vector<Lane> &lanes();
// Throws std::runtime_error with the names that there are.
const Lane &lane_of(const std::string &name);
// The image of this seed: of the lane, or with "all", of a lane that the seed chooses.
Image generate(const std::string &lane, uint64_t seed);

// Generators (lane_*.cpp).
Image make_cold(uint64_t seed);
Image make_scalable(uint64_t seed);
Image make_cached(uint64_t seed);
Image make_scalable_cached(uint64_t seed);
Image make_faults(uint64_t seed);
Image make_queue(uint64_t seed);
Image make_interrupts(uint64_t seed);

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_LANES_H
