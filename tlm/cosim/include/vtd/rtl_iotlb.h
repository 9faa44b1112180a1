// SPDX-License-Identifier: Apache-2.0
// The Verilated RTL IOTLB in place of the core's own, alone or in lock-step with it.
//
//   vtd::lockstep_iotlb iotlb(config.iotlb);
//   vtd_iotlb_ops ops = iotlb.ops();
//   vtd_set_iotlb_ops(unit, &ops);
//   ... run ...
//   if (iotlb.stats().mismatches != 0)
//     std::cerr << iotlb.first_mismatch();
//
// Every operation of the core clocks the RTL until it has the answer; that takes wall-clock time
// and RTL cycles (cycles()), but no time of the caller's simulation. The RTL's geometry is fixed
// when it is Verilated: geometries() tells which ones this build has.
//
// An object belongs to one thread and must outlive the ops that it gave out. Operations nest like
// the core's requests (several walks may be open), they are not called while one is running.
#ifndef VTD_RTL_IOTLB_H
#define VTD_RTL_IOTLB_H

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "vtd/vtd.h"

namespace vtd {

// The RTL's own counters, see rtl/README.md.
struct rtl_counters {
  uint64_t hits = 0;
  uint64_t misses = 0;
  uint64_t merges = 0;
  uint64_t evictions = 0;
  uint64_t kills = 0;
  uint64_t rewalks = 0;
  uint64_t stalls = 0;
  uint64_t parity_errors = 0;
};

class rtl_model; // one Verilated geometry

class rtl_iotlb {
public:
  // wave: name of an FST file to record from the first cycle on; empty for none.
  // Throws std::invalid_argument with the remedy if there is no RTL of this geometry, and
  // std::runtime_error if the file cannot be written.
  explicit rtl_iotlb(const vtd_iotlb_geometry &geometry, const std::string &wave = "");
  ~rtl_iotlb();
  rtl_iotlb(const rtl_iotlb &) = delete;
  rtl_iotlb &operator=(const rtl_iotlb &) = delete;

  // Geometries of this build.
  static std::vector<vtd_iotlb_geometry> geometries();
  static bool supports(const vtd_iotlb_geometry &geometry);

  // For vtd_set_iotlb_ops(): the members below.
  vtd_iotlb_ops ops();

  bool lookup(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry, uint8_t *walk);
  bool probe(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry);
  vtd_walk_status walk_done(uint8_t walk, const vtd_iotlb_entry *entry);
  void invalidate(const vtd_inv &inv);
  void reset();

  const vtd_iotlb_geometry &geometry() const;
  uint64_t cycles() const;       // clock cycles since construction
  rtl_counters counters() const; // since the last reset

  // Entry `index` as it is stored (set * ways + way, then the super entries), read through the
  // hierarchy without a clock: true if it is valid. The same numbering as vtd_iotlb_entry_at().
  bool entry_at(uint32_t index, vtd_iotlb_key *key, vtd_iotlb_entry *entry) const;

  // Flips a stored bit (0 .. 137) of an entry, to see the parity logic at work.
  void flip(uint32_t index, uint8_t bit);

private:
  std::unique_ptr<rtl_model> model_;
};

// What a lock-step run did and found.
struct lockstep_stats {
  uint64_t lookups = 0;
  uint64_t hits = 0;
  uint64_t probes = 0;
  uint64_t walks = 0; // walk results handed in
  uint64_t fills = 0; // ... that were cached
  uint64_t walks_again = 0;
  uint64_t invalidations = 0;
  uint64_t resets = 0;
  uint64_t scans = 0; // comparisons of the whole arrays
  uint64_t mismatches = 0;
  uint64_t cycles = 0; // RTL clock cycles
};

// The RTL and the core's stand-alone model side by side: every operation goes to both, and their
// answers are compared. After each invalidation, and every `scan_interval` other operations, all
// entries are compared, so that placement and replacement agree too. The model's answer is the one
// that counts; a mismatch is recorded and the run goes on.
class lockstep_iotlb {
public:
  // Throws like rtl_iotlb. scan_interval: operations between two scans; 0: only after
  // invalidations.
  explicit lockstep_iotlb(const vtd_iotlb_geometry &geometry, const std::string &wave = "",
                          uint32_t scan_interval = 1024);
  ~lockstep_iotlb();
  lockstep_iotlb(const lockstep_iotlb &) = delete;
  lockstep_iotlb &operator=(const lockstep_iotlb &) = delete;

  vtd_iotlb_ops ops();

  bool lookup(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry, uint8_t *walk);
  bool probe(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry);
  vtd_walk_status walk_done(uint8_t walk, const vtd_iotlb_entry *entry);
  void invalidate(const vtd_inv &inv);
  void reset();

  // Compares all entries now. True if they agree.
  bool scan();

  lockstep_stats stats() const;
  rtl_counters counters() const;
  rtl_iotlb &rtl();

  // The first mismatch with the operations that led to it; empty if there was none.
  const std::string &first_mismatch() const;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace vtd

#endif // VTD_RTL_IOTLB_H
