// SPDX-License-Identifier: Apache-2.0
// Two virtual functions in user space, each in a domain of its own: what one may reach, the other
// may not; the same address is different memory; faults and interrupts are of the function that
// caused them; and one is reset under the other's feet.
//   vfio_sriov FUNCTION FUNCTION on|off   (both belong to vfio-pci; interrupt remapping)
#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "dmae.h"
#include "faults.h"
#include "sriov.h"
#include "user_hal.h"
#include "vfio.h"

#define PAGE         4096u
#define PAGES        8u
#define BYTES        (PAGES * PAGE)
#define RING_IOVA    0x10000000u
#define SOURCE_IOVA  0x20000000u
#define TARGET_IOVA  0x30000000u
#define PRIVATE_IOVA 0x40000000u // of the first function only
#define PATIENCE_NS  UINT64_C(3000000000)
#define ENTRY_BYTES  16u // of the MSI-X table (PCI Local Bus 3.0, 6.8.2)

typedef struct virtual_function {
  vfio_function function;
  vfio_registers registers;
  dmae_channel queue;
  uint8_t *ring, *source, *target;
  int eventfds[VTD_SRIOV_VECTORS];
} virtual_function;

typedef struct bench {
  virtual_function vf[2];
  uint8_t *private; // mapped for vf[0]
  fault_log faults;
} bench;

static uint32_t reg(const virtual_function *vf, uint32_t offset) {
  return *(volatile uint32_t *)(vf->registers.base + offset);
}

static void map(const virtual_function *vf, void *memory, uint64_t iova, uint64_t bytes,
                bool write) {
  if (!vfio_map(&vf->function, memory, iova, bytes, true, write))
    fail_errno("map at 0x%llx for %s", (unsigned long long)iova, vf->function.name);
}

static void start_queue(virtual_function *vf) {
  dmae_err err = dmae_open(&vf->queue, user_hal(), (uintptr_t)vf->registers.base, 0,
                           (uintptr_t)vf->ring, RING_IOVA, 16, VTD_DMAE_CTRL_STOP_ON_ERROR);
  if (err != DMAE_OK)
    check(false, "%s takes a ring (%s)", vf->function.name, dmae_err_text(err));
}

static void open_function(virtual_function *vf, const char *name, uint8_t seed) {
  vf->function = vfio_open(name);
  vf->ring = vfio_memory(PAGE, false);
  vf->source = vfio_memory(BYTES, false);
  vf->target = vfio_memory(BYTES, false);
  for (unsigned i = 0; i < BYTES; i++)
    vf->source[i] = (uint8_t)(i * 7 + i / PAGE + seed);
  map(vf, vf->ring, RING_IOVA, PAGE, true);
  map(vf, vf->source, SOURCE_IOVA, BYTES, false);
  map(vf, vf->target, TARGET_IOVA, BYTES, true);
  vfio_bus_master(&vf->function, true);
  vf->registers = vfio_map_bar(&vf->function, 0);
  vfio_interrupts(&vf->function, vf->eventfds, VTD_SRIOV_VECTORS);
  check(reg(vf, VTD_SRIOV_FN_RID) == vf->function.sid, "%s: its BAR is its own page of registers",
        name);
  start_queue(vf);
}

static void close_function(virtual_function *vf) {
  dmae_close(&vf->queue);
  vfio_unmap_bar(&vf->registers);
  vfio_close(&vf->function);
}

static void begin_copy(virtual_function *vf, uint64_t from, uint64_t to) {
  dmae_job job = {.src = from, .dst = to, .len = BYTES, .flags = VTD_DMAE_FLAG_IRQ};
  dmae_queue(&vf->queue, &job, NULL);
  dmae_kick(&vf->queue);
}

static dmae_err copy(virtual_function *vf, uint64_t from, uint64_t to) {
  begin_copy(vf, from, to);
  return dmae_wait(&vf->queue, PATIENCE_NS);
}

static bool interrupted(const virtual_function *vf, unsigned vector, int timeout_ms) {
  return vfio_interrupt_wait(vf->eventfds[vector], timeout_ms);
}

static void forget_interrupts(const bench *b) {
  for (unsigned i = 0; i < 2; i++)
    for (unsigned v = 0; v < VTD_SRIOV_VECTORS; v++)
      interrupted(&b->vf[i], v, 0);
}

