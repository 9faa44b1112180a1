// SPDX-License-Identifier: Apache-2.0
// Primary fault logging from software's side (chapter 7): taking the records, recovering from
// overflow, and turning a record into a line that a person can read.
#include "drv_internal.h"
#include "vtd/vtd_tables.h"

// The top dword of a record holds F; it is read first and written back alone to clear F.
#define FRCD_TOP_DWORD 12u
#define FRCD_TOP_F     ((uint32_t)(VTD_FRCD_HI_F >> 32))

static uint64_t record_address(const vtd_drv *unit, uint32_t index) {
  return unit->fault_base + (uint64_t)index * VTD_FRCD_HI_STRIDE;
}

static bool record_valid(const vtd_drv *unit, uint32_t index) {
  uint64_t top = record_address(unit, index) + FRCD_TOP_DWORD;
  return unit->hal->read32(unit->hal->ctx, top) & FRCD_TOP_F;
}

static void record_clear(const vtd_drv *unit, uint32_t index) {
  unit->hal->write32(unit->hal->ctx, record_address(unit, index) + FRCD_TOP_DWORD, FRCD_TOP_F);
}

static vtd_drv_access access_of(uint64_t high) {
  if (vtd_frcd_hi_t1(high))
    return vtd_frcd_hi_t2(high) ? VTD_DRV_ACCESS_ATOMIC : VTD_DRV_ACCESS_READ;
  return vtd_frcd_hi_t2(high) ? VTD_DRV_ACCESS_PAGE_REQUEST : VTD_DRV_ACCESS_WRITE;
}

// Interrupt remapping has the reasons from 20h to 2Fh (chapter 5).
static bool is_interrupt_reason(uint8_t reason) {
  return reason >= VTD_FR_IR_20 && reason < VTD_FR_IR_20 + 0x10;
}

static void record_read(const vtd_drv *unit, uint32_t index, vtd_drv_fault *fault) {
  uint64_t at = record_address(unit, index);
  uint64_t low = unit->hal->read64(unit->hal->ctx, at + VTD_FRCD_LO_REG);
  uint64_t high = unit->hal->read64(unit->hal->ctx, at + VTD_FRCD_HI_REG);
  fault->reason = (uint8_t)vtd_frcd_hi_fr(high);
  fault->interrupt = is_interrupt_reason(fault->reason);
  fault->addr = fault->interrupt ? 0 : vtd_frcd_lo_fi(low);
  fault->index = fault->interrupt ? (uint16_t)vtd_frcd_lo_iidx(low) : 0;
  fault->sid = (uint16_t)vtd_frcd_hi_sid(high);
  fault->at = (uint8_t)vtd_frcd_hi_at(high);
  fault->access = access_of(high);
  fault->has_pasid = vtd_ecap_pasid(unit->ecap) && vtd_frcd_hi_pp(high);
  fault->pasid = fault->has_pasid ? (uint32_t)vtd_frcd_hi_pv(high) : 0;
  fault->text = vtd_fault_text(fault->reason);
}

// Takes valid records from `index` on until there is none. `budget` bounds a storm that fills
// records as fast as they are cleared.
static uint32_t take_records(vtd_drv *unit, uint32_t index, uint32_t budget, bool report) {
  uint32_t taken = 0;
  while (taken < budget && record_valid(unit, index)) {
    vtd_drv_fault fault;
    record_read(unit, index, &fault);
    record_clear(unit, index);
    taken++;
    if (report)
      unit->stats.faults++;
    if (report && unit->on_fault != NULL)
      unit->on_fault(unit->on_fault_arg, &fault);
    index = (index + 1) % unit->fault_records;
  }
  return taken;
}

// The event is sent once, when the first record becomes valid: records that fill while we clear
// others raise none. So go on until PPF is clear. A record that lies before a gap (it was filled
// while we cleared) is found through FRI of the next turn.
static uint32_t drain(vtd_drv *unit, bool report) {
  uint32_t budget = 16 * unit->fault_records;
  uint32_t taken = 0;
  for (uint32_t turn = 0; turn < budget && taken < budget; turn++) {
    uint32_t status = drv_read32(unit, VTD_FSTS_REG);
    uint32_t got = 0;
    if (status & VTD_FSTS_PPF)
      got = take_records(unit, vtd_fsts_fri(status) % unit->fault_records, budget - taken, report);
    // PFO stops all logging until it is cleared, and it may be cleared only after the records.
    if (status & VTD_FSTS_PFO) {
      drv_write32(unit, VTD_FSTS_REG, VTD_FSTS_PFO);
      unit->stats.overflows += report;
    }
    if (!(status & (VTD_FSTS_PPF | VTD_FSTS_PFO)))
      return taken;
    // FRI keeps naming the record that set PPF although it is clear by now, while a later one holds
    // PPF: look at all of them.
    for (uint32_t i = 0; got == 0 && (status & VTD_FSTS_PPF) && i < unit->fault_records; i++)
      got += take_records(unit, i, 1, report);
    taken += got;
  }
  return taken;
}

