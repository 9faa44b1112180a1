// SPDX-License-Identifier: Apache-2.0
#include "iotlb_world.h"

#include <cstdio>

#include "vtd/vtd_regs.h"

namespace vtd::tb {

namespace {

constexpr uint32_t level_bits = VTD_LEVEL_BITS;
constexpr uint8_t absent_reasons[] = {VTD_FR_LRT_2, VTD_FR_LCT_2, VTD_FR_LSS_1, VTD_FR_LSS_2};

template <class... Args> std::string text(const char *how, Args... args) {
  char buffer[256];
  std::snprintf(buffer, sizeof buffer, how, args...);
  return buffer;
}

unsigned long long wide(uint64_t n) {
  return n;
}

} // namespace

// Kinds of translation that differ in one thing each, and ids that the hash folds onto each other.
world::world(uint64_t seed) : random_(seed ^ 0x9E3779B97F4A7C15u) {
  auto kind = [&](uint16_t did, bool pasid_valid, uint32_t pasid, uint8_t stage) {
    key k;
    k.did = did;
    k.pasid_valid = pasid_valid;
    k.pasid = pasid;
    k.stage = stage;
    kinds_.push_back(k);
  };
  kind(1, false, 0, stage::second);
  kind(1, false, 0, stage::pass);
  kind(2, false, 0, stage::second);
  kind(1 + 2 * 512, false, 0, stage::second);
  kind(1, true, 0, stage::second);
  kind(1, true, 0, stage::first);
  kind(1, true, 1, stage::first);
  kind(1, true, 1 + 512, stage::nested);
  kind(2, true, 1, stage::nested);
  kind(1, true, 1, stage::second);
  kind(1, true, 1, stage::pass);
  kind(2, true, 1, stage::first);
  kind(1, false, 0, stage::first);
  kind(1, false, 0, stage::nested);
  kind(1 + 2 * 512, true, 1, stage::pass);

  nodes_[2].resize(size_t{kinds} * regions);
  nodes_[1].resize(nodes_[2].size() * middles);
  nodes_[0].resize(nodes_[1].size() * pages);
  leaves_.resize(remembered);
  for (uint32_t index = 0; index < nodes_[0].size(); index++) {
    place p = place_of(index);
    key k = kinds_[p.kind];
    k.vpn = vpn_of(p);
    keys_.push_back(k);
    history_.push_back({});
  }
  for (uint32_t index = 0; index < keys_.size(); index += middles * pages)
    plant(place_of(index), 2, 0);
  for (uint32_t index = 0; index < keys_.size(); index += middles * pages)
    note(place_of(index), 2, 0);
}

uint64_t world::vpn_of(const place &p) const {
  static const uint64_t region[regions] = {0, uint64_t{5} << 18,
                                           (uint64_t{0x155} << 36) | 1u << 18};
  static const uint64_t middle[middles] = {0, uint64_t{3} << 9, uint64_t{200} << 9};
  static const uint64_t page[pages] = {0, 1, 2, 37};
  return region[p.region] | middle[p.middle] | page[p.page];
}

world::place world::place_of(uint32_t index) const {
  place p;
  p.page = index % pages;
  p.middle = index / pages % middles;
  p.region = index / (pages * middles) % regions;
  p.kind = index / (pages * middles * regions);
  return p;
}

uint32_t world::index_of(const key &k) const {
  constexpr uint32_t pages_of_kind = regions * middles * pages;
  for (uint32_t first = 0; first < keys_.size(); first += pages_of_kind) {
    if (!keys_[first].same_kind(k))
      continue;
    for (uint32_t index = first; index < first + pages_of_kind; index++)
      if (keys_[index] == k)
        return index;
  }
  return keys();
}

uint32_t world::neighbour(uint32_t index) {
  uint32_t region = index / (pages * middles);
  return region * pages * middles + below(pages * middles);
}

world::node &world::at(const place &p, uint32_t level) {
  size_t index = size_t{p.kind} * regions + p.region;
  if (level < 2)
    index = index * middles + p.middle;
  if (level < 1)
    index = index * pages + p.page;
  return nodes_[level][index];
}

const world::node &world::at(const place &p, uint32_t level) const {
  return const_cast<world *>(this)->at(p, level);
}

// The entry that a walk ends at.
const world::node &world::end_of(const place &p) const {
  uint32_t level = 2;
  while (at(p, level).kind == node_kind::table)
    level--;
  return at(p, level);
}

uint8_t world::denied(uint8_t need, uint8_t perm) {
  if ((need & need_write & ~perm) != 0)
    return VTD_FR_LGN_2;
  return (need & ~perm) != 0 ? VTD_FR_LGN_3 : 0;
}

walk_result world::walk(const key &k, uint8_t need) const {
  uint32_t index = index_of(k);
  const node &n = end_of(place_of(index));
  walk_result r;
  if (n.kind == node_kind::absent) {
    r.fault = true;
    r.reason = n.reason;
    return r;
  }
  r.data = leaves_[n.serial % remembered].data;
  r.reason = denied(need, r.data.perm);
  r.fault = r.reason != 0;
  return r;
}

// ---------------------------------------------------------------------------------------------------------
// Changes

void world::bury(const place &p, uint32_t level, uint64_t now) {
  node &n = at(p, level);
  if (n.kind == node_kind::leaf) {
    leaves_[n.serial % remembered].died = now;
    return;
  }
  if (n.kind == node_kind::absent)
    return;
  uint32_t children = level == 2 ? middles : pages;
  for (uint32_t child = 0; child < children; child++) {
    place c = p;
    (level == 2 ? c.middle : c.page) = child;
    bury(c, level - 1, now);
  }
}

void world::plant(const place &p, uint32_t level, uint64_t now) {
  node &n = at(p, level);
  unsigned dice = below(16);
  if (level != 0 && dice < (level == 2 ? 9 : 8)) {
    n.kind = node_kind::table;
    uint32_t children = level == 2 ? middles : pages;
    for (uint32_t child = 0; child < children; child++) {
      place c = p;
      (level == 2 ? c.middle : c.page) = child;
      plant(c, level - 1, now);
    }
    return;
  }
  if (dice >= 14) {
    n.kind = node_kind::absent;
    n.reason = absent_reasons[below(4)];
    return;
  }
  n.kind = node_kind::leaf;
  n.serial = next_serial_;
  next_serial_ = next_serial_ + 1 == serials ? 1 : next_serial_ + 1;
  leaf &l = leaves_[n.serial % remembered];
  uint64_t within = (uint64_t{1} << (level * level_bits)) - 1;
  l.serial = n.serial;
  l.died = alive;
  l.kind = p.kind;
  l.vpn = vpn_of(p) & ~within;
  l.data.hpn = (uint64_t{n.serial} << 18 | (random_() & 0x3FFFF)) & ~within;
  l.data.level = static_cast<uint8_t>(level);
  l.data.perm = static_cast<uint8_t>(below(4) == 0 ? 1 + below(3) : 3);
  l.data.attr = static_cast<uint8_t>(below(4));
  l.data.mtype = static_cast<uint8_t>(below(8));
}

// Writes down what the pages below a changed entry do from now on.
void world::note(const place &p, uint32_t level, uint64_t now) {
  uint32_t first = ((p.kind * regions + p.region) * middles + (level < 2 ? p.middle : 0)) * pages +
                   (level < 1 ? p.page : 0);
  uint32_t count = level == 2 ? middles * pages : level == 1 ? pages : 1;
  for (uint32_t index = first; index < first + count; index++) {
    const node &n = end_of(place_of(index));
    bool present = n.kind == node_kind::leaf;
    uint8_t perm = present ? leaves_[n.serial % remembered].data.perm : uint8_t{0};
    history_[index].push_back({now, present, present ? uint8_t{0} : n.reason, perm});
  }
}

void world::rewrite(uint32_t key_index, uint64_t now) {
  place p = place_of(key_index);
  uint32_t level = below(6) == 0 ? 2 : below(3) == 0 ? 1 : 0;
  // Below a leaf there is nothing to write.
  for (uint32_t upper = 2; upper > level; upper--) {
    if (at(p, upper).kind != node_kind::table) {
      level = upper;
      break;
    }
  }
  bury(p, level, now);
  plant(p, level, now);
  note(p, level, now);
}

// ---------------------------------------------------------------------------------------------------------
// Checks

std::string world::check_entry(const key &k, const data &d, uint64_t since) const {
  const leaf &l = leaves_[(d.hpn >> 18) % remembered];
  if (l.serial != d.hpn >> 18)
    return text("no table ever held the page %#llx", wide(d.hpn));
  uint64_t within = (uint64_t{1} << (l.data.level * level_bits)) - 1;
  if (!k.same_kind(kinds_[l.kind]) || (k.vpn & ~within) != l.vpn)
    return text("host page %#llx is what another input page maps to", wide(d.hpn));
  if (d.level != l.data.level || d.perm != l.data.perm || d.attr != l.data.attr ||
      d.mtype != l.data.mtype)
    return text("level %u perm %u attr %u mtype %u instead of %u, %u, %u, %u", unsigned{d.level},
                unsigned{d.perm}, unsigned{d.attr}, unsigned{d.mtype}, unsigned{l.data.level},
                unsigned{l.data.perm}, unsigned{l.data.attr}, unsigned{l.data.mtype});
  if (d.hpn != l.data.hpn)
    return text("host page %#llx instead of %#llx", wide(d.hpn), wide(l.data.hpn));
  if (l.died <= since)
    return text("stale: the mapping was gone in cycle %llu, an invalidation began in cycle %llu",
                wide(l.died), wide(since));
  return "";
}

std::string world::check_translation(const key &k, uint8_t need, const data &d,
                                     uint64_t since) const {
  if ((need & ~d.perm) != 0)
    return text("lets an access through that needs %u and has %u", unsigned{need},
                unsigned{d.perm});
  uint64_t within = (uint64_t{1} << (d.level * level_bits)) - 1;
  if ((d.hpn & within) != (k.vpn & within))
    return text("host page %#llx is not where the page lies in its superpage", wide(d.hpn));
  data base = d;
  base.hpn &= ~within;
  return check_entry(k, base, since);
}

std::string world::check_fault(const key &k, uint8_t need, uint8_t reason, uint64_t since) const {
  const std::vector<state> &states = history_[index_of(k)];
  for (size_t n = states.size(); n-- > 0;) {
    const state &s = states[n];
    if ((s.present ? denied(need, s.perm) : s.reason) == reason)
      return "";
    if (s.since <= since)
      break;
  }
  return text("fault %#x, but no walk since cycle %llu ended like that", unsigned{reason},
              wide(since));
}

} // namespace vtd::tb
