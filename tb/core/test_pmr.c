// SPDX-License-Identifier: Apache-2.0
// Protected memory regions (chapter 11): alignment, ranges, what is blocked, and that it is silent.
#include "core_test.h"

#define SID 0x0810

static void program_low(core_test *t, uint32_t base, uint32_t limit) {
  vtdt_reg32_write(t->unit, VTD_PLMBASE_REG, base);
  vtdt_reg32_write(t->unit, VTD_PLMLIMIT_REG, limit);
}

static void program_high(core_test *t, uint64_t base, uint64_t limit) {
  vtdt_reg64_write(t->unit, VTD_PHMBASE_REG, base);
  vtdt_reg64_write(t->unit, VTD_PHMLIMIT_REG, limit);
}

// limit < base: no region.
static void program_none(core_test *t) {
  program_low(t, 0x80000000, 0x40000000);
  program_high(t, UINT64_C(0x200000000), UINT64_C(0x100000000));
}

static bool protect(core_test *t, bool on) {
  vtdt_reg32_write(t->unit, VTD_PMEN_REG, on ? VTD_PMEN_EPM : 0);
  return vtd_pmen_prs(vtdt_reg32(t->unit, VTD_PMEN_REG)) == on;
}

static vtd_result access_at(core_test *t, uint64_t addr) {
  vtd_request r = {.addr = addr, .bytes = 4, .sid = SID, .access = VTD_ACCESS_WRITE};
  vtd_result result;
  vtd_translate(t->unit, &r, &result);
  return result;
}

static bool blocked(core_test *t, uint64_t addr) {
  vtd_result result = access_at(t, addr);
  assert_int_equal(result.cond, VTD_FC_NONE); // never a fault
  return result.status == VTD_BLOCKED;
}

// Software finds the alignment by writing all ones.
static void alignment_is_found_by_writing_ones(void **state) {
  (void)state;
  for (unsigned align = 12; align <= 31; align++) {
    vtd_config c = vtd_config_default();
    c.pmr_align_log2 = (uint8_t)align;
    core_test t = core_test_begin(&c);
    program_low(&t, 0xFFFFFFFF, 0xFFFFFFFF);
    uint32_t low = 0xFFFFFFFFu << align;
    assert_int_equal(vtdt_reg32(t.unit, VTD_PLMBASE_REG), low);
    assert_int_equal(vtdt_reg32(t.unit, VTD_PLMLIMIT_REG), low);
    program_high(&t, ~UINT64_C(0), ~UINT64_C(0));
    uint64_t high = ~UINT64_C(0) << align & UINT64_C(0x0000FFFFFFFFFFFF); // 48-bit addresses
    assert_int_equal(vtdt_reg64(t.unit, VTD_PHMBASE_REG), high);
    assert_int_equal(vtdt_reg64(t.unit, VTD_PHMLIMIT_REG), high);
    core_test_end(&t);
  }
}

// base == limit protects one unit; the limit's low bits count as ones.
static void one_unit(void **state) {
  (void)state;
  for (unsigned align = 12; align <= 24; align += 3) {
    vtd_config c = vtd_config_default();
    c.pmr_align_log2 = (uint8_t)align;
    core_test t = core_test_begin(&c);
    uint32_t unit = 1u << align;
    program_none(&t);
    program_low(&t, 0x10000000, 0x10000000);
    assert_true(protect(&t, true));
    assert_false(blocked(&t, 0x10000000 - 4));
    assert_true(blocked(&t, 0x10000000));
    assert_true(blocked(&t, 0x10000000 + unit - 4));
    assert_false(blocked(&t, 0x10000000 + unit));
    assert_int_equal(fsts(&t), 0);
    assert_int_equal(vtd_get_counters(t.unit)->pmr_blocked, 2);
    assert_int_equal(vtd_get_counters(t.unit)->faults, 0);
    core_test_end(&t);
  }
}

static void both_regions(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  program_low(&t, 0x00200000, 0x00600000);
  program_high(&t, UINT64_C(0x100000000), UINT64_C(0x1FFE00000));
  assert_true(protect(&t, true));
  assert_true(blocked(&t, 0x00200000));
  assert_true(blocked(&t, 0x007FFFFC));
  assert_false(blocked(&t, 0x00800000));
  assert_true(blocked(&t, UINT64_C(0x100000000)));
  assert_true(blocked(&t, UINT64_C(0x1FFFFFFFC)));
  assert_false(blocked(&t, UINT64_C(0x200000000)));
  assert_false(blocked(&t, 0xFFFFFFFC));
  assert_true(protect(&t, false));
  assert_false(blocked(&t, 0x00200000));
  core_test_end(&t);
}

static void limit_below_base_disables(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  program_none(&t);
  assert_true(protect(&t, true));
  for (uint64_t addr = 0; addr < UINT64_C(0x300000000); addr += 0x10000000)
    if (addr != 0xF0000000) // nothing but the interrupt range could matter there
      assert_false(blocked(&t, addr));
  core_test_end(&t);
}

