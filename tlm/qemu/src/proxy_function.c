// SPDX-License-Identifier: Apache-2.0
// The header of the proxy function.
#include "vtd/proxy_function.h"

#include <linux/pci_regs.h>
#include <string.h>

// An id that nobody's driver asks for: it is only seen by firmware.
#define PROXY_VENDOR 0x1b36u
#define PROXY_DEVICE 0x7fffu
#define PROXY_CLASS  0x0880u // base system peripheral, other

#define PROXY_COMMAND_BITS (PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER)

void vtd_proxy_reset(vtd_proxy_function *function) {
  memset(function->bar, 0, sizeof function->bar);
  function->command = 0;
  function->hidden = false;
}

void vtd_proxy_init(vtd_proxy_function *function, const uint32_t bar_bytes[VTD_PROXY_BARS]) {
  memcpy(function->bar_bytes, bar_bytes, sizeof function->bar_bytes);
  vtd_proxy_reset(function);
}

// Index of the BAR at this dword, or VTD_PROXY_BARS.
static uint32_t bar_at(uint32_t dword) {
  const uint32_t index = (dword - PCI_BASE_ADDRESS_0) / 4;
  return dword >= PCI_BASE_ADDRESS_0 && index < VTD_PROXY_BARS ? index : VTD_PROXY_BARS;
}

static uint32_t read_dword(const vtd_proxy_function *function, uint32_t dword) {
  const uint32_t index = bar_at(dword);
  if (index < VTD_PROXY_BARS)
    return function->bar[index];
  switch (dword) {
  case PCI_VENDOR_ID:
  case PCI_SUBSYSTEM_VENDOR_ID:
    return PROXY_VENDOR | PROXY_DEVICE << 16;
  case PCI_COMMAND:
    return function->command;
  case PCI_CLASS_REVISION:
    return PROXY_CLASS << 16;
  default:
    return 0;
  }
}

static uint32_t lanes(uint32_t bytes) {
  return bytes >= 4 ? UINT32_MAX : (UINT32_C(1) << 8 * bytes) - 1;
}

uint32_t vtd_proxy_read(const vtd_proxy_function *function, uint32_t addr, uint32_t bytes) {
  if (function->hidden)
    return UINT32_MAX >> 8 * (4 - bytes);
  if (addr >= VTD_PROXY_CONFIG_BYTES)
    return 0;
  return read_dword(function, addr & ~3u) >> 8 * (addr % 4) & lanes(bytes);
}

void vtd_proxy_write(vtd_proxy_function *function, uint32_t addr, uint32_t value, uint32_t bytes) {
  if (function->hidden || addr >= VTD_PROXY_CONFIG_BYTES)
    return;
  const uint32_t dword = addr & ~3u;
  const uint32_t mask = lanes(bytes) << 8 * (addr % 4);
  const uint32_t now = (read_dword(function, dword) & ~mask) | (value << 8 * (addr % 4) & mask);
  const uint32_t index = bar_at(dword);
  if (index < VTD_PROXY_BARS)
    function->bar[index] = now & ~(function->bar_bytes[index] - 1);
  if (dword != PCI_COMMAND)
    return;
  function->command = (uint16_t)(now & PROXY_COMMAND_BITS);
  function->hidden = (function->command & PCI_COMMAND_MEMORY) != 0;
}

int vtd_proxy_decode(const vtd_proxy_function *function, uint64_t addr, uint32_t bytes) {
  if ((function->command & PCI_COMMAND_MEMORY) == 0)
    return -1;
  for (uint32_t i = 0; i < VTD_PROXY_BARS; ++i)
    if (addr >= function->bar[i] && addr - function->bar[i] <= function->bar_bytes[i] - bytes)
      return (int)i;
  return -1;
}
