// SPDX-License-Identifier: Apache-2.0
// Configurations: the default can exist, and everything that no hardware could be is refused with a
// sentence that names the field (chapter 11: CAP_REG, ECAP_REG).
#include <stdlib.h>
#include <string.h>

#include "core_test.h"
#include "vtd/vtd_tables.h"

static void default_is_legal(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  assert_null(vtd_config_check(&c));
  assert_int_equal(vtd_ver_max(c.ver), 1);
  assert_int_equal(vtd_cap_nd(c.cap), 6);
  assert_int_equal(vtd_cap_nfr(c.cap), 7);
  assert_true(vtd_cap_mgaw(c.cap) + 1 >= c.haw);
  assert_true(vtd_ecap_qi(c.ecap));
  assert_true(vtd_ecap_ir(c.ecap));
}

static void default_is_below_one_mebibyte(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  size_t bytes = vtd_footprint(&c);
  print_message("default footprint: %zu bytes\n", bytes);
  assert_true(bytes > 0 && bytes < 1024 * 1024);
}

// What the unit shows is what the configuration says.
static void registers_show_the_configuration(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  assert_int_equal(vtdt_reg32(t.unit, VTD_VER_REG), 0x10);
  assert_int_equal(vtdt_reg64(t.unit, VTD_CAP_REG), t.config.cap);
  assert_int_equal(vtdt_reg64(t.unit, VTD_ECAP_REG), t.config.ecap);
  assert_int_equal(vtd_get_config(t.unit)->cap, t.config.cap);
  assert_int_equal(vtd_get_config(t.unit)->haw, t.config.haw);
  core_test_end(&t);
}

// ---- Refusals: change one thing, expect the field's name in the reason

typedef void (*change)(vtd_config *c);

