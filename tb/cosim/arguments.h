// SPDX-License-Identifier: Apache-2.0
// Command lines of the tests: "--name value" pairs and flags. A mistake gives one line on stderr
// and exit status 2.
#ifndef VTD_TB_ARGUMENTS_H
#define VTD_TB_ARGUMENTS_H

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace vtd::tb {

class arguments {
public:
  arguments &number(const char *name, uint64_t *value) {
    options_.push_back({name, value, nullptr, nullptr});
    return *this;
  }
  arguments &text(const char *name, std::string *value) {
    options_.push_back({name, nullptr, value, nullptr});
    return *this;
  }
  arguments &flag(const char *name, bool *value) {
    options_.push_back({name, nullptr, nullptr, value});
    return *this;
  }

  // Ends the program if something is wrong.
  void parse(int argc, char **argv) const {
    for (int n = 1; n < argc; n++) {
      const option *o = find(argv[n]);
      if (o == nullptr)
        refuse(argv[0], std::string("unknown option ") + argv[n]);
      if (o->flag != nullptr) {
        *o->flag = true;
        continue;
      }
      if (++n >= argc)
        refuse(argv[0], std::string("missing value for ") + o->name);
      if (o->text != nullptr)
        *o->text = argv[n];
      else if (!to_number(argv[n], o->number))
        refuse(argv[0], std::string("not a number: ") + o->name + " " + argv[n]);
    }
  }

private:
  struct option {
    const char *name;
    uint64_t *number;
    std::string *text;
    bool *flag;
  };

  const option *find(const char *name) const {
    for (const option &o : options_)
      if (std::strcmp(o.name, name) == 0)
        return &o;
    return nullptr;
  }

  static bool to_number(const char *text, uint64_t *value) {
    char *end = nullptr;
    *value = std::strtoull(text, &end, 0);
    return *text != '\0' && *text != '-' && *end == '\0';
  }

  [[noreturn]] void refuse(const char *program, const std::string &problem) const {
    std::string usage;
    for (const option &o : options_)
      usage += std::string(" [") + o.name +
               (o.flag != nullptr   ? "]"
                : o.text != nullptr ? " FILE]"
                                    : " N]");
    const char *slash = std::strrchr(program, '/');
    std::fprintf(stderr, "%s; usage: %s%s\n", problem.c_str(),
                 slash != nullptr ? slash + 1 : program, usage.c_str());
    std::exit(2);
  }

  std::vector<option> options_;
};

} // namespace vtd::tb

#endif // VTD_TB_ARGUMENTS_H
