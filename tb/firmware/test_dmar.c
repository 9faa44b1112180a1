// SPDX-License-Identifier: Apache-2.0
// The firmware's reader of the DMAR table: what it finds in good ones, what it says of bad ones,
// and that no table makes it read a byte outside of it.
#include "fw_test.h"
#include "fw_topology.h"
#include "topologies.h"
#include "vtd_dmar.h"

#define TABLE UINT64_C(0x7FF01234) // not aligned on purpose

static uint8_t table[VTD_DMAR_BYTES_MAX + 4096];
static uint32_t readable; // bytes
static uint64_t reads;

static void table_read(void *ctx, uint64_t phys, void *data, size_t bytes) {
  (void)ctx;
  assert_true(phys >= TABLE && bytes <= readable && phys - TABLE <= readable - bytes);
  memcpy(data, table + (phys - TABLE), bytes);
  reads++;
}

static const vtd_hal hal = {.mem_read = table_read};

static void checksum(void) {
  uint8_t sum = 0;
  table[9] = 0;
  for (uint32_t i = 0; i < readable; i++)
    sum = (uint8_t)(sum + table[i]);
  table[9] = (uint8_t)-sum;
}

static void put(uint32_t offset, uint64_t value, size_t bytes) {
  memcpy(table + offset, &value, bytes);
}

static vtd_dmar build(unsigned index) {
  const vtd_acpi_dmar *description = &topologies[index].table;
  vtd_dmar dmar;
  readable = (uint32_t)vtd_acpi_dmar_build(description, table, sizeof table);
  assert_int_equal(vtd_dmar_open(&dmar, &hal, TABLE), VTD_DMAR_OK);
  return dmar;
}

// ---- Good tables

static void finds_what_the_generator_wrote(void **state) {
  (void)state;
  for (unsigned i = 0; i < TOPOLOGIES; i++) {
    const vtd_acpi_dmar *want = &topologies[i].table;
    const vtd_dmar dmar = build(i);
    assert_int_equal(dmar.haw, want->haw);
    assert_int_equal(dmar.intr_remap, want->intr_remap);
    assert_int_equal(dmar.x2apic_opt_out, want->x2apic_opt_out);
    assert_int_equal(dmar.dma_opt_in, want->dma_opt_in);
    uint32_t units = 0, entries = 0;
    for (vtd_dmar_entry e = vtd_dmar_begin(); vtd_dmar_next(&dmar, &e); entries++) {
      units += e.type == VTD_DMAR_ENTRY_TYPE_DRHD;
      const vtd_acpi_entry *same = NULL;
      for (size_t j = 0; j < want->entry_count; j++) {
        const vtd_acpi_entry *w = &want->entries[j];
        if (w->type == e.type && w->base == e.base && w->segment == e.segment && w->all == e.all)
          same = w;
      }
      assert_non_null(same);
      assert_int_equal(e.limit, same->limit);
      assert_int_equal(e.proximity, same->proximity);
      assert_int_equal(e.number, same->number);
      assert_int_equal(e.reg_bytes, same->reg_bytes);
      if (same->name != NULL)
        assert_string_equal(e.name, same->name);
      size_t scopes = 0;
      for (vtd_dmar_scope s = vtd_dmar_scope_begin(&e); vtd_dmar_scope_next(&dmar, &e, &s);) {
        const vtd_acpi_scope *w = &same->scopes[scopes++];
        assert_true(scopes <= same->scope_count);
        assert_int_equal(s.type, w->type);
        assert_int_equal(s.id, w->id);
        assert_int_equal(s.bus, w->bus);
        assert_int_equal(s.flags, w->flags);
        assert_int_equal(s.steps, w->steps);
        for (unsigned k = 0; k < s.steps; k++)
          assert_int_equal(s.path[k], w->path[k].device << 3 | w->path[k].function);
      }
      assert_int_equal(scopes, same->scope_count);
    }
    assert_int_equal(entries, want->entry_count);
    assert_int_equal(units, dmar.units);
  }
}

// The server: 00:01.0 leads to buses 1-4, 80:02.1 to 81, on which 81:00.0 leads to 82-83.
static const fw_machine server = {
    .bridge_count = 4,
    .bridge = {
        {0, 0x0008, 1, 4}, {0, 0x8011, 0x81, 0x83}, {0, 0x8100, 0x82, 0x83}, {1, 0x0008, 9, 9}}};

static uint64_t owner(const vtd_dmar *dmar, uint16_t segment, uint16_t sid) {
  const vtd_dmar_buses buses = fw_buses(&server);
  vtd_dmar_entry unit;
  return vtd_dmar_unit_of(dmar, &buses, segment, sid, &unit) ? unit.base : 0;
}

