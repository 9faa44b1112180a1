// SPDX-License-Identifier: Apache-2.0
// The built-in IOTLB: look-up, fill, replacement, invalidation (rules in vtd.h,
// VT-d spec rev 4.1 chapter 6).
#include <string.h>

#include "iotlb.h"

// ---------------------------------------------------------------------------------------------------------
// Shape

static uint32_t log2_of(uint32_t power_of_two) {
  uint32_t bits = 0;
  while (power_of_two >> (bits + 1) != 0)
    bits++;
  return bits;
}

static bool is_power_of_two(uint32_t value, uint32_t max) {
  return value != 0 && value <= max && (value & (value - 1)) == 0;
}

static bool geometry_ok(const vtd_iotlb_geometry *g) {
  return is_power_of_two(g->sets, 65536) && is_power_of_two(g->ways, VTD_IOTLB_MAX_WAYS) &&
         is_power_of_two(g->super_entries, VTD_IOTLB_MAX_SUPERS) && g->walks >= 1 &&
         g->walks <= VTD_IOTLB_MAX_WALKS;
}

// Touching a leaf of the tree makes every node on its path point to the other
// side: a node that is passed on its left gets 1, on its right 0.
static struct vtd_plru_touch64 touch_of(uint32_t leaf, uint32_t leaves) {
  struct vtd_plru_touch64 touch = {~UINT64_C(0), 0};
  for (uint32_t node = leaf + leaves; node > 1; node >>= 1) {
    uint64_t parent = UINT64_C(1) << (node >> 1);
    touch.keep &= ~parent;
    touch.set |= (node & 1) != 0 ? 0 : parent;
  }
  return touch;
}

static size_t round_up(size_t bytes) {
  return (bytes + 63) & ~(size_t)63;
}

// Joining them looks at all lines: not before a quarter as many PASIDs were dropped.
static uint32_t space_count(const vtd_iotlb_geometry *g) {
  uint32_t half = g->sets * g->ways / 2;
  return half < 16 ? 16 : half;
}

size_t vtd_iotlb_bytes(const vtd_iotlb_geometry *g, uint32_t domains) {
  return round_up(sizeof(struct vtd_iotlb) +
                  (size_t)g->sets * g->ways * sizeof(struct vtd_iotlb_line) +
                  space_count(g) * sizeof(struct vtd_iotlb_space) + domains * sizeof(uint32_t) +
                  g->sets * (sizeof(uint32_t) + sizeof(uint16_t)));
}

static void number_domains(struct vtd_iotlb *t) {
  for (uint32_t did = 0; did < t->domains; did++)
    vtd_iotlb_domains(t)[did] = did;
  t->next_domain = t->domains;
  t->global = VTD_IOTLB_GENERATION;
}

struct vtd_iotlb *vtd_iotlb_make(void *memory, const vtd_iotlb_geometry *g, uint32_t domains) {
  struct vtd_iotlb *t = memory;
  memset(t, 0, vtd_iotlb_bytes(g, domains));
  t->geometry = *g;
  t->set_mask = g->sets - 1;
  t->way_bits = log2_of(g->ways);
  t->walks_all = (uint32_t)((UINT64_C(1) << g->walks) - 1);
  t->domains = domains;
  t->spaces = space_count(g);
  t->spaces_at = (uint32_t)(sizeof(*t) + (size_t)g->sets * g->ways * sizeof(t->main[0]));
  t->domains_at = t->spaces_at + t->spaces * (uint32_t)sizeof(struct vtd_iotlb_space);
  t->full_at = t->domains_at + domains * (uint32_t)sizeof(uint32_t);
  t->plru_at = t->full_at + g->sets * (uint32_t)sizeof(uint32_t);
  t->drops = 1;
  t->set_shift = t->way_bits + log2_of(sizeof(t->main[0]));
  for (uint32_t way = 0; way < g->ways; way++) {
    struct vtd_plru_touch64 touch = touch_of(way, g->ways);
    t->way_touch[way] = (struct vtd_plru_touch){(uint16_t)touch.keep, (uint16_t)touch.set};
  }
  for (uint32_t tree = 0; g->ways <= 8 && tree < VTD_IOTLB_VICTIMS; tree++)
    t->victim[tree] = (uint8_t)vtd_plru_victim(tree, g->ways);
  for (uint32_t entry = 0; entry < g->super_entries; entry++)
    t->super_touch[entry] = touch_of(entry, g->super_entries);
  number_domains(t);
  return t;
}

