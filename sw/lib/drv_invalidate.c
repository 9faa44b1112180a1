// SPDX-License-Identifier: Apache-2.0
// Invalidation commands (chapter 6): collecting them as queue descriptors, and doing them by queue
// or, on units and in modes without one, by registers.
#include "drv_internal.h"
#include "vtd_drv_interrupts.h"

#define RANGE_COMMANDS_MAX 8u  // a range that needs more is cheaper done as the whole domain
#define PASID_MASK_MAX     51u // CAP.MAMV does not limit commands by PASID

void vtd_drv_batch_begin(vtd_drv_batch *batch) {
  batch->count = 0;
}

// The next empty descriptor. Callers keep within VTD_DRV_BATCH_MAX; beyond it the last slot is
// used again, which vtd_drv_batch_run() then refuses.
static uint64_t *next(vtd_drv_batch *batch, unsigned type) {
  uint32_t slot = batch->count < VTD_DRV_BATCH_MAX ? batch->count : VTD_DRV_BATCH_MAX - 1;
  uint64_t *words = batch->desc[slot];
  batch->count++;
  words[0] = words[1] = words[2] = words[3] = 0;
  vtd_qi_type_set(words, type);
  return words;
}

void vtd_drv_batch_context(vtd_drv_batch *batch, unsigned granularity, uint16_t did, uint16_t sid,
                           unsigned fm) {
  uint64_t *words = next(batch, VTD_QI_TYPE_CC);
  vtd_qi_cc_g_set(words, granularity);
  vtd_qi_cc_did_set(words, did);
  vtd_qi_cc_sid_set(words, sid);
  vtd_qi_cc_fm_set(words, fm);
}

// An IOTLB command that returns only after the accesses under way (drain), where supported.
static uint64_t *next_iotlb(vtd_drv_batch *batch, const vtd_drv *unit, unsigned granularity,
                            uint16_t did) {
  uint64_t *words = next(batch, VTD_QI_TYPE_IOTLB);
  vtd_qi_iotlb_g_set(words, granularity);
  vtd_qi_iotlb_did_set(words, did);
  vtd_qi_iotlb_dr_set(words, vtd_cap_drd(unit->cap));
  vtd_qi_iotlb_dw_set(words, vtd_cap_dwd(unit->cap));
  return words;
}

void vtd_drv_batch_iotlb_global(vtd_drv_batch *batch, const vtd_drv *unit) {
  next_iotlb(batch, unit, VTD_QI_IOTLB_G_GLOBAL, 0);
}

void vtd_drv_batch_iotlb_domain(vtd_drv_batch *batch, const vtd_drv *unit, uint16_t did) {
  next_iotlb(batch, unit, VTD_QI_IOTLB_G_DOMAIN, did);
}

// Size of the largest naturally aligned block at `page` that lies within `pages`, as a power of
// two, and not beyond 2^max.
static unsigned block_order(unsigned max, uint64_t page, uint64_t pages) {
  unsigned order = 0;
  while (order < max && (page >> order & 1) == 0 && (pages >> order) >= 2)
    order++;
  return order;
}

void vtd_drv_batch_iotlb_range(vtd_drv_batch *batch, const vtd_drv *unit, uint16_t did,
                               uint64_t iova, uint64_t bytes, bool leaf_only) {
  uint32_t first = batch->count;
  uint64_t page = iova >> VTD_PAGE_SHIFT;
  uint64_t pages = bytes >> VTD_PAGE_SHIFT;
  if (!vtd_cap_psi(unit->cap)) {
    vtd_drv_batch_iotlb_domain(batch, unit, did);
    return;
  }
  while (pages > 0) {
    if (batch->count - first == RANGE_COMMANDS_MAX) {
      batch->count = first;
      vtd_drv_batch_iotlb_domain(batch, unit, did);
      return;
    }
    unsigned order = block_order((unsigned)vtd_cap_mamv(unit->cap), page, pages);
    uint64_t *words = next_iotlb(batch, unit, VTD_QI_IOTLB_G_PAGE, did);
    vtd_qi_iotlb_addr_set(words, page << VTD_PAGE_SHIFT);
    vtd_qi_iotlb_am_set(words, order);
    vtd_qi_iotlb_ih_set(words, leaf_only);
    page += UINT64_C(1) << order;
    pages -= UINT64_C(1) << order;
  }
}

// ---- Scalable mode

void vtd_drv_batch_pasid_cache(vtd_drv_batch *batch, unsigned granularity, uint16_t did,
                               uint32_t pasid) {
  uint64_t *words = next(batch, VTD_QI_TYPE_PC);
  vtd_qi_pc_g_set(words, granularity);
  vtd_qi_pc_did_set(words, did);
  vtd_qi_pc_pasid_set(words, pasid);
}

