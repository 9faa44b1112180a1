// SPDX-License-Identifier: Apache-2.0
// What the firmware needs from the machine it runs on: access to hardware, and pages. Freestanding
// C11.
#ifndef VTD_HAL_H
#define VTD_HAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Hardware access layer. Addresses are physical. On a real CPU these are a few instructions each;
// in the simulated platform they are bus transactions.
typedef struct vtd_hal {
  void *ctx;
  // Device registers: exactly one bus access of that width, in program order.
  uint32_t (*read32)(void *ctx, uint64_t phys);
  uint64_t (*read64)(void *ctx, uint64_t phys);
  void (*write32)(void *ctx, uint64_t phys, uint32_t value);
  void (*write64)(void *ctx, uint64_t phys, uint64_t value);
  // System memory, coherent with DMA.
  void (*mem_read)(void *ctx, uint64_t phys, void *data, size_t bytes);
  void (*mem_write)(void *ctx, uint64_t phys, const void *data, size_t bytes);
  // Page allocator: `count` contiguous, zeroed 4 KiB pages, aligned to 2^align_log2 bytes (at least
  // 12). 0: out of memory.
  uint64_t (*alloc_pages)(void *ctx, size_t count, unsigned align_log2);
  void (*free_pages)(void *ctx, uint64_t phys, size_t count);
  // Called in polling loops: lets time pass (and pending interrupts in).
  void (*relax)(void *ctx);
  uint64_t (*time_ns)(void *ctx);
  // Atomic compare-and-exchange of an aligned 64-bit word of system memory; true if it held
  // `expected` and now holds `desired`. Needed for what the remapping unit writes too: accessed and
  // dirty flags, posted interrupt descriptors. May be NULL if neither is used.
  bool (*mem_cas64)(void *ctx, uint64_t phys, uint64_t expected, uint64_t desired);
} vtd_hal;

#endif // VTD_HAL_H
