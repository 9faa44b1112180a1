// SPDX-License-Identifier: Apache-2.0
#include "platforms.h"

static const uint8_t one_processor[] = {0};
static const uint8_t several_processors[] = {0, 2, 4, 254};
static const vtd_acpi_ioapic one_ioapic[] = {{.id = 0, .base = 0xFEB02000}};
static const vtd_acpi_ioapic two_ioapics[] = {{.id = 8, .base = 0xFEC00000},
                                              {.id = 9, .base = 0xFEC01000, .first_interrupt = 24}};
static const vtd_acpi_override timer[] = {{.irq = 0, .interrupt = 2}};
static const vtd_acpi_override several_overrides[] = {
    {.irq = 0, .interrupt = 2},
    {.irq = 9, .interrupt = 9, .flags = VTD_ACPI_ACTIVE_HIGH | VTD_ACPI_LEVEL},
    {.irq = 15, .interrupt = 40, .flags = VTD_ACPI_ACTIVE_LOW | VTD_ACPI_EDGE}};

const acpi_platform acpi_platforms[ACPI_PLATFORMS] = {
    {.name = "small",
     .bridge = {.maker = {.oem_id = "VTD", .oem_table_id = "SMALL", .oem_revision = 1},
                .segment = 1,
                .unique_id = 0x10,
                .ecam = 0xFE900000,
                .memory = {0xFEA00000, 0x100000},
                .reserved_count = 1,
                .reserved = {{0xFEB00000, 0x10000}}},
     .madt = {.maker = {.oem_id = "VTD", .oem_table_id = "SMALL", .oem_revision = 1},
              .local_apic = 0xFEE00000,
              .legacy_pics = true,
              .processor_count = 1,
              .processors = one_processor,
              .ioapic_count = 1,
              .ioapics = one_ioapic,
              .override_count = 1,
              .overrides = timer}},
    {.name = "large",
     .bridge = {.maker = {.oem_id = "ACME00", .oem_table_id = "LARGE000", .oem_revision = 77},
                .segment = 0x1234,
                .first_bus = 0x40,
                .last_bus = 0x7F,
                .unique_id = 0x12345,
                .ecam = 0xB0000000,
                .memory = {0x80000000, 0x20000000},
                .reserved_count = 8,
                .reserved = {{0xFED90000, 0x1000},
                             {0xFED91000, 0x1000},
                             {0xFED92000, 0x1000},
                             {0xFED93000, 0x1000},
                             {0xFEC00000, 0x1000},
                             {0xFEC01000, 0x1000},
                             {0xFED00000, 0x400},
                             {0xFFFFF000, 0x1000}}},
     .madt = {.maker = {.oem_id = "ACME00", .oem_table_id = "LARGE000", .oem_revision = 77},
              .local_apic = 0xFEE00000,
              .processor_count = 4,
              .processors = several_processors,
              .ioapic_count = 2,
              .ioapics = two_ioapics,
              .override_count = 3,
              .overrides = several_overrides}},
};
