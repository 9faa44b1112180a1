// SPDX-License-Identifier: Apache-2.0
// Memory of the benchmarks' machines, from address 0, as the table builders and the core want it.
#ifndef VTD_BENCH_MEMORY_H
#define VTD_BENCH_MEMORY_H

#include <string.h>

#include "tables.h"
#include "vtd/vtd.h"

typedef struct bench_memory {
  uint8_t *bytes;
  uint64_t size;
} bench_memory;

// For all of these, `ctx` is the bench_memory.

static inline uint64_t bench_read64(void *ctx, uint64_t addr) {
  uint64_t value;
  memcpy(&value, ((bench_memory *)ctx)->bytes + addr, sizeof(value));
  return value;
}

static inline void bench_write64(void *ctx, uint64_t addr, uint64_t value) {
  memcpy(((bench_memory *)ctx)->bytes + addr, &value, sizeof(value));
}

static inline bool bench_mem_read(void *ctx, uint64_t addr, void *data, uint32_t bytes,
                                  vtd_mem_use use) {
  const bench_memory *m = ctx;
  (void)use;
  if (addr > m->size - bytes)
    return false;
  memcpy(data, m->bytes + addr, bytes);
  return true;
}

static inline bool bench_mem_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes,
                                   vtd_mem_use use) {
  const bench_memory *m = ctx;
  (void)use;
  if (addr > m->size - bytes)
    return false;
  memcpy(m->bytes + addr, data, bytes);
  return true;
}

static inline bool bench_mem_cas64(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired,
                                   bool *swapped) {
  uint64_t now = bench_read64(ctx, addr);
  *swapped = now == *expected;
  *expected = now;
  if (*swapped)
    bench_write64(ctx, addr, desired);
  return true;
}

static inline vtd_host bench_host(bench_memory *memory) {
  vtd_host host = {.ctx = memory,
                   .mem_read = bench_mem_read,
                   .mem_write = bench_mem_write,
                   .mem_cas64 = bench_mem_cas64};
  return host;
}

// Table pages come from `first` on.
static inline vtdt_space bench_space(bench_memory *memory, uint64_t first) {
  vtdt_space space = {.ctx = memory,
                      .read64 = bench_read64,
                      .write64 = bench_write64,
                      .next = first,
                      .end = memory->size};
  return space;
}

#endif // VTD_BENCH_MEMORY_H