static uint64_t *next_p_iotlb(vtd_drv_batch *batch, unsigned granularity, uint16_t did,
                              uint32_t pasid) {
  uint64_t *words = next(batch, VTD_QI_TYPE_P_IOTLB);
  vtd_qi_p_iotlb_g_set(words, granularity);
  vtd_qi_p_iotlb_did_set(words, did);
  vtd_qi_p_iotlb_pasid_set(words, pasid);
  return words;
}

void vtd_drv_batch_p_iotlb(vtd_drv_batch *batch, uint16_t did, uint32_t pasid) {
  next_p_iotlb(batch, VTD_QI_P_IOTLB_G_PASID, did, pasid);
}

void vtd_drv_batch_p_iotlb_range(vtd_drv_batch *batch, uint16_t did, uint32_t pasid, uint64_t addr,
                                 uint64_t bytes, bool leaf_only) {
  uint32_t first = batch->count;
  uint64_t page = addr >> VTD_PAGE_SHIFT;
  uint64_t pages = bytes >> VTD_PAGE_SHIFT;
  while (pages > 0) {
    if (batch->count - first == RANGE_COMMANDS_MAX) {
      batch->count = first;
      vtd_drv_batch_p_iotlb(batch, did, pasid);
      return;
    }
    unsigned order = block_order(PASID_MASK_MAX, page, pages);
    uint64_t *words = next_p_iotlb(batch, VTD_QI_P_IOTLB_G_PAGE, did, pasid);
    vtd_qi_p_iotlb_addr_set(words, page << VTD_PAGE_SHIFT);
    vtd_qi_p_iotlb_am_set(words, order);
    vtd_qi_p_iotlb_ih_set(words, leaf_only);
    page += UINT64_C(1) << order;
    pages -= UINT64_C(1) << order;
  }
}

// ---- Device-TLBs

// The smallest naturally aligned block around a range, as a device-TLB command names it: with S the
// lowest zero bit of the address says how large it is (chapter 4).
typedef struct block {
  uint64_t addr;
  bool s;
} block;

static block block_around(uint64_t addr, uint64_t bytes) {
  uint64_t first = addr >> VTD_PAGE_SHIFT, last = (addr + bytes - 1) >> VTD_PAGE_SHIFT;
  uint64_t mask = 0;
  while ((first & ~mask) != (last & ~mask))
    mask = mask << 1 | 1;
  block out = {((first & ~mask) | mask >> 1) << VTD_PAGE_SHIFT, mask != 0};
  return out;
}

void vtd_drv_batch_device_tlb_range(vtd_drv_batch *batch, uint16_t sid, uint64_t addr,
                                    uint64_t bytes) {
  block around = block_around(addr, bytes);
  uint64_t *words = next(batch, VTD_QI_TYPE_DEV_TLB);
  vtd_qi_dev_tlb_sid_set(words, sid);
  vtd_qi_dev_tlb_s_set(words, around.s);
  vtd_qi_dev_tlb_addr_set(words, around.addr);
}

void vtd_drv_batch_device_tlb(vtd_drv_batch *batch, uint16_t sid) {
  vtd_drv_batch_device_tlb_range(batch, sid, 0, drv_everything.bytes);
}

void vtd_drv_batch_p_device_tlb_range(vtd_drv_batch *batch, uint16_t sid, uint32_t pasid,
                                      uint64_t addr, uint64_t bytes) {
  block around = block_around(addr, bytes);
  uint64_t *words = next(batch, VTD_QI_TYPE_P_DEV_TLB);
  vtd_qi_p_dev_tlb_sid_set(words, sid);
  vtd_qi_p_dev_tlb_pasid_set(words, pasid);
  vtd_qi_p_dev_tlb_s_set(words, around.s);
  vtd_qi_p_dev_tlb_addr_set(words, around.addr);
}

void vtd_drv_batch_p_device_tlb(vtd_drv_batch *batch, uint16_t sid, uint32_t pasid) {
  vtd_drv_batch_p_device_tlb_range(batch, sid, pasid, 0, drv_everything.bytes);
}

// ---- Interrupt entries

void vtd_drv_batch_iec_all(vtd_drv_batch *batch) {
  uint64_t *words = next(batch, VTD_QI_TYPE_IEC);
  vtd_qi_iec_g_set(words, VTD_QI_IEC_G_GLOBAL);
}

void vtd_drv_batch_iec(vtd_drv_batch *batch, uint16_t index, unsigned order) {
  uint64_t *words = next(batch, VTD_QI_TYPE_IEC);
  vtd_qi_iec_g_set(words, VTD_QI_IEC_G_INDEX);
  vtd_qi_iec_iidx_set(words, index);
  vtd_qi_iec_im_set(words, order);
}

void vtd_drv_batch_raw(vtd_drv_batch *batch, const uint64_t words[4]) {
  uint64_t *slot = next(batch, 0);
  for (unsigned i = 0; i < 4; i++)
    slot[i] = words[i];
}

