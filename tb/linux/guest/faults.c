// SPDX-License-Identifier: Apache-2.0
// Faults in the kernel's log.
#include "faults.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define PRINTED_AT_MOST 3
#define PERIOD_US       INT64_C(6000000) // 5 s, and the two clocks need not agree

static int64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// Faults that the kernel has printed in the period that ends now, whoever provoked them.
static unsigned printed_lately(void) {
  const int64_t from = now_us() - PERIOD_US;
  const char *const words[] = {"DMAR:", "Request device", NULL};
  unsigned found = 0;
  kernel_log log = kernel_log_open_all();
  while (kernel_log_find(&log, words, 0) != NULL)
    found += log.time_us >= from;
  kernel_log_close(&log);
  return found;
}

void fault_log_open(fault_log *faults) {
  while (printed_lately() >= PRINTED_AT_MOST)
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
  faults->log = kernel_log_open();
}

static void expect(fault_log *faults, uint16_t sid, const char *kind, const char *where,
                   const char *what) {
  char device[32];
  snprintf(device, sizeof device, "Request device [%02x:%02x.%x]", sid >> 8, sid >> 3 & 0x1f,
           sid & 7);
  const char *record = kernel_log_find(
      &faults->log, (const char *const[]){"DMAR:", kind, device, where, "[fault reason 0x", NULL},
      2000);
  check(record != NULL, "%s: the log has '%s %s %s'", what, kind, device, where);
  printf("  log: %s\n", record);
  check(strstr(record, "Unknown") == NULL, "%s: the kernel knows the reason", what);
  kernel_log_close(&faults->log);
  faults->seen++;
}

void fault_log_expect_dma(fault_log *faults, uint16_t sid, const char *kind, uint64_t addr,
                          const char *what) {
  char where[40] = "fault addr 0x", access[32];
  if (addr != FAULT_ANY_ADDRESS)
    snprintf(where, sizeof where, "fault addr 0x%llx ",
             (unsigned long long)(addr & ~UINT64_C(4095)));
  snprintf(access, sizeof access, "[DMA %s NO_PASID]", kind);
  expect(faults, sid, access, where, what);
}

void fault_log_expect_message(fault_log *faults, uint16_t sid, const char *what) {
  expect(faults, sid, "[INTR-REMAP]", "fault index 0x", what);
}
