// SPDX-License-Identifier: Apache-2.0
// The NVMe controller in user space: what is mapped is reached, nothing else is, and the kernel's
// log tells each fault as the unit recorded it.
//   vfio_dma FUNCTION [silent]   (0001:00:00.0; it belongs to vfio-pci)
// "silent" is for QEMU's own models: its controller ends commands well although their DMA failed,
// and its IOMMU logs no fault for an access that a cached translation forbids.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "checks.h"
#include "faults.h"
#include "nvme.h"
#include "vfio.h"

#define PAGE        4096u
#define HUGE        (2u << 20)
#define QUEUES_IOVA 0x10000000u
#define DATA_IOVA   0x40000000u
#define FAR_IOVA    (UINT64_C(1) << 60) // beyond any width of a unit

typedef struct bench {
  vfio_function function;
  nvme controller;
  uint8_t *page; // a page of data
  fault_log faults;
  bool silent;
} bench;

static bool all_are(const uint8_t *data, size_t bytes, uint8_t value) {
  for (size_t i = 0; i < bytes; i++)
    if (data[i] != value)
      return false;
  return true;
}

static void expect_error(const bench *b, uint32_t status, const char *what) {
  if (!b->silent)
    check(status != 0, "%s fails", what);
}

static void map(const bench *b, void *memory, uint64_t iova, uint64_t bytes, bool read,
                bool write) {
  if (!vfio_map(&b->function, memory, iova, bytes, read, write))
    fail_errno("map at 0x%llx", (unsigned long long)iova);
}

// The controller's answer to Identify: vendor as in configuration space, a serial number of text.
static bool is_identity(const bench *b, const uint8_t *data) {
  uint16_t vendor = (uint16_t)(data[0] | data[1] << 8);
  return vendor == vfio_config_read(&b->function, 0, 2) && data[4] >= 0x20 && data[4] < 0x7f;
}

static void test_mapping(bench *b) {
  map(b, b->page, DATA_IOVA, PAGE, true, true);
  check(nvme_identify(&b->controller, DATA_IOVA) == 0, "DMA to a mapped page ends well");
  check(is_identity(b, b->page), "the data is there");

  check(vfio_unmap(&b->function, DATA_IOVA, PAGE) == PAGE, "unmap");
  memset(b->page, 0x5a, PAGE);
  fault_log_open(&b->faults);
  expect_error(b, nvme_identify(&b->controller, DATA_IOVA), "the same DMA after unmap");
  check(all_are(b->page, PAGE, 0x5a), "not a byte has changed");
  fault_log_expect_dma(&b->faults, b->function.sid, "Write", DATA_IOVA, "after unmap");

  map(b, b->page, DATA_IOVA, PAGE, true, true);
  check(nvme_identify(&b->controller, DATA_IOVA) == 0, "mapped again, it ends well");
  check(is_identity(b, b->page), "the data is there");
  vfio_unmap(&b->function, DATA_IOVA, PAGE);
}

// Another page behind an address that the unit has cached.
static void test_remapping(bench *b) {
  uint8_t *other = vfio_memory(PAGE, false);
  for (int round = 0; round < 8; round++) {
    uint8_t *now = round & 1 ? other : b->page, *before = round & 1 ? b->page : other;
    memset(now, 0, PAGE);
    memset(before, 0x5a, PAGE);
    if (!vfio_map(&b->function, now, DATA_IOVA, PAGE, true, true))
      fail_errno("map in round %d", round);
    if (nvme_identify(&b->controller, DATA_IOVA) != 0 || !is_identity(b, now) ||
        !all_are(before, PAGE, 0x5a))
      check(false, "round %d reaches the page of that round", round);
    vfio_unmap(&b->function, DATA_IOVA, PAGE);
  }
  check(true, "8 rounds of map, DMA and unmap each reach the page of that round");
  munmap(other, PAGE);
}

