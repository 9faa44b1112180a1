// SPDX-License-Identifier: Apache-2.0
// Invalidation in scalable mode (chapter 6): what each descriptor takes from each cache, row by row
// of the architecture's table, and what the host is told; descriptors that are refused; commands
// that invalidate as a side effect.
#include <stdlib.h>
#include <string.h>

#include "sm_test.h"

// ---- A machine with something in every cache

enum { FS = VTD_PASID_PGTT_FS, SS = VTD_PASID_PGTT_SS, NEST = VTD_PASID_PGTT_NESTED };
#define OTHER_DID UINT16_C(11)
#define OTHER_SID UINT16_C(0x0818)
#define NEAR      (SM_IOVA + 0x1000) // in the same page table
#define FAR       (SM_IOVA + UINT64_C(0x40000000))
#define SPARE     (SM_IOVA + 0x2000) // mapped, never in the IOTLB

// Two address spaces of each kind in each domain.
typedef struct space {
  uint16_t did;
  uint32_t pasid;
  unsigned pgtt;
} space;
static const space spaces[] = {
    {SM_DID, 0x10, FS},         {SM_DID, 0x11, FS},    {SM_DID, 0x12, SS},
    {SM_DID, 0x13, SS},         {SM_DID, 0x14, NEST},  {SM_DID, 0x15, NEST},
    {OTHER_DID, 0x20, FS},      {OTHER_DID, 0x21, SS}, {OTHER_DID, 0x22, NEST},
    {SM_DID, SM_RID_PASID, SS}, // requests without PASID
};
#define SPACES (sizeof(spaces) / sizeof(spaces[0]))

typedef struct counts {
  unsigned context, pasid, paging; // reads of the unit
} counts;

static void count_access(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  counts *c = ctx;
  (void)addr, (void)write;
  c->context += use == VTD_MEM_CONTEXT;
  c->pasid += use == VTD_MEM_PASID;
  c->paging += use == VTD_MEM_PAGING;
}

static vtd_request request_in(const space *a, uint64_t addr) {
  vtd_request q = sm_request(addr, VTD_ACCESS_READ);
  return a->pasid == SM_RID_PASID ? q : sm_with_pasid(q, a->pasid, 0);
}

static void map_everywhere(sm_test *s, uint64_t addr) {
  sm_map_ss(s, addr, SM_PAGE, 12, SM_RW);
  sm_map_fs(s, addr, SM_PAGE, 12, SM_USER_RW);
  sm_map_guest(s, addr, SM_PAGE - SM_GUEST, 12, SM_USER_RW);
}

static void touch_all(sm_test *s) {
  static const uint64_t addrs[] = {SM_IOVA, NEAR, FAR};
  for (size_t i = 0; i < SPACES; i++)
    for (size_t k = 0; k < 3; k++)
      sm_expect(sm_do(s, request_in(&spaces[i], addrs[k])), SM_PAGE);
  vtd_request q = sm_with_pasid(sm_request(SM_IOVA, VTD_ACCESS_READ), 0x10, 0);
  q.sid = OTHER_SID;
  sm_expect(sm_do(s, q), SM_PAGE);
}

static sm_test begin(void) {
  sm_test s = sm_begin_with(NULL);
  vtdt_sm_context_set(s.space, s.root, OTHER_SID, &s.context);
  map_everywhere(&s, SM_IOVA);
  map_everywhere(&s, NEAR);
  map_everywhere(&s, FAR);
  map_everywhere(&s, SPARE);
  sm_map_ss(&s, SM_PAGE - SM_GUEST, SM_PAGE, 12, SM_RW);
  for (size_t i = 0; i < SPACES; i++) {
    vtdt_pasid e = sm_entry(&s, spaces[i].pgtt);
    e.did = spaces[i].did;
    vtdt_pasid_set(s.space, s.context.directory, spaces[i].pasid, &e);
  }
  touch_all(&s);
  vtdt_guest_clear_logs(s.guest);
  return s;
}

static bool in_iotlb(sm_test *s, const space *a, uint64_t addr) {
  vtd_request q = request_in(a, addr);
  q.flags |= VTD_REQ_PROBE;
  vtd_result r = sm_do(s, q);
  sm_expect(r, SM_PAGE);
  return r.hit == VTD_HIT_IOTLB;
}

