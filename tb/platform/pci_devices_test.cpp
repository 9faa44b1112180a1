// SPDX-License-Identifier: Apache-2.0
// The accelerator and the device with virtual functions, as an operating system finds and enables
// them: by configuration space.
#include <gtest/gtest.h>

#include "nvme_driver.h"

namespace {

constexpr uint64_t accel_bar = 0xFE020000, pf_bar = 0xFE030000, vf_bar = 0xFE040000;
constexpr uint64_t source = 0x100000, destination = 0x200000, record = 0x300000, ring = 0x400000;
constexpr uint32_t memory_on = 2, master_on = 6;

uint32_t find(uint16_t function, uint32_t id) {
  for (uint32_t at = bench->config_read(function, 0x34, 1); at != 0;
       at = bench->config_read(function, at + 1, 1))
    if (bench->config_read(function, at, 1) == id)
      return at;
  return 0;
}

uint32_t find_extended(uint16_t function, uint32_t id) {
  for (uint32_t at = 0x100; at != 0; at = bench->config_read(function, at) >> 20)
    if (bench->config_read(function, at, 2) == id)
      return at;
  return 0;
}

uint32_t get(uint64_t addr) {
  uint32_t value = ~UINT32_C(0);
  EXPECT_TRUE(bench->bar_read(addr, value)) << std::hex << addr;
  return value;
}

void set(uint64_t addr, uint32_t value) {
  EXPECT_TRUE(bench->bar_write(addr, value)) << std::hex << addr;
}

void set64(uint64_t addr, uint64_t value) {
  set(addr, static_cast<uint32_t>(value));
  set(addr + 4, static_cast<uint32_t>(value >> 32));
}

class pci_devices : public ::testing::Test {
protected:
  uint8_t *ram = bench->ram.data();
  void SetUp() override {
    bench->unit.do_reset(true);
    bench->ecam.reset();
    sc_core::wait(sc_core::sc_time(10, sc_core::SC_US));
    for (uint32_t i = 0; i < 4096; ++i)
      ram[source + i] = static_cast<uint8_t>(i * 3 + 1);
    std::memset(ram + destination, 0, 0x10000);
  }
};

class pci_accelerator : public pci_devices {
protected:
  void SetUp() override {
    pci_devices::SetUp();
    bench->config_write(nvme_bench::accel_sid, 0x10, accel_bar);
    bench->config_write(nvme_bench::accel_sid, 4, master_on, 2);
    ASSERT_EQ(get(accel_bar + VTD_ACCEL_ID), VTD_ACCEL_ID_VALUE);
    set(accel_bar + VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_ENABLE);
  }
  // A copy by queue 0; how it ended, or the portal's answer if that is not "accepted" (negative).
  int copy(uint32_t queue_flags, uint32_t message = ~UINT32_C(0)) {
    set(accel_bar + VTD_ACCEL_QUEUE + VTD_ACCEL_QUEUE_CTRL, VTD_ACCEL_QUEUE_ENABLE | queue_flags);
    std::memset(ram + record, 0, 32);
    uint32_t words[16] = {};
    const uint32_t tell = message == ~UINT32_C(0) ? 0 : VTD_ACCEL_FLAG_MESSAGE;
    words[0] = 5; // PASID
    words[1] = VTD_ACCEL_OP_COPY << VTD_ACCEL_OP_SHIFT | VTD_ACCEL_FLAG_COMPLETION | tell;
    words[2] = record;
    words[4] = source;
    words[6] = destination;
    words[8] = 4096;
    words[9] = message;
    for (unsigned i = 0; i < 16; ++i)
      set(accel_bar + VTD_ACCEL_PORTALS + 4 * i, words[i]);
    const uint32_t answer = get(accel_bar + VTD_ACCEL_PORTALS);
    if (answer != VTD_ACCEL_SUBMIT_ACCEPTED)
      return -static_cast<int>(answer);
    until(1000, [this] { return ram[record] != 0; });
    return ram[record];
  }
};

TEST(pci_function, shows_vendor_capabilities_as_long_as_there_is_room) {
  vtd::pci_function function(4 << 3, {0x1234, 1, 0x1234, 1, 0x088000, 1});
  function.add_vendor({6, 0xA1, 0xA2, 0xA3});
  function.add_vendor({16, 0xB1});
  const uint32_t first = function.config_read(0x34, 1);
  EXPECT_EQ(function.config_read(first, 1), 9u);
  EXPECT_EQ(function.config_read(first + 2, 2), 0xA106u);
  EXPECT_EQ(function.config_read(first + 4, 2), 0xA3A2u);
  const uint32_t second = function.config_read(first + 1, 1);
  EXPECT_EQ(function.config_read(second, 1), 9u);
  EXPECT_EQ(function.config_read(second + 1, 1), 0u);
  function.config_write(second + 2, 2, 0); // read-only
  EXPECT_EQ(function.config_read(second + 2, 2), 0xB110u);
  EXPECT_THROW(function.add_vendor(std::vector<uint8_t>(0xC0)), std::length_error);
  EXPECT_EQ(function.config_read(0, 4), 0x00011234u);
}

TEST_F(pci_accelerator, shows_its_capabilities) {
  EXPECT_EQ(bench->config_read(nvme_bench::accel_sid, 10, 2), 0x1200u);
  EXPECT_NE(find(nvme_bench::accel_sid, 0x10), 0u) << "PCI Express";
  EXPECT_NE(find(nvme_bench::accel_sid, 0x11), 0u) << "MSI-X";
  EXPECT_NE(find_extended(nvme_bench::accel_sid, 0x0F), 0u) << "ATS";
  EXPECT_NE(find_extended(nvme_bench::accel_sid, 0x13), 0u) << "page requests";
  EXPECT_NE(find_extended(nvme_bench::accel_sid, 0x1B), 0u) << "PASID";
}

TEST_F(pci_accelerator, moves_nothing_unless_it_is_bus_master) {
  EXPECT_EQ(copy(VTD_ACCEL_QUEUE_NO_PASID), static_cast<int>(VTD_ACCEL_DONE_SUCCESS));
  EXPECT_EQ(std::memcmp(ram + source, ram + destination, 4096), 0);
  std::memset(ram + destination, 0, 4096);
  bench->config_write(nvme_bench::accel_sid, 4, memory_on, 2);
  EXPECT_EQ(copy(VTD_ACCEL_QUEUE_NO_PASID), 0) << "not even its record";
  EXPECT_EQ(get(accel_bar + VTD_ACCEL_FAILED), 1u);
  EXPECT_EQ(ram[destination], 0);
}

TEST_F(pci_accelerator, takes_pasids_only_if_they_are_enabled) {
  EXPECT_EQ(copy(VTD_ACCEL_QUEUE_SHARED), -static_cast<int>(VTD_ACCEL_SUBMIT_DISABLED));
  const uint32_t cap = find_extended(nvme_bench::accel_sid, 0x1B);
  bench->config_write(nvme_bench::accel_sid, cap + 6, 1, 2);
  EXPECT_EQ(copy(VTD_ACCEL_QUEUE_SHARED), static_cast<int>(VTD_ACCEL_DONE_SUCCESS));
}

// The unit does not translate here, so it refuses translation requests: that they come is the
// point.
TEST_F(pci_accelerator, asks_for_translations_only_with_both_enables) {
  set(accel_bar + VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_ENABLE | VTD_ACCEL_CTRL_ATS);
  EXPECT_EQ(copy(VTD_ACCEL_QUEUE_NO_PASID), static_cast<int>(VTD_ACCEL_DONE_SUCCESS));
  EXPECT_EQ(get(accel_bar + VTD_ACCEL_TRANSLATIONS), 0u);
  const uint32_t cap = find_extended(nvme_bench::accel_sid, 0x0F);
  bench->config_write(nvme_bench::accel_sid, cap + 6, 0x8000, 2);
  copy(VTD_ACCEL_QUEUE_NO_PASID);
  EXPECT_NE(get(accel_bar + VTD_ACCEL_TRANSLATIONS), 0u);
  const uint32_t asked = get(accel_bar + VTD_ACCEL_TRANSLATIONS);
  set(accel_bar + VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_ENABLE);
  EXPECT_EQ(copy(VTD_ACCEL_QUEUE_NO_PASID), static_cast<int>(VTD_ACCEL_DONE_SUCCESS));
  EXPECT_EQ(get(accel_bar + VTD_ACCEL_TRANSLATIONS), asked);
}

TEST_F(pci_accelerator, sends_messages_from_its_table) {
  const uint64_t entry = accel_bar + VTD_ACCEL_MSIX_TABLE + 3 * 16;
  set64(entry, 0xFEE00000);
  set(entry + 8, 0x63);
  set(entry + 12, 0);
  bench->config_write(nvme_bench::accel_sid, find(nvme_bench::accel_sid, 0x11) + 2, 0x8000, 2);
  const uint64_t before = bench->sink.count(0x63);
  EXPECT_EQ(copy(VTD_ACCEL_QUEUE_NO_PASID, 3), static_cast<int>(VTD_ACCEL_DONE_SUCCESS));
  EXPECT_TRUE(until(10, [before] { return bench->sink.count(0x63) == before + 1; }));
}

TEST_F(pci_accelerator, is_reset_as_a_function) {
  set(accel_bar + VTD_ACCEL_PAGES, 7);
  bench->config_write(nvme_bench::accel_sid, find(nvme_bench::accel_sid, 0x10) + 8, 0x8000, 2);
  EXPECT_EQ(bench->config_read(nvme_bench::accel_sid, 0x10), 0u);
  bench->config_write(nvme_bench::accel_sid, 0x10, accel_bar);
  bench->config_write(nvme_bench::accel_sid, 4, master_on, 2);
  EXPECT_EQ(get(accel_bar + VTD_ACCEL_PAGES), 1u);
}

class pci_virtual : public pci_devices {
protected:
  uint32_t cap = 0;
  void SetUp() override {
    pci_devices::SetUp();
    cap = find_extended(nvme_bench::sriov_sid, 0x10);
    ASSERT_NE(cap, 0u);
    bench->config_write(nvme_bench::sriov_sid, 0x10, pf_bar);
    bench->config_write(nvme_bench::sriov_sid, 4, master_on, 2);
    bench->config_write(nvme_bench::sriov_sid, cap + 0x24, vf_bar);
  }
  void enable(uint32_t vfs) {
    bench->config_write(nvme_bench::sriov_sid, cap + 0x10, vfs, 2);
    bench->config_write(nvme_bench::sriov_sid, cap + 0x08, 9, 2);
  }
  static uint64_t page(uint32_t f) { return f == 0 ? pf_bar : vf_bar + (f - 1) * 4096; }
  // A copy by the function's channel; true if it arrived.
  bool copies(uint32_t f) {
    const uint64_t to = destination + f * 4096;
    const uint64_t descriptor[] = {source, to,
                                   4096 | uint64_t{VTD_DMAE_OP_COPY | VTD_DMAE_FLAG_IRQ} << 32, 0};
    std::memcpy(ram + ring, descriptor, sizeof descriptor);
    set64(page(f) + VTD_DMAE_RING_BASE, ring);
    std::memcpy(ram + ring + sizeof descriptor, descriptor, sizeof descriptor);
    set(page(f) + VTD_DMAE_RING_SIZE, 2);
    set(page(f) + VTD_DMAE_CTRL, VTD_DMAE_CTRL_RUN);
    set(page(f) + VTD_DMAE_TAIL, 1 - get(page(f) + VTD_DMAE_TAIL));
    return until(100, [&] { return std::memcmp(ram + source, ram + to, 4096) == 0; });
  }
};

TEST_F(pci_virtual, functions_appear_where_the_capability_says) {
  EXPECT_EQ(bench->config_read(nvme_bench::sriov_sid + 1, 0), 0xFFFFFFFFu);
  enable(3);
  for (uint16_t f = 1; f <= nvme_bench::vfs; ++f) {
    const uint32_t class_code = bench->config_read(nvme_bench::sriov_sid + f, 8);
    EXPECT_EQ(class_code != 0xFFFFFFFF, f <= 3) << f;
  }
  EXPECT_EQ(get(pf_bar + VTD_SRIOV_CTRL), VTD_SRIOV_CTRL_VF_ENABLE);
  EXPECT_EQ(get(pf_bar + VTD_SRIOV_NUM_VFS), 3u);
  for (uint32_t f = 0; f <= 3; ++f)
    EXPECT_EQ(get(page(f) + VTD_SRIOV_FN_RID), nvme_bench::sriov_sid + f);
  uint32_t value = 0;
  EXPECT_FALSE(bench->bar_read(page(4), value));
  set(pf_bar + VTD_SRIOV_CTRL, 0);
  EXPECT_EQ(get(pf_bar + VTD_SRIOV_CTRL), VTD_SRIOV_CTRL_VF_ENABLE) << "configuration space rules";
  bench->config_write(nvme_bench::sriov_sid, cap + 0x08, 0, 2);
  EXPECT_FALSE(bench->bar_read(page(1), value));
  EXPECT_EQ(get(pf_bar + VTD_SRIOV_CTRL), 0u);
}

TEST_F(pci_virtual, each_function_is_bus_master_for_itself) {
  enable(2);
  bench->config_write(nvme_bench::sriov_sid + 2, 4, 4, 2);
  EXPECT_TRUE(copies(0));
  EXPECT_FALSE(copies(1));
  EXPECT_NE(get(page(1) + VTD_DMAE_STATUS) & VTD_DMAE_STATUS_ERROR, 0u);
  EXPECT_TRUE(copies(2));
}

// Each function has two vectors; a message waits while its function is not bus master.
TEST_F(pci_virtual, functions_send_messages_of_their_own) {
  enable(2);
  for (uint16_t f = 0; f <= 2; ++f) {
    const uint16_t id = nvme_bench::sriov_sid + f;
    const uint32_t msix = find(id, 0x11);
    ASSERT_NE(msix, 0u);
    EXPECT_EQ(bench->config_read(id, msix + 2, 2), VTD_SRIOV_VECTORS - 1);
    EXPECT_EQ(bench->config_read(id, msix + 4), VTD_SRIOV_MSIX_TABLE);
    EXPECT_EQ(bench->config_read(id, msix + 8), VTD_SRIOV_MSIX_PBA);
    bench->config_write(id, 4, master_on, 2);
    bench->config_write(id, msix + 2, 0x8000, 2);
    set64(page(f) + VTD_SRIOV_MSIX_TABLE, 0xFEE00000);
    set(page(f) + VTD_SRIOV_MSIX_TABLE + 8, 0x50u + f);
    set(page(f) + VTD_SRIOV_MSIX_TABLE + 12, 0);
    set(page(f) + VTD_SRIOV_FN_MSIX, 0);
    EXPECT_EQ(get(page(f) + VTD_SRIOV_FN_MSIX), 0x8000 | (VTD_SRIOV_VECTORS - 1))
        << "configuration space rules";
    const auto vector = static_cast<uint8_t>(0x50 + f);
    const uint64_t before = bench->sink.count(vector);
    EXPECT_TRUE(copies(f));
    EXPECT_TRUE(until(10, [=] { return bench->sink.count(vector) == before + 1; }));
    // The function mask holds the next one back, then the lack of bus mastering does.
    bench->config_write(id, msix + 2, 0xC000, 2);
    std::memset(ram + destination + f * 4096, 0, 4096);
    EXPECT_TRUE(copies(f));
    bench->config_write(id, 4, memory_on, 2);
    bench->config_write(id, msix + 2, 0x8000, 2);
    EXPECT_FALSE(until(10, [=] { return bench->sink.count(vector) != before + 1; }));
    EXPECT_EQ(get(page(f) + VTD_SRIOV_MSIX_PBA) & 1, 1u);
    bench->config_write(id, 4, master_on, 2);
    EXPECT_TRUE(until(10, [=] { return bench->sink.count(vector) == before + 2; }));
  }
}

TEST_F(pci_virtual, a_function_is_reset_alone) {
  enable(2);
  for (uint16_t f = 1; f <= 2; ++f) {
    bench->config_write(nvme_bench::sriov_sid + f, 4, 4, 2);
    EXPECT_TRUE(copies(f));
  }
  const uint32_t pcie = find(nvme_bench::sriov_sid + 1, 0x10);
  bench->config_write(nvme_bench::sriov_sid + 1, pcie + 8, 0x8000, 2);
  EXPECT_EQ(get(page(1) + VTD_DMAE_COMPLETED), 0u);
  EXPECT_EQ(bench->config_read(nvme_bench::sriov_sid + 1, 4, 2), 0u);
  EXPECT_EQ(get(page(2) + VTD_DMAE_COMPLETED), 1u);
  EXPECT_EQ(bench->config_read(nvme_bench::sriov_sid + 2, 4, 2), 4u);
}

// Its own register and the capability do the same: what the one shows, the other has.
TEST_F(pci_virtual, the_reset_register_resets_configuration_space_too) {
  enable(2);
  const uint32_t msix = find(nvme_bench::sriov_sid + 1, 0x11);
  bench->config_write(nvme_bench::sriov_sid + 1, 4, 4, 2);
  bench->config_write(nvme_bench::sriov_sid + 1, msix + 2, 0x8000, 2);
  set(page(1) + VTD_SRIOV_FN_CTRL, VTD_SRIOV_FN_CTRL_FLR);
  EXPECT_EQ(bench->config_read(nvme_bench::sriov_sid + 1, 4, 2), 0u);
  EXPECT_EQ(bench->config_read(nvme_bench::sriov_sid + 1, msix + 2, 2), VTD_SRIOV_VECTORS - 1);
  EXPECT_EQ(get(page(1) + VTD_SRIOV_FN_MSIX), VTD_SRIOV_VECTORS - 1);
  EXPECT_EQ(bench->config_read(nvme_bench::sriov_sid, cap + 0x08, 2), 9u) << "VFs are still there";
  set(page(0) + VTD_SRIOV_FN_CTRL, VTD_SRIOV_FN_CTRL_FLR);
  EXPECT_EQ(bench->config_read(nvme_bench::sriov_sid, cap + 0x08, 2), 0u);
  EXPECT_EQ(bench->config_read(nvme_bench::sriov_sid + 1, 0), 0xFFFFFFFFu);
}

} // namespace
