// SPDX-License-Identifier: Apache-2.0
// The accelerator in user space by VFIO: the kernel turns ATS on, so that the device keeps
// translations; an unmap has to reach them.
//   vfio_accel FUNCTION   (it belongs to vfio-pci)
#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "faults.h"
#include "user_accel.h"
#include "vfio.h"

#define PAGE        4096u
#define PAGES       16u
#define SOURCE_IOVA 0x20000000u
#define TARGET_IOVA 0x30000000u
#define RECORD_IOVA 0x40000000u
// Extended capabilities of PCI Express.
#define EXTENDED_CAPABILITIES 0x100u
#define CAPABILITY_ATS        0x0Fu
#define ATS_CONTROL           0x06u
#define ATS_ENABLE            0x8000u

// Offset of an extended capability, 0: there is none.
static uint32_t find_capability(const vfio_function *function, uint32_t id) {
  uint32_t at = EXTENDED_CAPABILITIES;
  for (int steps = 0; at != 0 && steps < 64; steps++) {
    uint32_t header = vfio_config_read(function, at, 4);
    if ((header & 0xFFFF) == id)
      return at;
    at = header >> 20;
  }
  return 0;
}

static bool ats_enabled(const vfio_function *function) {
  uint32_t at = find_capability(function, CAPABILITY_ATS);
  return at != 0 && (vfio_config_read(function, at + ATS_CONTROL, 2) & ATS_ENABLE) != 0;
}

typedef struct bench {
  vfio_function function;
  user_accel accel;
  uint8_t *source, *target, *record;
} bench;

static void map(const bench *b, void *memory, uint64_t iova, uint64_t bytes, bool read,
                bool write) {
  if (!vfio_map(&b->function, memory, iova, bytes, read, write))
    fail_errno("map at 0x%llx", (unsigned long long)iova);
}

static uint32_t copy(bench *b, uint64_t src, uint64_t dst) {
  accel_job job = {.operation = VTD_ACCEL_OP_COPY,
                   .src = src,
                   .dst = dst,
                   .len = PAGES * PAGE,
                   .record = RECORD_IOVA};
  return user_accel_run(&b->accel, job, b->record);
}

static uint32_t counter(const bench *b, uint32_t reg) {
  return accel_counter(&b->accel.device, reg);
}

static void start(bench *b, uint32_t options) {
  accel_queue queue = {.options = VTD_ACCEL_QUEUE_NO_PASID, .entries = 16};
  accel_start(&b->accel.device, options);
  check(accel_queue_on(&b->accel.device, &queue) == ACCEL_OK, "a queue without PASID is on");
}

static void test_device_tlb(bench *b) {
  start(b, VTD_ACCEL_CTRL_ATS);
  check(copy(b, SOURCE_IOVA, TARGET_IOVA) == VTD_ACCEL_DONE_SUCCESS, "a copy ends well");
  check(memcmp(b->source, b->target, PAGES * PAGE) == 0, "the data is there");
  uint32_t asked = counter(b, VTD_ACCEL_TRANSLATIONS), kept = counter(b, VTD_ACCEL_TLB_USED);
  check(asked > 0 && kept > 0, "the device asked %u times and keeps %u translations", asked, kept);
  copy(b, SOURCE_IOVA, TARGET_IOVA);
  check(counter(b, VTD_ACCEL_TRANSLATIONS) == asked, "a second copy asks nothing");

  uint32_t told = counter(b, VTD_ACCEL_INVALIDATIONS);
  vfio_unmap(&b->function, TARGET_IOVA, PAGES * PAGE);
  told = counter(b, VTD_ACCEL_INVALIDATIONS) - told;
  check(told > 0, "unmap invalidates the device-TLB (%u requests)", told);
  memset(b->target, 0x5A, PAGES * PAGE);
  uint32_t done = copy(b, SOURCE_IOVA, TARGET_IOVA);
  check(done != VTD_ACCEL_DONE_SUCCESS, "a copy after unmap fails: %s", user_accel_done_text(done));
  check(b->target[0] == 0x5A && b->target[PAGES * PAGE - 1] == 0x5A, "nothing has changed");

  map(b, b->target, TARGET_IOVA, PAGES * PAGE, true, false);
  done = copy(b, SOURCE_IOVA, TARGET_IOVA);
  check(done != VTD_ACCEL_DONE_SUCCESS, "a copy to read-only memory fails: %s",
        user_accel_done_text(done));
  vfio_unmap(&b->function, TARGET_IOVA, PAGES * PAGE);
}

// Without device-TLB the unit's fault is in the kernel's log.
static void test_untranslated(bench *b) {
  start(b, 0);
  map(b, b->target, TARGET_IOVA, PAGES * PAGE, true, true);
  check(copy(b, SOURCE_IOVA, TARGET_IOVA) == VTD_ACCEL_DONE_SUCCESS,
        "a copy by untranslated requests ends well");
  vfio_unmap(&b->function, TARGET_IOVA, PAGES * PAGE);
  fault_log faults = {.seen = 0};
  fault_log_open(&faults);
  check(copy(b, SOURCE_IOVA, TARGET_IOVA) == VTD_ACCEL_DONE_ACCESS, "after unmap it is refused");
  fault_log_expect_dma(&faults, b->function.sid, "Write", TARGET_IOVA, "after unmap");
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "vfio_accel: give a function, like 0001:00:02.0\n");
    return 2;
  }
  bench b = {.function = vfio_open(argv[1])};
  b.source = vfio_memory(PAGES * PAGE, false);
  b.target = vfio_memory(PAGES * PAGE, false);
  b.record = vfio_memory(PAGE, false);
  for (unsigned i = 0; i < PAGES * PAGE; i++)
    b.source[i] = (uint8_t)(i * 7 + i / PAGE);
  map(&b, b.source, SOURCE_IOVA, PAGES * PAGE, true, false);
  map(&b, b.target, TARGET_IOVA, PAGES * PAGE, true, true);
  map(&b, b.record, RECORD_IOVA, PAGE, true, true);
  vfio_bus_master(&b.function, true);
  vfio_registers registers = vfio_map_bar(&b.function, 0);
  user_accel_open(&b.accel, registers.base);

  check(ats_enabled(&b.function), "the kernel has turned ATS on");
  test_device_tlb(&b);
  user_accel_open(&b.accel, registers.base);
  test_untranslated(&b);
  accel_close(&b.accel.device);
  vfio_unmap_bar(&registers);
  vfio_close(&b.function);
  set_reason("the device-TLB forgets what is unmapped");
  return 0;
}
