// SPDX-License-Identifier: Apache-2.0
// What every ACPI table has.
#ifndef VTD_ACPI_TABLE_H
#define VTD_ACPI_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "vtd/acpi_platform.h"

// Bytes on their way into a buffer that may be too small: those beyond `room` are only counted.
typedef struct acpi_writer {
  uint8_t *out;
  size_t room;
  size_t used;
} acpi_writer;

// `bytes` (at most 8) bytes of a little-endian number.
void acpi_put(acpi_writer *w, uint64_t value, size_t bytes);
// A name of `size` (at most 8) characters, filled with spaces, as a little-endian number.
uint64_t acpi_name(const char *name, size_t size);

#define ACPI_HEADER_BYTES    36u
#define ACPI_CHECKSUM_OFFSET 9u
// The header of a table of `length` bytes, without checksum; `signature` has four characters.
void acpi_put_header(acpi_writer *w, const char *signature, uint8_t revision, size_t length,
                     const vtd_acpi_maker *maker);
// What makes the sum of all bytes zero, given that the checksum's byte is zero.
uint8_t acpi_checksum(const uint8_t *table, size_t length);

#endif // VTD_ACPI_TABLE_H
