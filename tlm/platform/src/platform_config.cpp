// SPDX-License-Identifier: Apache-2.0
// The platform file: reading with messages that name line and remedy, checks, and writing.
#include "platform_config.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "fw_env.h"
#include "platform_reader.h"
#include "topology.h"
#include "vtd/accelerator_regs.h"
#include "vtd/dma_engine_regs.h"
#include "vtd/interrupt_sink.h"
#include "vtd/ioapic_regs.h"
#include "vtd/sriov_regs.h"
#include "vtd/vtd_tables.h"

namespace vtd {

uint16_t parse_requester(const reader &in, const toml::node &node) {
  const auto text = node.is_string() ? node.value<std::string>() : std::nullopt;
  unsigned bus = 0, device = 0, function = 0;
  int end = 0;
  const bool shaped =
      text && std::sscanf(text->c_str(), "%2x:%2x.%1u%n", &bus, &device, &function, &end) == 3;
  if (!shaped || static_cast<size_t>(end) != text->size() || device > 31 || function > 7)
    in.fail(node.source(), "a requester id must be text like \"00:03.0\" (bus 00-ff, device 00-1f, "
                           "function 0-7); correct it");
  return static_cast<uint16_t>(bus << 8 | device << 3 | function);
}

reader::take identifier(const reader &in, std::string &target) {
  return [&in, &target](const toml::node &value, const std::string &) {
    const auto name = value.is_string() ? *value.value<std::string>() : std::string();
    const bool legal = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return std::isalnum(c) || c == '_';
    });
    if (!legal)
      in.fail(value.source(), "'name' must be letters, digits and underscores; correct it");
    target = name;
  };
}

