// SPDX-License-Identifier: Apache-2.0
// A platform with four remapping units and four devices with virtual functions, two of which have
// the same requester ids in different segments. Firmware finds the units by the DMAR table, gives
// every function an address space of its own in the unit that serves it, and all functions move
// data at the same I/O virtual addresses. Then the report must show each unit its own share.
//
//   vtd_units_test [functions of a device] [model|lockstep]
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <sstream>
#include <string>

#include "four_units.h"
#include "topology.h"

namespace {

constexpr uint64_t ring_iova = 0x10000;
constexpr uint64_t data_iova = 0x20000;
constexpr uint64_t hole_iova = 0x30000;
constexpr uint32_t bytes = 1024; // moved from the lower to the upper half of a page

unsigned functions_each = 16;
vtd::iotlb_kind kind = vtd::iotlb_kind::model;
const vtd::run_report *report;
vtd::run_facts facts;

class program : units_firmware {
public:
  explicit program(const fw_env *env) : units_firmware(env, functions_each) {}

  bool run() {
    phase("finding units");
    find_units(false);
    phase("finding functions");
    find_functions();
    for (const place &where : places_)
      add_function(where);
    translation_on();
    phase("all at the same time");
    for (unsigned round = 0; round < 2; ++round)
      move_data(round);
    phase("a hole");
    reach_for_holes();
    phase("taken away");
    take_away();
    return good_;
  }

private:
  struct function_state {
    vtd_drv_domain domain;
    unit_state *unit;
    uint16_t sid;
    uint64_t ring, data;
    dmae_channel queue;
  };

  void add_function(const place &where) {
    functions_.push_back(std::make_unique<function_state>());
    function_state &f = *functions_.back();
    f.unit = where.unit;
    f.sid = where.sid;
    f.ring = hal_->alloc_pages(hal_->ctx, 1, 12);
    f.data = hal_->alloc_pages(hal_->ctx, 1, 12);
    const unsigned rw = VTD_DRV_READ | VTD_DRV_WRITE;
    bool ok = vtd_drv_domain_create(&f.unit->driver, &f.domain, 0) == VTD_DRV_OK;
    ok = ok && vtd_drv_map(&f.domain, ring_iova, f.ring, 4096, rw) == VTD_DRV_OK;
    ok = ok && vtd_drv_map(&f.domain, data_iova, f.data, 4096, rw) == VTD_DRV_OK;
    ok = ok && vtd_drv_attach(&f.domain, f.sid, 0) == VTD_DRV_OK;
    check(ok, "the function has an address space");
    check(dmae_open(&f.queue, hal_, where.window, 0, f.ring, ring_iova, 8, 0) == DMAE_OK,
          "the function has a queue");
  }

  static uint64_t word_of(size_t function, unsigned round) {
    return (function * 131 + round + 1) * UINT64_C(0x9E3779B97F4A7C15);
  }

  // Every function copies a pattern of its own; all of them run at once.
  void move_data(unsigned round) {
    std::vector<uint64_t> words(bytes / 8);
    for (size_t i = 0; i < functions_.size(); ++i) {
      words.assign(words.size(), word_of(i, round));
      hal_->mem_write(hal_->ctx, functions_[i]->data, words.data(), bytes);
      const dmae_job job = {data_iova, data_iova + 2048, bytes, VTD_DMAE_OP_COPY};
      dmae_queue(&functions_[i]->queue, &job, nullptr);
    }
    for (auto &f : functions_)
      dmae_kick(&f->queue);
    bool done = true, right = true;
    for (size_t i = 0; i < functions_.size(); ++i) {
      done &= dmae_wait(&functions_[i]->queue, patience) == DMAE_OK;
      hal_->mem_read(hal_->ctx, functions_[i]->data + 2048, words.data(), bytes);
      for (const uint64_t word : words)
        right &= word == word_of(i, round);
    }
    check(done, "every function has done its work");
    check(right, "every function has moved its own data");
  }

  // The last function of every device asks for what is not mapped: its unit tells, no other does.
  void reach_for_holes() {
    for (size_t last = functions_each - 1; last < functions_.size(); last += functions_each) {
      function_state &f = *functions_[last];
      forget_faults();
      env_->expect_faults(env_->ctx, 1);
      const dmae_job job = {data_iova, hole_iova, 64, VTD_DMAE_OP_COPY};
      check(dmae_run(&f.queue, &job, patience) == DMAE_FAILED, "the hole is closed");
      dmae_clear_error(&f.queue);
      for (const vtd_drv_fault &fault : await_fault(f.unit))
        check(fault.sid == f.sid && fault.addr == hole_iova, "requester and address are right");
    }
  }

