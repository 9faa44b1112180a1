// SPDX-License-Identifier: Apache-2.0
// What a PCI Express function is to software besides its own registers: configuration space, base
// addresses, capabilities, interrupt messages. A device has one for each of its functions.
#ifndef VTD_PCI_FUNCTION_H
#define VTD_PCI_FUNCTION_H

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "vtd/msix_table.h"
#include "vtd/pci_config.h"

namespace vtd {

// What software's writes do to the device. None of them may wait; any may be empty.
struct pci_hooks {
  // The function is in reset state (function-level reset, reset of the bus), the device has to
  // follow: begin no DMA any more, forget what was going on.
  std::function<void()> reset;
  std::function<void()> changed;       // a register other than of the next two
  std::function<void()> message;       // take_message() may have something
  std::function<bool()> busy;          // transactions are under way
  std::function<bool()> page_requests; // page requests wait for their answer
};

struct pci_msix {
  unsigned vectors = 1;
  unsigned bar = 0;
  uint32_t table = 0; // offsets in the BAR, multiples of 8
  uint32_t pba = 0;
};

struct pci_sriov {
  uint16_t vfs = 0;
  uint16_t first_offset = 1; // from the function's requester id to that of VF 1
  uint16_t stride = 1;
  uint16_t device = 0; // device id of VFs
  unsigned bar = 0;    // they have this one only, of 32 bits
  uint32_t bar_bytes = 4096;
};

// A place in one of the function's BARs.
struct pci_place {
  unsigned bar = 0;
  uint64_t offset = 0;
};

// Until the function is attached to an ECAM (vtd/pcie_ecam.h), nobody could enable anything: bus
// mastering, ATS, page requests and PASIDs are on then, and the device's own registers decide.
//
// No function waits, none is thread safe. Virtual functions share the physical one's BARs and go
// with it: they must not live longer.
class pci_function {
public:
  pci_function(uint16_t requester_id, const vtd_pci_ids &ids);
  // VF `number` (from 1) of a function that has an SR-IOV capability.
  pci_function(pci_function &physical, uint16_t number);
  pci_function(const pci_function &) = delete;
  pci_function &operator=(const pci_function &) = delete;

  // What it has; to be said before it is used. Sizes of BARs are powers of two, at least 4096.
  void add_bar(unsigned bar, uint64_t bytes, bool wide = false); // wide: 64 bits, takes two
  void add_pcie();                     // root complex integrated endpoint with function-level reset
  void add_msi(unsigned log2_vectors); // 0 .. 5
  void add_msix(const pci_msix &msix);
  // MSI-X whose table, pending bits and messages are the device's own affair.
  void add_foreign_msix(const pci_msix &msix);
  void add_ats(unsigned queue_depth);           // 1 .. 32 invalidations that it can take
  void add_page_requests(uint32_t outstanding); // that it can have
  void add_pasid(unsigned bits, bool execute, bool privileged); // 1 .. 20 bits; after add_pcie()
  void add_ari();
  // Vendor-specific capability: what follows its id and link, first of all its length. Throws
  // std::length_error if configuration space has no room for it.
  void add_vendor(const std::vector<uint8_t> &body);
  void add_sriov(const pci_sriov &sriov);
  void set_hooks(pci_hooks hooks) { hooks_ = std::move(hooks); }

  uint16_t requester_id() const { return requester_id_; }
  // A VF is not, unless VF Enable is set and NumVFs large enough.
  bool present() const;
  bool attached() const { return attached_; }
  void attach() { attached_ = true; }

  // Configuration space, 1, 2 or 4 aligned bytes.
  uint32_t config_read(uint32_t offset, uint32_t bytes) const;
  void config_write(uint32_t offset, uint32_t bytes, uint32_t value);
  // As after power-on or a reset of the bus; VFs are gone then.
  void reset();

  // What software has enabled.
  bool bus_master() const;
  bool ats_enabled() const;
  bool page_requests_enabled() const;
  uint32_t page_request_allocation() const;
  bool pasid_enabled() const;
  bool pasid_execute() const;
  bool pasid_privileged() const;
  uint16_t enabled_vfs() const; // 0: VF Enable is clear
  // The device's part of the page request status (VTD_PCI_PRI_STATUS_FAILURE, _UNEXPECTED).
  void page_request_status(uint32_t bits);
  bool page_requests_stopped() const; // failed, and software has not acknowledged it yet

  // Where an access of this many bytes lands, if in a BAR of this function as a whole.
  std::optional<pci_place> locate(uint64_t addr, uint64_t bytes) const;

  // MSI-X table and pending bits in the BAR: does a dword lie there, and what does it hold?
  bool in_msix(const pci_place &place) const;
  uint32_t msix_read(const pci_place &place) const;
  void msix_write(const pci_place &place, uint32_t value);

  // Messages. Without MSI and MSI-X enabled a signal is lost, like one without bus mastering.
  bool msi_enabled() const;
  bool msix_enabled() const;
  // VTD_PCI_MSIX_CONTROL_ENABLE, _MASK; also of foreign MSI-X, of which the others know nothing.
  uint32_t msix_control() const;
  bool messages_enabled() const { return msix_enabled() || msi_enabled(); }
  void signal(unsigned vector);
  // The next message to send; empty: none may go now.
  std::optional<pci_message> take_message();

private:
  struct bar {
    uint64_t bytes = 0; // 0: there is none
    bool wide = false;
  };

  uint32_t field(uint32_t capability, uint32_t offset, uint32_t bytes) const;
  bool enabled(uint32_t capability, uint32_t offset, uint32_t bit) const;
  std::optional<uint64_t> base_of(unsigned bar) const;
  bool message_ready() const;
  void tell_message();
  void define(uint32_t offset, uint32_t bytes, uint32_t initial, uint32_t writable = 0,
              uint32_t clearable = 0);

  vtd_pci_config config_;
  uint16_t requester_id_;
  bool attached_ = false;
  pci_hooks hooks_;
  std::array<bar, VTD_PCI_BARS> bars_;
  std::unique_ptr<msix_table> msix_;
  pci_msix msix_place_;
  uint32_t msi_pending_ = 0;
  // Offsets of capabilities; 0: there is none.
  uint32_t pcie_ = 0, msi_ = 0, msix_cap_ = 0, ats_ = 0, pri_ = 0, pasid_ = 0, sriov_ = 0;
  pci_sriov sriov_place_;
  pci_function *physical_ = nullptr; // of a VF
  uint16_t number_ = 0;
  std::vector<pci_function *> virtual_; // VF n is element n - 1
};

} // namespace vtd

#endif // VTD_PCI_FUNCTION_H
