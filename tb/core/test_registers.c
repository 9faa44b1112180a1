// SPDX-License-Identifier: Apache-2.0
// The register window (chapter 11): access sizes, attributes, GCMD/GSTS handshakes, register-based
// invalidation.
#include "core_test.h"

#define INVALID UINT64_C(0xDEADBEEF)

static vtd_reg_status read_status(core_test *t, uint32_t offset, uint32_t bytes) {
  uint64_t value = INVALID, peeked = INVALID;
  vtd_reg_status status = vtd_reg_read(t->unit, offset, bytes, &value);
  assert_int_equal(vtd_reg_peek(t->unit, offset, bytes, &peeked), status);
  assert_int_equal(value, peeked);
  if (status != VTD_REG_OK)
    assert_int_equal(value, 0);
  return status;
}

// ---- Access rules

static void sizes_and_alignment(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  static const uint32_t bad_sizes[] = {0, 1, 2, 3, 5, 6, 7, 9, 16, 0x80000000u, 0xFFFFFFFFu};
  for (size_t i = 0; i < sizeof bad_sizes / sizeof bad_sizes[0]; i++) {
    assert_int_equal(read_status(&t, VTD_CAP_REG, bad_sizes[i]), VTD_REG_BAD_SIZE);
    assert_int_equal(vtd_reg_write(t.unit, VTD_RTADDR_REG, bad_sizes[i], ~UINT64_C(0)),
                     VTD_REG_BAD_SIZE);
  }
  assert_int_equal(read_status(&t, VTD_CAP_REG + 1, 4), VTD_REG_UNALIGNED);
  assert_int_equal(read_status(&t, VTD_CAP_REG + 2, 4), VTD_REG_UNALIGNED);
  assert_int_equal(read_status(&t, VTD_CAP_REG + 4, 8), VTD_REG_UNALIGNED);
  assert_int_equal(read_status(&t, 0x1000, 4), VTD_REG_OUT_OF_WINDOW);
  assert_int_equal(read_status(&t, 0xFFC, 8), VTD_REG_OUT_OF_WINDOW);
  assert_int_equal(read_status(&t, 0xFFFFFFFC, 4), VTD_REG_OUT_OF_WINDOW);
  assert_int_equal(read_status(&t, 0xFFC, 4), VTD_REG_OK);
  assert_int_equal(read_status(&t, 0xFF8, 8), VTD_REG_OK); // reserved space
  // A qword at a 32-bit register, in either half.
  assert_int_equal(read_status(&t, VTD_VER_REG, 8), VTD_REG_BAD_SIZE);
  assert_int_equal(read_status(&t, VTD_GCMD_REG, 8), VTD_REG_BAD_SIZE);
  assert_int_equal(read_status(&t, VTD_FSTS_REG - 4, 8), VTD_REG_BAD_SIZE);
  assert_int_equal(read_status(&t, VTD_ICS_REG - 4, 8), VTD_REG_BAD_SIZE);
  // 64- and 128-bit registers: qwords and dwords.
  assert_int_equal(read_status(&t, VTD_CAP_REG, 8), VTD_REG_OK);
  assert_int_equal(read_status(&t, VTD_CAP_REG + 4, 4), VTD_REG_OK);
  for (uint32_t i = 0; i < 16; i += 4)
    assert_int_equal(read_status(&t, vtdt_frcd_reg(t.unit, 0) + i, 4), VTD_REG_OK);
  assert_int_equal(read_status(&t, vtdt_frcd_reg(t.unit, 7) + 8, 8), VTD_REG_OK);
  // Nothing was written by the refused writes.
  assert_int_equal(vtdt_reg64(t.unit, VTD_RTADDR_REG), 0);
  assert_int_equal(vtd_reg_write(t.unit, VTD_FEDATA_REG - 4, 8, ~UINT64_C(0)), VTD_REG_BAD_SIZE);
  assert_int_equal(vtdt_reg32(t.unit, VTD_FEDATA_REG), 0);
  assert_int_equal(vtdt_reg32(t.unit, VTD_FECTL_REG), VTD_FECTL_IM);
  core_test_end(&t);
}

