// SPDX-License-Identifier: Apache-2.0
// A bench for the accelerator: it sits behind a remapping unit in scalable mode, and a test plays
// processor and operating system.
#ifndef VTD_ACCELERATOR_BENCH_H
#define VTD_ACCELERATOR_BENCH_H

#include <cstdint>
#include <cstring>
#include <functional>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "bench_base.h"
#include "sm_tables.h"
#include "vtd/accelerator.h"
#include "vtd/interrupt_sink.h"
#include "vtd/iommu.h"
#include "vtd/memory.h"
#include "vtd/router.h"

// Between the unit and the bus: accesses to one page may be made to take time.
struct gate : sc_core::sc_module {
  tlm_utils::simple_target_socket<gate, 64> in;
  tlm_utils::simple_initiator_socket<gate, 64> out;
  uint64_t slow_page = ~UINT64_C(0);
  sc_core::sc_time slow;

  explicit gate(sc_core::sc_module_name name) : sc_module(name), in("in"), out("out") {
    in.register_b_transport(this, &gate::transport);
    in.register_transport_dbg(this, &gate::debug);
  }
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
    if (trans.get_address() >> 12 == slow_page >> 12)
      wait(slow);
    out->b_transport(trans, delay);
    trans.set_dmi_allowed(false);
  }
  unsigned debug(tlm::tlm_generic_payload &trans) { return out->transport_dbg(trans); }
};

class accelerator_bench : public bench_base {
public:
  static constexpr uint16_t sid = 0x0230, other_sid = 0x0238;
  static constexpr uint64_t ram_bytes = UINT64_C(64) << 20;
  static constexpr uint64_t unit_base = 0xFED90000;
  static constexpr uint64_t accel_base = 0xFEB00000;

  vtd::memory ram;
  vtd::interrupt_sink sink;
  vtd::iommu<64> unit;
  vtd::accelerator accel;
  gate slow;
  vtd::router bus;

  accelerator_bench(sc_core::sc_module_name name, int (*tests)());
};

extern accelerator_bench *bench;
uint64_t &seed(); // of random tests: --seed=N

#endif // VTD_ACCELERATOR_BENCH_H
