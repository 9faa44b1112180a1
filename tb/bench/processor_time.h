// SPDX-License-Identifier: Apache-2.0
// What the benchmarks measure. Not wall time: others use the machine, too.
#ifndef VTD_BENCH_PROCESSOR_TIME_H
#define VTD_BENCH_PROCESSOR_TIME_H

#include <ctime>

// Processor time of this process in ns; all threads, so that it does not matter how SystemC makes
// its processes.
inline double processor_ns() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

#endif // VTD_BENCH_PROCESSOR_TIME_H
