// SPDX-License-Identifier: Apache-2.0
// Random operations on the Verilated IOTLB and the core's model side by side, through the plug-in
// that vtd-sim uses: nested walks, invalidations while they are open, no walk left, resets. Any
// difference in an answer or in the placement of an entry fails. With --wave only the first
// geometry runs.
#include <chrono>
#include <cstdio>
#include <exception>
#include <random>
#include <string>

#include "arguments.h"
#include "vtd/rtl_iotlb.h"

namespace {

struct options {
  uint64_t seed = 1;
  uint64_t operations = 200000;
  std::string wave;
};

class stimulus {
public:
  stimulus(vtd::lockstep_iotlb &iotlb, uint64_t seed) : iotlb_(iotlb), random_(seed) {
    for (vtd_iotlb_key &k : keys_)
      k = new_key();
  }

  void step() {
    unsigned dice = below(1000);
    if (dice < 640)
      look_up();
    else if (dice < 680)
      probe();
    else if (dice < 980)
      end_walk();
    else if (dice < 999)
      invalidate();
    else if (below(20) == 0)
      reset();
  }

private:
  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

  // Few pages, so that keys repeat, and some far apart that share a set or a superpage.
  uint64_t page() {
    static const uint64_t bases[] = {0, UINT64_C(1) << 21, UINT64_C(1) << 30, UINT64_C(3) << 38,
                                     UINT64_C(0xFFFF) << 41};
    return bases[below(5)] + (uint64_t{below(24)} << VTD_PAGE_SHIFT) + (uint64_t{below(3)} << 21);
  }

  // One of the keys that are in use, which change slowly.
  vtd_iotlb_key key() {
    vtd_iotlb_key &k = keys_[below(below(2) == 0 ? 8 : pool)];
    if (below(100) == 0)
      k = new_key();
    return k;
  }

  vtd_iotlb_key new_key() {
    vtd_iotlb_key k{};
    k.addr = page() + below(4096);
    k.did = static_cast<uint16_t>(below(3) + (below(4) == 0 ? 512 : 0));
    k.pasid_valid = below(3) == 0;
    k.pasid = k.pasid_valid ? below(2) + (below(4) == 0 ? 1024 : 0) : 0;
    k.type = static_cast<uint8_t>(below(4));
    return k;
  }

  vtd_iotlb_entry entry() {
    static const uint8_t shifts[] = {12, 12, 12, 12, 21, 30};
    vtd_iotlb_entry e{};
    e.page_shift = shifts[below(6)];
    e.addr = random_() % (UINT64_C(1) << 46) >> e.page_shift << e.page_shift;
    e.perm = static_cast<uint8_t>(below(3) + 1);
    e.attr = static_cast<uint8_t>(below(4));
    e.mtype = static_cast<uint8_t>(below(8));
    return e;
  }

  void look_up() {
    vtd_iotlb_key k = key();
    vtd_iotlb_entry e;
    uint8_t walk;
    if (!iotlb_.lookup(k, static_cast<uint8_t>(below(4)), &e, &walk) && walk != VTD_WALK_NONE)
      open_[count_++] = walk;
  }

  void probe() {
    vtd_iotlb_entry e;
    iotlb_.probe(key(), static_cast<uint8_t>(below(4)), &e);
  }

  void end_walk() {
    if (count_ == 0)
      return;
    uint32_t n = below(count_);
    vtd_iotlb_entry e = entry();
    const vtd_iotlb_entry *result = below(8) == 0 ? nullptr : &e;
    if (iotlb_.walk_done(open_[n], result) == VTD_WALK_DONE)
      open_[n] = open_[--count_];
  }

  void invalidate() {
    vtd_inv inv{};
    inv.scope = static_cast<vtd_inv_scope>(below(16) == 0 ? 0u : 1u + below(5));
    vtd_iotlb_key k = key();
    inv.did = k.did;
    inv.pasid = k.pasid;
    static const uint8_t shifts[] = {12, 12, 12, 13, 16, 21, 30, 64};
    inv.shift = shifts[below(8)];
    inv.base = inv.shift == 64 ? 0 : k.addr >> inv.shift << inv.shift;
    iotlb_.invalidate(inv);
  }

  void reset() {
    iotlb_.reset();
    count_ = 0;
  }

