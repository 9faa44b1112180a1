// SPDX-License-Identifier: Apache-2.0
// The accelerator behind a remapping unit: invalidations of its device-TLB, and what becomes of its
// misdeeds.
#include "accelerator_fixture.h"

using namespace accelerator_tests;

TEST_F(accelerator, translations_of_unmapped_pages_are_gone) {
  const uint64_t to = map_new(pasid_a, area_a);
  work w = fill(area_a, 64, 1);
  w.flags = VTD_ACCEL_FLAG_COMPLETION;
  ASSERT_EQ(run(w).status, VTD_ACCEL_DONE_SUCCESS);
  unmap(pasid_a, area_a);
  ASSERT_TRUE(until([&] { return waited(); }));
  w.source = 2;
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_PAGE_FAULT);
  EXPECT_EQ(bench->ram.data()[to], 1);
  EXPECT_EQ(accel(VTD_ACCEL_INVALIDATIONS), 1u);
  EXPECT_EQ(unit32(VTD_FSTS_REG), 0u);
}

TEST_F(accelerator, a_device_that_keeps_translations_still_writes_there) {
  const uint64_t to = map_new(pasid_a, area_a);
  ASSERT_EQ(run(fill(area_a, 64, 1)).status, VTD_ACCEL_DONE_SUCCESS);
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_KEEP);
  unmap(pasid_a, area_a);
  ASSERT_TRUE(until([&] { return waited(); }));
  EXPECT_EQ(run(fill(area_a, 64, 2)).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(bench->ram.data()[to], 2) << "this is why only trusted devices get ATS";
}

TEST_F(accelerator, invalidations_are_complete_after_the_last_use) {
  const uint64_t to = map_new(pasid_a, area_a);
  ASSERT_EQ(run(fill(area_a, 64, 1)).status, VTD_ACCEL_DONE_SUCCESS);
  bench->slow.slow_page = to;
  bench->slow.slow = us(5);
  ASSERT_EQ(submit(fill(area_a, 64, 2)), VTD_ACCEL_SUBMIT_ACCEPTED);
  wait(us(1));
  unmap_in_device(pasid_a, area_a);
  wait(us(2));
  EXPECT_EQ(accel(VTD_ACCEL_INVALIDATIONS), 1u);
  EXPECT_EQ(bench->ram.data()[to], 1) << "the write is still on its way";
  EXPECT_FALSE(waited());
  ASSERT_TRUE(until([&] { return waited(); }));
  EXPECT_EQ(bench->ram.data()[to], 2);
}

TEST_F(accelerator, other_translations_do_not_delay_an_invalidation) {
  const uint64_t slow = map_new(pasid_a, area_a);
  map_new(pasid_a, area_b);
  bench->slow.slow_page = slow;
  bench->slow.slow = us(5);
  ASSERT_EQ(submit(fill(area_a, 64, 2)), VTD_ACCEL_SUBMIT_ACCEPTED);
  wait(us(1));
  unmap_in_device(pasid_a, area_b);
  wait(us(2));
  EXPECT_TRUE(waited());
  EXPECT_EQ(bench->ram.data()[slow], 0);
}

TEST_F(accelerator, silence_leads_to_a_time_out) {
  map_new(pasid_a, area_a);
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_SILENT);
  unmap(pasid_a, area_a);
  wait(us(45));
  EXPECT_EQ(unit32(VTD_FSTS_REG), 0u);
  wait(us(10));
  EXPECT_EQ(unit32(VTD_FSTS_REG), VTD_FSTS_ITE);
  EXPECT_EQ(vtd_iqercd_itesid(unit64(VTD_IQERCD_REG)), sid);
  EXPECT_FALSE(waited());
  unit32(VTD_FSTS_REG, VTD_FSTS_ITE);
  accel(VTD_ACCEL_MISBEHAVE, 0);
  unmap(pasid_a, area_a); // software tries again
  EXPECT_TRUE(until([&] { return waited(); }));
}

TEST_F(accelerator, completions_that_nobody_waits_for_are_an_error) {
  map_new(pasid_a, area_a);
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_COMPLETION);
  unmap(pasid_a, area_a);
  ASSERT_TRUE(until([&] { return waited(); }));
  EXPECT_EQ(unit32(VTD_FSTS_REG), VTD_FSTS_ICE);
  EXPECT_EQ(vtd_iqercd_icesid(unit64(VTD_IQERCD_REG)), sid);
}

// --- Misdeeds

TEST_F(accelerator, forged_translated_requests_need_the_right) {
  const uint64_t victim = vtdt_pages(&space, 1);
  set_context(false);
  submit(vtdt_cc_device(sid, 0, 0));
  submit_wait();
  ASSERT_TRUE(until([&] { return waited(); }));
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_TRANSLATED);
  work w = fill(victim, 64, 0x66);
  w.flags = 0;
  ASSERT_EQ(submit(w), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 1; }));
  EXPECT_EQ(bench->ram.data()[victim], 0);
  EXPECT_NE(unit32(VTD_FSTS_REG) & VTD_FSTS_PPF, 0u);
}

