// SPDX-License-Identifier: Apache-2.0
// Fault handling of the driver: the text of a record, and that no record is lost or reported twice
// wherever a further fault falls between two accesses of the handler. And the address allocator.
#include "fw_test.h"

#define SID UINT16_C(0x0018)

// ---- Text

static void lines(void **state) {
  (void)state;
  char text[160];
  vtd_drv_fault fault = {0};
  fault.addr = 0x7F000;
  fault.sid = 0x0811;
  fault.reason = VTD_FR_LGN_2;
  fault.access = VTD_DRV_ACCESS_WRITE;
  fault.text = "no";
  size_t length = vtd_drv_fault_line(&fault, text, sizeof text);
  assert_int_equal(length, strlen(text));
  assert_string_equal(text, "DMA write from 08:02.1 to 7f000h blocked: no (reason 5h)");
  fault.access = VTD_DRV_ACCESS_READ;
  fault.addr = 0;
  vtd_drv_fault_line(&fault, text, sizeof text);
  assert_string_equal(text, "DMA read from 08:02.1 to 0h blocked: no (reason 5h)");
  fault.has_pasid = true;
  fault.pasid = 0xABCDE;
  fault.access = VTD_DRV_ACCESS_ATOMIC;
  vtd_drv_fault_line(&fault, text, sizeof text);
  assert_string_equal(text, "DMA atomic from 08:02.1 pasid abcdeh to 0h blocked: no (reason 5h)");
  fault.has_pasid = false;
  fault.interrupt = true;
  fault.index = 0x12;
  fault.reason = VTD_FR_IR_22;
  vtd_drv_fault_line(&fault, text, sizeof text);
  assert_string_equal(text, "interrupt from 08:02.1 index 12h blocked: no (reason 22h)");
  // Never beyond the buffer.
  char small[11];
  memset(small, 'x', sizeof small);
  assert_int_equal(vtd_drv_fault_line(&fault, small, 10), 9);
  assert_string_equal(small, "interrupt");
  assert_int_equal(small[10], 'x');
  assert_int_equal(vtd_drv_fault_line(&fault, small, 1), 0);
  assert_int_equal(small[0], 0);
  assert_int_equal(vtd_drv_fault_line(&fault, small, 0), 0);
}

// ---- Records

typedef struct listener {
  uint32_t seen;
  uint64_t last;
  bool order; // addresses only grow
} listener;

static void on_fault(void *arg, const vtd_drv_fault *fault) {
  listener *l = arg;
  if (l->seen > 0 && fault->addr <= l->last)
    l->order = false;
  l->last = fault->addr;
  l->seen++;
}

static uint64_t next_addr;

static void provoke(machine *m) {
  next_addr += FW_PAGE;
  assert_false(fw_reaches(m, SID, next_addr, true));
}

static uint32_t status(machine *m) {
  uint64_t value = 0;
  vtd_reg_peek(m->unit, VTD_FSTS_REG, 4, &value);
  return (uint32_t)value & ~VTD_FSTS_FRI_MASK;
}

static machine *start_listening(vtd_drv *unit, listener *l, unsigned records) {
  vtd_config config = vtd_config_default();
  config.cap = vtd_cap_nfr_set(config.cap, records - 1);
  // The records end where the window ends: whoever reads on gets ones.
  config.reg_bytes = 8192;
  config.cap = vtd_cap_fro_set(config.cap, (8192 - 16 * records) / 16);
  machine *m = fw_start(unit, &config, true);
  assert_int_equal(vtd_drv_faults_enable(unit, VTD_INTR_BASE, 0x40, on_fault, l), VTD_DRV_OK);
  l->seen = 0;
  l->order = true;
  return m;
}

static void records_in_order_with_wrap(void **state) {
  (void)state;
  static const unsigned counts[] = {1, 2, 8, 256};
  static vtd_drv unit;
  for (unsigned n = 0; n < 4; n++) {
    listener l;
    machine *m = start_listening(&unit, &l, counts[n]);
    unsigned total = 0;
    for (unsigned round = 0; round < 40; round++) {
      unsigned faults = 1 + round * 7 % counts[n];
      for (unsigned i = 0; i < faults; i++)
        provoke(m);
      total += faults;
      assert_int_equal(vtd_drv_fault_handler(&unit), faults);
      assert_int_equal(status(m), 0);
      assert_int_equal(vtd_drv_fault_handler(&unit), 0);
    }
    assert_int_equal(l.seen, total);
    assert_true(l.order);
    assert_int_equal(unit.stats.overflows, 0);
    fw_stop(&unit, m);
  }
}

static void overflow_is_recovered(void **state) {
  (void)state;
  static vtd_drv unit;
  listener l;
  machine *m = start_listening(&unit, &l, 4);
  for (unsigned round = 0; round < 10; round++) {
    for (unsigned i = 0; i < 4 + round; i++)
      provoke(m);
    assert_int_equal(status(m) & VTD_FSTS_PFO, round > 0 ? VTD_FSTS_PFO : 0);
    assert_int_equal(vtd_drv_fault_handler(&unit), 4);
    assert_int_equal(status(m), 0);
    assert_int_equal(unit.stats.overflows, round);
  }
  assert_true(l.order);
  fw_stop(&unit, m);
}

