// SPDX-License-Identifier: Apache-2.0
// Which fault reasons of legacy mode and of interrupt remapping (chapter 7: codes below 38h) both
// sides of a run have reported, and whether that is all that there can be.
#ifndef VTD_TB_ORACLE_REASONS_H
#define VTD_TB_ORACLE_REASONS_H

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vtd::judge {

struct Report;

// Why the judge never reports a reason, by reason.
using Unraised = std::map<uint8_t, std::string>;

struct ReasonRow {
  uint8_t reason = 0;
  uint64_t subject = 0, judge = 0; // requests in legacy mode, and interrupts, that were told so
  std::string why_not;             // of the judge; empty: it can raise it, or does not say
};
// Every reason that the architecture has there, in order.
std::vector<ReasonRow> reason_table(const Report &report);

// What the judge says of itself, held against what was seen.
struct ReasonCheck {
  bool claimed = false;          // the judge says what it can raise
  bool long_enough = false;      // as many cold images as meet every reason
  std::vector<uint8_t> missing;  // it can be raised, and yet was not seen on both sides
  std::vector<uint8_t> surprise; // seen of the judge, though it says that it cannot
  unsigned raised = 0;           // how many the judge can raise
  // A short run may miss some.
  bool failed() const {
    return claimed && ((long_enough && !missing.empty()) || !surprise.empty());
  }
};
ReasonCheck check_reasons(const Report &report);

// The table and the statement as text.
void print_reasons(std::ostream &out, const Report &report);

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_REASONS_H
