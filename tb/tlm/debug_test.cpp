// SPDX-License-Identifier: Apache-2.0
// transport_dbg: translated, without side effects, and honest about what it moved.
#include "beds.h"

using namespace tb;

template <typename Width> class debug_access : public any_width<Width> {
protected:
  void SetUp() override {
    auto &b = this->b;
    table = b.assign(b.sid0, 7);
    b.map(table, 0x10000, 0x50002000);
    b.map(table, 0x11000, 0x50000000);
    b.enable();
    for (size_t i = 0; i < data.size(); ++i)
      data[i] = static_cast<uint8_t>(i + 1);
  }
  uint64_t table = 0;
  std::array<uint8_t, 0x1000> data;
};
TYPED_TEST_SUITE(debug_access, widths);

TYPED_TEST(debug_access, follows_the_tables_over_page_boundaries) {
  auto &b = this->b;
  EXPECT_EQ(b.dev0.debug(tlm::TLM_WRITE_COMMAND, 0x10FF0, this->data.data(), 0x40), 0x40u);
  EXPECT_EQ(std::memcmp(b.ram.at(0x50002FF0), this->data.data(), 0x10), 0);
  EXPECT_EQ(std::memcmp(b.ram.at(0x50000000), this->data.data() + 0x10, 0x30), 0);
  std::array<uint8_t, 0x40> back{};
  EXPECT_EQ(b.dev0.debug(tlm::TLM_READ_COMMAND, 0x10FF0, back.data(), 0x40), 0x40u);
  EXPECT_EQ(std::memcmp(back.data(), this->data.data(), 0x40), 0);
}

TYPED_TEST(debug_access, returns_what_was_really_moved) {
  auto &b = this->b;
  EXPECT_EQ(b.dev0.debug(tlm::TLM_READ_COMMAND, 0x11F00, this->data.data(), 0x200), 0x100u)
      << "the second page is not mapped";
  EXPECT_EQ(b.dev0.debug(tlm::TLM_READ_COMMAND, 0x20000, this->data.data(), 16), 0u);
  b.ram.how.debug_limit = 5;
  EXPECT_EQ(b.dev0.debug(tlm::TLM_READ_COMMAND, 0x10FF0, this->data.data(), 0x40), 5u);
}

TYPED_TEST(debug_access, leaves_nothing_behind) {
  auto &b = this->b;
  const vtd_counters before = *vtd_get_counters(b.unit.core());
  b.ram.log.clear();
  b.dev0.debug(tlm::TLM_READ_COMMAND, 0x10000, this->data.data(), 8);
  b.dev0.debug(tlm::TLM_WRITE_COMMAND, 0x99000, this->data.data(), 8);
  b.dev1.debug(tlm::TLM_READ_COMMAND, 0x10000, this->data.data(), 8);
  EXPECT_EQ(std::memcmp(&before, vtd_get_counters(b.unit.core()), sizeof before), 0);
  EXPECT_TRUE(b.ram.log.empty()) << "no transaction, not even for the tables";
  EXPECT_FALSE(b.faulted());
  // Nothing was cached either.
  b.dev0.read(0x10000, this->data.data(), 8);
  EXPECT_EQ(vtd_get_counters(b.unit.core())->iotlb_misses, before.iotlb_misses + 1);
}

TYPED_TEST(debug_access, obeys_permissions) {
  auto &b = this->b;
  b.map(this->table, 0x20000, 0x60000000, 4096, VTD_PERM_R);
  EXPECT_EQ(b.dev0.debug(tlm::TLM_READ_COMMAND, 0x20000, this->data.data(), 8), 8u);
  EXPECT_EQ(b.dev0.debug(tlm::TLM_WRITE_COMMAND, 0x20000, this->data.data(), 8), 0u);
}

TYPED_TEST(debug_access, sends_no_interrupts) {
  auto &b = this->b;
  EXPECT_EQ(b.dev0.debug(tlm::TLM_WRITE_COMMAND, 0xFEE00000, this->data.data(), 4), 0u);
  EXPECT_EQ(b.dev0.debug(tlm::TLM_READ_COMMAND, 0xFEE00000, this->data.data(), 4), 0u);
  EXPECT_EQ(b.unit.stats().interrupts, 0u);
}

TYPED_TEST(debug_access, keeps_the_payload_and_uses_its_identity) {
  auto &b = this->b;
  const uint64_t other = b.assign(0x0400, 9);
  b.map(other, 0x10000, 0x70000000);
  b.ram.write64(0x70000000, 0x77);
  vtd::dma_extension extension{vtd::identity(0x0400)};
  tlm_generic_payload t;
  uint64_t value = 0;
  b.dev0.set(t, tlm::TLM_READ_COMMAND, 0x10000, &value, 8);
  t.set_extension(&extension);
  EXPECT_EQ(b.dev0.socket->transport_dbg(t), 8u);
  EXPECT_EQ(value, 0x77u);
  EXPECT_EQ(t.get_address(), 0x10000u);
  EXPECT_EQ(t.get_data_length(), 8u);
  EXPECT_EQ(t.template get_extension<vtd::dma_extension>(), &extension);
  t.clear_extension(&extension);
}
