// SPDX-License-Identifier: Apache-2.0
// Configuration space of the PCI function that carries our address windows into QEMU's machine: a
// type 0 header with three 32-bit memory BARs, and nothing else. Plain C, no state outside of the
// struct.
//
// Firmware places the BARs; an operating system must not see them, because the address of a
// remapping unit comes from the DMAR table (chapter 8) and a BAR at the same place is a conflict.
// So the function vanishes (reads all-ones, ignores writes) as soon as its memory is enabled, and
// comes back with a reset.
#ifndef VTD_PROXY_FUNCTION_H
#define VTD_PROXY_FUNCTION_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VTD_PROXY_BARS         3u
#define VTD_PROXY_CONFIG_BYTES 256u

typedef struct vtd_proxy_function {
  uint32_t bar_bytes[VTD_PROXY_BARS]; // powers of two, at least 16
  uint32_t bar[VTD_PROXY_BARS];       // as software wrote it, aligned to its size
  uint16_t command;
  bool hidden;
} vtd_proxy_function;

// Gives the BARs their sizes and resets the function.
void vtd_proxy_init(vtd_proxy_function *function, const uint32_t bar_bytes[VTD_PROXY_BARS]);
void vtd_proxy_reset(vtd_proxy_function *function);

// `bytes` is 1, 2 or 4. Accesses beyond the header read 0; those that cross a dword are cut there.
uint32_t vtd_proxy_read(const vtd_proxy_function *function, uint32_t addr, uint32_t bytes);
void vtd_proxy_write(vtd_proxy_function *function, uint32_t addr, uint32_t value, uint32_t bytes);

// The BAR that holds all of an access, or -1. Memory has to be enabled.
int vtd_proxy_decode(const vtd_proxy_function *function, uint64_t addr, uint32_t bytes);

#ifdef __cplusplus
}
#endif

#endif // VTD_PROXY_FUNCTION_H
