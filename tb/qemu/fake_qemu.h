// SPDX-License-Identifier: Apache-2.0
// QEMU's part, played by the test: both ends of its sockets, what it would send, what a process has
// open.
#ifndef VTD_TB_FAKE_QEMU_H
#define VTD_TB_FAKE_QEMU_H

#include <cstdint>
#include <string>
#include <vector>

#include "vtd/mpqemu.h"

// Descriptors of this process that are open.
unsigned open_descriptors();
// Mappings of this process that are memory files with this name.
unsigned mappings_of(const std::string &name);
// A memory file with `bytes` bytes.
int memory_file(const char *name, uint64_t bytes);

// The end of QEMU's sockets. Closes what it still has at the end.
class fake_qemu {
public:
  fake_qemu();
  ~fake_qemu();
  fake_qemu(const fake_qemu &) = delete;

  // For the bridge, which closes them.
  int proxy_peer = -1;
  int qtest_peer = -1;

  int proxy = -1; // ours
  int qtest = -1;

  // Raw bytes, and with descriptors.
  void send_raw(const void *data, size_t bytes);
  void send_header(int32_t command, uint64_t bytes, const std::vector<int> &fds = {});
  // A message and its answer. Fails the test if there is none in time.
  uint64_t ask(const vtd_mpqemu_message &message);
  uint32_t config_read(uint32_t addr, uint32_t bytes);
  void config_write(uint32_t addr, uint32_t value, uint32_t bytes);
  uint64_t read(uint64_t addr, uint32_t bytes);
  void write(uint64_t addr, uint64_t value, uint32_t bytes);
  void reset();
  // The map of guest memory, one region for each descriptor.
  void share(const std::vector<vtd_mpqemu_region> &regions, const std::vector<int> &fds);
  void set_irqfd();
  // What firmware does: sizes and places the windows, enables memory.
  void place_windows(uint32_t registers, uint32_t ecam, uint32_t devices);

  // The next line of the test interface that is not "OK ..."; answers commands with OK.
  std::string next_command();
  void tell(const std::string &line);
  void die(); // closes both sockets

private:
  std::string received_;
};

#endif // VTD_TB_FAKE_QEMU_H