bool vtd_iotlb_same_shape(const struct vtd_iotlb *t, const struct vtd_iotlb *copy) {
  return memcmp(t, copy, offsetof(struct vtd_iotlb, tagged)) == 0 &&
         memcmp(t->victim, copy->victim, sizeof(t->victim)) == 0 &&
         memcmp(t->way_touch, copy->way_touch, sizeof(t->way_touch)) == 0 &&
         memcmp(t->super_touch, copy->super_touch, sizeof(t->super_touch)) == 0;
}

size_t vtd_iotlb_footprint(const vtd_iotlb_geometry *geometry) {
  return geometry_ok(geometry) ? vtd_iotlb_bytes(geometry, 1u << VTD_DID_BITS) : 0;
}

vtd_iotlb_t *vtd_iotlb_init(void *memory, size_t bytes, const vtd_iotlb_geometry *geometry) {
  if (memory == NULL || !geometry_ok(geometry) || bytes < vtd_iotlb_footprint(geometry))
    return NULL;
  return vtd_iotlb_make(memory, geometry, 1u << VTD_DID_BITS);
}

void vtd_iotlb_reset(vtd_iotlb_t *t) {
  vtd_iotlb_geometry geometry = t->geometry;
  vtd_iotlb_make(t, &geometry, t->domains);
}

// ---------------------------------------------------------------------------------------------------------
// Address spaces with a number of their own: a hash table with free places, looked up from a first
// place on until there is one

static uint32_t first_place(const struct vtd_iotlb *t, uint64_t owner) {
  return (uint32_t)(owner * UINT64_C(0x9E3779B97F4A7C15) >> 40) & (t->spaces - 1);
}

// The owner's place, or the free one that it can have.
static struct vtd_iotlb_space *space_of(const struct vtd_iotlb *t, uint64_t owner) {
  uint32_t place = first_place(t, owner);
  struct vtd_iotlb_space *spaces = vtd_iotlb_spaces(t);
  while (spaces[place].number != 0 && spaces[place].owner != owner)
    place = (place + 1) & (t->spaces - 1);
  return &spaces[place];
}

uint32_t vtd_iotlb_space_number(const struct vtd_iotlb *t, uint64_t owner) {
  const struct vtd_iotlb_space *space = space_of(t, owner);
  const uint32_t domain = vtd_iotlb_domain_number(t, owner);
  return space->number != 0 && space->domain == domain ? space->number : domain;
}

static void forget_spaces(struct vtd_iotlb *t) {
  memset(vtd_iotlb_spaces(t), 0, t->spaces * sizeof(struct vtd_iotlb_space));
  t->spaces_used = 0;
}

bool vtd_iotlb_spaces_sound(const struct vtd_iotlb *t, const void *block) {
  const uint8_t *at = (const uint8_t *)block + t->spaces_at;
  uint32_t used = 0;
  for (uint32_t i = 0; i < t->spaces; i++) {
    struct vtd_iotlb_space space;
    memcpy(&space, at + i * sizeof(space), sizeof(space));
    used += space.number != 0;
  }
  return used == t->spaces_used && used <= t->spaces / 2;
}

// ---------------------------------------------------------------------------------------------------------
// Keys and lines

static uint64_t key_page(const vtd_iotlb_key *key) {
  return (key->addr & ~VTD_IOTLB_LOW) | (uint64_t)(key->type & 3u) << VTD_IOTLB_TAG_TYPE |
         key->pasid_valid;
}

static uint64_t key_owner(const vtd_iotlb_key *key) {
  uint64_t pasid = key->pasid_valid ? key->pasid : 0;
  return key->did | pasid << VTD_IOTLB_OWNER_PASID;
}

static vtd_iotlb_type page_type(uint64_t page) {
  return (vtd_iotlb_type)((page & VTD_IOTLB_TAG_MASK) >> VTD_IOTLB_TAG_TYPE);
}

static void entry_of(const struct vtd_iotlb_line *line, vtd_iotlb_entry *entry) {
  entry->addr = line->data & ~VTD_IOTLB_LOW;
  entry->page_shift = vtd_iotlb_line_shift(line);
  entry->perm = (uint8_t)(line->data & VTD_IOTLB_DATA_PERM);
  entry->attr = (uint8_t)(line->data >> VTD_IOTLB_DATA_ATTR & 3);
  entry->mtype = (uint8_t)(line->data >> VTD_IOTLB_DATA_MTYPE & 7);
}

