// SPDX-License-Identifier: Apache-2.0
// Invalidation from the driver's side: which commands it chooses, and what it does when the unit
// refuses a descriptor, cannot read its queue, or a device does not complete.
#include "fw_test.h"

#define SID UINT16_C(0x0018)

// ---- Which commands

static void ranges_become_few_commands(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, false);
  const struct {
    uint64_t iova, bytes;
    unsigned count, first_order; // count = 0: the whole domain
  } ranges[] = {
      {0x5000, 0x1000, 1, 0},        {0x4000, 0x2000, 1, 1},       {0x5000, 0x2000, 2, 0},
      {0x200000, 0x200000, 1, 9},    {0x1FF000, 0x202000, 3, 0},   {0x40000000, 0x40000000, 1, 18},
      {0, UINT64_C(1) << 33, 8, 18}, {0, UINT64_C(9) << 30, 0, 0}, {0x1000, 0x7FFE000, 0, 0},
      {0x1000, 0x1F000, 5, 0},
  };
  for (unsigned i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
    vtd_drv_batch batch;
    vtd_drv_batch_begin(&batch);
    vtd_drv_batch_iotlb_range(&batch, &unit, 77, ranges[i].iova, ranges[i].bytes, true);
    if (ranges[i].count == 0) {
      assert_int_equal(batch.count, 1);
      assert_int_equal(vtd_qi_iotlb_g(batch.desc[0]), VTD_QI_IOTLB_G_DOMAIN);
      assert_int_equal(vtd_qi_iotlb_did(batch.desc[0]), 77);
      continue;
    }
    assert_int_equal(batch.count, ranges[i].count);
    assert_int_equal(vtd_qi_iotlb_am(batch.desc[0]), ranges[i].first_order);
    // Together they cover the range exactly, each aligned to its size.
    uint64_t at = ranges[i].iova;
    for (unsigned k = 0; k < batch.count; k++) {
      const uint64_t *words = batch.desc[k];
      uint64_t size = FW_PAGE << vtd_qi_iotlb_am(words);
      assert_int_equal(vtd_qi_type(words), VTD_QI_TYPE_IOTLB);
      assert_int_equal(vtd_qi_iotlb_g(words), VTD_QI_IOTLB_G_PAGE);
      assert_int_equal(vtd_qi_iotlb_did(words), 77);
      assert_int_equal(vtd_qi_iotlb_ih(words), 1);
      assert_int_equal(vtd_qi_iotlb_dr(words) & vtd_qi_iotlb_dw(words), 1);
      assert_int_equal(vtd_qi_iotlb_addr(words), at);
      assert_int_equal(at % size, 0);
      at += size;
    }
    assert_int_equal(at, ranges[i].iova + ranges[i].bytes);
  }
  fw_stop(&unit, m);
}

static void no_page_selective_means_domain(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  config.cap = vtd_cap_psi_set(config.cap, 0);
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, false);
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_iotlb_range(&batch, &unit, 5, 0x1000, 0x1000, false);
  assert_int_equal(batch.count, 1);
  assert_int_equal(vtd_qi_iotlb_g(batch.desc[0]), VTD_QI_IOTLB_G_DOMAIN);
  fw_stop(&unit, m);
}

static void too_large_a_batch_is_refused(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, false);
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  assert_int_equal(vtd_drv_batch_run(&unit, &batch), VTD_DRV_OK); // nothing to do
  for (unsigned i = 0; i < VTD_DRV_BATCH_MAX; i++)
    vtd_drv_batch_iotlb_global(&batch, &unit);
  assert_int_equal(vtd_drv_batch_run(&unit, &batch), VTD_DRV_OK);
  vtd_drv_batch_iotlb_global(&batch, &unit);
  assert_int_equal(vtd_drv_batch_run(&unit, &batch), VTD_DRV_BAD_ARGUMENT);
  fw_stop(&unit, m);
}

