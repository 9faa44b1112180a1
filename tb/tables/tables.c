// SPDX-License-Identifier: Apache-2.0
// Table builders; see tables.h.
#include "tables.h"

#include <string.h>

// ---- Where tables are built

uint64_t vtdt_read64(const vtdt_space *space, uint64_t addr) {
  return space->read64(space->ctx, addr);
}

void vtdt_write64(const vtdt_space *space, uint64_t addr, uint64_t value) {
  space->write64(space->ctx, addr, value);
}

void vtdt_write_words(const vtdt_space *space, uint64_t addr, const uint64_t *value, size_t words) {
  for (size_t i = 0; i < words; i++)
    vtdt_write64(space, addr + 8 * i, value[i]);
}

uint64_t vtdt_pages(vtdt_space *space, size_t count) {
  uint64_t align = VTD_TABLE_SIZE;
  while (align < count * VTD_TABLE_SIZE)
    align *= 2;
  uint64_t addr = (space->next + align - 1) & ~(align - 1);
  uint64_t end = addr + count * VTD_TABLE_SIZE;
  if (count == 0 || end > space->end || end < addr)
    return 0;
  space->next = end;
  for (uint64_t a = addr; a < end; a += 8)
    vtdt_write64(space, a, 0);
  return addr;
}

// ---- Root and context entries

uint64_t vtdt_root_new(vtdt_space *space) {
  return vtdt_pages(space, 1);
}

uint64_t vtdt_context_addr(vtdt_space *space, uint64_t root, uint16_t sid) {
  uint64_t root_addr = root + (uint64_t)(sid >> 8) * VTD_ROOT_SIZE;
  uint64_t entry[VTD_ROOT_WORDS] = {vtdt_read64(space, root_addr), 0};
  if (!vtd_root_p(entry)) {
    entry[0] = 0;
    vtd_root_ctp_set(entry, vtdt_pages(space, 1));
    vtd_root_p_set(entry, 1);
    vtdt_write_words(space, root_addr, entry, VTD_ROOT_WORDS);
  }
  return vtd_root_ctp(entry) + (uint64_t)(sid & 0xFFu) * VTD_CTX_SIZE;
}

void vtdt_context_words(const vtdt_context *context, uint64_t entry[VTD_CTX_WORDS]) {
  memset(entry, 0, VTD_CTX_SIZE);
  vtd_ctx_p_set(entry, 1);
  vtd_ctx_fpd_set(entry, context->fpd);
  vtd_ctx_tt_set(entry, context->tt);
  vtd_ctx_ssptptr_set(entry, context->ssptptr);
  vtd_ctx_aw_set(entry, context->aw);
  vtd_ctx_did_set(entry, context->did);
}

void vtdt_context_set(vtdt_space *space, uint64_t root, uint16_t sid, const vtdt_context *context) {
  uint64_t entry[VTD_CTX_WORDS];
  vtdt_context_words(context, entry);
  vtdt_write_words(space, vtdt_context_addr(space, root, sid), entry, VTD_CTX_WORDS);
}

void vtdt_context_clear(vtdt_space *space, uint64_t root, uint16_t sid) {
  const uint64_t zero[VTD_CTX_WORDS] = {0};
  vtdt_write_words(space, vtdt_context_addr(space, root, sid), zero, VTD_CTX_WORDS);
}

// ---- Second-stage tables

unsigned vtdt_levels(uint8_t aw) {
  switch (aw) {
  case VTD_CTX_AW_39:
    return 3;
  case VTD_CTX_AW_57:
    return 5;
  default:
    return 4;
  }
}

static unsigned level_shift(unsigned level) {
  return VTD_PAGE_SHIFT + (level - 1) * VTD_LEVEL_BITS;
}

static uint64_t slot(uint64_t table, uint64_t iova, unsigned level) {
  return table + ((iova >> level_shift(level)) & (VTD_LEVEL_ENTRIES - 1)) * 8;
}

static bool is_present(uint64_t entry) {
  return vtd_ss_pte_r(&entry) || vtd_ss_pte_w(&entry);
}

// Only PDPEs and PDEs can be leaves above the last level.
static bool is_large(uint64_t entry, unsigned level) {
  return (level == 2 || level == 3) && vtd_ss_dir_ps(&entry);
}

