// SPDX-License-Identifier: Apache-2.0
// The NVMe controller behind a remapping unit that translates: its addresses are the unit's input,
// and what the unit refuses is the command's failure, or the controller's.
#include <gtest/gtest.h>

#include "nvme_driver.h"
#include "tables.h"

namespace {

constexpr uint32_t page = 4096, block = 512;
constexpr uint64_t offset = UINT64_C(0x40000000); // of the controller's addresses
constexpr uint64_t data_area = 0x1000000, list_area = 0x800000;
constexpr uint16_t domain = 7;

class nvme_translation : public ::testing::Test {
protected:
  nvme_driver driver;
  uint8_t *ram = bench->ram.data();
  vtdt_space space{};
  vtdt_queue queue{};
  uint64_t table = 0;

  void SetUp() override {
    bench->unit.do_reset(true);
    bench->ecam.reset();
    bench->tap.slow_page = ~UINT64_C(0);
    space.ctx = this;
    space.read64 = [](void *, uint64_t addr) {
      uint64_t value;
      std::memcpy(&value, bench->ram.data() + addr, sizeof value);
      return value;
    };
    space.write64 = [](void *, uint64_t addr, uint64_t value) {
      std::memcpy(bench->ram.data() + addr, &value, sizeof value);
    };
    space.next = UINT64_C(32) << 20;
    space.end = nvme_bench::ram_bytes;
    std::memset(ram + space.next, 0, space.end - space.next);
    const uint64_t root = vtdt_root_new(&space);
    table = vtdt_pages(&space, 1);
    vtdt_context context = {};
    context.tt = VTD_CTX_TT_UNTRANSLATED;
    context.aw = VTD_CTX_AW_48;
    context.did = domain;
    context.ssptptr = table;
    vtdt_context_set(&space, root, nvme_bench::sid, &context);
    map(0, UINT64_C(32) << 20, VTD_PERM_R | VTD_PERM_W);
    queue = vtdt_queue_new(&space, 0, false);
    bench->unit64(VTD_RTADDR_REG, root);
    gcmd(VTD_GCMD_SRTP);
    bench->unit64(VTD_IQT_REG, 0);
    bench->unit64(VTD_IQA_REG, queue.iqa);
    gcmd(VTD_GCMD_QIE);
    gcmd(VTD_GCMD_TE);
    driver.offset = offset;
    ASSERT_NO_FATAL_FAILURE(driver.attach());
    ASSERT_TRUE(driver.start());
    ASSERT_EQ(driver.create(1), VTD_NVME_OK);
  }
  static void gcmd(uint32_t bit) {
    bench->unit32(VTD_GCMD_REG, (bench->unit32(VTD_GSTS_REG) & VTD_GSTS_KEEP) | bit);
    ASSERT_NE(bench->unit32(VTD_GSTS_REG) & bit, 0u);
  }
  void map(uint64_t addr, uint64_t bytes, unsigned rights) {
    ASSERT_TRUE(vtdt_map_range(&space, table, 4, addr + offset, addr, bytes, 12, rights));
  }
  void unmap(uint64_t addr) {
    vtdt_unmap(&space, table, 4, addr + offset, 12);
    vtdt_queue_push(&queue, vtdt_iotlb_global(0));
    bench->unit64(VTD_IQT_REG, queue.tail);
  }
  // The recorded fault, which is then cleared.
  void expect_fault(uint64_t addr, bool write, unsigned reason) {
    const uint64_t index = vtd_fsts_fri(bench->unit32(VTD_FSTS_REG));
    const auto frcd = static_cast<uint32_t>((vtd_cap_fro(bench->unit64(VTD_CAP_REG)) + index) * 16);
    const uint64_t lo = bench->unit64(frcd), hi = bench->unit64(frcd + 8);
    EXPECT_EQ(vtd_frcd_hi_f(hi), 1u);
    EXPECT_EQ(lo & ~UINT64_C(0xFFF), addr + offset);
    EXPECT_EQ(vtd_frcd_hi_sid(hi), nvme_bench::sid);
    EXPECT_EQ(vtd_frcd_hi_t1(hi), write ? 0u : 1u);
    EXPECT_EQ(vtd_frcd_hi_fr(hi), reason);
    bench->unit64(frcd + 8, VTD_FRCD_HI_F);
  }
  static nvme_command io(uint8_t opcode, uint32_t blocks, uint64_t prp1, uint64_t prp2 = 0) {
    nvme_command c;
    c.opcode = opcode;
    c.nsid = 1;
    c.prp1 = prp1;
    c.prp2 = prp2;
    c.cdw12 = blocks - 1;
    return c;
  }
};

TEST_F(nvme_translation, data_and_lists_go_through_the_tables) {
  for (uint32_t i = 0; i < 16 * page; ++i)
    ram[data_area + i] = static_cast<uint8_t>(i * 5 + i / page);
  for (uint64_t i = 1; i < 16; ++i) {
    const uint64_t entry = data_area + i * page + offset;
    std::memcpy(ram + list_area + (i - 1) * 8, &entry, 8);
  }
  ASSERT_EQ(driver.status(1, io(VTD_NVME_IO_WRITE, 128, data_area + offset, list_area + offset)),
            VTD_NVME_OK);
  std::vector<uint8_t> disk(16 * page);
  EXPECT_TRUE(bench->nvme.storage().read(0, disk.data(), disk.size()));
  EXPECT_EQ(std::memcmp(disk.data(), ram + data_area, disk.size()), 0);
  std::memset(ram + data_area, 0, 16 * page);
  ASSERT_EQ(driver.status(1, io(VTD_NVME_IO_READ, 128, data_area + offset, list_area + offset)),
            VTD_NVME_OK);
  EXPECT_EQ(std::memcmp(disk.data(), ram + data_area, disk.size()), 0);
  EXPECT_EQ(bench->unit32(VTD_FSTS_REG), 0u);
}

TEST_F(nvme_translation, an_unmapped_page_ends_the_command_and_is_logged) {
  std::memset(ram + data_area, 0x5A, 4 * page);
  std::vector<uint8_t> zero(4 * page);
  EXPECT_TRUE(bench->nvme.storage().write(0, zero.data(), zero.size()));
  for (uint64_t i = 1; i < 4; ++i) {
    const uint64_t entry = data_area + i * page + offset;
    std::memcpy(ram + list_area + (i - 1) * 8, &entry, 8);
  }
  unmap(data_area + 2 * page);
  const nvme_command read = io(VTD_NVME_IO_READ, 32, data_area + offset, list_area + offset);
  const nvme_completion done = driver.run(1, read);
  EXPECT_EQ(done.status, VTD_NVME_TRANSFER_ERROR);
  EXPECT_FALSE(done.no_retry);
  EXPECT_EQ(ram[data_area + 2 * page - 1], 0) << "came before";
  EXPECT_EQ(ram[data_area + 2 * page], 0x5A);
  EXPECT_EQ(ram[data_area + 3 * page], 0x5A) << "comes after";
  expect_fault(data_area + 2 * page, true, VTD_FR_LGN_2);
  EXPECT_EQ(driver.reg(VTD_NVME_CSTS), VTD_NVME_CSTS_RDY);
  map(data_area + 2 * page, page, VTD_PERM_R);
  EXPECT_EQ(driver.status(1, read), VTD_NVME_TRANSFER_ERROR) << "not writable";
  expect_fault(data_area + 2 * page, true, VTD_FR_LGN_2);
  EXPECT_EQ(driver.status(1, io(VTD_NVME_IO_WRITE, 32, data_area + offset, list_area + offset)),
            VTD_NVME_OK)
      << "but readable";
  unmap(list_area);
  EXPECT_EQ(driver.status(1, read), VTD_NVME_TRANSFER_ERROR) << "the list is gone";
  expect_fault(list_area, false, VTD_FR_LGN_3);
}

TEST_F(nvme_translation, a_queue_out_of_reach_is_fatal_until_a_reset) {
  const uint64_t fatal = bench->nvme.statistics().fatal;
  unmap(driver.sq_addr(1));
  driver.put(1, io(VTD_NVME_IO_FLUSH, 1, 0));
  driver.ring(1);
  EXPECT_TRUE(until(1000, [&] { return (driver.reg(VTD_NVME_CSTS) & VTD_NVME_CSTS_CFS) != 0; }));
  expect_fault(driver.sq_addr(1), false, VTD_FR_LGN_3);
  nvme_command identify;
  identify.opcode = VTD_NVME_ADMIN_IDENTIFY;
  identify.prp1 = data_area + offset;
  identify.cdw10 = 1;
  driver.put(0, identify);
  driver.ring(0);
  sc_core::wait(sc_core::sc_time(1, sc_core::SC_MS));
  EXPECT_FALSE(driver.take(0, false).there) << "the other queues stand still, too";
  map(driver.sq_addr(1), page, VTD_PERM_R | VTD_PERM_W);
  ASSERT_TRUE(driver.start());
  EXPECT_EQ(driver.reg(VTD_NVME_CSTS), VTD_NVME_CSTS_RDY);
  ASSERT_EQ(driver.create(1), VTD_NVME_OK);
  unmap(driver.cq_addr(1));
  driver.put(1, io(VTD_NVME_IO_FLUSH, 1, 0));
  driver.ring(1);
  EXPECT_TRUE(until(1000, [&] { return (driver.reg(VTD_NVME_CSTS) & VTD_NVME_CSTS_CFS) != 0; }));
  expect_fault(driver.cq_addr(1), true, VTD_FR_LGN_2);
  EXPECT_EQ(bench->nvme.statistics().fatal, fatal + 2);
  map(driver.cq_addr(1), page, VTD_PERM_R | VTD_PERM_W);
  EXPECT_TRUE(driver.start());
}

} // namespace
