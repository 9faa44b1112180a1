// SPDX-License-Identifier: Apache-2.0
// The DMAR table: structures and device scopes, always within the table's bounds.
#include "vtd_dmar.h"

#define PAGE_MASK UINT64_C(0xFFF)

// `bytes` bytes at `offset` of the table into words; what is beyond them is 0.
static void load(const vtd_dmar *dmar, uint32_t offset, uint64_t *words, size_t bytes) {
  words[(bytes - 1) / 8] = 0;
  dmar->hal->mem_read(dmar->hal->ctx, dmar->table + offset, words, bytes);
}

// ---- Structures

static uint32_t fixed_bytes(uint16_t type) {
  switch (type) {
  case VTD_DMAR_ENTRY_TYPE_DRHD:
    return VTD_DMAR_DRHD_SIZE;
  case VTD_DMAR_ENTRY_TYPE_RMRR:
    return VTD_DMAR_RMRR_SIZE;
  case VTD_DMAR_ENTRY_TYPE_RHSA:
    return VTD_DMAR_RHSA_BYTES;
  case VTD_DMAR_ENTRY_TYPE_ATSR:
  case VTD_DMAR_ENTRY_TYPE_ANDD:
  case VTD_DMAR_ENTRY_TYPE_SATC:
  case VTD_DMAR_ENTRY_TYPE_SIDP:
    return VTD_DMAR_ENTRY_SIZE;
  default:
    return VTD_DMAR_ENTRY_TYPE_WIDTH / 8 + VTD_DMAR_ENTRY_LENGTH_WIDTH / 8;
  }
}

static bool has_scopes(uint16_t type) {
  return type <= VTD_DMAR_ENTRY_TYPE_SIDP && type != VTD_DMAR_ENTRY_TYPE_RHSA &&
         type != VTD_DMAR_ENTRY_TYPE_ANDD;
}

// Where a structure is.
typedef struct extent {
  bool good; // it has the length that its type needs and ends within the table
  uint16_t type;
  uint32_t bytes;
} extent;

static extent measure(const vtd_dmar *dmar, uint32_t at) {
  extent out = {false, 0, 0};
  const uint32_t head = fixed_bytes(UINT16_MAX);
  if (dmar->bytes - at < head)
    return out;
  uint64_t word = 0;
  load(dmar, at, &word, head);
  out.type = (uint16_t)vtd_dmar_entry_type(&word);
  out.bytes = (uint32_t)vtd_dmar_entry_length(&word);
  const uint32_t least = fixed_bytes(out.type);
  const bool exact = out.type == VTD_DMAR_ENTRY_TYPE_RHSA;
  out.good = out.bytes >= least && (!exact || out.bytes == least) && out.bytes <= dmar->bytes - at;
  return out;
}

static void decode(const uint64_t *e, vtd_dmar_entry *out) {
  switch (out->type) {
  case VTD_DMAR_ENTRY_TYPE_DRHD:
    out->segment = (uint16_t)vtd_dmar_drhd_segment(e);
    out->all = vtd_dmar_drhd_include_pci_all(e);
    out->base = e[VTD_DMAR_DRHD_BASE_WORD];
    out->reg_bytes = UINT32_C(4096) << vtd_dmar_drhd_size(e);
    break;
  case VTD_DMAR_ENTRY_TYPE_RMRR:
    out->segment = (uint16_t)vtd_dmar_rmrr_segment(e);
    out->base = e[VTD_DMAR_RMRR_BASE_WORD];
    out->limit = e[VTD_DMAR_RMRR_LIMIT_WORD];
    break;
  case VTD_DMAR_ENTRY_TYPE_ATSR:
    out->segment = (uint16_t)vtd_dmar_atsr_segment(e);
    out->all = vtd_dmar_atsr_all_ports(e);
    break;
  case VTD_DMAR_ENTRY_TYPE_RHSA:
    out->base = e[VTD_DMAR_RHSA_BASE_WORD];
    out->proximity = (uint32_t)vtd_dmar_rhsa_proximity(e);
    break;
  case VTD_DMAR_ENTRY_TYPE_ANDD:
    out->number = (uint8_t)vtd_dmar_andd_number(e);
    break;
  case VTD_DMAR_ENTRY_TYPE_SATC:
    out->segment = (uint16_t)vtd_dmar_satc_segment(e);
    out->all = vtd_dmar_satc_atc_required(e);
    break;
  case VTD_DMAR_ENTRY_TYPE_SIDP:
    out->segment = (uint16_t)vtd_dmar_sidp_segment(e);
    break;
  default:
    break;
  }
}

