// SPDX-License-Identifier: Apache-2.0
// The public interface of the vtd core: an Intel VT-d remapping unit in C11.
//
// One vtd_t is one remapping unit. The core has no globals, allocates nothing and knows no time:
// whoever embeds it (the "host": a TLM module, a test, a fuzzer) gives it memory to live in and a
// struct of callbacks.
//
// Re-entrancy: a vtd_t belongs to one thread of execution at a time, but every callback may call
// back into the same vtd_t (a table read that reaches a device whose model writes a register, a
// coroutine switch in a simulated memory, ...). The core holds no pointer into a cache across a
// callback, and a translation whose walk was overtaken by an invalidation is walked again or
// answered without being cached.
//
// Errors: what a guest does wrong (tables, descriptors, odd accesses) is architecture: faults and
// status bits. What an integrator does wrong (a configuration that no hardware could have) is
// refused by vtd_config_check().
//
// Addresses and sizes are in bytes unless a name or comment says otherwise; bit 0 is the least
// significant.
#ifndef VTD_VTD_H
#define VTD_VTD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vtd/vtd_regs.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vtd_unit vtd_t;

// ---------------------------------------------------------------------------------------------------------
// Configuration

// Shape of the IOTLB (chapter 6). Two arrays: a set-associative one for 4 KiB translations and a
// fully associative one for 2 MiB and 1 GiB ones. Sets, ways and super entries are powers of two.
typedef struct vtd_iotlb_geometry {
  uint32_t sets;          // 1 .. 65536
  uint32_t ways;          // 1 .. 16
  uint32_t super_entries; // 1 .. 64
  uint32_t walks;         // misses that may be in flight and still be cached, 1 .. 32
} vtd_iotlb_geometry;

// Performance monitoring (chapter 10); counts only with ECAP.PMS. Offsets are bytes from the unit's
// base, multiples of 8.
#define VTD_PERF_GROUPS       5u
#define VTD_PERF_COUNTERS_MAX 64u
typedef struct vtd_perf_config {
  uint64_t cap;                     // PERFCAP_REG as software reads it, NCNTR at most 64
  uint32_t config_offset;           // PERFCFGOFF: 256 bytes for each counter
  uint32_t freeze_offset;           // PERFFRZOFF: 8 bytes
  uint32_t overflow_offset;         // PERFOVFOFF: 8 bytes
  uint32_t counter_offset;          // PERFCNTROFF: 8 bytes, then 2^(PERFCAP.CS + 10) bytes on
  uint32_t events[VTD_PERF_GROUPS]; // PERFEVNTCAP.ES of the groups that PERFCAP.EGCNT counts
  // With PERFCAP.PCCS, the last of the counters can have capabilities of their own.
  uint8_t own_counters; // that many
  uint8_t own_width;    // bits
  bool own_interrupt;   // interrupt on overflow
  bool own_freeze;      // freeze of all counters on overflow
  uint32_t own_events[VTD_PERF_GROUPS];
  bool clock; // the host has a clock (vtd_host.clock): clocks may be among the events
} vtd_perf_config;

// Everything that may differ between two remapping units. vtd_config_default() fills it in;
// features are changed with the generated setters, e.g. cfg.cap = vtd_cap_nfr_set(cfg.cap, 7).
typedef struct vtd_config {
  uint64_t cap;             // CAP_REG as software reads it
  uint64_t ecap;            // ECAP_REG as software reads it
  uint32_t ver;             // VER_REG: major in 7:4, minor in 3:0
  uint8_t haw;              // host address width in bits, 32 .. 52
  uint8_t pmr_align_log2;   // log2 of the alignment of the protected regions in bytes: N+1 of
                            // PLMBASE, 12 .. 31
  bool fault_collapse;      // one record per requester while its F bit is set (optional, chapter 7)
  uint32_t reg_bytes;       // size of the register window, a power of two, 4096 .. 65536
  vtd_iotlb_geometry iotlb; // the DMA translation cache
  uint32_t context_entries; // context cache, a power of two, 16 .. 65536
  uint32_t pasid_entries;   // PASID cache (scalable mode only), a power of two, 16 .. 65536
  uint32_t psc_entries; // paging-structure cache (scalable mode: of each stage), a power of two,
                        // 0 (off) .. 65536
  uint32_t iec_entries; // interrupt entry cache, a power of two, 0 (off) .. 65536
  vtd_perf_config perf; // of no effect without ECAP.PMS
} vtd_config;

