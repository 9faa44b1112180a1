// SPDX-License-Identifier: Apache-2.0
// Fault reporting under stress (chapter 7): a device out of control produces faults faster than
// anybody reads them. The architecture keeps as many as there are fault records, says that more
// were lost (PFO), and logs again once software has cleared up. A driver must get every kept
// record, exactly once, recover, and be able to shut a noisy device up.
//
// First with events masked, so that what is kept is known to the record; then with the handler
// running against a storm; then with fault processing disabled for the device (FPD).
#include "programs.h"
#include "rig.h"

#define IOVA   UINT64_C(0x60000000) // nothing is mapped here
#define GOOD   UINT64_C(0x10000000)
#define STORM  1000u
#define BEYOND 5u // faults beyond the number of records

typedef struct scene {
  rig *r;
  vtd_drv_domain *domain, *calm_domain;
  rig_device *noisy, *calm;
  uint64_t memory;
  uint32_t kept; // records that a burst of faults of one device leaves
} scene;

static uint32_t unit_read(const scene *s, uint32_t reg) {
  const vtd_hal *hal = &s->r->hal;
  return hal->read32(hal->ctx, s->r->env->machine->vtd_base + reg);
}

static uint64_t storm_page(uint32_t number) {
  return IOVA + number * UINT64_C(4096);
}

static bool set_up(scene *s) {
  rig *r = s->r;
  s->domain = rig_domain(r, 0);
  s->calm_domain = rig_domain(r, 0);
  if (!rig_alive(r))
    return false;
  s->noisy = rig_open(r, 0, s->domain, RIG_RING, 2048, 0, 0);
  s->calm = rig_open(r, 1, s->calm_domain, RIG_RING, 32, 0, 0);
  s->memory = rig_pages(r, 16, VTD_PAGE_SHIFT);
  if (!rig_alive(r))
    return false;
  rig_fill(r, s->memory, 8 * 4096, 1);
  return rig_ok(
      r, vtd_drv_map(s->calm_domain, GOOD, s->memory, 16 * 4096, VTD_DRV_READ | VTD_DRV_WRITE),
      "the calm device's buffer is mapped");
}

// `count` writes to pages that are not mapped, one after the other.
static void storm(scene *s, uint32_t count) {
  rig *r = s->r;
  for (uint32_t i = 0; i < count; i++) {
    dmae_job job = rig_job_fill(0, storm_page(i), 64);
    rig_dma_ok(r, dmae_queue(&s->noisy->dma, &job, NULL), "a bad write is queued");
  }
  dmae_kick(&s->noisy->dma);
}

static void end_storm(scene *s) {
  rig *r = s->r;
  rig_check(r, dmae_wait(&s->noisy->dma, RIG_DMA_NS) == DMAE_FAILED, "every bad write is blocked");
  dmae_clear_error(&s->noisy->dma);
}

// Some units keep one record per device at a time (chapter 7 allows it): then there is no overflow
// by one device.
static bool collapses(scene *s) {
  rig *r = s->r;
  uint32_t before = r->faults;
  vtd_drv_faults_mask(&r->unit, true);
  storm(s, 2);
  end_storm(s);
  uint32_t kept = vtd_drv_fault_handler(&r->unit);
  r->env->expect_faults(r->env->ctx, kept);
  vtd_drv_faults_mask(&r->unit, false);
  rig_check(r, kept == 1 || kept == 2, "two faults leave one or two records");
  rig_check(r, r->faults == before + kept, "each is reported once");
  return kept == 1;
}

static void overflow(scene *s) {
  rig *r = s->r;
  uint32_t records = r->unit.fault_records;
  uint32_t first = r->faults, interrupts = r->interrupts;
  uint64_t overflows = r->unit.stats.overflows;
  bool one_each = collapses(s);
  s->kept = one_each ? 1 : records;
  first = r->faults;
  interrupts = r->interrupts;
  vtd_drv_faults_mask(&r->unit, true);
  storm(s, records + BEYOND);
  end_storm(s);
  rig_check(r, r->interrupts == interrupts, "no event gets through the mask");
  rig_check(r, unit_read(s, VTD_FECTL_REG) & VTD_FECTL_IP, "the event is pending instead");
  uint32_t status = unit_read(s, VTD_FSTS_REG);
  rig_check(r, status & VTD_FSTS_PPF, "faults are pending");
  rig_check(r, one_each || (status & VTD_FSTS_PFO), "and that some were lost is known");
  r->env->expect_faults(r->env->ctx, s->kept);
  vtd_drv_faults_mask(&r->unit, false);
  rig_check(r, rig_await_faults(r, first + s->kept), "unmasking delivers the event");
  rig_pause(r, RIG_QUIET_NS);
  rig_check(r, r->interrupts == interrupts + 1, "exactly once");
  rig_check(r, r->faults == first + s->kept, "every kept record is reported once");
  uint8_t reason = rig_reason(r, s->domain, storm_page(0), VTD_FR_LGN_2);
  bool order = true;
  for (uint32_t i = 0; i < s->kept; i++) {
    const vtd_drv_fault *fault = rig_fault(r, first + i);
    bool remembered = s->kept - i <= RIG_FAULTS;
    order = order && (!remembered || (fault->addr == storm_page(i) && fault->sid == s->noisy->sid &&
                                      fault->reason == reason));
  }
  rig_check(r, order, "the oldest faults are the ones kept, in order");
  rig_check(r, one_each || r->unit.stats.overflows == overflows + 1, "the overflow is cleared");
  rig_check(r, rig_fault_status(r) == 0, "nothing is pending any more");
}

