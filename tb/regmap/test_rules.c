// SPDX-License-Identifier: Apache-2.0
// What depends on CAP, ECAP and the host address width: reserved masks of structures, presence of
// registers and fields, and the masks of a register file. The expected numbers are computed by
// hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "vtd/vtd_regs.h"
#include "vtd/vtd_tables.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define EQ(a, b) assert_int_equal((uint64_t)(a), (uint64_t)(b))

// ---- Reserved masks. HAW 46 makes bits 63:46 of a pointer reserved.

#define ABOVE    0xFFFFC00000000000
#define ONES     0xFFFFFFFFFFFFFFFF
#define ALL_ECAP ONES
#define ALL_CAP  ((ONES & ~VTD_CAP_ND_MASK) | 6)
#define ND_ONLY  6 // no feature, 16-bit domain ids

#define RESERVED(s, S, cap, ecap, ...)                                                             \
  do {                                                                                             \
    const uint64_t expected[] = {__VA_ARGS__};                                                     \
    uint64_t out[VTD_##S##_WORDS];                                                                 \
    memset(out, 0xA5, sizeof out);                                                                 \
    vtd_##s##_rsvd(cap, ecap, 46, out);                                                            \
    for (unsigned i = 0; i < VTD_##S##_WORDS; i++) {                                               \
      const uint64_t want = i < COUNT(expected) ? expected[i] : ONES;                              \
      if (out[i] != want) {                                                                        \
        print_error(#S " word %u: 0x%llx, expected 0x%llx\n", i, (unsigned long long)out[i],       \
                    (unsigned long long)want);                                                     \
        fail();                                                                                    \
      }                                                                                            \
    }                                                                                              \
  } while (0)

static void reserved_in_tables(void **state) {
  (void)state;
  RESERVED(root, ROOT, ALL_CAP, ALL_ECAP, ABOVE | 0xFFE);
  RESERVED(sm_root, SM_ROOT, ALL_CAP, ALL_ECAP, ABOVE | 0xFFE, ABOVE | 0xFFE);
  RESERVED(ctx, CTX, ALL_CAP, ALL_ECAP, ABOVE | 0xFF0, 0xFFFFFFFFFF000080);
  RESERVED(ctx, CTX, 2, 0, ABOVE | 0xFF0, 0xFFFFFFFFFFFF0080); // 8-bit domain ids
  RESERVED(ctx, CTX, 0, 0, ABOVE | 0xFF0, 0xFFFFFFFFFFFFF080); // 4-bit domain ids
  RESERVED(sm_ctx, SM_CTX, ALL_CAP, ALL_ECAP, ABOVE | 0x1E0, 0xFFFFFFFFFFE00000);
  RESERVED(sm_ctx, SM_CTX, ND_ONLY, 0, ABOVE | 0x1FC);
  RESERVED(pasid_dir, PASID_DIR, ALL_CAP, ALL_ECAP, ABOVE | 0xFFC);
  RESERVED(pasid, PASID, ALL_CAP, ALL_ECAP, ABOVE | 0xC20, 0xF87F0000, 0xF02);
  RESERVED(pasid, PASID, ND_ONLY, 0, 0xFFFFFFFFFFFFFE3C, 0xFFFFFFFFFFFF0000, 0xFFFFFFFFFFFFFF9F);
  // Second-stage accessed and dirty flags need both SSTS and SSADS.
  RESERVED(pasid, PASID, ND_ONLY, VTD_ECAP_SSTS, ABOVE | 0xE20, 0xFFFFFFFFFFFF0000,
           0xFFFFFFFFFFFFFF9F);
}

static void reserved_in_paging_entries(void **state) {
  (void)state;
  const uint64_t ss = 0x400FC00000000000; // bits 51:46 and 62
  const uint64_t fs = 0x000FC00000000000; // bits 51:46
  RESERVED(ss_pml, SS_PML, ALL_CAP, ALL_ECAP, ss | 0x880);
  RESERVED(ss_dir, SS_DIR, ALL_CAP, ALL_ECAP, ss | 0x800);
  RESERVED(ss_pdpe_1g, SS_PDPE_1G, ALL_CAP, ALL_ECAP, ss | 0x3FFFF000);
  RESERVED(ss_pdpe_1g, SS_PDPE_1G, 0, 0, ss | 0x3FFFF880);
  RESERVED(ss_pde_2m, SS_PDE_2M, ALL_CAP, ALL_ECAP, ss | 0x1FF000);
  RESERVED(ss_pde_2m, SS_PDE_2M, 0, 0, ss | 0x1FF880);
  RESERVED(ss_pde_2m, SS_PDE_2M, vtd_cap_sslps_set(0, VTD_CAP_SSLPS_2M), 0, ss | 0x1FF800);
  RESERVED(ss_pdpe_1g, SS_PDPE_1G, vtd_cap_sslps_set(0, VTD_CAP_SSLPS_2M), 0, ss | 0x3FFFF880);
  RESERVED(ss_pte, SS_PTE, ALL_CAP, ALL_ECAP, ss);
  RESERVED(ss_pte, SS_PTE, 0, 0, ss | 0x800);
  RESERVED(fs_pml, FS_PML, ALL_CAP, ALL_ECAP, fs | 0x80);
  RESERVED(fs_dir, FS_DIR, ALL_CAP, ALL_ECAP, fs);
  RESERVED(fs_pdpe_1g, FS_PDPE_1G, ALL_CAP, ALL_ECAP, fs | 0x3FFFE000);
  RESERVED(fs_pdpe_1g, FS_PDPE_1G, 0, 0, fs | 0x3FFFE080);
  RESERVED(fs_pde_2m, FS_PDE_2M, 0, 0, fs | 0x1FE000);
  RESERVED(fs_pte, FS_PTE, 0, 0, fs);
}

static void reserved_in_interrupt_structures(void **state) {
  (void)state;
  RESERVED(irte, IRTE, ALL_CAP, ALL_ECAP, 0xFF007000, 0xFFFFFFFFFFF00000);
  RESERVED(irte, IRTE, 0, 0, 0xFF00F000, 0xFFFFFFFFFFF00000);
  RESERVED(irte_posted, IRTE_POSTED, ALL_CAP, ALL_ECAP, 0x3FFF0030FC, 0xFFFFC000FFF00000);
  RESERVED(irte_posted, IRTE_POSTED, 0, 0, 0x3FFF00F0FC, 0xFFFFC000FFF00000);
  RESERVED(pid, PID, ALL_CAP, ALL_ECAP, 0, 0, 0, 0, 0xFF00FFFC);
  RESERVED(msi_compat, MSI_COMPAT, ALL_CAP, ALL_ECAP, 0xFFFFFFFF00000000, 0xFFFFFFFF00000000);
  RESERVED(event_msi, EVENT_MSI, ALL_CAP, ALL_ECAP, 0xFF00000FF3, 0xFFFFFFFFFFFF3800);
  RESERVED(ioapic_rte, IOAPIC_RTE, ALL_CAP, ALL_ECAP, 0x0000FFFFFFFE0700);
  RESERVED(ioapic_rte_compat, IOAPIC_RTE_COMPAT, ALL_CAP, ALL_ECAP, 0);
  RESERVED(msi_remap, MSI_REMAP, ALL_CAP, ALL_ECAP, 0xFFFFFFFF00000000, 0xFFFFFFFFFFFF0000);
}

static void reserved_in_descriptors(void **state) {
  (void)state;
  RESERVED(qi, QI, 0, 0, 0); // the type alone; each descriptor has its own mask
  RESERVED(qi_cc, QI_CC, 0, 0, 0xFFFC00000000F1C0);
  RESERVED(qi_iotlb, QI_IOTLB, 0, 0, 0xFFFFFFFF0000F100, 0xF80);
  RESERVED(qi_dev_tlb, QI_DEV_TLB, ALL_CAP, ALL_ECAP, 0x000F0000FFE001F0, 0xFFE);
  RESERVED(qi_dev_tlb, QI_DEV_TLB, 0, 0, 0xFFFF0000FFE0F1F0, 0xFFE);
  RESERVED(qi_iec, QI_IEC, 0, 0, 0xFFFF000007FFF1E0);
  RESERVED(qi_wait, QI_WAIT, ALL_CAP, ALL_ECAP, 0xFFFFF100, 0x3);
  RESERVED(qi_wait, QI_WAIT, 0, 0, 0xFFFFF180, 0x3);
  RESERVED(qi_p_iotlb, QI_P_IOTLB, 0, 0, 0xFFF000000000F1C0, 0xF80);
  RESERVED(qi_pc, QI_PC, 0, 0, 0xFFF000000000F1C0);
  RESERVED(qi_p_dev_tlb, QI_P_DEV_TLB, ALL_CAP, ALL_ECAP, 0, 0x7FE);
  RESERVED(qi_p_dev_tlb, QI_P_DEV_TLB, 0, 0, 0xFFF000000000F000, 0x7FE);
  RESERVED(qi_pgrp_resp, QI_PGRP_RESP, 0, 0, 0xFFF00000000001E0, 0xFFFFFFFFFFFFF003);
  RESERVED(page_req, PAGE_REQ, 0, 0, 0xFFC000000000FE00, 0);
}

static void host_address_width(void **state) {
  (void)state;
  uint64_t out[VTD_CTX_WORDS];
  for (unsigned haw = 12; haw <= 64; haw++) {
    vtd_ctx_rsvd(0, 0, haw, out);
    EQ(out[0], 0xFF0 | (haw == 64 ? 0 : ONES << haw));
    vtd_ss_pte_rsvd(0, 0, haw, out);
    EQ(out[0], 0x4000000000000800 | (haw >= 52 ? 0 : (ONES << haw) & 0x000FFFFFFFFFFFFF));
  }
}

// ---- Features

static bool present(const char *reg, uint64_t cap, uint64_t ecap) {
  const struct vtd_reg_desc *r = vtd_reg_find(reg);
  assert_non_null(r);
  const struct vtd_reg_masks m = vtd_reg_masks_of(r, cap, ecap, 52);
  const bool visible = (m.read | m.command) != 0;
  const bool there = vtd_feature(cap, ecap, r->needs);
  if (visible && !there)
    fail_msg("%s is absent, but not empty", reg);
  if (r->field_count && there && !visible)
    fail_msg("%s is present, but empty", reg);
  return there;
}

static void registers_follow_features(void **state) {
  (void)state;
  const struct {
    uint64_t cap, ecap;
    const char *registers[24];
  } groups[] = {
      {0,
       VTD_ECAP_QI,
       {"IQH", "IQT", "IQA", "ICS", "IECTL", "IEDATA", "IEADDR", "IEUADDR", "IQERCD"}},
      {0, VTD_ECAP_IR, {"IRTA"}},
      {0, VTD_ECAP_PRS, {"PQH", "PQT", "PQA", "PRS", "PECTL", "PEDATA", "PEADDR", "PEUADDR"}},
      {0,
       VTD_ECAP_MTS,
       {"MTRRCAP", "MTRRDEF", "MTRR_FIX64K_00000", "MTRR_FIX16K_80000", "MTRR_FIX16K_A0000",
        "MTRR_FIX4K_C0000", "MTRR_FIX4K_C8000", "MTRR_FIX4K_D0000", "MTRR_FIX4K_D8000",
        "MTRR_FIX4K_E0000", "MTRR_FIX4K_E8000", "MTRR_FIX4K_F0000", "MTRR_FIX4K_F8000",
        "MTRR_PHYSBASE", "MTRR_PHYSMASK"}},
      {0, VTD_ECAP_PMS, {"PERFCAP",       "PERFCFGOFF",    "PERFFRZOFF",  "PERFOVFOFF",
                         "PERFCNTROFF",   "PERFINTRSTS",   "PERFINTRCTL", "PERFINTRDATA",
                         "PERFINTRADDR",  "PERFINTRUADDR", "PERFEVNTCAP", "PERFFRZSTS",
                         "PERFOVFSTS",    "PERFCNTRCFG",   "PERFFLT_RID", "PERFFLT_DID",
                         "PERFFLT_PASID", "PERFFLT_AT",    "PERFFLT_PTL", "PERFCNTRCAP",
                         "PERFCNTREVCAP", "PERFCNTR"}},
      {VTD_CAP_ECMDS,
       0,
       {"ECMD", "ECEO", "ECRSP", "ECSTS_0", "ECSTS_1", "ECCAP_0", "ECCAP_1", "ECCAP_2", "ECCAP_3"}},
      {0, VTD_ECAP_VCS, {"VCMD", "VCMD_EO", "VCRSP", "VCCAP"}},
      {VTD_CAP_PLMR, 0, {"PLMBASE", "PLMLIMIT"}},
      {VTD_CAP_PHMR, 0, {"PHMBASE", "PHMLIMIT"}},
      {0,
       0,
       {"VER", "CAP", "ECAP", "RTADDR", "CCMD", "IVA", "IOTLB", "FSTS", "FECTL", "FEDATA", "FEADDR",
        "FEUADDR", "FRCD_LO", "FRCD_HI", "GCMD", "GSTS"}},
  };
  unsigned listed = 1; // PMEN, below
  for (size_t g = 0; g < COUNT(groups); g++) {
    const uint64_t cap = groups[g].cap, ecap = groups[g].ecap;
    for (const char *const *r = groups[g].registers; *r; r++) {
      listed++;
      if (!present(*r, cap, ecap))
        fail_msg("%s is absent with its feature", *r);
      if ((cap || ecap) && present(*r, ONES & ~cap, ONES & ~ecap)) {
        fail_msg("%s is present without its feature", *r);
      }
    }
  }
  EQ(listed, VTD_REGISTER_COUNT);
  assert_true(present("PMEN", VTD_CAP_PLMR, 0));
  assert_true(present("PMEN", VTD_CAP_PHMR, 0));
  assert_false(present("PMEN", ONES & ~(VTD_CAP_PLMR | VTD_CAP_PHMR), ONES));
}

static void fields_follow_features(void **state) {
  (void)state;
  const struct {
    const char *reg, *field;
    uint64_t cap, ecap;
  } expected[] = {
      {"GCMD", "WBF", VTD_CAP_RWBF, 0},      {"GCMD", "QIE", 0, VTD_ECAP_QI},
      {"GCMD", "IRE", 0, VTD_ECAP_IR},       {"GCMD", "SIRTP", 0, VTD_ECAP_IR},
      {"GCMD", "CFI", 0, VTD_ECAP_IR},       {"GSTS", "WBFS", VTD_CAP_RWBF, 0},
      {"GSTS", "QIES", 0, VTD_ECAP_QI},      {"GSTS", "IRES", 0, VTD_ECAP_IR},
      {"GSTS", "IRTPS", 0, VTD_ECAP_IR},     {"GSTS", "CFIS", 0, VTD_ECAP_IR},
      {"FSTS", "IQE", 0, VTD_ECAP_QI},       {"FSTS", "ICE", 0, VTD_ECAP_DT},
      {"FSTS", "ITE", 0, VTD_ECAP_DT},       {"FRCD_HI", "AT", 0, VTD_ECAP_DT},
      {"FRCD_HI", "PP", 0, VTD_ECAP_PASID},  {"FRCD_HI", "PV", 0, VTD_ECAP_PASID},
      {"FRCD_HI", "EXE", 0, VTD_ECAP_PASID}, {"FRCD_HI", "PRIV", 0, VTD_ECAP_PASID},
      {"IRTA", "EIME", 0, VTD_ECAP_EIM},     {"IQERCD", "ITESID", 0, VTD_ECAP_DT},
      {"IQERCD", "ICESID", 0, VTD_ECAP_DT},
  };
  unsigned conditional = 0;
  for (size_t i = 0; i < VTD_REGISTER_COUNT; i++) {
    for (unsigned k = 0; k < vtd_reg_table[i].field_count; k++) {
      if (vtd_field_table[vtd_reg_table[i].first_field + k].needs)
        conditional++;
    }
  }
  EQ(conditional, COUNT(expected)); // no field has a condition that is not listed here
  for (size_t i = 0; i < COUNT(expected); i++) {
    const struct vtd_field_desc *f = vtd_field_find(expected[i].reg, expected[i].field);
    assert_non_null(f);
    assert_true(vtd_feature(expected[i].cap, expected[i].ecap, f->needs));
    assert_false(vtd_feature(ONES & ~expected[i].cap, ONES & ~expected[i].ecap, f->needs));
  }
  assert_true(vtd_feature(0, 0, VTD_FEAT_ALWAYS));
  assert_false(vtd_feature(ONES, ONES, VTD_FEAT_COUNT));
}

// Bit numbers of CAP and ECAP as the architecture has them.
#define CAP_BIT(n)  UINT64_C(1) << (n), 0
#define ECAP_BIT(n) 0, UINT64_C(1) << (n)

static void features_are_these_bits(void **state) {
  (void)state;
  const struct {
    unsigned feature;
    uint64_t cap, ecap;
  } expected[] = {
      {VTD_FEAT_RWBF, CAP_BIT(4)},
      {VTD_FEAT_PLMR, CAP_BIT(5)},
      {VTD_FEAT_PHMR, CAP_BIT(6)},
      {VTD_FEAT_SSLPS_2M, CAP_BIT(34)},
      {VTD_FEAT_SSLPS_1G, CAP_BIT(35)},
      {VTD_FEAT_FS1GP, CAP_BIT(56)},
      {VTD_FEAT_PI, CAP_BIT(59)},
      {VTD_FEAT_FS5LP, CAP_BIT(60)},
      {VTD_FEAT_ECMDS, CAP_BIT(61)},
      {VTD_FEAT_QI, ECAP_BIT(1)},
      {VTD_FEAT_DT, ECAP_BIT(2)},
      {VTD_FEAT_IR, ECAP_BIT(3)},
      {VTD_FEAT_EIM, ECAP_BIT(4)},
      {VTD_FEAT_SC, ECAP_BIT(7)},
      {VTD_FEAT_MTS, ECAP_BIT(25)},
      {VTD_FEAT_PRS, ECAP_BIT(29)},
      {VTD_FEAT_SRS, ECAP_BIT(31)},
      {VTD_FEAT_EAFS, ECAP_BIT(34)},
      {VTD_FEAT_PASID, ECAP_BIT(40)},
      {VTD_FEAT_DIT, ECAP_BIT(41)},
      {VTD_FEAT_PDS, ECAP_BIT(42)},
      {VTD_FEAT_VCS, ECAP_BIT(44)},
      {VTD_FEAT_SSTS, ECAP_BIT(46)},
      {VTD_FEAT_FSTS, ECAP_BIT(47)},
      {VTD_FEAT_SMPWCS, ECAP_BIT(48)},
      {VTD_FEAT_RPS, ECAP_BIT(49)},
      {VTD_FEAT_PMS, ECAP_BIT(51)},
      {VTD_FEAT_RPRIVS, ECAP_BIT(53)},
      {VTD_FEAT_SSADE, 0, UINT64_C(3) << 45},
  };
  EQ(COUNT(expected) + 2, VTD_FEAT_COUNT); // and ALWAYS, and PMR: one of two bits
  for (size_t i = 0; i < COUNT(expected); i++) {
    assert_true(vtd_feature(expected[i].cap, expected[i].ecap, expected[i].feature));
    for (unsigned bit = 0; bit < 128; bit++) {
      const uint64_t cap = bit < 64 ? UINT64_C(1) << bit : 0;
      const uint64_t ecap = bit < 64 ? 0 : UINT64_C(1) << (bit - 64);
      const bool matters = (expected[i].cap & cap) != 0 || (expected[i].ecap & ecap) != 0;
      assert_int_equal(vtd_feature(ONES & ~cap, ONES & ~ecap, expected[i].feature), !matters);
    }
  }
  for (unsigned both = 0; both < 4; both++)
    assert_int_equal(vtd_feature((uint64_t)both << 5, 0, VTD_FEAT_PMR), both != 0);
}

static struct vtd_reg_masks masks(const char *reg, unsigned haw) {
  return vtd_reg_masks_of(vtd_reg_find(reg), ONES, ONES, haw);
}

static void register_masks(void **state) {
  (void)state;
  struct vtd_reg_masks m = masks("FECTL", 52);
  EQ(m.read, 0xC0000000);
  EQ(m.write, 0x80000000);
  EQ(m.reset, 0x80000000);
  EQ(m.rw1c | m.command | m.keep | m.config | m.locked, 0);

  m = masks("GCMD", 52);
  EQ(m.command, 0xCF800000);
  EQ(m.read | m.write, 0);

  m = masks("CCMD", 52);
  EQ(m.read, 0xF80000000000FFFF);
  EQ(m.write, 0xE00000000000FFFF);
  EQ(m.command, 0x00000003FFFF0000);

  m = masks("FSTS", 52);
  EQ(m.rw1c, 0x71);
  EQ(m.read, 0xFF73);
  EQ(m.keep, 0xFF73);
  EQ(m.write, 0);

  m = masks("FRCD_LO", 52);
  EQ(m.read, 0xFFFFFFFFFFFFF000);
  m = masks("FRCD_HI", 52);
  EQ(m.read, 0xFFFFFFFFF000FFFF);
  EQ(m.rw1c, UINT64_C(1) << 63);

  m = masks("RTADDR", 46);
  EQ(m.write, 0x00003FFFFFFFFC00);
  m = masks("IRTA", 39);
  EQ(m.write, 0x0000007FFFFFF80F);
  m = masks("IQA", 64);
  EQ(m.write, 0xFFFFFFFFFFFFF807);

  m = masks("CAP", 52);
  EQ(m.config, m.read);
  EQ(m.write | m.reset, 0);
  m = masks("PERFCNTRCFG", 52);
  EQ(m.locked, 0x0FFFFFFF00000F06);
  EQ(m.write, m.locked);
}

// Register fields whose bits at and above the host address width are not implemented.
static void address_limits(void **state) {
  (void)state;
  const char *limited[][2] = {
      {"RTADDR", "RTA"}, {"PHMBASE", "PHMB"}, {"PHMLIMIT", "PHML"},      {"IQA", "IQA"},
      {"IRTA", "IRTA"},  {"PQA", "PQA"},      {"MTRR_PHYSBASE", "BASE"}, {"MTRR_PHYSMASK", "MASK"},
  };
  unsigned flagged = 0;
  for (size_t i = 0; i < VTD_REGISTER_COUNT; i++) {
    for (unsigned k = 0; k < vtd_reg_table[i].field_count; k++) {
      const struct vtd_field_desc *f = &vtd_field_table[vtd_reg_table[i].first_field + k];
      if (f->flags & VTD_FIELD_LIMIT_HAW)
        flagged++;
    }
  }
  EQ(flagged, COUNT(limited));
  for (size_t i = 0; i < COUNT(limited); i++) {
    const struct vtd_field_desc *f = vtd_field_find(limited[i][0], limited[i][1]);
    assert_non_null(f);
    assert_true(f->flags & VTD_FIELD_LIMIT_HAW);
    EQ(masks(limited[i][0], 40).write >> 40, 0);
    assert_true(masks(limited[i][0], 64).write >> 63);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reserved_in_tables),
      cmocka_unit_test(reserved_in_paging_entries),
      cmocka_unit_test(reserved_in_interrupt_structures),
      cmocka_unit_test(reserved_in_descriptors),
      cmocka_unit_test(host_address_width),
      cmocka_unit_test(registers_follow_features),
      cmocka_unit_test(fields_follow_features),
      cmocka_unit_test(features_are_these_bits),
      cmocka_unit_test(register_masks),
      cmocka_unit_test(address_limits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
