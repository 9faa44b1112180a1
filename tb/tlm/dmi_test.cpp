// SPDX-License-Identifier: Apache-2.0
// Direct memory pointers: how far they reach, what they allow, and when they end.
#include "beds.h"

using namespace tb;

namespace {

constexpr auto rd = tlm::TLM_READ_COMMAND;
constexpr auto wr = tlm::TLM_WRITE_COMMAND;

} // namespace

template <typename Width> class dmi : public any_width<Width> {
protected:
  void SetUp() override {
    auto &b = this->b;
    table = b.assign(b.sid0, 7);
    b.map(table, 0x10000, 0x50002000);
  }
  bool get(tlm::tlm_command command, uint64_t addr) {
    return this->b.dev0.dmi(command, addr, grant);
  }
  // The pointer of the grant for an input address.
  uint8_t *at(uint64_t addr) { return grant.get_dmi_ptr() + (addr - grant.get_start_address()); }
  void expect_range(uint64_t first, uint64_t last) {
    EXPECT_EQ(grant.get_start_address(), first);
    EXPECT_EQ(grant.get_end_address(), last);
  }
  uint64_t table = 0;
  tlm::tlm_dmi grant;
};
TYPED_TEST_SUITE(dmi, widths);

TYPED_TEST(dmi, is_granted_for_the_page_that_is_mapped) {
  auto &b = this->b;
  b.enable();
  ASSERT_TRUE(this->get(rd, 0x10123));
  this->expect_range(0x10000, 0x10FFF);
  EXPECT_TRUE(this->grant.is_read_write_allowed());
  EXPECT_EQ(this->at(0x10123), b.ram.at(0x50002123));
  EXPECT_EQ(b.unit.stats().dmi_grants, 1u);
}

TYPED_TEST(dmi, merges_neighbours_that_continue_each_other) {
  auto &b = this->b;
  b.map(this->table, 0x0F000, 0x50001000);
  b.map(this->table, 0x11000, 0x50003000);
  b.map(this->table, 0x12000, 0x50009000);                   // elsewhere
  b.map(this->table, 0x0E000, 0x50000000, 4096, VTD_PERM_R); // other rights
  b.enable();
  for (const tlm::tlm_command command : {rd, wr}) {
    ASSERT_TRUE(this->get(command, 0x10123));
    this->expect_range(0x0F000, 0x11FFF);
    EXPECT_EQ(this->at(0x0F000), b.ram.at(0x50001000));
    EXPECT_EQ(this->at(0x11FFF), b.ram.at(0x50003FFF));
    b.unit.revoke_dmi();
  }
}

TYPED_TEST(dmi, merges_pages_of_different_sizes) {
  auto &b = this->b;
  b.map(this->table, 0x400000, 0x80200000, 0x200000, VTD_PERM_R | VTD_PERM_W, 21);
  b.map(this->table, 0x600000, 0x80400000);
  b.map(this->table, 0x3FF000, 0x801FF000);
  b.enable();
  ASSERT_TRUE(this->get(rd, 0x412345));
  this->expect_range(0x3FF000, 0x600FFF);
  EXPECT_EQ(this->at(0x400000), b.ram.at(0x80200000));
}

TYPED_TEST(dmi, stays_inside_what_the_target_grants) {
  auto &b = this->b;
  b.map(this->table, 0x11000, 0x50003000);
  b.enable();
  b.ram.how.dmi_first = 0x50002800;
  b.ram.how.dmi_last = 0x500031FF;
  ASSERT_TRUE(this->get(rd, 0x10900));
  this->expect_range(0x10800, 0x111FF);
  EXPECT_EQ(this->at(0x10800), b.ram.at(0x50002800));
  // Outside of it: no.
  EXPECT_FALSE(this->get(rd, 0x10100));
  this->expect_range(0x10000, 0x10FFF);
}

