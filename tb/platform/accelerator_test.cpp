// SPDX-License-Identifier: Apache-2.0
// The accelerator behind a remapping unit: operations, and queues shared by PASIDs.
#include "accelerator_fixture.h"

using namespace accelerator_tests;

TEST_F(accelerator, identifies_itself) {
  EXPECT_EQ(accel(VTD_ACCEL_ID), VTD_ACCEL_ID_VALUE);
  EXPECT_EQ(VTD_ACCEL_CAPS_QUEUES(accel(VTD_ACCEL_CAPS)), 4u);
  EXPECT_EQ(VTD_ACCEL_CAPS_ENGINES(accel(VTD_ACCEL_CAPS)), 3u);
  EXPECT_EQ(VTD_ACCEL_CAPS_TLB(accel(VTD_ACCEL_CAPS)), 16u);
  EXPECT_EQ(accel(0x7FFC), 0u) << "no such register";
}

TEST_F(accelerator, copies_by_translated_requests) {
  const uint64_t from = map_new(pasid_a, area_a, 3), to = map_new(pasid_a, area_b, 3);
  pattern(from, 3 * page_bytes);
  unsigned translated = 0, untranslated = 0;
  bench->unit.set_observer([&](const vtd::translation_event &e) {
    translated += e.request->at == VTD_AT_TRANSLATED;
    untranslated += e.request->at == VTD_AT_UNTRANSLATED;
  });
  const record r = run(copy(area_a + 0x123, area_b + 0x456, 2 * page_bytes));
  bench->unit.set_observer({});
  EXPECT_EQ(r.status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(r.bytes, 2 * page_bytes);
  EXPECT_TRUE(same(from + 0x123, to + 0x456, 2 * page_bytes));
  EXPECT_EQ(bench->ram.data()[to + 0x455], 0);
  EXPECT_EQ(bench->ram.data()[to + 0x456 + 2 * page_bytes], 0);
  EXPECT_GT(translated, 64u);
  EXPECT_EQ(untranslated, 0u);
  EXPECT_EQ(accel(VTD_ACCEL_TRANSLATIONS), 3u) << "source, destination, record: each range once";
  EXPECT_EQ(accel(VTD_ACCEL_TLB_USED), 7u);
  EXPECT_GT(accel(VTD_ACCEL_TLB_HITS), 60u);
  EXPECT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 1; })) << "after the record";
}

