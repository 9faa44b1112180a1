// SPDX-License-Identifier: Apache-2.0
// A stock QEMU as the processor and the memory of a SystemC platform.
//
//   QEMU  x-pci-proxy-dev  <-- mpqemu -->  +--------+ registers --> remapping units, I/O APIC
//         guest memory     <--- mmap --->  | bridge | ecam -------> configuration spaces
//         local APIC, lines <-- qtest -->  +--------+ devices ----> their BARs
//                                              ^ mem  <-- remapping units (translated accesses,
//                                                         table walks, interrupt messages)
//
// * Accesses of the guest are one b_transport each, made from the bridge's thread: targets may
// wait.
//   An access that ends with an error reads all-ones. Sizes are 1, 2, 4 and 8 bytes.
// * `mem` takes guest physical addresses. Memory grants DMI. Aligned 4-byte writes to the interrupt
//   range (FEEx_xxxxh) become interrupts of the guest; everything else there, and every address
//   without memory, is answered with ADDRESS_ERROR. It never waits.
// * Time: simulated time keeps to the host's clock, from the start of the simulation on. Events of
//   the models happen up to `quantum` early, so that short latencies cost no waiting; an access of
//   the guest happens when the models have caught up with the clock.
// * The simulation stops (sc_stop()) when the guest is gone; ended() and problem() say why.
#ifndef VTD_QEMU_BRIDGE_H
#define VTD_QEMU_BRIDGE_H

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/multi_passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>

#include "vtd/guest_memory.h"
#include "vtd/proxy_function.h"
#include "vtd/qtest_client.h"

namespace vtd {

// The three windows that firmware places as BARs of the proxy function.
enum qemu_window : unsigned {
  qemu_window_registers, // bound to `registers`; addresses are offsets into the window
  qemu_window_ecam,      // bound to `ecam`; addresses are offsets into the window
  qemu_window_devices,   // bound to `devices`; addresses are the guest's, as BARs hold them
  qemu_windows
};

struct qemu_bridge_config {
  // Sizes in bytes (powers of two), and where the firmware will place them: ACPI tables have to say
  // so before it does. A window that ends up elsewhere ends the session. The defaults are what
  // SeaBIOS 1.16 does on a q35 machine without further devices.
  std::array<uint32_t, qemu_windows> window_bytes = {0x10000, 0x100000, 0x100000};
  std::array<uint64_t, qemu_windows> window_base = {0xfeb00000, 0xfe900000, 0xfea00000};

  sc_core::sc_time quantum = sc_core::sc_time(1, sc_core::SC_MS);
  sc_core::sc_time memory_latency = sc_core::sc_time(30, sc_core::SC_NS); // per transaction
  bool dmi = true;
  // Data goes through QEMU, which drops code that it has translated from there: needed only if
  // devices write to pages that hold code. Slow, and without DMI.
  bool careful_writes = false;
  // Messages keep their trigger mode: for software that ends levels at the modelled I/O APIC itself
  // because the local APIC says that they were levels. Linux does if it says that they were not.
  bool trigger_modes = false;
  // false: simulated time passes in the guest's accesses only, by what their targets wait and
  // annotate. A guest that computes or sleeps does not let it pass; one that polls the models does,
  // and its run hardly depends on how fast the host is.
  bool host_clock = true;
  int patience_ms = 10000; // for the rest of a message, and for QEMU to take an interrupt
};

struct qemu_bridge_stats {
  std::array<uint64_t, qemu_windows> reads = {};
  std::array<uint64_t, qemu_windows> writes = {};
  uint64_t failed_accesses = 0; // of them: answered with an error, or to no window
  uint64_t memory_maps = 0;     // messages that changed the map of guest memory
  uint64_t memory_reads = 0;    // b_transport on `mem`
  uint64_t memory_writes = 0;
  uint64_t memory_errors = 0;
  uint64_t interrupts = 0;         // messages injected
  uint64_t interrupts_dropped = 0; // while the machine was being reset, or not deliverable
  uint64_t line_changes = 0;
  uint64_t resets = 0; // of the guest, the first one included
};

enum class qemu_end {
  running,
  closed,  // QEMU ended, or was ended
  broken,  // it sent something that cannot be understood; problem() says what
  refused, // a window is not where the tables say; problem() says which
};

class qemu_bridge : public sc_core::sc_module {
public:
  tlm_utils::simple_initiator_socket<qemu_bridge, 64> registers;
  tlm_utils::simple_initiator_socket<qemu_bridge, 64> ecam;
  tlm_utils::simple_initiator_socket<qemu_bridge, 64> devices;
  tlm_utils::multi_passthrough_target_socket<qemu_bridge, 64> mem; // any number of units

  // Takes both descriptors (connected stream sockets) over: the one of the proxy function and the
  // one of QEMU's test interface.
  qemu_bridge(sc_core::sc_module_name name, const qemu_bridge_config &config, int proxy_fd,
              int qtest_fd);
  ~qemu_bridge() override;

  // Called when QEMU resets the machine: put every model into power-on reset. Must not wait.
  void on_reset(std::function<void()> handler) { on_reset_ = std::move(handler); }
  // Called when a line of QEMU's I/O APIC changes, which has no other effect any more.
  void on_line(std::function<void(unsigned number, bool high)> handler);
  // Asked now and then: true ends the session.
  void on_idle(std::function<bool()> handler) { abandoned_ = std::move(handler); }

  qemu_end ended() const { return ended_; }
  const std::string &problem() const { return problem_; }
  const qemu_bridge_stats &stats() const { return stats_; }
  guest_memory &memory() { return memory_; }
  // Where the firmware has placed a window; 0: nowhere yet.
  uint64_t window_base(qemu_window window) const { return function_.bar[window]; }

private:
  void run();
  bool let_models_run();
  void await_input();
  void catch_up();
  sc_core::sc_time host_time() const;
  bool proxy_readable() const;
  void take_message();
  uint64_t handle(vtd_mpqemu_message &message);
  void handle_memory_map(vtd_mpqemu_message &message);
  void handle_config_write(const vtd_mpqemu_message &message);
  uint64_t handle_access(const vtd_mpqemu_message &message, bool write);
  void handle_reset();
  void end(qemu_end how, const std::string &problem = {});

  void transport(int, tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  unsigned debug(int, tlm::tlm_generic_payload &trans);
  bool direct(int, tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi);
  tlm::tlm_response_status access_memory(tlm::tlm_generic_payload &trans);
  tlm::tlm_response_status inject(tlm::tlm_generic_payload &trans);
  void revoke_dmi();

  qemu_bridge_config config_;
  int proxy_;
  qtest_client qtest_;
  vtd_proxy_function function_;
  guest_memory memory_;
  std::chrono::steady_clock::time_point begin_;
  bool resetting_ = false;
  qemu_end ended_ = qemu_end::running;
  std::string problem_;
  std::function<void()> on_reset_;
  std::function<void(unsigned, bool)> on_line_;
  std::function<bool()> abandoned_;
  qemu_bridge_stats stats_;
};

} // namespace vtd

#endif // VTD_QEMU_BRIDGE_H
