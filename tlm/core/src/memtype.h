// SPDX-License-Identifier: Apache-2.0
// Memory types (VT-d spec rev 4.1, chapter 3): what the tables say about a page is kept with its
// translation, what MTRRs say about an address is looked up with each request. Units without
// ECAP.MTS see write-back memory only.
#ifndef VTD_MEMTYPE_H
#define VTD_MEMTYPE_H

#include "context.h"
#include "vtd/vtd.h"

// "UC-": like UC, but MTRRs may say WC. Only on its way to an effective type.
#define VTD_MEMORY_UC_MINUS 7u

// Every access is write-back: neither tables nor MTRRs have a say.
static inline bool vtd_memtype_plain(const struct vtd_context *context) {
  return (context->flags & (VTD_CONTEXT_TYPED | VTD_CONTEXT_CD)) == 0;
}

// For contexts that are not plain:
uint8_t vtd_memtype_by_pat(const struct vtd_context *context, uint64_t entry, unsigned level);
uint8_t vtd_memtype_by_emt(const struct vtd_context *context, uint64_t entry);
uint8_t vtd_memtype_by_both(const struct vtd_context *context, uint8_t first, uint64_t second);
uint8_t vtd_memtype_by_range(const vtd_t *u, const struct vtd_context *context, uint8_t mtype,
                             uint64_t addr);

// What a translation keeps (vtd_iotlb_entry.mtype) of a page: of a leaf entry of the first stage at
// `level`, of one of the second stage, and of both.
static inline uint8_t vtd_memtype_first(const struct vtd_context *context, uint64_t entry,
                                        unsigned level) {
  return vtd_memtype_plain(context) ? 0 : vtd_memtype_by_pat(context, entry, level);
}
static inline uint8_t vtd_memtype_second(const struct vtd_context *context, uint64_t entry) {
  return vtd_memtype_plain(context) ? 0 : vtd_memtype_by_emt(context, entry);
}
static inline uint8_t vtd_memtype_nested(const struct vtd_context *context, uint8_t first,
                                         uint64_t second) {
  return vtd_memtype_plain(context) ? 0 : vtd_memtype_by_both(context, first, second);
}

// The type of an access to a host address through a page with this mtype: enum vtd_memory_type.
static inline uint8_t vtd_memtype_of(const vtd_t *u, const struct vtd_context *context,
                                     uint8_t mtype, uint64_t addr) {
  return vtd_memtype_plain(context) ? VTD_MEMORY_WB : vtd_memtype_by_range(u, context, mtype, addr);
}

#endif // VTD_MEMTYPE_H