namespace {

engine_spec read_engine(const reader &in, const toml::table &table) {
  engine_spec engine;
  uint64_t channels = 0;
  const auto read_ids = [&](const toml::node &value, const std::string &) {
    if (!value.is_array() || value.as_array()->empty() ||
        value.as_array()->size() > VTD_DMAE_CHANNELS_MAX)
      in.fail(value.source(), "'requester_ids' must be a list of 1 to " +
                                  std::to_string(VTD_DMAE_CHANNELS_MAX) +
                                  " requester ids, one for each channel; correct it");
    for (const toml::node &id : *value.as_array())
      engine.requester_ids.push_back(parse_requester(in, id));
  };
  in.each(table, "[[engine]]",
          {{"name", identifier(in, engine.name)},
           {"segment", in.small_integer(engine.segment, 0, 65535)},
           {"base", in.unsigned_integer(engine.base, 0, (UINT64_C(1) << 52) - 1)},
           {"channels", in.unsigned_integer(channels, 1, VTD_DMAE_CHANNELS_MAX)},
           {"requester_ids", read_ids},
           {"gsis", in.small_integers(engine.gsis, 0, UINT32_MAX - 1, 1, VTD_DMAE_CHANNELS_MAX)},
           {"transaction_ns", in.duration(engine.transaction_ns, 1, 1e6)},
           {"quantum_ns", in.duration(engine.quantum_ns, 0, 1e6)},
           {"dmi", in.boolean(engine.dmi)}});
  in.need(table, {"name", "base", "requester_ids"}, "this [[engine]]");
  if (channels != 0 && channels != engine.requester_ids.size())
    in.fail(table.source(), "this [[engine]] has " + std::to_string(channels) + " channels but " +
                                std::to_string(engine.requester_ids.size()) +
                                " requester ids; give each channel one");
  if (!engine.gsis.empty() && engine.gsis.size() != engine.requester_ids.size())
    in.fail(table.source(), "this [[engine]] has " + std::to_string(engine.requester_ids.size()) +
                                " channels but " + std::to_string(engine.gsis.size()) +
                                " entries in 'gsis'; give each channel one");
  engine.line = table.source().begin.line;
  return engine;
}

sriov_spec read_sriov(const reader &in, const toml::table &table) {
  sriov_spec device;
  const auto read_id = [&](const toml::node &value, const std::string &) {
    device.requester_id = parse_requester(in, value);
  };
  in.each(table, "[[sriov]]",
          {{"name", identifier(in, device.name)},
           {"segment", in.small_integer(device.segment, 0, 65535)},
           {"base", in.unsigned_integer(device.base, 0, (UINT64_C(1) << 52) - 1)},
           {"requester_id", read_id},
           {"vfs", in.small_integer(device.vfs, 1, VTD_SRIOV_VFS_MAX)},
           {"first_vf_offset", in.small_integer(device.first_vf_offset, 1, 65535)},
           {"vf_stride", in.small_integer(device.vf_stride, 1, 65535)},
           {"transaction_ns", in.duration(device.transaction_ns, 1, 1e6)},
           {"quantum_ns", in.duration(device.quantum_ns, 0, 1e6)}});
  in.need(table, {"name", "base", "requester_id"}, "this [[sriov]]");
  device.line = table.source().begin.line;
  return device;
}

accelerator_spec read_accelerator(const reader &in, const toml::table &table) {
  accelerator_spec device;
  const auto read_id = [&](const toml::node &value, const std::string &) {
    device.requester_id = parse_requester(in, value);
  };
  in.each(table, "[[accelerator]]",
          {{"name", identifier(in, device.name)},
           {"segment", in.small_integer(device.segment, 0, 65535)},
           {"base", in.unsigned_integer(device.base, 0, (UINT64_C(1) << 52) - 1)},
           {"requester_id", read_id},
           {"queues", in.small_integer(device.queues, 1, VTD_ACCEL_QUEUES_MAX)},
           {"engines", in.small_integer(device.engines, 1, 16)},
           {"tlb_entries", in.small_integer(device.tlb_entries, 0, 65535)},
           {"transaction_ns", in.duration(device.transaction_ns, 1, 1e6)},
           {"quantum_ns", in.duration(device.quantum_ns, 0, 1e6)}});
  in.need(table, {"name", "base", "requester_id"}, "this [[accelerator]]");
  device.line = table.source().begin.line;
  return device;
}

ioapic_spec read_ioapic(const reader &in, const toml::table &table) {
  ioapic_spec ioapic;
  const auto read_id = [&](const toml::node &value, const std::string &) {
    ioapic.requester_id = parse_requester(in, value);
  };
  in.each(table, "[[ioapic]]",
          {{"name", identifier(in, ioapic.name)},
           {"segment", in.small_integer(ioapic.segment, 0, 65535)},
           {"base", in.unsigned_integer(ioapic.base, 0, (UINT64_C(1) << 52) - 1)},
           {"requester_id", read_id},
           {"id", in.small_integer(ioapic.id, 0, 255)},
           {"pins", in.small_integer(ioapic.pins, 1, VTD_IOAPIC_PINS_MAX)},
           {"gsi_base", in.small_integer(ioapic.gsi_base, 0, UINT32_MAX - VTD_IOAPIC_PINS_MAX)}});
  in.need(table, {"name", "base", "requester_id"}, "this [[ioapic]]");
  ioapic.line = table.source().begin.line;
  return ioapic;
}

void check_name(const reader &in, std::set<std::string> &names, const char *kind,
                const std::string &name, unsigned line) {
  if (!names.insert(name).second)
    in.fail(line, std::string("two ") + kind + " are called '" + name + "'; rename one");
}

void check_base(const reader &in, const char *kind, const std::string &name, uint64_t base,
                unsigned line) {
  if (base % VTD_DMAE_WINDOW_BYTES != 0)
    in.fail(line, std::string("base of ") + kind + " '" + name + "' must be a multiple of " +
                      hex(VTD_DMAE_WINDOW_BYTES) + "; correct it");
}

bool has_pin(const platform_config &config, uint32_t gsi) {
  return std::any_of(config.ioapics.begin(), config.ioapics.end(),
                     [gsi](const ioapic_spec &ioapic) { return ioapic.has(gsi); });
}

void check_ioapics(const reader &in, std::set<std::string> &names, const platform_config &config) {
  for (size_t i = 0; i < config.ioapics.size(); ++i) {
    const ioapic_spec &ioapic = config.ioapics[i];
    check_name(in, names, "devices", ioapic.name, ioapic.line);
    check_base(in, "IOAPIC", ioapic.name, ioapic.base, ioapic.line);
    for (size_t j = 0; j < i; ++j) {
      const ioapic_spec &other = config.ioapics[j];
      const std::string both = "IOAPICs '" + other.name + "' and '" + ioapic.name + "'";
      if (ioapic.id == other.id)
        in.fail(ioapic.line, both + " have the same 'id'; give each its own");
      if (ioapic.has(other.gsi_base) || other.has(ioapic.gsi_base))
        in.fail(ioapic.line, both + " share interrupts; correct 'gsi_base' or 'pins'");
    }
  }
  for (const engine_spec &engine : config.engines)
    for (const uint32_t gsi : engine.gsis)
      if (!has_pin(config, gsi))
        in.fail(engine.line, "engine '" + engine.name + "' uses interrupt " + std::to_string(gsi) +
                                 ", which is no IOAPIC's pin; correct 'gsis', or 'gsi_base' and "
                                 "'pins' of an [[ioapic]]");
}

// What the built-in platform has but this one has no place for goes, if the file does not ask for
// it.
void drop_unfit(platform_config &config, const toml::table &root) {
  const auto unserved = [&config](const ioapic_spec &ioapic) {
    return !unit_of(config, ioapic.segment, ioapic.requester_id);
  };
  auto &ioapics = config.ioapics;
  if (!root.contains("ioapic"))
    ioapics.erase(std::remove_if(ioapics.begin(), ioapics.end(), unserved), ioapics.end());
  if (root.contains("engine"))
    return;
  for (engine_spec &engine : config.engines)
    if (!std::all_of(engine.gsis.begin(), engine.gsis.end(),
                     [&config](uint32_t gsi) { return has_pin(config, gsi); }))
      engine.gsis.clear();
}

// What concerns more than one key.
void check(const reader &in, const platform_config &config) {
  std::set<std::string> names;
  for (const unit_spec &unit : config.units) {
    const std::string wrong = unit_problem(unit);
    if (!wrong.empty())
      in.fail(unit.line, "no such remapping unit can be built: " + wrong);
    if (unit.base % unit.core.reg_bytes != 0)
      in.fail(unit.line, "base of the unit must be a multiple of its register window (" +
                             hex(unit.core.reg_bytes) + "); correct it");
    check_name(in, names, "units", unit.name, unit.line);
  }
  for (const engine_spec &engine : config.engines) {
    check_name(in, names, "engines", engine.name, engine.line);
    check_base(in, "engine", engine.name, engine.base, engine.line);
  }
  for (const sriov_spec &device : config.sriovs) {
    check_name(in, names, "devices", device.name, device.line);
    check_base(in, "device", device.name, device.base, device.line);
  }
  for (const accelerator_spec &device : config.accelerators) {
    check_name(in, names, "devices", device.name, device.line);
    check_base(in, "accelerator", device.name, device.base, device.line);
  }
  check_ioapics(in, names, config);
  if (const auto mistake = check_topology(config))
    in.fail(mistake->line, mistake->text);
  const std::string overlap = router_check(address_map(config));
  if (!overlap.empty())
    in.fail(1, overlap + "; move one of them");
}

std::vector<std::string> engine_table_ids(const engine_spec &engine) {
  std::vector<std::string> ids;
  for (uint16_t sid : engine.requester_ids)
    ids.push_back("\"" + requester_text(sid) + "\"");
  return ids;
}

void dump_sriov(std::ostream &out, const sriov_spec &device) {
  out << "\n[[sriov]]\nname = \"" << device.name << "\"\nbase = " << hex(device.base)
      << "\nsegment = " << device.segment << "\nrequester_id = \""
      << requester_text(device.requester_id)
      << "\" # of the physical function\nvfs = " << device.vfs
      << "\nfirst_vf_offset = " << device.first_vf_offset << "\nvf_stride = " << device.vf_stride
      << "\ntransaction_ns = " << device.transaction_ns << "\nquantum_ns = " << device.quantum_ns
      << "\n";
}

void dump_accelerator(std::ostream &out, const accelerator_spec &device) {
  out << "\n[[accelerator]]\nname = \"" << device.name << "\"\nbase = " << hex(device.base)
      << "\nsegment = " << device.segment << "\nrequester_id = \""
      << requester_text(device.requester_id) << "\"\nqueues = " << device.queues
      << "\nengines = " << device.engines << "\ntlb_entries = " << device.tlb_entries
      << " # of its device-TLB\ntransaction_ns = " << device.transaction_ns
      << "\nquantum_ns = " << device.quantum_ns << "\n";
}

void dump_ioapic(std::ostream &out, const ioapic_spec &ioapic) {
  out << "\n[[ioapic]]\nname = \"" << ioapic.name << "\"\nbase = " << hex(ioapic.base)
      << "\nsegment = " << ioapic.segment << "\nrequester_id = \""
      << requester_text(ioapic.requester_id) << "\" # of its messages\nid = " << unsigned(ioapic.id)
      << "\npins = " << ioapic.pins << "\ngsi_base = " << ioapic.gsi_base
      << " # number of its first pin\n";
}

void dump_numbers(std::ostream &out, const char *key, const std::vector<uint32_t> &numbers,
                  const char *doc) {
  out << key << " = [";
  for (size_t i = 0; i < numbers.size(); ++i)
    out << (i == 0 ? "" : ", ") << numbers[i];
  out << "] # " << doc << "\n";
}

} // namespace

