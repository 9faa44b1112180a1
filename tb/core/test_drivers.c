// SPDX-License-Identifier: Apache-2.0
// The register sequences of real drivers: they must find what they poll for.
#include "core_test.h"

// kvm-unit-tests: GCMD = GSTS | bit unmasked, one-shot bits not polled.
static void sequence_kvm_unit_tests(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  uint64_t root = vtdt_root_new(&t.guest->space);
  uint64_t irt = vtdt_pages(&t.guest->space, 256);
  assert_true((vtdt_reg32(t.unit, VTD_VER_REG) >> 3 & 0xF) >= 1);
  assert_true(vtd_cap_sagaw(vtdt_reg64(t.unit, VTD_CAP_REG)) & VTD_CAP_SAGAW_39);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_QIE);
  vtdt_reg64_write(t.unit, VTD_RTADDR_REG, root);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_SRTP);
  vtdt_reg64_write(t.unit, VTD_IRTA_REG, irt | 0xF);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_SIRTP);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_TE);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_IRE);
  assert_int_equal(fsts(&t), 0);
  assert_int_equal(gsts(&t),
                   VTD_GSTS_QIES | VTD_GSTS_RTPS | VTD_GSTS_IRTPS | VTD_GSTS_TES | VTD_GSTS_IRES);
  core_test_end(&t);
}

// Linux: interrupt remapping first, then DMA remapping; all commands polled.
static void sequence_linux(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtdt_space *space = &t.guest->space;
  // Clear faults.
  for (unsigned i = 0; i <= vtd_cap_nfr(t.config.cap); i++)
    vtdt_reg32_write(t.unit, vtdt_frcd_reg(t.unit, i) + 12, 0x80000000);
  vtdt_reg32_write(t.unit, VTD_FSTS_REG, VTD_FSTS_PFO | VTD_FSTS_PPF | 0x80);
  // Queue of one page.
  vtdt_queue q = vtdt_queue_new(space, 0, false);
  vtdt_reg32_write(t.unit, VTD_IQT_REG, 0);
  vtdt_reg64_write(t.unit, VTD_IQA_REG, q.iqa);
  uint32_t gcmd = VTD_GCMD_QIE; // the software copy
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gcmd);
  assert_true(gsts(&t) & VTD_GSTS_QIES);
  // Interrupt remapping, x2APIC.
  uint64_t irt = vtdt_pages(space, 256);
  vtdt_reg64_write(t.unit, VTD_IRTA_REG, irt | VTD_IRTA_EIME | 0xF);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gcmd | VTD_GCMD_SIRTP);
  assert_true(gsts(&t) & VTD_GSTS_IRTPS);
  uint64_t status = vtdt_pages(space, 1);
  vtdt_queue_push(&q, vtdt_iec_global());
  vtdt_queue_push(&q, vtdt_wait_status(status, 2));
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(vtdt_guest_read32(t.guest, status), 2);
  gcmd |= VTD_GCMD_IRE;
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gcmd);
  assert_true(gsts(&t) & VTD_GSTS_IRES);
  assert_false(gsts(&t) & VTD_GSTS_CFIS);
  // DMA remapping.
  uint64_t root = vtdt_root_new(space);
  vtdt_reg64_write(t.unit, VTD_RTADDR_REG, root);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gcmd | VTD_GCMD_SRTP);
  assert_true(gsts(&t) & VTD_GSTS_RTPS);
  static const unsigned two = 2;
  vtdt_guest_write32(t.guest, status, 0);
  vtdt_queue_push(&q, vtdt_cc_global());
  vtdt_queue_push(&q, vtdt_wait_status(status, two));
  vtdt_queue_push(&q, vtdt_iotlb_global(VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW));
  vtdt_queue_push(&q, vtdt_wait_status(status + 4, two));
  vtdt_queue_ring(t.unit, &q);
  assert_int_equal(vtdt_guest_read32(t.guest, status), two);
  assert_int_equal(vtdt_guest_read32(t.guest, status + 4), two);
  // Fault interrupt, with the read-backs that push the writes.
  vtdt_reg32_write(t.unit, VTD_FEDATA_REG, 0x41);
  vtdt_reg32_write(t.unit, VTD_FEADDR_REG, 0xFEE00000);
  vtdt_reg32_write(t.unit, VTD_FEUADDR_REG, 0);
  vtdt_reg32_write(t.unit, VTD_FECTL_REG, 0);
  assert_int_equal(vtdt_reg32(t.unit, VTD_FECTL_REG), 0);
  gcmd |= VTD_GCMD_TE;
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gcmd);
  assert_true(gsts(&t) & VTD_GSTS_TES);
  vtdt_reg32_write(t.unit, VTD_PMEN_REG, 0);
  assert_int_equal(vtdt_reg32(t.unit, VTD_PMEN_REG), 0);
  assert_int_equal(fsts(&t), 0);
  assert_int_equal(t.guest->message_count, 0);
  // A second kernel (kdump) reads the old tables' addresses back.
  assert_int_equal(vtdt_reg64(t.unit, VTD_RTADDR_REG), root);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IRTA_REG), irt | VTD_IRTA_EIME | 0xF);
  // Suspend: off again.
  assert_true(vtdt_gcmd_clear(t.unit, VTD_GCMD_TE));
  assert_true(vtdt_gcmd_clear(t.unit, VTD_GCMD_IRE));
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), vtdt_reg64(t.unit, VTD_IQT_REG));
  assert_true(vtdt_gcmd_clear(t.unit, VTD_GCMD_QIE));
  assert_int_equal(vtdt_reg64(t.unit, VTD_IQH_REG), 0);
  core_test_end(&t);
}

