// SPDX-License-Identifier: Apache-2.0
// Protected memory at boot (chapter 11, PMEN): before an operating system has built tables, DMA is
// not translated and any device could write into it. The protected regions close that gap: the
// loader programs them first, loads the system into protected memory, and the system lifts the
// protection only when its own tables are in force.
//
// The program plays both: DMA into the region is blocked (silently: that is no fault), DMA
// elsewhere works, the hand-over keeps the region closed until the end.
#include "programs.h"
#include "rig.h"

#define IOVA UINT64_C(0x90000000)

typedef struct scene {
  rig *r;
  rig_device *dev;
  uint64_t bytes;     // of the region: the unit's alignment
  uint64_t protected; // memory in the region
  uint64_t open;      // memory outside of it
} scene;

static bool blocked(scene *s, uint64_t addr) {
  dmae_job job = rig_job_fill(0, addr, 256);
  dmae_err err = dmae_run(&s->dev->dma, &job, RIG_DMA_NS);
  dmae_error_info info = dmae_error(&s->dev->dma);
  dmae_clear_error(&s->dev->dma);
  return err == DMAE_FAILED && info.response == VTD_DMAE_RESP_ADDRESS;
}

static bool set_up(scene *s) {
  rig *r = s->r;
  s->bytes = vtd_drv_protect_alignment(&r->unit, false);
  unsigned order = VTD_PAGE_SHIFT;
  while (UINT64_C(1) << order < s->bytes)
    order++;
  s->protected = rig_pages(r, s->bytes / 4096, order);
  s->open = rig_pages(r, 4, VTD_PAGE_SHIFT);
  s->dev = rig_open_detached(r, 0, 0, 32, 0);
  return rig_alive(r);
}

static vtd_drv_region region(const scene *s) {
  vtd_drv_region out = {s->protected, s->bytes};
  return out;
}

// The loader's part: no tables, translation off.
static void boot(scene *s) {
  rig *r = s->r;
  const vtd_drv_region none = {0, 0};
  const vtd_drv_region odd = {s->protected + 4096, s->bytes};
  rig_fill(r, s->protected, s->bytes, 1);
  rig_check(r, vtd_drv_protect(&r->unit, odd, none) == VTD_DRV_BAD_ARGUMENT,
            "a misaligned region is refused");
  rig_ok(r, vtd_drv_protect(&r->unit, region(s), none), "protection goes on");
  rig_check(r, vtd_drv_protect(&r->unit, region(s), none) == VTD_DRV_STATE,
            "the region is fixed while it is in force");
  rig_check(r, blocked(s, s->protected), "a write to its first bytes is blocked");
  rig_check(r, blocked(s, s->protected + s->bytes - 256), "and to its last");
  rig_fill(r, s->open, 4096, 2);
  rig_copy(r, s->dev, s->open, s->open + 4096, 4096, "DMA to other memory works untranslated");
  rig_check(r, rig_same(r, s->open + 4096, 4096, 2), "with the right data");
  dmae_job out = rig_job_copy(s->protected, s->open, 256);
  rig_check(r, dmae_run(&s->dev->dma, &out, RIG_DMA_NS) == DMAE_FAILED, "nor can it be read out");
  dmae_clear_error(&s->dev->dma);
  rig_check(r, rig_same(r, s->protected, s->bytes, 1), "protected memory is as it was");
}

// The system's part: tables first, then protection off.
static void hand_over(scene *s) {
  rig *r = s->r;
  if (!rig_go(r))
    return;
  vtd_drv_domain *domain = rig_domain(r, 0);
  if (domain == NULL)
    return;
  const unsigned rw = VTD_DRV_READ | VTD_DRV_WRITE;
  rig_ok(r, vtd_drv_map(domain, s->dev->ring_iova, s->dev->ring_phys, 4096, rw),
         "the ring is mapped");
  rig_ok(r, vtd_drv_attach(domain, s->dev->sid, 0), "the device gets a domain");
  s->dev->domain = domain;
  s->dev->attached = true;
  rig_ok(r, vtd_drv_map(domain, IOVA, s->protected, s->bytes, rw), "and a buffer in the region");
  // Units before version 2 may let translated DMA pass while the protection is on.
  if (vtd_ver_max(r->unit.ver) >= 2)
    rig_check(r, blocked(s, IOVA), "translated DMA into the region is blocked as well");
  rig_check(r, rig_same(r, s->protected, s->bytes, 1), "protected memory is as it was");
  rig_ok(r, vtd_drv_unprotect(&r->unit), "protection goes off");
  rig_fill(r, s->protected, 4096, 3);
  rig_copy(r, s->dev, IOVA, IOVA + 8192, 4096, "now the mapped buffer works");
  rig_check(r, rig_same(r, s->protected + 8192, 4096, 3), "with the right data");
  dmae_job job = rig_job_fill(0, s->protected, 64);
  rig_blocked expected = {VTD_FR_LGN_2, s->protected, VTD_DRV_ACCESS_WRITE,
                          "by its host address it stays out of reach"};
  rig_provoke(r, s->dev, &job, &expected);
}

bool program_protected_memory(const fw_env *env) {
  scene s = {0};
  s.r = rig_begin(env, "boot", RIG_PROBE_ONLY);
  if (!rig_alive(s.r))
    return rig_end(s.r);
  if (!vtd_cap_plmr(s.r->unit.cap)) {
    const vtd_drv_region any = {0, 4096};
    rig_skip(s.r, "CAP.PLMR = 0");
    rig_check(s.r, vtd_drv_protect(&s.r->unit, any, any) == VTD_DRV_UNSUPPORTED,
              "the driver says so");
    return rig_end(s.r);
  }
  if (!set_up(&s))
    return rig_end(s.r);
  boot(&s);
  rig_phase(s.r, "hand-over");
  hand_over(&s);
  return rig_end(s.r);
}
