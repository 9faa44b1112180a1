// SPDX-License-Identifier: Apache-2.0
// What the benches of the devices share: a test that plays the processor inside a SystemC thread,
// with a port for its accesses, and the main() of the executables.
#ifndef VTD_BENCH_BASE_H
#define VTD_BENCH_BASE_H

#include <cstdint>
#include <gtest/gtest.h>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <utility>
#include <vector>

#include "vtd/extension.h"

class bench_base : public sc_core::sc_module {
public:
  struct reply {
    tlm::tlm_response_status status;
    sc_core::sc_time delay;
  };

  tlm_utils::simple_initiator_socket<bench_base, 64> port;
  std::vector<std::pair<uint64_t, uint64_t>> revoked; // direct pointers, as the initiator sees it

  int result() const { return result_; } // of the tests, as the process returns it

  reply access(tlm::tlm_command command, uint64_t addr, void *data, unsigned length,
               unsigned streaming = 0, unsigned char *enables = nullptr, unsigned enable_length = 0,
               vtd::dma_extension *extension = nullptr);
  // These must succeed.
  uint32_t read32(uint64_t addr);
  uint64_t read64(uint64_t addr);
  void write32(uint64_t addr, uint32_t value);
  void write64(uint64_t addr, uint64_t value);

protected:
  bench_base(sc_core::sc_module_name name, int (*tests)());

private:
  void run();
  void note_revocation(sc_dt::uint64 first, sc_dt::uint64 last);
  int (*tests_)();
  int result_ = 1;
};

// The rest of sc_main(): `bench` is the one while the tests run.
template <class Bench> int run_on_bench(Bench *&bench) {
  Bench top("bench", [] { return RUN_ALL_TESTS(); });
  bench = &top;
  sc_core::sc_start();
  return top.result();
}

#endif // VTD_BENCH_BASE_H
