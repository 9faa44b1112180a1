// SPDX-License-Identifier: Apache-2.0
// Coverage of the edges of table fields.
#include "coverage.h"

#include <set>

#include "vtd/vtd_regs.h"

namespace vtd::judge {

namespace {

constexpr const char *level_names[] = {"PT", "PD", "PDPT", "PML4"};
constexpr uint64_t ignored_bits = UINT64_C(0xBFF000000000077C);

class Walk {
public:
  Walk(const Image &image, Edges &edges) : image_(image), edges_(edges) {}

  void request(const Op &op) {
    input(op.addr);
    hit(op.requester >> 8 == 0 ? "requester on bus 0" : "requester on another bus");
    if (image_.profile.scalable)
      scalable(op);
    else
      legacy(op);
  }

  void interrupt(const Op &op) {
    const uint64_t m[2] = {op.addr, op.value};
    if (!vtd_msi_remap_format(m)) {
      hit("message in compatibility format");
      return;
    }
    const uint64_t index =
        vtd_msi_remap_handle(m) + (vtd_msi_remap_shv(m) ? vtd_msi_remap_subhandle(m) : 0);
    hit("message SHV", vtd_msi_remap_shv(m));
    if (index >= UINT64_C(2) << vtd_irta_s(image_.irta)) {
      hit("message index beyond the table");
      return;
    }
    const uint64_t at = vtd_irta_irta(image_.irta) + index * VTD_IRTE_SIZE;
    const uint64_t e[2] = {word(at), word(at + 8)};
    hit("IRTE P", vtd_irte_p(e));
    if (!vtd_irte_p(e))
      return;
    hit("IRTE FPD", vtd_irte_fpd(e));
    hit("IRTE SVT", vtd_irte_svt(e));
    hit("IRTE SQ", vtd_irte_sq(e));
    hit("IRTE DM", vtd_irte_dm(e));
    hit("IRTE TM", vtd_irte_tm(e));
    uint64_t reserved[VTD_IRTE_WORDS];
    vtd_irte_rsvd(cap_of(image_.profile), ecap_of(image_.profile), image_.profile.address_bits,
                  reserved);
    if (((e[0] & reserved[0]) | (e[1] & reserved[1])) != 0)
      hit("IRTE reserved bit");
  }

private:
  void hit(const std::string &what) { edges_[what]++; }
  void hit(const std::string &field, uint64_t value) {
    edges_[field + "=" + std::to_string(value)]++;
  }
  uint64_t word(uint64_t addr) const {
    const auto at = image_.words.find(addr);
    return at == image_.words.end() ? 0 : at->second;
  }

  // False if there is nothing behind it.
  bool pointer(const std::string &whose, uint64_t addr) {
    if (addr >> image_.profile.address_bits != 0)
      hit(whose + " pointer beyond the host address width");
    else if (addr >> 20 == VTD_INTR_BASE >> 20)
      hit(whose + " pointer into the interrupt range");
    else if (addr >= ram_bytes)
      hit(whose + " pointer outside of memory");
    return addr < ram_bytes;
  }

  void input(uint64_t addr) {
    const uint64_t page = addr & ~(page_bytes - 1);
    if (addr >> 20 == VTD_INTR_BASE >> 20)
      hit("input in the interrupt range");
    if (page == VTD_INTR_BASE - page_bytes || page == VTD_INTR_LIMIT + 1)
      hit("input beside the interrupt range");
    if (addr >> image_.profile.address_bits != 0)
      hit("input beyond the address width");
    if (page == (UINT64_C(1) << image_.profile.address_bits) - page_bytes)
      hit("input in the last page");
  }

