// SPDX-License-Identifier: Apache-2.0
// A device that does its work while others misbehave: it copies from one half of its memory to the
// other, in a domain of its own, and what it copied is checked.
#ifndef BYSTANDER_H
#define BYSTANDER_H

#include "rig.h"

typedef struct bystander {
  rig *r;
  vtd_drv_domain *domain;
  rig_device *dev;
  uint64_t memory; // physical address
} bystander;

#define BYSTANDER_IOVA  UINT64_C(0x40000000) // where its memory is in its domain
#define BYSTANDER_BYTES UINT64_C(0x40000)

// Opens the machine's device of that number, with memory of its own. False if something failed.
bool bystander_open(bystander *b, rig *r, unsigned device);
// Starts a copy of a pattern; begin and end take the same seed.
void bystander_begin(bystander *b, uint64_t seed);
// Waits for the copy and checks it.
void bystander_end(bystander *b, uint64_t seed);

#endif // BYSTANDER_H
