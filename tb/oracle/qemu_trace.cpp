// SPDX-License-Identifier: Apache-2.0
#include "qemu_trace.h"

#include <cstdlib>
#include <cstring>

namespace vtd::judge {

namespace {

// Takes the numbers of a line in order, each behind a blank: "sid 0x10 fault 5". Digits within
// words do not count.
class Numbers {
public:
  explicit Numbers(const char *text) : at_(text) {}
  uint64_t next(int base = 0) {
    for (; *at_; at_++)
      if (at_[0] == ' ' && at_[1] >= '0' && at_[1] <= '9')
        break;
    if (!*at_)
      return 0;
    char *end = nullptr;
    const uint64_t v = strtoull(at_ + 1, &end, base);
    at_ = end;
    return v;
  }
  // What follows the number just taken, without a blank.
  uint64_t joined(int base) {
    char *end = nullptr;
    const uint64_t v = *at_ ? strtoull(at_ + 1, &end, base) : 0;
    at_ = end ? end : at_;
    return v;
  }
  // Up to the last character of this, which a number follows.
  void skip_over(const char *word) {
    const char *found = strstr(at_, word);
    at_ = found ? found + strlen(word) - 1 : at_ + strlen(at_);
  }

private:
  const char *at_;
};

void fault(Numbers n, QemuEvent &e) {
  e.requester = uint16_t(n.next());
  e.reason = uint8_t(n.next());
  e.addr = n.next();
  e.write = n.next() != 0;
}

// "dev 00:02.01 iova 0x.. -> gpa 0x.. mask 0x..": hexadecimal parts.
void translated(Numbers n, QemuEvent &e) {
  n.skip_over(" dev ");
  const uint64_t bus = n.joined(16), slot = n.joined(16), function = n.joined(16);
  e.requester = uint16_t(bus << 8 | slot << 3 | function);
  e.addr = n.next();
  e.output = n.next();
  e.mask = n.next();
}

void by_requester(Numbers n, QemuEvent &e) {
  e.requester = uint16_t(n.next());
  e.addr = n.next();
}

void interrupt(Numbers n, QemuEvent &e) {
  e.destination = uint32_t(n.next());
  e.mode = uint8_t(n.next());
  e.delivery = uint8_t(n.next());
  e.vector = uint8_t(n.next());
  e.trigger = uint8_t(n.next());
}

void reg_read(Numbers n, QemuEvent &e) {
  e.addr = n.next();
  e.bytes = uint8_t(n.next());
}

void nowhere(Numbers n, QemuEvent &e) {
  e.addr = n.next();
}

void nothing(Numbers, QemuEvent &) {}

} // namespace

bool parse_event(const std::string &line, QemuEvent &event) {
  using Kind = QemuEvent::Kind;
  static const struct {
    const char *start;
    size_t length;
    Kind kind;
    void (*take)(Numbers, QemuEvent &);
  } events[] = {
#define EVENT(start, kind, take) {start, sizeof start - 1, Kind::kind, take}
      EVENT("vtd_dmar_fault ", fault, fault),
      EVENT("vtd_fault_disabled", quiet, nothing),
      EVENT("vtd_dmar_translate ", translated, translated),
      EVENT("vtd_iotlb_page_hit ", hit, by_requester),
      EVENT("vtd_translate_pt ", pass_through, by_requester),
      EVENT("apic_deliver_irq ", interrupt, interrupt),
      EVENT("vtd_reg_read ", reg_read, reg_read),
      EVENT("Invalid read at addr", nowhere, nowhere),
      EVENT("Invalid write at addr", nowhere, nowhere),
#undef EVENT
  };
  for (const auto &e : events)
    if (line.compare(0, e.length, e.start) == 0) {
      event = QemuEvent();
      event.kind = e.kind;
      event.write = line.compare(0, 13, "Invalid write") == 0;
      e.take(Numbers(line.c_str() + e.length - 1), event);
      return true;
    }
  return false;
}

} // namespace vtd::judge
