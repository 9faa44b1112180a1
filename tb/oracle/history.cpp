// SPDX-License-Identifier: Apache-2.0
// Right answers by the reference unit and what it remembers.
#include "history.h"

#include "commands.h"

namespace vtd::judge {

namespace {

constexpr unsigned most_branches = 64;

void blocked_by(Outcome &out, const Op &op, vtd_fault_cond cond, bool record) {
  out.verdict = Verdict::blocked;
  out.faulted = record;
  if (!record)
    return;
  out.fault.reason = oracle::rule_of(cond).code;
  out.fault.requester = op.requester;
  if (op.kind == Kind::interrupt)
    return; // the record shows the index
  out.fault.addr = op.addr;
  out.fault.write = op.write;
}

Outcome outcome_of(const Op &op, const oracle::Answer &a) {
  Outcome out;
  out.messages.emplace();
  if (a.outcome != oracle::Outcome::ok && a.outcome != oracle::Outcome::discard) {
    blocked_by(out, op, a.cond, a.record);
    return out;
  }
  out.verdict = Verdict::passed;
  out.faulted = false;
  out.addr = a.addr;
  if (a.shift < 64)
    out.page_shift = uint8_t(a.shift);
  return out;
}

Outcome outcome_of(const Op &op, const oracle::InterruptAnswer &a) {
  Outcome out;
  out.messages.emplace();
  if (a.outcome != oracle::Outcome::ok && a.outcome != oracle::Outcome::discard) {
    blocked_by(out, op, a.cond, a.record);
    return out;
  }
  out.verdict = Verdict::passed;
  out.faulted = false;
  if (a.outcome == oracle::Outcome::ok)
    out.messages->push_back(message_of(a.addr, a.data));
  return out;
}

} // namespace

std::optional<uint64_t> ImageMemory::word(uint64_t addr) const {
  if (addr >= ram_bytes)
    return std::nullopt;
  const auto at = words_.find(addr);
  return at == words_.end() ? 0 : at->second;
}

oracle::Unit reference_unit(const Image &image) {
  oracle::Unit unit;
  unit.cap = cap_of(image.profile);
  unit.ecap = ecap_of(image.profile);
  unit.ver = vtd_ver_max_set(0, 1);
  unit.haw = image.profile.address_bits;
  unit.translation = true;
  unit.interrupts = image.remapping;
  unit.compatibility = image.compatibility;
  unit.rtaddr = image.rtaddr;
  unit.irta = image.irta;
  return unit;
}

History::History(const Image &image)
    : image_(image), unit_(reference_unit(image)), memory_(image) {}

History::Answers History::dma(const Op &op) {
  oracle::Request q;
  q.addr = op.addr;
  q.sid = op.requester;
  q.kind = op.write ? oracle::Kind::write : oracle::Kind::read;
  const oracle::Branches branches = explore(unit_, memory_, &known_, q, most_branches);
  Answers answers;
  answers.open = !branches.complete;
  for (const oracle::Branch &b : branches.all) {
    if (b.answer.outcome == oracle::Outcome::interrupt)
      return interrupt(op);
    answers.open = answers.open || b.answer.open;
    answers.all.push_back(outcome_of(op, b.answer));
    learned_.push_back(b.learned);
  }
  return answers;
}

History::Answers History::interrupt(const Op &op) {
  oracle::Interrupt i;
  i.addr = op.addr;
  i.data = op.kind == Kind::interrupt ? uint32_t(op.value) : 0;
  i.sid = op.requester;
  const oracle::InterruptBranches branches = explore(unit_, memory_, &known_, i, most_branches);
  Answers answers;
  answers.open = !branches.complete;
  for (const oracle::InterruptBranch &b : branches.all) {
    answers.all.push_back(outcome_of(op, b.answer));
    learned_.push_back(b.learned);
  }
  return answers;
}

History::Answers History::answers(const Op &op) {
  learned_.clear();
  return op.kind == Kind::interrupt ? interrupt(op) : dma(op);
}

void History::took(size_t index) {
  known_.learn(learned_.at(index));
}

void History::passed(const Op &op) {
  if (op.kind == Kind::poke)
    memory_.poke(op.addr, op.value);
  else if (op.kind == Kind::context || op.kind == Kind::iotlb || op.kind == Kind::queue)
    invalidate(op);
}

// What each command reaches (chapter 6).
void History::invalidate(const Op &op) {
  static const uint16_t compared[4] = {0xFFFF, 0xFFFB, 0xFFF9, 0xFFF8}; // by FM
  const Command c = command_of(image_, op);
  const bool scalable = image_.profile.scalable;
  if (scalable && !image_.queue)
    return; // registers do nothing then
  switch (c.kind) {
  case Command::Kind::context:
    if (c.granularity == VTD_QI_CC_G_GLOBAL || (c.granularity == VTD_QI_CC_G_DOMAIN && scalable))
      known_.context_global();
    else if (c.granularity == VTD_QI_CC_G_DOMAIN)
      known_.context_domain(c.did);
    else if (c.granularity == VTD_QI_CC_G_DEVICE)
      known_.context_device(c.sid, compared[c.fm & 3], !scalable, c.did);
    return;
  case Command::Kind::iotlb:
    if (c.granularity == VTD_QI_IOTLB_G_GLOBAL)
      known_.iotlb_global();
    else if (c.granularity == VTD_QI_IOTLB_G_DOMAIN)
      known_.iotlb_domain(c.did);
    else if (c.granularity == VTD_QI_IOTLB_G_PAGE && c.am <= vtd_cap_mamv(unit_.cap))
      known_.iotlb_page(c.did, c.addr, c.am, c.ih);
    return;
  case Command::Kind::interrupts:
    if (c.granularity == VTD_QI_IEC_G_GLOBAL)
      known_.forget_all_interrupts();
    else
      known_.interrupt_index(c.index, c.am);
    return;
  case Command::Kind::pasid:
    if (c.granularity == VTD_QI_PC_G_GLOBAL)
      known_.pasid_global();
    else if (c.granularity == VTD_QI_PC_G_DOMAIN)
      known_.pasid_domain(c.did);
    else if (c.granularity == VTD_QI_PC_G_PASID)
      known_.pasid_one(c.did, c.pasid);
    return;
  case Command::Kind::pasid_iotlb:
    if (c.granularity == VTD_QI_P_IOTLB_G_PASID)
      known_.piotlb_pasid(c.did, c.pasid);
    else if (c.granularity == VTD_QI_P_IOTLB_G_PAGE)
      known_.piotlb_page(c.did, c.pasid, c.addr, c.am, c.ih);
    return;
  case Command::Kind::wait:
  case Command::Kind::none:
    return;
  }
}

} // namespace vtd::judge
