// SPDX-License-Identifier: Apache-2.0
// The translation tables that the random test walks, and their history: which answer was right
// when. Time is the clock cycle.
#ifndef VTD_TB_IOTLB_WORLD_H
#define VTD_TB_IOTLB_WORLD_H

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "iotlb_pins.h"

namespace vtd::tb {

// What an uncached walk finds at one instant.
struct walk_result {
  bool fault = false;
  uint8_t reason = 0;
  struct data data;
};

class world {
public:
  explicit world(uint64_t seed);

  // All keys that are ever asked for: translation kinds times pages.
  uint32_t keys() const { return static_cast<uint32_t>(keys_.size()); }
  const key &key_at(uint32_t index) const { return keys_[index]; }
  // Index of a neighbour: same kind of translation, same 1 GiB region.
  uint32_t neighbour(uint32_t index);

  // An uncached walk now.
  walk_result walk(const key &k, uint8_t need) const;

  // Software rewrites an entry on the way to this key, on a random level.
  void rewrite(uint32_t key_index, uint64_t now);

  // Empty if a response without a fault was right at some time from `since` on, else what is wrong.
  std::string check_translation(const key &k, uint8_t need, const data &d, uint64_t since) const;
  // The same of an entry as it is stored.
  std::string check_entry(const key &k, const data &d, uint64_t since) const;
  // Of a fault: at some time from `since` on.
  std::string check_fault(const key &k, uint8_t need, uint8_t reason, uint64_t since) const;

private:
  static constexpr uint32_t kinds = 15, regions = 3, middles = 3, pages = 4;
  static constexpr uint64_t alive = ~uint64_t{0};
  static constexpr uint32_t serials = 1u << 22; // hpn 39:18 of a leaf
  static constexpr uint32_t remembered = 1u << 17;

  enum class node_kind : uint8_t { absent, leaf, table };
  struct node {
    node_kind kind = node_kind::absent;
    uint8_t reason = 0;  // of the fault, if absent
    uint32_t serial = 0; // of the leaf
  };
  // A leaf that was in the tables once.
  struct leaf {
    uint32_t serial = 0;
    uint64_t died = 0; // first cycle in which it was gone
    uint32_t kind = 0; // of translation
    uint64_t vpn = 0;
    struct data data;
  };
  // Why a page faulted, from `since` on. perm: what it allowed if it was present.
  struct state {
    uint64_t since;
    bool present;
    uint8_t reason;
    uint8_t perm;
  };
  struct place {
    uint32_t kind, region, middle, page;
  };

  uint64_t vpn_of(const place &p) const;
  place place_of(uint32_t index) const;
  uint32_t index_of(const key &k) const;
  node &at(const place &p, uint32_t level);
  const node &at(const place &p, uint32_t level) const;
  void bury(const place &p, uint32_t level, uint64_t now);
  void plant(const place &p, uint32_t level, uint64_t now);
  void note(const place &p, uint32_t level, uint64_t now);
  const node &end_of(const place &p) const;
  static uint8_t denied(uint8_t need, uint8_t perm);
  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

  std::mt19937_64 random_;
  std::vector<key> kinds_;
  std::vector<key> keys_;
  std::vector<node> nodes_[3]; // by level: 4 KiB, 2 MiB, 1 GiB
  std::vector<leaf> leaves_;
  std::vector<std::vector<state>> history_; // by key
  uint32_t next_serial_ = 1;
};

} // namespace vtd::tb

#endif // VTD_TB_IOTLB_WORLD_H
