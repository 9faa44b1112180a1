// SPDX-License-Identifier: Apache-2.0
// The conventions of vtd/ats.h: translation requests and completions, translated requests,
// invalidations of device-TLBs with their completions and time-outs.
#include "beds.h"
#include "sm_tables.h"

using namespace tb;

namespace {

constexpr uint16_t did = 9;
constexpr uint32_t rid_pasid = 2, first_pasid = 16;
constexpr uint64_t iova = 0x40000000, page = 0x50000000, large = 0x80000000;
constexpr unsigned rw = VTDT_FS_W | VTDT_FS_USER;

struct device : vtd::ats_device {
  std::vector<vtd_dev_tlb_inv> invalidations;
  std::vector<sc_time> arrivals; // absolute
  std::vector<vtd_page_group_response> responses;
  std::function<void(const vtd_dev_tlb_inv &)> on_invalidation;
  std::function<void()> on_response;

  void invalidation_request(const vtd_dev_tlb_inv &inv, const sc_time &delay) override {
    invalidations.push_back(inv);
    arrivals.push_back(sc_core::sc_time_stamp() + delay);
    if (on_invalidation)
      on_invalidation(inv);
  }
  void page_group_response(const vtd_page_group_response &response, const sc_time &delay) override {
    responses.push_back(response);
    arrivals.push_back(sc_core::sc_time_stamp() + delay);
    if (on_response)
      on_response();
  }
};

class ats : public ::testing::Test {
protected:
  bed<64> &b = beds().ats;
  device function;
  uint64_t first = 0, directory = 0, requests = 0;
  vtdt_queue queue{};
  vtd::ats_extension answer;
  const uint64_t status = 0x1000; // of wait descriptors

  void SetUp() override {
    b.fresh();
    first = vtdt_pages(&b.space, 1);
    directory = vtdt_pasid_directory_new(&b.space, 0);
    vtdt_sm_context context = {};
    context.dte = context.paside = context.pre = true;
    context.rid_pasid = rid_pasid;
    context.directory = directory;
    vtdt_sm_context_set(&b.space, b.root, b.sid0, &context);
    context.dte = context.pre = false;
    vtdt_sm_context_set(&b.space, b.root, b.sid1, &context);
    for (const uint32_t pasid : {rid_pasid, first_pasid}) {
      vtdt_pasid entry = {};
      entry.pgtt = VTD_PASID_PGTT_FS;
      entry.aw = VTD_PASID_AW_48;
      entry.did = did;
      entry.pwsnp = entry.sre = true;
      entry.fsptptr = first;
      vtdt_pasid_set(&b.space, directory, pasid, &entry);
    }
    queue = vtdt_queue_new(&b.space, 0, true);
    b.reg64(VTD_RTADDR_REG, vtd_rtaddr_ttm_set(b.root, VTD_RTADDR_TTM_SCALABLE));
    b.gcmd(VTD_GCMD_SRTP);
    b.reg64(VTD_IQT_REG, 0);
    b.reg64(VTD_IQA_REG, queue.iqa);
    b.gcmd(VTD_GCMD_QIE);
    requests = vtdt_pages(&b.space, 1);
    b.reg64(VTD_PQA_REG, requests);
    b.gcmd(VTD_GCMD_TE);
    b.unit.ats().attach(function, b.sid0, b.sid0);
  }
  void TearDown() override { b.unit.ats().detach(function); }

