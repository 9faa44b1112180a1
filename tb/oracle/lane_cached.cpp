// SPDX-License-Identifier: Apache-2.0
// Lanes "cached" and "scalable-cached": a few requesters ask for few addresses again and again,
// while software edits the tables and invalidates - enough, too little, or something else.
#include "commands.h"
#include "lanes.h"
#include "make_tables.h"
#include "vtd/vtd_regs.h"

namespace vtd::judge {

namespace {

class Sequence {
public:
  Sequence(uint64_t seed, const char *lane, const Profile &profile, Random &random)
      : random_(random), tables_(random, image_, 5) {
    image_.seed = seed;
    image_.lane = lane;
    image_.profile = profile;
    // Scalable mode invalidates by the queue only.
    image_.queue = profile.scalable || random.chance(50);
    if (image_.queue) {
      image_.iqa = tables_.private_page();
      if (profile.scalable)
        image_.iqa = vtd_iqa_dw_set(image_.iqa, VTD_IQA_DW_256);
      limit_ = data_offset / (profile.scalable ? 32 : 16) - 1; // before the data window
    }
    make_tables();
  }

  Image make() {
    const unsigned length = 30 + unsigned(random_.below(40));
    while (image_.ops.size() < length) {
      const uint64_t dice = random_.below(100);
      if (dice < 58)
        request();
      else if (dice < 75)
        edit();
      else
        invalidate();
    }
    return std::move(image_);
  }

private:
  static constexpr unsigned actors = 4;

  void make_tables() {
    if (image_.profile.scalable)
      tables_.scalable_root();
    else
      tables_.legacy_root();
    for (unsigned i = 0; i < actors; i++) {
      // Neighbours and functions of one device, for the masks of device-selective commands.
      // The last one may be on another bus.
      const uint16_t last = requester_of(random_.chance(50) ? 8 : near_requesters + 2);
      const uint16_t requester = i < 3 ? requester_of(i * (i + 1)) : last;
      // The last two may share a domain, and then they share its tables.
      const auto did = uint16_t(i == 3 && random_.chance(50) ? 3 : i + 1);
      if (image_.profile.scalable)
        tables_.scalable_context(requester, did);
      else
        tables_.legacy_context(requester, did);
      requesters_.push_back(requester);
      dids_.push_back(did);
      if (i == 3 && did == 3) {
        for (unsigned w = 0; w < VTD_CTX_WORDS; w++)
          image_.words[tables_.context_place(requester) + w * 8] =
              tables_.word(tables_.context_place(requesters_[2]) + w * 8);
      }
      for (unsigned n = 0; n < 3; n++)
        learn_address(requester);
    }
  }

  void learn_address(uint16_t requester) {
    const Tables::Domain domain = tables_.domain_of(requester);
    const uint64_t addr = tables_.address(domain);
    if (addr >> 20 == VTD_INTR_BASE >> 20) // interrupt requests have a lane of their own
      return;
    addresses_.push_back(addr);
    owners_.push_back(domain.did);
    if (!domain.pass_through)
      tables_.second_stage(domain.top, domain.levels, addr);
  }

  void request() {
    if (!asked_.empty() && random_.chance(35)) { // what may be in a cache
      image_.ops.push_back(random_.of(asked_));
      return;
    }
    Op op;
    op.kind = Kind::dma;
    op.requester = random_.of(requesters_);
    op.write = random_.chance(40);
    op.addr = addresses_.empty() ? data_begin + data_offset : random_.of(addresses_);
    if (random_.chance(10)) { // elsewhere in the same superpage
      const unsigned shift = random_.chance(50) ? 12 : 21;
      op.addr ^= random_.below(8) << shift;
    }
    const uint64_t entry = ((op.addr >> VTD_PAGE_SHIFT) & 511) * 8;
    if (entry >= data_offset && entry < data_limit)
      return; // its table entry may be overwritten by data
    // Tables that were edited may let anything pass through.
    if (op.addr >> 20 == VTD_INTR_BASE >> 20 || (op.addr >= devices_begin && op.addr < devices_end))
      return;
    image_.ops.push_back(op);
    asked_.push_back(op);
  }

  uint64_t edited_entry(uint64_t place, unsigned shift) {
    uint64_t e = current(place);
    switch (random_.below(6)) {
    case 0:
      return e ^ VTD_SS_PTE_R;
    case 1:
      return e ^ VTD_SS_PTE_W;
    case 2:
      return 0;
    case 3:
      return tables_.word(place); // as it was at first
    default:
      return tables_.second_entry(shift, 0);
    }
  }

