// SPDX-License-Identifier: Apache-2.0
// The bridge in a simulation. SystemC runs once per process, and the bridge ends the simulation
// when its QEMU is gone: each case is a process. QEMU is played by a thread.
//
//   vtd_qemu_bridge_test CASE
#include <csignal>
#include <cstdio>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <linux/pci_regs.h>
#include <memory>
#include <sys/socket.h>
#include <systemc>
#include <thread>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <unistd.h>

#include "fake_qemu.h"
#include "vtd/extension.h"
#include "vtd/qemu_bridge.h"

namespace {

constexpr uint32_t registers_base = 0xfeb00000, ecam_base = 0xfe900000, devices_base = 0xfea00000;
constexpr uint64_t ram_bytes = 0x100000;

// Remembers what it was asked, reads as address + 1000h; refuses offset 800h.
struct spy_target : sc_core::sc_module {
  tlm_utils::simple_target_socket<spy_target, 64> socket;
  std::string last;
  // What the models do on an access of the guest: the thread that plays QEMU must not touch
  // SystemC.
  std::function<void(uint64_t)> on_write;

  explicit spy_target(sc_core::sc_module_name name) : sc_module(name), socket("socket") {
    socket.register_b_transport(this, &spy_target::transport);
  }
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
    const uint64_t addr = trans.get_address();
    uint64_t data = addr + 0x1000;
    if (trans.is_read())
      std::memcpy(trans.get_data_ptr(), &data, trans.get_data_length());
    else {
      data = 0;
      std::memcpy(&data, trans.get_data_ptr(), trans.get_data_length());
    }
    char text[96];
    std::snprintf(text, sizeof text, "%c%u %llx %llx", trans.is_read() ? 'R' : 'W',
                  trans.get_data_length(), static_cast<unsigned long long>(addr),
                  static_cast<unsigned long long>(trans.is_read() ? 0 : data));
    last = text;
    delay += sc_core::sc_time(100, sc_core::SC_NS);
    trans.set_response_status(addr % 0x1000 == 0x800 ? tlm::TLM_GENERIC_ERROR_RESPONSE
                                                     : tlm::TLM_OK_RESPONSE);
    if (trans.is_write() && on_write)
      on_write(addr);
  }
};

// An initiator on `mem`, and a timer.
struct device : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<device, 64> bus;
  unsigned revocations = 0;
  unsigned ticks = 0;
  sc_core::sc_time period; // zero: no timer

  explicit device(sc_core::sc_module_name name) : sc_module(name), bus("bus") {
    bus.register_invalidate_direct_mem_ptr(this, &device::revoked);
    SC_HAS_PROCESS(device);
    SC_THREAD(tick);
  }
  void tick() {
    while (period > sc_core::SC_ZERO_TIME) {
      wait(period);
      ++ticks;
    }
  }
  void revoked(sc_dt::uint64, sc_dt::uint64) { ++revocations; }
  tlm::tlm_response_status access(tlm::tlm_command command, uint64_t addr, void *data,
                                  unsigned bytes, vtd::dma_extension *extension = nullptr) {
    tlm::tlm_generic_payload trans;
    trans.set_command(command);
    trans.set_address(addr);
    trans.set_data_ptr(static_cast<uint8_t *>(data));
    trans.set_data_length(bytes);
    trans.set_streaming_width(bytes);
    if (extension != nullptr)
      trans.set_extension(extension);
    sc_core::sc_time delay;
    bus->b_transport(trans, delay);
    if (extension != nullptr)
      trans.clear_extension(extension);
    return trans.get_response_status();
  }
  tlm::tlm_response_status write32(uint64_t addr, uint32_t value) {
    return access(tlm::TLM_WRITE_COMMAND, addr, &value, sizeof value);
  }
  uint32_t read32(uint64_t addr) {
    uint32_t value = 0;
    EXPECT_EQ(access(tlm::TLM_READ_COMMAND, addr, &value, sizeof value), tlm::TLM_OK_RESPONSE);
    return value;
  }
};

struct bed {
  fake_qemu qemu;
  vtd::qemu_bridge_config config;
  std::unique_ptr<vtd::qemu_bridge> bridge;
  spy_target registers{"registers"};
  spy_target ecam{"ecam"}, devices{"devices"};
  device initiator{"initiator"};

