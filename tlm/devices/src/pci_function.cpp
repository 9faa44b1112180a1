// SPDX-License-Identifier: Apache-2.0
// Capabilities, what writes to them do, base addresses, and messages.
#include "vtd/pci_function.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace vtd {

namespace {

// One access of software, seen from a register that it may touch in part.
struct config_access {
  uint32_t offset, bytes, value;
  // The bits that it writes to the `size` bytes at `reg`, the others zero.
  uint32_t bits(uint32_t reg, uint32_t size) const {
    uint32_t written = 0;
    for (uint32_t i = 0; i < bytes; ++i)
      if (offset + i >= reg && offset + i < reg + size)
        written |= (value >> (8 * i) & 0xFF) << (8 * (offset + i - reg));
    return written;
  }
};

vtd_pci_ids ids_of_virtual(const pci_function &physical) {
  vtd_pci_ids ids = {};
  ids.vendor = ids.device = 0xFFFF; // a VF has the physical function's vendor (SR-IOV capability)
  ids.subsystem_vendor = static_cast<uint16_t>(physical.config_read(VTD_PCI_SUBSYSTEM_VENDOR, 2));
  ids.subsystem = static_cast<uint16_t>(physical.config_read(VTD_PCI_SUBSYSTEM, 2));
  ids.class_code = physical.config_read(VTD_PCI_REVISION, 4) >> 8;
  ids.revision = static_cast<uint8_t>(physical.config_read(VTD_PCI_REVISION, 1));
  return ids;
}

} // namespace

pci_function::pci_function(uint16_t requester_id, const vtd_pci_ids &ids)
    : requester_id_(requester_id) {
  vtd_pci_config_init(&config_, &ids);
}

pci_function::pci_function(pci_function &physical, uint16_t number)
    : physical_(&physical), number_(number) {
  const pci_sriov &sriov = physical.sriov_place_;
  requester_id_ = static_cast<uint16_t>(physical.requester_id_ + sriov.first_offset +
                                        (number - 1u) * sriov.stride);
  const vtd_pci_ids ids = ids_of_virtual(physical);
  vtd_pci_config_init(&config_, &ids);
  define(VTD_PCI_COMMAND, 2, 0, VTD_PCI_COMMAND_MASTER); // memory is the physical function's
  define(VTD_PCI_INTERRUPT_LINE, 1, 0);
  if (physical.virtual_.size() < number)
    physical.virtual_.resize(number);
  physical.virtual_[number - 1u] = this;
}

// ---------------------------------------------------------------------------------------------------
// What it has

void pci_function::define(uint32_t offset, uint32_t bytes, uint32_t initial, uint32_t writable,
                          uint32_t clearable) {
  vtd_pci_config_define(&config_, offset, bytes, {initial, writable, clearable});
}

// The bits below a BAR's size are not writable: that is how software finds out the size.
void pci_function::add_bar(unsigned bar, uint64_t bytes, bool wide) {
  bars_[bar] = {bytes, wide};
  const uint64_t mask = ~(bytes - 1);
  define(VTD_PCI_BAR(bar), 4, wide ? VTD_PCI_BAR_64 : 0, static_cast<uint32_t>(mask));
  if (wide)
    define(VTD_PCI_BAR(bar + 1), 4, 0, static_cast<uint32_t>(mask >> 32));
}

void pci_function::add_vendor(const std::vector<uint8_t> &body) {
  const auto bytes = static_cast<uint16_t>(2 + body.size());
  const uint32_t capability = vtd_pci_config_capability(&config_, VTD_PCI_CAP_VENDOR, bytes);
  if (capability == 0)
    throw std::length_error("no room for another capability of " + std::to_string(bytes) +
                            " bytes");
  for (size_t i = 0; i < body.size(); ++i)
    define(capability + 2 + static_cast<uint32_t>(i), 1, body[i]);
}

void pci_function::add_pcie() {
  pcie_ = vtd_pci_config_capability(&config_, VTD_PCI_CAP_PCIE, VTD_PCI_PCIE_BYTES);
  define(pcie_ + VTD_PCI_PCIE_FLAGS, 2, VTD_PCI_PCIE_FLAGS_VERSION | VTD_PCI_PCIE_FLAGS_INTEGRATED);
  define(pcie_ + VTD_PCI_PCIE_CAPABILITIES, 4,
         VTD_PCI_PCIE_CAPABILITIES_ROLE | VTD_PCI_PCIE_CAPABILITIES_FLR);
  define(pcie_ + VTD_PCI_PCIE_CONTROL, 2, VTD_PCI_PCIE_CONTROL_RESET, VTD_PCI_PCIE_CONTROL_STORED);
  define(pcie_ + VTD_PCI_PCIE_STATUS, 2, 0, 0, VTD_PCI_PCIE_STATUS_ERRORS);
  define(pcie_ + VTD_PCI_PCIE_CAPABILITIES_2, 4, VTD_PCI_PCIE_CAPABILITIES_2_TIMEOUT);
  define(pcie_ + VTD_PCI_PCIE_CONTROL_2, 2, 0, VTD_PCI_PCIE_CONTROL_2_STORED);
}

