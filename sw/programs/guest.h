// SPDX-License-Identifier: Apache-2.0
// A guest: software that runs on a machine of its own, which a hypervisor program makes for it.
//
// Its memory accesses and pages are guest-physical; device registers are those of the real device.
// It may have a virtual remapping unit, whose registers the hypervisor emulates: enough of one for
// the driver library, with caching mode on, so that every change of the guest's tables comes with a
// command that the hypervisor sees (chapter 6).
#ifndef GUEST_H
#define GUEST_H

#include "rig.h"

#define GUEST_SIZE       UINT64_C(0x1000000)  // 16 MiB
#define GUEST_UNIT_BASE  UINT64_C(0xFED80000) // where the guest finds its unit
#define GUEST_UNIT_WORDS 1024u

// What the guest's unit tells the hypervisor. Called when the guest rings the doorbell, once per
// queue descriptor but waits.
typedef void (*guest_command_fn)(void *arg, const uint64_t words[4]);

typedef struct guest_unit {
  bool there;
  uint32_t reg[GUEST_UNIT_WORDS];
  uint64_t root; // latched: guest-physical address of the root table
  uint64_t commands;
  guest_command_fn command;
  void *arg;
} guest_unit;

typedef struct guest {
  rig *r;
  rig_device *dev; // its device: not open to the hypervisor, which attaches it
  vtd_hal hal;     // what the guest's drivers see
  uint64_t host;   // host-physical address of guest-physical 0
  uint64_t next;   // its page allocator, which never takes a page back
  guest_unit unit;
} guest;

// GUEST_SIZE bytes of memory from the rig's pages, and the machine's first device. False if there
// are none.
bool guest_make(guest *g, rig *r);
// Gives it a remapping unit with these capabilities.
void guest_add_unit(guest *g, uint64_t cap, uint64_t ecap, guest_command_fn command, void *arg);

// What guests do: they begin with a phase of the report, and start their unit (`unit` is the
// driver's state) in this mode. False if something failed.
bool guest_start_unit(guest *g, vtd_drv *unit, bool scalable);
// Opens the device's channel, with a ring of GUEST_RING entries at `ring` (guest-physical), which
// the guest's tables have at `iova`.
#define GUEST_RING 64u
void guest_open_device(guest *g, dmae_channel *dma, uint64_t ring, uint64_t iova);
// A write of the device at `iova` must fail with one fault record: this page and, unless it is 0,
// this reason.
void guest_blocked(guest *g, dmae_channel *dma, uint64_t iova, uint8_t reason, const char *what);

// A word of guest memory, for the hypervisor; 0 beyond its end.
uint64_t guest_load(const guest *g, uint64_t gpa);

#endif // GUEST_H
