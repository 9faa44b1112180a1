// SPDX-License-Identifier: Apache-2.0
// Scalable mode: address spaces of every kind (first stage, second stage, nested, pass-through)
// that change their kind, requests with and without PASID, privileged ones, translation requests,
// accessed and dirty flags, invalidations of every kind by the queue.
#include <array>
#include <vector>

#include "core_bench.h"
#include "sm_tables.h"

namespace vtd::tb {

namespace {

constexpr uint32_t rid_pasid = 2;
constexpr uint64_t guest_offset = UINT64_C(3) << 30; // host minus guest address of nested tables
constexpr uint64_t guest_table_bytes = UINT64_C(4) << 20;

uint64_t guest_read(void *ctx, uint64_t addr) {
  return vtdt_read64(static_cast<vtdt_space *>(ctx), addr - guest_offset);
}
void guest_write(void *ctx, uint64_t addr, uint64_t value) {
  vtdt_write64(static_cast<vtdt_space *>(ctx), addr - guest_offset, value);
}

// A second-stage table; its guest's first-stage tables lie where it maps them at guest_offset.
struct domain {
  uint16_t did;
  bool ssade;
  uint64_t table = 0;
  vtdt_space guest = {};
};

struct space {
  unsigned owner; // directory
  uint32_t pasid;
  unsigned domain;
  uint8_t pgtt = 0;
  bool present = false;
  uint64_t table = 0; // first stage, used alone
  uint64_t guest = 0; // first stage, nested: guest address
};

class scalable_bench final : public core_bench {
public:
  scalable_bench(const vtd_iotlb_geometry &geometry, uint64_t seed)
      : core_bench(geometry, vtd_config_scalable(), seed) {
    vtdt_space *memory = &guest_->space;
    root_ = vtdt_root_new(memory);
    for (domain &d : domains_)
      make(d);
    for (uint64_t &directory : directories_)
      directory = vtdt_pasid_directory_new(memory, 1);
    for (space &s : spaces_) {
      s.table = vtdt_pages(memory, 1);
      s.guest = vtdt_pages(&domains_[s.domain].guest, 1);
      plant(s);
    }
    for (unsigned n = 0; n < sids_.size(); n++)
      attach(n);
    for (vtd_t *unit : {cached_, uncached_}) {
      vtdt_queue &queue = unit == cached_ ? cached_queue_ : uncached_queue_;
      queue = vtdt_queue_new(memory, 0, true);
      vtdt_set_root(unit, root_, VTD_RTADDR_TTM_SCALABLE);
      vtdt_queue_enable(unit, &queue);
      vtdt_gcmd_set(unit, VTD_GCMD_TE);
    }
    for (unsigned n = 0; n < 200; n++) // something to begin with
      change();
  }

private:
  void make(domain &d) {
    vtdt_space *memory = &guest_->space;
    d.table = vtdt_pages(memory, 1);
    uint64_t base = (memory->next + guest_table_bytes - 1) & ~(guest_table_bytes - 1);
    memory->next = base + guest_table_bytes;
    d.guest = vtdt_space{memory, guest_read, guest_write, base + guest_offset,
                         base + guest_offset + guest_table_bytes};
    vtdt_map_range(memory, d.table, core_levels, base + guest_offset, base, guest_table_bytes,
                   VTD_PAGE_SHIFT, VTD_PERM_R | VTD_PERM_W);
  }

  // Devices 0 and 1 belong to one guest, device 2 to another; device 1's requests without PASID are
  // privileged.
  void attach(unsigned device) {
    vtdt_sm_context context = {};
    context.dte = true;
    context.paside = true;
    context.pdts = 1;
    context.rid_pasid = rid_pasid;
    context.rid_priv = device == 1;
    context.directory = directories_[device / 2];
    vtdt_sm_context_set(&guest_->space, root_, sids_[device], &context);
  }

  // ---- PASID entries

  void plant(space &s) {
    static const uint8_t kinds[] = {VTD_PASID_PGTT_FS, VTD_PASID_PGTT_SS, VTD_PASID_PGTT_NESTED,
                                    VTD_PASID_PGTT_NESTED, VTD_PASID_PGTT_PT};
    s.pgtt = kinds[below(5)];
    s.present = true;
    const domain &d = domains_[s.domain];
    vtdt_pasid entry = {};
    entry.pgtt = s.pgtt;
    entry.aw = VTD_PASID_AW_48;
    entry.did = d.did;
    entry.pwsnp = true;
    entry.pgsnp = below(4) == 0;
    entry.sre = below(8) != 0;
    entry.wpe = below(2) == 0;
    entry.ssade = d.ssade;
    entry.ssptptr = d.table;
    entry.fsptptr = s.pgtt == VTD_PASID_PGTT_NESTED ? s.guest : s.table;
    vtdt_pasid_set(&guest_->space, directories_[s.owner], s.pasid, &entry);
  }

