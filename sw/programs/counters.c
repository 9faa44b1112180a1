// SPDX-License-Identifier: Apache-2.0
// Performance counters (chapter 10): a unit tells what it does. Counters are set up by registers
// and switched by enhanced commands (chapter 11), as a profiler in a kernel does it.
//
// The program counts IOTLB look-ups and hits of a device's copies, freezes the counters while the
// device works on, and compares the clocks of the unit, where it counts them, with the machine's
// time.
#include "programs.h"
#include "rig.h"

#define IOVA       UINT64_C(0x40000000)
#define PAGES      UINT64_C(8) // that a copy moves
#define BYTES      (PAGES << VTD_PAGE_SHIFT)
#define GROUP_MASK ((1u << VTD_PERF_GROUP_SHIFT) - 1)
#define PAUSE_NS   UINT64_C(50000)
#define COMMAND_NS UINT64_C(1000000) // patience with an enhanced command
#define LOOKUPS    0u                // counter that counts them
#define HITS       1u
#define CLOCKS     0u

static uint64_t read64(const rig *r, uint64_t offset) {
  return r->hal.read64(r->hal.ctx, r->unit.base + offset);
}

static uint32_t read32(const rig *r, uint64_t offset) {
  return r->hal.read32(r->hal.ctx, r->unit.base + offset);
}

static void write64(const rig *r, uint64_t offset, uint64_t value) {
  r->hal.write64(r->hal.ctx, r->unit.base + offset, value);
}

static bool command(rig *r, uint64_t code, uint64_t operand) {
  write64(r, VTD_ECMD_REG, vtd_ecmd_opa_set(vtd_ecmd_cmd_set(0, code), operand));
  uint64_t start = r->hal.time_ns(r->hal.ctx);
  uint64_t response = read64(r, VTD_ECRSP_REG);
  while (vtd_ecrsp_ip(response) && vtd_drv_elapsed(&r->hal, start) < COMMAND_NS) {
    r->hal.relax(r->hal.ctx);
    response = read64(r, VTD_ECRSP_REG);
  }
  return !vtd_ecrsp_ip(response) && vtd_ecrsp_sc(response) == VTD_ECRSP_SC_OK;
}

// Whether counters can count this event (VTD_PERF_EV_*).
static bool offers(const rig *r, unsigned event) {
  unsigned group = event >> VTD_PERF_GROUP_SHIFT;
  if (group >= vtd_perfcap_egcnt(read64(r, VTD_PERFCAP_REG)))
    return false;
  uint64_t events = read64(r, VTD_PERFEVNTCAP_REG + VTD_PERFEVNTCAP_STRIDE * group);
  return (vtd_perfevntcap_es(events) >> (event & GROUP_MASK) & 1) != 0;
}

static uint64_t value_of(const rig *r, unsigned counter) {
  uint64_t stride = UINT64_C(1) << (vtd_perfcap_cs(read64(r, VTD_PERFCAP_REG)) + 10);
  return read64(r, read32(r, VTD_PERFCNTROFF_REG) + counter * stride);
}

static void count(rig *r, unsigned counter, unsigned event) {
  uint64_t config = vtd_perfcntrcfg_egi_set(0, event >> VTD_PERF_GROUP_SHIFT);
  config = vtd_perfcntrcfg_es_set(config, UINT64_C(1) << (event & GROUP_MASK));
  write64(r, read32(r, VTD_PERFCFGOFF_REG) + (uint64_t)counter * VTD_PERFCNTRCFG_STRIDE, config);
  rig_check(r, command(r, VTD_ECMD_CMD_ENABLE_CNTR, counter), "a counter is enabled");
}

// All counters off, their configurations and values cleared.
static void reset(rig *r, unsigned counters) {
  for (unsigned i = 0; i < counters; i++)
    rig_check(r, command(r, VTD_ECMD_CMD_DISABLE_CNTR, i), "a counter is disabled");
  rig_check(r, command(r, VTD_ECMD_CMD_RESET_CFG, 0), "configurations are reset");
  rig_check(r, command(r, VTD_ECMD_CMD_RESET_CNTRS, 0), "counters are reset");
}