static void unit_of_a_requester(void **state) {
  (void)state;
  const uint64_t listed = 0xFBFFC000, rest = 0xC7FFC000, other = 0x200FFFFC000;
  const vtd_dmar dmar = build(2);
  assert_int_equal(owner(&dmar, 0, 0x0008), listed); // the bridge itself
  assert_int_equal(owner(&dmar, 0, 0x0100), listed); // below it
  assert_int_equal(owner(&dmar, 0, 0x04FF), listed);
  assert_int_equal(owner(&dmar, 0, 0x0500), rest);
  assert_int_equal(owner(&dmar, 0, 0x0009), rest);
  assert_int_equal(owner(&dmar, 0, 0x822F), listed); // 80:02.1 / 81:00.0 / 82:05.7
  assert_int_equal(owner(&dmar, 0, 0x822E), rest);
  assert_int_equal(owner(&dmar, 0, 0x002F), rest);
  assert_int_equal(owner(&dmar, 1, 0x0100), other);
  assert_int_equal(owner(&dmar, 2, 0x0100), 0);
  const vtd_dmar desktop = build(1);
  assert_int_equal(owner(&desktop, 0, 0x0010), 0xFED90000);
  assert_int_equal(owner(&desktop, 0, 0x0011), 0xFED91000);
  const vtd_dmar named = build(3); // no INCLUDE_PCI_ALL
  assert_int_equal(owner(&named, 0, 0x0010), 0);
}

static void unit_of_an_ioapic(void **state) {
  (void)state;
  const vtd_dmar_buses none = {NULL, NULL};
  vtd_dmar_entry unit;
  const vtd_dmar dmar = build(1);
  const vtd_dmar_place ioapic =
      vtd_dmar_unit_of_id(&dmar, &none, VTD_DMAR_SCOPE_TYPE_IOAPIC, 2, &unit);
  assert_true(ioapic.found);
  assert_int_equal(ioapic.sid, 0xF0F8);
  assert_int_equal(unit.base, 0xFED91000);
  const vtd_dmar_place hpet = vtd_dmar_unit_of_id(&dmar, &none, VTD_DMAR_SCOPE_TYPE_HPET, 0, &unit);
  assert_true(hpet.found);
  assert_int_equal(hpet.sid, 0x00FF);
  assert_false(vtd_dmar_unit_of_id(&dmar, &none, VTD_DMAR_SCOPE_TYPE_IOAPIC, 0, &unit).found);
}

static void reserved_regions_of_a_device(void **state) {
  (void)state;
  const vtd_dmar_buses buses = fw_buses(&server);
  const vtd_dmar dmar = build(1);
  unsigned regions = 0;
  for (vtd_dmar_entry e = vtd_dmar_begin(); vtd_dmar_next(&dmar, &e);) {
    if (e.type != VTD_DMAR_ENTRY_TYPE_RMRR)
      continue;
    regions++;
    assert_int_equal(vtd_dmar_covers(&dmar, &e, &buses, 0, 0x0010), e.base == 0x7B800000);
    assert_int_equal(vtd_dmar_covers(&dmar, &e, &buses, 0, 0x00A0), e.base == 0xE0000);
    assert_false(vtd_dmar_covers(&dmar, &e, &buses, 1, 0x0010));
  }
  assert_int_equal(regions, 2);
}

static void unknown_structures_are_skipped(void **state) {
  (void)state;
  build(0);
  put(64, 0xFFFF, 2); // type
  put(66, 12, 2);
  memset(table + 68, 0xAA, 8);
  readable = 76;
  put(4, readable, 4);
  checksum();
  vtd_dmar dmar;
  assert_int_equal(vtd_dmar_open(&dmar, &hal, TABLE), VTD_DMAR_OK);
  assert_int_equal(dmar.units, 1);
}

// ---- Bad tables

// Changes one value of a topology's table; what is said of it, and where.
static void refused(unsigned index, uint32_t offset, uint64_t value, size_t bytes,
                    vtd_dmar_err expected) {
  vtd_dmar dmar = build(index);
  put(offset, value, bytes);
  if (offset != 9)
    checksum();
  const vtd_dmar_err err = vtd_dmar_open(&dmar, &hal, TABLE);
  if (err != expected)
    print_error("offset %u = %llx: %s\n", offset, (unsigned long long)value,
                vtd_dmar_err_text(err));
  assert_int_equal(err, expected);
  assert_true(strlen(vtd_dmar_err_text(err)) >= 8);
}

