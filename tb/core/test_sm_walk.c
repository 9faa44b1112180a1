// SPDX-License-Identifier: Apache-2.0
// Translation in scalable mode (chapters 3 and 9): every kind of it at every depth and page size,
// permissions by privilege, and what nested translation makes of two stages.
#include <stdlib.h>
#include <string.h>

#include "sm_test.h"

static const unsigned sizes[] = {12, 21, 30};

static uint64_t mask_of(unsigned bits) {
  return (UINT64_C(1) << bits) - 1;
}

// Walked, then from the IOTLB; without PASID and with.
static void check_page(sm_test *s, uint64_t iova, uint64_t page, unsigned shift) {
  uint64_t offsets[] = {0, 0x123, 0xFFF, 0x1000, 0x12345, mask_of(shift) - 63, mask_of(shift)};
  for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
    uint64_t offset = offsets[i] & mask_of(shift);
    vtd_request q = sm_request(iova + offset, VTD_ACCESS_READ);
    for (int with_pasid = 0; with_pasid < 2; with_pasid++) {
      sm_flush(s);
      if (with_pasid)
        q = sm_with_pasid(q, SM_PASID, 0);
      vtd_result r = sm_do(s, q);
      sm_expect(r, page + offset);
      assert_int_equal(r.page_shift, shift);
      assert_int_equal(r.perm, SM_RW);
      assert_int_equal(r.did, SM_DID);
      assert_int_equal(r.pasid, with_pasid ? SM_PASID : SM_RID_PASID);
      assert_int_not_equal(r.hit, VTD_HIT_IOTLB);
      vtd_request w = q;
      w.access = VTD_ACCESS_WRITE;
      sm_expect(sm_do(s, w), page + offset);
      r = sm_do(s, w);
      sm_expect(r, page + offset);
      assert_int_equal(r.hit, VTD_HIT_IOTLB);
      assert_int_equal(r.page_shift, shift);
      assert_int_equal(r.perm, SM_RW);
      assert_int_equal(r.dmi_perm, SM_RW);
      assert_int_equal(r.reads, 0);
    }
  }
}

static void second_stage_pages(void **state) {
  (void)state;
  for (unsigned aw = VTD_PASID_AW_39; aw <= VTD_PASID_AW_57; aw++) {
    for (size_t i = 0; i < 3; i++) {
      for (int ade = 0; ade < 2; ade++) {
        sm_test s = sm_begin_with(NULL);
        vtdt_pasid e = sm_entry(&s, VTD_PASID_PGTT_SS);
        e.aw = (uint8_t)aw;
        e.ssade = ade;
        e.ssptptr = vtdt_pages(s.space, 1);
        sm_set_pasid(&s, SM_RID_PASID, &e);
        sm_set_pasid(&s, SM_PASID, &e);
        uint64_t iova = UINT64_C(0x0AAAAAAAAAAAAAAA) & mask_of(12 + 9 * vtdt_levels((uint8_t)aw)) &
                        ~mask_of(sizes[i]);
        assert_true(vtdt_map(s.space, e.ssptptr, vtdt_levels((uint8_t)aw), iova, 0x7A5C40000000,
                             sizes[i], SM_RW));
        check_page(&s, iova, 0x7A5C40000000, sizes[i]);
        sm_end(&s);
      }
    }
  }
}

// Both halves of the canonical address space.
static void first_stage_pages(void **state) {
  (void)state;
  for (unsigned levels = 4; levels <= 5; levels++) {
    for (size_t i = 0; i < 3; i++) {
      for (int upper = 0; upper < 2; upper++) {
        sm_test s = sm_begin_with(NULL);
        vtdt_pasid e = sm_entry(&s, VTD_PASID_PGTT_FS);
        e.fspm = levels == 5 ? VTD_PASID_FSPM_5LEVEL : VTD_PASID_FSPM_4LEVEL;
        sm_set_pasid(&s, SM_RID_PASID, &e);
        sm_set_pasid(&s, SM_PASID, &e);
        unsigned width = 12 + 9 * levels;
        uint64_t iova = UINT64_C(0x0AAAAAAAAAAAAAAA) & mask_of(width - 1) & ~mask_of(sizes[i]);
        if (upper)
          iova |= ~mask_of(width - 1);
        assert_true(vtdt_fs_map(s.space, s.fs, levels, iova, 0x7A5C40000000, sizes[i], SM_USER_RW));
        check_page(&s, iova, 0x7A5C40000000, sizes[i]);
        // The same address in the other half is not canonical.
        vtd_result r = sm_read(&s, iova ^ UINT64_C(1) << (width - 1));
        assert_int_equal(r.code, 0x80);
        r = sm_read(&s, iova ^ UINT64_C(1) << 63);
        assert_int_equal(r.code, 0x80);
        sm_end(&s);
      }
    }
  }
}