  void legacy(const Op &op) {
    const uint64_t root_at =
        vtd_rtaddr_rta(image_.rtaddr) + uint64_t(op.requester >> 8) * VTD_ROOT_SIZE;
    const uint64_t r[2] = {word(root_at), word(root_at + 8)};
    hit("root P", vtd_root_p(r));
    if (!vtd_root_p(r))
      return;
    uint64_t reserved[2];
    vtd_root_rsvd(cap_of(image_.profile), ecap_of(image_.profile), image_.profile.address_bits,
                  reserved);
    if (((r[0] & reserved[0]) | (r[1] & reserved[1])) != 0)
      hit("root reserved bit");
    if (!pointer("root", vtd_root_ctp(r)))
      return;
    const uint64_t at = vtd_root_ctp(r) + (op.requester & 0xFFu) * VTD_CTX_SIZE;
    const uint64_t c[2] = {word(at), word(at + 8)};
    hit("context P", vtd_ctx_p(c));
    hit("context FPD", vtd_ctx_fpd(c));
    if (!vtd_ctx_p(c))
      return;
    hit("context TT", vtd_ctx_tt(c));
    hit("context AW", vtd_ctx_aw(c));
    vtd_ctx_rsvd(cap_of(image_.profile), ecap_of(image_.profile), image_.profile.address_bits,
                 reserved);
    if (((c[0] & reserved[0]) | (c[1] & reserved[1])) != 0)
      hit("context reserved bit");
    if (pointer("context", vtd_ctx_ssptptr(c)) && vtd_ctx_tt(c) < VTD_CTX_TT_PASS_THROUGH)
      pages(vtd_ctx_ssptptr(c), vtd_ctx_aw(c), op.addr);
  }

  void scalable(const Op &op) {
    const uint64_t root_at =
        vtd_rtaddr_rta(image_.rtaddr) + uint64_t(op.requester >> 8) * VTD_ROOT_SIZE;
    const uint64_t r[2] = {word(root_at), word(root_at + 8)};
    hit("root LP", vtd_sm_root_lp(r));
    if (!vtd_sm_root_lp(r) || !pointer("root", vtd_sm_root_lctp(r)))
      return;
    const uint64_t at = vtd_sm_root_lctp(r) + (op.requester & 0x7Fu) * VTD_SM_CTX_SIZE;
    const uint64_t c[4] = {word(at), word(at + 8), word(at + 16), word(at + 24)};
    hit("scalable context P", vtd_sm_ctx_p(c));
    hit("scalable context FPD", vtd_sm_ctx_fpd(c));
    hit("scalable context PDTS", vtd_sm_ctx_pdts(c));
    if (!vtd_sm_ctx_p(c) || !pointer("scalable context", vtd_sm_ctx_pasiddirptr(c)))
      return;
    const uint64_t d = word(vtd_sm_ctx_pasiddirptr(c));
    hit("PASID directory P", vtd_pasid_dir_p(&d));
    hit("PASID directory FPD", vtd_pasid_dir_fpd(&d));
    if (!vtd_pasid_dir_p(&d) || !pointer("PASID directory", vtd_pasid_dir_smptblptr(&d)))
      return;
    const uint64_t e = word(vtd_pasid_dir_smptblptr(&d));
    hit("PASID entry P", vtd_pasid_p(&e));
    hit("PASID entry FPD", vtd_pasid_fpd(&e));
    if (!vtd_pasid_p(&e))
      return;
    hit("PASID entry AW", vtd_pasid_aw(&e));
    hit("PASID entry PGTT", vtd_pasid_pgtt(&e));
    if (vtd_pasid_pgtt(&e) == VTD_PASID_PGTT_SS && pointer("PASID entry", vtd_pasid_ssptptr(&e)))
      pages(vtd_pasid_ssptptr(&e), vtd_pasid_aw(&e), op.addr);
  }

  void pages(uint64_t table, uint64_t aw, uint64_t addr) {
    if (aw != VTD_CTX_AW_39 && (aw != VTD_CTX_AW_48 || image_.profile.address_bits < 48))
      return;
    const unsigned bits = image_.profile.address_bits;
    if (addr >> (aw == VTD_CTX_AW_39 ? 39 : 48) != 0)
      return;
    for (unsigned level = aw == VTD_CTX_AW_39 ? 3 : 4; level > 0; level--) {
      const unsigned shift = VTD_PAGE_SHIFT + 9 * (level - 1);
      const std::string name = std::string(level_names[level - 1]) + " entry";
      const uint64_t e = word(table + ((addr >> shift) & 511) * 8);
      hit(name + " R,W", (e & VTD_SS_PTE_R) | (e & VTD_SS_PTE_W));
      if ((e & (VTD_SS_PTE_R | VTD_SS_PTE_W)) == 0)
        return;
      const bool leaf = level == 1 || (level < 4 && (e & VTD_SS_DIR_PS) != 0);
      entry(name, e, level, leaf);
      const uint64_t next = vtd_ss_dir_addr(&e) & ((UINT64_C(1) << bits) - 1);
      if (leaf) {
        output(name, next, shift);
        return;
      }
      if (next == table)
        hit(name + " points at its own table");
      if (!pointer(name, next))
        return;
      table = next;
    }
  }

