// SPDX-License-Identifier: Apache-2.0
// What a platform consists of, and how it is written down as TOML.
#ifndef VTD_PLATFORM_CONFIG_H
#define VTD_PLATFORM_CONFIG_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "user_error.h"
#include "vtd/router.h"
#include "vtd/vtd.h"

namespace vtd {

// Times are in nanoseconds of simulated time.
struct memory_spec {
  uint64_t mib = 256;
  double access_ns = 30; // per transaction
  double line_ns = 4;    // per started 64 bytes
  bool dmi = true;
};

// Something that a device scope names (chapter 8): a PCI function, a bridge with all that is behind
// it, or an IOAPIC, an HPET, a device of the ACPI name space with the requester id that it uses.
struct scope_spec {
  uint8_t type = VTD_DMAR_SCOPE_TYPE_ENDPOINT;
  uint16_t sid = 0;
  uint8_t id = 0; // IOAPIC id, HPET number, ACPI device number
  bool operator==(const scope_spec &other) const {
    return type == other.type && sid == other.sid && id == other.id;
  }
};

// The approximately-timed path of a unit (vtd/at.h). The platform's own devices use b_transport();
// its memory takes no nb_transport, so what goes on to it does so by b_transport(), too.
struct at_spec {
  unsigned outstanding = 0; // 0: there is none
  unsigned misses = 8;
  unsigned walkers = 4;
  double accept_ns = 0;
  double lookup_interval_ns = 0;
};

struct unit_spec {
  std::string name = "unit";
  uint16_t segment = 0;
  bool include_pci_all = true;       // has what no other unit of the segment lists
  std::vector<scope_spec> scopes;    // what it lists
  std::optional<uint32_t> proximity; // NUMA node
  unsigned line = 1;                 // of the platform file, as in all specs, for messages
  uint64_t base = 0xFED90000;
  vtd_config core = vtd_config_default();
  double lookup_ns = 2;
  double read_ns = 10; // per table read by direct pointer
  double register_ns = 20;
  double queue_ns = 100;                // from the doorbell until the invalidation queue runs
  double ats_message_ns = 50;           // of messages between unit and device-TLBs
  double device_tlb_timeout_ns = 200e3; // for an invalidation of a device-TLB; 0: none
  double clock_ns = 0;                  // of the clock that performance counters count; 0: none
  bool dmi = true;
  at_spec at;
};

struct cpu_spec {
  double access_ns = 5; // the processor's own cost of an access
  double quantum_ns = 200;
  double relax_ns = 100;                         // one turn of a polling loop
  double limit_ms = 2000;                        // a program that runs longer is stuck
  bool scalable = false;                         // programs for either mode use scalable mode
  std::vector<uint32_t> apic_ids = {0, 1, 2, 3}; // one for each processor
};

struct engine_spec {
  std::string name;
  uint64_t base = 0;
  uint16_t segment = 0;
  std::vector<uint16_t> requester_ids; // one for each channel
  std::vector<uint32_t> gsis;          // interrupt line of each channel; empty: not connected
  unsigned line = 1;
  double transaction_ns = 10;
  double quantum_ns = 200;
  bool dmi = false; // move data through direct memory pointers
};

// A device with virtual functions (vtd/sriov_regs.h).
struct sriov_spec {
  std::string name;
  uint64_t base = 0;
  uint16_t segment = 0;
  uint16_t requester_id = 0; // of the physical function
  uint32_t vfs = 7;
  uint32_t first_vf_offset = 1;
  uint32_t vf_stride = 1;
  double transaction_ns = 10;
  double quantum_ns = 200;
  unsigned line = 1;
  uint16_t sid(uint32_t function) const; // requester id of a function, 0: the physical one
  uint64_t bytes() const;                // of its register window
};

// An accelerator with a device-TLB (vtd/accelerator_regs.h).
struct accelerator_spec {
  std::string name;
  uint64_t base = 0;
  uint16_t segment = 0;
  uint16_t requester_id = 0;
  unsigned queues = 4;
  unsigned engines = 2;
  unsigned tlb_entries = 64; // of the device-TLB
  double transaction_ns = 10;
  double quantum_ns = 200;
  unsigned line = 1;
};

// An I/O APIC (vtd/ioapic_regs.h). Its pins are the global system interrupts from gsi_base on.
struct ioapic_spec {
  std::string name;
  uint64_t base = 0;
  uint16_t segment = 0;
  uint16_t requester_id = 0; // of its messages
  uint8_t id = 0;
  unsigned pins = 24;
  uint32_t gsi_base = 0;
  unsigned line = 1;
  bool has(uint32_t gsi) const { return gsi >= gsi_base && gsi - gsi_base < pins; }
};

struct bridge_spec {
  uint16_t segment = 0;
  uint16_t sid = 0;
  uint8_t secondary = 0, subordinate = 0; // first and last bus behind it
  unsigned line = 1;
};

// RMRR, ATSR, SATC and SIDP of the DMAR table: things said of some devices.
struct scope_list_spec {
  uint16_t type = 0; // VTD_DMAR_ENTRY_TYPE_*
  uint16_t segment = 0;
  uint64_t base = 0, limit = 0; // RMRR: first and last byte
  bool all = false;             // ATSR: ALL_PORTS, SATC: ATC_REQUIRED
  uint32_t flags = 0;           // SIDP: VTD_DMAR_SCOPE_*
  std::vector<scope_spec> scopes;
  unsigned line = 1;
};

// A device of the ACPI name space (ANDD).
struct acpi_device_spec {
  uint8_t number = 0;
  std::string name;
  unsigned line = 1;
};

// The header of the DMAR table.
struct dmar_spec {
  std::string oem_id = "VTD";
  std::string oem_table_id = "VTDSIM";
  uint32_t oem_revision = 0;
  bool x2apic_opt_out = false;
  bool dma_opt_in = false;
};

struct platform_config {
  std::string source = "built-in platform"; // for messages
  memory_spec memory;
  std::vector<unit_spec> units{unit_spec()};
  cpu_spec cpu;
  std::vector<engine_spec> engines;
  std::vector<sriov_spec> sriovs;
  std::vector<accelerator_spec> accelerators;
  std::vector<ioapic_spec> ioapics;
  std::vector<bridge_spec> bridges;
  std::vector<scope_list_spec> scope_lists;
  std::vector<acpi_device_spec> acpi_devices;
  dmar_spec dmar;
};

// 256 MiB, a unit with every legacy feature, four engines with twelve channels on several buses, an
// I/O APIC.
platform_config default_platform();

// Reads a platform file; what it does not mention is as in default_platform() (an [[engine]] list
// replaces the built-in one as a whole). Throws user_error as "FILE:LINE: what; remedy".
platform_config load_platform(const std::string &path);

// The same as TOML text that load_platform() reads back.
std::string dump_platform(const platform_config &config);

// Address map in the order of the router's targets: memory, units, interrupts, engines, devices
// with virtual functions, accelerators, I/O APICs.
std::vector<router_window> address_map(const platform_config &config);

// "00:03.0" for 0018h; "0001:00:03.0" in segment 1.
std::string requester_text(uint16_t sid, uint16_t segment = 0);

// "00:03.0 dma0 channel 0": what a requester is, as far as it is known.
std::string requester_name(const platform_config &config, uint16_t segment, uint16_t sid);

} // namespace vtd

#endif // VTD_PLATFORM_CONFIG_H
