// SPDX-License-Identifier: Apache-2.0
// Save and restore: a restored unit goes on as the saved one would have, and anything that is not a
// state of this very configuration is refused without touching the unit.
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "sm_test.h"

#define SID 0x0810

struct saved {
  uint8_t *bytes;
  size_t size;
};

static struct saved save(vtd_t *u) {
  struct saved s;
  s.size = vtd_state_size(u);
  s.bytes = malloc(s.size);
  assert_int_equal(vtd_save(u, s.bytes, s.size), s.size);
  return s;
}

static vtd_result request(vtd_t *u, uint64_t addr, vtd_access access) {
  vtd_request r = {.addr = addr, .bytes = 4, .sid = SID, .access = (uint8_t)access};
  vtd_result result;
  vtd_translate(u, &r, &result);
  return result;
}

// A unit in the middle of everything: translating, with cached entries, faults, a masked event, a
// device-TLB invalidation on its way, a wait behind it, interrupt entries cached.
struct busy {
  core_test t;
  vtdt_queue q;
  uint64_t table, irt;
};

static struct busy begin(void) {
  struct busy b;
  b.t = core_test_begin(NULL);
  vtd_t *u = b.t.unit;
  vtdt_space *space = &b.t.guest->space;
  uint64_t root = vtdt_root_new(space);
  b.table = vtdt_pages(space, 1);
  b.irt = vtdt_pages(space, 256);
  for (unsigned i = 0; i < 64; i++)
    vtdt_map(space, b.table, 4, 0x1000 * i, 0x100000 + 0x1000 * i, 12, VTD_PERM_R);
  vtdt_context ctx = {.aw = VTD_CTX_AW_48, .did = 7, .ssptptr = b.table};
  vtdt_context_set(space, root, SID, &ctx);
  vtdt_irte e = {.vector = 0x31};
  vtdt_irte_set(space, b.irt, 5, &e);
  b.q = vtdt_queue_new(space, 0, false);
  vtdt_queue_enable(u, &b.q);
  vtdt_set_root(u, root, VTD_RTADDR_TTM_LEGACY);
  vtdt_gcmd_set(u, VTD_GCMD_TE);
  vtdt_reg64_write(u, VTD_IRTA_REG, b.irt | 15);
  vtdt_gcmd_set(u, VTD_GCMD_SIRTP);
  vtdt_gcmd_set(u, VTD_GCMD_IRE);
  vtdt_reg32_write(u, VTD_FEDATA_REG, 0x41);
  vtdt_reg32_write(u, VTD_FEADDR_REG, 0xFEE00000);
  vtdt_reg32_write(u, VTD_PLMBASE_REG, 0x80000000);
  for (unsigned i = 0; i < 64; i++)
    request(u, 0x1000 * i, VTD_ACCESS_READ);
  for (unsigned i = 0; i < 3; i++)
    request(u, 0x1000 * i, VTD_ACCESS_WRITE); // LGN.2
  vtd_interrupt_request ir = {vtdt_msi_addr(5, false), 0, SID, 0};
  vtd_interrupt_result out;
  vtd_interrupt(u, &ir, &out);
  vtdt_queue_push(&b.q, vtdt_dev_tlb(SID, 0, 0, 12));
  vtdt_queue_push(&b.q, vtdt_wait_status(0x2000, 9));
  vtdt_queue_ring(u, &b.q);
  return b;
}

static void expect_same_registers(vtd_t *a, vtd_t *b) {
  for (uint32_t offset = 0; offset < 4096; offset += 4)
    assert_int_equal(vtdt_reg32(a, offset), vtdt_reg32(b, offset));
}