static void load_name(const vtd_dmar *dmar, vtd_dmar_entry *entry) {
  uint32_t length = entry->end - entry->scopes;
  if (length > VTD_DMAR_NAME_MAX - 1)
    length = VTD_DMAR_NAME_MAX - 1;
  if (length != 0)
    dmar->hal->mem_read(dmar->hal->ctx, dmar->table + entry->scopes, entry->name, length);
}

vtd_dmar_entry vtd_dmar_begin(void) {
  vtd_dmar_entry entry;
  volatile unsigned char *bytes = (volatile unsigned char *)&entry;
  for (size_t i = 0; i < sizeof entry; i++)
    bytes[i] = 0;
  entry.end = VTD_DMAR_SIZE;
  return entry;
}

bool vtd_dmar_next(const vtd_dmar *dmar, vtd_dmar_entry *entry) {
  const uint32_t at = entry->end;
  *entry = vtd_dmar_begin();
  if (at >= dmar->bytes)
    return false;
  const extent found = measure(dmar, at);
  if (!found.good)
    return false;
  const uint32_t fixed = fixed_bytes(found.type);
  uint64_t words[VTD_DMAR_RMRR_WORDS] = {0};
  load(dmar, at, words, fixed);
  entry->type = found.type;
  entry->at = at;
  entry->end = at + found.bytes;
  entry->scopes = at + fixed;
  decode(words, entry);
  if (entry->type == VTD_DMAR_ENTRY_TYPE_ANDD)
    load_name(dmar, entry);
  return true;
}

// ---- Device scopes

vtd_dmar_scope vtd_dmar_scope_begin(const vtd_dmar_entry *entry) {
  vtd_dmar_scope scope;
  scope.at = has_scopes(entry->type) ? entry->scopes : entry->end;
  scope.steps = 0;
  scope.type = 0;
  return scope;
}

static bool legal_path(const uint8_t *raw, unsigned steps, uint8_t *path) {
  for (unsigned i = 0; i < steps; i++) {
    const uint8_t device = raw[VTD_DMAR_STEP_BYTES * i];
    const uint8_t function = raw[VTD_DMAR_STEP_BYTES * i + 1];
    if (device > 31 || function > 7)
      return false;
    path[i] = (uint8_t)(device << 3 | function);
  }
  return steps != 0;
}

// Reads the scope at `at`; its length in bytes, or 0 if it is malformed.
static uint32_t read_scope(const vtd_dmar *dmar, uint32_t at, uint32_t end, vtd_dmar_scope *out) {
  if (end - at < VTD_DMAR_SCOPE_BYTES)
    return 0;
  uint64_t word = 0;
  load(dmar, at, &word, VTD_DMAR_SCOPE_BYTES);
  const uint32_t bytes = (uint32_t)vtd_dmar_scope_length(&word);
  if (bytes < VTD_DMAR_SCOPE_BYTES + VTD_DMAR_STEP_BYTES || bytes > end - at ||
      bytes % VTD_DMAR_STEP_BYTES != 0)
    return 0;
  out->type = (uint8_t)vtd_dmar_scope_type(&word);
  out->id = (uint8_t)vtd_dmar_scope_id(&word);
  out->bus = (uint8_t)vtd_dmar_scope_bus(&word);
  out->flags = (uint32_t)word &
               (VTD_DMAR_SCOPE_NO_NESTED | VTD_DMAR_SCOPE_NO_PWSNP | VTD_DMAR_SCOPE_NO_PGSNP |
                VTD_DMAR_SCOPE_ATC_HARDENED | VTD_DMAR_SCOPE_ATC_REQUIRED);
  out->steps = (uint8_t)((bytes - VTD_DMAR_SCOPE_BYTES) / VTD_DMAR_STEP_BYTES);
  uint8_t raw[VTD_DMAR_STEPS_MAX * VTD_DMAR_STEP_BYTES];
  dmar->hal->mem_read(dmar->hal->ctx, dmar->table + at + VTD_DMAR_SCOPE_BYTES, raw,
                      bytes - VTD_DMAR_SCOPE_BYTES);
  return legal_path(raw, out->steps, out->path) ? bytes : 0;
}

