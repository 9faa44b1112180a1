// SPDX-License-Identifier: Apache-2.0
// Runs the programs on a PC, with the port of fw_port.h as its way to the outside. Command line:
//   port=ADDRESS [seed=N] [NAME...]      without names: all programs
#include "fw_env.h"
#include "fw_port.h"
#include "ioapic.h"
#include "mmio_hal.h"
#include "pc.h"

// What a PVH loader leaves; only what is used here.
typedef struct pvh_start_info {
  uint32_t magic, version, flags, modules;
  uint64_t module_list, command_line, rsdp;
} pvh_start_info;

typedef struct hook {
  fw_irq_handler handler;
  void *arg;
} hook;

extern uint8_t pc_image_end[];

static uint64_t port;
static fw_machine the_machine;
static vtd_hal hardware; // plain accesses
static hook hooks[256];
static bool in_handler;

void pc_main(const pvh_start_info *info);

static uint64_t port_read(uint32_t reg) {
  return mmio_read64(NULL, port + reg);
}

static void port_write(uint32_t reg, uint64_t value) {
  mmio_write64(NULL, port + reg, value);
}

// ---- Interrupts: between two accesses of the program

// QEMU's local APIC broadcasts to its own I/O APIC only.
static void end_level(unsigned vector) {
  for (uint32_t i = 0; i < the_machine.ioapic_count; i++)
    mmio_write32(NULL, the_machine.ioapic[i].base + VTD_IOAPIC_EOI, vector);
}

static void dispatch(void) {
  while (!in_handler) {
    pc_vector next = pc_interrupts_take();
    if (next.vector == 0)
      return;
    hook taken = hooks[next.vector];
    if (taken.handler == NULL)
      continue;
    in_handler = true;
    taken.handler(taken.arg, next.vector);
    in_handler = false;
    if (next.level)
      end_level(next.vector);
  }
}

// ---- The programs' hardware access layer

static uint32_t hal_read32(void *ctx, uint64_t phys) {
  uint32_t value = mmio_read32(ctx, phys);
  dispatch();
  return value;
}

static uint64_t hal_read64(void *ctx, uint64_t phys) {
  uint64_t value = mmio_read64(ctx, phys);
  dispatch();
  return value;
}

static void hal_write32(void *ctx, uint64_t phys, uint32_t value) {
  mmio_write32(ctx, phys, value);
  dispatch();
}

static void hal_write64(void *ctx, uint64_t phys, uint64_t value) {
  mmio_write64(ctx, phys, value);
  dispatch();
}

static void hal_mem_read(void *ctx, uint64_t phys, void *data, size_t bytes) {
  mmio_mem_read(ctx, phys, data, bytes);
  dispatch();
}

static void hal_mem_write(void *ctx, uint64_t phys, const void *data, size_t bytes) {
  mmio_mem_write(ctx, phys, data, bytes);
  dispatch();
}

static bool hal_mem_cas64(void *ctx, uint64_t phys, uint64_t expected, uint64_t desired) {
  bool done = mmio_mem_cas64(ctx, phys, expected, desired);
  dispatch();
  return done;
}

static uint64_t hal_alloc_pages(void *ctx, size_t count, unsigned align_log2) {
  (void)ctx;
  return pc_pages_alloc(count, align_log2);
}

static void hal_free_pages(void *ctx, uint64_t phys, size_t count) {
  (void)ctx;
  if (!pc_pages_free(phys, count))
    port_write(FW_PORT_PROBLEM, (uintptr_t) "it freed pages that had not been allocated");
}

static void hal_relax(void *ctx) {
  (void)ctx;
  if (port_read(FW_PORT_RELAX) != 0)
    pc_halt();
  dispatch();
}

static uint64_t hal_time_ns(void *ctx) {
  (void)ctx;
  uint64_t time = port_read(FW_PORT_TIME);
  dispatch();
  return time;
}

// ---- The programs' environment

static void env_irq_hook(void *ctx, unsigned vector, fw_irq_handler handler, void *arg) {
  (void)ctx;
  if (vector >= 32 && vector < 256)
    hooks[vector] = (hook){handler, arg};
}

static unsigned env_processor(void *ctx) {
  (void)ctx;
  return 0;
}

static void env_phase(void *ctx, const char *name) {
  (void)ctx;
  port_write(FW_PORT_PHASE, (uintptr_t)name);
}

static bool env_check(void *ctx, bool ok, const char *what) {
  (void)ctx;
  port_write(FW_PORT_CHECK, (uintptr_t)what | (ok ? FW_PORT_HELD : 0));
  return ok;
}

static void env_expect_faults(void *ctx, uint64_t count) {
  (void)ctx;
  port_write(FW_PORT_EXPECT, count);
}