  void entry(const std::string &name, uint64_t e, unsigned level, bool leaf) {
    const unsigned bits = image_.profile.address_bits;
    const unsigned shift = VTD_PAGE_SHIFT + 9 * (level - 1);
    hit(name + " bit 7", (e & VTD_SS_DIR_PS) != 0);
    if ((e >> 11) & 1)
      hit(name + " bit 11");
    if ((e >> 62) & 1)
      hit(name + " bit 62");
    if ((e & ~(~UINT64_C(0) << 52)) >> bits != 0)
      hit(name + " address beyond the host address width");
    if ((e & ignored_bits) != 0)
      hit(name + " ignored bits");
    if (leaf && level > 1 && (e & ((UINT64_C(1) << shift) - page_bytes)) != 0)
      hit(name + " low bits of a superpage");
  }

  void output(const std::string &name, uint64_t page, unsigned shift) {
    const uint64_t size = UINT64_C(1) << shift;
    const uint64_t base = page & ~(size - 1);
    if (base <= VTD_INTR_LIMIT && base + size > VTD_INTR_BASE)
      hit(name + " maps the interrupt range");
    if (base + size == UINT64_C(1) << image_.profile.address_bits)
      hit(name + " maps the last page");
  }

  const Image &image_;
  Edges &edges_;
};

} // namespace

Edges all_edges() {
  Edges edges;
  const auto values = [&](const std::string &field, unsigned count) {
    for (unsigned i = 0; i < count; i++)
      edges[field + "=" + std::to_string(i)] = 0;
  };
  for (const char *bit :
       {"root P", "context P", "context FPD", "root LP", "scalable context P",
        "scalable context FPD", "PASID directory P", "PASID directory FPD", "PASID entry P",
        "PASID entry FPD", "IRTE P", "IRTE FPD", "IRTE DM", "IRTE TM", "message SHV"})
    values(bit, 2);
  for (const char *field :
       {"context AW", "PASID entry AW", "PASID entry PGTT", "scalable context PDTS"})
    values(field, 8);
  for (const char *field : {"context TT", "IRTE SVT", "IRTE SQ"})
    values(field, 4);
  for (const char *what : {"root reserved bit", "context reserved bit", "IRTE reserved bit",
                           "message in compatibility format", "message index beyond the table",
                           "requester on bus 0", "requester on another bus",
                           "input in the interrupt range", "input beside the interrupt range",
                           "input beyond the address width", "input in the last page"})
    edges[what] = 0;
  for (const char *whose : {"root", "context", "scalable context", "PASID directory", "PASID entry",
                            "PD entry", "PDPT entry", "PML4 entry"})
    for (const char *what :
         {"outside of memory", "beyond the host address width", "into the interrupt range"})
      // An entry's own address bits beyond the width have an edge of their own.
      if (std::string(whose).find("P") != 0 || std::string(whose).find("PASID") == 0 ||
          std::string(what) != "beyond the host address width")
        edges[std::string(whose) + " pointer " + what] = 0;
  for (const char *level : level_names) {
    const std::string name = std::string(level) + " entry";
    values(name + " R,W", 4);
    values(name + " bit 7", 2);
    for (const char *what :
         {" bit 11", " bit 62", " address beyond the host address width", " ignored bits"})
      edges[name + what] = 0;
    if (name != "PML4 entry")
      for (const char *what : {" maps the interrupt range", " maps the last page"})
        edges[name + what] = 0;
    if (name != "PT entry")
      edges[name + " points at its own table"] = 0;
    if (name == "PD entry" || name == "PDPT entry")
      edges[name + " low bits of a superpage"] = 0;
  }
  return edges;
}

void note_edges(const Image &image, Edges &edges) {
  Walk walk(image, edges);
  for (const Op &op : image.ops) {
    if (op.kind == Kind::dma)
      walk.request(op);
    else if (op.kind == Kind::interrupt && image.remapping)
      walk.interrupt(op);
  }
}

} // namespace vtd::judge
