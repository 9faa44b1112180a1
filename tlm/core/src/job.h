// SPDX-License-Identifier: Apache-2.0
// A DMA request on its way through the checks (VT-d spec rev 4.1, chapter 3), and what the files
// that judge it share.
#ifndef VTD_JOB_H
#define VTD_JOB_H

#include "context.h"
#include "internal.h"
#include "vtd/vtd.h"

// In vtd_request.at of a page request (pagereq.c); hosts cannot ask for it.
enum { VTD_AT_PAGE = 4 };

struct vtd_job {
  const vtd_request *request;
  vtd_result *result;
  bool probe;
  bool fpd;         // some entry on the way disables fault processing
  bool has_domain;  // result->did is one
  uint8_t need;     // VTD_PERM_*
  unsigned retries; // walks that were overtaken by an invalidation
};

static inline bool vtd_untranslated(const vtd_request *q) {
  return q->at == VTD_AT_UNTRANSLATED;
}
static inline bool vtd_has_pasid(const vtd_request *q) {
  return (q->flags & VTD_REQ_PASID) != 0;
}
static inline uint64_t vtd_below(unsigned shift) {
  return (UINT64_C(1) << shift) - 1;
}

// --- outcome.c
// Blocked without a record: not a fault (protocol errors, protected memory, translation off).
void vtd_job_block(struct vtd_job *j);
// VTD_RESP_*: what this kind of request gets for a condition.
uint8_t vtd_job_response(const struct vtd_job *j, enum vtd_fault_cond cond);
// A fault condition was met. A recoverable one (translation requests) is a successful completion
// without permissions, and nothing is logged.
void vtd_job_fault(vtd_t *u, struct vtd_job *j, enum vtd_fault_cond cond);
// The access goes to `out`, unless that is protected memory: then it is blocked silently.
void vtd_job_pass(vtd_t *u, struct vtd_job *j, uint64_t out, uint8_t shift, uint8_t perm);
// A successful completion of a translation request.
void vtd_job_complete(vtd_t *u, struct vtd_job *j, const vtd_iotlb_entry *entry);
// A translation request for the interrupt range: "use it untranslated, to write" (chapter 3,
// interrupt address range), or nothing at all if it will not write.
void vtd_job_complete_interrupt_range(vtd_t *u, struct vtd_job *j);
// VTD_PERM_* that a request needs.
uint8_t vtd_job_needed(const vtd_t *u, const vtd_request *q);

// --- perfmon.c
// A performance event of the request, `times` over; not of probes. `level`: of a paging entry, 0:
// none.
void vtd_job_count(vtd_t *u, const struct vtd_job *j, unsigned event, unsigned level,
                   uint64_t times);
// The same of a cache: a look-up, and a hit (the next event) or not.
void vtd_job_count_lookup(vtd_t *u, const struct vtd_job *j, unsigned event, bool hit);

// --- page.c
// The page that the request goes to, from the IOTLB or by a walk, and the answer. False: tables or
// mode changed under the walk; decide anew from the first check.
bool vtd_job_translate(vtd_t *u, struct vtd_job *j, const struct vtd_context_lookup *from);
// The same after the IOTLB has given the handle `walk` instead of a page.
bool vtd_job_missed(vtd_t *u, struct vtd_job *j, const struct vtd_context_lookup *from,
                    uint8_t walk);

// --- translate.c
// RTA.1 and RTA.4: a table mode that has no tables.
enum vtd_fault_cond vtd_job_mode_fault(const vtd_t *u);

// --- scalable.c
// Checks 1 to 15 of the scalable sequence, as far as this kind of request goes through them;
// from->cond is their result. False: decide anew.
bool vtd_job_find_space(vtd_t *u, struct vtd_job *j, struct vtd_context_lookup *from);
// The sequence of checks of scalable mode. False: decide anew.
bool vtd_job_scalable(vtd_t *u, struct vtd_job *j);

#endif // VTD_JOB_H