bool vtd_dmar_scope_next(const vtd_dmar *dmar, const vtd_dmar_entry *entry, vtd_dmar_scope *scope) {
  if (scope->at >= entry->end || entry->end > dmar->bytes)
    return false;
  const uint32_t bytes = read_scope(dmar, scope->at, entry->end, scope);
  scope->at = bytes != 0 ? scope->at + bytes : entry->end;
  return bytes != 0;
}

// ---- Checking the whole

static vtd_dmar_err check_header(vtd_dmar *dmar) {
  uint64_t h[VTD_DMAR_WORDS];
  load(dmar, 0, h, 8);
  if (vtd_dmar_signature(h) != VTD_DMAR_SIGNATURE_DMAR)
    return VTD_DMAR_NO_TABLE;
  dmar->bytes = (uint32_t)vtd_dmar_length(h);
  if (dmar->bytes < VTD_DMAR_SIZE || dmar->bytes > VTD_DMAR_BYTES_MAX)
    return VTD_DMAR_BAD_LENGTH;
  uint8_t sum = 0;
  for (uint32_t at = 0; at < dmar->bytes; at += 8) {
    const uint32_t left = dmar->bytes - at < 8 ? dmar->bytes - at : 8;
    uint64_t word = 0;
    load(dmar, at, &word, left);
    for (unsigned i = 0; i < 8; i++)
      sum = (uint8_t)(sum + (uint8_t)(word >> (8 * i)));
  }
  if (sum != 0)
    return VTD_DMAR_BAD_CHECKSUM;
  load(dmar, 0, h, VTD_DMAR_SIZE);
  const uint64_t haw = vtd_dmar_haw(h) + 1;
  if (vtd_dmar_revision(h) != VTD_DMAR_REVISION_CURRENT || haw < 32 || haw > 64)
    return VTD_DMAR_BAD_HEADER;
  dmar->haw = (uint8_t)haw;
  dmar->intr_remap = vtd_dmar_intr_remap(h);
  dmar->x2apic_opt_out = dmar->intr_remap && vtd_dmar_x2apic_opt_out(h);
  dmar->dma_opt_in = vtd_dmar_dma_opt_in(h);
  return VTD_DMAR_OK;
}

// Within one structure; `wrong_at` tells where.
static vtd_dmar_err check_scopes(vtd_dmar *dmar, const vtd_dmar_entry *entry) {
  vtd_dmar_scope scope = vtd_dmar_scope_begin(entry);
  for (uint32_t at = scope.at; at < entry->end; at = scope.at) {
    dmar->wrong_at = at;
    if (!vtd_dmar_scope_next(dmar, entry, &scope))
      return VTD_DMAR_BAD_SCOPE;
    if (scope.type < VTD_DMAR_SCOPE_TYPE_ENDPOINT || scope.type > VTD_DMAR_SCOPE_TYPE_NAMESPACE)
      return VTD_DMAR_BAD_SCOPE;
  }
  return VTD_DMAR_OK;
}

