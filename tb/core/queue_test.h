// SPDX-License-Identifier: Apache-2.0
// What the tests of the invalidation queue share: a unit with its queue on, and looks at it.
#ifndef VTD_TB_QUEUE_TEST_H
#define VTD_TB_QUEUE_TEST_H

#include "core_test.h"

// Error codes as the architecture numbers them, independent of the description of the hardware.
enum {
  IQEI_TAIL = 1,
  IQEI_FETCH = 2,
  IQEI_TYPE = 3,
  IQEI_RSVD = 4,
  IQEI_WIDTH = 5,
  IQEI_TAIL_ALIGN = 6,
  IQEI_TTM = 7,
};

static inline core_test begin_with(const vtd_config *config, vtdt_queue *q, unsigned qs,
                                   bool wide) {
  core_test t = core_test_begin(config);
  *q = vtdt_queue_new(&t.guest->space, qs, wide);
  assert_true(vtdt_queue_enable(t.unit, q));
  vtdt_guest_clear_logs(t.guest);
  return t;
}

static inline core_test begin(vtdt_queue *q) {
  return begin_with(NULL, q, 0, false);
}

static inline uint64_t iqh(core_test *t) {
  return vtdt_reg64(t->unit, VTD_IQH_REG);
}
static inline unsigned iqei(core_test *t) {
  return (unsigned)vtd_iqercd_iqei(vtdt_reg64(t->unit, VTD_IQERCD_REG));
}

// The queue stands on its first descriptor with this error; clears it by turning the queue off.
static inline void expect_error(core_test *t, vtdt_queue *q, unsigned code) {
  assert_int_equal(fsts(t), VTD_FSTS_IQE);
  assert_int_equal(iqei(t), code);
  vtdt_gcmd_clear(t->unit, VTD_GCMD_QIE);
  vtdt_reg32_write(t->unit, VTD_FSTS_REG, VTD_FSTS_IQE);
  assert_int_equal(fsts(t), 0);
  vtdt_queue_enable(t->unit, q);
}

static inline void submit_bad(core_test *t, vtdt_queue *q, vtdt_descriptor d, unsigned code) {
  size_t invs = t->guest->inv_count;
  size_t sent = t->guest->dev_tlb_inv_count;
  assert_false(vtdt_queue_submit(t->unit, q, d));
  assert_int_equal(iqh(t), 0);
  assert_int_equal(t->guest->inv_count, invs); // no effect
  assert_int_equal(t->guest->dev_tlb_inv_count, sent);
  expect_error(t, q, code);
}

static inline void latch_ttm(core_test *t, unsigned ttm) {
  vtdt_set_root(t->unit, 0x5000, ttm);
}

#endif // VTD_TB_QUEUE_TEST_H
