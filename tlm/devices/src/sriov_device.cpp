// SPDX-License-Identifier: Apache-2.0
// The device's functions: which there are, their pages of registers, resets, and their common link.
#include "vtd/sriov_device.h"

#include "register_window.h"

namespace vtd {

namespace {
constexpr uint32_t page_bytes = VTD_SRIOV_PAGE_BYTES;

bool possible(const sriov_config &c) {
  const uint64_t last =
      c.requester_id + uint64_t{c.first_vf_offset} + (uint64_t{c.vfs} - 1) * c.vf_stride;
  return c.vfs >= 1 && c.vfs <= VTD_SRIOV_VFS_MAX && c.first_vf_offset >= 1 && c.vf_stride >= 1 &&
         last <= 0xFFFF;
}

uint16_t requester_of(const sriov_config &c, size_t function) {
  const size_t offset = function == 0 ? 0 : c.first_vf_offset + (function - 1) * c.vf_stride;
  return static_cast<uint16_t>(c.requester_id + offset);
}
} // namespace

sriov_device::sriov_device(sc_core::sc_module_name name, const sriov_config &config)
    : sc_module(name), regs("regs"), bus("bus"), config_(config), link_("link"),
      channels_("function") {
  if (!possible(config_)) {
    SC_REPORT_ERROR("/vtd/sriov_device/config",
                    "there are 1 to 1023 virtual functions, each with a requester id of its own "
                    "up to ff:1f.7");
    config_.vfs = config_.first_vf_offset = config_.vf_stride = 1;
  }
  link_.register_b_transport(this, &sriov_device::forward);
  channels_.init(config_.vfs + size_t{1}, [this](const char *channel_name, size_t f) {
    return new dma_channel(channel_name, requester_of(config_, f), config_.timing, false,
                           config_.segment);
  });
  vectors_.resize(channels_.size());
  for (size_t f = 0; f < channels_.size(); ++f) {
    channels_[f].bus.bind(link_);
    channels_[f].set_vectors(vectors_[f]);
  }
  regs.register_b_transport(this, &sriov_device::transport);
  regs.register_transport_dbg(this, &sriov_device::debug);
}

bool sriov_device::pending(uint32_t function) const {
  return (channels_[function].read(VTD_DMAE_STATUS) & VTD_DMAE_STATUS_BUSY) != 0;
}

dma_statistics sriov_device::statistics() const {
  dma_statistics sum;
  for (const dma_channel &channel : channels_)
    sum += channel.statistics();
  return sum;
}

void sriov_device::forward(int function, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  if (attached() && !functions_[static_cast<size_t>(function)]->bus_master()) {
    trans.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
    return;
  }
  bus->b_transport(trans, delay);
}

// ---------------------------------------------------------------------------------------------------
// Resets

// Configuration space, if there is one, is reset with the function and resets it.
void sriov_device::function_level_reset(uint32_t function) {
  if (attached())
    functions_[function]->reset();
  else
    reset_function(function);
}

// The channel ends the transaction that it is in and begins no other.
void sriov_device::reset_function(uint32_t function) {
  channels_[function].write(VTD_DMAE_CTRL, VTD_DMAE_CTRL_RESET);
  vectors_[function].reset();
  if (function != 0)
    return;
  disable_vfs();
  num_vfs_ = 0;
}

void sriov_device::disable_vfs() {
  for (uint32_t f = 1; f <= enabled_vfs_; ++f)
    reset_function(f);
  enabled_vfs_ = 0;
}

// ---------------------------------------------------------------------------------------------------
// Vectors

std::optional<pci_message> sriov_device::function_vectors::take() {
  const bool master = function == nullptr || function->bus_master();
  if (!enabled() || (control() & VTD_SRIOV_FN_MSIX_MASK) != 0 || !master)
    return {}; // it stays pending
  return table.take();
}

void sriov_device::function_vectors::reset() {
  table.reset();
  stored = 0;
}

// Which of a function's registers are about them.
bool sriov_device::of_vectors(uint32_t offset) {
  return offset == VTD_SRIOV_FN_MSIX ||
         (offset >= VTD_SRIOV_MSIX_TABLE && offset < VTD_SRIOV_MSIX_END);
}

uint32_t sriov_device::read_vectors(uint32_t function, uint32_t offset) const {
  const function_vectors &own = vectors_[function];
  if (offset == VTD_SRIOV_FN_MSIX)
    return own.control() | (own.table.vectors() - 1);
  return offset < VTD_SRIOV_MSIX_PBA ? own.table.read(offset - VTD_SRIOV_MSIX_TABLE)
                                     : own.table.read_pending(offset - VTD_SRIOV_MSIX_PBA);
}

void sriov_device::write_vectors(uint32_t function, uint32_t offset, uint32_t value) {
  function_vectors &own = vectors_[function];
  if (offset == VTD_SRIOV_FN_MSIX)
    own.stored = value & (VTD_SRIOV_FN_MSIX_ENABLE | VTD_SRIOV_FN_MSIX_MASK);
  else if (offset < VTD_SRIOV_MSIX_PBA)
    own.table.write(offset - VTD_SRIOV_MSIX_TABLE, value);
  channels_[function].messages_due();
}

// ---------------------------------------------------------------------------------------------------
// Registers

uint32_t sriov_device::read(uint32_t offset) const {
  return read_function(offset / page_bytes, offset % page_bytes);
}

uint32_t sriov_device::read_function(uint32_t function, uint32_t offset) const {
  if (offset < VTD_DMAE_CHANNEL_STRIDE)
    return channels_[function].read(offset);
  if (of_vectors(offset))
    return read_vectors(function, offset);
  switch (offset) {
  case VTD_DMAE_ID:
    return VTD_DMAE_ID_VALUE;
  case VTD_DMAE_CHANNELS:
    return 1;
  case VTD_SRIOV_FN:
    return function;
  case VTD_SRIOV_FN_RID:
    return requester_id(function);
  case VTD_SRIOV_FN_CTRL:
    return (channels_[function].read(VTD_DMAE_CTRL) & VTD_DMAE_CTRL_RESET) != 0
               ? VTD_SRIOV_FN_CTRL_FLR
               : 0;
  case VTD_SRIOV_FN_STATUS:
    return pending(function) ? VTD_SRIOV_FN_STATUS_PENDING : 0;
  default:
    return function == 0 ? read_capability(offset) : 0;
  }
}

uint32_t sriov_device::read_capability(uint32_t offset) const {
  switch (offset) {
  case VTD_SRIOV_ID:
    return VTD_SRIOV_ID_VALUE;
  case VTD_SRIOV_TOTAL_VFS:
    return config_.vfs;
  case VTD_SRIOV_NUM_VFS:
    return num_vfs_;
  case VTD_SRIOV_FIRST_VF_OFFSET:
    return config_.first_vf_offset;
  case VTD_SRIOV_VF_STRIDE:
    return config_.vf_stride;
  case VTD_SRIOV_CTRL:
    return enabled_vfs_ != 0 ? VTD_SRIOV_CTRL_VF_ENABLE : 0;
  case VTD_SRIOV_STATUS:
    for (uint32_t f = 1; f < functions(); ++f)
      if (pending(f))
        return VTD_SRIOV_STATUS_PENDING;
    return 0;
  default:
    return 0;
  }
}

void sriov_device::write(uint32_t offset, uint32_t value) {
  write_function(offset / page_bytes, offset % page_bytes, value);
}

void sriov_device::write_function(uint32_t function, uint32_t offset, uint32_t value) {
  if (offset < VTD_DMAE_CHANNEL_STRIDE)
    channels_[function].write(offset, value);
  else if (offset == VTD_SRIOV_FN_CTRL && (value & VTD_SRIOV_FN_CTRL_FLR) != 0)
    function_level_reset(function);
  else if (of_vectors(offset))
    write_vectors(function, offset, value);
  else if (function == 0)
    write_capability(offset, value);
}

void sriov_device::write_capability(uint32_t offset, uint32_t value) {
  if (attached())
    return;
  if (offset == VTD_SRIOV_NUM_VFS && enabled_vfs_ == 0 && value <= config_.vfs)
    num_vfs_ = value;
  if (offset != VTD_SRIOV_CTRL)
    return;
  if ((value & VTD_SRIOV_CTRL_VF_ENABLE) == 0)
    disable_vfs();
  else
    enabled_vfs_ = num_vfs_;
}

void sriov_device::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const tlm::tlm_response_status shape = register_shape(trans, window_bytes());
  if (shape != tlm::TLM_OK_RESPONSE) {
    trans.set_response_status(shape);
    return;
  }
  delay += config_.register_latency;
  if (!present(static_cast<uint32_t>(trans.get_address() / page_bytes))) {
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  register_access(
      trans, [this](uint32_t offset) { return read(offset); },
      [this](uint32_t offset, uint32_t value) { write(offset, value); });
}

unsigned sriov_device::debug(tlm::tlm_generic_payload &trans) {
  if (!present(static_cast<uint32_t>(trans.get_address() / page_bytes)))
    return 0;
  // Up to the end of the page: the next function may not be there.
  const uint64_t page_end = (trans.get_address() / page_bytes + 1) * page_bytes;
  return register_debug(trans, page_end, [this](uint32_t offset) { return read(offset); });
}

} // namespace vtd
