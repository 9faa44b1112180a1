// SPDX-License-Identifier: Apache-2.0
// The order in which the driver does things, watched from the hardware's side. A model may forgive
// what real hardware does not: so these tests look at what the driver asks for, and at memory as
// the unit could read it at any moment, not at the outcome.
#include "fw_test.h"

#define SID UINT16_C(0x0018)

static machine *start(vtd_drv *unit, vtd_drv_domain *d, bool caching_mode) {
  vtd_config config = vtd_config_default();
  config.cap = vtd_cap_cm_set(config.cap, caching_mode);
  machine *m = fw_start(unit, &config, true);
  assert_int_equal(vtd_drv_domain_create(unit, d, 4), VTD_DRV_OK);
  return m;
}

static void stop(vtd_drv *unit, vtd_drv_domain *d, machine *m) {
  assert_int_equal(vtd_drv_domain_destroy(d), VTD_DRV_OK);
  fw_stop(unit, m);
}

// ---- What was invalidated since `from`

static const vtd_inv *find(const machine *m, uint64_t from, vtd_inv_scope scope, uint16_t did) {
  assert_true(m->invalidations - from <= 64);
  for (uint64_t i = from; i < m->invalidations; i++) {
    const vtd_inv *inv = &m->invalidation[i % 64];
    if (inv->scope == scope && (scope == VTD_INV_DEVICE || inv->did == did))
      return inv;
  }
  return NULL;
}

// Page-selective commands together cover the range, and allow for changed tables if need be.
static void assert_covered(const machine *m, uint64_t from, uint16_t did, uint64_t iova,
                           uint64_t bytes, bool tables_changed) {
  for (uint64_t page = iova; page < iova + bytes; page += FW_PAGE) {
    bool covered = find(m, from, VTD_INV_DOMAIN, did) != NULL;
    for (uint64_t i = from; i < m->invalidations && !covered; i++) {
      const vtd_inv *inv = &m->invalidation[i % 64];
      if (inv->scope != VTD_INV_DOMAIN_PAGE || inv->did != did)
        continue;
      covered = page >> inv->shift == inv->base >> inv->shift;
      covered = covered && !(tables_changed && inv->leaf_only);
    }
    assert_true(covered);
  }
}

static void split_superpages_are_invalidated_whole(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_drv_domain d;
  machine *m = start(&unit, &d, false);
  const uint64_t base = 0x40000000, large = 0x200000;
  static const struct {
    uint64_t at, bytes, size;
  } cuts[] = {
      {0, 0x1000, 0x200000},        // split behind the range
      {0x1FF000, 0x1000, 0x200000}, // split before it
      {0x1000, 0x1000, 0x200000},   // both
      {0, 0x200000, 0x40000000},    // a larger page
      {0x3FFFF000, 0x1000, 0x40000000},
  };
  for (unsigned i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
    assert_int_equal(vtd_drv_map(&d, base, base, cuts[i].size, FW_RW), VTD_DRV_OK);
    uint64_t from = m->invalidations;
    assert_int_equal(vtd_drv_unmap(&d, base + cuts[i].at, cuts[i].bytes), VTD_DRV_OK);
    assert_covered(m, from, d.did, base + (cuts[i].at & ~(large - 1)), large, true);
    assert_int_equal(vtd_drv_unmap(&d, base, cuts[i].size), VTD_DRV_NOT_MAPPED);
  }
  // Without a split and with the tables staying, last-level entries are all that changed.
  assert_int_equal(vtd_drv_map(&d, 0x1000, 0x1000, 0x4000, FW_RW), VTD_DRV_OK);
  uint64_t from = m->invalidations;
  assert_int_equal(vtd_drv_unmap(&d, 0x2000, 0x2000), VTD_DRV_OK);
  assert_covered(m, from, d.did, 0x2000, 0x2000, false);
  assert_true(find(m, from, VTD_INV_DOMAIN_PAGE, d.did)->leaf_only);
  stop(&unit, &d, m);
}

static void detach_and_destroy_clean_every_cache(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_drv_domain d;
  machine *m = start(&unit, &d, false);
  assert_int_equal(vtd_drv_attach(&d, SID, 0), VTD_DRV_OK);
  uint64_t from = m->invalidations;
  assert_int_equal(vtd_drv_detach(&unit, &d, SID), VTD_DRV_OK);
  const vtd_inv *device = find(m, from, VTD_INV_DEVICE, 0);
  assert_non_null(device);
  assert_int_equal(device->sid, SID);
  assert_non_null(find(m, from, VTD_INV_DOMAIN, d.did));
  // The domain id is used again: nothing tagged with it may be left.
  from = m->invalidations;
  uint64_t commands = unit.stats.commands;
  uint16_t did = d.did;
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  assert_non_null(find(m, from, VTD_INV_DOMAIN, did));
  assert_int_equal(unit.stats.commands, commands + 2); // context cache and IOTLB
  fw_stop(&unit, m);
}

