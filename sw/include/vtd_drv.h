// SPDX-License-Identifier: Apache-2.0
// A driver library for VT-d remapping units. Freestanding C11. Here is what both modes share; see
// vtd_drv_scalable.h for PASIDs, first-stage and nested tables.
//
// What it needs from the machine is vtd_hal.h: register and memory access, pages, time. It calls no
// libc, allocates only pages, and keeps its state in structs that the caller owns and must leave in
// place while they are in use (vtd_drv, vtd_drv_domain). Addresses and sizes are in bytes.
//
// Life of a unit:
//   vtd_drv_probe()            look at the hardware, decide how to use it
//   vtd_drv_start()            take it over: root table installed, caches empty, queue running
//   vtd_drv_faults_enable()    faults reported to a function of yours
//   vtd_drv_domain_create(), vtd_drv_attach(), vtd_drv_map() ...
//   vtd_drv_translation_on()
//   vtd_drv_shutdown()         translation off, all memory of the unit given back
//
// Re-entrancy: one caller at a time per unit. vtd_drv_fault_handler() alone may run inside an
// interrupt that hits another call; everything else answers VTD_DRV_BUSY then.
//
// Memory that the unit reads (tables, queue) is written through hal.mem_write. A unit without
// ECAP.C does not snoop its table reads: there hal.mem_write has to write caches back.
#ifndef VTD_DRV_H
#define VTD_DRV_H

#include "vtd/vtd_regs.h"
#include "vtd_hal.h"

typedef enum vtd_drv_err {
  VTD_DRV_OK,
  VTD_DRV_BAD_ARGUMENT,   // misaligned, empty, contradictory
  VTD_DRV_NO_UNIT,        // the registers read all ones: nothing there
  VTD_DRV_UNSUPPORTED,    // the unit lacks this feature
  VTD_DRV_NO_MEMORY,      // the page allocator has no page left; nothing was changed
  VTD_DRV_NO_DOMAIN_ID,   // all domain ids are in use
  VTD_DRV_NO_PASID,       // all PASIDs of the pool are in use
  VTD_DRV_TIMEOUT,        // the unit did not answer in time
  VTD_DRV_EXISTS,         // something is mapped or attached there already; nothing was changed
  VTD_DRV_NOT_MAPPED,     // nothing (or not everything) was mapped or attached there
  VTD_DRV_RANGE,          // beyond what the tables or the machine can address
  VTD_DRV_QUEUE_ERROR,    // a queue descriptor was refused (IQE); see vtd_drv.queue.error
  VTD_DRV_DEVICE_TIMEOUT, // a device did not complete its device-TLB invalidation (ITE)
  VTD_DRV_REFUSED,        // the unit ignored a register-based invalidation
  VTD_DRV_BUSY,           // called from an interrupt that hit another call
  VTD_DRV_STATE,          // not at this time: not started, still in use, ...
} vtd_drv_err;

// One line in English; never NULL.
const char *vtd_drv_err_text(vtd_drv_err err);

// Nanoseconds of hal.time_ns since `start`; 0 if the clock has gone back (another CPU's, a
// simulated one that ran ahead).
static inline uint64_t vtd_drv_elapsed(const vtd_hal *hal, uint64_t start) {
  uint64_t now = hal->time_ns(hal->ctx);
  return now > start ? now - start : 0;
}

// ---- Faults (chapter 7)

typedef enum vtd_drv_access {
  VTD_DRV_ACCESS_WRITE,
  VTD_DRV_ACCESS_READ,
  VTD_DRV_ACCESS_ATOMIC,
  VTD_DRV_ACCESS_PAGE_REQUEST,
} vtd_drv_access;

// One fault record, decoded.
typedef struct vtd_drv_fault {
  uint64_t addr;         // page that was asked for; 0 for interrupt requests
  uint32_t pasid;        // if has_pasid
  uint16_t sid;          // requester id: bus 15:8, device 7:3, function 2:0
  uint16_t index;        // interrupt requests: interrupt index
  uint8_t reason;        // fault reason (VTD_FR_*)
  uint8_t at;            // VTD_FRCD_HI_AT_*
  vtd_drv_access access; // DMA requests
  bool has_pasid;
  bool interrupt;   // an interrupt request was blocked, not DMA
  const char *text; // what the reason means, static
} vtd_drv_fault;

