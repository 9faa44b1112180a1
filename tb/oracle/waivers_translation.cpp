// SPDX-License-Identifier: Apache-2.0
// Departures of translations.
#include "vtd/vtd_regs.h"
#include <algorithm>

#include "commands.h"
#include "waivers_shapes.h"

namespace vtd::judge {

namespace {

// An IOTLB entry without the permission: QEMU drops the access, and that is all.
bool cached_permission(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_dma(image, op) && faults(right) &&
         reason_of(image, op, right) == permission_reason(image.ops[op]) &&
         seen.verdict != Verdict::passed && seen.faulted && !*seen.faulted &&
         seen.cached.value_or(false);
}

// Bh is reported although FPD is set.
bool fpd_reserved_context(const Image &image, size_t op, const Outcome &right,
                          const Outcome &seen) {
  return is_dma(image, op) && quiet(right) && faults(seen, VTD_FR_LCT_3) &&
         tells_request(image.ops[op], seen) && some_fpd(image, op);
}

// Permission is looked at before reserved bits and before the next table is read. So a level that
// lacks it hides everything that is wrong behind, and in the same entry.
bool permission_first(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  const Op &o = image.ops[op];
  if (!is_dma(image, op) || !faults(right) || !faults(seen, permission_reason(o)) ||
      !tells_request(o, seen))
    return false;
  const uint8_t reason = reason_of(image, op, right);
  if (reason != VTD_FR_LSS_2 && reason != VTD_FR_LSS_1)
    return false;
  return some_path(image, op, [&](const Path &path) {
    for (const PathStep &s : path.steps)
      if (s.entry && (*s.entry & (VTD_SS_PTE_R | VTD_SS_PTE_W)) != 0 && !permits(*s.entry, o))
        return true;
    return false;
  });
}

// Bit 62 of a leaf was TM once, for units with device-TLBs.
bool transient_mapping(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_dma(image, op) || !image.profile.device_tlb || !blocked(right))
    return false;
  if (!passed(seen) && (!faults(seen) || seen.fault.reason == VTD_FR_LSS_2))
    return false;
  constexpr uint64_t tm = UINT64_C(1) << 62;
  return some_path(image, op, [&](const Path &path) {
    if (faults(right) ? reason_of(image, op, right) != VTD_FR_LSS_2 : !some_fpd(image, path))
      return false;
    return !path.steps.empty() && path.steps.back().leaf && (*path.steps.back().entry & tm) != 0;
  });
}

// QEMU compares the whole page that an access goes to with the interrupt range.
bool page_over_interrupts(const Image &image, size_t op, const Outcome &right,
                          const Outcome &seen) {
  const uint8_t reason = image.profile.scalable ? VTD_FR_SGN_8_1 : VTD_FR_LGN_4;
  if (!is_dma(image, op) || !passed(right) || !right.addr || in_interrupt_range(*right.addr) ||
      !(quiet(seen) || (faults(seen, reason) && tells_request(image.ops[op], seen))))
    return false;
  return some_path(image, op, [&](const Path &path) {
    if (path.steps.empty() || !path.steps.back().leaf || (quiet(seen) && !some_fpd(image, path)))
      return false;
    const uint64_t below = (UINT64_C(1) << path.steps.back().shift) - 1;
    return (*right.addr & ~below) <= VTD_INTR_BASE && (*right.addr | below) >= VTD_INTR_LIMIT;
  });
}

// Requests into the range never reach QEMU's translation: reads succeed, writes are interrupts of
// nobody in particular.
bool interrupt_range_input(const Image &image, size_t op, const Outcome &right,
                           const Outcome &seen) {
  return is_dma(image, op) && in_interrupt_range(image.ops[op].addr) &&
         right.fault.reason == VTD_FR_IR_29 && faults(right) && !seen.faulted.value_or(false);
}

bool pass_through_width(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_dma(image, op) || !passed(seen) || !blocked(right) ||
      image.ops[op].addr >> image.profile.address_bits == 0)
    return false;
  const uint8_t reason = image.profile.scalable ? VTD_FR_SGN_4_2 : VTD_FR_LGN_1_3;
  return some_path(image, op, [&](const Path &path) {
    return path.pass_through && (faults(right, reason) || (quiet(right) && some_fpd(image, path)));
  });
}

// SSPTPTR, which pass-through does not use, is checked.
bool pass_through_pointer(const Image &image, size_t op, const Outcome &right,
                          const Outcome &seen) {
  if (!is_dma(image, op) || image.profile.scalable || !faults(seen, VTD_FR_LCT_3) ||
      !tells_request(image.ops[op], seen))
    return false;
  const bool expected = passed(right) || quiet(right) || faults(right, VTD_FR_LGN_1_3) ||
                        faults(right, VTD_FR_LCT_4_1);
  return expected && some_path(image, op, [&](const Path &path) {
           return path.pass_through &&
                  vtd_ctx_ssptptr(path.context->data()) >> image.profile.address_bits != 0;
         });
}

// QEMU decides on pass-through when it starts or loses its contexts, not when a request comes: it
// remembers what no request has made it read.
bool pass_through_ahead(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_dma(image, op) || !blocked(right) || !passed(seen) || seen.addr || seen.cached)
    return false;
  const auto edit = [](const Op &o) { return o.kind == Kind::poke; };
  const auto begin = image.ops.begin();
  return std::any_of(begin, begin + std::ptrdiff_t(op), edit) &&
         some_path(image, op, [](const Path &path) { return path.pass_through; });
}