  void build() {
    bridge = std::make_unique<vtd::qemu_bridge>("bridge", config, qemu.proxy_peer, qemu.qtest_peer);
    bridge->registers.bind(registers.socket);
    bridge->ecam.bind(ecam.socket);
    bridge->devices.bind(devices.socket);
    initiator.bus.bind(bridge->mem);
  }
  // Plays QEMU until `play` returns; QEMU dies then.
  void run(const std::function<void()> &play) {
    std::thread thread([&] {
      play();
      qemu.die();
    });
    sc_core::sc_start();
    thread.join();
  }
  void boot() {
    qemu.reset();
    qemu.place_windows(registers_base, ecam_base, devices_base);
  }
};

std::unique_ptr<bed> make_bed() {
  auto b = std::make_unique<bed>();
  b->config.patience_ms = 300;
  return b;
}

void accesses(bed &b) {
  b.build();
  b.run([&] {
    b.boot();
    EXPECT_EQ(b.qemu.read(registers_base + 8, 8), 0x1008u);
    EXPECT_EQ(b.registers.last, "R8 8 0");
    b.qemu.write(registers_base + 0x18, 0xFFFFFFFF12345678, 4);
    EXPECT_EQ(b.registers.last, "W4 18 12345678");
    EXPECT_EQ(b.qemu.read(ecam_base + 0x8002, 2), 0x9002u);
    EXPECT_EQ(b.ecam.last, "R2 8002 0");
    EXPECT_EQ(b.qemu.read(devices_base + 0x14, 4), devices_base + 0x1014);
    EXPECT_EQ(b.devices.last, "R4 fea00014 0") << "BARs hold the guest's addresses";
    EXPECT_EQ(b.qemu.read(registers_base + 0x1FF, 1), 0xFFu);
    // What fails, and what is nowhere, reads all-ones of its size.
    EXPECT_EQ(b.qemu.read(registers_base + 0x800, 4), 0xFFFFFFFFu);
    EXPECT_EQ(b.qemu.read(registers_base + 0x10000, 2), 0xFFFFu);
    EXPECT_EQ(b.qemu.read(registers_base + 0xFFFC, 8), UINT64_MAX);
    b.qemu.write(0x1000, 1, 4);
  });
  EXPECT_EQ(b.bridge->ended(), vtd::qemu_end::closed);
  EXPECT_EQ(b.bridge->stats().failed_accesses, 4u);
  EXPECT_EQ(b.bridge->stats().resets, 1u);
}

