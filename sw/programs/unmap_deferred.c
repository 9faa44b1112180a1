// SPDX-License-Identifier: Apache-2.0
// Live unmap, deferred (chapter 6): invalidating costs more than unmapping, so drivers collect
// unmaps and flush once for many. The price is a window in which a device can still use what it
// has in the caches. The rule that makes it bearable: neither memory nor addresses are used for
// anything else before the flush.
//
// The program shows the window (a device gets through to pages that are unmapped already), that the
// flush closes it for good, that every release comes once and only then, and that the driver
// flushes by itself before its list overflows.
#include "programs.h"
#include "rig.h"

#define IOVA  UINT64_C(0x20000000)
#define PAGES 16u
#define MANY  (VTD_DRV_DEFERRED_MAX + 10u)
#define SEED  9u

typedef struct scene {
  rig *r;
  vtd_drv_domain *domain;
  rig_device *dev;
  uint64_t memory;
  uint32_t released;
  uint64_t released_bytes;
} scene;

static uint64_t page_iova(unsigned page) {
  return IOVA + page * UINT64_C(4096);
}

static uint64_t page_phys(const scene *s, unsigned page) {
  return s->memory + page * UINT64_C(4096);
}

static void on_release(void *arg, uint64_t iova, uint64_t bytes) {
  scene *s = arg;
  (void)iova;
  s->released++;
  s->released_bytes += bytes;
}

static bool set_up(scene *s) {
  rig *r = s->r;
  s->domain = rig_domain(r, 0);
  if (s->domain == NULL)
    return false;
  s->dev = rig_open(r, 0, s->domain, RIG_RING, 64, 0, 0);
  s->memory = rig_pages(r, MANY, VTD_PAGE_SHIFT);
  return rig_alive(r);
}

static void map_all(scene *s, unsigned pages) {
  rig_ok(
      s->r,
      vtd_drv_map(s->domain, IOVA, s->memory, pages * UINT64_C(4096), VTD_DRV_READ | VTD_DRV_WRITE),
      "the pages are mapped");
}

// One write by the device; whether it got through.
static bool device_writes(scene *s, unsigned page, uint64_t value) {
  dmae_job job = rig_job_fill(value, page_iova(page), 64);
  bool through = dmae_run(&s->dev->dma, &job, RIG_DMA_NS) == DMAE_OK;
  dmae_clear_error(&s->dev->dma);
  return through;
}

// The device touches each page just before it is unmapped. Whether the translation is still cached
// a moment later is up to the unit: both outcomes are right, but a write that gets through has to
// land in the old page.
static void window(scene *s) {
  rig *r = s->r;
  unsigned open = 0;
  map_all(s, PAGES);
  for (unsigned page = 0; page < PAGES; page++) {
    uint32_t before = r->faults;
    rig_check(r, device_writes(s, page, 1), "the device writes to a mapped page");
    rig_ok(r, vtd_drv_unmap_deferred(s->domain, page_iova(page), 4096, on_release, s),
           "the page is unmapped, the flush comes later");
    rig_check(r, !vtd_drv_query(s->domain, page_iova(page)).present, "the tables know at once");
    if (device_writes(s, page, 2)) {
      open++;
      rig_check(r, rig_all(r, page_phys(s, page), 64, 2), "a late write lands in the old page");
      continue;
    }
    r->env->expect_faults(r->env->ctx, 1);
    rig_check(r, rig_await_faults(r, before + 1), "a blocked late write is reported");
  }
  rig_log_number(r, "pages of 16 that were still in reach of the device", open);
  rig_check(r, s->released == 0, "nothing is released before the flush");
}

static void closed(scene *s) {
  rig *r = s->r;
  rig_ok(r, vtd_drv_flush_deferred(&r->unit), "the flush");
  rig_check(r, s->released == PAGES && s->released_bytes == PAGES * UINT64_C(4096),
            "every page is released once");
  rig_fill(r, s->memory, PAGES * UINT64_C(4096), SEED);
  for (unsigned page = 0; page < PAGES; page++) {
    dmae_job job = rig_job_fill(3, page_iova(page), 64);
    rig_blocked expected = {VTD_FR_LGN_2, page_iova(page), VTD_DRV_ACCESS_WRITE,
                            "after the flush the page is out of reach"};
    rig_provoke(r, s->dev, &job, &expected);
  }
  rig_check(r, rig_same(r, s->memory, PAGES * UINT64_C(4096), SEED), "and stays as it is");
}

// More than the list holds: the driver has to flush in between, and the addresses of early ones can
// be used again after that.
static void many(scene *s) {
  rig *r = s->r;
  uint64_t flushes = r->unit.stats.flushes;
  s->released = 0;
  map_all(s, MANY);
  for (unsigned page = 0; page < MANY; page++)
    rig_ok(r, vtd_drv_unmap_deferred(s->domain, page_iova(page), 4096, on_release, s),
           "a page is unmapped, the flush comes later");
  rig_check(r, r->unit.stats.flushes == flushes + 1, "one flush came by itself");
  rig_check(r, s->released == VTD_DRV_DEFERRED_MAX, "and released what was waiting");
  rig_ok(r, vtd_drv_flush_deferred(&r->unit), "the last flush");
  rig_check(r, s->released == MANY, "all are released");
  map_all(s, PAGES);
  rig_check(r, device_writes(s, 0, 4) && rig_all(r, page_phys(s, 0), 64, 4),
            "the addresses can be used again");
  rig_ok(r, vtd_drv_unmap(s->domain, IOVA, PAGES * UINT64_C(4096)), "and unmapped");
}

bool program_unmap_deferred(const fw_env *env) {
  scene s = {0};
  s.r = rig_begin(env, "set-up", 0);
  if (!rig_alive(s.r) || !set_up(&s))
    return rig_end(s.r);
  rig_phase(s.r, "window");
  window(&s);
  rig_phase(s.r, "after the flush");
  closed(&s);
  rig_phase(s.r, "full list");
  many(&s);
  return rig_end(s.r);
}
