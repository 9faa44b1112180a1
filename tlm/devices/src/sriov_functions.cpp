// SPDX-License-Identifier: Apache-2.0
// The device with virtual functions as software finds it on a PCI Express bus.
#include "vtd/sriov_device.h"

namespace vtd {

namespace {
constexpr uint16_t virtual_device = 0x5604;
constexpr vtd_pci_ids ids = {
    0x1234, 0x5603, 0x1234, 0x5603, 0x088000, 1, // another system peripheral
};
static_assert(VTD_SRIOV_FN_MSIX_ENABLE == VTD_PCI_MSIX_CONTROL_ENABLE &&
                  VTD_SRIOV_FN_MSIX_MASK == VTD_PCI_MSIX_CONTROL_MASK,
              "the register is as the capability's");
} // namespace

void sriov_device::attach(pcie_ecam &ecam, bar_router &bars, unsigned out) {
  for (uint32_t f = 0; f < functions(); ++f) {
    build_function(f);
    ecam.attach(*functions_[f]);
    bars.route({functions_[f].get(), 0, out, uint64_t{f} * VTD_SRIOV_PAGE_BYTES});
  }
}

void sriov_device::build_function(uint32_t f) {
  functions_.push_back(
      f == 0 ? std::make_unique<pci_function>(config_.requester_id, ids)
             : std::make_unique<pci_function>(*functions_[0], static_cast<uint16_t>(f)));
  pci_function &function = *functions_.back();
  function.add_pcie();
  if (f == 0) {
    pci_sriov sriov;
    sriov.vfs = static_cast<uint16_t>(config_.vfs);
    sriov.first_offset = static_cast<uint16_t>(config_.first_vf_offset);
    sriov.stride = static_cast<uint16_t>(config_.vf_stride);
    sriov.device = virtual_device;
    sriov.bar_bytes = VTD_SRIOV_PAGE_BYTES;
    function.add_bar(0, VTD_SRIOV_PAGE_BYTES);
    function.add_sriov(sriov);
  }
  pci_msix msix;
  msix.vectors = VTD_SRIOV_VECTORS;
  msix.table = VTD_SRIOV_MSIX_TABLE;
  msix.pba = VTD_SRIOV_MSIX_PBA;
  function.add_foreign_msix(msix);
  vectors_[f].function = &function;
  pci_hooks hooks;
  hooks.reset = [this, f] { reset_function(f); };
  hooks.changed = [this, f] { function_changed(f); };
  hooks.busy = [this, f] { return pending(f); };
  function.set_hooks(std::move(hooks));
}

void sriov_device::function_changed(uint32_t f) {
  channels_[f].messages_due(); // it may be bus master now, or its vectors enabled
  const uint32_t vfs = functions_[0]->enabled_vfs();
  if (f != 0 || vfs == enabled_vfs_)
    return;
  if (vfs == 0)
    disable_vfs();
  else
    num_vfs_ = enabled_vfs_ = vfs;
}

} // namespace vtd
