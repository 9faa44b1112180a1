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

#endif // VTD_TB_SM_BREAKAGE_H
