// SPDX-License-Identifier: Apache-2.0
// What a DMAR table must keep to (chapter 8), each rule with the sentence that tells of it.
#include <string.h>

#include "vtd/acpi_dmar.h"

#define PAGE_MASK       UINT64_C(0xFFF)
#define TABLE_BYTES_MAX 65536u
#define NAME_MAX_CHARS  255u
#define SIDP_FLAGS                                                                                 \
  (VTD_DMAR_SCOPE_NO_NESTED | VTD_DMAR_SCOPE_NO_PWSNP | VTD_DMAR_SCOPE_NO_PGSNP |                  \
   VTD_DMAR_SCOPE_ATC_HARDENED | VTD_DMAR_SCOPE_ATC_REQUIRED)

static bool has_andd(const vtd_acpi_dmar *table, uint8_t number) {
  for (size_t i = 0; i < table->entry_count; i++) {
    const vtd_acpi_entry *e = &table->entries[i];
    if (e->type == VTD_DMAR_ENTRY_TYPE_ANDD && e->number == number)
      return true;
  }
  return false;
}

static bool has_unit_at(const vtd_acpi_dmar *table, uint64_t base) {
  for (size_t i = 0; i < table->entry_count; i++) {
    const vtd_acpi_entry *e = &table->entries[i];
    if (e->type == VTD_DMAR_ENTRY_TYPE_DRHD && e->base == base)
      return true;
  }
  return false;
}

static const char *check_scope(const vtd_acpi_dmar *table, const vtd_acpi_entry *entry,
                               const vtd_acpi_scope *scope) {
  if (scope->type < VTD_DMAR_SCOPE_TYPE_ENDPOINT || scope->type > VTD_DMAR_SCOPE_TYPE_NAMESPACE)
    return "a device scope has a type that does not exist";
  if (scope->steps < 1 || scope->steps > VTD_ACPI_STEPS_MAX)
    return "the path of a device scope has 1 to 8 steps";
  for (unsigned i = 0; i < scope->steps; i++) {
    if (scope->path[i].device > 31 || scope->path[i].function > 7)
      return "a step of a path has a device above 31 or a function above 7";
  }
  const bool sidp = entry->type == VTD_DMAR_ENTRY_TYPE_SIDP;
  if (scope->flags & ~(uint32_t)(sidp ? SIDP_FLAGS : 0))
    return "only device scopes of SIDP have flags, and only five";
  const bool pci = scope->type <= VTD_DMAR_SCOPE_TYPE_BRIDGE;
  if (pci && scope->id != 0)
    return "the scope of a PCI device has an enumeration id";
  if (!pci && entry->type != VTD_DMAR_ENTRY_TYPE_DRHD && entry->type != VTD_DMAR_ENTRY_TYPE_RMRR)
    return "IOAPICs, HPETs and ACPI devices are in scopes of DRHD and RMRR only";
  if (entry->type == VTD_DMAR_ENTRY_TYPE_ATSR && scope->type != VTD_DMAR_SCOPE_TYPE_BRIDGE)
    return "ATSR lists root ports: scopes of bridges";
  if (scope->type == VTD_DMAR_SCOPE_TYPE_NAMESPACE && !has_andd(table, scope->id))
    return "a device scope refers to an ACPI device number that no ANDD has";
  return NULL;
}

static const char *check_drhd(const vtd_acpi_dmar *table, size_t index) {
  const vtd_acpi_entry *unit = &table->entries[index];
  const uint32_t window = unit->reg_bytes;
  if (unit->base == 0 || (unit->base & PAGE_MASK) != 0)
    return "the registers of a unit are not aligned to 4096 bytes";
  if (window < 4096 || window > UINT32_C(1) << 27 || (window & (window - 1)) != 0)
    return "the register window of a unit is a power of two from 4096 to 2^27 bytes";
  if (unit->base + (window - 1) < unit->base)
    return "the register window of a unit wraps around";
  for (size_t i = 0; i < index; i++) {
    const vtd_acpi_entry *other = &table->entries[i];
    if (other->type != VTD_DMAR_ENTRY_TYPE_DRHD)
      continue;
    if (unit->base <= other->base + (other->reg_bytes - 1) &&
        other->base <= unit->base + (window - 1))
      return "register windows of two units overlap";
    if (unit->all && other->all && unit->segment == other->segment)
      return "a segment has two units with INCLUDE_PCI_ALL";
  }
  return NULL;
}

