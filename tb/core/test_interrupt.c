// SPDX-License-Identifier: Apache-2.0
// Interrupt requests (chapter 5): pass-through, compatibility format, remapping with every fault,
// the interrupt entry cache.
#include <string.h>

#include "core_test.h"

#define SID 0x0810

struct machine {
  core_test t;
  uint64_t irt;
  vtdt_queue q;
};

// Interrupt remapping on: a table of 2^(s+1) entries, x2APIC mode or not.
static struct machine begin_with(const vtd_config *config, bool eime, unsigned s) {
  struct machine m;
  m.t = core_test_begin(config);
  m.irt = vtdt_pages(&m.t.guest->space, 256);
  m.q = vtdt_queue_new(&m.t.guest->space, 0, false);
  assert_true(vtdt_queue_enable(m.t.unit, &m.q));
  vtdt_reg64_write(m.t.unit, VTD_IRTA_REG, m.irt | s | (eime ? VTD_IRTA_EIME : 0));
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_SIRTP));
  assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_IRE));
  return m;
}

static struct machine begin(bool eime) {
  return begin_with(NULL, eime, 15);
}

static vtd_interrupt_result interrupt(struct machine *m, uint64_t addr, uint32_t data,
                                      uint16_t sid) {
  vtd_interrupt_request r = {addr, data, sid, 0};
  vtd_interrupt_result result;
  memset(&result, 0xA5, sizeof result);
  vtd_interrupt(m->t.unit, &r, &result);
  return result;
}

static vtd_interrupt_result by_index(struct machine *m, uint16_t index, uint16_t sid) {
  return interrupt(m, vtdt_msi_addr(index, false), 0, sid);
}

static void set(struct machine *m, uint32_t index, const vtdt_irte *irte) {
  vtdt_irte_set(&m->t.guest->space, m->irt, index, irte);
}

static void set_words(struct machine *m, uint32_t index, uint64_t low, uint64_t high) {
  const uint64_t words[2] = {low, high};
  vtdt_write_words(&m->t.guest->space, m->irt + index * 16, words, 2);
}

static void flush(struct machine *m) {
  assert_true(vtdt_queue_submit(m->t.unit, &m->q, vtdt_iec_global()));
}

static void expect_fault(struct machine *m, vtd_interrupt_result r, unsigned code, uint16_t index,
                         uint16_t sid) {
  assert_int_equal(r.status, VTD_BLOCKED);
  assert_int_equal(r.code, code);
  assert_true(r.flags & VTD_RES_LOGGED);
  unsigned fri = vtd_fsts_fri(fsts(&m->t));
  uint32_t reg = vtdt_frcd_reg(m->t.unit, fri);
  assert_int_equal(vtdt_reg64(m->t.unit, reg), (uint64_t)index << 48);
  uint64_t high = vtdt_reg64(m->t.unit, reg + 8);
  assert_int_equal(high, UINT64_C(1) << 63 | (uint64_t)code << 32 | sid);
  vtdt_reg32_write(m->t.unit, reg + 12, 0x80000000);
  assert_int_equal(fsts(&m->t) & 0xFF, 0);
}

// ---- Formats

static void disabled_passes_everything(void **state) {
  (void)state;
  struct machine m = begin(false);
  vtdt_gcmd_clear(m.t.unit, VTD_GCMD_IRE);
  uint64_t reads = m.t.guest->reads;
  static const uint64_t addrs[] = {0xFEE00000, 0xFEE01000, 0xFEE24698, 0xFEEFFFFC};
  for (unsigned i = 0; i < 4; i++) {
    vtd_interrupt_result r = interrupt(&m, addrs[i], 0xFFFF4041, SID);
    assert_int_equal(r.status, VTD_OK);
    assert_int_equal(r.addr, addrs[i]);
    assert_int_equal(r.data, 0xFFFF4041);
  }
  assert_int_equal(m.t.guest->reads, reads);
  core_test_end(&m.t);
}

static void not_an_interrupt(void **state) {
  (void)state;
  struct machine m = begin(false);
  assert_int_equal(interrupt(&m, 0xFEDFFFFC, 0, SID).status, VTD_BLOCKED);
  assert_int_equal(interrupt(&m, UINT64_C(0x1FEE00000), 0, SID).status, VTD_BLOCKED);
  assert_int_equal(fsts(&m.t), 0);
  core_test_end(&m.t);
}

