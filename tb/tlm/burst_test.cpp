// SPDX-License-Identifier: Apache-2.0
// Bursts over pages, byte enables, streaming, zero-length accesses.
#include "beds.h"

using namespace tb;

template <typename Width> class bursts : public any_width<Width> {
protected:
  // Three neighbouring input pages that go to three places, not in order.
  void SetUp() override {
    auto &b = this->b;
    table = b.assign(b.sid0, 7);
    b.map(table, 0x10000, 0x50002000);
    b.map(table, 0x11000, 0x50000000);
    b.map(table, 0x12000, 0x50008000);
    b.enable();
    for (size_t i = 0; i < data.size(); ++i)
      data[i] = static_cast<uint8_t>(i * 13 + 1);
    // Warm up, so that the log holds nothing but the accesses themselves.
    uint8_t byte;
    for (uint64_t addr = 0x10000; addr < 0x13000; addr += 0x1000)
      b.dev0.read(addr, &byte, 1);
    b.ram.log.clear();
  }
  uint64_t out(uint64_t addr) const {
    static constexpr uint64_t base[3] = {0x50002000, 0x50000000, 0x50008000};
    return base[(addr - 0x10000) >> 12] + (addr & 0xFFF);
  }
  uint64_t table = 0;
  std::array<uint8_t, 0x3000> data;
};
TYPED_TEST_SUITE(bursts, widths);

