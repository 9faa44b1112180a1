// SPDX-License-Identifier: Apache-2.0
// Flat random-access memory behind one TLM target socket, with DMI.
#ifndef VTD_MEMORY_H
#define VTD_MEMORY_H

#include <cstdint>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

namespace vtd {

struct memory_config {
  uint64_t bytes = UINT64_C(256) << 20; // size; a multiple of 4096
  sc_core::sc_time access_latency = sc_core::sc_time(30, sc_core::SC_NS); // per transaction
  sc_core::sc_time line_latency = sc_core::sc_time(4, sc_core::SC_NS);    // per started 64 bytes
  bool dmi = true; // grant direct access to the whole memory
};

// The bytes come zeroed from the operating system and cost host memory only once they are touched.
// Byte enables, streaming width and AtomicOps (vtd/extension.h) are honoured. Accesses outside of
// it get ADDRESS_ERROR. Delays are annotated; the memory never waits. Throws std::runtime_error if
// the host cannot reserve the address space.
class memory : public sc_core::sc_module {
public:
  tlm_utils::simple_target_socket<memory, 64> socket;

  memory(sc_core::sc_module_name name, const memory_config &config);
  ~memory() override;
  memory(const memory &) = delete;
  memory &operator=(const memory &) = delete;

  uint64_t size() const { return config_.bytes; } // bytes
  // The host's view of byte 0. Valid as long as the memory lives.
  uint8_t *data() { return data_; }
  // Bytes of host memory that the contents occupy now.
  uint64_t resident_bytes() const;
  // Makes a range of bytes zero; large ones are given back to the operating system. Both ends are
  // multiples of 4096.
  void clear(uint64_t first, uint64_t bytes);
  // Takes back what was granted for bytes first .. last.
  void revoke_dmi(uint64_t first, uint64_t last) { socket->invalidate_direct_mem_ptr(first, last); }

private:
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug(tlm::tlm_generic_payload &trans);
  bool direct(tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi);
  bool inside(uint64_t addr, uint64_t bytes) const {
    return addr < config_.bytes && bytes <= config_.bytes - addr;
  }

  memory_config config_;
  uint8_t *data_ = nullptr;
};

} // namespace vtd

#endif // VTD_MEMORY_H
