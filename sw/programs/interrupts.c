// SPDX-License-Identifier: Apache-2.0
// Interrupts remapped and posted (chapter 5): devices name an entry of a table instead of a vector,
// and software decides where it leads: to a vector, to another one later, to several, or into the
// descriptor of a virtual processor that need not even run.
//
// Devices that lie are told apart by their requester id: what one writes to request another's
// interrupt is blocked and logged.
#include "programs.h"
#include "rig.h"
#include "vtd_drv_interrupts.h"

#define VECTOR       (RIG_VECTOR + 1)
#define ELSEWHERE    (RIG_VECTOR + 2)
#define NOTIFY       (RIG_VECTOR + 3) // a processor looks at its virtual processors
#define GUEST_VECTOR 0x91u            // what a virtual processor sees
#define SEVERAL      4u
#define IOVA         UINT64_C(0x200000)

typedef struct scene {
  rig *r;
  vtd_drv_irqs irqs;
  vtd_drv_domain *domain;
  rig_device *dev, *rogue;
  uint64_t memory;
  volatile uint32_t taken[256];
} scene;

static scene the_scene;

static void on_interrupt(void *arg, unsigned vector) {
  ((scene *)arg)->taken[vector]++;
}

static void hook(scene *s, bool on) {
  const fw_env *env = s->r->env;
  for (unsigned v = VECTOR; v < VECTOR + 16; v++) {
    s->taken[v] = 0;
    env->irq_hook(env->ctx, v, on ? on_interrupt : NULL, s);
  }
}

static bool set_up(scene *s) {
  rig *r = s->r;
  const vtd_drv_irqs_options options = {10, false};
  s->domain = rig_domain(r, 0);
  if (s->domain == NULL)
    return false;
  s->dev = rig_open(r, 0, s->domain, RIG_RING, 32, 0, 0);
  s->rogue = rig_open(r, 1, s->domain, 2 * RIG_RING, 32, 0, 0);
  s->memory = rig_pages(r, 2, VTD_PAGE_SHIFT);
  if (!rig_alive(r))
    return false;
  rig_ok(r, vtd_drv_map(s->domain, IOVA, s->memory, 8192, VTD_DRV_READ | VTD_DRV_WRITE),
         "memory is mapped");
  return rig_ok(r, vtd_drv_irqs_start(&s->irqs, &r->unit, &options), "remapping goes on");
}

static vtd_drv_irq_source only(const rig_device *dev) {
  vtd_drv_irq_source out = {VTD_IRTE_SVT_SID, VTD_IRTE_SQ_NONE, dev->sid, false};
  return out;
}

static void aim(scene *s, uint16_t index, const rig_device *dev, uint8_t vector) {
  const vtd_drv_irq_target target = {only(dev), 0, vector, VTD_IRTE_DLM_FIXED, false, false};
  rig_ok(s->r, vtd_drv_irqs_set(&s->irqs, index, &target), "an entry is written");
}

// One descriptor that ends with a message.
static void work(scene *s, rig_device *dev) {
  dmae_job job = rig_job_copy(IOVA, IOVA + 4096, 256);
  job.flags |= VTD_DMAE_FLAG_IRQ;
  rig_dma_ok(s->r, dmae_run(&dev->dma, &job, RIG_DMA_NS), "the device works");
  rig_pause(s->r, RIG_QUIET_NS);
}

static void use(rig_device *dev, vtd_drv_irq_message message) {
  dmae_interrupts_on(&dev->dma, message.addr, message.data);
}

static void remapped(scene *s) {
  rig *r = s->r;
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, 1);
  rig_ok(r, irq.err, "an index is there");
  aim(s, irq.index, s->dev, VECTOR);
  use(s->dev, vtd_drv_irqs_message(irq.index, false));
  work(s, s->dev);
  rig_check(r, s->taken[VECTOR] == 1, "the interrupt arrives");
  aim(s, irq.index, s->dev, ELSEWHERE);
  work(s, s->dev);
  rig_check(r, s->taken[VECTOR] == 1 && s->taken[ELSEWHERE] == 1,
            "aimed elsewhere it arrives there, and the device knows nothing of it");
  rig_ok(r, vtd_drv_irqs_free(&s->irqs, irq.index, 1), "the index is given back");
}

