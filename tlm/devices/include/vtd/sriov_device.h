// SPDX-License-Identifier: Apache-2.0
// A device with a physical and many virtual functions. The programming interface is described in
// vtd/sriov_regs.h.
#ifndef VTD_SRIOV_DEVICE_H
#define VTD_SRIOV_DEVICE_H

#include <cstdint>
#include <memory>
#include <systemc>
#include <tlm>
#include <tlm_utils/multi_passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

#include "vtd/dma_channel.h"
#include "vtd/msix_table.h"
#include "vtd/pcie_ecam.h"
#include "vtd/sriov_regs.h"

namespace vtd {

struct sriov_config {
  uint16_t segment = 0;
  uint16_t requester_id = 0x0100; // of the physical function
  uint32_t vfs = 7;               // 1 .. VTD_SRIOV_VFS_MAX
  uint32_t first_vf_offset = 1;   // from the physical function's requester id to VF 1's
  uint32_t vf_stride = 1;         // between VFs
  dma_timing timing;              // of each function
  sc_core::sc_time register_latency = sc_core::sc_time(20, sc_core::SC_NS);
};

// All functions share one link, as on PCI Express: `bus` is to be bound to one DMA port (or a bus),
// and every payload carries a dma_extension with its function's requester id. No direct memory
// pointers: a link of many requesters gets none. Register accesses keep to the rules of dma_engine;
// the page of a VF that is not enabled is answered with ADDRESS_ERROR.
class sriov_device : public sc_core::sc_module {
public:
  tlm_utils::simple_target_socket<sriov_device, 64> regs;
  tlm_utils::simple_initiator_socket<sriov_device, 64> bus;

  // A number of virtual functions, or requester ids, that cannot be are reported as an error.
  sriov_device(sc_core::sc_module_name name, const sriov_config &config);

  uint32_t functions() const { return static_cast<uint32_t>(channels_.size()); }
  uint32_t enabled_vfs() const { return enabled_vfs_; }
  uint16_t requester_id(uint32_t function) const { return channels_[function].requester_id(); }
  // True while a transaction of the function is under way.
  bool pending(uint32_t function) const;
  dma_statistics statistics() const; // of all functions
  // Resets the physical function, as software could; there are no VFs then.
  void reset() { function_level_reset(0); }

  // Configuration spaces: shows the functions on an ECAM, and their pages as BAR 0 (of VFs: VF BAR
  // 0) by target `out` of the router, which `regs` has to be bound to. From then on the SR-IOV
  // and MSI-X capabilities alone enable VFs and vectors (the registers for that are read-only), and
  // a function that is not bus master gets no answer to its accesses and keeps its messages
  // pending. To be called once, before the simulation.
  void attach(pcie_ecam &ecam, bar_router &bars, unsigned out);

private:
  // MSI-X of one function.
  struct function_vectors : channel_vectors {
    bool enabled() const override { return (control() & VTD_SRIOV_FN_MSIX_ENABLE) != 0; }
    void signal(bool halted) override {
      table.signal(halted ? VTD_SRIOV_VECTOR_ERROR : VTD_SRIOV_VECTOR_WORK);
    }
    std::optional<pci_message> take() override;
    void reset();

    // Enable and mask; the capability's bits are where the register has them.
    uint32_t control() const { return function != nullptr ? function->msix_control() : stored; }

    msix_table table{VTD_SRIOV_VECTORS};
    uint32_t stored = 0;                    // the register, unless attached
    const pci_function *function = nullptr; // only if attached
  };

  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug(tlm::tlm_generic_payload &trans);
  void forward(int function, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  uint64_t window_bytes() const { return uint64_t{functions()} * VTD_SRIOV_PAGE_BYTES; }

  bool present(uint32_t function) const { return function <= enabled_vfs_; }
  uint32_t read(uint32_t offset) const;
  uint32_t read_function(uint32_t function, uint32_t offset) const;
  uint32_t read_capability(uint32_t offset) const;
  void write(uint32_t offset, uint32_t value);
  void write_function(uint32_t function, uint32_t offset, uint32_t value);
  void write_capability(uint32_t offset, uint32_t value);
  static bool of_vectors(uint32_t offset);
  uint32_t read_vectors(uint32_t function, uint32_t offset) const;
  void write_vectors(uint32_t function, uint32_t offset, uint32_t value);
  void function_level_reset(uint32_t function);
  void reset_function(uint32_t function);
  void disable_vfs();
  void build_function(uint32_t function);
  void function_changed(uint32_t function);
  bool attached() const { return !functions_.empty(); }

  sriov_config config_;
  tlm_utils::multi_passthrough_target_socket<sriov_device, 64> link_; // where the functions meet
  std::vector<function_vectors> vectors_;                             // one for each function
  sc_core::sc_vector<dma_channel> channels_;                          // likewise
  std::vector<std::unique_ptr<pci_function>> functions_;              // only if attached
  uint32_t num_vfs_ = 0;
  uint32_t enabled_vfs_ = 0; // 0: VF Enable is clear
};

} // namespace vtd

#endif // VTD_SRIOV_DEVICE_H