// A legacy-mode unit with every feature of legacy mode: 48-bit host addresses, 3-, 4- and 5-level
// tables, all page sizes, 16-bit domain ids, eight fault records, queued invalidation, device-TLB
// support, protected memory, interrupt remapping.
vtd_config vtd_config_default(void);

// The same with scalable mode beside it: first-stage (4 and 5 levels, all page sizes),
// second-stage, nested and pass-through translation, 20-bit PASIDs, supervisor requests, accessed
// and dirty flags of both stages, snooped walks, posted interrupts, page requests with stop markers
// and drain, four performance counters. Its register window has 8192 bytes.
vtd_config vtd_config_scalable(void);

// NULL if a unit like this can exist, else a sentence that says what is wrong and what would be
// right (static text).
const char *vtd_config_check(const vtd_config *config);

// ---------------------------------------------------------------------------------------------------------
// The host's side

// What a memory access of the unit is for; a host may route or time them differently.
typedef enum vtd_mem_use {
  VTD_MEM_ROOT,
  VTD_MEM_CONTEXT,
  VTD_MEM_PASID,
  VTD_MEM_PAGING,
  VTD_MEM_QUEUE,  // invalidation queue fetch
  VTD_MEM_STATUS, // status write of a wait descriptor
  VTD_MEM_IRTE,
  VTD_MEM_POSTED,
  VTD_MEM_PAGE_REQUEST,
} vtd_mem_use;

typedef enum vtd_inv_scope {
  VTD_INV_GLOBAL,      // everything
  VTD_INV_DOMAIN,      // all of did
  VTD_INV_DOMAIN_PAGE, // did + address range (first-stage and nested entries: all of did)
  VTD_INV_PASID,       // did + pasid
  VTD_INV_PASID_PAGE,  // did + pasid + address range
  VTD_INV_DEVICE,      // requester ids: a context entry is gone (never sent to an IOTLB)
} vtd_inv_scope;

// A set of translations that must not be used any more. The address range is aligned: base has its
// low `shift` bits clear and covers 2^shift bytes (shift 64: everything).
typedef struct vtd_inv {
  vtd_inv_scope scope;
  uint16_t did;
  uint16_t sid;      // VTD_INV_DEVICE: requester id ...
  uint16_t sid_mask; // ... bits of it that count
  bool leaf_only;    // IH: non-leaf entries did not change
  uint32_t pasid;
  uint8_t shift;
  uint64_t base;
} vtd_inv;

// A device-TLB invalidation request on its way to a function (chapter 4). The range is coded like
// vtd_inv's.
typedef struct vtd_dev_tlb_inv {
  uint16_t sid;
  uint8_t itag; // give it back to vtd_dev_tlb_complete()
  bool pasid_valid;
  bool global; // all PASIDs
  uint32_t pasid;
  uint8_t shift;
  uint64_t base;
} vtd_dev_tlb_inv;

// The answer to a page request group, on its way to the function that sent the group's last request
// (chapter 4): software's (a page group response descriptor), or the unit's own.
typedef struct vtd_page_group_response {
  uint32_t pasid; // 20 bits, if pasid_valid
  uint16_t sid;
  uint16_t prgi; // page request group index, 9 bits
  uint8_t code;  // VTD_QI_PGRP_RESP_RC_*: success, invalid request, response failure
  bool pasid_valid;
  bool automatic; // the unit's own: software has not seen the group's last request
} vtd_page_group_response;

typedef enum vtd_trace_kind {
  VTD_TRACE_FAULT, // a fault condition was met: sid, addr, code (cond), value = 1 if a record was
                   // written
  VTD_TRACE_INVALIDATE, // scope in code, did, addr
  VTD_TRACE_DESCRIPTOR, // queue descriptor taken: code = type, addr = its address, value = its low
                        // qword
  VTD_TRACE_REG_WRITE,  // addr = offset, value
  VTD_TRACE_EVENT,      // event message sent: addr, value = data
  VTD_TRACE_PAGE_REQUEST, // page request: sid, addr, code = vtd_page_request_status, value = PRGI
} vtd_trace_kind;

