// SPDX-License-Identifier: Apache-2.0
// Random root, context, PASID and second-stage tables.
// Every statement draws at most one random number, or in an order that the language fixes: a seed
// means the same on every machine.
#include "make_tables.h"

#include "vtd/vtd_regs.h"

namespace vtd::judge {

namespace {

constexpr uint64_t bit(unsigned n) {
  return UINT64_C(1) << n;
}

// Indexes of table entries that data never touches.
uint64_t index_from(Random &random) {
  static const uint64_t edges[] = {0, 1, 7, 255, 384, 502, 503, 511};
  if (random.chance(75))
    return random.below(8);
  const uint64_t any = random.chance(50) ? random.of(edges) : random.below(512);
  return any * 8 >= data_offset && any * 8 < data_limit ? any | 128 : any;
}

} // namespace

uint64_t Tables::word(uint64_t addr) const {
  const auto at = image_.words.find(addr);
  return at == image_.words.end() ? 0 : at->second;
}

void Tables::put(uint64_t at, const uint64_t *words, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    image_.words[at + i * 8] = words[i];
}

uint64_t Tables::private_page() {
  const uint64_t page = next_;
  if (next_ + page_bytes < tables_end)
    next_ += page_bytes;
  return page;
}

uint64_t Tables::fresh_page() {
  pages_.push_back(private_page());
  return pages_.back();
}

// A page address behind which there is no memory.
uint64_t Tables::absent_page() {
  switch (random_.below(4)) {
  case 0:
    return ram_bytes;
  case 1:
    return ram_bytes + random_.below(64) * page_bytes;
  case 2:
    return devices_end + random_.below(64) * page_bytes;
  default:
    return bit(image_.profile.address_bits) - page_bytes;
  }
}

// One where no table can be: no memory, the interrupt range, or bits that are reserved.
uint64_t Tables::outside() {
  const uint64_t top = bit(image_.profile.address_bits);
  switch (random_.below(6)) {
  case 0:
  case 1:
  case 2:
  case 3:
    return absent_page();
  case 4:
    return VTD_INTR_BASE + random_.below(256) * page_bytes;
  default:
    break;
  }
  const unsigned bits = image_.profile.address_bits;
  const uint64_t reserved =
      random_.chance(50) ? top : bit(bits + unsigned(random_.below(52u - bits)));
  return reserved | (pages_.empty() ? tables_begin : random_.of(pages_));
}

uint64_t Tables::some_table(uint64_t here) {
  const uint64_t dice = random_.below(100);
  if (dice < trouble_ / 3)
    return outside();
  if (dice < trouble_ / 2)
    return here != 0 ? here : fresh_page();
  if (dice < trouble_)
    return data_begin + random_.below((data_end - data_begin) / page_bytes) * page_bytes;
  if (dice < trouble_ + 25 && !pages_.empty())
    return random_.of(pages_);
  return fresh_page();
}

uint64_t Tables::data_offset_in_page() {
  static const uint64_t edges[] = {data_offset, data_limit - 4};
  return random_.chance(20) ? random_.of(edges)
                            : data_offset + random_.below((data_limit - data_offset) / 4) * 4;
}

uint64_t Tables::plain_address() {
  const uint64_t top = bit(image_.profile.address_bits);
  uint64_t page = 0;
  switch (random_.below(odd() ? 6 : 3)) {
  case 0:
  case 1:
    page = data_begin + random_.below((data_end - data_begin) / page_bytes) * page_bytes;
    break;
  case 2:
    page = random_.chance(50) ? ram_bytes : devices_end + random_.below(1024) * page_bytes;
    break;
  case 3:
    page = top - page_bytes;
    break;
  case 4:
    page = top;
    break;
  default:
    page = bit(unsigned(random_.below(64 - 32) + 32));
    page += random_.below(8) * page_bytes;
  }
  return page + data_offset_in_page();
}

uint64_t Tables::address(const Domain &domain) {
  if (domain.pass_through)
    return plain_address();
  static const uint64_t around[] = {VTD_INTR_BASE - page_bytes, VTD_INTR_BASE,
                                    VTD_INTR_LIMIT + 1 - page_bytes, VTD_INTR_LIMIT + 1,
                                    devices_end + VTD_INTR_BASE};
  uint64_t addr = data_offset_in_page();
  if (random_.chance(5))
    return addr + random_.of(around);
  for (unsigned level = 0; level < domain.levels; level++)
    addr |= index_from(random_) << (VTD_PAGE_SHIFT + 9 * level);
  const unsigned width = VTD_PAGE_SHIFT + 9 * domain.levels;
  if (random_.chance(4)) // the last page
    addr |= (bit(width) - 1) & ~(page_bytes - 1);
  if (random_.chance(4)) // beyond the tables
    addr |= bit(random_.chance(60) ? width : width + unsigned(random_.below(64 - width)));
  return addr;
}

// ---- Legacy mode

void Tables::legacy_root() {
  const uint64_t root = fresh_page();
  image_.rtaddr = random_.chance(trouble_ / 8) ? absent_page() : root;
  near_contexts_ = fresh_page();
  far_contexts_ = fresh_page();
  legacy_root_entry(root, near_contexts_);
  legacy_root_entry(root + far_bus * VTD_ROOT_SIZE, far_contexts_);
}

void Tables::legacy_root_entry(uint64_t place, uint64_t contexts) {
  uint64_t e[VTD_ROOT_WORDS] = {};
  vtd_root_p_set(e, 1);
  vtd_root_ctp_set(e, contexts);
  if (random_.chance(trouble_ / 4)) {
    // All requesters of the bus share it: anything wrong here is wrong for all of them.
    const uint64_t what = random_.below(5);
    if (what == 0)
      vtd_root_p_set(e, 0);
    else if (what == 1)
      e[0] |= bit(1 + unsigned(random_.below(11)));
    else if (what == 2)
      e[1] |= bit(unsigned(random_.below(64)));
    else if (what == 3)
      e[0] = 0;
    else
      vtd_root_ctp_set(e, outside());
  }
  put(place, e, VTD_ROOT_WORDS);
}

void Tables::legacy_context(uint16_t requester, uint16_t did) {
  const bool wide = image_.profile.address_bits >= 48;
  uint64_t e[VTD_CTX_WORDS] = {};
  vtd_ctx_p_set(e, 1);
  vtd_ctx_fpd_set(e, random_.chance(10));
  vtd_ctx_did_set(e, did);
  vtd_ctx_aw_set(e, wide && random_.chance(70) ? VTD_CTX_AW_48 : VTD_CTX_AW_39);
  vtd_ctx_ssptptr_set(e, some_table());
  if (pass_through_ && random_.chance(10))
    vtd_ctx_tt_set(e, VTD_CTX_TT_PASS_THROUGH);
  if (random_.chance(15)) // ignored bits
    e[1] |= random_.below(16) << 3;
  if (odd()) {
    switch (random_.below(6)) {
    case 0:
      vtd_ctx_p_set(e, 0);
      break;
    case 1:
      e[0] |= bit(4 + unsigned(random_.below(8)));
      break;
    case 2:
      e[1] |= random_.chance(30) ? bit(7) : bit(24 + unsigned(random_.below(40)));
      break;
    case 3:
      vtd_ctx_aw_set(e, random_.below(8));
      break;
    case 4:
      vtd_ctx_tt_set(e, random_.below(4));
      break;
    default:
      vtd_ctx_ssptptr_set(e, outside());
    }
  }
  put(context_place(requester), e, VTD_CTX_WORDS);
}

// ---- Scalable mode

void Tables::scalable_root() {
  const uint64_t root = fresh_page();
  image_.rtaddr = vtd_rtaddr_ttm_set(random_.chance(trouble_ / 8) ? absent_page() : root,
                                     VTD_RTADDR_TTM_SCALABLE);
  near_contexts_ = fresh_page();
  far_contexts_ = fresh_page();
  scalable_root_entry(root, near_contexts_);
  scalable_root_entry(root + far_bus * VTD_SM_ROOT_SIZE, far_contexts_);
}

void Tables::scalable_root_entry(uint64_t place, uint64_t contexts) {
  uint64_t e[VTD_SM_ROOT_WORDS] = {};
  vtd_sm_root_lp_set(e, 1);
  vtd_sm_root_lctp_set(e, contexts);
  if (random_.chance(trouble_ / 4)) {
    const uint64_t what = random_.below(4);
    if (what == 0)
      vtd_sm_root_lp_set(e, 0);
    else if (what == 1)
      e[0] |= bit(1 + unsigned(random_.below(11)));
    else if (what == 2)
      e[1] |= bit(unsigned(random_.below(64))); // the half that is not used
    else
      vtd_sm_root_lctp_set(e, outside());
  }
  put(place, e, VTD_SM_ROOT_WORDS);
}

void Tables::scalable_context(uint16_t requester, uint16_t did) {
  const bool wide = image_.profile.address_bits >= 48;
  uint64_t c[VTD_SM_CTX_WORDS] = {};
  vtd_sm_ctx_p_set(c, 1);
  vtd_sm_ctx_fpd_set(c, random_.chance(7));
  vtd_sm_ctx_pdts_set(c, random_.chance(80) ? 0 : random_.below(8));
  uint64_t directory = some_table();
  vtd_sm_ctx_pasiddirptr_set(c, directory);
  if (odd()) {
    const uint64_t what = random_.below(6);
    if (what == 0)
      vtd_sm_ctx_p_set(c, 0);
    else if (what == 1)
      c[0] |= bit(2 + unsigned(random_.below(7)));
    else if (what == 2)
      c[1] |= bit(unsigned(random_.below(64)));
    else if (what == 3)
      c[2 + random_.below(2)] |= bit(unsigned(random_.below(64)));
    else if (what == 4)
      vtd_sm_ctx_pasiddirptr_set(c, outside());
  }
  put(context_place(requester), c, VTD_SM_CTX_WORDS);
  directory = vtd_sm_ctx_pasiddirptr(c);
  if (directory < tables_begin || directory >= tables_end)
    return;
  if (image_.words.count(directory) == 0) {
    uint64_t d[VTD_PASID_DIR_WORDS] = {};
    vtd_pasid_dir_p_set(d, !odd());
    vtd_pasid_dir_fpd_set(d, random_.chance(7));
    vtd_pasid_dir_smptblptr_set(d, some_table());
    if (random_.chance(trouble_ / 2))
      d[0] |= bit(2 + unsigned(random_.below(10)));
    put(directory, d, VTD_PASID_DIR_WORDS);
  }
  const uint64_t directory_entry[1] = {word(directory)};
  const uint64_t table = vtd_pasid_dir_smptblptr(directory_entry);
  if (table < tables_begin || table >= tables_end || image_.words.count(table) != 0)
    return;
  uint64_t p[VTD_PASID_WORDS] = {};
  vtd_pasid_p_set(p, 1);
  vtd_pasid_fpd_set(p, random_.chance(7));
  vtd_pasid_aw_set(p, wide && random_.chance(70) ? VTD_CTX_AW_48 : VTD_CTX_AW_39);
  vtd_pasid_pgtt_set(p,
                     pass_through_ && random_.chance(12) ? VTD_PASID_PGTT_PT : VTD_PASID_PGTT_SS);
  vtd_pasid_did_set(p, did);
  vtd_pasid_sre_set(p, random_.chance(30));
  vtd_pasid_ssptptr_set(p, some_table());
  if (odd()) {
    const uint64_t what = random_.below(6);
    if (what == 0)
      vtd_pasid_p_set(p, 0);
    else if (what == 1)
      vtd_pasid_aw_set(p, random_.below(8));
    else if (what == 2)
      vtd_pasid_pgtt_set(p, random_.below(8));
    else if (what == 3)
      p[random_.below(VTD_PASID_WORDS)] |= bit(unsigned(random_.below(64)));
    else if (what == 4)
      vtd_pasid_ssptptr_set(p, outside());
  }
  put(table, p, VTD_PASID_WORDS);
}

// ---- Second stage

uint64_t Tables::leaf_address(unsigned shift) {
  const uint64_t top = bit(image_.profile.address_bits);
  if (random_.chance(100 - trouble_)) {
    if (shift == 30)
      return bit(30) * random_.below(3);
    const uint64_t first = shift == 21 ? bit(21) : data_begin;
    return first + (random_.below((data_end - first) >> shift) << shift);
  }
  static const uint64_t pages[] = {VTD_INTR_BASE, VTD_INTR_BASE - page_bytes,
                                   VTD_INTR_LIMIT + 1 - page_bytes, VTD_INTR_LIMIT + 1};
  uint64_t addr = 0;
  switch (random_.below(4)) {
  case 0:
    addr = random_.of(pages);
    break;
  case 1:
    addr = top - bit(shift);
    break;
  case 2:
    addr = devices_end + random_.below(8) * bit(shift);
    break;
  default:
    addr = ram_bytes + random_.below(8) * page_bytes;
  }
  addr &= ~(bit(shift) - 1);
  // A 2 MiB page below the interrupt range has devices in it.
  return shift == 21 && addr == ((VTD_INTR_BASE - page_bytes) & ~(bit(21) - 1)) ? VTD_INTR_BASE
                                                                                : addr;
}

uint64_t Tables::spoilt_second(uint64_t entry, unsigned shift, bool leaf) {
  const unsigned bits = image_.profile.address_bits;
  switch (random_.below(8)) {
  case 0:
    return entry & ~(VTD_SS_PTE_R | VTD_SS_PTE_W);
  case 1:
    return entry & ~(random_.chance(50) ? VTD_SS_PTE_R : VTD_SS_PTE_W);
  case 2:
    return entry | bit(11);
  case 3:
    return entry | bit(62);
  case 4:
    return entry | bit(bits + unsigned(random_.below(52u - bits)));
  case 5:
    return shift > 30 ? entry | VTD_SS_DIR_PS : entry;
  case 6: // low address bits of a superpage
    return leaf && shift > VTD_PAGE_SHIFT
               ? entry | bit(VTD_PAGE_SHIFT + unsigned(random_.below(shift - VTD_PAGE_SHIFT)))
               : entry;
  default:
    return random_.chance(20) ? 0 : entry & ~VTD_SS_PTE_W;
  }
}

uint64_t Tables::second_entry(unsigned shift, uint64_t here) {
  const bool leaf = shift == VTD_PAGE_SHIFT || (shift <= 30 && random_.chance(18));
  uint64_t e = leaf ? leaf_address(shift) : some_table(here);
  e |= VTD_SS_PTE_R | VTD_SS_PTE_W;
  if (leaf && shift > VTD_PAGE_SHIFT)
    e |= VTD_SS_DIR_PS;
  if (random_.chance(12))
    e &= ~(random_.chance(50) ? VTD_SS_PTE_R : VTD_SS_PTE_W);
  if (random_.chance(25)) // bits that are ignored here
    e |= random_.bits() & UINT64_C(0xBFF000000000077C);
  if (leaf && shift == VTD_PAGE_SHIFT && random_.chance(10))
    e |= VTD_SS_DIR_PS; // ignored in the last level
  return odd() ? spoilt_second(e, shift, leaf) : e;
}

void Tables::second_stage(uint64_t top, unsigned levels, uint64_t addr) {
  uint64_t table = top;
  for (unsigned level = levels; level > 0; level--) {
    if (table < tables_begin || table >= tables_end)
      return;
    const unsigned shift = VTD_PAGE_SHIFT + 9 * (level - 1);
    const uint64_t place = table + ((addr >> shift) & 511) * 8;
    if (image_.words.count(place) == 0)
      image_.words[place] = second_entry(shift, table);
    places_.emplace(place, shift);
    const uint64_t e = image_.words[place];
    if ((e & (VTD_SS_PTE_R | VTD_SS_PTE_W)) == 0 || (shift <= 30 && (e & VTD_SS_DIR_PS) != 0))
      return;
    table = vtd_ss_dir_addr(&e) & haw_mask();
  }
}

Tables::Domain Tables::domain_of(uint16_t requester) const {
  const bool wide = image_.profile.address_bits >= 48;
  Domain d;
  d.levels = wide ? 4 : 3;
  const auto levels = [&](uint64_t aw) {
    return aw == VTD_CTX_AW_39 ? 3u : aw == VTD_CTX_AW_48 ? 4u : d.levels;
  };
  if (!image_.profile.scalable) {
    const uint64_t at = context_place(requester);
    const uint64_t e[2] = {word(at), word(at + 8)};
    d.did = uint16_t(vtd_ctx_did(e));
    d.top = vtd_ctx_ssptptr(e);
    d.levels = levels(vtd_ctx_aw(e));
    d.pass_through = vtd_ctx_tt(e) == VTD_CTX_TT_PASS_THROUGH;
    return d;
  }
  const uint64_t context = word(context_place(requester));
  const uint64_t directory = word(vtd_sm_ctx_pasiddirptr(&context));
  const uint64_t table = vtd_pasid_dir_smptblptr(&directory);
  const uint64_t entry[2] = {word(table), word(table + 8)};
  d.did = uint16_t(vtd_pasid_did(entry));
  d.top = vtd_pasid_ssptptr(entry);
  d.levels = levels(vtd_pasid_aw(entry));
  d.pass_through = vtd_pasid_pgtt(entry) == VTD_PASID_PGTT_PT;
  return d;
}

uint64_t Tables::context_place(uint16_t requester) const {
  const uint64_t table = requester >> 8 == far_bus ? far_contexts_ : near_contexts_;
  return image_.profile.scalable ? table + (requester & 0x7Fu) * VTD_SM_CTX_SIZE
                                 : table + (requester & 0xFFu) * VTD_CTX_SIZE;
}

} // namespace vtd::judge