// ---- By registers

static vtd_drv_err poll_clear64(const vtd_drv *unit, uint64_t addr, uint64_t mask) {
  drv_deadline deadline = drv_deadline_begin(unit);
  while (unit->hal->read64(unit->hal->ctx, addr) & mask) {
    if (!drv_deadline_wait(unit, &deadline))
      return VTD_DRV_TIMEOUT;
  }
  return VTD_DRV_OK;
}

// Queue descriptor and register code the granularities alike.
static vtd_drv_err context_by_register(const vtd_drv *unit, const uint64_t *words) {
  uint64_t command = VTD_CCMD_ICC;
  command = vtd_ccmd_cirg_set(command, vtd_qi_cc_g(words));
  command = vtd_ccmd_did_set(command, vtd_qi_cc_did(words));
  command = vtd_ccmd_sid_set(command, vtd_qi_cc_sid(words));
  command = vtd_ccmd_fm_set(command, vtd_qi_cc_fm(words));
  drv_write64(unit, VTD_CCMD_REG, command);
  vtd_drv_err err = poll_clear64(unit, unit->base + VTD_CCMD_REG, VTD_CCMD_ICC);
  if (err != VTD_DRV_OK)
    return err;
  bool refused = vtd_ccmd_caig(drv_read64(unit, VTD_CCMD_REG)) == VTD_CCMD_CAIG_ERROR;
  return refused ? VTD_DRV_REFUSED : VTD_DRV_OK;
}

static vtd_drv_err iotlb_by_register(const vtd_drv *unit, const uint64_t *words) {
  const vtd_hal *hal = unit->hal;
  uint64_t iotlb = unit->iotlb_base + VTD_IOTLB_REG;
  if (vtd_qi_iotlb_g(words) == VTD_QI_IOTLB_G_PAGE) {
    uint64_t address = vtd_iva_addr_set(0, vtd_qi_iotlb_addr(words));
    address = vtd_iva_am_set(address, vtd_qi_iotlb_am(words));
    address = vtd_iva_ih_set(address, vtd_qi_iotlb_ih(words));
    hal->write64(hal->ctx, unit->iotlb_base + VTD_IVA_REG, address);
  }
  uint64_t command = VTD_IOTLB_IVT;
  command = vtd_iotlb_iirg_set(command, vtd_qi_iotlb_g(words));
  command = vtd_iotlb_did_set(command, vtd_qi_iotlb_did(words));
  command = vtd_iotlb_dr_set(command, vtd_qi_iotlb_dr(words));
  command = vtd_iotlb_dw_set(command, vtd_qi_iotlb_dw(words));
  hal->write64(hal->ctx, iotlb, command);
  vtd_drv_err err = poll_clear64(unit, iotlb, VTD_IOTLB_IVT);
  if (err != VTD_DRV_OK)
    return err;
  bool refused = vtd_iotlb_iaig(hal->read64(hal->ctx, iotlb)) == VTD_IOTLB_IAIG_ERROR;
  return refused ? VTD_DRV_REFUSED : VTD_DRV_OK;
}

static vtd_drv_err run_by_registers(const vtd_drv *unit, const vtd_drv_batch *batch) {
  vtd_drv_err result = VTD_DRV_OK;
  for (uint32_t i = 0; i < batch->count; i++) {
    const uint64_t *words = batch->desc[i];
    vtd_drv_err err = VTD_DRV_UNSUPPORTED;
    if (vtd_qi_type(words) == VTD_QI_TYPE_CC)
      err = context_by_register(unit, words);
    if (vtd_qi_type(words) == VTD_QI_TYPE_IOTLB)
      err = iotlb_by_register(unit, words);
    if (result == VTD_DRV_OK)
      result = err;
  }
  return result;
}

vtd_drv_err vtd_drv_batch_run(vtd_drv *unit, const vtd_drv_batch *batch) {
  if (batch->count > VTD_DRV_BATCH_MAX)
    return VTD_DRV_BAD_ARGUMENT;
  if (batch->count == 0)
    return VTD_DRV_OK;
  unit->stats.commands += batch->count;
  unit->stats.submissions++;
  if (unit->use_queue)
    return unit->queue.ring != 0 ? drv_queue_run(unit, batch) : VTD_DRV_STATE;
  return run_by_registers(unit, batch);
}

vtd_drv_err vtd_drv_invalidate_all(vtd_drv *unit) {
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_context(&batch, VTD_QI_CC_G_GLOBAL, 0, 0, VTD_QI_CC_FM_NONE);
  if (unit->scalable)
    vtd_drv_batch_pasid_cache(&batch, VTD_QI_PC_G_GLOBAL, 0, 0);
  vtd_drv_batch_iotlb_global(&batch, unit);
  return vtd_drv_batch_run(unit, &batch);
}
