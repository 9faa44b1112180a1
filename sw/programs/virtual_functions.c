// SPDX-License-Identifier: Apache-2.0
// One device shared by guests through virtual functions (chapter 3): each function has a requester
// id of its own, so each can be given to another guest. All use the same guest-physical addresses,
// each reaches its own guest's memory, and a guest that resets its function or reaches out disturbs
// nobody.
//
// Interrupts of functions are messages of their MSI-X tables, which lie in the guests' own pages:
// what a guest writes there leads only where the host has aimed the function's entries (chapter 5).
#include "programs.h"
#include "rig.h"
#include "sriov.h"
#include "vtd_drv_interrupts.h"

#define PAGE   UINT64_C(4096)
#define GUESTS 4u
#define RING   UINT64_C(0x10000)
#define DATA   UINT64_C(0x100000)
#define BYTES  (32 * PAGE)
#define HALF   (BYTES / 2)
#define CHUNK  2048u
#define SEED   20u
// Of the first guest's functions' interrupts, the others' follow; and where the host is notified of
// what is posted.
#define VECTOR       (RIG_VECTOR + 1)
#define NOTIFY       (RIG_VECTOR + 1 + GUESTS)
#define GUEST_VECTOR 0x91u

typedef struct tenant {
  vtd_drv_domain *domain;
  dmae_channel dma;
  uint16_t sid;
  uint64_t window, ring, memory;
  uint16_t index; // of its function's interrupt
} tenant;

typedef struct scene {
  rig *r;
  sriov device;
  uint32_t count;
  tenant guest[GUESTS];
  vtd_drv_irqs irqs;
  volatile uint32_t taken[256];
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

static void open_queue(scene *s, tenant *t, uint32_t options) {
  dmae_err err = dmae_open(&t->dma, &s->r->hal, t->window, 0, t->ring, RING, 64, options);
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
    open_queue(s, &s->guest[n], 0);
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
  open_queue(s, t, 0);
  begin_copy(s, t, SEED + 22);
  end_copy(s, t, SEED + 22);
}

// ---- Interrupts

static void on_interrupt(void *arg, unsigned vector) {
  ((scene *)arg)->taken[vector]++;
}

static void hook(scene *s, bool on) {
  for (unsigned v = VECTOR; v <= NOTIFY; v++) {
    s->taken[v] = 0;
    s->r->env->irq_hook(s->r->env->ctx, v, on ? on_interrupt : NULL, s);
  }
}

static vtd_drv_irq_source only(const tenant *t) {
  const vtd_drv_irq_source out = {VTD_IRTE_SVT_SID, VTD_IRTE_SQ_NONE, t->sid, false};
  return out;
}

// One descriptor that ends with the function's message.
static void work(scene *s, tenant *t) {
  dmae_job job = rig_job_copy(DATA, DATA + HALF, 256);
  job.flags |= VTD_DMAE_FLAG_IRQ;
  rig_dma_ok(s->r, dmae_run(&t->dma, &job, RIG_DMA_NS), "the function works");
  rig_pause(s->r, RIG_QUIET_NS);
}

static void use_message(scene *s, tenant *t, unsigned vector, uint16_t index) {
  const vtd_drv_irq_message message = vtd_drv_irqs_message(index, false);
  sriov_vector_set(&s->r->hal, t->window, vector, message.addr, message.data);
}

// Every guest's function has an entry, which leads to a vector of its own.
static void to_each_guest(scene *s) {
  rig *r = s->r;
  for (uint32_t n = 0; n < s->count; n++) {
    tenant *t = &s->guest[n];
    const vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, 1);
    const vtd_drv_irq_target target = {
        only(t), r->env->machine->apic_id[0], (uint8_t)(VECTOR + n), VTD_IRTE_DLM_FIXED, false,
        false};
    rig_ok(r, irq.err, "an index is there");
    t->index = irq.index;
    rig_ok(r, vtd_drv_irqs_set(&s->irqs, t->index, &target), "an entry is written");
    sriov_vectors_on(&r->hal, t->window);
    use_message(s, t, VTD_SRIOV_VECTOR_WORK, t->index);
  }
  for (uint32_t n = 0; n < s->count; n++)
    work(s, &s->guest[n]);
  for (uint32_t n = 0; n < s->count; n++)
    rig_check(r, s->taken[VECTOR + n] == 1, "each function's interrupt arrives where it is aimed");
}

static void masked(scene *s) {
  rig *r = s->r;
  tenant *t = &s->guest[0];
  const uint32_t before = s->taken[VECTOR];
  sriov_vector_mask(&r->hal, t->window, VTD_SRIOV_VECTOR_WORK, true);
  work(s, t);
  work(s, t);
  rig_check(r, s->taken[VECTOR] == before, "a vector that the guest has masked is not sent");
  rig_check(r, sriov_vector_pending(&r->hal, t->window, VTD_SRIOV_VECTOR_WORK), "but is pending");
  sriov_vector_mask(&r->hal, t->window, VTD_SRIOV_VECTOR_WORK, false);
  rig_pause(r, RIG_QUIET_NS);
  rig_check(r, s->taken[VECTOR] == before + 1, "and sent once when it may be");
}

