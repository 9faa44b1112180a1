// SPDX-License-Identifier: Apache-2.0
// The whole core on the RTL IOTLB, in lock-step with its own, in legacy or scalable mode; see
// core_bench.h. Long runs go in rounds, each with tables of its own.
#include <cstdio>
#include <exception>

#include "arguments.h"
#include "core_bench.h"

namespace {

constexpr uint64_t round_requests = 20000;

struct options {
  uint64_t seed = 1;
  uint64_t requests = round_requests;
  bool scalable = false;
};

bool run(const vtd_iotlb_geometry &g, const options &o) {
  auto make = o.scalable ? vtd::tb::make_scalable_bench : vtd::tb::make_legacy_bench;
  uint64_t seed = o.seed;
  for (uint64_t done = 0; done < o.requests; done += round_requests, seed++) {
    std::unique_ptr<vtd::tb::core_bench> bench = make(g, seed);
    uint64_t left = o.requests - done;
    if (bench->run(left < round_requests ? left : round_requests))
      continue;
    std::fprintf(stderr, "seed %llu: %s", static_cast<unsigned long long>(seed),
                 bench->failure().c_str());
    return false;
  }
  return true;
}

} // namespace

int main(int argc, char **argv) {
  options o;
  vtd::tb::arguments()
      .number("--seed", &o.seed)
      .number("--requests", &o.requests)
      .flag("--scalable", &o.scalable)
      .parse(argc, argv);
  bool good = true;
  try {
    for (const vtd_iotlb_geometry &g : vtd::rtl_iotlb::geometries())
      good = run(g, o) && good;
  } catch (const std::exception &problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 2;
  }
  return good ? 0 : 1;
}
