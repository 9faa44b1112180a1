// SPDX-License-Identifier: Apache-2.0
// Soak: several devices with a domain each do random DMA while random pages are mapped, remapped,
// split and unmapped, strictly and deferred. A shadow keeps what every byte of memory and every
// page of every domain has to be; a transfer either happens exactly as the shadow says or is
// blocked with exactly the fault that it says. The seed of the run decides everything.
#include "programs.h"
#include "rig.h"

#define DEVICES 3u    // at most
#define POOL    512u  // pages of memory: 2 MiB, so that a superpage fits
#define WINDOW  1024u // pages of address space of each domain
#define BASE    UINT64_C(0x1000000)
#define STEPS   6000u
#define PAGE    UINT64_C(4096)
#define PATCH   2048u // bytes of a page that transfers touch at most at once

typedef struct mapping {
  bool mapped;
  uint8_t prot;
  uint16_t page; // of the pool
} mapping;

typedef struct actor {
  vtd_drv_domain *domain;
  rig_device *dev;
  mapping window[WINDOW];
  bool stale; // unmapped without a flush: its addresses must rest
} actor;

typedef struct scene {
  rig *r;
  uint64_t random;
  uint64_t pool; // physical
  actor actors[DEVICES];
  unsigned count; // of them, as many as the machine has devices
  uint64_t copies, faults, maps, unmaps;
} scene;

static scene the_scene;
static uint64_t shadow[POOL][4096 / 8];

static uint32_t below(scene *s, uint32_t limit) {
  return (uint32_t)(rig_random(&s->random) % limit);
}

static uint64_t iova_of(uint32_t page) {
  return BASE + page * PAGE;
}

static bool set_up(scene *s) {
  rig *r = s->r;
  s->pool = rig_pages(r, POOL, VTD_PAGE_2M_SHIFT);
  if (s->pool == 0)
    return false;
  for (unsigned p = 0; p < POOL; p++) {
    for (unsigned i = 0; i < 4096 / 8; i++)
      shadow[p][i] = rig_random(&s->random);
    r->hal.mem_write(r->hal.ctx, s->pool + p * PAGE, shadow[p], 4096);
  }
  for (unsigned i = 0; i < s->count; i++) {
    actor *a = &s->actors[i];
    a->domain = rig_domain(r, 0);
    if (a->domain == NULL)
      return false;
    a->dev = rig_open(r, i, a->domain, RIG_RING, 16, 0, 0);
    a->stale = false;
    for (unsigned p = 0; p < WINDOW; p++)
      a->window[p].mapped = false;
    if (a->dev == NULL)
      return false;
    dmae_set_burst(&a->dev->dma, UINT32_C(16) << below(s, 5));
  }
  s->copies = s->faults = s->maps = s->unmaps = 0;
  return rig_alive(r);
}

// ---- Mapping

typedef struct run {
  uint32_t at, pages; // of the window
} run;

// Mostly a handful of pages, sometimes half of the window: a superpage, if mapped at once.
static run choose_run(scene *s) {
  run out = {0, POOL};
  if (below(s, 12) == 0) {
    out.at = POOL * below(s, WINDOW / POOL);
    return out;
  }
  out.pages = 1 + below(s, 24);
  out.at = below(s, WINDOW - out.pages + 1);
  return out;
}

// Maps a run of pool pages to a run of window pages. Where the window is taken already, nothing may
// happen.
static void step_map(scene *s, actor *a) {
  run chosen = choose_run(s);
  uint32_t pages = chosen.pages, to = chosen.at;
  uint32_t from = below(s, POOL - pages + 1);
  unsigned prot = below(s, 4); // read, write, or (twice) both
  prot = prot == 0 ? VTD_DRV_READ | VTD_DRV_WRITE : prot;
  bool taken = false;
  if (a->stale) {
    rig_ok(s->r, vtd_drv_flush_deferred(&s->r->unit), "deferred unmaps are flushed");
    a->stale = false;
  }
  for (uint32_t i = 0; i < pages; i++)
    taken = taken || a->window[to + i].mapped;
  vtd_drv_err err = vtd_drv_map(a->domain, iova_of(to), s->pool + from * PAGE, pages * PAGE, prot);
  rig_check(s->r, err == (taken ? VTD_DRV_EXISTS : VTD_DRV_OK), "mapping does what it must");
  for (uint32_t i = 0; i < pages && !taken; i++) {
    a->window[to + i].mapped = true;
    a->window[to + i].prot = (uint8_t)prot;
    a->window[to + i].page = (uint16_t)(from + i);
  }
  s->maps++;
}

static void step_unmap(scene *s, actor *a) {
  run chosen = choose_run(s);
  uint32_t pages = chosen.pages, at = chosen.at;
  bool deferred = below(s, 3) == 0;
  uint32_t mapped = 0;
  for (uint32_t i = 0; i < pages; i++) {
    mapped += a->window[at + i].mapped;
    a->window[at + i].mapped = false;
  }
  vtd_drv_err err = deferred
                        ? vtd_drv_unmap_deferred(a->domain, iova_of(at), pages * PAGE, NULL, NULL)
                        : vtd_drv_unmap(a->domain, iova_of(at), pages * PAGE);
  rig_check(s->r, err == (mapped == pages ? VTD_DRV_OK : VTD_DRV_NOT_MAPPED),
            "unmapping does what it must");
  a->stale = a->stale || deferred;
  s->unmaps++;
}

// ---- Transfers

typedef struct transfer {
  uint64_t src, dst; // I/O virtual
  uint32_t len;
} transfer;