// ---- Queue errors

static void several_refusals_in_one_batch(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, true);
  vtd_drv_batch batch;
  uint64_t bad[4] = {0, 0, 0, 0};
  vtd_qi_type_set(bad, 0xD);
  vtd_drv_batch_begin(&batch);
  for (unsigned i = 0; i < VTD_DRV_BATCH_MAX; i++) {
    if (i % 3 == 0)
      vtd_drv_batch_iotlb_global(&batch, &unit);
    else
      vtd_drv_batch_raw(&batch, bad);
  }
  assert_int_equal(vtd_drv_batch_run(&unit, &batch), VTD_DRV_QUEUE_ERROR);
  assert_int_equal(unit.queue.error.count, VTD_DRV_BATCH_MAX * 2 / 3);
  assert_int_equal(unit.queue.error.info, VTD_IQERCD_IQEI_TYPE);
  assert_int_equal(vtd_drv_invalidate_all(&unit), VTD_DRV_OK);
  fw_stop(&unit, m);
}

static void foreign_tail_is_healed(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, true);
  vtd_reg_write(m->unit, VTD_IQT_REG, 8, unit.queue.bytes); // one beyond the ring
  uint64_t before = m->invalidations;
  assert_int_equal(vtd_drv_invalidate_all(&unit), VTD_DRV_OK);
  assert_int_equal(m->invalidations, before + 2); // both commands were done
  assert_int_equal(unit.queue.error.count, 1);
  assert_int_equal(unit.queue.error.info, VTD_IQERCD_IQEI_TAIL);
  fw_stop(&unit, m);
}

static void unreadable_queue_is_given_up(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_start(&unit, &config, true);
  m->failing_uses = UINT32_C(1) << VTD_MEM_QUEUE;
  assert_int_equal(vtd_drv_invalidate_all(&unit), VTD_DRV_QUEUE_ERROR);
  assert_int_equal(unit.queue.error.info, VTD_IQERCD_IQEI_FETCH);
  m->failing_uses = 0;
  // Readable again: what is stuck in the ring goes through, and so does what follows.
  assert_int_equal(vtd_drv_shutdown(&unit), VTD_DRV_OK);
  assert_int_equal(m->pages_out, 0);
  machine_free(m);
}

// The driver believes that it may use the registers, but somebody turned the queue on.
static void refused_register_command(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  static vtd_drv unit;
  machine *m = fw_machine_new(&config);
  vtd_drv_options options = fw_options(m);
  options.registers_only = true;
  assert_int_equal(vtd_drv_probe(&unit, &m->env.hal, &options), VTD_DRV_OK);
  assert_int_equal(vtd_drv_start(&unit), VTD_DRV_OK);
  assert_int_equal(vtd_drv_invalidate_all(&unit), VTD_DRV_OK);
  vtd_reg_write(m->unit, VTD_GCMD_REG, 4, VTD_GCMD_QIE);
  assert_int_equal(vtd_drv_invalidate_all(&unit), VTD_DRV_REFUSED);
  vtd_reg_write(m->unit, VTD_GCMD_REG, 4, 0);
  assert_int_equal(vtd_drv_invalidate_all(&unit), VTD_DRV_OK);
  // What registers cannot do.
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_device_tlb(&batch, SID);
  assert_int_equal(vtd_drv_batch_run(&unit, &batch), VTD_DRV_UNSUPPORTED);
  vtd_drv_domain d;
  assert_int_equal(vtd_drv_domain_create(&unit, &d, 0), VTD_DRV_OK);
  assert_int_equal(vtd_drv_attach(&d, SID, VTD_DRV_ATTACH_DEVICE_TLB), VTD_DRV_UNSUPPORTED);
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  fw_stop(&unit, m);
}

// ---- Device-TLBs