uint64_t vtdt_entry_find(const vtdt_space *space, uint64_t table, unsigned levels, uint64_t iova,
                         unsigned level) {
  for (unsigned l = levels; l > level; l--) {
    uint64_t entry = vtdt_read64(space, slot(table, iova, l));
    if (!is_present(entry) || is_large(entry, l))
      return 0;
    table = vtd_ss_dir_addr(&entry);
  }
  return slot(table, iova, level);
}

uint64_t vtdt_entry_addr(vtdt_space *space, uint64_t table, unsigned levels, uint64_t iova,
                         unsigned level) {
  for (unsigned l = levels; l > level; l--) {
    uint64_t addr = slot(table, iova, l);
    uint64_t entry = vtdt_read64(space, addr);
    if (is_present(entry) && is_large(entry, l))
      return 0;
    if (!is_present(entry)) {
      uint64_t page = vtdt_pages(space, 1);
      if (page == 0)
        return 0;
      entry = 0;
      vtd_ss_dir_addr_set(&entry, page);
      vtd_ss_dir_r_set(&entry, 1);
      vtd_ss_dir_w_set(&entry, 1);
      vtdt_write64(space, addr, entry);
    }
    table = vtd_ss_dir_addr(&entry);
  }
  return slot(table, iova, level);
}

static unsigned leaf_level(unsigned page_shift) {
  return (page_shift - VTD_PAGE_SHIFT) / VTD_LEVEL_BITS + 1;
}

bool vtdt_map(vtdt_space *space, uint64_t table, unsigned levels, uint64_t iova, uint64_t addr,
              unsigned page_shift, unsigned perm) {
  uint64_t at = vtdt_entry_addr(space, table, levels, iova, leaf_level(page_shift));
  if (at == 0)
    return false;
  uint64_t entry = 0;
  vtd_ss_pte_addr_set(&entry, addr);
  vtd_ss_pte_r_set(&entry, (perm & VTD_PERM_R) != 0);
  vtd_ss_pte_w_set(&entry, (perm & VTD_PERM_W) != 0);
  vtd_ss_pte_snp_set(&entry, (perm & VTDT_SNP) != 0);
  if (page_shift != VTD_PAGE_SHIFT)
    vtd_ss_pde_2m_ps_set(&entry, 1);
  vtdt_write64(space, at, entry);
  return true;
}

bool vtdt_map_range(vtdt_space *space, uint64_t table, unsigned levels, uint64_t iova,
                    uint64_t addr, uint64_t bytes, unsigned max_shift, unsigned perm) {
  while (bytes != 0) {
    unsigned shift = VTD_PAGE_SHIFT;
    for (unsigned s = VTD_PAGE_2M_SHIFT; s <= max_shift && s <= VTD_PAGE_1G_SHIFT;
         s += VTD_LEVEL_BITS)
      if (((iova | addr) & ((UINT64_C(1) << s) - 1)) == 0 && bytes >> s != 0)
        shift = s;
    if (!vtdt_map(space, table, levels, iova, addr, shift, perm))
      return false;
    uint64_t step = UINT64_C(1) << shift;
    iova += step;
    addr += step;
    bytes = bytes > step ? bytes - step : 0;
  }
  return true;
}

void vtdt_unmap(const vtdt_space *space, uint64_t table, unsigned levels, uint64_t iova,
                unsigned page_shift) {
  uint64_t at = vtdt_entry_find(space, table, levels, iova, leaf_level(page_shift));
  if (at != 0)
    vtdt_write64(space, at, 0);
}

// ---- Interrupt remapping entries

void vtdt_irte_words(const vtdt_irte *irte, uint64_t entry[VTD_IRTE_WORDS]) {
  memset(entry, 0, VTD_IRTE_SIZE);
  vtd_irte_p_set(entry, 1);
  vtd_irte_fpd_set(entry, irte->fpd);
  vtd_irte_dm_set(entry, irte->dm);
  vtd_irte_rh_set(entry, irte->rh);
  vtd_irte_tm_set(entry, irte->tm);
  vtd_irte_dlm_set(entry, irte->dlm);
  vtd_irte_v_set(entry, irte->vector);
  vtd_irte_dst_set(entry, irte->dst);
  vtd_irte_sid_set(entry, irte->sid);
  vtd_irte_sq_set(entry, irte->sq);
  vtd_irte_svt_set(entry, irte->svt);
}

