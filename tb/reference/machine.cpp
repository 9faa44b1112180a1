// SPDX-License-Identifier: Apache-2.0
// A case on the core and on the reference, side by side: memory, registers, one operation after the
// other.
#include <cinttypes>
#include <cstring>

#include "side_by_side.h"

namespace vtd::oracle {

namespace {
constexpr uint64_t page_bytes = UINT64_C(1) << VTD_PAGE_SHIFT;
}

// ---- The core's memory

bool Machine::mem_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use) {
  auto *m = static_cast<Machine *>(ctx);
  for (uint32_t i = 0; i < bytes; i += 8) {
    const auto word = m->image_.word(addr + i);
    if (!word)
      return false;
    if (bytes == 4) {
      const auto half = uint32_t(*word >> (8 * (addr & 4)));
      memcpy(data, &half, 4);
    } else {
      memcpy(static_cast<char *>(data) + i, &*word, 8);
    }
  }
  return true;
}

bool Machine::mem_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes, vtd_mem_use) {
  auto *m = static_cast<Machine *>(ctx);
  for (uint32_t i = 0; i < bytes; i += 4) {
    uint64_t *place = m->image_.place(addr + i);
    if (place == nullptr || !m->image_.writable(addr + i))
      return false;
    m->before_.emplace((addr + i) & ~UINT64_C(7), *place);
    memcpy(reinterpret_cast<char *>(place) + ((addr + i) & 4), static_cast<const char *>(data) + i,
           4);
  }
  return true;
}

bool Machine::mem_cas64(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired,
                        bool *swapped) {
  auto *m = static_cast<Machine *>(ctx);
  uint64_t *place = m->image_.place(addr);
  if (place == nullptr || !m->image_.writable(addr))
    return false;
  *swapped = *place == *expected;
  if (*swapped) {
    m->before_.emplace(addr, *place);
    *place = desired;
  } else {
    *expected = *place;
  }
  return true;
}

// ---- Set up

bool Machine::start() {
  if (const char *why = vtd_config_check(&case_.config)) {
    differ("configuration", why);
    return false;
  }
  memory_.resize(vtd_footprint(&case_.config) / 8 + 1);
  vtd_host host{};
  host.ctx = this;
  host.mem_read = mem_read;
  host.mem_write = mem_write;
  host.mem_cas64 = mem_cas64;
  host.mem_writable = mem_writable;
  host.send_message = message;
  host.page_group_response = page_group_response;
  unit_ = vtd_init(memory_.data(), memory_.size() * 8, &case_.config, &host);
  if (unit_ == nullptr) {
    differ("configuration", "vtd_init() refuses what vtd_config_check() accepts");
    return false;
  }
  if (options_.sabotage != Sabotage::none) {
    broken_.sabotage = options_.sabotage;
    broken_.memory.resize(vtd_iotlb_footprint(&case_.config.iotlb) / 8 + 1);
    broken_.tlb =
        vtd_iotlb_init(broken_.memory.data(), broken_.memory.size() * 8, &case_.config.iotlb);
    const vtd_iotlb_ops ops = {&broken_,          Broken::lookup,     Broken::probe,
                               Broken::walk_done, Broken::invalidate, Broken::reset};
    vtd_set_iotlb_ops(unit_, &ops);
  }
  if (case_.direct) {
    unsigned windows = 0;
    for (const auto &[addr, writable] : case_.pages)
      if (windows++ < 8)
        vtd_direct_add(unit_, addr, page_bytes, image_.place(addr));
  }

  ref_.cap = case_.config.cap;
  ref_.ecap = case_.config.ecap;
  ref_.ver = case_.config.ver;
  ref_.haw = case_.config.haw;
  ref_.mistake = options_.mistake;
  write(VTD_FEADDR_REG, 4, VTD_INTR_BASE);
  write(VTD_FECTL_REG, 4, 0);
  if (case_.protection) {
    const uint64_t low = (UINT64_C(1) << case_.config.pmr_align_log2) - 1;
    ref_.protection = true;
    ref_.low_base = case_.low_base & ~low;
    ref_.low_limit = case_.low_limit | low;
    ref_.high_base = case_.high_base & ~low;
    ref_.high_limit = case_.high_limit | low;
    write(VTD_PLMBASE_REG, 4, case_.low_base);
    write(VTD_PLMLIMIT_REG, 4, case_.low_limit);
    write(VTD_PHMBASE_REG, 8, case_.high_base);
    write(VTD_PHMLIMIT_REG, 8, case_.high_limit);
    write(VTD_PMEN_REG, 4, VTD_PMEN_EPM);
  }
  for (const auto &[offset, value] : case_.ranges)
    set_range(offset, value);
  start_pages();
  set_root(case_.rtaddr);
  if (case_.queue) {
    const bool wide = vtd_ecap_smts(ref_.ecap) || vtd_ecap_adms(ref_.ecap);
    write(VTD_IQT_REG, 8, 0);
    write(VTD_IQA_REG, 8, case_.queue_page | (wide ? VTD_IQA_DW : 0));
    levels_ |= VTD_GCMD_QIE;
    write(VTD_GCMD_REG, 4, levels_);
  }
  if (vtd_ecap_ir(ref_.ecap))
    set_interrupt_root(case_.irta);
  enable(case_.enable);
  return !mismatch_;
}