// Called for every fault record, possibly inside an interrupt.
typedef void (*vtd_drv_fault_fn)(void *arg, const vtd_drv_fault *fault);

// Writes one line such as "DMA write from 00:02.1 to 7f000h blocked: ... (reason 5h)" and a final
// NUL into text; never more than `size` bytes. Returns the length without the NUL.
size_t vtd_drv_fault_line(const vtd_drv_fault *fault, char *text, size_t size);

// ---- The unit

#define VTD_DRV_TIMEOUT_NS   UINT64_C(100000000) // patience with the hardware unless said otherwise
#define VTD_DRV_DEFERRED_MAX 64u                 // unmaps that may wait for one flush
#define VTD_DRV_USERS        16u // of one domain that are told of changes one by one
#define VTD_DRV_RID_PASID    0u  // stands for requests without PASID
#define VTD_DRV_BATCH_MAX    32u // invalidations in one batch

typedef struct vtd_drv_options {
  uint64_t base;       // physical address of the unit's registers
  uint64_t timeout_ns; // 0: VTD_DRV_TIMEOUT_NS
  uint32_t haw;        // host address width in bits (ACPI DMAR header)
  bool registers_only; // invalidate by registers although the unit has a queue
  bool wide_queue;     // 256-bit descriptors; needs ECAP.SMTS or ECAP.ADMS
  bool scalable;       // scalable-mode tables; needs ECAP.SMTS. Implies wide_queue
  uint8_t queue_order; // log2 of the queue's size in pages, 0 .. 7
  bool small_pages;    // never map 2 MiB or 1 GiB pages
} vtd_drv_options;

// Of the last queue error (IQE).
typedef struct vtd_drv_queue_error {
  uint32_t count;    // queue errors so far
  uint32_t offset;   // where the descriptor was in the queue
  uint8_t info;      // VTD_IQERCD_IQEI_*
  uint64_t words[2]; // its first half
} vtd_drv_queue_error;

typedef struct vtd_drv_queue {
  uint64_t ring;            // physical address; 0: no queue in use
  uint64_t status;          // page that the unit writes wait status into
  uint32_t bytes;           // size of the ring
  uint32_t desc_bytes;      // 16 or 32
  uint32_t tail;            // byte offset of the next free descriptor
  uint32_t sequence;        // status data of the last wait
  uint32_t device_timeouts; // ITE seen
  uint32_t bad_completions; // ICE seen
  vtd_drv_queue_error error;
} vtd_drv_queue;

struct vtd_drv_domain;

// Called after a flush, when nothing can reach the unmapped range any more.
typedef void (*vtd_drv_release_fn)(void *arg, uint64_t iova, uint64_t bytes);

typedef struct vtd_drv_deferred {
  struct vtd_drv_domain *domain;
  uint64_t iova, bytes;
  uint64_t tables; // list of table pages that went out of use
  vtd_drv_release_fn release;
  void *arg;
} vtd_drv_deferred;

// Free-running, for reports.
typedef struct vtd_drv_stats {
  uint64_t commands;    // invalidations submitted
  uint64_t submissions; // of batches: one wait each
  uint64_t faults;      // fault records taken
  uint64_t overflows;   // PFO seen and cleared
  uint64_t tables_now;  // paging tables in use
  uint64_t flushes;     // deferred flushes
  uint64_t pages_2m;    // superpages mapped
  uint64_t pages_1g;
  uint64_t splits; // superpages split
} vtd_drv_stats;

// A remapping unit. Fields are for reading; only the library writes them.
typedef struct vtd_drv {
  const vtd_hal *hal;
  uint64_t base;
  uint64_t timeout_ns;
  uint64_t cap, ecap;
  uint32_t ver;
  uint32_t haw;
  uint64_t iotlb_base; // physical address of IVA_REG
  uint64_t fault_base; // physical address of the first fault record
  uint32_t fault_records;
  uint32_t domain_ids; // domain ids that the unit tells apart
  uint8_t max_levels;  // of the largest supported table
  bool use_queue, wide_queue, small_pages, scalable;
  uint8_t queue_order;
  bool started, translating, busy;
  bool page_requests; // a page request queue runs
  uint64_t root_table;
  uint16_t pass_through_did; // 0: none yet
  vtd_drv_queue queue;
  vtd_drv_fault_fn on_fault;
  void *on_fault_arg;
  uint32_t deferred_count;
  vtd_drv_deferred deferred[VTD_DRV_DEFERRED_MAX];
  vtd_drv_stats stats;
  uint64_t did_map[1024]; // bit n: domain id n is in use
} vtd_drv;

