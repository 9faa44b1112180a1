// SPDX-License-Identifier: Apache-2.0
// Device isolation (chapter 3): every device has a domain of its own, so that a device that is
// broken, or driven by somebody hostile, reaches its own buffers and nothing else.
//
// Two devices copy data all the time, in domains that use the very same I/O virtual addresses for
// different memory. Meanwhile a third one, the rogue, tries everything: memory of the others at
// its physical address, the tables of the remapping unit itself, a page that it may only read, an
// address outside of its tables, and DMA without being attached at all. Each attempt has to be
// blocked and reported with the rogue's requester id, and the copies of the others have to come
// out right.
#include "programs.h"
#include "rig.h"

#define BUFFER_IOVA UINT64_C(0x40000000) // the same in every domain
#define BUFFER_SIZE UINT64_C(0x20000)    // source in the first half, destination in the second
#define HALF        (BUFFER_SIZE / 2)
#define SHARED_IOVA UINT64_C(0x50000000) // a page that the rogue may read
#define CHUNK       0x400u
#define SEED_A      11u
#define SEED_B      22u

#define DEVICES 3u // two neighbours and a rogue

typedef struct scene {
  rig *r;
  vtd_drv_domain *domain_a, *domain_b, *domain_rogue;
  rig_device *a, *b, *rogue;
  uint64_t memory_a, memory_b, memory_rogue, shared;
} scene;

static bool set_up_neighbour(scene *s, vtd_drv_domain *domain, uint64_t *memory, uint64_t seed) {
  rig *r = s->r;
  *memory = rig_pages(r, BUFFER_SIZE / 4096, VTD_PAGE_SHIFT);
  if (*memory == 0)
    return false;
  rig_fill(r, *memory, HALF, seed);
  return rig_ok(
      r, vtd_drv_map(domain, BUFFER_IOVA, *memory, BUFFER_SIZE, VTD_DRV_READ | VTD_DRV_WRITE),
      "the buffer is mapped");
}

static bool set_up(scene *s) {
  rig *r = s->r;
  s->domain_a = rig_domain(r, 0);
  s->domain_b = rig_domain(r, 0);
  s->domain_rogue = rig_domain(r, 0);
  if (!rig_alive(r))
    return false;
  s->a = rig_open(r, 0, s->domain_a, RIG_RING, 128, 0, 0);
  s->b = rig_open(r, 1, s->domain_b, RIG_RING, 128, 0, 0);
  s->rogue = rig_open(r, 2, s->domain_rogue, RIG_RING, 128, 0, 0);
  if (!rig_alive(r) || !set_up_neighbour(s, s->domain_a, &s->memory_a, SEED_A) ||
      !set_up_neighbour(s, s->domain_b, &s->memory_b, SEED_B))
    return false;
  s->memory_rogue = rig_pages(r, 1, VTD_PAGE_SHIFT);
  s->shared = rig_pages(r, 1, VTD_PAGE_SHIFT);
  if (!rig_alive(r))
    return false;
  vtd_drv_err err = vtd_drv_map(s->domain_rogue, BUFFER_IOVA, s->memory_rogue, 4096,
                                VTD_DRV_READ | VTD_DRV_WRITE);
  rig_ok(r, err, "the rogue's own page is mapped");
  err = vtd_drv_map(s->domain_rogue, SHARED_IOVA, s->shared, 4096, VTD_DRV_READ);
  return rig_ok(r, err, "a page is mapped for reading") && rig_alive(r);
}

// Queues the whole copy as many small descriptors and lets it run in the background.
static void start_copy(scene *s, rig_device *dev) {
  for (uint64_t at = 0; at < HALF; at += CHUNK) {
    dmae_job job = rig_job_copy(BUFFER_IOVA + at, BUFFER_IOVA + HALF + at, CHUNK);
    rig_dma_ok(s->r, dmae_queue(&dev->dma, &job, NULL), "a copy is queued");
  }
  dmae_kick(&dev->dma);
}