static void nd7(vtd_config *c) {
  c->cap = vtd_cap_nd_set(c->cap, 7);
}
static void sagaw_none(vtd_config *c) {
  c->cap = vtd_cap_sagaw_set(c->cap, 0);
}
static void sagaw_bit0(vtd_config *c) {
  c->cap = vtd_cap_sagaw_set(c->cap, 5);
}
static void sagaw_bit4(vtd_config *c) {
  c->cap = vtd_cap_sagaw_set(c->cap, 0x14);
}
static void mgaw_low(vtd_config *c) {
  c->cap = vtd_cap_mgaw_set(c->cap, c->haw - 2);
}
static void mgaw_high(vtd_config *c) {
  c->cap = vtd_cap_mgaw_set(c->cap, 57);
}
static void mgaw_max(vtd_config *c) {
  c->cap = vtd_cap_mgaw_set(c->cap, 63);
}
static void sslps_1g_only(vtd_config *c) {
  c->cap = vtd_cap_sslps_set(c->cap, 2);
}
static void sslps_512g(vtd_config *c) {
  c->cap = vtd_cap_sslps_set(c->cap, 7);
}
static void cap_bit13(vtd_config *c) {
  c->cap |= UINT64_C(1) << 13;
}
static void cap_afl(vtd_config *c) {
  c->cap |= UINT64_C(1) << 3;
}
static void cap_bit58(vtd_config *c) {
  c->cap |= UINT64_C(1) << 58;
}
static void ecap_ecs(vtd_config *c) {
  c->ecap |= UINT64_C(1) << 24;
}
static void ecap_bit63(vtd_config *c) {
  c->ecap |= UINT64_C(1) << 63;
}
static void ver_high(vtd_config *c) {
  c->ver |= 0x100;
}
static void ver_zero(vtd_config *c) {
  c->ver = 0;
}
static void ver8(vtd_config *c) {
  c->ver = 0x80;
}
static void ver6_with_sagaw(vtd_config *c) {
  c->ver = 0x60;
}
static void ver2_without_drain(vtd_config *c) {
  c->ver = 0x20;
  c->cap = vtd_cap_drd_set(c->cap, 0);
}
static void haw31(vtd_config *c) {
  c->haw = 31;
}
static void haw53(vtd_config *c) {
  c->haw = 53;
}
static void pmr11(vtd_config *c) {
  c->pmr_align_log2 = 11;
}
static void pmr32(vtd_config *c) {
  c->pmr_align_log2 = 32;
}
static void window_small(vtd_config *c) {
  c->reg_bytes = 2048;
}
static void window_odd(vtd_config *c) {
  c->reg_bytes = 5000;
}
static void window_large(vtd_config *c) {
  c->reg_bytes = 131072;
}
static void no_qi_dt(vtd_config *c) {
  c->ecap = vtd_ecap_ir_set(vtd_ecap_eim_set(vtd_ecap_mhmv_set(c->ecap, 0), 0), 0);
  c->ecap = vtd_ecap_qi_set(c->ecap, 0);
}
static void no_qi_ir(vtd_config *c) {
  c->ecap = vtd_ecap_dt_set(vtd_ecap_qi_set(c->ecap, 0), 0);
}
static void eim_no_ir(vtd_config *c) {
  c->ecap = vtd_ecap_ir_set(c->ecap, 0);
}
static void mhmv_no_ir(vtd_config *c) {
  c->ecap = vtd_ecap_eim_set(vtd_ecap_ir_set(c->ecap, 0), 0);
}
static void nwfs_no_dt(vtd_config *c) {
  c->ecap = vtd_ecap_nwfs_set(vtd_ecap_dt_set(c->ecap, 0), 1);
}
static void dit_no_dt(vtd_config *c) {
  c->ecap = vtd_ecap_dit_set(vtd_ecap_dt_set(c->ecap, 0), 1);
}
static void pds_no_dt(vtd_config *c) {
  c->ecap = vtd_ecap_pds_set(vtd_ecap_dt_set(c->ecap, 0), 1);
}
static void fro_beyond(vtd_config *c) {
  c->cap = vtd_cap_fro_set(c->cap, 0xFF);
}
static void fro_on_fsts(vtd_config *c) {
  c->cap = vtd_cap_fro_set(c->cap, 3);
}
static void fro_grows_into_iro(vtd_config *c) {
  c->cap = vtd_cap_nfr_set(vtd_cap_fro_set(c->cap, 0x40), 255);
  c->reg_bytes = 8192;
  c->ecap = vtd_ecap_iro_set(c->ecap, 0x80);
}
static void iro_on_rtaddr(vtd_config *c) {
  c->ecap = vtd_ecap_iro_set(c->ecap, 2);
}
static void iro_beyond(vtd_config *c) {
  c->ecap = vtd_ecap_iro_set(c->ecap, 0x100);
}
static void sets0(vtd_config *c) {
  c->iotlb.sets = 0;
}
static void sets3(vtd_config *c) {
  c->iotlb.sets = 3;
}
static void ways32(vtd_config *c) {
  c->iotlb.ways = 32;
}
static void super128(vtd_config *c) {
  c->iotlb.super_entries = 128;
}
static void walks0(vtd_config *c) {
  c->iotlb.walks = 0;
}
static void walks33(vtd_config *c) {
  c->iotlb.walks = 33;
}
static void context8(vtd_config *c) {
  c->context_entries = 8;
}
static void context_odd(vtd_config *c) {
  c->context_entries = 100;
}
static void psc_odd(vtd_config *c) {
  c->psc_entries = 100;
}
static void iec_odd(vtd_config *c) {
  c->iec_entries = 3;
}