void Machine::set_root(uint64_t value) {
  write(VTD_RTADDR_REG, 8, value);
  write(VTD_GCMD_REG, 4, levels_ | VTD_GCMD_SRTP);
  ref_.rtaddr = read(VTD_RTADDR_REG, 8); // bits beyond the host address width may not be there
  if (vtd_cap_esrtps(ref_.cap))
    known_.forget_all_dma();
}

void Machine::set_interrupt_root(uint64_t value) {
  write(VTD_IRTA_REG, 8, value);
  write(VTD_GCMD_REG, 4, levels_ | VTD_GCMD_SIRTP);
  ref_.irta = read(VTD_IRTA_REG, 8);
  if (vtd_cap_esirtps(ref_.cap))
    known_.forget_all_interrupts();
}

// One change of a level bit at a time, as software is told.
void Machine::enable(uint64_t bits) {
  const bool ir = vtd_ecap_ir(ref_.ecap) != 0;
  const struct {
    uint64_t bit;
    uint32_t mask;
  } order[] = {{1, VTD_GCMD_TE}, {2, VTD_GCMD_IRE}, {4, VTD_GCMD_CFI}};
  for (const auto &o : order) {
    const bool on = (bits & o.bit) != 0 && (o.bit == 1 || ir);
    const uint32_t wanted = on ? levels_ | o.mask : levels_ & ~o.mask;
    if (wanted == levels_)
      continue;
    levels_ = wanted;
    write(VTD_GCMD_REG, 4, levels_);
    if ((levels_ & (VTD_GCMD_TE | VTD_GCMD_IRE)) == 0)
      log_.all_off();
  }
  const bool was_remapping = ref_.interrupts, was_translating = ref_.translation;
  ref_.translation = (levels_ & VTD_GCMD_TE) != 0;
  ref_.interrupts = (levels_ & VTD_GCMD_IRE) != 0;
  ref_.compatibility = (levels_ & VTD_GCMD_CFI) != 0;
  if (was_translating && !ref_.translation && vtd_ecap_smts(ref_.ecap))
    known_.forget_all_dma();
  if (was_remapping && !ref_.interrupts && vtd_cap_esirtps(ref_.cap))
    known_.forget_all_interrupts();
}

// ---- Operations

void Machine::perform(const Op &op) {
  responses_.clear();
  switch (op.kind) {
  case Op::Kind::request:
    if (options_.cold)
      invalidate_everything();
    request(op);
    break;
  case Op::Kind::interrupt:
    if (options_.cold && !(case_.queue && queue_works()))
      break; // nothing but the queue empties the interrupt entry cache
    if (options_.cold)
      invalidate_everything();
    interrupt(op);
    break;
  case Op::Kind::page_request:
    if (options_.cold)
      invalidate_everything();
    page_request(op);
    break;
  case Op::Kind::page_head:
    write(VTD_PQH_REG, 8, op.value);
    pages_.head = uint32_t(op.value);
    break;
  case Op::Kind::page_status:
    write(VTD_PRS_REG, 4, op.value);
    pages_.clear((op.value & VTD_PRS_PPR) != 0, (op.value & VTD_PRS_PRO) != 0);
    compare_pages();
    break;
  case Op::Kind::page_event:
    write(VTD_PECTL_REG, 4, vtd_pectl_im_set(0, op.value & 1));
    pages_.mask((op.value & 1) != 0);
    compare_pages();
    break;
  case Op::Kind::page_response:
    page_response(op);
    break;
  case Op::Kind::range:
    set_range(uint32_t(op.addr), op.value);
    break;
  case Op::Kind::poke:
    if (!options_.cold)
      image_.poke(op.addr, op.value);
    break;
  case Op::Kind::root:
    if (!options_.cold)
      set_root(op.value);
    break;
  case Op::Kind::interrupt_root:
    if (!options_.cold && vtd_ecap_ir(ref_.ecap))
      set_interrupt_root(op.value);
    break;
  case Op::Kind::enable:
    if (!options_.cold)
      enable(op.value);
    break;
  case Op::Kind::clear_faults: {
    const uint32_t base = uint32_t(vtd_cap_fro(ref_.cap)) * 16;
    for (uint32_t i = 0; i < log_.records().size() && i < 64; i++)
      if ((op.value >> i) & 1)
        write(base + i * VTD_FRCD_LO_STRIDE + VTD_FRCD_HI_REG + 4, 4, VTD_FRCD_HI_F_MASK >> 32);
    log_.clear(op.value);
    if (!log_.any())
      write(VTD_FSTS_REG, 4, VTD_FSTS_PFO);
    compare_faults();
    break;
  }
  default:
    if (!options_.cold)
      invalidate(op);
  }
}

std::optional<Mismatch> Machine::run() {
  totals_.images++;
  if (!start())
    return mismatch_;
  for (op_ = 0; op_ < case_.ops.size() && !mismatch_ && !given_up_; op_++) {
    totals_.operations++;
    perform(case_.ops[op_]);
    if (mismatch_)
      break;
  }
  return mismatch_;
}

std::optional<Mismatch> run(const Case &c, const RunOptions &options, Totals &totals) {
  Machine machine(c, options, totals);
  return machine.run();
}

} // namespace vtd::oracle
