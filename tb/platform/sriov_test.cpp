// SPDX-License-Identifier: Apache-2.0
// The device with virtual functions, without a remapping unit: which functions there are, who they
// say they are, and what resets leave of them.
#include <cstring>
#include <gtest/gtest.h>

#include "device_bench.h"

namespace {

constexpr uint64_t rings = 0x600000; // a page for each function
constexpr uint64_t source = 0x700000;
constexpr uint64_t destination = 0x800000;
constexpr uint64_t spread = 0x10000; // between the functions' data

uint64_t window(uint32_t function) {
  return sriov_base + function * uint64_t{VTD_SRIOV_PAGE_BYTES};
}
uint32_t reg(uint32_t function, uint32_t offset) {
  return bench->read32(window(function) + offset);
}
void reg(uint32_t function, uint32_t offset, uint32_t value) {
  bench->write32(window(function) + offset, value);
}
bool answers(uint32_t function) {
  uint32_t value = 0;
  return bench->access(tlm::TLM_READ_COMMAND, window(function) + VTD_DMAE_ID, &value, 4).status ==
         tlm::TLM_OK_RESPONSE;
}
void pass(double ns) {
  sc_core::wait(sc_core::sc_time(ns, sc_core::SC_NS));
}

struct job {
  uint64_t src, dst;
  uint32_t len, flags, status = 0, done = 0;
};

class sriov_test : public ::testing::Test {
protected:
  void SetUp() override {
    reg(0, VTD_SRIOV_FN_CTRL, VTD_SRIOV_FN_CTRL_FLR);
    for (unsigned i = 0; i < 1000 && pending(); ++i)
      pass(100);
    ASSERT_FALSE(pending());
    bench->probe.seen.clear();
    std::memset(bench->ram.data() + rings, 0, (1 + sriov_vfs) * 4096);
    std::memset(bench->ram.data() + destination, 0, (1 + sriov_vfs) * spread);
    for (uint64_t i = 0; i < (1 + sriov_vfs) * spread; ++i)
      bench->ram.data()[source + i] = static_cast<uint8_t>(i * 7 + (i >> 9));
  }
  static bool pending() {
    return reg(0, VTD_SRIOV_STATUS) != 0 || reg(0, VTD_SRIOV_FN_STATUS) != 0;
  }
  static void enable(uint32_t vfs) {
    reg(0, VTD_SRIOV_NUM_VFS, vfs);
    reg(0, VTD_SRIOV_CTRL, VTD_SRIOV_CTRL_VF_ENABLE);
  }
  // Gives the function one descriptor and starts it.
  static void start(uint32_t f, const job &work, uint32_t ctrl = 0) {
    std::memcpy(bench->ram.data() + rings + f * 4096, &work, sizeof work);
    bench->write64(window(f) + VTD_DMAE_RING_BASE, rings + f * 4096);
    reg(f, VTD_DMAE_RING_SIZE, 2);
    reg(f, VTD_DMAE_CTRL, VTD_DMAE_CTRL_RUN | ctrl);
    reg(f, VTD_DMAE_TAIL, 1);
  }
  static job copy(uint32_t f, uint32_t length) {
    return {source + f * spread, destination + f * spread, length,
            VTD_DMAE_OP_COPY | VTD_DMAE_FLAG_STATUS};
  }
  static void await(uint32_t f) {
    for (unsigned i = 0; i < 10000 && reg(f, VTD_DMAE_HEAD) != reg(f, VTD_DMAE_TAIL); ++i)
      pass(100);
    EXPECT_EQ(reg(f, VTD_DMAE_COMPLETED), 1u);
  }
  // Bytes of the function's copy that have arrived.
  static uint64_t arrived(uint32_t f, uint64_t length) {
    uint64_t n = 0;
    const uint8_t *ram = bench->ram.data();
    while (n < length && ram[destination + f * spread + n] == ram[source + f * spread + n])
      ++n;
    return n;
  }
};

TEST_F(sriov_test, says_what_it_is) {
  EXPECT_EQ(reg(0, VTD_SRIOV_ID), VTD_SRIOV_ID_VALUE);
  EXPECT_EQ(reg(0, VTD_SRIOV_TOTAL_VFS), sriov_vfs);
  EXPECT_EQ(reg(0, VTD_SRIOV_FIRST_VF_OFFSET), 4u);
  EXPECT_EQ(reg(0, VTD_SRIOV_VF_STRIDE), 2u);
  EXPECT_EQ(reg(0, VTD_SRIOV_FN), 0u);
  EXPECT_EQ(reg(0, VTD_SRIOV_FN_RID), 0x0100u);
  EXPECT_EQ(reg(0, VTD_DMAE_ID), VTD_DMAE_ID_VALUE);
  EXPECT_EQ(reg(0, VTD_DMAE_CHANNELS), 1u);
}

TEST_F(sriov_test, virtual_functions_come_and_go) {
  for (uint32_t f = 1; f <= sriov_vfs; ++f)
    EXPECT_FALSE(answers(f));
  enable(3);
  for (uint32_t f = 1; f <= sriov_vfs; ++f) {
    EXPECT_EQ(answers(f), f <= 3);
    if (f > 3)
      continue;
    EXPECT_EQ(reg(f, VTD_SRIOV_FN), f);
    EXPECT_EQ(reg(f, VTD_SRIOV_FN_RID), 0x0104u + 2 * (f - 1));
    EXPECT_EQ(reg(f, VTD_SRIOV_ID), 0u) << "the capability is the PF's";
    EXPECT_EQ(reg(f, VTD_SRIOV_TOTAL_VFS), 0u);
  }
  reg(0, VTD_SRIOV_NUM_VFS, 5);
  EXPECT_EQ(reg(0, VTD_SRIOV_NUM_VFS), 3u) << "not while they are enabled";
  reg(1, VTD_SRIOV_CTRL, 0);
  EXPECT_TRUE(answers(1)) << "a VF has no power over others";
  reg(0, VTD_SRIOV_CTRL, 0);
  EXPECT_FALSE(answers(1));
  reg(0, VTD_SRIOV_NUM_VFS, sriov_vfs + 1);
  EXPECT_EQ(reg(0, VTD_SRIOV_NUM_VFS), 3u) << "more than there are";
  reg(0, VTD_SRIOV_NUM_VFS, 0);
  reg(0, VTD_SRIOV_CTRL, VTD_SRIOV_CTRL_VF_ENABLE);
  EXPECT_EQ(reg(0, VTD_SRIOV_CTRL), 0u) << "none to enable";
}

TEST_F(sriov_test, every_function_moves_its_data_under_its_name) {
  enable(sriov_vfs);
  for (uint32_t f = 0; f <= sriov_vfs; ++f)
    start(f, copy(f, 5000 + f));
  for (uint32_t f = 0; f <= sriov_vfs; ++f) {
    await(f);
    EXPECT_EQ(arrived(f, 5000 + f), 5000 + f);
    EXPECT_EQ(bench->ram.data()[destination + f * spread + 5000 + f], 0);
  }
  for (uint32_t f = 0; f <= sriov_vfs; ++f) {
    reg(f, VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
    start(f, {spy_base, destination + f * spread, 16, VTD_DMAE_OP_COPY});
    await(f);
    ASSERT_EQ(bench->probe.seen.size(), f + 1);
    EXPECT_EQ(bench->probe.seen.back().sid, bench->functions.requester_id(f));
  }
}

TEST_F(sriov_test, every_function_has_its_message) {
  enable(sriov_vfs);
  for (uint32_t f = 0; f <= sriov_vfs; ++f) {
    const uint64_t before = bench->sink.count(static_cast<uint8_t>(100 + f));
    bench->write64(window(f) + VTD_DMAE_MSI_ADDR, VTD_INTR_BASE);
    reg(f, VTD_DMAE_MSI_DATA, 100 + f);
    job work = copy(f, 64);
    work.flags |= VTD_DMAE_FLAG_IRQ;
    start(f, work, VTD_DMAE_CTRL_IRQ_ENABLE);
    await(f);
    pass(1000);
    EXPECT_EQ(bench->sink.count(static_cast<uint8_t>(100 + f)), before + 1);
  }
}

// A vector of a function's table.
void vector(uint32_t f, unsigned number, uint8_t data, bool masked = false) {
  const uint64_t entry =
      window(f) + VTD_SRIOV_MSIX_TABLE + number * uint64_t{VTD_PCI_MSIX_ENTRY_BYTES};
  bench->write64(entry + VTD_PCI_MSIX_ENTRY_ADDRESS, VTD_INTR_BASE);
  bench->write32(entry + VTD_PCI_MSIX_ENTRY_DATA, data);
  bench->write32(entry + VTD_PCI_MSIX_ENTRY_CONTROL, masked);
}

TEST_F(sriov_test, every_function_has_vectors_of_its_own) {
  enable(sriov_vfs);
  for (uint32_t f = 0; f <= sriov_vfs; ++f) {
    const auto mine = static_cast<uint8_t>(120 + f);
    const uint64_t before = bench->sink.count(mine);
    EXPECT_EQ(reg(f, VTD_SRIOV_FN_MSIX), VTD_SRIOV_VECTORS - 1) << "off";
    vector(f, VTD_SRIOV_VECTOR_WORK, mine);
    reg(f, VTD_SRIOV_FN_MSIX, VTD_SRIOV_FN_MSIX_ENABLE);
    job work = copy(f, 64);
    work.flags |= VTD_DMAE_FLAG_IRQ;
    start(f, work); // no IRQ_ENABLE, no message registers
    await(f);
    pass(1000);
    EXPECT_EQ(bench->sink.count(mine), before + 1);
    EXPECT_EQ(reg(f, VTD_SRIOV_MSIX_PBA), 0u);
  }
}

TEST_F(sriov_test, masked_vectors_are_pending_until_they_may_go) {
  enable(1);
  const uint64_t before = bench->sink.count(130);
  vector(1, VTD_SRIOV_VECTOR_WORK, 130, true);
  reg(1, VTD_SRIOV_FN_MSIX, VTD_SRIOV_FN_MSIX_ENABLE | VTD_SRIOV_FN_MSIX_MASK);
  job work = copy(1, 64);
  work.flags |= VTD_DMAE_FLAG_IRQ;
  start(1, work);
  await(1);
  pass(1000);
  EXPECT_EQ(reg(1, VTD_SRIOV_MSIX_PBA), 1u << VTD_SRIOV_VECTOR_WORK);
  vector(1, VTD_SRIOV_VECTOR_WORK, 130);
  pass(1000);
  EXPECT_EQ(bench->sink.count(130), before) << "the function mask is left";
  reg(1, VTD_SRIOV_FN_MSIX, VTD_SRIOV_FN_MSIX_ENABLE);
  pass(1000);
  EXPECT_EQ(bench->sink.count(130), before + 1);
  EXPECT_EQ(reg(1, VTD_SRIOV_MSIX_PBA), 0u);
}

TEST_F(sriov_test, a_halt_has_a_vector_of_its_own) {
  enable(1);
  const uint64_t work_before = bench->sink.count(131), error_before = bench->sink.count(132);
  vector(1, VTD_SRIOV_VECTOR_WORK, 131);
  vector(1, VTD_SRIOV_VECTOR_ERROR, 132);
  reg(1, VTD_SRIOV_FN_MSIX, VTD_SRIOV_FN_MSIX_ENABLE);
  start(1, {source, destination, 64, 0xF}, VTD_DMAE_CTRL_STOP_ON_ERROR); // no such operation
  pass(3000);
  EXPECT_EQ(bench->sink.count(131), work_before);
  EXPECT_EQ(bench->sink.count(132), error_before + 1);
}

TEST_F(sriov_test, a_reset_takes_table_and_pending_vectors) {
  enable(1);
  vector(1, VTD_SRIOV_VECTOR_WORK, 133);
  reg(1, VTD_SRIOV_FN_MSIX, VTD_SRIOV_FN_MSIX_ENABLE | VTD_SRIOV_FN_MSIX_MASK);
  job work = copy(1, 64);
  work.flags |= VTD_DMAE_FLAG_IRQ;
  start(1, work);
  await(1);
  pass(1000);
  EXPECT_NE(reg(1, VTD_SRIOV_MSIX_PBA), 0u);
  reg(1, VTD_SRIOV_FN_CTRL, VTD_SRIOV_FN_CTRL_FLR);
  pass(1000);
  EXPECT_EQ(reg(1, VTD_SRIOV_FN_MSIX), VTD_SRIOV_VECTORS - 1);
  EXPECT_EQ(reg(1, VTD_SRIOV_MSIX_PBA), 0u);
  EXPECT_EQ(reg(1, VTD_SRIOV_MSIX_TABLE + VTD_PCI_MSIX_ENTRY_CONTROL), VTD_PCI_MSIX_ENTRY_MASKED);
  EXPECT_EQ(reg(1, VTD_SRIOV_MSIX_TABLE + VTD_PCI_MSIX_ENTRY_DATA), 0u);
}

// Function-level reset: the function forgets everything, the others do not notice.
TEST_F(sriov_test, reset_of_one_function) {
  enable(2);
  start(1, copy(1, 0x8000));
  start(2, copy(2, 0x8000));
  pass(1000);
  ASSERT_EQ(reg(1, VTD_SRIOV_FN_STATUS), VTD_SRIOV_FN_STATUS_PENDING);
  reg(1, VTD_SRIOV_FN_CTRL, VTD_SRIOV_FN_CTRL_FLR);
  EXPECT_EQ(reg(1, VTD_SRIOV_FN_CTRL), VTD_SRIOV_FN_CTRL_FLR) << "until the transaction has ended";
  for (unsigned i = 0; i < 100 && reg(1, VTD_SRIOV_FN_STATUS) != 0; ++i)
    pass(100);
  EXPECT_EQ(reg(1, VTD_SRIOV_FN_CTRL), 0u);
  EXPECT_EQ(reg(1, VTD_DMAE_RING_SIZE), 0u);
  EXPECT_EQ(reg(1, VTD_DMAE_CTRL), 0u);
  const uint64_t at_reset = arrived(1, 0x8000);
  EXPECT_LT(at_reset, 0x8000u);
  await(2);
  EXPECT_EQ(arrived(2, 0x8000), 0x8000u);
  EXPECT_EQ(arrived(1, 0x8000), at_reset) << "nothing moves after a reset";
  start(1, copy(1, 0x8000)); // as new
  await(1);
  EXPECT_EQ(arrived(1, 0x8000), 0x8000u);
}

// The functions are taken away in the middle of their work: what is under way ends, nothing else
// begins, no status and no message comes; and they can be had again.
TEST_F(sriov_test, disabled_while_dma_is_outstanding) {
  enable(sriov_vfs);
  for (uint32_t f = 1; f <= sriov_vfs; ++f)
    start(f, copy(f, 0x8000));
  start(0, copy(0, 0x8000));
  pass(1000);
  EXPECT_EQ(reg(0, VTD_SRIOV_STATUS), VTD_SRIOV_STATUS_PENDING);
  reg(0, VTD_SRIOV_CTRL, 0);
  EXPECT_FALSE(answers(1));
  EXPECT_EQ(reg(0, VTD_SRIOV_STATUS), VTD_SRIOV_STATUS_PENDING);
  unsigned turns = 0;
  while (reg(0, VTD_SRIOV_STATUS) != 0 && turns < 100) {
    pass(100);
    ++turns;
  }
  EXPECT_LT(turns, 100u);
  uint64_t moved[1 + sriov_vfs];
  for (uint32_t f = 1; f <= sriov_vfs; ++f) {
    moved[f] = arrived(f, 0x8000);
    EXPECT_LT(moved[f], 0x8000u);
  }
  await(0); // the physical function goes on
  for (uint32_t f = 1; f <= sriov_vfs; ++f) {
    EXPECT_EQ(arrived(f, 0x8000), moved[f]);
    uint32_t status = ~0u;
    std::memcpy(&status, bench->ram.data() + rings + f * 4096 + VTD_DMAE_DESC_STATUS, 4);
    EXPECT_EQ(status, VTD_DMAE_DESC_PENDING);
  }
  enable(1);
  EXPECT_EQ(reg(1, VTD_DMAE_TAIL), 0u) << "in reset state";
  start(1, copy(1, 0x100));
  await(1);
}

TEST_F(sriov_test, reset_of_the_physical_function_takes_the_virtual_ones) {
  enable(sriov_vfs);
  start(3, copy(3, 0x8000));
  pass(1000);
  reg(0, VTD_SRIOV_FN_CTRL, VTD_SRIOV_FN_CTRL_FLR);
  EXPECT_FALSE(answers(3));
  EXPECT_EQ(reg(0, VTD_SRIOV_CTRL), 0u);
  EXPECT_EQ(reg(0, VTD_SRIOV_NUM_VFS), 0u);
}

TEST_F(sriov_test, registers_keep_to_the_rules_of_the_engine) {
  enable(1);
  uint64_t data = 0;
  unsigned char enables[] = {TLM_BYTE_ENABLED};
  const auto status = [&](uint64_t addr, unsigned length, unsigned char *be = nullptr) {
    return bench->access(tlm::TLM_READ_COMMAND, addr, &data, length, 0, be, 1).status;
  };
  EXPECT_EQ(status(window(1), 2), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(status(window(1) + 2, 4), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(status(window(1), 4, enables), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  EXPECT_EQ(status(window(2), 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(status(window(1 + sriov_vfs), 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(bench->access(tlm::TLM_WRITE_COMMAND, window(2), &data, 4).status,
            tlm::TLM_ADDRESS_ERROR_RESPONSE);
  tlm::tlm_generic_payload trans;
  uint8_t bytes[8] = {};
  trans.set_command(tlm::TLM_READ_COMMAND);
  trans.set_address(window(1) + VTD_SRIOV_FN_RID);
  trans.set_data_ptr(bytes);
  trans.set_data_length(4);
  EXPECT_EQ(bench->port->transport_dbg(trans), 4u);
  EXPECT_EQ(bytes[0] | bytes[1] << 8, 0x0104);
  trans.set_address(window(2) - 4);
  trans.set_data_length(8);
  EXPECT_EQ(bench->port->transport_dbg(trans), 4u) << "VF 2 is not there";
  trans.set_address(window(2));
  EXPECT_EQ(bench->port->transport_dbg(trans), 0u);
}

} // namespace
