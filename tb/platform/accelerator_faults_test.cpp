// SPDX-License-Identifier: Apache-2.0
// The accelerator behind a remapping unit: page faults served on demand, and what ends them.
#include "accelerator_fixture.h"

using namespace accelerator_tests;

TEST_F(accelerator, reports_page_faults_where_they_are_not_served) {
  map_new(pasid_a, area_a, 2);
  map_new(pasid_a, area_b);
  work w = copy(area_a, area_b, 2 * page_bytes);
  w.flags = VTD_ACCEL_FLAG_COMPLETION;
  const record r = run(w);
  EXPECT_EQ(r.status, VTD_ACCEL_DONE_PAGE_FAULT);
  EXPECT_EQ(r.bytes, page_bytes);
  EXPECT_EQ(r.addr, area_b + page_bytes);
  EXPECT_EQ(r.write, 1u);
  EXPECT_EQ(accel(VTD_ACCEL_PAGE_REQUESTS), 0u);
  EXPECT_EQ(unit32(VTD_FSTS_REG), 0u) << "recoverable";
}

TEST_F(accelerator, missing_pages_are_brought_in_on_demand) {
  const uint64_t from = map_new(pasid_a, area_a);
  pattern(from, page_bytes);
  ASSERT_EQ(submit(copy(area_a, area_b, page_bytes)), VTD_ACCEL_SUBMIT_ACCEPTED);
  const auto group = next_group();
  ASSERT_EQ(group.size(), 1u);
  EXPECT_EQ(group[0].addr(), area_b);
  EXPECT_EQ(group[0].pasid(), pasid_a);
  EXPECT_EQ(vtd_page_req_rid(group[0].word), sid);
  EXPECT_TRUE(group[0].last());
  EXPECT_TRUE(group[0].write());
  wait(us(20));
  EXPECT_EQ(of(copy(0, 0, 0)).status, VTD_ACCEL_DONE_PENDING) << "waits for the answer";
  const uint64_t to = map_new(pasid_a, area_b);
  respond(group[0]);
  ASSERT_TRUE(until([&] { return of(copy(0, 0, 0)).status != VTD_ACCEL_DONE_PENDING; }));
  EXPECT_EQ(of(copy(0, 0, 0)).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_TRUE(same(from, to, page_bytes));
  EXPECT_EQ(accel(VTD_ACCEL_RESPONSES), 1u);
}

TEST_F(accelerator, a_group_asks_for_several_pages) {
  accel(VTD_ACCEL_PAGES, 4);
  ASSERT_EQ(submit(fill(area_a, 6 * page_bytes, 0x66)), VTD_ACCEL_SUBMIT_ACCEPTED);
  auto group = next_group();
  ASSERT_EQ(group.size(), 4u);
  for (unsigned i = 0; i < 4; ++i) {
    EXPECT_EQ(group[i].addr(), area_a + i * page_bytes);
    EXPECT_EQ(group[i].group(), group[0].group());
    EXPECT_EQ(group[i].last(), i == 3);
    map_new(pasid_a, group[i].addr());
  }
  respond(group[3]);
  group = next_group();
  ASSERT_EQ(group.size(), 2u) << "what remains of the range";
  for (const auto &r : group)
    map_new(pasid_a, r.addr());
  respond(group[1]);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 1; }));
  EXPECT_EQ(accel(VTD_ACCEL_PAGE_REQUESTS), 6u);
}

TEST_F(accelerator, engines_wait_for_groups_of_their_own) {
  for (const uint32_t pasid : {pasid_a, pasid_b})
    ASSERT_EQ(submit(fill(area_a, 64, pasid, pasid)), VTD_ACCEL_SUBMIT_ACCEPTED);
  wait(us(5));
  auto group = requests();
  ASSERT_EQ(group.size(), 2u);
  EXPECT_NE(group[0].group(), group[1].group());
  std::reverse(group.begin(), group.end()); // answered out of order
  for (const auto &r : group) {
    const uint64_t at = map_new(r.pasid(), area_a);
    respond(r);
    ASSERT_TRUE(
        until([&] { return of(fill(0, 0, 0, r.pasid())).status == VTD_ACCEL_DONE_SUCCESS; }));
    EXPECT_EQ(bench->ram.data()[at], r.pasid());
  }
}

TEST_F(accelerator, asks_again_if_the_page_did_not_come) {
  ASSERT_EQ(submit(fill(area_a, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  for (unsigned i = 0; i < 3; ++i) {
    const auto group = next_group();
    ASSERT_EQ(group.size(), 1u);
    if (i == 2)
      map_new(pasid_a, area_a);
    respond(group[0]);
  }
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 1; }));
}

TEST_F(accelerator, an_invalid_request_ends_the_descriptor) {
  ASSERT_EQ(submit(fill(area_a, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  const auto group = next_group();
  ASSERT_EQ(group.size(), 1u);
  respond(group[0], VTD_QI_PGRP_RESP_RC_INVALID);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 1; }));
  EXPECT_EQ(of(work()).status, VTD_ACCEL_DONE_PAGE_INVALID);
  EXPECT_EQ(of(work()).addr, area_a);
  EXPECT_EQ(accel(VTD_ACCEL_STATUS) & VTD_ACCEL_STATUS_PRI_STOPPED, 0u);
}

