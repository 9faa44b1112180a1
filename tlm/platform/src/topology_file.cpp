// SPDX-License-Identifier: Apache-2.0
// The parts of the platform file that say what is where: device scopes, bridges, reserved regions
// and the other structures of the DMAR table.
#include <algorithm>

#include "platform_reader.h"

namespace vtd {

namespace {

struct flag_name {
  const char *name;
  uint32_t bit;
};
const flag_name sidp_flags[] = {
    {"no_nested", VTD_DMAR_SCOPE_NO_NESTED},       {"no_pwsnp", VTD_DMAR_SCOPE_NO_PWSNP},
    {"no_pgsnp", VTD_DMAR_SCOPE_NO_PGSNP},         {"atc_hardened", VTD_DMAR_SCOPE_ATC_HARDENED},
    {"atc_required", VTD_DMAR_SCOPE_ATC_REQUIRED},
};

reader::take requester(const reader &in, uint16_t &target) {
  return [&in, &target](const toml::node &value, const std::string &) {
    target = parse_requester(in, value);
  };
}

// A list of requester ids, each a scope of this type.
reader::take requesters(const reader &in, std::vector<scope_spec> &scopes, uint8_t type) {
  return [&in, &scopes, type](const toml::node &value, const std::string &key) {
    if (!value.is_array())
      in.fail(value.source(), "'" + key + "' must be a list of requester ids; correct it");
    for (const toml::node &id : *value.as_array())
      scopes.push_back({type, parse_requester(in, id), 0});
  };
}

// A list of {id, at}: IOAPICs, HPETs and ACPI devices with the requester id that they use.
reader::take numbered(const reader &in, std::vector<scope_spec> &scopes, uint8_t type) {
  return [&in, &scopes, type](const toml::node &value, const std::string &key) {
    const toml::array *list = value.as_array();
    if (list == nullptr || !list->is_homogeneous<toml::table>())
      in.fail(value.source(),
              "'" + key + "' must be a list such as [{ id = 2, at = \"f0:1f.0\" }]; correct it");
    for (const toml::node &entry : *list) {
      const toml::table &table = *entry.as_table();
      scope_spec scope;
      scope.type = type;
      in.each(table, "'" + key + "'",
              {{"id", in.small_integer(scope.id, 0, 255)}, {"at", requester(in, scope.sid)}});
      in.need(table, {"id", "at"}, "an entry of '" + key + "'");
      scopes.push_back(scope);
    }
  };
}

// A list of tables at the top level; `read` makes one element of each.
template <typename Spec, typename Read>
reader::take list_of(const reader &in, std::vector<Spec> &specs, Read read) {
  return [&in, &specs, read](const toml::node &value, const std::string &key) {
    const toml::array *list = value.as_array();
    if (list == nullptr || !list->is_homogeneous<toml::table>())
      in.fail(value.source(),
              "'" + key + "' must be a list of tables; write each as [[" + key + "]]");
    for (const toml::node &entry : *list) {
      specs.push_back(read(*entry.as_table()));
      specs.back().line = entry.source().begin.line;
    }
  };
}

reader::take segment_key(const reader &in, uint16_t &segment) {
  return in.small_integer(segment, 0, 65535);
}

bridge_spec read_bridge(const reader &in, const toml::table &table) {
  bridge_spec bridge;
  in.each(table, "[[bridge]]",
          {{"segment", segment_key(in, bridge.segment)},
           {"at", requester(in, bridge.sid)},
           {"secondary", in.small_integer(bridge.secondary, 1, 255)},
           {"subordinate", in.small_integer(bridge.subordinate, 1, 255)}});
  in.need(table, {"at", "secondary"}, "this [[bridge]]");
  if (!table.contains("subordinate"))
    bridge.subordinate = bridge.secondary;
  return bridge;
}

reader::take flag_list(const reader &in, uint32_t &flags) {
  return [&in, &flags](const toml::node &value, const std::string &key) {
    const toml::array *list = value.as_array();
    std::string known;
    for (const flag_name &flag : sidp_flags)
      known += (known.empty() ? "" : ", ") + std::string(flag.name);
    if (list == nullptr || !list->is_homogeneous<std::string>())
      in.fail(value.source(), "'" + key + "' must be a list of flags; known are: " + known);
    for (const toml::node &entry : *list) {
      const auto found =
          std::find_if(std::begin(sidp_flags), std::end(sidp_flags), [&](const flag_name &flag) {
            return *entry.value<std::string>() == flag.name;
          });
      if (found == std::end(sidp_flags))
        in.fail(entry.source(),
                "unknown flag '" + *entry.value<std::string>() + "'; known are: " + known);
      flags |= found->bit;
    }
  };
}

reader::take scope_lists(const reader &in, std::vector<scope_list_spec> &lists, uint16_t type) {
  return list_of(in, lists, [&in, type](const toml::table &table) {
    constexpr uint64_t highest = (UINT64_C(1) << 52) - 1;
    scope_list_spec list;
    list.type = type;
    key_map keys = {{"segment", segment_key(in, list.segment)}};
    const auto devices = requesters(in, list.scopes, VTD_DMAR_SCOPE_TYPE_ENDPOINT);
    const auto bridges = requesters(in, list.scopes, VTD_DMAR_SCOPE_TYPE_BRIDGE);
    std::string name = "[[sidp]]";
    switch (type) {
    case VTD_DMAR_ENTRY_TYPE_RMRR:
      name = "[[reserved_region]]";
      keys.insert({{"base", in.unsigned_integer(list.base, 0, highest)},
                   {"limit", in.unsigned_integer(list.limit, 0, highest)},
                   {"devices", devices}});
      break;
    case VTD_DMAR_ENTRY_TYPE_ATSR:
      name = "[[atsr]]";
      keys.insert({{"all_ports", in.boolean(list.all)}, {"root_ports", bridges}});
      break;
    case VTD_DMAR_ENTRY_TYPE_SATC:
      name = "[[satc]]";
      keys.insert({{"atc_required", in.boolean(list.all)}, {"devices", devices}});
      break;
    default:
      keys.insert({{"flags", flag_list(in, list.flags)}, {"devices", devices}});
      break;
    }
    in.each(table, name, keys);
    return list;
  });
}

acpi_device_spec read_acpi_device(const reader &in, const toml::table &table) {
  acpi_device_spec device;
  in.each(
      table, "[[acpi_device]]",
      {{"number", in.small_integer(device.number, 0, 255)}, {"name", in.text(device.name, 255)}});
  in.need(table, {"number", "name"}, "this [[acpi_device]]");
  return device;
}

// ---------------------------------------------------------------------------------------------------
// Writing

std::string quoted(uint16_t sid) {
  return "\"" + requester_text(sid) + "\"";
}

void dump_list(std::ostream &out, const char *key, const std::vector<std::string> &parts) {
  if (parts.empty())
    return;
  out << key << " = [";
  const char *separator = "";
  for (const std::string &part : parts) {
    out << separator << part;
    separator = ", ";
  }
  out << "]\n";
}

void dump_requesters(std::ostream &out, const char *key, const std::vector<scope_spec> &scopes,
                     uint8_t type) {
  std::vector<std::string> parts;
  for (const scope_spec &scope : scopes)
    if (scope.type == type)
      parts.push_back(quoted(scope.sid));
  dump_list(out, key, parts);
}

void dump_numbered(std::ostream &out, const char *key, const std::vector<scope_spec> &scopes,
                   uint8_t type) {
  std::vector<std::string> parts;
  for (const scope_spec &scope : scopes)
    if (scope.type == type)
      parts.push_back("{ id = " + std::to_string(scope.id) + ", at = " + quoted(scope.sid) + " }");
  dump_list(out, key, parts);
}

void dump_scope_list(std::ostream &out, const scope_list_spec &list) {
  const bool atsr = list.type == VTD_DMAR_ENTRY_TYPE_ATSR;
  const auto boolean = [&out](const char *key, bool value) {
    out << key << " = " << truth(value) << "\n";
  };
  out << (list.type == VTD_DMAR_ENTRY_TYPE_RMRR   ? "\n[[reserved_region]]\n"
          : atsr                                  ? "\n[[atsr]]\n"
          : list.type == VTD_DMAR_ENTRY_TYPE_SATC ? "\n[[satc]]\n"
                                                  : "\n[[sidp]]\n");
  out << "segment = " << list.segment << "\n";
  if (list.type == VTD_DMAR_ENTRY_TYPE_RMRR)
    out << "base = " << hex(list.base) << "\nlimit = " << hex(list.limit) << "\n";
  if (atsr)
    boolean("all_ports", list.all);
  if (list.type == VTD_DMAR_ENTRY_TYPE_SATC)
    boolean("atc_required", list.all);
  std::vector<std::string> flags;
  for (const flag_name &flag : sidp_flags)
    if ((list.flags & flag.bit) != 0)
      flags.push_back("\"" + std::string(flag.name) + "\"");
  dump_list(out, "flags", flags);
  dump_requesters(out, "devices", list.scopes, VTD_DMAR_SCOPE_TYPE_ENDPOINT);
  dump_requesters(out, "root_ports", list.scopes, VTD_DMAR_SCOPE_TYPE_BRIDGE);
}

} // namespace

void add_scope_keys(const reader &in, key_map &keys, std::vector<scope_spec> &scopes) {
  keys.insert({{"devices", requesters(in, scopes, VTD_DMAR_SCOPE_TYPE_ENDPOINT)},
               {"bridges", requesters(in, scopes, VTD_DMAR_SCOPE_TYPE_BRIDGE)},
               {"ioapics", numbered(in, scopes, VTD_DMAR_SCOPE_TYPE_IOAPIC)},
               {"hpets", numbered(in, scopes, VTD_DMAR_SCOPE_TYPE_HPET)},
               {"acpi_devices", numbered(in, scopes, VTD_DMAR_SCOPE_TYPE_NAMESPACE)}});
}

void add_topology_keys(const reader &in, key_map &keys, platform_config &config) {
  const auto read_dmar = [&in, &config](const toml::table &table) {
    in.each(table, "[dmar]",
            {{"oem_id", in.text(config.dmar.oem_id, 6)},
             {"oem_table_id", in.text(config.dmar.oem_table_id, 8)},
             {"oem_revision", in.small_integer(config.dmar.oem_revision, 0, UINT32_MAX)},
             {"x2apic_opt_out", in.boolean(config.dmar.x2apic_opt_out)},
             {"dma_opt_in", in.boolean(config.dmar.dma_opt_in)}});
  };
  auto &lists = config.scope_lists;
  keys.insert(
      {{"dmar", in.sub_table(read_dmar)},
       {"bridge",
        list_of(in, config.bridges, [&in](const toml::table &t) { return read_bridge(in, t); })},
       {"acpi_device", list_of(in, config.acpi_devices,
                               [&in](const toml::table &t) { return read_acpi_device(in, t); })},
       {"reserved_region", scope_lists(in, lists, VTD_DMAR_ENTRY_TYPE_RMRR)},
       {"atsr", scope_lists(in, lists, VTD_DMAR_ENTRY_TYPE_ATSR)},
       {"satc", scope_lists(in, lists, VTD_DMAR_ENTRY_TYPE_SATC)},
       {"sidp", scope_lists(in, lists, VTD_DMAR_ENTRY_TYPE_SIDP)}});
}

void dump_scopes(std::ostream &out, const std::vector<scope_spec> &scopes) {
  dump_requesters(out, "devices", scopes, VTD_DMAR_SCOPE_TYPE_ENDPOINT);
  dump_requesters(out, "bridges", scopes, VTD_DMAR_SCOPE_TYPE_BRIDGE);
  dump_numbered(out, "ioapics", scopes, VTD_DMAR_SCOPE_TYPE_IOAPIC);
  dump_numbered(out, "hpets", scopes, VTD_DMAR_SCOPE_TYPE_HPET);
  dump_numbered(out, "acpi_devices", scopes, VTD_DMAR_SCOPE_TYPE_NAMESPACE);
}

void dump_topology(std::ostream &out, const platform_config &config) {
  for (const bridge_spec &bridge : config.bridges)
    out << "\n[[bridge]]\nsegment = " << bridge.segment << "\nat = " << quoted(bridge.sid)
        << "\nsecondary = " << unsigned(bridge.secondary)
        << "\nsubordinate = " << unsigned(bridge.subordinate) << "\n";
  for (const acpi_device_spec &device : config.acpi_devices)
    out << "\n[[acpi_device]]\nnumber = " << unsigned(device.number) << "\nname = '" << device.name
        << "'\n";
  for (const scope_list_spec &list : config.scope_lists)
    dump_scope_list(out, list);
  out << "\n# The ACPI table that tells software of all this (--dmar).\n[dmar]\noem_id = '"
      << config.dmar.oem_id << "'\noem_table_id = '" << config.dmar.oem_table_id
      << "'\noem_revision = " << config.dmar.oem_revision
      << "\nx2apic_opt_out = " << truth(config.dmar.x2apic_opt_out)
      << "\ndma_opt_in = " << truth(config.dmar.dma_opt_in) << "\n";
}

} // namespace vtd
