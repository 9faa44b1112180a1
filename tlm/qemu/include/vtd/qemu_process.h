// SPDX-License-Identifier: Apache-2.0
// A stock QEMU as a child process: its command line, its descriptors, its end.
#ifndef VTD_QEMU_PROCESS_H
#define VTD_QEMU_PROCESS_H

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace vtd {

using acpi_table = std::vector<uint8_t>; // with its header

struct qemu_options {
  std::string program = "qemu-system-x86_64";
  unsigned memory_mib = 512;
  std::string kernel; // image; empty: the firmware finds nothing to start
  std::string initrd; // empty: none
  std::string append; // kernel command line
  // Where the first serial port goes: "stdio", "null", "pty", or "file:NAME".
  std::string console = "stdio";
  bool reboot = false; // false: a reboot of the guest ends QEMU
  std::vector<acpi_table> tables;
  std::vector<std::string> more; // further arguments, as they are
};

// The command line, without program name. `proxy`, `qtest` and `tables` are descriptors that QEMU
// inherits.
std::vector<std::string> qemu_arguments(const qemu_options &options, int proxy, int qtest,
                                        const std::vector<int> &tables);

// Nothing of it touches the file system: sockets are pairs, tables are memory files. QEMU dies with
// this process.
class qemu_process {
public:
  // Starts QEMU. Throws std::runtime_error if it cannot be; the text says why and what helps.
  explicit qemu_process(const qemu_options &options);
  ~qemu_process(); // stops it
  qemu_process(const qemu_process &) = delete;
  qemu_process &operator=(const qemu_process &) = delete;

  // Our ends of the sockets; each can be taken once, and is the caller's then.
  int take_proxy();
  int take_qtest();

  // Waits up to `patience_ms` milliseconds for QEMU to end by itself. True if it has ended.
  bool wait(int patience_ms);
  // Asks it to end, then insists.
  void stop();
  // How it ended: empty if properly or not yet, else a sentence.
  std::string verdict() const;
  pid_t pid() const { return pid_; }

private:
  pid_t pid_ = -1; // -1: ended
  int status_ = 0;
  bool asked_ = false; // we told it to end
  int proxy_ = -1;
  int qtest_ = -1;
};

} // namespace vtd

#endif // VTD_QEMU_PROCESS_H
