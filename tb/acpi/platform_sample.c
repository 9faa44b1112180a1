// SPDX-License-Identifier: Apache-2.0
// Writes the SSDT or the MADT of one of the tests' platforms to a file, for other people's tools.
//   platform_sample NAME ssdt|madt FILE
#include <stdio.h>
#include <string.h>

#include "platforms.h"

int main(int argc, char **argv) {
  static unsigned char bytes[4096];
  const acpi_platform *chosen = NULL;
  for (unsigned i = 0; argc == 4 && i < ACPI_PLATFORMS; i++) {
    if (strcmp(acpi_platforms[i].name, argv[1]) == 0)
      chosen = &acpi_platforms[i];
  }
  if (chosen == NULL) {
    fprintf(stderr, "platform_sample: use platform_sample NAME ssdt|madt FILE with a platform of "
                    "platforms.c\n");
    return 2;
  }
  const size_t size = strcmp(argv[2], "ssdt") == 0
                          ? vtd_acpi_ssdt_build(&chosen->bridge, bytes, sizeof bytes)
                          : vtd_acpi_madt_build(&chosen->madt, bytes, sizeof bytes);
  FILE *file = fopen(argv[3], "wb");
  if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
    fprintf(stderr, "platform_sample: %s cannot be written; name another file\n", argv[3]);
    return 2;
  }
  return 0;
}