static void end_copy(scene *s, rig_device *dev, uint64_t memory, uint64_t seed) {
  rig *r = s->r;
  rig_dma_ok(r, dmae_wait(&dev->dma, RIG_DMA_NS), "the neighbour's copy completes");
  rig_check(r, rig_same(r, memory, HALF, seed), "the neighbour's source is as it was");
  rig_check(r, rig_same(r, memory + HALF, HALF, seed), "the neighbour's copy is right");
}

static void try_write(scene *s, uint64_t target, uint8_t reason, const char *what) {
  dmae_job job = rig_job_fill(UINT64_C(0x6666666666666666), target, 64);
  rig_blocked expected = {reason, target & ~UINT64_C(0xFFF), VTD_DRV_ACCESS_WRITE, what};
  rig_provoke(s->r, s->rogue, &job, &expected);
}

static void try_read(scene *s, uint64_t target, uint8_t reason, const char *what) {
  dmae_job job = rig_job_copy(target, BUFFER_IOVA, 64);
  rig_blocked expected = {reason, target & ~UINT64_C(0xFFF), VTD_DRV_ACCESS_READ, what};
  rig_provoke(s->r, s->rogue, &job, &expected);
}

static void attack(scene *s) {
  rig *r = s->r;
  try_write(s, s->memory_a, VTD_FR_LGN_2, "a write to a neighbour's memory is blocked");
  try_read(s, s->memory_b, VTD_FR_LGN_3, "a read of a neighbour's memory is blocked");
  try_write(s, r->unit.root_table, VTD_FR_LGN_2, "a write to the root table is blocked");
  try_write(s, s->domain_rogue->root, VTD_FR_LGN_2, "a write to its own tables is blocked");
  try_read(s, BUFFER_IOVA + 4096, VTD_FR_LGN_3, "a read behind its buffer is blocked");
  rig_copy(r, s->rogue, SHARED_IOVA, BUFFER_IOVA, 64, "it may read a page that is shared with it");
  try_write(s, SHARED_IOVA, VTD_FR_LGN_2, "but not write to it, cached translation or not");
  try_read(s, s->domain_rogue->limit, VTD_FR_LGN_1_1,
           "an address outside of the tables is blocked");
  rig_copy(r, s->rogue, SHARED_IOVA, BUFFER_IOVA, 4096, "what it may do still works");
  rig_check(r, rig_same(r, s->memory_rogue, 4096, SEED_B + 1), "and moves the right data");
}

// Without a context entry not even the descriptor fetch gets through.
static void detached(scene *s) {
  rig *r = s->r;
  rig_ok(r, vtd_drv_detach(&r->unit, s->domain_rogue, s->rogue->sid), "the rogue is detached");
  s->rogue->attached = false;
  dmae_job job = rig_job_fill(0, BUFFER_IOVA, 64);
  rig_blocked expected = {VTD_FR_LCT_2, rig_ring_page(s->rogue), VTD_DRV_ACCESS_READ,
                          "a device without a domain is blocked"};
  rig_provoke(r, s->rogue, &job, &expected);
  rig_check(r, rig_same(r, s->memory_rogue, 4096, SEED_B + 1), "and changes nothing");
}

bool program_isolation(const fw_env *env) {
  scene s = {0};
  s.r = rig_begin(env, "set-up", 0);
  if (!rig_alive(s.r))
    return rig_end(s.r);
  if (rig_device_total(s.r) < DEVICES) {
    rig_skip(s.r, "fewer than three DMA channels");
    return rig_end(s.r);
  }
  if (!set_up(&s))
    return rig_end(s.r);
  rig_fill(s.r, s.shared, 4096, SEED_B + 1);

  rig_phase(s.r, "rogue among neighbours");
  start_copy(&s, s.a);
  start_copy(&s, s.b);
  attack(&s);
  end_copy(&s, s.a, s.memory_a, SEED_A);
  end_copy(&s, s.b, s.memory_b, SEED_B);

  rig_phase(s.r, "rogue detached");
  start_copy(&s, s.a);
  detached(&s);
  end_copy(&s, s.a, s.memory_a, SEED_A);
  return rig_end(s.r);
}
