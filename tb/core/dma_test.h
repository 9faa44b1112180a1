// SPDX-License-Identifier: Apache-2.0
// What the tests of the DMA path start from: a unit in legacy mode with translation on, a requester
// with a second-stage domain, and requests in one line.
#ifndef VTD_TB_DMA_TEST_H
#define VTD_TB_DMA_TEST_H

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core_test.h"

#define DMA_SID UINT16_C(0x0810)
#define DMA_DID UINT16_C(7)
#define DMA_RW  (VTD_PERM_R | VTD_PERM_W)

typedef struct dma_test {
  core_test t;
  vtd_t *unit;
  vtdt_guest *guest;
  vtdt_space *space;
  uint64_t root;
  uint64_t table; // of DMA_SID's domain
  uint8_t aw;
} dma_test;

static inline vtdt_context dma_context(const dma_test *d) {
  return (vtdt_context){
      .tt = VTD_CTX_TT_UNTRANSLATED, .aw = d->aw, .did = DMA_DID, .ssptptr = d->table};
}

// Changes the requester's context entry and drops what was cached of it.
static inline void dma_set_context(dma_test *d, const vtdt_context *c) {
  vtdt_context_set(d->space, d->root, DMA_SID, c);
  vtdt_reg64_write(d->unit, VTD_CCMD_REG, vtd_ccmd_cirg_set(VTD_CCMD_ICC, VTD_CCMD_CIRG_GLOBAL));
}

static inline void dma_set_tt(dma_test *d, uint8_t tt, bool fpd) {
  vtdt_context c = dma_context(d);
  c.tt = tt;
  c.fpd = fpd;
  dma_set_context(d, &c);
}

static inline uint64_t dma_iotlb_command(dma_test *d, uint64_t granularity, uint16_t did) {
  uint64_t command = vtd_iotlb_iirg_set(vtd_iotlb_did_set(VTD_IOTLB_IVT, did), granularity);
  vtdt_reg64_write(d->unit, vtdt_iotlb_reg(d->unit), command);
  return vtd_iotlb_iaig(vtdt_reg64(d->unit, vtdt_iotlb_reg(d->unit)));
}

static inline void dma_flush(dma_test *d) {
  assert_int_equal(dma_iotlb_command(d, VTD_IOTLB_IIRG_GLOBAL, 0), VTD_IOTLB_IIRG_GLOBAL);
}

static inline void dma_flush_domain(dma_test *d, uint16_t did) {
  assert_int_equal(dma_iotlb_command(d, VTD_IOTLB_IIRG_DOMAIN, did), VTD_IOTLB_IIRG_DOMAIN);
}

// 2^am pages from addr.
static inline void dma_flush_pages(dma_test *d, uint16_t did, uint64_t addr, unsigned am, bool ih) {
  vtdt_reg64_write(d->unit, vtdt_iva_reg(d->unit), addr | am | (ih ? VTD_IVA_IH : 0));
  assert_int_equal(dma_iotlb_command(d, VTD_IOTLB_IIRG_PAGE, did), VTD_IOTLB_IIRG_PAGE);
}

static inline dma_test dma_begin_with(const vtd_config *config, uint8_t aw) {
  dma_test d = {.t = core_test_begin(config), .aw = aw};
  d.unit = d.t.unit;
  d.guest = d.t.guest;
  d.space = &d.guest->space;
  d.root = vtdt_root_new(d.space);
  d.table = vtdt_pages(d.space, 1);
  vtdt_context c = dma_context(&d);
  vtdt_context_set(d.space, d.root, DMA_SID, &c);
  assert_true(vtdt_set_root(d.unit, d.root, VTD_RTADDR_TTM_LEGACY));
  assert_true(vtdt_gcmd_set(d.unit, VTD_GCMD_TE));
  vtdt_guest_clear_logs(d.guest);
  return d;
}

static inline dma_test dma_begin(void) {
  return dma_begin_with(NULL, VTD_CTX_AW_48);
}

static inline void dma_end(dma_test *d) {
  core_test_end(&d->t);
}

static inline unsigned dma_levels(const dma_test *d) {
  return vtdt_levels(d->aw);
}

static inline void dma_map(dma_test *d, uint64_t iova, uint64_t addr, unsigned shift,
                           unsigned perm) {
  assert_true(vtdt_map(d->space, d->table, dma_levels(d), iova, addr, shift, perm));
}

// The entry that decodes iova at this level, which must exist.
static inline uint64_t dma_entry(dma_test *d, uint64_t iova, unsigned level) {
  uint64_t at = vtdt_entry_find(d->space, d->table, dma_levels(d), iova, level);
  assert_int_not_equal(at, 0);
  return at;
}

static inline vtd_request dma_request(uint64_t addr, vtd_access access) {
  return (vtd_request){.addr = addr, .bytes = 64, .sid = DMA_SID, .access = (uint8_t)access};
}

static inline vtd_result dma_do(dma_test *d, vtd_request q) {
  vtd_result r;
  memset(&r, 0xA5, sizeof(r)); // the result is written completely
  vtd_translate(d->unit, &q, &r);
  return r;
}

static inline vtd_result dma_read(dma_test *d, uint64_t addr) {
  return dma_do(d, dma_request(addr, VTD_ACCESS_READ));
}
static inline vtd_result dma_write(dma_test *d, uint64_t addr) {
  return dma_do(d, dma_request(addr, VTD_ACCESS_WRITE));
}

static inline vtd_result dma_at(dma_test *d, uint64_t addr, vtd_at at, uint8_t flags) {
  vtd_request q = dma_request(addr, VTD_ACCESS_READ);
  q.at = (uint8_t)at;
  q.flags = flags;
  return dma_do(d, q);
}

static inline void dma_expect_ok(vtd_result r, uint64_t addr) {
  assert_int_equal(r.status, VTD_OK);
  assert_int_equal(r.cond, VTD_FC_NONE);
  assert_int_equal(r.code, 0);
  assert_int_equal(r.addr, addr);
}

static inline void dma_expect_fault(vtd_result r, vtd_status status, unsigned code) {
  assert_int_equal(r.status, status);
  assert_int_equal(r.code, code);
  assert_int_equal(r.perm, 0);
  assert_int_equal(r.dmi_perm, 0);
}

// Random tests: the seed is printed, and given back by VTD_SEED in the environment.
static inline uint64_t dma_seed(const char *test) {
  const char *given = getenv("VTD_SEED");
  uint64_t seed = given != NULL ? strtoull(given, NULL, 0) : 0;
  if (seed == 0)
    seed = (uint64_t)time(NULL) * 0x9E3779B97F4A7C15u | 1;
  print_message("%s: VTD_SEED=0x%llx\n", test, (unsigned long long)seed);
  return seed;
}

#endif // VTD_TB_DMA_TEST_H
