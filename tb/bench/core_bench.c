// SPDX-License-Identifier: Apache-2.0
// Speed of the core's C API beside raw page-table walks in the same memory.
//
//   core_bench [--json] [--only NAME] [--iterations N] [--repeats N] [--list]
//
// Prints nanoseconds per operation, median of the repeats (default 5). For instruction counts run
// one case under callgrind with two iteration counts: the difference divided by the difference of
// iterations is free of set-up cost (scripts/bench does that).
#define _POSIX_C_SOURCE 200809L // clock_gettime
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench_memory.h"
#include "scale.h"
#include "sm_tables.h"

// ---------------------------------------------------------------------------------------------------------
// Machine: memory from address 0, one unit, tables

#define MIB          (UINT64_C(1) << 20)
#define MEMORY_BYTES (64 * MIB)
#define ROOT_BUS     0x1000u // first requester id: bus 10h
#define SMALL_BASE   UINT64_C(0x40000000)
#define LARGE_BASE   UINT64_C(0x100000000)
#define RANDOM_BASE  UINT64_C(0x8000000000)
#define SMALL_PAGES  16384u   // far more than the IOTLB holds
#define RANDOM_PAGES 1048576u // the working set of a million pages
#define REQUESTERS   64u
#define DID          7u
#define PASID        0x10u

typedef struct machine {
  bench_memory memory;
  vtdt_space space;
  uint64_t root;
  uint64_t table;
  void *block;
  vtd_t *unit;
  uint64_t sum; // of results, so that nothing is optimised away
  uint64_t seed;
  uint8_t pgtt; // VTD_PASID_PGTT_*, 0: legacy mode
  bool (*read)(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use);
} machine;

static void die(const char *what) {
  fprintf(stderr, "core_bench: %s\n", what);
  exit(2);
}

static void map_pages(machine *m, uint64_t base, uint32_t pages) {
  for (uint32_t i = 0; i < pages; i++) {
    uint64_t iova = base + ((uint64_t)i << VTD_PAGE_SHIFT);
    uint64_t at = vtdt_entry_addr(&m->space, m->table, 4, iova, 1);
    if (at == 0)
      die("out of table pages");
    // The rest of this page table without going down from the top again.
    do {
      bench_write64(&m->memory, at,
                    (UINT64_C(0x100000000) + ((uint64_t)i << VTD_PAGE_SHIFT)) | VTD_SS_PTE_R |
                        VTD_SS_PTE_W);
      at += sizeof(uint64_t);
    } while (at % VTD_TABLE_SIZE != 0 && ++i < pages);
  }
}

static void start_unit(machine *m, uint32_t psc_entries, bool direct) {
  vtd_config config = m->pgtt != 0 ? vtd_config_scalable() : vtd_config_default();
  config.psc_entries = psc_entries;
  const vtd_host host = bench_host(&m->memory);
  size_t bytes = vtd_footprint(&config);
  m->block = malloc(bytes);
  m->unit = m->block == NULL ? NULL : vtd_init(m->block, bytes, &config, &host);
  if (m->unit == NULL)
    die("cannot make a unit");
  if (direct && !vtd_direct_add(m->unit, 0, MEMORY_BYTES, m->memory.bytes))
    die("cannot add a direct window");
  uint64_t ttm = m->pgtt != 0 ? VTD_RTADDR_TTM_SCALABLE : VTD_RTADDR_TTM_LEGACY;
  vtd_reg_write(m->unit, VTD_RTADDR_REG, 8, vtd_rtaddr_ttm_set(m->root, ttm));
  vtd_reg_write(m->unit, VTD_GCMD_REG, 4, VTD_GCMD_SRTP);
  vtd_reg_write(m->unit, VTD_GCMD_REG, 4, VTD_GCMD_TE);
}

// First-stage tables for the same addresses as map_pages(); everything is dirty.
static void map_first_stage(machine *m, uint64_t table, uint64_t base, uint32_t pages,
                            uint64_t out) {
  for (uint32_t i = 0; i < pages; i++) {
    uint64_t offset = (uint64_t)i << VTD_PAGE_SHIFT;
    if (!vtdt_fs_map(&m->space, table, 4, base + offset, out + offset, VTD_PAGE_SHIFT,
                     VTDT_FS_W | VTDT_FS_USER | VTDT_FS_DIRTY))
      die("out of table pages");
  }
}

