// SPDX-License-Identifier: Apache-2.0
// Memory: a unit lives in the bytes it was given, whatever passes through it.
#include "dma_test.h"

#define MARGIN 4096u

// A unit between two margins that nobody may touch.
typedef struct fenced {
  uint8_t *block;
  size_t bytes;
  vtd_t *unit;
} fenced;

static fenced fence(const vtd_config *config, const vtd_host *host) {
  fenced f = {.bytes = vtd_footprint(config)};
  f.block = malloc(f.bytes + 2 * MARGIN);
  assert_non_null(f.block);
  memset(f.block, 0x5A, f.bytes + 2 * MARGIN);
  f.unit = vtd_init(f.block + MARGIN, f.bytes, config, host);
  assert_non_null(f.unit);
  return f;
}

static void expect_fence(const fenced *f) {
  for (size_t i = 0; i < MARGIN; i++) {
    assert_int_equal(f->block[i], 0x5A);
    assert_int_equal(f->block[MARGIN + f->bytes + i], 0x5A);
  }
}

static void default_is_small(void **state) {
  (void)state;
  vtd_config config = vtd_config_default();
  print_message("default footprint: %zu bytes\n", vtd_footprint(&config));
  assert_true(vtd_footprint(&config) < 1u << 20);
}

// All shapes, smallest and largest: what vtd_footprint() says is enough, and a byte less is not.
static void shapes(void **state) {
  (void)state;
  static const uint32_t sets[] = {1, 65536}, ways[] = {1, 16}, supers[] = {1, 64},
                        walks[] = {1, 32};
  static const uint32_t contexts[] = {16, 65536}, pscs[] = {0, 65536}, nds[] = {0, 6};
  vtdt_guest *guest = vtdt_guest_new(0);
  vtd_host host = vtdt_guest_host(guest);
  for (unsigned i = 0; i < 128; i++) {
    vtd_config config = vtd_config_default();
    config.iotlb =
        (vtd_iotlb_geometry){sets[i & 1], ways[i >> 1 & 1], supers[i >> 2 & 1], walks[i >> 3 & 1]};
    config.context_entries = contexts[i >> 4 & 1];
    config.psc_entries = pscs[i >> 5 & 1];
    config.cap = vtd_cap_nd_set(config.cap, nds[i >> 6]);
    fenced f = fence(&config, &host);
    vtd_request q = {.addr = 0x1000, .bytes = 4, .sid = 0xFFFF};
    vtd_result r;
    vtdt_set_root(f.unit, vtdt_root_new(&guest->space), VTD_RTADDR_TTM_LEGACY);
    vtdt_gcmd_set(f.unit, VTD_GCMD_TE);
    vtd_translate(f.unit, &q, &r);
    assert_int_equal(r.code, 1);
    vtd_reset(f.unit, true);
    expect_fence(&f);
    assert_null(vtd_init(f.block + MARGIN, f.bytes - 1, &config, &host));
    free(f.block);
  }
  vtdt_guest_free(guest);
}

// A million pages, all 64 K requester ids, 256 domains: constant memory, right answers.
static void a_million_pages(void **state) {
  (void)state;
  const uint32_t pages = 1u << 20;
  vtdt_guest *guest = vtdt_guest_new(UINT64_C(64) << 20);
  guest->space.end = UINT64_C(64) << 20;
  vtdt_space *space = &guest->space;
  // All domains share the tables: what is cached is still each domain's own.
  uint64_t root = vtdt_root_new(space), table = vtdt_pages(space, 1);
  for (uint32_t sid = 0; sid < 0x10000; sid++) {
    vtdt_context c = {.aw = VTD_CTX_AW_48, .did = (uint16_t)(sid % 256), .ssptptr = table};
    vtdt_context_set(space, root, (uint16_t)sid, &c);
  }
  for (uint32_t i = 0; i < pages; i++)
    assert_true(
        vtdt_map(space, table, 4, (uint64_t)i << 12, (uint64_t)(pages - i) << 12, 12, DMA_RW));

  vtd_config config = vtd_config_default();
  vtd_host host = vtdt_guest_host(guest);
  host.request_step = NULL;
  fenced f = fence(&config, &host);
  assert_true(vtd_direct_add(f.unit, 0, guest->flat_bytes, guest->flat));
  vtdt_set_root(f.unit, root, VTD_RTADDR_TTM_LEGACY);
  vtdt_gcmd_set(f.unit, VTD_GCMD_TE);
  size_t bytes = vtd_footprint(&config), state_bytes = vtd_state_size(f.unit);
  uint64_t seed = dma_seed("a_million_pages");
  for (uint32_t i = 0; i < pages; i++) {
    uint64_t random = vtdt_random(&seed);
    vtd_request q = {.addr = (uint64_t)(i & 1 ? i : random % pages) << 12, .bytes = 64};
    if (q.addr >> 20 == 0xFEE)
      continue;
    q.sid = (uint16_t)(random >> 40);
    vtd_result r;
    vtd_translate(f.unit, &q, &r);
    assert_int_equal(r.did, q.sid % 256);
    uint64_t out = ((uint64_t)pages << 12) - q.addr;
    if (out >> 20 == 0xFEE)
      dma_expect_fault(r, VTD_BLOCKED, 0xE);
    else
      dma_expect_ok(r, out);
  }
  assert_int_equal(vtd_footprint(&config), bytes);
  assert_int_equal(vtd_state_size(f.unit), state_bytes);
  expect_fence(&f);
  free(f.block);
  vtdt_guest_free(guest);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(default_is_small),
      cmocka_unit_test(shapes),
      cmocka_unit_test(a_million_pages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
