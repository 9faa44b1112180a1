// SPDX-License-Identifier: Apache-2.0
// The devices of the bench and how they are wired.
#include "device_bench.h"

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
    : bench_base(name, tests), ram("ram", ram_config()), sink("sink"), probe("probe"),
      engine("engine", engine_config()), functions("functions", sriov_config()),
      apic("apic", ioapic_config()), wire("wire"),
      bus("bus", 6, map(), sc_core::sc_time(1, sc_core::SC_NS)), apic_link_("apic_link"),
      apic_bus_("apic_bus") {
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
}

void device_bench::pass_message(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  apic_sender = trans.get_extension<vtd::dma_extension>()->id.sid;
  if (message_wait_ns != 0)
    wait(sc_core::sc_time(message_wait_ns, sc_core::SC_NS));
  if (messages_refused)
    return trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  apic_bus_->b_transport(trans, delay);
}

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  return run_on_bench(bench);
}
