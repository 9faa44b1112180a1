// SPDX-License-Identifier: Apache-2.0
// Points of the architecture that are easy to get wrong and that no other test is about: each is a
// few lines. docs/verification.md lists the others with the tests that have them.
#include "dma_test.h"
#include "sm_test.h"

// Chapter 9: pass-through does not use the second-stage pointer, but the width is checked.
static void pass_through_needs_a_supported_width(void **state) {
  (void)state;
  for (uint8_t aw = 0; aw < 8; aw++) {
    vtd_config config = vtd_config_default();
    config.cap = vtd_cap_sagaw_set(config.cap, VTD_CAP_SAGAW_48);
    dma_test d = dma_begin_with(&config, VTD_CTX_AW_48);
    vtdt_context c = dma_context(&d);
    c.tt = VTD_CTX_TT_PASS_THROUGH;
    c.aw = aw;
    dma_set_context(&d, &c);
    vtd_result r = dma_read(&d, 0x5000);
    assert_int_equal(r.code, aw == VTD_CTX_AW_48 ? 0 : 3);
    assert_int_equal(r.cond, aw == VTD_CTX_AW_48 ? VTD_FC_NONE : VTD_FC_LCT_4_1);
    dma_end(&d);
  }
}

// Chapter 3: a DWORD write to the interrupt range is an interrupt, whatever the tables map there,
// in a 4 KiB or in a large page, seen before or not.
static void interrupts_are_never_translated(void **state) {
  (void)state;
  for (unsigned shift = VTD_PAGE_SHIFT; shift <= VTD_PAGE_2M_SHIFT; shift += 9) {
    dma_test d = dma_begin();
    dma_map(&d, 0xFEE00000, 0x40000000, shift, DMA_RW);
    for (int again = 0; again < 2; again++) {
      vtd_request q = dma_request(0xFEE00000, VTD_ACCESS_WRITE);
      q.bytes = 4;
      assert_int_equal(dma_do(&d, q).status, VTD_INTERRUPT);
      const vtd_requester from = vtd_requester_of(d.unit, DMA_SID, false, 0);
      assert_int_equal(vtd_translate_quick(d.unit, 0xFEE00000, &from, VTD_ACCESS_WRITE).dmi_perm,
                       0);
      if (shift == VTD_PAGE_2M_SHIFT) // the rest of the page is memory
        dma_expect_ok(dma_write(&d, 0xFEF00000), 0x40100000);
    }
    dma_end(&d);
  }
}

// Chapter 5: extended interrupt mode is latched with the table pointer.
static void extended_mode_is_latched(void **state) {
  (void)state;
  core_test t = core_test_begin(NULL);
  uint64_t table = vtdt_pages(&t.guest->space, 1);
  vtdt_irte e = {.vector = 0x31, .dst = 1 << 8};
  vtdt_irte_set(&t.guest->space, table, 0, &e);
  vtdt_reg64_write(t.unit, VTD_IRTA_REG, table | 3);
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_SIRTP));
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_IRE));
  vtd_interrupt_request q = {.addr = vtdt_msi_addr(0, false), .sid = DMA_SID};
  vtd_interrupt_result r;
  vtdt_reg64_write(t.unit, VTD_IRTA_REG, table | 3 | VTD_IRTA_EIME);
  assert_true(vtd_irta_eime(vtdt_reg64(t.unit, VTD_IRTA_REG))); // reads as written
  vtd_interrupt(t.unit, &q, &r);
  assert_int_equal(r.addr, 0xFEE01000); // 8-bit destination 1
  assert_true(vtdt_gcmd_set(t.unit, VTD_GCMD_SIRTP));
  vtd_interrupt(t.unit, &q, &r);
  assert_int_equal(r.addr, UINT64_C(0x100FEE00000)); // 32-bit destination 100h
  core_test_end(&t);
}

