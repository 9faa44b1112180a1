// SPDX-License-Identifier: Apache-2.0
// The DMA engine without a remapping unit: every operation, every error, rings, messages, reset.
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <random>

#include "device_bench.h"

namespace {

constexpr uint64_t ring = 0x100000;
constexpr uint32_t ring_entries = 16;
constexpr uint64_t lists = 0x110000;
constexpr uint64_t source = 0x200000;
constexpr uint64_t destination = 0x400000;

struct descriptor {
  uint64_t src = 0;
  uint64_t dst = 0;
  uint32_t len = 0;
  uint32_t flags = 0;
  uint32_t status = 0;
  uint32_t done = 0;
};
static_assert(sizeof(descriptor) == VTD_DMAE_DESC_BYTES, "as in memory");

uint8_t *ram() {
  return bench->ram.data();
}

// Drives one channel as a driver would.
class dma_engine_test : public ::testing::Test {
protected:
  explicit dma_engine_test(unsigned channel = 0) : base_(engine_base + channel * 0x100) {}

  void SetUp() override {
    reg(VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
    wait_idle();
    bench->probe.seen.clear();
    std::memset(ram() + ring, 0, ring_entries * VTD_DMAE_DESC_BYTES);
    for (uint64_t i = 0; i < 0x20000; ++i)
      ram()[source + i] = static_cast<uint8_t>(i * 31 + (i >> 8));
    std::memset(ram() + destination, 0, 0x20000);
    bench->write64(base_ + VTD_DMAE_RING_BASE, ring);
    reg(VTD_DMAE_RING_SIZE, ring_entries);
  }

  uint32_t reg(uint32_t offset) { return bench->read32(base_ + offset); }
  void reg(uint32_t offset, uint32_t value) { bench->write32(base_ + offset, value); }
  void start(uint32_t extra = 0) { reg(VTD_DMAE_CTRL, VTD_DMAE_CTRL_RUN | extra); }

  void put(uint32_t index, const descriptor &d) {
    std::memcpy(ram() + ring + index * sizeof d, &d, sizeof d);
  }
  descriptor get(uint32_t index) {
    descriptor d;
    std::memcpy(&d, ram() + ring + index * sizeof d, sizeof d);
    return d;
  }
  void push(const descriptor &d) {
    const uint32_t tail = reg(VTD_DMAE_TAIL);
    put(tail, d);
    reg(VTD_DMAE_TAIL, tail + 1);
  }
  void wait_idle() {
    for (unsigned i = 0; i < 100000; ++i) {
      sc_core::wait(sc_core::sc_time(100, sc_core::SC_NS));
      const uint32_t status = reg(VTD_DMAE_STATUS);
      const bool empty = reg(VTD_DMAE_HEAD) == reg(VTD_DMAE_TAIL);
      if ((status & VTD_DMAE_STATUS_BUSY) == 0 && (empty || (status & VTD_DMAE_STATUS_HALTED) != 0))
        return;
    }
    FAIL() << "the channel does not come to rest";
  }
  // One descriptor from start to end.
  descriptor run(descriptor d) {
    const uint32_t index = reg(VTD_DMAE_TAIL);
    d.flags |= VTD_DMAE_FLAG_STATUS;
    start();
    push(d);
    wait_idle();
    return get(index);
  }
  void expect_error(const descriptor &d, uint32_t kind, uint32_t response, uint64_t addr) {
    const descriptor after = run(d);
    EXPECT_EQ(after.status, VTD_DMAE_DESC_FAILED);
    EXPECT_EQ(reg(VTD_DMAE_FAILED), 1u);
    EXPECT_EQ(reg(VTD_DMAE_STATUS), VTD_DMAE_STATUS_ERROR);
    EXPECT_EQ(VTD_DMAE_ERR_INFO_KIND(reg(VTD_DMAE_ERR_INFO)), kind);
    EXPECT_EQ(VTD_DMAE_ERR_INFO_RESPONSE(reg(VTD_DMAE_ERR_INFO)), response);
    EXPECT_EQ(bench->read64(base_ + VTD_DMAE_ERR_ADDR), addr);
  }
  void put_list(uint64_t at, std::vector<std::pair<uint64_t, uint32_t>> pieces) {
    for (const auto &[addr, length] : pieces) {
      std::memset(ram() + at, 0, VTD_DMAE_LIST_ENTRY_BYTES);
      std::memcpy(ram() + at, &addr, 8);
      std::memcpy(ram() + at + 8, &length, 4);
      at += VTD_DMAE_LIST_ENTRY_BYTES;
    }
  }
  static bool same(uint64_t a, uint64_t b, uint64_t bytes) {
    return std::memcmp(ram() + a, ram() + b, bytes) == 0;
  }

  uint64_t base_;
};

TEST_F(dma_engine_test, identifies_itself) {
  EXPECT_EQ(bench->read32(engine_base + VTD_DMAE_ID), VTD_DMAE_ID_VALUE);
  EXPECT_EQ(bench->read32(engine_base + VTD_DMAE_CHANNELS), 3u);
  EXPECT_EQ(bench->read32(engine_base + 0x300), 0u) << "no fourth channel";
  EXPECT_EQ(bench->read32(engine_base + 0xFC), 0u) << "no such register";
}

TEST_F(dma_engine_test, refuses_odd_register_accesses) {
  uint64_t data = 0;
  unsigned char enables[] = {TLM_BYTE_ENABLED};
  const auto attempt = [&](uint64_t offset, unsigned length) {
    return bench->access(tlm::TLM_READ_COMMAND, engine_base + offset, &data, length).status;
  };
  EXPECT_EQ(attempt(0, 1), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(attempt(0, 2), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(attempt(2, 4), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(attempt(4, 8), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(bench->access(tlm::TLM_WRITE_COMMAND, engine_base, &data, 4, 0, enables, 1).status,
            tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  EXPECT_EQ(bench->access(tlm::TLM_WRITE_COMMAND, engine_base, &data, 8, 4).status,
            tlm::TLM_BURST_ERROR_RESPONSE);
}

TEST_F(dma_engine_test, registers_hold_and_protect_their_bits) {
  bench->write64(base_ + VTD_DMAE_MSI_ADDR, UINT64_C(0x123456789ABCDEF0));
  EXPECT_EQ(reg(VTD_DMAE_MSI_ADDR), 0x9ABCDEF0u);
  EXPECT_EQ(reg(VTD_DMAE_MSI_ADDR + 4), 0x12345678u);
  reg(VTD_DMAE_MSI_ADDR + 4, 0);
  EXPECT_EQ(bench->read64(base_ + VTD_DMAE_MSI_ADDR), UINT64_C(0x9ABCDEF0));
  bench->write64(base_ + VTD_DMAE_RING_BASE, ring + 31);
  EXPECT_EQ(bench->read64(base_ + VTD_DMAE_RING_BASE), ring) << "32-byte aligned";
  EXPECT_EQ(reg(VTD_DMAE_BURST), 256u);
  for (const uint32_t wrong : {0u, 8u, 24u, 8192u}) {
    reg(VTD_DMAE_BURST, wrong);
    EXPECT_EQ(reg(VTD_DMAE_BURST), 256u) << wrong;
  }
  for (const uint32_t wrong : {0u, 1u, 12u, 131072u}) {
    reg(VTD_DMAE_RING_SIZE, wrong);
    EXPECT_EQ(reg(VTD_DMAE_RING_SIZE), ring_entries) << wrong;
  }
  reg(VTD_DMAE_HEAD, 3);
  EXPECT_EQ(reg(VTD_DMAE_HEAD), 0u) << "read-only";
  reg(VTD_DMAE_TAIL, ring_entries + 3);
  EXPECT_EQ(reg(VTD_DMAE_TAIL), 3u) << "an index of the ring";
}

TEST_F(dma_engine_test, copies) {
  for (const uint32_t burst : {16u, 256u, 4096u}) {
    SetUp();
    reg(VTD_DMAE_BURST, burst);
    const descriptor after = run({source + 3, destination + 1001, 10007, VTD_DMAE_OP_COPY, 0, 0});
    EXPECT_EQ(after.status, VTD_DMAE_DESC_COMPLETED);
    EXPECT_EQ(after.done, 10007u);
    EXPECT_TRUE(same(source + 3, destination + 1001, 10007));
    EXPECT_EQ(ram()[destination + 1000], 0);
    EXPECT_EQ(ram()[destination + 1001 + 10007], 0);
    EXPECT_EQ(bench->read64(base_ + VTD_DMAE_BYTES), 10007u);
    EXPECT_EQ(reg(VTD_DMAE_COMPLETED), 1u);
    EXPECT_EQ(reg(VTD_DMAE_STATUS), VTD_DMAE_STATUS_DONE);
  }
}

TEST_F(dma_engine_test, fills_with_a_pattern) {
  const uint64_t pattern = UINT64_C(0x0807060504030201);
  run({pattern, destination + 5, 1003, VTD_DMAE_OP_FILL, 0, 0});
  for (unsigned i = 0; i < 1003; ++i)
    ASSERT_EQ(ram()[destination + 5 + i], i % 8 + 1) << i;
  EXPECT_EQ(ram()[destination + 4], 0);
  EXPECT_EQ(ram()[destination + 5 + 1003], 0);
}

TEST_F(dma_engine_test, gathers_and_scatters) {
  put_list(lists + 8, {{source + 1, 100}, {source + 5000, 0}, {source + 9000, 3000}, {source, 1}});
  EXPECT_EQ(run({lists + 8, destination + 7, 4, VTD_DMAE_OP_GATHER, 0, 0}).done, 3101u);
  EXPECT_TRUE(same(source + 1, destination + 7, 100));
  EXPECT_TRUE(same(source + 9000, destination + 107, 3000));
  EXPECT_TRUE(same(source, destination + 3107, 1));

  SetUp();
  put_list(lists, {{destination + 11, 77}, {destination + 8000, 2222}});
  EXPECT_EQ(run({source, lists, 2, VTD_DMAE_OP_SCATTER, 0, 0}).done, 2299u);
  EXPECT_TRUE(same(source, destination + 11, 77));
  EXPECT_TRUE(same(source + 77, destination + 8000, 2222));
}

TEST_F(dma_engine_test, long_lists_are_fetched_in_bursts) {
  std::vector<std::pair<uint64_t, uint32_t>> pieces;
  for (uint32_t i = 0; i < 1000; ++i)
    pieces.emplace_back(source + i * 64, 16);
  for (const uint64_t at : {lists, lists + 8}) {
    SetUp();
    put_list(at, pieces);
    EXPECT_EQ(run({at, destination, 1000, VTD_DMAE_OP_GATHER, 0, 0}).done, 16000u);
    for (uint32_t i = 0; i < 1000; ++i)
      ASSERT_TRUE(same(source + i * 64, destination + i * 16, 16)) << i;
  }
}

TEST_F(dma_engine_test, zero_length_reads_move_nothing) {
  const descriptor after = run({read_only + 0x40, 0, 0, VTD_DMAE_OP_ZERO_READ, 0, 0});
  EXPECT_EQ(after.status, VTD_DMAE_DESC_COMPLETED);
  EXPECT_EQ(after.done, 0u);
  ASSERT_EQ(bench->probe.seen.size(), 1u);
  EXPECT_TRUE(bench->probe.seen[0].zero_length);
  EXPECT_FALSE(bench->probe.seen[0].write);
}

TEST_F(dma_engine_test, adds_atomically) {
  bench->write64(destination, 1000);
  EXPECT_EQ(run({~UINT64_C(0), destination, 0, VTD_DMAE_OP_FETCH_ADD, 0, 0}).done, 8u);
  EXPECT_EQ(bench->read64(destination), 999u);
}

TEST_F(dma_engine_test, says_of_its_requests_what_it_is_told_to) {
  reg(VTD_DMAE_REQUEST, VTD_DMAE_REQ_PASID | VTD_DMAE_REQ_PRIVILEGED | 0xABCDE);
  reg(VTD_DMAE_FORGE, VTD_DMAE_FORGE_ON | 0x1234);
  EXPECT_EQ(reg(VTD_DMAE_REQUEST), VTD_DMAE_REQ_PASID | VTD_DMAE_REQ_PRIVILEGED | 0xABCDEu);
  bench->write64(base_ + VTD_DMAE_MSI_ADDR, read_only + 8);
  descriptor d;
  d.src = read_only;
  d.dst = destination;
  d.len = 64;
  d.flags = VTD_DMAE_OP_COPY | VTD_DMAE_FLAG_IRQ;
  start(VTD_DMAE_CTRL_IRQ_ENABLE);
  push(d);
  wait_idle();
  ASSERT_EQ(bench->probe.seen.size(), 2u) << "the data, and the completion message";
  const vtd::identity data = bench->probe.seen[0].id, message = bench->probe.seen[1].id;
  EXPECT_EQ(data.sid, 0x1234);
  EXPECT_TRUE(data.pasid_valid && data.privileged);
  EXPECT_EQ(data.pasid, 0xABCDEu);
  EXPECT_EQ(message.sid, 0x1234);
  EXPECT_FALSE(message.pasid_valid) << "interrupts are requested without PASID";
  bench->probe.seen.clear();
  reg(VTD_DMAE_FORGE, 0);
  reg(VTD_DMAE_REQUEST, VTD_DMAE_REQ_TRANSLATED);
  d.flags = VTD_DMAE_OP_COPY;
  push(d);
  wait_idle();
  ASSERT_EQ(bench->probe.seen.size(), 1u);
  EXPECT_EQ(bench->probe.seen[0].id.at, VTD_AT_TRANSLATED);
  EXPECT_FALSE(bench->probe.seen[0].id.pasid_valid);
  EXPECT_NE(bench->probe.seen[0].sid, 0x1234);
  reg(VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
  EXPECT_EQ(reg(VTD_DMAE_REQUEST), 0u);
  EXPECT_EQ(reg(VTD_DMAE_FORGE), 0u);
}

TEST_F(dma_engine_test, carries_the_requester_id_of_its_channel) {
  const uint16_t ids[] = {0x0010, 0x0208, 0xFFF8};
  for (unsigned channel = 0; channel < 3; ++channel) {
    base_ = engine_base + channel * VTD_DMAE_CHANNEL_STRIDE;
    SetUp();
    run({read_only, destination, 64, VTD_DMAE_OP_COPY, 0, 0});
    ASSERT_FALSE(bench->probe.seen.empty());
    EXPECT_EQ(bench->probe.seen[0].sid, ids[channel]);
  }
}

TEST_F(dma_engine_test, reports_read_errors) {
  expect_error({hole + 8, destination, 64, VTD_DMAE_OP_COPY, 0, 0}, VTD_DMAE_ERR_READ,
               VTD_DMAE_RESP_ADDRESS, hole + 8);
}

TEST_F(dma_engine_test, reports_write_errors) {
  expect_error({source, read_only + 16, 64, VTD_DMAE_OP_COPY, 0, 0}, VTD_DMAE_ERR_WRITE,
               VTD_DMAE_RESP_COMMAND, read_only + 16);
}

TEST_F(dma_engine_test, reports_other_errors) {
  expect_error({broken, destination, 64, VTD_DMAE_OP_COPY, 0, 0}, VTD_DMAE_ERR_READ,
               VTD_DMAE_RESP_OTHER, broken);
}

TEST_F(dma_engine_test, reports_list_errors) {
  expect_error({hole, destination, 2, VTD_DMAE_OP_GATHER, 0, 0}, VTD_DMAE_ERR_LIST,
               VTD_DMAE_RESP_ADDRESS, hole);
}

TEST_F(dma_engine_test, tells_how_far_it_came) {
  const descriptor after = run({ram_bytes - 1000, destination, 2000, VTD_DMAE_OP_COPY, 0, 0});
  EXPECT_EQ(after.status, VTD_DMAE_DESC_FAILED);
  EXPECT_EQ(after.done, 1000u);
  EXPECT_EQ(bench->read64(base_ + VTD_DMAE_ERR_ADDR), ram_bytes);
}

TEST_F(dma_engine_test, reports_ring_errors) {
  bench->write64(base_ + VTD_DMAE_RING_BASE, hole);
  start();
  reg(VTD_DMAE_TAIL, 2);
  wait_idle();
  EXPECT_EQ(reg(VTD_DMAE_FAILED), 2u) << "it goes on with the next";
  EXPECT_EQ(VTD_DMAE_ERR_INFO_KIND(reg(VTD_DMAE_ERR_INFO)), VTD_DMAE_ERR_RING);
  EXPECT_EQ(bench->read64(base_ + VTD_DMAE_ERR_ADDR), hole) << "the first error counts";
}

TEST_F(dma_engine_test, reports_status_errors) {
  const descriptor d = {source, destination, 64, VTD_DMAE_OP_COPY | VTD_DMAE_FLAG_STATUS, 0, 0};
  std::memcpy(bench->probe.bytes, &d, sizeof d); // a ring that can be read only
  bench->write64(base_ + VTD_DMAE_RING_BASE, read_only);
  start();
  reg(VTD_DMAE_TAIL, 1);
  wait_idle();
  EXPECT_EQ(reg(VTD_DMAE_FAILED), 1u);
  EXPECT_EQ(VTD_DMAE_ERR_INFO_KIND(reg(VTD_DMAE_ERR_INFO)), VTD_DMAE_ERR_STATUS);
  EXPECT_EQ(VTD_DMAE_ERR_INFO_RESPONSE(reg(VTD_DMAE_ERR_INFO)), VTD_DMAE_RESP_COMMAND);
  EXPECT_EQ(bench->read64(base_ + VTD_DMAE_ERR_ADDR), read_only + VTD_DMAE_DESC_STATUS);
  EXPECT_TRUE(same(source, destination, 64)) << "the data had been moved";
}

TEST_F(dma_engine_test, refuses_bad_descriptors) {
  const descriptor bad[] = {
      {source, destination, 0, VTD_DMAE_OP_COPY, 0, 0},
      {source, destination, VTD_DMAE_LEN_MAX + 1, VTD_DMAE_OP_FILL, 0, 0},
      {lists, destination, 0, VTD_DMAE_OP_GATHER, 0, 0},
      {source, lists, VTD_DMAE_LIST_MAX + 1, VTD_DMAE_OP_SCATTER, 0, 0},
      {1, destination + 4, 8, VTD_DMAE_OP_FETCH_ADD, 0, 0},
      {source, destination, 64, 6, 0, 0},
      {source, destination, 64, 15, 0, 0},
  };
  for (const descriptor &d : bad) {
    SetUp();
    expect_error(d, VTD_DMAE_ERR_DESCRIPTOR, VTD_DMAE_RESP_OK, ring);
  }
  SetUp();
  put_list(lists, {{source, VTD_DMAE_LEN_MAX}, {source, 1}});
  expect_error({lists, destination, 2, VTD_DMAE_OP_GATHER, 0, 0}, VTD_DMAE_ERR_DESCRIPTOR,
               VTD_DMAE_RESP_OK, lists);
}

TEST_F(dma_engine_test, halts_on_errors_if_told_so) {
  start(VTD_DMAE_CTRL_STOP_ON_ERROR);
  put(0, {hole, destination, 64, VTD_DMAE_OP_COPY, 0, 0});
  put(1, {source, destination, 64, VTD_DMAE_OP_COPY, 0, 0});
  reg(VTD_DMAE_TAIL, 2);
  wait_idle();
  EXPECT_EQ(reg(VTD_DMAE_STATUS), VTD_DMAE_STATUS_ERROR | VTD_DMAE_STATUS_HALTED);
  EXPECT_EQ(reg(VTD_DMAE_HEAD), 1u);
  EXPECT_EQ(ram()[destination + 1], 0);
  reg(VTD_DMAE_STATUS, VTD_DMAE_STATUS_ERROR | VTD_DMAE_STATUS_HALTED);
  EXPECT_EQ(reg(VTD_DMAE_ERR_INFO), 0u);
  wait_idle();
  EXPECT_EQ(reg(VTD_DMAE_STATUS), VTD_DMAE_STATUS_DONE);
  EXPECT_TRUE(same(source, destination, 64));
}

TEST_F(dma_engine_test, sends_messages) {
  const uint64_t before = bench->sink.count(0x63);
  bench->write64(base_ + VTD_DMAE_MSI_ADDR, VTD_INTR_BASE);
  reg(VTD_DMAE_MSI_DATA, 0x63);
  run({source, destination, 64, VTD_DMAE_OP_COPY | VTD_DMAE_FLAG_IRQ, 0, 0});
  EXPECT_EQ(bench->sink.count(0x63), before) << "not enabled";
  start(VTD_DMAE_CTRL_IRQ_ENABLE);
  push({source, destination, 64, VTD_DMAE_OP_COPY, 0, 0});
  push({source, destination, 64, VTD_DMAE_OP_COPY | VTD_DMAE_FLAG_IRQ, 0, 0});
  push({hole, destination, 64, VTD_DMAE_OP_COPY | VTD_DMAE_FLAG_IRQ, 0, 0});
  wait_idle();
  EXPECT_EQ(bench->sink.count(0x63), before + 2);
}

TEST_F(dma_engine_test, message_comes_after_data_and_status) {
  bench->write64(base_ + VTD_DMAE_MSI_ADDR, VTD_INTR_BASE);
  bool told = false;
  bench->sink.on_message([&](const vtd::interrupt_message &) {
    told = true;
    EXPECT_TRUE(same(source, destination, 5000));
    EXPECT_EQ(get(0).status, VTD_DMAE_DESC_COMPLETED);
  });
  start(VTD_DMAE_CTRL_IRQ_ENABLE);
  push({source, destination, 5000, VTD_DMAE_OP_COPY | VTD_DMAE_FLAG_IRQ | VTD_DMAE_FLAG_STATUS, 0,
        0});
  wait_idle();
  bench->sink.on_message(nullptr);
  EXPECT_TRUE(told);
}

TEST_F(dma_engine_test, asks_by_its_line_until_it_is_heard) {
  std::vector<bool> line;
  vtd::dma_channel &channel = bench->engine.channels[0];
  channel.on_line([&](bool asserted) {
    line.push_back(asserted);
    EXPECT_TRUE(!asserted || same(source, destination, 64)) << "after the data";
  });
  using levels = std::vector<bool>;
  run({source, destination, 64, VTD_DMAE_OP_COPY, 0, 0});
  EXPECT_EQ(line, levels()) << "not enabled";
  start(VTD_DMAE_CTRL_LINE);
  EXPECT_EQ(line, levels({true})) << "what is noted already counts";
  reg(VTD_DMAE_STATUS, VTD_DMAE_STATUS_DONE);
  EXPECT_EQ(line, levels({true, false}));
  push({source, destination, 64, VTD_DMAE_OP_COPY, 0, 0});
  wait_idle();
  push({hole, destination, 64, VTD_DMAE_OP_COPY, 0, 0});
  wait_idle();
  EXPECT_EQ(line, levels({true, false, true}));
  reg(VTD_DMAE_STATUS, VTD_DMAE_STATUS_DONE);
  EXPECT_EQ(line.size(), 3u) << "the error asks, too";
  reg(VTD_DMAE_STATUS, VTD_DMAE_STATUS_ERROR);
  EXPECT_EQ(line, levels({true, false, true, false}));
  push({source, destination, 64, VTD_DMAE_OP_COPY, 0, 0});
  wait_idle();
  EXPECT_EQ(line.size(), 5u);
  reg(VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
  EXPECT_EQ(line, levels({true, false, true, false, true, false})) << "a reset ends it";
  channel.on_line(nullptr);
}

TEST_F(dma_engine_test, ring_wraps_around) {
  start();
  for (uint32_t i = 0; i < 3 * ring_entries; ++i) {
    push({source + i, destination + 100 * i, 50, VTD_DMAE_OP_COPY, 0, 0});
    if (i % 7 == 6)
      wait_idle();
  }
  wait_idle();
  EXPECT_EQ(reg(VTD_DMAE_COMPLETED), 3 * ring_entries);
  for (uint32_t i = 0; i < 3 * ring_entries; ++i)
    ASSERT_TRUE(same(source + i, destination + 100 * i, 50)) << i;
}

TEST_F(dma_engine_test, waits_for_run) {
  push({source, destination, 64, VTD_DMAE_OP_COPY, 0, 0});
  sc_core::wait(sc_core::sc_time(10, sc_core::SC_US));
  EXPECT_EQ(reg(VTD_DMAE_HEAD), 0u);
  start();
  wait_idle();
  EXPECT_EQ(reg(VTD_DMAE_HEAD), 1u);
}

TEST_F(dma_engine_test, reset_stops_a_running_descriptor) {
  start();
  push({source, destination, 0x10000, VTD_DMAE_OP_COPY, 0, 0});
  sc_core::wait(sc_core::sc_time(1, sc_core::SC_US));
  EXPECT_EQ(reg(VTD_DMAE_STATUS), VTD_DMAE_STATUS_BUSY);
  reg(VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
  EXPECT_EQ(reg(VTD_DMAE_CTRL) & VTD_DMAE_CTRL_RESET, VTD_DMAE_CTRL_RESET);
  sc_core::wait(sc_core::sc_time(2, sc_core::SC_US));
  EXPECT_EQ(reg(VTD_DMAE_CTRL), 0u);
  EXPECT_EQ(reg(VTD_DMAE_STATUS), 0u);
  EXPECT_EQ(bench->read64(base_ + VTD_DMAE_RING_BASE), 0u);
  EXPECT_EQ(reg(VTD_DMAE_COMPLETED), 0u);
  EXPECT_EQ(ram()[destination + 0xFFFF], 0) << "it did not come to the end";
}

TEST_F(dma_engine_test, channels_work_side_by_side) {
  for (unsigned channel = 0; channel < 3; ++channel) {
    base_ = engine_base + channel * VTD_DMAE_CHANNEL_STRIDE;
    reg(VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
    bench->write64(base_ + VTD_DMAE_RING_BASE, ring + channel * 0x1000);
    reg(VTD_DMAE_RING_SIZE, ring_entries);
    const descriptor d = {source, destination + channel * 0x4000, 0x4000, VTD_DMAE_OP_COPY, 0, 0};
    std::memcpy(ram() + ring + channel * 0x1000, &d, sizeof d);
    start();
    reg(VTD_DMAE_TAIL, 1);
  }
  sc_core::wait(sc_core::sc_time(1, sc_core::SC_US));
  for (unsigned channel = 0; channel < 3; ++channel)
    EXPECT_EQ(bench->read32(engine_base + channel * VTD_DMAE_CHANNEL_STRIDE + VTD_DMAE_STATUS),
              VTD_DMAE_STATUS_BUSY);
  for (unsigned channel = 0; channel < 3; ++channel) {
    base_ = engine_base + channel * VTD_DMAE_CHANNEL_STRIDE;
    wait_idle();
    EXPECT_TRUE(same(source, destination + channel * 0x4000, 0x4000));
  }
}

// Random descriptors against a shadow of the memory.
TEST_F(dma_engine_test, random_descriptors) {
  const char *given = std::getenv("VTD_TEST_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : 20260101u;
  std::printf("seed %u (VTD_TEST_SEED)\n", seed);
  std::mt19937_64 random(seed);
  std::vector<uint8_t> shadow(ram() + source, ram() + source + 0x10000);
  const auto up_to = [&](uint64_t n) { return random() % n; };
  start();
  for (unsigned turn = 0; turn < 400; ++turn) {
    reg(VTD_DMAE_BURST, 16u << up_to(9));
    const uint32_t length = static_cast<uint32_t>(1 + up_to(0x1000));
    const uint64_t from = up_to(0x8000 - length);
    const uint64_t to = 0x8000 + up_to(0x8000 - length - 8);
    switch (up_to(3)) {
    case 0:
      run({source + from, source + to, length, VTD_DMAE_OP_COPY, 0, 0});
      std::memcpy(&shadow[to], &shadow[from], length);
      break;
    case 1: {
      const uint64_t pattern = random();
      run({pattern, source + to, length, VTD_DMAE_OP_FILL, 0, 0});
      for (uint32_t i = 0; i < length; ++i)
        shadow[to + i] = static_cast<uint8_t>(pattern >> (8 * (i % 8)));
      break;
    }
    default: {
      const uint64_t at = to / 8 * 8;
      const uint64_t addend = random();
      run({addend, source + at, 8, VTD_DMAE_OP_FETCH_ADD, 0, 0});
      uint64_t word;
      std::memcpy(&word, &shadow[at], 8);
      word += addend;
      std::memcpy(&shadow[at], &word, 8);
    }
    }
    ASSERT_EQ(std::memcmp(ram() + source, shadow.data(), shadow.size()), 0)
        << "turn " << turn << ", seed " << seed;
  }
}

} // namespace
