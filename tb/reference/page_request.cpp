// SPDX-License-Identifier: Apache-2.0
// Page requests (chapter 4): what the tables say about them, down to the PASID entry.
#include "walk.h"

namespace vtd::oracle {

PageAnswer Walk::page(const PageRequest &p) {
  PageAnswer a;
  if (!unit_.translation || !vtd_ecap_prs(unit_.ecap)) {
    a.heard = false;
    return a;
  }
  try {
    a = page_space(p);
  } catch (const Fault &f) {
    a.cond = f.cond;
    a.record = !(fpd_ && rule_of(f.cond).qualified && !wrong(Mistake::fpd_ignored));
  }
  return a;
}

// Neither the address nor the privilege is looked at, and no page is walked: that is what software
// is asked for.
PageAnswer Walk::page_space(const PageRequest &p) {
  if (!scalable_tables())
    fault(VTD_FC_RTA_3);
  Request q;
  q.addr = p.addr;
  q.sid = p.sid;
  q.type = Type::page;
  q.has_pasid = p.has_pasid;
  q.pasid = p.pasid;
  const auto context = scalable_context(q.sid);
  check_scalable_context(q, context.data());
  PageAnswer a;
  a.pasid = pasid_for(q, context.data());
  const PasidEntry entry = pasid_entry(q, context.data(), a.pasid);
  check_pasid_entry(entry.e.data());
  a.did = uint16_t(vtd_pasid_did(entry.e.data()));
  const uint64_t pgtt = vtd_pasid_pgtt(entry.e.data());
  a.stage = pgtt == VTD_PASID_PGTT_FS       ? Stage::first
            : pgtt == VTD_PASID_PGTT_SS     ? Stage::second
            : pgtt == VTD_PASID_PGTT_NESTED ? Stage::nested
                                            : Stage::pass;
  return a;
}

} // namespace vtd::oracle