TYPED_TEST(bursts, go_on_page_by_page) {
  auto &b = this->b;
  ASSERT_EQ(b.dev0.write(0x10F00, this->data.data(), 0x1200), tlm::TLM_OK_RESPONSE);
  ASSERT_EQ(b.ram.log.size(), 3u);
  EXPECT_EQ(b.ram.log[0].addr, 0x50002F00u);
  EXPECT_EQ(b.ram.log[0].bytes, 0x100u);
  EXPECT_EQ(b.ram.log[1].addr, 0x50000000u);
  EXPECT_EQ(b.ram.log[1].bytes, 0x1000u);
  EXPECT_EQ(b.ram.log[2].addr, 0x50008000u);
  EXPECT_EQ(b.ram.log[2].bytes, 0x100u);
  for (uint64_t i = 0; i < 0x1200; ++i)
    ASSERT_EQ(*b.ram.at(this->out(0x10F00 + i)), this->data[i]) << i;
  std::array<uint8_t, 0x1200> back{};
  ASSERT_EQ(b.dev0.read(0x10F00, back.data(), back.size()), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(std::memcmp(back.data(), this->data.data(), back.size()), 0);
  EXPECT_EQ(b.unit.stats().splits, 2u);
}

TYPED_TEST(bursts, leave_the_payload_as_it_was) {
  auto &b = this->b;
  std::array<uint8_t, 8> enables = {0xFF, 0xFF, 0, 0xFF, 0, 0xFF, 0xFF, 0};
  tlm_generic_payload t;
  b.dev0.set(t, tlm::TLM_WRITE_COMMAND, 0x10FF1, this->data.data(), 0x40);
  t.set_byte_enable_ptr(enables.data());
  t.set_byte_enable_length(8);
  sc_time delay;
  b.dev0.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(t.get_address(), 0x10FF1u);
  EXPECT_EQ(t.get_data_ptr(), this->data.data());
  EXPECT_EQ(t.get_data_length(), 0x40u);
  EXPECT_EQ(t.get_streaming_width(), 0x40u);
  EXPECT_EQ(t.get_byte_enable_ptr(), enables.data());
  EXPECT_EQ(t.get_byte_enable_length(), 8u);
  EXPECT_EQ(t.get_command(), tlm::TLM_WRITE_COMMAND);
  EXPECT_EQ(b.ram.log.size(), 2u);
}

TYPED_TEST(bursts, stop_at_the_first_error_and_keep_what_went_before) {
  auto &b = this->b;
  b.unmap(this->table, 0x11000);
  b.invalidate_global();
  b.ram.log.clear();
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  EXPECT_EQ(b.dev0.write(0x10FC0, this->data.data(), 0x1080, &extension),
            tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(extension.fault_addr, 0x11000u);
  EXPECT_EQ(std::memcmp(b.ram.at(0x50002FC0), this->data.data(), 0x40), 0);
  EXPECT_EQ(*b.ram.at(0x50008000), 0);
  // The fault record names the page that failed.
  const uint64_t lo = b.reg64(b.frcd_reg(0));
  EXPECT_EQ(lo, 0x11000u);
}

TYPED_TEST(bursts, pass_on_the_error_of_a_piece) {
  auto &b = this->b;
  b.ram.how.fail_first = 0x50000000;
  b.ram.how.fail_last = 0x50000FFF;
  EXPECT_EQ(b.dev0.write(0x10FC0, this->data.data(), 0x80), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_FALSE(b.faulted());
}

TYPED_TEST(bursts, write_enabled_bytes_only) {
  auto &b = this->b;
  std::array<uint8_t, 4> enables = {0xFF, 0, 0, 0xFF};
  for (const uint64_t addr : {0x10100, 0x10FFA}) { // in one page; over two
    b.ram.fill(0x50000000, 0x10000, 3);
    std::vector<uint8_t> before(b.ram.at(0x50000000), b.ram.at(0x50010000));
    tlm_generic_payload t;
    b.dev0.set(t, tlm::TLM_WRITE_COMMAND, addr, this->data.data(), 30);
    t.set_byte_enable_ptr(enables.data());
    t.set_byte_enable_length(4);
    sc_time delay;
    b.dev0.socket->b_transport(t, delay);
    ASSERT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
    for (uint64_t i = 0; i < 30; ++i) {
      const uint64_t at = this->out(addr + i);
      const bool enabled = enables[i % 4] != 0;
      ASSERT_EQ(*b.ram.at(at), enabled ? this->data[i] : before[at - 0x50000000])
          << addr << " " << i;
    }
  }
}

TYPED_TEST(bursts, do_not_touch_pages_without_an_enabled_byte) {
  auto &b = this->b;
  b.unmap(this->table, 0x11000);
  b.invalidate_global();
  std::vector<uint8_t> enables(0x2010, 0xFF);
  std::fill(enables.begin() + 0x10, enables.begin() + 0x1010, 0);
  tlm_generic_payload t;
  b.dev0.set(t, tlm::TLM_WRITE_COMMAND, 0x10FF0, this->data.data(), 0x1020);
  t.set_byte_enable_ptr(enables.data());
  t.set_byte_enable_length(enables.size());
  sc_time delay;
  b.dev0.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
  EXPECT_FALSE(b.faulted());
  EXPECT_EQ(*b.ram.at(0x50008000), this->data[0x1010]);
}

TYPED_TEST(bursts, refuse_byte_enables_of_no_length) {
  auto &b = this->b;
  uint8_t enable = 0xFF;
  tlm_generic_payload t;
  b.dev0.set(t, tlm::TLM_WRITE_COMMAND, 0x10000, this->data.data(), 8);
  t.set_byte_enable_ptr(&enable);
  t.set_byte_enable_length(0);
  sc_time delay;
  b.dev0.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
}

TYPED_TEST(bursts, streaming_within_a_page_goes_on_as_it_is) {
  auto &b = this->b;
  tlm_generic_payload t;
  b.dev0.set(t, tlm::TLM_WRITE_COMMAND, 0x10100, this->data.data(), 32);
  t.set_streaming_width(8);
  sc_time delay;
  b.dev0.socket->b_transport(t, delay);
  ASSERT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
  ASSERT_EQ(b.ram.log.size(), 1u);
  EXPECT_EQ(b.ram.log[0].streaming, 8u);
  EXPECT_EQ(std::memcmp(b.ram.at(0x50002100), this->data.data() + 24, 8), 0);
  EXPECT_EQ(*b.ram.at(0x50002108), 0);
}

TYPED_TEST(bursts, streaming_over_a_page_boundary_repeats_both_parts) {
  auto &b = this->b;
  tlm_generic_payload t;
  b.dev0.set(t, tlm::TLM_WRITE_COMMAND, 0x10FFC, this->data.data(), 20);
  t.set_streaming_width(8); // two beats and a half
  sc_time delay;
  b.dev0.socket->b_transport(t, delay);
  ASSERT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.log.size(), 5u);
  EXPECT_EQ(std::memcmp(b.ram.at(0x50002FFC), this->data.data() + 16, 4), 0);
  EXPECT_EQ(std::memcmp(b.ram.at(0x50000000), this->data.data() + 12, 4), 0);
  EXPECT_EQ(*b.ram.at(0x50000004), 0);
}

TYPED_TEST(bursts, a_streaming_width_of_zero_means_none) {
  auto &b = this->b;
  tlm_generic_payload t;
  for (const uint64_t addr : {0x10100, 0x10FFC}) { // in one page; over two
    b.dev0.set(t, tlm::TLM_WRITE_COMMAND, addr, this->data.data(), 16);
    t.set_streaming_width(0);
    sc_time delay;
    b.dev0.socket->b_transport(t, delay);
    EXPECT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(t.get_streaming_width(), 0u);
    for (uint64_t i = 0; i < 16; ++i)
      ASSERT_EQ(*b.ram.at(this->out(addr + i)), this->data[i]) << addr << " " << i;
  }
}

TYPED_TEST(bursts, a_zero_length_read_may_go_to_a_write_only_page) {
  auto &b = this->b;
  b.map(this->table, 0x20000, 0x60000000, 4096, VTD_PERM_W);
  std::array<uint8_t, 1> none = {0};
  uint64_t data = 0x1111;
  tlm_generic_payload t;
  b.dev0.set(t, tlm::TLM_READ_COMMAND, 0x20000, &data, 8);
  t.set_byte_enable_ptr(none.data());
  t.set_byte_enable_length(1);
  sc_time delay;
  b.dev0.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(data, 0x1111u);
  EXPECT_EQ(t.get_address(), 0x20000u);
  EXPECT_EQ(t.get_byte_enable_ptr(), none.data());
  EXPECT_FALSE(b.faulted());
  EXPECT_EQ(b.dev0.read(0x20000, &data, 8), tlm::TLM_COMMAND_ERROR_RESPONSE);
  // Where nothing is mapped it is a fault like any other.
  t.set_address(0x21000);
  b.dev0.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TYPED_TEST(bursts, a_write_without_bytes_is_checked_and_moves_nothing) {
  auto &b = this->b;
  b.map(this->table, 0x20000, 0x60000000, 4096, VTD_PERM_R);
  std::array<uint8_t, 2> none = {0, 0};
  tlm_generic_payload t;
  sc_time delay;
  for (const auto &[addr, expected] :
       {std::pair<uint64_t, tlm::tlm_response_status>{0x10FFC, tlm::TLM_OK_RESPONSE},
        {0x20000, tlm::TLM_COMMAND_ERROR_RESPONSE}}) {
    b.dev0.set(t, tlm::TLM_WRITE_COMMAND, addr, this->data.data(), 16);
    t.set_byte_enable_ptr(none.data());
    t.set_byte_enable_length(2);
    b.dev0.socket->b_transport(t, delay);
    EXPECT_EQ(t.get_response_status(), expected);
  }
  EXPECT_EQ(*b.ram.at(0x50002FFC), 0);
  EXPECT_EQ(*b.ram.at(0x60000000), 0);
}

TYPED_TEST(bursts, the_dmi_hint_of_a_split_is_that_of_all_its_pieces) {
  auto &b = this->b;
  tlm_generic_payload t;
  sc_time delay;
  b.dev0.set(t, tlm::TLM_READ_COMMAND, 0x10FF0, this->data.data(), 0x20);
  b.dev0.socket->b_transport(t, delay);
  EXPECT_TRUE(t.is_dmi_allowed());
  b.ram.how.hook = [&](tlm_generic_payload &p) {
    b.ram.how.dmi_hint = p.get_address() < 0x50001000;
  };
  b.dev0.socket->b_transport(t, delay);
  EXPECT_FALSE(t.is_dmi_allowed());
}
