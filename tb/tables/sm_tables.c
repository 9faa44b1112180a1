// SPDX-License-Identifier: Apache-2.0
// Builders for scalable mode; see sm_tables.h.
#include "sm_tables.h"

#include <string.h>

#define DEVFN_PER_TABLE      128u
#define PASIDS_PER_TABLE     (VTD_TABLE_SIZE / VTD_PASID_SIZE)
#define DIRECTORY_PAGE_PDTS0 2u // 2^7 entries of 8 bytes: a quarter of a page

// ---- Context and PASID entries

uint64_t vtdt_sm_context_addr(vtdt_space *space, uint64_t root, uint16_t sid) {
  bool upper = (sid & DEVFN_PER_TABLE) != 0;
  uint64_t at = root + (uint64_t)(sid >> 8) * VTD_SM_ROOT_SIZE;
  uint64_t entry[VTD_SM_ROOT_WORDS] = {vtdt_read64(space, at), vtdt_read64(space, at + 8)};
  if (!(upper ? vtd_sm_root_up(entry) : vtd_sm_root_lp(entry))) {
    uint64_t table = vtdt_pages(space, 1);
    if (upper) {
      vtd_sm_root_uctp_set(entry, table);
      vtd_sm_root_up_set(entry, 1);
    } else {
      vtd_sm_root_lctp_set(entry, table);
      vtd_sm_root_lp_set(entry, 1);
    }
    vtdt_write_words(space, at, entry, VTD_SM_ROOT_WORDS);
  }
  uint64_t table = upper ? vtd_sm_root_uctp(entry) : vtd_sm_root_lctp(entry);
  return table + (uint64_t)(sid % DEVFN_PER_TABLE) * VTD_SM_CTX_SIZE;
}

void vtdt_sm_context_words(const vtdt_sm_context *c, uint64_t entry[VTD_SM_CTX_WORDS]) {
  memset(entry, 0, VTD_SM_CTX_SIZE);
  vtd_sm_ctx_p_set(entry, 1);
  vtd_sm_ctx_fpd_set(entry, c->fpd);
  vtd_sm_ctx_dte_set(entry, c->dte);
  vtd_sm_ctx_paside_set(entry, c->paside);
  vtd_sm_ctx_pre_set(entry, c->pre);
  vtd_sm_ctx_pdts_set(entry, c->pdts);
  vtd_sm_ctx_pasiddirptr_set(entry, c->directory);
  vtd_sm_ctx_rid_pasid_set(entry, c->rid_pasid);
  vtd_sm_ctx_rid_priv_set(entry, c->rid_priv);
}

void vtdt_sm_context_set(vtdt_space *space, uint64_t root, uint16_t sid,
                         const vtdt_sm_context *context) {
  uint64_t entry[VTD_SM_CTX_WORDS];
  vtdt_sm_context_words(context, entry);
  vtdt_write_words(space, vtdt_sm_context_addr(space, root, sid), entry, VTD_SM_CTX_WORDS);
}

uint64_t vtdt_pasid_directory_new(vtdt_space *space, unsigned pdts) {
  return vtdt_pages(space, pdts <= DIRECTORY_PAGE_PDTS0 ? 1u : 1u << (pdts - DIRECTORY_PAGE_PDTS0));
}

uint64_t vtdt_pasid_directory_addr(uint64_t directory, uint32_t pasid) {
  return directory + (uint64_t)(pasid / PASIDS_PER_TABLE) * VTD_PASID_DIR_SIZE;
}

uint64_t vtdt_pasid_addr(vtdt_space *space, uint64_t directory, uint32_t pasid) {
  uint64_t at = vtdt_pasid_directory_addr(directory, pasid);
  uint64_t entry = vtdt_read64(space, at);
  if (!vtd_pasid_dir_p(&entry)) {
    entry = 0;
    vtd_pasid_dir_smptblptr_set(&entry, vtdt_pages(space, 1));
    vtd_pasid_dir_p_set(&entry, 1);
    vtdt_write64(space, at, entry);
  }
  return vtd_pasid_dir_smptblptr(&entry) + (uint64_t)(pasid % PASIDS_PER_TABLE) * VTD_PASID_SIZE;
}

