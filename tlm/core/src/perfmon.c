// SPDX-License-Identifier: Apache-2.0
// Performance counters (VT-d spec rev 4.1, chapter 10). All state is in the registers; struct
// vtd_perf only repeats what the paths that report events look at.
#include "internal.h"
#include "job.h"
#include "walk.h"

#define IN_GROUP ((1u << VTD_PERF_GROUP_SHIFT) - 1)

static uint32_t bit_of(unsigned event) {
  return UINT32_C(1) << (event & IN_GROUP);
}

static unsigned group_of(unsigned event) {
  return event >> VTD_PERF_GROUP_SHIFT;
}

static uint64_t all_counters(const vtd_t *u) {
  return ~UINT64_C(0) >> (VTD_PERF_COUNTERS_MAX - vtd_perf_counters(&u->config));
}

// ---------------------------------------------------------------------------------------------------------
// Registers of a counter

static uint32_t config_at(const vtd_t *u, uint32_t counter, uint32_t reg) {
  return u->config.perf.config_offset + counter * VTD_PERFCNTRCFG_STRIDE + reg;
}

static uint64_t configuration(const vtd_t *u, uint32_t counter) {
  return vtd_reg64(u, config_at(u, counter, VTD_PERFCNTRCFG_REG));
}

static uint32_t value_at(const vtd_t *u, uint32_t counter) {
  return u->config.perf.counter_offset + counter * vtd_perf_stride(&u->config);
}

static bool is_own(const vtd_config *c, uint32_t counter) {
  return vtd_perfcap_pccs(c->perf.cap) && counter >= vtd_perf_counters(c) - c->perf.own_counters;
}

static unsigned width_of(const vtd_config *c, uint32_t counter) {
  return is_own(c, counter) ? c->perf.own_width : (unsigned)vtd_perfcap_cw(c->perf.cap);
}

static uint64_t largest(const vtd_config *c, uint32_t counter) {
  return ~UINT64_C(0) >> (64 - width_of(c, counter));
}

// Events of a group that a counter can count.
static uint32_t events_of(const vtd_config *c, uint32_t counter, uint64_t group) {
  if (group >= VTD_PERF_GROUPS || group >= vtd_perfcap_egcnt(c->perf.cap))
    return 0;
  return is_own(c, counter) ? c->perf.own_events[group] : c->perf.events[group];
}

// ---------------------------------------------------------------------------------------------------------
// Counting

static uint32_t filter(const vtd_t *u, uint32_t counter, uint32_t reg) {
  return vtd_reg32(u, config_at(u, counter, reg));
}

static bool has(const struct vtd_perf_subject *s, unsigned what) {
  return (s->known & what) != 0;
}

static bool fits_pasid(uint32_t filter, const struct vtd_perf_subject *s) {
  bool present = has(s, VTD_PERF_HAS_PASID);
  switch (vtd_perfflt_pasid_mode(filter)) {
  case VTD_PERFFLT_PASID_MODE_MATCH:
    return present && s->pasid == vtd_perfflt_pasid_pasid(filter);
  case VTD_PERFFLT_PASID_MODE_ANY:
    return present;
  default:
    return !present;
  }
}

