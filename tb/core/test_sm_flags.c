// SPDX-License-Identifier: Apache-2.0
// Accessed and dirty flags (chapter 3): which requests set which flags in which entries of which
// stage, that probes set none and promise nothing that a flag would have to be set for, and that
// entries which change under an update are looked at again.
#include <stdlib.h>
#include <string.h>

#include "sm_test.h"

#define FS_A  (UINT64_C(1) << 5)
#define FS_D  (UINT64_C(1) << 6)
#define FS_EA (UINT64_C(1) << 10)
#define SS_A  (UINT64_C(1) << 8)
#define SS_D  (UINT64_C(1) << 9)

static uint64_t flags_at(sm_test *s, uint64_t at, uint64_t mask) {
  return vtdt_read64(s->space, at) & mask;
}

static void expect_fs(sm_test *s, bool accessed, bool extended, bool dirty) {
  for (unsigned level = 1; level <= 4; level++) {
    uint64_t expected = (accessed ? FS_A : 0) | (accessed && extended ? FS_EA : 0);
    expected |= dirty && level == 1 ? FS_D : 0;
    assert_int_equal(flags_at(s, sm_fs_entry(s, SM_IOVA, level), FS_A | FS_EA | FS_D), expected);
  }
}

static void expect_ss(sm_test *s, uint64_t addr, bool accessed, bool dirty) {
  for (unsigned level = 1; level <= 4; level++) {
    uint64_t expected = (accessed ? SS_A : 0) | (dirty && level == 1 ? SS_D : 0);
    assert_int_equal(flags_at(s, sm_ss_entry(s, addr, level), SS_A | SS_D), expected);
  }
}

static void first_stage(void **state) {
  (void)state;
  for (int eafe = 0; eafe < 2; eafe++) {
    sm_test s = sm_begin_with(NULL);
    vtdt_pasid e = sm_entry(&s, VTD_PASID_PGTT_FS);
    e.eafe = eafe;
    sm_set_pasid(&s, SM_RID_PASID, &e);
    sm_map_all(&s);
    vtd_result r = sm_probe(&s, SM_IOVA, VTD_ACCESS_WRITE);
    sm_expect(r, SM_PAGE);
    assert_int_equal(r.perm, SM_RW);
    assert_int_equal(r.dmi_perm, 0); // not even A is set
    expect_fs(&s, false, eafe, false);
    r = sm_read(&s, SM_IOVA);
    assert_int_equal(r.perm, SM_RW);
    assert_int_equal(r.dmi_perm, VTD_PERM_R);
    expect_fs(&s, true, eafe, false);
    r = sm_probe(&s, SM_IOVA, VTD_ACCESS_READ);
    assert_int_equal(r.perm, SM_RW);
    assert_int_equal(r.dmi_perm, VTD_PERM_R);
    r = sm_read(&s, SM_IOVA); // cached, clean
    assert_int_equal(r.hit, VTD_HIT_IOTLB);
    assert_int_equal(r.perm, SM_RW);
    assert_int_equal(r.dmi_perm, VTD_PERM_R);
    r = sm_write(&s, SM_IOVA); // a cached entry without D is not enough
    assert_int_not_equal(r.hit, VTD_HIT_IOTLB);
    assert_int_equal(r.dmi_perm, SM_RW);
    expect_fs(&s, true, eafe, true);
    r = sm_write(&s, SM_IOVA);
    assert_int_equal(r.hit, VTD_HIT_IOTLB);
    assert_int_equal(sm_read(&s, SM_IOVA).dmi_perm, SM_RW);
    assert_int_equal(sm_probe(&s, SM_IOVA, VTD_ACCESS_READ).dmi_perm, SM_RW);
    // Software clears D and invalidates: the next write sets it again.
    sm_poke(&s, sm_fs_entry(&s, SM_IOVA, 1), FS_D, 0);
    sm_expect(sm_write(&s, SM_IOVA), SM_PAGE);
    expect_fs(&s, true, eafe, false);
    sm_submit(&s, vtdt_p_iotlb_page(SM_DID, SM_RID_PASID, SM_IOVA, 0, true));
    sm_expect(sm_write(&s, SM_IOVA), SM_PAGE);
    expect_fs(&s, true, eafe, true);
    sm_end(&s);
  }
}