std::string requester_text(uint16_t sid, uint16_t segment) {
  char text[24];
  int at = segment == 0 ? 0 : std::snprintf(text, sizeof text, "%04x:", segment);
  std::snprintf(text + at, sizeof text - static_cast<size_t>(at), "%02x:%02x.%x", sid >> 8,
                sid >> 3 & 0x1F, sid & 7);
  return text;
}

std::string requester_name(const platform_config &config, uint16_t segment, uint16_t sid) {
  const std::string text = requester_text(sid, segment);
  for (const engine_spec &engine : config.engines) {
    const auto &ids = engine.requester_ids;
    const auto found = std::find(ids.begin(), ids.end(), sid);
    if (engine.segment == segment && found != ids.end())
      return text + " " + engine.name + " channel " + std::to_string(found - ids.begin());
  }
  for (const sriov_spec &device : config.sriovs)
    for (uint32_t f = 0; device.segment == segment && f <= device.vfs; ++f)
      if (device.sid(f) == sid)
        return text + " " + device.name + (f == 0 ? " PF" : " VF " + std::to_string(f));
  for (const accelerator_spec &device : config.accelerators)
    if (device.segment == segment && device.requester_id == sid)
      return text + " " + device.name;
  for (const ioapic_spec &ioapic : config.ioapics)
    if (ioapic.segment == segment && ioapic.requester_id == sid)
      return text + " " + ioapic.name;
  return text;
}