TEST_F(accelerator, forged_ids_lead_nowhere) {
  const uint64_t to = map_new(pasid_a, area_a);
  work w = fill(area_a, 64, 0x66);
  w.flags = 0;
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_PASID);
  accel(VTD_ACCEL_FORGED_PASID, 50);
  ASSERT_EQ(submit(w), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 1; }));
  accel(VTD_ACCEL_MISBEHAVE, VTD_ACCEL_BAD_RID);
  accel(VTD_ACCEL_FORGED_RID, accelerator_bench::other_sid);
  ASSERT_EQ(submit(w), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 2; }));
  EXPECT_EQ(bench->ram.data()[to], 0);
}

TEST_F(accelerator, a_flood_of_page_requests_overflows_the_queue_and_nothing_else) {
  accel(VTD_ACCEL_FORGED_PASID, pasid_b);
  accel(VTD_ACCEL_FLOOD, 1000);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_PAGE_REQUESTS) == 1000; }));
  EXPECT_NE(unit32(VTD_PRS_REG) & VTD_PRS_PRO, 0u);
  EXPECT_NE(accel(VTD_ACCEL_STATUS) & VTD_ACCEL_STATUS_UNEXPECTED, 0u) << "automatic responses";
  const uint64_t to = map_new(pasid_a, area_a);
  EXPECT_EQ(run(fill(area_a, 64, 5)).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(bench->ram.data()[to], 5);
  EXPECT_EQ(requests().size(), 127u) << "one page of entries less one";
  unit32(VTD_PRS_REG, VTD_PRS_PRO); // software goes on
  ASSERT_EQ(submit(fill(area_b, 64, 5)), VTD_ACCEL_SUBMIT_ACCEPTED);
  EXPECT_EQ(next_group().size(), 1u);
}

// --- At random: many copies while pages move

TEST_F(accelerator, copies_are_right_while_pages_come_and_go) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed()));
  std::mt19937_64 random(seed());
  constexpr unsigned pages = 24, rounds = 150;
  const auto pick = [&](uint64_t n) { return random() % n; };
  for (const uint32_t pasid : {pasid_a, pasid_b}) {
    const uint64_t at = map_new(pasid, area_a, pages);
    pattern(at, pages * page_bytes, pasid);
  }
  // Where each page of each address space is now, as the tables say.
  const auto where = [&](uint32_t pasid, uint64_t addr) {
    const uint64_t leaf =
        bench->read64(vtdt_fs_entry_addr(&space, spaces.at(pasid).table, 4, addr, 1));
    return (leaf & 0xFFFFFFFFF000) + addr % page_bytes;
  };
  for (unsigned round = 0; round < rounds; ++round) {
    const uint32_t pasid = pick(2) ? pasid_a : pasid_b;
    if (pick(3) == 0) { // a page moves to a new place: what it holds moves with it
      const uint64_t addr = area_a + pick(pages) * page_bytes;
      const uint64_t old = where(pasid, addr), now = vtdt_pages(&space, 1);
      clear_leaf(pasid, addr);
      submit(vtdt_p_iotlb_page(did, pasid, addr, 0, true));
      submit(vtdt_p_dev_tlb(sid, pasid, addr, 12));
      submit_wait();
      ASSERT_TRUE(until([&] { return waited(); }))
          << "round " << round << std::hex << ", FSTS_REG " << unit32(VTD_FSTS_REG)
          << ", IQERCD_REG " << unit64(VTD_IQERCD_REG) << ", IQH_REG " << unit64(VTD_IQH_REG);
      std::memcpy(bench->ram.data() + now, bench->ram.data() + old, page_bytes);
      std::memset(bench->ram.data() + old, 0xEE, page_bytes);
      if (pick(2) == 0) { // comes when it is missed
        work touch = fill(addr + 8, 8, round, pasid);
        touch.record += sizeof(record);
        ASSERT_EQ(submit(touch), VTD_ACCEL_SUBMIT_ACCEPTED);
        const auto group = next_group();
        ASSERT_EQ(group.size(), 1u);
        map(pasid, addr, now);
        respond(group[0]);
        ASSERT_TRUE(until([&] { return of(touch).status == VTD_ACCEL_DONE_SUCCESS; }));
      } else {
        map(pasid, addr, now);
      }
    }
    std::memset(bench->ram.data() + spaces.at(pasid).record_page, 0, page_bytes);
    const auto length = static_cast<uint32_t>(1 + pick(3 * page_bytes));
    const uint64_t half = pages / 2 * page_bytes;
    const uint64_t from = area_a + pick(half - length);
    const uint64_t to = area_a + half + pick(half - length);
    std::vector<uint8_t> expected(length);
    for (uint32_t i = 0; i < length; ++i)
      expected[i] = bench->ram.data()[where(pasid, from + i)];
    ASSERT_EQ(run(copy(from, to, length, pasid)).status, VTD_ACCEL_DONE_SUCCESS);
    for (uint32_t i = 0; i < length; ++i)
      ASSERT_EQ(bench->ram.data()[where(pasid, to + i)], expected[i])
          << "round " << round << ", byte " << i;
  }
  EXPECT_EQ(unit32(VTD_FSTS_REG), 0u);
}
