// SPDX-License-Identifier: Apache-2.0
// Second-stage tables of every depth (chapter 9): domains of 3, 4 and 5 levels (39, 48 and 57 bits)
// at the same time, each with 4 KiB, 2 MiB and 1 GiB pages, at the bottom and at the very top of
// its address space; plus the requests that are neither plain read nor plain write: zero-length
// reads and atomics.
#include "programs.h"
#include "rig.h"

#define SMALL_IOVA UINT64_C(0x0000400000) // mapped with 4 KiB pages
#define LARGE_IOVA UINT64_C(0x0000800000) // with 2 MiB pages
#define HUGE_IOVA  UINT64_C(0x0040000000) // with 1 GiB pages
#define READ_IOVA  UINT64_C(0x0001000000) // one page, read only
#define WRITE_IOVA UINT64_C(0x0001001000) // one page, write only
#define SMALL_SIZE UINT64_C(0x10000)
#define LARGE_SIZE UINT64_C(0x400000)
#define GIB        UINT64_C(0x40000000)

typedef struct scene {
  rig *r;
  vtd_drv_domain *domain;
  rig_device *dev;
  uint64_t small, large, pages; // memory
  uint64_t top;                 // last 64 KiB of the address space
} scene;

static const unsigned rw = VTD_DRV_READ | VTD_DRV_WRITE;

// A 1 GiB page over the gibibyte that the small buffer lies in: the program keeps to its buffer.
static bool map_huge(scene *s) {
  uint64_t base = s->small & ~(GIB - 1);
  return rig_ok(s->r, vtd_drv_map(s->domain, HUGE_IOVA, base, GIB, rw), "a gibibyte is mapped");
}

static void check_size(scene *s, uint64_t iova, unsigned shift, const char *what) {
  uint64_t sizes = vtd_cap_sslps(s->r->unit.cap);
  unsigned want = shift;
  if (want == VTD_PAGE_1G_SHIFT && !(sizes & VTD_CAP_SSLPS_1G))
    want = VTD_PAGE_2M_SHIFT;
  if (want == VTD_PAGE_2M_SHIFT && !(sizes & VTD_CAP_SSLPS_2M))
    want = VTD_PAGE_SHIFT;
  vtd_drv_mapping at = vtd_drv_query(s->domain, iova);
  rig_check(s->r, at.present && at.page_shift == want, what);
}

static bool map_all(scene *s) {
  rig *r = s->r;
  rig_ok(r, vtd_drv_map(s->domain, SMALL_IOVA, s->small, SMALL_SIZE, rw), "small pages are mapped");
  rig_ok(r, vtd_drv_map(s->domain, LARGE_IOVA, s->large, LARGE_SIZE, rw), "2 MiB are mapped");
  rig_ok(r, vtd_drv_map(s->domain, s->top, s->small, SMALL_SIZE, rw), "the top is mapped");
  rig_ok(r, vtd_drv_map(s->domain, READ_IOVA, s->pages, 4096, VTD_DRV_READ), "a page to read");
  rig_ok(r, vtd_drv_map(s->domain, WRITE_IOVA, s->pages + 4096, 4096, VTD_DRV_WRITE),
         "a page to write");
  if (!map_huge(s))
    return false;
  check_size(s, SMALL_IOVA, VTD_PAGE_SHIFT, "4 KiB pages where nothing else fits");
  check_size(s, LARGE_IOVA, VTD_PAGE_2M_SHIFT, "2 MiB pages, if the unit has them");
  check_size(s, HUGE_IOVA, VTD_PAGE_1G_SHIFT, "1 GiB pages, if the unit has them");
  return rig_alive(r);
}

static bool set_up(scene *s, unsigned levels) {
  rig *r = s->r;
  s->domain = rig_domain(r, levels);
  if (s->domain == NULL)
    return false;
  s->dev = rig_open(r, levels - 3, s->domain, RIG_RING, 32, 0, 0);
  // Not aligned to 2 MiB: no superpage fits.
  s->small = rig_pages(r, SMALL_SIZE / 4096, VTD_PAGE_SHIFT);
  s->large = rig_pages(r, LARGE_SIZE / 4096, VTD_PAGE_2M_SHIFT);
  s->pages = rig_pages(r, 2, VTD_PAGE_SHIFT);
  s->top = s->domain->limit - SMALL_SIZE;
  return rig_alive(r) && map_all(s);
}

