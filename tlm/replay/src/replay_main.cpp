// SPDX-License-Identifier: Apache-2.0
// vtd-replay: plays a recording of vtd-qemu without QEMU.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <systemc>

#include "replayer.h"
#include "user_error.h"

namespace {

struct replay_options {
  std::string file;
  std::string iotlb = "model";
};
replay_options options; // sc_main() has no argument for it

int complain(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  std::cerr << "vtd-replay: " << text << std::endl;
  return 2;
}

vtd::iotlb_kind kind_of(const std::string &name) {
  return name == "rtl"        ? vtd::iotlb_kind::rtl
         : name == "lockstep" ? vtd::iotlb_kind::lockstep
                              : vtd::iotlb_kind::model;
}

struct sums {
  vtd_counters core = {};
  uint64_t rtl_lookups = 0;
  uint64_t rtl_mismatches = 0;
  std::string first_mismatch;
};

sums add_up(vtd::replayer &player) {
  sums s;
  for (size_t i = 0; i < player.units(); ++i) {
    const vtd_counters &c = *vtd_get_counters(player.unit(i).core());
    s.core.requests += c.requests;
    s.core.iotlb_hits += c.iotlb_hits;
    s.core.walks += c.walks;
    s.core.faults += c.faults;
    s.core.interrupts += c.interrupts;
    s.core.descriptors += c.descriptors;
    const vtd::iotlb_backend *iotlb = player.iotlb(i);
    if (iotlb == nullptr)
      continue;
    s.rtl_lookups += iotlb->activity().lookups;
    s.rtl_mismatches += iotlb->activity().mismatches;
    if (s.first_mismatch.empty())
      s.first_mismatch = iotlb->first_mismatch();
  }
  return s;
}

void row(const char *name, uint64_t value) {
  std::printf("%-24s%12llu\n", name, static_cast<unsigned long long>(value));
}

int replay() {
  using clock = std::chrono::steady_clock;
  vtd::recording_reader reader(options.file);
  vtd::replayer player("replay", reader, kind_of(options.iotlb));
  const clock::time_point begin = clock::now();
  sc_core::sc_start();
  const double seconds = std::chrono::duration<double>(clock::now() - begin).count();
  if (!player.file_error().empty())
    return complain(player.file_error());
  const vtd::replay_report &report = player.report();
  for (unsigned i = 1; i < vtd::traffic_kinds; ++i) {
    const auto kind = static_cast<vtd::traffic>(i);
    if (kind != vtd::traffic::end && report.seen[i] != 0)
      row(vtd::traffic_name(kind), report.seen[i]);
  }
  const sums s = add_up(player);
  row("translations", s.core.requests);
  row("IOTLB hits", s.core.iotlb_hits);
  row("walks", s.core.walks);
  row("faults", s.core.faults);
  row("interrupt requests", s.core.interrupts);
  row("descriptors", s.core.descriptors);
  if (options.iotlb != "model")
    row("RTL look-ups", s.rtl_lookups);
  std::printf("%.2f s of the guest in %.2f s\n", sc_core::sc_time_stamp().to_seconds(), seconds);
  if (!report.difference.empty()) {
    std::printf("DIFFERENT  %s\n", report.difference.c_str());
    return EXIT_FAILURE;
  }
  if (s.rtl_mismatches != 0) {
    std::printf("DIFFERENT  RTL and model: %s\n", s.first_mismatch.c_str());
    return EXIT_FAILURE;
  }
  std::printf("SAME  %llu records\n", static_cast<unsigned long long>(report.records));
  return EXIT_SUCCESS;
}

} // namespace

int sc_main(int, char **) {
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  try {
    return replay();
  } catch (const std::runtime_error &error) { // of the file, or of the user
    return complain(error.what());
  }
}

int main(int argc, char **argv) {
  CLI::App app("Plays a recording of vtd-qemu into the model and compares what it does.\nExit "
               "status: 0 if everything is as it was recorded, 1 if not, 2 for a mistake in "
               "options or files.",
               "vtd-replay");
  app.set_version_flag("--version", std::string("vtd-replay ") + VTD_VERSION);
  app.add_option("FILE", options.file, "recording")->required();
  app.add_option("--iotlb", options.iotlb,
                 "model: the C model; rtl: the Verilated RTL; lockstep: both, compared at every "
                 "operation")
      ->check(CLI::IsMember({"model", "rtl", "lockstep"}))
      ->type_name("model|rtl|lockstep")
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success &success) {
    return app.exit(success);
  } catch (const CLI::ParseError &error) {
    return complain(std::string(error.what()) + "; try: vtd-replay --help");
  }
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
