// SPDX-License-Identifier: Apache-2.0
// Fault conditions with their properties, typed in from the fault tables of chapter 7: the second
// writing of what the core takes from the generated description.
#include <algorithm>
#include <array>
#include <iterator>

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
    "page_enable_ignored",
    "full_queue_one_more",
    "overflow_not_sticky",
    "overflow_refused",
    "answers_everybody",
    "stop_marker_answered",
    "page_event_each_time",
    "page_group_lost",
    "page_request_forgets_all",
    "cache_disable_ignored",
    "extended_type_ignored",
    "ignore_pat_ignored",
    "large_pat_at_bit_7",
    "fixed_ranges_ignored",
    "uc_minus_is_uc",
    "first_range_wins",
};
static_assert(sizeof mistake_names / sizeof mistake_names[0] == size_t(Mistake::count),
              "every mistake has a name");

} // namespace

const Rule &rule_of(vtd_fault_cond cond) {
  return row_of(cond).rule;
}
bool page_request_meets(vtd_fault_cond cond) {
  static constexpr vtd_fault_cond conditions[] = {
      VTD_FC_RTA_1_1, VTD_FC_RTA_1_2, VTD_FC_RTA_1_3, VTD_FC_RTA_3, VTD_FC_RTA_4, VTD_FC_SRT_1,
      VTD_FC_SRT_2,   VTD_FC_SRT_3,   VTD_FC_SCT_1,   VTD_FC_SCT_2, VTD_FC_SCT_3, VTD_FC_SCT_4_1,
      VTD_FC_SCT_4_2, VTD_FC_SCT_6,   VTD_FC_SCT_7,   VTD_FC_SCT_8, VTD_FC_SCT_9, VTD_FC_SPD_1,
      VTD_FC_SPD_2,   VTD_FC_SPD_3,   VTD_FC_SPT_1,   VTD_FC_SPT_2, VTD_FC_SPT_3, VTD_FC_SPT_4_1,
      VTD_FC_SPT_4_2, VTD_FC_SPT_4_3, VTD_FC_SPT_4_4, VTD_FC_SGN_10};
  return std::find(std::begin(conditions), std::end(conditions), cond) != std::end(conditions);
}
const char *name_of(vtd_fault_cond cond) {
  return row_of(cond).name;
}
const char *name_of(Mistake mistake) {
  return mistake_names[size_t(mistake)];
}

} // namespace vtd::oracle
