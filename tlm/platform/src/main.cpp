// SPDX-License-Identifier: Apache-2.0
// vtd-sim: runs firmware programs on the virtual platform and reports.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <systemc>

#include "fw_env.h"
#include "options.h"
#include "platform.h"
#include "progress.h"
#include "topology.h"

namespace {

using vtd::user_error;

constexpr int exit_failed = 1;
constexpr int exit_mistake = 2;

struct session {
  vtd::sim_options options;
  vtd::platform_config config;
  std::vector<vtd::cpu_job> jobs;
  std::ofstream json; // open if it goes to a file
  std::unique_ptr<vtd::trace_writer> trace;
};
session *current; // sc_main() has no argument for it

volatile std::sig_atomic_t interrupted;
// The first one ends the run in good order, the second one ends the process.
void on_signal(int number) {
  interrupted = 1;
  std::signal(number, SIG_DFL);
}

int complain(const std::string &text) {
  std::cerr << "vtd-sim: " << text << std::endl;
  return exit_mistake;
}

const fw_program *find_program(const std::string &name) {
  const auto end = fw_programs + fw_program_count;
  const auto found =
      std::find_if(fw_programs, end, [&](const fw_program &p) { return name == p.name; });
  return found == end ? nullptr : found;
}

const fw_program *need_program(const std::string &name) {
  if (const fw_program *program = find_program(name))
    return program;
  std::string known;
  for (size_t i = 0; i < fw_program_count; ++i)
    known += (i == 0 ? "" : ", ") + std::string(fw_programs[i].name);
  throw user_error("there is no program '" + name + "'; known are: " + known);
}

std::vector<vtd::cpu_job> choose_jobs(const vtd::sim_options &options) {
  std::vector<vtd::cpu_job> jobs;
  for (const std::string &name : options.programs)
    jobs.push_back({need_program(name), options.seed});
  if (options.programs.empty())
    for (size_t i = 0; i < fw_program_count; ++i)
      jobs.push_back({&fw_programs[i], options.seed});
  if (options.soak != 0) {
    const fw_program *soak = need_program("soak");
    for (uint64_t round = 1; round <= options.soak; ++round)
      jobs.push_back({soak, options.seed + round, round > 1});
  }
  return jobs;
}

void list_programs() {
  size_t width = 0;
  for (size_t i = 0; i < fw_program_count; ++i)
    width = std::max(width, std::string(fw_programs[i].name).size());
  for (size_t i = 0; i < fw_program_count; ++i)
    std::printf("%-*s  %s\n", static_cast<int>(width), fw_programs[i].name, fw_programs[i].summary);
}

void write_table(const session &s) {
  const std::vector<uint8_t> table = vtd::dmar_table(s.config);
  std::ofstream file(s.options.dmar, std::ios::binary);
  file.write(reinterpret_cast<const char *>(table.data()),
             static_cast<std::streamsize>(table.size()));
  if (!file.flush())
    throw user_error("--dmar: '" + s.options.dmar +
                     "' cannot be written; name a file in a folder that you may write to");
}

// Everything that can be wrong is found before the simulation begins.
void open_outputs(session &s) {
  if (!s.options.json.empty() && s.options.json != "-") {
    s.json.open(s.options.json);
    if (!s.json)
      throw user_error("--json: '" + s.options.json +
                       "' cannot be written; name a file in a folder that you may write to");
  }
  if (s.options.trace.empty())
    return;
  const vtd::platform_config &config = s.config;
  std::vector<std::string> units;
  for (const vtd::unit_spec &unit : config.units)
    units.push_back(unit.name);
  s.trace = std::make_unique<vtd::trace_writer>(
      s.options.trace,
      [&config](uint16_t segment, uint16_t sid) {
        return vtd::requester_name(config, segment, sid);
      },
      units);
}

std::string progress_text(vtd::platform &machine, const vtd::run_report &report, double seconds) {
  vtd::cpu &cpu = machine.processor();
  const uint64_t translations = machine.sample()[vtd::counter_translations];
  char text[256];
  std::snprintf(text, sizeof text, "[%llu/%llu] %s: %s   %s simulated, %llu translations, %.0f/s",
                static_cast<unsigned long long>(cpu.jobs_done() + 1),
                static_cast<unsigned long long>(cpu.jobs_total()), cpu.program().c_str(),
                report.phase_name().c_str(), sc_core::sc_time_stamp().to_string().c_str(),
                static_cast<unsigned long long>(translations),
                seconds > 0 ? static_cast<double>(translations) / seconds : 0);
  return text;
}

int simulate(session &s) {
  using clock = std::chrono::steady_clock;
  const clock::time_point begin = clock::now();
  const auto seconds = [begin] {
    return std::chrono::duration<double>(clock::now() - begin).count();
  };
  vtd::progress_line progress(s.options.progress && !s.options.quiet);
  std::unique_ptr<vtd::platform> machine;
  vtd::platform_options platform_options;
  platform_options.iotlb = s.options.iotlb;
  platform_options.wave = s.options.wave;
  platform_options.trace = s.trace.get();
  platform_options.abandoned = [&] {
    if (progress.due())
      progress.update(progress_text(*machine, machine->report(), seconds()));
    return interrupted != 0;
  };
  if (s.options.verbose)
    platform_options.log = [&](const std::string &line) {
      progress.erase();
      std::cerr << machine->processor().program() << ": " << line << '\n';
    };
  machine = std::make_unique<vtd::platform>("platform", s.config, platform_options);
  machine->run(s.jobs);
  progress.erase();

  vtd::run_facts facts = machine->facts();
  facts.version = VTD_VERSION;
  facts.seed = s.options.seed;
  facts.interrupted = interrupted != 0;
  facts.wall_seconds = seconds();
  const vtd::run_report &report = machine->report();
  bool good = report.passed() && !facts.interrupted;
  if (s.options.json == "-")
    std::cout << report.json(facts).dump(2) << std::endl;
  else if (!s.options.quiet || !good)
    report.print(std::cout, facts);
  if (s.json.is_open() && !(s.json << report.json(facts).dump(2) << std::endl)) {
    std::cerr << "vtd-sim: the report could not be written to " << s.options.json << '\n';
    good = false;
  }
  if (s.trace != nullptr && !s.trace->flush()) {
    std::cerr << "vtd-sim: the trace could not be written completely to " << s.options.trace
              << '\n';
    good = false;
  }
  return good ? EXIT_SUCCESS : exit_failed;
}

} // namespace

int sc_main(int, char **) {
  // The end of a run is no news.
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  try {
    return simulate(*current);
  } catch (const user_error &error) {
    return complain(error.what());
  }
}

int main(int argc, char **argv) {
  session s;
  try {
    s.options = vtd::parse_options(argc, argv);
    if (!s.options.print.empty()) {
      std::cout << s.options.print;
      return EXIT_SUCCESS;
    }
    s.config = s.options.platform.empty() ? vtd::default_platform()
                                          : vtd::load_platform(s.options.platform);
    if (s.options.dump_platform) {
      std::cout << vtd::dump_platform(s.config);
      return EXIT_SUCCESS;
    }
    if (!s.options.dmar.empty()) {
      write_table(s);
      return EXIT_SUCCESS;
    }
    if (s.options.list_programs) {
      list_programs();
      return EXIT_SUCCESS;
    }
    s.jobs = choose_jobs(s.options);
    open_outputs(s);
  } catch (const user_error &error) {
    return complain(error.what());
  }
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  current = &s;
  return sc_core::sc_elab_and_sim(argc, argv);
}
