// SPDX-License-Identifier: Apache-2.0
// The built-in IOTLB. The rules it follows, entry by entry, are in vtd.h; this
// is how it keeps them cheap.
//
// A line is valid only while the stamp that it was filled under is current: the
// generation of all, its PASID, and the number of its domain, which no other
// domain has had. So dropping a domain, or everything, is one new number (chapter 6: a
// sweep would be allowed, too). A PASID that was dropped has a number of its own from then on, kept
// in a table, until its domain is dropped; when that table is full, all lines are looked at, and
// the domains in it get new numbers. The struct holds no pointer: the arrays follow
// it in the same block, and a copy of the block is a copy of the IOTLB.
#ifndef VTD_IOTLB_H
#define VTD_IOTLB_H

#include "vtd/vtd.h"

#define VTD_IOTLB_MAX_WAYS   16
#define VTD_IOTLB_MAX_SUPERS 64
#define VTD_IOTLB_MAX_WALKS  32
#define VTD_IOTLB_HINTS      64
#define VTD_IOTLB_VICTIMS    256 // trees of up to 8 ways

// A cached translation. Small fields ride in the low 12 bits of page addresses.
struct vtd_iotlb_line {
  uint64_t page;  // input address of the page | type << 1 | pasid_valid
  uint64_t stamp; // of its domain when it was filled (vtd_iotlb_stamp); 0: not valid
  uint64_t owner; // did | pasid << 16
  uint64_t data;  // host address of the page | mtype << 9 | page_shift << 4 | attr << 2 | perm
};

#define VTD_IOTLB_LOW          UINT64_C(0xFFF)
#define VTD_IOTLB_TAG_TYPE     1u // shift of the type in `page`
#define VTD_IOTLB_TAG_MASK     UINT64_C(0x7)
#define VTD_IOTLB_DATA_PERM    UINT64_C(0x3)
#define VTD_IOTLB_DATA_ATTR    2u
#define VTD_IOTLB_DATA_SHIFT   4u
#define VTD_IOTLB_DATA_SIZE    0x1Fu // mask of the page_shift
#define VTD_IOTLB_DATA_MTYPE   9u
#define VTD_IOTLB_OWNER_PASID  16u
#define VTD_IOTLB_OWNER_DID(o) ((uint16_t)(o))

// An address space that was dropped by its PASID.
struct vtd_iotlb_space {
  uint64_t owner;  // as in lines
  uint32_t domain; // number of its domain then; another now: of no meaning any more
  uint32_t number; // the space's own; 0: free
};

// What touching a way does to the tree-PLRU word of its set.
struct vtd_plru_touch {
  uint16_t keep;
  uint16_t set;
};

struct vtd_plru_touch64 {
  uint64_t keep;
  uint64_t set;
};

struct vtd_iotlb {
  vtd_iotlb_geometry geometry;
  uint32_t set_mask;
  uint32_t way_bits;  // log2 of the ways
  uint32_t set_shift; // log2 of the bytes of a set
  uint32_t domains;   // domain ids that have a number of their own, a power of two
  uint32_t spaces;    // room for address spaces, a power of two; at most half of it is used
  uint32_t spaces_at; // where the arrays are, bytes from here
  uint32_t domains_at;
  uint32_t plru_at;
  uint32_t full_at;
  uint32_t walks_all;                // bit n: there is a walk n
  uint32_t tagged;                   // lines with a PASID or of a first stage were filled since
                                     // the last global invalidation
  uint32_t next_domain;              // number that no domain or address space has had yet
  uint32_t spaces_used;              // not free
  uint32_t era;                      // counts renumberings: stamps of another era mean nothing
  uint32_t drops;                    // counts what may have made a valid line invalid; never 0
  uint64_t global;                   // global generation, in place in a stamp; never 0
  uint64_t super_filter;             // bit per hash of owner and GiB: some super entry may
                                     // be there
  uint64_t super_live;               // super entries that may be valid
  uint64_t super_plru;               // tree of the super array
  uint32_t walks_open;               // bit n: walk n
  uint32_t walks_killed;             // ... met an invalidation
  uint8_t hint[VTD_IOTLB_HINTS];     // super entry that was last hit or filled, by hash
  uint8_t victim[VTD_IOTLB_VICTIMS]; // way that a set's tree points to, for up to 8 ways
  struct vtd_plru_touch way_touch[VTD_IOTLB_MAX_WAYS];
  struct vtd_plru_touch64 super_touch[VTD_IOTLB_MAX_SUPERS];
  struct vtd_iotlb_line walk[VTD_IOTLB_MAX_WALKS]; // page and owner of the look-up
  struct vtd_iotlb_line super[VTD_IOTLB_MAX_SUPERS];
  struct vtd_iotlb_line main[]; // sets * ways; then the address spaces, for each domain its number,
                                // for each set the value of `drops` when it was last seen full, and
                                // its PLRU word
};

