// SPDX-License-Identifier: Apache-2.0
// SSDT and MADT: what their checks refuse, and that a buffer too small stays as it was. What is in
// them is for iasl to say (iasl_platform_test.py).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "platforms.h"

static const acpi_platform *const small = &acpi_platforms[0];

static void samples_are_accepted(void **state) {
  (void)state;
  for (unsigned i = 0; i < ACPI_PLATFORMS; i++) {
    assert_null(vtd_acpi_root_bridge_check(&acpi_platforms[i].bridge));
    assert_null(vtd_acpi_madt_check(&acpi_platforms[i].madt));
  }
}

static void bridge_refused(const vtd_acpi_root_bridge *bridge, const char *why) {
  const char *told = vtd_acpi_root_bridge_check(bridge);
  assert_non_null(told);
  assert_non_null(strstr(told, why));
}

static void impossible_bridges_are_refused(void **state) {
  (void)state;
  vtd_acpi_root_bridge b = small->bridge;
  b.first_bus = 1;
  bridge_refused(&b, "last bus");
  b = small->bridge;
  b.ecam += 0x1000;
  bridge_refused(&b, "ECAM");
  b.ecam = 0xFFF00000;
  b.last_bus = 1; // above 4 GiB
  bridge_refused(&b, "ECAM");
  b = small->bridge;
  b.memory.base = b.ecam + 0x80000;
  bridge_refused(&b, "window for BARs");
  b.memory = (vtd_acpi_window){0xFEA00000, 0};
  bridge_refused(&b, "window for BARs");
  b = small->bridge;
  b.reserved[0].base = b.memory.base + b.memory.bytes - 1;
  bridge_refused(&b, "reserved window");
  b = small->bridge;
  b.reserved_count = VTD_ACPI_RESERVED_MAX + 1;
  bridge_refused(&b, "at most 8");
}

static void madt_refused(const vtd_acpi_madt *madt, const char *why) {
  const char *told = vtd_acpi_madt_check(madt);
  assert_non_null(told);
  assert_non_null(strstr(told, why));
}

static void impossible_madts_are_refused(void **state) {
  (void)state;
  vtd_acpi_madt m = small->madt;
  m.processor_count = 0;
  madt_refused(&m, "at least one processor");
  const uint8_t twice[] = {3, 3}, everybody[] = {255};
  m.processor_count = 2;
  m.processors = twice;
  madt_refused(&m, "same APIC id");
  m.processor_count = 1;
  m.processors = everybody;
  madt_refused(&m, "255");
  m = small->madt;
  const vtd_acpi_ioapic clash[] = {{.id = 1, .base = 0xFEC00000},
                                   {.id = 2, .base = 0xFEC01000}}; // both begin at interrupt 0
  m.ioapic_count = 2;
  m.ioapics = clash;
  madt_refused(&m, "two I/O APICs");
  m = small->madt;
  vtd_acpi_override o[] = {{.irq = 16}, {.irq = 1}};
  m.overrides = o;
  madt_refused(&m, "0 to 15");
  o[0] = (vtd_acpi_override){.irq = 1, .flags = 0x10};
  madt_refused(&m, "polarity");
  o[0].flags = 0;
  m.override_count = 2;
  madt_refused(&m, "two overrides");
}

static void small_buffers_stay_as_they_were(void **state) {
  (void)state;
  uint8_t bytes[4096], before[sizeof bytes];
  memset(before, 0x5A, sizeof before);
  for (unsigned i = 0; i < ACPI_PLATFORMS; i++) {
    const vtd_acpi_root_bridge *bridge = &acpi_platforms[i].bridge;
    const vtd_acpi_madt *madt = &acpi_platforms[i].madt;
    memcpy(bytes, before, sizeof bytes);
    const size_t ssdt = vtd_acpi_ssdt_build(bridge, NULL, 0);
    const size_t apic = vtd_acpi_madt_build(madt, NULL, 0);
    assert_in_range(ssdt, 100, sizeof bytes);
    assert_in_range(apic, 44, sizeof bytes);
    assert_int_equal(vtd_acpi_ssdt_build(bridge, bytes, ssdt - 1), ssdt);
    assert_int_equal(vtd_acpi_madt_build(madt, bytes, apic - 1), apic);
    assert_memory_equal(bytes, before, sizeof bytes);
    assert_int_equal(vtd_acpi_ssdt_build(bridge, bytes, ssdt), ssdt);
    assert_memory_equal(bytes, "SSDT", 4);
    assert_memory_equal(bytes + ssdt, before, sizeof bytes - ssdt);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(samples_are_accepted),
      cmocka_unit_test(impossible_bridges_are_refused),
      cmocka_unit_test(impossible_madts_are_refused),
      cmocka_unit_test(small_buffers_stay_as_they_were),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