typedef struct vtd_trace {
  vtd_trace_kind kind;
  uint16_t sid;
  uint16_t did;
  uint32_t code;
  uint64_t addr;
  uint64_t value;
} vtd_trace;

// Callbacks. Unused ones may be NULL, except mem_read and mem_write. `ctx` is handed through. Data
// of memory accesses is little-endian bytes; `bytes` is 4, 8, 16, 32 or 64 and the address is
// aligned to it. A false result is an access error (the target does not exist or refused) and
// becomes the fault of the architecture.
typedef struct vtd_host {
  void *ctx;
  bool (*mem_read)(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use);
  bool (*mem_write)(void *ctx, uint64_t addr, const void *data, uint32_t bytes, vtd_mem_use use);
  // Atomically: if the 64-bit word at addr equals *expected write desired, else load it into
  // *expected. Returns false on an access error; `*swapped` tells which of the two happened.
  bool (*mem_cas64)(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired, bool *swapped);
  // An event message of the unit itself (fault, queue, ...): a DWORD write to the interrupt range,
  // never remapped.
  void (*send_message)(void *ctx, uint64_t addr, uint32_t data);
  // These translations are gone: revoke what was handed out for them (DMI pointers). Called before
  // the invalidation is reported as complete.
  void (*invalidated)(void *ctx, const vtd_inv *inv);
  void (*dev_tlb_invalidate)(void *ctx, const vtd_dev_tlb_inv *inv);
  // A response for the function response->sid; in the order of the queue among its device-TLB
  // invalidations.
  void (*page_group_response)(void *ctx, const vtd_page_group_response *response);
  // There is work for vtd_step(). If NULL, the core does such work at once, inside the register
  // write. A counter that overflows calls it from inside vtd_translate(): take note there, step
  // later.
  void (*request_step)(void *ctx);
  void (*trace)(void *ctx, const vtd_trace *event);
  // Virtual commands (ECAP.VCS): gives a PASID from 1 on, 0 if none is free; takes one back, false
  // if it was not given. Both or none; with none, the unit manages all PASIDs itself.
  uint32_t (*pasid_allocate)(void *ctx);
  bool (*pasid_free)(void *ctx, uint32_t pasid);
  // Would mem_cas64 at addr be let through? Asked by probes, which must not write, so that they
  // tell of a failed update of accessed and dirty flags (91h, 7Dh) as the request itself would. If
  // NULL, a probe takes memory that can be read for memory that can be changed.
  bool (*mem_writable)(void *ctx, uint64_t addr);
  // With vtd_config.perf.clock: clocks of the unit since any moment. Must not call the unit.
  uint64_t (*clock)(void *ctx);
} vtd_host;

// ---------------------------------------------------------------------------------------------------------
// Life

// Bytes of memory (8-byte aligned... any malloc result will do) that a unit of this configuration
// lives in. It never needs more.
size_t vtd_footprint(const vtd_config *config);

// Makes a unit in caller-owned memory of at least vtd_footprint() bytes and puts it into power-on
// reset. Copies both structs. NULL if vtd_config_check() refuses the configuration, a mandatory
// callback is missing (with perf.clock, `clock` is one), or memory is too small. There is nothing
// to destroy: the caller frees the memory.
vtd_t *vtd_init(void *memory, size_t bytes, const vtd_config *config, const vtd_host *host);

// Reset. power_on = false keeps the sticky fields (chapter 11: fault status and records).
void vtd_reset(vtd_t *unit, bool power_on);

const vtd_config *vtd_get_config(const vtd_t *unit);

// Direct access to memory for walks at memory speed: [base, base + bytes) can be read at `pointer`,
// which the host keeps valid and coherent until it calls vtd_direct_clear(). Up to 8 windows; false
// if there is no room.
bool vtd_direct_add(vtd_t *unit, uint64_t base, uint64_t bytes, const void *pointer);
void vtd_direct_clear(vtd_t *unit);