uint32_t vtd_drv_fault_handler(vtd_drv *unit) {
  return drain(unit, true);
}

// The read back pushes the posted write, so that the caller knows it has taken effect.
static void event_mask(const vtd_drv *unit, bool masked) {
  drv_write32(unit, VTD_FECTL_REG, vtd_fectl_im_set(0, masked));
  (void)drv_read32(unit, VTD_FECTL_REG);
}

void vtd_drv_faults_mask(vtd_drv *unit, bool masked) {
  event_mask(unit, masked);
}

void drv_faults_discard(vtd_drv *unit) {
  event_mask(unit, true);
  drain(unit, false);
  drv_write32(unit, VTD_FSTS_REG, VTD_FSTS_PFO | VTD_FSTS_IQE | VTD_FSTS_ICE | VTD_FSTS_ITE);
}

vtd_drv_err vtd_drv_faults_enable(vtd_drv *unit, uint64_t msi_addr, uint32_t msi_data,
                                  vtd_drv_fault_fn on_fault, void *arg) {
  if (!unit->started)
    return VTD_DRV_STATE;
  if (msi_addr % 4 != 0)
    return VTD_DRV_BAD_ARGUMENT;
  event_mask(unit, true);
  unit->on_fault = on_fault;
  unit->on_fault_arg = arg;
  drv_write32(unit, VTD_FEDATA_REG, msi_data);
  drv_write32(unit, VTD_FEADDR_REG, (uint32_t)msi_addr);
  drv_write32(unit, VTD_FEUADDR_REG, (uint32_t)(msi_addr >> 32));
  // What happened before now is reported by polling, what comes from now on by interrupt.
  vtd_drv_fault_handler(unit);
  event_mask(unit, false);
  return VTD_DRV_OK;
}

// ---- Text

typedef struct line {
  char *text;
  size_t size, length;
} line;

static void put_char(line *out, char c) {
  if (out->length + 1 < out->size)
    out->text[out->length++] = c;
}

static void put_text(line *out, const char *text) {
  for (; *text != 0; text++)
    put_char(out, *text);
}

static void put_hex(line *out, uint64_t value, unsigned min_digits) {
  unsigned digits = 16;
  while (digits > min_digits && (value >> (4 * (digits - 1)) & 0xF) == 0)
    digits--;
  while (digits-- > 0)
    put_char(out, "0123456789abcdef"[value >> (4 * digits) & 0xF]);
}

static void put_sid(line *out, uint16_t sid) {
  put_hex(out, sid >> 8, 2);
  put_char(out, ':');
  put_hex(out, sid >> 3 & 0x1F, 2);
  put_char(out, '.');
  put_hex(out, sid & 7, 1);
}

static const char *access_text(const vtd_drv_fault *fault) {
  if (fault->access == VTD_DRV_ACCESS_READ)
    return fault->at == VTD_FRCD_HI_AT_TRANSLATION ? "translation request from " : "DMA read from ";
  if (fault->access == VTD_DRV_ACCESS_WRITE)
    return "DMA write from ";
  return fault->access == VTD_DRV_ACCESS_ATOMIC ? "DMA atomic from " : "page request from ";
}

size_t vtd_drv_fault_line(const vtd_drv_fault *fault, char *text, size_t size) {
  if (size == 0)
    return 0;
  line out = {text, size, 0};
  put_text(&out, fault->interrupt ? "interrupt from " : access_text(fault));
  put_sid(&out, fault->sid);
  if (fault->has_pasid) {
    put_text(&out, " pasid ");
    put_hex(&out, fault->pasid, 1);
    put_char(&out, 'h');
  }
  put_text(&out, fault->interrupt ? " index " : " to ");
  put_hex(&out, fault->interrupt ? fault->index : fault->addr, 1);
  put_text(&out, "h blocked: ");
  put_text(&out, fault->text);
  put_text(&out, " (reason ");
  put_hex(&out, fault->reason, 1);
  put_text(&out, "h)");
  text[out.length] = 0;
  return out.length;
}
