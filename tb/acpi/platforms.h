// SPDX-License-Identifier: Apache-2.0
// Platforms with an SSDT and a MADT, for the tests of both.
#ifndef VTD_TEST_PLATFORMS_H
#define VTD_TEST_PLATFORMS_H

#include "vtd/acpi_platform.h"

typedef struct acpi_platform {
  const char *name;
  vtd_acpi_root_bridge bridge;
  vtd_acpi_madt madt;
} acpi_platform;

#define ACPI_PLATFORMS 2u
extern const acpi_platform acpi_platforms[ACPI_PLATFORMS];

#endif // VTD_TEST_PLATFORMS_H