// The page is as large as the smaller of both.
static void nested_pages(void **state) {
  (void)state;
  for (size_t f = 0; f < 3; f++) {
    for (size_t n = 0; n < 3; n++) {
      for (int ade = 0; ade < 2; ade++) {
        sm_test s = sm_begin_with(NULL);
        vtdt_pasid e = sm_entry(&s, VTD_PASID_PGTT_NESTED);
        e.ssade = ade;
        sm_set_pasid(&s, SM_RID_PASID, &e);
        sm_set_pasid(&s, SM_PASID, &e);
        uint64_t guest = UINT64_C(0x5000000000);
        uint64_t host = UINT64_C(0x7A5C40000000);
        sm_map_guest(&s, UINT64_C(0x40000000), guest, sizes[f], SM_USER_RW);
        sm_map_ss(&s, guest, host, sizes[n], SM_RW);
        check_page(&s, UINT64_C(0x40000000), host, sizes[f < n ? f : n]);
        sm_end(&s);
      }
    }
  }
}

// A small guest page somewhere in a large host page.
static void small_page_in_large(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_NESTED);
  sm_map_guest(&s, SM_IOVA, UINT64_C(0x5012345000), 12, SM_USER_RW);
  sm_map_ss(&s, UINT64_C(0x5000000000), UINT64_C(0x7A5C40000000), 30, SM_RW);
  vtd_result r = sm_read(&s, SM_IOVA + 0x678);
  sm_expect(r, UINT64_C(0x7A5C52345678));
  assert_int_equal(r.page_shift, 12);
  assert_int_equal(r.flags & VTD_RES_FIRST, VTD_RES_FIRST);
  sm_expect(sm_read(&s, SM_IOVA + 0x9), UINT64_C(0x7A5C52345009));
  sm_end(&s);
}

// Costs: 4 first-stage entries, each behind a walk of the second stage, and the page: 24 reads.
static void nested_reads(void **state) {
  (void)state;
  vtd_config config = vtd_config_scalable();
  config.psc_entries = 0;
  sm_test s = sm_begin_with(&config);
  sm_use(&s, VTD_PASID_PGTT_NESTED);
  sm_map_all(&s);
  vtd_result r = sm_read(&s, SM_IOVA);
  sm_expect(r, SM_PAGE);
  assert_int_equal(r.reads, 2 + 2 + 24); // root, context, directory, PASID entry
  assert_int_equal(r.hit, VTD_HIT_WALK);
  sm_end(&s);
  s = sm_begin(VTD_PASID_PGTT_NESTED); // with paging-structure caches
  sm_map_all(&s);
  sm_map_guest(&s, SM_IOVA + 0x1000, SM_PAGE - SM_GUEST, 12, SM_USER_RW);
  sm_expect(sm_read(&s, SM_IOVA), SM_PAGE);
  r = sm_read(&s, SM_IOVA + 0x1000);
  sm_expect(r, SM_PAGE);
  assert_int_equal(r.reads, 2); // the first-stage PTE, the second-stage PTE
  assert_int_equal(r.hit, VTD_HIT_PSC);
  sm_end(&s);
}

static void pass_through(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_PT);
  vtd_result r = sm_write(&s, 0x12345678);
  sm_expect(r, 0x12345678);
  assert_int_equal(r.did, SM_DID);
  sm_expect(sm_do(&s, sm_with_pasid(sm_request(0x777, VTD_ACCESS_ATOMIC), SM_PASID, 0)), 0x777);
  assert_int_equal(sm_read(&s, UINT64_C(1) << 48).code, 0x83);
  r = sm_ats(&s, 0x12345678, 0);
  sm_expect(r, 0);
  assert_int_equal(r.page_shift, 30);
  assert_int_equal(r.perm, SM_RW);
  r = sm_ats(&s, 0xFEF12345, 0); // the completion must not cover the interrupt range
  sm_expect(r, 0xFEF00000);
  assert_int_equal(r.page_shift, 20);
  sm_end(&s);
}

