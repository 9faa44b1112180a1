// SPDX-License-Identifier: Apache-2.0
// Performance monitoring (VT-d spec rev 4.1, chapter 10): how the rest of the core reports events.
//
// While no counter counts, an event costs one test of a flag, and none on the short way: requests
// do not take that while a counter wants to hear of them.
#ifndef VTD_PERFMON_H
#define VTD_PERFMON_H

#include <stdbool.h>
#include <stdint.h>

#include "vtd/vtd.h"

struct vtd_perf {
  bool active;      // some counter counts: report events
  bool requests;    // some counter is enabled that must hear of every DMA request
  bool clocks;      // some counter is enabled that counts clocks
  bool message_due; // an overflow message waits for a moment at which the host may be called
  uint64_t enabled; // counters, a bit each
  uint64_t clock;   // the host's when counters were last brought up to date
  uint32_t wanted[VTD_PERF_GROUPS]; // events that some enabled counter counts
};

// Who an event is about. A filter lets through what has the property and fits; what does not have
// it, or not yet, does not fit.
struct vtd_perf_subject {
  uint16_t sid;
  uint16_t did;
  uint32_t pasid;
  uint8_t at;    // vtd_at
  uint8_t level; // of a paging entry, 1: PTE .. 5: PML5E
  uint8_t known; // VTD_PERF_HAS_*
  uint8_t spare;
};
#define VTD_PERF_HAS_SID   0x01u
#define VTD_PERF_HAS_DID   0x02u
#define VTD_PERF_HAS_PASID 0x04u // the request has one; else it is a request without
#define VTD_PERF_HAS_AT    0x08u
#define VTD_PERF_HAS_LEVEL 0x10u

// Counts `times` occurrences of VTD_PERF_EV_*. Only while vtd_perf.active. Calls nothing back but
// vtd_host.request_step.
void vtd_perf_add(vtd_t *u, unsigned event, const struct vtd_perf_subject *subject, uint64_t times);

// An event of a function, as vtd_perf_add(): an interrupt or page request.
void vtd_perf_function(vtd_t *u, unsigned event, uint16_t sid);

// Brings counters of clocks up to date, where somebody is about to look at them or to change what
// they count: nothing else happens at a clock.
void vtd_perf_tick(vtd_t *u);

// Sends what an overflow left to be sent. Only where no answer to a request is pending on the
// stack.
void vtd_perf_flush(vtd_t *u);

// Enabled counters were changed by a command or a restored state.
void vtd_perf_changed(vtd_t *u);
void vtd_perf_reset(vtd_t *u);

// Software must not write this register now: configuration of an enabled counter, or its value if
// PERFCAP.CWE is 0.
bool vtd_perf_locked(const vtd_t *u, uint32_t offset);

// --- What enhanced commands do; false: the operand or the counter's configuration is not possible
bool vtd_perf_enable(vtd_t *u, uint64_t counter);
bool vtd_perf_disable(vtd_t *u, uint64_t counter);
void vtd_perf_reset_configuration(vtd_t *u);
void vtd_perf_reset_counters(vtd_t *u);
void vtd_perf_freeze(vtd_t *u, bool on);

// --- Configuration
vtd_perf_config vtd_perf_default(void);
const char *vtd_perf_check(const vtd_config *config);
static inline uint32_t vtd_perf_counters(const vtd_config *config) {
  return (uint32_t)vtd_perfcap_ncntr(config->perf.cap);
}
static inline uint32_t vtd_perf_stride(const vtd_config *config) {
  return UINT32_C(1) << (vtd_perfcap_cs(config->perf.cap) + 10);
}

// --- The register file asks: where copies of a register of this unit are; count 0: nowhere.
struct vtd_reg_place {
  uint32_t offset;
  uint32_t count;  // copies ...
  uint32_t stride; // ... this many bytes apart
  uint32_t parts;  // each copy has that many parts, 4 bytes apart
};
struct vtd_reg_place vtd_perf_place(const vtd_config *config, unsigned reg_index);
// Value of part `part` of copy `copy` of a register that tells what the unit has.
uint64_t vtd_perf_config_value(const vtd_config *config, unsigned reg_index, uint32_t copy,
                               uint32_t part);
// Bits of a copy that the unit has.
uint64_t vtd_perf_bits(const vtd_config *config, unsigned reg_index, uint32_t copy);

#endif // VTD_PERFMON_H