static void env_saw_fault(void *ctx, uint16_t sid, uint8_t reason, uint64_t addr, bool write) {
  (void)ctx, (void)sid, (void)reason, (void)addr, (void)write;
  port_write(FW_PORT_FAULT, 1);
}

static void env_log(void *ctx, const char *line) {
  (void)ctx;
  port_write(FW_PORT_LOG, (uintptr_t)line);
}

static void make_hardware(void) {
  mmio_hal_init(&hardware, NULL);
  hardware.read32 = hal_read32;
  hardware.read64 = hal_read64;
  hardware.write32 = hal_write32;
  hardware.write64 = hal_write64;
  hardware.mem_read = hal_mem_read;
  hardware.mem_write = hal_mem_write;
  hardware.mem_cas64 = hal_mem_cas64;
  hardware.alloc_pages = hal_alloc_pages;
  hardware.free_pages = hal_free_pages;
  hardware.relax = hal_relax;
  hardware.time_ns = hal_time_ns;
}

static void run(const fw_program *program, uint64_t seed) {
  pc_pages_free_all();
  for (unsigned i = 0; i < 256; i++)
    hooks[i] = (hook){NULL, NULL};
  in_handler = false;
  port_write(FW_PORT_SEED, seed);
  port_write(FW_PORT_PROGRAM, (uintptr_t)program->name);
  pc_interrupts_forget();
  const fw_env env = {.hal = hardware,
                      .machine = &the_machine,
                      .irq_hook = env_irq_hook,
                      .processor = env_processor,
                      .phase = env_phase,
                      .check = env_check,
                      .expect_faults = env_expect_faults,
                      .saw_fault = env_saw_fault,
                      .log = env_log,
                      .seed = seed};
  bool result = program->run(&env);
  port_write(FW_PORT_PAGES, pc_pages_peak() << 32 | pc_pages_used());
  port_write(FW_PORT_END, result);
}

// ---- The command line

// The text behind `name` if the word at `line` begins with it, else NULL.
static const char *after(const char *line, const char *name) {
  while (*name != 0)
    if (*line++ != *name++)
      return NULL;
  return line;
}

static const char *next_word(const char *line) {
  while (*line != 0 && *line != ' ')
    line++;
  while (*line == ' ')
    line++;
  return line;
}

static uint64_t number(const char *text) {
  const char *hex = after(text, "0x");
  unsigned base = hex != NULL ? 16 : 10;
  uint64_t value = 0;
  for (text = hex != NULL ? hex : text;; text++) {
    unsigned digit = *text >= '0' && *text <= '9'   ? (unsigned)(*text - '0')
                     : *text >= 'a' && *text <= 'f' ? (unsigned)(*text - 'a') + 10
                                                    : base;
    if (digit >= base)
      return value;
    value = value * base + digit;
  }
}

static uint64_t number_of(const char *line, const char *name, uint64_t otherwise) {
  for (; *line != 0; line = next_word(line)) {
    const char *value = after(line, name);
    if (value != NULL)
      return number(value);
  }
  return otherwise;
}

static bool is_word(const char *line, const char *word) {
  const char *end = after(line, word);
  return end != NULL && (*end == 0 || *end == ' ');
}

static bool is_setting(const char *word) {
  return after(word, "port=") != NULL || after(word, "seed=") != NULL;
}

static const fw_program *program_at(const char *word) {
  for (size_t i = 0; i < fw_program_count; i++)
    if (is_word(word, fw_programs[i].name))
      return &fw_programs[i];
  return NULL;
}

static void run_named(const char *line, uint64_t seed) {
  bool named = false;
  for (; *line != 0; line = next_word(line)) {
    if (is_setting(line))
      continue;
    named = true;
    const fw_program *program = program_at(line);
    if (program == NULL)
      port_write(FW_PORT_PROBLEM, (uintptr_t) "there is no such program in the image");
    else
      run(program, seed);
  }
  for (size_t i = 0; !named && i < fw_program_count; i++)
    run(&fw_programs[i], seed);
}

void pc_main(const pvh_start_info *info) {
  const char *line = (const char *)(uintptr_t)info->command_line;
  port = number_of(line, "port=", 0);
  if (port == 0 || port_read(FW_PORT_ID) != FW_PORT_MAGIC) {
    pc_print("firmware: there is no port where the command line says: ");
    pc_print(line);
    pc_print("\n");
    pc_halt();
  }
  for (size_t i = 0; i < sizeof the_machine / 8; i++)
    ((uint64_t *)&the_machine)[i] = port_read((uint32_t)(FW_PORT_MACHINE + 8 * i));
  make_hardware();
  pc_pages_start((uintptr_t)pc_image_end, the_machine.ram_bytes);
  pc_interrupts_start();
  run_named(line, number_of(line, "seed=", 1));
  port_write(FW_PORT_DONE, 0);
  pc_halt();
}
