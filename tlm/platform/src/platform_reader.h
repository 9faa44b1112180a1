// SPDX-License-Identifier: Apache-2.0
// Reading TOML with messages that name file, line and remedy. For the parts of the platform file.
#ifndef VTD_PLATFORM_READER_H
#define VTD_PLATFORM_READER_H

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <toml++/toml.h>
#include <vector>

#include "platform_config.h"

namespace vtd {

inline std::string hex(uint64_t value) {
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
  // A list of `fewest` to `longest` integers.
  take small_integers(std::vector<uint32_t> &target, uint32_t least, uint32_t most, size_t fewest,
                      size_t longest) const {
    return [=, &target](const toml::node &value, const std::string &key) {
      const toml::array *list = value.as_array();
      if (list == nullptr || list->size() < fewest || list->size() > longest)
        fail(value.source(), "'" + key + "' must be a list of " + std::to_string(fewest) + " to " +
                                 std::to_string(longest) + " integers; correct it");
      target.clear();
      for (const toml::node &entry : *list)
        target.push_back(static_cast<uint32_t>(number(entry, key, least, most)));
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
  // Printable text without quotes, 1 .. `most` characters.
  take text(std::string &target, size_t most) const {
    return [this, &target, most](const toml::node &value, const std::string &key) {
      const auto given = value.is_string() ? *value.value<std::string>() : std::string();
      const bool legal = !given.empty() && given.size() <= most &&
                         std::all_of(given.begin(), given.end(),
                                     [](char c) { return c > 31 && c < 127 && c != '\''; });
      if (!legal)
        fail(value.source(), "'" + key + "' must be text of 1 to " + std::to_string(most) +
                                 " printable characters; correct it");
      target = given;
    };
  }
  // Every one of the keys must be there.
  void need(const toml::table &table, std::initializer_list<const char *> keys,
            const std::string &name) const {
    for (const char *key : keys)
      if (!table.contains(key))
        fail(table.source(), name + " has no '" + key + "'; add one to it");
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

// A requester id such as "00:03.0".
uint16_t parse_requester(const reader &in, const toml::node &node);
// A name of letters, digits and underscores.
reader::take identifier(const reader &in, std::string &target);

using key_map = std::map<std::string, reader::take>;

// Remapping units (unit_file.cpp). [unit] alone changes the built-in unit; [[unit]] lists all there
// are.
void read_units(const reader &in, const toml::node &node, std::vector<unit_spec> &units);
// Why a unit like this cannot be built; empty if it can.
std::string unit_problem(const unit_spec &unit);
// `alone`: as [unit].
void dump_unit(std::ostream &out, const unit_spec &unit, bool alone);
inline const char *truth(bool value) {
  return value ? "true" : "false";
}

// The parts of the platform file that say what is where (topology_file.cpp).
// Keys of a unit that name its devices.
void add_scope_keys(const reader &in, key_map &keys, std::vector<scope_spec> &scopes);
// Bridges, reserved regions and so on, for the top level of the file.
void add_topology_keys(const reader &in, key_map &keys, platform_config &config);
void dump_scopes(std::ostream &out, const std::vector<scope_spec> &scopes);
void dump_topology(std::ostream &out, const platform_config &config);

} // namespace vtd

#endif // VTD_PLATFORM_READER_H
