// SPDX-License-Identifier: Apache-2.0
// Which remapping units can exist (chapter 11: CAP_REG and ECAP_REG with their dependencies).
#include "internal.h"

vtd_config vtd_config_default(void) {
  vtd_config c;
  memset(&c, 0, sizeof c);
  c.ver = vtd_ver_max_set(0, 1); // 1.0: with register-based invalidation
  c.haw = 48;
  c.pmr_align_log2 = VTD_PLMBASE_PLMB_SHIFT;
  c.reg_bytes = VTD_REG_SPACE_MIN;

  c.cap = vtd_cap_nd_set(c.cap, 6); // 16-bit domain ids
  c.cap = vtd_cap_sagaw_set(c.cap, VTD_CAP_SAGAW_39 | VTD_CAP_SAGAW_48 | VTD_CAP_SAGAW_57);
  c.cap = vtd_cap_mgaw_set(c.cap, 57 - 1);
  c.cap = vtd_cap_zlr_set(c.cap, 1);
  c.cap = vtd_cap_sslps_set(c.cap, VTD_CAP_SSLPS_2M | VTD_CAP_SSLPS_1G);
  c.cap = vtd_cap_psi_set(c.cap, 1);
  c.cap = vtd_cap_mamv_set(c.cap, 18); // up to 1 GiB
  c.cap = vtd_cap_nfr_set(c.cap, 7);
  c.cap = vtd_cap_fro_set(c.cap, 0x220 / 16); // as QEMU has it
  c.cap = vtd_cap_dwd_set(c.cap, 1);
  c.cap = vtd_cap_drd_set(c.cap, 1);
  c.cap = vtd_cap_plmr_set(c.cap, 1);
  c.cap = vtd_cap_phmr_set(c.cap, 1);

  c.ecap = vtd_ecap_c_set(c.ecap, 1);
  c.ecap = vtd_ecap_qi_set(c.ecap, 1);
  c.ecap = vtd_ecap_dt_set(c.ecap, 1);
  c.ecap = vtd_ecap_ir_set(c.ecap, 1);
  c.ecap = vtd_ecap_eim_set(c.ecap, 1);
  c.ecap = vtd_ecap_mhmv_set(c.ecap, 15);
  c.ecap = vtd_ecap_pt_set(c.ecap, 1);
  c.ecap = vtd_ecap_sc_set(c.ecap, 1);
  c.ecap = vtd_ecap_iro_set(c.ecap, 0x0F0 / 16);

  c.iotlb = (vtd_iotlb_geometry){.sets = 256, .ways = 4, .super_entries = 16, .walks = 8};
  c.context_entries = 1024;
  c.pasid_entries = 1024;
  c.psc_entries = 1024;
  c.iec_entries = 256;
  c.perf = vtd_perf_default();
  return c;
}

vtd_config vtd_config_scalable(void) {
  vtd_config c = vtd_config_default();
  c.cap = vtd_cap_fs1gp_set(c.cap, 1);
  c.cap = vtd_cap_fs5lp_set(c.cap, 1);
  c.cap = vtd_cap_pi_set(c.cap, 1);
  c.ecap = vtd_ecap_smts_set(c.ecap, 1);
  c.ecap = vtd_ecap_fsts_set(c.ecap, 1);
  c.ecap = vtd_ecap_ssts_set(c.ecap, 1);
  c.ecap = vtd_ecap_nest_set(c.ecap, 1);
  c.ecap = vtd_ecap_pasid_set(c.ecap, 1);
  c.ecap = vtd_ecap_pss_set(c.ecap, VTD_PASID_BITS - 1);
  c.ecap = vtd_ecap_rps_set(c.ecap, 1);
  c.ecap = vtd_ecap_srs_set(c.ecap, 1);
  c.ecap = vtd_ecap_rprivs_set(c.ecap, 1);
  c.ecap = vtd_ecap_smpwcs_set(c.ecap, 1);
  c.ecap = vtd_ecap_eafs_set(c.ecap, 1);
  c.ecap = vtd_ecap_ssads_set(c.ecap, 1);
  c.ecap = vtd_ecap_nwfs_set(c.ecap, 1);
  c.cap = vtd_cap_ecmds_set(c.cap, 1);
  c.ecap = vtd_ecap_pms_set(c.ecap, 1);
  c.reg_bytes = 2 * VTD_REG_SPACE_MIN; // the counters are far apart
  c.ecap = vtd_ecap_prs_set(c.ecap, 1);
  c.ecap = vtd_ecap_sms_set(c.ecap, 1);
  c.ecap = vtd_ecap_pds_set(c.ecap, 1);
  return c;
}

