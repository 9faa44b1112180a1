// SPDX-License-Identifier: Apache-2.0
// The backend "ours": vtd::iommu, driven by nothing but its sockets, with the memory of a small PC.
#include <array>
#include <cstring>
#include <map>

#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "backend.h"
#include "vtd/iommu.h"
#include "vtd/vtd_tables.h"

namespace vtd::judge {

namespace {

// 64 MiB that all units share (one of them works at a time), and the interrupt controller's window.
class Board {
public:
  uint8_t *at(uint64_t addr) { return ram_.data() + addr; }
  uint64_t word(uint64_t addr) {
    uint64_t value;
    std::memcpy(&value, at(addr), sizeof value);
    return value;
  }
  void set_word(uint64_t addr, uint64_t value) {
    std::memcpy(at(addr), &value, sizeof value);
    touched_.push_back(addr);
  }
  void clean() {
    for (const uint64_t addr : touched_)
      std::memset(at(addr), 0, 8);
    touched_.clear();
  }
  void touch(uint64_t addr) { touched_.push_back(addr & ~UINT64_C(7)); }
  std::vector<Message> messages;

private:
  std::vector<uint8_t> ram_ = std::vector<uint8_t>(ram_bytes);
  std::vector<uint64_t> touched_;
};

bool is_message(uint64_t addr) {
  return addr >= VTD_INTR_BASE && addr <= VTD_INTR_LIMIT;
}

// What a unit's `mem` socket is bound to.
class Bus : public sc_core::sc_module {
public:
  tlm_utils::simple_target_socket<Bus, 64> socket{"socket"};

  Bus(const sc_core::sc_module_name &name, Board &board) : sc_core::sc_module(name), board_(board) {
    socket.register_b_transport(this, &Bus::b_transport);
    socket.register_get_direct_mem_ptr(this, &Bus::direct);
  }

private:
  void b_transport(tlm::tlm_generic_payload &t, sc_core::sc_time &) {
    const uint64_t addr = t.get_address();
    const uint32_t bytes = t.get_data_length();
    t.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    if (t.is_write() && is_message(addr) && bytes == 4) {
      uint32_t data;
      std::memcpy(&data, t.get_data_ptr(), sizeof data);
      board_.messages.push_back(message_of(addr, data));
      t.set_response_status(tlm::TLM_OK_RESPONSE);
    } else if (addr < ram_bytes && bytes <= ram_bytes - addr) {
      if (t.is_read())
        std::memcpy(t.get_data_ptr(), board_.at(addr), bytes);
      else
        std::memcpy(board_.at(addr), t.get_data_ptr(), bytes);
      if (t.is_write())
        board_.touch(addr);
      t.set_response_status(tlm::TLM_OK_RESPONSE);
    }
  }

  bool direct(tlm::tlm_generic_payload &t, tlm::tlm_dmi &dmi) {
    if (t.get_address() >= ram_bytes || t.is_write())
      return false; // writes come as transactions, so that they can be undone
    dmi.set_start_address(0);
    dmi.set_end_address(ram_bytes - 1);
    dmi.set_dmi_ptr(board_.at(0));
    dmi.allow_read();
    return true;
  }

  Board &board_;
};

class Initiator : public sc_core::sc_module {
public:
  tlm_utils::simple_initiator_socket<Initiator, 64> socket{"socket"};

