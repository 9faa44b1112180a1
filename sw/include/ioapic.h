// SPDX-License-Identifier: Apache-2.0
// Driver of an I/O APIC (vtd/ioapic_regs.h). Freestanding C11.
//
// Index and window are two accesses: one caller at a time per device, handlers included.
#ifndef IOAPIC_H
#define IOAPIC_H

#include "vtd/ioapic_regs.h"
#include "vtd_hal.h"

typedef struct ioapic {
  const vtd_hal *hal;
  uint64_t base;
  uint32_t pins;
} ioapic;

// False if nothing answers there.
bool ioapic_probe(ioapic *device, const vtd_hal *hal, uint64_t base);

// Redirection entry of a pin, in either format (VTD_IOAPIC_RTE_*): vtd_drv_irqs_redirection() makes
// those of remapped interrupts. The pin is masked while the entry changes.
void ioapic_set(const ioapic *device, uint32_t pin, uint64_t entry);
uint64_t ioapic_get(const ioapic *device, uint32_t pin);
void ioapic_mask(const ioapic *device, uint32_t pin, bool masked);

// End of the level interrupt with this vector, where the processor does not broadcast it.
void ioapic_eoi(const ioapic *device, uint8_t vector);

#endif // IOAPIC_H
