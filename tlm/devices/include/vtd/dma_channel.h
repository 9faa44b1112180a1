// SPDX-License-Identifier: Apache-2.0
// One channel of the DMA engine: its registers, its ring, and the thread that moves the data.
// The programming interface is described in vtd/dma_engine_regs.h.
#ifndef VTD_DMA_CHANNEL_H
#define VTD_DMA_CHANNEL_H

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <vector>

#include "vtd/dma_engine_regs.h"
#include "vtd/extension.h"
#include "vtd/msix_table.h"

namespace vtd {

struct dma_timing {
  // A channel runs ahead of simulated time by at most this much before it lets others run.
  sc_core::sc_time quantum = sc_core::sc_time(200, sc_core::SC_NS);
  // The channel's own cost per bus transaction; what the bus annotates comes on top.
  sc_core::sc_time transaction = sc_core::sc_time(10, sc_core::SC_NS);
};

// Traffic since construction; a reset of the channel does not clear it.
struct dma_statistics {
  uint64_t transactions = 0; // bus transactions, those by direct pointer included
  uint64_t direct = 0;       // of them: by direct memory pointer
  uint64_t bytes = 0;        // data, descriptors, lists and status asked for by them
  uint64_t errors = 0;       // of them: answered with an error
  uint64_t messages = 0;     // interrupt messages sent
  dma_statistics &operator+=(const dma_statistics &other);
};

// Interrupt vectors that a channel may have in place of its message registers.
class channel_vectors {
public:
  virtual ~channel_vectors() = default;
  virtual bool enabled() const = 0;              // false: the message registers count
  virtual void signal(bool halted) = 0;          // a descriptor is through, or the channel halted
  virtual std::optional<pci_message> take() = 0; // the next message that may go, if any
};

// The owner forwards register accesses. All bus traffic comes from the channel's own SC_THREAD, so
// targets may wait. Every payload carries a dma_extension with the channel's requester id.
class dma_channel : public sc_core::sc_module {
public:
  tlm_utils::simple_initiator_socket<dma_channel, 64> bus;

  dma_channel(sc_core::sc_module_name name, uint16_t requester_id, const dma_timing &timing,
              bool use_dmi, uint16_t segment = 0);
  ~dma_channel() override;

  // 32-bit registers at aligned offsets within the channel's block. Unknown ones read 0 and ignore
  // writes.
  uint32_t read(uint32_t offset) const;
  void write(uint32_t offset, uint32_t value);

  // Called when the interrupt line (CTRL.LINE) changes: true, asserted. It must not wait.
  void on_line(std::function<void(bool)> handler) { on_line_ = std::move(handler); }

  // They must outlive the channel. None by default.
  void set_vectors(channel_vectors &vectors) { vectors_ = &vectors; }
  // There may be something for the thread to take from them.
  void messages_due() { wake_.notify(sc_core::SC_ZERO_TIME); }

  // Its own; with FORGE_ON requests carry another.
  uint16_t requester_id() const { return own_; }
  const dma_statistics &statistics() const { return statistics_; }

private:
  // Everything that a reset of the channel clears.
  struct registers {
    uint32_t ctrl = 0;
    uint32_t status = 0; // without BUSY
    uint64_t ring_base = 0;
    uint32_t ring_size = 0; // 0: no ring yet
    uint32_t head = 0;
    uint32_t tail = 0;
    uint32_t burst = 256;
    uint64_t msi_addr = 0;
    uint32_t msi_data = 0;
    uint32_t err_info = 0;
    uint64_t err_addr = 0;
    uint64_t bytes = 0;
    uint32_t completed = 0;
    uint32_t failed = 0;
    uint32_t request = 0;
    uint32_t forge = 0;
  };
  struct descriptor {
    uint64_t source, destination;
    uint32_t length, flags;
  };
  struct piece {
    uint64_t addr;
    uint32_t length;
  };
  // How a descriptor is going; ok() until the first error.
  struct progress {
    uint32_t error = VTD_DMAE_ERR_NONE;
    uint32_t response = VTD_DMAE_RESP_OK;
    uint64_t addr = 0;
    uint32_t bytes = 0;   // moved so far
    bool stopped = false; // a reset came in between
    bool ok() const { return error == VTD_DMAE_ERR_NONE && !stopped; }
  };

  void run();
  bool ready() const;
  void next_descriptor();
  void execute(const descriptor &d, progress &p);
  void copy(uint64_t source, uint64_t destination, uint32_t length, progress &p);
  void fill(const descriptor &d, progress &p);
  void gather(const descriptor &d, progress &p);
  void scatter(const descriptor &d, progress &p);
  void zero_length_read(uint64_t addr, progress &p);
  void fetch_add(const descriptor &d, progress &p);
  bool fetch_list(uint64_t list, uint32_t entries, progress &p);
  bool read_bytes(uint64_t addr, uint32_t length, uint32_t error, progress &p);
  bool write_bytes(uint64_t addr, const uint8_t *data, uint32_t length, uint32_t error,
                   progress &p);
  void finish(const descriptor &d, uint64_t addr, progress &p);
  void note_error(const progress &p);
  void tell(bool halted);
  void send_due();
  void send_message(pci_message message);
  void update_line();

  struct access {
    tlm::tlm_command command = tlm::TLM_READ_COMMAND;
    uint64_t addr = 0;
    uint8_t *data = nullptr;
    uint32_t length = 0;
    bool no_bytes = false; // all byte enables off
    atomic_op operation = atomic_op::none;
    uint64_t operand = 0;
  };
  // One bus transaction; false (with `p` filled in) on an error response or when a reset came in
  // between.
  bool transact(const access &a, uint32_t error, progress &p);
  bool by_pointer(const access &a);
  void ask_for_pointer(uint64_t addr);
  void invalidate(sc_dt::uint64 first, sc_dt::uint64 last);
  void spend(sc_core::sc_time time);

  void set_identity(bool message);
  void request_reset();
  void apply_reset();
  uint32_t status() const;
  void clear_status(uint32_t bits);
  void set_ring_size(uint32_t value);
  void set_tail(uint32_t value);

  registers r_;
  bool working_ = false;   // the thread is inside a descriptor
  bool resetting_ = false; // reset was asked for while it was
  sc_core::sc_event wake_;
  sc_core::sc_time local_; // how far the thread is ahead of simulated time
  uint16_t own_;
  dma_timing timing_;
  bool use_dmi_;
  std::vector<tlm::tlm_dmi> pointers_; // live grants
  tlm::tlm_generic_payload payload_;
  dma_extension extension_;
  dma_statistics statistics_;
  std::function<void(bool)> on_line_;
  channel_vectors *vectors_ = nullptr;
  bool line_ = false;       // asserted
  std::vector<piece> list_; // of the descriptor at work
  std::array<uint8_t, 4096> buffer_;
};

} // namespace vtd

#endif // VTD_DMA_CHANNEL_H
