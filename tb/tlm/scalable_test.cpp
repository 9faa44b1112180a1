// SPDX-License-Identifier: Apache-2.0
// Scalable mode through the TLM module: PASIDs of the sideband, accessed and dirty flags, and
// direct memory pointers that end with exactly the translations they stand for.
#include "beds.h"
#include "sm_tables.h"

using namespace tb;

namespace {

constexpr auto rd = tlm::TLM_READ_COMMAND;
constexpr auto wr = tlm::TLM_WRITE_COMMAND;
constexpr uint16_t did = 9;
constexpr uint32_t rid_pasid = 2, first_pasid = 16, second_pasid = 17;
constexpr uint64_t iova = 0x40201000, page = 0x50002000, other_page = 0x50008000;
constexpr uint64_t accessed = 1 << 5, dirty = 1 << 6;

class scalable : public ::testing::Test {
protected:
  bed<64> &b = beds().scalable;
  uint64_t first = 0, second = 0, directory = 0;
  vtdt_queue queue{};
  tlm::tlm_dmi grant;

  // Requests without PASID use the first stage, as first_pasid does; second_pasid the second.
  void SetUp() override {
    b.fresh();
    first = vtdt_pages(&b.space, 1);
    second = vtdt_pages(&b.space, 1);
    directory = vtdt_pasid_directory_new(&b.space, 0);
    vtdt_sm_context context = {};
    context.dte = context.paside = true;
    context.rid_pasid = rid_pasid;
    context.directory = directory;
    vtdt_sm_context_set(&b.space, b.root, b.sid0, &context);
    vtdt_sm_context_set(&b.space, b.root, b.sid1, &context);
    set(rid_pasid, VTD_PASID_PGTT_FS);
    set(first_pasid, VTD_PASID_PGTT_FS);
    set(second_pasid, VTD_PASID_PGTT_SS);
    ASSERT_TRUE(vtdt_fs_map(&b.space, first, 4, iova, page, 12, VTDT_FS_W | VTDT_FS_USER));
    ASSERT_TRUE(vtdt_map(&b.space, second, 4, iova, other_page, 12, VTD_PERM_R | VTD_PERM_W));
    queue = vtdt_queue_new(&b.space, 0, true);
    b.reg64(VTD_RTADDR_REG, vtd_rtaddr_ttm_set(b.root, VTD_RTADDR_TTM_SCALABLE));
    b.gcmd(VTD_GCMD_SRTP);
    b.reg64(VTD_IQT_REG, 0);
    b.reg64(VTD_IQA_REG, queue.iqa);
    b.gcmd(VTD_GCMD_QIE);
    b.gcmd(VTD_GCMD_TE);
    ASSERT_TRUE(b.reg32(VTD_GSTS_REG) & VTD_GSTS_TES);
  }
  void set(uint32_t pasid, unsigned pgtt) {
    vtdt_pasid entry = {};
    entry.pgtt = static_cast<uint8_t>(pgtt);
    entry.aw = VTD_PASID_AW_48;
    entry.did = did;
    entry.pwsnp = entry.sre = true;
    entry.ssptptr = second;
    entry.fsptptr = first;
    vtdt_pasid_set(&b.space, directory, pasid, &entry);
  }
  void submit(const vtdt_descriptor &d) {
    vtdt_queue_push(&queue, d);
    b.reg64(VTD_IQT_REG, queue.tail);
    for (int i = 0; i < 10 && vtd_iqh_qh(b.reg64(VTD_IQH_REG)) != queue.tail; ++i)
      sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
    ASSERT_EQ(vtd_iqh_qh(b.reg64(VTD_IQH_REG)), queue.tail);
  }
  static vtd::dma_extension with(uint32_t pasid, bool privileged = false) {
    vtd::dma_extension e;
    e.id.sid = bed<64>::sid0;
    e.id.pasid = pasid;
    e.id.pasid_valid = true;
    e.id.privileged = privileged;
    return e;
  }
  uint64_t leaf() { return b.ram.read64(vtdt_fs_entry_addr(&b.space, first, 4, iova, 1)); }
  // Direct memory for dev0 with this PASID (0: without), read or write.
  bool get(tlm::tlm_command command, uint32_t pasid) {
    vtd::dma_extension e = with(pasid);
    return b.dev0.dmi(command, iova, grant, pasid != 0 ? &e : nullptr);
  }
  bool revoked() {
    const bool was = b.dev0.was_revoked(iova, 4096);
    b.dev0.revoked.clear();
    return was;
  }
  // A pointer for dev0's PASID that lives.
  void hold(uint32_t pasid) {
    vtd::dma_extension e = with(pasid);
    uint32_t data = 0;
    ASSERT_EQ(b.dev0.read(iova, &data, 4, pasid != 0 ? &e : nullptr), tlm::TLM_OK_RESPONSE);
    ASSERT_TRUE(get(rd, pasid));
    b.dev0.revoked.clear();
  }
};

TEST_F(scalable, pasids_of_the_sideband_choose_the_address_space) {
  b.ram.write64(page, 0x1111);
  b.ram.write64(other_page, 0x2222);
  uint64_t data = 0;
  ASSERT_EQ(b.dev0.read(iova, &data, 8), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(data, 0x1111u);
  auto e = with(second_pasid);
  ASSERT_EQ(b.dev0.read(iova, &data, 8, &e), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(data, 0x2222u);
  e = with(first_pasid);
  ASSERT_EQ(b.dev0.read(iova, &data, 8, &e), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(data, 0x1111u);
  e = with(first_pasid + 2); // no entry
  EXPECT_EQ(b.dev0.read(iova, &data, 8, &e), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  e = with(rid_pasid); // not for requests with PASID
  EXPECT_EQ(b.dev0.read(iova, &data, 8, &e), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

// What a port remembers of the last identity is never another's: neither after it was seen often,
// nor after it was seen first.
TEST_F(scalable, identities_in_turn_are_not_mixed_up) {
  b.ram.write64(page, 0x1111);
  b.ram.write64(other_page, 0x2222);
  vtd::dma_extension without, none = with(first_pasid + 2), large = with(first_pasid | 1 << 20);
  without.id.sid = b.sid0;
  vtd::dma_extension elsewhere = with(second_pasid);
  elsewhere.id.segment = 1;
  const struct {
    vtd::dma_extension e;
    uint64_t expected; // 0: refused
  } turns[] = {{with(first_pasid), 0x1111},
               {with(second_pasid), 0x2222},
               {without, 0x1111},
               {none, 0},
               {elsewhere, 0},
               {large, 0x1111},
               {with(rid_pasid), 0}};
  const auto translated = vtd_counters(*vtd_get_counters(b.unit.core())).requests;
  for (unsigned i = 0; i < 7 * 7 * 4; ++i) {
    const auto &turn = turns[i % 8 < 4 ? i % 7 : i / 7 % 7]; // each after each, some twice
    vtd::dma_extension e = turn.e;
    uint64_t data = 0;
    const auto response = b.dev0.read(iova, &data, 8, &e);
    ASSERT_EQ(response == tlm::TLM_OK_RESPONSE, turn.expected != 0) << i;
    ASSERT_EQ(data, turn.expected) << i;
    ASSERT_EQ(e.status == VTD_OK, turn.expected != 0 || e.id.segment != 0) << i;
  }
  EXPECT_GT(vtd_get_counters(b.unit.core())->requests, translated);
  set(second_pasid, VTD_PASID_PGTT_FS); // and an invalidation is not forgotten
  submit(vtdt_pc_pasid(did, second_pasid));
  submit(vtdt_p_iotlb(did, second_pasid));
  auto e = with(second_pasid);
  uint64_t data = 0;
  ASSERT_EQ(b.dev0.read(iova, &data, 8, &e), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(data, 0x1111u);
}

TEST_F(scalable, privilege_and_execute_of_the_sideband_count) {
  const uint64_t at = vtdt_fs_entry_addr(&b.space, first, 4, iova, 1);
  b.ram.write64(at, b.ram.read64(at) & ~uint64_t{VTD_FS_PTE_US_MASK});
  uint64_t data = 0;
  auto e = with(first_pasid);
  EXPECT_EQ(b.dev0.read(iova, &data, 8, &e), tlm::TLM_COMMAND_ERROR_RESPONSE);
  e = with(first_pasid, true);
  EXPECT_EQ(b.dev0.read(iova, &data, 8, &e), tlm::TLM_OK_RESPONSE);
  e.id.execute = true;
  EXPECT_EQ(b.dev0.read(iova, &data, 8, &e), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST_F(scalable, accesses_set_flags_and_debug_does_not) {
  uint64_t data = 0;
  EXPECT_EQ(b.dev0.debug(wr, iova, &data, 8), 8u);
  EXPECT_EQ(leaf() & (accessed | dirty), 0u);
  ASSERT_EQ(b.dev0.read(iova, &data, 8), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(leaf() & (accessed | dirty), accessed);
  ASSERT_EQ(b.dev0.write(iova, &data, 8), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(leaf() & (accessed | dirty), accessed | dirty);
}

TEST_F(scalable, a_pointer_never_goes_around_a_flag) {
  EXPECT_FALSE(get(rd, 0)); // A is not set
  uint64_t data = 0;
  ASSERT_EQ(b.dev0.read(iova, &data, 8), tlm::TLM_OK_RESPONSE);
  ASSERT_TRUE(get(rd, 0));
  EXPECT_TRUE(grant.is_read_allowed());
  EXPECT_FALSE(grant.is_write_allowed()); // D is not set
  EXPECT_FALSE(get(wr, 0));
  ASSERT_EQ(b.dev0.write(iova, &data, 8), tlm::TLM_OK_RESPONSE);
  ASSERT_TRUE(get(wr, 0));
  EXPECT_TRUE(grant.is_write_allowed());
}

TEST_F(scalable, pointers_end_with_their_translations) {
  hold(0);
  submit(vtdt_p_iotlb(did, first_pasid));
  EXPECT_FALSE(revoked());
  submit(vtdt_p_iotlb_page(did, rid_pasid, iova + 0x1000, 0, true));
  EXPECT_FALSE(revoked());
  submit(vtdt_iotlb_domain(did + 1, 0));
  EXPECT_FALSE(revoked());
  submit(vtdt_p_iotlb_page(did, rid_pasid, iova, 0, true));
  EXPECT_TRUE(revoked());
  hold(0);
  submit(vtdt_p_iotlb(did, rid_pasid));
  EXPECT_TRUE(revoked());
  hold(0); // a page of the domain: all first-stage translations
  submit(vtdt_iotlb_page(did, 0x1000, 0, true, 0));
  EXPECT_TRUE(revoked());
  hold(0);
  submit(vtdt_pc_pasid(did, rid_pasid));
  EXPECT_TRUE(revoked());
  hold(0);
  submit(vtdt_cc_device(b.sid0, 0, 0));
  EXPECT_TRUE(revoked());
}

TEST_F(scalable, pointers_of_a_pasid_end_with_it) {
  hold(second_pasid);
  submit(vtdt_p_iotlb_page(did, second_pasid, iova, 0, false)); // spares the second stage
  EXPECT_FALSE(revoked());
  submit(vtdt_p_iotlb(did, rid_pasid));
  EXPECT_FALSE(revoked());
  submit(vtdt_iotlb_page(did, iova + 0x1000, 0, true, 0));
  EXPECT_FALSE(revoked());
  submit(vtdt_iotlb_page(did, iova, 0, true, 0));
  EXPECT_TRUE(revoked());
  hold(second_pasid);
  submit(vtdt_p_iotlb(did, second_pasid));
  EXPECT_TRUE(revoked());
  hold(second_pasid);
  submit(vtdt_p_dev_tlb(b.sid0, first_pasid, iova, 12));
  EXPECT_FALSE(revoked());
  submit(vtdt_p_dev_tlb(b.sid0, second_pasid, iova, 12));
  EXPECT_TRUE(revoked());
}

// One port, two PASIDs: whose would the pointer be?
TEST_F(scalable, ports_with_several_pasids_get_no_pointers) {
  hold(first_pasid);
  auto e = with(second_pasid);
  uint64_t data = 0;
  ASSERT_EQ(b.dev0.read(iova, &data, 8, &e), tlm::TLM_OK_RESPONSE);
  EXPECT_TRUE(revoked());
  EXPECT_FALSE(get(rd, first_pasid));
}

} // namespace
