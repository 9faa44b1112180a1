// SPDX-License-Identifier: Apache-2.0
// Rows of fault_reasons.h for scalable mode, page requests, and the table modes of all units.
#include "fault_reasons.h"

#include "pagereq_conditions.h"
#include "sm_conditions.h"

_Static_assert(SM_SID == FAULT_SID && SM_PAGE == FAULT_PAGE, "one requester, one page");
_Static_assert((int)FPD_CONTEXT == (int)FAULT_FPD_CONTEXT &&
                   (int)FPD_DIRECTORY == (int)FAULT_FPD_DIRECTORY &&
                   (int)FPD_PASID == (int)FAULT_FPD_PASID,
               "the same places");

#define ALL_FPD (1u << FAULT_FPD_CONTEXT | 1u << FAULT_FPD_DIRECTORY | 1u << FAULT_FPD_PASID)

// ---- What is arranged

// The requester with one page mapped, whatever the kind of translation.
static sm_test begin(fault_world *world, vtdt_guest *guest, unsigned pgtt, bool pre) {
  sm_test s = {.guest = guest, .space = world->space, .root = world->root};
  sm_build(&s);
  s.context.pre = pre;
  vtdt_sm_context_set(s.space, s.root, SM_SID, &s.context);
  set_pgtt(&s, pgtt);
  sm_map_all(&s);
  return s;
}

static void end(fault_world *world, sm_test *s) {
  world->unread = s->guest->fail_bytes != 0 ? s->guest->fail_base : 0;
  free(s->guest_space);
}

static void arrange_sm(const fault_row *row, fault_world *world, fault_fpd fpd) {
  const sm_condition *c = row->source;
  vtdt_guest guest = {.fail_bytes = 0};
  sm_test s = begin(world, &guest, c->pgtt, false);
  set_fpd(&s, fpd);
  c->arrange(&s);
  end(world, &s);
}

static void arrange_pr(const fault_row *row, fault_world *world, fault_fpd fpd) {
  const pr_condition *c = row->source;
  vtdt_guest guest = {.fail_bytes = 0};
  sm_test s = begin(world, &guest, SS, true);
  set_fpd(&s, fpd);
  c->arrange(&s);
  end(world, &s);
}

// Updates of flags in the top table entry fail.
static void arrange_sfs_10(const fault_row *row, fault_world *world, fault_fpd fpd) {
  (void)row;
  vtdt_guest guest = {.fail_bytes = 0};
  sm_test s = begin(world, &guest, FS, false);
  set_fpd(&s, fpd);
  world->locked = sm_fs_entry(&s, SM_IOVA, 4);
  end(world, &s);
}

static void arrange_sss_6(const fault_row *row, fault_world *world, fault_fpd fpd) {
  (void)row;
  vtdt_guest guest = {.fail_bytes = 0};
  sm_test s = begin(world, &guest, SS, false);
  ssade(&s);
  set_fpd(&s, fpd);
  world->locked = sm_ss_entry(&s, SM_IOVA, 4);
  end(world, &s);
}

// Good tables that nobody reads; they have FPD set.
static void arrange_mode(const fault_row *row, fault_world *world, fault_fpd fpd) {
  (void)row, (void)fpd;
  vtdt_guest guest = {.fail_bytes = 0};
  sm_test s = begin(world, &guest, SS, true);
  set_fpd(&s, FPD_CONTEXT);
  end(world, &s);
}

// ---- Rows

static fault_ending ending_of(ending e) {
  static const fault_ending endings[] = {
      [NA] = FAULT_NA, [UR] = FAULT_UR, [CA] = FAULT_CA, [S0] = FAULT_S0, [SEFF] = FAULT_SEFF};
  return endings[e];
}

static unsigned fpd_seen(const sm_condition *c) {
  unsigned seen = 0;
  for (int fpd = FPD_CONTEXT; fpd < FPD_PLACES; fpd++)
    if (sm_fpd_reached(c, fpd))
      seen |= 1u << fpd;
  return seen;
}

