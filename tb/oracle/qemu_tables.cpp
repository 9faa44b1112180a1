// SPDX-License-Identifier: Apache-2.0
#include "qemu_tables.h"

#include "vtd/vtd_regs.h"

namespace vtd::judge {

namespace {

constexpr unsigned bits_per_level = 9, last_shift = 12, largest_leaf_shift = 30;
constexpr uint64_t address_field = UINT64_C(0x000FFFFFFFFFF000);

void second_stage(const MemoryAt &memory, uint64_t top, unsigned levels, uint64_t addr,
                  Path &path) {
  uint64_t table = top;
  for (unsigned level = levels; level > 0; level--) {
    PathStep s;
    s.shift = last_shift + bits_per_level * (level - 1);
    s.place = table + (addr >> s.shift & 511) * sizeof addr;
    s.entry = memory.word(s.place);
    s.leaf = s.entry && (s.shift == last_shift ||
                         (s.shift <= largest_leaf_shift && (*s.entry & VTD_SS_DIR_PS)));
    path.steps.push_back(s);
    if (!s.entry || s.leaf || !(*s.entry & (VTD_SS_PTE_R | VTD_SS_PTE_W)))
      return;
    table = *s.entry & address_field;
  }
}

// No more than addresses can have: other widths are refused before any table is read.
unsigned levels_of(uint64_t aw) {
  constexpr unsigned most = 5;
  return aw + 2 > most ? 0 : unsigned(aw) + 2;
}

void legacy_context(const MemoryAt &memory, const Op &op, Path &path) {
  const auto c = memory.words<VTD_CTX_WORDS>(vtd_root_ctp(path.root->data()) +
                                             uint64_t(op.requester & 0xFF) * VTD_CTX_SIZE);
  if (c)
    path.context = {(*c)[0], (*c)[1], 0, 0};
}

void legacy(const MemoryAt &memory, const Op &op, Path &path) {
  const uint64_t *e = path.context->data();
  path.pass_through = vtd_ctx_tt(e) == VTD_CTX_TT_PASS_THROUGH;
  if (!path.pass_through)
    second_stage(memory, vtd_ctx_ssptptr(e), levels_of(vtd_ctx_aw(e)), op.addr, path);
}

void scalable_context(const MemoryAt &memory, const Op &op, Path &path) {
  path.context = memory.words<VTD_SM_CTX_WORDS>(vtd_sm_root_lctp(path.root->data()) +
                                                uint64_t(op.requester & 0x7F) * VTD_SM_CTX_SIZE);
}

void scalable(const MemoryAt &memory, const Op &op, Path &path) {
  const uint64_t pasid = vtd_sm_ctx_rid_pasid(path.context->data());
  path.directory =
      memory.word(vtd_sm_ctx_pasiddirptr(path.context->data()) + (pasid >> 6) * sizeof pasid);
  if (!path.directory)
    return;
  path.pasid = memory.words<VTD_PASID_WORDS>(vtd_pasid_dir_smptblptr(&*path.directory) +
                                             (pasid & 63) * VTD_PASID_SIZE);
  if (!path.pasid)
    return;
  const uint64_t *e = path.pasid->data();
  path.pass_through = vtd_pasid_pgtt(e) == VTD_PASID_PGTT_PT;
  if (!path.pass_through)
    second_stage(memory, vtd_pasid_ssptptr(e), levels_of(vtd_pasid_aw(e)), op.addr, path);
}

Path path_in(const Image &image, const MemoryAt &contexts, const MemoryAt &tables, const Op &q) {
  Path path;
  path.root = contexts.words<VTD_ROOT_WORDS>(vtd_rtaddr_rta(image.rtaddr) +
                                             uint64_t(q.requester >> 8) * VTD_ROOT_SIZE);
  if (!path.root)
    return path;
  if (image.profile.scalable)
    scalable_context(contexts, q, path);
  else
    legacy_context(contexts, q, path);
  if (path.context && image.profile.scalable)
    scalable(tables, q, path);
  else if (path.context)
    legacy(tables, q, path);
  return path;
}

} // namespace

MemoryAt::MemoryAt(const Image &image, size_t op) : image_(image) {
  for (size_t i = 0; i < op && i < image.ops.size(); i++)
    if (image.ops[i].kind == Kind::poke)
      edits_[image.ops[i].addr] = image.ops[i].value;
}

std::optional<uint64_t> MemoryAt::word(uint64_t addr) const {
  if (addr >= ram_bytes)
    return std::nullopt;
  const auto edit = edits_.find(addr);
  if (edit != edits_.end())
    return edit->second;
  const auto at = image_.words.find(addr);
  return at == image_.words.end() ? 0 : at->second;
}

namespace {

// Now comes first.
std::vector<MemoryAt> moments_before(const Image &image, size_t op) {
  std::vector<MemoryAt> moments = {MemoryAt(image, op)};
  for (size_t i = op; i-- > 0;)
    if (image.ops[i].kind == Kind::poke)
      moments.emplace_back(image, i);
  return moments;
}

} // namespace

Path path_of(const Image &image, size_t op) {
  const MemoryAt memory(image, op);
  return path_in(image, memory, memory, image.ops[op]);
}

bool some_path(const Image &image, size_t op, const Op &q, const PathTest &is) {
  const std::vector<MemoryAt> moments = moments_before(image, op);
  for (const MemoryAt &contexts : moments)
    for (const MemoryAt &tables : moments)
      if (is(path_in(image, contexts, tables, q)))
        return true;
  return false;
}

bool some_path(const Image &image, size_t op, const PathTest &is) {
  return some_path(image, op, image.ops[op], is);
}

bool some_walk(const Image &image, size_t op, const Op &q, const PathTest &is) {
  const std::vector<MemoryAt> moments = moments_before(image, op);
  for (const MemoryAt &contexts : moments)
    if (is(path_in(image, contexts, moments.front(), q)))
      return true;
  return false;
}

InterruptPath interrupt_path_of(const Image &image, size_t op) {
  const MemoryAt memory(image, op);
  const Op &o = image.ops[op];
  const uint64_t m[2] = {o.addr, o.kind == Kind::interrupt ? o.value : 0};
  InterruptPath path;
  path.remappable = vtd_msi_remap_format(m) != 0;
  path.index = uint32_t(vtd_msi_remap_handle(m));
  if (vtd_msi_remap_shv(m))
    path.index += uint32_t(vtd_msi_remap_subhandle(m));
  const auto entry = [&](uint64_t index) {
    return memory.words<VTD_IRTE_WORDS>(vtd_irta_irta(image.irta) + index * VTD_IRTE_SIZE);
  };
  path.entry = entry(path.index);
  path.wrapped_entry = entry(path.index & 0xFFFF);
  return path;
}

} // namespace vtd::judge
