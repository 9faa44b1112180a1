// SPDX-License-Identifier: Apache-2.0
// The driver's interrupt remapping: entries, sources, indexes, and descriptors that virtual
// processors read while the unit posts into them.
#include "fw_test.h"
#include "vtd_drv_interrupts.h"

#define SID      UINT16_C(0x0018)
#define OTHER    UINT16_C(0x0020)
#define OK(call) assert_int_equal(call, VTD_DRV_OK)

typedef struct bench {
  machine *m;
  vtd_drv unit;
  vtd_drv_irqs irqs;
} bench;

static void begin(bench *b, const vtd_config *config, bool extended) {
  const vtd_drv_irqs_options options = {8, extended};
  b->m = fw_start(&b->unit, config, true);
  OK(vtd_drv_irqs_start(&b->irqs, &b->unit, &options));
}

static void end(bench *b) {
  OK(vtd_drv_irqs_stop(&b->irqs));
  fw_stop(&b->unit, b->m);
}

static vtd_interrupt_result request(const bench *b, uint16_t sid, vtd_drv_irq_message message) {
  const vtd_interrupt_request what = {message.addr, message.data, sid, 0};
  vtd_interrupt_result result;
  vtd_interrupt(b->m->unit, &what, &result);
  return result;
}

static uint8_t refused(const bench *b, uint16_t sid, vtd_drv_irq_message message) {
  vtd_interrupt_result result = request(b, sid, message);
  return result.status == VTD_BLOCKED ? result.code : 0;
}

static vtd_drv_irq_target target_of(uint16_t sid, uint8_t vector, uint32_t destination) {
  vtd_drv_irq_target out = {{VTD_IRTE_SVT_SID, VTD_IRTE_SQ_NONE, sid, false},
                            destination,
                            vector,
                            VTD_IRTE_DLM_FIXED,
                            false,
                            false};
  return out;
}

static void messages_go_where_the_table_says(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_config config = vtd_config_default();
  begin(b, &config, false);
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&b->irqs, 1);
  OK(irq.err);
  vtd_drv_irq_message message = vtd_drv_irqs_message(irq.index, false);
  assert_int_equal(refused(b, SID, message), VTD_FR_IR_22);
  vtd_drv_irq_target target = target_of(SID, 0x51, 3);
  OK(vtd_drv_irqs_set(&b->irqs, irq.index, &target));
  vtd_interrupt_result result = request(b, SID, message);
  assert_int_equal(result.status, VTD_OK);
  assert_int_equal(result.addr, VTD_INTR_BASE | 3 << 12);
  assert_int_equal(result.data & 0xFF, 0x51);
  assert_int_equal(refused(b, OTHER, message), VTD_FR_IR_26);
  // Moved to another processor: the cached entry is gone.
  target = target_of(SID, 0x52, 4);
  OK(vtd_drv_irqs_set(&b->irqs, irq.index, &target));
  result = request(b, SID, message);
  assert_int_equal(result.addr, VTD_INTR_BASE | 4 << 12);
  assert_int_equal(result.data & 0xFF, 0x52);
  // Given to another device.
  target = target_of(OTHER, 0x53, 5);
  OK(vtd_drv_irqs_set(&b->irqs, irq.index, &target));
  assert_int_equal(refused(b, SID, message), VTD_FR_IR_26);
  assert_int_equal(request(b, OTHER, message).status, VTD_OK);
  target.destination = 0x100;
  assert_int_equal(vtd_drv_irqs_set(&b->irqs, irq.index, &target), VTD_DRV_RANGE);
  OK(vtd_drv_irqs_free(&b->irqs, irq.index, 1));
  assert_int_equal(refused(b, OTHER, message), VTD_FR_IR_22);
  assert_int_equal(vtd_drv_irqs_free(&b->irqs, irq.index, 1), VTD_DRV_NOT_MAPPED);
  assert_int_equal(vtd_drv_irqs_set(&b->irqs, irq.index, &target), VTD_DRV_RANGE);
  const vtd_drv_irq_message plain = {VTD_INTR_BASE, 0x41};
  assert_int_equal(refused(b, SID, plain), VTD_FR_IR_25);
  end(b);
}