void pci_function::add_msi(unsigned log2_vectors) {
  msi_ = vtd_pci_config_capability(&config_, VTD_PCI_CAP_MSI, VTD_PCI_MSI_BYTES);
  define(msi_ + VTD_PCI_MSI_CONTROL, 2,
         VTD_PCI_MSI_CONTROL_64 | VTD_PCI_MSI_CONTROL_MASKING |
             log2_vectors << VTD_PCI_MSI_CONTROL_CAPABLE,
         VTD_PCI_MSI_CONTROL_ENABLE | VTD_PCI_MSI_CONTROL_LOG2_MASK << VTD_PCI_MSI_CONTROL_ENABLED);
  define(msi_ + VTD_PCI_MSI_ADDRESS, 4, 0, ~UINT32_C(3));
  define(msi_ + VTD_PCI_MSI_ADDRESS + 4, 4, 0, ~UINT32_C(0));
  define(msi_ + VTD_PCI_MSI_DATA, 2, 0, 0xFFFF);
  define(msi_ + VTD_PCI_MSI_MASK, 4, 0,
         static_cast<uint32_t>((UINT64_C(1) << (1u << log2_vectors)) - 1));
}

void pci_function::add_msix(const pci_msix &msix) {
  msix_place_ = msix;
  msix_ = std::make_unique<msix_table>(msix.vectors);
  add_foreign_msix(msix);
}

void pci_function::add_foreign_msix(const pci_msix &msix) {
  msix_cap_ = vtd_pci_config_capability(&config_, VTD_PCI_CAP_MSIX, VTD_PCI_MSIX_BYTES);
  define(msix_cap_ + VTD_PCI_MSIX_CONTROL, 2, msix.vectors - 1,
         VTD_PCI_MSIX_CONTROL_ENABLE | VTD_PCI_MSIX_CONTROL_MASK);
  define(msix_cap_ + VTD_PCI_MSIX_TABLE, 4, msix.table | msix.bar);
  define(msix_cap_ + VTD_PCI_MSIX_PBA, 4, msix.pba | msix.bar);
}

void pci_function::add_ats(unsigned queue_depth) {
  ats_ = vtd_pci_config_extended(&config_, VTD_PCI_EXT_ATS, 1, VTD_PCI_ATS_BYTES);
  define(ats_ + VTD_PCI_ATS_CAPABILITY, 2, queue_depth % 32 | VTD_PCI_ATS_CAPABILITY_ALIGNED);
  define(ats_ + VTD_PCI_ATS_CONTROL, 2, 0, VTD_PCI_ATS_CONTROL_ENABLE | VTD_PCI_ATS_CONTROL_STU);
}

void pci_function::add_page_requests(uint32_t outstanding) {
  pri_ = vtd_pci_config_extended(&config_, VTD_PCI_EXT_PRI, 1, VTD_PCI_PRI_BYTES);
  define(pri_ + VTD_PCI_PRI_CONTROL, 2, 0, VTD_PCI_PRI_CONTROL_ENABLE);
  define(pri_ + VTD_PCI_PRI_STATUS, 2, VTD_PCI_PRI_STATUS_PASID, 0,
         VTD_PCI_PRI_STATUS_FAILURE | VTD_PCI_PRI_STATUS_UNEXPECTED);
  define(pri_ + VTD_PCI_PRI_CAPACITY, 4, outstanding);
  define(pri_ + VTD_PCI_PRI_ALLOCATION, 4, 0, ~UINT32_C(0));
}

