// SPDX-License-Identifier: Apache-2.0
// The table of fault reasons, and the statement that it allows.
#include "reasons.h"

#include <cinttypes>
#include <ostream>
#include <set>

#include "format.h"
#include "report.h"
#include "vtd/vtd_tables.h"

namespace vtd::judge {

using oracle::format;

namespace {

constexpr uint8_t end_of_reasons = 0x38; // behind are those of scalable mode
// The rarest reasons need a root entry with one certain mistake, in one of some hundred images.
constexpr uint64_t enough_cold_images = 3000;

uint64_t count_of(const std::map<int, uint64_t> &counts, uint8_t reason) {
  const auto at = counts.find(reason);
  return at == counts.end() ? 0 : at->second;
}

std::string list_of(const std::vector<uint8_t> &reasons) {
  std::string text;
  for (const uint8_t reason : reasons)
    text += format("%s%Xh", text.empty() ? "" : ", ", reason);
  return text;
}

uint64_t cold_images(const Report &report) {
  const auto at = report.images.find("cold");
  return at == report.images.end() ? 0 : at->second;
}

} // namespace

std::vector<ReasonRow> reason_table(const Report &report) {
  std::set<uint8_t> reasons;
  for (const vtd_fault_desc &rule : vtd_fault_table)
    if (rule.code != 0 && rule.code < end_of_reasons)
      reasons.insert(rule.code);
  std::vector<ReasonRow> rows;
  for (const uint8_t reason : reasons) {
    ReasonRow row = {reason, count_of(report.subject_legacy, reason),
                     count_of(report.judge_legacy, reason), ""};
    if (report.unraised && report.unraised->count(reason))
      row.why_not = report.unraised->at(reason);
    rows.push_back(row);
  }
  return rows;
}

ReasonCheck check_reasons(const Report &report) {
  ReasonCheck check;
  check.claimed = report.unraised.has_value();
  check.long_enough = cold_images(report) >= enough_cold_images;
  for (const ReasonRow &row : reason_table(report)) {
    if (!row.why_not.empty()) {
      if (row.judge != 0)
        check.surprise.push_back(row.reason);
      continue;
    }
    check.raised++;
    if (row.subject == 0 || row.judge == 0)
      check.missing.push_back(row.reason);
  }
  return check;
}

void print_reasons(std::ostream &out, const Report &report) {
  out << format("%-58s %12s %12s\n", "fault reasons of legacy mode and of interrupts", "subject",
                "judge");
  for (const ReasonRow &row : reason_table(report))
    out << format("  %2Xh %-52.52s %12" PRIu64 " %12" PRIu64 "%s%s\n", row.reason,
                  vtd_fault_text(row.reason), row.subject, row.judge,
                  row.why_not.empty() ? "" : "  ", row.why_not.c_str());
  const ReasonCheck check = check_reasons(report);
  if (!check.claimed) {
    out << "the judge does not say which of them it can raise\n";
    return;
  }
  if (!check.surprise.empty())
    out << "WRONG: the judge raised " << list_of(check.surprise) << ", which it never does\n";
  if (check.missing.empty())
    out << "all " << check.raised << " that the judge can raise were seen on both sides\n";
  else if (check.long_enough)
    out << "WRONG: not seen on both sides: " << list_of(check.missing) << "\n";
  else
    out << "not seen on both sides yet: " << list_of(check.missing)
        << format(" (after %" PRIu64 " images of lane cold; %" PRIu64 " meet all)\n",
                  cold_images(report), enough_cold_images);
}

} // namespace vtd::judge
