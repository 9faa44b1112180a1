// SPDX-License-Identifier: Apache-2.0
// Command-line options of the random tests.
#ifndef VTD_TB_TLM_OPTIONS_H
#define VTD_TB_TLM_OPTIONS_H

#include <cstdint>

namespace tb {

struct test_options {
  uint64_t seed = 1;
  uint64_t rounds = 20000;
};

test_options &options();

} // namespace tb

#endif // VTD_TB_TLM_OPTIONS_H
