// SPDX-License-Identifier: Apache-2.0
// One Verilated IOTLB behind the operations of the core. The template is the same code for every
// geometry; each instance is made in a file of its own, which includes that geometry's class.
#ifndef VTD_COSIM_RTL_MODEL_H
#define VTD_COSIM_RTL_MODEL_H

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include <verilated.h>
#include <verilated_fst_c.h>

#include "vtd/rtl_entry.h"
#include "vtd/rtl_iotlb.h"

namespace vtd {

// Encodings of the RTL's pins (vtd_iotlb_pkg).
enum rtl_status : uint8_t { RTL_HIT, RTL_WALKED, RTL_UNCACHED, RTL_FAULT, RTL_MISS };

class rtl_model {
public:
  explicit rtl_model(const vtd_iotlb_geometry &shape) : geometry(shape) {}
  virtual ~rtl_model() = default;
  virtual bool lookup(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry,
                      uint8_t *walk) = 0;
  virtual bool probe(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry) = 0;
  virtual vtd_walk_status walk_done(uint8_t walk, const vtd_iotlb_entry *entry) = 0;
  virtual void invalidate(const vtd_inv &inv) = 0;
  virtual void reset() = 0;
  virtual void flip(uint32_t index, uint8_t bit) = 0;
  virtual rtl_counters counters() const = 0;
  virtual bool entry_at(uint32_t index, vtd_iotlb_key *key, vtd_iotlb_entry *entry) const = 0;

