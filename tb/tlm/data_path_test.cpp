// SPDX-License-Identifier: Apache-2.0
// The ordinary access: translation, identity, responses, attributes; two bus widths.
#include "beds.h"

using namespace tb;

TYPED_TEST_SUITE(any_width, widths);

template <typename Bed> static uint64_t one_page(Bed &b, unsigned perm = VTD_PERM_R | VTD_PERM_W) {
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x40000000, 4096, perm);
  b.enable();
  return table;
}

TYPED_TEST(any_width, passes_untranslated_while_disabled) {
  auto &b = this->b;
  EXPECT_EQ(b.dev0.write64(0x5008, 0x1122334455667788), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(0x5008), 0x1122334455667788u);
}

TYPED_TEST(any_width, reads_and_writes_where_the_tables_say) {
  auto &b = this->b;
  one_page(b);
  EXPECT_EQ(b.dev0.write64(0x10008, 0xA5A5), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(0x40000008), 0xA5A5u);
  b.ram.write64(0x40000FF8, 0xBEEF);
  uint64_t value = 0;
  EXPECT_EQ(b.dev0.read(0x10FF8, &value, 8), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(value, 0xBEEFu);
  EXPECT_EQ(vtd_get_counters(b.unit.core())->iotlb_hits, 1u);
  EXPECT_EQ(b.unit.stats().transactions, 2u);
  EXPECT_EQ(b.unit.stats().bytes, 16u);
}

TYPED_TEST(any_width, hands_on_the_same_payload_and_gives_it_back_as_it_was) {
  auto &b = this->b;
  one_page(b);
  uint64_t data = 1;
  tlm_generic_payload t;
  b.dev0.set(t, tlm::TLM_WRITE_COMMAND, 0x10010, &data, 8);
  sc_time delay;
  b.ram.log.clear();
  b.dev0.socket->b_transport(t, delay);
  ASSERT_EQ(b.ram.log.back().payload, &t);
  EXPECT_EQ(b.ram.log.back().addr, 0x40000010u);
  EXPECT_EQ(t.get_address(), 0x10010u);
  EXPECT_EQ(t.get_data_ptr(), reinterpret_cast<uint8_t *>(&data));
  EXPECT_EQ(t.get_data_length(), 8u);
  EXPECT_EQ(t.get_streaming_width(), 8u);
  EXPECT_EQ(t.get_byte_enable_ptr(), nullptr);
  EXPECT_TRUE(t.is_dmi_allowed());
}

TYPED_TEST(any_width, not_mapped_is_an_address_error) {
  auto &b = this->b;
  one_page(b);
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  uint64_t value = 0;
  EXPECT_EQ(b.dev0.read(0x20000, &value, 8, &extension), tlm::TLM_ADDRESS_ERROR_RESPONSE)
      << "although the fault reason is the one of a missing permission (LGN.3)";
  EXPECT_EQ(extension.cond, VTD_FC_LGN_3);
  EXPECT_EQ(extension.code, VTD_FR_LGN_3);
  // No context entry at all.
  extension.id.sid = 0x1234;
  EXPECT_EQ(b.dev0.read(0x10000, &value, 8, &extension), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(extension.status, VTD_BLOCKED);
  EXPECT_EQ(extension.fault_addr, 0x10000u);
  EXPECT_EQ(b.unit.stats().errors, 2u);
  EXPECT_TRUE(b.faulted());
}

TYPED_TEST(any_width, not_permitted_is_a_command_error) {
  auto &b = this->b;
  one_page(b, VTD_PERM_R);
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  EXPECT_EQ(b.dev0.write64(0x10000, 1, &extension), tlm::TLM_COMMAND_ERROR_RESPONSE);
  EXPECT_EQ(extension.status, VTD_DENIED);
  EXPECT_EQ(extension.code, VTD_FR_LGN_2);
  EXPECT_EQ(b.ram.read64(0x40000000), 0u);
  uint64_t value = 0;
  EXPECT_EQ(b.dev0.read(0x10000, &value, 8, &extension), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(extension.status, VTD_OK);
  EXPECT_EQ(extension.code, 0);
}

TYPED_TEST(any_width, errors_of_the_target_pass_through) {
  auto &b = this->b;
  one_page(b);
  b.ram.how.fail_first = 0x40000000;
  b.ram.how.fail_last = 0x40000FFF;
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  EXPECT_EQ(b.dev0.write64(0x10000, 1, &extension), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(extension.status, VTD_OK);
  EXPECT_FALSE(b.faulted());
}

TYPED_TEST(any_width, identity_comes_from_extension_port_or_resolver) {
  auto &b = this->b;
  const uint64_t t0 = b.assign(b.sid0, 1);
  const uint64_t t1 = b.assign(b.sid1, 2);
  const uint64_t t2 = b.assign(0x0300, 3);
  b.map(t0, 0x1000, 0x40000000);
  b.map(t1, 0x1000, 0x40001000);
  b.map(t2, 0x1000, 0x40002000);
  b.enable();
  EXPECT_EQ(b.dev0.write64(0x1000, 10), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.dev1.write64(0x1000, 11), tlm::TLM_OK_RESPONSE);
  vtd::dma_extension extension{vtd::identity(0x0300)};
  EXPECT_EQ(b.dev0.write64(0x1000, 12, &extension), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(0x40000000), 10u);
  EXPECT_EQ(b.ram.read64(0x40001000), 11u);
  EXPECT_EQ(b.ram.read64(0x40002000), 12u);

  b.unit.set_identity_resolver(
      [](unsigned port, const tlm_generic_payload &payload, vtd::identity &id) {
        id.sid = 0x0300;
        return port == 1 && payload.get_address() == 0x1008;
      });
  EXPECT_EQ(b.dev1.write64(0x1008, 13), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.dev1.write64(0x1010, 14), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(0x40002008), 13u);
  EXPECT_EQ(b.ram.read64(0x40001010), 14u);

  b.unit.set_identity_resolver({});
  b.unit.set_port_identity(1, vtd::identity(b.sid0));
  EXPECT_EQ(b.dev1.write64(0x1018, 15), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(0x40000018), 15u);
  b.unit.set_port_identity(1, vtd::identity(b.sid1));
}

TYPED_TEST(any_width, a_port_identity_may_be_more_than_a_requester_id) {
  auto &b = this->b;
  one_page(b);
  EXPECT_EQ(b.dev0.write64(0x10000, 1), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.dev0.write64(0x10000, 1), tlm::TLM_OK_RESPONSE);
  vtd::identity with_pasid(b.sid0);
  with_pasid.pasid_valid = true;
  b.unit.set_port_identity(0, with_pasid);
  for (unsigned i = 0; i < 3; ++i) // legacy mode knows no PASID (RTA.2)
    EXPECT_EQ(b.dev0.write64(0x10000, 2), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  b.unit.set_port_identity(0, vtd::identity(b.sid0));
  EXPECT_EQ(b.ram.read64(0x40000000), 1u);
}

TYPED_TEST(any_width, requests_of_another_segment_are_refused) {
  auto &b = this->b;
  one_page(b);
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  extension.id.segment = 1;
  sc_core::sc_report_handler::set_actions("/vtd/iommu/segment", sc_core::SC_DO_NOTHING);
  EXPECT_EQ(b.dev0.write64(0x10000, 1, &extension), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_FALSE(b.faulted());
  EXPECT_EQ(b.ram.read64(0x40000000), 0u);
}

TYPED_TEST(any_width, foreign_extensions_reach_the_target) {
  struct note : tlm::tlm_extension<note> {
    int value = 42;
    tlm::tlm_extension_base *clone() const override { return new note(*this); }
    void copy_from(const tlm::tlm_extension_base &o) override {
      value = static_cast<const note &>(o).value;
    }
  } mine;
  auto &b = this->b;
  const uint64_t table = one_page(b);
  b.map(table, 0x11000, 0x50000000);
  std::array<uint8_t, 64> data{};
  int found = 0;
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    if (const note *n = t.get_extension<note>())
      found += n->value;
  };
  tlm_generic_payload t;
  t.set_extension(&mine);
  sc_time delay;
  for (const uint64_t addr : {0x10000, 0x10FE0}) { // one page; split over two
    b.dev0.set(t, tlm::TLM_WRITE_COMMAND, addr, data.data(), 64);
    b.dev0.socket->b_transport(t, delay);
    EXPECT_TRUE(t.is_response_ok());
    EXPECT_EQ(t.template get_extension<note>(), &mine);
  }
  EXPECT_EQ(found, 3 * 42);
  // And what the target puts on a piece of a burst comes back on the burst.
  note answer;
  b.ram.how.hook = [&](tlm_generic_payload &p) { p.set_extension(&answer); };
  b.dev0.socket->b_transport(t, delay);
  EXPECT_EQ(t.template get_extension<note>(), &answer);
  t.clear_extension(&answer);
}

TYPED_TEST(any_width, atomic_operations_need_both_permissions) {
  auto &b = this->b;
  const uint64_t table = one_page(b, VTD_PERM_R);
  b.map(table, 0x11000, 0x40001000);
  b.ram.write64(0x40001000, 40);
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  extension.operation = vtd::atomic_op::fetch_add;
  extension.operand[0] = 2;
  uint64_t old = 0;
  EXPECT_EQ(b.dev0.read(0x10000, &old, 8, &extension), tlm::TLM_COMMAND_ERROR_RESPONSE);
  EXPECT_EQ(extension.code, VTD_FR_LGN_2);
  EXPECT_EQ(b.dev0.read(0x11000, &old, 8, &extension), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(old, 40u);
  EXPECT_EQ(b.ram.read64(0x40001000), 42u);
  EXPECT_EQ(b.dev0.read(0x11004, &old, 8, &extension), tlm::TLM_BURST_ERROR_RESPONSE)
      << "AtomicOps are naturally aligned";
  EXPECT_EQ(b.dev0.write(0x11000, &old, 8, &extension), tlm::TLM_BURST_ERROR_RESPONSE)
      << "by convention they are reads";
}

TYPED_TEST(any_width, translation_requests_are_answered_in_the_extension) {
  auto &b = this->b;
  const uint64_t table = b.assign(b.sid0, 7);
  b.map(table, 0x10000, 0x40000000);
  vtdt_context context = {};
  context.tt = VTD_CTX_TT_DEV_TLB;
  context.aw = VTD_CTX_AW_48;
  context.did = 7;
  context.ssptptr = table;
  vtdt_context_set(&b.space, b.root, b.sid0, &context);
  b.enable();
  b.ram.log.clear();
  vtd::dma_extension extension{vtd::identity(b.sid0)};
  extension.id.at = VTD_AT_TRANSLATION;
  uint64_t unused = 0;
  EXPECT_EQ(b.dev0.read(0x10123, &unused, 8, &extension), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(extension.result.addr, 0x40000000u);
  EXPECT_EQ(extension.result.perm, VTD_PERM_R | VTD_PERM_W);
  EXPECT_EQ(extension.result.page_shift, 12);
  for (const seen &s : b.ram.log)
    EXPECT_NE(s.addr, 0x40000123u) << "a translation request does not go on";
  // What it got may then be used as it is.
  extension.id.at = VTD_AT_TRANSLATED;
  EXPECT_EQ(b.dev0.write64(0x40000008, 77, &extension), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(0x40000008), 77u);
  // A device that is not allowed to gets an error.
  extension.id.sid = b.sid1;
  b.assign(b.sid1, 8);
  extension.id.at = VTD_AT_TRANSLATION;
  EXPECT_EQ(b.dev0.read(0x10000, &unused, 8, &extension), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TYPED_TEST(any_width, commands_and_lengths_that_mean_nothing_are_refused) {
  auto &b = this->b;
  one_page(b);
  uint64_t data = 0;
  EXPECT_EQ(b.dev0.access(tlm::TLM_IGNORE_COMMAND, 0x10000, &data, 8),
            tlm::TLM_COMMAND_ERROR_RESPONSE);
  EXPECT_EQ(b.dev0.read(0x10000, &data, 0), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(b.dev0.read(~uint64_t{0} - 3, &data, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE)
      << "runs over the end of the address space";
  EXPECT_FALSE(b.faulted());
}

TYPED_TEST(any_width, the_observer_sees_every_translation) {
  auto &b = this->b;
  one_page(b);
  std::vector<std::pair<unsigned, uint64_t>> events;
  std::vector<uint8_t> hits;
  b.unit.set_observer([&](const vtd::translation_event &e) {
    events.emplace_back(e.port, e.request->addr);
    hits.push_back(e.result->hit);
  });
  b.dev0.write64(0x10000, 1);
  b.dev0.write64(0x10008, 1);
  b.dev1.write64(0x10000, 1); // no context entry
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0], (std::pair<unsigned, uint64_t>{0, 0x10000}));
  EXPECT_EQ(events[2], (std::pair<unsigned, uint64_t>{1, 0x10000}));
  EXPECT_EQ(hits[0], VTD_HIT_WALK);
  EXPECT_EQ(hits[1], VTD_HIT_IOTLB);
  b.unit.set_observer({});
  b.dev0.write64(0x10010, 1);
  EXPECT_EQ(events.size(), 3u);
}

TYPED_TEST(any_width, the_trace_handler_sees_the_cores_events) {
  auto &b = this->b;
  unsigned faults = 0, writes = 0;
  b.unit.set_trace([&](const vtd_trace &t) {
    faults += t.kind == VTD_TRACE_FAULT;
    writes += t.kind == VTD_TRACE_REG_WRITE;
  });
  one_page(b);
  b.dev1.write64(0x10000, 1);
  EXPECT_EQ(faults, 1u);
  EXPECT_GE(writes, 3u);
}

TYPED_TEST(any_width, a_set_of_iotlb_ops_takes_the_place_of_the_iotlb) {
  auto &b = this->b;
  one_page(b);
  struct counting {
    unsigned lookups = 0, done = 0;
  } count;
  vtd_iotlb_ops ops = {};
  ops.ctx = &count;
  ops.lookup = [](void *ctx, const vtd_iotlb_key *, uint8_t, vtd_iotlb_entry *, uint8_t *walk) {
    static_cast<counting *>(ctx)->lookups++;
    *walk = 0;
    return false;
  };
  ops.probe = [](void *, const vtd_iotlb_key *, uint8_t, vtd_iotlb_entry *) { return false; };
  ops.walk_done = [](void *ctx, uint8_t, const vtd_iotlb_entry *) {
    static_cast<counting *>(ctx)->done++;
    return VTD_WALK_DONE;
  };
  ops.invalidate = [](void *, const vtd_inv *) {};
  ops.reset = [](void *) {};
  b.unit.set_iotlb_ops(&ops);
  EXPECT_EQ(b.dev0.write64(0x10000, 5), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.dev0.write64(0x10008, 6), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(count.lookups, 2u);
  EXPECT_EQ(count.done, 2u);
  EXPECT_EQ(b.ram.read64(0x40000008), 6u);
}

// vtd_translate_quick() is a part of vtd_translate(): where it answers, both agree, counters and
// replacement included; where it does not, nothing has happened.
TEST(quick_answers, are_those_of_the_long_way) {
  auto &one = beds().plain;
  auto &two = beds().timed;
  uint64_t state = 12345;
  for (bed<64> *b : {&one, &two}) {
    b->fresh();
    const uint64_t table = b->assign(b->sid0, 7);
    for (uint64_t page = 0; page < 64; ++page)
      b->map(table, 0x10000 + page * 0x1000, 0x50000000 + page * 0x3000, 4096,
             static_cast<unsigned>(1 + page % 3));
    b->map(table, 0xFE00000, 0x60000000, 0x200000, 3, 21);
    b->pass_through(b->sid1, 9);
    b->enable();
    // As far as possible both learn the same.
    for (uint64_t page = 0; page < 64; page += 2) {
      vtd_request q = {0x10000 + page * 0x1000, 1, 0, b->sid0, VTD_ACCESS_READ, 0, 0};
      q.access = page % 3 == 1 ? VTD_ACCESS_WRITE : VTD_ACCESS_READ;
      vtd_result r;
      vtd_translate(b->unit.core(), &q, &r);
    }
  }
  unsigned answered = 0;
  for (unsigned i = 0; i < 20000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const uint64_t addr = (state >> 20) % 16 == 0 ? 0xFEE00000 + (state >> 40) % 64
                                                  : 0x10000 + (state >> 30) % 0x48000;
    const uint16_t sid = (state >> 50) % 8 == 0 ? bed<64>::sid1 : bed<64>::sid0;
    const vtd_access access = (state >> 60) % 2 ? VTD_ACCESS_WRITE : VTD_ACCESS_READ;
    vtd_request q = {addr, 1, 0, sid, static_cast<uint8_t>(access), 0, 0};
    vtd_result r;
    const vtd_counters before = *vtd_get_counters(one.unit.core());
    const vtd_requester from = vtd_requester_of(one.unit.core(), sid, false, 0);
    const vtd_quick quick = vtd_translate_quick(one.unit.core(), addr, &from, access);
    if (quick.dmi_perm == 0) {
      ASSERT_EQ(std::memcmp(&before, vtd_get_counters(one.unit.core()), sizeof before), 0);
      vtd_translate(one.unit.core(), &q, &r);
    }
    vtd_result expected;
    vtd_translate(two.unit.core(), &q, &expected);
    ASSERT_EQ(std::memcmp(vtd_get_counters(one.unit.core()), vtd_get_counters(two.unit.core()),
                          sizeof before),
              0)
        << i;
    if (quick.dmi_perm == 0)
      continue;
    answered++;
    ASSERT_EQ(expected.status, VTD_OK);
    ASSERT_EQ(quick.addr, expected.addr);
    ASSERT_EQ(quick.dmi_perm, expected.dmi_perm);
  }
  EXPECT_GT(answered, 1000u);
}
