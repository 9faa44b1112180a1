// SPDX-License-Identifier: Apache-2.0
// What all programs need around the driver library: a unit brought up with fault reporting by
// interrupt, devices with a domain and a ring, buffers with known contents, and an orderly end.
//
// There is one rig, in static storage: a program runs alone, from rig_begin() to rig_end(). What
// was opened on the way (devices, domains, buffers) rig_end() closes and gives back.
#ifndef RIG_H
#define RIG_H

#include "dmae.h"
#include "fw_env.h"
#include "vtd_drv_scalable.h"

#define RIG_DEVICES  16u
#define RIG_DOMAINS  8u
#define RIG_BUFFERS  64u
#define RIG_FAULTS   64u                       // remembered, the newest
#define RIG_DMA_NS   UINT64_C(200000000)       // patience with a DMA transfer
#define RIG_QUIET_NS UINT64_C(20000)           // how long nothing must happen to call it quiet
#define RIG_RING     UINT64_C(0x0000000010000) // where most programs map rings
#define RIG_VECTOR   0x40u                     // of the fault event; devices use the next ones

// What a rig_begin() does differently.
#define RIG_REGISTERS  0x1u // invalidate by registers
#define RIG_WIDE       0x2u // 256-bit queue descriptors
#define RIG_PROBE_ONLY 0x4u // leave the unit alone; rig_go() starts it
#define RIG_SCALABLE                                                                               \
  0x8u // scalable mode; without it (and without RIG_REGISTERS): as the machine
       // description says

typedef struct rig_device {
  dmae_channel dma;
  vtd_drv_domain *domain; // NULL: none, or pass-through
  bool open, attached;
  uint16_t sid;
  uint64_t engine; // registers of its DMA engine
  uint32_t channel, entries, options;
  uint64_t ring_iova, ring_phys;
  uint32_t ring_pages;
} rig_device;

typedef struct rig_buffer {
  uint64_t phys;
  size_t pages;
} rig_buffer;

typedef struct rig {
  const fw_env *env;
  vtd_hal hal; // the environment's, with a count of pages
  vtd_drv unit;
  bool ok; // every check held so far
  bool started;
  uint64_t pages_out;           // pages taken from the allocator and not given back
  uint64_t pages_until;         // allocations that still succeed (out-of-memory tests)
  volatile uint32_t faults;     // records seen
  volatile uint32_t interrupts; // fault events
  vtd_drv_fault fault[RIG_FAULTS];
  uint32_t device_count, domain_count, buffer_count;
  rig_device device[RIG_DEVICES];
  vtd_drv_domain domain[RIG_DOMAINS];
  rig_buffer buffer[RIG_BUFFERS];
  uint8_t served[FW_DEVICES_MAX]; // engines: bit n = channel n is behind the unit
} rig;

// Opens the first phase, finds the unit and brings it up. Never NULL; if something went wrong,
// rig_alive() is false.
rig *rig_begin(const fw_env *env, const char *phase, unsigned flags);
// With RIG_PROBE_ONLY: start, fault reporting, translation on.
bool rig_go(rig *r);
// For programs about the accelerator: scalable mode, in a phase "set-up". Where the machine has no
// accelerator behind this unit, or the unit no page requests, PASIDs or first-stage tables, a row
// says so and the unit stays as it is.
rig *rig_begin_accelerator(const fw_env *env);
bool rig_alive(const rig *r);
// Alive, and the unit is at work: false, too, after what began with RIG_PROBE_ONLY.
bool rig_running(const rig *r);
// Closes and checks what must hold after every program. True if all checks of the program held.
bool rig_end(rig *r);

// Whether the unit serves this requester; with several units, others may.
bool rig_serves(rig *r, uint16_t segment, uint16_t sid);

void rig_phase(rig *r, const char *name);
// A row of the report that says why the program, or the rest of it, does not apply to this machine.
void rig_skip(rig *r, const char *why);
void rig_log(rig *r, const char *text);
void rig_log_number(rig *r, const char *text, uint64_t number);
bool rig_check(rig *r, bool ok, const char *what);
// Checks that a driver call succeeded; else logs its error.
bool rig_ok(rig *r, vtd_drv_err err, const char *what);
bool rig_dma_ok(rig *r, dmae_err err, const char *what);

