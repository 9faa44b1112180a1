// SPDX-License-Identifier: Apache-2.0
// Interrupt remapping and posting from software's side (chapter 5).
#include "vtd_drv_interrupts.h"

#include "drv_internal.h"

#define BITS 64u

static uint64_t slot_of(const vtd_drv_irqs *irqs, uint32_t index) {
  return irqs->table + (uint64_t)index * VTD_IRTE_SIZE;
}

static size_t table_pages(const vtd_drv_irqs *irqs) {
  return (size_t)((irqs->entries * (uint64_t)VTD_IRTE_SIZE + DRV_PAGE - 1) / DRV_PAGE);
}

static size_t bitmap_pages(const vtd_drv_irqs *irqs) {
  return (size_t)((irqs->entries / 8 + DRV_PAGE - 1) / DRV_PAGE);
}

// ---- Life

static void give_back(vtd_drv_irqs *irqs) {
  drv_free(irqs->unit, irqs->table, table_pages(irqs));
  drv_free(irqs->unit, irqs->used, bitmap_pages(irqs));
  irqs->table = 0;
  irqs->used = 0;
}

static vtd_drv_err flush_all(vtd_drv *unit) {
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_iec_all(&batch);
  return vtd_drv_batch_run(unit, &batch);
}

static vtd_drv_err switch_on(vtd_drv_irqs *irqs, unsigned order) {
  vtd_drv *unit = irqs->unit;
  uint64_t irta = vtd_irta_s_set(irqs->table, order - 1);
  drv_write64(unit, VTD_IRTA_REG, vtd_irta_eime_set(irta, irqs->extended));
  vtd_drv_err err = drv_latch(unit, VTD_GCMD_SIRTP, VTD_GSTS_IRTPS);
  if (err == VTD_DRV_OK && !vtd_cap_esirtps(unit->cap))
    err = flush_all(unit);
  if (err == VTD_DRV_OK)
    err = drv_command(unit, VTD_GCMD_CFI, VTD_GSTS_CFIS, false);
  if (err == VTD_DRV_OK)
    err = drv_command(unit, VTD_GCMD_IRE, VTD_GSTS_IRES, true);
  return err;
}

vtd_drv_err vtd_drv_irqs_start(vtd_drv_irqs *irqs, vtd_drv *unit,
                               const vtd_drv_irqs_options *options) {
  if (options->order < 1 || options->order > 16)
    return VTD_DRV_BAD_ARGUMENT;
  if (!unit->started)
    return VTD_DRV_STATE;
  if (!vtd_ecap_ir(unit->ecap) || !unit->use_queue ||
      (options->extended && !vtd_ecap_eim(unit->ecap)))
    return VTD_DRV_UNSUPPORTED;
  irqs->unit = unit;
  irqs->entries = UINT32_C(1) << options->order;
  irqs->extended = options->extended;
  irqs->table = unit->hal->alloc_pages(unit->hal->ctx, table_pages(irqs), VTD_PAGE_SHIFT);
  irqs->used = unit->hal->alloc_pages(unit->hal->ctx, bitmap_pages(irqs), VTD_PAGE_SHIFT);
  vtd_drv_err err = VTD_DRV_NO_MEMORY;
  if (irqs->table != 0 && irqs->used != 0)
    err = switch_on(irqs, options->order);
  // A unit that does not answer may still read the table.
  if (err != VTD_DRV_OK && err != VTD_DRV_TIMEOUT)
    give_back(irqs);
  return err;
}

vtd_drv_err vtd_drv_irqs_stop(vtd_drv_irqs *irqs) {
  vtd_drv *unit = irqs->unit;
  if (irqs->table == 0 || !unit->started)
    return VTD_DRV_STATE;
  vtd_drv_err err = drv_command(unit, VTD_GCMD_IRE, VTD_GSTS_IRES, false);
  if (err == VTD_DRV_OK)
    err = flush_all(unit);
  if (err == VTD_DRV_OK)
    give_back(irqs);
  return err;
}

// ---- Indexes

static bool is_used(const vtd_drv_irqs *irqs, uint32_t index) {
  return drv_load(irqs->unit, irqs->used + index / BITS * 8) >> (index % BITS) & 1;
}

static void mark(const vtd_drv_irqs *irqs, uint32_t index, bool used) {
  uint64_t at = irqs->used + index / BITS * 8, bit = UINT64_C(1) << (index % BITS);
  uint64_t word = drv_load(irqs->unit, at);
  drv_store(irqs->unit, at, used ? word | bit : word & ~bit);
}

