// SPDX-License-Identifier: Apache-2.0
// A unit with posted interrupts, one posted entry and its descriptor: what the tests of posted
// interrupts share.
#ifndef VTD_TB_CORE_POSTED_H
#define VTD_TB_CORE_POSTED_H

#include <string.h>

#include "core_test.h"

#define SID   0x0810
#define INDEX 0x40

struct machine {
  core_test t;
  uint64_t irt;
  uint64_t pid; // of the descriptor
  vtdt_queue q;
};

// Interrupt remapping on, in a unit with posted interrupts.
static inline struct machine begin_with(vtd_config config, bool eime) {
  struct machine m;
  config.cap = vtd_cap_pi_set(config.cap, 1);
  m.t = core_test_begin(&config);
  m.irt = vtdt_pages(&m.t.guest->space, 256);
  m.pid = vtdt_pages(&m.t.guest->space, 1);
  m.q = vtdt_queue_new(&m.t.guest->space, 0, false);
  assert_true(vtdt_queue_enable(m.t.unit, &m.q));
  vtdt_reg64_write(m.t.unit, VTD_IRTA_REG, m.irt | 15 | (eime ? VTD_IRTA_EIME : 0));
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_SIRTP));
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_IRE));
  return m;
}

static inline struct machine begin(bool eime) {
  return begin_with(vtd_config_default(), eime);
}

static inline vtd_interrupt_result interrupt(struct machine *m, uint8_t flags) {
  vtd_interrupt_request r = {vtdt_msi_addr(INDEX, false), 0, SID, flags};
  vtd_interrupt_result result;
  memset(&result, 0xA5, sizeof result);
  vtd_interrupt(m->t.unit, &r, &result);
  return result;
}

// Sends one and has its notification delivered at once.
static inline vtd_interrupt_result send(struct machine *m) {
  vtd_interrupt_result r = interrupt(m, 0);
  if (r.flags & VTD_RES_HELD)
    vtd_inflight_end(m->t.unit, r.token);
  return r;
}

static inline void set_entry(struct machine *m, uint8_t vector, bool urgent) {
  vtdt_irte_posted e = {.vector = vector, .urgent = urgent, .descriptor = m->pid};
  vtdt_irte_posted_set(&m->t.guest->space, m->irt, INDEX, &e);
  assert_true(vtdt_queue_submit(m->t.unit, &m->q, vtdt_iec_global()));
}

static inline void set_words(struct machine *m, uint64_t low, uint64_t high) {
  const uint64_t words[2] = {low, high};
  vtdt_write_words(&m->t.guest->space, m->irt + INDEX * 16, words, 2);
}

static inline void set_pid(struct machine *m, vtdt_pid pid) {
  vtdt_pid_set(&m->t.guest->space, m->pid, &pid);
}

static inline uint64_t word(struct machine *m, unsigned i) {
  return vtdt_read64(&m->t.guest->space, m->pid + 8 * i);
}

static inline bool pending(struct machine *m, unsigned vector) {
  return word(m, vector / 64) >> vector % 64 & 1;
}

static inline void clear_records(struct machine *m) {
  for (unsigned i = 0; i < 8; i++)
    vtdt_reg32_write(m->t.unit, vtdt_frcd_reg(m->t.unit, i) + 12, 0x80000000);
}

static inline void expect_fault(struct machine *m, vtd_interrupt_result r, unsigned code) {
  assert_int_equal(r.status, VTD_BLOCKED);
  assert_int_equal(r.code, code);
  assert_int_equal(r.addr, 0);
  assert_true(r.flags & VTD_RES_LOGGED);
  assert_false(r.flags & VTD_RES_HELD);
  uint32_t reg = vtdt_frcd_reg(m->t.unit, vtd_fsts_fri(fsts(&m->t)));
  assert_int_equal(vtdt_reg64(m->t.unit, reg), (uint64_t)INDEX << 48);
  assert_int_equal(vtdt_reg64(m->t.unit, reg + 8), UINT64_C(1) << 63 | (uint64_t)code << 32 | SID);
  clear_records(m);
}

#endif // VTD_TB_CORE_POSTED_H
