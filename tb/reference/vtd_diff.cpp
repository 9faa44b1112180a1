// SPDX-License-Identifier: Apache-2.0
// vtd_diff: the random differential test of the core against the reference, as a program.
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

#include "generate.h"
#include "shrink.h"

namespace {

using namespace vtd::oracle;

constexpr const char *usage =
    "usage: vtd_diff [--seed N] [--images N] [--ops N] [--mode legacy|scalable|all]\n"
    "                [--translations N] [--shrink] [--keep-going N] [--save FILE] [--load FILE]\n"
    "                [--json] [--quiet]\n"
    "\n"
    "Compares the core with a naive reference on random table images. Image i of a run with seed "
    "S\n"
    "is the image of seed S + i alone, so that a found one can be had again with --images 1.\n"
    "  --translations N  go on until N translations were compared\n"
    "  --shrink          make what fails small before it is shown or saved\n"
    "  --keep-going N    stop only after N failing images (default 1)\n"
    "  --save FILE       where the (first) failing case goes; without a failure, the last image\n"
    "  --load FILE       run a saved case\n"
    "Exit status: 0 agreed, 1 a difference was found, 2 wrong use, 77 skipped.\n";

struct Options {
  uint64_t seed = 1, images = 100, translations = 0;
  unsigned ops = 60, keep_going = 1;
  std::string mode = "legacy", save, load;
  bool shrink = false, json = false, quiet = false;
};

[[noreturn]] void refuse(const std::string &why) {
  std::cerr << "vtd_diff: " << why << "; see vtd_diff --help\n";
  exit(2);
}

uint64_t number(const char *option, const char *text) {
  char *end = nullptr;
  const uint64_t value = text == nullptr ? 0 : strtoull(text, &end, 0);
  if (text == nullptr || end == text || *end != '\0')
    refuse(std::string(option) + " needs a number");
  return value;
}

Options parse(int argc, char **argv) {
  Options o;
  for (int i = 1; i < argc; i++) {
    const std::string a = argv[i];
    const auto next = [&]() -> const char * { return ++i < argc ? argv[i] : nullptr; };
    const auto text = [&] {
      const char *t = next();
      if (t == nullptr)
        refuse(a + " needs a value");
      return std::string(t);
    };
    if (a == "--help") {
      std::cout << usage;
      exit(0);
    } else if (a == "--seed")
      o.seed = number("--seed", next());
    else if (a == "--images")
      o.images = number("--images", next());
    else if (a == "--ops")
      o.ops = unsigned(number("--ops", next()));
    else if (a == "--translations")
      o.translations = number("--translations", next());
    else if (a == "--keep-going")
      o.keep_going = unsigned(number("--keep-going", next()));
    else if (a == "--mode")
      o.mode = text();
    else if (a == "--save")
      o.save = text();
    else if (a == "--load")
      o.load = text();
    else if (a == "--shrink")
      o.shrink = true;
    else if (a == "--json")
      o.json = true;
    else if (a == "--quiet")
      o.quiet = true;
    else
      refuse("unknown option " + a);
  }
  if (o.mode != "legacy" && o.mode != "scalable" && o.mode != "all")
    refuse("--mode must be legacy, scalable or all, not " + o.mode);
  return o;
}

struct Failure {
  Case c;
  RunOptions options;
  Mismatch mismatch;
};

// Both passes: with nothing cached, then as a sequence.
std::optional<Failure> both_passes(const Case &c, Totals &totals) {
  for (const bool cold : {true, false}) {
    RunOptions options;
    options.cold = cold;
    if (auto m = run(c, options, totals))
      return Failure{c, options, *m};
  }
  return std::nullopt;
}

void report(const Options &o, Failure f, const std::string &what, bool first) {
  if (o.shrink) {
    f.c = shrink(f.c, f.options, f.mismatch);
    Totals ignored;
    if (const auto m = run(f.c, f.options, ignored))
      f.mismatch = *m;
  }
  if (!o.json) {
    std::cout << "---- " << what << "\n";
    tell(std::cout, f.c, f.options, f.mismatch);
  }
  if (first && !o.save.empty()) {
    std::ofstream out(o.save);
    save(out, f.c);
    if (!out)
      refuse("cannot write " + o.save + ": choose another file for --save");
  }
}

// Which conditions a mode can meet, for the coverage of the fault table.
bool belongs(vtd_fault_cond cond, const std::string &mode) {
  const std::string name = name_of(cond);
  if (cond == VTD_FC_NONE)
    return false;
  const bool both = name[0] == 'I' || name[0] == 'R';
  if (mode == "all" || both)
    return true;
  return (name[0] == 'L') == (mode == "legacy");
}

void table(const Totals &t, const std::string &mode) {
  static const char *const outcomes[] = {"ok",        "not mapped", "denied",
                                         "interrupt", "discarded",  "completer abort"};
  printf("outcomes:");
  for (size_t i = 0; i < t.outcomes.size(); i++)
    printf(" %s %" PRIu64 "%s", outcomes[i], t.outcomes[i], i + 1 < t.outcomes.size() ? "," : "\n");
  printf("page requests: queued %" PRIu64 ", answered %" PRIu64 ", dropped %" PRIu64 "\n",
         t.page_fates[0], t.page_fates[1], t.page_fates[2]);
  printf("memory types: UC %" PRIu64 ", WC %" PRIu64 ", WT %" PRIu64 ", WP %" PRIu64 ", WB %" PRIu64
         "\n",
         t.memory_types[VTD_MEMORY_UC], t.memory_types[VTD_MEMORY_WC],
         t.memory_types[VTD_MEMORY_WT], t.memory_types[VTD_MEMORY_WP],
         t.memory_types[VTD_MEMORY_WB]);
  printf("  %-10s %5s %12s %14s\n", "condition", "code", "refused", "recoverable");
  for (int i = 1; i < VTD_FC_COUNT; i++) {
    const auto cond = vtd_fault_cond(i);
    if (t.conditions[i] + t.recoverable[i] > 0 || belongs(cond, mode))
      printf("  %-10s %4Xh %12" PRIu64 " %14" PRIu64 "%s\n", name_of(cond), rule_of(cond).code,
             t.conditions[i], t.recoverable[i],
             t.conditions[i] + t.recoverable[i] == 0 ? "   not met" : "");
  }
}

struct Summary {
  std::string mode;
  Totals totals;
  uint64_t failures = 0;
  double seconds = 0;
  std::string skipped;
};

void print(const Options &o, const Summary &s) {
  unsigned met = 0, all = 0;
  for (int i = 1; i < VTD_FC_COUNT; i++)
    if (belongs(vtd_fault_cond(i), s.mode)) {
      all++;
      met += s.totals.conditions[i] + s.totals.recoverable[i] > 0;
    }
  const Totals &t = s.totals;
  if (o.json) {
    printf("{\"mode\": \"%s\", \"seed\": %" PRIu64 ", \"images\": %" PRIu64
           ", \"translations\": %" PRIu64 ", \"interrupts\": %" PRIu64
           ", \"page_requests\": %" PRIu64 ", \"checks\": %" PRIu64 ", \"failures\": %" PRIu64
           ", \"stale\": %" PRIu64 ", \"iotlb_hits\": %" PRIu64 ", \"psc_hits\": %" PRIu64
           ", \"undecided\": %" PRIu64 ", \"conditions_met\": %u, "
           "\"conditions\": %u, \"seconds\": %.3f, \"skipped\": \"%s\"}\n",
           s.mode.c_str(), o.seed, t.images, t.translations, t.interrupts, t.page_requests,
           t.checks, s.failures, t.stale, t.iotlb_hits, t.psc_hits, t.undecided, met, all,
           s.seconds, s.skipped.c_str());
    return;
  }
  if (!s.skipped.empty()) {
    printf("%s mode skipped: this core refuses it (%s)\n", s.mode.c_str(), s.skipped.c_str());
    return;
  }
  if (!o.quiet)
    table(t, s.mode);
  printf("%s mode, seed %" PRIu64 ": %" PRIu64 " images, %" PRIu64 " operations, %" PRIu64
         " translations, %" PRIu64 " interrupts, %" PRIu64 " page requests\n",
         s.mode.c_str(), o.seed, t.images / 2, t.operations, t.translations, t.interrupts,
         t.page_requests);
  printf("%" PRIu64 " IOTLB hits, %" PRIu64 " PSC hits, %" PRIu64
         " answers from memory of the past that no invalidation had reached\n",
         t.iotlb_hits, t.psc_hits, t.stale);
  printf("%.1f right answers per request (most: %" PRIu64 "), %" PRIu64 " undecided, %" PRIu64
         " open in the architecture\n",
         double(t.branches) / double(t.translations + t.interrupts + 1), t.most_branches,
         t.undecided, t.open);
  printf("conditions of the fault tables met: %u of %u\n", met, all);
  printf("%" PRIu64 " checks in %.1f s, %.0f per second; %" PRIu64 " differences\n", t.checks,
         s.seconds, double(t.checks) / (s.seconds > 0 ? s.seconds : 1), s.failures);
}

Summary run_mode(const Options &o, const std::string &name, Mode mode) {
  Summary s;
  s.mode = name;
  Random probe(1);
  const UnitChoice unit = random_unit(probe, mode);
  if (!unit.config) {
    s.skipped = unit.why;
    return s;
  }
  const auto begin = std::chrono::steady_clock::now();
  for (uint64_t i = 0; o.translations ? s.totals.translations < o.translations : i < o.images;
       i++) {
    const auto c = generate(o.seed + i, mode, o.ops);
    if (!c)
      continue;
    if (auto f = both_passes(*c, s.totals)) {
      report(o, *f, name + " mode, seed " + std::to_string(o.seed + i), s.failures == 0);
      if (++s.failures >= o.keep_going)
        break;
    } else if (!o.save.empty() && s.failures == 0 && i + 1 == o.images) {
      std::ofstream out(o.save);
      save(out, *c);
    }
  }
  s.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return s;
}

int run_file(const Options &o) {
  std::ifstream in(o.load);
  if (!in)
    refuse("cannot read " + o.load + ": give --load a file that --save has written");
  Case c;
  try {
    c = load(in);
  } catch (const std::exception &e) {
    refuse(o.load + ", " + e.what());
  }
  Totals totals;
  if (auto f = both_passes(c, totals)) {
    report(o, *f, o.load, true);
    return 1;
  }
  printf("%s: %" PRIu64 " checks agree\n", o.load.c_str(), totals.checks);
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  const Options o = parse(argc, argv);
  if (!o.load.empty())
    return run_file(o);
  bool failed = false, ran = false;
  for (const auto &[name, mode] :
       {std::pair<const char *, Mode>{"legacy", Mode::legacy}, {"scalable", Mode::scalable}}) {
    if (o.mode != "all" && o.mode != name)
      continue;
    const Summary s = run_mode(o, name, mode);
    print(o, s);
    failed = failed || s.failures > 0;
    ran = ran || s.skipped.empty();
  }
  return failed ? 1 : ran ? 0 : 77;
}
