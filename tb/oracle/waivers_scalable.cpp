// SPDX-License-Identifier: Apache-2.0
// Departures of scalable mode.
#include "vtd/vtd_regs.h"
#include <algorithm>

#include "waivers_shapes.h"

namespace vtd::judge {

namespace {

bool scalable_codes(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_dma(image, op) && image.profile.scalable && faults(right) && faults(seen) &&
         tells_request(image.ops[op], seen) && seen.fault.reason != right.fault.reason &&
         seen.fault.reason == legacy_reason(right.fault.reason, image.ops[op].write);
}

// Whatever is wrong with a PASID directory or table entry.
bool pasid_codes(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_dma(image, op) && image.profile.scalable && faults(right) &&
         of_pasid_tables(right.fault.reason) && faults(seen, VTD_FR_SPT_1) &&
         tells_request(image.ops[op], seen);
}

bool fpd_pasid_faults(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_dma(image, op) && image.profile.scalable && quiet(right) &&
         faults(seen, VTD_FR_SPT_1) && tells_request(image.ops[op], seen) && some_fpd(image, op);
}
// ---- Entries that QEMU looks at less closely
//
// It goes on where the architecture stops, so its outcome is that of the rest of the way; which is
// followed here as it does.

struct Expected {
  bool passes = false;
  uint8_t reason = 0; // 0: it passes
  std::optional<uint64_t> addr;
};

uint64_t reserved_in(const Image &image, const PathStep &s) {
  const uint64_t cap = cap_of(image.profile), ecap = ecap_of(image.profile);
  uint64_t mask[1] = {};
  constexpr unsigned page = 12, large = 21, huge = 30;
  if (s.shift > huge)
    vtd_ss_pml_rsvd(cap, ecap, image.profile.address_bits, mask);
  else if (!s.leaf)
    vtd_ss_dir_rsvd(cap, ecap, image.profile.address_bits, mask);
  else if (s.shift == huge)
    vtd_ss_pdpe_1g_rsvd(cap, ecap, image.profile.address_bits, mask);
  else if (s.shift == large)
    vtd_ss_pde_2m_rsvd(cap, ecap, image.profile.address_bits, mask);
  else if (s.shift == page)
    vtd_ss_pte_rsvd(cap, ecap, image.profile.address_bits, mask);
  return s.leaf ? mask[0] & ~VTD_SS_PTE_SNP_MASK : mask[0];
}

Expected second_stage(const Image &image, const Op &op, const Path &path) {
  const uint64_t *e = path.pasid->data();
  const unsigned width = 30 + 9 * unsigned(vtd_pasid_aw(e));
  const unsigned limit = std::min(width, unsigned(image.profile.address_bits));
  if (op.addr >> limit != 0)
    return {false, VTD_FR_LGN_1_1, {}};
  for (const PathStep &s : path.steps) {
    const bool top = &s == &path.steps.front();
    const auto &entry = s.entry;
    if (!entry || *entry == UINT64_MAX)
      return {false, uint8_t(top ? VTD_FR_LCT_4_3 : VTD_FR_LSS_1), {}};
    if (!permits(*entry, op))
      return {false, permission_reason(op), {}};
    if ((*entry & reserved_in(image, s)) != 0)
      return {false, VTD_FR_LSS_2, {}};
    if (!s.leaf)
      continue;
    const uint64_t below = (UINT64_C(1) << s.shift) - 1;
    const uint64_t page = vtd_ss_pte_addr(&*entry) & ~below;
    if (page <= VTD_INTR_LIMIT && (page | below) >= VTD_INTR_BASE)
      return {false, VTD_FR_SGN_8_1, {}};
    return {true, 0, page | (op.addr & below)};
  }
  return {};
}

bool width_supported(const Image &image, uint64_t aw) {
  return aw < 8 && (vtd_cap_sagaw(cap_of(image.profile)) >> aw & 1) != 0;
}

// From the PASID directory on.
Expected rest_of_way(const Image &image, const Op &op, const Path &path) {
  const Expected bad_entry = {false, VTD_FR_SPT_1, {}};
  if (!path.directory || !vtd_pasid_dir_p(&*path.directory) || !path.pasid ||
      !vtd_pasid_p(path.pasid->data()))
    return bad_entry;
  const uint64_t *e = path.pasid->data();
  const uint64_t pgtt = vtd_pasid_pgtt(e);
  if (pgtt == 0 || pgtt > VTD_PASID_PGTT_PT || !width_supported(image, vtd_pasid_aw(e)))
    return bad_entry;
  return pgtt == VTD_PASID_PGTT_PT ? Expected{true, 0, {}} : second_stage(image, op, path);
}

bool as_expected(const Image &image, size_t op, const Path &path, const Outcome &seen) {
  const Op &o = image.ops[op];
  if (!path.context || (seen.cached && *seen.cached))
    return false;
  const Expected e = rest_of_way(image, o, path);
  if ((e.reason == VTD_FR_LSS_1 || e.reason == VTD_FR_LCT_4_3) && ends_in_apic(o, path, seen))
    return true;
  if (e.passes)
    return passed(seen) && (!e.addr || seen.addr == e.addr);
  if (e.reason == VTD_FR_SPT_1 || !some_fpd(image, path)) // that one is not qualified
    return faults(seen, e.reason) && tells_request(o, seen);
  return quiet(seen);
}

using Entries = bool (*)(const Image &image, const Path &path);

// `reason`: that of the architecture, unless FPD keeps it quiet.
bool passed_over(const Image &image, size_t op, const Outcome &right, const Outcome &seen,
                 uint8_t reason, Entries here) {
  if (!is_dma(image, op) || !image.profile.scalable || !(faults(right, reason) || quiet(right)))
    return false;
  return some_path(image, op, [&](const Path &path) {
    return here(image, path) && as_expected(image, op, path, seen);
  });
}

template <unsigned words>
bool reserved_set(const Image &image, const std::array<uint64_t, words> &entry,
                  void (*rsvd)(uint64_t, uint64_t, unsigned, uint64_t *)) {
  uint64_t mask[words] = {};
  rsvd(cap_of(image.profile), ecap_of(image.profile), image.profile.address_bits, mask);
  uint64_t set = 0;
  for (unsigned i = 0; i < words; i++)
    set |= entry[i] & mask[i];
  return set != 0;
}

bool context_bits(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return passed_over(image, op, right, seen, VTD_FR_SCT_3, [](const Image &i, const Path &path) {
    return path.context && reserved_set<4>(i, *path.context, vtd_sm_ctx_rsvd);
  });
}

bool directory_bits(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return passed_over(image, op, right, seen, VTD_FR_SPD_3, [](const Image &i, const Path &path) {
    return path.directory &&
           reserved_set<1>(i, std::array<uint64_t, 1>{*path.directory}, vtd_pasid_dir_rsvd);
  });
}

bool pasid_bits(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return passed_over(image, op, right, seen, VTD_FR_SPT_3, [](const Image &i, const Path &path) {
    return path.pasid && reserved_set<8>(i, *path.pasid, vtd_pasid_rsvd);
  });
}

bool first_as_second(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return passed_over(image, op, right, seen, VTD_FR_SPT_4_2, [](const Image &, const Path &path) {
    const uint64_t pgtt = path.pasid ? vtd_pasid_pgtt(path.pasid->data()) : 0;
    return pgtt == VTD_PASID_PGTT_FS || pgtt == VTD_PASID_PGTT_NESTED;
  });
}

bool snoop_bit(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return passed_over(image, op, right, seen, VTD_FR_SSS_3, [](const Image &i, const Path &path) {
    return !i.profile.snoop_control && !path.steps.empty() && path.steps.back().leaf &&
           (*path.steps.back().entry & VTD_SS_PTE_SNP_MASK) != 0;
  });
}

bool asked_before(const Image &image, size_t op) {
  for (size_t i = 0; i < op; i++)
    if (is_dma(image, i) && image.ops[i].requester == image.ops[op].requester)
      return true;
  return false;
}

bool of_second_stage(const Op &op, uint8_t reason) {
  return reason == VTD_FR_LGN_1_1 || reason == permission_reason(op) || reason == VTD_FR_LCT_4_3 ||
         reason == VTD_FR_LSS_1 || reason == VTD_FR_LSS_2 || reason == VTD_FR_SGN_8_1;
}

// FPD in a directory entry ends QEMU's look at it; behind a cached context P of a PASID entry does
// not count, and if that context has FPD, nothing of its directory entry does. What QEMU translates
// with then, it has not read: it may be an entry of another request.
bool entry_never_read(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_dma(image, op) || !image.profile.scalable || !blocked(right) ||
      seen.cached.value_or(false))
    return false;
  const uint8_t reason = faults(right) ? right.fault.reason : 0;
  if (reason != 0 && reason != VTD_FR_SPT_1 && reason != VTD_FR_SPT_2 && reason != VTD_FR_SCT_3)
    return false;
  // It walks the second stage of whatever that is.
  const Op &o = image.ops[op];
  if (!passed(seen) && !quiet(seen) &&
      !(faults(seen) && of_second_stage(o, seen.fault.reason) && tells_request(o, seen)))
    return false;
  const bool context_cached = asked_before(image, op);
  return some_path(image, op, [&](const Path &path) {
    // Bits that QEMU does not check there (context-bits) lead on to such an entry.
    if (reason == VTD_FR_SCT_3 &&
        !(path.context && reserved_set<4>(image, *path.context, vtd_sm_ctx_rsvd)))
      return false;
    if (context_cached && path.directory && !vtd_pasid_dir_p(&*path.directory) &&
        vtd_sm_ctx_fpd(path.context->data()))
      return true;
    const bool no_entry = path.directory && (!path.pasid || !vtd_pasid_p(path.pasid->data()));
    if (path.directory && vtd_pasid_dir_fpd(&*path.directory))
      return no_entry || !vtd_pasid_dir_p(&*path.directory);
    return context_cached && path.pasid && !vtd_pasid_p(path.pasid->data());
  });
}

// AW is looked at in an entry that has no tables.
bool pass_through_levels(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_dma(image, op) || !image.profile.scalable || !faults(seen, VTD_FR_SPT_1) ||
      !tells_request(image.ops[op], seen))
    return false;
  return (passed(right) || faults(right, VTD_FR_SGN_4_2) || quiet(right)) &&
         some_path(image, op, [&](const Path &path) {
           return path.pass_through && !width_supported(image, vtd_pasid_aw(path.pasid->data()));
         });
}

