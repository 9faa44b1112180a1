// SPDX-License-Identifier: Apache-2.0
// Save and restore of a unit's state. The state is a header, a block of plain values, and what the
// register file and the caches add. It holds no pointers, and is taken only when its checksum and
// every index in it are right, so a damaged one cannot do harm.
#include "internal.h"

#define STATE_MAGIC   UINT64_C(0x5645544154534456) // "VDSTATEV" in memory
#define STATE_VERSION 2u

struct state_header {
  uint64_t magic;
  uint32_t version;
  uint32_t layout;   // hash of the sizes of what follows
  uint64_t config;   // hash of the configuration
  uint64_t bytes;    // of everything, header included
  uint64_t checksum; // of everything behind the header
};

// What is plain data. Work in flight is not part of it: vtd_save() refuses then, except for
// device-TLB invalidations, which may be on their way for long.
struct state_values {
  struct vtd_latched latched;
  struct vtd_inflight_state inflight;
  struct vtd_queue queue;
  struct vtd_dev_tlb dev_tlb;
  struct vtd_commands commands;
  vtd_counters counters;
  uint64_t short_hits;
  uint64_t short_walks;
  uint64_t fault_index;
  uint64_t perf_message_due;
};

// FNV-1a
static uint64_t hash_bytes(uint64_t hash, const void *data, size_t bytes) {
  const uint8_t *p = data;
  for (size_t i = 0; i < bytes; i++)
    hash = (hash ^ p[i]) * UINT64_C(0x100000001B3);
  return hash;
}

static const uint64_t hash_start = UINT64_C(0xCBF29CE484222325);

static uint64_t config_hash(const vtd_config *c) {
  const uint64_t v[] = {c->cap,
                        c->ecap,
                        c->ver,
                        c->haw,
                        c->pmr_align_log2,
                        c->fault_collapse,
                        c->reg_bytes,
                        c->iotlb.sets,
                        c->iotlb.ways,
                        c->iotlb.super_entries,
                        c->iotlb.walks,
                        c->context_entries,
                        c->pasid_entries,
                        c->psc_entries,
                        c->iec_entries,
                        c->perf.cap,
                        c->perf.config_offset,
                        c->perf.freeze_offset,
                        c->perf.overflow_offset,
                        c->perf.counter_offset,
                        c->perf.own_counters,
                        c->perf.own_width,
                        c->perf.own_interrupt,
                        c->perf.own_freeze};
  uint64_t hash = hash_bytes(hash_start, v, sizeof v);
  hash = hash_bytes(hash, c->perf.events, sizeof c->perf.events);
  return hash_bytes(hash, c->perf.own_events, sizeof c->perf.own_events);
}

// Sizes of the parts, in the order in which they follow each other.
struct state_layout {
  size_t values, registers, iec, pasids, caches;
};

static struct state_layout layout_of(const vtd_t *u) {
  return (struct state_layout){sizeof(struct state_values), u->regs.count * sizeof(uint32_t),
                               u->iec.count * sizeof(struct vtd_iec_entry),
                               vtd_vcmd_bytes(&u->config), vtd_caches_state_size(u)};
}

static uint32_t layout_hash(const vtd_t *u) {
  struct state_layout l = layout_of(u);
  const uint64_t v[] = {l.values,       l.registers,      l.iec, l.pasids, l.caches,
                        sizeof(void *), UINT64_C(1) << 56};
  return (uint32_t)hash_bytes(hash_start, v, sizeof v);
}

static size_t body_size(const vtd_t *u) {
  struct state_layout l = layout_of(u);
  return l.values + l.registers + l.iec + l.pasids + l.caches;
}

size_t vtd_state_size(const vtd_t *u) {
  return sizeof(struct state_header) + body_size(u);
}

static struct state_values values_of(const vtd_t *u) {
  struct state_values v;
  memset(&v, 0, sizeof v);
  v.latched = u->latched;
  v.inflight = u->inflight;
  v.queue = u->queue;
  v.dev_tlb = u->dev_tlb;
  v.commands = u->commands;
  v.counters = u->counters;
  v.short_hits = u->short_hits;
  v.short_walks = u->short_walks;
  v.fault_index = u->fault_index;
  v.perf_message_due = u->perf.message_due;
  return v;
}

size_t vtd_save(const vtd_t *u, void *buffer, size_t bytes) {
  size_t needed = vtd_state_size(u);
  if (bytes < needed || !vtd_inflight_idle(u) || u->caches.walking != 0 || u->queue.running)
    return 0;
  struct state_layout l = layout_of(u);
  uint8_t *body = (uint8_t *)buffer + sizeof(struct state_header);
  uint8_t *p = body;
  struct state_values values = values_of(u);
  memcpy(p, &values, sizeof values);
  p += l.values;
  for (uint32_t i = 0; i < u->regs.count; i++)
    memcpy(p + i * sizeof(uint32_t), &u->regs.half[i].value, sizeof(uint32_t));
  p += l.registers;
  if (l.iec != 0)
    memcpy(p, u->iec.entry, l.iec);
  p += l.iec;
  if (l.pasids != 0)
    memcpy(p, u->pasids_in_use, l.pasids);
  p += l.pasids;
  vtd_caches_save(u, p);

  struct state_header header;
  memset(&header, 0, sizeof header);
  header.magic = STATE_MAGIC;
  header.version = STATE_VERSION;
  header.layout = layout_hash(u);
  header.config = config_hash(&u->config);
  header.bytes = needed;
  header.checksum = hash_bytes(hash_start, body, body_size(u));
  memcpy(buffer, &header, sizeof header);
  return needed;
}

