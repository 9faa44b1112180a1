// SPDX-License-Identifier: Apache-2.0
// The accelerator's firmware driver in user space.
#include "user_accel.h"

#include "checks.h"
#include "user_hal.h"

#define PATIENCE_NS UINT64_C(3000000000)

void user_accel_open(user_accel *it, volatile void *registers) {
  accel_err err = accel_open(&it->device, user_hal(), (uintptr_t)registers);
  check(err == ACCEL_OK, "the accelerator answers (%s)", accel_err_text(err));
}

uint32_t user_accel_run(user_accel *it, accel_job job, void *record) {
  job.record_phys = (uintptr_t)record;
  accel_err err = accel_submit(&it->device, 0, 0, &job);
  if (err != ACCEL_OK)
    check(false, "the accelerator takes a descriptor (%s)", accel_err_text(err));
  accel_wait(&it->device, &job, PATIENCE_NS, NULL, NULL);
  it->record = accel_read_record(&it->device, job.record_phys);
  return it->record.status;
}

const char *user_accel_done_text(uint32_t done) {
  static const char *const texts[] = {
      "not at all",          "success",        "page fault",          "page request refused",
      "page request failed", "access refused", "translation refused", "bad descriptor",
      "batch with an error", "aborted"};
  return done < sizeof texts / sizeof texts[0] ? texts[done] : "unknown";
}
