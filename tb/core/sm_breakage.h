// SPDX-License-Identifier: Apache-2.0
// Ways to break the tables of an sm_test, by the name of the condition (chapter 7) that results.
#ifndef VTD_TB_SM_BREAKAGE_H
#define VTD_TB_SM_BREAKAGE_H

#include "sm_test.h"

static inline uint64_t root_at(sm_test *s) {
  return s->root + (SM_SID >> 8) * 16;
}
static inline uint64_t context_at(sm_test *s) {
  return vtdt_sm_context_addr(s->space, s->root, SM_SID);
}
static inline uint64_t pasid_at(sm_test *s, uint32_t pasid) {
  return vtdt_pasid_addr(s->space, s->context.directory, pasid);
}
static inline void unreadable(sm_test *s, uint64_t at) {
  s->guest->fail_base = at;
  s->guest->fail_bytes = 8;
}
// Both entries in use: requests without PASID and with.
static inline void poke_pasid(sm_test *s, unsigned word, uint64_t clear, uint64_t set) {
  sm_poke(s, pasid_at(s, SM_RID_PASID) + word * 8, clear, set);
  sm_poke(s, pasid_at(s, SM_PASID) + word * 8, clear, set);
}

static inline void nothing(sm_test *s) {
  (void)s;
}
static inline void srt_1(sm_test *s) {
  unreadable(s, root_at(s));
}
static inline void srt_2(sm_test *s) {
  sm_poke(s, root_at(s), 1, 0);
}
static inline void srt_3(sm_test *s) {
  sm_poke(s, root_at(s), 0, 2);
}
static inline void sct_1(sm_test *s) {
  unreadable(s, context_at(s));
}
static inline void sct_2(sm_test *s) {
  sm_poke(s, context_at(s), 1, 0);
}
static inline void sct_3(sm_test *s) {
  sm_poke(s, context_at(s) + 24, 0, 1);
}
static inline void sct_4_2(sm_test *s) {
  sm_poke(s, context_at(s) + 8, 0xFFFFF, 1u << 14);
}
static inline void sct_6(sm_test *s) {
  sm_poke(s, context_at(s), 1u << 3, 0);
}
static inline void spt_2(sm_test *s) {
  poke_pasid(s, 0, 1, 0);
}
static inline void spt_3(sm_test *s) {
  poke_pasid(s, 3, 0, 1);
}
static inline void spt_4_1(sm_test *s) { // 100b
  poke_pasid(s, 0, 7u << 2, 4u << 2);
}
static inline void spt_4_2(sm_test *s) { // 101b
  poke_pasid(s, 0, 7u << 6, 5u << 6);
}

static inline uint64_t directory_at(sm_test *s, uint32_t pasid) {
  return vtdt_pasid_directory_addr(s->context.directory, pasid);
}

