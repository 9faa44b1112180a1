// SPDX-License-Identifier: Apache-2.0
// Reads the lines of QEMU's trace that the judge asks for.
#ifndef VTD_TB_ORACLE_QEMU_TRACE_H
#define VTD_TB_ORACLE_QEMU_TRACE_H

#include <cstdint>
#include <string>

namespace vtd::judge {

struct QemuEvent {
  enum class Kind : uint8_t {
    fault,        // vtd_dmar_fault: requester, reason, addr, write
    quiet,        // vtd_fault_disabled: a fault that FPD keeps quiet; names no one
    translated,   // vtd_dmar_translate: requester, addr, output (of the page), mask
    hit,          // vtd_iotlb_page_hit: requester, addr
    pass_through, // vtd_translate_pt: requester, addr
    interrupt,    // apic_deliver_irq
    reg_read,     // vtd_reg_read: addr (offset), bytes
    nowhere,      // an access that no device or memory takes: addr, write
  };
  Kind kind = Kind::nowhere;
  uint16_t requester = 0;
  uint8_t reason = 0;
  bool write = false;
  uint8_t bytes = 0;
  uint64_t addr = 0, output = 0, mask = 0;
  uint32_t destination = 0;
  uint8_t mode = 0, delivery = 0, vector = 0, trigger = 0;
};

// One line, without its end. False: it says nothing of interest.
bool parse_event(const std::string &line, QemuEvent &event);

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_QEMU_TRACE_H