// Atomics and translation requests that may write set D; zero-length reads and NW do not. A request
// that faults sets no D.
static void who_sets_dirty(void **state) {
  (void)state;
  static const struct {
    vtd_access access;
    vtd_at at;
    unsigned flags;
    bool dirty;
  } cases[] = {
      {VTD_ACCESS_READ, VTD_AT_UNTRANSLATED, 0, false},
      {VTD_ACCESS_ZERO_READ, VTD_AT_UNTRANSLATED, 0, false},
      {VTD_ACCESS_WRITE, VTD_AT_UNTRANSLATED, 0, true},
      {VTD_ACCESS_ATOMIC, VTD_AT_UNTRANSLATED, 0, true},
      {VTD_ACCESS_READ, VTD_AT_TRANSLATION, 0, true},
      {VTD_ACCESS_READ, VTD_AT_TRANSLATION, VTD_REQ_NO_WRITE, false},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    for (int fs = 0; fs < 2; fs++) {
      for (int allowed = 0; allowed < 2; allowed++) {
        sm_test s = sm_begin_with(NULL);
        vtdt_pasid e = sm_entry(&s, fs ? VTD_PASID_PGTT_FS : VTD_PASID_PGTT_SS);
        e.ssade = !fs;
        sm_set_pasid(&s, SM_RID_PASID, &e);
        sm_map_fs(&s, SM_IOVA, SM_PAGE, 12, VTDT_FS_USER | (allowed ? VTDT_FS_W : 0));
        sm_map_ss(&s, SM_IOVA, SM_PAGE, 12, VTD_PERM_R | (allowed ? VTD_PERM_W : 0));
        vtd_request q = sm_request(SM_IOVA, cases[i].access);
        q.at = (uint8_t)cases[i].at;
        q.flags = (uint8_t)cases[i].flags;
        sm_do(&s, q);
        bool dirty = cases[i].dirty && allowed;
        if (fs)
          expect_fs(&s, true, false, dirty);
        else
          expect_ss(&s, SM_IOVA, true, dirty);
        sm_end(&s);
      }
    }
  }
  // It leads to the interrupt range: a fault, so no D.
  sm_test s = sm_begin(VTD_PASID_PGTT_FS);
  sm_map_fs(&s, SM_IOVA, 0xFEE00000, 12, SM_USER_RW);
  assert_int_equal(sm_write(&s, SM_IOVA).code, 0x87);
  expect_fs(&s, true, false, false);
  sm_end(&s);
}

static void second_stage(void **state) {
  (void)state;
  for (int ade = 0; ade < 2; ade++) {
    sm_test s = sm_begin_with(NULL);
    vtdt_pasid e = sm_entry(&s, VTD_PASID_PGTT_SS);
    e.ssade = ade;
    sm_set_pasid(&s, SM_RID_PASID, &e);
    sm_map_all(&s);
    vtd_result r = sm_probe(&s, SM_IOVA, VTD_ACCESS_WRITE);
    assert_int_equal(r.dmi_perm, ade ? 0 : SM_RW);
    expect_ss(&s, SM_IOVA, false, false);
    r = sm_read(&s, SM_IOVA);
    assert_int_equal(r.dmi_perm, ade ? VTD_PERM_R : SM_RW);
    expect_ss(&s, SM_IOVA, ade, false);
    r = sm_write(&s, SM_IOVA);
    assert_int_equal(r.hit == VTD_HIT_IOTLB, !ade);
    assert_int_equal(r.dmi_perm, SM_RW);
    expect_ss(&s, SM_IOVA, ade, ade);
    assert_int_equal(sm_write(&s, SM_IOVA).hit, VTD_HIT_IOTLB);
    sm_end(&s);
  }
}