// Reserved offsets and bits read 0 and ignore writes; what can be written reads back. The masks are
// those of chapter 11 for the default unit (48-bit addresses), written down independently of the
// tables.
static void writable_bits(void **state) {
  (void)state;
  static const struct {
    uint32_t offset;
    uint64_t after_ones; // what the qword or dword reads after all ones were written
    uint32_t bytes;
  } expect[] = {
      {0x020, UINT64_C(0x0000FFFFFFFFFC00), 8}, // RTADDR: TTM and RTA up to bit 47
      {0x03C, 0x0000FFFF, 4},                   // FEDATA
      {0x040, 0xFFFFFFFC, 4},                   // FEADDR
      {0x044, 0xFFFFFFFF, 4},                   // FEUADDR
      {0x038, 0x80000000, 4},                   // FECTL: IM only
      {0x068, 0xFFE00000, 4},                   // PLMBASE
      {0x06C, 0xFFE00000, 4},                   // PLMLIMIT
      {0x070, UINT64_C(0x0000FFFFFFE00000), 8}, // PHMBASE
      {0x078, UINT64_C(0x0000FFFFFFE00000), 8}, // PHMLIMIT
      {0x080, 0, 8},                            // IQH
      {0x088, 0x7FFF0, 8},                      // IQT
      {0x090, UINT64_C(0x0000FFFFFFFFF807), 8}, // IQA
      {0x09C, 0, 4},                            // ICS
      {0x0A0, 0x80000000, 4},                   // IECTL
      {0x0A4, 0x0000FFFF, 4},                   // IEDATA
      {0x0A8, 0xFFFFFFFC, 4},                   // IEADDR
      {0x0AC, 0xFFFFFFFF, 4},                   // IEUADDR
      {0x0B0, 0, 8},                            // IQERCD
      {0x0B8, UINT64_C(0x0000FFFFFFFFF80F), 8}, // IRTA
      {0x0C0, 0, 8},                            // PQH: no page requests here
      {0x0E0, 0, 4},                            // PECTL
      {0x058, 0, 8},                            // the former AFLOG
      {0x100, 0, 8},                            // MTRRCAP
      {0x300, 0, 8},                            // PERFCAP
      {0x400, 0, 8},                            // ECMD
      {0xDC0, 0, 8},
      {0xE00, 0, 8},
  };
  core_test t = core_test_begin(NULL);
  for (size_t i = 0; i < sizeof expect / sizeof expect[0]; i++) {
    assert_int_equal(vtd_reg_write(t.unit, expect[i].offset, expect[i].bytes, ~UINT64_C(0)),
                     VTD_REG_OK);
    uint64_t value = INVALID;
    vtd_reg_read(t.unit, expect[i].offset, expect[i].bytes, &value);
    if (value != expect[i].after_ones)
      fail_msg("%03xh reads %016llxh", (unsigned)expect[i].offset, (unsigned long long)value);
    assert_int_equal(vtd_reg_write(t.unit, expect[i].offset, expect[i].bytes, 0), VTD_REG_OK);
  }
  // Read-only ones.
  vtdt_reg64_write(t.unit, VTD_CAP_REG, 0);
  assert_int_equal(vtdt_reg64(t.unit, VTD_CAP_REG), t.config.cap);
  vtdt_reg32_write(t.unit, VTD_GSTS_REG, 0xFFFFFFFF);
  assert_int_equal(gsts(&t), 0);
  core_test_end(&t);
}

static void halves_are_written_separately(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtdt_reg32_write(t.unit, VTD_RTADDR_REG + 4, 0x12);
  vtdt_reg32_write(t.unit, VTD_RTADDR_REG, 0x34567FFF);
  assert_int_equal(vtdt_reg64(t.unit, VTD_RTADDR_REG), UINT64_C(0x1234567C00));
  assert_int_equal(vtdt_reg32(t.unit, VTD_RTADDR_REG + 4), 0x12);
  core_test_end(&t);
}

static void address_bits_follow_the_host_width(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.haw = 39;
  core_test t = core_test_begin(&c);
  vtdt_reg64_write(t.unit, VTD_IQA_REG, ~UINT64_C(0));
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQA_REG), UINT64_C(0x7FFFFFF807));
  core_test_end(&t);
}

