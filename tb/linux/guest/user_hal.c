// SPDX-License-Identifier: Apache-2.0
// Plain pointers, and the kernel's clock.
#include "user_hal.h"

#include <time.h>

#include "mmio_hal.h"

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// The kernel may have to answer page requests in the meantime.
static void relax(void *ctx) {
  (void)ctx;
  nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
}

const vtd_hal *user_hal(void) {
  static mmio_machine machine = {.time_ns = now_ns};
  static vtd_hal hal;
  mmio_hal_init(&hal, &machine);
  hal.relax = relax;
  return &hal;
}
