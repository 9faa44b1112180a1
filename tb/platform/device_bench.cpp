// SPDX-License-Identifier: Apache-2.0
// The bench, and a main() that runs the tests of the executable inside a SystemC thread.
#include "device_bench.h"

#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>

device_bench *bench;

namespace {
vtd::memory_config ram_config() {
  vtd::memory_config config;
  config.bytes = ram_bytes;
  return config;
}
vtd::dma_engine_config engine_config() {
  vtd::dma_engine_config config;
  config.requester_ids = {0x0010, 0x0208, 0xFFF8};
  return config;
}
// VFs at 01:00.4, 01:00.6, 01:01.0 ...
vtd::sriov_config sriov_config() {
  vtd::sriov_config config;
  config.requester_id = 0x0100;
  config.vfs = sriov_vfs;
  config.first_vf_offset = 4;
  config.vf_stride = 2;
  return config;
}
vtd::ioapic_config ioapic_config() {
  vtd::ioapic_config config;
  config.requester_id = ioapic_sid;
  config.id = 9;
  return config;
}
std::vector<vtd::router_window> map() {
  return {{"memory", 0, ram_bytes},
          {"spy", spy_base, 8192},
          vtd::interrupt_window("interrupts"),
          {"engine", engine_base, VTD_DMAE_WINDOW_BYTES},
          {"functions", sriov_base, (1 + sriov_vfs) * VTD_SRIOV_PAGE_BYTES},
          {"ioapic", ioapic_base, VTD_IOAPIC_WINDOW_BYTES}};
}
} // namespace

device_bench::device_bench(sc_core::sc_module_name name, int (*tests)())
    : sc_module(name), ram("ram", ram_config()), sink("sink"), probe("probe"),
      engine("engine", engine_config()), functions("functions", sriov_config()),
      apic("apic", ioapic_config()), wire("wire"),
      bus("bus", 6, map(), sc_core::sc_time(1, sc_core::SC_NS)), port("port"),
      apic_link_("apic_link"), apic_bus_("apic_bus"), tests_(tests) {
  port.bind(bus.in[0]);
  for (unsigned i = 0; i < engine.channels.size(); ++i)
    engine.channels[i].bus.bind(bus.in[1 + i]);
  bus.out[0].bind(ram.socket);
  bus.out[1].bind(probe.socket);
  bus.out[2].bind(sink.socket);
  bus.out[3].bind(engine.regs);
  functions.bus.bind(bus.in[4]);
  bus.out[4].bind(functions.regs);
  apic.bus.bind(apic_link_);
  apic_link_.register_b_transport(this, &device_bench::pass_message);
  apic_bus_.bind(bus.in[5]);
  bus.out[5].bind(apic.regs);
  apic.pin[wired_pin].bind(wire);
  port.register_invalidate_direct_mem_ptr(this, &device_bench::note_revocation);
  SC_HAS_PROCESS(device_bench);
  SC_THREAD(run);
}

void device_bench::note_revocation(sc_dt::uint64 first, sc_dt::uint64 last) {
  revoked.emplace_back(first, last);
}

void device_bench::pass_message(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  apic_sender = trans.get_extension<vtd::dma_extension>()->id.sid;
  if (message_wait_ns != 0)
    wait(sc_core::sc_time(message_wait_ns, sc_core::SC_NS));
  if (messages_refused)
    return trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  apic_bus_->b_transport(trans, delay);
}

void device_bench::run() {
  result_ = tests_();
  sc_core::sc_stop();
}

device_bench::reply device_bench::access(tlm::tlm_command command, uint64_t addr, void *data,
                                         unsigned length, unsigned streaming,
                                         unsigned char *enables, unsigned enable_length,
                                         vtd::dma_extension *extension) {
  tlm::tlm_generic_payload trans;
  trans.set_command(command);
  trans.set_address(addr);
  trans.set_data_ptr(static_cast<unsigned char *>(data));
  trans.set_data_length(length);
  trans.set_streaming_width(streaming == 0 ? length : streaming);
  trans.set_byte_enable_ptr(enables);
  trans.set_byte_enable_length(enable_length);
  if (extension != nullptr)
    trans.set_extension(extension);
  sc_core::sc_time delay;
  port->b_transport(trans, delay);
  if (extension != nullptr)
    trans.clear_extension(extension);
  EXPECT_EQ(trans.get_address(), addr) << "the bus restores the address";
  return {trans.get_response_status(), delay};
}

uint32_t device_bench::read32(uint64_t addr) {
  uint32_t value = 0;
  EXPECT_EQ(access(tlm::TLM_READ_COMMAND, addr, &value, 4).status, tlm::TLM_OK_RESPONSE);
  return value;
}

uint64_t device_bench::read64(uint64_t addr) {
  uint64_t value = 0;
  EXPECT_EQ(access(tlm::TLM_READ_COMMAND, addr, &value, 8).status, tlm::TLM_OK_RESPONSE);
  return value;
}

void device_bench::write32(uint64_t addr, uint32_t value) {
  EXPECT_EQ(access(tlm::TLM_WRITE_COMMAND, addr, &value, 4).status, tlm::TLM_OK_RESPONSE);
}

void device_bench::write64(uint64_t addr, uint64_t value) {
  EXPECT_EQ(access(tlm::TLM_WRITE_COMMAND, addr, &value, 8).status, tlm::TLM_OK_RESPONSE);
}

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  device_bench top("bench", [] { return RUN_ALL_TESTS(); });
  bench = &top;
  sc_core::sc_start();
  return top.result();
}

int main(int argc, char **argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