uint16_t sriov_spec::sid(uint32_t function) const {
  const uint32_t offset = function == 0 ? 0 : first_vf_offset + (function - 1) * vf_stride;
  return static_cast<uint16_t>(requester_id + offset);
}

uint64_t sriov_spec::bytes() const {
  return (uint64_t{vfs} + 1) * VTD_SRIOV_PAGE_BYTES;
}

platform_config default_platform() {
  platform_config config;
  const auto engine = [&config](const char *name, std::vector<uint16_t> ids,
                                std::vector<uint32_t> gsis) {
    engine_spec spec;
    spec.name = name;
    spec.base = 0xFEB00000 + config.engines.size() * VTD_DMAE_WINDOW_BYTES;
    spec.requester_ids = std::move(ids);
    spec.gsis = std::move(gsis);
    config.engines.push_back(std::move(spec));
  };
  engine("dma0", {0x0018, 0x0019, 0x001A, 0x001B}, {16, 17, 18, 19}); // 00:03.0-3
  engine("dma1", {0x0100, 0x0101}, {20, 21});                         // 01:00.0-1
  engine("dma2", {0x0208, 0x0210, 0x0218}, {22, 22, 22});             // 02:01.0, 02:02.0, 02:03.0
  engine("dma3", {0x8000, 0x80F8, 0xFF00}, {23, 23, 23});             // 80:00.0, 80:1f.0, ff:00.0
  ioapic_spec ioapic;
  ioapic.name = "ioapic0";
  ioapic.base = 0xFEC00000;
  ioapic.requester_id = 0xF0F8; // f0:1f.0
  ioapic.id = 2;
  config.ioapics.push_back(ioapic);
  return config;
}