static bool copied(const virtual_function *vf) {
  return memcmp(vf->source, vf->target, BYTES) == 0;
}

// The same addresses, at the same time, are different memory.
static void test_domains(bench *b) {
  for (unsigned i = 0; i < 2; i++)
    begin_copy(&b->vf[i], SOURCE_IOVA, TARGET_IOVA);
  for (unsigned i = 0; i < 2; i++) {
    virtual_function *vf = &b->vf[i];
    check(dmae_wait(&vf->queue, PATIENCE_NS) == DMAE_OK && copied(vf),
          "%s copies its own memory at addresses that both have", vf->function.name);
  }
  check(memcmp(b->vf[0].target, b->vf[1].target, BYTES) != 0, "each got its own data");
}

static void expect_refusal(bench *b, virtual_function *vf, uint64_t from, uint64_t to,
                           const char *kind, const char *what) {
  fault_log_open(&b->faults);
  dmae_err err = copy(vf, from, to);
  check(err == DMAE_HALTED, "%s: the function halts (%s)", what, dmae_err_text(err));
  dmae_error_info error = dmae_error(&vf->queue);
  uint64_t where = strcmp(kind, "Read") == 0 ? from : to;
  check(error.addr == where, "%s: at 0x%llx", what, (unsigned long long)error.addr);
  fault_log_expect_dma(&b->faults, vf->function.sid, kind, where, what);
  dmae_clear_error(&vf->queue);
}

static void test_isolation(bench *b) {
  virtual_function *first = &b->vf[0], *second = &b->vf[1];
  memset(b->private, 0xA5, BYTES);
  memset(second->target, 0x5A, BYTES);
  expect_refusal(b, second, PRIVATE_IOVA, TARGET_IOVA, "Read", "the other's memory");
  check(second->target[0] == 0x5A && second->target[BYTES - 1] == 0x5A, "nothing came of it");
  expect_refusal(b, second, SOURCE_IOVA, PRIVATE_IOVA, "Write", "a write there");
  check(b->private[0] == 0xA5 && b->private[BYTES - 1] == 0xA5, "not a byte of it has changed");
  check(copy(first, PRIVATE_IOVA, TARGET_IOVA) == DMAE_OK, "the one that has it reads it");
  check(first->target[0] == 0xA5 && first->target[BYTES - 1] == 0xA5, "the data is there");

  vfio_unmap(&first->function, TARGET_IOVA, BYTES);
  memset(first->target, 0x5A, BYTES);
  memset(second->target, 0, BYTES);
  expect_refusal(b, first, SOURCE_IOVA, TARGET_IOVA, "Write", "after unmap");
  check(first->target[0] == 0x5A && first->target[BYTES - 1] == 0x5A, "nothing has changed");
  check(copy(second, SOURCE_IOVA, TARGET_IOVA) == DMAE_OK && copied(second),
        "the other's mapping of the same address is still there");
  map(first, first->target, TARGET_IOVA, BYTES, true);
}

// The line of /proc/interrupts that has the function's vector.
static bool find_interrupt_line(const virtual_function *vf, unsigned vector, char *line,
                                int bytes) {
  char owner[64];
  snprintf(owner, sizeof owner, "vfio-msix[%u](%s)", vector, vf->function.name);
  FILE *file = fopen("/proc/interrupts", "r");
  bool found = false;
  while (file != NULL && !found && fgets(line, bytes, file) != NULL)
    found = strstr(line, owner) != NULL;
  if (file != NULL)
    fclose(file);
  line[found ? strcspn(line, "\n") : 0] = 0;
  return found;
}

static void test_interrupts(bench *b, bool remapping) {
  char line[256];
  for (unsigned i = 0; i < 2; i++) {
    virtual_function *vf = &b->vf[i], *other = &b->vf[!i];
    forget_interrupts(b);
    check(copy(vf, SOURCE_IOVA, TARGET_IOVA) == DMAE_OK, "%s copies", vf->function.name);
    check(interrupted(vf, VTD_SRIOV_VECTOR_WORK, 2000), "its interrupt arrives");
    check(!interrupted(other, VTD_SRIOV_VECTOR_WORK, 20), "the other has none");
    check(!interrupted(vf, VTD_SRIOV_VECTOR_ERROR, 0), "its other vector neither");
    check(find_interrupt_line(vf, VTD_SRIOV_VECTOR_WORK, line, sizeof line),
          "the kernel counts it");
    printf("  /proc/interrupts: %s\n", line);
    check((strstr(line, "IR-PCI-MSI") != NULL) == remapping, "through the remapping table: %s",
          remapping ? "yes" : "no");
  }
}

