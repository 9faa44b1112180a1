// SPDX-License-Identifier: Apache-2.0
// Runs firmware programs on the plain C machine.
//   run_programs [--seed N] [--unit NAME] [PROGRAM...]      without PROGRAM: all
// --unit chooses what hardware they find (list: --units). Exit status 1 if a program fails, 2 on a
// wrong command line.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "machine.h"

// ---- Units that differ in what software has to cope with

static void plain(vtd_config *c) {
  (void)c;
}

static void caching_mode(vtd_config *c) {
  c->cap = vtd_cap_cm_set(c->cap, 1);
}

static void write_buffers(vtd_config *c) {
  c->cap = vtd_cap_rwbf_set(c->cap, 1);
}

static void registers_only(vtd_config *c) {
  c->ecap = vtd_ecap_qi_set(c->ecap, 0);
  c->ecap = vtd_ecap_dt_set(c->ecap, 0);
  c->ecap = vtd_ecap_ir_set(c->ecap, 0);
  c->ecap = vtd_ecap_eim_set(c->ecap, 0);
  c->ecap = vtd_ecap_mhmv_set(c->ecap, 0);
}

static void modest(vtd_config *c) {
  c->cap = vtd_cap_sagaw_set(c->cap, VTD_CAP_SAGAW_39);
  c->cap = vtd_cap_mgaw_set(c->cap, 39 - 1);
  c->haw = 36;
  c->cap = vtd_cap_sslps_set(c->cap, 0);
  c->cap = vtd_cap_psi_set(c->cap, 0);
  c->cap = vtd_cap_zlr_set(c->cap, 0);
  c->cap = vtd_cap_nd_set(c->cap, 2);
  c->cap = vtd_cap_nfr_set(c->cap, 0);
  c->cap = vtd_cap_drd_set(c->cap, 0);
  c->cap = vtd_cap_dwd_set(c->cap, 0);
  c->cap = vtd_cap_plmr_set(c->cap, 0);
  c->cap = vtd_cap_phmr_set(c->cap, 0);
  c->ecap = vtd_ecap_pt_set(c->ecap, 0);
  c->ecap = vtd_ecap_sc_set(c->ecap, 0);
}

static void wide_queue(vtd_config *c) {
  c->ecap = vtd_ecap_adms_set(c->ecap, 1);
}

static void collapsing(vtd_config *c) {
  c->fault_collapse = true;
}

static void tiny_caches(vtd_config *c) {
  const vtd_iotlb_geometry tiny = {1, 1, 1, 1};
  c->iotlb = tiny;
  c->context_entries = 16;
  c->psc_entries = 0;
}

// Always drains, and protects its regions against translated DMA too.
static void version_5(vtd_config *c) {
  c->ver = vtd_ver_max_set(c->ver, 5);
}

static void scalable(vtd_config *c) {
  *c = vtd_config_scalable();
}

static void scalable_caching_mode(vtd_config *c) {
  scalable(c);
  caching_mode(c);
}

// Without accessed and dirty flags, RID_PASID, and big pages.
static void scalable_modest(vtd_config *c) {
  scalable(c);
  c->cap = vtd_cap_fs1gp_set(c->cap, 0);
  c->cap = vtd_cap_fs5lp_set(c->cap, 0);
  c->cap = vtd_cap_sslps_set(c->cap, 0);
  c->cap = vtd_cap_esrtps_set(c->cap, 0);
  c->ecap = vtd_ecap_eafs_set(c->ecap, 0);
  c->ecap = vtd_ecap_ssads_set(c->ecap, 0);
  c->ecap = vtd_ecap_smpwcs_set(c->ecap, 0);
  c->ecap = vtd_ecap_rps_set(c->ecap, 0);
  c->ecap = vtd_ecap_nest_set(c->ecap, 0);
  c->ecap = vtd_ecap_pss_set(c->ecap, 13 - 1);
}

typedef struct unit_kind {
  const char *name;
  void (*change)(vtd_config *config);
  bool scalable; // programs for either mode use scalable mode
} unit_kind;

static const unit_kind units[] = {
    {"plain", plain, false},
    {"caching-mode", caching_mode, false},
    {"write-buffers", write_buffers, false},
    {"no-queue", registers_only, false},
    {"modest", modest, false},
    {"wide-queue", wide_queue, false},
    {"collapsing", collapsing, false},
    {"tiny-caches", tiny_caches, false},
    {"version-5", version_5, false},
    {"scalable", scalable, true},
    {"scalable-caching-mode", scalable_caching_mode, true},
    {"scalable-modest", scalable_modest, true},
};
#define UNITS (sizeof units / sizeof units[0])

static const unit_kind *find_unit(const char *name) {
  for (size_t i = 0; i < UNITS; i++) {
    if (strcmp(units[i].name, name) == 0)
      return &units[i];
  }
  return NULL;
}

// ---- Running

static bool run_one(const fw_program *program, const unit_kind *unit, uint64_t seed) {
  vtd_config config = vtd_config_default();
  unit->change(&config);
  machine *m = machine_new(&config, seed);
  if (m == NULL)
    return false;
  m->layout.scalable = unit->scalable;
  clock_t start = clock();
  bool good = machine_run(m, program);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  printf("%-22s %-14s %s  %9" PRIu64 " transactions %8" PRIu64 " checks %5" PRIu64
         " faults  %.2f s\n",
         program->name, unit->name, good ? "ok    " : "FAILED", m->transactions, m->checks,
         m->faults_seen, seconds);
  if (!good)
    printf("  seed %" PRIu64 "\n", seed);
  machine_free(m);
  return good;
}

static int usage(const char *what, const char *argument) {
  fprintf(stderr, "run_programs: %s '%s'; use [--seed N] [--unit NAME] [PROGRAM...]\n", what,
          argument);
  return 2;
}

int main(int argc, char **argv) {
  const unit_kind *unit = &units[0];
  uint64_t seed = 1;
  int at = 1;
  for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
    if (strcmp(argv[at], "--seed") == 0)
      seed = strtoull(argv[at + 1], NULL, 0);
    else if (strcmp(argv[at], "--unit") == 0)
      unit = find_unit(argv[at + 1]);
    else
      return usage("unknown option", argv[at]);
    if (unit == NULL)
      return usage("unknown unit", argv[at + 1]);
  }
  bool good = true;
  if (at == argc) {
    for (size_t i = 0; i < fw_program_count; i++)
      good = run_one(&fw_programs[i], unit, seed) && good;
  }
  for (; at < argc; at++) {
    const fw_program *program = machine_program(argv[at]);
    if (program == NULL)
      return usage("unknown program", argv[at]);
    good = run_one(program, unit, seed) && good;
  }
  return good ? 0 : 1;
}
