// SPDX-License-Identifier: Apache-2.0
// An NVMe controller with one namespace (NVM Express 1.4): a disk for whatever has an NVMe driver.
// The programming interface is in vtd/nvme_regs.h.
#ifndef VTD_NVME_CONTROLLER_H
#define VTD_NVME_CONTROLLER_H

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

#include "vtd/block_storage.h"
#include "vtd/extension.h"
#include "vtd/message_port.h"
#include "vtd/nvme_regs.h"
#include "vtd/pci_function.h"

namespace vtd {

struct nvme_config {
  uint16_t segment = 0;
  uint16_t requester_id = 0x0008;
  std::string serial = "VTD0001";             // at most 20 characters
  std::string disk;                           // file behind the namespace; empty: memory
  uint64_t memory_bytes = UINT64_C(64) << 20; // without a file; a multiple of block_bytes
  uint32_t block_bytes = 512;                 // 512 or 4096
  unsigned queues = 4;                        // pairs for I/O, 1 .. 64
  uint32_t queue_entries = 1024;              // of the longest queue, 2 .. 65536
  unsigned transfer_order = 7;                // 2^n pages of 4 KiB in a command, 1 .. 10
  uint16_t temperature = 300;                 // kelvin
  // From CC.EN to CSTS.RDY; of taking a command; of the medium: a command, and each 4 KiB.
  sc_core::sc_time ready_latency = sc_core::sc_time(1, sc_core::SC_MS);
  sc_core::sc_time command_latency = sc_core::sc_time(500, sc_core::SC_NS);
  sc_core::sc_time read_latency = sc_core::sc_time(8, sc_core::SC_US);
  sc_core::sc_time write_latency = sc_core::sc_time(5, sc_core::SC_US);
  sc_core::sc_time page_latency = sc_core::sc_time(1, sc_core::SC_US);
  sc_core::sc_time flush_latency = sc_core::sc_time(50, sc_core::SC_US);
  sc_core::sc_time register_latency = sc_core::sc_time(20, sc_core::SC_NS);
};

struct nvme_statistics {
  uint64_t admin_commands = 0, reads = 0, writes = 0, flushes = 0, other_commands = 0;
  uint64_t failed_commands = 0; // of all these
  uint64_t bytes_read = 0;      // from the medium, by reads
  uint64_t bytes_written = 0;
  uint64_t transactions = 0; // on the bus, messages not included
  uint64_t errors = 0;       // of them: answered with an error
  uint64_t resets = 0;       // of the controller
  uint64_t fatal = 0;        // times that it gave up: a queue could not be reached
};

// `regs` is BAR 0: 4 or 8 aligned bytes, others are refused with BURST_ERROR. Bus traffic comes
// from threads of its own, so targets may wait; every payload has a dma_extension. Commands are
// done one after the other, queues take turns. What the bus refuses ends the command with Data
// Transfer Error; a queue that cannot be reached is fatal (CSTS.CFS).
//
// While bus mastering is off, nothing is fetched.
class nvme_controller : public sc_core::sc_module {
public:
  tlm_utils::simple_target_socket<nvme_controller, 64> regs;
  tlm_utils::simple_initiator_socket<nvme_controller, 64> bus;

  // Throws std::runtime_error with a sentence if the disk cannot be used; a configuration that is
  // not legal is reported as an error (/vtd/nvme/config).
  nvme_controller(sc_core::sc_module_name name, const nvme_config &config);
  ~nvme_controller() override;

  pci_function &function() { return function_; }
  block_storage &storage() { return *storage_; }
  uint64_t blocks() const { return storage_->bytes() / config_.block_bytes; }
  const nvme_statistics &statistics() const { return statistics_; }
  uint64_t messages() const { return messages_.sent(); }

private:
  struct command {
    std::array<uint8_t, VTD_NVME_SQE_BYTES> bytes{};
    uint16_t sq = 0;
    uint8_t opcode() const { return bytes[VTD_NVME_SQE_OPCODE]; }
    uint16_t cid() const;
    uint32_t nsid() const { return word(VTD_NVME_SQE_NSID); }
    uint32_t cdw(unsigned n) const { return word(VTD_NVME_SQE_CDW10 + 4 * (n - 10)); }
    uint64_t prp1() const { return wide(VTD_NVME_SQE_PRP1); }
    uint64_t prp2() const { return wide(VTD_NVME_SQE_PRP2); }
    uint32_t word(uint32_t offset) const;
    uint64_t wide(uint32_t offset) const;
  };
  // How a command ended.
  struct answer {
    uint16_t status = VTD_NVME_OK;
    uint32_t result = 0;
    bool later = false; // its completion comes another time (asynchronous events)
    answer() = default;
    answer(unsigned s) : status(static_cast<uint16_t>(s)) {}
  };
  struct submission_queue {
    bool there = false;
    uint64_t base = 0;
    uint32_t entries = 0, head = 0, tail = 0;
    uint16_t cq = 0;
  };
  struct completion_queue {
    bool there = false;
    uint64_t base = 0;
    uint32_t entries = 0, head = 0, tail = 0;
    bool phase = true;
    bool interrupts = false;
    uint16_t vector = 0;
    bool full() const { return (tail + 1) % entries == head; }
  };
  // A piece of host memory within a page.
  struct segment {
    uint64_t addr;
    uint32_t bytes;
  };
  struct segments {
    uint16_t status = VTD_NVME_OK;
    std::vector<segment> list;
  };
  struct event {
    uint8_t type, information, log;
  };
  struct error_entry {
    uint64_t count;
    uint16_t sq, cid, status;
    uint64_t lba;
    uint32_t nsid;
  };
  struct blocks_range {
    uint64_t first;
    uint64_t count;
  };