  uint64_t current(uint64_t place) const {
    for (auto op = image_.ops.rbegin(); op != image_.ops.rend(); ++op)
      if (op->kind == Kind::poke && op->addr == place)
        return op->value;
    return tables_.word(place);
  }

  void edit() {
    Op op;
    op.kind = Kind::poke;
    const auto &places = tables_.places();
    if (!places.empty() && random_.chance(75)) {
      auto at = places.begin();
      std::advance(at, std::ptrdiff_t(random_.below(places.size())));
      op.addr = at->first;
      op.value = edited_entry(at->first, at->second);
    } else {
      // The context entry of somebody becomes that of somebody else, or goes, or comes back.
      const uint16_t victim = random_.of(requesters_);
      const unsigned word = unsigned(random_.below(2));
      op.addr = tables_.context_place(victim) + word * 8;
      op.value = tables_.word(op.addr);
      if (random_.chance(40))
        op.value = tables_.word(tables_.context_place(random_.of(requesters_)) + word * 8);
      else if (word == 0 && random_.chance(40))
        op.value &= ~VTD_CTX_P_MASK;
    }
    image_.ops.push_back(op);
  }

  void invalidate() {
    if (image_.queue && commands_ + 1 >= limit_)
      return;
    Command c;
    if (random_.chance(8)) { // all there is, in the order that chapter 6 asks for
      c.kind = Command::Kind::context;
      c.granularity = VTD_QI_CC_G_GLOBAL;
      image_.ops.push_back(op_of(image_, c));
      c.kind = Command::Kind::iotlb;
      c.granularity = VTD_QI_IOTLB_G_GLOBAL;
      image_.ops.push_back(op_of(image_, c));
      commands_ += 2;
      return;
    }
    const bool scalable = image_.profile.scalable;
    c.did = random_.of(dids_);
    c.sid = random_.of(requesters_);
    if (random_.chance(40)) {
      c.kind = Command::Kind::context;
      c.granularity = uint32_t(VTD_QI_CC_G_GLOBAL + random_.below(3));
      c.fm = c.granularity == VTD_QI_CC_G_DEVICE ? uint32_t(random_.below(4)) : 0;
    } else if (scalable && random_.chance(40)) {
      static const uint32_t granularities[] = {VTD_QI_PC_G_DOMAIN, VTD_QI_PC_G_PASID,
                                               VTD_QI_PC_G_GLOBAL};
      c.kind = Command::Kind::pasid;
      c.granularity = random_.of(granularities);
    } else {
      pages(c);
    }
    image_.ops.push_back(op_of(image_, c));
    commands_++;
  }

  void pages(Command &c) {
    c.kind = Command::Kind::iotlb;
    c.granularity = uint32_t(VTD_QI_IOTLB_G_GLOBAL + random_.below(3));
    const bool by_pasid = image_.profile.scalable && random_.chance(40);
    if (by_pasid) {
      c.kind = Command::Kind::pasid_iotlb;
      c.granularity = random_.chance(50) ? VTD_QI_P_IOTLB_G_PASID : VTD_QI_P_IOTLB_G_PAGE;
    }
    const bool page =
        by_pasid ? c.granularity == VTD_QI_P_IOTLB_G_PAGE : c.granularity == VTD_QI_IOTLB_G_PAGE;
    if (!page || addresses_.empty())
      return;
    static const uint32_t masks[] = {0, 0, 0, 1, 9, 18};
    c.am = random_.of(masks);
    c.ih = random_.chance(20);
    const auto which = size_t(random_.below(addresses_.size()));
    c.addr = addresses_[which] & ((UINT64_C(1) << image_.profile.address_bits) - page_bytes);
    if (random_.chance(50))
      c.did = owners_[which];
    if (random_.chance(80)) // else bits below the mask are set, which do not count
      c.addr &= ~((page_bytes << c.am) - 1);
  }

  Random &random_;
  Image image_;
  Tables tables_;
  std::vector<uint16_t> requesters_, dids_;
  std::vector<uint64_t> addresses_;
  std::vector<uint16_t> owners_; // the domain that each address was made for
  std::vector<Op> asked_;
  uint64_t commands_ = 0, limit_ = 0;
};

} // namespace

Image make_cached(uint64_t seed) {
  Random random(seed);
  Profile p;
  p.address_bits = random.chance(50) ? 48 : 39;
  p.caching_mode = random.chance(10);
  return Sequence(seed, "cached", p, random).make();
}

Image make_scalable_cached(uint64_t seed) {
  Random random(seed);
  Profile p;
  p.scalable = true;
  p.address_bits = random.chance(50) ? 48 : 39;
  return Sequence(seed, "scalable-cached", p, random).make();
}

} // namespace vtd::judge