static const mapping *mapping_at(const actor *a, uint64_t iova) {
  return &a->window[(iova - BASE) / PAGE];
}

static bool allowed(const mapping *m, unsigned prot) {
  return m->mapped && (m->prot & prot);
}

// A page of the window; mostly one that may be used that way.
static uint32_t choose_page(scene *s, const actor *a, unsigned prot) {
  uint32_t page = below(s, WINDOW);
  for (unsigned tries = below(s, 48); tries > 0 && !allowed(&a->window[page], prot); tries--)
    page = below(s, WINDOW);
  return page;
}

// A transfer within one source and one target page.
static transfer choose(scene *s, const actor *a) {
  transfer t;
  t.len = 8 * (1 + below(s, PATCH / 8));
  uint32_t slack = (uint32_t)(PAGE - t.len) / 8 + 1;
  t.src = iova_of(choose_page(s, a, VTD_DRV_READ)) + 8 * below(s, slack);
  t.dst = iova_of(choose_page(s, a, VTD_DRV_WRITE)) + 8 * below(s, slack);
  return t;
}

static void move_shadow(const actor *a, const transfer *t) {
  uint64_t *source = &shadow[mapping_at(a, t->src)->page][t->src % PAGE / 8];
  uint64_t *target = &shadow[mapping_at(a, t->dst)->page][t->dst % PAGE / 8];
  for (uint32_t i = 0; i < t->len / 8; i++)
    target[i] = source[i];
}

// Transfers onto themselves depend on the size of bursts: leave them out.
static bool same_page(const actor *a, const transfer *t) {
  const mapping *from = mapping_at(a, t->src), *to = mapping_at(a, t->dst);
  return from->mapped && to->mapped && from->page == to->page;
}

static void compare_page(scene *s, unsigned page) {
  uint64_t words[64];
  bool same = true;
  for (unsigned at = 0; at < 4096 / 8; at += 64) {
    s->r->hal.mem_read(s->r->hal.ctx, s->pool + page * PAGE + at * 8, words, sizeof words);
    for (unsigned i = 0; i < 64; i++)
      same = same && words[i] == shadow[page][at + i];
  }
  rig_check(s->r, same, "memory is as the shadow says");
}

static void step_copy(scene *s, actor *a) {
  transfer t = choose(s, a);
  if (same_page(a, &t))
    return;
  // A deferred unmap lets either happen: close the window before relying on it.
  if (a->stale) {
    rig_ok(s->r, vtd_drv_flush_deferred(&s->r->unit), "deferred unmaps are flushed");
    a->stale = false;
  }
  dmae_job job = rig_job_copy(t.src, t.dst, t.len);
  bool readable = allowed(mapping_at(a, t.src), VTD_DRV_READ);
  bool writable = allowed(mapping_at(a, t.dst), VTD_DRV_WRITE);
  if (readable && writable) {
    rig_dma_ok(s->r, dmae_run(&a->dev->dma, &job, RIG_DMA_NS), "a permitted transfer works");
    move_shadow(a, &t);
    compare_page(s, mapping_at(a, t.dst)->page);
    s->copies++;
    return;
  }
  uint64_t at = readable ? t.dst : t.src;
  rig_blocked expected = {readable ? VTD_FR_LGN_2 : VTD_FR_LGN_3, at & ~(PAGE - 1),
                          readable ? VTD_DRV_ACCESS_WRITE : VTD_DRV_ACCESS_READ,
                          "a transfer without permission is blocked"};
  rig_provoke(s->r, a->dev, &job, &expected);
  s->faults++;
}

// Tables and shadow agree about a random page.
static void step_query(scene *s, actor *a) {
  uint32_t page = below(s, WINDOW);
  const mapping *m = &a->window[page];
  vtd_drv_mapping got = vtd_drv_query(a->domain, iova_of(page));
  bool same = got.present == m->mapped;
  if (same && m->mapped)
    same = got.prot == m->prot && got.phys == s->pool + m->page * PAGE;
  rig_check(s->r, same, "the tables are as the shadow says");
}

static void step(scene *s) {
  actor *a = &s->actors[below(s, s->count)];
  uint32_t dice = below(s, 16);
  if (dice < 4)
    step_map(s, a);
  else if (dice < 6)
    step_unmap(s, a);
  else if (dice < 7)
    step_query(s, a);
  else
    step_copy(s, a);
}

bool program_soak(const fw_env *env) {
  scene *s = &the_scene;
  s->r = rig_begin(env, "set-up", 0);
  s->random = env->seed;
  if (!rig_alive(s->r))
    return rig_end(s->r);
  const unsigned total = rig_device_total(s->r);
  s->count = total < DEVICES ? total : DEVICES;
  if (s->count == 0) {
    rig_skip(s->r, "no DMA channel");
    return rig_end(s->r);
  }
  if (!set_up(s))
    return rig_end(s->r);
  rig_phase(s->r, "random work");
  for (unsigned i = 0; i < STEPS && rig_alive(s->r); i++)
    step(s);
  rig_phase(s->r, "final comparison");
  for (unsigned page = 0; page < POOL; page++)
    compare_page(s, page);
  rig_log_number(s->r, "transfers", s->copies);
  rig_log_number(s->r, "blocked transfers", s->faults);
  rig_log_number(s->r, "maps", s->maps);
  rig_log_number(s->r, "unmaps", s->unmaps);
  rig_log_number(s->r, "superpages mapped", s->r->unit.stats.pages_2m);
  rig_log_number(s->r, "superpages split", s->r->unit.stats.splits);
  return rig_end(s->r);
}
