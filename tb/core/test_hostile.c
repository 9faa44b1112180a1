// SPDX-License-Identifier: Apache-2.0
// Anything at any time: random registers, requests, interrupts, completions and resets, from
// outside and from inside every callback, over memory that fails. Nothing to see but that the unit
// survives (the sanitizer builds see more), keeps its own rules, and is as new after a reset.
//
// usage: core_hostile [seed [operations]]
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core_test.h"

static uint64_t seed = UINT64_C(0x5EED0F4057113);
static unsigned long operations = 60000;

enum { MAX_DEPTH = 3, TOKENS = 32 };

struct chaos {
  core_test t;
  vtd_host inner; // the guest's own callbacks
  unsigned depth;
  vtd_token tokens[TOKENS];
  unsigned token_count;
  unsigned long callbacks;
  bool steps; // the host has request_step
};

static uint64_t rnd(void) {
  return vtdt_random(&seed);
}

static uint16_t some_sid(void) {
  return (uint16_t)(0x0800 | (rnd() & 0x13));
}

// Addresses that are mapped, in tables, in the interrupt range, and anywhere.
static uint64_t some_address(void) {
  switch (rnd() & 7) {
  case 0:
    return 0xFEE00000 | (rnd() & 0x1FFFFF);
  case 1:
    return rnd() & UINT64_C(0x7FFFFFFFFFFF);
  case 2:
    return rnd();
  default:
    return rnd() & ((rnd() & 1) ? 0x1FFFF : 0x7FFFFF);
  }
}

// Where things are: root table, context tables, second-stage tables; the interrupt table; posted
// interrupt descriptors; the queue.
enum { TABLES = 0x100000, IRT = 0x180000, PID = 0x1C0000, QUEUE = 0x200000 };

static vtdt_descriptor some_descriptor(void) {
  uint16_t did = (uint16_t)(rnd() & 3);
  uint64_t drain = rnd() & (VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW);
  switch (rnd() % 9) {
  case 0:
    return vtdt_cc_global();
  case 1:
    return vtdt_cc_device((uint16_t)(0x0800 | (rnd() & 0x13)), rnd() & 3, did);
  case 2:
    return vtdt_iotlb_domain(did, drain);
  case 3:
    return vtdt_iotlb_page(did, rnd() & 0x7FF000, rnd() % 19, rnd() & 1, drain);
  case 4:
    return vtdt_dev_tlb((uint16_t)(0x0800 | (rnd() & 0x13)), rnd() & 3, rnd(), 12 + rnd() % 53);
  case 5:
    return vtdt_iec_index((uint16_t)rnd(), rnd() & 15);
  case 6:
    return vtdt_iotlb_global(drain);
  default:
    return vtdt_wait((rnd() & (VTD_QI_WAIT_IF | VTD_QI_WAIT_SW)), 0x3000 + (rnd() & 0xFFC),
                     (uint32_t)rnd());
  }
}

