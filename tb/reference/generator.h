// SPDX-License-Identifier: Apache-2.0
// The making of a random case: generate_tables.cpp draws what is in memory, generate_traffic.cpp
// what happens to it.
#ifndef VTD_TB_GENERATOR_H
#define VTD_TB_GENERATOR_H

#include "generate.h"

namespace vtd::oracle {

constexpr uint64_t page_bytes = UINT64_C(1) << VTD_PAGE_SHIFT;
constexpr unsigned index_bits = 9;

struct Domain {
  uint16_t did = 0;
  unsigned levels = 4;
  uint64_t top = 0;
  std::vector<uint64_t> inputs;
};

struct Space { // first-stage tables of one PASID
  uint64_t top = 0;
  unsigned levels = 4;
  Domain *host = nullptr; // nested: where its tables and pages are mapped
  std::vector<uint64_t> inputs;
};

class Generator {
public:
  Generator(uint64_t seed, Mode mode) : r_(seed), mode_(mode) {}
  std::optional<Case> make(unsigned ops);

private:
  uint64_t limit() const { return (UINT64_C(1) << c_.config.haw) - 1; }
  uint64_t new_page();
  void put(uint64_t addr, uint64_t value) {
    c_.words[addr] = value;
    places_.push_back(addr);
  }
  uint64_t get(uint64_t addr) const {
    const auto at = c_.words.find(addr);
    return at == c_.words.end() ? 0 : at->second;
  }
  uint64_t target(unsigned shift);
  uint64_t input_of(const Domain &d);
  unsigned random_aw();
  void make_domain();
  uint64_t second_entry(unsigned shift, bool leaf, uint64_t addr);
  void map_second(Domain &d, uint64_t addr, unsigned shift, uint64_t to, bool sound);
  void make_space(bool nested);
  void map_first(Space &s, uint64_t addr, unsigned shift, uint64_t to);
  uint64_t shared(Space &s, uint64_t guest);
  void make_legacy_contexts();
  void make_scalable_contexts();
  uint64_t pasid_table(uint64_t directory, uint32_t pasid);
  std::vector<uint64_t> make_pasid_entry(uint64_t place);
  void make_posted(uint64_t *e, bool eime);
  void make_interrupts();
  void make_protection();
  void make_page_queue();
  void make_ranges();
  uint8_t memory_type();
  void damage();
  uint64_t damaged(uint64_t value);
  Request make_request();
  Op make_interrupt();
  PageRequest make_page_request();
  Op make_page_op();
  Op make_range();
  std::pair<uint32_t, uint64_t> some_range();
  Op make_invalidation();
  Op make_poke();
  Op make_op();

  Random r_;
  Mode mode_;
  Case c_;
  uint64_t arena_ = 0;
  unsigned used_ = 0;
  std::vector<Domain> domains_;
  std::vector<Space> spaces_;
  std::vector<uint16_t> sids_;
  std::map<uint16_t, std::vector<uint64_t>> likely_; // inputs that mean something to a requester
  struct Target {                                    // who reaches what, in scalable mode
    uint16_t sid;
    bool has_pasid;
    uint32_t pasid;
    std::vector<uint64_t> inputs;
  };
  std::vector<Target> targets_;
  std::vector<uint32_t> pasids_;
  std::vector<uint64_t> places_; // words that mean something
  std::vector<uint64_t> roots_;  // possible root tables
  std::vector<Request> favourites_;
  std::vector<PageRequest> asked_;
  std::vector<Interrupt> interrupts_;
};

} // namespace vtd::oracle

#endif // VTD_TB_GENERATOR_H
