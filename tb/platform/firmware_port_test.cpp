// SPDX-License-Identifier: Apache-2.0
// The port through which programs on an outside processor report: a platform with such a processor,
// which drives devices and the port by hand, and what the report says afterwards.
#include <cstring>
#include <gtest/gtest.h>
#include <string>
#include <tlm_utils/simple_initiator_socket.h>

#include "firmware_port.h"
#include "fw_port.h"
#include "platform.h"
#include "vtd/memory.h"

namespace {

constexpr uint64_t dmar_address = 0x70000;
constexpr uint64_t texts = 0x8000; // in memory
constexpr uint32_t vector = 0x51;

vtd::platform_config small_platform() {
  vtd::platform_config config = vtd::default_platform();
  config.memory.mib = 16;
  config.cpu.apic_ids = {0};
  return config;
}

class processor : public sc_core::sc_module, public vtd::outside_processor {
public:
  tlm_utils::simple_initiator_socket<processor, 64> bus_socket, port_socket;
  vtd::memory ram;
  vtd::firmware_port *port = nullptr;
  unsigned messages = 0;

  explicit processor(sc_core::sc_module_name name)
      : sc_module(name), bus_socket("bus"), port_socket("port"), ram("ram", ram_config()) {
    SC_HAS_PROCESS(processor);
    SC_THREAD(run);
  }
  tlm::tlm_base_initiator_socket<64> &bus() override { return bus_socket; }
  tlm::tlm_base_target_socket_b<64> &memory() override { return ram.socket; }
  void raise(const vtd::interrupt_message &message) override {
    EXPECT_EQ(message.vector, vector);
    ++messages;
    port->raised();
  }
  void store(uint64_t addr, const uint8_t *data, size_t bytes) override {
    std::memcpy(ram.data() + addr, data, bytes);
  }