static void blocks_of_messages(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_config config = vtd_config_default();
  begin(b, &config, false);
  vtd_drv_irq one = vtd_drv_irqs_alloc(&b->irqs, 1), block = vtd_drv_irqs_alloc(&b->irqs, 8);
  OK(one.err);
  OK(block.err);
  assert_int_equal(block.index % 8, 0);
  assert_true(one.index < block.index || one.index >= block.index + 8);
  for (unsigned i = 0; i < 8; i++) {
    vtd_drv_irq_target target = target_of(SID, (uint8_t)(0x60 + i), i);
    OK(vtd_drv_irqs_set(&b->irqs, (uint16_t)(block.index + i), &target));
  }
  for (unsigned i = 0; i < 8; i++) {
    vtd_drv_irq_message message = vtd_drv_irqs_message(block.index, true);
    message.data += i; // as the device does
    assert_int_equal(request(b, SID, message).data & 0xFF, 0x60 + i);
  }
  assert_int_equal(vtd_drv_irqs_alloc(&b->irqs, 3).err, VTD_DRV_BAD_ARGUMENT);
  assert_int_equal(vtd_drv_irqs_alloc(&b->irqs, 256).err, VTD_DRV_NO_MEMORY);
  OK(vtd_drv_irqs_free(&b->irqs, block.index, 8));
  OK(vtd_drv_irqs_free(&b->irqs, one.index, 1));
  block = vtd_drv_irqs_alloc(&b->irqs, 256);
  OK(block.err);
  OK(vtd_drv_irqs_free(&b->irqs, 0, 256));
  assert_int_equal(vtd_drv_irqs_free(&b->irqs, 0, 257), VTD_DRV_RANGE);
  end(b);
}

static void caching_mode_and_wide_destinations(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_config config = vtd_config_default();
  config.cap = vtd_cap_cm_set(config.cap, 1);
  config.ecap = vtd_ecap_eim_set(config.ecap, 1);
  begin(b, &config, true);
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&b->irqs, 1);
  vtd_drv_irq_message message = vtd_drv_irqs_message(irq.index, false);
  assert_int_equal(refused(b, SID, message), VTD_FR_IR_22); // may be cached now
  vtd_drv_irq_target target = target_of(SID, 0x70, 0x12345678);
  OK(vtd_drv_irqs_set(&b->irqs, irq.index, &target));
  vtd_interrupt_result result = request(b, SID, message);
  assert_int_equal(result.status, VTD_OK);
  assert_int_equal(result.addr >> 32, 0x12345600);
  assert_int_equal(result.addr >> 12 & 0xFF, 0x78);
  OK(vtd_drv_irqs_free(&b->irqs, irq.index, 1));
  end(b);
}

static void high_indexes(void **state) {
  (void)state;
  bench bench_, *b = &bench_;
  vtd_config config = vtd_config_default();
  const vtd_drv_irqs_options options = {16, false}, none = {0, false};
  b->m = fw_start(&b->unit, &config, true);
  assert_int_equal(vtd_drv_irqs_start(&b->irqs, &b->unit, &none), VTD_DRV_BAD_ARGUMENT);
  OK(vtd_drv_irqs_start(&b->irqs, &b->unit, &options));
  vtd_drv_irq low = vtd_drv_irqs_alloc(&b->irqs, 32768), high = vtd_drv_irqs_alloc(&b->irqs, 1);
  OK(low.err);
  assert_int_equal(high.index, 0x8000);
  vtd_drv_irq_target target = target_of(SID, 0x71, 1);
  OK(vtd_drv_irqs_set(&b->irqs, high.index, &target));
  vtd_drv_irq_message message = vtd_drv_irqs_message(high.index, false);
  assert_int_equal(request(b, SID, message).status, VTD_OK);
  uint64_t pin = vtd_drv_irqs_redirection(high.index, 0x71, true, true);
  assert_int_equal(vtd_ioapic_rte_index(&pin), 0x8000);
  assert_int_equal(vtd_ioapic_rte_format(&pin), 1);
  assert_int_equal(vtd_ioapic_rte_tm(&pin) + vtd_ioapic_rte_pol(&pin), 2);
  end(b);
}

