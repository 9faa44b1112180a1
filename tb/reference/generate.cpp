// SPDX-License-Identifier: Apache-2.0
// Random cases: interrupts, protected memory, damage to tables, and all of it together.
#include <algorithm>

#include "generator.h"

namespace vtd::oracle {

// Turns an entry into the posted format, with a descriptor of its own.
void Generator::make_posted(uint64_t *e, bool eime) {
  const uint64_t keep = VTD_IRTE_POSTED_P_MASK | VTD_IRTE_POSTED_FPD_MASK | VTD_IRTE_POSTED_VV_MASK;
  const uint64_t at = new_page() + r_.below(64) * VTD_PID_SIZE;
  e[0] &= keep;
  vtd_irte_posted_im_set(e, 1);
  vtd_irte_posted_urg_set(e, r_.chance(25));
  vtd_irte_posted_pda_set(e, at);
  uint64_t pid[VTD_PID_WORDS] = {};
  for (unsigned i = 0; i < VTD_PID_ON_WORD; i++)
    pid[i] = r_.chance(50) ? r_.bits() : 0;
  vtd_pid_on_set(pid, r_.chance(30));
  vtd_pid_sn_set(pid, r_.chance(30));
  vtd_pid_nv_set(pid, r_.below(256));
  vtd_pid_ndst_set(pid, eime ? r_.bits() & 0xFFFFFFFF : r_.below(256) << 8);
  if (r_.chance(10))
    pid[r_.below(VTD_PID_WORDS)] ^= UINT64_C(1) << r_.below(64);
  for (unsigned i = 0; i < VTD_PID_WORDS; i++)
    put(at + i * 8, pid[i]);
}

void Generator::make_interrupts() {
  const uint64_t table = new_page();
  c_.irta = vtd_irta_irta_set(0, table);
  const bool eime = vtd_ecap_eim(c_.config.ecap) && r_.chance(40);
  c_.irta = vtd_irta_eime_set(c_.irta, eime);
  c_.irta = vtd_irta_s_set(c_.irta, r_.chance(80) ? 1 + r_.below(4) : r_.below(16));
  for (uint32_t index = 0; index < 6; index++) {
    if (r_.chance(20))
      continue;
    uint64_t e[2] = {0, 0};
    vtd_irte_p_set(e, r_.chance(92));
    vtd_irte_fpd_set(e, r_.chance(20));
    vtd_irte_dm_set(e, r_.below(2));
    vtd_irte_rh_set(e, r_.below(2));
    vtd_irte_tm_set(e, r_.below(2));
    static const unsigned modes[] = {0, 0, 0, 1, 2, 4, 5, 7};
    vtd_irte_dlm_set(e, r_.of(modes));
    vtd_irte_v_set(e, r_.below(256));
    vtd_irte_dst_set(e, eime ? r_.bits() & 0xFFFFFFFF : r_.below(256) << 8);
    vtd_irte_svt_set(e, r_.below(3));
    vtd_irte_sq_set(e, r_.below(4));
    const uint16_t sid = r_.of(sids_);
    vtd_irte_sid_set(e, vtd_irte_svt(e) == VTD_IRTE_SVT_BUS
                            ? ((sid & 0xFF00) | std::min(255, (sid >> 8) + int(r_.below(2))))
                            : sid ^ (r_.chance(30) ? 1u << r_.below(4) : 0));
    if (vtd_cap_pi(c_.config.cap) && r_.chance(50))
      make_posted(e, eime);
    put(table + index * UINT64_C(16), e[0]);
    put(table + index * UINT64_C(16) + 8, e[1]);
  }
}

void Generator::make_protection() {
  if (!vtd_cap_plmr(c_.config.cap) || !r_.chance(25))
    return;
  c_.protection = true;
  const uint64_t step = UINT64_C(1) << c_.config.pmr_align_log2;
  c_.low_base = (r_.bits() & 0x7FFFFFFF) & ~(step - 1);
  c_.low_limit = c_.low_base + step * r_.below(16);
  c_.high_base = (limit() / 2) & ~(step - 1);
  c_.high_limit = r_.chance(20) ? 0 : c_.high_base + step * r_.below(1000);
}

void Generator::make_page_queue() {
  if (!vtd_ecap_prs(c_.config.ecap) || r_.chance(3))
    return;
  const unsigned pages = 1u << r_.below(2);
  c_.page_queue = vtd_pqa_pqs_set(UINT64_C(0x0E000000), pages - 1);
  for (unsigned i = 0; i < pages; i++)
    c_.pages[(c_.page_queue & VTD_PQA_PQA_MASK) + i * page_bytes] = !r_.chance(3);
  // Only a few entries are free, so that it overflows.
  const auto entries = uint32_t(pages * page_bytes / VTD_PAGE_REQ_SIZE);
  const uint64_t tail = r_.chance(50) ? 0 : r_.below(entries);
  c_.page_tail = uint32_t(tail * VTD_PAGE_REQ_SIZE);
  c_.page_head = uint32_t((tail + r_.below(8)) % entries * VTD_PAGE_REQ_SIZE);
  c_.page_masked = r_.chance(30);
}

// A memory type range register and a value for it.
std::pair<uint32_t, uint64_t> Generator::some_range() {
  const unsigned what = unsigned(r_.below(100));
  if (what < 15) {
    uint64_t def = vtd_mtrrdef_type_set(0, memory_type());
    def = vtd_mtrrdef_fe_set(def, r_.chance(70));
    return {VTD_MTRRDEF_REG, vtd_mtrrdef_e_set(def, r_.chance(90))};
  }
  if (what < 40) {
    uint64_t types = 0;
    for (unsigned i = 0; i < 8; i++)
      types |= uint64_t(memory_type()) << (8 * i);
    return {VTD_MTRR_FIX64K_00000_REG + 8 * uint32_t(r_.below(11)), types};
  }
  const auto number = uint32_t(r_.below(VTD_MTRR_PHYSBASE_COUNT));
  if (what < 70)
    return {VTD_MTRR_PHYSBASE_REG + number * VTD_MTRR_PHYSBASE_STRIDE,
            target(VTD_PAGE_SHIFT) | memory_type()};
  const uint64_t small = UINT64_C(1) << (VTD_PAGE_SHIFT + r_.below(c_.config.haw - 12u));
  uint64_t mask = ~(small - 1) & VTD_MTRR_PHYSMASK_MASK_MASK;
  if (r_.chance(20)) // not contiguous
    mask &= r_.bits();
  return {VTD_MTRR_PHYSMASK_REG + number * VTD_MTRR_PHYSMASK_STRIDE,
          vtd_mtrr_physmask_v_set(mask, r_.chance(90))};
}

void Generator::make_ranges() {
  if (!vtd_ecap_mts(c_.config.ecap))
    return;
  c_.ranges[VTD_MTRRDEF_REG] = vtd_mtrrdef_e_set(
      vtd_mtrrdef_fe_set(vtd_mtrrdef_type_set(0, memory_type()), r_.chance(70)), 1);
  const unsigned count = 4 + unsigned(r_.below(30));
  for (unsigned i = 0; i < count; i++) {
    const auto range = some_range();
    c_.ranges[range.first] = range.second;
  }
}

// ---- Damage

uint64_t Generator::damaged(uint64_t value) {
  switch (r_.below(9)) {
  case 0:
    return value & ~UINT64_C(1);
  case 1:
    return value ^ UINT64_C(2);
  case 2:
    return value ^ (UINT64_C(1) << r_.below(64));
  case 3:
    return value | (UINT64_C(1) << c_.config.haw); // one beyond the width
  case 4:
    return value ^ (UINT64_C(1) << (VTD_PAGE_SHIFT + r_.below(20)));
  case 5:
    return value ^ VTD_SS_DIR_PS_MASK;
  case 6:
    return 0;
  case 7:
    return value ^ (UINT64_C(1) << r_.below(12));
  default:
    return get(r_.of(places_)); // a table entry of another kind
  }
}

void Generator::damage() {
  const unsigned count = r_.chance(50) ? 0 : 1 + unsigned(r_.below(4));
  for (unsigned i = 0; i < count; i++) {
    const uint64_t at = r_.of(places_);
    c_.words[at] = damaged(get(at));
  }
  if (r_.chance(4)) { // a table that is not there
    auto page = c_.pages.begin();
    std::advance(page, r_.below(c_.pages.size()));
    const uint64_t first = page->first;
    c_.pages.erase(page);
    c_.words.erase(c_.words.lower_bound(first), c_.words.lower_bound(first + page_bytes));
  }
  if (r_.chance(4))
    c_.rtaddr = vtd_rtaddr_ttm_set(c_.rtaddr, r_.below(4));
  if (r_.chance(2))
    c_.rtaddr = vtd_rtaddr_rta_set(c_.rtaddr, arena_ - page_bytes);
  if (r_.chance(2)) // no memory there, or beyond all addresses
    c_.irta = vtd_irta_irta_set(c_.irta, r_.chance(50) ? arena_ - page_bytes : r_.bits());
}

std::optional<Case> Generator::make(unsigned ops) {
  UnitChoice unit = random_unit(r_, mode_);
  if (!unit.config)
    return std::nullopt;
  c_.config = *unit.config;
  arena_ = UINT64_C(0x10000000);
  c_.queue_page = UINT64_C(0x0F000000);
  // Units with scalable mode have no other way, or not always.
  const bool must = mode_ == Mode::scalable || vtd_ecap_smts(c_.config.ecap);
  c_.queue = vtd_ecap_qi(c_.config.ecap) && (must || r_.chance(60));
  c_.direct = r_.chance(30);
  c_.enable = r_.chance(95) ? 7 : uint32_t(r_.below(8));
  if (r_.chance(40))
    c_.enable &= ~4u;
  make_protection();
  make_page_queue();
  make_ranges();
  domains_.reserve(4);
  const unsigned domains = 1 + unsigned(r_.below(3));
  for (unsigned i = 0; i < domains; i++)
    make_domain();
  if (mode_ == Mode::scalable) {
    for (unsigned i = 0; i < 2; i++)
      if (vtd_ecap_fsts(c_.config.ecap))
        make_space(false);
    for (unsigned i = 0; i < 2; i++)
      if (vtd_ecap_nest(c_.config.ecap))
        make_space(true);
    make_scalable_contexts();
  } else {
    make_legacy_contexts();
  }
  if (vtd_ecap_ir(c_.config.ecap))
    make_interrupts();
  damage();
  for (unsigned i = 0; i < 5; i++)
    favourites_.push_back(make_request());
  for (unsigned i = 0; i < 4; i++)
    asked_.push_back(make_page_request());
  for (unsigned i = 0; i < ops; i++)
    c_.ops.push_back(make_op());
  return c_;
}

std::optional<Case> generate(uint64_t seed, Mode mode, unsigned ops) {
  return Generator(seed, mode).make(ops);
}

} // namespace vtd::oracle
