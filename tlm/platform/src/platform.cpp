// SPDX-License-Identifier: Apache-2.0
// Putting the platform together, resetting it, reading its counters.
#include "platform.h"

#include <algorithm>
#include <fstream>
#include <sys/resource.h>

#include "topology.h"

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

iommu_config iommu_of(const unit_spec &unit) {
  iommu_config config;
  config.core = unit.core;
  config.segment = unit.segment;
  config.dmi = unit.dmi;
  config.lookup_latency = ns(unit.lookup_ns);
  config.read_latency = ns(unit.read_ns);
  config.register_latency = ns(unit.register_ns);
  config.queue_latency = ns(unit.queue_ns);
  config.ats_message_latency = ns(unit.ats_message_ns);
  config.device_tlb_timeout = ns(unit.device_tlb_timeout_ns);
  config.clock_period = ns(unit.clock_ns);
  config.at.outstanding = unit.at.outstanding;
  config.at.misses = unit.at.misses;
  config.at.walkers = unit.at.walkers;
  config.at.accept_latency = ns(unit.at.accept_ns);
  config.at.lookup_interval = ns(unit.at.lookup_interval_ns);
  config.at.blocking_memory = true; // the router has no nb_transport
  return config;
}

dma_engine_config engine_of(const engine_spec &spec) {
  dma_engine_config config;
  config.requester_ids = spec.requester_ids;
  config.segment = spec.segment;
  config.timing.transaction = ns(spec.transaction_ns);
  config.timing.quantum = ns(spec.quantum_ns);
  config.dmi = spec.dmi;
  return config;
}

sriov_config sriov_of(const sriov_spec &spec) {
  sriov_config config;
  config.segment = spec.segment;
  config.requester_id = spec.requester_id;
  config.vfs = spec.vfs;
  config.first_vf_offset = spec.first_vf_offset;
  config.vf_stride = spec.vf_stride;
  config.timing.transaction = ns(spec.transaction_ns);
  config.timing.quantum = ns(spec.quantum_ns);
  return config;
}

accelerator_config accelerator_of(const accelerator_spec &spec) {
  accelerator_config config;
  config.segment = spec.segment;
  config.requester_id = spec.requester_id;
  config.queues = spec.queues;
  config.engines = spec.engines;
  config.tlb_entries = spec.tlb_entries;
  config.transaction = ns(spec.transaction_ns);
  config.quantum = ns(spec.quantum_ns);
  return config;
}

ioapic_config ioapic_of(const ioapic_spec &spec) {
  ioapic_config config;
  config.segment = spec.segment;
  config.requester_id = spec.requester_id;
  config.id = spec.id;
  config.pins = spec.pins;
  return config;
}

cpu_config cpu_of(const cpu_spec &spec) {
  cpu_config config;
  config.access = ns(spec.access_ns);
  config.quantum = ns(spec.quantum_ns);
  config.relax = ns(spec.relax_ns);
  config.limit = ns(spec.limit_ms * 1e6);
  config.apic_ids = spec.apic_ids;
  return config;
}

fw_machine machine_of(const platform_config &platform, uint64_t dmar_address) {
  fw_machine machine = {};
  machine.vtd_base = platform.units.front().base;
  machine.dmar = dmar_address;
  machine.ram_bytes = platform.memory.mib << 20;
  machine.msi_base = VTD_INTR_BASE;
  machine.scalable = platform.cpu.scalable;
  machine.haw = platform.units.front().core.haw;
  for (const unit_spec &unit : platform.units)
    machine.haw = std::min<uint32_t>(machine.haw, unit.core.haw);
  for (const engine_spec &engine : platform.engines) {
    fw_dma_engine &entry = machine.engine[machine.engine_count++];
    entry.base = engine.base;
    entry.segment = engine.segment;
    entry.channels = static_cast<uint32_t>(engine.requester_ids.size());
    std::copy(engine.requester_ids.begin(), engine.requester_ids.end(), entry.sid);
    std::fill(std::begin(entry.gsi), std::end(entry.gsi), FW_NO_GSI);
    std::copy(engine.gsis.begin(), engine.gsis.end(), entry.gsi);
  }
  for (const sriov_spec &device : platform.sriovs)
    machine.sriov[machine.sriov_count++] = {device.base, device.segment, device.requester_id};
  for (const accelerator_spec &device : platform.accelerators)
    machine.accelerator[machine.accelerator_count++] = {device.base, device.segment,
                                                        device.requester_id};
  for (const ioapic_spec &ioapic : platform.ioapics)
    machine.ioapic[machine.ioapic_count++] = {ioapic.base,    ioapic.gsi_base,     ioapic.pins,
                                              ioapic.segment, ioapic.requester_id, ioapic.id};
  machine.processor_count = static_cast<uint32_t>(platform.cpu.apic_ids.size());
  std::copy(platform.cpu.apic_ids.begin(), platform.cpu.apic_ids.end(), machine.apic_id);
  for (const bridge_spec &bridge : platform.bridges)
    machine.bridge[machine.bridge_count++] = {bridge.segment, bridge.sid, bridge.secondary,
                                              bridge.subordinate};
  return machine;
}

