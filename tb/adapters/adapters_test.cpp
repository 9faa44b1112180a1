// SPDX-License-Identifier: Apache-2.0
// The adapters to other people's sidebands: identities inwards and outwards, DMI, debug accesses,
// translation requests and invalidations.
#include <memory>

#include "adapters_bench.h"

using namespace tb;

namespace {

constexpr auto rd = tlm::TLM_READ_COMMAND;
constexpr auto wr = tlm::TLM_WRITE_COMMAND;
constexpr uint64_t iova = adapters_bench::iova, page = adapters_bench::page;
constexpr uint64_t pasid_page = adapters_bench::pasid_page;

sbiext sideband(uint64_t cpuid, uint64_t asid = ~uint64_t{0}) {
  sbiext extension;
  extension.cpuid = cpuid;
  extension.asid = asid;
  return extension;
}

// An access with foreign extensions on it, which must be on it afterwards, too, and nothing else.
template <typename... Extension>
tlm::tlm_response_status access(initiator<64> &device, tlm::tlm_command command, uint64_t &addr,
                                void *data, uint32_t bytes, Extension &...extension) {
  tlm_generic_payload t;
  sc_time delay;
  initiator<64>::set(t, command, addr, data, bytes);
  (t.set_extension(&extension), ...);
  device.socket->b_transport(t, delay);
  addr = t.get_address();
  EXPECT_TRUE(((t.get_extension<Extension>() == &extension) && ...));
  EXPECT_EQ(t.get_extension<vtd::dma_extension>(), nullptr);
  (t.clear_extension(&extension), ...);
  return t.get_response_status();
}

template <typename... Extension>
tlm::tlm_response_status write64(initiator<64> &device, uint64_t addr, uint64_t value,
                                 Extension &...extension) {
  return access(device, wr, addr, &value, sizeof value, extension...);
}

template <typename... Extension>
bool dmi(initiator<64> &device, uint64_t addr, tlm::tlm_dmi &grant, Extension &...extension) {
  tlm_generic_payload t;
  initiator<64>::set(t, rd, addr, nullptr, 8);
  (t.set_extension(&extension), ...);
  grant.init();
  const bool granted = device.socket->get_direct_mem_ptr(t, grant);
  (t.clear_extension(&extension), ...);
  return granted;
}

class adapters : public ::testing::Test {
protected:
  adapters_bench &b = bench();
  void SetUp() override { b.fresh(); }
};

// Both ways in: by the resolver, and by the module in front.
class sbi_ways : public adapters, public ::testing::WithParamInterface<bool> {
protected:
  initiator<64> &device() { return GetParam() ? b.bridged : b.resolved; }
};

} // namespace