// Chapter 6: without caching mode software need not invalidate when something becomes present, at
// any level, nor when rights are added to what faulted.
static void new_mappings_work_at_once(void **state) {
  (void)state;
  const uint64_t iova = UINT64_C(0x40201000);
  dma_test d = dma_begin();
  dma_expect_fault(dma_read(&d, iova), VTD_BLOCKED, 6);
  dma_map(&d, iova, 0xA000, 12, VTD_PERM_R);
  dma_expect_ok(dma_read(&d, iova), 0xA000);
  dma_expect_fault(dma_read(&d, iova + 0x1000), VTD_BLOCKED, 6);
  dma_map(&d, iova + 0x1000, 0xB000, 12, DMA_RW);
  dma_expect_ok(dma_write(&d, iova + 0x1000), 0xB000);
  const uint16_t other = DMA_SID + 1;
  vtd_request q = dma_request(iova, VTD_ACCESS_READ);
  q.sid = other;
  dma_expect_fault(dma_do(&d, q), VTD_BLOCKED, 2);
  vtdt_context c = dma_context(&d);
  vtdt_context_set(d.space, d.root, other, &c);
  dma_expect_ok(dma_do(&d, q), 0xA000);
  dma_end(&d);

  sm_test s = sm_begin_with(NULL);
  assert_int_equal(sm_read(&s, SM_IOVA).code, 0x51); // no PASID table
  vtdt_pasid e = sm_entry(&s, VTD_PASID_PGTT_NESTED);
  vtdt_pasid_set(s.space, s.context.directory, SM_RID_PASID, &e);
  assert_int_equal(sm_read(&s, SM_IOVA).code, 0x71);
  sm_map_guest(&s, SM_IOVA, SM_PAGE - SM_GUEST, 12, SM_USER_RW);
  assert_int_equal(sm_read(&s, SM_IOVA).code, 0x79);
  sm_map_ss(&s, SM_PAGE - SM_GUEST, SM_PAGE, 12, SM_RW);
  sm_expect(sm_write(&s, SM_IOVA), SM_PAGE);
  sm_end(&s);
}

// Chapter 9: bits of domain ids and addresses that a unit does not have are reserved in tables, but
// ignored in descriptors and commands.
static void unimplemented_bits(void **state) {
  (void)state;
  vtd_config config = vtd_config_scalable();
  config.cap = vtd_cap_nd_set(config.cap, 2); // 8-bit domain ids
  config.haw = 40;
  sm_test s = sm_begin_with(&config);
  sm_use(&s, VTD_PASID_PGTT_SS);
  sm_map_ss(&s, SM_IOVA, SM_PAGE, 12, SM_RW);
  sm_expect(sm_read(&s, SM_IOVA), SM_PAGE);
  sm_poke(&s, sm_ss_entry(&s, SM_IOVA, 1), UINT64_C(0xFFFFFFF000), SM_PAGE + 0x1000);
  assert_int_equal(sm_read(&s, SM_IOVA).hit, VTD_HIT_IOTLB);
  sm_submit(&s, vtdt_iotlb_domain(0xAB00 | SM_DID, 0)); // the same domain
  sm_expect(sm_read(&s, SM_IOVA), SM_PAGE + 0x1000);
  const uint64_t at = vtdt_pasid_addr(s.space, s.context.directory, SM_RID_PASID) + 8;
  sm_poke(&s, at, 0, 1u << 8); // domain id 109h
  sm_flush(&s);
  assert_int_equal(sm_read(&s, SM_IOVA).code, 0x5A);
  sm_poke(&s, at, 1u << 8, 0);
  sm_poke(&s, sm_ss_entry(&s, SM_IOVA, 1), 0, UINT64_C(1) << 40); // beyond the host's width
  sm_flush(&s);
  assert_int_equal(sm_read(&s, SM_IOVA).code, 0x7A);
  sm_end(&s);
}

// Chapter 6: address masks up to everything, if MAMV says so.
static void address_masks_up_to_everything(void **state) {
  (void)state;
  vtd_config config = vtd_config_scalable();
  config.cap = vtd_cap_mamv_set(config.cap, 63);
  sm_test s = sm_begin_with(&config);
  for (unsigned am = 0; am <= 63; am++) {
    const uint64_t addr = UINT64_C(0x0123456789ABC000) >> 8 & ~UINT64_C(0xFFF);
    const unsigned shift = am + 12 < 64 ? am + 12 : 64;
    const uint64_t base = shift < 64 ? addr >> shift << shift : 0;
    for (int pasid = 0; pasid < 2; pasid++) {
      vtdt_guest_clear_logs(s.guest);
      sm_submit(&s, pasid ? vtdt_p_iotlb_page(SM_DID, SM_PASID, addr, am, true)
                          : vtdt_iotlb_page(SM_DID, addr, am, true, 0));
      assert_int_equal(s.guest->inv_count, 1);
      assert_int_equal(s.guest->invs[0].shift, shift);
      assert_int_equal(s.guest->invs[0].base, base);
    }
  }
  sm_end(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pass_through_needs_a_supported_width),
      cmocka_unit_test(interrupts_are_never_translated),
      cmocka_unit_test(extended_mode_is_latched),
      cmocka_unit_test(new_mappings_work_at_once),
      cmocka_unit_test(unimplemented_bits),
      cmocka_unit_test(address_masks_up_to_everything),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