// A unit without a filter has no register for it, which reads as "not enabled".
static bool fits(const vtd_t *u, uint32_t counter, const struct vtd_perf_subject *s) {
  uint32_t rid = filter(u, counter, VTD_PERFFLT_RID_REG);
  uint32_t did = filter(u, counter, VTD_PERFFLT_DID_REG);
  uint32_t pasid = filter(u, counter, VTD_PERFFLT_PASID_REG);
  uint32_t at = filter(u, counter, VTD_PERFFLT_AT_REG);
  uint32_t level = filter(u, counter, VTD_PERFFLT_PTL_REG);
  if (vtd_perfflt_rid_en(rid) && !(has(s, VTD_PERF_HAS_SID) && s->sid == vtd_perfflt_rid_rid(rid)))
    return false;
  if (vtd_perfflt_did_en(did) && !(has(s, VTD_PERF_HAS_DID) && s->did == vtd_perfflt_did_did(did)))
    return false;
  if (vtd_perfflt_pasid_en(pasid) && !fits_pasid(pasid, s))
    return false;
  if (vtd_perfflt_at_en(at) &&
      !(has(s, VTD_PERF_HAS_AT) && (vtd_perfflt_at_at(at) >> s->at & 1) != 0))
    return false;
  return !vtd_perfflt_ptl_en(level) ||
         (has(s, VTD_PERF_HAS_LEVEL) && (vtd_perfflt_ptl_ptl(level) >> (s->level - 1) & 1) != 0);
}

static void set_status(vtd_t *u, uint32_t at, uint64_t bits) {
  vtd_reg64_put(u, at, vtd_reg64(u, at) | bits);
}

// The message itself waits: it may let the host in, and here a request is about to get its answer.
static void interrupt(vtd_t *u) {
  if (vtd_perfintrsts_pis(vtd_reg32(u, VTD_PERFINTRSTS_REG)))
    return;
  vtd_reg32_put(u, VTD_PERFINTRSTS_REG, VTD_PERFINTRSTS_PIS);
  vtd_event_hold(u, VTD_EVENT_PERF);
  u->perf.message_due = true;
  if (u->host.request_step != NULL)
    u->host.request_step(u->host.ctx);
}

static void overflow(vtd_t *u, uint32_t counter, uint64_t configuration) {
  set_status(u, u->config.perf.overflow_offset, UINT64_C(1) << counter);
  if (vtd_perfcntrcfg_gfo(configuration)) {
    vtd_perf_tick(u); // the others, too, until now
    set_status(u, u->config.perf.freeze_offset, all_counters(u));
    u->perf.active = false;
  }
  if (vtd_perfcntrcfg_io(configuration))
    interrupt(u);
}

static void count(vtd_t *u, uint32_t counter, uint64_t configuration, uint64_t times) {
  uint64_t before = vtd_reg64(u, value_at(u, counter));
  uint64_t after = (before + times) & largest(&u->config, counter);
  vtd_reg64_put(u, value_at(u, counter), after);
  if (times > largest(&u->config, counter) - before)
    overflow(u, counter, configuration);
}

void vtd_perf_add(vtd_t *u, unsigned event, const struct vtd_perf_subject *subject,
                  uint64_t times) {
  if (times == 0 || (u->perf.wanted[group_of(event)] & bit_of(event)) == 0)
    return;
  uint64_t enabled = u->perf.enabled;
  for (uint32_t i = 0; u->perf.active && enabled >> i != 0; i++) {
    uint64_t c = (enabled >> i & 1) != 0 ? configuration(u, i) : 0;
    if (vtd_perfcntrcfg_egi(c) == group_of(event) && (vtd_perfcntrcfg_es(c) & bit_of(event)) != 0 &&
        fits(u, i, subject))
      count(u, i, c, times);
    if (i == VTD_PERF_COUNTERS_MAX - 1)
      return;
  }
}

void vtd_perf_function(vtd_t *u, unsigned event, uint16_t sid) {
  struct vtd_perf_subject s = {.sid = sid, .known = VTD_PERF_HAS_SID};
  if (u->perf.active)
    vtd_perf_add(u, event, &s, 1);
}

void vtd_job_count(vtd_t *u, const struct vtd_job *j, unsigned event, unsigned level,
                   uint64_t times) {
  const vtd_request *q = j->request;
  struct vtd_perf_subject s = {.sid = q->sid,
                               .did = j->result->did,
                               .pasid = q->pasid,
                               .at = q->at & 3,
                               .level = (uint8_t)level,
                               .known = VTD_PERF_HAS_SID | VTD_PERF_HAS_AT};
  s.known |= j->has_domain ? VTD_PERF_HAS_DID : 0;
  s.known |= vtd_has_pasid(q) ? VTD_PERF_HAS_PASID : 0;
  s.known |= level != 0 ? VTD_PERF_HAS_LEVEL : 0;
  if (!j->probe)
    vtd_perf_add(u, event, &s, times);
}

