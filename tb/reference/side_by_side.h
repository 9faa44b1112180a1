// SPDX-License-Identifier: Apache-2.0
// The core and the reference with one case between them: what machine.cpp sets up, invalidate.cpp
// and compare.cpp use.
#ifndef VTD_TB_SIDE_BY_SIDE_H
#define VTD_TB_SIDE_BY_SIDE_H

#include "format.h"
#include "machine.h"
#include "page_queue.h"

namespace vtd::oracle {

// The built-in IOTLB with some of its invalidations lost.
struct Broken {
  std::vector<uint64_t> memory;
  vtd_iotlb_t *tlb = nullptr;
  Sabotage sabotage = Sabotage::none;

  static void invalidate(void *ctx, const vtd_inv *inv) {
    auto *b = static_cast<Broken *>(ctx);
    const bool lost = (b->sabotage == Sabotage::drop_pages && inv->scope == VTD_INV_DOMAIN_PAGE) ||
                      (b->sabotage == Sabotage::drop_domains && inv->scope == VTD_INV_DOMAIN) ||
                      (b->sabotage == Sabotage::drop_global && inv->scope == VTD_INV_GLOBAL);
    if (!lost)
      vtd_iotlb_as_ops(b->tlb).invalidate(b->tlb, inv);
  }
  static bool lookup(void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry,
                     uint8_t *walk) {
    auto *b = static_cast<Broken *>(ctx);
    return vtd_iotlb_lookup(b->tlb, key, b->sabotage == Sabotage::ignore_rights ? 0 : need, entry,
                            walk);
  }
  static bool probe(void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry) {
    return vtd_iotlb_probe(static_cast<Broken *>(ctx)->tlb, key, need, entry);
  }
  static vtd_walk_status walk_done(void *ctx, uint8_t walk, const vtd_iotlb_entry *entry) {
    return vtd_iotlb_walk_done(static_cast<Broken *>(ctx)->tlb, walk, entry);
  }
  static void reset(void *ctx) { vtd_iotlb_reset(static_cast<Broken *>(ctx)->tlb); }
};

class Machine {
public:
  Machine(const Case &c, const RunOptions &options, Totals &totals)
      : case_(c), options_(options), totals_(totals), image_(c),
        log_(unsigned(vtd_cap_nfr(c.config.cap)) + 1, c.config.fault_collapse) {}

  std::optional<Mismatch> run();

private:
  // The core's side of memory.
  static bool mem_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use);
  static bool mem_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes,
                        vtd_mem_use use);
  static bool mem_cas64(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired,
                        bool *swapped);
  static bool mem_writable(void *ctx, uint64_t addr) {
    return static_cast<Machine *>(ctx)->image_.writable(addr);
  }
  static void message(void *ctx, uint64_t addr, uint32_t data);
  static void page_group_response(void *ctx, const vtd_page_group_response *response) {
    static_cast<Machine *>(ctx)->responses_.push_back(*response);
  }

  bool start();
  void write(uint32_t reg, uint32_t bytes, uint64_t value) {
    if (vtd_reg_write(unit_, reg, bytes, value) != VTD_REG_OK)
      differ("register", format("write of register %x refused", reg));
  }
  uint64_t read(uint32_t reg, uint32_t bytes) {
    uint64_t value = 0;
    vtd_reg_peek(unit_, reg, bytes, &value);
    return value;
  }
  void differ(const char *field, const std::string &text) {
    if (!mismatch_)
      mismatch_ = Mismatch{op_, options_.cold, field, text};
  }
  void perform(const Op &op);
  void request(const Op &op);
  void interrupt(const Op &op);
  void page_request(const Op &op);
  bool page_fits(const PageRequest &p, const vtd_page_request_result &r, const PageAnswer &a,
                 const PageQueue::Receipt &receipt, std::string &field) const;
  void forget_page(const PageRequest &p, const PageAnswer &a);
  void page_response(const Op &op);
  void start_pages();
  void compare_pages();
  void set_range(uint32_t offset, uint64_t value);
  bool matches(const Op &op, const vtd_result &r, const Answer &a, std::string &field,
               std::string &text);
  bool shift_fits(const Request &q, const vtd_result &r, const Answer &a);
  enum class Flags { due, faulted, free }; // free: all of them or none
  bool memory_fits(const std::vector<Update> &updates, Flags flags, std::string &text);
  FaultLog::Record record_of(const Request &q, uint8_t code) const;
  void compare_faults();
  void enable(uint64_t bits);
  void set_root(uint64_t value);
  void set_interrupt_root(uint64_t value);
  void invalidate(const Op &op);
  void invalidate_everything();
  bool queue_works() const;
  bool legacy_root() const { return vtd_rtaddr_ttm(ref_.rtaddr) == VTD_RTADDR_TTM_LEGACY; }
  void submit(const uint64_t *descriptor);

  const Case &case_;
  const RunOptions &options_;
  Totals &totals_;
  Image image_;
  FaultLog log_;
  Unit ref_;
  Remembered known_;
  std::vector<uint64_t> memory_;
  vtd_t *unit_ = nullptr;
  Broken broken_;
  uint32_t levels_ = 0; // level bits of GCMD
  uint32_t tail_ = 0;
  unsigned events_ = 0, page_events_ = 0;
  PageQueue pages_;
  std::vector<vtd_page_group_response> responses_; // since the operation began
  std::map<uint64_t, uint64_t> before_; // words that the core changed, with their old values
  size_t op_ = 0;
  bool given_up_ = false;
  std::optional<Mismatch> mismatch_;
};

} // namespace vtd::oracle

#endif // VTD_TB_SIDE_BY_SIDE_H