// Registers of absent features read 0 and ignore writes.
static void absent_features(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.ecap = vtd_ecap_ir_set(vtd_ecap_eim_set(vtd_ecap_mhmv_set(c.ecap, 0), 0), 0);
  c.ecap = vtd_ecap_qi_set(vtd_ecap_dt_set(c.ecap, 0), 0);
  c.cap = vtd_cap_plmr_set(vtd_cap_phmr_set(c.cap, 0), 0);
  core_test t = core_test_begin(&c);
  static const uint32_t gone[] = {0x064, 0x068, 0x06C, 0x070, 0x078, 0x080, 0x088, 0x090,
                                  0x09C, 0x0A0, 0x0A4, 0x0A8, 0x0AC, 0x0B0, 0x0B8};
  for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
    vtdt_reg32_write(t.unit, gone[i], 0xFFFFFFFF);
    assert_int_equal(vtdt_reg32(t.unit, gone[i]), 0);
  }
  vtdt_reg32_write(t.unit, VTD_GCMD_REG,
                   VTD_GCMD_QIE | VTD_GCMD_IRE | VTD_GCMD_SIRTP | VTD_GCMD_CFI | VTD_GCMD_WBF);
  assert_int_equal(gsts(&t), 0);
  core_test_end(&t);
}

static void write_only_reads_zero(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, VTD_GCMD_CFI);
  assert_int_equal(vtdt_reg32(t.unit, VTD_GCMD_REG), 0);
  vtdt_reg64_write(t.unit, vtdt_iva_reg(t.unit), ~UINT64_C(0));
  assert_int_equal(vtdt_reg64(t.unit, vtdt_iva_reg(t.unit)), 0);
  vtdt_reg64_write(t.unit, VTD_CCMD_REG, UINT64_C(0x3FFFFFFFF));
  assert_int_equal(vtdt_reg64(t.unit, VTD_CCMD_REG), 0xFFFF); // SID and FM are write-only
  core_test_end(&t);
}

static void reset_values(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  for (uint32_t offset = 0; offset < t.config.reg_bytes; offset += 4) {
    uint32_t expected = 0;
    if (offset == 0x000)
      expected = t.config.ver;
    if (offset == 0x008 || offset == 0x00C)
      expected = (uint32_t)(t.config.cap >> (offset == 0x00C ? 32 : 0));
    if (offset == 0x010 || offset == 0x014)
      expected = (uint32_t)(t.config.ecap >> (offset == 0x014 ? 32 : 0));
    if (offset == 0x038 || offset == 0x0A0)
      expected = 0x80000000; // IM
    assert_int_equal(vtdt_reg32(t.unit, offset), expected);
  }
  core_test_end(&t);
}

// ---- GCMD / GSTS

static void one_shot_and_level_bits(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  // The root table counts from SRTP on, and RTPS stays.
  vtdt_reg64_write(t.unit, VTD_RTADDR_REG, 0x5000);
  assert_int_equal(gsts(&t), 0);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, VTD_GCMD_SRTP);
  assert_int_equal(gsts(&t), VTD_GSTS_RTPS);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, 0);
  assert_int_equal(gsts(&t), VTD_GSTS_RTPS);
  // Level bits follow, each on its own, with the one-shot status repeated or not.
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, VTD_GCMD_QIE);
  assert_int_equal(gsts(&t), VTD_GSTS_RTPS | VTD_GSTS_QIES);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_SIRTP);
  assert_int_equal(gsts(&t), VTD_GSTS_RTPS | VTD_GSTS_QIES | VTD_GSTS_IRTPS);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_IRE);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_TE);
  assert_int_equal(gsts(&t),
                   VTD_GSTS_RTPS | VTD_GSTS_QIES | VTD_GSTS_IRTPS | VTD_GSTS_IRES | VTD_GSTS_TES);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, (gsts(&t) & VTD_GSTS_KEEP) | VTD_GCMD_CFI);
  assert_true(vtd_gsts_cfis(gsts(&t)));
  // 0 in a level bit disables.
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, 0);
  assert_int_equal(gsts(&t), VTD_GSTS_RTPS | VTD_GSTS_IRTPS);
  core_test_end(&t);
}

// WBFS is 1 while the flush runs: it must read 0 right after, with or without RWBF.
static void write_buffer_flush(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.cap = vtd_cap_rwbf_set(c.cap, 1);
  core_test t = core_test_begin(&c);
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_WBF));
  assert_int_equal(gsts(&t), 0);
  core_test_end(&t);
}

