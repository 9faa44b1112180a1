// SPDX-License-Identifier: Apache-2.0
// Several remapping units in one machine (chapter 8): the ACPI table DMAR says where they are and
// which devices each serves. Each is driven by itself, with tables, queue and fault events of its
// own; a device's faults come from its unit, and when one unit is shut down the others go on.
#include "fw_topology.h"
#include "programs.h"
#include "rig.h"

#define PAGE   UINT64_C(4096)
#define UNITS  4u
#define RING   UINT64_C(0x10000)
#define DATA   UINT64_C(0x200000)
#define BYTES  (32 * PAGE)
#define HALF   (BYTES / 2)
#define CHUNK  2048u
#define VECTOR (RIG_VECTOR + 8) // of the first unit's fault event; others use the next ones
#define SEED   90u

#define RW (VTD_DRV_READ | VTD_DRV_WRITE)

struct scene;

// A unit, and one device behind it.
typedef struct station {
  struct scene *scene;
  uint64_t base;
  vtd_drv unit;
  vtd_drv_domain domain;
  dmae_channel dma;
  uint16_t sid;
  uint64_t engine, ring, memory;
  uint32_t channel;
  volatile uint32_t faults;
  vtd_drv_fault last;
} station;

typedef struct scene {
  rig *r;
  uint32_t count;
  station station[UNITS];
} scene;

static scene the_scene;

// ---- Who serves whom

static station *station_of(scene *s, uint64_t base) {
  for (uint32_t i = 0; i < s->count; i++) {
    if (s->station[i].base == base)
      return &s->station[i];
  }
  return NULL;
}

// The first channel of each unit that serves one.
static void find_stations(scene *s) {
  const fw_machine *machine = s->r->env->machine;
  vtd_dmar table;
  vtd_dmar_buses buses = fw_buses(machine);
  s->count = 0;
  if (machine->dmar == 0 || vtd_dmar_open(&table, &s->r->hal, machine->dmar) != VTD_DMAR_OK)
    return;
  for (uint32_t e = 0; e < machine->engine_count; e++) {
    for (uint32_t c = 0; c < machine->engine[e].channels; c++) {
      const fw_dma_engine *engine = &machine->engine[e];
      vtd_dmar_entry unit;
      if (!vtd_dmar_unit_of(&table, &buses, engine->segment, engine->sid[c], &unit) ||
          station_of(s, unit.base) != NULL || s->count == UNITS)
        continue;
      station *st = &s->station[s->count++];
      st->scene = s;
      st->base = unit.base;
      st->sid = engine->sid[c];
      st->engine = engine->base;
      st->channel = c;
    }
  }
}

// ---- Faults of one unit

static void on_fault(void *arg, const vtd_drv_fault *fault) {
  station *st = arg;
  const fw_env *env = st->scene->r->env;
  st->last.sid = fault->sid;
  st->last.addr = fault->addr;
  st->faults++;
  env->saw_fault(env->ctx, fault->sid, fault->reason, fault->addr,
                 fault->access == VTD_DRV_ACCESS_WRITE);
}

static void on_event(void *arg, unsigned vector) {
  (void)vector;
  vtd_drv_fault_handler(&((station *)arg)->unit);
}

// ---- One unit from beginning to end

static bool bring_up(scene *s, uint32_t n) {
  rig *r = s->r;
  station *st = &s->station[n];
  const fw_env *env = r->env;
  vtd_drv_options options = {
      .base = st->base, .haw = env->machine->haw, .scalable = env->machine->scalable};
  st->faults = 0;
  if (!rig_ok(r, vtd_drv_probe(&st->unit, &r->hal, &options), "a unit is where the table says") ||
      !rig_ok(r, vtd_drv_start(&st->unit), "and starts"))
    return false;
  env->irq_hook(env->ctx, VECTOR + n, on_event, st);
  rig_ok(r, vtd_drv_faults_enable(&st->unit, env->machine->msi_base, VECTOR + n, on_fault, st),
         "its fault events are on");
  st->ring = rig_pages(r, 1, VTD_PAGE_SHIFT);
  st->memory = rig_pages(r, BYTES / PAGE, VTD_PAGE_SHIFT);
  rig_ok(r, vtd_drv_domain_create(&st->unit, &st->domain, 0), "a domain is made");
  rig_ok(r, vtd_drv_map(&st->domain, RING, st->ring, PAGE, RW), "with a ring");
  rig_ok(r, vtd_drv_map(&st->domain, DATA, st->memory, BYTES, RW), "and memory");
  rig_ok(r, vtd_drv_attach(&st->domain, st->sid, 0), "its device is attached");
  rig_ok(r, vtd_drv_translation_on(&st->unit), "translation goes on");
  rig_dma_ok(r, dmae_open(&st->dma, &r->hal, st->engine, st->channel, st->ring, RING, 64, 0),
             "the device opens");
  return rig_alive(r);
}

