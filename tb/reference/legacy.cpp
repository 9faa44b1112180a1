// SPDX-License-Identifier: Apache-2.0
// Legacy mode (TTM = 00b): root entry, context entry, second-stage tables (chapters 3 and 9).
#include <cinttypes>

#include "walk.h"

namespace vtd::oracle {

Answer Walk::legacy(const Request &q) {
  if (q.has_pasid)
    fault(VTD_FC_RTA_2);
  const auto context = legacy_context(q.sid);
  const uint64_t *e = context.data();
  check_legacy_context(q, e);

  const uint64_t tt = vtd_ctx_tt(e);
  const auto did = uint16_t(vtd_ctx_did(e));
  did_ = did;
  if (q.type == Type::translated) {
    Answer a = translated(q, VTD_FC_LGN_1_2, VTD_FC_LGN_4);
    a.did = did;
    return a;
  }
  if (tt == VTD_CTX_TT_PASS_THROUGH) {
    if ((q.addr >> unit_.haw) != 0 && !wrong(Mistake::pass_through_unbounded))
      fault(VTD_FC_LGN_1_3);
    if (in_interrupt_range(q.addr))
      fault(VTD_FC_LGN_4);
    Page page;
    page.r = page.w = true;
    page.shift = 64;
    page.addr = q.addr;
    return finish(q, page);
  }
  if (q.type == Type::translation && in_interrupt_range(q.addr))
    return in_range_translation(q, did);

  const unsigned bits = input_bits(vtd_ctx_aw(e));
  if ((q.addr >> bits) != 0) {
    say("input %" PRIx64 " needs more than %u bits", q.addr, bits);
    fault(VTD_FC_LGN_1_1);
  }
  Page page;
  if (const Fact *f = remembered_page(q, Stage::second, did, 0, false)) {
    page = page_from(*f, q.addr);
  } else {
    SecondTables tables;
    tables.top = vtd_ctx_ssptptr(e);
    tables.levels = levels_of(vtd_ctx_aw(e));
    tables.did = did;
    page = second_stage(tables, q.addr, false, true);
  }
  needs(q, page, VTD_FC_LGN_2, VTD_FC_LGN_3);
  if (reaches_interrupts(q, page))
    fault(VTD_FC_LGN_4);
  return finish(q, page);
}

// Root and context entry, or what the context cache may hold in their place.
std::array<uint64_t, 2> Walk::legacy_context(uint16_t sid) {
  std::vector<const Fact *> cached;
  if (known_ != nullptr)
    for (const Fact &f : known_->facts())
      if (f.kind == Fact::Kind::context && f.sid == sid)
        cached.push_back(&f);
  const unsigned choice = pick(unsigned(cached.size()) + 1);
  if (choice > 0)
    return {cached[choice - 1]->words[0], cached[choice - 1]->words[1]};

  const unsigned bus = sid >> 8, devfn = sid & 0xFF;
  const uint64_t at = vtd_rtaddr_rta(unit_.rtaddr) + bus * VTD_ROOT_SIZE;
  const uint64_t root[2] = {fetch(at, VTD_FC_LRT_1), fetch(at + 8, VTD_FC_LRT_1)};
  say("root[%u] at %" PRIx64 ": %016" PRIx64 " %016" PRIx64, bus, at, root[1], root[0]);
  if (!vtd_root_p(root))
    fault(VTD_FC_LRT_2);
  const uint64_t reserved =
      ~(VTD_ROOT_P_MASK | VTD_ROOT_CTP_MASK) | (VTD_ROOT_CTP_MASK & beyond_haw());
  if (((root[0] & reserved) != 0 || root[1] != 0) && !wrong(Mistake::root_not_reserved))
    fault(VTD_FC_LRT_3);

  const uint64_t place = vtd_root_ctp(root) + devfn * VTD_CTX_SIZE;
  const std::array<uint64_t, 2> e = {fetch(place, VTD_FC_LCT_1), fetch(place + 8, VTD_FC_LCT_1)};
  say("context[%02x.%u] at %" PRIx64 ": %016" PRIx64 " %016" PRIx64 " (P=%u FPD=%u TT=%u AW=%u"
      " DID=%u table %" PRIx64 ")",
      devfn >> 3, devfn & 7, place, e[1], e[0], unsigned(vtd_ctx_p(e.data())),
      unsigned(vtd_ctx_fpd(e.data())), unsigned(vtd_ctx_tt(e.data())),
      unsigned(vtd_ctx_aw(e.data())), unsigned(vtd_ctx_did(e.data())),
      uint64_t(vtd_ctx_ssptptr(e.data())));
  if (vtd_ctx_p(e.data())) {
    Fact f{};
    f.kind = Fact::Kind::context;
    f.sid = sid;
    f.did = uint16_t(vtd_ctx_did(e.data()));
    f.words[0] = e[0];
    f.words[1] = e[1];
    learned_.push_back(f);
  }
  return e;
}

void Walk::check_legacy_context(const Request &q, const uint64_t *e) {
  fpd_ = vtd_ctx_fpd(e) != 0;
  if (!vtd_ctx_p(e)) {
    fpd_ = fpd_ && !wrong(Mistake::fpd_only_present);
    fault(VTD_FC_LCT_2);
  }

  const uint64_t tt = vtd_ctx_tt(e);
  uint64_t reserved[2] = {
      ~(VTD_CTX_P_MASK | VTD_CTX_FPD_MASK | VTD_CTX_TT_MASK | VTD_CTX_SSPTPTR_MASK),
      // Bits 70:67 of the entry are free for software.
      ~(VTD_CTX_AW_MASK | (UINT64_C(0xF) << VTD_CTX_AW_WIDTH) | VTD_CTX_DID_MASK)};
  if (tt != VTD_CTX_TT_PASS_THROUGH) // which has no tables
    reserved[0] |= VTD_CTX_SSPTPTR_MASK & beyond_haw();
  const unsigned did_bits = 4 + 2 * unsigned(vtd_cap_nd(unit_.cap));
  if (!wrong(Mistake::did_width_ignored))
    reserved[1] |= VTD_CTX_DID_MASK & ~((UINT64_C(1) << (VTD_CTX_DID_SHIFT + did_bits)) - 1);
  const bool clean = (e[0] & reserved[0]) == 0 && (e[1] & reserved[1]) == 0;
  if (!clean && !wrong(Mistake::context_not_reserved))
    fault(VTD_FC_LCT_3);

  if (!aw_supported(vtd_ctx_aw(e)))
    fault(VTD_FC_LCT_4_1);
  const bool type_supported = tt == VTD_CTX_TT_UNTRANSLATED ||
                              (tt == VTD_CTX_TT_DEV_TLB && vtd_ecap_dt(unit_.ecap)) ||
                              (tt == VTD_CTX_TT_PASS_THROUGH && vtd_ecap_pt(unit_.ecap));
  if (!type_supported)
    fault(VTD_FC_LCT_4_2);
  if (q.type != Type::untranslated && tt != VTD_CTX_TT_DEV_TLB &&
      !wrong(Mistake::device_tlb_for_all))
    fault(VTD_FC_LCT_5);
}

} // namespace vtd::oracle
