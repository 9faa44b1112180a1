// SPDX-License-Identifier: Apache-2.0
// Second-stage tables (chapters 3 and 9): depths, page sizes, permissions, reserved bits, limits.
#include "dma_test.h"

static const uint8_t depths[] = {VTD_CTX_AW_39, VTD_CTX_AW_48, VTD_CTX_AW_57};
static const unsigned sizes[] = {12, 21, 30};

static unsigned width_of(uint8_t aw) {
  return 12 + 9 * vtdt_levels(aw);
}

static uint64_t mask_of(unsigned bits) {
  return (UINT64_C(1) << bits) - 1;
}

// ---- Depths, sizes, offsets

static void check_page(uint8_t aw, unsigned shift, uint64_t iova, uint64_t page) {
  dma_test d = dma_begin_with(NULL, aw);
  dma_map(&d, iova, page, shift, DMA_RW);
  uint64_t offsets[] = {0, 1, 0xFFF, 0x1000, 0x12345, mask_of(shift) - 63, mask_of(shift)};
  unsigned levels = vtdt_levels(aw) - (shift - 12) / 9;
  for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
    uint64_t offset = offsets[i] & mask_of(shift);
    dma_flush(&d);
    vtd_result r = dma_read(&d, iova + offset); // walked
    dma_expect_ok(r, page + offset);
    assert_int_equal(r.page_shift, shift);
    assert_int_equal(r.perm, DMA_RW);
    assert_int_equal(r.dmi_perm, DMA_RW);
    assert_int_equal(r.did, DMA_DID);
    assert_int_equal(r.hit, VTD_HIT_WALK);
    assert_int_equal(r.reads - (i == 0 ? 2 : 0), levels); // the first also reads root and context
    r = dma_write(&d, iova + (offset ^ 0x40));            // cached
    dma_expect_ok(r, page + (offset ^ 0x40));
    assert_int_equal(r.page_shift, shift);
    assert_int_equal(r.hit, VTD_HIT_IOTLB);
    assert_int_equal(r.reads, 0);
  }
  // Its neighbours are not mapped.
  uint64_t below = iova - 1, above = iova + mask_of(shift) + 1;
  dma_expect_fault(dma_read(&d, below), VTD_BLOCKED, 6);
  dma_expect_fault(dma_read(&d, above), VTD_BLOCKED, 6);
  dma_end(&d);
}

static void every_size_at_every_depth(void **state) {
  (void)state;
  for (size_t a = 0; a < 3; a++) {
    for (size_t s = 0; s < 3; s++) {
      unsigned width = width_of(depths[a]);
      uint64_t align = ~mask_of(sizes[s]);
      uint64_t middle = UINT64_C(0x0AAAAAAAAAAAAAAA) & mask_of(width) & align;
      uint64_t odd = (mask_of(width) & align) - (UINT64_C(2) << sizes[s]); // all indexes near 511
      check_page(depths[a], sizes[s], middle, UINT64_C(0x7A5C40000000));
      check_page(depths[a], sizes[s], odd, UINT64_C(0x40000000));
    }
  }
}

// ---- Permissions are those that all levels give

static void permissions_of_all_levels(void **state) {
  (void)state;
  const uint64_t iova = 0x12345000, page = 0xABC000;
  for (unsigned level = 1; level <= 5; level++) {
    for (unsigned perm = 0; perm < 4; perm++) {
      dma_test d = dma_begin_with(NULL, VTD_CTX_AW_57);
      dma_map(&d, iova, page, 12, DMA_RW);
      uint64_t at = dma_entry(&d, iova, level);
      vtdt_write64(d.space, at, (vtdt_read64(d.space, at) & ~UINT64_C(3)) | perm);
      bool r = perm & VTD_PERM_R, w = perm & VTD_PERM_W;
      vtd_status no = perm == 0 ? VTD_BLOCKED : VTD_DENIED;
      for (int again = 0; again < 2; again++) { // walked, then cached
        vtd_result read = dma_read(&d, iova);
        assert_int_equal(read.status, r ? VTD_OK : no);
        assert_int_equal(read.code, r ? 0 : 6);
        assert_int_equal(read.perm, r ? perm : 0);
        vtd_result write = dma_write(&d, iova);
        assert_int_equal(write.status, w ? VTD_OK : no);
        assert_int_equal(write.code, w ? 0 : 5);
        vtd_result atomic = dma_do(&d, dma_request(iova, VTD_ACCESS_ATOMIC));
        assert_int_equal(atomic.status, r && w ? VTD_OK : no);
        assert_int_equal(atomic.code, r && w ? 0 : w ? 6 : 5);
      }
      dma_end(&d);
    }
  }
}