void vtd_job_count_lookup(vtd_t *u, const struct vtd_job *j, unsigned event, bool hit) {
  vtd_job_count(u, j, event, 0, 1);
  vtd_job_count(u, j, event + 1, 0, hit);
}

void vtd_walk_count(vtd_t *u, const struct vtd_context *context, unsigned flags, unsigned event,
                    unsigned level) {
  struct vtd_perf_subject s = {.sid = (uint16_t)context->tag,
                               .did = context->did,
                               .pasid = context->pasid,
                               .level = (uint8_t)level};
  s.at = (flags & VTD_WALK_TRANSLATION) != 0 ? VTD_AT_TRANSLATION : VTD_AT_UNTRANSLATED;
  s.known = VTD_PERF_HAS_SID | VTD_PERF_HAS_AT | VTD_PERF_HAS_DID;
  s.known |= (flags & VTD_WALK_PASID) != 0 ? VTD_PERF_HAS_PASID : 0;
  s.known |= level != 0 ? VTD_PERF_HAS_LEVEL : 0;
  if ((flags & VTD_WALK_PROBE) == 0)
    vtd_perf_add(u, event, &s, 1);
}

void vtd_walk_count_lookups(vtd_t *u, const struct vtd_context *context, unsigned flags,
                            unsigned event, unsigned levels, unsigned start) {
  bool hit = start < levels;
  unsigned last = hit ? start + 1 : levels;
  for (unsigned level = 2; level <= last; level++)
    vtd_walk_count(u, context, flags, event, level);
  if (hit)
    vtd_walk_count(u, context, flags, event + 1, last);
}

// The host may have several notions of now, one for each initiator that is ahead of the others:
// time does not run backwards for the unit.
void vtd_perf_tick(vtd_t *u) {
  if (!u->perf.clocks)
    return;
  const struct vtd_perf_subject nobody = {0};
  const uint64_t now = u->host.clock(u->host.ctx);
  const uint64_t passed = now > u->perf.clock ? now - u->perf.clock : 0;
  u->perf.clock += passed;
  if (u->perf.active)
    vtd_perf_add(u, VTD_PERF_EV_CLOCKS, &nobody, passed);
}

void vtd_perf_flush(vtd_t *u) {
  if (!u->perf.message_due)
    return;
  u->perf.message_due = false;
  vtd_event_release(u, VTD_EVENT_PERF);
}

// ---------------------------------------------------------------------------------------------------------
// State

// What requests are not about: then they need not be slowed down.
static bool concerns_requests(const struct vtd_perf *p) {
  uint32_t other = bit_of(VTD_PERF_EV_PAGE_REQUESTS) | bit_of(VTD_PERF_EV_PRQ_OVERFLOWS);
  uint32_t wanted = p->wanted[group_of(VTD_PERF_EV_MEMORY_READS)] & ~other;
  wanted |= p->wanted[group_of(VTD_PERF_EV_REQUESTS)] & ~bit_of(VTD_PERF_EV_CLOCKS);
  wanted |= p->wanted[group_of(VTD_PERF_EV_CONTEXT_LOOKUPS)];
  return (wanted | p->wanted[group_of(VTD_PERF_EV_IOTLB_LOOKUPS)]) != 0;
}

static bool frozen(const vtd_t *u) {
  return vtd_reg64(u, u->config.perf.freeze_offset) != 0;
}

