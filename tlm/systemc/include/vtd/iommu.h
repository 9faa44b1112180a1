// SPDX-License-Identifier: Apache-2.0
// vtd::iommu: an Intel VT-d remapping unit as a loosely-timed SystemC/TLM-2.0 module, with an
// approximately-timed path beside it (vtd/at.h) if that is asked for.
//
//   devices --> dma[0..n-1]  +-------+  mem  --> system bus (translated accesses, interrupt
//   messages)
//                            | iommu |
//   CPU ------------> regs   +-------+  walk --> (optional) table walks and queue traffic
//
// * DMA accesses are translated and passed on by the same payload; a burst that crosses pages goes
//   on as one transaction per page, in ascending order. If a piece fails, the pieces before it have
//   taken effect, those behind it have not, and the response is the failing piece's.
// * Responses: not mapped or blocked -> ADDRESS_ERROR, not permitted -> COMMAND_ERROR, aborted
//   translation request -> GENERIC_ERROR; errors of the target are passed on. Registers: size,
//   alignment or streaming -> BURST_ERROR, byte enables -> BYTE_ENABLE_ERROR, outside the window ->
//   ADDRESS_ERROR. The fault reason is in the dma_extension.
// * A read whose byte enables are all zero is a zero-length read; a write of that kind is checked
// as
//   a write and moves nothing.
// * Time is annotated, never waited for: the delay argument grows by what look-up and walks cost.
// * transport_dbg() translates without side effects. DMI is granted per page (neighbours merged)
// and
//   revoked when the translation goes.
//
// Re-entrancy: every socket may be called while an access is waiting downstream, from any SystemC
// process, and from within a downstream call.
#ifndef VTD_IOMMU_H
#define VTD_IOMMU_H

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <systemc>
#include <tlm>

#include "vtd/at.h"
#include "vtd/ats.h"
#include "vtd/extension.h"
#include "vtd/vtd.h"

namespace vtd {

namespace detail {
class engine;
}

// How to build a module. The defaults make a legacy-mode unit with one DMA port that costs no time.
struct iommu_config {
  vtd_config core = vtd_config_default();
  unsigned dma_ports = 1; // 1 .. 4096
  // Identity of requests without extension, by port. Ports beyond its end have the default
  // identity.
  std::vector<identity> port_identity;
  uint16_t segment = 0; // requests of another PCI segment are refused (ADDRESS_ERROR)

  bool dmi = true; // grant direct memory pointers to devices
  // Pages that one grant may be merged from (each of any size), 1 .. 4096; and grants that may be
  // live on one port, 1 .. 65536: an older one is revoked to make room.
  unsigned dmi_merge = 32;
  unsigned dmi_grants = 1024;
  // Walk tables through direct memory pointers where the target grants them. Off: every table read
  // is a transaction.
  bool direct_walks = true;
  bool separate_walk_socket = false; // table walks and queue traffic leave by `walk`, not by `mem`

  sc_core::sc_time lookup_latency;   // per translated piece of an access
  sc_core::sc_time read_latency;     // per table read through a direct memory pointer
  sc_core::sc_time register_latency; // per register access
  // Of the unit's clock, which performance counters can count (core.perf.clock). Zero: none.
  sc_core::sc_time clock_period;
  // From the doorbell until the invalidation queue runs. Zero: it runs within the register write.
  sc_core::sc_time queue_latency;
  at_config at; // nb_transport on the DMA sockets; switches direct_walks off

  // Translations that one request may ask for, 1 .. 16: the read completion boundary allows 8 (64
  // bytes) or 16 (128 bytes).
  unsigned ats_translations = 8;
  sc_core::sc_time ats_message_latency; // of messages between the unit and device-TLBs, each way
  // An invalidation request that is not complete after this time sets ITE. Zero: the unit waits for
  // ever.
  sc_core::sc_time device_tlb_timeout;