// One level gives only R, the one below only W: nothing is left, though both are present.
static void permissions_can_cancel_out(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_map(&d, 0x5000, 0xABC000, 12, DMA_RW);
  uint64_t at = dma_entry(&d, 0x5000, 2);
  vtdt_write64(d.space, at, vtdt_read64(d.space, at) & ~(uint64_t)VTD_SS_DIR_W);
  vtdt_write64(d.space, dma_entry(&d, 0x5000, 1), 0xABC000 | VTD_SS_PTE_W);
  assert_int_equal(dma_read(&d, 0x5000).code, 6);
  assert_int_equal(dma_write(&d, 0x5000).code, 5);
  dma_end(&d);
}

static void zero_length_reads(void **state) {
  (void)state;
  for (unsigned zlr = 0; zlr < 2; zlr++) {
    vtd_config config = vtd_config_default();
    config.cap = vtd_cap_zlr_set(config.cap, zlr);
    dma_test d = dma_begin_with(&config, VTD_CTX_AW_48);
    dma_map(&d, 0x1000, 0xA000, 12, VTD_PERM_W);
    dma_map(&d, 0x2000, 0xB000, 12, VTD_PERM_R);
    dma_map(&d, 0x3000, 0xC000, 12, 0);
    for (int again = 0; again < 2; again++) {
      vtd_result r = dma_do(&d, dma_request(0x1000, VTD_ACCESS_ZERO_READ));
      if (zlr)
        dma_expect_ok(r, 0xA000);
      else
        dma_expect_fault(r, VTD_DENIED, 6);
      dma_expect_ok(dma_do(&d, dma_request(0x2000, VTD_ACCESS_ZERO_READ)), 0xB000);
      dma_expect_fault(dma_do(&d, dma_request(0x3000, VTD_ACCESS_ZERO_READ)), VTD_BLOCKED, 6);
      dma_expect_ok(dma_write(&d, 0x1000), 0xA000); // cached now
    }
    dma_end(&d);
  }
}

// ---- Reserved bits

typedef enum kind { PML5E, PML4E, PDPE, PDE, PDPE_1G, PDE_2M, PTE } kind;

// By the table of second-stage entries, for a host address width and feature set.
static bool reserved(kind k, unsigned bit, unsigned haw, bool sc) {
  bool leaf = k == PDPE_1G || k == PDE_2M || k == PTE;
  if (bit == 62)
    return true;
  if (bit >= haw && bit <= 51)
    return true;
  if (bit == 7)
    return k == PML5E || k == PML4E;
  if (bit == 11)
    return leaf ? !sc : true;
  if (k == PDPE_1G)
    return bit >= 12 && bit <= 29;
  if (k == PDE_2M)
    return bit >= 12 && bit <= 20;
  return false;
}

static unsigned level_of(kind k) {
  switch (k) {
  case PML5E:
    return 5;
  case PML4E:
    return 4;
  case PDPE:
  case PDPE_1G:
    return 3;
  case PDE:
  case PDE_2M:
    return 2;
  default:
    return 1;
  }
}

static unsigned shift_of(kind k) {
  return k == PDPE_1G ? 30 : k == PDE_2M ? 21 : 12;
}

// Bits that change where the walk goes on rather than whether it may.
static bool steers(kind k, unsigned bit, unsigned haw) {
  bool leaf = k == PDPE_1G || k == PDE_2M || k == PTE;
  if (bit <= 1)
    return true;
  if ((k == PDPE || k == PDE) && bit == 7)
    return true;
  if ((k == PDPE_1G || k == PDE_2M) && bit == 7)
    return true; // the test sets it anyway
  return !leaf && bit >= 12 && bit < haw;
}

