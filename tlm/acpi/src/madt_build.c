// SPDX-License-Identifier: Apache-2.0
// The MADT (ACPI 5.2.12): processors, I/O APICs, where ISA interrupts go.
#include "table.h"

#include "vtd/acpi_platform.h"

#define REVISION           4u // of ACPI 6.0
#define PCAT_COMPAT        0x1u
#define TYPE_LOCAL_APIC    0u
#define TYPE_IOAPIC        1u
#define TYPE_OVERRIDE      2u
#define TYPE_NMI           4u
#define LOCAL_APIC_BYTES   8u
#define IOAPIC_BYTES       12u
#define OVERRIDE_BYTES     10u
#define NMI_BYTES          6u
#define PROCESSOR_ENABLED  0x1u
#define ALL_PROCESSORS     0xFFu
#define ISA_BUS            0u
#define ISA_INTERRUPTS     16u
#define OVERRIDE_FLAG_BITS 0xFu

static bool same_ioapic(const vtd_acpi_ioapic *a, const vtd_acpi_ioapic *b) {
  return a->id == b->id || a->base == b->base || a->first_interrupt == b->first_interrupt;
}

const char *vtd_acpi_madt_check(const vtd_acpi_madt *table) {
  if (table->processor_count == 0)
    return "a MADT has at least one processor";
  for (size_t i = 0; i < table->processor_count; i++) {
    if (table->processors[i] == ALL_PROCESSORS)
      return "APIC id 255 means all processors and belongs to none";
    for (size_t j = 0; j < i; j++)
      if (table->processors[j] == table->processors[i])
        return "two processors have the same APIC id";
  }
  for (size_t i = 0; i < table->ioapic_count; i++)
    for (size_t j = 0; j < i; j++)
      if (same_ioapic(&table->ioapics[i], &table->ioapics[j]))
        return "two I/O APICs have the same id, address or first interrupt";
  for (size_t i = 0; i < table->override_count; i++) {
    const vtd_acpi_override *o = &table->overrides[i];
    if (o->irq >= ISA_INTERRUPTS)
      return "an override is for an ISA interrupt, 0 to 15";
    if ((o->flags & ~OVERRIDE_FLAG_BITS) != 0)
      return "the flags of an override are polarity and trigger mode";
    for (size_t j = 0; j < i; j++)
      if (table->overrides[j].irq == o->irq)
        return "an ISA interrupt has two overrides";
  }
  return NULL;
}

static void put_entries(acpi_writer *w, const vtd_acpi_madt *table) {
  for (size_t i = 0; i < table->processor_count; i++) {
    acpi_put(w, TYPE_LOCAL_APIC | LOCAL_APIC_BYTES << 8, 2);
    acpi_put(w, i, 1);
    acpi_put(w, table->processors[i], 1);
    acpi_put(w, PROCESSOR_ENABLED, 4);
  }
  for (size_t i = 0; i < table->ioapic_count; i++) {
    acpi_put(w, TYPE_IOAPIC | IOAPIC_BYTES << 8, 2);
    acpi_put(w, table->ioapics[i].id, 2);
    acpi_put(w, table->ioapics[i].base, 4);
    acpi_put(w, table->ioapics[i].first_interrupt, 4);
  }
  for (size_t i = 0; i < table->override_count; i++) {
    acpi_put(w, TYPE_OVERRIDE | OVERRIDE_BYTES << 8, 2);
    acpi_put(w, ISA_BUS, 1);
    acpi_put(w, table->overrides[i].irq, 1);
    acpi_put(w, table->overrides[i].interrupt, 4);
    acpi_put(w, table->overrides[i].flags, 2);
  }
  acpi_put(w, TYPE_NMI | NMI_BYTES << 8, 2);
  acpi_put(w, ALL_PROCESSORS, 1);
  acpi_put(w, 0, 2);
  acpi_put(w, 1, 1); // LINT1
}

size_t vtd_acpi_madt_build(const vtd_acpi_madt *table, void *buffer, size_t bytes) {
  const size_t length = ACPI_HEADER_BYTES + 8 + table->processor_count * LOCAL_APIC_BYTES +
                        table->ioapic_count * IOAPIC_BYTES +
                        table->override_count * OVERRIDE_BYTES + NMI_BYTES;
  if (buffer == NULL || bytes < length)
    return length;
  acpi_writer w = {buffer, bytes, 0};
  acpi_put_header(&w, "APIC", REVISION, length, &table->maker);
  acpi_put(&w, table->local_apic, 4);
  acpi_put(&w, table->legacy_pics ? PCAT_COMPAT : 0, 4);
  put_entries(&w, table);
  w.out[ACPI_CHECKSUM_OFFSET] = acpi_checksum(w.out, length);
  return length;
}
