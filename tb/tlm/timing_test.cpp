// SPDX-License-Identifier: Apache-2.0
// Annotated time, and where table reads go.
#include "beds.h"

using namespace tb;

namespace {

uint64_t one_page(bed<64> &b) {
  b.fresh();
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50000000);
  b.enable();
  return table;
}

constexpr unsigned walk_reads = 6; // root, context, four levels

} // namespace

TEST(timing, a_hit_costs_the_lookup) {
  auto &b = beds().timed;
  one_page(b);
  uint64_t value = 0;
  b.dev0.read(0x10000, &value, 8);
  sc_time delay = ns(100);
  b.ram.how.latency = ns(20);
  b.dev0.read(0x10000, &value, 8, nullptr, &delay);
  EXPECT_EQ(delay, ns(100 + 3 + 20));
  EXPECT_EQ(b.ram.log.back().delay, ns(103)) << "the target sees the time of the look-up";
}

TEST(timing, a_miss_costs_its_reads_through_direct_pointers) {
  auto &b = beds().timed;
  one_page(b);
  uint64_t value = 0;
  b.dev0.read(0x10000, &value, 8); // gets the pointer
  EXPECT_GE(b.unit.stats().direct_windows, 1u);
  b.invalidate_global();
  b.gcmd(VTD_GCMD_SRTP);
  b.reg64(VTD_CCMD_REG, vtd_ccmd_icc_set(vtd_ccmd_cirg_set(0, VTD_CCMD_CIRG_GLOBAL), 1));
  const uint64_t transactions = b.unit.stats().walk_transactions;
  sc_time delay;
  b.dev0.read(0x10000, &value, 8, nullptr, &delay);
  EXPECT_EQ(b.unit.stats().walk_transactions, transactions) << "no transaction for the tables";
  EXPECT_EQ(delay, ns(3 + walk_reads * 5));
}

TEST(timing, reads_by_transaction_do_not_cost_the_direct_latency_too) {
  auto &b = beds().timed;
  one_page(b);
  b.ram.how.dmi = false;
  b.ram.how.latency = ns(10);
  uint64_t value = 0;
  sc_time delay;
  b.dev0.read(0x10000, &value, 8, nullptr, &delay);
  EXPECT_EQ(delay, ns(3 + (walk_reads + 1) * 10));
}

TEST(timing, direct_reads_cost_what_the_target_says) {
  auto &b = beds().timed;
  b.fresh();
  b.ram.how.dmi_latency = ns(2);
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50000000);
  b.map(table, 0x11000, 0x50001000);
  b.enable();
  uint64_t value = 0;
  b.dev0.read(0x10000, &value, 8);
  sc_time delay;
  const uint64_t reads = vtd_get_counters(b.unit.core())->walk_reads;
  b.dev0.read(0x11000, &value, 8, nullptr, &delay);
  const uint64_t cost = vtd_get_counters(b.unit.core())->walk_reads - reads;
  EXPECT_GE(cost, 1u);
  EXPECT_EQ(delay, ns(3 + static_cast<double>(cost) * (5 + 2)));
}

TEST(timing, a_miss_by_transactions_costs_what_they_take) {
  auto &b = beds().walking;
  one_page(b);
  b.ram.how.latency = ns(10);
  b.ram.log.clear();
  uint64_t value = 0;
  sc_time delay = ns(50);
  b.dev0.read(0x10000, &value, 8, nullptr, &delay);
  ASSERT_EQ(b.ram.log.size(), walk_reads + 1);
  EXPECT_EQ(delay, ns(50 + 3 + (walk_reads + 1) * 10));
  for (unsigned i = 0; i < walk_reads; ++i)
    EXPECT_EQ(b.ram.log[i].delay, ns(50 + 3 + i * 10)) << "each read happens when the one before "
                                                          "it is done";
  EXPECT_EQ(b.unit.stats().direct_windows, 0u);
}

TEST(timing, targets_that_wait_take_simulated_time) {
  auto &b = beds().walking;
  one_page(b);
  in_thread([&] {
    b.ram.how.wait = ns(10);
    const sc_time before = sc_core::sc_time_stamp();
    uint64_t value = 0;
    sc_time delay;
    b.dev0.read(0x10000, &value, 8, nullptr, &delay);
    EXPECT_EQ(sc_core::sc_time_stamp() - before, ns((walk_reads + 1) * 10));
    EXPECT_EQ(delay, ns(3));
    // The unit itself never waits.
    b.ram.how.wait = sc_core::SC_ZERO_TIME;
    const sc_time again = sc_core::sc_time_stamp();
    b.dev0.read(0x10000, &value, 8, nullptr, &delay);
    EXPECT_EQ(sc_core::sc_time_stamp(), again);
  });
}