// What a driver would set up: tables, queue, everything on, errors cleared. The chaos goes on from
// there.
static void revive(struct chaos *c) {
  vtd_t *u = c->t.unit;
  vtdt_space space = c->t.guest->space;
  space.next = TABLES;
  space.end = IRT;
  uint64_t root = vtdt_root_new(&space);
  for (unsigned did = 0; did < 4; did++) {
    uint64_t table = vtdt_pages(&space, 1);
    unsigned aw = 1 + did % 3;
    for (unsigned i = 0; i < 32; i++)
      vtdt_map(&space, table, vtdt_levels((uint8_t)aw), (rnd() & 0x1F) << 12, rnd() & 0x7FF000, 12,
               rnd() & 7);
    for (unsigned i = 1; i < 4; i++)
      vtdt_map(&space, table, vtdt_levels((uint8_t)aw), i << 21, (rnd() & 3) << 21, 21, rnd() & 7);
    for (unsigned i = did; i < 8; i += 4) {
      vtdt_context ctx = {.tt = (uint8_t)(rnd() % 3),
                          .aw = (uint8_t)aw,
                          .did = (uint16_t)did,
                          .fpd = (rnd() & 7) == 0,
                          .ssptptr = table};
      vtdt_context_set(&space, root, (uint16_t)(0x0800 | (i & 3) | (i & 4) << 2), &ctx);
    }
  }
  for (unsigned i = 0; i < 64; i++) {
    vtdt_irte e = {.vector = (uint8_t)rnd(), .dlm = rnd() & 7, .svt = rnd() & 3, .sid = some_sid()};
    vtdt_irte_set(&space, IRT, i, &e);
    vtdt_irte_posted p = {.urgent = rnd() & 1,
                          .vector = (uint8_t)rnd(),
                          .descriptor = PID + (rnd() & 7) * VTD_PID_SIZE};
    if ((rnd() & 15) == 0)
      p.descriptor = rnd();
    if (rnd() & 1)
      vtdt_irte_posted_set(&space, IRT, i, &p);
  }
  for (unsigned i = 0; i < 8; i++) {
    vtdt_pid p = {.on = rnd() & 1, .sn = rnd() & 1, .nv = (uint8_t)rnd()};
    vtdt_pid_set(&space, PID + i * VTD_PID_SIZE, &p);
  }
  vtdt_queue q = {&space, QUEUE, QUEUE, 4096, 16, 0};
  unsigned work = (unsigned)(rnd() & 0x7F);
  for (unsigned i = 0; i < work; i++)
    vtdt_queue_push(&q, some_descriptor());
  vtd_reg_write(u, VTD_GCMD_REG, 4, 0);
  for (unsigned i = 0; i < 8; i++)
    vtd_reg_write(u, vtdt_frcd_reg(u, i) + 12, 4, 0x80000000);
  vtd_reg_write(u, VTD_FSTS_REG, 4, 0x71);
  vtd_reg_write(u, VTD_ICS_REG, 4, 1);
  vtd_reg_write(u, VTD_FECTL_REG, 4, 0);
  vtd_reg_write(u, VTD_IECTL_REG, 4, 0);
  vtd_reg_write(u, VTD_PMEN_REG, 4, 0);
  vtd_reg_write(u, VTD_RTADDR_REG, 8, root);
  vtd_reg_write(u, VTD_IRTA_REG, 8, IRT | 5);
  vtd_reg_write(u, VTD_IQA_REG, 8, QUEUE);
  vtd_reg_write(u, VTD_IQT_REG, 8, q.tail);
  vtd_reg_write(u, VTD_GCMD_REG, 4,
                VTD_GCMD_SRTP | VTD_GCMD_SIRTP | VTD_GCMD_QIE | VTD_GCMD_TE | VTD_GCMD_IRE);
}

static void random_register(struct chaos *c) {
  static const uint32_t busy[] = {
      VTD_GCMD_REG,   VTD_RTADDR_REG,   VTD_CCMD_REG,    VTD_CCMD_REG + 4, VTD_FSTS_REG,
      VTD_FECTL_REG,  VTD_PMEN_REG,     VTD_PLMBASE_REG, VTD_PLMLIMIT_REG, VTD_PHMBASE_REG,
      VTD_IQT_REG,    VTD_IQA_REG,      VTD_ICS_REG,     VTD_IECTL_REG,    VTD_IRTA_REG,
      VTD_FEADDR_REG, VTD_PHMLIMIT_REG,
  };
  uint32_t offset = (rnd() & 3) ? busy[rnd() % (sizeof busy / sizeof busy[0])] : rnd() & 0xFFF;
  if ((rnd() & 7) == 0)
    offset = vtdt_iva_reg(c->t.unit) + (uint32_t)(rnd() & 0xC);
  if ((rnd() & 7) == 0)
    offset = vtdt_frcd_reg(c->t.unit, rnd() & 7) + (uint32_t)(rnd() & 0xC);
  uint64_t value = rnd();
  if (rnd() & 1)
    value &= UINT64_C(0xFFFF000000FFFFFF) | 0x3FF000; // addresses that exist
  if (offset == VTD_IQT_REG && (rnd() & 3))
    value = rnd() & 0xFF0;
  if (offset == VTD_IQA_REG && (rnd() & 3))
    value = QUEUE;
  if (offset == VTD_RTADDR_REG && (rnd() & 3))
    value = TABLES;
  if (offset == VTD_GCMD_REG && (rnd() & 7))
    value |= VTD_GCMD_QIE | VTD_GCMD_TE | VTD_GCMD_IRE;
  uint64_t out;
  if (rnd() & 3)
    vtd_reg_write(c->t.unit, offset, (rnd() & 1) ? 4 : 8, value);
  else
    vtd_reg_read(c->t.unit, offset, (rnd() & 1) ? 4 : 8, &out);
}

