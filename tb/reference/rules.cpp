// SPDX-License-Identifier: Apache-2.0
// Fault conditions with their properties, typed in from the fault tables of chapter 7: the second
// writing of what the core takes from the generated description.
#include <array>

#include "reference.h"

namespace vtd::oracle {

namespace {

struct Row {
  vtd_fault_cond cond;
  const char *name;
  Rule rule;
};

constexpr auto no = Response::none;
constexpr auto ur = Response::ur;
constexpr auto ca = Response::ca;
constexpr auto s0 = Response::success_none;
constexpr auto se = Response::success_effective;

#define ROW(cond, qualified, x, t)                                                                 \
  {                                                                                                \
    VTD_FC_##cond, #cond, {                                                                        \
      VTD_FR_##cond, qualified, x, t                                                               \
    }                                                                                              \
  }

constexpr Row rows[] = {
    ROW(LRT_2, false, ur, ur),   ROW(LCT_2, true, ur, ur),    ROW(LCT_4_1, true, ca, ur),
    ROW(LCT_4_2, true, ca, ur),  ROW(LCT_4_3, true, ca, no),  ROW(LGN_1_1, true, s0, no),
    ROW(LGN_1_2, true, no, ur),  ROW(LGN_1_3, true, no, no),  ROW(LGN_2, true, se, no),
    ROW(LGN_3, true, se, no),    ROW(LSS_1, true, ca, no),    ROW(LRT_1, false, ca, ur),
    ROW(LCT_1, false, ca, ur),   ROW(LRT_3, false, ca, ur),   ROW(LCT_3, true, ca, ur),
    ROW(LSS_2, true, ca, no),    ROW(LCT_5, true, ur, ur),    ROW(LGN_4, true, ca, ur),
    ROW(IR_20, false, no, no),   ROW(IR_21, false, no, no),   ROW(IR_22, true, no, no),
    ROW(IR_23, false, no, no),   ROW(IR_24, true, no, no),    ROW(IR_25, false, no, no),
    ROW(IR_26, true, no, no),    ROW(IR_27, true, no, no),    ROW(IR_28, true, no, no),
    ROW(IR_29, false, no, no),   ROW(RTA_1_1, false, ca, ur), ROW(RTA_1_2, false, ca, ur),
    ROW(RTA_1_3, false, ca, ur), ROW(RTA_2, false, ur, ur),   ROW(RTA_3, false, no, no),
    ROW(RTA_4, false, ur, ur),   ROW(SRT_1, false, ca, ur),   ROW(SRT_2, false, ur, ur),
    ROW(SRT_3, false, ca, ur),   ROW(SCT_1, false, ca, ur),   ROW(SCT_2, true, ur, ur),
    ROW(SCT_3, true, ca, ur),    ROW(SCT_4_1, true, ca, ur),  ROW(SCT_4_2, true, ca, ur),
    ROW(SCT_5, true, ur, ur),    ROW(SCT_6, true, ur, no),    ROW(SCT_7, true, ur, ur),
    ROW(SCT_8, true, no, no),    ROW(SCT_9, true, ur, ur),    ROW(SPD_1, false, ca, ca),
    ROW(SPD_2, true, s0, ur),    ROW(SPD_3, true, ca, ca),    ROW(SPT_1, false, ca, ca),
    ROW(SPT_2, true, s0, ur),    ROW(SPT_3, true, ca, ca),    ROW(SPT_4_1, true, ca, ca),
    ROW(SPT_4_2, true, ca, ca),  ROW(SPT_4_3, true, ca, ca),  ROW(SPT_4_4, true, ca, ca),
    ROW(SPT_5, true, s0, no),    ROW(SPT_6, true, s0, no),    ROW(SFS_1, true, s0, no),
    ROW(SFS_2, true, s0, no),    ROW(SFS_3, true, s0, no),    ROW(SFS_4, true, s0, no),
    ROW(SFS_5, true, s0, no),    ROW(SFS_6, true, s0, no),    ROW(SFS_7, true, s0, no),
    ROW(SFS_8, true, s0, no),    ROW(SFS_9, true, s0, no),    ROW(SFS_10, true, s0, no),
    ROW(SSS_1, true, ca, no),    ROW(SSS_2, true, s0, no),    ROW(SSS_3, true, ca, no),
    ROW(SSS_4, true, ca, no),    ROW(SSS_5, true, ca, no),    ROW(SSS_6, true, ca, no),
    ROW(SGN_1, true, s0, no),    ROW(SGN_2, true, s0, no),    ROW(SGN_4_1, true, no, ur),
    ROW(SGN_4_2, true, s0, no),  ROW(SGN_5, true, s0, no),    ROW(SGN_6, true, se, no),
    ROW(SGN_7, true, se, no),    ROW(SGN_8_1, true, no, no),  ROW(SGN_8_2, true, ca, no),
    ROW(SGN_8_3, true, no, ur),  ROW(SGN_10, true, ur, ur),
};
#undef ROW

using Table = std::array<const Row *, VTD_FC_COUNT>;

Table make_table() {
  static const Row none = {VTD_FC_NONE, "-", {0, false, no, no}};
  Table table;
  table.fill(&none);
  for (const Row &row : rows)
    table[row.cond] = &row;
  return table;
}

const Row &row_of(vtd_fault_cond cond) {
  static const Table table = make_table();
  return *table[cond < VTD_FC_COUNT ? cond : VTD_FC_NONE];
}

constexpr const char *mistake_names[] = {
    "none",
    "haw_not_reserved",
    "context_not_reserved",
    "root_not_reserved",
    "did_width_ignored",
    "superpage_low_bits",
    "page_size_ignored",
    "snoop_not_reserved",
    "mgaw_ignored",
    "aw_ignored",
    "leaf_rights_only",
    "zero_read_always",
    "read_write_swapped",
    "output_range_ignored",
    "pass_through_unbounded",
    "fpd_ignored",
    "fpd_only_present",
    "device_tlb_for_all",
    "no_write_ignored",
    "present_needs_read",
    "atomic_is_write",
    "sid_mask_ignored",
    "bus_check_off_by_one",
    "index_bound_doubled",
    "compatibility_free",
    "posted_without_vector",
    "notified_twice",
    "suppressed_always",
    "suppressed_never",
    "posted_not_reserved",
    "forgets_on_edit",
    "device_forgets_pages",
    "page_forgets_domain",
    "user_bit_leaf_only",
    "write_protect_always",
    "canonical_ignored",
    "nested_bound_ignored",
    "no_dirty",
    "rid_pasid_ignored",
};
static_assert(sizeof mistake_names / sizeof mistake_names[0] == size_t(Mistake::count),
              "every mistake has a name");

} // namespace

const Rule &rule_of(vtd_fault_cond cond) {
  return row_of(cond).rule;
}
const char *name_of(vtd_fault_cond cond) {
  return row_of(cond).name;
}
const char *name_of(Mistake mistake) {
  return mistake_names[size_t(mistake)];
}

} // namespace vtd::oracle
