// SPDX-License-Identifier: Apache-2.0
// The processor's accesses, the thread of the tests, and main().
#include "bench_base.h"

#include <cstdlib>

bench_base::bench_base(sc_core::sc_module_name name, int (*tests)())
    : sc_module(name), port("port"), tests_(tests) {
  port.register_invalidate_direct_mem_ptr(this, &bench_base::note_revocation);
  SC_HAS_PROCESS(bench_base);
  SC_THREAD(run);
}

void bench_base::note_revocation(sc_dt::uint64 first, sc_dt::uint64 last) {
  revoked.emplace_back(first, last);
}

void bench_base::run() {
  result_ = tests_();
  sc_core::sc_stop();
}

bench_base::reply bench_base::access(tlm::tlm_command command, uint64_t addr, void *data,
                                     unsigned length, unsigned streaming, unsigned char *enables,
                                     unsigned enable_length, vtd::dma_extension *extension) {
  tlm::tlm_generic_payload trans;
  trans.set_command(command);
  trans.set_address(addr);
  trans.set_data_ptr(static_cast<unsigned char *>(data));
  trans.set_data_length(length);
  trans.set_streaming_width(streaming == 0 ? length : streaming);
  trans.set_byte_enable_ptr(enables);
  trans.set_byte_enable_length(enable_length);
  if (extension != nullptr)
    trans.set_extension(extension);
  sc_core::sc_time delay;
  port->b_transport(trans, delay);
  if (extension != nullptr)
    trans.clear_extension(extension);
  EXPECT_EQ(trans.get_address(), addr) << "the bus restores the address";
  return {trans.get_response_status(), delay};
}

uint32_t bench_base::read32(uint64_t addr) {
  uint32_t value = 0;
  EXPECT_EQ(access(tlm::TLM_READ_COMMAND, addr, &value, 4).status, tlm::TLM_OK_RESPONSE)
      << std::hex << addr;
  return value;
}

uint64_t bench_base::read64(uint64_t addr) {
  uint64_t value = 0;
  EXPECT_EQ(access(tlm::TLM_READ_COMMAND, addr, &value, 8).status, tlm::TLM_OK_RESPONSE)
      << std::hex << addr;
  return value;
}

void bench_base::write32(uint64_t addr, uint32_t value) {
  EXPECT_EQ(access(tlm::TLM_WRITE_COMMAND, addr, &value, 4).status, tlm::TLM_OK_RESPONSE)
      << std::hex << addr;
}

void bench_base::write64(uint64_t addr, uint64_t value) {
  EXPECT_EQ(access(tlm::TLM_WRITE_COMMAND, addr, &value, 8).status, tlm::TLM_OK_RESPONSE)
      << std::hex << addr;
}

int main(int argc, char **argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