// Compatibility format passes only with CFIS=1 and EIME=0.
static void compatibility_format(void **state) {
  (void)state;
  for (unsigned eime = 0; eime < 2; eime++)
    for (unsigned cfi = 0; cfi < 2; cfi++) {
      struct machine m = begin(eime);
      if (cfi)
        assert_true(vtdt_gcmd_set(m.t.unit, VTD_GCMD_CFI));
      vtd_interrupt_result r = interrupt(&m, 0xFEE01004, 0x4041, SID);
      if (cfi && !eime) {
        assert_int_equal(r.status, VTD_OK);
        assert_int_equal(r.addr, 0xFEE01004);
        assert_int_equal(r.data, 0x4041);
        assert_int_equal(fsts(&m.t), 0);
      } else {
        expect_fault(&m, r, 0x25, 0, SID);
      }
      core_test_end(&m.t);
    }
}

static void handle_and_subhandle(void **state) {
  (void)state;
  assert_int_equal(vtdt_msi_addr(0x1234, true), 0xFEE24698);
  assert_int_equal(vtdt_msi_addr(0x8001, false), 0xFEE00034);
  struct machine m = begin(false);
  vtdt_irte e = {.vector = 0x31, .dst = 1 << 8};
  set(&m, 0x1234, &e);
  e.vector = 0x32;
  set(&m, 0x1239, &e);
  e.vector = 0x33;
  set(&m, 0x8001, &e);
  assert_int_equal(interrupt(&m, 0xFEE24698, 0, SID).data & 0xFF, 0x31);
  assert_int_equal(interrupt(&m, 0xFEE24698, 5, SID).data & 0xFF, 0x32);
  // SHV=0: the data is ignored, whatever it holds.
  assert_int_equal(interrupt(&m, 0xFEE00034, 0xFFFFFFFF, SID).data & 0xFF, 0x33);
  // Address bits 1:0 do not matter.
  assert_int_equal(interrupt(&m, 0xFEE00037, 0, SID).data & 0xFF, 0x33);
  core_test_end(&m.t);
}

// ---- The message that comes out

static void xapic_message(void **state) {
  (void)state;
  struct machine m = begin(false);
  // Worked value: vector 31h, APIC id 1, SID 0810h, SVT=01.
  vtdt_irte e = {.vector = 0x31, .dst = 1 << 8, .sid = SID, .svt = VTD_IRTE_SVT_SID};
  uint64_t words[2];
  vtdt_irte_words(&e, words);
  assert_int_equal(words[0], UINT64_C(0x0000010000310001));
  assert_int_equal(words[1], 0x40810);
  set(&m, 7, &e);
  vtd_interrupt_result r = by_index(&m, 7, SID);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.addr, 0xFEE01000);
  assert_int_equal(r.data, 0x4031); // level "assert", edge
  assert_int_equal(r.reads, 1);
  // All fields at once.
  e = (vtdt_irte){.vector = 0xFE,
                  .dst = 0xA5 << 8,
                  .dm = true,
                  .rh = true,
                  .tm = true,
                  .dlm = VTD_IRTE_DLM_LOWEST};
  set(&m, 8, &e);
  r = by_index(&m, 8, SID);
  assert_int_equal(r.addr, 0xFEEA500C);
  assert_int_equal(r.data, 0xC1FE);
  core_test_end(&m.t);
}

static void x2apic_message(void **state) {
  (void)state;
  struct machine m = begin(true);
  vtdt_irte e = {.vector = 0x31, .dst = 0x12345678};
  set(&m, 7, &e);
  vtd_interrupt_result r = by_index(&m, 7, SID);
  // The upper address holds APIC id 31:8 in its bits 31:8.
  assert_int_equal(r.addr, UINT64_C(0x12345600FEE78000));
  core_test_end(&m.t);
}

// Delivery modes: 3 and 6 are reserved.
static void delivery_modes(void **state) {
  (void)state;
  struct machine m = begin(false);
  for (unsigned dlm = 0; dlm < 8; dlm++) {
    vtdt_irte e = {.vector = 0x40, .dlm = (uint8_t)dlm};
    set(&m, dlm, &e);
    vtd_interrupt_result r = by_index(&m, (uint16_t)dlm, SID);
    if (dlm == 3 || dlm == 6) {
      expect_fault(&m, r, 0x24, (uint16_t)dlm, SID);
    } else {
      assert_int_equal(r.status, VTD_OK);
      assert_int_equal(r.data >> 8 & 7, dlm);
    }
  }
  core_test_end(&m.t);
}