// With CM = 1, what was not present may be cached; with CM = 0 it is not, and nothing is needed.
static void caching_mode_rule(void **state) {
  (void)state;
  for (unsigned caching_mode = 0; caching_mode < 2; caching_mode++) {
    static vtd_drv unit;
    vtd_drv_domain d;
    machine *m = start(&unit, &d, caching_mode);
    uint64_t from = m->invalidations;
    assert_int_equal(vtd_drv_map(&d, 0x5000, 0x5000, 0x3000, FW_RW), VTD_DRV_OK);
    if (caching_mode)
      assert_covered(m, from, d.did, 0x5000, 0x3000, true);
    else
      assert_int_equal(m->invalidations, from);
    from = m->invalidations;
    uint64_t commands = unit.stats.commands;
    assert_int_equal(vtd_drv_attach(&d, SID, 0), VTD_DRV_OK);
    if (caching_mode)
      assert_non_null(find(m, from, VTD_INV_DOMAIN, d.did));
    assert_int_equal(unit.stats.commands, commands + (caching_mode ? 2 : 0));
    assert_true(fw_reaches(m, SID, 0x5000, true));
    assert_int_equal(vtd_drv_detach(&unit, &d, SID), VTD_DRV_OK);
    stop(&unit, &d, m);
  }
}

// ---- Tables are freed only after an invalidation

typedef struct watcher {
  uint64_t started; // invalidations when the call began
  unsigned freed, early;
} watcher;

static void watch_free(machine *m, uint64_t phys, void *arg) {
  watcher *w = arg;
  (void)phys;
  w->freed++;
  w->early += m->invalidations == w->started;
}

static void tables_are_freed_after_the_invalidation(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_drv_domain d;
  machine *m = start(&unit, &d, false);
  watcher w = {0, 0, 0};
  m->on_free = watch_free;
  m->on_free_arg = &w;
  for (unsigned deferred = 0; deferred < 2; deferred++) {
    assert_int_equal(vtd_drv_map(&d, 0x200000, 0x1000, 0x600000, FW_RW), VTD_DRV_OK);
    w.freed = 0;
    w.started = m->invalidations;
    if (deferred)
      assert_int_equal(vtd_drv_unmap_deferred(&d, 0x200000, 0x600000, NULL, NULL), VTD_DRV_OK);
    else
      assert_int_equal(vtd_drv_unmap(&d, 0x200000, 0x600000), VTD_DRV_OK);
    assert_int_equal(w.freed > 0, !deferred);
    assert_int_equal(vtd_drv_flush_deferred(&unit), VTD_DRV_OK);
    assert_true(w.freed >= 3); // three page tables at least
  }
  // A map that fails half-way, too.
  w.started = m->invalidations;
  w.freed = 0;
  m->allocations_left = 5;
  assert_int_equal(vtd_drv_map(&d, 0x200000, 0x1000, 0x1000000, FW_RW), VTD_DRV_NO_MEMORY);
  m->allocations_left = UINT64_MAX;
  assert_true(w.freed > 0);
  w.started = m->invalidations;
  assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
  assert_int_equal(w.early, 0);
  m->on_free = NULL;
  fw_stop(&unit, m);
}

// ---- Memory as the unit may read it before any access of the driver

typedef struct reader {
  vtd_drv *unit;
  uint64_t looks, contexts;
} reader;

static void assert_allocated(const machine *m, uint64_t phys) {
  assert_true(phys < MACHINE_RAM);
  assert_true(m->page_used[phys / FW_PAGE]);
}

// Every table that can be reached is allocated, and no entry has a reserved bit set.
static void look_at_table(const machine *m, uint64_t table, unsigned level) {
  const vtd_config *c = vtd_get_config(m->unit);
  assert_allocated(m, table);
  for (unsigned i = 0; i < 512; i++) {
    uint64_t entry = machine_load(m, table + i * UINT64_C(8));
    if (!vtd_ss_pte_r(&entry) && !vtd_ss_pte_w(&entry))
      continue;
    uint64_t rsvd = 0;
    bool leaf = level == 1 || (level <= 3 && vtd_ss_dir_ps(&entry));
    if (level == 1)
      vtd_ss_pte_rsvd(c->cap, c->ecap, c->haw, &rsvd);
    else if (!leaf)
      vtd_ss_dir_rsvd(c->cap, c->ecap, c->haw, &rsvd);
    else
      vtd_ss_pde_2m_rsvd(c->cap, c->ecap, c->haw, &rsvd);
    assert_int_equal(entry & rsvd, 0);
    if (!leaf)
      look_at_table(m, vtd_ss_pte_addr(&entry), level - 1);
  }
}