static void bad_headers(void **state) {
  (void)state;
  refused(0, 0, 'd', 1, VTD_DMAR_NO_TABLE);
  refused(0, 4, 47, 4, VTD_DMAR_BAD_LENGTH);
  refused(0, 4, 0, 4, VTD_DMAR_BAD_LENGTH);
  refused(0, 4, VTD_DMAR_BYTES_MAX + 1, 4, VTD_DMAR_BAD_LENGTH);
  refused(0, 4, UINT32_MAX, 4, VTD_DMAR_BAD_LENGTH);
  refused(0, 9, 0, 1, VTD_DMAR_BAD_CHECKSUM);
  refused(0, 8, 0, 1, VTD_DMAR_BAD_HEADER);
  refused(0, 8, 2, 1, VTD_DMAR_BAD_HEADER);
  refused(0, 36, 30, 1, VTD_DMAR_BAD_HEADER);
  refused(0, 36, 64, 1, VTD_DMAR_BAD_HEADER);
}

static void bad_structures(void **state) {
  (void)state;
  refused(0, 50, 0, 2, VTD_DMAR_BAD_STRUCTURE);
  refused(0, 50, 3, 2, VTD_DMAR_BAD_STRUCTURE);
  refused(0, 50, 15, 2, VTD_DMAR_BAD_STRUCTURE); // shorter than a DRHD
  refused(0, 50, 17, 2, VTD_DMAR_BAD_STRUCTURE); // beyond the table
  refused(0, 50, 0xFFFF, 2, VTD_DMAR_BAD_STRUCTURE);
  refused(0, 48, 1, 2, VTD_DMAR_BAD_STRUCTURE); // as an RMRR too short
  refused(0, 48, 0xFFFF, 2, VTD_DMAR_NO_UNIT);  // unknown: skipped, and nothing is left
  refused(0, 56, 0, 8, VTD_DMAR_BAD_VALUE);
  refused(0, 56, 0xFED90800, 8, VTD_DMAR_BAD_VALUE);
  refused(0, 56, UINT64_MAX << 12, 8, VTD_DMAR_OK); // the last page there is
  refused(0, 53, 1, 1, VTD_DMAR_OK);
  refused(1, 56, 0xFED91000, 8, VTD_DMAR_BAD_VALUE); // as the other unit
  refused(1, 53, 1, 1, VTD_DMAR_BAD_VALUE);          // two pages: reaches into it
  refused(1, 52, 1, 1, VTD_DMAR_BAD_ORDER);          // the first one has all, and another follows
  refused(1, 48, 1, 2, VTD_DMAR_BAD_VALUE);          // as an RMRR: no page
  refused(2, 0x8C, 0xFFFF, 2, VTD_DMAR_BAD_ORDER);   // the largest type, and others follow
  const uint32_t affinity = 0xA8;
  refused(2, affinity + 2, 16, 2, VTD_DMAR_BAD_STRUCTURE);
  refused(2, affinity + 8, 0xFED90000, 8, VTD_DMAR_BAD_VALUE);
}

static void bad_scopes(void **state) {
  (void)state;
  refused(1, 64 + 1, 0, 1, VTD_DMAR_BAD_SCOPE);
  refused(1, 64 + 1, 6, 1, VTD_DMAR_BAD_SCOPE); // no path
  refused(1, 64 + 1, 7, 1, VTD_DMAR_BAD_SCOPE);
  refused(1, 64 + 1, 10, 1, VTD_DMAR_BAD_SCOPE); // beyond the structure
  refused(1, 64 + 1, 255, 1, VTD_DMAR_BAD_SCOPE);
  refused(1, 64, 0, 1, VTD_DMAR_BAD_SCOPE);
  refused(1, 64, 6, 1, VTD_DMAR_BAD_SCOPE);
  refused(1, 64 + 6, 32, 1, VTD_DMAR_BAD_SCOPE);
  refused(1, 64 + 7, 8, 1, VTD_DMAR_BAD_SCOPE);
}

static void names_without_end(void **state) {
  (void)state;
  const vtd_dmar dmar = build(3);
  vtd_dmar_entry e = vtd_dmar_begin();
  while (vtd_dmar_next(&dmar, &e) && e.type != VTD_DMAR_ENTRY_TYPE_ANDD)
    ;
  refused(3, e.end - 1, 'x', 1, VTD_DMAR_BAD_VALUE);
  refused(3, e.at + VTD_DMAR_ENTRY_SIZE, 0, 1, VTD_DMAR_BAD_VALUE); // empty
}

