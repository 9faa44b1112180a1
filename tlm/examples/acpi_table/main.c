// SPDX-License-Identifier: Apache-2.0
// The ACPI table that tells software of a platform's remapping units (chapter 8): one unit for
// everything behind a bridge, one for the rest.
//   cc -std=c11 main.c $(pkg-config --cflags --libs vtd-acpi)
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "vtd/acpi_dmar.h"

int main(void) {
  static uint8_t bytes[4096];
  const vtd_acpi_scope bridge = {
      .type = VTD_DMAR_SCOPE_TYPE_BRIDGE, .bus = 0, .steps = 1, .path = {{.device = 1}}};
  vtd_acpi_entry entries[] = {
      {.type = VTD_DMAR_ENTRY_TYPE_DRHD, .all = true, .base = 0xFED90000, .reg_bytes = 4096},
      {.type = VTD_DMAR_ENTRY_TYPE_DRHD,
       .base = 0xFED90000,
       .reg_bytes = 4096,
       .scope_count = 1,
       .scopes = &bridge},
  };
  vtd_acpi_dmar table = {.haw = 48, .intr_remap = true, .entry_count = 2, .entries = entries};
  memcpy(table.oem_id, "ACME", 4);

  printf("%s\n", vtd_acpi_dmar_check(&table));
  entries[1].base += 0x1000;
  if (vtd_acpi_dmar_check(&table) != NULL)
    return 1;
  const size_t size = vtd_acpi_dmar_build(&table, bytes, sizeof bytes);
  uint8_t sum = 0;
  for (size_t i = 0; i < size; i++)
    sum = (uint8_t)(sum + bytes[i]);
  printf("%.4s of %.6s: %zu bytes, checksum %s\n", (const char *)bytes, (const char *)bytes + 10,
         size, sum == 0 ? "right" : "wrong");
  return 0;
}
