// SPDX-License-Identifier: Apache-2.0
// Memory types (chapter 3): PAT, EMT, IPAT, CD, EMTE, MTRRs and how they combine; what units
// without ECAP.MTS make of the fields.
#include "sm_test.h"

enum { UC = 0, WC = 1, WT = 4, WP = 5, WB = 6, UC_MINUS = 7 };

static const uint8_t range_types[5] = {UC, WC, WT, WP, WB};
static const uint8_t pat_types[6] = {UC, UC_MINUS, WC, WT, WB, WP};
// Effective types as the processor's manuals print them: rows by MTRR, columns by PAT.
static const uint8_t effective[5][6] = {
    {UC, UC, WC, UC, UC, UC}, // UC
    {UC, WC, WC, UC, WC, UC}, // WC
    {UC, UC, WC, WT, WT, WP}, // WT
    {UC, WC, WC, WT, WP, WP}, // WP
    {UC, UC, WC, WT, WB, WP}, // WB
};

#define MTRR_DEF 0x108
#define MTRR_E   0x800
#define MTRR_FE  0x400
#define BASE(n)  (0x180 + 16 * (n))
#define MASK(n)  (0x188 + 16 * (n))
#define MASK_V   0x800
#define HAW_MASK UINT64_C(0x0000FFFFFFFFF000)

static vtd_config typed_config(void) {
  vtd_config c = vtd_config_scalable();
  c.ecap = vtd_ecap_mts_set(c.ecap, 1);
  return c;
}

// CD (bit 89), EMTE (90) and PAT (127:96) of the entries of both PASIDs.
static void set_types(sm_test *s, bool cd, bool emte, uint32_t pat) {
  static const uint32_t pasids[2] = {SM_RID_PASID, SM_PASID};
  for (unsigned i = 0; i < 2; i++) {
    uint64_t at = vtdt_pasid_addr(s->space, s->context.directory, pasids[i]) + 8;
    uint64_t fields = (uint64_t)cd << 25 | (uint64_t)emte << 26 | (uint64_t)pat << 32;
    sm_poke(s, at, UINT64_C(3) << 25 | UINT64_C(0xFFFFFFFF) << 32, fields);
  }
  sm_flush(s);
}

static sm_test begin(unsigned pgtt) {
  vtd_config c = typed_config();
  sm_test s = sm_begin_with(&c);
  sm_use(&s, pgtt);
  sm_map_all(&s);
  return s;
}

// All memory has this type by MTRR.
static void set_range(sm_test *s, unsigned type) {
  vtdt_reg64_write(s->unit, MTRR_DEF, MTRR_E | type);
}

// PAT index of a leaf: PWT, PCD, PAT (bit 7, or 12 in large pages).
static void set_index(sm_test *s, uint64_t at, unsigned index, unsigned pat_bit) {
  uint64_t bits = (uint64_t)(index & 3) << 3 | (uint64_t)(index >> 2) << pat_bit;
  sm_poke(s, at, UINT64_C(3) << 3 | UINT64_C(1) << pat_bit, bits);
  sm_flush(s);
}

// EMT 5:3 and IPAT 6 of a second-stage leaf.
static void set_emt(sm_test *s, uint64_t at, unsigned emt, bool ipat) {
  sm_poke(s, at, 0xF << 3, (uint64_t)emt << 3 | (uint64_t)ipat << 6);
  sm_flush(s);
}

// The type of a miss, a hit, a probe, and with a PASID: always the same.
static unsigned type_at(sm_test *s, uint64_t addr) {
  vtd_result r = sm_read(s, addr);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(sm_read(s, addr).memory_type, r.memory_type);
  assert_int_equal(sm_probe(s, addr, VTD_ACCESS_READ).memory_type, r.memory_type);
  vtd_request q = sm_with_pasid(sm_request(addr, VTD_ACCESS_READ), SM_PASID, 0);
  assert_int_equal(sm_do(s, q).memory_type, r.memory_type);
  assert_int_equal(sm_do(s, q).memory_type, r.memory_type);
  return r.memory_type;
}