// A unit with counters, but for what the case gets wrong.
static vtd_perf_config *perf(vtd_config *c) {
  *c = vtd_config_scalable();
  return &c->perf;
}
static void sets_large(vtd_config *c) {
  c->iotlb.sets = 131072;
}
static void ways0(vtd_config *c) {
  c->iotlb.ways = 0;
}
static void super0(vtd_config *c) {
  c->iotlb.super_entries = 0;
}
static void pasid_odd(vtd_config *c) {
  c->pasid_entries = 48;
}
static void pasid_large(vtd_config *c) {
  c->pasid_entries = 131072;
}
static void psc_large(vtd_config *c) {
  c->psc_entries = 131072;
}
static void iec_large(vtd_config *c) {
  c->iec_entries = 131072;
}
static void ver2_without_write_drain(vtd_config *c) {
  c->ver = vtd_ver_max_set(0, 2);
  c->cap = vtd_cap_dwd_set(c->cap, 0);
}
static void perf_no_ecmds(vtd_config *c) {
  perf(c);
  c->cap = vtd_cap_ecmds_set(c->cap, 0);
}
static void perf_reserved(vtd_config *c) {
  perf(c)->cap |= UINT64_C(1) << 40;
}
static void perf_no_counter(vtd_config *c) {
  perf(c)->cap = vtd_perfcap_ncntr_set(c->perf.cap, 0);
}
static void perf_65_counters(vtd_config *c) {
  perf(c)->cap = vtd_perfcap_ncntr_set(c->perf.cap, 65);
}
static void perf_no_width(vtd_config *c) {
  perf(c)->cap = vtd_perfcap_cw_set(c->perf.cap, 0);
}
static void perf_65_bits(vtd_config *c) {
  perf(c)->cap = vtd_perfcap_cw_set(c->perf.cap, 65);
}
static void perf_six_groups(vtd_config *c) {
  perf(c)->cap = vtd_perfcap_egcnt_set(c->perf.cap, 6);
}
static void perf_clocks(vtd_config *c) {
  perf(c)->events[0] |= 1;
}
static void perf_occupancy(vtd_config *c) {
  perf(c)->clock = true;
  c->perf.events[0] |= 1 << 2;
}
static void perf_group_left_out(vtd_config *c) {
  perf(c)->cap = vtd_perfcap_egcnt_set(c->perf.cap, 4);
}
static void perf_odd_offset(vtd_config *c) {
  perf(c)->overflow_offset = 0x90C;
}
static void perf_far_offset(vtd_config *c) {
  perf(c)->freeze_offset = 0x10000;
}
static void perf_small_window(vtd_config *c) {
  perf(c);
  c->reg_bytes = 4096;
}
static void perf_on_pmen(vtd_config *c) {
  perf(c)->config_offset = 0x60;
}
static void perf_config_beyond(vtd_config *c) {
  perf(c)->config_offset = 0x1D00;
}
static void perf_status_on_status(vtd_config *c) {
  perf(c)->overflow_offset = c->perf.freeze_offset;
}
static void perf_freeze_on_config(vtd_config *c) {
  perf(c)->freeze_offset = 0x8F8;
}
static void perf_freeze_beyond(vtd_config *c) {
  perf(c)->freeze_offset = 0x2000;
}
static void perf_overflow_beyond(vtd_config *c) {
  perf(c)->overflow_offset = 0x2000;
}
static void perf_counter_on_config(vtd_config *c) {
  perf(c)->counter_offset = 0x580;
}
static void perf_own_no_pccs(vtd_config *c) {
  perf(c)->own_counters = 1;
}
static vtd_perf_config *own(vtd_config *c) {
  perf(c)->own_counters = 1;
  c->perf.cap |= VTD_PERFCAP_PCCS;
  return &c->perf;
}
static void perf_own_too_many(vtd_config *c) {
  own(c)->own_counters = 5;
}
static void perf_own_width(vtd_config *c) {
  own(c)->own_width = 65;
}
static void perf_own_events(vtd_config *c) {
  own(c)->own_events[3] = 4;
}
static void vcs_no_pasid(vtd_config *c) {
  c->ecap |= VTD_ECAP_VCS;
}