static bool block_free(const vtd_drv_irqs *irqs, uint32_t index, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (is_used(irqs, index + i))
      return false;
  }
  return true;
}

vtd_drv_irq vtd_drv_irqs_alloc(vtd_drv_irqs *irqs, uint32_t count) {
  vtd_drv_irq out = {VTD_DRV_BAD_ARGUMENT, 0};
  if (count == 0 || (count & (count - 1)) != 0)
    return out;
  out.err = VTD_DRV_NO_MEMORY;
  for (uint32_t index = 0; index + count <= irqs->entries; index += count) {
    if (!block_free(irqs, index, count))
      continue;
    for (uint32_t i = 0; i < count; i++)
      mark(irqs, index + i, true);
    out.err = VTD_DRV_OK;
    out.index = (uint16_t)index;
    return out;
  }
  return out;
}

static vtd_drv_err flush_one(vtd_drv_irqs *irqs, uint16_t index) {
  vtd_drv_batch batch;
  vtd_drv_batch_begin(&batch);
  vtd_drv_batch_iec(&batch, index, 0);
  return vtd_drv_batch_run(irqs->unit, &batch);
}

vtd_drv_err vtd_drv_irqs_free(vtd_drv_irqs *irqs, uint16_t index, uint32_t count) {
  vtd_drv_err err = VTD_DRV_OK;
  if (index + count > irqs->entries)
    return VTD_DRV_RANGE;
  for (uint32_t i = 0; i < count; i++) {
    if (!is_used(irqs, index + i))
      return VTD_DRV_NOT_MAPPED;
  }
  for (uint32_t i = 0; i < count && err == VTD_DRV_OK; i++) {
    drv_words_remove(irqs->unit, slot_of(irqs, index + i), VTD_IRTE_WORDS);
    err = flush_one(irqs, (uint16_t)(index + i));
  }
  for (uint32_t i = 0; i < count && err == VTD_DRV_OK; i++)
    mark(irqs, index + i, false);
  return err;
}

// ---- Entries

// The unit reads an entry whole, but it is written in two words. If only the first one changes,
// that is one step; else the entry is not present in between.
static vtd_drv_err entry_write(vtd_drv_irqs *irqs, uint16_t index, const uint64_t *entry) {
  uint64_t old[VTD_IRTE_WORDS];
  uint64_t slot = slot_of(irqs, index);
  if (index >= irqs->entries || !is_used(irqs, index))
    return VTD_DRV_RANGE;
  drv_words_get(irqs->unit, slot, old, VTD_IRTE_WORDS);
  bool was_present = vtd_irte_p(old);
  if (was_present && old[1] != entry[1]) {
    drv_store(irqs->unit, slot, 0);
    vtd_drv_err err = flush_one(irqs, index);
    if (err != VTD_DRV_OK)
      return err;
    was_present = false;
  }
  drv_words_put(irqs->unit, slot, entry, VTD_IRTE_WORDS);
  // In caching mode an entry that was not present may be cached (chapter 6).
  if (was_present || vtd_cap_cm(irqs->unit->cap))
    return flush_one(irqs, index);
  return vtd_drv_write_buffer_flush(irqs->unit);
}

static void source_fields(uint64_t *entry, const vtd_drv_irq_source *source) {
  vtd_irte_svt_set(entry, source->check);
  vtd_irte_sq_set(entry, source->ignore);
  vtd_irte_sid_set(entry, source->sid);
  vtd_irte_fpd_set(entry, source->quiet);
  vtd_irte_p_set(entry, 1);
}

vtd_drv_err vtd_drv_irqs_set(vtd_drv_irqs *irqs, uint16_t index, const vtd_drv_irq_target *target) {
  uint64_t entry[VTD_IRTE_WORDS] = {0, 0};
  if (!irqs->extended && target->destination > 0xFF)
    return VTD_DRV_RANGE;
  source_fields(entry, &target->source);
  vtd_irte_v_set(entry, target->vector);
  vtd_irte_dlm_set(entry, target->delivery);
  vtd_irte_dm_set(entry, target->logical);
  vtd_irte_tm_set(entry, target->level);
  if (irqs->extended)
    vtd_irte_dst_set(entry, target->destination);
  else
    vtd_irte_dst_xapic_set(entry, target->destination);
  return entry_write(irqs, index, entry);
}