static void first_stage_combines_pat_and_mtrr(void **state) {
  (void)state;
  sm_test s = begin(VTD_PASID_PGTT_FS);
  uint64_t leaf = sm_fs_entry(&s, SM_IOVA, 1);
  for (unsigned column = 0; column < 6; column++) {
    unsigned index = column + 1;
    set_types(&s, false, false, (uint32_t)pat_types[column] << (4 * index));
    set_index(&s, leaf, index, 7);
    for (unsigned row = 0; row < 5; row++) {
      set_range(&s, range_types[row]); // takes effect without an invalidation
      assert_int_equal(type_at(&s, SM_IOVA), effective[row][column]);
    }
  }
  sm_end(&s);
}

static void every_pat_index_is_reached(void **state) {
  (void)state;
  static const unsigned shifts[] = {12, 21, 30};
  for (unsigned k = 0; k < 3; k++) {
    sm_test s = begin(VTD_PASID_PGTT_FS);
    uint64_t addr = UINT64_C(0x8000000000) + (UINT64_C(1) << shifts[k]);
    sm_map_fs(&s, addr, UINT64_C(0x2000000000), shifts[k], SM_USER_RW);
    uint64_t leaf = sm_fs_entry(&s, addr, 1 + (shifts[k] - 12) / 9);
    set_range(&s, WB);
    for (unsigned index = 0; index < 8; index++) {
      set_types(&s, false, false, ~(UINT32_C(0xF) << (4 * index)) & 0x44444444); // WT but ...
      set_index(&s, leaf, index, shifts[k] == 12 ? 7 : 12);
      assert_int_equal(type_at(&s, addr), UC);
      set_types(&s, false, false, UINT32_C(6) << (4 * index));
      assert_int_equal(type_at(&s, addr), WB);
    }
    sm_end(&s);
  }
}

static void second_stage_has_emt(void **state) {
  (void)state;
  sm_test s = begin(VTD_PASID_PGTT_SS);
  uint64_t leaf = sm_ss_entry(&s, SM_IOVA, 1);
  set_range(&s, UC); // of no effect
  for (unsigned emt = 0; emt < 8; emt++) {
    bool defined = emt == UC || emt == WC || emt == WT || emt == WP || emt == WB;
    for (int ipat = 0; ipat < 2; ipat++) {
      set_emt(&s, leaf, emt, ipat);
      set_types(&s, false, false, 0);
      assert_int_equal(type_at(&s, SM_IOVA), WB);
      set_types(&s, false, true, 0x11111111); // PAT is of no effect, either
      assert_int_equal(type_at(&s, SM_IOVA), defined ? emt : UC);
    }
  }
  sm_end(&s);
}

static void nested_combines_both_stages(void **state) {
  (void)state;
  sm_test s = begin(VTD_PASID_PGTT_NESTED);
  uint64_t first = sm_guest_entry(&s, SM_IOVA, 1);
  uint64_t second = sm_ss_entry(&s, SM_PAGE - SM_GUEST, 1);
  for (unsigned column = 0; column < 6; column++) {
    set_index(&s, first, 5, 7);
    for (unsigned row = 0; row < 5; row++) {
      set_range(&s, UC);
      set_types(&s, false, true, (uint32_t)pat_types[column] << 20);
      set_emt(&s, second, range_types[row], false);
      assert_int_equal(type_at(&s, SM_IOVA), effective[row][column]);
      set_emt(&s, second, range_types[row], true);
      assert_int_equal(type_at(&s, SM_IOVA), range_types[row]);
      set_types(&s, false, false, (uint32_t)pat_types[column] << 20);
      set_range(&s, range_types[row]);
      set_emt(&s, second, UC, true);
      assert_int_equal(type_at(&s, SM_IOVA), effective[row][column]);
    }
  }
  sm_end(&s);
}

static void cache_disable_wins(void **state) {
  (void)state;
  for (unsigned pgtt = VTD_PASID_PGTT_FS; pgtt <= VTD_PASID_PGTT_PT; pgtt++) {
    sm_test s = begin(pgtt);
    set_range(&s, WB);
    set_types(&s, false, false, 0x66666666);
    assert_int_equal(type_at(&s, SM_IOVA), WB);
    set_types(&s, true, false, 0x66666666);
    assert_int_equal(type_at(&s, SM_IOVA), UC);
    sm_end(&s);
  }
}

