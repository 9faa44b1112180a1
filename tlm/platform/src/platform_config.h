// SPDX-License-Identifier: Apache-2.0
// What a platform consists of, and how it is written down as TOML.
#ifndef VTD_PLATFORM_CONFIG_H
#define VTD_PLATFORM_CONFIG_H

#include <cstdint>
#include <string>
#include <vector>

#include "user_error.h"
#include "vtd/router.h"
#include "vtd/vtd.h"

namespace vtd {

// Times are in nanoseconds of simulated time.
struct memory_spec {
  uint64_t mib = 256;
  double access_ns = 30; // per transaction
  double line_ns = 4;    // per started 64 bytes
  bool dmi = true;
};

struct unit_spec {
  uint64_t base = 0xFED90000;
  vtd_config core = vtd_config_default();
  double lookup_ns = 2;
  double read_ns = 10; // per table read by direct pointer
  double register_ns = 20;
  double queue_ns = 100; // from the doorbell until the invalidation queue runs
  bool dmi = true;
};

struct cpu_spec {
  double access_ns = 5; // the processor's own cost of an access
  double quantum_ns = 200;
  double relax_ns = 100;  // one turn of a polling loop
  double limit_ms = 2000; // a program that runs longer is stuck
};

struct engine_spec {
  std::string name;
  uint64_t base = 0;
  std::vector<uint16_t> requester_ids; // one for each channel
  double transaction_ns = 10;
  double quantum_ns = 200;
  bool dmi = false; // move data through direct memory pointers
};

struct platform_config {
  std::string source = "built-in platform"; // for messages
  memory_spec memory;
  unit_spec unit;
  cpu_spec cpu;
  std::vector<engine_spec> engines;
};

// 256 MiB, a unit with every legacy feature, four engines with twelve channels on several buses.
platform_config default_platform();

// Reads a platform file; what it does not mention is as in default_platform() (an [[engine]] list
// replaces the built-in one as a whole). Throws user_error as "FILE:LINE: what; remedy".
platform_config load_platform(const std::string &path);

// The same as TOML text that load_platform() reads back.
std::string dump_platform(const platform_config &config);

// Address map in the order of the router's targets: memory, unit, interrupts, engines.
std::vector<router_window> address_map(const platform_config &config);

// "00:03.0" for 0018h.
std::string requester_text(uint16_t sid);

} // namespace vtd

#endif // VTD_PLATFORM_CONFIG_H
