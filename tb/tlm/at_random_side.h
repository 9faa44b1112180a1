// SPDX-License-Identifier: Apache-2.0
// One side of the comparison of the approximately-timed path with the loosely-timed one: a unit
// with tables for a few requesters, in legacy mode (second stage) or in scalable mode (first stage,
// second stage and nested, with a PASID and without).
#ifndef VTD_TB_TLM_AT_RANDOM_SIDE_H
#define VTD_TB_TLM_AT_RANDOM_SIDE_H

#include <algorithm>

#include "beds.h"
#include "sm_tables.h"

namespace tb {

constexpr unsigned at_requesters = 6; // the even ones on dma[0], the others on dma[1]
constexpr unsigned at_spaces = 2;     // per requester: 0 without PASID, 1 with at_pasid
constexpr unsigned at_vectors = 16;
constexpr uint32_t at_rid_pasid = 2, at_pasid = 16;

inline uint16_t at_sid_of(unsigned requester) {
  return static_cast<uint16_t>(0x0100 + requester * 8);
}

struct at_message {
  uint64_t addr;
  uint32_t data;
  bool operator<(const at_message &o) const {
    return std::pair(addr, data) < std::pair(o.addr, o.data);
  }
  bool operator==(const at_message &o) const { return addr == o.addr && data == o.data; }
};

class at_side {
public:
  enum class reach { everything, domain, pages };

  at_side(bed<64> &platform, bool scalable) : b(platform), scalable_(scalable) {
    b.fresh();
    for (unsigned r = 0; r < at_requesters; ++r)
      scalable ? assign_scalable(r) : assign_legacy(r);
    queue_ = vtdt_queue_new(&b.space, 0, scalable);
    b.reg64(VTD_RTADDR_REG,
            vtd_rtaddr_ttm_set(b.root, scalable ? VTD_RTADDR_TTM_SCALABLE : VTD_RTADDR_TTM_LEGACY));
    b.gcmd(VTD_GCMD_SRTP);
    b.gcmd(VTD_GCMD_TE);
    b.reg64(VTD_IQT_REG, 0);
    b.reg64(VTD_IQA_REG, queue_.iqa);
    b.gcmd(VTD_GCMD_QIE);
    status = vtdt_pages(&b.space, 1);
    make_interrupts();
  }
  ~at_side() { b.ram.how.hook = {}; }

  // A page of 2^shift bytes; `perm` as the second stage understands it (a first stage has no pages
  // that can be written only), `user` as the first stage.
  void map(unsigned r, unsigned n, uint64_t in, uint64_t out, unsigned shift, unsigned perm,
           bool user) {
    const space &s = spaces_[r][n];
    const unsigned rights =
        (s.first_only() && (perm & VTD_PERM_W) == 0 ? 0 : VTDT_FS_W) | (user ? VTDT_FS_USER : 0);
    if (s.first != 0) {
      ASSERT_TRUE(vtdt_fs_map(&b.space, s.first, 4, in, s.second != 0 ? in : out, shift, rights));
    }
    if (s.second != 0) {
      ASSERT_TRUE(vtdt_map(&b.space, s.second, 4, in, out, shift, perm));
    }
  }
  // Nested: in one of the stages.
  void unmap(unsigned r, unsigned n, uint64_t in, unsigned shift, bool in_first) {
    const space &s = spaces_[r][n];
    if (s.first != 0 && (s.second == 0 || in_first)) {
      const uint64_t at = vtdt_fs_entry_addr(&b.space, s.first, 4, in, shift == 12 ? 1 : 2);
      b.ram.write64(at, 0);
    } else {
      vtdt_unmap(&b.space, s.second, 4, in, shift);
    }
  }

  void invalidate(unsigned r, unsigned n, reach how, uint64_t addr, unsigned am, uint64_t drain) {
    const space &s = spaces_[r][n];
    if (how == reach::everything)
      submit(vtdt_iotlb_global(drain));
    else if (how == reach::domain)
      submit(s.first_only() ? vtdt_p_iotlb(s.did, s.pasid) : vtdt_iotlb_domain(s.did, drain));
    else
      submit(s.first_only() ? vtdt_p_iotlb_page(s.did, s.pasid, addr, am, false)
                            : vtdt_iotlb_page(s.did, addr, am, false, drain));
  }
  void submit(const vtdt_descriptor &descriptor) {
    vtdt_queue_push(&queue_, descriptor);
    b.reg64(VTD_IQT_REG, queue_.tail);
  }
  // The tables of both, with the flags that the units have set; what belongs to the queue is not
  // compared, for the sides flush differently often.
  bool same_tables(at_side &other) {
    const uint64_t queue = queue_.iqa & VTD_IQA_IQA_MASK;
    if (b.space.next != other.b.space.next)
      return false;
    for (uint64_t at = tables_first; at < b.space.next; at += 4096)
      if (at != queue && at != status && std::memcmp(b.ram.at(at), other.b.ram.at(at), 4096) != 0)
        return false;
    return true;
  }
  bool queue_done() { return vtd_iqh_qh(b.reg64(VTD_IQH_REG)) == queue_.tail; }

