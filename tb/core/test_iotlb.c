// SPDX-License-Identifier: Apache-2.0
// The built-in IOTLB beside a second implementation of the rules in vtd.h that knows no shortcut:
// explicit lists, one comparison after the other. Random operations; every answer and, now and
// then, every entry is compared.
#include "dma_test.h"
#include "internal.h"

// ---------------------------------------------------------------------------------------------------------
// The rules, read aloud

typedef struct plain_entry {
  bool valid;
  vtd_iotlb_key key;
  vtd_iotlb_entry entry;
} plain_entry;

#define MAX_ENTRIES 256
#define MAX_SUPERS  64

typedef struct plain_walk {
  bool open, killed;
  vtd_iotlb_key key;
} plain_walk;

typedef struct plain_iotlb {
  vtd_iotlb_geometry g;
  plain_entry small[MAX_ENTRIES]; // set * ways + way
  plain_entry super[MAX_SUPERS];
  bool small_node[MAX_ENTRIES]
                 [16]; // tree of each set; node 1 is the root; false: victim on the left
  bool super_node[MAX_SUPERS];
  plain_walk walk[32];
} plain_iotlb;

static uint64_t vpn(uint64_t addr) {
  return addr >> 12;
}

static uint32_t plain_set(const plain_iotlb *p, const vtd_iotlb_key *k) {
  uint64_t v = vpn(k->addr), pasid = k->pasid_valid ? k->pasid : 0;
  uint64_t hash = v ^ (v >> 9) ^ (v >> 18) ^ k->did ^ (k->did >> 9) ^ pasid ^ (pasid >> 9);
  return (uint32_t)hash % p->g.sets;
}

static bool same_kind(const vtd_iotlb_key *a, const vtd_iotlb_key *b) {
  return a->did == b->did && a->pasid_valid == b->pasid_valid && a->type == b->type &&
         (!a->pasid_valid || a->pasid == b->pasid);
}

static bool same_page(uint64_t a, uint64_t b, unsigned shift) {
  return a >> shift == b >> shift;
}

static bool overlap(const plain_entry *e, const vtd_iotlb_key *k, unsigned shift) {
  unsigned larger = e->entry.page_shift > shift ? e->entry.page_shift : shift;
  return e->valid && same_kind(&e->key, k) && same_page(e->key.addr, k->addr, larger);
}

static void touch(bool *node, unsigned leaves, unsigned leaf) {
  unsigned n = 1, span = leaves;
  while (n < leaves) {
    span /= 2;
    bool right = leaf >= span;
    node[n] = !right; // away from it
    leaf -= right ? span : 0;
    n = 2 * n + right;
  }
}

static unsigned victim(const bool *node, unsigned leaves) {
  unsigned n = 1;
  while (n < leaves)
    n = 2 * n + node[n];
  return n - leaves;
}

static bool plain_find(plain_iotlb *p, const vtd_iotlb_key *k, uint8_t need, bool quiet,
                       vtd_iotlb_entry *out) {
  uint32_t set = plain_set(p, k);
  for (unsigned way = 0; way < p->g.ways; way++) {
    plain_entry *e = &p->small[set * p->g.ways + way];
    if (!overlap(e, k, 12))
      continue;
    if ((e->entry.perm & need) != need)
      return false;
    if (!quiet)
      touch(p->small_node[set], p->g.ways, way);
    *out = e->entry;
    return true;
  }
  for (unsigned i = 0; i < p->g.super_entries; i++) {
    plain_entry *e = &p->super[i];
    if (!overlap(e, k, 12))
      continue;
    if ((e->entry.perm & need) != need)
      return false;
    if (!quiet)
      touch(p->super_node, p->g.super_entries, i);
    *out = e->entry;
    return true;
  }
  return false;
}

static bool plain_lookup(plain_iotlb *p, const vtd_iotlb_key *k, uint8_t need, vtd_iotlb_entry *out,
                         uint8_t *walk) {
  *walk = VTD_WALK_NONE;
  if (plain_find(p, k, need, false, out))
    return true;
  for (uint8_t i = 0; i < p->g.walks; i++) {
    if (p->walk[i].open)
      continue;
    p->walk[i] = (plain_walk){.open = true, .key = *k};
    *walk = i;
    break;
  }
  return false;
}