TEST_F(accelerator, works_without_ats) {
  accel(VTD_ACCEL_CTRL, VTD_ACCEL_CTRL_ENABLE);
  const uint64_t from = map_new(pasid_a, area_a), to = map_new(pasid_a, area_b);
  pattern(from, page_bytes);
  EXPECT_EQ(run(copy(area_a, area_b, page_bytes)).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_TRUE(same(from, to, page_bytes));
  EXPECT_EQ(accel(VTD_ACCEL_TRANSLATIONS), 0u);
  const record r = run(copy(area_a, area_b + page_bytes, 64));
  EXPECT_EQ(r.status, VTD_ACCEL_DONE_ACCESS);
  EXPECT_EQ(r.addr, area_b + page_bytes);
  EXPECT_EQ(r.write, 1u);
}

TEST_F(accelerator, fills_compares_and_sums_up) {
  const uint64_t a = map_new(pasid_a, area_a), b = map_new(pasid_a, area_b);
  EXPECT_EQ(run(fill(area_a, 100, 0x1122334455667788)).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(bench->ram.data()[a], 0x88);
  EXPECT_EQ(bench->ram.data()[a + 99], 0x55);
  EXPECT_EQ(bench->ram.data()[a + 100], 0);
  std::memcpy(bench->ram.data() + b, bench->ram.data() + a, page_bytes);
  work w = copy(area_a, area_b, page_bytes);
  w.operation = VTD_ACCEL_OP_COMPARE;
  EXPECT_EQ(run(w).result, 0u);
  bench->ram.data()[b + 777] ^= 1;
  record r = run(w);
  EXPECT_EQ(r.status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(r.result, 1u);
  EXPECT_EQ(r.bytes, 777u);
  std::memcpy(bench->ram.data() + a, "123456789", 9);
  w = copy(area_a, 0, 9);
  w.operation = VTD_ACCEL_OP_CRC;
  EXPECT_EQ(run(w).result, 0xE3069283u) << "the check value of CRC-32C";
  w.length = 4;
  w.seed = 0;
  const uint32_t part = run(w).result;
  w.source += 4;
  w.length = 5;
  w.seed = part;
  EXPECT_EQ(run(w).result, 0xE3069283u) << "in two parts";
}

TEST_F(accelerator, batches_do_their_descriptors_in_order) {
  const uint64_t list = map_new(pasid_a, area_b);
  const uint64_t data = map_new(pasid_a, area_a, 3);
  work parts[] = {fill(area_a, page_bytes, 7), copy(area_a, area_a + page_bytes, page_bytes),
                  copy(area_a + page_bytes, area_a + 2 * page_bytes, page_bytes)};
  for (unsigned i = 0; i < 3; ++i) {
    parts[i].record = record_area + 32 * (i + 1);
    const auto words = encode(parts[i]);
    std::memcpy(bench->ram.data() + list + i * 64, words.data(), 64);
  }
  work w;
  w.operation = VTD_ACCEL_OP_BATCH;
  w.source = area_b;
  w.length = 3;
  const record r = run(w);
  EXPECT_EQ(r.status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(r.result, 3u);
  EXPECT_EQ(of(parts[2]).status, VTD_ACCEL_DONE_SUCCESS);
  EXPECT_EQ(bench->ram.data()[data + 2 * page_bytes], 7);
  EXPECT_EQ(accel(VTD_ACCEL_COMPLETED), 4u);
  // One that cannot be done, and a batch within a batch.
  parts[1].operation = VTD_ACCEL_OP_BATCH;
  const auto words = encode(parts[1]);
  std::memcpy(bench->ram.data() + list + 64, words.data(), 64);
  const record bad = run(w);
  EXPECT_EQ(bad.status, VTD_ACCEL_DONE_BATCH);
  EXPECT_EQ(bad.result, 2u);
  EXPECT_EQ(of(parts[1]).status, VTD_ACCEL_DONE_DESCRIPTOR);
}

TEST_F(accelerator, bad_descriptors_are_refused) {
  work w = copy(area_a, area_b, 0);
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_DESCRIPTOR) << "no length";
  w.length = VTD_ACCEL_LEN_MAX + 1;
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_DESCRIPTOR);
  w = work();
  w.operation = 99;
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_DESCRIPTOR);
  w = work();
  w.flags |= VTD_ACCEL_FLAG_MESSAGE;
  w.message = VTD_ACCEL_MESSAGES;
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_DESCRIPTOR);
  EXPECT_EQ(accel(VTD_ACCEL_FAILED), 4u);
}

TEST_F(accelerator, a_shared_queue_serves_several_address_spaces) {
  std::map<uint32_t, std::pair<uint64_t, uint64_t>> memory;
  for (uint32_t pasid = 16; pasid < 32; ++pasid) {
    if (pasid > pasid_b)
      add_space(pasid);
    memory[pasid] = {map_new(pasid, area_a), map_new(pasid, area_b)};
    pattern(memory[pasid].first, page_bytes, pasid);
  }
  for (uint32_t pasid = 16; pasid < 32; ++pasid) // the same addresses everywhere
    ASSERT_EQ(submit(copy(area_a, area_b, page_bytes, pasid), 0, pasid), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 16; }));
  for (const auto &[pasid, where] : memory) {
    EXPECT_EQ(of(copy(0, 0, 0, pasid)).status, VTD_ACCEL_DONE_SUCCESS);
    EXPECT_TRUE(same(where.first, where.second, page_bytes)) << pasid;
  }
}

