// SPDX-License-Identifier: Apache-2.0
#include "fake_qemu.h"

#include <cstring>
#include <dirent.h>
#include <fstream>
#include <gtest/gtest.h>
#include <linux/pci_regs.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {
constexpr int patience_ms = 5000;

void make_pair(int &ours, int &theirs) {
  int fd[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd), 0);
  ours = fd[0];
  theirs = fd[1];
}
} // namespace

unsigned open_descriptors() {
  unsigned count = 0;
  DIR *dir = opendir("/proc/self/fd");
  while (readdir(dir) != nullptr)
    ++count;
  closedir(dir);
  return count;
}

unsigned mappings_of(const std::string &name) {
  std::ifstream maps("/proc/self/maps");
  unsigned count = 0;
  for (std::string line; std::getline(maps, line);)
    count += line.find("memfd:" + name) != std::string::npos;
  return count;
}

int memory_file(const char *name, uint64_t bytes) {
  const int fd = memfd_create(name, MFD_CLOEXEC);
  EXPECT_EQ(ftruncate(fd, static_cast<off_t>(bytes)), 0);
  return fd;
}

fake_qemu::fake_qemu() {
  make_pair(proxy, proxy_peer);
  make_pair(qtest, qtest_peer);
}

fake_qemu::~fake_qemu() {
  die();
}

void fake_qemu::die() {
  for (int *fd : {&proxy, &qtest}) {
    if (*fd >= 0)
      close(*fd);
    *fd = -1;
  }
}

void fake_qemu::send_raw(const void *data, size_t bytes) {
  ASSERT_EQ(send(proxy, data, bytes, MSG_NOSIGNAL), static_cast<ssize_t>(bytes));
}

void fake_qemu::send_header(int32_t command, uint64_t bytes, const std::vector<int> &fds) {
  uint8_t header[16] = {};
  std::memcpy(header, &command, 4);
  std::memcpy(header + 8, &bytes, 8);
  iovec iov = {header, sizeof header};
  alignas(cmsghdr) char control[CMSG_SPACE(32 * sizeof(int))] = {};
  msghdr message = {};
  message.msg_iov = &iov;
  message.msg_iovlen = 1;
  if (!fds.empty()) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(fds.size() * sizeof(int));
    cmsghdr *c = CMSG_FIRSTHDR(&message);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
    std::memcpy(CMSG_DATA(c), fds.data(), fds.size() * sizeof(int));
  }
  ASSERT_EQ(sendmsg(proxy, &message, MSG_NOSIGNAL), 16);
}

uint64_t fake_qemu::ask(const vtd_mpqemu_message &message) {
  uint64_t value = 0;
  EXPECT_TRUE(vtd_mpqemu_send(proxy, &message));
  EXPECT_EQ(vtd_mpqemu_take_answer(proxy, patience_ms, &value).status, VTD_MPQEMU_OK);
  return value;
}

uint32_t fake_qemu::config_read(uint32_t addr, uint32_t bytes) {
  vtd_mpqemu_message m = {};
  m.command = VTD_MPQEMU_CFG_READ;
  m.addr = addr;
  m.bytes = bytes;
  const uint64_t value = ask(m);
  EXPECT_LE(value, UINT32_MAX) << "QEMU takes ~0 of 64 bits for an error";
  return static_cast<uint32_t>(value);
}

void fake_qemu::config_write(uint32_t addr, uint32_t value, uint32_t bytes) {
  vtd_mpqemu_message m = {};
  m.command = VTD_MPQEMU_CFG_WRITE;
  m.addr = addr;
  m.value = value;
  m.bytes = bytes;
  ask(m);
}

uint64_t fake_qemu::read(uint64_t addr, uint32_t bytes) {
  vtd_mpqemu_message m = {};
  m.command = VTD_MPQEMU_BAR_READ;
  m.addr = addr;
  m.bytes = bytes;
  m.memory = true;
  return ask(m);
}

void fake_qemu::write(uint64_t addr, uint64_t value, uint32_t bytes) {
  vtd_mpqemu_message m = {};
  m.command = VTD_MPQEMU_BAR_WRITE;
  m.addr = addr;
  m.value = value;
  m.bytes = bytes;
  m.memory = true;
  ask(m);
}

void fake_qemu::reset() {
  vtd_mpqemu_message m = {};
  m.command = VTD_MPQEMU_DEVICE_RESET;
  ask(m);
}

void fake_qemu::share(const std::vector<vtd_mpqemu_region> &regions, const std::vector<int> &fds) {
  vtd_mpqemu_message m = {};
  m.command = VTD_MPQEMU_SYNC_SYSMEM;
  m.fd_count = static_cast<unsigned>(fds.size());
  for (unsigned i = 0; i < m.fd_count; ++i) {
    m.region[i] = regions[i];
    m.fd[i] = fds[i];
  }
  ASSERT_TRUE(vtd_mpqemu_send(proxy, &m));
}

void fake_qemu::set_irqfd() {
  vtd_mpqemu_message m = {};
  m.command = VTD_MPQEMU_SET_IRQFD;
  m.fd_count = 2;
  m.fd[0] = m.fd[1] = proxy;
  ASSERT_TRUE(vtd_mpqemu_send(proxy, &m));
}

void fake_qemu::place_windows(uint32_t registers, uint32_t ecam, uint32_t devices) {
  config_write(PCI_BASE_ADDRESS_0, registers, 4);
  config_write(PCI_BASE_ADDRESS_1, ecam, 4);
  config_write(PCI_BASE_ADDRESS_2, devices, 4);
  config_write(PCI_COMMAND, PCI_COMMAND_MEMORY, 2);
}

std::string fake_qemu::next_command() {
  for (;;) {
    const size_t end = received_.find('\n');
    if (end != std::string::npos) {
      const std::string line = received_.substr(0, end);
      received_.erase(0, end + 1);
      tell("OK");
      return line;
    }
    pollfd p = {qtest, POLLIN, 0};
    if (poll(&p, 1, patience_ms) <= 0)
      return "(nothing)";
    char buffer[256];
    const ssize_t got = recv(qtest, buffer, sizeof buffer, 0);
    if (got <= 0)
      return "(closed)";
    received_.append(buffer, static_cast<size_t>(got));
  }
}

void fake_qemu::tell(const std::string &line) {
  const std::string text = line + "\n";
  ASSERT_EQ(send(qtest, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
}
