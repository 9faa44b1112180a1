// SPDX-License-Identifier: Apache-2.0
// Delta debugging of a failing case, and its story in words.
#include "shrink.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <ostream>

namespace vtd::oracle {

namespace {

class Shrinker {
public:
  Shrinker(const RunOptions &options, const Mismatch &found) : options_(options), found_(found) {}

  bool still_fails(const Case &c) const {
    Totals ignored;
    const auto m = run(c, options_, ignored);
    return m && m->field == found_.field;
  }

  // Removes chunks of a vector, large ones first.
  template <class T> void thin(Case &c, std::vector<T> &(*part)(Case &)) const {
    for (size_t chunk = std::max<size_t>(part(c).size() / 2, 1); chunk > 0; chunk /= 2)
      for (size_t at = 0; at + chunk <= part(c).size();) {
        Case smaller = c;
        auto &v = part(smaller);
        v.erase(v.begin() + ptrdiff_t(at), v.begin() + ptrdiff_t(at + chunk));
        if (still_fails(smaller))
          c = std::move(smaller);
        else
          at += chunk;
      }
  }

  void thin_words(Case &c) const {
    for (auto at = c.words.begin(); at != c.words.end();) {
      const uint64_t addr = at->first;
      Case smaller = c;
      smaller.words.erase(addr);
      if (still_fails(smaller))
        c = std::move(smaller);
      at = c.words.upper_bound(addr);
    }
    for (auto at = c.pages.begin(); at != c.pages.end();) {
      const uint64_t addr = at->first;
      const uint64_t end = addr + (UINT64_C(1) << VTD_PAGE_SHIFT);
      Case smaller = c;
      smaller.pages.erase(addr);
      const auto first = c.words.lower_bound(addr);
      if ((first == c.words.end() || first->first >= end) && still_fails(smaller))
        c = std::move(smaller);
      at = c.pages.upper_bound(addr);
    }
  }

  void simpler_bits(Case &c) const {
    std::vector<uint64_t> places;
    for (const auto &[addr, value] : c.words)
      places.push_back(addr);
    for (const uint64_t addr : places)
      for (unsigned bit = 0; bit < 64; bit++) {
        if (((c.words[addr] >> bit) & 1) == 0)
          continue;
        Case smaller = c;
        smaller.words[addr] &= ~(UINT64_C(1) << bit);
        if (still_fails(smaller))
          c = std::move(smaller);
      }
  }

  template <class Change> void attempt(Case &c, Change change) const {
    Case simpler = c;
    change(simpler);
    if (still_fails(simpler))
      c = std::move(simpler);
  }