TEST(timing, registers_cost_their_latency) {
  auto &b = beds().timed;
  b.fresh();
  uint32_t value = 0;
  sc_time delay = ns(1);
  b.cpu.read(VTD_GSTS_REG, &value, 4, nullptr, &delay);
  EXPECT_EQ(delay, ns(8));
}

TEST(timing, queue_traffic_is_charged_to_the_doorbell) {
  auto &b = beds().walking;
  one_page(b);
  b.queue_on();
  b.ram.how.latency = ns(10);
  const uint64_t status = vtdt_pages(&b.space, 1);
  sc_time delay;
  vtdt_descriptor wait = vtdt_wait_status(status, 1);
  vtdt_write_words(&b.space, vtd_iqa_iqa(b.reg64(VTD_IQA_REG)), wait.word, 2);
  uint64_t tail = 16;
  b.cpu.write(VTD_IQT_REG, &tail, 8, nullptr, &delay);
  EXPECT_EQ(b.ram.read64(status), 1u);
  EXPECT_EQ(delay, ns(20)) << "one fetch, one status write";
}

TEST(timing, a_queue_with_latency_runs_by_itself) {
  auto &b = beds().queued;
  one_page(b);
  in_thread([&] {
    b.queue_on();
    const uint64_t status = vtdt_pages(&b.space, 1);
    b.ram.how.wait = ns(10);
    const sc_time rung = sc_core::sc_time_stamp();
    sc_time done;
    b.ram.how.hook = [&](tlm_generic_payload &t) {
      if (t.is_write() && t.get_address() == status)
        done = sc_core::sc_time_stamp();
    };
    b.submit(vtdt_iotlb_global(0));
    b.submit(vtdt_wait_status(status, 1));
    EXPECT_EQ(sc_core::sc_time_stamp(), rung) << "the doorbell does not wait";
    EXPECT_FALSE(b.queue_done());
    sc_core::wait(ns(1000));
    EXPECT_TRUE(b.queue_done());
    EXPECT_EQ(b.ram.read64(status), 1u);
    EXPECT_EQ(done - rung, ns(100 + 2 * 10)) << "latency, and two fetches";
    // Descriptors that come while it works are not forgotten: when it is in a fetch, and when it
    // lets the time pass that a fetch has taken.
    for (const bool waiting : {true, false}) {
      b.ram.how.wait = ns(waiting ? 200 : 0);
      b.ram.how.latency = ns(waiting ? 0 : 200);
      b.submit(vtdt_wait_status(status, 2));
      sc_core::wait(ns(150));
      b.submit(vtdt_wait_status(status, 3));
      sc_core::wait(ns(5000));
      EXPECT_EQ(b.ram.read64(status), 3u);
      EXPECT_TRUE(b.queue_done());
    }
  });
}

TEST(walk_socket, carries_tables_and_queue_and_nothing_else) {
  auto &b = beds().split;
  one_page(b);
  b.ram.log.clear();
  b.walk_ram.log.clear();
  EXPECT_EQ(b.dev0.write64(0x10000, 9), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.log.size(), 1u);
  EXPECT_EQ(b.walk_ram.log.size(), walk_reads);
  EXPECT_EQ(b.ram.read64(0x50000000), 9u);
  b.queue_on();
  const uint64_t status = vtdt_pages(&b.space, 1);
  b.submit(vtdt_wait_status(status, 4));
  EXPECT_EQ(b.walk_ram.read64(status), 4u);
  EXPECT_EQ(b.ram.log.size(), 1u);
}

TEST(direct_windows, are_dropped_when_the_target_takes_them_back) {
  auto &b = beds().plain;
  one_page(b);
  uint64_t value = 0;
  b.dev0.read(0x10000, &value, 8);
  EXPECT_EQ(b.unit.stats().direct_windows, 1u);
  b.ram.how.dmi = false;
  b.ram.take_back(0, ~uint64_t{0});
  b.invalidate_global();
  const uint64_t transactions = b.unit.stats().walk_transactions;
  b.dev0.read(0x10000, &value, 8);
  EXPECT_GT(b.unit.stats().walk_transactions, transactions) << "by transactions again";
  b.ram.how.dmi = true;
  b.ram.take_back(0, ~uint64_t{0});
  b.invalidate_global();
  b.dev0.read(0x10000, &value, 8);
  EXPECT_EQ(b.unit.stats().direct_windows, 2u) << "and got anew";
}

TEST(walk_errors, are_faults) {
  auto &b = beds().walking;
  const uint64_t table = one_page(b);
  b.ram.how.fail_first = table;
  b.ram.how.fail_last = table + 4095;
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  uint64_t value = 0;
  EXPECT_EQ(b.dev0.read(0x10000, &value, 8, &extension), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(extension.cond, VTD_FC_LCT_4_3);
}
