// SPDX-License-Identifier: Apache-2.0
// The command line of vtd-sim.
#ifndef VTD_PLATFORM_OPTIONS_H
#define VTD_PLATFORM_OPTIONS_H

#include <cstdint>
#include <string>
#include <vector>

#include "iotlb_backend.h"

namespace vtd {

struct sim_options {
  std::string platform; // file, empty: the built-in one
  std::vector<std::string> programs;
  iotlb_kind iotlb = iotlb_kind::model;
  uint64_t seed = 1;
  uint64_t soak = 0; // rounds of the program "soak" after the others
  std::string json;  // file, "-": standard output, empty: none
  std::string trace;
  std::string wave;
  bool quiet = false;
  bool progress = false;
  bool verbose = false;
  // Asked for something else than a run.
  bool list_programs = false;
  bool dump_platform = false;
  std::string dmar;  // file for the ACPI table, empty: none
  std::string print; // text of --help or --version
};

// Throws user_error for options that cannot be, alone or together.
sim_options parse_options(int argc, char **argv);

} // namespace vtd

#endif // VTD_PLATFORM_OPTIONS_H
