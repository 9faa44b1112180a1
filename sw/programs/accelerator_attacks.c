// SPDX-License-Identifier: Apache-2.0
// What a bad device with a device-TLB can do, and what it cannot (chapters 4 and 7): translated
// requests without the right to make them, PASIDs of others, translations kept or never given back
// after an unmap, floods of page requests. A bystander's transfer runs through all of it.
//
// A device that may send translated requests is trusted to forget what it is told to forget: the
// unit cannot check. What software can do is not to trust it, and to take the right away from one
// that does not answer.
#include "accel.h"
#include "bystander.h"
#include "programs.h"
#include "vtd_drv_page_requests.h"

#define PAGE    UINT64_C(4096)
#define PASID   9u
#define STRANGE 10u // a PASID that is bound to nothing
#define AREA    UINT64_C(0x600000000000)
#define RECORD  (AREA + 4 * PAGE)
#define PAGES   5u
#define FLOOD   400u
#define SEED    60u
#define VECTOR  (RIG_VECTOR + 8)

typedef struct scene {
  rig *r;
  accel device;
  uint16_t sid;
  vtd_drv_page_queue requests;
  vtd_drv_domain space;
  bystander bystander;
  uint64_t page; // the accelerator's memory
  volatile bool wanted;
} scene;

static scene the_scene;

#define RW       (VTD_DRV_READ | VTD_DRV_WRITE)
#define PATIENCE RIG_DMA_NS

static vtd_drv_page_answer on_page_request(void *arg, const vtd_drv_page_request *request) {
  (void)arg;
  (void)request;
  return VTD_DRV_PAGE_INVALID; // everything that is there is mapped
}

static void on_event(void *arg, unsigned vector) {
  (void)vector;
  ((scene *)arg)->wanted = true;
}

static void serve(void *arg) {
  scene *s = arg;
  if (!s->wanted)
    return;
  s->wanted = false;
  rig_check(s->r, vtd_drv_page_queue_service(&s->requests) == VTD_DRV_OK, "requests are answered");
}

// ---- Devices

static void attach(scene *s, unsigned rights) {
  rig *r = s->r;
  rig_ok(r, vtd_drv_attach_blocked(&r->unit, s->sid, VTD_DRV_ATTACH_PASID | rights),
         "the accelerator is attached");
  rig_ok(r, vtd_drv_bind(&s->space, s->sid, PASID, 0), "with an address space");
}

static void detach(scene *s) {
  rig *r = s->r;
  rig_ok(r, vtd_drv_unbind(&r->unit, &s->space, s->sid, PASID), "its address space is taken");
  rig_ok(r, vtd_drv_detach(&r->unit, NULL, s->sid), "it is detached");
}

static void reset(scene *s, uint32_t options) {
  const fw_accelerator *hw = &s->r->env->machine->accelerator[0];
  const accel_queue queue = {0, 0, 16, PASID};
  rig_check(s->r, accel_open(&s->device, &s->r->hal, hw->base) == ACCEL_OK, "it is reset");
  accel_start(&s->device, options);
  rig_check(s->r, accel_queue_on(&s->device, &queue) == ACCEL_OK, "its queue is on");
}

static bool set_up(scene *s) {
  rig *r = s->r;
  const vtd_drv_page_queue_options options = {0, r->env->machine->msi_base, VECTOR, on_page_request,
                                              s};
  s->sid = r->env->machine->accelerator[0].sid;
  s->wanted = false;
  r->env->irq_hook(r->env->ctx, VECTOR, on_event, s);
  rig_ok(r, vtd_drv_page_queue_start(&s->requests, &r->unit, &options), "page requests are on");
  if (!bystander_open(&s->bystander, r, 0))
    return false;
  s->page = rig_pages(r, PAGES, VTD_PAGE_SHIFT);
  if (!rig_alive(r))
    return false;
  rig_ok(r, vtd_drv_domain_create_first(&r->unit, &s->space, 0), "an address space");
  return rig_ok(r, vtd_drv_map(&s->space, AREA, s->page, PAGES * PAGE, RW), "and its memory");
}

