// SPDX-License-Identifier: Apache-2.0
// A bench without a remapping unit: the devices on a router, and a test that plays the processor.
#ifndef VTD_DEVICE_BENCH_H
#define VTD_DEVICE_BENCH_H

#include <cstdint>
#include <cstring>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

#include "bench_base.h"
#include "vtd/dma_engine.h"
#include "vtd/interrupt_sink.h"
#include "vtd/ioapic.h"
#include "vtd/memory.h"
#include "vtd/router.h"
#include "vtd/sriov_device.h"
#include "vtd/vtd_regs.h"

constexpr uint64_t ram_bytes = UINT64_C(16) << 20;
constexpr uint64_t engine_base = 0xFEB00000;
constexpr uint64_t sriov_base = 0xFE000000;
constexpr uint32_t sriov_vfs = 7;
constexpr uint64_t ioapic_base = 0xFEC00000;
constexpr uint16_t ioapic_sid = 0xF0F8;
constexpr unsigned wired_pin = 5;
constexpr uint64_t spy_base = 0xD0000000;
constexpr uint64_t hole = 0x80000000;        // nobody answers here
constexpr uint64_t read_only = spy_base;     // the spy refuses writes here (COMMAND_ERROR) ...
constexpr uint64_t broken = spy_base + 4096; // ... and everything here (GENERIC_ERROR)

// Notes what it sees of a payload; see the addresses above for its answers.
struct spy : sc_core::sc_module {
  tlm_utils::simple_target_socket<spy, 64> socket;
  struct sighting {
    uint64_t addr;
    unsigned length;
    bool write;
    bool zero_length;
    uint16_t sid;
    vtd::identity id;
  };
  std::vector<sighting> seen;

  explicit spy(sc_core::sc_module_name name) : sc_module(name), socket("socket") {
    socket.register_b_transport(this, &spy::transport);
    socket.register_get_direct_mem_ptr(this, &spy::direct);
  }
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &) {
    if (trans.is_read() && trans.get_address() + trans.get_data_length() <= sizeof bytes)
      std::memcpy(trans.get_data_ptr(), bytes + trans.get_address(), trans.get_data_length());
    const vtd::dma_extension *who = trans.get_extension<vtd::dma_extension>();
    const unsigned char *enables = trans.get_byte_enable_ptr();
    seen.push_back({trans.get_address(), trans.get_data_length(), trans.is_write(),
                    enables != nullptr && enables[0] == TLM_BYTE_DISABLED,
                    who == nullptr ? uint16_t(0xFFFF) : who->id.sid,
                    who == nullptr ? vtd::identity() : who->id});
    trans.set_response_status(trans.get_address() >= 4096 ? tlm::TLM_GENERIC_ERROR_RESPONSE
                              : trans.is_write()          ? tlm::TLM_COMMAND_ERROR_RESPONSE
                                                          : tlm::TLM_OK_RESPONSE);
  }
  // Grants its second half: at 1000h relative to its window.
  bool direct(tlm::tlm_generic_payload &, tlm::tlm_dmi &dmi) {
    dmi.init();
    dmi.set_start_address(0x1000);
    dmi.set_end_address(~UINT64_C(0)); // more than its window
    dmi.set_dmi_ptr(bytes);
    dmi.allow_read_write();
    return true;
  }
  unsigned char bytes[4096] = {};
};

class device_bench : public bench_base {
public:
  vtd::memory ram;
  vtd::interrupt_sink sink;
  spy probe;
  vtd::dma_engine engine;
  vtd::sriov_device functions;
  vtd::ioapic apic;
  sc_core::sc_signal<bool> wire; // on pin wired_pin of it
  vtd::router bus;
  uint16_t apic_sender = 0; // who sent its last message
  bool messages_refused = false;
  unsigned message_wait_ns = 0; // how long the bus holds its messages up

  explicit device_bench(sc_core::sc_module_name name, int (*tests)());

private:
  void pass_message(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  tlm_utils::simple_target_socket<device_bench, 64> apic_link_; // looks on, then to the bus
  tlm_utils::simple_initiator_socket<device_bench, 64> apic_bus_;
};

extern device_bench *bench;

#endif // VTD_DEVICE_BENCH_H
