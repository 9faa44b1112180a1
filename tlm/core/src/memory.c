// SPDX-License-Identifier: Apache-2.0
// Accesses of the unit itself to system memory: direct windows, else the host's callbacks.
#include "memory.h"

#define MAX_WORDS 8u

bool vtd_direct_add(vtd_t *u, uint64_t base, uint64_t bytes, const void *pointer) {
  if (u->direct_count == VTD_DIRECT_WINDOWS || pointer == NULL || bytes == 0)
    return false;
  uint64_t entries = bytes >= sizeof(uint64_t) ? bytes - sizeof(uint64_t) + 1 : 0;
  u->direct[u->direct_count++] = (struct vtd_direct){base, bytes, pointer, entries};
  return true;
}

void vtd_direct_clear(vtd_t *u) {
  memset(u->direct, 0, sizeof(u->direct));
  u->direct_count = 0;
}

// The window that covers the bytes, moved to the front, or NULL.
static const struct vtd_direct *find_window(vtd_t *u, uint64_t addr, uint32_t bytes) {
  for (uint32_t i = 0; i < u->direct_count; i++) {
    struct vtd_direct window = u->direct[i];
    uint64_t offset = addr - window.base;
    if (offset >= window.bytes || window.bytes - offset < bytes)
      continue;
    u->direct[i] = u->direct[0];
    u->direct[0] = window;
    return &u->direct[0];
  }
  return NULL;
}

bool vtd_mem_read(vtd_t *u, uint64_t addr, uint64_t *out, uint32_t words, vtd_mem_use use) {
  uint8_t bytes[MAX_WORDS * sizeof(uint64_t)];
  uint32_t count = words * (uint32_t)sizeof(uint64_t);
  const struct vtd_direct *window = find_window(u, addr, count);
  const uint8_t *from = bytes;
  if (window != NULL)
    from = window->pointer + (addr - window->base);
  else if (!u->host.mem_read(u->host.ctx, addr, bytes, count, use))
    return false;
  for (uint32_t i = 0; i < words; i++)
    out[i] = vtd_le64(from + i * sizeof(uint64_t));
  return true;
}

bool vtd_mem_write(vtd_t *u, uint64_t addr, const uint64_t *in, uint32_t words, vtd_mem_use use) {
  uint8_t bytes[MAX_WORDS * sizeof(uint64_t)];
  uint32_t count = words * (uint32_t)sizeof(uint64_t);
  for (uint32_t i = 0; i < count; i++)
    bytes[i] = (uint8_t)(in[i / sizeof(uint64_t)] >> i % sizeof(uint64_t) * 8);
  return u->host.mem_write(u->host.ctx, addr, bytes, count, use);
}

bool vtd_mem_write32(vtd_t *u, uint64_t addr, uint32_t value, vtd_mem_use use) {
  uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                      (uint8_t)(value >> 24)};
  return u->host.mem_write(u->host.ctx, addr, bytes, sizeof(bytes), use);
}