// A notification holds a token until it is delivered.
static void keep_token(struct chaos *c, const vtd_interrupt_result *out) {
  if ((out->flags & VTD_RES_HELD) == 0)
    return;
  if (c->token_count < TOKENS && (rnd() & 1))
    c->tokens[c->token_count++] = out->token;
  else
    vtd_inflight_end(c->t.unit, out->token);
}

static void random_request(struct chaos *c) {
  vtd_request r = {.addr = some_address(),
                   .bytes = 1 + (uint32_t)(rnd() & 63),
                   .sid = some_sid(),
                   .access = (uint8_t)(rnd() & 3),
                   .at = (uint8_t)(rnd() % 3),
                   .flags = (uint8_t)((rnd() & 3) ? 0 : rnd() & 0x3F)};
  vtd_result result;
  vtd_translate(c->t.unit, &r, &result);
  if (result.status == VTD_OK && c->token_count < TOKENS && (rnd() & 1))
    c->tokens[c->token_count++] = vtd_inflight_begin(c->t.unit, r.access == VTD_ACCESS_WRITE);
  if (result.status == VTD_INTERRUPT) {
    vtd_interrupt_request ir = {r.addr, (uint32_t)rnd(), r.sid, 0};
    vtd_interrupt_result out;
    vtd_interrupt(c->t.unit, &ir, &out);
    keep_token(c, &out);
  }
}

static void random_memory(struct chaos *c) {
  vtdt_guest *g = c->t.guest;
  uint64_t value = rnd() & rnd();
  switch (rnd() & 3) {
  case 0: { // queue descriptors
    vtdt_descriptor d = some_descriptor();
    vtdt_write_words(&g->space, QUEUE + (rnd() & 0xFF0), d.word, 2);
    break;
  }
  case 1: // tables point to tables
    vtdt_write64(&g->space, TABLES + (rnd() & 0x1FFF8),
                 TABLES + (rnd() & 0x1F000) + (rnd() & 0x8F));
    break;
  case 2:
    if ((rnd() & 7) == 0)
      vtdt_write64(&g->space, TABLES + (rnd() & 0x3FFF8), value);
    break;
  default:
    vtdt_write64(&g->space, rnd() & 0x3FFFF8, rnd());
    break;
  }
}