// Whole state (registers, caches, in-flight bookkeeping) as bytes, restorable into a unit of the
// same configuration on a machine of the same kind. Callbacks, direct windows and IOTLB ops are not
// part of it: the target keeps its own. vtd_restore() returns NULL or what is wrong (static text),
// and then leaves the unit as it was. Not with work in flight: vtd_save() returns 0 bytes written
// if translated accesses, walks, the queue or writes of page requests are in flight.
size_t vtd_state_size(const vtd_t *unit);
size_t vtd_save(const vtd_t *unit, void *buffer, size_t bytes);
const char *vtd_restore(vtd_t *unit, const void *buffer, size_t bytes);

// ---------------------------------------------------------------------------------------------------------
// Registers (chapter 11)

typedef enum vtd_reg_status {
  VTD_REG_OK,
  VTD_REG_BAD_SIZE,  // not 4 or 8 bytes, or 8 bytes at a 32-bit register: reads 0, writes nothing
  VTD_REG_UNALIGNED, // same
  VTD_REG_OUT_OF_WINDOW,
} vtd_reg_status;

// Software's view, with all side effects. Reserved offsets read 0 and ignore writes.
vtd_reg_status vtd_reg_read(vtd_t *unit, uint32_t offset, uint32_t bytes, uint64_t *value);
vtd_reg_status vtd_reg_write(vtd_t *unit, uint32_t offset, uint32_t bytes, uint64_t value);
// Like a read but without any side effect.
vtd_reg_status vtd_reg_peek(const vtd_t *unit, uint32_t offset, uint32_t bytes, uint64_t *value);

// ---------------------------------------------------------------------------------------------------------
// Translation (chapters 3, 4, 6, 9)

typedef enum vtd_access {
  VTD_ACCESS_READ,
  VTD_ACCESS_WRITE,
  VTD_ACCESS_ATOMIC,
  VTD_ACCESS_ZERO_READ, // zero-length read
} vtd_access;

typedef enum vtd_at { VTD_AT_UNTRANSLATED, VTD_AT_TRANSLATION, VTD_AT_TRANSLATED } vtd_at;

#define VTD_REQ_PASID    0x01u // pasid is valid
#define VTD_REQ_PRIV     0x02u // privileged mode requested
#define VTD_REQ_EXEC     0x04u // execute requested
#define VTD_REQ_NO_SNOOP 0x08u
#define VTD_REQ_NO_WRITE 0x10u // NW of a translation request
#define VTD_REQ_PROBE                                                                              \
  0x20u // no side effects: no fault record, no cache fill, no A/D update, no counters

// One request that lies within one 4 KiB page (who splits a burst asks once per page).
typedef struct vtd_request {
  uint64_t addr;
  uint32_t bytes; // 1 .. 4096; a translation request: bytes asked for
  uint32_t pasid; // 20 bits
  uint16_t sid;   // requester id: bus 15:8, device 7:3, function 2:0
  uint8_t access; // vtd_access
  uint8_t at;     // vtd_at
  uint8_t flags;  // VTD_REQ_*
} vtd_request;

typedef enum vtd_status {
  VTD_OK,        // do the access at result.addr
  VTD_BLOCKED,   // not mapped, broken tables, protected memory: Unsupported Request
  VTD_DENIED,    // mapped, but not for this kind of access: Unsupported Request
  VTD_INTERRUPT, // an interrupt request: hand it to vtd_interrupt()
  VTD_DISCARD,   // completes without touching memory (zero-length read of the interrupt range)
  VTD_COMPLETER_ABORT, // a translation request answered with CA (VTD_BLOCKED is UR, VTD_OK is
                       // Success)
} vtd_status;

typedef enum vtd_hit {
  VTD_HIT_NONE,  // no table was needed (translation off, pass-through with a cached context, ...)
  VTD_HIT_IOTLB, // answered by the IOTLB
  VTD_HIT_PSC,   // walk shortened by the paging-structure cache
  VTD_HIT_WALK,  // walked from the top
} vtd_hit;

#define VTD_PERM_R 0x1u
#define VTD_PERM_W 0x2u

#define VTD_RES_SNOOP                                                                              \
  0x01u // the access must be snooped (SNP with ECAP.SC), whatever the request said