static inline uint32_t *vtd_iotlb_domains(const struct vtd_iotlb *t) {
  return (uint32_t *)((uintptr_t)t + t->domains_at);
}

static inline struct vtd_iotlb_space *vtd_iotlb_spaces(const struct vtd_iotlb *t) {
  return (struct vtd_iotlb_space *)((uintptr_t)t + t->spaces_at);
}

static inline uint32_t *vtd_iotlb_full(const struct vtd_iotlb *t) {
  return (uint32_t *)((uintptr_t)t + t->full_at);
}

static inline uint16_t *vtd_iotlb_plru(const struct vtd_iotlb *t) {
  return (uint16_t *)((uintptr_t)t + t->plru_at);
}

// A stamp: number of the domain or address space in 27:0, PASID in 47:28, global generation in
// 63:48.
#define VTD_IOTLB_NUMBERS     (UINT32_C(1) << 28)
#define VTD_IOTLB_GENERATION  (UINT64_C(1) << 48)
#define VTD_IOTLB_STAMP_PASID 28u

static inline uint32_t vtd_iotlb_domain_number(const struct vtd_iotlb *t, uint64_t owner) {
  return vtd_iotlb_domains(t)[owner & (t->domains - 1)];
}

// The number of an owner while some address spaces have their own.
uint32_t vtd_iotlb_space_number(const struct vtd_iotlb *t, uint64_t owner);

// The stamp that a valid line of this owner has now.
static inline uint64_t vtd_iotlb_stamp(const struct vtd_iotlb *t, uint64_t owner) {
  const uint32_t number =
      t->spaces_used == 0 ? vtd_iotlb_domain_number(t, owner) : vtd_iotlb_space_number(t, owner);
  return t->global | owner >> VTD_IOTLB_OWNER_PASID << VTD_IOTLB_STAMP_PASID | number;
}

// The same for all PASIDs of the domain, dropped or not: what the second stage's paging-structure
// cache goes by.
static inline uint64_t vtd_iotlb_domain_stamp(const struct vtd_iotlb *t, uint16_t did) {
  return t->global | vtd_iotlb_domain_number(t, did);
}

// The domain's part of the hash that chooses a set.
static inline uint32_t vtd_iotlb_did_hash(uint16_t did) {
  return (uint32_t)(did ^ did >> 9);
}

static inline uint64_t vtd_iotlb_page_hash(uint64_t page) {
  uint64_t vpn = page >> VTD_PAGE_SHIFT;
  return vpn ^ vpn >> 9 ^ vpn >> 18;
}

static inline uint32_t vtd_iotlb_set(const struct vtd_iotlb *t, uint64_t page, uint64_t owner) {
  uint64_t pasid = owner >> VTD_IOTLB_OWNER_PASID;
  uint64_t hash = vtd_iotlb_page_hash(page) ^ vtd_iotlb_did_hash(VTD_IOTLB_OWNER_DID(owner)) ^
                  pasid ^ pasid >> 9;
  return (uint32_t)hash & t->set_mask;
}

static inline const struct vtd_iotlb_line *vtd_iotlb_lines(const struct vtd_iotlb *t,
                                                           uint64_t set) {
  return (const struct vtd_iotlb_line *)((uintptr_t)t->main + ((uintptr_t)set << t->set_shift));
}

static inline void vtd_iotlb_touch_way(struct vtd_iotlb *t, uint64_t set, uint64_t way) {
  uint16_t *plru = vtd_iotlb_plru(t) + set;
  *plru = (uint16_t)((*plru & t->way_touch[way].keep) | t->way_touch[way].set);
}

// The super entry to look at first for this page.
static inline uint32_t vtd_iotlb_hint_of(uint64_t page, uint64_t owner) {
  return (uint32_t)(page >> VTD_PAGE_2M_SHIFT ^ owner) % VTD_IOTLB_HINTS;
}

static inline void vtd_iotlb_touch_super(struct vtd_iotlb *t, uint64_t page, uint64_t owner,
                                         int index) {
  t->hint[vtd_iotlb_hint_of(page, owner)] = (uint8_t)index;
  t->super_plru = (t->super_plru & t->super_touch[index].keep) | t->super_touch[index].set;
}

static inline uint64_t vtd_iotlb_filter_bit(uint64_t page, uint64_t owner) {
  return UINT64_C(1) << ((page >> VTD_PAGE_1G_SHIFT ^ owner) & 63);
}

// False: no super entry holds this page.
static inline bool vtd_iotlb_super_maybe(const struct vtd_iotlb *t, uint64_t page, uint64_t owner) {
  return (t->super_filter & vtd_iotlb_filter_bit(page, owner)) != 0;
}

static inline uint8_t vtd_iotlb_data_shift(uint64_t data) {
  return (uint8_t)(data >> VTD_IOTLB_DATA_SHIFT & VTD_IOTLB_DATA_SIZE);
}

