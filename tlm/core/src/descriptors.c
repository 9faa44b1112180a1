// SPDX-License-Identifier: Apache-2.0
// Invalidation queue descriptors (chapter 6): which are valid, and what they do.
#include "internal.h"

static const vtd_desc_result done = {VTD_DESC_DONE, VTD_IQERCD_IQEI_NONE};
static const vtd_desc_result bad_type = {VTD_DESC_INVALID, VTD_IQERCD_IQEI_TYPE};
// Also for reserved values: granularities, masks beyond what CAP and ECAP allow.
static const vtd_desc_result bad_field = {VTD_DESC_INVALID, VTD_IQERCD_IQEI_RSVD};

// ---- Reserved fields

typedef void (*rsvd_fn)(uint64_t cap, uint64_t ecap, unsigned haw, uint64_t *out);

// What the descriptor's own mask does not reach, the upper half of a 256-bit slot, is reserved.
static bool has_reserved(const vtd_t *u, const uint64_t d[4], rsvd_fn rsvd) {
  uint64_t mask[4];
  memset(mask, 0xFF, sizeof mask);
  rsvd(u->config.cap, u->config.ecap, u->config.haw, mask);
  for (unsigned i = 0; i < 4; i++)
    if ((d[i] & mask[i]) != 0)
      return true;
  return false;
}

// ---- Context-cache, IOTLB, PASID-cache

static vtd_desc_result context_cache(vtd_t *u, const uint64_t d[4]) {
  if (has_reserved(u, d, vtd_qi_cc_rsvd))
    return bad_field;
  vtd_ctx_inv inv = {.scope = VTD_CTX_GLOBAL, .did = vtd_did_of(u, vtd_qi_cc_did(d))};
  switch (vtd_qi_cc_g(d)) {
  case VTD_QI_CC_G_RSVD:
    return bad_field;
  case VTD_QI_CC_G_DOMAIN:
    inv.scope = VTD_CTX_DOMAIN;
    break;
  case VTD_QI_CC_G_DEVICE:
    inv.scope = VTD_CTX_DEVICE;
    inv.sid = (uint16_t)vtd_qi_cc_sid(d);
    inv.sid_mask = vtd_function_mask(vtd_qi_cc_fm(d));
    break;
  default:
    break;
  }
  // Domain ids are not a tag of scalable-mode contexts.
  if (inv.scope == VTD_CTX_DOMAIN && u->latched.ttm != VTD_RTADDR_TTM_LEGACY)
    inv = (vtd_ctx_inv){.scope = VTD_CTX_GLOBAL};
  vtd_command_context(u, &inv);
  return done;
}

static vtd_desc_result drain(vtd_t *u, unsigned kinds) {
  u->queue.drain = vtd_drain_begin(u, kinds);
  if (vtd_drained(u, &u->queue.drain))
    return done;
  return (vtd_desc_result){VTD_DESC_DRAIN, VTD_IQERCD_IQEI_NONE};
}

static unsigned iotlb_drain_kinds(const vtd_t *u, const uint64_t d[4]) {
  if (vtd_major(u) >= 2)
    return VTD_DRAIN_BOTH;
  unsigned kinds = 0;
  if (vtd_qi_iotlb_dr(d) && vtd_cap_drd(u->config.cap))
    kinds |= VTD_DRAIN_READ;
  if (vtd_qi_iotlb_dw(d) && vtd_cap_dwd(u->config.cap))
    kinds |= VTD_DRAIN_WRITE;
  return kinds;
}

static vtd_desc_result iotlb(vtd_t *u, const uint64_t d[4]) {
  if (has_reserved(u, d, vtd_qi_iotlb_rsvd))
    return bad_field;
  uint64_t did = vtd_qi_iotlb_did(d);
  vtd_inv inv = {.scope = VTD_INV_GLOBAL, .shift = 64};
  switch (vtd_qi_iotlb_g(d)) {
  case VTD_QI_IOTLB_G_RSVD:
    return bad_field;
  case VTD_QI_IOTLB_G_DOMAIN:
    inv.scope = VTD_INV_DOMAIN;
    inv.did = vtd_did_of(u, did);
    break;
  case VTD_QI_IOTLB_G_PAGE:
    if (!vtd_cap_psi(u->config.cap) || vtd_qi_iotlb_am(d) > vtd_cap_mamv(u->config.cap))
      return bad_field;
    inv = vtd_page_inv(u, did, vtd_qi_iotlb_addr(d), vtd_qi_iotlb_am(d), vtd_qi_iotlb_ih(d));
    break;
  default:
    break;
  }
  vtd_command_iotlb(u, &inv);
  return drain(u, iotlb_drain_kinds(u, d));
}