// ---- Source verification

static void source_id(void **state) {
  (void)state;
  static const uint16_t ignore[] = {0, 4, 6, 7};
  struct machine m = begin(false);
  for (unsigned sq = 0; sq < 4; sq++) {
    vtdt_irte e = {.vector = 1, .sid = SID, .sq = (uint8_t)sq, .svt = VTD_IRTE_SVT_SID};
    set(&m, sq, &e);
    for (unsigned bit = 0; bit < 16; bit++) {
      uint16_t who = (uint16_t)(SID ^ 1u << bit);
      vtd_interrupt_result r = by_index(&m, (uint16_t)sq, who);
      if (ignore[sq] >> bit & 1)
        assert_int_equal(r.status, VTD_OK);
      else
        expect_fault(&m, r, 0x26, (uint16_t)sq, who);
    }
    assert_int_equal(by_index(&m, (uint16_t)sq, SID).status, VTD_OK);
  }
  // Bus range 20h..30h, both ends included.
  vtdt_irte e = {.vector = 1, .sid = 0x2030, .svt = VTD_IRTE_SVT_BUS};
  set(&m, 9, &e);
  for (unsigned bus = 0; bus < 256; bus++) {
    uint16_t who = (uint16_t)(bus << 8 | 0x55);
    vtd_interrupt_result r = by_index(&m, 9, who);
    if (bus >= 0x20 && bus <= 0x30)
      assert_int_equal(r.status, VTD_OK);
    else
      expect_fault(&m, r, 0x26, 9, who);
  }
  // No check, and the reserved encoding.
  e = (vtdt_irte){.vector = 1, .sid = 1};
  set(&m, 10, &e);
  assert_int_equal(by_index(&m, 10, 0xFFFF).status, VTD_OK);
  e.svt = VTD_IRTE_SVT_RSVD;
  set(&m, 11, &e);
  expect_fault(&m, by_index(&m, 11, 1), 0x24, 11, 1);
  core_test_end(&m.t);
}

// ---- Faults

static void reserved_request(void **state) {
  (void)state;
  struct machine m = begin(false);
  for (unsigned bit = 16; bit < 32; bit++)
    expect_fault(&m, interrupt(&m, vtdt_msi_addr(3, true), 1u << bit, SID), 0x20, 0, SID);
  core_test_end(&m.t);
}

static void index_beyond_the_table(void **state) {
  (void)state;
  for (unsigned s = 0; s < 16; s++) {
    struct machine m = begin_with(NULL, false, s);
    uint32_t count = 2u << s;
    vtdt_irte e = {.vector = 0x77};
    set(&m, count - 1, &e);
    assert_int_equal(by_index(&m, (uint16_t)(count - 1), SID).status, VTD_OK);
    if (count < 65536) {
      expect_fault(&m, by_index(&m, (uint16_t)count, SID), 0x21, (uint16_t)count, SID);
      expect_fault(&m, by_index(&m, 0xFFFF, SID), 0x21, 0xFFFF, SID);
    }
    // A carry out of 16 bits.
    vtd_interrupt_result r = interrupt(&m, vtdt_msi_addr(0xFFFF, true), 1, SID);
    assert_int_equal(r.code, 0x21);
    core_test_end(&m.t);
  }
}

static void table_beyond_the_host_width(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.haw = 39;
  struct machine m = begin_with(&c, false, 15);
  uint64_t last_page = (UINT64_C(1) << 39) - 4096;
  vtdt_reg64_write(m.t.unit, VTD_IRTA_REG, last_page | 15);
  vtdt_gcmd_set(m.t.unit, VTD_GCMD_SIRTP);
  flush(&m);
  assert_int_equal(by_index(&m, 255, SID).code, 0x22); // the last that fits, not present
  assert_int_equal(by_index(&m, 256, SID).code, 0x21);
  core_test_end(&m.t);
}

static void access_error(void **state) {
  (void)state;
  struct machine m = begin(false);
  m.t.guest->fail_base = m.irt + 5 * 16;
  m.t.guest->fail_bytes = 16;
  expect_fault(&m, by_index(&m, 5, SID), 0x23, 5, SID);
  core_test_end(&m.t);
}

