// SPDX-License-Identifier: Apache-2.0
// Building and resetting the machine.
#include "qemu_machine.h"

#include <cstring>
#include <tlm_utils/simple_target_socket.h>

#include "vtd/acpi_dmar.h"

namespace vtd {

namespace {

std::vector<router_window> register_windows(const machine_options &options) {
  const uint32_t bytes = machine_unit_config(options).reg_bytes;
  std::vector<router_window> windows = {
      {"ioapic", machine_map::ioapic_offset, VTD_IOAPIC_WINDOW_BYTES}};
  for (unsigned i = 0; i < options.units; ++i)
    windows.push_back({"unit" + std::to_string(i), machine_map::unit_offset(i), bytes});
  return windows;
}

ioapic_config machine_ioapic() {
  ioapic_config config;
  config.segment = machine_map::segment;
  config.requester_id = machine_map::ioapic_sid;
  config.id = machine_map::ioapic_id;
  config.pins = machine_map::ioapic_pins;
  return config;
}

} // namespace

// A window without anything in it.
class qemu_machine::absent_window : public sc_core::sc_module {
public:
  tlm_utils::simple_target_socket<absent_window, 64> socket;

  explicit absent_window(sc_core::sc_module_name name) : sc_module(name), socket("socket") {
    socket.register_b_transport(this, &absent_window::transport);
  }

private:
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &) {
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  }
};

vtd_config machine_unit_config(const machine_options &options) {
  vtd_config config = options.scalable ? vtd_config_scalable() : vtd_config_default();
  if (options.interrupt_remapping)
    return config;
  config.ecap = vtd_ecap_ir_set(config.ecap, 0);
  config.ecap = vtd_ecap_eim_set(config.ecap, 0);
  config.ecap = vtd_ecap_mhmv_set(config.ecap, 0);
  config.cap = vtd_cap_pi_set(config.cap, 0);
  return config;
}

qemu_bridge_config machine_bridge_config() {
  return qemu_bridge_config();
}

std::vector<acpi_table> machine_tables(const machine_options &options) {
  const uint64_t base = machine_bridge_config().window_base[qemu_window_registers];
  vtd_acpi_scope lines = {};
  lines.type = VTD_DMAR_SCOPE_TYPE_IOAPIC;
  lines.id = machine_map::ioapic_id;
  lines.bus = machine_map::ioapic_sid >> 8;
  lines.steps = 1;
  lines.path[0] = {machine_map::ioapic_sid >> 3 & 31, machine_map::ioapic_sid & 7};
  std::vector<vtd_acpi_entry> entries(options.units);
  for (unsigned i = 0; i < options.units; ++i) {
    vtd_acpi_entry &unit = entries[i];
    unit = {};
    unit.type = VTD_DMAR_ENTRY_TYPE_DRHD;
    unit.segment = machine_map::segment;
    unit.base = base + machine_map::unit_offset(i);
    unit.reg_bytes = machine_unit_config(options).reg_bytes;
    unit.all = i == 0;
  }
  entries[0].scopes = &lines;
  entries[0].scope_count = 1;
  vtd_acpi_dmar dmar = {};
  dmar.haw = machine_unit_config(options).haw;
  dmar.intr_remap = options.interrupt_remapping;
  dmar.x2apic_opt_out = options.interrupt_remapping;
  std::memcpy(dmar.oem_id, "VTD", 3);
  std::memcpy(dmar.oem_table_id, "VTDQEMU", 7);
  dmar.oem_revision = 1;
  dmar.entry_count = entries.size();
  dmar.entries = entries.data();
  acpi_table table(vtd_acpi_dmar_build(&dmar, nullptr, 0));
  vtd_acpi_dmar_build(&dmar, table.data(), table.size());
  return {table};
}

qemu_machine::qemu_machine(sc_core::sc_module_name name, const machine_options &options,
                           int proxy_fd, int qtest_fd)
    : sc_module(name), options_(options),
      bridge_("bridge", machine_bridge_config(), proxy_fd, qtest_fd),
      register_bus_("register_bus", 1, register_windows(options)),
      ioapic_("ioapic", machine_ioapic()), descriptors_(options.units),
      ecam_(std::make_unique<absent_window>("ecam")),
      devices_(std::make_unique<absent_window>("devices")) {
  bridge_.registers.bind(register_bus_.in[0]);
  bridge_.ecam.bind(ecam_->socket);
  bridge_.devices.bind(devices_->socket);
  register_bus_.out[0].bind(ioapic_.regs);
  for (unsigned i = 0; i < options.units; ++i)
    add_unit(i);
  ioapic_.bus.bind(units_[0]->dma[0]);
  bridge_.on_line([this](unsigned number, bool high) { ioapic_.set_pin(number, high); });
  bridge_.on_reset([this] { reset(); });
}

qemu_machine::~qemu_machine() = default;

void qemu_machine::add_unit(unsigned index) {
  iommu_config config;
  config.core = machine_unit_config(options_);
  config.segment = machine_map::segment;
  config.dma_ports = 1;
  const std::string name = "unit" + std::to_string(index);
  iotlbs_.push_back(make_iotlb(options_.iotlb, config.core.iotlb, "", name));
  units_.push_back(std::make_unique<iommu<64>>(name.c_str(), config));
  iommu<64> &unit = *units_.back();
  if (iotlbs_.back() != nullptr) {
    const vtd_iotlb_ops ops = iotlbs_.back()->ops();
    unit.set_iotlb_ops(&ops);
  }
  register_bus_.out[index + 1].bind(unit.regs);
  unit.mem.bind(bridge_.mem);
  unit.set_trace([this, index](const vtd_trace &event) {
    if (event.kind == VTD_TRACE_DESCRIPTOR)
      ++descriptors_[index][event.code % descriptors_[index].size()];
  });
}

void qemu_machine::reset() {
  for (auto &unit : units_)
    unit->do_reset();
  ioapic_.reset();
}

} // namespace vtd
