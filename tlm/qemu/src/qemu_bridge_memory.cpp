// SPDX-License-Identifier: Apache-2.0
// The bridge as a target: guest memory, and the interrupt range.
#include <algorithm>
#include <cstring>
#include <vector>

#include "vtd/extension.h"
#include "vtd/interrupt_sink.h"
#include "vtd/qemu_bridge.h"
#include "vtd/vtd_regs.h"

namespace vtd {

namespace {

constexpr uint64_t page_bytes = 4096;

// The range is 1 MiB; whether QEMU can deliver the message is asked later.
bool interrupt_range(uint64_t addr) {
  const router_window window = interrupt_window("interrupts");
  return (addr & ~window.undecoded) - window.base < window.bytes;
}

// AtomicOps (vtd/extension.h) are atomic for the guest's processors, too.
template <typename Word> void perform(uint8_t *target, uint8_t *data, const dma_extension &atomic) {
  auto *const word = reinterpret_cast<Word *>(target);
  const auto first = static_cast<Word>(atomic.operand[0]);
  Word old = 0;
  switch (atomic.operation) {
  case atomic_op::none:
    break;
  case atomic_op::fetch_add:
    old = __atomic_fetch_add(word, first, __ATOMIC_SEQ_CST);
    break;
  case atomic_op::swap:
    old = __atomic_exchange_n(word, first, __ATOMIC_SEQ_CST);
    break;
  case atomic_op::compare_swap:
    old = first;
    __atomic_compare_exchange_n(word, &old, static_cast<Word>(atomic.operand[1]), false,
                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    break;
  }
  std::memcpy(data, &old, sizeof old);
}

bool atomic_shape(const tlm::tlm_generic_payload &trans) {
  const unsigned length = trans.get_data_length();
  return trans.is_read() && (length == 4 || length == 8) && trans.get_address() % length == 0 &&
         trans.get_byte_enable_ptr() == nullptr;
}

// Processors see a table entry, a status or a queue pointer change as a whole.
template <typename Word> void copy_word(uint8_t *target, const uint8_t *source) {
  Word word;
  std::memcpy(&word, source, sizeof word);
  __atomic_store_n(reinterpret_cast<Word *>(target), word, __ATOMIC_RELEASE);
}

void copy_to_guest(uint8_t *target, const uint8_t *data, unsigned length) {
  const bool aligned = reinterpret_cast<uintptr_t>(target) % 8 == 0;
  if (aligned && length == 8)
    copy_word<uint64_t>(target, data);
  else if (length == 4 && reinterpret_cast<uintptr_t>(target) % 4 == 0)
    copy_word<uint32_t>(target, data);
  else
    std::memcpy(target, data, length);
}

void copy_enabled(uint8_t *target, tlm::tlm_generic_payload &trans) {
  const unsigned char *enables = trans.get_byte_enable_ptr();
  uint8_t *data = trans.get_data_ptr();
  for (unsigned i = 0; i < trans.get_data_length(); ++i) {
    if (enables[i % trans.get_byte_enable_length()] != TLM_BYTE_ENABLED)
      continue;
    if (trans.is_write())
      target[i] = data[i];
    else
      data[i] = target[i];
  }
}

} // namespace

tlm::tlm_response_status qemu_bridge::access_memory(tlm::tlm_generic_payload &trans) {
  const unsigned length = trans.get_data_length();
  uint8_t *const target = memory_.at(trans.get_address(), length);
  if (target == nullptr)
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  const auto *extension = trans.get_extension<dma_extension>();
  if (extension != nullptr && extension->operation != atomic_op::none) {
    if (!atomic_shape(trans))
      return tlm::TLM_BURST_ERROR_RESPONSE;
    if (length == 4)
      perform<uint32_t>(target, trans.get_data_ptr(), *extension);
    else
      perform<uint64_t>(target, trans.get_data_ptr(), *extension);
    return tlm::TLM_OK_RESPONSE;
  }
  if (trans.get_byte_enable_ptr() != nullptr)
    copy_enabled(target, trans);
  else if (trans.is_read())
    std::memcpy(trans.get_data_ptr(), target, length);
  else if (trans.is_write())
    copy_to_guest(target, trans.get_data_ptr(), length);
  return tlm::TLM_OK_RESPONSE;
}

// A message becomes a write that QEMU hands to its local APIC. Unless asked, the trigger mode is
// sent as edge: the end of a level interrupt that QEMU would broadcast reaches its own I/O APIC
// only, and for one that counts as edge the operating system tells the I/O APIC itself.
tlm::tlm_response_status qemu_bridge::inject(tlm::tlm_generic_payload &trans) {
  const uint64_t addr = trans.get_address();
  if (!trans.is_write() || trans.get_data_length() != sizeof(uint32_t) || addr % 4 != 0 ||
      trans.get_byte_enable_ptr() != nullptr)
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  const bool deliverable = addr <= UINT32_MAX && !resetting_ && qtest_.connected();
  if (!deliverable) {
    ++stats_.interrupts_dropped;
    return resetting_ ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  uint32_t value = 0;
  std::memcpy(&value, trans.get_data_ptr(), sizeof value);
  uint64_t words[VTD_MSI_COMPAT_WORDS] = {addr, value};
  if (!config_.trigger_modes)
    vtd_msi_compat_tm_set(words, 0);
  ++stats_.interrupts;
  qtest_.write_dword(addr, static_cast<uint32_t>(words[1]));
  return tlm::TLM_OK_RESPONSE;
}

void qemu_bridge::transport(int, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  delay += config_.memory_latency;
  trans.set_dmi_allowed(false);
  if (trans.get_data_ptr() == nullptr || trans.get_streaming_width() < trans.get_data_length()) {
    trans.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  if (interrupt_range(trans.get_address())) {
    trans.set_response_status(inject(trans));
    return;
  }
  ++(trans.is_write() ? stats_.memory_writes : stats_.memory_reads);
  const tlm::tlm_response_status status = access_memory(trans);
  if (status != tlm::TLM_OK_RESPONSE)
    ++stats_.memory_errors;
  else if (config_.careful_writes && trans.is_write())
    qtest_.write_memory(trans.get_address(),
                        memory_.at(trans.get_address(), trans.get_data_length()),
                        trans.get_data_length());
  trans.set_dmi_allowed(status == tlm::TLM_OK_RESPONSE && config_.dmi);
  trans.set_response_status(status);
}

unsigned qemu_bridge::debug(int, tlm::tlm_generic_payload &trans) {
  const guest_memory::span piece = memory_.around(trans.get_address());
  if (piece.bytes == 0 || interrupt_range(trans.get_address()))
    return 0;
  const uint64_t offset = trans.get_address() - piece.addr;
  const auto length =
      static_cast<unsigned>(std::min<uint64_t>(trans.get_data_length(), piece.bytes - offset));
  if (trans.is_read())
    std::memcpy(trans.get_data_ptr(), piece.data + offset, length);
  else if (trans.is_write())
    copy_to_guest(piece.data + offset, trans.get_data_ptr(), length);
  return length;
}

bool qemu_bridge::direct(int, tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi) {
  dmi.init();
  const guest_memory::span piece = memory_.around(trans.get_address());
  if (!config_.dmi || piece.bytes == 0) {
    const uint64_t page = trans.get_address() & ~(page_bytes - 1);
    dmi.set_start_address(page);
    dmi.set_end_address(page + page_bytes - 1);
    return false;
  }
  dmi.set_start_address(piece.addr);
  dmi.set_end_address(piece.addr + piece.bytes - 1);
  dmi.set_dmi_ptr(piece.data);
  dmi.set_read_latency(config_.memory_latency);
  dmi.set_write_latency(config_.memory_latency);
  if (config_.careful_writes)
    dmi.allow_read();
  else
    dmi.allow_read_write();
  return true;
}

void qemu_bridge::revoke_dmi() {
  for (unsigned i = 0; i < mem.size(); ++i)
    mem[i]->invalidate_direct_mem_ptr(0, UINT64_MAX);
}

} // namespace vtd
