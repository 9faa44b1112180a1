// SPDX-License-Identifier: Apache-2.0
// The bench, and a main() that runs the tests of the executable inside a SystemC thread.
#include "nvme_bench.h"

#include <cstdlib>
#include <gtest/gtest.h>

nvme_bench *bench;

namespace {

vtd::memory_config ram_config() {
  vtd::memory_config config;
  config.bytes = nvme_bench::ram_bytes;
  return config;
}

vtd::iommu_config unit_config() {
  vtd::iommu_config config;
  config.dma_ports = 3;
  config.lookup_latency = sc_core::sc_time(2, sc_core::SC_NS);
  return config;
}

vtd::accelerator_config accel_config() {
  vtd::accelerator_config config;
  config.requester_id = nvme_bench::accel_sid;
  return config;
}

vtd::sriov_config sriov_config() {
  vtd::sriov_config config;
  config.requester_id = nvme_bench::sriov_sid;
  config.vfs = nvme_bench::vfs;
  return config;
}

vtd::nvme_config nvme_config() {
  vtd::nvme_config config;
  config.requester_id = nvme_bench::sid;
  config.memory_bytes = nvme_bench::disk_bytes;
  config.queues = nvme_bench::queues;
  config.queue_entries = 64;
  config.transfer_order = 10; // lists of more than a page
  config.ready_latency = sc_core::sc_time(10, sc_core::SC_US);
  return config;
}

} // namespace

nvme_bench::nvme_bench(sc_core::sc_module_name name, int (*tests)())
    : sc_module(name), ram("ram", ram_config()), sink("sink"), unit("unit", unit_config()),
      nvme("nvme", nvme_config()), accel("accel", accel_config()), sriov("sriov", sriov_config()),
      ecam("ecam"), bars("bars", 3), tap("tap"),
      bus("bus", 1, {{"memory", 0, ram_bytes}, {"interrupts", VTD_INTR_BASE, 0x100000}}),
      config("config"), window("window"), registers("registers"), tests_(tests) {
  nvme.bus.bind(tap.in);
  tap.out.bind(unit.dma[0]);
  unit.mem.bind(bus.in[0]);
  bus.out[0].bind(ram.socket);
  bus.out[1].bind(sink.socket);
  ecam.attach(nvme.function());
  bars.out[0].bind(nvme.regs);
  bars.route({&nvme.function(), 0, 0, 0});
  accel.bus.bind(unit.dma[1]);
  accel.connect(unit.ats());
  ecam.attach(accel.function());
  bars.out[1].bind(accel.regs);
  bars.route({&accel.function(), 0, 1, 0});
  sriov.bus.bind(unit.dma[2]);
  bars.out[2].bind(sriov.regs);
  sriov.attach(ecam, bars, 2);
  config.bind(ecam.socket);
  window.bind(bars.in);
  registers.bind(unit.regs);
  SC_HAS_PROCESS(nvme_bench);
  SC_THREAD(run);
}

void nvme_bench::run() {
  result_ = tests_();
  sc_core::sc_stop();
}

tlm::tlm_response_status nvme_bench::access(socket &to, tlm::tlm_command command, uint64_t addr,
                                            void *data, unsigned length) {
  tlm::tlm_generic_payload trans;
  trans.set_command(command);
  trans.set_address(addr);
  trans.set_data_ptr(static_cast<unsigned char *>(data));
  trans.set_data_length(length);
  trans.set_streaming_width(length);
  sc_core::sc_time delay;
  to->b_transport(trans, delay);
  return trans.get_response_status();
}

uint32_t nvme_bench::config_read(uint16_t function, uint32_t offset, unsigned bytes) {
  uint32_t value = 0;
  EXPECT_EQ(access(config, tlm::TLM_READ_COMMAND, uint64_t{function} << 12 | offset, &value, bytes),
            tlm::TLM_OK_RESPONSE);
  return value;
}

void nvme_bench::config_write(uint16_t function, uint32_t offset, uint32_t value, unsigned bytes) {
  EXPECT_EQ(
      access(config, tlm::TLM_WRITE_COMMAND, uint64_t{function} << 12 | offset, &value, bytes),
      tlm::TLM_OK_RESPONSE);
}

bool nvme_bench::bar_read(uint64_t addr, uint32_t &value) {
  return access(window, tlm::TLM_READ_COMMAND, addr, &value, 4) == tlm::TLM_OK_RESPONSE;
}

bool nvme_bench::bar_write(uint64_t addr, uint32_t value) {
  return access(window, tlm::TLM_WRITE_COMMAND, addr, &value, 4) == tlm::TLM_OK_RESPONSE;
}

uint32_t nvme_bench::unit32(uint32_t offset) {
  uint32_t value = 0;
  access(registers, tlm::TLM_READ_COMMAND, offset, &value, 4);
  return value;
}

void nvme_bench::unit32(uint32_t offset, uint32_t value) {
  access(registers, tlm::TLM_WRITE_COMMAND, offset, &value, 4);
}

uint64_t nvme_bench::unit64(uint32_t offset) {
  uint64_t value = 0;
  access(registers, tlm::TLM_READ_COMMAND, offset, &value, 8);
  return value;
}

void nvme_bench::unit64(uint32_t offset, uint64_t value) {
  access(registers, tlm::TLM_WRITE_COMMAND, offset, &value, 8);
}

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  nvme_bench top("bench", [] { return RUN_ALL_TESTS(); });
  bench = &top;
  sc_core::sc_start();
  return top.result();
}

int main(int argc, char **argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
