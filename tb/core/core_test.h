// SPDX-License-Identifier: Apache-2.0
// What the tests of the core start from: cmocka, a guest, and a unit on it.
#ifndef VTD_TB_CORE_TEST_H
#define VTD_TB_CORE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "guest.h"

typedef struct core_test {
  vtdt_guest *guest;
  vtd_config config;
  vtd_host host;
  vtd_t *unit;
} core_test;

// A unit that does queued work at once, in the register write (no request_step). The guest's first
// `flat` bytes of memory are in one piece.
static inline core_test core_test_begin_flat(const vtd_config *config, uint64_t flat) {
  core_test t;
  t.guest = vtdt_guest_new(flat);
  t.config = config != NULL ? *config : vtd_config_default();
  t.host = vtdt_guest_host(t.guest);
  t.host.request_step = NULL;
  t.unit = vtdt_unit_new(&t.config, &t.host);
  return t;
}

static inline core_test core_test_begin(const vtd_config *config) {
  return core_test_begin_flat(config, 0);
}

// The same guest with another set of callbacks or configuration.
static inline void core_test_restart(core_test *t) {
  vtdt_unit_free(t->unit);
  t->unit = vtdt_unit_new(&t->config, &t->host);
}

static inline void core_test_end(core_test *t) {
  vtdt_unit_free(t->unit);
  vtdt_guest_free(t->guest);
}

static inline uint32_t gsts(core_test *t) {
  return vtdt_reg32(t->unit, VTD_GSTS_REG);
}
static inline uint32_t fsts(core_test *t) {
  return vtdt_reg32(t->unit, VTD_FSTS_REG);
}

// Register-based invalidation (chapter 11): a context command, and what CCMD reads after it; an
// IOTLB command, which must have ended, and the granularity that was performed.
static inline uint64_t ccmd(core_test *t, uint64_t value) {
  vtdt_reg64_write(t->unit, VTD_CCMD_REG, value);
  return vtdt_reg64(t->unit, VTD_CCMD_REG);
}
static inline uint64_t cc(uint64_t cirg) {
  return VTD_CCMD_ICC | vtd_ccmd_cirg_set(0, cirg);
}
static inline uint64_t iotlb_command(core_test *t, uint64_t iirg, uint16_t did) {
  uint64_t value = VTD_IOTLB_IVT | vtd_iotlb_iirg_set(0, iirg) | vtd_iotlb_did_set(0, did);
  vtdt_reg64_write(t->unit, vtdt_iotlb_reg(t->unit), value);
  uint64_t after = vtdt_reg64(t->unit, vtdt_iotlb_reg(t->unit));
  assert_false(vtd_iotlb_ivt(after));
  return vtd_iotlb_iaig(after);
}

#endif // VTD_TB_CORE_TEST_H
