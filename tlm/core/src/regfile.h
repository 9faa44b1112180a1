// SPDX-License-Identifier: Apache-2.0
// Storage of the registers (chapter 11): one entry for each implemented 32-bit half, with the masks
// that say what software can do with its bits. A register that this unit does not have has no
// entry: it reads 0 and ignores writes.
#ifndef VTD_REGFILE_H
#define VTD_REGFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vtd/vtd.h"

struct vtd_reg_half {
  uint32_t value;
  uint32_t read;    // bits that software sees
  uint32_t write;   // bits that software sets (write-only ones too)
  uint32_t command; // of these, the write-only ones
  uint32_t rw1c;    // bits that software clears by writing 1
  uint32_t keep;    // bits that survive all but power-on reset
  uint32_t reset;   // value after reset
  uint16_t offset;
  bool wide; // half of a 64-bit register
};

struct vtd_regfile {
  struct vtd_reg_half *half;
  uint16_t *slot; // for each dword of the window: index in half[] plus 1, 0 if reserved
  uint32_t count; // of half[]
  uint32_t iro;   // offset of IVA_REG
  uint32_t fro;   // offset of the first fault record
};

// Bytes that vtd_regfile_init() needs behind the unit.
size_t vtd_regfile_footprint(const vtd_config *config);

#endif // VTD_REGFILE_H
