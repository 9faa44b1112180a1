// SPDX-License-Identifier: Apache-2.0
// Putting the platform together, resetting it, reading its counters.
#include "platform.h"

#include <algorithm>
#include <fstream>
#include <sys/resource.h>

namespace vtd {

namespace {

sc_core::sc_time ns(double value) {
  return sc_core::sc_time(value, sc_core::SC_NS);
}

memory_config memory_of(const memory_spec &spec) {
  memory_config config;
  config.bytes = spec.mib << 20;
  config.access_latency = ns(spec.access_ns);
  config.line_latency = ns(spec.line_ns);
  config.dmi = spec.dmi;
  return config;
}

iommu_config unit_of(const platform_config &platform) {
  iommu_config config;
  config.core = platform.unit.core;
  config.dmi = platform.unit.dmi;
  config.lookup_latency = ns(platform.unit.lookup_ns);
  config.read_latency = ns(platform.unit.read_ns);
  config.register_latency = ns(platform.unit.register_ns);
  config.queue_latency = ns(platform.unit.queue_ns);
  for (const engine_spec &engine : platform.engines)
    for (const uint16_t sid : engine.requester_ids)
      config.port_identity.emplace_back(sid);
  config.dma_ports = static_cast<unsigned>(config.port_identity.size());
  return config;
}

dma_engine_config engine_of(const engine_spec &spec) {
  dma_engine_config config;
  config.requester_ids = spec.requester_ids;
  config.timing.transaction = ns(spec.transaction_ns);
  config.timing.quantum = ns(spec.quantum_ns);
  config.dmi = spec.dmi;
  return config;
}

cpu_config cpu_of(const cpu_spec &spec) {
  cpu_config config;
  config.access = ns(spec.access_ns);
  config.quantum = ns(spec.quantum_ns);
  config.relax = ns(spec.relax_ns);
  config.limit = ns(spec.limit_ms * 1e6);
  return config;
}

fw_machine machine_of(const platform_config &platform) {
  fw_machine machine = {};
  machine.vtd_base = platform.unit.base;
  machine.ram_bytes = platform.memory.mib << 20;
  machine.msi_base = VTD_INTR_BASE;
  machine.haw = platform.unit.core.haw;
  for (const engine_spec &engine : platform.engines) {
    fw_dma_engine &entry = machine.engine[machine.engine_count++];
    entry.base = engine.base;
    entry.channels = static_cast<uint32_t>(engine.requester_ids.size());
    std::copy(engine.requester_ids.begin(), engine.requester_ids.end(), entry.sid);
  }
  return machine;
}

// Highest resident size of this process so far, bytes.
uint64_t peak_rss() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

} // namespace

platform::platform(sc_core::sc_module_name name, const platform_config &config,
                   const platform_options &options)
    : sc_module(name), config_(config), options_(options),
      iotlb_(make_iotlb(options.iotlb, config.unit.core.iotlb, options.wave, config.source)),
      ram_("ram", memory_of(config.memory)), router_("router", 2, address_map(config), ns(1)),
      sink_("interrupts"), unit_("unit", unit_of(config)), report_([this] { return sample(); }) {
  cpu::hooks hooks;
  hooks.reset = [this] { reset(); };
  hooks.clear = [this](uint64_t addr, uint64_t bytes) { ram_.clear(addr, bytes); };
  hooks.left_behind = [this] { return left_behind(); };
  hooks.abandoned = options_.abandoned;
  hooks.log = options_.log;
  if (options_.trace != nullptr)
    hooks.phase = [this](const std::string &program, const std::string &phase) {
      options_.trace->phase(program, phase);
    };
  cpu_ = std::make_unique<cpu>("cpu", cpu_of(config.cpu), machine_of(config), report_, hooks);

  cpu_->bus.bind(router_.in[0]);
  unit_.mem.bind(router_.in[1]);
  router_.out[0].bind(ram_.socket);
  router_.out[1].bind(unit_.regs);
  router_.out[2].bind(sink_.socket);
  unsigned port = 0;
  for (const engine_spec &spec : config.engines) {
    engines_.push_back(std::make_unique<dma_engine>(spec.name.c_str(), engine_of(spec)));
    dma_engine &engine = *engines_.back();
    router_.out[2 + static_cast<unsigned>(engines_.size())].bind(engine.regs);
    for (dma_channel &channel : engine.channels)
      channel.bus.bind(unit_.dma[port++]);
  }

  if (iotlb_ != nullptr) {
    const vtd_iotlb_ops ops = iotlb_->ops();
    unit_.set_iotlb_ops(&ops);
  }
  sink_.on_message([this](const interrupt_message &message) {
    if (options_.trace != nullptr)
      options_.trace->interrupt(message);
    cpu_->raise(message.vector);
  });
  if (options_.trace != nullptr) {
    unit_.set_observer([this](const translation_event &e) { options_.trace->translation(e); });
    unit_.set_trace([this](const vtd_trace &e) { options_.trace->core_event(e); });
  }
}

platform::~platform() = default;

void platform::run(std::vector<cpu_job> jobs) {
  cpu_->set_jobs(std::move(jobs));
  sc_core::sc_start();
}

void platform::reset() {
  for (const auto &engine : engines_)
    engine->reset();
  unit_.do_reset(true);
}

// Programs hand the machine back as they found it: whoever comes next must not inherit tables that
// are about to be reused.
std::string platform::left_behind() {
  uint64_t status = 0;
  vtd_reg_peek(unit_.core(), VTD_GSTS_REG, 4, &status);
  const auto gsts = static_cast<uint32_t>(status);
  if (vtd_gsts_tes(gsts) != 0)
    return "translation on";
  if (vtd_gsts_qies(gsts) != 0)
    return "the invalidation queue on";
  if (vtd_gsts_ires(gsts) != 0)
    return "interrupt remapping on";
  for (const auto &engine : engines_)
    for (const dma_channel &channel : engine->channels)
      if ((channel.read(VTD_DMAE_STATUS) & VTD_DMAE_STATUS_BUSY) != 0)
        return "channel " + channel_name(channel.requester_id()) + " busy";
  return {};
}

std::string platform::channel_name(uint16_t sid) const {
  for (const engine_spec &engine : config_.engines) {
    const auto &ids = engine.requester_ids;
    const auto found = std::find(ids.begin(), ids.end(), sid);
    if (found != ids.end())
      return requester_text(sid) + " (" + engine.name + " channel " +
             std::to_string(found - ids.begin()) + ")";
  }
  return requester_text(sid);
}

counters platform::sample() {
  counters c = {};
  for (const auto &engine : engines_) {
    const dma_statistics s = engine->statistics();
    c[counter_transactions] += s.transactions;
    c[counter_direct] += s.direct;
    c[counter_bytes] += s.bytes;
    c[counter_errors] += s.errors;
  }
  const vtd_counters &core = *vtd_get_counters(unit_.core());
  c[counter_translations] = core.requests;
  c[counter_iotlb_hits] = core.iotlb_hits;
  c[counter_iotlb_misses] = core.iotlb_misses;
  c[counter_context_hits] = core.context_hits;
  c[counter_context_misses] = core.context_misses;
  c[counter_psc_hits] = core.psc_hits;
  c[counter_walks] = core.walks;
  c[counter_walk_reads] = core.walk_reads;
  c[counter_fault_conditions] = core.faults;
  c[counter_fault_records] = core.faults_logged;
  c[counter_faults_dropped] = core.faults_dropped;
  c[counter_faults_quiet] = core.faults_quiet;
  c[counter_protected_blocked] = core.pmr_blocked;
  c[counter_descriptors] = core.descriptors;
  c[counter_invalidations] = core.invalidations;
  const iommu_stats &shell = unit_.stats();
  c[counter_register_reads] = shell.register_reads;
  c[counter_register_writes] = shell.register_writes;
  c[counter_dmi_grants] = shell.dmi_grants;
  c[counter_dmi_revocations] = shell.dmi_revocations;
  c[counter_interrupts] = sink_.count();
  if (iotlb_ != nullptr) {
    const iotlb_activity activity = iotlb_->activity();
    c[counter_rtl_lookups] = activity.lookups;
    c[counter_rtl_cycles] = activity.cycles;
    c[counter_rtl_mismatches] = activity.mismatches;
  }
  return c;
}

run_facts platform::facts() const {
  run_facts facts;
  facts.iotlb = iotlb_kind_name(options_.iotlb);
  facts.platform = config_.source;
  facts.memory_bytes = ram_.size();
  facts.footprint_bytes = vtd_footprint(&config_.unit.core);
  facts.engines = engines_.size();
  for (const engine_spec &engine : config_.engines)
    facts.channels += engine.requester_ids.size();
  if (iotlb_ != nullptr)
    facts.rtl_detail = iotlb_->first_mismatch();
  facts.peak_rss_bytes = peak_rss();
  facts.guest_resident_bytes = ram_.resident_bytes();
  return facts;
}

} // namespace vtd
