// SPDX-License-Identifier: Apache-2.0
// The inside of vtd::iommu, independent of the bus width: the core, what the sockets are bound to,
// and what they share. The module (iommu.cpp) only adds the sockets.
#ifndef VTD_SYSTEMC_ENGINE_H
#define VTD_SYSTEMC_ENGINE_H

#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "access_frame.h"
#include "at_path.h"
#include "ats_link.h"
#include "dma_port.h"
#include "memory_side.h"
#include "payload_pool.h"
#include "regs_port.h"
#include "vtd/iommu.h"

namespace vtd::detail {

// How the engine reaches its sockets.
struct engine_sockets {
  std::function<fw_if *()> mem;
  std::function<fw_if *()> walk; // the same as mem without a separate socket
  std::function<bw_if *(unsigned port)> dma;
};

class engine {
public:
  engine(const char *name, const iommu_config &config, engine_sockets sockets);
  ~engine();
  engine(const engine &) = delete;
  engine &operator=(const engine &) = delete;

  // NULL if the configuration can be built, else what is wrong and what would be right.
  static std::string config_problem(const iommu_config &config);

  // A handler was set or removed.
  void settings_changed() {
    for (const auto &port : ports_)
      port->refresh();
  }
  // Sockets are bound: remembers whom to call, starts the queue's process.
  void elaborated();
  void reset(bool power_on);
  std::string stats_text() const;

  // --- the core's host (host.cpp)
  bool mem_read(uint64_t addr, void *data, uint32_t bytes);
  payload &entry_read(access_frame &frame, uint64_t addr, void *data);
  bool mem_read_alone(uint64_t addr, void *data, uint32_t bytes);
  bool finish_read(payload &trans, uint64_t addr);
  bool mem_write(uint64_t addr, const void *data, uint32_t bytes);
  bool mem_cas64(uint64_t addr, uint64_t *expected, uint64_t desired, bool *swapped);
  void send_message(uint64_t addr, uint32_t data);
  void invalidated(const vtd_inv &inv);
  void dev_tlb_invalidate(const vtd_dev_tlb_inv &inv);
  void traced(const vtd_trace &event);
  uint64_t clock() const;

  // Writes one message to the system bus; `from` lends its extensions (may be NULL).
  tlm::tlm_response_status write_message(uint64_t addr, uint32_t data, sc_core::sc_time &delay,
                                         payload *from);

  // Time of table reads through direct pointers: those of `reads` that were no transactions.
  sc_core::sc_time direct_cost(uint32_t reads, uint32_t transactions) const {
    const uint32_t direct = reads > transactions ? reads - transactions : 0;
    return sc_core::sc_time::from_value(direct_read_cost_.value() * direct);
  }
  // Rethrows what passed through the core: see run_walk_transaction().
  void rethrow_unwinding() {
    if (__builtin_expect(unwinding_ != nullptr, 0))
      std::rethrow_exception(std::exchange(unwinding_, nullptr));
  }
  // Around calls to devices from within the core: they may use the sockets and call back.
  class callback_scope {
  public:
    explicit callback_scope(engine &owner) : engine_(owner), frame_(owner.current_) {
      engine_.callbacks_++;
    }
    ~callback_scope() {
      engine_.callbacks_--;
      engine_.current_ = frame_;
    }
    callback_scope(const callback_scope &) = delete;
    callback_scope &operator=(const callback_scope &) = delete;

  private:
    engine &engine_;
    access_frame *frame_;
  };
  // Calls the core for a device, which bears the time of what follows. What passed through the core
  // is rethrown, unless there is another call of the core below: then that one does. Returns the
  // number of table reads that were transactions.
  template <typename Call> uint32_t on_account_of(sc_core::sc_time &delay, Call call) {
    access_frame *const outer = current_;
    access_frame frame = {&delay, outer && outer->untimed, 0};
    current_ = &frame;
    call();
    current_ = outer;
    if (callbacks_ == 0)
      rethrow_unwinding();
    return frame.transactions;
  }
  // Ends an access that came back. What waited for it (a drain, the queue) may go on in here.
  void end_inflight(vtd_token token) {
    vtd_inflight_end(core_, token);
    rethrow_unwinding();
  }
  // Ends an access while an exception passes: nothing may wait any more.
  void end_unwound(vtd_token token);

  void schedule_step();

  // --- DMI (dmi.cpp)
  bw_if *initiator(unsigned port) { return sockets_.dma(port); }
  void revoke_everything();
  void revoke_output(uint64_t first, uint64_t last); // in output addresses
  void drop_direct_windows();

  void report_error(const char *id, const std::string &text) const;
  void warn_foreign_segment(unsigned port);

  // Read on every access: keep together.
  vtd_t *core_ = nullptr;
  access_frame *current_ = nullptr;                  // NULL: work of the unit itself
  tlm::tlm_blocking_transport_if<> *data_ = nullptr; // mem_, with one pointer less to follow
  sc_core::sc_time lookup_latency_;
  std::exception_ptr unwinding_;
  iommu_stats stats_;

  fw_if *mem_ = nullptr;
  fw_if *walk_ = nullptr;
  tlm::tlm_blocking_transport_if<> *walk_data_ = nullptr;
  iommu_config config_;
  std::string name_;
  payload_pool pool_;
  uint64_t dmi_epoch_ = 0; // counts what may have taken rights away
  sc_core::sc_time direct_read_cost_;

  identity_resolver resolver_;
  translation_observer observer_;
  trace_handler trace_;
  device_tlb_handler device_tlb_;

  std::vector<std::unique_ptr<dma_port>> ports_;
  std::unique_ptr<at_path> at_; // NULL: loosely timed
  regs_port regs_;
  memory_side mem_side_;
  memory_side walk_side_;
  ats_link ats_;
  unsigned callbacks_ = 0; // calls of devices from within the core that have not returned

private:
  struct free_memory {
    void operator()(void *memory) const { std::free(memory); }
  };

  // The invalidation queue does not run within the register write.
  bool queue_has_process() const { return at_ || config_.queue_latency != sc_core::SC_ZERO_TIME; }
  void make_core();
  void queue_process();
  bool run_walk_transaction(payload &trans);
  bool run_unusual_transaction(payload &trans);
  bool run_untimed(payload &trans);
  void learn_direct_window(uint64_t addr);

  engine_sockets sockets_;
  late_forward mem_late_;
  late_forward walk_late_;
  std::unique_ptr<void, free_memory> core_memory_;
  sc_core::sc_event step_event_;
  unsigned window_failures_ = 0;
  uint64_t window_epoch_ = 0;
  bool window_tried_ = false;
  bool segment_warned_ = false;
  bool step_wanted_ = false;
};

} // namespace vtd::detail

#endif // VTD_SYSTEMC_ENGINE_H
