// SPDX-License-Identifier: Apache-2.0
// Do two units have the same in their caches, bit by bit?
#ifndef VTD_TB_CACHE_TEST_H
#define VTD_TB_CACHE_TEST_H

#include "core_test.h"
#include "internal.h"

static inline void expect_same_caches(const vtd_t *a, const vtd_t *b) {
  const struct vtd_iotlb *x = a->caches.iotlb, *y = b->caches.iotlb;
  size_t lines = (size_t)x->geometry.sets * x->geometry.ways;
  assert_memory_equal(x->main, y->main, lines * sizeof(x->main[0]));
  assert_memory_equal(x->super, y->super, sizeof(x->super));
  assert_memory_equal(vtd_iotlb_plru(x), vtd_iotlb_plru(y), x->geometry.sets * sizeof(uint16_t));
  assert_int_equal(x->super_plru, y->super_plru);
  assert_int_equal(x->super_live, y->super_live);
  assert_int_equal(x->walks_open, y->walks_open);
  if (a->caches.psc.count != 0)
    assert_memory_equal(a->caches.psc.lines, b->caches.psc.lines,
                        a->caches.psc.count * sizeof(struct vtd_psc_line));
  if (a->caches.first_psc.count != 0)
    assert_memory_equal(a->caches.first_psc.lines, b->caches.first_psc.lines,
                        a->caches.first_psc.count * sizeof(struct vtd_psc_line));
}

#endif // VTD_TB_CACHE_TEST_H
