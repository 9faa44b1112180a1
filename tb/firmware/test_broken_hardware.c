// SPDX-License-Identifier: Apache-2.0
// Do the programs notice anything? Each runs on a unit whose IOTLB breaks one rule of chapter 6.
// Those that exist to show that rule must fail, all others must at least come to an end.
#include "fw_test.h"

typedef enum breakage {
  INVALIDATIONS_LOST,  // nothing is ever invalidated
  RANGES_TOO_SMALL,    // page-selective invalidation drops one page of its range
  DOMAINS_MIXED,       // entries are found by address alone
  PERMISSIONS_IGNORED, // whoever gets a hit may read and write
  OFFSETS_LOST,        // of superpages, only the first 4 KiB are right
  DOMAIN_SCOPE_LOST,   // domain-selective invalidation does nothing
  PASID_SCOPE_LOST,    // invalidation by PASID does nothing (scalable mode)
  FIRST_STAGE_KEPT,    // nothing that a first stage took part in is invalidated (scalable mode)
} breakage;

typedef struct broken_tlb {
  breakage kind;
  vtd_iotlb_t *good;
  vtd_iotlb_ops ops;
} broken_tlb;

static void spoil(const broken_tlb *b, vtd_iotlb_entry *entry) {
  if (b->kind == PERMISSIONS_IGNORED)
    entry->perm = VTD_PERM_R | VTD_PERM_W;
  if (b->kind == OFFSETS_LOST)
    entry->page_shift = VTD_PAGE_SHIFT;
}

static vtd_iotlb_key as_seen(const broken_tlb *b, const vtd_iotlb_key *key) {
  vtd_iotlb_key seen = *key;
  if (b->kind == DOMAINS_MIXED)
    seen.did = 0;
  return seen;
}

static bool broken_lookup(void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry,
                          uint8_t *walk) {
  broken_tlb *b = ctx;
  vtd_iotlb_key seen = as_seen(b, key);
  need = b->kind == PERMISSIONS_IGNORED ? 0 : need;
  bool hit = b->ops.lookup(b->ops.ctx, &seen, need, entry, walk);
  if (hit)
    spoil(b, entry);
  return hit;
}

static bool broken_probe(void *ctx, const vtd_iotlb_key *key, uint8_t need,
                         vtd_iotlb_entry *entry) {
  broken_tlb *b = ctx;
  vtd_iotlb_key seen = as_seen(b, key);
  return b->ops.probe(b->ops.ctx, &seen, need, entry);
}

static vtd_walk_status broken_walk_done(void *ctx, uint8_t walk, const vtd_iotlb_entry *entry) {
  broken_tlb *b = ctx;
  return b->ops.walk_done(b->ops.ctx, walk, entry);
}

static void broken_invalidate(void *ctx, const vtd_inv *inv) {
  broken_tlb *b = ctx;
  vtd_inv seen = *inv;
  if (b->kind == INVALIDATIONS_LOST)
    return;
  if (b->kind == DOMAIN_SCOPE_LOST && inv->scope == VTD_INV_DOMAIN)
    return;
  bool by_pasid = inv->scope == VTD_INV_PASID || inv->scope == VTD_INV_PASID_PAGE;
  if (b->kind == PASID_SCOPE_LOST && by_pasid)
    return;
  if (b->kind == FIRST_STAGE_KEPT && (by_pasid || inv->scope == VTD_INV_DOMAIN))
    return;
  if (b->kind == RANGES_TOO_SMALL && inv->scope == VTD_INV_DOMAIN_PAGE)
    seen.shift = VTD_PAGE_SHIFT;
  if (b->kind == DOMAINS_MIXED)
    seen.did = 0;
  b->ops.invalidate(b->ops.ctx, &seen);
}

static void broken_reset(void *ctx) {
  broken_tlb *b = ctx;
  b->ops.reset(b->ops.ctx);
}

static bool passes(const char *name, breakage kind) {
  bool scalable = kind >= PASID_SCOPE_LOST;
  vtd_config config = scalable ? vtd_config_scalable() : vtd_config_default();
  machine *m = fw_machine_new(&config);
  m->layout.scalable = scalable;
  size_t bytes = vtd_iotlb_footprint(&config.iotlb);
  void *memory = malloc(bytes);
  assert_non_null(memory);
  broken_tlb broken;
  broken.kind = kind;
  broken.good = vtd_iotlb_init(memory, bytes, &config.iotlb);
  broken.ops = vtd_iotlb_as_ops(broken.good);
  vtd_iotlb_ops ops = {&broken,          broken_lookup,     broken_probe,
                       broken_walk_done, broken_invalidate, broken_reset};
  vtd_set_iotlb_ops(m->unit, &ops);
  m->quiet = true;
  bool good = machine_run(m, machine_program(name));
  machine_free(m);
  free(memory);
  return good;
}

typedef struct verdict {
  breakage kind;
  const char *caught_by[6];
} verdict;

static const verdict verdicts[] = {
    {INVALIDATIONS_LOST,
     {"unmap-strict", "unmap-deferred", "driver-domain", "register-invalidation", "queue-errors",
      "shadow-guest"}},
    {RANGES_TOO_SMALL, {"unmap-strict", "soak"}},
    {DOMAINS_MIXED, {"isolation", "assigned-guest", "scale", "soak"}},
    {PERMISSIONS_IGNORED, {"isolation", "driver-domain", "table-levels", "soak"}},
    {OFFSETS_LOST, {"assigned-guest", "table-levels"}},
    {DOMAIN_SCOPE_LOST, {"queue-errors", "scale", "unmap-deferred"}},
    {PASID_SCOPE_LOST, {"nested-guest"}},
    {FIRST_STAGE_KEPT, {"nested-guest", "queue-errors", "unmap-deferred"}},
};

static void programs_notice(void **state) {
  (void)state;
  for (unsigned i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
    unsigned caught = 0;
    for (unsigned k = 0; k < 6 && verdicts[i].caught_by[k] != NULL; k++) {
      if (!passes(verdicts[i].caught_by[k], verdicts[i].kind))
        caught++;
      else
        print_error("breakage %u is not noticed by %s\n", i, verdicts[i].caught_by[k]);
    }
    unsigned wanted = 0;
    while (wanted < 6 && verdicts[i].caught_by[wanted] != NULL)
      wanted++;
    assert_int_equal(caught, wanted);
  }
}

// Whatever is broken, every program ends.
static void programs_end(void **state) {
  (void)state;
  for (unsigned i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
    for (size_t k = 0; k < fw_program_count; k++)
      (void)passes(fw_programs[k].name, verdicts[i].kind);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(programs_notice),
      cmocka_unit_test(programs_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