static void not_present(void **state) {
  (void)state;
  struct machine m = begin(false);
  // Worked value: index 8005h, SID F0F8h.
  vtd_interrupt_result r = by_index(&m, 0x8005, 0xF0F8);
  assert_int_equal(r.code, 0x22);
  uint32_t reg = vtdt_frcd_reg(m.t.unit, 0);
  assert_int_equal(vtdt_reg64(m.t.unit, reg), UINT64_C(0x8005000000000000));
  assert_int_equal(vtdt_reg64(m.t.unit, reg + 8), UINT64_C(0x800000220000F0F8));
  core_test_end(&m.t);
}

// Every reserved bit of an entry, one at a time; masks typed from the architecture. IM and, without
// x2APIC mode, DST outside of the second byte are reserved here.
static void reserved_entry_bits(void **state) {
  (void)state;
  for (unsigned eime = 0; eime < 2; eime++) {
    struct machine m = begin(eime);
    const uint64_t low = UINT64_C(0x00000000FF00F000) | (eime ? 0 : UINT64_C(0xFFFF00FF00000000));
    const uint64_t high = UINT64_C(0xFFFFFFFFFFF00000);
    for (unsigned bit = 0; bit < 128; bit++) {
      if (bit == 0)
        continue;
      uint64_t words[2] = {1, 0};
      words[bit / 64] |= UINT64_C(1) << bit % 64;
      bool reserved = ((bit < 64 ? low : high) >> bit % 64 & 1) != 0;
      set_words(&m, bit, words[0], words[1]);
      vtd_interrupt_result r = by_index(&m, (uint16_t)bit, 0);
      if (reserved)
        expect_fault(&m, r, 0x24, (uint16_t)bit, 0);
      else if (r.code == 0x26 || bit == 83) // SVT or its SID
        assert_true(bit >= 64 && bit <= 83);
      else
        assert_int_equal(r.status, VTD_OK);
      for (unsigned i = 0; i < 8; i++)
        vtdt_reg32_write(m.t.unit, vtdt_frcd_reg(m.t.unit, i) + 12, 0x80000000);
    }
    core_test_end(&m.t);
  }
}

// FPD counts even with P=0, for qualified faults only.
static void fpd(void **state) {
  (void)state;
  struct machine m = begin(false);
  set_words(&m, 1, VTD_IRTE_FPD, 0); // not present: 22h is qualified
  vtd_interrupt_result r = by_index(&m, 1, SID);
  assert_int_equal(r.code, 0x22);
  assert_false(r.flags & VTD_RES_LOGGED);
  set_words(&m, 2, VTD_IRTE_P | VTD_IRTE_FPD | VTD_IRTE_IM, 0); // 24h
  assert_int_equal(by_index(&m, 2, SID).code, 0x24);
  vtdt_irte e = {.fpd = true, .sid = 1, .svt = VTD_IRTE_SVT_SID}; // 26h
  set(&m, 3, &e);
  assert_int_equal(by_index(&m, 3, SID).code, 0x26);
  assert_int_equal(fsts(&m.t), 0);
  assert_int_equal(vtd_get_counters(m.t.unit)->faults_quiet, 3);
  assert_int_equal(vtd_get_counters(m.t.unit)->interrupts, 3);
  core_test_end(&m.t);
}

// ---- Cache

static void cached_until_invalidated(void **state) {
  (void)state;
  struct machine m = begin(false);
  vtdt_irte e = {.vector = 0x31};
  set(&m, 0x40, &e);
  assert_int_equal(by_index(&m, 0x40, SID).reads, 1);
  vtd_interrupt_result r = by_index(&m, 0x40, SID);
  assert_int_equal(r.reads, 0);
  assert_int_equal(r.data & 0xFF, 0x31);
  e.vector = 0x32;
  set(&m, 0x40, &e);
  // Index-selective, with a mask of 3 bits: 40h to 47h.
  assert_true(vtdt_queue_submit(m.t.unit, &m.q, vtdt_iec_index(0x48, 3)));
  assert_int_equal(by_index(&m, 0x40, SID).data & 0xFF, 0x31);
  vtdt_descriptor d = vtdt_iec_index(0x40, 3);
  assert_int_equal(d.word[0], UINT64_C(0x0000004018000014));
  assert_true(vtdt_queue_submit(m.t.unit, &m.q, d));
  assert_int_equal(by_index(&m, 0x40, SID).data & 0xFF, 0x32);
  core_test_end(&m.t);
}