// A virtual processor takes its interrupts while the unit posts more, at every point in between.
#define DESCRIPTOR UINT64_C(0x80040)

typedef struct poster {
  bool on;
  unsigned in, every, vector;
  uint64_t posted[256];
} poster;

static void post(machine *m, unsigned vector) {
  uint64_t at = DESCRIPTOR + vector / 64 * 8;
  machine_store(m, at, machine_load(m, at) | UINT64_C(1) << vector % 64);
  machine_store(m, DESCRIPTOR + 32, machine_load(m, DESCRIPTOR + 32) | VTD_PID_ON_MASK);
}

static void post_between(machine *m, void *arg) {
  poster *p = arg;
  if (!p->on || ++p->in % p->every != 0)
    return;
  p->vector = (p->vector * 5 + 1) % 256;
  p->posted[p->vector]++;
  post(m, p->vector);
}

static void nothing_posted_is_lost(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  machine *m = fw_machine_new(&config);
  const vtd_hal *hal = &m->env.hal;
  const vtd_drv_posted_setup setup = {0xF2, 9, false}, moved = {0xF3, 10, false};
  vtd_drv_posted_init(hal, DESCRIPTOR, &setup);
  assert_int_equal(machine_load(m, DESCRIPTOR + 32) >> 16 & 0xFF, 0xF2);
  assert_int_equal(machine_load(m, DESCRIPTOR + 32) >> 40 & 0xFF, 9);
  for (unsigned every = 1; every < 8; every++) {
    poster p = {true, 0, every + 1, every, {0}};
    uint64_t taken[256] = {0};
    m->before_access = post_between;
    m->before_access_arg = &p;
    for (unsigned turn = 0; turn < 100; turn++) {
      p.on = turn < 90;
      vtd_drv_posted_pending got = vtd_drv_posted_take(hal, DESCRIPTOR);
      vtd_drv_posted_suppress(hal, DESCRIPTOR, turn % 2);
      vtd_drv_posted_move(hal, DESCRIPTOR, turn % 3 ? &moved : &setup);
      for (unsigned v = 0; v < 256; v++)
        taken[v] += got.word[v / 64] >> (v % 64) & 1;
    }
    for (unsigned v = 0; v < 256; v++) {
      assert_int_equal(taken[v] != 0, p.posted[v] != 0);
      assert_true(taken[v] <= p.posted[v]);
    }
    assert_false(machine_load(m, DESCRIPTOR + 32) & VTD_PID_ON_MASK);
  }
  assert_int_equal(m->failed, 0);
  machine_free(m);
}

static void what_a_unit_lacks(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  bench bench_, *b = &bench_;
  const vtd_drv_irqs_options options = {8, false}, wide = {8, true};
  config.ecap = vtd_ecap_eim_set(config.ecap, 0);
  config.cap = vtd_cap_pi_set(config.cap, 0);
  b->m = fw_start(&b->unit, &config, false);
  assert_int_equal(vtd_drv_irqs_start(&b->irqs, &b->unit, &wide), VTD_DRV_UNSUPPORTED);
  b->m->allocations_left = 1;
  assert_int_equal(vtd_drv_irqs_start(&b->irqs, &b->unit, &options), VTD_DRV_NO_MEMORY);
  b->m->allocations_left = UINT64_MAX;
  OK(vtd_drv_irqs_start(&b->irqs, &b->unit, &options));
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&b->irqs, 1);
  const vtd_drv_irq_posted posted = {{0}, DESCRIPTOR, 0x40, false};
  assert_int_equal(vtd_drv_irqs_set_posted(&b->irqs, irq.index, &posted), VTD_DRV_UNSUPPORTED);
  end(b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(messages_go_where_the_table_says),
      cmocka_unit_test(blocks_of_messages),
      cmocka_unit_test(caching_mode_and_wide_destinations),
      cmocka_unit_test(high_indexes),
      cmocka_unit_test(nothing_posted_is_lost),
      cmocka_unit_test(what_a_unit_lacks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
