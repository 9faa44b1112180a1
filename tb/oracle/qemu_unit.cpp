// SPDX-License-Identifier: Apache-2.0
#include "qemu_unit.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "vtd/vtd_regs.h"

namespace vtd::judge {

namespace {

constexpr uint64_t unit_base = 0xFED90000; // of the q35 machine
constexpr uint64_t ecam_base = 0xB0000000; // as firmware would place it
constexpr uint16_t config_address = 0xCF8, config_data = 0xCFC;

constexpr uint16_t pit_counter_0 = 0x40, pit_control = 0x43;

// The `edu` device: BAR 0 and what is in it; its buffer, as its DMA engine addresses it.
constexpr uint64_t bar_base = 0xC0000000, bar_bytes = 1 << 20;
constexpr uint64_t edu_raise = 0x60, edu_dma = 0x80, edu_dma_command = 0x98;
constexpr uint64_t edu_start = 1, edu_to_memory = 2;
constexpr uint64_t edu_zeros = 0x40000, edu_scratch = 0x40800; // the first is never written

// PCI configuration space: BAR 0, the command register, the MSI capability of an `edu`.
constexpr uint32_t pci_command = 0x04, pci_bar0 = 0x10;
constexpr uint32_t pci_command_memory_and_master = 6;
// A bridge: bus numbers, memory window, prefetchable window.
constexpr uint32_t bridge_buses = 0x18, bridge_memory = 0x20, bridge_prefetchable = 0x24;
constexpr uint64_t msi_control = 0x40, msi_enable = UINT64_C(1) << 16;
constexpr uint64_t msi_address = 0x44, msi_data = 0x4C;
// The host bridge's PCIEXBAR.
constexpr uint32_t pciexbar = 0x60;

// Where in the trace an operation begins: a register read that does nothing.
constexpr uint64_t mark_offset = VTD_VER_REG;

uint64_t bar_of(uint16_t requester) {
  return bar_base + uint64_t(number_of(requester)) * bar_bytes;
}

uint64_t ecam_of(uint16_t requester) {
  return ecam_base + (uint64_t(requester) << 12);
}

bool in_interrupt_range(uint64_t addr) {
  return addr >> 20 == 0xFEE;
}

// Interrupts are delivered or not; everything else is done.
Verdict verdict_of(const Op &op, const Outcome &outcome) {
  return op.kind == Kind::interrupt && outcome.messages->empty() ? Verdict::blocked
                                                                 : Verdict::passed;
}

bool writes_status(const uint64_t *d) {
  return vtd_qi_wait_type(d) == VTD_QI_TYPE_WAIT && vtd_qi_wait_sw(d);
}

} // namespace

void QemuMemory::become(const std::map<uint64_t, uint64_t> &words) {
  std::unordered_map<uint64_t, Line> wanted;
  for (const auto &[addr, value] : words)
    wanted[line_of(addr)][addr % line_bytes / sizeof value] = value;
  for (const uint64_t base : distrusted_)
    wanted.try_emplace(base, Line{});
  const Line zero = {};
  for (const auto &[base, line] : lines_)
    if (wanted.find(base) == wanted.end())
      qtest_.write_words(base, zero.data(), words_per_line);
  for (const auto &[base, line] : wanted) {
    const auto now = lines_.find(base);
    if (distrusted_.count(base) || line != (now == lines_.end() ? zero : now->second))
      qtest_.write_words(base, line.data(), words_per_line);
  }
  distrusted_.clear();
  lines_ = std::move(wanted);
}

void QemuMemory::poke(uint64_t addr, uint64_t value) {
  lines_[line_of(addr)][addr % line_bytes / sizeof value] = value;
  qtest_.write(addr, sizeof value, value);
}

void QemuMemory::distrust(uint64_t addr) {
  if (addr < ram_bytes)
    distrusted_.insert(line_of(addr));
}

QemuUnit::QemuUnit(const std::string &path, const Profile &profile)
    : profile_(profile), process_(path, profile), qtest_(process_.socket(), process_.trace()),
      memory_(qtest_) {
  iotlb_base_ = vtd_ecap_iro(ecap_of(profile)) * 16;
  frcd_base_ = vtd_cap_fro(cap_of(profile)) * 16;
  set_up_devices();
}

void QemuUnit::set_up_devices() {
  const auto config = [this](uint16_t requester, uint32_t reg, uint32_t value) {
    qtest_.out32(config_address, UINT32_C(0x80000000) | uint32_t(requester) << 8 | reg);
    qtest_.out32(config_data, value);
  };
  // Counter 0 of the PIT ticks from reset on. Virtual time jumps from timer to timer, so a QEMU
  // with one that never ends is never idle: let it count once (mode 0) and then be still.
  qtest_.out8(pit_control, 0x30);
  qtest_.out8(pit_counter_0, 0);
  qtest_.out8(pit_counter_0, 0);
  config(0, pciexbar + 4, 0);
  config(0, pciexbar, uint32_t(ecam_base) | 1);
  // The port takes the BARs of all that is behind it, and nothing into its other window.
  constexpr uint16_t port = far_port_slot << 3;
  const auto first = uint32_t(bar_of(requester_of(near_requesters)) >> 16);
  const auto last = uint32_t(bar_of(requester_of(requesters - 1)) >> 16);
  config(port, bridge_buses, uint32_t(far_bus) << 16 | uint32_t(far_bus) << 8);
  config(port, bridge_memory, last << 16 | first);
  config(port, bridge_prefetchable, 0x0000FFF0);
  config(port, pci_command, pci_command_memory_and_master);
  for (unsigned i = 0; i < requesters; i++) {
    const uint16_t requester = requester_of(i);
    config(requester, pci_bar0, uint32_t(bar_of(requester)));
    config(requester, pci_command, pci_command_memory_and_master);
    qtest_.write(ecam_of(requester) + msi_control, 4, msi_enable);
  }
  const size_t cap = reg_read(VTD_CAP_REG, 8), ecap = reg_read(VTD_ECAP_REG, 8);
  const size_t near = qtest_.read(bar_of(first_requester), 4);
  const size_t far = qtest_.read(bar_of(requester_of(requesters - 1)), 4);
  const auto &v = qtest_.flush();
  if (v[cap] != cap_of(profile_) || v[ecap] != ecap_of(profile_)) {
    char text[160];
    snprintf(text, sizeof text, "QEMU's unit has CAP %llx and ECAP %llx, not %llx and %llx",
             (unsigned long long)v[cap], (unsigned long long)v[ecap],
             (unsigned long long)cap_of(profile_), (unsigned long long)ecap_of(profile_));
    throw std::runtime_error(text);
  }
  constexpr uint64_t edu_identity = 0xed;
  if ((v[near] & 0xff) != edu_identity || (v[far] & 0xff) != edu_identity)
    throw std::runtime_error("QEMU's edu devices do not answer");
  qtest_.trace().clear();
}

void QemuUnit::reg_write(uint64_t offset, unsigned bytes, uint64_t value) {
  qtest_.write(unit_base + offset, bytes, value);
}

size_t QemuUnit::reg_read(uint64_t offset, unsigned bytes) {
  return qtest_.read(unit_base + offset, bytes);
}

void QemuUnit::clear_faults() {
  reg_write(frcd_base_ + VTD_FRCD_HI_REG + 4, 4, VTD_FRCD_HI_F_MASK >> 32);
  reg_write(VTD_FSTS_REG, 4, VTD_FSTS_PFO | VTD_FSTS_IQE | VTD_FSTS_ICE | VTD_FSTS_ITE);
}

// QEMU stops its queue only when it is empty and the last descriptor was a wait, even after an
// error: give it a wait to end with.
void QemuUnit::stop_queue() {
  clear_faults();
  const size_t head = reg_read(VTD_IQH_REG, 8);
  const uint64_t at = qtest_.flush()[head] % queue_bytes_;
  uint64_t wait[VTD_QI_WAIT_WORDS] = {};
  vtd_qi_wait_type_set(wait, VTD_QI_TYPE_WAIT);
  vtd_qi_wait_sw_set(wait, 1);
  vtd_qi_wait_addr_set(wait, data_end);
  for (unsigned i = 0; i < VTD_QI_WAIT_WORDS; i++)
    memory_.poke(queue_base_ + at + i * sizeof *wait, wait[i]);
  for (unsigned i = VTD_QI_WAIT_WORDS; i < slot_bytes_ / sizeof *wait; i++)
    memory_.poke(queue_base_ + at + i * sizeof *wait, 0);
  reg_write(VTD_IQT_REG, 8, (at + slot_bytes_) % queue_bytes_);
  reg_write(VTD_GCMD_REG, 4, VTD_GCMD_TE);
  const size_t status = reg_read(VTD_GSTS_REG, 4);
  if (vtd_gsts_qies(uint32_t(qtest_.flush()[status])))
    throw QemuStuck("the queue cannot be stopped");
  qtest_.trace().clear();
  queue_on_ = false;
}

// The state that image.h demands.
void QemuUnit::start(const Image &image) {
  if (queue_on_)
    stop_queue();
  if (registers_touched_) {
    for (const uint32_t control : {VTD_FECTL_REG, VTD_IECTL_REG}) {
      const uint32_t data = control - VTD_FECTL_REG + VTD_FEDATA_REG;
      const uint32_t addr = control - VTD_FECTL_REG + VTD_FEADDR_REG;
      const uint32_t upper = control - VTD_FECTL_REG + VTD_FEUADDR_REG;
      reg_write(control, 4, VTD_FECTL_IM);
      reg_write(data, 4, 0);
      reg_write(addr, 4, 0);
      reg_write(upper, 4, 0);
    }
    reg_write(VTD_ICS_REG, 4, VTD_ICS_IWC);
  }
  memory_.become(image.words);
  reg_write(VTD_RTADDR_REG, 8, image.rtaddr);
  uint32_t command = VTD_GCMD_TE | VTD_GCMD_SRTP;
  if (image.remapping) {
    reg_write(VTD_IRTA_REG, 8, image.irta);
    command |= VTD_GCMD_SIRTP | VTD_GCMD_IRE | (image.compatibility ? VTD_GCMD_CFI : 0);
  }
  if (image.queue) {
    reg_write(VTD_IQT_REG, 8, 0);
    reg_write(VTD_IQA_REG, 8, image.iqa);
    command |= VTD_GCMD_QIE;
    queue_base_ = vtd_iqa_iqa(image.iqa);
    queue_bytes_ = page_bytes << vtd_iqa_qs(image.iqa);
    slot_bytes_ = image.profile.scalable && vtd_iqa_dw(image.iqa) ? 32 : 16;
    queue_tail_ = 0;
  }
  reg_write(VTD_GCMD_REG, 4, command);
  if (registers_touched_ || faults_possible_)
    clear_faults();
  queue_on_ = image.queue;
  registers_touched_ = image.queue; // a wait descriptor may set ICS.IWC, and IECTL.IP with it
  faults_possible_ = false;
}

void QemuUnit::mark(size_t index) {
  reg_read(mark_offset, 4);
  marks_.push_back(index);
}

void QemuUnit::issue_dma(const Op &op, size_t index) {
  const uint64_t bar = bar_of(op.requester);
  constexpr uint64_t bytes = 4;
  const uint64_t words[4] = {op.write ? edu_zeros : op.addr, op.write ? op.addr : edu_scratch,
                             bytes, edu_start | (op.write ? edu_to_memory : 0)};
  qtest_.write_words(bar + edu_dma, words, 4);
  flight_.push_back(index);
}

void QemuUnit::issue_interrupt(const Op &op) {
  const uint64_t capability = ecam_of(op.requester);
  qtest_.write(capability + msi_address, 4, op.addr & UINT32_MAX);
  qtest_.write(capability + msi_address + 4, 4, op.addr >> 32);
  qtest_.write(capability + msi_data, 4, op.value);
  qtest_.write(bar_of(op.requester) + edu_raise, 4, 1);
}

void QemuUnit::issue_descriptor(const Op &op) {
  for (unsigned i = 0; i < op.bytes / sizeof op.descriptor[0]; i++)
    memory_.poke(queue_base_ + queue_tail_ + i * sizeof op.descriptor[0], op.descriptor[i]);
  if (writes_status(op.descriptor))
    memory_.distrust(vtd_qi_wait_addr(op.descriptor));
  queue_tail_ = (queue_tail_ + op.bytes) % queue_bytes_;
  reg_write(VTD_IQT_REG, 8, queue_tail_);
  faults_possible_ = true;
}

// Everything but DMA takes effect at once, in order.
void QemuUnit::issue(const Image &image, size_t index) {
  const Op &op = image.ops[index];
  if (op.kind == Kind::dma)
    return issue_dma(op, index);
  mark(index);
  switch (op.kind) {
  case Kind::poke:
    return memory_.poke(op.addr, op.value);
  case Kind::peek:
    values_.emplace_back(index, qtest_.read(op.addr, 8));
    return;
  case Kind::context:
    return reg_write(VTD_CCMD_REG, 8, op.value);
  case Kind::iotlb:
    reg_write(iotlb_base_ + VTD_IVA_REG, 8, op.addr);
    return reg_write(iotlb_base_ + VTD_IOTLB_REG, 8, op.value);
  case Kind::queue:
    return issue_descriptor(op);
  case Kind::interrupt:
    return issue_interrupt(op);
  case Kind::write:
    registers_touched_ = true;
    if (op.addr == VTD_IQT_REG)
      queue_tail_ = op.value % (queue_bytes_ ? queue_bytes_ : page_bytes);
    return reg_write(op.addr, op.bytes, op.value);
  case Kind::read:
    if (op.addr == mark_offset)
      marks_.push_back(index);
    values_.emplace_back(index, reg_read(op.addr, op.bytes));
    return;
  case Kind::dma:
  case Kind::count:
    return;
  }
}

void QemuUnit::settle(const Image &image) {
  // Values of `read` come with the first flush; DMA may take several.
  std::vector<size_t> status;
  const auto ask = [&] {
    status.clear();
    if (!flight_.empty())
      status.push_back(
          qtest_.read(bar_of(image.ops[flight_.back()].requester) + edu_dma_command, 8));
  };
  ask();
  const std::vector<uint64_t> *answers = &qtest_.flush();
  for (const auto &[index, place] : values_)
    outcomes_[index].value = (*answers)[place];
  values_.clear();
  // They end in the order of their start. Asking keeps QEMU from going on: leave it alone for a
  // while, longer each time.
  auto pause = std::chrono::microseconds(20);
  while (!status.empty() && ((*answers)[status[0]] & edu_start)) {
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, std::chrono::microseconds(1000));
    ask();
    answers = &qtest_.flush();
  }
  collect(image);
  flight_.clear();
  seen_ = 0;
  current_ = -1;
}

