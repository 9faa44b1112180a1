// SPDX-License-Identifier: Apache-2.0
#include "waivers_shapes.h"

#include "vtd/vtd_regs.h"

namespace vtd::judge {

bool in_interrupt_range(uint64_t addr) {
  return addr >= VTD_INTR_BASE && addr <= VTD_INTR_LIMIT;
}

bool blocked(const Outcome &o) {
  return o.verdict == Verdict::blocked;
}
bool passed(const Outcome &o) {
  return o.verdict == Verdict::passed;
}
bool faults(const Outcome &o) {
  return blocked(o) && o.faulted.value_or(false);
}
bool faults(const Outcome &o, uint8_t reason) {
  return faults(o) && o.fault.reason == reason;
}
bool quiet(const Outcome &o) {
  return blocked(o) && o.faulted && !*o.faulted;
}

// The fault is told with the request's own requester, address and direction.
bool tells_request(const Op &op, const Outcome &o) {
  return o.fault.requester == op.requester && o.fault.addr == op.addr && o.fault.write == op.write;
}

bool is_dma(const Image &image, size_t op) {
  return image.ops[op].kind == Kind::dma;
}

bool is_read_of(const Image &image, size_t op, uint64_t offset) {
  return image.ops[op].kind == Kind::read && image.ops[op].addr == offset;
}

uint64_t record_offset(const Image &image) {
  return vtd_cap_fro(cap_of(image.profile)) * 16;
}

// The reason that legacy mode gives for the same condition, as QEMU does in scalable mode, too.
uint8_t legacy_reason(uint8_t reason, bool write) {
  switch (reason) {
  case VTD_FR_SRT_1:
    return VTD_FR_LRT_1;
  case VTD_FR_SRT_2:
    return VTD_FR_LRT_2;
  case VTD_FR_SRT_3:
    return VTD_FR_LRT_3;
  case VTD_FR_SCT_1:
    return VTD_FR_LCT_1;
  case VTD_FR_SCT_2:
    return VTD_FR_LCT_2;
  case VTD_FR_SCT_3:
    return VTD_FR_LCT_3;
  case VTD_FR_SSS_1:
    return VTD_FR_LSS_1;
  case VTD_FR_SSS_2:
    return write ? VTD_FR_LGN_2 : VTD_FR_LGN_3;
  case VTD_FR_SSS_3:
    return VTD_FR_LSS_2;
  case VTD_FR_SSS_4:
    return VTD_FR_LCT_4_3;
  case VTD_FR_SGN_5:
    return VTD_FR_LGN_1_1;
  case VTD_FR_SGN_6:
    return VTD_FR_LGN_2;
  case VTD_FR_SGN_7:
    return VTD_FR_LGN_3;
  default:
    return reason;
  }
}

// The reason of the right outcome, in the codes that QEMU uses.
uint8_t reason_of(const Image &image, size_t op, const Outcome &right) {
  return image.profile.scalable ? legacy_reason(right.fault.reason, image.ops[op].write)
                                : right.fault.reason;
}

uint8_t permission_reason(const Op &op) {
  return op.write ? VTD_FR_LGN_2 : VTD_FR_LGN_3;
}

bool of_pasid_tables(uint8_t reason) {
  return reason >= VTD_FR_SPD_1 && reason <= VTD_FR_SPT_4_1;
}

bool permits(uint64_t entry, const Op &op) {
  return (entry & (op.write ? VTD_SS_PTE_W : VTD_SS_PTE_R)) != 0;
}

// FPD in any entry on the way.
bool some_fpd(const Image &image, const Path &path) {
  if (!image.profile.scalable)
    return path.context && vtd_ctx_fpd(path.context->data());
  return (path.context && vtd_sm_ctx_fpd(path.context->data())) ||
         (path.directory && vtd_pasid_dir_fpd(&*path.directory)) ||
         (path.pasid && vtd_pasid_fpd(path.pasid->data()));
}

bool some_fpd(const Image &image, size_t op) {
  return some_path(image, op, [&](const Path &path) { return some_fpd(image, path); });
}

uint64_t context_place(const Image &image, size_t op, uint64_t table) {
  const uint16_t requester = image.ops[op].requester;
  return image.profile.scalable ? table + (requester & 0x7Fu) * VTD_SM_CTX_SIZE
                                : table + (requester & 0xFFu) * VTD_CTX_SIZE;
}

bool apic_may_say_anything(uint64_t place) {
  constexpr uint64_t destination_format = 0xE0, behind_spurious_vector = 0x100;
  constexpr uint64_t trigger_mode = 0x180, behind_requested = 0x280; // TMR, IRR
  const uint64_t offset = place & (page_bytes - 1);
  return (offset >= destination_format && offset < behind_spurious_vector) ||
         (offset >= trigger_mode && offset < behind_requested);
}

bool ends_in_apic(const Op &op, const Path &path, const Outcome &seen) {
  if (path.steps.empty() || !in_interrupt_range(path.steps.back().place))
    return false;
  if (quiet(seen))
    return true;
  const bool told = faults(seen) && tells_request(op, seen);
  return apic_may_say_anything(path.steps.back().place)
             ? told || passed(seen)
             : told && seen.fault.reason == permission_reason(op);
}

// What software has written to a register before this operation.
uint64_t written(const Image &image, size_t op, uint64_t offset) {
  while (op-- > 0)
    if (image.ops[op].kind == Kind::write && image.ops[op].addr == offset)
      return image.ops[op].value;
  return 0;
}

bool same(const Message &a, const Message &b) {
  return a.destination == b.destination && a.logical == b.logical && a.delivery == b.delivery &&
         a.vector == b.vector && a.level == b.level;
}

// `more` is `less` and one message in addition: which one. Null if it is not so.
const Message *one_more(const Outcome &less, const Outcome &more) {
  if (!less.messages || !more.messages || more.messages->size() != less.messages->size() + 1)
    return nullptr;
  const Message *extra = nullptr;
  size_t at = 0;
  for (const Message &m : *more.messages) {
    if (at < less.messages->size() && same(m, (*less.messages)[at]))
      at++;
    else if (extra != nullptr)
      return nullptr;
    else
      extra = &m;
  }
  return extra;
}

} // namespace vtd::judge