  vtd::lockstep_iotlb &iotlb_;
  std::mt19937_64 random_;
  static constexpr uint32_t pool = 48;
  vtd_iotlb_key keys_[pool];
  uint8_t open_[32] = {};
  uint32_t count_ = 0;
};

// Would a difference be seen? A flipped bit makes the RTL drop an entry that the model keeps.
bool notices(const vtd_iotlb_geometry &g) {
  vtd::lockstep_iotlb iotlb(g, "", 0);
  vtd_iotlb_key k{};
  k.addr = 0x1234000;
  k.did = 7;
  vtd_iotlb_entry e{};
  e.addr = 0x5678000;
  e.page_shift = VTD_PAGE_SHIFT;
  e.perm = VTD_PERM_R;
  uint8_t walk;
  iotlb.lookup(k, VTD_PERM_R, &e, &walk);
  iotlb.walk_done(walk, &e);
  if (!iotlb.lookup(k, VTD_PERM_R, &e, &walk) || !iotlb.scan() || iotlb.stats().mismatches != 0)
    return false;
  uint32_t index = 0;
  vtd_iotlb_key stored;
  while (!iotlb.rtl().entry_at(index, &stored, &e))
    index++;
  iotlb.rtl().flip(index, 40);
  bool hit = iotlb.lookup(k, VTD_PERM_R, &e, &walk);
  return hit && e.addr == 0x5678000 && iotlb.stats().mismatches == 1 &&
         iotlb.rtl().counters().parity_errors == 1 && !iotlb.first_mismatch().empty() &&
         !iotlb.scan();
}

bool run(const vtd_iotlb_geometry &g, const options &o) {
  vtd::lockstep_iotlb iotlb(g, o.wave, 256);
  stimulus s(iotlb, o.seed);
  auto start = std::chrono::steady_clock::now();
  for (uint64_t n = 0; n < o.operations && iotlb.stats().mismatches == 0; n++)
    s.step();
  iotlb.scan();
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  vtd::lockstep_stats stats = iotlb.stats();
  vtd::rtl_counters c = iotlb.counters();
  std::printf(
      "%ux%u+%u, %u walks: %llu lookups (%llu hits), %llu fills, %llu walked again, "
      "%llu invalidations, %llu scans, %llu evictions since reset, %llu cycles "
      "(%.0f kcycles/s, %.1f us/operation), %llu mismatches\n",
      g.sets, g.ways, g.super_entries, g.walks, static_cast<unsigned long long>(stats.lookups),
      static_cast<unsigned long long>(stats.hits), static_cast<unsigned long long>(stats.fills),
      static_cast<unsigned long long>(stats.walks_again),
      static_cast<unsigned long long>(stats.invalidations),
      static_cast<unsigned long long>(stats.scans), static_cast<unsigned long long>(c.evictions),
      static_cast<unsigned long long>(stats.cycles),
      static_cast<double>(stats.cycles) / took.count() / 1000,
      took.count() * 1e6 / static_cast<double>(o.operations),
      static_cast<unsigned long long>(stats.mismatches));
  if (stats.mismatches != 0)
    std::fprintf(stderr, "seed %llu: %s", static_cast<unsigned long long>(o.seed),
                 iotlb.first_mismatch().c_str());
  // A run that never got to the interesting places proves nothing.
  bool thorough =
      stats.hits != 0 && stats.fills != 0 && stats.walks_again != 0 && stats.invalidations != 0;
  if (!thorough)
    std::fprintf(stderr, "seed %llu: too few operations to mean anything\n",
                 static_cast<unsigned long long>(o.seed));
  return stats.mismatches == 0 && thorough;
}

} // namespace

int main(int argc, char **argv) {
  options o;
  vtd::tb::arguments()
      .number("--seed", &o.seed)
      .number("--operations", &o.operations)
      .text("--wave", &o.wave)
      .parse(argc, argv);
  bool good = true;
  try {
    if (!o.wave.empty())
      return run(vtd::rtl_iotlb::geometries().front(), o) ? 0 : 1;
    for (const vtd_iotlb_geometry &g : vtd::rtl_iotlb::geometries())
      good = run(g, o) && good;
    for (const vtd_iotlb_geometry &g : vtd::rtl_iotlb::geometries()) {
      if (notices(g))
        continue;
      std::fprintf(stderr, "%ux%u+%u: a flipped bit goes unnoticed\n", g.sets, g.ways,
                   g.super_entries);
      good = false;
    }
  } catch (const std::exception &problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 2;
  }
  return good ? 0 : 1;
}
