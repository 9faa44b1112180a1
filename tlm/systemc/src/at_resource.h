// SPDX-License-Identifier: Apache-2.0
// What the processes of the approximately-timed path wait for.
#ifndef VTD_SYSTEMC_AT_RESOURCE_H
#define VTD_SYSTEMC_AT_RESOURCE_H

#ifndef SC_INCLUDE_DYNAMIC_PROCESSES
#define SC_INCLUDE_DYNAMIC_PROCESSES
#endif
#include <algorithm>
#include <deque>

#include <systemc>

namespace vtd::detail {

// Something that exists `capacity` times; whoever asks first gets it first. A waiting process
// brings an event of its own.
class at_resource {
public:
  explicit at_resource(unsigned capacity) : free_(capacity), capacity_(capacity) {}

  // Takes one. May wait; true if it had to.
  bool acquire(sc_core::sc_event &mine) {
    if (free_ != 0 && waiting_.empty()) {
      free_--;
      return false;
    }
    claim own = {&mine, false};
    waiting_.push_back(&own);
    while (!own.granted)
      sc_core::wait(mine);
    return true;
  }
  // Gives one back: to the first who waits.
  void release() {
    if (waiting_.empty()) {
      free_++;
      return;
    }
    claim *first = waiting_.front();
    waiting_.pop_front();
    first->granted = true;
    first->event->notify();
  }
  bool exhausted() const { return free_ == 0; }
  unsigned used() const { return capacity_ - free_; }

private:
  struct claim {
    sc_core::sc_event *event;
    bool granted;
  };

  unsigned free_;
  unsigned capacity_;
  std::deque<claim *> waiting_; // on the stacks of those who wait
};

// Those that have to do something one after the other, in the order in which they joined.
template <typename Member> class at_order {
public:
  void join(Member &member) { line_.push_back(&member); }
  bool empty() const { return line_.empty(); }
  // Waits until nobody is before `member`.
  void wait_turn(const Member &member, sc_core::sc_event &mine) const {
    while (line_.front() != &member)
      sc_core::wait(mine);
  }
  // `member` is done, or need not do it. The event of who is first now is notified.
  void leave(Member &member, sc_core::sc_event Member::*event) {
    const auto at = std::find(line_.begin(), line_.end(), &member);
    if (at == line_.end())
      return;
    line_.erase(at);
    if (!line_.empty())
      (line_.front()->*event).notify();
  }

private:
  std::deque<Member *> line_;
};

} // namespace vtd::detail

#endif // VTD_SYSTEMC_AT_RESOURCE_H