// What a request to a page that is not in the IOTLB has to read.
static counts reads_of(sm_test *s, vtd_request q) {
  counts c = {0};
  q.flags |= VTD_REQ_PROBE;
  s->guest->on_access = count_access;
  s->guest->on_access_ctx = &c;
  sm_expect(sm_do(s, q), SM_PAGE);
  s->guest->on_access = NULL;
  return c;
}

// ---- Rows

typedef enum taken { NONE, ALL, DID, DID_PASID, DID_PAGE, DID_PASID_PAGE } taken;

typedef struct row {
  const char *name;
  vtdt_descriptor (*descriptor)(void);
  bool context, other_context; // of SM_SID, of OTHER_SID
  taken pasid_cache;
  taken second, first;         // IOTLB: second-stage entries; first-stage and nested ones
  taken first_psc, second_psc; // paging-structure caches
  vtd_inv_scope told;
} row;

static vtdt_descriptor cc_global(void) {
  return vtdt_cc_global();
}
static vtdt_descriptor cc_domain(void) { // performed as global
  return vtdt_cc_domain(0x77);
}
static vtdt_descriptor cc_device(void) { // the domain id does not matter
  return vtdt_cc_device(SM_SID, 0, 0x77);
}
static vtdt_descriptor cc_other_device(void) {
  return vtdt_cc_device(OTHER_SID, 0, SM_DID);
}
static vtdt_descriptor pc_global(void) {
  return vtdt_pc_global();
}
static vtdt_descriptor pc_domain(void) {
  return vtdt_pc_domain(SM_DID);
}
static vtdt_descriptor pc_pasid(void) {
  return vtdt_pc_pasid(SM_DID, 0x12);
}
static vtdt_descriptor iotlb_global(void) {
  return vtdt_iotlb_global(0);
}
static vtdt_descriptor iotlb_domain(void) {
  return vtdt_iotlb_domain(SM_DID, 0);
}
static vtdt_descriptor iotlb_page(void) {
  return vtdt_iotlb_page(SM_DID, SM_IOVA, 0, false, 0);
}
static vtdt_descriptor iotlb_leaf(void) {
  return vtdt_iotlb_page(SM_DID, SM_IOVA, 0, true, 0);
}
static vtdt_descriptor p_iotlb_fs(void) {
  return vtdt_p_iotlb(SM_DID, 0x10);
}
static vtdt_descriptor p_iotlb_ss(void) {
  return vtdt_p_iotlb(SM_DID, 0x12);
}
static vtdt_descriptor p_iotlb_nest(void) {
  return vtdt_p_iotlb(SM_DID, 0x14);
}
static vtdt_descriptor p_iotlb_rid(void) {
  return vtdt_p_iotlb(SM_DID, SM_RID_PASID);
}
static vtdt_descriptor p_iotlb_none(void) { // nobody has this pair
  return vtdt_p_iotlb(OTHER_DID, 0x10);
}
static vtdt_descriptor p_page_fs(void) {
  return vtdt_p_iotlb_page(SM_DID, 0x10, SM_IOVA, 0, false);
}
static vtdt_descriptor p_leaf_fs(void) {
  return vtdt_p_iotlb_page(SM_DID, 0x10, SM_IOVA, 0, true);
}
static vtdt_descriptor p_page_ss(void) {
  return vtdt_p_iotlb_page(SM_DID, 0x12, SM_IOVA, 0, false);
}
static vtdt_descriptor p_page_nest(void) {
  return vtdt_p_iotlb_page(SM_DID, 0x14, SM_IOVA, 0, false);
}

