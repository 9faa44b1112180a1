// SPDX-License-Identifier: Apache-2.0
// One run of vtd-qemu.
#include "qemu_session.h"

#include <chrono>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "qemu_report.h"
#include "user_error.h"

namespace vtd {

namespace {

constexpr int exit_failed = 1;

std::unique_ptr<qemu_process> start(const session_options &options) {
  qemu_options qemu = options.qemu;
  for (acpi_table &table : machine_tables(options.machine))
    qemu.tables.push_back(std::move(table));
  try {
    return std::make_unique<qemu_process>(qemu);
  } catch (const std::runtime_error &error) {
    throw user_error(std::string("--qemu: ") + error.what());
  }
}

std::string trouble(qemu_machine &machine, qemu_process &process) {
  const qemu_bridge &bridge = machine.bridge();
  if (bridge.ended() == qemu_end::broken)
    return "QEMU's side of the bridge cannot be understood: " + bridge.problem() + "; use QEMU 7.2";
  if (bridge.ended() == qemu_end::refused)
    return bridge.problem() + "; leave QEMU's devices as they are";
  if (!process.verdict().empty())
    return process.verdict() + "; see its messages above";
  if (const uint64_t mismatches = session_mismatches(machine))
    return "RTL and model differ " + std::to_string(mismatches) + " times";
  return {};
}

std::ofstream open_json(const std::string &name) {
  std::ofstream file;
  if (name.empty() || name == "-")
    return file;
  file.open(name);
  if (!file)
    throw user_error("--json: '" + name +
                     "' cannot be written; name a file in a folder that you may write to");
  return file;
}

} // namespace

int run_session(const session_options &options, const std::function<bool()> &abandoned) {
  using clock = std::chrono::steady_clock;
  const clock::time_point begin = clock::now();
  std::ofstream json = open_json(options.json);
  const std::unique_ptr<qemu_process> process = start(options);
  qemu_machine machine("machine", options.machine, process->take_proxy(), process->take_qtest());
  machine.bridge().on_idle(abandoned);
  sc_core::sc_start();

  // After a proper end QEMU takes a moment to go.
  if (machine.bridge().ended() != qemu_end::closed || abandoned() || !process->wait(5000))
    process->stop();
  machine.finish_recording();
  session_facts facts;
  facts.wall_seconds = std::chrono::duration<double>(clock::now() - begin).count();
  facts.problem = trouble(machine, *process);
  const auto report = session_json(machine, options.machine, facts);
  if (json.is_open())
    json << report.dump(2) << std::endl;
  if (options.json == "-")
    std::cout << report.dump(2) << std::endl;
  else
    print_session(std::cout, report);
  if (facts.problem.empty())
    return EXIT_SUCCESS;
  std::cerr << "vtd-qemu: " << facts.problem << std::endl;
  return exit_failed;
}

} // namespace vtd