// With several units each has waves of its own: "w.fst" becomes "w.gpu.fst".
std::string wave_name(const std::string &file, const std::string &unit) {
  if (file.empty() || unit.empty())
    return file;
  const size_t slash = file.rfind('/');
  const size_t dot = file.rfind('.');
  const bool extension = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  const size_t at = extension ? dot : file.size();
  return file.substr(0, at) + "." + unit + file.substr(at);
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
    : sc_module(name), config_(config), options_(options), dmar_(dmar_table(config)),
      router_("router", static_cast<unsigned>(1 + config.units.size()), address_map(config), ns(1)),
      sink_("interrupts"), report_([this] { return sample(); }) {
  if (options_.outside == nullptr)
    build_processor();
  std::vector<requester> requesters;
  build_devices(requesters);
  for (size_t i = 0; i < config_.units.size(); ++i)
    build_unit(i, requesters);
  connect_router();
  sink_.on_message([this](const interrupt_message &message) {
    if (options_.trace != nullptr)
      options_.trace->interrupt(message);
    if (options_.outside != nullptr)
      options_.outside->raise(message);
    else
      cpu_->raise(message);
  });
}

void platform::build_processor() {
  ram_ = std::make_unique<memory>("ram", memory_of(config_.memory));
  cpu::hooks hooks;
  hooks.reset = [this] { reset(); };
  hooks.clear = [this](uint64_t addr, uint64_t bytes) { ram_->clear(addr, bytes); };
  hooks.left_behind = [this] { return left_behind(); };
  hooks.end_of_interrupt = [this](uint8_t vector) {
    for (const auto &apic : ioapics_)
      apic->eoi(vector);
  };
  hooks.abandoned = options_.abandoned;
  hooks.log = options_.log;
  if (options_.trace != nullptr)
    hooks.phase = [this](const std::string &program, const std::string &phase) {
      options_.trace->phase(program, phase);
    };
  cpu_ = std::make_unique<cpu>("cpu", cpu_of(config_.cpu), machine(), report_, hooks);
}

fw_machine platform::machine() const {
  fw_machine machine = machine_of(config_, options_.dmar_address);
  machine.irq_modes = options_.outside == nullptr; // a real processor does what they ask for
  return machine;
}

void platform::build_devices(std::vector<requester> &requesters) {
  for (const engine_spec &spec : config_.engines) {
    engines_.push_back(std::make_unique<dma_engine>(spec.name.c_str(), engine_of(spec)));
    for (dma_channel &channel : engines_.back()->channels)
      requesters.push_back({spec.segment, channel.requester_id(), &channel.bus});
    for (size_t i = 0; i < spec.gsis.size(); ++i)
      engines_.back()->channels[i].on_line(
          [this, gsi = spec.gsis[i]](bool asserted) { drive_line(gsi, asserted); });
  }
  for (const sriov_spec &spec : config_.sriovs) {
    sriovs_.push_back(std::make_unique<sriov_device>(spec.name.c_str(), sriov_of(spec)));
    requesters.push_back({spec.segment, spec.requester_id, &sriovs_.back()->bus});
  }
  for (const accelerator_spec &spec : config_.accelerators) {
    accelerators_.push_back(std::make_unique<accelerator>(spec.name.c_str(), accelerator_of(spec)));
    requesters.push_back({spec.segment, spec.requester_id, &accelerators_.back()->bus});
  }
  for (const ioapic_spec &spec : config_.ioapics) {
    ioapics_.push_back(std::make_unique<ioapic>(spec.name.c_str(), ioapic_of(spec)));
    requesters.push_back({spec.segment, spec.requester_id, &ioapics_.back()->bus});
  }
}

// A line that several devices share is asserted while one of them does.
void platform::drive_line(uint32_t gsi, bool asserted) {
  unsigned &count = lines_[gsi];
  count += asserted ? 1 : -1u;
  for (size_t i = 0; i < ioapics_.size(); ++i)
    if (config_.ioapics[i].has(gsi))
      ioapics_[i]->set_pin(gsi - config_.ioapics[i].gsi_base, count != 0);
}

// A unit has a port for each requester that it serves.
void platform::build_unit(size_t index, const std::vector<requester> &requesters) {
  const unit_spec &spec = config_.units[index];
  iommu_config config = iommu_of(spec);
  std::vector<initiator *> sockets;
  for (const requester &from : requesters) {
    if (unit_of(config_, from.segment, from.sid) != index)
      continue;
    config.port_identity.emplace_back(from.sid);
    config.port_identity.back().segment = from.segment;
    sockets.push_back(from.socket);
  }
  if (sockets.empty()) {
    const std::string label = spec.name + "_nobody";
    nobody_.push_back(
        std::make_unique<tlm_utils::simple_initiator_socket<platform, 64>>(label.c_str()));
    sockets.push_back(nobody_.back().get());
  }
  config.dma_ports = static_cast<unsigned>(sockets.size());
  units_.push_back(std::make_unique<iommu<64>>(spec.name.c_str(), config));
  iommu<64> &unit = *units_.back();
  for (size_t port = 0; port < sockets.size(); ++port)
    sockets[port]->bind(unit.dma[port]);
  for (size_t i = 0; i < accelerators_.size(); ++i) {
    const accelerator_spec &device = config_.accelerators[i];
    if (unit_of(config_, device.segment, device.requester_id) == index)
      accelerators_[i]->connect(unit.ats());
  }

  const std::string only = config_.units.size() == 1 ? std::string() : spec.name;
  iotlbs_.push_back(
      make_iotlb(options_.iotlb, spec.core.iotlb, wave_name(options_.wave, only), config_.source));
  if (iotlbs_.back() != nullptr) {
    const vtd_iotlb_ops ops = iotlbs_.back()->ops();
    unit.set_iotlb_ops(&ops);
  }
  if (options_.trace != nullptr)
    connect_trace(index);
}

void platform::connect_trace(size_t index) {
  const uint16_t segment = config_.units[index].segment;
  units_[index]->set_observer([this, index, segment](const translation_event &e) {
    options_.trace->translation(index, segment, e);
  });
  units_[index]->set_trace([this, index, segment](const vtd_trace &e) {
    options_.trace->core_event(index, segment, e);
  });
}

// In the order of address_map().
void platform::connect_router() {
  unsigned in = 0;
  unsigned out = 0;
  if (options_.outside != nullptr) {
    options_.outside->bus().bind(router_.in[in++]);
    router_.out[out++].bind(options_.outside->memory());
  } else {
    cpu_->bus.bind(router_.in[in++]);
    router_.out[out++].bind(ram_->socket);
  }
  for (const auto &unit : units_) {
    unit->mem.bind(router_.in[in++]);
    router_.out[out++].bind(unit->regs);
  }
  router_.out[out++].bind(sink_.socket);
  for (const auto &engine : engines_)
    router_.out[out++].bind(engine->regs);
  for (const auto &device : sriovs_)
    router_.out[out++].bind(device->regs);
  for (const auto &device : accelerators_)
    router_.out[out++].bind(device->regs);
  for (const auto &apic : ioapics_)
    router_.out[out++].bind(apic->regs);
}

platform::~platform() = default;

void platform::run(std::vector<cpu_job> jobs) {
  cpu_->set_jobs(std::move(jobs));
  sc_core::sc_start();
}

void platform::reset() {
  for (const auto &engine : engines_)
    engine->reset();
  for (const auto &device : sriovs_)
    device->reset();
  for (const auto &device : accelerators_)
    device->reset();
  for (const auto &apic : ioapics_)
    apic->reset();
  for (const auto &unit : units_)
    unit->do_reset(true);
  if (options_.outside != nullptr)
    options_.outside->store(options_.dmar_address, dmar_.data(), dmar_.size());
  else
    std::copy(dmar_.begin(), dmar_.end(), ram_->data() + options_.dmar_address);
}

std::string platform::left_on(iommu<64> &unit) {
  uint64_t status = 0;
  vtd_reg_peek(unit.core(), VTD_GSTS_REG, 4, &status);
  const auto gsts = static_cast<uint32_t>(status);
  if (vtd_gsts_tes(gsts) != 0)
    return "translation on";
  if (vtd_gsts_qies(gsts) != 0)
    return "the invalidation queue on";
  if (vtd_gsts_ires(gsts) != 0)
    return "interrupt remapping on";
  return {};
}

// Programs hand the machine back as they found it: whoever comes next must not inherit tables that
// are about to be reused.
std::string platform::left_behind() {
  for (size_t i = 0; i < units_.size(); ++i) {
    const std::string left = left_on(*units_[i]);
    if (!left.empty())
      return units_.size() == 1 ? left : left + " (" + config_.units[i].name + ")";
  }
  const auto busy = [this](uint16_t segment, uint16_t sid) {
    return requester_name(config_, segment, sid) + " busy";
  };
  for (size_t i = 0; i < engines_.size(); ++i)
    for (const dma_channel &channel : engines_[i]->channels)
      if ((channel.read(VTD_DMAE_STATUS) & VTD_DMAE_STATUS_BUSY) != 0)
        return busy(config_.engines[i].segment, channel.requester_id());
  for (size_t i = 0; i < sriovs_.size(); ++i)
    for (uint32_t f = 0; f < sriovs_[i]->functions(); ++f)
      if (sriovs_[i]->pending(f))
        return busy(config_.sriovs[i].segment, sriovs_[i]->requester_id(f));
  for (size_t i = 0; i < accelerators_.size(); ++i)
    if (accelerators_[i]->busy())
      return busy(config_.accelerators[i].segment, accelerators_[i]->requester_id());
  return {};
}

namespace {

void add_traffic(counters &c, const dma_statistics &s) {
  c[counter_transactions] += s.transactions;
  c[counter_direct] += s.direct;
  c[counter_bytes] += s.bytes;
  c[counter_errors] += s.errors;
}

void add_unit(counters &c, iommu<64> &unit, const iotlb_backend *iotlb) {
  const vtd_counters &core = *vtd_get_counters(unit.core());
  c[counter_translations] += core.requests;
  c[counter_iotlb_hits] += core.iotlb_hits;
  c[counter_iotlb_misses] += core.iotlb_misses;
  c[counter_context_hits] += core.context_hits;
  c[counter_context_misses] += core.context_misses;
  c[counter_psc_hits] += core.psc_hits;
  c[counter_walks] += core.walks;
  c[counter_walk_reads] += core.walk_reads;
  c[counter_fault_conditions] += core.faults;
  c[counter_fault_records] += core.faults_logged;
  c[counter_faults_dropped] += core.faults_dropped;
  c[counter_faults_quiet] += core.faults_quiet;
  c[counter_protected_blocked] += core.pmr_blocked;
  c[counter_descriptors] += core.descriptors;
  c[counter_invalidations] += core.invalidations;
  const iommu_stats &shell = unit.stats();
  c[counter_register_reads] += shell.register_reads;
  c[counter_register_writes] += shell.register_writes;
  c[counter_dmi_grants] += shell.dmi_grants;
  c[counter_dmi_revocations] += shell.dmi_revocations;
  if (iotlb == nullptr)
    return;
  const iotlb_activity activity = iotlb->activity();
  c[counter_rtl_lookups] += activity.lookups;
  c[counter_rtl_cycles] += activity.cycles;
  c[counter_rtl_mismatches] += activity.mismatches;
}

} // namespace

counters platform::sample() {
  counters c = {};
  for (const auto &engine : engines_)
    add_traffic(c, engine->statistics());
  for (const auto &device : sriovs_)
    add_traffic(c, device->statistics());
  for (const auto &device : accelerators_)
    add_traffic(c, device->statistics());
  for (size_t i = 0; i < units_.size(); ++i)
    add_unit(c, *units_[i], iotlbs_[i].get());
  c[counter_interrupts] = sink_.count();
  return c;
}

run_facts platform::facts() const {
  run_facts facts;
  facts.iotlb = iotlb_kind_name(options_.iotlb);
  facts.platform = config_.source;
  facts.memory_bytes = config_.memory.mib << 20;
  for (size_t i = 0; i < units_.size(); ++i) {
    const unit_spec &spec = config_.units[i];
    unit_facts unit;
    unit.name = spec.name;
    unit.base = spec.base;
    unit.segment = spec.segment;
    unit.footprint_bytes = vtd_footprint(&spec.core);
    add_unit(unit.sum, *units_[i], iotlbs_[i].get());
    facts.footprint_bytes += unit.footprint_bytes;
    facts.units.push_back(unit);
    if (iotlbs_[i] != nullptr && facts.rtl_detail.empty())
      facts.rtl_detail = iotlbs_[i]->first_mismatch();
  }
  facts.engines = engines_.size();
  for (const engine_spec &engine : config_.engines)
    facts.channels += engine.requester_ids.size();
  for (const sriov_spec &device : config_.sriovs)
    facts.functions += device.vfs + 1;
  facts.accelerators = config_.accelerators.size();
  facts.ioapics = config_.ioapics.size();
  facts.peak_rss_bytes = peak_rss();
  if (cpu_ == nullptr) {
    facts.processors.push_back({config_.cpu.apic_ids.front(), sink_.count()});
    return facts;
  }
  for (unsigned i = 0; i < config_.cpu.apic_ids.size(); ++i)
    facts.processors.push_back({config_.cpu.apic_ids[i], cpu_->interrupts(i)});
  facts.interrupts_to_nobody = cpu_->interrupts_to_nobody();
  facts.guest_resident_bytes = ram_->resident_bytes();
  return facts;
}

} // namespace vtd
