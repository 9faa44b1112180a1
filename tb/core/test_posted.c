// SPDX-License-Identifier: Apache-2.0
// Posted interrupts (chapter 5): the posted entry and its reserved bits, the descriptor and its
// update, notifications, every fault.
#include "posted.h"

// ---- Posting

static void worked_value(void **state) {
  (void)state;
  vtdt_irte_posted e = {
      .vector = 0x31, .descriptor = UINT64_C(0x1234567FC0), .sid = SID, .svt = VTD_IRTE_SVT_SID};
  uint64_t words[2];
  vtdt_irte_posted_words(&e, words);
  assert_int_equal(words[0], UINT64_C(0x34567FC000318001));
  assert_int_equal(words[1], UINT64_C(0x0000001200040810));
}

// Vector noted, ON set, physical fixed edge message to NDST.
static void first_vector_notifies(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  set_pid(&m, (vtdt_pid){.nv = 0xF2, .ndst = 0xA5 << 8});
  vtd_interrupt_result r = send(&m);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.addr, 0xFEEA5000);
  assert_int_equal(r.data, 0x40F2);
  assert_int_equal(r.reads, 2); // entry and descriptor
  assert_true(r.flags & VTD_RES_HELD);
  assert_int_equal(word(&m, 0), UINT64_C(1) << 0x31);
  assert_int_equal(word(&m, 4), UINT64_C(0x0000A50000F20001));
  // ON is set: further vectors are silent.
  set_entry(&m, 0xFF, false);
  r = send(&m);
  assert_int_equal(r.status, VTD_DISCARD);
  assert_int_equal(r.addr, 0);
  assert_false(r.flags & (VTD_RES_HELD | VTD_RES_LOGGED));
  assert_int_equal(word(&m, 0), UINT64_C(1) << 0x31);
  assert_int_equal(word(&m, 3), UINT64_C(1) << 63);
  assert_int_equal(word(&m, 4), UINT64_C(0x0000A50000F20001));
  assert_int_equal(vtd_get_counters(m.t.unit)->posted, 2);
  assert_int_equal(fsts(&m.t), 0);
  core_test_end(&m.t);
}

static void x2apic_destination(void **state) {
  (void)state;
  struct machine m = begin(true);
  set_entry(&m, 0x31, false);
  set_pid(&m, (vtdt_pid){.nv = 0xF2, .ndst = 0x12345678});
  vtd_interrupt_result r = send(&m);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.addr, UINT64_C(0x12345600FEE78000));
  assert_int_equal(r.data, 0x40F2);
  core_test_end(&m.t);
}

// notify = ON is 0, and urgent or not suppressed.
static void notification_rule(void **state) {
  (void)state;
  struct machine m = begin(false);
  for (unsigned n = 0; n < 8; n++) {
    bool on = n & 1, sn = n & 2, urgent = n & 4;
    set_entry(&m, 0x80, urgent);
    set_pid(&m, (vtdt_pid){.on = on, .sn = sn, .nv = 0x22});
    vtd_interrupt_result r = send(&m);
    bool notify = !on && (urgent || !sn);
    assert_int_equal(r.status, notify ? VTD_OK : VTD_DISCARD);
    assert_true(pending(&m, 0x80));
    bool on_after = on || notify;
    assert_int_equal(word(&m, 4), UINT64_C(0x220000) | (unsigned)on_after | (unsigned)sn << 1);
  }
  core_test_end(&m.t);
}

static void every_vector(void **state) {
  (void)state;
  struct machine m = begin(false);
  for (unsigned v = 0; v < 256; v++) {
    set_entry(&m, (uint8_t)v, false);
    assert_int_equal(send(&m).status, v == 0 ? VTD_OK : VTD_DISCARD);
    for (unsigned i = 0; i < 256; i += v < 8 ? 1 : 17)
      assert_int_equal(pending(&m, i), i <= v);
  }
  core_test_end(&m.t);
}

