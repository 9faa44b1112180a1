// SPDX-License-Identifier: Apache-2.0
// Each predicate explains a whole difference: what QEMU does instead, and why the image makes it do
// so. Numbers are those of docs/conformance.md.
#include "waivers.h"

#include "qemu_tables.h"
#include "vtd/vtd_regs.h"

namespace vtd::judge {

namespace {

// ---- Shapes of differences

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
  return some_fpd(image, path_of(image, op));
}

// ---- Translation

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

// With no entry read there is no FPD, but QEMU looks at it.
bool fpd_of_nothing(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  const uint8_t reason = reason_of(image, op, right);
  return is_dma(image, op) && faults(right) &&
         (reason == VTD_FR_LRT_1 || reason == VTD_FR_LCT_1 || reason == VTD_FR_LRT_2 ||
          reason == VTD_FR_LRT_3) &&
         quiet(seen);
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
  for (const PathStep &s : path_of(image, op).steps)
    if (s.entry && (*s.entry & (VTD_SS_PTE_R | VTD_SS_PTE_W)) != 0 && !permits(*s.entry, o))
      return true;
  return false;
}

// Bit 62 of a leaf was TM once, for units with device-TLBs.
bool transient_mapping(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_dma(image, op) || !image.profile.device_tlb || !faults(right) ||
      reason_of(image, op, right) != VTD_FR_LSS_2)
    return false;
  const Path path = path_of(image, op);
  constexpr uint64_t tm = UINT64_C(1) << 62;
  return !path.steps.empty() && path.steps.back().leaf && (*path.steps.back().entry & tm) != 0 &&
         (passed(seen) || (faults(seen) && seen.fault.reason != VTD_FR_LSS_2));
}

// QEMU compares the whole page that an access goes to with the interrupt range.
bool page_over_interrupts(const Image &image, size_t op, const Outcome &right,
                          const Outcome &seen) {
  const uint8_t reason = image.profile.scalable ? VTD_FR_SGN_8_1 : VTD_FR_LGN_4;
  if (!is_dma(image, op) || !passed(right) || !right.addr || in_interrupt_range(*right.addr) ||
      !(quiet(seen) || (faults(seen, reason) && tells_request(image.ops[op], seen))))
    return false;
  const Path path = path_of(image, op);
  if (path.steps.empty() || !path.steps.back().leaf || (quiet(seen) && !some_fpd(image, path)))
    return false;
  const uint64_t below = (UINT64_C(1) << path.steps.back().shift) - 1;
  return (*right.addr & ~below) <= VTD_INTR_BASE && (*right.addr | below) >= VTD_INTR_LIMIT;
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
  const Path path = path_of(image, op);
  const uint8_t reason = image.profile.scalable ? VTD_FR_SGN_4_2 : VTD_FR_LGN_1_3;
  return path.pass_through && (faults(right, reason) || (quiet(right) && some_fpd(image, path)));
}

// SSPTPTR, which pass-through does not use, is checked.
bool pass_through_pointer(const Image &image, size_t op, const Outcome &right,
                          const Outcome &seen) {
  if (!is_dma(image, op) || image.profile.scalable || !faults(seen, VTD_FR_LCT_3) ||
      !tells_request(image.ops[op], seen))
    return false;
  const Path path = path_of(image, op);
  const bool expected = passed(right) || faults(right, VTD_FR_LGN_1_3) || quiet(right);
  return expected && path.pass_through &&
         vtd_ctx_ssptptr(path.context->data()) >> image.profile.address_bits != 0;
}

// QEMU decides on pass-through when it starts or loses its contexts, not when a request comes: it
// remembers what no request has made it read.
bool pass_through_ahead(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_dma(image, op) || !blocked(right) || !passed(seen) || seen.addr || seen.cached)
    return false;
  for (size_t earlier = 0; earlier <= op; earlier++)
    if (path_of(image, earlier, image.ops[op]).pass_through)
      return true;
  return false;
}

// QEMU reads zeros where the interrupt range is, and so finds nothing present.
bool table_in_interrupt_range(const Image &image, size_t op, const Outcome &right,
                              const Outcome &seen) {
  if (!is_dma(image, op) || !faults(right) || !faults(seen) || !tells_request(image.ops[op], seen))
    return false;
  const uint8_t reason = reason_of(image, op, right);
  const Path path = path_of(image, op);
  if (reason == VTD_FR_LCT_1)
    return path.root && in_interrupt_range(vtd_root_ctp(path.root->data())) &&
           seen.fault.reason == VTD_FR_LCT_2;
  return (reason == VTD_FR_LSS_1 || reason == VTD_FR_LCT_4_3) && !path.steps.empty() &&
         in_interrupt_range(path.steps.back().place) &&
         seen.fault.reason == permission_reason(image.ops[op]);
}

