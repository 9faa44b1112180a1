// SPDX-License-Identifier: Apache-2.0
// Elaborates the beds, then runs the tests between two steps of the simulation.
//   tlm_test [--seed=N] [--rounds=N] [gtest options]
#include <cstdlib>
#include <memory>

#include "beds.h"
#include "options.h"

namespace tb {

namespace {
std::unique_ptr<all_beds> instance;
}

all_beds &beds() {
  return *instance;
}

test_options &options() {
  static test_options chosen;
  return chosen;
}

} // namespace tb

namespace {

bool number(const std::string &argument, const std::string &name, uint64_t &value) {
  if (argument.rfind(name + "=", 0) != 0)
    return false;
  char *end = nullptr;
  value = std::strtoull(argument.c_str() + name.size() + 1, &end, 0);
  return end && *end == 0;
}

} // namespace

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    if (number(argv[i], "--seed", tb::options().seed) ||
        number(argv[i], "--rounds", tb::options().rounds))
      continue;
    std::fprintf(stderr, "tlm_test: unknown option %s; known: --seed=N --rounds=N\n", argv[i]);
    return 2;
  }
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  tb::instance = std::make_unique<tb::all_beds>();
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  const int result = RUN_ALL_TESTS();
  sc_core::sc_stop();
  return result;
}
