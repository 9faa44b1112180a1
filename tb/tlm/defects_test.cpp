// SPDX-License-Identifier: Apache-2.0
// Defects that open models of IOMMUs have, or had. Each is a test that holds here.
#include "beds.h"

using namespace tb;

namespace {

constexpr auto rd = tlm::TLM_READ_COMMAND;
constexpr auto wr = tlm::TLM_WRITE_COMMAND;

} // namespace

template <typename Width> class defect : public any_width<Width> {};
TYPED_TEST_SUITE(defect, widths);

TYPED_TEST(defect, low_address_bits_of_large_pages_are_dropped) {
  auto &b = this->b;
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x40000000, 0x80000000, uint64_t{1} << 30, VTD_PERM_R | VTD_PERM_W, 30);
  b.map(table, 0x00200000, 0x70200000, uint64_t{1} << 21, VTD_PERM_R | VTD_PERM_W, 21);
  b.enable();
  for (unsigned hit = 0; hit < 2; ++hit) { // by a walk, and from the IOTLB
    EXPECT_EQ(b.dev0.write64(0x40000000 + 0x23456780, hit + 1), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(b.ram.read64(0x80000000 + 0x23456780), hit + 1);
    EXPECT_EQ(b.dev0.write64(0x00200000 + 0x1F6788, hit + 1), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(b.ram.read64(0x70200000 + 0x1F6788), hit + 1);
  }
  tlm::tlm_dmi grant;
  ASSERT_TRUE(b.dev0.dmi(rd, 0x40000000 + 0x23456780, grant));
  EXPECT_EQ(grant.get_dmi_ptr() + (0x40000000 + 0x23456780 - grant.get_start_address()),
            b.ram.at(0x80000000 + 0x23456780));
}

TYPED_TEST(defect, a_burst_over_two_pages_is_sent_to_contiguous_memory) {
  auto &b = this->b;
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50002000);
  b.map(table, 0x11000, 0x50000000);
  b.enable();
  const std::array<uint64_t, 2> data = {1, 2};
  EXPECT_EQ(b.dev0.write(0x10FF8, data.data(), 16), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(0x50002FF8), 1u);
  EXPECT_EQ(b.ram.read64(0x50000000), 2u);
  EXPECT_EQ(b.ram.read64(0x50003000), 0u) << "the page behind belongs to somebody else";
}

TYPED_TEST(defect, fault_codes_of_the_stages_and_kinds_are_swapped) {
  auto &b = this->b;
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50000000, 4096, VTD_PERM_R);
  b.map(table, 0x11000, 0x50001000, 4096, VTD_PERM_W);
  b.map(table, 0x12000, 0x50002000);
  vtdt_write64(&b.space, vtdt_entry_addr(&b.space, table, 4, 0x12000, 1),
               0x50002003 | uint64_t{1} << 51); // above the host address width: reserved
  b.enable();
  struct expectation {
    uint16_t sid;
    bool write;
    uint64_t addr;
    uint8_t code;
  };
  const expectation list[] = {
      {0x0500, false, 0x10000, VTD_FR_LRT_2}, // no root entry for bus 5
      {0x0018, false, 0x10000, VTD_FR_LCT_2}, // no context entry
      {b.sid0, true, 0x10000, VTD_FR_LGN_2},  // not writable
      {b.sid0, false, 0x11000, VTD_FR_LGN_3}, // not readable
      {b.sid0, false, 0x12000, VTD_FR_LSS_2}, // reserved bit
      {b.sid0, false, uint64_t{1} << 48, VTD_FR_LGN_1_1},
  };
  unsigned index = 0;
  for (const expectation &e : list) {
    vtd::dma_extension extension{vtd::identity(e.sid)};
    uint64_t data = 0;
    EXPECT_NE(b.dev0.access(e.write ? wr : rd, e.addr, &data, 8, &extension), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(extension.code, e.code);
    // And the record that software reads says the same.
    const uint64_t record[2] = {b.reg64(b.frcd_reg(index) + VTD_FRCD_LO_REG),
                                b.reg64(b.frcd_reg(index) + VTD_FRCD_HI_REG)};
    EXPECT_EQ(vtd_frcd_lo_fi(record[0]), e.addr);
    EXPECT_EQ(vtd_frcd_hi_fr(record[1]), e.code);
    EXPECT_EQ(vtd_frcd_hi_sid(record[1]), e.sid);
    EXPECT_TRUE(vtd_frcd_hi_f(record[1]));
    index++;
  }
}

