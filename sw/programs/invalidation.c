// SPDX-License-Identifier: Apache-2.0
// The two other ways to invalidate (chapter 6): registers, as drivers do it on units without a
// queue and firmware before an operating system runs, and a queue with 256-bit descriptors, as
// scalable mode has it. Whatever the way, the effect is the same: map, use, unmap, and the device
// is out.
#include "programs.h"
#include "rig.h"

#define IOVA  UINT64_C(0x40000000)
#define BYTES UINT64_C(0x400000)
#define ROUND UINT64_C(0x8000)

static bool set_up(rig_scene *s) {
  const rig_scene_want want = {32, 0, 0, BYTES};
  return rig_scene_open(s, &want);
}

static void blocked(rig_scene *s, uint64_t iova, const char *what) {
  dmae_job job = rig_job_fill(0, iova, 64);
  rig_blocked expected = {VTD_FR_LGN_2, iova, VTD_DRV_ACCESS_WRITE, what};
  rig_provoke(s->r, s->dev, &job, &expected);
}

// Map, use, unmap: `iova` gets the second half of what is mapped taken away first.
static void use(rig_scene *s, uint64_t bytes, uint64_t seed) {
  rig *r = s->r;
  uint64_t half = bytes / 2;
  uint32_t part = (uint32_t)(half < ROUND ? half : ROUND);
  rig_fill(r, s->memory, part, seed);
  rig_ok(r, vtd_drv_map(s->domain, IOVA, s->memory, bytes, VTD_DRV_READ | VTD_DRV_WRITE),
         "memory is mapped");
  rig_copy(r, s->dev, IOVA, IOVA + half, part, "a copy works");
  rig_check(r, rig_same(r, s->memory + half, part, seed), "with the right data");
  rig_ok(r, vtd_drv_unmap(s->domain, IOVA + half, half), "one half is unmapped");
  blocked(s, IOVA + half, "the device is out of it");
  rig_fill(r, s->memory + half, part, seed + 1);
  dmae_job job = rig_job_copy(IOVA, IOVA, 64);
  rig_dma_ok(r, dmae_run(&s->dev->dma, &job, RIG_DMA_NS), "the other half still works");
  rig_ok(r, vtd_drv_unmap(s->domain, IOVA, half), "the other half is unmapped");
  blocked(s, IOVA, "the device is out of both");
  rig_check(r, rig_same(r, s->memory + half, part, seed + 1), "nothing changed afterwards");
}

// A device that changes its domain must not see the old one's memory.
static void move(rig_scene *s) {
  rig *r = s->r;
  rig_device *dev = s->dev;
  vtd_drv_domain *other = rig_domain(r, 0);
  if (other == NULL)
    return;
  const unsigned rw = VTD_DRV_READ | VTD_DRV_WRITE;
  rig_ok(r, vtd_drv_map(s->domain, IOVA, s->memory, ROUND, rw), "memory in the old domain");
  rig_ok(r, vtd_drv_map(other, IOVA, s->memory + ROUND, ROUND, rw), "memory in the new one");
  rig_ok(r, vtd_drv_map(other, dev->ring_iova, dev->ring_phys, 4096, rw), "the ring in both");
  dmae_job job = rig_job_fill(1, IOVA, 64);
  rig_dma_ok(r, dmae_run(&dev->dma, &job, RIG_DMA_NS), "the device uses the old one");
  rig_ok(r, vtd_drv_detach(&r->unit, s->domain, dev->sid), "it leaves");
  rig_ok(r, vtd_drv_attach(other, dev->sid, 0), "and joins the new one");
  job.src = 2;
  rig_dma_ok(r, dmae_run(&dev->dma, &job, RIG_DMA_NS), "it uses the new one");
  rig_check(r, rig_all(r, s->memory, 64, 1), "the old memory is as it was left");
  rig_check(r, rig_all(r, s->memory + ROUND, 64, 2), "the new memory was written");
  rig_ok(r, vtd_drv_detach(&r->unit, other, dev->sid), "it goes back");
  rig_ok(r, vtd_drv_attach(s->domain, dev->sid, 0), "to the old one");
  rig_ok(r, vtd_drv_unmap(s->domain, IOVA, ROUND), "the old memory is unmapped");
}

static void all(rig_scene *s) {
  static const uint64_t sizes[] = {2 * 4096, 24 * 4096, UINT64_C(0x200000), BYTES};
  for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    use(s, sizes[i], 10 * i);
  move(s);
}

bool program_register_invalidation(const fw_env *env) {
  rig_scene s = {0};
  s.r = rig_begin(env, "probe", RIG_PROBE_ONLY);
  if (rig_alive(s.r) && vtd_ver_max(s.r->unit.ver) >= 6) {
    rig_skip(s.r, "version 6 or later");
    return rig_end(s.r);
  }
  if (!rig_alive(s.r))
    return rig_end(s.r);
  s.r = rig_begin(env, "map, use, unmap", RIG_REGISTERS);
  rig_check(s.r, !s.r->unit.use_queue, "the queue stays off");
  if (rig_alive(s.r) && set_up(&s))
    all(&s);
  return rig_end(s.r);
}

bool program_descriptors_256(const fw_env *env) {
  rig_scene s = {0};
  s.r = rig_begin(env, "probe", RIG_PROBE_ONLY);
  if (!rig_alive(s.r))
    return rig_end(s.r);
  uint64_t ecap = s.r->unit.ecap;
  if (!vtd_ecap_qi(ecap) || (!vtd_ecap_smts(ecap) && !vtd_ecap_adms(ecap))) {
    vtd_drv_options options = {
        .base = env->machine->vtd_base, .haw = env->machine->haw, .wide_queue = true};
    rig_skip(s.r, "ECAP has neither SMTS nor ADMS");
    rig_check(s.r, vtd_drv_probe(&s.r->unit, &s.r->hal, &options) == VTD_DRV_UNSUPPORTED,
              "the driver says so");
    return rig_end(s.r);
  }
  s.r = rig_begin(env, "map, use, unmap", RIG_WIDE);
  if (rig_alive(s.r) && set_up(&s))
    all(&s);
  return rig_end(s.r);
}
