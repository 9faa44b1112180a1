// SPDX-License-Identifier: Apache-2.0
// The platform file: reading with messages that name line and remedy, checks, and writing.
#include "platform_config.h"

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <toml++/toml.h>

#include "vtd/dma_engine_regs.h"
#include "vtd/vtd_tables.h"

namespace vtd {

namespace {

std::string hex(uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%" PRIX64, value);
  return text;
}

// Reading one file: remembers where things are for the messages.
class reader {
public:
  explicit reader(std::string file) : file_(std::move(file)) {}

  [[noreturn]] void fail(const toml::source_region &where, const std::string &text) const {
    fail(where.begin.line, text);
  }
  [[noreturn]] void fail(unsigned line, const std::string &text) const {
    throw user_error(file_ + ":" + std::to_string(line == 0 ? 1 : line) + ": " + text);
  }

  using take = std::function<void(const toml::node &value, const std::string &key)>;
  // Hands every key of the table to its function.
  void each(const toml::table &table, const std::string &name,
            const std::map<std::string, take> &keys) const {
    for (const auto &[key, value] : table) {
      const auto known = keys.find(std::string(key.str()));
      if (known == keys.end())
        fail(key.source(), "unknown key '" + std::string(key.str()) + "' in " + name +
                               "; known are: " + list(keys));
      known->second(value, known->first);
    }
  }

  take unsigned_integer(uint64_t &target, uint64_t least, uint64_t most) const {
    return [this, &target, least, most](const toml::node &value, const std::string &key) {
      target = number(value, key, least, most);
    };
  }
  template <typename T> take small_integer(T &target, uint64_t least, uint64_t most) const {
    return [this, &target, least, most](const toml::node &value, const std::string &key) {
      target = static_cast<T>(number(value, key, least, most));
    };
  }
  take duration(double &target, double least, double most) const {
    return [this, &target, least, most](const toml::node &value, const std::string &key) {
      const auto given = value.value<double>();
      if (!value.is_number() || !std::isfinite(*given) || *given < least || *given > most) {
        std::ostringstream text;
        text << "'" << key << "' must be a number from " << least << " to " << most;
        fail(value.source(), text.str() + "; change it or leave it out");
      }
      target = *given;
    };
  }
  take boolean(bool &target) const {
    return [this, &target](const toml::node &value, const std::string &key) {
      if (!value.is_boolean())
        fail(value.source(), "'" + key + "' must be true or false; change it or leave it out");
      target = *value.value<bool>();
    };
  }
  take sub_table(std::function<void(const toml::table &)> read) const {
    return [this, read](const toml::node &value, const std::string &key) {
      if (!value.is_table())
        fail(value.source(), "'" + key + "' must be a table; write it as [" + key + "]");
      read(*value.as_table());
    };
  }

  uint64_t number(const toml::node &value, const std::string &key, uint64_t least,
                  uint64_t most) const {
    const auto given = value.is_integer() ? value.value<int64_t>() : std::nullopt;
    if (!given || *given < 0 || static_cast<uint64_t>(*given) < least ||
        static_cast<uint64_t>(*given) > most) {
      const auto show = [most](uint64_t v) { return most > 65536 ? hex(v) : std::to_string(v); };
      fail(value.source(), "'" + key + "' must be an integer from " + show(least) + " to " +
                               show(most) + "; change it or leave it out");
    }
    return static_cast<uint64_t>(*given);
  }

private:
  static std::string list(const std::map<std::string, take> &keys) {
    std::string text;
    for (const auto &[key, unused] : keys)
      text += (text.empty() ? "" : ", ") + key;
    return text;
  }

  std::string file_;
};

// Fields of CAP or ECAP by the architecture's names.
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

engine_spec read_engine(const reader &in, const toml::table &table) {
  engine_spec engine;
  uint64_t channels = 0;
  const auto read_name = [&](const toml::node &value, const std::string &) {
    const auto name = value.is_string() ? *value.value<std::string>() : std::string();
    const bool legal = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return std::isalnum(c) || c == '_';
    });
    if (!legal)
      in.fail(value.source(), "'name' must be letters, digits and underscores; correct it");
    engine.name = name;
  };
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
          {{"name", read_name},
           {"base", in.unsigned_integer(engine.base, 0, (UINT64_C(1) << 52) - 1)},
           {"channels", in.unsigned_integer(channels, 1, VTD_DMAE_CHANNELS_MAX)},
           {"requester_ids", read_ids},
           {"transaction_ns", in.duration(engine.transaction_ns, 1, 1e6)},
           {"quantum_ns", in.duration(engine.quantum_ns, 0, 1e6)},
           {"dmi", in.boolean(engine.dmi)}});
  for (const char *needed : {"name", "base", "requester_ids"})
    if (!table.contains(needed))
      in.fail(table.source(),
              std::string("this [[engine]] has no '") + needed + "'; add one to it");
  if (channels != 0 && channels != engine.requester_ids.size())
    in.fail(table.source(), "this [[engine]] has " + std::to_string(channels) + " channels but " +
                                std::to_string(engine.requester_ids.size()) +
                                " requester ids; give each channel one");
  return engine;
}

