// SPDX-License-Identifier: Apache-2.0
// Ownership of requesters, checks of the whole, and the way to the DMAR generator.
#include "topology.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "vtd/acpi_dmar.h"

namespace vtd {

namespace {

uint8_t bus_of(uint16_t sid) {
  return static_cast<uint8_t>(sid >> 8);
}

bool behind(const bridge_spec &bridge, uint16_t segment, uint8_t bus) {
  return bridge.segment == segment && bus >= bridge.secondary && bus <= bridge.subordinate;
}

const bridge_spec *bridge_at(const platform_config &config, uint16_t segment, uint16_t sid) {
  for (const bridge_spec &bridge : config.bridges)
    if (bridge.segment == segment && bridge.sid == sid)
      return &bridge;
  return nullptr;
}

// The bridge next above a bus, NULL for a root bus.
const bridge_spec *bridge_to(const platform_config &config, uint16_t segment, uint8_t bus) {
  const bridge_spec *nearest = nullptr;
  for (const bridge_spec &bridge : config.bridges)
    if (behind(bridge, segment, bus) &&
        (nearest == nullptr || bridge.secondary > nearest->secondary))
      nearest = &bridge;
  return nearest;
}

bool is_pci(const scope_spec &scope) {
  return scope.type == VTD_DMAR_SCOPE_TYPE_ENDPOINT || scope.type == VTD_DMAR_SCOPE_TYPE_BRIDGE;
}

bool covers(const platform_config &config, const scope_spec &scope, uint16_t segment,
            uint16_t sid) {
  if (scope.sid == sid)
    return true;
  if (scope.type != VTD_DMAR_SCOPE_TYPE_BRIDGE)
    return false;
  const bridge_spec *bridge = bridge_at(config, segment, scope.sid);
  return bridge != nullptr && behind(*bridge, segment, bus_of(sid));
}

bool lists(const platform_config &config, const unit_spec &unit, uint16_t segment, uint16_t sid) {
  return unit.segment == segment &&
         std::any_of(unit.scopes.begin(), unit.scopes.end(),
                     [&](const scope_spec &scope) { return covers(config, scope, segment, sid); });
}

// ---------------------------------------------------------------------------------------------------
// Checks

using mistake = std::optional<topology_mistake>;

mistake wrong(unsigned line, const std::string &text) {
  return topology_mistake{line, text};
}

mistake check_bridge(const platform_config &config, const bridge_spec &bridge) {
  const std::string name = "bridge " + requester_text(bridge.sid, bridge.segment);
  if (bridge.secondary <= bus_of(bridge.sid) || bridge.subordinate < bridge.secondary)
    return wrong(bridge.line, name + " has bus numbers that do not ascend from its own bus; "
                                     "correct 'secondary' and 'subordinate'");
  for (const bridge_spec &other : config.bridges) {
    if (&other == &bridge || other.segment != bridge.segment)
      continue;
    const std::string pair = name + " and bridge " + requester_text(other.sid, other.segment);
    if (other.sid == bridge.sid)
      return wrong(bridge.line, name + " is described twice; remove one");
    const bool apart = other.subordinate < bridge.secondary || bridge.subordinate < other.secondary;
    const bool inner = behind(bridge, other.segment, bus_of(other.sid)) &&
                       other.secondary > bridge.secondary &&
                       other.subordinate <= bridge.subordinate;
    const bool outer = behind(other, bridge.segment, bus_of(bridge.sid)) &&
                       bridge.secondary > other.secondary &&
                       bridge.subordinate <= other.subordinate;
    if (!apart && !inner && !outer)
      return wrong(bridge.line, pair + " share buses without one being behind the other; correct "
                                       "'secondary' and 'subordinate'");
  }
  return {};
}

mistake check_scopes(const platform_config &config, const std::vector<scope_spec> &scopes,
                     uint16_t segment, const std::string &owner, unsigned line) {
  for (const scope_spec &scope : scopes) {
    const std::string name = requester_text(scope.sid, segment);
    const bool bridge = bridge_at(config, segment, scope.sid) != nullptr;
    if (scope.type == VTD_DMAR_SCOPE_TYPE_BRIDGE && !bridge)
      return wrong(line, owner + " lists the bridge " + name +
                             ", which is not described; add a [[bridge]] for it");
    if (scope.type == VTD_DMAR_SCOPE_TYPE_ENDPOINT && bridge)
      return wrong(line, owner + " lists the bridge " + name +
                             " as a device; move it to 'bridges' (or 'root_ports')");
    if (std::count(scopes.begin(), scopes.end(), scope) > 1)
      return wrong(line, owner + " lists " + name + " twice; remove one");
  }
  return {};
}

// The same device, or one behind the other's bridge.
bool same_device(const platform_config &config, uint16_t segment, const scope_spec &a,
                 const scope_spec &b) {
  if (!is_pci(a) || !is_pci(b))
    return a.type == b.type && a.id == b.id;
  return covers(config, a, segment, b.sid) || covers(config, b, segment, a.sid);
}

mistake check_unit(const platform_config &config, size_t index) {
  const unit_spec &unit = config.units[index];
  if (const auto found =
          check_scopes(config, unit.scopes, unit.segment, "unit '" + unit.name + "'", unit.line))
    return found;
  if (!unit.include_pci_all && unit.scopes.empty())
    return wrong(unit.line, "unit '" + unit.name +
                                "' serves no device; give it some, or include_pci_all = true");
  for (size_t i = 0; i < index; ++i) {
    const unit_spec &other = config.units[i];
    const std::string both = "units '" + other.name + "' and '" + unit.name + "'";
    if (other.name == unit.name)
      return wrong(unit.line, "two units are called '" + unit.name + "'; rename one");
    if (other.segment != unit.segment)
      continue;
    if (other.include_pci_all && unit.include_pci_all)
      return wrong(unit.line, both + " have include_pci_all in the same segment; leave it to one");
    for (const scope_spec &a : unit.scopes)
      for (const scope_spec &b : other.scopes)
        if (same_device(config, unit.segment, a, b))
          return wrong(unit.line, both + " both serve " + requester_text(a.sid, unit.segment) +
                                      "; leave it to one");
  }
  return {};
}

// Who uses which requester id.
class census {
public:
  explicit census(const platform_config &config) : config_(config) {}

