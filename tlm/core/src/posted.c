// SPDX-License-Identifier: Apache-2.0
// Posted interrupts (chapter 5): the vector is noted in a descriptor in memory, and the processor
// named there is told, unless it has been told already or does not want to know.
//
// The architecture updates all 512 bits of a descriptor at once. A host offers 64 bits, and two
// words are enough: the word with the vector's bit, then the control word (ON, SN, NV, NDST). In
// this order no vector is lost: software clears ON before it collects the vectors, so a vector that
// it does not find was set before an ON that it will see. Both words are changed by
// compare-exchange only, so that what software changes meanwhile stays.
#include "internal.h"

#define POST_TRIES 64u // of one word; then somebody keeps changing it: an access error

_Static_assert(VTD_PID_ON_WORD == VTD_PID_SN_WORD && VTD_PID_ON_WORD == VTD_PID_NV_WORD &&
                   VTD_PID_ON_WORD == VTD_PID_NDST_WORD,
               "one compare-exchange covers all of the control word");

// A reserved bit in a word of the descriptor. Without x2APIC mode only an 8-bit destination is
// legal.
static bool is_reserved(const vtd_t *u, unsigned word, uint64_t value) {
  uint64_t reserved = u->rsvd.pid[word];
  if (word == VTD_PID_NDST_WORD && !u->latched.eime)
    reserved |= VTD_PID_NDST_MASK & ~VTD_PID_NDST_XAPIC_MASK;
  return (value & reserved) != 0;
}

static bool has_reserved(const vtd_t *u, const uint64_t *pid) {
  for (unsigned i = 0; i < VTD_PID_WORDS; i++)
    if (is_reserved(u, i, pid[i]))
      return true;
  return false;
}

// What a word becomes.
static uint64_t posted_word(const uint64_t *irte, unsigned word, uint64_t value) {
  if (word != VTD_PID_ON_WORD)
    return value | UINT64_C(1) << vtd_irte_posted_vv(irte) % 64;
  bool wanted = vtd_irte_posted_urg(irte) || (value & VTD_PID_SN_MASK) == 0;
  return wanted ? value | VTD_PID_ON_MASK : value;
}

// Changes one word, of which *value was read before. A word that stays as it is, is exchanged as
// well: that proves that it is so now, not only when the descriptor was read.
static uint8_t update(vtd_t *u, const uint64_t *irte, uint64_t pda, unsigned word,
                      uint64_t *value) {
  if (u->host.mem_cas64 == NULL)
    return VTD_FC_IR_27;
  for (unsigned i = 0; i < POST_TRIES; i++) {
    if (is_reserved(u, word, *value))
      return VTD_FC_IR_28;
    bool swapped = false;
    uint64_t desired = posted_word(irte, word, *value);
    uint64_t at = pda + word * sizeof *value;
    if (!u->host.mem_cas64(u->host.ctx, at, value, desired, &swapped))
      return VTD_FC_IR_27;
    if (swapped)
      return VTD_FC_NONE;
  }
  return VTD_FC_IR_27;
}

// The notification: fixed, physical, edge.
static void notification(const vtd_t *u, const uint64_t *pid, vtd_post_result *result) {
  uint64_t *m = result->message;
  vtd_event_msi_prefix_set(m, VTD_EVENT_MSI_PREFIX_INTR);
  vtd_event_msi_dest_set(m, u->latched.eime ? vtd_pid_ndst(pid) : vtd_pid_ndst_xapic(pid));
  vtd_event_msi_v_set(m, vtd_pid_nv(pid));
  vtd_event_msi_level_set(m, 1);
}

vtd_post_result vtd_post(vtd_t *u, const uint64_t *irte, bool probe) {
  vtd_post_result result;
  memset(&result, 0, sizeof result);
  uint64_t pda = vtd_irte_posted_pda(irte);
  uint64_t pid[VTD_PID_WORDS];
  unsigned pir = (unsigned)vtd_irte_posted_vv(irte) / 64;
  if (!vtd_mem_read(u, pda, pid, VTD_PID_WORDS, VTD_MEM_POSTED)) {
    result.cond = VTD_FC_IR_27;
    return result;
  }
  if (has_reserved(u, pid)) {
    result.cond = VTD_FC_IR_28;
    return result;
  }
  if (!probe) {
    result.cond = update(u, irte, pda, pir, &pid[pir]);
    if (result.cond == VTD_FC_NONE)
      result.cond = update(u, irte, pda, VTD_PID_ON_WORD, &pid[VTD_PID_ON_WORD]);
  }
  // After its exchange, the control word in `pid` is what it was just before.
  uint64_t control = pid[VTD_PID_ON_WORD];
  result.notify =
      result.cond == VTD_FC_NONE && posted_word(irte, VTD_PID_ON_WORD, control) != control;
  if (result.notify)
    notification(u, pid, &result);
  return result;
}
