// SPDX-License-Identifier: Apache-2.0
// What the RTL IOTLB has to do, cycle by cycle, written from the rules in vtd.h and rtl/README.md
// and not from the RTL. look() tells all outputs for the inputs of this cycle, clock() moves on to
// the next. The bench compares every output in every cycle.
#ifndef VTD_TB_IOTLB_PREDICTOR_H
#define VTD_TB_IOTLB_PREDICTOR_H

#include <cstdint>
#include <vector>

#include "iotlb_coverage.h"
#include "iotlb_pins.h"

namespace vtd::tb {

class predictor {
public:
  struct entry {
    bool valid = false;
    bool corrupted = false;
    struct key key;
    struct data data;
  };

  struct walk {
    bool busy = false;
    bool issued = false; // else wanted
    bool killed = false;
    struct key key;
    uint8_t need = 0;
    uint64_t waiters = 0;
    uint64_t late = 0; // waiters who came after it was issued
    uint32_t rewalks = 0;
  };

  explicit predictor(const shape &s, coverage *cover = nullptr);

  outputs look(const inputs &in) const;
  void clock(const inputs &in);

  // For stimulus and scans: entries of the main array, then the super array.
  const entry &at(uint32_t index) const {
    return index < main_.size() ? main_[index] : super_[index - main_.size()];
  }
  uint32_t entries() const { return static_cast<uint32_t>(main_.size() + super_.size()); }
  const std::vector<walk> &walks() const { return walks_; }

private:
  enum class phase { idle, sweep, wait };

  struct answer {
    uint8_t status = 0;
    uint8_t reason = 0;
    struct data data;
    struct key key;
  };

  // Where a look-up or fill found what.
  struct search {
    int main = -1;  // way
    int super = -1; // entry
  };

  uint32_t set_of(const struct key &k) const;
  entry *row(uint32_t set) { return &main_[size_t{set} * shape_.ways]; }
  const entry *row(uint32_t set) const { return &main_[size_t{set} * shape_.ways]; }
  search find(const struct key &k) const;
  const entry *found(const struct key &k, uint8_t need) const;
  int joinable(const inputs &in) const;
  int free_walk() const;
  bool exhausted(const walk &w) const;

  static void touch(std::vector<bool> &tree, uint32_t leaves, uint32_t leaf);
  static uint32_t victim(const std::vector<bool> &tree, uint32_t leaves);

  uint32_t drop_corrupted(entry *entries, uint32_t count, const char *where);
  void look_up(const inputs &in);
  void end_walk(const inputs &in);
  void fill(const struct key &k, const struct data &d);
  void fill_main(const struct key &k, const struct data &d);
  void fill_super(const struct key &k, const struct data &d);
  void accept(const inputs &in, bool rsp_stays);
  void sweep();
  uint32_t sweep_rows() const;
  void cover_invalidation(const invalidation &i) const;

  shape shape_;
  coverage *cover_;

  std::vector<entry> main_;
  std::vector<entry> super_;
  std::vector<std::vector<bool>> main_tree_; // per set
  std::vector<bool> super_tree_;
  bool scattered_ = false;

  std::vector<walk> walks_;
  bool ask_valid_ = false; // walk request on the pins
  uint8_t ask_handle_ = 0;
  struct key ask_key_;
  uint8_t ask_need_ = 0;

  bool buffer_valid_ = false;
  bool buffer_old_ = false;
  answer buffer_;
  uint8_t buffer_need_ = 0;
  uint64_t buffer_waiters_ = 0;

  bool rsp_valid_ = false;
  bool rsp_old_ = false;
  bool rsp_access_ = false;
  answer rsp_;
  uint8_t rsp_id_ = 0;
  uint8_t rsp_need_ = 0;

  phase phase_ = phase::idle;
  invalidation inv_;
  bool drain_rd_ = false, drain_wr_ = false;
  uint8_t tag_ = 0;
  uint32_t swept_ = 0; // rows
  bool by_page_ = false;
  uint32_t old_walks_ = 0;
  uint64_t old_accesses_ = 0;
  uint64_t reads_ = 0, writes_ = 0;

  counters count_;
  bool parity_error_ = false;
};

// Does an invalidation concern this kind of translation, and does the page matter? (chapter 6)
bool concerns(const invalidation &i, const key &k);
bool by_page(const invalidation &i, const key &k);
// Do the page of this size around vpn and the range overlap?
bool overlaps(const invalidation &i, uint64_t vpn, uint8_t level);

} // namespace vtd::tb

#endif // VTD_TB_IOTLB_PREDICTOR_H
