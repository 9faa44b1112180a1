// SPDX-License-Identifier: Apache-2.0
// A case on the core and on the reference, side by side.
#include "machine.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "format.h"

namespace vtd::oracle {

namespace {

constexpr uint32_t done = 0x600DD00D; // status of a wait descriptor
constexpr uint64_t page_bytes = UINT64_C(1) << VTD_PAGE_SHIFT;

// The built-in IOTLB with some of its invalidations lost.
struct Broken {
  std::vector<uint64_t> memory;
  vtd_iotlb_t *tlb = nullptr;
  Sabotage sabotage = Sabotage::none;

  static void invalidate(void *ctx, const vtd_inv *inv) {
    auto *b = static_cast<Broken *>(ctx);
    const bool lost = (b->sabotage == Sabotage::drop_pages && inv->scope == VTD_INV_DOMAIN_PAGE) ||
                      (b->sabotage == Sabotage::drop_domains && inv->scope == VTD_INV_DOMAIN) ||
                      (b->sabotage == Sabotage::drop_global && inv->scope == VTD_INV_GLOBAL);
    if (!lost)
      vtd_iotlb_as_ops(b->tlb).invalidate(b->tlb, inv);
  }
  static bool lookup(void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry,
                     uint8_t *walk) {
    auto *b = static_cast<Broken *>(ctx);
    return vtd_iotlb_lookup(b->tlb, key, b->sabotage == Sabotage::ignore_rights ? 0 : need, entry,
                            walk);
  }
  static bool probe(void *ctx, const vtd_iotlb_key *key, uint8_t need, vtd_iotlb_entry *entry) {
    return vtd_iotlb_probe(static_cast<Broken *>(ctx)->tlb, key, need, entry);
  }
  static vtd_walk_status walk_done(void *ctx, uint8_t walk, const vtd_iotlb_entry *entry) {
    return vtd_iotlb_walk_done(static_cast<Broken *>(ctx)->tlb, walk, entry);
  }
  static void reset(void *ctx) { vtd_iotlb_reset(static_cast<Broken *>(ctx)->tlb); }
};

class Machine {
public:
  Machine(const Case &c, const RunOptions &options, Totals &totals)
      : case_(c), options_(options), totals_(totals), image_(c),
        log_(unsigned(vtd_cap_nfr(c.config.cap)) + 1, c.config.fault_collapse) {}

  std::optional<Mismatch> run();

private:
  // The core's side of memory.
  static bool mem_read(void *ctx, uint64_t addr, void *data, uint32_t bytes, vtd_mem_use use);
  static bool mem_write(void *ctx, uint64_t addr, const void *data, uint32_t bytes,
                        vtd_mem_use use);
  static bool mem_cas64(void *ctx, uint64_t addr, uint64_t *expected, uint64_t desired,
                        bool *swapped);
  static void message(void *ctx, uint64_t, uint32_t) { static_cast<Machine *>(ctx)->events_++; }

  bool start();
  void write(uint32_t reg, uint32_t bytes, uint64_t value) {
    if (vtd_reg_write(unit_, reg, bytes, value) != VTD_REG_OK)
      differ("register", format("write of register %x refused", reg));
  }
  uint64_t read(uint32_t reg, uint32_t bytes) {
    uint64_t value = 0;
    vtd_reg_peek(unit_, reg, bytes, &value);
    return value;
  }
  void differ(const char *field, const std::string &text) {
    if (!mismatch_)
      mismatch_ = Mismatch{op_, options_.cold, field, text};
  }
  void perform(const Op &op);
  void request(const Op &op);
  void interrupt(const Op &op);
  bool matches(const Op &op, const vtd_result &r, const Answer &a, std::string &field,
               std::string &text);
  bool shift_fits(const Request &q, const vtd_result &r, const Answer &a);
  enum class Flags { due, faulted, free }; // free: all of them or none
  bool memory_fits(const std::vector<Update> &updates, Flags flags, std::string &text);
  FaultLog::Record record_of(const Request &q, uint8_t code) const;
  void compare_faults();
  void enable(uint64_t bits);
  void set_root(uint64_t value);
  void set_interrupt_root(uint64_t value);
  void invalidate(const Op &op);
  void invalidate_everything();
  bool queue_works() const;
  bool legacy_root() const { return vtd_rtaddr_ttm(ref_.rtaddr) == VTD_RTADDR_TTM_LEGACY; }
  void submit(const uint64_t *descriptor);