void memory(bed &b) {
  b.build();
  const int file = memory_file("guest", ram_bytes + 0x1000);
  uint32_t mark = 0x600D;
  ASSERT_EQ(pwrite(file, &mark, sizeof mark, 0x1200), 4);
  device &dma = b.initiator;
  b.registers.on_write = [&](uint64_t offset) {
    if (offset == 0) {
      EXPECT_EQ(dma.read32(0x200), 0x600Du);
      EXPECT_EQ(dma.write32(0x204, 0xBEEF), tlm::TLM_OK_RESPONSE);
      uint8_t block[64];
      std::memset(block, 0x5A, sizeof block);
      EXPECT_EQ(dma.access(tlm::TLM_WRITE_COMMAND, 0x1001, block, 64), tlm::TLM_OK_RESPONSE);
      EXPECT_EQ(dma.write32(ram_bytes, 0), tlm::TLM_ADDRESS_ERROR_RESPONSE);
      EXPECT_EQ(dma.write32(ram_bytes - 2, 0), tlm::TLM_ADDRESS_ERROR_RESPONSE);
      EXPECT_EQ(dma.write32(UINT64_MAX - 3, 0), tlm::TLM_ADDRESS_ERROR_RESPONSE);
      vtd::dma_extension add;
      add.operation = vtd::atomic_op::fetch_add;
      add.operand[0] = 0x11;
      uint32_t old = 0;
      EXPECT_EQ(dma.access(tlm::TLM_READ_COMMAND, 0x204, &old, 4, &add), tlm::TLM_OK_RESPONSE);
      EXPECT_EQ(old, 0xBEEFu);
      EXPECT_EQ(dma.read32(0x204), 0xBF00u);
      vtd::dma_extension swap;
      swap.operation = vtd::atomic_op::compare_swap;
      swap.operand[0] = 0; // is not there
      swap.operand[1] = 1;
      EXPECT_EQ(dma.access(tlm::TLM_READ_COMMAND, 0x204, &old, 4, &swap), tlm::TLM_OK_RESPONSE);
      EXPECT_EQ(old, 0xBF00u);
      EXPECT_EQ(dma.read32(0x204), 0xBF00u);
      tlm::tlm_generic_payload ask;
      ask.set_address(0x1000);
      tlm::tlm_dmi dmi;
      EXPECT_TRUE(dma.bus->get_direct_mem_ptr(ask, dmi));
      EXPECT_EQ(dmi.get_end_address(), ram_bytes - 1);
      EXPECT_EQ(dmi.get_dmi_ptr()[0x204], 0x00);
      ask.set_address(ram_bytes + 5);
      EXPECT_FALSE(dma.bus->get_direct_mem_ptr(ask, dmi));
      EXPECT_EQ(dmi.get_end_address() - dmi.get_start_address(), 0xFFFu) << "one page is refused";
    } else {
      EXPECT_EQ(dma.read32(0x200), 0u) << "the map is another now";
    }
  };
  b.run([&] {
    b.qemu.share({{0, ram_bytes, 0x1000}}, {file});
    b.qemu.set_irqfd();
    b.boot();
    const unsigned descriptors = open_descriptors();
    for (int i = 0; i < 50; ++i)
      b.qemu.share({{0, ram_bytes, 0x1000}}, {file});
    b.qemu.write(registers_base, 0, 4);
    EXPECT_EQ(open_descriptors(), descriptors);
    EXPECT_EQ(mappings_of("guest"), 1u);
    b.qemu.share({{0, ram_bytes, 0}}, {file});
    b.qemu.write(registers_base + 4, 0, 4);
  });
  EXPECT_EQ(b.bridge->stats().memory_maps, 2u) << "the same map again changes nothing";
  EXPECT_EQ(b.initiator.revocations, 2u);
  uint8_t seen[64];
  ASSERT_EQ(pread(file, seen, sizeof seen, 0x2001), 64);
  EXPECT_EQ(seen[0], 0x5A);
  EXPECT_EQ(seen[63], 0x5A);
  close(file);
}

void interrupts(bed &b) {
  b.build();
  std::vector<std::pair<unsigned, bool>> lines;
  b.bridge->on_line([&](unsigned number, bool high) { lines.emplace_back(number, high); });
  b.registers.on_write = [&](uint64_t offset) {
    if (offset == 0) {
      EXPECT_EQ(b.initiator.write32(0xfee01004, 0xC123), tlm::TLM_OK_RESPONSE);
    }
    if (offset == 4) { // for an APIC id that QEMU cannot have
      EXPECT_EQ(b.initiator.write32(UINT64_C(0x100fee00000), 0x30),
                tlm::TLM_ADDRESS_ERROR_RESPONSE);
    }
    if (offset == 8) {
      uint64_t wide = 0;
      EXPECT_EQ(b.initiator.access(tlm::TLM_WRITE_COMMAND, 0xfee00000, &wide, 8),
                tlm::TLM_ADDRESS_ERROR_RESPONSE);
      EXPECT_EQ(b.initiator.access(tlm::TLM_READ_COMMAND, 0xfee00000, &wide, 4),
                tlm::TLM_ADDRESS_ERROR_RESPONSE);
    }
  };
  b.run([&] {
    b.boot();
    EXPECT_EQ(b.qemu.next_command(), "irq_intercept_in /machine/q35/ioapic");
    // The write that causes the interrupt must not end before QEMU has taken it.
    vtd_mpqemu_message m = {};
    m.command = VTD_MPQEMU_BAR_WRITE;
    m.addr = registers_base;
    m.bytes = 4;
    m.memory = true;
    ASSERT_TRUE(vtd_mpqemu_send(b.qemu.proxy, &m));
    char peek;
    usleep(50000);
    EXPECT_LT(recv(b.qemu.proxy, &peek, 1, MSG_DONTWAIT | MSG_PEEK), 0) << "answered too early";
    EXPECT_EQ(b.qemu.next_command(), "writel 0xfee01004 0x4123") << "trigger mode is edge";
    uint64_t answer = 1;
    EXPECT_EQ(vtd_mpqemu_take_answer(b.qemu.proxy, 1000, &answer).status, VTD_MPQEMU_OK);
    b.qemu.write(registers_base + 4, 0, 4);
    b.qemu.write(registers_base + 8, 0, 4);
    b.qemu.tell("IRQ raise 4");
    b.qemu.tell("IRQ lower 4");
    while (b.bridge->stats().line_changes < 2)
      b.qemu.read(registers_base, 4);
  });
  const std::vector<std::pair<unsigned, bool>> expected = {{4, true}, {4, false}};
  EXPECT_EQ(lines, expected);
  EXPECT_EQ(b.bridge->stats().interrupts, 1u);
}