// Both halves of a root entry are checked for any requester.
bool other_half(const Image &image, size_t op, const Outcome &, const Outcome &seen) {
  if (!is_dma(image, op) || !image.profile.scalable || !faults(seen, VTD_FR_LRT_3) ||
      !tells_request(image.ops[op], seen))
    return false;
  uint64_t mask[VTD_SM_ROOT_WORDS] = {};
  vtd_sm_root_rsvd(cap_of(image.profile), ecap_of(image.profile), image.profile.address_bits, mask);
  return some_path(image, op, [&](const Path &path) {
    return path.root && vtd_sm_root_lp(path.root->data()) && ((*path.root)[0] & mask[0]) == 0 &&
           ((*path.root)[1] & mask[1]) != 0;
  });
}

} // namespace

std::vector<Departure> scalable_departures() {
  return {
      {"scalable-codes", 24, "scalable mode has fault reasons of its own (chapter 7)",
       scalable_codes, false},
      {"pasid-codes", 24,
       "PASID directory and table entries have several fault reasons (chapter 7)", pasid_codes,
       false},
      {"fpd-pasid-faults", 24, "faults of PASID entries are qualified, but for access errors",
       fpd_pasid_faults, false},
      {"other-half", 30, "only the half in use of a root entry is checked (chapter 9)", other_half,
       false},
      {"context-bits", 31,
       "DTE, PASIDE, PRE, RID_PASID are reserved without their features (chapter 9)", context_bits,
       false},
      {"directory-bits", 32, "reserved bits of PASID directory entries are checked (chapter 9)",
       directory_bits, false},
      {"pasid-bits", 24, "reserved bits of PASID entries are checked (chapter 9)", pasid_bits,
       false},
      {"first-as-second", 24, "PGTT must be of a type that the unit has (chapter 9)",
       first_as_second, false},
      {"snoop-bit", 33, "SNP is reserved without snoop control (chapter 9)", snoop_bit, false},
      {"entry-never-read", 36,
       "PASID directory and table entries with P = 0 lead nowhere (chapter 3)", entry_never_read,
       true},
      {"pass-through-levels", 34, "pass-through ignores AW (chapter 9)", pass_through_levels,
       false},
  };
}

} // namespace vtd::judge