// ---- Permissions

typedef struct rights {
  bool us, rw; // of the entry at one level
  bool wpe;
  unsigned user, privileged; // VTD_PERM_*
} rights;

static const rights first_stage_rights[] = {
    {true, true, false, SM_RW, SM_RW},       {true, true, true, SM_RW, SM_RW},
    {true, false, false, VTD_PERM_R, SM_RW}, {true, false, true, VTD_PERM_R, VTD_PERM_R},
    {false, true, false, 0, SM_RW},          {false, true, true, 0, SM_RW},
    {false, false, false, 0, SM_RW},         {false, false, true, 0, VTD_PERM_R},
};

static void expect_right(sm_test *s, vtd_request q, unsigned perm, unsigned code_none) {
  q.access = VTD_ACCESS_READ;
  vtd_result r = sm_do(s, q);
  assert_int_equal(r.code, perm & VTD_PERM_R ? 0 : code_none);
  assert_int_equal(r.status, perm & VTD_PERM_R ? VTD_OK : VTD_DENIED);
  assert_int_equal(r.perm, perm);
  q.access = VTD_ACCESS_WRITE;
  r = sm_do(s, q);
  assert_int_equal(r.code, perm & VTD_PERM_W ? 0 : perm == 0 ? code_none : 0x85);
  assert_int_equal(r.status, perm & VTD_PERM_W ? VTD_OK : VTD_DENIED);
}

// At every level, for users and privileged requests, with and without PASID, in both orders: what
// one of them may do is never taken for what the other may.
static void privilege(void **state) {
  (void)state;
  for (int nested = 0; nested < 2; nested++) {
    for (unsigned level = 1; level <= 4; level++) {
      for (size_t i = 0; i < sizeof(first_stage_rights) / sizeof(first_stage_rights[0]); i++) {
        const rights *t = &first_stage_rights[i];
        sm_test s = sm_begin_with(NULL);
        vtdt_pasid e = sm_entry(&s, nested ? VTD_PASID_PGTT_NESTED : VTD_PASID_PGTT_FS);
        e.wpe = t->wpe;
        sm_set_pasid(&s, SM_RID_PASID, &e);
        sm_set_pasid(&s, SM_PASID, &e);
        sm_map_all(&s);
        uint64_t at = nested ? sm_guest_entry(&s, SM_IOVA, level) : sm_fs_entry(&s, SM_IOVA, level);
        sm_poke(&s, at, VTD_FS_PTE_US_MASK | VTD_FS_PTE_RW_MASK,
                (t->us ? VTD_FS_PTE_US_MASK : 0) | (t->rw ? VTD_FS_PTE_RW_MASK : 0));
        vtd_request user = sm_with_pasid(sm_request(SM_IOVA, VTD_ACCESS_READ), SM_PASID, 0);
        vtd_request priv = sm_with_pasid(user, SM_PASID, VTD_REQ_PRIV);
        for (int again = 0; again < 3; again++) {
          if (again == 2)
            sm_flush(&s);
          if (again != 1)
            expect_right(&s, user, t->user, 0x81);
          expect_right(&s, priv, t->privileged, 0);
          expect_right(&s, user, t->user, 0x81);
        }
        // RID_PRIV makes requests without PASID privileged.
        vtdt_sm_context c = s.context;
        expect_right(&s, sm_request(SM_IOVA, VTD_ACCESS_READ), t->user, 0x81);
        c.rid_priv = true;
        sm_set_context(&s, &c);
        expect_right(&s, sm_request(SM_IOVA, VTD_ACCESS_READ), t->privileged, 0);
        expect_right(&s, sm_request(SM_IOVA, VTD_ACCESS_READ), t->privileged, 0);
        sm_end(&s);
      }
    }
  }
}

