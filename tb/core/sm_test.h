// SPDX-License-Identifier: Apache-2.0
// What the tests of scalable mode start from: a unit with translation on and a queue, a requester
// with a PASID directory, tables of each kind, requests in one line.
//
// In nested address spaces guest address = host address - SM_GUEST, so that an address which was
// not translated leads elsewhere.
#ifndef VTD_TB_SM_TEST_H
#define VTD_TB_SM_TEST_H

#include <stdlib.h>
#include <string.h>

#include "core_test.h"
#include "sm_tables.h"

#define SM_SID       UINT16_C(0x0810)
#define SM_DID       UINT16_C(9)
#define SM_RID_PASID 2u
#define SM_PASID     0x10u
#define SM_IOVA      UINT64_C(0x40201000)
#define SM_PAGE      UINT64_C(0x123456000)
#define SM_GUEST     UINT64_C(0x80000000)
#define SM_RW        (VTD_PERM_R | VTD_PERM_W)
#define SM_USER_RW   (VTDT_FS_W | VTDT_FS_USER)

typedef struct sm_test {
  core_test t;
  vtd_t *unit;
  vtdt_guest *guest;
  vtdt_space *space;
  vtdt_space *guest_space; // guest-physical view of the same memory
  vtdt_queue queue;
  uint64_t root;
  vtdt_sm_context context;
  uint64_t ss;       // second-stage table, 4 levels
  uint64_t fs;       // first-stage table, 4 levels
  uint64_t guest_fs; // guest address of a first-stage table
} sm_test;

static inline uint64_t sm_guest_read(void *ctx, uint64_t addr) {
  return vtdt_read64(ctx, addr + SM_GUEST);
}
static inline void sm_guest_write(void *ctx, uint64_t addr, uint64_t value) {
  vtdt_write64(ctx, addr + SM_GUEST, value);
}

static inline vtdt_pasid sm_entry(const sm_test *s, unsigned pgtt) {
  return (vtdt_pasid){.pgtt = (uint8_t)pgtt,
                      .aw = VTD_PASID_AW_48,
                      .did = SM_DID,
                      .pwsnp = true,
                      .sre = true,
                      .ssptptr = s->ss,
                      .fsptptr = pgtt == VTD_PASID_PGTT_NESTED ? s->guest_fs : s->fs};
}

static inline void sm_submit(sm_test *s, vtdt_descriptor d) {
  assert_true(vtdt_queue_submit(s->unit, &s->queue, d));
  assert_int_equal(fsts(&s->t) & VTD_FSTS_IQE, 0);
}

static inline void sm_flush(sm_test *s) {
  sm_submit(s, vtdt_cc_global());
  sm_submit(s, vtdt_pc_global());
  sm_submit(s, vtdt_iotlb_global(0));
}

static inline void sm_set_context(sm_test *s, const vtdt_sm_context *c) {
  vtdt_sm_context_set(s->space, s->root, SM_SID, c);
  sm_flush(s);
}

static inline void sm_set_pasid(sm_test *s, uint32_t pasid, const vtdt_pasid *entry) {
  vtdt_pasid_set(s->space, s->context.directory, pasid, entry);
  sm_flush(s);
}

// Both the requests without PASID and those with SM_PASID get this kind of translation.
static inline void sm_use(sm_test *s, unsigned pgtt) {
  vtdt_pasid e = sm_entry(s, pgtt);
  sm_set_pasid(s, SM_RID_PASID, &e);
  sm_set_pasid(s, SM_PASID, &e);
}

// The tables of `s`, in s->space, which has room; s->root is made unless it is there. The second
// stage maps 4 MiB of guest memory for tables of the nested first stage. s->guest_space is the
// caller's to free.
static inline void sm_build(sm_test *s) {
  if (s->root == 0)
    s->root = vtdt_root_new(s->space);
  s->ss = vtdt_pages(s->space, 1);
  s->fs = vtdt_pages(s->space, 1);
  s->guest_space = calloc(1, sizeof(*s->guest_space));
  uint64_t base = (s->space->next + 0x3FFFFF + SM_GUEST) & ~UINT64_C(0x3FFFFF);
  *s->guest_space = (vtdt_space){.ctx = s->space,
                                 .read64 = sm_guest_read,
                                 .write64 = sm_guest_write,
                                 .next = base - SM_GUEST,
                                 .end = base - SM_GUEST + 0x400000};
  assert_true(
      vtdt_map_range(s->space, s->ss, 4, base - SM_GUEST, base, 0x400000, VTD_PAGE_SHIFT, SM_RW));
  s->guest_fs = vtdt_pages(s->guest_space, 1);
  s->context = (vtdt_sm_context){.dte = true,
                                 .paside = true,
                                 .pdts = 1,
                                 .rid_pasid = SM_RID_PASID,
                                 .directory = vtdt_pasid_directory_new(s->space, 1)};
  vtdt_sm_context_set(s->space, s->root, SM_SID, &s->context);
}

static inline sm_test sm_begin_flat(const vtd_config *config, uint64_t flat) {
  vtd_config scalable = vtd_config_scalable();
  sm_test s = {.t = core_test_begin_flat(config != NULL ? config : &scalable, flat)};
  s.unit = s.t.unit;
  s.guest = s.t.guest;
  s.space = &s.guest->space;
  s.queue = vtdt_queue_new(s.space, 0, true);
  sm_build(&s);
  assert_true(vtdt_set_root(s.unit, s.root, VTD_RTADDR_TTM_SCALABLE));
  assert_true(vtdt_queue_enable(s.unit, &s.queue));
  assert_true(vtdt_gcmd_set(s.unit, VTD_GCMD_TE));
  vtdt_guest_clear_logs(s.guest);
  return s;
}

