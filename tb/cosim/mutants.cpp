// SPDX-License-Identifier: Apache-2.0
// Is the scoreboard strong enough? The RTL with one rule broken at a time; each has to be noticed.
// A survivor fails the test. A second, shorter run of each without the predictor shows what the
// checks against the tables alone would notice.
#include <cstdio>
#include <exception>
#include <string>

#include "arguments.h"
#include "iotlb_bench.h"
#include "iotlb_duts.h"

namespace {

struct mutant {
  const char *name;
  unsigned number;
  const char *rule;
};

const mutant mutants[] = {
#include "iotlb_mutants.inc"
};

vtd::tb::bench_result run(unsigned number, uint64_t seed, uint64_t cycles, bool lock_step) {
  std::unique_ptr<vtd::tb::dut> dut = vtd::tb::make_mutant(number, "");
  vtd::tb::bench_options options;
  options.seed = seed;
  options.cycles = cycles;
  options.lock_step = lock_step;
  vtd::tb::bench bench(*dut, options, nullptr);
  return bench.run();
}

int run_all(uint64_t seed, uint64_t cycles) {
  vtd::tb::bench_result healthy = run(0, seed, cycles, true);
  if (healthy.failed_layer != 0) {
    std::fprintf(stderr, "seed %llu: the unbroken RTL fails: %s\n",
                 static_cast<unsigned long long>(seed), healthy.failure.c_str());
    return 1;
  }
  std::printf("%-20s %-8s %-14s %s\n", "mutant", "caught", "by tables", "rule that it breaks");
  unsigned survivors = 0, by_tables = 0;
  for (const mutant &m : mutants) {
    vtd::tb::bench_result all = run(m.number, seed, cycles, true);
    vtd::tb::bench_result tables = run(m.number, seed, cycles / 8, false);
    char cycle[24] = "SURVIVES", layer[24] = "-";
    if (all.failed_layer != 0)
      std::snprintf(cycle, sizeof cycle, "@%llu", static_cast<unsigned long long>(all.cycles));
    if (tables.failed_layer != 0)
      std::snprintf(layer, sizeof layer, "%u @%llu", tables.failed_layer,
                    static_cast<unsigned long long>(tables.cycles));
    std::printf("%-20s %-8s %-14s %s\n", m.name, cycle, layer, m.rule);
    survivors += all.failed_layer == 0;
    by_tables += tables.failed_layer != 0;
  }
  unsigned count = sizeof mutants / sizeof *mutants;
  std::printf("%u mutants, %u caught, %u survivors; %u caught without the predictor\n", count,
              count - survivors, survivors, by_tables);
  if (survivors != 0)
    std::fprintf(stderr, "seed %llu: %u mutants survive %llu cycles\n",
                 static_cast<unsigned long long>(seed), survivors,
                 static_cast<unsigned long long>(cycles));
  return survivors == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) {
  uint64_t seed = 1, cycles = 400000;
  vtd::tb::arguments().number("--seed", &seed).number("--cycles", &cycles).parse(argc, argv);
  try {
    return run_all(seed, cycles);
  } catch (const std::exception &problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 2;
  }
}