  mistake add(unsigned line, const std::string &name, uint16_t segment, uint32_t sid,
              const char *remedy) {
    const auto id = static_cast<uint16_t>(sid);
    const std::string text = "requester id " + requester_text(id, segment);
    if (sid > 0xFFFF)
      return wrong(line, "a virtual function of '" + name +
                             "' is beyond bus ff; correct "
                             "'requester_id', 'first_vf_offset', 'vf_stride' or 'vfs'");
    const auto [owner, fresh] = owners_.emplace(std::make_pair(segment, id), name);
    if (!fresh)
      return wrong(line, text + " is used twice (" + owner->second + ", " + name + "); " + remedy);
    return {};
  }
  mistake served(unsigned line, const std::string &name, uint16_t segment, uint16_t sid) const {
    if (unit_of(config_, segment, sid))
      return {};
    return wrong(line, "no unit serves " + requester_text(sid, segment) + " (" + name +
                           "); list it in a unit, or give one include_pci_all = true");
  }

private:
  const platform_config &config_;
  std::map<std::pair<uint16_t, uint16_t>, std::string> owners_;
};

mistake check_requesters(const platform_config &config) {
  census all(config);
  for (const engine_spec &engine : config.engines)
    for (const uint16_t sid : engine.requester_ids) {
      if (const auto found =
              all.add(engine.line, engine.name, engine.segment, sid, "give every channel its own"))
        return found;
      if (const auto found = all.served(engine.line, engine.name, engine.segment, sid))
        return found;
    }
  for (const sriov_spec &device : config.sriovs) {
    for (uint32_t f = 0; f <= device.vfs; ++f) {
      const uint32_t sid =
          f == 0 ? device.requester_id
                 : device.requester_id + device.first_vf_offset + (f - 1) * device.vf_stride;
      if (const auto found =
              all.add(device.line, device.name, device.segment, sid, "give every function its own"))
        return found;
    }
    if (const auto found =
            all.served(device.line, device.name, device.segment, device.requester_id))
      return found;
  }
  const auto alone = [&all](const auto &device) -> mistake {
    if (const auto found = all.add(device.line, device.name, device.segment, device.requester_id,
                                   "give every device its own"))
      return found;
    return all.served(device.line, device.name, device.segment, device.requester_id);
  };
  for (const accelerator_spec &device : config.accelerators)
    if (const auto found = alone(device))
      return found;
  for (const ioapic_spec &device : config.ioapics)
    if (const auto found = alone(device))
      return found;
  return {};
}

bool is_ioapic(const scope_spec &scope, const ioapic_spec &ioapic) {
  return scope.type == VTD_DMAR_SCOPE_TYPE_IOAPIC && scope.id == ioapic.id;
}

// A scope that names an I/O APIC of this platform must know its requester id.
mistake check_ioapics(const platform_config &config) {
  for (const unit_spec &unit : config.units)
    for (const scope_spec &scope : unit.scopes)
      for (const ioapic_spec &ioapic : config.ioapics)
        if (is_ioapic(scope, ioapic) &&
            (scope.sid != ioapic.requester_id || unit.segment != ioapic.segment))
          return wrong(unit.line,
                       "unit '" + unit.name + "' lists IOAPIC " + std::to_string(ioapic.id) +
                           " at " + requester_text(scope.sid, unit.segment) + ", but it is '" +
                           ioapic.name + "' at " +
                           requester_text(ioapic.requester_id, ioapic.segment) + "; correct one");
  return {};
}

mistake check_acpi_devices(const platform_config &config) {
  for (const unit_spec &unit : config.units)
    for (const scope_spec &scope : unit.scopes) {
      if (scope.type != VTD_DMAR_SCOPE_TYPE_NAMESPACE)
        continue;
      const auto known =
          std::any_of(config.acpi_devices.begin(), config.acpi_devices.end(),
                      [&](const acpi_device_spec &device) { return device.number == scope.id; });
      if (!known)
        return wrong(unit.line, "unit '" + unit.name + "' lists ACPI device " +
                                    std::to_string(scope.id) +
                                    ", which is not described; add an [[acpi_device]] for it");
    }
  return {};
}

const char *kind_of(uint16_t type) {
  switch (type) {
  case VTD_DMAR_ENTRY_TYPE_RMRR:
    return "[[reserved_region]]";
  case VTD_DMAR_ENTRY_TYPE_ATSR:
    return "[[atsr]]";
  case VTD_DMAR_ENTRY_TYPE_SATC:
    return "[[satc]]";
  default:
    return "[[sidp]]";
  }
}

// ---------------------------------------------------------------------------------------------------
// The table

// Entries with the scopes that they borrow.
class table_builder {
public:
  explicit table_builder(const platform_config &config) : config_(config) {
    for (size_t i = 0; i < config.units.size(); ++i)
      add_unit(i);
    for (const scope_list_spec &list : config.scope_lists)
      add_list(list);
    for (const acpi_device_spec &device : config.acpi_devices) {
      vtd_acpi_entry &entry = add(VTD_DMAR_ENTRY_TYPE_ANDD);
      entry.number = device.number;
      entry.name = device.name.c_str();
    }
    for (size_t i = 0; i < entries_.size(); ++i) {
      entries_[i].scopes = scopes_[i].data();
      entries_[i].scope_count = scopes_[i].size();
    }
  }

