// SPDX-License-Identifier: Apache-2.0
// The judgement: two backends ran one image; is there a difference that nothing explains?
#ifndef VTD_TB_ORACLE_COMPARE_H
#define VTD_TB_ORACLE_COMPARE_H

#include <functional>

#include "backend.h"

namespace vtd::judge {

// What differs between two outcomes of one operation; empty if nothing that both saw. `before` is
// the right outcome of the operation before, or null: the halves of a fault record are read one
// after the other, and without its F bit a record means nothing.
std::string difference(const Image &image, size_t op, const Outcome &right, const Outcome &seen,
                       const Outcome *before);

std::string words_of(const Outcome &outcome);

struct Finding {
  size_t op = 0;
  std::string who;   // "judge" or "subject": whose answer is unexplained
  std::string field; // what differs, the same for the same kind of difference
  std::string text;  // both sides in words
};

struct Tally {
  uint64_t checks = 0; // operations whose outcomes were compared
  uint64_t stale = 0;  // right, but not by the tables of now
  uint64_t open = 0;   // not judged: the architecture leaves it open
  uint64_t unseen = 0; // the other side could not observe it
  uint64_t parted = 0; // operations behind a departure that parts the two
  std::map<std::string, uint64_t> departures;
  std::map<std::string, uint64_t> parted_by; // of `parted`, by departure
};

// `right` are the outcomes of the implementation under test, `seen` those of the judge, whose known
// departures from the architecture are given. In lanes that remember, both are held against the
// tables' history, not against each other.
std::optional<Finding> compare(const Image &image, const Result &right, const Result &seen,
                               const std::vector<Departure> &departures, Tally &tally);

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_COMPARE_H