static void copies(rig_scene *s) {
  rig *r = s->r;
  rig_phase(r, "look-ups of a copy");
  reset(r, 2);
  rig_fill(r, s->memory, BYTES, 1);
  count(r, LOOKUPS, VTD_PERF_EV_IOTLB_LOOKUPS);
  count(r, HITS, VTD_PERF_EV_IOTLB_HITS);
  rig_check(r, value_of(r, LOOKUPS) == 0, "nothing is counted before the device works");
  rig_copy(r, s->dev, IOVA, IOVA + BYTES, (uint32_t)BYTES, "a copy works");
  rig_check(r, rig_same(r, s->memory + BYTES, BYTES, 1), "with the right data");
  uint64_t lookups = value_of(r, LOOKUPS), hits = value_of(r, HITS);
  rig_log_number(r, "IOTLB look-ups", lookups);
  rig_log_number(r, "hits", hits);
  rig_check(r, lookups >= 2 * PAGES, "each page was looked up");
  rig_check(r, hits < lookups, "the first access to a page missed");

  rig_check(r, command(r, VTD_ECMD_CMD_FREEZE, 0), "counters are frozen");
  rig_copy(r, s->dev, IOVA, IOVA + BYTES, (uint32_t)BYTES, "a copy works meanwhile");
  rig_check(r, value_of(r, LOOKUPS) == lookups, "and is not counted");
  rig_check(r, command(r, VTD_ECMD_CMD_UNFREEZE, 0), "counters go on");
  rig_copy(r, s->dev, IOVA, IOVA + BYTES, (uint32_t)BYTES, "another copy works");
  rig_check(r, value_of(r, LOOKUPS) >= lookups + 2 * PAGES, "it is counted");
  reset(r, 2);
}

typedef struct span {
  uint64_t ns, clocks;
} span;

static span measure(rig *r, uint64_t ns) {
  uint64_t start = r->hal.time_ns(r->hal.ctx), before = value_of(r, CLOCKS);
  rig_pause(r, ns);
  return (span){vtd_drv_elapsed(&r->hal, start), value_of(r, CLOCKS) - before};
}

static void clocks(rig *r) {
  rig_phase(r, "clocks");
  reset(r, 1);
  count(r, CLOCKS, VTD_PERF_EV_CLOCKS);
  span once = measure(r, PAUSE_NS), longer = measure(r, 4 * PAUSE_NS);
  rig_check(r, once.clocks != 0, "clocks are counted");
  rig_log_number(r, "clocks in 1000 ns", (longer.clocks * 1000 + longer.ns / 2) / longer.ns);
  uint64_t a = once.clocks * longer.ns, b = longer.clocks * once.ns;
  rig_check(r, (a > b ? a - b : b - a) <= a / 4, "as many in each stretch of time");
  reset(r, 1);
}

static bool lacks_lookups(const rig *r) {
  return vtd_perfcap_ncntr(read64(r, VTD_PERFCAP_REG)) < 2 ||
         !offers(r, VTD_PERF_EV_IOTLB_LOOKUPS) || !offers(r, VTD_PERF_EV_IOTLB_HITS);
}

bool program_counters(const fw_env *env) {
  rig_scene s = {.r = rig_begin(env, "set-up", 0)};
  rig *r = s.r;
  if (!rig_alive(r))
    return rig_end(r);
  if (!vtd_ecap_pms(r->unit.ecap)) {
    rig_skip(r, "ECAP.PMS = 0");
    return rig_end(r);
  }
  const rig_scene_want want = {.entries = 32, .buffer_bytes = 2 * BYTES};
  if (!rig_scene_open(&s, &want))
    return rig_end(r);
  rig_ok(r, vtd_drv_map(s.domain, IOVA, s.memory, 2 * BYTES, VTD_DRV_READ | VTD_DRV_WRITE),
         "the device's buffer is mapped");
  if (lacks_lookups(r))
    rig_skip(r, "no two counters for the IOTLB");
  else
    copies(&s);
  if (!offers(r, VTD_PERF_EV_CLOCKS))
    rig_skip(r, "no clocks among the events");
  else
    clocks(r);
  return rig_end(r);
}