// SID, SQ and SVT are in the same place as in the remapped format.
static void source_is_verified(void **state) {
  (void)state;
  struct machine m = begin(false);
  vtdt_irte_posted e = {.vector = 1, .descriptor = m.pid, .sid = SID ^ 4, .svt = VTD_IRTE_SVT_SID};
  vtdt_irte_posted_set(&m.t.guest->space, m.irt, INDEX, &e);
  expect_fault(&m, send(&m), 0x26);
  assert_int_equal(word(&m, 0), 0);
  e.sq = VTD_IRTE_SQ_BIT2;
  vtdt_irte_posted_set(&m.t.guest->space, m.irt, INDEX, &e);
  assert_true(vtdt_queue_submit(m.t.unit, &m.q, vtdt_iec_global()));
  assert_int_equal(send(&m).status, VTD_OK);
  core_test_end(&m.t);
}

// ---- Faults

// Every bit of a posted entry, one at a time.
static void reserved_entry_bits(void **state) {
  (void)state;
  struct machine m = begin(false); // 48-bit host addresses
  m.pid = UINT64_C(1) << 32;       // nothing lies around it
  const uint64_t low = UINT64_C(0x0000003FFF0030FC) & ~UINT64_C(0xFF0000);
  const uint64_t high = UINT64_C(0xFFFF0000FFF00000);
  for (unsigned bit = 1; bit < 128; bit++) {
    uint64_t words[2] = {VTD_IRTE_P | VTD_IRTE_IM, 0};
    vtd_irte_posted_pda_set(words, m.pid);
    if (words[bit / 64] >> bit % 64 & 1)
      continue;
    words[bit / 64] |= UINT64_C(1) << bit % 64;
    bool address = bit >= 38 && bit < 64;
    address = address || (bit >= 96 && bit < 112);
    set_words(&m, words[0], words[1]);
    assert_true(vtdt_queue_submit(m.t.unit, &m.q, vtdt_iec_global()));
    set_pid(&m, (vtdt_pid){.nv = 1});
    vtd_interrupt_result r = send(&m);
    if (((bit < 64 ? low : high) >> bit % 64 & 1) != 0)
      expect_fault(&m, r, 0x24);
    else if (address) // another descriptor: all zero memory
      assert_int_equal(r.status, VTD_OK);
    else if (bit == 82 || bit == 83) // SVT: SID 0 is not SID, buses 0 to 0 are not its bus
      expect_fault(&m, r, 0x26);
    else
      assert_int_equal(r.status, VTD_OK);
  }
  core_test_end(&m.t);
}

// Without CAP.PI, IM and URG are reserved, in whatever else is an entry.
static void absent_feature(void **state) {
  (void)state;
  struct machine m = begin(false);
  m.t.config = vtd_config_default();
  m.t.config.cap = vtd_cap_pi_set(m.t.config.cap, 0);
  core_test_restart(&m.t);
  vtdt_reg64_write(m.t.unit, VTD_IRTA_REG, m.irt | 15);
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_SIRTP));
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_IRE));
  set_words(&m, VTD_IRTE_P | VTD_IRTE_IM, 0);
  expect_fault(&m, send(&m), 0x24);
  set_words(&m, VTD_IRTE_P | VTD_IRTE_POSTED_URG, 0);
  expect_fault(&m, send(&m), 0x24);
  core_test_end(&m.t);
}

// URG in a remapped entry is reserved with CAP.PI, too.
static void urgent_needs_posted(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_words(&m, VTD_IRTE_P | VTD_IRTE_POSTED_URG, 0);
  expect_fault(&m, send(&m), 0x24);
  core_test_end(&m.t);
}

static void address_beyond_the_host_width(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.haw = 39;
  struct machine m = begin_with(c, false);
  for (unsigned bit = 39; bit < 64; bit++) {
    uint64_t words[2] = {VTD_IRTE_P | VTD_IRTE_IM, 0};
    vtd_irte_posted_pda_set(words, UINT64_C(1) << bit);
    set_words(&m, words[0], words[1]);
    expect_fault(&m, send(&m), 0x24);
  }
  core_test_end(&m.t);
}