  // The virtual functions go while they work.
  void take_away() {
    for (auto &f : functions_) {
      const dmae_job job = {data_iova, data_iova + 2048, bytes, VTD_DMAE_OP_COPY};
      dmae_queue(&f->queue, &job, nullptr);
      dmae_kick(&f->queue);
    }
    remove_functions();
    for (auto &f : functions_) {
      bool ok = vtd_drv_detach(&f->unit->driver, &f->domain, f->sid) == VTD_DRV_OK;
      ok = ok && vtd_drv_unmap(&f->domain, ring_iova, 4096) == VTD_DRV_OK;
      ok = ok && vtd_drv_unmap(&f->domain, data_iova, 4096) == VTD_DRV_OK;
      ok = ok && vtd_drv_domain_destroy(&f->domain) == VTD_DRV_OK;
      check(ok, "the address space goes");
      hal_->free_pages(hal_->ctx, f->ring, 1);
      hal_->free_pages(hal_->ctx, f->data, 1);
    }
    shut_down();
  }

  std::vector<std::unique_ptr<function_state>> functions_;
};

const fw_program units_program = {"units", "functions behind four units", [](const fw_env *env) {
                                    program p(env);
                                    return p.run();
                                  }};

vtd::platform_config platform() {
  vtd_config core = vtd_config_default();
  if (kind == vtd::iotlb_kind::lockstep)
    core.iotlb = {8, 2, 2, 2};
  return four_units(functions_each, core);
}

TEST(units, the_program_passes) {
  std::ostringstream text;
  report->print(text, facts);
  EXPECT_TRUE(report->passed()) << text.str();
  EXPECT_EQ(report->programs().front().pages_leaked, 0u);
  for (const char *name : {"rest", "port", "listed", "other"})
    EXPECT_NE(text.str().find(std::string("unit     ") + name), std::string::npos) << text.str();
}

TEST(units, each_has_its_own_share) {
  const auto json = report->json(facts);
  ASSERT_EQ(json["units"].size(), units_expected);
  uint64_t translations = 0;
  for (const auto &unit : json["units"]) {
    // Two rounds of ring, source and destination for each function of one device.
    EXPECT_GE(unit["translations"], functions_each * 2 * 3) << unit["name"];
    EXPECT_LT(unit["translations"], json["total"]["translations"]) << unit["name"];
    EXPECT_EQ(unit["fault_records"], 1) << unit["name"];
    EXPECT_FALSE(unit.contains("transactions")) << "that is the devices'";
    translations += unit["translations"].get<uint64_t>();
  }
  EXPECT_EQ(json["total"]["translations"], translations);
  EXPECT_EQ(json["platform"]["functions"], functions_each * 4);
}

TEST(units, rtl_and_model_agree) {
  if (kind != vtd::iotlb_kind::lockstep)
    GTEST_SKIP() << "only in lock-step";
  for (const vtd::unit_facts &unit : facts.units) {
    EXPECT_GT(unit.sum[vtd::counter_rtl_lookups], 0u) << unit.name;
    EXPECT_EQ(unit.sum[vtd::counter_rtl_mismatches], 0u) << unit.name;
  }
  EXPECT_EQ(facts.rtl_detail, "");
}

TEST(units, ownership) {
  const vtd::platform_config config = platform();
  EXPECT_EQ(vtd::unit_of(config, 0, 0x0008), 1u) << "the bridge itself";
  EXPECT_EQ(vtd::unit_of(config, 0, 0x04FF), 1u);
  EXPECT_EQ(vtd::unit_of(config, 0, 0x0500), 0u);
  EXPECT_EQ(vtd::unit_of(config, 0, 0x2000), 2u);
  EXPECT_EQ(vtd::unit_of(config, 0, 0x2001), 0u) << "another function of the device";
  EXPECT_EQ(vtd::unit_of(config, 1, 0x0008), 3u);
  EXPECT_FALSE(vtd::unit_of(config, 2, 0x0008));
  EXPECT_EQ(vtd::requester_name(config, 1, 0x0101), "0001:01:00.1 same_ids VF 1");
  EXPECT_EQ(vtd::requester_name(config, 0, 0x0100), "01:00.0 behind_port PF");
}

} // namespace

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc > 1)
    functions_each = static_cast<unsigned>(std::strtoul(argv[1], nullptr, 0));
  if (argc > 2 && std::strcmp(argv[2], "lockstep") == 0)
    kind = vtd::iotlb_kind::lockstep;
  const units_run run = run_on(platform(), kind, units_program);
  if (!run.machine)
    return EXIT_FAILURE;
  report = run.report;
  facts = run.facts;
  return RUN_ALL_TESTS();
}

int main(int argc, char **argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