static inline uint8_t vtd_iotlb_line_shift(const struct vtd_iotlb_line *line) {
  return vtd_iotlb_data_shift(line->data);
}

// Bits of `page` that count for a page of this size.
static inline uint64_t vtd_iotlb_page_mask(unsigned shift) {
  return ~((UINT64_C(1) << shift) - 1) | VTD_IOTLB_TAG_MASK;
}

static inline bool vtd_iotlb_super_holds(const struct vtd_iotlb_line *line, uint64_t page,
                                         uint64_t owner, uint64_t stamp) {
  return line->stamp == stamp && line->owner == owner &&
         ((line->page ^ page) & vtd_iotlb_page_mask(vtd_iotlb_line_shift(line))) == 0;
}

int vtd_iotlb_super_search(const struct vtd_iotlb *t, uint64_t page, uint64_t owner,
                           uint64_t stamp);

// The super entry that holds `page` (tag bits included), or -1. No two valid
// super entries overlap, so a hint can only be right or useless.
static inline int vtd_iotlb_super(const struct vtd_iotlb *t, uint64_t page, uint64_t owner,
                                  uint64_t stamp) {
  if (!vtd_iotlb_super_maybe(t, page, owner))
    return -1;
  int hint = t->hint[vtd_iotlb_hint_of(page, owner)];
  if (vtd_iotlb_super_holds(&t->super[hint], page, owner, stamp))
    return hint;
  return vtd_iotlb_super_search(t, page, owner, stamp);
}

// The lowest invalid way of a set, or -1.
int vtd_iotlb_idle_way(struct vtd_iotlb *t, uint32_t set);

static inline uint32_t vtd_plru_victim(uint64_t tree, uint32_t leaves) {
  uint32_t node = 1;
  while (node < leaves)
    node = 2 * node + (uint32_t)(tree >> node & 1);
  return node - leaves;
}

static inline uint32_t vtd_iotlb_victim(const struct vtd_iotlb *t, uint16_t tree) {
  return t->geometry.ways <= 8 ? t->victim[tree % VTD_IOTLB_VICTIMS]
                               : vtd_plru_victim(tree, t->geometry.ways);
}

// Where a 4 KiB translation goes that the set is known not to hold. Most sets
// are full and stay so.
static inline __attribute__((always_inline)) struct vtd_iotlb_line *
vtd_iotlb_room(struct vtd_iotlb *t, uint32_t set) {
  int way = vtd_iotlb_full(t)[set] == t->drops ? -1 : vtd_iotlb_idle_way(t, set);
  if (way < 0)
    way = (int)vtd_iotlb_victim(t, vtd_iotlb_plru(t)[set]);
  vtd_iotlb_touch_way(t, set, (uint64_t)way);
  return (struct vtd_iotlb_line *)vtd_iotlb_lines(t, set) + way;
}

// Only plain lines can be found by their address alone when pages are invalidated: is one of this
// page tag and owner another?
static inline bool vtd_iotlb_tagged(uint64_t page, uint64_t owner) {
  unsigned type = (unsigned)(page >> VTD_IOTLB_TAG_TYPE) & 3;
  return owner >> VTD_IOTLB_OWNER_PASID != 0 || type == VTD_IOTLB_FIRST || type == VTD_IOTLB_NESTED;
}

// Opens a walk for a page that is not there; VTD_WALK_NONE if there are too many.
static inline uint8_t vtd_iotlb_walk_begin(struct vtd_iotlb *t, uint64_t page, uint64_t owner) {
  uint32_t idle = t->walks_all & ~t->walks_open;
  if (idle == 0)
    return VTD_WALK_NONE;
  uint8_t walk = (uint8_t)__builtin_ctz(idle);
  t->walks_open |= 1u << walk;
  t->walks_killed &= ~(1u << walk);
  t->walk[walk].page = page;
  t->walk[walk].owner = owner;
  return walk;
}

static inline bool vtd_iotlb_can_walk(const struct vtd_iotlb *t) {
  return t->walks_open != t->walks_all;
}

// An IOTLB for `domains` domain ids (a power of two).
size_t vtd_iotlb_bytes(const vtd_iotlb_geometry *geometry, uint32_t domains);
struct vtd_iotlb *vtd_iotlb_make(void *memory, const vtd_iotlb_geometry *geometry,
                                 uint32_t domains);
// True if a block of bytes is a copy of an IOTLB that was made the same way.
bool vtd_iotlb_same_shape(const struct vtd_iotlb *t, const struct vtd_iotlb *copy);
// True if the address spaces in a block of bytes can be looked up; `t`: the block's head, of the
// right shape.
bool vtd_iotlb_spaces_sound(const struct vtd_iotlb *t, const void *block);

#endif // VTD_IOTLB_H
