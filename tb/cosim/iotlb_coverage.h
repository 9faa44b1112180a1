// SPDX-License-Identifier: Apache-2.0
// Functional coverage: how often a situation was met, as crosses of named values. The plan
// (iotlb_coverage.cpp) lists the cells that a stimulus has to reach.
#ifndef VTD_TB_IOTLB_COVERAGE_H
#define VTD_TB_IOTLB_COVERAGE_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vtd::tb {

class coverage {
public:
  coverage();

  // Counts one meeting of `row` x `column` of a cross. Names that the plan does not know are a
  // defect of the plan and are reported as such.
  void hit(const char *cross, const char *row, const char *column = "");

  // Adds the counts of another run.
  void add(const coverage &other);

  // The crosses as tables.
  std::string table() const;

  // Cells that the plan asks for and nothing reached, and names that it does not know.
  std::vector<std::string> holes() const;

  uint32_t cells() const;   // that the plan asks for
  uint32_t reached() const; // of those

private:
  struct cross {
    const char *name;
    std::vector<std::string> rows;
    std::vector<std::string> columns;
    std::vector<uint64_t> counts;  // row by row
    std::vector<bool> unreachable; // cells that cannot happen
  };

  // An unreachable cell is named by row and column; an empty column means the whole row.
  void plan(const char *name, std::vector<std::string> rows, std::vector<std::string> columns,
            const std::vector<std::pair<std::string, std::string>> &unreachable = {});
  cross *find(const char *name);

  std::vector<cross> crosses_;
  std::vector<std::string> unknown_;
};

} // namespace vtd::tb

#endif // VTD_TB_IOTLB_COVERAGE_H
