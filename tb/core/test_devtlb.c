// SPDX-License-Identifier: Apache-2.0
// Device-TLB invalidations on their way (chapter 4): tags, throttling, completion counts, errors.
#include <string.h>

#include "core_test.h"

#define SID 0x0810

static core_test begin_with(const vtd_config *config, vtdt_queue *q) {
  core_test t = core_test_begin(config);
  *q = vtdt_queue_new(&t.guest->space, 1, false);
  assert_true(vtdt_queue_enable(t.unit, q));
  return t;
}

static core_test begin(vtdt_queue *q) {
  return begin_with(NULL, q);
}

static uint64_t iqh(core_test *t) {
  return vtdt_reg64(t->unit, VTD_IQH_REG);
}
static uint32_t status(core_test *t) {
  return vtdt_guest_read32(t->guest, 0x2000);
}
static uint64_t iqercd(core_test *t) {
  return vtdt_reg64(t->unit, VTD_IQERCD_REG);
}

static vtdt_descriptor page(uint16_t sid) {
  return vtdt_dev_tlb(sid, 0, 0x5000, 12);
}

static void wait_completes_behind_the_device(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtdt_queue_push(&q, page(SID));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 2));
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(t.guest->dev_tlb_inv_count, 1);
  const vtd_dev_tlb_inv *sent = &t.guest->dev_tlb_invs[0];
  assert_int_equal(sent->sid, SID);
  assert_int_equal(sent->itag, 0);
  assert_int_equal(sent->base, 0x5000);
  assert_int_equal(sent->shift, 12);
  assert_false(sent->pasid_valid);
  assert_int_equal(status(&t), 0);
  vtd_dev_tlb_complete(t.unit, SID, 1u << sent->itag, 1);
  assert_int_equal(status(&t), 2);
  assert_int_equal(iqh(&t), q.tail);
  assert_int_equal(fsts(&t), 0);
  core_test_end(&t);
}

// Sizes as devices see them, with the worked values.
static void ranges(void **state) {
  (void)state;
  vtdt_descriptor d = vtdt_dev_tlb(SID, 0, 0x00100000, 16);
  assert_int_equal(d.word[0], UINT64_C(0x0000081000000003));
  assert_int_equal(d.word[1], 0x00107001);
  d = vtdt_dev_tlb(SID, 0, 0, 64);
  assert_int_equal(d.word[1], UINT64_C(0x7FFFFFFFFFFFF001));
  vtdt_queue q;
  core_test t = begin(&q);
  const struct {
    uint64_t word, base;
    unsigned shift;
  } expect[] = {
      {0x00100000, 0x00100000, 12},
      {0x00100001, 0x00100000, 13},
      {0x00101001, 0x00100000, 14},
      {0x00107001, 0x00100000, 16},
      {0x000FF001, 0, 21},
      {UINT64_C(0xC000000012345000), UINT64_C(0xC000000012345000), 12},
      {UINT64_C(0x3FFFFFFFFFFFF001), 0, 63},
      {UINT64_C(0xBFFFFFFFFFFFF001), UINT64_C(0x8000000000000000), 63},
      {UINT64_C(0x7FFFFFFFFFFFF001), 0, 64},
      {UINT64_C(0xFFFFFFFFFFFFF001), 0, 64},
  };
  for (size_t i = 0; i < sizeof expect / sizeof expect[0]; i++) {
    d.word[1] = expect[i].word;
    assert_true(vtdt_queue_submit(t.unit, &q, d));
    assert_int_equal(t.guest->dev_tlb_invs[i].base, expect[i].base);
    assert_int_equal(t.guest->dev_tlb_invs[i].shift, expect[i].shift);
    vtd_dev_tlb_complete(t.unit, SID, 1u << t.guest->dev_tlb_invs[i].itag, 1);
  }
  core_test_end(&t);
}

