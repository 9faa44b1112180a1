// SPDX-License-Identifier: Apache-2.0
// The protocol with QEMU without any simulation: messages whole, broken and cut off; the proxy
// function's header; the map of guest memory; the test interface; QEMU as a child process.
#include <csignal>
#include <cstring>
#include <gtest/gtest.h>
#include <linux/pci_regs.h>
#include <memory>
#include <sys/socket.h>

#include <unistd.h>

#include "fake_qemu.h"
#include "vtd/guest_memory.h"
#include "vtd/proxy_function.h"
#include "vtd/qemu_process.h"
#include "vtd/qtest_client.h"

namespace {

constexpr int patience_ms = 200;

// Every test must leave as many descriptors open as it found.
class protocol : public ::testing::Test {
protected:
  void TearDown() override {
    vtd_mpqemu_close_fds(&message);
    qemu.reset();
    EXPECT_EQ(open_descriptors(), before_);
  }
  vtd_mpqemu_result receive() {
    return vtd_mpqemu_receive(qemu->proxy_peer, patience_ms, &message);
  }
  void expect_broken(const char *what) {
    const vtd_mpqemu_result result = receive();
    EXPECT_EQ(result.status, VTD_MPQEMU_BROKEN);
    ASSERT_NE(result.problem, nullptr);
    EXPECT_NE(std::string(result.problem).find(what), std::string::npos) << result.problem;
    EXPECT_EQ(message.fd_count, 0u);
  }

private:
  // Owns the peer's ends, too.
  struct owner {
    void operator()(fake_qemu *q) const {
      close(q->proxy_peer);
      close(q->qtest_peer);
      delete q;
    }
  };
  unsigned before_ = open_descriptors();

protected:
  std::unique_ptr<fake_qemu, owner> qemu{new fake_qemu};
  vtd_mpqemu_message message = {};
};

TEST_F(protocol, accesses_arrive_as_they_were_sent) {
  vtd_mpqemu_message m = {};
  m.command = VTD_MPQEMU_BAR_WRITE;
  m.addr = 0xfeb00080;
  m.value = 0x123456789abcdef0;
  m.bytes = 8;
  m.memory = true;
  ASSERT_TRUE(vtd_mpqemu_send(qemu->proxy, &m));
  ASSERT_EQ(receive().status, VTD_MPQEMU_OK);
  EXPECT_EQ(message.command, VTD_MPQEMU_BAR_WRITE);
  EXPECT_EQ(message.addr, 0xfeb00080u);
  EXPECT_EQ(message.value, 0x123456789abcdef0u);
  EXPECT_EQ(message.bytes, 8u);
  EXPECT_TRUE(message.memory);
  EXPECT_TRUE(vtd_mpqemu_answered(message.command));

  m.command = VTD_MPQEMU_CFG_READ;
  m.addr = 0x10;
  m.bytes = 2;
  ASSERT_TRUE(vtd_mpqemu_send(qemu->proxy, &m));
  ASSERT_EQ(receive().status, VTD_MPQEMU_OK);
  EXPECT_EQ(message.command, VTD_MPQEMU_CFG_READ);
  EXPECT_EQ(message.addr, 0x10u);
  EXPECT_EQ(message.bytes, 2u);
}

// Bytes by hand, as QEMU 7.2 lays them out.
TEST_F(protocol, layout_is_qemus) {
  const uint8_t bytes[] = {5, 0, 0,    0,    0xEE, 0xEE, 0xEE, 0xEE, 24, 0, 0, 0, 0, 0,
                           0, 0, 0x10, 0x20, 0xB0, 0xFE, 0,    0,    0,  0, 0, 0, 0, 0,
                           0, 0, 0,    0,    4,    0,    0,    0,    1,  0, 0, 0};
  for (const uint8_t byte : bytes) // in as many pieces as there can be
    qemu->send_raw(&byte, 1);
  ASSERT_EQ(receive().status, VTD_MPQEMU_OK);
  EXPECT_EQ(message.command, VTD_MPQEMU_BAR_READ);
  EXPECT_EQ(message.addr, 0xFEB02010u);
  EXPECT_EQ(message.bytes, 4u);
  EXPECT_TRUE(message.memory);
  ASSERT_TRUE(vtd_mpqemu_answer(qemu->proxy_peer, 0x1122334455667788));
  uint8_t answer[24];
  ASSERT_EQ(read(qemu->proxy, answer, sizeof answer), 24);
  const uint8_t expected[] = {1, 0, 0, 0, 0,    0,    0,    0,    8,    0,    0,    0,
                              0, 0, 0, 0, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11};
  EXPECT_EQ(std::memcmp(answer, expected, sizeof answer), 0);
}

TEST_F(protocol, commands_without_an_answer_are_known) {
  EXPECT_FALSE(vtd_mpqemu_answered(VTD_MPQEMU_SYNC_SYSMEM));
  EXPECT_FALSE(vtd_mpqemu_answered(VTD_MPQEMU_SET_IRQFD));
  EXPECT_TRUE(vtd_mpqemu_answered(VTD_MPQEMU_DEVICE_RESET));
}

TEST_F(protocol, descriptors_come_with_their_regions) {
  const int file = memory_file("one", 0x3000);
  qemu->share({{0, 0x1000, 0}, {0x100000, 0x2000, 0x1000}}, {file, file});
  ASSERT_EQ(receive().status, VTD_MPQEMU_OK);
  EXPECT_EQ(message.command, VTD_MPQEMU_SYNC_SYSMEM);
  EXPECT_EQ(message.fd_count, 2u);
  EXPECT_EQ(message.region[1].addr, 0x100000u);
  EXPECT_EQ(message.region[1].bytes, 0x2000u);
  EXPECT_EQ(message.region[1].offset, 0x1000u);
  close(file);
}

TEST_F(protocol, end_between_messages_is_an_end) {
  qemu->set_irqfd();
  qemu->die();
  EXPECT_EQ(receive().status, VTD_MPQEMU_OK);
  vtd_mpqemu_close_fds(&message);
  EXPECT_EQ(receive().status, VTD_MPQEMU_CLOSED);
}

TEST_F(protocol, death_in_the_header) {
  qemu->send_raw("\5\0\0\0\0\0\0", 7);
  qemu->die();
  expect_broken("ended in the middle");
}

TEST_F(protocol, death_in_the_payload) {
  qemu->send_header(VTD_MPQEMU_BAR_READ, 24);
  qemu->send_raw("12345", 5);
  qemu->die();
  expect_broken("ended in the middle");
}

TEST_F(protocol, death_behind_the_descriptors) {
  const int file = memory_file("one", 0x1000);
  qemu->send_header(VTD_MPQEMU_SYNC_SYSMEM, 192, {file, file, file});
  qemu->die();
  close(file);
  expect_broken("ended in the middle");
}

TEST_F(protocol, silence_in_a_message) {
  qemu->send_header(VTD_MPQEMU_CFG_READ, 12);
  expect_broken("stopped in its middle");
}

TEST_F(protocol, unknown_commands) {
  for (const int32_t command : {8, 9, 1000, -1, INT32_MIN}) {
    qemu->send_header(command, 0);
    expect_broken("does not know");
  }
}

TEST_F(protocol, wrong_sizes) {
  for (const uint64_t bytes : {UINT64_C(0), UINT64_C(11), UINT64_C(13), UINT64_MAX}) {
    qemu->send_header(VTD_MPQEMU_CFG_READ, bytes);
    expect_broken("size that its command prescribes");
  }
  qemu->send_header(VTD_MPQEMU_DEVICE_RESET, 8);
  expect_broken("size that its command prescribes");
}

TEST_F(protocol, odd_accesses) {
  vtd_mpqemu_message m = {};
  for (const uint32_t bytes : {0u, 3u, 8u, 0xFFFFFFFFu}) {
    m.command = VTD_MPQEMU_CFG_WRITE;
    m.bytes = bytes;
    ASSERT_TRUE(vtd_mpqemu_send(qemu->proxy, &m));
    expect_broken("configuration space");
  }
  for (const uint32_t bytes : {0u, 5u, 16u, 0x80000000u}) {
    m.command = VTD_MPQEMU_BAR_READ;
    m.bytes = bytes;
    ASSERT_TRUE(vtd_mpqemu_send(qemu->proxy, &m));
    expect_broken("BAR");
  }
}

TEST_F(protocol, an_answer_nobody_asked_for) {
  ASSERT_TRUE(vtd_mpqemu_answer(qemu->proxy, 0));
  expect_broken("where none was asked for");
}

TEST_F(protocol, more_than_eight_regions) {
  const int file = memory_file("one", 0x1000);
  qemu->send_header(VTD_MPQEMU_SYNC_SYSMEM, 192, std::vector<int>(9, file));
  expect_broken("more file descriptors");
  qemu->send_header(VTD_MPQEMU_SYNC_SYSMEM, 192, std::vector<int>(30, file));
  expect_broken("more file descriptors");
  close(file);
}

TEST_F(protocol, descriptors_where_none_belong) {
  const int file = memory_file("one", 0x1000);
  qemu->send_header(VTD_MPQEMU_DEVICE_RESET, 0, {file});
  expect_broken("does not have");
  close(file);
}

TEST_F(protocol, regions_that_wrap_around) {
  const int file = memory_file("one", 0x1000);
  qemu->share({{UINT64_MAX - 0xFFF, 0x2000, 0}}, {file});
  expect_broken("wraps around");
  qemu->share({{0, 0x2000, UINT64_MAX - 0xFFF}}, {file});
  expect_broken("wraps around");
  close(file);
}

// ---------------------------------------------------------------------------------------------------

constexpr uint32_t bar_bytes[VTD_PROXY_BARS] = {0x10000, 0x100000, 0x100000};

TEST(proxy_function, bars_tell_their_size) {
  vtd_proxy_function f;
  vtd_proxy_init(&f, bar_bytes);
  for (uint32_t i = 0; i < 7; ++i) {
    const uint32_t addr = PCI_BASE_ADDRESS_0 + 4 * i;
    vtd_proxy_write(&f, addr, UINT32_MAX, 4);
    const uint32_t expected = i < VTD_PROXY_BARS ? ~(bar_bytes[i] - 1) : 0;
    EXPECT_EQ(vtd_proxy_read(&f, addr, 4), expected) << "BAR " << i;
  }
}

TEST(proxy_function, vanishes_with_its_memory_enabled_and_comes_back_with_a_reset) {
  vtd_proxy_function f;
  vtd_proxy_init(&f, bar_bytes);
  const uint32_t id = vtd_proxy_read(&f, PCI_VENDOR_ID, 4);
  EXPECT_NE(id, UINT32_MAX);
  EXPECT_EQ(vtd_proxy_read(&f, PCI_DEVICE_ID, 2), id >> 16);
  EXPECT_EQ(vtd_proxy_read(&f, PCI_HEADER_TYPE, 1), 0u);
  EXPECT_EQ(vtd_proxy_read(&f, PCI_INTERRUPT_PIN, 1), 0u);
  vtd_proxy_write(&f, PCI_BASE_ADDRESS_0, 0xfeb00000, 4);
  EXPECT_EQ(vtd_proxy_decode(&f, 0xfeb00000, 4), -1) << "memory is not enabled";
  vtd_proxy_write(&f, PCI_COMMAND, PCI_COMMAND_MEMORY, 2);
  EXPECT_EQ(vtd_proxy_read(&f, PCI_VENDOR_ID, 4), UINT32_MAX);
  EXPECT_EQ(vtd_proxy_read(&f, PCI_VENDOR_ID, 2), 0xFFFFu);
  EXPECT_EQ(vtd_proxy_read(&f, PCI_VENDOR_ID, 1), 0xFFu);
  vtd_proxy_write(&f, PCI_BASE_ADDRESS_0, 0, 4);
  EXPECT_EQ(vtd_proxy_decode(&f, 0xfeb00000, 4), 0) << "what cannot be seen cannot be moved";
  EXPECT_EQ(vtd_proxy_decode(&f, 0xfeb0fffc, 4), 0);
  EXPECT_EQ(vtd_proxy_decode(&f, 0xfeb0fffc, 8), -1);
  EXPECT_EQ(vtd_proxy_decode(&f, 0xfeb10000, 4), -1);
  vtd_proxy_reset(&f);
  EXPECT_EQ(vtd_proxy_read(&f, PCI_VENDOR_ID, 4), id);
  EXPECT_EQ(vtd_proxy_read(&f, PCI_BASE_ADDRESS_0, 4), 0u);
}

TEST(proxy_function, writes_of_parts_keep_the_rest) {
  vtd_proxy_function f;
  vtd_proxy_init(&f, bar_bytes);
  vtd_proxy_write(&f, PCI_BASE_ADDRESS_0, 0xfeb00000, 4);
  vtd_proxy_write(&f, PCI_BASE_ADDRESS_0 + 3, 0xfd, 1);
  EXPECT_EQ(vtd_proxy_read(&f, PCI_BASE_ADDRESS_0, 4), 0xfdb00000u);
  EXPECT_EQ(vtd_proxy_read(&f, PCI_BASE_ADDRESS_0 + 2, 2), 0xfdb0u);
  EXPECT_EQ(vtd_proxy_read(&f, 0x1000, 4), 0u);
  vtd_proxy_write(&f, 0x1000, 1, 4);
}

// ---------------------------------------------------------------------------------------------------

vtd_mpqemu_message map_of(const std::vector<vtd_mpqemu_region> &regions, int fd) {
  vtd_mpqemu_message m = {};
  m.command = VTD_MPQEMU_SYNC_SYSMEM;
  for (const vtd_mpqemu_region &region : regions) {
    m.region[m.fd_count] = region;
    m.fd[m.fd_count++] = fd;
  }
  return m;
}

TEST(guest_memory, one_mapping_for_each_file_however_often_it_comes) {
  const int file = memory_file("guest", 0x10000);
  {
    vtd::guest_memory memory;
    const auto m = map_of({{0, 0x4000, 0}, {0x100000, 0x8000, 0x8000}}, file);
    EXPECT_FALSE(memory.same(m));
    for (int i = 0; i < 100; ++i) {
      EXPECT_EQ(memory.update(m), "");
      EXPECT_TRUE(memory.same(m));
    }
    EXPECT_EQ(mappings_of("guest"), 1u);
    EXPECT_EQ(memory.pieces(), 2u);
    EXPECT_EQ(memory.files(), 1u);
    EXPECT_EQ(memory.bytes(), 0xC000u);
    EXPECT_FALSE(memory.same(map_of({{0, 0x4000, 0}, {0x100000, 0x8000, 0x7000}}, file)));
    EXPECT_FALSE(memory.same(map_of({{0, 0x4000, 0}}, file)));
  }
  EXPECT_EQ(mappings_of("guest"), 0u);
  close(file);
}

TEST(guest_memory, addresses_lead_to_the_files_bytes) {
  const int file = memory_file("guest", 0x10000);
  const uint32_t mark = 0xC0FFEE;
  ASSERT_EQ(pwrite(file, &mark, sizeof mark, 0x8010), 4);
  vtd::guest_memory memory;
  EXPECT_EQ(memory.update(map_of({{0, 0x4000, 0}, {0x100000, 0x8000, 0x8000}}, file)), "");
  ASSERT_NE(memory.at(0x100010, 4), nullptr);
  EXPECT_EQ(std::memcmp(memory.at(0x100010, 4), &mark, 4), 0);
  EXPECT_NE(memory.at(0x107FFC, 4), nullptr);
  EXPECT_EQ(memory.at(0x107FFD, 4), nullptr) << "reaches beyond";
  EXPECT_EQ(memory.at(0x3FFF, 2), nullptr);
  EXPECT_EQ(memory.at(0x4000, 1), nullptr);
  EXPECT_EQ(memory.at(UINT64_MAX, 1), nullptr);
  EXPECT_EQ(memory.at(0, UINT64_MAX), nullptr);
  close(file);
}

TEST(guest_memory, a_new_map_drops_old_files) {
  const int one = memory_file("first", 0x1000), two = memory_file("second", 0x1000);
  vtd::guest_memory memory;
  EXPECT_EQ(memory.update(map_of({{0, 0x1000, 0}}, one)), "");
  EXPECT_EQ(memory.update(map_of({{0, 0x1000, 0}}, two)), "");
  EXPECT_EQ(mappings_of("first"), 0u);
  EXPECT_EQ(mappings_of("second"), 1u);
  close(one);
  close(two);
}

TEST(guest_memory, files_that_cannot_be_memory) {
  const int file = memory_file("short", 0x1000);
  const int empty = memory_file("empty", 0);
  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0);
  vtd::guest_memory memory;
  EXPECT_NE(memory.update(map_of({{0, 0x2000, 0}}, file)), "") << "beyond the file";
  EXPECT_EQ(memory.at(0, 1), nullptr);
  EXPECT_EQ(mappings_of("short"), 0u);
  EXPECT_NE(memory.update(map_of({{0, 0x1000, 0x1001}}, file)), "");
  EXPECT_NE(memory.update(map_of({{0, 0x1000, 0}}, empty)), "");
  EXPECT_NE(memory.update(map_of({{0, 0x1000, 0}}, pipes[0])), "");
  EXPECT_NE(memory.update(map_of({{0, 0x1000, 0}}, 12345)), "");
  for (const int fd : {file, empty, pipes[0], pipes[1]})
    close(fd);
}