static void index_masks(void **state) {
  (void)state;
  struct machine m = begin(false);
  for (unsigned im = 0; im <= 15; im += 3) {
    vtdt_irte e = {.vector = 0x31};
    for (unsigned i = 0; i < 256; i++)
      set(&m, i, &e);
    flush(&m);
    for (unsigned i = 0; i < 256; i++)
      by_index(&m, (uint16_t)i, SID);
    assert_true(vtdt_queue_submit(m.t.unit, &m.q, vtdt_iec_index(0x35, im)));
    for (unsigned i = 0; i < 256; i++)
      assert_int_equal(by_index(&m, (uint16_t)i, SID).reads, i >> im == 0x35u >> im ? 1 : 0);
  }
  core_test_end(&m.t);
}

// Not-present and faulting entries are never cached: a new entry works at once.
static void faults_are_not_cached(void **state) {
  (void)state;
  struct machine m = begin(false);
  assert_int_equal(by_index(&m, 5, SID).code, 0x22);
  set_words(&m, 5, VTD_IRTE_P | VTD_IRTE_IM, 0);
  assert_int_equal(by_index(&m, 5, SID).code, 0x24);
  vtdt_irte e = {.vector = 0x31};
  set(&m, 5, &e);
  assert_int_equal(by_index(&m, 5, SID).status, VTD_OK);
  core_test_end(&m.t);
}

// Entries that share a line of the direct-mapped cache do not answer for each other, and the model
// works without the cache.
static void conflicts_and_no_cache(void **state) {
  (void)state;
  for (unsigned entries = 0; entries <= 4; entries += 2) {
    vtd_config c = vtd_config_default();
    c.iec_entries = entries;
    struct machine m = begin_with(&c, false, 15);
    for (unsigned i = 0; i < 64; i++) {
      vtdt_irte e = {.vector = (uint8_t)(0x40 + i)};
      set(&m, i, &e);
    }
    for (unsigned n = 0; n < 3; n++)
      for (unsigned i = 0; i < 64; i++)
        assert_int_equal(by_index(&m, (uint16_t)i, SID).data & 0xFF, 0x40 + i);
    flush(&m);
    core_test_end(&m.t);
  }
}

// The table address counts from SIRTP; ESIRTPS makes the command flush the cache, and IRE off, too.
static void table_pointer(void **state) {
  (void)state;
  for (unsigned esirtps = 0; esirtps < 2; esirtps++) {
    vtd_config c = vtd_config_default();
    c.cap = vtd_cap_esirtps_set(c.cap, esirtps);
    struct machine m = begin_with(&c, false, 15);
    uint64_t other = vtdt_pages(&m.t.guest->space, 256);
    vtdt_irte e = {.vector = 0x31};
    set(&m, 5, &e);
    e.vector = 0x32;
    vtdt_irte_set(&m.t.guest->space, other, 5, &e);
    e.vector = 0x33;
    vtdt_irte_set(&m.t.guest->space, other, 6, &e);
    by_index(&m, 5, SID);
    vtdt_reg64_write(m.t.unit, VTD_IRTA_REG, other | 15);
    assert_int_equal(by_index(&m, 6, SID).code, 0x22); // still the old table
    vtdt_gcmd_set(m.t.unit, VTD_GCMD_SIRTP);
    assert_int_equal(by_index(&m, 6, SID).data & 0xFF, 0x33);
    assert_int_equal(by_index(&m, 5, SID).data & 0xFF, esirtps ? 0x32 : 0x31);
    flush(&m);
    assert_int_equal(by_index(&m, 5, SID).data & 0xFF, 0x32);
    vtdt_gcmd_clear(m.t.unit, VTD_GCMD_IRE);
    vtdt_gcmd_set(m.t.unit, VTD_GCMD_IRE);
    assert_int_equal(by_index(&m, 5, SID).reads, esirtps ? 1 : 0);
    core_test_end(&m.t);
  }
}

static void reset_empties_the_cache(void **state) {
  (void)state;
  struct machine m = begin(false);
  vtdt_irte e = {.vector = 0x31};
  set(&m, 5, &e);
  by_index(&m, 5, SID);
  vtd_reset(m.t.unit, false);
  assert_int_equal(by_index(&m, 5, SID).addr, vtdt_msi_addr(5, false)); // remapping is off
  e.vector = 0x32;
  set(&m, 5, &e);
  vtdt_reg64_write(m.t.unit, VTD_IRTA_REG, m.irt | 15);
  vtdt_gcmd_set(m.t.unit, VTD_GCMD_SIRTP);
  vtdt_gcmd_set(m.t.unit, VTD_GCMD_IRE);
  assert_int_equal(by_index(&m, 5, SID).data & 0xFF, 0x32);
  core_test_end(&m.t);
}

