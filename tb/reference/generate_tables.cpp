// SPDX-License-Identifier: Apache-2.0
// Random tables in memory: second stage, first stage, root, context and PASID tables.
#include <algorithm>

#include "generator.h"

namespace vtd::oracle {

uint64_t Generator::new_page() {
  uint64_t addr = arena_ + used_++ * page_bytes;
  if (r_.chance(6)) // the end of memory
    addr = (limit() - used_ * page_bytes) & ~(page_bytes - 1);
  while (c_.pages.count(addr))
    addr += page_bytes;
  c_.pages[addr] = !r_.chance(mode_ == Mode::scalable ? 3 : 0);
  return addr;
}

// Where pages lie: anywhere, with a liking for the edges.
uint64_t Generator::target(unsigned shift) {
  const uint64_t edges[] = {0,
                            UINT64_C(1) << shift,
                            limit(),
                            VTD_INTR_BASE,
                            VTD_INTR_LIMIT,
                            VTD_INTR_BASE - 1,
                            uint64_t(VTD_INTR_LIMIT) + 1,
                            c_.low_base,
                            c_.low_limit,
                            c_.high_base,
                            arena_};
  uint64_t addr = r_.chance(35) ? r_.of(edges) : r_.bits();
  if (vtd_ecap_mts(c_.config.ecap) && r_.chance(15)) // fixed memory type ranges
    addr &= 0xFFFFF;
  return addr & limit() & ~((UINT64_C(1) << shift) - 1);
}

unsigned Generator::random_aw() {
  std::vector<unsigned> able;
  const uint64_t sagaw = vtd_cap_sagaw(c_.config.cap);
  if (sagaw & VTD_CAP_SAGAW_39)
    able.push_back(VTD_CTX_AW_39);
  if (sagaw & VTD_CAP_SAGAW_48)
    able.push_back(VTD_CTX_AW_48);
  if (sagaw & VTD_CAP_SAGAW_57)
    able.push_back(VTD_CTX_AW_57);
  return able.empty() ? unsigned(VTD_CTX_AW_48) : r_.of(able);
}

uint64_t Generator::input_of(const Domain &d) {
  const unsigned width = VTD_PAGE_SHIFT + index_bits * d.levels;
  const unsigned mgaw = unsigned(vtd_cap_mgaw(c_.config.cap)) + 1;
  const uint64_t last = (UINT64_C(1) << std::min(width, mgaw)) - 1;
  const uint64_t edges[] = {0,
                            page_bytes,
                            (UINT64_C(1) << VTD_PAGE_2M_SHIFT) - page_bytes,
                            UINT64_C(1) << VTD_PAGE_2M_SHIFT,
                            (UINT64_C(1) << VTD_PAGE_1G_SHIFT) - page_bytes,
                            UINT64_C(1) << VTD_PAGE_1G_SHIFT,
                            VTD_INTR_BASE - page_bytes,
                            uint64_t(VTD_INTR_LIMIT) + 1,
                            VTD_INTR_BASE,
                            UINT64_C(1) << 38,
                            (UINT64_C(1) << 39) - page_bytes,
                            UINT64_C(1) << 47,
                            last};
  uint64_t addr = r_.chance(50) ? r_.of(edges) : r_.bits() >> r_.below(50);
  if (!d.inputs.empty() && r_.chance(40)) // a neighbour
    addr = r_.of(d.inputs) ^ (UINT64_C(1) << (VTD_PAGE_SHIFT + r_.below(20)));
  return addr & last & ~(page_bytes - 1);
}

// Of memory; now and then an encoding without a meaning.
uint8_t Generator::memory_type() {
  static const uint8_t types[] = {VTD_MTRRDEF_TYPE_UC, VTD_MTRRDEF_TYPE_WC, VTD_MTRRDEF_TYPE_WT,
                                  VTD_MTRRDEF_TYPE_WP, VTD_MTRRDEF_TYPE_WB};
  return r_.chance(95) ? r_.of(types) : uint8_t(2 + r_.below(2));
}

uint64_t Generator::second_entry(unsigned shift, bool leaf, uint64_t addr) {
  uint64_t e = addr;
  const bool clean = r_.chance(70);
  if (clean || r_.chance(60))
    e |= VTD_SS_PTE_R_MASK;
  if (clean || r_.chance(60))
    e |= VTD_SS_PTE_W_MASK;
  if (leaf && shift > VTD_PAGE_SHIFT)
    e |= VTD_SS_DIR_PS_MASK;
  if (leaf && r_.chance(vtd_ecap_sc(c_.config.ecap) ? 30 : 4))
    e |= VTD_SS_PTE_SNP_MASK;
  if (r_.chance(10)) // bits that are ignored
    e |= VTD_SS_PTE_R_MASK << 2 | UINT64_C(1) << 63 | UINT64_C(1) << 52;
  if (leaf && r_.chance(vtd_ecap_mts(c_.config.ecap) ? 80 : 20)) {
    vtd_ss_pte_emt_set(&e, memory_type());
    vtd_ss_pte_ipat_set(&e, r_.chance(50));
  }
  if (r_.chance(15))
    e |= VTD_SS_PTE_A_MASK | VTD_SS_PTE_D_MASK;
  return e;
}

// `sound`: the way there is made passable, so that more than the first entry gets tested.
void Generator::map_second(Domain &d, uint64_t addr, unsigned shift, uint64_t to, bool sound) {
  uint64_t table = d.top;
  for (unsigned level = d.levels;; level--) {
    const unsigned covers = VTD_PAGE_SHIFT + index_bits * (level - 1);
    const uint64_t place = table + ((addr >> covers) & ((1u << index_bits) - 1)) * 8;
    if (covers == shift) {
      put(place, sound ? to | VTD_SS_PTE_R_MASK | VTD_SS_PTE_W_MASK |
                             (shift > VTD_PAGE_SHIFT ? VTD_SS_DIR_PS_MASK : 0)
                       : second_entry(shift, true, to));
      return;
    }
    const uint64_t old = get(place);
    const bool leaf = (old & VTD_SS_DIR_PS_MASK) != 0;
    if ((old & (VTD_SS_PTE_R_MASK | VTD_SS_PTE_W_MASK)) == 0 || leaf) {
      const uint64_t next = r_.chance(4) ? d.top : new_page();
      put(place,
          sound ? next | VTD_SS_PTE_R_MASK | VTD_SS_PTE_W_MASK : second_entry(covers, false, next));
      table = next;
    } else {
      table = old & VTD_SS_PTE_ADDR_MASK;
    }
    if (!c_.pages.count(table))
      return;
  }
}

void Generator::make_domain() {
  Domain d;
  const unsigned did_bits = 4 + 2 * unsigned(vtd_cap_nd(c_.config.cap));
  const uint64_t most = (UINT64_C(1) << did_bits) - 1;
  d.did = uint16_t(r_.chance(70) ? 1 + domains_.size() : most - domains_.size());
  d.levels = random_aw() + 2;
  d.top = new_page();
  const uint64_t sizes = vtd_cap_sslps(c_.config.cap);
  const unsigned count = 2 + unsigned(r_.below(5));
  for (unsigned i = 0; i < count; i++) {
    unsigned shift = VTD_PAGE_SHIFT;
    if (r_.chance(sizes & VTD_CAP_SSLPS_2M ? 25 : 5))
      shift = VTD_PAGE_2M_SHIFT;
    if (r_.chance(sizes & VTD_CAP_SSLPS_1G ? 15 : 3))
      shift = VTD_PAGE_1G_SHIFT;
    const uint64_t addr = input_of(d);
    uint64_t to = target(shift);
    if (r_.chance(2))
      to |= UINT64_C(1) << r_.below(52);
    map_second(d, addr, shift, to & VTD_SS_PTE_ADDR_MASK, false);
    d.inputs.push_back(addr);
  }
  domains_.push_back(d);
}

// ---- First stage

// For a nested space: the guest sees its tables at an address that the second stage maps.
uint64_t Generator::shared(Space &s, uint64_t guest) {
  if (s.host == nullptr)
    return guest;
  if (!r_.chance(3))
    map_second(*s.host, guest, VTD_PAGE_SHIFT, guest, !r_.chance(4));
  return guest;
}

void Generator::map_first(Space &s, uint64_t addr, unsigned shift, uint64_t to) {
  uint64_t table = s.top;
  for (unsigned level = s.levels;; level--) {
    const unsigned covers = VTD_PAGE_SHIFT + index_bits * (level - 1);
    const uint64_t place = table + ((addr >> covers) & ((1u << index_bits) - 1)) * 8;
    uint64_t rights = VTD_FS_PTE_P_MASK;
    if (r_.chance(85))
      rights |= VTD_FS_PTE_RW_MASK;
    if (r_.chance(90))
      rights |= VTD_FS_PTE_US_MASK;
    if (r_.chance(30))
      rights |= VTD_FS_PTE_A_MASK;
    if (r_.chance(20))
      rights |= VTD_FS_PTE_EA_MASK;
    if (covers == shift) {
      if (r_.chance(30))
        rights |= VTD_FS_PTE_D_MASK;
      if (r_.chance(70)) { // which field of the PAT
        const uint64_t pat = shift > VTD_PAGE_SHIFT ? VTD_FS_PDE_2M_PAT_MASK : VTD_FS_PTE_PAT_MASK;
        rights |= r_.bits() & (pat | VTD_FS_PTE_PCD_MASK | VTD_FS_PTE_PWT_MASK);
      }
      put(place, to | rights | (shift > VTD_PAGE_SHIFT ? VTD_FS_DIR_PS_MASK : 0));
      return;
    }
    const uint64_t old = get(place);
    if ((old & VTD_FS_PTE_P_MASK) == 0 || (old & VTD_FS_DIR_PS_MASK) != 0) {
      const uint64_t next = r_.chance(3) ? s.top : shared(s, new_page());
      put(place, next | rights);
      table = next;
    } else {
      table = old & VTD_FS_PTE_ADDR_MASK;
    }
    if (!c_.pages.count(table))
      return;
  }
}

void Generator::make_space(bool nested) {
  Space s;
  s.levels = vtd_cap_fs5lp(c_.config.cap) && r_.chance(40) ? 5 : 4;
  s.host = nested && !domains_.empty() ? &domains_[r_.below(domains_.size())] : nullptr;
  s.top = shared(s, new_page());
  const unsigned width = VTD_PAGE_SHIFT + index_bits * s.levels;
  const unsigned count = 2 + unsigned(r_.below(4));
  for (unsigned i = 0; i < count; i++) {
    const uint64_t edges[] = {0,
                              VTD_INTR_BASE,
                              (UINT64_C(1) << (width - 1)) - page_bytes,
                              ~UINT64_C(0) << (width - 1),
                              ~UINT64_C(0) & ~(page_bytes - 1),
                              UINT64_C(1) << VTD_PAGE_2M_SHIFT,
                              UINT64_C(1) << VTD_PAGE_1G_SHIFT};
    uint64_t addr = r_.chance(50) ? r_.of(edges) : r_.bits() >> (18 + r_.below(30));
    addr &= ~(page_bytes - 1);
    unsigned shift = VTD_PAGE_SHIFT;
    if (r_.chance(25))
      shift = r_.chance(40) ? VTD_PAGE_1G_SHIFT : VTD_PAGE_2M_SHIFT;
    uint64_t to = target(shift);
    if (s.host != nullptr) {
      to = r_.chance(60) && !s.host->inputs.empty() ? r_.of(s.host->inputs) : input_of(*s.host);
      to &= ~((UINT64_C(1) << shift) - 1);
      if (r_.chance(60))
        map_second(*s.host, to, VTD_PAGE_SHIFT, target(VTD_PAGE_SHIFT), r_.chance(60));
    }
    map_first(s, addr, shift, to & VTD_FS_PTE_ADDR_MASK);
    s.inputs.push_back(addr);
  }
  spaces_.push_back(s);
}

// ---- Root, context and PASID tables

void Generator::make_legacy_contexts() {
  const uint64_t root = new_page();
  roots_.push_back(root);
  c_.rtaddr = vtd_rtaddr_rta_set(0, root);
  static const uint8_t buses[] = {0, 1, 0x7F, 0xFF};
  static const uint8_t functions[] = {0, 1, 0x08, 0x11, 0x7F, 0x80, 0xF8, 0xFF};
  const unsigned count = 2 + unsigned(r_.below(4));
  for (unsigned i = 0; i < count; i++) {
    const uint8_t bus = r_.chance(60) ? 0 : r_.of(buses);
    const uint8_t devfn = r_.of(functions);
    const auto sid = uint16_t(bus << 8 | devfn);
    const uint64_t place = root + bus * UINT64_C(16);
    if (get(place) == 0) {
      uint64_t e[2] = {0, 0};
      vtd_root_p_set(e, 1);
      vtd_root_ctp_set(e, new_page());
      put(place, e[0]);
    }
    const Domain &d = r_.of(domains_);
    uint64_t e[2] = {0, 0};
    vtd_ctx_p_set(e, 1);
    vtd_ctx_fpd_set(e, r_.chance(20));
    unsigned tt = VTD_CTX_TT_UNTRANSLATED;
    if (vtd_ecap_dt(c_.config.ecap) && r_.chance(50))
      tt = VTD_CTX_TT_DEV_TLB;
    if (r_.chance(vtd_ecap_pt(c_.config.ecap) ? 20 : 3))
      tt = VTD_CTX_TT_PASS_THROUGH;
    vtd_ctx_tt_set(e, tt);
    vtd_ctx_ssptptr_set(e, d.top);
    vtd_ctx_aw_set(e, d.levels - 2);
    vtd_ctx_did_set(e, d.did);
    if (r_.chance(10))
      e[1] |= UINT64_C(5) << VTD_CTX_AW_WIDTH; // free for software
    const uint64_t table = get(place) & VTD_ROOT_CTP_MASK;
    put(table + devfn * UINT64_C(16), e[0]);
    put(table + devfn * UINT64_C(16) + 8, e[1]);
    sids_.push_back(sid);
    likely_[sid] = d.inputs;
  }
}

uint64_t Generator::pasid_table(uint64_t directory, uint32_t pasid) {
  const uint64_t place = directory + (pasid >> 6) * UINT64_C(8);
  if (!c_.pages.count(place & ~(page_bytes - 1)))
    return 0;
  if (get(place) == 0) {
    uint64_t e[1] = {0};
    vtd_pasid_dir_p_set(e, 1);
    vtd_pasid_dir_fpd_set(e, r_.chance(10));
    vtd_pasid_dir_smptblptr_set(e, new_page());
    put(place, e[0]);
  }
  return (get(place) & VTD_PASID_DIR_SMPTBLPTR_MASK) + (pasid & 63) * uint64_t(VTD_PASID_SIZE);
}

// Returns the inputs that its tables map.
std::vector<uint64_t> Generator::make_pasid_entry(uint64_t place) {
  const uint64_t ecap = c_.config.ecap;
  uint64_t e[VTD_PASID_WORDS] = {};
  vtd_pasid_p_set(e, 1);
  vtd_pasid_fpd_set(e, r_.chance(15));
  std::vector<unsigned> types;
  if (vtd_ecap_fsts(ecap))
    types.insert(types.end(), {VTD_PASID_PGTT_FS, VTD_PASID_PGTT_FS});
  if (vtd_ecap_ssts(ecap))
    types.push_back(VTD_PASID_PGTT_SS);
  if (vtd_ecap_nest(ecap))
    types.insert(types.end(), {VTD_PASID_PGTT_NESTED, VTD_PASID_PGTT_NESTED});
  if (vtd_ecap_pt(ecap))
    types.push_back(VTD_PASID_PGTT_PT);
  const unsigned type = types.empty() || r_.chance(2) ? unsigned(r_.below(8)) : r_.of(types);
  vtd_pasid_pgtt_set(e, type);
  std::vector<Space *> able;
  for (Space &s : spaces_)
    if ((s.host != nullptr) == (type == VTD_PASID_PGTT_NESTED))
      able.push_back(&s);
  const Space *s = able.empty() ? nullptr : r_.of(able);
  const bool first = type == VTD_PASID_PGTT_FS || type == VTD_PASID_PGTT_NESTED;
  const Domain *d = &r_.of(domains_);
  if (s != nullptr && s->host != nullptr)
    d = s->host;
  // Domains with first-stage tables alone and pass-through have ids of their own.
  uint16_t did = d->did;
  if (type == VTD_PASID_PGTT_FS)
    did = uint16_t(8 + (s == nullptr ? 0 : s - spaces_.data()));
  if (type == VTD_PASID_PGTT_PT)
    did = 7;
  vtd_pasid_did_set(e, did);
  if (vtd_ecap_ssts(ecap)) {
    vtd_pasid_aw_set(e, d->levels - 2);
    vtd_pasid_ssptptr_set(e, d->top);
    vtd_pasid_ssade_set(e, vtd_ecap_ssads(ecap) && r_.chance(40));
  }
  if (vtd_ecap_fsts(ecap) && (first || r_.chance(20)) && s != nullptr) {
    vtd_pasid_fsptptr_set(e, s->top);
    vtd_pasid_fspm_set(e, s->levels == 5);
    vtd_pasid_wpe_set(e, r_.chance(40));
    vtd_pasid_eafe_set(e, vtd_ecap_eafs(ecap) && r_.chance(40));
  }
  vtd_pasid_pwsnp_set(e, vtd_ecap_smpwcs(ecap) && r_.chance(94));
  vtd_pasid_pgsnp_set(e, vtd_ecap_sc(ecap) && r_.chance(25));
  if (vtd_ecap_mts(ecap)) {
    vtd_pasid_cd_set(e, r_.chance(10));
    vtd_pasid_emte_set(e, r_.chance(60));
    uint64_t pat = 0;
    for (unsigned i = 0; i < 8; i++)
      pat |= uint64_t(r_.chance(20) ? 7 : memory_type()) << (4 * i); // 7: UC-
    vtd_pasid_pat_set(e, pat);
  }
  vtd_pasid_sre_set(e, vtd_ecap_srs(ecap) && r_.chance(75));
  for (unsigned i = 0; i < VTD_PASID_WORDS; i++)
    if (e[i] != 0 || i < 3)
      put(place + 8 * i, e[i]);
  return first && s != nullptr ? s->inputs : d->inputs;
}

void Generator::make_scalable_contexts() {
  const uint64_t ecap = c_.config.ecap;
  const uint64_t root = new_page();
  roots_.push_back(root);
  c_.rtaddr = vtd_rtaddr_ttm_set(vtd_rtaddr_rta_set(0, root), VTD_RTADDR_TTM_SCALABLE);
  static const uint32_t numbers[] = {0, 1, 2, 63, 64, 200, 255};
  for (unsigned i = 0; i < 3; i++)
    pasids_.push_back(r_.of(numbers));
  static const uint8_t functions[] = {0, 1, 0x08, 0x7F, 0x80, 0x88, 0xFF};
  const unsigned count = 1 + unsigned(r_.below(3));
  for (unsigned i = 0; i < count; i++) {
    const uint8_t bus = r_.chance(70) ? 0 : 0xFF;
    const uint8_t devfn = r_.of(functions);
    const uint64_t half = root + bus * UINT64_C(16) + (devfn >= 0x80 ? 8 : 0);
    if (get(half) == 0) {
      uint64_t e[2] = {0, 0};
      vtd_sm_root_lp_set(e, 1);
      vtd_sm_root_lctp_set(e, new_page());
      put(half, e[0]);
    }
    uint64_t e[VTD_SM_CTX_WORDS] = {};
    vtd_sm_ctx_p_set(e, 1);
    vtd_sm_ctx_fpd_set(e, r_.chance(15));
    vtd_sm_ctx_dte_set(e, vtd_ecap_dt(ecap) && r_.chance(75));
    vtd_sm_ctx_paside_set(e, vtd_ecap_pasid(ecap) && r_.chance(85));
    vtd_sm_ctx_pre_set(e, vtd_ecap_prs(ecap) && vtd_sm_ctx_dte(e) && r_.chance(80));
    vtd_sm_ctx_pdts_set(e, r_.chance(70) ? 0 : r_.below(8));
    const uint64_t directory = new_page();
    vtd_sm_ctx_pasiddirptr_set(e, directory);
    uint32_t own = 0;
    if (vtd_ecap_rps(ecap) && r_.chance(60))
      own = 65 + uint32_t(r_.below(3));
    vtd_sm_ctx_rid_pasid_set(e, own);
    vtd_sm_ctx_rid_priv_set(e, vtd_ecap_rprivs(ecap) && r_.chance(40));
    const uint64_t place =
        (get(half) & VTD_SM_ROOT_LCTP_MASK) + (devfn & 0x7F) * uint64_t(VTD_SM_CTX_SIZE);
    for (unsigned w = 0; w < VTD_SM_CTX_WORDS; w++)
      if (w < 2)
        put(place + 8 * w, e[w]);
    std::vector<uint32_t> all = pasids_;
    all.push_back(own);
    const auto sid = uint16_t(bus << 8 | devfn);
    for (size_t n = 0; n < all.size(); n++)
      if (const uint64_t at = pasid_table(directory, all[n]))
        targets_.push_back({sid, n + 1 < all.size(), all[n], make_pasid_entry(at)});
    sids_.push_back(sid);
  }
}

} // namespace vtd::oracle
