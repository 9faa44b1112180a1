// SPDX-License-Identifier: Apache-2.0
// Driver of an I/O APIC; see ioapic.h.
#include "ioapic.h"

#include "vtd/vtd_regs.h"

static uint32_t get(const ioapic *device, uint32_t index) {
  const vtd_hal *hal = device->hal;
  hal->write32(hal->ctx, device->base + VTD_IOAPIC_IOREGSEL, index);
  return hal->read32(hal->ctx, device->base + VTD_IOAPIC_IOWIN);
}

static void set(const ioapic *device, uint32_t index, uint32_t value) {
  const vtd_hal *hal = device->hal;
  hal->write32(hal->ctx, device->base + VTD_IOAPIC_IOREGSEL, index);
  hal->write32(hal->ctx, device->base + VTD_IOAPIC_IOWIN, value);
}

bool ioapic_probe(ioapic *device, const vtd_hal *hal, uint64_t base) {
  device->hal = hal;
  device->base = base;
  const uint32_t version = get(device, VTD_IOAPIC_VER);
  device->pins = VTD_IOAPIC_VER_PINS(version);
  return (version & 0xFF) == VTD_IOAPIC_VERSION && device->pins <= VTD_IOAPIC_PINS_MAX;
}

uint64_t ioapic_get(const ioapic *device, uint32_t pin) {
  const uint64_t low = get(device, VTD_IOAPIC_RTE_LO(pin));
  return low | (uint64_t)get(device, VTD_IOAPIC_RTE_HI(pin)) << 32;
}

void ioapic_set(const ioapic *device, uint32_t pin, uint64_t entry) {
  ioapic_mask(device, pin, true);
  set(device, VTD_IOAPIC_RTE_HI(pin), (uint32_t)(entry >> 32));
  set(device, VTD_IOAPIC_RTE_LO(pin), (uint32_t)entry);
}

void ioapic_mask(const ioapic *device, uint32_t pin, bool masked) {
  uint64_t entry = get(device, VTD_IOAPIC_RTE_LO(pin));
  vtd_ioapic_rte_mask_set(&entry, masked);
  set(device, VTD_IOAPIC_RTE_LO(pin), (uint32_t)entry);
}

void ioapic_eoi(const ioapic *device, uint8_t vector) {
  device->hal->write32(device->hal->ctx, device->base + VTD_IOAPIC_EOI, vector);
}