static const char *check_rmrr(const vtd_acpi_entry *region) {
  if ((region->base & PAGE_MASK) != 0 || (region->limit & PAGE_MASK) != PAGE_MASK ||
      region->limit < region->base)
    return "a reserved region does not consist of whole 4096-byte pages";
  return region->scope_count == 0 ? "a reserved region has no device" : NULL;
}

static const char *check_andd(const vtd_acpi_dmar *table, size_t index) {
  const vtd_acpi_entry *device = &table->entries[index];
  if (device->name == NULL || device->name[0] == 0 || strlen(device->name) > NAME_MAX_CHARS)
    return "the name of an ACPI device has 1 to 255 characters";
  for (size_t i = 0; i < index; i++) {
    const vtd_acpi_entry *other = &table->entries[i];
    if (other->type == VTD_DMAR_ENTRY_TYPE_ANDD && other->number == device->number)
      return "two ACPI devices have the same number";
  }
  return NULL;
}

static const char *check_entry(const vtd_acpi_dmar *table, size_t index) {
  const vtd_acpi_entry *entry = &table->entries[index];
  const bool scopes =
      entry->type != VTD_DMAR_ENTRY_TYPE_RHSA && entry->type != VTD_DMAR_ENTRY_TYPE_ANDD;
  if (!scopes && entry->scope_count != 0)
    return "RHSA and ANDD have no device scopes";
  for (size_t i = 0; i < entry->scope_count; i++) {
    const char *wrong = check_scope(table, entry, &entry->scopes[i]);
    if (wrong != NULL)
      return wrong;
  }
  switch (entry->type) {
  case VTD_DMAR_ENTRY_TYPE_DRHD:
    return check_drhd(table, index);
  case VTD_DMAR_ENTRY_TYPE_RMRR:
    return check_rmrr(entry);
  case VTD_DMAR_ENTRY_TYPE_ATSR:
    return entry->all == (entry->scope_count == 0) ? NULL
                                                   : "ATSR has either ALL_PORTS or device scopes";
  case VTD_DMAR_ENTRY_TYPE_RHSA:
    return has_unit_at(table, entry->base) ? NULL : "an RHSA belongs to no unit";
  case VTD_DMAR_ENTRY_TYPE_ANDD:
    return check_andd(table, index);
  case VTD_DMAR_ENTRY_TYPE_SATC:
  case VTD_DMAR_ENTRY_TYPE_SIDP:
    return entry->scope_count != 0 ? NULL : "SATC and SIDP have device scopes";
  default:
    return "a remapping structure has a type that does not exist";
  }
}

const char *vtd_acpi_dmar_check(const vtd_acpi_dmar *table) {
  bool units = false;
  if (table->haw < 32 || table->haw > 64)
    return "the host address width is 32 to 64 bits";
  if (table->x2apic_opt_out && !table->intr_remap)
    return "X2APIC_OPT_OUT is for platforms with interrupt remapping";
  for (size_t i = 0; i < table->entry_count; i++) {
    const char *wrong = check_entry(table, i);
    if (wrong != NULL)
      return wrong;
    units = units || table->entries[i].type == VTD_DMAR_ENTRY_TYPE_DRHD;
  }
  if (!units)
    return "the table has no remapping unit";
  // Lengths of structures have 16 bits; a table below that size has none that is too long.
  if (vtd_acpi_dmar_build(table, NULL, 0) >= TABLE_BYTES_MAX)
    return "the table would be larger than 64 KiB";
  return NULL;
}