  explicit Initiator(const sc_core::sc_module_name &name) : sc_core::sc_module(name) {}
  tlm::tlm_response_status access(tlm::tlm_command command, uint64_t addr, void *data,
                                  unsigned bytes, dma_extension *extension = nullptr) {
    tlm::tlm_generic_payload t;
    sc_core::sc_time delay;
    t.set_command(command);
    t.set_address(addr);
    t.set_data_ptr(static_cast<unsigned char *>(data));
    t.set_data_length(bytes);
    t.set_streaming_width(bytes);
    if (extension != nullptr)
      t.set_extension(extension);
    socket->b_transport(t, delay);
    if (extension != nullptr)
      t.clear_extension(extension);
    return t.get_response_status();
  }
};

iommu_config config_for(const Profile &p) {
  iommu_config config;
  config.core = p.scalable ? vtd_config_scalable() : vtd_config_default();
  config.core.cap = cap_of(p);
  config.core.ecap = ecap_of(p);
  config.core.haw = p.address_bits;
  config.core.fault_collapse = true; // with one record it shows in PFO
  config.core.reg_bytes = VTD_REG_SPACE_MIN;
  // Small caches: they are emptied for every image.
  config.core.iotlb = {64, 4, 16, 8};
  config.core.context_entries = config.core.pasid_entries = 64;
  config.core.psc_entries = 64;
  config.core.iec_entries = 64;
  config.dmi = false;
  return config;
}

// One unit, and what has been programmed into it for the current image.
class Machine {
public:
  Machine(const Profile &profile, Board &board, const std::string &name)
      : board_(board), unit_((name + "_unit").c_str(), config_for(profile)),
        device_((name + "_device").c_str()), cpu_((name + "_cpu").c_str()),
        bus_((name + "_bus").c_str(), board) {
    device_.socket.bind(unit_.dma[0]);
    cpu_.socket.bind(unit_.regs);
    unit_.mem.bind(bus_.socket);
    unit_.set_observer([this](const translation_event &event) { seen_ = *event.result; });
    unit_.set_trace([this](const vtd_trace &event) {
      if (event.kind == VTD_TRACE_FAULT)
        fault_ = event;
      // Software may have given a wrong address; on the bus, that is a write like any other.
      if (event.kind == VTD_TRACE_EVENT && !is_message(event.addr))
        board_.messages.push_back(message_of(event.addr, uint32_t(event.value)));
    });
  }

  Result run(const Image &image) {
    start(image);
    Result result;
    for (const Op &op : image.ops)
      result.outcomes.push_back(perform(image, op));
    board_.clean();
    return result;
  }

private:
  uint64_t read(uint64_t offset, unsigned bytes) {
    uint64_t value = 0;
    cpu_.access(tlm::TLM_READ_COMMAND, offset, &value, bytes);
    return value;
  }
  void write(uint64_t offset, uint64_t value, unsigned bytes) {
    cpu_.access(tlm::TLM_WRITE_COMMAND, offset, &value, bytes);
  }
  void command(uint32_t once) { write(VTD_GCMD_REG, levels_ | once, 4); }
  void enable(uint32_t level) {
    levels_ |= level;
    command(0);
  }

  void start(const Image &image) {
    for (const auto &[addr, value] : image.words)
      board_.set_word(addr, value);
    unit_.do_reset(true);
    levels_ = 0;
    tail_ = 0;
    if (image.queue) {
      write(VTD_IQT_REG, 0, 8);
      write(VTD_IQA_REG, image.iqa, 8);
      enable(VTD_GCMD_QIE);
    }
    write(VTD_RTADDR_REG, image.rtaddr, 8);
    command(VTD_GCMD_SRTP);
    enable(VTD_GCMD_TE);
    if (!image.remapping)
      return;
    write(VTD_IRTA_REG, image.irta, 8);
    command(VTD_GCMD_SIRTP);
    enable(VTD_GCMD_IRE);
    if (image.compatibility)
      enable(VTD_GCMD_CFI);
  }

  Outcome perform(const Image &image, const Op &op) {
    Outcome out;
    board_.messages.clear();
    const vtd_counters before = *vtd_get_counters(unit_.core());
    act(image, op, out);
    out.messages = board_.messages;
    note_fault(before, out);
    return out;
  }

