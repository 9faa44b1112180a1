// SPDX-License-Identifier: Apache-2.0
// Every fault reason as a row: what to break and what to send, and what the device and software
// then see (chapter 7). fault_reasons_test.cpp sends them through the TLM sockets.
//
// The tables of conditions are those of the tests of the core (dma_conditions.h and others in
// tb/core); here each becomes one row for each kind of request that can meet it. What they do not
// have (table modes, updates that fail, interrupt requests) is in fault_interrupts.c and
// fault_scalable.c.
#ifndef VTD_TB_FAULT_REASONS_H
#define VTD_TB_FAULT_REASONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tables.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FAULT_SID  UINT16_C(0x0810) // of the requester
#define FAULT_PAGE UINT64_C(0x123456000)

typedef enum fault_kind {
  FAULT_UNTRANSLATED,
  FAULT_TRANSLATION,  // an ATS translation request
  FAULT_TRANSLATED,   // its result in use
  FAULT_PAGE_REQUEST, // PRI
  FAULT_INTERRUPT,    // a DWORD write to FEEx_xxxxh
  FAULT_KINDS
} fault_kind;

// How a request ends, in the words of the architecture.
typedef enum fault_ending {
  FAULT_NA,
  FAULT_UR,   // Unsupported Request
  FAULT_CA,   // Completer Abort
  FAULT_S0,   // Success without rights
  FAULT_SEFF, // Success with the rights that there are
  FAULT_IR,   // response Invalid Request
} fault_ending;

// The unit that a row needs.
typedef enum fault_unit {
  FAULT_LEGACY,   // vtd_config_default()
  FAULT_SCALABLE, // vtd_config_scalable() with 19 bits of PASID
  FAULT_ABORT,    // the same with abort-DMA mode
  FAULT_UNITS
} fault_unit;

// Where FPD is set.
typedef enum fault_fpd {
  FAULT_FPD_NOWHERE,
  FAULT_FPD_CONTEXT,
  FAULT_FPD_DIRECTORY,
  FAULT_FPD_PASID,
  FAULT_FPD_IRTE,
  FAULT_FPD_PLACES
} fault_fpd;

// What a row is arranged in. In: space, root. Out: the rest.
typedef struct fault_world {
  vtdt_space *space;
  uint64_t root;   // an empty root table
  uint64_t irt;    // 256 interrupt entries
  uint64_t unread; // reads of these 8 bytes fail; 0: none
  uint64_t locked; // updates of these 8 bytes fail; 0: none
} fault_world;

typedef struct fault_row fault_row;
struct fault_row {
  const char *name; // of the condition as the architecture writes it, perhaps " variant"
  unsigned code;
  bool qualified;    // FPD silences it
  unsigned fpd_seen; // bit n: fault_fpd n has been read when the condition is met
  bool logged;       // recorded, although the ending may be a success
  fault_unit unit;
  unsigned ttm; // RTADDR.TTM
  fault_kind kind;
  fault_ending ending;
  bool denied; // the page is mapped, but not for this access
  bool no_fi;  // the record's fault information is undefined
  // The request.
  uint64_t addr;
  uint32_t data;   // of an interrupt request
  unsigned access; // vtd_access
  unsigned flags;  // VTD_REQ_*
  uint32_t pasid;
  uint16_t index; // of the interrupt entry: the fault information
  unsigned perm;  // FAULT_SEFF: VTD_PERM_*
  void (*arrange)(const fault_row *row, fault_world *world, fault_fpd fpd);
  const void *source; // for arrange()
};

// Each writes its rows to `rows` and returns how many there are; NULL: only counts.
size_t fault_rows_legacy(fault_row *rows);
size_t fault_rows_scalable(fault_row *rows);
size_t fault_rows_interrupt(fault_row *rows);

// Answers that the tables of the architecture have, and that no unit of rev 4.1 can give.
typedef struct fault_never {
  const char *name; // of the condition
  fault_kind kind;
  const char *why;
} fault_never;
extern const fault_never fault_nevers[];
extern const size_t fault_never_count;

#ifdef __cplusplus
}
#endif

#endif // VTD_TB_FAULT_REASONS_H
