// SPDX-License-Identifier: Apache-2.0
// Event messages (chapter 7): when FECTL and IECTL send, hold and drop.
#include "core_test.h"

#define FAULT_ADDR UINT64_C(0x00000100FEE01000)
#define INV_ADDR   UINT64_C(0x00000000FEE02000)

// Translation on with an empty root table, messages programmed, events still masked.
static core_test begin(void) {
  core_test t = core_test_begin(NULL);
  vtdt_set_root(t.unit, vtdt_root_new(&t.guest->space), VTD_RTADDR_TTM_LEGACY);
  vtdt_gcmd_set(t.unit, VTD_GCMD_TE);
  vtdt_reg32_write(t.unit, VTD_FEDATA_REG, 0x41);
  vtdt_reg32_write(t.unit, VTD_FEADDR_REG, (uint32_t)FAULT_ADDR);
  vtdt_reg32_write(t.unit, VTD_FEUADDR_REG, (uint32_t)(FAULT_ADDR >> 32));
  vtdt_reg32_write(t.unit, VTD_IEDATA_REG, 0x42);
  vtdt_reg32_write(t.unit, VTD_IEADDR_REG, (uint32_t)INV_ADDR);
  return t;
}

static void unmask(core_test *t, uint32_t ctl) {
  vtdt_reg32_write(t->unit, ctl, 0);
}
static void mask(core_test *t, uint32_t ctl) {
  vtdt_reg32_write(t->unit, ctl, VTD_FECTL_IM);
}
static bool ip(core_test *t, uint32_t ctl) {
  return vtd_fectl_ip(vtdt_reg32(t->unit, ctl));
}

static void fault(core_test *t) {
  vtd_request r = {.addr = 0x1000, .bytes = 4, .sid = 1};
  vtd_result result;
  vtd_translate(t->unit, &r, &result);
}

static void clear_records(core_test *t) {
  for (unsigned i = 0; i < 8; i++)
    vtdt_reg32_write(t->unit, vtdt_frcd_reg(t->unit, i) + 12, 0x80000000);
}

static void only_the_first_fault_sends(void **state) {
  (void)state;
  core_test t = begin();
  unmask(&t, VTD_FECTL_REG);
  fault(&t);
  assert_int_equal(t.guest->message_count, 1);
  assert_int_equal(t.guest->messages[0].addr, FAULT_ADDR);
  assert_int_equal(t.guest->messages[0].data, 0x41);
  assert_false(ip(&t, VTD_FECTL_REG));
  fault(&t);
  assert_int_equal(t.guest->message_count, 1); // PPF did not rise
  clear_records(&t);
  fault(&t);
  assert_int_equal(t.guest->message_count, 2);
  assert_int_equal(vtd_get_counters(t.unit)->messages, 2);
  core_test_end(&t);
}

static void overflow_alone_sends_nothing(void **state) {
  (void)state;
  core_test t = begin();
  unmask(&t, VTD_FECTL_REG);
  for (unsigned i = 0; i < 8; i++)
    fault(&t);
  assert_int_equal(t.guest->message_count, 1);
  fault(&t);
  assert_true(vtd_fsts_pfo(fsts(&t)));
  assert_int_equal(t.guest->message_count, 1);
  // PFO still set when PPF rises again: a feeding bit was set, so no message. (And no record.)
  clear_records(&t);
  fault(&t);
  assert_int_equal(t.guest->message_count, 1);
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_PFO);
  fault(&t);
  assert_int_equal(t.guest->message_count, 2);
  core_test_end(&t);
}

static void masked_event_is_held_and_sent_on_unmask(void **state) {
  (void)state;
  core_test t = begin();
  fault(&t);
  assert_int_equal(t.guest->message_count, 0);
  assert_true(ip(&t, VTD_FECTL_REG));
  assert_true(vtd_fsts_ppf(fsts(&t)));
  fault(&t);               // adds nothing
  mask(&t, VTD_FECTL_REG); // still masked: nothing
  assert_int_equal(t.guest->message_count, 0);
  unmask(&t, VTD_FECTL_REG);
  assert_int_equal(t.guest->message_count, 1);
  assert_false(ip(&t, VTD_FECTL_REG));
  unmask(&t, VTD_FECTL_REG);
  assert_int_equal(t.guest->message_count, 1);
  // No level re-trigger: masking and unmasking with PPF set sends nothing.
  mask(&t, VTD_FECTL_REG);
  unmask(&t, VTD_FECTL_REG);
  assert_int_equal(t.guest->message_count, 1);
  core_test_end(&t);
}