TYPED_TEST(dmi, rights_are_those_of_tables_and_target) {
  auto &b = this->b;
  b.map(this->table, 0x20000, 0x60000000, 4096, VTD_PERM_R);
  b.map(this->table, 0x30000, 0x70000000, 4096, VTD_PERM_W);
  b.enable();
  ASSERT_TRUE(this->get(rd, 0x20000));
  EXPECT_FALSE(this->grant.is_write_allowed());
  EXPECT_FALSE(this->get(wr, 0x20000));
  this->expect_range(0x20000, 0x20FFF);
  EXPECT_FALSE(this->grant.is_read_allowed()) << "a refusal names what it refuses";
  EXPECT_TRUE(this->grant.is_write_allowed());
  ASSERT_TRUE(this->get(wr, 0x30000));
  EXPECT_FALSE(this->grant.is_read_allowed());
  b.ram.how.dmi_write = false;
  ASSERT_TRUE(this->get(rd, 0x10000));
  EXPECT_FALSE(this->grant.is_write_allowed());
}

TYPED_TEST(dmi, of_everything_leaves_out_the_interrupt_range) {
  auto &b = this->b; // translation is off
  ASSERT_TRUE(this->get(rd, 0x1000));
  this->expect_range(0, 0xFEDFFFFF);
  ASSERT_TRUE(this->get(rd, 0xFEF00000));
  this->expect_range(0xFEF00000, b.ram.size() - 1);
  EXPECT_FALSE(this->get(wr, 0xFEE00000));
  this->expect_range(0xFEE00000, 0xFEE00FFF);
}

TYPED_TEST(dmi, of_a_huge_page_leaves_out_the_interrupt_range) {
  auto &b = this->b;
  b.map(this->table, 0xC0000000, 0x40000000, uint64_t{1} << 30, VTD_PERM_R | VTD_PERM_W, 30);
  b.enable();
  ASSERT_TRUE(this->get(rd, 0xFED00000));
  EXPECT_LE(this->grant.get_end_address(), 0xFEDFFFFFu);
  EXPECT_GE(this->grant.get_end_address(), 0xFED00FFFu);
  ASSERT_TRUE(this->get(rd, 0xFEF12345));
  EXPECT_GE(this->grant.get_start_address(), 0xFEF00000u);
  EXPECT_EQ(this->at(0xFEF12345), b.ram.at(0x40000000 + 0xFEF12345 - 0xC0000000));
}

TYPED_TEST(dmi, leaves_out_protected_memory) {
  auto &b = this->b;
  b.map(this->table, 0x40000000, 0x80000000, uint64_t{1} << 30, VTD_PERM_R | VTD_PERM_W, 30);
  b.enable();
  b.reg32(VTD_PLMBASE_REG, 0x80200000);
  b.reg32(VTD_PLMLIMIT_REG, 0x80200000); // one aligned block of 2 MiB
  b.reg32(VTD_PMEN_REG, VTD_PMEN_EPM);
  ASSERT_TRUE(this->get(rd, 0x40000000));
  this->expect_range(0x40000000, 0x401FFFFF);
  EXPECT_FALSE(this->get(rd, 0x40200000));
  this->expect_range(0x40200000, 0x40200FFF);
  ASSERT_TRUE(this->get(rd, 0x40400000));
  EXPECT_EQ(this->grant.get_start_address(), 0x40400000u);
}

TYPED_TEST(dmi, is_not_for_translated_or_translation_requests) {
  auto &b = this->b;
  b.enable();
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  for (const vtd_at at : {VTD_AT_TRANSLATED, VTD_AT_TRANSLATION}) {
    extension.id.at = at;
    EXPECT_FALSE(b.dev0.dmi(rd, 0x10000, this->grant, &extension));
    this->expect_range(0x10000, 0x10FFF);
  }
}

TYPED_TEST(dmi, has_no_side_effects_in_the_unit) {
  auto &b = this->b;
  b.enable();
  const vtd_counters before = *vtd_get_counters(b.unit.core());
  b.ram.log.clear();
  EXPECT_TRUE(this->get(wr, 0x10000));
  EXPECT_FALSE(this->get(wr, 0x90000));
  EXPECT_EQ(std::memcmp(&before, vtd_get_counters(b.unit.core()), sizeof before), 0);
  EXPECT_TRUE(b.ram.log.empty());
  EXPECT_FALSE(b.faulted());
}

TYPED_TEST(dmi, is_answered_from_a_live_grant) {
  auto &b = this->b;
  b.enable();
  ASSERT_TRUE(this->get(rd, 0x10000));
  const unsigned asked = b.ram.dmi_requests;
  ASSERT_TRUE(this->get(wr, 0x10800));
  this->expect_range(0x10000, 0x10FFF);
  EXPECT_EQ(b.ram.dmi_requests, asked);
  EXPECT_EQ(b.unit.stats().dmi_reused, 1u);
}

