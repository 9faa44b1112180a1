// SPDX-License-Identifier: Apache-2.0
// The whole core with the RTL IOTLB in lock-step, against a second unit over the same memory that
// walks for every request: random tables, software that changes them and invalidates, and requests
// and changes that arrive in the middle of a walk. What the tables look like is left to the
// derived classes.
//
// Software invalidates after every change before it counts on it, so a request that no change
// overlapped has to get exactly what the uncached unit says: address, permissions, fault. And if it
// was let through, the uncached unit finds every accessed and dirty flag set.
#ifndef VTD_TB_CORE_BENCH_H
#define VTD_TB_CORE_BENCH_H

#include <array>
#include <memory>
#include <random>
#include <string>

#include "guest.h"
#include "vtd/rtl_iotlb.h"

namespace vtd::tb {

// Input addresses: 1 GiB regions, two 2 MiB regions in each, a few 4 KiB pages in each of those.
constexpr unsigned core_windows = 3;
constexpr uint64_t core_window_stride = UINT64_C(5) << VTD_PAGE_1G_SHIFT;
constexpr unsigned core_levels = 4; // of all tables

class core_bench {
public:
  virtual ~core_bench();
  core_bench(const core_bench &) = delete;
  core_bench &operator=(const core_bench &) = delete;

  // False: failure() says what went wrong.
  bool run(uint64_t requests);
  const std::string &failure() const { return failure_; }

protected:
  core_bench(const vtd_iotlb_geometry &geometry, vtd_config config, uint64_t seed);

  virtual vtd_request any_request() = 0;
  // Software changes something in the tables and invalidates what it must, in both units.
  virtual void change() = 0;
  // The uncached unit drops all that it has cached.
  virtual void forget() = 0;
  // A request got this answer.
  virtual void note(const vtd_request &, const vtd_result &) {}
  // Empty, or what a run of this length should have met and has not.
  virtual std::string missing() const { return ""; }

  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }
  uint64_t page();
  unsigned page_shift() { return below(10) == 0 ? 30u : below(3) == 0 ? 21u : 12u; }
  // A host page of this size, far above all tables.
  uint64_t target(unsigned shift);
  // Tables are never given back: near the end of their memory nothing is mapped any more.
  static bool room(const vtdt_space &space) { return space.next + 0x10000 < space.end; }
  void fail(const std::string &what) { failure_ += what; }

  vtdt_guest *guest_;
  vtd_t *cached_ = nullptr;
  vtd_t *uncached_ = nullptr;

private:
  vtd_request next_request();
  void request();
  void compare(const vtd_request &q, const vtd_result &got, const vtd_result &want);
  void interrupt_walk(vtd_mem_use use, bool write);

  std::mt19937_64 random_;
  vtd::lockstep_iotlb iotlb_;
  std::array<vtd_request, 16> recent_ = {};
  uint64_t version_ = 0; // of the tables
  bool quiet_ = false;   // the uncached unit is asked
  uint64_t flags_written_ = 0;
  unsigned depth_ = 0;
  uint64_t requests_ = 0, nested_ = 0, changes_ = 0, granted_ = 0, denied_ = 0;
  std::string failure_;
};

std::unique_ptr<core_bench> make_legacy_bench(const vtd_iotlb_geometry &geometry, uint64_t seed);
std::unique_ptr<core_bench> make_scalable_bench(const vtd_iotlb_geometry &geometry, uint64_t seed);

// Clears the leaf or table entry that stands in the way of a page of 2^shift bytes at `iova`, given
// the entry that find(level) leads to (0: a table above is missing) and whether an entry is a large
// page. Returns log2 of the bytes that were unmapped, 0: nothing was there.
template <class Find, class Large>
unsigned clear_the_way(vtdt_space *space, unsigned shift, Find find, Large large) {
  unsigned level = (shift - VTD_PAGE_SHIFT) / VTD_LEVEL_BITS + 1;
  for (unsigned upper = 3; upper >= level; upper--) {
    uint64_t at = find(upper);
    if (at == 0)
      return 0;
    if (upper != level && !large(vtdt_read64(space, at)))
      continue;
    vtdt_write64(space, at, 0);
    return VTD_PAGE_SHIFT + (upper - 1) * VTD_LEVEL_BITS;
  }
  return 0;
}

} // namespace vtd::tb

#endif // VTD_TB_CORE_BENCH_H