// PASIDs 0 (requests without one) and PASID of one requester. Nested, the second stage maps memory
// to itself and the pages where they are in the other modes.
static void scalable_entries(machine *m) {
  uint64_t first = vtdt_pages(&m->space, 1);
  vtdt_sm_context context = {.paside = true, .directory = vtdt_pasid_directory_new(&m->space, 0)};
  vtdt_sm_context_set(&m->space, m->root, ROOT_BUS, &context);
  map_first_stage(m, first, SMALL_BASE, SMALL_PAGES, UINT64_C(0x100000000));
  if (m->pgtt == VTD_PASID_PGTT_NESTED) {
    m->table = vtdt_pages(&m->space, 1);
    for (uint64_t at = 0; at < MEMORY_BYTES; at += VTD_TABLE_SIZE)
      vtdt_map(&m->space, m->table, 4, at, at, VTD_PAGE_SHIFT, VTD_PERM_R | VTD_PERM_W);
    map_pages(m, UINT64_C(0x100000000), SMALL_PAGES);
  }
  vtdt_pasid entry = {.pgtt = m->pgtt,
                      .aw = VTD_PASID_AW_48,
                      .did = DID,
                      .pwsnp = true,
                      .ssptptr = m->table,
                      .fsptptr = first};
  vtdt_pasid_set(&m->space, context.directory, 0, &entry);
  vtdt_pasid_set(&m->space, context.directory, PASID, &entry);
}

static machine *machine_new(uint8_t pgtt, uint32_t psc_entries, bool direct) {
  machine *m = calloc(1, sizeof(*m));
  if (m == NULL || (m->memory.bytes = calloc(1, MEMORY_BYTES)) == NULL)
    die("out of memory");
  m->memory.size = MEMORY_BYTES;
  m->space = bench_space(&m->memory, MIB);
  m->seed = 0x9E3779B97F4A7C15u;
  m->pgtt = pgtt;
  m->read = bench_mem_read;
  m->root = vtdt_root_new(&m->space);
  m->table = vtdt_pages(&m->space, 1);
  vtdt_context context = {
      .tt = VTD_CTX_TT_UNTRANSLATED, .aw = VTD_CTX_AW_48, .did = DID, .ssptptr = m->table};
  for (uint32_t i = 0; pgtt == 0 && i < REQUESTERS; i++)
    vtdt_context_set(&m->space, m->root, (uint16_t)(ROOT_BUS + i), &context);
  map_pages(m, SMALL_BASE, SMALL_PAGES);
  if (!vtdt_map_range(&m->space, m->table, 4, LARGE_BASE, LARGE_BASE, 16 * MIB, VTD_PAGE_2M_SHIFT,
                      VTD_PERM_R | VTD_PERM_W))
    die("cannot map large pages");
  if (pgtt != 0)
    scalable_entries(m);
  start_unit(m, psc_entries, direct);
  return m;
}

static void machine_free(machine *m) {
  free(m->block);
  free(m->memory.bytes);
  free(m);
}

static uint64_t next_random(machine *m) {
  m->seed ^= m->seed >> 12;
  m->seed ^= m->seed << 25;
  m->seed ^= m->seed >> 27;
  return m->seed * 0x2545F4914F6CDD1Du;
}

// ---------------------------------------------------------------------------------------------------------
// Cases: each runs `n` operations and returns how many of them went wrong

// What a walk costs at least: four dependent loads by pointer, the present test at each level.
static __attribute__((noinline)) uint64_t raw_walk(const uint8_t *memory, uint64_t table,
                                                   uint64_t addr) {
  for (unsigned shift = 39;; shift -= VTD_LEVEL_BITS) {
    uint64_t entry;
    memcpy(&entry, memory + table + (addr >> shift & 511) * sizeof(entry), sizeof(entry));
    if ((entry & (VTD_SS_PTE_R | VTD_SS_PTE_W)) == 0)
      return 0;
    table = entry & VTD_SS_PTE_ADDR_MASK;
    if (shift == VTD_PAGE_SHIFT)
      return table | (addr & 0xFFF);
  }
}