static inline void sct_4_1(sm_test *s) { // PRE without DTE
  sm_poke(s, context_at(s), 1u << 2, 1u << 4);
}
static inline void sct_5(sm_test *s) {
  sm_poke(s, context_at(s), 1u << 2, 0);
}
static inline void spd_1(sm_test *s) {
  unreadable(s, directory_at(s, SM_RID_PASID));
}
static inline void spd_2(sm_test *s) {
  sm_poke(s, directory_at(s, SM_RID_PASID), 1, 0);
}
static inline void spd_3(sm_test *s) {
  sm_poke(s, directory_at(s, SM_RID_PASID), 0, 4);
}
static inline void spt_1(sm_test *s) {
  unreadable(s, pasid_at(s, SM_RID_PASID));
}
static inline void spt_3_cd(sm_test *s) { // CD is reserved without memory types
  poke_pasid(s, 1, 0, UINT64_C(1) << 25);
}
static inline void spt_3_root(sm_test *s) { // a first-stage root beyond the host address width
  poke_pasid(s, 2, 0, UINT64_C(1) << 50);
}
static inline void spt_4_3(sm_test *s) { // 10b
  poke_pasid(s, 2, 3u << 2, 2u << 2);
}
static inline void spt_4_4(sm_test *s) { // beyond 48 bits
  poke_pasid(s, 2, 0, UINT64_C(1) << 48);
}
static inline void no_sre(sm_test *s) {
  poke_pasid(s, 2, 1, 0);
}
static inline void rid_priv_no_sre(sm_test *s) {
  no_sre(s);
  sm_poke(s, context_at(s) + 8, 0, 1u << 20);
}
static inline void sfs_1(sm_test *s) {
  unreadable(s, sm_fs_entry(s, SM_IOVA, 2));
}
static inline void sfs_2(sm_test *s) {
  sm_poke(s, sm_fs_entry(s, SM_IOVA, 1), 1, 0);
}
static inline void sfs_3(sm_test *s) {
  sm_poke(s, sm_fs_entry(s, SM_IOVA, 1), 0, UINT64_C(1) << 50);
}
static inline void sfs_3_top(sm_test *s) { // PS of a PML4E
  sm_poke(s, sm_fs_entry(s, SM_IOVA, 4), 0, 1u << 7);
}
static inline void sfs_4(sm_test *s) {
  unreadable(s, sm_fs_entry(s, SM_IOVA, 4));
}
static inline void
aw_39(sm_test *s) { // with a second-stage table of 3 levels that has all of them mapped
  uint64_t top = vtdt_read64(s->space, sm_ss_entry(s, 0, 4)) & ~UINT64_C(0xFFF);
  poke_pasid(s, 0, (7u << 2) | ~UINT64_C(0xFFF), (1u << 2) | top);
}
static inline void sfs_5(sm_test *s) {
  aw_39(s);
  sm_poke(s, sm_guest_entry(s, SM_IOVA, 2), 0, UINT64_C(1) << 40);
}
static inline void sfs_5_page(sm_test *s) {
  aw_39(s);
  sm_poke(s, sm_guest_entry(s, SM_IOVA, 1), 0, UINT64_C(1) << 39);
}
// The second-stage leaf behind a nested first-stage entry.
static inline uint64_t table_leaf(sm_test *s, unsigned level) {
  return sm_ss_entry(s, sm_guest_entry(s, SM_IOVA, level) - SM_GUEST, 1);
}
static inline void sfs_6(sm_test *s) {
  sm_poke(s, table_leaf(s, 4), 3, 2);
}
static inline void sfs_7(sm_test *s) {
  sm_poke(s, table_leaf(s, 2), 3, 2);
}
static inline void sfs_8(sm_test *s) {
  sm_poke(s, table_leaf(s, 3), 3, 1);
}
static inline void sfs_8_dirty(sm_test *s) { // A is set everywhere, D is not
  for (unsigned level = 1; level <= 4; level++)
    sm_poke(s, sm_guest_entry(s, SM_IOVA, level), 0, 1u << 5);
  sm_poke(s, table_leaf(s, 1), 3, 1);
}
static inline void sfs_8_read(sm_test *s) { // SSADE: reads of tables need W
  poke_pasid(s, 0, 0, 1u << 9);
  for (unsigned level = 1; level <= 4; level++)
    sm_poke(s, sm_guest_entry(s, SM_IOVA, level), 0, 3u << 5);
  sm_poke(s, table_leaf(s, 1), 3, 1);
}
static inline void no_snoop(sm_test *s) {
  poke_pasid(s, 1, UINT64_C(1) << 23, 0);
}
static inline void no_snoop_dirty(sm_test *s) {
  no_snoop(s);
  for (unsigned level = 1; level <= 4; level++)
    sm_poke(s, sm_fs_entry(s, SM_IOVA, level), 0, 1u << 5);
}
static inline void ssade(sm_test *s) {
  poke_pasid(s, 0, 0, 1u << 9);
}
static inline void sss_5(sm_test *s) {
  ssade(s);
  no_snoop(s);
}
static inline void sss_1(sm_test *s) {
  unreadable(s, sm_ss_entry(s, SM_IOVA, 2));
}
static inline void sss_2(sm_test *s) {
  sm_poke(s, sm_ss_entry(s, SM_IOVA, 1), 3, 0);
}
static inline void sss_2_sum(sm_test *s) {
  sm_poke(s, sm_ss_entry(s, SM_IOVA, 2), 2, 0);
  sm_poke(s, sm_ss_entry(s, SM_IOVA, 1), 1, 0);
}
static inline void sss_2_nested(sm_test *s) {
  sm_poke(s, table_leaf(s, 2), 3, 0);
}
static inline void sss_3(sm_test *s) {
  sm_poke(s, sm_ss_entry(s, SM_IOVA, 1), 0, UINT64_C(1) << 62);
}
static inline void sss_4(sm_test *s) {
  unreadable(s, sm_ss_entry(s, SM_IOVA, 4));
}
static inline void supervisor_page(sm_test *s) {
  sm_poke(s, sm_fs_entry(s, SM_IOVA, 1), 4, 0);
}
static inline void fs_read_only(sm_test *s) {
  sm_poke(s, sm_fs_entry(s, SM_IOVA, 3), 2, 0);
}
static inline void ss_read_only(sm_test *s) {
  sm_poke(s, sm_ss_entry(s, SM_IOVA, 1), 2, 0);
}
static inline void ss_write_only(sm_test *s) {
  sm_poke(s, sm_ss_entry(s, SM_IOVA, 1), 1, 0);
}
static inline void fs_to_interrupts(sm_test *s) {
  sm_poke(s, sm_fs_entry(s, SM_IOVA, 1), ~UINT64_C(0xFFF), 0xFEE01000);
}
static inline void ss_to_interrupts(sm_test *s) {
  sm_poke(s, sm_ss_entry(s, SM_IOVA, 1), ~UINT64_C(0xFFF), 0xFEE01000);
}

