// SPDX-License-Identifier: Apache-2.0
// What the core's files share. Each subject has its own file and its own state struct (declared in
// a header of the same name); this one puts them together and lists what they offer each other.
#ifndef VTD_INTERNAL_H
#define VTD_INTERNAL_H

#include <string.h>

#include "caches.h" // struct vtd_caches: context cache, IOTLB, paging-structure cache, walks in flight
#include "commands.h" // struct vtd_queue, struct vtd_inflight_state, struct vtd_dev_tlb, ...
#include "perfmon.h"  // struct vtd_perf: what performance counters want to hear of
#include "regfile.h"  // struct vtd_regfile: masks and contents of every register
#include "vtd/vtd.h"
#include "vtd/vtd_tables.h"

#define VTD_LIKELY(x)   __builtin_expect(!!(x), 1)
#define VTD_UNLIKELY(x) __builtin_expect(!!(x), 0)

// What the hardware acts on, as latched by commands: not what the registers read back.
struct vtd_latched {
  uint64_t root;      // root table address
  uint64_t irt;       // interrupt remapping table address
  uint32_t irt_count; // entries in it
  uint8_t ttm;        // VTD_RTADDR_TTM_*
  bool eime;
  bool tes; // GSTS.TES
  bool ires;
  bool cfis;
  bool qies;
  // Protected regions: first and last byte; disabled if first > last. Only looked at while pmr_on.
  bool pmr_on;
  uint64_t pmr_first[2];
  uint64_t pmr_last[2];
};

// Reserved-bit masks of this unit's structures, computed once from CAP/ECAP/HAW.
struct vtd_rsvd {
  uint64_t root[VTD_ROOT_WORDS];
  uint64_t ctx[VTD_CTX_WORDS];
  uint64_t ss_pml, ss_dir, ss_pdpe_1g, ss_pde_2m, ss_pte;
  uint64_t sm_root[VTD_SM_ROOT_WORDS];
  uint64_t sm_ctx[VTD_SM_CTX_WORDS];
  uint64_t pasid_dir;
  uint64_t pasid[VTD_PASID_WORDS];
  uint64_t irte[VTD_IRTE_WORDS];
  uint64_t irte_posted[VTD_IRTE_POSTED_WORDS];
  uint64_t pid[VTD_PID_WORDS];
};

#define VTD_DIRECT_WINDOWS 8

struct vtd_direct {
  uint64_t base;
  uint64_t bytes;
  const uint8_t *pointer;
  uint64_t entries; // bytes from base at which a 64-bit entry may begin
};

struct vtd_unit {
  // Read on every translation: keep together.
  struct vtd_latched latched;
  uint64_t short_hits;  // of the short way; not in `counters` yet
  uint64_t short_walks; // the same
  vtd_counters counters;
  struct vtd_caches caches;
  struct vtd_inflight_state inflight;
  struct vtd_direct direct[VTD_DIRECT_WINDOWS];
  uint32_t direct_count;
  bool custom_iotlb;
  struct vtd_perf perf;
  vtd_iotlb_ops iotlb_ops;
  vtd_host host;
  // The rest.
  struct vtd_rsvd rsvd;
  struct vtd_regfile regs;
  struct vtd_queue queue;
  struct vtd_dev_tlb dev_tlb;
  struct vtd_page_queue page_queue;
  struct vtd_commands commands;
  struct vtd_iec iec;
  uint64_t *pasids_in_use; // vtd_vcmd_bytes(): those that virtual commands handed out, or NULL
  uint32_t fault_index;    // next fault record to write (chapter 7)
  vtd_config config;
};

// --- unit.c
// Brings the counters up to date: the short way adds to one where others add to several.
void vtd_counters_settle(vtd_t *u);

// --- memory.c: accesses of the unit itself to system memory
// Reads `words` 64-bit little-endian words (1, 2, 4 or 8) at an aligned address; false on an access
// error.
bool vtd_mem_read(vtd_t *u, uint64_t addr, uint64_t *out, uint32_t words, vtd_mem_use use);
bool vtd_mem_write32(vtd_t *u, uint64_t addr, uint32_t value, vtd_mem_use use);
// Writes words in the same way.
bool vtd_mem_write(vtd_t *u, uint64_t addr, const uint64_t *in, uint32_t words, vtd_mem_use use);

// --- The DMA path: translate.c, scalable.c, page.c, outcome.c (job.h), context.c, smcontext.c,
// pasid.c, walk.c, firststage.c, flags.c
static inline bool vtd_in_interrupt_range(uint64_t addr) {
  return addr >> 20 == 0xFEE;
}

