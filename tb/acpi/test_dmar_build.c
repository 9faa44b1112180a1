// SPDX-License-Identifier: Apache-2.0
// The DMAR generator against bytes laid out by hand from chapter 8, and what it refuses.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "topologies.h"

static uint8_t bytes[65536];

static size_t build(const vtd_acpi_dmar *table) {
  memset(bytes, 0xEE, sizeof bytes);
  assert_null(vtd_acpi_dmar_check(table));
  return vtd_acpi_dmar_build(table, bytes, sizeof bytes);
}

static uint64_t number(size_t offset, size_t size) {
  uint64_t value = 0;
  memcpy(&value, bytes + offset, size);
  return value;
}

// Every byte of the smallest table.
static void one_unit_byte_by_byte(void **state) {
  (void)state;
  const uint8_t expected[] = {
      'D',  'M',
      'A',  'R',
      64,   0,
      0,    0, // signature, length
      1,    0 /* checksum, below */,
      'V',  'T',
      'D',  ' ',
      ' ',  ' ', // revision, OEM
      'T',  'E',
      'S',  'T',
      ' ',  ' ',
      ' ',  ' ', // OEM table
      0,    0,
      0,    0,
      'V',  'T',
      'D',  ' ',
      1,    0,
      0,    0, // OEM revision, creator
      38,   0,
      0,    0,
      0,    0,
      0,    0,
      0,    0,
      0,    0, // HAW - 1, flags, reserved
      0,    0,
      16,   0,
      1,    0,
      0,    0, // DRHD, 16 bytes, INCLUDE_PCI_ALL, size, segment
      0,    0,
      0xD9, 0xFE,
      0,    0,
      0,    0,
  };
  const size_t size = build(&topologies[0].table);
  assert_int_equal(size, sizeof expected);
  bytes[9] = 0;
  assert_memory_equal(bytes, expected, sizeof expected);
}

static void checksum_and_order(void **state) {
  (void)state;
  for (unsigned i = 0; i < TOPOLOGIES; i++) {
    const size_t size = build(&topologies[i].table);
    assert_int_equal(number(4, 4), size);
    uint8_t sum = 0;
    for (size_t at = 0; at < size; at++)
      sum = (uint8_t)(sum + bytes[at]);
    assert_int_equal(sum, 0);
    assert_int_equal(bytes[size], 0xEE); // nothing behind it
    uint64_t type = 0;
    size_t at = 48, count = 0;
    bool rest_seen[2] = {false, false};
    for (; at < size; at += number(at + 2, 2), count++) {
      assert_true(number(at, 2) >= type);
      type = number(at, 2);
      if (type != 0)
        continue;
      assert_false(rest_seen[number(at + 6, 2)]); // INCLUDE_PCI_ALL is the segment's last
      rest_seen[number(at + 6, 2)] = bytes[at + 4] & 1;
    }
    assert_int_equal(at, size);
    assert_int_equal(count, topologies[i].table.entry_count);
  }
}

static size_t find(uint64_t type) {
  size_t at = 48;
  while (number(at, 2) != type)
    at += number(at + 2, 2);
  return at;
}

static void every_structure_by_its_offsets(void **state) {
  (void)state;
  build(&topologies[4].table);
  assert_int_equal(bytes[36], 51);
  assert_int_equal(bytes[37], 1);
  const size_t listed = find(0); // DRHD with scopes comes first
  assert_int_equal(number(listed + 2, 2), 24);
  assert_int_equal(bytes[listed + 4], 0);
  assert_int_equal(number(listed + 8, 8), 0xFEDA0000);
  const uint8_t scope[] = {5, 8, 0, 0, 1, 0, 21, 0};
  assert_memory_equal(bytes + listed + 16, scope, sizeof scope);
  const size_t rest = listed + 24;
  assert_int_equal(bytes[rest + 4], 1);
  assert_int_equal(bytes[rest + 5], 4); // 2^4 pages
  const size_t region = find(1);
  assert_int_equal(number(region + 2, 2), 32);
  assert_int_equal(number(region + 8, 8), 0x1000);
  assert_int_equal(number(region + 16, 8), 0x1FFF);
  const size_t ats = find(2);
  assert_int_equal(number(ats + 2, 2), 24);
  assert_int_equal(bytes[ats + 4], 0);
  assert_int_equal(bytes[ats + 8], 2); // a bridge
  const size_t node = find(3);
  assert_int_equal(number(node + 2, 2), 20);
  assert_int_equal(number(node + 8, 8), 0xFED90000);
  assert_int_equal(number(node + 16, 4), 7);
  const size_t named = find(4);
  assert_int_equal(number(named + 2, 2), 8 + sizeof "\\_SB.PCI0.I2C0");
  assert_int_equal(bytes[named + 7], 1);
  assert_string_equal((char *)bytes + named + 8, "\\_SB.PCI0.I2C0");
  const size_t satc = find(5);
  assert_int_equal(bytes[satc + 4], 1);
  assert_int_equal(number(satc + 2, 2), 16);
  const size_t sidp = find(6);
  assert_int_equal(number(sidp + 2, 2), 24);
  assert_int_equal(bytes[sidp + 8 + 2], 1 << 0 | 1 << 3);
  assert_int_equal(bytes[sidp + 16 + 2], 1 << 1 | 1 << 2 | 1 << 4);
}

static void paths_and_windows(void **state) {
  (void)state;
  build(&topologies[2].table);
  assert_int_equal(bytes[37], 3); // INTR_REMAP, X2APIC_OPT_OUT
  assert_int_equal(number(24, 4), 3);
  const uint8_t scopes[] = {2, 8, 0, 0, 0, 0, 1, 0, 1, 12, 0, 0, 0, 0x80, 2, 1, 0, 0, 5, 7};
  assert_memory_equal(bytes + 48 + 16, scopes, sizeof scopes);
}

