// SPDX-License-Identifier: Apache-2.0
// What the caches of a unit may hold (chapter 6): every fact that an earlier request could have
// left behind and that no invalidation has reached since. Real caches hold some of it; this set is
// an upper bound, so an answer that no choice from it explains is wrong.
#ifndef VTD_TB_REMEMBERED_H
#define VTD_TB_REMEMBERED_H

#include <array>
#include <cstdint>
#include <vector>

namespace vtd::oracle {

enum class Stage : uint8_t { second, first, nested, pass };

struct Fact {
  enum class Kind : uint8_t { context, pasid, table, page, interrupt } kind;
  Stage stage = Stage::second;
  uint8_t shift = 0; // page, table: log2 of the input range that it covers
  bool r = false, w = false, u = false;
  bool snoop = false;
  bool dirty = false;     // page: D needs no update
  bool has_pasid = false; // page: made by a request with PASID
  uint16_t sid = 0;       // context, pasid
  uint16_t did = 0;
  uint32_t pasid = 0;
  uint32_t index = 0;              // interrupt
  uint64_t base = 0;               // page, table: input address, aligned
  uint64_t next = 0;               // page: output address; table: where the next entry table is
  std::array<uint64_t, 8> words{}; // context, pasid, interrupt: the entry
  bool fpd = false;                // pasid: of the directory entry
  bool context_fpd = false;        // pasid: of the context entry at that time
  bool host_known = false;         // first-stage table: words[0] is where it is, dirty: writable
  uint8_t pat = 0, emt = 0;        // page: what the leaf entries say about its memory type
  bool ipat = false;
  uint64_t typing = 0; // page: fields of the PASID entry that decide about its memory type

  bool operator==(const Fact &o) const;
};

class Remembered {
public:
  void learn(const std::vector<Fact> &facts);
  const std::vector<Fact> &facts() const { return facts_; }
  void forget_all_dma();
  void forget_all_interrupts();

  // The invalidation commands and what they reach, a row of the table of chapter 6 each.
  void context_global();
  void context_domain(uint16_t did);
  void context_device(uint16_t sid, uint16_t sid_mask, bool check_did, uint16_t did);
  void pasid_global();
  void pasid_domain(uint16_t did);
  void pasid_one(uint16_t did, uint32_t pasid);
  void iotlb_global();
  void iotlb_domain(uint16_t did);
  void iotlb_page(uint16_t did, uint64_t addr, unsigned am, bool leaf_only);
  void piotlb_pasid(uint16_t did, uint32_t pasid);
  void piotlb_page(uint16_t did, uint32_t pasid, uint64_t addr, unsigned am, bool leaf_only);
  void interrupt_index(uint32_t index, unsigned im);

private:
  template <class Reached> void forget(Reached reached);
  std::vector<Fact> facts_;
};

} // namespace vtd::oracle

#endif // VTD_TB_REMEMBERED_H