#define VTD_RES_LOGGED 0x02u // a fault record was written for this request
#define VTD_RES_ATS_N  0x04u // translation completion: non-snooped accesses
#define VTD_RES_ATS_U  0x08u // translation completion: untranslated access only
#define VTD_RES_ATS_PRIV                                                                           \
  0x10u // translation completion: the permissions are those of privileged mode
#define VTD_RES_HELD                                                                               \
  0x40u // of vtd_interrupt(): a posted update and its notification are in flight, see there
#define VTD_RES_FIRST                                                                              \
  0x20u // a first stage took part: page-selective invalidations by domain concern all of it

// Memory types (chapter 3), coded as in MTRRs and page tables. Without ECAP.MTS: always WB.
typedef enum vtd_memory_type {
  VTD_MEMORY_UC = VTD_MTRRDEF_TYPE_UC, // uncached
  VTD_MEMORY_WC = VTD_MTRRDEF_TYPE_WC, // write-combining
  VTD_MEMORY_WT = VTD_MTRRDEF_TYPE_WT, // write-through
  VTD_MEMORY_WP = VTD_MTRRDEF_TYPE_WP, // write-protected
  VTD_MEMORY_WB = VTD_MTRRDEF_TYPE_WB, // write-back
} vtd_memory_type;

typedef struct vtd_result {
  uint64_t addr;      // output address of the first byte; of a translation completion: of the page
  uint8_t status;     // vtd_status
  uint8_t page_shift; // the answer holds for the aligned 2^page_shift bytes around the input (64:
                      // everything)
  uint8_t perm;       // VTD_PERM_*: what the tables allow on this page
  uint8_t dmi_perm;   // what may be done without asking again (a clean page: no write)
  uint8_t hit;        // vtd_hit
  uint8_t flags;      // VTD_RES_*
  uint8_t cond;   // enum vtd_fault_cond, VTD_FC_NONE if nothing went wrong (or a protected region
                  // blocked it)
  uint8_t code;   // the architecture's fault reason of cond
  uint16_t did;   // domain, where one was found
  uint16_t reads; // memory reads that the answer cost
  uint32_t pasid; // scalable mode: PASID that the translation is tagged with, the request's or
                  // RID_PASID; else 0
  uint8_t memory_type; // enum vtd_memory_type of an access that was let through; elsewhere in a
                       // page of more than 4 KiB, MTRRs may say otherwise
  uint8_t reserved[7];
} vtd_result;

// Translates one request. The result is written completely. PROBE or not, the checks are the same
// code.
void vtd_translate(vtd_t *unit, const vtd_request *request, vtd_result *result);

// For hosts that ask for little else. A requester, and where the unit's caches may have its address
// space: good as long as the unit is; but asking anew where vtd_translate_quick() had no answer
// may find a better place.
typedef struct vtd_requester {
  const void *place;
  uint64_t key, mask; // of what must be there
} vtd_requester;
// `with_pasid`: its requests have this PASID (of 20 bits); neither execute nor privileged mode is
// requested. Nothing is looked up or cached.
vtd_requester vtd_requester_of(const vtd_t *unit, uint16_t sid, bool with_pasid, uint32_t pasid);

// The answer to a plain read or write (VTD_ACCESS_READ, VTD_ACCESS_WRITE; untranslated, without
// other flags) of a page that the IOTLB knows, or that can be found without a callback. Has the
// same effects as vtd_translate() then.
typedef struct vtd_quick {
  uint64_t addr;     // output address
  uint32_t dmi_perm; // as in vtd_result; 0: the answer is another, and nothing has happened: call
                     // vtd_translate()
  uint32_t reads;    // as in vtd_result
} vtd_quick;
vtd_quick vtd_translate_quick(vtd_t *unit, uint64_t addr, const vtd_requester *from,
                              vtd_access access);

// The accesses that were let through and have not come back yet. Draining invalidations, and the
// commands that drain, complete after those that began before them have ended. Begin right after
// vtd_translate() said VTD_OK, without anything that could re-enter in between.
typedef uint32_t vtd_token;
vtd_token vtd_inflight_begin(vtd_t *unit, bool write);
void vtd_inflight_end(vtd_t *unit, vtd_token token);

