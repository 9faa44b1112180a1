// SPDX-License-Identifier: Apache-2.0
// The platform with programs of the test's own: good ones, and ones that misbehave in each way that
// the processor model must notice. They run once, one after the other; then the report is checked.
//
//   vtd_platform_test [--no-dmi]   with or without direct memory pointers anywhere
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "page_allocator.h"
#include "platform.h"
#include "vtd/dma_engine_regs.h"
#include "vtd/ioapic_regs.h"

namespace {

using vtd::page_allocator;
using vtd::program_record;

bool direct_memory = true;
const vtd::run_report *report;
vtd::run_facts facts;

// ---------------------------------------------------------------------------------------------------
// Programs

struct log_entry {
  unsigned vector;
  bool nested;
};
std::vector<log_entry> interrupts;
bool inside;
const fw_env *environment;

void message(const fw_env *env, unsigned vector) {
  env->hal.write32(env->hal.ctx, env->machine->msi_base, vector);
}

void note_interrupt(void *, unsigned vector) {
  const bool nested = inside;
  inside = true;
  interrupts.push_back({vector, nested});
  if (vector == 40) { // two more while this one is served
    message(environment, 41);
    message(environment, 42);
    message(environment, 41);
  }
  inside = false;
}

bool runs_interrupts(const fw_env *env) {
  environment = env;
  interrupts.clear();
  for (const unsigned vector : {40u, 41u, 42u})
    env->irq_hook(env->ctx, vector, note_interrupt, nullptr);
  message(env, 40);
  env->check(env->ctx, interrupts.size() == 3, "three handlers ran before the next access");
  message(env, 43); // nobody's
  message(env, 8);  // an exception's number
  env->hal.relax(env->hal.ctx);
  env->irq_hook(env->ctx, 41, nullptr, nullptr);
  message(env, 41);
  env->check(env->ctx, interrupts.size() == 3, "unhooked vectors are dropped");
  return true;
}

// Levels and processors. Nothing is on pin 0 of the built-in platform's I/O APIC, so an entry that
// is active at low asks until it is masked.
struct taken_level {
  unsigned vector, processor;
};
std::vector<taken_level> levels;

void redirect(const fw_env *env, uint32_t low) {
  const vtd_hal *hal = &env->hal;
  const uint64_t base = env->machine->ioapic[0].base;
  hal->write32(hal->ctx, base + VTD_IOAPIC_IOREGSEL, VTD_IOAPIC_RTE_HI(0));
  hal->write32(hal->ctx, base + VTD_IOAPIC_IOWIN, env->machine->apic_id[2] << 24);
  hal->write32(hal->ctx, base + VTD_IOAPIC_IOREGSEL, VTD_IOAPIC_RTE_LO(0));
  hal->write32(hal->ctx, base + VTD_IOAPIC_IOWIN, low);
}

void note_level(void *, unsigned vector) {
  levels.push_back({vector, environment->processor(environment->ctx)});
  if (levels.size() == 3)
    redirect(environment, 0x1A000 | vector);
}

bool ends_interrupts(const fw_env *env) {
  const auto let_time_pass = [env] {
    for (unsigned i = 0; i < 20; ++i)
      env->hal.relax(env->hal.ctx);
  };
  environment = env;
  levels.clear();
  redirect(env, 0x0A000 | 60); // level, active low; nobody has hooked it: it never ends
  let_time_pass();
  env->irq_hook(env->ctx, 60, note_level, nullptr);
  let_time_pass();
  env->check(env->ctx, levels.empty(), "what nobody handles does not end");
  env->hal.write32(env->hal.ctx, env->machine->ioapic[0].base + VTD_IOAPIC_EOI, 60);
  let_time_pass();
  env->check(env->ctx, levels.size() == 3, "each end lets the next one come, until the mask");
  for (const taken_level &entry : levels)
    env->check(env->ctx, entry.vector == 60 && entry.processor == 2, "processor 2 takes them");
  env->check(env->ctx, env->processor(env->ctx) == 0, "the program is on processor 0");
  message(env, 60); // an edge of the same vector
  env->check(env->ctx, levels.size() == 4, "it has no end to tell");
  env->hal.write32(env->hal.ctx, env->machine->msi_base + (9u << 12), 60); // to nobody
  let_time_pass();
  return env->check(env->ctx, levels.size() == 4, "a message for no processor is lost");
}

uint64_t channel(const fw_env *env) {
  return env->machine->engine[0].base;
}

bool moves_data(const fw_env *env) {
  const vtd_hal *hal = &env->hal;
  env->phase(env->ctx, "set up");
  const uint64_t pages = hal->alloc_pages(hal->ctx, 4, 14);
  env->check(env->ctx, pages % 16384 == 0 && pages != 0, "pages are aligned");
  uint8_t data[6000], back[6000];
  for (unsigned i = 0; i < sizeof data; ++i)
    data[i] = static_cast<uint8_t>(i * 13);
  hal->mem_write(hal->ctx, pages + 100, data, sizeof data);
  hal->mem_read(hal->ctx, pages + 100, back, sizeof back);
  env->check(env->ctx, std::memcmp(data, back, sizeof data) == 0, "memory holds data");

  env->phase(env->ctx, "copy");
  struct {
    uint64_t src, dst;
    uint32_t len, flags, status, done;
  } d = {pages + 100, pages + 8192, 6000, VTD_DMAE_OP_COPY | VTD_DMAE_FLAG_STATUS, 0, 0};
  hal->mem_write(hal->ctx, pages, &d, sizeof d);
  hal->write64(hal->ctx, channel(env) + VTD_DMAE_RING_BASE, pages);
  hal->write32(hal->ctx, channel(env) + VTD_DMAE_RING_SIZE, 2);
  hal->write32(hal->ctx, channel(env) + VTD_DMAE_CTRL, VTD_DMAE_CTRL_RUN);
  hal->write32(hal->ctx, channel(env) + VTD_DMAE_TAIL, 1);
  while ((hal->read32(hal->ctx, channel(env) + VTD_DMAE_STATUS) & VTD_DMAE_STATUS_DONE) == 0)
    hal->relax(hal->ctx);
  hal->mem_read(hal->ctx, pages + 8192, back, sizeof back);
  env->check(env->ctx, std::memcmp(data, back, sizeof data) == 0, "DMA moved the data");
  hal->free_pages(hal->ctx, pages, 4);
  env->check(env->ctx, hal->read32(hal->ctx, 0xD0000000) == 0xFFFFFFFF, "nobody there: all ones");
  env->check(env->ctx, hal->read64(hal->ctx, 0xD0000000) == ~UINT64_C(0), "nobody there: all ones");
  return true;
}

bool gets_zeroed_pages(const fw_env *env) {
  const vtd_hal *hal = &env->hal;
  bool zero = true;
  for (const size_t count : {1u, 2u, 100u}) { // as small and as large ones are zeroed differently
    uint64_t pages = hal->alloc_pages(hal->ctx, count, 12);
    std::vector<uint64_t> words(count * 512, UINT64_C(0xA5A5A5A5A5A5A5A5));
    hal->mem_write(hal->ctx, pages, words.data(), count * 4096);
    hal->free_pages(hal->ctx, pages, count);
    zero &= hal->alloc_pages(hal->ctx, count, 12) == pages;
    hal->mem_read(hal->ctx, pages, words.data(), count * 4096);
    for (const uint64_t word : words)
      zero &= word == 0;
    hal->free_pages(hal->ctx, pages, count);
  }
  env->check(env->ctx, zero, "pages come zeroed again");
  env->check(env->ctx, hal->alloc_pages(hal->ctx, 1u << 20, 12) == 0, "out of memory is told");
  return true;
}

// An interrupt that ends relax() early must not take back time that the program has seen: the
// channel's message comes at another moment of the program's quantum in each round.
bool time_goes_forward(const fw_env *env) {
  const vtd_hal *hal = &env->hal;
  const uint64_t ring = hal->alloc_pages(hal->ctx, 1, 12);
  hal->write32(hal->ctx, channel(env) + VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
  hal->write64(hal->ctx, channel(env) + VTD_DMAE_RING_BASE, ring);
  hal->write32(hal->ctx, channel(env) + VTD_DMAE_RING_SIZE, 2);
  hal->write64(hal->ctx, channel(env) + VTD_DMAE_MSI_ADDR, env->machine->msi_base);
  hal->write32(hal->ctx, channel(env) + VTD_DMAE_MSI_DATA, 50);
  struct {
    uint64_t src, dst;
    uint32_t len, flags, status, done;
  } d = {0, ring + 256, 64, VTD_DMAE_OP_FILL | VTD_DMAE_FLAG_IRQ, 0, 0};
  hal->mem_write(hal->ctx, ring, &d, sizeof d);
  hal->mem_write(hal->ctx, ring + sizeof d, &d, sizeof d);
  hal->write32(hal->ctx, channel(env) + VTD_DMAE_CTRL,
               VTD_DMAE_CTRL_RUN | VTD_DMAE_CTRL_IRQ_ENABLE);
  bool forward = true;
  for (unsigned round = 1; round <= 64; ++round) {
    hal->write32(hal->ctx, channel(env) + VTD_DMAE_TAIL, round % 2);
    uint64_t seen = 0;
    for (unsigned i = 0; i < round; ++i)
      seen = hal->time_ns(hal->ctx);
    hal->relax(hal->ctx);
    forward &= hal->time_ns(hal->ctx) >= seen;
    while ((hal->read32(hal->ctx, channel(env) + VTD_DMAE_STATUS) & VTD_DMAE_STATUS_BUSY) != 0)
      hal->relax(hal->ctx);
  }
  hal->write32(hal->ctx, channel(env) + VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
  hal->free_pages(hal->ctx, ring, 1);
  return env->check(env->ctx, forward, "time goes forward across relax()");
}

bool sees_time(const fw_env *env) {
  const vtd_hal *hal = &env->hal;
  const uint64_t start = hal->time_ns(hal->ctx);
  hal->relax(hal->ctx);
  const uint64_t after = hal->time_ns(hal->ctx);
  env->check(env->ctx, after >= start + 100 && after < start + 200, "relax() takes its time");
  while (hal->time_ns(hal->ctx) < start + 5000) // must end
    continue;
  return env->check(env->ctx, env->seed == 77, "the seed arrives");
}

bool loops_relaxing(const fw_env *env) {
  env->phase(env->ctx, "loop");
  for (;;)
    env->hal.relax(env->hal.ctx);
}

bool loops_reading(const fw_env *env) {
  for (;;)
    env->hal.read32(env->hal.ctx, env->machine->vtd_base);
}

void never_returns(void *, unsigned) {
  loops_relaxing(environment);
}
bool loops_in_handler(const fw_env *env) {
  environment = env;
  env->irq_hook(env->ctx, 50, never_returns, nullptr);
  message(env, 50);
  return true;
}

bool fails_checks(const fw_env *env) {
  for (unsigned i = 0; i < 20; ++i)
    env->check(env->ctx, i == 3, "the number is three");
  return true;
}

bool says_no(const fw_env *) {
  return false;
}

bool misses_a_fault(const fw_env *env) {
  env->expect_faults(env->ctx, 2);
  env->saw_fault(env->ctx, 0x18, 1, 0x1000, true);
  return true;
}

bool leaves_the_queue_on(const fw_env *env) {
  const vtd_hal *hal = &env->hal;
  const uint64_t page = hal->alloc_pages(hal->ctx, 1, 12);
  hal->write64(hal->ctx, env->machine->vtd_base + VTD_IQA_REG, page);
  hal->write32(hal->ctx, env->machine->vtd_base + VTD_GCMD_REG, VTD_GCMD_QIE);
  hal->relax(hal->ctx);
  return true; // and does not give the page back
}

bool frees_twice(const fw_env *env) {
  const vtd_hal *hal = &env->hal;
  const uint64_t page = hal->alloc_pages(hal->ctx, 1, 12);
  hal->free_pages(hal->ctx, page, 1);
  hal->free_pages(hal->ctx, page, 1);
  hal->free_pages(hal->ctx, 0, 1);
  return true;
}

// Runs last: nothing of the others may be left.
bool finds_a_clean_machine(const fw_env *env) {
  const vtd_hal *hal = &env->hal;
  env->check(env->ctx, hal->read32(hal->ctx, env->machine->vtd_base + VTD_GSTS_REG) == 0,
             "the unit is in reset");
  env->check(env->ctx, hal->read64(hal->ctx, channel(env) + VTD_DMAE_RING_BASE) == 0,
             "the engine is in reset");
  const uint64_t page = hal->alloc_pages(hal->ctx, 1, 12);
  hal->free_pages(hal->ctx, page, 1);
  return env->check(env->ctx, page == 0x100000, "all pages are free");
}

const fw_program programs[] = {
    {"runs_interrupts", "", runs_interrupts},
    {"moves_data", "", moves_data},
    {"ends_interrupts", "", ends_interrupts},
    {"gets_zeroed_pages", "", gets_zeroed_pages},
    {"sees_time", "", sees_time},
    {"time_goes_forward", "", time_goes_forward},
    {"loops_relaxing", "", loops_relaxing},
    {"loops_reading", "", loops_reading},
    {"loops_in_handler", "", loops_in_handler},
    {"fails_checks", "", fails_checks},
    {"says_no", "", says_no},
    {"misses_a_fault", "", misses_a_fault},
    {"leaves_the_queue_on", "", leaves_the_queue_on},
    {"frees_twice", "", frees_twice},
    {"finds_a_clean_machine", "", finds_a_clean_machine},
};

// ---------------------------------------------------------------------------------------------------
// What must have come of it

const program_record &record(const std::string &name) {
  for (const program_record &r : report->programs())
    if (r.name == name)
      return r;
  ADD_FAILURE() << "no program " << name;
  return report->programs().front();
}

TEST(platform, good_programs_pass) {
  for (const char *name : {"runs_interrupts", "ends_interrupts", "moves_data", "gets_zeroed_pages",
                           "sees_time", "time_goes_forward", "finds_a_clean_machine"}) {
    const program_record &r = record(name);
    EXPECT_TRUE(r.passed()) << name << ": " << r.problem;
    for (const auto &phase : r.phases)
      for (const auto &what : phase.failures)
        ADD_FAILURE() << name << ": " << what;
    EXPECT_EQ(r.pages_leaked, 0u) << name;
  }
  EXPECT_FALSE(report->passed()) << "the others did not";
}

TEST(platform, interrupts_come_one_at_a_time_highest_first) {
  ASSERT_EQ(interrupts.size(), 3u);
  const unsigned order[] = {40, 42, 41}; // 41 came twice while it was pending: once
  for (unsigned i = 0; i < 3; ++i) {
    EXPECT_EQ(interrupts[i].vector, order[i]);
    EXPECT_FALSE(interrupts[i].nested);
  }
  EXPECT_EQ(record("runs_interrupts").total().delta[vtd::counter_interrupts], 7u);
}

TEST(platform, phases_count_their_own) {
  const program_record &r = record("moves_data");
  ASSERT_EQ(r.phases.size(), 2u);
  EXPECT_EQ(r.phases[0].name, "set up");
  EXPECT_EQ(r.phases[0].delta[vtd::counter_transactions], 0u);
  const auto &copy = r.phases[1];
  // 6000 bytes read and written, a descriptor, 8 bytes of status.
  EXPECT_EQ(copy.delta[vtd::counter_bytes], 12000u + 32 + 8);
  EXPECT_GE(copy.delta[vtd::counter_transactions], 48u);
  EXPECT_EQ(copy.delta[vtd::counter_translations], copy.delta[vtd::counter_transactions]);
  EXPECT_GT(copy.simulated_ps, 1000000u);
  EXPECT_EQ(r.total().delta[vtd::counter_bytes], copy.delta[vtd::counter_bytes]);
  EXPECT_EQ(r.pages_peak, 4u);
}

TEST(platform, stuck_programs_are_ended) {
  for (const char *name : {"loops_relaxing", "loops_reading", "loops_in_handler"}) {
    const program_record &r = record(name);
    EXPECT_FALSE(r.returned) << name;
    EXPECT_FALSE(r.passed()) << name;
    EXPECT_NE(r.problem.find("stuck"), std::string::npos) << name << ": " << r.problem;
  }
}

TEST(platform, failed_checks_fail_the_program) {
  const program_record &r = record("fails_checks");
  EXPECT_FALSE(r.passed());
  ASSERT_EQ(r.phases.size(), 1u);
  EXPECT_EQ(r.phases[0].name, "start");
  EXPECT_EQ(r.phases[0].checks_held, 1u);
  EXPECT_EQ(r.phases[0].checks_failed, 19u);
  EXPECT_EQ(r.phases[0].failures.size(), 16u) << "the list of them is bounded";
}

TEST(platform, other_failures_are_told) {
  EXPECT_FALSE(record("says_no").passed());
  EXPECT_FALSE(record("misses_a_fault").passed());
  const program_record &queue = record("leaves_the_queue_on");
  EXPECT_FALSE(queue.passed());
  EXPECT_NE(queue.problem.find("invalidation queue"), std::string::npos) << queue.problem;
  EXPECT_EQ(queue.pages_leaked, 1u);
  EXPECT_EQ(record("frees_twice").total().checks_failed, 2u);
}

TEST(platform, report_says_it_all) {
  std::ostringstream text;
  report->print(text, facts);
  for (const char *part :
       {"moves_data", "  copy", "FAILED  fails_checks / start: the number is three",
        "and 3 more checks", "1 fault records seen, 2 expected", "FAILED  loops_reading: stuck",
        "FAILED   7 of 15 programs", "processor 2: 4", "nobody: 1"})
    EXPECT_NE(text.str().find(part), std::string::npos) << part << "\n" << text.str();
  const auto json = report->json(facts);
  EXPECT_FALSE(json["passed"]);
  EXPECT_EQ(json["programs"].size(), std::size(programs));
  EXPECT_EQ(json["processors"].size(), 4u);
  EXPECT_EQ(json["processors"][2]["interrupts"], 4);
  EXPECT_EQ(json["processors"][3]["interrupts"], 0);
  EXPECT_EQ(json["interrupts_to_nobody"], 1);
  EXPECT_EQ(json["programs"][1]["phases"][1]["bytes"], 12040);
}

TEST(platform, memory_use_is_small) {
  EXPECT_LT(facts.peak_rss_bytes - facts.guest_resident_bytes, UINT64_C(150) << 20);
  EXPECT_LT(facts.footprint_bytes, UINT64_C(1) << 20);
}

TEST(page_allocator, gives_aligned_pages_once) {
  page_allocator pages(0x100000, 0x200000); // 256 pages
  EXPECT_EQ(pages.allocate(1, 12), 0x100000u);
  EXPECT_EQ(pages.allocate(2, 16), 0x110000u);
  EXPECT_EQ(pages.allocate(1, 0), 0x101000u);
  EXPECT_EQ(pages.allocate(15, 12), 0x112000u);
  EXPECT_EQ(pages.allocate(14, 12), 0x102000u) << "the hole is filled";
  EXPECT_EQ(pages.allocate(0, 12), 0u);
  EXPECT_EQ(pages.allocate(257, 12), 0u);
  EXPECT_EQ(pages.allocate(1, 21), 0u);
  EXPECT_EQ(pages.allocate(1, 63), 0u);
  EXPECT_EQ(pages.used(), 33u);
  EXPECT_FALSE(pages.free(0x100001, 1));
  EXPECT_FALSE(pages.free(0x1FF000, 2));
  EXPECT_FALSE(pages.free(0xFF000, 1));
  EXPECT_FALSE(pages.free(0x120000, 2)) << "half of it is free";
  EXPECT_TRUE(pages.free(0x110000, 2));
  EXPECT_FALSE(pages.free(0x110000, 2));
  EXPECT_EQ(pages.allocate(2, 12), 0x110000u);
  EXPECT_EQ(pages.peak(), 33u);
  pages.free_all();
  EXPECT_EQ(pages.allocate(256, 12), 0x100000u);
  EXPECT_EQ(pages.allocate(1, 12), 0u);
}

} // namespace

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  direct_memory = argc < 2 || std::strcmp(argv[1], "--no-dmi") != 0;
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  vtd::platform_config config = vtd::default_platform();
  config.memory.mib = 32;
  config.memory.dmi = direct_memory;
  config.cpu.limit_ms = 1;
  vtd::platform machine("platform", config, {});
  std::vector<vtd::cpu_job> jobs;
  for (const fw_program &program : programs)
    jobs.push_back({&program, 77, false});
  machine.run(jobs);
  report = &machine.report();
  facts = machine.facts();
  return RUN_ALL_TESTS();
}

int main(int argc, char **argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
