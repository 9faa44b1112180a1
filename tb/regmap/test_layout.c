// SPDX-License-Identifier: Apache-2.0
// The generated header and tables against a second description of the hardware, typed by hand from
// the architecture: every register, field, structure and fault condition, in both directions, so
// that neither list can have something that the other lacks.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "expected_faults.h"
#include "expected_registers.h"
#include "expected_structures.h"
#include "vtd/vtd_regs.h"
#include "vtd/vtd_tables.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *current; // what is being checked, for the message of a failure

#define CHECK_EQ(a, b)                                                                             \
  do {                                                                                             \
    const unsigned long long check_a = (a), check_b = (b);                                         \
    if (check_a != check_b) {                                                                      \
      print_error("%s: %s is 0x%llx, expected 0x%llx\n", current, #a, check_a, check_b);           \
      fail();                                                                                      \
    }                                                                                              \
  } while (0)

struct expected_reg {
  const char *name;
  unsigned base;
  uint32_t offset, constant;
  unsigned width;
};

#define BASE_FIXED   VTD_BASE_FIXED
#define BASE_IRO     VTD_BASE_IRO
#define BASE_FRO     VTD_BASE_FRO
#define BASE_PERFCFG VTD_BASE_PERFCFG
#define BASE_PERFFRZ VTD_BASE_PERFFRZ
#define BASE_PERFOVF VTD_BASE_PERFOVF
#define BASE_PERFCNT VTD_BASE_PERFCNT

static const struct expected_reg expected_regs[] = {
#define R(name, base, offset, bits) {#name, BASE_##base, offset, VTD_##name##_REG, bits},
    EXPECTED_REGISTERS(R)
#undef R
};

struct expected_field {
  const char *owner, *name;
  unsigned hi, lo;
  int in_place;
  unsigned word, shift, width; // what the header says
  uint64_t mask;
  unsigned access;
};

static const struct expected_field expected_reg_fields[] = {
#define F(r, f, R, F, hi, lo, access)                                                              \
  {#R,                                                                                             \
   #F,                                                                                             \
   hi,                                                                                             \
   lo,                                                                                             \
   0,                                                                                              \
   0,                                                                                              \
   VTD_##R##_##F##_SHIFT,                                                                          \
   VTD_##R##_##F##_WIDTH,                                                                          \
   VTD_##R##_##F##_MASK,                                                                           \
   VTD_ACCESS_##access},
#define A(r, f, R, F, hi, lo, access)                                                              \
  {#R,                                                                                             \
   #F,                                                                                             \
   hi,                                                                                             \
   lo,                                                                                             \
   1,                                                                                              \
   0,                                                                                              \
   VTD_##R##_##F##_SHIFT,                                                                          \
   VTD_##R##_##F##_WIDTH,                                                                          \
   VTD_##R##_##F##_MASK,                                                                           \
   VTD_ACCESS_##access},
    EXPECTED_REGISTER_FIELDS(F, A)
#undef F
#undef A
};

static const struct expected_field expected_struct_fields[] = {
#define F(s, f, S, F, hi, lo)                                                                      \
  {#S,                                                                                             \
   #F,                                                                                             \
   hi,                                                                                             \
   lo,                                                                                             \
   0,                                                                                              \
   VTD_##S##_##F##_WORD,                                                                           \
   VTD_##S##_##F##_SHIFT,                                                                          \
   VTD_##S##_##F##_WIDTH,                                                                          \
   VTD_##S##_##F##_MASK,                                                                           \
   VTD_ACCESS_RW},
#define A(s, f, S, F, hi, lo)                                                                      \
  {#S,                                                                                             \
   #F,                                                                                             \
   hi,                                                                                             \
   lo,                                                                                             \
   1,                                                                                              \
   VTD_##S##_##F##_WORD,                                                                           \
   VTD_##S##_##F##_SHIFT,                                                                          \
   VTD_##S##_##F##_WIDTH,                                                                          \
   VTD_##S##_##F##_MASK,                                                                           \
   VTD_ACCESS_RW},
    EXPECTED_STRUCTURE_FIELDS(F, A)
#undef F
#undef A
};

// Bits hi:lo, counted within one 64-bit word.
static uint64_t bits(unsigned hi, unsigned lo) {
  const unsigned width = hi - lo + 1;
  return (width == 64 ? ~UINT64_C(0) : (UINT64_C(1) << width) - 1) << lo;
}

static const struct expected_field *find(const struct expected_field *list, size_t count,
                                         const char *owner, const char *name) {
  for (size_t i = 0; i < count; i++) {
    if (!strcmp(list[i].owner, owner) && !strcmp(list[i].name, name))
      return &list[i];
  }
  return NULL;
}

static void check_field(const struct expected_field *e, const struct vtd_field_desc *f) {
  static char name[64];
  snprintf(name, sizeof name, "%s.%s", e->owner, e->name);
  current = name;
  CHECK_EQ(e->word, e->lo / 64);
  CHECK_EQ(e->shift, e->lo % 64);
  CHECK_EQ(e->width, e->hi - e->lo + 1);
  CHECK_EQ(e->mask, bits(e->hi % 64, e->lo % 64));
  CHECK_EQ(f->word, e->lo / 64);
  CHECK_EQ(f->shift, e->lo % 64);
  CHECK_EQ(f->width, e->hi - e->lo + 1);
  CHECK_EQ(f->access, e->access);
  CHECK_EQ(vtd_field_mask(f), bits(e->hi % 64, e->lo % 64));
  CHECK_EQ((f->flags & VTD_FIELD_ADDR) != 0, e->in_place);
}

static void registers_match(void **state) {
  (void)state;
  assert_int_equal(COUNT(expected_regs), VTD_REGISTER_COUNT);
  for (size_t i = 0; i < COUNT(expected_regs); i++) {
    const struct expected_reg *e = &expected_regs[i];
    current = e->name;
    const struct vtd_reg_desc *r = vtd_reg_find(e->name);
    assert_non_null(r);
    CHECK_EQ(e->constant, e->offset);
    CHECK_EQ(r->offset, e->offset);
    CHECK_EQ(r->base, e->base);
    CHECK_EQ(r->width, e->width);
  }
}

static void arrays_match(void **state) {
  (void)state;
  const struct {
    const char *name;
    unsigned count, stride;
  } arrays[] = {
      {"FRCD_LO", 256, 16},      {"FRCD_HI", 256, 16},        {"MTRR_PHYSBASE", 10, 16},
      {"MTRR_PHYSMASK", 10, 16}, {"PERFEVNTCAP", 16, 8},      {"PERFFRZSTS", 0, 8},
      {"PERFOVFSTS", 0, 8},      {"PERFCNTRCFG", 0, 0x100},   {"PERFFLT_RID", 0, 0x100},
      {"PERFFLT_DID", 0, 0x100}, {"PERFFLT_PASID", 0, 0x100}, {"PERFFLT_AT", 0, 0x100},
      {"PERFFLT_PTL", 0, 0x100}, {"PERFCNTRCAP", 0, 0x100},   {"PERFCNTREVCAP", 0, 0x100},
      {"PERFCNTR", 0, 0},
  };
  assert_int_equal(VTD_FRCD_LO_STRIDE, 16);
  assert_int_equal(VTD_FRCD_HI_STRIDE, 16);
  assert_int_equal(VTD_MTRR_PHYSBASE_STRIDE, 16);
  unsigned found = 0;
  for (size_t i = 0; i < VTD_REGISTER_COUNT; i++) {
    const struct vtd_reg_desc *r = &vtd_reg_table[i];
    current = r->name;
    if (r->count == 1)
      continue;
    for (size_t k = 0; k < COUNT(arrays); k++) {
      if (strcmp(arrays[k].name, r->name))
        continue;
      found++;
      CHECK_EQ(r->count, arrays[k].count);
      CHECK_EQ(r->stride, arrays[k].stride);
    }
  }
  assert_int_equal(found, COUNT(arrays));
}

static void register_fields_match(void **state) {
  (void)state;
  size_t seen = 0;
  for (size_t i = 0; i < VTD_REGISTER_COUNT; i++) {
    const struct vtd_reg_desc *r = &vtd_reg_table[i];
    for (unsigned k = 0; k < r->field_count; k++) {
      const struct vtd_field_desc *f = &vtd_field_table[r->first_field + k];
      const struct expected_field *e =
          find(expected_reg_fields, COUNT(expected_reg_fields), r->name, f->name);
      if (!e)
        fail_msg("%s.%s is not in the hand-written list", r->name, f->name);
      assert_ptr_equal(vtd_field_find(r->name, f->name), f);
      check_field(e, f);
      seen++;
    }
  }
  assert_int_equal(seen, COUNT(expected_reg_fields));
  assert_null(vtd_field_find("GCMD", "NO_SUCH_FIELD"));
  assert_null(vtd_field_find("NO_SUCH_REGISTER", "TE"));
  assert_null(vtd_reg_find("GCM"));
  assert_null(vtd_reg_find("GCMDX"));
}

static void structures_match(void **state) {
  (void)state;
  const struct {
    const char *name;
    unsigned bytes, size, words, index;
  } expected[] = {
#define S(name, bytes) {#name, bytes, VTD_##name##_SIZE, VTD_##name##_WORDS, VTD_STRUCT_##name},
      EXPECTED_STRUCTURES(S)
#undef S
  };
  assert_int_equal(COUNT(expected), VTD_STRUCT_COUNT);
  size_t seen = 0;
  for (size_t i = 0; i < COUNT(expected); i++) {
    const struct vtd_struct_desc *s = &vtd_struct_table[expected[i].index];
    current = expected[i].name;
    assert_string_equal(s->name, expected[i].name);
    CHECK_EQ(expected[i].size, expected[i].bytes);
    CHECK_EQ(expected[i].words * 8, expected[i].bytes);
    CHECK_EQ(s->words * 8u, expected[i].bytes);
    for (unsigned k = 0; k < s->field_count; k++) {
      const struct vtd_field_desc *f = &vtd_field_table[s->first_field + k];
      const struct expected_field *e =
          find(expected_struct_fields, COUNT(expected_struct_fields), s->name, f->name);
      if (!e)
        fail_msg("%s.%s is not in the hand-written list", s->name, f->name);
      check_field(e, f);
      seen++;
    }
  }
  assert_int_equal(seen, COUNT(expected_struct_fields));
}

// Each accessor reads its own bits only, writes its own bits only, and undoes the other.
static void register_accessors(void **state) {
  (void)state;
#define ACCESSOR(r, f, R, F, hi, lo, in_place)                                                     \
  {                                                                                                \
    current = #R "." #F;                                                                           \
    const uint64_t place = bits(hi, lo);                                                           \
    const uint64_t right = (in_place) ? place : place >> (lo);                                     \
    const uint64_t all = sizeof(vtd_##r##_##f(0)) == 4 ? UINT32_MAX : UINT64_MAX;                  \
    CHECK_EQ(vtd_##r##_##f((__typeof__(vtd_##r##_##f(0)))all), right);                             \
    CHECK_EQ(vtd_##r##_##f((__typeof__(vtd_##r##_##f(0)))(all & ~place)), 0);                      \
    CHECK_EQ(vtd_##r##_##f##_set(0, (__typeof__(vtd_##r##_##f(0)))all), place);                    \
    CHECK_EQ(vtd_##r##_##f##_set((__typeof__(vtd_##r##_##f(0)))all, 0), all & ~place);             \
    CHECK_EQ(vtd_##r##_##f##_set(0, (__typeof__(vtd_##r##_##f(0)))right), place);                  \
  }
#define F(r, f, R, F, hi, lo, access) ACCESSOR(r, f, R, F, hi, lo, 0)
#define A(r, f, R, F, hi, lo, access) ACCESSOR(r, f, R, F, hi, lo, 1)
  EXPECTED_REGISTER_FIELDS(F, A)
#undef F
#undef A
#undef ACCESSOR
}

static void check_only(const uint64_t *e, unsigned word, uint64_t mask, uint64_t other) {
  for (unsigned i = 0; i < 8; i++)
    CHECK_EQ(e[i], i == word ? mask : other);
}

static void structure_accessors(void **state) {
  (void)state;
#define ACCESSOR(s, f, S, F, hi, lo, in_place)                                                     \
  {                                                                                                \
    current = #S "." #F;                                                                           \
    const uint64_t place = bits((hi) % 64, (lo) % 64);                                             \
    const uint64_t right = (in_place) ? place : place >> ((lo) % 64);                              \
    uint64_t e[8] = {0};                                                                           \
    vtd_##s##_##f##_set(e, UINT64_MAX);                                                            \
    check_only(e, (lo) / 64, place, 0);                                                            \
    CHECK_EQ(vtd_##s##_##f(e), right);                                                             \
    memset(e, 0xFF, sizeof e);                                                                     \
    vtd_##s##_##f##_set(e, 0);                                                                     \
    check_only(e, (lo) / 64, ~place, UINT64_MAX);                                                  \
    CHECK_EQ(vtd_##s##_##f(e), 0);                                                                 \
    vtd_##s##_##f##_set(e, right);                                                                 \
    check_only(e, (lo) / 64, UINT64_MAX, UINT64_MAX);                                              \
  }
#define F(s, f, S, F, hi, lo) ACCESSOR(s, f, S, F, hi, lo, 0)
#define A(s, f, S, F, hi, lo) ACCESSOR(s, f, S, F, hi, lo, 1)
  EXPECTED_STRUCTURE_FIELDS(F, A)
#undef F
#undef A
#undef ACCESSOR
}

static void faults_match(void **state) {
  (void)state;
  const struct {
    unsigned cond, constant;
    const char *name;
    unsigned code, qualified, untranslated, translation, translated, page;
  } expected[] = {
#define C(symbol, name, code, q, u, x, t, p)                                                       \
  {VTD_FC_##symbol, VTD_FR_##symbol, name,         code,        q,                                 \
   VTD_RESP_##u,    VTD_RESP_##x,    VTD_RESP_##t, VTD_RESP_##p},
      EXPECTED_FAULTS(C)
#undef C
  };
  assert_int_equal(COUNT(expected) + 1, VTD_FC_COUNT);
  for (size_t i = 0; i < COUNT(expected); i++) {
    const struct vtd_fault_desc *f = &vtd_fault_table[expected[i].cond];
    current = expected[i].name;
    assert_string_equal(f->name, expected[i].name);
    CHECK_EQ(expected[i].constant, expected[i].code);
    CHECK_EQ(f->code, expected[i].code);
    CHECK_EQ(f->qualified, expected[i].qualified);
    CHECK_EQ(f->resp_untranslated, expected[i].untranslated);
    CHECK_EQ(f->resp_translation, expected[i].translation);
    CHECK_EQ(f->resp_translated, expected[i].translated);
    CHECK_EQ(f->resp_page, expected[i].page);
    CHECK_EQ(f->log_recoverable, expected[i].cond == VTD_FC_SFS_10);
    assert_true(strlen(f->text) > 0);
    assert_string_not_equal(vtd_fault_text((uint8_t)f->code), "unknown fault reason");
  }
  assert_int_equal(vtd_fault_table[VTD_FC_NONE].code, 0);
  assert_string_equal(vtd_fault_text(0), "no fault");
  // Codes of the architecture's other revisions, and holes, have no text.
  const uint8_t unknown[] = {0x0F, 0x1F, 0x2A, 0x2B, 0x34, 0x49,
                             0x5E, 0x60, 0x82, 0x88, 0xA0, 0xFF};
  for (size_t i = 0; i < COUNT(unknown); i++) {
    assert_string_equal(vtd_fault_text(unknown[i]), "unknown fault reason");
  }
}

static int is_sticky(const char *reg) {
  const char *sticky[] = {"FSTS", "FRCD_LO", "FRCD_HI", "ICS", "PRS", "IQERCD"};
  for (size_t i = 0; i < COUNT(sticky); i++) {
    if (!strcmp(sticky[i], reg))
      return 1;
  }
  return 0;
}

static uint64_t reset_of(const char *reg, const char *field) {
  if (!strcmp(field, "IM"))
    return 1; // FECTL, IECTL, PECTL, PERFINTRCTL start masked
  if (!strcmp(reg, "VER") && !strcmp(field, "MAX"))
    return 1;
  if (!strcmp(reg, "PERFCAP") && !strcmp(field, "ONES"))
    return 0xF;
  return 0;
}

static void reset_and_sticky(void **state) {
  (void)state;
  for (size_t i = 0; i < VTD_REGISTER_COUNT; i++) {
    const struct vtd_reg_desc *r = &vtd_reg_table[i];
    for (unsigned k = 0; k < r->field_count; k++) {
      const struct vtd_field_desc *f = &vtd_field_table[r->first_field + k];
      current = r->name;
      CHECK_EQ((f->flags & VTD_FIELD_STICKY) != 0, is_sticky(r->name));
      CHECK_EQ(f->reset, reset_of(r->name, f->name));
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(registers_match),       cmocka_unit_test(arrays_match),
      cmocka_unit_test(register_fields_match), cmocka_unit_test(structures_match),
      cmocka_unit_test(register_accessors),    cmocka_unit_test(structure_accessors),
      cmocka_unit_test(faults_match),          cmocka_unit_test(reset_and_sticky),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