static void nested_permissions_are_of_both_stages(void **state) {
  (void)state;
  for (unsigned fs = 0; fs < 2; fs++) {
    for (unsigned ss = 1; ss < 4; ss++) {
      sm_test s = sm_begin(VTD_PASID_PGTT_NESTED);
      sm_map_guest(&s, SM_IOVA, SM_PAGE - SM_GUEST, 12, VTDT_FS_USER | (fs ? VTDT_FS_W : 0));
      sm_map_ss(&s, SM_PAGE - SM_GUEST, SM_PAGE, 12, ss);
      unsigned perm = ss & (fs ? SM_RW : VTD_PERM_R);
      for (int again = 0; again < 2; again++) {
        vtd_result r = sm_read(&s, SM_IOVA);
        assert_int_equal(r.code, perm & VTD_PERM_R ? 0 : 0x86);
        r = sm_write(&s, SM_IOVA);
        assert_int_equal(r.code, perm & VTD_PERM_W ? 0 : 0x85);
        r = sm_ats(&s, SM_IOVA, 0);
        assert_int_equal(r.status, VTD_OK);
        assert_int_equal(r.perm, perm);
      }
      sm_end(&s);
    }
  }
}

// ---- Attributes

static void snoop(void **state) {
  (void)state;
  for (unsigned pgtt = VTD_PASID_PGTT_FS; pgtt <= VTD_PASID_PGTT_PT; pgtt++) {
    for (int pgsnp = 0; pgsnp < 2; pgsnp++) {
      for (int snp = 0; snp < 2; snp++) {
        sm_test s = sm_begin_with(NULL);
        vtdt_pasid e = sm_entry(&s, pgtt);
        e.pgsnp = pgsnp;
        sm_set_pasid(&s, SM_RID_PASID, &e);
        sm_map_all(&s);
        sm_map_ss(&s, SM_IOVA, SM_PAGE, 12, SM_RW | (snp ? VTDT_SNP : 0));
        sm_map_ss(&s, SM_PAGE - SM_GUEST, SM_PAGE, 12, SM_RW | (snp ? VTDT_SNP : 0));
        bool second = pgtt == VTD_PASID_PGTT_SS || pgtt == VTD_PASID_PGTT_NESTED;
        bool expected = pgsnp || (snp && second);
        for (int again = 0; again < 2; again++) {
          vtd_result r = sm_read(&s, SM_IOVA);
          assert_int_equal((r.flags & VTD_RES_SNOOP) != 0, expected);
          r = sm_ats(&s, SM_IOVA, 0);
          assert_int_equal((r.flags & VTD_RES_ATS_N) != 0, expected);
        }
        sm_end(&s);
      }
    }
  }
}

// Chapter 4: NW, and whose permissions a completion tells.
static void completions(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_FS);
  sm_map_all(&s);
  sm_map_fs(&s, SM_IOVA + 0x1000, SM_PAGE, 12, VTDT_FS_W); // supervisor
  uint64_t leaf = sm_fs_entry(&s, SM_IOVA, 1);
  vtd_result r = sm_ats(&s, SM_IOVA, VTD_REQ_NO_WRITE);
  assert_int_equal(r.perm, VTD_PERM_R);
  assert_int_equal(vtdt_read64(s.space, leaf) & VTD_FS_PTE_D_MASK, 0);
  r = sm_ats(&s, SM_IOVA, 0);
  assert_int_equal(r.perm, SM_RW);
  assert_int_equal(r.flags & VTD_RES_ATS_PRIV, 0);
  assert_int_not_equal(vtdt_read64(s.space, leaf) & VTD_FS_PTE_D_MASK, 0);
  r = sm_ats(&s, SM_IOVA + 0x1000, VTD_REQ_PASID | VTD_REQ_PRIV);
  assert_int_equal(r.perm, SM_RW);
  assert_int_equal(r.flags & VTD_RES_ATS_PRIV, VTD_RES_ATS_PRIV);
  r = sm_ats(&s, SM_IOVA + 0x1000, VTD_REQ_PASID);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.perm, 0);
  assert_int_equal(r.flags & VTD_RES_ATS_PRIV, 0);
  // RID_PRIV: supervisor permissions, but PRIV = 0.
  s.context.rid_priv = true;
  sm_set_context(&s, &s.context);
  r = sm_ats(&s, SM_IOVA + 0x1000, 0);
  assert_int_equal(r.perm, SM_RW);
  assert_int_equal(r.flags & VTD_RES_ATS_PRIV, 0);
  assert_int_equal(fsts(&s.t), 0);
  sm_end(&s);
}