static uint64_t translate(machine *m, uint16_t sid, uint64_t addr) {
  vtd_request request = {.addr = addr, .bytes = 64, .sid = sid, .access = VTD_ACCESS_READ};
  vtd_result result;
  vtd_translate(m->unit, &request, &result);
  m->sum += result.addr;
  return result.status;
}

static uint64_t run_raw_walk(machine *m, uint64_t n) {
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; i++) {
    uint64_t out =
        raw_walk(m->memory.bytes, m->table, SMALL_BASE + (i % SMALL_PAGES << VTD_PAGE_SHIFT));
    bad += out == 0;
    m->sum += out;
  }
  return bad;
}

static uint64_t run_hit_4k(machine *m, uint64_t n) {
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; i++)
    bad += translate(m, ROOT_BUS, SMALL_BASE + (i % 64 << VTD_PAGE_SHIFT));
  return bad;
}

static uint64_t run_hit_pasid(machine *m, uint64_t n) {
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; i++) {
    vtd_request request = {.addr = SMALL_BASE + (i % 64 << VTD_PAGE_SHIFT),
                           .bytes = 64,
                           .sid = ROOT_BUS,
                           .pasid = PASID,
                           .access = VTD_ACCESS_READ,
                           .flags = VTD_REQ_PASID};
    vtd_result result;
    vtd_translate(m->unit, &request, &result);
    m->sum += result.addr;
    bad += result.status;
  }
  return bad;
}

// The 24 reads of a nested walk by callback, and nothing else.
static uint64_t run_raw_nested(machine *m, uint64_t n) {
  for (uint64_t i = 0; i < n; i++) {
    uint64_t at = m->table + (i % SMALL_PAGES / 512 % 8) * 8, entry = 0;
    for (unsigned k = 0; k < 24; k++) {
      if (!m->read(&m->memory, at + (entry & 8), &entry, sizeof(entry), VTD_MEM_PAGING))
        return 1;
      m->sum += entry;
    }
  }
  return 0;
}

static uint64_t run_hit_2m(machine *m, uint64_t n) {
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; i++)
    bad += translate(m, ROOT_BUS, LARGE_BASE + (i % 8 << VTD_PAGE_2M_SHIFT));
  return bad;
}

static uint64_t run_hit_requesters(machine *m, uint64_t n) {
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; i++)
    bad += translate(m, (uint16_t)(ROOT_BUS + i % REQUESTERS),
                     SMALL_BASE + (i % 64 << VTD_PAGE_SHIFT));
  return bad;
}

static uint64_t run_miss(machine *m, uint64_t n) {
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; i++)
    bad += translate(m, ROOT_BUS, SMALL_BASE + (i % SMALL_PAGES << VTD_PAGE_SHIFT));
  return bad;
}

static uint64_t random_page(machine *m) {
  return RANDOM_BASE + (next_random(m) % RANDOM_PAGES << VTD_PAGE_SHIFT);
}

static uint64_t run_raw_random(machine *m, uint64_t n) {
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; i++) {
    uint64_t out = raw_walk(m->memory.bytes, m->table, random_page(m));
    bad += out == 0;
    m->sum += out;
  }
  return bad;
}

static uint64_t run_random(machine *m, uint64_t n) {
  uint64_t bad = 0;
  for (uint64_t i = 0; i < n; i++)
    bad += translate(m, ROOT_BUS, random_page(m));
  return bad;
}

static uint32_t iotlb_reg(machine *m) {
  uint64_t ecap;
  vtd_reg_read(m->unit, VTD_ECAP_REG, 8, &ecap);
  return (uint32_t)(16 * vtd_ecap_iro(ecap));
}

static uint64_t invalidate(machine *m, uint32_t base, uint64_t granularity) {
  uint64_t command = vtd_iotlb_did_set(0, DID);
  command = vtd_iotlb_iirg_set(command, granularity) | VTD_IOTLB_IVT;
  vtd_reg_write(m->unit, base + VTD_IOTLB_REG, 8, command);
  uint64_t status;
  vtd_reg_read(m->unit, base + VTD_IOTLB_REG, 8, &status);
  return (status & VTD_IOTLB_IVT) != 0;
}