  const vtd_iotlb_geometry geometry;
  uint64_t cycles = 0;
};

template <class V> class rtl_model_of final : public rtl_model {
public:
  rtl_model_of(const vtd_iotlb_geometry &shape, unsigned id_bits, const std::string &wave)
      : rtl_model(shape), ids_(1u << id_bits), top_(&context_) {
    if (!wave.empty())
      open_wave(wave);
    top_.rsp_ready_i = 1;
    top_.walk_ready_i = 1;
    reset();
  }

  ~rtl_model_of() override {
    if (wave_)
      wave_->close();
    top_.final();
  }

  bool lookup(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry,
              uint8_t *walk) override {
    *walk = VTD_WALK_NONE;
    if (!request(key, need, false))
      return false; // no miss register: nothing will be cached
    if (top_.rsp_valid_o) {
      take_answer(entry);
      return true;
    }
    tick();
    if (!top_.walk_valid_o)
      return false;
    *walk = top_.walk_handle_o;
    walk_id_[*walk] = id_;
    open_ |= UINT64_C(1) << *walk;
    busy_ids_ |= UINT64_C(1) << id_;
    return false;
  }

  bool probe(const vtd_iotlb_key &key, uint8_t need, vtd_iotlb_entry *entry) override {
    if (!request(key, need, true) || top_.rsp_status_o != RTL_HIT)
      return false;
    take_answer(entry);
    return true;
  }

  vtd_walk_status walk_done(uint8_t walk, const vtd_iotlb_entry *entry) override {
    if (walk >= geometry.walks || (open_ >> walk & 1) == 0)
      return VTD_WALK_DONE;
    top_.result_valid_i = 1;
    top_.result_handle_i = walk;
    top_.result_fault_i = entry == nullptr;
    if (entry != nullptr) {
      top_.result_hpn_i = entry->addr >> VTD_PAGE_SHIFT;
      top_.result_level_i = rtl_level(entry->page_shift);
      top_.result_perm_i = entry->perm;
      top_.result_attr_i = entry->attr;
      top_.result_mtype_i = entry->mtype;
    }
    tick_until(top_.result_ready_o);
    top_.result_valid_i = 0;
    tick();
    if (top_.walk_valid_o && top_.walk_handle_o == walk)
      return VTD_WALK_AGAIN;
    open_ &= ~(UINT64_C(1) << walk);
    busy_ids_ &= ~(UINT64_C(1) << walk_id_[walk]);
    return VTD_WALK_DONE;
  }

  void invalidate(const vtd_inv &inv) override {
    if (inv.scope == VTD_INV_DEVICE) // context entries are none of an IOTLB's business
      return;
    top_.inv_valid_i = 1;
    top_.inv_scope_i = inv.scope;
    top_.inv_did_i = inv.did;
    top_.inv_pasid_i = inv.pasid;
    top_.inv_vpn_i = inv.base >> VTD_PAGE_SHIFT;
    top_.inv_shift_i = inv.shift > VTD_PAGE_SHIFT ? inv.shift - VTD_PAGE_SHIFT : 0;
    tick_until(top_.inv_ready_o);
    top_.inv_valid_i = 0;
    while (!top_.inv_done_o)
      tick();
    tick();
  }

  void reset() override {
    top_.rst_ni = 0;
    top_.access_end_i = 0;
    tick();
    tick();
    top_.rst_ni = 1;
    open_ = 0;
    busy_ids_ = 0;
  }

  void flip(uint32_t index, uint8_t bit) override {
    uint32_t main = geometry.sets * geometry.ways;
    top_.flip_valid_i = 1;
    top_.flip_super_i = index >= main;
    top_.flip_index_i = index >= main ? index - main : index;
    top_.flip_bit_i = bit;
    tick_until(top_.flip_ready_o);
    top_.flip_valid_i = 0;
  }

  rtl_counters counters() const override {
    rtl_counters c;
    c.hits = top_.count_hit_o;
    c.misses = top_.count_miss_o;
    c.merges = top_.count_merge_o;
    c.evictions = top_.count_evict_o;
    c.kills = top_.count_kill_o;
    c.rewalks = top_.count_rewalk_o;
    c.stalls = top_.count_stall_o;
    c.parity_errors = top_.count_parity_o;
    return c;
  }

  bool entry_at(uint32_t index, vtd_iotlb_key *key, vtd_iotlb_entry *entry) const override {
    return rtl_entry_at(*top_.rootp, geometry.sets * geometry.ways, geometry.super_entries, index,
                        key, entry);
  }

private:
  // Offers one look-up for one cycle. False if it was not taken.
  bool request(const vtd_iotlb_key &key, uint8_t need, bool probe) {
    next_id();
    asked_ = key.addr;
    top_.req_valid_i = 1;
    top_.req_id_i = static_cast<uint8_t>(id_);
    top_.req_vpn_i = key.addr >> VTD_PAGE_SHIFT;
    top_.req_did_i = key.did;
    top_.req_pasid_valid_i = key.pasid_valid;
    top_.req_pasid_i = key.pasid;
    top_.req_stage_i = key.type;
    top_.req_need_i = need & (VTD_PERM_R | VTD_PERM_W);
    top_.req_alone_i = 1; // the core gives each of its misses a walk
    top_.req_probe_i = probe;
    settle();
    bool taken = top_.req_ready_o;
    finish_tick();
    top_.req_valid_i = 0;
    return taken;
  }

  // The response holds the 4 KiB frame of the request; the core's entry the page around it.
  void take_answer(vtd_iotlb_entry *entry) const {
    unsigned shift = rtl_page_shift(top_.rsp_level_o);
    uint64_t addr = static_cast<uint64_t>(top_.rsp_hpn_o) << VTD_PAGE_SHIFT;
    uint64_t offset = (UINT64_C(1) << shift) - 1;
    entry->addr = addr & ~offset;
    entry->page_shift = static_cast<uint8_t>(shift);
    entry->perm = top_.rsp_perm_o;
    entry->attr = top_.rsp_attr_o;
    entry->mtype = top_.rsp_mtype_o;
    // A frame that does not continue the request's own offset is nobody's: let it be seen.
    if (((addr ^ asked_) & offset & ~UINT64_C(0xFFF)) != 0)
      entry->addr = ~UINT64_C(0);
  }

  // An id that no open walk holds. The last few are not free either: their accesses are only
  // ending.
  void next_id() {
    do
      id_ = (id_ + 1) & (ids_ - 1);
    while ((busy_ids_ >> id_ & 1) != 0);
  }

  void settle() {
    top_.clk_i = 0;
    top_.eval();
    if (wave_)
      wave_->dump(cycles * 10);
  }

  // Clock edge. An access lasts from its response until the next cycle here: the core drains its
  // own.
  void finish_tick() {
    bool leaves = top_.rsp_valid_o;
    uint8_t id = top_.rsp_id_o;
    top_.clk_i = 1;
    top_.eval();
    if (wave_)
      wave_->dump(cycles * 10 + 5);
    cycles++;
    top_.access_end_i = leaves;
    top_.access_end_id_i = id;
  }

  void tick() {
    settle();
    finish_tick();
  }

  // Clocks until `ready` was set before an edge.
  void tick_until(const CData &ready) {
    for (;;) {
      settle();
      bool taken = ready;
      finish_tick();
      if (taken)
        return;
    }
  }

  void open_wave(const std::string &file) {
    context_.traceEverOn(true);
    wave_ = std::make_unique<VerilatedFstC>();
    top_.trace(wave_.get(), 99);
    wave_->open(file.c_str());
    if (!wave_->isOpen())
      throw std::runtime_error("cannot write the wave file " + file);
  }

  const uint32_t ids_;
  VerilatedContext context_;
  V top_;
  std::unique_ptr<VerilatedFstC> wave_;
  uint64_t asked_ = 0;
  uint64_t open_ = 0;
  uint64_t busy_ids_ = 0;
  uint32_t id_ = 0;
  uint32_t walk_id_[32] = {};
};

} // namespace vtd

#endif // VTD_COSIM_RTL_MODEL_H
