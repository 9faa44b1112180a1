// SPDX-License-Identifier: Apache-2.0
// Requests and interrupts of a case: the core's answer against all right ones of the reference.
#include <algorithm>
#include <cinttypes>

#include "side_by_side.h"

namespace vtd::oracle {

namespace {

vtd_request to_core(const Op &op) {
  vtd_request r{};
  r.addr = op.q.addr;
  r.bytes = op.q.bytes;
  r.sid = op.q.sid;
  r.pasid = op.q.pasid;
  r.at = uint8_t(op.q.type);
  static const uint8_t kinds[] = {VTD_ACCESS_READ, VTD_ACCESS_WRITE, VTD_ACCESS_ATOMIC,
                                  VTD_ACCESS_ZERO_READ};
  r.access = kinds[size_t(op.q.kind)];
  r.flags = uint8_t((op.q.has_pasid ? VTD_REQ_PASID : 0) | (op.q.priv ? VTD_REQ_PRIV : 0) |
                    (op.q.exec ? VTD_REQ_EXEC : 0) | (op.q.no_write ? VTD_REQ_NO_WRITE : 0) |
                    (op.probe ? VTD_REQ_PROBE : 0));
  return r;
}

const char *status_name(unsigned status) {
  static const char *const names[] = {"ok",        "blocked", "denied",
                                      "interrupt", "discard", "completer abort"};
  return status < 6 ? names[status] : "?";
}

uint8_t status_of(Outcome outcome) {
  static const uint8_t statuses[] = {VTD_OK,        VTD_BLOCKED, VTD_DENIED,
                                     VTD_INTERRUPT, VTD_DISCARD, VTD_COMPLETER_ABORT};
  return statuses[size_t(outcome)];
}

std::string words_of(const vtd_result &r) {
  return format("%s, reason %Xh, address %" PRIx64 ", 2^%u bytes, %s%s, did %u, flags %x",
                status_name(r.status), r.code, r.addr, r.page_shift,
                r.perm & VTD_PERM_R ? "R" : "-", r.perm & VTD_PERM_W ? "W" : "-", r.did, r.flags);
}

std::string words_of(const Answer &a) {
  return format("%s, reason %Xh (%s), address %" PRIx64 ", 2^%u bytes, %s%s, did %d%s%s%s%s",
                status_name(status_of(a.outcome)), rule_of(a.cond).code, name_of(a.cond), a.addr,
                a.shift, a.r ? "R" : "-", a.w ? "W" : "-", a.did ? int(*a.did) : -1,
                a.record ? ", recorded" : "", a.snoop ? ", snoop" : "", a.ats_n ? ", N" : "",
                a.ats_u ? ", U" : "");
}

// PP, PV and PRIV of a fault record.
uint64_t pasid_of_record(uint64_t hi, const Request &q) {
  hi = vtd_frcd_hi_pp_set(hi, 1);
  hi = vtd_frcd_hi_pv_set(hi, q.pasid);
  return vtd_frcd_hi_priv_set(hi, q.priv);
}

} // namespace

// The answer is said to hold for a block around the address: as large as the page, smaller only
// where the interrupt range or protected memory is inside.
bool Machine::shift_fits(const Request &q, const vtd_result &r, const Answer &a) {
  if (r.page_shift > a.shift)
    return false;
  if (r.page_shift >= 64 || !ref_.translation)
    return true;
  const auto meets = [](uint64_t base, unsigned shift, uint64_t first, uint64_t last) {
    const uint64_t below = (UINT64_C(1) << shift) - 1;
    return (base & ~below) <= last && (base | below) >= first;
  };
  const uint64_t first = VTD_INTR_BASE, last = VTD_INTR_LIMIT;
  const auto unclean = [&](unsigned shift, bool input_counts) {
    const bool input = input_counts && meets(q.addr, shift, first, last);
    const bool output = meets(a.addr, shift, first, last);
    const bool low = ref_.protection && ref_.low_base <= ref_.low_limit &&
                     meets(a.addr, shift, ref_.low_base, ref_.low_limit);
    const bool high = ref_.protection && ref_.high_base <= ref_.high_limit &&
                      meets(a.addr, shift, ref_.high_base, ref_.high_limit);
    return input || output || (q.type != Type::translation && (low || high));
  };
  // Requests with PASID have no interrupt range on the input side; saying less is no mistake.
  const bool must_avoid = !q.has_pasid && q.type != Type::translated;
  if (r.page_shift == VTD_PAGE_SHIFT && a.shift == VTD_PAGE_SHIFT)
    return true;
  if (r.page_shift > VTD_PAGE_SHIFT && unclean(r.page_shift, must_avoid))
    return false;
  return a.shift == 64 || r.page_shift == a.shift || unclean(a.shift, true);
}

// What the core changed in memory against what it should have. A request that faults may have set
// accessed flags or not, but no dirty flag of its page.
bool Machine::memory_fits(const std::vector<Update> &updates, Flags flags, std::string &text) {
  std::map<uint64_t, uint64_t> must, may;
  for (const Update &u : updates) {
    const uint64_t old =
        before_.count(u.addr) ? before_.at(u.addr) : image_.word(u.addr).value_or(0);
    may.emplace(u.addr, old);
    must.emplace(u.addr, old);
    if (flags != Flags::faulted || !u.dirty)
      may[u.addr] |= u.value;
    if (flags == Flags::due)
      must[u.addr] |= u.value;
  }
  for (const auto &[addr, old] : before_) {
    const uint64_t now = image_.word(addr).value_or(0);
    const uint64_t allowed = may.count(addr) ? may[addr] : old;
    if ((now & ~allowed) != 0 || (old & ~now) != 0) {
      text = format("word %" PRIx64 " became %" PRIx64 ", at most %" PRIx64 " was expected", addr,
                    now, allowed);
      return false;
    }
  }
  for (const auto &[addr, value] : must)
    if ((image_.word(addr).value_or(0) & value) != value) {
      text = format("word %" PRIx64 " is %" PRIx64 ", flags of %" PRIx64 " were expected", addr,
                    image_.word(addr).value_or(0), value);
      return false;
    }
  return true;
}

FaultLog::Record Machine::record_of(const Request &q, uint8_t code) const {
  FaultLog::Record rec;
  // Bits above the widest address that any table could translate are reserved. First-stage input
  // is canonical: all of it counts.
  const uint64_t sagaw = vtd_cap_sagaw(ref_.cap);
  const unsigned widest = sagaw & VTD_CAP_SAGAW_57 ? 57 : sagaw & VTD_CAP_SAGAW_48 ? 48 : 39;
  rec.lo = q.addr & VTD_FRCD_LO_FI_MASK;
  if (!vtd_ecap_fsts(ref_.ecap) || vtd_rtaddr_ttm(ref_.rtaddr) != VTD_RTADDR_TTM_SCALABLE)
    rec.lo &= (UINT64_C(1) << widest) - 1;
  if (sagaw == 0) // no second-stage tables at all: there is no widest one
    rec.lo_mask = (UINT64_C(1) << std::min<uint64_t>(widest, ref_.haw)) - 1;
  uint64_t hi = vtd_frcd_hi_f_set(0, 1);
  hi = vtd_frcd_hi_sid_set(hi, q.sid);
  hi = vtd_frcd_hi_fr_set(hi, code);
  if (q.type == Type::page) { // a request of its own kind, without an address type
    hi = vtd_frcd_hi_t2_set(hi, 1);
    if (vtd_ecap_pasid(ref_.ecap) && q.has_pasid)
      hi = pasid_of_record(hi, q);
    rec.hi = hi;
    return rec;
  }
  const bool atomic = q.kind == Kind::atomic;
  const bool writes = q.kind == Kind::write && q.type != Type::translation;
  hi = vtd_frcd_hi_t1_set(hi, !writes);
  hi = vtd_frcd_hi_t2_set(hi, atomic);
  if (vtd_ecap_dt(ref_.ecap))
    hi = vtd_frcd_hi_at_set(hi, uint64_t(q.type));
  if (vtd_ecap_pasid(ref_.ecap) && q.has_pasid) {
    hi = pasid_of_record(hi, q);
    if (!writes && !atomic)
      hi = vtd_frcd_hi_exe_set(hi, q.exec);
  }
  rec.hi = hi;
  if (code == VTD_FR_IR_29)
    rec.lo_mask = 0;
  return rec;
}

void Machine::compare_faults() {
  const auto fsts = uint32_t(read(VTD_FSTS_REG, 4));
  const bool pending = log_.any();
  if ((vtd_fsts_ppf(fsts) != 0) != pending || (vtd_fsts_pfo(fsts) != 0) != log_.overflow() ||
      (pending && vtd_fsts_fri(fsts) != log_.first()))
    differ("fault status", format("FSTS is %x, expected PPF %u PFO %u FRI %u", fsts,
                                  unsigned(pending), unsigned(log_.overflow()), log_.first()));
  const uint32_t base = uint32_t(vtd_cap_fro(ref_.cap)) * 16;
  for (uint32_t i = 0; i < log_.records().size(); i++) {
    const FaultLog::Record &r = log_.records()[i];
    const uint64_t lo = read(base + i * VTD_FRCD_LO_STRIDE + VTD_FRCD_LO_REG, 8);
    const uint64_t hi = read(base + i * VTD_FRCD_LO_STRIDE + VTD_FRCD_HI_REG, 8);
    if ((r.pending || vtd_frcd_hi_f(hi)) &&
        (((lo ^ r.lo) & r.lo_mask) != 0 || ((hi ^ r.hi) & r.hi_mask) != 0))
      differ("fault record", format("record %u is %016" PRIx64 " %016" PRIx64
                                    ", expected %016" PRIx64 " %016" PRIx64,
                                    i, hi, lo, r.hi, r.lo));
  }
  if (events_ != log_.events())
    differ("fault event",
           format("%u event messages were sent, expected %u", events_, log_.events()));
}

bool Machine::matches(const Op &op, const vtd_result &r, const Answer &a, std::string &field,
                      std::string &text) {
  const auto no = [&](const char *what) {
    field = what;
    return false;
  };
  const bool refusal = r.status == VTD_BLOCKED || r.status == VTD_DENIED;
  const bool refused = a.outcome == Outcome::unmapped || a.outcome == Outcome::denied;
  const bool taste = refusal && refused && (a.either_refusal || vtd_ecap_smts(ref_.ecap));
  if (r.status != status_of(a.outcome) && !taste)
    return no("status");
  if (a.outcome != Outcome::ok && r.code != rule_of(a.cond).code)
    return no("reason");
  if (a.outcome == Outcome::ok && op.q.type != Type::translation && r.code != 0)
    return no("reason");
  // Protected memory stops an access after its translation, flags or not.
  const bool stopped = a.outcome == Outcome::unmapped && a.cond == VTD_FC_NONE;
  const bool faulted = a.cond != VTD_FC_NONE && !(a.outcome == Outcome::ok && a.w);
  const Flags due = faulted ? Flags::faulted : stopped ? Flags::free : Flags::due;
  if (!memory_fits(a.updates, due, text))
    return no("memory");
  if (a.outcome != Outcome::ok)
    return true;
  const uint8_t perm = uint8_t((a.r ? VTD_PERM_R : 0) | (a.w ? VTD_PERM_W : 0));
  if (r.perm != perm)
    return no("permissions");
  const uint8_t flags = uint8_t((a.snoop ? VTD_RES_SNOOP : 0) | (a.ats_u ? VTD_RES_ATS_U : 0));
  if ((r.flags & (VTD_RES_SNOOP | VTD_RES_ATS_U)) != flags)
    return no("flags");
  if ((r.dmi_perm & ~r.perm) != 0)
    return no("rights of direct access");
  const bool address = op.q.type != Type::translation || ((a.r || a.w) && !a.ats_u);
  if (op.q.type != Type::translation && a.memory_type && r.memory_type != *a.memory_type)
    return no("memory type");
  if (!address)
    return true;
  if (((r.flags & VTD_RES_ATS_N) != 0) != a.ats_n)
    return no("N");
  // A completion tells the page, as large as it is said to be.
  const uint64_t inside = (UINT64_C(1) << (r.page_shift & 63)) - 1;
  const bool completion = op.q.type == Type::translation && r.page_shift < 64;
  if (r.addr != (completion ? a.addr & ~inside : a.addr))
    return no("address");
  if (a.did && r.did != *a.did)
    return no("domain");
  if (!shift_fits(op.q, r, a))
    return no("page size");
  return true;
}

void Machine::request(const Op &op) {
  const Remembered *known =
      options_.cold || ref_.mistake == Mistake::forgets_on_edit ? nullptr : &known_;
  Request q = op.q;
  q.probe = op.probe;
  const Branches branches = explore(ref_, image_, known, q);
  totals_.branches += branches.all.size();
  totals_.most_branches = std::max<uint64_t>(totals_.most_branches, branches.all.size());
  before_.clear();
  const vtd_request request = to_core(op);
  vtd_result r;
  vtd_translate(unit_, &request, &r);
  totals_.translations++;
  totals_.probes += op.probe;
  totals_.iotlb_hits += r.hit == VTD_HIT_IOTLB;
  totals_.psc_hits += r.hit == VTD_HIT_PSC;
  const bool open = branches.all[0].answer.open;
  if (open || !branches.complete) {
    totals_.open += open;
    totals_.undecided += !branches.complete;
  }

  const Branch *match = nullptr;
  std::string field, text;
  std::vector<Fact> learned;
  FaultLog log_after = log_; // every branch is judged by the log as it was
  for (const Branch &b : branches.all) {
    std::string why, more;
    Answer a = b.answer;
    if (op.probe) {
      a.updates.clear();
      a.record = false;
    }
    if (!a.open && !matches(op, r, a, why, more)) {
      if (field.empty()) {
        field = why;
        text = more;
      }
      continue;
    }
    // Whether a record is written is part of the answer.
    bool recorded = false;
    FaultLog after = log_;
    if (a.record && !a.open)
      recorded = after.write(op.q.sid, record_of(op.q, rule_of(a.cond).code));
    const bool overflow = vtd_fsts_pfo(uint32_t(read(VTD_FSTS_REG, 4))) != 0;
    if (!a.open &&
        (recorded != ((r.flags & VTD_RES_LOGGED) != 0) || after.overflow() != overflow)) {
      if (field.empty())
        field = "recording";
      continue;
    }
    if (match == nullptr) {
      match = &b;
      log_after = after;
    }
    learned.insert(learned.end(), b.learned.begin(), b.learned.end());
  }
  if (!branches.complete) { // more right answers than can be listed: this case ends here
    given_up_ = true;
    return;
  }
  if (match == nullptr) {
    const Answer &a = branches.all[0].answer;
    differ(field.c_str(),
           format("core: %s\n  reference: %s%s%s%s", words_of(r).c_str(), words_of(a).c_str(),
                  branches.all.size() > 1 ? " (or another of several)" : "",
                  text.empty() ? "" : "\n  ", text.c_str()));
    return;
  }
  totals_.checks++;
  log_ = log_after;
  const Answer &a = match->answer;
  if (a.outcome == Outcome::ok && op.q.type != Type::translation)
    totals_.memory_types[r.memory_type & 7]++;
  totals_.outcomes[size_t(a.outcome)]++;
  (a.outcome == Outcome::ok ? totals_.recoverable : totals_.conditions)[a.cond]++;
  if (known != nullptr && match != &branches.all[0]) {
    const Branches fresh = explore(ref_, image_, nullptr, op.q, 16);
    std::string ignored;
    bool now = false;
    for (const Branch &b : fresh.all)
      now = now || b.answer.open || matches(op, r, b.answer, ignored, ignored);
    totals_.stale += !now;
  }
  if (!op.probe)
    known_.learn(learned);
  compare_faults();
}

void Machine::interrupt(const Op &op) {
  const Remembered *known =
      options_.cold || ref_.mistake == Mistake::forgets_on_edit ? nullptr : &known_;
  const InterruptBranches branches = explore(ref_, image_, known, op.i);
  totals_.branches += branches.all.size();
  before_.clear();
  const vtd_interrupt_request request = {op.i.addr, op.i.data, op.i.sid, 0};
  vtd_interrupt_result r;
  vtd_interrupt(unit_, &request, &r);
  if ((r.flags & VTD_RES_HELD) != 0)
    vtd_inflight_end(unit_, r.token);
  totals_.interrupts++;
  const InterruptBranch *match = nullptr;
  std::vector<Fact> learned; // in whichever way the unit went
  FaultLog log_after = log_;
  for (const InterruptBranch &b : branches.all) {
    const InterruptAnswer &a = b.answer;
    std::string text;
    const bool ok = a.outcome == Outcome::ok;
    if (r.status != status_of(a.outcome) || r.code != rule_of(a.cond).code ||
        (ok && (r.addr != a.addr || r.data != a.data)) ||
        !memory_fits(a.updates, a.outcome == Outcome::unmapped ? Flags::faulted : Flags::due, text))
      continue;
    FaultLog after = log_;
    FaultLog::Record rec;
    rec.hi = vtd_frcd_hi_f_set(0, 1);
    rec.hi = vtd_frcd_hi_sid_set(rec.hi, op.i.sid);
    rec.hi = vtd_frcd_hi_fr_set(rec.hi, rule_of(a.cond).code);
    rec.hi_mask = VTD_FRCD_HI_F_MASK | VTD_FRCD_HI_SID_MASK | VTD_FRCD_HI_FR_MASK;
    rec.lo = vtd_frcd_lo_iidx_set(0, a.index);
    rec.lo_mask = a.index_known && a.index <= 0xFFFF ? ~UINT64_C(0) : 0;
    const bool recorded = a.record && after.write(op.i.sid, rec);
    // With all records taken, PFO alone tells whether FPD was set in the entry that was used.
    const bool overflow = vtd_fsts_pfo(uint32_t(read(VTD_FSTS_REG, 4))) != 0;
    if (recorded != ((r.flags & VTD_RES_LOGGED) != 0) || after.overflow() != overflow)
      continue;
    if (match == nullptr) {
      match = &b;
      log_after = after;
    }
    learned.insert(learned.end(), b.learned.begin(), b.learned.end());
  }
  if (match != nullptr) {
    log_ = log_after;
    totals_.checks++;
    totals_.outcomes[size_t(match->answer.outcome)]++;
    totals_.conditions[match->answer.cond]++;
    known_.learn(learned);
    compare_faults();
    return;
  }
  const InterruptAnswer &a = branches.all[0].answer;
  differ("interrupt", format("core: %s, reason %Xh, %" PRIx64 " = %x, flags %x\n  reference: %s, "
                             "reason %Xh (%s), %" PRIx64 " = %x%s",
                             status_name(r.status), r.code, r.addr, r.data, r.flags,
                             status_name(status_of(a.outcome)), rule_of(a.cond).code,
                             name_of(a.cond), a.addr, a.data, a.record ? ", recorded" : ""));
}

} // namespace vtd::oracle