vtd_drv_err vtd_drv_irqs_set_posted(vtd_drv_irqs *irqs, uint16_t index,
                                    const vtd_drv_irq_posted *posted) {
  uint64_t entry[VTD_IRTE_POSTED_WORDS] = {0, 0};
  if (!vtd_cap_pi(irqs->unit->cap))
    return VTD_DRV_UNSUPPORTED;
  if (posted->descriptor % VTD_DRV_POSTED_BYTES != 0)
    return VTD_DRV_BAD_ARGUMENT;
  if (posted->descriptor >> irqs->unit->haw != 0)
    return VTD_DRV_RANGE;
  source_fields(entry, &posted->source);
  vtd_irte_posted_im_set(entry, 1);
  vtd_irte_posted_urg_set(entry, posted->urgent);
  vtd_irte_posted_vv_set(entry, posted->vector);
  vtd_irte_posted_pdal_set(entry, posted->descriptor >> 6 & 0x3FFFFFF);
  vtd_irte_posted_pdah_set(entry, posted->descriptor >> 32);
  return entry_write(irqs, index, entry);
}

// ---- What devices write

vtd_drv_irq_message vtd_drv_irqs_message(uint16_t index, bool several) {
  uint64_t words[VTD_MSI_REMAP_WORDS] = {0};
  vtd_msi_remap_prefix_set(words, VTD_INTR_BASE >> 20);
  vtd_msi_remap_format_set(words, 1);
  vtd_msi_remap_shv_set(words, several);
  vtd_msi_remap_handle_lo_set(words, index & 0x7FFF);
  vtd_msi_remap_handle_hi_set(words, index >> 15);
  vtd_drv_irq_message out = {(uint32_t)words[0], 0};
  return out;
}

uint64_t vtd_drv_irqs_redirection(uint16_t index, uint8_t vector, bool level, bool active_low) {
  uint64_t rte = 0;
  vtd_ioapic_rte_format_set(&rte, 1);
  vtd_ioapic_rte_index_lo_set(&rte, index & 0x7FFF);
  vtd_ioapic_rte_index_hi_set(&rte, index >> 15);
  vtd_ioapic_rte_v_set(&rte, vector);
  vtd_ioapic_rte_tm_set(&rte, level);
  vtd_ioapic_rte_pol_set(&rte, active_low);
  return rte;
}

// ---- Posted interrupt descriptors

#define CONTROL_WORD 4u // ON, SN, NV, NDST

static uint64_t control_at(uint64_t descriptor) {
  return descriptor + CONTROL_WORD * sizeof(uint64_t);
}

static uint64_t load(const vtd_hal *hal, uint64_t phys) {
  uint64_t value = 0;
  hal->mem_read(hal->ctx, phys, &value, sizeof value);
  return value;
}

// Changes a word that the unit changes too; returns what it was.
static uint64_t change(const vtd_hal *hal, uint64_t phys, uint64_t clear, uint64_t set) {
  uint64_t old = load(hal, phys);
  while (!hal->mem_cas64(hal->ctx, phys, old, (old & ~clear) | set))
    old = load(hal, phys);
  return old;
}

static void notification_fields(uint64_t *words, const vtd_drv_posted_setup *setup) {
  vtd_pid_nv_set(words, setup->vector);
  if (setup->extended)
    vtd_pid_ndst_set(words, setup->destination);
  else
    vtd_pid_ndst_xapic_set(words, setup->destination);
}

void vtd_drv_posted_init(const vtd_hal *hal, uint64_t descriptor,
                         const vtd_drv_posted_setup *setup) {
  uint64_t words[VTD_PID_WORDS] = {0};
  notification_fields(words, setup);
  hal->mem_write(hal->ctx, descriptor, words, sizeof words);
}

// ON first: what is posted after it is cleared raises a new notification.
vtd_drv_posted_pending vtd_drv_posted_take(const vtd_hal *hal, uint64_t descriptor) {
  vtd_drv_posted_pending out;
  change(hal, control_at(descriptor), VTD_PID_ON_MASK, 0);
  for (unsigned i = 0; i < 4; i++)
    out.word[i] = change(hal, descriptor + i * sizeof(uint64_t), UINT64_MAX, 0);
  return out;
}

void vtd_drv_posted_suppress(const vtd_hal *hal, uint64_t descriptor, bool suppressed) {
  change(hal, control_at(descriptor), VTD_PID_SN_MASK, suppressed ? VTD_PID_SN_MASK : 0);
}

void vtd_drv_posted_move(const vtd_hal *hal, uint64_t descriptor,
                         const vtd_drv_posted_setup *setup) {
  uint64_t words[VTD_PID_WORDS] = {0};
  notification_fields(words, setup);
  change(hal, control_at(descriptor), VTD_PID_NV_MASK | VTD_PID_NDST_MASK, words[CONTROL_WORD]);
}
