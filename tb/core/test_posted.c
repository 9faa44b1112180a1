// SPDX-License-Identifier: Apache-2.0
// Posted interrupts (chapter 5): the posted entry and its reserved bits, the descriptor and its
// update, notifications, every fault, concurrent updates by software, invalidations in between,
// probes, save and restore.
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
static struct machine begin_with(vtd_config config, bool eime) {
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

static struct machine begin(bool eime) {
  return begin_with(vtd_config_default(), eime);
}

static vtd_interrupt_result interrupt(struct machine *m, uint8_t flags) {
  vtd_interrupt_request r = {vtdt_msi_addr(INDEX, false), 0, SID, flags};
  vtd_interrupt_result result;
  memset(&result, 0xA5, sizeof result);
  vtd_interrupt(m->t.unit, &r, &result);
  return result;
}

// Sends one and has its notification delivered at once.
static vtd_interrupt_result send(struct machine *m) {
  vtd_interrupt_result r = interrupt(m, 0);
  if (r.flags & VTD_RES_HELD)
    vtd_inflight_end(m->t.unit, r.token);
  return r;
}

static void set_entry(struct machine *m, uint8_t vector, bool urgent) {
  vtdt_irte_posted e = {.vector = vector, .urgent = urgent, .descriptor = m->pid};
  vtdt_irte_posted_set(&m->t.guest->space, m->irt, INDEX, &e);
  assert_true(vtdt_queue_submit(m->t.unit, &m->q, vtdt_iec_global()));
}

static void set_words(struct machine *m, uint64_t low, uint64_t high) {
  const uint64_t words[2] = {low, high};
  vtdt_write_words(&m->t.guest->space, m->irt + INDEX * 16, words, 2);
}

static void set_pid(struct machine *m, vtdt_pid pid) {
  vtdt_pid_set(&m->t.guest->space, m->pid, &pid);
}

static uint64_t word(struct machine *m, unsigned i) {
  return vtdt_read64(&m->t.guest->space, m->pid + 8 * i);
}

static bool pending(struct machine *m, unsigned vector) {
  return word(m, vector / 64) >> vector % 64 & 1;
}

static void clear_records(struct machine *m) {
  for (unsigned i = 0; i < 8; i++)
    vtdt_reg32_write(m->t.unit, vtdt_frcd_reg(m->t.unit, i) + 12, 0x80000000);
}

static void expect_fault(struct machine *m, vtd_interrupt_result r, unsigned code) {
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

// ---- Software changes the descriptor meanwhile

struct meddler {
  struct machine *m;
  unsigned at;   // the n-th access to the descriptor, 0 = its read
  unsigned seen; // accesses so far
  unsigned word;
  uint64_t value; // written before that access
  bool forever;   // flips a bit of `word` before every access
};

static void meddle(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  struct meddler *k = ctx;
  (void)use;
  (void)write;
  if (addr < k->m->pid || addr >= k->m->pid + 64)
    return;
  vtdt_space *space = &k->m->t.guest->space;
  uint64_t at = k->m->pid + k->word * 8;
  if (k->forever)
    vtdt_write64(space, at, vtdt_read64(space, at) ^ k->value);
  else if (k->seen == k->at)
    vtdt_write64(space, at, k->value);
  k->seen++;
}

static vtd_interrupt_result send_meddled(struct machine *m, struct meddler *k) {
  k->m = m;
  m->t.guest->on_access = meddle;
  m->t.guest->on_access_ctx = k;
  vtd_interrupt_result r = send(m);
  m->t.guest->on_access = NULL;
  return r;
}

// Vectors that others set or collect in the same word stay set or collected.
static void other_vectors_are_kept(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m);
  set_pid(&m, (vtdt_pid){.nv = 5});
  struct meddler set = {.at = 1, .word = 0, .value = 0xF0};
  assert_int_equal(send_meddled(&m, &set).status, VTD_OK);
  assert_int_equal(word(&m, 0), 0xF0 | UINT64_C(1) << 0x31);
  struct meddler collect = {.at = 1, .word = 0, .value = 0};
  assert_int_equal(send_meddled(&m, &collect).status, VTD_DISCARD);
  assert_int_equal(word(&m, 0), UINT64_C(1) << 0x31);
  core_test_end(&m.t);
}

// Software that clears ON and collects just before the vector is noted would never look again: the
// notification must follow the ON of that time, not the one that was read with the descriptor.
static void notification_follows_the_last_on(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m);
  for (unsigned at = 1; at <= 2; at++) {
    set_pid(&m, (vtdt_pid){.on = true, .nv = 5});
    struct meddler cleared = {.at = at, .word = 4, .value = 0x50000};
    vtd_interrupt_result r = send_meddled(&m, &cleared);
    assert_int_equal(r.status, VTD_OK);
    assert_true(pending(&m, 0x31));
    assert_int_equal(word(&m, 4), 0x50001);
  }
  core_test_end(&m.t);
}

