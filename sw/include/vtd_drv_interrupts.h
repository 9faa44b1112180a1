// SPDX-License-Identifier: Apache-2.0
// Interrupt remapping and posting (chapter 5). Freestanding C11.
//
//   vtd_drv_irqs_start()                     table installed, remapping on, compatibility format
//   off vtd_drv_irqs_alloc(), vtd_drv_irqs_set() an index, and what its interrupts become
//   vtd_drv_irqs_message()                   what a device has to write
//   vtd_drv_irqs_free(), vtd_drv_irqs_stop()
//
// Changing an entry that is in use loses no interrupt as long as its source stays the same: then
// one word changes. One caller at a time per unit, as for vtd_drv.h.
#ifndef VTD_DRV_INTERRUPTS_H
#define VTD_DRV_INTERRUPTS_H

#include "vtd_drv.h"

// Interrupt remapping of one unit. Caller-owned; fields are for reading.
typedef struct vtd_drv_irqs {
  vtd_drv *unit;
  uint64_t table; // physical address, 0: not started
  uint64_t used;  // bitmap of the indexes in use
  uint32_t entries;
  bool extended; // destinations have 32 bits (x2APIC)
} vtd_drv_irqs;

typedef struct vtd_drv_irqs_options {
  uint8_t order; // the table has 2^order entries, 1 .. 16
  bool extended; // needs ECAP.EIM
} vtd_drv_irqs_options;

// Needs a started unit with a queue. VTD_DRV_UNSUPPORTED (ECAP.IR, ECAP.EIM), VTD_DRV_NO_MEMORY,
// VTD_DRV_TIMEOUT. From here on interrupts in compatibility format are blocked.
vtd_drv_err vtd_drv_irqs_start(vtd_drv_irqs *irqs, vtd_drv *unit,
                               const vtd_drv_irqs_options *options);
// Interrupts pass unremapped again. Before vtd_drv_shutdown().
vtd_drv_err vtd_drv_irqs_stop(vtd_drv_irqs *irqs);

typedef struct vtd_drv_irq {
  vtd_drv_err err; // VTD_DRV_NO_MEMORY: no such block of indexes is free
  uint16_t index;  // first of the block
} vtd_drv_irq;

// `count` consecutive indexes, a power of two, aligned to it: one for an MSI-X entry or an I/O APIC
// pin, several for multi-message MSI.
vtd_drv_irq vtd_drv_irqs_alloc(vtd_drv_irqs *irqs, uint32_t count);
// Interrupts of these indexes are blocked when it returns, and those before have been delivered.
vtd_drv_err vtd_drv_irqs_free(vtd_drv_irqs *irqs, uint16_t index, uint32_t count);

// Who may use an entry.
typedef struct vtd_drv_irq_source {
  uint8_t check;  // VTD_IRTE_SVT_NONE, _SID, or _BUS (sid: first bus 15:8, last bus 7:0)
  uint8_t ignore; // VTD_IRTE_SQ_*: function bits of sid that do not count
  uint16_t sid;   // requester id
  bool quiet;     // do not report its faults (FPD)
} vtd_drv_irq_source;

// An interrupt for a processor.
typedef struct vtd_drv_irq_target {
  vtd_drv_irq_source source;
  uint32_t destination; // APIC id, 8 bits unless extended
  uint8_t vector;
  uint8_t delivery; // VTD_IRTE_DLM_*
  bool logical;     // destination mode
  bool level;       // trigger mode
} vtd_drv_irq_target;

// VTD_DRV_RANGE: no such index, or a destination that is too wide.
vtd_drv_err vtd_drv_irqs_set(vtd_drv_irqs *irqs, uint16_t index, const vtd_drv_irq_target *target);

// An interrupt for a virtual processor: posted in its descriptor (CAP.PI).
typedef struct vtd_drv_irq_posted {
  vtd_drv_irq_source source;
  uint64_t descriptor; // physical address, 64-byte aligned
  uint8_t vector;      // as the virtual processor sees it
  bool urgent;         // notified although notifications are suppressed
} vtd_drv_irq_posted;

vtd_drv_err vtd_drv_irqs_set_posted(vtd_drv_irqs *irqs, uint16_t index,
                                    const vtd_drv_irq_posted *posted);

// What a device writes to request an interrupt.
typedef struct vtd_drv_irq_message {
  uint64_t addr;
  uint32_t data;
} vtd_drv_irq_message;

// `several`: multi-message MSI, the device adds its message's number to the data.
vtd_drv_irq_message vtd_drv_irqs_message(uint16_t index, bool several);

// Redirection entry of an I/O APIC pin, unmasked. For a level interrupt, `vector` has to be the
// target's: the end of interrupt names it.
uint64_t vtd_drv_irqs_redirection(uint16_t index, uint8_t vector, bool level, bool active_low);

// ---- Posted interrupt descriptors

#define VTD_DRV_POSTED_BYTES 64u

typedef struct vtd_drv_posted_setup {
  uint8_t vector;       // of the notification
  uint32_t destination; // APIC id of the processor that gets it
  bool extended;
} vtd_drv_posted_setup;

// Vectors waiting in a descriptor: bit n of word n / 64.
typedef struct vtd_drv_posted_pending {
  uint64_t word[4];
} vtd_drv_posted_pending;

// Writes an empty descriptor at a 64-byte aligned physical address, before any entry names it.
void vtd_drv_posted_init(const vtd_hal *hal, uint64_t descriptor,
                         const vtd_drv_posted_setup *setup);
// Takes what was posted. Nothing is lost and nothing seen twice, whatever the unit posts meanwhile
// (hal.mem_cas64).
vtd_drv_posted_pending vtd_drv_posted_take(const vtd_hal *hal, uint64_t descriptor);
// While suppressed, interrupts are posted without a notification: the virtual processor does not
// run, or is about to look.
void vtd_drv_posted_suppress(const vtd_hal *hal, uint64_t descriptor, bool suppressed);
// Later notifications go to another processor: the virtual one has moved.
void vtd_drv_posted_move(const vtd_hal *hal, uint64_t descriptor,
                         const vtd_drv_posted_setup *setup);

// ---- Invalidation

// All entries, or 2^order of them from an index aligned to it.
void vtd_drv_batch_iec_all(vtd_drv_batch *batch);
void vtd_drv_batch_iec(vtd_drv_batch *batch, uint16_t index, unsigned order);

#endif // VTD_DRV_INTERRUPTS_H