// ---- What no hardware has

static bool is_power_of_two(uint32_t v) {
  return v != 0 && (v & (v - 1)) == 0;
}

static bool in_range(uint32_t v, uint32_t min, uint32_t max) {
  return v >= min && v <= max;
}

static const char *check_shape(const vtd_config *c) {
  if (!in_range(c->haw, 32, VTD_HAW_MAX))
    return "haw: the host address width must be 32 to 52 bits";
  if (!in_range(c->pmr_align_log2, VTD_PAGE_SHIFT, 31))
    return "pmr_align_log2: protected regions are aligned to 4 KiB (12) up to 2 GiB (31)";
  if (!is_power_of_two(c->reg_bytes) || !in_range(c->reg_bytes, VTD_REG_SPACE_MIN, 65536))
    return "reg_bytes: the register window must be a power of two from 4096 to 65536 bytes";
  if (!is_power_of_two(c->iotlb.sets) || !in_range(c->iotlb.sets, 1, 65536))
    return "iotlb.sets must be a power of two from 1 to 65536";
  if (!is_power_of_two(c->iotlb.ways) || !in_range(c->iotlb.ways, 1, 16))
    return "iotlb.ways must be a power of two from 1 to 16";
  if (!is_power_of_two(c->iotlb.super_entries) || !in_range(c->iotlb.super_entries, 1, 64))
    return "iotlb.super_entries must be a power of two from 1 to 64";
  if (!in_range(c->iotlb.walks, 1, 32))
    return "iotlb.walks must be 1 to 32";
  if (!is_power_of_two(c->context_entries) || !in_range(c->context_entries, 16, 65536))
    return "context_entries must be a power of two from 16 to 65536";
  if (!is_power_of_two(c->pasid_entries) || !in_range(c->pasid_entries, 16, 65536))
    return "pasid_entries must be a power of two from 16 to 65536";
  if (c->psc_entries != 0 && (!is_power_of_two(c->psc_entries) || c->psc_entries > 65536))
    return "psc_entries must be 0 (off) or a power of two up to 65536";
  if (c->iec_entries != 0 && (!is_power_of_two(c->iec_entries) || c->iec_entries > 65536))
    return "iec_entries must be 0 (off) or a power of two up to 65536";
  return NULL;
}

static uint64_t known_bits(unsigned reg_index) {
  const struct vtd_reg_desc *reg = &vtd_reg_table[reg_index];
  uint64_t known = 0;
  for (unsigned i = 0; i < reg->field_count; i++)
    known |= vtd_field_mask(&vtd_field_table[reg->first_field + i]);
  return known;
}

static const char *check_reserved(const vtd_config *c) {
  if ((c->ver & ~(uint32_t)known_bits(VTD_REGISTER_VER)) != 0)
    return "ver: bits 31:8 of VER_REG are reserved and must be 0";
  if (!in_range(vtd_ver_max(c->ver), 1, 7))
    return "ver: VER.MAX (bits 7:4) must be 1 to 7, the versions of the architecture up to rev 4.1";
  if ((c->cap & ~known_bits(VTD_REGISTER_CAP)) != 0)
    return "cap: a reserved bit of CAP_REG is set; clear it";
  if ((c->ecap & ~known_bits(VTD_REGISTER_ECAP)) != 0)
    return "ecap: a reserved bit of ECAP_REG is set; clear it";
  return NULL;
}

// Features that are described but that the model does not have yet.
static const struct {
  uint64_t cap, ecap;
  const char *why;
} not_modelled[] = {
    {0, VTD_ECAP_ERS, "ecap: ERS must be 0, execute requests are not modelled in this version"},
};

static const char *check_modelled(const vtd_config *c) {
  for (size_t i = 0; i < sizeof not_modelled / sizeof not_modelled[0]; i++)
    if ((c->cap & not_modelled[i].cap) != 0 || (c->ecap & not_modelled[i].ecap) != 0)
      return not_modelled[i].why;
  return NULL;
}

