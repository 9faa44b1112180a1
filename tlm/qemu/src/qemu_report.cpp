// SPDX-License-Identifier: Apache-2.0
// The report: numbers are gathered once, as JSON; the table prints them.
#include "qemu_report.h"

#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace vtd {

namespace {

using json = nlohmann::ordered_json;

struct descriptor_name {
  unsigned type;
  const char *name;
};
constexpr descriptor_name descriptor_names[] = {
    {VTD_QI_TYPE_CC, "context"},          {VTD_QI_TYPE_PC, "PASID"},
    {VTD_QI_TYPE_IOTLB, "IOTLB"},         {VTD_QI_TYPE_P_IOTLB, "PASID-based IOTLB"},
    {VTD_QI_TYPE_DEV_TLB, "device-TLB"},  {VTD_QI_TYPE_P_DEV_TLB, "PASID-based device-TLB"},
    {VTD_QI_TYPE_IEC, "interrupt entry"}, {VTD_QI_TYPE_PGRP_RESP, "page group response"},
    {VTD_QI_TYPE_WAIT, "wait"},
};

json unit_json(qemu_machine &machine, unsigned index) {
  iommu<64> &unit = machine.unit(index);
  const vtd_counters &core = *vtd_get_counters(unit.core());
  const iommu_stats &shell = unit.stats();
  json report;
  report["register reads"] = shell.register_reads;
  report["register writes"] = shell.register_writes;
  json descriptors = json::object();
  for (const descriptor_name &d : descriptor_names)
    if (machine.descriptors(index)[d.type] != 0)
      descriptors[d.name] = machine.descriptors(index)[d.type];
  report["descriptors"] = descriptors;
  report["translations"] = core.requests;
  report["IOTLB hits"] = core.iotlb_hits;
  report["IOTLB misses"] = core.iotlb_misses;
  report["walks"] = core.walks;
  report["walk reads"] = core.walk_reads;
  report["faults"] = core.faults;
  report["interrupts remapped"] = core.interrupts;
  report["event messages"] = core.messages;
  report["page requests"] = core.page_requests;
  report["DMA bytes"] = shell.bytes;
  if (const iotlb_backend *iotlb = machine.iotlb(index)) {
    const iotlb_activity activity = iotlb->activity();
    report["RTL look-ups"] = activity.lookups;
    report["RTL cycles"] = activity.cycles;
    report["RTL mismatches"] = activity.mismatches;
    if (!iotlb->first_mismatch().empty())
      report["first mismatch"] = iotlb->first_mismatch();
  }
  return report;
}

json guest_json(qemu_machine &machine) {
  const qemu_bridge_stats &s = machine.bridge().stats();
  json report;
  report["resets"] = s.resets;
  report["register window accesses"] = s.reads[0] + s.writes[0];
  report["ECAM accesses"] = s.reads[1] + s.writes[1];
  report["device accesses"] = s.reads[2] + s.writes[2];
  report["failed accesses"] = s.failed_accesses;
  report["interrupt messages"] = s.interrupts;
  report["interrupt messages dropped"] = s.interrupts_dropped;
  report["I/O APIC line changes"] = s.line_changes;
  report["I/O APIC messages"] = machine.ioapic_stats().messages;
  report["memory maps"] = s.memory_maps;
  return report;
}

json nvme_json(const nvme_controller &nvme) {
  const nvme_statistics &s = nvme.statistics();
  json report;
  report["admin commands"] = s.admin_commands;
  report["reads"] = s.reads;
  report["writes"] = s.writes;
  report["flushes"] = s.flushes;
  report["failed commands"] = s.failed_commands;
  report["bytes read"] = s.bytes_read;
  report["bytes written"] = s.bytes_written;
  report["DMA transactions"] = s.transactions;
  report["DMA errors"] = s.errors;
  report["interrupt messages"] = nvme.messages();
  return report;
}

json dma_json(const dma_statistics &s) {
  json report;
  report["DMA transactions"] = s.transactions;
  report["DMA bytes"] = s.bytes;
  report["DMA errors"] = s.errors;
  return report;
}

void print_rows(std::ostream &out, const json &rows, const std::string &indent) {
  for (const auto &[name, value] : rows.items()) {
    if (value.is_object()) {
      out << indent << name << '\n';
      print_rows(out, value, indent + "  ");
      continue;
    }
    std::ostringstream left;
    left << indent << name;
    out << std::left << std::setw(36) << left.str() << std::right << std::setw(14)
        << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
  }
}

} // namespace

uint64_t session_mismatches(const qemu_machine &machine) {
  uint64_t sum = 0;
  for (unsigned i = 0; i < machine.units(); ++i)
    if (const iotlb_backend *iotlb = machine.iotlb(i))
      sum += iotlb->activity().mismatches;
  return sum;
}

json session_json(qemu_machine &machine, const machine_options &options,
                  const session_facts &facts) {
  json report;
  report["version"] = VTD_VERSION;
  report["mode"] = options.scalable ? "scalable" : "legacy";
  report["interrupt remapping"] = options.interrupt_remapping ? "on" : "off";
  report["iotlb"] = iotlb_kind_name(options.iotlb);
  report["wall seconds"] = std::round(facts.wall_seconds * 1000) / 1000;
  report["simulated seconds"] = std::round(sc_core::sc_time_stamp().to_seconds() * 1000) / 1000;
  report["guest"] = guest_json(machine);
  for (unsigned i = 0; i < machine.units(); ++i)
    report["unit " + std::to_string(i)] = unit_json(machine, i);
  report["NVMe controller"] = nvme_json(machine.nvme());
  report["accelerator"] = dma_json(machine.accelerator_device().statistics());
  report["SR-IOV device"] = dma_json(machine.virtual_device().statistics());
  for (size_t i = 0; i < machine.added().size(); ++i)
    report[options.devices[i].name] = machine.added()[i]->report();
  if (!facts.problem.empty())
    report["problem"] = facts.problem;
  report["passed"] = facts.problem.empty();
  return report;
}

void print_session(std::ostream &out, const json &report) {
  out << std::string(50, '-') << '\n';
  print_rows(out, report, "");
}

} // namespace vtd