std::vector<router_window> address_map(const platform_config &config) {
  std::vector<router_window> map = {
      {"memory", 0, config.memory.mib << 20},
  };
  for (const unit_spec &unit : config.units)
    map.push_back({config.units.size() == 1 ? "the remapping unit" : "unit " + unit.name, unit.base,
                   unit.core.reg_bytes});
  map.push_back(interrupt_window("the interrupt range"));
  for (const engine_spec &engine : config.engines)
    map.push_back({"engine " + engine.name, engine.base, VTD_DMAE_WINDOW_BYTES});
  for (const sriov_spec &device : config.sriovs)
    map.push_back({"device " + device.name, device.base, device.bytes()});
  for (const accelerator_spec &device : config.accelerators)
    map.push_back({"accelerator " + device.name, device.base, VTD_ACCEL_WINDOW_BYTES});
  for (const ioapic_spec &ioapic : config.ioapics)
    map.push_back({"IOAPIC " + ioapic.name, ioapic.base, VTD_IOAPIC_WINDOW_BYTES});
  return map;
}

platform_config load_platform(const std::string &path) {
  const reader in(path);
  std::ifstream file(path);
  if (!file || std::filesystem::is_directory(path))
    throw user_error(path + ": cannot be read; check the name (--dump-platform prints one to "
                            "start from)");
  toml::table root;
  try {
    root = toml::parse(file, path);
  } catch (const toml::parse_error &error) {
    in.fail(error.source(), "not valid TOML: " + std::string(error.description()) + "; correct it");
  }

  platform_config config = default_platform();
  config.source = path;
  const auto read_engines = [&](const toml::node &value, const std::string &) {
    const toml::array *list = value.as_array();
    if (list == nullptr || list->empty() || !list->is_homogeneous<toml::table>())
      in.fail(value.source(), "'engine' must be a list of tables; write each as [[engine]]");
    if (list->size() > 16)
      in.fail(value.source(), "there are more than 16 engines; remove some");
    config.engines.clear();
    for (const toml::node &entry : *list)
      config.engines.push_back(read_engine(in, *entry.as_table()));
  };
  const auto read_sriovs = [&](const toml::node &value, const std::string &) {
    const toml::array *list = value.as_array();
    if (list == nullptr || !list->is_homogeneous<toml::table>())
      in.fail(value.source(), "'sriov' must be a list of tables; write each as [[sriov]]");
    if (list->size() > FW_SRIOV_MAX)
      in.fail(value.source(), "there are more than " + std::to_string(FW_SRIOV_MAX) +
                                  " devices in 'sriov'; remove some");
    for (const toml::node &entry : *list)
      config.sriovs.push_back(read_sriov(in, *entry.as_table()));
  };
  const auto read_accelerators = [&](const toml::node &value, const std::string &) {
    const toml::array *list = value.as_array();
    if (list == nullptr || !list->is_homogeneous<toml::table>())
      in.fail(value.source(),
              "'accelerator' must be a list of tables; write each as [[accelerator]]");
    if (list->size() > FW_ACCELERATORS_MAX)
      in.fail(value.source(), "there are more than " + std::to_string(FW_ACCELERATORS_MAX) +
                                  " devices in 'accelerator'; remove some");
    for (const toml::node &entry : *list)
      config.accelerators.push_back(read_accelerator(in, *entry.as_table()));
  };
  const auto read_ioapics = [&](const toml::node &value, const std::string &) {
    const toml::array *list = value.as_array();
    const bool tables = list != nullptr && (list->empty() || list->is_homogeneous<toml::table>());
    if (!tables)
      in.fail(value.source(), "'ioapic' must be a list of tables; write each as [[ioapic]]");
    if (list->size() > FW_IOAPICS_MAX)
      in.fail(value.source(), "there are more than " + std::to_string(FW_IOAPICS_MAX) +
                                  " devices in 'ioapic'; remove some");
    config.ioapics.clear();
    for (const toml::node &entry : *list)
      config.ioapics.push_back(read_ioapic(in, *entry.as_table()));
  };
  const auto read_memory = [&](const toml::table &table) {
    in.each(table, "[memory]",
            {{"mib", in.unsigned_integer(config.memory.mib, 16, 3072)},
             {"access_ns", in.duration(config.memory.access_ns, 0, 1e6)},
             {"line_ns", in.duration(config.memory.line_ns, 0, 1e6)},
             {"dmi", in.boolean(config.memory.dmi)}});
  };
  const auto read_cpu = [&](const toml::table &table) {
    in.each(table, "[cpu]",
            {{"access_ns", in.duration(config.cpu.access_ns, 0.001, 1e6)},
             {"quantum_ns", in.duration(config.cpu.quantum_ns, 0, 1e6)},
             {"relax_ns", in.duration(config.cpu.relax_ns, 1, 1e6)},
             {"limit_ms", in.duration(config.cpu.limit_ms, 0.001, 1e6)},
             {"scalable", in.boolean(config.cpu.scalable)},
             {"apic_ids",
              in.small_integers(config.cpu.apic_ids, 0, UINT32_MAX - 1, 1, FW_PROCESSORS_MAX)}});
    const std::set<uint32_t> different(config.cpu.apic_ids.begin(), config.cpu.apic_ids.end());
    if (different.size() != config.cpu.apic_ids.size())
      in.fail(table.source(), "two processors have the same id; correct 'apic_ids'");
    if (config.cpu.apic_ids.front() != 0)
      in.fail(table.source(),
              "the first of 'apic_ids' must be 0, the processor that programs run on; "
              "correct it");
  };
  key_map keys = {
      {"memory", in.sub_table(read_memory)},
      {"cpu", in.sub_table(read_cpu)},
      {"unit", [&](const toml::node &n, const std::string &) { read_units(in, n, config.units); }},
      {"engine", read_engines},
      {"sriov", read_sriovs},
      {"accelerator", read_accelerators},
      {"ioapic", read_ioapics}};
  add_topology_keys(in, keys, config);
  in.each(root, "the platform file", keys);
  if (config.bridges.size() > FW_BRIDGES_MAX)
    in.fail(config.bridges[FW_BRIDGES_MAX].line,
            "there are more than " + std::to_string(FW_BRIDGES_MAX) + " bridges; remove some");
  drop_unfit(config, root);
  check(in, config);
  return config;
}

