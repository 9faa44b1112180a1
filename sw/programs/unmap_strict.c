// SPDX-License-Identifier: Apache-2.0
// Live unmap, strict (chapter 6): a driver takes a buffer away from a device that is writing to it.
// When the unmap has returned, the entry is gone from the tables, from every cache, and the writes
// that were under way have arrived; the buffer belongs to the CPU.
//
// The device writes one pattern into a buffer over and over. The program unmaps (all of it, one
// page, a part of a superpage), immediately writes another pattern, and lets time pass: not one
// byte may change any more. The device meets exactly one fault and stops there.
#include "programs.h"
#include "rig.h"

#define IOVA    UINT64_C(0x80000000)
#define BYTES   UINT64_C(0x200000) // one superpage
#define ENTRIES 1024u              // descriptors of 4 KiB: twice the buffer
#define SEED    5u

static bool set_up(rig_scene *s) {
  // Where the unit has it, the device counts as one that keeps translations itself: every unmap
  // then tells it, too, and waits for its answer (chapter 4).
  bool device_tlb = vtd_ecap_dt(s->r->unit.ecap) && s->r->unit.use_queue;
  const rig_scene_want want = {ENTRIES, VTD_DMAE_CTRL_STOP_ON_ERROR,
                               device_tlb ? VTD_DRV_ATTACH_DEVICE_TLB : 0, BYTES};
  return rig_scene_open(s, &want);
}

// The device goes through [first, first + pages) again and again until it is stopped.
static void start_writing(rig_scene *s, uint64_t first, uint64_t pages) {
  for (uint32_t i = 0; i < ENTRIES - 1; i++) {
    dmae_job job =
        rig_job_fill(UINT64_C(0xDDDDDDDDDDDDDDDD), IOVA + (first + i % pages) * 4096, 4096);
    rig_dma_ok(s->r, dmae_queue(&s->dev->dma, &job, NULL), "a write is queued");
  }
  uint64_t before = dmae_bytes(&s->dev->dma);
  dmae_kick(&s->dev->dma);
  // Well into the middle of it: every page of the range is in the caches by now.
  while (dmae_bytes(&s->dev->dma) - before < pages * 4096 + 8192 && !dmae_idle(&s->dev->dma))
    s->r->hal.relax(s->r->hal.ctx);
}

typedef struct slice {
  uint64_t first, pages;     // that the device writes to
  uint64_t gone, gone_pages; // of them: that are unmapped
  bool small;                // map 4 KiB pages
  const char *phase;
} slice;

static void unmap_under_fire(rig_scene *s, const slice *cut) {
  rig *r = s->r;
  uint32_t before = r->faults;
  rig_phase(r, cut->phase);
  r->unit.small_pages = cut->small;
  rig_ok(r, vtd_drv_map(s->domain, IOVA, s->memory, BYTES, VTD_DRV_READ | VTD_DRV_WRITE),
         "the buffer is mapped");
  start_writing(s, cut->first, cut->pages);
  rig_check(r, !dmae_idle(&s->dev->dma), "the device is writing when the unmap comes");
  r->env->expect_faults(r->env->ctx, 1);
  uint64_t gone = IOVA + cut->gone * 4096, bytes = cut->gone_pages * 4096;
  rig_ok(r, vtd_drv_unmap(s->domain, gone, bytes), "the range is unmapped");
  rig_fill(r, s->memory + cut->gone * 4096, bytes, SEED);
  rig_check(r, dmae_wait(&s->dev->dma, RIG_DMA_NS) == DMAE_HALTED, "the device runs into the hole");
  rig_check(r, rig_await_faults(r, before + 1), "which is reported");
  rig_pause(r, RIG_QUIET_NS);
  rig_check(r, rig_same(r, s->memory + cut->gone * 4096, bytes, SEED),
            "not one byte changed after the unmap had returned");
  rig_check(r, r->faults == before + 1, "the device met exactly one fault");
  const vtd_drv_fault *fault = rig_fault(r, before);
  rig_check(r,
            fault->reason == rig_reason(r, s->domain, fault->addr, VTD_FR_LGN_2) &&
                fault->sid == s->dev->sid && fault->addr >= gone && fault->addr < gone + bytes,
            "a write to the range that is gone");
}

// What stayed mapped still works, and the rest goes in an orderly way.
static void clean_up(rig_scene *s, const slice *cut) {
  rig *r = s->r;
  uint64_t first = cut->gone, end = cut->gone + cut->gone_pages, pages = BYTES / 4096;
  rig_reset(r, s->dev);
  if (first > 0) {
    rig_fill(r, s->memory, 4096, SEED + 1);
    rig_copy(r, s->dev, IOVA, IOVA + (first - 1) * 4096, 4096, "what is left works");
    rig_check(r, rig_same(r, s->memory + (first - 1) * 4096, 4096, SEED + 1), "and is right");
    rig_ok(r, vtd_drv_unmap(s->domain, IOVA, first * 4096), "the part below is unmapped");
  }
  if (end < pages)
    rig_ok(r, vtd_drv_unmap(s->domain, IOVA + end * 4096, (pages - end) * 4096),
           "the part above is unmapped");
}

bool program_unmap_strict(const fw_env *env) {
  static const slice cuts[] = {
      {0, 64, 0, 512, true, "whole buffer, 4 KiB pages"},
      {0, 64, 17, 1, true, "one page of many"},
      {0, 512, 0, 512, false, "a superpage"},
      {0, 64, 32, 8, false, "a part of a superpage"},
  };
  rig_scene s = {0};
  s.r = rig_begin(env, "set-up", 0);
  if (!rig_alive(s.r) || !set_up(&s))
    return rig_end(s.r);
  for (unsigned i = 0; i < sizeof cuts / sizeof cuts[0] && rig_alive(s.r); i++) {
    unmap_under_fire(&s, &cuts[i]);
    clean_up(&s, &cuts[i]);
  }
  return rig_end(s.r);
}