static void held_event_is_dropped_with_its_status(void **state) {
  (void)state;
  core_test t = begin();
  fault(&t);
  fault(&t);
  assert_true(ip(&t, VTD_FECTL_REG));
  vtdt_reg32_write(t.unit, vtdt_frcd_reg(t.unit, 0) + 12, 0x80000000);
  assert_true(ip(&t, VTD_FECTL_REG)); // one record left
  vtdt_reg32_write(t.unit, vtdt_frcd_reg(t.unit, 1) + 12, 0x80000000);
  assert_false(ip(&t, VTD_FECTL_REG));
  unmask(&t, VTD_FECTL_REG);
  assert_int_equal(t.guest->message_count, 0);
  core_test_end(&t);
}

// IP is read-only.
static void ip_cannot_be_written(void **state) {
  (void)state;
  core_test t = begin();
  vtdt_reg32_write(t.unit, VTD_FECTL_REG, VTD_FECTL_IM | VTD_FECTL_IP);
  assert_int_equal(vtdt_reg32(t.unit, VTD_FECTL_REG), VTD_FECTL_IM);
  fault(&t);
  vtdt_reg32_write(t.unit, VTD_FECTL_REG, VTD_FECTL_IM);
  assert_int_equal(vtdt_reg32(t.unit, VTD_FECTL_REG), VTD_FECTL_IM | VTD_FECTL_IP);
  core_test_end(&t);
}

// IQE, ICE and ITE raise the fault event, unless another feeding bit is set.
static void queue_errors_raise_the_fault_event(void **state) {
  (void)state;
  core_test t = begin();
  unmask(&t, VTD_FECTL_REG);
  vtdt_queue q = vtdt_queue_new(&t.guest->space, 0, false);
  vtdt_queue_enable(t.unit, &q);
  vtdt_descriptor bad = {{0x0F, 0, 0, 0}};
  vtdt_queue_submit(t.unit, &q, bad);
  assert_int_equal(fsts(&t), VTD_FSTS_IQE);
  assert_int_equal(t.guest->message_count, 1);
  assert_int_equal(t.guest->messages[0].addr, FAULT_ADDR);
  // An unexpected completion now raises nothing: IQE is still set.
  vtd_dev_tlb_complete(t.unit, 0x0810, 1, 1);
  assert_int_equal(fsts(&t), VTD_FSTS_IQE | VTD_FSTS_ICE);
  assert_int_equal(t.guest->message_count, 1);
  // Nor does a fault.
  fault(&t);
  assert_int_equal(t.guest->message_count, 1);
  clear_records(&t);
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_ICE);
  // IQE cleared over the same bad descriptor: it comes back, as a new event.
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_IQE);
  assert_int_equal(fsts(&t), VTD_FSTS_IQE);
  assert_int_equal(t.guest->message_count, 2);
  vtdt_gcmd_clear(t.unit, VTD_GCMD_QIE);
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_IQE);
  assert_int_equal(fsts(&t), 0);
  vtdt_gcmd_set(t.unit, VTD_GCMD_QIE); // IQT is still past the bad descriptor
  assert_int_equal(t.guest->message_count, 3);
  core_test_end(&t);
}