void vtdt_irte_set(const vtdt_space *space, uint64_t table, uint32_t index, const vtdt_irte *irte) {
  uint64_t entry[VTD_IRTE_WORDS];
  vtdt_irte_words(irte, entry);
  vtdt_write_words(space, table + (uint64_t)index * VTD_IRTE_SIZE, entry, VTD_IRTE_WORDS);
}

void vtdt_irte_posted_words(const vtdt_irte_posted *irte, uint64_t entry[VTD_IRTE_WORDS]) {
  memset(entry, 0, VTD_IRTE_SIZE);
  vtd_irte_posted_p_set(entry, 1);
  vtd_irte_posted_im_set(entry, 1);
  vtd_irte_posted_fpd_set(entry, irte->fpd);
  vtd_irte_posted_urg_set(entry, irte->urgent);
  vtd_irte_posted_vv_set(entry, irte->vector);
  vtd_irte_posted_pda_set(entry, irte->descriptor);
  vtd_irte_posted_sid_set(entry, irte->sid);
  vtd_irte_posted_sq_set(entry, irte->sq);
  vtd_irte_posted_svt_set(entry, irte->svt);
}

void vtdt_irte_posted_set(const vtdt_space *space, uint64_t table, uint32_t index,
                          const vtdt_irte_posted *irte) {
  uint64_t entry[VTD_IRTE_WORDS];
  vtdt_irte_posted_words(irte, entry);
  vtdt_write_words(space, table + (uint64_t)index * VTD_IRTE_SIZE, entry, VTD_IRTE_WORDS);
}

void vtdt_pid_set(const vtdt_space *space, uint64_t descriptor, const vtdt_pid *pid) {
  uint64_t words[VTD_PID_WORDS] = {0};
  vtd_pid_on_set(words, pid->on);
  vtd_pid_sn_set(words, pid->sn);
  vtd_pid_nv_set(words, pid->nv);
  vtd_pid_ndst_set(words, pid->ndst);
  vtdt_write_words(space, descriptor, words, VTD_PID_WORDS);
}

uint64_t vtdt_msi_addr(uint16_t handle, bool shv) {
  uint64_t entry[VTD_MSI_REMAP_WORDS] = {0};
  vtd_msi_remap_prefix_set(entry, VTD_MSI_REMAP_PREFIX_INTR);
  vtd_msi_remap_format_set(entry, 1);
  vtd_msi_remap_shv_set(entry, shv);
  vtd_msi_remap_handle_lo_set(entry, handle & 0x7FFFu);
  vtd_msi_remap_handle_hi_set(entry, handle >> 15);
  return entry[0];
}

// ---- Invalidation queue

vtdt_descriptor vtdt_cc_device(uint16_t sid, uint8_t fm, uint16_t did) {
  vtdt_descriptor d = {{0}};
  vtd_qi_cc_type_set(d.word, VTD_QI_TYPE_CC);
  vtd_qi_cc_g_set(d.word, VTD_QI_CC_G_DEVICE);
  vtd_qi_cc_sid_set(d.word, sid);
  vtd_qi_cc_fm_set(d.word, fm);
  vtd_qi_cc_did_set(d.word, did);
  return d;
}

vtdt_descriptor vtdt_cc_domain(uint16_t did) {
  vtdt_descriptor d = vtdt_cc_device(0, 0, did);
  vtd_qi_cc_g_set(d.word, VTD_QI_CC_G_DOMAIN);
  return d;
}

vtdt_descriptor vtdt_cc_global(void) {
  vtdt_descriptor d = vtdt_cc_device(0, 0, 0);
  vtd_qi_cc_g_set(d.word, VTD_QI_CC_G_GLOBAL);
  return d;
}

