// SPDX-License-Identifier: Apache-2.0
// One device shared by guests through virtual functions (chapter 3): each function has a requester
// id of its own, so each can be given to another guest. All use the same guest-physical addresses,
// each reaches its own guest's memory, and a guest that resets its function or reaches out disturbs
// nobody.
#include "programs.h"
#include "rig.h"
#include "sriov.h"

#define PAGE   UINT64_C(4096)
#define GUESTS 4u
#define RING   UINT64_C(0x10000)
#define DATA   UINT64_C(0x100000)
#define BYTES  (32 * PAGE)
#define HALF   (BYTES / 2)
#define CHUNK  2048u
#define SEED   20u

typedef struct tenant {
  vtd_drv_domain *domain;
  dmae_channel dma;
  uint16_t sid;
  uint64_t window, ring, memory;
} tenant;

typedef struct scene {
  rig *r;
  sriov device;
  uint32_t count;
  tenant guest[GUESTS];
} scene;

static scene the_scene;

#define RW (VTD_DRV_READ | VTD_DRV_WRITE)

static bool assign(scene *s, uint32_t n) {
  rig *r = s->r;
  tenant *t = &s->guest[n];
  t->sid = sriov_sid(&s->device, n + 1);
  t->window = sriov_window(&s->device, n + 1);
  t->domain = rig_domain(r, 0);
  t->ring = rig_pages(r, 1, VTD_PAGE_SHIFT);
  t->memory = rig_pages(r, BYTES / PAGE, VTD_PAGE_SHIFT);
  if (!rig_alive(r))
    return false;
  rig_ok(r, vtd_drv_map(t->domain, RING, t->ring, PAGE, RW), "its ring is mapped");
  rig_ok(r, vtd_drv_map(t->domain, DATA, t->memory, BYTES, RW), "its memory is mapped");
  return rig_ok(r, vtd_drv_attach(t->domain, t->sid, 0), "the function is given to the guest");
}

static void open_queue(scene *s, tenant *t) {
  dmae_err err = dmae_open(&t->dma, &s->r->hal, t->window, 0, t->ring, RING, 64, 0);
  rig_dma_ok(s->r, err, "the guest's driver opens its function");
}

static void begin_copy(scene *s, tenant *t, uint64_t seed) {
  rig_fill(s->r, t->memory, HALF, seed);
  for (uint64_t at = 0; at < HALF; at += CHUNK) {
    dmae_job job = rig_job_copy(DATA + at, DATA + HALF + at, CHUNK);
    rig_dma_ok(s->r, dmae_queue(&t->dma, &job, NULL), "a copy is queued");
  }
  dmae_kick(&t->dma);
}

static void end_copy(scene *s, tenant *t, uint64_t seed) {
  rig_dma_ok(s->r, dmae_wait(&t->dma, RIG_DMA_NS), "the guest's copy completes");
  rig_check(s->r, rig_same(s->r, t->memory + HALF, HALF, seed), "and is right");
}

static void all_at_once(scene *s) {
  for (uint32_t n = 0; n < s->count; n++) {
    open_queue(s, &s->guest[n]);
    begin_copy(s, &s->guest[n], SEED + n);
  }
  for (uint32_t n = 0; n < s->count; n++)
    end_copy(s, &s->guest[n], SEED + n);
}

static void reach_out(scene *s) {
  rig *r = s->r;
  tenant *t = &s->guest[0], *neighbour = &s->guest[1];
  uint64_t target = neighbour->memory;
  uint32_t before = r->faults;
  dmae_job job = rig_job_fill(0, target, 64);
  begin_copy(s, neighbour, SEED + 10);
  r->env->expect_faults(r->env->ctx, 1);
  rig_check(r, dmae_run(&t->dma, &job, RIG_DMA_NS) == DMAE_FAILED,
            "a function cannot reach another guest's memory");
  dmae_clear_error(&t->dma);
  rig_check(r, rig_await_faults(r, before + 1), "and the attempt is logged");
  const vtd_drv_fault *fault = rig_fault(r, before);
  rig_check(r,
            fault->sid == t->sid && fault->addr == target &&
                fault->reason == rig_reason(r, t->domain, target, VTD_FR_LGN_2),
            "with the function that did it");
  end_copy(s, neighbour, SEED + 10);
}

// A guest resets its function in the middle of its work.
static void reset_one(scene *s) {
  rig *r = s->r;
  tenant *t = &s->guest[0], *neighbour = &s->guest[1];
  begin_copy(s, neighbour, SEED + 20);
  begin_copy(s, t, SEED + 21);
  rig_check(r, sriov_reset(&r->hal, t->window, RIG_DMA_NS) == SRIOV_OK,
            "a guest resets its function");
  end_copy(s, neighbour, SEED + 20);
  open_queue(s, t);
  begin_copy(s, t, SEED + 22);
  end_copy(s, t, SEED + 22);
}

// The host takes all functions back while they work: after that, and an unmap, memory is its own.
static void take_back(scene *s) {
  rig *r = s->r;
  for (uint32_t n = 0; n < s->count; n++)
    begin_copy(s, &s->guest[n], SEED + 30 + n);
  rig_check(r, sriov_disable(&s->device, RIG_DMA_NS) == SRIOV_OK, "the functions are taken back");
  for (uint32_t n = 0; n < s->count; n++) {
    tenant *t = &s->guest[n];
    rig_ok(r, vtd_drv_detach(&r->unit, t->domain, t->sid), "a function is detached");
    rig_ok(r, vtd_drv_unmap(t->domain, DATA, BYTES), "its memory is unmapped");
    rig_ok(r, vtd_drv_unmap(t->domain, RING, PAGE), "its ring is unmapped");
    rig_fill(r, t->memory, BYTES, SEED + 40);
  }
  rig_pause(r, RIG_QUIET_NS);
  for (uint32_t n = 0; n < s->count; n++)
    rig_check(r, rig_same(r, s->guest[n].memory, BYTES, SEED + 40),
              "not one byte changes any more");
}

bool program_virtual_functions(const fw_env *env) {
  scene *s = &the_scene;
  rig *r = s->r = rig_begin(env, "set-up", RIG_PROBE_ONLY);
  if (!rig_alive(r))
    return rig_end(r);
  const fw_sriov *device = &env->machine->sriov[0];
  if (env->machine->sriov_count == 0 || !rig_serves(r, device->segment, device->sid)) {
    rig_skip(r, "no virtual functions");
    return rig_end(r);
  }
  r = rig_begin(env, "set-up", 0);
  if (!rig_alive(r))
    return rig_end(r);
  sriov_err err = sriov_probe(&s->device, &r->hal, env->machine->sriov[0].base);
  if (!rig_check(r, err == SRIOV_OK, "the device answers"))
    return rig_end(r);
  s->count = s->device.total_vfs < GUESTS ? s->device.total_vfs : GUESTS;
  rig_check(r, s->count >= 2, "it has virtual functions");
  rig_check(r, sriov_enable(&s->device, s->count) == SRIOV_OK, "which are enabled");
  for (uint32_t n = 0; n < s->count && rig_alive(r); n++)
    assign(s, n);
  if (!rig_alive(r))
    return rig_end(r);
  rig_phase(r, "all guests at once");
  all_at_once(s);
  rig_phase(r, "a guest reaches out");
  reach_out(s);
  rig_phase(r, "a guest resets its function");
  reset_one(s);
  rig_phase(r, "the host takes all back");
  take_back(s);
  return rig_end(r);
}