void vtd_perf_changed(vtd_t *u) {
  vtd_perf_tick(u); // by what was counted until now
  struct vtd_perf p = {.message_due = u->perf.message_due};
  uint32_t counters = vtd_ecap_pms(u->config.ecap) ? vtd_perf_counters(&u->config) : 0;
  for (uint32_t i = 0; i < counters; i++) {
    uint64_t c = configuration(u, i);
    if (!vtd_perfcntrcfg_en(c) || vtd_perfcntrcfg_egi(c) >= VTD_PERF_GROUPS)
      continue;
    p.enabled |= UINT64_C(1) << i;
    p.wanted[vtd_perfcntrcfg_egi(c)] |= (uint32_t)vtd_perfcntrcfg_es(c);
  }
  p.requests = concerns_requests(&p);
  p.clocks = (p.wanted[group_of(VTD_PERF_EV_CLOCKS)] & bit_of(VTD_PERF_EV_CLOCKS)) != 0;
  p.clock = p.clocks ? u->host.clock(u->host.ctx) : 0;
  p.active = p.enabled != 0 && !frozen(u);
  bool tell = p.requests && !u->perf.requests;
  u->perf = p;
  vtd_mode_changed(u);
  if (tell)
    vtd_tell_host_all(u); // accesses by direct pointers would not be counted
}

void vtd_perf_reset(vtd_t *u) {
  memset(&u->perf, 0, sizeof(u->perf));
}

static bool in_block(const vtd_t *u, uint32_t offset, uint32_t first, uint32_t stride,
                     uint32_t *counter) {
  *counter = (offset - first) / stride;
  return offset >= first && *counter < vtd_perf_counters(&u->config);
}

bool vtd_perf_locked(const vtd_t *u, uint32_t offset) {
  const vtd_perf_config *p = &u->config.perf;
  uint32_t counter;
  if (u->perf.enabled == 0)
    return false;
  if (in_block(u, offset, p->config_offset, VTD_PERFCNTRCFG_STRIDE, &counter))
    return (u->perf.enabled >> counter & 1) != 0;
  uint32_t stride = vtd_perf_stride(&u->config);
  return in_block(u, offset, p->counter_offset, stride, &counter) &&
         (offset - p->counter_offset) % stride < 8 && (u->perf.enabled >> counter & 1) != 0 &&
         !vtd_perfcap_cwe(p->cap);
}

// ---------------------------------------------------------------------------------------------------------
// Commands

static bool possible(const vtd_t *u, uint32_t counter) {
  uint64_t c = configuration(u, counter);
  uint64_t mode = vtd_perfflt_pasid_mode(filter(u, counter, VTD_PERFFLT_PASID_REG));
  uint32_t events = events_of(&u->config, counter, vtd_perfcntrcfg_egi(c));
  return events != 0 && (vtd_perfcntrcfg_es(c) & ~(uint64_t)events) == 0 &&
         mode <= VTD_PERFFLT_PASID_MODE_NONE;
}

static void put_enabled(vtd_t *u, uint32_t counter, bool on) {
  uint64_t c = configuration(u, counter);
  vtd_reg64_put(u, config_at(u, counter, VTD_PERFCNTRCFG_REG), vtd_perfcntrcfg_en_set(c, on));
}

bool vtd_perf_enable(vtd_t *u, uint64_t counter) {
  if (counter >= vtd_perf_counters(&u->config) || !possible(u, (uint32_t)counter))
    return false;
  put_enabled(u, (uint32_t)counter, true);
  vtd_perf_changed(u);
  return true;
}

bool vtd_perf_disable(vtd_t *u, uint64_t counter) {
  if (counter >= vtd_perf_counters(&u->config))
    return false;
  put_enabled(u, (uint32_t)counter, false);
  vtd_perf_changed(u);
  return true;
}