  void simpler_unit(Case &c) const {
    const vtd_config plain = vtd_config_default();
    attempt(c, [](Case &s) { s.protection = false; });
    attempt(c, [](Case &s) { s.direct = false; });
    attempt(c, [](Case &s) { s.ranges.clear(); });
    attempt(c, [](Case &s) { s.page_masked = true; });
    attempt(c, [](Case &s) { s.queue = false; });
    attempt(c, [](Case &s) { s.enable = 7; });
    attempt(c, [](Case &s) { s.enable = 1; });
    attempt(c, [](Case &s) { s.config.fault_collapse = false; });
    attempt(c, [&](Case &s) { s.config.ver = plain.ver; });
    attempt(c, [&](Case &s) { s.config.haw = plain.haw; });
    attempt(c, [&](Case &s) { s.config.iotlb = plain.iotlb; });
    attempt(c, [&](Case &s) { s.config.context_entries = plain.context_entries; });
    attempt(c, [](Case &s) { s.config.psc_entries = 0; });
    attempt(c, [](Case &s) { s.config.iec_entries = 0; });
    attempt(c, [&](Case &s) { s.config.cap = plain.cap; });
    attempt(c, [&](Case &s) { s.config.ecap = plain.ecap; });
    for (unsigned bit = 0; bit < 64; bit++) {
      const uint64_t mask = UINT64_C(1) << bit;
      attempt(c, [=](Case &s) { s.config.cap = (s.config.cap & ~mask) | (plain.cap & mask); });
      attempt(c, [=](Case &s) { s.config.ecap = (s.config.ecap & ~mask) | (plain.ecap & mask); });
    }
  }

private:
  const RunOptions &options_;
  const Mismatch &found_;
};

std::vector<Op> &ops_of(Case &c) {
  return c.ops;
}

size_t weight(const Case &c) {
  return c.ops.size() + c.words.size() + c.pages.size();
}

} // namespace

Case shrink(Case c, const RunOptions &options, const Mismatch &found) {
  if (found.op < c.ops.size())
    c.ops.resize(found.op + 1);
  const Shrinker s(options, found);
  if (!s.still_fails(c))
    return c;
  for (size_t before = weight(c) + 1; weight(c) < before;) {
    before = weight(c);
    s.thin(c, ops_of);
    s.thin_words(c);
    s.simpler_unit(c);
  }
  s.simpler_bits(c);
  return c;
}

namespace {

// Memory as it was when the failing request came: the case again, up to the operation before.
class Replayed : public Memory {
public:
  Replayed(const Case &c, size_t ops, bool cold) : image_(c) {
    for (size_t i = 0; i < ops && i < c.ops.size() && !cold; i++)
      if (c.ops[i].kind == Op::Kind::poke)
        image_.poke(c.ops[i].addr, c.ops[i].value);
  }
  std::optional<uint64_t> word(uint64_t addr) const override { return image_.word(addr); }
  bool writable(uint64_t addr) const override { return image_.writable(addr); }

private:
  Image image_;
};

} // namespace

void tell(std::ostream &out, const Case &c, const RunOptions &options, const Mismatch &mismatch) {
  char line[160];
  out << "unit: " << words_of(c.config) << "\n";
  snprintf(line, sizeof line,
           "root table register %" PRIx64 ", interrupt table register %" PRIx64 ", enable %x, %s\n",
           c.rtaddr, c.irta, c.enable, c.queue ? "queue" : "registers");
  out << line;
  if (c.protection) {
    snprintf(line, sizeof line,
             "protected: %" PRIx64 "..%" PRIx64 " and %" PRIx64 "..%" PRIx64 "\n", c.low_base,
             c.low_limit, c.high_base, c.high_limit);
    out << line;
  }
  const size_t first = mismatch.op > 25 ? mismatch.op - 25 : 0;
  if (first > 0)
    out << "  ... " << first << " operations before\n";
  for (size_t i = first; i <= mismatch.op && i < c.ops.size(); i++)
    out << "  " << (i == mismatch.op ? "> " : "  ") << words_of(c.ops[i]) << "\n";
  if (mismatch.op < c.ops.size()) {
    const Op &op = c.ops[mismatch.op];
    Unit unit;
    unit.cap = c.config.cap;
    unit.ecap = c.config.ecap;
    unit.ver = c.config.ver;
    unit.haw = c.config.haw;
    unit.rtaddr = c.rtaddr;
    unit.irta = c.irta;
    unit.translation = (c.enable & 1) != 0;
    unit.interrupts = (c.enable & 2) != 0;
    unit.compatibility = (c.enable & 4) != 0;
    unit.mistake = options.mistake;
    const Replayed memory(c, mismatch.op, mismatch.cold);
    const std::vector<std::string> walk =
        op.kind == Op::Kind::request        ? explain(unit, memory, op.q)
        : op.kind == Op::Kind::interrupt    ? explain(unit, memory, op.i)
        : op.kind == Op::Kind::page_request ? explain(unit, memory, op.p)
                                            : std::vector<std::string>{};
    if (!walk.empty())
      out << "  by the tables as they are now:\n";
    for (const std::string &step : walk)
      out << "    " << step << "\n";
  }
  out << "difference in " << mismatch.field << (mismatch.cold ? " (nothing cached)" : " (cached)")
      << "\n  " << mismatch.text << "\n";
}

} // namespace vtd::oracle