TYPED_TEST(dmi, hint_is_given_only_where_a_grant_would_be) {
  auto &b = this->b;
  b.map(this->table, 0x20000, 0x60000000, 4096, VTD_PERM_R);
  b.enable();
  tlm_generic_payload t;
  sc_time delay;
  uint64_t value = 0;
  b.dev0.set(t, rd, 0x20000, &value, 8);
  b.dev0.socket->b_transport(t, delay);
  EXPECT_TRUE(t.is_dmi_allowed());
  b.ram.how.dmi_hint = false;
  b.dev0.socket->b_transport(t, delay);
  EXPECT_FALSE(t.is_dmi_allowed()) << "the target would not";
}

// --- Revocation: exactly what is touched

template <typename Width> class dmi_revocation : public dmi<Width> {
protected:
  // Grants for two pages of domain 7 (00:01.0) and one of domain 8 (00:02.0).
  void SetUp() override {
    dmi<Width>::SetUp();
    auto &b = this->b;
    b.map(this->table, 0x20000, 0x60000000);
    other = b.assign(b.sid1, 8);
    b.map(other, 0x10000, 0x70000000);
    b.enable();
    take_all();
  }
  void take_all() {
    tlm::tlm_dmi grant;
    auto &b = this->b;
    ASSERT_TRUE(b.dev0.dmi(rd, 0x10000, grant));
    ASSERT_TRUE(b.dev0.dmi(rd, 0x20000, grant));
    ASSERT_TRUE(b.dev1.dmi(rd, 0x10000, grant));
    b.dev0.revoked.clear();
    b.dev1.revoked.clear();
  }
  using ranges = std::vector<std::pair<uint64_t, uint64_t>>;
  void expect(const ranges &on_dev0, const ranges &on_dev1) {
    EXPECT_EQ(this->b.dev0.revoked, on_dev0);
    EXPECT_EQ(this->b.dev1.revoked, on_dev1);
  }
  const ranges none;
  const ranges first = {{0x10000, 0x10FFF}};
  const ranges second = {{0x20000, 0x20FFF}};
  const ranges both = {{0x10000, 0x10FFF}, {0x20000, 0x20FFF}};
  uint64_t other = 0;
};
TYPED_TEST_SUITE(dmi_revocation, widths);

TYPED_TEST(dmi_revocation, by_page) {
  this->b.invalidate_page(7, 0x10000);
  this->expect(this->first, this->none);
  this->b.invalidate_page(7, 0x30000);
  this->b.invalidate_page(9, 0x20000);
  this->expect(this->first, this->none);
  this->b.invalidate_page(7, 0x20000, 4);
  this->expect(this->both, this->none);
}

TYPED_TEST(dmi_revocation, by_domain) {
  this->b.invalidate_domain(8);
  this->expect(this->none, this->first);
}

TYPED_TEST(dmi_revocation, by_global_invalidation) {
  this->b.invalidate_global();
  this->expect(this->both, this->first);
}

TYPED_TEST(dmi_revocation, by_context_invalidation_of_the_device) {
  this->b.invalidate_context_device(8, this->b.sid1);
  this->expect(this->none, this->first);
}

TYPED_TEST(dmi_revocation, by_the_queue) {
  auto &b = this->b;
  b.queue_on();
  this->take_all();
  b.submit(vtdt_iotlb_page(7, 0x20000, 0, false, 0));
  this->expect(this->second, this->none);
  b.submit(vtdt_cc_device(b.sid1, 0, 8));
  this->expect(this->second, this->first);
}

TYPED_TEST(dmi_revocation, by_device_tlb_invalidation) {
  auto &b = this->b;
  b.queue_on();
  this->take_all();
  b.submit(vtdt_dev_tlb(b.sid1, 0, 0x20000, 12));
  this->expect(this->none, this->none);
  b.submit(vtdt_dev_tlb(b.sid0, 0, 0x20000, 12));
  this->expect(this->second, this->none);
  b.submit(vtdt_dev_tlb(b.sid1, 0, 0, 64));
  this->expect(this->second, this->first);
  EXPECT_TRUE(b.queue_done());
}