  void act(const Image &image, const Op &op, Outcome &out) {
    out.verdict = Verdict::passed;
    const uint64_t iro = vtd_ecap_iro(ecap_of(image.profile)) * 16;
    switch (op.kind) {
    case Kind::dma:
      return dma(op, 0, out);
    case Kind::interrupt:
      return dma(op, uint32_t(op.value), out);
    case Kind::poke:
      return board_.set_word(op.addr, op.value);
    case Kind::peek:
      out.value = board_.word(op.addr);
      return;
    case Kind::context:
      return write(VTD_CCMD_REG, op.value, 8);
    case Kind::iotlb:
      write(iro + VTD_IVA_REG, op.addr, 8);
      return write(iro + VTD_IOTLB_REG, op.value, 8);
    case Kind::queue:
      return queue(image, op);
    case Kind::write:
      if (op.addr == VTD_IQT_REG)
        tail_ = op.value;
      return write(op.addr, op.value, op.bytes);
    case Kind::read:
      out.value = read(op.addr, op.bytes);
      return;
    case Kind::count:
      return;
    }
  }

  void dma(const Op &op, uint32_t data, Outcome &out) {
    dma_extension extension{identity(op.requester)};
    seen_ = {};
    const bool writes = op.write || op.kind == Kind::interrupt;
    device_.access(writes ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, op.addr, &data,
                   sizeof data, &extension);
    // What the unit says; a target that does not exist is none of its business.
    out.verdict = extension.status == VTD_OK || extension.status == VTD_DISCARD ? Verdict::passed
                                                                                : Verdict::blocked;
    if (op.kind == Kind::interrupt || seen_.status != VTD_OK)
      return;
    out.cached = seen_.hit == VTD_HIT_IOTLB;
    out.addr = seen_.addr;
    if (seen_.page_shift < 64)
      out.page_shift = seen_.page_shift;
  }

  void queue(const Image &image, const Op &op) {
    const uint64_t base = image.iqa & VTD_IQA_IQA_MASK;
    for (unsigned i = 0; i < op.bytes / 8u; i++)
      board_.set_word(base + tail_ + i * 8, op.descriptor[i]);
    tail_ = (tail_ + op.bytes) % (page_bytes << vtd_iqa_qs(image.iqa));
    write(VTD_IQT_REG, tail_, 8);
  }

  void note_fault(const vtd_counters &before, Outcome &out) {
    const vtd_counters &now = *vtd_get_counters(unit_.core());
    out.faulted = now.faults - before.faults > now.faults_quiet - before.faults_quiet;
    if (!*out.faulted)
      return;
    out.fault.reason = vtd_fault_table[fault_.code].code;
    out.fault.requester = fault_.sid;
    if (fault_.value == 0) // no record was written
      return;
    uint64_t low = 0, high = 0;
    const auto record = uint32_t(vtd_cap_fro(unit_.config().core.cap) * 16);
    vtd_reg_peek(unit_.core(), record + VTD_FRCD_LO_REG, 8, &low);
    vtd_reg_peek(unit_.core(), record + VTD_FRCD_HI_REG, 8, &high);
    out.fault.addr = low;
    out.fault.write = vtd_frcd_hi_t1(high) == 0;
  }

  Board &board_;
  iommu<> unit_;
  Initiator device_, cpu_;
  Bus bus_;
  vtd_result seen_ = {};
  vtd_trace fault_ = {};
  uint32_t levels_ = 0;
  uint64_t tail_ = 0;
};

// SystemC builds everything before the first access: one unit for each profile there is.
class Ours : public Backend {
public:
  Ours() {
    for (unsigned i = 0; i < 32; i++) {
      Profile p;
      p.address_bits = i & 16 ? 48 : 39;
      p.scalable = (i & 8) != 0;
      p.caching_mode = (i & 4) != 0;
      p.device_tlb = (i & 2) != 0;
      p.snoop_control = (i & 1) != 0;
      machines_[p] = std::make_unique<Machine>(p, board_, "m" + std::to_string(i));
    }
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }

  std::string describe() override { return "vtd::iommu (TLM-2.0)"; }
  std::string refuses(const Image &) override { return ""; }
  std::vector<Result> run(const std::vector<const Image *> &batch) override {
    std::vector<Result> results;
    for (const Image *image : batch)
      results.push_back(machines_.at(image->profile)->run(*image));
    return results;
  }

private:
  Board board_;
  std::map<Profile, std::unique_ptr<Machine>> machines_;
};

} // namespace

std::unique_ptr<Backend> make_ours() {
  return std::make_unique<Ours>();
}

} // namespace vtd::judge
