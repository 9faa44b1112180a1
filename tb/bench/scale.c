// SPDX-License-Identifier: Apache-2.0
#include "scale.h"

#include <stdlib.h>

#include "bench_memory.h"
#include "guest.h"
#include "sm_tables.h"

#define UNITS_MAX    4u
#define TARGETS      65536u // requests in one turn, whatever the working set
#define MEMORY_BYTES (UINT64_C(256) << 20)
#define IOVA         UINT64_C(0x40000000)
#define DATA         UINT64_C(0x100000000)

// One request of the turn.
typedef struct target {
  uint64_t addr;
  uint32_t pasid;
  uint16_t sid;
  uint16_t unit;
  uint16_t did;
} target;

struct scale {
  scale_shape shape;
  bench_memory memory;
  vtdt_space space;
  void *block[UNITS_MAX];
  vtd_t *unit[UNITS_MAX];
  vtdt_queue queue[UNITS_MAX];
  uint64_t root[UNITS_MAX];
  uint64_t next; // request of the turn
  uint64_t sum;
  target targets[TARGETS];
};

static bool start_unit(scale *s, uint32_t index) {
  const scale_shape *shape = &s->shape;
  vtd_config config = vtd_config_scalable();
  config.iotlb.sets = shape->iotlb_sets != 0 ? shape->iotlb_sets : config.iotlb.sets;
  config.pasid_entries = shape->pasid_entries != 0 ? shape->pasid_entries : config.pasid_entries;
  config.psc_entries = shape->psc_entries != 0 ? shape->psc_entries : config.psc_entries;
  const vtd_host host = bench_host(&s->memory);
  const size_t bytes = vtd_footprint(&config);
  s->block[index] = malloc(bytes);
  if (s->block[index] == NULL)
    return false;
  vtd_t *unit = vtd_init(s->block[index], bytes, &config, &host);
  s->unit[index] = unit;
  s->root[index] = vtdt_root_new(&s->space);
  if (unit == NULL || !vtd_direct_add(unit, 0, s->memory.size, s->memory.bytes))
    return false;
  vtd_reg_write(unit, VTD_RTADDR_REG, 8,
                vtd_rtaddr_ttm_set(s->root[index], VTD_RTADDR_TTM_SCALABLE));
  vtd_reg_write(unit, VTD_GCMD_REG, 4, VTD_GCMD_SRTP);
  vtd_reg_write(unit, VTD_GCMD_REG, 4, VTD_GCMD_TE);
  s->queue[index] = vtdt_queue_new(&s->space, 0, true);
  return vtdt_queue_enable(unit, &s->queue[index]);
}

// First-stage tables with the pages of one address space; 0: out of memory.
static uint64_t make_domain(scale *s, uint32_t domain) {
  const uint64_t table = vtdt_pages(&s->space, 1);
  for (uint32_t i = 0; i < s->shape.pages; i++) {
    const uint64_t page = (uint64_t)domain * s->shape.pages + i;
    if (table == 0 || !vtdt_fs_map(&s->space, table, 4, IOVA + ((uint64_t)i << VTD_PAGE_SHIFT),
                                   DATA + (page << VTD_PAGE_SHIFT), VTD_PAGE_SHIFT,
                                   VTDT_FS_W | VTDT_FS_USER | VTDT_FS_DIRTY))
      return 0;
  }
  return table;
}

static uint16_t domain_id(const scale_shape *shape, uint32_t domain) {
  return (uint16_t)(domain / shape->units + 1);
}