static void too_small_a_buffer_is_left_alone(void **state) {
  (void)state;
  const vtd_acpi_dmar *table = &topologies[0].table;
  memset(bytes, 0xEE, sizeof bytes);
  assert_int_equal(vtd_acpi_dmar_build(table, bytes, 63), 64);
  assert_int_equal(bytes[0], 0xEE);
  assert_int_equal(vtd_acpi_dmar_build(table, NULL, 0), 64);
}

// ---- What is refused, and by which sentence

static vtd_acpi_entry parts[3];
static vtd_acpi_scope scope;
static vtd_acpi_dmar changed;

static void fresh(void) {
  const vtd_acpi_scope device = {.type = VTD_DMAR_SCOPE_TYPE_ENDPOINT, .steps = 1};
  const vtd_acpi_entry unit = {
      .type = VTD_DMAR_ENTRY_TYPE_DRHD, .all = true, .base = 0xFED90000, .reg_bytes = 4096};
  scope = device;
  parts[0] = unit;
  parts[1] = unit;
  parts[1].all = false;
  parts[1].base = 0xFEDA0000;
  parts[1].scope_count = 1;
  parts[1].scopes = &scope;
  memset(&parts[2], 0, sizeof parts[2]);
  changed = topologies[0].table;
  changed.entries = parts;
  changed.entry_count = 2;
}

#define REFUSED(part, change)                                                                      \
  do {                                                                                             \
    fresh();                                                                                       \
    assert_null(vtd_acpi_dmar_check(&changed));                                                    \
    change;                                                                                        \
    const char *told = vtd_acpi_dmar_check(&changed);                                              \
    assert_non_null(told);                                                                         \
    assert_non_null(strstr(told, part));                                                           \
  } while (0)

static void add(uint16_t kind) {
  parts[2].type = kind;
  changed.entry_count = 3;
}

static void refusals(void **state) {
  (void)state;
  REFUSED("host address width", changed.haw = 31);
  REFUSED("interrupt remapping", changed.x2apic_opt_out = true);
  REFUSED("no remapping unit", changed.entry_count = 0);
  REFUSED("aligned", parts[0].base += 0x100);
  REFUSED("aligned", parts[0].base = 0);
  REFUSED("power of two", parts[0].reg_bytes = 6000);
  REFUSED("power of two", parts[0].reg_bytes = 2048);
  REFUSED("wraps around", (parts[0].base = ~UINT64_C(0xFFF), parts[0].reg_bytes = 8192));
  REFUSED("overlap", (parts[1].base = 0xFED9F000, parts[0].reg_bytes = 65536));
  REFUSED("two units with INCLUDE_PCI_ALL", parts[1].all = true);
  REFUSED("type that does not exist", scope.type = 6);
  REFUSED("type that does not exist", scope.type = 0);
  REFUSED("1 to 8 steps", scope.steps = 0);
  REFUSED("1 to 8 steps", scope.steps = 9);
  REFUSED("device above 31", scope.path[0].device = 32);
  REFUSED("function above 7", scope.path[0].function = 8);
  REFUSED("only device scopes of SIDP", scope.flags = VTD_DMAR_SCOPE_NO_NESTED);
  REFUSED("enumeration id", scope.id = 1);
  REFUSED("no ANDD", (scope.type = VTD_DMAR_SCOPE_TYPE_NAMESPACE, scope.id = 4));
  REFUSED("type that does not exist", add(7));
  REFUSED("whole 4096-byte pages", add(VTD_DMAR_ENTRY_TYPE_RMRR));
  REFUSED("has no device", (add(VTD_DMAR_ENTRY_TYPE_RMRR), parts[2].limit = 0xFFF));
  REFUSED("either ALL_PORTS", add(VTD_DMAR_ENTRY_TYPE_ATSR));
  REFUSED("root ports",
          (add(VTD_DMAR_ENTRY_TYPE_ATSR), parts[2].scope_count = 1, parts[2].scopes = &scope));
  REFUSED("belongs to no unit", add(VTD_DMAR_ENTRY_TYPE_RHSA));
  REFUSED("have no device scopes", (add(VTD_DMAR_ENTRY_TYPE_RHSA), parts[2].base = parts[0].base,
                                    parts[2].scope_count = 1, parts[2].scopes = &scope));
  REFUSED("1 to 255 characters", add(VTD_DMAR_ENTRY_TYPE_ANDD));
  REFUSED("1 to 255 characters", (add(VTD_DMAR_ENTRY_TYPE_ANDD), parts[2].name = ""));
  REFUSED("have device scopes", add(VTD_DMAR_ENTRY_TYPE_SATC));
  REFUSED("have device scopes", add(VTD_DMAR_ENTRY_TYPE_SIDP));
}

static void too_large_a_table(void **state) {
  (void)state;
  static vtd_acpi_scope many[9000];
  fresh();
  for (size_t i = 0; i < sizeof many / sizeof many[0]; i++)
    many[i] = scope;
  parts[1].scopes = many;
  parts[1].scope_count = 8000;
  assert_null(vtd_acpi_dmar_check(&changed));
  parts[1].scope_count = 9000;
  assert_non_null(strstr(vtd_acpi_dmar_check(&changed), "64 KiB"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_unit_byte_by_byte),
      cmocka_unit_test(checksum_and_order),
      cmocka_unit_test(every_structure_by_its_offsets),
      cmocka_unit_test(paths_and_windows),
      cmocka_unit_test(too_small_a_buffer_is_left_alone),
      cmocka_unit_test(refusals),
      cmocka_unit_test(too_large_a_table),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
