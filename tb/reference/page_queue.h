// SPDX-License-Identifier: Apache-2.0
// The page request queue and what announces it (chapters 4 and 7), the naive way.
#ifndef VTD_TB_PAGE_QUEUE_H
#define VTD_TB_PAGE_QUEUE_H

#include "reference.h"

namespace vtd::oracle {

class PageQueue {
public:
  enum class Fate { queued, answered, dropped };
  struct Receipt {
    Fate fate = Fate::dropped;
    unsigned code = 0;               // of the unit's own answer
    uint64_t place = 0;              // queued: where the entry is
    std::array<uint64_t, 4> entry{}; // ... and what it says
  };

  // Registers as software writes them; offsets in bytes.
  uint64_t base = 0;
  uint32_t bytes = 4096;
  uint32_t head = 0, tail = 0;
  bool stop_markers = false; // ECAP.SMS
  Mistake mistake = Mistake::none;

  // `tables`: what the tables say. A probe changes nothing.
  Receipt receive(const PageRequest &request, const PageAnswer &tables, const Memory &memory);
  void clear(bool pending, bool overflow); // software writes ones to the status register
  void mask(bool masked);

  bool pending() const { return pending_; }   // PPR
  bool overflow() const { return overflow_; } // PRO
  bool held() const { return held_; }         // IP
  bool masked() const { return masked_; }     // IM
  unsigned messages() const { return messages_; }

private:
  Receipt refuse(const PageRequest &request, unsigned code) const;
  void announce();

  bool pending_ = false, overflow_ = false;
  bool masked_ = true, held_ = false;
  unsigned messages_ = 0;
};

} // namespace vtd::oracle

#endif // VTD_TB_PAGE_QUEUE_H
