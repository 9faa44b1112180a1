// SPDX-License-Identifier: Apache-2.0
// What the caches of a unit may hold, and what each invalidation command takes out (chapter 6).
#include "remembered.h"

#include <algorithm>
#include <tuple>

#include "vtd/vtd_regs.h"

namespace vtd::oracle {

namespace {

auto tie_of(const Fact &f) {
  return std::tie(f.kind, f.stage, f.shift, f.r, f.w, f.u, f.snoop, f.dirty, f.has_pasid, f.sid,
                  f.did, f.pasid, f.index, f.base, f.next, f.words, f.fpd, f.context_fpd,
                  f.host_known, f.pat, f.emt, f.ipat, f.typing);
}

bool is_walk(const Fact &f) {
  return f.kind == Fact::Kind::page || f.kind == Fact::Kind::table;
}

// First-stage knowledge: first-stage and nested pages, first-stage tables.
bool is_first(const Fact &f) {
  return f.stage == Stage::first || f.stage == Stage::nested;
}

bool overlaps(const Fact &f, uint64_t addr, unsigned am) {
  const unsigned shift = VTD_PAGE_SHIFT + am;
  const unsigned larger = std::max<unsigned>(shift, f.shift);
  return larger >= 64 || (f.base >> larger) == (addr >> larger);
}

} // namespace

bool Fact::operator==(const Fact &o) const {
  return tie_of(*this) == tie_of(o);
}

void Remembered::learn(const std::vector<Fact> &facts) {
  for (const Fact &f : facts)
    if (std::find(facts_.begin(), facts_.end(), f) == facts_.end())
      facts_.push_back(f);
}

template <class Reached> void Remembered::forget(Reached reached) {
  facts_.erase(std::remove_if(facts_.begin(), facts_.end(), reached), facts_.end());
}

void Remembered::forget_all_dma() {
  forget([](const Fact &f) { return f.kind != Fact::Kind::interrupt; });
}

void Remembered::forget_all_interrupts() {
  forget([](const Fact &f) { return f.kind == Fact::Kind::interrupt; });
}

void Remembered::context_global() {
  forget([](const Fact &f) { return f.kind == Fact::Kind::context; });
}

void Remembered::context_domain(uint16_t did) {
  forget([=](const Fact &f) { return f.kind == Fact::Kind::context && f.did == did; });
}

void Remembered::context_device(uint16_t sid, uint16_t sid_mask, bool check_did, uint16_t did) {
  forget([=](const Fact &f) {
    return f.kind == Fact::Kind::context && ((f.sid ^ sid) & sid_mask) == 0 &&
           (!check_did || f.did == did);
  });
}

void Remembered::pasid_global() {
  forget([](const Fact &f) { return f.kind == Fact::Kind::pasid; });
}

void Remembered::pasid_domain(uint16_t did) {
  forget([=](const Fact &f) { return f.kind == Fact::Kind::pasid && f.did == did; });
}

void Remembered::pasid_one(uint16_t did, uint32_t pasid) {
  forget([=](const Fact &f) {
    return f.kind == Fact::Kind::pasid && f.did == did && f.pasid == pasid;
  });
}

void Remembered::iotlb_global() {
  forget(is_walk);
}

void Remembered::iotlb_domain(uint16_t did) {
  forget([=](const Fact &f) { return is_walk(f) && f.did == did; });
}

void Remembered::iotlb_page(uint16_t did, uint64_t addr, unsigned am, bool leaf_only) {
  forget([=](const Fact &f) {
    if (!is_walk(f) || f.did != did)
      return false;
    if (is_first(f))
      return true;
    return overlaps(f, addr, am) && !(leaf_only && f.kind == Fact::Kind::table);
  });
}

void Remembered::piotlb_pasid(uint16_t did, uint32_t pasid) {
  forget([=](const Fact &f) {
    const bool second_table = f.kind == Fact::Kind::table && !is_first(f);
    return is_walk(f) && !second_table && f.did == did && f.pasid == pasid;
  });
}

void Remembered::piotlb_page(uint16_t did, uint32_t pasid, uint64_t addr, unsigned am,
                             bool leaf_only) {
  forget([=](const Fact &f) {
    return is_walk(f) && is_first(f) && f.did == did && f.pasid == pasid && overlaps(f, addr, am) &&
           !(leaf_only && f.kind == Fact::Kind::table);
  });
}

void Remembered::interrupt_index(uint32_t index, unsigned im) {
  forget([=](const Fact &f) {
    return f.kind == Fact::Kind::interrupt && (f.index >> im) == (index >> im);
  });
}

} // namespace vtd::oracle
