// SPDX-License-Identifier: Apache-2.0
// Commands that software gives by writing registers: global command, register-based invalidation,
// protected memory (chapters 6 and 11).
#include "internal.h"

// ---- What commands share

void vtd_tell_host_all(vtd_t *u) {
  if (u->host.invalidated == NULL)
    return;
  vtd_inv all = {.scope = VTD_INV_GLOBAL, .shift = 64};
  u->host.invalidated(u->host.ctx, &all);
}

static void trace_invalidation(vtd_t *u, const vtd_inv *inv) {
  vtd_trace_emit(u, &(vtd_trace){.kind = VTD_TRACE_INVALIDATE,
                                 .sid = inv->sid,
                                 .did = inv->did,
                                 .code = inv->scope,
                                 .addr = inv->base,
                                 .value = inv->shift});
}

void vtd_command_context(vtd_t *u, const vtd_ctx_inv *inv) {
  vtd_inv traced = {.scope = VTD_INV_GLOBAL, .did = inv->did, .sid = inv->sid, .shift = 64};
  if (inv->scope == VTD_CTX_DOMAIN)
    traced.scope = VTD_INV_DOMAIN;
  if (inv->scope == VTD_CTX_DEVICE)
    traced.scope = VTD_INV_DEVICE;
  u->counters.invalidations++;
  trace_invalidation(u, &traced);
  vtd_invalidate_context(u, inv);
}

void vtd_command_pasid(vtd_t *u, const vtd_inv *inv) {
  u->counters.invalidations++;
  trace_invalidation(u, inv);
  vtd_invalidate_pasid(u, inv);
}

void vtd_command_iotlb(vtd_t *u, const vtd_inv *inv) {
  u->counters.invalidations++;
  trace_invalidation(u, inv);
  vtd_invalidate_iotlb(u, inv);
}

// What a command like SRTP implies.
static void invalidate_everything(vtd_t *u) {
  trace_invalidation(u, &(vtd_inv){.scope = VTD_INV_GLOBAL, .shift = 64});
  vtd_invalidate_all(u);
}

vtd_inv vtd_page_inv(const vtd_t *u, uint64_t did, uint64_t addr, uint64_t am, bool leaf_only) {
  unsigned shift = VTD_PAGE_SHIFT + (unsigned)am;
  uint64_t mgaw_mask = (UINT64_C(2) << vtd_cap_mgaw(u->config.cap)) - 1;
  vtd_inv inv = {.scope = VTD_INV_DOMAIN_PAGE, .did = vtd_did_of(u, did), .leaf_only = leaf_only};
  inv.shift = (uint8_t)(shift > 64 ? 64 : shift);
  if (shift < 64)
    inv.base = addr & mgaw_mask & ~((UINT64_C(1) << shift) - 1);
  return inv;
}

static void status_put(vtd_t *u, uint32_t bit, bool on) {
  uint32_t gsts = vtd_reg32(u, VTD_GSTS_REG);
  vtd_reg32_put(u, VTD_GSTS_REG, on ? gsts | bit : gsts & ~bit);
}

// ---- Status that follows after a drain

// The next fault goes to the first record again when all remapping is off (chapter 7).
static void remapping_may_be_off(vtd_t *u) {
  if (!u->latched.tes && !u->latched.ires)
    u->fault_index = 0;
}

static void complete_iotlb(vtd_t *u) {
  uint32_t offset = u->regs.iro + VTD_IOTLB_REG;
  uint64_t reg = vtd_iotlb_iaig_set(vtd_reg64(u, offset), u->commands.iaig);
  vtd_reg64_put(u, offset, vtd_iotlb_ivt_set(reg, 0));
}

static void complete(vtd_t *u, enum vtd_command command) {
  u->commands.pending[command] = false;
  switch (command) {
  case VTD_CMD_TE:
    status_put(u, VTD_GSTS_TES, u->latched.tes);
    return;
  case VTD_CMD_SRTP:
    status_put(u, VTD_GSTS_RTPS, true);
    return;
  case VTD_CMD_PMEN:
    vtd_reg32_put(u, VTD_PMEN_REG, vtd_pmen_prs_set(vtd_reg32(u, VTD_PMEN_REG), u->latched.pmr_on));
    return;
  case VTD_CMD_IOTLB:
    complete_iotlb(u);
    return;
  case VTD_CMD_COUNT:
    return;
  }
}

// Completes the command at once if nothing is in flight, else when the drain is reached.
static void complete_after(vtd_t *u, enum vtd_command command, unsigned kinds) {
  u->commands.drain[command] = vtd_drain_begin(u, kinds);
  u->commands.pending[command] = true;
  vtd_commands_drained(u);
}

void vtd_commands_drained(vtd_t *u) {
  for (unsigned i = 0; i < VTD_CMD_COUNT; i++)
    if (u->commands.pending[i] && vtd_drained(u, &u->commands.drain[i]))
      complete(u, (enum vtd_command)i);
}

