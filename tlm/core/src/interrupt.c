// SPDX-License-Identifier: Apache-2.0
// Interrupt requests (chapter 5): pass-through, compatibility format, and remapping by the entries
// of the interrupt remapping table. What a posted entry does is in posted.c.
#include "internal.h"

// ---- Interrupt entry cache: valid entries only, direct-mapped

static struct vtd_iec_entry *line_of(vtd_t *u, uint32_t index) {
  return u->iec.count == 0 ? NULL : &u->iec.entry[index & (u->iec.count - 1)];
}

void vtd_iec_invalidate_all(vtd_t *u) {
  u->iec.epoch++;
  memset(u->iec.entry, 0, u->iec.count * sizeof *u->iec.entry);
}

void vtd_iec_invalidate(vtd_t *u, uint16_t index, unsigned mask_bits) {
  u->iec.epoch++;
  for (uint32_t i = 0; i < u->iec.count; i++) {
    struct vtd_iec_entry *e = &u->iec.entry[i];
    if (e->tag != 0 && (e->tag - 1) >> mask_bits == (uint32_t)index >> mask_bits)
      e->tag = 0;
  }
}

// ---- Remapping

// A request on its way through the checks.
struct walk {
  uint32_t index;
  uint64_t irte[VTD_IRTE_WORDS];
  uint16_t sid; // of the requester
  bool probe;
  bool fpd;
  uint8_t cond; // VTD_FC_NONE while all is well
  uint16_t reads;
};

static void count(vtd_t *u, const struct walk *w, unsigned event) {
  if (!w->probe)
    vtd_perf_function(u, event, w->sid);
}

static bool fetch(vtd_t *u, struct walk *w) {
  struct vtd_iec_entry *line = line_of(u, w->index);
  if (line != NULL)
    count(u, w, VTD_PERF_EV_IEC_LOOKUPS);
  if (line != NULL && line->tag == w->index + 1) {
    memcpy(w->irte, line->irte, sizeof w->irte);
    bool posted = vtd_irte_im(w->irte) != 0;
    count(u, w, posted ? VTD_PERF_EV_IEC_HITS_POSTED : VTD_PERF_EV_IEC_HITS);
    return true;
  }
  w->reads++;
  count(u, w, VTD_PERF_EV_MEMORY_READS);
  uint64_t addr = u->latched.irt + (uint64_t)w->index * VTD_IRTE_SIZE;
  return vtd_mem_read(u, addr, w->irte, VTD_IRTE_WORDS, VTD_MEM_IRTE);
}

static void fill(vtd_t *u, const struct walk *w) {
  struct vtd_iec_entry *line = line_of(u, w->index);
  if (line == NULL || w->probe)
    return;
  memcpy(line->irte, w->irte, sizeof line->irte);
  line->tag = w->index + 1;
}

static bool is_posted(const vtd_t *u, const uint64_t *irte) {
  return vtd_cap_pi(u->config.cap) && vtd_irte_im(irte);
}

// Illegal programming of a remapped entry beyond the bits that are always reserved.
static bool is_illegal(const uint64_t *irte, bool eime) {
  switch (vtd_irte_dlm(irte)) {
  case VTD_IRTE_DLM_FIXED:
  case VTD_IRTE_DLM_LOWEST:
  case VTD_IRTE_DLM_SMI:
  case VTD_IRTE_DLM_NMI:
  case VTD_IRTE_DLM_INIT:
  case VTD_IRTE_DLM_EXTINT:
    break;
  default:
    return true;
  }
  // Without x2APIC mode only an 8-bit APIC id in the second byte of DST is legal.
  return !eime && (irte[VTD_IRTE_DST_WORD] & VTD_IRTE_DST_MASK & ~VTD_IRTE_DST_XAPIC_MASK) != 0;
}

static bool source_allowed(const uint64_t *irte, uint16_t sid) {
  uint16_t expected = (uint16_t)vtd_irte_sid(irte);
  switch (vtd_irte_svt(irte)) {
  case VTD_IRTE_SVT_SID:
    return ((sid ^ expected) & vtd_function_mask(vtd_irte_sq(irte))) == 0;
  case VTD_IRTE_SVT_BUS:
    return expected >> 8 <= sid >> 8 && sid >> 8 <= (expected & 0xFF);
  default:
    return true;
  }
}

static uint8_t check_entry(const vtd_t *u, const struct walk *w) {
  if (!vtd_irte_p(w->irte))
    return VTD_FC_IR_22;
  bool posted = is_posted(u, w->irte);
  const uint64_t *reserved = posted ? u->rsvd.irte_posted : u->rsvd.irte;
  for (unsigned i = 0; i < VTD_IRTE_WORDS; i++)
    if ((w->irte[i] & reserved[i]) != 0)
      return VTD_FC_IR_24;
  if (!posted && is_illegal(w->irte, u->latched.eime))
    return VTD_FC_IR_24;
  if (vtd_irte_svt(w->irte) == VTD_IRTE_SVT_RSVD)
    return VTD_FC_IR_24;
  if (!source_allowed(w->irte, w->sid))
    return VTD_FC_IR_26;
  return VTD_FC_NONE;
}

// Index = handle plus subhandle; a sum beyond 16 bits is beyond every table.
static uint8_t find_index(const vtd_t *u, const uint64_t *msi, struct walk *w) {
  w->index = (uint32_t)vtd_msi_remap_handle(msi);
  if (vtd_msi_remap_shv(msi)) {
    if ((msi[VTD_MSI_REMAP_SUBHANDLE_WORD] & ~VTD_MSI_REMAP_SUBHANDLE_MASK) != 0)
      return VTD_FC_IR_20;
    w->index += (uint32_t)vtd_msi_remap_subhandle(msi);
  }
  if (w->index >= u->latched.irt_count)
    return VTD_FC_IR_21;
  uint64_t end = u->latched.irt + ((uint64_t)w->index + 1) * VTD_IRTE_SIZE;
  return end > UINT64_C(1) << u->config.haw ? VTD_FC_IR_21 : VTD_FC_NONE;
}

