// SPDX-License-Identifier: Apache-2.0
// The register socket.
#include "beds.h"

using namespace tb;

template <typename Width> class registers : public any_width<Width> {};
TYPED_TEST_SUITE(registers, widths);

TYPED_TEST(registers, take_dwords_and_qwords) {
  auto &b = this->b;
  EXPECT_EQ(b.reg64(VTD_CAP_REG), b.unit.config().core.cap);
  EXPECT_EQ(b.reg32(VTD_CAP_REG), static_cast<uint32_t>(b.unit.config().core.cap));
  EXPECT_EQ(b.reg32(VTD_CAP_REG + 4), static_cast<uint32_t>(b.unit.config().core.cap >> 32));
  b.reg64(VTD_RTADDR_REG, 0x123456000);
  EXPECT_EQ(b.reg64(VTD_RTADDR_REG), 0x123456000u);
  b.reg32(VTD_RTADDR_REG + 4, 0x2);
  EXPECT_EQ(b.reg64(VTD_RTADDR_REG), 0x223456000u);
}

TYPED_TEST(registers, refuse_other_sizes_and_places) {
  auto &b = this->b;
  std::array<uint8_t, 16> data{};
  for (const uint32_t bytes : {1u, 2u, 3u, 5u, 12u, 16u})
    EXPECT_EQ(b.cpu.read(VTD_CAP_REG, data.data(), bytes), tlm::TLM_BURST_ERROR_RESPONSE) << bytes;
  EXPECT_EQ(b.cpu.read(VTD_CAP_REG + 2, data.data(), 4), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(b.cpu.read(VTD_CAP_REG + 4, data.data(), 8), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(b.cpu.read(VTD_GCMD_REG, data.data(), 8), tlm::TLM_BURST_ERROR_RESPONSE)
      << "a qword at a 32-bit register";
  const uint64_t window = b.unit.config().core.reg_bytes;
  EXPECT_EQ(b.cpu.read(window, data.data(), 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(b.cpu.read(window - 4, data.data(), 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(b.cpu.read(uint64_t{1} << 32, data.data(), 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(b.cpu.access(tlm::TLM_IGNORE_COMMAND, 0, data.data(), 4),
            tlm::TLM_COMMAND_ERROR_RESPONSE);
}

TYPED_TEST(registers, refuse_byte_enables_and_streaming) {
  auto &b = this->b;
  b.reg64(VTD_RTADDR_REG, 0x5000);
  std::array<uint8_t, 8> enables = {0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0xFF};
  uint64_t data = 0x7000;
  tlm_generic_payload t;
  sc_time delay;
  b.cpu.set(t, tlm::TLM_WRITE_COMMAND, VTD_RTADDR_REG, &data, 8);
  t.set_byte_enable_ptr(enables.data());
  t.set_byte_enable_length(8);
  b.cpu.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  EXPECT_EQ(b.reg64(VTD_RTADDR_REG), 0x5000u);
  enables[4] = 0xFF; // all enabled is as good as none given
  b.cpu.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.reg64(VTD_RTADDR_REG), 0x7000u);
  b.cpu.set(t, tlm::TLM_WRITE_COMMAND, VTD_RTADDR_REG, &data, 8);
  t.set_streaming_width(4);
  b.cpu.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_BURST_ERROR_RESPONSE);
}

TYPED_TEST(registers, debug_reads_have_no_side_effects_and_writes_move_nothing) {
  auto &b = this->b;
  b.reg64(VTD_RTADDR_REG, 0x123456000);
  uint64_t value = 0;
  EXPECT_EQ(b.cpu.debug(tlm::TLM_READ_COMMAND, VTD_RTADDR_REG, &value, 8), 8u);
  EXPECT_EQ(value, 0x123456000u);
  std::array<uint8_t, 5> odd{};
  EXPECT_EQ(b.cpu.debug(tlm::TLM_READ_COMMAND, VTD_RTADDR_REG + 1, odd.data(), 5), 5u);
  EXPECT_EQ(odd[0], 0x60);
  EXPECT_EQ(odd[1], 0x45);
  const uint64_t window = b.unit.config().core.reg_bytes;
  std::array<uint8_t, 8> tail{};
  EXPECT_EQ(b.cpu.debug(tlm::TLM_READ_COMMAND, window - 3, tail.data(), 8), 3u);
  EXPECT_EQ(b.cpu.debug(tlm::TLM_READ_COMMAND, window, tail.data(), 8), 0u);
  value = 0x999000;
  EXPECT_EQ(b.cpu.debug(tlm::TLM_WRITE_COMMAND, VTD_RTADDR_REG, &value, 8), 0u);
  EXPECT_EQ(b.reg64(VTD_RTADDR_REG), 0x123456000u);
}

TYPED_TEST(registers, have_no_direct_pointer) {
  auto &b = this->b;
  tlm::tlm_dmi dmi;
  EXPECT_FALSE(b.cpu.dmi(tlm::TLM_READ_COMMAND, VTD_CAP_REG, dmi));
  EXPECT_EQ(dmi.get_start_address(), 0u);
  EXPECT_EQ(dmi.get_end_address(), b.unit.config().core.reg_bytes - 1);
}

TYPED_TEST(registers, reset_puts_everything_back) {
  auto &b = this->b;
  b.enable();
  b.dev0.write64(0x1000, 1);
  EXPECT_TRUE(b.faulted());
  b.unit.do_reset(false);
  EXPECT_FALSE(b.reg32(VTD_GSTS_REG) & VTD_GSTS_TES);
  EXPECT_TRUE(b.faulted()) << "fault status is sticky";
  b.unit.do_reset(true);
  EXPECT_FALSE(b.faulted());
  EXPECT_EQ(b.dev0.write64(0x1000, 1), tlm::TLM_OK_RESPONSE) << "translation is off again";
}

TYPED_TEST(registers, the_reset_port_resets_at_its_rising_edge) {
  auto &b = this->b;
  b.enable();
  b.reset_line.write(true);
  sc_core::sc_start(ns(1));
  EXPECT_FALSE(b.reg32(VTD_GSTS_REG) & VTD_GSTS_TES);
  b.enable();
  b.reset_line.write(false);
  sc_core::sc_start(ns(1));
  EXPECT_TRUE(b.reg32(VTD_GSTS_REG) & VTD_GSTS_TES);
}
