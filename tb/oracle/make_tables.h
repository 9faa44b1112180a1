// SPDX-License-Identifier: Apache-2.0
// Random tables, made along the walks of the requests that will meet them. Most entries are good,
// so that walks get far; the rest has one thing wrong, or close to wrong.
#ifndef VTD_TB_ORACLE_MAKE_TABLES_H
#define VTD_TB_ORACLE_MAKE_TABLES_H

#include "generate.h" // the random numbers of the differential test: the same on every machine
#include "image.h"

namespace vtd::judge {

using oracle::Random;

class Tables {
public:
  // `trouble`: how many of 100 entries get something odd.
  Tables(Random &random, Image &image, unsigned trouble)
      : random_(random), image_(image), trouble_(trouble), pass_through_(random.chance(30)) {}

  uint64_t fresh_page();
  // A page that no table will point at: what is there changes by itself (a queue).
  uint64_t private_page();
  // The address of a page behind which there is no memory.
  uint64_t absent_page();
  // Mostly a page of its own; sometimes one that is a table already, or none at all.
  uint64_t some_table(uint64_t here = 0);
  bool odd() { return random_.chance(trouble_); }

  // The root entries of both buses, and a context entry of this requester behind its own.
  void legacy_root();
  void legacy_context(uint16_t requester, uint16_t did);
  void scalable_root();
  void scalable_context(uint16_t requester, uint16_t did);

  // Second-stage entries for one input address, as far as they are missing.
  void second_stage(uint64_t top, unsigned levels, uint64_t addr);
  uint64_t second_entry(unsigned shift, uint64_t here);

  // What a requester's tables say, as far as this can be said.
  struct Domain {
    uint64_t top = 0;
    unsigned levels = 3;
    uint16_t did = 0;
    bool pass_through = false;
  };
  Domain domain_of(uint16_t requester) const;
  // An address for a request of this domain: inside, at the limits, around the interrupt range.
  uint64_t address(const Domain &domain);
  // Where an access without translation does no harm.
  uint64_t plain_address();
  // A 4-byte aligned place in the data window of a page.
  uint64_t data_offset_in_page();

  uint64_t word(uint64_t addr) const;
  // Where second-stage entries were made, with the log2 of what each covers.
  const std::map<uint64_t, unsigned> &places() const { return places_; }
  uint64_t context_place(uint16_t requester) const;

private:
  void legacy_root_entry(uint64_t place, uint64_t contexts);
  void scalable_root_entry(uint64_t place, uint64_t contexts);
  uint64_t outside();
  uint64_t leaf_address(unsigned shift);
  uint64_t spoilt_second(uint64_t entry, unsigned shift, bool leaf);
  uint64_t haw_mask() const { return (UINT64_C(1) << image_.profile.address_bits) - 1; }
  void put(uint64_t at, const uint64_t *words, unsigned count);

  Random &random_;
  Image &image_;
  unsigned trouble_;
  bool pass_through_; // some requesters have it; for QEMU this is a change of its memory map
  uint64_t next_ = tables_begin;
  uint64_t near_contexts_ = 0, far_contexts_ = 0; // context tables of bus 0 and of far_bus
  std::vector<uint64_t> pages_;
  std::map<uint64_t, unsigned> places_;
};

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_MAKE_TABLES_H