// Where errors lead is another vector's business: a second entry of the same function.
static void on_error(scene *s) {
  rig *r = s->r;
  tenant *t = &s->guest[0];
  const vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, 1);
  const vtd_drv_irq_target target = {
      only(t), r->env->machine->apic_id[0], NOTIFY, VTD_IRTE_DLM_FIXED, false, false};
  const uint32_t before = s->taken[VECTOR], faults = r->faults;
  dmae_job job = rig_job_fill(0, DATA + BYTES, 64);
  rig_ok(r, irq.err, "an index is there");
  rig_ok(r, vtd_drv_irqs_set(&s->irqs, irq.index, &target), "an entry is written");
  open_queue(s, t, VTD_DMAE_CTRL_STOP_ON_ERROR);
  use_message(s, t, VTD_SRIOV_VECTOR_ERROR, irq.index);
  r->env->expect_faults(r->env->ctx, 1);
  rig_check(r, dmae_run(&t->dma, &job, RIG_DMA_NS) == DMAE_HALTED, "a bad pointer halts the queue");
  rig_check(r, rig_await_faults(r, faults + 1), "and is logged");
  rig_pause(r, RIG_QUIET_NS);
  rig_check(r, s->taken[NOTIFY] == 1 && s->taken[VECTOR] == before,
            "its interrupt has a vector of its own");
  rig_check(r, sriov_reset(&r->hal, t->window, RIG_DMA_NS) == SRIOV_OK, "the function is reset");
  rig_ok(r, vtd_drv_irqs_free(&s->irqs, irq.index, 1), "the index is given back");
  open_queue(s, t, 0);
  sriov_vectors_on(&r->hal, t->window);
}

// A guest writes its neighbour's handle into its own table.
static void forge(scene *s) {
  rig *r = s->r;
  tenant *t = &s->guest[0], *neighbour = &s->guest[1];
  const uint32_t theirs = s->taken[VECTOR + 1], faults = r->faults;
  use_message(s, t, VTD_SRIOV_VECTOR_WORK, neighbour->index);
  r->env->expect_faults(r->env->ctx, 1);
  work(s, t);
  rig_check(r, rig_await_faults(r, faults + 1), "another function's interrupt is blocked");
  const vtd_drv_fault *fault = rig_fault(r, faults);
  rig_check(r,
            fault->interrupt && fault->sid == t->sid && fault->reason == VTD_FR_IR_26 &&
                fault->index == neighbour->index,
            "and logged with the function that tried, and the entry");
  rig_check(r, s->taken[VECTOR + 1] == theirs, "the neighbour hears nothing");
  work(s, neighbour);
  rig_check(r, s->taken[VECTOR + 1] == theirs + 1, "but its own");
  use_message(s, t, VTD_SRIOV_VECTOR_WORK, t->index);
}

// Posted: the function's interrupt goes into the guest's virtual processor.
static void posted(scene *s) {
  rig *r = s->r;
  tenant *t = &s->guest[1];
  const uint32_t before = s->taken[NOTIFY], directly = s->taken[VECTOR + 1];
  const uint64_t descriptor = rig_pages(r, 1, VTD_PAGE_SHIFT);
  const vtd_drv_posted_setup here = {NOTIFY, r->env->machine->apic_id[0], false};
  const vtd_drv_irq_posted entry = {only(t), descriptor, GUEST_VECTOR, false};
  if (!vtd_cap_pi(r->unit.cap)) {
    rig_skip(r, "CAP.PI = 0");
    return;
  }
  vtd_drv_posted_init(&r->hal, descriptor, &here);
  rig_ok(r, vtd_drv_irqs_set_posted(&s->irqs, t->index, &entry), "the entry posts now");
  work(s, t);
  rig_check(r, s->taken[NOTIFY] == before + 1 && s->taken[VECTOR + 1] == directly,
            "the host is notified");
  const vtd_drv_posted_pending got = vtd_drv_posted_take(&r->hal, descriptor);
  rig_check(r, got.word[GUEST_VECTOR / 64] == UINT64_C(1) << GUEST_VECTOR % 64,
            "and the virtual processor finds its vector");
}

static void interrupts(scene *s) {
  rig *r = s->r;
  const vtd_drv_irqs_options options = {6, false};
  if (!vtd_ecap_ir(r->unit.ecap) || !r->unit.use_queue || r->env->machine->apic_id[0] > 254) {
    rig_skip(r, "no remapping of interrupts to 8-bit destinations");
    return;
  }
  rig_ok(r, vtd_drv_irqs_start(&s->irqs, &r->unit, &options), "remapping of interrupts goes on");
  hook(s, true);
  to_each_guest(s);
  masked(s);
  on_error(s);
  forge(s);
  posted(s);
  for (uint32_t n = 0; n < s->count; n++) {
    sriov_vectors_off(&r->hal, s->guest[n].window);
    rig_ok(r, vtd_drv_irqs_free(&s->irqs, s->guest[n].index, 1), "the index is given back");
  }
  hook(s, false);
  rig_ok(r, vtd_drv_irqs_stop(&s->irqs), "remapping of interrupts goes off");
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
  rig_phase(r, "interrupts of functions");
  interrupts(s);
  rig_phase(r, "the host takes all back");
  take_back(s);
  return rig_end(r);
}