// The entry, read again if an invalidation overtook the read: the wait behind that one may have
// completed, and then the old entry must not be used.
static void remap(vtd_t *u, const uint64_t *msi, struct walk *w) {
  uint32_t epoch;
  unsigned retries = 0;
  bool readable;
  do {
    epoch = u->iec.epoch;
    w->cond = find_index(u, msi, w);
    if (w->cond != VTD_FC_NONE)
      return;
    readable = fetch(u, w);
  } while (u->iec.epoch != epoch && retries++ < VTD_WALK_RETRIES);
  if (!readable) {
    w->cond = VTD_FC_IR_23;
    return;
  }
  w->fpd = vtd_irte_fpd(w->irte);
  w->cond = check_entry(u, w);
  // What failed only for this requester may be cached, too; not what an invalidation overtook.
  bool valid = w->cond == VTD_FC_NONE || w->cond == VTD_FC_IR_26;
  if (valid && u->iec.epoch == epoch)
    fill(u, w);
}

// The message that an entry stands for; the level is always "assert".
static void emit(const vtd_t *u, const uint64_t *irte, vtd_interrupt_result *result) {
  uint64_t m[VTD_EVENT_MSI_WORDS] = {0};
  vtd_event_msi_prefix_set(m, VTD_EVENT_MSI_PREFIX_INTR);
  vtd_event_msi_rh_set(m, vtd_irte_rh(irte));
  vtd_event_msi_dm_set(m, vtd_irte_dm(irte));
  vtd_event_msi_dest_set(m, u->latched.eime ? vtd_irte_dst(irte) : vtd_irte_dst_xapic(irte));
  vtd_event_msi_v_set(m, vtd_irte_v(irte));
  vtd_event_msi_dlm_set(m, vtd_irte_dlm(irte));
  vtd_event_msi_level_set(m, 1);
  vtd_event_msi_tm_set(m, vtd_irte_tm(irte));
  result->addr = m[0];
  result->data = (uint32_t)m[1];
}

static void block(vtd_t *u, const struct walk *w, vtd_interrupt_result *result) {
  // The index means nothing in a compatibility-format request or one with reserved bits set.
  bool no_index = w->cond == VTD_FC_IR_25 || w->cond == VTD_FC_IR_20;
  vtd_fault_info info = {.sid = w->sid,
                         .interrupt = true,
                         .interrupt_index = no_index ? 0 : (uint16_t)w->index,
                         .fpd = w->fpd,
                         .cond = w->cond};
  result->status = VTD_BLOCKED;
  result->addr = 0;
  result->data = 0;
  result->cond = w->cond;
  result->code = vtd_fault_table[w->cond].code;
  if (!w->probe && vtd_fault_report(u, &info))
    result->flags |= VTD_RES_LOGGED;
}

// Notes the vector and hands out the notification. Invalidations that arrive from now on wait for
// both.
static void post(vtd_t *u, struct walk *w, vtd_interrupt_result *result) {
  vtd_token token = w->probe ? 0 : vtd_inflight_begin(u, true);
  w->reads++;
  count(u, w, VTD_PERF_EV_MEMORY_READS);
  vtd_post_result posted = vtd_post(u, w->irte, w->probe);
  w->cond = posted.cond;
  result->status = posted.notify ? VTD_OK : VTD_DISCARD;
  result->addr = posted.message[0];
  result->data = (uint32_t)posted.message[1];
  if (w->probe)
    return;
  u->counters.posted += posted.cond == VTD_FC_NONE;
  if (posted.notify) {
    result->flags |= VTD_RES_HELD;
    result->token = token;
    return;
  }
  vtd_inflight_end(u, token);
}

// Remapping is on.
static void deliver(vtd_t *u, const uint64_t *msi, struct walk *w, vtd_interrupt_result *result) {
  if (!vtd_msi_remap_format(msi)) {
    if (u->latched.eime || !u->latched.cfis)
      w->cond = VTD_FC_IR_25;
    return;
  }
  remap(u, msi, w);
  if (w->cond != VTD_FC_NONE)
    return;
  if (is_posted(u, w->irte))
    post(u, w, result);
  else
    emit(u, w->irte, result);
}

void vtd_interrupt(vtd_t *u, const vtd_interrupt_request *request, vtd_interrupt_result *result) {
  uint64_t msi[VTD_MSI_REMAP_WORDS] = {request->addr, request->data};
  struct walk w = {
      .sid = request->sid, .probe = (request->flags & VTD_REQ_PROBE) != 0, .cond = VTD_FC_NONE};
  memset(result, 0, sizeof *result);
  if (!w.probe)
    u->counters.interrupts++;
  if (!w.probe && VTD_UNLIKELY(u->perf.message_due))
    vtd_perf_flush(u);
  if (!vtd_in_interrupt_range(request->addr)) {
    result->status = VTD_BLOCKED; // not an interrupt request at all
    return;
  }
  result->status = VTD_OK;
  result->addr = request->addr;
  result->data = request->data;
  if (!u->latched.ires)
    return; // whatever its format
  deliver(u, msi, &w, result);
  result->reads = w.reads;
  if (w.cond != VTD_FC_NONE)
    block(u, &w, result);
}