// ---------------------------------------------------------------------------------------------------

TEST(qtest_client, commands_go_out_and_answers_are_counted) {
  fake_qemu qemu;
  close(qemu.proxy_peer);
  vtd::qtest_client client(qemu.qtest_peer);
  client.write_dword(0xfee01004, 0x23);
  const uint8_t data[] = {'h', 'e', 'l', 'l', 'o'};
  client.write_memory(0x1000, data, 5);
  client.write_memory(0x1000, data, 4);
  EXPECT_EQ(client.outstanding(), 3u);
  EXPECT_FALSE(client.settle(10)) << "nobody has answered";
  EXPECT_EQ(qemu.next_command(), "writel 0xfee01004 0x23");
  EXPECT_EQ(qemu.next_command(), "b64write 0x1000 0x5 aGVsbG8=");
  EXPECT_EQ(qemu.next_command(), "b64write 0x1000 0x4 aGVsbA==");
  EXPECT_TRUE(client.settle(1000));
  EXPECT_EQ(client.failures(), 0u);
  client.intercept_inputs("/machine/nowhere");
  char line[64];
  ASSERT_GT(read(qemu.qtest, line, sizeof line), 0);
  qemu.tell("FAIL Unknown device");
  EXPECT_TRUE(client.settle(1000));
  EXPECT_EQ(client.failures(), 1u);
}

