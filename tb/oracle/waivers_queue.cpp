// SPDX-License-Identifier: Apache-2.0
// Departures of queued invalidation.
#include "vtd/vtd_regs.h"
#include "waivers_shapes.h"

namespace vtd::judge {

namespace {

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
} // namespace

std::vector<Departure> queue_departures() {
  return {
      {"no-resumption", 15, "clearing IQE lets the queue go on (chapter 6)", no_resumption, false},
      {"no-resumption-then", 15, "clearing IQE lets the queue go on (chapter 6)",
       no_resumption_then, true},
      {"descriptor-taken", 16, "an unknown type or a reserved bit is an error (chapter 6)",
       descriptor_taken, true},
      {"wait-refused", 16, "a wait may have neither SW nor IF (chapter 6)", wait_refused, true},
  };
}

} // namespace vtd::judge