// Every reserved bit of a descriptor; memory is as it was.
static void reserved_descriptor_bits(void **state) {
  (void)state;
  for (unsigned eime = 0; eime < 2; eime++) {
    struct machine m = begin(eime);
    set_entry(&m, 0x31, true);
    for (unsigned bit = 0; bit < 512; bit++) {
      set_pid(&m, (vtdt_pid){0});
      uint64_t value = UINT64_C(1) << bit % 64;
      vtdt_write64(&m.t.guest->space, m.pid + bit / 64 * 8, value);
      bool reserved = bit >= 320 || (bit >= 258 && bit < 272) || (bit >= 280 && bit < 288);
      reserved = reserved || (!eime && bit >= 288 && !(bit >= 296 && bit < 304));
      vtd_interrupt_result r = send(&m);
      if (!reserved) {
        assert_int_equal(r.status, bit == 256 ? VTD_DISCARD : VTD_OK);
        continue;
      }
      expect_fault(&m, r, 0x28);
      for (unsigned i = 0; i < 8; i++)
        assert_int_equal(word(&m, i), i == bit / 64 ? value : 0);
    }
    core_test_end(&m.t);
  }
}

static void access_errors(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m); // the entry is cached
  set_pid(&m, (vtdt_pid){0});
  // The read of the descriptor, the exchange of the vector's word.
  for (unsigned n = 1; n <= 2; n++) {
    m.t.guest->fail_countdown = n;
    expect_fault(&m, send(&m), 0x27);
    for (unsigned i = 0; i < 8; i++)
      assert_int_equal(word(&m, i), 0);
  }
  m.t.guest->fail_countdown = 3; // of the control word: nobody was told
  expect_fault(&m, send(&m), 0x27);
  assert_int_equal(word(&m, 4), 0);
  assert_int_equal(send(&m).status, VTD_OK);
  assert_int_equal(vtd_get_counters(m.t.unit)->posted, 2);
  core_test_end(&m.t);
}

static void no_memory_there(void **state) {
  (void)state;
  struct machine m = begin(false);
  m.t.guest->limit = UINT64_C(1) << 40;
  vtdt_irte_posted e = {.vector = 1, .descriptor = UINT64_C(1) << 40};
  vtdt_irte_posted_set(&m.t.guest->space, m.irt, INDEX, &e);
  expect_fault(&m, send(&m), 0x27);
  core_test_end(&m.t);
}

// A host without compare-exchange cannot post.
static void host_without_exchange(void **state) {
  (void)state;
  struct machine m = begin(false);
  m.t.host.mem_cas64 = NULL;
  core_test_restart(&m.t);
  vtdt_reg64_write(m.t.unit, VTD_IRTA_REG, m.irt | 15);
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_SIRTP));
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_IRE));
  vtdt_irte_posted e = {.vector = 1, .descriptor = m.pid};
  vtdt_irte_posted_set(&m.t.guest->space, m.irt, INDEX, &e);
  expect_fault(&m, send(&m), 0x27);
  assert_int_equal(word(&m, 0), 0);
  core_test_end(&m.t);
}

// 24h, 26h, 27h and 28h are qualified.
static void fpd(void **state) {
  (void)state;
  struct machine m = begin(false);
  vtdt_irte_posted e = {.fpd = true, .vector = 1, .descriptor = m.pid};
  vtdt_irte_posted_set(&m.t.guest->space, m.irt, INDEX, &e);
  vtdt_write64(&m.t.guest->space, m.pid + 56, 1);
  vtd_interrupt_result r = send(&m);
  assert_int_equal(r.code, 0x28);
  assert_false(r.flags & VTD_RES_LOGGED);
  m.t.guest->fail_base = m.pid;
  m.t.guest->fail_bytes = 64;
  r = send(&m);
  assert_int_equal(r.code, 0x27);
  assert_false(r.flags & VTD_RES_LOGGED);
  assert_int_equal(fsts(&m.t), 0);
  assert_int_equal(vtd_get_counters(m.t.unit)->faults_quiet, 2);
  core_test_end(&m.t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(worked_value),
      cmocka_unit_test(first_vector_notifies),
      cmocka_unit_test(x2apic_destination),
      cmocka_unit_test(notification_rule),
      cmocka_unit_test(every_vector),
      cmocka_unit_test(source_is_verified),
      cmocka_unit_test(reserved_entry_bits),
      cmocka_unit_test(absent_feature),
      cmocka_unit_test(urgent_needs_posted),
      cmocka_unit_test(address_beyond_the_host_width),
      cmocka_unit_test(reserved_descriptor_bits),
      cmocka_unit_test(access_errors),
      cmocka_unit_test(no_memory_there),
      cmocka_unit_test(host_without_exchange),
      cmocka_unit_test(fpd),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
