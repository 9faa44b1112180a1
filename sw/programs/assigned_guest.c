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
#include "programs.h"
#include "rig.h"

#define GUEST_SIZE UINT64_C(0x1000000) // 16 MiB
#define HOLE_BEGIN UINT64_C(0xA0000)
#define HOLE_END   UINT64_C(0x100000)
#define GUESTS     2u
#define DATA_BYTES UINT64_C(0x60000)
#define GUEST_SEED 100u

typedef struct guest {
  rig *r;
  vtd_hal hal;   // what the guest's driver sees
  uint64_t host; // host-physical address of guest-physical 0
  uint64_t next; // its page allocator
  vtd_drv_domain *domain;
  rig_device *assigned; // the hypervisor's view of the device
  dmae_channel dma;     // the guest driver's view
} guest;

static guest guests[GUESTS];

// ---- The machine as the guest sees it

static uint32_t guest_read32(void *ctx, uint64_t addr) {
  const vtd_hal *host = &((guest *)ctx)->r->hal;
  return host->read32(host->ctx, addr); // the device's registers are mapped into the guest
}

static uint64_t guest_read64(void *ctx, uint64_t addr) {
  const vtd_hal *host = &((guest *)ctx)->r->hal;
  return host->read64(host->ctx, addr);
}

static void guest_write32(void *ctx, uint64_t addr, uint32_t value) {
  const vtd_hal *host = &((guest *)ctx)->r->hal;
  host->write32(host->ctx, addr, value);
}

static void guest_write64(void *ctx, uint64_t addr, uint64_t value) {
  const vtd_hal *host = &((guest *)ctx)->r->hal;
  host->write64(host->ctx, addr, value);
}

static void guest_mem_read(void *ctx, uint64_t gpa, void *data, size_t bytes) {
  guest *g = ctx;
  g->r->hal.mem_read(g->r->hal.ctx, g->host + gpa, data, bytes);
}

static void guest_mem_write(void *ctx, uint64_t gpa, const void *data, size_t bytes) {
  guest *g = ctx;
  g->r->hal.mem_write(g->r->hal.ctx, g->host + gpa, data, bytes);
}

static uint64_t guest_alloc(void *ctx, size_t count, unsigned align_log2) {
  guest *g = ctx;
  uint64_t mask = (UINT64_C(1) << align_log2) - 1;
  uint64_t gpa = (g->next + mask) & ~mask;
  if (gpa + count * 4096 > GUEST_SIZE)
    return 0;
  g->next = gpa + count * 4096;
  return gpa;
}

static void guest_free(void *ctx, uint64_t gpa, size_t count) {
  (void)ctx;
  (void)gpa;
  (void)count;
}

static void guest_relax(void *ctx) {
  const vtd_hal *host = &((guest *)ctx)->r->hal;
  host->relax(host->ctx);
}

static uint64_t guest_time(void *ctx) {
  const vtd_hal *host = &((guest *)ctx)->r->hal;
  return host->time_ns(host->ctx);
}

static void make_guest_machine(guest *g) {
  g->hal.ctx = g;
  g->hal.read32 = guest_read32;
  g->hal.read64 = guest_read64;
  g->hal.write32 = guest_write32;
  g->hal.write64 = guest_write64;
  g->hal.mem_read = guest_mem_read;
  g->hal.mem_write = guest_mem_write;
  g->hal.alloc_pages = guest_alloc;
  g->hal.free_pages = guest_free;
  g->hal.relax = guest_relax;
  g->hal.time_ns = guest_time;
  g->next = 0x10000;
}

// ---- The hypervisor

static bool assign(guest *g, rig *r, unsigned number) {
  const unsigned rw = VTD_DRV_READ | VTD_DRV_WRITE;
  g->r = r;
  g->host = rig_pages(r, GUEST_SIZE / 4096, VTD_PAGE_2M_SHIFT);
  g->domain = rig_domain(r, 0);
  if (g->host == 0 || g->domain == NULL)
    return false;
  rig_ok(r, vtd_drv_map(g->domain, 0, g->host, HOLE_BEGIN, rw), "memory below the hole is mapped");
  rig_ok(r, vtd_drv_map(g->domain, HOLE_END, g->host + HOLE_END, GUEST_SIZE - HOLE_END, rw),
         "memory above the hole is mapped");
  g->assigned = rig_open_detached(r, number, RIG_RING, 2, 0);
  if (g->assigned == NULL)
    return false;
  rig_ok(r, vtd_drv_attach(g->domain, g->assigned->sid, 0), "the device is assigned");
  g->assigned->domain = NULL;
  make_guest_machine(g);
  return rig_alive(r);
}

