// SPDX-License-Identifier: Apache-2.0
// A compromised device and a malicious owner try what they can. Each attempt is blocked and logged,
// and nobody else notices: a bystander's transfer runs through all of it and is right at the end.
//
// The device lies about its requester id, claims addresses translated or PASIDs that it was not
// given, and reaches for other domains' memory. Its owner rewrites its tables while they are
// walked, points entries, rings and descriptors outside of memory, and floods the invalidation
// queue with nonsense. Forged interrupts are in interrupts.c, devices that keep stale translations
// or flood page requests in accelerator_attacks.c.
#include "bystander.h"
#include "programs.h"

#define PAGE      UINT64_C(4096)
#define IOVA      BYSTANDER_IOVA // of the rogue's memory in its own domain, too
#define CANARY    31u
#define SEED      30u
#define NOBODY    0xFD // a bus without devices
#define BAD_TURNS 100u

typedef struct scene {
  rig *r;
  vtd_drv_domain *domain;
  rig_device *rogue;
  bystander bystander;
  uint64_t own, canary; // the rogue's, nobody's
} scene;

#define RW (VTD_DRV_READ | VTD_DRV_WRITE)

static bool set_up(scene *s) {
  rig *r = s->r;
  s->domain = rig_domain(r, 0);
  if (s->domain == NULL || !bystander_open(&s->bystander, r, 1))
    return false;
  s->rogue = rig_open(r, 0, s->domain, RIG_RING, 32, 0, 0);
  s->own = rig_pages(r, 1, VTD_PAGE_SHIFT);
  s->canary = rig_pages(r, 1, VTD_PAGE_SHIFT);
  if (!rig_alive(r))
    return false;
  rig_fill(r, s->canary, PAGE, CANARY);
  return rig_ok(r, vtd_drv_map(s->domain, IOVA, s->own, PAGE, RW), "the rogue's memory");
}

// ---- Lies about who asks

typedef struct attempt {
  uint64_t addr;
  uint8_t reason;
  uint16_t sid;  // that the record must name
  uint64_t page; // likewise
  vtd_drv_access access;
  const char *what;
} attempt;

static void blocked(scene *s, const attempt *a) {
  rig *r = s->r;
  uint32_t before = r->faults;
  dmae_job job = rig_job_fill(0, a->addr, 64);
  r->env->expect_faults(r->env->ctx, 1);
  rig_check(r, dmae_run(&s->rogue->dma, &job, RIG_DMA_NS) == DMAE_FAILED, a->what);
  dmae_clear_error(&s->rogue->dma);
  rig_check(r, rig_await_faults(r, before + 1), "and logged");
  const vtd_drv_fault *fault = rig_fault(r, before);
  rig_check(r,
            fault->sid == a->sid && fault->addr == a->page && fault->reason == a->reason &&
                fault->access == a->access,
            "with requester, address, access and reason");
}

// Without a context entry even the fetch of the descriptor is blocked.
static void forged_requester(scene *s) {
  rig *r = s->r;
  uint16_t nobody = (uint16_t)(NOBODY << 8);
  attempt stranger = {IOVA,
                      r->unit.scalable ? VTD_FR_SRT_2 : VTD_FR_LRT_2,
                      nobody,
                      rig_ring_page(s->rogue),
                      VTD_DRV_ACCESS_READ,
                      "a requester that nobody attached is blocked"};
  dmae_set_forge(&s->rogue->dma, VTD_DMAE_FORGE_ON | nobody);
  blocked(s, &stranger);
  // As its neighbour it gets no further than the neighbour could: telling those two apart is the
  // task of the bridge above them (source validation), not of the remapping unit.
  rig_ok(r, vtd_drv_map(s->bystander.domain, 4 * RIG_RING, s->rogue->ring_phys, PAGE, RW),
         "the rogue's ring is where it looks for it");
  s->rogue->dma.ring_iova = 4 * RIG_RING;
  attempt neighbour = {s->canary,
                       rig_reason(r, s->bystander.domain, s->canary, VTD_FR_LGN_2),
                       s->bystander.dev->sid,
                       s->canary,
                       VTD_DRV_ACCESS_WRITE,
                       "as its neighbour it reaches no more than the neighbour"};
  dmae_close(&s->rogue->dma);
  dmae_open(&s->rogue->dma, &r->hal, s->rogue->engine, s->rogue->channel, s->rogue->ring_phys,
            4 * RIG_RING, s->rogue->entries, 0);
  dmae_set_forge(&s->rogue->dma, VTD_DMAE_FORGE_ON | s->bystander.dev->sid);
  blocked(s, &neighbour);
  rig_reset(r, s->rogue);
  rig_ok(r, vtd_drv_unmap(s->bystander.domain, 4 * RIG_RING, PAGE), "the ring is unmapped there");
}