static void restored_unit_goes_on(void **state) {
  (void)state;
  struct busy b = begin();
  struct saved s = save(b.t.unit);
  vtd_t *copy = vtdt_unit_new(&b.t.config, &b.t.host);
  assert_null(vtd_restore(copy, s.bytes, s.size));
  expect_same_registers(b.t.unit, copy);
  assert_memory_equal(vtd_get_counters(b.t.unit), vtd_get_counters(copy), sizeof(vtd_counters));
  // Cached translations came along: no reads.
  for (unsigned i = 0; i < 64; i++) {
    vtd_result was = request(b.t.unit, 0x1000 * i + 4, VTD_ACCESS_READ);
    vtd_result is = request(copy, 0x1000 * i + 4, VTD_ACCESS_READ);
    assert_int_equal(is.status, VTD_OK);
    assert_int_equal(is.addr, was.addr);
    assert_int_equal(is.reads, was.reads);
    assert_int_equal(is.hit, was.hit);
  }
  vtd_interrupt_request ir = {vtdt_msi_addr(5, false), 0, SID, 0};
  vtd_interrupt_result out;
  vtd_interrupt(copy, &ir, &out);
  assert_int_equal(out.reads, 0);
  assert_int_equal(out.data & 0xFF, 0x31);
  // The held event, the next fault record, the device-TLB invalidation and the wait behind it.
  size_t messages = b.t.guest->message_count;
  vtdt_reg32_write(copy, VTD_FECTL_REG, 0);
  assert_int_equal(b.t.guest->message_count, messages + 1);
  request(copy, 0x5000, VTD_ACCESS_WRITE);
  assert_true(vtd_frcd_hi_f(vtdt_reg64(copy, vtdt_frcd_reg(copy, 3) + 8)));
  assert_int_equal(vtdt_guest_read32(b.t.guest, 0x2000), 0);
  vtd_dev_tlb_complete(copy, SID, 1, 1);
  assert_int_equal(vtdt_guest_read32(b.t.guest, 0x2000), 9);
  assert_int_equal(vtdt_reg64(copy, VTD_IQH_REG), b.q.tail);
  // And invalidation finds what was restored.
  assert_true(vtdt_queue_submit(copy, &b.q, vtdt_iotlb_domain(7, 0)));
  assert_true(request(copy, 0x1000, VTD_ACCESS_READ).reads > 0);
  vtdt_unit_free(copy);
  free(s.bytes);
  core_test_end(&b.t);
}

// The same state saved by two units in different places is the same bytes: no pointers in it.
static void no_pointers(void **state) {
  (void)state;
  struct busy b = begin();
  struct saved s = save(b.t.unit);
  vtd_t *copy = vtdt_unit_new(&b.t.config, &b.t.host);
  assert_null(vtd_restore(copy, s.bytes, s.size));
  struct saved again = save(copy);
  assert_int_equal(again.size, s.size);
  uintptr_t here = (uintptr_t)copy;
  for (size_t i = 0; i + sizeof here <= s.size; i++) {
    uintptr_t v;
    memcpy(&v, s.bytes + i, sizeof v);
    assert_false(v >= (uintptr_t)b.t.unit && v < (uintptr_t)b.t.unit + vtd_footprint(&b.t.config));
    memcpy(&v, again.bytes + i, sizeof v);
    assert_false(v >= here && v < here + vtd_footprint(&b.t.config));
  }
  free(again.bytes);
  vtdt_unit_free(copy);
  free(s.bytes);
  core_test_end(&b.t);
}

static void refused(vtd_t *u, const void *bytes, size_t size) {
  struct saved before = save(u);
  assert_non_null(vtd_restore(u, bytes, size));
  struct saved after = save(u);
  assert_memory_equal(before.bytes, after.bytes, before.size);
  free(before.bytes);
  free(after.bytes);
}

