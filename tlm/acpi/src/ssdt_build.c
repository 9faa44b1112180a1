// SPDX-License-Identifier: Apache-2.0
// An SSDT in AML (ACPI, chapter 20) with a root bridge and what it reserves. The objects are few
// and always the same, so they are written straight down.
#include <string.h>

#include "table.h"
#include "vtd/acpi_platform.h"

#define REVISION    2u // integers have 64 bits
#define TABLE_BYTES 1024u
#define MIB         (UINT32_C(1) << 20)

#define AML_NAME      0x08u
#define AML_SCOPE     0x10u
#define AML_BUFFER    0x11u
#define AML_METHOD    0x14u
#define AML_DEVICE    0x825Bu // two bytes
#define AML_BYTE      0x0Au
#define AML_WORD      0x0Bu
#define AML_DWORD     0x0Cu
#define EISA_PNP0A03  0x030AD041u
#define EISA_PNP0A08  0x080AD041u
#define EISA_PNP0C02  0x020CD041u
#define RES_END       0x79u
#define RES_WORD      0x88u // address space descriptors
#define RES_DWORD     0x87u
#define RES_FIXED     0x86u
#define RES_MEMORY    0u
#define RES_BUS       2u
#define RES_BOUNDS    0x0Cu // minimum and maximum are fixed
#define RES_READWRITE 0x01u

// _OSC (PCI Firmware 4.5.1), Method (_OSC, 4): for the UUID of root bridges it leaves to the
// operating system the PCI Express capability structures and nothing else, and says so by the bit
// for masked controls; other UUIDs are not known.
static const uint8_t osc_method[] = {
    '_',  'O',  'S',  'C',  0x04,                         // four arguments
    0x8A, 0x6B, 0x00, 'C',  'D',  'W',  '1',              // CreateDWordField (Arg3, 0, CDW1)
    0xA0, 0x45, 0x04, 0x93, 0x68, 0x11, 0x13, 0x0A, 0x10, // If (LEqual (Arg0, UUID
    0x5B, 0x4D, 0xDB, 0x33, 0xF7, 0x1F, 0x1C, 0x40,       // 33DB4D5B-1FF7-401C-
    0x96, 0x57, 0x74, 0x41, 0xC0, 0x3D, 0xD7, 0x66,       // 9657-7441C03DD766))
    0x8A, 0x6B, 0x0A, 0x08, 'C',  'D',  'W',  '3',        // CreateDWordField (Arg3, 8, CDW3)
    0x70, 'C',  'D',  'W',  '3',  0x60,                   // Store (CDW3, Local0)
    0x7B, 'C',  'D',  'W',  '3',  0x0A, 0x10, 'C',  'D',  'W', '3', // And (CDW3, 10h, CDW3)
    0xA0, 0x13, 0x92, 0x93, 0x60, 'C',  'D',  'W',  '3',            // If (LNotEqual (Local0, CDW3))
    0x7D, 'C',  'D',  'W',  '1',  0x0A, 0x10, 'C',  'D',  'W', '1', // Or (CDW1, 10h, CDW1)
    0xA1, 0x0C,                                                     // Else
    0x7D, 'C',  'D',  'W',  '1',  0x0A, 0x04, 'C',  'D',  'W', '1', // Or (CDW1, 4, CDW1)
    0xA4, 0x6B,                                                     // Return (Arg3)
};

static bool apart(vtd_acpi_window a, vtd_acpi_window b) {
  return (uint64_t)a.base + a.bytes <= b.base || (uint64_t)b.base + b.bytes <= a.base;
}

static bool whole(vtd_acpi_window w) {
  return w.bytes != 0 && (uint64_t)w.base + w.bytes <= UINT64_C(1) << 32;
}

static vtd_acpi_window ecam_window(const vtd_acpi_root_bridge *b) {
  return (vtd_acpi_window){b->ecam + b->first_bus * MIB, (b->last_bus - b->first_bus + 1u) * MIB};
}

const char *vtd_acpi_root_bridge_check(const vtd_acpi_root_bridge *bridge) {
  if (bridge->first_bus > bridge->last_bus)
    return "the last bus of a root bridge is before the first";
  if (bridge->ecam % MIB != 0 ||
      (uint64_t)bridge->ecam + (bridge->last_bus + UINT64_C(1)) * MIB > UINT64_C(1) << 32)
    return "the ECAM is 1 MiB aligned and below 4 GiB";
  if (!whole(bridge->memory) || !apart(bridge->memory, ecam_window(bridge)))
    return "the window for BARs is not empty, below 4 GiB, and beside the ECAM";
  if (bridge->reserved_count > VTD_ACPI_RESERVED_MAX)
    return "at most 8 windows can be reserved";
  for (size_t i = 0; i < bridge->reserved_count; i++)
    if (!whole(bridge->reserved[i]) || !apart(bridge->reserved[i], bridge->memory))
      return "a reserved window is not empty, below 4 GiB, and beside the window for BARs";
  return NULL;
}

// A package begins with its length, whose own size depends on it: it is put in at the end.
static void close_package(acpi_writer *w, size_t start) {
  const size_t content = w->used - start;
  const size_t own = content + 1 < 0x40 ? 1 : 2;
  const size_t length = content + own;
  memmove(w->out + start + own, w->out + start, content);
  if (own == 1) {
    w->out[start] = (uint8_t)length;
  } else {
    w->out[start] = (uint8_t)(0x40 | (length & 0xF));
    w->out[start + 1] = (uint8_t)(length >> 4);
  }
  w->used += own;
}