static void something(struct chaos *c) {
  vtd_t *u = c->t.unit;
  switch (rnd() % 16) {
  case 0:
  case 1:
  case 2:
  case 3:
    random_register(c);
    break;
  case 4:
  case 5:
  case 6:
    random_request(c);
    break;
  case 7:
  case 8:
    random_memory(c);
    break;
  case 9:
    if (c->token_count != 0)
      vtd_inflight_end(u, c->tokens[--c->token_count]);
    break;
  case 10:
    vtd_dev_tlb_complete(u, some_sid(), (uint32_t)rnd(), (uint8_t)(rnd() & 7));
    break;
  case 11:
    vtd_dev_tlb_timeout(u, some_sid(), (uint8_t)(rnd() & 31));
    break;
  case 12:
    vtd_step(u);
    break;
  case 13:
    c->t.guest->fail_countdown = (uint32_t)(rnd() & 7);
    break;
  case 14: {
    vtd_interrupt_request ir = {0xFEE00000 | (rnd() & 0xFFFFF), (uint32_t)rnd(), some_sid(), 0};
    vtd_interrupt_result out;
    vtd_interrupt(u, &ir, &out);
    keep_token(c, &out);
    break;
  }
  default:
    if ((rnd() & 15) == 0)
      vtd_reset(u, rnd() & 1);
    if ((rnd() & 3) == 0)
      revive(c);
    break;
  }
}

// Every callback may do something, to a limited depth.
static void meddle(struct chaos *c) {
  c->callbacks++;
  if (c->depth >= MAX_DEPTH || (rnd() & 3) != 0)
    return;
  c->depth++;
  something(c);
  c->depth--;
}

static bool on_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use) {
  struct chaos *c = ctx;
  assert_true(bytes == 4 || bytes == 8 || bytes == 16 || bytes == 32 || bytes == 64);
  assert_int_equal(addr % bytes, 0);
  meddle(c);
  return c->inner.mem_read(c->inner.ctx, addr, data, bytes, use);
}

static bool on_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes, vtd_mem_use use) {
  struct chaos *c = ctx;
  assert_int_equal(addr % bytes, 0);
  bool ok = c->inner.mem_write(c->inner.ctx, addr, data, bytes, use);
  meddle(c);
  return ok;
}

// Meddles before the exchange: the word may have changed since it was read.
static bool on_cas(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired, bool *swapped) {
  struct chaos *c = ctx;
  assert_int_equal(addr % 8, 0);
  if (rnd() & 1)
    vtdt_write64(&c->t.guest->space, addr, vtdt_read64(&c->t.guest->space, addr) ^ (rnd() & 3));
  meddle(c);
  return c->inner.mem_cas64(c->inner.ctx, addr, expected, desired, swapped);
}

static void on_message(void *ctx, uint64_t addr, uint32_t data) {
  (void)addr;
  (void)data;
  meddle(ctx);
}

static void on_invalidated(void *ctx, const vtd_inv *inv) {
  assert_true(inv->shift >= 12 && inv->shift <= 64);
  meddle(ctx);
}

static void on_dev_tlb(void *ctx, const vtd_dev_tlb_inv *inv) {
  struct chaos *c = ctx;
  assert_true(inv->itag < 32);
  if (rnd() & 1)
    vtd_dev_tlb_complete(c->t.unit, inv->sid, 1u << inv->itag, 1);
  meddle(c);
}

static void on_step(void *ctx) {
  (void)ctx;
}

static void on_trace(void *ctx, const vtd_trace *event) {
  (void)event;
  meddle(ctx);
}

static void check_invariants(struct chaos *c) {
  vtd_t *u = c->t.unit;
  uint32_t status = fsts(&c->t);
  bool any = false;
  for (unsigned i = 0; i < 8; i++)
    any = any || vtd_frcd_hi_f(vtdt_reg64(u, vtdt_frcd_reg(u, i) + 8));
  assert_int_equal(vtd_fsts_ppf(status), any);
  assert_true(vtd_fsts_fri(status) < 8);
  assert_int_equal(vtdt_reg64(u, VTD_IQH_REG) & ~UINT64_C(0x7FFF0), 0);
  if (!(gsts(&c->t) & VTD_GSTS_QIES))
    assert_int_equal(vtdt_reg64(u, VTD_IQH_REG), 0);
}

