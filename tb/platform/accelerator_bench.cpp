// SPDX-License-Identifier: Apache-2.0
// The unit and the accelerator of the bench, and how they are wired.
#include "accelerator_bench.h"

#include <cstdlib>
#include <gtest/gtest.h>

accelerator_bench *bench;

namespace {

vtd::memory_config ram_config() {
  vtd::memory_config config;
  config.bytes = accelerator_bench::ram_bytes;
  return config;
}

vtd::iommu_config unit_config() {
  vtd::iommu_config config;
  config.core = vtd_config_scalable();
  config.dma_ports = 1;
  config.port_identity = {vtd::identity(accelerator_bench::sid)};
  config.lookup_latency = sc_core::sc_time(2, sc_core::SC_NS);
  config.read_latency = sc_core::sc_time(10, sc_core::SC_NS);
  config.queue_latency = sc_core::sc_time(100, sc_core::SC_NS);
  config.ats_message_latency = sc_core::sc_time(50, sc_core::SC_NS);
  config.device_tlb_timeout = sc_core::sc_time(50, sc_core::SC_US);
  return config;
}

vtd::accelerator_config accel_config() {
  vtd::accelerator_config config;
  config.requester_id = accelerator_bench::sid;
  config.engines = 3;
  config.tlb_entries = 16;
  return config;
}

std::vector<vtd::router_window> map() {
  return {{"memory", 0, accelerator_bench::ram_bytes},
          {"interrupts", VTD_INTR_BASE, 0x100000},
          {"unit", accelerator_bench::unit_base, 0x1000},
          {"accelerator", accelerator_bench::accel_base, VTD_ACCEL_WINDOW_BYTES}};
}

} // namespace

accelerator_bench::accelerator_bench(sc_core::sc_module_name name, int (*tests)())
    : bench_base(name, tests), ram("ram", ram_config()), sink("sink"), unit("unit", unit_config()),
      accel("accel", accel_config()), slow("slow"), bus("bus", 2, map()) {
  port.bind(bus.in[0]);
  unit.mem.bind(slow.in);
  slow.out.bind(bus.in[1]);
  accel.bus.bind(unit.dma[0]);
  accel.connect(unit.ats());
  bus.out[0].bind(ram.socket);
  bus.out[1].bind(sink.socket);
  bus.out[2].bind(unit.regs);
  bus.out[3].bind(accel.regs);
}

uint64_t &seed() {
  static uint64_t value = 1;
  return value;
}

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    if (std::strncmp(argv[i], "--seed=", 7) == 0) {
      seed() = std::strtoull(argv[i] + 7, nullptr, 0);
      continue;
    }
    std::fprintf(stderr, "vtd_accelerator_test: unknown option %s; known: --seed=N\n", argv[i]);
    return 2;
  }
  return run_on_bench(bench);
}
