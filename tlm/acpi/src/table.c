// SPDX-License-Identifier: Apache-2.0
#include "table.h"

#include <stdbool.h>

void acpi_put(acpi_writer *w, uint64_t value, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    if (w->used < w->room)
      w->out[w->used] = (uint8_t)(value >> (8 * i));
    w->used++;
  }
}

uint64_t acpi_name(const char *name, size_t size) {
  uint64_t word = 0;
  bool ended = false;
  for (size_t i = 0; i < size; i++) {
    ended = ended || name[i] == 0;
    word |= (uint64_t)(uint8_t)(ended ? ' ' : name[i]) << (8 * i);
  }
  return word;
}

void acpi_put_header(acpi_writer *w, const char *signature, uint8_t revision, size_t length,
                     const vtd_acpi_maker *maker) {
  acpi_put(w, acpi_name(signature, 4), 4);
  acpi_put(w, length, 4);
  acpi_put(w, revision, 1);
  acpi_put(w, 0, 1);
  acpi_put(w, acpi_name(maker->oem_id, sizeof maker->oem_id), sizeof maker->oem_id);
  acpi_put(w, acpi_name(maker->oem_table_id, sizeof maker->oem_table_id),
           sizeof maker->oem_table_id);
  acpi_put(w, maker->oem_revision, 4);
  acpi_put(w, acpi_name("VTD", 4), 4);
  acpi_put(w, 1, 4);
}

uint8_t acpi_checksum(const uint8_t *table, size_t length) {
  uint8_t sum = 0;
  for (size_t i = 0; i < length; i++)
    sum = (uint8_t)(sum + table[i]);
  return (uint8_t)-sum;
}
