// SPDX-License-Identifier: Apache-2.0
// vtd-qemu: boots an operating system in a stock QEMU with the model as its IOMMU.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <systemc>

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

int main(int argc, char **argv) {
  vtd::session_options options;
  try {
    options = vtd::parse_session_options(argc, argv);
  } catch (const vtd::user_error &error) {
    return complain(error.what());
  }
  if (!options.print.empty()) {
    std::cout << options.print;
    return EXIT_SUCCESS;
  }
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_IGN);
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  current = &options;
  return sc_core::sc_elab_and_sim(argc, argv);
}
