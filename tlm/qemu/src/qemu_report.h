// SPDX-License-Identifier: Apache-2.0
// What a session did, as a table for people and as JSON for programs.
#ifndef VTD_QEMU_REPORT_H
#define VTD_QEMU_REPORT_H

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>

#include "qemu_machine.h"

namespace vtd {

struct session_facts {
  double wall_seconds = 0;
  std::string problem; // why it did not end well; empty if it did
};

nlohmann::ordered_json session_json(qemu_machine &machine, const machine_options &options,
                                    const session_facts &facts);
// The same as a table.
void print_session(std::ostream &out, const nlohmann::ordered_json &report);

// Comparisons of RTL and model that failed, in all units.
uint64_t session_mismatches(const qemu_machine &machine);

} // namespace vtd

#endif // VTD_QEMU_REPORT_H