// Reads what the unit is and checks that this driver can use it. Touches nothing but reads.
// `hal` must stay valid. VTD_DRV_NO_UNIT, VTD_DRV_UNSUPPORTED (no usable table depth, register
// offsets out of reach, wanted features missing), VTD_DRV_BAD_ARGUMENT.
vtd_drv_err vtd_drv_probe(vtd_drv *unit, const vtd_hal *hal, const vtd_drv_options *options);

// Takes the unit over, whatever state it was left in: fault events masked and stale faults
// cleared, translation and queue off, then an empty root table installed, caches invalidated and
// the queue running. Translation stays off: call vtd_drv_translation_on() when the first devices
// have their domains. Protected memory regions are left alone. On an error, what was allocated is
// given back. VTD_DRV_TIMEOUT, VTD_DRV_NO_MEMORY, VTD_DRV_STATE.
vtd_drv_err vtd_drv_start(vtd_drv *unit);

// From here on every DMA request goes through the tables (GCMD.TE).
vtd_drv_err vtd_drv_translation_on(vtd_drv *unit);
vtd_drv_err vtd_drv_translation_off(vtd_drv *unit);

// Flushes what is deferred, turns translation and queue off, reports the last faults, masks and
// clears, and gives back the memory of the unit. Domains have to be destroyed before
// (VTD_DRV_STATE if one is left). If the unit does not answer, memory that it may still read is
// kept and VTD_DRV_TIMEOUT returned.
vtd_drv_err vtd_drv_shutdown(vtd_drv *unit);

// Flushes the unit's write buffers if it needs that (CAP.RWBF), else does nothing.
vtd_drv_err vtd_drv_write_buffer_flush(vtd_drv *unit);

// ---- Fault reporting

// Fault events go as an interrupt message (data to address) to the CPU, and each record to
// on_fault. The handler of that interrupt calls vtd_drv_fault_handler().
vtd_drv_err vtd_drv_faults_enable(vtd_drv *unit, uint64_t msi_addr, uint32_t msi_data,
                                  vtd_drv_fault_fn on_fault, void *arg);
// Holds fault events back (the unit remembers one as pending), or lets them through again.
void vtd_drv_faults_mask(vtd_drv *unit, bool masked);
// Takes all fault records, reports and clears them, recovers from overflow. Returns how many there
// were. May be called from an interrupt handler or to poll, at any time after vtd_drv_probe().
uint32_t vtd_drv_fault_handler(vtd_drv *unit);

// ---- Domains

typedef enum vtd_drv_stage {
  VTD_DRV_SECOND, // second-stage tables: both modes
  VTD_DRV_FIRST,  // first-stage tables
  VTD_DRV_NESTED, // somebody else's first-stage tables over a second-stage domain
} vtd_drv_stage;

// Who uses a domain.
typedef struct vtd_drv_user {
  uint32_t pasid; // VTD_DRV_RID_PASID: requests without PASID
  uint16_t sid;
  bool device_tlb; // may hold translations
} vtd_drv_user;

// An address space for devices. Caller-owned, stays in place while it exists; fields are for
// reading.
typedef struct vtd_drv_domain {
  vtd_drv *unit;
  uint64_t root;     // top paging table; nested: its guest-physical address
  uint64_t limit;    // first address beyond the space
  uint32_t attached; // devices, and PASIDs of devices
  uint16_t did;
  uint8_t levels;
  vtd_drv_stage stage;
  bool track;                     // second stage: accessed and dirty flags are kept
  struct vtd_drv_domain *parent;  // nested: the second stage
  struct vtd_drv_domain *nested;  // second stage: the first one that is nested in it ...
  struct vtd_drv_domain *sibling; // ... and its next
  uint32_t users;                 // of them: those that have to be told of changes one by one
  vtd_drv_user user[VTD_DRV_USERS];
} vtd_drv_domain;

