// SPDX-License-Identifier: Apache-2.0
// Interrupts remapped and posted (chapter 5): devices name an entry of a table instead of a vector,
// and software decides where it leads: to a vector, to another one later, to several, or into the
// descriptor of a virtual processor that need not even run.
//
// Interrupt lines go through an I/O APIC, which sends messages like any device. There may be
// several processors, and each virtual processor is notified where it runs.
//
// Devices that lie are told apart by their requester id: what one writes to request another's
// interrupt is blocked and logged.
#include "fw_topology.h"
#include "ioapic.h"
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
  volatile uint32_t taken[FW_IRQS]; // by vector, or FW_IRQ_*
  volatile unsigned processor;      // that took the last one
  bool wide;                        // destinations have 32 bits
  // The device asks by its line, and so often the handler does not hear it.
  bool by_line;
  volatile uint32_t unheard;
} scene;

static scene the_scene;

static void on_interrupt(void *arg, unsigned vector) {
  scene *s = arg;
  s->taken[vector]++;
  s->processor = s->r->env->processor(s->r->env->ctx);
  if (!s->by_line)
    return;
  if (s->unheard > 0)
    s->unheard--;
  else
    dmae_interrupt(&s->dev->dma);
}

// Processors with an APIC id above 254 need 32-bit destinations (EIME).
static bool need_wide(const rig *r) {
  for (uint32_t p = 0; p < r->env->machine->processor_count; p++) {
    if (r->env->machine->apic_id[p] > 254)
      return vtd_ecap_eim(r->unit.ecap) != 0;
  }
  return false;
}

static bool reachable(const scene *s, uint32_t processor) {
  return s->wide || s->r->env->machine->apic_id[processor] <= 254;
}

// The highest of those that a message reaches.
static uint32_t last_processor(const scene *s) {
  uint32_t p = s->r->env->machine->processor_count - 1;
  while (p > 0 && !reachable(s, p))
    p--;
  return p;
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
  s->wide = need_wide(r);
  const vtd_drv_irqs_options options = {10, s->wide};
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

static void to_each_processor(scene *s) {
  rig *r = s->r;
  const fw_machine *machine = r->env->machine;
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, 1);
  rig_ok(r, irq.err, "an index is there");
  use(s->dev, vtd_drv_irqs_message(irq.index, false));
  for (uint32_t p = 0; p < machine->processor_count; p++) {
    const uint32_t before = s->taken[VECTOR];
    vtd_drv_irq_target target = {
        only(s->dev), machine->apic_id[p], VECTOR, VTD_IRTE_DLM_FIXED, false, false};
    if (!reachable(s, p))
      continue;
    rig_ok(r, vtd_drv_irqs_set(&s->irqs, irq.index, &target), "an entry is written");
    work(s, s->dev);
    rig_check(r, s->taken[VECTOR] == before + 1 && s->processor == p,
              "the processor that the entry names takes it");
  }
  rig_ok(r, vtd_drv_irqs_free(&s->irqs, irq.index, 1), "the index is given back");
}

// SMI, NMI, INIT and ExtINT: the entry names the kind of interrupt, and no vector.
static void other_modes(scene *s) {
  static const struct {
    uint8_t mode;
    unsigned irq;
  } kinds[] = {{VTD_IRTE_DLM_SMI, FW_IRQ_SMI},
               {VTD_IRTE_DLM_NMI, FW_IRQ_NMI},
               {VTD_IRTE_DLM_INIT, FW_IRQ_INIT},
               {VTD_IRTE_DLM_EXTINT, FW_IRQ_EXTINT}};
  rig *r = s->r;
  const fw_env *env = r->env;
  const uint32_t p = last_processor(s), before = s->taken[VECTOR];
  if (!env->machine->irq_modes) {
    rig_skip(r, "this machine's processors know vectors only");
    return;
  }
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, 1);
  rig_ok(r, irq.err, "an index is there");
  use(s->dev, vtd_drv_irqs_message(irq.index, false));
  for (unsigned k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
    const vtd_drv_irq_target target = {
        only(s->dev), env->machine->apic_id[p], VECTOR, kinds[k].mode, false, false};
    s->taken[kinds[k].irq] = 0;
    env->irq_hook(env->ctx, kinds[k].irq, on_interrupt, s);
    rig_ok(r, vtd_drv_irqs_set(&s->irqs, irq.index, &target), "an entry is written");
    work(s, s->dev);
    rig_check(r, s->taken[kinds[k].irq] == 1 && s->processor == p,
              "the processor takes it as what it is");
    env->irq_hook(env->ctx, kinds[k].irq, NULL, NULL);
  }
  rig_check(r, s->taken[VECTOR] == before, "and no vector of it");
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

