// SPDX-License-Identifier: Apache-2.0
// Would the differential test see a mistake? Each deliberate mistake of the reference, and each
// sabotage of the core's IOTLB, must be found within a short run, and without any of them both
// sides must agree on the same images.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <vector>

#include "generate.h"
#include "machine.h"

namespace {

using namespace vtd::oracle;

constexpr uint64_t seed_base = 7000;
constexpr unsigned ops = 60;
constexpr uint64_t patience = 3000; // images

// The image that shows the difference, counted from 1; 0 if none did.
uint64_t found_after(Mode mode, const RunOptions &options, const char *&field) {
  static Mismatch last;
  for (uint64_t i = 0; i < patience; i++) {
    const auto c = generate(seed_base + i, mode, ops);
    if (!c)
      continue;
    for (const bool cold : {true, false}) {
      RunOptions o = options;
      o.cold = cold;
      Totals totals;
      if (auto m = run(*c, o, totals)) {
        last = *m;
        field = last.field.c_str();
        return i + 1;
      }
    }
  }
  return 0;
}

bool only_scalable(Mistake m) {
  return m >= Mistake::user_bit_leaf_only;
}

bool only_legacy(Mistake m) {
  return m == Mistake::read_write_swapped; // named apart there only
}

unsigned mistakes(Mode mode, const char *name, unsigned &missed) {
  unsigned tried = 0;
  for (unsigned i = 1; i < unsigned(Mistake::count); i++) {
    const auto mistake = Mistake(i);
    if ((mode == Mode::legacy && only_scalable(mistake)) ||
        (mode == Mode::scalable && only_legacy(mistake)))
      continue;
    RunOptions options;
    options.mistake = mistake;
    const char *field = "";
    const uint64_t images = found_after(mode, options, field);
    tried++;
    missed += images == 0;
    printf("%-9s %-24s %s %" PRIu64 " images%s%s\n", name, name_of(mistake),
           images ? "found after" : "NOT FOUND in", images ? images : patience, images ? ": " : "",
           images ? field : "");
  }
  return tried;
}

unsigned sabotages(Mode mode, const char *name, unsigned &missed) {
  const struct {
    Sabotage sabotage;
    const char *what;
  } all[] = {{Sabotage::drop_pages, "page invalidation lost"},
             {Sabotage::drop_domains, "domain invalidation lost"},
             {Sabotage::drop_global, "global invalidation lost"},
             {Sabotage::ignore_rights, "rights of a hit ignored"}};
  for (const auto &s : all) {
    RunOptions options;
    options.sabotage = s.sabotage;
    const char *field = "";
    const uint64_t images = found_after(mode, options, field);
    missed += images == 0;
    printf("%-9s core: %-24s %s %" PRIu64 " images%s%s\n", name, s.what,
           images ? "found after" : "NOT FOUND in", images ? images : patience, images ? ": " : "",
           images ? field : "");
  }
  return unsigned(sizeof all / sizeof all[0]);
}

// A case is the same after it was saved and loaded.
bool survives(const Case &c) {
  std::stringstream first, second;
  save(first, c);
  save(second, load(first));
  return first.str() == second.str();
}

bool healthy(Mode mode, const char *name) {
  for (uint64_t i = 0; i < 100; i++) {
    const auto c = generate(seed_base + i, mode, ops);
    if (c && !survives(*c)) {
      printf("%s: seed %" PRIu64 " is another case after saving and loading\n", name,
             seed_base + i);
      return false;
    }
    for (const bool cold : {true, false}) {
      RunOptions o;
      o.cold = cold;
      Totals totals;
      if (!c)
        continue;
      if (auto m = run(*c, o, totals)) {
        printf("%s: without a mistake, seed %" PRIu64 " differs in %s\n  %s\n", name, seed_base + i,
               m->field.c_str(), m->text.c_str());
        return false;
      }
    }
  }
  return true;
}

} // namespace

int main(int argc, char **argv) {
  const char *wanted = argc > 1 ? argv[1] : "legacy";
  const bool scalable = strcmp(wanted, "scalable") == 0;
  if (!scalable && strcmp(wanted, "legacy") != 0) {
    fprintf(stderr, "test_sensitivity: the argument is a mode, legacy or scalable\n");
    return 2;
  }
  const Mode mode = scalable ? Mode::scalable : Mode::legacy;
  Random random(1);
  const UnitChoice unit = random_unit(random, mode);
  if (!unit.config) {
    printf("%s mode skipped: this core refuses it (%s)\n", wanted, unit.why.c_str());
    return 77;
  }
  if (!healthy(mode, wanted))
    return 1;
  unsigned missed = 0;
  const unsigned tried = mistakes(mode, wanted, missed) + sabotages(mode, wanted, missed);
  printf("%s mode: %u of %u found\n", wanted, tried - missed, tried);
  return missed == 0 ? 0 : 1;
}
