// SPDX-License-Identifier: Apache-2.0
// What the TLM tests share: a memory that can be told to misbehave, an initiator that keeps what it
// is told, and a bed that puts a unit between them and programs it.
//
// SystemC elaborates once per process: beds are made before the first sc_start() (see beds.h) and
// every test begins with bed.fresh().
#ifndef VTD_TB_TLM_HARNESS_H
#define VTD_TB_TLM_HARNESS_H

#ifndef SC_INCLUDE_DYNAMIC_PROCESSES
#define SC_INCLUDE_DYNAMIC_PROCESSES
#endif
#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <systemc>
#include <tlm>

#include "tables.h"
#include "vtd/iommu.h"

namespace tb {

using sc_core::sc_time;
using tlm::tlm_generic_payload;

constexpr uint64_t memory_bytes = uint64_t{8} << 30;
constexpr uint64_t tables_first = uint64_t{16} << 20; // tables are built in [16 MiB, 128 MiB)
constexpr uint64_t tables_end = uint64_t{128} << 20;

// One side of nb_transport, for those who have a use for it (at_harness.h).
using nb_transport =
    std::function<tlm::tlm_sync_enum(tlm_generic_payload &, tlm::tlm_phase &, sc_time &)>;

// A copy of what a target saw.
struct seen {
  tlm::tlm_command command;
  uint64_t addr;
  uint32_t bytes;
  uint32_t streaming;
  std::vector<uint8_t> enables;
  sc_time delay; // on arrival
  bool has_extension;
  const tlm_generic_payload *payload;
};

// Memory of `bytes` from address 0, only touched pages cost anything.
template <unsigned W> class memory : public sc_core::sc_module, public tlm::tlm_fw_transport_if<> {
public:
  tlm::tlm_target_socket<W> socket;

  // How it behaves; fresh() goes back to this.
  struct behaviour {
    bool dmi = true;
    bool dmi_hint = true;
    uint64_t dmi_first = 0; // what a direct pointer covers
    uint64_t dmi_last = ~uint64_t{0};
    bool dmi_read = true, dmi_write = true;
    sc_time latency; // annotated per transaction
    sc_time wait;    // spent with wait() per transaction
    sc_time dmi_latency;
    uint64_t fail_first = 1, fail_last = 0;          // accesses in here are address errors
    unsigned debug_limit = ~0u;                      // bytes that one debug access moves at most
    std::function<void(tlm_generic_payload &)> hook; // before each transaction
    std::function<void()> dmi_hook;                  // before each answer to a DMI request
    nb_transport non_blocking;                       // takes nb_transport_fw
  } how;
  std::vector<seen> log;
  unsigned dmi_requests = 0;
  unsigned debug_accesses = 0;

  memory(const sc_core::sc_module_name &name, uint64_t bytes)
      : sc_core::sc_module(name), socket("socket"), bytes_(bytes) {
    socket.bind(*this);
    void *at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED)
      throw std::bad_alloc();
    data_ = static_cast<uint8_t *>(at);
  }
  ~memory() override { munmap(data_, bytes_); }

  void fresh() {
    how = behaviour();
    log.clear();
    dmi_requests = debug_accesses = 0;
    madvise(data_, bytes_, MADV_DONTNEED); // reads zero again
  }

  // The test's own accesses.
  uint8_t *at(uint64_t addr) { return data_ + addr; }
  uint64_t size() const { return bytes_; }
  uint64_t read64(uint64_t addr) const {
    uint64_t value;
    std::memcpy(&value, data_ + addr, sizeof value);
    return value;
  }
  void write64(uint64_t addr, uint64_t value) { std::memcpy(data_ + addr, &value, sizeof value); }
  void fill(uint64_t addr, uint64_t bytes, uint8_t seed) {
    for (uint64_t i = 0; i < bytes; ++i)
      data_[addr + i] = static_cast<uint8_t>(seed + i * 7);
  }

  void b_transport(tlm_generic_payload &t, sc_time &delay) override {
    note(t, delay);
    if (how.hook)
      how.hook(t);
    if (how.wait != sc_core::SC_ZERO_TIME)
      sc_core::wait(how.wait);
    delay += how.latency;
    t.set_dmi_allowed(how.dmi && how.dmi_hint);
    t.set_response_status(move(t));
  }

  tlm::tlm_sync_enum nb_transport_fw(tlm_generic_payload &t, tlm::tlm_phase &phase,
                                     sc_time &delay) override {
    return how.non_blocking ? how.non_blocking(t, phase, delay) : tlm::TLM_COMPLETED;
  }