TYPED_TEST(defect, a_direct_write_pointer_is_granted_where_a_write_needs_another_look) {
  // Dirty bits exist in scalable mode only; the right of a direct pointer comes from one place
  // (vtd_result.dmi_perm), which in legacy mode is the permission of the page.
  auto &b = this->b;
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50000000, 4096, VTD_PERM_R);
  b.enable();
  tlm::tlm_dmi grant;
  EXPECT_FALSE(b.dev0.dmi(wr, 0x10000, grant));
  ASSERT_TRUE(b.dev0.dmi(rd, 0x10000, grant));
  EXPECT_FALSE(grant.is_write_allowed());
  EXPECT_EQ(b.dev0.write64(0x10000, 1), tlm::TLM_COMMAND_ERROR_RESPONSE);
}

TYPED_TEST(defect, a_refused_direct_pointer_covers_the_whole_address_space) {
  auto &b = this->b;
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50000000);
  b.enable();
  tlm::tlm_dmi grant;
  EXPECT_FALSE(b.dev0.dmi(rd, 0x11234, grant));
  EXPECT_EQ(grant.get_start_address(), 0x11000u);
  EXPECT_EQ(grant.get_end_address(), 0x11FFFu);
  b.ram.how.dmi = false; // the target refuses everything: that says nothing about input addresses
  EXPECT_FALSE(b.dev0.dmi(rd, 0x10234, grant));
  EXPECT_EQ(grant.get_start_address(), 0x10000u);
  EXPECT_EQ(grant.get_end_address(), 0x10FFFu);
}

TYPED_TEST(defect, direct_pointers_survive_an_unmap) {
  auto &b = this->b;
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50000000, 0x2000);
  b.enable();
  tlm::tlm_dmi grant;
  ASSERT_TRUE(b.dev0.dmi(wr, 0x11000, grant));
  b.unmap(table, 0x11000);
  b.invalidate_page(7, 0x11000);
  EXPECT_TRUE(b.dev0.was_revoked(0x11000, 4096));
  EXPECT_FALSE(b.dev0.dmi(wr, 0x11000, grant));
  EXPECT_TRUE(b.dev0.dmi(wr, 0x10000, grant));
  EXPECT_EQ(grant.get_end_address(), 0x10FFFu);
}

TYPED_TEST(defect, two_requesters_on_one_port_share_a_direct_pointer) {
  auto &b = this->b;
  const uint64_t table = b.assign(b.sid0, 7);
  const uint64_t other = b.assign(b.sid1, 8);
  b.map(table, 0x10000, 0x50000000);
  b.map(other, 0x10000, 0x60000000);
  b.enable();
  vtd::dma_extension one{vtd::identity(b.sid0)}, two{vtd::identity(b.sid1)};
  tlm::tlm_dmi grant;
  ASSERT_TRUE(b.dev0.dmi(rd, 0x10000, grant, &one)) << "as long as there is only one";
  uint64_t value = 0;
  EXPECT_EQ(b.dev0.read(0x10000, &value, 8, &two), tlm::TLM_OK_RESPONSE);
  EXPECT_TRUE(b.dev0.was_revoked(0x10000, 4096));
  EXPECT_FALSE(b.dev0.dmi(rd, 0x10000, grant, &one));
  EXPECT_FALSE(b.dev0.dmi(rd, 0x10000, grant, &two));
  // Another port is not concerned.
  EXPECT_TRUE(b.dev1.dmi(rd, 0x10000, grant));
  EXPECT_EQ(grant.get_dmi_ptr(), b.ram.at(0x60000000));
  // Nor is it enough to ask for a pointer with another identity.
  b.unit.do_reset(true);
  b.enable();
  ASSERT_TRUE(b.dev0.dmi(rd, 0x10000, grant, &one));
  EXPECT_FALSE(b.dev0.dmi(rd, 0x10000, grant, &two));
}