static bool line_valid(const struct vtd_iotlb *t, const struct vtd_iotlb_line *line) {
  return line->stamp != 0 && line->stamp == vtd_iotlb_stamp(t, line->owner);
}

static struct vtd_iotlb_line *set_of(struct vtd_iotlb *t, uint32_t set) {
  return (struct vtd_iotlb_line *)vtd_iotlb_lines(t, set);
}

// ---------------------------------------------------------------------------------------------------------
// Look-up

int vtd_iotlb_super_search(const struct vtd_iotlb *t, uint64_t page, uint64_t owner,
                           uint64_t stamp) {
  for (uint64_t live = t->super_live; live != 0; live &= live - 1) {
    int index = __builtin_ctzll(live);
    if (vtd_iotlb_super_holds(&t->super[index], page, owner, stamp))
      return index;
  }
  return -1;
}

// The way of a set that holds the page, or -1.
static int way_of(const struct vtd_iotlb *t, const struct vtd_iotlb_line *set, uint64_t page,
                  uint64_t owner, uint64_t stamp) {
  for (uint32_t way = 0; way < t->geometry.ways; way++) {
    if (set[way].page == page && set[way].stamp == stamp && set[way].owner == owner)
      return (int)way;
  }
  return -1;
}

struct found {
  const struct vtd_iotlb_line *line; // NULL: no match, or not enough permission
  uint32_t set;                      // of the 4 KiB array
  int way;                           // in the set, or -1
  int super;
};

static struct found find(const struct vtd_iotlb *t, uint64_t page, uint64_t owner, uint8_t need) {
  struct found f = {NULL, vtd_iotlb_set(t, page, owner), -1, -1};
  uint64_t stamp = vtd_iotlb_stamp(t, owner);
  const struct vtd_iotlb_line *set = vtd_iotlb_lines(t, f.set);
  f.way = way_of(t, set, page, owner, stamp);
  if (f.way >= 0) {
    f.line = &set[f.way];
  } else {
    f.super = vtd_iotlb_super(t, page, owner, stamp);
    if (f.super >= 0)
      f.line = &t->super[f.super];
  }
  if (f.line != NULL && (need & ~f.line->data & VTD_IOTLB_DATA_PERM) != 0)
    f.line = NULL;
  return f;
}

bool vtd_iotlb_lookup(vtd_iotlb_t *t, const vtd_iotlb_key *key, uint8_t need,
                      vtd_iotlb_entry *entry, uint8_t *walk) {
  uint64_t page = key_page(key), owner = key_owner(key);
  struct found f = find(t, page, owner, need);
  if (f.line == NULL) {
    *walk = vtd_iotlb_walk_begin(t, page, owner);
    return false;
  }
  if (f.way >= 0)
    vtd_iotlb_touch_way(t, f.set, (uint64_t)f.way);
  else
    vtd_iotlb_touch_super(t, page, owner, f.super);
  entry_of(f.line, entry);
  *walk = VTD_WALK_NONE;
  return true;
}

bool vtd_iotlb_probe(const vtd_iotlb_t *t, const vtd_iotlb_key *key, uint8_t need,
                     vtd_iotlb_entry *entry) {
  struct found f = find(t, key_page(key), key_owner(key), need);
  if (f.line != NULL)
    entry_of(f.line, entry);
  return f.line != NULL;
}

// ---------------------------------------------------------------------------------------------------------
// Fill

// Drops what the set holds of this page; the lowest of those ways, or -1.
static int drop_same(struct vtd_iotlb *t, struct vtd_iotlb_line *set,
                     const struct vtd_iotlb_line *line) {
  int lowest = -1;
  for (int way = (int)t->geometry.ways - 1; way >= 0; way--) {
    if (set[way].stamp != line->stamp || set[way].page != line->page ||
        set[way].owner != line->owner)
      continue;
    set[way].stamp = 0;
    lowest = way;
  }
  return lowest;
}

int vtd_iotlb_idle_way(struct vtd_iotlb *t, uint32_t set) {
  for (uint32_t way = 0; way < t->geometry.ways; way++) {
    if (!line_valid(t, &set_of(t, set)[way]))
      return (int)way;
  }
  vtd_iotlb_full(t)[set] = t->drops;
  return -1;
}

static void fill_main(struct vtd_iotlb *t, const struct vtd_iotlb_line *line) {
  uint32_t set = vtd_iotlb_set(t, line->page, line->owner);
  int way = drop_same(t, set_of(t, set), line);
  if (way < 0) {
    *vtd_iotlb_room(t, set) = *line;
    return;
  }
  set_of(t, set)[way] = *line;
  vtd_iotlb_touch_way(t, set, (uint64_t)way);
}

