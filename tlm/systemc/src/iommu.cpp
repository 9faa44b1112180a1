// SPDX-License-Identifier: Apache-2.0
// The module: sockets, and what happens at which stage of elaboration.
#ifndef SC_INCLUDE_DYNAMIC_PROCESSES
#define SC_INCLUDE_DYNAMIC_PROCESSES
#endif
#include "vtd/iommu.h"

#include <algorithm>

#include "engine.h"

namespace vtd {

std::string iommu_config_problem(const iommu_config &config) {
  return detail::engine::config_problem(config);
}

namespace {

// What is built in the place of a configuration that cannot be (if reports are set not to throw).
iommu_config checked(const std::string &name, const iommu_config &config) {
  const std::string problem = iommu_config_problem(config);
  if (problem.empty())
    return config;
  SC_REPORT_ERROR("/vtd/iommu/config", (name + ": " + problem).c_str());
  return iommu_config();
}

} // namespace

template <unsigned BUSWIDTH>
iommu<BUSWIDTH>::iommu(const sc_core::sc_module_name &module_name, const iommu_config &config)
    : sc_core::sc_module(module_name), dma("dma"), regs("regs"), mem("mem"), walk("walk"),
      reset("reset") {
  const iommu_config used = checked(name(), config);
  detail::engine_sockets sockets;
  sockets.mem = [this] { return mem.operator->(); };
  sockets.walk = [this, split = used.separate_walk_socket] {
    return split ? walk.operator->() : mem.operator->();
  };
  sockets.dma = [this](unsigned port) { return dma[port].operator->(); };
  engine_ = std::make_unique<detail::engine>(name(), used, std::move(sockets));
  dma.init(used.dma_ports);
  for (unsigned i = 0; i < used.dma_ports; ++i)
    dma[i].bind(*engine_->ports_[i]);
  regs.bind(engine_->regs_);
  mem.bind(engine_->mem_side_);
  walk.bind(engine_->walk_side_);
}

template <unsigned BUSWIDTH> iommu<BUSWIDTH>::~iommu() = default;

template <unsigned BUSWIDTH> void iommu<BUSWIDTH>::end_of_elaboration() {
  const bool split = engine_->config_.separate_walk_socket;
  if (split != (walk.size() != 0)) {
    engine_->report_error("/vtd/iommu/binding",
                          split
                              ? "separate_walk_socket is set, but `walk` is not bound: bind it, or "
                                "clear separate_walk_socket to walk through `mem`"
                              : "`walk` is bound, but separate_walk_socket is not set: set it, or "
                                "leave `walk` unbound");
    return;
  }
  engine_->elaborated();
  if (reset.size() != 0) {
    sc_core::sc_spawn_options options;
    options.spawn_method();
    options.dont_initialize();
    options.set_sensitivity(&reset->posedge_event());
    sc_core::sc_spawn([this] { do_reset(true); }, sc_core::sc_gen_unique_name("reset_process"),
                      &options);
  }
}

template <unsigned BUSWIDTH> void iommu<BUSWIDTH>::end_of_simulation() {
  if (engine_->config_.report_statistics)
    SC_REPORT_INFO("/vtd/iommu/statistics", stats_text().c_str());
}

template <unsigned BUSWIDTH> vtd_t *iommu<BUSWIDTH>::core() {
  return engine_->core_;
}

template <unsigned BUSWIDTH> const iommu_config &iommu<BUSWIDTH>::config() const {
  return engine_->config_;
}

template <unsigned BUSWIDTH> const iommu_stats &iommu<BUSWIDTH>::stats() const {
  return engine_->stats_;
}

template <unsigned BUSWIDTH> void iommu<BUSWIDTH>::clear_stats() {
  engine_->stats_ = iommu_stats();
}

template <unsigned BUSWIDTH> std::string iommu<BUSWIDTH>::stats_text() const {
  return engine_->stats_text();
}

template <unsigned BUSWIDTH> void iommu<BUSWIDTH>::do_reset(bool power_on) {
  engine_->reset(power_on);
}

template <unsigned BUSWIDTH> void iommu<BUSWIDTH>::revoke_dmi() {
  engine_->revoke_everything();
}

template <unsigned BUSWIDTH>
void iommu<BUSWIDTH>::set_identity_resolver(identity_resolver resolver) {
  engine_->resolver_ = std::move(resolver);
  engine_->settings_changed();
}

template <unsigned BUSWIDTH>
void iommu<BUSWIDTH>::set_port_identity(unsigned port, const identity &id) {
  if (port >= engine_->ports_.size()) {
    engine_->report_error("/vtd/iommu/config", "set_port_identity: there is no dma[" +
                                                   std::to_string(port) + "]; dma_ports is " +
                                                   std::to_string(engine_->ports_.size()));
    return;
  }
  auto &identities = engine_->config_.port_identity;
  identities.resize(std::max<size_t>(identities.size(), port + 1));
  identities[port] = id;
  engine_->ports_[port]->set_identity(id);
}

template <unsigned BUSWIDTH> void iommu<BUSWIDTH>::set_iotlb_ops(const vtd_iotlb_ops *ops) {
  vtd_set_iotlb_ops(engine_->core_, ops);
}

template <unsigned BUSWIDTH> void iommu<BUSWIDTH>::set_observer(translation_observer observer) {
  engine_->observer_ = std::move(observer);
  engine_->settings_changed();
}

template <unsigned BUSWIDTH> void iommu<BUSWIDTH>::set_trace(trace_handler trace) {
  engine_->trace_ = std::move(trace);
}

template <unsigned BUSWIDTH>
void iommu<BUSWIDTH>::set_device_tlb_handler(device_tlb_handler handler) {
  engine_->device_tlb_ = std::move(handler);
}

template <unsigned BUSWIDTH> ats_root &iommu<BUSWIDTH>::ats() {
  return engine_->ats_;
}

template class iommu<32>;
template class iommu<64>;

} // namespace vtd