TYPED_TEST(defect, debug_reads_log_faults) {
  auto &b = this->b;
  b.assign(b.sid0, 7);
  b.enable();
  uint64_t value = 0;
  EXPECT_EQ(b.dev0.debug(rd, 0x10000, &value, 8), 0u);
  EXPECT_EQ(b.dev1.debug(rd, 0x10000, &value, 8), 0u);
  EXPECT_FALSE(b.faulted());
  EXPECT_EQ(b.reg64(b.frcd_reg(0) + VTD_FRCD_HI_REG), 0u);
}

TYPED_TEST(defect, errors_of_the_guest_or_a_full_queue_end_the_simulation) {
  auto &b = this->b;
  // Tables, queue and root table in garbage and in memory that does not exist.
  b.reg64(VTD_RTADDR_REG, b.ram.size() + 0x1000);
  b.gcmd(VTD_GCMD_SRTP);
  b.gcmd(VTD_GCMD_TE);
  EXPECT_EQ(b.dev0.write64(0x1000, 1), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  for (unsigned i = 0; i < 100; ++i) // many more than there are fault records
    b.dev1.write64(0x1000 * i, 1);
  EXPECT_TRUE(b.reg32(VTD_FSTS_REG) & VTD_FSTS_PFO);

  b.queue_on();
  vtdt_descriptor bad = {{~uint64_t{0}, ~uint64_t{0}, 0, 0}};
  b.submit(bad);
  EXPECT_TRUE(b.reg32(VTD_FSTS_REG) & VTD_FSTS_IQE);
  for (unsigned i = 0; i < 1000; ++i) // runs over itself
    b.submit(vtdt_iotlb_global(0));
  b.reg32(VTD_FSTS_REG, VTD_FSTS_IQE);

  // Device-TLB invalidations that nobody answers, more than can be outstanding.
  unsigned sent = 0;
  b.unit.set_device_tlb_handler([&](const vtd_dev_tlb_inv &) { sent++; });
  b.gcmd(0, VTD_GCMD_QIE);
  b.queue_on();
  b.reg64(VTD_IQA_REG, b.ram.size() + 0x1000); // and a queue that is not there
  b.submit(vtdt_dev_tlb(b.sid0, 1, 0, 64));
  EXPECT_TRUE(b.reg32(VTD_FSTS_REG) & VTD_FSTS_IQE);

  // Every register, every value, in any order.
  for (uint32_t offset = 0; offset < b.unit.config().core.reg_bytes; offset += 4) {
    uint32_t ones = ~0u;
    b.cpu.write(offset, &ones, 4);
  }
  b.dev0.write64(0x1000, 1);
}

TEST(defects, device_tlbs_that_never_answer_hold_up_the_queue_but_not_the_simulation) {
  auto &b = beds().plain;
  b.fresh();
  b.enable();
  b.queue_on();
  std::vector<vtd_dev_tlb_inv> sent;
  b.unit.set_device_tlb_handler([&](const vtd_dev_tlb_inv &inv) { sent.push_back(inv); });
  const uint64_t status = vtdt_pages(&b.space, 1);
  for (unsigned i = 0; i < 40; ++i)
    b.submit(vtdt_dev_tlb(b.sid0, 0, 0, 64));
  b.submit(vtdt_wait_status(status, 1));
  EXPECT_GE(sent.size(), 1u);
  EXPECT_EQ(b.ram.read64(status), 0u);
  for (size_t i = 0; i < sent.size(); ++i) // grows while it is answered
    vtd_dev_tlb_complete(b.unit.core(), sent[i].sid, uint32_t{1} << sent[i].itag, 1);
  EXPECT_EQ(sent.size(), 40u);
  EXPECT_EQ(b.ram.read64(status), 1u);
}

TEST(defects, the_delay_of_walk_transactions_is_lost) {
  auto &b = beds().walking;
  b.fresh();
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10FF000, 0x50000000, 0x2000);
  b.enable();
  b.ram.how.latency = ns(10);
  std::array<uint8_t, 32> data{};
  sc_time delay;
  b.ram.log.clear();
  // A split burst: two look-ups, two walks.
  EXPECT_EQ(b.dev0.write(0x10FFFF0, data.data(), 32, nullptr, &delay), tlm::TLM_OK_RESPONSE);
  const auto transactions = static_cast<double>(b.ram.log.size());
  EXPECT_GE(transactions, 2 + 6 + 1);
  EXPECT_EQ(delay, ns(2 * 3 + transactions * 10));
}

