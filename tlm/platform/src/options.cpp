// SPDX-License-Identifier: Apache-2.0
// Parsing of the command line.
#include "options.h"

#include <CLI/CLI.hpp>
#include <map>
#include <unistd.h>

#include "user_error.h"

namespace vtd {

namespace {

std::string one_line(std::string text) {
  for (char &c : text)
    if (c == '\n')
      c = ' ';
  while (!text.empty() && (text.back() == ' ' || text.back() == '.'))
    text.pop_back();
  return text;
}

// CLI11 would take "-1" for a large number.
const CLI::Validator whole_number(
    [](std::string &text) {
      const bool digits = !text.empty() && text.size() < 20 &&
                          text.find_first_not_of("0123456789") == std::string::npos;
      return digits ? std::string() : "'" + text + "' is not a whole number from 0 to 10^19 - 1";
    },
    "");

} // namespace

sim_options parse_options(int argc, char **argv) {
  sim_options o;
  CLI::App app("Runs firmware programs on a virtual platform: a processor and DMA engines around "
               "an Intel VT-d remapping unit. Without --program all programs run, one after the "
               "other.\nExit status: 0 if every check held, 1 if not, 2 for a mistake in options "
               "or files.",
               "vtd-sim");
  app.set_version_flag("--version", std::string("vtd-sim ") + VTD_VERSION);
  app.add_option("--platform", o.platform, "platform file (TOML); default: the built-in platform")
      ->type_name("FILE");
  app.add_flag("--dump-platform", o.dump_platform, "print the platform as TOML and exit");
  app.add_option("--dmar", o.dmar,
                 "write the platform's ACPI table DMAR, as software would find it, and exit")
      ->type_name("FILE");
  app.add_option("-p,--program", o.programs, "program to run; may be given several times")
      ->type_name("NAME")
      ->take_all()
      ->expected(1);
  app.add_flag("-l,--list-programs", o.list_programs, "list the programs and exit");
  const std::map<std::string, iotlb_kind> kinds = {
      {"model", iotlb_kind::model}, {"rtl", iotlb_kind::rtl}, {"lockstep", iotlb_kind::lockstep}};
  std::string kind = "model";
  app.add_option("--iotlb", kind,
                 "model: the C model; rtl: the Verilated RTL; lockstep: both, compared at every "
                 "operation")
      ->type_name("model|rtl|lockstep")
      ->capture_default_str();
  app.add_option("--seed", o.seed, "for programs that choose at random")
      ->type_name("N")
      ->check(whole_number)
      ->capture_default_str();
  app.add_option("--soak", o.soak,
                 "after the programs, N rounds of the program soak, each with another seed")
      ->type_name("N")
      ->check(whole_number);
  app.add_option("--json", o.json, "write the report as JSON; -: to standard output, no table")
      ->type_name("FILE|-");
  app.add_option("--trace", o.trace,
                 "write every translation, fault, invalidation and interrupt in the Chrome "
                 "trace-event format (open it with ui.perfetto.dev)")
      ->type_name("FILE");
  app.add_option("--wave", o.wave, "write the RTL's waves (FST); with --iotlb=rtl or lockstep")
      ->type_name("FILE");
  app.add_flag("-q,--quiet", o.quiet, "print nothing if every check held");
  app.add_flag("-v,--verbose", o.verbose, "print what the programs log");
  o.progress = isatty(STDERR_FILENO) != 0;
  app.add_flag("--progress,!--no-progress", o.progress,
               "a progress line on standard error; default: if that is a terminal");

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &) {
    o.print = app.help();
    return o;
  } catch (const CLI::CallForVersion &) {
    o.print = std::string("vtd-sim ") + VTD_VERSION + "\n";
    return o;
  } catch (const CLI::ParseError &error) {
    throw user_error(one_line(error.what()) + "; try --help");
  }
  const auto known = kinds.find(kind);
  if (known == kinds.end())
    throw user_error("--iotlb: '" + kind + "' is not an IOTLB; choose model, rtl or lockstep");
  o.iotlb = known->second;
  if (!o.wave.empty() && o.iotlb == iotlb_kind::model)
    throw user_error("--wave shows the RTL, which the model does not run; add --iotlb=rtl or "
                     "--iotlb=lockstep");
  return o;
}

} // namespace vtd
