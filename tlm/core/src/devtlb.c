// SPDX-License-Identifier: Apache-2.0
// Device-TLB invalidations on their way to functions and back (chapter 4).
#include "internal.h"

static struct vtd_dev_tlb_entry *find(vtd_t *u, uint16_t sid, unsigned itag) {
  for (unsigned i = 0; i < VTD_DEV_TLB_PENDING; i++) {
    struct vtd_dev_tlb_entry *e = &u->dev_tlb.entry[i];
    if (e->used && e->sid == sid && e->itag == itag)
      return e;
  }
  return NULL;
}

static struct vtd_dev_tlb_entry *find_free(vtd_t *u) {
  for (unsigned i = 0; i < VTD_DEV_TLB_PENDING; i++)
    if (!u->dev_tlb.entry[i].used)
      return &u->dev_tlb.entry[i];
  return NULL;
}

static unsigned count_throttled(const vtd_t *u, uint16_t throttle) {
  unsigned n = 0;
  for (unsigned i = 0; i < VTD_DEV_TLB_PENDING; i++)
    n += u->dev_tlb.entry[i].used && u->dev_tlb.entry[i].throttle == throttle;
  return n;
}

// The lowest tag that the function is not using, or VTD_DEV_TLB_ITAGS.
static unsigned free_itag(vtd_t *u, uint16_t sid) {
  unsigned itag = 0;
  while (itag < VTD_DEV_TLB_ITAGS && find(u, sid, itag) != NULL)
    itag++;
  return itag;
}

static void release(vtd_t *u, struct vtd_dev_tlb_entry *e) {
  e->used = false;
  u->dev_tlb.pending--;
}

bool vtd_dev_tlb_send(vtd_t *u, const vtd_dev_tlb_inv *inv, uint16_t throttle,
                      unsigned max_pending) {
  if (u->host.dev_tlb_invalidate == NULL)
    return true; // nobody has a device-TLB
  unsigned limit = max_pending == 0 ? VTD_DEV_TLB_ITAGS : max_pending;
  unsigned itag = free_itag(u, inv->sid);
  struct vtd_dev_tlb_entry *e = find_free(u);
  if (e == NULL || itag == VTD_DEV_TLB_ITAGS || count_throttled(u, throttle) >= limit)
    return false;
  *e = (struct vtd_dev_tlb_entry){
      .used = true, .itag = (uint8_t)itag, .sid = inv->sid, .throttle = throttle};
  u->dev_tlb.pending++;
  vtd_dev_tlb_inv out = *inv;
  out.itag = (uint8_t)itag;
  u->host.dev_tlb_invalidate(u->host.ctx, &out); // may complete it right away
  return true;
}

void vtd_dev_tlb_reset(vtd_t *u) {
  memset(&u->dev_tlb, 0, sizeof u->dev_tlb);
}

// ITESID and ICESID keep what the first error captured until software clears its status.
static void set_error(vtd_t *u, uint32_t bit, uint16_t sid) {
  if ((vtd_reg32(u, VTD_FSTS_REG) & bit) != 0)
    return;
  uint64_t record = vtd_reg64(u, VTD_IQERCD_REG);
  record =
      bit == VTD_FSTS_ITE ? vtd_iqercd_itesid_set(record, sid) : vtd_iqercd_icesid_set(record, sid);
  vtd_reg64_put(u, VTD_IQERCD_REG, record);
  vtd_fault_status_set(u, bit);
}

// Known tags of a message count before an unknown one is reported. Completions go with the queue,
// whether or not translation is on.
void vtd_dev_tlb_complete(vtd_t *u, uint16_t sid, uint32_t itags, uint8_t count) {
  if (!vtd_ecap_dt(u->config.ecap) || !u->latched.qies)
    return;
  bool unknown = itags == 0;
  bool released = false;
  for (unsigned itag = 0; itag < VTD_DEV_TLB_ITAGS; itag++) {
    if ((itags >> itag & 1) == 0)
      continue;
    struct vtd_dev_tlb_entry *e = find(u, sid, itag);
    if (e == NULL) {
      unknown = true;
    } else if (++e->seen >= (count == 0 ? 8 : count)) {
      release(u, e);
      released = true;
    }
  }
  if (unknown)
    set_error(u, VTD_FSTS_ICE, sid);
  if (released)
    vtd_queue_kick(u);
}

// Waits behind it are aborted: the head passes the one that it is on, without status or interrupt,
// and the queue stands until software clears ITE.
void vtd_dev_tlb_timeout(vtd_t *u, uint16_t sid, uint8_t itag) {
  struct vtd_dev_tlb_entry *e = find(u, sid, itag);
  if (e == NULL)
    return;
  release(u, e);
  vtd_queue_abort_wait(u);
  set_error(u, VTD_FSTS_ITE, sid);
}