static const row rows[] = {
    {"cc global", cc_global, true, true, NONE, NONE, NONE, NONE, NONE, VTD_INV_GLOBAL},
    {"cc domain", cc_domain, true, true, NONE, NONE, NONE, NONE, NONE, VTD_INV_GLOBAL},
    {"cc device", cc_device, true, false, NONE, NONE, NONE, NONE, NONE, VTD_INV_DEVICE},
    {"cc other", cc_other_device, false, true, NONE, NONE, NONE, NONE, NONE, VTD_INV_DEVICE},
    {"pc global", pc_global, false, false, ALL, NONE, NONE, NONE, NONE, VTD_INV_GLOBAL},
    {"pc domain", pc_domain, false, false, DID, NONE, NONE, NONE, NONE, VTD_INV_DOMAIN},
    {"pc PASID", pc_pasid, false, false, DID_PASID, NONE, NONE, NONE, NONE, VTD_INV_PASID},
    {"iotlb global", iotlb_global, false, false, NONE, ALL, ALL, ALL, ALL, VTD_INV_GLOBAL},
    {"iotlb domain", iotlb_domain, false, false, NONE, DID, DID, DID, DID, VTD_INV_DOMAIN},
    {"iotlb page", iotlb_page, false, false, NONE, DID_PAGE, DID, DID, DID_PAGE,
     VTD_INV_DOMAIN_PAGE},
    {"iotlb leaf", iotlb_leaf, false, false, NONE, DID_PAGE, DID, DID, NONE, VTD_INV_DOMAIN_PAGE},
    {"p_iotlb FS", p_iotlb_fs, false, false, NONE, DID_PASID, DID_PASID, DID_PASID, NONE,
     VTD_INV_PASID},
    {"p_iotlb SS", p_iotlb_ss, false, false, NONE, DID_PASID, DID_PASID, DID_PASID, NONE,
     VTD_INV_PASID},
    {"p_iotlb nest", p_iotlb_nest, false, false, NONE, DID_PASID, DID_PASID, DID_PASID, NONE,
     VTD_INV_PASID},
    {"p_iotlb RID", p_iotlb_rid, false, false, NONE, DID_PASID, DID_PASID, DID_PASID, NONE,
     VTD_INV_PASID},
    {"p_iotlb none", p_iotlb_none, false, false, NONE, NONE, NONE, NONE, NONE, VTD_INV_PASID},
    {"p_iotlb page FS", p_page_fs, false, false, NONE, NONE, DID_PASID_PAGE, DID_PASID_PAGE, NONE,
     VTD_INV_PASID_PAGE},
    {"p_iotlb leaf FS", p_leaf_fs, false, false, NONE, NONE, DID_PASID_PAGE, NONE, NONE,
     VTD_INV_PASID_PAGE},
    {"p_iotlb page SS", p_page_ss, false, false, NONE, NONE, DID_PASID_PAGE, DID_PASID_PAGE, NONE,
     VTD_INV_PASID_PAGE},
    {"p_iotlb page nest", p_page_nest, false, false, NONE, NONE, DID_PASID_PAGE, DID_PASID_PAGE,
     NONE, VTD_INV_PASID_PAGE},
};

// Whether it is gone; the descriptor names the domain, PASID and SM_IOVA. `near`: the address is
// decoded by the same directory entry, and that is what counts.
static bool gone(taken t, const vtd_inv *inv, const space *a, bool same_page) {
  bool did = a->did == inv->did;
  bool pasid = a->pasid == inv->pasid;
  switch (t) {
  case NONE:
    return false;
  case ALL:
    return true;
  case DID:
    return did;
  case DID_PASID:
    return did && pasid;
  case DID_PAGE:
    return did && same_page;
  case DID_PASID_PAGE:
    return did && pasid && same_page;
  }
  return false;
}

static void expect_iotlb(sm_test *s, const row *t, const vtd_inv *inv, const space *a) {
  static const uint64_t addrs[] = {SM_IOVA, NEAR, FAR};
  taken which = a->pgtt == SS ? t->second : t->first;
  for (size_t k = 0; k < 3; k++) {
    bool expected = !gone(which, inv, a, k == 0);
    if (in_iotlb(s, a, addrs[k]) != expected)
      fail_msg("%s: IOTLB, PASID %x, address %d", t->name, a->pasid, (int)k);
  }
}

// Of a first stage over a paging-structure cache that leads to the page table, one entry is read,
// else four; nested, the second stage adds its own for each table and for the page.
static unsigned paging_reads(const space *a, bool first_gone, bool second_gone) {
  unsigned second = second_gone ? 4 : 1;
  switch (a->pgtt) {
  case FS:
    return first_gone ? 4 : 1;
  case SS:
    return second;
  default:
    return 0; // below
  }
}