static uint64_t run_invalidate_domain(machine *m, uint64_t n) {
  uint64_t bad = 0;
  uint32_t base = iotlb_reg(m);
  for (uint64_t i = 0; i < n; i++)
    bad += invalidate(m, base, VTD_IOTLB_IIRG_DOMAIN);
  return bad;
}

static uint64_t run_invalidate_page(machine *m, uint64_t n) {
  uint64_t bad = 0;
  uint32_t base = iotlb_reg(m);
  for (uint64_t i = 0; i < n; i++) {
    vtd_reg_write(m->unit, base + VTD_IVA_REG, 8, SMALL_BASE + (i % SMALL_PAGES << VTD_PAGE_SHIFT));
    bad += invalidate(m, base, VTD_IOTLB_IIRG_PAGE);
  }
  return bad;
}

static uint64_t run_inflight(machine *m, uint64_t n) {
  for (uint64_t i = 0; i < n; i++)
    vtd_inflight_end(m->unit, vtd_inflight_begin(m->unit, i & 1));
  return 0;
}

typedef struct bench_case {
  const char *name;
  const char *doc;
  const char *baseline; // case that the ratio refers to, or NULL
  uint64_t (*run)(machine *m, uint64_t n);
  uint64_t iterations;
  uint32_t psc_entries;
  bool direct;
  bool million;             // needs the working set of a million pages
  uint8_t pgtt;             // VTD_PASID_PGTT_*, 0: legacy mode
  const scale_shape *shape; // in place of all that, or NULL
} bench_case;

// Large platforms, each beside a small one with as many hits.
#define SMALL_SHAPE .units = 1, .functions = 1, .domains = 1, .pasids = 1, .pasids_used = 1
#define LARGE_SHAPE .units = 4, .functions = 1024, .domains = 4096, .pasids = 65536
static const scale_shape small_hit = {SMALL_SHAPE, .pages = 64, .hits = true};
static const scale_shape large_hit = {LARGE_SHAPE, .pasids_used = 64, .pages = 1, .hits = true};
static const scale_shape large_hit_all = {LARGE_SHAPE,        .pasids_used = 65536,   .pages = 1,
                                          .iotlb_sets = 8192, .pasid_entries = 65536, .hits = true};
static const scale_shape small_miss = {SMALL_SHAPE, .pages = 16384};
static const scale_shape large_miss = {LARGE_SHAPE, .pasids_used = 65536, .pages = 1};
static const scale_shape large_miss_cached = {LARGE_SHAPE, .pasids_used = 65536, .pages = 1,
                                              .pasid_entries = 65536, .psc_entries = 65536};
static const scale_shape small_unbind = {.units = 1,
                                         .functions = 1,
                                         .domains = 1,
                                         .pasids = 64,
                                         .pasids_used = 64,
                                         .pages = 1,
                                         .unbind = true};
static const scale_shape large_unbind = {
    LARGE_SHAPE,          .pasids_used = 65536,   .pages = 1,    .iotlb_sets = 8192,
    .psc_entries = 65536, .pasid_entries = 65536, .unbind = true};