TYPED_TEST(defect, caches_and_pointers_are_keyed_without_the_domain) {
  auto &b = this->b;
  const uint64_t table = b.assign(b.sid0, 7);
  const uint64_t other = b.assign(b.sid1, 8);
  b.map(table, 0x10000, 0x50000000);
  b.map(other, 0x10000, 0x60000000);
  b.enable();
  // The same input address in two domains.
  for (unsigned hit = 0; hit < 2; ++hit) {
    EXPECT_EQ(b.dev0.write64(0x10000, 70 + hit), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(b.dev1.write64(0x10000, 80 + hit), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(b.ram.read64(0x50000000), 70 + hit);
    EXPECT_EQ(b.ram.read64(0x60000000), 80 + hit);
  }
  tlm::tlm_dmi grant;
  ASSERT_TRUE(b.dev0.dmi(rd, 0x10000, grant));
  ASSERT_TRUE(b.dev1.dmi(rd, 0x10000, grant));
  b.invalidate_domain(7);
  EXPECT_EQ(b.dev0.revoked.size(), 1u);
  EXPECT_EQ(b.dev1.revoked.size(), 0u);
  vtd_clear_counters(b.unit.core());
  b.dev1.write64(0x10000, 1);
  EXPECT_EQ(vtd_get_counters(b.unit.core())->iotlb_hits, 1u) << "domain 8 is still cached";
  b.dev0.write64(0x10000, 1);
  EXPECT_EQ(vtd_get_counters(b.unit.core())->iotlb_misses, 1u);
}

TEST(defects, register_offsets_are_typed_by_hand) {
  // On a unit whose capabilities put the fault and IOTLB registers elsewhere, both work there.
  auto &b = beds().moved;
  b.fresh();
  EXPECT_EQ(b.frcd_reg(0), 0x400u);
  EXPECT_EQ(b.iotlb_reg(), 0x308u);
  b.enable();
  b.dev0.write64(0x1000, 1);
  EXPECT_TRUE(vtd_frcd_hi_f(b.reg64(0x408)));
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50000000);
  b.dev0.write64(0x10000, 1);
  vtd_clear_counters(b.unit.core());
  b.invalidate_global();
  EXPECT_EQ(vtd_get_counters(b.unit.core())->invalidations, 1u);
}

TEST(defects, units_share_state) {
  auto &one = beds().plain;
  auto &two = beds().timed;
  one.fresh();
  two.fresh();
  const uint64_t t1 = one.assign(one.sid0, 7);
  const uint64_t t2 = two.assign(two.sid0, 7);
  one.map(t1, 0x10000, 0x50000000);
  two.map(t2, 0x10000, 0x60000000);
  one.enable();
  two.enable();
  one.dev0.write64(0x10000, 1);
  two.dev0.write64(0x10000, 2);
  EXPECT_EQ(one.ram.read64(0x50000000), 1u);
  EXPECT_EQ(one.ram.read64(0x60000000), 0u);
  EXPECT_EQ(two.ram.read64(0x60000000), 2u);
  tlm::tlm_dmi grant;
  ASSERT_TRUE(one.dev0.dmi(rd, 0x10000, grant));
  two.invalidate_global();
  EXPECT_TRUE(one.dev0.revoked.empty());
}
