// SPDX-License-Identifier: Apache-2.0
// A performance counter of clocks (chapter 10): simulated time and the local time of whoever reads
// the counter, in the clocks of iommu_config::clock_period. Status 0 if all values are right.
#include <cstdio>

#include "harness.h"

using namespace tb;

namespace {

vtd::iommu_config clocked() {
  vtd::iommu_config c;
  c.core = vtd_config_scalable();
  c.core.perf.clock = true;
  c.core.perf.events[0] |= 1; // event 0 of group 0
  c.clock_period = ns(10);
  return c;
}

struct platform {
  const vtd::iommu_config settings = clocked();
  vtd::iommu<64> unit{"unit", settings};
  memory<64> ram{"ram", 1 << 20};
  initiator<64> dev{"dev"}, cpu{"cpu"};

  platform() {
    dev.socket.bind(unit.dma[0]);
    cpu.socket.bind(unit.regs);
    unit.mem.bind(ram.socket);
  }
  // A register access of somebody who is `ahead` nanoseconds ahead of the simulation.
  uint64_t access(tlm::tlm_command command, uint32_t offset, uint64_t value, double ahead) {
    tlm_generic_payload t;
    sc_time delay = ns(ahead);
    cpu.set(t, command, offset, &value, 8);
    cpu.socket->b_transport(t, delay);
    return t.is_response_ok() ? value : ~uint64_t{0};
  }
  bool counted(uint64_t expected, double ahead) {
    const uint32_t counter = settings.core.perf.counter_offset;
    const uint64_t value = access(tlm::TLM_READ_COMMAND, counter, 0, ahead);
    std::printf("%g ns ahead: %llu clocks, expected %llu\n", ahead,
                static_cast<unsigned long long>(value), static_cast<unsigned long long>(expected));
    return value == expected;
  }
};

} // namespace

int sc_main(int, char **) {
  platform p;
  sc_core::sc_start(ns(40));
  p.access(tlm::TLM_WRITE_COMMAND, p.settings.core.perf.config_offset, uint64_t{1} << 32, 0);
  p.access(tlm::TLM_WRITE_COMMAND, VTD_ECMD_REG, 0xF0, 0); // enables counter 0
  bool good = p.counted(0, 0);
  sc_core::sc_start(ns(1000));
  good = p.counted(100, 0) && good;
  good = p.counted(105, 55) && good;
  good = p.counted(105, 0) && good; // time does not run backwards
  sc_core::sc_start(ns(100));
  good = p.counted(110, 0) && good;
  return good ? 0 : 1;
}