static const char *check_cap(const vtd_config *c) {
  uint64_t sagaw = vtd_cap_sagaw(c->cap);
  uint64_t sslps = vtd_cap_sslps(c->cap);
  uint64_t mgaw = vtd_cap_mgaw(c->cap) + 1;
  if (vtd_cap_nd(c->cap) == 7)
    return "cap: ND = 7 is reserved; use 0 to 6 for domain ids of 4 to 16 bits";
  if ((sagaw & ~(uint64_t)(VTD_CAP_SAGAW_39 | VTD_CAP_SAGAW_48 | VTD_CAP_SAGAW_57)) != 0)
    return "cap: bits 0 and 4 of SAGAW are reserved; use 2 (39-bit), 4 (48-bit) and 8 (57-bit)";
  if (vtd_ver_max(c->ver) < 6 && sagaw == 0)
    return "cap: SAGAW = 0 leaves no second-stage tables; set 2 (39-bit), 4 (48-bit) or 8 (57-bit)";
  if (vtd_ver_max(c->ver) >= 6 && sagaw != 0 && !vtd_ecap_ssts(c->ecap))
    return "cap: SAGAW must be 0 from version 6 on unless ECAP.SSTS is set; lower VER.MAX";
  if (sagaw == 0 && vtd_ecap_ssts(c->ecap))
    return "cap: SAGAW = 0 leaves no second-stage tables for ECAP.SSTS; set 2, 4 or 8";
  if (mgaw < c->haw)
    return "cap: MGAW + 1 is below the host address width; raise MGAW or lower haw";
  if (mgaw > 57)
    return "cap: MGAW + 1 is above 57, the widest second-stage tables; lower MGAW";
  if (sslps != 0 && sslps != VTD_CAP_SSLPS_2M && sslps != (VTD_CAP_SSLPS_2M | VTD_CAP_SSLPS_1G))
    return "cap: SSLPS must be 0 (none), 1 (2 MiB) or 3 (2 MiB and 1 GiB)";
  if (vtd_ver_max(c->ver) >= 2 && (!vtd_cap_drd(c->cap) || !vtd_cap_dwd(c->cap)))
    return "cap: DRD and DWD must be 1 from version 2 on, which always drains";
  return NULL;
}

static const char *check_ecap(const vtd_config *c) {
  uint64_t e = c->ecap;
  if (vtd_ecap_dt(e) && !vtd_ecap_qi(e))
    return "ecap: DT (device-TLBs) needs QI (queued invalidation)";
  if (vtd_ecap_ir(e) && !vtd_ecap_qi(e))
    return "ecap: IR (interrupt remapping) needs QI (queued invalidation)";
  if (vtd_ecap_eim(e) && !vtd_ecap_ir(e))
    return "ecap: EIM (x2APIC) needs IR (interrupt remapping)";
  if (vtd_cap_pi(c->cap) && !vtd_ecap_ir(e))
    return "cap: PI (posted interrupts) needs ECAP.IR (interrupt remapping)";
  if (vtd_ecap_mhmv(e) != 0 && !vtd_ecap_ir(e))
    return "ecap: MHMV must be 0 without IR (interrupt remapping)";
  if (vtd_ecap_nwfs(e) && !vtd_ecap_dt(e))
    return "ecap: NWFS (no-write flag) needs DT (device-TLBs)";
  if (vtd_ecap_dit(e) && !vtd_ecap_dt(e))
    return "ecap: DIT (invalidation throttling) needs DT (device-TLBs)";
  if (vtd_ecap_pds(e) && !vtd_ecap_dt(e))
    return "ecap: PDS (page-request drain) needs DT (device-TLBs)";
  if (vtd_ecap_pss(e) >= VTD_PASID_BITS)
    return "ecap: PSS + 1 is above 20, the width of a PASID; lower PSS";
  if (vtd_ecap_pms(e) && !vtd_cap_ecmds(c->cap))
    return "ecap: PMS (performance monitoring) needs CAP.ECMDS (enhanced commands)";
  if (vtd_ver_max(c->ver) >= 6 && !vtd_ecap_qi(e))
    return "ecap: QI must be 1 from version 6 on, which has no register-based invalidation";
  return NULL;
}

