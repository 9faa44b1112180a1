// SPDX-License-Identifier: Apache-2.0
// Invalidation commands as register writes and as descriptors (chapter 6).
#include "commands.h"

#include <cstring>

#include "vtd/vtd_regs.h"

namespace vtd::judge {

namespace {

static_assert(unsigned(VTD_QI_CC_G_GLOBAL) == unsigned(VTD_CCMD_CIRG_GLOBAL) &&
                  unsigned(VTD_QI_CC_G_DEVICE) == unsigned(VTD_CCMD_CIRG_DEVICE) &&
                  unsigned(VTD_QI_IOTLB_G_GLOBAL) == unsigned(VTD_IOTLB_IIRG_GLOBAL) &&
                  unsigned(VTD_QI_IOTLB_G_PAGE) == unsigned(VTD_IOTLB_IIRG_PAGE),
              "both interfaces code granularities alike");

Op queue_op(const Image &image, const uint64_t *descriptor) {
  Op op;
  op.kind = Kind::queue;
  op.bytes = vtd_iqa_dw(image.iqa) == VTD_IQA_DW_256 ? 32 : 16;
  std::memcpy(op.descriptor, descriptor, sizeof op.descriptor);
  return op;
}

Op by_register(const Command &c) {
  Op op;
  if (c.kind == Command::Kind::context) {
    op.kind = Kind::context;
    op.value = vtd_ccmd_icc_set(0, 1);
    op.value = vtd_ccmd_cirg_set(op.value, c.granularity);
    op.value = vtd_ccmd_did_set(op.value, c.did);
    op.value = vtd_ccmd_sid_set(op.value, c.sid);
    op.value = vtd_ccmd_fm_set(op.value, c.fm);
    return op;
  }
  op.kind = Kind::iotlb;
  op.addr = vtd_iva_addr_set(0, c.addr);
  op.addr = vtd_iva_ih_set(vtd_iva_am_set(op.addr, c.am), c.ih);
  op.value = vtd_iotlb_ivt_set(0, 1);
  op.value = vtd_iotlb_iirg_set(op.value, c.granularity);
  op.value = vtd_iotlb_did_set(op.value, c.did);
  return op;
}

} // namespace

Op op_of(const Image &image, const Command &c) {
  if (!image.queue)
    return by_register(c);
  uint64_t d[4] = {};
  switch (c.kind) {
  case Command::Kind::context:
    vtd_qi_cc_type_set(d, VTD_QI_TYPE_CC);
    vtd_qi_cc_g_set(d, c.granularity);
    vtd_qi_cc_did_set(d, c.did);
    vtd_qi_cc_sid_set(d, c.sid);
    vtd_qi_cc_fm_set(d, c.fm);
    break;
  case Command::Kind::iotlb:
    vtd_qi_iotlb_type_set(d, VTD_QI_TYPE_IOTLB);
    vtd_qi_iotlb_g_set(d, c.granularity);
    vtd_qi_iotlb_did_set(d, c.did);
    vtd_qi_iotlb_am_set(d, c.am);
    vtd_qi_iotlb_ih_set(d, c.ih);
    vtd_qi_iotlb_addr_set(d, c.addr);
    break;
  case Command::Kind::interrupts:
    vtd_qi_iec_type_set(d, VTD_QI_TYPE_IEC);
    vtd_qi_iec_g_set(d, c.granularity);
    vtd_qi_iec_iidx_set(d, c.index);
    vtd_qi_iec_im_set(d, c.am);
    break;
  case Command::Kind::pasid:
    vtd_qi_pc_type_set(d, VTD_QI_TYPE_PC);
    vtd_qi_pc_g_set(d, c.granularity);
    vtd_qi_pc_did_set(d, c.did);
    vtd_qi_pc_pasid_set(d, c.pasid);
    break;
  case Command::Kind::pasid_iotlb:
    vtd_qi_p_iotlb_type_set(d, VTD_QI_TYPE_P_IOTLB);
    vtd_qi_p_iotlb_g_set(d, c.granularity);
    vtd_qi_p_iotlb_did_set(d, c.did);
    vtd_qi_p_iotlb_pasid_set(d, c.pasid);
    vtd_qi_p_iotlb_am_set(d, c.am);
    vtd_qi_p_iotlb_ih_set(d, c.ih);
    vtd_qi_p_iotlb_addr_set(d, c.addr);
    break;
  case Command::Kind::wait:
  case Command::Kind::none:
    return wait_op(image, 0, 0, false);
  }
  return queue_op(image, d);
}

Op wait_op(const Image &image, uint64_t status, uint32_t data, bool interrupt) {
  uint64_t d[4] = {};
  vtd_qi_wait_type_set(d, VTD_QI_TYPE_WAIT);
  vtd_qi_wait_if_set(d, interrupt);
  if (status != 0) {
    vtd_qi_wait_sw_set(d, 1);
    vtd_qi_wait_data_set(d, data);
    vtd_qi_wait_addr_set(d, status);
  }
  return queue_op(image, d);
}

Command command_of(const Image &image, const Op &op) {
  Command c;
  if (op.kind == Kind::context) {
    c.kind = Command::Kind::context;
    c.granularity = uint32_t(vtd_ccmd_cirg(op.value));
    c.did = uint16_t(vtd_ccmd_did(op.value));
    c.sid = uint16_t(vtd_ccmd_sid(op.value));
    c.fm = uint32_t(vtd_ccmd_fm(op.value));
  } else if (op.kind == Kind::iotlb) {
    c.kind = Command::Kind::iotlb;
    c.granularity = uint32_t(vtd_iotlb_iirg(op.value));
    c.did = uint16_t(vtd_iotlb_did(op.value));
    c.am = uint32_t(vtd_iva_am(op.addr));
    c.ih = vtd_iva_ih(op.addr) != 0;
    c.addr = vtd_iva_addr(op.addr);
  }
  if (op.kind != Kind::queue || !image.queue)
    return c;
  const uint64_t *d = op.descriptor;
  switch (vtd_qi_type(d)) {
  case VTD_QI_TYPE_CC:
    c.kind = Command::Kind::context;
    c.granularity = uint32_t(vtd_qi_cc_g(d));
    c.did = uint16_t(vtd_qi_cc_did(d));
    c.sid = uint16_t(vtd_qi_cc_sid(d));
    c.fm = uint32_t(vtd_qi_cc_fm(d));
    break;
  case VTD_QI_TYPE_IOTLB:
    c.kind = Command::Kind::iotlb;
    c.granularity = uint32_t(vtd_qi_iotlb_g(d));
    c.did = uint16_t(vtd_qi_iotlb_did(d));
    c.am = uint32_t(vtd_qi_iotlb_am(d));
    c.ih = vtd_qi_iotlb_ih(d) != 0;
    c.addr = vtd_qi_iotlb_addr(d);
    break;
  case VTD_QI_TYPE_IEC:
    c.kind = Command::Kind::interrupts;
    c.granularity = uint32_t(vtd_qi_iec_g(d));
    c.index = uint32_t(vtd_qi_iec_iidx(d));
    c.am = uint32_t(vtd_qi_iec_im(d));
    break;
  case VTD_QI_TYPE_PC:
    c.kind = Command::Kind::pasid;
    c.granularity = uint32_t(vtd_qi_pc_g(d));
    c.did = uint16_t(vtd_qi_pc_did(d));
    c.pasid = uint32_t(vtd_qi_pc_pasid(d));
    break;
  case VTD_QI_TYPE_P_IOTLB:
    c.kind = Command::Kind::pasid_iotlb;
    c.granularity = uint32_t(vtd_qi_p_iotlb_g(d));
    c.did = uint16_t(vtd_qi_p_iotlb_did(d));
    c.pasid = uint32_t(vtd_qi_p_iotlb_pasid(d));
    c.am = uint32_t(vtd_qi_p_iotlb_am(d));
    c.ih = vtd_qi_p_iotlb_ih(d) != 0;
    c.addr = vtd_qi_p_iotlb_addr(d);
    break;
  case VTD_QI_TYPE_WAIT:
    c.kind = Command::Kind::wait;
    break;
  default:
    break;
  }
  return c;
}

} // namespace vtd::judge