bool all_ones(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_dma(image, op) || !faults(right) || reason_of(image, op, right) != VTD_FR_LSS_2 ||
      !faults(seen))
    return false;
  const Path path = path_of(image, op);
  return (seen.fault.reason == VTD_FR_LSS_1 || seen.fault.reason == VTD_FR_LCT_4_3) &&
         !path.steps.empty() && path.steps.back().entry == UINT64_MAX;
}

// ---- Scalable mode

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

// ---- Fault registers

bool record_pasid(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_read_of(image, op, record_offset(image) + VTD_FRCD_HI_REG) || !right.value || !seen.value)
    return false;
  // What QEMU keeps of a request without PASID.
  constexpr uint64_t no_pasid = UINT64_C(0x00FFFF0000000000);
  const uint64_t pasid = VTD_FRCD_HI_PV_MASK | VTD_FRCD_HI_PP_MASK;
  return (*right.value & ~pasid) == (*seen.value & ~pasid) &&
         ((*seen.value & no_pasid) == no_pasid || image.profile.scalable);
}

// FI shows address bits that no table of the unit translates.
bool record_address(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_read_of(image, op, record_offset(image) + VTD_FRCD_LO_REG) || !right.value || !seen.value)
    return false;
  const uint64_t translated = (UINT64_C(1) << image.profile.address_bits) - 1;
  return ((*right.value ^ *seen.value) & translated) == 0 && (*right.value & ~translated) == 0;
}

// Software has cleared the record, but not written FSTS_REG since: QEMU looks at IP only then.
bool record_cleared(const Image &image, size_t op) {
  const uint64_t f = record_offset(image) + VTD_FRCD_HI_REG + 4;
  while (op-- > 0) {
    const Op &o = image.ops[op];
    if (o.kind != Kind::write)
      continue;
    if (o.addr == VTD_FSTS_REG)
      return false;
    if (o.addr == f && (o.value & VTD_FRCD_HI_F_MASK >> 32) != 0)
      return true;
  }
  return false;
}

// IP stays when the last status is cleared, and so a message is sent for what is long seen to.
bool held_message(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  const Op &o = image.ops[op];
  if (o.addr != VTD_FECTL_REG || !record_cleared(image, op))
    return false;
  if (o.kind == Kind::read)
    return right.value && seen.value && *seen.value == (*right.value | VTD_FECTL_IP);
  return o.kind == Kind::write && (o.value & VTD_FECTL_IM) == 0 && right.messages &&
         right.messages->empty() && seen.messages && seen.messages->size() == 1;
}

// ---- Event messages

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

bool alike_but_for_messages(const Outcome &right, const Outcome &seen) {
  return right.verdict == seen.verdict && (!faults(right) || faults(seen, right.fault.reason)) &&
         (!right.value || !seen.value || right.value == seen.value);
}

// An event whose address is that of memory: QEMU gives it to the APIC all the same.
bool event_anywhere(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  const Message *extra = one_more(right, seen);
  if (extra == nullptr || !alike_but_for_messages(right, seen))
    return false;
  const uint32_t events[][2] = {{VTD_FEADDR_REG, VTD_FEDATA_REG}, {VTD_IEADDR_REG, VTD_IEDATA_REG}};
  for (const auto &[addr, data] : events)
    if (!in_interrupt_range(written(image, op, addr)) &&
        extra->vector == (written(image, op, data) & 0xFF))
      return true;
  return false;
}

// ---- Invalidation queue

constexpr size_t none = SIZE_MAX;

size_t last_queued(const Image &image, size_t op) {
  for (size_t i = op + 1; i-- > 0;)
    if (image.ops[i].kind == Kind::queue)
      return i;
  return none;
}

bool has_reserved(const uint64_t *d, void (*rsvd)(uint64_t, uint64_t, unsigned, uint64_t *),
                  const Image &image) {
  uint64_t mask[4] = {};
  rsvd(cap_of(image.profile), ecap_of(image.profile), image.profile.address_bits, mask);
  return ((d[0] & mask[0]) | (d[1] & mask[1])) != 0;
}

// Valid for QEMU, but not by the architecture.
bool taken_by_qemu(const Image &image, const Op &op) {
  const uint64_t *d = op.descriptor;
  switch (d[0] & VTD_QI_TYPE_MASK) {
  case VTD_QI_TYPE_P_IOTLB:
  case VTD_QI_TYPE_PC:
    return !image.profile.scalable; // no-ops
  case VTD_QI_TYPE_DEV_TLB:
    return !image.profile.device_tlb;
  case VTD_QI_TYPE_IEC:
    return vtd_qi_type_hi(d) != 0 || has_reserved(d, vtd_qi_iec_rsvd, image) ||
           vtd_qi_iec_im(d) > vtd_ecap_mhmv(ecap_of(image.profile));
  default:
    return false;
  }
}