// A unit against those in front of it.
static vtd_dmar_err check_unit(const vtd_dmar *dmar, const vtd_dmar_entry *unit) {
  const uint64_t last = unit->base + (unit->reg_bytes - 1);
  if (unit->base == 0 || (unit->base & PAGE_MASK) != 0 || last < unit->base)
    return VTD_DMAR_BAD_VALUE;
  for (vtd_dmar_entry e = vtd_dmar_begin(); vtd_dmar_next(dmar, &e) && e.at < unit->at;) {
    if (e.type != VTD_DMAR_ENTRY_TYPE_DRHD)
      continue;
    if (e.base <= last && unit->base <= e.base + (e.reg_bytes - 1))
      return VTD_DMAR_BAD_VALUE;
    if (e.all && e.segment == unit->segment)
      return VTD_DMAR_BAD_ORDER;
  }
  return VTD_DMAR_OK;
}

static bool is_unit(const vtd_dmar *dmar, uint64_t base) {
  for (vtd_dmar_entry e = vtd_dmar_begin(); vtd_dmar_next(dmar, &e);) {
    if (e.type == VTD_DMAR_ENTRY_TYPE_DRHD && e.base == base)
      return true;
  }
  return false;
}

static bool name_ends(const vtd_dmar *dmar, const vtd_dmar_entry *entry) {
  for (uint32_t at = entry->scopes; at < entry->end; at++) {
    uint64_t character = 0;
    load(dmar, at, &character, 1);
    if (character == 0)
      return at != entry->scopes;
  }
  return false;
}

static vtd_dmar_err check_values(const vtd_dmar *dmar, const vtd_dmar_entry *entry) {
  bool good = true;
  switch (entry->type) {
  case VTD_DMAR_ENTRY_TYPE_DRHD:
    return check_unit(dmar, entry);
  case VTD_DMAR_ENTRY_TYPE_RMRR:
    good = (entry->base & PAGE_MASK) == 0 && (entry->limit & PAGE_MASK) == PAGE_MASK &&
           entry->base < entry->limit;
    break;
  case VTD_DMAR_ENTRY_TYPE_RHSA:
    good = is_unit(dmar, entry->base);
    break;
  case VTD_DMAR_ENTRY_TYPE_ANDD:
    good = name_ends(dmar, entry);
    break;
  default:
    break;
  }
  return good ? VTD_DMAR_OK : VTD_DMAR_BAD_VALUE;
}

static vtd_dmar_err check_entries(vtd_dmar *dmar) {
  uint16_t type = 0;
  vtd_dmar_entry e = vtd_dmar_begin();
  while (e.end < dmar->bytes) {
    dmar->wrong_at = e.end;
    if (!vtd_dmar_next(dmar, &e))
      return VTD_DMAR_BAD_STRUCTURE;
    if (e.type < type)
      return VTD_DMAR_BAD_ORDER;
    type = e.type;
    vtd_dmar_err err = check_values(dmar, &e);
    if (err == VTD_DMAR_OK)
      err = check_scopes(dmar, &e);
    if (err != VTD_DMAR_OK)
      return err;
    dmar->units += e.type == VTD_DMAR_ENTRY_TYPE_DRHD;
  }
  return dmar->units != 0 ? VTD_DMAR_OK : VTD_DMAR_NO_UNIT;
}

vtd_dmar_err vtd_dmar_open(vtd_dmar *dmar, const vtd_hal *hal, uint64_t table) {
  dmar->hal = hal;
  dmar->table = table;
  dmar->bytes = 0;
  dmar->units = 0;
  dmar->wrong_at = 0;
  const vtd_dmar_err err = check_header(dmar);
  return err == VTD_DMAR_OK ? check_entries(dmar) : err;
}

// ---- Who serves whom

static vtd_dmar_bridge bridge_at(const vtd_dmar_buses *buses, uint16_t segment, uint16_t sid) {
  const vtd_dmar_bridge none = {false, 0, 0};
  return buses->bridge != NULL ? buses->bridge(buses->ctx, segment, sid) : none;
}

vtd_dmar_place vtd_dmar_resolve(const vtd_dmar_scope *scope, uint16_t segment,
                                const vtd_dmar_buses *buses) {
  vtd_dmar_place place = {false, 0};
  uint8_t bus = scope->bus;
  for (unsigned i = 0; i + 1 < scope->steps; i++) {
    const uint16_t sid = (uint16_t)(bus << 8 | scope->path[i]);
    const vtd_dmar_bridge bridge = bridge_at(buses, segment, sid);
    if (!bridge.present)
      return place;
    bus = bridge.secondary;
  }
  if (scope->steps == 0)
    return place;
  place.found = true;
  place.sid = (uint16_t)(bus << 8 | scope->path[scope->steps - 1]);
  return place;
}

