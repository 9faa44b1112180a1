// SPDX-License-Identifier: Apache-2.0
// Hostile firmware and devices: random accesses to every register and to memory full of random
// structures around a set of good ones (which go bad in the course), while the engines run whatever
// descriptors they find. Nothing of it may crash, hang or corrupt the simulator, RTL and model must
// agree all the way, and after a reset the machine must work as new.
//
//   chaos_test [seed] [rounds] [model|lockstep]
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "platform.h"
#include "vtd/dma_engine_regs.h"
#include "vtd/ioapic_regs.h"
#include "vtd/vtd_regs.h"

namespace {

constexpr unsigned accesses = 20000;
constexpr unsigned replant = 2500; // accesses after which the good structures are written anew
// Pages of the good structures.
constexpr uint64_t root_page = UINT64_C(16) << 12;
constexpr uint64_t context_page = UINT64_C(17) << 12;
constexpr uint64_t tables_page = UINT64_C(18) << 12; // PML4, PDP, PD, then one table for each 2 MiB
constexpr uint64_t queue_page = UINT64_C(40) << 12;
constexpr uint64_t ram_mib = 16;

class chaos {
public:
  explicit chaos(const fw_env *env) : env_(env), hal_(env->hal), random_(env->seed) {}

  void run() {
    fill_memory();
    for (unsigned i = 0; i < accesses; ++i) {
      if (i % replant == 0)
        plant();
      step();
    }
  }

private:
  uint64_t up_to(uint64_t n) { return random_() % n; }

  // Values that software might write: sensible ones more often than noise.
  uint64_t value() {
    switch (up_to(6)) {
    case 0:
      return random_();
    case 1:
      return up_to(ram_mib << 8) << 12; // a page of memory
    case 2:
      return UINT64_C(1) << up_to(64);
    case 3:
      return up_to(64);
    case 4:
      return env_->machine->msi_base + (up_to(256) << 12);
    default:
      return (up_to(ram_mib << 8) << 12) | up_to(16);
    }
  }

  uint64_t address() {
    const fw_machine &m = *env_->machine;
    switch (up_to(8)) {
    case 0:
      return up_to(m.ram_bytes + 4096);
    case 1:
      return m.msi_base + up_to(0x1000);
    case 2:
      return random_();
    case 3:
    case 4:
    case 5: {
      const fw_dma_engine &engine = m.engine[up_to(m.engine_count)];
      return engine.base + up_to(engine.channels + 1) * VTD_DMAE_CHANNEL_STRIDE + up_to(20) * 4;
    }
    default:
      return m.vtd_base + up_to(0x300) / 4 * 4 + (up_to(50) == 0 ? up_to(4) : 0);
    }
  }

  // Pages of words that look like entries, descriptors, lists.
  void fill_memory() {
    uint64_t words[512];
    for (uint64_t page = 0; page < ram_mib << 8; page += 1 + up_to(3)) {
      const uint64_t shape = up_to(4);
      for (uint64_t &word : words)
        word = shape == 0 ? random_() : shape == 1 ? value() : value() | 3;
      hal_.mem_write(hal_.ctx, page << 12, words, sizeof words);
    }
  }

  void put(uint64_t addr, const uint64_t *words, size_t count) {
    hal_.mem_write(hal_.ctx, addr, words, count * sizeof *words);
  }

  // Every requester reaches all of memory, by pages of both sizes, with permissions at random.
  void plant() {
    for (uint64_t bus = 0; bus < VTD_ROOT_ENTRIES; ++bus) {
      uint64_t entry[VTD_ROOT_WORDS] = {};
      vtd_root_p_set(entry, 1);
      vtd_root_ctp_set(entry, context_page);
      put(root_page + bus * VTD_ROOT_SIZE, entry, VTD_ROOT_WORDS);
    }
    for (uint64_t devfn = 0; devfn < VTD_CTX_ENTRIES; ++devfn) {
      uint64_t entry[VTD_CTX_WORDS] = {};
      vtd_ctx_p_set(entry, 1);
      vtd_ctx_tt_set(entry, devfn % 8 == 0 ? VTD_CTX_TT_PASS_THROUGH : VTD_CTX_TT_UNTRANSLATED);
      vtd_ctx_ssptptr_set(entry, tables_page);
      vtd_ctx_aw_set(entry, VTD_CTX_AW_48);
      vtd_ctx_did_set(entry, 1 + devfn % 3);
      put(context_page + devfn * VTD_CTX_SIZE, entry, VTD_CTX_WORDS);
    }
    uint64_t directory[2] = {}; // the only entry of PML4 and PDP
    for (unsigned level = 0; level < 2; ++level) {
      vtd_ss_dir_r_set(directory, 1);
      vtd_ss_dir_w_set(directory, 1);
      vtd_ss_dir_addr_set(directory, tables_page + (level + UINT64_C(1)) * 4096);
      put(tables_page + level * 4096, directory, 1);
    }
    for (uint64_t i = 0; i < ram_mib / 2; ++i)
      plant_2m(i);
    for (uint64_t i = 0; i < 256; ++i)
      plant_descriptor(queue_page + i * VTD_QI_SIZE_128);
  }