TYPED_TEST(dmi_revocation, by_translation_off_and_on) {
  auto &b = this->b;
  b.disable();
  this->expect(this->both, this->first);
  tlm::tlm_dmi grant;
  ASSERT_TRUE(b.dev0.dmi(rd, 0x1000, grant)) << "now untranslated";
  EXPECT_EQ(grant.get_start_address(), 0u);
  b.dev0.revoked.clear();
  b.gcmd(VTD_GCMD_TE);
  ASSERT_EQ(b.dev0.revoked.size(), 1u);
  EXPECT_EQ(b.dev0.revoked[0].first, 0u);
}

TYPED_TEST(dmi_revocation, by_a_new_root_table) {
  this->b.set_root();
  this->expect(this->both, this->first);
}

TYPED_TEST(dmi_revocation, by_protected_memory) {
  auto &b = this->b;
  b.reg32(VTD_PLMBASE_REG, 0x50000000);
  b.reg32(VTD_PLMLIMIT_REG, 0x51000000);
  b.reg32(VTD_PMEN_REG, VTD_PMEN_EPM);
  EXPECT_TRUE(b.dev0.was_revoked(0x10000, 0x1000));
}

TYPED_TEST(dmi_revocation, by_another_identity_for_the_port) {
  auto &b = this->b;
  b.unit.set_port_identity(0, vtd::identity(b.sid1));
  this->expect(this->both, this->none);
  tlm::tlm_dmi grant;
  ASSERT_TRUE(b.dev0.dmi(rd, 0x10000, grant)) << "the port has a new owner";
  EXPECT_EQ(grant.get_dmi_ptr(), b.ram.at(0x70000000));
  b.unit.set_port_identity(0, vtd::identity(b.sid0));
}

TYPED_TEST(dmi_revocation, by_reset) {
  this->b.unit.do_reset(true);
  this->expect(this->both, this->first);
}

TYPED_TEST(dmi_revocation, by_the_target_in_output_addresses) {
  auto &b = this->b;
  b.ram.take_back(0x60000800, 0x600008FF);
  this->expect(this->second, this->none);
  b.ram.take_back(0x51000000, 0x5FFFFFFF);
  this->expect(this->second, this->none);
  b.ram.take_back(0, ~uint64_t{0});
  this->expect({{0x20000, 0x20FFF}, {0x10000, 0x10FFF}}, this->first);
}

TYPED_TEST(dmi_revocation, of_a_merged_grant_takes_it_back_whole) {
  auto &b = this->b;
  b.map(this->table, 0x30000, 0x80000000, 0x4000);
  tlm::tlm_dmi grant;
  ASSERT_TRUE(b.dev0.dmi(rd, 0x31000, grant));
  EXPECT_EQ(grant.get_end_address() - grant.get_start_address() + 1, 0x4000u);
  b.invalidate_page(7, 0x32000);
  EXPECT_EQ(b.dev0.revoked, (typename TestFixture::ranges{{0x30000, 0x33FFF}}));
}

TYPED_TEST(dmi_revocation, happens_once) {
  this->b.invalidate_global();
  this->b.invalidate_global();
  this->expect(this->both, this->first);
}

TYPED_TEST(dmi_revocation, comes_before_the_invalidation_is_seen_to_be_complete) {
  auto &b = this->b;
  b.queue_on();
  this->take_all();
  bool early = false;
  const uint64_t status = vtdt_pages(&b.space, 1);
  b.dev0.on_revoke = [&](uint64_t, uint64_t) { early = b.ram.read64(status) == 0; };
  vtdt_descriptor page = vtdt_iotlb_page(7, 0x10000, 0, false, 0);
  b.submit(page);
  b.submit(vtdt_wait_status(status, 1));
  EXPECT_TRUE(early);
  EXPECT_EQ(b.ram.read64(status), 1u);
}

TYPED_TEST(dmi_revocation, lets_the_initiator_ask_again_from_within) {
  auto &b = this->b;
  // The tables say something new by the time of the invalidation.
  b.map(this->table, 0x10000, 0x78000000);
  tlm::tlm_dmi again;
  bool granted = false;
  b.dev0.on_revoke = [&](uint64_t first, uint64_t) {
    if (first == 0x10000 && !granted)
      granted = b.dev0.dmi(rd, 0x10000, again);
  };
  b.invalidate_page(7, 0x10000);
  ASSERT_TRUE(granted);
  EXPECT_EQ(again.get_dmi_ptr(), b.ram.at(0x78000000));
}

