// SPDX-License-Identifier: Apache-2.0
// Driver of the SR-IOV device; see sriov.h.
#include "sriov.h"

#include "vtd/pci_config.h"

#define TURNS_MAX 1000000u // of a polling loop, for machines whose clock stands still
#define ALL_ONES  UINT32_MAX

static uint32_t get(const vtd_hal *hal, uint64_t addr) {
  return hal->read32(hal->ctx, addr);
}

static void set(const vtd_hal *hal, uint64_t addr, uint32_t value) {
  hal->write32(hal->ctx, addr, value);
}

// Waits until the bit is clear. A page that does not answer has no bit set that matters.
static sriov_err await_clear(const vtd_hal *hal, uint64_t addr, uint32_t bit, uint64_t timeout_ns) {
  const uint64_t start = hal->time_ns(hal->ctx);
  for (uint32_t turn = 0; turn < TURNS_MAX; turn++) {
    const uint32_t value = get(hal, addr);
    if (value == ALL_ONES)
      return SRIOV_NO_DEVICE;
    if ((value & bit) == 0)
      return SRIOV_OK;
    const uint64_t now = hal->time_ns(hal->ctx);
    if (now > start && now - start > timeout_ns)
      break;
    hal->relax(hal->ctx);
  }
  return SRIOV_TIMEOUT;
}

sriov_err sriov_probe(sriov *device, const vtd_hal *hal, uint64_t base) {
  if (get(hal, base + VTD_SRIOV_ID) != VTD_SRIOV_ID_VALUE)
    return SRIOV_NO_DEVICE;
  const bool enabled = (get(hal, base + VTD_SRIOV_CTRL) & VTD_SRIOV_CTRL_VF_ENABLE) != 0;
  device->hal = hal;
  device->base = base;
  device->total_vfs = get(hal, base + VTD_SRIOV_TOTAL_VFS);
  device->enabled_vfs = enabled ? get(hal, base + VTD_SRIOV_NUM_VFS) : 0;
  device->first_vf_offset = get(hal, base + VTD_SRIOV_FIRST_VF_OFFSET);
  device->vf_stride = get(hal, base + VTD_SRIOV_VF_STRIDE);
  device->sid = (uint16_t)get(hal, base + VTD_SRIOV_FN_RID);
  return SRIOV_OK;
}

sriov_err sriov_enable(sriov *device, uint32_t vfs) {
  if (device->enabled_vfs != 0)
    return SRIOV_BUSY;
  if (vfs == 0 || vfs > device->total_vfs)
    return SRIOV_BAD_ARGUMENT;
  set(device->hal, device->base + VTD_SRIOV_NUM_VFS, vfs);
  set(device->hal, device->base + VTD_SRIOV_CTRL, VTD_SRIOV_CTRL_VF_ENABLE);
  device->enabled_vfs = vfs;
  return SRIOV_OK;
}

sriov_err sriov_disable(sriov *device, uint64_t timeout_ns) {
  set(device->hal, device->base + VTD_SRIOV_CTRL, 0);
  device->enabled_vfs = 0;
  return await_clear(device->hal, device->base + VTD_SRIOV_STATUS, VTD_SRIOV_STATUS_PENDING,
                     timeout_ns);
}

uint16_t sriov_sid(const sriov *device, uint32_t function) {
  if (function == 0)
    return device->sid;
  return (uint16_t)(device->sid + device->first_vf_offset + (function - 1) * device->vf_stride);
}

uint64_t sriov_window(const sriov *device, uint32_t function) {
  return device->base + (uint64_t)function * VTD_SRIOV_PAGE_BYTES;
}

sriov_err sriov_reset(const vtd_hal *hal, uint64_t window, uint64_t timeout_ns) {
  if (get(hal, window + VTD_DMAE_ID) != VTD_DMAE_ID_VALUE)
    return SRIOV_NO_DEVICE;
  set(hal, window + VTD_SRIOV_FN_CTRL, VTD_SRIOV_FN_CTRL_FLR);
  const sriov_err err =
      await_clear(hal, window + VTD_SRIOV_FN_CTRL, VTD_SRIOV_FN_CTRL_FLR, timeout_ns);
  if (err != SRIOV_OK)
    return err;
  return await_clear(hal, window + VTD_SRIOV_FN_STATUS, VTD_SRIOV_FN_STATUS_PENDING, timeout_ns);
}

static uint64_t vector_entry(uint64_t window, unsigned vector) {
  return window + VTD_SRIOV_MSIX_TABLE + vector * VTD_PCI_MSIX_ENTRY_BYTES;
}

static void mask_all(const vtd_hal *hal, uint64_t window) {
  const uint32_t vectors = (get(hal, window + VTD_SRIOV_FN_MSIX) & VTD_SRIOV_FN_MSIX_SIZE) + 1;
  for (unsigned v = 0; v < vectors; v++)
    sriov_vector_mask(hal, window, v, true);
}

void sriov_vectors_on(const vtd_hal *hal, uint64_t window) {
  mask_all(hal, window);
  set(hal, window + VTD_SRIOV_FN_MSIX, VTD_SRIOV_FN_MSIX_ENABLE);
}

void sriov_vectors_off(const vtd_hal *hal, uint64_t window) {
  mask_all(hal, window);
  set(hal, window + VTD_SRIOV_FN_MSIX, 0);
}

// Masked while it changes: a message is never half the old one.
void sriov_vector_set(const vtd_hal *hal, uint64_t window, unsigned vector, uint64_t addr,
                      uint32_t data) {
  const uint64_t entry = vector_entry(window, vector);
  sriov_vector_mask(hal, window, vector, true);
  set(hal, entry + VTD_PCI_MSIX_ENTRY_ADDRESS, (uint32_t)addr);
  set(hal, entry + VTD_PCI_MSIX_ENTRY_ADDRESS + 4, (uint32_t)(addr >> 32));
  set(hal, entry + VTD_PCI_MSIX_ENTRY_DATA, data);
  sriov_vector_mask(hal, window, vector, false);
}

void sriov_vector_mask(const vtd_hal *hal, uint64_t window, unsigned vector, bool masked) {
  set(hal, vector_entry(window, vector) + VTD_PCI_MSIX_ENTRY_CONTROL,
      masked ? VTD_PCI_MSIX_ENTRY_MASKED : 0);
}

bool sriov_vector_pending(const vtd_hal *hal, uint64_t window, unsigned vector) {
  return get(hal, window + VTD_SRIOV_MSIX_PBA + vector / 32 * 4) >> (vector % 32) & 1;
}

const char *sriov_err_text(sriov_err err) {
  switch (err) {
  case SRIOV_OK:
    return "no error";
  case SRIOV_NO_DEVICE:
    return "no SR-IOV device answers";
  case SRIOV_BAD_ARGUMENT:
    return "no such function";
  case SRIOV_BUSY:
    return "virtual functions are enabled already";
  case SRIOV_TIMEOUT:
    return "transactions are still under way";
  }
  return "unknown error";
}
