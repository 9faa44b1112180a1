// SPDX-License-Identifier: Apache-2.0
// Lane "interrupts": message signalled interrupts through an interrupt remapping table that is
// edited, with invalidations of interrupt entries in between.
#include <array>

#include "commands.h"
#include "lanes.h"
#include "make_tables.h"
#include "vtd/vtd_regs.h"

namespace vtd::judge {

namespace {

class Interrupts {
public:
  Interrupts(uint64_t seed, const Profile &profile, Random &random)
      : random_(random), tables_(random, image_, 5) {
    image_.seed = seed;
    image_.lane = "interrupts";
    image_.profile = profile;
    image_.remapping = true;
    image_.compatibility = random.chance(50);
    image_.queue = true; // the only way to invalidate interrupt entries
    tables_.legacy_root();
    image_.iqa = tables_.private_page();
    table_ = tables_.private_page();
    size_ = unsigned(random.below(7));
    image_.irta = vtd_irta_s_set(random_.chance(4) ? tables_.absent_page() : table_, size_);
    for (unsigned i = 0; i < entries(); i++)
      if (random_.chance(60)) {
        std::array<uint64_t, VTD_IRTE_WORDS> e = entry();
        for (unsigned w = 0; w < VTD_IRTE_WORDS; w++)
          image_.words[table_ + i * VTD_IRTE_SIZE + w * 8] = e[w];
      }
  }

  Image make() {
    const unsigned length = 16 + unsigned(random_.below(24));
    while (image_.ops.size() < length) {
      const uint64_t dice = random_.below(100);
      if (dice < 75)
        send();
      else if (dice < 85)
        edit();
      else
        invalidate();
    }
    return std::move(image_);
  }

private:
  unsigned entries() const { return 2u << size_; }
  uint16_t somebody() { return requester_of(unsigned(random_.below(requesters))); }

  std::array<uint64_t, VTD_IRTE_WORDS> entry() {
    std::array<uint64_t, VTD_IRTE_WORDS> e = {};
    vtd_irte_p_set(e.data(), !random_.chance(7));
    vtd_irte_fpd_set(e.data(), random_.chance(20));
    vtd_irte_dm_set(e.data(), random_.below(2));
    vtd_irte_rh_set(e.data(), random_.below(2));
    vtd_irte_tm_set(e.data(), random_.below(2));
    vtd_irte_dlm_set(e.data(), random_.below(2)); // fixed, lowest priority
    vtd_irte_v_set(e.data(), 0x10 + random_.below(0xF0));
    vtd_irte_dst_xapic_set(e.data(), random_.below(256));
    vtd_irte_sid_set(e.data(), random_.chance(70) ? somebody() : random_.below(0x10000));
    vtd_irte_sq_set(e.data(), random_.below(4));
    static const uint64_t checks[] = {0, 0, 0, 1, 1, 2, 3};
    vtd_irte_svt_set(e.data(), random_.of(checks));
    if (random_.chance(10)) // available to software
      e[0] |= random_.below(16) << 8;
    if (random_.chance(8)) {
      static const unsigned reserved[] = {12, 13, 14, 24, 31, 32, 39, 48, 63};
      e[0] |= UINT64_C(1) << random_.of(reserved);
    }
    if (random_.chance(4))
      e[1] |= UINT64_C(1) << (20 + random_.below(44));
    return e;
  }

  void send() {
    Op op;
    op.kind = Kind::interrupt;
    op.requester = somebody();
    uint64_t m[2] = {VTD_INTR_BASE, 0};
    if (random_.chance(15)) {
      vtd_msi_compat_dest_set(m, random_.below(256));
      vtd_msi_compat_dm_set(m, random_.below(2));
      vtd_msi_compat_rh_set(m, random_.below(2));
      vtd_msi_compat_v_set(m, 0x10 + random_.below(0xF0));
      vtd_msi_compat_dlm_set(m, random_.below(2));
    } else {
      uint64_t index = random_.below(entries());
      if (random_.chance(6)) // around the end of the table, and of the index
        index = random_.chance(50) ? entries() - 1 + random_.below(3) : 0xFFFF;
      const bool shv = random_.chance(40);
      const uint64_t sub = shv ? random_.below(4) : 0;
      vtd_msi_remap_format_set(m, 1);
      vtd_msi_remap_shv_set(m, shv);
      vtd_msi_remap_handle_set(m, index >= sub && random_.chance(70) ? index - sub : index);
      vtd_msi_remap_subhandle_set(m, sub);
      if (!shv && random_.chance(30))
        m[1] = random_.below(0x10000); // without SHV, data do not count
    }
    op.addr = m[0];
    op.value = m[1];
    image_.ops.push_back(op);
  }

  void edit() {
    const uint64_t place = table_ + random_.below(entries()) * VTD_IRTE_SIZE;
    const auto e = entry();
    for (unsigned w = 0; w < VTD_IRTE_WORDS; w++) {
      Op op;
      op.kind = Kind::poke;
      op.addr = place + w * 8;
      op.value = e[w];
      image_.ops.push_back(op);
    }
  }

  void invalidate() {
    Command c;
    c.kind = Command::Kind::interrupts;
    c.granularity = random_.chance(50) ? VTD_QI_IEC_G_GLOBAL : VTD_QI_IEC_G_INDEX;
    if (c.granularity == VTD_QI_IEC_G_INDEX) {
      c.index = uint32_t(random_.below(entries()));
      c.am = uint32_t(random_.below(4));
    }
    image_.ops.push_back(op_of(image_, c));
  }

  Random &random_;
  Image image_;
  Tables tables_;
  uint64_t table_ = 0;
  unsigned size_ = 0;
};

} // namespace

Image make_interrupts(uint64_t seed) {
  Random random(seed);
  Profile p;
  p.address_bits = random.chance(50) ? 48 : 39;
  return Interrupts(seed, p, random).make();
}

} // namespace vtd::judge