static const struct {
  change make;
  const char *names;
} refusals[] = {
    {nd7, "ND"},
    {sagaw_none, "SAGAW"},
    {sagaw_bit0, "SAGAW"},
    {sagaw_bit4, "SAGAW"},
    {mgaw_low, "MGAW"},
    {mgaw_high, "MGAW"},
    {mgaw_max, "MGAW"},
    {sslps_1g_only, "SSLPS"},
    {sslps_512g, "SSLPS"},
    {cap_bit13, "CAP_REG"},
    {cap_afl, "CAP_REG"},
    {cap_bit58, "CAP_REG"},
    {ecap_ecs, "ECAP_REG"},
    {ecap_bit63, "ECAP_REG"},
    {ver_high, "VER_REG"},
    {ver_zero, "VER.MAX"},
    {ver8, "VER.MAX"},
    {ver6_with_sagaw, "SAGAW"},
    {ver2_without_drain, "DRD"},
    {haw31, "haw"},
    {haw53, "haw"},
    {pmr11, "pmr_align_log2"},
    {pmr32, "pmr_align_log2"},
    {window_small, "reg_bytes"},
    {window_odd, "reg_bytes"},
    {window_large, "reg_bytes"},
    {no_qi_dt, "DT"},
    {no_qi_ir, "IR"},
    {eim_no_ir, "EIM"},
    {mhmv_no_ir, "MHMV"},
    {nwfs_no_dt, "NWFS"},
    {dit_no_dt, "DIT"},
    {pds_no_dt, "PDS"},
    {fro_beyond, "FRO"},
    {fro_on_fsts, "FRO"},
    {fro_grows_into_iro, "IRO"},
    {iro_on_rtaddr, "IRO"},
    {iro_beyond, "IRO"},
    {sets0, "iotlb.sets"},
    {sets3, "iotlb.sets"},
    {ways32, "iotlb.ways"},
    {super128, "iotlb.super_entries"},
    {walks0, "iotlb.walks"},
    {walks33, "iotlb.walks"},
    {context8, "context_entries"},
    {context_odd, "context_entries"},
    {psc_odd, "psc_entries"},
    {iec_odd, "iec_entries"},
    {sets_large, "iotlb.sets"},
    {ways0, "iotlb.ways"},
    {super0, "iotlb.super_entries"},
    {pasid_odd, "pasid_entries"},
    {pasid_large, "pasid_entries"},
    {psc_large, "psc_entries"},
    {iec_large, "iec_entries"},
    {ver2_without_write_drain, "DWD"},
    {perf_no_ecmds, "ECMDS"},
    {perf_reserved, "perf.cap"},
    {perf_no_counter, "NCNTR"},
    {perf_65_counters, "NCNTR"},
    {perf_no_width, "CW"},
    {perf_65_bits, "CW"},
    {perf_six_groups, "EGCNT"},
    {perf_clocks, "perf.clock"},
    {perf_occupancy, "at once"},
    {perf_group_left_out, "EGCNT"},
    {perf_odd_offset, "multiples of 8"},
    {perf_far_offset, "within the register window"},
    {perf_small_window, "perf.counter_offset"},
    {perf_on_pmen, "perf.config_offset"},
    {perf_config_beyond, "perf.config_offset"},
    {perf_status_on_status, "perf.overflow_offset"},
    {perf_freeze_on_config, "perf.freeze_offset"},
    {perf_freeze_beyond, "perf.freeze_offset"},
    {perf_overflow_beyond, "perf.overflow_offset"},
    {perf_counter_on_config, "perf.counter_offset"},
    {perf_own_no_pccs, "PCCS"},
    {perf_own_too_many, "NCNTR"},
    {perf_own_width, "own_width"},
    {perf_own_events, "events"},
    {vcs_no_pasid, "PASID"},
};

static void illegal_configurations_are_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
    vtd_config c = vtd_config_default();
    refusals[i].make(&c);
    const char *why = vtd_config_check(&c);
    if (why == NULL || strstr(why, refusals[i].names) == NULL)
      fail_msg("case %zu: expected a refusal that names %s, got: %s", i, refusals[i].names,
               why == NULL ? "(accepted)" : why);
    assert_int_equal(vtd_footprint(&c), 0);
  }
}

// Every feature bit that is described but not modelled is refused by its own name.
static void features_of_later_versions_are_refused(void **state) {
  (void)state;
  static const struct {
    bool ecap;
    const char *field;
  } features[] = {
      {true, "FSTS"},   {true, "SSTS"},   {true, "NEST"},   {true, "MTS"},    {true, "PASID"},
      {true, "PSS"},    {true, "PRS"},    {true, "SMS"},    {true, "ERS"},    {true, "SRS"},
      {true, "RPRIVS"}, {true, "SMPWCS"}, {true, "EAFS"},   {true, "SSADS"},  {true, "RPS"},
      {true, "VCS"},    {true, "PMS"},    {false, "FS1GP"}, {false, "FS5LP"},
  };
  for (size_t i = 0; i < sizeof features / sizeof features[0]; i++) {
    const struct vtd_field_desc *f =
        vtd_field_find(features[i].ecap ? "ECAP" : "CAP", features[i].field);
    assert_non_null(f);
    vtd_config c = vtd_config_default();
    *(features[i].ecap ? &c.ecap : &c.cap) |= UINT64_C(1) << f->shift;
    const char *why = vtd_config_check(&c);
    assert_non_null(why);
    assert_non_null(strstr(why, features[i].field));
  }
}