static void renew_filter(struct vtd_iotlb *t) {
  t->super_filter = 0;
  for (uint64_t live = t->super_live; live != 0; live &= live - 1) {
    const struct vtd_iotlb_line *line = &t->super[__builtin_ctzll(live)];
    t->super_filter |= vtd_iotlb_filter_bit(line->page, line->owner);
  }
}

static void fill_super(struct vtd_iotlb *t, const struct vtd_iotlb_line *line) {
  int entries = (int)t->geometry.super_entries, chosen = -1, idle = -1;
  for (int index = entries - 1; index >= 0; index--) {
    struct vtd_iotlb_line *other = &t->super[index];
    if (!line_valid(t, other)) {
      idle = index;
      continue;
    }
    uint64_t mask = vtd_iotlb_page_mask(vtd_iotlb_line_shift(other)) &
                    vtd_iotlb_page_mask(vtd_iotlb_line_shift(line));
    if (other->owner == line->owner && ((other->page ^ line->page) & mask) == 0) {
      other->stamp = 0;
      t->super_live &= ~(UINT64_C(1) << index);
      chosen = index;
    }
  }
  if (chosen < 0)
    chosen = idle >= 0 ? idle : (int)vtd_plru_victim(t->super_plru, (uint32_t)entries);
  t->super[chosen] = *line;
  t->super_live |= UINT64_C(1) << chosen;
  renew_filter(t);
  vtd_iotlb_touch_super(t, line->page, line->owner, chosen);
}

static void fill(struct vtd_iotlb *t, const struct vtd_iotlb_line *walk,
                 const vtd_iotlb_entry *entry) {
  struct vtd_iotlb_line line;
  line.page = walk->page & vtd_iotlb_page_mask(entry->page_shift);
  line.owner = walk->owner;
  line.stamp = vtd_iotlb_stamp(t, walk->owner);
  line.data =
      (entry->addr & ~VTD_IOTLB_LOW) | (uint64_t)(entry->mtype & 7u) << VTD_IOTLB_DATA_MTYPE |
      (uint64_t)entry->page_shift << VTD_IOTLB_DATA_SHIFT |
      (uint64_t)(entry->attr & 3u) << VTD_IOTLB_DATA_ATTR | (entry->perm & VTD_IOTLB_DATA_PERM);
  t->tagged |= vtd_iotlb_tagged(line.page, line.owner);
  if (entry->page_shift == VTD_PAGE_SHIFT)
    fill_main(t, &line);
  else
    fill_super(t, &line);
}

vtd_walk_status vtd_iotlb_walk_done(vtd_iotlb_t *t, uint8_t walk, const vtd_iotlb_entry *entry) {
  if (walk >= t->geometry.walks || (t->walks_open >> walk & 1) == 0)
    return VTD_WALK_DONE;
  uint32_t bit = 1u << walk;
  if (entry != NULL && (t->walks_killed & bit) != 0) {
    t->walks_killed &= ~bit;
    return VTD_WALK_AGAIN;
  }
  t->walks_open &= ~bit;
  if (entry != NULL)
    fill(t, &t->walk[walk], entry);
  return VTD_WALK_DONE;
}

// ---------------------------------------------------------------------------------------------------------
// Invalidation

// Whether the invalidation is about this owner and type; the address is another
// question.
static bool inv_concerns(const vtd_inv *inv, uint64_t page, uint64_t owner) {
  vtd_iotlb_type type = page_type(page);
  bool second = type == VTD_IOTLB_SECOND || type == VTD_IOTLB_PASS;
  bool did = VTD_IOTLB_OWNER_DID(owner) == inv->did;
  bool pasid = owner >> VTD_IOTLB_OWNER_PASID == inv->pasid;
  switch (inv->scope) {
  case VTD_INV_GLOBAL:
    return true;
  case VTD_INV_DOMAIN:
  case VTD_INV_DOMAIN_PAGE:
    return did;
  case VTD_INV_PASID:
    return did && pasid;
  case VTD_INV_PASID_PAGE:
    return did && pasid && !second;
  case VTD_INV_DEVICE:
    return false;
  }
  return false;
}

