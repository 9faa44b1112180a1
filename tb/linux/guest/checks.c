// SPDX-License-Identifier: Apache-2.0
// Checks of the guest's programs, and what they find in the kernel's log.
#include "checks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void write_reason(const char *text) {
  FILE *file = fopen("/run/reason", "w");
  if (file == NULL)
    return;
  fprintf(file, "%s\n", text);
  fclose(file);
}

void set_reason(const char *text, ...) {
  char line[256];
  va_list args;
  va_start(args, text);
  vsnprintf(line, sizeof line, text, args);
  va_end(args);
  write_reason(line);
}

void check(bool holds, const char *what, ...) {
  char line[256];
  va_list args;
  va_start(args, what);
  vsnprintf(line, sizeof line, what, args);
  va_end(args);
  printf("  %s: %s\n", holds ? "ok" : "FAILED", line);
  fflush(stdout);
  if (holds)
    return;
  write_reason(line);
  exit(1);
}

_Noreturn void fail_errno(const char *what, ...) {
  int error = errno;
  char text[160], line[256];
  va_list args;
  va_start(args, what);
  vsnprintf(text, sizeof text, what, args);
  va_end(args);
  snprintf(line, sizeof line, "%s: %s", text, strerror(error));
  check(false, "%s", line);
  abort();
}

kernel_log kernel_log_open_all(void) {
  kernel_log log = {.fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  if (log.fd < 0)
    fail_errno("/dev/kmsg");
  return log;
}

kernel_log kernel_log_open(void) {
  kernel_log log = kernel_log_open_all();
  if (lseek(log.fd, 0, SEEK_END) < 0)
    fail_errno("/dev/kmsg");
  return log;
}

static bool has_all(const char *record, const char *const *words) {
  for (; *words != NULL; words++)
    if (strstr(record, *words) == NULL)
      return false;
  return true;
}

const char *kernel_log_find(kernel_log *log, const char *const *words, int timeout_ms) {
  static char record[1024];
  for (int waited = 0;;) {
    ssize_t bytes = read(log->fd, record, sizeof record - 1);
    if (bytes > 0) {
      record[bytes] = 0;
      record[strcspn(record, "\n")] = 0;
      const char *text = strchr(record, ';');
      if (text != NULL && has_all(text, words)) {
        sscanf(record, "%*u,%*u,%" SCNd64, &log->time_us); // priority, number, time
        return text + 1;
      }
      continue;
    }
    if (bytes < 0 && errno == EPIPE) // records were overwritten: go on behind them
      continue;
    if (waited >= timeout_ms)
      return NULL;
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    waited += 10;
  }
}

void kernel_log_close(kernel_log *log) {
  close(log->fd);
}
