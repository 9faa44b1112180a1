// SPDX-License-Identifier: Apache-2.0
// See topologies.h.
#include "topologies.h"

#define COUNT(list)   (sizeof(list) / sizeof((list)[0]))
#define SCOPES(list)  .scope_count = COUNT(list), .scopes = (list)
#define ENTRIES(list) .entry_count = COUNT(list), .entries = (list)
#define NAMES         .oem_id = "VTD", .oem_table_id = "TEST"

// ---- One unit for all

static const vtd_acpi_entry alone[] = {
    {.type = VTD_DMAR_ENTRY_TYPE_DRHD, .all = true, .base = 0xFED90000, .reg_bytes = 4096},
};

// ---- A desktop: graphics by itself, everything else, an IOAPIC, an HPET, a reserved region

static const vtd_acpi_scope graphics[] = {
    {.type = VTD_DMAR_SCOPE_TYPE_ENDPOINT, .steps = 1, .path = {{2, 0}}}};
static const vtd_acpi_scope platform_parts[] = {
    {.type = VTD_DMAR_SCOPE_TYPE_IOAPIC, .id = 2, .bus = 0xF0, .steps = 1, .path = {{31, 0}}},
    {.type = VTD_DMAR_SCOPE_TYPE_HPET, .id = 0, .steps = 1, .path = {{31, 7}}}};
static const vtd_acpi_scope usb[] = {
    {.type = VTD_DMAR_SCOPE_TYPE_ENDPOINT, .steps = 1, .path = {{20, 0}}}};
// Out of order on purpose.
static const vtd_acpi_entry desktop[] = {
    {.type = VTD_DMAR_ENTRY_TYPE_RMRR, .base = 0x7B800000, .limit = 0x7FFFFFFF, SCOPES(graphics)},
    {.type = VTD_DMAR_ENTRY_TYPE_DRHD,
     .all = true,
     .base = 0xFED91000,
     .reg_bytes = 4096,
     SCOPES(platform_parts)},
    {.type = VTD_DMAR_ENTRY_TYPE_RMRR, .base = 0xE0000, .limit = 0xE0FFF, SCOPES(usb)},
    {.type = VTD_DMAR_ENTRY_TYPE_DRHD, .base = 0xFED90000, .reg_bytes = 4096, SCOPES(graphics)},
};

// ---- A server: two segments, bridges, NUMA nodes, root ports with ATS

static const vtd_acpi_scope port_devices[] = {
    {.type = VTD_DMAR_SCOPE_TYPE_BRIDGE, .steps = 1, .path = {{1, 0}}},
    {.type = VTD_DMAR_SCOPE_TYPE_ENDPOINT,
     .bus = 0x80,
     .steps = 3,
     .path = {{2, 1}, {0, 0}, {5, 7}}}};
static const vtd_acpi_scope root_ports[] = {
    {.type = VTD_DMAR_SCOPE_TYPE_BRIDGE, .steps = 1, .path = {{1, 0}}},
    {.type = VTD_DMAR_SCOPE_TYPE_BRIDGE, .steps = 1, .path = {{3, 0}}}};
static const vtd_acpi_entry server[] = {
    {.type = VTD_DMAR_ENTRY_TYPE_DRHD, .base = 0xFBFFC000, .reg_bytes = 4096, SCOPES(port_devices)},
    {.type = VTD_DMAR_ENTRY_TYPE_DRHD, .all = true, .base = 0xC7FFC000, .reg_bytes = 4096},
    {.type = VTD_DMAR_ENTRY_TYPE_DRHD,
     .segment = 1,
     .all = true,
     .base = 0x200FFFFC000,
     .reg_bytes = 4096},
    {.type = VTD_DMAR_ENTRY_TYPE_ATSR, SCOPES(root_ports)},
    {.type = VTD_DMAR_ENTRY_TYPE_ATSR, .segment = 1, .all = true},
    {.type = VTD_DMAR_ENTRY_TYPE_RHSA, .base = 0xFBFFC000, .proximity = 0},
    {.type = VTD_DMAR_ENTRY_TYPE_RHSA, .base = 0x200FFFFC000, .proximity = 1},
};

// ---- Devices of the ACPI name space

static const vtd_acpi_scope named_parts[] = {
    {.type = VTD_DMAR_SCOPE_TYPE_NAMESPACE, .id = 1, .bus = 0, .steps = 1, .path = {{21, 0}}}};
static const vtd_acpi_entry named[] = {
    {.type = VTD_DMAR_ENTRY_TYPE_ANDD, .number = 1, .name = "\\_SB.PCI0.I2C0"},
    {.type = VTD_DMAR_ENTRY_TYPE_RMRR, .base = 0x1000, .limit = 0x1FFF, SCOPES(named_parts)},
    {.type = VTD_DMAR_ENTRY_TYPE_DRHD, .base = 0xFEDA0000, .reg_bytes = 4096, SCOPES(named_parts)},
};

// ---- One of everything

static const vtd_acpi_scope integrated[] = {
    {.type = VTD_DMAR_SCOPE_TYPE_ENDPOINT, .bus = 0x6A, .steps = 1, .path = {{1, 0}}}};
static const vtd_acpi_scope properties[] = {
    {.type = VTD_DMAR_SCOPE_TYPE_ENDPOINT,
     .bus = 0x6A,
     .flags = VTD_DMAR_SCOPE_NO_NESTED | VTD_DMAR_SCOPE_ATC_HARDENED,
     .steps = 1,
     .path = {{1, 0}}},
    {.type = VTD_DMAR_SCOPE_TYPE_ENDPOINT,
     .bus = 0x6A,
     .flags = VTD_DMAR_SCOPE_NO_PWSNP | VTD_DMAR_SCOPE_NO_PGSNP | VTD_DMAR_SCOPE_ATC_REQUIRED,
     .steps = 1,
     .path = {{2, 0}}}};
static const vtd_acpi_entry everything[] = {
    {.type = VTD_DMAR_ENTRY_TYPE_SIDP, SCOPES(properties)},
    {.type = VTD_DMAR_ENTRY_TYPE_SATC, .all = true, SCOPES(integrated)},
    {.type = VTD_DMAR_ENTRY_TYPE_ANDD, .number = 1, .name = "\\_SB.PCI0.I2C0"},
    {.type = VTD_DMAR_ENTRY_TYPE_RHSA, .base = 0xFED90000, .proximity = 7},
    {.type = VTD_DMAR_ENTRY_TYPE_ATSR, SCOPES(root_ports)},
    {.type = VTD_DMAR_ENTRY_TYPE_RMRR, .base = 0x1000, .limit = 0x1FFF, SCOPES(named_parts)},
    {.type = VTD_DMAR_ENTRY_TYPE_DRHD, .all = true, .base = 0xFED90000, .reg_bytes = 65536},
    {.type = VTD_DMAR_ENTRY_TYPE_DRHD, .base = 0xFEDA0000, .reg_bytes = 4096, SCOPES(named_parts)},
};

const topology topologies[TOPOLOGIES] = {
    {"alone", {.haw = 39, NAMES, ENTRIES(alone)}},
    {"desktop", {.haw = 39, .intr_remap = true, .dma_opt_in = true, NAMES, ENTRIES(desktop)}},
    {"server",
     {.haw = 46,
      .intr_remap = true,
      .x2apic_opt_out = true,
      NAMES,
      .oem_revision = 3,
      ENTRIES(server)}},
    {"named", {.haw = 48, NAMES, ENTRIES(named)}},
    {"everything", {.haw = 52, .intr_remap = true, NAMES, ENTRIES(everything)}},
};
