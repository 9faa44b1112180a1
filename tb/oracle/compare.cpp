// SPDX-License-Identifier: Apache-2.0
// Comparison of outcomes.
#include "compare.h"

#include <cinttypes>

#include "commands.h"
#include "format.h"
#include "history.h"
#include "lanes.h"

namespace vtd::judge {

using oracle::format;

namespace {

bool same(const Message &a, const Message &b) {
  return a.destination == b.destination && a.logical == b.logical && a.delivery == b.delivery &&
         a.vector == b.vector && a.level == b.level &&
         (!a.redirection || !b.redirection || *a.redirection == *b.redirection);
}

bool same(const std::vector<Message> &a, const std::vector<Message> &b) {
  if (a.size() != b.size())
    return false;
  for (size_t i = 0; i < a.size(); i++)
    if (!same(a[i], b[i]))
      return false;
  return true;
}

template <class T> bool differ(const std::optional<T> &a, const std::optional<T> &b) {
  return a && b && !(*a == *b);
}

bool holds_interrupts(uint64_t addr, unsigned shift) {
  const uint64_t below = (UINT64_C(1) << shift) - 1;
  return (addr & ~below) <= VTD_INTR_LIMIT && (addr | below) >= VTD_INTR_BASE;
}

// A block with the interrupt range inside may be said to be smaller: part of it is something else.
bool sizes_differ(const Op &op, const Outcome &a, const Outcome &b) {
  if (!differ(a.page_shift, b.page_shift))
    return false;
  const unsigned larger = std::max(*a.page_shift, *b.page_shift);
  const uint64_t out = a.addr ? *a.addr : b.addr ? *b.addr : 0;
  return !holds_interrupts(op.addr, larger) && !holds_interrupts(out, larger);
}

// Fault records show the address as far as some table of the unit translates it.
bool addresses_differ(const Image &image, const Fault &a, const Fault &b) {
  if (!a.addr || !b.addr)
    return false;
  const uint64_t shown = (UINT64_C(1) << image.profile.address_bits) - page_bytes;
  return ((*a.addr ^ *b.addr) & shown) != 0;
}

std::string fault_difference(const Image &image, const Op &op, const Outcome &a, const Outcome &b) {
  if (differ(a.faulted, b.faulted))
    return "fault";
  if (!a.faulted || !b.faulted || !*a.faulted)
    return "";
  if (a.fault.reason != b.fault.reason)
    return format("reason %Xh not %Xh", b.fault.reason, a.fault.reason);
  if (differ(a.fault.requester, b.fault.requester))
    return "requester";
  if (op.kind == Kind::dma && addresses_differ(image, a.fault, b.fault))
    return "fault address";
  return op.kind == Kind::dma && differ(a.fault.write, b.fault.write) ? "fault type" : "";
}

bool values_differ(const Image &image, const Op &op, const Outcome &a, const Outcome &b,
                   const Outcome *before) {
  if (!differ(a.value, b.value))
    return false;
  if (op.kind != Kind::read)
    return true;
  const uint64_t record = vtd_cap_fro(cap_of(image.profile)) * 16;
  uint64_t mask = ~UINT64_C(0);
  if (op.addr == record + VTD_FRCD_HI_REG && !vtd_frcd_hi_f(*a.value))
    mask = VTD_FRCD_HI_F_MASK;
  if (op.addr == record + VTD_FRCD_LO_REG)
    mask = before && before->value && vtd_frcd_hi_f(*before->value) ? mask : 0;
  return ((*a.value ^ *b.value) & mask) != 0;
}

} // namespace

std::string difference(const Image &image, size_t op, const Outcome &right, const Outcome &seen,
                       const Outcome *before) {
  const Op &o = image.ops[op];
  if (right.verdict != Verdict::unknown && seen.verdict != Verdict::unknown &&
      right.verdict != seen.verdict)
    return "verdict";
  const std::string fault = fault_difference(image, o, right, seen);
  if (!fault.empty())
    return fault;
  if (differ(right.addr, seen.addr))
    return "address";
  if (sizes_differ(o, right, seen))
    return "page size";
  if (right.messages && seen.messages && !same(*right.messages, *seen.messages))
    return "messages";
  if (!values_differ(image, o, right, seen, before))
    return "";
  return o.kind == Kind::read ? format("value of register %03" PRIx64 "h", o.addr) : "value";
}

std::string words_of(const Outcome &o) {
  static const char *const verdicts[] = {"not observed", "passed", "blocked"};
  std::string text = verdicts[size_t(o.verdict)];
  if (o.addr)
    text += format(", address %" PRIx64, *o.addr);
  if (o.page_shift)
    text += format(", 2^%u bytes", *o.page_shift);
  if (o.cached)
    text += *o.cached ? ", cached" : ", walked";
  if (!o.faulted)
    text += ", fault unknown";
  else if (*o.faulted) {
    text += format(", fault %Xh", o.fault.reason);
    if (o.fault.requester)
      text += format(" of %04x", *o.fault.requester);
    if (o.fault.addr)
      text += format(" at %" PRIx64, *o.fault.addr);
    if (o.fault.write)
      text += *o.fault.write ? " (write)" : " (read)";
  } else if (o.verdict == Verdict::blocked) {
    text += ", no fault";
  }
  if (o.messages)
    for (const Message &m : *o.messages)
      text += format(", message to %x%s delivery %u vector %02x%s%s", m.destination,
                     m.logical ? " (logical)" : "", m.delivery, m.vector, m.level ? " level" : "",
                     m.redirection && *m.redirection ? " redirected" : "");
  if (o.value)
    text += format(", value %" PRIx64, *o.value);
  return text;
}

namespace {

bool observed(const Outcome &o) {
  return o.verdict != Verdict::unknown || o.faulted || o.addr || o.messages || o.value;
}

const Departure *explained(const std::vector<Departure> &departures, const Image &image, size_t op,
                           const Outcome &right, const Outcome &seen) {
  for (const Departure &d : departures)
    if (d.applies(image, op, right, seen))
      return &d;
  return nullptr;
}

class Comparison {
public:
  Comparison(const Image &image, const std::vector<Departure> &departures, Tally &tally)
      : image_(image), departures_(departures), tally_(tally) {}