// Software enables PASIDs only for a function whose requests may have prefixes.
void pci_function::add_pasid(unsigned bits, bool execute, bool privileged) {
  if (pcie_ != 0)
    define(pcie_ + VTD_PCI_PCIE_CAPABILITIES_2, 4,
           VTD_PCI_PCIE_CAPABILITIES_2_TIMEOUT | VTD_PCI_PCIE_CAPABILITIES_2_PREFIX |
               VTD_PCI_PCIE_CAPABILITIES_2_PREFIX_ONE);
  pasid_ = vtd_pci_config_extended(&config_, VTD_PCI_EXT_PASID, 1, VTD_PCI_PASID_BYTES);
  const uint32_t options = (execute ? VTD_PCI_PASID_CAPABILITY_EXECUTE : 0) |
                           (privileged ? VTD_PCI_PASID_CAPABILITY_PRIVILEGED : 0);
  define(pasid_ + VTD_PCI_PASID_CAPABILITY, 2, options | bits << VTD_PCI_PASID_CAPABILITY_WIDTH);
  define(pasid_ + VTD_PCI_PASID_CONTROL, 2, 0,
         VTD_PCI_PASID_CONTROL_ENABLE | (execute ? VTD_PCI_PASID_CONTROL_EXECUTE : 0) |
             (privileged ? VTD_PCI_PASID_CONTROL_PRIVILEGED : 0));
}

void pci_function::add_ari() {
  vtd_pci_config_extended(&config_, VTD_PCI_EXT_ARI, 1, VTD_PCI_ARI_BYTES);
}

void pci_function::add_sriov(const pci_sriov &sriov) {
  sriov_place_ = sriov;
  sriov_ = vtd_pci_config_extended(&config_, VTD_PCI_EXT_SRIOV, 1, VTD_PCI_SRIOV_BYTES);
  define(sriov_ + VTD_PCI_SRIOV_CONTROL, 2, 0,
         VTD_PCI_SRIOV_CONTROL_ENABLE | VTD_PCI_SRIOV_CONTROL_MEMORY | VTD_PCI_SRIOV_CONTROL_ARI);
  define(sriov_ + VTD_PCI_SRIOV_INITIAL_VFS, 2, sriov.vfs);
  define(sriov_ + VTD_PCI_SRIOV_TOTAL_VFS, 2, sriov.vfs);
  define(sriov_ + VTD_PCI_SRIOV_NUM_VFS, 2, 0, 0xFFFF);
  define(sriov_ + VTD_PCI_SRIOV_FIRST_VF_OFFSET, 2, sriov.first_offset);
  define(sriov_ + VTD_PCI_SRIOV_VF_STRIDE, 2, sriov.stride);
  define(sriov_ + VTD_PCI_SRIOV_VF_DEVICE, 2, sriov.device);
  define(sriov_ + VTD_PCI_SRIOV_PAGE_SIZES, 4, 1);
  define(sriov_ + VTD_PCI_SRIOV_PAGE_SIZE, 4, 1); // 4 KiB is the only one
  define(sriov_ + VTD_PCI_SRIOV_BAR(sriov.bar), 4, 0, ~(sriov.bar_bytes - 1));
}

// ---------------------------------------------------------------------------------------------------
// Configuration space

uint32_t pci_function::field(uint32_t capability, uint32_t offset, uint32_t bytes) const {
  return capability == 0 ? 0 : vtd_pci_config_read(&config_, capability + offset, bytes);
}

bool pci_function::enabled(uint32_t capability, uint32_t offset, uint32_t bit) const {
  return !attached_ || (field(capability, offset, 2) & bit) != 0;
}

bool pci_function::present() const {
  return physical_ == nullptr || number_ <= physical_->enabled_vfs();
}

// Some status bits say how things are now, and are not stored.
uint32_t pci_function::config_read(uint32_t offset, uint32_t bytes) const {
  uint32_t value = vtd_pci_config_read(&config_, offset, bytes);
  const auto show = [&](uint32_t reg, uint32_t bits, uint32_t size) {
    for (uint32_t i = 0; i < bytes; ++i)
      if (offset + i >= reg && offset + i < reg + size)
        value |= (bits >> (8 * (offset + i - reg)) & 0xFF) << (8 * i);
  };
  if (pcie_ != 0 && hooks_.busy && hooks_.busy())
    show(pcie_ + VTD_PCI_PCIE_STATUS, VTD_PCI_PCIE_STATUS_PENDING, 2);
  const bool waiting = hooks_.page_requests && hooks_.page_requests();
  const uint32_t control = field(pri_, VTD_PCI_PRI_CONTROL, 2);
  if (pri_ != 0 && (control & VTD_PCI_PRI_CONTROL_ENABLE) == 0 && !waiting)
    show(pri_ + VTD_PCI_PRI_STATUS, VTD_PCI_PRI_STATUS_STOPPED, 2);
  if (msi_ != 0)
    show(msi_ + VTD_PCI_MSI_PENDING, msi_pending_, 4);
  return value;
}