// Uses everything that the interface has; must stay inside the table and come to an end.
static void use(vtd_dmar *dmar) {
  const vtd_dmar_buses buses = fw_buses(&server);
  vtd_dmar_entry unit;
  uint64_t seen = 0;
  for (vtd_dmar_entry e = vtd_dmar_begin(); vtd_dmar_next(dmar, &e); seen++) {
    assert_true(e.at >= VTD_DMAR_SIZE && e.end <= dmar->bytes && e.at < e.end);
    assert_true(memchr(e.name, 0, sizeof e.name) != NULL);
    for (vtd_dmar_scope s = vtd_dmar_scope_begin(&e); vtd_dmar_scope_next(dmar, &e, &s);)
      vtd_dmar_resolve(&s, e.segment, &buses);
    vtd_dmar_covers(dmar, &e, &buses, 0, 0x100);
  }
  assert_true(seen <= VTD_DMAR_BYTES_MAX / 4);
  vtd_dmar_unit_of(dmar, &buses, 0, 0x0100, &unit);
  vtd_dmar_unit_of_id(dmar, &buses, VTD_DMAR_SCOPE_TYPE_IOAPIC, 2, &unit);
}

// Cuts off at every byte, length and checksum made right again.
static void cut_tables(void **state) {
  (void)state;
  for (unsigned i = 0; i < TOPOLOGIES; i++) {
    build(i);
    const uint32_t whole = readable;
    for (uint32_t length = whole; length-- > VTD_DMAR_SIZE;) {
      readable = length;
      put(4, length, 4);
      checksum();
      vtd_dmar dmar;
      vtd_dmar_open(&dmar, &hal, TABLE);
      use(&dmar);
    }
  }
}

// Random bytes changed, with a right checksum; and changed once more after the table was opened.
static void random_tables(void **state) {
  (void)state;
  uint64_t seed = fw_seed();
  unsigned good = 0;
  for (unsigned round = 0; round < 20000; round++) {
    build((unsigned)(fw_random(&seed) % TOPOLOGIES));
    const uint32_t body = readable - VTD_DMAR_SIZE;
    const unsigned changes = 1 + (unsigned)(fw_random(&seed) % 3);
    for (unsigned i = 0; i < changes; i++) {
      const uint64_t r = fw_random(&seed);
      table[VTD_DMAR_SIZE + r % body] = (uint8_t)(r >> 32 & 1 ? r >> 40 : (r >> 40) % 9);
    }
    checksum();
    vtd_dmar dmar;
    good += vtd_dmar_open(&dmar, &hal, TABLE) == VTD_DMAR_OK;
    use(&dmar);
    for (unsigned i = 0; i < 8; i++)
      table[fw_random(&seed) % readable] = (uint8_t)fw_random(&seed);
    use(&dmar);
  }
  assert_true(good > 100 && good < 15000); // both sides were reached
}

static void noise(void **state) {
  (void)state;
  uint64_t seed = fw_seed();
  for (unsigned round = 0; round < 2000; round++) {
    readable = VTD_DMAR_SIZE + (uint32_t)(fw_random(&seed) % 600);
    for (uint32_t i = 0; i < readable; i++)
      table[i] = (uint8_t)fw_random(&seed);
    memcpy(table, "DMAR", 4);
    put(4, readable, 4);
    put(8, VTD_DMAR_REVISION_CURRENT, 1);
    put(36, 38, 1);
    checksum();
    vtd_dmar dmar;
    vtd_dmar_open(&dmar, &hal, TABLE);
    use(&dmar);
  }
}

// The machine's own table leads to its unit.
static void machine_has_a_table(void **state) {
  (void)state;
  const vtd_config config = vtd_config_default();
  machine *m = fw_machine_new(&config);
  vtd_dmar dmar;
  const vtd_dmar_buses buses = fw_buses(&m->layout);
  vtd_dmar_entry unit;
  assert_int_equal(vtd_dmar_open(&dmar, &m->env.hal, m->layout.dmar), VTD_DMAR_OK);
  assert_true(vtd_dmar_unit_of(&dmar, &buses, 0, m->layout.engine[1].sid[0], &unit));
  assert_int_equal(unit.base, m->layout.vtd_base);
  assert_int_equal(dmar.haw, m->layout.haw);
  machine_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_what_the_generator_wrote),
      cmocka_unit_test(unit_of_a_requester),
      cmocka_unit_test(unit_of_an_ioapic),
      cmocka_unit_test(reserved_regions_of_a_device),
      cmocka_unit_test(unknown_structures_are_skipped),
      cmocka_unit_test(bad_headers),
      cmocka_unit_test(bad_structures),
      cmocka_unit_test(bad_scopes),
      cmocka_unit_test(names_without_end),
      cmocka_unit_test(cut_tables),
      cmocka_unit_test(random_tables),
      cmocka_unit_test(noise),
      cmocka_unit_test(machine_has_a_table),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