// Pure ordering is valid; QEMU wants a status write or an interrupt.
bool refused_by_qemu(const Op &op) {
  const uint64_t *d = op.descriptor;
  return vtd_qi_type(d) == VTD_QI_TYPE_WAIT && !vtd_qi_wait_sw(d) && !vtd_qi_wait_if(d);
}

// What shows first that one side has met an error, and the other has not.
bool queue_error_shows(const Image &image, size_t op, const Outcome &good, const Outcome &bad) {
  if (image.ops[op].kind == Kind::queue)
    return one_more(good, bad) != nullptr;
  if (!good.value || !bad.value)
    return false;
  return is_read_of(image, op, VTD_FSTS_REG) ? (*good.value ^ *bad.value) == VTD_FSTS_IQE
                                             : is_read_of(image, op, VTD_IQH_REG);
}

bool descriptor_taken(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  const size_t q = last_queued(image, op);
  return q != none && taken_by_qemu(image, image.ops[q]) &&
         queue_error_shows(image, op, seen, right);
}

bool wait_refused(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  const size_t q = last_queued(image, op);
  return q != none && refused_by_qemu(image.ops[q]) && queue_error_shows(image, op, right, seen);
}

// Clearing IQE lets the queue go on; QEMU waits for the next write of IQT_REG.
bool clears_error(const Op &op) {
  return op.kind == Kind::write && op.addr == VTD_FSTS_REG && (op.value & VTD_FSTS_IQE) != 0;
}

bool no_resumption(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  const Op &o = image.ops[op];
  if (clears_error(o))
    return one_more(seen, right) != nullptr;
  size_t i = op;
  while (i > 0 && image.ops[i - 1].kind != Kind::queue && !clears_error(image.ops[i - 1]))
    i--;
  if (i == 0 || !clears_error(image.ops[i - 1]))
    return false;
  if (o.kind == Kind::queue)
    return one_more(right, seen) != nullptr;
  return is_read_of(image, op, VTD_IQH_REG) || is_read_of(image, op, VTD_ICS_REG) ||
         is_read_of(image, op, VTD_FSTS_REG) || o.kind == Kind::peek;
}

// The wait that was held up ends just before the next descriptor, and that is one more departure.
bool no_resumption_then(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  const Op &o = image.ops[op];
  if (o.kind != Kind::queue || !right.messages || !seen.messages || seen.messages->empty())
    return false;
  const uint32_t data = uint32_t(written(image, op, VTD_IEDATA_REG));
  if (!same(seen.messages->front(), message_of(written(image, op, VTD_IEADDR_REG), data)))
    return false;
  Outcome rest = seen;
  rest.messages = std::vector<Message>(seen.messages->begin() + 1, seen.messages->end());
  return no_resumption(image, op, rest, seen) &&
         (descriptor_taken(image, op, right, rest) || wait_refused(image, op, right, rest));
}

// ---- Interrupts

bool nothing_sent(const Outcome &o) {
  return !o.messages || o.messages->empty();
}

bool is_interrupt(const Image &image, size_t op) {
  return image.ops[op].kind == Kind::interrupt ||
         (is_dma(image, op) && in_interrupt_range(image.ops[op].addr));
}

bool interrupt_faults(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_interrupt(image, op) && image.remapping && faults(right) &&
         right.fault.reason >= VTD_FR_IR_20 && right.fault.reason <= VTD_FR_IR_26 && quiet(seen) &&
         nothing_sent(seen);
}

// What the entry, read as QEMU reads it, makes of the request: the bus range of SVT = 2 is swapped.
bool bus_range(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (image.ops[op].kind != Kind::interrupt || !image.remapping)
    return false;
  const InterruptPath path = interrupt_path_of(image, op);
  if (!path.remappable || !path.entry || vtd_irte_svt(path.entry->data()) != VTD_IRTE_SVT_BUS)
    return false;
  const uint64_t first = vtd_irte_sid(path.entry->data()) >> 8;
  const uint64_t last = vtd_irte_sid(path.entry->data()) & 0xFF;
  const uint64_t bus = image.ops[op].requester >> 8;
  const bool allowed = first <= bus && bus <= last, allowed_by_qemu = last <= bus && bus <= first;
  if (allowed == allowed_by_qemu)
    return false;
  return allowed ? passed(right) && quiet(seen) && nothing_sent(seen)
                 : (faults(right, VTD_FR_IR_26) || quiet(right)) && passed(seen);
}

