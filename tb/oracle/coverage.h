// SPDX-License-Identifier: Apache-2.0
// Which values of the fields of tables, and which addresses, the requests of images have met.
#ifndef VTD_TB_ORACLE_COVERAGE_H
#define VTD_TB_ORACLE_COVERAGE_H

#include <map>
#include <string>

#include "image.h"

namespace vtd::judge {

// Counts by edge: "context AW=3", "PD entry bit 62". A walk of its own, as simple as can be; it
// stops where an entry is not present. Edges that can be met but have not been are there with 0.
using Edges = std::map<std::string, uint64_t>;
Edges all_edges();
void note_edges(const Image &image, Edges &edges);

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_COVERAGE_H