static void interrupt_range(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_FS);
  sm_map_fs(&s, 0xFEE00000, SM_PAGE, 12, SM_USER_RW);
  vtd_request q = sm_request(0xFEE00000, VTD_ACCESS_WRITE);
  q.bytes = 4;
  assert_int_equal(sm_do(&s, q).status, VTD_INTERRUPT);
  // With a PASID it is an address like any other.
  sm_expect(sm_do(&s, sm_with_pasid(q, SM_PASID, 0)), SM_PAGE);
  sm_expect(sm_do(&s, sm_with_pasid(q, SM_PASID, 0)), SM_PAGE);
  vtd_result r = sm_ats(&s, 0xFEE00000, 0);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.perm, VTD_PERM_W);
  assert_int_equal(r.flags & VTD_RES_ATS_U, VTD_RES_ATS_U);
  r = sm_ats(&s, 0xFEE00000, VTD_REQ_NO_WRITE);
  assert_int_equal(r.perm, 0);
  r = sm_ats(&s, 0xFEE00000, VTD_REQ_PASID);
  sm_expect(r, SM_PAGE);
  assert_int_equal(r.flags & VTD_RES_ATS_U, 0);
  sm_end(&s);
}

// Devices share what belongs to a domain and PASID, and nothing else.
static void root_halves(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_SS);
  sm_map_all(&s);
  const uint16_t upper = SM_SID | 0x80;
  vtd_request q = sm_request(SM_IOVA, VTD_ACCESS_READ);
  q.sid = upper;
  assert_int_equal(sm_do(&s, q).code, 0x39); // SRT.2: that half is not present
  vtdt_sm_context_set(s.space, s.root, upper, &s.context);
  sm_expect(sm_do(&s, q), SM_PAGE); // without an invalidation
  vtdt_write64(s.space, s.root + (SM_SID >> 8) * 16, 0x800);
  sm_submit(&s, vtdt_cc_global());
  sm_expect(sm_do(&s, q), SM_PAGE); // what is wrong in the other half does not matter
  assert_int_equal(sm_read(&s, SM_IOVA).code, 0x39);
  sm_end(&s);
}

static void twenty_bits_of_pasid(void **state) {
  (void)state;
  sm_test s = sm_begin_with(NULL);
  s.context.pdts = 7;
  s.context.directory = vtdt_pasid_directory_new(s.space, 7);
  vtdt_sm_context_set(s.space, s.root, SM_SID, &s.context);
  sm_map_all(&s);
  vtdt_pasid e = sm_entry(&s, VTD_PASID_PGTT_SS);
  static const uint32_t pasids[] = {0, 1, 63, 64, 0x1000, 0x12345, 0xFFFFF};
  for (size_t i = 0; i < sizeof(pasids) / sizeof(pasids[0]); i++) {
    vtd_request q = sm_with_pasid(sm_request(SM_IOVA, VTD_ACCESS_READ), pasids[i], 0);
    assert_int_not_equal(sm_do(&s, q).status, VTD_OK);
    vtdt_pasid_set(s.space, s.context.directory, pasids[i], &e);
    for (int again = 0; again < 2; again++) {
      vtd_result r = sm_do(&s, q);
      sm_expect(r, SM_PAGE);
      assert_int_equal(r.pasid, pasids[i]);
    }
  }
  sm_end(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(second_stage_pages),
      cmocka_unit_test(first_stage_pages),
      cmocka_unit_test(nested_pages),
      cmocka_unit_test(small_page_in_large),
      cmocka_unit_test(nested_reads),
      cmocka_unit_test(pass_through),
      cmocka_unit_test(privilege),
      cmocka_unit_test(nested_permissions_are_of_both_stages),
      cmocka_unit_test(snoop),
      cmocka_unit_test(completions),
      cmocka_unit_test(interrupt_range),
      cmocka_unit_test(root_halves),
      cmocka_unit_test(twenty_bits_of_pasid),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
