// SPDX-License-Identifier: Apache-2.0
// Reads the ACPI table DMAR (chapter 8): which remapping units there are and which one serves a
// requester. Freestanding C11; allocates nothing, keeps no state but the struct.
//
//   vtd_dmar table;
//   if (vtd_dmar_open(&table, &hal, machine->dmar) == VTD_DMAR_OK)
//     for (vtd_dmar_entry e = vtd_dmar_begin(); vtd_dmar_next(&table, &e);)
//       if (e.type == VTD_DMAR_ENTRY_TYPE_DRHD)
//         ... a unit at e.base
//
// The table is not trusted. vtd_dmar_open() checks all of it; everything else keeps to the table's
// bounds even if its bytes have changed meanwhile. Addresses and sizes are in bytes. Re-entrant.
#ifndef VTD_DMAR_H
#define VTD_DMAR_H

#include "vtd/vtd_regs.h"
#include "vtd_hal.h"

#define VTD_DMAR_BYTES_MAX 65536u
#define VTD_DMAR_STEPS_MAX 124u // of a path; its length has 8 bits
#define VTD_DMAR_NAME_MAX  64u

typedef enum vtd_dmar_err {
  VTD_DMAR_OK,
  VTD_DMAR_NO_TABLE,      // the signature is not there
  VTD_DMAR_BAD_LENGTH,    // shorter than its header or longer than VTD_DMAR_BYTES_MAX
  VTD_DMAR_BAD_CHECKSUM,  // the bytes do not add up to 0
  VTD_DMAR_BAD_HEADER,    // unknown revision, address width below 32 or above 64 bits
  VTD_DMAR_BAD_STRUCTURE, // a structure has the wrong length or ends beyond the table
  VTD_DMAR_BAD_ORDER,     // types do not ascend, or units follow one with INCLUDE_PCI_ALL
  VTD_DMAR_BAD_SCOPE,     // a device scope is malformed
  VTD_DMAR_BAD_VALUE,     // misaligned, empty or overlapping addresses, a name without end, ...
  VTD_DMAR_NO_UNIT,       // the table lists none
} vtd_dmar_err;

// One line in English; never NULL.
const char *vtd_dmar_err_text(vtd_dmar_err err);

typedef struct vtd_dmar {
  const vtd_hal *hal;
  uint64_t table; // physical address
  uint32_t bytes;
  uint32_t units;      // DRHD structures
  uint32_t wrong_at;   // if vtd_dmar_open() failed: offset of what was wrong
  uint8_t haw;         // host address width, bits
  bool intr_remap;     // the platform supports interrupt remapping
  bool x2apic_opt_out; // software shall not use x2APIC mode
  bool dma_opt_in;     // software is asked to restrict DMA
} vtd_dmar;

vtd_dmar_err vtd_dmar_open(vtd_dmar *dmar, const vtd_hal *hal, uint64_t table);

// One remapping structure. Members that its type does not have are 0.
typedef struct vtd_dmar_entry {
  uint16_t type;                // VTD_DMAR_ENTRY_TYPE_*; others exist and are to be skipped
  uint16_t segment;             // PCI segment
  uint8_t number;               // ANDD: ACPI device number
  bool all;                     // DRHD: INCLUDE_PCI_ALL, ATSR: ALL_PORTS, SATC: ATC_REQUIRED
  uint32_t proximity;           // RHSA
  uint32_t reg_bytes;           // DRHD: size of the register window
  uint64_t base;                // DRHD, RHSA: registers; RMRR: first byte
  uint64_t limit;               // RMRR: last byte
  char name[VTD_DMAR_NAME_MAX]; // ANDD: cut if longer
  // Where it is in the table; of its own business.
  uint32_t at, end, scopes;
} vtd_dmar_entry;

// In front of the first structure.
vtd_dmar_entry vtd_dmar_begin(void);
// The structure behind `entry`; false at the end.
bool vtd_dmar_next(const vtd_dmar *dmar, vtd_dmar_entry *entry);

// One device scope. Every step of the path but the last is a bridge.
typedef struct vtd_dmar_scope {
  uint8_t type; // VTD_DMAR_SCOPE_TYPE_*
  uint8_t id;   // IOAPIC id, HPET number, ACPI device number
  uint8_t bus;  // where the path begins
  uint8_t steps;
  uint32_t flags;                   // SIDP: VTD_DMAR_SCOPE_NO_NESTED ...
  uint8_t path[VTD_DMAR_STEPS_MAX]; // device in bits 7:3, function in 2:0
  uint32_t at;                      // of its own business
} vtd_dmar_scope;

vtd_dmar_scope vtd_dmar_scope_begin(const vtd_dmar_entry *entry);
bool vtd_dmar_scope_next(const vtd_dmar *dmar, const vtd_dmar_entry *entry, vtd_dmar_scope *scope);

// Bus numbers behind a bridge: what configuration space says.
typedef struct vtd_dmar_bridge {
  bool present;
  uint8_t secondary, subordinate;
} vtd_dmar_bridge;

typedef struct vtd_dmar_buses {
  void *ctx;
  // The bridge with requester id `sid`. May be NULL: no bridges.
  vtd_dmar_bridge (*bridge)(void *ctx, uint16_t segment, uint16_t sid);
} vtd_dmar_buses;

typedef struct vtd_dmar_place {
  bool found;
  uint16_t sid; // bus 15:8, device 7:3, function 2:0
} vtd_dmar_place;

// Where a path leads. Not found: a step of it is no bridge.
vtd_dmar_place vtd_dmar_resolve(const vtd_dmar_scope *scope, uint16_t segment,
                                const vtd_dmar_buses *buses);

// True if the structure's scopes name the requester, or a bridge above it (or the bridge itself).
bool vtd_dmar_covers(const vtd_dmar *dmar, const vtd_dmar_entry *entry, const vtd_dmar_buses *buses,
                     uint16_t segment, uint16_t sid);

// The unit that serves a PCI requester: the one that lists it, else the segment's unit with
// INCLUDE_PCI_ALL. A virtual function is served by its physical function's unit: ask with that one.
// False: none; *unit is undefined then.
bool vtd_dmar_unit_of(const vtd_dmar *dmar, const vtd_dmar_buses *buses, uint16_t segment,
                      uint16_t sid, vtd_dmar_entry *unit);

// The unit that lists an IOAPIC, HPET or ACPI device (VTD_DMAR_SCOPE_TYPE_*, enumeration id), and
// the requester id of its messages. `found` is false if none does; *unit is undefined then.
vtd_dmar_place vtd_dmar_unit_of_id(const vtd_dmar *dmar, const vtd_dmar_buses *buses, uint8_t type,
                                   uint8_t id, vtd_dmar_entry *unit);

#endif // VTD_DMAR_H