  std::optional<Finding> directly(const Result &right, const Result &seen) {
    for (size_t i = 0; i < image_.ops.size(); i++) {
      if (parted_by_ != nullptr) {
        behind();
        continue;
      }
      if (clears_record(image_.ops[i]))
        other_reason_ = false;
      if (!count(i, seen))
        continue;
      const Outcome *before = i > 0 ? &right.outcomes[i - 1] : nullptr;
      const Outcome other = comparable(i, right.outcomes[i], seen.outcomes[i]);
      const std::string field = difference(image_, i, right.outcomes[i], other, before);
      if (!field.empty() && !departs(i, right.outcomes[i], other))
        return finding(i, "judge", field, right.outcomes[i], other);
    }
    return std::nullopt;
  }

  // One side against the history of the tables.
  std::optional<Finding> remembering(const Result &result, bool subject) {
    History history(image_);
    for (size_t i = 0; i < image_.ops.size(); i++) {
      const Op &op = image_.ops[i];
      if (parted_by_ != nullptr)
        behind();
      if (op.kind != Kind::dma && op.kind != Kind::interrupt) {
        history.passed(op);
        emptied(op);
        continue;
      }
      contexts_gone_ = pages_gone_ = false;
      if (parted_by_ != nullptr)
        continue;
      if (!subject)
        count(i, result); // an answer that nobody saw may be any of them
      const History::Answers answers = history.answers(op);
      if (answers.open) {
        tally_.open += !subject;
        return std::nullopt; // what it remembers now cannot be known
      }
      if (auto found = held_against(i, answers, result.outcomes[i], history, subject))
        return found;
    }
    return std::nullopt;
  }

private:
  // Whether there is something to compare.
  bool count(size_t op, const Result &seen) {
    const Op &o = image_.ops[op];
    const bool answers = o.kind == Kind::dma || o.kind == Kind::interrupt || o.kind == Kind::read ||
                         o.kind == Kind::peek;
    if (!observed(seen.outcomes[op])) {
      tally_.unseen += answers;
      return false;
    }
    tally_.checks += answers;
    return true;
  }

  void part(const Departure &d) {
    parted_by_ = &d;
    contexts_gone_ = pages_gone_ = false;
  }
  void behind() {
    tally_.parted++;
    tally_.parted_by[parted_by_->name]++;
  }
  // What was remembered by mistake is gone when no request has come between the global
  // invalidations of contexts and of pages: the comparison goes on.
  void emptied(const Op &op) {
    const Command c = command_of(image_, op);
    contexts_gone_ =
        contexts_gone_ || (c.kind == Command::Kind::context && c.granularity == VTD_QI_CC_G_GLOBAL);
    pages_gone_ =
        pages_gone_ || (c.kind == Command::Kind::iotlb && c.granularity == VTD_QI_IOTLB_G_GLOBAL);
    if (contexts_gone_ && pages_gone_)
      parted_by_ = nullptr;
  }

