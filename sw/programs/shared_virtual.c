// SPDX-License-Identifier: Apache-2.0
// Shared virtual addressing (chapters 3 and 4): processes hand an accelerator pointers. Each
// process is a PASID with first-stage tables of its own; nothing is pinned or mapped beforehand.
// What the accelerator finds missing it asks for, the page fault handler brings it in, and the work
// goes on.
//
// One work queue is shared by all processes. They use the same virtual addresses for different
// memory, and one that passes a bad pointer gets an error record, alone.
#include "accel.h"
#include "programs.h"
#include "rig.h"
#include "vtd_drv_page_requests.h"

#define PAGE       UINT64_C(4096)
#define PROCESSES  3u
#define AREA       UINT64_C(0x7F0000000000)
#define AREA_PAGES 64u
#define RECORDS    (AREA + 62 * PAGE)
#define WORK       (16 * PAGE)
#define SOURCE     AREA
#define TARGET     (AREA + 20 * PAGE)
#define VECTOR     (RIG_VECTOR + 8)
#define SEED       50u
#define PATIENCE   RIG_DMA_NS

typedef struct process {
  bool bound;
  uint32_t pasid;
  vtd_drv_domain space;
  uint64_t page[AREA_PAGES]; // host-physical, 0: not there
} process;

typedef struct scene {
  rig *r;
  accel device;
  uint16_t sid;
  vtd_drv_page_queue requests;
  vtd_drv_pasid_pool pasids;
  process process[PROCESSES];
  volatile bool wanted; // the event came
  uint64_t served, refused;
} scene;

static scene the_scene;

#define RW (VTD_DRV_READ | VTD_DRV_WRITE)

// ---- The kernel: memory on demand

// A page of a process that is there, brought in if it is not. 0: no such page.
static uint64_t touch(scene *s, process *p, uint64_t addr) {
  uint64_t index = (addr - AREA) / PAGE;
  if (addr < AREA || index >= AREA_PAGES)
    return 0;
  if (p->page[index] != 0)
    return p->page[index];
  uint64_t phys = s->r->hal.alloc_pages(s->r->hal.ctx, 1, VTD_PAGE_SHIFT);
  if (phys == 0 || vtd_drv_map(&p->space, AREA + index * PAGE, phys, PAGE, RW) != VTD_DRV_OK)
    return 0;
  p->page[index] = phys;
  return phys;
}

static void release(scene *s, process *p, uint64_t addr) {
  uint64_t *phys = &p->page[(addr - AREA) / PAGE];
  if (*phys == 0)
    return;
  rig_ok(s->r, vtd_drv_unmap(&p->space, addr, PAGE), "a page is unmapped");
  s->r->hal.free_pages(s->r->hal.ctx, *phys, 1);
  *phys = 0;
}