static void esrtps_invalidates_everything(void **state) {
  (void)state;
  for (unsigned esrtps = 0; esrtps < 2; esrtps++) {
    vtd_config c = vtd_config_default();
    c.cap = vtd_cap_esrtps_set(c.cap, esrtps);
    core_test t = core_test_begin(&c);
    vtdt_set_root(t.unit, 0x5000, VTD_RTADDR_TTM_LEGACY);
    vtdt_gcmd_set(t.unit, VTD_GCMD_TE);
    vtdt_guest_clear_logs(t.guest);
    // The same root again: nothing changes but what the command itself invalidates.
    vtdt_set_root(t.unit, 0x5000, VTD_RTADDR_TTM_LEGACY);
    bool traced = false;
    for (size_t i = 0; i < t.guest->trace_count; i++)
      traced = traced || t.guest->traces[i].kind == VTD_TRACE_INVALIDATE;
    assert_int_equal(traced, esrtps);
    assert_true(gsts(&t) & VTD_GSTS_RTPS);
    core_test_end(&t);
  }
}

static bool revoked(core_test *t) {
  bool all = false;
  for (size_t i = 0; i < t->guest->inv_count; i++)
    all = all || t->guest->invs[i].scope == VTD_INV_GLOBAL;
  vtdt_guest_clear_logs(t->guest);
  return all;
}

// What was handed out for one mode ends with it: each change of TE, root and EPM is told to the
// host, and so is a reset.
static void mode_changes_revoke_grants(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtdt_set_root(t.unit, 0x5000, VTD_RTADDR_TTM_LEGACY);
  revoked(&t);
  vtdt_gcmd_set(t.unit, VTD_GCMD_TE);
  assert_true(revoked(&t));
  vtdt_set_root(t.unit, 0x9000, VTD_RTADDR_TTM_LEGACY);
  assert_true(revoked(&t));
  vtdt_reg32_write(t.unit, VTD_PMEN_REG, VTD_PMEN_EPM);
  assert_true(revoked(&t));
  vtdt_gcmd_clear(t.unit, VTD_GCMD_TE);
  assert_true(revoked(&t));
  vtdt_reg32_write(t.unit, VTD_RTADDR_REG, 0); // no command
  assert_false(revoked(&t));
  vtd_reset(t.unit, true);
  assert_true(revoked(&t));
  core_test_end(&t);
}

// ---- Register-based invalidation

static void context_command(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  for (unsigned g = VTD_CCMD_CIRG_GLOBAL; g <= VTD_CCMD_CIRG_DEVICE; g++) {
    uint64_t after = ccmd(&t, cc(g));
    assert_false(vtd_ccmd_icc(after));
    assert_int_equal(vtd_ccmd_caig(after), g);
  }
  assert_int_equal(vtd_get_counters(t.unit)->invalidations, 3);
  uint64_t after = ccmd(&t, cc(VTD_CCMD_CIRG_RSVD));
  assert_false(vtd_ccmd_icc(after));
  assert_int_equal(vtd_ccmd_caig(after), VTD_CCMD_CAIG_ERROR);
  assert_int_equal(vtd_get_counters(t.unit)->invalidations, 3);
  core_test_end(&t);
}

// The device-selective command carries SID, FM and DID to the cache.
static void context_command_device(void **state) {
  (void)state;
  static const uint16_t masks[] = {0xFFFF, 0xFFFB, 0xFFF9, 0xFFF8};
  core_test t = core_test_begin(NULL);
  for (unsigned fm = 0; fm < 4; fm++) {
    vtdt_guest_clear_logs(t.guest);
    uint64_t value = cc(VTD_CCMD_CIRG_DEVICE);
    value = vtd_ccmd_did_set(vtd_ccmd_sid_set(vtd_ccmd_fm_set(value, fm), 0x0810), 7);
    ccmd(&t, value);
    assert_int_equal(t.guest->inv_count, 1);
    assert_int_equal(t.guest->invs[0].scope, VTD_INV_DEVICE);
    assert_int_equal(t.guest->invs[0].sid, 0x0810);
    assert_int_equal(t.guest->invs[0].sid_mask, masks[fm]);
    assert_int_equal(t.guest->invs[0].did, 7);
  }
  core_test_end(&t);
}