static void expect_structures(sm_test *s, const row *t, const vtd_inv *inv, const space *a) {
  counts c = reads_of(s, request_in(a, SPARE));
  bool pasid_gone = gone(t->pasid_cache, inv, a, true);
  if (c.context != (t->context ? 1 : 0) || c.pasid != (pasid_gone ? 2 : 0))
    fail_msg("%s: context or PASID cache, PASID %x", t->name, a->pasid);
  bool first_gone = gone(t->first_psc, inv, a, true);
  bool second_gone = gone(t->second_psc, inv, a, true);
  if (a->pgtt != NEST && c.paging != paging_reads(a, first_gone, second_gone))
    fail_msg("%s: paging structures, PASID %x: %u reads", t->name, a->pasid, c.paging);
  // Nested: with the first stage's cache one entry of it and the page; without, at least four
  // entries more and the second stage of their tables.
  if (a->pgtt == NEST && (first_gone ? c.paging < 9 : c.paging != 2))
    fail_msg("%s: nested paging structures, PASID %x: %u reads", t->name, a->pasid, c.paging);
}

static void every_row(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
    const row *t = &rows[i];
    sm_test s = begin();
    sm_submit(&s, t->descriptor());
    assert_int_equal(s.guest->inv_count, 1);
    vtd_inv inv = s.guest->invs[0];
    assert_int_equal(inv.scope, t->told);
    for (size_t k = 0; k < SPACES; k++) {
      expect_iotlb(&s, t, &inv, &spaces[k]);
      expect_structures(&s, t, &inv, &spaces[k]);
    }
    vtd_request q = sm_with_pasid(sm_request(SPARE, VTD_ACCESS_READ), 0x10, 0);
    q.sid = OTHER_SID;
    assert_int_equal(reads_of(&s, q).context, t->other_context ? 1 : 0);
    touch_all(&s); // and everything works as before
    sm_end(&s);
  }
}

// ---- Ranges

// AM = 9 is 2 MiB; it takes the pages in it, and a large page whichever part it overlaps.
static void ranges(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_FS);
  const uint64_t base = UINT64_C(0xFFFF800040000000);
  for (unsigned i = 0; i < 4; i++)
    sm_map_fs(&s, base + i * 0x100000, SM_PAGE, 12, SM_USER_RW);
  sm_map_fs(&s, base + 0x40000000, 0x40000000, 21, SM_USER_RW);
  for (unsigned i = 0; i < 4; i++)
    sm_expect(sm_read(&s, base + i * 0x100000), SM_PAGE);
  sm_expect(sm_read(&s, base + 0x40000000), 0x40000000);
  sm_submit(&s, vtdt_p_iotlb_page(SM_DID, SM_RID_PASID, base, 9, true));
  for (unsigned i = 0; i < 4; i++)
    assert_int_equal(sm_probe(&s, base + i * 0x100000, VTD_ACCESS_READ).hit == VTD_HIT_IOTLB,
                     i >= 2);
  assert_int_equal(sm_probe(&s, base + 0x40000000, VTD_ACCESS_READ).hit, VTD_HIT_IOTLB);
  sm_submit(&s, vtdt_p_iotlb_page(SM_DID, SM_RID_PASID, base + 0x40012000, 0, true));
  assert_int_not_equal(sm_probe(&s, base + 0x40000000, VTD_ACCESS_READ).hit, VTD_HIT_IOTLB);
  // Everything: AM beyond all addresses.
  sm_submit(&s, vtdt_p_iotlb_page(SM_DID, SM_RID_PASID, 0, 63, false));
  assert_int_not_equal(sm_probe(&s, base + 0x200000, VTD_ACCESS_READ).hit, VTD_HIT_IOTLB);
  sm_end(&s);
}