// Makes an empty address space with second-stage tables of 3, 4 or 5 levels (39, 48, 57 bits), or
// with 0 the fewest levels that the unit supports for at least 48 bits. VTD_DRV_UNSUPPORTED,
// VTD_DRV_NO_DOMAIN_ID, VTD_DRV_NO_MEMORY.
vtd_drv_err vtd_drv_domain_create(vtd_drv *unit, vtd_drv_domain *domain, unsigned levels);

// Frees all tables. No device may be attached (VTD_DRV_STATE).
vtd_drv_err vtd_drv_domain_destroy(vtd_drv_domain *domain);

#define VTD_DRV_ATTACH_DEVICE_TLB 0x1u // the device may use translation requests (ECAP.DT, TT = 01)
#define VTD_DRV_ATTACH_QUIET      0x2u // do not report faults of this device (FPD)
// Scalable mode only:
#define VTD_DRV_ATTACH_PASID         0x04u // its requests may carry PASIDs (ECAP.PASID)
#define VTD_DRV_ATTACH_PAGE_REQUESTS 0x08u // it may ask for pages (ECAP.PRS); with DEVICE_TLB
#define VTD_DRV_ATTACH_SUPERVISOR    0x10u // privileged requests are allowed (ECAP.SRS)
#define VTD_DRV_ATTACH_SNOOP         0x20u // all its accesses are snooped (ECAP.SC)

// DMA of this requester id goes through the domain's tables. VTD_DRV_EXISTS if it is attached
// somewhere; VTD_DRV_NO_MEMORY; errors of the invalidation.
vtd_drv_err vtd_drv_attach(vtd_drv_domain *domain, uint16_t sid, unsigned flags);

// DMA of this requester id goes to the addresses that it asks for (ECAP.PT, TT = 10).
vtd_drv_err vtd_drv_attach_pass_through(vtd_drv *unit, uint16_t sid, unsigned flags);

// All DMA of this requester id is blocked again. Returns when nothing of the old translation is in
// use any more. `domain` is the one it was attached to, NULL for pass-through.
vtd_drv_err vtd_drv_detach(vtd_drv *unit, vtd_drv_domain *domain, uint16_t sid);

// For a requester id that is attached nowhere: whether its faults are reported (FPD).
vtd_drv_err vtd_drv_set_quiet(vtd_drv *unit, uint16_t sid, bool quiet);

// ---- Mapping

#define VTD_DRV_READ  0x1u
#define VTD_DRV_WRITE 0x2u
// Second stage: accesses are snooped even if they ask not to be (ECAP.SC).
#define VTD_DRV_SNOOP 0x4u
// First stage: for privileged requests only.
#define VTD_DRV_SUPERVISOR 0x8u

// Maps [iova, iova + bytes) to [phys, phys + bytes); all multiples of 4 KiB. Uses the largest pages
// that alignment and unit allow. All or nothing. VTD_DRV_EXISTS, VTD_DRV_NO_MEMORY, VTD_DRV_RANGE
// (also for the interrupt range, which is never translated), VTD_DRV_BAD_ARGUMENT.
vtd_drv_err vtd_drv_map(vtd_drv_domain *domain, uint64_t iova, uint64_t phys, uint64_t bytes,
                        unsigned prot);

// Strict: returns when no device can reach the range any more and accesses under way have ended.
// Pages larger than the range are split. Holes are allowed: everything else is unmapped and
// VTD_DRV_NOT_MAPPED returned. With VTD_DRV_NO_MEMORY (a split needs tables) nothing was unmapped.
vtd_drv_err vtd_drv_unmap(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes);

// Deferred: takes the range out of the tables, but cached translations of it stay usable for
// devices until vtd_drv_flush_deferred(), which also calls `release` (may be NULL). Until then
// neither the memory nor the addresses may be used for anything else. Flushes by itself when
// VTD_DRV_DEFERRED_MAX unmaps wait.
vtd_drv_err vtd_drv_unmap_deferred(vtd_drv_domain *domain, uint64_t iova, uint64_t bytes,
                                   vtd_drv_release_fn release, void *arg);
vtd_drv_err vtd_drv_flush_deferred(vtd_drv *unit);

typedef struct vtd_drv_mapping {
  bool present;
  uint8_t prot;       // VTD_DRV_READ | _WRITE | _SNOOP | _SUPERVISOR
  uint8_t page_shift; // log2 of the page's size in bytes
  uint64_t phys;      // where this very address goes
} vtd_drv_mapping;

