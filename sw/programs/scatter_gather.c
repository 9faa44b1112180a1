// SPDX-License-Identifier: Apache-2.0
// Scatter-gather by tables and by lists: the unit makes pages that lie anywhere in memory look
// contiguous to a device that knows no lists, and a device with lists gathers small pieces out of
// many mappings. Completion comes by interrupt.
//
// A buffer of shuffled pages is mapped as one range and copied by one descriptor; then the device
// collects odd pieces by a list (gather) and spreads them again (scatter).
#include "programs.h"
#include "rig.h"

#define PAGES  32u
#define BYTES  (PAGES * UINT64_C(4096))
#define SOURCE UINT64_C(0x30000000)
#define TARGET UINT64_C(0x31000000)
#define LIST   UINT64_C(0x32000000)
#define PIECES 100u
#define VECTOR (RIG_VECTOR + 1)

typedef struct scene {
  rig *r;
  vtd_drv_domain *domain;
  rig_device *dev;
  uint64_t pool, flat, list;
} scene;

static void on_completion(void *arg, unsigned vector) {
  (void)vector;
  dmae_interrupt(arg);
}

// Page `i` of the range lies here: an odd stride visits every page of the pool once.
static uint64_t shuffled(const scene *s, unsigned i) {
  return s->pool + (i * 13u + 5u) % PAGES * UINT64_C(4096);
}

static bool set_up(scene *s) {
  rig *r = s->r;
  s->domain = rig_domain(r, 0);
  if (s->domain == NULL)
    return false;
  s->dev = rig_open(r, 0, s->domain, RIG_RING, 32, 0, 0);
  s->pool = rig_pages(r, PAGES, VTD_PAGE_SHIFT);
  s->flat = rig_pages(r, PAGES, VTD_PAGE_SHIFT);
  s->list = rig_pages(r, 1, VTD_PAGE_SHIFT);
  if (!rig_alive(r))
    return false;
  for (unsigned i = 0; i < PAGES; i++)
    rig_ok(r,
           vtd_drv_map(s->domain, SOURCE + i * UINT64_C(4096), shuffled(s, i), 4096,
                       VTD_DRV_READ | VTD_DRV_WRITE),
           "a page of the range is mapped");
  rig_ok(r, vtd_drv_map(s->domain, TARGET, s->flat, BYTES, VTD_DRV_READ | VTD_DRV_WRITE),
         "the contiguous buffer is mapped");
  rig_ok(r, vtd_drv_map(s->domain, LIST, s->list, 4096, VTD_DRV_READ), "the list is mapped");
  r->env->irq_hook(r->env->ctx, VECTOR, on_completion, &s->dev->dma);
  dmae_interrupts_on(&s->dev->dma, r->env->machine->msi_base, VECTOR);
  return rig_alive(r);
}

// Runs one job that asks for a message and a status, and waits for the message.
static void run(scene *s, dmae_job job, const char *what) {
  rig *r = s->r;
  uint32_t slot = 0;
  uint32_t before = s->dev->dma.interrupts;
  job.flags |= VTD_DMAE_FLAG_IRQ | VTD_DMAE_FLAG_STATUS;
  rig_dma_ok(r, dmae_queue(&s->dev->dma, &job, &slot), "the job is queued");
  dmae_kick(&s->dev->dma);
  uint64_t start = r->hal.time_ns(r->hal.ctx);
  while (s->dev->dma.interrupts == before && vtd_drv_elapsed(&r->hal, start) < RIG_DMA_NS)
    r->hal.relax(r->hal.ctx);
  rig_check(r, s->dev->dma.interrupts == before + 1, "completion comes by interrupt");
  dmae_status status = dmae_slot_status(&s->dev->dma, slot);
  rig_check(r, status.status == VTD_DMAE_DESC_COMPLETED, what);
  rig_dma_ok(r, dmae_wait(&s->dev->dma, RIG_DMA_NS), what);
}

static void by_tables(scene *s) {
  rig *r = s->r;
  for (unsigned i = 0; i < PAGES; i++)
    rig_fill_at(r, shuffled(s, i), 4096, 1, i * UINT64_C(4096));
  run(s, rig_job_copy(SOURCE, TARGET, (uint32_t)BYTES), "one copy out of shuffled pages");
  rig_check(r, rig_same(r, s->flat, BYTES, 1), "arrives in order");
}

// Pieces of different length with gaps between them, all multiples of 8 bytes.
static uint32_t piece_bytes(unsigned i) {
  return 8 + i % 37 * 24;
}

static uint64_t piece_offset(unsigned i) {
  return i * UINT64_C(1200);
}

static uint32_t make_list(scene *s, uint64_t base) {
  uint32_t total = 0;
  for (unsigned i = 0; i < PIECES; i++) {
    dmae_list_put(&s->r->hal, s->list, i, base + piece_offset(i), piece_bytes(i));
    total += piece_bytes(i);
  }
  return total;
}

static void by_list(scene *s) {
  rig *r = s->r;
  uint32_t total = make_list(s, SOURCE);
  dmae_job gather = {LIST, TARGET, PIECES, VTD_DMAE_OP_GATHER};
  run(s, gather, "pieces are gathered by a list");
  uint64_t at = 0;
  bool right = true;
  for (unsigned i = 0; i < PIECES; i++) {
    right = rig_same_at(r, s->flat + at, piece_bytes(i), 1, piece_offset(i)) && right;
    at += piece_bytes(i);
  }
  rig_check(r, right && at == total, "each piece is the right one");
  for (unsigned i = 0; i < PAGES; i++)
    rig_fill_at(r, shuffled(s, i), 4096, 2, i * UINT64_C(4096));
  dmae_job scatter = {TARGET, LIST, PIECES, VTD_DMAE_OP_SCATTER};
  run(s, scatter, "and scattered again");
}

// Pieces have the first pattern, the gaps between them the second.
static void check_scattered(scene *s) {
  rig *r = s->r;
  dmae_job back = rig_job_copy(SOURCE, TARGET, (uint32_t)BYTES);
  run(s, back, "the range is read back");
  bool right = true;
  for (unsigned i = 0; i < PIECES; i++) {
    uint64_t begin = piece_offset(i), end = begin + piece_bytes(i);
    right = rig_same_at(r, s->flat + begin, piece_bytes(i), 1, begin) && right;
    uint64_t next = i + 1 < PIECES ? piece_offset(i + 1) : BYTES;
    right = rig_same_at(r, s->flat + end, next - end, 2, end) && right;
  }
  rig_check(r, right, "every byte is where the lists say");
}

bool program_scatter_gather(const fw_env *env) {
  scene s = {0};
  s.r = rig_begin(env, "set-up", 0);
  if (rig_alive(s.r) && set_up(&s)) {
    rig_phase(s.r, "by tables");
    by_tables(&s);
    rig_phase(s.r, "by lists");
    by_list(&s);
    check_scattered(&s);
  }
  env->irq_hook(env->ctx, VECTOR, NULL, NULL);
  return rig_end(s.r);
}