static void copies(scene *s, uint64_t seed) {
  rig *r = s->r;
  uint64_t huge = HUGE_IOVA + s->small % GIB;
  uint32_t half = (uint32_t)(SMALL_SIZE / 2);
  rig_fill(r, s->small, SMALL_SIZE, seed);
  // Across the boundary of the two superpages.
  uint64_t across = LARGE_SIZE / 2 - SMALL_SIZE / 2;
  rig_copy(r, s->dev, SMALL_IOVA, LARGE_IOVA + across, (uint32_t)SMALL_SIZE,
           "a copy from small pages into superpages");
  rig_check(r, rig_same(r, s->large + across, SMALL_SIZE, seed), "is right");
  rig_copy(r, s->dev, huge + half, LARGE_IOVA, half, "a copy out of the 1 GiB page");
  rig_check(r, rig_same_at(r, s->large, half, seed, half), "is right");
  rig_copy(r, s->dev, LARGE_IOVA, s->top, half, "a copy to the top of the address space");
  rig_check(r, rig_same_at(r, s->small, half, seed, half), "is right");
  dmae_job job = rig_job_fill(0, s->domain->limit, 64);
  rig_blocked expected = {VTD_FR_LGN_1_1, s->domain->limit, VTD_DRV_ACCESS_WRITE,
                          "an address above the top is blocked"};
  rig_provoke(r, s->dev, &job, &expected);
}

static void atomic_blocked(scene *s, uint64_t iova, uint8_t reason, const char *what) {
  dmae_job job = {1, iova, 8, VTD_DMAE_OP_FETCH_ADD};
  rig_blocked expected = {reason, iova, VTD_DRV_ACCESS_ATOMIC, what};
  rig_provoke(s->r, s->dev, &job, &expected);
}

static void atomics(scene *s) {
  rig *r = s->r;
  const vtd_hal *hal = &r->hal;
  uint64_t value = 40;
  hal->mem_write(hal->ctx, s->small + 64, &value, sizeof value);
  dmae_job job = {2, SMALL_IOVA + 64, 8, VTD_DMAE_OP_FETCH_ADD};
  rig_dma_ok(r, dmae_run(&s->dev->dma, &job, RIG_DMA_NS), "an atomic add");
  job.dst = HUGE_IOVA + s->small % GIB + 64;
  rig_dma_ok(r, dmae_run(&s->dev->dma, &job, RIG_DMA_NS), "and one through the 1 GiB page");
  hal->mem_read(hal->ctx, s->small + 64, &value, sizeof value);
  rig_check(r, value == 44, "add up");
  rig_copy(r, s->dev, READ_IOVA, WRITE_IOVA, 64, "a page to read and one to write");
  atomic_blocked(s, READ_IOVA, VTD_FR_LGN_2, "an atomic needs write permission");
  atomic_blocked(s, WRITE_IOVA, VTD_FR_LGN_3, "and read permission");
}

// A read of no bytes, as devices use it to flush their writes: allowed on a write-only page where
// CAP.ZLR says so.
static void zero_length(scene *s) {
  rig *r = s->r;
  dmae_job job = {READ_IOVA, 0, 0, VTD_DMAE_OP_ZERO_READ};
  rig_dma_ok(r, dmae_run(&s->dev->dma, &job, RIG_DMA_NS), "a zero-length read");
  job.src = WRITE_IOVA;
  rig_blocked expected = {VTD_FR_LGN_3, WRITE_IOVA, VTD_DRV_ACCESS_READ,
                          "without ZLR it needs read permission"};
  if (vtd_cap_zlr(r->unit.cap))
    rig_dma_ok(r, dmae_run(&s->dev->dma, &job, RIG_DMA_NS), "works on a write-only page");
  else
    rig_provoke(r, s->dev, &job, &expected);
  job.src = WRITE_IOVA + 4096;
  expected.addr = job.src;
  expected.what = "but not on a page that is not mapped";
  rig_provoke(r, s->dev, &job, &expected);
}

bool program_table_levels(const fw_env *env) {
  static const char *const names[] = {"3 levels", "4 levels", "5 levels"};
  static scene scenes[3];
  rig *r = rig_begin(env, "set-up", 0);
  unsigned count = 0;
  for (unsigned levels = 3; levels <= 5 && rig_alive(r); levels++) {
    if (!(vtd_cap_sagaw(r->unit.cap) & VTD_CAP_SAGAW_39 << (levels - 3)))
      continue;
    scenes[count].r = r;
    if (set_up(&scenes[count], levels))
      count++;
  }
  if (!rig_alive(r))
    return rig_end(r);
  rig_check(r, count > 0, "the unit has tables of some depth");
  // All domains exist; each device uses its own.
  for (unsigned i = 0; i < count; i++) {
    rig_phase(r, names[scenes[i].domain->levels - 3]);
    copies(&scenes[i], 50 + i);
    atomics(&scenes[i]);
    zero_length(&scenes[i]);
  }
  return rig_end(r);
}