static void foreign_states_are_refused(void **state) {
  (void)state;
  struct busy b = begin();
  struct saved s = save(b.t.unit);
  vtd_t *copy = vtdt_unit_new(&b.t.config, &b.t.host);
  refused(copy, s.bytes, 0);
  refused(copy, s.bytes, 8);
  refused(copy, s.bytes, s.size - 1);
  // Damage anywhere: header, values, registers, caches.
  for (size_t i = 0; i < s.size; i += i < 256 ? 1 : 4999) {
    s.bytes[i] ^= 0x10;
    assert_non_null(vtd_restore(copy, s.bytes, s.size));
    s.bytes[i] ^= 0x10;
  }
  uint8_t *zeros = calloc(1, s.size);
  refused(copy, zeros, s.size);
  free(zeros);
  assert_null(vtd_restore(copy, s.bytes, s.size));
  vtdt_unit_free(copy);
  free(s.bytes);
  core_test_end(&b.t);
}

// States with a right checksum that no unit can be in. Each is made by breaking a unit, which then
// saves itself.
static void bad_token(vtd_t *u) {
  u->inflight.next[0] ^= 1u << VTD_TOKEN_KIND_SHIFT;
}
static void bad_mode(vtd_t *u) {
  u->latched.ttm = 4;
}
static void bad_table(vtd_t *u) {
  u->latched.irt_count = 65537;
}
static void bad_record(vtd_t *u) {
  u->fault_index = 8;
}
static void bad_stage(vtd_t *u) {
  u->queue.stage = 5;
}
static void bad_itag(vtd_t *u) {
  u->dev_tlb.entry[0].itag = 32;
}
static void bad_pending(vtd_t *u) {
  u->dev_tlb.pending++;
}
static void bad_generation(vtd_t *u) {
  u->caches.iotlb->global++;
}
static void no_generation(vtd_t *u) {
  u->caches.iotlb->global = 0;
}
static void bad_number(vtd_t *u) {
  u->caches.iotlb->next_domain = VTD_IOTLB_NUMBERS + 1;
}
static void too_many_spaces(vtd_t *u) {
  struct vtd_iotlb *t = u->caches.iotlb;
  for (uint32_t i = 0; i < t->spaces; i++)
    vtd_iotlb_spaces(t)[i].number = 1;
  t->spaces_used = t->spaces;
}
static void bad_spaces(vtd_t *u) {
  u->caches.iotlb->spaces_used++;
}
static void bad_super(vtd_t *u) {
  u->caches.iotlb->super_live = UINT64_C(1) << 63;
}
static void bad_hint(vtd_t *u) {
  u->caches.iotlb->hint[0] = 64;
}
static void bad_shape(vtd_t *u) {
  u->caches.iotlb->way_touch[0].keep ^= 1;
}

static struct vtd_context *some_context(vtd_t *u) {
  return vtd_context_line(&u->caches.context, SID);
}
static void two_levels(vtd_t *u) {
  some_context(u)->levels = 2;
}
static void six_levels(vtd_t *u) {
  some_context(u)->levels = 6;
}
static void bad_type(vtd_t *u) {
  some_context(u)->type = VTD_IOTLB_FIRST;
}

static void impossible_states_are_refused(void **state) {
  (void)state;
  static void (*const breakages[])(vtd_t *) = {
      bad_token,   bad_mode,       bad_table,     bad_record, bad_stage,       bad_itag,
      bad_pending, bad_generation, no_generation, bad_number, bad_super,       bad_hint,
      bad_shape,   two_levels,     six_levels,    bad_type,   too_many_spaces, bad_spaces};
  for (size_t i = 0; i < sizeof breakages / sizeof breakages[0]; i++) {
    struct busy b = begin();
    vtd_t *copy = vtdt_unit_new(&b.t.config, &b.t.host);
    breakages[i](b.t.unit);
    struct saved s = save(b.t.unit);
    const char *why = vtd_restore(copy, s.bytes, s.size);
    if (why == NULL || strstr(why, "no unit can have") == NULL)
      fail_msg("case %zu: %s", i, why == NULL ? "accepted" : why);
    refused(copy, s.bytes, s.size);
    free(s.bytes);
    vtdt_unit_free(copy);
    core_test_end(&b.t);
  }
}

