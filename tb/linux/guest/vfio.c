// SPDX-License-Identifier: Apache-2.0
// VFIO's type 1 interface.
#include "vfio.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "checks.h"

#define PCI_COMMAND        0x04
#define PCI_COMMAND_MEMORY 0x2
#define PCI_COMMAND_MASTER 0x4

// Number of the function's group, from its link in sysfs.
static int group_of(const char *name) {
  char path[128], link[256];
  snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/iommu_group", name);
  ssize_t bytes = readlink(path, link, sizeof link - 1);
  if (bytes < 0)
    fail_errno("%s", path);
  link[bytes] = 0;
  return atoi(strrchr(link, '/') + 1);
}

static int open_group(const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/dev/vfio/%d", group_of(name));
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0)
    fail_errno("%s", path);
  return fd;
}

static uint16_t sid_of(const char *name) {
  unsigned segment, bus, device, function;
  if (sscanf(name, "%x:%x:%x.%x", &segment, &bus, &device, &function) != 4)
    check(false, "%s is no PCI function", name);
  return (uint16_t)(bus << 8 | device << 3 | function);
}

vfio_function vfio_open(const char *name) {
  vfio_function function = {.name = name, .sid = sid_of(name)};
  function.container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
  if (function.container < 0)
    fail_errno("/dev/vfio/vfio");
  function.group = open_group(name);
  struct vfio_group_status status = {.argsz = sizeof status};
  if (ioctl(function.group, VFIO_GROUP_GET_STATUS, &status) < 0)
    fail_errno("VFIO_GROUP_GET_STATUS");
  if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE))
    check(false, "all functions of the group belong to vfio-pci");
  if (ioctl(function.group, VFIO_GROUP_SET_CONTAINER, &function.container) < 0)
    fail_errno("VFIO_GROUP_SET_CONTAINER");
  if (ioctl(function.container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU) < 0)
    fail_errno("VFIO_SET_IOMMU");
  function.device = ioctl(function.group, VFIO_GROUP_GET_DEVICE_FD, name);
  if (function.device < 0)
    fail_errno("VFIO_GROUP_GET_DEVICE_FD");
  return function;
}

void vfio_close(vfio_function *function) {
  close(function->device);
  ioctl(function->group, VFIO_GROUP_UNSET_CONTAINER);
  close(function->group);
  close(function->container);
}

static struct vfio_region_info region(const vfio_function *function, unsigned index) {
  struct vfio_region_info info = {.argsz = sizeof info, .index = index};
  if (ioctl(function->device, VFIO_DEVICE_GET_REGION_INFO, &info) < 0)
    fail_errno("VFIO_DEVICE_GET_REGION_INFO %u", index);
  return info;
}

uint32_t vfio_config_read(const vfio_function *function, uint32_t offset, unsigned bytes) {
  uint32_t value = 0;
  uint64_t base = region(function, VFIO_PCI_CONFIG_REGION_INDEX).offset;
  if (pread(function->device, &value, bytes, (off_t)(base + offset)) != (ssize_t)bytes)
    fail_errno("configuration space at 0x%x", offset);
  return value;
}

void vfio_config_write(const vfio_function *function, uint32_t offset, unsigned bytes,
                       uint32_t value) {
  uint64_t base = region(function, VFIO_PCI_CONFIG_REGION_INDEX).offset;
  if (pwrite(function->device, &value, bytes, (off_t)(base + offset)) != (ssize_t)bytes)
    fail_errno("configuration space at 0x%x", offset);
}

void vfio_bus_master(const vfio_function *function, bool on) {
  uint32_t command = vfio_config_read(function, PCI_COMMAND, 2) & ~(uint32_t)PCI_COMMAND_MASTER;
  command |= PCI_COMMAND_MEMORY | (on ? PCI_COMMAND_MASTER : 0);
  vfio_config_write(function, PCI_COMMAND, 2, command);
}

bool vfio_reset(const vfio_function *function) {
  return ioctl(function->device, VFIO_DEVICE_RESET) == 0;
}

vfio_registers vfio_map_bar(const vfio_function *function, unsigned bar) {
  struct vfio_region_info info = region(function, bar);
  if (!(info.flags & VFIO_REGION_INFO_FLAG_MMAP))
    check(false, "BAR %u may be mapped", bar);
  void *base = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, function->device,
                    (off_t)info.offset);
  if (base == MAP_FAILED)
    fail_errno("BAR %u", bar);
  return (vfio_registers){base, info.size};
}

void vfio_unmap_bar(vfio_registers *registers) {
  munmap((void *)registers->base, registers->bytes);
}

bool vfio_map(const vfio_function *function, void *memory, uint64_t iova, uint64_t bytes, bool read,
              bool write) {
  struct vfio_iommu_type1_dma_map map = {.argsz = sizeof map,
                                         .flags = (read ? VFIO_DMA_MAP_FLAG_READ : 0) |
                                                  (write ? VFIO_DMA_MAP_FLAG_WRITE : 0),
                                         .vaddr = (uintptr_t)memory,
                                         .iova = iova,
                                         .size = bytes};
  return ioctl(function->container, VFIO_IOMMU_MAP_DMA, &map) == 0;
}

uint64_t vfio_unmap(const vfio_function *function, uint64_t iova, uint64_t bytes) {
  struct vfio_iommu_type1_dma_unmap unmap = {.argsz = sizeof unmap, .iova = iova, .size = bytes};
  return ioctl(function->container, VFIO_IOMMU_UNMAP_DMA, &unmap) == 0 ? unmap.size : 0;
}

static uint32_t message_kind(const vfio_function *function) {
  struct vfio_irq_info info = {.argsz = sizeof info, .index = VFIO_PCI_MSIX_IRQ_INDEX};
  if (ioctl(function->device, VFIO_DEVICE_GET_IRQ_INFO, &info) == 0 && info.count > 0)
    return VFIO_PCI_MSIX_IRQ_INDEX;
  return VFIO_PCI_MSI_IRQ_INDEX;
}

void vfio_interrupts(const vfio_function *function, int *eventfds, unsigned count) {
  struct {
    struct vfio_irq_set set;
    int32_t fds[8];
  } irqs = {.set = {.argsz = sizeof irqs.set + count * sizeof(int32_t),
                    .flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
                    .index = message_kind(function),
                    .count = count}};
  if (count < 1 || count > 8)
    check(false, "%u eventfds: 1 to 8 can be had", count);
  for (unsigned i = 0; i < count; i++) {
    eventfds[i] = irqs.fds[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (eventfds[i] < 0)
      fail_errno("eventfd");
  }
  if (ioctl(function->device, VFIO_DEVICE_SET_IRQS, &irqs) < 0)
    fail_errno("VFIO_DEVICE_SET_IRQS");
}

bool vfio_interrupt_wait(int eventfd, int timeout_ms) {
  struct pollfd wait = {.fd = eventfd, .events = POLLIN};
  uint64_t count = 0;
  return poll(&wait, 1, timeout_ms) == 1 && read(eventfd, &count, sizeof count) > 0;
}

void *vfio_memory(size_t bytes, bool huge) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | (huge ? MAP_HUGETLB : 0);
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (memory == MAP_FAILED)
    fail_errno("%zu bytes of memory", bytes);
  memset(memory, 0, bytes);
  return memory;
}