  // Chapter 6: after the PASID cache, the IOTLB by PASID and, for what was second stage, by domain.
  void uproot(space &s) {
    uint64_t at = vtdt_pasid_addr(&guest_->space, directories_[s.owner], s.pasid);
    vtdt_write64(&guest_->space, at, 0);
    s.present = false;
    uint16_t did = domains_[s.domain].did;
    unsigned dice = below(8);
    submit(dice == 0   ? vtdt_pc_global()
           : dice == 1 ? vtdt_pc_domain(did)
                       : vtdt_pc_pasid(did, s.pasid));
    if (s.pgtt == VTD_PASID_PGTT_SS)
      submit(vtdt_iotlb_domain(did, drain()));
    else
      submit(vtdt_p_iotlb(did, s.pasid));
  }

  // ---- Changes

  void change() override {
    space &s = spaces_[below(static_cast<uint32_t>(spaces_.size()))];
    unsigned dice = below(16);
    if (dice == 0 && s.present)
      uproot(s);
    if (!s.present && below(2) == 0)
      plant(s);
    if (dice == 0)
      return;
    if (s.pgtt == VTD_PASID_PGTT_SS || (s.pgtt == VTD_PASID_PGTT_NESTED && dice < 6))
      change_second(domains_[s.domain]);
    else
      change_first(s, s.pgtt == VTD_PASID_PGTT_NESTED);
  }

  void change_second(domain &d) {
    vtdt_space *memory = &guest_->space;
    unsigned shift = page_shift();
    uint64_t addr = page() & ~((UINT64_C(1) << shift) - 1);
    unsigned gone = clear_the_way(
        memory, shift,
        [&](unsigned level) { return vtdt_entry_find(memory, d.table, core_levels, addr, level); },
        [](uint64_t entry) { return (entry & VTD_SS_PDE_2M_PS) != 0; });
    if (gone != 0) {
      unsigned dice = below(8);
      submit(dice == 0   ? vtdt_iotlb_global(drain())
             : dice == 1 ? vtdt_iotlb_domain(d.did, drain())
                         : vtdt_iotlb_page(d.did, addr, gone - VTD_PAGE_SHIFT, false, drain()));
    }
    static const unsigned perms[] = {VTD_PERM_R | VTD_PERM_W, VTD_PERM_R | VTD_PERM_W, VTD_PERM_R,
                                     VTD_PERM_W};
    if (below(8) != 0 && room(*memory))
      vtdt_map(memory, d.table, core_levels, addr, target(shift), shift,
               perms[below(4)] | (below(4) == 0 ? VTDT_SNP : 0));
  }

  void change_first(space &s, bool nested) {
    vtdt_space *memory = nested ? &domains_[s.domain].guest : &guest_->space;
    uint64_t table = nested ? s.guest : s.table;
    unsigned shift = page_shift();
    uint64_t addr = page() & ~((UINT64_C(1) << shift) - 1);
    unsigned gone = clear_the_way(
        memory, shift,
        [&](unsigned level) { return first_stage_entry(memory, table, addr, level); },
        [](uint64_t entry) { return vtd_fs_dir_ps(&entry) != 0; });
    if (gone != 0)
      invalidate_first(s, addr, gone);
    uint64_t out = nested ? page() & ~((UINT64_C(1) << shift) - 1) : target(shift);
    unsigned flags = (below(4) != 0 ? VTDT_FS_W : 0) | (below(4) != 0 ? VTDT_FS_USER : 0) |
                     (below(4) == 0 ? VTDT_FS_DIRTY : 0);
    if (below(8) != 0 && room(*memory) && room(guest_->space))
      vtdt_fs_map(memory, table, core_levels, addr, out, shift, flags);
  }

  void invalidate_first(const space &s, uint64_t addr, unsigned shift) {
    uint16_t did = domains_[s.domain].did;
    switch (below(12)) {
    case 0:
      submit(vtdt_iotlb_global(drain()));
      return;
    case 1:
      submit(vtdt_iotlb_domain(did, drain()));
      return;
    case 2:
    case 3:
      submit(vtdt_p_iotlb(did, s.pasid));
      return;
    default:
      submit(vtdt_p_iotlb_page(did, s.pasid, addr, shift - VTD_PAGE_SHIFT, false));
    }
  }

  // Like vtdt_fs_entry_addr() but makes nothing: 0 if a table is missing or a large page is above.
  static uint64_t first_stage_entry(vtdt_space *memory, uint64_t table, uint64_t addr,
                                    unsigned level) {
    for (unsigned l = core_levels;; l--) {
      unsigned shift = VTD_PAGE_SHIFT + (l - 1) * VTD_LEVEL_BITS;
      uint64_t at = table + (addr >> shift & (VTD_LEVEL_ENTRIES - 1)) * VTD_FS_PTE_SIZE;
      if (l == level)
        return at;
      uint64_t entry = vtdt_read64(memory, at);
      if (!vtd_fs_dir_p(&entry) || (l <= 3 && vtd_fs_dir_ps(&entry)))
        return 0;
      table = vtd_fs_dir_addr(&entry);
    }
  }

