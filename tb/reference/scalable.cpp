// SPDX-License-Identifier: Apache-2.0
// Scalable mode (TTM = 01b): root half, context entry, PASID directory and table (chapters 3 and
// 9).
#include <cinttypes>

#include "walk.h"

namespace vtd::oracle {

Answer Walk::scalable(const Request &q) {
  const auto context = scalable_context(q.sid);
  check_scalable_context(q, context.data());
  if (q.type == Type::translated)
    return translated(q, VTD_FC_SGN_4_1, VTD_FC_SGN_8_3);

  const uint32_t pasid = pasid_for(q, context.data());
  bool priv = q.priv;
  if (!q.has_pasid)
    priv = vtd_ecap_rprivs(unit_.ecap) && vtd_sm_ctx_rid_priv(context.data());
  const PasidEntry entry = pasid_entry(q, context.data(), pasid);
  const uint64_t *e = entry.e.data();
  check_pasid_entry(e);
  if (q.has_pasid && q.exec && !vtd_ecap_ers(unit_.ecap))
    fault(VTD_FC_SPT_5);
  if (priv && !vtd_pasid_sre(e))
    fault(VTD_FC_SPT_6);

  const auto did = uint16_t(vtd_pasid_did(e));
  did_ = did;
  const bool in_range = in_interrupt_range(q.addr);
  if (q.type == Type::translation && !q.has_pasid && in_range)
    return in_range_translation(q, did);

  SecondTables second;
  second.top = vtd_pasid_ssptptr(e);
  second.levels = levels_of(vtd_pasid_aw(e));
  second.scalable = true;
  second.flags = vtd_pasid_ssade(e) != 0;
  second.snooped = vtd_ecap_smpwcs(unit_.ecap) && vtd_pasid_pwsnp(e);
  second.did = did;
  second.has_pasid = q.has_pasid;
  second.pasid = pasid;
  second.typing = typing_of(e);

  page_snoop_ = vtd_ecap_sc(unit_.ecap) && vtd_pasid_pgsnp(e);
  Page page;
  const uint64_t pgtt = vtd_pasid_pgtt(e);
  if (pgtt == VTD_PASID_PGTT_PT) {
    if ((q.addr >> unit_.haw) != 0 && !wrong(Mistake::pass_through_unbounded))
      fault(VTD_FC_SGN_4_2);
    page.r = page.w = true;
    page.shift = 64;
    page.addr = q.addr;
  } else if (pgtt == VTD_PASID_PGTT_SS) {
    if ((q.addr >> input_bits(vtd_pasid_aw(e))) != 0)
      fault(VTD_FC_SGN_5);
    if (const Fact *f = remembered_page(q, Stage::second, did, pasid, true))
      page = page_from(*f, q.addr);
    else
      page = second_stage(second, q.addr, writes(q), true);
    // No permission left over all levels is not "denied" but "not mapped".
    if (!page.r && !page.w)
      fault(VTD_FC_SSS_2);
    needs(q, page, VTD_FC_SGN_6, VTD_FC_SGN_7);
  } else {
    page = first_stage(q, e, pgtt == VTD_PASID_PGTT_NESTED, second, pasid, priv);
  }
  page.snoop = page.snoop || page_snoop_;

  if (reaches_interrupts(q, page)) {
    if (q.type == Type::untranslated)
      fault(VTD_FC_SGN_8_1);
    if (pgtt != VTD_PASID_PGTT_PT)
      fault(VTD_FC_SGN_8_2);
    Answer a = finish(q, page);
    a.open = true; // pass-through of a translation request with PASID: nothing is said
    return a;
  }
  Answer a = finish(q, page);
  a.memory_type = memory_type(e, page);
  return a;
}

// The PASID whose tables count: the request's, or the one that stands for requests without.
uint32_t Walk::pasid_for(const Request &q, const uint64_t *context) const {
  if (q.has_pasid)
    return q.pasid;
  const bool field = vtd_ecap_rps(unit_.ecap) && !wrong(Mistake::rid_pasid_ignored);
  return field ? uint32_t(vtd_sm_ctx_rid_pasid(context)) : 0;
}

// Each half of the root entry is judged on its own.
std::array<uint64_t, 4> Walk::scalable_context(uint16_t sid) {
  std::vector<const Fact *> cached;
  if (known_ != nullptr)
    for (const Fact &f : known_->facts())
      if (f.kind == Fact::Kind::context && f.sid == sid)
        cached.push_back(&f);
  const unsigned choice = pick(unsigned(cached.size()) + 1);
  std::array<uint64_t, 4> e{};
  if (choice > 0) {
    for (unsigned i = 0; i < VTD_SM_CTX_WORDS; i++)
      e[i] = cached[choice - 1]->words[i];
    return e;
  }

  const unsigned bus = sid >> 8, devfn = sid & 0xFF;
  const uint64_t at = vtd_rtaddr_rta(unit_.rtaddr) + bus * VTD_ROOT_SIZE;
  const uint64_t root[2] = {fetch(at, VTD_FC_SRT_1), fetch(at + 8, VTD_FC_SRT_1)};
  say("root[%u] at %" PRIx64 ": %016" PRIx64 " %016" PRIx64, bus, at, root[1], root[0]);
  const bool upper = devfn >= 0x80;
  const bool present = upper ? vtd_sm_root_up(root) != 0 : vtd_sm_root_lp(root) != 0;
  if (!present)
    fault(VTD_FC_SRT_2);
  const uint64_t half = root[upper ? 1 : 0];
  const uint64_t defined = VTD_SM_ROOT_LP_MASK | (VTD_SM_ROOT_LCTP_MASK & ~beyond_haw());
  if ((half & ~defined) != 0 && !wrong(Mistake::root_not_reserved))
    fault(VTD_FC_SRT_3);

  const uint64_t table = upper ? vtd_sm_root_uctp(root) : vtd_sm_root_lctp(root);
  const uint64_t place = table + (devfn & 0x7F) * VTD_SM_CTX_SIZE;
  for (unsigned i = 0; i < VTD_SM_CTX_WORDS; i++)
    e[i] = fetch(place + 8 * i, VTD_FC_SCT_1);
  say("context[%02x.%u] at %" PRIx64 ": %016" PRIx64 " %016" PRIx64 " (P=%u FPD=%u DTE=%u PASIDE=%u"
      " PDTS=%u directory %" PRIx64 ", RID_PASID %x)",
      devfn >> 3, devfn & 7, place, e[1], e[0], unsigned(vtd_sm_ctx_p(e.data())),
      unsigned(vtd_sm_ctx_fpd(e.data())), unsigned(vtd_sm_ctx_dte(e.data())),
      unsigned(vtd_sm_ctx_paside(e.data())), unsigned(vtd_sm_ctx_pdts(e.data())),
      uint64_t(vtd_sm_ctx_pasiddirptr(e.data())), unsigned(vtd_sm_ctx_rid_pasid(e.data())));
  if (vtd_sm_ctx_p(e.data())) {
    Fact f{};
    f.kind = Fact::Kind::context;
    f.sid = sid;
    for (unsigned i = 0; i < VTD_SM_CTX_WORDS; i++)
      f.words[i] = e[i];
    learned_.push_back(f);
  }
  return e;
}

void Walk::check_scalable_context(const Request &q, const uint64_t *e) {
  const uint64_t ecap = unit_.ecap;
  fpd_ = vtd_sm_ctx_fpd(e) != 0;
  if (!vtd_sm_ctx_p(e)) {
    fpd_ = fpd_ && !wrong(Mistake::fpd_only_present);
    fault(VTD_FC_SCT_2);
  }
  uint64_t defined[VTD_SM_CTX_WORDS] = {};
  defined[0] = VTD_SM_CTX_P_MASK | VTD_SM_CTX_FPD_MASK | VTD_SM_CTX_PDTS_MASK |
               (VTD_SM_CTX_PASIDDIRPTR_MASK & ~beyond_haw());
  if (vtd_ecap_dt(ecap))
    defined[0] |= VTD_SM_CTX_DTE_MASK;
  if (vtd_ecap_pasid(ecap))
    defined[0] |= VTD_SM_CTX_PASIDE_MASK;
  if (vtd_ecap_prs(ecap))
    defined[0] |= VTD_SM_CTX_PRE_MASK;
  if (vtd_ecap_rps(ecap))
    defined[1] |= VTD_SM_CTX_RID_PASID_MASK;
  if (vtd_ecap_rprivs(ecap))
    defined[1] |= VTD_SM_CTX_RID_PRIV_MASK;
  for (unsigned i = 0; i < VTD_SM_CTX_WORDS; i++)
    if ((e[i] & ~defined[i]) != 0 && !wrong(Mistake::context_not_reserved))
      fault(VTD_FC_SCT_3);

  const uint64_t pasids = UINT64_C(1) << (vtd_sm_ctx_pdts(e) + 13);
  if (!vtd_sm_ctx_dte(e) && vtd_sm_ctx_pre(e))
    fault(VTD_FC_SCT_4_1);
  if (vtd_sm_ctx_rid_pasid(e) >= pasids)
    fault(VTD_FC_SCT_4_2);
  const bool ats = q.type == Type::translation || q.type == Type::translated;
  if (ats && !vtd_sm_ctx_dte(e) && !wrong(Mistake::device_tlb_for_all))
    fault(VTD_FC_SCT_5);
  if (q.type == Type::page && !vtd_sm_ctx_pre(e) && !wrong(Mistake::page_enable_ignored))
    fault(VTD_FC_SCT_8);
  if (!q.has_pasid)
    return;
  if (!vtd_sm_ctx_paside(e))
    fault(VTD_FC_SCT_6);
  if (q.pasid >= (UINT64_C(2) << vtd_ecap_pss(ecap)))
    fault(VTD_FC_SGN_10);
  if (q.pasid >= pasids)
    fault(VTD_FC_SCT_7);
  if (q.pasid == (vtd_ecap_rps(ecap) ? vtd_sm_ctx_rid_pasid(e) : 0))
    fault(VTD_FC_SCT_9);
}

Walk::PasidEntry Walk::pasid_entry(const Request &q, const uint64_t *context, uint32_t pasid) {
  PasidEntry entry;
  std::vector<const Fact *> cached;
  if (known_ != nullptr)
    for (const Fact &f : known_->facts())
      if (f.kind == Fact::Kind::pasid && f.sid == q.sid && f.pasid == pasid)
        cached.push_back(&f);
  const unsigned choice = pick(unsigned(cached.size()) + 1);
  if (choice > 0) {
    entry.e = cached[choice - 1]->words;
    // A PASID cache may keep the context entry's FPD too: who edits a context entry has to
    // invalidate both caches.
    if (cached[choice - 1]->context_fpd != fpd_ && pick(2) == 1)
      fpd_ = cached[choice - 1]->context_fpd;
    fpd_ = fpd_ || cached[choice - 1]->fpd || vtd_pasid_fpd(entry.e.data());
    return entry;
  }

  const bool context_fpd = fpd_;
  const uint64_t place = vtd_sm_ctx_pasiddirptr(context) + (pasid >> 6) * VTD_PASID_DIR_SIZE;
  const uint64_t directory[1] = {fetch(place, VTD_FC_SPD_1)};
  say("PASID directory entry %u at %" PRIx64 ": %016" PRIx64, pasid >> 6, place, directory[0]);
  fpd_ = fpd_ || vtd_pasid_dir_fpd(directory);
  if (!vtd_pasid_dir_p(directory))
    fault(VTD_FC_SPD_2);
  const uint64_t defined = VTD_PASID_DIR_P_MASK | VTD_PASID_DIR_FPD_MASK |
                           (VTD_PASID_DIR_SMPTBLPTR_MASK & ~beyond_haw());
  if ((directory[0] & ~defined) != 0)
    fault(VTD_FC_SPD_3);

  const uint64_t at = vtd_pasid_dir_smptblptr(directory) + (pasid & 63) * VTD_PASID_SIZE;
  for (unsigned i = 0; i < VTD_PASID_WORDS; i++)
    entry.e[i] = fetch(at + 8 * i, VTD_FC_SPT_1);
  const uint64_t *e = entry.e.data();
  say("PASID entry %u at %" PRIx64 ": %016" PRIx64 " %016" PRIx64 " %016" PRIx64 " (P=%u FPD=%u"
      " PGTT=%u AW=%u DID=%u)",
      pasid, at, e[2], e[1], e[0], unsigned(vtd_pasid_p(e)), unsigned(vtd_pasid_fpd(e)),
      unsigned(vtd_pasid_pgtt(e)), unsigned(vtd_pasid_aw(e)), unsigned(vtd_pasid_did(e)));
  fpd_ = fpd_ || vtd_pasid_fpd(e);
  if (!vtd_pasid_p(e))
    fault(VTD_FC_SPT_2);
  Fact f{};
  f.kind = Fact::Kind::pasid;
  f.sid = q.sid;
  f.pasid = pasid;
  f.did = uint16_t(vtd_pasid_did(e));
  f.words = entry.e;
  f.fpd = vtd_pasid_dir_fpd(directory) != 0;
  f.context_fpd = context_fpd;
  learned_.push_back(f);
  return entry;
}

// Fields of features that are absent are reserved whatever the entry's type; fields that the type
// does not use are ignored.
uint64_t Walk::pasid_reserved(const uint64_t *e, unsigned word) const {
  const uint64_t ecap = unit_.ecap;
  const uint64_t pgtt = vtd_pasid_pgtt(e);
  const bool second = pgtt == VTD_PASID_PGTT_SS || pgtt == VTD_PASID_PGTT_NESTED;
  const bool first = pgtt == VTD_PASID_PGTT_FS || pgtt == VTD_PASID_PGTT_NESTED;
  uint64_t defined = 0;
  if (word == 0) {
    defined = VTD_PASID_P_MASK | VTD_PASID_FPD_MASK | VTD_PASID_PGTT_MASK;
    if (vtd_ecap_ssts(ecap))
      defined |= VTD_PASID_AW_MASK |
                 (second ? VTD_PASID_SSPTPTR_MASK & ~beyond_haw() : VTD_PASID_SSPTPTR_MASK);
    if (vtd_ecap_ssts(ecap) && vtd_ecap_ssads(ecap))
      defined |= VTD_PASID_SSADE_MASK;
  }
  if (word == 1) {
    const unsigned did_bits = 4 + 2 * unsigned(vtd_cap_nd(unit_.cap));
    defined = VTD_PASID_DID_MASK;
    if (!wrong(Mistake::did_width_ignored))
      defined &= (UINT64_C(1) << did_bits) - 1;
    if (vtd_ecap_smpwcs(ecap))
      defined |= VTD_PASID_PWSNP_MASK;
    if (vtd_ecap_sc(ecap))
      defined |= VTD_PASID_PGSNP_MASK;
    if (vtd_ecap_mts(ecap))
      defined |= VTD_PASID_CD_MASK | VTD_PASID_EMTE_MASK | VTD_PASID_PAT_MASK;
  }
  if (word == 2) {
    // Two bits between WPE and EAFE were used by earlier revisions and are ignored now.
    defined = (VTD_PASID_WPE_MASK << 1) | (VTD_PASID_WPE_MASK << 2);
    if (vtd_ecap_srs(ecap))
      defined |= VTD_PASID_SRE_MASK;
    if (vtd_ecap_fsts(ecap))
      defined |= VTD_PASID_FSPM_MASK | VTD_PASID_WPE_MASK |
                 (first ? VTD_PASID_FSPTPTR_MASK & ~beyond_haw() : VTD_PASID_FSPTPTR_MASK);
    if (vtd_ecap_eafs(ecap))
      defined |= VTD_PASID_EAFE_MASK;
  }
  return ~defined;
}

void Walk::check_pasid_entry(const uint64_t *e) {
  for (unsigned i = 0; i < VTD_PASID_WORDS; i++) {
    uint64_t bad = e[i] & pasid_reserved(e, i);
    // A nested FSPTPTR is a guest's address. Whether the host's width makes bits of it reserved, or
    // only SPT.4.4 bounds it, can be read either way.
    if (i == VTD_PASID_FSPTPTR_WORD && vtd_pasid_pgtt(e) == VTD_PASID_PGTT_NESTED &&
        vtd_ecap_fsts(unit_.ecap) && (bad & VTD_PASID_FSPTPTR_MASK) != 0 && pick(2) == 1)
      bad &= ~VTD_PASID_FSPTPTR_MASK;
    if (bad != 0)
      fault(VTD_FC_SPT_3);
  }
  const uint64_t ecap = unit_.ecap;
  const uint64_t pgtt = vtd_pasid_pgtt(e);
  const bool second = pgtt == VTD_PASID_PGTT_SS || pgtt == VTD_PASID_PGTT_NESTED;
  const bool first = pgtt == VTD_PASID_PGTT_FS || pgtt == VTD_PASID_PGTT_NESTED;
  const bool supported = (pgtt == VTD_PASID_PGTT_FS && vtd_ecap_fsts(ecap)) ||
                         (pgtt == VTD_PASID_PGTT_SS && vtd_ecap_ssts(ecap)) ||
                         (pgtt == VTD_PASID_PGTT_NESTED && vtd_ecap_nest(ecap)) ||
                         (pgtt == VTD_PASID_PGTT_PT && vtd_ecap_pt(ecap));
  if (second && !aw_supported(vtd_pasid_aw(e)))
    fault(VTD_FC_SPT_4_1);
  if (!supported)
    fault(VTD_FC_SPT_4_2);
  const uint64_t fspm = vtd_pasid_fspm(e);
  if (first && (fspm > 1 || (fspm == 1 && !vtd_cap_fs5lp(unit_.cap))))
    fault(VTD_FC_SPT_4_3);
  if (pgtt == VTD_PASID_PGTT_NESTED && (vtd_pasid_fsptptr(e) >> input_bits(vtd_pasid_aw(e))) != 0)
    fault(VTD_FC_SPT_4_4);
}

} // namespace vtd::oracle
