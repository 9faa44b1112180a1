// SPDX-License-Identifier: Apache-2.0
// State of what software asks for: register commands, the invalidation queue, drains, device-TLB
// invalidations on their way.
#ifndef VTD_COMMANDS_H
#define VTD_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "vtd/vtd.h"

// ---- Drains (inflight.c)
//
// Accesses are counted in one of two phases. A drain flips the phase, so that new accesses do not
// delay it, and is reached when the old phase is empty. At most one flip is under way; whoever asks
// meanwhile waits for the next one. Reads and writes are separate: a command may drain only one.

enum { VTD_DRAIN_READ = 1, VTD_DRAIN_WRITE = 2, VTD_DRAIN_BOTH = 3 };

// What a drain waits for: the number of completed flips, for reads and for writes.
typedef struct vtd_drain {
  uint64_t until[2];
} vtd_drain;

// A token is a kind (0: read, 1: write) in bit 1 and a phase in bit 0.
enum { VTD_TOKEN_COUNT = 4, VTD_TOKEN_PHASE = 1, VTD_TOKEN_KIND_SHIFT = 1 };

struct vtd_inflight_state {
  uint32_t next[2];                // by kind: token of new accesses
  uint32_t count[VTD_TOKEN_COUNT]; // accesses in flight, by token
  uint64_t done[2];                // by kind: flips whose old phase has emptied
  uint64_t wanted[2]; // by kind: flips that somebody waits for; done < wanted: one is under way
};

// ---- Register commands whose status follows after a drain (commands.c)

enum vtd_command { VTD_CMD_TE, VTD_CMD_SRTP, VTD_CMD_PMEN, VTD_CMD_IOTLB, VTD_CMD_COUNT };

struct vtd_commands {
  bool pending[VTD_CMD_COUNT];
  vtd_drain drain[VTD_CMD_COUNT];
  uint8_t iaig; // what IOTLB_REG.IAIG will say
};

// ---- Invalidation queue (queue.c, descriptors.c)

// What the descriptor at the head waits for; IQH moves on when it has it.
enum vtd_queue_stage {
  VTD_QUEUE_FETCH, // nothing: it has not been read yet
  VTD_QUEUE_DRAIN, // its accesses in flight
  VTD_QUEUE_WAIT,  // a wait descriptor: device-TLB invalidations before it
  VTD_QUEUE_DEFER, // a device-TLB invalidation: a free tag
  VTD_QUEUE_PAGES, // a wait descriptor with PD: page requests on their way to their queue
};

struct vtd_queue {
  bool running;        // vtd_queue_run() is on the stack
  bool starved;        // it gave up for now although it could have gone on
  uint8_t stage;       // enum vtd_queue_stage
  uint32_t generation; // of the queue: changes when it is enabled, disabled or reset
  uint64_t held[4];    // the descriptor at the head, unless stage is FETCH
  vtd_drain drain;     // stages DRAIN and PAGES
};

// ---- Device-TLB invalidations on their way (devtlb.c)

// The architecture has 32 tags for each device; the unit tracks this many in all. More wait.
#define VTD_DEV_TLB_PENDING 64

struct vtd_dev_tlb_entry {
  bool used;
  uint8_t itag;
  uint8_t seen;      // completions received
  uint16_t sid;      // who must answer
  uint16_t throttle; // whose limit it counts against: the physical function
};

struct vtd_dev_tlb {
  uint32_t pending;
  struct vtd_dev_tlb_entry entry[VTD_DEV_TLB_PENDING];
};

// ---- Page request queue (pagereq.c)

// Writing an entry may let other page requests in, which get the entries behind it. The tail moves
// when none is being written any more.
struct vtd_page_queue {
  uint32_t claimed;    // entries from the tail on
  uint32_t writing;    // of these, how many are being written
  uint32_t generation; // changes with a reset: what was claimed before is void
};

// ---- Interrupt entry cache (interrupt.c)

struct vtd_iec_entry {
  uint64_t irte[VTD_IRTE_WORDS];
  uint32_t tag; // interrupt index plus 1, 0 if invalid
};

struct vtd_iec {
  struct vtd_iec_entry *entry; // direct-mapped by the low bits of the index
  uint32_t count;              // a power of two, or 0
  uint32_t epoch;              // invalidations so far: a fill that one overtook is dropped
};

#endif // VTD_COMMANDS_H
