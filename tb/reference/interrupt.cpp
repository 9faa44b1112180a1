// SPDX-License-Identifier: Apache-2.0
// Interrupt remapping and posting (chapter 5).
#include <cinttypes>

#include "walk.h"

namespace vtd::oracle {

InterruptAnswer Walk::interrupt(const Interrupt &q) {
  InterruptAnswer a;
  try {
    a = remap(q, a);
  } catch (const Fault &f) {
    a.outcome = Outcome::unmapped;
    a.cond = f.cond;
    a.record = !(fpd_ && rule_of(f.cond).qualified && !wrong(Mistake::fpd_ignored));
    // Reasons that are found before there is an index.
    a.index_known = f.cond != VTD_FC_IR_20 && f.cond != VTD_FC_IR_25 && f.cond != VTD_FC_IR_29;
  }
  a.updates = updates_;
  return a;
}

InterruptAnswer Walk::remap(const Interrupt &q, InterruptAnswer &a) {
  a.addr = q.addr;
  a.data = q.data;
  if (!unit_.interrupts)
    return a;
  const uint64_t request[2] = {q.addr, q.data};
  const bool eime = vtd_irta_eime(unit_.irta) != 0;
  if (!vtd_msi_remap_format(request)) {
    if (eime || (!unit_.compatibility && !wrong(Mistake::compatibility_free)))
      fault(VTD_FC_IR_25);
    return a;
  }
  const bool subhandles = vtd_msi_remap_shv(request) != 0;
  if (subhandles && (q.data >> 16) != 0)
    fault(VTD_FC_IR_20);
  const uint64_t index = vtd_msi_remap_handle(request) + (subhandles ? q.data & 0xFFFF : 0);
  a.index = uint32_t(index);
  uint64_t entries = UINT64_C(2) << vtd_irta_s(unit_.irta);
  if (wrong(Mistake::index_bound_doubled))
    entries *= 2;
  if (index >= entries || index > 0xFFFF)
    fault(VTD_FC_IR_21);
  const uint64_t at = vtd_irta_irta(unit_.irta) + index * VTD_IRTE_SIZE;
  if ((at >> unit_.haw) != 0)
    fault(VTD_FC_IR_21);
  const auto entry = interrupt_entry(a.index);
  const uint64_t *e = entry.data();

  fpd_ = vtd_irte_fpd(e) != 0;
  if (!vtd_irte_p(e)) {
    fpd_ = fpd_ && !wrong(Mistake::fpd_only_present);
    fault(VTD_FC_IR_22);
  }
  const uint64_t avail = UINT64_C(0xF) << (VTD_IRTE_DLM_SHIFT + VTD_IRTE_DLM_WIDTH);
  uint64_t defined[2];
  if (vtd_irte_im(e)) {
    if (!vtd_cap_pi(unit_.cap))
      fault(VTD_FC_IR_24);
    defined[0] = VTD_IRTE_POSTED_P_MASK | VTD_IRTE_POSTED_FPD_MASK | avail |
                 VTD_IRTE_POSTED_URG_MASK | VTD_IRTE_POSTED_IM_MASK | VTD_IRTE_POSTED_VV_MASK |
                 VTD_IRTE_POSTED_PDAL_MASK;
    defined[1] = VTD_IRTE_POSTED_SID_MASK | VTD_IRTE_POSTED_SQ_MASK | VTD_IRTE_POSTED_SVT_MASK |
                 (VTD_IRTE_POSTED_PDAH_MASK & ~beyond_haw());
  } else {
    defined[0] = VTD_IRTE_P_MASK | VTD_IRTE_FPD_MASK | VTD_IRTE_DM_MASK | VTD_IRTE_RH_MASK |
                 VTD_IRTE_TM_MASK | VTD_IRTE_DLM_MASK | avail | VTD_IRTE_V_MASK |
                 (eime ? VTD_IRTE_DST_MASK : VTD_IRTE_DST_XAPIC_MASK);
    defined[1] = VTD_IRTE_SID_MASK | VTD_IRTE_SQ_MASK | VTD_IRTE_SVT_MASK;
    const uint64_t mode = vtd_irte_dlm(e);
    if (mode == 3 || mode == 6)
      fault(VTD_FC_IR_24);
  }
  if ((e[0] & ~defined[0]) != 0 || (e[1] & ~defined[1]) != 0)
    fault(VTD_FC_IR_24);
  if (vtd_irte_svt(e) == VTD_IRTE_SVT_RSVD)
    fault(VTD_FC_IR_24);
  Fact f{};
  f.kind = Fact::Kind::interrupt;
  f.index = a.index;
  f.words[0] = e[0];
  f.words[1] = e[1];
  learned_.push_back(f);
  check_source(q, e);
  if (vtd_irte_im(e))
    return post(e, a);

  // The message, in the format of the interrupts that a unit sends itself; 32-bit destinations have
  // their upper bits in the upper address.
  const uint64_t dst = eime ? vtd_irte_dst(e) : (vtd_irte_dst(e) >> 8) & 0xFF;
  uint64_t message[2] = {VTD_INTR_BASE, 0};
  vtd_event_msi_dm_set(message, vtd_irte_dm(e));
  vtd_event_msi_rh_set(message, vtd_irte_rh(e));
  vtd_event_msi_dest_lo_set(message, dst & 0xFF);
  vtd_event_msi_dest_hi_set(message, dst >> 8);
  vtd_event_msi_v_set(message, vtd_irte_v(e));
  vtd_event_msi_dlm_set(message, vtd_irte_dlm(e));
  vtd_event_msi_level_set(message, 1);
  vtd_event_msi_tm_set(message, vtd_irte_tm(e));
  a.addr = message[0];
  a.data = uint32_t(message[1]);
  return a;
}

std::array<uint64_t, 2> Walk::interrupt_entry(uint32_t index) {
  std::vector<const Fact *> cached;
  if (known_ != nullptr)
    for (const Fact &f : known_->facts())
      if (f.kind == Fact::Kind::interrupt && f.index == index)
        cached.push_back(&f);
  const unsigned choice = pick(unsigned(cached.size()) + 1);
  if (choice > 0)
    return {cached[choice - 1]->words[0], cached[choice - 1]->words[1]};
  const uint64_t at = vtd_irta_irta(unit_.irta) + uint64_t(index) * VTD_IRTE_SIZE;
  const std::array<uint64_t, 2> e = {fetch(at, VTD_FC_IR_23), fetch(at + 8, VTD_FC_IR_23)};
  say("interrupt entry %u at %" PRIx64 ": %016" PRIx64 " %016" PRIx64, index, at, e[1], e[0]);
  return e;
}

void Walk::check_source(const Interrupt &q, const uint64_t *e) {
  static const uint16_t compared[4] = {0xFFFF, 0xFFFB, 0xFFF9, 0xFFF8}; // by SQ
  const uint64_t sid = vtd_irte_sid(e);
  if (vtd_irte_svt(e) == VTD_IRTE_SVT_SID) {
    const uint64_t mask = wrong(Mistake::sid_mask_ignored) ? 0xFFFF : compared[vtd_irte_sq(e)];
    if (((q.sid ^ sid) & mask) != 0)
      fault(VTD_FC_IR_26);
  }
  if (vtd_irte_svt(e) == VTD_IRTE_SVT_BUS) {
    const unsigned bus = q.sid >> 8;
    const uint64_t first = sid >> 8;
    const uint64_t last = sid & 0xFF;
    if (bus < first || bus > last || (wrong(Mistake::bus_check_off_by_one) && bus == last))
      fault(VTD_FC_IR_26);
  }
}

// Sets the vector in the posted descriptor and says whether somebody must be told.
InterruptAnswer Walk::post(const uint64_t *e, InterruptAnswer &a) {
  const uint64_t at = (vtd_irte_posted_pdal(e) << 6) | (vtd_irte_posted_pdah(e) << 32);
  uint64_t pid[VTD_PID_WORDS];
  for (unsigned i = 0; i < VTD_PID_WORDS; i++)
    pid[i] = fetch(at + 8 * i, VTD_FC_IR_27);
  const bool eime = vtd_irta_eime(unit_.irta) != 0;
  const uint64_t defined = VTD_PID_ON_MASK | VTD_PID_SN_MASK | VTD_PID_NV_MASK |
                           (eime ? VTD_PID_NDST_MASK : VTD_PID_NDST_XAPIC_MASK);
  uint64_t reserved = pid[VTD_PID_ON_WORD] & ~defined;
  for (unsigned i = VTD_PID_ON_WORD + 1; i < VTD_PID_WORDS; i++)
    reserved |= pid[i];
  if (reserved != 0 && !wrong(Mistake::posted_not_reserved))
    fault(VTD_FC_IR_28);
  if (!memory_.writable(at))
    fault(VTD_FC_IR_27);
  const unsigned vector = unsigned(vtd_irte_posted_vv(e));
  const bool told = vtd_pid_on(pid) && !wrong(Mistake::notified_twice);
  const bool urgent = vtd_irte_posted_urg(e) && !wrong(Mistake::suppressed_always);
  const bool suppressed = vtd_pid_sn(pid) && !wrong(Mistake::suppressed_never);
  const bool notify = !told && (urgent || !suppressed);
  if (!wrong(Mistake::posted_without_vector))
    updates_.push_back(
        {at + 8 * (vector / 64), pid[vector / 64] | UINT64_C(1) << (vector % 64), false});
  if (!notify) {
    a.outcome = Outcome::discard;
    return a;
  }
  vtd_pid_on_set(pid, 1);
  updates_.push_back({at + 8 * VTD_PID_ON_WORD, pid[VTD_PID_ON_WORD], false});
  const uint64_t dst = eime ? vtd_pid_ndst(pid) : (vtd_pid_ndst(pid) >> 8) & 0xFF;
  uint64_t message[2] = {VTD_INTR_BASE, 0};
  vtd_event_msi_dest_lo_set(message, dst & 0xFF);
  vtd_event_msi_dest_hi_set(message, dst >> 8);
  vtd_event_msi_v_set(message, vtd_pid_nv(pid));
  vtd_event_msi_level_set(message, 1);
  a.addr = message[0];
  a.data = uint32_t(message[1]);
  return a;
}

} // namespace vtd::oracle