  unsigned transport_dbg(tlm_generic_payload &t) override {
    debug_accesses++;
    if (!inside(t.get_address(), t.get_data_length()))
      return 0;
    const unsigned limit = t.get_address() < tables_end ? ~0u : how.debug_limit; // tables work
    const unsigned bytes = std::min(t.get_data_length(), limit);
    if (t.is_read())
      std::memcpy(t.get_data_ptr(), at(t.get_address()), bytes);
    else
      std::memcpy(at(t.get_address()), t.get_data_ptr(), bytes);
    return bytes;
  }

  bool get_direct_mem_ptr(tlm_generic_payload &t, tlm::tlm_dmi &dmi) override {
    dmi_requests++;
    if (how.dmi_hook)
      how.dmi_hook();
    dmi.set_start_address(how.dmi_first);
    dmi.set_end_address(std::min(how.dmi_last, bytes_ - 1));
    const bool usable = how.dmi && inside(t.get_address(), 1) && t.get_address() >= how.dmi_first &&
                        t.get_address() <= how.dmi_last &&
                        (t.is_write() ? how.dmi_write : how.dmi_read);
    if (!usable) {
      dmi.set_start_address(0);
      dmi.set_end_address(~uint64_t{0});
      dmi.allow_read_write();
      return false;
    }
    dmi.set_dmi_ptr(at(how.dmi_first));
    dmi.set_granted_access(static_cast<tlm::tlm_dmi::dmi_access_e>(
        (how.dmi_read ? tlm::tlm_dmi::DMI_ACCESS_READ : 0) |
        (how.dmi_write ? tlm::tlm_dmi::DMI_ACCESS_WRITE : 0)));
    dmi.set_read_latency(dmi.get_read_latency() + how.dmi_latency);
    dmi.set_write_latency(dmi.get_write_latency() + how.dmi_latency);
    return true;
  }

  void take_back(uint64_t first, uint64_t last) { socket->invalidate_direct_mem_ptr(first, last); }

private:
  bool inside(uint64_t addr, uint64_t bytes) const {
    return addr < bytes_ && bytes <= bytes_ - addr;
  }

  void note(const tlm_generic_payload &t, const sc_time &delay) {
    seen s = {t.get_command(),
              t.get_address(),
              t.get_data_length(),
              t.get_streaming_width(),
              {},
              delay,
              t.get_extension<vtd::dma_extension>() != nullptr,
              &t};
    if (t.get_byte_enable_ptr())
      s.enables.assign(t.get_byte_enable_ptr(),
                       t.get_byte_enable_ptr() + t.get_byte_enable_length());
    log.push_back(s);
  }

  tlm::tlm_response_status move(tlm_generic_payload &t) {
    const uint64_t addr = t.get_address();
    const uint32_t length = t.get_data_length();
    if (!t.get_byte_enable_ptr() && addr >> 20 == 0xFEE && t.is_write())
      return tlm::TLM_OK_RESPONSE; // interrupt controller
    if (addr <= how.fail_last && addr + length - 1 >= how.fail_first)
      return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    const uint32_t streaming = t.get_streaming_width();
    const uint32_t width = streaming == 0 ? length : std::min(streaming, length);
    if (!inside(addr, width))
      return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    const auto *extension = t.get_extension<vtd::dma_extension>();
    if (extension && extension->operation == vtd::atomic_op::fetch_add) {
      const uint64_t old = read64(addr);
      std::memcpy(t.get_data_ptr(), &old, length);
      write64(addr, old + extension->operand[0]);
      return tlm::TLM_OK_RESPONSE;
    }
    for (uint32_t i = 0; i < length; ++i) {
      if (t.get_byte_enable_ptr() && !t.get_byte_enable_ptr()[i % t.get_byte_enable_length()])
        continue;
      uint8_t &byte = data_[addr + i % width];
      if (t.is_read())
        t.get_data_ptr()[i] = byte;
      else
        byte = t.get_data_ptr()[i];
    }
    return tlm::TLM_OK_RESPONSE;
  }

  uint64_t bytes_;
  uint8_t *data_;
};

// One end of a DMA or register socket.
template <unsigned W>
class initiator : public sc_core::sc_module, public tlm::tlm_bw_transport_if<> {
public:
  tlm::tlm_initiator_socket<W> socket;
  std::vector<std::pair<uint64_t, uint64_t>> revoked; // invalidate_direct_mem_ptr calls
  std::function<void(uint64_t, uint64_t)> on_revoke;
  nb_transport non_blocking; // takes nb_transport_bw

