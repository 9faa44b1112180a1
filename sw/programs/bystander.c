// SPDX-License-Identifier: Apache-2.0
// A device that does its work while others misbehave; see bystander.h.
#include "bystander.h"

#define HALF  (BYSTANDER_BYTES / 2)
#define CHUNK 1024u

bool bystander_open(bystander *b, rig *r, unsigned device) {
  b->r = r;
  b->domain = rig_domain(r, 0);
  if (b->domain == NULL)
    return false;
  b->dev = rig_open(r, device, b->domain, RIG_RING, 256, 0, 0);
  b->memory = rig_pages(r, BYSTANDER_BYTES / 4096, VTD_PAGE_SHIFT);
  if (!rig_alive(r))
    return false;
  return rig_ok(r,
                vtd_drv_map(b->domain, BYSTANDER_IOVA, b->memory, BYSTANDER_BYTES,
                            VTD_DRV_READ | VTD_DRV_WRITE),
                "the bystander's memory");
}

void bystander_begin(bystander *b, uint64_t seed) {
  rig_fill(b->r, b->memory, HALF, seed);
  for (uint64_t at = 0; at < HALF; at += CHUNK) {
    dmae_job job = rig_job_copy(BYSTANDER_IOVA + at, BYSTANDER_IOVA + HALF + at, CHUNK);
    rig_dma_ok(b->r, dmae_queue(&b->dev->dma, &job, NULL), "a copy is queued");
  }
  dmae_kick(&b->dev->dma);
}

void bystander_end(bystander *b, uint64_t seed) {
  rig_dma_ok(b->r, dmae_wait(&b->dev->dma, RIG_DMA_NS), "the bystander's copy completes");
  rig_check(b->r, rig_same(b->r, b->memory + HALF, HALF, seed), "and is right");
}