// QEMU reads its APIC where the interrupt range is: entries that are not there, as far as can be
// known.
bool table_in_interrupt_range(const Image &image, size_t op, const Outcome &right,
                              const Outcome &seen) {
  if (!is_dma(image, op) || !blocked(right))
    return false;
  const uint8_t reason = faults(right) ? reason_of(image, op, right) : 0;
  return some_path(image, op, [&](const Path &path) {
    if (reason == VTD_FR_LCT_1) {
      const uint64_t table = path.root ? vtd_root_ctp(path.root->data()) : 0;
      return in_interrupt_range(table) &&
             (faults(seen, VTD_FR_LCT_2) ? tells_request(image.ops[op], seen)
                                         : apic_may_say_anything(context_place(image, op, table)));
    }
    const bool unreadable = reason == VTD_FR_LSS_1 || reason == VTD_FR_LCT_4_3 ||
                            (quiet(right) && some_fpd(image, path));
    const bool as_quiet = quiet(right) == quiet(seen) || passed(seen);
    return unreadable && as_quiet && ends_in_apic(image.ops[op], path, seen);
  });
}

bool all_ones(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_dma(image, op) || !faults(right) || reason_of(image, op, right) != VTD_FR_LSS_2 ||
      !faults(seen))
    return false;
  return (seen.fault.reason == VTD_FR_LSS_1 || seen.fault.reason == VTD_FR_LCT_4_3) &&
         some_path(image, op, [](const Path &path) {
           return !path.steps.empty() && path.steps.back().entry == UINT64_MAX;
         });
}
// ---- The IOTLB
//
// QEMU's is keyed by requester and asked first, so that it answers without a context. The
// architecture leaves that open (chapter 6: software invalidates the IOTLB after the context
// cache); the history that answers are held against looks at contexts first.

uint64_t domain_of(const Image &image, const Path &path) {
  return image.profile.scalable ? vtd_pasid_did(path.pasid->data())
                                : vtd_ctx_did(path.context->data());
}

bool drops(const Image &image, const Op &op, uint64_t did, uint64_t addr, unsigned shift) {
  const Command c = command_of(image, op);
  if (c.kind != Command::Kind::iotlb)
    return false;
  if (c.granularity == VTD_QI_IOTLB_G_GLOBAL)
    return true;
  if (c.granularity != VTD_QI_IOTLB_G_PAGE)
    return c.did == did;
  const unsigned range = std::max(shift, 12 + c.am);
  return c.did == did && addr >> range == c.addr >> range;
}

// The page behind this path, if it is the one that the answer came from.
bool is_page(const Path &path, const Op &op, const Outcome &seen) {
  if (path.steps.empty() || !path.steps.back().leaf)
    return false;
  const PathStep &leaf = path.steps.back();
  const uint64_t below = (UINT64_C(1) << leaf.shift) - 1;
  if (seen.addr)
    return *seen.addr == ((vtd_ss_pte_addr(&*leaf.entry) & ~below) | (op.addr & below));
  for (const PathStep &s : path.steps)
    if (!permits(*s.entry, op))
      return true; // refused for that, which says no address
  return false;
}

// Request `filler` may have left it in the IOTLB, and nothing has dropped it since.
bool left_by(const Image &image, size_t filler, size_t op, const Outcome &seen) {
  const Op &q = image.ops[op];
  return some_walk(image, filler, q, [&](const Path &path) {
    if (!is_page(path, q, seen))
      return false;
    const unsigned shift = path.steps.back().shift;
    if (image.ops[filler].addr >> shift != q.addr >> shift)
      return false;
    for (size_t i = filler + 1; i < op; i++)
      if (drops(image, image.ops[i], domain_of(image, path), q.addr, shift))
        return false;
    return true;
  });
}

bool iotlb_first(const Image &image, size_t op, const Outcome &, const Outcome &seen) {
  if (!is_dma(image, op) || !seen.cached || !*seen.cached || faults(seen))
    return false;
  for (size_t filler = 0; filler < op; filler++)
    if (is_dma(image, filler) && image.ops[filler].requester == image.ops[op].requester &&
        left_by(image, filler, op, seen))
      return true;
  return false;
}

} // namespace

std::vector<Departure> translation_departures() {
  return {
      {"cached-permission", 3, "a missing permission faults, cached or not (chapter 3)",
       cached_permission, false},
      {"fpd-reserved-context", 4, "Bh is a qualified fault: FPD keeps it quiet (chapter 7)",
       fpd_reserved_context, false},
      {"permission-first", 5,
       "reserved bits are checked at each level, permissions of all levels together (chapter 3)",
       permission_first, false},
      {"transient-mapping", 7, "bit 62 of second-stage entries is reserved (chapter 9)",
       transient_mapping, false},
      {"page-over-interrupts", 8, "the address counts that the request reaches (chapter 3)",
       page_over_interrupts, false},
      {"interrupt-range-input", 9,
       "what is no valid interrupt request in the range is blocked with 29h (chapter 3)",
       interrupt_range_input, false},
      {"pass-through-width", 10, "pass-through addresses end at the host address width (chapter 3)",
       pass_through_width, false},
      {"pass-through-ahead", 10, "what is cached comes from requests (chapter 6)",
       pass_through_ahead, false},
      {"pass-through-pointer", 25, "pass-through ignores SSPTPTR (chapter 9, context entry)",
       pass_through_pointer, false},
      {"table-in-interrupt-range", 12, "there is no table to be read there (chapter 3)",
       table_in_interrupt_range, false},
      {"iotlb-first", 35, "IOTLB entries live until they are invalidated (chapter 6)", iotlb_first,
       true},
      {"all-ones", 12, "an entry of ones has reserved bits set (chapter 3)", all_ones, false},
  };
}

} // namespace vtd::judge