// A QEMU that resets takes no commands: nobody may wait for it then.
void resets(bed &b) {
  b.build();
  unsigned seen = 0;
  b.bridge->on_reset([&] {
    ++seen;
    EXPECT_EQ(b.initiator.write32(0xfee00000, 0x40), tlm::TLM_OK_RESPONSE);
  });
  b.run([&] {
    for (unsigned i = 1; i <= 3; ++i) {
      b.boot();
      EXPECT_EQ(b.qemu.read(registers_base, 4), 0x1000u);
      EXPECT_EQ(b.qemu.config_read(PCI_VENDOR_ID, 2), 0xFFFFu) << "hidden";
      b.qemu.reset();
      EXPECT_NE(b.qemu.config_read(PCI_VENDOR_ID, 2), 0xFFFFu) << "there again";
      EXPECT_EQ(b.qemu.read(registers_base, 4), UINT32_MAX);
    }
  });
  EXPECT_EQ(seen, 6u);
  EXPECT_EQ(b.bridge->stats().interrupts, 0u);
  EXPECT_EQ(b.bridge->stats().interrupts_dropped, 6u);
}

// The models run while the guest computes, and simulated time keeps to the clock.
void time_passes(bed &b) {
  b.build();
  b.initiator.period = sc_core::sc_time(5, sc_core::SC_MS);
  double simulated = 0;
  unsigned ticks = 0;
  b.registers.on_write = [&](uint64_t) {
    simulated = sc_core::sc_time_stamp().to_seconds();
    ticks = b.initiator.ticks;
  };
  b.run([&] {
    b.boot();
    usleep(100000);
    b.qemu.write(registers_base, 0, 4);
  });
  EXPECT_GE(simulated, 0.1);
  EXPECT_LT(simulated, 5) << "not ahead of the clock";
  EXPECT_GE(ticks, 19u);
  EXPECT_LE(ticks, simulated / 0.005 + 2) << "not faster than the clock";
}

void death(bed &b) {
  b.build();
  b.run([&] {
    b.boot();
    b.qemu.send_header(VTD_MPQEMU_BAR_READ, 24);
    b.qemu.send_raw("123", 3);
  });
  EXPECT_EQ(b.bridge->ended(), vtd::qemu_end::broken);
  EXPECT_NE(b.bridge->problem().find("in the middle of a message"), std::string::npos)
      << b.bridge->problem();
}

void nonsense(bed &b) {
  b.build();
  b.run([&] {
    b.boot();
    b.qemu.send_header(77, 0);
    char end;
    EXPECT_EQ(read(b.qemu.proxy, &end, 1), 0) << "the bridge closes its end";
  });
  EXPECT_EQ(b.bridge->ended(), vtd::qemu_end::broken);
}

void bad_memory(bed &b) {
  b.build();
  const int file = memory_file("guest", 0x1000);
  b.run([&] {
    b.boot();
    b.qemu.share({{0, 0x2000, 0}}, {file});
    char end;
    EXPECT_EQ(read(b.qemu.proxy, &end, 1), 0);
  });
  EXPECT_EQ(b.bridge->ended(), vtd::qemu_end::broken);
  EXPECT_NE(b.bridge->problem().find("beyond its file"), std::string::npos);
  close(file);
}

