// SPDX-License-Identifier: Apache-2.0
// A whole machine in plain C for firmware tests: memory, DMA engines, interrupts and the core as
// the remapping unit, seen through the firmware's hardware access layer. No SystemC: fast, and all
// of it runs under the sanitizers.
//
// Devices move on whenever the firmware touches hardware or lets time pass: one bus transaction of
// each busy channel per access. So transfers, faults and interrupts fall between any two steps of
// the driver.
#ifndef MACHINE_H
#define MACHINE_H

#include "dma_model.h"
#include "fw_env.h"
#include "vtd/vtd.h"

// What stands behind the register window.
typedef enum machine_unit {
  MACHINE_UNIT,        // the core
  MACHINE_UNIT_ABSENT, // nothing: reads are all ones
  MACHINE_UNIT_DEAD,   // identifies itself, but no command ever completes
} machine_unit;

#define MACHINE_VTD_BASE    UINT64_C(0xFED90000)
#define MACHINE_ENGINE_BASE UINT64_C(0xFEB00000)
#define MACHINE_DMAR        UINT64_C(0xE0000) // ACPI table
#define MACHINE_RAM         (UINT64_C(192) << 20)
#define MACHINE_ENGINES     4u
#define MACHINE_CHANNELS    3u
#define MACHINE_PROCESSORS  2u // APIC ids 0 and 1

typedef struct machine_irq {
  fw_irq_handler handler;
  void *arg;
} machine_irq;

typedef struct machine {
  vtd_t *unit;
  void *unit_memory;
  machine_unit kind;
  uint8_t *ram;
  uint8_t *page_used; // one byte per page
  uint64_t pages_out;
  uint64_t allocations;                    // successful ones
  uint64_t allocations_left;               // fail after so many; UINT64_MAX: never
  uint64_t time;                           // ns
  uint64_t pending[MACHINE_PROCESSORS][4]; // vectors
  unsigned processor;                      // that runs a handler
  bool in_handler;
  machine_irq irq[256];
  fw_machine layout;
  dma_channel_model channel[MACHINE_ENGINES][MACHINE_CHANNELS];
  fw_env env;
  // Report
  bool quiet; // failing checks are expected
  uint64_t checks, failed, faults_expected, faults_seen, messages;
  uint64_t transactions; // of devices
  uint64_t register_accesses;
  // What goes wrong on purpose
  uint32_t stuck_fault_status;      // reads of FSTS have these bits set
  uint32_t failing_uses;            // bit n: accesses of the unit for vtd_mem_use n are refused
  bool hold_device_tlb;             // devices do not complete invalidations
  uint64_t device_tlb_count;        // invalidations that devices got
  vtd_dev_tlb_inv device_tlb;       // the last one
  uint64_t responses;               // page group responses that devices got
  vtd_page_group_response response; // the last one
  // What the unit did: the newest invalidations, and how many there were
  vtd_inv invalidation[64];
  uint64_t invalidations;
  // If set: called when the firmware frees pages.
  void (*on_free)(struct machine *m, uint64_t phys, void *arg);
  void *on_free_arg;
  // If set: called when the firmware writes a register of the unit.
  void (*on_register_write)(struct machine *m, uint32_t offset, uint64_t value, void *arg);
  void *on_register_write_arg;
  // If set: called before every access of the firmware, e.g. to let hardware fail at that point.
  void (*before_access)(struct machine *m, void *arg);
  void *before_access_arg;
} machine;

// NULL if the configuration is refused (the reason goes to stderr) or there is no memory.
machine *machine_new(const vtd_config *config, uint64_t seed);
void machine_free(machine *m);

// Program by name from fw_programs[], NULL if there is none.
const fw_program *machine_program(const char *name);
// Runs it; true if it returned true, no check failed, every expected fault was seen and no page is
// missing. Says what went wrong on stderr.
bool machine_run(machine *m, const fw_program *program);

// One access of a device, as the engines do it; VTD_DMAE_RESP_*.
uint32_t machine_device_access(machine *m, uint16_t sid, dma_bus_op op, uint64_t addr, void *data,
                               uint32_t bytes);

// Memory as a test sees it, without time passing.
uint64_t machine_load(const machine *m, uint64_t phys);
void machine_store(machine *m, uint64_t phys, uint64_t value);

#endif // MACHINE_H