// Does queued work (invalidation queue) until it is done or must wait for something in flight.
// Returns true if called again now it would get further. Calling it at any time is harmless.
bool vtd_step(vtd_t *unit);

// ---------------------------------------------------------------------------------------------------------
// Interrupts (chapter 5)

typedef struct vtd_interrupt_request {
  uint64_t addr; // FEEx_xxxxh
  uint32_t data;
  uint16_t sid;
  uint8_t flags; // VTD_REQ_PROBE or 0; a probe posts nothing, logs nothing and is not cached
} vtd_interrupt_request;

typedef struct vtd_interrupt_result {
  uint64_t addr; // VTD_OK: the message to deliver
  uint32_t data;
  uint8_t status; // vtd_status: VTD_OK, VTD_BLOCKED, VTD_DISCARD (posted, nobody has to be told)
  uint8_t cond;
  uint8_t code;
  uint8_t flags;  // VTD_RES_LOGGED, VTD_RES_HELD
  uint16_t reads; // memory reads that the answer cost
  uint32_t token; // with VTD_RES_HELD
} vtd_interrupt_result;

// Remaps or posts one interrupt request. Earlier DMA writes of the same requester must have been
// made visible before the call.
//
// VTD_RES_HELD (only with CAP.PI): the vector is posted and the message is the notification.
// Invalidations of interrupt entries wait for it: the host calls vtd_inflight_end(unit,
// result.token) when it is delivered. For other messages, a host in which the delivery takes time
// puts vtd_inflight_begin(unit, true) and vtd_inflight_end() around it (chapter 6).
//
// Posting needs vtd_host.mem_cas64; without it, or if one word keeps changing under it, the request
// is blocked as after an access error (27h).
void vtd_interrupt(vtd_t *unit, const vtd_interrupt_request *request, vtd_interrupt_result *result);

// ---------------------------------------------------------------------------------------------------------
// Device-TLBs (chapter 4)

// A completion of invalidations arrived from a function: bit n of itags = ITag n is complete; count
// is the CC field (how many completions the device sends for each, 0 means 8). Unknown tags set
// ICE.
void vtd_dev_tlb_complete(vtd_t *unit, uint16_t sid, uint32_t itags, uint8_t count);
// The host's timer ran out for this invalidation: ITE.
void vtd_dev_tlb_timeout(vtd_t *unit, uint16_t sid, uint8_t itag);

// ---------------------------------------------------------------------------------------------------------
// Page requests (chapter 4, ECAP.PRS)

// A Page Request message of a function. A stop marker has `last` and neither `read` nor `write`.
typedef struct vtd_page_request {
  uint64_t addr;  // in the page that is wanted; bits 11:0 are ignored
  uint32_t pasid; // 20 bits, if pasid_valid
  uint16_t sid;
  uint16_t prgi; // page request group index, 9 bits
  bool pasid_valid;
  bool read;
  bool write;
  bool execute;
  bool privileged;
  bool last;  // LPIG: of its group; the only one that is answered
  bool probe; // no side effects: not queued, answered or logged, no counters
} vtd_page_request;

typedef enum vtd_page_request_status {
  VTD_PAGE_REQUEST_QUEUED, // software sees it in the page request queue, and will answer the group
  VTD_PAGE_REQUEST_ANSWERED, // by the unit itself: vtd_host.page_group_response has been called
  VTD_PAGE_REQUEST_DROPPED,  // nobody will answer it
} vtd_page_request_status;

typedef struct vtd_page_request_result {
  uint8_t status;   // vtd_page_request_status; of a probe: what it would be
  uint8_t response; // VTD_PAGE_REQUEST_ANSWERED: VTD_QI_PGRP_RESP_RC_*
  uint8_t cond;     // enum vtd_fault_cond, VTD_FC_NONE if the tables permit the request
  uint8_t code;     // the architecture's fault reason of cond
  uint8_t flags;    // VTD_RES_LOGGED
  uint16_t reads;   // memory reads of tables
} vtd_page_request_result;

