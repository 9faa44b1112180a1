// SPDX-License-Identifier: Apache-2.0
// The I/O APIC without a remapping unit: its registers, edges and levels, end of interrupt, and the
// messages of both formats. And where messages go: destinations, and the window on the bus.
#include <gtest/gtest.h>

#include "device_bench.h"
#include "vtd/apic.h"

namespace {

// Bits of a redirection entry, as chapter 5 and the device's data sheet draw them.
constexpr uint64_t masked = UINT64_C(1) << 16;
constexpr uint64_t level = UINT64_C(1) << 15;
constexpr uint64_t remote_irr = UINT64_C(1) << 14;
constexpr uint64_t active_low = UINT64_C(1) << 13;
constexpr uint64_t sending = UINT64_C(1) << 12;
constexpr unsigned pin = 3;

void pass(double ns = 1000) {
  sc_core::wait(sc_core::sc_time(ns, sc_core::SC_NS));
}

uint32_t reg(uint32_t index) {
  bench->write32(ioapic_base + VTD_IOAPIC_IOREGSEL, index);
  return bench->read32(ioapic_base + VTD_IOAPIC_IOWIN);
}
void reg(uint32_t index, uint32_t value) {
  bench->write32(ioapic_base + VTD_IOAPIC_IOREGSEL, index);
  bench->write32(ioapic_base + VTD_IOAPIC_IOWIN, value);
}
uint64_t entry(unsigned n = pin) {
  return reg(0x10 + 2 * n) | uint64_t{reg(0x11 + 2 * n)} << 32;
}
void set_entry(uint64_t value, unsigned n = pin) {
  reg(0x11 + 2 * n, static_cast<uint32_t>(value >> 32));
  reg(0x10 + 2 * n, static_cast<uint32_t>(value));
}
void end_of_interrupt(uint8_t vector) {
  bench->write32(ioapic_base + VTD_IOAPIC_EOI, vector);
}

class ioapic_test : public ::testing::Test {
protected:
  void SetUp() override {
    bench->message_wait_ns = 0;
    for (unsigned n = 0; n < bench->apic.pins(); ++n)
      bench->apic.set_pin(n, false);
    bench->apic.reset();
    pass();
    before_ = bench->sink.count();
  }
  uint64_t messages() const { return bench->sink.count() - before_; }
  static void line(bool high, unsigned n = pin) {
    bench->apic.set_pin(n, high);
    pass();
  }
  static void pulse(unsigned n = pin) {
    line(true, n);
    line(false, n);
  }

private:
  uint64_t before_ = 0;
};

TEST_F(ioapic_test, says_what_it_is) {
  EXPECT_EQ(reg(VTD_IOAPIC_ID), 9u << 24);
  EXPECT_EQ(reg(VTD_IOAPIC_VER), 0x00170020u) << "24 pins, with EOI register";
  EXPECT_EQ(VTD_IOAPIC_VER_PINS(reg(VTD_IOAPIC_VER)), bench->apic.pins());
  reg(VTD_IOAPIC_ID, 0x05FFFFFF);
  EXPECT_EQ(reg(VTD_IOAPIC_ID), 5u << 24);
  EXPECT_EQ(reg(VTD_IOAPIC_ARB), 5u << 24);
  reg(VTD_IOAPIC_VER, 0);
  EXPECT_EQ(reg(VTD_IOAPIC_VER), 0x00170020u);
  EXPECT_EQ(reg(0x0F), 0u);
  EXPECT_EQ(reg(0x10 + 2 * 24), 0u) << "no such pin";
  reg(0x10 + 2 * 24, 0x41);
  EXPECT_EQ(bench->read32(ioapic_base + VTD_IOAPIC_EOI), 0u);
  uint8_t byte = 0;
  EXPECT_EQ(bench->access(tlm::TLM_READ_COMMAND, ioapic_base, &byte, 1).status,
            tlm::TLM_BURST_ERROR_RESPONSE);
}

TEST_F(ioapic_test, entries_are_masked_at_reset_and_keep_what_they_have) {
  for (unsigned n = 0; n < bench->apic.pins(); ++n)
    EXPECT_EQ(entry(n), masked);
  set_entry(~UINT64_C(0));
  EXPECT_EQ(entry(), UINT64_C(0xFFFF00000001AFFF)) << "without delivery status and remote IRR";
  set_entry(0, 0);
  EXPECT_EQ(entry(), UINT64_C(0xFFFF00000001AFFF)) << "an entry of its own for each pin";
  bench->apic.reset();
  EXPECT_EQ(entry(), masked);
}

TEST_F(ioapic_test, an_edge_sends_one_message) {
  set_entry(UINT64_C(0x02) << 56 | 1u << 11 | 1u << 8 | 0x41);
  line(true);
  ASSERT_EQ(messages(), 1u);
  EXPECT_EQ(bench->apic_sender, ioapic_sid);
  const vtd::interrupt_message &m = bench->sink.history().back();
  EXPECT_EQ(m.addr, 0xFEE02004u);
  EXPECT_EQ(m.data, 0x4141u);
  EXPECT_EQ(m.destination, 2u);
  EXPECT_EQ(m.vector, 0x41);
  EXPECT_TRUE(m.logical);
  EXPECT_EQ(m.delivery_mode, 1);
  EXPECT_FALSE(m.level);
  line(true);
  line(false);
  EXPECT_EQ(messages(), 1u) << "neither a level nor the other edge";
  pulse();
  EXPECT_EQ(messages(), 2u) << "and no end of interrupt is needed";
  EXPECT_EQ(entry() & (remote_irr | sending), 0u);
}

TEST_F(ioapic_test, remappable_format_carries_the_index) {
  set_entry(UINT64_C(0x000B000000000841));
  pulse();
  ASSERT_EQ(messages(), 1u);
  EXPECT_EQ(bench->sink.history().back().addr, 0xFEE000B4u) << "index 8005h, SHV clear";
  set_entry(UINT64_C(0xFFFF000000008041));
  line(true);
  ASSERT_EQ(messages(), 2u);
  EXPECT_EQ(bench->sink.history().back().addr, 0xFEEFFFF0u) << "index 7FFFh";
  EXPECT_EQ(bench->sink.history().back().data, 0xC041u);
}

TEST_F(ioapic_test, a_level_repeats_after_its_end_until_the_line_falls) {
  set_entry(level | 0x52);
  line(true);
  EXPECT_EQ(messages(), 1u);
  EXPECT_TRUE(bench->sink.history().back().level);
  EXPECT_EQ(bench->sink.history().back().data, 0xC052u);
  EXPECT_NE(entry() & remote_irr, 0u);
  pulse();
  line(true);
  EXPECT_EQ(messages(), 1u) << "the first has not ended";
  end_of_interrupt(0x53);
  pass();
  EXPECT_EQ(messages(), 1u) << "another vector's";
  end_of_interrupt(0x52);
  pass();
  EXPECT_EQ(messages(), 2u) << "the line still asks";
  line(false);
  EXPECT_NE(entry() & remote_irr, 0u);
  bench->apic.eoi(0x52); // broadcast
  pass();
  EXPECT_EQ(messages(), 2u);
  EXPECT_EQ(entry() & remote_irr, 0u);
}

TEST_F(ioapic_test, an_end_is_for_all_entries_with_the_vector) {
  for (unsigned n = 0; n < 3; ++n) {
    set_entry(level | (n == 2 ? 0x61 : 0x60), n);
    line(true, n);
    line(false, n);
  }
  EXPECT_EQ(messages(), 3u);
  end_of_interrupt(0x60);
  EXPECT_EQ(entry(0) & remote_irr, 0u);
  EXPECT_EQ(entry(1) & remote_irr, 0u);
  EXPECT_NE(entry(2) & remote_irr, 0u);
}

TEST_F(ioapic_test, an_end_that_comes_with_the_message_counts) {
  bench->message_wait_ns = 500; // the message is under way ...
  set_entry(level | 0x52);
  bench->apic.set_pin(pin, true);
  pass(100);
  end_of_interrupt(0x52); // ... and its end overtakes it
  bench->apic.set_pin(pin, false);
  pass(2000);
  EXPECT_EQ(messages(), 1u);
  EXPECT_EQ(entry() & remote_irr, 0u);
}

TEST_F(ioapic_test, software_cannot_set_what_the_device_says) {
  set_entry(level | remote_irr | sending | 0x52);
  line(true);
  EXPECT_EQ(messages(), 1u);
  set_entry(level | 0x52);
  EXPECT_NE(entry() & remote_irr, 0u) << "nor clear it";
  set_entry(0x52);
  EXPECT_EQ(entry() & remote_irr, 0u) << "an edge has none";
  pass();
  EXPECT_EQ(messages(), 1u);
  set_entry(level | 0x52);
  pass();
  EXPECT_EQ(messages(), 2u) << "level again, and the line asks";
}

TEST_F(ioapic_test, a_mask_holds_levels_and_loses_edges) {
  set_entry(masked | level | 0x52);
  line(true);
  EXPECT_EQ(messages(), 0u);
  set_entry(level | 0x52);
  pass();
  EXPECT_EQ(messages(), 1u);
  line(true, 4);
  set_entry(0x54, 4);
  pass();
  EXPECT_EQ(messages(), 1u) << "an edge while it was masked";
  line(false, 4);
  line(true, 4);
  EXPECT_EQ(messages(), 2u);
}

TEST_F(ioapic_test, an_edge_that_waits_shows_and_survives_the_mask) {
  bench->message_wait_ns = 500;
  set_entry(0x54, 4);
  set_entry(0x55, 5);
  bench->apic.set_pin(4, true);
  bench->apic.set_pin(5, true);
  pass(100);
  EXPECT_EQ(entry(4) & sending, 0u) << "under way";
  EXPECT_NE(entry(5) & sending, 0u) << "behind it";
  set_entry(masked | 0x55, 5);
  pass(2000);
  EXPECT_EQ(messages(), 1u);
  set_entry(0x55, 5);
  pass(2000);
  EXPECT_EQ(messages(), 2u);
}

TEST_F(ioapic_test, polarity) {
  set_entry(active_low | 0x41);
  line(true);
  EXPECT_EQ(messages(), 0u);
  line(false);
  EXPECT_EQ(messages(), 1u);
  set_entry(active_low | level | 0x42, 4);
  pass();
  EXPECT_EQ(messages(), 2u) << "low is asserted";
  line(true, 4);
  end_of_interrupt(0x42);
  pass();
  EXPECT_EQ(messages(), 2u);
}

TEST_F(ioapic_test, a_storm_on_one_pin_leaves_the_others_their_turn) {
  bench->message_wait_ns = 100;
  set_entry(level | 0x60, 0);
  set_entry(level | 0x61, 1);
  bench->apic.set_pin(0, true);
  bench->apic.set_pin(1, true);
  const uint64_t first = bench->sink.count(0x60), second = bench->sink.count(0x61);
  for (unsigned i = 0; i < 40; ++i) {
    pass(60);
    bench->apic.eoi(0x60);
    bench->apic.eoi(0x61);
  }
  EXPECT_GE(bench->sink.count(0x60) - first, 8u);
  EXPECT_GE(bench->sink.count(0x61) - second, 8u);
}

TEST_F(ioapic_test, a_wire_does_the_same) {
  set_entry(0x45, wired_pin);
  bench->wire = true;
  pass();
  EXPECT_EQ(messages(), 1u);
  bench->wire = false;
  pass();
  EXPECT_EQ(messages(), 1u);
  bench->apic.set_pin(bench->apic.pins(), true); // no such pin
}

TEST_F(ioapic_test, a_message_that_is_refused_is_lost) {
  const vtd::ioapic_statistics start = bench->apic.statistics();
  bench->messages_refused = true;
  set_entry(0x41);
  pulse();
  set_entry(level | 0x52, 4);
  line(true, 4);
  bench->messages_refused = false;
  pass();
  EXPECT_EQ(messages(), 0u);
  EXPECT_EQ(bench->apic.statistics().messages, start.messages + 2);
  EXPECT_EQ(bench->apic.statistics().refused, start.refused + 2);
  EXPECT_NE(entry(4) & remote_irr, 0u) << "it does not know";
  end_of_interrupt(0x52);
  pass();
  EXPECT_EQ(messages(), 1u);
}

// ---------------------------------------------------------------------------------------------------
// Destinations

vtd::interrupt_message to(uint32_t destination, bool logical = false, bool lowest = false) {
  const uint64_t addr = VTD_INTR_BASE | uint64_t{destination >> 8} << 40 |
                        (destination & 0xFF) << 12 | (logical ? 4 : 0);
  return vtd::decode_interrupt(addr, 0x41 | (lowest ? 0x100 : 0));
}
using numbers = std::vector<unsigned>;

TEST(destinations, xapic) {
  const vtd::apic_map map({0, 4, 254});
  EXPECT_EQ(map.receivers(to(0)), numbers({0}));
  EXPECT_EQ(map.receivers(to(4)), numbers({1}));
  EXPECT_EQ(map.receivers(to(254)), numbers({2}));
  EXPECT_EQ(map.receivers(to(5)), numbers());
  EXPECT_EQ(map.receivers(to(0x104)), numbers());
  EXPECT_EQ(map.receivers(to(0xFF)), numbers({0, 1, 2}));
  EXPECT_EQ(map.receivers(to(0x06, true)), numbers({1, 2})) << "flat model";
  EXPECT_EQ(map.receivers(to(0x06, true, true)), numbers({1})) << "one of them";
  EXPECT_EQ(map.receivers(to(0x08, true)), numbers());
}

TEST(destinations, x2apic) {
  const vtd::apic_map map({0, 255, 300, 0x12345});
  EXPECT_EQ(map.receivers(to(255)), numbers({1})) << "not all of them";
  EXPECT_EQ(map.receivers(to(300)), numbers({2}));
  EXPECT_EQ(map.receivers(to(0x12345)), numbers({3}));
  EXPECT_EQ(map.receivers(to(0x45)), numbers());
  EXPECT_EQ(map.receivers(to(UINT32_MAX)), numbers({0, 1, 2, 3}));
  EXPECT_EQ(map.receivers(to(0x000F8000, true)), numbers({1})) << "member 15 of cluster 15";
  EXPECT_EQ(map.receivers(to(0x12340020, true)), numbers({3}));
  EXPECT_EQ(map.receivers(to(0x00000001, true)), numbers({0}));
}

TEST(destinations, wide_ones_pass_the_bus) {
  const uint64_t before = bench->sink.count();
  const uint64_t refused = bench->sink.refused();
  bench->write32(0x00012300FEE45000, 0x77);
  ASSERT_EQ(bench->sink.count(), before + 1);
  EXPECT_EQ(bench->sink.history().back().destination, 0x12345u);
  EXPECT_EQ(bench->sink.history().back().addr, 0x00012300FEE45000u);
  EXPECT_EQ(bench->sink.refused(), refused);
  uint32_t data = 0x77;
  EXPECT_EQ(bench->access(tlm::TLM_WRITE_COMMAND, 0x00000001FEE45000, &data, 4).status,
            tlm::TLM_ADDRESS_ERROR_RESPONSE)
      << "bits 39:32 count";
  EXPECT_EQ(bench->access(tlm::TLM_WRITE_COMMAND, 0x0000010000100000, &data, 4).status,
            tlm::TLM_ADDRESS_ERROR_RESPONSE)
      << "and memory decodes all of them";
}

TEST(destinations, windows_that_only_differ_in_undecoded_bits_overlap) {
  const vtd::router_window range = vtd::interrupt_window("interrupts");
  EXPECT_EQ(vtd::router_check({range, {"low", 0, VTD_INTR_BASE}}), "");
  EXPECT_NE(vtd::router_check({range, {"high", 0x00000100FEE00000, 4096}}), "");
  EXPECT_NE(vtd::router_check({{"high", 0x00000100FEE00000, 4096}, range}), "");
  EXPECT_NE(vtd::router_check({{"own", 0x00000100FEE00000, 4096, range.undecoded}}), "");
}

} // namespace
