// SPDX-License-Identifier: Apache-2.0
// Pass-through (chapter 3, TT = 10b): a device that the host trusts uses host-physical addresses
// without the cost of a walk, while others stay isolated. The context entry decides per requester.
//
// The program runs a trusted and an isolated device side by side, shows the one limit that
// pass-through has (the host address width), then takes the trust away: the same device moves into
// a domain and its old addresses are dead.
#include "programs.h"
#include "rig.h"

#define BYTES UINT64_C(0x8000)
#define IOVA  UINT64_C(0x70000000)

typedef struct scene {
  rig *r;
  rig_device *trusted, *isolated;
  vtd_drv_domain *domain;
  uint64_t memory, other;
} scene;

static bool set_up(scene *s) {
  rig *r = s->r;
  s->domain = rig_domain(r, 0);
  if (s->domain == NULL)
    return false;
  s->trusted = rig_open(r, 0, NULL, 0, 32, 0, 0);
  s->isolated = rig_open(r, 1, s->domain, RIG_RING, 32, 0, 0);
  s->memory = rig_pages(r, 2 * BYTES / 4096, VTD_PAGE_SHIFT);
  s->other = rig_pages(r, 2 * BYTES / 4096, VTD_PAGE_SHIFT);
  if (!rig_alive(r))
    return false;
  return rig_ok(r, vtd_drv_map(s->domain, IOVA, s->other, 2 * BYTES, VTD_DRV_READ | VTD_DRV_WRITE),
                "the isolated device's buffer is mapped");
}

static void side_by_side(scene *s) {
  rig *r = s->r;
  rig_fill(r, s->memory, BYTES, 1);
  rig_fill(r, s->other, BYTES, 2);
  rig_copy(r, s->trusted, s->memory, s->memory + BYTES, (uint32_t)BYTES,
           "the trusted device copies at host addresses");
  rig_copy(r, s->isolated, IOVA, IOVA + BYTES, (uint32_t)BYTES,
           "the isolated one copies at its own addresses");
  rig_check(r, rig_same(r, s->memory + BYTES, BYTES, 1), "the trusted device's data is right");
  rig_check(r, rig_same(r, s->other + BYTES, BYTES, 2), "the isolated device's data is right");
  dmae_job job = rig_job_copy(s->memory, IOVA, 64);
  rig_blocked expected = {VTD_FR_LGN_3, s->memory, VTD_DRV_ACCESS_READ,
                          "the isolated device cannot use host addresses"};
  rig_provoke(r, s->isolated, &job, &expected);
}

static void limit(scene *s) {
  uint64_t beyond = UINT64_C(1) << s->r->unit.haw;
  dmae_job job = rig_job_fill(0, beyond, 64);
  rig_blocked expected = {VTD_FR_LGN_1_3, beyond, VTD_DRV_ACCESS_WRITE,
                          "an address beyond the host address width is blocked"};
  rig_provoke(s->r, s->trusted, &job, &expected);
}

// From trusted to isolated: detach, then attach to a domain that has just the ring.
static void demote(scene *s) {
  rig *r = s->r;
  rig_device *dev = s->trusted;
  rig_ok(r, vtd_drv_detach(&r->unit, NULL, dev->sid), "pass-through ends");
  dev->attached = false;
  vtd_drv_err err =
      vtd_drv_map(s->domain, dev->ring_iova, dev->ring_phys, 4096, VTD_DRV_READ | VTD_DRV_WRITE);
  rig_ok(r, err, "its ring is mapped where it already looks for it");
  rig_ok(r, vtd_drv_attach(s->domain, dev->sid, 0), "the device joins the domain");
  dev->domain = s->domain;
  dev->attached = true;
  rig_fill(r, s->memory + BYTES, 64, 3);
  dmae_job job = rig_job_fill(0, s->memory + BYTES, 64);
  rig_blocked expected = {VTD_FR_LGN_2, s->memory + BYTES, VTD_DRV_ACCESS_WRITE,
                          "its old addresses are dead"};
  rig_provoke(r, dev, &job, &expected);
  rig_check(r, rig_same(r, s->memory + BYTES, 64, 3), "nothing was written there");
  rig_copy(r, dev, IOVA, IOVA + BYTES, 4096, "the domain's addresses work");
}

bool program_pass_through(const fw_env *env) {
  scene s = {0};
  s.r = rig_begin(env, "set-up", 0);
  if (!rig_alive(s.r))
    return rig_end(s.r);
  if (!vtd_ecap_pt(s.r->unit.ecap)) {
    rig_skip(s.r, "ECAP.PT = 0");
    rig_check(s.r, vtd_drv_attach_pass_through(&s.r->unit, 1, 0) == VTD_DRV_UNSUPPORTED,
              "the driver says so");
    return rig_end(s.r);
  }
  if (!set_up(&s))
    return rig_end(s.r);
  rig_phase(s.r, "side by side");
  side_by_side(&s);
  rig_phase(s.r, "limit");
  limit(&s);
  rig_phase(s.r, "trust taken away");
  demote(&s);
  return rig_end(s.r);
}
