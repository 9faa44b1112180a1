// SPDX-License-Identifier: Apache-2.0
// Life of a unit: its one block of memory, reset, counters.
//
// The block holds the struct, then the register file, the interrupt entry cache and the other
// caches. Nothing is allocated later.
#include "internal.h"

enum { CACHE_ALIGN = 64 };

// The unit is at the very start of the caller's memory, which only has 8-byte alignment.
_Static_assert(_Alignof(struct vtd_unit) <= 8, "struct vtd_unit needs too much alignment");

static size_t round_up(size_t bytes, size_t align) {
  return (bytes + align - 1) & ~(align - 1);
}

static size_t iec_bytes(const vtd_config *config) {
  return config->iec_entries * sizeof(struct vtd_iec_entry);
}

size_t vtd_footprint(const vtd_config *config) {
  if (vtd_config_check(config) != NULL)
    return 0;
  return round_up(sizeof(struct vtd_unit), 8) + vtd_regfile_footprint(config) + iec_bytes(config) +
         vtd_vcmd_bytes(config) + vtd_caches_footprint(config) + CACHE_ALIGN - 1;
}

static void compute_reserved(vtd_t *u) {
  const vtd_config *c = &u->config;
  vtd_root_rsvd(c->cap, c->ecap, c->haw, u->rsvd.root);
  vtd_ctx_rsvd(c->cap, c->ecap, c->haw, u->rsvd.ctx);
  vtd_ss_pml_rsvd(c->cap, c->ecap, c->haw, &u->rsvd.ss_pml);
  vtd_ss_dir_rsvd(c->cap, c->ecap, c->haw, &u->rsvd.ss_dir);
  vtd_ss_pdpe_1g_rsvd(c->cap, c->ecap, c->haw, &u->rsvd.ss_pdpe_1g);
  vtd_ss_pde_2m_rsvd(c->cap, c->ecap, c->haw, &u->rsvd.ss_pde_2m);
  vtd_ss_pte_rsvd(c->cap, c->ecap, c->haw, &u->rsvd.ss_pte);
  vtd_sm_root_rsvd(c->cap, c->ecap, c->haw, u->rsvd.sm_root);
  vtd_sm_ctx_rsvd(c->cap, c->ecap, c->haw, u->rsvd.sm_ctx);
  vtd_pasid_dir_rsvd(c->cap, c->ecap, c->haw, &u->rsvd.pasid_dir);
  vtd_pasid_rsvd(c->cap, c->ecap, c->haw, u->rsvd.pasid);
  vtd_irte_rsvd(c->cap, c->ecap, c->haw, u->rsvd.irte);
  vtd_irte_posted_rsvd(c->cap, c->ecap, c->haw, u->rsvd.irte_posted);
  vtd_pid_rsvd(c->cap, c->ecap, c->haw, u->rsvd.pid);
}

// Accesses in flight stay counted: they are the host's, and come back after the reset.
static void reset(vtd_t *u, bool power_on) {
  memset(&u->latched, 0, sizeof u->latched);
  u->fault_index = 0;
  vtd_commands_reset(u);
  vtd_queue_reset(u);
  vtd_dev_tlb_reset(u);
  vtd_page_queue_reset(u);
  vtd_regfile_reset(u, power_on);
  vtd_iec_invalidate_all(u);
  vtd_perf_reset(u);
  vtd_vcmd_reset(u);
  vtd_caches_reset(u);
  vtd_mode_changed(u);
}

void vtd_reset(vtd_t *u, bool power_on) {
  reset(u, power_on);
  vtd_tell_host_all(u);
}

vtd_t *vtd_init(void *memory, size_t bytes, const vtd_config *config, const vtd_host *host) {
  size_t needed = vtd_footprint(config);
  if (memory == NULL || needed == 0 || bytes < needed)
    return NULL;
  if (host == NULL || host->mem_read == NULL || host->mem_write == NULL ||
      (config->perf.clock && host->clock == NULL))
    return NULL;
  vtd_t *u = memory;
  memset(u, 0, sizeof *u);
  u->config = *config;
  u->host = *host;
  compute_reserved(u);
  vtd_inflight_init(u);

  uint8_t *at = (uint8_t *)memory + round_up(sizeof *u, 8);
  vtd_regfile_init(u, at);
  at += vtd_regfile_footprint(config);
  u->iec.entry = (struct vtd_iec_entry *)at;
  u->iec.count = config->iec_entries;
  at += iec_bytes(config);
  u->pasids_in_use = vtd_vcmd_bytes(config) != 0 ? (uint64_t *)at : NULL;
  at += vtd_vcmd_bytes(config);
  at += (CACHE_ALIGN - ((uintptr_t)at & (CACHE_ALIGN - 1))) & (CACHE_ALIGN - 1);
  vtd_caches_init(u, at);
  reset(u, true);
  return u;
}

const vtd_config *vtd_get_config(const vtd_t *u) {
  return &u->config;
}

void vtd_counters_settle(vtd_t *u) {
  u->counters.requests += u->short_hits;
  u->counters.context_hits += u->short_hits;
  u->counters.iotlb_hits += u->short_hits;
  u->short_hits = 0;
  u->counters.requests += u->short_walks;
  u->counters.context_hits += u->short_walks;
  u->counters.iotlb_misses += u->short_walks;
  u->counters.walks += u->short_walks;
  u->short_walks = 0;
}

const vtd_counters *vtd_get_counters(vtd_t *u) {
  vtd_counters_settle(u);
  return &u->counters;
}

void vtd_clear_counters(vtd_t *u) {
  u->short_hits = 0;
  u->short_walks = 0;
  memset(&u->counters, 0, sizeof u->counters);
}