  uint64_t drain() { return below(4) == 0 ? VTD_QI_IOTLB_DR | VTD_QI_IOTLB_DW : 0; }

  void submit(vtdt_descriptor d) {
    if (!vtdt_queue_submit(cached_, &cached_queue_, d) ||
        !vtdt_queue_submit(uncached_, &uncached_queue_, d))
      fail("a descriptor was not done\n");
  }

  void forget() override {
    for (const vtdt_descriptor &d : {vtdt_cc_global(), vtdt_pc_global(), vtdt_iotlb_global(0)})
      if (!vtdt_queue_submit(uncached_, &uncached_queue_, d))
        fail("a global invalidation was not done\n");
  }

  // ---- Requests

  vtd_request any_request() override {
    vtd_request q = {};
    unsigned device = below(static_cast<uint32_t>(sids_.size()));
    q.addr = page() + below(0x1000 - 64);
    q.bytes = 1 + below(64);
    q.sid = sids_[device];
    static const uint8_t accesses[] = {VTD_ACCESS_READ,  VTD_ACCESS_READ,   VTD_ACCESS_READ,
                                       VTD_ACCESS_WRITE, VTD_ACCESS_WRITE,  VTD_ACCESS_WRITE,
                                       VTD_ACCESS_WRITE, VTD_ACCESS_ATOMIC, VTD_ACCESS_ZERO_READ};
    q.access = accesses[below(9)];
    if (below(5) != 0) {
      const space &s = spaces_[below(static_cast<uint32_t>(spaces_.size()))];
      q.sid = sids_[s.owner == 0 ? below(2) : 2];
      q.pasid = below(50) == 0 ? 0x3F : s.pasid;
      q.flags = VTD_REQ_PASID;
      q.flags |= below(4) == 0 ? VTD_REQ_PRIV : 0;
    }
    q.flags |= below(16) == 0 ? VTD_REQ_NO_SNOOP : 0;
    if (below(10) == 0) {
      q.at = VTD_AT_TRANSLATION;
      q.access = VTD_ACCESS_READ;
      q.flags |= below(2) == 0 ? VTD_REQ_NO_WRITE : 0;
    }
    return q;
  }

  // ---- What was met: IOTLB hits by kind of address space, without and with privilege

  void note(const vtd_request &q, const vtd_result &r) override {
    if (r.status != VTD_OK || r.hit != VTD_HIT_IOTLB)
      return;
    bool pasid = (q.flags & VTD_REQ_PASID) != 0;
    bool privileged = pasid ? (q.flags & VTD_REQ_PRIV) != 0 : q.sid == sids_[1];
    unsigned owner = q.sid == sids_[2] ? 1 : 0;
    for (const space &s : spaces_)
      if (s.owner == owner && s.pasid == (pasid ? q.pasid : rid_pasid))
        met_[s.pgtt][privileged]++;
    translations_ += q.at == VTD_AT_TRANSLATION;
  }

  std::string missing() const override {
    std::string what;
    for (unsigned kind : {VTD_PASID_PGTT_FS, VTD_PASID_PGTT_SS, VTD_PASID_PGTT_NESTED})
      for (unsigned privileged : {0, 1})
        if (met_[kind][privileged] == 0)
          what += ": no IOTLB hit of kind " + std::to_string(kind) +
                  (privileged != 0 ? " with privilege" : "");
    return what + (translations_ == 0 ? ": no translation request hit" : "");
  }

  std::array<std::array<uint64_t, 2>, 8> met_ = {};
  uint64_t translations_ = 0;
  uint64_t root_ = 0;
  vtdt_queue cached_queue_ = {}, uncached_queue_ = {};
  std::array<uint64_t, 2> directories_ = {};
  std::array<uint16_t, 3> sids_ = {0x0100, 0x0181, 0x0208};
  // Ids that the IOTLB's hash folds onto each other.
  std::array<domain, 3> domains_ = {domain{1, false}, domain{1 + 512, true}, domain{2, true}};
  std::vector<space> spaces_ = {{0, rid_pasid, 0}, {0, 0x10, 0}, {0, 0x11, 1},
                                {0, 0x12, 1},      {0, 0x13, 0}, {0, 0x14, 1},
                                {1, rid_pasid, 2}, {1, 0x10, 2}, {1, 0x11, 2}};
};

} // namespace

std::unique_ptr<core_bench> make_scalable_bench(const vtd_iotlb_geometry &geometry, uint64_t seed) {
  return std::make_unique<scalable_bench>(geometry, seed);
}

} // namespace vtd::tb