static void plain_fill_into(plain_entry *entries, bool *node, unsigned count,
                            const plain_entry *n) {
  int chosen = -1;
  for (unsigned i = 0; i < count; i++) {
    if (!overlap(&entries[i], &n->key, n->entry.page_shift))
      continue;
    entries[i].valid = false;
    if (chosen < 0)
      chosen = (int)i;
  }
  for (unsigned i = 0; i < count && chosen < 0; i++)
    chosen = entries[i].valid ? -1 : (int)i;
  if (chosen < 0)
    chosen = (int)victim(node, count);
  entries[chosen] = *n;
  touch(node, count, (unsigned)chosen);
}

static vtd_walk_status plain_done(plain_iotlb *p, uint8_t walk, const vtd_iotlb_entry *entry) {
  if (walk >= p->g.walks || !p->walk[walk].open)
    return VTD_WALK_DONE;
  plain_walk *w = &p->walk[walk];
  if (entry != NULL && w->killed) {
    w->killed = false;
    return VTD_WALK_AGAIN;
  }
  w->open = false;
  if (entry == NULL)
    return VTD_WALK_DONE;
  plain_entry n = {.valid = true, .key = w->key, .entry = *entry};
  n.key.addr = n.key.addr >> entry->page_shift << entry->page_shift;
  uint32_t set = plain_set(p, &w->key);
  if (entry->page_shift == 12)
    plain_fill_into(&p->small[set * p->g.ways], p->small_node[set], p->g.ways, &n);
  else
    plain_fill_into(p->super, p->super_node, p->g.super_entries, &n);
  return VTD_WALK_DONE;
}

static bool concerns(const vtd_inv *inv, const vtd_iotlb_key *k) {
  uint32_t pasid = k->pasid_valid ? k->pasid : 0;
  switch (inv->scope) {
  case VTD_INV_GLOBAL:
    return true;
  case VTD_INV_DOMAIN:
  case VTD_INV_DOMAIN_PAGE:
    return k->did == inv->did;
  case VTD_INV_PASID:
    return k->did == inv->did && pasid == inv->pasid;
  case VTD_INV_PASID_PAGE:
    return k->did == inv->did && pasid == inv->pasid &&
           (k->type == VTD_IOTLB_FIRST || k->type == VTD_IOTLB_NESTED);
  default:
    return false;
  }
}

static bool takes(const vtd_inv *inv, const plain_entry *e) {
  if (!e->valid || !concerns(inv, &e->key))
    return false;
  bool second = e->key.type == VTD_IOTLB_SECOND || e->key.type == VTD_IOTLB_PASS;
  bool by_address =
      inv->scope == VTD_INV_PASID_PAGE || (inv->scope == VTD_INV_DOMAIN_PAGE && second);
  if (!by_address || inv->shift >= 64)
    return true;
  unsigned larger = e->entry.page_shift > inv->shift ? e->entry.page_shift : inv->shift;
  return same_page(e->key.addr, inv->base, larger);
}

static void plain_invalidate(plain_iotlb *p, const vtd_inv *inv) {
  for (unsigned i = 0; i < p->g.sets * p->g.ways; i++) {
    if (takes(inv, &p->small[i]))
      p->small[i].valid = false;
  }
  for (unsigned i = 0; i < p->g.super_entries; i++) {
    if (takes(inv, &p->super[i]))
      p->super[i].valid = false;
  }
  for (unsigned i = 0; i < p->g.walks; i++) {
    if (p->walk[i].open && concerns(inv, &p->walk[i].key))
      p->walk[i].killed = true;
  }
}

// ---------------------------------------------------------------------------------------------------------
// Both side by side

typedef struct pair {
  plain_iotlb plain;
  vtd_iotlb_t *tlb;
  void *memory;
  uint64_t seed;
  bool pasids; // first-stage and nested entries, too
} pair;

static uint64_t rnd(pair *p, uint64_t n) {
  return vtdt_random(&p->seed) % n;
}

static pair begin(vtd_iotlb_geometry g, uint64_t seed, bool pasids) {
  pair p = {.plain = {.g = g}, .seed = seed, .pasids = pasids};
  size_t bytes = vtd_iotlb_footprint(&g);
  assert_true(bytes > 0);
  p.memory = malloc(bytes);
  p.tlb = vtd_iotlb_init(p.memory, bytes, &g);
  assert_non_null(p.tlb);
  return p;
}