  void plant_2m(uint64_t index) {
    const uint64_t slot = tables_page + 2 * 4096 + index * 8;
    uint64_t entry[1] = {};
    if (index % 2 == 0) {
      vtd_ss_pde_2m_r_set(entry, up_to(4) != 0);
      vtd_ss_pde_2m_w_set(entry, up_to(4) != 0);
      vtd_ss_pde_2m_ps_set(entry, 1);
      vtd_ss_pde_2m_addr_set(entry, index << VTD_PAGE_2M_SHIFT);
      return put(slot, entry, 1);
    }
    const uint64_t table = tables_page + (3 + index) * 4096;
    vtd_ss_dir_r_set(entry, 1);
    vtd_ss_dir_w_set(entry, 1);
    vtd_ss_dir_addr_set(entry, table);
    put(slot, entry, 1);
    uint64_t pages[512];
    for (uint64_t &page : pages) {
      page = 0;
      vtd_ss_pte_r_set(&page, up_to(8) != 0);
      vtd_ss_pte_w_set(&page, up_to(8) != 0);
      vtd_ss_pte_addr_set(&page, up_to(ram_mib << 8) << 12);
    }
    put(table, pages, 512);
  }

  void plant_descriptor(uint64_t addr) {
    uint64_t d[2] = {};
    switch (up_to(6)) {
    case 0:
      vtd_qi_cc_type_set(d, VTD_QI_TYPE_CC);
      vtd_qi_cc_g_set(d, 1 + up_to(3));
      vtd_qi_cc_did_set(d, up_to(4));
      vtd_qi_cc_sid_set(d, up_to(0x300));
      break;
    case 1:
      vtd_qi_wait_type_set(d, VTD_QI_TYPE_WAIT);
      vtd_qi_wait_if_set(d, up_to(2));
      vtd_qi_wait_sw_set(d, up_to(2));
      vtd_qi_wait_addr_set(d, up_to(ram_mib << 20));
      break;
    case 2:
      d[0] = up_to(20) == 0 ? random_() : VTD_QI_TYPE_IEC;
      break;
    default:
      vtd_qi_iotlb_type_set(d, VTD_QI_TYPE_IOTLB);
      vtd_qi_iotlb_g_set(d, 1 + up_to(3));
      vtd_qi_iotlb_did_set(d, up_to(4));
      vtd_qi_iotlb_dr_set(d, up_to(2));
      vtd_qi_iotlb_dw_set(d, up_to(2));
      vtd_qi_iotlb_am_set(d, up_to(10));
      vtd_qi_iotlb_addr_set(d, up_to(ram_mib << 8) << 12);
    }
    put(addr, d, 2);
  }

  // A channel that has something to do.
  void start_channel() {
    const fw_dma_engine &engine = env_->machine->engine[up_to(env_->machine->engine_count)];
    const uint64_t base = engine.base + up_to(engine.channels) * VTD_DMAE_CHANNEL_STRIDE;
    const uint64_t ring = (UINT64_C(64) + up_to(64)) << 12;
    const auto target = [&] { return up_to(4) == 0 ? value() : up_to(ram_mib << 20); };
    const uint64_t descriptor[4] = {target(), target(),
                                    up_to(8192) | (up_to(8) | up_to(4) << 8) << 32, 0};
    for (unsigned i = 0; i < 8; ++i)
      hal_.mem_write(hal_.ctx, ring + i * sizeof descriptor, descriptor, sizeof descriptor);
    hal_.write64(hal_.ctx, base + VTD_DMAE_RING_BASE, ring);
    hal_.write32(hal_.ctx, base + VTD_DMAE_RING_SIZE, 8);
    hal_.write64(hal_.ctx, base + VTD_DMAE_MSI_ADDR, value());
    hal_.write32(hal_.ctx, base + VTD_DMAE_CTRL,
                 static_cast<uint32_t>(1 | up_to(8) | up_to(2) * VTD_DMAE_CTRL_LINE));
    hal_.write32(hal_.ctx, base + VTD_DMAE_TAIL, static_cast<uint32_t>(up_to(8)));
  }