static inline void sct_8(sm_test *s) {
  sm_poke(s, context_at(s), 1u << 4, 0);
}
static inline void sct_5_and_8(sm_test *s) { // SCT.5 is not for page requests
  sm_poke(s, context_at(s), 5u << 2, 0);
}
static inline void spt_1_pasid(sm_test *s) {
  unreadable(s, pasid_at(s, SM_PASID));
}
// The same with another kind of translation. Leaves FPD as it is.
static inline void set_pgtt(sm_test *s, unsigned pgtt) {
  vtdt_pasid e = sm_entry(s, pgtt);
  e.fpd = (vtdt_read64(s->space, pasid_at(s, SM_PASID)) & 2) != 0;
  vtdt_pasid_set(s->space, s->context.directory, SM_RID_PASID, &e);
  vtdt_pasid_set(s->space, s->context.directory, SM_PASID, &e);
}
static inline void spt_4_3_first(sm_test *s) {
  set_pgtt(s, VTD_PASID_PGTT_FS);
  spt_4_3(s);
}
static inline void spt_4_4_nested(sm_test *s) {
  set_pgtt(s, VTD_PASID_PGTT_NESTED);
  spt_4_4(s);
}

// Where FPD is set: it is the OR of the three.
enum { FPD_NOWHERE, FPD_CONTEXT, FPD_DIRECTORY, FPD_PASID, FPD_PLACES };

static inline void set_fpd(sm_test *s, int fpd) {
  if (fpd == FPD_CONTEXT)
    sm_poke(s, context_at(s), 0, 2);
  if (fpd == FPD_DIRECTORY)
    sm_poke(s, directory_at(s, SM_RID_PASID), 0, 2);
  if (fpd == FPD_PASID) {
    poke_pasid(s, 0, 0, 2);
    sm_poke(s, pasid_at(s, 0x11), 0, 2);
  }
}

#endif // VTD_TB_SM_BREAKAGE_H
