// SPDX-License-Identifier: Apache-2.0
// Interrupt requests of devices, event messages of the unit.
#include "beds.h"

using namespace tb;

template <typename Width> class interrupts : public any_width<Width> {
protected:
  static constexpr uint64_t msi = 0xFEE00000;
  tlm::tlm_response_status message(uint64_t addr, uint32_t data,
                                   vtd::dma_extension *extension = nullptr) {
    return this->b.dev0.write(addr, &data, 4, extension);
  }
  // What arrived at the system bus in the interrupt range.
  std::vector<seen> delivered() {
    std::vector<seen> out;
    for (const seen &s : this->b.ram.log) {
      if (s.addr >> 20 == 0xFEE)
        out.push_back(s);
    }
    return out;
  }
  void remap_on() {
    auto &b = this->b;
    table = vtdt_pages(&b.space, 1);
    b.reg64(VTD_IRTA_REG, vtd_irta_s_set(table, 7)); // 256 entries
    b.gcmd(VTD_GCMD_SIRTP);
    b.gcmd(VTD_GCMD_IRE);
  }
  uint64_t table = 0;
};
TYPED_TEST_SUITE(interrupts, widths);

TYPED_TEST(interrupts, pass_as_they_are_without_remapping) {
  auto &b = this->b;
  uint32_t got = 0;
  b.ram.how.hook = [&](tlm_generic_payload &t) { std::memcpy(&got, t.get_data_ptr(), 4); };
  EXPECT_EQ(this->message(this->msi + 0x1000, 0x41), tlm::TLM_OK_RESPONSE);
  ASSERT_EQ(this->delivered().size(), 1u);
  EXPECT_EQ(this->delivered()[0].addr, this->msi + 0x1000);
  EXPECT_EQ(this->delivered()[0].bytes, 4u);
  EXPECT_EQ(got, 0x41u);
  EXPECT_EQ(b.unit.stats().interrupts, 1u);
}

TYPED_TEST(interrupts, are_remapped) {
  auto &b = this->b;
  this->remap_on();
  vtdt_irte irte = {};
  irte.vector = 0x55;
  irte.dst = 3 << 8;
  vtdt_irte_set(&b.space, this->table, 9, &irte);
  uint32_t got = 0;
  bool with_extension = false;
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    if (t.get_address() >> 20 != 0xFEE)
      return;
    std::memcpy(&got, t.get_data_ptr(), 4);
    with_extension = t.get_extension<vtd::dma_extension>() != nullptr;
  };
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  EXPECT_EQ(this->message(vtdt_msi_addr(9, false), 0, &extension), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(got & 0xFF, 0x55u);
  EXPECT_TRUE(with_extension);
  EXPECT_EQ((this->delivered().back().addr >> 12) & 0xFF, 3u);
}

