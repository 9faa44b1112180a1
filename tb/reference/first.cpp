// SPDX-License-Identifier: Apache-2.0
// First-stage tables, alone and nested over the second stage (chapters 3 and 9).
#include <algorithm>
#include <cinttypes>

#include "walk.h"

namespace vtd::oracle {

namespace {
constexpr unsigned index_bits = 9;
}

uint64_t Walk::first_reserved(uint64_t entry, unsigned shift) const {
  const uint64_t above = VTD_FS_PTE_ADDR_MASK & beyond_haw();
  if (shift > VTD_PAGE_1G_SHIFT)
    return above | VTD_FS_DIR_PS_MASK;
  if (shift == VTD_PAGE_SHIFT || (entry & VTD_FS_DIR_PS_MASK) == 0)
    return above;
  uint64_t reserved = above;
  if (shift == VTD_PAGE_1G_SHIFT && !vtd_cap_fs1gp(unit_.cap))
    reserved |= VTD_FS_DIR_PS_MASK;
  if (!wrong(Mistake::superpage_low_bits))
    reserved |= VTD_FS_PTE_ADDR_MASK & ((UINT64_C(1) << shift) - 1) & ~VTD_FS_PDE_2M_PAT_MASK;
  return reserved;
}

// Where an entry of a first-stage table is in host memory: with nested translation its address is
// a guest's and goes through the second stage, which must let it be read, and with SSADE written.
uint64_t Walk::first_entry_place(uint64_t guest, bool nested, const SecondTables &second, bool top,
                                 bool &writable) {
  writable = true;
  if (!nested)
    return guest;
  say("  guest address %" PRIx64 " of the entry:", guest);
  const Page page = second_stage(second, guest, second.flags, false);
  if (!page.r && !page.w)
    fault(VTD_FC_SSS_2);
  if (!page.r && !wrong(Mistake::nested_bound_ignored))
    fault(top ? VTD_FC_SFS_6 : VTD_FC_SFS_7);
  if (second.flags && !page.w)
    fault(VTD_FC_SFS_8);
  writable = page.w;
  return page.addr;
}

// Where the second stage leads now, if it leads there without any change of flags.
std::optional<uint64_t> Walk::plain_place(const SecondTables &t, uint64_t guest) const {
  uint64_t table = t.top;
  for (unsigned level = t.levels; level > 0; level--) {
    const unsigned shift = VTD_PAGE_SHIFT + index_bits * (level - 1);
    const auto e = word(table + ((guest >> shift) & ((1u << index_bits) - 1)) * VTD_SS_PTE_SIZE);
    const uint64_t rights = VTD_SS_PTE_R_MASK | VTD_SS_PTE_W_MASK;
    const bool leaf = e && (level == 1 || (*e & VTD_SS_DIR_PS_MASK) != 0);
    const uint64_t flags =
        t.flags ? VTD_SS_PTE_A_MASK | (leaf ? VTD_SS_PTE_D_MASK : UINT64_C(0)) : 0;
    if (!e || (*e & rights) != rights || (*e & second_reserved(*e, shift)) != 0 ||
        (*e & flags) != flags)
      return std::nullopt;
    table = *e & VTD_SS_PTE_ADDR_MASK;
    if (leaf)
      return table | (guest & ((UINT64_C(1) << shift) - 1));
  }
  return std::nullopt;
}

// As as_in_memory(), for the way to a first-stage table.
bool Walk::first_as_in_memory(const uint64_t *e, bool nested, const SecondTables &second,
                              uint64_t addr, const Fact &f) const {
  const uint64_t flags = VTD_FS_PTE_A_MASK | (vtd_pasid_eafe(e) ? VTD_FS_PTE_EA_MASK : UINT64_C(0));
  uint64_t table = vtd_pasid_fsptptr(e);
  bool user = true, writable = true;
  for (unsigned level = vtd_pasid_fspm(e) == 1 ? 5 : 4; level > 1; level--) {
    const unsigned shift = VTD_PAGE_SHIFT + index_bits * (level - 1);
    const auto host = nested ? plain_place(second, table) : std::optional<uint64_t>(table);
    if (!host)
      return false;
    const auto entry = word(*host + ((addr >> shift) & ((1u << index_bits) - 1)) * VTD_FS_PTE_SIZE);
    if (!entry || (*entry & VTD_FS_PTE_P_MASK) == 0 || (*entry & flags) != flags ||
        (*entry & first_reserved(*entry, shift)) != 0 || (*entry & VTD_FS_DIR_PS_MASK) != 0)
      return false;
    user = user && (*entry & VTD_FS_PTE_US_MASK) != 0;
    writable = writable && (*entry & VTD_FS_PTE_RW_MASK) != 0;
    table = *entry & VTD_FS_PTE_ADDR_MASK;
    if (shift != f.shift)
      continue;
    const auto next = nested ? plain_place(second, table) : std::optional<uint64_t>(table);
    return f.next == table && f.u == user && f.w == writable && next &&
           (!f.host_known || (f.words[0] == *next && f.dirty));
  }
  return false;
}

Walk::Page Walk::first_stage(const Request &q, const uint64_t *e, bool nested,
                             const SecondTables &second, uint32_t pasid, bool priv) {
  const unsigned levels = vtd_pasid_fspm(e) == 1 ? 5 : 4;
  const unsigned width = VTD_PAGE_SHIFT + index_bits * levels;
  // Canonical: all bits from the highest translated one up are equal.
  const int64_t top_bits = int64_t(q.addr) >> (width - 1);
  if (top_bits != 0 && top_bits != -1 && !wrong(Mistake::canonical_ignored))
    fault(VTD_FC_SGN_1);
  const Stage stage = nested ? Stage::nested : Stage::first;
  if (const Fact *f = remembered_page(q, stage, second.did, pasid, priv))
    return page_from(*f, q.addr);

  const bool wpe = vtd_pasid_wpe(e) || wrong(Mistake::write_protect_always);
  const bool eafe = vtd_pasid_eafe(e) != 0;
  const unsigned guest_bits = nested ? input_bits(vtd_pasid_aw(e)) : 64;
  unsigned level = levels;
  uint64_t table = vtd_pasid_fsptptr(e);
  bool user = true, writable = true;

  // A paging-structure cache may lead to a lower table: to its guest address, or straight to where
  // the second stage had it (chapter 6 tags these entries with domain, PASID and address only).
  std::optional<uint64_t> host_table;
  bool host_writable = true;
  if (known_ != nullptr) {
    struct Shortcut {
      const Fact *fact;
      bool host;
    };
    std::vector<Shortcut> shortcuts;
    for (const Fact &f : known_->facts()) {
      const bool first = f.stage == Stage::first || f.stage == Stage::nested;
      if (f.kind != Fact::Kind::table || !first || f.did != second.did || f.pasid != pasid ||
          ((f.base ^ q.addr) >> f.shift) != 0 ||
          (f.stage == stage && first_as_in_memory(e, nested, second, q.addr, f)))
        continue;
      if (f.stage == stage)
        shortcuts.push_back({&f, false});
      if (f.host_known && (nested || f.stage != stage))
        shortcuts.push_back({&f, true});
    }
    const unsigned choice = pick(unsigned(shortcuts.size()) + 1);
    if (choice > 0) {
      const Fact &f = *shortcuts[choice - 1].fact;
      level = (f.shift - VTD_PAGE_SHIFT) / index_bits;
      table = f.next;
      user = f.u;
      writable = f.w;
      host_writable = f.dirty;
      if (shortcuts[choice - 1].host)
        host_table = f.words[0];
    }
  }

  Page page;
  uint64_t place = 0;
  bool place_writable = true;
  std::optional<size_t> way_here; // the fact that leads to this table
  for (;; level--) {
    const unsigned shift = VTD_PAGE_SHIFT + index_bits * (level - 1);
    const uint64_t index = (q.addr >> shift) & ((1u << index_bits) - 1);
    const bool top = level == levels;
    if (host_table) {
      place = *host_table + index * VTD_FS_PTE_SIZE;
      place_writable = host_writable;
    } else {
      place =
          first_entry_place(table + index * VTD_FS_PTE_SIZE, nested, second, top, place_writable);
    }
    host_table.reset();
    if (way_here) {
      learned_[*way_here].host_known = true;
      learned_[*way_here].words[0] = place - index * VTD_FS_PTE_SIZE;
      learned_[*way_here].dirty = place_writable;
    }
    const uint64_t entry = fetch(place, top ? VTD_FC_SFS_4 : VTD_FC_SFS_1);
    say("first-stage level %u, entry %u at %" PRIx64 ": %016" PRIx64, level, unsigned(index), place,
        entry);
    if ((entry & VTD_FS_PTE_P_MASK) == 0)
      fault(VTD_FC_SFS_2);
    if ((entry & first_reserved(entry, shift)) != 0)
      fault(VTD_FC_SFS_3);
    if (wrong(Mistake::user_bit_leaf_only))
      user = true;
    user = user && (entry & VTD_FS_PTE_US_MASK) != 0;
    writable = writable && (entry & VTD_FS_PTE_RW_MASK) != 0;

    const bool leaf = shift == VTD_PAGE_SHIFT ||
                      (shift <= VTD_PAGE_1G_SHIFT && (entry & VTD_FS_DIR_PS_MASK) != 0);
    const uint64_t below = (UINT64_C(1) << shift) - 1;
    const uint64_t next =
        leaf ? entry & VTD_FS_PTE_ADDR_MASK & ~below : entry & VTD_FS_PTE_ADDR_MASK;
    if (nested && guest_bits < 64 && (next >> guest_bits) != 0)
      fault(VTD_FC_SFS_5);
    const uint64_t flags = VTD_FS_PTE_A_MASK | (eafe ? VTD_FS_PTE_EA_MASK : 0);
    if ((entry & flags) != flags && !place_writable)
      soft(VTD_FC_SFS_8);
    else
      mark(place, flags, false, second.snooped, VTD_FC_SFS_9, VTD_FC_SFS_10);
    if (leaf) {
      page.shift = shift;
      page.addr = next | (q.addr & below);
      page.pat = pat_of(e, entry, shift);
      break;
    }
    table = next;
    Fact f{};
    f.kind = Fact::Kind::table;
    f.stage = stage;
    f.did = second.did;
    f.pasid = pasid;
    f.shift = uint8_t(shift);
    f.base = q.addr >> shift << shift;
    f.next = table;
    f.r = true;
    f.w = writable;
    f.u = user;
    way_here = learned_.size();
    learned_.push_back(f);
  }

  page.r = priv || user;
  page.w = priv ? (!wpe || writable) : user && writable;
  const bool user_fault = !priv && !user;
  effective_ = page;
  effective_.snoop = page_snoop_;
  mapped_ = true;
  if (user_fault)
    soft(VTD_FC_SGN_2);
  const bool write_fault = q.type == Type::untranslated && writes(q) && !page.w && !user_fault;
  if (write_fault)
    soft(VTD_FC_SGN_6);
  mapped_ = false;

  const bool first_write = page.w;
  const bool sets_dirty = writes(q) && first_write && !user_fault && !wrong(Mistake::no_dirty);
  if (nested) {
    say("  guest address %" PRIx64 " of the page:", page.addr);
    const Page host = second_stage(second, page.addr, sets_dirty, true);
    if (!host.r && !host.w)
      fault(VTD_FC_SSS_2);
    page.r = page.r && host.r;
    page.w = page.w && host.w;
    page.snoop = host.snoop;
    page.emt = host.emt;
    page.ipat = host.ipat;
    page.shift = std::min(page.shift, host.shift);
    page.addr = host.addr;
    page.dirty = host.dirty;
  }
  // Dirty once the write is granted: a translation request may be granted less than it asked for.
  const auto set_dirty = [&] {
    if (!sets_dirty || !page.w)
      return;
    const uint64_t old = word(place).value_or(0);
    if ((old & VTD_FS_PTE_D_MASK) == 0 && !place_writable)
      soft(VTD_FC_SFS_8);
    else
      mark(place, VTD_FS_PTE_D_MASK, true, second.snooped, VTD_FC_SFS_9, VTD_FC_SFS_10);
  };
  const auto learn = [&] {
    page.dirty = page.dirty && (word(place).value_or(0) & VTD_FS_PTE_D_MASK) != 0;

    Fact f{};
    f.kind = Fact::Kind::page;
    f.stage = stage;
    f.did = second.did;
    f.has_pasid = q.has_pasid;
    f.pasid = pasid;
    f.shift = uint8_t(page.shift);
    f.base = q.addr >> page.shift << page.shift;
    f.next = page.addr >> page.shift << page.shift;
    f.r = page.r;
    f.w = page.w;
    f.u = priv;
    f.snoop = page.snoop || page_snoop_;
    f.dirty = page.dirty;
    f.pat = page.pat;
    f.emt = page.emt;
    f.ipat = page.ipat;
    f.typing = second.typing;
    learned_.push_back(f);
  };
  // A translation request that gets less than it asked for does not fault: its page may be kept.
  if (q.type == Type::translation) {
    set_dirty();
    learn();
    return needs(q, page, VTD_FC_SGN_6, VTD_FC_SGN_7);
  }
  needs(q, page, VTD_FC_SGN_6, VTD_FC_SGN_7);
  set_dirty();
  learn();
  return page;
}

} // namespace vtd::oracle
