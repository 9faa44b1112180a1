// SPDX-License-Identifier: Apache-2.0
// The firmware's driver of the accelerator (sw/lib/accel.c) on the model, without ATS and with the
// unit passing everything: what the driver does, not what the device can.
#include <gtest/gtest.h>

#include "accelerator_bench.h"

extern "C" {
#include "accel.h"
}

namespace {

constexpr uint64_t source = 0x100000, destination = 0x200000, records = 0x300000;
constexpr uint64_t patience_ns = 100000;

uint64_t now_ns(void *) {
  return static_cast<uint64_t>(sc_core::sc_time_stamp().to_seconds() * 1e9);
}

vtd_hal make_hal() {
  vtd_hal hal = {};
  hal.read32 = [](void *, uint64_t phys) { return bench->read32(phys); };
  hal.read64 = [](void *, uint64_t phys) { return bench->read64(phys); };
  hal.write32 = [](void *, uint64_t phys, uint32_t value) { bench->write32(phys, value); };
  hal.write64 = [](void *, uint64_t phys, uint64_t value) { bench->write64(phys, value); };
  hal.mem_read = [](void *, uint64_t phys, void *data, size_t bytes) {
    std::memcpy(data, bench->ram.data() + phys, bytes);
  };
  hal.mem_write = [](void *, uint64_t phys, const void *data, size_t bytes) {
    std::memcpy(bench->ram.data() + phys, data, bytes);
  };
  hal.relax = [](void *) { sc_core::wait(sc_core::sc_time(100, sc_core::SC_NS)); };
  hal.time_ns = now_ns;
  return hal;
}

class accel_driver : public ::testing::Test {
protected:
  vtd_hal hal = make_hal();
  accel device{};