  explicit initiator(const sc_core::sc_module_name &name)
      : sc_core::sc_module(name), socket("socket") {
    socket.bind(*this);
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm_generic_payload &t, tlm::tlm_phase &phase,
                                     sc_time &delay) override {
    return non_blocking ? non_blocking(t, phase, delay) : tlm::TLM_COMPLETED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override {
    revoked.emplace_back(first, last);
    if (on_revoke)
      on_revoke(first, last);
  }

  // A payload with all attributes set.
  static void set(tlm_generic_payload &t, tlm::tlm_command command, uint64_t addr, void *data,
                  uint32_t bytes) {
    t.set_command(command);
    t.set_address(addr);
    t.set_data_ptr(static_cast<uint8_t *>(data));
    t.set_data_length(bytes);
    t.set_streaming_width(bytes);
    t.set_byte_enable_ptr(nullptr);
    t.set_byte_enable_length(0);
    t.set_dmi_allowed(false);
    t.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  }
  tlm::tlm_response_status access(tlm::tlm_command command, uint64_t addr, void *data,
                                  uint32_t bytes, vtd::dma_extension *extension = nullptr,
                                  sc_time *delay = nullptr) {
    tlm_generic_payload t;
    sc_time zero;
    set(t, command, addr, data, bytes);
    if (extension)
      t.set_extension(extension);
    socket->b_transport(t, delay ? *delay : zero);
    if (extension)
      t.clear_extension(extension);
    return t.get_response_status();
  }
  tlm::tlm_response_status read(uint64_t addr, void *data, uint32_t bytes,
                                vtd::dma_extension *extension = nullptr, sc_time *delay = nullptr) {
    return access(tlm::TLM_READ_COMMAND, addr, data, bytes, extension, delay);
  }
  tlm::tlm_response_status write(uint64_t addr, const void *data, uint32_t bytes,
                                 vtd::dma_extension *extension = nullptr,
                                 sc_time *delay = nullptr) {
    return access(tlm::TLM_WRITE_COMMAND, addr, const_cast<void *>(data), bytes, extension, delay);
  }
  tlm::tlm_response_status write64(uint64_t addr, uint64_t value,
                                   vtd::dma_extension *extension = nullptr) {
    return write(addr, &value, sizeof value, extension);
  }
  unsigned debug(tlm::tlm_command command, uint64_t addr, void *data, uint32_t bytes,
                 vtd::dma_extension *extension = nullptr) {
    tlm_generic_payload t;
    set(t, command, addr, data, bytes);
    if (extension)
      t.set_extension(extension);
    const unsigned moved = socket->transport_dbg(t);
    if (extension)
      t.clear_extension(extension);
    return moved;
  }
  bool dmi(tlm::tlm_command command, uint64_t addr, tlm::tlm_dmi &dmi,
           vtd::dma_extension *extension = nullptr) {
    tlm_generic_payload t;
    set(t, command, addr, nullptr, 1);
    if (extension)
      t.set_extension(extension);
    dmi.init();
    const bool granted = socket->get_direct_mem_ptr(t, dmi);
    EXPECT_EQ(t.get_address(), addr) << "get_direct_mem_ptr must leave the address as it was";
    if (extension)
      t.clear_extension(extension);
    return granted;
  }
  // True if [addr, addr + bytes) was among what was revoked.
  bool was_revoked(uint64_t addr, uint64_t bytes = 1) const {
    for (const auto &r : revoked) {
      if (r.first <= addr && addr + bytes - 1 <= r.second)
        return true;
    }
    return false;
  }
};

// Runs `body` in a SystemC thread until it ends (it may wait()).
inline void in_thread(const std::function<void()> &body) {
  bool done = false;
  sc_core::sc_spawn([&] {
    body();
    done = true;
    sc_core::sc_pause();
  });
  while (!done)
    sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
}

// Starts a process that goes on while in_thread() runs another.
inline sc_core::sc_process_handle background(const std::function<void()> &body) {
  return sc_core::sc_spawn(body);
}

inline sc_time ns(double value) {
  return {value, sc_core::SC_NS};
}

// Two DMA ports (requesters 00:01.0 and 00:02.0 by default), registers, memory.
template <unsigned W> class bed : public sc_core::sc_module {
public:
  static constexpr uint16_t sid0 = 0x0008;
  static constexpr uint16_t sid1 = 0x0010;

  using configure = std::function<void(vtd::iommu_config &)>;

  vtd::iommu<W> unit;
  memory<W> ram;
  memory<W> walk_ram; // bound only with a separate walk socket; aliases nothing
  initiator<W> dev0, dev1, cpu;
  sc_core::sc_signal<bool> reset_line;
  vtdt_space space{};
  uint64_t root = 0;

  explicit bed(const sc_core::sc_module_name &name, const configure &change = nullptr)
      : sc_core::sc_module(name), unit("unit", make_config(change)), ram("ram", memory_bytes),
        walk_ram("walk_ram", memory_bytes), dev0("dev0"), dev1("dev1"), cpu("cpu"),
        reset_line("reset_line"), unused_("unused") {
    dev0.socket.bind(unit.dma[0]);
    dev1.socket.bind(unit.dma[1]);
    cpu.socket.bind(unit.regs);
    unit.mem.bind(ram.socket);
    split_ = unit.config().separate_walk_socket;
    if (split_)
      unit.walk.bind(walk_ram.socket);
    else
      unused_.socket.bind(walk_ram.socket);
    unit.reset.bind(reset_line);
    space.ctx = this;
    space.read64 = [](void *ctx, uint64_t addr) {
      return static_cast<bed *>(ctx)->table_ram().read64(addr);
    };
    space.write64 = [](void *ctx, uint64_t addr, uint64_t value) {
      static_cast<bed *>(ctx)->table_ram().write64(addr, value);
    };
  }

  // Where tables and the invalidation queue are.
  memory<W> &table_ram() { return split_ ? walk_ram : ram; }

  void fresh() {
    for (initiator<W> *i : {&dev0, &dev1, &cpu})
      i->on_revoke = {};
    ram.how = walk_ram.how = {};
    unit.do_reset(true);
    unit.set_observer({});
    unit.set_trace({});
    unit.set_device_tlb_handler({});
    unit.set_identity_resolver({});
    unit.set_iotlb_ops(nullptr);
    vtd_clear_counters(unit.core());
    ram.fresh();
    walk_ram.fresh();
    for (initiator<W> *i : {&dev0, &dev1, &cpu})
      i->revoked.clear();
    unit.clear_stats();
    space.next = tables_first;
    space.end = tables_end;
    root = vtdt_root_new(&space);
    queue_made_ = false;
  }

  // --- Registers
  uint32_t reg32(uint32_t offset) {
    uint32_t value = 0;
    EXPECT_EQ(cpu.read(offset, &value, 4), tlm::TLM_OK_RESPONSE) << std::hex << offset;
    return value;
  }
  uint64_t reg64(uint32_t offset) {
    uint64_t value = 0;
    EXPECT_EQ(cpu.read(offset, &value, 8), tlm::TLM_OK_RESPONSE) << std::hex << offset;
    return value;
  }
  void reg32(uint32_t offset, uint32_t value) {
    EXPECT_EQ(cpu.write(offset, &value, 4), tlm::TLM_OK_RESPONSE) << std::hex << offset;
  }
  void reg64(uint32_t offset, uint64_t value) {
    EXPECT_EQ(cpu.write(offset, &value, 8), tlm::TLM_OK_RESPONSE) << std::hex << offset;
  }
  uint32_t iotlb_reg() {
    return static_cast<uint32_t>(vtd_ecap_iro(unit.config().core.ecap) * 16 + VTD_IOTLB_REG);
  }
  uint32_t frcd_reg(unsigned index) {
    return static_cast<uint32_t>(vtd_cap_fro(unit.config().core.cap) * 16 +
                                 index * VTD_FRCD_HI_STRIDE);
  }
  void gcmd(uint32_t set, uint32_t clear = 0) {
    reg32(VTD_GCMD_REG, ((reg32(VTD_GSTS_REG) & VTD_GSTS_KEEP) | set) & ~clear);
  }
  void set_root() {
    reg64(VTD_RTADDR_REG, root);
    gcmd(VTD_GCMD_SRTP);
  }
  void enable() {
    set_root();
    gcmd(VTD_GCMD_TE);
    EXPECT_TRUE(reg32(VTD_GSTS_REG) & VTD_GSTS_TES);
  }
  void disable() { gcmd(0, VTD_GCMD_TE); }
  bool faulted() { return (reg32(VTD_FSTS_REG) & (VTD_FSTS_PPF | VTD_FSTS_PFO)) != 0; }

  // --- Tables
  // A new, empty 4-level table for a domain, used by `sid`.
  uint64_t assign(uint16_t sid, uint16_t did, uint64_t table = 0) {
    if (table == 0)
      table = vtdt_pages(&space, 1);
    vtdt_context context = {};
    context.tt = VTD_CTX_TT_UNTRANSLATED;
    context.aw = VTD_CTX_AW_48;
    context.did = did;
    context.ssptptr = table;
    vtdt_context_set(&space, root, sid, &context);
    return table;
  }
  void pass_through(uint16_t sid, uint16_t did) {
    vtdt_context context = {};
    context.tt = VTD_CTX_TT_PASS_THROUGH;
    context.aw = VTD_CTX_AW_48;
    context.did = did;
    vtdt_context_set(&space, root, sid, &context);
  }
  void map(uint64_t table, uint64_t iova, uint64_t addr, uint64_t bytes = 4096,
           unsigned perm = VTD_PERM_R | VTD_PERM_W, unsigned max_shift = 12) {
    ASSERT_TRUE(vtdt_map_range(&space, table, 4, iova, addr, bytes, max_shift, perm));
  }
  void unmap(uint64_t table, uint64_t iova, unsigned shift = 12) {
    vtdt_unmap(&space, table, 4, iova, shift);
  }

  // --- Invalidation
  void invalidate_global() { iotlb_command(VTD_IOTLB_IIRG_GLOBAL, 0); }
  void invalidate_domain(uint16_t did) { iotlb_command(VTD_IOTLB_IIRG_DOMAIN, did); }
  void invalidate_page(uint16_t did, uint64_t addr, unsigned am = 0) {
    reg64(iotlb_reg() - VTD_IOTLB_REG + VTD_IVA_REG, vtd_iva_am_set(vtd_iva_addr_set(0, addr), am));
    iotlb_command(VTD_IOTLB_IIRG_PAGE, did);
  }
  void invalidate_context_device(uint16_t did, uint16_t sid) {
    reg64(VTD_CCMD_REG,
          vtd_ccmd_icc_set(vtd_ccmd_cirg_set(vtd_ccmd_sid_set(vtd_ccmd_did_set(0, did), sid),
                                             VTD_CCMD_CIRG_DEVICE),
                           1));
  }
  void queue_on() {
    if (!queue_made_)
      queue_ = vtdt_queue_new(&space, 0, false);
    queue_made_ = true;
    reg64(VTD_IQT_REG, 0);
    reg64(VTD_IQA_REG, queue_.iqa);
    gcmd(VTD_GCMD_QIE);
  }
  void submit(const vtdt_descriptor &descriptor) {
    vtdt_queue_push(&queue_, descriptor);
    reg64(VTD_IQT_REG, queue_.tail);
  }
  uint32_t queue_tail() const { return queue_.tail; }
  bool queue_done() { return vtd_iqh_qh(reg64(VTD_IQH_REG)) == queue_.tail; }

private:
  struct unused_socket : sc_core::sc_module, tlm::tlm_bw_transport_if<> {
    tlm::tlm_initiator_socket<W, tlm::tlm_base_protocol_types, 1, sc_core::SC_ZERO_OR_MORE_BOUND>
        socket;
    explicit unused_socket(const sc_core::sc_module_name &name)
        : sc_core::sc_module(name), socket("socket") {
      socket.bind(*this);
    }
    tlm::tlm_sync_enum nb_transport_bw(tlm_generic_payload &, tlm::tlm_phase &,
                                       sc_time &) override {
      return tlm::TLM_COMPLETED;
    }
    void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
  };

  static vtd::iommu_config make_config(const configure &change) {
    vtd::iommu_config config;
    config.dma_ports = 2;
    config.port_identity = {vtd::identity(sid0), vtd::identity(sid1)};
    if (change)
      change(config);
    return config;
  }
  void iotlb_command(uint64_t granularity, uint16_t did) {
    const uint64_t value = vtd_iotlb_ivt_set(
        vtd_iotlb_did_set(vtd_iotlb_iirg_set(VTD_IOTLB_DR | VTD_IOTLB_DW, granularity), did), 1);
    reg64(iotlb_reg(), value);
  }

  unused_socket unused_;
  bool split_ = false;
  vtdt_queue queue_{};
  bool queue_made_ = false;
};

} // namespace tb

#endif // VTD_TB_TLM_HARNESS_H