// Only the write of the most significant byte starts the command.
static void top_byte_starts_commands(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  uint64_t value = cc(VTD_CCMD_CIRG_DEVICE) | vtd_ccmd_sid_set(0, 0x1234) | 0x55;
  vtdt_reg32_write(t.unit, VTD_CCMD_REG, (uint32_t)value);
  assert_int_equal(t.guest->inv_count, 0);
  vtdt_reg32_write(t.unit, VTD_CCMD_REG + 4, (uint32_t)(value >> 32));
  assert_int_equal(t.guest->inv_count, 1);
  assert_int_equal(t.guest->invs[0].sid, 0x1234);
  assert_int_equal(t.guest->invs[0].did, 0x55);

  uint32_t iotlb = vtdt_iotlb_reg(t.unit);
  value = VTD_IOTLB_IVT | vtd_iotlb_iirg_set(0, VTD_IOTLB_IIRG_DOMAIN) | vtd_iotlb_did_set(0, 9);
  vtdt_reg32_write(t.unit, iotlb, 0xFFFFFFFF);
  assert_int_equal(t.guest->inv_count, 1);
  vtdt_reg32_write(t.unit, iotlb + 4, (uint32_t)(value >> 32));
  assert_int_equal(t.guest->inv_count, 2);
  assert_int_equal(t.guest->invs[1].scope, VTD_INV_DOMAIN);
  assert_int_equal(t.guest->invs[1].did, 9);
  // Without ICC / IVT nothing starts.
  vtdt_reg64_write(t.unit, VTD_CCMD_REG, cc(VTD_CCMD_CIRG_GLOBAL) & ~VTD_CCMD_ICC);
  vtdt_reg64_write(t.unit, iotlb, value & ~VTD_IOTLB_IVT);
  assert_int_equal(t.guest->inv_count, 2);
  core_test_end(&t);
}

static void iotlb_granularities(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_RSVD, 0), VTD_IOTLB_IAIG_ERROR);
  assert_int_equal(t.guest->inv_count, 0);
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_GLOBAL, 0), VTD_IOTLB_IAIG_GLOBAL);
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_DOMAIN, 3), VTD_IOTLB_IAIG_DOMAIN);
  // 2 MiB at 1234_5000h: the range is aligned down. IH travels.
  vtdt_reg64_write(t.unit, vtdt_iva_reg(t.unit), 0x12345000 | VTD_IVA_IH | 9);
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_PAGE, 3), VTD_IOTLB_IAIG_PAGE);
  const vtd_inv *inv = &t.guest->invs[2];
  assert_int_equal(inv->scope, VTD_INV_DOMAIN_PAGE);
  assert_int_equal(inv->base, 0x12200000);
  assert_int_equal(inv->shift, 21);
  assert_true(inv->leaf_only);
  // Beyond MAMV: refused.
  vtdt_reg64_write(t.unit, vtdt_iva_reg(t.unit), 19);
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_PAGE, 3), VTD_IOTLB_IAIG_ERROR);
  assert_int_equal(t.guest->inv_count, 3);
  vtdt_reg64_write(t.unit, vtdt_iva_reg(t.unit), 18);
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_PAGE, 3), VTD_IOTLB_IAIG_PAGE);
  // Address bits at and above MGAW (57) are ignored.
  vtdt_reg64_write(t.unit, vtdt_iva_reg(t.unit), UINT64_C(0xFE00000000001000));
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_PAGE, 3), VTD_IOTLB_IAIG_PAGE);
  assert_int_equal(t.guest->invs[4].base, 0x1000);
  core_test_end(&t);
}

// Without page granularity the domain goes, and IAIG says so.
static void iotlb_page_without_psi(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.cap = vtd_cap_psi_set(c.cap, 0);
  core_test t = core_test_begin(&c);
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_PAGE, 3), VTD_IOTLB_IAIG_DOMAIN);
  assert_int_equal(t.guest->invs[0].scope, VTD_INV_DOMAIN);
  core_test_end(&t);
}