void vtd_commands_reset(vtd_t *u) {
  memset(&u->commands, 0, sizeof u->commands);
}

// ---- GCMD_REG

// Table and mode count from here on, not from the write of RTADDR_REG.
static void set_root_table(vtd_t *u) {
  uint64_t rtaddr = vtd_reg64(u, VTD_RTADDR_REG);
  status_put(u, VTD_GSTS_RTPS, false);
  u->latched.root = vtd_rtaddr_rta(rtaddr);
  u->latched.ttm = (uint8_t)vtd_rtaddr_ttm(rtaddr);
  vtd_mode_changed(u);
  if (!vtd_cap_esrtps(u->config.cap)) {
    vtd_tell_host_all(u);
    status_put(u, VTD_GSTS_RTPS, true);
    return;
  }
  // The command implies a global invalidation, and that drains.
  invalidate_everything(u);
  complete_after(u, VTD_CMD_SRTP, VTD_DRAIN_BOTH);
}

static void set_interrupt_table(vtd_t *u) {
  uint64_t irta = vtd_reg64(u, VTD_IRTA_REG);
  status_put(u, VTD_GSTS_IRTPS, false);
  u->latched.irt = vtd_irta_irta(irta);
  u->latched.irt_count = UINT32_C(2) << vtd_irta_s(irta);
  u->latched.eime = vtd_irta_eime(irta);
  if (vtd_cap_esirtps(u->config.cap))
    vtd_iec_invalidate_all(u);
  status_put(u, VTD_GSTS_IRTPS, true);
}

// New requests see the change at once; the status tells when the old ones are gone.
static void translation_enable(vtd_t *u, bool on) {
  u->latched.tes = on;
  vtd_mode_changed(u);
  if (!on && vtd_ecap_smts(u->config.ecap))
    invalidate_everything(u);
  else
    vtd_tell_host_all(u);
  remapping_may_be_off(u);
  complete_after(u, VTD_CMD_TE, VTD_DRAIN_BOTH);
}

// Interrupts are remapped in one go: none is ever in flight here.
static void interrupt_remapping_enable(vtd_t *u, bool on) {
  u->latched.ires = on;
  vtd_mode_changed(u);
  if (!on && vtd_cap_esirtps(u->config.cap))
    vtd_iec_invalidate_all(u);
  remapping_may_be_off(u);
  status_put(u, VTD_GSTS_IRES, on);
}

static void queue_enable(vtd_t *u, bool on) {
  u->latched.qies = on;
  status_put(u, VTD_GSTS_QIES, on);
  vtd_queue_enable(u, on);
}

// `command` has only bits that this unit implements. One-shot commands come first and are simply
// done again when software repeats their status bits; the others count only when they change.
// WBF: there is no write buffer here, so the flush is over before anyone can see WBFS set.
void vtd_gcmd_written(vtd_t *u, uint32_t command) {
  if (vtd_gcmd_srtp(command))
    set_root_table(u);
  if (vtd_gcmd_sirtp(command))
    set_interrupt_table(u);
  if (vtd_gcmd_qie(command) != u->latched.qies)
    queue_enable(u, vtd_gcmd_qie(command));
  if (vtd_gcmd_cfi(command) != u->latched.cfis) {
    u->latched.cfis = vtd_gcmd_cfi(command);
    status_put(u, VTD_GSTS_CFIS, u->latched.cfis);
  }
  if (vtd_gcmd_ire(command) != u->latched.ires)
    interrupt_remapping_enable(u, vtd_gcmd_ire(command));
  if (vtd_gcmd_te(command) != u->latched.tes)
    translation_enable(u, vtd_gcmd_te(command));
}

// ---- Register-based invalidation

// Versions from 6 on have none, it knows legacy mode only, and the queue excludes it.
static bool register_invalidation_works(const vtd_t *u) {
  return vtd_major(u) < 6 && u->latched.ttm == VTD_RTADDR_TTM_LEGACY && !u->latched.qies;
}

// Requested and actual granularities have the same codes: 0 is "reserved" and "refused".
static uint64_t invalidate_context(vtd_t *u, uint64_t ccmd) {
  vtd_ctx_inv inv = {.scope = VTD_CTX_GLOBAL, .did = vtd_did_of(u, vtd_ccmd_did(ccmd))};
  uint64_t granularity = vtd_ccmd_cirg(ccmd);
  if (granularity == VTD_CCMD_CIRG_DOMAIN)
    inv.scope = VTD_CTX_DOMAIN;
  if (granularity == VTD_CCMD_CIRG_DEVICE) {
    inv.scope = VTD_CTX_DEVICE;
    inv.sid = (uint16_t)vtd_ccmd_sid(ccmd);
    inv.sid_mask = vtd_function_mask(vtd_ccmd_fm(ccmd));
  }
  vtd_command_context(u, &inv);
  return granularity;
}