static inline sm_test sm_begin_with(const vtd_config *config) {
  return sm_begin_flat(config, 0);
}

static inline sm_test sm_begin(unsigned pgtt) {
  sm_test s = sm_begin_with(NULL);
  sm_use(&s, pgtt);
  return s;
}

// The same guest and tables under another set of callbacks (s->t.host).
static inline void sm_restart(sm_test *s) {
  core_test_restart(&s->t);
  s->unit = s->t.unit;
  assert_true(vtdt_set_root(s->unit, s->root, VTD_RTADDR_TTM_SCALABLE));
  s->queue = vtdt_queue_new(s->space, 0, true);
  assert_true(vtdt_queue_enable(s->unit, &s->queue));
  assert_true(vtdt_gcmd_set(s->unit, VTD_GCMD_TE));
}

static inline void sm_end(sm_test *s) {
  free(s->guest_space);
  core_test_end(&s->t);
}

// ---- Mapping

static inline void sm_map_ss(sm_test *s, uint64_t addr, uint64_t out, unsigned shift,
                             unsigned perm) {
  assert_true(vtdt_map(s->space, s->ss, 4, addr, out, shift, perm));
}
static inline void sm_map_fs(sm_test *s, uint64_t addr, uint64_t out, unsigned shift,
                             unsigned flags) {
  assert_true(vtdt_fs_map(s->space, s->fs, 4, addr, out, shift, flags));
}
static inline void sm_map_guest(sm_test *s, uint64_t addr, uint64_t out, unsigned shift,
                                unsigned flags) {
  assert_true(vtdt_fs_map(s->guest_space, s->guest_fs, 4, addr, out, shift, flags));
}
// Address of entries, which must exist; of the nested first stage: host address.
static inline uint64_t sm_fs_entry(sm_test *s, uint64_t addr, unsigned level) {
  return vtdt_fs_entry_addr(s->space, s->fs, 4, addr, level);
}
static inline uint64_t sm_guest_entry(sm_test *s, uint64_t addr, unsigned level) {
  return vtdt_fs_entry_addr(s->guest_space, s->guest_fs, 4, addr, level) + SM_GUEST;
}
static inline uint64_t sm_ss_entry(sm_test *s, uint64_t addr, unsigned level) {
  return vtdt_entry_addr(s->space, s->ss, 4, addr, level);
}
// SM_IOVA goes to SM_PAGE, whatever the kind of translation.
static inline void sm_map_all(sm_test *s) {
  sm_map_ss(s, SM_IOVA, SM_PAGE, VTD_PAGE_SHIFT, SM_RW);
  sm_map_fs(s, SM_IOVA, SM_PAGE, VTD_PAGE_SHIFT, SM_USER_RW);
  sm_map_guest(s, SM_IOVA, SM_PAGE - SM_GUEST, VTD_PAGE_SHIFT, SM_USER_RW);
  sm_map_ss(s, SM_PAGE - SM_GUEST, SM_PAGE, VTD_PAGE_SHIFT, SM_RW);
}

static inline void sm_poke(sm_test *s, uint64_t at, uint64_t clear, uint64_t set) {
  vtdt_write64(s->space, at, (vtdt_read64(s->space, at) & ~clear) | set);
}

// ---- Requests

static inline vtd_request sm_request(uint64_t addr, vtd_access access) {
  return (vtd_request){.addr = addr, .bytes = 64, .sid = SM_SID, .access = (uint8_t)access};
}
static inline vtd_request sm_with_pasid(vtd_request q, uint32_t pasid, unsigned flags) {
  q.pasid = pasid;
  q.flags = (uint8_t)(q.flags | VTD_REQ_PASID | flags);
  return q;
}
static inline vtd_result sm_do(sm_test *s, vtd_request q) {
  vtd_result r;
  memset(&r, 0xA5, sizeof(r)); // the result is written completely
  vtd_translate(s->unit, &q, &r);
  return r;
}
static inline vtd_result sm_read(sm_test *s, uint64_t addr) {
  return sm_do(s, sm_request(addr, VTD_ACCESS_READ));
}
static inline vtd_result sm_write(sm_test *s, uint64_t addr) {
  return sm_do(s, sm_request(addr, VTD_ACCESS_WRITE));
}
static inline vtd_result sm_probe(sm_test *s, uint64_t addr, vtd_access access) {
  vtd_request q = sm_request(addr, access);
  q.flags = VTD_REQ_PROBE;
  return sm_do(s, q);
}
// A translation request; flags: VTD_REQ_*.
static inline vtd_result sm_ats(sm_test *s, uint64_t addr, unsigned flags) {
  vtd_request q = sm_request(addr, VTD_ACCESS_READ);
  q.at = VTD_AT_TRANSLATION;
  q.flags = (uint8_t)flags;
  q.pasid = (flags & VTD_REQ_PASID) != 0 ? SM_PASID : 0;
  return sm_do(s, q);
}

static inline void sm_expect(vtd_result r, uint64_t addr) {
  assert_int_equal(r.code, 0);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.addr, addr);
}

#endif // VTD_TB_SM_TEST_H
