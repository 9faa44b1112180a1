// SPDX-License-Identifier: Apache-2.0
// The platform around a guest in QEMU: remapping units, an I/O APIC and the functions of a PCI
// Express segment of its own.
#ifndef VTD_QEMU_MACHINE_H
#define VTD_QEMU_MACHINE_H

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "iotlb_backend.h"
#include "machine_extension.h"
#include "vtd/accelerator.h"
#include "vtd/ioapic.h"
#include "vtd/iommu.h"
#include "vtd/nvme_controller.h"
#include "vtd/pcie_ecam.h"
#include "vtd/qemu_bridge.h"
#include "vtd/qemu_process.h"
#include "vtd/router.h"
#include "vtd/sriov_device.h"
#include "vtd/traffic_tap.h"

namespace vtd {

struct machine_options {
  bool scalable = false;
  bool interrupt_remapping = true;
  unsigned units = 1; // 1 or 2
  iotlb_kind iotlb = iotlb_kind::model;
  std::string disk;      // file behind the NVMe controller; empty: memory
  std::string record;    // file to write a recording to; empty: none
  device_makers devices; // more functions, behind the first unit
};

// What software learns from tables and what the machine is built of: one description for both.
struct machine_map {
  static constexpr uint16_t segment = 1;
  static constexpr unsigned ioapic_pins = 24;
  static constexpr uint8_t ioapic_id = 8;
  static constexpr uint16_t ioapic_sid = 0xF8 << 8 | 31 << 3; // on a bus that holds nothing else
  static constexpr uint64_t ioapic_offset = 0x2000;           // in the register window
  // Of a unit, in the register window.
  static constexpr uint64_t unit_offset(unsigned unit) { return unit * UINT64_C(0x4000); }
  // Functions of the segment, on bus 0.
  static constexpr uint16_t nvme_sid = 1 << 3;
  static constexpr uint16_t accelerator_sid = 2 << 3;
  static constexpr uint16_t sriov_sid = 3 << 3;
  static constexpr uint32_t virtual_functions = 7; // the rest of that device
  static constexpr size_t added_devices_max = 28;
  static constexpr uint16_t added_sid(size_t index) {
    return static_cast<uint16_t>((4 + index) << 3);
  }
};

// Who makes requests. With two units, the last one serves the NVMe controller and the first one the
// rest.
enum machine_device : unsigned {
  machine_ioapic,
  machine_nvme,
  machine_accelerator,
  machine_sriov,
  machine_devices
};
unsigned machine_unit_of(const machine_options &options, machine_device device);

vtd_config machine_unit_config(const machine_options &options);
qemu_bridge_config machine_bridge_config();
// DMAR and what else the guest needs to find the machine.
std::vector<acpi_table> machine_tables(const machine_options &options);

// Descriptors of the invalidation queue, by type (chapter 6).
using descriptor_counts = std::array<uint64_t, 16>;

class qemu_machine : public sc_core::sc_module {
public:
  // Both descriptors become the bridge's. Throws user_error if a file cannot be used.
  qemu_machine(sc_core::sc_module_name name, const machine_options &options, int proxy_fd,
               int qtest_fd);
  ~qemu_machine() override;

  qemu_bridge &bridge() { return bridge_; }
  unsigned units() const { return static_cast<unsigned>(units_.size()); }
  iommu<64> &unit(unsigned index) { return *units_[index]; }
  const descriptor_counts &descriptors(unsigned unit) const { return descriptors_[unit]; }
  const iotlb_backend *iotlb(unsigned unit) const { return iotlbs_[unit].get(); }
  const ioapic_statistics &ioapic_stats() const { return ioapic_.statistics(); }
  const nvme_controller &nvme() const { return *nvme_; }
  const accelerator &accelerator_device() const { return accelerator_; }
  const sriov_device &virtual_device() const { return sriov_; }
  const std::vector<std::unique_ptr<added_device>> &added() const { return added_; }
  // Writes the end of the recording, if there is one. Throws user_error if that fails.
  void finish_recording();

private:
  void add_unit(unsigned index);
  void add_nvme();
  void add_accelerator();
  void add_sriov();
  void add_device(size_t index);
  // To the port that the device has at its unit.
  template <typename Socket> void connect(Socket &bus, machine_device device);
  template <typename Socket> void connect(Socket &bus, unsigned unit, unsigned port);
  void reset();

  machine_options options_;
  qemu_bridge bridge_;
  router register_bus_;
  ioapic ioapic_;
  std::vector<std::unique_ptr<iotlb_backend>> iotlbs_;
  std::vector<std::unique_ptr<iommu<64>>> units_;
  std::vector<descriptor_counts> descriptors_;
  std::unique_ptr<recording_writer> recording_;
  std::vector<std::unique_ptr<traffic_tap>> taps_; // of the units, if there is a recording
  pcie_ecam ecam_;
  bar_router bars_;
  std::unique_ptr<nvme_controller> nvme_;
  accelerator accelerator_;
  sriov_device sriov_;
  std::vector<std::unique_ptr<added_device>> added_;
};

} // namespace vtd

#endif // VTD_QEMU_MACHINE_H