// Each virtual processor is notified where it runs, and finds what is its own.
static void posted_to_two(scene *s) {
  rig *r = s->r;
  const fw_machine *machine = r->env->machine;
  const uint32_t where[2] = {0, last_processor(s)};
  const uint64_t descriptor = rig_pages(r, 1, VTD_PAGE_SHIFT);
  uint64_t at[2] = {descriptor, descriptor + VTD_DRV_POSTED_BYTES};
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, 2);
  rig_ok(r, irq.err, "two indexes are there");
  for (uint16_t i = 0; i < 2; i++) {
    const vtd_drv_posted_setup setup = {NOTIFY, machine->apic_id[where[i]], s->wide};
    const vtd_drv_irq_posted entry = {only(s->dev), at[i], GUEST_VECTOR, false};
    vtd_drv_posted_init(&r->hal, at[i], &setup);
    rig_ok(r, vtd_drv_irqs_set_posted(&s->irqs, (uint16_t)(irq.index + i), &entry),
           "an entry that posts is written");
  }
  for (uint16_t i = 0; i < 2; i++) {
    const uint32_t before = s->taken[NOTIFY];
    use(s->dev, vtd_drv_irqs_message((uint16_t)(irq.index + i), false));
    work(s, s->dev);
    rig_check(r, s->taken[NOTIFY] == before + 1 && s->processor == where[i],
              "the processor that runs it is notified");
    expect_posted(s, at[i], "the virtual processor finds its vector");
    const vtd_drv_posted_pending other = vtd_drv_posted_take(&r->hal, at[1 - i]);
    rig_check(r, !pending(&other, GUEST_VECTOR), "the other one finds nothing");
  }
  rig_ok(r, vtd_drv_irqs_free(&s->irqs, irq.index, 2), "the indexes are given back");
}

// ---- Lines

// A pin of an I/O APIC, and who its messages come from.
typedef struct line_end {
  bool found;
  ioapic apic;
  uint32_t pin;
  uint16_t sid;
} line_end;

static uint32_t line_of(const fw_machine *machine, const rig_device *dev) {
  for (uint32_t e = 0; e < machine->engine_count; e++) {
    if (machine->engine[e].base == dev->engine)
      return machine->engine[e].gsi[dev->channel];
  }
  return FW_NO_GSI;
}

// The DMAR table tells which unit remaps an I/O APIC's messages, and their requester id.
static line_end find_line(scene *s) {
  const fw_machine *machine = s->r->env->machine;
  const vtd_dmar_buses buses = fw_buses(machine);
  const uint32_t gsi = line_of(machine, s->dev);
  line_end out = {0};
  vtd_dmar dmar;
  vtd_dmar_entry unit;
  if (machine->dmar == 0 || vtd_dmar_open(&dmar, &s->r->hal, machine->dmar) != VTD_DMAR_OK)
    return out;
  for (uint32_t i = 0; i < machine->ioapic_count; i++) {
    const fw_ioapic *entry = &machine->ioapic[i];
    if (gsi < entry->gsi_base || gsi - entry->gsi_base >= entry->pins)
      continue;
    const vtd_dmar_place place =
        vtd_dmar_unit_of_id(&dmar, &buses, VTD_DMAR_SCOPE_TYPE_IOAPIC, entry->id, &unit);
    out.found = place.found && unit.base == machine->vtd_base &&
                rig_check(s->r, ioapic_probe(&out.apic, &s->r->hal, entry->base), "it answers");
    out.pin = gsi - entry->gsi_base;
    out.sid = place.sid;
  }
  return out;
}

static void aim_line(scene *s, const line_end *line, uint16_t index, bool level) {
  const vtd_drv_irq_source source = {VTD_IRTE_SVT_SID, VTD_IRTE_SQ_NONE, line->sid, false};
  const vtd_drv_irq_target target = {source, s->r->env->machine->apic_id[last_processor(s)],
                                     VECTOR, VTD_IRTE_DLM_FIXED,
                                     false,  level};
  rig_ok(s->r, vtd_drv_irqs_set(&s->irqs, index, &target), "an entry is written");
  ioapic_set(&line->apic, line->pin, vtd_drv_irqs_redirection(index, VECTOR, level, false));
}