static vtd_iotlb_key random_key(pair *p) {
  static const uint16_t dids[] = {1, 2, 0x201, 0xFFFF};
  vtd_iotlb_key k = {.did = dids[rnd(p, 4)], .type = VTD_IOTLB_SECOND};
  k.addr = (rnd(p, 3) << 30) | (rnd(p, 3) << 21) | (rnd(p, 6) << 12) | rnd(p, 4096);
  if (rnd(p, 16) == 0)
    k.addr |= UINT64_C(1) << (33 + rnd(p, 24)); // high bits count
  if (!p->pasids)
    return k;
  k.type = (uint8_t)rnd(p, 4);
  k.pasid_valid = rnd(p, 2);
  k.pasid = (uint32_t)rnd(p, 3) * 0x40001; // ignored if not valid
  return k;
}

static vtd_iotlb_entry random_entry(pair *p) {
  static const uint8_t shifts[] = {12, 12, 12, 21, 21, 30};
  vtd_iotlb_entry e = {.page_shift = shifts[rnd(p, 6)]};
  e.addr = (vtdt_random(&p->seed) & ((UINT64_C(1) << 52) - 1)) >> e.page_shift << e.page_shift;
  e.perm = (uint8_t)(1 + rnd(p, 3));
  e.attr = (uint8_t)rnd(p, 4);
  e.mtype = (uint8_t)rnd(p, 8);
  return e;
}

static vtd_inv random_inv(pair *p) {
  static const vtd_inv_scope scopes[] = {
      VTD_INV_DOMAIN_PAGE, VTD_INV_DOMAIN_PAGE, VTD_INV_DOMAIN_PAGE, VTD_INV_DOMAIN_PAGE,
      VTD_INV_DOMAIN,      VTD_INV_PASID_PAGE,  VTD_INV_PASID,       VTD_INV_GLOBAL};
  static const uint8_t shifts[] = {12, 12, 13, 15, 20, 21, 22, 30, 31, 64};
  vtd_iotlb_key k = random_key(p);
  vtd_inv inv = {.scope = scopes[rnd(p, 8)], .did = k.did, .shift = 64};
  if (inv.scope == VTD_INV_GLOBAL && rnd(p, 4) != 0)
    inv.scope = VTD_INV_DOMAIN_PAGE;
  inv.pasid = k.pasid_valid ? k.pasid : 0;
  if (inv.scope == VTD_INV_DOMAIN_PAGE || inv.scope == VTD_INV_PASID_PAGE) {
    inv.shift = shifts[rnd(p, 10)];
    inv.base = inv.shift >= 64 ? 0 : k.addr >> inv.shift << inv.shift;
  }
  return inv;
}

static void expect_same_entry(const vtd_iotlb_entry *a, const vtd_iotlb_entry *b) {
  assert_int_equal(a->addr, b->addr);
  assert_int_equal(a->page_shift, b->page_shift);
  assert_int_equal(a->perm, b->perm);
  assert_int_equal(a->attr, b->attr);
}

static void expect_same_contents(pair *p) {
  uint32_t lines = p->plain.g.sets * p->plain.g.ways;
  for (uint32_t i = 0; i < lines + p->plain.g.super_entries; i++) {
    const plain_entry *e = i < lines ? &p->plain.small[i] : &p->plain.super[i - lines];
    vtd_iotlb_key key;
    vtd_iotlb_entry entry;
    assert_int_equal(vtd_iotlb_entry_at(p->tlb, i, &key, &entry), e->valid);
    if (!e->valid)
      continue;
    assert_true(same_kind(&key, &e->key));
    assert_int_equal(key.addr, e->key.addr);
    expect_same_entry(&entry, &e->entry);
  }
  vtd_iotlb_key key;
  vtd_iotlb_entry entry;
  assert_false(vtd_iotlb_entry_at(p->tlb, lines + p->plain.g.super_entries, &key, &entry));
}