TYPED_TEST(dmi_revocation, reaches_a_grant_that_is_being_made) {
  auto &b = this->b;
  b.map(this->table, 0x40000, 0x80000000);
  b.ram.how.dmi_hook = [&] {
    b.ram.how.dmi_hook = {};
    b.unmap(this->table, 0x40000);
    b.invalidate_page(7, 0x40000);
  };
  tlm::tlm_dmi grant;
  EXPECT_FALSE(b.dev0.dmi(rd, 0x40000, grant)) << "what was looked up is gone by now";
}

TYPED_TEST(dmi_revocation, of_a_grant_that_a_weaker_one_overlaps) {
  auto &b = this->b;
  b.map(this->table, 0x40000, 0x80000000, 0x2000);
  b.ram.how.dmi_first = 0x80000000;
  b.ram.how.dmi_last = 0x80000FFF;
  tlm::tlm_dmi grant;
  ASSERT_TRUE(b.dev0.dmi(wr, 0x40000, grant));
  EXPECT_EQ(grant.get_end_address(), 0x40FFFu);
  b.ram.how.dmi_last = ~uint64_t{0};
  b.ram.how.dmi_write = false;
  ASSERT_TRUE(b.dev0.dmi(rd, 0x41000, grant));
  EXPECT_EQ(grant.get_start_address(), 0x40000u);
  EXPECT_FALSE(grant.is_write_allowed());
  EXPECT_TRUE(b.dev0.was_revoked(0x40000, 0x1000));
}

// --- Configuration

TEST(dmi_switch, turns_it_off) {
  auto &b = beds().no_dmi;
  b.fresh();
  tlm::tlm_dmi grant;
  EXPECT_FALSE(b.dev0.dmi(rd, 0x1000, grant));
  EXPECT_EQ(grant.get_start_address(), 0x1000u);
  EXPECT_EQ(grant.get_end_address(), 0x1FFFu);
  tlm_generic_payload t;
  sc_time delay;
  uint64_t value = 0;
  b.dev0.set(t, rd, 0x1000, &value, 8);
  b.dev0.socket->b_transport(t, delay);
  EXPECT_FALSE(t.is_dmi_allowed());
}

TEST(dmi_limits, hold) {
  auto &b = beds().small; // no merging, four grants
  b.fresh();
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50000000, 0x10000);
  b.enable();
  tlm::tlm_dmi grant;
  for (uint64_t page = 0; page < 16; ++page) {
    ASSERT_TRUE(b.dev0.dmi(rd, 0x10000 + page * 4096, grant));
    EXPECT_EQ(grant.get_end_address() - grant.get_start_address(), 0xFFFu);
  }
  EXPECT_EQ(b.dev0.revoked.size(), 12u) << "older ones made room";
  b.dev0.revoked.clear();
  b.invalidate_global();
  EXPECT_EQ(b.dev0.revoked.size(), 4u);
}

TEST(dmi_latency, includes_the_lookup) {
  auto &b = beds().timed;
  b.fresh();
  b.ram.how.dmi_latency = ns(11);
  tlm::tlm_dmi grant;
  ASSERT_TRUE(b.dev0.dmi(rd, 0x1000, grant));
  EXPECT_EQ(grant.get_read_latency(), ns(14));
  EXPECT_EQ(grant.get_write_latency(), ns(14));
}

TEST(dmi_widening, replaces_a_grant_that_it_contains) {
  auto &b = beds().plain;
  b.fresh();
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x50000000, 4096, VTD_PERM_R);
  b.enable();
  tlm::tlm_dmi grant;
  ASSERT_TRUE(b.dev0.dmi(rd, 0x10000, grant));
  EXPECT_FALSE(b.dev0.dmi(wr, 0x10000, grant));
  // More rights need no invalidation without caching mode.
  b.map(table, 0x10000, 0x50000000, 4096, VTD_PERM_R | VTD_PERM_W);
  ASSERT_TRUE(b.dev0.dmi(wr, 0x10000, grant));
  EXPECT_TRUE(b.dev0.revoked.empty()) << "the old one still holds";
  b.invalidate_global();
  EXPECT_EQ(b.dev0.revoked.size(), 1u);
}