// The same for lines of PASID entries, of every kind.
static void impossible_pasids_are_refused(void **state) {
  (void)state;
  for (unsigned pgtt = VTD_PASID_PGTT_FS; pgtt <= VTD_PASID_PGTT_PT; pgtt++) {
    for (int broken = 0; broken < 5; broken++) {
      sm_test s = sm_begin(pgtt);
      sm_map_all(&s);
      sm_do(&s, sm_with_pasid(sm_request(SM_IOVA, VTD_ACCESS_READ), SM_PASID, 0));
      struct vtd_context *line = vtd_pasid_line(&s.unit->caches.pasid, SM_SID, SM_PASID);
      assert_int_not_equal(line->stamp, 0);
      line->levels = broken == 1 ? 2 : broken == 2 ? 6 : line->levels;
      line->first_levels = broken == 3 ? 3 : broken == 4 ? 6 : line->first_levels;
      const bool first = pgtt == VTD_PASID_PGTT_FS || pgtt == VTD_PASID_PGTT_NESTED;
      const bool second = pgtt == VTD_PASID_PGTT_SS || pgtt == VTD_PASID_PGTT_NESTED;
      const bool bad = broken >= 3 ? first : broken >= 1 && second;
      vtd_t *copy = vtdt_unit_new(&s.t.config, &s.t.host);
      struct saved saved = save(s.unit);
      assert_int_equal(vtd_restore(copy, saved.bytes, saved.size) != NULL, bad);
      if (bad)
        refused(copy, saved.bytes, saved.size);
      free(saved.bytes);
      vtdt_unit_free(copy);
      sm_end(&s);
    }
  }
}

// Without an interrupt entry cache there is less to save.
static void a_unit_without_interrupt_cache(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.iec_entries = 0;
  core_test t = core_test_begin(&c);
  vtdt_reg32_write(t.unit, VTD_FEDATA_REG, 0x41);
  struct saved s = save(t.unit);
  vtd_t *copy = vtdt_unit_new(&c, &t.host);
  assert_null(vtd_restore(copy, s.bytes, s.size));
  expect_same_registers(t.unit, copy);
  free(s.bytes);
  vtdt_unit_free(copy);
  core_test_end(&t);
}

static void nd4(vtd_config *c) {
  c->cap = vtd_cap_nd_set(c->cap, 4);
}
static void no_pt(vtd_config *c) {
  c->ecap = vtd_ecap_pt_set(c->ecap, 0);
}
static void ver2(vtd_config *c) {
  c->ver = 0x20;
}
static void haw40(vtd_config *c) {
  c->haw = 40;
}
static void align12(vtd_config *c) {
  c->pmr_align_log2 = 12;
}
static void collapse(vtd_config *c) {
  c->fault_collapse = true;
}
static void window(vtd_config *c) {
  c->reg_bytes = 8192;
}
static void sets(vtd_config *c) {
  c->iotlb.sets = 128;
}
static void ways(vtd_config *c) {
  c->iotlb.ways = 8;
}
static void supers(vtd_config *c) {
  c->iotlb.super_entries = 32;
}
static void walks(vtd_config *c) {
  c->iotlb.walks = 4;
}
static void contexts(vtd_config *c) {
  c->context_entries = 512;
}
static void psc(vtd_config *c) {
  c->psc_entries = 512;
}
static void iec(vtd_config *c) {
  c->iec_entries = 128;
}

static void other_configurations_are_refused(void **state) {
  (void)state;
  static void (*const changes[])(vtd_config *) = {nd4,      no_pt,    ver2, haw40, align12,
                                                  collapse, window,   sets, ways,  supers,
                                                  walks,    contexts, psc,  iec};
  struct busy b = begin();
  struct saved s = save(b.t.unit);
  for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
    vtd_config c = b.t.config;
    changes[i](&c);
    vtd_t *other = vtdt_unit_new(&c, &b.t.host);
    const char *why = vtd_restore(other, s.bytes, s.size);
    assert_non_null(why);
    assert_non_null(strstr(why, "configuration"));
    refused(other, s.bytes, s.size);
    vtdt_unit_free(other);
  }
  free(s.bytes);
  core_test_end(&b.t);
}