// One fill by the accelerator: how its completion record says it ended.
static uint32_t try_fill(scene *s, uint64_t addr, uint32_t value) {
  accel_job job = {.operation = VTD_ACCEL_OP_FILL,
                   .src = value * UINT64_C(0x0101010101010101),
                   .dst = addr,
                   .len = 64,
                   .record = RECORD,
                   .record_phys = s->page + (RECORD - AREA)};
  if (accel_submit(&s->device, 0, 0, &job) != ACCEL_OK)
    return VTD_ACCEL_DONE_PENDING;
  (void)accel_wait(&s->device, &job, 50 * RIG_QUIET_NS, serve, s);
  return accel_read_record(&s->device, job.record_phys).status;
}

// Since `before`, at least one fault with this reason, all of them the accelerator's.
static void logged(scene *s, uint32_t before, uint8_t reason, const char *what) {
  rig *r = s->r;
  bool mine = true, found = false;
  rig_pause(r, RIG_QUIET_NS);
  vtd_drv_fault_handler(&r->unit);
  r->env->expect_faults(r->env->ctx, r->faults - before);
  uint32_t first = r->faults - before > RIG_FAULTS ? r->faults - RIG_FAULTS : before;
  for (uint32_t i = first; i < r->faults; i++) {
    mine = mine && rig_fault(r, i)->sid == s->sid;
    found = found || rig_fault(r, i)->reason == reason;
  }
  rig_check(r, found, what);
  rig_check(r, mine, "and it names the accelerator");
}

// ---- Attacks

static void untrusted_device(scene *s) {
  rig *r = s->r;
  uint32_t before = r->faults;
  attach(s, 0); // no right to translated requests
  reset(s, 0);
  rig_fill(r, s->page, PAGE, SEED);
  rig_check(r, try_fill(s, AREA + PAGE, 1) == VTD_ACCEL_DONE_SUCCESS, "an honest request works");
  accel_misbehave(&s->device, VTD_ACCEL_BAD_TRANSLATED, 0, 0);
  (void)try_fill(s, s->page, 2);
  logged(s, before, VTD_FR_SCT_5, "a translated request without the right to it is logged");
  rig_check(r, rig_same(r, s->page, PAGE, SEED), "and wrote nothing");
  before = r->faults;
  accel_misbehave(&s->device, VTD_ACCEL_BAD_PASID, STRANGE, 0);
  (void)try_fill(s, AREA, 3);
  logged(s, before, VTD_FR_SPT_2, "a PASID that is not its own is logged");
  rig_check(r, rig_same(r, s->page, PAGE, SEED), "and wrote nothing");
  reset(s, 0);
  rig_check(r, try_fill(s, AREA + PAGE, 4) == VTD_ACCEL_DONE_SUCCESS, "honest again, it works");
  detach(s);
}

#define TRUSTED (VTD_DRV_ATTACH_DEVICE_TLB | VTD_DRV_ATTACH_PAGE_REQUESTS)
#define HELPED  (VTD_ACCEL_CTRL_ATS | VTD_ACCEL_CTRL_PRI)

// The translation is in the device when the page goes.
static void unmap_under_device(scene *s) {
  rig *r = s->r;
  attach(s, TRUSTED);
  reset(s, HELPED);
  rig_check(r, try_fill(s, AREA, 5) == VTD_ACCEL_DONE_SUCCESS, "the device holds a translation");
  rig_ok(r, vtd_drv_unmap(&s->space, AREA, PAGE), "the page is unmapped");
  rig_fill(r, s->page, PAGE, SEED + 1);
  rig_check(r, try_fill(s, AREA, 6) == VTD_ACCEL_DONE_PAGE_FAULT, "the device is out of it");
  rig_check(r, rig_same(r, s->page, PAGE, SEED + 1), "nothing stale was used");
  rig_ok(r, vtd_drv_map(&s->space, AREA, s->page, PAGE, RW), "the page is mapped again");
}