  // Tables, queue and commands with a chance to be taken.
  void program_unit() {
    const uint64_t base = env_->machine->vtd_base;
    const uint64_t page = up_to(ram_mib << 8) << 12;
    static const uint32_t commands[] = {VTD_GCMD_SRTP,  VTD_GCMD_TE,  VTD_GCMD_QIE,
                                        VTD_GCMD_SIRTP, VTD_GCMD_IRE, VTD_GCMD_WBF};
    switch (up_to(5)) {
    case 0:
      return hal_.write64(hal_.ctx, base + VTD_RTADDR_REG, up_to(8) == 0 ? page : root_page);
    case 1:
      hal_.write32(hal_.ctx, base + VTD_FSTS_REG, ~0u);
      return hal_.write64(hal_.ctx, base + VTD_IQA_REG,
                          up_to(8) == 0 ? page | up_to(4) : queue_page);
    case 2:
      return hal_.write32(hal_.ctx, base + VTD_IQT_REG, static_cast<uint32_t>(up_to(256) << 4));
    case 3:
      return hal_.write64(hal_.ctx, base + VTD_IRTA_REG, page | up_to(16));
    default: {
      const uint32_t status = hal_.read32(hal_.ctx, base + VTD_GSTS_REG) & VTD_GSTS_KEEP;
      return hal_.write32(hal_.ctx, base + VTD_GCMD_REG,
                          up_to(8) == 0 ? 0 : status | commands[up_to(6)]);
    }
    }
  }

  // Mostly unmasked, of either format; some pins ask without a device.
  void redirect_line() {
    const fw_ioapic &apic = env_->machine->ioapic[0];
    const auto pin = static_cast<uint32_t>(up_to(apic.pins));
    const auto set = [&](uint32_t index, uint64_t word) {
      hal_.write32(hal_.ctx, apic.base + VTD_IOAPIC_IOREGSEL, index);
      hal_.write32(hal_.ctx, apic.base + VTD_IOAPIC_IOWIN, static_cast<uint32_t>(word));
    };
    set(VTD_IOAPIC_RTE_HI(pin), random_());
    set(VTD_IOAPIC_RTE_LO(pin), up_to(4) == 0 ? random_() : random_() & 0xFFFF);
    hal_.write32(hal_.ctx, apic.base + VTD_IOAPIC_EOI, static_cast<uint32_t>(up_to(256)));
  }

  void step() {
    const uint64_t addr = address();
    switch (up_to(12)) {
    case 0:
      return start_channel();
    case 1:
    case 2:
      return up_to(4) == 0 ? redirect_line() : program_unit();
    case 3:
      return hal_.relax(hal_.ctx);
    case 4: {
      uint8_t data[100];
      return hal_.mem_read(hal_.ctx, addr, data, 1 + up_to(sizeof data));
    }
    case 5: {
      const uint64_t data[2] = {value(), value()};
      return hal_.mem_write(hal_.ctx, up_to(env_->machine->ram_bytes), data, sizeof data);
    }
    case 6:
      return (void)hal_.read32(hal_.ctx, addr);
    case 7:
      return (void)hal_.read64(hal_.ctx, addr);
    case 8:
      return hal_.write64(hal_.ctx, addr, value());
    default:
      return hal_.write32(hal_.ctx, addr, static_cast<uint32_t>(value()));
    }
  }

