// SPDX-License-Identifier: Apache-2.0
// The data path for ordinary accesses: one look-up, and the same payload goes on. What is not
// ordinary (several pages, byte enables, streaming, AtomicOps, translation requests) is in
// burst.cpp.
#include "dma_port.h"

#include <cstring>

#include "engine.h"

namespace vtd::detail {

static_assert(static_cast<int>(VTD_ACCESS_READ) == tlm::TLM_READ_COMMAND);
static_assert(static_cast<int>(VTD_ACCESS_WRITE) == tlm::TLM_WRITE_COMMAND);

namespace {

constexpr unsigned page_shift = 12;
constexpr uint64_t nobody = ~uint64_t{0};

tlm::tlm_response_status response_of(uint8_t status) {
  switch (status) {
  case VTD_OK:
  case VTD_DISCARD:
    return tlm::TLM_OK_RESPONSE;
  case VTD_DENIED:
    return tlm::TLM_COMMAND_ERROR_RESPONSE;
  case VTD_COMPLETER_ABORT:
    return tlm::TLM_GENERIC_ERROR_RESPONSE;
  default:
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
}

} // namespace

dma_port::dma_port(engine &owner, unsigned index, const identity &id)
    : engine_(owner), default_(make_requester(id)), owner_(nobody), index_(index) {
  refresh();
}

// Another device, so to speak.
void dma_port::set_identity(const identity &id) {
  default_ = make_requester(id);
  revoke_all();
  forget_owner();
}

void dma_port::refresh() {
  quick_ = !engine_.resolver_ && !engine_.observer_;
  quick_requester_ = vtd_requester_of(engine_.core_, default_.request.sid, false, 0);
  last_.kind = ~0u;
  quick_default_ = quick_ && default_.plain && (shared_ || owner_ == default_.key);
  const bool dmi = engine_.config_.dmi && !shared_;
  dmi_need_[VTD_ACCESS_READ] = dmi ? VTD_PERM_R : 0;
  dmi_need_[VTD_ACCESS_WRITE] = dmi ? VTD_PERM_W : 0;
}

// --- Who asks

dma_port::requester dma_port::make_requester(const identity &id) const {
  requester from = {};
  uint64_t kind = 0; // what comes with a PASID
  from.request.sid = id.sid;
  from.request.at = static_cast<uint8_t>(id.at);
  from.request.flags = (id.no_snoop ? VTD_REQ_NO_SNOOP : 0) | (id.no_write ? VTD_REQ_NO_WRITE : 0);
  if (id.pasid_valid) {
    kind = VTD_REQ_PASID | (id.privileged ? VTD_REQ_PRIV : 0) | (id.execute ? VTD_REQ_EXEC : 0);
    from.request.pasid = id.pasid & 0xFFFFF;
    from.request.flags |= static_cast<uint8_t>(kind);
  }
  from.key = id.sid | uint64_t{from.request.pasid} << 16 | kind << 36 |
             uint64_t{from.request.at} << 40 | uint64_t{id.segment} << 44;
  from.foreign_segment = id.segment != engine_.config_.segment;
  from.unusual = from.foreign_segment || id.at == VTD_AT_TRANSLATION;
  from.plain = !from.foreign_segment && id.at == VTD_AT_UNTRANSLATED && from.request.flags == 0;
  return from;
}

dma_port::requester dma_port::requester_of(const payload &trans,
                                           const dma_extension *extension) const {
  if (extension)
    return make_requester(extension->id);
  identity id;
  if (engine_.resolver_ && engine_.resolver_(index_, trans, id))
    return make_requester(id);
  return default_;
}

uint64_t dma_port::requester_key(const payload &trans) const {
  return requester_of(trans, trans.get_extension<dma_extension>()).key;
}

void dma_port::note_other_identity(uint64_t key) {
  if (shared_)
    return;
  shared_ = owner_ != nobody;
  if (!shared_)
    owner_ = key;
  refresh();
  if (shared_)
    revoke_all();
}

void dma_port::forget_owner() {
  owner_ = nobody;
  shared_ = false;
  refresh();
}

// --- The short way

// Within a page, a read or a write, every byte of it once. A streaming width of 0, which some
// initiators leave there, means none: 0 - 1 is the largest.
inline bool dma_port::ordinary(const payload &trans) {
  const uint64_t first = trans.get_address();
  const uint32_t behind = trans.get_data_length() - 1; // of no length: the largest
  return ((first + behind) ^ first) >> page_shift == 0 &&
         static_cast<unsigned>(trans.get_command()) <= tlm::TLM_WRITE_COMMAND &&
         trans.get_byte_enable_ptr() == nullptr && trans.get_streaming_width() - 1 >= behind;
}

static_assert(offsetof(identity, pasid) == 4 && offsetof(identity, pasid_valid) == 8 &&
                  offsetof(identity, execute) < 12 && offsetof(identity, privileged) < 12,
              "what tells identities of ordinary accesses apart comes first, without holes");

// The same identity as the last plain one, but for its address type.
inline bool dma_port::same_again(const identity &id) const {
  uint64_t who;
  uint32_t kind;
  std::memcpy(&who, &id.segment, sizeof who);
  std::memcpy(&kind, &id.pasid_valid, sizeof kind);
  return who == last_.who && kind == last_.kind;
}

// A requester id, perhaps a PASID, and nothing else, and known to be here.
__attribute__((noinline)) bool dma_port::plain_again(const identity &id) {
  const bool fits = !id.pasid_valid || (!id.privileged && !id.execute && id.pasid <= 0xFFFFF);
  if (!quick_ || !fits || id.segment != engine_.config_.segment ||
      (!shared_ && make_requester(id).key != owner_))
    return false;
  std::memcpy(&last_.who, &id.segment, sizeof last_.who);
  std::memcpy(&last_.kind, &id.pasid_valid, sizeof last_.kind);
  last_.requester = vtd_requester_of(engine_.core_, id.sid, id.pasid_valid, id.pasid);
  return true;
}

inline bool dma_port::plain(const dma_extension &extension) {
  return extension.id.at == VTD_AT_UNTRANSLATED && extension.operation == atomic_op::none &&
         (VTD_TLM_LIKELY(same_again(extension.id)) || plain_again(extension.id));
}

// The access goes on at `out`. `dmi`: a direct pointer could be had for it.
inline __attribute__((always_inline)) void dma_port::forward(payload &trans,
                                                             sc_core::sc_time &delay,
                                                             unsigned access, uint64_t out,
                                                             bool dmi) {
  engine &e = engine_;
  const vtd_token token = vtd_inflight_begin(e.core_, access != VTD_ACCESS_READ);
  const uint64_t in = trans.get_address();
  trans.set_address(out);
  try {
    e.data_->b_transport(trans, delay);
  } catch (...) {
    trans.set_address(in);
    e.end_unwound(token);
    throw;
  }
  trans.set_address(in);
  if (!dmi)
    trans.set_dmi_allowed(false);
  e.end_inflight(token);
}

// An access that goes by a walk by transactions, or ends in a fault.
__attribute__((noinline)) void dma_port::not_so_quick(payload &trans, sc_core::sc_time &delay,
                                                      dma_extension *extension) {
  engine &e = engine_;
  e.stats_.transactions++;
  e.stats_.bytes += trans.get_data_length();
  delay += e.lookup_latency_;
  access_frame frame = {&delay, false, 0};
  e.current_ = &frame;
  vtd_request request = extension ? make_requester(extension->id).request : default_.request;
  request.addr = trans.get_address();
  request.bytes = trans.get_data_length();
  request.access = static_cast<uint8_t>(trans.get_command());
  vtd_result result;
  vtd_translate(e.core_, &request, &result);
  e.current_ = nullptr;
  if (result.reads != 0)
    charge_reads(result, delay, frame);
  if (VTD_TLM_LIKELY(result.status == VTD_OK))
    forward(trans, delay, request.access, result.addr, result.dmi_perm & dmi_need_[request.access]);
  else
    answer(trans, delay, request, result, extension, trans.get_data_ptr());
}

// One look-up, perhaps a walk by direct pointer, and the same payload goes on.
inline __attribute__((always_inline)) void dma_port::quick(payload &trans, sc_core::sc_time &delay,
                                                           const vtd_requester &from,
                                                           dma_extension *extension) {
  engine &e = engine_;
  const auto access = static_cast<unsigned>(trans.get_command());
  const vtd_quick hit =
      vtd_translate_quick(e.core_, trans.get_address(), &from, static_cast<vtd_access>(access));
  if (VTD_TLM_UNLIKELY(hit.dmi_perm == 0)) { // there is more to it, and nothing has happened yet
    not_so_quick(trans, delay, extension);
    return;
  }
  if (VTD_TLM_UNLIKELY(hit.reads != 0))
    delay += e.direct_cost(hit.reads, 0);
  e.stats_.transactions++;
  e.stats_.bytes += trans.get_data_length();
  delay += e.lookup_latency_;
  forward(trans, delay, access, hit.addr, hit.dmi_perm & dmi_need_[access]);
}

void dma_port::b_transport(payload &trans, sc_core::sc_time &delay) {
  auto *extension = trans.get_extension<dma_extension>();
  if (VTD_TLM_LIKELY(!extension)) {
    if (VTD_TLM_UNLIKELY(!quick_default_ || !ordinary(trans)))
      transport(trans, delay, requester_of(trans, nullptr), nullptr);
    else
      quick(trans, delay, quick_requester_, nullptr);
    return;
  }
  extension->status = VTD_OK;
  extension->code = 0;
  extension->cond = VTD_FC_NONE;
  if (VTD_TLM_UNLIKELY(!plain(*extension) || !ordinary(trans)))
    transport(trans, delay, requester_of(trans, extension), extension);
  else
    quick(trans, delay, last_.requester, extension);
}

// --- The long way

void dma_port::transport(payload &trans, sc_core::sc_time &delay, const requester &from,
                         dma_extension *extension) {
  engine_.stats_.transactions++;
  engine_.stats_.bytes += trans.get_data_length();
  note_identity(from.key);
  const bool atomic = extension && extension->operation != atomic_op::none;
  if (from.unusual || atomic || !ordinary(trans)) {
    transport_unusual(trans, delay, from, extension);
    return;
  }
  vtd_request request = from.request;
  request.addr = trans.get_address();
  request.bytes = trans.get_data_length();
  request.access = static_cast<uint8_t>(trans.get_command());
  vtd_result result;
  translate(request, result, delay);
  if (result.status == VTD_OK)
    pass_on(trans, delay, request, result, result.addr);
  else
    answer(trans, delay, request, result, extension, trans.get_data_ptr());
}

void dma_port::pass_on(payload &trans, sc_core::sc_time &delay, const vtd_request &request,
                       const vtd_result &result, uint64_t out) {
  forward(trans, delay, request.access, out, result.dmi_perm & dmi_need_[request.access]);
}

void dma_port::translate(const vtd_request &request, vtd_result &result, sc_core::sc_time &delay) {
  const sc_core::sc_time start = sc_core::sc_time_stamp() + delay;
  delay += engine_.lookup_latency_;
  access_frame frame = {&delay, false, 0};
  engine_.current_ = &frame;
  vtd_translate(engine_.core_, &request, &result);
  engine_.current_ = nullptr;
  charge_reads(result, delay, frame);
  if (engine_.observer_)
    observe(request, result, start, sc_core::sc_time_stamp() + delay);
}

void dma_port::charge_reads(const vtd_result &result, sc_core::sc_time &delay,
                            const access_frame &frame) {
  engine_.rethrow_unwinding();
  if (result.reads != frame.transactions)
    delay += engine_.direct_cost(result.reads, frame.transactions);
}

void dma_port::observe(const vtd_request &request, const vtd_result &result, sc_core::sc_time start,
                       sc_core::sc_time end) {
  translation_event event = {};
  event.start = start;
  event.duration = end - start;
  event.port = index_;
  event.request = &request;
  event.result = &result;
  engine_.observer_(event);
}

// Everything that the core does not let through.
void dma_port::answer(payload &trans, sc_core::sc_time &delay, const vtd_request &request,
                      vtd_result &result, dma_extension *extension, const unsigned char *data) {
  trans.set_dmi_allowed(false);
  if (result.status == VTD_INTERRUPT) {
    trans.set_response_status(deliver_interrupt(trans, delay, request, data, result));
  } else {
    trans.set_response_status(response_of(result.status));
  }
  if (trans.is_response_error() && result.status != VTD_OK)
    engine_.stats_.errors++;
  if (!extension)
    return;
  extension->status = static_cast<vtd_status>(result.status);
  extension->code = result.code;
  extension->cond = result.cond;
  extension->fault_addr = request.addr;
  extension->result = result;
}

// An interrupt request (chapter 5): what comes out of it is a message on the system bus. `result`
// becomes its outcome.
tlm::tlm_response_status dma_port::deliver_interrupt(payload &trans, sc_core::sc_time &delay,
                                                     const vtd_request &request,
                                                     const unsigned char *data,
                                                     vtd_result &result) {
  vtd_interrupt_request interrupt = {};
  interrupt.addr = request.addr;
  interrupt.sid = request.sid;
  std::memcpy(&interrupt.data, data, sizeof interrupt.data); // both sides are little-endian
  vtd_interrupt_result message = {};
  access_frame frame = {&delay, false, 0};
  engine_.current_ = &frame;
  vtd_interrupt(engine_.core_, &interrupt, &message);
  engine_.current_ = nullptr;
  result.status = message.status;
  result.code = message.code;
  result.cond = message.cond;
  result.flags = message.flags;
  result.reads = message.reads;
  if (message.status == VTD_DISCARD) // posted; somebody knows already
    engine_.stats_.interrupts++;
  if (message.status != VTD_OK) {
    engine_.rethrow_unwinding();
    delay += engine_.direct_cost(message.reads, frame.transactions);
    return response_of(message.status);
  }
  // Messages count as writes in flight: an interrupt entry invalidation waits for them (chapter 6).
  const bool held = (message.flags & VTD_RES_HELD) != 0; // since it was posted
  const vtd_token token = held ? message.token : vtd_inflight_begin(engine_.core_, true);
  tlm::tlm_response_status response;
  try {
    engine_.rethrow_unwinding();
    delay += engine_.direct_cost(message.reads, frame.transactions);
    response = engine_.write_message(message.addr, message.data, delay, &trans);
  } catch (...) {
    engine_.end_unwound(token);
    throw;
  }
  engine_.stats_.interrupts++;
  engine_.end_inflight(token);
  return response;
}

tlm::tlm_sync_enum dma_port::nb_transport_fw(payload &trans, tlm::tlm_phase &phase,
                                             sc_core::sc_time &delay) {
  if (engine_.at_)
    return engine_.at_->from_device(index_, trans, phase, delay);
  engine_.report_error("/vtd/iommu/nb_transport",
                       "the DMA ports are loosely timed: use b_transport, or set "
                       "iommu_config::at.outstanding to have an approximately-timed path");
  trans.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
  return tlm::TLM_COMPLETED;
}

} // namespace vtd::detail
