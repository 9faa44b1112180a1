// SPDX-License-Identifier: Apache-2.0
// Rows of fault_reasons.h for interrupt requests (chapter 5).
#include "fault_reasons.h"

#define INDEX  0x40u
#define BEYOND 0x100u // the table has 256 entries

typedef struct condition {
  const char *name;
  unsigned code;
  bool qualified;
  uint16_t index; // the fault information; 0 where it is undefined
  uint16_t handle;
  bool shv;
  uint32_t data; // subhandle
  void (*arrange)(fault_world *world);
} condition;

static uint64_t entry_at(const fault_world *w) {
  return w->irt + INDEX * sizeof(uint64_t[VTD_IRTE_WORDS]);
}
static void poke(const fault_world *w, uint64_t at, uint64_t clear, uint64_t set) {
  vtdt_write64(w->space, at, (vtdt_read64(w->space, at) & ~clear) | set);
}
static void poke_entry(const fault_world *w, unsigned word, uint64_t clear, uint64_t set) {
  poke(w, entry_at(w) + word * 8, clear, set);
}

static void nothing(fault_world *w) {
  (void)w;
}
static void not_present(fault_world *w) {
  poke_entry(w, VTD_IRTE_P_WORD, VTD_IRTE_P_MASK, 0);
}
static void unreadable(fault_world *w) {
  w->unread = entry_at(w);
}
static void reserved_bit(fault_world *w) {
  poke_entry(w, 1, 0, UINT64_C(1) << 63);
}
static void reserved_delivery(fault_world *w) { // 011b
  poke_entry(w, VTD_IRTE_DLM_WORD, 0, UINT64_C(3) << VTD_IRTE_DLM_SHIFT);
}
static void wide_destination(fault_world *w) { // 32 bits need x2APIC mode
  poke_entry(w, VTD_IRTE_DST_WORD, 0, UINT64_C(1) << 63);
}
static void other_source(fault_world *w) {
  uint64_t entry[VTD_IRTE_WORDS] = {0};
  vtd_irte_svt_set(entry, VTD_IRTE_SVT_SID);
  vtd_irte_sid_set(entry, FAULT_SID ^ 1);
  poke_entry(w, VTD_IRTE_SID_WORD, 0, entry[VTD_IRTE_SID_WORD]);
}
static void other_bus(fault_world *w) {
  uint64_t entry[VTD_IRTE_WORDS] = {0};
  vtd_irte_svt_set(entry, VTD_IRTE_SVT_BUS);
  vtd_irte_sid_set(entry, 0x0910); // 9 .. 10h; the requester is on bus 8
  poke_entry(w, VTD_IRTE_SID_WORD, 0, entry[VTD_IRTE_SID_WORD]);
}
// The entry posts; FPD stays as it is. Returns the descriptor.
static uint64_t post(fault_world *w) {
  bool fpd = (vtdt_read64(w->space, entry_at(w)) & VTD_IRTE_FPD_MASK) != 0;
  vtdt_irte_posted entry = {.fpd = fpd, .vector = 0x31, .descriptor = vtdt_pages(w->space, 1)};
  vtdt_irte_posted_set(w->space, w->irt, INDEX, &entry);
  return entry.descriptor;
}
static void no_descriptor(fault_world *w) {
  w->unread = post(w);
}
static void fixed_descriptor(fault_world *w) { // can be read only
  w->locked = post(w);
}
static void bad_descriptor(fault_world *w) {
  poke(w, post(w) + VTD_PID_ON_WORD * 8, 0, UINT64_C(1) << 15);
}
static void bad_posted_entry(fault_world *w) {
  post(w);
  poke_entry(w, 0, 0, UINT64_C(1) << 24);
}

#define COMPATIBLE UINT64_C(0xFEE01000)

static const condition conditions[] = {
    {"IR.20", 0x20, false, 0, INDEX, true, 1u << 16, nothing},
    {"IR.20 top", 0x20, false, 0, INDEX, true, 1u << 31, nothing},
    {"IR.21", 0x21, false, BEYOND, BEYOND, false, 0, nothing},
    {"IR.21 sum", 0x21, false, BEYOND, BEYOND - 1, true, 1, nothing},
    {"IR.22", 0x22, true, INDEX, INDEX, false, 0, not_present},
    {"IR.22 sum", 0x22, true, INDEX, INDEX - 3, true, 3, not_present},
    {"IR.23", 0x23, false, INDEX, INDEX, false, 0, unreadable},
    {"IR.24", 0x24, true, INDEX, INDEX, false, 0, reserved_bit},
    {"IR.24 DLM", 0x24, true, INDEX, INDEX, false, 0, reserved_delivery},
    {"IR.24 DST", 0x24, true, INDEX, INDEX, false, 0, wide_destination},
    {"IR.24 posted", 0x24, true, INDEX, INDEX, false, 0, bad_posted_entry},
    {"IR.25", 0x25, false, 0, 0, false, 0x31, nothing},
    {"IR.26", 0x26, true, INDEX, INDEX, false, 0, other_source},
    {"IR.26 bus", 0x26, true, INDEX, INDEX, false, 0, other_bus},
    {"IR.27", 0x27, true, INDEX, INDEX, false, 0, no_descriptor},
    {"IR.27 update", 0x27, true, INDEX, INDEX, false, 0, fixed_descriptor},
    {"IR.28", 0x28, true, INDEX, INDEX, false, 0, bad_descriptor},
};
#define CONDITIONS (sizeof(conditions) / sizeof(conditions[0]))

// A good entry, then what the condition breaks.
static void arrange(const fault_row *row, fault_world *world, fault_fpd fpd) {
  const condition *c = row->source;
  world->irt = vtdt_pages(world->space, 1);
  vtdt_irte entry = {.fpd = fpd == FAULT_FPD_IRTE, .vector = 0x31, .dst = 1 << 8};
  vtdt_irte_set(world->space, world->irt, INDEX, &entry);
  c->arrange(world);
}

size_t fault_rows_interrupt(fault_row *rows) {
  for (size_t i = 0; rows != NULL && i < CONDITIONS; i++) {
    const condition *c = &conditions[i];
    rows[i] = (fault_row){
        .name = c->name,
        .code = c->code,
        .qualified = c->qualified,
        .fpd_seen = c->qualified ? 1u << FAULT_FPD_IRTE : 0,
        .logged = true,
        .unit = FAULT_SCALABLE,
        .ttm = VTD_RTADDR_TTM_SCALABLE,
        .kind = FAULT_INTERRUPT,
        .ending = FAULT_UR,
        .no_fi = c->code == VTD_FR_IR_20 || c->code == VTD_FR_IR_25,
        .addr = c->code == VTD_FR_IR_25 ? COMPATIBLE : vtdt_msi_addr(c->handle, c->shv),
        .data = c->data,
        .access = VTD_ACCESS_WRITE,
        .index = c->index,
        .arrange = arrange,
        .source = c,
    };
  }
  return CONDITIONS;
}
