// SPDX-License-Identifier: Apache-2.0
// The large platform: four units, 1,024 functions, 4,096 address spaces and 65,536 PASIDs at the
// same time. Every function has four address spaces, every other one of first-stage tables, and 64
// PASIDs of its own, which are shared out among them. Data moves with every PASID, twice; samples
// of what must not be possible are tried; then all of it goes again.
//
//   vtd_scale_test [functions of a device] [PASIDs of a function]     (256 64)
#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "four_units.h"

extern "C" {
#include "vtd_drv_scalable.h"
}

namespace {

constexpr uint64_t ring_iova = 0x10000;
constexpr uint64_t data_iova = 0x20000;
constexpr uint64_t hole_iova = 0x30000;
constexpr uint32_t bytes = 64;   // that one PASID moves from the lower to the upper half of a page
constexpr uint32_t half = 2048;  // of a page
constexpr unsigned spaces = 4;   // of a function
constexpr unsigned samples = 16; // functions that try what they must not
constexpr unsigned rw = VTD_DRV_READ | VTD_DRV_WRITE;

unsigned functions_each = 256;
unsigned pasids_each = 64;
units_run run;

struct measured {
  uint64_t functions, domains, pasids, tables;
  uint64_t table_pages, pasid_pages, data_pages;
} sizes;

// Memory of the program, page by page.
const vtd_hal *real_hal;
uint64_t pages_now;

vtd_hal counting(const vtd_hal &hal) {
  vtd_hal out = hal;
  out.alloc_pages = [](void *ctx, size_t count, unsigned align_log2) {
    const uint64_t page = real_hal->alloc_pages(ctx, count, align_log2);
    pages_now += page != 0 ? count : 0;
    return page;
  };
  out.free_pages = [](void *ctx, uint64_t phys, size_t count) {
    real_hal->free_pages(ctx, phys, count);
    pages_now -= count;
  };
  return out;
}

class program : units_firmware {
public:
  explicit program(const fw_env *env)
      : units_firmware(env, functions_each), counting_(counting(env->hal)) {
    real_hal = &env->hal;
    hal_ = &counting_;
  }

  bool run() {
    phase("finding functions");
    find_units(true);
    find_functions();
    translation_on();
    phase("address spaces");
    add_functions();
    phase("PASIDs");
    add_pasids();
    for (unsigned pass = 0; pass < 2; ++pass) {
      phase(pass == 0 ? "every PASID moves data" : "and again");
      move_data(pass);
    }
    phase("isolation");
    for (unsigned i = 0; i < samples; ++i)
      try_what_is_forbidden(i * functions_.size() / samples);
    phase("taken away");
    take_away();
    return good_;
  }

private:
  struct function_state {
    place where;
    uint64_t ring;
    std::array<vtd_drv_domain, spaces> domain;
    std::array<uint64_t, spaces> data; // a page each
    std::vector<uint32_t> pasids;      // the n-th belongs to address space n % spaces
    dmae_channel queue;
  };

  uint64_t page() { return hal_->alloc_pages(hal_->ctx, 1, 12); }

  void add_functions() {
    bool ok = true;
    for (const place &where : places_) {
      functions_.push_back(std::make_unique<function_state>());
      function_state &f = *functions_.back();
      f.where = where;
      f.ring = page();
      for (unsigned s = 0; s < spaces; ++s) {
        vtd_drv *unit = &where.unit->driver;
        vtd_drv_domain *domain = &f.domain[s];
        const vtd_drv_err made = s % 2 == 0 ? vtd_drv_domain_create_first(unit, domain, 0)
                                            : vtd_drv_domain_create(unit, domain, 3);
        f.data[s] = page();
        ok &= made == VTD_DRV_OK;
        ok = ok && vtd_drv_map(domain, ring_iova, f.ring, 4096, rw) == VTD_DRV_OK;
        ok = ok && vtd_drv_map(domain, data_iova, f.data[s], 4096, rw) == VTD_DRV_OK;
      }
      ok = ok && dmae_open(&f.queue, hal_, where.window, 0, f.ring, ring_iova, 8, 0) == DMAE_OK;
    }
    check(ok, "every function has its address spaces");
    sizes.functions = functions_.size();
    sizes.domains = functions_.size() * spaces;
    sizes.data_pages = functions_.size() * (spaces + 1);
    for (const auto &unit : units_)
      sizes.tables += unit->driver.stats.tables_now;
    sizes.table_pages = pages_now - sizes.data_pages;
  }

