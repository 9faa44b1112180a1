// SPDX-License-Identifier: Apache-2.0
// What main() of vtd-qemu does, and that of a program that adds devices of its own.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <systemc>
#include <utility>

#include "machine_extension.h"
#include "qemu_machine.h"
#include "qemu_session.h"
#include "user_error.h"

namespace {

vtd::session_options *current; // sc_main() has no argument for it

volatile std::sig_atomic_t interrupted;
// The first one ends the run in good order, the second one ends the process.
void on_signal(int number) {
  interrupted = 1;
  std::signal(number, SIG_DFL);
}

int complain(const std::string &text) {
  std::cerr << "vtd-qemu: " << text << std::endl;
  return 2;
}

} // namespace

int sc_main(int, char **) {
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  try {
    return vtd::run_session(*current, [] { return interrupted != 0; });
  } catch (const vtd::user_error &error) {
    return complain(error.what());
  }
}

namespace vtd {

int qemu_main(int argc, char **argv, device_makers devices) {
  session_options options;
  try {
    options = parse_session_options(argc, argv);
  } catch (const user_error &error) {
    return complain(error.what());
  }
  if (!options.print.empty()) {
    std::cout << options.print;
    return EXIT_SUCCESS;
  }
  if (devices.size() > machine_map::added_devices_max)
    return complain("there is room for " + std::to_string(machine_map::added_devices_max) +
                    " more devices; add fewer");
  options.machine.devices = std::move(devices);
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_IGN);
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  current = &options;
  return sc_core::sc_elab_and_sim(argc, argv);
}

} // namespace vtd