static bool inv_takes(const vtd_inv *inv, const struct vtd_iotlb_line *line) {
  if (!inv_concerns(inv, line->page, line->owner))
    return false;
  vtd_iotlb_type type = page_type(line->page);
  bool by_address =
      inv->scope == VTD_INV_PASID_PAGE ||
      (inv->scope == VTD_INV_DOMAIN_PAGE && type != VTD_IOTLB_FIRST && type != VTD_IOTLB_NESTED);
  if (!by_address || inv->shift >= 64)
    return true;
  unsigned shift =
      inv->shift > vtd_iotlb_line_shift(line) ? inv->shift : vtd_iotlb_line_shift(line);
  return (line->page ^ inv->base) >> shift == 0;
}

static void sweep_main(struct vtd_iotlb *t, const vtd_inv *inv) {
  size_t lines = (size_t)t->geometry.sets << t->way_bits;
  for (size_t i = 0; i < lines; i++) {
    if (t->main[i].stamp != 0 && inv_takes(inv, &t->main[i]))
      t->main[i].stamp = 0;
  }
}

static void sweep_super(struct vtd_iotlb *t, const vtd_inv *inv) {
  for (uint64_t live = t->super_live; live != 0; live &= live - 1) {
    int index = __builtin_ctzll(live);
    if (!inv_takes(inv, &t->super[index]))
      continue;
    t->super[index].stamp = 0;
    t->super_live &= ~(UINT64_C(1) << index);
  }
}

static void drop_page(struct vtd_iotlb *t, const vtd_inv *inv, uint64_t owner, uint64_t addr) {
  struct vtd_iotlb_line *set = set_of(t, vtd_iotlb_set(t, addr, owner));
  for (uint32_t way = 0; way < t->geometry.ways; way++) {
    if (inv_takes(inv, &set[way]))
      set[way].stamp = 0;
  }
}

// Pages of a domain or a PASID: the sets that its pages hash to, or all sets if that is less work
// or if lines are about that the address does not lead to.
static void drop_pages(struct vtd_iotlb *t, const vtd_inv *inv) {
  sweep_super(t, inv);
  bool by_pasid = inv->scope == VTD_INV_PASID_PAGE;
  uint64_t owner = inv->did | (by_pasid ? (uint64_t)inv->pasid << VTD_IOTLB_OWNER_PASID : 0);
  unsigned page_bits = inv->shift > VTD_PAGE_SHIFT ? inv->shift - VTD_PAGE_SHIFT : 0;
  if ((t->tagged != 0 && !by_pasid) || page_bits >= 16 || t->geometry.sets >> page_bits < 2) {
    sweep_main(t, inv);
    return;
  }
  uint64_t pages = UINT64_C(1) << page_bits;
  for (uint64_t n = 0; n < pages; n++)
    drop_page(t, inv, owner, inv->base + (n << VTD_PAGE_SHIFT));
}

// Valid lines have another stamp than 0 between these two, and the numbers may change.
static void mark_valid(struct vtd_iotlb *t) {
  size_t lines = (size_t)t->geometry.sets << t->way_bits;
  for (size_t i = 0; i < lines; i++)
    t->main[i].stamp = line_valid(t, &t->main[i]);
  for (uint32_t i = 0; i < t->geometry.super_entries; i++)
    t->super[i].stamp = line_valid(t, &t->super[i]);
}

static void stamp_marked(struct vtd_iotlb *t) {
  size_t lines = (size_t)t->geometry.sets << t->way_bits;
  for (size_t i = 0; i < lines; i++) {
    if (t->main[i].stamp != 0)
      t->main[i].stamp = vtd_iotlb_stamp(t, t->main[i].owner);
  }
  for (uint32_t i = 0; i < t->geometry.super_entries; i++) {
    if (t->super[i].stamp != 0)
      t->super[i].stamp = vtd_iotlb_stamp(t, t->super[i].owner);
  }
}

// The numbers have run out: each domain gets its first one again.
static void renumber(struct vtd_iotlb *t) {
  mark_valid(t);
  forget_spaces(t);
  number_domains(t);
  stamp_marked(t);
  t->era++;
}

// The room for address spaces has run out: their domains get new numbers, which stand for them,
// too. (With the old ones, paging structures that were dropped would be valid again.)
static void join_spaces(struct vtd_iotlb *t) {
  mark_valid(t);
  for (uint32_t i = 0; i < t->spaces; i++) {
    const struct vtd_iotlb_space *space = &vtd_iotlb_spaces(t)[i];
    uint32_t *domain = &vtd_iotlb_domains(t)[space->owner & (t->domains - 1)];
    if (space->number != 0 && space->domain == *domain)
      *domain = t->next_domain++;
  }
  forget_spaces(t);
  stamp_marked(t);
}

