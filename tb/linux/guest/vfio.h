// SPDX-License-Identifier: Apache-2.0
// A PCI function in user space, by VFIO: its registers, and memory that it may reach.
#ifndef GUEST_VFIO_H
#define GUEST_VFIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct vfio_function {
  int container, group, device;
  const char *name; // "0001:00:00.0", as in sysfs
  uint16_t sid;     // bus, device, function
} vfio_function;

typedef struct vfio_registers {
  volatile uint8_t *base;
  size_t bytes;
} vfio_registers;

// The function must belong to the driver vfio-pci. Ends the program if anything is refused.
vfio_function vfio_open(const char *name);
void vfio_close(vfio_function *function);

// Configuration space; `bytes` 1, 2 or 4.
uint32_t vfio_config_read(const vfio_function *function, uint32_t offset, unsigned bytes);
void vfio_config_write(const vfio_function *function, uint32_t offset, unsigned bytes,
                       uint32_t value);
// Lets the function do DMA and send interrupts, or not.
void vfio_bus_master(const vfio_function *function, bool on);
// Function-level reset, or what the kernel has instead.
bool vfio_reset(const vfio_function *function);

// A BAR of the function in the program's address space.
vfio_registers vfio_map_bar(const vfio_function *function, unsigned bar);
void vfio_unmap_bar(vfio_registers *registers);

// Lets the function reach `memory` at `iova`; false: refused (errno).
bool vfio_map(const vfio_function *function, void *memory, uint64_t iova, uint64_t bytes, bool read,
              bool write);
// Returns the bytes that are gone.
uint64_t vfio_unmap(const vfio_function *function, uint64_t iova, uint64_t bytes);

// Makes `count` (1 .. 8) new eventfds; interrupt message i (MSI-X, or MSI where it has no MSI-X)
// raises eventfds[i].
void vfio_interrupts(const vfio_function *function, int *eventfds, unsigned count);
// Waits for an interrupt, forgets it; false: none came.
bool vfio_interrupt_wait(int eventfd, int timeout_ms);

// Page-aligned memory, present, filled with zeros; `huge`: one or more pages of 2 MiB, aligned.
void *vfio_memory(size_t bytes, bool huge);

#endif // GUEST_VFIO_H