TEST(qtest_client, lines_come_in_between_and_in_pieces) {
  fake_qemu qemu;
  close(qemu.proxy_peer);
  vtd::qtest_client client(qemu.qtest_peer);
  std::vector<std::pair<unsigned, bool>> seen;
  client.on_line([&](unsigned number, bool high) { seen.emplace_back(number, high); });
  client.write_dword(0, 0);
  ASSERT_EQ(send(qemu.qtest, "IRQ rai", 7, 0), 7);
  client.pump();
  EXPECT_TRUE(seen.empty());
  ASSERT_EQ(send(qemu.qtest, "se 14\nOK\nIRQ lower 14\nnonsense\nIRQ ", 36, 0), 36);
  EXPECT_TRUE(client.settle(1000));
  client.pump();
  const std::vector<std::pair<unsigned, bool>> expected = {{14, true}, {14, false}};
  EXPECT_EQ(seen, expected);
}

TEST(qtest_client, survives_the_other_sides_death) {
  fake_qemu qemu;
  close(qemu.proxy_peer);
  vtd::qtest_client client(qemu.qtest_peer);
  qemu.die();
  client.write_dword(0, 0);
  EXPECT_FALSE(client.settle(1000));
  EXPECT_FALSE(client.connected());
  client.write_dword(0, 0);
  client.pump();
}

