// SPDX-License-Identifier: Apache-2.0
// Large platforms for core_bench: several units, many functions, each with address spaces and
// PASIDs of its own.
#ifndef VTD_BENCH_SCALE_H
#define VTD_BENCH_SCALE_H

#include <stdbool.h>
#include <stdint.h>

// Functions, address spaces and PASIDs are shared out evenly. All accesses are 64-byte reads.
typedef struct scale_shape {
  uint32_t units, functions, domains, pasids;
  // The working set: that many PASIDs, out of all evenly, and that many pages of each; powers of
  // two. They are asked for in turn.
  uint32_t pasids_used, pages;
  // Sizes of each unit's caches; 0: as in vtd_config_scalable().
  uint32_t iotlb_sets, pasid_entries, psc_entries;
  bool hits; // all of the working set has to be in the IOTLB, else none
  // Before each translation, software asks for what follows the unbinding of its PASID: an
  // invalidation of the PASID's entry, and one of its translations.
  bool unbind;
} scale_shape;

typedef struct scale scale;

// NULL: out of memory.
scale *scale_new(const scale_shape *shape);
void scale_free(scale *s);
// Does `n` translations; returns how many went wrong, or were (not) in the IOTLB though the shape
// says the opposite. `s` was asked for the whole working set once before.
uint64_t scale_run(scale *s, uint64_t n);

#endif // VTD_BENCH_SCALE_H