static vtd_desc_result pasid_iotlb(vtd_t *u, const uint64_t d[4]) {
  if (has_reserved(u, d, vtd_qi_p_iotlb_rsvd))
    return bad_field;
  vtd_inv inv = {.scope = VTD_INV_PASID,
                 .did = vtd_did_of(u, vtd_qi_p_iotlb_did(d)),
                 .pasid = (uint32_t)vtd_qi_p_iotlb_pasid(d),
                 .shift = 64};
  unsigned shift = VTD_PAGE_SHIFT + (unsigned)vtd_qi_p_iotlb_am(d);
  switch (vtd_qi_p_iotlb_g(d)) {
  case VTD_QI_P_IOTLB_G_PASID:
    break;
  case VTD_QI_P_IOTLB_G_PAGE:
    inv.scope = VTD_INV_PASID_PAGE;
    inv.leaf_only = vtd_qi_p_iotlb_ih(d);
    if (shift >= 64)
      break;
    inv.shift = (uint8_t)shift;
    inv.base = vtd_qi_p_iotlb_addr(d) & ~((UINT64_C(1) << shift) - 1);
    break;
  default:
    return bad_field;
  }
  vtd_command_iotlb(u, &inv);
  return drain(u, VTD_DRAIN_BOTH);
}

static vtd_desc_result pasid_cache(vtd_t *u, const uint64_t d[4]) {
  if (has_reserved(u, d, vtd_qi_pc_rsvd))
    return bad_field;
  vtd_inv inv = {.did = vtd_did_of(u, vtd_qi_pc_did(d)), .shift = 64};
  switch (vtd_qi_pc_g(d)) {
  case VTD_QI_PC_G_DOMAIN:
    inv.scope = VTD_INV_DOMAIN;
    break;
  case VTD_QI_PC_G_PASID:
    inv.scope = VTD_INV_PASID;
    inv.pasid = (uint32_t)vtd_qi_pc_pasid(d);
    break;
  case VTD_QI_PC_G_GLOBAL:
    inv = (vtd_inv){.scope = VTD_INV_GLOBAL, .shift = 64};
    break;
  default:
    return bad_field;
  }
  vtd_command_pasid(u, &inv);
  return done;
}

// ---- Device-TLB

// S codes a larger range by the lowest clear address bit; all ones is the whole address space.
static void set_range(vtd_dev_tlb_inv *inv, uint64_t addr, bool s) {
  inv->shift = VTD_PAGE_SHIFT;
  inv->base = addr;
  if (!s)
    return;
  uint64_t zeros = ~(addr | (VTD_TABLE_SIZE - 1));
  uint64_t lowest = zeros & (~zeros + 1);
  if (lowest == 0 || lowest >> 63 != 0) {
    inv->shift = 64;
    inv->base = 0;
    return;
  }
  inv->base = addr & ~((lowest << 1) - 1);
  while (UINT64_C(1) << inv->shift <= lowest)
    inv->shift++;
}

static vtd_desc_outcome send_dev_tlb(vtd_t *u, const uint64_t d[4]) {
  vtd_dev_tlb_inv inv = {.sid = (uint16_t)vtd_qi_dev_tlb_sid(d)};
  set_range(&inv, vtd_qi_dev_tlb_addr(d), vtd_qi_dev_tlb_s(d));
  uint64_t throttle = vtd_ecap_dit(u->config.ecap) ? vtd_qi_dev_tlb_pfsid(d) : inv.sid;
  unsigned max = (unsigned)vtd_qi_dev_tlb_mip(d);
  return vtd_dev_tlb_send(u, &inv, (uint16_t)throttle, max) ? VTD_DESC_DONE : VTD_DESC_DEFERRED;
}

static vtd_desc_outcome send_pasid_dev_tlb(vtd_t *u, const uint64_t d[4]) {
  vtd_dev_tlb_inv inv = {.sid = (uint16_t)vtd_qi_p_dev_tlb_sid(d),
                         .pasid_valid = true,
                         .pasid = (uint32_t)vtd_qi_p_dev_tlb_pasid(d),
                         .global = vtd_qi_p_dev_tlb_gi(d)};
  set_range(&inv, vtd_qi_p_dev_tlb_addr(d), vtd_qi_p_dev_tlb_s(d));
  uint64_t throttle = vtd_ecap_dit(u->config.ecap) ? vtd_qi_p_dev_tlb_pfsid(d) : inv.sid;
  unsigned max = (unsigned)vtd_qi_p_dev_tlb_mip(d);
  return vtd_dev_tlb_send(u, &inv, (uint16_t)throttle, max) ? VTD_DESC_DONE : VTD_DESC_DEFERRED;
}