void vtd_perf_reset_configuration(vtd_t *u) {
  static const uint32_t filters[] = {VTD_PERFFLT_RID_REG, VTD_PERFFLT_DID_REG,
                                     VTD_PERFFLT_PASID_REG, VTD_PERFFLT_AT_REG,
                                     VTD_PERFFLT_PTL_REG};
  for (uint32_t i = 0; i < vtd_perf_counters(&u->config); i++) {
    vtd_reg64_put(u, config_at(u, i, VTD_PERFCNTRCFG_REG), 0);
    for (unsigned f = 0; f < sizeof(filters) / sizeof(filters[0]); f++)
      vtd_reg32_put(u, config_at(u, i, filters[f]), 0);
  }
  vtd_perf_changed(u);
}

void vtd_perf_reset_counters(vtd_t *u) {
  for (uint32_t i = 0; i < vtd_perf_counters(&u->config); i++)
    vtd_reg64_put(u, value_at(u, i), 0);
}

void vtd_perf_freeze(vtd_t *u, bool on) {
  vtd_reg64_put(u, u->config.perf.freeze_offset, on ? all_counters(u) : 0);
  vtd_perf_changed(u);
}

// ---------------------------------------------------------------------------------------------------------
// Configuration

// What the model can count: all but what goes on during a clock (requests, walks and memory
// accesses at once, clocks in which one had to wait): a request is over before the next one begins.
static const uint32_t countable[VTD_PERF_GROUPS] = {
    1u << (VTD_PERF_EV_CLOCKS & IN_GROUP) | 1u << (VTD_PERF_EV_REQUESTS & IN_GROUP),
    1u << (VTD_PERF_EV_MEMORY_READS & IN_GROUP) | 1u << (VTD_PERF_EV_FLAG_UPDATES & IN_GROUP) |
        1u << (VTD_PERF_EV_PAGE_REQUESTS & IN_GROUP) | 1u << (VTD_PERF_EV_PRQ_OVERFLOWS & IN_GROUP),
    (2u << (VTD_PERF_EV_FS_HITS & IN_GROUP)) - 1,
    (2u << (VTD_PERF_EV_IOTLB_HITS & IN_GROUP)) - 1,
    (2u << (VTD_PERF_EV_IEC_HITS_POSTED & IN_GROUP)) - 1,
};

vtd_perf_config vtd_perf_default(void) {
  vtd_perf_config p;
  memset(&p, 0, sizeof(p));
  p.cap = vtd_perfcap_ncntr_set(0, 4);
  p.cap = vtd_perfcap_cw_set(p.cap, 48);
  p.cap = vtd_perfcap_egcnt_set(p.cap, VTD_PERF_GROUPS);
  p.cap |= VTD_PERFCAP_RIDFS | VTD_PERFCAP_DIDFS | VTD_PERFCAP_PASIDFS | VTD_PERFCAP_ATFS |
           VTD_PERFCAP_PTLFS | VTD_PERFCAP_CWE | VTD_PERFCAP_GFS | VTD_PERFCAP_IOS;
  p.config_offset = 0x500; // a free part of the first page
  p.freeze_offset = 0x900;
  p.overflow_offset = 0x908;
  p.counter_offset = VTD_REG_SPACE_MIN;
  memcpy(p.events, countable, sizeof(p.events));
  p.events[group_of(VTD_PERF_EV_CLOCKS)] &= ~bit_of(VTD_PERF_EV_CLOCKS); // needs p.clock
  p.own_width = 48;
  return p;
}

static const char *check_events(const vtd_config *c, const uint32_t *events) {
  for (unsigned g = 0; g < VTD_PERF_GROUPS; g++) {
    if ((events[g] & ~countable[g]) != 0)
      return "perf: an event is not defined, or is about what goes on at once, which the model "
             "does "
             "not have; leave it out of events";
    if (events[g] != 0 && g >= vtd_perfcap_egcnt(c->perf.cap))
      return "perf: events of a group that PERFCAP.EGCNT leaves out; raise EGCNT or clear them";
  }
  if ((events[group_of(VTD_PERF_EV_CLOCKS)] & bit_of(VTD_PERF_EV_CLOCKS)) != 0 && !c->perf.clock)
    return "perf: clocks among the events need a host that has a clock; set perf.clock and "
           "vtd_host.clock, or leave them out of events";
  return NULL;
}