void vtdt_pasid_words(const vtdt_pasid *p, uint64_t entry[VTD_PASID_WORDS]) {
  memset(entry, 0, VTD_PASID_SIZE);
  vtd_pasid_p_set(entry, 1);
  vtd_pasid_fpd_set(entry, p->fpd);
  vtd_pasid_aw_set(entry, p->aw);
  vtd_pasid_pgtt_set(entry, p->pgtt);
  vtd_pasid_ssade_set(entry, p->ssade);
  vtd_pasid_ssptptr_set(entry, p->ssptptr);
  vtd_pasid_did_set(entry, p->did);
  vtd_pasid_pwsnp_set(entry, p->pwsnp);
  vtd_pasid_pgsnp_set(entry, p->pgsnp);
  vtd_pasid_sre_set(entry, p->sre);
  vtd_pasid_fspm_set(entry, p->fspm);
  vtd_pasid_wpe_set(entry, p->wpe);
  vtd_pasid_eafe_set(entry, p->eafe);
  vtd_pasid_fsptptr_set(entry, p->fsptptr);
}

void vtdt_pasid_set(vtdt_space *space, uint64_t directory, uint32_t pasid,
                    const vtdt_pasid *entry) {
  uint64_t words[VTD_PASID_WORDS];
  vtdt_pasid_words(entry, words);
  vtdt_write_words(space, vtdt_pasid_addr(space, directory, pasid), words, VTD_PASID_WORDS);
}

// ---- First-stage tables

static uint64_t slot(uint64_t table, uint64_t addr, unsigned level) {
  unsigned shift = VTD_PAGE_SHIFT + (level - 1) * VTD_LEVEL_BITS;
  return table + (addr >> shift & (VTD_LEVEL_ENTRIES - 1)) * VTD_FS_PTE_SIZE;
}

uint64_t vtdt_fs_entry_addr(vtdt_space *space, uint64_t table, unsigned levels, uint64_t addr,
                            unsigned level) {
  for (unsigned l = levels; l > level; l--) {
    uint64_t at = slot(table, addr, l);
    uint64_t entry = vtdt_read64(space, at);
    if (vtd_fs_dir_p(&entry) && l <= 3 && vtd_fs_dir_ps(&entry))
      return 0;
    if (!vtd_fs_dir_p(&entry)) {
      uint64_t page = vtdt_pages(space, 1);
      if (page == 0)
        return 0;
      entry = 0;
      vtd_fs_dir_addr_set(&entry, page);
      vtd_fs_dir_p_set(&entry, 1);
      vtd_fs_dir_rw_set(&entry, 1);
      vtd_fs_dir_us_set(&entry, 1);
      vtdt_write64(space, at, entry);
    }
    table = vtd_fs_dir_addr(&entry);
  }
  return slot(table, addr, level);
}

bool vtdt_fs_map(vtdt_space *space, uint64_t table, unsigned levels, uint64_t addr, uint64_t out,
                 unsigned page_shift, unsigned flags) {
  unsigned level = (page_shift - VTD_PAGE_SHIFT) / VTD_LEVEL_BITS + 1;
  uint64_t at = vtdt_fs_entry_addr(space, table, levels, addr, level);
  if (at == 0)
    return false;
  uint64_t entry = 0;
  vtd_fs_pte_addr_set(&entry, out);
  vtd_fs_pte_p_set(&entry, 1);
  vtd_fs_pte_rw_set(&entry, (flags & VTDT_FS_W) != 0);
  vtd_fs_pte_us_set(&entry, (flags & VTDT_FS_USER) != 0);
  vtd_fs_pte_d_set(&entry, (flags & VTDT_FS_DIRTY) != 0);
  if (level > 1)
    vtd_fs_dir_ps_set(&entry, 1);
  vtdt_write64(space, at, entry);
  return true;
}

