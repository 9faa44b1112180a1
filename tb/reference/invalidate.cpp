// SPDX-License-Identifier: Apache-2.0
// Invalidations of a case: how the core is told, and what the reference has to forget (chapter 6).
#include <algorithm>
#include <cinttypes>

#include "side_by_side.h"

namespace vtd::oracle {

namespace {
constexpr uint32_t done = 0x600DD00D; // status of a wait descriptor
constexpr uint64_t page_bytes = UINT64_C(1) << VTD_PAGE_SHIFT;
} // namespace

void Machine::submit(const uint64_t *descriptor) {
  const bool wide = vtd_ecap_smts(ref_.ecap) || vtd_ecap_adms(ref_.ecap);
  const uint32_t size = wide ? 32 : 16;
  const uint64_t status = case_.queue_page + page_bytes;
  image_.poke(status, 0);
  uint64_t wait[4] = {};
  vtd_qi_wait_type_set(wait, VTD_QI_TYPE_WAIT);
  vtd_qi_wait_sw_set(wait, 1);
  vtd_qi_wait_data_set(wait, done);
  vtd_qi_wait_addr_set(wait, status);
  vtd_qi_wait_pd_set(wait, vtd_ecap_pds(ref_.ecap)); // page requests are in the queue before
  for (const uint64_t *d : {descriptor, const_cast<const uint64_t *>(wait)}) {
    for (uint32_t i = 0; i < size; i += 8)
      image_.poke(case_.queue_page + tail_ + i, d[i / 8]);
    tail_ = (tail_ + size) % uint32_t(page_bytes);
  }
  write(VTD_IQT_REG, 8, tail_);
  before_.clear();
  if (image_.word(status) != uint64_t(done))
    differ("queue", format("the wait descriptor did not complete: FSTS %x, IQERCD %" PRIx64,
                           unsigned(read(VTD_FSTS_REG, 4)), read(VTD_IQERCD_REG, 8)));
}

// The queue stands still, with an error, while the latched table type is one that the unit does not
// have.
bool Machine::queue_works() const {
  switch (vtd_rtaddr_ttm(ref_.rtaddr)) {
  case VTD_RTADDR_TTM_LEGACY:
    return true;
  case VTD_RTADDR_TTM_SCALABLE:
    return vtd_ecap_smts(ref_.ecap) != 0;
  case VTD_RTADDR_TTM_ABORT:
    return vtd_ecap_adms(ref_.ecap) != 0;
  default:
    return false;
  }
}

void Machine::invalidate_everything() {
  Op op;
  op.kind = Op::Kind::context;
  op.g = VTD_QI_CC_G_GLOBAL;
  invalidate(op);
  op.kind = Op::Kind::pasid;
  op.g = VTD_QI_PC_G_GLOBAL;
  invalidate(op);
  op.kind = Op::Kind::iotlb;
  op.g = VTD_QI_IOTLB_G_GLOBAL;
  invalidate(op);
  op.kind = Op::Kind::interrupts;
  op.g = VTD_QI_IEC_G_GLOBAL;
  invalidate(op);
}

void Machine::invalidate(const Op &op) {
  static const uint16_t compared[4] = {0xFFFF, 0xFFFB, 0xFFF9, 0xFFF8}; // by FM
  const bool scalable = !legacy_root();
  const bool forget_more = ref_.mistake == Mistake::page_forgets_domain;
  const uint16_t did = uint16_t(op.did & ((1u << (4 + 2 * vtd_cap_nd(ref_.cap))) - 1));
  uint64_t d[4] = {};
  if (case_.queue && !queue_works())
    return;
  switch (op.kind) {
  case Op::Kind::context: {
    if (case_.queue) {
      vtd_qi_cc_type_set(d, VTD_QI_TYPE_CC);
      vtd_qi_cc_g_set(d, op.g);
      vtd_qi_cc_did_set(d, op.did);
      vtd_qi_cc_sid_set(d, op.sid);
      vtd_qi_cc_fm_set(d, op.fm);
      submit(d);
    } else {
      uint64_t r = 0;
      r = vtd_ccmd_icc_set(r, 1);
      r = vtd_ccmd_cirg_set(r, op.g);
      r = vtd_ccmd_did_set(r, op.did);
      r = vtd_ccmd_sid_set(r, op.sid);
      r = vtd_ccmd_fm_set(r, op.fm);
      write(VTD_CCMD_REG, 8, r);
      if (scalable)
        return; // refused
    }
    if (op.g == VTD_QI_CC_G_GLOBAL || (op.g == VTD_QI_CC_G_DOMAIN && scalable))
      known_.context_global();
    else if (op.g == VTD_QI_CC_G_DOMAIN)
      known_.context_domain(did);
    else
      known_.context_device(op.sid, compared[op.fm & 3], !scalable, did);
    if (ref_.mistake == Mistake::device_forgets_pages)
      known_.iotlb_global();
    return;
  }
  case Op::Kind::iotlb: {
    const bool pages = op.g == VTD_QI_IOTLB_G_PAGE;
    uint32_t g = op.g;
    if (case_.queue) {
      vtd_qi_iotlb_type_set(d, VTD_QI_TYPE_IOTLB);
      vtd_qi_iotlb_g_set(d, op.g);
      vtd_qi_iotlb_did_set(d, op.did);
      if (pages) {
        vtd_qi_iotlb_am_set(d, op.am);
        vtd_qi_iotlb_ih_set(d, op.ih);
        vtd_qi_iotlb_addr_set(d, op.addr);
      }
      submit(d);
    } else {
      const uint32_t base = uint32_t(vtd_ecap_iro(ref_.ecap)) * 16;
      if (pages) {
        uint64_t iva = vtd_iva_addr_set(0, op.addr);
        iva = vtd_iva_am_set(iva, op.am);
        iva = vtd_iva_ih_set(iva, op.ih);
        write(base + VTD_IVA_REG, 8, iva);
      }
      uint64_t r = 0;
      r = vtd_iotlb_ivt_set(r, 1);
      r = vtd_iotlb_iirg_set(r, op.g);
      r = vtd_iotlb_did_set(r, op.did);
      write(base + VTD_IOTLB_REG, 8, r);
      g = uint32_t(vtd_iotlb_iaig(read(base + VTD_IOTLB_REG, 8)));
      if (scalable && g != 0)
        differ("register", "IOTLB_REG works outside of legacy mode");
      if (!scalable && g == 0)
        differ("register", "IOTLB_REG refused a valid command");
    }
    // Hardware may reach further than asked and says so.
    if (g == VTD_QI_IOTLB_G_GLOBAL)
      known_.iotlb_global();
    else if (g == VTD_QI_IOTLB_G_DOMAIN || (g != 0 && forget_more))
      known_.iotlb_domain(did);
    else if (g == VTD_QI_IOTLB_G_PAGE)
      known_.iotlb_page(did, op.addr, op.am, op.ih);
    return;
  }
  case Op::Kind::interrupts:
    if (!case_.queue || !vtd_ecap_ir(ref_.ecap))
      return; // there is no other way
    vtd_qi_iec_type_set(d, VTD_QI_TYPE_IEC);
    vtd_qi_iec_g_set(d, op.g);
    vtd_qi_iec_iidx_set(d, op.index);
    vtd_qi_iec_im_set(d, op.am);
    submit(d);
    if (op.g == VTD_QI_IEC_G_GLOBAL)
      known_.forget_all_interrupts();
    else
      known_.interrupt_index(op.index, op.am);
    return;
  case Op::Kind::pasid:
    if (!case_.queue || !scalable || !vtd_ecap_smts(ref_.ecap))
      return;
    vtd_qi_pc_type_set(d, VTD_QI_TYPE_PC);
    vtd_qi_pc_g_set(d, op.g);
    vtd_qi_pc_did_set(d, op.did);
    vtd_qi_pc_pasid_set(d, op.pasid);
    submit(d);
    if (op.g == VTD_QI_PC_G_GLOBAL)
      known_.pasid_global();
    else if (op.g == 0)
      known_.pasid_domain(did);
    else
      known_.pasid_one(did, op.pasid);
    return;
  case Op::Kind::pasid_iotlb:
    if (!case_.queue || !scalable || !vtd_ecap_smts(ref_.ecap))
      return;
    vtd_qi_p_iotlb_type_set(d, VTD_QI_TYPE_P_IOTLB);
    vtd_qi_p_iotlb_g_set(d, op.g);
    vtd_qi_p_iotlb_did_set(d, op.did);
    vtd_qi_p_iotlb_pasid_set(d, op.pasid);
    if (op.g == VTD_QI_P_IOTLB_G_PASID) {
      submit(d);
      known_.piotlb_pasid(did, op.pasid);
      return;
    }
    vtd_qi_p_iotlb_am_set(d, op.am);
    vtd_qi_p_iotlb_ih_set(d, op.ih);
    vtd_qi_p_iotlb_addr_set(d, op.addr);
    submit(d);
    if (forget_more)
      known_.piotlb_pasid(did, op.pasid);
    known_.piotlb_page(did, op.pasid, op.addr, op.am, op.ih);
    return;
  default:
    return;
  }
}

} // namespace vtd::oracle
