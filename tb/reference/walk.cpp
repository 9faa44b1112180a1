// SPDX-License-Identifier: Apache-2.0
// What all modes share: the first decisions about a request, the interrupt range, the way a fault
// becomes an answer (chapters 3 and 7).
#include "walk.h"

#include <algorithm>
#include <cinttypes>
#include <cstdarg>
#include <cstdio>

namespace vtd::oracle {

// ---- Choices

unsigned Choices::pick(unsigned alternatives) {
  if (alternatives <= 1)
    return 0;
  if (pos_ == path_.size())
    path_.push_back({0, alternatives});
  return path_[pos_++].value;
}

bool Choices::next() {
  pos_ = 0;
  while (!path_.empty()) {
    if (++path_.back().value < path_.back().count)
      return true;
    path_.pop_back();
  }
  return false;
}

// ---- Tools of a walk

void Walk::fault(vtd_fault_cond cond) {
  say("fault %s (%Xh)", name_of(cond), rule_of(cond).code);
  throw Fault{cond};
}

void Walk::say(const char *format, ...) {
  if (words_ == nullptr)
    return;
  char line[256];
  va_list args;
  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  words_->push_back(line);
}

// Memory as this walk sees it: with its own accessed and dirty flags.
std::optional<uint64_t> Walk::word(uint64_t addr) const {
  for (auto u = updates_.rbegin(); u != updates_.rend(); ++u)
    if (u->addr == addr)
      return u->value;
  return memory_.word(addr);
}

uint64_t Walk::beyond_haw() const {
  return wrong(Mistake::haw_not_reserved) ? 0 : ~((UINT64_C(1) << unit_.haw) - 1);
}

uint64_t Walk::fetch(uint64_t addr, vtd_fault_cond on_error) {
  const auto value = word(addr);
  if (!value)
    fault(on_error);
  return *value;
}

// A fault whose place among others the architecture leaves open: now, or after everything else.
void Walk::soft(vtd_fault_cond cond) {
  if (pick(2) == 0)
    fault(cond);
  if (!pending_)
    pending_ = cond;
}

// Sets accessed or dirty flags in an entry, if they are not there yet.
void Walk::mark(uint64_t addr, uint64_t bits, bool dirty, bool snooped, vtd_fault_cond unsnooped,
                vtd_fault_cond failed) {
  const uint64_t old = word(addr).value_or(0);
  if ((old & bits) == bits)
    return;
  if (!snooped) {
    soft(unsnooped);
    return;
  }
  if (!memory_.writable(addr)) {
    soft(failed);
    return;
  }
  updates_.push_back({addr, old | bits, dirty});
}

// NW is honoured with ECAP.NWFS; a translation request without it asks for both.
bool Walk::writes(const Request &q) const {
  if (q.type == Type::translation)
    return wrong(Mistake::no_write_ignored) || !(q.no_write && vtd_ecap_nwfs(unit_.ecap));
  return q.kind == Kind::write || q.kind == Kind::atomic;
}

bool Walk::reads(const Request &q) const {
  if (q.type == Type::translation)
    return true;
  if (q.kind == Kind::atomic)
    return !wrong(Mistake::atomic_is_write);
  return q.kind != Kind::write;
}

bool in_interrupt_range(uint64_t addr) {
  return addr >= VTD_INTR_BASE && addr <= VTD_INTR_LIMIT;
}

bool Walk::protected_memory(uint64_t addr) const {
  if (!unit_.protection)
    return false;
  const bool low = addr >= unit_.low_base && addr <= unit_.low_limit;
  const bool high = addr >= unit_.high_base && addr <= unit_.high_limit;
  return low || high;
}

// ---- From request to answer

Answer Walk::dma(const Request &q) {
  Answer a;
  try {
    a = decide(q);
    if (pending_)
      fault(*pending_);
  } catch (const Fault &f) {
    a = refused(q, f.cond);
  }
  // Protected memory is silent (chapter 11); a translation request touches no memory yet.
  if (a.outcome == Outcome::ok && q.type != Type::translation && protected_memory(a.addr)) {
    say("output %" PRIx64 " lies in protected memory: blocked silently", a.addr);
    a.outcome = Outcome::unmapped;
  }
  a.updates = updates_;
  return a;
}

Answer Walk::refused(const Request &q, vtd_fault_cond cond) {
  const Rule &rule = rule_of(cond);
  Answer a;
  a.cond = cond;
  a.did = did_;
  a.record = !(fpd_ && rule.qualified && !wrong(Mistake::fpd_ignored));
  const Response response = q.type == Type::untranslated ? Response::ur
                            : q.type == Type::translated ? rule.translated
                                                         : rule.translation;
  a.outcome = response == Response::ca ? Outcome::abort : Outcome::unmapped;
  if (response == Response::ur && mapped_)
    a.outcome = Outcome::denied;
  a.either_refusal = either_;
  a.open = response == Response::none;
  if (response != Response::success_none && response != Response::success_effective)
    return a;
  // Recoverable: the device learns that it may not, and nobody else is told, except of a failed
  // update (SFS.10).
  a.outcome = Outcome::ok;
  a.record = a.record && cond == VTD_FC_SFS_10;
  if (response == Response::success_effective) {
    a.r = effective_.r;
    a.w = effective_.w && writes(q);
    a.addr = effective_.addr & ~UINT64_C(0xFFF);
    a.shift = effective_.shift;
    a.ats_n = effective_.snoop;
  }
  return a;
}

// Chapter 3, before any table: the order of the checks that both modes share.
Answer Walk::decide(const Request &q) {
  const bool changes = q.kind == Kind::write || q.kind == Kind::atomic;
  const bool protocol_error = q.type == Type::illegal || (q.type == Type::translation && changes) ||
                              (q.type == Type::translated && q.has_pasid);
  Answer silent;
  silent.outcome = Outcome::unmapped;
  if (protocol_error || (!unit_.translation && q.type != Type::untranslated))
    return silent;
  const bool pasid_counts = q.has_pasid && unit_.translation;
  if (q.type == Type::untranslated && !pasid_counts && in_interrupt_range(q.addr))
    return interrupt_range(q);
  if (!unit_.translation) {
    Answer a;
    a.addr = q.addr;
    a.r = a.w = true;
    return a;
  }
  return scalable_tables() ? scalable(q) : legacy(q);
}

// What kind of tables the root pointer leads to; a fault if to none that this unit has.
bool Walk::scalable_tables() {
  switch (vtd_rtaddr_ttm(unit_.rtaddr)) {
  case VTD_RTADDR_TTM_LEGACY:
    return false;
  case VTD_RTADDR_TTM_SCALABLE:
    if (!vtd_ecap_smts(unit_.ecap))
      fault(VTD_FC_RTA_1_3);
    return true;
  case VTD_RTADDR_TTM_ABORT:
    fault(vtd_ecap_adms(unit_.ecap) ? VTD_FC_RTA_4 : VTD_FC_RTA_1_1);
  default:
    fault(VTD_FC_RTA_1_2);
  }
}

// An untranslated request without PASID to FEEx_xxxxh.
Answer Walk::interrupt_range(const Request &q) {
  Answer a;
  if (q.kind == Kind::write && q.bytes == 4 && (q.addr & 3) == 0) {
    a.outcome = Outcome::interrupt;
    return a;
  }
  if (q.kind == Kind::zero_read) {
    a.outcome = Outcome::discard;
    return a;
  }
  if (unit_.translation || unit_.interrupts)
    fault(VTD_FC_IR_29);
  a.outcome = Outcome::unmapped;
  return a;
}

// A translation request without PASID to FEEx_xxxxh is answered without page tables: write only and
// untranslated only, or nothing if it asked for no write.
Answer Walk::in_range_translation(const Request &q, uint16_t did) {
  Answer a;
  a.did = did;
  a.w = writes(q);
  a.ats_u = a.w;
  a.shift = VTD_PAGE_SHIFT;
  return a;
}

Answer Walk::translated(const Request &q, vtd_fault_cond beyond, vtd_fault_cond in_range) {
  if ((q.addr & ~((UINT64_C(1) << unit_.haw) - 1)) != 0)
    fault(beyond);
  if (in_interrupt_range(q.addr))
    fault(in_range);
  Answer a;
  a.addr = q.addr;
  a.r = a.w = true;
  return a;
}

// The output of an untranslated request; all that a translation completion would cover.
bool Walk::reaches_interrupts(const Request &q, const Page &page) const {
  if (wrong(Mistake::output_range_ignored))
    return false;
  if (q.type != Type::translation || page.shift >= 64)
    return in_interrupt_range(page.addr);
  const uint64_t below = (UINT64_C(1) << page.shift) - 1;
  return (page.addr & ~below) <= VTD_INTR_LIMIT && (page.addr | below) >= VTD_INTR_BASE;
}

Answer Walk::finish(const Request &q, const Page &page) {
  Answer a;
  a.did = did_;
  a.addr = q.type == Type::translation ? page.addr & ~UINT64_C(0xFFF) : page.addr;
  a.shift = page.shift;
  a.r = page.r;
  a.w = page.w;
  if (q.type == Type::translation) {
    a.w = page.w && writes(q);
    a.ats_n = page.snoop;
  } else {
    a.snoop = page.snoop;
  }
  return a;
}

// ---- Pages that an IOTLB may still know

const Fact *Walk::remembered_page(const Request &q, Stage stage, uint16_t did, uint32_t pasid,
                                  bool priv) {
  if (known_ == nullptr)
    return nullptr;
  std::vector<const Fact *> usable;
  for (const Fact &f : known_->facts()) {
    // An IOTLB is not asked for PGTT: a first-stage page that no invalidation has reached since the
    // PASID entry became a nested one is still found, and the other way round.
    const bool same = stage == Stage::second ? f.stage == stage : f.stage != Stage::second;
    if (f.kind != Fact::Kind::page || !same || f.did != did || (f.u && !priv))
      continue;
    // Second-stage pages may be shared by all of a domain, others by all that share domain and
    // PASID (of the request, or RID_PASID).
    if (stage != Stage::second && f.pasid != pasid)
      continue;
    if (((q.addr ^ f.base) >> f.shift) != 0)
      continue;
    const bool zero_read = q.kind == Kind::zero_read && vtd_cap_zlr(unit_.cap);
    if ((reads(q) && !f.r && !(zero_read && f.w)) || (writes(q) && (!f.w || !f.dirty)))
      continue;
    usable.push_back(&f);
  }
  const unsigned choice = pick(unsigned(usable.size()) + 1);
  return choice == 0 ? nullptr : usable[choice - 1];
}

Walk::Page Walk::page_from(const Fact &f, uint64_t addr) {
  Page page;
  page.r = f.r;
  page.w = f.w;
  // What the PASID entry says about snooping comes along with a cached page; whether a unit looks
  // at the entry again is its own affair.
  page.snoop = f.snoop;
  if (page_snoop_ && !f.snoop && pick(2) == 1)
    page_snoop_ = false;
  page.dirty = f.dirty;
  page.shift = f.shift;
  page.pat = f.pat;
  page.emt = f.emt;
  page.ipat = f.ipat;
  page.typing = f.typing;
  page.addr = f.next | (addr & ((UINT64_C(1) << f.shift) - 1));
  return page;
}

// The permissions of the whole walk against the access. A request that needs both and has neither
// reports the missing write.
Walk::Page Walk::needs(const Request &q, Page page, vtd_fault_cond no_write,
                       vtd_fault_cond no_read) {
  page.snoop = page.snoop || page_snoop_;
  effective_ = page;
  // Whatever is missing, no device may be told an address in the interrupt range.
  const vtd_fault_cond in_range = no_write == VTD_FC_SGN_6 ? VTD_FC_SGN_8_2 : VTD_FC_LGN_4;
  if (q.type == Type::translation && (page.r || page.w) && reaches_interrupts(q, page))
    fault(in_range);
  mapped_ = page.present;
  either_ = page.present && !page.r && !page.w;
  if (wrong(Mistake::read_write_swapped))
    std::swap(no_write, no_read);
  const bool zero_read = q.kind == Kind::zero_read && q.type == Type::untranslated;
  const bool waived = zero_read && ((vtd_cap_zlr(unit_.cap) && page.w) ||
                                    (wrong(Mistake::zero_read_always) && page.present));
  if (writes(q) && !page.w)
    fault(no_write);
  if (reads(q) && !page.r && !waived)
    fault(no_read);
  mapped_ = either_ = false;
  return page;
}

// ---- All branches

namespace {

template <class Question, class Answered>
BranchesOf<Answered> all_answers(const Unit &unit, const Memory &memory, const Remembered *known,
                                 const Question &question, Answered (Walk::*ask)(const Question &),
                                 unsigned limit) {
  BranchesOf<Answered> branches;
  Choices choices;
  do {
    if (branches.all.size() >= limit) {
      branches.complete = false;
      break;
    }
    Walk walk(unit, memory, known, choices, nullptr);
    BranchOf<Answered> branch;
    branch.answer = (walk.*ask)(question);
    branch.learned = walk.learned();
    branches.all.push_back(std::move(branch));
  } while (choices.next());
  return branches;
}

} // namespace

Branches explore(const Unit &unit, const Memory &memory, const Remembered *known,
                 const Request &request, unsigned limit) {
  return all_answers(unit, memory, known, request, &Walk::dma, limit);
}

InterruptBranches explore(const Unit &unit, const Memory &memory, const Remembered *known,
                          const Interrupt &request, unsigned limit) {
  return all_answers(unit, memory, known, request, &Walk::interrupt, limit);
}

PageBranches explore(const Unit &unit, const Memory &memory, const Remembered *known,
                     const PageRequest &request, unsigned limit) {
  return all_answers(unit, memory, known, request, &Walk::page, limit);
}

namespace {

template <class Question, class Answered>
std::vector<std::string> told(const Unit &unit, const Memory &memory, const Question &question,
                              Answered (Walk::*ask)(const Question &)) {
  std::vector<std::string> words;
  Choices choices;
  Walk walk(unit, memory, nullptr, choices, &words);
  (walk.*ask)(question);
  return words;
}

} // namespace

std::vector<std::string> explain(const Unit &unit, const Memory &memory, const Request &request) {
  return told(unit, memory, request, &Walk::dma);
}

std::vector<std::string> explain(const Unit &unit, const Memory &memory, const Interrupt &request) {
  return told(unit, memory, request, &Walk::interrupt);
}

std::vector<std::string> explain(const Unit &unit, const Memory &memory,
                                 const PageRequest &request) {
  return told(unit, memory, request, &Walk::page);
}

} // namespace vtd::oracle
