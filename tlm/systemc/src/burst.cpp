// SPDX-License-Identifier: Apache-2.0
// The data path for accesses that are not ordinary: more than a page, byte enables, streaming,
// AtomicOps, translation requests; and debug accesses.
#include <algorithm>
#include <optional>

#include "dma_port.h"
#include "engine.h"

namespace vtd::detail {

namespace {

constexpr uint32_t page_bytes = 4096;

uint32_t room_in_page(uint64_t addr) {
  return page_bytes - static_cast<uint32_t>(addr & (page_bytes - 1));
}

// Which bytes of a transaction are enabled.
class enables {
public:
  explicit enables(const payload &trans)
      : pointer_(trans.get_byte_enable_ptr()), length_(trans.get_byte_enable_length()) {}
  bool all() const { return pointer_ == nullptr; }
  bool operator[](uint32_t index) const {
    return pointer_ == nullptr || pointer_[index % length_] != TLM_BYTE_DISABLED;
  }

private:
  const unsigned char *pointer_;
  uint32_t length_;
};

// The bytes that an access touches, relative to its address.
struct span {
  uint32_t first;
  uint32_t last;
  uint32_t count;   // enabled bytes of the data array
  uint32_t element; // index of the first in the data array
};

// Of the data array's elements [begin, end), which go to addresses modulo `width`.
std::optional<span> touched(const enables &enabled, uint32_t begin, uint32_t end, uint32_t width) {
  if (enabled.all())
    return span{0, std::min(end - begin, width) - 1, end - begin, begin};
  std::optional<span> found;
  for (uint32_t i = begin; i < end; ++i) {
    if (!enabled[i])
      continue;
    const uint32_t at = (i - begin) % width;
    if (!found) {
      found = span{at, at, 1, i};
      continue;
    }
    found->first = std::min(found->first, at);
    found->last = std::max(found->last, at);
    found->count++;
  }
  return found;
}

// Size as the core shall see it. Only what is written without holes counts as a DWORD.
uint32_t request_bytes(const span &bytes) {
  const uint32_t length = bytes.last - bytes.first + 1;
  return std::min(length, bytes.count);
}

bool all_enabled(const payload &trans) {
  const unsigned char *bytes = trans.get_byte_enable_ptr();
  return bytes == nullptr ||
         (trans.get_byte_enable_length() != 0 &&
          std::all_of(bytes, bytes + trans.get_byte_enable_length(),
                      [](unsigned char enable) { return enable != TLM_BYTE_DISABLED; }));
}

bool good_atomic(const payload &trans) {
  const uint32_t bytes = trans.get_data_length();
  return (bytes == 4 || bytes == 8) && trans.get_address() % bytes == 0 && trans.is_read() &&
         trans.get_byte_enable_ptr() == nullptr && trans.get_streaming_width() - 1 >= bytes - 1;
}

} // namespace

// Refusals of the module itself: nothing was translated, no fault is recorded.
static void refuse(payload &trans, tlm::tlm_response_status response) {
  trans.set_dmi_allowed(false);
  trans.set_response_status(response);
}

void dma_port::transport_unusual(payload &trans, sc_core::sc_time &delay, const requester &from,
                                 dma_extension *extension) {
  const uint64_t addr = trans.get_address();
  const uint32_t bytes = trans.get_data_length();
  if (from.foreign_segment) {
    engine_.warn_foreign_segment(index_);
    return refuse(trans, tlm::TLM_ADDRESS_ERROR_RESPONSE);
  }
  if (bytes == 0)
    return refuse(trans, tlm::TLM_BURST_ERROR_RESPONSE);
  if (trans.get_command() == tlm::TLM_IGNORE_COMMAND)
    return refuse(trans, tlm::TLM_COMMAND_ERROR_RESPONSE);
  if (from.request.at == VTD_AT_TRANSLATION)
    return translation_request(trans, delay, from, extension);
  if (trans.get_byte_enable_ptr() && trans.get_byte_enable_length() == 0)
    return refuse(trans, tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);

  const bool atomic = extension && extension->operation != atomic_op::none;
  if (atomic && !good_atomic(trans))
    return refuse(trans, tlm::TLM_BURST_ERROR_RESPONSE);
  const uint32_t streaming = trans.get_streaming_width();
  const uint32_t width = streaming == 0 ? bytes : std::min(streaming, bytes);
  if (addr + (width - 1) < addr) // runs over the end of the address space
    return refuse(trans, tlm::TLM_ADDRESS_ERROR_RESPONSE);

  const std::optional<span> used = touched(enables(trans), 0, bytes, width);
  if (!used)
    return transport_zero_length(trans, delay, from, extension);
  if (width > room_in_page(addr))
    return transport_split(trans, delay, from, extension);
  vtd_request request = from.request;
  request.addr = addr + used->first;
  request.bytes = request_bytes(*used);
  request.access = static_cast<uint8_t>(trans.get_command());
  if (atomic)
    request.access = VTD_ACCESS_ATOMIC;
  vtd_result result;
  translate(request, result, delay);
  if (result.status == VTD_OK)
    return pass_on(trans, delay, request, result, result.addr - used->first);
  if (result.status == VTD_INTERRUPT && width < bytes) // several messages in one transaction
    return transport_split(trans, delay, from, extension);
  answer(trans, delay, request, result, extension, trans.get_data_ptr() + used->element);
}

// No byte is enabled: a zero-length request (chapter 3), checked at its address. It goes on, still
// without enabled bytes, cut at the end of the page.
void dma_port::transport_zero_length(payload &trans, sc_core::sc_time &delay, const requester &from,
                                     dma_extension *extension) {
  vtd_request request = from.request;
  request.addr = trans.get_address();
  request.bytes = 1;
  request.access = trans.is_read() ? VTD_ACCESS_ZERO_READ : VTD_ACCESS_WRITE;
  vtd_result result;
  translate(request, result, delay);
  if (result.status != VTD_OK)
    return answer(trans, delay, request, result, extension, nullptr);
  const uint32_t bytes = std::min(trans.get_data_length(), room_in_page(request.addr));
  payload_pool::lease access(engine_.pool_);
  payload &sub = access.trans();
  extension_loan loan(sub, trans);
  prepare(sub, trans.get_command(), 0, trans.get_data_ptr(), bytes);
  std::fill_n(access.enables(), bytes, uint8_t{TLM_BYTE_DISABLED});
  sub.set_byte_enable_ptr(access.enables());
  sub.set_byte_enable_length(bytes);
  pass_on(sub, delay, request, result, result.addr);
  trans.set_dmi_allowed(sub.is_dmi_allowed());
  trans.set_response_status(sub.get_response_status());
}

// ATS (chapter 4): the answer is in the extensions, nothing goes on. A request asks for one
// translation with every 8 bytes of its length. The first one decides on the response and on the
// size; the answer ends before a region that has another size or cannot be used.
void dma_port::translation_request(payload &trans, sc_core::sc_time &delay, const requester &from,
                                   dma_extension *extension) {
  auto *ats = trans.get_extension<ats_extension>();
  if (ats)
    ats->count = 0;
  if (!extension) // nowhere to put the answer
    return refuse(trans, tlm::TLM_COMMAND_ERROR_RESPONSE);
  constexpr uint32_t entry_bytes = 8;
  const uint32_t bytes = trans.get_data_length();
  const uint32_t asked = bytes / entry_bytes;
  if (!all_enabled(trans))
    return refuse(trans, tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  if (bytes % entry_bytes != 0 || asked > engine_.config_.ats_translations)
    return refuse(trans, tlm::TLM_BURST_ERROR_RESPONSE);
  vtd_request request = from.request;
  request.addr = trans.get_address();
  request.bytes = room_in_page(request.addr);
  request.access = static_cast<uint8_t>(trans.get_command());
  vtd_result result;
  translate(request, result, delay);
  answer(trans, delay, request, result, extension, nullptr);
  if (ats && result.status == VTD_OK)
    more_translations(request, result, asked, *ats, delay);
}

void dma_port::more_translations(vtd_request request, const vtd_result &first, uint32_t asked,
                                 ats_extension &ats, sc_core::sc_time &delay) {
  ats.translations[ats.count++] = ats_translation_of(first);
  if (first.page_shift >= 64 || !ats.translations[0].usable())
    return;
  const uint64_t region = uint64_t{1} << first.page_shift;
  request.addr &= ~(region - 1);
  while (ats.count < asked && request.addr + region != 0) {
    request.addr += region;
    request.bytes = page_bytes;
    vtd_result next;
    translate(request, next, delay);
    const ats_translation t = ats_translation_of(next);
    if (next.status != VTD_OK || t.shift != first.page_shift || !t.usable())
      return;
    ats.translations[ats.count++] = t;
  }
}

// Page by page, in ascending order, by a payload of our own: an interconnect must not change length
// or data pointer of a payload that belongs to somebody else. Stops at the first error.
void dma_port::transport_split(payload &trans, sc_core::sc_time &delay, const requester &from,
                               dma_extension *extension) {
  const uint64_t addr = trans.get_address();
  const uint32_t bytes = trans.get_data_length();
  const uint32_t streaming = trans.get_streaming_width();
  const uint32_t width = streaming == 0 ? bytes : std::min(streaming, bytes);
  engine_.stats_.splits++;
  trans.set_response_status(tlm::TLM_OK_RESPONSE);
  bool dmi_hint = true;
  payload_pool::lease access(engine_.pool_);
  extension_loan loan(access.trans(), trans);
  for (uint64_t beat = 0; beat < bytes; beat += width) {
    const uint64_t end = std::min<uint64_t>(beat + width, bytes);
    for (uint64_t at = beat; at < end;) {
      const uint64_t target = addr + (at - beat);
      const uint32_t length = std::min<uint64_t>(room_in_page(target), end - at);
      const piece part = {target, static_cast<uint32_t>(at), length};
      if (!transport_piece(trans, access, part, from.request, delay, extension, dmi_hint)) {
        trans.set_dmi_allowed(false);
        return;
      }
      at += length;
    }
  }
  trans.set_dmi_allowed(dmi_hint);
}

// One piece of a burst. False: the payload has the response, stop.
bool dma_port::transport_piece(payload &trans, payload_pool::lease &access, const piece &part,
                               vtd_request request, sc_core::sc_time &delay,
                               dma_extension *extension, bool &dmi_hint) {
  const enables enabled(trans);
  const std::optional<span> used =
      touched(enabled, part.offset, part.offset + part.bytes, part.bytes);
  if (!used)
    return true; // no byte of this page is meant
  request.addr = part.addr + used->first;
  request.bytes = request_bytes(*used);
  request.access = static_cast<uint8_t>(trans.get_command());
  vtd_result result;
  translate(request, result, delay);
  if (result.status != VTD_OK) {
    answer(trans, delay, request, result, extension, trans.get_data_ptr() + used->element);
    dmi_hint = false;
    return trans.is_response_ok();
  }
  payload &sub = access.trans();
  prepare(sub, trans.get_command(), 0, trans.get_data_ptr() + part.offset, part.bytes);
  sub.set_gp_option(trans.get_gp_option());
  if (!enabled.all()) {
    for (uint32_t i = 0; i < part.bytes; ++i)
      access.enables()[i] = enabled[part.offset + i] ? TLM_BYTE_ENABLED : TLM_BYTE_DISABLED;
    sub.set_byte_enable_ptr(access.enables());
    sub.set_byte_enable_length(part.bytes);
  }
  pass_on(sub, delay, request, result, result.addr - used->first);
  dmi_hint = dmi_hint && sub.is_dmi_allowed();
  trans.set_response_status(sub.get_response_status());
  return trans.is_response_ok();
}

// Debug accesses: the translation has no side effects, and what cannot be reached is not moved.
unsigned dma_port::transport_dbg(payload &trans) {
  engine_.stats_.debug_accesses++;
  const requester from = requester_of(trans, trans.get_extension<dma_extension>());
  if (from.unusual || trans.get_command() == tlm::TLM_IGNORE_COMMAND)
    return 0;
  payload_pool::lease access(engine_.pool_);
  payload &sub = access.trans();
  extension_loan loan(sub, trans);
  unsigned moved = 0;
  while (moved < trans.get_data_length()) {
    const uint64_t addr = trans.get_address() + moved;
    const uint32_t bytes = std::min(room_in_page(addr), trans.get_data_length() - moved);
    vtd_request request = from.request;
    request.addr = addr;
    request.bytes = bytes;
    request.access = static_cast<uint8_t>(trans.get_command());
    vtd_result result;
    if (!probe(request, result))
      break;
    prepare(sub, trans.get_command(), result.addr, trans.get_data_ptr() + moved, bytes);
    sub.set_gp_option(trans.get_gp_option());
    const unsigned done = engine_.mem_->transport_dbg(sub);
    moved += std::min(done, bytes);
    if (done < bytes)
      break;
  }
  return moved;
}

} // namespace vtd::detail
