// SPDX-License-Identifier: Apache-2.0
// The command line of vtd-qemu.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <unistd.h>

#include "qemu_session.h"
#include "user_error.h"

namespace vtd {

namespace {

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  while (!text.empty() && (text.back() == ' ' || text.back() == '.'))
    text.pop_back();
  return text;
}

void need_file(const std::string &option, const std::string &name) {
  if (!name.empty() && access(name.c_str(), R_OK) != 0)
    throw user_error(option + ": '" + name + "' cannot be read; name a file that exists");
}

void check(const session_options &o) {
  need_file("--kernel", o.qemu.kernel);
  need_file("--initrd", o.qemu.initrd);
  const std::string &console = o.qemu.console;
  if (console != "stdio" && console != "pty" && console != "null" &&
      (console.rfind("file:", 0) != 0 || console.size() == 5))
    throw user_error("--console: there is no '" + console +
                     "'; choose from: stdio, pty, null, file:NAME");
  if (o.qemu.kernel.empty() && !o.qemu.initrd.empty())
    throw user_error("--initrd: there is no kernel for it; name one with --kernel");
}

} // namespace

session_options parse_session_options(int argc, char **argv) {
  session_options o;
  CLI::App app("Boots an operating system in a stock QEMU with the model as its IOMMU, and reports "
               "what the model did.\nExit status: 0 if QEMU ended properly and RTL and model "
               "agreed, 1 if not, 2 for a mistake in options or files.",
               "vtd-qemu");
  app.set_version_flag("--version", std::string("vtd-qemu ") + VTD_VERSION);
  app.add_option("--kernel", o.qemu.kernel, "kernel image")->type_name("FILE");
  app.add_option("--initrd", o.qemu.initrd, "initial RAM disk")->type_name("FILE");
  app.add_option("--append", o.qemu.append, "kernel command line")->type_name("TEXT");
  app.add_option("--memory", o.qemu.memory_mib, "guest memory in MiB, 64 to 2048")
      ->type_name("MIB")
      ->check(CLI::Range(64, 2048))
      ->capture_default_str();
  std::string mode = "legacy", remapping = "on", kind = "model";
  app.add_option("--mode", mode, "what the remapping units can do")
      ->type_name("legacy|scalable")
      ->check(CLI::IsMember({"legacy", "scalable"}))
      ->capture_default_str();
  app.add_option("--interrupt-remapping", remapping, "whether they remap interrupts")
      ->type_name("on|off")
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  app.add_option("--iotlb", kind,
                 "model: the C model; rtl: the Verilated RTL; lockstep: both, compared at every "
                 "operation")
      ->type_name("model|rtl|lockstep")
      ->check(CLI::IsMember({"model", "rtl", "lockstep"}))
      ->capture_default_str();
  app.add_option("--units", o.machine.units, "remapping units")
      ->type_name("1|2")
      ->check(CLI::Range(1, 2))
      ->capture_default_str();
  app.add_option("--disk", o.machine.disk,
                 "what the NVMe controller has on its disk: a file, as large as it is; default: 64 "
                 "MiB of memory")
      ->type_name("FILE");
  app.add_option("--console", o.qemu.console, "where the guest's first serial port goes")
      ->type_name("stdio|pty|null|file:NAME")
      ->capture_default_str();
  app.add_flag("--reboot", o.qemu.reboot, "let the guest reboot; else a reboot ends the run");
  app.add_option("--record", o.machine.record,
                 "write down what goes through the units, for vtd-replay")
      ->type_name("FILE");
  app.add_option("--json", o.json, "write the report as JSON to a file; '-': to standard output")
      ->type_name("FILE");
  app.add_option("--qemu", o.qemu.program, "the QEMU to start")
      ->type_name("PROGRAM")
      ->capture_default_str();
  app.add_option("--qemu-argument", o.qemu.more,
                 "one more argument for QEMU; may be given several times")
      ->type_name("TEXT")
      ->take_all()
      ->expected(1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &) {
    o.print = app.help();
    return o;
  } catch (const CLI::CallForVersion &) {
    o.print = app.version() + "\n";
    return o;
  } catch (const CLI::ParseError &error) {
    throw user_error(one_line(error.what()) + "; try: vtd-qemu --help");
  }
  o.machine.scalable = mode == "scalable";
  o.machine.interrupt_remapping = remapping == "on";
  o.machine.iotlb = kind == "rtl"        ? iotlb_kind::rtl
                    : kind == "lockstep" ? iotlb_kind::lockstep
                                         : iotlb_kind::model;
  check(o);
  return o;
}

} // namespace vtd