  const fw_env *env_;
  vtd_hal hal_;
  std::mt19937_64 random_;
};

void reads_registers(void *arg, unsigned) {
  const auto *env = static_cast<const fw_env *>(arg);
  env->hal.read32(env->hal.ctx, env->machine->vtd_base + VTD_FSTS_REG);
}

bool runs_amok(const fw_env *env) {
  for (unsigned vector = 32; vector < 256; vector += 3)
    env->irq_hook(env->ctx, vector, reads_registers, const_cast<fw_env *>(env));
  chaos(env).run();
  return true;
}

// A copy through a machine that must be as new.
bool works(const fw_env *env) {
  const vtd_hal *hal = &env->hal;
  const uint64_t base = env->machine->engine[0].base;
  const uint64_t page = hal->alloc_pages(hal->ctx, 1, 12);
  const uint64_t words[] = {page + 512, page + 1024, 256 | UINT64_C(0x200) << 32, 0};
  hal->mem_write(hal->ctx, page, words, sizeof words);
  const uint64_t data = UINT64_C(0x0123456789ABCDEF);
  hal->mem_write(hal->ctx, page + 760, &data, sizeof data);
  hal->write64(hal->ctx, base + VTD_DMAE_RING_BASE, page);
  hal->write32(hal->ctx, base + VTD_DMAE_RING_SIZE, 2);
  hal->write32(hal->ctx, base + VTD_DMAE_CTRL, VTD_DMAE_CTRL_RUN);
  hal->write32(hal->ctx, base + VTD_DMAE_TAIL, 1);
  while (hal->read32(hal->ctx, base + VTD_DMAE_HEAD) == 0)
    hal->relax(hal->ctx);
  uint64_t back = 0;
  hal->mem_read(hal->ctx, page + 1272, &back, sizeof back);
  hal->free_pages(hal->ctx, page, 1);
  env->check(env->ctx, hal->read32(hal->ctx, env->machine->vtd_base + VTD_GSTS_REG) == 0,
             "the unit is in reset");
  return env->check(env->ctx, back == data, "a copy works");
}

const fw_program amok = {"amok", "", runs_amok};
const fw_program check = {"check", "", works};

} // namespace

int sc_main(int argc, char **argv) {
  const uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 0) : 1;
  const uint64_t rounds = argc > 2 ? std::strtoull(argv[2], nullptr, 0) : 10;
  vtd::platform_config config = vtd::default_platform();
  config.memory.mib = ram_mib;
  config.cpu.limit_ms = 20; // random descriptors may be long
  for (vtd::engine_spec &engine : config.engines)
    engine.dmi = &engine != &config.engines.front();
  vtd::platform_options options;
  if (argc > 3 && std::string(argv[3]) == "lockstep") {
    options.iotlb = vtd::iotlb_kind::lockstep;
    config.units[0].core.iotlb = {8, 2, 2, 2}; // evictions and full walk registers
  }
  std::printf("seed %llu, %llu rounds, IOTLB %s\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(rounds), vtd::iotlb_kind_name(options.iotlb));
  vtd::platform machine("platform", config, options);
  std::vector<vtd::cpu_job> jobs;
  for (uint64_t round = 0; round < rounds; ++round) {
    jobs.push_back({&amok, seed + round, false});
    jobs.push_back({&check, seed + round, false});
  }
  machine.run(jobs);

  bool good = true;
  const auto fail = [&good](const vtd::program_record &r, const char *what) {
    std::printf("FAILED: %s after seed %llu\n", what, static_cast<unsigned long long>(r.seed));
    good = false;
  };
  for (const vtd::program_record &r : machine.report().programs())
    if (r.name == "check" && !r.passed())
      fail(r, "the machine does not work");
  const vtd::counters c = machine.sample();
  std::printf("%llu transactions, %llu translations, %llu hits, %llu faults, %llu descriptors\n",
              static_cast<unsigned long long>(c[vtd::counter_transactions]),
              static_cast<unsigned long long>(c[vtd::counter_translations]),
              static_cast<unsigned long long>(c[vtd::counter_iotlb_hits]),
              static_cast<unsigned long long>(c[vtd::counter_fault_conditions]),
              static_cast<unsigned long long>(c[vtd::counter_descriptors]));
  if (c[vtd::counter_rtl_mismatches] != 0) {
    std::printf("FAILED: RTL and model differ: %s\n", machine.facts().rtl_detail.c_str());
    good = false;
  }
  // It must have been chaos, not silence.
  if (c[vtd::counter_translations] < 1000 * rounds || c[vtd::counter_fault_conditions] == 0 ||
      machine.io_apic(0).statistics().messages < 10 * rounds) {
    std::printf("FAILED: too little happened\n");
    good = false;
  }
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
