// SPDX-License-Identifier: Apache-2.0
// The ACPI table DMAR (chapter 8): where remapping units are, and what is behind each. Makes the
// bytes from a description. Plain C, no allocation, no state; addresses and sizes are in bytes.
#ifndef VTD_ACPI_DMAR_H
#define VTD_ACPI_DMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vtd/vtd_regs.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VTD_ACPI_STEPS_MAX 8u // of a path: seven bridges and the device

typedef struct vtd_acpi_step {
  uint8_t device;   // 0 .. 31
  uint8_t function; // 0 .. 7
} vtd_acpi_step;

// Names one device, or a bridge and all that is below it. The path begins on `bus`; every step but
// the last is a bridge, and the next one is on its secondary bus.
typedef struct vtd_acpi_scope {
  uint8_t type; // VTD_DMAR_SCOPE_TYPE_*
  uint8_t id;   // IOAPIC id, HPET number, ACPI device number; else 0
  uint8_t bus;
  uint8_t steps;
  // VTD_DMAR_SCOPE_*; only in SIDP, only its five flags.
  uint32_t flags;
  vtd_acpi_step path[VTD_ACPI_STEPS_MAX];
} vtd_acpi_scope;

// One remapping structure. Which members count depends on the type.
typedef struct vtd_acpi_entry {
  uint16_t type;                // VTD_DMAR_ENTRY_TYPE_*
  uint16_t segment;             // PCI segment; not RHSA, ANDD
  bool all;                     // DRHD: INCLUDE_PCI_ALL, ATSR: ALL_PORTS, SATC: ATC_REQUIRED
  uint64_t base;                // DRHD, RHSA: registers; RMRR: first byte
  uint64_t limit;               // RMRR: last byte
  uint32_t reg_bytes;           // DRHD: size of the register window, 4096 .. 2^27, a power of two
  uint32_t proximity;           // RHSA
  uint8_t number;               // ANDD: ACPI device number
  const char *name;             // ANDD: path in the ACPI name space
  size_t scope_count;           // DRHD, RMRR, ATSR, SATC, SIDP
  const vtd_acpi_scope *scopes; // borrowed
} vtd_acpi_entry;

typedef struct vtd_acpi_dmar {
  uint8_t haw;         // host address width, bits, 32 .. 64
  bool intr_remap;     // the platform supports interrupt remapping
  bool x2apic_opt_out; // only with intr_remap
  bool dma_opt_in;
  char oem_id[6];       // not terminated; shorter ones are filled with spaces
  char oem_table_id[8]; // same
  uint32_t oem_revision;
  size_t entry_count;
  const vtd_acpi_entry *entries; // in any order; borrowed
} vtd_acpi_dmar;

// NULL if a table can be made of it, else a sentence that says what is wrong (static text): a
// structure that does not keep to chapter 8, windows of units that overlap, more than one unit with
// INCLUDE_PCI_ALL in a segment, an RHSA of no unit, a reference to no ANDD, no unit at all, more
// than 64 KiB.
const char *vtd_acpi_dmar_check(const vtd_acpi_dmar *table);

// Writes the table into `buffer` if it has room for it (`bytes`), and returns the size that it
// needs. Structures come in ascending order of type, in the order given within a type, but a
// unit with INCLUDE_PCI_ALL behind all others. `table` has to be one that vtd_acpi_dmar_check()
// accepts. Re-entrant.
size_t vtd_acpi_dmar_build(const vtd_acpi_dmar *table, void *buffer, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif // VTD_ACPI_DMAR_H