// PASIDs are numbered through, from 1 on; function f is behind unit f % units.
static bool make_function(scale *s, uint32_t function) {
  const scale_shape *shape = &s->shape;
  const uint32_t domains = shape->domains / shape->functions;
  const uint32_t pasids = shape->pasids / shape->functions;
  const uint32_t unit = function % shape->units;
  vtdt_sm_context context = {.paside = true, .pdts = 0};
  while ((UINT64_C(1) << (context.pdts + 7)) * 64 <= shape->pasids)
    context.pdts++;
  context.directory = vtdt_pasid_directory_new(&s->space, context.pdts);
  if (context.directory == 0)
    return false;
  vtdt_sm_context_set(&s->space, s->root[unit], (uint16_t)(function / shape->units), &context);
  for (uint32_t d = 0; d < domains; d++) {
    const uint32_t domain = function * domains + d;
    const uint64_t table = make_domain(s, domain);
    if (table == 0)
      return false;
    const vtdt_pasid entry = {.pgtt = VTD_PASID_PGTT_FS,
                              .did = domain_id(shape, domain),
                              .pwsnp = true,
                              .fsptptr = table};
    for (uint32_t p = d; p < pasids; p += domains)
      vtdt_pasid_set(&s->space, context.directory, 1 + function * pasids + p, &entry);
  }
  return true;
}

// Over all units, then all functions, then the PASIDs of each.
static void choose_targets(scale *s) {
  const scale_shape *shape = &s->shape;
  const uint32_t each = shape->pasids / shape->functions;
  const uint32_t domains = shape->domains / shape->functions;
  // A few of many PASIDs are of different functions.
  const uint32_t apart = shape->pasids / shape->pasids_used;
  const uint32_t step = apart == 1 ? 1 : apart + 1;
  for (uint32_t i = 0; i < TARGETS; i++) {
    const uint32_t used = i % shape->pasids_used * step % shape->pasids;
    const uint32_t function = used % shape->functions;
    const uint32_t page = i / shape->pasids_used % shape->pages;
    s->targets[i] =
        (target){.addr = IOVA + ((uint64_t)page << VTD_PAGE_SHIFT),
                 .pasid = 1 + function * each + used / shape->functions,
                 .sid = (uint16_t)(function / shape->units),
                 .unit = (uint16_t)(function % shape->units),
                 .did = domain_id(shape, function * domains + used / shape->functions % domains)};
  }
}

static bool unbind(scale *s, const target *t) {
  vtdt_queue_push(&s->queue[t->unit], vtdt_pc_pasid(t->did, t->pasid));
  return vtdt_queue_submit(s->unit[t->unit], &s->queue[t->unit], vtdt_p_iotlb(t->did, t->pasid));
}

static uint64_t translate(scale *s) {
  const target *t = &s->targets[s->next];
  s->next = (s->next + 1) % TARGETS;
  if (s->shape.unbind && !unbind(s, t))
    return 1;
  const vtd_request request = {.addr = t->addr,
                               .bytes = 64,
                               .sid = t->sid,
                               .pasid = t->pasid,
                               .access = VTD_ACCESS_READ,
                               .flags = VTD_REQ_PASID};
  vtd_result result;
  vtd_translate(s->unit[t->unit], &request, &result);
  s->sum += result.addr;
  return result.status;
}

static uint64_t hits(const scale *s) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < s->shape.units; i++)
    sum += vtd_get_counters(s->unit[i])->iotlb_hits;
  return sum;
}

scale *scale_new(const scale_shape *shape) {
  scale *s = calloc(1, sizeof(*s));
  if (s == NULL)
    return NULL;
  s->shape = *shape;
  s->memory = (bench_memory){calloc(1, MEMORY_BYTES), MEMORY_BYTES};
  bool good = s->memory.bytes != NULL;
  s->space = bench_space(&s->memory, VTD_TABLE_SIZE);
  for (uint32_t i = 0; good && i < shape->units; i++)
    good = start_unit(s, i);
  for (uint32_t i = 0; good && i < shape->functions; i++)
    good = make_function(s, i);
  choose_targets(s);
  for (uint32_t i = 0; good && i < TARGETS; i++)
    good = translate(s) == 0;
  if (good)
    return s;
  scale_free(s);
  return NULL;
}

void scale_free(scale *s) {
  for (uint32_t i = 0; i < UNITS_MAX; i++)
    free(s->block[i]);
  free(s->memory.bytes);
  free(s);
}

uint64_t scale_run(scale *s, uint64_t n) {
  const uint64_t before = hits(s);
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; i++)
    bad += translate(s);
  const uint64_t hit = hits(s) - before;
  return bad + (s->shape.hits ? n - hit : hit);
}