static bool bad_width(uint64_t width) {
  return width < 1 || width > 64;
}

static const char *check_own(const vtd_config *c) {
  const vtd_perf_config *p = &c->perf;
  if (p->own_counters == 0)
    return NULL;
  if (!vtd_perfcap_pccs(p->cap))
    return "perf.own_counters: needs PERFCAP.PCCS (capabilities of each counter)";
  if (p->own_counters > vtd_perf_counters(c))
    return "perf.own_counters: there are only PERFCAP.NCNTR counters";
  if (bad_width(p->own_width))
    return "perf.own_width: counters have 1 to 64 bits";
  return check_events(c, p->own_events);
}

static bool bad_offset(uint32_t offset) {
  return offset % 8 != 0 || offset > UINT16_MAX;
}

static uint64_t known_capabilities(void) {
  const struct vtd_reg_desc *reg = &vtd_reg_table[VTD_REGISTER_PERFCAP];
  uint64_t known = 0;
  for (unsigned i = 0; i < reg->field_count; i++)
    known |= vtd_field_mask(&vtd_field_table[reg->first_field + i]);
  return known;
}

const char *vtd_perf_check(const vtd_config *c) {
  const vtd_perf_config *p = &c->perf;
  if (!vtd_ecap_pms(c->ecap))
    return NULL;
  if ((p->cap & ~known_capabilities()) != 0)
    return "perf.cap: a reserved bit of PERFCAP_REG is set; clear it";
  if (vtd_perf_counters(c) < 1 || vtd_perf_counters(c) > VTD_PERF_COUNTERS_MAX)
    return "perf.cap: PERFCAP.NCNTR must be 1 to 64 counters";
  if (bad_width(vtd_perfcap_cw(p->cap)))
    return "perf.cap: PERFCAP.CW must be 1 to 64 bits";
  if (vtd_perfcap_egcnt(p->cap) > VTD_PERF_GROUPS)
    return "perf.cap: PERFCAP.EGCNT must be 0 to 5, the event groups that are defined";
  if (bad_offset(p->config_offset) || bad_offset(p->freeze_offset) ||
      bad_offset(p->overflow_offset) || bad_offset(p->counter_offset))
    return "perf: offsets must be multiples of 8 within the register window";
  const char *why = check_events(c, p->events);
  return why != NULL ? why : check_own(c);
}

// ---------------------------------------------------------------------------------------------------------
// The register file

static bool has_register(const vtd_config *c, unsigned reg) {
  uint64_t cap = c->perf.cap;
  switch (reg) {
  case VTD_REGISTER_PERFFLT_RID:
    return vtd_perfcap_ridfs(cap);
  case VTD_REGISTER_PERFFLT_DID:
    return vtd_perfcap_didfs(cap);
  case VTD_REGISTER_PERFFLT_PASID:
    return vtd_perfcap_pasidfs(cap);
  case VTD_REGISTER_PERFFLT_AT:
    return vtd_perfcap_atfs(cap);
  case VTD_REGISTER_PERFFLT_PTL:
    return vtd_perfcap_ptlfs(cap);
  case VTD_REGISTER_PERFCNTRCAP:
  case VTD_REGISTER_PERFCNTREVCAP:
    return vtd_perfcap_pccs(cap);
  default:
    return true;
  }
}