  tlm::tlm_response_status access(tlm_utils::simple_initiator_socket<processor, 64> &socket,
                                  bool write, uint64_t addr, uint64_t &value, unsigned bytes) {
    sc_core::sc_time delay;
    const tlm::tlm_response_status response = transport(socket, write, addr, value, bytes, delay);
    wait(delay); // may be the end, so that nothing with a destructor is left here
    return response;
  }
  tlm::tlm_response_status transport(tlm_utils::simple_initiator_socket<processor, 64> &socket,
                                     bool write, uint64_t addr, uint64_t &value, unsigned bytes,
                                     sc_core::sc_time &delay) {
    tlm::tlm_generic_payload trans;
    trans.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    trans.set_address(addr);
    trans.set_data_ptr(reinterpret_cast<uint8_t *>(&value));
    trans.set_data_length(bytes);
    trans.set_streaming_width(bytes);
    socket->b_transport(trans, delay);
    return trans.get_response_status();
  }
  uint64_t read(uint32_t reg) {
    uint64_t value = 0;
    EXPECT_EQ(access(port_socket, false, reg, value, 8), tlm::TLM_OK_RESPONSE);
    return value;
  }
  void write(uint32_t reg, uint64_t value) {
    EXPECT_EQ(access(port_socket, true, reg, value, 8), tlm::TLM_OK_RESPONSE);
  }
  void say(uint32_t reg, const std::string &text, uint64_t flags = 0) {
    std::memcpy(ram.data() + texts, text.c_str(), text.size() + 1);
    write(reg, texts | flags);
  }

private:
  static vtd::memory_config ram_config() {
    vtd::memory_config config;
    config.bytes = UINT64_C(16) << 20;
    return config;
  }
  void run();
};

processor *outside;
vtd::platform *machine;
bool abandon = false;
std::string logged;

void test_access() {
  uint64_t value = 0;
  EXPECT_EQ(outside->read(FW_PORT_ID), FW_PORT_MAGIC);
  EXPECT_EQ(outside->access(outside->port_socket, false, FW_PORT_ID, value, 4),
            tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(outside->access(outside->port_socket, false, FW_PORT_ID + 4, value, 8),
            tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(outside->access(outside->port_socket, true, FW_PORT_BYTES, value, 8),
            tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

void test_machine() {
  fw_machine found;
  for (size_t at = 0; at < sizeof found; at += 8) {
    const uint64_t word = outside->read(static_cast<uint32_t>(FW_PORT_MACHINE + at));
    std::memcpy(reinterpret_cast<uint8_t *>(&found) + at, &word, 8);
  }
  EXPECT_EQ(found.dmar, dmar_address);
  EXPECT_EQ(found.ram_bytes, UINT64_C(16) << 20);
  EXPECT_EQ(found.engine_count, 4u);
  EXPECT_EQ(found.engine[1].base, 0xFEB01000u);
  EXPECT_EQ(found.processor_count, 1u);
  // The bus leads to the devices that it names.
  uint64_t version = 0;
  EXPECT_EQ(outside->access(outside->bus_socket, false, found.vtd_base + VTD_VER_REG, version, 4),
            tlm::TLM_OK_RESPONSE);
  EXPECT_NE(version, 0u);
}

// A program with everything, and one that leaves the unit's queue on.
void test_programs() {
  outside->write(FW_PORT_CHECK, texts); // no program: nothing happens
  outside->write(FW_PORT_SEED, 7);
  outside->say(FW_PORT_PROGRAM, "first");
  EXPECT_EQ(std::memcmp(outside->ram.data() + dmar_address, "DMAR", 4), 0) << "a reset puts it";
  outside->say(FW_PORT_PHASE, "a phase");
  outside->say(FW_PORT_CHECK, "it holds", FW_PORT_HELD);
  outside->write(FW_PORT_EXPECT, 2);
  outside->write(FW_PORT_FAULT, 1);
  outside->write(FW_PORT_FAULT, 1);
  outside->say(FW_PORT_LOG, "a line");
  outside->write(FW_PORT_PAGES, UINT64_C(12) << 32);
  outside->write(FW_PORT_END, 1);

  outside->say(FW_PORT_PROGRAM, "second");
  outside->say(FW_PORT_CHECK, "it does not hold");
  outside->write(FW_PORT_END, 1);

  outside->say(FW_PORT_PROGRAM, "third");
  uint64_t value = VTD_GCMD_QIE;
  const uint64_t gcmd = small_platform().units[0].base + VTD_GCMD_REG;
  EXPECT_EQ(outside->access(outside->bus_socket, true, gcmd, value, 4), tlm::TLM_OK_RESPONSE);
  outside->write(FW_PORT_END, 1);
}

void test_time() {
  const uint64_t before = outside->read(FW_PORT_TIME);
  EXPECT_EQ(outside->read(FW_PORT_RELAX), 0u);
  const uint64_t turn = outside->read(FW_PORT_TIME) - before;
  EXPECT_GE(turn, 100u);
  EXPECT_LT(turn, 200u);
}

// An interrupt message of a device ends a turn of waiting.
void test_interrupt() {
  outside->say(FW_PORT_PROGRAM, "fourth");
  uint64_t data = vector;
  EXPECT_EQ(outside->access(outside->bus_socket, true, 0xFEE00000, data, 4), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(outside->messages, 1u);
  EXPECT_EQ(outside->read(FW_PORT_RELAX), 0u);
  outside->write(FW_PORT_END, 1);
}

void test_abandoned() {
  outside->say(FW_PORT_PROGRAM, "fifth");
  abandon = true;
  EXPECT_EQ(outside->read(FW_PORT_RELAX), 1u);
  EXPECT_TRUE(outside->port->done());
}

void processor::run() {
  wait(1, sc_core::SC_NS);
  test_access();
  test_machine();
  test_programs();
  test_time();
  test_interrupt();
  test_abandoned();
}

TEST(firmware_port, report) {
  const auto &programs = std::as_const(*machine).report().programs();
  ASSERT_EQ(programs.size(), 5u);
  EXPECT_EQ(programs[0].name, "first");
  EXPECT_EQ(programs[0].seed, 7u);
  EXPECT_TRUE(programs[0].passed());
  EXPECT_EQ(programs[0].pages_peak, 12u);
  const vtd::phase_record sum = programs[0].total();
  EXPECT_EQ(sum.checks_held, 1u);
  EXPECT_EQ(sum.faults_expected, 2u);
  EXPECT_EQ(sum.faults_seen, 2u);
  EXPECT_EQ(logged, "first: a line");
  EXPECT_FALSE(programs[1].passed());
  EXPECT_EQ(programs[1].phases.back().failures.at(0), "it does not hold");
  EXPECT_EQ(programs[2].problem, "it left the invalidation queue on");
  EXPECT_TRUE(programs[3].passed());
  EXPECT_EQ(programs[4].problem, "abandoned");
  EXPECT_FALSE(programs[4].returned);
}

TEST(firmware_port, gives_up_once) {
  outside->port->give_up("the processor is gone");
  EXPECT_EQ(std::as_const(*machine).report().programs().size(), 5u);
}

} // namespace

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  processor cpu("processor");
  vtd::platform_options options;
  options.outside = &cpu;
  options.dmar_address = dmar_address;
  vtd::platform platform("platform", small_platform(), options);
  vtd::firmware_port::hooks hooks;
  hooks.reset = [&] { platform.reset(); };
  hooks.left_behind = [&] { return platform.left_behind(); };
  hooks.text = [&](uint64_t addr) {
    return std::string(reinterpret_cast<const char *>(cpu.ram.data() + addr));
  };
  hooks.log = [](const std::string &program, const std::string &line) {
    logged = program + ": " + line;
  };
  hooks.abandoned = [] { return abandon; };
  hooks.done = [] { sc_core::sc_stop(); };
  const vtd::firmware_port::timing times = {sc_core::sc_time(100, sc_core::SC_NS),
                                            sc_core::sc_time(1, sc_core::SC_SEC)};
  vtd::firmware_port port("port", platform.machine(), times, platform.report(), hooks);
  cpu.port_socket.bind(port.socket);
  cpu.port = &port;
  outside = &cpu;
  machine = &platform;
  sc_core::sc_start();
  return RUN_ALL_TESTS();
}