std::string dump_platform(const platform_config &config) {
  std::ostringstream out;
  out << "# A platform of vtd-sim. Whatever is left out is as here.\n"
      << "# Times are in nanoseconds of simulated time.\n\n"
      << (config.ioapics.empty() ? "ioapic = [] # none\n\n" : "") << "[memory]\n"
      << "mib = " << config.memory.mib << "\n"
      << "access_ns = " << config.memory.access_ns << " # per transaction\n"
      << "line_ns = " << config.memory.line_ns << " # per started 64 bytes\n"
      << "dmi = " << truth(config.memory.dmi) << "\n\n"
      << "[cpu]\n"
      << "access_ns = " << config.cpu.access_ns << "\n"
      << "quantum_ns = " << config.cpu.quantum_ns << " # runs ahead by at most this much\n"
      << "relax_ns = " << config.cpu.relax_ns << " # one turn of a polling loop\n"
      << "limit_ms = " << config.cpu.limit_ms << " # a program that runs longer is stuck\n"
      << "scalable = " << truth(config.cpu.scalable)
      << " # programs for either mode use scalable mode\n";
  dump_numbers(out, "apic_ids", config.cpu.apic_ids, "of the processors");
  out << "\n";
  for (const unit_spec &unit : config.units) {
    dump_unit(out, unit, config.units.size() == 1);
    if (&unit != &config.units.back())
      out << "\n";
  }
  for (const engine_spec &engine : config.engines) {
    out << "\n[[engine]]\nname = \"" << engine.name << "\"\nbase = " << hex(engine.base)
        << "\nsegment = " << engine.segment << "\nchannels = " << engine.requester_ids.size()
        << "\nrequester_ids = [";
    const char *separator = "";
    for (const std::string &id : engine_table_ids(engine)) {
      out << separator << id;
      separator = ", ";
    }
    out << "]\n";
    if (!engine.gsis.empty())
      dump_numbers(out, "gsis", engine.gsis, "interrupt lines");
    out << "transaction_ns = " << engine.transaction_ns << "\nquantum_ns = " << engine.quantum_ns
        << "\ndmi = " << truth(engine.dmi) << " # data through direct memory pointers\n";
  }
  for (const sriov_spec &device : config.sriovs)
    dump_sriov(out, device);
  for (const accelerator_spec &device : config.accelerators)
    dump_accelerator(out, device);
  for (const ioapic_spec &ioapic : config.ioapics)
    dump_ioapic(out, ioapic);
  dump_topology(out, config);
  return out.str();
}

} // namespace vtd
