// SPDX-License-Identifier: Apache-2.0
// What a run, or several of them put together, found.
#ifndef VTD_TB_ORACLE_REPORT_H
#define VTD_TB_ORACLE_REPORT_H

#include <nlohmann/json_fwd.hpp>

#include "compare.h"
#include "coverage.h"

namespace vtd::judge {

struct FoundImage {
  std::string kind; // "mismatch", "death"
  std::string lane, profile, field, text, file;
  uint64_t seed = 0, op = 0;
};

struct Report {
  std::string subject, judge;
  double seconds = 0; // of work; of merged reports: their sum
  unsigned shards = 1;
  uint64_t operations = 0;
  Tally tally;
  std::map<std::string, uint64_t> images;   // by lane
  std::map<std::string, uint64_t> profiles; // images by profile
  // What requests and interrupts came to, by fault reason (-1: passed, -2: blocked without a fault
  // report, -3: not observed).
  std::map<int, uint64_t> subject_outcomes, judge_outcomes;
  // Of these, what units in legacy mode reported, by fault reason.
  std::map<int, uint64_t> subject_legacy, judge_legacy;
  std::optional<Unraised> unraised; // what the judge says of itself
  Edges edges = all_edges();
  std::vector<std::string> departures; // all known ones, used or not
  std::vector<FoundImage> found;

  void note(const Image &image, const Result &subject_result, const Result &judge_result);
  void merge(const Report &other);
  uint64_t image_count() const;
  // Nothing unexplained, and no fault reason is missing.
  bool good() const { return found.empty() && !check_reasons(*this).failed(); }
};

nlohmann::json to_json(const Report &report);
// Throws std::runtime_error if this is no report.
Report report_from(const nlohmann::json &json);
// The report as a page of text.
void print(std::ostream &out, const Report &report);

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_REPORT_H
