// SPDX-License-Identifier: Apache-2.0
// A guest for tests of the core: memory that can fail and re-enter, logs of what the unit sent, and
// a unit on top of it.
//
// Memory is a flat array [0, flat_bytes) plus sparse 4 KiB pages above, made on the first write;
// unwritten memory reads 0. Accesses at or above `limit` are errors, as are those in `fail`.
#ifndef VTD_TB_GUEST_H
#define VTD_TB_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tables.h"
#include "vtd/vtd.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VTDT_LOG 256

typedef struct vtdt_message {
  uint64_t addr;
  uint32_t data;
} vtdt_message;

typedef struct vtdt_page vtdt_page;

typedef struct vtdt_guest {
  uint8_t *flat;
  uint64_t flat_bytes;
  vtdt_page *pages; // hash table of sparse pages
  size_t page_slots;
  size_t page_count;
  uint64_t limit; // first address that does not exist
  // Accesses by the unit that touch [fail_base, fail_base + fail_bytes) fail.
  uint64_t fail_base;
  uint64_t fail_bytes;
  uint32_t fail_countdown; // != 0: the n-th access from now fails, whatever its address
  // Called before each access of the unit; may re-enter the core.
  void (*on_access)(void *ctx, uint64_t addr, vtd_mem_use use, bool write);
  void *on_access_ctx;
  // Called after an event message is logged; may re-enter the core.
  void (*on_message)(void *ctx, uint64_t addr, uint32_t data);
  void *on_message_ctx;
  uint64_t reads; // accesses by the unit
  uint64_t writes;
  // Logs: the first VTDT_LOG are kept, the counts go on.
  vtdt_message messages[VTDT_LOG];
  size_t message_count;
  vtd_inv invs[VTDT_LOG];
  size_t inv_count;
  vtd_dev_tlb_inv dev_tlb_invs[VTDT_LOG];
  size_t dev_tlb_inv_count;
  vtd_page_group_response responses[VTDT_LOG];
  size_t response_count;
  // Called after a page group response is logged; may re-enter the core.
  void (*on_response)(void *ctx, const vtd_page_group_response *response);
  void *on_response_ctx;
  vtd_trace traces[VTDT_LOG];
  size_t trace_count;
  size_t step_requests;
  uint64_t clock;   // of the host; the test moves it
  vtdt_space space; // for the builders; free pages: [1 MiB, 1 TiB) unless the test moves it
} vtdt_guest;

// Heap-allocated, exits the program if memory is short. limit: 2^48.
vtdt_guest *vtdt_guest_new(uint64_t flat_bytes);
void vtdt_guest_free(vtdt_guest *guest);
void vtdt_guest_clear_logs(vtdt_guest *guest);

// The test's own accesses: never fail, never counted.
void vtdt_guest_read(vtdt_guest *guest, uint64_t addr, void *data, size_t bytes);
void vtdt_guest_write(vtdt_guest *guest, uint64_t addr, const void *data, size_t bytes);
uint32_t vtdt_guest_read32(vtdt_guest *guest, uint64_t addr);
void vtdt_guest_write32(vtdt_guest *guest, uint64_t addr, uint32_t value);

// All callbacks of a host whose ctx is the guest. request_step and dev_tlb_invalidate are set, too:
// clear them for a host without.
vtd_host vtdt_guest_host(vtdt_guest *guest);

// A unit in its own heap block; prints the reason and exits if the configuration is refused.
vtd_t *vtdt_unit_new(const vtd_config *config, const vtd_host *host);
void vtdt_unit_free(vtd_t *unit);

// Registers by the widths that drivers use; exit with a message if the unit refuses the access.
uint32_t vtdt_reg32(vtd_t *unit, uint32_t offset);
uint64_t vtdt_reg64(vtd_t *unit, uint32_t offset);
void vtdt_reg32_write(vtd_t *unit, uint32_t offset, uint32_t value);
void vtdt_reg64_write(vtd_t *unit, uint32_t offset, uint64_t value);
// Offsets of the registers whose place depends on CAP and ECAP.
uint32_t vtdt_iva_reg(const vtd_t *unit);
uint32_t vtdt_iotlb_reg(const vtd_t *unit);
uint32_t vtdt_frcd_reg(const vtd_t *unit, unsigned index); // low half; the high half is 8 bytes on

// Driver sequences: each writes GCMD the recommended way (status without the one-shot bits, plus
// or minus one bit) and returns true if GSTS followed at once.
bool vtdt_gcmd_set(vtd_t *unit, uint32_t bit);
bool vtdt_gcmd_clear(vtd_t *unit, uint32_t bit);
// RTADDR = root | ttm, then SRTP.
bool vtdt_set_root(vtd_t *unit, uint64_t root, unsigned ttm);
// IQT = 0, IQA, QIE.
bool vtdt_queue_enable(vtd_t *unit, vtdt_queue *queue);
// Writes the tail.
void vtdt_queue_ring(vtd_t *unit, const vtdt_queue *queue);
// Pushes, rings; true if the head has reached the tail afterwards.
bool vtdt_queue_submit(vtd_t *unit, vtdt_queue *queue, vtdt_descriptor descriptor);

// A small deterministic generator (xorshift64*); the state must not be 0.
uint64_t vtdt_random(uint64_t *state);

#ifdef __cplusplus
}
#endif

#endif // VTD_TB_GUEST_H