static const char *check_header(const vtd_t *u, const void *buffer, size_t bytes) {
  struct state_header h;
  if (bytes < sizeof h)
    return "the state is shorter than its header";
  memcpy(&h, buffer, sizeof h);
  if (h.magic != STATE_MAGIC)
    return "this is not a saved state of a vtd unit, or one of a machine of another byte order";
  if (h.version != STATE_VERSION)
    return "the state was saved by another version of the model";
  if (h.config != config_hash(&u->config))
    return "the state belongs to a unit of another configuration";
  if (h.layout != layout_hash(u) || h.bytes != vtd_state_size(u))
    return "the state was saved by another build of the model";
  if (bytes < h.bytes)
    return "the state is cut off";
  if (h.checksum != hash_bytes(hash_start, (const uint8_t *)buffer + sizeof h, body_size(u)))
    return "the state is damaged: its checksum is wrong";
  return NULL;
}

static bool values_are_sound(const vtd_t *u, const struct state_values *v) {
  uint32_t pending = 0;
  for (unsigned i = 0; i < VTD_DEV_TLB_PENDING; i++) {
    const struct vtd_dev_tlb_entry *e = &v->dev_tlb.entry[i];
    pending += e->used;
    if (e->used && e->itag >= VTD_DEV_TLB_ITAGS)
      return false;
  }
  for (uint32_t token = 0; token < VTD_TOKEN_COUNT; token++)
    if (v->inflight.count[token] != 0)
      return false;
  for (uint32_t kind = 0; kind < 2; kind++)
    if (v->inflight.next[kind] >> VTD_TOKEN_KIND_SHIFT != kind ||
        v->inflight.done[kind] != v->inflight.wanted[kind])
      return false;
  return pending == v->dev_tlb.pending && v->queue.stage <= VTD_QUEUE_PAGES && !v->queue.running &&
         v->fault_index <= vtd_cap_nfr(u->config.cap) && v->latched.ttm <= VTD_RTADDR_TTM_ABORT &&
         v->latched.irt_count <= 65536;
}

const char *vtd_restore(vtd_t *u, const void *buffer, size_t bytes) {
  const char *why = check_header(u, buffer, bytes);
  if (why != NULL)
    return why;
  if (!vtd_inflight_idle(u) || u->caches.walking != 0 || u->queue.running)
    return "the unit has work in flight; let it end first";
  struct state_layout l = layout_of(u);
  const uint8_t *values_at = (const uint8_t *)buffer + sizeof(struct state_header);
  const uint8_t *registers_at = values_at + l.values;
  const uint8_t *iec_at = registers_at + l.registers;
  const uint8_t *pasids_at = iec_at + l.iec;
  const uint8_t *caches_at = pasids_at + l.pasids;
  struct state_values v;
  memcpy(&v, values_at, sizeof v);
  if (!values_are_sound(u, &v) || !vtd_caches_check(u, caches_at))
    return "the state is damaged: it holds values that no unit can have";

  uint32_t generation = u->queue.generation;
  u->latched = v.latched;
  u->inflight = v.inflight;
  u->queue = v.queue;
  u->queue.generation = generation + 1;
  u->dev_tlb = v.dev_tlb;
  u->commands = v.commands;
  u->counters = v.counters;
  u->short_hits = v.short_hits;
  u->short_walks = v.short_walks;
  u->fault_index = (uint32_t)v.fault_index;
  u->iec.epoch++; // a fill on its way belongs to the state before
  for (uint32_t i = 0; i < u->regs.count; i++) {
    struct vtd_reg_half *h = &u->regs.half[i];
    memcpy(&h->value, registers_at + i * sizeof(uint32_t), sizeof(uint32_t));
    h->value &= h->read | h->write;
  }
  if (l.iec != 0)
    memcpy(u->iec.entry, iec_at, l.iec);
  if (l.pasids != 0)
    memcpy(u->pasids_in_use, pasids_at, l.pasids);
  vtd_caches_restore(u, caches_at);
  u->perf.message_due = v.perf_message_due != 0;
  u->perf.clocks = false; // those of the state before
  vtd_perf_changed(u);
  vtd_tell_host_all(u); // what was handed out belongs to the state before
  vtd_queue_kick(u);    // the saved unit's host may have owed it a step
  return NULL;
}