// Scalable mode as a whole, and without each thing that it needs or that others need.
static void scalable_mode_has_dependencies(void **state) {
  (void)state;
  static const struct {
    const char *without; // this ECAP feature ...
    const char *names;   // ... makes the reason name that one (NULL: legal)
  } cases[] = {
      {"QI", "QI"},       {"SMTS", "SMTS"}, {"FSTS", "NEST"}, {"SSTS", "NEST"}, {"SRS", "RPRIVS"},
      {"SMPWCS", "EAFS"}, {"NEST", NULL},   {"RPRIVS", NULL}, {"EAFS", NULL},   {"SSADS", NULL},
      {"RPS", NULL},      {"PASID", NULL},  {"PT", NULL},     {"DT", "NWFS"},   {"NWFS", NULL},
      {"PRS", "SMS"},     {"SMS", NULL},    {"PDS", NULL},
  };
  vtd_config scalable = vtd_config_scalable();
  assert_null(vtd_config_check(&scalable));
  assert_true(vtd_footprint(&scalable) < 1024 * 1024);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    vtd_config c = scalable;
    c.ecap &= ~vtd_field_mask(vtd_field_find("ECAP", cases[i].without));
    const char *why = vtd_config_check(&c);
    if ((cases[i].names == NULL) != (why == NULL) ||
        (why != NULL && strstr(why, cases[i].names) == NULL))
      fail_msg("without %s: %s", cases[i].without, why == NULL ? "(accepted)" : why);
  }
  vtd_config c = scalable;
  c.cap = vtd_cap_rwbf_set(c.cap, 1);
  assert_non_null(strstr(vtd_config_check(&c), "RWBF"));
  c = scalable;
  c.ecap = vtd_ecap_pss_set(c.ecap, 20);
  assert_non_null(strstr(vtd_config_check(&c), "PSS"));
  c = scalable;
  c.pasid_entries = 24;
  assert_non_null(strstr(vtd_config_check(&c), "pasid_entries"));
  c = vtd_config_default(); // pass-through alone is enough
  c.ecap = vtd_ecap_smts_set(c.ecap, 1);
  assert_null(vtd_config_check(&c));
  c.ecap = vtd_ecap_pt_set(c.ecap, 0);
  assert_non_null(strstr(vtd_config_check(&c), "SMTS"));
  c = scalable; // from version 6 on second-stage tables are for SSTS
  c.ver = 0x60;
  assert_null(vtd_config_check(&c));
  c.cap = vtd_cap_sagaw_set(c.cap, 0);
  assert_non_null(strstr(vtd_config_check(&c), "SAGAW"));
}

// Version 6 dropped register-based invalidation and, without SSTS, second-stage tables.
static void version_6_without_tables_is_legal(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.ver = 0x60;
  c.cap = vtd_cap_sagaw_set(c.cap, 0);
  assert_null(vtd_config_check(&c));
  c.ecap = vtd_ecap_ir_set(vtd_ecap_eim_set(vtd_ecap_mhmv_set(c.ecap, 0), 0), 0);
  c.ecap = vtd_ecap_qi_set(vtd_ecap_dt_set(c.ecap, 0), 0);
  assert_non_null(strstr(vtd_config_check(&c), "QI"));
}