  // Registers (nvme_registers.cpp).
  void build_function();
  void transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug(tlm::tlm_generic_payload &trans);
  uint64_t capabilities() const;
  uint32_t read(uint32_t offset) const;
  void write(uint32_t offset, uint32_t value);
  void write_configuration(uint32_t value);
  void write_doorbell(uint32_t offset, uint32_t value);
  bool can_be_enabled() const;
  void stop(bool everything);
  void apply_stop();
  uint32_t page_bytes() const { return 4096u << VTD_NVME_CC_MPS(cc_); }

  // Queues (nvme_queues.cpp).
  void run();
  bool step();
  bool running() const;
  bool next_command();
  void execute(const command &c);
  bool complete(uint16_t sq, uint16_t cid, const answer &a);
  void signal(const completion_queue &cq);
  void fatal();
  bool post_event();
  void raise(const event &e);
  bool dma(uint64_t addr, void *data, uint32_t bytes, bool write);
  void spend(const sc_core::sc_time &time) { local_ += time; }
  void synchronize();
  segments prps(const command &c, uint64_t bytes);
  bool follow_list(segments &s, uint64_t list, uint64_t bytes);
  uint16_t transfer(const command &c, void *data, uint64_t bytes, bool to_host);

  // Admin commands (nvme_admin.cpp, nvme_identify.cpp).
  answer admin(const command &c);
  answer create_cq(const command &c);
  answer create_sq(const command &c);
  answer delete_cq(const command &c);
  answer delete_sq(const command &c);
  answer identify(const command &c);
  answer get_log(const command &c);
  answer set_features(const command &c);
  answer get_features(const command &c);
  answer abort(const command &c);
  answer async_event(const command &c);
  bool io_queue(uint32_t id) const { return id >= 1 && id <= config_.queues; }
  bool io_queues_there() const;
  uint8_t warnings() const;
  void look_at_temperature();
  std::vector<uint8_t> identify_controller() const;
  std::vector<uint8_t> identify_namespace() const;
  std::vector<uint8_t> namespace_descriptors() const;
  std::vector<uint8_t> error_log() const;
  std::vector<uint8_t> smart_log() const;
  std::vector<uint8_t> firmware_log() const;

  // I/O commands (nvme_io.cpp).
  answer io(const command &c);
  answer read_or_write(const command &c);
  answer write_zeroes(const command &c);
  answer deallocate(const command &c);
  answer flush();
  bool inside(const blocks_range &r) const;
  uint64_t transfer_max() const { return UINT64_C(4096) << config_.transfer_order; }

  nvme_config config_;
  pci_function function_;
  std::unique_ptr<block_storage> storage_;
  message_port messages_;
  nvme_statistics statistics_;

  uint32_t cc_ = 0, csts_ = 0, aqa_ = 0, masked_vectors_ = 0, unsent_vectors_ = 0;
  uint64_t asq_ = 0, acq_ = 0;
  std::vector<submission_queue> sqs_; // 0: admin
  std::vector<completion_queue> cqs_;
  unsigned next_queue_ = 0;
  std::array<uint32_t, 16> features_{};
  std::map<uint32_t, uint32_t> temperature_thresholds_; // by sensor and kind
  std::vector<uint32_t> vector_settings_;               // feature 09h, by vector
  std::deque<uint16_t> waiting_events_;                 // commands that wait for an event
  std::deque<event> events_;
  uint32_t masked_events_ = 0; // types that were told and not looked at
  std::deque<error_entry> errors_;
  uint64_t error_count_ = 0;

  bool working_ = false;         // the thread is in a command
  bool stopping_ = false;        // a reset waits for it
  bool stop_everything_ = false; // of the function, not only of the controller
  bool enabling_ = false;
  sc_core::sc_event wake_;
  sc_core::sc_event stopped_; // stopping_ was set
  sc_core::sc_time local_;    // how far the thread is ahead of simulated time
  tlm::tlm_generic_payload payload_;
  dma_extension extension_;
  std::vector<uint8_t> buffer_;
};

} // namespace vtd

#endif // VTD_NVME_CONTROLLER_H