void moved_window(bed &b) {
  b.build();
  b.run([&] {
    b.qemu.reset();
    b.qemu.config_write(PCI_BASE_ADDRESS_0, registers_base + 0x10000, 4);
    vtd_mpqemu_message enable = {};
    enable.command = VTD_MPQEMU_CFG_WRITE;
    enable.addr = PCI_COMMAND;
    enable.value = PCI_COMMAND_MEMORY;
    enable.bytes = 2;
    ASSERT_TRUE(vtd_mpqemu_send(b.qemu.proxy, &enable));
    char end;
    EXPECT_EQ(read(b.qemu.proxy, &end, 1), 0);
  });
  EXPECT_EQ(b.bridge->ended(), vtd::qemu_end::refused);
  EXPECT_NE(b.bridge->problem().find("FEB10000h"), std::string::npos) << b.bridge->problem();
}

// The test interface is dead, or hangs: the guest goes on after a while.
void silent_interrupts(bed &b) {
  b.build();
  b.registers.on_write = [&](uint64_t) { b.initiator.write32(0xfee00000, 0x40); };
  b.run([&] {
    b.boot();
    b.qemu.write(registers_base, 0, 4); // nobody says OK
    close(b.qemu.qtest);
    b.qemu.qtest = -1;
    b.qemu.write(registers_base, 0, 4);
    b.qemu.write(registers_base, 0, 4);
  });
  EXPECT_EQ(b.bridge->ended(), vtd::qemu_end::closed);
  EXPECT_GE(b.bridge->stats().interrupts, 1u);
  EXPECT_GE(b.bridge->stats().interrupts_dropped, 1u);
}

void careful_writes(bed &b) {
  b.config.careful_writes = true;
  b.build();
  const int file = memory_file("guest", ram_bytes);
  b.registers.on_write = [&](uint64_t) {
    b.initiator.write32(0x100, 0x31323334);
    tlm::tlm_generic_payload ask;
    tlm::tlm_dmi dmi;
    EXPECT_TRUE(b.initiator.bus->get_direct_mem_ptr(ask, dmi));
    EXPECT_FALSE(dmi.is_write_allowed());
  };
  b.run([&] {
    b.qemu.share({{0, ram_bytes, 0}}, {file});
    b.boot();
    vtd_mpqemu_message m = {};
    m.command = VTD_MPQEMU_BAR_WRITE;
    m.addr = registers_base;
    m.bytes = 4;
    m.memory = true;
    ASSERT_TRUE(vtd_mpqemu_send(b.qemu.proxy, &m));
    EXPECT_EQ(b.qemu.next_command(), "b64write 0x100 0x4 NDMyMQ==");
    uint64_t answer = 1;
    EXPECT_EQ(vtd_mpqemu_take_answer(b.qemu.proxy, 1000, &answer).status, VTD_MPQEMU_OK);
  });
  close(file);
}

void given_up(bed &b) {
  b.build();
  bool wanted = true;
  b.registers.on_write = [&](uint64_t) { wanted = false; };
  b.bridge->on_idle([&] { return !wanted; });
  b.run([&] {
    b.boot();
    b.qemu.write(registers_base, 0, 4);
    char end;
    EXPECT_EQ(read(b.qemu.proxy, &end, 1), 0);
  });
  EXPECT_EQ(b.bridge->ended(), vtd::qemu_end::closed);
}

struct test_case {
  const char *name;
  void (*run)(bed &);
};
const test_case cases[] = {
    {"accesses", accesses},
    {"memory", memory},
    {"interrupts", interrupts},
    {"resets", resets},
    {"time", time_passes},
    {"death", death},
    {"nonsense", nonsense},
    {"bad-memory", bad_memory},
    {"moved-window", moved_window},
    {"silent-interrupts", silent_interrupts},
    {"careful-writes", careful_writes},
    {"given-up", given_up},
};

} // namespace

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  std::signal(SIGPIPE, SIG_IGN);
  const unsigned before = open_descriptors();
  for (const test_case &c : cases) {
    if (argc != 2 || std::strcmp(argv[1], c.name) != 0)
      continue;
    // The asserts below are outside of a test of the framework: it notes them all the same.
    auto b = make_bed();
    c.run(*b);
    b->bridge.reset();
    b.reset();
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_EQ(mappings_of("guest"), 0u);
    return ::testing::Test::HasFailure() ? 1 : 0;
  }
  std::fprintf(stderr, "vtd_qemu_bridge_test: name one case\n");
  return 2;
}
