// SPDX-License-Identifier: Apache-2.0
// The accelerator's firmware driver (accel.h) in a program of the guest.
#ifndef GUEST_USER_ACCEL_H
#define GUEST_USER_ACCEL_H

#include "accel.h"

typedef struct user_accel {
  accel device;
  accel_record record; // of the last job that ended
} user_accel;

// Finds the accelerator at `registers` and resets it; ends the program if it does not answer. There
// is one accelerator in a program.
void user_accel_open(user_accel *it, volatile void *registers);
// Runs a job on queue 0 until its record says how it ended; VTD_ACCEL_DONE_*. `record` is where the
// program sees the record of job->record.
uint32_t user_accel_run(user_accel *it, accel_job job, void *record);
const char *user_accel_done_text(uint32_t done);

#endif // GUEST_USER_ACCEL_H
