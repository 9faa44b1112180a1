// SPDX-License-Identifier: Apache-2.0
// Interrupt descriptor table, local APIC, and the serial port that tells of exceptions.
#include "pc.h"

#define LAPIC             0xFEE00000u
#define LAPIC_EOI         0x0B0u
#define LAPIC_SPURIOUS    0x0F0u
#define LAPIC_TMR         0x180u // 8 registers of 32 bits, 16 bytes apart
#define LAPIC_ENABLE      0x100u
#define SPURIOUS_VECTOR   0xFFu
#define FIRST_VECTOR      32u
#define VECTORS           256u
#define PIC_1_MASK        0x21u
#define PIC_2_MASK        0xA1u
#define SERIAL            0x3F8u
#define SERIAL_STATUS     (SERIAL + 5)
#define SERIAL_EMPTY      0x20u
#define GATE_PRESENT      0x8E00u // interrupt gate, 64 bits
#define CODE_SELECTOR     0x08u
#define VECTOR_CODE_BYTES 16u

extern const uint8_t pc_vectors[];

typedef struct idt_gate {
  uint16_t offset_low, selector, flags, offset_middle;
  uint32_t offset_high, reserved;
} idt_gate;

static idt_gate idt[VECTORS];
// Bit n % 32 of word n / 32. Written by pc_interrupt(), which interrupts the others.
static volatile uint32_t pending[VECTORS / 32];
static volatile uint32_t levels[VECTORS / 32];

void pc_interrupt(uint64_t vector);
_Noreturn void pc_exception(uint64_t vector, uint64_t first, uint64_t second);

static volatile uint32_t *lapic(uint32_t offset) {
  return (volatile uint32_t *)(uintptr_t)(LAPIC + offset);
}

static void out8(uint16_t port, uint8_t value) {
  __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

static uint8_t in8(uint16_t port) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

void pc_print(const char *text) {
  for (; *text != 0; text++) {
    while (!(in8(SERIAL_STATUS) & SERIAL_EMPTY)) {
    }
    out8(SERIAL, (uint8_t)*text);
  }
}

void pc_print_hex(uint64_t number) {
  char digits[19] = "0x";
  for (unsigned i = 0; i < 16; i++)
    digits[2 + i] = "0123456789abcdef"[number >> (60 - 4 * i) & 0xF];
  digits[18] = 0;
  pc_print(digits);
}

_Noreturn void pc_halt(void) {
  for (;;)
    __asm__ volatile("cli; hlt");
}

// The stack holds an error code for some vectors, and then the address.
_Noreturn void pc_exception(uint64_t vector, uint64_t first, uint64_t second) {
  pc_print("firmware: exception ");
  pc_print_hex(vector);
  pc_print(" at ");
  pc_print_hex(first);
  pc_print(" or ");
  pc_print_hex(second);
  pc_print("\n");
  pc_halt();
}

// The end of the interrupt is told at once: the program's handler comes later, and the I/O APICs
// that a level came from get theirs then.
void pc_interrupt(uint64_t vector) {
  uint32_t bit = UINT32_C(1) << vector % 32;
  uint32_t word = (uint32_t)vector / 32;
  if (vector == SPURIOUS_VECTOR && !(*lapic(0x100 + 16 * word) & bit))
    return; // not in service: nobody sent it
  if (*lapic(LAPIC_TMR + 16 * word) & bit)
    levels[word] |= bit;
  else
    levels[word] &= ~bit;
  pending[word] |= bit;
  *lapic(LAPIC_EOI) = 0;
}

void pc_interrupts_start(void) {
  for (unsigned i = 0; i < VECTORS; i++) {
    uint64_t at = (uintptr_t)pc_vectors + i * VECTOR_CODE_BYTES;
    idt[i] = (idt_gate){.offset_low = (uint16_t)at,
                        .selector = CODE_SELECTOR,
                        .flags = GATE_PRESENT,
                        .offset_middle = (uint16_t)(at >> 16),
                        .offset_high = (uint32_t)(at >> 32)};
  }
  struct {
    uint16_t limit;
    uint64_t base;
  } __attribute__((packed)) pointer = {sizeof idt - 1, (uintptr_t)idt};
  __asm__ volatile("lidt %0" ::"m"(pointer));
  out8(PIC_1_MASK, 0xFF); // its lines are not ours
  out8(PIC_2_MASK, 0xFF);
  *lapic(LAPIC_SPURIOUS) = LAPIC_ENABLE | SPURIOUS_VECTOR;
  __asm__ volatile("sti");
}

static uint64_t lock(void) {
  uint64_t flags;
  __asm__ volatile("pushfq; pop %0; cli" : "=r"(flags)::"memory");
  return flags;
}

static void unlock(uint64_t flags) {
  __asm__ volatile("push %0; popfq" ::"r"(flags) : "memory", "cc");
}

void pc_interrupts_forget(void) {
  uint64_t flags = lock();
  for (unsigned word = 0; word < VECTORS / 32; word++)
    pending[word] = levels[word] = 0;
  unlock(flags);
}

pc_vector pc_interrupts_take(void) {
  for (unsigned word = VECTORS / 32; word-- > FIRST_VECTOR / 32;) {
    if (pending[word] == 0)
      continue;
    uint64_t flags = lock();
    unsigned bit = 31 - (unsigned)__builtin_clz(pending[word]);
    pending[word] &= ~(UINT32_C(1) << bit);
    bool level = levels[word] >> bit & 1;
    unlock(flags);
    return (pc_vector){word * 32 + bit, level};
  }
  return (pc_vector){0, false};
}
