// SPDX-License-Identifier: Apache-2.0
// One walk of the reference: straight-line code for one request. Where real caches could answer in
// place of memory, or where the architecture leaves an order open, it asks `Choices`.
#ifndef VTD_TB_REFERENCE_WALK_H
#define VTD_TB_REFERENCE_WALK_H

#include "reference.h"

namespace vtd::oracle {

// The decisions of one walk; next() goes on to the next untried combination.
class Choices {
public:
  unsigned pick(unsigned alternatives);
  bool next();

private:
  struct Decision {
    unsigned value, count;
  };
  std::vector<Decision> path_;
  size_t pos_ = 0;
};

class Walk {
public:
  Walk(const Unit &unit, const Memory &memory, const Remembered *known, Choices &choices,
       std::vector<std::string> *words)
      : unit_(unit), memory_(memory), known_(known), choices_(choices), words_(words) {}

  Answer dma(const Request &request);
  InterruptAnswer interrupt(const Interrupt &request);
  PageAnswer page(const PageRequest &request);
  const std::vector<Fact> &learned() const { return learned_; }

private:
  struct Fault {
    vtd_fault_cond cond;
  };
  // Second-stage tables and for whom they are walked.
  struct SecondTables {
    uint64_t top = 0;
    unsigned levels = 0;
    bool scalable = false;
    bool flags = false; // SSADE
    bool snooped = true;
    uint16_t did = 0;
    bool has_pasid = false;
    uint32_t pasid = 0;
    uint64_t typing = 0; // Fact::typing
  };
  struct Page {
    bool present = true;
    bool r = false, w = false;
    bool snoop = false;
    bool dirty = true; // no D flag remains to be set
    unsigned shift = VTD_PAGE_SHIFT;
    uint64_t addr = 0;        // of the first byte asked for
    uint8_t pat = 0, emt = 0; // what the leaf entries say about its memory type
    bool ipat = false;
    std::optional<uint64_t> typing; // remembered page: under what it was made
  };
  struct PasidEntry {
    std::array<uint64_t, 8> e{};
    bool fpd = false; // of directory and entry
  };
  enum class Trouble { top_error, error, absent, reserved, unsnooped, update_failed };

  // walk.cpp
  [[noreturn]] void fault(vtd_fault_cond cond);
  void say(const char *format, ...) __attribute__((format(printf, 2, 3)));
  unsigned pick(unsigned alternatives) { return choices_.pick(alternatives); }
  bool wrong(Mistake mistake) const { return unit_.mistake == mistake; }
  std::optional<uint64_t> word(uint64_t addr) const;
  uint64_t beyond_haw() const;
  uint64_t fetch(uint64_t addr, vtd_fault_cond on_error);
  void soft(vtd_fault_cond cond);
  void mark(uint64_t addr, uint64_t bits, bool dirty, bool snooped, vtd_fault_cond unsnooped,
            vtd_fault_cond failed);
  bool writes(const Request &q) const;
  bool reads(const Request &q) const;
  bool protected_memory(uint64_t addr) const;
  Answer decide(const Request &q);
  bool scalable_tables();
  Answer interrupt_range(const Request &q);
  Answer in_range_translation(const Request &q, uint16_t did);
  Answer translated(const Request &q, vtd_fault_cond beyond, vtd_fault_cond in_range);
  bool reaches_interrupts(const Request &q, const Page &page) const;
  Answer finish(const Request &q, const Page &page);
  Answer refused(const Request &q, vtd_fault_cond cond);
  const Fact *remembered_page(const Request &q, Stage stage, uint16_t did, uint32_t pasid,
                              bool priv);
  Page page_from(const Fact &f, uint64_t addr);
  Page needs(const Request &q, Page page, vtd_fault_cond no_write, vtd_fault_cond no_read);

  // legacy.cpp
  Answer legacy(const Request &q);
  std::array<uint64_t, 2> legacy_context(uint16_t sid);
  void check_legacy_context(const Request &q, const uint64_t *e);

  // second.cpp
  unsigned levels_of(uint64_t aw) const;
  bool aw_supported(uint64_t aw) const;
  unsigned input_bits(uint64_t aw) const;
  uint64_t second_reserved(uint64_t entry, unsigned shift) const;
  Page second_stage(const SecondTables &t, uint64_t addr, bool sets_dirty, bool final);
  bool as_in_memory(const SecondTables &t, uint64_t addr, const Fact &f) const;
  const Fact *remembered_table_page(const SecondTables &t, uint64_t addr);
  vtd_fault_cond second_fault(const SecondTables &t, Trouble trouble) const;

  // scalable.cpp
  Answer scalable(const Request &q);
  std::array<uint64_t, 4> scalable_context(uint16_t sid);
  uint32_t pasid_for(const Request &q, const uint64_t *context) const;
  void check_scalable_context(const Request &q, const uint64_t *e);
  PasidEntry pasid_entry(const Request &q, const uint64_t *context, uint32_t pasid);
  void check_pasid_entry(const uint64_t *e);
  uint64_t pasid_reserved(const uint64_t *e, unsigned word) const;

  // first.cpp
  Page first_stage(const Request &q, const uint64_t *e, bool nested, const SecondTables &second,
                   uint32_t pasid, bool priv);
  uint64_t first_entry_place(uint64_t guest, bool nested, const SecondTables &second, bool top,
                             bool &writable);
  std::optional<uint64_t> plain_place(const SecondTables &t, uint64_t guest) const;
  bool first_as_in_memory(const uint64_t *e, bool nested, const SecondTables &second, uint64_t addr,
                          const Fact &f) const;
  uint64_t first_reserved(uint64_t entry, unsigned shift) const;

  // memory_type.cpp
  uint64_t typing_of(const uint64_t *e) const;
  uint8_t pat_of(const uint64_t *e, uint64_t leaf, unsigned shift) const;
  uint8_t range_type(uint64_t addr) const;
  uint8_t combined(uint8_t range, uint8_t pat) const;
  std::optional<uint8_t> memory_type(const uint64_t *e, const Page &page) const;

  // page_request.cpp
  PageAnswer page_space(const PageRequest &p);

  // interrupt.cpp
  InterruptAnswer remap(const Interrupt &q, InterruptAnswer &a);
  std::array<uint64_t, 2> interrupt_entry(uint32_t index);
  void check_source(const Interrupt &q, const uint64_t *e);
  InterruptAnswer post(const uint64_t *e, InterruptAnswer &a);

  const Unit &unit_;
  const Memory &memory_;
  const Remembered *known_;
  Choices &choices_;
  std::vector<std::string> *words_;
  std::vector<Fact> learned_;
  std::vector<Update> updates_;
  std::optional<vtd_fault_cond> pending_;
  bool fpd_ = false;
  bool page_snoop_ = false; // PGSNP
  bool mapped_ = false;     // a page was found, the access to it was not allowed
  bool either_ = false;     // "mapped" is a matter of taste
  Page effective_;          // what the page allows
  std::optional<uint16_t> did_;
};

} // namespace vtd::oracle

#endif // VTD_TB_REFERENCE_WALK_H
