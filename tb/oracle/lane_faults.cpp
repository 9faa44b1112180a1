// SPDX-License-Identifier: Apache-2.0
// Lane "faults": what software sees of faults. One request at a time; the record, the status, the
// overflow and the event message are read after each step.
#include "lanes.h"
#include "make_tables.h"
#include "vtd/vtd_regs.h"

namespace vtd::judge {

namespace {

class Log {
public:
  Log(uint64_t seed, const Profile &profile, Random &random)
      : random_(random), tables_(random, image_, 30) {
    image_.seed = seed;
    image_.lane = "faults";
    image_.profile = profile;
    record_ = vtd_cap_fro(cap_of(profile)) * 16;
    tables_.legacy_root();
    for (unsigned i = 0; i < actors; i++) {
      const uint16_t requester = requester_of(i * 9); // the last one is on another bus
      tables_.legacy_context(requester, uint16_t(i + 1));
      const Tables::Domain domain = tables_.domain_of(requester);
      for (unsigned n = 0; n < 2; n++) {
        const uint64_t addr = tables_.address(domain);
        if (addr >> 20 == VTD_INTR_BASE >> 20)
          continue;
        if (!domain.pass_through)
          tables_.second_stage(domain.top, domain.levels, addr);
        targets_.push_back({requester, addr});
      }
    }
  }

  Image make() {
    if (random_.chance(70))
      set_up_message();
    const unsigned rounds = 6 + unsigned(random_.below(10));
    for (unsigned i = 0; i < rounds && !targets_.empty(); i++)
      round();
    return std::move(image_);
  }

private:
  static constexpr unsigned actors = 4;
  struct Target {
    uint16_t requester;
    uint64_t addr;
  };

  void write(uint64_t offset, uint64_t value) {
    Op op;
    op.kind = Kind::write;
    op.addr = offset;
    op.value = value;
    image_.ops.push_back(op);
  }
  void read(uint64_t offset, uint8_t bytes) {
    Op op;
    op.kind = Kind::read;
    op.addr = offset;
    op.bytes = bytes;
    image_.ops.push_back(op);
  }

  void set_up_message() {
    write(VTD_FEDATA_REG, 0x20 + random_.below(0xC0)); // fixed delivery
    uint64_t addr = VTD_INTR_BASE;
    addr |= random_.below(256) << VTD_EVENT_MSI_DEST_LO_SHIFT;
    addr |= random_.chance(30) ? VTD_EVENT_MSI_DM : 0;
    write(VTD_FEADDR_REG, addr);
    read(VTD_FEDATA_REG, 4);
    read(VTD_FEADDR_REG, 4);
    write(VTD_FECTL_REG, 0);
    read(VTD_FECTL_REG, 4);
  }

  void request() {
    const Target &t = random_.of(targets_);
    Op op;
    op.kind = Kind::dma;
    op.requester = t.requester;
    op.addr = t.addr;
    op.write = random_.chance(50);
    image_.ops.push_back(op);
  }

  void look() {
    read(VTD_FSTS_REG, 4);
    read(record_ + VTD_FRCD_HI_REG, 8);
    read(record_ + VTD_FRCD_LO_REG, 8);
    if (random_.chance(30))
      read(VTD_FECTL_REG, 4);
  }

  void round() {
    request();
    look();
    if (random_.chance(40)) {
      request();
      look();
    }
    if (random_.chance(20)) // the mask may hold a message back, or let it go
      write(VTD_FECTL_REG, random_.chance(50) ? VTD_FECTL_IM : 0);
    if (random_.chance(65))
      write(record_ + VTD_FRCD_HI_REG + 4, VTD_FRCD_HI_F_MASK >> 32);
    if (random_.chance(15))
      write(record_ + VTD_FRCD_HI_REG + 4, 0); // clears nothing
    if (random_.chance(50))
      write(VTD_FSTS_REG, random_.chance(85) ? VTD_FSTS_PFO : random_.bits() & 0xFF);
    if (random_.chance(30))
      look();
  }

  Random &random_;
  Image image_;
  Tables tables_;
  uint64_t record_ = 0;
  std::vector<Target> targets_;
};

} // namespace

Image make_faults(uint64_t seed) {
  Random random(seed);
  Profile p;
  p.address_bits = random.chance(50) ? 48 : 39;
  return Log(seed, p, random).make();
}

} // namespace vtd::judge