static void step_lookup(pair *p) {
  vtd_iotlb_key k = random_key(p);
  uint8_t need = (uint8_t)rnd(p, 4);
  vtd_iotlb_entry a = {0}, b = {0};
  uint8_t wa, wb;
  assert_int_equal(vtd_iotlb_probe(p->tlb, &k, need, &a),
                   plain_find(&p->plain, &k, need, true, &b));
  bool hit = plain_lookup(&p->plain, &k, need, &b, &wb);
  assert_int_equal(vtd_iotlb_lookup(p->tlb, &k, need, &a, &wa), hit);
  assert_int_equal(wa, wb);
  if (hit)
    expect_same_entry(&a, &b);
  // Half of the walks end at once, the others stay for a while.
  if (hit || wa == VTD_WALK_NONE || rnd(p, 2))
    return;
  vtd_iotlb_entry e = random_entry(p);
  assert_int_equal(vtd_iotlb_walk_done(p->tlb, wa, &e), plain_done(&p->plain, wb, &e));
}

static void step_done(pair *p) {
  uint8_t walk = (uint8_t)rnd(p, p->plain.g.walks + 1);
  if (walk == p->plain.g.walks)
    walk = VTD_WALK_NONE;
  vtd_iotlb_entry e = random_entry(p);
  const vtd_iotlb_entry *given = rnd(p, 4) ? &e : NULL;
  assert_int_equal(vtd_iotlb_walk_done(p->tlb, walk, given), plain_done(&p->plain, walk, given));
}

static void run(pair *p, uint64_t steps) {
  for (uint64_t i = 0; i < steps; i++) {
    uint64_t what = rnd(p, 32);
    if (what < 24) {
      step_lookup(p);
    } else if (what < 31) {
      step_done(p);
    } else {
      vtd_inv inv = random_inv(p);
      vtd_iotlb_invalidate(p->tlb, &inv);
      plain_invalidate(&p->plain, &inv);
      expect_same_contents(p);
    }
    if (i % 64 == 0)
      expect_same_contents(p);
  }
  expect_same_contents(p);
}

static void end(pair *p) {
  free(p->memory);
}

static const vtd_iotlb_geometry shapes[] = {
    {1, 1, 1, 1}, {4, 2, 4, 2}, {8, 4, 8, 8}, {2, 16, 64, 32}, {64, 4, 16, 8}, {16, 8, 2, 3},
};

static void random_operations(void **state) {
  (void)state;
  uint64_t seed = dma_seed("random_operations");
  for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
    for (int pasids = 0; pasids < 2; pasids++) {
      pair p = begin(shapes[i], seed + i + 1, pasids);
      run(&p, 120000);
      end(&p);
    }
  }
}

// The numbers behind O(1) invalidation run out after 2^28 and 2^16 of them; start close to the end.
static void numbers_run_out(void **state) {
  (void)state;
  uint64_t seed = dma_seed("numbers_run_out");
  for (int i = 0; i < 40; i++) {
    pair p = begin(shapes[2], seed + (uint64_t)i, false);
    run(&p, 500);
    struct vtd_iotlb *t = p.tlb;
    t->next_domain = VTD_IOTLB_NUMBERS - 3;
    run(&p, 2000);
    // The valid lines move with the generation.
    uint64_t jump = VTD_IOTLB_GENERATION * 0xFFFD - t->global;
    for (uint32_t k = 0; k < 32; k++)
      t->main[k].stamp += t->main[k].stamp != 0 && t->main[k].stamp >= t->global ? jump : 0;
    for (uint32_t k = 0; k < 8; k++)
      t->super[k].stamp += t->super[k].stamp != 0 && t->super[k].stamp >= t->global ? jump : 0;
    t->global += jump;
    t->drops = UINT32_MAX - 5;
    expect_same_contents(&p);
    run(&p, 4000);
    end(&p);
  }
}