vtdt_descriptor vtdt_iotlb_page(uint16_t did, uint64_t addr, unsigned am, bool ih, uint64_t drain) {
  vtdt_descriptor d = {{drain, 0, 0, 0}};
  vtd_qi_iotlb_type_set(d.word, VTD_QI_TYPE_IOTLB);
  vtd_qi_iotlb_g_set(d.word, VTD_QI_IOTLB_G_PAGE);
  vtd_qi_iotlb_did_set(d.word, did);
  vtd_qi_iotlb_addr_set(d.word, addr);
  vtd_qi_iotlb_am_set(d.word, am);
  vtd_qi_iotlb_ih_set(d.word, ih);
  return d;
}

vtdt_descriptor vtdt_iotlb_domain(uint16_t did, uint64_t drain) {
  vtdt_descriptor d = vtdt_iotlb_page(did, 0, 0, false, drain);
  vtd_qi_iotlb_g_set(d.word, VTD_QI_IOTLB_G_DOMAIN);
  return d;
}

vtdt_descriptor vtdt_iotlb_global(uint64_t drain) {
  vtdt_descriptor d = vtdt_iotlb_page(0, 0, 0, false, drain);
  vtd_qi_iotlb_g_set(d.word, VTD_QI_IOTLB_G_GLOBAL);
  return d;
}

vtdt_descriptor vtdt_dev_tlb(uint16_t sid, uint8_t mip, uint64_t addr, unsigned shift) {
  vtdt_descriptor d = {{0}};
  vtd_qi_dev_tlb_type_set(d.word, VTD_QI_TYPE_DEV_TLB);
  vtd_qi_dev_tlb_mip_set(d.word, mip);
  vtd_qi_dev_tlb_sid_set(d.word, sid);
  // The size is coded by the lowest clear address bit from 12 up; everything is all ones below 63.
  if (shift > VTD_PAGE_SHIFT) {
    uint64_t zero_bit = UINT64_C(1) << ((shift > 64 ? 64 : shift) - 1);
    addr = (addr & ~(zero_bit | (zero_bit - 1))) | (zero_bit - 1);
    vtd_qi_dev_tlb_s_set(d.word, 1);
  }
  vtd_qi_dev_tlb_addr_set(d.word, addr);
  return d;
}

vtdt_descriptor vtdt_iec_index(uint16_t index, unsigned im) {
  vtdt_descriptor d = {{0}};
  vtd_qi_iec_type_set(d.word, VTD_QI_TYPE_IEC);
  vtd_qi_iec_g_set(d.word, VTD_QI_IEC_G_INDEX);
  vtd_qi_iec_iidx_set(d.word, index);
  vtd_qi_iec_im_set(d.word, im);
  return d;
}

vtdt_descriptor vtdt_iec_global(void) {
  vtdt_descriptor d = {{0}};
  vtd_qi_iec_type_set(d.word, VTD_QI_TYPE_IEC);
  return d;
}

vtdt_descriptor vtdt_wait(uint64_t flags, uint64_t addr, uint32_t data) {
  vtdt_descriptor d = {{flags, 0, 0, 0}};
  vtd_qi_wait_type_set(d.word, VTD_QI_TYPE_WAIT);
  vtd_qi_wait_data_set(d.word, data);
  vtd_qi_wait_addr_set(d.word, addr);
  return d;
}

vtdt_descriptor vtdt_wait_status(uint64_t addr, uint32_t data) {
  return vtdt_wait(VTD_QI_WAIT_SW, addr, data);
}

vtdt_queue vtdt_queue_new(vtdt_space *space, unsigned qs, bool wide) {
  vtdt_queue q = {0};
  q.space = space;
  q.base = vtdt_pages(space, (size_t)1 << qs);
  q.bytes = (uint32_t)VTD_TABLE_SIZE << qs;
  q.width = wide ? VTD_QI_SIZE_256 : VTD_QI_SIZE_128;
  q.iqa = vtd_iqa_iqa_set(0, q.base);
  q.iqa = vtd_iqa_qs_set(q.iqa, qs);
  q.iqa = vtd_iqa_dw_set(q.iqa, wide);
  return q;
}

void vtdt_queue_push(vtdt_queue *queue, vtdt_descriptor descriptor) {
  vtdt_write_words(queue->space, queue->base + queue->tail, descriptor.word, queue->width / 8);
  queue->tail = (queue->tail + queue->width) & (queue->bytes - 1);
}
