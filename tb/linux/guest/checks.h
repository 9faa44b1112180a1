// SPDX-License-Identifier: Apache-2.0
// Checks of the guest's programs: a line on the console each; the first that does not hold ends the
// program, and is the reason that the test's result shows.
#ifndef CHECKS_H
#define CHECKS_H

#include <stdbool.h>
#include <stdint.h>

// Prints "ok: WHAT" or ends the program with status 1.
void check(bool holds, const char *what, ...) __attribute__((format(printf, 2, 3)));
// Ends the program with status 1 and errno's text.
_Noreturn void fail_errno(const char *what, ...) __attribute__((format(printf, 1, 2)));
// The test's reason, if nothing fails later on.
void set_reason(const char *text, ...) __attribute__((format(printf, 1, 2)));

// The kernel's log, from a certain moment on.
typedef struct kernel_log {
  int fd;
  int64_t time_us; // of the record that was found last, since the kernel began
} kernel_log;

// What is logged from now on.
kernel_log kernel_log_open(void);
// And all that was before.
kernel_log kernel_log_open_all(void);
// Waits until a record contains all of `words` (ends with NULL), or `timeout_ms` are over; the
// record stays in a buffer of this function. NULL: there is none.
const char *kernel_log_find(kernel_log *log, const char *const *words, int timeout_ms);
void kernel_log_close(kernel_log *log);

#endif // CHECKS_H