  std::vector<std::array<uint64_t, 2>> take_faults() {
    std::vector<std::array<uint64_t, 2>> records;
    EXPECT_FALSE(b.reg32(VTD_FSTS_REG) & VTD_FSTS_PFO) << "more faults than records";
    const auto count = static_cast<unsigned>(vtd_cap_nfr(b.unit.config().core.cap)) + 1;
    for (unsigned i = 0; i < count; ++i) {
      const uint64_t hi = b.reg64(b.frcd_reg(i) + VTD_FRCD_HI_REG);
      if (!vtd_frcd_hi_f(hi))
        continue;
      records.push_back({b.reg64(b.frcd_reg(i) + VTD_FRCD_LO_REG), hi});
      b.reg64(b.frcd_reg(i) + VTD_FRCD_HI_REG, VTD_FRCD_HI_F);
    }
    std::sort(records.begin(), records.end());
    return records;
  }

  bed<64> &b;
  uint64_t status = 0;
  std::vector<at_message> messages;

private:
  struct space {
    uint64_t first = 0, second = 0; // tables
    uint16_t did = 0;
    uint32_t pasid = 0;
    bool first_only() const { return second == 0; }
  };

  void assign_legacy(unsigned r) {
    spaces_[r][0].did = static_cast<uint16_t>(r + 1);
    spaces_[r][0].second = b.assign(at_sid_of(r), spaces_[r][0].did);
  }
  void assign_scalable(unsigned r) {
    const uint64_t directory = vtdt_pasid_directory_new(&b.space, 0);
    vtdt_sm_context context = {};
    context.dte = context.paside = true;
    context.rid_pasid = at_rid_pasid;
    context.directory = directory;
    vtdt_sm_context_set(&b.space, b.root, at_sid_of(r), &context);
    for (unsigned n = 0; n < at_spaces; ++n) {
      static const uint8_t types[] = {VTD_PASID_PGTT_FS, VTD_PASID_PGTT_SS, VTD_PASID_PGTT_NESTED};
      const uint8_t type = types[(r + n) % 3];
      space &s = spaces_[r][n];
      s.did = static_cast<uint16_t>(1 + at_spaces * r + n);
      s.pasid = n == 0 ? at_rid_pasid : at_pasid;
      s.first = type == VTD_PASID_PGTT_SS ? 0 : vtdt_pages(&b.space, 1);
      s.second = type == VTD_PASID_PGTT_FS ? 0 : vtdt_pages(&b.space, 1);
      if (type == VTD_PASID_PGTT_NESTED) { // the guest's tables are where they seem to be
        ASSERT_TRUE(vtdt_map_range(&b.space, s.second, 4, tables_first, tables_first, tables_bytes,
                                   21, VTD_PERM_R | VTD_PERM_W));
      }
      vtdt_pasid entry = {};
      entry.pgtt = type;
      entry.aw = VTD_PASID_AW_48;
      entry.did = s.did;
      entry.pwsnp = entry.sre = true;
      entry.ssade = r % 2 == 0;
      entry.wpe = r % 2 == 1;
      entry.eafe = n == 1;
      entry.ssptptr = s.second;
      entry.fsptptr = s.first;
      vtdt_pasid_set(&b.space, directory, s.pasid, &entry);
    }
  }
  void make_interrupts() {
    const uint64_t irt = vtdt_pages(&b.space, 1);
    for (unsigned i = 0; i < at_vectors; i += 2) { // the odd ones are not present: faults
      vtdt_irte irte = {};
      irte.vector = static_cast<uint8_t>(0x40 + i);
      irte.dst = i << 8;
      vtdt_irte_set(&b.space, irt, i, &irte);
    }
    b.reg64(VTD_IRTA_REG, vtd_irta_s_set(irt, 7));
    b.gcmd(VTD_GCMD_SIRTP);
    b.gcmd(VTD_GCMD_IRE);
    b.ram.how.hook = [this](tlm_generic_payload &t) {
      if (t.get_address() >> 20 != 0xFEE || !t.is_write())
        return;
      at_message m = {t.get_address(), 0};
      std::memcpy(&m.data, t.get_data_ptr(), sizeof m.data);
      messages.push_back(m);
    };
  }

  static constexpr uint64_t tables_bytes = uint64_t{112} << 20;

  bool scalable_;
  vtdt_queue queue_{};
  space spaces_[at_requesters][at_spaces];
};

} // namespace tb

#endif // VTD_TB_TLM_AT_RANDOM_SIDE_H