static void across_domains(scene *s) {
  rig *r = s->r;
  const uint64_t targets[] = {s->bystander.memory, IOVA + BYSTANDER_BYTES / 2, s->canary,
                              r->unit.root_table, s->bystander.domain->root};
  for (unsigned i = 0; i < sizeof targets / sizeof targets[0]; i++) {
    const attempt a = {targets[i],           rig_reason(r, s->domain, targets[i], VTD_FR_LGN_2),
                       s->rogue->sid,        targets[i],
                       VTD_DRV_ACCESS_WRITE, "memory of others and tables are out of reach"};
    blocked(s, &a);
  }
}

static void unearned(scene *s) {
  rig *r = s->r;
  attempt a = {s->canary,           VTD_FR_LCT_5,
               s->rogue->sid,       rig_ring_page(s->rogue),
               VTD_DRV_ACCESS_READ, "an address that claims to be translated is blocked"};
  a.reason = r->unit.scalable ? VTD_FR_SCT_5 : VTD_FR_LCT_5;
  if (vtd_ecap_dt(r->unit.ecap)) {
    dmae_set_request(&s->rogue->dma, VTD_DMAE_REQ_TRANSLATED);
    blocked(s, &a);
  }
  a.page = rig_ring_page(s->rogue);
  a.reason = r->unit.scalable ? VTD_FR_SCT_6 : VTD_FR_RTA_2;
  a.what = "a PASID that it was not given is blocked";
  if (vtd_ecap_pasid(r->unit.ecap)) {
    dmae_set_request(&s->rogue->dma, VTD_DMAE_REQ_PASID | 5);
    blocked(s, &a);
  }
  dmae_set_request(&s->rogue->dma, 0);
}

// ---- A malicious owner: tables that change under the unit

static uint64_t leaf_slot(const scene *s, uint64_t iova) {
  const vtd_hal *hal = &s->r->hal;
  uint64_t table = s->domain->root;
  for (unsigned level = s->domain->levels;; level--) {
    unsigned shift = VTD_PAGE_SHIFT + VTD_LEVEL_BITS * (level - 1);
    uint64_t slot = table + 8 * (iova >> shift & (VTD_LEVEL_ENTRIES - 1));
    uint64_t entry = 0;
    if (level == 1)
      return slot;
    hal->mem_read(hal->ctx, slot, &entry, sizeof entry);
    table = vtd_ss_pte_addr(&entry);
  }
}

static void store(const scene *s, uint64_t phys, uint64_t value) {
  s->r->hal.mem_write(s->r->hal.ctx, phys, &value, sizeof value);
}

static void flush(const scene *s) {
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_iotlb_domain(&batch, &s->r->unit, s->domain->did);
  (void)vtd_drv_batch_run(&s->r->unit, &batch);
}

// Faults of a time in which their number depends on timing.
static void count_faults(scene *s, uint32_t before) {
  rig_pause(s->r, RIG_QUIET_NS);
  vtd_drv_fault_handler(&s->r->unit);
  s->r->env->expect_faults(s->r->env->ctx, s->r->faults - before);
}

static void changing_tables(scene *s) {
  rig *r = s->r;
  uint32_t before = r->faults;
  uint64_t slot = leaf_slot(s, IOVA), good = 0, state = r->env->seed;
  r->hal.mem_read(r->hal.ctx, slot, &good, sizeof good);
  uint64_t outside = good, itself = good;
  vtd_ss_pte_addr_set(&outside, UINT64_C(1) << (r->unit.haw - 1));
  vtd_ss_pte_addr_set(&itself, s->own);
  const uint64_t entries[] = {good, 0, good | UINT64_C(1) << 62, outside, ~UINT64_C(0), itself};
  for (unsigned turn = 0; turn < BAD_TURNS; turn++) {
    dmae_job job = rig_job_fill(turn, IOVA, 256);
    if (dmae_queue(&s->rogue->dma, &job, NULL) == DMAE_OK)
      dmae_kick(&s->rogue->dma);
    store(s, slot, entries[rig_random(&state) % (sizeof entries / sizeof entries[0])]);
    if (turn % 3 == 0)
      flush(s);
  }
  store(s, slot, good);
  flush(s);
  (void)dmae_wait(&s->rogue->dma, RIG_DMA_NS);
  dmae_clear_error(&s->rogue->dma);
  count_faults(s, before);
  rig_check(r, r->faults > before, "what the entries forbid is logged");
  rig_log_number(r, "faults of changing tables", r->faults - before);
  dmae_job job = rig_job_fill(1, IOVA, 64);
  rig_dma_ok(r, dmae_run(&s->rogue->dma, &job, RIG_DMA_NS), "with good tables the rogue works");
}