static void put_integer(acpi_writer *w, uint32_t value) {
  const unsigned bytes = value <= 1 ? 0 : value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : 4;
  if (bytes != 0)
    acpi_put(w, bytes == 1 ? AML_BYTE : bytes == 2 ? AML_WORD : AML_DWORD, 1);
  acpi_put(w, value, bytes == 0 ? 1 : bytes); // Zero and One are what they encode
}

static void put_segment_name(acpi_writer *w, const char *name) {
  acpi_put(w, acpi_name(name, 4), 4);
}

static void put_name(acpi_writer *w, const char *name) {
  acpi_put(w, AML_NAME, 1);
  put_segment_name(w, name);
}

static void put_named_integer(acpi_writer *w, const char *name, uint32_t value) {
  put_name(w, name);
  put_integer(w, value);
}

// Ids of devices are integers of four bytes, whatever their value.
static void put_named_id(acpi_writer *w, const char *name, uint32_t id) {
  put_name(w, name);
  acpi_put(w, AML_DWORD, 1);
  acpi_put(w, id, 4);
}

// Address space descriptor with granularity and translation offset 0.
static void put_range(acpi_writer *w, unsigned type, uint32_t first, uint32_t last) {
  const size_t width = type == RES_BUS ? 2 : 4;
  acpi_put(w, type == RES_BUS ? RES_WORD : RES_DWORD, 1);
  acpi_put(w, 3 + 5 * width, 2);
  acpi_put(w, type, 1);
  acpi_put(w, RES_BOUNDS, 1);
  acpi_put(w, type == RES_MEMORY ? RES_READWRITE : 0, 1);
  acpi_put(w, 0, width);
  acpi_put(w, first, width);
  acpi_put(w, last, width);
  acpi_put(w, 0, width);
  acpi_put(w, (uint64_t)last - first + 1, width);
}

static void put_fixed(acpi_writer *w, vtd_acpi_window window) {
  acpi_put(w, RES_FIXED, 1);
  acpi_put(w, 9, 2);
  acpi_put(w, RES_READWRITE, 1);
  acpi_put(w, window.base, 4);
  acpi_put(w, window.bytes, 4);
}

// _CRS is a buffer of `bytes` bytes of descriptors; returns where its package begins.
static size_t open_resources(acpi_writer *w, uint32_t bytes) {
  put_name(w, "_CRS");
  acpi_put(w, AML_BUFFER, 1);
  const size_t start = w->used;
  put_integer(w, bytes);
  return start;
}

static void close_resources(acpi_writer *w, size_t start) {
  acpi_put(w, RES_END, 2); // and a checksum that nobody looks at
  close_package(w, start);
}

static void put_bridge(acpi_writer *w, const vtd_acpi_root_bridge *bridge) {
  acpi_put(w, AML_DEVICE, 2);
  const size_t device = w->used;
  put_segment_name(w, "VTDB");
  put_named_id(w, "_HID", EISA_PNP0A08);
  put_named_id(w, "_CID", EISA_PNP0A03);
  put_named_integer(w, "_UID", bridge->unique_id);
  put_named_integer(w, "_SEG", bridge->segment);
  put_named_integer(w, "_BBN", bridge->first_bus);
  put_named_integer(w, "_CBA", bridge->ecam);
  const size_t resources = open_resources(w, 16 + 26 + 2);
  put_range(w, RES_BUS, bridge->first_bus, bridge->last_bus);
  put_range(w, RES_MEMORY, bridge->memory.base, bridge->memory.base + (bridge->memory.bytes - 1));
  close_resources(w, resources);
  acpi_put(w, AML_METHOD, 1);
  const size_t method = w->used;
  for (size_t i = 0; i < sizeof osc_method; i++)
    acpi_put(w, osc_method[i], 1);
  close_package(w, method);
  close_package(w, device);
}

static void put_reservation(acpi_writer *w, const vtd_acpi_root_bridge *bridge) {
  acpi_put(w, AML_DEVICE, 2);
  const size_t device = w->used;
  put_segment_name(w, "VTDR");
  put_named_id(w, "_HID", EISA_PNP0C02);
  put_named_integer(w, "_UID", bridge->unique_id);
  const size_t resources = open_resources(w, (uint32_t)(12 * (bridge->reserved_count + 1) + 2));
  put_fixed(w, ecam_window(bridge));
  for (size_t i = 0; i < bridge->reserved_count; i++)
    put_fixed(w, bridge->reserved[i]);
  close_resources(w, resources);
  close_package(w, device);
}

size_t vtd_acpi_ssdt_build(const vtd_acpi_root_bridge *bridge, void *buffer, size_t bytes) {
  uint8_t table[TABLE_BYTES];
  acpi_writer w = {table, sizeof table, ACPI_HEADER_BYTES};
  acpi_put(&w, AML_SCOPE, 1);
  const size_t scope = w.used;
  acpi_put(&w, '\\', 1);
  put_segment_name(&w, "_SB_");
  put_bridge(&w, bridge);
  put_reservation(&w, bridge);
  close_package(&w, scope);
  const size_t length = w.used;
  w.used = 0;
  acpi_put_header(&w, "SSDT", REVISION, length, &bridge->maker);
  table[ACPI_CHECKSUM_OFFSET] = acpi_checksum(table, length);
  if (buffer != NULL && bytes >= length)
    memcpy(buffer, table, length);
  return length;
}