static machine *start_with_device_tlb(vtd_drv *unit, vtd_drv_domain *d, unsigned devices) {
  vtd_config config = vtd_config_default();
  machine *m = fw_start(unit, &config, true);
  assert_int_equal(vtd_drv_domain_create(unit, d, 0), VTD_DRV_OK);
  for (unsigned i = 0; i < devices; i++)
    assert_int_equal(vtd_drv_attach(d, (uint16_t)(SID + i), VTD_DRV_ATTACH_DEVICE_TLB), VTD_DRV_OK);
  assert_int_equal(vtd_drv_map(d, 0x1000, 0x1000, 0x4000, FW_RW), VTD_DRV_OK);
  return m;
}

static void stop_with_device_tlb(vtd_drv *unit, vtd_drv_domain *d, unsigned devices, machine *m) {
  for (unsigned i = 0; i < devices; i++)
    assert_int_equal(vtd_drv_detach(unit, d, (uint16_t)(SID + i)), VTD_DRV_OK);
  assert_int_equal(vtd_drv_domain_destroy(d), VTD_DRV_OK);
  fw_stop(unit, m);
}

static void devices_are_told(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_drv_domain d;
  machine *m = start_with_device_tlb(&unit, &d, VTD_DRV_USERS);
  assert_int_equal(vtd_drv_attach(&d, 0x4000, VTD_DRV_ATTACH_DEVICE_TLB), VTD_DRV_NO_MEMORY);
  assert_int_equal(vtd_drv_attach(&d, 0x4000, 0), VTD_DRV_OK); // has no device-TLB
  uint64_t before = m->device_tlb_count;
  assert_int_equal(vtd_drv_unmap(&d, 0x1000, 0x1000), VTD_DRV_OK);
  assert_int_equal(m->device_tlb_count, before + VTD_DRV_USERS);
  assert_int_equal(m->device_tlb.shift, 12);
  assert_int_equal(m->device_tlb.base, 0x1000);
  assert_int_equal(vtd_drv_unmap_deferred(&d, 0x2000, 0x1000, NULL, NULL), VTD_DRV_OK);
  assert_int_equal(m->device_tlb_count, before + VTD_DRV_USERS);
  assert_int_equal(vtd_drv_flush_deferred(&unit), VTD_DRV_OK);
  assert_int_equal(m->device_tlb_count, before + 2 * VTD_DRV_USERS);
  assert_int_equal(m->device_tlb.shift, 64); // everything
  assert_int_equal(vtd_drv_detach(&unit, &d, 0x4000), VTD_DRV_OK);
  assert_int_equal(m->device_tlb_count, before + 2 * VTD_DRV_USERS);
  assert_int_equal(vtd_drv_detach(&unit, &d, SID + 3), VTD_DRV_OK);
  assert_int_equal(m->device_tlb_count, before + 2 * VTD_DRV_USERS + 1);
  assert_int_equal(m->device_tlb.sid, SID + 3);
  assert_int_equal(m->device_tlb.shift, 64);
  assert_int_equal(d.users, VTD_DRV_USERS - 1);
  assert_int_equal(vtd_drv_attach(&d, SID + 3, 0), VTD_DRV_OK);
  stop_with_device_tlb(&unit, &d, VTD_DRV_USERS, m);
}

// The smallest aligned block around a range, whatever lies where (chapter 4: the size is coded in
// the address).
static void device_ranges_cover_what_changed(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_drv_domain d;
  uint64_t seed = fw_seed();
  machine *m = start_with_device_tlb(&unit, &d, 1);
  for (unsigned i = 0; i < 200; i++) {
    uint64_t bytes = (fw_random(&seed) % 4096 + 1) << 12 << fw_random(&seed) % 24;
    uint64_t addr = fw_random(&seed) >> fw_random(&seed) % 30 << 12 & ((UINT64_C(1) << 56) - 4096);
    vtd_drv_batch batch;
    vtd_drv_batch_begin(&batch);
    vtd_drv_batch_device_tlb_range(&batch, SID, addr, bytes);
    assert_int_equal(vtd_drv_batch_run(&unit, &batch), VTD_DRV_OK);
    uint64_t size = UINT64_C(1) << m->device_tlb.shift;
    assert_in_range(m->device_tlb.shift, 12, 63);
    assert_int_equal(m->device_tlb.base % size, 0);
    assert_true(m->device_tlb.base <= addr && addr + bytes <= m->device_tlb.base + size);
    uint64_t half = m->device_tlb.base + size / 2;
    if (size > 4096) // nothing smaller would do
      assert_true(addr < half && addr + bytes > half);
  }
  stop_with_device_tlb(&unit, &d, 1, m);
}