static void level_triggered(scene *s, const line_end *line, uint16_t index) {
  rig *r = s->r;
  uint32_t before = s->taken[VECTOR];
  aim_line(s, line, index, true);
  work(s, s->dev);
  rig_check(r, s->taken[VECTOR] == before + 1 && s->processor == last_processor(s),
            "the line's interrupt arrives at its processor");
  s->unheard = 2;
  work(s, s->dev);
  rig_check(r, s->taken[VECTOR] == before + 4, "it comes again until the device is heard");
  ioapic_mask(&line->apic, line->pin, true);
  work(s, s->dev);
  rig_check(r, s->taken[VECTOR] == before + 4, "masked, it waits");
  ioapic_mask(&line->apic, line->pin, false);
  rig_pause(r, RIG_QUIET_NS);
  rig_check(r, s->taken[VECTOR] == before + 5, "and comes when it may");
  uint64_t entry = ioapic_get(&line->apic, line->pin);
  rig_check(r, !vtd_ioapic_rte_rirr(&entry), "all of them have ended");
}

static void edge_triggered(scene *s, const line_end *line, uint16_t index) {
  rig *r = s->r;
  uint32_t before = s->taken[VECTOR];
  aim_line(s, line, index, false);
  work(s, s->dev);
  work(s, s->dev);
  rig_check(r, s->taken[VECTOR] == before + 2, "each edge is an interrupt");
  // The entry of another device is not the I/O APIC's to use.
  uint32_t faults = r->faults;
  aim(s, index, s->rogue, VECTOR);
  r->env->expect_faults(r->env->ctx, 1);
  work(s, s->dev);
  rig_check(r, rig_await_faults(r, faults + 1), "with another device's entry it is blocked");
  const vtd_drv_fault *fault = rig_fault(r, faults);
  rig_check(r, fault->sid == line->sid && fault->reason == VTD_FR_IR_26,
            "and logged with the I/O APIC's requester id");
  rig_check(r, s->taken[VECTOR] == before + 2, "no interrupt arrived");
}

static void line_posted(scene *s, const line_end *line, uint16_t index) {
  rig *r = s->r;
  const uint64_t descriptor = rig_pages(r, 1, VTD_PAGE_SHIFT);
  const vtd_drv_posted_setup setup = {NOTIFY, 0, s->wide};
  const vtd_drv_irq_source source = {VTD_IRTE_SVT_SID, VTD_IRTE_SQ_NONE, line->sid, false};
  const vtd_drv_irq_posted entry = {source, descriptor, GUEST_VECTOR, false};
  const uint32_t before = s->taken[NOTIFY];
  vtd_drv_posted_init(&r->hal, descriptor, &setup);
  rig_ok(r, vtd_drv_irqs_set_posted(&s->irqs, index, &entry), "an entry that posts is written");
  dmae_interrupt(&s->dev->dma); // what was blocked is still asked for
  work(s, s->dev);
  rig_check(r, s->taken[NOTIFY] == before + 1, "a line's interrupt is posted and notified");
  expect_posted(s, descriptor, "the virtual processor finds its vector");
}

static void lines(scene *s) {
  rig *r = s->r;
  const line_end line = find_line(s);
  if (!line.found) {
    rig_skip(r, "no I/O APIC of this unit has the device's line");
    return;
  }
  vtd_drv_irq irq = vtd_drv_irqs_alloc(&s->irqs, 1);
  rig_ok(r, irq.err, "an index is there");
  s->by_line = true;
  dmae_line_on(&s->dev->dma);
  level_triggered(s, &line, irq.index);
  edge_triggered(s, &line, irq.index);
  if (vtd_cap_pi(r->unit.cap))
    line_posted(s, &line, irq.index);
  ioapic_mask(&line.apic, line.pin, true);
  dmae_line_off(&s->dev->dma);
  s->by_line = false;
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
  rig_phase(r, "to each processor");
  to_each_processor(s);
  rig_phase(r, "other delivery modes");
  other_modes(s);
  rig_phase(r, "several messages");
  several(s);
  rig_phase(r, "forged");
  forged(s);
  if (vtd_cap_pi(r->unit.cap)) {
    rig_phase(r, "posted to a virtual processor");
    posted(s);
    rig_phase(r, "hostile descriptors");
    hostile_descriptors(s);
    rig_phase(r, "posted to two virtual processors");
    posted_to_two(s);
  } else {
    rig_skip(r, "CAP.PI = 0");
  }
  rig_phase(r, "lines");
  lines(s);
  hook(s, false);
  rig_ok(r, vtd_drv_irqs_stop(&s->irqs), "remapping goes off");
  rig_ok(r, vtd_drv_unmap(s->domain, IOVA, 8192), "memory is unmapped");
  return rig_end(r);
}