static void reset_and_shape(void **state) {
  (void)state;
  vtd_iotlb_geometry g = shapes[2];
  pair p = begin(g, 1, false);
  run(&p, 1000);
  vtd_iotlb_reset(p.tlb);
  memset(&p.plain, 0, sizeof(p.plain));
  p.plain.g = g;
  run(&p, 1000); // replacement state, walks and all
  size_t bytes = vtd_iotlb_footprint(&g);
  assert_null(vtd_iotlb_init(p.memory, bytes - 1, &g));
  static const vtd_iotlb_geometry bad[] = {{0, 4, 16, 8},  {3, 4, 16, 8}, {131072, 1, 1, 1},
                                           {1, 32, 1, 1},  {1, 3, 1, 1},  {1, 1, 0, 1},
                                           {1, 1, 128, 1}, {1, 1, 1, 0},  {1, 1, 1, 33}};
  for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
    assert_int_equal(vtd_iotlb_footprint(&bad[i]), 0);
    assert_null(vtd_iotlb_init(p.memory, bytes, &bad[i]));
  }
  end(&p);
}

// A walk that was killed may be repeated under its handle; one that found nothing just ends.
static void killed_walks(void **state) {
  (void)state;
  pair p = begin(shapes[2], 1, false);
  vtd_iotlb_key k = {.addr = 0x5000, .did = 7};
  vtd_iotlb_entry e = {.addr = 0xA000, .page_shift = 12, .perm = 3}, out;
  uint8_t walk;
  assert_false(vtd_iotlb_lookup(p.tlb, &k, 1, &out, &walk));
  vtd_inv elsewhere = {.scope = VTD_INV_DOMAIN_PAGE, .did = 7, .shift = 12, .base = 0x123000};
  vtd_iotlb_invalidate(p.tlb, &elsewhere); // the address is ignored: a large page may be on its way
  assert_int_equal(vtd_iotlb_walk_done(p.tlb, walk, &e), VTD_WALK_AGAIN);
  assert_false(vtd_iotlb_probe(p.tlb, &k, 1, &out));
  vtd_inv other = {.scope = VTD_INV_DOMAIN, .did = 8, .shift = 64};
  vtd_iotlb_invalidate(p.tlb, &other); // another domain does not matter
  assert_int_equal(vtd_iotlb_walk_done(p.tlb, walk, &e), VTD_WALK_DONE);
  assert_true(vtd_iotlb_probe(p.tlb, &k, 3, &out));
  assert_false(vtd_iotlb_lookup(p.tlb, &(vtd_iotlb_key){.addr = 0x9000, .did = 7}, 1, &out, &walk));
  vtd_iotlb_invalidate(p.tlb, &elsewhere);
  assert_int_equal(vtd_iotlb_walk_done(p.tlb, walk, NULL), VTD_WALK_DONE);
  end(&p);
}

// The unit with its built-in IOTLB and one that is plugged in do the same (chapter 6 seen from
// outside), counters included.
static void plugged_in(void **state) {
  (void)state;
  uint64_t seed = dma_seed("plugged_in");
  dma_test a = dma_begin(), b = dma_begin();
  vtd_iotlb_geometry g = a.t.config.iotlb;
  size_t bytes = vtd_iotlb_footprint(&g);
  void *memory = malloc(bytes);
  vtd_iotlb_ops ops = vtd_iotlb_as_ops(vtd_iotlb_init(memory, bytes, &g));
  vtd_set_iotlb_ops(b.unit, &ops);
  dma_test *both[] = {&a, &b};
  for (int k = 0; k < 2; k++) {
    for (uint64_t i = 0; i < 64; i++)
      dma_map(both[k], i * 0x1000, 0x100000 + i * 0x1000, 12, 1 + i % 3);
    dma_map(both[k], UINT64_C(1) << 30, 0, 30, DMA_RW);
    vtd_clear_counters(both[k]->unit);
  }
  for (int i = 0; i < 20000; i++) {
    uint64_t r = vtdt_random(&seed);
    uint64_t addr = (r >> 8) % 66 * 0x1000;
    addr = addr > 0x40000 ? UINT64_C(0x40000000) + (r >> 20) % 0x40000000 : addr;
    for (int k = 0; k < 2 && r % 64 == 0; k++)
      dma_flush_pages(both[k], DMA_DID, addr & ~UINT64_C(0xFFF), 0, r >> 60 & 1);
    for (int k = 0; k < 2 && r % 512 == 1; k++)
      dma_flush_domain(both[k], DMA_DID);
    vtd_result x = dma_do(&a, dma_request(addr, r >> 40 & 3));
    vtd_result y = dma_do(&b, dma_request(addr, r >> 40 & 3));
    assert_memory_equal(&x.addr, &y.addr, 8);
    assert_int_equal(x.status, y.status);
    assert_int_equal(x.hit, y.hit);
    assert_int_equal(x.reads, y.reads);
    assert_int_equal(x.perm, y.perm);
    assert_int_equal(x.page_shift, y.page_shift);
  }
  assert_memory_equal(vtd_get_counters(a.unit), vtd_get_counters(b.unit), sizeof(vtd_counters));
  vtd_set_iotlb_ops(b.unit, NULL); // back again, empty
  assert_int_not_equal(dma_read(&b, 0).hit, VTD_HIT_IOTLB);
  dma_expect_ok(dma_read(&b, 0), 0x100000);
  assert_int_equal(dma_read(&b, 0).hit, VTD_HIT_IOTLB);
  dma_end(&a);
  dma_end(&b);
  free(memory);
}

