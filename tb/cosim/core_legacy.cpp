// SPDX-License-Identifier: Apache-2.0
// Legacy mode: second-stage tables of all page sizes in two domains, invalidations by registers.
#include "core_bench.h"

namespace vtd::tb {

namespace {

constexpr uint16_t devices = 4;

class legacy_bench final : public core_bench {
public:
  legacy_bench(const vtd_iotlb_geometry &geometry, uint64_t seed)
      : core_bench(geometry, vtd_config_default(), seed) {
    root_ = vtdt_root_new(&guest_->space);
    for (uint16_t n = 0; n < devices; n++)
      attach(n);
    for (vtd_t *unit : {cached_, uncached_}) {
      vtdt_set_root(unit, root_, VTD_RTADDR_TTM_LEGACY);
      vtdt_gcmd_set(unit, VTD_GCMD_TE);
    }
  }

private:
  // Two devices share a domain, as devices of one guest do.
  static uint16_t sid(uint16_t device) { return static_cast<uint16_t>(0x0100 + 8 * device); }
  static uint16_t did(uint16_t device) { return static_cast<uint16_t>(1 + device / 2 * 512); }

  void attach(uint16_t device) {
    uint64_t &table = tables_[device / 2];
    if (table == 0)
      table = vtdt_pages(&guest_->space, 1);
    vtdt_context context = {};
    context.tt = VTD_CTX_TT_UNTRANSLATED;
    context.aw = VTD_CTX_AW_48;
    context.did = did(device);
    context.ssptptr = table;
    vtdt_context_set(&guest_->space, root_, sid(device), &context);
  }

  vtd_request any_request() override {
    vtd_request q = {};
    q.addr = page() + below(0x1000 - 64);
    q.bytes = 1 + below(64);
    q.sid = sid(static_cast<uint16_t>(below(devices)));
    q.access = static_cast<uint8_t>(below(2) == 0 ? VTD_ACCESS_READ : VTD_ACCESS_WRITE);
    return q;
  }

  void change() override {
    uint16_t device = static_cast<uint16_t>(below(devices));
    uint64_t table = tables_[device / 2], iova = page();
    unsigned shift = page_shift();
    iova &= ~((UINT64_C(1) << shift) - 1);
    unsigned gone = clear_the_way(
        &guest_->space, shift,
        [&](unsigned level) {
          return vtdt_entry_find(&guest_->space, table, core_levels, iova, level);
        },
        [](uint64_t entry) { return (entry & VTD_SS_PDE_2M_PS) != 0; });
    if (gone != 0)
      invalidate(device, iova, gone);
    static const unsigned perms[] = {VTD_PERM_R | VTD_PERM_W, VTD_PERM_R | VTD_PERM_W, VTD_PERM_R,
                                     VTD_PERM_W};
    if (below(4) != 0 && room(guest_->space))
      vtdt_map(&guest_->space, table, core_levels, iova, target(shift), shift, perms[below(4)]);
  }

  // By the registers, in one of the sizes that are large enough.
  void invalidate(uint16_t device, uint64_t iova, unsigned shift) {
    uint64_t command = VTD_IOTLB_IVT;
    unsigned dice = below(8);
    if (dice == 0) {
      command = vtd_iotlb_iirg_set(command, VTD_IOTLB_IIRG_GLOBAL);
    } else {
      command =
          vtd_iotlb_iirg_set(command, dice == 1 ? VTD_IOTLB_IIRG_DOMAIN : VTD_IOTLB_IIRG_PAGE);
      command = vtd_iotlb_did_set(command, did(device));
    }
    for (vtd_t *unit : {cached_, uncached_}) {
      uint64_t range = vtd_iva_am_set(iova, shift - VTD_PAGE_SHIFT);
      vtdt_reg64_write(unit, vtdt_iva_reg(unit), range);
      vtdt_reg64_write(unit, vtdt_iotlb_reg(unit), command);
    }
  }

  void forget() override {
    uint64_t flush = vtd_iotlb_iirg_set(VTD_IOTLB_IVT, VTD_IOTLB_IIRG_GLOBAL);
    vtdt_reg64_write(uncached_, vtdt_iotlb_reg(uncached_), flush);
  }

  uint64_t root_ = 0;
  uint64_t tables_[devices / 2] = {};
};

} // namespace

std::unique_ptr<core_bench> make_legacy_bench(const vtd_iotlb_geometry &geometry, uint64_t seed) {
  return std::make_unique<legacy_bench>(geometry, seed);
}

} // namespace vtd::tb