  uint64_t record() const { return vtd_cap_fro(cap_of(image_.profile)) * 16; }
  bool clears_record(const Op &op) const {
    return op.kind == Kind::write && op.addr == record() + VTD_FRCD_HI_REG + 4 &&
           (op.value & VTD_FRCD_HI_F_MASK >> 32) != 0;
  }
  // One fault with two reasons: the record differs in the reason, and in nothing else.
  Outcome comparable(size_t op, const Outcome &right, const Outcome &seen) const {
    const Op &o = image_.ops[op];
    if (!other_reason_ || o.kind != Kind::read || o.addr != record() + VTD_FRCD_HI_REG ||
        !right.value || !seen.value)
      return seen;
    Outcome other = seen;
    other.value = vtd_frcd_hi_fr_set(*seen.value, vtd_frcd_hi_fr(*right.value));
    return other;
  }
  static bool another_reason(const Outcome &right, const Outcome &seen) {
    return right.faulted.value_or(false) && seen.faulted.value_or(false) &&
           right.fault.reason != seen.fault.reason &&
           !differ(right.fault.requester, seen.fault.requester) &&
           !differ(right.fault.write, seen.fault.write);
  }

  // A request that fares differently leaves different fault records, if software looks at them.
  bool shown_later(size_t op) const {
    if (image_.ops[op].kind != Kind::dma && image_.ops[op].kind != Kind::interrupt)
      return false;
    for (size_t i = op + 1; i < image_.ops.size(); i++)
      if (image_.ops[i].kind == Kind::read)
        return true;
    return false;
  }

  bool departs(size_t op, const Outcome &right, const Outcome &seen) {
    const Departure *d = explained(departures_, image_, op, right, seen);
    if (d == nullptr)
      return false;
    tally_.departures[d->name]++;
    // A translation that passes by mistake is remembered by mistake, too. An interrupt entry is
    // remembered as it is, whatever came of it.
    const bool remembered = lane_of(image_.lane).remembers && image_.ops[op].kind == Kind::dma &&
                            seen.verdict == Verdict::passed && right.verdict != seen.verdict;
    const bool reason_only = another_reason(right, seen);
    other_reason_ = other_reason_ || reason_only;
    if (d->parts || remembered || (!reason_only && shown_later(op)))
      part(*d);
    return true;
  }

  // Which of the right answers it would have been is what the departure says.
  bool departed(size_t op, const History::Answers &answers, const Outcome &seen, History &history) {
    for (size_t i = 0; i < answers.all.size(); i++)
      if (departs(op, answers.all[i], seen)) {
        history.took(i);
        return true;
      }
    return false;
  }

  std::optional<Finding> held_against(size_t op, const History::Answers &answers,
                                      const Outcome &seen, History &history, bool subject) {
    size_t first = answers.all.size();
    for (size_t i = 0; i < answers.all.size(); i++)
      if (difference(image_, op, answers.all[i], seen, nullptr).empty()) {
        history.took(i);
        first = std::min(first, i);
      }
    if (first < answers.all.size()) {
      tally_.stale += !difference(image_, op, answers.all[0], seen, nullptr).empty();
      return std::nullopt;
    }
    if (!subject && departed(op, answers, seen, history))
      return std::nullopt;
    const std::string field = difference(image_, op, answers.all[0], seen, nullptr);
    return finding(op, subject ? "subject" : "judge", field, answers.all[0], seen);
  }

  Finding finding(size_t op, const char *who, const std::string &field, const Outcome &right,
                  const Outcome &seen) const {
    return {op, who, field, "right: " + words_of(right) + "\n  " + who + ": " + words_of(seen)};
  }

  const Image &image_;
  const std::vector<Departure> &departures_;
  Tally &tally_;
  const Departure *parted_by_ = nullptr;            // not compared now, because of this
  bool contexts_gone_ = false, pages_gone_ = false; // since the last request
  bool other_reason_ = false;                       // the fault record may have another reason
};

} // namespace

std::optional<Finding> compare(const Image &image, const Result &right, const Result &seen,
                               const std::vector<Departure> &departures, Tally &tally) {
  if (right.outcomes.size() != image.ops.size() || seen.outcomes.size() != image.ops.size())
    return Finding{0, "judge", "length", "an outcome for each operation is missing"};
  if (!lane_of(image.lane).remembers)
    return Comparison(image, departures, tally).directly(right, seen);
  if (auto found = Comparison(image, departures, tally).remembering(right, true))
    return found;
  return Comparison(image, departures, tally).remembering(seen, false);
}

} // namespace vtd::judge