  vtd_acpi_dmar table() const {
    vtd_acpi_dmar t = {};
    t.haw = 64;
    t.intr_remap = true;
    for (const unit_spec &unit : config_.units) {
      t.haw = std::min(t.haw, unit.core.haw);
      t.intr_remap = t.intr_remap && vtd_ecap_ir(unit.core.ecap) != 0;
    }
    t.x2apic_opt_out = config_.dmar.x2apic_opt_out;
    t.dma_opt_in = config_.dmar.dma_opt_in;
    std::memcpy(t.oem_id, config_.dmar.oem_id.data(),
                std::min(config_.dmar.oem_id.size(), sizeof t.oem_id));
    std::memcpy(t.oem_table_id, config_.dmar.oem_table_id.data(),
                std::min(config_.dmar.oem_table_id.size(), sizeof t.oem_table_id));
    t.oem_revision = config_.dmar.oem_revision;
    t.entry_count = entries_.size();
    t.entries = entries_.data();
    return t;
  }

private:
  vtd_acpi_entry &add(uint16_t type) {
    entries_.emplace_back();
    entries_.back().type = type;
    scopes_.emplace_back();
    return entries_.back();
  }
  // I/O APICs are told of even if INCLUDE_PCI_ALL has the rest: software learns their requester ids
  // here (chapter 8).
  std::vector<scope_spec> scopes_of(size_t index) const {
    std::vector<scope_spec> scopes = config_.units[index].scopes;
    for (const ioapic_spec &ioapic : config_.ioapics) {
      const bool listed = std::any_of(scopes.begin(), scopes.end(), [&](const scope_spec &scope) {
        return is_ioapic(scope, ioapic);
      });
      if (!listed && unit_of(config_, ioapic.segment, ioapic.requester_id) == index)
        scopes.push_back({VTD_DMAR_SCOPE_TYPE_IOAPIC, ioapic.requester_id, ioapic.id});
    }
    return scopes;
  }
  void add_unit(size_t index) {
    const unit_spec &unit = config_.units[index];
    vtd_acpi_entry &entry = add(VTD_DMAR_ENTRY_TYPE_DRHD);
    entry.segment = unit.segment;
    entry.all = unit.include_pci_all;
    entry.base = unit.base;
    entry.reg_bytes = unit.core.reg_bytes;
    add_scopes(scopes_of(index), unit.segment, 0);
    if (!unit.proximity)
      return;
    vtd_acpi_entry &node = add(VTD_DMAR_ENTRY_TYPE_RHSA);
    node.base = unit.base;
    node.proximity = *unit.proximity;
  }
  void add_list(const scope_list_spec &list) {
    vtd_acpi_entry &entry = add(list.type);
    entry.segment = list.segment;
    entry.all = list.all;
    entry.base = list.base;
    entry.limit = list.limit;
    add_scopes(list.scopes, list.segment, list.flags);
  }
  void add_scopes(const std::vector<scope_spec> &scopes, uint16_t segment, uint32_t flags) {
    for (const scope_spec &spec : scopes) {
      vtd_acpi_scope scope = {};
      scope.type = spec.type;
      scope.id = spec.id;
      scope.flags = flags;
      find_path(scope, segment, spec.sid);
      scopes_.back().push_back(scope);
    }
  }
  // From the root bus down, through all the bridges.
  void find_path(vtd_acpi_scope &scope, uint16_t segment, uint16_t sid) const {
    std::vector<uint16_t> way = {sid};
    while (const bridge_spec *bridge = bridge_to(config_, segment, bus_of(way.back())))
      way.push_back(bridge->sid);
    scope.bus = bus_of(way.back());
    scope.steps = static_cast<uint8_t>(std::min<size_t>(way.size(), VTD_ACPI_STEPS_MAX + 1));
    for (unsigned i = 0; i < std::min<unsigned>(scope.steps, VTD_ACPI_STEPS_MAX); ++i) {
      const uint16_t step = way[way.size() - 1 - i];
      scope.path[i] = {static_cast<uint8_t>(step >> 3 & 31), static_cast<uint8_t>(step & 7)};
    }
  }