// An upper entry that leads out of memory: the walk's own read fails.
static void tables_outside(scene *s) {
  rig *r = s->r;
  unsigned top = VTD_PAGE_SHIFT + VTD_LEVEL_BITS * (s->domain->levels - 1u);
  uint64_t slot = s->domain->root + 8 * (s->rogue->ring_iova >> top);
  uint64_t good = 0;
  r->hal.mem_read(r->hal.ctx, slot, &good, sizeof good);
  uint64_t bad = good;
  vtd_ss_pte_addr_set(&bad, UINT64_C(1) << (r->unit.haw - 1));
  store(s, slot, bad);
  flush(s);
  attempt a = {IOVA,
               r->unit.scalable ? VTD_FR_SSS_1 : VTD_FR_LSS_1,
               s->rogue->sid,
               rig_ring_page(s->rogue),
               VTD_DRV_ACCESS_READ,
               "tables outside of memory block"};
  blocked(s, &a);
  store(s, slot, good);
  flush(s);
}

// ---- The invalidation queue

static void wait_outside(scene *s) {
  rig *r = s->r;
  vtd_drv_batch batch;
  uint64_t words[4] = {0, 0, 0, 0};
  vtd_qi_type_set(words, VTD_QI_TYPE_WAIT);
  vtd_qi_wait_sw_set(words, 1);
  vtd_qi_wait_addr_set(words, UINT64_C(1) << (r->unit.haw - 1));
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_raw(&batch, words);
  vtd_drv_batch_iotlb_domain(&batch, &r->unit, s->domain->did);
  vtd_drv_err err = vtd_drv_batch_run(&r->unit, &batch);
  rig_check(r, err == VTD_DRV_OK || err == VTD_DRV_QUEUE_ERROR,
            "a status that is to be written outside of memory stops nobody");
}

static void endless_errors(scene *s) {
  rig *r = s->r;
  uint64_t state = r->env->seed;
  uint32_t refused = r->unit.queue.error.count;
  bool known = true;
  for (unsigned turn = 0; turn < BAD_TURNS; turn++) {
    vtd_drv_batch batch;
    uint64_t words[4] = {0, 0, 0, 0};
    for (unsigned i = 0; i < 2; i++)
      words[i] = rig_random(&state);
    vtd_qi_type_set(words, 0xB + turn % 5); // types that do not exist
    vtd_drv_batch_begin(&batch);
    vtd_drv_batch_raw(&batch, words);
    vtd_drv_batch_iotlb_domain(&batch, &r->unit, s->domain->did);
    known = known && vtd_drv_batch_run(&r->unit, &batch) == VTD_DRV_QUEUE_ERROR;
  }
  rig_check(r, known, "every bad descriptor is refused");
  rig_check(r, r->unit.queue.error.count == refused + BAD_TURNS, "and counted");
  flush(s);
  rig_ok(r, vtd_drv_unmap(s->domain, IOVA, PAGE), "the queue works on");
  const attempt a = {IOVA,
                     rig_reason(r, s->domain, IOVA, VTD_FR_LGN_2),
                     s->rogue->sid,
                     IOVA,
                     VTD_DRV_ACCESS_WRITE,
                     "and what it invalidates is gone"};
  blocked(s, &a);
  rig_ok(r, vtd_drv_map(s->domain, IOVA, s->own, PAGE, RW), "the rogue's memory is back");
}

typedef struct attack {
  const char *phase;
  void (*run)(scene *s);
  bool queue; // needs one
} attack;

bool program_attacks(const fw_env *env) {
  static const attack attacks[] = {
      {"forged requester", forged_requester, false},
      {"across domains", across_domains, false},
      {"translated or PASID", unearned, false},
      {"tables that change", changing_tables, false},
      {"tables outside memory", tables_outside, false},
      {"status outside memory", wait_outside, true},
      {"endless queue errors", endless_errors, true},
  };
  scene s = {0};
  rig *r = s.r = rig_begin(env, "set-up", 0);
  if (!rig_alive(r) || !set_up(&s))
    return rig_end(r);
  for (unsigned i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
    if (attacks[i].queue && !r->unit.use_queue)
      continue;
    rig_phase(r, attacks[i].phase);
    bystander_begin(&s.bystander, SEED + i);
    attacks[i].run(&s);
    bystander_end(&s.bystander, SEED + i);
    rig_check(r, rig_same(r, s.canary, PAGE, CANARY), "nobody's memory is as it was");
  }
  rig_ok(r, vtd_drv_unmap(s.domain, IOVA, PAGE), "the rogue's memory is unmapped");
  rig_ok(r, vtd_drv_unmap(s.bystander.domain, IOVA, BYSTANDER_BYTES),
         "the bystander's memory is unmapped");
  return rig_end(r);
}