// A device of the machine that is not in use, numbered from 0; its DMA stays blocked until it is
// attached. The ring lies in memory at `ring_iova` of `domain`, which it is attached to with
// `flags` (VTD_DRV_ATTACH_*). `domain` NULL: pass-through. NULL if something failed.
rig_device *rig_open(rig *r, unsigned number, vtd_drv_domain *domain, uint64_t ring_iova,
                     uint32_t entries, uint32_t options, unsigned flags);
// Like rig_open() but attaches it nowhere.
rig_device *rig_open_detached(rig *r, unsigned number, uint64_t ring_iova, uint32_t entries,
                              uint32_t options);
void rig_close(rig *r, rig_device *dev);
// Resets the channel and starts it again with the same, empty ring.
bool rig_reset(rig *r, rig_device *dev);
unsigned rig_device_total(const rig *r);
vtd_drv_domain *rig_domain(rig *r, unsigned levels);

// What many programs begin with: a domain with one device and its ring in it, and a buffer.
typedef struct rig_scene {
  rig *r;
  vtd_drv_domain *domain;
  rig_device *dev;
  uint64_t memory; // physical address of the buffer
} rig_scene;

typedef struct rig_scene_want {
  uint32_t entries;      // of the ring, which lies at RIG_RING
  uint32_t options;      // VTD_DMAE_CTRL_*
  unsigned attach;       // VTD_DRV_ATTACH_*
  uint64_t buffer_bytes; // aligned to its size up to 2 MiB
} rig_scene_want;

bool rig_scene_open(rig_scene *scene, const rig_scene_want *want);

// Zeroed pages, 0 if there are none (which fails a check). Given back by rig_end().
uint64_t rig_pages(rig *r, size_t pages, unsigned align_log2);

// Fills memory with a pattern that every (seed, offset) makes different, and looks for it.
void rig_fill(rig *r, uint64_t phys, uint64_t bytes, uint64_t seed);
bool rig_same(rig *r, uint64_t phys, uint64_t bytes, uint64_t seed);
// The same for the part of a pattern that begins at byte `offset` of it (a multiple of 8).
void rig_fill_at(rig *r, uint64_t phys, uint64_t bytes, uint64_t seed, uint64_t offset);
bool rig_same_at(rig *r, uint64_t phys, uint64_t bytes, uint64_t seed, uint64_t offset);
bool rig_all(rig *r, uint64_t phys, uint64_t bytes, uint64_t word); // every 64-bit word

// A copy that must work.
bool rig_copy(rig *r, rig_device *dev, uint64_t src, uint64_t dst, uint32_t len, const char *what);

// The fault reason for what legacy mode calls `reason`, in the mode that the unit is in: a domain
// (NULL: pass-through) refuses an access to this address.
uint8_t rig_reason(const rig *r, const vtd_drv_domain *domain, uint64_t addr, uint8_t reason);

// A job that must be blocked with one fault record: this reason and page, from this device.
typedef struct rig_blocked {
  uint8_t reason; // as legacy mode has it; see rig_reason()
  uint64_t addr;  // page
  vtd_drv_access access;
  const char *what;
} rig_blocked;
bool rig_provoke(rig *r, rig_device *dev, const dmae_job *job, const rig_blocked *expected);

// Lets time pass until so many faults were seen; false if they do not come.
bool rig_await_faults(rig *r, uint32_t faults);
void rig_pause(rig *r, uint64_t ns);
// The fault records that were seen, counted from the first of the program.
const vtd_drv_fault *rig_fault(const rig *r, uint32_t number);

// An address as a fault record shows it: without bits that no table of this unit translates.
uint64_t rig_shown(const rig *r, uint64_t addr);
// Page of the ring that the channel fetches its next descriptor from.
uint64_t rig_ring_page(const rig_device *dev);
// FSTS without FRI, which means nothing while no fault is pending.
uint32_t rig_fault_status(rig *r);

// Jobs in short form.
dmae_job rig_job_copy(uint64_t src, uint64_t dst, uint32_t len);
dmae_job rig_job_fill(uint64_t value, uint64_t dst, uint32_t len);

// Random numbers: a sequence for each seed.
uint64_t rig_random(uint64_t *state);

#endif // RIG_H