void read_unit(const reader &in, const toml::table &table, unit_spec &unit) {
  vtd_config &core = unit.core;
  const auto capabilities = [&in](const char *reg, uint64_t &value) {
    return in.sub_table(
        [&in, reg, &value](const toml::table &t) { read_capabilities(in, t, reg, value); });
  };
  const auto read_iotlb = [&in, &core](const toml::table &t) {
    in.each(t, "[unit.iotlb]",
            {{"sets", in.small_integer(core.iotlb.sets, 1, 65536)},
             {"ways", in.small_integer(core.iotlb.ways, 1, 16)},
             {"super_entries", in.small_integer(core.iotlb.super_entries, 1, 64)},
             {"walks", in.small_integer(core.iotlb.walks, 1, 32)}});
  };
  in.each(table, "[unit]",
          {{"base", in.unsigned_integer(unit.base, 0, (UINT64_C(1) << 52) - 1)},
           {"haw", in.small_integer(core.haw, 32, 52)},
           {"version", in.small_integer(core.ver, 0, 255)},
           {"pmr_align_log2", in.small_integer(core.pmr_align_log2, 12, 31)},
           {"fault_collapse", in.boolean(core.fault_collapse)},
           {"reg_bytes", in.small_integer(core.reg_bytes, 4096, 65536)},
           {"context_entries", in.small_integer(core.context_entries, 16, 65536)},
           {"psc_entries", in.small_integer(core.psc_entries, 0, 65536)},
           {"iec_entries", in.small_integer(core.iec_entries, 0, 65536)},
           {"lookup_ns", in.duration(unit.lookup_ns, 0, 1e6)},
           {"read_ns", in.duration(unit.read_ns, 0, 1e6)},
           {"register_ns", in.duration(unit.register_ns, 0, 1e6)},
           {"queue_ns", in.duration(unit.queue_ns, 0, 1e6)},
           {"dmi", in.boolean(unit.dmi)},
           {"iotlb", in.sub_table(read_iotlb)},
           {"cap", capabilities("CAP", core.cap)},
           {"ecap", capabilities("ECAP", core.ecap)}});
}

unsigned line_of(const toml::table &root, const char *key) {
  const toml::node *node = root.get(key);
  return node == nullptr ? 1 : node->source().begin.line;
}

unsigned line_of_engine(const toml::table &root, size_t index) {
  const toml::array *list = root.get_as<toml::array>("engine");
  return list == nullptr || index >= list->size() ? 1 : (*list)[index].source().begin.line;
}

// What concerns more than one key.
void check(const reader &in, const toml::table &root, const platform_config &config) {
  if (const char *wrong = vtd_config_check(&config.unit.core))
    in.fail(line_of(root, "unit"), "no such remapping unit can be built: " + std::string(wrong));
  std::map<std::string, unsigned> names;
  std::map<uint16_t, std::string> owners;
  for (size_t i = 0; i < config.engines.size(); ++i) {
    const engine_spec &engine = config.engines[i];
    const unsigned line = line_of_engine(root, i);
    if (names[engine.name]++ != 0)
      in.fail(line, "two engines are called '" + engine.name + "'; rename one");
    for (uint16_t sid : engine.requester_ids) {
      const auto [owner, fresh] = owners.emplace(sid, engine.name);
      if (!fresh)
        in.fail(line, "requester id " + requester_text(sid) + " is used twice (" + owner->second +
                          ", " + engine.name + "); give every channel its own");
    }
    if (engine.base % VTD_DMAE_WINDOW_BYTES != 0)
      in.fail(line, "base of engine '" + engine.name + "' must be a multiple of " +
                        hex(VTD_DMAE_WINDOW_BYTES) + "; correct it");
  }
  if (config.unit.base % config.unit.core.reg_bytes != 0)
    in.fail(line_of(root, "unit"), "base of the unit must be a multiple of its register window (" +
                                       hex(config.unit.core.reg_bytes) + "); correct it");
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

const char *truth(bool value) {
  return value ? "true" : "false";
}

} // namespace

std::string requester_text(uint16_t sid) {
  char text[16];
  std::snprintf(text, sizeof text, "%02x:%02x.%x", sid >> 8, sid >> 3 & 0x1F, sid & 7);
  return text;
}