  bool report_statistics = false; // one sc_report INFO at the end of simulation
};

// Empty if a module like this can be built; else a sentence that says what is wrong and what would
// be right.
std::string iommu_config_problem(const iommu_config &config);

// Traffic of one module since its construction (or clear_stats()). The core has its own counters:
// vtd_get_counters(core()).
struct iommu_stats {
  uint64_t transactions = 0;      // b_transport on the DMA ports
  uint64_t splits = 0;            // of them: went on as several transactions
  uint64_t bytes = 0;             // asked for by all of them
  uint64_t errors = 0;            // of them: answered with an error by the unit
  uint64_t interrupts = 0;        // interrupt messages delivered for devices
  uint64_t messages = 0;          // event messages of the unit itself
  uint64_t walk_transactions = 0; // table reads, queue traffic by b_transport
  uint64_t direct_windows = 0;    // direct memory pointers got for walks
  uint64_t debug_accesses = 0;    // transport_dbg on the DMA ports
  uint64_t dmi_grants = 0;        // new grants
  uint64_t dmi_reused = 0;        // requests answered by a grant that was live
  uint64_t dmi_refusals = 0;
  uint64_t dmi_revocations = 0; // grants revoked
  uint64_t register_reads = 0;
  uint64_t register_writes = 0;
  at_stats at; // of nb_transport; its requests count above, too
};

// One translation, as an observer sees it: after the answer is known, before the access goes on.
struct translation_event {
  sc_core::sc_time start;    // local time at which the request arrived
  sc_core::sc_time duration; // look-up and walk
  unsigned port;
  const vtd_request *request; // valid during the call
  const vtd_result *result;   // valid during the call
};

using identity_resolver =
    std::function<bool(unsigned port, const tlm::tlm_generic_payload &payload, identity &id)>;
using translation_observer = std::function<void(const translation_event &)>;
using trace_handler = std::function<void(const vtd_trace &)>;
using device_tlb_handler = std::function<void(const vtd_dev_tlb_inv &)>;

template <unsigned BUSWIDTH = 64> class iommu : public sc_core::sc_module {
public:
  using target_socket = tlm::tlm_target_socket<BUSWIDTH>;
  using initiator_socket = tlm::tlm_initiator_socket<BUSWIDTH>;
  using optional_initiator_socket =
      tlm::tlm_initiator_socket<BUSWIDTH, tlm::tlm_base_protocol_types, 1,
                                sc_core::SC_ZERO_OR_MORE_BOUND>;
  using optional_reset_port =
      sc_core::sc_port<sc_core::sc_signal_in_if<bool>, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;

  sc_core::sc_vector<target_socket> dma;
  target_socket regs; // addresses are offsets into the register window
  initiator_socket mem;
  optional_initiator_socket walk; // bind it if and only if separate_walk_socket is set
  optional_reset_port reset;      // power-on reset at its rising edge

  // A configuration that cannot be built is reported as an sc_report error (/vtd/iommu/config).
  explicit iommu(const sc_core::sc_module_name &name, const iommu_config &config = iommu_config());
  ~iommu() override;

  const char *kind() const override { return "vtd::iommu"; }

  vtd_t *core();
  const iommu_config &config() const;
  const iommu_stats &stats() const;
  void clear_stats();
  std::string stats_text() const; // what report_statistics prints

  // Reset as by the port (power_on) or one that keeps sticky registers. Direct memory pointers are
  // revoked.
  void do_reset(bool power_on = true);

  // Revokes every direct memory pointer of the devices. The unit does so on its own wherever
  // translations go; this is for hosts that replace its state (vtd_restore() on core()).
  void revoke_dmi();

  // Derives identities from foreign payloads: called for every access without a dma_extension (by
  // nb_transport, twice); a false result means the port's identity. Empty: none.
  void set_identity_resolver(identity_resolver resolver);
  // Gives a port to another device: direct memory pointers on it are revoked.
  void set_port_identity(unsigned port, const identity &id);
  // Replaces or shadows the IOTLB; NULL: back to the built-in one. See vtd_set_iotlb_ops().
  void set_iotlb_ops(const vtd_iotlb_ops *ops);
  // Sees every translation of the data path; empty: none, and then it costs one test.
  void set_observer(translation_observer observer);
  // Sees the core's events.
  void set_trace(trace_handler trace);
  // Messages of devices with a device-TLB, and where they register for those of the unit.
  ats_root &ats();
  // Takes all device-TLB invalidation requests, in place of the devices that registered; it answers
  // with vtd_dev_tlb_complete(), at once or later. Empty: none.
  void set_device_tlb_handler(device_tlb_handler handler);

private:
  void end_of_elaboration() override;
  void end_of_simulation() override;

  std::unique_ptr<detail::engine> engine_;
};

extern template class iommu<32>;
extern template class iommu<64>;

} // namespace vtd

#endif // VTD_IOMMU_H
