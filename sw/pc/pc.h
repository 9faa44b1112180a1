// SPDX-License-Identifier: Apache-2.0
// The PC under the programs: interrupts of the local APIC, pages, the serial port for last words.
// One processor; nothing here is re-entrant but pc_interrupt().
#ifndef PC_H
#define PC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---- Interrupts (pc_interrupts.c)

// Vectors 32 .. 255 are taken from now on. They are remembered, and handled when pc_dispatch() is
// called: as fw_env.h says, handlers run between two accesses of the program.
void pc_interrupts_start(void);
// Forgets vectors that wait.
void pc_interrupts_forget(void);

// A vector that waits, the highest first; `level`: it came as a level. 0: none waits.
typedef struct pc_vector {
  unsigned vector;
  bool level;
} pc_vector;
pc_vector pc_interrupts_take(void);

// ---- Pages (pc_pages.c): first fit, from `first` to `last` (physical addresses)

void pc_pages_start(uint64_t first, uint64_t last);
void pc_pages_free_all(void);
// 0: out of memory. The pages are zeroed.
uint64_t pc_pages_alloc(size_t count, unsigned align_log2);
// False: one of them was not allocated; then nothing is freed.
bool pc_pages_free(uint64_t phys, size_t count);
uint64_t pc_pages_used(void);
uint64_t pc_pages_peak(void);

// ---- Last words (pc_interrupts.c)

void pc_print(const char *text);
void pc_print_hex(uint64_t number);
_Noreturn void pc_halt(void);

#endif // PC_H