// Entries of privileged requests go with the same commands.
static void privileged_entries(void **state) {
  (void)state;
  for (int nest = 0; nest < 2; nest++) {
    for (int page = 0; page < 2; page++) {
      sm_test s = sm_begin(nest ? VTD_PASID_PGTT_NESTED : VTD_PASID_PGTT_FS);
      sm_map_all(&s);
      vtd_request q = sm_with_pasid(sm_request(SM_IOVA, VTD_ACCESS_READ), SM_PASID, VTD_REQ_PRIV);
      sm_do(&s, q);
      assert_int_equal(sm_do(&s, q).hit, VTD_HIT_IOTLB);
      sm_submit(&s, vtdt_p_iotlb_page(SM_DID, SM_PASID, NEAR, 0, true));
      assert_int_equal(sm_do(&s, q).hit, VTD_HIT_IOTLB);
      sm_submit(&s, page ? vtdt_p_iotlb_page(SM_DID, SM_PASID, SM_IOVA, 0, true)
                         : vtdt_p_iotlb(SM_DID, SM_PASID));
      assert_int_not_equal(sm_do(&s, q).hit, VTD_HIT_IOTLB);
      sm_end(&s);
    }
  }
}

// ---- Side effects of commands

static bool anything_cached(sm_test *s) {
  for (size_t i = 0; i < SPACES; i++) {
    if (in_iotlb(s, &spaces[i], SM_IOVA))
      return true;
    counts c = reads_of(s, request_in(&spaces[i], SPARE));
    if (c.context != 1 || c.pasid != 2 || c.paging < 4)
      return true;
  }
  return false;
}

static void commands(void **state) {
  (void)state;
  sm_test s = begin(); // TE off invalidates everything in a unit with scalable mode
  assert_true(anything_cached(&s));
  assert_true(vtdt_gcmd_clear(s.unit, VTD_GCMD_TE));
  assert_true(vtdt_gcmd_set(s.unit, VTD_GCMD_TE));
  assert_false(anything_cached(&s));
  sm_end(&s);
  s = begin(); // SRTP without ESRTPS: software has to
  vtdt_set_root(s.unit, s.root, VTD_RTADDR_TTM_SCALABLE);
  assert_true(anything_cached(&s));
  sm_end(&s);

  vtd_config config = vtd_config_scalable();
  config.cap = vtd_cap_esrtps_set(config.cap, 1);
  s = sm_begin_with(&config);
  sm_use(&s, VTD_PASID_PGTT_FS);
  sm_map_all(&s);
  sm_expect(sm_read(&s, SM_IOVA), SM_PAGE);
  vtdt_set_root(s.unit, s.root, VTD_RTADDR_TTM_SCALABLE);
  counts c = {0};
  s.guest->on_access = count_access;
  s.guest->on_access_ctx = &c;
  sm_expect(sm_read(&s, SM_IOVA), SM_PAGE);
  s.guest->on_access = NULL;
  assert_int_equal(c.context, 1);
  assert_int_equal(c.pasid, 2);
  assert_int_equal(c.paging, 4);
  sm_end(&s);
}

// Register-based invalidation is for legacy mode only.
static void registers_refuse(void **state) {
  (void)state;
  sm_test s = begin();
  vtdt_reg64_write(s.unit, VTD_CCMD_REG, vtd_ccmd_cirg_set(VTD_CCMD_ICC, VTD_CCMD_CIRG_GLOBAL));
  assert_int_equal(vtd_ccmd_caig(vtdt_reg64(s.unit, VTD_CCMD_REG)), 0);
  vtdt_reg64_write(s.unit, vtdt_iotlb_reg(s.unit),
                   vtd_iotlb_iirg_set(VTD_IOTLB_IVT, VTD_IOTLB_IIRG_GLOBAL));
  assert_int_equal(vtd_iotlb_iaig(vtdt_reg64(s.unit, vtdt_iotlb_reg(s.unit))), 0);
  assert_true(in_iotlb(&s, &spaces[0], SM_IOVA));
  sm_end(&s);
}

// ---- Descriptors that are refused

static void expect_iqe(sm_test *s, vtdt_descriptor d, unsigned code) {
  assert_false(vtdt_queue_submit(s->unit, &s->queue, d));
  assert_int_equal(fsts(&s->t), VTD_FSTS_IQE);
  assert_int_equal(vtd_iqercd_iqei(vtdt_reg64(s->unit, VTD_IQERCD_REG)), code);
  vtdt_gcmd_clear(s->unit, VTD_GCMD_QIE);
  vtdt_reg32_write(s->unit, VTD_FSTS_REG, VTD_FSTS_IQE);
  s->queue.tail = 0;
  assert_true(vtdt_queue_enable(s->unit, &s->queue));
}

