// SPDX-License-Identifier: Apache-2.0
// What the tests of performance monitoring and enhanced commands start from. Event numbers are
// those of the architecture, typed by hand.
#ifndef VTD_TB_PERF_TEST_H
#define VTD_TB_PERF_TEST_H

#include "sm_test.h"

// An enhanced command; its status code.
static inline unsigned perf_command(vtd_t *unit, uint64_t command, uint64_t operand) {
  vtdt_reg64_write(unit, VTD_ECMD_REG, operand << 16 | command);
  uint64_t response = vtdt_reg64(unit, VTD_ECRSP_REG);
  assert_false(vtd_ecrsp_ip(response));
  return (unsigned)vtd_ecrsp_sc(response);
}

static inline uint32_t perf_config_reg(vtd_t *unit, unsigned counter, uint32_t reg) {
  return vtdt_reg32(unit, VTD_PERFCFGOFF_REG) + counter * 0x100 + reg;
}

static inline uint32_t perf_counter_reg(vtd_t *unit, unsigned counter) {
  uint32_t stride = 1024u << vtd_perfcap_cs(vtdt_reg64(unit, VTD_PERFCAP_REG));
  return vtdt_reg32(unit, VTD_PERFCNTROFF_REG) + counter * stride;
}

static inline uint64_t perf_value(vtd_t *unit, unsigned counter) {
  return vtdt_reg64(unit, perf_counter_reg(unit, counter));
}

static inline void perf_set_value(vtd_t *unit, unsigned counter, uint64_t value) {
  vtdt_reg64_write(unit, perf_counter_reg(unit, counter), value);
}

static inline uint64_t perf_overflowed(vtd_t *unit) {
  return vtdt_reg64(unit, vtdt_reg32(unit, VTD_PERFOVFOFF_REG));
}

static inline uint64_t perf_frozen(vtd_t *unit) {
  return vtdt_reg64(unit, vtdt_reg32(unit, VTD_PERFFRZOFF_REG));
}

// What a counter shall count; flags: VTD_PERFCNTRCFG_IO, _GFO.
static inline void perf_configure(vtd_t *unit, unsigned counter, unsigned group, uint64_t events,
                                  uint64_t flags) {
  vtdt_reg64_write(unit, perf_config_reg(unit, counter, 0), events << 32 | group << 8 | flags);
}

// From 0 on; false if the unit refuses.
static inline bool perf_start(vtd_t *unit, unsigned counter, unsigned group, uint64_t events,
                              uint64_t flags) {
  perf_command(unit, 0xF1, counter);
  perf_configure(unit, counter, group, events, flags);
  perf_set_value(unit, counter, 0);
  return perf_command(unit, 0xF0, counter) == 0;
}

enum { // event groups
  PERF_REQUEST = 0,
  PERF_MEMORY = 1,
  PERF_CACHE = 2,
  PERF_TLB = 3,
  PERF_INTERRUPT = 4,
};
#define PERF_BIT(n) (UINT64_C(1) << (n))

#define PERF_MESSAGE UINT64_C(0x00000300FEE03000)

// A unit with its message set up.
static inline sm_test perf_begin(unsigned pgtt) {
  sm_test s = sm_begin(pgtt);
  sm_map_all(&s);
  vtdt_reg32_write(s.unit, VTD_PERFINTRDATA_REG, 0x43);
  vtdt_reg32_write(s.unit, VTD_PERFINTRADDR_REG, (uint32_t)PERF_MESSAGE);
  vtdt_reg32_write(s.unit, VTD_PERFINTRUADDR_REG, (uint32_t)(PERF_MESSAGE >> 32));
  return s;
}

static inline void perf_count(sm_test *s, unsigned counter, unsigned group, uint64_t events) {
  assert_true(perf_start(s->unit, counter, group, events, 0));
}

#endif // VTD_TB_PERF_TEST_H
