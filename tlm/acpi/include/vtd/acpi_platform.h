// SPDX-License-Identifier: Apache-2.0
// ACPI tables that bring a further PCI segment and I/O APICs of its own to an operating system: an
// SSDT with the root bridge, and a MADT. Plain C, no allocation, no state; addresses and sizes are
// in bytes. Layouts: ACPI 6.4, chapters 5, 6 and 20; PCI Firmware 3.2, chapter 4.
#ifndef VTD_ACPI_PLATFORM_H
#define VTD_ACPI_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Who made a table; names need not be terminated, shorter ones are filled with spaces.
typedef struct vtd_acpi_maker {
  char oem_id[6];
  char oem_table_id[8];
  uint32_t oem_revision;
} vtd_acpi_maker;

typedef struct vtd_acpi_window {
  uint32_t base;
  uint32_t bytes;
} vtd_acpi_window;

#define VTD_ACPI_RESERVED_MAX 8u

// A root bridge \_SB.VTDB, whose configuration spaces are behind ECAM, and \_SB.VTDR, which keeps
// the operating system from using addresses for other things.
typedef struct vtd_acpi_root_bridge {
  vtd_acpi_maker maker;
  uint16_t segment;
  uint8_t first_bus, last_bus;
  uint32_t unique_id;     // no other PNP0A08 and PNP0C02 may have it
  uint32_t ecam;          // of bus 0 of the segment; 1 MiB aligned
  vtd_acpi_window memory; // for BARs
  // Beside the ECAM: registers of remapping units, of I/O APICs, ...
  size_t reserved_count;
  vtd_acpi_window reserved[VTD_ACPI_RESERVED_MAX];
} vtd_acpi_root_bridge;

// NULL, or a sentence about what is wrong (static text).
const char *vtd_acpi_root_bridge_check(const vtd_acpi_root_bridge *bridge);
// Writes an SSDT into `buffer` if it has room for it (`bytes`), and returns the size that it needs.
// `bridge` has to be one that the check accepts. Re-entrant.
size_t vtd_acpi_ssdt_build(const vtd_acpi_root_bridge *bridge, void *buffer, size_t bytes);

typedef struct vtd_acpi_ioapic {
  uint8_t id;
  uint32_t base;
  uint32_t first_interrupt; // global system interrupt of pin 0
} vtd_acpi_ioapic;

#define VTD_ACPI_ACTIVE_HIGH 0x1u
#define VTD_ACPI_ACTIVE_LOW  0x3u
#define VTD_ACPI_EDGE        0x4u
#define VTD_ACPI_LEVEL       0xCu

// Where an ISA interrupt goes, if not to the global system interrupt of its number, edge triggered
// and active high.
typedef struct vtd_acpi_override {
  uint8_t irq;
  uint32_t interrupt; // global system interrupt
  uint16_t flags;     // polarity and trigger mode; 0: as on ISA
} vtd_acpi_override;

typedef struct vtd_acpi_madt {
  vtd_acpi_maker maker;
  uint32_t local_apic; // address; 0xFEE00000
  bool legacy_pics;    // there are two 8259s as well
  size_t processor_count;
  const uint8_t *processors; // their APIC ids, 0 .. 254; borrowed
  size_t ioapic_count;
  const vtd_acpi_ioapic *ioapics; // borrowed
  size_t override_count;
  const vtd_acpi_override *overrides; // borrowed
} vtd_acpi_madt;

// As above. The non-maskable interrupt is on LINT1 of all processors.
const char *vtd_acpi_madt_check(const vtd_acpi_madt *table);
size_t vtd_acpi_madt_build(const vtd_acpi_madt *table, void *buffer, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif // VTD_ACPI_PLATFORM_H