static const bench_case cases[] = {
    {"raw_walk", "raw pointer walk, 4 levels", NULL, run_raw_walk, 4000000, 256, true, false, 0,
     NULL},
    {"hit_4k", "IOTLB hit, 4 KiB pages", NULL, run_hit_4k, 4000000, 256, true, false, 0, NULL},
    {"hit_2m", "IOTLB hit, 2 MiB pages", "hit_4k", run_hit_2m, 4000000, 256, true, false, 0, NULL},
    {"hit_requesters", "IOTLB hit, 64 requesters", "hit_4k", run_hit_requesters, 4000000, 256, true,
     false, 0, NULL},
    {"miss_direct", "miss, direct memory", "raw_walk", run_miss, 2000000, 256, true, false, 0,
     NULL},
    {"miss_full_direct", "miss, 4 reads, direct memory", "raw_walk", run_miss, 2000000, 0, true,
     false, 0, NULL},
    {"miss_callback", "miss, memory by callback", "raw_walk", run_miss, 2000000, 256, false, false,
     0, NULL},
    {"miss_full_callback", "miss, 4 reads by callback", "raw_walk", run_miss, 2000000, 0, false,
     false, 0, NULL},
    {"raw_random", "raw walk, 1 M pages at random", NULL, run_raw_random, 2000000, 256, true, true,
     0, NULL},
    {"random_1m", "1 M pages at random", "raw_random", run_random, 2000000, 256, true, true, 0,
     NULL},
    {"invalidate_domain", "domain invalidation by register", NULL, run_invalidate_domain, 1000000,
     256, true, false, 0, NULL},
    {"invalidate_page", "page invalidation by register", NULL, run_invalidate_page, 1000000, 256,
     true, false, 0, NULL},
    {"inflight", "begin and end of an access", NULL, run_inflight, 4000000, 256, true, false, 0,
     NULL},
    {"sm_hit_second", "scalable mode, hit, second stage", "hit_4k", run_hit_4k, 4000000, 256, true,
     false, VTD_PASID_PGTT_SS, NULL},
    {"sm_hit_first", "scalable mode, hit, first stage", "hit_4k", run_hit_4k, 4000000, 256, true,
     false, VTD_PASID_PGTT_FS, NULL},
    {"sm_hit_nested", "scalable mode, hit, nested", "hit_4k", run_hit_4k, 4000000, 256, true, false,
     VTD_PASID_PGTT_NESTED, NULL},
    {"sm_hit_pasid", "scalable mode, hit, first stage with PASID", "hit_4k", run_hit_pasid, 4000000,
     256, true, false, VTD_PASID_PGTT_FS, NULL},
    {"sm_miss_second", "scalable mode, miss, second stage", "raw_walk", run_miss, 1000000, 256,
     true, false, VTD_PASID_PGTT_SS, NULL},
    {"sm_miss_first", "scalable mode, miss, first stage", "raw_walk", run_miss, 1000000, 256, true,
     false, VTD_PASID_PGTT_FS, NULL},
    {"raw_nested", "24 reads by callback", NULL, run_raw_nested, 1000000, 256, false, false, 0,
     NULL},
    {"nested_callback", "nested miss, memory by callback", "raw_nested", run_miss, 1000000, 1024,
     false, false, VTD_PASID_PGTT_NESTED, NULL},
    {"nested_full", "nested miss, 24 reads by callback", "raw_nested", run_miss, 500000, 0, false,
     false, VTD_PASID_PGTT_NESTED, NULL},
    {"scale_small_hit", "1 unit, 1 PASID: hits", NULL, NULL, 1000000, 0, true, false, 0,
     &small_hit},
    {"scale_hit", "4 units, 65,536 PASIDs: hits, 64 PASIDs at a time", "scale_small_hit", NULL,
     1000000, 0, true, false, 0, &large_hit},
    {"scale_hit_all", "4 units, 65,536 PASIDs: hits, all PASIDs in larger IOTLBs",
     "scale_small_hit", NULL, 1000000, 0, true, false, 0, &large_hit_all},
    {"scale_small_miss", "1 unit, 1 PASID: misses", NULL, NULL, 1000000, 0, true, false, 0,
     &small_miss},
    {"scale_miss", "4 units, 65,536 PASIDs: misses", "scale_small_miss", NULL, 1000000, 0, true,
     false, 0, &large_miss},
    {"scale_miss_cached", "the same, larger PASID and paging-structure caches", "scale_small_miss",
     NULL, 1000000, 0, true, false, 0, &large_miss_cached},
    {"scale_small_unbind", "1 unit, 64 PASIDs: invalidations of a PASID and a miss", NULL, NULL,
     100000, 0, true, false, 0, &small_unbind},
    {"scale_unbind", "4 units, 65,536 PASIDs, larger caches: the same", "scale_small_unbind", NULL,
     100000, 0, true, false, 0, &large_unbind},
};
#define CASES (sizeof(cases) / sizeof(cases[0]))

// ---------------------------------------------------------------------------------------------------------
// Running

#define MAX_REPEATS 99