static bool scope_covers(const vtd_dmar_scope *scope, const vtd_dmar_buses *buses, uint16_t segment,
                         uint16_t sid) {
  const vtd_dmar_place place = vtd_dmar_resolve(scope, segment, buses);
  if (!place.found)
    return false;
  if (place.sid == sid)
    return true;
  if (scope->type != VTD_DMAR_SCOPE_TYPE_BRIDGE)
    return false;
  const vtd_dmar_bridge bridge = bridge_at(buses, segment, place.sid);
  return bridge.present && sid >> 8 >= bridge.secondary && sid >> 8 <= bridge.subordinate;
}

bool vtd_dmar_covers(const vtd_dmar *dmar, const vtd_dmar_entry *entry, const vtd_dmar_buses *buses,
                     uint16_t segment, uint16_t sid) {
  if (entry->segment != segment)
    return false;
  vtd_dmar_scope scope = vtd_dmar_scope_begin(entry);
  while (vtd_dmar_scope_next(dmar, entry, &scope)) {
    if (scope_covers(&scope, buses, segment, sid))
      return true;
  }
  return false;
}

bool vtd_dmar_unit_of(const vtd_dmar *dmar, const vtd_dmar_buses *buses, uint16_t segment,
                      uint16_t sid, vtd_dmar_entry *unit) {
  vtd_dmar_entry rest = vtd_dmar_begin();
  bool has_rest = false;
  *unit = vtd_dmar_begin();
  while (vtd_dmar_next(dmar, unit)) {
    if (unit->type != VTD_DMAR_ENTRY_TYPE_DRHD)
      continue;
    if (vtd_dmar_covers(dmar, unit, buses, segment, sid))
      return true;
    if (!unit->all || unit->segment != segment)
      continue;
    rest = *unit;
    has_rest = true;
  }
  *unit = rest;
  return has_rest;
}

vtd_dmar_place vtd_dmar_unit_of_id(const vtd_dmar *dmar, const vtd_dmar_buses *buses, uint8_t type,
                                   uint8_t id, vtd_dmar_entry *unit) {
  const vtd_dmar_place none = {false, 0};
  *unit = vtd_dmar_begin();
  while (vtd_dmar_next(dmar, unit)) {
    if (unit->type != VTD_DMAR_ENTRY_TYPE_DRHD)
      continue;
    vtd_dmar_scope scope = vtd_dmar_scope_begin(unit);
    while (vtd_dmar_scope_next(dmar, unit, &scope)) {
      if (scope.type == type && scope.id == id)
        return vtd_dmar_resolve(&scope, unit->segment, buses);
    }
  }
  return none;
}

const char *vtd_dmar_err_text(vtd_dmar_err err) {
  switch (err) {
  case VTD_DMAR_OK:
    return "no error";
  case VTD_DMAR_NO_TABLE:
    return "there is no DMAR table";
  case VTD_DMAR_BAD_LENGTH:
    return "the table's length cannot be right";
  case VTD_DMAR_BAD_CHECKSUM:
    return "the table's bytes do not add up to 0";
  case VTD_DMAR_BAD_HEADER:
    return "the table's revision or host address width is unknown";
  case VTD_DMAR_BAD_STRUCTURE:
    return "a structure of the table has a length that cannot be right";
  case VTD_DMAR_BAD_ORDER:
    return "the table's structures are not in the order of their types";
  case VTD_DMAR_BAD_SCOPE:
    return "a device scope is malformed";
  case VTD_DMAR_BAD_VALUE:
    return "a structure of the table has an impossible value";
  case VTD_DMAR_NO_UNIT:
    return "the table lists no remapping unit";
  }
  return "unknown error";
}
