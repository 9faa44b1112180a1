// SPDX-License-Identifier: Apache-2.0
// The NVMe controller as a driver sees it (NVM Express 1.4), behind a remapping unit that lets
// everything pass.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <unistd.h>

#include "nvme_driver.h"

namespace {

constexpr uint32_t page = 4096, block = 512;
constexpr uint64_t data_area = 0x1000000, list_area = 0x800000;

class nvme : public ::testing::Test {
protected:
  nvme_driver driver;
  uint8_t *ram = bench->ram.data();

  void SetUp() override {
    bench->unit.do_reset(true); // no translation
    bench->ecam.reset();
    bench->tap.slow_page = ~UINT64_C(0);
    bench->tap.message_sids.clear();
    ASSERT_NO_FATAL_FAILURE(driver.attach());
    ASSERT_TRUE(driver.start());
  }
  static nvme_command io(uint8_t opcode, uint64_t lba, uint32_t blocks, uint64_t prp1,
                         uint64_t prp2 = 0) {
    nvme_command c;
    c.opcode = opcode;
    c.nsid = 1;
    c.prp1 = prp1;
    c.prp2 = prp2;
    c.cdw10 = static_cast<uint32_t>(lba);
    c.cdw11 = static_cast<uint32_t>(lba >> 32);
    c.cdw12 = blocks - 1;
    return c;
  }
  static nvme_command identify(uint32_t what, uint32_t nsid = 0) {
    nvme_command c;
    c.opcode = VTD_NVME_ADMIN_IDENTIFY;
    c.nsid = nsid;
    c.prp1 = data_area;
    c.cdw10 = what;
    return c;
  }
  static nvme_command feature(uint8_t opcode, uint32_t id, uint32_t value = 0) {
    nvme_command c;
    c.opcode = opcode;
    c.cdw10 = id;
    c.cdw11 = value;
    return c;
  }
  nvme_command log(uint32_t id, uint32_t bytes) {
    nvme_command c;
    c.opcode = VTD_NVME_ADMIN_GET_LOG;
    c.nsid = 0xFFFFFFFF;
    c.prp1 = data_area;
    c.cdw10 = id | (bytes / 4 - 1) << 16;
    return c;
  }
  template <typename T> T at(uint64_t addr) const {
    T value;
    std::memcpy(&value, ram + addr, sizeof value);
    return value;
  }
  std::vector<uint8_t> disk(uint64_t lba, uint64_t bytes) {
    std::vector<uint8_t> data(bytes);
    EXPECT_TRUE(bench->nvme.storage().read(lba * block, data.data(), bytes));
    return data;
  }
};

TEST_F(nvme, says_what_it_is) {
  EXPECT_EQ(driver.reg(VTD_NVME_VS), 0x00010400u);
  EXPECT_EQ(driver.reg(VTD_NVME_CAP) & 0xFFFF, 63u) << "entries of a queue - 1";
  EXPECT_EQ(driver.reg(VTD_NVME_CAP + 4) >> 5 & 1, 1u) << "NVM command set";
  ASSERT_EQ(driver.status(0, identify(1)), VTD_NVME_OK);
  EXPECT_EQ(at<uint16_t>(data_area), bench->config_read(nvme_bench::sid, VTD_PCI_VENDOR, 2));
  EXPECT_EQ(std::string(reinterpret_cast<char *>(ram + data_area + 4), 20), "VTD0001             ");
  EXPECT_EQ(ram[data_area + 77], 10) << "MDTS";
  EXPECT_EQ(at<uint32_t>(data_area + 80), 0x00010400u);
  EXPECT_EQ(ram[data_area + 512], 0x66);
  EXPECT_EQ(ram[data_area + 513], 0x44);
  EXPECT_EQ(at<uint32_t>(data_area + 516), 1u) << "namespaces";
  ASSERT_EQ(driver.status(0, identify(0, 1)), VTD_NVME_OK);
  EXPECT_EQ(at<uint64_t>(data_area), nvme_bench::disk_bytes / block);
  EXPECT_EQ(ram[data_area + 128 + 2], 9) << "blocks of 2^9 bytes";
  ASSERT_EQ(driver.status(0, identify(2)), VTD_NVME_OK);
  EXPECT_EQ(at<uint64_t>(data_area), 1u) << "namespace 1 alone";
  ASSERT_EQ(driver.status(0, identify(2, 1)), VTD_NVME_OK);
  EXPECT_EQ(at<uint32_t>(data_area), 0u) << "none above 1";
  ASSERT_EQ(driver.status(0, identify(3, 1)), VTD_NVME_OK);
  EXPECT_EQ(at<uint16_t>(data_area), 0x1003) << "a UUID of 16 bytes";
  EXPECT_EQ(ram[data_area + 4 + 6] >> 4, 4) << "version";
  EXPECT_EQ(ram[data_area + 4 + 8] >> 6, 2) << "variant";
  EXPECT_EQ(at<uint32_t>(data_area + 20), 0u) << "and nothing else";
}

TEST_F(nvme, refuses_what_it_does_not_have) {
  EXPECT_EQ(driver.status(0, identify(0, 2)), VTD_NVME_INVALID_NAMESPACE);
  EXPECT_EQ(driver.status(0, identify(0x55)), VTD_NVME_INVALID_FIELD);
  nvme_command c;
  c.opcode = 0x80; // Format NVM
  const nvme_completion done = driver.run(0, c);
  EXPECT_EQ(done.status, VTD_NVME_INVALID_OPCODE);
  EXPECT_TRUE(done.no_retry);
  EXPECT_EQ(driver.status(0, log(0x7F, 512)), VTD_NVME_INVALID_LOG);
  EXPECT_EQ(driver.status(0, feature(VTD_NVME_ADMIN_GET_FEATURES, 0x7F)), VTD_NVME_INVALID_FIELD);
  c = identify(1);
  c.flags = VTD_NVME_FLAGS_SGL;
  EXPECT_EQ(driver.status(0, c), VTD_NVME_INVALID_FIELD);
  ASSERT_EQ(driver.create(1), VTD_NVME_OK);
  EXPECT_EQ(driver.status(1, io(0x7F, 0, 1, data_area)), VTD_NVME_INVALID_OPCODE);
  c = io(VTD_NVME_IO_READ, 0, 1, data_area);
  c.nsid = 2;
  EXPECT_EQ(driver.status(1, c), VTD_NVME_INVALID_NAMESPACE);
  const uint64_t end = bench->nvme.blocks();
  EXPECT_EQ(driver.status(1, io(VTD_NVME_IO_READ, end - 1, 1, data_area)), VTD_NVME_OK);
  EXPECT_EQ(driver.status(1, io(VTD_NVME_IO_READ, end - 1, 2, data_area)), VTD_NVME_LBA_RANGE);
  EXPECT_EQ(driver.status(1, io(VTD_NVME_IO_WRITE, ~UINT64_C(0), 1, data_area)),
            VTD_NVME_LBA_RANGE);
  EXPECT_EQ(driver.status(1, io(VTD_NVME_IO_READ, 0, (page << 10) / block + 1, data_area)),
            VTD_NVME_INVALID_FIELD)
      << "more than MDTS";
  // The newest error is the log's first.
  ASSERT_EQ(driver.status(0, log(VTD_NVME_LOG_ERROR, 128)), VTD_NVME_OK);
  EXPECT_EQ(at<uint16_t>(data_area + 8), 1u) << "queue";
  EXPECT_EQ(at<uint16_t>(data_area + 12) >> 1 & 0x7FF, VTD_NVME_INVALID_FIELD);
  EXPECT_EQ(at<uint64_t>(data_area + 64), at<uint64_t>(data_area) - 1) << "error count";
  EXPECT_EQ(at<uint64_t>(data_area + 64 + 16), ~UINT64_C(0)) << "its first block";
}

TEST_F(nvme, checks_what_queues_are_made_of) {
  nvme_command c;
  c.opcode = VTD_NVME_ADMIN_CREATE_CQ;
  c.prp1 = driver.cq_addr(1);
  const auto create = [&](uint32_t cdw10, uint32_t cdw11) {
    c.cdw10 = cdw10;
    c.cdw11 = cdw11;
    return driver.status(0, c);
  };
  EXPECT_EQ(create(7 << 16 | 0, 3), VTD_NVME_INVALID_QUEUE);
  EXPECT_EQ(create(7 << 16 | (nvme_bench::queues + 1), 3), VTD_NVME_INVALID_QUEUE);
  EXPECT_EQ(create(0 << 16 | 1, 3), VTD_NVME_INVALID_QUEUE_SIZE);
  EXPECT_EQ(create(64 << 16 | 1, 3), VTD_NVME_INVALID_QUEUE_SIZE);
  EXPECT_EQ(create(7 << 16 | 1, 2), VTD_NVME_INVALID_FIELD) << "not contiguous";
  EXPECT_EQ(create(7 << 16 | 1, (nvme_bench::queues + 1) << 16 | 3), VTD_NVME_INVALID_VECTOR);
  c.prp1 += 8;
  EXPECT_EQ(create(7 << 16 | 1, 3), VTD_NVME_INVALID_PRP_OFFSET);
  c.opcode = VTD_NVME_ADMIN_CREATE_SQ;
  c.prp1 = driver.sq_addr(1);
  EXPECT_EQ(create(7 << 16 | 1, 1 << 16 | 1), VTD_NVME_CQ_INVALID) << "not there yet";
  ASSERT_EQ(driver.create(1), VTD_NVME_OK);
  EXPECT_EQ(create(7 << 16 | 1, 1 << 16 | 1), VTD_NVME_INVALID_QUEUE) << "is there already";
  nvme_command remove;
  remove.opcode = VTD_NVME_ADMIN_DELETE_CQ;
  remove.cdw10 = 1;
  EXPECT_EQ(driver.status(0, remove), VTD_NVME_INVALID_DELETION) << "in use";
  remove.opcode = VTD_NVME_ADMIN_DELETE_SQ;
  EXPECT_EQ(driver.status(0, remove), VTD_NVME_OK);
  EXPECT_EQ(driver.status(0, remove), VTD_NVME_INVALID_QUEUE);
  remove.opcode = VTD_NVME_ADMIN_DELETE_CQ;
  EXPECT_EQ(driver.status(0, remove), VTD_NVME_OK);
}

TEST_F(nvme, sends_a_message_for_each_queue) {
  for (unsigned q = 1; q <= nvme_bench::queues; ++q)
    ASSERT_EQ(driver.create(q), VTD_NVME_OK);
  uint64_t before[nvme_bench::queues + 1];
  for (unsigned q = 0; q <= nvme_bench::queues; ++q)
    before[q] = bench->sink.count(static_cast<uint8_t>(nvme_driver::first_vector + q));
  for (unsigned q = 1; q <= nvme_bench::queues; ++q)
    for (unsigned i = 0; i < q; ++i)
      EXPECT_EQ(driver.status(q, io(VTD_NVME_IO_FLUSH, 0, 1, 0)), VTD_NVME_OK);
  sc_core::wait(sc_core::sc_time(1, sc_core::SC_US));
  for (unsigned q = 1; q <= nvme_bench::queues; ++q)
    EXPECT_EQ(bench->sink.count(static_cast<uint8_t>(nvme_driver::first_vector + q)) - before[q],
              q);
  for (const uint16_t sid : bench->tap.message_sids)
    EXPECT_EQ(sid, nvme_bench::sid);
  EXPECT_FALSE(bench->tap.message_sids.empty());
}

TEST_F(nvme, masked_vectors_wait_in_the_pending_bits) {
  ASSERT_EQ(driver.create(2), VTD_NVME_OK);
  const uint8_t vector = nvme_driver::first_vector + 2;
  const uint32_t control =
      VTD_NVME_MSIX_TABLE + 2 * VTD_PCI_MSIX_ENTRY_BYTES + VTD_PCI_MSIX_ENTRY_CONTROL;
  const uint64_t before = bench->sink.count(vector);
  driver.reg(control, VTD_PCI_MSIX_ENTRY_MASKED);
  for (unsigned i = 0; i < 3; ++i)
    EXPECT_EQ(driver.status(2, io(VTD_NVME_IO_FLUSH, 0, 1, 0)), VTD_NVME_OK);
  EXPECT_EQ(bench->sink.count(vector), before);
  EXPECT_EQ(driver.reg(VTD_NVME_MSIX_PBA) >> 2 & 1, 1u);
  driver.reg(control, 0);
  sc_core::wait(sc_core::sc_time(1, sc_core::SC_US));
  EXPECT_EQ(bench->sink.count(vector), before + 1) << "one message for all of them";
  EXPECT_EQ(driver.reg(VTD_NVME_MSIX_PBA), 0u);
}

// Commands of any size and place, by lists that begin anywhere in a page and go on in others.
TEST_F(nvme, moves_data_of_every_shape) {
  ASSERT_EQ(driver.create(1), VTD_NVME_OK);
  std::mt19937_64 random(5);
  for (unsigned round = 0; round < 60; ++round) {
    const uint32_t largest = round % 10 == 9 ? (page << 10) / block : 64;
    const auto blocks = static_cast<uint32_t>(1 + random() % largest);
    const uint64_t bytes = uint64_t{blocks} * block, lba = random() % 1000;
    const uint64_t first = data_area + (random() % (page / 4)) * 4;
    const uint64_t head = std::min<uint64_t>(bytes, page - first % page);
    std::vector<uint64_t> pages = {first};
    for (uint64_t done = head; done < bytes; done += page) // apart, in no order
      pages.push_back(data_area + page * (16 + (pages.size() * 37) % 1500));
    uint64_t prp2 = pages.size() > 1 ? pages[1] : 0;
    if (pages.size() > 2) { // a list whose first page is nearly full
      uint64_t list = list_area + page - 8 * (2 + random() % 3);
      prp2 = list;
      for (size_t i = 1; i < pages.size(); ++i) {
        if (list % page == page - 8 && i + 1 < pages.size()) {
          const uint64_t next = list_area + page * (10 + i);
          std::memcpy(ram + list, &next, 8);
          list = next;
        }
        std::memcpy(ram + list, &pages[i], 8);
        list += 8;
      }
    }
    std::vector<uint8_t> wanted(bytes);
    for (uint8_t &byte : wanted)
      byte = static_cast<uint8_t>(random());
    const auto host = [&](uint64_t i) -> uint8_t & {
      return i < head ? ram[first + i] : ram[pages[1 + (i - head) / page] + (i - head) % page];
    };
    for (uint64_t i = 0; i < bytes; ++i)
      host(i) = wanted[i];
    ASSERT_EQ(driver.status(1, io(VTD_NVME_IO_WRITE, lba, blocks, first, prp2)), VTD_NVME_OK)
        << "round " << round;
    ASSERT_EQ(disk(lba, bytes), wanted) << "round " << round;
    for (uint64_t i = 0; i < bytes; ++i)
      host(i) = 0;
    ASSERT_EQ(driver.status(1, io(VTD_NVME_IO_READ, lba, blocks, first, prp2)), VTD_NVME_OK);
    for (uint64_t i = 0; i < bytes; ++i)
      ASSERT_EQ(host(i), wanted[i]) << "round " << round << ", byte " << i;
  }
}

TEST_F(nvme, refuses_addresses_that_prps_cannot_have) {
  ASSERT_EQ(driver.create(1), VTD_NVME_OK);
  const auto read = [&](uint32_t blocks, uint64_t prp1, uint64_t prp2) {
    return driver.status(1, io(VTD_NVME_IO_READ, 0, blocks, prp1, prp2));
  };
  EXPECT_EQ(read(1, data_area + 2, 0), VTD_NVME_INVALID_PRP_OFFSET);
  EXPECT_EQ(read(16, data_area, data_area + page + 4), VTD_NVME_INVALID_PRP_OFFSET);
  EXPECT_EQ(read(24, data_area, list_area + 4), VTD_NVME_INVALID_PRP_OFFSET);
  const uint64_t entries[] = {data_area + page, data_area + 2 * page + 8};
  std::memcpy(ram + list_area, entries, sizeof entries);
  EXPECT_EQ(read(24, data_area, list_area), VTD_NVME_INVALID_PRP_OFFSET);
}

TEST_F(nvme, pages_may_be_larger) {
  ASSERT_TRUE(driver.start(2)); // 16 KiB
  ASSERT_EQ(driver.create(1), VTD_NVME_OK);
  std::vector<uint8_t> wanted(3 * 16384 - 512);
  for (size_t i = 0; i < wanted.size(); ++i)
    wanted[i] = static_cast<uint8_t>(i * 3 + i / 256);
  EXPECT_TRUE(bench->nvme.storage().write(0, wanted.data(), wanted.size()));
  const uint64_t list[] = {data_area + 0x20000, data_area + 0x10000};
  std::memcpy(ram + list_area, list, sizeof list);
  const uint32_t blocks = static_cast<uint32_t>(wanted.size() / block);
  ASSERT_EQ(driver.status(1, io(VTD_NVME_IO_READ, 0, blocks, data_area + 512, list_area)),
            VTD_NVME_OK);
  const size_t head = 16384 - 512;
  EXPECT_EQ(std::memcmp(ram + data_area + 512, wanted.data(), head), 0);
  EXPECT_EQ(std::memcmp(ram + data_area + 0x20000, &wanted[head], 16384), 0);
  EXPECT_EQ(std::memcmp(ram + data_area + 0x10000, &wanted[head + 16384], 16384), 0);
}

TEST_F(nvme, zeroes_and_deallocates) {
  ASSERT_EQ(driver.create(1), VTD_NVME_OK);
  const std::vector<uint8_t> full(64 * block, 0xFF), zero(64 * block, 0);
  EXPECT_TRUE(bench->nvme.storage().write(0, full.data(), full.size()));
  ASSERT_EQ(driver.status(1, io(VTD_NVME_IO_WRITE_ZEROES, 3, 5, 0)), VTD_NVME_OK);
  EXPECT_EQ(disk(2, block), std::vector<uint8_t>(block, 0xFF));
  EXPECT_EQ(disk(3, 5 * block), std::vector<uint8_t>(5 * block, 0));
  EXPECT_EQ(disk(8, block), std::vector<uint8_t>(block, 0xFF));
  EXPECT_EQ(driver.status(1, io(VTD_NVME_IO_WRITE_ZEROES, bench->nvme.blocks() - 1, 2, 0)),
            VTD_NVME_LBA_RANGE);
  const uint64_t ranges[] = {UINT64_C(2) << 32, 20, UINT64_C(1) << 32, 40};
  std::memcpy(ram + data_area, ranges, sizeof ranges);
  nvme_command c = io(VTD_NVME_IO_DSM, 0, 1, data_area);
  c.cdw10 = 1; // two ranges
  ASSERT_EQ(driver.status(1, c), VTD_NVME_OK);
  EXPECT_EQ(disk(20, block), std::vector<uint8_t>(block, 0xFF)) << "only a hint";
  c.cdw11 = VTD_NVME_DSM_DEALLOCATE;
  ASSERT_EQ(driver.status(1, c), VTD_NVME_OK);
  EXPECT_EQ(disk(19, block), std::vector<uint8_t>(block, 0xFF));
  EXPECT_EQ(disk(20, 2 * block), std::vector<uint8_t>(2 * block, 0));
  EXPECT_EQ(disk(22, block), std::vector<uint8_t>(block, 0xFF));
  EXPECT_EQ(disk(40, block), std::vector<uint8_t>(block, 0));
}

TEST_F(nvme, a_full_completion_queue_stops_its_submission_queue_only) {
  ASSERT_EQ(driver.create(1), VTD_NVME_OK);
  ASSERT_EQ(driver.create(2), VTD_NVME_OK);
  for (unsigned i = 0; i < driver.entries - 1; ++i)
    driver.put(1, io(VTD_NVME_IO_FLUSH, 0, 1, 0));
  driver.ring(1);
  for (unsigned i = 0; i < driver.entries - 1; ++i)
    ASSERT_TRUE(driver.take(1, true, false).there);
  const uint16_t late = driver.put(1, io(VTD_NVME_IO_FLUSH, 0, 1, 0));
  driver.ring(1);
  EXPECT_EQ(driver.status(2, io(VTD_NVME_IO_FLUSH, 0, 1, 0)), VTD_NVME_OK);
  sc_core::wait(sc_core::sc_time(1, sc_core::SC_MS));
  EXPECT_FALSE(driver.take(1, false).there);
  driver.tell_head(1);
  const nvme_completion done = driver.take(1);
  EXPECT_TRUE(done.there);
  EXPECT_EQ(done.cid, late);
  // Several times around both rings.
  for (unsigned i = 0; i < 5 * driver.entries; ++i)
    ASSERT_EQ(driver.status(1, io(VTD_NVME_IO_FLUSH, 0, 1, 0)), VTD_NVME_OK);
}

TEST_F(nvme, features_are_kept_until_a_reset) {
  const auto get = [&](uint32_t id, uint32_t cdw11 = 0) {
    return driver.run(0, feature(VTD_NVME_ADMIN_GET_FEATURES, id, cdw11));
  };
  const auto set = [&](uint32_t id, uint32_t value) {
    return driver.run(0, feature(VTD_NVME_ADMIN_SET_FEATURES, id, value));
  };
  EXPECT_EQ(get(VTD_NVME_FEATURE_QUEUES).result, 2u << 16 | 2) << "three of each";
  EXPECT_EQ(set(VTD_NVME_FEATURE_QUEUES, 63u << 16 | 63).result, 2u << 16 | 2);
  EXPECT_EQ(set(VTD_NVME_FEATURE_QUEUES, 0xFFFF).status, VTD_NVME_INVALID_FIELD);
  EXPECT_EQ(get(VTD_NVME_FEATURE_CACHE).result, 1u);
  EXPECT_EQ(set(VTD_NVME_FEATURE_CACHE, 0).status, VTD_NVME_OK);
  EXPECT_EQ(get(VTD_NVME_FEATURE_CACHE).result, 0u);
  EXPECT_EQ(set(VTD_NVME_FEATURE_VECTOR, 0x10002).status, VTD_NVME_OK);
  EXPECT_EQ(get(VTD_NVME_FEATURE_VECTOR, 2).result, 0x10002u);
  EXPECT_EQ(get(VTD_NVME_FEATURE_VECTOR, 1).result, 1u);
  EXPECT_EQ(set(VTD_NVME_FEATURE_VECTOR, nvme_bench::queues + 1).status, VTD_NVME_INVALID_FIELD);
  EXPECT_EQ(set(VTD_NVME_FEATURE_POWER, 1).status, VTD_NVME_INVALID_FIELD) << "no such state";
  EXPECT_EQ(set(VTD_NVME_FEATURE_CACHE | 0x80000000, 0).status, VTD_NVME_FEATURE_NOT_SAVEABLE);
  ASSERT_EQ(driver.create(1), VTD_NVME_OK);
  EXPECT_EQ(set(VTD_NVME_FEATURE_QUEUES, 0).status, VTD_NVME_SEQUENCE_ERROR);
  ASSERT_TRUE(driver.start());
  EXPECT_EQ(get(VTD_NVME_FEATURE_CACHE).result, 1u);
  EXPECT_EQ(get(VTD_NVME_FEATURE_VECTOR, 2).result, 2u);
}

TEST_F(nvme, events_are_told_once_until_the_log_was_read) {
  nvme_command wait_for;
  wait_for.opcode = VTD_NVME_ADMIN_ASYNC_EVENT;
  const uint16_t first = driver.put(0, wait_for), second = driver.put(0, wait_for);
  driver.ring(0);
  sc_core::wait(sc_core::sc_time(100, sc_core::SC_US));
  EXPECT_FALSE(driver.take(0, false).there) << "nothing has happened";
  driver.reg(VTD_NVME_SQ_TAIL(40), 1); // no such queue
  nvme_completion told = driver.take(0);
  ASSERT_TRUE(told.there);
  EXPECT_EQ(told.cid, first);
  EXPECT_EQ(told.result, VTD_NVME_LOG_ERROR << 16 | VTD_NVME_EVENT_INVALID_DOORBELL << 8);
  driver.reg(VTD_NVME_SQ_TAIL(0), driver.entries); // not an entry
  sc_core::wait(sc_core::sc_time(100, sc_core::SC_US));
  EXPECT_FALSE(driver.take(0, false).there) << "the same type is masked";
  ASSERT_EQ(driver.status(0, log(VTD_NVME_LOG_ERROR, 64)), VTD_NVME_OK);
  told = driver.take(0);
  ASSERT_TRUE(told.there);
  EXPECT_EQ(told.cid, second);
  EXPECT_EQ(told.result, VTD_NVME_LOG_ERROR << 16 | VTD_NVME_EVENT_DOORBELL_VALUE << 8);
  // A threshold below the temperature, once the event is enabled.
  driver.put(0, wait_for);
  driver.ring(0);
  EXPECT_EQ(
      driver.status(0, feature(VTD_NVME_ADMIN_SET_FEATURES, VTD_NVME_FEATURE_TEMPERATURE, 290)),
      VTD_NVME_OK);
  EXPECT_FALSE(driver.take(0, false).there);
  driver.put(
      0, feature(VTD_NVME_ADMIN_SET_FEATURES, VTD_NVME_FEATURE_EVENTS, VTD_NVME_SMART_TEMPERATURE));
  driver.ring(0);
  EXPECT_EQ(driver.take(0).result, 0u);
  EXPECT_EQ(driver.take(0).result,
            VTD_NVME_LOG_SMART << 16 | VTD_NVME_EVENT_TEMPERATURE << 8 | VTD_NVME_EVENT_SMART);
  ASSERT_EQ(driver.status(0, log(VTD_NVME_LOG_SMART, 512)), VTD_NVME_OK);
  EXPECT_EQ(ram[data_area], VTD_NVME_SMART_TEMPERATURE);
  EXPECT_EQ(at<uint16_t>(data_area + 1), 300u);
}

TEST_F(nvme, waiting_events_can_be_aborted_and_are_limited) {
  nvme_command wait_for, abort;
  wait_for.opcode = VTD_NVME_ADMIN_ASYNC_EVENT;
  abort.opcode = VTD_NVME_ADMIN_ABORT;
  uint16_t cid = 0;
  for (unsigned i = 0; i < 4; ++i)
    cid = driver.put(0, wait_for);
  driver.ring(0);
  EXPECT_EQ(driver.status(0, wait_for), VTD_NVME_EVENT_LIMIT);
  abort.cdw10 = uint32_t{cid} << 16;
  const uint16_t own = driver.put(0, abort);
  driver.ring(0);
  const nvme_completion aborted = driver.take(0), done = driver.take(0);
  EXPECT_EQ(aborted.cid, cid);
  EXPECT_EQ(aborted.status, VTD_NVME_ABORT_REQUESTED);
  EXPECT_EQ(done.cid, own);
  EXPECT_EQ(done.result, 0u);
  EXPECT_EQ(driver.run(0, abort).result, 1u) << "it is gone";
}

TEST_F(nvme, shuts_down_and_needs_a_reset_then) {
  driver.reg(VTD_NVME_CC, driver.reg(VTD_NVME_CC) | VTD_NVME_CC_SHN_NORMAL);
  EXPECT_TRUE(until(1000, [&] {
    return (driver.reg(VTD_NVME_CSTS) & VTD_NVME_CSTS_SHST_MASK) == VTD_NVME_CSTS_SHST_DONE;
  }));
  driver.put(0, identify(1));
  driver.ring(0);
  sc_core::wait(sc_core::sc_time(100, sc_core::SC_US));
  EXPECT_FALSE(driver.take(0, false).there);
  ASSERT_TRUE(driver.start());
  EXPECT_EQ(driver.reg(VTD_NVME_CSTS), VTD_NVME_CSTS_RDY);
  EXPECT_EQ(driver.status(0, identify(1)), VTD_NVME_OK);
}

TEST_F(nvme, cannot_be_enabled_with_impossible_settings) {
  const auto refused = [&](uint32_t cc, uint32_t aqa) {
    EXPECT_TRUE(driver.disable());
    driver.reg(VTD_NVME_AQA, aqa);
    driver.reg(VTD_NVME_CC, cc | VTD_NVME_CC_EN);
    sc_core::wait(sc_core::sc_time(100, sc_core::SC_US));
    return driver.reg(VTD_NVME_CSTS) == VTD_NVME_CSTS_CFS;
  };
  EXPECT_TRUE(refused(VTD_NVME_CC_ENTRY_SIZES | 1u << 4, 0x70007)) << "command set";
  EXPECT_TRUE(refused(VTD_NVME_CC_ENTRY_SIZES | 5u << 7, 0x70007)) << "page size";
  EXPECT_TRUE(refused(VTD_NVME_CC_ENTRY_SIZES, 0x70000)) << "queue of one entry";
  EXPECT_TRUE(driver.start());
}

// A reset while data is on its way: nothing moves afterwards, and the controller starts anew.
TEST_F(nvme, resets_in_mid_flight) {
  for (const bool function_level : {false, true}) {
    ASSERT_EQ(driver.create(1), VTD_NVME_OK);
    uint64_t list[128];
    for (unsigned i = 0; i < 128; ++i)
      list[i] = data_area + (i + 1) * page;
    std::memcpy(ram + list_area, list, sizeof list);
    std::memset(ram + data_area, 0x5A, 129 * page);
    bench->tap.slow_page = list[50];
    driver.put(1, io(VTD_NVME_IO_READ, 2000, 1024, data_area, list_area));
    driver.ring(1);
    ASSERT_TRUE(until(2000, [&] { return ram[list[49]] != 0x5A; }));
    if (function_level) {
      uint32_t pcie = bench->config_read(nvme_bench::sid, VTD_PCI_CAPABILITIES, 1);
      EXPECT_EQ(bench->config_read(nvme_bench::sid, pcie, 1), VTD_PCI_CAP_PCIE);
      EXPECT_NE(bench->config_read(nvme_bench::sid, pcie + VTD_PCI_PCIE_STATUS, 2) &
                    VTD_PCI_PCIE_STATUS_PENDING,
                0u);
      bench->config_write(nvme_bench::sid, pcie + VTD_PCI_PCIE_CONTROL, VTD_PCI_PCIE_CONTROL_FLR,
                          2);
      EXPECT_EQ(bench->config_read(nvme_bench::sid, VTD_PCI_COMMAND, 2), 0u);
      sc_core::wait(sc_core::sc_time(200, sc_core::SC_US));
      EXPECT_EQ(bench->config_read(nvme_bench::sid, pcie + VTD_PCI_PCIE_STATUS, 2), 0u);
      driver.attach();
      EXPECT_EQ(driver.reg(VTD_NVME_ASQ), 0u);
    } else {
      driver.reg(VTD_NVME_CC, 0);
      EXPECT_NE(driver.reg(VTD_NVME_CSTS), 0u) << "a transaction is under way";
      ASSERT_TRUE(driver.disable());
      EXPECT_NE(driver.reg(VTD_NVME_ASQ), 0u) << "kept by a reset of the controller";
    }
    const uint64_t seen = bench->tap.seen;
    sc_core::wait(sc_core::sc_time(1, sc_core::SC_MS));
    EXPECT_EQ(bench->tap.seen, seen);
    EXPECT_EQ(ram[list[51]], 0x5A) << "was not reached";
    bench->tap.slow_page = ~UINT64_C(0);
    EXPECT_FALSE(driver.take(1, false).there);
    ASSERT_TRUE(driver.start());
    EXPECT_EQ(driver.status(0, identify(1)), VTD_NVME_OK);
  }
}

TEST_F(nvme, waits_while_it_is_not_bus_master) {
  bench->config_write(nvme_bench::sid, VTD_PCI_COMMAND, VTD_PCI_COMMAND_MEMORY, 2);
  const uint64_t seen = bench->tap.seen;
  driver.put(0, identify(1));
  driver.ring(0);
  sc_core::wait(sc_core::sc_time(1, sc_core::SC_MS));
  EXPECT_EQ(bench->tap.seen, seen);
  bench->config_write(nvme_bench::sid, VTD_PCI_COMMAND,
                      VTD_PCI_COMMAND_MEMORY | VTD_PCI_COMMAND_MASTER, 2);
  const nvme_completion done = driver.take(0);
  EXPECT_TRUE(done.there);
  EXPECT_EQ(done.status, VTD_NVME_OK);
}

TEST_F(nvme, keeps_its_data_in_a_file) {
  char path[] = "nvme_disk_XXXXXX";
  const int fd = mkstemp(path);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(ftruncate(fd, 1 << 20), 0);
  close(fd);
  std::vector<uint8_t> data(3 * block, 0xA5), back(3 * block);
  {
    vtd::block_storage storage(path, block);
    EXPECT_EQ(storage.bytes(), UINT64_C(1) << 20);
    EXPECT_TRUE(storage.write(5 * block, data.data(), data.size()));
    EXPECT_TRUE(storage.clear(6 * block, block));
    EXPECT_TRUE(storage.flush());
  }
  {
    vtd::block_storage storage(path, 4096);
    EXPECT_TRUE(storage.read(5 * block, back.data(), back.size()));
    EXPECT_EQ(back[0], 0xA5);
    EXPECT_EQ(back[block], 0);
    EXPECT_EQ(back[2 * block], 0xA5);
  }
  ASSERT_EQ(truncate(path, 1000), 0);
  try {
    vtd::block_storage storage(path, block);
    ADD_FAILURE() << "a file of 1000 bytes";
  } catch (const std::runtime_error &error) {
    EXPECT_NE(std::string(error.what()).find(path), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("truncate -s"), std::string::npos) << "the remedy";
  }
  std::remove(path);
  EXPECT_THROW(vtd::block_storage(path, block), std::runtime_error);
  EXPECT_THROW(vtd::block_storage("/dev/zero", block), std::runtime_error);
}

} // namespace
