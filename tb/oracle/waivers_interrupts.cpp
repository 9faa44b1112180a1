// SPDX-License-Identifier: Apache-2.0
// Departures of interrupt remapping.
#include "vtd/vtd_regs.h"
#include "waivers_shapes.h"

namespace vtd::judge {

namespace {

bool nothing_sent(const Outcome &o) {
  return !o.messages || o.messages->empty();
}

bool is_interrupt(const Image &image, size_t op) {
  return image.ops[op].kind == Kind::interrupt ||
         (is_dma(image, op) && in_interrupt_range(image.ops[op].addr));
}

bool interrupt_faults(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_interrupt(image, op) && image.remapping && faults(right) &&
         right.fault.reason >= VTD_FR_IR_20 && right.fault.reason <= VTD_FR_IR_26 && quiet(seen) &&
         nothing_sent(seen);
}

// What the entry, read as QEMU reads it, makes of the request: the bus range of SVT = 2 is swapped.
bool bus_range(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (image.ops[op].kind != Kind::interrupt || !image.remapping)
    return false;
  const InterruptPath path = interrupt_path_of(image, op);
  if (!path.remappable || !path.entry || vtd_irte_svt(path.entry->data()) != VTD_IRTE_SVT_BUS)
    return false;
  const uint64_t first = vtd_irte_sid(path.entry->data()) >> 8;
  const uint64_t last = vtd_irte_sid(path.entry->data()) & 0xFF;
  const uint64_t bus = image.ops[op].requester >> 8;
  const bool allowed = first <= bus && bus <= last, allowed_by_qemu = last <= bus && bus <= first;
  if (allowed == allowed_by_qemu)
    return false;
  return allowed ? passed(right) && quiet(seen) && nothing_sent(seen)
                 : (faults(right, VTD_FR_IR_26) || quiet(right)) && passed(seen);
}

bool compatibility_passes(const Image &image, size_t op, const Outcome &right,
                          const Outcome &seen) {
  return is_interrupt(image, op) && image.remapping && faults(right, VTD_FR_IR_25) &&
         !interrupt_path_of(image, op).remappable && passed(seen) && seen.messages &&
         seen.messages->size() == 1;
}

// Destination bits that only x2APIC mode has, and IM.
bool entry_bits(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_interrupt(image, op) || !image.remapping || !passed(seen) ||
      !(faults(right, VTD_FR_IR_24) || quiet(right)))
    return false;
  const InterruptPath path = interrupt_path_of(image, op);
  if (!path.entry)
    return false;
  const uint64_t unchecked = (VTD_IRTE_DST_MASK & ~VTD_IRTE_DST_XAPIC_MASK) | VTD_IRTE_IM_MASK;
  return ((*path.entry)[0] & unchecked) != 0 && (faults(right) || vtd_irte_fpd(path.entry->data()));
}

bool index_wraps(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_interrupt(image, op) && image.remapping && faults(right, VTD_FR_IR_21) &&
         passed(seen) && interrupt_path_of(image, op).index > UINT16_MAX;
}

// A DMA write into the range has lost its requester on the way: no source is checked.
bool nobodys_interrupt(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_dma(image, op) && is_interrupt(image, op) && image.remapping &&
         (faults(right, VTD_FR_IR_26) || quiet(right)) && passed(seen);
}
} // namespace

std::vector<Departure> interrupt_departures() {
  return {
      {"interrupt-faults", 20, "blocked interrupt requests are recorded (chapter 5)",
       interrupt_faults, false},
      {"bus-range", 21, "SID bits 15:8 are the first bus, 7:0 the last (chapter 9, IRTE)",
       bus_range, false},
      {"compatibility-passes", 22, "without CFI compatibility format is blocked (chapter 5)",
       compatibility_passes, false},
      {"entry-bits", 22, "reserved bits of interrupt entries are checked (chapter 9, IRTE)",
       entry_bits, false},
      {"index-wraps", 22, "an index beyond 16 bits is beyond the table (chapter 5)", index_wraps,
       false},
      {"nobodys-interrupt", 23, "DMA writes into the range are interrupts of their requester",
       nobodys_interrupt, false},
  };
}

} // namespace vtd::judge
