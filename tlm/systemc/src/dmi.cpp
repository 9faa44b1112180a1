// SPDX-License-Identifier: Apache-2.0
// Direct memory pointers for devices.
//
// What may be handed out is what the tables map (neighbouring pages that continue each other
// included), as far as the target grants it, with the rights that need no further look-up. It is
// remembered and taken back when the translation goes: by any invalidation that covers it, or by
// the target.
#include <algorithm>

#include "dma_port.h"
#include "engine.h"

namespace vtd::detail {

namespace {

constexpr uint64_t page_mask = 4095;
constexpr uint64_t interrupt_first = 0xFEE00000; // chapter 3: never memory for a device
constexpr uint64_t interrupt_last = 0xFEEFFFFF;

bool in_interrupt_range(uint64_t addr) {
  return addr >= interrupt_first && addr <= interrupt_last;
}

bool overlap(uint64_t a_first, uint64_t a_last, uint64_t b_first, uint64_t b_last) {
  return a_first <= b_last && b_first <= a_last;
}

uint64_t last_of(uint64_t base, uint8_t shift) {
  return shift >= 64 ? ~uint64_t{0} : base + ((uint64_t{1} << shift) - 1);
}

bool in_range(const dmi_grant &grant, const vtd_inv &inv) {
  return overlap(grant.first, grant.last, inv.base, last_of(inv.base, inv.shift));
}

bool covers(const vtd_inv &inv, const dmi_grant &grant) {
  switch (inv.scope) {
  case VTD_INV_GLOBAL:
    return true;
  case VTD_INV_DOMAIN:
    return grant.did == inv.did;
  case VTD_INV_DOMAIN_PAGE:
    // Page-selective commands reach first-stage translations by domain only (chapter 6).
    return grant.did == inv.did && (grant.first_stage || in_range(grant, inv));
  case VTD_INV_PASID:
    return grant.did == inv.did && grant.pasid == inv.pasid;
  case VTD_INV_PASID_PAGE: // spares second-stage translations
    return grant.did == inv.did && grant.pasid == inv.pasid && grant.first_stage &&
           in_range(grant, inv);
  case VTD_INV_DEVICE:
    return ((grant.sid ^ inv.sid) & inv.sid_mask) == 0;
  }
  return true;
}

tlm::tlm_dmi::dmi_access_e access_of(uint8_t perm) {
  return static_cast<tlm::tlm_dmi::dmi_access_e>(
      (perm & VTD_PERM_R ? tlm::tlm_dmi::DMI_ACCESS_READ : 0) |
      (perm & VTD_PERM_W ? tlm::tlm_dmi::DMI_ACCESS_WRITE : 0));
}

void fill_in(tlm::tlm_dmi &dmi, const dmi_grant &grant) {
  dmi.set_start_address(grant.first);
  dmi.set_end_address(grant.last);
  dmi.set_dmi_ptr(grant.pointer);
  dmi.set_granted_access(access_of(grant.perm));
  dmi.set_read_latency(grant.read_latency);
  dmi.set_write_latency(grant.write_latency);
}

} // namespace

// Input addresses [first, last] that continue each other in output addresses from `out` on.
struct dma_port::region {
  uint64_t first;
  uint64_t last;
  uint64_t out;
  uint8_t perm;
  uint16_t did;
  // Output addresses that the target grants.
  uint64_t target_first;
  uint64_t target_last;
  bool open_below; // ends with a page, not for another reason
  bool open_above;
};

namespace {

// The part of a page around `addr` that the target grants. (The core's pages stay clear of the
// interrupt range and of protected memory.)
struct bounds {
  uint64_t first, last;
  bool open_below, open_above;
};

bounds usable(uint64_t addr, const vtd_result &result, uint64_t target_first,
              uint64_t target_last) {
  const uint64_t base =
      result.page_shift >= 64 ? 0 : addr & ~((uint64_t{1} << result.page_shift) - 1);
  bounds b = {base, last_of(base, result.page_shift), true, true};
  if (result.addr - target_first < addr - b.first) {
    b.first = addr - (result.addr - target_first);
    b.open_below = false;
  }
  if (target_last - result.addr < b.last - addr) {
    b.last = addr + (target_last - result.addr);
    b.open_above = false;
  }
  return b;
}

} // namespace

// Asks the core without side effects. False: no access.
bool dma_port::probe(vtd_request request, vtd_result &result) {
  access_frame frame = {nullptr, true, 0};
  access_frame *const outer = engine_.current_;
  request.flags |= VTD_REQ_PROBE;
  engine_.current_ = &frame;
  vtd_translate(engine_.core_, &request, &result);
  engine_.current_ = outer;
  return result.status == VTD_OK;
}

// The page at `addr`, if it continues the area without a seam.
bool dma_port::adjoining(const region &area, vtd_request request, uint64_t addr, bool above,
                         region &neighbour) {
  const uint64_t out = area.out + (addr - area.first); // wraps below as it should
  if (out < area.target_first || out > area.target_last)
    return false;
  request.addr = addr;
  vtd_result result;
  if (!probe(request, result) || result.addr != out || result.dmi_perm != area.perm ||
      result.did != area.did)
    return false;
  const bounds b = usable(addr, result, area.target_first, area.target_last);
  neighbour = area;
  if (above) {
    neighbour.last = b.last;
    neighbour.open_above = b.open_above;
  } else {
    neighbour.out = area.out - (area.first - b.first);
    neighbour.first = b.first;
    neighbour.open_below = b.open_below;
  }
  return true;
}

void dma_port::widen(region &area, const vtd_request &request) {
  unsigned pages = engine_.config_.dmi_merge - 1;
  while (pages > 0 && area.open_above && area.last != ~uint64_t{0} &&
         adjoining(area, request, area.last + 1, true, area))
    pages--;
  while (pages > 0 && area.open_below && area.first != 0 &&
         adjoining(area, request, area.first - 1, false, area))
    pages--;
}

bool dma_port::refuse_dmi(tlm::tlm_dmi &dmi, uint64_t addr, uint8_t refused) {
  engine_.stats_.dmi_refusals++;
  dmi.set_dmi_ptr(nullptr);
  dmi.set_start_address(addr & ~page_mask);
  dmi.set_end_address(addr | page_mask);
  dmi.set_granted_access(access_of(refused)); // of a refusal: what is not allowed
  return false;
}

bool dma_port::get_direct_mem_ptr(payload &trans, tlm::tlm_dmi &dmi) {
  const auto *extension = trans.get_extension<dma_extension>();
  const requester from = requester_of(trans, extension);
  const uint64_t addr = trans.get_address();
  const uint8_t need = trans.is_write() ? VTD_PERM_W : VTD_PERM_R;
  const bool atomic = extension && extension->operation != atomic_op::none;
  note_identity(from.key);
  if (!engine_.config_.dmi || shared_ || from.foreign_segment || atomic ||
      from.request.at != VTD_AT_UNTRANSLATED || in_interrupt_range(addr))
    return refuse_dmi(dmi, addr, VTD_PERM_R | VTD_PERM_W);

  const dmi_grant *live = grants_.find(addr);
  if (live && (live->perm & need)) {
    engine_.stats_.dmi_reused++;
    fill_in(dmi, *live);
    return true;
  }

  vtd_request request = from.request;
  request.addr = addr;
  request.bytes = 1;
  request.access = trans.is_write() ? VTD_ACCESS_WRITE : VTD_ACCESS_READ;
  vtd_result result;
  const uint64_t epoch = engine_.dmi_epoch_;
  if (!probe(request, result) || !(result.dmi_perm & need))
    return refuse_dmi(dmi, addr, need);

  trans.set_address(result.addr);
  const bool granted = engine_.mem_->get_direct_mem_ptr(trans, dmi);
  trans.set_address(addr);
  const uint8_t target_perm =
      (dmi.is_read_allowed() ? VTD_PERM_R : 0) | (dmi.is_write_allowed() ? VTD_PERM_W : 0);
  const uint64_t target_first = dmi.get_start_address();
  const uint64_t target_last = dmi.get_end_address();
  if (!granted || !(target_perm & need) || result.addr < target_first || result.addr > target_last)
    return refuse_dmi(dmi, addr, need);

  const bounds b = usable(addr, result, target_first, target_last);
  region area = {b.first,         b.last,       result.addr - (addr - b.first),
                 result.dmi_perm, result.did,   target_first,
                 target_last,     b.open_below, b.open_above};
  widen(area, request);
  if (engine_.dmi_epoch_ != epoch) // overtaken by an invalidation: what was asked may be gone
    return refuse_dmi(dmi, addr, need);

  dmi_grant grant = {};
  grant.first = area.first;
  grant.last = area.last;
  grant.out = area.out;
  grant.pointer = dmi.get_dmi_ptr() + (area.out - target_first);
  grant.perm = area.perm & target_perm;
  grant.did = area.did;
  grant.sid = request.sid;
  grant.pasid = result.pasid;
  grant.first_stage = (result.flags & VTD_RES_FIRST) != 0;
  grant.pasid_valid = (request.flags & VTD_REQ_PASID) != 0;
  grant.read_latency = dmi.get_read_latency() + engine_.lookup_latency_;
  grant.write_latency = dmi.get_write_latency() + engine_.lookup_latency_;
  std::vector<dmi_grant> displaced;
  grants_.insert(grant, engine_.config_.dmi_grants, displaced);
  engine_.stats_.dmi_grants++;
  tell_revoked(displaced);
  fill_in(dmi, grant);
  return true;
}

void dma_port::tell_revoked(const std::vector<dmi_grant> &revoked) {
  bw_if *const initiator = revoked.empty() ? nullptr : engine_.initiator(index_);
  for (const dmi_grant &grant : revoked) {
    engine_.stats_.dmi_revocations++;
    access_frame *const current = engine_.current_;
    initiator->invalidate_direct_mem_ptr(grant.first, grant.last);
    engine_.current_ = current;
  }
}

void dma_port::revoke_all() {
  revoke_if([](const dmi_grant &) { return true; });
}

// --- Who takes grants back

void engine::invalidated(const vtd_inv &inv) {
  dmi_epoch_++;
  for (const auto &port : ports_)
    port->revoke_if([&inv](const dmi_grant &grant) { return covers(inv, grant); });
}

void engine::dev_tlb_invalidate(const vtd_dev_tlb_inv &inv) {
  dmi_epoch_++;
  for (const auto &port : ports_) {
    port->revoke_if([&inv](const dmi_grant &grant) {
      const bool pasid =
          inv.global || !inv.pasid_valid || (grant.pasid_valid && grant.pasid == inv.pasid);
      return grant.sid == inv.sid && pasid &&
             overlap(grant.first, grant.last, inv.base, last_of(inv.base, inv.shift));
    });
  }
  ats_.send(inv);
}

void engine::revoke_everything() {
  dmi_epoch_++;
  for (const auto &port : ports_)
    port->revoke_all();
}

void engine::revoke_output(uint64_t first, uint64_t last) {
  dmi_epoch_++;
  for (const auto &port : ports_) {
    port->revoke_if([first, last](const dmi_grant &grant) {
      return overlap(grant.out, grant.out_last(), first, last);
    });
  }
}

} // namespace vtd::detail