// Multi-message MSI: the device has one address and adds its message's number to the data.
static void several(scene *s) {
  rig *r = s->r;
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, SEVERAL);
  rig_ok(r, irq.err, "a block of indexes is there");
  for (unsigned i = 0; i < SEVERAL; i++)
    aim(s, (uint16_t)(irq.index + i), s->dev, (uint8_t)(VECTOR + 4 + i));
  for (unsigned i = 0; i < SEVERAL; i++) {
    vtd_drv_irq_message message = vtd_drv_irqs_message(irq.index, true);
    message.data += i;
    use(s->dev, message);
    work(s, s->dev);
    rig_check(r, s->taken[VECTOR + 4 + i] == 1, "each message has a vector of its own");
  }
  rig_ok(r, vtd_drv_irqs_free(&s->irqs, irq.index, SEVERAL), "the block is given back");
}

// A message that must be blocked and logged.
static void blocked_from(scene *s, rig_device *dev, vtd_drv_irq_message message, uint8_t reason,
                         const char *what) {
  rig *r = s->r;
  uint32_t before = r->faults;
  r->env->expect_faults(r->env->ctx, 1);
  dmae_job job = rig_job_fill(message.data, message.addr, 4);
  (void)dmae_run(&dev->dma, &job, RIG_DMA_NS); // nobody answers a posted write
  dmae_clear_error(&dev->dma);
  rig_check(r, rig_await_faults(r, before + 1), what);
  const vtd_drv_fault *fault = rig_fault(r, before);
  rig_check(r, fault->interrupt && fault->sid == dev->sid && fault->reason == reason,
            "and logged with its device and reason");
}

static void blocked(scene *s, vtd_drv_irq_message message, uint8_t reason, const char *what) {
  blocked_from(s, s->rogue, message, reason, what);
}

static void forged(scene *s) {
  rig *r = s->r;
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, 1);
  const vtd_drv_irq_message beyond = vtd_drv_irqs_message(0x7000, false);
  const vtd_drv_irq_message plain = {VTD_INTR_BASE, VECTOR};
  vtd_drv_irq_message unused = vtd_drv_irqs_message((uint16_t)(irq.index + 1), false);
  uint32_t before = s->taken[VECTOR];
  rig_ok(r, irq.err, "an index is there");
  aim(s, irq.index, s->dev, VECTOR);
  blocked(s, vtd_drv_irqs_message(irq.index, false), VTD_FR_IR_26,
          "another device's interrupt is blocked");
  blocked(s, plain, VTD_FR_IR_25, "an interrupt in the old format is blocked");
  blocked(s, unused, VTD_FR_IR_22, "an entry that is not present blocks");
  blocked(s, beyond, VTD_FR_IR_21, "an index beyond the table is blocked");
  rig_check(r, s->taken[VECTOR] == before, "no forged interrupt arrived");
  use(s->dev, vtd_drv_irqs_message(irq.index, false));
  work(s, s->dev);
  rig_check(r, s->taken[VECTOR] == before + 1, "the honest device's arrives");
  rig_ok(r, vtd_drv_irqs_free(&s->irqs, irq.index, 1), "the index is given back");
}

static bool pending(const vtd_drv_posted_pending *got, unsigned vector) {
  return got->word[vector / 64] >> (vector % 64) & 1;
}

// The virtual processor: takes what is posted.
static void expect_posted(scene *s, uint64_t descriptor, const char *what) {
  vtd_drv_posted_pending got = vtd_drv_posted_take(&s->r->hal, descriptor);
  rig_check(s->r, pending(&got, GUEST_VECTOR), what);
  got.word[GUEST_VECTOR / 64] &= ~(UINT64_C(1) << GUEST_VECTOR % 64);
  rig_check(s->r, (got.word[0] | got.word[1] | got.word[2] | got.word[3]) == 0, "and nothing else");
}