// Features of scalable mode, what each of them needs, and what to say if that is missing.
static const struct {
  uint64_t cap, ecap;
  uint64_t needs; // all of these bits of ECAP
  const char *why;
} scalable_features[] = {
    {0, VTD_ECAP_SMTS, VTD_ECAP_QI, "ecap: SMTS (scalable mode) needs QI (queued invalidation)"},
    {0, VTD_ECAP_FSTS, VTD_ECAP_SMTS, "ecap: FSTS (first stage) needs SMTS (scalable mode)"},
    {0, VTD_ECAP_SSTS, VTD_ECAP_SMTS, "ecap: SSTS (second stage) needs SMTS (scalable mode)"},
    {0, VTD_ECAP_NEST, VTD_ECAP_SMTS | VTD_ECAP_FSTS | VTD_ECAP_SSTS,
     "ecap: NEST (nested translation) needs SMTS, FSTS and SSTS"},
    {0, VTD_ECAP_PASID, VTD_ECAP_SMTS, "ecap: PASID needs SMTS (scalable mode)"},
    {0, VTD_ECAP_VCS, VTD_ECAP_PASID, "ecap: VCS (virtual commands) needs PASID"},
    {0, VTD_ECAP_PSS_MASK, VTD_ECAP_SMTS, "ecap: PSS must be 0 without SMTS (scalable mode)"},
    {0, VTD_ECAP_MTS, VTD_ECAP_SMTS, "ecap: MTS (memory types) needs SMTS (scalable mode)"},
    {0, VTD_ECAP_RPS, VTD_ECAP_SMTS, "ecap: RPS (RID_PASID) needs SMTS (scalable mode)"},
    {0, VTD_ECAP_SRS, VTD_ECAP_SMTS, "ecap: SRS (supervisor requests) needs SMTS (scalable mode)"},
    {0, VTD_ECAP_RPRIVS, VTD_ECAP_SRS, "ecap: RPRIVS (RID_PRIV) needs SRS (supervisor requests)"},
    {0, VTD_ECAP_SMPWCS, VTD_ECAP_SMTS, "ecap: SMPWCS (snooped walks) needs SMTS (scalable mode)"},
    {0, VTD_ECAP_EAFS, VTD_ECAP_FSTS | VTD_ECAP_SMPWCS,
     "ecap: EAFS (extended accessed flag) needs FSTS and SMPWCS"},
    {0, VTD_ECAP_SSADS, VTD_ECAP_SSTS | VTD_ECAP_SMPWCS,
     "ecap: SSADS (second-stage accessed and dirty flags) needs SSTS and SMPWCS"},
    {0, VTD_ECAP_PRS, VTD_ECAP_DT | VTD_ECAP_SMTS,
     "ecap: PRS (page requests) needs DT (device-TLBs) and SMTS (scalable mode)"},
    {0, VTD_ECAP_SMS, VTD_ECAP_PRS, "ecap: SMS (stop markers) needs PRS (page requests)"},
    {VTD_CAP_FS1GP, 0, VTD_ECAP_FSTS, "cap: FS1GP (1 GiB pages) needs ECAP.FSTS (first stage)"},
    {VTD_CAP_FS5LP, 0, VTD_ECAP_FSTS, "cap: FS5LP (5 levels) needs ECAP.FSTS (first stage)"},
};

static const char *check_scalable(const vtd_config *c) {
  for (size_t i = 0; i < sizeof scalable_features / sizeof scalable_features[0]; i++) {
    bool present =
        ((c->cap & scalable_features[i].cap) | (c->ecap & scalable_features[i].ecap)) != 0;
    uint64_t needs = scalable_features[i].needs;
    if (present && (c->ecap & needs) != needs)
      return scalable_features[i].why;
  }
  if (!vtd_ecap_smts(c->ecap))
    return NULL;
  if (!vtd_ecap_fsts(c->ecap) && !vtd_ecap_ssts(c->ecap) && !vtd_ecap_pt(c->ecap))
    return "ecap: SMTS (scalable mode) needs at least one of FSTS, SSTS and PT";
  if (vtd_cap_rwbf(c->cap))
    return "cap: RWBF must be 0 with ECAP.SMTS (scalable mode)";
  return NULL;
}

// ---- Registers whose place is free must not meet others