  const Case &case_;
  const RunOptions &options_;
  Totals &totals_;
  Image image_;
  FaultLog log_;
  Unit ref_;
  Remembered known_;
  std::vector<uint64_t> memory_;
  vtd_t *unit_ = nullptr;
  Broken broken_;
  uint32_t levels_ = 0; // level bits of GCMD
  uint32_t tail_ = 0;
  unsigned events_ = 0;
  std::map<uint64_t, uint64_t> before_; // words that the core changed, with their old values
  size_t op_ = 0;
  bool given_up_ = false;
  std::optional<Mismatch> mismatch_;
};

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
  host.send_message = message;
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

// ---- Invalidations

void Machine::submit(const uint64_t *descriptor) {
  const bool wide = vtd_ecap_smts(ref_.ecap) || vtd_ecap_adms(ref_.ecap);
  const uint32_t size = wide ? 32 : 16;
  const uint64_t status = case_.queue_page + page_bytes;
  image_.poke(status, 0);
  uint64_t wait[4] = {};
  vtd_qi_wait_type_set(wait, VTD_QI_TYPE_WAIT);
  vtd_qi_wait_sw_set(wait, 1);
  vtd_qi_wait_data_set(wait, done);
  vtd_qi_wait_addr_set(wait, status);
  for (const uint64_t *d : {descriptor, const_cast<const uint64_t *>(wait)}) {
    for (uint32_t i = 0; i < size; i += 8)
      image_.poke(case_.queue_page + tail_ + i, d[i / 8]);
    tail_ = (tail_ + size) % uint32_t(page_bytes);
  }
  write(VTD_IQT_REG, 8, tail_);
  before_.clear();
  if (image_.word(status) != uint64_t(done))
    differ("queue", format("the wait descriptor did not complete: FSTS %x, IQERCD %" PRIx64,
                           unsigned(read(VTD_FSTS_REG, 4)), read(VTD_IQERCD_REG, 8)));
}

// The queue stands still, with an error, while the latched table type is one that the unit does not
// have.
bool Machine::queue_works() const {
  switch (vtd_rtaddr_ttm(ref_.rtaddr)) {
  case VTD_RTADDR_TTM_LEGACY:
    return true;
  case VTD_RTADDR_TTM_SCALABLE:
    return vtd_ecap_smts(ref_.ecap) != 0;
  case VTD_RTADDR_TTM_ABORT:
    return vtd_ecap_adms(ref_.ecap) != 0;
  default:
    return false;
  }
}

void Machine::invalidate_everything() {
  Op op;
  op.kind = Op::Kind::context;
  op.g = VTD_QI_CC_G_GLOBAL;
  invalidate(op);
  op.kind = Op::Kind::pasid;
  op.g = VTD_QI_PC_G_GLOBAL;
  invalidate(op);
  op.kind = Op::Kind::iotlb;
  op.g = VTD_QI_IOTLB_G_GLOBAL;
  invalidate(op);
  op.kind = Op::Kind::interrupts;
  op.g = VTD_QI_IEC_G_GLOBAL;
  invalidate(op);
}

void Machine::invalidate(const Op &op) {
  static const uint16_t compared[4] = {0xFFFF, 0xFFFB, 0xFFF9, 0xFFF8}; // by FM
  const bool scalable = !legacy_root();
  const bool forget_more = ref_.mistake == Mistake::page_forgets_domain;
  const uint16_t did = uint16_t(op.did & ((1u << (4 + 2 * vtd_cap_nd(ref_.cap))) - 1));
  uint64_t d[4] = {};
  if (case_.queue && !queue_works())
    return;
  switch (op.kind) {
  case Op::Kind::context: {
    if (case_.queue) {
      vtd_qi_cc_type_set(d, VTD_QI_TYPE_CC);
      vtd_qi_cc_g_set(d, op.g);
      vtd_qi_cc_did_set(d, op.did);
      vtd_qi_cc_sid_set(d, op.sid);
      vtd_qi_cc_fm_set(d, op.fm);
      submit(d);
    } else {
      uint64_t r = 0;
      r = vtd_ccmd_icc_set(r, 1);
      r = vtd_ccmd_cirg_set(r, op.g);
      r = vtd_ccmd_did_set(r, op.did);
      r = vtd_ccmd_sid_set(r, op.sid);
      r = vtd_ccmd_fm_set(r, op.fm);
      write(VTD_CCMD_REG, 8, r);
      if (scalable)
        return; // refused
    }
    if (op.g == VTD_QI_CC_G_GLOBAL || (op.g == VTD_QI_CC_G_DOMAIN && scalable))
      known_.context_global();
    else if (op.g == VTD_QI_CC_G_DOMAIN)
      known_.context_domain(did);
    else
      known_.context_device(op.sid, compared[op.fm & 3], !scalable, did);
    if (ref_.mistake == Mistake::device_forgets_pages)
      known_.iotlb_global();
    return;
  }
  case Op::Kind::iotlb: {
    const bool pages = op.g == VTD_QI_IOTLB_G_PAGE;
    uint32_t g = op.g;
    if (case_.queue) {
      vtd_qi_iotlb_type_set(d, VTD_QI_TYPE_IOTLB);
      vtd_qi_iotlb_g_set(d, op.g);
      vtd_qi_iotlb_did_set(d, op.did);
      if (pages) {
        vtd_qi_iotlb_am_set(d, op.am);
        vtd_qi_iotlb_ih_set(d, op.ih);
        vtd_qi_iotlb_addr_set(d, op.addr);
      }
      submit(d);
    } else {
      const uint32_t base = uint32_t(vtd_ecap_iro(ref_.ecap)) * 16;
      if (pages) {
        uint64_t iva = vtd_iva_addr_set(0, op.addr);
        iva = vtd_iva_am_set(iva, op.am);
        iva = vtd_iva_ih_set(iva, op.ih);
        write(base + VTD_IVA_REG, 8, iva);
      }
      uint64_t r = 0;
      r = vtd_iotlb_ivt_set(r, 1);
      r = vtd_iotlb_iirg_set(r, op.g);
      r = vtd_iotlb_did_set(r, op.did);
      write(base + VTD_IOTLB_REG, 8, r);
      g = uint32_t(vtd_iotlb_iaig(read(base + VTD_IOTLB_REG, 8)));
      if (scalable && g != 0)
        differ("register", "IOTLB_REG works outside of legacy mode");
      if (!scalable && g == 0)
        differ("register", "IOTLB_REG refused a valid command");
    }
    // Hardware may reach further than asked and says so.
    if (g == VTD_QI_IOTLB_G_GLOBAL)
      known_.iotlb_global();
    else if (g == VTD_QI_IOTLB_G_DOMAIN || (g != 0 && forget_more))
      known_.iotlb_domain(did);
    else if (g == VTD_QI_IOTLB_G_PAGE)
      known_.iotlb_page(did, op.addr, op.am, op.ih);
    return;
  }
  case Op::Kind::interrupts:
    if (!case_.queue || !vtd_ecap_ir(ref_.ecap))
      return; // there is no other way
    vtd_qi_iec_type_set(d, VTD_QI_TYPE_IEC);
    vtd_qi_iec_g_set(d, op.g);
    vtd_qi_iec_iidx_set(d, op.index);
    vtd_qi_iec_im_set(d, op.am);
    submit(d);
    if (op.g == VTD_QI_IEC_G_GLOBAL)
      known_.forget_all_interrupts();
    else
      known_.interrupt_index(op.index, op.am);
    return;
  case Op::Kind::pasid:
    if (!case_.queue || !scalable || !vtd_ecap_smts(ref_.ecap))
      return;
    vtd_qi_pc_type_set(d, VTD_QI_TYPE_PC);
    vtd_qi_pc_g_set(d, op.g);
    vtd_qi_pc_did_set(d, op.did);
    vtd_qi_pc_pasid_set(d, op.pasid);
    submit(d);
    if (op.g == VTD_QI_PC_G_GLOBAL)
      known_.pasid_global();
    else if (op.g == 0)
      known_.pasid_domain(did);
    else
      known_.pasid_one(did, op.pasid);
    return;
  case Op::Kind::pasid_iotlb:
    if (!case_.queue || !scalable || !vtd_ecap_smts(ref_.ecap))
      return;
    vtd_qi_p_iotlb_type_set(d, VTD_QI_TYPE_P_IOTLB);
    vtd_qi_p_iotlb_g_set(d, op.g);
    vtd_qi_p_iotlb_did_set(d, op.did);
    vtd_qi_p_iotlb_pasid_set(d, op.pasid);
    if (op.g == VTD_QI_P_IOTLB_G_PASID) {
      submit(d);
      known_.piotlb_pasid(did, op.pasid);
      return;
    }
    vtd_qi_p_iotlb_am_set(d, op.am);
    vtd_qi_p_iotlb_ih_set(d, op.ih);
    vtd_qi_p_iotlb_addr_set(d, op.addr);
    submit(d);
    if (forget_more)
      known_.piotlb_pasid(did, op.pasid);
    known_.piotlb_page(did, op.pasid, op.addr, op.am, op.ih);
    return;
  default:
    return;
  }
}

// ---- Requests

vtd_request to_core(const Op &op) {
  vtd_request r{};
  r.addr = op.q.addr;
  r.bytes = op.q.bytes;
  r.sid = op.q.sid;
  r.pasid = op.q.pasid;
  r.at = uint8_t(op.q.type);
  static const uint8_t kinds[] = {VTD_ACCESS_READ, VTD_ACCESS_WRITE, VTD_ACCESS_ATOMIC,
                                  VTD_ACCESS_ZERO_READ};
  r.access = kinds[size_t(op.q.kind)];
  r.flags = uint8_t((op.q.has_pasid ? VTD_REQ_PASID : 0) | (op.q.priv ? VTD_REQ_PRIV : 0) |
                    (op.q.exec ? VTD_REQ_EXEC : 0) | (op.q.no_write ? VTD_REQ_NO_WRITE : 0) |
                    (op.probe ? VTD_REQ_PROBE : 0));
  return r;
}

const char *status_name(unsigned status) {
  static const char *const names[] = {"ok",        "blocked", "denied",
                                      "interrupt", "discard", "completer abort"};
  return status < 6 ? names[status] : "?";
}

uint8_t status_of(Outcome outcome) {
  static const uint8_t statuses[] = {VTD_OK,        VTD_BLOCKED, VTD_DENIED,
                                     VTD_INTERRUPT, VTD_DISCARD, VTD_COMPLETER_ABORT};
  return statuses[size_t(outcome)];
}

std::string words_of(const vtd_result &r) {
  return format("%s, reason %Xh, address %" PRIx64 ", 2^%u bytes, %s%s, did %u, flags %x",
                status_name(r.status), r.code, r.addr, r.page_shift,
                r.perm & VTD_PERM_R ? "R" : "-", r.perm & VTD_PERM_W ? "W" : "-", r.did, r.flags);
}

std::string words_of(const Answer &a) {
  return format("%s, reason %Xh (%s), address %" PRIx64 ", 2^%u bytes, %s%s, did %d%s%s%s%s",
                status_name(status_of(a.outcome)), rule_of(a.cond).code, name_of(a.cond), a.addr,
                a.shift, a.r ? "R" : "-", a.w ? "W" : "-", a.did ? int(*a.did) : -1,
                a.record ? ", recorded" : "", a.snoop ? ", snoop" : "", a.ats_n ? ", N" : "",
                a.ats_u ? ", U" : "");
}

// The answer is said to hold for a block around the address: as large as the page, smaller only
// where the interrupt range or protected memory is inside.
bool Machine::shift_fits(const Request &q, const vtd_result &r, const Answer &a) {
  if (r.page_shift > a.shift)
    return false;
  if (r.page_shift >= 64 || !ref_.translation)
    return true;
  const auto meets = [](uint64_t base, unsigned shift, uint64_t first, uint64_t last) {
    const uint64_t below = (UINT64_C(1) << shift) - 1;
    return (base & ~below) <= last && (base | below) >= first;
  };
  const uint64_t first = VTD_INTR_BASE, last = VTD_INTR_LIMIT;
  const auto unclean = [&](unsigned shift, bool input_counts) {
    const bool input = input_counts && meets(q.addr, shift, first, last);
    const bool output = meets(a.addr, shift, first, last);
    const bool low = ref_.protection && ref_.low_base <= ref_.low_limit &&
                     meets(a.addr, shift, ref_.low_base, ref_.low_limit);
    const bool high = ref_.protection && ref_.high_base <= ref_.high_limit &&
                      meets(a.addr, shift, ref_.high_base, ref_.high_limit);
    return input || output || (q.type != Type::translation && (low || high));
  };
  // Requests with PASID have no interrupt range on the input side; saying less is no mistake.
  const bool must_avoid = !q.has_pasid && q.type != Type::translated;
  if (r.page_shift == VTD_PAGE_SHIFT && a.shift == VTD_PAGE_SHIFT)
    return true;
  if (r.page_shift > VTD_PAGE_SHIFT && unclean(r.page_shift, must_avoid))
    return false;
  return a.shift == 64 || r.page_shift == a.shift || unclean(a.shift, true);
}

// What the core changed in memory against what it should have. A request that faults may have set
// accessed flags or not, but no dirty flag of its page.
bool Machine::memory_fits(const std::vector<Update> &updates, Flags flags, std::string &text) {
  std::map<uint64_t, uint64_t> must, may;
  for (const Update &u : updates) {
    const uint64_t old =
        before_.count(u.addr) ? before_.at(u.addr) : image_.word(u.addr).value_or(0);
    may.emplace(u.addr, old);
    must.emplace(u.addr, old);
    if (flags != Flags::faulted || !u.dirty)
      may[u.addr] |= u.value;
    if (flags == Flags::due)
      must[u.addr] |= u.value;
  }
  for (const auto &[addr, old] : before_) {
    const uint64_t now = image_.word(addr).value_or(0);
    const uint64_t allowed = may.count(addr) ? may[addr] : old;
    if ((now & ~allowed) != 0 || (old & ~now) != 0) {
      text = format("word %" PRIx64 " became %" PRIx64 ", at most %" PRIx64 " was expected", addr,
                    now, allowed);
      return false;
    }
  }
  for (const auto &[addr, value] : must)
    if ((image_.word(addr).value_or(0) & value) != value) {
      text = format("word %" PRIx64 " is %" PRIx64 ", flags of %" PRIx64 " were expected", addr,
                    image_.word(addr).value_or(0), value);
      return false;
    }
  return true;
}

FaultLog::Record Machine::record_of(const Request &q, uint8_t code) const {
  FaultLog::Record rec;
  // Bits above the widest address that any table could translate are reserved. First-stage input
  // is canonical: all of it counts.
  const uint64_t sagaw = vtd_cap_sagaw(ref_.cap);
  const unsigned widest = sagaw & VTD_CAP_SAGAW_57 ? 57 : sagaw & VTD_CAP_SAGAW_48 ? 48 : 39;
  rec.lo = q.addr & VTD_FRCD_LO_FI_MASK;
  if (!vtd_ecap_fsts(ref_.ecap) || vtd_rtaddr_ttm(ref_.rtaddr) != VTD_RTADDR_TTM_SCALABLE)
    rec.lo &= (UINT64_C(1) << widest) - 1;
  if (sagaw == 0) // no second-stage tables at all: there is no widest one
    rec.lo_mask = (UINT64_C(1) << std::min<uint64_t>(widest, ref_.haw)) - 1;
  uint64_t hi = vtd_frcd_hi_f_set(0, 1);
  hi = vtd_frcd_hi_sid_set(hi, q.sid);
  hi = vtd_frcd_hi_fr_set(hi, code);
  const bool atomic = q.kind == Kind::atomic;
  const bool writes = q.kind == Kind::write && q.type != Type::translation;
  hi = vtd_frcd_hi_t1_set(hi, !writes);
  hi = vtd_frcd_hi_t2_set(hi, atomic);
  if (vtd_ecap_dt(ref_.ecap))
    hi = vtd_frcd_hi_at_set(hi, uint64_t(q.type));
  if (vtd_ecap_pasid(ref_.ecap) && q.has_pasid) {
    hi = vtd_frcd_hi_pp_set(hi, 1);
    hi = vtd_frcd_hi_pv_set(hi, q.pasid);
    hi = vtd_frcd_hi_priv_set(hi, q.priv);
    if (!writes && !atomic)
      hi = vtd_frcd_hi_exe_set(hi, q.exec);
  }
  rec.hi = hi;
  if (code == VTD_FR_IR_29)
    rec.lo_mask = 0;
  return rec;
}

void Machine::compare_faults() {
  const auto fsts = uint32_t(read(VTD_FSTS_REG, 4));
  const bool pending = log_.any();
  if ((vtd_fsts_ppf(fsts) != 0) != pending || (vtd_fsts_pfo(fsts) != 0) != log_.overflow() ||
      (pending && vtd_fsts_fri(fsts) != log_.first()))
    differ("fault status", format("FSTS is %x, expected PPF %u PFO %u FRI %u", fsts,
                                  unsigned(pending), unsigned(log_.overflow()), log_.first()));
  const uint32_t base = uint32_t(vtd_cap_fro(ref_.cap)) * 16;
  for (uint32_t i = 0; i < log_.records().size(); i++) {
    const FaultLog::Record &r = log_.records()[i];
    const uint64_t lo = read(base + i * VTD_FRCD_LO_STRIDE + VTD_FRCD_LO_REG, 8);
    const uint64_t hi = read(base + i * VTD_FRCD_LO_STRIDE + VTD_FRCD_HI_REG, 8);
    if ((r.pending || vtd_frcd_hi_f(hi)) &&
        (((lo ^ r.lo) & r.lo_mask) != 0 || ((hi ^ r.hi) & r.hi_mask) != 0))
      differ("fault record", format("record %u is %016" PRIx64 " %016" PRIx64
                                    ", expected %016" PRIx64 " %016" PRIx64,
                                    i, hi, lo, r.hi, r.lo));
  }
  if (events_ != log_.events())
    differ("fault event",
           format("%u event messages were sent, expected %u", events_, log_.events()));
}

bool Machine::matches(const Op &op, const vtd_result &r, const Answer &a, std::string &field,
                      std::string &text) {
  const auto no = [&](const char *what) {
    field = what;
    return false;
  };
  const bool refusal = r.status == VTD_BLOCKED || r.status == VTD_DENIED;
  const bool refused = a.outcome == Outcome::unmapped || a.outcome == Outcome::denied;
  const bool taste = refusal && refused && (a.either_refusal || vtd_ecap_smts(ref_.ecap));
  if (r.status != status_of(a.outcome) && !taste)
    return no("status");
  if (a.outcome != Outcome::ok && r.code != rule_of(a.cond).code)
    return no("reason");
  if (a.outcome == Outcome::ok && op.q.type != Type::translation && r.code != 0)
    return no("reason");
  // Protected memory stops an access after its translation, flags or not.
  const bool stopped = a.outcome == Outcome::unmapped && a.cond == VTD_FC_NONE;
  const bool faulted = a.cond != VTD_FC_NONE && !(a.outcome == Outcome::ok && a.w);
  const Flags due = faulted ? Flags::faulted : stopped ? Flags::free : Flags::due;
  if (!memory_fits(a.updates, due, text))
    return no("memory");
  if (a.outcome != Outcome::ok)
    return true;
  const uint8_t perm = uint8_t((a.r ? VTD_PERM_R : 0) | (a.w ? VTD_PERM_W : 0));
  if (r.perm != perm)
    return no("permissions");
  const uint8_t flags = uint8_t((a.snoop ? VTD_RES_SNOOP : 0) | (a.ats_u ? VTD_RES_ATS_U : 0));
  if ((r.flags & (VTD_RES_SNOOP | VTD_RES_ATS_U)) != flags)
    return no("flags");
  if ((r.dmi_perm & ~r.perm) != 0)
    return no("rights of direct access");
  const bool address = op.q.type != Type::translation || ((a.r || a.w) && !a.ats_u);
  if (!address)
    return true;
  if (((r.flags & VTD_RES_ATS_N) != 0) != a.ats_n)
    return no("N");
  // A completion tells the page, as large as it is said to be.
  const uint64_t inside = (UINT64_C(1) << (r.page_shift & 63)) - 1;
  const bool completion = op.q.type == Type::translation && r.page_shift < 64;
  if (r.addr != (completion ? a.addr & ~inside : a.addr))
    return no("address");
  if (a.did && r.did != *a.did)
    return no("domain");
  if (!shift_fits(op.q, r, a))
    return no("page size");
  return true;
}

void Machine::request(const Op &op) {
  const Remembered *known =
      options_.cold || ref_.mistake == Mistake::forgets_on_edit ? nullptr : &known_;
  Request q = op.q;
  q.probe = op.probe;
  const Branches branches = explore(ref_, image_, known, q);
  totals_.branches += branches.all.size();
  totals_.most_branches = std::max<uint64_t>(totals_.most_branches, branches.all.size());
  before_.clear();
  const vtd_request request = to_core(op);
  vtd_result r;
  vtd_translate(unit_, &request, &r);
  totals_.translations++;
  totals_.probes += op.probe;
  totals_.iotlb_hits += r.hit == VTD_HIT_IOTLB;
  totals_.psc_hits += r.hit == VTD_HIT_PSC;
  const bool open = branches.all[0].answer.open;
  if (open || !branches.complete) {
    totals_.open += open;
    totals_.undecided += !branches.complete;
  }

  const Branch *match = nullptr;
  std::string field, text;
  std::vector<Fact> learned;
  for (const Branch &b : branches.all) {
    std::string why, more;
    Answer a = b.answer;
    if (op.probe) {
      a.updates.clear();
      a.record = false;
    }
    if (!a.open && !matches(op, r, a, why, more)) {
      if (field.empty()) {
        field = why;
        text = more;
      }
      continue;
    }
    // Whether a record is written is part of the answer.
    bool recorded = false;
    FaultLog after = log_;
    if (a.record && !a.open)
      recorded = after.write(op.q.sid, record_of(op.q, rule_of(a.cond).code));
    const bool overflow = vtd_fsts_pfo(uint32_t(read(VTD_FSTS_REG, 4))) != 0;
    if (!a.open &&
        (recorded != ((r.flags & VTD_RES_LOGGED) != 0) || after.overflow() != overflow)) {
      if (field.empty())
        field = "recording";
      continue;
    }
    if (match == nullptr) {
      match = &b;
      log_ = after;
    }
    learned.insert(learned.end(), b.learned.begin(), b.learned.end());
  }
  if (!branches.complete) { // more right answers than can be listed: this case ends here
    given_up_ = true;
    return;
  }
  if (match == nullptr) {
    const Answer &a = branches.all[0].answer;
    differ(field.c_str(),
           format("core: %s\n  reference: %s%s%s%s", words_of(r).c_str(), words_of(a).c_str(),
                  branches.all.size() > 1 ? " (or another of several)" : "",
                  text.empty() ? "" : "\n  ", text.c_str()));
    return;
  }
  totals_.checks++;
  const Answer &a = match->answer;
  totals_.outcomes[size_t(a.outcome)]++;
  (a.outcome == Outcome::ok ? totals_.recoverable : totals_.conditions)[a.cond]++;
  if (known != nullptr && match != &branches.all[0]) {
    const Branches fresh = explore(ref_, image_, nullptr, op.q, 16);
    std::string ignored;
    bool now = false;
    for (const Branch &b : fresh.all)
      now = now || b.answer.open || matches(op, r, b.answer, ignored, ignored);
    totals_.stale += !now;
  }
  if (!op.probe)
    known_.learn(learned);
  compare_faults();
}

void Machine::interrupt(const Op &op) {
  const Remembered *known =
      options_.cold || ref_.mistake == Mistake::forgets_on_edit ? nullptr : &known_;
  const InterruptBranches branches = explore(ref_, image_, known, op.i);
  totals_.branches += branches.all.size();
  before_.clear();
  const vtd_interrupt_request request = {op.i.addr, op.i.data, op.i.sid, 0};
  vtd_interrupt_result r;
  vtd_interrupt(unit_, &request, &r);
  if ((r.flags & VTD_RES_HELD) != 0)
    vtd_inflight_end(unit_, r.token);
  totals_.interrupts++;
  for (const InterruptBranch &b : branches.all) {
    const InterruptAnswer &a = b.answer;
    std::string text;
    const bool ok = a.outcome == Outcome::ok;
    if (r.status != status_of(a.outcome) || r.code != rule_of(a.cond).code ||
        (ok && (r.addr != a.addr || r.data != a.data)) ||
        !memory_fits(a.updates, a.outcome == Outcome::unmapped ? Flags::faulted : Flags::due, text))
      continue;
    FaultLog after = log_;
    FaultLog::Record rec;
    rec.hi = vtd_frcd_hi_f_set(0, 1);
    rec.hi = vtd_frcd_hi_sid_set(rec.hi, op.i.sid);
    rec.hi = vtd_frcd_hi_fr_set(rec.hi, rule_of(a.cond).code);
    rec.hi_mask = VTD_FRCD_HI_F_MASK | VTD_FRCD_HI_SID_MASK | VTD_FRCD_HI_FR_MASK;
    rec.lo = vtd_frcd_lo_iidx_set(0, a.index);
    rec.lo_mask = a.index_known && a.index <= 0xFFFF ? ~UINT64_C(0) : 0;
    const bool recorded = a.record && after.write(op.i.sid, rec);
    // With all records taken, PFO alone tells whether FPD was set in the entry that was used.
    const bool overflow = vtd_fsts_pfo(uint32_t(read(VTD_FSTS_REG, 4))) != 0;
    if (recorded != ((r.flags & VTD_RES_LOGGED) != 0) || after.overflow() != overflow)
      continue;
    log_ = after;
    totals_.checks++;
    totals_.outcomes[size_t(a.outcome)]++;
    totals_.conditions[a.cond]++;
    known_.learn(b.learned);
    compare_faults();
    return;
  }
  const InterruptAnswer &a = branches.all[0].answer;
  differ("interrupt", format("core: %s, reason %Xh, %" PRIx64 " = %x, flags %x\n  reference: %s, "
                             "reason %Xh (%s), %" PRIx64 " = %x%s",
                             status_name(r.status), r.code, r.addr, r.data, r.flags,
                             status_name(status_of(a.outcome)), rule_of(a.cond).code,
                             name_of(a.cond), a.addr, a.data, a.record ? ", recorded" : ""));
}

void Machine::perform(const Op &op) {
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

} // namespace

std::optional<Mismatch> run(const Case &c, const RunOptions &options, Totals &totals) {
  Machine machine(c, options, totals);
  return machine.run();
}

} // namespace vtd::oracle
