// SPDX-License-Identifier: Apache-2.0
// An accelerator with a device-TLB, page requests and PASIDs: one function, several work queues and
// engines. The programming interface is described in vtd/accelerator_regs.h.
#ifndef VTD_ACCELERATOR_H
#define VTD_ACCELERATOR_H

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

#include "vtd/accelerator_regs.h"
#include "vtd/ats.h"
#include "vtd/device_tlb.h"
#include "vtd/dma_channel.h"
#include "vtd/extension.h"
#include "vtd/message_port.h"
#include "vtd/pci_function.h"

namespace vtd {

class accelerator_engine;

struct accelerator_config {
  uint16_t segment = 0; // PCI segment
  uint16_t requester_id = 0;
  unsigned queues = 4;       // 1 .. VTD_ACCEL_QUEUES_MAX
  unsigned engines = 2;      // 1 .. 16
  unsigned tlb_entries = 64; // 0 .. 65535
  unsigned groups = 32;      // page request groups that may be open, 1 .. 256
  unsigned translations = 8; // most that a translation request asks for, 1 .. 16; not more than the
                             // unit allows
  unsigned burst = 256;      // bytes of a bus transaction, a power of two, 64 .. 4096
  // An engine runs ahead of simulated time by at most this much.
  sc_core::sc_time quantum = sc_core::sc_time(200, sc_core::SC_NS);
  sc_core::sc_time transaction = sc_core::sc_time(10, sc_core::SC_NS); // own cost of one
  sc_core::sc_time invalidation = sc_core::sc_time(20, sc_core::SC_NS);
  // Before a page is asked for again that a successful response did not bring.
  sc_core::sc_time retry = sc_core::sc_time(1, sc_core::SC_US);
  sc_core::sc_time register_latency = sc_core::sc_time(20, sc_core::SC_NS);
};

// Register accesses: 4 or 8 bytes, aligned; portals: up to 64; without byte enables. Others are
// refused with BURST_ERROR or BYTE_ENABLE_ERROR, outside of the window with ADDRESS_ERROR.
// transport_dbg reads registers and never changes anything. Bus traffic comes from the engines'
// threads, so targets may wait.
class accelerator : public sc_core::sc_module, private ats_device {
public:
  tlm_utils::simple_target_socket<accelerator, 64> regs;
  tlm_utils::simple_initiator_socket<accelerator, 64> bus;

  // A configuration that is not legal is reported as an error (/vtd/accelerator/config).
  accelerator(sc_core::sc_module_name name, const accelerator_config &config);
  ~accelerator() override;

  // To the unit that its bus leads to, which must live longer. Without it there is neither ATS nor
  // PRI.
  void connect(ats_root &root);
  void reset(); // as software could
  bool busy() const;
  uint16_t requester_id() const { return config_.requester_id; }
  // Its configuration space: BAR 0 is the register window; MSI-X, ATS, page requests, PASIDs. Once
  // attached to an ECAM, its enable bits count besides those of the registers: a device that is not
  // bus master gets no answer to its accesses, descriptors with a PASID are refused
  // (SUBMIT_DISABLED) unless PASIDs are enabled.
  pci_function &function() { return function_; }
  const dma_statistics &statistics() const { return statistics_; }
  // By dword offset, as software reads it.
  uint32_t read(uint32_t offset) const;
  void write(uint32_t offset, uint32_t value);

private:
  friend class accelerator_engine;

  struct job {
    std::array<uint8_t, VTD_ACCEL_DESC_BYTES> bytes{};
    unsigned queue = 0;
    uint64_t order = 0; // of submission
    address_space space;
    bool may_block = false;
    bool aborted = false;
  };
  struct slot {
    std::array<uint8_t, VTD_ACCEL_DESC_BYTES> bytes{};
    uint32_t answer = 0;
  };
  struct work_queue {
    uint32_t ctrl = 0;
    uint32_t size = 32;
    uint32_t pasid = 0;
    uint32_t retries = 0;
    std::deque<job> waiting;
    std::vector<slot> slots{VTD_ACCEL_SLOTS};
  };
  struct message {
    uint64_t addr = 0;
    uint32_t data = 0;
  };
  // A page request group on its way; its index in the table is the PRG index.
  struct group {
    bool open = false;
    bool answered = false;
    uint8_t code = 0;
    address_space space;
    sc_core::sc_event event;
  };
  // An access that uses a translation.
  struct use {
    address_space space;
    uint64_t base;
    unsigned shift;
  };
  struct pending_invalidation {
    vtd_dev_tlb_inv inv;
    std::vector<unsigned> users; // engines
  };
  // Everything that reset clears.
  struct registers {
    uint32_t ctrl = 0;
    uint32_t status = 0;
    uint32_t pages = 1;
    uint32_t command = 0;
    uint32_t misbehave = 0;
    uint32_t forged_pasid = 0;
    uint32_t forged_rid = 0;
    uint64_t lost_addr = 0;
    uint32_t completed = 0, failed = 0, translations = 0, tlb_hits = 0, page_requests = 0,
             responses = 0, invalidations = 0;
    uint64_t bytes = 0;
    std::array<message, VTD_ACCEL_MESSAGES> messages{};
  };

