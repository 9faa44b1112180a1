// SPDX-License-Identifier: Apache-2.0
// Every fault condition of the DMA path in legacy mode (chapters 3 and 7), as a table of things to
// break and of what each kind of request then gets.
#ifndef VTD_TB_DMA_CONDITIONS_H
#define VTD_TB_DMA_CONDITIONS_H

#include "dma_test.h"

// How a kind of request ends, in the words of the architecture's tables.
typedef enum ending { NA, UR, CA, S0, SEFF } ending;

typedef struct dma_condition {
  const char *name;
  unsigned code;
  bool qualified; // FPD = 1 silences it
  ending u, x, t; // untranslated, translation request, translated
  void (*arrange)(dma_test *d);
  uint64_t addr;
  vtd_access access; // of the untranslated request
  uint8_t flags;
  bool permission; // the page is mapped, but not for this access
} dma_condition;

#define DMA_IOVA UINT64_C(0x40201000)
#define DMA_PAGE UINT64_C(0x123456000)
#define BAD_BIT  (UINT64_C(1) << 62) // reserved in paging entries
#define HAW_BITS 48

static inline void poke(dma_test *d, uint64_t at, uint64_t set) {
  vtdt_write64(d->space, at, vtdt_read64(d->space, at) | set);
}

static inline void fail_at(dma_test *d, uint64_t at) {
  d->guest->fail_base = at;
  d->guest->fail_bytes = 8;
}

static inline uint64_t root_entry(const dma_test *d) {
  return d->root + (DMA_SID >> 8) * 16;
}
static inline uint64_t context_entry(const dma_test *d) {
  return vtdt_context_addr(d->space, d->root, DMA_SID);
}

static inline void root_not_present(dma_test *d) {
  vtdt_write64(d->space, root_entry(d), 0);
}
static inline void root_unreadable(dma_test *d) {
  fail_at(d, root_entry(d));
}
static inline void root_reserved(dma_test *d) {
  poke(d, root_entry(d) + 8, 1);
}
static inline void context_not_present(dma_test *d) {
  vtdt_write64(d->space, context_entry(d), vtdt_read64(d->space, context_entry(d)) & ~UINT64_C(1));
}
static inline void context_unreadable(dma_test *d) {
  fail_at(d, context_entry(d));
}
static inline void context_reserved(dma_test *d) {
  poke(d, context_entry(d), 1u << 4);
}
static inline void context_aw(dma_test *d) { // 100b
  uint64_t at = context_entry(d) + 8;
  vtdt_write64(d->space, at, (vtdt_read64(d->space, at) & ~UINT64_C(7)) | 4);
}
static inline void context_tt(dma_test *d) { // 11b
  poke(d, context_entry(d), 3u << 2);
}
static inline void top_unreadable(dma_test *d) {
  fail_at(d, dma_entry(d, DMA_IOVA, 4));
}
static inline void lower_unreadable(dma_test *d) {
  fail_at(d, dma_entry(d, DMA_IOVA, 2));
}
static inline void entry_reserved(dma_test *d) {
  poke(d, dma_entry(d, DMA_IOVA, 1), BAD_BIT);
}
static inline void read_only(dma_test *d) {
  vtdt_write64(d->space, dma_entry(d, DMA_IOVA, 1), DMA_PAGE | VTD_SS_PTE_R);
}
static inline void write_only(dma_test *d) {
  vtdt_write64(d->space, dma_entry(d, DMA_IOVA, 1), DMA_PAGE | VTD_SS_PTE_W);
}
static inline void not_present(dma_test *d) {
  vtdt_write64(d->space, dma_entry(d, DMA_IOVA, 1), DMA_PAGE);
}
static inline void leads_to_interrupts(dma_test *d) {
  vtdt_write64(d->space, dma_entry(d, DMA_IOVA, 1), 0xFEE01000 | VTD_SS_PTE_R | VTD_SS_PTE_W);
}
static inline void set_tt(dma_test *d, uint64_t tt) {
  uint64_t at = context_entry(d);
  vtdt_write64(d->space, at, (vtdt_read64(d->space, at) & ~UINT64_C(0xC)) | tt << 2);
}
static inline void no_device_tlb(dma_test *d) {
  set_tt(d, VTD_CTX_TT_UNTRANSLATED);
}
static inline void pass_through(dma_test *d) {
  set_tt(d, VTD_CTX_TT_PASS_THROUGH);
}
static inline void nothing(dma_test *d) {
  (void)d;
}