static void run(bool steps, const vtd_config *config) {
  struct chaos c;
  memset(&c, 0, sizeof c);
  c.t = core_test_begin(config);
  c.t.guest->limit = 1 << 23;
  c.inner = vtdt_guest_host(c.t.guest);
  c.t.host = (vtd_host){.ctx = &c,
                        .mem_read = on_read,
                        .mem_write = on_write,
                        .mem_cas64 = on_cas,
                        .send_message = on_message,
                        .invalidated = on_invalidated,
                        .dev_tlb_invalidate = on_dev_tlb,
                        .request_step = steps ? on_step : NULL,
                        .trace = on_trace};
  c.steps = steps;
  core_test_restart(&c.t);
  for (unsigned long n = 0; n < operations; n++) {
    something(&c);
    if (n % 16 == 0)
      check_invariants(&c);
  }
  const vtd_counters *n = vtd_get_counters(c.t.unit);
  print_message("%lu callbacks, %llu requests, %llu walks, %llu IOTLB hits, %llu faults recorded, "
                "%llu descriptors, %llu interrupts, %llu posted, %llu messages\n",
                c.callbacks, (unsigned long long)n->requests, (unsigned long long)n->walks,
                (unsigned long long)n->iotlb_hits, (unsigned long long)n->faults_logged,
                (unsigned long long)n->descriptors, (unsigned long long)n->interrupts,
                (unsigned long long)n->posted, (unsigned long long)n->messages);
  // As new after a reset, once what was in flight is back.
  c.depth = MAX_DEPTH; // no more meddling
  c.t.guest->fail_countdown = 0;
  while (c.token_count != 0)
    vtd_inflight_end(c.t.unit, c.tokens[--c.token_count]);
  vtd_reset(c.t.unit, true);
  core_test fresh = core_test_begin(config);
  for (uint32_t offset = 0; offset < 4096; offset += 4)
    assert_int_equal(vtdt_reg32(c.t.unit, offset), vtdt_reg32(fresh.unit, offset));
  c.t.guest->space.next = QUEUE;
  vtdt_queue q = vtdt_queue_new(&c.t.guest->space, 0, false);
  vtdt_queue_enable(c.t.unit, &q);
  vtdt_queue_push(&q, vtdt_iotlb_global(VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW));
  vtdt_queue_push(&q, vtdt_wait_status(0x3000, 0x600D));
  vtdt_queue_ring(c.t.unit, &q);
  vtd_step(c.t.unit);
  assert_int_equal(vtdt_guest_read32(c.t.guest, 0x3000), 0x600D);
  core_test_end(&fresh);
  core_test_end(&c.t);
}

static void default_unit(void **state) {
  (void)state;
  run(false, NULL);
}

static void stepped_unit(void **state) {
  (void)state;
  run(true, NULL);
}

static void posting_unit(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.cap = vtd_cap_pi_set(c.cap, 1);
  run(true, &c);
}

static void small_unit(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.iotlb = (vtd_iotlb_geometry){.sets = 1, .ways = 1, .super_entries = 1, .walks = 1};
  c.context_entries = 16;
  c.psc_entries = 0;
  c.iec_entries = 0;
  c.ver = 0x20;
  c.cap = vtd_cap_esrtps_set(vtd_cap_esirtps_set(c.cap, 1), 1);
  c.ecap = vtd_ecap_adms_set(vtd_ecap_dit_set(vtd_ecap_pds_set(c.ecap, 1), 1), 1);
  run(false, &c);
}

int main(int argc, char **argv) {
  if (argc > 1)
    seed = strtoull(argv[1], NULL, 0);
  if (argc > 2)
    operations = strtoul(argv[2], NULL, 0);
  if (seed == 0 || operations == 0) {
    fprintf(stderr, "core_hostile: seed and operations must be numbers above 0\n");
    return 2;
  }
  print_message("seed %llx, %lu operations\n", (unsigned long long)seed, operations);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(default_unit),
      cmocka_unit_test(stepped_unit),
      cmocka_unit_test(posting_unit),
      cmocka_unit_test(small_unit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