static void shut_down(scene *s, uint32_t n) {
  rig *r = s->r;
  station *st = &s->station[n];
  dmae_close(&st->dma);
  rig_ok(r, vtd_drv_detach(&st->unit, &st->domain, st->sid), "the device is detached");
  rig_ok(r, vtd_drv_domain_destroy(&st->domain), "the domain is destroyed");
  rig_ok(r, vtd_drv_shutdown(&st->unit), "the unit shuts down");
  r->env->irq_hook(r->env->ctx, VECTOR + n, NULL, NULL);
}

// ---- Work

static void begin_copy(scene *s, uint32_t n, uint64_t seed) {
  station *st = &s->station[n];
  rig_fill(s->r, st->memory, HALF, seed);
  for (uint64_t at = 0; at < HALF; at += CHUNK) {
    dmae_job job = rig_job_copy(DATA + at, DATA + HALF + at, CHUNK);
    rig_dma_ok(s->r, dmae_queue(&st->dma, &job, NULL), "a copy is queued");
  }
  dmae_kick(&st->dma);
}

static void end_copy(scene *s, uint32_t n, uint64_t seed) {
  station *st = &s->station[n];
  rig_dma_ok(s->r, dmae_wait(&st->dma, RIG_DMA_NS), "a copy completes");
  rig_check(s->r, rig_same(s->r, st->memory + HALF, HALF, seed), "and is right");
}

static void at_once(scene *s) {
  for (uint32_t n = 0; n < s->count; n++)
    begin_copy(s, n, SEED + n);
  for (uint32_t n = 0; n < s->count; n++)
    end_copy(s, n, SEED + n);
}

// The unit that serves the device reports, and no other.
static void faults_stay(scene *s) {
  rig *r = s->r;
  for (uint32_t n = 0; n < s->count; n++) {
    station *st = &s->station[n], *next = &s->station[(n + 1) % s->count];
    uint32_t before = st->faults, others = next->faults;
    dmae_job job = rig_job_fill(0, next->memory, 64);
    r->env->expect_faults(r->env->ctx, 1);
    rig_check(r, dmae_run(&st->dma, &job, RIG_DMA_NS) == DMAE_FAILED,
              "memory behind another unit is out of reach");
    dmae_clear_error(&st->dma);
    rig_pause(r, RIG_QUIET_NS);
    rig_check(r, st->faults == before + 1 && next->faults == others,
              "the device's own unit reports it");
    rig_check(r, st->last.sid == st->sid && st->last.addr == next->memory,
              "with device and address");
  }
}

bool program_several_units(const fw_env *env) {
  scene *s = &the_scene;
  rig *r = s->r = rig_begin(env, "set-up", RIG_PROBE_ONLY);
  if (!rig_alive(r))
    return rig_end(r);
  find_stations(s);
  if (s->count < 2) {
    rig_skip(r, "one unit");
    return rig_end(r);
  }
  rig_log_number(r, "units found in the DMAR table", s->count);
  for (uint32_t n = 0; n < s->count; n++) {
    if (!bring_up(s, n))
      return rig_end(r);
  }
  rig_phase(r, "all at once");
  at_once(s);
  rig_phase(r, "faults");
  faults_stay(s);
  rig_phase(r, "one shuts down");
  begin_copy(s, 1, SEED + 20);
  shut_down(s, 0);
  end_copy(s, 1, SEED + 20);
  for (uint32_t n = 1; n < s->count; n++)
    shut_down(s, n);
  return rig_end(r);
}
