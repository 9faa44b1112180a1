// SPDX-License-Identifier: Apache-2.0
// Scale: what a hypervisor with many small guests does to a unit. Hundreds of domains, thousands of
// requester ids over all buses, and everything comes and goes while devices work; domain ids are
// used again and again, so that anything left over in a cache would show.
#include "programs.h"
#include "rig.h"

#define DOMAINS 200u
#define SIDS    2000u
#define ROUNDS  40u
#define IOVA    UINT64_C(0x10000000)
#define SLICE   UINT64_C(0x1000)

static vtd_drv_domain domains[DOMAINS];

typedef struct scene {
  rig *r;
  rig_device *steady; // works in its own domain all the time
  rig_device *nomad;  // goes from domain to domain
  vtd_drv_domain *home;
  uint64_t memory; // one slice for each domain
  uint64_t steady_memory;
  unsigned shift; // which slice belongs to which domain, another way in each generation
} scene;

static bool set_up(scene *s) {
  rig *r = s->r;
  s->home = rig_domain(r, 0);
  if (s->home == NULL)
    return false;
  s->steady = rig_open(r, 0, s->home, RIG_RING, 64, 0, 0);
  s->nomad = rig_open_detached(r, 1, RIG_RING, 8, 0);
  s->memory = rig_pages(r, DOMAINS * SLICE / 4096, VTD_PAGE_SHIFT);
  s->steady_memory = rig_pages(r, 32, VTD_PAGE_SHIFT);
  if (!rig_alive(r))
    return false;
  rig_fill(r, s->steady_memory, 16 * 4096, 7);
  return rig_ok(
      r, vtd_drv_map(s->home, IOVA, s->steady_memory, 32 * 4096, VTD_DRV_READ | VTD_DRV_WRITE),
      "the steady device's buffer is mapped");
}

// Requester ids of no device of ours, on every bus.
static bool ours(const scene *s, uint16_t sid) {
  const fw_machine *machine = s->r->env->machine;
  for (uint32_t e = 0; e < machine->engine_count; e++) {
    for (uint32_t c = 0; c < machine->engine[e].channels; c++) {
      if (machine->engine[e].sid[c] == sid)
        return true;
    }
  }
  return false;
}

static uint16_t sid_of(unsigned number) {
  return (uint16_t)(number * 2654435761u >> 16);
}

static uint64_t slice(const scene *s, unsigned i) {
  return s->memory + (i + s->shift) % DOMAINS * SLICE;
}

static bool make_domains(scene *s, uint64_t seed) {
  rig *r = s->r;
  bool good = true;
  for (unsigned i = 0; i < DOMAINS && good; i++) {
    good =
        vtd_drv_domain_create(&r->unit, &domains[i], 0) == VTD_DRV_OK &&
        vtd_drv_map(&domains[i], IOVA, slice(s, i), SLICE, VTD_DRV_READ | VTD_DRV_WRITE) ==
            VTD_DRV_OK &&
        vtd_drv_map(&domains[i], RIG_RING, s->nomad->ring_phys, 4096, VTD_DRV_READ) == VTD_DRV_OK;
    rig_fill(r, slice(s, i), 64, seed + i);
  }
  return rig_check(r, good, "hundreds of domains are created");
}

static void drop_domains(scene *s) {
  bool good = true;
  for (unsigned i = 0; i < DOMAINS; i++)
    good = vtd_drv_domain_destroy(&domains[i]) == VTD_DRV_OK && good;
  rig_check(s->r, good, "and destroyed");
}

static void attach_many(scene *s) {
  rig *r = s->r;
  bool good = true;
  unsigned attached = 0;
  for (unsigned i = 0; i < SIDS && good; i++) {
    if (ours(s, sid_of(i)))
      continue;
    vtd_drv_err err = vtd_drv_attach(&domains[i % DOMAINS], sid_of(i), 0);
    good = err == VTD_DRV_OK || err == VTD_DRV_EXISTS; // some ids come twice
    attached += err == VTD_DRV_OK;
  }
  rig_check(r, good, "thousands of requester ids are attached");
  rig_log_number(r, "requester ids attached", attached);
}

static void detach_many(scene *s) {
  unsigned left = 0;
  for (unsigned i = 0; i < SIDS; i++) {
    if (!ours(s, sid_of(i)))
      (void)vtd_drv_detach(&s->r->unit, &domains[i % DOMAINS], sid_of(i));
  }
  for (unsigned i = 0; i < DOMAINS; i++)
    left += domains[i].attached;
  rig_check(s->r, left == 0, "and all detached");
}

// The device visits a domain and changes its slice; what it sees and where it writes must be this
// domain's, whoever used the domain id and the address before.
static void visit(scene *s, unsigned i, uint64_t seed) {
  rig *r = s->r;
  vtd_drv_domain *domain = &domains[i];
  if (!rig_ok(r, vtd_drv_attach(domain, s->nomad->sid, 0), "the nomad moves in"))
    return;
  rig_copy(r, s->nomad, IOVA, IOVA + 64, 64, "the nomad works");
  rig_check(r, rig_same(r, slice(s, i) + 64, 64, seed + i), "with this domain's data");
  rig_ok(r, vtd_drv_detach(&r->unit, domain, s->nomad->sid), "the nomad moves out");
}

static void steady_work(scene *s) {
  for (unsigned i = 0; i < 16; i++) {
    dmae_job job = rig_job_copy(IOVA + i * UINT64_C(4096), IOVA + (16 + i) * UINT64_C(4096), 4096);
    rig_dma_ok(s->r, dmae_queue(&s->steady->dma, &job, NULL), "the steady device gets work");
  }
  dmae_kick(&s->steady->dma);
}

static void steady_check(scene *s) {
  rig *r = s->r;
  rig_dma_ok(r, dmae_wait(&s->steady->dma, RIG_DMA_NS), "the steady device works on");
  rig_check(r, rig_same(r, s->steady_memory + 16 * 4096, 16 * 4096, 7), "undisturbed");
}

static void round_of(scene *s, uint64_t seed) {
  rig *r = s->r;
  if (!make_domains(s, seed))
    return;
  steady_work(s);
  attach_many(s);
  for (unsigned i = 0; i < ROUNDS; i++)
    visit(s, (unsigned)(i * 37 % DOMAINS), seed);
  detach_many(s);
  steady_check(s);
  // Nothing of the domains is left for a device without one.
  dmae_job job = rig_job_fill(0, IOVA, 64);
  rig_blocked expected = {VTD_FR_LCT_2, rig_ring_page(s->nomad), VTD_DRV_ACCESS_READ,
                          "the nomad is homeless"};
  rig_provoke(r, s->nomad, &job, &expected);
  drop_domains(s);
}

bool program_scale(const fw_env *env) {
  scene s = {0};
  s.r = rig_begin(env, "set-up", 0);
  if (!rig_alive(s.r) || !set_up(&s))
    return rig_end(s.r);
  if (s.r->unit.domain_ids < DOMAINS + 3) {
    rig_skip(s.r, "too few domain ids (CAP.ND)");
    return rig_end(s.r);
  }
  rig_phase(s.r, "first generation");
  round_of(&s, 1000);
  rig_phase(s.r, "second generation, same ids");
  s.shift = 17;
  if (rig_alive(s.r))
    round_of(&s, 5000);
  return rig_end(s.r);
}