// It never says that it has forgotten: software notices, and takes its rights away.
static void silent_device(scene *s) {
  rig *r = s->r;
  uint32_t before = r->faults, timeouts = r->unit.queue.device_timeouts;
  rig_check(r, try_fill(s, AREA, 7) == VTD_ACCEL_DONE_SUCCESS, "the device holds a translation");
  accel_misbehave(&s->device, VTD_ACCEL_BAD_SILENT | VTD_ACCEL_BAD_KEEP, 0, 0);
  rig_check(r, vtd_drv_unmap(&s->space, AREA, PAGE) == VTD_DRV_DEVICE_TIMEOUT,
            "an unmap that the device does not confirm fails");
  rig_check(r, r->unit.queue.device_timeouts > timeouts, "its silence was noticed");
  rig_check(r, vtd_drv_unbind(&r->unit, &s->space, s->sid, PASID) == VTD_DRV_DEVICE_TIMEOUT,
            "its address space is taken nevertheless");
  rig_fill(r, s->page, PAGE, SEED + 2);
  reset(s, 0);
  (void)try_fill(s, AREA, 8);
  logged(s, before, VTD_FR_SPT_2, "what it asks for afterwards is blocked");
  rig_check(r, rig_same(r, s->page, PAGE, SEED + 2), "the page is not touched any more");
  rig_ok(r, vtd_drv_bind(&s->space, s->sid, PASID, 0), "after a reset it may have it again");
  rig_ok(r, vtd_drv_map(&s->space, AREA, s->page, PAGE, RW), "and the page");
  reset(s, HELPED);
}

static void flood(scene *s) {
  rig *r = s->r;
  uint32_t before = r->faults;
  uint64_t overflows = s->requests.overflows;
  accel_misbehave(&s->device, 0, PASID, 0);
  accel_flood(&s->device, FLOOD);
  rig_pause(r, RIG_QUIET_NS);
  rig_check(r, vtd_drv_page_queue_service(&s->requests) == VTD_DRV_OK, "the flood is served");
  rig_check(r, s->requests.overflows > overflows, "the queue ran over, and recovered");
  rig_check(r, r->faults == before, "page requests of its own are no faults");
  accel_misbehave(&s->device, 0, STRANGE, 0);
  accel_flood(&s->device, FLOOD);
  logged(s, before, VTD_FR_SPT_2, "page requests with a strange PASID are logged");
  accel_clear_status(&s->device, VTD_ACCEL_STATUS_UNEXPECTED);
  reset(s, HELPED);
  rig_check(r, try_fill(s, AREA, 9) == VTD_ACCEL_DONE_SUCCESS, "honest requests work again");
}

typedef struct attack {
  const char *phase;
  void (*run)(scene *s);
} attack;

bool program_accelerator_attacks(const fw_env *env) {
  static const attack attacks[] = {{"a device without rights", untrusted_device},
                                   {"unmap under a device-TLB", unmap_under_device},
                                   {"a device that does not answer", silent_device},
                                   {"a flood of page requests", flood}};
  scene *s = &the_scene;
  rig *r = s->r = rig_begin_accelerator(env);
  if (!rig_running(r) || !set_up(s))
    return rig_end(r);
  for (unsigned i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
    rig_phase(r, attacks[i].phase);
    bystander_begin(&s->bystander, SEED + 10 + i);
    attacks[i].run(s);
    bystander_end(&s->bystander, SEED + 10 + i);
  }
  rig_check(r, accel_close(&s->device) == ACCEL_OK, "the accelerator is closed");
  (void)vtd_drv_page_queue_service(&s->requests);
  detach(s);
  rig_ok(r, vtd_drv_page_queue_stop(&s->requests), "page requests are off");
  rig_ok(r, vtd_drv_unmap(&s->space, AREA, PAGES * PAGE), "its memory is unmapped");
  rig_ok(r, vtd_drv_domain_destroy(&s->space), "its address space is destroyed");
  env->irq_hook(env->ctx, VECTOR, NULL, NULL);
  return rig_end(r);
}