// What the tables say about an address.
vtd_drv_mapping vtd_drv_query(const vtd_drv_domain *domain, uint64_t iova);

// ---- Invalidation (chapter 6): what the functions above use, for those who write tables
// themselves

// Commands collected for one submission; they are in the form of queue descriptors.
typedef struct vtd_drv_batch {
  uint32_t count;
  uint64_t desc[VTD_DRV_BATCH_MAX][4];
} vtd_drv_batch;

void vtd_drv_batch_begin(vtd_drv_batch *batch);
// granularity: VTD_QI_CC_G_*; fm: VTD_QI_CC_FM_* (function bits of sid to ignore).
void vtd_drv_batch_context(vtd_drv_batch *batch, unsigned granularity, uint16_t did, uint16_t sid,
                           unsigned fm);
void vtd_drv_batch_iotlb_global(vtd_drv_batch *batch, const vtd_drv *unit);
void vtd_drv_batch_iotlb_domain(vtd_drv_batch *batch, const vtd_drv *unit, uint16_t did);
// Pages of [iova, iova + bytes) by as few commands as possible, or the whole domain if the unit
// cannot be that precise. leaf_only: only last-level entries changed (IH).
void vtd_drv_batch_iotlb_range(vtd_drv_batch *batch, const vtd_drv *unit, uint16_t did,
                               uint64_t iova, uint64_t bytes, bool leaf_only);
// All translations that this device holds for requests without PASID, or those of the smallest
// block that the unit can name around a range.
void vtd_drv_batch_device_tlb(vtd_drv_batch *batch, uint16_t sid);
void vtd_drv_batch_device_tlb_range(vtd_drv_batch *batch, uint16_t sid, uint64_t addr,
                                    uint64_t bytes);
// Any descriptor; a narrow queue takes its first two words.
void vtd_drv_batch_raw(vtd_drv_batch *batch, const uint64_t words[4]);

// Does all commands and waits until they are complete. By queue, or (no raw and no device-TLB
// commands) by registers. VTD_DRV_QUEUE_ERROR: a descriptor was refused and skipped, the others
// were done and the queue runs again. VTD_DRV_DEVICE_TIMEOUT: three attempts did not help.
vtd_drv_err vtd_drv_batch_run(vtd_drv *unit, const vtd_drv_batch *batch);

// Everything: context cache, PASID cache, then IOTLB.
vtd_drv_err vtd_drv_invalidate_all(vtd_drv *unit);

// ---- Protected memory (chapter 11: PMEN, PLM*, PHM*)

typedef struct vtd_drv_region {
  uint64_t base, bytes; // bytes = 0: no region
} vtd_drv_region;

// Alignment in bytes that the unit wants for protected regions, 0 if it has none. Writes the base
// registers: only while protection is off.
uint64_t vtd_drv_protect_alignment(vtd_drv *unit, bool high);

// Blocks all DMA to these regions, with translation on or off. The low one lies below 4 GiB.
// Sizes and bases are multiples of the alignment. Works before vtd_drv_start().
vtd_drv_err vtd_drv_protect(vtd_drv *unit, vtd_drv_region low, vtd_drv_region high);
vtd_drv_err vtd_drv_unprotect(vtd_drv *unit);

// ---- Address allocator

// First-fit allocation of I/O virtual addresses out of a window; ranges live in a caller-owned
// array.
typedef struct vtd_drv_iova {
  vtd_drv_region *free; // sorted by base, not touching each other
  uint32_t count, capacity;
} vtd_drv_iova;

void vtd_drv_iova_init(vtd_drv_iova *iova, vtd_drv_region *storage, uint32_t capacity,
                       uint64_t base, uint64_t bytes);
// `bytes` at an address aligned to 2^align_log2; multiples of 4 KiB. UINT64_MAX: none left.
uint64_t vtd_drv_iova_alloc(vtd_drv_iova *iova, uint64_t bytes, unsigned align_log2);
// False if the bookkeeping is full: the range is lost for later allocations.
bool vtd_drv_iova_free(vtd_drv_iova *iova, uint64_t base, uint64_t bytes);

#endif // VTD_DRV_H