void QemuUnit::collect(const Image &image) {
  std::string &text = qtest_.trace();
  size_t begin = 0;
  QemuEvent event;
  for (size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
    if (parse_event(text.substr(begin, end - begin), event))
      take(image, event);
  text.erase(0, begin);
  close_gap(image, flight_.size());
}

void QemuUnit::take(const Image &image, const QemuEvent &e) {
  using Kind = QemuEvent::Kind;
  switch (e.kind) {
  case Kind::reg_read:
    if (e.addr == mark_offset && !marks_.empty()) {
      current_ = long(marks_.front());
      marks_.pop_front();
    }
    return;
  case Kind::interrupt:
    if (current_ >= 0)
      outcomes_[size_t(current_)].messages->push_back(
          {e.destination, e.mode != 0, e.delivery, e.vector, e.trigger != 0, std::nullopt});
    return;
  case Kind::quiet:
    quiet_ = true;
    return;
  case Kind::nowhere:
    return take_nowhere(image, e);
  case Kind::fault:
  case Kind::translated:
  case Kind::hit:
  case Kind::pass_through:
    return take_named(image, e);
  }
}

// A line that names its requester, so that it says which operation it is about.
void QemuUnit::take_named(const Image &image, const QemuEvent &e) {
  using Kind = QemuEvent::Kind;
  const bool still = current_ >= 0 && seen_ > 0 && flight_[seen_ - 1] == size_t(current_) &&
                     image.ops[size_t(current_)].requester == e.requester;
  if (!still) {
    size_t at = seen_;
    while (at < flight_.size() && image.ops[flight_[at]].requester != e.requester)
      at++;
    if (at == flight_.size())
      return; // of nothing that we have started
    close_gap(image, at);
    seen_ = at + 1;
    current_ = long(flight_[at]);
  }
  const Op &op = image.ops[size_t(current_)];
  Outcome &o = outcomes_[size_t(current_)];
  if (e.kind == Kind::fault) {
    o.verdict = Verdict::blocked;
    o.faulted = true;
    o.fault = {e.reason, e.requester, e.addr, e.write};
    faults_possible_ = true;
  } else if (e.kind == Kind::hit) {
    o.cached = true;
  } else if (e.kind == Kind::translated) {
    o.verdict = Verdict::passed;
    o.faulted = false;
    o.addr = e.output | (op.addr & e.mask);
    if (!o.cached)
      o.cached = false;
    o.page_shift = uint8_t(__builtin_ctzll(~e.mask));
  }
}

// The log of accesses that nothing takes. A blocked access is one, with its input address; one that
// passed to an unpopulated address is one, with its output address.
void QemuUnit::take_nowhere(const Image &image, const QemuEvent &e) {
  if (quiet_) {
    unnamed_.push_back(e);
    quiet_ = false;
    return;
  }
  if (seen_ == 0)
    return;
  const size_t index = flight_[seen_ - 1];
  Outcome &o = outcomes_[index];
  const Op &op = image.ops[index];
  // The permission of a cached translation is not traced, only that such an access goes nowhere.
  if (o.verdict != Verdict::passed || !o.cached.value_or(false) || e.addr != op.addr ||
      e.write != op.write)
    return;
  if (o.addr == op.addr && op.addr >= ram_bytes)
    o.verdict = Verdict::unknown; // it would have gone nowhere with the permission, too
  else
    refused_ = true;
}

// Operations of flight_ from seen_ to end - 1 are without a line that names them: those for which a
// fault was kept quiet, and those that pass through untranslated.
void QemuUnit::close_gap(const Image &image, size_t end) {
  const auto alike = [&](size_t at, uint64_t addr, bool write) {
    return image.ops[flight_[at]].addr == addr && image.ops[flight_[at]].write == write;
  };
  if (refused_) {
    const Op &op = image.ops[flight_[seen_ - 1]];
    Outcome &o = outcomes_[flight_[seen_ - 1]];
    bool clear = true;
    for (size_t at = seen_; at < end; at++)
      clear = clear && !alike(at, op.addr, op.write);
    o.verdict = clear ? Verdict::blocked : Verdict::unknown;
    o.addr.reset();
    o.page_shift.reset();
    refused_ = false;
  }
  for (size_t at = seen_; at < end; at++) {
    const Op &op = image.ops[flight_[at]];
    Outcome &o = outcomes_[flight_[at]];
    size_t quiet = 0, same = 0;
    for (const QemuEvent &e : unnamed_)
      quiet += alike(at, e.addr, e.write);
    for (size_t other = seen_; other < end; other++)
      same += alike(other, op.addr, op.write);
    if (quiet != 0 && quiet != same)
      continue; // which of them, QEMU does not say
    o.verdict = quiet ? Verdict::blocked : Verdict::passed;
    o.faulted = false;
    if (in_interrupt_range(op.addr) && o.messages->empty())
      o.verdict = op.write ? Verdict::blocked : Verdict::unknown;
  }
  unnamed_.clear();
}

std::vector<Outcome> QemuUnit::run(const Image &image) {
  Outcome untouched;
  untouched.messages.emplace();
  outcomes_.assign(image.ops.size(), untouched);
  marks_.clear();
  start(image);
  uint64_t busy = 0; // functions with DMA in flight
  for (size_t i = 0; i < image.ops.size(); i++) {
    const Op &op = image.ops[i];
    const bool dma = op.kind == Kind::dma;
    const bool alone = dma && in_interrupt_range(op.addr);
    const uint64_t bit = dma ? UINT64_C(1) << number_of(op.requester) : 0;
    if ((busy && (!dma || (busy & bit))) || alone) {
      settle(image);
      busy = 0;
    }
    issue(image, i);
    busy |= bit;
    if (alone) {
      current_ = long(i);
      settle(image);
      busy = 0;
    }
  }
  settle(image);
  for (size_t i = 0; i < image.ops.size(); i++) {
    const Kind kind = image.ops[i].kind;
    if (kind != Kind::dma)
      outcomes_[i].verdict = verdict_of(image.ops[i], outcomes_[i]);
    if (kind == Kind::interrupt)
      outcomes_[i].faulted = false; // the trace would show it
  }
  return std::move(outcomes_);
}

} // namespace vtd::judge
