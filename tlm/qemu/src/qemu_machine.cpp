// SPDX-License-Identifier: Apache-2.0
// Building and resetting the machine.
#include "qemu_machine.h"

#include <cstring>
#include <iterator>

#include "user_error.h"
#include "vtd/acpi_dmar.h"
#include "vtd/acpi_platform.h"

namespace vtd {

namespace {

// Each requester has a DMA port of its own, so that it may have direct memory pointers.
unsigned port_of(const machine_options &options, machine_device device) {
  unsigned port = 0;
  for (unsigned d = 0; d < device; ++d)
    port += machine_unit_of(options, static_cast<machine_device>(d)) ==
            machine_unit_of(options, device);
  return port;
}

// Of the machine's own devices; those that a program adds have the next ones of the first unit.
unsigned own_ports_of(const machine_options &options, unsigned unit) {
  unsigned ports = 0;
  for (unsigned d = 0; d < machine_devices; ++d)
    ports += machine_unit_of(options, static_cast<machine_device>(d)) == unit;
  return ports;
}

unsigned ports_of(const machine_options &options, unsigned unit) {
  return own_ports_of(options, unit) +
         (unit == 0 ? static_cast<unsigned>(options.devices.size()) : 0);
}

recorded_unit unit_description(const machine_options &options, unsigned unit) {
  return {machine_unit_config(options), ports_of(options, unit), machine_map::segment};
}

iommu_config unit_config(const machine_options &options, unsigned unit) {
  const recorded_unit description = unit_description(options, unit);
  if (!options.record.empty())
    return recorded_unit_config(description);
  iommu_config config;
  config.core = description.core;
  config.segment = description.segment;
  config.dma_ports = description.dma_ports;
  return config;
}

accelerator_config accelerator_description() {
  accelerator_config config;
  config.segment = machine_map::segment;
  config.requester_id = machine_map::accelerator_sid;
  return config;
}

sriov_config sriov_description() {
  sriov_config config;
  config.segment = machine_map::segment;
  config.requester_id = machine_map::sriov_sid;
  config.vfs = machine_map::virtual_functions;
  return config;
}

// Outputs of the router of BARs.
enum bar_target : unsigned { bar_nvme, bar_accelerator, bar_sriov, bar_targets };

std::unique_ptr<recording_writer> open_recording(const machine_options &options) {
  if (options.record.empty())
    return nullptr;
  std::vector<recorded_unit> units;
  for (unsigned i = 0; i < options.units; ++i)
    units.push_back(unit_description(options, i));
  try {
    return std::make_unique<recording_writer>(options.record, units);
  } catch (const std::runtime_error &error) {
    throw user_error(std::string("--record: ") + error.what());
  }
}

std::vector<router_window> register_windows(const machine_options &options) {
  const uint32_t bytes = machine_unit_config(options).reg_bytes;
  std::vector<router_window> windows = {
      {"ioapic", machine_map::ioapic_offset, VTD_IOAPIC_WINDOW_BYTES}};
  for (unsigned i = 0; i < options.units; ++i)
    windows.push_back({"unit" + std::to_string(i), machine_map::unit_offset(i), bytes});
  return windows;
}

ioapic_config lines_config() {
  ioapic_config config;
  config.segment = machine_map::segment;
  config.requester_id = machine_map::ioapic_sid;
  config.id = machine_map::ioapic_id;
  config.pins = machine_map::ioapic_pins;
  return config;
}

} // namespace

unsigned machine_unit_of(const machine_options &options, machine_device device) {
  return device == machine_nvme ? options.units - 1 : 0;
}

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

namespace {

template <typename Table, typename Build> acpi_table table_bytes(const Table &table, Build build) {
  acpi_table bytes(build(&table, nullptr, 0));
  build(&table, bytes.data(), bytes.size());
  return bytes;
}

vtd_acpi_maker table_maker() {
  return {{'V', 'T', 'D'}, {'V', 'T', 'D', 'Q', 'E', 'M', 'U'}, 1};
}

vtd_acpi_scope scope_of(uint8_t type, uint8_t id, uint16_t sid) {
  vtd_acpi_scope scope = {};
  scope.type = type;
  scope.id = id;
  scope.bus = static_cast<uint8_t>(sid >> 8);
  scope.steps = 1;
  scope.path[0] = {static_cast<uint8_t>(sid >> 3 & 31), static_cast<uint8_t>(sid & 7)};
  return scope;
}

acpi_table remapping_table(const machine_options &options) {
  const vtd_config unit = machine_unit_config(options);
  const vtd_acpi_scope lines =
      scope_of(VTD_DMAR_SCOPE_TYPE_IOAPIC, machine_map::ioapic_id, machine_map::ioapic_sid);
  const vtd_acpi_scope disk = scope_of(VTD_DMAR_SCOPE_TYPE_ENDPOINT, 0, machine_map::nvme_sid);
  std::vector<vtd_acpi_entry> entries(options.units);
  for (unsigned i = 0; i < options.units; ++i) {
    vtd_acpi_entry &entry = entries[i];
    entry = {};
    entry.type = VTD_DMAR_ENTRY_TYPE_DRHD;
    entry.segment = machine_map::segment;
    entry.base =
        machine_bridge_config().window_base[qemu_window_registers] + machine_map::unit_offset(i);
    entry.reg_bytes = unit.reg_bytes;
    entry.all = i == 0; // the first one has what the others do not list
    entry.scopes = i == 0 ? &lines : &disk;
    entry.scope_count = 1;
  }
  const vtd_acpi_maker maker = table_maker();
  vtd_acpi_dmar dmar = {};
  dmar.haw = unit.haw;
  dmar.intr_remap = options.interrupt_remapping;
  std::memcpy(dmar.oem_id, maker.oem_id, sizeof dmar.oem_id);
  std::memcpy(dmar.oem_table_id, maker.oem_table_id, sizeof dmar.oem_table_id);
  dmar.oem_revision = maker.oem_revision;
  dmar.entry_count = entries.size();
  dmar.entries = entries.data();
  return table_bytes(dmar, vtd_acpi_dmar_build);
}

acpi_table bridge_table() {
  const qemu_bridge_config windows = machine_bridge_config();
  vtd_acpi_root_bridge bridge = {};
  bridge.maker = table_maker();
  bridge.segment = machine_map::segment;
  bridge.unique_id = 0x56; // QEMU's are small numbers
  bridge.ecam = static_cast<uint32_t>(windows.window_base[qemu_window_ecam]);
  bridge.memory = {static_cast<uint32_t>(windows.window_base[qemu_window_devices]),
                   windows.window_bytes[qemu_window_devices]};
  bridge.reserved_count = 1;
  bridge.reserved[0] = {static_cast<uint32_t>(windows.window_base[qemu_window_registers]),
                        windows.window_bytes[qemu_window_registers]};
  return table_bytes(bridge, vtd_acpi_ssdt_build);
}

// Lines keep the numbers that they have at QEMU's I/O APIC, the timer's is 0. Those that QEMU's
// table has as level are level here.
acpi_table interrupt_table() {
  const uint8_t processor = 0;
  const vtd_acpi_ioapic ioapic = {
      machine_map::ioapic_id,
      static_cast<uint32_t>(machine_bridge_config().window_base[qemu_window_registers] +
                            machine_map::ioapic_offset),
      0};
  constexpr uint16_t shared = VTD_ACPI_LEVEL | VTD_ACPI_ACTIVE_HIGH;
  const vtd_acpi_override overrides[] = {
      {5, 5, shared}, {9, 9, shared}, {10, 10, shared}, {11, 11, shared}};
  vtd_acpi_madt madt = {};
  madt.maker = table_maker();
  madt.local_apic = VTD_INTR_BASE;
  madt.legacy_pics = true;
  madt.processor_count = 1;
  madt.processors = &processor;
  madt.ioapic_count = 1;
  madt.ioapics = &ioapic;
  madt.override_count = std::size(overrides);
  madt.overrides = overrides;
  return table_bytes(madt, vtd_acpi_madt_build);
}

} // namespace

std::vector<acpi_table> machine_tables(const machine_options &options) {
  return {remapping_table(options), interrupt_table(), bridge_table()};
}

qemu_machine::qemu_machine(sc_core::sc_module_name name, const machine_options &options,
                           int proxy_fd, int qtest_fd)
    : sc_module(name), options_(options),
      bridge_("bridge", machine_bridge_config(), proxy_fd, qtest_fd),
      register_bus_("register_bus", 1, register_windows(options)),
      ioapic_("ioapic", lines_config()), descriptors_(options.units),
      recording_(open_recording(options)), ecam_("ecam"),
      bars_("bars", bar_targets + static_cast<unsigned>(options.devices.size())),
      accelerator_("accelerator", accelerator_description()), sriov_("sriov", sriov_description()) {
  bridge_.registers.bind(register_bus_.in[0]);
  bridge_.ecam.bind(ecam_.socket);
  bridge_.devices.bind(bars_.in);
  register_bus_.out[0].bind(ioapic_.regs);
  for (unsigned i = 0; i < options.units; ++i)
    add_unit(i);
  connect(ioapic_.bus, machine_ioapic);
  add_nvme();
  add_accelerator();
  add_sriov();
  for (size_t i = 0; i < options.devices.size(); ++i)
    add_device(i);
  bridge_.on_line([this](unsigned number, bool high) { ioapic_.set_pin(number, high); });
  bridge_.on_reset([this] { reset(); });
}

qemu_machine::~qemu_machine() = default;

void qemu_machine::add_unit(unsigned index) {
  const iommu_config config = unit_config(options_, index);
  const std::string name = "unit" + std::to_string(index);
  iotlbs_.push_back(make_iotlb(options_.iotlb, config.core.iotlb, "", name));
  units_.push_back(std::make_unique<iommu<64>>(name.c_str(), config));
  iommu<64> &unit = *units_.back();
  if (iotlbs_.back() != nullptr) {
    const vtd_iotlb_ops ops = iotlbs_.back()->ops();
    unit.set_iotlb_ops(&ops);
  }
  if (recording_ != nullptr) {
    const std::string tap_name = "tap" + std::to_string(index);
    taps_.push_back(std::make_unique<traffic_tap>(tap_name.c_str(), index, unit, *recording_));
    register_bus_.out[index + 1].bind(taps_.back()->regs);
    taps_.back()->mem.bind(bridge_.mem);
  } else {
    register_bus_.out[index + 1].bind(unit.regs);
    unit.mem.bind(bridge_.mem);
  }
  unit.set_trace([this, index](const vtd_trace &event) {
    if (event.kind == VTD_TRACE_DESCRIPTOR)
      ++descriptors_[index][event.code % descriptors_[index].size()];
  });
}

void qemu_machine::add_nvme() {
  nvme_config config;
  config.segment = machine_map::segment;
  config.requester_id = machine_map::nvme_sid;
  config.disk = options_.disk;
  try {
    nvme_ = std::make_unique<nvme_controller>("nvme", config);
  } catch (const std::runtime_error &error) {
    throw user_error(std::string("--disk: ") + error.what());
  }
  connect(nvme_->bus, machine_nvme);
  bars_.out[bar_nvme].bind(nvme_->regs);
  bars_.route({&nvme_->function(), 0, bar_nvme, 0});
  ecam_.attach(nvme_->function());
}

void qemu_machine::add_accelerator() {
  const unsigned unit = machine_unit_of(options_, machine_accelerator);
  connect(accelerator_.bus, machine_accelerator);
  accelerator_.connect(recording_ != nullptr ? taps_[unit]->ats() : units_[unit]->ats());
  bars_.out[bar_accelerator].bind(accelerator_.regs);
  bars_.route({&accelerator_.function(), 0, bar_accelerator, 0});
  ecam_.attach(accelerator_.function());
}

void qemu_machine::add_sriov() {
  connect(sriov_.bus, machine_sriov);
  bars_.out[bar_sriov].bind(sriov_.regs);
  sriov_.attach(ecam_, bars_, bar_sriov);
}

void qemu_machine::add_device(size_t index) {
  const device_maker &maker = options_.devices[index];
  const auto number = static_cast<unsigned>(index);
  added_.push_back(
      maker.make(maker.name.c_str(), machine_map::segment, machine_map::added_sid(index)));
  added_device &device = *added_.back();
  connect(device.dma(), 0, own_ports_of(options_, 0) + number);
  bars_.out[bar_targets + number].bind(device.registers());
  bars_.route({&device.function(), device.bar(), bar_targets + number, 0});
  ecam_.attach(device.function());
}

template <typename Socket> void qemu_machine::connect(Socket &bus, machine_device device) {
  connect(bus, machine_unit_of(options_, device), port_of(options_, device));
}

template <typename Socket> void qemu_machine::connect(Socket &bus, unsigned unit, unsigned port) {
  if (recording_ != nullptr)
    bus.bind(taps_[unit]->dma[port]);
  else
    bus.bind(units_[unit]->dma[port]);
}

void qemu_machine::finish_recording() {
  try {
    if (recording_ != nullptr)
      recording_->finish();
  } catch (const std::runtime_error &error) {
    throw user_error(std::string("--record: ") + error.what());
  }
}

void qemu_machine::reset() {
  for (size_t i = 0; i < units_.size(); ++i) {
    if (recording_ != nullptr)
      taps_[i]->do_reset();
    else
      units_[i]->do_reset();
  }
  ioapic_.reset();
  ecam_.reset();
}

} // namespace vtd
