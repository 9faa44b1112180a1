// SPDX-License-Identifier: Apache-2.0
// The remapping units of the platform file: reading, writing, and whether they can be built.
#include <ostream>

#include "platform_reader.h"
#include "vtd/iommu.h"
#include "vtd/vtd_tables.h"

namespace vtd {

namespace {

constexpr size_t units_max = 64;
constexpr double clock_ns_min = 0.001, clock_ns_max = 1e6; // simulated time has whole picoseconds
constexpr unsigned clocks_group = VTD_PERF_EV_CLOCKS >> VTD_PERF_GROUP_SHIFT;
constexpr uint32_t clocks_bit = 1u << (VTD_PERF_EV_CLOCKS & ((1u << VTD_PERF_GROUP_SHIFT) - 1));

// Fields of a capability register by the architecture's names.
void read_capabilities(const reader &in, const toml::table &table, const char *reg,
                       uint64_t &value) {
  for (const auto &[key, node] : table) {
    const std::string name(key.str());
    const vtd_field_desc *field = vtd_field_find(reg, name.c_str());
    if (field == nullptr)
      in.fail(key.source(),
              std::string(reg) + " has no field '" + name + "'; --dump-platform lists its fields");
    uint64_t wanted = 0;
    if (field->width == 1 && node.is_boolean())
      wanted = *node.value<bool>() ? 1 : 0;
    else
      wanted =
          in.number(node, std::string(reg) + "." + name, 0, vtd_field_mask(field) >> field->shift);
    value = (value & ~vtd_field_mask(field)) | wanted << field->shift;
  }
}

reader::take capability_table(const reader &in, const char *reg, uint64_t &value) {
  return in.sub_table(
      [&in, reg, &value](const toml::table &t) { read_capabilities(in, t, reg, value); });
}

// ---- Performance monitoring (chapter 10)

// One mask of events for each group.
reader::take event_masks(const reader &in, uint32_t (&masks)[VTD_PERF_GROUPS]) {
  return [&in, &masks](const toml::node &value, const std::string &key) {
    if (!value.is_array() || value.as_array()->size() > VTD_PERF_GROUPS)
      in.fail(value.source(), "'" + key + "' must be a list of at most " +
                                  std::to_string(VTD_PERF_GROUPS) +
                                  " event masks, one for each group; correct it");
    std::fill(std::begin(masks), std::end(masks), 0);
    size_t group = 0;
    for (const toml::node &mask : *value.as_array())
      masks[group++] = static_cast<uint32_t>(in.number(mask, key, 0, UINT32_MAX));
  };
}

// The period of the unit's clock. A clock is there to be counted: clocks are among the events,
// unless the file lists those.
reader::take unit_clock(const reader &in, unit_spec &unit) {
  return [&in, &unit](const toml::node &value, const std::string &key) {
    in.duration(unit.clock_ns, 0, clock_ns_max)(value, key);
    if (unit.clock_ns != 0 && unit.clock_ns < clock_ns_min)
      in.fail(value.source(), "'" + key + "' must be 0 (no clock) or at least 0.001; correct it");
    unit.core.perf.clock = unit.clock_ns != 0;
  };
}

void read_performance(const reader &in, const toml::table &table, unit_spec &unit) {
  vtd_perf_config &perf = unit.core.perf;
  in.each(table, "[unit.perf]",
          {{"clock_ns", unit_clock(in, unit)},
           {"cap", capability_table(in, "PERFCAP", perf.cap)},
           {"config_offset", in.small_integer(perf.config_offset, 0, UINT16_MAX)},
           {"freeze_offset", in.small_integer(perf.freeze_offset, 0, UINT16_MAX)},
           {"overflow_offset", in.small_integer(perf.overflow_offset, 0, UINT16_MAX)},
           {"counter_offset", in.small_integer(perf.counter_offset, 0, UINT16_MAX)},
           {"events", event_masks(in, perf.events)},
           {"own_counters", in.small_integer(perf.own_counters, 0, VTD_PERF_COUNTERS_MAX)},
           {"own_width", in.small_integer(perf.own_width, 1, 64)},
           {"own_interrupt", in.boolean(perf.own_interrupt)},
           {"own_freeze", in.boolean(perf.own_freeze)},
           {"own_events", event_masks(in, perf.own_events)}});
  if (perf.clock && !table.contains("events"))
    perf.events[clocks_group] |= clocks_bit;
}

void read_unit(const reader &in, const toml::table &table, unit_spec &unit) {
  vtd_config &core = unit.core;
  const auto capabilities = [&in](const char *reg, uint64_t &value) {
    return capability_table(in, reg, value);
  };
  const auto read_proximity = [&in, &unit](const toml::node &value, const std::string &key) {
    unit.proximity = static_cast<uint32_t>(in.number(value, key, 0, UINT32_MAX));
  };
  const auto read_iotlb = [&in, &core](const toml::table &t) {
    in.each(t, "[unit.iotlb]",
            {{"sets", in.small_integer(core.iotlb.sets, 1, 65536)},
             {"ways", in.small_integer(core.iotlb.ways, 1, 16)},
             {"super_entries", in.small_integer(core.iotlb.super_entries, 1, 64)},
             {"walks", in.small_integer(core.iotlb.walks, 1, 32)}});
  };
  const auto read_perf = [&in, &unit](const toml::table &t) { read_performance(in, t, unit); };
  const auto read_at = [&in, &unit](const toml::table &t) {
    in.each(t, "[unit.at]",
            {{"outstanding", in.small_integer(unit.at.outstanding, 0, 65535)},
             {"misses", in.small_integer(unit.at.misses, 1, 65535)},
             {"walkers", in.small_integer(unit.at.walkers, 1, 65535)},
             {"accept_ns", in.duration(unit.at.accept_ns, 0, 1e6)},
             {"lookup_interval_ns", in.duration(unit.at.lookup_interval_ns, 0, 1e6)}});
  };
  if (const toml::node *scalable = table.get("scalable")) {
    bool wanted = false;
    in.boolean(wanted)(*scalable, "scalable");
    core = wanted ? vtd_config_scalable() : vtd_config_default();
  }
  bool read_above = false;
  key_map keys = {{"name", identifier(in, unit.name)},
                  {"segment", in.small_integer(unit.segment, 0, 65535)},
                  {"include_pci_all", in.boolean(unit.include_pci_all)},
                  {"proximity", read_proximity},
                  {"scalable", in.boolean(read_above)},
                  {"base", in.unsigned_integer(unit.base, 0, (UINT64_C(1) << 52) - 1)},
                  {"haw", in.small_integer(core.haw, 32, 52)},
                  {"version", in.small_integer(core.ver, 0, 255)},
                  {"pmr_align_log2", in.small_integer(core.pmr_align_log2, 12, 31)},
                  {"fault_collapse", in.boolean(core.fault_collapse)},
                  {"reg_bytes", in.small_integer(core.reg_bytes, 4096, 65536)},
                  {"context_entries", in.small_integer(core.context_entries, 16, 65536)},
                  {"pasid_entries", in.small_integer(core.pasid_entries, 16, 65536)},
                  {"psc_entries", in.small_integer(core.psc_entries, 0, 65536)},
                  {"iec_entries", in.small_integer(core.iec_entries, 0, 65536)},
                  {"lookup_ns", in.duration(unit.lookup_ns, 0, 1e6)},
                  {"read_ns", in.duration(unit.read_ns, 0, 1e6)},
                  {"register_ns", in.duration(unit.register_ns, 0, 1e6)},
                  {"queue_ns", in.duration(unit.queue_ns, 0, 1e6)},
                  {"ats_message_ns", in.duration(unit.ats_message_ns, 0, 1e6)},
                  {"device_tlb_timeout_ns", in.duration(unit.device_tlb_timeout_ns, 0, 1e12)},
                  {"dmi", in.boolean(unit.dmi)},
                  {"iotlb", in.sub_table(read_iotlb)},
                  {"perf", in.sub_table(read_perf)},
                  {"at", in.sub_table(read_at)},
                  {"cap", capabilities("CAP", core.cap)},
                  {"ecap", capabilities("ECAP", core.ecap)}};
  add_scope_keys(in, keys, unit.scopes);
  in.each(table, "[unit]", keys);
  unit.line = table.source().begin.line;
}

// `section`: below [unit].
void dump_capabilities(std::ostream &out, const char *section, const char *reg, uint64_t value) {
  out << "\n[unit." << section << "] # fields of " << reg << "_REG\n";
  const vtd_reg_desc *desc = vtd_reg_find(reg);
  for (unsigned i = 0; i < desc->field_count; ++i) {
    const vtd_field_desc &field = vtd_field_table[desc->first_field + i];
    std::ostringstream line;
    line << field.name << " = " << ((value & vtd_field_mask(&field)) >> field.shift);
    out << line.str() << std::string(line.str().size() < 14 ? 14 - line.str().size() : 1, ' ')
        << "# " << field.doc << "\n";
  }
}

void dump_masks(std::ostream &out, const char *key, const uint32_t (&masks)[VTD_PERF_GROUPS]) {
  out << key << " = [";
  const char *separator = "";
  for (const uint32_t mask : masks) {
    out << separator << hex(mask);
    separator = ", ";
  }
  out << "] # of each group\n";
}

void dump_performance(std::ostream &out, const unit_spec &unit) {
  const vtd_perf_config &perf = unit.core.perf;
  out << "\n[unit.perf] # counters; of no effect without ECAP.PMS\n"
      << "clock_ns = " << unit.clock_ns << " # of the unit's clock, an event; 0: none\n"
      << "config_offset = " << hex(perf.config_offset) << " # of the unit's registers\n"
      << "freeze_offset = " << hex(perf.freeze_offset) << "\n"
      << "overflow_offset = " << hex(perf.overflow_offset) << "\n"
      << "counter_offset = " << hex(perf.counter_offset) << "\n";
  dump_masks(out, "events", perf.events);
  out << "own_counters = " << unsigned(perf.own_counters)
      << " # the last ones, with capabilities of their own (PERFCAP.PCCS)\n"
      << "own_width = " << unsigned(perf.own_width) << " # bits\n"
      << "own_interrupt = " << truth(perf.own_interrupt) << "\n"
      << "own_freeze = " << truth(perf.own_freeze) << "\n";
  dump_masks(out, "own_events", perf.own_events);
  dump_capabilities(out, "perf.cap", "PERFCAP", perf.cap);
}

} // namespace

void read_units(const reader &in, const toml::node &node, std::vector<unit_spec> &units) {
  if (node.is_table())
    return read_unit(in, *node.as_table(), units.front());
  const toml::array *list = node.as_array();
  if (list == nullptr || list->empty() || !list->is_homogeneous<toml::table>())
    in.fail(node.source(), "'unit' must be a table or a list of tables; write it as [unit], or "
                           "each of several as [[unit]]");
  if (list->size() > units_max)
    in.fail(node.source(),
            "there are more than " + std::to_string(units_max) + " units; remove some");
  units.clear();
  for (const toml::node &entry : *list) {
    unit_spec unit;
    unit.name += std::to_string(units.size());
    unit.include_pci_all = false;
    in.need(*entry.as_table(), {"base"}, "this [[unit]]");
    read_unit(in, *entry.as_table(), unit);
    units.push_back(unit);
  }
}

void dump_unit(std::ostream &out, const unit_spec &unit, bool alone) {
  const vtd_config &core = unit.core;
  out << (alone ? "[unit]\n" : "[[unit]]\n") << "name = \"" << unit.name << "\"\n"
      << "segment = " << unit.segment << " # PCI segment\n"
      << "include_pci_all = " << truth(unit.include_pci_all)
      << " # has what no other unit of the segment lists\n";
  dump_scopes(out, unit.scopes);
  if (unit.proximity)
    out << "proximity = " << *unit.proximity << " # NUMA node\n";
  out << "base = " << hex(unit.base) << "\n"
      << "version = " << hex(core.ver) << " # major in bits 7:4, minor in 3:0\n"
      << "haw = " << unsigned(core.haw) << " # host address width, bits\n"
      << "pmr_align_log2 = " << unsigned(core.pmr_align_log2)
      << " # alignment of protected regions\n"
      << "fault_collapse = " << truth(core.fault_collapse)
      << " # one record per requester until it is cleared\n"
      << "reg_bytes = " << core.reg_bytes << "\n"
      << "context_entries = " << core.context_entries << "\n"
      << "pasid_entries = " << core.pasid_entries << " # scalable mode\n"
      << "psc_entries = " << core.psc_entries << "\n"
      << "iec_entries = " << core.iec_entries << "\n"
      << "lookup_ns = " << unit.lookup_ns << "\n"
      << "read_ns = " << unit.read_ns << " # per table read\n"
      << "register_ns = " << unit.register_ns << "\n"
      << "queue_ns = " << unit.queue_ns << " # doorbell to invalidation queue\n"
      << "ats_message_ns = " << unit.ats_message_ns << " # to and from device-TLBs\n"
      << "device_tlb_timeout_ns = " << unit.device_tlb_timeout_ns
      << " # of their invalidations, 0: none\n"
      << "dmi = " << truth(unit.dmi) << "\n\n"
      << "[unit.iotlb]\n"
      << "sets = " << core.iotlb.sets << "\n"
      << "ways = " << core.iotlb.ways << "\n"
      << "super_entries = " << core.iotlb.super_entries << "\n"
      << "walks = " << core.iotlb.walks << "\n";
  out << "\n[unit.at] # for devices that use nb_transport\n"
      << "outstanding = " << unit.at.outstanding << " # requests; 0: none of this\n"
      << "misses = " << unit.at.misses << "\n"
      << "walkers = " << unit.at.walkers << "\n"
      << "accept_ns = " << unit.at.accept_ns << "\n"
      << "lookup_interval_ns = " << unit.at.lookup_interval_ns << "\n";
  dump_performance(out, unit);
  dump_capabilities(out, "cap", "CAP", core.cap);
  dump_capabilities(out, "ecap", "ECAP", core.ecap);
}

std::string unit_problem(const unit_spec &unit) {
  const vtd_perf_config &perf = unit.core.perf;
  const uint32_t events = perf.events[clocks_group] | perf.own_events[clocks_group];
  if (!perf.clock && (events & clocks_bit) != 0)
    return "perf: clocks are among the events, but clock_ns is 0; set clock_ns or leave them out";
  iommu_config config;
  config.core = unit.core;
  config.clock_period = sc_core::sc_time(unit.clock_ns, sc_core::SC_NS);
  config.at.outstanding = unit.at.outstanding;
  config.at.misses = unit.at.misses;
  config.at.walkers = unit.at.walkers;
  return iommu_config_problem(config);
}

} // namespace vtd