static fault_row sm_row(const sm_condition *c, fault_kind kind, ending e) {
  uint32_t pasid = c->pasid != 0 ? c->pasid : SM_PASID;
  // A bit above the unit's 19, where the tests of the core can use one above the protocol's 20.
  if (c->code == VTD_FR_SGN_10)
    pasid = 1u << 19;
  return (fault_row){
      .name = c->name,
      .code = c->code,
      .qualified = c->qualified,
      .fpd_seen = fpd_seen(c),
      .logged = e == UR || e == CA,
      .unit = FAULT_SCALABLE,
      .ttm = VTD_RTADDR_TTM_SCALABLE,
      .kind = kind,
      .ending = ending_of(e),
      .denied = c->denied,
      .addr = c->addr,
      .access = kind == FAULT_UNTRANSLATED ? c->access : VTD_ACCESS_READ,
      .flags = c->flags,
      .pasid = (c->flags & VTD_REQ_PASID) != 0 ? pasid : 0,
      .perm = c->access == VTD_ACCESS_WRITE ? VTD_PERM_R : VTD_PERM_W,
      .arrange = arrange_sm,
      .source = c,
  };
}

static fault_row pr_row(const pr_condition *c) {
  return (fault_row){
      .name = c->name,
      .code = c->code,
      .qualified = c->qualified,
      .fpd_seen = (2u << c->seen) - 2, // this place and those before it
      .logged = true,
      .unit = FAULT_SCALABLE,
      .ttm = VTD_RTADDR_TTM_SCALABLE,
      .kind = FAULT_PAGE_REQUEST,
      .ending = FAULT_IR,
      .addr = PR_ADDR,
      .flags = c->without_pasid ? 0 : VTD_REQ_PASID | VTD_REQ_PRIV | VTD_REQ_EXEC,
      .pasid = c->without_pasid ? 0
               : c->pasid != 0  ? c->pasid
                                : SM_PASID,
      .arrange = arrange_pr,
      .source = c,
  };
}

typedef struct failed_update {
  const char *name;
  unsigned code;
  ending x;
  unsigned access;
  void (*arrange)(const fault_row *row, fault_world *world, fault_fpd fpd);
} failed_update;

static const failed_update failed_updates[] = {
    {"SFS.10", 0x91, S0, VTD_ACCESS_READ, arrange_sfs_10},
    {"SFS.10 W", 0x91, S0, VTD_ACCESS_WRITE, arrange_sfs_10},
    {"SSS.6", 0x7D, CA, VTD_ACCESS_READ, arrange_sss_6},
};

// SFS.10 is logged even where it is recoverable: the platform is broken.
static fault_row update_row(const failed_update *u, fault_kind kind) {
  return (fault_row){.name = u->name,
                     .code = u->code,
                     .qualified = true,
                     .fpd_seen = ALL_FPD,
                     .logged = true,
                     .unit = FAULT_SCALABLE,
                     .ttm = VTD_RTADDR_TTM_SCALABLE,
                     .kind = kind,
                     .ending = kind == FAULT_UNTRANSLATED ? FAULT_UR : ending_of(u->x),
                     .addr = SM_IOVA,
                     .access = kind == FAULT_UNTRANSLATED ? u->access : VTD_ACCESS_READ,
                     .arrange = u->arrange};
}

typedef struct mode {
  const char *name;
  unsigned code;
  fault_unit unit;
  unsigned ttm;
  fault_ending ending[FAULT_KINDS];
} mode;

enum { LEGACY = VTD_RTADDR_TTM_LEGACY, SCALABLE = VTD_RTADDR_TTM_SCALABLE };
enum { RESERVED = VTD_RTADDR_TTM_RSVD, ABORT = VTD_RTADDR_TTM_ABORT };

static const mode modes[] = {
    {"RTA.1.1", 0x30, FAULT_SCALABLE, ABORT, {FAULT_UR, FAULT_CA, FAULT_UR, FAULT_IR, FAULT_NA}},
    {"RTA.1.1 LM", 0x30, FAULT_LEGACY, ABORT, {FAULT_UR, FAULT_CA, FAULT_UR, FAULT_NA, FAULT_NA}},
    {"RTA.1.2", 0x30, FAULT_SCALABLE, RESERVED, {FAULT_UR, FAULT_CA, FAULT_UR, FAULT_IR, FAULT_NA}},
    {"RTA.1.2 LM", 0x30, FAULT_LEGACY, RESERVED, {FAULT_UR, FAULT_CA, FAULT_UR, 0, 0}},
    {"RTA.1.3", 0x30, FAULT_LEGACY, SCALABLE, {FAULT_UR, FAULT_CA, FAULT_UR, FAULT_NA, FAULT_NA}},
    {"RTA.2", 0x31, FAULT_SCALABLE, LEGACY, {FAULT_UR, FAULT_UR, FAULT_NA, FAULT_NA, FAULT_NA}},
    {"RTA.3", 0x32, FAULT_SCALABLE, LEGACY, {FAULT_NA, FAULT_NA, FAULT_NA, FAULT_IR, FAULT_NA}},
    {"RTA.4", 0x33, FAULT_ABORT, ABORT, {FAULT_UR, FAULT_UR, FAULT_UR, FAULT_IR, FAULT_NA}},
};
#define MODES (sizeof(modes) / sizeof(modes[0]))