// Xen: GCMD = GSTS plus a bit, so RTPS and IRTPS come back as SRTP and SIRTP.
static void sequence_xen(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtdt_space *space = &t.guest->space;
  assert_true(vtdt_frcd_reg(t.unit, 7) + 16 <= 4096); // Xen maps one page
  vtdt_reg32_write(t.unit, VTD_FECTL_REG, 0);
  vtdt_queue q = vtdt_queue_new(space, 0, false);
  vtdt_reg64_write(t.unit, VTD_IQA_REG, q.iqa);
  vtdt_reg64_write(t.unit, VTD_IQT_REG, 0);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_QIE);
  assert_true(gsts(&t) & VTD_GSTS_QIES);
  uint64_t irt = vtdt_pages(space, 1);
  vtdt_reg64_write(t.unit, VTD_IRTA_REG, irt | 7);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_SIRTP);
  assert_true(gsts(&t) & VTD_GSTS_IRTPS);
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_iec_global()));
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_IRE); // with SIRTP set
  assert_true(gsts(&t) & VTD_GSTS_IRES);
  assert_true(gsts(&t) & VTD_GSTS_IRTPS);
  uint64_t root = vtdt_root_new(space);
  vtdt_reg64_write(t.unit, VTD_RTADDR_REG, root);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_SRTP);
  assert_true(gsts(&t) & VTD_GSTS_RTPS);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_TE);
  assert_int_equal(gsts(&t),
                   VTD_GSTS_TES | VTD_GSTS_RTPS | VTD_GSTS_QIES | VTD_GSTS_IRES | VTD_GSTS_IRTPS);
  vtdt_reg32_write(t.unit, VTD_PMEN_REG, 0);
  assert_int_equal(vtdt_reg32(t.unit, VTD_PMEN_REG) & VTD_PMEN_PRS, 0);
  // Off: EIME cleared and read back, TE off.
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) & ~VTD_GCMD_IRE);
  vtdt_reg64_write(t.unit, VTD_IRTA_REG, irt);
  assert_int_equal(vtdt_reg64(t.unit, VTD_IRTA_REG), irt);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) & ~VTD_GCMD_TE);
  assert_int_equal(gsts(&t), VTD_GSTS_RTPS | VTD_GSTS_QIES | VTD_GSTS_IRTPS);
  core_test_end(&t);
}

// EDK2 on a version 1 unit: masked GCMD writes, register-based invalidation.
static void sequence_edk2(void **state) {
  (void)state;
  vtd_config c = vtd_config_default();
  c.cap = vtd_cap_rwbf_set(c.cap, 1);
  core_test t = core_test_begin(&c);
  uint64_t root = vtdt_root_new(&t.guest->space);
  vtdt_reg64_write(t.unit, VTD_RTADDR_REG, root);
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_SRTP));
  (void)vtdt_reg32(t.unit, VTD_FEDATA_REG);
  vtdt_reg32_write(t.unit, VTD_GCMD_REG, gsts(&t) | VTD_GCMD_WBF); // unmasked here
  assert_int_equal(gsts(&t) & VTD_GSTS_WBFS, 0);
  assert_false(vtd_ccmd_icc(vtdt_reg64(t.unit, VTD_CCMD_REG)));
  uint64_t after = ccmd(&t, cc(VTD_CCMD_CIRG_GLOBAL));
  assert_false(vtd_ccmd_icc(after));
  assert_int_equal(iotlb_command(&t, VTD_IOTLB_IIRG_GLOBAL, 0), VTD_IOTLB_IAIG_GLOBAL);
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_TE));
  vtdt_reg32_write(t.unit, VTD_PMEN_REG, 0);
  // Stop.
  assert_true(vtdt_gcmd_clear(t.unit, VTD_GCMD_TE));
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_SRTP));
  core_test_end(&t);
}

// EDK2 with queued invalidation: no wait descriptors, it polls IQH == IQT.
static void sequence_edk2_queue(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  vtdt_queue q = vtdt_queue_new(&t.guest->space, 0, false);
  assert_true(vtdt_queue_enable(t.unit, &q));
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_cc_global()));
  assert_true(vtdt_queue_submit(t.unit, &q, vtdt_iotlb_global(VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW)));
  assert_int_equal(fsts(&t) & (VTD_FSTS_IQE | VTD_FSTS_ITE | VTD_FSTS_ICE), 0);
  assert_int_equal(t.guest->inv_count, 2);
  core_test_end(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sequence_kvm_unit_tests),
      cmocka_unit_test(sequence_linux),
      cmocka_unit_test(sequence_xen),
      cmocka_unit_test(sequence_edk2),
      cmocka_unit_test(sequence_edk2_queue),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