  void SetUp() override {
    bench->unit.do_reset(true); // translation is off
    ASSERT_EQ(accel_open(&device, &hal, bench->accel_base), ACCEL_OK);
    const accel_queue queue = {0, VTD_ACCEL_QUEUE_NO_PASID, 4, 0};
    ASSERT_EQ(accel_queue_on(&device, &queue), ACCEL_OK);
  }
  void TearDown() override { EXPECT_EQ(accel_close(&device), ACCEL_OK); }
  static accel_job job(uint32_t operation, uint64_t from, uint32_t bytes, unsigned record = 0) {
    accel_job j = {};
    j.operation = operation;
    j.src = from;
    j.dst = destination;
    j.len = bytes;
    j.record = j.record_phys = records + record * VTD_ACCEL_REC_BYTES;
    return j;
  }
};

TEST_F(accel_driver, finds_the_device) {
  EXPECT_EQ(device.queues, 4u);
  EXPECT_EQ(device.engines, 3u);
  EXPECT_EQ(device.tlb_entries, 16u);
  accel other;
  EXPECT_EQ(accel_open(&other, &hal, bench->unit_base), ACCEL_NO_DEVICE);
}

TEST_F(accel_driver, runs_jobs_to_their_end) {
  for (unsigned i = 0; i < 1000; ++i)
    bench->ram.data()[source + i] = static_cast<uint8_t>(i * 7);
  accel_start(&device, 0);
  const accel_job copy = job(VTD_ACCEL_OP_COPY, source, 1000);
  ASSERT_EQ(accel_submit(&device, 0, 3, &copy), ACCEL_OK);
  EXPECT_EQ(accel_wait(&device, &copy, patience_ns, nullptr, nullptr), ACCEL_OK);
  EXPECT_EQ(std::memcmp(bench->ram.data() + source, bench->ram.data() + destination, 1000), 0);
  EXPECT_EQ(accel_read_record(&device, copy.record_phys).bytes, 1000u);
  const accel_job bad = job(VTD_ACCEL_OP_COPY, source, 0);
  ASSERT_EQ(accel_submit(&device, 0, 3, &bad), ACCEL_OK);
  EXPECT_EQ(accel_wait(&device, &bad, patience_ns, nullptr, nullptr), ACCEL_FAILED);
  EXPECT_EQ(accel_read_record(&device, bad.record_phys).status, VTD_ACCEL_DONE_DESCRIPTOR);
  EXPECT_EQ(accel_counter(&device, VTD_ACCEL_COMPLETED), 1u);
  EXPECT_EQ(accel_drain(&device, 5, false, patience_ns, nullptr, nullptr), ACCEL_OK);
}

TEST_F(accel_driver, batches_are_lists_of_encoded_jobs) {
  accel_start(&device, 0);
  for (unsigned i = 0; i < 2; ++i) {
    accel_job part = job(VTD_ACCEL_OP_FILL, 0x11 * (i + 1), 8, i + 1);
    part.dst += i * 8;
    uint64_t words[VTD_ACCEL_DESC_BYTES / 8];
    accel_encode(&part, words);
    std::memcpy(bench->ram.data() + source + i * sizeof words, words, sizeof words);
  }
  const accel_job batch = job(VTD_ACCEL_OP_BATCH, source, 2);
  ASSERT_EQ(accel_submit(&device, 0, 0, &batch), ACCEL_OK);
  EXPECT_EQ(accel_wait(&device, &batch, patience_ns, nullptr, nullptr), ACCEL_OK);
  EXPECT_EQ(bench->ram.data()[destination], 0x11);
  EXPECT_EQ(bench->ram.data()[destination + 8], 0x22);
  EXPECT_EQ(accel_read_record(&device, records + 2 * VTD_ACCEL_REC_BYTES).status,
            VTD_ACCEL_DONE_SUCCESS);
}

TEST_F(accel_driver, says_why_a_job_was_not_taken) {
  const accel_job nop = job(VTD_ACCEL_OP_NOP, 0, 0);
  EXPECT_EQ(accel_submit(&device, 0, 0, &nop), ACCEL_DISABLED) << "not started";
  accel_start(&device, 0);
  EXPECT_EQ(accel_submit(&device, 1, 0, &nop), ACCEL_DISABLED) << "no such queue yet";
  EXPECT_EQ(accel_submit(&device, 9, 0, &nop), ACCEL_BAD_ARGUMENT);
  EXPECT_EQ(accel_submit(&device, 0, 64, &nop), ACCEL_BAD_ARGUMENT);
  accel_err last = ACCEL_OK;
  for (unsigned i = 0; i < 64 && last == ACCEL_OK; ++i) // no time passes for the engines
    last = accel_submit(&device, 0, 0, &nop);
  EXPECT_EQ(last, ACCEL_RETRY);
  ASSERT_EQ(accel_queue_off(&device, 0), ACCEL_OK);
  EXPECT_EQ(accel_submit(&device, 0, 0, &nop), ACCEL_DISABLED);
  EXPECT_EQ(accel_message(&device, 8, 0, 0), ACCEL_BAD_ARGUMENT);
  const accel_queue empty = {0, 0, 0, 0};
  EXPECT_EQ(accel_queue_on(&device, &empty), ACCEL_BAD_ARGUMENT);
}

TEST_F(accel_driver, gives_up_after_a_while) {
  accel_start(&device, 0);
  const accel_job never = job(VTD_ACCEL_OP_NOP, 0, 0);
  std::memset(bench->ram.data() + never.record_phys, 0, VTD_ACCEL_REC_BYTES);
  unsigned polls = 0;
  const auto count = [](void *arg) { ++*static_cast<unsigned *>(arg); };
  EXPECT_EQ(accel_wait(&device, &never, 5000, count, &polls), ACCEL_TIMEOUT) << "never submitted";
  EXPECT_GT(polls, 10u);
  for (int err = ACCEL_OK; err <= ACCEL_FAILED; ++err)
    EXPECT_STRNE(accel_err_text(static_cast<accel_err>(err)), "unknown error");
}

} // namespace