static void look(machine *m, void *arg) {
  reader *r = arg;
  const vtd_config *c = vtd_get_config(m->unit);
  uint64_t root[2] = {0, 0}, ctx[2], rsvd[2];
  r->looks++;
  if (r->unit->root_table == 0)
    return;
  assert_allocated(m, r->unit->root_table);
  root[0] = machine_load(m, r->unit->root_table + (SID >> 8) * UINT64_C(16));
  if (!vtd_root_p(root))
    return;
  assert_allocated(m, vtd_root_ctp(root));
  ctx[0] = machine_load(m, vtd_root_ctp(root) + (SID & 0xFF) * UINT64_C(16));
  ctx[1] = machine_load(m, vtd_root_ctp(root) + (SID & 0xFF) * UINT64_C(16) + 8);
  if (!vtd_ctx_p(ctx))
    return;
  r->contexts++;
  vtd_ctx_rsvd(c->cap, c->ecap, c->haw, rsvd);
  assert_int_equal((ctx[0] & rsvd[0]) | (ctx[1] & rsvd[1]), 0);
  assert_int_equal(vtd_ctx_aw(ctx), VTD_CTX_AW_48);
  assert_int_not_equal(vtd_ctx_did(ctx), 0);
  look_at_table(m, vtd_ctx_ssptptr(ctx), 4);
}

static void memory_is_valid_at_every_moment(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_drv_domain d;
  machine *m = start(&unit, &d, false);
  reader r = {&unit, 0, 0};
  m->before_access = look;
  m->before_access_arg = &r;
  assert_int_equal(vtd_drv_attach(&d, SID, 0), VTD_DRV_OK);
  assert_int_equal(vtd_drv_map(&d, 0x1FF000, 0x3FF000, 0x202000, FW_RW), VTD_DRV_OK);
  assert_int_equal(vtd_drv_map(&d, 0x40000000, 0x1000, 0x80000, FW_RW), VTD_DRV_OK);
  assert_int_equal(vtd_drv_map(&d, 0x3FF00000, 0x1000, 0x200000, FW_RW), VTD_DRV_EXISTS);
  m->allocations_left = 1;
  assert_int_equal(vtd_drv_map(&d, 0x80000000, 0x1000, 0x600000, FW_RW), VTD_DRV_NO_MEMORY);
  m->allocations_left = UINT64_MAX;
  assert_int_equal(vtd_drv_unmap(&d, 0x280000, 0x1000), VTD_DRV_OK);
  assert_int_equal(vtd_drv_unmap_deferred(&d, 0x40000000, 0x80000, NULL, NULL), VTD_DRV_OK);
  assert_int_equal(vtd_drv_flush_deferred(&unit), VTD_DRV_OK);
  assert_int_equal(vtd_drv_unmap(&d, 0x1FF000, 0x202000), VTD_DRV_NOT_MAPPED);
  assert_int_equal(vtd_drv_detach(&unit, &d, SID), VTD_DRV_OK);
  assert_int_equal(vtd_drv_attach(&d, SID, 0), VTD_DRV_OK);
  assert_int_equal(vtd_drv_detach(&unit, &d, SID), VTD_DRV_OK);
  assert_true(r.contexts > 200);
  m->before_access = NULL;
  stop(&unit, &d, m);
}

// ---- Commands

// GCMD is write-only: one bit changes against the status, and no one-shot bit is repeated.
static void check_command(machine *m, uint32_t offset, uint64_t value, void *arg) {
  uint64_t status = 0;
  if (offset != VTD_GCMD_REG)
    return;
  ++*(unsigned *)arg;
  vtd_reg_peek(m->unit, VTD_GSTS_REG, 4, &status);
  uint32_t changed = (uint32_t)value ^ ((uint32_t)status & VTD_GSTS_KEEP);
  assert_int_not_equal(changed, 0);
  assert_int_equal(changed & (changed - 1), 0);
}

static void commands_change_one_bit(void **state) {
  (void)state;
  static vtd_drv unit;
  vtd_config config = vtd_config_default();
  config.cap = vtd_cap_rwbf_set(config.cap, 1);
  machine *m = fw_machine_new(&config);
  unsigned commands = 0;
  m->on_register_write = check_command;
  m->on_register_write_arg = &commands;
  vtd_drv_options options = fw_options(m);
  for (unsigned round = 0; round < 2; round++) {
    vtd_drv_domain d;
    assert_int_equal(vtd_drv_probe(&unit, &m->env.hal, &options), VTD_DRV_OK);
    assert_int_equal(vtd_drv_start(&unit), VTD_DRV_OK);
    assert_int_equal(vtd_drv_translation_on(&unit), VTD_DRV_OK);
    assert_int_equal(vtd_drv_domain_create(&unit, &d, 0), VTD_DRV_OK);
    assert_int_equal(vtd_drv_map(&d, 0x1000, 0x1000, 0x1000, FW_RW), VTD_DRV_OK);
    assert_int_equal(vtd_drv_domain_destroy(&d), VTD_DRV_OK);
    if (round == 0) // the second one finds everything on
      continue;
    assert_int_equal(vtd_drv_shutdown(&unit), VTD_DRV_OK);
  }
  assert_true(commands >= 10);
  machine_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(commands_change_one_bit),
      cmocka_unit_test(split_superpages_are_invalidated_whole),
      cmocka_unit_test(detach_and_destroy_clean_every_cache),
      cmocka_unit_test(caching_mode_rule),
      cmocka_unit_test(tables_are_freed_after_the_invalidation),
      cmocka_unit_test(memory_is_valid_at_every_moment),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