// A translated request has no PASID.
static fault_row mode_row(const mode *m, fault_kind kind, bool pasid) {
  return (fault_row){.name = m->name,
                     .code = m->code,
                     .logged = true,
                     .unit = m->unit,
                     .ttm = m->ttm,
                     .kind = kind,
                     .ending = m->ending[kind],
                     .addr = SM_IOVA,
                     .access = VTD_ACCESS_READ,
                     .flags = pasid ? VTD_REQ_PASID : 0,
                     .pasid = pasid ? SM_PASID : 0,
                     .arrange = arrange_mode};
}

static void put(fault_row *rows, size_t *count, fault_row row) {
  if (rows != NULL)
    rows[*count] = row;
  (*count)++;
}

static void put_mode(fault_row *rows, size_t *count, const mode *m) {
  for (unsigned kind = FAULT_UNTRANSLATED; kind <= FAULT_PAGE_REQUEST; kind++) {
    if (m->ending[kind] == FAULT_NA)
      continue;
    bool needs_pasid = m->code == VTD_FR_RTA_2;
    if (!needs_pasid)
      put(rows, count, mode_row(m, (fault_kind)kind, false));
    if (kind != FAULT_TRANSLATED)
      put(rows, count, mode_row(m, (fault_kind)kind, true));
  }
}

size_t fault_rows_scalable(fault_row *rows) {
  size_t count = 0;
  for (size_t i = 0; i < MODES; i++)
    put_mode(rows, &count, &modes[i]);
  for (size_t i = 0; i < SM_CONDITIONS; i++) {
    const sm_condition *c = &sm_conditions[i];
    const ending endings[] = {c->u, c->x, c->t};
    for (unsigned kind = FAULT_UNTRANSLATED; kind <= FAULT_TRANSLATED; kind++)
      if (endings[kind] != NA)
        put(rows, &count, sm_row(c, (fault_kind)kind, endings[kind]));
  }
  for (size_t i = 0; i < sizeof(failed_updates) / sizeof(failed_updates[0]); i++) {
    put(rows, &count, update_row(&failed_updates[i], FAULT_UNTRANSLATED));
    put(rows, &count, update_row(&failed_updates[i], FAULT_TRANSLATION));
  }
  for (size_t i = 0; i < PR_CONDITIONS; i++)
    put(rows, &count, pr_row(&pr_conditions[i]));
  return count;
}

// ---- What cannot be

#define NO_PASID    "translated requests have no PASID in this revision"
#define NOT_SO_FAR  "translated requests do not go beyond the context entry in this revision"
#define NOT_WITHOUT "units without scalable mode have no page requests"

const fault_never fault_nevers[] = {
    {"RTA.1.3", FAULT_PAGE_REQUEST, NOT_WITHOUT}, {"RTA.2", FAULT_TRANSLATED, NO_PASID},
    {"SCT.7", FAULT_TRANSLATED, NO_PASID},        {"SCT.9", FAULT_TRANSLATED, NO_PASID},
    {"SGN.10", FAULT_TRANSLATED, NO_PASID},       {"SPD.1", FAULT_TRANSLATED, NOT_SO_FAR},
    {"SPD.2", FAULT_TRANSLATED, NOT_SO_FAR},      {"SPD.3", FAULT_TRANSLATED, NOT_SO_FAR},
    {"SPT.1", FAULT_TRANSLATED, NOT_SO_FAR},      {"SPT.2", FAULT_TRANSLATED, NOT_SO_FAR},
    {"SPT.3", FAULT_TRANSLATED, NOT_SO_FAR},      {"SPT.4.1", FAULT_TRANSLATED, NOT_SO_FAR},
    {"SPT.4.2", FAULT_TRANSLATED, NOT_SO_FAR},    {"SPT.4.3", FAULT_TRANSLATED, NOT_SO_FAR},
    {"SPT.4.4", FAULT_TRANSLATED, NOT_SO_FAR},
};
const size_t fault_never_count = sizeof(fault_nevers) / sizeof(fault_nevers[0]);