TYPED_TEST(interrupts, that_are_blocked_are_address_errors_with_a_reason) {
  auto &b = this->b;
  this->remap_on();
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  EXPECT_EQ(this->message(vtdt_msi_addr(9, false), 0, &extension), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(extension.code, VTD_FR_IR_22);
  EXPECT_TRUE(this->delivered().empty());
  EXPECT_TRUE(b.faulted());
  EXPECT_EQ(b.unit.stats().errors, 1u);
}

TYPED_TEST(interrupts, must_be_dword_writes) {
  auto &b = this->b;
  b.enable();
  uint64_t data = 0;
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  EXPECT_EQ(b.dev0.write(this->msi, &data, 8, &extension), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(extension.code, VTD_FR_IR_29);
  EXPECT_EQ(b.dev0.read(this->msi, &data, 4, &extension), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(extension.code, VTD_FR_IR_29);
  // A dword with a hole is none.
  std::array<uint8_t, 4> enables = {0xFF, 0, 0xFF, 0xFF};
  tlm_generic_payload t;
  sc_time delay;
  b.dev0.set(t, tlm::TLM_WRITE_COMMAND, this->msi, &data, 4);
  t.set_byte_enable_ptr(enables.data());
  t.set_byte_enable_length(4);
  b.dev0.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_TRUE(this->delivered().empty());
}

TYPED_TEST(interrupts, may_come_in_the_enabled_dword_of_a_wider_write) {
  auto &b = this->b;
  std::array<uint8_t, 8> enables = {0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF};
  const std::array<uint32_t, 2> words = {0x11, 0x22};
  uint32_t got = 0;
  b.ram.how.hook = [&](tlm_generic_payload &t) { std::memcpy(&got, t.get_data_ptr(), 4); };
  tlm_generic_payload t;
  sc_time delay;
  b.dev0.set(t, tlm::TLM_WRITE_COMMAND, this->msi, const_cast<uint32_t *>(words.data()), 8);
  t.set_byte_enable_ptr(enables.data());
  t.set_byte_enable_length(8);
  b.dev0.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
  ASSERT_EQ(this->delivered().size(), 1u);
  EXPECT_EQ(this->delivered()[0].addr, this->msi + 4);
  EXPECT_EQ(got, 0x22u);
}

TYPED_TEST(interrupts, streamed_to_one_address_are_messages_of_their_own) {
  auto &b = this->b;
  std::array<uint32_t, 3> words = {1, 2, 3};
  std::vector<uint32_t> got;
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    uint32_t word;
    std::memcpy(&word, t.get_data_ptr(), 4);
    got.push_back(word);
  };
  tlm_generic_payload t;
  sc_time delay;
  b.dev0.set(t, tlm::TLM_WRITE_COMMAND, this->msi, words.data(), 12);
  t.set_streaming_width(4);
  b.dev0.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(got, (std::vector<uint32_t>{1, 2, 3}));
}

TYPED_TEST(interrupts, a_zero_length_read_of_the_range_completes) {
  auto &b = this->b;
  b.enable();
  std::array<uint8_t, 1> none = {0};
  uint32_t data = 0;
  tlm_generic_payload t;
  sc_time delay;
  b.dev0.set(t, tlm::TLM_READ_COMMAND, this->msi, &data, 4);
  t.set_byte_enable_ptr(none.data());
  t.set_byte_enable_length(1);
  b.ram.log.clear();
  b.dev0.socket->b_transport(t, delay);
  EXPECT_EQ(t.get_response_status(), tlm::TLM_OK_RESPONSE);
  EXPECT_TRUE(b.ram.log.empty());
}

TYPED_TEST(interrupts, event_messages_of_the_unit_leave_by_mem) {
  auto &b = this->b;
  b.reg32(VTD_FEDATA_REG, 0x31);
  b.reg32(VTD_FEADDR_REG, static_cast<uint32_t>(this->msi + 0x2000));
  b.reg32(VTD_FECTL_REG, 0); // unmask
  b.enable();
  uint32_t got = 0;
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    if (t.get_address() >> 20 == 0xFEE)
      std::memcpy(&got, t.get_data_ptr(), 4);
  };
  b.dev0.write64(0x1000, 1); // no context entry
  ASSERT_EQ(this->delivered().size(), 1u);
  EXPECT_EQ(this->delivered()[0].addr, this->msi + 0x2000);
  EXPECT_EQ(got, 0x31u);
  EXPECT_EQ(b.unit.stats().messages, 1u);
}

// The vector goes to memory, one notification to the bus until software has taken it.
TEST(posted_interrupts, note_their_vector_and_notify_once) {
  auto &b = beds().scalable;
  b.fresh();
  const uint64_t table = vtdt_pages(&b.space, 1);
  const uint64_t descriptor = vtdt_pages(&b.space, 1);
  vtdt_irte_posted irte = {};
  irte.vector = 0x61;
  irte.descriptor = descriptor;
  vtdt_irte_posted_set(&b.space, table, 9, &irte);
  vtdt_pid pid = {};
  pid.nv = 0xF2;
  pid.ndst = 3 << 8;
  vtdt_pid_set(&b.space, descriptor, &pid);
  b.reg64(VTD_IRTA_REG, vtd_irta_s_set(table, 7));
  b.gcmd(VTD_GCMD_SIRTP);
  b.gcmd(VTD_GCMD_IRE);
  std::vector<uint64_t> where;
  uint32_t data = 0;
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    if (t.get_address() >> 20 != 0xFEE)
      return;
    where.push_back(t.get_address());
    std::memcpy(&data, t.get_data_ptr(), 4);
  };
  uint32_t none = 0;
  for (unsigned n = 0; n < 2; ++n) {
    EXPECT_EQ(b.dev0.write(vtdt_msi_addr(9, false), &none, 4), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(vtdt_read64(&b.space, descriptor + 8), uint64_t{1} << 0x21);
    EXPECT_EQ(where, std::vector<uint64_t>{0xFEE03000});
  }
  EXPECT_EQ(data & 0xFF, 0xF2u);
  EXPECT_EQ(b.unit.stats().interrupts, 2u);
  EXPECT_FALSE(b.faulted());
  // Nothing is left in flight: the state can be saved.
  std::vector<uint8_t> state(vtd_state_size(b.unit.core()));
  EXPECT_EQ(vtd_save(b.unit.core(), state.data(), state.size()), state.size());
  // A reserved bit in the descriptor is a fault that the device hears of.
  vtdt_write64(&b.space, descriptor + 56, 1);
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  EXPECT_EQ(b.dev0.write(vtdt_msi_addr(9, false), &none, 4, &extension),
            tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(extension.code, VTD_FR_IR_28);
}