vtd_desc_outcome vtd_descriptor_retry(vtd_t *u, const uint64_t d[4]) {
  return vtd_qi_kind(d) == VTD_QI_TYPE_DEV_TLB ? send_dev_tlb(u, d) : send_pasid_dev_tlb(u, d);
}

static vtd_desc_result dev_tlb(vtd_t *u, const uint64_t d[4]) {
  if (!vtd_ecap_dt(u->config.ecap))
    return bad_type;
  bool reserved = vtd_qi_kind(d) == VTD_QI_TYPE_DEV_TLB ? has_reserved(u, d, vtd_qi_dev_tlb_rsvd)
                                                        : has_reserved(u, d, vtd_qi_p_dev_tlb_rsvd);
  if (reserved)
    return bad_field;
  u->counters.invalidations++;
  return (vtd_desc_result){vtd_descriptor_retry(u, d), VTD_IQERCD_IQEI_NONE};
}

// ---- Interrupt entries

static vtd_desc_result interrupt_entry(vtd_t *u, const uint64_t d[4]) {
  if (!vtd_ecap_ir(u->config.ecap))
    return bad_type;
  if (has_reserved(u, d, vtd_qi_iec_rsvd))
    return bad_field;
  bool selective = vtd_qi_iec_g(d) == VTD_QI_IEC_G_INDEX;
  if (selective && vtd_qi_iec_im(d) > vtd_ecap_mhmv(u->config.ecap))
    return bad_field;
  u->counters.invalidations++;
  if (selective)
    vtd_iec_invalidate(u, (uint16_t)vtd_qi_iec_iidx(d), (unsigned)vtd_qi_iec_im(d));
  else
    vtd_iec_invalidate_all(u);
  // Remapped with the old entry but not delivered yet: such messages are writes in flight.
  return drain(u, VTD_DRAIN_WRITE);
}

// ---- Wait

// Neither SW nor IF is legal: pure ordering.
static vtd_desc_result wait(const vtd_t *u, const uint64_t d[4]) {
  if (has_reserved(u, d, vtd_qi_wait_rsvd))
    return bad_field;
  return (vtd_desc_result){VTD_DESC_WAITING, VTD_IQERCD_IQEI_NONE};
}

// ---- Page group response

static vtd_desc_result page_group_response(vtd_t *u, const uint64_t d[4]) {
  if (!vtd_ecap_prs(u->config.ecap))
    return bad_type;
  if (has_reserved(u, d, vtd_qi_pgrp_resp_rsvd))
    return bad_field;
  vtd_page_group_response response = {.pasid_valid = vtd_qi_pgrp_resp_pp(d) != 0,
                                      .sid = (uint16_t)vtd_qi_pgrp_resp_rid(d),
                                      .prgi = (uint16_t)vtd_qi_pgrp_resp_prgi(d),
                                      .code = (uint8_t)vtd_qi_pgrp_resp_rc(d)};
  response.pasid = response.pasid_valid ? (uint32_t)vtd_qi_pgrp_resp_pasid(d) : 0;
  switch (response.code) {
  case VTD_QI_PGRP_RESP_RC_SUCCESS:
  case VTD_QI_PGRP_RESP_RC_INVALID:
  case VTD_QI_PGRP_RESP_RC_FAILURE:
    vtd_page_respond(u, &response);
    return done;
  default:
    return bad_field;
  }
}

// ----

// Types 6 and up need 256-bit descriptors and scalable or abort mode.
static bool wide_types_valid(const vtd_t *u) {
  return u->latched.ttm != VTD_RTADDR_TTM_LEGACY;
}

vtd_desc_result vtd_descriptor_execute(vtd_t *u, const uint64_t d[4]) {
  switch (vtd_qi_kind(d)) {
  case VTD_QI_TYPE_CC:
    return context_cache(u, d);
  case VTD_QI_TYPE_IOTLB:
    return iotlb(u, d);
  case VTD_QI_TYPE_DEV_TLB:
    return dev_tlb(u, d);
  case VTD_QI_TYPE_IEC:
    return interrupt_entry(u, d);
  case VTD_QI_TYPE_WAIT:
    return wait(u, d);
  case VTD_QI_TYPE_P_IOTLB:
    return wide_types_valid(u) ? pasid_iotlb(u, d) : bad_type;
  case VTD_QI_TYPE_PC:
    return wide_types_valid(u) ? pasid_cache(u, d) : bad_type;
  case VTD_QI_TYPE_P_DEV_TLB:
    return wide_types_valid(u) ? dev_tlb(u, d) : bad_type;
  case VTD_QI_TYPE_PGRP_RESP:
    return wide_types_valid(u) ? page_group_response(u, d) : bad_type;
  default:
    return bad_type;
  }
}
