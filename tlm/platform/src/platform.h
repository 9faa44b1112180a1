// SPDX-License-Identifier: Apache-2.0
// The virtual platform: processor, memory, devices behind remapping units, interrupts.
#ifndef VTD_PLATFORM_H
#define VTD_PLATFORM_H

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "cpu.h"
#include "iotlb_backend.h"
#include "outside_processor.h"
#include "platform_config.h"
#include "run_report.h"
#include "trace_writer.h"
#include "vtd/accelerator.h"
#include "vtd/dma_engine.h"
#include "vtd/interrupt_sink.h"
#include "vtd/ioapic.h"
#include "vtd/iommu.h"
#include "vtd/memory.h"
#include "vtd/router.h"
#include "vtd/sriov_device.h"

namespace vtd {

struct platform_options {
  iotlb_kind iotlb = iotlb_kind::model;
  std::string wave;                                       // file for the RTL's waves
  trace_writer *trace = nullptr;                          // borrowed
  std::function<bool()> abandoned = [] { return false; }; // asked often; true ends the run
  std::function<void(const std::string &)> log = [](const std::string &) {};
  // In place of the platform's own processor and memory; borrowed. It runs programs by itself.
  outside_processor *outside = nullptr;
  uint64_t dmar_address = 0xE0000; // where a reset puts the ACPI table
};

//   cpu -----------> bus[0]  router --> memory, unit registers, interrupt sink, device registers
//   unit[u].mem ---> bus[1 + u]
//   devices -> dma[n] of the unit that serves their requester id
//   interrupt sink -> cpu.raise(); end of interrupt -> IOAPICs
//   interrupt lines of the engines' channels -> IOAPIC pins
class platform : public sc_core::sc_module {
public:
  platform(sc_core::sc_module_name name, const platform_config &config,
           const platform_options &options);
  ~platform() override;

  // Runs the jobs on the platform's own processor until all are done; then the simulation has been
  // stopped. Call once.
  void run(std::vector<cpu_job> jobs);

  // For an outside processor: the machine as firmware finds it, the report that it fills, power-on
  // reset, and what a program left running (empty: nothing).
  fw_machine machine() const;
  run_report &report() { return report_; }
  void reset();
  std::string left_behind();

  const run_report &report() const { return report_; }
  counters sample();
  // What the report cannot know by itself; version, seed and wall time are left to the caller.
  run_facts facts() const;

  cpu &processor() { return *cpu_; } // the platform's own
  size_t units() const { return units_.size(); }
  iommu<64> &unit(size_t index = 0) { return *units_[index]; }
  sriov_device &sriov(size_t index) { return *sriovs_[index]; }
  accelerator &accel(size_t index) { return *accelerators_[index]; }
  ioapic &io_apic(size_t index) { return *ioapics_[index]; }
  interrupt_sink &interrupts() { return sink_; }

private:
  using initiator = tlm::tlm_base_initiator_socket<64>;
  // Something that makes requests, and who it is.
  struct requester {
    uint16_t segment;
    uint16_t sid;
    initiator *socket;
  };

  void build_devices(std::vector<requester> &requesters);
  void build_unit(size_t index, const std::vector<requester> &requesters);
  void connect_router();
  void connect_trace(size_t index);
  void build_processor();
  void drive_line(uint32_t gsi, bool asserted);
  static std::string left_on(iommu<64> &unit);

  platform_config config_;
  platform_options options_;
  std::vector<uint8_t> dmar_;   // ACPI table
  std::unique_ptr<memory> ram_; // none with an outside processor, as `cpu_`
  router router_;
  interrupt_sink sink_;
  std::vector<std::unique_ptr<dma_engine>> engines_;
  std::vector<std::unique_ptr<sriov_device>> sriovs_;
  std::vector<std::unique_ptr<accelerator>> accelerators_;
  std::vector<std::unique_ptr<ioapic>> ioapics_;
  std::map<uint32_t, unsigned> lines_;                 // how many assert each
  std::vector<std::unique_ptr<iotlb_backend>> iotlbs_; // one for each unit, empty: the unit's own
  std::vector<std::unique_ptr<iommu<64>>> units_;
  std::vector<std::unique_ptr<initiator>> nobody_; // on ports of units without a device
  run_report report_;
  std::unique_ptr<cpu> cpu_;
};

} // namespace vtd

#endif // VTD_PLATFORM_H