// More faults fall before access number `at` of the handler.
typedef struct late_faults {
  uint64_t at;
  unsigned count;
} late_faults;

static void fall(machine *m, void *arg) {
  late_faults *late = arg;
  if (late->at-- != 0)
    return;
  for (unsigned i = 0; i < late->count; i++)
    provoke(m);
}

static void faults_during_the_handler(void **state) {
  (void)state;
  static vtd_drv unit;
  for (unsigned records = 1; records <= 4; records++) {
    for (unsigned before = 1; before <= records; before++) {
      for (unsigned count = 1; count <= records + 1; count++) {
        for (uint64_t at = 0; at < 40; at++) {
          listener l;
          machine *m = start_listening(&unit, &l, records);
          late_faults late = {at, count};
          for (unsigned i = 0; i < before; i++)
            provoke(m);
          m->pending[0][1] = 0; // the handler is called by hand
          m->before_access = fall;
          m->before_access_arg = &late;
          vtd_drv_fault_handler(&unit);
          m->before_access = NULL;
          // A fault behind the handler's back raises a new event.
          if (status(m) & VTD_FSTS_PPF) {
            assert_int_not_equal(m->pending[0][1], 0);
            vtd_drv_fault_handler(&unit);
          }
          assert_int_equal(status(m), 0);
          assert_true(l.order);
          assert_int_equal(l.seen, vtd_get_counters(m->unit)->faults_logged);
          bool lost = vtd_get_counters(m->unit)->faults_dropped > 0;
          assert_int_equal(unit.stats.overflows > 0, lost);
          assert_int_equal(vtd_drv_shutdown(&unit), VTD_DRV_OK);
          machine_free(m);
        }
      }
    }
  }
}

// A device that faults at every access of the handler: it comes back all the same.
static void fault_always(machine *m, void *arg) {
  (void)arg;
  provoke(m);
}

static void endless_storm_does_not_hold_the_handler(void **state) {
  (void)state;
  static vtd_drv unit;
  listener l;
  machine *m = start_listening(&unit, &l, 8);
  m->before_access = fault_always;
  uint32_t taken = vtd_drv_fault_handler(&unit);
  assert_true(taken >= 8 && taken <= 16 * 8 + 8);
  m->before_access = NULL;
  vtd_drv_fault_handler(&unit);
  assert_int_equal(status(m), 0);
  assert_int_equal(l.seen, vtd_get_counters(m->unit)->faults_logged);
  fw_stop(&unit, m);
}

// The handler gives up somewhere in the middle of a storm; the next call finds the rest.
static void fault_from_then_on(machine *m, void *arg) {
  late_faults *late = arg;
  if (late->at == 0)
    provoke(m);
  else
    late->at--;
}

static void interrupted_storm_is_finished_later(void **state) {
  (void)state;
  static vtd_drv unit;
  for (unsigned records = 1; records <= 5; records++) {
    for (uint64_t at = 0; at < 30; at++) {
      listener l;
      machine *m = start_listening(&unit, &l, records);
      late_faults late = {at, 0};
      provoke(m);
      m->before_access = fault_from_then_on;
      m->before_access_arg = &late;
      vtd_drv_fault_handler(&unit);
      m->before_access = NULL;
      vtd_drv_fault_handler(&unit);
      assert_int_equal(status(m), 0);
      assert_int_equal(l.seen, vtd_get_counters(m->unit)->faults_logged);
      assert_int_equal(vtd_drv_shutdown(&unit), VTD_DRV_OK);
      machine_free(m);
    }
  }
}

// A status that never clears must not hold the handler for ever.
static void stuck_status_does_not_hold_the_handler(void **state) {
  (void)state;
  static vtd_drv unit;
  listener l;
  static const uint32_t stuck[] = {VTD_FSTS_PPF, VTD_FSTS_PFO, VTD_FSTS_PPF | VTD_FSTS_PFO,
                                   UINT32_MAX};
  machine *m = start_listening(&unit, &l, 8);
  for (unsigned i = 0; i < 4; i++) {
    m->stuck_fault_status = stuck[i];
    assert_int_equal(vtd_drv_fault_handler(&unit), 0);
    provoke(m);
    assert_int_equal(vtd_drv_fault_handler(&unit), 1);
  }
  m->stuck_fault_status = 0;
  fw_stop(&unit, m);
}