// FRO and IRO may point beyond the first page if the window is large enough.
static void registers_beyond_the_first_page(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.reg_bytes = 16384;
  c.cap = vtd_cap_nfr_set(vtd_cap_fro_set(c.cap, 0x1000 / 16), 255);
  c.ecap = vtd_ecap_iro_set(c.ecap, 0x2000 / 16);
  assert_null(vtd_config_check(&c));
  core_test t = core_test_begin(&c);
  assert_int_equal(vtdt_frcd_reg(t.unit, 255), 0x1FF0);
  assert_int_equal(vtdt_reg64(t.unit, vtdt_frcd_reg(t.unit, 255)), 0);
  vtdt_reg64_write(t.unit, vtdt_iotlb_reg(t.unit),
                   VTD_IOTLB_IVT | vtd_iotlb_iirg_set(0, VTD_IOTLB_IIRG_GLOBAL));
  assert_int_equal(vtd_iotlb_iaig(vtdt_reg64(t.unit, vtdt_iotlb_reg(t.unit))),
                   VTD_IOTLB_IAIG_GLOBAL);
  core_test_end(&t);
}

static void init_refuses_what_it_cannot_use(void **state) {
  (void)state;
  vtdt_guest *g = vtdt_guest_new(0);
  vtd_host host = vtdt_guest_host(g);
  vtd_config c = vtd_config_default();
  size_t bytes = vtd_footprint(&c);
  void *memory = malloc(bytes);
  assert_null(vtd_init(NULL, bytes, &c, &host));
  assert_null(vtd_init(memory, bytes - 1, &c, &host));
  assert_null(vtd_init(memory, bytes, &c, NULL));
  assert_null(vtd_init(memory, bytes, NULL, &host));
  vtd_host deaf = host;
  deaf.mem_read = NULL;
  assert_null(vtd_init(memory, bytes, &c, &deaf));
  deaf = host;
  deaf.mem_write = NULL;
  assert_null(vtd_init(memory, bytes, &c, &deaf));
  vtd_config illegal = c;
  nd7(&illegal);
  assert_null(vtd_init(memory, bytes, &illegal, &host));
  assert_ptr_equal(vtd_init(memory, bytes, &c, &host), memory);
  assert_null(vtd_config_check(&c));
  assert_non_null(vtd_config_check(NULL));
  free(memory);
  vtdt_guest_free(g);
}

// The block works wherever malloc or an array puts it (8-byte alignment), and nothing is written
// beyond the footprint.
static void any_alignment_and_no_overrun(void **state) {
  (void)state;
  vtdt_guest *g = vtdt_guest_new(0);
  vtd_host host = vtdt_guest_host(g);
  vtd_config c = vtd_config_default();
  size_t bytes = vtd_footprint(&c);
  for (size_t offset = 0; offset < 64; offset += 8) {
    uint8_t *raw = malloc(bytes + 128);
    size_t skew = (64 - ((uintptr_t)raw & 63)) & 63;
    uint8_t *memory = raw + skew + offset;
    memory[bytes] = 0x5A;
    vtd_t *u = vtd_init(memory, bytes, &c, &host);
    assert_ptr_equal(u, memory);
    assert_int_equal(vtdt_reg32(u, VTD_VER_REG), 0x10);
    vtd_reset(u, true);
    assert_int_equal(memory[bytes], 0x5A);
    free(raw);
  }
  vtdt_guest_free(g);
}

// Two units share nothing.
static void instances_are_independent(void **state) {
  (void)state;
  core_test a = core_test_begin(NULL);
  core_test b = core_test_begin(NULL);
  vtdt_reg64_write(a.unit, VTD_RTADDR_REG, 0x123000);
  vtdt_gcmd_set(a.unit, VTD_GCMD_SRTP);
  assert_int_equal(vtdt_reg64(b.unit, VTD_RTADDR_REG), 0);
  assert_int_equal(gsts(&b), 0);
  core_test_end(&a);
  core_test_end(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(default_is_legal),
      cmocka_unit_test(default_is_below_one_mebibyte),
      cmocka_unit_test(registers_show_the_configuration),
      cmocka_unit_test(illegal_configurations_are_refused),
      cmocka_unit_test(features_of_later_versions_are_refused),
      cmocka_unit_test(scalable_mode_has_dependencies),
      cmocka_unit_test(version_6_without_tables_is_legal),
      cmocka_unit_test(registers_beyond_the_first_page),
      cmocka_unit_test(init_refuses_what_it_cannot_use),
      cmocka_unit_test(any_alignment_and_no_overrun),
      cmocka_unit_test(instances_are_independent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