struct span {
  uint32_t first;
  uint32_t bytes;
  const char *beyond, *meets; // what to say when it ends beyond the window, or overlaps others
};

static bool overlap(struct span a, struct span b) {
  return a.first < (uint64_t)b.first + b.bytes && b.first < (uint64_t)a.first + a.bytes;
}

static bool meets_fixed(const vtd_config *c, struct span s) {
  for (unsigned i = 0; i < VTD_REGISTER_COUNT; i++) {
    const struct vtd_reg_desc *reg = &vtd_reg_table[i];
    if (reg->base != VTD_BASE_FIXED || !vtd_feature(c->cap, c->ecap, reg->needs))
      continue;
    for (uint32_t n = 0; n < (reg->count == 0 ? 1u : reg->count); n++)
      if (overlap(s,
                  (struct span){.first = reg->offset + n * reg->stride, .bytes = reg->width / 8u}))
        return true;
  }
  return false;
}

enum { SPANS_ALWAYS = 2, SPANS_PERF = 3 };

static uint32_t span_count(const vtd_config *c) {
  return vtd_ecap_pms(c->ecap) ? SPANS_ALWAYS + SPANS_PERF + vtd_perf_counters(c) : SPANS_ALWAYS;
}

static struct span perf_span(const vtd_config *c, uint32_t index) {
  const vtd_perf_config *p = &c->perf;
  switch (index) {
  case 0:
    return (struct span){
        p->config_offset, vtd_perf_counters(c) * VTD_PERFCNTRCFG_STRIDE,
        "perf.config_offset: the counters' configuration ends beyond reg_bytes",
        "perf.config_offset: the counters' configuration overlaps other registers"};
  case 1:
    return (struct span){p->freeze_offset, VTD_PERFFRZSTS_STRIDE,
                         "perf.freeze_offset: the freeze status ends beyond reg_bytes",
                         "perf.freeze_offset: the freeze status overlaps other registers"};
  case 2:
    return (struct span){p->overflow_offset, VTD_PERFOVFSTS_STRIDE,
                         "perf.overflow_offset: the overflow status ends beyond reg_bytes",
                         "perf.overflow_offset: the overflow status overlaps other registers"};
  default:
    return (struct span){p->counter_offset + (index - SPANS_PERF) * vtd_perf_stride(c), 8,
                         "perf.counter_offset: counters are beyond reg_bytes; raise reg_bytes",
                         "perf.counter_offset: a counter overlaps other registers"};
  }
}

static struct span span_at(const vtd_config *c, uint32_t index) {
  switch (index) {
  case 0:
    return (struct span){(uint32_t)vtd_cap_fro(c->cap) * 16,
                         ((uint32_t)vtd_cap_nfr(c->cap) + 1) * VTD_FRCD_LO_STRIDE,
                         "cap: the fault records (16 * FRO, NFR + 1 of them) end beyond reg_bytes",
                         "cap: the fault records (16 * FRO, NFR + 1 of them) overlap other "
                         "registers; move FRO"};
  case 1:
    return (struct span){(uint32_t)vtd_ecap_iro(c->ecap) * 16, VTD_IOTLB_REG + 8,
                         "ecap: the IOTLB registers (16 * IRO) end beyond reg_bytes",
                         "ecap: the IOTLB registers (16 * IRO) overlap other registers; move IRO"};
  default:
    return perf_span(c, index - SPANS_ALWAYS);
  }
}

static const char *check_places(const vtd_config *c) {
  for (uint32_t i = 0; i < span_count(c); i++) {
    struct span s = span_at(c, i);
    if ((uint64_t)s.first + s.bytes > c->reg_bytes)
      return s.beyond;
    if (meets_fixed(c, s))
      return s.meets;
    for (uint32_t n = 0; n < i; n++)
      if (overlap(s, span_at(c, n)))
        return s.meets;
  }
  return NULL;
}

const char *vtd_config_check(const vtd_config *config) {
  static const char *(*const checks[])(const vtd_config *) = {
      check_shape, check_reserved, check_modelled, check_cap,
      check_ecap,  check_scalable, vtd_perf_check, check_places,
  };
  if (config == NULL)
    return "there is no configuration; start from vtd_config_default()";
  for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
    const char *why = checks[i](config);
    if (why != NULL)
      return why;
  }
  return NULL;
}