// The message goes where the descriptor points when ON is set.
static void migration_meanwhile(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m);
  set_pid(&m, (vtdt_pid){.nv = 5, .ndst = 1 << 8});
  struct meddler moved = {.at = 2, .word = 4, .value = UINT64_C(0x0000020000060000)};
  vtd_interrupt_result r = send_meddled(&m, &moved);
  assert_int_equal(r.addr, 0xFEE02000);
  assert_int_equal(r.data, 0x4006);
  assert_int_equal(word(&m, 4), UINT64_C(0x0000020000060001));
  // Suppressed at the last moment.
  set_pid(&m, (vtdt_pid){.nv = 5});
  struct meddler suppressed = {.at = 2, .word = 4, .value = 0x50002};
  assert_int_equal(send_meddled(&m, &suppressed).status, VTD_DISCARD);
  assert_int_equal(word(&m, 4), 0x50002);
  core_test_end(&m.t);
}

// Reserved bits that appear meanwhile are a fault, and are not written over.
static void reserved_meanwhile(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m);
  set_pid(&m, (vtdt_pid){.nv = 5});
  struct meddler broken = {.at = 2, .word = 4, .value = 0x50004};
  expect_fault(&m, send_meddled(&m, &broken), 0x28);
  assert_int_equal(word(&m, 4), 0x50004);
  core_test_end(&m.t);
}

// A word that never stays as it is ends in an access error, not in an endless loop.
static void never_the_same(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  send(&m);
  set_pid(&m, (vtdt_pid){.nv = 5});
  struct meddler busy = {.forever = true, .word = 0, .value = 2};
  expect_fault(&m, send_meddled(&m, &busy), 0x27);
  core_test_end(&m.t);
}

// ---- Invalidation, drain

// An invalidation with a wait arrives in the middle of an update: the wait completes only when the
// vector is in memory and the notification is delivered.
struct flood {
  struct machine *m;
  unsigned at, seen;
  uint64_t status;
};

static void invalidate_inside(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  struct flood *k = ctx;
  (void)use;
  (void)write;
  if (addr < k->m->pid || addr >= k->m->pid + 64 || k->seen++ != k->at)
    return;
  vtdt_queue_push(&k->m->q, vtdt_iec_global());
  vtdt_queue_push(&k->m->q, vtdt_wait_status(k->status, 7));
  vtdt_queue_ring(k->m->t.unit, &k->m->q);
}

static void drained_by_invalidation(void **state) {
  (void)state;
  for (unsigned on = 0; on < 2; on++)
    for (unsigned at = 0; at < 3; at++) {
      struct machine m = begin(false);
      set_entry(&m, 0x31, false);
      send(&m);
      set_pid(&m, (vtdt_pid){.on = on});
      struct flood k = {&m, at, 0, vtdt_pages(&m.t.guest->space, 1)};
      m.t.guest->on_access = invalidate_inside;
      m.t.guest->on_access_ctx = &k;
      vtd_interrupt_result r = interrupt(&m, 0);
      m.t.guest->on_access = NULL;
      assert_true(pending(&m, 0x31));
      if (!on) {
        assert_int_equal(r.status, VTD_OK);
        assert_true(r.flags & VTD_RES_HELD);
        assert_int_equal(vtdt_guest_read32(m.t.guest, k.status), 0);
        vtd_inflight_end(m.t.unit, r.token);
      }
      assert_int_equal(vtdt_guest_read32(m.t.guest, k.status), 7);
      core_test_end(&m.t);
    }
}

// An invalidation overtakes the read of the entry: once its wait has completed, the old entry must
// not be used.
struct swap {
  struct machine *m;
  bool done;
  uint64_t status;
};

// A host whose read takes time: what it answers is what it found first.
static bool slow_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use) {
  struct swap *k = ctx;
  vtdt_guest *g = k->m->t.guest;
  vtdt_guest_read(g, addr, data, bytes);
  if (use != VTD_MEM_IRTE || k->done)
    return true;
  k->done = true;
  vtdt_irte e = {.vector = 0x55};
  vtdt_irte_set(&g->space, k->m->irt, INDEX, &e);
  vtdt_queue_push(&k->m->q, vtdt_iec_index(INDEX, 0));
  vtdt_queue_push(&k->m->q, vtdt_wait_status(k->status, 7));
  vtdt_queue_ring(k->m->t.unit, &k->m->q);
  assert_int_equal(vtdt_guest_read32(g, k->status), 7);
  return true;
}

static bool forward_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes,
                          vtd_mem_use use) {
  struct swap *k = ctx;
  (void)use;
  vtdt_guest_write(k->m->t.guest, addr, data, bytes);
  return true;
}

