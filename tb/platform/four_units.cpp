// SPDX-License-Identifier: Apache-2.0
#include "four_units.h"

#include <cstdio>
#include <iostream>

#include "topology.h"

vtd::platform_config four_units(unsigned functions_each, const vtd_config &core) {
  vtd::platform_config config = vtd::default_platform();
  config.memory.mib = 128;
  config.engines.clear();
  config.units.clear();
  const auto unit = [&config, &core](const char *name, uint16_t segment, bool rest,
                                     std::vector<vtd::scope_spec> scopes) {
    vtd::unit_spec spec;
    spec.name = name;
    spec.segment = segment;
    spec.core = core;
    spec.base = 0xFED90000 + config.units.size() * core.reg_bytes;
    spec.include_pci_all = rest;
    spec.scopes = std::move(scopes);
    config.units.push_back(spec);
  };
  const auto device = [&config, functions_each](const char *name, uint16_t segment, uint16_t sid) {
    vtd::sriov_spec spec;
    spec.name = name;
    spec.segment = segment;
    spec.requester_id = sid;
    spec.vfs = functions_each - 1;
    spec.base = 0xC0000000 + config.sriovs.size() * 0x1000000;
    config.sriovs.push_back(spec);
  };
  unit("rest", 0, true, {});
  unit("port", 0, false, {{VTD_DMAR_SCOPE_TYPE_BRIDGE, 0x0008, 0}});
  unit("listed", 0, false, {{VTD_DMAR_SCOPE_TYPE_ENDPOINT, 0x2000, 0}});
  unit("other", 1, true, {});
  config.bridges = {{0, 0x0008, 1, 4, 1}, {0, 0x0010, 0x20, 0x2F, 1}};
  device("behind_port", 0, 0x0100);
  device("behind_bridge", 0, 0x2000);
  device("unlisted", 0, 0x4000);
  device("same_ids", 1, 0x0100);
  return config;
}

units_run run_on(const vtd::platform_config &config, vtd::iotlb_kind kind,
                 const fw_program &program) {
  units_run run;
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  if (const auto mistake = vtd::check_topology(config)) {
    std::fprintf(stderr, "%s\n", mistake->text.c_str());
    return run;
  }
  vtd::platform_options options;
  options.iotlb = kind;
  run.machine = std::make_unique<vtd::platform>("platform", config, options);
  run.machine->run({{&program, 1, false}});
  run.report = &run.machine->report();
  run.facts = run.machine->facts();
  run.report->print(std::cout, run.facts);
  return run;
}

bool units_firmware::check(bool ok, const char *what) {
  good_ = ok && good_;
  return env_->check(env_->ctx, ok, what);
}

void units_firmware::find_units(bool scalable) {
  check(vtd_dmar_open(&dmar_, hal_, env_->machine->dmar) == VTD_DMAR_OK, "there is a DMAR table");
  for (vtd_dmar_entry e = vtd_dmar_begin(); vtd_dmar_next(&dmar_, &e);) {
    if (e.type != VTD_DMAR_ENTRY_TYPE_DRHD)
      continue;
    units_.push_back(std::make_unique<unit_state>());
    unit_state &unit = *units_.back();
    unit.base = e.base;
    vtd_drv_options options = {};
    options.base = e.base;
    options.haw = dmar_.haw;
    options.scalable = scalable;
    check(vtd_drv_probe(&unit.driver, hal_, &options) == VTD_DRV_OK, "the unit is there");
    check(vtd_drv_start(&unit.driver) == VTD_DRV_OK, "the unit starts");
    const auto vector = static_cast<uint32_t>(0x40 + units_.size());
    const auto on_fault = [](void *arg, const vtd_drv_fault *fault) {
      static_cast<unit_state *>(arg)->faults.push_back(*fault);
    };
    check(vtd_drv_faults_enable(&unit.driver, env_->machine->msi_base, vector, on_fault, &unit) ==
              VTD_DRV_OK,
          "fault events are on");
    env_->irq_hook(
        env_->ctx, vector,
        [](void *arg, unsigned) { vtd_drv_fault_handler(&static_cast<unit_state *>(arg)->driver); },
        &unit);
  }
  check(units_.size() == units_expected, "four units");
}

units_firmware::unit_state *units_firmware::unit_of(uint16_t segment, uint16_t sid) {
  const vtd_dmar_buses buses = fw_buses(env_->machine);
  vtd_dmar_entry entry;
  if (!check(vtd_dmar_unit_of(&dmar_, &buses, segment, sid, &entry), "a unit serves the device"))
    return units_.front().get();
  for (auto &unit : units_)
    if (unit->base == entry.base)
      return unit.get();
  return units_.front().get();
}

void units_firmware::find_functions() {
  for (uint32_t i = 0; i < env_->machine->sriov_count; ++i) {
    const fw_sriov &where = env_->machine->sriov[i];
    devices_.push_back(sriov());
    sriov &device = devices_.back();
    check(sriov_probe(&device, hal_, where.base) == SRIOV_OK, "the device is there");
    check(device.total_vfs == functions_each_ - 1, "it has all its functions");
    check(sriov_enable(&device, device.total_vfs) == SRIOV_OK, "its functions are on");
    unit_state *unit = unit_of(where.segment, where.sid);
    for (uint32_t f = 0; f <= device.total_vfs; ++f)
      places_.push_back({unit, sriov_sid(&device, f), sriov_window(&device, f)});
  }
}

void units_firmware::translation_on() {
  for (auto &unit : units_)
    check(vtd_drv_translation_on(&unit->driver) == VTD_DRV_OK, "translation is on");
}

void units_firmware::forget_faults() {
  for (auto &unit : units_)
    unit->faults.clear();
}

std::vector<vtd_drv_fault> units_firmware::await_fault(const unit_state *unit) {
  const uint64_t start = hal_->time_ns(hal_->ctx);
  while (unit->faults.empty() && hal_->time_ns(hal_->ctx) - start < patience)
    hal_->relax(hal_->ctx);
  for (const auto &other : units_) {
    check(other->faults.size() == (other.get() == unit ? 1u : 0u), "its unit alone tells");
    for (const vtd_drv_fault &fault : other->faults)
      env_->saw_fault(env_->ctx, fault.sid, fault.reason, fault.addr,
                      fault.access == VTD_DRV_ACCESS_WRITE);
  }
  return unit->faults;
}

void units_firmware::remove_functions() {
  for (sriov &device : devices_) {
    check(sriov_disable(&device, patience) == SRIOV_OK, "the virtual functions have ended");
    check(hal_->read32(hal_->ctx, sriov_window(&device, 1)) == UINT32_MAX, "and are gone");
    check(sriov_reset(hal_, device.base, patience) == SRIOV_OK, "the physical one is reset");
  }
}

void units_firmware::shut_down() {
  for (size_t i = 0; i < units_.size(); ++i) {
    check(vtd_drv_shutdown(&units_[i]->driver) == VTD_DRV_OK, "the unit shuts down");
    env_->irq_hook(env_->ctx, static_cast<unsigned>(0x41 + i), nullptr, nullptr);
  }
}