static void wait_descriptor_raises_the_invalidation_event(void **state) {
  (void)state;
  core_test t = begin();
  vtdt_queue q = vtdt_queue_new(&t.guest->space, 0, false);
  vtdt_queue_enable(t.unit, &q);
  unmask(&t, VTD_IECTL_REG);
  vtdt_queue_submit(t.unit, &q, vtdt_wait(VTD_QI_WAIT_IF, 0, 0));
  assert_int_equal(vtdt_reg32(t.unit, VTD_ICS_REG), VTD_ICS_IWC);
  assert_int_equal(t.guest->message_count, 1);
  assert_int_equal(t.guest->messages[0].addr, INV_ADDR);
  assert_int_equal(t.guest->messages[0].data, 0x42);
  // IWC already set: no new event.
  vtdt_queue_submit(t.unit, &q, vtdt_wait(VTD_QI_WAIT_IF, 0, 0));
  assert_int_equal(t.guest->message_count, 1);
  vtdt_reg32_write(t.unit, VTD_ICS_REG, VTD_ICS_IWC);
  assert_int_equal(vtdt_reg32(t.unit, VTD_ICS_REG), 0);
  // Masked: held; dropped with IWC, or sent on unmask.
  mask(&t, VTD_IECTL_REG);
  vtdt_queue_submit(t.unit, &q, vtdt_wait(VTD_QI_WAIT_IF, 0, 0));
  assert_true(ip(&t, VTD_IECTL_REG));
  vtdt_reg32_write(t.unit, VTD_ICS_REG, VTD_ICS_IWC);
  assert_false(ip(&t, VTD_IECTL_REG));
  vtdt_queue_submit(t.unit, &q, vtdt_wait(VTD_QI_WAIT_IF, 0, 0));
  unmask(&t, VTD_IECTL_REG);
  assert_int_equal(t.guest->message_count, 2);
  // The fault event is another one.
  assert_false(ip(&t, VTD_FECTL_REG));
  assert_int_equal(fsts(&t), 0);
  core_test_end(&t);
}

static void reset_masks_events(void **state) {
  (void)state;
  core_test t = begin();
  unmask(&t, VTD_FECTL_REG);
  unmask(&t, VTD_IECTL_REG);
  vtd_reset(t.unit, false);
  assert_int_equal(vtdt_reg32(t.unit, VTD_FECTL_REG), VTD_FECTL_IM);
  assert_int_equal(vtdt_reg32(t.unit, VTD_IECTL_REG), VTD_IECTL_IM);
  assert_int_equal(vtdt_reg32(t.unit, VTD_FEADDR_REG), 0);
  core_test_end(&t);
}

// The message is ordered behind record and status: a handler that runs inside it sees both, and may
// clear them there and then.
struct handler {
  core_test *t;
  unsigned runs;
};

static void handle(void *ctx, uint64_t addr, uint32_t data) {
  struct handler *h = ctx;
  (void)data;
  assert_int_equal(addr, FAULT_ADDR);
  uint32_t status = fsts(h->t);
  assert_true(vtd_fsts_ppf(status));
  uint32_t reg = vtdt_frcd_reg(h->t->unit, vtd_fsts_fri(status));
  assert_true(vtd_frcd_hi_f(vtdt_reg64(h->t->unit, reg + 8)));
  vtdt_reg32_write(h->t->unit, reg + 12, 0x80000000);
  h->runs++;
}

static void handler_inside_the_message(void **state) {
  (void)state;
  core_test t = begin();
  struct handler h = {&t, 0};
  t.guest->on_message = handle;
  t.guest->on_message_ctx = &h;
  unmask(&t, VTD_FECTL_REG);
  for (unsigned i = 0; i < 100; i++)
    fault(&t);
  assert_int_equal(h.runs, 100);
  assert_int_equal(fsts(&t) & VTD_FSTS_PFO, 0);
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_the_first_fault_sends),
      cmocka_unit_test(overflow_alone_sends_nothing),
      cmocka_unit_test(masked_event_is_held_and_sent_on_unmask),
      cmocka_unit_test(held_event_is_dropped_with_its_status),
      cmocka_unit_test(ip_cannot_be_written),
      cmocka_unit_test(queue_errors_raise_the_fault_event),
      cmocka_unit_test(wait_descriptor_raises_the_invalidation_event),
      cmocka_unit_test(reset_masks_events),
      cmocka_unit_test(handler_inside_the_message),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