// The ring is not reached without bus mastering: the queue halts, and its message has to wait.
static void test_pending(bench *b) {
  virtual_function *vf = &b->vf[0];
  forget_interrupts(b);
  vfio_bus_master(&vf->function, false);
  check(copy(vf, SOURCE_IOVA, TARGET_IOVA) == DMAE_HALTED, "no bus master: it halts");
  check(!interrupted(vf, VTD_SRIOV_VECTOR_ERROR, 50), "no message goes");
  check(reg(vf, VTD_SRIOV_MSIX_PBA) == 1u << VTD_SRIOV_VECTOR_ERROR, "it is pending");
  vfio_bus_master(&vf->function, true);
  check(interrupted(vf, VTD_SRIOV_VECTOR_ERROR, 2000), "bus master again: it arrives");
  check(reg(vf, VTD_SRIOV_MSIX_PBA) == 0, "nothing is pending");
  dmae_clear_error(&vf->queue);
}

static void copy_entry(volatile uint8_t *to, const volatile uint8_t *from) {
  for (unsigned i = 0; i < ENTRY_BYTES; i += 4)
    *(volatile uint32_t *)(to + i) = *(const volatile uint32_t *)(from + i);
}

// A function that sends the other's message, as whoever can write its table can make it do.
static void test_forged_message(bench *b) {
  virtual_function *forger = &b->vf[0], *victim = &b->vf[1];
  volatile uint8_t *entry = forger->registers.base + VTD_SRIOV_MSIX_TABLE;
  uint8_t own[ENTRY_BYTES];
  forget_interrupts(b);
  copy_entry(own, entry);
  copy_entry(entry, victim->registers.base + VTD_SRIOV_MSIX_TABLE);
  fault_log_open(&b->faults);
  check(copy(forger, SOURCE_IOVA, TARGET_IOVA) == DMAE_OK, "%s sends the other's message",
        forger->function.name);
  check(!interrupted(victim, VTD_SRIOV_VECTOR_WORK, 50), "it does not arrive");
  fault_log_expect_message(&b->faults, forger->function.sid, "the other's message");
  copy_entry(entry, own);
  check(copy(forger, SOURCE_IOVA, TARGET_IOVA) == DMAE_OK &&
            interrupted(forger, VTD_SRIOV_VECTOR_WORK, 2000),
        "its own arrives again");
}

static void test_reset(bench *b) {
  virtual_function *first = &b->vf[0], *second = &b->vf[1];
  uint32_t completed = reg(second, VTD_DMAE_COMPLETED);
  check(vfio_reset(&first->function), "function-level reset of %s", first->function.name);
  check(reg(first, VTD_DMAE_COMPLETED) == 0, "its registers are in reset state");
  check(reg(second, VTD_DMAE_COMPLETED) == completed, "the other's are not");
  start_queue(first);
  forget_interrupts(b);
  for (unsigned i = 0; i < 2; i++) {
    virtual_function *vf = &b->vf[i];
    memset(vf->target, 0, BYTES);
    check(copy(vf, SOURCE_IOVA, TARGET_IOVA) == DMAE_OK && copied(vf), "%s works",
          vf->function.name);
    check(interrupted(vf, VTD_SRIOV_VECTOR_WORK, 2000), "and its interrupts");
  }
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "vfio_sriov: give two functions, like 0001:00:03.1 0001:00:03.2, and on or off "
                    "for interrupt remapping\n");
    return 2;
  }
  const bool remapping = strcmp(argv[3], "on") == 0;
  bench b = {.private = vfio_memory(BYTES, false)};
  for (unsigned i = 0; i < 2; i++)
    open_function(&b.vf[i], argv[1 + i], (uint8_t)(i * 101));
  map(&b.vf[0], b.private, PRIVATE_IOVA, BYTES, true);
  test_domains(&b);
  test_isolation(&b);
  test_interrupts(&b, remapping);
  test_pending(&b);
  if (remapping)
    test_forged_message(&b);
  test_reset(&b);
  for (unsigned i = 0; i < 2; i++)
    close_function(&b.vf[i]);
  set_reason("two virtual functions, %u faults provoked, each in the log", b.faults.seen);
  return 0;
}
