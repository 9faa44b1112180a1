// SPDX-License-Identifier: Apache-2.0
// Rows of fault_reasons.h for legacy mode.
#include "fault_reasons.h"

#include "dma_conditions.h"

_Static_assert(DMA_SID == FAULT_SID && DMA_PAGE == FAULT_PAGE, "one requester, one page");

// The domain of DMA_SID with its page, then what the condition breaks.
static void arrange(const fault_row *row, fault_world *world, fault_fpd fpd) {
  const dma_condition *c = row->source;
  vtdt_guest guest = {.fail_bytes = 0};
  dma_test d = {.guest = &guest, .space = world->space, .root = world->root, .aw = VTD_CTX_AW_48};
  d.table = vtdt_pages(d.space, 1);
  vtdt_context context = dma_context(&d);
  context.tt = VTD_CTX_TT_DEV_TLB;
  context.fpd = fpd == FAULT_FPD_CONTEXT;
  vtdt_context_set(d.space, d.root, DMA_SID, &context);
  dma_map(&d, DMA_IOVA, DMA_PAGE, VTD_PAGE_SHIFT, DMA_RW);
  c->arrange(&d);
  world->unread = guest.fail_bytes != 0 ? guest.fail_base : 0;
}

static fault_ending ending_of(ending e) {
  static const fault_ending endings[] = {
      [NA] = FAULT_NA, [UR] = FAULT_UR, [CA] = FAULT_CA, [S0] = FAULT_S0, [SEFF] = FAULT_SEFF};
  return endings[e];
}

static fault_row row_of(const dma_condition *c, fault_kind kind, ending e) {
  return (fault_row){
      .name = c->name,
      .code = c->code,
      .qualified = c->qualified,
      .fpd_seen = c->qualified ? 1u << FAULT_FPD_CONTEXT : 0,
      .logged = e == UR || e == CA,
      .unit = FAULT_LEGACY,
      .ttm = VTD_RTADDR_TTM_LEGACY,
      .kind = kind,
      .ending = ending_of(e),
      .denied = c->permission,
      .no_fi = c->code == VTD_FR_IR_29,
      .addr = c->addr,
      .access = kind == FAULT_UNTRANSLATED ? c->access : VTD_ACCESS_READ,
      .flags = c->flags,
      .pasid = (c->flags & VTD_REQ_PASID) != 0 ? 5 : 0,
      .perm = c->arrange == read_only ? VTD_PERM_R : VTD_PERM_W,
      .arrange = arrange,
      .source = c,
  };
}

size_t fault_rows_legacy(fault_row *rows) {
  size_t count = 0;
  for (size_t i = 0; i < DMA_CONDITIONS; i++) {
    const dma_condition *c = &dma_conditions[i];
    const ending endings[] = {c->u, c->x, c->t};
    for (unsigned kind = FAULT_UNTRANSLATED; kind <= FAULT_TRANSLATED; kind++) {
      if (endings[kind] == NA)
        continue;
      if (rows != NULL)
        rows[count] = row_of(c, (fault_kind)kind, endings[kind]);
      count++;
    }
  }
  return count;
}
