// SPDX-License-Identifier: Apache-2.0
// The virtual platform: processor, memory, DMA engines behind one remapping unit, interrupts.
#ifndef VTD_PLATFORM_H
#define VTD_PLATFORM_H

#include <functional>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "cpu.h"
#include "iotlb_backend.h"
#include "platform_config.h"
#include "run_report.h"
#include "trace_writer.h"
#include "vtd/dma_engine.h"
#include "vtd/interrupt_sink.h"
#include "vtd/iommu.h"
#include "vtd/memory.h"
#include "vtd/router.h"

namespace vtd {

struct platform_options {
  iotlb_kind iotlb = iotlb_kind::model;
  std::string wave;                                       // file for the RTL's waves
  trace_writer *trace = nullptr;                          // borrowed
  std::function<bool()> abandoned = [] { return false; }; // asked often; true ends the run
  std::function<void(const std::string &)> log = [](const std::string &) {};
};

//   cpu -----------> bus[0]  router --> memory, unit registers, interrupt sink, engine registers
//   unit.mem ------> bus[1]
//   engine channels -> unit.dma[n]
//   interrupt sink -> cpu.raise()
class platform : public sc_core::sc_module {
public:
  platform(sc_core::sc_module_name name, const platform_config &config,
           const platform_options &options);
  ~platform() override;

  // Runs the jobs until all are done; then the simulation has been stopped. Call once.
  void run(std::vector<cpu_job> jobs);

  const run_report &report() const { return report_; }
  counters sample();
  // What the report cannot know by itself; version, seed and wall time are left to the caller.
  run_facts facts() const;

  cpu &processor() { return *cpu_; }
  memory &ram() { return ram_; }
  iommu<64> &unit() { return unit_; }
  interrupt_sink &interrupts() { return sink_; }

private:
  void reset();
  std::string left_behind();
  std::string channel_name(uint16_t sid) const;

  platform_config config_;
  platform_options options_;
  std::unique_ptr<iotlb_backend> iotlb_;
  memory ram_;
  router router_;
  interrupt_sink sink_;
  iommu<64> unit_;
  std::vector<std::unique_ptr<dma_engine>> engines_;
  run_report report_;
  std::unique_ptr<cpu> cpu_;
};

} // namespace vtd

#endif // VTD_PLATFORM_H