// Domain-id bits beyond CAP.ND are ignored in commands.
static void domain_bits_beyond_nd(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.cap = vtd_cap_nd_set(c.cap, 2);
  core_test t = core_test_begin(&c);
  iotlb_command(&t, VTD_IOTLB_IIRG_DOMAIN, 0xAB05);
  assert_int_equal(t.guest->invs[0].did, 0x05);
  core_test_end(&t);
}

static void expect_refused(core_test *t) {
  uint64_t after = ccmd(t, cc(VTD_CCMD_CIRG_GLOBAL));
  assert_false(vtd_ccmd_icc(after));
  assert_int_equal(vtd_ccmd_caig(after), VTD_CCMD_CAIG_ERROR);
  assert_int_equal(iotlb_command(t, VTD_IOTLB_IIRG_GLOBAL, 0), VTD_IOTLB_IAIG_ERROR);
}

static void register_invalidation_is_refused(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  // While the queue is on.
  vtdt_gcmd_set(t.unit, VTD_GCMD_QIE);
  expect_refused(&t);
  vtdt_gcmd_clear(t.unit, VTD_GCMD_QIE);
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_GLOBAL, 0), VTD_IOTLB_IAIG_GLOBAL);
  // In another mode, as latched (not as written).
  vtdt_reg64_write(t.unit, VTD_RTADDR_REG, vtd_rtaddr_ttm_set(0, VTD_RTADDR_TTM_ABORT));
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_GLOBAL, 0), VTD_IOTLB_IAIG_GLOBAL);
  vtdt_gcmd_set(t.unit, VTD_GCMD_SRTP);
  expect_refused(&t);
  core_test_end(&t);
  // From version 6 on.
  vtd_config c = vtd_config_default();
  c.ver = 0x60;
  c.cap = vtd_cap_sagaw_set(c.cap, 0);
  t = core_test_begin(&c);
  expect_refused(&t);
  core_test_end(&t);
}

// Random accesses: nothing crashes, reads agree with peeks, reserved space stays 0.
static void random_accesses(void **state) {
  (void)state;
  uint64_t seed = UINT64_C(0x9E3779B97F4A7C15);
  print_message("seed %llx\n", (unsigned long long)seed);
  core_test t = core_test_begin(NULL);
  t.guest->limit = 1 << 24; // most table addresses do not exist
  for (unsigned i = 0; i < 200000; i++) {
    uint64_t r = vtdt_random(&seed);
    uint32_t offset = (uint32_t)(r & 0xFFF);
    if ((r >> 12 & 3) != 0)
      offset &= 0xFC; // the busy part
    uint32_t bytes = (r >> 14 & 1) ? 4 : 8;
    if ((r >> 15 & 0x3F) == 0)
      bytes = (uint32_t)(r >> 21 & 0x1F);
    uint64_t data = vtdt_random(&seed);
    if (r >> 26 & 1)
      data &= vtdt_random(&seed) & vtdt_random(&seed);
    if (r >> 27 & 1)
      vtd_reg_write(t.unit, offset, bytes, data);
    else
      read_status(&t, offset, bytes);
    if (i % 1000 == 0)
      vtd_reset(t.unit, i % 2000 == 0);
  }
  for (uint32_t offset = 0xF00; offset < 0x1000; offset += 4)
    assert_int_equal(vtdt_reg32(t.unit, offset), 0);
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sizes_and_alignment),
      cmocka_unit_test(writable_bits),
      cmocka_unit_test(halves_are_written_separately),
      cmocka_unit_test(address_bits_follow_the_host_width),
      cmocka_unit_test(absent_features),
      cmocka_unit_test(write_only_reads_zero),
      cmocka_unit_test(reset_values),
      cmocka_unit_test(one_shot_and_level_bits),
      cmocka_unit_test(write_buffer_flush),
      cmocka_unit_test(esrtps_invalidates_everything),
      cmocka_unit_test(mode_changes_revoke_grants),
      cmocka_unit_test(context_command),
      cmocka_unit_test(context_command_device),
      cmocka_unit_test(top_byte_starts_commands),
      cmocka_unit_test(iotlb_granularities),
      cmocka_unit_test(iotlb_page_without_psi),
      cmocka_unit_test(domain_bits_beyond_nd),
      cmocka_unit_test(register_invalidation_is_refused),
      cmocka_unit_test(random_accesses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
