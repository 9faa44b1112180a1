// SPDX-License-Identifier: Apache-2.0
// Construction, reset, the queue's own process, statistics.
#ifndef SC_INCLUDE_DYNAMIC_PROCESSES
#define SC_INCLUDE_DYNAMIC_PROCESSES
#endif
#include "engine.h"

#include <sstream>

namespace vtd::detail {

namespace {

constexpr unsigned max_ports = 4096;
constexpr unsigned max_outstanding = 1024;
constexpr size_t core_alignment = 64;

engine &self(void *ctx) {
  return *static_cast<engine *>(ctx);
}

vtd_host host_of(engine &owner) {
  vtd_host host = {};
  host.ctx = &owner;
  host.mem_read = [](void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use) {
    return self(ctx).mem_read(addr, data, bytes);
  };
  host.mem_write = [](void *ctx, uint64_t addr, const void *data, uint32_t bytes, vtd_mem_use) {
    return self(ctx).mem_write(addr, data, bytes);
  };
  host.mem_cas64 = [](void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired,
                      bool *swapped) {
    return self(ctx).mem_cas64(addr, expected, desired, swapped);
  };
  host.send_message = [](void *ctx, uint64_t addr, uint32_t data) {
    self(ctx).send_message(addr, data);
  };
  host.invalidated = [](void *ctx, const vtd_inv *inv) { self(ctx).invalidated(*inv); };
  host.dev_tlb_invalidate = [](void *ctx, const vtd_dev_tlb_inv *inv) {
    self(ctx).dev_tlb_invalidate(*inv);
  };
  host.page_group_response = [](void *ctx, const vtd_page_group_response *response) {
    self(ctx).ats_.send(*response);
  };
  host.trace = [](void *ctx, const vtd_trace *event) { self(ctx).traced(*event); };
  host.clock = [](void *ctx) { return self(ctx).clock(); };
  return host;
}

} // namespace

engine::engine(const char *name, const iommu_config &config, engine_sockets sockets)
    : lookup_latency_(config.lookup_latency), config_(config), name_(name),
      direct_read_cost_(config.read_latency), regs_(*this),
      mem_side_(*this, true, !config.separate_walk_socket), walk_side_(*this, false, true),
      ats_(*this), sockets_(std::move(sockets)), mem_late_(sockets_.mem),
      walk_late_(sockets_.walk) {
  data_ = mem_ = &mem_late_;
  walk_data_ = walk_ = &walk_late_;
  if (config_.at.outstanding != 0) {
    at_ = std::make_unique<at_path>(*this, config_.dma_ports);
    config_.direct_walks = false; // table reads take simulated time
  }
  make_core();
  for (unsigned i = 0; i < config_.dma_ports; ++i) {
    const bool named = i < config_.port_identity.size();
    ports_.push_back(
        std::make_unique<dma_port>(*this, i, named ? config_.port_identity[i] : identity()));
  }
}

engine::~engine() = default;

void engine::make_core() {
  const size_t bytes = vtd_footprint(&config_.core);
  const size_t rounded = (bytes + core_alignment - 1) / core_alignment * core_alignment;
  core_memory_.reset(std::aligned_alloc(core_alignment, rounded));
  vtd_host host = host_of(*this);
  if (queue_has_process())
    host.request_step = [](void *ctx) { self(ctx).schedule_step(); };
  core_ = vtd_init(core_memory_.get(), rounded, &config_.core, &host);
  if (!core_)
    throw std::runtime_error("vtd_init refused a configuration that was checked");
}

// As far as whoever calls the core has come.
uint64_t engine::clock() const {
  sc_core::sc_time now = sc_core::sc_time_stamp();
  if (current_)
    now += *current_->delay;
  return now.value() / config_.clock_period.value();
}

void engine::traced(const vtd_trace &event) {
  if (!trace_)
    return;
  access_frame *const frame = current_;
  trace_(event); // may use the sockets
  current_ = frame;
}

// Of the approximately-timed path; empty if there is none.
static std::string at_problem(const iommu_config &config) {
  const at_config &at = config.at;
  if (at.outstanding == 0)
    return {};
  if (at.outstanding > max_outstanding)
    return "at.outstanding is " + std::to_string(at.outstanding) + "; it must be 1 .. " +
           std::to_string(max_outstanding) + ", or 0 for no nb_transport";
  if (at.misses == 0 || at.misses > config.core.iotlb.walks)
    return "at.misses is " + std::to_string(at.misses) + "; it must be 1 .. core.iotlb.walks (" +
           std::to_string(config.core.iotlb.walks) +
           "), because what misses beyond that would not be cached";
  if (at.walkers == 0 || at.walkers > at.misses)
    return "at.walkers is " + std::to_string(at.walkers) + "; it must be 1 .. at.misses (" +
           std::to_string(at.misses) + "), more would never work";
  return {};
}

std::string engine::config_problem(const iommu_config &config) {
  if (const char *problem = vtd_config_check(&config.core))
    return problem;
  if (config.core.perf.clock && config.clock_period == sc_core::SC_ZERO_TIME)
    return "clock_period is 0, but core.perf.clock asks for a clock; set clock_period or clear "
           "core.perf.clock";
  if (config.dma_ports == 0 || config.dma_ports > max_ports)
    return "dma_ports is " + std::to_string(config.dma_ports) + "; it must be 1 .. " +
           std::to_string(max_ports);
  if (config.port_identity.size() > config.dma_ports)
    return "port_identity names " + std::to_string(config.port_identity.size()) +
           " ports, but dma_ports is " + std::to_string(config.dma_ports) +
           "; raise dma_ports or remove identities";
  for (size_t i = 0; i < config.port_identity.size(); ++i) {
    const identity &id = config.port_identity[i];
    if (id.segment != config.segment)
      return "port_identity[" + std::to_string(i) + "] is in segment " +
             std::to_string(id.segment) + ", the unit in segment " +
             std::to_string(config.segment) + "; they must be the same";
    if (id.pasid_valid && id.pasid > 0xFFFFF)
      return "port_identity[" + std::to_string(i) + "].pasid has more than 20 bits";
  }
  if (config.dmi_merge == 0 || config.dmi_merge > 4096)
    return "dmi_merge is " + std::to_string(config.dmi_merge) +
           "; it must be 1 .. 4096 pages (dmi = false turns DMI off)";
  if (config.dmi_grants == 0 || config.dmi_grants > 65536)
    return "dmi_grants is " + std::to_string(config.dmi_grants) +
           "; it must be 1 .. 65536 (dmi = false turns DMI off)";
  if (config.ats_translations == 0 || config.ats_translations > ats_extension::most)
    return "ats_translations is " + std::to_string(config.ats_translations) + "; it must be 1 .. " +
           std::to_string(ats_extension::most) +
           " (8 with a read completion boundary of 64 bytes, 16 with 128)";
  return at_problem(config);
}

void engine::elaborated() {
  data_ = mem_ = sockets_.mem();
  walk_data_ = walk_ = sockets_.walk();
  ats_.elaborated();
  if (at_) {
    at_->elaborated(mem_, walk_);
    data_ = mem_ = at_->memory();
    walk_data_ = walk_ = at_->walks();
  }
  if (!queue_has_process())
    return;
  sc_core::sc_spawn([this] { queue_process(); }, sc_core::sc_gen_unique_name("queue"));
}

void engine::schedule_step() {
  step_wanted_ = true;
  step_event_.notify(config_.queue_latency);
}

// The invalidation queue in a process of its own: fetches take their time, and nobody waits for it.
void engine::queue_process() {
  for (;;) {
    while (!step_wanted_)
      sc_core::wait(step_event_);
    step_wanted_ = false;
    for (bool more = true; more;) {
      sc_core::sc_time taken;
      access_frame frame = {&taken, false, 0};
      current_ = &frame;
      more = vtd_step(core_);
      current_ = nullptr;
      rethrow_unwinding();
      if (taken != sc_core::SC_ZERO_TIME)
        sc_core::wait(taken);
    }
  }
}

void engine::reset(bool power_on) {
  step_event_.cancel();
  step_wanted_ = false;
  vtd_reset(core_, power_on);
  ats_.reset();
  drop_direct_windows();
  revoke_everything();
  for (const auto &port : ports_)
    port->forget_owner();
}

void engine::report_error(const char *id, const std::string &text) const {
  SC_REPORT_ERROR(id, (name_ + ": " + text).c_str());
}

void engine::warn_foreign_segment(unsigned port) {
  if (segment_warned_)
    return;
  segment_warned_ = true;
  SC_REPORT_WARNING("/vtd/iommu/segment",
                    (name_ + ": a request on dma[" + std::to_string(port) +
                     "] names another PCI segment than the unit's (" +
                     std::to_string(config_.segment) +
                     "); it is refused. Route it to its own unit or set iommu_config::segment. "
                     "Said once.")
                        .c_str());
}

std::string engine::stats_text() const {
  const vtd_counters &c = *vtd_get_counters(core_);
  std::ostringstream out;
  out << name_ << ": " << stats_.transactions << " DMA transactions, " << stats_.bytes << " bytes, "
      << stats_.splits << " split, " << stats_.errors << " refused; " << c.iotlb_hits
      << " IOTLB hits, " << c.iotlb_misses << " misses, " << c.walk_reads << " table reads ("
      << stats_.walk_transactions << " transactions of the unit); " << c.faults << " faults, "
      << c.faults_logged << " logged; " << stats_.interrupts << " interrupts, " << stats_.messages
      << " event messages; DMI: " << stats_.dmi_grants << " granted, " << stats_.dmi_reused
      << " reused, " << stats_.dmi_refusals << " refused, " << stats_.dmi_revocations
      << " revoked; registers: " << stats_.register_reads << " reads, " << stats_.register_writes
      << " writes";
  if (at_)
    out << at_->stats_text();
  return out.str();
}

} // namespace vtd::detail