void vtd_ccmd_written(vtd_t *u) {
  uint64_t ccmd = vtd_reg64(u, VTD_CCMD_REG);
  if (!vtd_ccmd_icc(ccmd))
    return;
  uint64_t done = VTD_CCMD_CAIG_ERROR;
  if (register_invalidation_works(u) && vtd_ccmd_cirg(ccmd) != VTD_CCMD_CIRG_RSVD)
    done = invalidate_context(u, ccmd);
  if (!vtd_ccmd_icc(vtd_reg64(u, VTD_CCMD_REG)))
    return; // reset from inside a callback
  vtd_reg64_put(u, VTD_CCMD_REG, vtd_ccmd_icc_set(vtd_ccmd_caig_set(ccmd, done), 0));
}

static uint64_t invalidate_iotlb(vtd_t *u, uint64_t reg) {
  uint64_t did = vtd_iotlb_did(reg);
  vtd_inv inv = {.scope = VTD_INV_GLOBAL, .shift = 64};
  uint64_t granularity = vtd_iotlb_iirg(reg);
  if (granularity == VTD_IOTLB_IIRG_PAGE && !vtd_cap_psi(u->config.cap))
    granularity = VTD_IOTLB_IIRG_DOMAIN; // a unit without page granularity does more than asked
  if (granularity == VTD_IOTLB_IIRG_DOMAIN)
    inv = (vtd_inv){.scope = VTD_INV_DOMAIN, .did = vtd_did_of(u, did), .shift = 64};
  if (granularity == VTD_IOTLB_IIRG_PAGE) {
    uint64_t iva = vtd_reg64(u, u->regs.iro + VTD_IVA_REG);
    if (vtd_iva_am(iva) > vtd_cap_mamv(u->config.cap))
      return VTD_IOTLB_IAIG_ERROR;
    inv = vtd_page_inv(u, did, vtd_iva_addr(iva), vtd_iva_am(iva), vtd_iva_ih(iva));
  }
  vtd_command_iotlb(u, &inv);
  return granularity;
}

static unsigned iotlb_drain_kinds(const vtd_t *u, uint64_t reg) {
  if (vtd_major(u) >= 2)
    return VTD_DRAIN_BOTH;
  unsigned kinds = 0;
  if (vtd_iotlb_dr(reg) && vtd_cap_drd(u->config.cap))
    kinds |= VTD_DRAIN_READ;
  if (vtd_iotlb_dw(reg) && vtd_cap_dwd(u->config.cap))
    kinds |= VTD_DRAIN_WRITE;
  return kinds;
}

void vtd_iotlb_reg_written(vtd_t *u) {
  uint64_t reg = vtd_reg64(u, u->regs.iro + VTD_IOTLB_REG);
  if (!vtd_iotlb_ivt(reg))
    return;
  uint64_t done = VTD_IOTLB_IAIG_ERROR;
  if (register_invalidation_works(u) && vtd_iotlb_iirg(reg) != VTD_IOTLB_IIRG_RSVD)
    done = invalidate_iotlb(u, reg);
  if (!vtd_iotlb_ivt(vtd_reg64(u, u->regs.iro + VTD_IOTLB_REG)))
    return; // reset from inside a callback
  u->commands.iaig = (uint8_t)done;
  complete_after(u, VTD_CMD_IOTLB, done == VTD_IOTLB_IAIG_ERROR ? 0 : iotlb_drain_kinds(u, reg));
}

// ---- PMEN_REG

// The ranges count as they are when protection is switched on: software must not change them while
// it is. A limit below its base disables the region, and so does a missing one.
static void latch_regions(vtd_t *u) {
  struct vtd_latched *l = &u->latched;
  uint64_t low_bits = (UINT64_C(1) << u->config.pmr_align_log2) - 1;
  for (unsigned i = 0; i < 2; i++) {
    l->pmr_first[i] = 1;
    l->pmr_last[i] = 0;
  }
  if (vtd_cap_plmr(u->config.cap)) {
    l->pmr_first[0] = vtd_reg32(u, VTD_PLMBASE_REG);
    l->pmr_last[0] = vtd_reg32(u, VTD_PLMLIMIT_REG) | low_bits;
  }
  if (vtd_cap_phmr(u->config.cap)) {
    l->pmr_first[1] = vtd_reg64(u, VTD_PHMBASE_REG);
    l->pmr_last[1] = vtd_reg64(u, VTD_PHMLIMIT_REG) | low_bits;
  }
}

// New accesses are blocked at once; PRS tells when the old ones are gone.
void vtd_pmen_written(vtd_t *u) {
  bool on = vtd_pmen_epm(vtd_reg32(u, VTD_PMEN_REG));
  if (on == u->latched.pmr_on)
    return;
  if (on)
    latch_regions(u);
  u->latched.pmr_on = on;
  vtd_mode_changed(u);
  vtd_tell_host_all(u);
  complete_after(u, VTD_CMD_PMEN, on ? VTD_DRAIN_BOTH : 0);
}
