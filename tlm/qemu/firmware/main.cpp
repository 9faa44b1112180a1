// SPDX-License-Identifier: Apache-2.0
// vtd-sim-qemu: the firmware programs on a real instruction set. What vtd-sim runs as functions of
// the simulator runs here as an image on QEMU's processor, on the same platform, with the same
// report.
#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <systemc>

#include "emulated_processor.h"
#include "layout.h"
#include "platform.h"
#include "vtd/qemu_process.h"

namespace {

using vtd::user_error;

constexpr int exit_failed = 1;
constexpr int exit_mistake = 2;
constexpr int exit_skipped = 77;
// Below the image, where no loader leaves anything that is still needed.
constexpr uint64_t dmar_address = 0x70000;

struct session {
  std::string platform;
  std::string image = VTD_FIRMWARE_IMAGE;
  std::vector<std::string> programs;
  std::string iotlb = "model";
  std::string json;
  uint64_t seed = 1;
  bool verbose = false;
  bool quiet = false;
};
session options; // sc_main() has no argument for it

volatile std::sig_atomic_t interrupted;
void on_signal(int number) {
  interrupted = 1;
  std::signal(number, SIG_DFL);
}

int complain(const std::string &text, int status) {
  std::cerr << "vtd-sim-qemu: " << text << std::endl;
  return status;
}

vtd::iotlb_kind iotlb_of(const std::string &name) {
  static const std::map<std::string, vtd::iotlb_kind> kinds = {
      {"model", vtd::iotlb_kind::model},
      {"rtl", vtd::iotlb_kind::rtl},
      {"lockstep", vtd::iotlb_kind::lockstep}};
  const auto known = kinds.find(name);
  if (known == kinds.end())
    throw user_error("--iotlb: '" + name + "' is not an IOTLB; choose model, rtl or lockstep");
  return known->second;
}

vtd::qemu_options qemu_for(const vtd::platform_config &config, uint64_t port) {
  vtd::qemu_options qemu;
  qemu.memory_mib = static_cast<unsigned>(config.memory.mib);
  qemu.kernel = options.image;
  qemu.console = "file:/dev/stderr"; // an exception tells of itself there
  std::ostringstream line;
  line << "port=0x" << std::hex << port << std::dec << " seed=" << options.seed;
  for (const std::string &program : options.programs)
    line << ' ' << program;
  qemu.append = line.str();
  return qemu;
}

bool write_report(const vtd::run_report &report, const vtd::run_facts &facts, bool good) {
  if (options.json == "-")
    std::cout << report.json(facts).dump(2) << std::endl;
  else if (!options.quiet || !good)
    report.print(std::cout, facts);
  if (options.json.empty() || options.json == "-")
    return true;
  std::ofstream file(options.json);
  file << report.json(facts).dump(2) << std::endl;
  if (!file)
    std::cerr << "vtd-sim-qemu: the report could not be written to " << options.json << '\n';
  return static_cast<bool>(file);
}

int simulate() {
  using clock = std::chrono::steady_clock;
  const clock::time_point begin = clock::now();
  vtd::qemu_bridge_config windows;
  windows.trigger_modes = true;
  windows.host_clock = false; // programs poll, and measure simulated time
  vtd::platform_config config =
      options.platform.empty() ? vtd::default_platform() : vtd::load_platform(options.platform);
  const uint64_t port_base = vtd::lay_out(config, windows);
  if (!std::filesystem::is_regular_file(options.image))
    throw user_error("--image: there is no '" + options.image + "'; build the target vtd_sw_pc");

  vtd::qemu_process qemu(qemu_for(config, port_base));
  vtd::qemu_bridge bridge("bridge", windows, qemu.take_proxy(), qemu.take_qtest());
  vtd::emulated_processor processor("processor", bridge, windows, port_base);
  vtd::platform_options platform_options;
  platform_options.iotlb = iotlb_of(options.iotlb);
  platform_options.outside = &processor;
  platform_options.dmar_address = dmar_address;
  vtd::platform machine("platform", config, platform_options);

  vtd::firmware_port::hooks hooks;
  hooks.reset = [&] { machine.reset(); };
  hooks.left_behind = [&] { return machine.left_behind(); };
  hooks.text = [&](uint64_t addr) { return processor.text(addr); };
  hooks.log = [](const std::string &program, const std::string &line) {
    if (options.verbose)
      std::cerr << program << ": " << line << '\n';
  };
  hooks.abandoned = [] { return interrupted != 0; };
  hooks.done = [] {}; // the bridge asks, and ends the simulation
  const vtd::firmware_port::timing times = {sc_core::sc_time(config.cpu.relax_ns, sc_core::SC_NS),
                                            sc_core::sc_time(config.cpu.limit_ms, sc_core::SC_MS)};
  vtd::firmware_port port("port", machine.machine(), times, machine.report(), hooks);
  processor.port.bind(port.socket);
  processor.on_raise([&] { port.raised(); });
  bridge.on_reset([&] { machine.reset(); });
  bridge.on_idle([&] { return port.done() || interrupted != 0; });

  sc_core::sc_start();
  qemu.stop();
  bool good = port.done();
  if (!good) {
    const std::string why = !bridge.problem().empty() ? bridge.problem()
                            : !qemu.verdict().empty() ? qemu.verdict()
                                                      : "QEMU ended before the programs had";
    port.give_up(why);
    std::cerr << "vtd-sim-qemu: " << why << '\n';
  }
  vtd::run_facts facts = machine.facts();
  facts.version = VTD_VERSION;
  facts.seed = options.seed;
  facts.interrupted = interrupted != 0;
  facts.wall_seconds = std::chrono::duration<double>(clock::now() - begin).count();
  const vtd::run_report &report = machine.report();
  good = good && report.passed() && !facts.interrupted;
  return write_report(report, facts, good) && good ? EXIT_SUCCESS : exit_failed;
}

void parse(CLI::App &app) {
  app.add_option(
         "--platform", options.platform,
         "platform file (TOML), as for vtd-sim; devices are moved to where QEMU's processor "
         "reaches them")
      ->type_name("FILE");
  app.add_option("-p,--program", options.programs, "program to run; may be given several times")
      ->type_name("NAME")
      ->take_all()
      ->expected(1);
  app.add_option("--image", options.image, "the firmware's image")->type_name("FILE");
  app.add_option("--iotlb", options.iotlb, "as for vtd-sim")
      ->type_name("model|rtl|lockstep")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "for programs that choose at random")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--json", options.json,
                 "write the report as JSON; -: to standard output, no table")
      ->type_name("FILE|-");
  app.add_flag("-q,--quiet", options.quiet, "print nothing if every check held");
  app.add_flag("-v,--verbose", options.verbose, "print what the programs log");
}

} // namespace

int sc_main(int, char **) {
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  try {
    return simulate();
  } catch (const user_error &error) {
    return complain(error.what(), exit_mistake);
  } catch (const std::runtime_error &error) { // QEMU cannot be started
    return complain(error.what(), exit_skipped);
  }
}

int main(int argc, char **argv) {
  CLI::App app("Runs the firmware programs of vtd-sim on QEMU's processor: as an image of x86-64 "
               "instructions, on the same platform.\nExit status: 0 if every check held, 1 if not, "
               "2 for a mistake in options or files, 77 if QEMU cannot be started.",
               "vtd-sim-qemu");
  parse(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &help) {
    return app.exit(help);
  } catch (const CLI::ParseError &error) {
    return complain(std::string(error.what()) + "; try --help", exit_mistake);
  }
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