static void refused(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_FS);
  enum { TYPE = 3, RSVD = 4 };
  vtdt_descriptor d = vtdt_p_iotlb(SM_DID, 1);
  d.word[0] &= ~UINT64_C(0x30); // G = 00b
  expect_iqe(&s, d, RSVD);
  d.word[0] |= 0x10; // 01b
  expect_iqe(&s, d, RSVD);
  d = vtdt_p_iotlb(SM_DID, 1);
  d.word[0] |= UINT64_C(1) << 52;
  expect_iqe(&s, d, RSVD);
  d = vtdt_p_iotlb(SM_DID, 1);
  d.word[2] = 1;
  expect_iqe(&s, d, RSVD);
  d = vtdt_pc_pasid(SM_DID, 1);
  d.word[0] = (d.word[0] & ~UINT64_C(0x30)) | 0x20; // G = 10b
  expect_iqe(&s, d, RSVD);
  d = vtdt_pc_pasid(SM_DID, 1);
  d.word[1] = 1;
  expect_iqe(&s, d, RSVD);
  d = vtdt_p_dev_tlb(SM_SID, 1, 0x1000, 12);
  d.word[1] |= 2;
  expect_iqe(&s, d, RSVD);
  d = (vtdt_descriptor){{0xA}};
  expect_iqe(&s, d, TYPE);
  sm_submit(&s, vtdt_p_iotlb(SM_DID, 1));
  sm_end(&s);
}

// Ids of PASIDs' device-TLB invalidations reach the device.
static void device_tlb(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_FS);
  vtdt_queue_submit(s.unit, &s.queue, vtdt_p_dev_tlb(SM_SID, SM_PASID, 0x100000, 12));
  assert_int_equal(s.guest->dev_tlb_inv_count, 1);
  const vtd_dev_tlb_inv *inv = &s.guest->dev_tlb_invs[0];
  assert_int_equal(inv->sid, SM_SID);
  assert_true(inv->pasid_valid);
  assert_int_equal(inv->pasid, SM_PASID);
  assert_int_equal(inv->base, 0x100000);
  assert_int_equal(inv->shift, 12);
  sm_end(&s);
}

// ---- The architecture's worked values

static void worked_values(void **state) {
  (void)state;
  uint64_t e[8];
  vtdt_sm_context c = {.dte = true, .paside = true, .pre = true, .pdts = 7, .directory = 0x2000000};
  vtdt_sm_context_words(&c, e);
  assert_int_equal(e[0], 0x02000E1D);
  assert_int_equal(e[1] | e[2] | e[3], 0);
  vtdt_pasid p = {.pgtt = SS, .aw = 2, .ssptptr = 0x3000000, .did = 9, .pwsnp = true};
  vtdt_pasid_words(&p, e);
  assert_int_equal(e[0], 0x03000089);
  assert_int_equal(e[1], 0x00800009);
  p = (vtdt_pasid){.pgtt = FS, .fsptptr = 0x4000000, .did = 1, .pwsnp = true, .sre = true};
  vtdt_pasid_words(&p, e);
  assert_int_equal(e[0], 0x41);
  assert_int_equal(e[1], 0x00800001);
  assert_int_equal(e[2], 0x04000001);
  p = (vtdt_pasid){.pgtt = NEST,
                   .aw = 2,
                   .ssptptr = 0x3000000,
                   .fsptptr = 0x4000000,
                   .did = 9,
                   .pwsnp = true,
                   .sre = true};
  vtdt_pasid_words(&p, e);
  assert_int_equal(e[0], 0x030000C9);
  assert_int_equal(e[1], 0x00800009);
  assert_int_equal(e[2], 0x04000001);
  p = (vtdt_pasid){.pgtt = VTD_PASID_PGTT_PT, .aw = 2, .did = 9, .sre = true};
  vtdt_pasid_words(&p, e);
  assert_int_equal(e[0], 0x109);
  assert_int_equal(e[1], 9);
  assert_int_equal(e[2], 1);
  assert_int_equal(vtdt_pc_global().word[0], 0x37);
  assert_int_equal(vtdt_pc_pasid(1, 0x10).word[0], UINT64_C(0x0000001000010017));
  assert_int_equal(vtdt_p_iotlb(1, 0x10).word[0], UINT64_C(0x0000001000010026));
  vtdt_descriptor d = vtdt_p_iotlb_page(1, 0x10, 0x7000, 0, true);
  assert_int_equal(d.word[0], UINT64_C(0x0000001000010036));
  assert_int_equal(d.word[1], 0x7040);
  d = vtdt_p_dev_tlb(0x0810, 0x10, 0x100000, 12);
  assert_int_equal(d.word[0], UINT64_C(0x0000001008100008));
  assert_int_equal(d.word[1], 0x100000);
  assert_int_equal(vtdt_p_dev_tlb(0x0810, 0x10, 0, 64).word[1], UINT64_C(0x7FFFFFFFFFFFF800));
  // ECAP of the architecture's example, without page requests; and a read fault with PASID.
  vtd_config config = vtd_config_scalable();
  config.ecap = UINT64_C(0x0003ED9EA4F00FDF) & ~UINT64_C(0x20000000);
  assert_null(vtd_config_check(&config));
  sm_test s = sm_begin_with(&config);
  vtdt_pasid f = sm_entry(&s, FS);
  vtdt_pasid_set(s.space, s.context.directory, 0x10, &f);
  vtd_request q = sm_with_pasid(sm_request(0x7F123, VTD_ACCESS_READ), 0x10, 0);
  assert_int_equal(sm_do(&s, q).code, 0x71);
  assert_int_equal(vtdt_reg64(s.unit, vtdt_frcd_reg(s.unit, 0)), 0x7F000);
  assert_int_equal(vtdt_reg64(s.unit, vtdt_frcd_reg(s.unit, 0) + 8), UINT64_C(0xC000107180000810));
  sm_end(&s);
}