  void add_pasids() {
    const uint64_t before = pages_now;
    bool ok = true;
    vtd_drv_pasid_pool_init(&pool_, hal_, vtd_drv_pasid_limit(&units_.front()->driver));
    for (auto &f : functions_) {
      vtd_drv *unit = &f->where.unit->driver;
      ok &= vtd_drv_attach_blocked(unit, f->where.sid, VTD_DRV_ATTACH_PASID) == VTD_DRV_OK;
      for (unsigned i = 0; i < pasids_each; ++i) {
        const vtd_drv_pasid taken = vtd_drv_pasid_take(&pool_);
        ok &= taken.err == VTD_DRV_OK;
        f->pasids.push_back(taken.pasid);
        vtd_drv_domain *domain = &f->domain[i % spaces];
        ok = ok && vtd_drv_bind(domain, f->where.sid, taken.pasid, 0) == VTD_DRV_OK;
      }
    }
    check(ok, "every function has its PASIDs");
    sizes.pasids = pool_.taken;
    sizes.pasid_pages = pages_now - before;
  }

  static void use_pasid(function_state &f, uint32_t pasid) {
    dmae_set_request(&f.queue, VTD_DMAE_REQ_PASID | pasid);
  }

  static uint64_t word_of(size_t function, unsigned index, unsigned pass) {
    return ((function * 4096 + index) * 2 + pass + 1) * UINT64_C(0x9E3779B97F4A7C15);
  }

  // What the PASIDs of one address space move, one after the other in its page.
  static std::vector<uint64_t> pattern(size_t function, unsigned space, unsigned pass) {
    std::vector<uint64_t> words;
    for (unsigned i = space; i < pasids_each; i += spaces)
      words.insert(words.end(), bytes / 8, word_of(function, i, pass));
    return words;
  }

  void move_data(unsigned pass) {
    for (size_t n = 0; n < functions_.size(); ++n)
      for (unsigned s = 0; s < spaces; ++s) {
        const auto words = pattern(n, s, pass);
        hal_->mem_write(hal_->ctx, functions_[n]->data[s], words.data(), words.size() * 8);
      }
    bool done = true, right = true;
    for (unsigned i = 0; i < pasids_each; ++i) {
      const uint64_t at = data_iova + uint64_t{i / spaces} * bytes;
      const dmae_job job = {at, at + half, bytes, VTD_DMAE_OP_COPY};
      for (auto &f : functions_) {
        use_pasid(*f, f->pasids[i]);
        dmae_queue(&f->queue, &job, nullptr);
        dmae_kick(&f->queue);
      }
      for (auto &f : functions_)
        done &= dmae_wait(&f->queue, patience) == DMAE_OK;
    }
    for (size_t n = 0; n < functions_.size(); ++n)
      for (unsigned s = 0; s < spaces; ++s) {
        const auto words = pattern(n, s, pass);
        std::vector<uint64_t> moved(words.size());
        hal_->mem_read(hal_->ctx, functions_[n]->data[s] + half, moved.data(), moved.size() * 8);
        right &= moved == words;
      }
    check(done, "every PASID has done its work");
    check(right, "every address space has its own data");
  }

  // The function's next access must fail; what its unit tells of it.
  vtd_drv_fault blocked(function_state &f, uint64_t dst, const char *what) {
    forget_faults();
    env_->expect_faults(env_->ctx, 1);
    const dmae_job job = {data_iova, dst, bytes, VTD_DMAE_OP_COPY};
    check(dmae_run(&f.queue, &job, patience) != DMAE_OK, what);
    const std::vector<vtd_drv_fault> told = await_fault(f.where.unit);
    dmae_close(&f.queue);
    check(dmae_open(&f.queue, hal_, f.where.window, 0, f.ring, ring_iova, 8, 0) == DMAE_OK,
          "the queue is open again");
    const vtd_drv_fault fault = told.empty() ? vtd_drv_fault() : told.front();
    check(fault.sid == f.where.sid, "the fault names the function");
    return fault;
  }

