// SPDX-License-Identifier: Apache-2.0
// What the driver tests share: a machine with the driver running on it.
#ifndef FW_TEST_H
#define FW_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine.h"
#include "vtd_drv.h"

#define FW_PAGE UINT64_C(4096)
#define FW_RW   (VTD_DRV_READ | VTD_DRV_WRITE)

static inline vtd_drv_options fw_options(const machine *m) {
  vtd_drv_options options = {0};
  options.base = MACHINE_VTD_BASE;
  options.haw = m->layout.haw;
  options.timeout_ns = 100000;
  return options;
}

static inline machine *fw_machine_new(const vtd_config *config) {
  machine *m = machine_new(config, 1);
  assert_non_null(m);
  return m;
}

// Machine and running driver; `translating`: with translation on.
static inline machine *fw_start(vtd_drv *unit, const vtd_config *config, bool translating) {
  machine *m = fw_machine_new(config);
  vtd_drv_options options = fw_options(m);
  assert_int_equal(vtd_drv_probe(unit, &m->env.hal, &options), VTD_DRV_OK);
  assert_int_equal(vtd_drv_start(unit), VTD_DRV_OK);
  if (translating)
    assert_int_equal(vtd_drv_translation_on(unit), VTD_DRV_OK);
  return m;
}

// Orderly end: everything that was allocated is back.
static inline void fw_stop(vtd_drv *unit, machine *m) {
  assert_int_equal(vtd_drv_shutdown(unit), VTD_DRV_OK);
  assert_int_equal(m->pages_out, 0);
  assert_int_equal(m->failed, 0);
  machine_free(m);
}

// Whether a device gets through to an address.
static inline bool fw_reaches(machine *m, uint16_t sid, uint64_t addr, bool write) {
  uint64_t data = 0;
  vtd_request request = {
      addr, sizeof data, 0, sid, write ? VTD_ACCESS_WRITE : VTD_ACCESS_READ, VTD_AT_UNTRANSLATED,
      0};
  vtd_result result;
  vtd_translate(m->unit, &request, &result);
  return result.status == VTD_OK;
}

static inline uint64_t fw_random(uint64_t *state) {
  uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);
  x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
  return x ^ x >> 31;
}

// Seed of a random test: VTD_SEED or a fixed one; said so that a failure can be repeated.
static inline uint64_t fw_seed(void) {
  const char *text = getenv("VTD_SEED");
  uint64_t seed = text != NULL ? strtoull(text, NULL, 0) : 1;
  print_message("seed %llu (VTD_SEED)\n", (unsigned long long)seed);
  return seed;
}

#endif // FW_TEST_H
