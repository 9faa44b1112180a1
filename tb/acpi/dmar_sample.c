// SPDX-License-Identifier: Apache-2.0
// Writes the DMAR table of one of the tests' topologies to a file, for other people's tools.
//   dmar_sample NAME FILE
#include <stdio.h>
#include <string.h>

#include "topologies.h"

int main(int argc, char **argv) {
  static unsigned char bytes[65536];
  const topology *chosen = NULL;
  for (unsigned i = 0; argc == 3 && i < TOPOLOGIES; i++) {
    if (strcmp(topologies[i].name, argv[1]) == 0)
      chosen = &topologies[i];
  }
  if (chosen == NULL) {
    fprintf(stderr, "dmar_sample: use dmar_sample NAME FILE with a topology of topologies.c\n");
    return 2;
  }
  const size_t size = vtd_acpi_dmar_build(&chosen->table, bytes, sizeof bytes);
  FILE *file = fopen(argv[2], "wb");
  if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
    fprintf(stderr, "dmar_sample: %s cannot be written; name another file\n", argv[2]);
    return 2;
  }
  return 0;
}