  const platform_config &config_;
  std::vector<vtd_acpi_entry> entries_;
  std::vector<std::vector<vtd_acpi_scope>> scopes_;
};

const char *told_of_table(const platform_config &config) {
  const table_builder builder(config);
  const vtd_acpi_dmar table = builder.table();
  return vtd_acpi_dmar_check(&table);
}

mistake check_table(const platform_config &config) {
  const char *told = told_of_table(config);
  if (told == nullptr)
    return {};
  unsigned line = 1;
  platform_config part = config; // with one of the lists alone: is it that one?
  for (const scope_list_spec &list : config.scope_lists) {
    part.scope_lists = {list};
    if (told_of_table(part) == nullptr)
      continue;
    line = list.line;
    break;
  }
  return wrong(line,
               "no DMAR table can tell of this platform: " + std::string(told) + "; correct it");
}

} // namespace

std::optional<size_t> unit_of(const platform_config &config, uint16_t segment, uint16_t sid) {
  std::optional<size_t> rest;
  for (size_t i = 0; i < config.units.size(); ++i) {
    const unit_spec &unit = config.units[i];
    if (lists(config, unit, segment, sid))
      return i;
    if (unit.include_pci_all && unit.segment == segment)
      rest = i;
  }
  return rest;
}

std::optional<topology_mistake> check_topology(const platform_config &config) {
  for (const bridge_spec &bridge : config.bridges)
    if (const auto found = check_bridge(config, bridge))
      return found;
  for (size_t i = 0; i < config.units.size(); ++i)
    if (const auto found = check_unit(config, i))
      return found;
  for (const scope_list_spec &list : config.scope_lists)
    if (const auto found =
            check_scopes(config, list.scopes, list.segment, kind_of(list.type), list.line))
      return found;
  if (const auto found = check_acpi_devices(config))
    return found;
  if (const auto found = check_ioapics(config))
    return found;
  if (const auto found = check_requesters(config))
    return found;
  return check_table(config);
}

std::vector<uint8_t> dmar_table(const platform_config &config) {
  const table_builder builder(config);
  const vtd_acpi_dmar table = builder.table();
  std::vector<uint8_t> bytes(vtd_acpi_dmar_build(&table, nullptr, 0));
  vtd_acpi_dmar_build(&table, bytes.data(), bytes.size());
  return bytes;
}

} // namespace vtd
