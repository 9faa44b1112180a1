// SPDX-License-Identifier: Apache-2.0
// Random cases, biased to the edges: reserved bits, present bits, widths, superpage boundaries,
// address limits, overlapping tables, the interrupt range; and to sequences in which caches matter.
#ifndef VTD_TB_GENERATE_H
#define VTD_TB_GENERATE_H

#include <random>

#include "case.h"

namespace vtd::oracle {

// The same seed and mode give the same case on every machine.
class Random {
public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  uint64_t bits() { return engine_(); }
  uint64_t below(uint64_t n) { return engine_() % n; }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <class T> const T &of(const std::vector<T> &v) { return v[below(v.size())]; }
  template <class T, size_t n> T of(const T (&v)[n]) { return v[below(n)]; }

private:
  std::mt19937_64 engine_;
};

enum class Mode { legacy, scalable };

// A unit that vtd_config_check() accepts; nothing if the core accepts none of this mode, then `why`
// says what it answered.
struct UnitChoice {
  std::optional<vtd_config> config;
  std::string why;
};
UnitChoice random_unit(Random &random, Mode mode);
std::optional<Case> generate(uint64_t seed, Mode mode, unsigned ops);

} // namespace vtd::oracle

#endif // VTD_TB_GENERATE_H