TEST_F(accelerator, a_response_failure_stops_page_requests) {
  ASSERT_EQ(submit(fill(area_a, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  const auto group = next_group();
  ASSERT_EQ(group.size(), 1u);
  respond(group[0], VTD_QI_PGRP_RESP_RC_FAILURE);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 1; }));
  EXPECT_EQ(of(work()).status, VTD_ACCEL_DONE_PAGE_FAILURE);
  EXPECT_NE(accel(VTD_ACCEL_STATUS) & VTD_ACCEL_STATUS_PRI_STOPPED, 0u);
  EXPECT_EQ(run(fill(area_a, 64, 1)).status, VTD_ACCEL_DONE_PAGE_FAILURE);
  EXPECT_EQ(accel(VTD_ACCEL_PAGE_REQUESTS), 1u);
  accel(VTD_ACCEL_STATUS, VTD_ACCEL_STATUS_PRI_STOPPED); // software starts anew
  ASSERT_EQ(submit(fill(area_a, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  EXPECT_EQ(next_group().size(), 1u);
}

TEST_F(accelerator, a_pasid_without_an_entry_is_answered_by_the_unit) {
  work w = fill(area_a, 64, 1, 40);
  w.flags = VTD_ACCEL_FLAG_BLOCK; // its record could not be written either
  ASSERT_EQ(submit(w), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_FAILED) == 1; }));
  EXPECT_EQ(requests().size(), 0u);
}

TEST_F(accelerator, draining_a_pasid_ends_with_a_stop_marker) {
  const uint64_t to = map_new(pasid_a, area_a);
  map_new(pasid_b, area_a);
  EXPECT_EQ(run(fill(area_a, 64, 2, pasid_b)).status, VTD_ACCEL_DONE_SUCCESS);
  const uint32_t used = accel(VTD_ACCEL_TLB_USED);
  for (unsigned i = 0; i < 6; ++i)
    ASSERT_EQ(submit(fill(area_a + i * 64, 64, 3)), VTD_ACCEL_SUBMIT_ACCEPTED);
  accel(VTD_ACCEL_CMD, pasid_a | VTD_ACCEL_CMD_DRAIN << 28);
  EXPECT_EQ(accel(VTD_ACCEL_CMD_STATUS), VTD_ACCEL_CMD_BUSY);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_CMD_STATUS) == 0; }));
  EXPECT_EQ(accel(VTD_ACCEL_COMPLETED), 7u);
  EXPECT_EQ(bench->ram.data()[to + 5 * 64], 3);
  EXPECT_EQ(accel(VTD_ACCEL_TLB_USED), used) << "translations of the other PASID stay";
  const auto marker = requests();
  ASSERT_EQ(marker.size(), 1u);
  EXPECT_EQ(marker[0].pasid(), pasid_a);
  EXPECT_TRUE(marker[0].last());
  EXPECT_FALSE(marker[0].read() || marker[0].write());
}

TEST_F(accelerator, aborting_a_pasid_ends_what_waits) {
  for (unsigned i = 0; i < 3; ++i) { // all engines wait for pages
    ASSERT_EQ(submit(fill(area_a + i * page_bytes, 64, 1, pasid_b)), VTD_ACCEL_SUBMIT_ACCEPTED);
    wait(us(1));
  }
  ASSERT_EQ(submit(work()), VTD_ACCEL_SUBMIT_ACCEPTED);
  accel(VTD_ACCEL_CMD, pasid_a | VTD_ACCEL_CMD_ABORT << 28);
  wait(us(1));
  const auto group = requests();
  ASSERT_EQ(group.size(), 3u);
  for (const auto &r : group)
    respond(r, VTD_QI_PGRP_RESP_RC_INVALID);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_CMD_STATUS) == 0; }));
  EXPECT_EQ(of(work()).status, VTD_ACCEL_DONE_ABORTED);
}

TEST_F(accelerator, drain_descriptors_wait_for_those_before_them) {
  ASSERT_EQ(submit(fill(area_a, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  const auto group = next_group();
  work drain;
  drain.operation = VTD_ACCEL_OP_DRAIN;
  drain.record = record_area + 64;
  work later;
  later.record = record_area + 128;
  ASSERT_EQ(submit(drain), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_EQ(submit(later), VTD_ACCEL_SUBMIT_ACCEPTED);
  wait(us(5));
  EXPECT_EQ(of(drain).status, VTD_ACCEL_DONE_PENDING);
  EXPECT_EQ(of(later).status, VTD_ACCEL_DONE_SUCCESS) << "the others do not wait";
  ASSERT_EQ(group.size(), 1u);
  map_new(pasid_a, area_a);
  respond(group[0]);
  EXPECT_TRUE(until([&] { return of(drain).status == VTD_ACCEL_DONE_SUCCESS; }));
}

TEST_F(accelerator, reset_ends_everything) {
  map_new(pasid_a, area_a);
  ASSERT_EQ(run(fill(area_a, 64, 1)).status, VTD_ACCEL_DONE_SUCCESS);
  ASSERT_EQ(submit(fill(area_b, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
  const auto group = next_group();
  ASSERT_EQ(group.size(), 1u);
  accel(VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_RESET);
  ASSERT_TRUE(until([&] { return (accel(VTD_ACCEL_CTRL) & VTD_ACCEL_CTRL_RESET) == 0; }));
  EXPECT_EQ(accel(VTD_ACCEL_TLB_USED), 0u);
  EXPECT_EQ(accel(VTD_ACCEL_COMPLETED), 0u);
  EXPECT_EQ(accel(VTD_ACCEL_STATUS), 0u);
  respond(group[0]); // too late
  EXPECT_TRUE(until([&] { return accel(VTD_ACCEL_STATUS) == VTD_ACCEL_STATUS_UNEXPECTED; }));
}