static void unassign(guest *g) {
  rig *r = g->r;
  dmae_close(&g->dma);
  rig_ok(r, vtd_drv_detach(&r->unit, g->domain, g->assigned->sid), "the device is taken back");
  rig_ok(r, vtd_drv_unmap(g->domain, 0, HOLE_BEGIN), "memory below the hole is unmapped");
  rig_ok(r, vtd_drv_unmap(g->domain, HOLE_END, GUEST_SIZE - HOLE_END),
         "memory above the hole is unmapped");
}

static void check_page_sizes(guest *g) {
  rig *r = g->r;
  bool superpages = vtd_cap_sslps(r->unit.cap) & VTD_CAP_SSLPS_2M;
  vtd_drv_mapping low = vtd_drv_query(g->domain, HOLE_END);
  vtd_drv_mapping high = vtd_drv_query(g->domain, GUEST_SIZE - 1);
  rig_check(r, low.present && low.page_shift == VTD_PAGE_SHIFT, "small pages around the hole");
  rig_check(r, !vtd_drv_query(g->domain, HOLE_BEGIN).present, "nothing in the hole");
  rig_check(r, high.present && high.page_shift == (superpages ? VTD_PAGE_2M_SHIFT : VTD_PAGE_SHIFT),
            "superpages above, if the unit has them");
  rig_check(r, high.phys == g->host + GUEST_SIZE - 1, "guest-physical leads to host-physical");
}

// ---- The guest's own software: it knows its machine, its device, and nothing of all this

static bool guest_boot(guest *g, unsigned index) {
  const uint32_t entries = 64;
  uint64_t ring = g->hal.alloc_pages(&guests[index], 1, VTD_PAGE_SHIFT);
  dmae_err err = dmae_open(&g->dma, &g->hal, g->assigned->engine, g->assigned->channel, ring, ring,
                           entries, 0);
  return rig_dma_ok(g->r, err, "the guest's driver finds its device");
}

// Copies through the device, from small pages into superpages and back below the hole.
static void guest_work(guest *g, unsigned index) {
  rig *r = g->r;
  const uint64_t source = 0x20000, far = 0x800000, back = HOLE_BEGIN - DATA_BYTES / 16;
  uint64_t seed = GUEST_SEED + index;
  rig_fill(r, g->host + source, DATA_BYTES, seed);
  dmae_job out = rig_job_copy(source, far + 0x234, (uint32_t)DATA_BYTES);
  rig_dma_ok(r, dmae_run(&g->dma, &out, RIG_DMA_NS), "the guest's DMA into high memory completes");
  rig_check(r, rig_same(r, g->host + far + 0x234, DATA_BYTES, seed),
            "its data is at the right host-physical place");
  dmae_job home = rig_job_copy(far + 0x234, back, (uint32_t)(DATA_BYTES / 16));
  rig_dma_ok(r, dmae_run(&g->dma, &home, RIG_DMA_NS), "the guest's DMA back completes");
  rig_check(r, rig_same(r, g->host + back, DATA_BYTES / 16, seed), "and is right too");
}

// A guest with a bug hurts itself only.
static void guest_mistake(guest *g, uint64_t gpa, const char *what) {
  rig *r = g->r;
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
    if (guest_boot(&guests[i], i))
      guest_work(&guests[i], i);
  }

  rig_phase(r, "guest mistakes");
  guest_mistake(&guests[0], HOLE_BEGIN, "DMA into the hole is blocked");
  guest_mistake(&guests[0], GUEST_SIZE, "DMA beyond the guest's memory is blocked");
  guest_mistake(&guests[1], guests[0].host + GUEST_SIZE * 4, "and at somebody's host address");
  rig_check(r, rig_same(r, guests[1].host + 0x20000, DATA_BYTES, GUEST_SEED + 1),
            "the other guest's memory is as it was");
  for (unsigned i = 0; i < GUESTS; i++)
    unassign(&guests[i]);
  return rig_end(r);
}