static void drop_all(struct vtd_iotlb *t) {
  if (t->global == ~(VTD_IOTLB_GENERATION - 1))
    renumber(t);
  t->global += VTD_IOTLB_GENERATION;
  t->super_live = 0;
  t->super_filter = 0;
  t->tagged = 0;
}

static void drop_domain(struct vtd_iotlb *t, const vtd_inv *inv) {
  if (t->next_domain == VTD_IOTLB_NUMBERS)
    renumber(t);
  vtd_iotlb_domains(t)[inv->did & (t->domains - 1)] = t->next_domain++;
}

static void drop_pasid(struct vtd_iotlb *t, const vtd_inv *inv) {
  if (t->next_domain >= VTD_IOTLB_NUMBERS - t->spaces) // one is needed, to join spaces some more
    renumber(t);
  if (2 * t->spaces_used == t->spaces)
    join_spaces(t);
  const uint64_t owner = inv->did | (uint64_t)inv->pasid << VTD_IOTLB_OWNER_PASID;
  struct vtd_iotlb_space *space = space_of(t, owner);
  t->spaces_used += space->number == 0;
  *space = (struct vtd_iotlb_space){owner, vtd_iotlb_domain_number(t, owner), t->next_domain++};
}

static void count_drop(struct vtd_iotlb *t) {
  if (++t->drops != 0)
    return;
  memset(vtd_iotlb_full(t), 0, t->geometry.sets * sizeof(uint32_t));
  t->drops = 1;
}

static void kill_walks(struct vtd_iotlb *t, const vtd_inv *inv) {
  for (uint32_t open = t->walks_open; open != 0; open &= open - 1) {
    int walk = __builtin_ctz(open);
    if (inv_concerns(inv, t->walk[walk].page, t->walk[walk].owner))
      t->walks_killed |= 1u << walk;
  }
}

void vtd_iotlb_invalidate(vtd_iotlb_t *t, const vtd_inv *inv) {
  kill_walks(t, inv);
  count_drop(t);
  switch (inv->scope) {
  case VTD_INV_GLOBAL:
    drop_all(t);
    return;
  case VTD_INV_DOMAIN:
    drop_domain(t, inv);
    return;
  case VTD_INV_DOMAIN_PAGE:
  case VTD_INV_PASID_PAGE:
    drop_pages(t, inv);
    return;
  case VTD_INV_PASID:
    drop_pasid(t, inv);
    return;
  case VTD_INV_DEVICE: // context entries are none of an IOTLB's business
    return;
  }
}

// ---------------------------------------------------------------------------------------------------------
// Views

bool vtd_iotlb_entry_at(const vtd_iotlb_t *t, uint32_t index, vtd_iotlb_key *key,
                        vtd_iotlb_entry *entry) {
  uint32_t lines = t->geometry.sets * t->geometry.ways;
  if (index >= lines + t->geometry.super_entries)
    return false;
  const struct vtd_iotlb_line *line = index < lines ? &t->main[index] : &t->super[index - lines];
  if (!line_valid(t, line))
    return false;
  key->addr = line->page & ~VTD_IOTLB_LOW;
  key->did = VTD_IOTLB_OWNER_DID(line->owner);
  key->pasid = (uint32_t)(line->owner >> VTD_IOTLB_OWNER_PASID);
  key->pasid_valid = (line->page & 1) != 0;
  key->type = (uint8_t)page_type(line->page);
  entry_of(line, entry);
  return true;
}

static bool ops_lookup(void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry,
                       uint8_t *walk) {
  return vtd_iotlb_lookup(ctx, key, need, entry, walk);
}
static bool ops_probe(void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry) {
  return vtd_iotlb_probe(ctx, key, need, entry);
}
static vtd_walk_status ops_walk_done(void *ctx, uint8_t walk, const vtd_iotlb_entry *entry) {
  return vtd_iotlb_walk_done(ctx, walk, entry);
}
static void ops_invalidate(void *ctx, const vtd_inv *inv) {
  vtd_iotlb_invalidate(ctx, inv);
}
static void ops_reset(void *ctx) {
  vtd_iotlb_reset(ctx);
}

vtd_iotlb_ops vtd_iotlb_as_ops(vtd_iotlb_t *t) {
  return (vtd_iotlb_ops){.ctx = t,
                         .lookup = ops_lookup,
                         .probe = ops_probe,
                         .walk_done = ops_walk_done,
                         .invalidate = ops_invalidate,
                         .reset = ops_reset};
}