typedef struct sleepy_device {
  unsigned patience; // accesses until the unit's timer runs out
  unsigned timeouts; // that many invalidations are never completed
  uint64_t seen;     // device_tlb_count handled
  unsigned age;
} sleepy_device;

// Times the invalidation under way out, or completes it once the device has slept enough.
static void sleep_then_answer(machine *m, void *arg) {
  sleepy_device *s = arg;
  if (m->device_tlb_count == s->seen || ++s->age < s->patience)
    return;
  s->age = 0;
  s->seen = m->device_tlb_count;
  if (s->timeouts > 0) {
    s->timeouts--;
    vtd_dev_tlb_timeout(m->unit, m->device_tlb.sid, m->device_tlb.itag);
    return;
  }
  vtd_dev_tlb_complete(m->unit, m->device_tlb.sid, UINT32_C(1) << m->device_tlb.itag, 1);
}

static void run_with_sleepy_device(unsigned timeouts, vtd_drv_err expected) {
  static vtd_drv unit;
  vtd_drv_domain d;
  machine *m = start_with_device_tlb(&unit, &d, 1);
  sleepy_device sleepy = {20, timeouts, m->device_tlb_count, 0};
  m->hold_device_tlb = true;
  m->before_access = sleep_then_answer;
  m->before_access_arg = &sleepy;
  assert_int_equal(vtd_drv_unmap(&d, 0x1000, 0x1000), expected);
  assert_int_equal(unit.queue.device_timeouts, timeouts);
  m->before_access = NULL;
  m->hold_device_tlb = false;
  assert_int_equal(vtd_drv_unmap(&d, 0x2000, 0x3000), VTD_DRV_OK);
  stop_with_device_tlb(&unit, &d, 1, m);
}

static void device_timeouts_are_retried(void **state) {
  (void)state;
  run_with_sleepy_device(0, VTD_DRV_OK);
  run_with_sleepy_device(1, VTD_DRV_OK);
  run_with_sleepy_device(2, VTD_DRV_OK);
  run_with_sleepy_device(3, VTD_DRV_DEVICE_TIMEOUT);
}

// Neither an answer nor a time-out: the driver's own patience ends. The ring must not be overrun by
// calls that follow, and works again when the device has answered.
static void silent_device_blocks_but_does_not_break(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_drv_domain d;
  machine *m = start_with_device_tlb(&unit, &d, 1);
  unit.timeout_ns = 2000;
  m->hold_device_tlb = true;
  uint64_t before = m->device_tlb_count;
  assert_int_equal(vtd_drv_unmap(&d, 0x1000, 0x1000), VTD_DRV_TIMEOUT);
  assert_int_equal(m->device_tlb_count, before + 1);
  vtd_dev_tlb_inv first = m->device_tlb;
  uint64_t used = 0;
  for (unsigned i = 0; i < 200; i++) {
    uint64_t head = 0, tail = 0;
    assert_int_equal(vtd_drv_invalidate_all(&unit), VTD_DRV_TIMEOUT);
    vtd_reg_peek(m->unit, VTD_IQH_REG, 8, &head);
    vtd_reg_peek(m->unit, VTD_IQT_REG, 8, &tail);
    uint64_t now = (tail - head) % unit.queue.bytes;
    assert_true(now >= used); // less would be an overrun
    used = now;
  }
  m->hold_device_tlb = false;
  vtd_dev_tlb_complete(m->unit, first.sid, UINT32_C(1) << first.itag, 1);
  assert_int_equal(vtd_drv_invalidate_all(&unit), VTD_DRV_OK);
  assert_int_equal(unit.queue.error.count, 0);
  assert_int_equal(vtd_drv_unmap(&d, 0x2000, 0x3000), VTD_DRV_OK);
  stop_with_device_tlb(&unit, &d, 1, m);
}