typedef struct options {
  bool json;
  const char *only;
  uint64_t iterations; // 0: the case's own
  unsigned repeats;
} options;

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int compare_doubles(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

// What a case runs on.
typedef struct bed {
  machine *m;
  scale *s;
} bed;

static bed bed_new(const bench_case *c) {
  bed b = {0};
  if (c->shape != NULL) {
    b.s = scale_new(c->shape);
    if (b.s == NULL)
      die("out of memory");
    return b;
  }
  b.m = machine_new(c->pgtt, c->psc_entries, c->direct);
  if (c->million)
    map_pages(b.m, RANDOM_BASE, RANDOM_PAGES);
  return b;
}

// Nanoseconds per operation, median.
static double measure(const bench_case *c, const options *o) {
  const bed b = bed_new(c);
  uint64_t n = o->iterations != 0 ? o->iterations : c->iterations;
  double samples[MAX_REPEATS];
  for (unsigned i = 0; i < o->repeats; i++) {
    double start = now_ns();
    if ((b.s != NULL ? scale_run(b.s, n) : c->run(b.m, n)) != 0)
      die("an operation had a wrong result");
    samples[i] = (now_ns() - start) / (double)n;
  }
  if (b.s != NULL)
    scale_free(b.s);
  else
    machine_free(b.m);
  qsort(samples, o->repeats, sizeof(samples[0]), compare_doubles);
  return samples[o->repeats / 2];
}

static uint64_t number(const char *text, uint64_t max) {
  char *end;
  unsigned long long value = strtoull(text, &end, 10);
  if (*text == '\0' || *text == '-' || *end != '\0' || value == 0 || value > max) {
    fprintf(stderr, "core_bench: '%s' is not a number from 1 to %llu\n", text,
            (unsigned long long)max);
    exit(2);
  }
  return value;
}

static bool known(const char *name) {
  for (size_t i = 0; i < CASES; i++) {
    if (strcmp(cases[i].name, name) == 0)
      return true;
  }
  return false;
}

static options parse(int argc, char **argv) {
  options o = {.repeats = 5};
  for (int i = 1; i < argc; i++) {
    const char *value = i + 1 < argc ? argv[i + 1] : "";
    if (strcmp(argv[i], "--json") == 0) {
      o.json = true;
    } else if (strcmp(argv[i], "--list") == 0) {
      for (size_t k = 0; k < CASES; k++)
        printf("%-20s %s\n", cases[k].name, cases[k].doc);
      exit(0);
    } else if (strcmp(argv[i], "--only") == 0) {
      if (!known(value))
        die("--only needs the name of a case; --list shows them");
      o.only = value, i++;
    } else if (strcmp(argv[i], "--iterations") == 0) {
      o.iterations = number(value, UINT64_C(1000000000000)), i++;
    } else if (strcmp(argv[i], "--repeats") == 0) {
      o.repeats = (unsigned)number(value, MAX_REPEATS), i++;
    } else {
      die("options: --json --list --only NAME --iterations N --repeats N");
    }
  }
  if (o.only != NULL && o.iterations != 0)
    o.repeats = 1; // exactly that many operations, for instruction counts
  return o;
}

int main(int argc, char **argv) {
  options o = parse(argc, argv);
  double ns[CASES] = {0};
  if (o.json)
    printf("{\"unit\": \"ns\", \"cases\": [");
  const char *separator = "";
  for (size_t i = 0; i < CASES; i++) {
    const bench_case *c = &cases[i];
    if (o.only != NULL && strcmp(o.only, c->name) != 0)
      continue;
    ns[i] = measure(c, &o);
    double base = 0;
    for (size_t k = 0; c->baseline != NULL && k < i; k++)
      base = strcmp(cases[k].name, c->baseline) == 0 ? ns[k] : base;
    if (o.json) {
      printf("%s\n  {\"name\": \"%s\", \"doc\": \"%s\", \"ns\": %.3f", separator, c->name, c->doc,
             ns[i]);
      if (base != 0)
        printf(", \"baseline\": \"%s\", \"ratio\": %.3f", c->baseline, ns[i] / base);
      printf("}");
      separator = ",";
    } else if (base != 0) {
      printf("%-20s %9.2f ns  %6.2f x %-10s  %s\n", c->name, ns[i], ns[i] / base, c->baseline,
             c->doc);
    } else {
      printf("%-20s %9.2f ns  %21s %s\n", c->name, ns[i], "", c->doc);
    }
  }
  if (o.json)
    printf("\n]}\n");
  return 0;
}