static void provoke_one(scene *s, const char *what) {
  dmae_job job = rig_job_fill(0, IOVA, 64);
  rig_blocked expected = {VTD_FR_LGN_2, IOVA, VTD_DRV_ACCESS_WRITE, what};
  rig_provoke(s->r, s->noisy, &job, &expected);
}

// The handler runs while faults keep coming. What it gets depends on timing, but it may miss faults
// only if the unit said that some were lost.
static void live(scene *s) {
  rig *r = s->r;
  uint32_t before = r->faults;
  uint64_t overflows = r->unit.stats.overflows;
  storm(s, STORM);
  rig_copy(r, s->calm, GOOD, GOOD + 8 * 4096, 8 * 4096, "a calm device works through the storm");
  rig_check(r, rig_same(r, s->memory + 8 * 4096, 8 * 4096, 1), "with the right data");
  end_storm(s);
  rig_pause(r, RIG_QUIET_NS);
  uint32_t seen = r->faults - before;
  r->env->expect_faults(r->env->ctx, seen);
  rig_log_number(r, "faults reported of a storm of 1000", seen);
  rig_check(r, seen > 0 && seen <= STORM, "faults of the storm are reported");
  rig_check(r, s->kept == 1 || seen == STORM || r->unit.stats.overflows > overflows,
            "none is missing unless the unit said so");
  rig_check(r, rig_fault_status(r) == 0, "nothing is pending after it");
  provoke_one(s, "and logging still works");
}

// Fault processing disabled: blocked as before, but neither record nor event.
static void silence(scene *s) {
  rig *r = s->r;
  rig_device *dev = s->noisy;
  uint32_t before = r->faults, interrupts = r->interrupts;
  rig_ok(r, vtd_drv_detach(&r->unit, s->domain, dev->sid), "the noisy device is detached");
  rig_ok(r, vtd_drv_attach(s->domain, dev->sid, VTD_DRV_ATTACH_QUIET), "and attached quietly");
  storm(s, 3 * BEYOND);
  end_storm(s);
  rig_ok(r, vtd_drv_detach(&r->unit, s->domain, dev->sid), "it is detached again");
  dev->attached = false;
  rig_ok(r, vtd_drv_set_quiet(&r->unit, dev->sid, true), "without a domain it can be quiet too");
  dmae_job job = rig_job_fill(0, IOVA, 64);
  rig_check(r, dmae_run(&dev->dma, &job, RIG_DMA_NS) == DMAE_FAILED, "its ring is out of reach");
  dmae_clear_error(&dev->dma);
  rig_pause(r, RIG_QUIET_NS);
  rig_check(r, r->faults == before && r->interrupts == interrupts, "nothing of it is reported");
  rig_check(r, rig_fault_status(r) == 0, "nor recorded");
  rig_ok(r, vtd_drv_set_quiet(&r->unit, dev->sid, false), "it may be heard again");
  rig_blocked expected = {VTD_FR_LCT_2, rig_ring_page(dev), VTD_DRV_ACCESS_READ,
                          "a device without a domain is blocked"};
  rig_provoke(r, dev, &job, &expected);
}

bool program_fault_storm(const fw_env *env) {
  scene s = {0};
  s.r = rig_begin(env, "set-up", 0);
  if (!rig_alive(s.r) || !set_up(&s))
    return rig_end(s.r);
  rig_phase(s.r, "overflow behind a mask");
  overflow(&s);
  provoke_one(&s, "after the recovery logging goes on");
  rig_phase(s.r, "live storm");
  live(&s);
  rig_phase(s.r, "silence");
  silence(&s);
  return rig_end(s.r);
}