// --- caches.c, iotlb.c, psc.c: what is cached, and how it goes
size_t vtd_caches_footprint(const vtd_config *config);
// `memory` is the tail of the unit's block, vtd_caches_footprint() bytes, 64-byte aligned.
void vtd_caches_init(vtd_t *u, void *memory);
void vtd_caches_reset(vtd_t *u);
// Context-cache invalidation (chapter 6): global, domain or device (requester id under a mask, and
// did).
typedef enum vtd_ctx_scope { VTD_CTX_GLOBAL, VTD_CTX_DOMAIN, VTD_CTX_DEVICE } vtd_ctx_scope;
typedef struct vtd_ctx_inv {
  vtd_ctx_scope scope;
  uint16_t did;
  uint16_t sid;
  uint16_t sid_mask; // bits that must match
} vtd_ctx_inv;
// All tell the host (vtd_host.invalidated) before they return.
void vtd_invalidate_context(vtd_t *u, const vtd_ctx_inv *inv);
// PASID cache: VTD_INV_GLOBAL, _DOMAIN or _PASID.
void vtd_invalidate_pasid(vtd_t *u, const vtd_inv *inv);
void vtd_invalidate_iotlb(vtd_t *u, const vtd_inv *inv);
// Context cache, PASID cache and IOTLB, everything (SRTP with ESRTPS, TE off with SMTS).
void vtd_invalidate_all(vtd_t *u);
// Called whenever tes, ttm, root or pmr change: recompute what the hot path tests.
void vtd_mode_changed(vtd_t *u);

// --- fault.c: primary fault recording (chapter 7)
typedef struct vtd_fault_info {
  const vtd_request *request; // address faults; NULL for interrupt faults
  uint16_t sid;
  uint16_t interrupt_index;
  bool interrupt;
  bool fpd;     // fault processing disabled by an entry met on the way
  uint8_t cond; // enum vtd_fault_cond
} vtd_fault_info;
// Records the fault unless FPD suppresses it, raises the event. Returns true if a record was
// written.
bool vtd_fault_report(vtd_t *u, const vtd_fault_info *info);

// --- event.c: the identical event blocks
typedef enum vtd_event {
  VTD_EVENT_FAULT,
  VTD_EVENT_INVALIDATION,
  VTD_EVENT_PAGE_REQUEST,
  VTD_EVENT_PERF,
  VTD_EVENT_COUNT,
} vtd_event;
// A condition of the event was met. `was_pending`: some status bit that feeds the event was set
// before this condition.
void vtd_event_raise(vtd_t *u, vtd_event event, bool was_pending);
// Some status or IM bit changed by software: send or drop the held event.
void vtd_event_update(vtd_t *u, vtd_event event, bool im_cleared);
// The event is raised, but nothing is sent before vtd_event_release(), which sends it if it is
// still held and not masked.
void vtd_event_hold(vtd_t *u, vtd_event event);
void vtd_event_release(vtd_t *u, vtd_event event);
// Sets IQE, ICE or ITE in FSTS and raises the fault event.
void vtd_fault_status_set(vtd_t *u, uint32_t bit);
// Sets PPR or PRO in PRS and raises the page request event.
void vtd_page_status_set(vtd_t *u, uint32_t bit);
// A fault record's F was cleared by software: PPF follows.
void vtd_fault_records_changed(vtd_t *u);

// --- regfile.c: storage and masks; registers.c: side effects of writes
// `memory` is vtd_regfile_footprint() bytes, 8-byte aligned.
void vtd_regfile_init(vtd_t *u, void *memory);
void vtd_regfile_reset(vtd_t *u, bool power_on);
// The half at an offset (a multiple of 4 within the window), or NULL where the window is reserved.
static inline struct vtd_reg_half *vtd_reg_half_at(const vtd_t *u, uint32_t offset) {
  uint16_t slot = u->regs.slot[offset / 4];
  return slot == 0 ? NULL : &u->regs.half[slot - 1];
}
// Hardware's view of the contents: write-only bits as last written; no side effects. Registers that
// the unit does not have read 0 and ignore writes, as do unimplemented bits.
uint32_t vtd_reg32(const vtd_t *u, uint32_t offset);
uint64_t vtd_reg64(const vtd_t *u, uint32_t offset);
void vtd_reg32_put(vtd_t *u, uint32_t offset, uint32_t value);
void vtd_reg64_put(vtd_t *u, uint32_t offset, uint64_t value);