// ---------------------------------------------------------------------------------------------------

TEST(qemu_process, command_line_has_what_was_asked_for) {
  vtd::qemu_options options;
  options.memory_mib = 300;
  options.kernel = "vmlinuz";
  options.append = "a=1,b 2";
  options.console = "file:a,b";
  const auto args = vtd::qemu_arguments(options, 7, 8, {9, 10});
  std::string all;
  for (const std::string &arg : args)
    all += arg + "\n";
  for (const char *part : {"x-pci-proxy-dev,fd=7,addr=3\n", "fd=8\n", "size=300M\n", "-m\n300M\n",
                           "file=/proc/self/fd/9\n", "file=/proc/self/fd/10\n",
                           "-append\na=1,b 2\n", "path=a,,b\n", "-no-reboot\n", "-smp\n1\n"})
    EXPECT_NE(all.find(part), std::string::npos) << part << "is missing in\n" << all;
  EXPECT_EQ(all.find("-initrd"), std::string::npos);
}

TEST(qemu_process, a_program_that_is_not_there) {
  const unsigned before = open_descriptors();
  vtd::qemu_options options;
  options.program = "no-such-qemu";
  options.tables = {{1, 2, 3}};
  try {
    vtd::qemu_process process(options);
    FAIL() << "started";
  } catch (const std::runtime_error &error) {
    EXPECT_NE(std::string(error.what()).find("no-such-qemu"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("install"), std::string::npos);
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST(qemu_process, tells_how_it_ended) {
  const unsigned before = open_descriptors();
  vtd::qemu_options options;
  options.console = "null";
  {
    options.program = "true";
    vtd::qemu_process good(options);
    EXPECT_TRUE(good.wait(5000));
    EXPECT_EQ(good.verdict(), "");
    options.program = "false";
    vtd::qemu_process bad(options);
    EXPECT_TRUE(bad.wait(5000));
    EXPECT_NE(bad.verdict().find("exit status 1"), std::string::npos) << bad.verdict();
  }
  EXPECT_EQ(open_descriptors(), before);
}

// The sleeper takes any arguments, and never ends by itself.
TEST(qemu_process, is_stopped_with_its_owner_or_killed) {
  vtd::qemu_options options;
  options.program = VTD_TB_SLEEPER;
  pid_t pid = 0;
  {
    vtd::qemu_process process(options);
    pid = process.pid();
    EXPECT_FALSE(process.wait(20));
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_NE(kill(pid, 0), 0) << "still there";
  vtd::qemu_process process(options);
  kill(process.pid(), SIGKILL);
  EXPECT_TRUE(process.wait(5000));
  EXPECT_NE(process.verdict().find("signal 9"), std::string::npos) << process.verdict();
}

} // namespace

int main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  std::signal(SIGPIPE, SIG_IGN);
  return RUN_ALL_TESTS();
}