// Context entries are none of an IOTLB's business: translations and walks stay.
static void devices_do_not_matter(void **state) {
  (void)state;
  pair p = begin(shapes[2], 1, false);
  vtd_iotlb_key k = {.addr = 0x5000, .did = 7}, other = {.addr = 0x9000, .did = 7};
  vtd_iotlb_entry e = {.addr = 0xA000, .page_shift = 12, .perm = 3}, out;
  uint8_t walk;
  assert_false(vtd_iotlb_lookup(p.tlb, &k, 1, &out, &walk));
  assert_int_equal(vtd_iotlb_walk_done(p.tlb, walk, &e), VTD_WALK_DONE);
  assert_false(vtd_iotlb_lookup(p.tlb, &other, 1, &out, &walk));
  vtd_inv inv = {
      .scope = VTD_INV_DEVICE, .did = 7, .sid = DMA_SID, .sid_mask = 0xFFFF, .shift = 64};
  vtd_iotlb_invalidate(p.tlb, &inv);
  assert_int_equal(vtd_iotlb_walk_done(p.tlb, walk, &e), VTD_WALK_DONE);
  assert_true(vtd_iotlb_probe(p.tlb, &k, 3, &out));
  assert_true(vtd_iotlb_probe(p.tlb, &other, 3, &out));
  end(&p);
}

// Reset and restore of the unit empty the one that is plugged in: its contents are not part of the
// state.
static void plugged_in_and_reset(void **state) {
  (void)state;
  dma_test d = dma_begin();
  dma_map(&d, 0x1000, 0xA000, 12, DMA_RW);
  vtd_iotlb_geometry g = d.t.config.iotlb;
  size_t bytes = vtd_iotlb_footprint(&g), state_bytes = vtd_state_size(d.unit);
  void *memory = malloc(bytes), *saved = malloc(state_bytes);
  vtd_iotlb_t *tlb = vtd_iotlb_init(memory, bytes, &g);
  vtd_iotlb_ops ops = vtd_iotlb_as_ops(tlb);
  vtd_set_iotlb_ops(d.unit, &ops);
  vtd_iotlb_key k = {.addr = 0x1000, .did = DMA_DID};
  vtd_iotlb_entry e;
  for (int restore = 0; restore < 2; restore++) {
    dma_expect_ok(dma_read(&d, 0x1000), 0xA000);
    assert_true(vtd_iotlb_probe(tlb, &k, VTD_PERM_R, &e));
    if (restore) {
      assert_int_equal(vtd_save(d.unit, saved, state_bytes), state_bytes);
      assert_null(vtd_restore(d.unit, saved, state_bytes));
    } else {
      vtd_reset(d.unit, true);
      assert_true(vtdt_set_root(d.unit, d.root, VTD_RTADDR_TTM_LEGACY));
      assert_true(vtdt_gcmd_set(d.unit, VTD_GCMD_TE));
    }
    assert_false(vtd_iotlb_probe(tlb, &k, VTD_PERM_R, &e));
  }
  dma_expect_ok(dma_read(&d, 0x1000), 0xA000);
  free(saved);
  dma_end(&d);
  free(memory);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_operations),    cmocka_unit_test(numbers_run_out),
      cmocka_unit_test(reset_and_shape),      cmocka_unit_test(killed_walks),
      cmocka_unit_test(plugged_in),           cmocka_unit_test(devices_do_not_matter),
      cmocka_unit_test(plugged_in_and_reset),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
