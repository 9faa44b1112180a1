// SPDX-License-Identifier: Apache-2.0
// Random table images and what happens to them.
#include "generate.h"

#include <algorithm>

namespace vtd::oracle {

namespace {

constexpr uint64_t page_bytes = UINT64_C(1) << VTD_PAGE_SHIFT;
constexpr unsigned index_bits = 9;

struct Domain {
  uint16_t did = 0;
  unsigned levels = 4;
  uint64_t top = 0;
  std::vector<uint64_t> inputs;
};

struct Space { // first-stage tables of one PASID
  uint64_t top = 0;
  unsigned levels = 4;
  Domain *host = nullptr; // nested: where its tables and pages are mapped
  std::vector<uint64_t> inputs;
};

class Generator {
public:
  Generator(uint64_t seed, Mode mode) : r_(seed), mode_(mode) {}
  std::optional<Case> make(unsigned ops);

private:
  uint64_t limit() const { return (UINT64_C(1) << c_.config.haw) - 1; }
  uint64_t new_page();
  void put(uint64_t addr, uint64_t value) {
    c_.words[addr] = value;
    places_.push_back(addr);
  }
  uint64_t get(uint64_t addr) const {
    const auto at = c_.words.find(addr);
    return at == c_.words.end() ? 0 : at->second;
  }
  uint64_t target(unsigned shift);
  uint64_t input_of(const Domain &d);
  unsigned random_aw();
  void make_domain();
  uint64_t second_entry(unsigned shift, bool leaf, uint64_t addr);
  void map_second(Domain &d, uint64_t addr, unsigned shift, uint64_t to, bool sound);
  void make_space(bool nested);
  void map_first(Space &s, uint64_t addr, unsigned shift, uint64_t to);
  uint64_t shared(Space &s, uint64_t guest);
  void make_legacy_contexts();
  void make_scalable_contexts();
  uint64_t pasid_table(uint64_t directory, uint32_t pasid);
  std::vector<uint64_t> make_pasid_entry(uint64_t place);
  void make_posted(uint64_t *e, bool eime);
  void make_interrupts();
  void make_protection();
  void damage();
  uint64_t damaged(uint64_t value);
  Request make_request();
  Op make_interrupt();
  Op make_invalidation();
  Op make_poke();
  Op make_op();