static void overtaken_entry_is_read_again(void **state) {
  (void)state;
  struct machine m = begin(false);
  struct swap k = {&m, false, vtdt_pages(&m.t.guest->space, 1)};
  m.t.host = (vtd_host){.ctx = &k, .mem_read = slow_read, .mem_write = forward_write};
  core_test_restart(&m.t);
  m.q = vtdt_queue_new(&m.t.guest->space, 0, false);
  assert_true(vtdt_queue_enable(m.t.unit, &m.q));
  vtdt_reg64_write(m.t.unit, VTD_IRTA_REG, m.irt | 15);
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_SIRTP));
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_IRE));
  vtdt_irte_posted e = {.vector = 0x31, .descriptor = m.pid};
  vtdt_irte_posted_set(&m.t.guest->space, m.irt, INDEX, &e);
  vtd_interrupt_result r = send(&m);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.data & 0xFF, 0x55);
  assert_int_equal(word(&m, 0), 0);
  core_test_end(&m.t);
}

// The entry is cached like any other; the descriptor never is.
static void entry_is_cached(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  assert_int_equal(send(&m).reads, 2);
  assert_int_equal(send(&m).reads, 1);
  vtdt_irte e = {.vector = 0x44};
  vtdt_irte_set(&m.t.guest->space, m.irt, INDEX, &e); // not invalidated yet
  set_pid(&m, (vtdt_pid){.nv = 9});
  assert_int_equal(send(&m).data, 0x4009);
  assert_true(vtdt_queue_submit(m.t.unit, &m.q, vtdt_iec_index(INDEX, 0)));
  assert_int_equal(send(&m).data & 0xFF, 0x44);
  core_test_end(&m.t);
}

// ---- Probes, state

static void probes_have_no_effect(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  set_pid(&m, (vtdt_pid){.nv = 9, .ndst = 3 << 8});
  vtd_counters before = *vtd_get_counters(m.t.unit);
  vtd_interrupt_result r = interrupt(&m, VTD_REQ_PROBE);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.addr, 0xFEE03000);
  assert_int_equal(r.data, 0x4009);
  assert_int_equal(r.flags, 0);
  assert_int_equal(r.reads, 2);
  assert_int_equal(interrupt(&m, VTD_REQ_PROBE).reads, 2); // not cached
  assert_int_equal(word(&m, 0), 0);
  assert_int_equal(word(&m, 4), UINT64_C(0x0000030000090000));
  vtdt_write64(&m.t.guest->space, m.pid + 56, 1);
  r = interrupt(&m, VTD_REQ_PROBE);
  assert_int_equal(r.code, 0x28);
  assert_false(r.flags & VTD_RES_LOGGED);
  assert_int_equal(fsts(&m.t), 0);
  assert_memory_equal(&before, vtd_get_counters(m.t.unit), sizeof before);
  core_test_end(&m.t);
}

// A posted update in flight is work in flight: it cannot be saved.
static void state_in_between(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_entry(&m, 0x31, false);
  size_t size = vtd_state_size(m.t.unit);
  void *buffer = test_malloc(size);
  vtd_interrupt_result r = interrupt(&m, 0);
  assert_int_equal(vtd_save(m.t.unit, buffer, size), 0);
  vtd_inflight_end(m.t.unit, r.token);
  assert_int_equal(vtd_save(m.t.unit, buffer, size), size);
  vtd_t *copy = vtdt_unit_new(&m.t.config, &m.t.host);
  assert_null(vtd_restore(copy, buffer, size));
  vtd_interrupt_request q = {vtdt_msi_addr(INDEX, false), 0, SID, 0};
  vtd_interrupt(copy, &q, &r);
  assert_int_equal(r.status, VTD_DISCARD); // ON is still set
  assert_int_equal(r.reads, 1);            // the cached entry came along
  vtdt_unit_free(copy);
  test_free(buffer);
  core_test_end(&m.t);
}

static void configuration(void **state) {
  (void)state;
  vtd_config c = vtd_config_scalable();
  assert_int_equal(vtd_cap_pi(c.cap), 1);
  assert_null(vtd_config_check(&c));
  c.ecap = vtd_ecap_mhmv_set(vtd_ecap_eim_set(vtd_ecap_ir_set(c.ecap, 0), 0), 0);
  assert_non_null(strstr(vtd_config_check(&c), "PI"));
  c.cap = vtd_cap_pi_set(c.cap, 0);
  assert_null(vtd_config_check(&c));
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
      cmocka_unit_test(other_vectors_are_kept),
      cmocka_unit_test(notification_follows_the_last_on),
      cmocka_unit_test(migration_meanwhile),
      cmocka_unit_test(reserved_meanwhile),
      cmocka_unit_test(never_the_same),
      cmocka_unit_test(drained_by_invalidation),
      cmocka_unit_test(overtaken_entry_is_read_again),
      cmocka_unit_test(entry_is_cached),
      cmocka_unit_test(probes_have_no_effect),
      cmocka_unit_test(state_in_between),
      cmocka_unit_test(configuration),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