platform_config default_platform() {
  platform_config config;
  const auto engine = [&config](const char *name, std::vector<uint16_t> ids) {
    engine_spec spec;
    spec.name = name;
    spec.base = 0xFEB00000 + config.engines.size() * VTD_DMAE_WINDOW_BYTES;
    spec.requester_ids = std::move(ids);
    config.engines.push_back(std::move(spec));
  };
  engine("dma0", {0x0018, 0x0019, 0x001A, 0x001B}); // 00:03.0-3
  engine("dma1", {0x0100, 0x0101});                 // 01:00.0-1
  engine("dma2", {0x0208, 0x0210, 0x0218});         // 02:01.0, 02:02.0, 02:03.0
  engine("dma3", {0x8000, 0x80F8, 0xFF00});         // 80:00.0, 80:1f.0, ff:00.0
  return config;
}

std::vector<router_window> address_map(const platform_config &config) {
  std::vector<router_window> map = {
      {"memory", 0, config.memory.mib << 20},
      {"the remapping unit", config.unit.base, config.unit.core.reg_bytes},
      {"the interrupt range", VTD_INTR_BASE, VTD_INTR_LIMIT - VTD_INTR_BASE + UINT64_C(1)},
  };
  for (const engine_spec &engine : config.engines)
    map.push_back({"engine " + engine.name, engine.base, VTD_DMAE_WINDOW_BYTES});
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
             {"limit_ms", in.duration(config.cpu.limit_ms, 0.001, 1e6)}});
  };
  in.each(root, "the platform file",
          {{"memory", in.sub_table(read_memory)},
           {"cpu", in.sub_table(read_cpu)},
           {"unit", in.sub_table([&](const toml::table &t) { read_unit(in, t, config.unit); })},
           {"engine", read_engines}});
  check(in, root, config);
  return config;
}

std::string dump_platform(const platform_config &config) {
  std::ostringstream out;
  const vtd_config &core = config.unit.core;
  out << "# A platform of vtd-sim. Whatever is left out is as here.\n"
      << "# Times are in nanoseconds of simulated time.\n\n"
      << "[memory]\n"
      << "mib = " << config.memory.mib << "\n"
      << "access_ns = " << config.memory.access_ns << " # per transaction\n"
      << "line_ns = " << config.memory.line_ns << " # per started 64 bytes\n"
      << "dmi = " << truth(config.memory.dmi) << "\n\n"
      << "[cpu]\n"
      << "access_ns = " << config.cpu.access_ns << "\n"
      << "quantum_ns = " << config.cpu.quantum_ns << " # runs ahead by at most this much\n"
      << "relax_ns = " << config.cpu.relax_ns << " # one turn of a polling loop\n"
      << "limit_ms = " << config.cpu.limit_ms << " # a program that runs longer is stuck\n\n"
      << "[unit]\n"
      << "base = " << hex(config.unit.base) << "\n"
      << "version = " << hex(core.ver) << " # major in bits 7:4, minor in 3:0\n"
      << "haw = " << unsigned(core.haw) << " # host address width, bits\n"
      << "pmr_align_log2 = " << unsigned(core.pmr_align_log2)
      << " # alignment of protected regions\n"
      << "fault_collapse = " << truth(core.fault_collapse)
      << " # one record per requester until it is cleared\n"
      << "reg_bytes = " << core.reg_bytes << "\n"
      << "context_entries = " << core.context_entries << "\n"
      << "psc_entries = " << core.psc_entries << "\n"
      << "iec_entries = " << core.iec_entries << "\n"
      << "lookup_ns = " << config.unit.lookup_ns << "\n"
      << "read_ns = " << config.unit.read_ns << " # per table read\n"
      << "register_ns = " << config.unit.register_ns << "\n"
      << "queue_ns = " << config.unit.queue_ns << " # doorbell to invalidation queue\n"
      << "dmi = " << truth(config.unit.dmi) << "\n\n"
      << "[unit.iotlb]\n"
      << "sets = " << core.iotlb.sets << "\n"
      << "ways = " << core.iotlb.ways << "\n"
      << "super_entries = " << core.iotlb.super_entries << "\n"
      << "walks = " << core.iotlb.walks << "\n";
  dump_capabilities(out, "cap", "CAP", core.cap);
  dump_capabilities(out, "ecap", "ECAP", core.ecap);
  for (const engine_spec &engine : config.engines) {
    out << "\n[[engine]]\nname = \"" << engine.name << "\"\nbase = " << hex(engine.base)
        << "\nchannels = " << engine.requester_ids.size() << "\nrequester_ids = [";
    const char *separator = "";
    for (const std::string &id : engine_table_ids(engine)) {
      out << separator << id;
      separator = ", ";
    }
    out << "]\ntransaction_ns = " << engine.transaction_ns << "\nquantum_ns = " << engine.quantum_ns
        << "\ndmi = " << truth(engine.dmi) << " # data through direct memory pointers\n";
  }
  return out.str();
}

} // namespace vtd
