// SPDX-License-Identifier: Apache-2.0
// Memory, router and interrupt sink, each by itself.
#include <cstring>
#include <gtest/gtest.h>

#include "device_bench.h"

namespace {

constexpr auto read_command = tlm::TLM_READ_COMMAND;
constexpr auto write_command = tlm::TLM_WRITE_COMMAND;

TEST(memory, holds_what_was_written) {
  uint8_t out[100], in[100] = {};
  for (unsigned i = 0; i < sizeof out; ++i)
    out[i] = static_cast<uint8_t>(i * 7);
  EXPECT_EQ(bench->access(write_command, 0x1001, out, sizeof out).status, tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(bench->access(read_command, 0x1001, in, sizeof in).status, tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(std::memcmp(out, in, sizeof in), 0);
  EXPECT_EQ(std::memcmp(out, bench->ram.data() + 0x1001, sizeof out), 0);
}

TEST(memory, time_grows_with_lines) {
  uint8_t data[256] = {};
  const auto one = bench->access(read_command, 0, data, 64).delay;
  const auto four = bench->access(read_command, 0, data, 256).delay;
  EXPECT_EQ(four - one, sc_core::sc_time(12, sc_core::SC_NS));
}

TEST(memory, honours_byte_enables) {
  uint8_t data[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  unsigned char enables[] = {TLM_BYTE_ENABLED, TLM_BYTE_DISABLED, TLM_BYTE_DISABLED};
  bench->ram.clear(0x2000, 4096);
  bench->access(write_command, 0x2000, data, 8, 0, enables, 3);
  const uint8_t expected[8] = {1, 0, 0, 4, 0, 0, 7, 0};
  EXPECT_EQ(std::memcmp(bench->ram.data() + 0x2000, expected, 8), 0);
  uint8_t in[8];
  std::memset(in, 0xEE, sizeof in);
  bench->access(read_command, 0x2000, in, 8, 0, enables, 3);
  const uint8_t got[8] = {1, 0xEE, 0xEE, 4, 0xEE, 0xEE, 7, 0xEE};
  EXPECT_EQ(std::memcmp(in, got, 8), 0);
}

TEST(memory, honours_streaming_width) {
  uint8_t data[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  bench->ram.clear(0x3000, 4096);
  bench->access(write_command, 0x3000, data, 8, 4);
  const uint8_t expected[8] = {5, 6, 7, 8, 0, 0, 0, 0};
  EXPECT_EQ(std::memcmp(bench->ram.data() + 0x3000, expected, 8), 0);
}

TEST(memory, performs_atomic_operations) {
  const auto perform = [](vtd::atomic_op op, uint64_t first, uint64_t second, unsigned length) {
    vtd::dma_extension extension;
    extension.operation = op;
    extension.operand[0] = first;
    extension.operand[1] = second;
    uint64_t old = 0;
    EXPECT_EQ(bench->access(read_command, 0x4008, &old, length, 0, nullptr, 0, &extension).status,
              tlm::TLM_OK_RESPONSE);
    return old;
  };
  bench->write64(0x4008, UINT64_C(0x1'FFFFFFFF));
  EXPECT_EQ(perform(vtd::atomic_op::fetch_add, 2, 0, 4), UINT64_C(0xFFFFFFFF));
  EXPECT_EQ(bench->read64(0x4008), UINT64_C(0x1'00000001)) << "no carry into the next word";
  EXPECT_EQ(perform(vtd::atomic_op::fetch_add, 5, 0, 8), UINT64_C(0x1'00000001));
  EXPECT_EQ(perform(vtd::atomic_op::swap, 77, 0, 8), UINT64_C(0x1'00000006));
  EXPECT_EQ(perform(vtd::atomic_op::compare_swap, 76, 99, 8), UINT64_C(77));
  EXPECT_EQ(perform(vtd::atomic_op::compare_swap, 77, 99, 8), UINT64_C(77));
  EXPECT_EQ(bench->read64(0x4008), UINT64_C(99));

  vtd::dma_extension extension;
  extension.operation = vtd::atomic_op::fetch_add;
  uint8_t data[16];
  for (const auto &[addr, length] : {std::pair<uint64_t, unsigned>{0x4004, 8}, {0x4000, 2}})
    EXPECT_EQ(bench->access(read_command, addr, data, length, 0, nullptr, 0, &extension).status,
              tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(bench->access(write_command, 0x4000, data, 8, 0, nullptr, 0, &extension).status,
            tlm::TLM_BURST_ERROR_RESPONSE);
}

TEST(memory, debug_returns_the_bytes_it_has) {
  uint8_t data[16] = {};
  tlm::tlm_generic_payload trans;
  trans.set_command(read_command);
  trans.set_address(ram_bytes - 10);
  trans.set_data_ptr(data);
  trans.set_data_length(16);
  EXPECT_EQ(bench->port->transport_dbg(trans), 10u);
  trans.set_address(hole);
  EXPECT_EQ(bench->port->transport_dbg(trans), 0u);
}

TEST(memory, costs_the_host_only_what_is_touched) {
  bench->ram.clear(0x800000, 0x400000);
  const uint64_t before = bench->ram.resident_bytes();
  for (uint64_t page = 0; page < 100; ++page)
    bench->write32(0x800000 + page * 8192, 1);
  EXPECT_EQ(bench->ram.resident_bytes(), before + 100 * 4096);
  bench->ram.clear(0x800000, 0x400000);
  EXPECT_EQ(bench->read32(0x800000), 0u);
  EXPECT_LE(bench->ram.resident_bytes(), before + 4096);
}

TEST(router, answers_only_for_its_windows) {
  uint32_t data = 0;
  for (const uint64_t addr : {hole, ram_bytes, ram_bytes - 2, spy_base - 4, ~UINT64_C(0) - 3})
    EXPECT_EQ(bench->access(read_command, addr, &data, 4).status, tlm::TLM_ADDRESS_ERROR_RESPONSE)
        << std::hex << addr;
  EXPECT_EQ(bench->access(read_command, ram_bytes - 4, &data, 4).status, tlm::TLM_OK_RESPONSE);
}

TEST(router, targets_see_addresses_of_their_window) {
  bench->probe.seen.clear();
  uint32_t data = 0;
  EXPECT_EQ(bench->access(read_command, spy_base + 0x24, &data, 4).status, tlm::TLM_OK_RESPONSE);
  ASSERT_EQ(bench->probe.seen.size(), 1u);
  EXPECT_EQ(bench->probe.seen[0].addr, 0x24u);
}

TEST(router, grants_stay_within_their_window) {
  tlm::tlm_generic_payload trans;
  tlm::tlm_dmi dmi;
  trans.set_command(read_command);
  trans.set_address(spy_base + 0x1800);
  ASSERT_TRUE(bench->port->get_direct_mem_ptr(trans, dmi));
  EXPECT_EQ(dmi.get_start_address(), spy_base + 0x1000);
  EXPECT_EQ(dmi.get_end_address(), spy_base + 0x1FFF);
  EXPECT_EQ(dmi.get_dmi_ptr(), bench->probe.bytes);
  trans.set_address(hole + 0x123);
  EXPECT_FALSE(bench->port->get_direct_mem_ptr(trans, dmi));
  EXPECT_EQ(dmi.get_start_address(), hole);
  EXPECT_EQ(dmi.get_end_address(), hole + 0xFFF);
}

TEST(router, revocations_are_translated) {
  bench->revoked.clear();
  bench->probe.socket->invalidate_direct_mem_ptr(0x10, 0x20);
  bench->probe.socket->invalidate_direct_mem_ptr(0, ~UINT64_C(0));
  ASSERT_EQ(bench->revoked.size(), 2u);
  EXPECT_EQ(bench->revoked[0], std::make_pair(spy_base + 0x10, spy_base + 0x20));
  EXPECT_EQ(bench->revoked[1], std::make_pair(spy_base, spy_base + 8191));
}

TEST(router, refuses_maps_that_overlap) {
  EXPECT_EQ(vtd::router_check({{"a", 0, 4096}, {"b", 4096, 4096}}), "");
  EXPECT_NE(vtd::router_check({{"a", 0, 4097}, {"b", 4096, 4096}}).find("a (0h..1000h) and b"),
            std::string::npos);
  EXPECT_NE(vtd::router_check({{"a", 16, 0}}), "");
  EXPECT_NE(vtd::router_check({{"a", ~UINT64_C(0), 2}}), "");
}

TEST(interrupt_sink, decodes_messages) {
  const uint64_t before = bench->sink.count();
  vtd::interrupt_message seen;
  bench->sink.on_message([&](const vtd::interrupt_message &m) { seen = m; });
  bench->write32(VTD_INTR_BASE + 0x5A00C, 0x8141); // destination 5Ah, logical, redirected
  EXPECT_EQ(bench->sink.count(), before + 1);
  EXPECT_EQ(seen.addr, VTD_INTR_BASE + UINT64_C(0x5A00C));
  EXPECT_EQ(seen.destination, 0x5A);
  EXPECT_TRUE(seen.logical);
  EXPECT_TRUE(seen.redirection_hint);
  EXPECT_EQ(seen.vector, 0x41);
  EXPECT_EQ(seen.delivery_mode, 1);
  EXPECT_TRUE(seen.level);
  EXPECT_EQ(bench->sink.history().back().data, 0x8141u);
  bench->sink.on_message(nullptr);
}

TEST(interrupt_sink, messages_of_other_modes_have_no_vector) {
  const uint64_t vectors = bench->sink.count(0x55);
  vtd::interrupt_message seen;
  bench->sink.on_message([&](const vtd::interrupt_message &m) { seen = m; });
  for (unsigned mode = 0; mode < 8; ++mode) {
    const uint64_t before = bench->sink.count_of_mode(static_cast<uint8_t>(mode));
    bench->write32(VTD_INTR_BASE, mode << 8 | 0x55);
    EXPECT_EQ(seen.delivery_mode, mode);
    EXPECT_EQ(seen.has_vector(), mode < 2) << "fixed, lowest priority";
    EXPECT_EQ(bench->sink.count_of_mode(static_cast<uint8_t>(mode)), before + 1);
  }
  EXPECT_EQ(bench->sink.count(0x55), vectors + 2);
  bench->sink.on_message(nullptr);
}

TEST(interrupt_sink, takes_only_aligned_double_words) {
  const uint64_t before = bench->sink.count();
  uint64_t data = 0x40;
  EXPECT_NE(bench->access(write_command, VTD_INTR_BASE, &data, 8).status, tlm::TLM_OK_RESPONSE);
  EXPECT_NE(bench->access(write_command, VTD_INTR_BASE, &data, 2).status, tlm::TLM_OK_RESPONSE);
  EXPECT_NE(bench->access(write_command, VTD_INTR_BASE + 2, &data, 4).status, tlm::TLM_OK_RESPONSE);
  EXPECT_NE(bench->access(read_command, VTD_INTR_BASE, &data, 4).status, tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(bench->sink.count(), before);
  EXPECT_EQ(bench->sink.refused(), 4u);
}

TEST(interrupt_sink, history_is_bounded) {
  const uint64_t before = bench->sink.count(0x77);
  for (unsigned i = 0; i < 3000; ++i)
    bench->write32(VTD_INTR_BASE, 0x77);
  EXPECT_EQ(bench->sink.count(0x77), before + 3000);
  EXPECT_EQ(bench->sink.history().size(), vtd::interrupt_sink::history_messages);
}

} // namespace
