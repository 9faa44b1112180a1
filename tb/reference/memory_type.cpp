// SPDX-License-Identifier: Apache-2.0
// Memory types (chapter 3): CD and EMTE of the PASID entry, PAT, EMT and IPAT of leaf entries, and
// the memory type range registers. Without ECAP.MTS all of it is write-back.
#include <set>

#include "walk.h"

namespace vtd::oracle {

namespace {

constexpr uint8_t uc = VTD_MTRRDEF_TYPE_UC;
constexpr uint8_t wc = VTD_MTRRDEF_TYPE_WC;
constexpr uint8_t wt = VTD_MTRRDEF_TYPE_WT;
constexpr uint8_t wp = VTD_MTRRDEF_TYPE_WP;
constexpr uint8_t wb = VTD_MTRRDEF_TYPE_WB;
constexpr uint8_t uc_minus = 7; // in a PAT only

// Encodings without a meaning count as uncached.
uint8_t sane(uint64_t type) {
  return type == wc || type == wt || type == wp || type == wb ? uint8_t(type) : uc;
}

// Range and PAT together, a row for each type of a range: the processor's table.
struct Row {
  uint8_t range;
  uint8_t with_uc, with_uc_minus, with_wc, with_wt, with_wb, with_wp;
};
constexpr Row rows[] = {
    {uc, uc, uc, wc, uc, uc, uc}, {wc, uc, wc, wc, uc, wc, uc}, {wt, uc, uc, wc, wt, wt, wp},
    {wb, uc, uc, wc, wt, wb, wp}, {wp, uc, wc, wc, wt, wp, wp},
};

} // namespace

// What of a PASID entry has a say. A page that was made under other values, and is still
// remembered, may have either type.
uint64_t Walk::typing_of(const uint64_t *e) const {
  if (!vtd_ecap_mts(unit_.ecap))
    return 0;
  const uint64_t pgtt = vtd_pasid_pgtt(e);
  uint64_t fields = VTD_PASID_CD_MASK;
  if (pgtt == VTD_PASID_PGTT_SS || pgtt == VTD_PASID_PGTT_NESTED)
    fields |= VTD_PASID_EMTE_MASK;
  if (pgtt == VTD_PASID_PGTT_FS || pgtt == VTD_PASID_PGTT_NESTED)
    fields |= VTD_PASID_PAT_MASK;
  return e[VTD_PASID_CD_WORD] & fields;
}

uint8_t Walk::combined(uint8_t range, uint8_t pat) const {
  if (pat == uc_minus && wrong(Mistake::uc_minus_is_uc))
    pat = uc;
  for (const Row &row : rows)
    if (row.range == range)
      return pat == uc         ? row.with_uc
             : pat == uc_minus ? row.with_uc_minus
             : pat == wc       ? row.with_wc
             : pat == wt       ? row.with_wt
             : pat == wb       ? row.with_wb
                               : row.with_wp;
  return uc;
}

// The field of the PAT that a first-stage leaf chooses with its bits PAT, PCD and PWT.
uint8_t Walk::pat_of(const uint64_t *e, uint64_t leaf, unsigned shift) const {
  const bool small = shift == VTD_PAGE_SHIFT || wrong(Mistake::large_pat_at_bit_7);
  const uint64_t top = small ? vtd_fs_pte_pat(&leaf) : vtd_fs_pde_2m_pat(&leaf);
  const uint64_t index = 4 * top + 2 * vtd_fs_pte_pcd(&leaf) + vtd_fs_pte_pwt(&leaf);
  const uint64_t field = (vtd_pasid_pat(e) >> (4 * index)) & 0xF;
  return field == uc_minus ? uc_minus : sane(field);
}

uint8_t Walk::range_type(uint64_t addr) const {
  const Ranges &r = unit_.ranges;
  if (!vtd_mtrrdef_e(r.def))
    return uc;
  struct Fixed {
    uint64_t first;
    unsigned shift; // log2 of what each of its eight types covers
  };
  static constexpr Fixed fixed[] = {{0x00000, 16}, {0x80000, 14}, {0xA0000, 14}, {0xC0000, 12},
                                    {0xC8000, 12}, {0xD0000, 12}, {0xD8000, 12}, {0xE0000, 12},
                                    {0xE8000, 12}, {0xF0000, 12}, {0xF8000, 12}};
  if (vtd_mtrrdef_fe(r.def) && !wrong(Mistake::fixed_ranges_ignored))
    for (size_t i = 0; i < r.fixed.size(); i++) {
      const uint64_t beyond = fixed[i].first + (UINT64_C(8) << fixed[i].shift);
      if (addr >= fixed[i].first && addr < beyond)
        return sane((r.fixed[i] >> (8 * ((addr - fixed[i].first) >> fixed[i].shift))) & 0xFF);
    }
  std::set<uint8_t> types;
  for (size_t i = 0; i < r.base.size(); i++) {
    const uint64_t compared = r.mask[i] & VTD_MTRR_PHYSMASK_MASK_MASK;
    const bool covers =
        (r.mask[i] & VTD_MTRR_PHYSMASK_V_MASK) != 0 && (addr & compared) == (r.base[i] & compared);
    if (covers && (types.empty() || !wrong(Mistake::first_range_wins)))
      types.insert(sane(r.base[i] & VTD_MTRR_PHYSBASE_TYPE_MASK));
  }
  if (types.empty())
    return sane(vtd_mtrrdef_type(r.def));
  if (types.size() == 1)
    return *types.begin();
  return types == std::set<uint8_t>{wt, wb} ? wt : uc; // UC wins; other mixtures are not defined
}

// The type of an access to page.addr.
std::optional<uint8_t> Walk::memory_type(const uint64_t *e, const Page &page) const {
  if (!vtd_ecap_mts(unit_.ecap))
    return wb;
  if (page.typing && *page.typing != typing_of(e))
    return std::nullopt;
  if (vtd_pasid_cd(e) && !wrong(Mistake::cache_disable_ignored))
    return uc;
  const bool extended = vtd_pasid_emte(e) && !wrong(Mistake::extended_type_ignored);
  switch (vtd_pasid_pgtt(e)) {
  case VTD_PASID_PGTT_FS:
    return combined(range_type(page.addr), page.pat);
  case VTD_PASID_PGTT_SS:
    return extended ? sane(page.emt) : wb;
  case VTD_PASID_PGTT_NESTED:
    if (!extended)
      return combined(range_type(page.addr), page.pat);
    if (page.ipat && !wrong(Mistake::ignore_pat_ignored))
      return sane(page.emt);
    return combined(sane(page.emt), page.pat);
  default: // pass-through
    return wb;
  }
}

} // namespace vtd::oracle