TEST_F(accelerator, a_dedicated_queue_has_one_pasid_whatever_descriptors_say) {
  set_queue(1, 0, pasid_b);
  const uint64_t to = map_new(pasid_b, area_a), not_to = map_new(pasid_a, area_a);
  work w = fill(area_a, 64, 0x55, pasid_a);
  ASSERT_EQ(submit(w, 1), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 1; }));
  EXPECT_EQ(bench->ram.data()[to], 0x55);
  EXPECT_EQ(bench->ram.data()[not_to], 0);
  // And one without PASID uses the tables of the function.
  set_queue(2, VTD_ACCEL_QUEUE_NO_PASID);
  const uint64_t own = map_new(rid_pasid, area_a);
  ASSERT_EQ(submit(w, 2), VTD_ACCEL_SUBMIT_ACCEPTED);
  ASSERT_TRUE(until([&] { return accel(VTD_ACCEL_COMPLETED) == 2; }));
  EXPECT_EQ(bench->ram.data()[own], 0x55);
}

TEST_F(accelerator, full_and_disabled_queues_send_descriptors_back) {
  set_queue(0, VTD_ACCEL_QUEUE_SHARED | VTD_ACCEL_QUEUE_BLOCK, 0, 2);
  for (unsigned i = 0; i < 3; ++i) { // a missing page keeps each of the engines busy
    ASSERT_EQ(submit(fill(area_a + i * page_bytes, 64, 1)), VTD_ACCEL_SUBMIT_ACCEPTED);
    wait(us(1));
  }
  EXPECT_EQ(submit(work()), VTD_ACCEL_SUBMIT_ACCEPTED);
  EXPECT_EQ(submit(work()), VTD_ACCEL_SUBMIT_ACCEPTED);
  EXPECT_EQ(submit(work()), VTD_ACCEL_SUBMIT_RETRY);
  EXPECT_EQ(accel(VTD_ACCEL_QUEUE + VTD_ACCEL_QUEUE_RETRIES), 1u);
  EXPECT_EQ(accel(VTD_ACCEL_QUEUE + VTD_ACCEL_QUEUE_USED), 2u);
  EXPECT_EQ(submit(work(), 3), VTD_ACCEL_SUBMIT_DISABLED);
}

TEST_F(accelerator, descriptors_may_be_written_in_parts) {
  const auto words = encode(work());
  const uint64_t at = bench->accel_base + VTD_ACCEL_PORTALS + 5 * VTD_ACCEL_DESC_BYTES;
  for (unsigned i = 0; i < 8; ++i) {
    EXPECT_EQ(accel(VTD_ACCEL_COMPLETED), 0u);
    bench->write64(at + i * 8, words[i]);
    wait(us(1));
  }
  EXPECT_EQ(accel(VTD_ACCEL_COMPLETED), 1u);
}

TEST_F(accelerator, each_descriptor_may_send_its_message) {
  accel(VTD_ACCEL_MESSAGE + 3 * VTD_ACCEL_MESSAGE_STRIDE + VTD_ACCEL_MESSAGE_ADDR, VTD_INTR_BASE);
  accel(VTD_ACCEL_MESSAGE + 3 * VTD_ACCEL_MESSAGE_STRIDE + VTD_ACCEL_MESSAGE_DATA, 0x77);
  const uint64_t before = bench->sink.count(0x77);
  work w;
  w.flags |= VTD_ACCEL_FLAG_MESSAGE;
  w.message = 3;
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_SUCCESS);
  ASSERT_TRUE(until([&] { return bench->sink.count(0x77) == before + 1; }));
  w.message = 2; // has no address
  EXPECT_EQ(run(w).status, VTD_ACCEL_DONE_SUCCESS);
  wait(us(1));
  EXPECT_EQ(bench->sink.count(0x77), before + 1);
}