typedef struct impostor {
  bool done;
} impostor;

static void complete_what_was_not_asked(machine *m, void *arg) {
  impostor *i = arg;
  if (!i->done)
    vtd_dev_tlb_complete(m->unit, SID + 9, UINT32_C(1) << 5, 1);
  i->done = true;
}

static void unexpected_completions_are_counted(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_drv_domain d;
  machine *m = start_with_device_tlb(&unit, &d, 1);
  impostor i = {false};
  sleepy_device sleepy = {20, 0, m->device_tlb_count, 0};
  complete_what_was_not_asked(m, &i);
  m->hold_device_tlb = true;
  m->before_access = sleep_then_answer;
  m->before_access_arg = &sleepy;
  assert_int_equal(vtd_drv_unmap(&d, 0x1000, 0x1000), VTD_DRV_OK);
  assert_int_equal(unit.queue.bad_completions, 1);
  m->before_access = NULL;
  m->hold_device_tlb = false;
  stop_with_device_tlb(&unit, &d, 1, m);
}

// ---- Failure is not forgotten

// An invalidation that fails must not lead to memory being used again: tables stay allocated, and
// deferred unmaps stay on hold.
static unsigned releases;

static void count_release(void *arg, uint64_t iova, uint64_t bytes) {
  (void)arg;
  (void)iova;
  (void)bytes;
  releases++;
}

static void nothing_is_released_without_a_flush(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_drv_domain d;
  machine *m = start_with_device_tlb(&unit, &d, 1);
  unit.timeout_ns = 2000;
  releases = 0;
  assert_int_equal(vtd_drv_unmap_deferred(&d, 0x1000, 0x4000, count_release, NULL), VTD_DRV_OK);
  m->hold_device_tlb = true;
  uint64_t pages = m->pages_out;
  assert_int_equal(vtd_drv_flush_deferred(&unit), VTD_DRV_TIMEOUT);
  assert_int_equal(releases, 0);
  assert_int_equal(unit.deferred_count, 1);
  assert_int_equal(vtd_drv_shutdown(&unit), VTD_DRV_STATE);
  assert_int_equal(m->pages_out, pages);
  m->hold_device_tlb = false;
  vtd_dev_tlb_complete(m->unit, m->device_tlb.sid, UINT32_C(1) << m->device_tlb.itag, 1);
  assert_int_equal(vtd_drv_flush_deferred(&unit), VTD_DRV_OK);
  assert_int_equal(releases, 1);
  stop_with_device_tlb(&unit, &d, 1, m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ranges_become_few_commands),
      cmocka_unit_test(no_page_selective_means_domain),
      cmocka_unit_test(too_large_a_batch_is_refused),
      cmocka_unit_test(several_refusals_in_one_batch),
      cmocka_unit_test(foreign_tail_is_healed),
      cmocka_unit_test(unreadable_queue_is_given_up),
      cmocka_unit_test(refused_register_command),
      cmocka_unit_test(devices_are_told),
      cmocka_unit_test(device_ranges_cover_what_changed),
      cmocka_unit_test(device_timeouts_are_retried),
      cmocka_unit_test(silent_device_blocks_but_does_not_break),
      cmocka_unit_test(unexpected_completions_are_counted),
      cmocka_unit_test(nothing_is_released_without_a_flush),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