static void other_requests_are_write_back(void **state) {
  (void)state;
  sm_test s = begin(VTD_PASID_PGTT_PT);
  assert_int_equal(type_at(&s, SM_IOVA), WB); // whatever MTRRs say: they are off, so UC
  assert_true(vtdt_gcmd_clear(s.unit, VTD_GCMD_TE));
  assert_int_equal(sm_read(&s, SM_IOVA).memory_type, WB);
  uint64_t root = vtdt_root_new(s.space);
  vtdt_context c = {.aw = VTD_CTX_AW_48, .did = SM_DID, .ssptptr = s.ss};
  vtdt_context_set(s.space, root, SM_SID, &c);
  set_emt(&s, sm_ss_entry(&s, SM_IOVA, 1), WT, false); // ignored in legacy mode
  assert_true(vtdt_set_root(s.unit, root, VTD_RTADDR_TTM_LEGACY));
  assert_true(vtdt_gcmd_set(s.unit, VTD_GCMD_TE));
  for (unsigned i = 0; i < 3; i++)
    assert_int_equal(sm_read(&s, SM_IOVA).memory_type, WB);
  sm_end(&s);
}

// ---- MTRRs, seen through a first stage whose PAT says WB

typedef struct range_test {
  sm_test s;
  unsigned pages;
} range_test;

static range_test begin_ranges(void) {
  range_test t = {.s = begin(VTD_PASID_PGTT_FS)};
  set_types(&t.s, false, false, 0x66666666);
  return t;
}

// The type by MTRR of a host address.
static unsigned range_at(range_test *t, uint64_t addr) {
  uint64_t iova = SM_IOVA + 0x100000 + (uint64_t)t->pages++ * 0x1000;
  sm_map_fs(&t->s, iova, addr & ~UINT64_C(0xFFF), VTD_PAGE_SHIFT, SM_USER_RW);
  return type_at(&t->s, iova + (addr & 0xFC0));
}

static void mtrr_registers(void **state) {
  (void)state;
  vtd_config c = vtd_config_scalable();
  core_test t = core_test_begin(&c);
  vtdt_reg64_write(t.unit, MTRR_DEF, MTRR_E);
  assert_int_equal(vtdt_reg64(t.unit, MTRR_DEF), 0); // absent without MTS
  assert_int_equal(vtdt_reg64(t.unit, 0x100), 0);
  core_test_end(&t);
  c = typed_config();
  t = core_test_begin(&c);
  assert_int_equal(vtdt_reg64(t.unit, 0x100), 0x50A); // WC, FIX, ten variable ranges
  vtdt_reg64_write(t.unit, MTRR_DEF, UINT64_MAX);
  assert_int_equal(vtdt_reg64(t.unit, MTRR_DEF), 0xCFF);
  for (uint32_t reg = 0x120; reg <= 0x170; reg += 8) {
    vtdt_reg64_write(t.unit, reg, UINT64_C(0x0606060606060600) + reg);
    assert_true(vtdt_reg64(t.unit, reg) == UINT64_C(0x0606060606060600) + reg);
  }
  vtdt_reg64_write(t.unit, BASE(9), UINT64_MAX);
  vtdt_reg64_write(t.unit, MASK(9), UINT64_MAX);
  assert_true(vtdt_reg64(t.unit, BASE(9)) == (HAW_MASK | 0xFF));
  assert_true(vtdt_reg64(t.unit, MASK(9)) == (HAW_MASK | MASK_V));
  core_test_end(&t);
}

static void fixed_ranges(void **state) {
  (void)state;
  static const struct {
    uint64_t addr;
    uint32_t reg;
    unsigned byte;
  } cases[] = {
      {0x00000, 0x120, 0}, {0x0F000, 0x120, 0}, {0x10000, 0x120, 1}, {0x7F000, 0x120, 7},
      {0x80000, 0x128, 0}, {0x9F000, 0x128, 7}, {0xA0000, 0x130, 0}, {0xA4000, 0x130, 1},
      {0xBF000, 0x130, 7}, {0xC0000, 0x138, 0}, {0xC7000, 0x138, 7}, {0xC8000, 0x140, 0},
      {0xD3000, 0x148, 3}, {0xDF000, 0x150, 7}, {0xE0000, 0x158, 0}, {0xEA000, 0x160, 2},
      {0xF5000, 0x168, 5}, {0xFF000, 0x170, 7},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    range_test t = begin_ranges();
    vtdt_reg64_write(t.s.unit, cases[i].reg, (uint64_t)WT << (8 * cases[i].byte));
    vtdt_reg64_write(t.s.unit, MTRR_DEF, MTRR_E | MTRR_FE | WB);
    assert_int_equal(range_at(&t, cases[i].addr), WT);
    assert_int_equal(range_at(&t, cases[i].addr ^ 0x20000), UC);
    assert_int_equal(range_at(&t, 0x100000), WB); // beyond
    vtdt_reg64_write(t.s.unit, MTRR_DEF, MTRR_E | WB);
    assert_int_equal(range_at(&t, cases[i].addr), WB);
    vtdt_reg64_write(t.s.unit, MTRR_DEF, WB); // all off
    assert_int_equal(range_at(&t, cases[i].addr), UC);
    sm_end(&t.s);
  }
}