static void check_reserved(unsigned haw, bool sc) {
  vtd_config config = vtd_config_default();
  config.haw = (uint8_t)haw;
  config.ecap = vtd_ecap_sc_set(config.ecap, sc);
  const uint64_t iova = UINT64_C(0x1C0000000), page = UINT64_C(0x80000000);
  dma_test d = dma_begin_with(&config, VTD_CTX_AW_57);
  for (kind k = PML5E; k <= PTE; k++) {
    d.table = vtdt_pages(d.space, 1);
    vtdt_context context = dma_context(&d);
    dma_set_context(&d, &context);
    dma_map(&d, iova, page, shift_of(k), DMA_RW);
    uint64_t at = dma_entry(&d, iova, level_of(k)), good = vtdt_read64(d.space, at);
    for (unsigned bit = 0; bit < 64; bit++) {
      if (steers(k, bit, haw) || (good >> bit & 1) != 0)
        continue;
      dma_flush(&d);
      vtdt_write64(d.space, at, good | UINT64_C(1) << bit);
      vtd_result r = dma_read(&d, iova + 0x40);
      bool bad = reserved(k, bit, haw, sc);
      if ((r.code == 0xC) != bad || (r.status == VTD_OK) == bad)
        fail_msg("kind %d bit %u haw %u: code %x", k, bit, haw, r.code);
      // An entry that is not present is not looked at.
      dma_flush(&d);
      vtdt_write64(d.space, at, (good | UINT64_C(1) << bit) & ~UINT64_C(3));
      assert_int_equal(dma_read(&d, iova + 0x40).code, 6);
    }
    vtdt_write64(d.space, at, good);
  }
  dma_end(&d);
}

static void reserved_bits(void **state) {
  (void)state;
  check_reserved(48, true);
  check_reserved(48, false);
  check_reserved(39, true);
  check_reserved(52, true);
}

// PS where the size is not supported.
static void page_sizes_not_supported(void **state) {
  (void)state;
  for (unsigned sslps = 0; sslps < 4; sslps++) {
    if (sslps == 2)
      continue; // not a legal value
    vtd_config config = vtd_config_default();
    config.cap = vtd_cap_sslps_set(config.cap, sslps);
    dma_test d = dma_begin_with(&config, VTD_CTX_AW_48);
    dma_map(&d, UINT64_C(0x80000000), UINT64_C(0x40000000), 30, DMA_RW);
    dma_map(&d, UINT64_C(0x200000), UINT64_C(0x600000), 21, DMA_RW);
    assert_int_equal(dma_read(&d, UINT64_C(0x80000000)).code, (sslps & 2) ? 0 : 0xC);
    assert_int_equal(dma_read(&d, UINT64_C(0x200000)).code, (sslps & 1) ? 0 : 0xC);
    dma_end(&d);
  }
}

// ---- Limits

static void expect_limit(dma_test *d, unsigned width) {
  uint64_t last = mask_of(width) & ~UINT64_C(0xFFF);
  dma_map(d, last, 0xABC000, 12, DMA_RW);
  dma_expect_ok(dma_read(d, last), 0xABC000);
  dma_expect_ok(dma_read(d, last + 0xFFF), 0xABCFFF);
  for (unsigned bit = width; bit < 64; bit++) {
    vtd_result r = dma_read(d, last | UINT64_C(1) << bit);
    dma_expect_fault(r, VTD_BLOCKED, 4);
    assert_int_equal(r.cond, VTD_FC_LGN_1_1);
  }
}

// Input addresses: below 2^min(MGAW, width of the tables).
static void input_width(void **state) {
  (void)state;
  static const unsigned mgaw[] = {48, 50, 52, 57};
  for (size_t m = 0; m < 4; m++) {
    for (size_t a = 0; a < 3; a++) {
      vtd_config config = vtd_config_default();
      config.cap = vtd_cap_mgaw_set(config.cap, mgaw[m] - 1);
      if (vtd_config_check(&config) != NULL)
        continue;
      dma_test d = dma_begin_with(&config, depths[a]);
      unsigned width = width_of(depths[a]);
      expect_limit(&d, width < mgaw[m] ? width : mgaw[m]);
      dma_end(&d);
    }
  }
}

