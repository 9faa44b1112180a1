// SPDX-License-Identifier: Apache-2.0
// Device assignment to an unmodified guest (chapter 3): the hypervisor maps guest-physical to
// host-physical addresses in the unit, once, and the guest's driver programs its device with the
// only addresses that it knows.
//
// Here a guest is a HAL of its own: its memory accesses and page allocations are guest-physical,
// its driver is the ordinary DMA engine driver, unchanged. Two guests have the same guest-physical
// layout on different host memory, with a hole below 1 MiB as a PC has one, so that the hypervisor
// ends up with 4 KiB pages around the hole and superpages above. Each guest can be wrong about
// itself only.
#include "guest.h"
#include "programs.h"

#define HOLE_BEGIN UINT64_C(0xA0000)
#define HOLE_END   UINT64_C(0x100000)
#define GUESTS     2u
#define DATA_BYTES UINT64_C(0x60000)
#define GUEST_SEED 100u

typedef struct assignment {
  guest guest;
  vtd_drv_domain *domain;
  rig_device *assigned; // the hypervisor's view of the device
  dmae_channel dma;     // the guest driver's view
} assignment;

static assignment guests[GUESTS];

// ---- The hypervisor

static bool assign(assignment *g, rig *r, unsigned number) {
  const unsigned rw = VTD_DRV_READ | VTD_DRV_WRITE;
  bool made = guest_make(&g->guest, r);
  g->domain = rig_domain(r, 0);
  if (!made || g->domain == NULL)
    return false;
  rig_ok(r, vtd_drv_map(g->domain, 0, g->guest.host, HOLE_BEGIN, rw),
         "memory below the hole is mapped");
  rig_ok(r, vtd_drv_map(g->domain, HOLE_END, g->guest.host + HOLE_END, GUEST_SIZE - HOLE_END, rw),
         "memory above the hole is mapped");
  g->assigned = rig_open_detached(r, number, RIG_RING, 2, 0);
  if (g->assigned == NULL)
    return false;
  rig_ok(r, vtd_drv_attach(g->domain, g->assigned->sid, 0), "the device is assigned");
  g->assigned->domain = NULL;
  return rig_alive(r);
}

static void unassign(assignment *g) {
  rig *r = g->guest.r;
  dmae_close(&g->dma);
  rig_ok(r, vtd_drv_detach(&r->unit, g->domain, g->assigned->sid), "the device is taken back");
  rig_ok(r, vtd_drv_unmap(g->domain, 0, HOLE_BEGIN), "memory below the hole is unmapped");
  rig_ok(r, vtd_drv_unmap(g->domain, HOLE_END, GUEST_SIZE - HOLE_END),
         "memory above the hole is unmapped");
}

static void check_page_sizes(assignment *g) {
  rig *r = g->guest.r;
  bool superpages = vtd_cap_sslps(r->unit.cap) & VTD_CAP_SSLPS_2M;
  vtd_drv_mapping low = vtd_drv_query(g->domain, HOLE_END);
  vtd_drv_mapping high = vtd_drv_query(g->domain, GUEST_SIZE - 1);
  rig_check(r, low.present && low.page_shift == VTD_PAGE_SHIFT, "small pages around the hole");
  rig_check(r, !vtd_drv_query(g->domain, HOLE_BEGIN).present, "nothing in the hole");
  rig_check(r, high.present && high.page_shift == (superpages ? VTD_PAGE_2M_SHIFT : VTD_PAGE_SHIFT),
            "superpages above, if the unit has them");
  rig_check(r, high.phys == g->guest.host + GUEST_SIZE - 1,
            "guest-physical leads to host-physical");
}

// ---- The guest's own software: it knows its machine, its device, and nothing of all this

static bool guest_boot(assignment *g) {
  const uint32_t entries = 64;
  uint64_t ring = g->guest.hal.alloc_pages(&g->guest, 1, VTD_PAGE_SHIFT);
  dmae_err err = dmae_open(&g->dma, &g->guest.hal, g->assigned->engine, g->assigned->channel, ring,
                           ring, entries, 0);
  return rig_dma_ok(g->guest.r, err, "the guest's driver finds its device");
}

// Copies through the device, from small pages into superpages and back below the hole.
static void guest_work(assignment *g, unsigned index) {
  rig *r = g->guest.r;
  const uint64_t source = 0x20000, far = 0x800000, back = HOLE_BEGIN - DATA_BYTES / 16;
  uint64_t seed = GUEST_SEED + index;
  rig_fill(r, g->guest.host + source, DATA_BYTES, seed);
  dmae_job out = rig_job_copy(source, far + 0x234, (uint32_t)DATA_BYTES);
  rig_dma_ok(r, dmae_run(&g->dma, &out, RIG_DMA_NS), "the guest's DMA into high memory completes");
  rig_check(r, rig_same(r, g->guest.host + far + 0x234, DATA_BYTES, seed),
            "its data is at the right host-physical place");
  dmae_job home = rig_job_copy(far + 0x234, back, (uint32_t)(DATA_BYTES / 16));
  rig_dma_ok(r, dmae_run(&g->dma, &home, RIG_DMA_NS), "the guest's DMA back completes");
  rig_check(r, rig_same(r, g->guest.host + back, DATA_BYTES / 16, seed), "and is right too");
}

// A guest with a bug hurts itself only.
static void guest_mistake(assignment *g, uint64_t gpa, const char *what) {
  rig *r = g->guest.r;
  uint32_t before = r->faults;
  dmae_job job = rig_job_fill(0, gpa, 64);
  r->env->expect_faults(r->env->ctx, 1);
  rig_check(r, dmae_run(&g->dma, &job, RIG_DMA_NS) == DMAE_FAILED, what);
  dmae_clear_error(&g->dma);
  rig_check(r, rig_await_faults(r, before + 1), "the mistake is reported");
  const vtd_drv_fault *fault = rig_fault(r, before);
  rig_check(r, fault->sid == g->assigned->sid && fault->addr == gpa, "with device and address");
}

bool program_assigned_guest(const fw_env *env) {
  rig *r = rig_begin(env, "assign", 0);
  for (unsigned i = 0; i < GUESTS && rig_alive(r); i++) {
    if (assign(&guests[i], r, i))
      check_page_sizes(&guests[i]);
  }
  if (!rig_alive(r))
    return rig_end(r);

  rig_phase(r, "guests at work");
  for (unsigned i = 0; i < GUESTS; i++) {
    if (guest_boot(&guests[i]))
      guest_work(&guests[i], i);
  }

  rig_phase(r, "guest mistakes");
  guest_mistake(&guests[0], HOLE_BEGIN, "DMA into the hole is blocked");
  guest_mistake(&guests[0], GUEST_SIZE, "DMA beyond the guest's memory is blocked");
  guest_mistake(&guests[1], guests[0].guest.host + GUEST_SIZE * 4,
                "and at somebody's host address");
  rig_check(r, rig_same(r, guests[1].guest.host + 0x20000, DATA_BYTES, GUEST_SEED + 1),
            "the other guest's memory is as it was");
  for (unsigned i = 0; i < GUESTS; i++)
    unassign(&guests[i]);
  return rig_end(r);
}