  void works(function_state &f, unsigned index) {
    use_pasid(f, f.pasids[index]);
    const dmae_job job = {data_iova, data_iova + half, bytes, VTD_DMAE_OP_COPY};
    check(dmae_run(&f.queue, &job, patience) == DMAE_OK, "the PASID works");
  }

  void try_what_is_forbidden(size_t n) {
    function_state &f = *functions_[n];
    const function_state &next = *functions_[(n + 1) % functions_.size()];
    const function_state &far = *functions_[(n + functions_.size() / 2) % functions_.size()];
    for (const function_state *other : {&next, &far}) {
      const uint32_t pasid = other->pasids.back();
      use_pasid(f, pasid);
      const vtd_drv_fault fault =
          blocked(f, data_iova + half, "another function's PASID is blocked");
      check(fault.has_pasid && fault.pasid == pasid, "the fault names the PASID");
      check(fault.reason == VTD_FR_SCT_7 || fault.reason == VTD_FR_SPD_2 ||
                fault.reason == VTD_FR_SPT_2,
            "the function's PASID tables do not have it");
    }
    const vtd_drv_fault bare = blocked(f, data_iova + half, "a request without PASID is blocked");
    check(!bare.has_pasid && (bare.reason == VTD_FR_SPD_2 || bare.reason == VTD_FR_SPT_2),
          "there is no entry for it");

    for (unsigned s = 0; s < 2; ++s) { // first stage, second stage
      use_pasid(f, f.pasids[s]);
      const vtd_drv_fault hole = blocked(f, hole_iova, "a hole is closed");
      check(hole.addr == hole_iova && hole.pasid == f.pasids[s], "address and PASID are right");
      check(hole.reason == (s == 0 ? VTD_FR_SFS_2 : VTD_FR_SSS_2), "so is the reason");
    }

    check(vtd_drv_unmap(&f.domain[0], data_iova, 4096) == VTD_DRV_OK, "unmapped in one space");
    for (unsigned i = 0; i < spaces; ++i)
      if (i != 0)
        works(f, i);
    use_pasid(f, f.pasids[spaces]); // another PASID of the same space
    check(blocked(f, data_iova + half, "unmapped for all its PASIDs").addr == data_iova,
          "the address is right");
    check(vtd_drv_map(&f.domain[0], data_iova, f.data[0], 4096, rw) == VTD_DRV_OK, "mapped again");
    works(f, 0);
  }

  void take_away() {
    bool ok = true;
    remove_functions();
    for (auto &f : functions_) {
      vtd_drv *unit = &f->where.unit->driver;
      for (unsigned i = 0; i < pasids_each; ++i) {
        vtd_drv_domain *domain = &f->domain[i % spaces];
        ok = ok && vtd_drv_unbind(unit, domain, f->where.sid, f->pasids[i]) == VTD_DRV_OK;
        ok &= vtd_drv_pasid_give(&pool_, f->pasids[i]) == VTD_DRV_OK;
      }
      ok = ok && vtd_drv_detach(unit, nullptr, f->where.sid) == VTD_DRV_OK;
      for (unsigned s = 0; s < spaces; ++s) {
        ok = ok && vtd_drv_domain_destroy(&f->domain[s]) == VTD_DRV_OK;
        hal_->free_pages(hal_->ctx, f->data[s], 1);
      }
      hal_->free_pages(hal_->ctx, f->ring, 1);
    }
    check(ok, "everything has gone");
    check(pool_.taken == 0, "every PASID is free");
    vtd_drv_pasid_pool_end(&pool_);
    shut_down();
    check(pages_now == 0, "every page is free");
  }

