// SPDX-License-Identifier: Apache-2.0
// The register file behind a configuration space.
#include "vtd/pci_config.h"

#include <string.h>

static bool legal(uint32_t offset, uint32_t bytes) {
  return (bytes == 1 || bytes == 2 || bytes == 4) && offset % bytes == 0 &&
         offset < VTD_PCI_CONFIG_BYTES;
}

static void put(uint8_t *bytes, uint32_t offset, uint32_t count, uint32_t value) {
  for (uint32_t i = 0; i < count; i++)
    bytes[offset + i] = (uint8_t)(value >> (8 * i));
}

void vtd_pci_config_set(vtd_pci_config *config, uint32_t offset, uint32_t bytes, uint32_t value) {
  if (legal(offset, bytes))
    put(config->value, offset, bytes, value);
}

void vtd_pci_config_define(vtd_pci_config *config, uint32_t offset, uint32_t bytes,
                           vtd_pci_register attributes) {
  if (!legal(offset, bytes))
    return;
  put(config->value, offset, bytes, attributes.initial);
  put(config->initial, offset, bytes, attributes.initial);
  put(config->writable, offset, bytes, attributes.writable);
  put(config->clearable, offset, bytes, attributes.clearable);
}

static void constant(vtd_pci_config *config, uint32_t offset, uint32_t bytes, uint32_t value) {
  vtd_pci_config_define(config, offset, bytes, (vtd_pci_register){.initial = value});
}

void vtd_pci_config_init(vtd_pci_config *config, const vtd_pci_ids *ids) {
  memset(config, 0, sizeof *config);
  config->free = VTD_PCI_FIRST_CAPABILITY;
  config->free_extended = VTD_PCI_FIRST_EXTENDED;
  constant(config, VTD_PCI_VENDOR, 2, ids->vendor);
  constant(config, VTD_PCI_DEVICE, 2, ids->device);
  constant(config, VTD_PCI_SUBSYSTEM_VENDOR, 2, ids->subsystem_vendor);
  constant(config, VTD_PCI_SUBSYSTEM, 2, ids->subsystem);
  constant(config, VTD_PCI_REVISION, 4, ids->class_code << 8 | ids->revision);
  vtd_pci_config_define(config, VTD_PCI_CACHE_LINE, 1, (vtd_pci_register){.writable = 0xFF});
  vtd_pci_config_define(config, VTD_PCI_INTERRUPT_LINE, 1, (vtd_pci_register){.writable = 0xFF});
  vtd_pci_config_define(
      config, VTD_PCI_COMMAND, 2,
      (vtd_pci_register){.writable = VTD_PCI_COMMAND_MEMORY | VTD_PCI_COMMAND_MASTER |
                                     VTD_PCI_COMMAND_PARITY | VTD_PCI_COMMAND_SERR |
                                     VTD_PCI_COMMAND_NO_INTX});
  vtd_pci_config_define(config, VTD_PCI_STATUS, 2,
                        (vtd_pci_register){.clearable = VTD_PCI_STATUS_RECEIVED_ABRT});
}

uint16_t vtd_pci_config_capability(vtd_pci_config *config, uint8_t id, uint16_t bytes) {
  const uint16_t offset = config->free;
  const uint32_t end = (offset + (uint32_t)bytes + 3) & ~3u;
  if (end > VTD_PCI_FIRST_EXTENDED)
    return 0;
  constant(config, config->last == 0 ? VTD_PCI_CAPABILITIES : config->last + 1u, 1, offset);
  constant(config, offset, 2, id);
  config->value[VTD_PCI_STATUS] |= VTD_PCI_STATUS_CAPABILITIES;
  config->initial[VTD_PCI_STATUS] |= VTD_PCI_STATUS_CAPABILITIES;
  config->last = offset;
  config->free = (uint16_t)end;
  return offset;
}

uint16_t vtd_pci_config_extended(vtd_pci_config *config, uint16_t id, uint8_t version,
                                 uint16_t bytes) {
  const uint16_t offset = config->free_extended;
  const uint32_t end = (offset + (uint32_t)bytes + 3) & ~3u;
  if (end > VTD_PCI_CONFIG_BYTES)
    return 0;
  const uint16_t last = config->last_extended;
  if (last != 0)
    constant(config, last, 4, vtd_pci_config_read(config, last, 4) | (uint32_t)offset << 20);
  constant(config, offset, 4, id | (uint32_t)version << 16);
  config->last_extended = offset;
  config->free_extended = (uint16_t)end;
  return offset;
}

void vtd_pci_config_reset(vtd_pci_config *config) {
  memcpy(config->value, config->initial, sizeof config->value);
}

uint32_t vtd_pci_config_read(const vtd_pci_config *config, uint32_t offset, uint32_t bytes) {
  if (!legal(offset, bytes))
    return UINT32_MAX;
  uint32_t value = 0;
  for (uint32_t i = 0; i < bytes; i++)
    value |= (uint32_t)config->value[offset + i] << (8 * i);
  return value;
}

void vtd_pci_config_write(vtd_pci_config *config, uint32_t offset, uint32_t bytes, uint32_t value) {
  if (!legal(offset, bytes))
    return;
  for (uint32_t i = 0; i < bytes; i++) {
    const uint8_t written = (uint8_t)(value >> (8 * i));
    const uint8_t stored = config->writable[offset + i];
    uint8_t *byte = &config->value[offset + i];
    *byte = (uint8_t)((*byte & ~stored & ~(written & config->clearable[offset + i])) |
                      (written & stored));
  }
}
