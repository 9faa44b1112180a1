// SPDX-License-Identifier: Apache-2.0
// Writing the DMAR table: header, structures by type, device scopes, checksum.
#include <string.h>

#include "table.h"
#include "vtd/acpi_dmar.h"

// Words are written byte by byte: the table is little-endian and its parts are not aligned.
static void put(acpi_writer *w, const uint64_t *words, size_t bytes) {
  for (size_t i = 0; i < bytes; i += 8)
    acpi_put(w, words[i / 8], bytes - i < 8 ? bytes - i : 8);
}

static size_t scope_bytes(const vtd_acpi_scope *scope) {
  return VTD_DMAR_SCOPE_BYTES + (size_t)scope->steps * VTD_DMAR_STEP_BYTES;
}

static size_t fixed_bytes(uint16_t type) {
  switch (type) {
  case VTD_DMAR_ENTRY_TYPE_DRHD:
    return VTD_DMAR_DRHD_SIZE;
  case VTD_DMAR_ENTRY_TYPE_RMRR:
    return VTD_DMAR_RMRR_SIZE;
  case VTD_DMAR_ENTRY_TYPE_RHSA:
    return VTD_DMAR_RHSA_BYTES;
  default:
    return VTD_DMAR_ENTRY_SIZE;
  }
}

static size_t entry_bytes(const vtd_acpi_entry *entry) {
  size_t bytes = fixed_bytes(entry->type);
  if (entry->type == VTD_DMAR_ENTRY_TYPE_ANDD)
    return bytes + strlen(entry->name) + 1;
  for (size_t i = 0; i < entry->scope_count; i++)
    bytes += scope_bytes(&entry->scopes[i]);
  return bytes;
}

static void put_scope(acpi_writer *w, const vtd_acpi_scope *scope) {
  uint64_t word = scope->flags;
  vtd_dmar_scope_type_set(&word, scope->type);
  vtd_dmar_scope_length_set(&word, scope_bytes(scope));
  vtd_dmar_scope_id_set(&word, scope->id);
  vtd_dmar_scope_bus_set(&word, scope->bus);
  put(w, &word, VTD_DMAR_SCOPE_BYTES);
  for (unsigned i = 0; i < scope->steps; i++) {
    const uint64_t step = scope->path[i].device | (uint64_t)scope->path[i].function << 8;
    put(w, &step, VTD_DMAR_STEP_BYTES);
  }
}

static unsigned size_log2(uint32_t reg_bytes) {
  unsigned order = 0;
  while (UINT32_C(4096) << order < reg_bytes)
    order++;
  return order;
}

// The part in front of scopes and names.
static void put_fixed(acpi_writer *w, const vtd_acpi_entry *entry) {
  uint64_t e[VTD_DMAR_RMRR_WORDS] = {0};
  vtd_dmar_entry_type_set(e, entry->type);
  vtd_dmar_entry_length_set(e, entry_bytes(entry));
  switch (entry->type) {
  case VTD_DMAR_ENTRY_TYPE_DRHD:
    vtd_dmar_drhd_include_pci_all_set(e, entry->all);
    vtd_dmar_drhd_size_set(e, size_log2(entry->reg_bytes));
    vtd_dmar_drhd_segment_set(e, entry->segment);
    vtd_dmar_drhd_base_set(e, entry->base);
    break;
  case VTD_DMAR_ENTRY_TYPE_RMRR:
    vtd_dmar_rmrr_segment_set(e, entry->segment);
    vtd_dmar_rmrr_base_set(e, entry->base);
    vtd_dmar_rmrr_limit_set(e, entry->limit);
    break;
  case VTD_DMAR_ENTRY_TYPE_ATSR:
    vtd_dmar_atsr_all_ports_set(e, entry->all);
    vtd_dmar_atsr_segment_set(e, entry->segment);
    break;
  case VTD_DMAR_ENTRY_TYPE_RHSA:
    vtd_dmar_rhsa_base_set(e, entry->base);
    vtd_dmar_rhsa_proximity_set(e, entry->proximity);
    break;
  case VTD_DMAR_ENTRY_TYPE_ANDD:
    vtd_dmar_andd_number_set(e, entry->number);
    break;
  case VTD_DMAR_ENTRY_TYPE_SATC:
    vtd_dmar_satc_atc_required_set(e, entry->all);
    vtd_dmar_satc_segment_set(e, entry->segment);
    break;
  default:
    vtd_dmar_sidp_segment_set(e, entry->segment);
    break;
  }
  put(w, e, fixed_bytes(entry->type));
}

static void put_entry(acpi_writer *w, const vtd_acpi_entry *entry) {
  put_fixed(w, entry);
  for (size_t i = 0; i < entry->scope_count; i++)
    put_scope(w, &entry->scopes[i]);
  if (entry->type != VTD_DMAR_ENTRY_TYPE_ANDD)
    return;
  for (const char *c = entry->name;; c++) {
    const uint64_t character = (uint8_t)*c;
    put(w, &character, 1);
    if (*c == 0)
      return;
  }
}

static void put_entries(acpi_writer *w, const vtd_acpi_dmar *table, uint16_t type, bool all) {
  for (size_t i = 0; i < table->entry_count; i++) {
    const vtd_acpi_entry *entry = &table->entries[i];
    const bool last = type == VTD_DMAR_ENTRY_TYPE_DRHD && entry->all;
    if (entry->type == type && last == all)
      put_entry(w, entry);
  }
}

static void put_header(acpi_writer *w, const vtd_acpi_dmar *table, size_t length) {
  uint64_t h[VTD_DMAR_WORDS] = {0};
  vtd_dmar_signature_set(h, VTD_DMAR_SIGNATURE_DMAR);
  vtd_dmar_length_set(h, length);
  vtd_dmar_revision_set(h, VTD_DMAR_REVISION_CURRENT);
  vtd_dmar_oem_id_set(h, acpi_name(table->oem_id, sizeof table->oem_id));
  vtd_dmar_oem_table_id_set(h, acpi_name(table->oem_table_id, sizeof table->oem_table_id));
  vtd_dmar_oem_revision_set(h, table->oem_revision);
  vtd_dmar_creator_id_set(h, acpi_name("VTD", 4));
  vtd_dmar_creator_revision_set(h, 1);
  vtd_dmar_haw_set(h, table->haw - 1u);
  vtd_dmar_intr_remap_set(h, table->intr_remap);
  vtd_dmar_x2apic_opt_out_set(h, table->x2apic_opt_out);
  vtd_dmar_dma_opt_in_set(h, table->dma_opt_in);
  put(w, h, VTD_DMAR_SIZE);
}

size_t vtd_acpi_dmar_build(const vtd_acpi_dmar *table, void *buffer, size_t bytes) {
  size_t length = VTD_DMAR_SIZE;
  for (size_t i = 0; i < table->entry_count; i++)
    length += entry_bytes(&table->entries[i]);
  if (buffer == NULL || bytes < length)
    return length;
  acpi_writer w = {buffer, bytes, 0};
  put_header(&w, table, length);
  for (uint16_t type = VTD_DMAR_ENTRY_TYPE_DRHD; type <= VTD_DMAR_ENTRY_TYPE_SIDP; type++) {
    put_entries(&w, table, type, false);
    put_entries(&w, table, type, true);
  }
  w.out[VTD_DMAR_CHECKSUM_WORD * 8 + VTD_DMAR_CHECKSUM_SHIFT / 8] = acpi_checksum(w.out, length);
  return length;
}
