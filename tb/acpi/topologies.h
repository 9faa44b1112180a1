// SPDX-License-Identifier: Apache-2.0
// Platforms whose DMAR tables the tests look at, from one unit to one of everything.
#ifndef TOPOLOGIES_H
#define TOPOLOGIES_H

#include "vtd/acpi_dmar.h"

typedef struct topology {
  const char *name;
  vtd_acpi_dmar table;
} topology;

#define TOPOLOGIES 5u
extern const topology topologies[TOPOLOGIES];

#endif // TOPOLOGIES_H
