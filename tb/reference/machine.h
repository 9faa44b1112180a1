// SPDX-License-Identifier: Apache-2.0
// Runs a case on the core and on the reference side by side and compares, operation by operation:
// answers, fault records, fault status, events, changes of memory.
#ifndef VTD_TB_MACHINE_H
#define VTD_TB_MACHINE_H

#include <array>
#include <memory>
#include <optional>

#include "case.h"

namespace vtd::oracle {

// Memory of a case: pages that exist, everything else is an access error.
class Image : public Memory {
public:
  explicit Image(const Case &c);
  std::optional<uint64_t> word(uint64_t addr) const override;
  bool writable(uint64_t addr) const override;
  bool poke(uint64_t addr, uint64_t value); // false: does not exist
  uint64_t *place(uint64_t addr) const;

private:
  struct Page {
    uint64_t addr;
    bool writable;
    std::unique_ptr<std::array<uint64_t, 512>> data;
  };
  const Page *find(uint64_t addr) const;
  std::vector<Page> pages_; // sorted
};

// The fault records and what announces them (chapter 7, primary fault logging), the naive way.
class FaultLog {
public:
  FaultLog(unsigned records, bool collapse) : records_(records), collapse_(collapse) {}
  struct Record {
    uint64_t lo = 0, hi = 0;
    uint64_t lo_mask = ~UINT64_C(0), hi_mask = ~UINT64_C(0); // bits that are defined
    bool pending = false;
  };
  bool write(uint16_t sid, Record record); // true: a record was written
  void clear(uint64_t which);
  void all_off() { next_ = 0; } // neither translation nor interrupt remapping
  bool any() const;
  const std::vector<Record> &records() const { return records_; }
  bool overflow() const { return overflow_; }
  unsigned first() const { return first_; }
  unsigned events() const { return events_; }

private:
  std::vector<Record> records_;
  bool collapse_;
  bool overflow_ = false;
  unsigned next_ = 0, first_ = 0, events_ = 0;
};

struct Totals {
  uint64_t images = 0, operations = 0, checks = 0, translations = 0, interrupts = 0, probes = 0;
  uint64_t page_requests = 0;
  std::array<uint64_t, 3> page_fates{};   // PageQueue::Fate
  std::array<uint64_t, 8> memory_types{}; // of accesses that were let through
  uint64_t branches = 0, most_branches = 0, undecided = 0, open = 0;
  uint64_t iotlb_hits = 0, psc_hits = 0, stale = 0; // stale: right, but not what memory says now
  std::array<uint64_t, VTD_FC_COUNT> conditions{};  // as the reference names them
  std::array<uint64_t, VTD_FC_COUNT> recoverable{};
  std::array<uint64_t, 6> outcomes{};
  void add(const Totals &o);
};

struct Mismatch {
  size_t op = 0;
  bool cold = false;
  std::string field; // what differs, the same for the same kind of difference
  std::string text;  // both sides
};

enum class Sabotage { none, drop_pages, drop_domains, drop_global, ignore_rights };

struct RunOptions {
  bool cold = false; // before each request, everything is invalidated: exactly one answer
  Mistake mistake = Mistake::none;
  Sabotage sabotage = Sabotage::none; // of the core's IOTLB, for the proof that it would be seen
};

// Nothing if both sides agree. A configuration that the core refuses is a mismatch too.
std::optional<Mismatch> run(const Case &c, const RunOptions &options, Totals &totals);

} // namespace vtd::oracle

#endif // VTD_TB_MACHINE_H
