// SPDX-License-Identifier: Apache-2.0
// What real traffic costs: a recorded kernel's accesses, played again through units of the same
// configuration. An operation is a DMA request with what lies between it and the next one: register
// accesses, table reads, invalidations, interrupt messages.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <systemc>
#include <unistd.h>
#include <vector>

#include "processor_time.h"
#include "replayer.h"
#include "user_error.h"

namespace {

struct bench_case {
  const char *name;
  const char *doc;
  bool plays; // reads the file only, otherwise
  vtd::iotlb_kind iotlb;
  uint64_t iterations;
};

const bench_case cases[] = {
    {"read_linux", "a recorded kernel's traffic, read from its file", false, vtd::iotlb_kind::model,
     500000},
    {"linux", "the same, played through the model and compared", true, vtd::iotlb_kind::model,
     200000},
#ifdef VTD_BENCH_RTL
    {"linux_lockstep", "the same, with the RTL IOTLB in lock-step", true, vtd::iotlb_kind::lockstep,
     50000},
#endif
};

struct options {
  std::string recording = VTD_BENCH_RECORDING;
  bool json = false;
  std::string only;
  uint64_t iterations = 0; // 0: the case's own
  unsigned repeats = 5;
};
options chosen;                      // sc_main() has no argument for it,
const bench_case *current = nullptr; // nor for what it does
double result_ns = 0;

void read_only(uint64_t requests) {
  vtd::recording_reader reader(chosen.recording);
  vtd::traffic_record record;
  for (uint64_t seen = 0; seen < requests;) {
    reader.read(record);
    if (record.kind == vtd::traffic::finish)
      reader.rewind();
    seen += record.kind == vtd::traffic::dma;
  }
}

void play(uint64_t requests) {
  vtd::recording_reader reader(chosen.recording);
  vtd::replayer player("replay", reader, current->iotlb, requests);
  sc_core::sc_start();
  if (!player.file_error().empty())
    throw std::runtime_error(player.file_error());
  if (!player.report().difference.empty())
    throw std::runtime_error(player.report().difference);
}

double measure() {
  const uint64_t n = chosen.iterations != 0 ? chosen.iterations : current->iterations;
  const double start = processor_ns();
  if (current->plays)
    play(n);
  else
    read_only(n);
  return (processor_ns() - start) / static_cast<double>(n);
}

// A process elaborates once: each measurement has one of its own.
double measure_apart(int argc, char **argv) {
  int ends[2];
  if (pipe(ends) != 0)
    throw std::runtime_error("no pipe to a measuring process");
  const pid_t child = fork();
  if (child == 0) {
    const int status = sc_core::sc_elab_and_sim(argc, argv);
    const bool told = write(ends[1], &result_ns, sizeof result_ns) == sizeof result_ns;
    _exit(told ? status : EXIT_FAILURE);
  }
  double ns = 0;
  close(ends[1]);
  const bool told = child > 0 && read(ends[0], &ns, sizeof ns) == sizeof ns;
  close(ends[0]);
  int status = 0;
  if (child > 0)
    waitpid(child, &status, 0);
  if (!told || status != 0)
    throw std::runtime_error(std::string(current->name) + " went wrong");
  return ns;
}

void print(const std::vector<const bench_case *> &measured, const std::vector<double> &ns) {
  if (chosen.json)
    std::printf("{\"unit\": \"ns\", \"cases\": [");
  for (size_t i = 0; i < measured.size(); ++i) {
    const bench_case &c = *measured[i];
    if (chosen.json)
      std::printf("%s\n  {\"name\": \"%s\", \"doc\": \"%s\", \"ns\": %.3f}", i ? "," : "", c.name,
                  c.doc, ns[i]);
    else
      std::printf("%-18s %9.2f ns  %s\n", c.name, ns[i], c.doc);
  }
  if (chosen.json)
    std::printf("\n]}\n");
}

void run(int argc, char **argv) {
  std::vector<const bench_case *> measured;
  std::vector<double> medians;
  for (const bench_case &c : cases) {
    if (!chosen.only.empty() && chosen.only != c.name)
      continue;
    current = &c;
    std::vector<double> samples;
    for (unsigned i = 0; i < chosen.repeats; ++i)
      samples.push_back(measure_apart(argc, argv));
    std::sort(samples.begin(), samples.end());
    measured.push_back(&c);
    medians.push_back(samples[samples.size() / 2]);
  }
  print(measured, medians);
}

int complain(const std::string &text) {
  std::cerr << "replay_bench: " << text << std::endl;
  return 2;
}

} // namespace

int sc_main(int, char **) {
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  try {
    result_ns = measure();
  } catch (const std::runtime_error &error) {
    return complain(error.what());
  }
  return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
  CLI::App app("What real traffic costs, in ns of a processor for a DMA request.", "replay_bench");
  std::vector<std::string> names;
  for (const bench_case &c : cases)
    names.push_back(c.name);
  app.add_option("--recording", chosen.recording, "of vtd-qemu --record")->capture_default_str();
  app.add_flag("--json", chosen.json, "a report for programs");
  app.add_option("--only", chosen.only, "one case")->check(CLI::IsMember(names));
  app.add_option("--iterations", chosen.iterations, "DMA requests")->check(CLI::PositiveNumber);
  app.add_option("--repeats", chosen.repeats, "the median of so many")->check(CLI::Range(1, 99));
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success &success) {
    return app.exit(success);
  } catch (const CLI::ParseError &error) {
    return complain(std::string(error.what()) + "; try: replay_bench --help");
  }
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  if (!chosen.only.empty() && chosen.iterations != 0) { // for instruction counts: in this process
    current = std::find_if(std::begin(cases), std::end(cases),
                           [](const bench_case &c) { return chosen.only == c.name; });
    return sc_core::sc_elab_and_sim(argc, argv);
  }
  try {
    run(argc, argv);
  } catch (const std::runtime_error &error) {
    return complain(error.what());
  }
  return EXIT_SUCCESS;
}
