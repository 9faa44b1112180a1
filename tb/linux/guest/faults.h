// SPDX-License-Identifier: Apache-2.0
// Faults that a program provokes, as the kernel's log tells them.
#ifndef GUEST_FAULTS_H
#define GUEST_FAULTS_H

#include <stdint.h>

#include "checks.h"

#define FAULT_ANY_ADDRESS UINT64_MAX

typedef struct fault_log {
  kernel_log log;
  unsigned seen; // so far
} fault_log;

// To be called before what provokes a fault. The kernel prints three in five seconds and drops the
// rest, so this waits until it would print one more.
void fault_log_open(fault_log *faults);
// Each ends what was opened, and the program if the log does not have the fault.
//
// DMA of function `sid` at `addr` (FAULT_ANY_ADDRESS: wherever) was refused; `kind`: "Read",
// "Write".
void fault_log_expect_dma(fault_log *faults, uint16_t sid, const char *kind, uint64_t addr,
                          const char *what);
// An interrupt message of function `sid` was.
void fault_log_expect_message(fault_log *faults, uint16_t sid, const char *what);

#endif // GUEST_FAULTS_H
