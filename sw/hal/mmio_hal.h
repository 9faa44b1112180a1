// SPDX-License-Identifier: Apache-2.0
// Hardware access layer for a real CPU that sees physical memory one to one: plain pointers. Page
// allocation and time come from the surroundings (a boot loader, a kernel) through `mmio_machine`.
// For a single CPU with coherent caches; add cache maintenance to mmio_mem_write() where a unit
// without ECAP.C reads tables.
#ifndef MMIO_HAL_H
#define MMIO_HAL_H

#include "vtd_hal.h"

typedef struct mmio_machine {
  uint64_t free_begin, free_end; // physical memory for the page allocator
  uint64_t (*time_ns)(void);
} mmio_machine;

static inline void *mmio_pointer(uint64_t phys) {
  return (void *)(uintptr_t)phys;
}

// Orders memory before device accesses and device accesses before memory.
static inline void mmio_fence(void) {
#if defined(__x86_64__)
  __asm__ volatile("mfence" ::: "memory");
#elif defined(__riscv)
  __asm__ volatile("fence iorw, iorw" ::: "memory");
#else
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

static inline uint32_t mmio_read32(void *ctx, uint64_t phys) {
  (void)ctx;
  uint32_t value = *(volatile uint32_t *)mmio_pointer(phys);
  mmio_fence();
  return value;
}

static inline uint64_t mmio_read64(void *ctx, uint64_t phys) {
  (void)ctx;
  uint64_t value = *(volatile uint64_t *)mmio_pointer(phys);
  mmio_fence();
  return value;
}

static inline void mmio_write32(void *ctx, uint64_t phys, uint32_t value) {
  (void)ctx;
  mmio_fence();
  *(volatile uint32_t *)mmio_pointer(phys) = value;
}

static inline void mmio_write64(void *ctx, uint64_t phys, uint64_t value) {
  (void)ctx;
  mmio_fence();
  *(volatile uint64_t *)mmio_pointer(phys) = value;
}

// Words are moved whole: the unit may read a table entry while it is written.
static inline void mmio_copy(void *to, const void *from, size_t bytes) {
  volatile unsigned char *out = (volatile unsigned char *)to;
  const volatile unsigned char *in = (const volatile unsigned char *)from;
  size_t done = 0;
  bool aligned = (((uintptr_t)to | (uintptr_t)from) & 7) == 0;
  for (; aligned && done + 8 <= bytes; done += 8)
    *(volatile uint64_t *)(out + done) = *(const volatile uint64_t *)(in + done);
  for (; done < bytes; done++)
    out[done] = in[done];
}

static inline void mmio_mem_read(void *ctx, uint64_t phys, void *data, size_t bytes) {
  (void)ctx;
  mmio_copy(data, mmio_pointer(phys), bytes);
}

static inline void mmio_mem_write(void *ctx, uint64_t phys, const void *data, size_t bytes) {
  (void)ctx;
  mmio_copy(mmio_pointer(phys), data, bytes);
}

// The simplest allocator there is: it only ever goes up. A system that frees brings its own.
static inline uint64_t mmio_alloc_pages(void *ctx, size_t count, unsigned align_log2) {
  mmio_machine *machine = (mmio_machine *)ctx;
  uint64_t mask = (UINT64_C(1) << align_log2) - 1;
  uint64_t base = (machine->free_begin + mask) & ~mask;
  uint64_t bytes = (uint64_t)count * 4096;
  if (base > machine->free_end || bytes > machine->free_end - base)
    return 0;
  machine->free_begin = base + bytes;
  for (uint64_t at = 0; at < bytes; at += 8)
    *(volatile uint64_t *)mmio_pointer(base + at) = 0;
  return base;
}

static inline void mmio_free_pages(void *ctx, uint64_t phys, size_t count) {
  (void)ctx;
  (void)phys;
  (void)count;
}

static inline void mmio_relax(void *ctx) {
  (void)ctx;
#if defined(__x86_64__)
  __asm__ volatile("pause");
#else
  __asm__ volatile("" ::: "memory");
#endif
}

static inline uint64_t mmio_time_ns(void *ctx) {
  return ((mmio_machine *)ctx)->time_ns();
}

static inline bool mmio_mem_cas64(void *ctx, uint64_t phys, uint64_t expected, uint64_t desired) {
  (void)ctx;
  return __atomic_compare_exchange_n((uint64_t *)mmio_pointer(phys), &expected, desired, false,
                                     __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

// `machine` must stay valid.
static inline void mmio_hal_init(vtd_hal *hal, mmio_machine *machine) {
  hal->ctx = machine;
  hal->read32 = mmio_read32;
  hal->read64 = mmio_read64;
  hal->write32 = mmio_write32;
  hal->write64 = mmio_write64;
  hal->mem_read = mmio_mem_read;
  hal->mem_write = mmio_mem_write;
  hal->alloc_pages = mmio_alloc_pages;
  hal->free_pages = mmio_free_pages;
  hal->relax = mmio_relax;
  hal->time_ns = mmio_time_ns;
  hal->mem_cas64 = mmio_mem_cas64;
}

#endif // MMIO_HAL_H