// Caches of all kinds survive save and restore.
static void saved_state(void **state) {
  (void)state;
  sm_test s = begin();
  size_t bytes = vtd_state_size(s.unit);
  void *image = malloc(bytes);
  assert_non_null(image);
  assert_int_equal(vtd_save(s.unit, image, bytes), bytes);
  vtd_t *copy = vtdt_unit_new(&s.t.config, &s.t.host);
  assert_null(vtd_restore(copy, image, bytes));
  vtd_t *original = s.unit;
  s.unit = copy;
  for (size_t i = 0; i < SPACES; i++) {
    assert_true(in_iotlb(&s, &spaces[i], SM_IOVA));
    counts c = reads_of(&s, request_in(&spaces[i], SPARE));
    assert_int_equal(c.context + c.pasid, 0);
    assert_true(c.paging <= 2);
  }
  sm_submit(&s, vtdt_pc_global());
  sm_submit(&s, vtdt_cc_global());
  sm_submit(&s, vtdt_iotlb_global(0));
  assert_false(anything_cached(&s));
  s.unit = original;
  vtdt_unit_free(copy);
  free(image);
  sm_end(&s);
}

// A probe leaves no trace: not even the knowledge that the context entry was right at that time.
static void probe_renews_nothing(void **state) {
  (void)state;
  sm_test s = sm_begin(VTD_PASID_PGTT_FS);
  sm_map_all(&s);
  vtd_request q = sm_with_pasid(sm_request(SM_IOVA, VTD_ACCESS_READ), SM_PASID, 0);
  sm_expect(sm_do(&s, q), SM_PAGE);
  sm_submit(&s, vtdt_cc_global());
  sm_expect(sm_do(&s, sm_with_pasid(q, SM_PASID, VTD_REQ_PROBE)), SM_PAGE);
  sm_poke(&s, vtdt_sm_context_addr(s.space, s.root, SM_SID) + 24, 0, 1); // reserved
  assert_int_equal(sm_do(&s, q).code, 0x42);
  sm_end(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_row),          cmocka_unit_test(ranges),
      cmocka_unit_test(privileged_entries), cmocka_unit_test(commands),
      cmocka_unit_test(registers_refuse),   cmocka_unit_test(refused),
      cmocka_unit_test(device_tlb),         cmocka_unit_test(worked_values),
      cmocka_unit_test(saved_state),        cmocka_unit_test(probe_renews_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