// The builder and the decoder are each other's inverse for every size.
static void every_size(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  for (unsigned shift = 12; shift <= 63; shift++) {
    uint64_t base = UINT64_C(0xA5A5A5A5A5A5A000) >> shift << shift;
    assert_true(vtdt_queue_submit(t.unit, &q, vtdt_dev_tlb(SID, 0, base, shift)));
    const vtd_dev_tlb_inv *sent = &t.guest->dev_tlb_invs[shift - 12];
    assert_int_equal(sent->shift, shift);
    assert_int_equal(sent->base, base);
    vtd_dev_tlb_complete(t.unit, SID, 1u << sent->itag, 1);
  }
  core_test_end(&t);
}

// CC tells how many completions a device sends for each tag; 0 stands for 8.
static void completion_counts(void **state) {
  (void)state;
  for (unsigned cc = 0; cc < 8; cc++) {
    vtdt_queue q;
    core_test t = begin(&q);
    vtdt_queue_push(&q, page(SID));
    vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
    vtdt_queue_ring(t.unit, &q);
    unsigned needed = cc == 0 ? 8 : cc;
    for (unsigned i = 1; i <= needed; i++) {
      assert_int_equal(status(&t), 0);
      vtd_dev_tlb_complete(t.unit, SID, 1, (uint8_t)cc);
    }
    assert_int_equal(status(&t), 1);
    core_test_end(&t);
  }
}

// 32 tags for each device; the next one is deferred, not failed. Tags are used again.
static void tags_run_out(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  for (unsigned i = 0; i < 40; i++)
    vtdt_queue_push(&q, page(SID));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(t.guest->dev_tlb_inv_count, 32);
  assert_int_equal(iqh(&t), 32 * 16);
  uint32_t tags = 0;
  for (unsigned i = 0; i < 32; i++)
    tags |= 1u << t.guest->dev_tlb_invs[i].itag;
  assert_int_equal(tags, 0xFFFFFFFF);
  assert_false(vtd_step(t.unit)); // nothing has changed
  assert_int_equal(t.guest->dev_tlb_inv_count, 32);
  vtd_dev_tlb_complete(t.unit, SID, 1u << 9, 1);
  assert_int_equal(t.guest->dev_tlb_inv_count, 33);
  assert_int_equal(t.guest->dev_tlb_invs[32].itag, 9);
  vtd_dev_tlb_complete(t.unit, SID, 0xFFFFFFFF, 1);
  assert_int_equal(t.guest->dev_tlb_inv_count, 40);
  assert_int_equal(status(&t), 0);
  vtd_dev_tlb_complete(t.unit, SID, 0x7F, 1);
  assert_int_equal(status(&t), 1);
  assert_int_equal(fsts(&t), 0);
  core_test_end(&t);
}

// The unit's own table is smaller than 32 tags times all devices: the rest waits, too.
static void many_devices(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  for (unsigned i = 0; i < 200; i++)
    vtdt_queue_push(&q, page((uint16_t)i));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
  vtdt_queue_ring(t.unit, &q);
  assert_true(t.guest->dev_tlb_inv_count < 200);
  for (unsigned i = 0; i < 200; i++) {
    assert_int_equal(status(&t), 0);
    assert_true(t.guest->dev_tlb_inv_count > i);
    assert_int_equal(t.guest->dev_tlb_invs[i].sid, i);
    vtd_dev_tlb_complete(t.unit, (uint16_t)i, 1, 1);
  }
  assert_int_equal(status(&t), 1);
  core_test_end(&t);
}

// MIP limits what is pending at a device; with DIT the limit is the physical function's.
static void throttling(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  for (unsigned i = 0; i < 5; i++)
    vtdt_queue_push(&q, vtdt_dev_tlb(SID, 2, 0x1000 * i, 12));
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(t.guest->dev_tlb_inv_count, 2);
  vtd_dev_tlb_complete(t.unit, SID, 1, 1);
  assert_int_equal(t.guest->dev_tlb_inv_count, 3);
  core_test_end(&t);

  vtd_config c = vtd_config_default();
  c.ecap = vtd_ecap_dit_set(c.ecap, 1);
  t = begin_with(&c, &q);
  for (unsigned i = 0; i < 4; i++) { // four virtual functions of one physical function
    vtdt_descriptor d = vtdt_dev_tlb((uint16_t)(SID + i), 3, 0, 12);
    vtd_qi_dev_tlb_pfsid_set(d.word, 0xABCD);
    vtdt_queue_push(&q, d);
  }
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(t.guest->dev_tlb_inv_count, 3);
  vtd_dev_tlb_complete(t.unit, SID + 1, 1, 1);
  assert_int_equal(t.guest->dev_tlb_inv_count, 4);
  assert_int_equal(t.guest->dev_tlb_invs[3].sid, SID + 3);
  core_test_end(&t);
}