  vtd_hal counting_;
  vtd_drv_pasid_pool pool_ = {};
  std::vector<std::unique_ptr<function_state>> functions_;
};

const fw_program scale_program = {"scale", "PASIDs of functions behind four units",
                                  [](const fw_env *env) {
                                    program p(env);
                                    return p.run();
                                  }};

// A quarter of the PASIDs and of the functions for each unit.
vtd_config core_config() {
  vtd_config core = vtd_config_scalable();
  core.context_entries = 1024;
  core.pasid_entries = 16384;
  return core;
}

vtd::platform_config platform() {
  vtd::platform_config config = four_units(functions_each, core_config());
  config.memory.mib = 256;
  config.cpu.limit_ms = 60000;
  return config;
}

void print_sizes() {
  const auto kib = [](uint64_t pages) { return pages * 4; };
  std::printf("scale    %" PRIu64 " functions, %" PRIu64 " domains, %" PRIu64 " PASIDs\n",
              sizes.functions, sizes.domains, sizes.pasids);
  std::printf("tables   %" PRIu64 " KiB of paging tables (%" PRIu64 " tables), %" PRIu64
              " KiB of PASID directories and tables, %" PRIu64 " KiB of data\n",
              kib(sizes.table_pages), sizes.tables, kib(sizes.pasid_pages), kib(sizes.data_pages));
  for (const vtd::unit_facts &unit : run.facts.units)
    std::printf("unit     %s: %" PRIu64 " bytes\n", unit.name.c_str(), unit.footprint_bytes);
}

TEST(scale, the_program_passes) {
  std::ostringstream text;
  run.report->print(text, run.facts);
  EXPECT_TRUE(run.report->passed()) << text.str();
  EXPECT_EQ(run.report->programs().front().pages_leaked, 0u);
  EXPECT_EQ(sizes.functions, functions_each * units_expected);
  EXPECT_EQ(sizes.domains, sizes.functions * spaces);
  EXPECT_EQ(sizes.pasids, sizes.functions * pasids_each);
}

TEST(scale, every_unit_has_its_quarter) {
  const auto json = run.report->json(run.facts);
  const uint64_t functions = functions_each;
  ASSERT_EQ(json["units"].size(), units_expected);
  for (const auto &unit : json["units"]) {
    // Descriptor, source and destination for each PASID, twice.
    EXPECT_GE(unit["translations"], functions * pasids_each * 3 * 2) << unit["name"];
    // Six accesses of each sample are blocked.
    EXPECT_EQ(unit["fault_records"], samples / units_expected * 6) << unit["name"];
  }
}

// What a unit needs is known from its configuration, before it has seen anything.
TEST(scale, units_are_as_large_as_configured) {
  const vtd_config core = core_config();
  for (const vtd::unit_facts &unit : run.facts.units)
    EXPECT_EQ(unit.footprint_bytes, vtd_footprint(&core)) << unit.name;
}

// A paging table for each level, at most four of the first and three of the second stage; for each
// function a directory of eight pages at most, and tables for its PASIDs, the first and the last of
// which may lie in shared ones.
TEST(scale, tables_are_as_small_as_can_be) {
  EXPECT_EQ(sizes.tables, sizes.functions * spaces / 2 * (4 + 3));
  const uint64_t pasid_tables = (pasids_each + 63) / 64 + 1;
  EXPECT_LE(sizes.pasid_pages, sizes.functions * (8 + pasid_tables) + 2 + units_expected * 512);
}

unsigned number(const char *text, unsigned least, unsigned most) {
  char *end = nullptr;
  const unsigned long value = std::strtoul(text, &end, 10);
  if (*text == '\0' || *end != '\0' || value < least || value > most) {
    std::fprintf(stderr, "vtd_scale_test: '%s' is not a number from %u to %u\n", text, least, most);
    std::exit(2);
  }
  return static_cast<unsigned>(value);
}

} // namespace

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc > 1)
    functions_each = number(argv[1], 4, 256);
  if (argc > 2)
    pasids_each = number(argv[2], spaces + 1, 128);
  run = run_on(platform(), vtd::iotlb_kind::model, scale_program);
  if (!run.machine)
    return EXIT_FAILURE;
  print_sizes();
  return RUN_ALL_TESTS();
}

int main(int argc, char **argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