bool compatibility_passes(const Image &image, size_t op, const Outcome &right,
                          const Outcome &seen) {
  return is_interrupt(image, op) && image.remapping && faults(right, VTD_FR_IR_25) &&
         !interrupt_path_of(image, op).remappable && passed(seen) && seen.messages &&
         seen.messages->size() == 1;
}

// Destination bits that only x2APIC mode has, and IM.
bool entry_bits(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  if (!is_interrupt(image, op) || !image.remapping || !passed(seen) ||
      !(faults(right, VTD_FR_IR_24) || quiet(right)))
    return false;
  const InterruptPath path = interrupt_path_of(image, op);
  if (!path.entry)
    return false;
  const uint64_t unchecked = (VTD_IRTE_DST_MASK & ~VTD_IRTE_DST_XAPIC_MASK) | VTD_IRTE_IM_MASK;
  return ((*path.entry)[0] & unchecked) != 0 && (faults(right) || vtd_irte_fpd(path.entry->data()));
}

bool index_wraps(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_interrupt(image, op) && image.remapping && faults(right, VTD_FR_IR_21) &&
         passed(seen) && interrupt_path_of(image, op).index > UINT16_MAX;
}

// A DMA write into the range has lost its requester on the way: no source is checked.
bool nobodys_interrupt(const Image &image, size_t op, const Outcome &right, const Outcome &seen) {
  return is_dma(image, op) && is_interrupt(image, op) && image.remapping &&
         (faults(right, VTD_FR_IR_26) || quiet(right)) && passed(seen);
}

} // namespace

const std::vector<Departure> &qemu_departures() {
  static const std::vector<Departure> all = {
      {"record-pasid", 2, "PV and PP are of requests with PASID only (chapter 7, FRCD_REG)",
       record_pasid, false},
      {"cached-permission", 3, "a missing permission faults, cached or not (chapter 3)",
       cached_permission, false},
      {"fpd-reserved-context", 4, "Bh is a qualified fault: FPD keeps it quiet (chapter 7)",
       fpd_reserved_context, false},
      {"fpd-of-nothing", 4, "8h and 9h are not qualified: no entry was read (chapter 7)",
       fpd_of_nothing, false},
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
      {"pass-through-pointer", 25, "pass-through ignores SSPTPTR (chapter 9, context entry)",
       pass_through_pointer, false},
      {"pass-through-ahead", 10, "what is cached comes from requests (chapter 6)",
       pass_through_ahead, false},
      {"table-in-interrupt-range", 12, "there is no table to be read there (chapter 3)",
       table_in_interrupt_range, false},
      {"all-ones", 12, "an entry of ones has reserved bits set (chapter 3)", all_ones, false},
      {"record-address", 26, "FI has the address bits that are translated (chapter 7, FRCD_REG)",
       record_address, false},
      {"held-message", 27, "IP is cleared with the last status bit (chapter 7, FECTL_REG)",
       held_message, false},
      {"event-anywhere", 28, "an event message is a write to the address in FEADDR_REG (chapter 7)",
       event_anywhere, false},
      {"no-resumption", 15, "clearing IQE lets the queue go on (chapter 6)", no_resumption, false},
      {"no-resumption-then", 15, "clearing IQE lets the queue go on (chapter 6)",
       no_resumption_then, true},
      {"descriptor-taken", 16, "an unknown type or a reserved bit is an error (chapter 6)",
       descriptor_taken, true},
      {"wait-refused", 16, "a wait may have neither SW nor IF (chapter 6)", wait_refused, true},
      {"bus-range", 21, "SID bits 15:8 are the first bus, 7:0 the last (chapter 9, IRTE)",
       bus_range, false},
      {"compatibility-passes", 22, "without CFI compatibility format is blocked (chapter 5)",
       compatibility_passes, false},
      {"entry-bits", 22, "reserved bits of interrupt entries are checked (chapter 9, IRTE)",
       entry_bits, false},
      {"index-wraps", 22, "an index beyond 16 bits is beyond the table (chapter 5)", index_wraps,
       false},
      {"nobodys-interrupt", 23, "DMA writes into the range are interrupts of their requester",
       nobodys_interrupt, false},
      {"interrupt-faults", 20, "blocked interrupt requests are recorded (chapter 5)",
       interrupt_faults, false},
      {"scalable-codes", 24, "scalable mode has fault reasons of its own (chapter 7)",
       scalable_codes, false},
      {"pasid-codes", 24,
       "PASID directory and table entries have several fault reasons (chapter 7)", pasid_codes,
       false},
      {"fpd-pasid-faults", 24, "faults of PASID entries are qualified, but for access errors",
       fpd_pasid_faults, false},
  };
  return all;
}

} // namespace vtd::judge
