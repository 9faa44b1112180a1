// SPDX-License-Identifier: Apache-2.0
// One run of vtd-qemu: options, the run itself.
#ifndef VTD_QEMU_SESSION_H
#define VTD_QEMU_SESSION_H

#include <functional>
#include <string>

#include "qemu_machine.h"
#include "vtd/qemu_process.h"

namespace vtd {

struct session_options {
  machine_options machine;
  qemu_options qemu;
  std::string json;  // file for the report, "-" for standard output; empty: a table instead
  std::string print; // text to print instead of a run (help, version)
};

// Throws user_error.
session_options parse_session_options(int argc, char **argv);

// Runs until the guest ends or `abandoned` says so; to be called from sc_main(). Returns the exit
// status. Throws user_error for what the user can correct.
int run_session(const session_options &options, const std::function<bool()> &abandoned);

} // namespace vtd

#endif // VTD_QEMU_SESSION_H
