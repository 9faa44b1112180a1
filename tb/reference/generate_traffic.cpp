// SPDX-License-Identifier: Apache-2.0
// Random traffic: requests, interrupts, invalidations, edits of tables.
#include <algorithm>

#include "generator.h"

namespace vtd::oracle {

Request Generator::make_request() {
  Request q;
  q.sid = r_.chance(94) ? r_.of(sids_) : uint16_t(r_.bits());
  const unsigned kind = unsigned(r_.below(100));
  q.kind = kind < 45   ? Kind::read
           : kind < 80 ? Kind::write
           : kind < 90 ? Kind::atomic
                       : Kind::zero_read;
  std::vector<uint64_t> inputs;
  for (const Domain &d : domains_)
    inputs.insert(inputs.end(), d.inputs.begin(), d.inputs.end());
  for (const Space &s : spaces_)
    inputs.insert(inputs.end(), s.inputs.begin(), s.inputs.end());
  const auto likely = likely_.find(q.sid);
  q.addr = likely != likely_.end() && !likely->second.empty() && r_.chance(80)
               ? r_.of(likely->second)
               : r_.of(inputs);
  if (r_.chance(10))
    q.addr = input_of(r_.of(domains_));
  if (r_.chance(20)) // elsewhere in a large page, or just beside
    q.addr += (r_.bits() & ((UINT64_C(1) << (VTD_PAGE_SHIFT + r_.below(20))) - 1));
  if (r_.chance(4))
    q.addr ^= UINT64_C(1) << r_.below(64);
  if (r_.chance(4))
    q.addr = VTD_INTR_BASE + r_.below(0x200000) - 0x80000;
  if (r_.chance(2))
    q.addr = (UINT64_C(1) << c_.config.haw) - (r_.chance(50) ? 4 : 0);
  static const uint32_t sizes[] = {1, 4, 4, 4, 8, 64};
  q.bytes = r_.of(sizes);
  q.addr &= ~uint64_t(q.bytes - 1);
  const bool ats = vtd_ecap_dt(c_.config.ecap) != 0;
  const unsigned type = unsigned(r_.below(100));
  if (type < (ats ? 22u : 4u))
    q.type = Type::translation;
  else if (type < (ats ? 32u : 6u))
    q.type = Type::translated;
  else if (type == 99)
    q.type = Type::illegal;
  if (q.type == Type::translation) {
    if (!r_.chance(2))
      q.kind = Kind::read;
    q.bytes = 8;
    q.addr &= ~UINT64_C(7);
    q.no_write = r_.chance(30);
  }
  if (mode_ == Mode::scalable && !pasids_.empty() && r_.chance(50)) {
    q.has_pasid = true;
    q.pasid = r_.chance(92) ? r_.of(pasids_) : uint32_t(r_.bits() & 0xFFFFF) >> r_.below(20);
    q.priv = r_.chance(30);
    q.exec = r_.chance(4);
  } else if (r_.chance(2)) {
    q.has_pasid = true;
    q.pasid = uint32_t(r_.bits() & 0xFFFFF);
  }
  if (!targets_.empty() && r_.chance(75)) {
    const Target &t = r_.of(targets_);
    q.sid = t.sid;
    q.has_pasid = t.has_pasid;
    q.pasid = t.pasid;
    q.priv = t.has_pasid && r_.chance(25);
    q.exec = false;
    if (!t.inputs.empty() && r_.chance(90))
      q.addr =
          (r_.of(t.inputs) + (r_.chance(70) ? 0 : r_.below(page_bytes))) & ~uint64_t(q.bytes - 1);
  }
  if (q.type == Type::translated && !r_.chance(3))
    q.has_pasid = false;
  if (!q.has_pasid)
    q.pasid = 0, q.priv = q.exec = false;
  return q;
}

Op Generator::make_interrupt() {
  Op op;
  op.kind = Op::Kind::interrupt;
  if (!interrupts_.empty() && r_.chance(60)) {
    op.i = r_.of(interrupts_);
    return op;
  }
  uint64_t m[2] = {VTD_INTR_BASE, r_.chance(80) ? r_.below(4) : r_.bits() & 0xFFFFFFFF};
  const uint64_t handle = r_.chance(85) ? r_.below(8) : r_.below(65536);
  vtd_msi_remap_format_set(m, r_.chance(85));
  vtd_msi_remap_shv_set(m, r_.chance(40));
  vtd_msi_remap_handle_lo_set(m, handle & 0x7FFF);
  vtd_msi_remap_handle_hi_set(m, handle >> 15);
  op.i.addr = m[0];
  op.i.data = uint32_t(m[1]);
  op.i.sid = r_.chance(90) ? r_.of(sids_) : uint16_t(r_.bits());
  if (r_.chance(20))
    op.i.sid ^= uint16_t(1u << r_.below(4));
  interrupts_.push_back(op.i);
  return op;
}

Op Generator::make_invalidation() {
  Op op;
  const uint64_t cap = c_.config.cap, ecap = c_.config.ecap;
  const Domain &d = r_.of(domains_);
  op.did = r_.chance(85) ? d.did : uint16_t(7 + r_.below(6));
  op.sid = r_.of(sids_);
  op.pasid = pasids_.empty() ? 0 : r_.chance(70) ? r_.of(pasids_) : 65;
  op.addr = (d.inputs.empty() ? 0 : r_.of(d.inputs)) & ~(page_bytes - 1);
  if (!spaces_.empty() && r_.chance(50))
    op.addr = r_.of(r_.of(spaces_).inputs) & ~(page_bytes - 1);
  if (r_.chance(15))
    op.addr ^= UINT64_C(1) << (VTD_PAGE_SHIFT + r_.below(20));
  op.am = r_.chance(60) ? 0 : uint32_t(r_.below(vtd_cap_mamv(cap) + 1));
  op.ih = r_.chance(30);
  const unsigned what = unsigned(r_.below(100));
  const bool scalable = mode_ == Mode::scalable;
  if (what < 30) {
    op.kind = Op::Kind::context;
    op.g = 1 + uint32_t(r_.below(3));
    op.fm = uint32_t(r_.below(4));
  } else if (what < (scalable ? 60u : 90u)) {
    op.kind = Op::Kind::iotlb;
    op.g = r_.chance(60) ? unsigned(VTD_QI_IOTLB_G_PAGE) : 1 + uint32_t(r_.below(2));
    if (op.g == VTD_QI_IOTLB_G_PAGE && !vtd_cap_psi(cap) && c_.queue)
      op.g = VTD_QI_IOTLB_G_DOMAIN;
  } else if (what < 75 && scalable) {
    op.kind = Op::Kind::pasid;
    static const uint32_t kinds[] = {0, 1, 1, 3};
    op.g = r_.of(kinds);
  } else if (what < 92 && scalable) {
    op.kind = Op::Kind::pasid_iotlb;
    op.g = r_.chance(70) ? unsigned(VTD_QI_P_IOTLB_G_PAGE) : unsigned(VTD_QI_P_IOTLB_G_PASID);
  } else {
    op.kind = Op::Kind::interrupts;
    op.g = uint32_t(r_.below(2));
    op.index = uint32_t(r_.below(8));
    op.am = uint32_t(r_.below(std::min<uint64_t>(vtd_ecap_mhmv(ecap), 3) + 1));
  }
  return op;
}

Op Generator::make_poke() {
  Op op;
  op.kind = Op::Kind::poke;
  op.addr = r_.of(places_);
  const uint64_t old = get(op.addr);
  op.value = r_.chance(30) ? old : damaged(old);
  return op;
}

PageRequest Generator::make_page_request() {
  const Request q = make_request();
  PageRequest p;
  p.addr = q.addr;
  p.sid = q.sid;
  p.has_pasid = q.has_pasid;
  p.pasid = q.pasid;
  p.priv = q.priv;
  p.exec = q.has_pasid && r_.chance(10);
  p.group = uint16_t(r_.below(512));
  p.read = r_.chance(80);
  p.write = r_.chance(p.read ? 50 : 60);
  p.last = r_.chance(70);
  return p;
}

// A page request, or what software does about the queue.
Op Generator::make_page_op() {
  Op op;
  const unsigned what = unsigned(r_.below(100));
  const uint32_t bytes = uint32_t(page_bytes) << vtd_pqa_pqs(c_.page_queue);
  if (what < 60) {
    op.kind = Op::Kind::page_request;
    op.p = r_.chance(60) ? r_.of(asked_) : make_page_request();
    op.p.last = r_.chance(70);
    op.probe = r_.chance(10);
  } else if (what < 68) { // may also make an empty queue a full one
    op.kind = Op::Kind::page_head;
    op.value = (c_.page_tail + r_.below(20) * VTD_PAGE_REQ_SIZE) % bytes;
  } else if (what < 82) {
    op.kind = Op::Kind::page_status;
    op.value = r_.chance(70) ? VTD_PRS_PPR | VTD_PRS_PRO : r_.below(4);
  } else if (what < 88) {
    op.kind = Op::Kind::page_event;
    op.value = r_.below(2);
  } else {
    op.kind = Op::Kind::page_response;
    op.p = r_.of(asked_);
    static const uint32_t codes[] = {VTD_QI_PGRP_RESP_RC_SUCCESS, VTD_QI_PGRP_RESP_RC_INVALID,
                                     VTD_QI_PGRP_RESP_RC_FAILURE};
    op.g = r_.of(codes);
  }
  return op;
}

Op Generator::make_range() {
  Op op;
  op.kind = Op::Kind::range;
  const auto range = some_range();
  op.addr = range.first;
  op.value = range.second;
  return op;
}

Op Generator::make_op() {
  if (r_.chance(vtd_ecap_prs(c_.config.ecap) ? 12 : 1))
    return make_page_op();
  if (vtd_ecap_mts(c_.config.ecap) && r_.chance(3))
    return make_range();
  const unsigned what = unsigned(r_.below(100));
  if (what < 55) {
    Op op;
    op.q = r_.chance(75) ? r_.of(favourites_) : make_request();
    if (r_.chance(12) && op.q.type == Type::untranslated)
      op.q.kind = r_.chance(50) ? Kind::read : Kind::write;
    op.probe = r_.chance(5);
    return op;
  }
  if (what < 62 && c_.irta != 0)
    return make_interrupt();
  if (what < 78)
    return make_poke();
  if (what < 95)
    return make_invalidation();
  Op op;
  if (what < 97) {
    op.kind = Op::Kind::clear_faults;
    op.value = r_.chance(70) ? ~UINT64_C(0) : r_.bits();
  } else if (what < 98) {
    op.kind = Op::Kind::root;
    op.value = c_.rtaddr;
    if (r_.chance(20) && vtd_cap_esrtps(c_.config.cap))
      op.value = vtd_rtaddr_ttm_set(op.value, r_.below(4));
  } else if (what < 99 && c_.irta != 0) {
    op.kind = Op::Kind::interrupt_root;
    op.value = c_.irta;
  } else {
    op.kind = Op::Kind::enable;
    op.value = r_.chance(70) ? 7 : r_.below(8);
  }
  return op;
}

} // namespace vtd::oracle