static void masked_event_is_kept(void **state) {
  (void)state;
  static vtd_drv unit;
  listener l;
  machine *m = start_listening(&unit, &l, 8);
  uint64_t messages = m->messages;
  vtd_drv_faults_mask(&unit, true);
  provoke(m);
  assert_int_equal(m->messages, messages);
  vtd_drv_faults_mask(&unit, false);
  assert_int_equal(m->messages, messages + 1);
  assert_int_equal(vtd_drv_fault_handler(&unit), 1);
  // Taken while masked: nothing is left to tell.
  vtd_drv_faults_mask(&unit, true);
  provoke(m);
  assert_int_equal(vtd_drv_fault_handler(&unit), 1);
  vtd_drv_faults_mask(&unit, false);
  assert_int_equal(m->messages, messages + 1);
  assert_int_equal(vtd_drv_faults_enable(&unit, VTD_INTR_BASE + 2, 0, NULL, NULL),
                   VTD_DRV_BAD_ARGUMENT);
  fw_stop(&unit, m);
}

// ---- Addresses

#define IOVA_PAGES 512u

static void addresses_against_a_map(void **state) {
  (void)state;
  static unsigned char used[IOVA_PAGES];
  vtd_drv_region storage[64];
  vtd_drv_iova iova;
  uint64_t random = fw_seed();
  const uint64_t base = 0x100000;
  memset(used, 0, sizeof used);
  vtd_drv_iova_init(&iova, storage, 64, base, IOVA_PAGES * FW_PAGE);
  static struct { unsigned at, pages; } live[IOVA_PAGES];
  unsigned count = 0;
  for (unsigned step = 0; step < 20000; step++) {
    if (count > 0 && (fw_random(&random) % 2 || count > 60)) {
      unsigned n = (unsigned)(fw_random(&random) % count);
      assert_true(vtd_drv_iova_free(&iova, base + live[n].at * FW_PAGE, live[n].pages * FW_PAGE));
      memset(used + live[n].at, 0, live[n].pages);
      live[n] = live[--count];
      continue;
    }
    unsigned pages = 1 + (unsigned)(fw_random(&random) % 40);
    unsigned align = 12 + (unsigned)(fw_random(&random) % 6);
    uint64_t addr = vtd_drv_iova_alloc(&iova, pages * FW_PAGE, align);
    bool fits = false;
    for (unsigned at = 0; at + pages <= IOVA_PAGES && !fits; at++) {
      bool aligned = (base + at * FW_PAGE) % (UINT64_C(1) << align) == 0;
      fits = aligned && memchr(used + at, 1, pages) == NULL;
    }
    assert_int_equal(addr != UINT64_MAX, fits);
    if (!fits)
      continue;
    assert_int_equal(addr % (UINT64_C(1) << align), 0);
    unsigned at = (unsigned)((addr - base) / FW_PAGE);
    assert_true(at + pages <= IOVA_PAGES);
    assert_null(memchr(used + at, 1, pages));
    memset(used + at, 1, pages);
    live[count].at = at;
    live[count++].pages = pages;
  }
  while (count-- > 0)
    assert_true(
        vtd_drv_iova_free(&iova, base + live[count].at * FW_PAGE, live[count].pages * FW_PAGE));
  assert_int_equal(iova.count, 1); // one range again
  assert_int_equal(iova.free[0].base, base);
  assert_int_equal(iova.free[0].bytes, IOVA_PAGES * FW_PAGE);
}

static void address_bookkeeping_that_is_full(void **state) {
  (void)state;
  vtd_drv_region storage[2];
  vtd_drv_iova iova;
  vtd_drv_iova_init(&iova, storage, 2, 0x10000, 0x10000);
  uint64_t at[5];
  for (unsigned i = 0; i < 5; i++)
    at[i] = vtd_drv_iova_alloc(&iova, FW_PAGE, 12);
  assert_true(vtd_drv_iova_free(&iova, at[1], FW_PAGE));
  assert_false(vtd_drv_iova_free(&iova, at[3], FW_PAGE)); // a third range does not fit
  assert_true(vtd_drv_iova_free(&iova, at[2], FW_PAGE));  // joins the first
  assert_int_equal(vtd_drv_iova_alloc(&iova, 2 * FW_PAGE, 12), at[1]);
  assert_int_equal(vtd_drv_iova_alloc(&iova, 0, 12), UINT64_MAX);
  assert_int_equal(vtd_drv_iova_alloc(&iova, 100, 12), UINT64_MAX);
  assert_int_equal(vtd_drv_iova_alloc(&iova, 0x100000, 12), UINT64_MAX);
  vtd_drv_iova_init(&iova, storage, 0, 0, 0x10000);
  assert_int_equal(vtd_drv_iova_alloc(&iova, FW_PAGE, 12), UINT64_MAX);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines),
      cmocka_unit_test(records_in_order_with_wrap),
      cmocka_unit_test(overflow_is_recovered),
      cmocka_unit_test(faults_during_the_handler),
      cmocka_unit_test(endless_storm_does_not_hold_the_handler),
      cmocka_unit_test(interrupted_storm_is_finished_later),
      cmocka_unit_test(stuck_status_does_not_hold_the_handler),
      cmocka_unit_test(masked_event_is_kept),
      cmocka_unit_test(addresses_against_a_map),
      cmocka_unit_test(address_bookkeeping_that_is_full),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
