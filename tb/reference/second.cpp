// SPDX-License-Identifier: Apache-2.0
// Second-stage tables of 3, 4 and 5 levels (chapters 3 and 9), for both modes.
#include <algorithm>
#include <cinttypes>

#include "walk.h"

namespace vtd::oracle {

namespace {
constexpr unsigned index_bits = 9; // each level of a table decides over so many address bits
}

bool Walk::aw_supported(uint64_t aw) const {
  const uint64_t sagaw = vtd_cap_sagaw(unit_.cap);
  return (aw == VTD_CTX_AW_39 && (sagaw & VTD_CAP_SAGAW_39)) ||
         (aw == VTD_CTX_AW_48 && (sagaw & VTD_CAP_SAGAW_48)) ||
         (aw == VTD_CTX_AW_57 && (sagaw & VTD_CAP_SAGAW_57));
}

unsigned Walk::levels_of(uint64_t aw) const {
  return aw == VTD_CTX_AW_39 ? 3 : aw == VTD_CTX_AW_48 ? 4 : 5;
}

// The input address must be below 2^min(MGAW, AW).
unsigned Walk::input_bits(uint64_t aw) const {
  const unsigned mgaw = unsigned(vtd_cap_mgaw(unit_.cap)) + 1;
  const unsigned width = VTD_PAGE_SHIFT + index_bits * levels_of(aw);
  if (wrong(Mistake::mgaw_ignored))
    return width;
  return wrong(Mistake::aw_ignored) ? std::max(mgaw, width) : std::min(mgaw, width);
}

// `shift` is log2 of what one entry of this level covers.
uint64_t Walk::second_reserved(uint64_t entry, unsigned shift) const {
  const uint64_t above = VTD_SS_PTE_ADDR_MASK & beyond_haw();
  const uint64_t bit62 = UINT64_C(1) << 62;
  const bool no_snoop = !vtd_ecap_sc(unit_.ecap) && !wrong(Mistake::snoop_not_reserved);
  const uint64_t snoop = no_snoop ? VTD_SS_PTE_SNP_MASK : 0;
  if (shift > VTD_PAGE_1G_SHIFT)
    return above | bit62 | VTD_SS_DIR_PS_MASK | VTD_SS_PTE_SNP_MASK;
  if (shift == VTD_PAGE_SHIFT)
    return above | bit62 | snoop;
  if ((entry & VTD_SS_DIR_PS_MASK) == 0)
    return above | bit62 | VTD_SS_PTE_SNP_MASK;
  const uint64_t sizes = vtd_cap_sslps(unit_.cap);
  const bool supported =
      (sizes & (shift == VTD_PAGE_1G_SHIFT ? VTD_CAP_SSLPS_1G : VTD_CAP_SSLPS_2M)) != 0;
  uint64_t reserved = above | bit62 | snoop;
  if (!supported && !wrong(Mistake::page_size_ignored))
    reserved |= VTD_SS_DIR_PS_MASK;
  if (!wrong(Mistake::superpage_low_bits))
    reserved |= VTD_SS_PTE_ADDR_MASK & ((UINT64_C(1) << shift) - 1);
  return reserved;
}

vtd_fault_cond Walk::second_fault(const SecondTables &t, Trouble trouble) const {
  switch (trouble) {
  case Trouble::top_error:
    return t.scalable ? VTD_FC_SSS_4 : VTD_FC_LCT_4_3;
  case Trouble::error:
    return t.scalable ? VTD_FC_SSS_1 : VTD_FC_LSS_1;
  case Trouble::reserved:
    return t.scalable ? VTD_FC_SSS_3 : VTD_FC_LSS_2;
  case Trouble::unsnooped:
    return VTD_FC_SSS_5;
  case Trouble::update_failed:
    return VTD_FC_SSS_6;
  case Trouble::absent:
    break;
  }
  return VTD_FC_SSS_2;
}

// A remembered way that is what memory says now makes no difference (unless the walk would have
// flags to set on its way). Leaving it out keeps the number of branches small.
bool Walk::as_in_memory(const SecondTables &t, uint64_t addr, const Fact &f) const {
  uint64_t table = t.top;
  bool r = true, w = true;
  for (unsigned level = t.levels; level > 0; level--) {
    const unsigned shift = VTD_PAGE_SHIFT + index_bits * (level - 1);
    const uint64_t index = (addr >> shift) & ((1u << index_bits) - 1);
    const auto e = word(table + index * VTD_SS_PTE_SIZE);
    if (!e || (*e & (VTD_SS_PTE_R_MASK | VTD_SS_PTE_W_MASK)) == 0 ||
        (*e & second_reserved(*e, shift)) != 0)
      return false;
    if (t.flags && (*e & VTD_SS_PTE_A_MASK) == 0)
      return false;
    r = r && (*e & VTD_SS_PTE_R_MASK) != 0;
    w = w && (*e & VTD_SS_PTE_W_MASK) != 0;
    table = *e & VTD_SS_PTE_ADDR_MASK;
    const bool leaf = level == 1 || (*e & VTD_SS_DIR_PS_MASK) != 0;
    if (leaf && t.flags && (*e & VTD_SS_PTE_D_MASK) == 0)
      return false;
    if (leaf || (f.kind == Fact::Kind::table && shift == f.shift))
      return (f.kind == Fact::Kind::page) == leaf && f.shift == shift && f.next == table &&
             f.r == r && f.w == w;
  }
  return false;
}

// The page that holds a first-stage table: a first-stage paging-structure cache may still lead to
// where it was.
const Fact *Walk::remembered_table_page(const SecondTables &t, uint64_t addr) {
  if (known_ == nullptr)
    return nullptr;
  std::vector<const Fact *> usable;
  for (const Fact &f : known_->facts())
    if (f.kind == Fact::Kind::page && f.stage == Stage::second && f.did == t.did && f.r &&
        (f.w || !t.flags) && ((f.base ^ addr) >> f.shift) == 0 && !as_in_memory(t, addr, f))
      usable.push_back(&f);
  const unsigned choice = pick(unsigned(usable.size()) + 1);
  return choice == 0 ? nullptr : usable[choice - 1];
}

// Walks `addr` through the tables. `sets_dirty`: the access writes if it may. `final`: the page is
// the request's own, not one that holds a first-stage table.
Walk::Page Walk::second_stage(const SecondTables &t, uint64_t addr, bool sets_dirty, bool final) {
  if (!final)
    if (const Fact *f = remembered_table_page(t, addr))
      return page_from(*f, addr);
  unsigned level = t.levels;
  uint64_t table = t.top;
  Page page;
  page.r = page.w = true;

  // A paging-structure cache may know the way to a lower table (of this domain and address).
  if (known_ != nullptr) {
    std::vector<const Fact *> shortcuts;
    for (const Fact &f : known_->facts())
      if (f.kind == Fact::Kind::table && f.stage == Stage::second && f.did == t.did &&
          ((f.base ^ addr) >> f.shift) == 0 && !as_in_memory(t, addr, f))
        shortcuts.push_back(&f);
    const unsigned choice = pick(unsigned(shortcuts.size()) + 1);
    if (choice > 0) {
      const Fact &f = *shortcuts[choice - 1];
      level = (f.shift - VTD_PAGE_SHIFT) / index_bits;
      table = f.next;
      page.r = f.r;
      page.w = f.w;
    }
  }

  for (;; level--) {
    const unsigned shift = VTD_PAGE_SHIFT + index_bits * (level - 1);
    const uint64_t index = (addr >> shift) & ((1u << index_bits) - 1);
    const uint64_t place = table + index * VTD_SS_PTE_SIZE;
    const bool top = level == t.levels;
    const uint64_t e = fetch(place, second_fault(t, top ? Trouble::top_error : Trouble::error));
    say("second-stage level %u, entry %u at %" PRIx64 ": %016" PRIx64, level, unsigned(index),
        place, e);
    const uint64_t present = wrong(Mistake::present_needs_read)
                                 ? VTD_SS_PTE_R_MASK
                                 : VTD_SS_PTE_R_MASK | VTD_SS_PTE_W_MASK;
    if ((e & present) == 0) {
      if (t.scalable)
        fault(VTD_FC_SSS_2);
      page.present = page.r = page.w = false;
      return page;
    }
    if ((e & second_reserved(e, shift)) != 0)
      fault(second_fault(t, Trouble::reserved));
    if (wrong(Mistake::leaf_rights_only))
      page.r = page.w = true;
    page.r = page.r && (e & VTD_SS_PTE_R_MASK) != 0;
    page.w = page.w && (e & VTD_SS_PTE_W_MASK) != 0;
    if (t.scalable && !page.r && !page.w)
      soft(VTD_FC_SSS_2);
    if (t.flags)
      mark(place, VTD_SS_PTE_A_MASK, false, t.snooped, VTD_FC_SSS_5, VTD_FC_SSS_6);

    const bool leaf =
        shift == VTD_PAGE_SHIFT || (shift <= VTD_PAGE_1G_SHIFT && (e & VTD_SS_DIR_PS_MASK) != 0);
    if (!leaf) {
      table = e & VTD_SS_PTE_ADDR_MASK;
      Fact f{};
      f.kind = Fact::Kind::table;
      f.did = t.did;
      f.shift = uint8_t(shift);
      f.base = addr >> shift << shift;
      f.next = table;
      f.r = page.r;
      f.w = page.w;
      learned_.push_back(f);
      continue;
    }
    page.shift = shift;
    const uint64_t below = (UINT64_C(1) << shift) - 1;
    page.addr = (e & VTD_SS_PTE_ADDR_MASK & ~below) | (addr & below);
    page.snoop = vtd_ecap_sc(unit_.ecap) && (e & VTD_SS_PTE_SNP_MASK) != 0;
    page.emt = uint8_t(vtd_ss_pte_emt(&e));
    page.ipat = vtd_ss_pte_ipat(&e) != 0;
    if (t.flags) {
      if (sets_dirty && page.w && !wrong(Mistake::no_dirty))
        mark(place, VTD_SS_PTE_D_MASK, final, t.snooped, VTD_FC_SSS_5, VTD_FC_SSS_6);
      page.dirty = (word(place).value_or(0) & VTD_SS_PTE_D_MASK) != 0;
    }
    if (!page.r && !page.w)
      return page;
    Fact f{};
    f.kind = Fact::Kind::page;
    f.stage = Stage::second;
    f.did = t.did;
    f.has_pasid = t.has_pasid;
    f.pasid = t.pasid;
    f.shift = uint8_t(shift);
    f.base = addr & ~below;
    f.next = page.addr & ~below;
    f.r = page.r;
    f.w = page.w;
    f.snoop = page.snoop || page_snoop_;
    f.dirty = page.dirty;
    f.emt = page.emt;
    f.ipat = page.ipat;
    f.typing = t.typing;
    learned_.push_back(f);
    return page;
  }
}

} // namespace vtd::oracle