// An unknown tag or device: ICE, its SID captured, the completion dropped, the queue goes on. Valid
// tags of the same message count.
static void unexpected_completion(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtdt_queue_push(&q, page(SID));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
  vtdt_queue_ring(t.unit, &q);
  vtd_dev_tlb_complete(t.unit, 0x1111, 1, 1);
  assert_int_equal(fsts(&t), VTD_FSTS_ICE);
  assert_int_equal(vtd_iqercd_icesid(iqercd(&t)), 0x1111);
  assert_int_equal(status(&t), 0);
  vtd_dev_tlb_complete(t.unit, SID, 3, 1); // tag 0 is known, tag 1 is not
  assert_int_equal(status(&t), 1);
  assert_int_equal(vtd_iqercd_icesid(iqercd(&t)), 0x1111); // captured only while ICE was clear
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait_status(0x2000, 2)));
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_ICE);
  vtd_dev_tlb_complete(t.unit, 0x2222, 1, 1);
  assert_int_equal(vtd_iqercd_icesid(iqercd(&t)), 0x2222);
  // Errors depend on QIES only: without it nothing is reported.
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_ICE);
  vtdt_gcmd_clear(t.unit, VTD_GCMD_QIE);
  vtd_dev_tlb_complete(t.unit, 0x3333, 1, 1);
  assert_int_equal(fsts(&t), 0);
  core_test_end(&t);
}

// ITE: the tag is free again, the wait behind is aborted (no status, no interrupt), nothing is
// fetched until ITE is cleared; then the queue goes on from IQH.
static void timeout_aborts_the_wait(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtdt_reg32_write(t.unit, VTD_IECTL_REG, 0);
  vtdt_queue_push(&q, page(SID));
  vtdt_queue_push(&q, vtdt_wait(VTD_QI_WAIT_SW | VTD_QI_WAIT_IF, 0x2000, 1));
  vtdt_queue_push(&q, vtdt_iotlb_domain(5, 0));
  vtdt_queue_push(&q, vtdt_wait_status(0x2004, 1));
  vtdt_queue_ring(t.unit, &q);
  vtd_dev_tlb_timeout(t.unit, SID, 0);
  assert_int_equal(fsts(&t), VTD_FSTS_ITE);
  assert_int_equal(vtd_iqercd_itesid(iqercd(&t)), SID);
  assert_int_equal(status(&t), 0);
  assert_int_equal(vtdt_reg32(t.unit, VTD_ICS_REG), 0);
  assert_int_equal(t.guest->message_count, 0);
  assert_int_equal(iqh(&t), 2 * 16);
  assert_int_equal(t.guest->inv_count, 0);
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(iqh(&t), 2 * 16);
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_ITE);
  assert_int_equal(iqh(&t), q.tail);
  assert_int_equal(t.guest->inv_count, 1);
  assert_int_equal(status(&t), 0); // the aborted wait stays aborted
  assert_int_equal(vtdt_guest_read32(t.guest, 0x2004), 1);
  // Software resubmits from the invalidation on.
  vtdt_queue_push(&q, page(SID));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 3));
  vtdt_queue_ring(t.unit, &q);
  vtd_dev_tlb_complete(t.unit, SID, 1, 1);
  assert_int_equal(status(&t), 3);
  // A late completion of the timed-out one would be unexpected.
  vtd_dev_tlb_complete(t.unit, SID, 1, 1);
  assert_int_equal(fsts(&t), VTD_FSTS_ICE);
  core_test_end(&t);
}

