// SPDX-License-Identifier: Apache-2.0
// Equivalence of the RTL IOTLB: random surroundings, four layers of checks (iotlb_bench.h), over
// all geometries that are built.
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>

#include "arguments.h"
#include "iotlb_bench.h"
#include "iotlb_duts.h"

namespace {

struct options {
  vtd::tb::bench_options bench;
  std::string wave;
  std::string rtl_coverage; // folder
  bool report = false;
  bool require = false;
};

int run(const options &o) {
  vtd::tb::coverage total;
  unsigned geometries = o.wave.empty() ? vtd::tb::duts() : 1;
  uint64_t cycles = 0;
  unsigned failures = 0;
  auto start = std::chrono::steady_clock::now();
  for (unsigned n = 0; n < geometries; n++) {
    vtd::tb::coverage cover;
    std::unique_ptr<vtd::tb::dut> dut = vtd::tb::make_dut(n, o.wave);
    vtd::tb::bench_options options = o.bench;
    options.cycles = (o.bench.cycles + geometries - 1) / geometries;
    vtd::tb::bench bench(*dut, options, &cover);
    vtd::tb::bench_result r = bench.run();
    const vtd::tb::shape &s = dut->form;
    std::printf(
        "%ux%u+%u, %u walks, %u repetitions%s: %llu cycles, %llu responses, %llu walks, %llu "
        "invalidations, %llu table writes: %s\n",
        s.sets, s.ways, s.supers, s.walks, s.max_rewalk, dut->note.c_str(),
        static_cast<unsigned long long>(r.cycles), static_cast<unsigned long long>(r.responses),
        static_cast<unsigned long long>(r.walks), static_cast<unsigned long long>(r.invalidations),
        static_cast<unsigned long long>(r.rewrites),
        r.failed_layer == 0 ? "no mismatch" : "FAILED");
    if (r.failed_layer != 0) {
      std::fprintf(stderr, "seed %llu: %s\n", static_cast<unsigned long long>(o.bench.seed),
                   r.failure.c_str());
      failures++;
    }
    if (!o.rtl_coverage.empty() && dut->note.empty() &&
        !dut->write_coverage(o.rtl_coverage + "/rtl-" + std::to_string(n) + ".dat")) {
      std::fprintf(stderr, "--rtl-coverage needs a build with -DVTD_RTL_COVERAGE=ON\n");
      return 2;
    }
    cycles += r.cycles;
    total.add(cover);
  }
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("seed %llu: %llu cycles, %u mismatches, %.0f kcycles/s; functional coverage %u of %u "
              "cells\n",
              static_cast<unsigned long long>(o.bench.seed),
              static_cast<unsigned long long>(cycles), failures,
              static_cast<double>(cycles) / took.count() / 1000, total.reached(), total.cells());
  if (o.report)
    std::printf("%s", total.table().c_str());
  bool covered = true;
  if (o.report || o.require) {
    for (const std::string &hole : total.holes()) {
      std::printf("not covered: %s\n", hole.c_str());
      covered = false;
    }
  }
  return failures != 0 || (o.require && !covered) ? 1 : 0;
}

} // namespace

int main(int argc, char **argv) {
  options o;
  vtd::tb::arguments()
      .number("--seed", &o.bench.seed)
      .number("--cycles", &o.bench.cycles)
      .text("--wave", &o.wave)
      .text("--rtl-coverage", &o.rtl_coverage)
      .flag("--coverage-report", &o.report)
      .flag("--require-coverage", &o.require)
      .parse(argc, argv);
  try {
    return run(o);
  } catch (const std::exception &problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 2;
  }
}
