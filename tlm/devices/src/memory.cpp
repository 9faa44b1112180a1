// SPDX-License-Identifier: Apache-2.0
// Flat memory: the bytes, byte enables and streaming, DMI.
#include "vtd/memory.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <sys/mman.h>
#include <vector>

#include "vtd/extension.h"

namespace vtd {

namespace {
constexpr uint64_t page_bytes = 4096;
constexpr uint64_t clear_by_unmapping = 64 * page_bytes; // below, writing zeros is quicker

// One byte at a time: for byte enables and for streaming, which are rare.
void copy_bytewise(uint8_t *target, tlm::tlm_generic_payload &trans) {
  const bool write = trans.is_write();
  uint8_t *data = trans.get_data_ptr();
  const unsigned char *enables = trans.get_byte_enable_ptr();
  const unsigned enable_length = trans.get_byte_enable_length();
  const unsigned width = trans.get_streaming_width();
  for (unsigned i = 0; i < trans.get_data_length(); ++i) {
    if (enables != nullptr && enables[i % enable_length] != TLM_BYTE_ENABLED)
      continue;
    uint8_t &byte = target[i % width];
    (write ? byte : data[i]) = write ? data[i] : byte;
  }
}
// An AtomicOp (vtd/extension.h): the old value goes back, the result of the operation stays. The
// length is 4 or 8.
template <typename Word> void perform(uint8_t *target, uint8_t *data, const dma_extension &atomic) {
  Word old;
  std::memcpy(&old, target, sizeof old);
  const Word first = static_cast<Word>(atomic.operand[0]);
  Word result = old;
  switch (atomic.operation) {
  case atomic_op::none:
    break;
  case atomic_op::fetch_add:
    result = old + first;
    break;
  case atomic_op::swap:
    result = first;
    break;
  case atomic_op::compare_swap:
    result = old == first ? static_cast<Word>(atomic.operand[1]) : old;
    break;
  }
  std::memcpy(data, &old, sizeof old);
  std::memcpy(target, &result, sizeof result);
}

bool atomic_shape(const tlm::tlm_generic_payload &trans) {
  const unsigned length = trans.get_data_length();
  return trans.is_read() && (length == 4 || length == 8) && trans.get_address() % length == 0 &&
         trans.get_streaming_width() >= length && trans.get_byte_enable_ptr() == nullptr;
}
} // namespace

memory::memory(sc_core::sc_module_name name, const memory_config &config)
    : sc_module(name), socket("socket"), config_(config) {
  void *reserved = mmap(nullptr, config_.bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED)
    throw std::runtime_error("the host has no address space for " +
                             std::to_string(config_.bytes >> 20) + " MiB of guest memory");
  data_ = static_cast<uint8_t *>(reserved);
#ifdef MADV_NOHUGEPAGE
  madvise(data_, config_.bytes, MADV_NOHUGEPAGE); // count what is touched, not 2 MiB around it
#endif
  socket.register_b_transport(this, &memory::transport);
  socket.register_transport_dbg(this, &memory::debug);
  socket.register_get_direct_mem_ptr(this, &memory::direct);
}

memory::~memory() {
  munmap(data_, config_.bytes);
}

void memory::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const uint64_t addr = trans.get_address();
  const unsigned length = trans.get_data_length();
  const unsigned width = trans.get_streaming_width();
  if (width == 0 || trans.get_data_ptr() == nullptr) {
    trans.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  if (!inside(addr, std::min(length, width))) {
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  const dma_extension *extension = trans.get_extension<dma_extension>();
  if (extension != nullptr && extension->operation != atomic_op::none) {
    if (!atomic_shape(trans)) {
      trans.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
      return;
    }
    if (length == 4)
      perform<uint32_t>(data_ + addr, trans.get_data_ptr(), *extension);
    else
      perform<uint64_t>(data_ + addr, trans.get_data_ptr(), *extension);
  } else if (trans.get_command() != tlm::TLM_IGNORE_COMMAND) {
    if (trans.get_byte_enable_ptr() != nullptr || width < length)
      copy_bytewise(data_ + addr, trans);
    else if (trans.is_read())
      std::memcpy(trans.get_data_ptr(), data_ + addr, length);
    else
      std::memcpy(data_ + addr, trans.get_data_ptr(), length);
  }
  delay += config_.access_latency + config_.line_latency * ((length + 63) / 64);
  trans.set_dmi_allowed(config_.dmi);
  trans.set_response_status(tlm::TLM_OK_RESPONSE);
}

unsigned memory::debug(tlm::tlm_generic_payload &trans) {
  const uint64_t addr = trans.get_address();
  if (addr >= config_.bytes)
    return 0;
  const uint64_t bytes = std::min<uint64_t>(trans.get_data_length(), config_.bytes - addr);
  if (trans.is_read())
    std::memcpy(trans.get_data_ptr(), data_ + addr, bytes);
  else if (trans.is_write())
    std::memcpy(data_ + addr, trans.get_data_ptr(), bytes);
  return static_cast<unsigned>(bytes);
}

bool memory::direct(tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi) {
  dmi.init();
  if (!config_.dmi || trans.get_address() >= config_.bytes) {
    const uint64_t page = trans.get_address() & ~(page_bytes - 1);
    dmi.set_start_address(page);
    dmi.set_end_address(page + page_bytes - 1);
    return false;
  }
  dmi.set_start_address(0);
  dmi.set_end_address(config_.bytes - 1);
  dmi.set_dmi_ptr(data_);
  dmi.set_read_latency(config_.line_latency);
  dmi.set_write_latency(config_.line_latency);
  dmi.allow_read_write();
  return true;
}

uint64_t memory::resident_bytes() const {
  std::vector<unsigned char> pages((config_.bytes + page_bytes - 1) / page_bytes);
  if (mincore(data_, config_.bytes, pages.data()) != 0)
    return 0;
  return page_bytes * static_cast<uint64_t>(std::count_if(pages.begin(), pages.end(),
                                                          [](unsigned char p) { return p & 1; }));
}

void memory::clear(uint64_t first, uint64_t bytes) {
  if (bytes >= clear_by_unmapping && madvise(data_ + first, bytes, MADV_DONTNEED) == 0)
    return;
  std::memset(data_ + first, 0, bytes);
}

} // namespace vtd