TEST_P(sbi_ways, the_cpuid_is_the_requester_id) {
  sbiext known = sideband(b.sid), trusted = sideband(b.trusted), unknown = sideband(b.nobody);
  EXPECT_EQ(write64(device(), iova, 1, known), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(page), 1u);
  EXPECT_EQ(write64(device(), page, 2, trusted), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(page), 2u) << "pass-through";
  EXPECT_FALSE(b.faulted());
  EXPECT_EQ(write64(device(), iova, 3, unknown), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_TRUE(b.faulted());
}

TEST_P(sbi_ways, the_asid_is_the_pasid_and_privilege_counts) {
  sbiext user = sideband(b.sid, b.pasid), supervisor = user;
  supervisor.privilege = 1;
  EXPECT_EQ(write64(device(), iova, 4, user), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(pasid_page), 4u);
  EXPECT_EQ(b.ram.read64(page), 0u);
  EXPECT_NE(write64(device(), iova + 0x1000, 5, user), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(write64(device(), iova + 0x1000, 6, supervisor), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(pasid_page + 0x1000), 6u);
}

TEST_P(sbi_ways, without_a_sideband_or_with_an_impossible_one_the_port_counts) {
  EXPECT_EQ(write64(device(), iova, 1), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  for (sbiext odd : {sideband(b.sid | 0x10000), sideband(b.sid, 0x100000)})
    EXPECT_EQ(write64(device(), iova, 1, odd), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(b.ram.read64(page), 0u);
}

TEST_P(sbi_ways, a_translated_address_is_not_translated_again) {
  sbiext translated = sideband(b.sid);
  translated.atype = 2;
  EXPECT_EQ(write64(device(), page + 8, 7, translated), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(page + 8), 7u);
}

TEST_P(sbi_ways, direct_pointers_are_those_of_the_identity_and_are_taken_back) {
  sbiext known = sideband(b.sid), unknown = sideband(b.nobody);
  tlm::tlm_dmi grant;
  EXPECT_EQ(write64(device(), iova, 1, known), tlm::TLM_OK_RESPONSE);
  ASSERT_TRUE(dmi(device(), iova, grant, known));
  EXPECT_EQ(grant.get_dmi_ptr(), b.ram.at(page));
  EXPECT_EQ(grant.get_start_address(), iova);
  b.submit(vtdt_iotlb_global(0));
  ASSERT_EQ(device().revoked.size(), 1u);
  EXPECT_TRUE(device().was_revoked(iova, 0x1000));
  ASSERT_TRUE(dmi(device(), iova, grant, known));
  EXPECT_FALSE(dmi(device(), iova, grant, unknown)) << "nobody's";
  EXPECT_NE(write64(device(), iova, 1, unknown), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(device().revoked.size(), 2u) << "a second identity on the port ends DMI";
  EXPECT_FALSE(dmi(device(), iova, grant, known));
}

TEST_P(sbi_ways, debug_accesses_have_no_effects) {
  b.ram.write64(page, 0x1234);
  for (const uint16_t who : {b.sid, b.nobody}) {
    sbiext extension = sideband(who);
    uint64_t value = 0;
    tlm_generic_payload t;
    initiator<64>::set(t, rd, iova, &value, sizeof value);
    t.set_extension(&extension);
    EXPECT_EQ(device().socket->transport_dbg(t), who == b.sid ? 8u : 0u);
    EXPECT_EQ(value, who == b.sid ? 0x1234u : 0u);
    t.clear_extension(&extension);
  }
  EXPECT_FALSE(b.faulted());
}

INSTANTIATE_TEST_SUITE_P(both, sbi_ways, ::testing::Bool(),
                         [](const auto &info) { return info.param ? "by_module" : "by_resolver"; });

TEST_F(adapters, an_asid_may_be_the_number_of_a_function) {
  sbi rules;
  rules.asid = vtd::adapters::sbi_asid::function;
  rules.first.sid = 2;
  b.use(rules);
  sbiext function = sideband(2, b.sid - 4);
  EXPECT_EQ(write64(b.resolved, iova, 8, function), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(page), 8u);
  sbiext far = sideband(2, 0xFFFF);
  EXPECT_NE(write64(b.resolved, iova, 9, far), tlm::TLM_OK_RESPONSE);
  rules.asid = vtd::adapters::sbi_asid::ignored;
  b.use(rules);
  sbiext process = sideband(b.sid - 2, b.pasid);
  EXPECT_EQ(write64(b.resolved, iova, 10, process), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(page), 10u);
}

TEST_F(adapters, a_sideband_of_an_older_version_names_the_requester) {
  const vtd::adapters::sbi_rules<lookalike::old_sbiext> rules;
  lookalike::old_sbiext extension;
  extension.cpuid = 0x21;
  tlm_generic_payload t;
  vtd::identity id;
  EXPECT_FALSE(rules.identify(t, id));
  t.set_extension(&extension);
  EXPECT_TRUE(rules.identify(t, id));
  EXPECT_EQ(id.sid, 0x21);
  EXPECT_FALSE(id.pasid_valid);
  EXPECT_EQ(id.at, VTD_AT_UNTRANSLATED);
  t.clear_extension(&extension);
  const vtd::identity other(0x33);
  rules.describe(&other, extension);
  EXPECT_EQ(extension.cpuid, 0x33);
}

TEST_F(adapters, debug_accesses_by_b_transport_become_what_they_are) {
  b.ram.write64(page, 0x77);
  uint64_t addr = iova, value = 0;
  sbiext debugger = sideband(b.sid);
  debugger.is_debug = 1;
  EXPECT_EQ(access(b.bridged, rd, addr, &value, 8, debugger), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(value, 0x77u);
  debugger.cpuid = b.nobody;
  EXPECT_EQ(access(b.bridged, rd, addr, &value, 8, debugger), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_FALSE(b.faulted());
  EXPECT_EQ(b.unit.stats().transactions, 0u);
}

TEST_F(adapters, a_translation_request_gets_the_address_back) {
  sbiext request = sideband(b.sid);
  request.atype = 1;
  uint64_t nothing = 0, addr = iova + 0x128;
  EXPECT_EQ(access(b.bridged, wr, addr, &nothing, 8, request), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(addr, page + 0x128);
  addr = adapters_bench::large_iova + 0x12345;
  EXPECT_EQ(access(b.bridged, rd, addr, &nothing, 8, request), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(addr, adapters_bench::large + 0x12345);
  EXPECT_EQ(b.ram.read64(page + 0x128), 0u) << "nothing was written";
  // Rights: a page for reading only, a page that is not there, a device that may not ask.
  addr = iova + 0x2000;
  EXPECT_EQ(access(b.bridged, rd, addr, &nothing, 8, request), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(addr, page + 0x2000);
  addr = iova + 0x2000;
  EXPECT_EQ(access(b.bridged, wr, addr, &nothing, 8, request), tlm::TLM_COMMAND_ERROR_RESPONSE);
  EXPECT_EQ(addr, iova + 0x2000);
  addr = iova + 0x9000;
  EXPECT_EQ(access(b.bridged, rd, addr, &nothing, 8, request), tlm::TLM_COMMAND_ERROR_RESPONSE);
  EXPECT_FALSE(b.faulted()) << "that is for page requests, not for the fault log";
  request.cpuid = b.nobody;
  EXPECT_EQ(access(b.bridged, rd, addr, &nothing, 8, request), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST_F(adapters, a_pass_through_device_is_told_the_address_that_it_asks_for) {
  sbiext request = sideband(b.trusted);
  request.atype = 1;
  uint64_t nothing = 0, addr = 0x123456789000; // the answer is for all of the address space
  EXPECT_EQ(access(b.bridged, rd, addr, &nothing, 8, request), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(addr, 0x123456789000u);
}

TEST_F(adapters, downstream_sees_who_asks) {
  struct {
    uint64_t cpuid = 0, asid = 0, privilege = 0, master = 0, own = 0;
    unsigned atype = 0;
  } seen;
  b.ram.how.dmi = false; // so that table walks are seen
  b.unit.revoke_dmi();
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    const auto *sbi = t.get_extension<sbiext>();
    const auto *attributes = t.get_extension<genattr>();
    ASSERT_NE(sbi, nullptr);
    ASSERT_NE(attributes, nullptr);
    if (t.get_address() < tables_end) {
      EXPECT_EQ(sbi->cpuid, 99u) << "table walks are the unit's own";
      EXPECT_EQ(attributes->get_master_id(), 0u);
      seen.own++;
      return;
    }
    seen.cpuid = sbi->cpuid;
    seen.asid = sbi->asid;
    seen.privilege = sbi->privilege;
    seen.atype = sbi->atype;
    seen.master = attributes->get_master_id();
  };
  vtd::dma_extension ours{vtd::identity(b.sid)};
  ours.id.pasid = b.pasid;
  ours.id.pasid_valid = ours.id.privileged = true;
  EXPECT_EQ(b.soc_device.write64(iova, 1, &ours), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(seen.cpuid, b.sid);
  EXPECT_EQ(seen.asid, b.pasid);
  EXPECT_EQ(seen.privilege, 1u);
  EXPECT_EQ(seen.master, b.sid);
  EXPECT_EQ(seen.atype, 2u) << "translated";
  ours.id = vtd::identity(b.sid);
  EXPECT_EQ(b.soc_device.write64(iova, 1, &ours), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(seen.asid, ~uint64_t{0});
  EXPECT_EQ(seen.privilege, 0u);
  b.ram.how.hook = {};
}

TEST_F(adapters, a_foreign_extension_is_handed_on_in_bursts_too) {
  sbiext known = sideband(b.sid);
  known.is_secure = 1;
  std::vector<uint64_t> addrs;
  b.ram.how.hook = [&](tlm_generic_payload &t) {
    if (t.get_address() < tables_end)
      return;
    const auto *sbi = t.get_extension<sbiext>();
    ASSERT_NE(sbi, nullptr);
    EXPECT_EQ(sbi, &known);
    EXPECT_EQ(sbi->atype, 0u) << "as the device wrote it";
    addrs.push_back(t.get_address());
  };
  std::array<uint8_t, 64> data{};
  uint64_t addr = iova + 0xFE0;
  EXPECT_EQ(access(b.bridged, wr, addr, data.data(), 64, known), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(addrs, (std::vector<uint64_t>{page + 0xFE0, page + 0x5000}));
  b.ram.how.hook = {};
}

TEST_F(adapters, the_master_id_is_the_requester_id) {
  genattr attributes;
  attributes.set_master_id(b.sid);
  EXPECT_EQ(write64(b.soc_device, iova, 1, attributes), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(page), 1u);
  tlm::tlm_dmi grant;
  EXPECT_TRUE(dmi(b.soc_device, iova, grant, attributes));
  attributes.set_master_id(b.nobody);
  EXPECT_EQ(write64(b.soc_device, iova, 2, attributes), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  attributes.set_master_id(uint64_t{1} << 32 | b.sid);
  EXPECT_EQ(write64(b.soc_device, iova, 2, attributes), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(b.ram.read64(page), 1u);
  EXPECT_TRUE(b.soc_device.was_revoked(iova));
}

TEST_F(adapters, physical_addresses_are_translated_requests) {
  genattr attributes;
  atsattr ats;
  attributes.set_master_id(b.sid);
  ats.set_attributes(atsattr::ATTR_PHYS_ADDR);
  EXPECT_EQ(write64(b.soc_device, page + 8, 5, attributes, ats), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(b.ram.read64(page + 8), 5u);
  EXPECT_EQ(write64(b.soc_device, page + 16, 6, ats), tlm::TLM_OK_RESPONSE) << "unnamed";
  EXPECT_EQ(b.ram.read64(page + 16), 6u);
  attributes.set_master_id(b.nobody);
  EXPECT_NE(write64(b.soc_device, page + 8, 7, attributes, ats), tlm::TLM_OK_RESPONSE);
  ats.set_attributes(atsattr::ATTR_READ);
  EXPECT_NE(write64(b.soc_device, page + 8, 7, ats), tlm::TLM_OK_RESPONSE) << "not translated";
  EXPECT_EQ(b.ram.read64(page + 8), 5u);
}

TEST_F(adapters, ats_messages_get_regions_with_their_rights) {
  constexpr unsigned all = atsattr::ATTR_READ | atsattr::ATTR_WRITE | atsattr::ATTR_EXEC;
  struct {
    uint64_t addr, region, length;
    unsigned rights;
  } const expected[] = {
      {iova, page, 0x1000, atsattr::ATTR_READ | atsattr::ATTR_WRITE},
      {iova + 0x2000, page + 0x2000, 0x1000, atsattr::ATTR_READ},
      {adapters_bench::large_iova + 0x3000, adapters_bench::large, 0x200000,
       atsattr::ATTR_READ | atsattr::ATTR_WRITE},
  };
  for (const auto &e : expected) {
    atsattr ats;
    ats.set_attributes(all);
    uint64_t addr = e.addr;
    EXPECT_EQ(access(b.soc_requests, tlm::TLM_IGNORE_COMMAND, addr, nullptr, 0, ats),
              tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(ats.get_result(), unsigned{atsattr::RESULT_OK});
    EXPECT_EQ(addr, e.region);
    EXPECT_EQ(ats.get_length(), e.length);
    EXPECT_EQ(ats.get_attributes(), e.rights);
  }
  atsattr ats;
  ats.set_attributes(all);
  uint64_t addr = iova + 0x9000;
  EXPECT_EQ(access(b.soc_requests, tlm::TLM_IGNORE_COMMAND, addr, nullptr, 0, ats),
            tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(ats.get_result(), unsigned{atsattr::RESULT_ERROR}) << "not mapped";
  EXPECT_EQ(access(b.soc_requests, tlm::TLM_IGNORE_COMMAND, addr, nullptr, 0),
            tlm::TLM_GENERIC_ERROR_RESPONSE)
      << "no attributes";
}

TEST_F(adapters, invalidations_reach_a_device_that_waits) {
  constexpr uint64_t status = 0x1000;
  in_thread([&] {
    std::vector<std::pair<uint64_t, uint64_t>> forgotten;
    b.forgets.how.hook = [&](tlm_generic_payload &t) {
      const auto *ats = t.get_extension<atsattr>();
      ASSERT_NE(ats, nullptr);
      EXPECT_EQ(t.get_command(), tlm::TLM_IGNORE_COMMAND);
      forgotten.emplace_back(t.get_address(), ats->get_length());
      sc_core::wait(ns(100));
    };
    b.forgets.how.latency = ns(20);
    b.submit(vtdt_dev_tlb(b.sid, 0, iova, 14));
    b.submit(vtdt_wait_status(status, 1));
    sc_core::wait(ns(110));
    ASSERT_EQ(forgotten.size(), 1u);
    EXPECT_EQ(forgotten[0], std::make_pair(iova, uint64_t{0x4000}));
    EXPECT_EQ(b.ram.read64(status), 0u) << "the device is still at it";
    sc_core::wait(ns(20));
    EXPECT_EQ(b.ram.read64(status), 1u);
    b.forgets.how.hook = {};
  });
}

namespace {
std::unique_ptr<adapters_bench> instance;
}

tb::adapters_bench &tb::bench() {
  return *instance;
}

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  instance = std::make_unique<adapters_bench>("bench");
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  const int result = RUN_ALL_TESTS();
  sc_core::sc_stop();
  instance.reset();
  return result;
}