static void variable_ranges(void **state) {
  (void)state;
  range_test t = begin_ranges();
  vtd_t *u = t.s.unit;
  vtdt_reg64_write(u, MTRR_DEF, MTRR_E | WP);
  vtdt_reg64_write(u, BASE(0), UINT64_C(0x40000000) | WB);
  vtdt_reg64_write(u, MASK(0), (HAW_MASK & ~UINT64_C(0x3FFFFFFF)) | MASK_V);
  vtdt_reg64_write(u, BASE(9), UINT64_C(0x7FFF0000) | WT);
  vtdt_reg64_write(u, MASK(9), (HAW_MASK & ~UINT64_C(0xFFFF)) | MASK_V);
  assert_int_equal(range_at(&t, 0x3FFFF000), WP);
  assert_int_equal(range_at(&t, 0x40000000), WB);
  assert_int_equal(range_at(&t, 0x7FFEFFC0), WB);
  assert_int_equal(range_at(&t, 0x7FFF0000), WT); // WT over WB
  assert_int_equal(range_at(&t, 0x80000000), WP);
  vtdt_reg64_write(u, BASE(4), UINT64_C(0x7FFF8000) | UC);
  vtdt_reg64_write(u, MASK(4), (HAW_MASK & ~UINT64_C(0x7FFF)) | MASK_V);
  assert_int_equal(range_at(&t, 0x7FFF7000), WT);
  assert_int_equal(range_at(&t, 0x7FFF8000), UC);             // UC wins
  vtdt_reg64_write(u, MASK(4), HAW_MASK & ~UINT64_C(0x7FFF)); // not valid
  assert_int_equal(range_at(&t, 0x7FFF8000), WT);
  vtdt_reg64_write(u, BASE(9), UINT64_C(0x7FFF0000) | WB); // the same type twice
  assert_int_equal(range_at(&t, 0x7FFF0000), WB);
  vtdt_reg64_write(u, BASE(9), UINT64_C(0x7FFF0000) | WC); // not defined
  assert_int_equal(range_at(&t, 0x7FFF0000), UC);
  vtdt_reg64_write(u, BASE(0), UINT64_C(0x40000000) | WT); // the order does not matter
  assert_int_equal(range_at(&t, 0x7FFF0000), UC);
  vtdt_reg64_write(u, BASE(9), UINT64_C(0x7FFF0000) | WB);
  assert_int_equal(range_at(&t, 0x7FFF0000), WT);
  vtdt_reg64_write(u, BASE(0), UINT64_C(0x40000000) | WP);
  assert_int_equal(range_at(&t, 0x7FFF0000), UC);
  vtdt_reg64_write(u, BASE(9), UINT64_C(0x7FFF0000) | 3); // no such type
  assert_int_equal(range_at(&t, 0x7FFF0000), UC);
  sm_end(&t.s);
}

// MTRRs look at the address of the access, not at the page's.
static void a_large_page_may_have_several_types(void **state) {
  (void)state;
  range_test t = begin_ranges();
  uint64_t iova = UINT64_C(0x8000000000);
  sm_map_fs(&t.s, iova, 0x40000000, VTD_PAGE_2M_SHIFT, SM_USER_RW);
  vtdt_reg64_write(t.s.unit, MTRR_DEF, MTRR_E | WB);
  vtdt_reg64_write(t.s.unit, BASE(1), 0x40010000 | UC);
  vtdt_reg64_write(t.s.unit, MASK(1), (HAW_MASK & ~UINT64_C(0xFFFF)) | MASK_V);
  assert_int_equal(type_at(&t.s, iova + 0xF000), WB);
  assert_int_equal(type_at(&t.s, iova + 0x10000), UC);
  assert_int_equal(type_at(&t.s, iova + 0x20000), WB);
  sm_end(&t.s);
}

