// SPDX-License-Identifier: Apache-2.0
// Page requests of a case (chapter 4): the core's queue, registers, messages and answers against
// the reference's; and the memory type range registers.
#include <cinttypes>

#include "side_by_side.h"

namespace vtd::oracle {

namespace {

constexpr uint64_t event_addr = VTD_INTR_BASE | 0x1000; // told apart from the fault event
constexpr uint32_t event_data = 0x55;

vtd_page_request to_core(const PageRequest &p) {
  vtd_page_request q{};
  q.addr = p.addr;
  q.pasid = p.pasid;
  q.sid = p.sid;
  q.prgi = p.group;
  q.pasid_valid = p.has_pasid;
  q.read = p.read;
  q.write = p.write;
  q.execute = p.exec;
  q.privileged = p.priv;
  q.last = p.last;
  q.probe = p.probe;
  return q;
}

const char *name_of(unsigned fate) {
  static const char *const names[] = {"queued", "answered", "dropped"};
  return fate < 3 ? names[fate] : "?";
}

uint8_t status_of(PageQueue::Fate fate) {
  static const uint8_t statuses[] = {VTD_PAGE_REQUEST_QUEUED, VTD_PAGE_REQUEST_ANSWERED,
                                     VTD_PAGE_REQUEST_DROPPED};
  return statuses[size_t(fate)];
}

bool is_for(const vtd_page_group_response &r, const PageRequest &p, unsigned code, bool automatic) {
  return r.sid == p.sid && r.pasid_valid == p.has_pasid && r.pasid == (p.has_pasid ? p.pasid : 0) &&
         r.prgi == p.group && r.code == code && r.automatic == automatic;
}

} // namespace

void Machine::message(void *ctx, uint64_t addr, uint32_t data) {
  auto *m = static_cast<Machine *>(ctx);
  const bool page = addr == event_addr && data == event_data;
  (page ? m->page_events_ : m->events_)++;
}

void Machine::start_pages() {
  if (!vtd_ecap_prs(ref_.ecap))
    return;
  pages_.base = case_.page_queue & VTD_PQA_PQA_MASK;
  pages_.bytes = uint32_t(VTD_TABLE_SIZE) << vtd_pqa_pqs(case_.page_queue);
  pages_.head = case_.page_head;
  pages_.tail = case_.page_tail;
  pages_.stop_markers = vtd_ecap_sms(ref_.ecap) != 0;
  pages_.mistake = options_.mistake;
  write(VTD_PQA_REG, 8, case_.page_queue);
  write(VTD_PQH_REG, 8, case_.page_head);
  write(VTD_PQT_REG, 8, case_.page_tail);
  write(VTD_PEADDR_REG, 4, event_addr);
  write(VTD_PEDATA_REG, 4, event_data);
  write(VTD_PECTL_REG, 4, vtd_pectl_im_set(0, case_.page_masked));
  pages_.mask(case_.page_masked);
  compare_pages();
}

void Machine::compare_pages() {
  if (!vtd_ecap_prs(ref_.ecap))
    return;
  const auto status = uint32_t(read(VTD_PRS_REG, 4));
  const auto control = uint32_t(read(VTD_PECTL_REG, 4));
  if (read(VTD_PQT_REG, 8) != pages_.tail || read(VTD_PQH_REG, 8) != pages_.head)
    differ("page request queue",
           format("PQH %" PRIx64 " PQT %" PRIx64 ", expected %x and %x", read(VTD_PQH_REG, 8),
                  read(VTD_PQT_REG, 8), pages_.head, pages_.tail));
  if ((vtd_prs_ppr(status) != 0) != pages_.pending() ||
      (vtd_prs_pro(status) != 0) != pages_.overflow())
    differ("page request status", format("PRS is %x, expected PPR %u PRO %u", status,
                                         pages_.pending(), pages_.overflow()));
  if ((vtd_pectl_ip(control) != 0) != pages_.held() || page_events_ != pages_.messages())
    differ("page request event",
           format("IP %u and %u messages, expected IP %u and %u", unsigned(vtd_pectl_ip(control)),
                  page_events_, pages_.held(), pages_.messages()));
}

// The core's answer, the entry that it wrote, and the response that went to the device.
bool Machine::page_fits(const PageRequest &p, const vtd_page_request_result &r, const PageAnswer &a,
                        const PageQueue::Receipt &receipt, std::string &field) const {
  const auto no = [&](const char *what) {
    field = what;
    return false;
  };
  if (r.status != status_of(receipt.fate))
    return no("page request");
  if (r.code != rule_of(a.cond).code || r.cond != a.cond)
    return no("reason");
  const bool answered = receipt.fate == PageQueue::Fate::answered;
  if (answered && r.response != receipt.code)
    return no("page response");
  if (responses_.size() != (answered && !p.probe ? 1 : 0) ||
      (!responses_.empty() && !is_for(responses_[0], p, receipt.code, true)))
    return no("page response");
  const bool written = receipt.fate == PageQueue::Fate::queued && !p.probe;
  for (const auto &[addr, old] : before_)
    if (!written || addr < receipt.place || addr >= receipt.place + VTD_PAGE_REQ_SIZE)
      return no("memory");
  for (size_t i = 0; written && i < receipt.entry.size(); i++)
    if (image_.word(receipt.place + 8 * i) != receipt.entry[i])
      return no("page request entry");
  return true;
}

// What a unit drops by itself before software sees the request.
void Machine::forget_page(const PageRequest &p, const PageAnswer &a) {
  if (ref_.mistake == Mistake::page_request_forgets_all)
    known_.iotlb_global();
  if (a.stage == Stage::first)
    known_.piotlb_page(a.did, a.pasid, p.addr, 0, false);
  else if (a.stage == Stage::nested)
    known_.iotlb_domain(a.did);
  else
    known_.iotlb_page(a.did, p.addr, 0, false);
}

void Machine::page_request(const Op &op) {
  PageRequest p = op.p;
  p.probe = op.probe;
  const Remembered *known =
      options_.cold || ref_.mistake == Mistake::forgets_on_edit ? nullptr : &known_;
  const PageBranches branches = explore(ref_, image_, known, p);
  totals_.branches += branches.all.size();
  totals_.page_requests++;
  const uint32_t tail = pages_.tail;
  before_.clear();
  const vtd_page_request request = to_core(p);
  vtd_page_request_result r;
  vtd_request_page(unit_, &request, &r);

  const bool overflow = vtd_fsts_pfo(uint32_t(read(VTD_FSTS_REG, 4))) != 0;
  std::vector<const PageBranch *> matches;
  std::vector<Fact> learned;
  std::string field;
  PageQueue queue_after = pages_;
  FaultLog log_after = log_;
  for (const PageBranch &b : branches.all) {
    const PageAnswer &a = b.answer;
    PageQueue queue = pages_;
    FaultLog log = log_;
    std::string why = "recording";
    const PageQueue::Receipt receipt = queue.receive(p, a, image_);
    Request recorded;
    recorded.addr = p.addr;
    recorded.sid = p.sid;
    recorded.type = Type::page;
    recorded.has_pasid = p.has_pasid;
    recorded.pasid = p.pasid;
    recorded.priv = p.priv;
    const bool possible = a.cond == VTD_FC_NONE || page_request_meets(a.cond);
    const bool logged =
        a.record && !p.probe && log.write(p.sid, record_of(recorded, rule_of(a.cond).code));
    const bool fits = possible && page_fits(p, r, a, receipt, why) &&
                      logged == ((r.flags & VTD_RES_LOGGED) != 0) && log.overflow() == overflow;
    if (!fits) {
      if (field.empty())
        field = why;
      continue;
    }
    if (matches.empty()) {
      queue_after = queue;
      log_after = log;
      totals_.page_fates[size_t(receipt.fate)]++;
      totals_.conditions[a.cond]++;
    }
    matches.push_back(&b);
    learned.insert(learned.end(), b.learned.begin(), b.learned.end());
  }
  if (matches.empty()) {
    const PageAnswer &a = branches.all[0].answer;
    PageQueue queue = pages_;
    const PageQueue::Receipt receipt = queue.receive(p, a, image_);
    differ(field.c_str(),
           format("core: %s, reason %Xh, response %u, flags %x, %zu responses sent\n  reference: "
                  "%s, reason %Xh (%s), response %u%s",
                  name_of(r.status), r.code, r.response, r.flags, responses_.size(),
                  name_of(unsigned(receipt.fate)), rule_of(a.cond).code, oracle::name_of(a.cond),
                  receipt.code, a.record ? ", recorded" : ""));
    return;
  }
  totals_.checks++;
  log_ = log_after;
  pages_ = queue_after;
  if (!p.probe) {
    known_.learn(learned);
    // Surely gone is only what is gone in whichever way the unit went.
    const PageAnswer &first = matches[0]->answer;
    bool sure = pages_.tail != tail;
    for (const PageBranch *b : matches)
      sure = sure && b->answer.did == first.did && b->answer.pasid == first.pasid &&
             b->answer.stage == first.stage;
    if (sure)
      forget_page(p, first);
  }
  compare_faults();
  compare_pages();
}

// Software answers: the response goes to the device as it is in the descriptor.
void Machine::page_response(const Op &op) {
  if (!case_.queue || !queue_works() || legacy_root() || !vtd_ecap_prs(ref_.ecap))
    return;
  uint64_t d[4] = {};
  vtd_qi_pgrp_resp_type_set(d, VTD_QI_TYPE_PGRP_RESP);
  vtd_qi_pgrp_resp_pp_set(d, op.p.has_pasid);
  vtd_qi_pgrp_resp_rc_set(d, op.g);
  vtd_qi_pgrp_resp_rid_set(d, op.p.sid);
  vtd_qi_pgrp_resp_pasid_set(d, op.p.has_pasid ? op.p.pasid : 0);
  vtd_qi_pgrp_resp_prgi_set(d, op.p.group);
  submit(d);
  if (responses_.size() != 1 || !is_for(responses_[0], op.p, op.g, false))
    differ("page response", format("%zu responses were sent", responses_.size()));
}

void Machine::set_range(uint32_t offset, uint64_t value) {
  if (!vtd_ecap_mts(ref_.ecap))
    return;
  const uint64_t width = (UINT64_C(1) << ref_.haw) - 1;
  uint64_t kept = value;
  uint64_t *place = nullptr;
  if (offset == VTD_MTRRDEF_REG) {
    place = &ref_.ranges.def;
    kept &= VTD_MTRRDEF_TYPE_MASK | VTD_MTRRDEF_FE_MASK | VTD_MTRRDEF_E_MASK;
  } else if (offset < VTD_MTRR_PHYSBASE_REG) {
    place = &ref_.ranges.fixed[(offset - VTD_MTRR_FIX64K_00000_REG) / 8];
  } else if ((offset - VTD_MTRR_PHYSBASE_REG) % VTD_MTRR_PHYSBASE_STRIDE == 0) {
    place = &ref_.ranges.base[(offset - VTD_MTRR_PHYSBASE_REG) / VTD_MTRR_PHYSBASE_STRIDE];
    kept &= VTD_MTRR_PHYSBASE_TYPE_MASK | (VTD_MTRR_PHYSBASE_BASE_MASK & width);
  } else {
    place = &ref_.ranges.mask[(offset - VTD_MTRR_PHYSMASK_REG) / VTD_MTRR_PHYSMASK_STRIDE];
    kept &= VTD_MTRR_PHYSMASK_V_MASK | (VTD_MTRR_PHYSMASK_MASK_MASK & width);
  }
  *place = kept;
  write(offset, 8, value);
  if (read(offset, 8) != kept)
    differ("register", format("range register %x reads %" PRIx64 " after %" PRIx64, offset,
                              read(offset, 8), value));
}

} // namespace vtd::oracle