// Nested: first-stage flags always; with SSADE accessed flags of all second-stage entries in use,
// and pages that hold first-stage tables become dirty.
static void nested(void **state) {
  (void)state;
  for (int ade = 0; ade < 2; ade++) {
    sm_test s = sm_begin_with(NULL);
    vtdt_pasid e = sm_entry(&s, VTD_PASID_PGTT_NESTED);
    e.ssade = ade;
    sm_set_pasid(&s, SM_RID_PASID, &e);
    sm_map_all(&s);
    assert_int_equal(sm_probe(&s, SM_IOVA, VTD_ACCESS_WRITE).status, VTD_OK);
    expect_ss(&s, SM_PAGE - SM_GUEST, false, false);
    for (int write = 0; write < 2; write++) {
      sm_expect(write ? sm_write(&s, SM_IOVA) : sm_read(&s, SM_IOVA), SM_PAGE);
      for (unsigned level = 1; level <= 4; level++) {
        uint64_t at = sm_guest_entry(&s, SM_IOVA, level);
        assert_int_equal(flags_at(&s, at, FS_A | FS_D), FS_A | (write && level == 1 ? FS_D : 0));
        expect_ss(&s, at - SM_GUEST, ade, ade);
      }
      expect_ss(&s, SM_PAGE - SM_GUEST, ade, ade && write);
    }
    assert_int_equal(sm_write(&s, SM_IOVA).hit, VTD_HIT_IOTLB);
    sm_end(&s);
  }
}

// A walk that is not snooped may use entries whose flags are set.
static void not_snooped(void **state) {
  (void)state;
  sm_test s = sm_begin_with(NULL);
  vtdt_pasid e = sm_entry(&s, VTD_PASID_PGTT_FS);
  e.pwsnp = false;
  sm_set_pasid(&s, SM_RID_PASID, &e);
  sm_map_all(&s);
  assert_int_equal(sm_read(&s, SM_IOVA).code, 0x90);
  expect_fs(&s, false, false, false);
  for (unsigned level = 1; level <= 4; level++)
    sm_poke(&s, sm_fs_entry(&s, SM_IOVA, level), 0, FS_A);
  sm_expect(sm_read(&s, SM_IOVA), SM_PAGE);
  assert_int_equal(sm_write(&s, SM_IOVA).code, 0x90);
  sm_poke(&s, sm_fs_entry(&s, SM_IOVA, 1), 0, FS_D);
  sm_expect(sm_write(&s, SM_IOVA), SM_PAGE);
  sm_end(&s);
}

// ---- Entries that change under the update

typedef struct rival {
  sm_test *s;
  vtd_host host;
  uint64_t at; // entry that is changed ...
  uint64_t value;
  unsigned times; // ... before so many updates of it
} rival;

static bool rival_cas(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired,
                      bool *swapped) {
  rival *r = ctx;
  if (addr == r->at && r->times != 0) {
    r->times--;
    vtdt_write64(r->s->space, addr, r->value ^ (uint64_t)r->times << 52); // an ignored field
  }
  return r->host.mem_cas64(r->host.ctx, addr, expected, desired, swapped);
}

static bool rival_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use) {
  rival *r = ctx;
  return r->host.mem_read(r->host.ctx, addr, data, bytes, use);
}
static bool rival_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes,
                        vtd_mem_use use) {
  rival *r = ctx;
  return r->host.mem_write(r->host.ctx, addr, data, bytes, use);
}

static void changed_meanwhile(void **state) {
  (void)state;
  for (int nest = 0; nest < 2; nest++) {
    for (unsigned level = 1; level <= 4; level++) {
      for (unsigned times = 1; times < 20; times += 9) {
        sm_test s = sm_begin_with(NULL);
        rival r = {.s = &s, .host = s.t.host};
        s.t.host = (vtd_host){
            .ctx = &r, .mem_read = rival_read, .mem_write = rival_write, .mem_cas64 = rival_cas};
        sm_restart(&s);
        sm_use(&s, nest ? VTD_PASID_PGTT_NESTED : VTD_PASID_PGTT_FS);
        sm_map_all(&s);
        r.at = nest ? sm_guest_entry(&s, SM_IOVA, level) : sm_fs_entry(&s, SM_IOVA, level);
        r.value = vtdt_read64(s.space, r.at);
        // Software makes the page another one in the middle of the walk: the new one counts.
        uint64_t page = SM_PAGE;
        if (level == 1 && !nest) {
          page = SM_PAGE + 0x5000;
          r.value += 0x5000;
        }
        r.times = times;
        vtd_result q = sm_write(&s, SM_IOVA);
        if (times == 1) {
          sm_expect(q, page);
          assert_int_equal(flags_at(&s, r.at, FS_A), FS_A);
        } else if (times > 9) { // no end to it
          assert_int_equal(q.code, 0x91);
        }
        sm_end(&s);
      }
    }
  }
}