struct vtd_reg_place vtd_perf_place(const vtd_config *c, unsigned reg) {
  const struct vtd_reg_desc *d = &vtd_reg_table[reg];
  struct vtd_reg_place at = {d->offset, vtd_perf_counters(c), d->stride, 1};
  if (!has_register(c, reg))
    return (struct vtd_reg_place){0};
  switch (d->base) {
  case VTD_BASE_PERFFRZ:
    at.count = 1;
    at.offset += c->perf.freeze_offset;
    break;
  case VTD_BASE_PERFOVF:
    at.count = 1;
    at.offset += c->perf.overflow_offset;
    break;
  case VTD_BASE_PERFCNT:
    at.offset += c->perf.counter_offset;
    at.stride = vtd_perf_stride(c);
    break;
  default:
    at.offset += c->perf.config_offset;
    break;
  }
  if (reg == VTD_REGISTER_PERFCNTREVCAP)
    at.parts = VTD_PERF_GROUPS;
  return at;
}

// The capability register of a counter, which has groups that are not empty, one after the other.
static uint32_t own_groups(const vtd_config *c) {
  uint32_t groups = 0;
  for (unsigned g = 0; g < VTD_PERF_GROUPS; g++)
    groups += c->perf.own_events[g] != 0;
  return groups;
}

static uint32_t counter_capabilities(const vtd_config *c, uint32_t counter) {
  if (!is_own(c, counter))
    return 0;
  uint32_t v = vtd_perfcntrcap_pcc_set(0, 1);
  v = vtd_perfcntrcap_cw_set(v, c->perf.own_width);
  v = vtd_perfcntrcap_ios_set(v, c->perf.own_interrupt);
  v = vtd_perfcntrcap_gfs_set(v, c->perf.own_freeze);
  return vtd_perfcntrcap_egcnt_set(v, own_groups(c));
}

static uint32_t event_capabilities(const vtd_config *c, uint32_t counter, uint32_t part) {
  if (!is_own(c, counter))
    return 0;
  for (unsigned g = 0; g < VTD_PERF_GROUPS; g++)
    if (c->perf.own_events[g] != 0 && part-- == 0)
      return vtd_perfcntrevcap_egi_set(vtd_perfcntrevcap_es_set(0, c->perf.own_events[g]), g);
  return 0;
}

uint64_t vtd_perf_config_value(const vtd_config *c, unsigned reg, uint32_t copy, uint32_t part) {
  switch (reg) {
  case VTD_REGISTER_PERFCAP:
    return c->perf.cap | VTD_PERFCAP_ONES_MASK;
  case VTD_REGISTER_PERFCFGOFF:
    return c->perf.config_offset;
  case VTD_REGISTER_PERFFRZOFF:
    return c->perf.freeze_offset;
  case VTD_REGISTER_PERFOVFOFF:
    return c->perf.overflow_offset;
  case VTD_REGISTER_PERFCNTROFF:
    return c->perf.counter_offset;
  case VTD_REGISTER_PERFEVNTCAP:
    return copy < VTD_PERF_GROUPS ? c->perf.events[copy] : 0;
  case VTD_REGISTER_PERFCNTRCAP:
    return counter_capabilities(c, copy);
  case VTD_REGISTER_PERFCNTREVCAP:
    return event_capabilities(c, copy, part);
  default:
    return 0;
  }
}

uint64_t vtd_perf_bits(const vtd_config *c, unsigned reg, uint32_t copy) {
  uint64_t all = ~UINT64_C(0) >> (VTD_PERF_COUNTERS_MAX - vtd_perf_counters(c));
  bool interrupts = is_own(c, copy) ? c->perf.own_interrupt : vtd_perfcap_ios(c->perf.cap) != 0;
  bool freezes = is_own(c, copy) ? c->perf.own_freeze : vtd_perfcap_gfs(c->perf.cap) != 0;
  switch (reg) {
  case VTD_REGISTER_PERFCNTR:
    return largest(c, copy);
  case VTD_REGISTER_PERFFRZSTS:
  case VTD_REGISTER_PERFOVFSTS:
    return all;
  case VTD_REGISTER_PERFCNTRCFG:
    return ~((interrupts ? 0 : VTD_PERFCNTRCFG_IO_MASK) | (freezes ? 0 : VTD_PERFCNTRCFG_GFO_MASK));
  default:
    return ~UINT64_C(0);
  }
}