static void supported_widths(void **state) {
  (void)state;
  for (unsigned sagaw = 2; sagaw < 16; sagaw += 2) {
    vtd_config config = vtd_config_default();
    config.cap = vtd_cap_sagaw_set(config.cap, sagaw);
    if (vtd_config_check(&config) != NULL)
      continue;
    for (unsigned aw = 0; aw < 8; aw++) {
      dma_test d = dma_begin_with(&config, VTD_CTX_AW_48);
      dma_map(&d, 0x1000, 0xA000, 12, DMA_RW);
      vtdt_context c = dma_context(&d);
      c.aw = (uint8_t)aw;
      dma_set_context(&d, &c);
      bool supported = aw >= 1 && aw <= 3 && (sagaw >> aw & 1) != 0;
      vtd_result r = dma_read(&d, 0x1000);
      assert_int_equal(r.code == 3 && r.cond == VTD_FC_LCT_4_1, !supported);
      // Pass-through needs a supported width, too.
      c.tt = VTD_CTX_TT_PASS_THROUGH;
      dma_set_context(&d, &c);
      assert_int_equal(dma_read(&d, 0x1000).code, supported ? 0 : 3);
      dma_end(&d);
    }
  }
}

// ---- SNP, and an output in the interrupt range

static void snoop(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_map(&d, 0x1000, 0xA000, 12, DMA_RW | VTDT_SNP);
  dma_map(&d, 0x2000, 0xB000, 12, DMA_RW);
  dma_map(&d, 0x200000, 0x400000, 21, DMA_RW | VTDT_SNP);
  for (int again = 0; again < 2; again++) {
    assert_int_equal(dma_read(&d, 0x1000).flags, VTD_RES_SNOOP);
    assert_int_equal(dma_read(&d, 0x2000).flags, 0);
    assert_int_equal(dma_read(&d, 0x234000).flags, VTD_RES_SNOOP);
  }
  dma_end(&d);
}

// Of a large page that overlaps the interrupt range only the part inside is blocked, walked or
// cached, and an answer for the rest never covers that part.
static void large_page_over_interrupts(void **state) {
  (void)state;
  const uint64_t iova = UINT64_C(0x140000000), page = UINT64_C(0xC0000000); // holds FEEx_xxxx
  for (int first_inside = 0; first_inside < 2; first_inside++) {
    dma_test d = dma_begin();
    dma_map(&d, iova, page, 30, DMA_RW);
    uint64_t inside = iova + 0x3EE00000;
    for (int round = 0; round < 3; round++) {
      if (first_inside || round > 0) {
        vtd_result r = dma_read(&d, inside + round * 0x1000);
        dma_expect_fault(r, VTD_BLOCKED, 0xE);
        assert_int_equal(r.page_shift, 12);
      }
      vtd_result near = dma_read(&d, inside - 0x40);
      dma_expect_ok(near, 0xFEDFFFC0);
      assert_int_equal(near.page_shift, 21); // FEC0_0000 .. FEDF_FFFF
      vtd_result far = dma_read(&d, iova);
      dma_expect_ok(far, page);
      assert_int_equal(far.page_shift, 29);                             // C0000000 .. DFFFFFFF
      assert_int_equal(dma_read(&d, iova + 0x3FF00000).page_shift, 24); // FFxx_xxxx
    }
    dma_end(&d);
  }
}

// The input side: a page around the interrupt addresses of the device.
static void large_page_under_interrupts(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_map(&d, UINT64_C(0xC0000000), UINT64_C(0x140000000), 30, DMA_RW);
  for (int again = 0; again < 2; again++) {
    vtd_result r = dma_read(&d, 0xFED00000);
    dma_expect_ok(r, UINT64_C(0x17ED00000));
    assert_int_equal(r.page_shift, 21);
    assert_int_equal(dma_read(&d, 0xFEE00000).code, 0x29);
    vtd_request interrupt = dma_request(0xFEE00000, VTD_ACCESS_WRITE);
    interrupt.bytes = 4;
    assert_int_equal(dma_do(&d, interrupt).status, VTD_INTERRUPT); // mapped or not
  }
  dma_end(&d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_size_at_every_depth),
      cmocka_unit_test(permissions_of_all_levels),
      cmocka_unit_test(permissions_can_cancel_out),
      cmocka_unit_test(zero_length_reads),
      cmocka_unit_test(reserved_bits),
      cmocka_unit_test(page_sizes_not_supported),
      cmocka_unit_test(input_width),
      cmocka_unit_test(supported_widths),
      cmocka_unit_test(snoop),
      cmocka_unit_test(large_page_over_interrupts),
      cmocka_unit_test(large_page_under_interrupts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