  // Registers (accelerator.cpp).
  void build_function();
  void function_changed();
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug(tlm::tlm_generic_payload &trans);
  uint32_t read_queue(uint32_t offset) const;
  void write_queue(uint32_t offset, uint32_t value);
  void write_message(uint32_t offset, uint32_t value);
  void write_portal(uint32_t offset, const uint8_t *data, uint32_t length);
  uint32_t submit(work_queue &queue, const slot &from);
  void apply_reset();
  // Work.
  bool take(job &next, unsigned engine);
  void ended(unsigned engine);
  bool pending(uint64_t before, std::optional<uint32_t> pasid, std::optional<unsigned> queue,
               std::optional<unsigned> except) const;
  void command_thread();

  // ATS and PRI (accelerator_ats.cpp).
  void invalidation_request(const vtd_dev_tlb_inv &inv, const sc_core::sc_time &delay) override;
  void page_group_response(const vtd_page_group_response &response,
                           const sc_core::sc_time &delay) override;
  void message_thread();
  void serve(const vtd_dev_tlb_inv &inv);
  void begin_use(unsigned engine, const use &u) { uses_[engine] = u; }
  void end_use(unsigned engine, const sc_core::sc_time &delay);
  void complete_later(const vtd_dev_tlb_inv &inv, const sc_core::sc_time &delay);
  void complete(const vtd_dev_tlb_inv &inv, sc_core::sc_time &delay);
  bool ats_on() const {
    return root_ && (r_.ctrl & VTD_ACCEL_CTRL_ATS) != 0 && function_.ats_enabled();
  }
  bool pri_on() const {
    return root_ && (r_.ctrl & VTD_ACCEL_CTRL_PRI) != 0 && function_.page_requests_enabled() &&
           (r_.status & VTD_ACCEL_STATUS_PRI_STOPPED) == 0;
  }
  void stop_page_requests();
  size_t groups_waiting() const;
  group *open_group(const address_space &space, uint16_t &index);
  void close_group(group &g);
  bool send_page_request(const address_space &space, uint64_t addr, uint16_t group, unsigned kind,
                         bool last, sc_core::sc_time &delay);
  void flood_thread();
  identity identity_of(const address_space &space, vtd_at at) const;

  accelerator_config config_;
  pci_function function_;
  message_port message_port_;
  registers r_;
  device_tlb tlb_;
  dma_statistics statistics_;
  ats_root *root_ = nullptr;
  std::vector<work_queue> queues_;
  std::vector<std::unique_ptr<accelerator_engine>> engines_;
  std::vector<std::optional<job>> running_; // by engine
  std::vector<std::optional<use>> uses_;    // by engine
  std::vector<group> groups_;
  unsigned next_queue_ = 0; // whose turn it is
  unsigned next_group_ = 0;
  uint64_t submitted_ = 0;
  uint64_t epoch_ = 0; // counts invalidations
  bool resetting_ = false;
  uint32_t flood_ = 0;
  std::multimap<sc_core::sc_time, vtd_dev_tlb_inv> arriving_; // by absolute time
  std::multimap<sc_core::sc_time, vtd_dev_tlb_inv> completing_;
  std::vector<pending_invalidation> pending_;
  sc_core::sc_event work_event_;    // a job is there
  sc_core::sc_event ended_event_;   // a job has ended
  sc_core::sc_event message_event_; // invalidations to look at, or to complete
  sc_core::sc_event command_event_;
  sc_core::sc_event flood_event_;
  sc_core::sc_event group_event_; // a group was closed
};

} // namespace vtd

#endif // VTD_ACCELERATOR_H