// The registers must not change while PRS is set: what counts is what they held when it was.
static void ranges_are_latched(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  program_none(&t);
  program_low(&t, 0x00200000, 0x00200000);
  protect(&t, true);
  program_low(&t, 0x00400000, 0x00400000);
  assert_true(blocked(&t, 0x00200000));
  assert_false(blocked(&t, 0x00400000));
  protect(&t, false);
  protect(&t, true);
  assert_false(blocked(&t, 0x00200000));
  assert_true(blocked(&t, 0x00400000));
  core_test_end(&t);
}

// A large aligned answer must not reach into a region.
static void answers_do_not_cover_a_region(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  program_none(&t);
  program_low(&t, 0x00200000, 0x00200000);
  protect(&t, true);
  for (uint64_t addr = 0; addr < 0x1000000; addr += 0x10000) {
    vtd_result r = access_at(&t, addr);
    if (r.status != VTD_OK)
      continue;
    assert_true(r.page_shift < 64);
    uint64_t size = UINT64_C(1) << r.page_shift;
    uint64_t first = r.addr & ~(size - 1), last = first + size - 1;
    assert_true(last < 0x00200000 || first > 0x003FFFFF);
  }
  core_test_end(&t);
}

// Regions protect against all DMA, whether or not translation is on (the architecture leaves it
// open before version 2). The check is on the output address.
static void with_translation_on(void **state) {
  (void)state;
  for (unsigned major = 1; major <= 2; major++) {
    vtd_config c = vtd_config_default();
    c.ver = major << 4;
    core_test t = core_test_begin(&c);
    vtdt_space *space = &t.guest->space;
    uint64_t root = vtdt_root_new(space), table = vtdt_pages(space, 1);
    vtdt_map(space, table, 4, 0x5000, 0x00300000, 12, VTD_PERM_R | VTD_PERM_W);
    vtdt_map(space, table, 4, 0x00300000, 0x10000000, 12, VTD_PERM_R | VTD_PERM_W);
    vtdt_context ctx = {.aw = VTD_CTX_AW_48, .did = 1, .ssptptr = table};
    vtdt_context_set(space, root, SID, &ctx);
    program_none(&t);
    program_low(&t, 0x00200000, 0x00200000);
    vtdt_set_root(t.unit, root, VTD_RTADDR_TTM_LEGACY);
    vtdt_gcmd_set(t.unit, VTD_GCMD_TE);
    protect(&t, true);
    assert_true(blocked(&t, 0x5000));
    assert_false(blocked(&t, 0x00300000)); // only its input address is in the region
    ctx.tt = VTD_CTX_TT_PASS_THROUGH;
    vtdt_context_set(space, root, SID, &ctx);
    uint64_t global = VTD_CCMD_ICC | vtd_ccmd_cirg_set(0, VTD_CCMD_CIRG_GLOBAL);
    vtdt_reg64_write(t.unit, VTD_CCMD_REG, global);
    assert_true(blocked(&t, 0x00300000));
    assert_false(blocked(&t, 0x5000));
    assert_int_equal(fsts(&t), 0);
    core_test_end(&t);
  }
}

// The unit's own tables may lie in a region.
static void own_tables_are_not_checked(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.ver = 0x20;
  core_test t = core_test_begin(&c);
  vtdt_space *space = &t.guest->space; // starts at 1 MiB
  uint64_t root = vtdt_root_new(space), table = vtdt_pages(space, 1);
  vtdt_map(space, table, 4, 0x5000, 0x10000000, 12, VTD_PERM_R | VTD_PERM_W);
  vtdt_context ctx = {.aw = VTD_CTX_AW_48, .did = 1, .ssptptr = table};
  vtdt_context_set(space, root, SID, &ctx);
  program_none(&t);
  program_low(&t, 0, 0x00200000);
  vtdt_set_root(t.unit, root, VTD_RTADDR_TTM_LEGACY);
  vtdt_gcmd_set(t.unit, VTD_GCMD_TE);
  protect(&t, true);
  assert_false(blocked(&t, 0x5000));
  core_test_end(&t);
}

// EDK2's PEI phase: probe, program, on, poll.
static void sequence_edk2_pei(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtdt_reg32_write(t.unit, VTD_PLMBASE_REG, 0xFFFFFFFF);
  uint32_t align = ~vtdt_reg32(t.unit, VTD_PLMBASE_REG) + 1;
  assert_int_equal(align, 0x200000);
  program_low(&t, 0, 0x3FFFFFFF & ~(align - 1));
  program_high(&t, UINT64_C(0x100000000), UINT64_C(0x17FE00000));
  assert_true(protect(&t, true));
  assert_true(blocked(&t, 0x1000));
  assert_false(blocked(&t, 0x40000000));
  assert_true(protect(&t, false));
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(alignment_is_found_by_writing_ones),
      cmocka_unit_test(one_unit),
      cmocka_unit_test(both_regions),
      cmocka_unit_test(limit_below_base_disables),
      cmocka_unit_test(ranges_are_latched),
      cmocka_unit_test(answers_do_not_cover_a_region),
      cmocka_unit_test(with_translation_on),
      cmocka_unit_test(own_tables_are_not_checked),
      cmocka_unit_test(sequence_edk2_pei),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