// Event messages of the unit itself are never remapped.
static void event_messages_bypass_remapping(void **state) {
  (void)state;
  struct machine m = begin(true);
  vtdt_reg32_write(m.t.unit, VTD_FEDATA_REG, 0x41);
  vtdt_reg32_write(m.t.unit, VTD_FEADDR_REG, 0xFEE01000); // compatibility format: would be blocked
  vtdt_reg32_write(m.t.unit, VTD_FECTL_REG, 0);
  assert_int_equal(by_index(&m, 5, SID).code, 0x22);
  assert_int_equal(m.t.guest->message_count, 1);
  assert_int_equal(m.t.guest->messages[0].addr, 0xFEE01000);
  assert_int_equal(m.t.guest->messages[0].data, 0x41);
  assert_int_equal(vtd_get_counters(m.t.unit)->faults, 1);
  core_test_end(&m.t);
}

// What an invalidation overtook is read again; if that goes on, it is used but not cached.
struct race {
  struct machine *m;
  unsigned times;
};

static void invalidate_inside(void *ctx, uint64_t addr, vtd_mem_use use, bool write) {
  struct race *r = ctx;
  (void)addr;
  (void)write;
  if (use != VTD_MEM_IRTE || r->times == 0)
    return;
  r->times--;
  flush(r->m);
}

static void overtaken_fill_is_dropped(void **state) {
  (void)state;
  struct machine m = begin(false);
  vtdt_irte e = {.vector = 0x31};
  set(&m, 5, &e);
  struct race r = {&m, 1};
  m.t.guest->on_access = invalidate_inside;
  m.t.guest->on_access_ctx = &r;
  assert_int_equal(by_index(&m, 5, SID).reads, 2);
  assert_int_equal(by_index(&m, 5, SID).reads, 0);
  flush(&m);
  r.times = 100;
  vtd_interrupt_result result = by_index(&m, 5, SID);
  assert_int_equal(result.status, VTD_OK);
  assert_int_equal(result.reads, 1 + VTD_WALK_RETRIES);
  r.times = 0;
  assert_int_equal(by_index(&m, 5, SID).reads, 1);
  core_test_end(&m.t);
}

// kvm-unit-tests: FPD set, SVT=01, MSI with SHV=0, IOAPIC edge vector.
static void sequence_kvm_unit_tests(void **state) {
  (void)state;
  struct machine m = begin(false);
  vtdt_irte e = {.fpd = true, .vector = 0xEE, .dst = 0, .sid = 0x0020, .svt = VTD_IRTE_SVT_SID};
  set(&m, 0, &e);
  vtd_interrupt_result r = interrupt(&m, vtdt_msi_addr(0, false), 0, 0x0020);
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.addr, 0xFEE00000);
  assert_int_equal(r.data & 0xFF, 0xEE);
  e.sid = 0xFFFE;
  e.vector = 0x41;
  set(&m, 1, &e);
  assert_int_equal(interrupt(&m, vtdt_msi_addr(1, false), 0x41, 0xFFFE).data & 0xFF, 0x41);
  assert_int_equal(fsts(&m.t), 0);
  core_test_end(&m.t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(disabled_passes_everything),
      cmocka_unit_test(not_an_interrupt),
      cmocka_unit_test(compatibility_format),
      cmocka_unit_test(handle_and_subhandle),
      cmocka_unit_test(xapic_message),
      cmocka_unit_test(x2apic_message),
      cmocka_unit_test(delivery_modes),
      cmocka_unit_test(source_id),
      cmocka_unit_test(reserved_request),
      cmocka_unit_test(index_beyond_the_table),
      cmocka_unit_test(table_beyond_the_host_width),
      cmocka_unit_test(access_error),
      cmocka_unit_test(not_present),
      cmocka_unit_test(reserved_entry_bits),
      cmocka_unit_test(fpd),
      cmocka_unit_test(cached_until_invalidated),
      cmocka_unit_test(index_masks),
      cmocka_unit_test(faults_are_not_cached),
      cmocka_unit_test(conflicts_and_no_cache),
      cmocka_unit_test(table_pointer),
      cmocka_unit_test(reset_empties_the_cache),
      cmocka_unit_test(event_messages_bypass_remapping),
      cmocka_unit_test(overtaken_fill_is_dropped),
      cmocka_unit_test(sequence_kvm_unit_tests),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