void pci_function::config_write(uint32_t offset, uint32_t bytes, uint32_t value) {
  const config_access access = {offset, bytes, value};
  const uint16_t vfs_before = enabled_vfs();
  const uint32_t num_vfs = field(sriov_, VTD_PCI_SRIOV_NUM_VFS, 2);
  vtd_pci_config_write(&config_, offset, bytes, value);
  if (pcie_ != 0 && (access.bits(pcie_ + VTD_PCI_PCIE_CONTROL, 2) & VTD_PCI_PCIE_CONTROL_FLR) != 0)
    return reset();
  // A number of VFs that cannot be, or a change while they are there, has no effect.
  if (sriov_ != 0 &&
      (vfs_before != 0 || field(sriov_, VTD_PCI_SRIOV_NUM_VFS, 2) > sriov_place_.vfs))
    vtd_pci_config_set(&config_, sriov_ + VTD_PCI_SRIOV_NUM_VFS, 2, num_vfs);
  if (pri_ != 0 && (access.bits(pri_ + VTD_PCI_PRI_CONTROL, 2) & VTD_PCI_PRI_CONTROL_RESET) != 0)
    vtd_pci_config_set(&config_, pri_ + VTD_PCI_PRI_STATUS, 2, VTD_PCI_PRI_STATUS_PASID);
  if (enabled_vfs() != vfs_before)
    for (pci_function *vf : virtual_)
      if (vf != nullptr)
        vf->reset();
  if (hooks_.changed)
    hooks_.changed();
  tell_message();
}

void pci_function::reset() {
  vtd_pci_config_reset(&config_);
  msi_pending_ = 0;
  if (msix_)
    msix_->reset();
  for (pci_function *vf : virtual_)
    if (vf != nullptr)
      vf->reset();
  if (hooks_.reset)
    hooks_.reset();
}

bool pci_function::bus_master() const {
  return enabled(VTD_PCI_COMMAND, 0, VTD_PCI_COMMAND_MASTER);
}

bool pci_function::ats_enabled() const {
  return enabled(ats_, VTD_PCI_ATS_CONTROL, VTD_PCI_ATS_CONTROL_ENABLE);
}

bool pci_function::page_requests_enabled() const {
  return enabled(pri_, VTD_PCI_PRI_CONTROL, VTD_PCI_PRI_CONTROL_ENABLE);
}

uint32_t pci_function::page_request_allocation() const {
  return attached_ ? field(pri_, VTD_PCI_PRI_ALLOCATION, 4) : ~UINT32_C(0);
}

bool pci_function::pasid_enabled() const {
  return enabled(pasid_, VTD_PCI_PASID_CONTROL, VTD_PCI_PASID_CONTROL_ENABLE);
}

bool pci_function::pasid_execute() const {
  return enabled(pasid_, VTD_PCI_PASID_CONTROL, VTD_PCI_PASID_CONTROL_EXECUTE);
}

bool pci_function::pasid_privileged() const {
  return enabled(pasid_, VTD_PCI_PASID_CONTROL, VTD_PCI_PASID_CONTROL_PRIVILEGED);
}

uint16_t pci_function::enabled_vfs() const {
  const bool on = (field(sriov_, VTD_PCI_SRIOV_CONTROL, 2) & VTD_PCI_SRIOV_CONTROL_ENABLE) != 0;
  return on ? static_cast<uint16_t>(field(sriov_, VTD_PCI_SRIOV_NUM_VFS, 2)) : 0;
}

void pci_function::page_request_status(uint32_t bits) {
  if (pri_ != 0)
    vtd_pci_config_set(&config_, pri_ + VTD_PCI_PRI_STATUS, 2,
                       field(pri_, VTD_PCI_PRI_STATUS, 2) | bits);
}

bool pci_function::page_requests_stopped() const {
  return (field(pri_, VTD_PCI_PRI_STATUS, 2) & VTD_PCI_PRI_STATUS_FAILURE) != 0;
}

// ---------------------------------------------------------------------------------------------------
// Base addresses

std::optional<uint64_t> pci_function::base_of(unsigned bar) const {
  if (physical_ != nullptr) {
    const pci_function &pf = *physical_;
    const uint32_t control = pf.field(pf.sriov_, VTD_PCI_SRIOV_CONTROL, 2);
    if (!present() || (control & VTD_PCI_SRIOV_CONTROL_MEMORY) == 0)
      return {};
    const uint64_t first = pf.field(pf.sriov_, VTD_PCI_SRIOV_BAR(bar), 4) & ~VTD_PCI_BAR_FLAGS;
    return first + (number_ - 1u) * uint64_t{pf.sriov_place_.bar_bytes};
  }
  if ((vtd_pci_config_read(&config_, VTD_PCI_COMMAND, 2) & VTD_PCI_COMMAND_MEMORY) == 0)
    return {};
  uint64_t base = vtd_pci_config_read(&config_, VTD_PCI_BAR(bar), 4) & ~VTD_PCI_BAR_FLAGS;
  if (bars_[bar].wide)
    base |= uint64_t{vtd_pci_config_read(&config_, VTD_PCI_BAR(bar + 1), 4)} << 32;
  return base;
}