static void posted(scene *s) {
  rig *r = s->r;
  const vtd_drv_posted_setup here = {NOTIFY, 0, false}, there = {ELSEWHERE, 0, false};
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, 1);
  uint64_t descriptor = rig_pages(r, 1, VTD_PAGE_SHIFT) + VTD_DRV_POSTED_BYTES;
  vtd_drv_irq_posted entry = {only(s->dev), descriptor, GUEST_VECTOR, false};
  vtd_drv_posted_init(&r->hal, descriptor, &here);
  rig_ok(r, vtd_drv_irqs_set_posted(&s->irqs, irq.index, &entry), "an entry that posts is written");
  use(s->dev, vtd_drv_irqs_message(irq.index, false));
  work(s, s->dev);
  work(s, s->dev);
  rig_check(r, s->taken[NOTIFY] == 1, "one notification, however many are posted before a look");
  expect_posted(s, descriptor, "the virtual processor finds its vector");
  vtd_drv_posted_suppress(&r->hal, descriptor, true);
  work(s, s->dev);
  rig_check(r, s->taken[NOTIFY] == 1, "while it does not run there is no notification");
  entry.urgent = true;
  rig_ok(r, vtd_drv_irqs_set_posted(&s->irqs, irq.index, &entry), "the interrupt becomes urgent");
  work(s, s->dev);
  rig_check(r, s->taken[NOTIFY] == 2, "which notifies all the same");
  expect_posted(s, descriptor, "nothing was lost meanwhile");
  vtd_drv_posted_suppress(&r->hal, descriptor, false);
  uint32_t before = s->taken[ELSEWHERE];
  vtd_drv_posted_move(&r->hal, descriptor, &there);
  work(s, s->dev);
  rig_check(r, s->taken[NOTIFY] == 2 && s->taken[ELSEWHERE] == before + 1,
            "moved to another processor, it is notified there");
  expect_posted(s, descriptor, "and finds its vector");
  rig_ok(r, vtd_drv_irqs_free(&s->irqs, irq.index, 1), "the index is given back");
}

// Descriptors that are none: with a reserved bit set, or where there is no memory.
static void hostile_descriptors(scene *s) {
  rig *r = s->r;
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, 1);
  vtd_drv_irq_message message = vtd_drv_irqs_message(irq.index, false);
  uint64_t descriptor = rig_pages(r, 1, VTD_PAGE_SHIFT);
  const uint64_t reserved = UINT64_MAX;
  vtd_drv_irq_posted entry = {only(s->dev), descriptor, GUEST_VECTOR, true};
  uint64_t last = descriptor + VTD_DRV_POSTED_BYTES - sizeof reserved;
  r->hal.mem_write(r->hal.ctx, last, &reserved, sizeof reserved);
  rig_ok(r, vtd_drv_irqs_set_posted(&s->irqs, irq.index, &entry), "an entry names nonsense");
  blocked_from(s, s->dev, message, VTD_FR_IR_28, "which is blocked");
  rig_check(r, rig_all(r, descriptor, VTD_DRV_POSTED_BYTES - sizeof reserved, 0),
            "and not written to");
  entry.descriptor = UINT64_C(1) << (r->unit.haw - 1);
  rig_ok(r, vtd_drv_irqs_set_posted(&s->irqs, irq.index, &entry), "an entry leads out of memory");
  blocked_from(s, s->dev, message, VTD_FR_IR_27, "which is blocked");
  rig_ok(r, vtd_drv_irqs_free(&s->irqs, irq.index, 1), "the index is given back");
}

bool program_interrupts(const fw_env *env) {
  scene *s = &the_scene;
  rig *r = s->r = rig_begin(env, "set-up", 0);
  if (!rig_alive(r))
    return rig_end(r);
  if (!vtd_ecap_ir(r->unit.ecap) || !r->unit.use_queue) {
    rig_skip(r, "ECAP.IR = 0");
    return rig_end(r);
  }
  if (!set_up(s))
    return rig_end(r);
  hook(s, true);
  rig_phase(r, "remapped");
  remapped(s);
  rig_phase(r, "several messages");
  several(s);
  rig_phase(r, "forged");
  forged(s);
  if (vtd_cap_pi(r->unit.cap)) {
    rig_phase(r, "posted to a virtual processor");
    posted(s);
    rig_phase(r, "hostile descriptors");
    hostile_descriptors(s);
  } else {
    rig_skip(r, "CAP.PI = 0");
  }
  hook(s, false);
  rig_ok(r, vtd_drv_irqs_stop(&s->irqs), "remapping goes off");
  rig_ok(r, vtd_drv_unmap(s->domain, IOVA, 8192), "memory is unmapped");
  return rig_end(r);
}
