// SPDX-License-Identifier: Apache-2.0
// Lanes "cold" and "scalable": one request from each requester, each with a context and a domain of
// its own, so that no request can be answered by what another has left in a cache. Page tables are
// shared, overlap and point at themselves.
#include "lanes.h"
#include "make_tables.h"

namespace vtd::judge {

namespace {

Image make(uint64_t seed, const char *lane, const Profile &profile, Random &random) {
  Image image;
  image.seed = seed;
  image.lane = lane;
  image.profile = profile;
  Tables tables(random, image, 12);
  if (profile.scalable)
    tables.scalable_root();
  else
    tables.legacy_root();
  static const uint16_t edges[] = {0xFFFF, 0x8000, 0x0100};
  for (unsigned i = 0; i < requesters; i++) {
    const auto requester = requester_of(i);
    auto did = uint16_t(i + 1); // distinct: caches are tagged with it
    if (i < 3 && random.chance(10))
      did = edges[i];
    if (profile.scalable)
      tables.scalable_context(requester, did);
    else
      tables.legacy_context(requester, did);
    const Tables::Domain domain = tables.domain_of(requester);
    Op op;
    op.kind = Kind::dma;
    op.requester = requester;
    op.write = random.chance(50);
    op.addr = tables.address(domain);
    if (!domain.pass_through)
      tables.second_stage(domain.top, domain.levels, op.addr);
    image.ops.push_back(op);
  }
  // Tables that serve as context or PASID tables by accident may give one domain id to two sets of
  // page tables. Software must not do that, and what caches make of it is open.
  std::map<uint16_t, Tables::Domain> owner;
  std::vector<Op> kept;
  for (const Op &op : image.ops) {
    const Tables::Domain domain = tables.domain_of(op.requester);
    const Tables::Domain &first = owner.emplace(domain.did, domain).first->second;
    if (first.top == domain.top && first.levels == domain.levels &&
        first.pass_through == domain.pass_through)
      kept.push_back(op);
  }
  image.ops = std::move(kept);
  return image;
}

} // namespace

Image make_cold(uint64_t seed) {
  Random random(seed);
  Profile p;
  p.address_bits = random.chance(50) ? 48 : 39;
  const uint64_t variant = random.below(16);
  p.caching_mode = variant == 0;
  p.device_tlb = variant == 1 && p.address_bits == 39;
  p.snoop_control = variant == 1 && p.address_bits == 48;
  return make(seed, "cold", p, random);
}

Image make_scalable(uint64_t seed) {
  Random random(seed);
  Profile p;
  p.scalable = true;
  p.address_bits = random.chance(50) ? 48 : 39;
  return make(seed, "scalable", p, random);
}

} // namespace vtd::judge