std::optional<pci_place> pci_function::locate(uint64_t addr, uint64_t bytes) const {
  for (unsigned b = 0; b < VTD_PCI_BARS; ++b) {
    const bool virtual_bar = physical_ != nullptr && physical_->sriov_place_.bar == b;
    const uint64_t size = virtual_bar ? physical_->sriov_place_.bar_bytes : bars_[b].bytes;
    if (size == 0)
      continue;
    const std::optional<uint64_t> base = base_of(b);
    if (base && addr >= *base && addr - *base < size && bytes <= size - (addr - *base))
      return pci_place{b, addr - *base};
  }
  return {};
}

// ---------------------------------------------------------------------------------------------------
// Messages

bool pci_function::in_msix(const pci_place &place) const {
  if (!msix_ || place.bar != msix_place_.bar)
    return false;
  const auto inside = [&place](uint64_t first, uint64_t bytes) {
    return place.offset >= first && place.offset - first < bytes;
  };
  return inside(msix_place_.table, msix_->table_bytes()) ||
         inside(msix_place_.pba, msix_->pba_bytes());
}

uint32_t pci_function::msix_read(const pci_place &place) const {
  const bool table =
      place.offset - msix_place_.table < msix_->table_bytes() && place.offset >= msix_place_.table;
  const auto offset =
      static_cast<uint32_t>(place.offset - (table ? msix_place_.table : msix_place_.pba));
  return table ? msix_->read(offset) : msix_->read_pending(offset);
}

void pci_function::msix_write(const pci_place &place, uint32_t value) {
  if (place.offset >= msix_place_.table)
    msix_->write(static_cast<uint32_t>(place.offset - msix_place_.table), value);
  tell_message();
}

bool pci_function::msi_enabled() const {
  return (field(msi_, VTD_PCI_MSI_CONTROL, 2) & VTD_PCI_MSI_CONTROL_ENABLE) != 0;
}

uint32_t pci_function::msix_control() const {
  return field(msix_cap_, VTD_PCI_MSIX_CONTROL, 2) &
         (VTD_PCI_MSIX_CONTROL_ENABLE | VTD_PCI_MSIX_CONTROL_MASK);
}

bool pci_function::msix_enabled() const {
  return msix_ && (msix_control() & VTD_PCI_MSIX_CONTROL_ENABLE) != 0;
}

void pci_function::signal(unsigned vector) {
  if (msix_enabled()) {
    msix_->signal(vector);
  } else if (msi_enabled()) {
    const uint32_t control = field(msi_, VTD_PCI_MSI_CONTROL, 2);
    const uint32_t order =
        std::min(control >> VTD_PCI_MSI_CONTROL_ENABLED & VTD_PCI_MSI_CONTROL_LOG2_MASK,
                 control >> VTD_PCI_MSI_CONTROL_CAPABLE & VTD_PCI_MSI_CONTROL_LOG2_MASK);
    msi_pending_ |= UINT32_C(1) << (vector & ((1u << order) - 1));
  }
  tell_message();
}

bool pci_function::message_ready() const {
  if (!present() || !bus_master())
    return false;
  if (msix_enabled())
    return (msix_control() & VTD_PCI_MSIX_CONTROL_MASK) == 0 && msix_->ready();
  return msi_enabled() && (msi_pending_ & ~field(msi_, VTD_PCI_MSI_MASK, 4)) != 0;
}

void pci_function::tell_message() {
  if (hooks_.message && message_ready())
    hooks_.message();
}

// A function that may use 2^n vectors by MSI changes the low n bits of the data.
std::optional<pci_message> pci_function::take_message() {
  if (!message_ready())
    return {};
  if (msix_enabled())
    return msix_->take();
  const uint32_t ready = msi_pending_ & ~field(msi_, VTD_PCI_MSI_MASK, 4);
  unsigned vector = 0;
  while ((ready >> vector & 1) == 0)
    ++vector;
  msi_pending_ &= ~(UINT32_C(1) << vector);
  const uint64_t addr =
      field(msi_, VTD_PCI_MSI_ADDRESS, 4) | uint64_t{field(msi_, VTD_PCI_MSI_ADDRESS + 4, 4)} << 32;
  return pci_message{addr, field(msi_, VTD_PCI_MSI_DATA, 2) | vector};
}

} // namespace vtd