static void several_timeouts(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtdt_queue_push(&q, page(0x100));
  vtdt_queue_push(&q, page(0x200));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
  vtdt_queue_ring(t.unit, &q);
  vtd_dev_tlb_timeout(t.unit, 0x999, 0); // not one of ours
  vtd_dev_tlb_timeout(t.unit, 0x100, 1);
  assert_int_equal(fsts(&t), 0);
  vtd_dev_tlb_timeout(t.unit, 0x100, 0);
  vtd_dev_tlb_timeout(t.unit, 0x200, 0);
  assert_int_equal(vtd_iqercd_itesid(iqercd(&t)), 0x100);
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_ITE);
  assert_int_equal(iqh(&t), q.tail);
  assert_int_equal(status(&t), 0);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait_status(0x2000, 2)));
  assert_int_equal(status(&t), 2);
  core_test_end(&t);
}

// Linux on ITE: reads IQH, clears ITE, treats the waits between as aborted, submits again.
static void sequence_linux_ite(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  enum { IN_USE = 1, DONE = 2, ABORT = 3 };
  uint32_t slot_status = 0x8000 + 4; // status word of the wait in slot 1
  vtdt_guest_write32(t.guest, slot_status, IN_USE);
  vtdt_queue_push(&q, page(SID));
  vtdt_queue_push(&q, vtdt_wait_status(slot_status, DONE));
  vtdt_queue_ring(t.unit, &q);
  vtd_dev_tlb_timeout(t.unit, SID, 0);
  assert_true(fsts(&t) & VTD_FSTS_ITE);
  unsigned head = (unsigned)((iqh(&t) >> 4) - 1) % 512 | 1;
  assert_int_equal(head, 1);
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_ITE);
  assert_int_equal(vtdt_guest_read32(t.guest, slot_status), IN_USE); // so Linux sees it: abort
  core_test_end(&t);
}

// Nobody listens: invalidations complete at once.
static void host_without_device_tlbs(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  t.host.dev_tlb_invalidate = NULL;
  core_test_restart(&t);
  vtdt_queue q = vtdt_queue_new(&t.guest->space, 0, false);
  vtdt_queue_enable(t.unit, &q);
  vtdt_queue_push(&q, page(SID));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(status(&t), 1);
  core_test_end(&t);
}

// A device that answers inside the request.
static core_test *answering;

static void answer(void *ctx, const vtd_dev_tlb_inv *inv) {
  (void)ctx;
  vtd_dev_tlb_complete(answering->unit, inv->sid, 1u << inv->itag, 1);
}

static void completion_inside_the_request(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  answering = &t;
  t.host.dev_tlb_invalidate = answer;
  core_test_restart(&t);
  vtdt_queue q = vtdt_queue_new(&t.guest->space, 0, false);
  vtdt_queue_enable(t.unit, &q);
  for (unsigned i = 0; i < 100; i++)
    vtdt_queue_push(&q, page(SID));
  vtdt_queue_push(&q, vtdt_wait_status(0x2000, 1));
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(status(&t), 1);
  assert_int_equal(fsts(&t), 0);
  core_test_end(&t);
}

// A reset forgets what was pending.
static void reset_forgets(void **state) {
  (void)state;
  vtdt_queue q;
  core_test t = begin(&q);
  vtdt_queue_submit(t.unit, &q, page(SID));
  vtd_reset(t.unit, true);
  vtdt_queue_enable(t.unit, &q);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_wait_status(0x2000, 1)));
  assert_int_equal(status(&t), 1);
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(wait_completes_behind_the_device),
      cmocka_unit_test(ranges),
      cmocka_unit_test(every_size),
      cmocka_unit_test(completion_counts),
      cmocka_unit_test(tags_run_out),
      cmocka_unit_test(many_devices),
      cmocka_unit_test(throttling),
      cmocka_unit_test(unexpected_completion),
      cmocka_unit_test(timeout_aborts_the_wait),
      cmocka_unit_test(several_timeouts),
      cmocka_unit_test(sequence_linux_ite),
      cmocka_unit_test(host_without_device_tlbs),
      cmocka_unit_test(completion_inside_the_request),
      cmocka_unit_test(reset_forgets),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