// ---- Without ECAP.MTS the fields are reserved; with it, only what no feature has.

static void fields_follow_the_capability(void **state) {
  (void)state;
  static const uint64_t fields[] = {UINT64_C(1) << 25, UINT64_C(1) << 26, UINT64_C(1) << 32,
                                    UINT64_C(1) << 63};
  for (int mts = 0; mts < 2; mts++) {
    vtd_config typed = typed_config();
    sm_test s = sm_begin_with(mts ? &typed : NULL);
    sm_map_all(&s);
    for (unsigned pgtt = VTD_PASID_PGTT_FS; pgtt <= VTD_PASID_PGTT_PT; pgtt++) {
      for (unsigned i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        sm_use(&s, pgtt);
        uint64_t at = vtdt_pasid_addr(s.space, s.context.directory, SM_RID_PASID) + 8;
        sm_poke(&s, at, 0, fields[i]);
        sm_flush(&s);
        assert_int_equal(sm_read(&s, SM_IOVA).code, mts ? 0 : 0x5A);
      }
    }
    sm_end(&s);
  }
}

// Types of pages that a unit without MTS knows nothing about.
static void pages_without_types(void **state) {
  (void)state;
  for (unsigned pgtt = VTD_PASID_PGTT_FS; pgtt <= VTD_PASID_PGTT_NESTED; pgtt++) {
    sm_test s = sm_begin(pgtt);
    sm_map_all(&s);
    if (pgtt != VTD_PASID_PGTT_SS)
      set_index(&s,
                pgtt == VTD_PASID_PGTT_FS ? sm_fs_entry(&s, SM_IOVA, 1)
                                          : sm_guest_entry(&s, SM_IOVA, 1),
                7, 7);
    set_emt(&s, sm_ss_entry(&s, SM_IOVA, 1), WT, true);
    assert_int_equal(type_at(&s, SM_IOVA), WB);
    sm_end(&s);
  }
}

// An IOTLB of the host's own keeps the type; so does a saved state.
static void types_are_kept(void **state) {
  (void)state;
  sm_test s = begin(VTD_PASID_PGTT_SS);
  vtd_iotlb_geometry shape = {.sets = 4, .ways = 2, .super_entries = 2, .walks = 2};
  size_t bytes = vtd_iotlb_footprint(&shape);
  void *memory = malloc(bytes);
  vtd_iotlb_ops ops = vtd_iotlb_as_ops(vtd_iotlb_init(memory, bytes, &shape));
  set_emt(&s, sm_ss_entry(&s, SM_IOVA, 1), WP, false);
  set_types(&s, false, true, 0);
  vtd_set_iotlb_ops(s.unit, &ops);
  assert_int_equal(type_at(&s, SM_IOVA), WP);
  vtd_set_iotlb_ops(s.unit, NULL);
  free(memory);
  assert_int_equal(type_at(&s, SM_IOVA), WP);

  sm_test other = begin(VTD_PASID_PGTT_SS);
  bytes = vtd_state_size(s.unit);
  memory = malloc(bytes);
  assert_int_equal(vtd_save(s.unit, memory, bytes), bytes);
  assert_null(vtd_restore(other.unit, memory, bytes));
  free(memory);
  vtd_result r = sm_read(&other, SM_IOVA);
  assert_int_equal(r.hit, VTD_HIT_IOTLB);
  assert_int_equal(r.memory_type, WP);
  sm_end(&other);
  sm_end(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(first_stage_combines_pat_and_mtrr),
      cmocka_unit_test(every_pat_index_is_reached),
      cmocka_unit_test(second_stage_has_emt),
      cmocka_unit_test(nested_combines_both_stages),
      cmocka_unit_test(cache_disable_wins),
      cmocka_unit_test(other_requests_are_write_back),
      cmocka_unit_test(mtrr_registers),
      cmocka_unit_test(fixed_ranges),
      cmocka_unit_test(variable_ranges),
      cmocka_unit_test(a_large_page_may_have_several_types),
      cmocka_unit_test(fields_follow_the_capability),
      cmocka_unit_test(pages_without_types),
      cmocka_unit_test(types_are_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
