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
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "platform.h"
#include "topology.h"

extern "C" {
#include "dmae.h"
#include "fw_topology.h"
#include "sriov.h"
#include "vtd_dmar.h"
#include "vtd_drv.h"
}

namespace {

constexpr uint64_t ring_iova = 0x10000;
constexpr uint64_t data_iova = 0x20000;
constexpr uint64_t hole_iova = 0x30000;
constexpr uint32_t bytes = 1024; // moved from the lower to the upper half of a page
constexpr uint64_t patience = 50000000;
constexpr size_t units_expected = 4;

unsigned functions_each = 16;
vtd::iotlb_kind kind = vtd::iotlb_kind::model;
const vtd::run_report *report;
vtd::run_facts facts;

struct unit_state {
  vtd_drv driver;
  uint64_t base;
  std::vector<vtd_drv_fault> faults;
};
struct function_state {
  vtd_drv_domain domain;
  unit_state *unit;
  uint16_t sid;
  uint64_t window, ring, data;
  dmae_channel queue;
};

// The firmware. Its check() goes on, so that a failure does not leave the machine in use.
class program {
public:
  explicit program(const fw_env *env) : env_(env), hal_(&env->hal) {}

  bool run() {
    phase("finding units");
    find_units();
    phase("finding functions");
    find_functions();
    for (auto &unit : units_)
      check(vtd_drv_translation_on(&unit->driver) == VTD_DRV_OK, "translation is on");
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
  bool check(bool ok, const char *what) {
    good_ = ok && good_;
    return env_->check(env_->ctx, ok, what);
  }
  void phase(const char *name) { env_->phase(env_->ctx, name); }

  void find_units() {
    check(vtd_dmar_open(&dmar_, hal_, env_->machine->dmar) == VTD_DMAR_OK, "there is a DMAR table");
    for (vtd_dmar_entry e = vtd_dmar_begin(); vtd_dmar_next(&dmar_, &e);) {
      if (e.type != VTD_DMAR_ENTRY_TYPE_DRHD)
        continue;
      units_.push_back(std::make_unique<unit_state>());
      unit_state &unit = *units_.back();
      unit.base = e.base;
      vtd_drv_options options = {};
      options.base = e.base;
      options.haw = dmar_.haw;
      check(vtd_drv_probe(&unit.driver, hal_, &options) == VTD_DRV_OK, "the unit is there");
      check(vtd_drv_start(&unit.driver) == VTD_DRV_OK, "the unit starts");
      const auto vector = static_cast<uint32_t>(0x40 + units_.size());
      const auto on_fault = [](void *arg, const vtd_drv_fault *fault) {
        static_cast<unit_state *>(arg)->faults.push_back(*fault);
      };
      check(vtd_drv_faults_enable(&unit.driver, env_->machine->msi_base, vector, on_fault, &unit) ==
                VTD_DRV_OK,
            "fault events are on");
      env_->irq_hook(
          env_->ctx, vector,
          [](void *arg, unsigned) {
            vtd_drv_fault_handler(&static_cast<unit_state *>(arg)->driver);
          },
          &unit);
    }
    check(units_.size() == units_expected, "four units");
  }

  unit_state *unit_of(uint16_t segment, uint16_t sid) {
    const vtd_dmar_buses buses = fw_buses(env_->machine);
    vtd_dmar_entry entry;
    if (!check(vtd_dmar_unit_of(&dmar_, &buses, segment, sid, &entry), "a unit serves the device"))
      return units_.front().get();
    for (auto &unit : units_)
      if (unit->base == entry.base)
        return unit.get();
    return units_.front().get();
  }

  void find_functions() {
    for (uint32_t i = 0; i < env_->machine->sriov_count; ++i) {
      const fw_sriov &place = env_->machine->sriov[i];
      devices_.push_back(sriov());
      sriov &device = devices_.back();
      check(sriov_probe(&device, hal_, place.base) == SRIOV_OK, "the device is there");
      check(device.total_vfs == functions_each - 1, "it has all its functions");
      check(sriov_enable(&device, device.total_vfs) == SRIOV_OK, "its functions are on");
      unit_state *unit = unit_of(place.segment, place.sid);
      for (uint32_t f = 0; f <= device.total_vfs; ++f)
        add_function(device, f, unit);
    }
  }

  void add_function(const sriov &device, uint32_t number, unit_state *unit) {
    functions_.push_back(std::make_unique<function_state>());
    function_state &f = *functions_.back();
    f.unit = unit;
    f.sid = sriov_sid(&device, number);
    f.window = sriov_window(&device, number);
    f.ring = hal_->alloc_pages(hal_->ctx, 1, 12);
    f.data = hal_->alloc_pages(hal_->ctx, 1, 12);
    const unsigned rw = VTD_DRV_READ | VTD_DRV_WRITE;
    bool ok = vtd_drv_domain_create(&unit->driver, &f.domain, 0) == VTD_DRV_OK;
    ok = ok && vtd_drv_map(&f.domain, ring_iova, f.ring, 4096, rw) == VTD_DRV_OK;
    ok = ok && vtd_drv_map(&f.domain, data_iova, f.data, 4096, rw) == VTD_DRV_OK;
    ok = ok && vtd_drv_attach(&f.domain, f.sid, 0) == VTD_DRV_OK;
    check(ok, "the function has an address space");
    check(dmae_open(&f.queue, hal_, f.window, 0, f.ring, ring_iova, 8, 0) == DMAE_OK,
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
      for (auto &unit : units_)
        unit->faults.clear();
      env_->expect_faults(env_->ctx, 1);
      const dmae_job job = {data_iova, hole_iova, 64, VTD_DMAE_OP_COPY};
      check(dmae_run(&f.queue, &job, patience) == DMAE_FAILED, "the hole is closed");
      dmae_clear_error(&f.queue);
      const uint64_t start = hal_->time_ns(hal_->ctx);
      while (f.unit->faults.empty() && hal_->time_ns(hal_->ctx) - start < patience)
        hal_->relax(hal_->ctx);
      for (auto &unit : units_) {
        check(unit->faults.size() == (unit.get() == f.unit ? 1u : 0u), "its unit alone tells");
        for (const vtd_drv_fault &fault : unit->faults) {
          env_->saw_fault(env_->ctx, fault.sid, fault.reason, fault.addr, true);
          check(fault.sid == f.sid && fault.addr == hole_iova, "requester and address are right");
        }
      }
    }
  }

  // The virtual functions go while they work.
  void take_away() {
    for (auto &f : functions_) {
      const dmae_job job = {data_iova, data_iova + 2048, bytes, VTD_DMAE_OP_COPY};
      dmae_queue(&f->queue, &job, nullptr);
      dmae_kick(&f->queue);
    }
    for (sriov &device : devices_) {
      check(sriov_disable(&device, patience) == SRIOV_OK, "the virtual functions have ended");
      check(hal_->read32(hal_->ctx, sriov_window(&device, 1)) == UINT32_MAX, "and are gone");
      check(sriov_reset(hal_, device.base, patience) == SRIOV_OK, "the physical one is reset");
    }
    for (auto &f : functions_) {
      bool ok = vtd_drv_detach(&f->unit->driver, &f->domain, f->sid) == VTD_DRV_OK;
      ok = ok && vtd_drv_unmap(&f->domain, ring_iova, 4096) == VTD_DRV_OK;
      ok = ok && vtd_drv_unmap(&f->domain, data_iova, 4096) == VTD_DRV_OK;
      ok = ok && vtd_drv_domain_destroy(&f->domain) == VTD_DRV_OK;
      check(ok, "the address space goes");
      hal_->free_pages(hal_->ctx, f->ring, 1);
      hal_->free_pages(hal_->ctx, f->data, 1);
    }
    for (size_t i = 0; i < units_.size(); ++i) {
      check(vtd_drv_shutdown(&units_[i]->driver) == VTD_DRV_OK, "the unit shuts down");
      env_->irq_hook(env_->ctx, static_cast<unsigned>(0x41 + i), nullptr, nullptr);
    }
  }

  const fw_env *env_;
  const vtd_hal *hal_;
  vtd_dmar dmar_ = {};
  std::vector<std::unique_ptr<unit_state>> units_;
  std::vector<sriov> devices_;
  std::vector<std::unique_ptr<function_state>> functions_;
  bool good_ = true;
};

const fw_program units_program = {"units", "functions behind four units", [](const fw_env *env) {
                                    program p(env);
                                    return p.run();
                                  }};

vtd::platform_config four_units() {
  vtd::platform_config config = vtd::default_platform();
  config.memory.mib = 128;
  config.engines.clear();
  config.units.clear();
  const auto unit = [&config](const char *name, uint16_t segment, bool rest,
                              std::vector<vtd::scope_spec> scopes) {
    vtd::unit_spec spec;
    spec.name = name;
    spec.segment = segment;
    spec.base = 0xFED90000 + config.units.size() * 0x1000;
    spec.include_pci_all = rest;
    spec.scopes = std::move(scopes);
    if (kind == vtd::iotlb_kind::lockstep)
      spec.core.iotlb = {8, 2, 2, 2};
    config.units.push_back(spec);
  };
  const auto device = [&config](const char *name, uint16_t segment, uint16_t sid) {
    vtd::sriov_spec spec;
    spec.name = name;
    spec.segment = segment;
    spec.requester_id = sid;
    spec.vfs = functions_each - 1;
    spec.base = 0xC0000000 + config.sriovs.size() * 0x1000000;
    config.sriovs.push_back(spec);
  };
  unit("rest", 0, true, {});
  unit("port", 0, false, {{VTD_DMAR_SCOPE_TYPE_BRIDGE, 0x0008, 0}});
  unit("listed", 0, false, {{VTD_DMAR_SCOPE_TYPE_ENDPOINT, 0x2000, 0}});
  unit("other", 1, true, {});
  config.bridges = {{0, 0x0008, 1, 4, 1}, {0, 0x0010, 0x20, 0x2F, 1}};
  device("behind_port", 0, 0x0100);
  device("behind_bridge", 0, 0x2000);
  device("unlisted", 0, 0x4000);
  device("same_ids", 1, 0x0100);
  return config;
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
  const vtd::platform_config config = four_units();
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
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  const vtd::platform_config config = four_units();
  if (const auto mistake = vtd::check_topology(config)) {
    std::fprintf(stderr, "%s\n", mistake->text.c_str());
    return EXIT_FAILURE;
  }
  vtd::platform_options options;
  options.iotlb = kind;
  vtd::platform machine("platform", config, options);
  machine.run({{&units_program, 1, false}});
  report = &machine.report();
  facts = machine.facts();
  report->print(std::cout, facts);
  return RUN_ALL_TESTS();
}

int main(int argc, char **argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
