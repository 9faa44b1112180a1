// SPDX-License-Identifier: Apache-2.0
#include "nvme_driver.h"

#include <gtest/gtest.h>

bool until(double us, const std::function<bool()> &condition) {
  const sc_core::sc_time end = sc_core::sc_time_stamp() + sc_core::sc_time(us, sc_core::SC_US);
  while (!condition()) {
    if (sc_core::sc_time_stamp() >= end)
      return false;
    sc_core::wait(sc_core::sc_time(1, sc_core::SC_US));
  }
  return true;
}

void nvme_driver::attach() {
  constexpr uint16_t sid = nvme_bench::sid;
  bench->config_write(sid, VTD_PCI_BAR(0), static_cast<uint32_t>(bar));
  bench->config_write(sid, VTD_PCI_BAR(1), static_cast<uint32_t>(bar >> 32));
  bench->config_write(sid, VTD_PCI_COMMAND, VTD_PCI_COMMAND_MEMORY | VTD_PCI_COMMAND_MASTER, 2);
  uint32_t at = bench->config_read(sid, VTD_PCI_CAPABILITIES, 1);
  while (at != 0 && bench->config_read(sid, at, 1) != VTD_PCI_CAP_MSIX)
    at = bench->config_read(sid, at + 1, 1);
  ASSERT_NE(at, 0u) << "there is MSI-X";
  for (uint32_t v = 0; v <= nvme_bench::queues; ++v) {
    const uint32_t entry = VTD_NVME_MSIX_TABLE + v * VTD_PCI_MSIX_ENTRY_BYTES;
    reg64(entry, VTD_INTR_BASE);
    reg(entry + VTD_PCI_MSIX_ENTRY_DATA, first_vector + v);
    reg(entry + VTD_PCI_MSIX_ENTRY_CONTROL, 0);
  }
  bench->config_write(sid, at + VTD_PCI_MSIX_CONTROL, VTD_PCI_MSIX_CONTROL_ENABLE, 2);
}

uint32_t nvme_driver::reg(uint32_t at) {
  uint32_t value = ~UINT32_C(0);
  EXPECT_TRUE(bench->bar_read(bar + at, value)) << std::hex << at;
  return value;
}

void nvme_driver::reg(uint32_t at, uint32_t value) {
  EXPECT_TRUE(bench->bar_write(bar + at, value)) << std::hex << at;
}

void nvme_driver::reg64(uint32_t at, uint64_t value) {
  reg(at, static_cast<uint32_t>(value));
  reg(at + 4, static_cast<uint32_t>(value >> 32));
}

bool nvme_driver::disable() {
  reg(VTD_NVME_CC, 0);
  return until(1000, [this] { return (reg(VTD_NVME_CSTS) & VTD_NVME_CSTS_RDY) == 0; });
}

bool nvme_driver::start(uint32_t page_order) {
  if (!disable())
    return false;
  for (unsigned q = 0; q <= nvme_bench::queues; ++q) {
    queues_[q] = {};
    std::memset(bench->ram.data() + sq_addr(q), 0, 0x8000);
  }
  reg(VTD_NVME_AQA, (entries - 1) << 16 | (entries - 1));
  reg64(VTD_NVME_ASQ, sq_addr(0) + offset);
  reg64(VTD_NVME_ACQ, cq_addr(0) + offset);
  reg(VTD_NVME_CC, VTD_NVME_CC_ENTRY_SIZES | page_order << 7 | VTD_NVME_CC_EN);
  return until(1000, [this] { return (reg(VTD_NVME_CSTS) & VTD_NVME_CSTS_RDY) != 0; });
}

uint16_t nvme_driver::create(unsigned q) {
  nvme_command c;
  c.opcode = VTD_NVME_ADMIN_CREATE_CQ;
  c.prp1 = cq_addr(q) + offset;
  c.cdw10 = (entries - 1) << 16 | q;
  c.cdw11 = q << 16 | 3;
  const uint16_t created = status(0, c);
  if (created != VTD_NVME_OK)
    return created;
  c.opcode = VTD_NVME_ADMIN_CREATE_SQ;
  c.prp1 = sq_addr(q) + offset;
  c.cdw11 = q << 16 | 1;
  return status(0, c);
}

uint16_t nvme_driver::put(unsigned q, const nvme_command &c) {
  const uint16_t cid = next_cid_++;
  uint32_t words[16] = {};
  words[0] = c.opcode | uint32_t{c.flags} << 8 | uint32_t{cid} << 16;
  words[1] = c.nsid;
  std::memcpy(&words[6], &c.prp1, 8);
  std::memcpy(&words[8], &c.prp2, 8);
  words[10] = c.cdw10;
  words[11] = c.cdw11;
  words[12] = c.cdw12;
  std::memcpy(bench->ram.data() + sq_addr(q) + queues_[q].tail * sizeof words, words, sizeof words);
  queues_[q].tail = (queues_[q].tail + 1) % entries;
  return cid;
}

void nvme_driver::ring(unsigned q) {
  reg(VTD_NVME_SQ_TAIL(q), queues_[q].tail);
}

nvme_completion nvme_driver::take(unsigned q, bool wait, bool tell) {
  queue &at = queues_[q];
  const uint8_t *entry = bench->ram.data() + cq_addr(q) + at.head * VTD_NVME_CQE_BYTES;
  const auto fresh = [&] { return ((entry[VTD_NVME_CQE_STATUS] & 1) != 0) == at.phase; };
  nvme_completion c;
  if (wait ? !until(20000, fresh) : !fresh())
    return c;
  c.there = true;
  uint16_t status = 0;
  std::memcpy(&c.result, entry + VTD_NVME_CQE_RESULT, 4);
  std::memcpy(&c.sq_head, entry + VTD_NVME_CQE_SQ_HEAD, 2);
  std::memcpy(&c.sq, entry + VTD_NVME_CQE_SQ_ID, 2);
  std::memcpy(&c.cid, entry + VTD_NVME_CQE_CID, 2);
  std::memcpy(&status, entry + VTD_NVME_CQE_STATUS, 2);
  c.status = status >> 1 & 0x7FF;
  c.no_retry = (status >> 15) != 0;
  at.head = (at.head + 1) % entries;
  if (at.head == 0)
    at.phase = !at.phase;
  if (tell)
    tell_head(q);
  return c;
}

void nvme_driver::tell_head(unsigned q) {
  reg(VTD_NVME_CQ_HEAD(q), queues_[q].head);
}

nvme_completion nvme_driver::run(unsigned q, const nvme_command &c) {
  const uint16_t cid = put(q, c);
  ring(q);
  const nvme_completion done = take(q);
  EXPECT_TRUE(done.there) << "a completion comes";
  EXPECT_EQ(done.cid, cid);
  EXPECT_EQ(done.sq, q);
  return done;
}