// Takes one page request, and writes the result completely. Responses may come before this returns.
// While translation is off, and in a unit without ECAP.PRS, there are no page requests: they are
// dropped without a response (Unsupported Request).
void vtd_request_page(vtd_t *unit, const vtd_page_request *request,
                      vtd_page_request_result *result);

// ---------------------------------------------------------------------------------------------------------
// The IOTLB as a part of its own
//
// The unit brings one, but another implementation can take its place (the RTL), or a checker that
// runs several side by side. Rules that every implementation shares, so that they agree entry by
// entry:
//
//   vpn   = addr >> 12
//   hash  = vpn ^ (vpn >> 9) ^ (vpn >> 18) ^ did ^ (did >> 9) ^ pasid ^ (pasid >> 9)        (32
//   bits) set   = hash mod sets                                                  (4 KiB array)
//   match = valid, same did, pasid_valid, pasid (0 if not valid), type, and vpn equal above the
//   page size look-up: 4 KiB array first, then the super array. A match whose permissions do not
//   cover the access is a miss. fill: into the array of its size. Every matching entry (for the
//   super array: overlapping, whichever is larger) of the set
//         is dropped; the new one goes to the lowest of those ways, else the lowest invalid way,
//         else the tree-PLRU victim.
//   tree-PLRU: nodes 1 .. ways-1 as a heap, bit 0 = victim is on the left (lower ways). Touching a
//   way sets the bits of its path to point
//         away from it. Touched on hit and on fill; invalidations leave it alone; reset clears it.
//   invalidation: see vtd_inv; an entry goes if its page overlaps the range. VTD_INV_PASID_PAGE
//   spares second-stage and
//         pass-through entries. VTD_INV_DOMAIN_PAGE takes all first-stage and nested entries of the
//         domain.
//   walks: a miss opens a walk. An invalidation kills every open walk that it matches, *ignoring
//   the address* (a walk for one page may
//         return a superpage that covers another). The result of a killed walk is dropped and
//         VTD_WALK_AGAIN is returned; the caller walks again, at most VTD_WALK_RETRIES times, after
//         which it uses the result uncached and ends the walk.

typedef enum vtd_iotlb_type {
  VTD_IOTLB_SECOND,
  VTD_IOTLB_FIRST,
  VTD_IOTLB_NESTED,
  VTD_IOTLB_PASS,
} vtd_iotlb_type;

// How a unit uses keys. Legacy mode: SECOND, without PASID. Scalable mode: always with a PASID, the
// request's or RID_PASID, so that commands by PASID find all that belongs to it; SECOND whatever
// the privilege. Permissions of a first stage depend on the privilege: user-mode entries are FIRST
// or NESTED, what the tables are; entries of privileged requests have the *other one* of the two
// (vtd_iotlb_privileged), which the same domain and PASID cannot use for another purpose
// (software must not give one domain and PASID two kinds of tables).
static inline uint8_t vtd_iotlb_privileged(uint8_t type) {
  return type == VTD_IOTLB_FIRST || type == VTD_IOTLB_NESTED ? (uint8_t)(type ^ 3u) : type;
}

typedef struct vtd_iotlb_key {
  uint64_t addr; // any address in the page
  uint32_t pasid;
  uint16_t did;
  bool pasid_valid;
  uint8_t type; // vtd_iotlb_type
} vtd_iotlb_key;

#define VTD_IOTLB_SNOOP 0x01u
// Scalable mode: no dirty flag remains to be set. A page without it may be written, but its entry
// has no W permission: the first write is a miss and walks.
#define VTD_IOTLB_DIRTY 0x02u

typedef struct vtd_iotlb_entry {
  uint64_t addr;      // host address of the page, aligned to its size
  uint8_t page_shift; // 12, 21 or 30
  uint8_t perm;       // VTD_PERM_*
  uint8_t attr;       // VTD_IOTLB_*
  uint8_t mtype;      // memory type (3 bits): kept and given back, never looked at
} vtd_iotlb_entry;

#define VTD_WALK_RETRIES 2
#define VTD_WALK_NONE    0xFFu // handle of a miss for which there was no room: nothing will be cached

typedef enum vtd_walk_status { VTD_WALK_DONE, VTD_WALK_AGAIN } vtd_walk_status;