static vtd_drv_page_answer on_page_request(void *arg, const vtd_drv_page_request *request) {
  scene *s = arg;
  for (unsigned i = 0; i < PROCESSES; i++) {
    process *p = &s->process[i];
    if (!p->bound || !request->has_pasid || request->pasid != p->pasid)
      continue;
    if (touch(s, p, request->addr) != 0) {
      s->served++;
      return VTD_DRV_PAGE_SUCCESS;
    }
  }
  s->refused++;
  return VTD_DRV_PAGE_INVALID;
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

static bool open_device(scene *s) {
  rig *r = s->r;
  const fw_accelerator *hw = &r->env->machine->accelerator[0];
  const vtd_drv_page_queue_options options = {0, r->env->machine->msi_base, VECTOR, on_page_request,
                                              s};
  const unsigned rights =
      VTD_DRV_ATTACH_PASID | VTD_DRV_ATTACH_DEVICE_TLB | VTD_DRV_ATTACH_PAGE_REQUESTS;
  const accel_queue queue = {0, VTD_ACCEL_QUEUE_SHARED | VTD_ACCEL_QUEUE_BLOCK, 64, 0};
  s->sid = hw->sid;
  s->served = s->refused = 0;
  s->wanted = false;
  r->env->irq_hook(r->env->ctx, VECTOR, on_event, s);
  rig_ok(r, vtd_drv_page_queue_start(&s->requests, &r->unit, &options), "page requests are on");
  rig_ok(r, vtd_drv_attach_blocked(&r->unit, s->sid, rights), "the accelerator is attached");
  rig_check(r, accel_open(&s->device, &r->hal, hw->base) == ACCEL_OK, "the accelerator answers");
  accel_start(&s->device, VTD_ACCEL_CTRL_ATS | VTD_ACCEL_CTRL_PRI);
  rig_check(r, accel_queue_on(&s->device, &queue) == ACCEL_OK, "its shared queue is on");
  vtd_drv_pasid_pool_init(&s->pasids, &r->hal, vtd_drv_pasid_limit(&r->unit));
  return rig_alive(r);
}

static void start_process(scene *s, process *p) {
  rig *r = s->r;
  vtd_drv_pasid number = vtd_drv_pasid_take(&s->pasids);
  for (unsigned i = 0; i < AREA_PAGES; i++)
    p->page[i] = 0;
  p->pasid = number.pasid;
  rig_ok(r, number.err, "a PASID is there");
  rig_ok(r, vtd_drv_domain_create_first(&r->unit, &p->space, 0), "an address space is made");
  p->bound = rig_ok(r, vtd_drv_bind(&p->space, s->sid, p->pasid, 0), "and bound to the device");
}

// ---- The processes

// The processor touches memory too; it sees virtual addresses.
static void fill(scene *s, process *p, uint64_t addr, uint64_t bytes, uint64_t seed) {
  for (uint64_t at = 0; at < bytes; at += PAGE)
    rig_fill_at(s->r, touch(s, p, addr + at), PAGE, seed, at);
}

static bool same(scene *s, process *p, uint64_t addr, uint64_t bytes, uint64_t seed) {
  bool good = true;
  for (uint64_t at = 0; at < bytes && good; at += PAGE) {
    uint64_t phys = p->page[(addr + at - AREA) / PAGE];
    good = phys != 0 && rig_same_at(s->r, phys, PAGE, seed, at);
  }
  return good;
}

static accel_job copy_job(scene *s, process *p, uint64_t src, uint64_t dst, uint32_t bytes) {
  accel_job job = {.operation = VTD_ACCEL_OP_COPY,
                   .flags = VTD_ACCEL_FLAG_BLOCK,
                   .pasid = p->pasid,
                   .src = src,
                   .dst = dst,
                   .len = bytes,
                   .record = RECORDS};
  job.record_phys = touch(s, p, RECORDS);
  return job;
}

static void work_together(scene *s) {
  rig *r = s->r;
  accel_job job[PROCESSES];
  uint64_t before = s->served;
  for (unsigned i = 0; i < PROCESSES; i++) {
    fill(s, &s->process[i], SOURCE, WORK, SEED + i);
    job[i] = copy_job(s, &s->process[i], SOURCE, TARGET, (uint32_t)WORK);
  }
  for (unsigned i = 0; i < PROCESSES; i++)
    rig_check(r, accel_submit(&s->device, 0, i, &job[i]) == ACCEL_OK, "a process hands in work");
  for (unsigned i = 0; i < PROCESSES; i++) {
    rig_check(r, accel_wait(&s->device, &job[i], PATIENCE, serve, s) == ACCEL_OK, "it is done");
    rig_check(r, same(s, &s->process[i], TARGET, WORK, SEED + i),
              "at the same addresses each process has its own data");
  }
  rig_check(r, s->served - before >= PROCESSES * (WORK / PAGE),
            "targets were brought in on demand");
}

static void bad_pointer(scene *s) {
  rig *r = s->r;
  process *p = &s->process[0];
  accel_job job = copy_job(s, p, SOURCE, AREA + AREA_PAGES * PAGE, 64);
  rig_check(r, accel_submit(&s->device, 0, 0, &job) == ACCEL_OK, "a bad pointer is handed in");
  rig_check(r, accel_wait(&s->device, &job, PATIENCE, serve, s) == ACCEL_FAILED, "and fails");
  accel_record record = accel_read_record(&s->device, job.record_phys);
  rig_check(r, record.status == VTD_ACCEL_DONE_PAGE_INVALID && record.addr == job.dst,
            "with a record that names the address");
  accel_job other = copy_job(s, &s->process[1], TARGET, AREA + 40 * PAGE, (uint32_t)PAGE);
  rig_check(r, accel_submit(&s->device, 0, 1, &other) == ACCEL_OK, "another process hands in work");
  rig_check(r, accel_wait(&s->device, &other, PATIENCE, serve, s) == ACCEL_OK, "which is done");
  rig_check(r, same(s, &s->process[1], AREA + 40 * PAGE, PAGE, SEED + 1), "and right");
}

// What is unmapped is out of the device-TLB when the unmap returns: the page may be used for
// something else, and the device has to ask again.
static void take_back(scene *s) {
  rig *r = s->r;
  process *p = &s->process[0];
  uint32_t told = accel_counter(&s->device, VTD_ACCEL_INVALIDATIONS);
  uint64_t before = s->served, old = p->page[(TARGET - AREA) / PAGE];
  rig_ok(r, vtd_drv_unmap(&p->space, TARGET, PAGE), "a page is taken from a process");
  p->page[(TARGET - AREA) / PAGE] = 0;
  rig_check(r, accel_counter(&s->device, VTD_ACCEL_INVALIDATIONS) > told, "the device was told");
  rig_fill(r, old, PAGE, SEED + 9);
  accel_job job = copy_job(s, p, SOURCE + PAGE, TARGET, (uint32_t)PAGE);
  rig_check(r, accel_submit(&s->device, 0, 0, &job) == ACCEL_OK, "it works there again");
  rig_check(r, accel_wait(&s->device, &job, PATIENCE, serve, s) == ACCEL_OK, "which succeeds");
  rig_check(r, s->served > before, "because it asked again");
  rig_check(r, rig_same(r, old, PAGE, SEED + 9), "the old page was not touched");
  r->hal.free_pages(r->hal.ctx, old, 1);
}

// Guests on the same queue: each a PASID with a second stage, guest-physical addresses from 0, all
// of it mapped beforehand.
#define GUESTS       2u
#define GUEST_BYTES  (8 * PAGE)
#define GUEST_RECORD (7 * PAGE)

static void guests_join(scene *s) {
  rig *r = s->r;
  uint64_t memory[GUESTS], before = s->served;
  vtd_drv_domain *domain[GUESTS];
  vtd_drv_pasid number[GUESTS];
  accel_job job[GUESTS];
  for (unsigned i = 0; i < GUESTS && rig_alive(r); i++) {
    domain[i] = rig_domain(r, 0);
    memory[i] = rig_pages(r, GUEST_BYTES / PAGE, VTD_PAGE_SHIFT);
    number[i] = vtd_drv_pasid_take(&s->pasids);
    if (!rig_alive(r))
      return;
    rig_ok(r, vtd_drv_map(domain[i], 0, memory[i], GUEST_BYTES, RW), "a guest's memory is mapped");
    rig_ok(r, vtd_drv_bind(domain[i], s->sid, number[i].pasid, 0), "and bound to the device");
    rig_fill(r, memory[i], PAGE, SEED + 20 + i);
    accel_job copy = {.operation = VTD_ACCEL_OP_COPY,
                      .pasid = number[i].pasid,
                      .src = 0,
                      .dst = 4 * PAGE,
                      .len = (uint32_t)PAGE,
                      .record = GUEST_RECORD,
                      .record_phys = memory[i] + GUEST_RECORD};
    job[i] = copy;
    rig_check(r, accel_submit(&s->device, 0, i, &job[i]) == ACCEL_OK, "a guest hands in work");
  }
  for (unsigned i = 0; i < GUESTS && rig_alive(r); i++) {
    rig_check(r, accel_wait(&s->device, &job[i], PATIENCE, serve, s) == ACCEL_OK, "it is done");
    rig_check(r, rig_same(r, memory[i] + 4 * PAGE, PAGE, SEED + 20 + i),
              "in the guest's own memory");
    rig_check(r, accel_drain(&s->device, number[i].pasid, false, PATIENCE, serve, s) == ACCEL_OK,
              "the device has ended all work of the guest");
    (void)vtd_drv_page_queue_service(&s->requests);
    rig_ok(r, vtd_drv_unbind(&r->unit, domain[i], s->sid, number[i].pasid), "it is unbound");
    rig_ok(r, vtd_drv_unmap(domain[i], 0, GUEST_BYTES), "its memory is unmapped");
    rig_ok(r, vtd_drv_pasid_give(&s->pasids, number[i].pasid), "its PASID is given back");
  }
  rig_check(r, s->served == before, "no page had to be asked for");
}

static void end_process(scene *s, process *p) {
  rig *r = s->r;
  rig_check(r, accel_drain(&s->device, p->pasid, false, PATIENCE, serve, s) == ACCEL_OK,
            "the device has ended all work of the process");
  (void)vtd_drv_page_queue_service(&s->requests);
  for (unsigned i = 0; i < AREA_PAGES; i++)
    release(s, p, AREA + i * PAGE);
  p->bound = !rig_ok(r, vtd_drv_unbind(&r->unit, &p->space, s->sid, p->pasid), "it is unbound");
  rig_ok(r, vtd_drv_domain_destroy(&p->space), "its address space is destroyed");
  rig_ok(r, vtd_drv_pasid_give(&s->pasids, p->pasid), "its PASID is given back");
}

bool program_shared_virtual(const fw_env *env) {
  scene *s = &the_scene;
  rig *r = s->r = rig_begin_accelerator(env);
  if (!rig_running(r) || !open_device(s))
    return rig_end(r);
  for (unsigned i = 0; i < PROCESSES; i++)
    start_process(s, &s->process[i]);
  rig_phase(r, "processes share a queue");
  work_together(s);
  rig_phase(r, "bad pointer");
  bad_pointer(s);
  rig_phase(r, "a page is taken back");
  take_back(s);
  rig_phase(r, "guests join");
  guests_join(s);
  rig_phase(r, "processes end");
  end_process(s, &s->process[0]);
  rig_log_number(r, "pages served on demand", s->served);
  for (unsigned i = 1; i < PROCESSES; i++)
    end_process(s, &s->process[i]);
  rig_check(r, accel_close(&s->device) == ACCEL_OK, "the accelerator is closed");
  rig_ok(r, vtd_drv_detach(&r->unit, NULL, s->sid), "and detached");
  rig_ok(r, vtd_drv_page_queue_stop(&s->requests), "page requests are off");
  vtd_drv_pasid_pool_end(&s->pasids);
  env->irq_hook(env->ctx, VECTOR, NULL, NULL);
  return rig_end(r);
}
