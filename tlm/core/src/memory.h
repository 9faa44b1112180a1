// SPDX-License-Identifier: Apache-2.0
// Reads of tables, by a direct window if one covers the address.
#ifndef VTD_MEMORY_H
#define VTD_MEMORY_H

#include "internal.h"

static inline uint64_t vtd_le64(const uint8_t *p) {
  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
         (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

// One 64-bit entry; false on an access error. The window that was used last comes first, so most
// walks look at one only. Nothing of the window is held on to: any callback may change it.
static inline bool vtd_mem_read64(vtd_t *u, uint64_t addr, uint64_t *value, vtd_mem_use use) {
  const struct vtd_direct *window = &u->direct[0];
  uint64_t offset = addr - window->base;
  if (VTD_LIKELY(offset < window->entries)) {
    *value = vtd_le64(window->pointer + offset);
    return true;
  }
  if (u->direct_count == 0) {
    uint8_t bytes[sizeof(uint64_t)];
    if (VTD_UNLIKELY(!u->host.mem_read(u->host.ctx, addr, bytes, sizeof(bytes), use)))
      return false;
    *value = vtd_le64(bytes);
    return true;
  }
  return vtd_mem_read(u, addr, value, 1, use);
}

#endif // VTD_MEMORY_H