  Random r_;
  Mode mode_;
  Case c_;
  uint64_t arena_ = 0;
  unsigned used_ = 0;
  std::vector<Domain> domains_;
  std::vector<Space> spaces_;
  std::vector<uint16_t> sids_;
  std::map<uint16_t, std::vector<uint64_t>> likely_; // inputs that mean something to a requester
  struct Target {                                    // who reaches what, in scalable mode
    uint16_t sid;
    bool has_pasid;
    uint32_t pasid;
    std::vector<uint64_t> inputs;
  };
  std::vector<Target> targets_;
  std::vector<uint32_t> pasids_;
  std::vector<uint64_t> places_; // words that mean something
  std::vector<uint64_t> roots_;  // possible root tables
  std::vector<Request> favourites_;
  std::vector<Interrupt> interrupts_;
};

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
  const uint64_t addr = r_.chance(35) ? r_.of(edges) : r_.bits();
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
    vtd_sm_ctx_pre_set(e, vtd_ecap_prs(ecap) && vtd_sm_ctx_dte(e) && r_.chance(50));
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

// Turns an entry into the posted format, with a descriptor of its own.
void Generator::make_posted(uint64_t *e, bool eime) {
  const uint64_t keep = VTD_IRTE_POSTED_P_MASK | VTD_IRTE_POSTED_FPD_MASK | VTD_IRTE_POSTED_VV_MASK;
  const uint64_t at = new_page() + r_.below(64) * VTD_PID_SIZE;
  e[0] &= keep;
  vtd_irte_posted_im_set(e, 1);
  vtd_irte_posted_urg_set(e, r_.chance(25));
  vtd_irte_posted_pda_set(e, at);
  uint64_t pid[VTD_PID_WORDS] = {};
  for (unsigned i = 0; i < VTD_PID_ON_WORD; i++)
    pid[i] = r_.chance(50) ? r_.bits() : 0;
  vtd_pid_on_set(pid, r_.chance(30));
  vtd_pid_sn_set(pid, r_.chance(30));
  vtd_pid_nv_set(pid, r_.below(256));
  vtd_pid_ndst_set(pid, eime ? r_.bits() & 0xFFFFFFFF : r_.below(256) << 8);
  if (r_.chance(10))
    pid[r_.below(VTD_PID_WORDS)] ^= UINT64_C(1) << r_.below(64);
  for (unsigned i = 0; i < VTD_PID_WORDS; i++)
    put(at + i * 8, pid[i]);
}

void Generator::make_interrupts() {
  const uint64_t table = new_page();
  c_.irta = vtd_irta_irta_set(0, table);
  const bool eime = vtd_ecap_eim(c_.config.ecap) && r_.chance(40);
  c_.irta = vtd_irta_eime_set(c_.irta, eime);
  c_.irta = vtd_irta_s_set(c_.irta, r_.chance(80) ? 1 + r_.below(4) : r_.below(16));
  for (uint32_t index = 0; index < 6; index++) {
    if (r_.chance(20))
      continue;
    uint64_t e[2] = {0, 0};
    vtd_irte_p_set(e, r_.chance(92));
    vtd_irte_fpd_set(e, r_.chance(20));
    vtd_irte_dm_set(e, r_.below(2));
    vtd_irte_rh_set(e, r_.below(2));
    vtd_irte_tm_set(e, r_.below(2));
    static const unsigned modes[] = {0, 0, 0, 1, 2, 4, 5, 7};
    vtd_irte_dlm_set(e, r_.of(modes));
    vtd_irte_v_set(e, r_.below(256));
    vtd_irte_dst_set(e, eime ? r_.bits() & 0xFFFFFFFF : r_.below(256) << 8);
    vtd_irte_svt_set(e, r_.below(3));
    vtd_irte_sq_set(e, r_.below(4));
    const uint16_t sid = r_.of(sids_);
    vtd_irte_sid_set(e, vtd_irte_svt(e) == VTD_IRTE_SVT_BUS
                            ? ((sid & 0xFF00) | std::min(255, (sid >> 8) + int(r_.below(2))))
                            : sid ^ (r_.chance(30) ? 1u << r_.below(4) : 0));
    if (vtd_cap_pi(c_.config.cap) && r_.chance(50))
      make_posted(e, eime);
    put(table + index * UINT64_C(16), e[0]);
    put(table + index * UINT64_C(16) + 8, e[1]);
  }
}

void Generator::make_protection() {
  if (!vtd_cap_plmr(c_.config.cap) || !r_.chance(25))
    return;
  c_.protection = true;
  const uint64_t step = UINT64_C(1) << c_.config.pmr_align_log2;
  c_.low_base = (r_.bits() & 0x7FFFFFFF) & ~(step - 1);
  c_.low_limit = c_.low_base + step * r_.below(16);
  c_.high_base = (limit() / 2) & ~(step - 1);
  c_.high_limit = r_.chance(20) ? 0 : c_.high_base + step * r_.below(1000);
}

// ---- Damage

uint64_t Generator::damaged(uint64_t value) {
  switch (r_.below(9)) {
  case 0:
    return value & ~UINT64_C(1);
  case 1:
    return value ^ UINT64_C(2);
  case 2:
    return value ^ (UINT64_C(1) << r_.below(64));
  case 3:
    return value | (UINT64_C(1) << c_.config.haw); // one beyond the width
  case 4:
    return value ^ (UINT64_C(1) << (VTD_PAGE_SHIFT + r_.below(20)));
  case 5:
    return value ^ VTD_SS_DIR_PS_MASK;
  case 6:
    return 0;
  case 7:
    return value ^ (UINT64_C(1) << r_.below(12));
  default:
    return get(r_.of(places_)); // a table entry of another kind
  }
}

void Generator::damage() {
  const unsigned count = r_.chance(50) ? 0 : 1 + unsigned(r_.below(4));
  for (unsigned i = 0; i < count; i++) {
    const uint64_t at = r_.of(places_);
    c_.words[at] = damaged(get(at));
  }
  if (r_.chance(4)) { // a table that is not there
    auto page = c_.pages.begin();
    std::advance(page, r_.below(c_.pages.size()));
    const uint64_t first = page->first;
    c_.pages.erase(page);
    c_.words.erase(c_.words.lower_bound(first), c_.words.lower_bound(first + page_bytes));
  }
  if (r_.chance(4))
    c_.rtaddr = vtd_rtaddr_ttm_set(c_.rtaddr, r_.below(4));
  if (r_.chance(2))
    c_.rtaddr = vtd_rtaddr_rta_set(c_.rtaddr, arena_ - page_bytes);
  if (r_.chance(2)) // no memory there, or beyond all addresses
    c_.irta = vtd_irta_irta_set(c_.irta, r_.chance(50) ? arena_ - page_bytes : r_.bits());
}

// ---- What happens

Request Generator::make_request() {
  Request q;
  q.sid = r_.chance(94) ? r_.of(sids_) : uint16_t(r_.bits());
  const unsigned kind = unsigned(r_.below(100));
  q.kind = kind < 45   ? Kind::read
           : kind < 80 ? Kind::write
           : kind < 90 ? Kind::atomic
                       : Kind::zero_read;
  std::vector<uint64_t> inputs;
  for (const Domain &d : domains_)
    inputs.insert(inputs.end(), d.inputs.begin(), d.inputs.end());
  for (const Space &s : spaces_)
    inputs.insert(inputs.end(), s.inputs.begin(), s.inputs.end());
  const auto likely = likely_.find(q.sid);
  q.addr = likely != likely_.end() && !likely->second.empty() && r_.chance(80)
               ? r_.of(likely->second)
               : r_.of(inputs);
  if (r_.chance(10))
    q.addr = input_of(r_.of(domains_));
  if (r_.chance(20)) // elsewhere in a large page, or just beside
    q.addr += (r_.bits() & ((UINT64_C(1) << (VTD_PAGE_SHIFT + r_.below(20))) - 1));
  if (r_.chance(4))
    q.addr ^= UINT64_C(1) << r_.below(64);
  if (r_.chance(4))
    q.addr = VTD_INTR_BASE + r_.below(0x200000) - 0x80000;
  if (r_.chance(2))
    q.addr = (UINT64_C(1) << c_.config.haw) - (r_.chance(50) ? 4 : 0);
  static const uint32_t sizes[] = {1, 4, 4, 4, 8, 64};
  q.bytes = r_.of(sizes);
  q.addr &= ~uint64_t(q.bytes - 1);
  const bool ats = vtd_ecap_dt(c_.config.ecap) != 0;
  const unsigned type = unsigned(r_.below(100));
  if (type < (ats ? 22u : 4u))
    q.type = Type::translation;
  else if (type < (ats ? 32u : 6u))
    q.type = Type::translated;
  else if (type == 99)
    q.type = Type::illegal;
  if (q.type == Type::translation) {
    if (!r_.chance(2))
      q.kind = Kind::read;
    q.bytes = 8;
    q.addr &= ~UINT64_C(7);
    q.no_write = r_.chance(30);
  }
  if (mode_ == Mode::scalable && !pasids_.empty() && r_.chance(50)) {
    q.has_pasid = true;
    q.pasid = r_.chance(92) ? r_.of(pasids_) : uint32_t(r_.bits() & 0xFFFFF) >> r_.below(20);
    q.priv = r_.chance(30);
    q.exec = r_.chance(4);
  } else if (r_.chance(2)) {
    q.has_pasid = true;
    q.pasid = uint32_t(r_.bits() & 0xFFFFF);
  }
  if (!targets_.empty() && r_.chance(75)) {
    const Target &t = r_.of(targets_);
    q.sid = t.sid;
    q.has_pasid = t.has_pasid;
    q.pasid = t.pasid;
    q.priv = t.has_pasid && r_.chance(25);
    q.exec = false;
    if (!t.inputs.empty() && r_.chance(90))
      q.addr =
          (r_.of(t.inputs) + (r_.chance(70) ? 0 : r_.below(page_bytes))) & ~uint64_t(q.bytes - 1);
  }
  if (q.type == Type::translated && !r_.chance(3))
    q.has_pasid = false;
  if (!q.has_pasid)
    q.pasid = 0, q.priv = q.exec = false;
  return q;
}

Op Generator::make_interrupt() {
  Op op;
  op.kind = Op::Kind::interrupt;
  if (!interrupts_.empty() && r_.chance(60)) {
    op.i = r_.of(interrupts_);
    return op;
  }
  uint64_t m[2] = {VTD_INTR_BASE, r_.chance(80) ? r_.below(4) : r_.bits() & 0xFFFFFFFF};
  const uint64_t handle = r_.chance(85) ? r_.below(8) : r_.below(65536);
  vtd_msi_remap_format_set(m, r_.chance(85));
  vtd_msi_remap_shv_set(m, r_.chance(40));
  vtd_msi_remap_handle_lo_set(m, handle & 0x7FFF);
  vtd_msi_remap_handle_hi_set(m, handle >> 15);
  op.i.addr = m[0];
  op.i.data = uint32_t(m[1]);
  op.i.sid = r_.chance(90) ? r_.of(sids_) : uint16_t(r_.bits());
  if (r_.chance(20))
    op.i.sid ^= uint16_t(1u << r_.below(4));
  interrupts_.push_back(op.i);
  return op;
}

Op Generator::make_invalidation() {
  Op op;
  const uint64_t cap = c_.config.cap, ecap = c_.config.ecap;
  const Domain &d = r_.of(domains_);
  op.did = r_.chance(85) ? d.did : uint16_t(7 + r_.below(6));
  op.sid = r_.of(sids_);
  op.pasid = pasids_.empty() ? 0 : r_.chance(70) ? r_.of(pasids_) : 65;
  op.addr = (d.inputs.empty() ? 0 : r_.of(d.inputs)) & ~(page_bytes - 1);
  if (!spaces_.empty() && r_.chance(50))
    op.addr = r_.of(r_.of(spaces_).inputs) & ~(page_bytes - 1);
  if (r_.chance(15))
    op.addr ^= UINT64_C(1) << (VTD_PAGE_SHIFT + r_.below(20));
  op.am = r_.chance(60) ? 0 : uint32_t(r_.below(vtd_cap_mamv(cap) + 1));
  op.ih = r_.chance(30);
  const unsigned what = unsigned(r_.below(100));
  const bool scalable = mode_ == Mode::scalable;
  if (what < 30) {
    op.kind = Op::Kind::context;
    op.g = 1 + uint32_t(r_.below(3));
    op.fm = uint32_t(r_.below(4));
  } else if (what < (scalable ? 60u : 90u)) {
    op.kind = Op::Kind::iotlb;
    op.g = r_.chance(60) ? unsigned(VTD_QI_IOTLB_G_PAGE) : 1 + uint32_t(r_.below(2));
    if (op.g == VTD_QI_IOTLB_G_PAGE && !vtd_cap_psi(cap) && c_.queue)
      op.g = VTD_QI_IOTLB_G_DOMAIN;
  } else if (what < 75 && scalable) {
    op.kind = Op::Kind::pasid;
    static const uint32_t kinds[] = {0, 1, 1, 3};
    op.g = r_.of(kinds);
  } else if (what < 92 && scalable) {
    op.kind = Op::Kind::pasid_iotlb;
    op.g = r_.chance(70) ? unsigned(VTD_QI_P_IOTLB_G_PAGE) : unsigned(VTD_QI_P_IOTLB_G_PASID);
  } else {
    op.kind = Op::Kind::interrupts;
    op.g = uint32_t(r_.below(2));
    op.index = uint32_t(r_.below(8));
    op.am = uint32_t(r_.below(std::min<uint64_t>(vtd_ecap_mhmv(ecap), 3) + 1));
  }
  return op;
}

Op Generator::make_poke() {
  Op op;
  op.kind = Op::Kind::poke;
  op.addr = r_.of(places_);
  const uint64_t old = get(op.addr);
  op.value = r_.chance(30) ? old : damaged(old);
  return op;
}

Op Generator::make_op() {
  const unsigned what = unsigned(r_.below(100));
  if (what < 55) {
    Op op;
    op.q = r_.chance(75) ? r_.of(favourites_) : make_request();
    if (r_.chance(12) && op.q.type == Type::untranslated)
      op.q.kind = r_.chance(50) ? Kind::read : Kind::write;
    op.probe = r_.chance(5);
    return op;
  }
  if (what < 62 && c_.irta != 0)
    return make_interrupt();
  if (what < 78)
    return make_poke();
  if (what < 95)
    return make_invalidation();
  Op op;
  if (what < 97) {
    op.kind = Op::Kind::clear_faults;
    op.value = r_.chance(70) ? ~UINT64_C(0) : r_.bits();
  } else if (what < 98) {
    op.kind = Op::Kind::root;
    op.value = c_.rtaddr;
    if (r_.chance(20) && vtd_cap_esrtps(c_.config.cap))
      op.value = vtd_rtaddr_ttm_set(op.value, r_.below(4));
  } else if (what < 99 && c_.irta != 0) {
    op.kind = Op::Kind::interrupt_root;
    op.value = c_.irta;
  } else {
    op.kind = Op::Kind::enable;
    op.value = r_.chance(70) ? 7 : r_.below(8);
  }
  return op;
}

std::optional<Case> Generator::make(unsigned ops) {
  UnitChoice unit = random_unit(r_, mode_);
  if (!unit.config)
    return std::nullopt;
  c_.config = *unit.config;
  arena_ = UINT64_C(0x10000000);
  c_.queue_page = UINT64_C(0x0F000000);
  c_.queue = vtd_ecap_qi(c_.config.ecap) && (mode_ == Mode::scalable || r_.chance(60));
  c_.direct = r_.chance(30);
  c_.enable = r_.chance(95) ? 7 : uint32_t(r_.below(8));
  if (r_.chance(40))
    c_.enable &= ~4u;
  make_protection();
  domains_.reserve(4);
  const unsigned domains = 1 + unsigned(r_.below(3));
  for (unsigned i = 0; i < domains; i++)
    make_domain();
  if (mode_ == Mode::scalable) {
    for (unsigned i = 0; i < 2; i++)
      if (vtd_ecap_fsts(c_.config.ecap))
        make_space(false);
    for (unsigned i = 0; i < 2; i++)
      if (vtd_ecap_nest(c_.config.ecap))
        make_space(true);
    make_scalable_contexts();
  } else {
    make_legacy_contexts();
  }
  if (vtd_ecap_ir(c_.config.ecap))
    make_interrupts();
  damage();
  for (unsigned i = 0; i < 5; i++)
    favourites_.push_back(make_request());
  for (unsigned i = 0; i < ops; i++)
    c_.ops.push_back(make_op());
  return c_;
}

} // namespace

std::optional<Case> generate(uint64_t seed, Mode mode, unsigned ops) {
  return Generator(seed, mode).make(ops);
}

} // namespace vtd::oracle