static void not_with_accesses_in_flight(void **state) {
  (void)state;
  struct busy b = begin();
  struct saved s = save(b.t.unit);
  vtd_token a = vtd_inflight_begin(b.t.unit, true);
  assert_int_equal(vtd_save(b.t.unit, s.bytes, s.size), 0);
  assert_non_null(vtd_restore(b.t.unit, s.bytes, s.size));
  vtd_inflight_end(b.t.unit, a);
  assert_int_equal(vtd_save(b.t.unit, s.bytes, s.size - 1), 0);
  assert_int_equal(vtd_save(b.t.unit, s.bytes, s.size), s.size);
  assert_null(vtd_restore(b.t.unit, s.bytes, s.size));
  free(s.bytes);
  core_test_end(&b.t);
}

// Saving or restoring from inside a walk or a queue access is refused.
struct nosy {
  core_test *t;
  struct saved s;
  unsigned calls;
};

static void save_inside(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  struct nosy *n = ctx;
  (void)addr;
  (void)use;
  (void)write;
  n->calls++;
  assert_non_null(vtd_restore(n->t->unit, n->s.bytes, n->s.size));
  uint8_t *scratch = malloc(n->s.size);
  assert_int_equal(vtd_save(n->t->unit, scratch, n->s.size), 0);
  free(scratch);
}

static void not_from_inside_a_callback(void **state) {
  (void)state;
  struct busy b = begin();
  struct nosy n = {&b.t, save(b.t.unit), 0};
  vtd_dev_tlb_complete(b.t.unit, SID, 1, 1);
  b.t.guest->on_access = save_inside;
  b.t.guest->on_access_ctx = &n;
  vtdt_queue_submit(b.t.unit, &b.q, vtdt_iotlb_global(0));
  assert_true(n.calls > 0);
  unsigned calls = n.calls;
  request(b.t.unit, 0x1000, VTD_ACCESS_READ);
  assert_true(n.calls > calls);
  b.t.guest->on_access = NULL;
  free(n.s.bytes);
  core_test_end(&b.t);
}

// Reset: everything as after creation, but for the sticky fields.
static void reset_equals_creation(void **state) {
  (void)state;
  struct busy b = begin();
  vtd_reset(b.t.unit, true);
  vtd_clear_counters(b.t.unit);
  vtd_t *fresh = vtdt_unit_new(&b.t.config, &b.t.host);
  expect_same_registers(b.t.unit, fresh);
  assert_int_equal(request(b.t.unit, 0x12345678, VTD_ACCESS_WRITE).addr, 0x12345678);
  // Nothing cached: with the tables gone the old translations are gone.
  vtdt_set_root(b.t.unit, 0x5000, VTD_RTADDR_TTM_LEGACY);
  vtdt_gcmd_set(b.t.unit, VTD_GCMD_TE);
  assert_int_equal(request(b.t.unit, 0x1000, VTD_ACCESS_READ).code, VTD_FR_LRT_2);
  vtdt_unit_free(fresh);
  core_test_end(&b.t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(restored_unit_goes_on),
      cmocka_unit_test(no_pointers),
      cmocka_unit_test(foreign_states_are_refused),
      cmocka_unit_test(impossible_states_are_refused),
      cmocka_unit_test(impossible_pasids_are_refused),
      cmocka_unit_test(a_unit_without_interrupt_cache),
      cmocka_unit_test(other_configurations_are_refused),
      cmocka_unit_test(not_with_accesses_in_flight),
      cmocka_unit_test(not_from_inside_a_callback),
      cmocka_unit_test(reset_equals_creation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