static sm_test begin_with_rival(rival *r, unsigned pgtt) {
  sm_test s = sm_begin_with(NULL);
  *r = (rival){.host = s.t.host};
  s.t.host = (vtd_host){
      .ctx = r, .mem_read = rival_read, .mem_write = rival_write, .mem_cas64 = rival_cas};
  sm_restart(&s);
  vtdt_pasid e = sm_entry(&s, pgtt);
  e.ssade = true;
  sm_set_pasid(&s, SM_RID_PASID, &e);
  sm_map_all(&s);
  return s;
}

// The same for second-stage entries: those of a page, and nested, those that lead to the top
// first-stage table.
static void second_stage_changed_meanwhile(void **state) {
  (void)state;
  for (unsigned pgtt = VTD_PASID_PGTT_SS; pgtt <= VTD_PASID_PGTT_NESTED; pgtt++) {
    for (unsigned level = 1; level <= 4; level++) {
      for (unsigned times = 1; times < 20; times += 18) {
        rival r;
        sm_test s = begin_with_rival(&r, pgtt);
        r.s = &s;
        r.at = sm_ss_entry(&s, pgtt == VTD_PASID_PGTT_SS ? SM_IOVA : s.guest_fs, level);
        r.value = vtdt_read64(s.space, r.at);
        r.times = times;
        vtd_result q = sm_write(&s, SM_IOVA);
        if (times == 1) {
          sm_expect(q, SM_PAGE);
          assert_int_equal(flags_at(&s, r.at, SS_A), SS_A);
        } else { // no end to it
          assert_int_equal(q.code, 0x7D);
        }
        sm_end(&s);
      }
    }
  }
}

// Between A and D: the page becomes another one, or is taken away; nested, the page of the top
// first-stage table.
static void second_stage_moved_before_dirty(void **state) {
  (void)state;
  for (int nest = 0; nest < 2; nest++) {
    for (int gone = 0; gone < 2; gone++) {
      rival r;
      sm_test s = begin_with_rival(&r, nest ? VTD_PASID_PGTT_NESTED : VTD_PASID_PGTT_SS);
      r.s = &s;
      r.at = sm_ss_entry(&s, nest ? s.guest_fs : SM_IOVA, 1);
      r.value = vtdt_read64(s.space, r.at) | SS_A;
      sm_poke(&s, r.at, 0, SS_A);
      r.value = gone ? 0 : r.value + (nest ? 0 : 0x5000);
      r.times = 1;
      vtd_result q = sm_write(&s, SM_IOVA);
      if (gone) {
        assert_int_equal(q.code, 0x79);
        assert_int_equal(vtdt_read64(s.space, r.at), 0);
      } else {
        sm_expect(q, nest ? SM_PAGE : SM_PAGE + 0x5000);
        assert_int_equal(flags_at(&s, r.at, SS_D), SS_D);
      }
      sm_end(&s);
    }
  }
}

// The entry is taken away between A and D.
static void unmapped_before_dirty(void **state) {
  (void)state;
  sm_test s = sm_begin_with(NULL);
  rival r = {.s = &s, .host = s.t.host};
  s.t.host = (vtd_host){
      .ctx = &r, .mem_read = rival_read, .mem_write = rival_write, .mem_cas64 = rival_cas};
  sm_restart(&s);
  sm_use(&s, VTD_PASID_PGTT_FS);
  sm_map_all(&s);
  sm_expect(sm_read(&s, SM_IOVA), SM_PAGE);
  r.at = sm_fs_entry(&s, SM_IOVA, 1);
  r.value = 0;
  r.times = 1;
  assert_int_equal(sm_write(&s, SM_IOVA).code, 0x71);
  assert_int_equal(vtdt_read64(s.space, r.at), 0);
  sm_end(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(first_stage),
      cmocka_unit_test(who_sets_dirty),
      cmocka_unit_test(second_stage),
      cmocka_unit_test(nested),
      cmocka_unit_test(not_snooped),
      cmocka_unit_test(changed_meanwhile),
      cmocka_unit_test(second_stage_changed_meanwhile),
      cmocka_unit_test(second_stage_moved_before_dirty),
      cmocka_unit_test(unmapped_before_dirty),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