// Replaces the built-in IOTLB. The calls nest like the requests that cause them.
typedef struct vtd_iotlb_ops {
  void *ctx;
  // True on a hit, with *entry filled in. On a miss *walk is a handle for walk_done (or
  // VTD_WALK_NONE). need = VTD_PERM_* of the access.
  bool (*lookup)(void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry,
                 uint8_t *walk);
  // A look-up without side effects (PROBE): no touch, no walk, no statistics.
  bool (*probe)(void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry);
  // The walk ended: entry == NULL if it found nothing to cache (a fault, or retries exhausted).
  vtd_walk_status (*walk_done)(void *ctx, uint8_t walk, const vtd_iotlb_entry *entry);
  // Returns when no matching entry can be hit any more.
  void (*invalidate)(void *ctx, const vtd_inv *inv);
  void (*reset)(void *ctx);
} vtd_iotlb_ops;

// NULL goes back to the built-in one. Drops all cached translations. The struct is copied.
void vtd_set_iotlb_ops(vtd_t *unit, const vtd_iotlb_ops *ops);

// The built-in implementation, stand-alone (for checkers). Lives in caller-owned memory of
// vtd_iotlb_footprint() bytes.
typedef struct vtd_iotlb vtd_iotlb_t;
size_t vtd_iotlb_footprint(const vtd_iotlb_geometry *geometry);
vtd_iotlb_t *vtd_iotlb_init(void *memory, size_t bytes, const vtd_iotlb_geometry *geometry);
void vtd_iotlb_reset(vtd_iotlb_t *tlb);
bool vtd_iotlb_lookup(vtd_iotlb_t *tlb, const vtd_iotlb_key *key, uint8_t need,
                      vtd_iotlb_entry *entry, uint8_t *walk);
bool vtd_iotlb_probe(const vtd_iotlb_t *tlb, const vtd_iotlb_key *key, uint8_t need,
                     vtd_iotlb_entry *entry);
vtd_walk_status vtd_iotlb_walk_done(vtd_iotlb_t *tlb, uint8_t walk, const vtd_iotlb_entry *entry);
void vtd_iotlb_invalidate(vtd_iotlb_t *tlb, const vtd_inv *inv);
// Entry `index` of the arrays (set * ways + way, then the super entries): true if it is valid.
bool vtd_iotlb_entry_at(const vtd_iotlb_t *tlb, uint32_t index, vtd_iotlb_key *key,
                        vtd_iotlb_entry *entry);
vtd_iotlb_ops vtd_iotlb_as_ops(vtd_iotlb_t *tlb);

// ---------------------------------------------------------------------------------------------------------
// Counters (free-running, never part of behaviour)

typedef struct vtd_counters {
  uint64_t requests; // vtd_translate() calls, probes not counted
  uint64_t iotlb_hits;
  uint64_t iotlb_misses;
  uint64_t context_hits;
  uint64_t context_misses;
  uint64_t pasid_misses; // PASID entries read from memory
  uint64_t psc_hits;
  uint64_t walks;          // walks begun (again ones included)
  uint64_t walk_reads;     // memory reads by root, context and page walks
  uint64_t faults;         // requests blocked by a fault condition
  uint64_t faults_logged;  // fault records written
  uint64_t faults_dropped; // not written: overflow, collapsed
  uint64_t faults_quiet;   // not written: FPD
  uint64_t pmr_blocked;    // blocked by a protected region
  uint64_t interrupts;     // interrupt requests seen
  uint64_t posted;         // of them posted, with or without a notification
  uint64_t messages;       // event messages sent
  uint64_t descriptors;    // queue descriptors completed
  uint64_t invalidations;  // invalidation commands performed, by queue or register
  uint64_t page_requests;  // page requests received, probes not counted
  uint64_t page_requests_queued;
  uint64_t page_responses_auto; // responses that the unit sent by itself
} vtd_counters;

// As they are now: call it again to see what has been counted since.
const vtd_counters *vtd_get_counters(vtd_t *unit);
void vtd_clear_counters(vtd_t *unit);

#ifdef __cplusplus
}
#endif

#endif // VTD_VTD_H