// --- commands.c: what register writes start
void vtd_gcmd_written(vtd_t *u, uint32_t command);
void vtd_ccmd_written(vtd_t *u);
void vtd_iotlb_reg_written(vtd_t *u);
void vtd_pmen_written(vtd_t *u);
void vtd_commands_reset(vtd_t *u);
// Completes the commands whose drain has been reached.
void vtd_commands_drained(vtd_t *u);
// A command changed what any request may get (TE, SRTP, EPM, reset): all that was handed out is
// void. vtd_mode_changed() does not say so.
void vtd_tell_host_all(vtd_t *u);
// Invalidations as commands ask for them, by register or descriptor: counted and
// traced.
void vtd_command_context(vtd_t *u, const vtd_ctx_inv *inv);
void vtd_command_pasid(vtd_t *u, const vtd_inv *inv);
void vtd_command_iotlb(vtd_t *u, const vtd_inv *inv);
static inline unsigned vtd_major(const vtd_t *u) {
  return vtd_ver_max(u->config.ver);
}
// Domain ids have 4 + 2*ND bits; descriptors' and commands' bits above them are ignored.
static inline uint16_t vtd_did_of(const vtd_t *u, uint64_t did) {
  return (uint16_t)(did & ((UINT32_C(1) << (4 + 2 * vtd_cap_nd(u->config.cap))) - 1));
}
// The address range of a page-selective invalidation of 2^am pages. Address bits at and above MGAW
// are ignored.
vtd_inv vtd_page_inv(const vtd_t *u, uint64_t did, uint64_t addr, uint64_t am, bool leaf_only);
// Bits of a requester id that count when FM (CCMD, cc_inv_dsc) or SQ (IRTE) has this value.
static inline uint16_t vtd_function_mask(uint64_t fm) {
  static const uint16_t mask[4] = {0xFFFF, 0xFFFB, 0xFFF9, 0xFFF8};
  return mask[fm & 3];
}

// --- ecmd.c, vcmd.c: enhanced and virtual commands (chapter 11)
void vtd_ecmd_written(vtd_t *u);
uint64_t vtd_ecmd_capabilities(const vtd_config *config); // ECCAP_REG_3
void vtd_vcmd_written(vtd_t *u);
size_t vtd_vcmd_bytes(const vtd_config *config);
void vtd_vcmd_reset(vtd_t *u);

// --- queue.c: queued invalidation (chapter 6)
void vtd_queue_run(vtd_t *u);  // as far as it gets; safe to call from anywhere
void vtd_queue_kick(vtd_t *u); // work may have appeared: runs it or asks the host to step
void vtd_queue_enable(vtd_t *u, bool on);
void vtd_queue_reset(vtd_t *u);
void vtd_queue_abort_wait(vtd_t *u); // a device timed out: the wait at the head will not complete

// --- descriptors.c: what each descriptor does
typedef enum vtd_desc_outcome {
  VTD_DESC_DONE,
  VTD_DESC_DRAIN,    // done but for the accesses in flight: see queue.drain
  VTD_DESC_WAITING,  // a wait descriptor with device-TLB invalidations before it
  VTD_DESC_DEFERRED, // a device-TLB invalidation without a free tag
  VTD_DESC_INVALID,
} vtd_desc_outcome;
typedef struct vtd_desc_result {
  vtd_desc_outcome outcome;
  uint8_t iqei; // with VTD_DESC_INVALID: VTD_IQERCD_IQEI_*
} vtd_desc_result;
// Checks and carries out a descriptor of 2 or 4 words (the rest is 0).
vtd_desc_result vtd_descriptor_execute(vtd_t *u, const uint64_t d[4]);
// Tries a deferred device-TLB invalidation again: VTD_DESC_DONE or VTD_DESC_DEFERRED.
vtd_desc_outcome vtd_descriptor_retry(vtd_t *u, const uint64_t d[4]);

// --- devtlb.c: device-TLB invalidations on their way (chapter 4)
// Sends one; false if no tag is free. `throttle` is whose limit `max_pending` (0: 32) is; inv->itag
// is filled in.
bool vtd_dev_tlb_send(vtd_t *u, const vtd_dev_tlb_inv *inv, uint16_t throttle,
                      unsigned max_pending);
void vtd_dev_tlb_reset(vtd_t *u);

// --- pagereq.c: page requests and their queue (chapter 4)
void vtd_page_queue_reset(vtd_t *u);
// No entry is being written, or waits for one before it.
bool vtd_page_queue_settled(const vtd_t *u);
// Sends a page group response to its function.
void vtd_page_respond(vtd_t *u, const vtd_page_group_response *response);

// --- inflight.c: drains
// Starts a drain of what is in flight now, of the kinds VTD_DRAIN_*.
vtd_drain vtd_drain_begin(vtd_t *u, unsigned kinds);
bool vtd_drained(const vtd_t *u, const vtd_drain *drain);
bool vtd_inflight_idle(const vtd_t *u);
void vtd_inflight_init(vtd_t *u);

// --- interrupt.c: interrupt entry cache
void vtd_iec_invalidate_all(vtd_t *u);
void vtd_iec_invalidate(vtd_t *u, uint16_t index, unsigned mask_bits);

// --- posted.c: posted interrupts
typedef struct vtd_post_result {
  uint8_t cond; // VTD_FC_NONE: posted
  bool notify;
  uint64_t message[VTD_EVENT_MSI_WORDS]; // if notify
} vtd_post_result;
// Posts by a valid entry in posted format. A probe only says what would happen.
vtd_post_result vtd_post(vtd_t *u, const uint64_t *irte, bool probe);

static inline void vtd_trace_emit(vtd_t *u, const vtd_trace *event) {
  if (VTD_UNLIKELY(u->host.trace != NULL))
    u->host.trace(u->host.ctx, event);
}

#endif // VTD_INTERNAL_H
