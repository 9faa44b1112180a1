// SPDX-License-Identifier: Apache-2.0
// The environment of a firmware program: the machine it finds, interrupts, and where it reports to.
// The simulated platform and a bare-metal start-up file implement it.
#ifndef FW_ENV_H
#define FW_ENV_H

#include "vtd_hal.h"

#define FW_DEVICES_MAX      16u
#define FW_CHANNELS_MAX     8u
#define FW_BRIDGES_MAX      32u
#define FW_SRIOV_MAX        8u
#define FW_ACCELERATORS_MAX 8u
#define FW_IOAPICS_MAX      8u
#define FW_PROCESSORS_MAX   64u
#define FW_NO_GSI           UINT32_MAX

// What processors take beside vectors: messages of other delivery modes (chapter 5). Their vector
// field means nothing. For irq_hook, on machines with irq_modes; others know vectors only.
#define FW_IRQ_SMI    258u
#define FW_IRQ_NMI    260u
#define FW_IRQ_INIT   261u
#define FW_IRQ_EXTINT 263u
#define FW_IRQS       264u // vectors and these

// A DMA engine (vtd/dma_engine_regs.h) and the requester id of each of its channels.
typedef struct fw_dma_engine {
  uint64_t base;
  uint32_t channels;
  uint16_t sid[FW_CHANNELS_MAX];
  uint16_t segment; // PCI segment
  // Interrupt line of each channel (VTD_DMAE_CTRL_LINE), FW_NO_GSI: not connected. Others may have
  // the same.
  uint32_t gsi[FW_CHANNELS_MAX];
} fw_dma_engine;

// A device with virtual functions (sriov.h).
typedef struct fw_sriov {
  uint64_t base;
  uint16_t segment;
  uint16_t sid; // requester id of the physical function
} fw_sriov;

// An accelerator with a device-TLB (accel.h).
typedef struct fw_accelerator {
  uint64_t base;
  uint16_t segment;
  uint16_t sid;
} fw_accelerator;

// An I/O APIC (ioapic.h). Its pins are the global system interrupts from gsi_base on.
typedef struct fw_ioapic {
  uint64_t base;
  uint32_t gsi_base, pins;
  uint16_t segment;
  uint16_t sid; // requester id of its messages; the DMAR table tells it too
  uint8_t id;
} fw_ioapic;

// A PCI bridge, as configuration space would tell of it.
typedef struct fw_bridge {
  uint16_t segment;
  uint16_t sid;                   // its own requester id
  uint8_t secondary, subordinate; // first and last bus behind it
} fw_bridge;

typedef struct fw_machine {
  uint64_t vtd_base; // register window of the first remapping unit; `dmar` tells of all
  uint64_t dmar;     // ACPI table DMAR (vtd_dmar.h); 0: none
  uint64_t
      ram_bytes; // RAM is at 0 .. ram_bytes-1; the page allocator owns the part the program may use
  uint64_t msi_base; // interrupt range, FEE0_0000h
  uint32_t haw;      // host address width in bits (ACPI DMAR header)
  bool scalable;     // programs for either mode shall use scalable mode
  uint32_t engine_count;
  fw_dma_engine engine[FW_DEVICES_MAX];
  uint32_t sriov_count;
  fw_sriov sriov[FW_SRIOV_MAX];
  uint32_t accelerator_count;
  fw_accelerator accelerator[FW_ACCELERATORS_MAX];
  uint32_t bridge_count;
  fw_bridge bridge[FW_BRIDGES_MAX];
  uint32_t ioapic_count;
  fw_ioapic ioapic[FW_IOAPICS_MAX];
  bool irq_modes; // irq_hook() takes FW_IRQ_*
  uint32_t processor_count;
  uint32_t apic_id[FW_PROCESSORS_MAX]; // of processor n; programs run on processor 0
} fw_machine;

typedef void (*fw_irq_handler)(void *arg, unsigned vector);

typedef struct fw_env {
  vtd_hal hal;
  const fw_machine *machine;
  void *ctx;
  // Vectors 32 .. 255 and FW_IRQ_*, of all processors. A NULL handler unhooks. Handlers run between
  // two accesses of the program, one at a time. When one returns, its processor ends the interrupt
  // (broadcast to the I/O APICs if it came as a level).
  void (*irq_hook)(void *ctx, unsigned vector, fw_irq_handler handler, void *arg);
  // Number of the processor that runs the handler; 0 outside of handlers.
  unsigned (*processor)(void *ctx);
  // Report. A phase is a row of the run's summary; checks, faults and expectations count towards
  // the open phase.
  void (*phase)(void *ctx, const char *name);
  // Notes one check; returns `ok`. `what` says what must hold, e.g. "rogue write did not reach
  // memory".
  bool (*check)(void *ctx, bool ok, const char *what);
  void (*expect_faults)(void *ctx,
                        uint64_t count); // fault records the program means to provoke, adds up
  void (*saw_fault)(void *ctx, uint16_t sid, uint8_t reason, uint64_t addr, bool write);
  void (*log)(void *ctx, const char *line);
  uint64_t seed; // for programs that choose at random
} fw_env;

// A program: returns true if every check held. Registered in fw_programs[].
typedef struct fw_program {
  const char *name;    // as given to vtd-sim --program
  const char *summary; // one line for --list-programs
  bool (*run)(const fw_env *env);
} fw_program;

extern const fw_program fw_programs[];
extern const size_t fw_program_count;

#endif // FW_ENV_H