static void test_rights(bench *b, uint64_t block) {
  map(b, b->page, DATA_IOVA, PAGE, true, false);
  memset(b->page, 0xa5, PAGE);
  check(nvme_io(&b->controller, true, block, DATA_IOVA, PAGE, 0) == 0,
        "a read-only page can be read");
  fault_log_open(&b->faults);
  expect_error(b, nvme_io(&b->controller, false, block, DATA_IOVA, PAGE, 0),
               "a write to a read-only page");
  fault_log_expect_dma(&b->faults, b->function.sid, "Write", DATA_IOVA, "read-only");
  vfio_unmap(&b->function, DATA_IOVA, PAGE);

  map(b, b->page, DATA_IOVA, PAGE, false, true);
  memset(b->page, 0, PAGE);
  check(nvme_io(&b->controller, false, block, DATA_IOVA, PAGE, 0) == 0,
        "a write-only page can be written");
  check(all_are(b->page, PAGE, 0xa5), "the data is there");
  vfio_unmap(&b->function, DATA_IOVA, PAGE); // not read: Linux 6.1 lets devices read all it maps

  fault_log_open(&b->faults);
  expect_error(b, nvme_io(&b->controller, true, block, DATA_IOVA, PAGE, 0),
               "a read of what is not mapped");
  fault_log_expect_dma(&b->faults, b->function.sid, "Read", DATA_IOVA, "read after unmap");

  fault_log_open(&b->faults);
  expect_error(b, nvme_io(&b->controller, true, block, FAR_IOVA, PAGE, 0),
               "an address beyond the width");
  // A fault record need not show bits that no table translates.
  fault_log_expect_dma(&b->faults, b->function.sid, "Read", FAULT_ANY_ADDRESS, "beyond the width");
}

// Pages all over a mapping of 2 MiB, through a list.
static void test_superpage(bench *b, uint64_t block) {
  enum { PAGES = 16 };
  uint8_t *huge = vfio_memory(HUGE, true);
  uint64_t *list = (uint64_t *)(void *)huge; // the list lies in the first page
  map(b, huge, DATA_IOVA, HUGE, true, true);
  uint64_t first = DATA_IOVA + PAGE;
  for (unsigned i = 1; i < PAGES; i++)
    list[i - 1] = DATA_IOVA + (uint64_t)(HUGE / PAGE - 1 - 31 * i) * PAGE;
  for (unsigned i = 0; i < PAGES; i++)
    memset(huge + ((i == 0 ? first : list[i - 1]) - DATA_IOVA), (int)(0x40 + i), PAGE);
  check(nvme_io(&b->controller, true, block, first, PAGES * PAGE, DATA_IOVA) == 0,
        "%d pages of a superpage are written to the disk", PAGES);
  for (unsigned i = 0; i < PAGES; i++)
    memset(huge + ((i == 0 ? first : list[i - 1]) - DATA_IOVA), 0, PAGE);
  check(nvme_io(&b->controller, false, block, first, PAGES * PAGE, DATA_IOVA) == 0,
        "%d pages of a superpage are read from the disk", PAGES);
  for (unsigned i = 0; i < PAGES; i++)
    if (!all_are(huge + ((i == 0 ? first : list[i - 1]) - DATA_IOVA), PAGE, (uint8_t)(0x40 + i)))
      check(false, "page %u of the superpage has its data", i);
  check(true, "the data is there, page by page");

  check(vfio_unmap(&b->function, DATA_IOVA, HUGE) == HUGE, "unmap the superpage");
  fault_log_open(&b->faults);
  uint64_t last = DATA_IOVA + HUGE - PAGE;
  expect_error(b, nvme_io(&b->controller, false, block, last, PAGE, 0), "DMA to its last page");
  fault_log_expect_dma(&b->faults, b->function.sid, "Write", last, "after the superpage");
  munmap(huge, HUGE);
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "vfio_dma: give a function, like 0001:00:00.0\n");
    return 2;
  }
  bench b = {.function = vfio_open(argv[1]), .page = vfio_memory(PAGE, false), .silent = argc > 2};
  b.controller = nvme_start(&b.function, QUEUES_IOVA);
  test_mapping(&b);
  test_remapping(&b);

  vfio_interrupts(&b.function, &b.controller.interrupt, 1);
  map(&b, b.page, DATA_IOVA, PAGE, true, true);
  check(nvme_identify(&b.controller, DATA_IOVA) == 0, "an interrupt tells the end of a command");
  nvme_io_start(&b.controller, b.page, DATA_IOVA);
  vfio_unmap(&b.function, DATA_IOVA, PAGE);
  uint64_t block = b.controller.blocks - (1u << 20) / b.controller.block_bytes;
  if (!b.silent)
    test_rights(&b, block);
  test_superpage(&b, block);

  check(vfio_reset(&b.function), "function-level reset");
  nvme_stop(&b.controller);
  b.controller = nvme_start(&b.function, QUEUES_IOVA);
  map(&b, b.page, DATA_IOVA, PAGE, true, true);
  check(nvme_identify(&b.controller, DATA_IOVA) == 0, "after reset it works as before");
  nvme_stop(&b.controller);
  vfio_close(&b.function);
  set_reason("%u faults provoked, each in the log", b.faults.seen);
  return 0;
}