#define BEYOND_MGAW (UINT64_C(1) << 48) // of a 4-level table
#define BEYOND_HAW  (UINT64_C(1) << HAW_BITS)

// Each arranges one thing wrong in a device-TLB domain (TT = 01).
static const dma_condition dma_conditions[] = {
    {"LRT.1", 0x8, false, UR, CA, UR, root_unreadable, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LRT.2", 0x1, false, UR, UR, UR, root_not_present, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LRT.3", 0xA, false, UR, CA, UR, root_reserved, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.1", 0x9, false, UR, CA, UR, context_unreadable, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.2", 0x2, true, UR, UR, UR, context_not_present, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.3", 0xB, true, UR, CA, UR, context_reserved, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.4.1", 0x3, true, UR, CA, UR, context_aw, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.4.2", 0x3, true, UR, CA, UR, context_tt, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.4.3", 0x3, true, UR, CA, NA, top_unreadable, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.5", 0xD, true, NA, UR, UR, no_device_tlb, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LCT.5 pass", 0xD, true, NA, UR, UR, pass_through, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LGN.1.1", 0x4, true, UR, S0, NA, nothing, BEYOND_MGAW, VTD_ACCESS_READ, 0, false},
    {"LGN.1.2", 0x4, true, NA, NA, UR, nothing, BEYOND_HAW, VTD_ACCESS_READ, 0, false},
    {"LGN.1.3", 0x4, true, UR, NA, NA, pass_through, BEYOND_HAW, VTD_ACCESS_READ, 0, false},
    {"LGN.2", 0x5, true, UR, SEFF, NA, read_only, DMA_IOVA, VTD_ACCESS_WRITE, 0, true},
    {"LGN.2 atomic", 0x5, true, UR, SEFF, NA, read_only, DMA_IOVA, VTD_ACCESS_ATOMIC, 0, true},
    {"LGN.2 absent", 0x5, true, UR, S0, NA, not_present, DMA_IOVA, VTD_ACCESS_WRITE, 0, false},
    {"LGN.2 first", 0x5, true, UR, S0, NA, not_present, DMA_IOVA, VTD_ACCESS_ATOMIC, 0, false},
    {"LGN.3", 0x6, true, UR, SEFF, NA, write_only, DMA_IOVA, VTD_ACCESS_READ, 0, true},
    {"LGN.3 atomic", 0x6, true, UR, SEFF, NA, write_only, DMA_IOVA, VTD_ACCESS_ATOMIC, 0, true},
    {"LGN.3 absent", 0x6, true, UR, NA, NA, not_present, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LGN.4", 0xE, true, UR, CA, NA, leads_to_interrupts, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LGN.4 translated", 0xE, true, NA, NA, UR, nothing, 0xFEE00000, VTD_ACCESS_READ, 0, false},
    {"LSS.1", 0x7, true, UR, CA, NA, lower_unreadable, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"LSS.2", 0xC, true, UR, CA, NA, entry_reserved, DMA_IOVA, VTD_ACCESS_READ, 0, false},
    {"RTA.2", 0x31, false, UR, UR, NA, nothing, DMA_IOVA, VTD_ACCESS_READ, VTD_REQ_PASID, false},
    {"IR.29 read", 0x29, false, UR, NA, NA, nothing, 0xFEE00000, VTD_ACCESS_READ, 0, false},
    {"IR.29 write", 0x29, false, UR, NA, NA, nothing, 0xFEEFFFC0, VTD_ACCESS_WRITE, 0, false},
    {"IR.29 atomic", 0x29, false, UR, NA, NA, nothing, 0xFEE00000, VTD_ACCESS_ATOMIC, 0, false},
};
#define DMA_CONDITIONS (sizeof(dma_conditions) / sizeof(dma_conditions[0]))

#endif // VTD_TB_DMA_CONDITIONS_H