// ---- Descriptors

vtdt_descriptor vtdt_p_iotlb_page(uint16_t did, uint32_t pasid, uint64_t addr, unsigned am,
                                  bool ih) {
  vtdt_descriptor d = {{0}};
  vtd_qi_p_iotlb_type_set(d.word, VTD_QI_TYPE_P_IOTLB);
  vtd_qi_p_iotlb_g_set(d.word, VTD_QI_P_IOTLB_G_PAGE);
  vtd_qi_p_iotlb_did_set(d.word, did);
  vtd_qi_p_iotlb_pasid_set(d.word, pasid);
  vtd_qi_p_iotlb_addr_set(d.word, addr);
  vtd_qi_p_iotlb_am_set(d.word, am);
  vtd_qi_p_iotlb_ih_set(d.word, ih);
  return d;
}

vtdt_descriptor vtdt_p_iotlb(uint16_t did, uint32_t pasid) {
  vtdt_descriptor d = vtdt_p_iotlb_page(did, pasid, 0, 0, false);
  vtd_qi_p_iotlb_g_set(d.word, VTD_QI_P_IOTLB_G_PASID);
  return d;
}

vtdt_descriptor vtdt_pc_pasid(uint16_t did, uint32_t pasid) {
  vtdt_descriptor d = {{0}};
  vtd_qi_pc_type_set(d.word, VTD_QI_TYPE_PC);
  vtd_qi_pc_g_set(d.word, VTD_QI_PC_G_PASID);
  vtd_qi_pc_did_set(d.word, did);
  vtd_qi_pc_pasid_set(d.word, pasid);
  return d;
}

vtdt_descriptor vtdt_pc_domain(uint16_t did) {
  vtdt_descriptor d = vtdt_pc_pasid(did, 0);
  vtd_qi_pc_g_set(d.word, VTD_QI_PC_G_DOMAIN);
  return d;
}

vtdt_descriptor vtdt_pc_global(void) {
  vtdt_descriptor d = vtdt_pc_pasid(0, 0);
  vtd_qi_pc_g_set(d.word, VTD_QI_PC_G_GLOBAL);
  return d;
}

vtdt_descriptor vtdt_p_dev_tlb(uint16_t sid, uint32_t pasid, uint64_t addr, unsigned shift) {
  vtdt_descriptor plain = vtdt_dev_tlb(sid, 0, addr, shift);
  vtdt_descriptor d = {{0}};
  vtd_qi_p_dev_tlb_type_set(d.word, VTD_QI_TYPE_P_DEV_TLB);
  vtd_qi_p_dev_tlb_sid_set(d.word, sid);
  vtd_qi_p_dev_tlb_pasid_set(d.word, pasid);
  vtd_qi_p_dev_tlb_addr_set(d.word, vtd_qi_dev_tlb_addr(plain.word));
  vtd_qi_p_dev_tlb_s_set(d.word, vtd_qi_dev_tlb_s(plain.word));
  return d;
}

vtdt_descriptor vtdt_page_response(uint16_t sid, uint32_t pasid, uint16_t prgi, uint8_t code) {
  vtdt_descriptor d = {{0}};
  vtd_qi_pgrp_resp_type_set(d.word, VTD_QI_TYPE_PGRP_RESP);
  vtd_qi_pgrp_resp_pp_set(d.word, 1);
  vtd_qi_pgrp_resp_rc_set(d.word, code);
  vtd_qi_pgrp_resp_rid_set(d.word, sid);
  vtd_qi_pgrp_resp_pasid_set(d.word, pasid);
  vtd_qi_pgrp_resp_prgi_set(d.word, prgi);
  return d;
}
