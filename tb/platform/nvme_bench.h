// SPDX-License-Identifier: Apache-2.0
// A bench for functions of a PCI Express segment behind a remapping unit, found by ECAM and placed
// by their BARs: an NVMe controller, an accelerator, a device with virtual functions. A test plays
// processor, operating system and driver.
#ifndef VTD_NVME_BENCH_H
#define VTD_NVME_BENCH_H

#include <cstdint>
#include <cstring>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

#include "vtd/accelerator.h"
#include "vtd/interrupt_sink.h"
#include "vtd/iommu.h"
#include "vtd/memory.h"
#include "vtd/nvme_controller.h"
#include "vtd/pcie_ecam.h"
#include "vtd/router.h"
#include "vtd/sriov_device.h"

// Looks at what the controller sends, and can hold its accesses to one page up.
struct nvme_tap : sc_core::sc_module {
  tlm_utils::simple_target_socket<nvme_tap, 64> in;
  tlm_utils::simple_initiator_socket<nvme_tap, 64> out;
  uint64_t slow_page = ~UINT64_C(0);
  uint64_t seen = 0;                  // transactions
  std::vector<uint16_t> message_sids; // who sent messages

  explicit nvme_tap(sc_core::sc_module_name name) : sc_module(name), in("in"), out("out") {
    in.register_b_transport(this, &nvme_tap::transport);
  }
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
    ++seen;
    if (trans.get_address() >> 20 == VTD_INTR_BASE >> 20)
      message_sids.push_back(trans.get_extension<vtd::dma_extension>()->id.sid);
    if (trans.get_address() >> 12 == slow_page >> 12)
      wait(sc_core::sc_time(100, sc_core::SC_US));
    out->b_transport(trans, delay);
  }
};

class nvme_bench : public sc_core::sc_module {
public:
  static constexpr uint16_t sid = 0x0008; // of the NVMe controller
  static constexpr uint16_t accel_sid = 0x0010;
  static constexpr uint16_t sriov_sid = 0x0018;
  static constexpr uint16_t vfs = 7;
  static constexpr uint64_t ram_bytes = UINT64_C(64) << 20;
  static constexpr uint64_t disk_bytes = UINT64_C(16) << 20;
  static constexpr unsigned queues = 3;

  vtd::memory ram;
  vtd::interrupt_sink sink;
  vtd::iommu<64> unit;
  vtd::nvme_controller nvme;
  vtd::accelerator accel;
  vtd::sriov_device sriov;
  vtd::pcie_ecam ecam;
  vtd::bar_router bars;
  nvme_tap tap;
  vtd::router bus;
  tlm_utils::simple_initiator_socket<nvme_bench, 64> config, window, registers;

  nvme_bench(sc_core::sc_module_name name, int (*tests)());
  int result() const { return result_; }

  using socket = tlm_utils::simple_initiator_socket<nvme_bench, 64>;
  tlm::tlm_response_status access(socket &to, tlm::tlm_command command, uint64_t addr, void *data,
                                  unsigned length);
  // Configuration space, by requester id. Absent functions read all-ones.
  uint32_t config_read(uint16_t function, uint32_t offset, unsigned bytes = 4);
  void config_write(uint16_t function, uint32_t offset, uint32_t value, unsigned bytes = 4);
  // The window of BARs: false if nobody answers.
  bool bar_read(uint64_t addr, uint32_t &value);
  bool bar_write(uint64_t addr, uint32_t value);
  // The unit's registers.
  uint32_t unit32(uint32_t offset);
  void unit32(uint32_t offset, uint32_t value);
  uint64_t unit64(uint32_t offset);
  void unit64(uint32_t offset, uint64_t value);

private:
  void run();
  int (*tests_)();
  int result_ = 1;
};

extern nvme_bench *bench;

#endif // VTD_NVME_BENCH_H