  void map(uint64_t at, uint64_t to, unsigned flags = rw, unsigned shift = 12) {
    ASSERT_TRUE(vtdt_fs_map(&b.space, first, 4, at, to, shift, flags));
  }
  static vtd::dma_extension with(vtd_at at, uint16_t sid = bed<64>::sid0) {
    vtd::dma_extension e{vtd::identity(sid)};
    e.id.at = at;
    return e;
  }
  // A translation request for `bytes` / 8 translations.
  tlm::tlm_response_status ask(uint64_t addr, uint32_t bytes, vtd::dma_extension e,
                               unsigned char *enables = nullptr) {
    uint64_t data[64];
    std::memset(data, 0xA5, sizeof data);
    tlm_generic_payload t;
    sc_time delay;
    initiator<64>::set(t, tlm::TLM_READ_COMMAND, addr, data, bytes);
    t.set_byte_enable_ptr(enables);
    t.set_byte_enable_length(enables ? 1 : 0);
    answer.count = 99;
    t.set_extension(&e);
    t.set_extension(&answer);
    b.dev0.socket->b_transport(t, delay);
    t.clear_extension(&e);
    t.clear_extension(&answer);
    EXPECT_EQ(data[0], 0xA5A5A5A5A5A5A5A5u) << "the answer is in the extension";
    return t.get_response_status();
  }
  tlm::tlm_response_status ask(uint64_t addr, uint32_t bytes) {
    return ask(addr, bytes, with(VTD_AT_TRANSLATION));
  }
  void submit(const vtdt_descriptor &d) {
    vtdt_queue_push(&queue, d);
    b.reg64(VTD_IQT_REG, queue.tail);
  }
  void submit_wait(uint32_t value) { submit(vtdt_wait_status(status, value)); }
  uint32_t waited() { return static_cast<uint32_t>(b.ram.read64(status)); }
  void complete(uint8_t itag, uint8_t count = 1) {
    sc_time delay;
    b.unit.ats().invalidation_complete(b.sid0, 1u << itag, count, delay);
  }
  vtd_page_request_result request_page(uint64_t addr, uint16_t group,
                                       uint16_t sid = bed<64>::sid0) {
    vtd_page_request request = {};
    request.addr = addr;
    request.sid = sid;
    request.pasid = first_pasid;
    request.pasid_valid = true;
    request.prgi = group;
    request.read = request.last = true;
    delay = sc_core::SC_ZERO_TIME;
    return b.unit.ats().request_page(request, delay);
  }
  void respond(uint16_t group, unsigned code) {
    vtdt_descriptor d = {};
    vtd_qi_pgrp_resp_type_set(d.word, VTD_QI_TYPE_PGRP_RESP);
    vtd_qi_pgrp_resp_pp_set(d.word, 1);
    vtd_qi_pgrp_resp_rid_set(d.word, bed<64>::sid0);
    vtd_qi_pgrp_resp_pasid_set(d.word, first_pasid);
    vtd_qi_pgrp_resp_rc_set(d.word, code);
    vtd_qi_pgrp_resp_prgi_set(d.word, group);
    submit(d);
  }
  sc_time delay; // of the last page request
  uint32_t fault_status() { return b.reg32(VTD_FSTS_REG); }
};

TEST_F(ats, a_completion_has_consecutive_translations_of_one_size) {
  map(iova, page);
  map(iova + 0x1000, page + 0x7000, VTDT_FS_USER); // read only
  map(iova + 0x2000, page + 0x3000);
  ASSERT_EQ(ask(iova + 0x123, 3 * 8), tlm::TLM_OK_RESPONSE);
  ASSERT_EQ(answer.count, 3u);
  const uint64_t addrs[] = {page, page + 0x7000, page + 0x3000};
  for (unsigned i = 0; i < 3; ++i) {
    const vtd::ats_translation &t = answer.translations[i];
    EXPECT_EQ(t.addr, addrs[i]);
    EXPECT_EQ(t.shift, 12);
    EXPECT_TRUE(t.read);
    EXPECT_EQ(t.write, i != 1);
    EXPECT_FALSE(t.execute || t.privileged || t.global || t.untranslated_only);
  }
  ASSERT_EQ(ask(iova, 8 * 8), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(answer.count, 3u) << "ends before the hole";
  ASSERT_EQ(ask(iova, 2 * 8), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(answer.count, 2u) << "no more than asked for";
}

TEST_F(ats, a_large_page_is_one_translation) {
  map(iova, large, rw, 21);
  map(iova + 0x200000, large + 0x600000, rw, 21);
  map(iova + 0x400000, page); // another size: not part of the answer
  ASSERT_EQ(ask(iova + 0x12345, 8 * 8), tlm::TLM_OK_RESPONSE);
  ASSERT_EQ(answer.count, 2u);
  EXPECT_EQ(answer.translations[0].addr, large);
  EXPECT_EQ(answer.translations[0].shift, 21);
  EXPECT_EQ(answer.translations[1].addr, large + 0x600000);
}

TEST_F(ats, a_page_that_is_not_there_is_a_success_without_rights) {
  ASSERT_EQ(ask(iova, 2 * 8), tlm::TLM_OK_RESPONSE);
  ASSERT_EQ(answer.count, 1u);
  EXPECT_FALSE(answer.translations[0].usable());
  EXPECT_FALSE(b.faulted()) << "recoverable: nothing is logged";
}

TEST_F(ats, malformed_requests_are_refused) {
  map(iova, page);
  unsigned char off = TLM_BYTE_DISABLED;
  unsigned char on = TLM_BYTE_ENABLED;
  EXPECT_EQ(ask(iova, 12), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(answer.count, 0u);
  EXPECT_EQ(ask(iova, 4), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(ask(iova, 9 * 8), tlm::TLM_BURST_ERROR_RESPONSE) << "a completion boundary of 64 bytes";
  EXPECT_EQ(ask(iova, 8, with(VTD_AT_TRANSLATION), &off), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  EXPECT_EQ(ask(iova, 8, with(VTD_AT_TRANSLATION), &on), tlm::TLM_OK_RESPONSE);
  EXPECT_FALSE(b.faulted());
}

TEST_F(ats, a_device_that_may_not_gets_unsupported_request) {
  map(iova, page);
  EXPECT_EQ(ask(iova, 8, with(VTD_AT_TRANSLATION, bed<64>::sid1)), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(answer.count, 0u);
}

TEST_F(ats, the_interrupt_range_is_for_untranslated_writes) {
  ASSERT_EQ(ask(VTD_INTR_BASE, 8), tlm::TLM_OK_RESPONSE);
  ASSERT_EQ(answer.count, 1u);
  EXPECT_TRUE(answer.translations[0].untranslated_only);
  EXPECT_TRUE(answer.translations[0].write);
  EXPECT_FALSE(answer.translations[0].usable());
}

TEST_F(ats, privileged_requests_are_told_so) {
  map(iova, page, VTDT_FS_W); // supervisor
  vtd::dma_extension e = with(VTD_AT_TRANSLATION);
  e.id.pasid = first_pasid;
  e.id.pasid_valid = true;
  ASSERT_EQ(ask(iova, 8, e), tlm::TLM_OK_RESPONSE);
  EXPECT_FALSE(answer.translations[0].usable());
  EXPECT_FALSE(answer.translations[0].privileged);
  e.id.privileged = true;
  ASSERT_EQ(ask(iova, 8, e), tlm::TLM_OK_RESPONSE);
  EXPECT_TRUE(answer.translations[0].usable());
  EXPECT_TRUE(answer.translations[0].privileged);
}

TEST_F(ats, no_write_asks_for_reading_only) {
  map(iova, page);
  vtd::dma_extension e = with(VTD_AT_TRANSLATION);
  e.id.no_write = true;
  ASSERT_EQ(ask(iova, 8, e), tlm::TLM_OK_RESPONSE);
  const bool supported = vtd_ecap_nwfs(b.unit.config().core.ecap);
  EXPECT_TRUE(answer.translations[0].read);
  EXPECT_EQ(answer.translations[0].write, !supported);
}

TEST_F(ats, translated_requests_go_where_they_say) {
  vtd::dma_extension e = with(VTD_AT_TRANSLATED);
  EXPECT_EQ(b.dev0.write64(page + 8, 77, &e), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(page + 8), 77u);
  e = with(VTD_AT_TRANSLATED, bed<64>::sid1);
  EXPECT_EQ(b.dev0.write64(page + 8, 78, &e), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(b.ram.read64(page + 8), 77u);
  EXPECT_TRUE(b.faulted());
}

TEST_F(ats, invalidations_reach_the_device_and_hold_up_the_wait) {
  submit(vtdt_p_dev_tlb(b.sid0, first_pasid, iova, 14));
  submit_wait(1);
  ASSERT_EQ(function.invalidations.size(), 1u);
  const vtd_dev_tlb_inv inv = function.invalidations[0];
  EXPECT_EQ(inv.sid, b.sid0);
  EXPECT_TRUE(inv.pasid_valid);
  EXPECT_EQ(inv.pasid, first_pasid);
  EXPECT_EQ(inv.base, iova);
  EXPECT_EQ(inv.shift, 14);
  EXPECT_EQ(function.arrivals[0], sc_core::sc_time_stamp() + ns(50)) << "ats_message_latency";
  EXPECT_EQ(waited(), 0u);
  complete(inv.itag);
  EXPECT_EQ(waited(), 1u);
  EXPECT_EQ(fault_status(), 0u);
}

TEST_F(ats, completions_are_counted) {
  submit(vtdt_dev_tlb(b.sid0, 0, iova, 12));
  submit_wait(1);
  ASSERT_EQ(function.invalidations.size(), 1u);
  EXPECT_FALSE(function.invalidations[0].pasid_valid);
  complete(function.invalidations[0].itag, 2);
  EXPECT_EQ(waited(), 0u);
  complete(function.invalidations[0].itag, 2);
  EXPECT_EQ(waited(), 1u);
  complete(function.invalidations[0].itag); // nobody asked
  EXPECT_EQ(fault_status() & VTD_FSTS_ICE, VTD_FSTS_ICE);
}

TEST_F(ats, devices_may_answer_and_do_dma_within_the_request) {
  map(iova, page);
  function.on_invalidation = [&](const vtd_dev_tlb_inv &inv) {
    EXPECT_EQ(b.dev0.write64(iova, 5), tlm::TLM_OK_RESPONSE);
    complete(inv.itag);
  };
  submit(vtdt_dev_tlb(b.sid0, 0, iova, 12));
  submit_wait(1);
  EXPECT_EQ(waited(), 1u);
  EXPECT_EQ(b.ram.read64(page), 5u);
}

TEST_F(ats, ids_without_a_device_are_complete_at_once) {
  submit(vtdt_dev_tlb(b.sid1, 0, iova, 12));
  submit_wait(1);
  EXPECT_EQ(waited(), 1u);
  b.unit.ats().detach(function);
  submit(vtdt_dev_tlb(b.sid0, 0, iova, 12));
  submit_wait(2);
  EXPECT_EQ(waited(), 2u);
  EXPECT_TRUE(function.invalidations.empty());
}

TEST_F(ats, a_range_of_ids_may_be_one_device) {
  b.unit.ats().detach(function);
  b.unit.ats().attach(function, b.sid0, b.sid1);
  submit(vtdt_dev_tlb(b.sid1, 0, iova, 12));
  submit(vtdt_dev_tlb(b.sid0, 0, iova, 12));
  ASSERT_EQ(function.invalidations.size(), 2u);
  EXPECT_EQ(function.invalidations[0].sid, b.sid1);
  EXPECT_EQ(function.invalidations[1].sid, b.sid0);
}

TEST_F(ats, overlapping_ranges_are_an_error) {
  const auto actions = sc_core::sc_report_handler::set_actions("/vtd/iommu/ats", sc_core::SC_ERROR,
                                                               sc_core::SC_CACHE_REPORT);
  sc_core::sc_report_handler::clear_cached_report();
  device other;
  b.unit.ats().attach(other, 0, b.sid0);
  ASSERT_NE(sc_core::sc_report_handler::get_cached_report(), nullptr);
  EXPECT_STREQ(sc_core::sc_report_handler::get_cached_report()->get_msg_type(), "/vtd/iommu/ats");
  sc_core::sc_report_handler::clear_cached_report();
  sc_core::sc_report_handler::set_actions("/vtd/iommu/ats", sc_core::SC_ERROR, actions);
  submit(vtdt_dev_tlb(b.sid0, 0, iova, 12));
  EXPECT_EQ(function.invalidations.size(), 1u);
  EXPECT_TRUE(other.invalidations.empty());
}

// The bed's time-out is 10 us.
TEST_F(ats, silence_leads_to_a_time_out) {
  submit(vtdt_dev_tlb(b.sid0, 0, iova, 12));
  submit_wait(1);
  sc_core::sc_start(sc_time(9, sc_core::SC_US));
  EXPECT_EQ(fault_status(), 0u);
  sc_core::sc_start(sc_time(2, sc_core::SC_US));
  EXPECT_EQ(fault_status(), VTD_FSTS_ITE);
  EXPECT_EQ(vtd_iqercd_itesid(b.reg64(VTD_IQERCD_REG)), b.sid0);
  EXPECT_EQ(waited(), 0u) << "the wait behind it is aborted";
  b.reg32(VTD_FSTS_REG, VTD_FSTS_ITE);
  complete(function.invalidations[0].itag); // too late
  EXPECT_EQ(fault_status(), VTD_FSTS_ICE);
}

TEST_F(ats, an_answer_in_time_stops_the_clock_for_its_tag_only) {
  submit(vtdt_dev_tlb(b.sid0, 0, iova, 12));
  sc_core::sc_start(sc_time(6, sc_core::SC_US));
  complete(function.invalidations[0].itag);
  submit(vtdt_dev_tlb(b.sid0, 0, iova, 12)); // has the same tag
  ASSERT_EQ(function.invalidations.size(), 2u);
  ASSERT_EQ(function.invalidations[1].itag, function.invalidations[0].itag);
  sc_core::sc_start(sc_time(6, sc_core::SC_US));
  EXPECT_EQ(fault_status(), 0u) << "the second one has 4 us left";
  sc_core::sc_start(sc_time(5, sc_core::SC_US));
  EXPECT_EQ(fault_status(), VTD_FSTS_ITE);
}

TEST_F(ats, page_requests_are_queued_and_answered) {
  const vtd_page_request_result result = request_page(iova + 0x123, 77);
  EXPECT_EQ(result.status, VTD_PAGE_REQUEST_QUEUED);
  EXPECT_GE(delay, ns(50)) << "ats_message_latency";
  EXPECT_EQ(b.reg64(VTD_PQT_REG), 32u);
  uint64_t entry[VTD_PAGE_REQ_WORDS];
  for (unsigned i = 0; i < VTD_PAGE_REQ_WORDS; ++i)
    entry[i] = b.ram.read64(requests + i * 8);
  EXPECT_EQ(vtd_page_req_rid(entry), b.sid0);
  EXPECT_EQ(vtd_page_req_pasid(entry), first_pasid);
  EXPECT_EQ(vtd_page_req_prgi(entry), 77u);
  EXPECT_EQ(vtd_page_req_addr(entry), iova);
  EXPECT_TRUE(function.responses.empty());
  respond(77, VTD_QI_PGRP_RESP_RC_INVALID);
  ASSERT_EQ(function.responses.size(), 1u);
  EXPECT_EQ(function.responses[0].prgi, 77u);
  EXPECT_EQ(function.responses[0].pasid, first_pasid);
  EXPECT_EQ(function.responses[0].code, VTD_QI_PGRP_RESP_RC_INVALID);
  EXPECT_EQ(function.arrivals[0], sc_core::sc_time_stamp() + ns(50));
}

TEST_F(ats, answers_of_the_unit_come_within_the_request) {
  function.on_response = [&] { // may ask again from in there
    function.on_response = {};
    EXPECT_EQ(request_page(iova, 6).status, VTD_PAGE_REQUEST_QUEUED);
  };
  const uint32_t missing = first_pasid + 9;
  vtd_page_request request = {};
  request.addr = iova;
  request.sid = b.sid0;
  request.pasid = missing;
  request.pasid_valid = request.read = request.last = true;
  request.prgi = 5;
  sc_time own;
  const vtd_page_request_result result = b.unit.ats().request_page(request, own);
  EXPECT_EQ(result.status, VTD_PAGE_REQUEST_ANSWERED);
  ASSERT_EQ(function.responses.size(), 1u);
  EXPECT_EQ(function.responses[0].prgi, 5u);
  EXPECT_EQ(function.responses[0].pasid, missing);
  EXPECT_EQ(function.responses[0].code, VTD_QI_PGRP_RESP_RC_INVALID);
  EXPECT_EQ(b.reg64(VTD_PQT_REG), 32u) << "the second one";
  EXPECT_TRUE(b.faulted());
}

TEST_F(ats, responses_to_nobody_are_lost) {
  b.unit.ats().detach(function);
  respond(1, VTD_QI_PGRP_RESP_RC_SUCCESS);
  EXPECT_TRUE(function.responses.empty());
  EXPECT_EQ(fault_status(), 0u);
}

TEST_F(ats, reset_forgets_what_was_pending) {
  submit(vtdt_dev_tlb(b.sid0, 0, iova, 12));
  sc_core::sc_start(sc_time(6, sc_core::SC_US));
  b.unit.do_reset(true);
  sc_core::sc_start(sc_time(20, sc_core::SC_US));
  EXPECT_EQ(fault_status(), 0u);
}

} // namespace
