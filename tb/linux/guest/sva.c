// SPDX-License-Identifier: Apache-2.0
// Shared virtual addressing: the accelerator gets pointers of this program, into memory that nobody
// has touched, pinned or mapped for it. What it finds missing it asks the kernel for, by page
// requests.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checks.h"
#include "user_accel.h"

#define PAGE  4096u
#define PAGES 32u
#define AREA  (PAGES * PAGE)
#define FIXED ((void *)0x700000000000) // where parent and child each have memory of their own

typedef struct bench {
  int fd;
  uint32_t pasid;
  user_accel accel;
  uint8_t *record;
} bench;

// Memory that is not there before somebody touches it.
static uint8_t *untouched(size_t bytes) {
  void *memory =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    fail_errno("%zu bytes of memory", bytes);
  madvise(memory, bytes, MADV_NOHUGEPAGE);
  return memory;
}

static void fill(uint8_t *data, unsigned seed) {
  for (unsigned i = 0; i < AREA; i++)
    data[i] = (uint8_t)(i * 5 + i / PAGE + seed);
}

static uint32_t counter(const bench *b, uint32_t reg) {
  return accel_counter(&b->accel.device, reg);
}

static uint32_t copy(bench *b, const void *src, void *dst) {
  accel_job job = {.operation = VTD_ACCEL_OP_COPY,
                   .flags = VTD_ACCEL_FLAG_BLOCK,
                   .src = (uintptr_t)src,
                   .dst = (uintptr_t)dst,
                   .len = AREA,
                   .record = (uintptr_t)b->record};
  return user_accel_run(&b->accel, job, b->record);
}

static void start(bench *b) {
  b->fd = open("/dev/vtd-sva", O_RDWR | O_CLOEXEC);
  if (b->fd < 0)
    fail_errno("the process is bound to the accelerator");
  if (read(b->fd, &b->pasid, sizeof b->pasid) != (ssize_t)sizeof b->pasid)
    fail_errno("PASID");
  void *registers =
      mmap(NULL, VTD_ACCEL_WINDOW_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, 0);
  if (registers == MAP_FAILED)
    fail_errno("registers");
  user_accel_open(&b->accel, registers);
  accel_start(&b->accel.device, VTD_ACCEL_CTRL_ATS | VTD_ACCEL_CTRL_PRI);
  accel_queue queue = {.options = VTD_ACCEL_QUEUE_BLOCK, .entries = 16, .pasid = b->pasid};
  check(accel_queue_on(&b->accel.device, &queue) == ACCEL_OK, "a queue of PASID %u is on",
        b->pasid);
  b->record = untouched(PAGE);
}

static void stop(bench *b) {
  accel_err err = accel_drain(&b->accel.device, b->pasid, false, UINT64_C(1000000000), NULL, NULL);
  check(err == ACCEL_OK, "the accelerator lets go of PASID %u", b->pasid);
  accel_close(&b->accel.device);
  close(b->fd);
}

// The same addresses in another process are other memory.
static int other_process(void) {
  bench b = {0};
  uint8_t *source = FIXED;
  start(&b);
  fill(source, 99); // a copy of its own, by copy-on-write
  uint8_t *target = untouched(AREA);
  check(copy(&b, source, target) == VTD_ACCEL_DONE_SUCCESS && memcmp(source, target, AREA) == 0,
        "another process gets its own memory at the same address");
  stop(&b);
  return 0;
}

int main(void) {
  bench b = {0};
  start(&b);
  uint8_t *source = mmap(FIXED, AREA, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (source != FIXED)
    fail_errno("memory at %p", FIXED);
  uint8_t *target = untouched(AREA);
  fill(source, 1);

  check(copy(&b, source, target) == VTD_ACCEL_DONE_SUCCESS,
        "a copy to memory that nobody has touched ends well");
  check(memcmp(source, target, AREA) == 0, "the data is there");
  uint32_t asked = counter(&b, VTD_ACCEL_PAGE_REQUESTS);
  check(asked > 0, "the device asked for pages %u times", asked);

  check(copy(&b, source, target) == VTD_ACCEL_DONE_SUCCESS, "again");
  check(counter(&b, VTD_ACCEL_PAGE_REQUESTS) == asked, "nothing is asked for: the pages are there");

  uint32_t told = counter(&b, VTD_ACCEL_INVALIDATIONS);
  madvise(target, AREA, MADV_DONTNEED);
  check(counter(&b, VTD_ACCEL_INVALIDATIONS) > told, "the device is told when pages go away");
  check(copy(&b, source, target) == VTD_ACCEL_DONE_SUCCESS && memcmp(source, target, AREA) == 0,
        "they come back when they are asked for");

  mprotect(target, AREA, PROT_READ);
  uint32_t done = copy(&b, source, target);
  check(done == VTD_ACCEL_DONE_PAGE_INVALID, "read-only memory is not written: %s",
        user_accel_done_text(done));
  munmap(target, AREA);
  done = copy(&b, source, target);
  check(done == VTD_ACCEL_DONE_PAGE_INVALID, "what is unmapped is out of reach: %s",
        user_accel_done_text(done));
  stop(&b);

  fflush(stdout);
  pid_t child = fork();
  if (child == 0)
    return other_process();
  int status = 1;
  waitpid(child, &status, 0);
  check(status == 0, "the other process ends well");
  set_reason("PASID %u, %u page requests", b.pasid, asked);
  return 0;
}
