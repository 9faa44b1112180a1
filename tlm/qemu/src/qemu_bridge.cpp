// SPDX-License-Identifier: Apache-2.0
// The bridge's thread: QEMU's messages in turn with the models' own events.
#include "vtd/qemu_bridge.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vtd {

namespace {

const char *const window_names[qemu_windows] = {"register", "ECAM", "device"};

// Longest sleep without asking whether the session is wanted any more.
constexpr double idle_seconds = 0.25;

uint64_t all_ones(uint32_t bytes) {
  return UINT64_MAX >> (64 - 8 * bytes);
}

std::string window_moved(unsigned window, uint64_t base, uint64_t promised) {
  char text[192];
  std::snprintf(text, sizeof text,
                "the firmware has placed the %s window at %" PRIX64
                "h, but the ACPI tables say %" PRIX64 "h",
                window_names[window], base, promised);
  return text;
}

} // namespace

qemu_bridge::qemu_bridge(sc_core::sc_module_name name, const qemu_bridge_config &config,
                         int proxy_fd, int qtest_fd)
    : sc_module(name), registers("registers"), ecam("ecam"), devices("devices"), mem("mem"),
      config_(config), proxy_(proxy_fd), qtest_(qtest_fd) {
  vtd_proxy_init(&function_, config_.window_bytes.data());
  mem.register_b_transport(this, &qemu_bridge::transport);
  mem.register_transport_dbg(this, &qemu_bridge::debug);
  mem.register_get_direct_mem_ptr(this, &qemu_bridge::direct);
  SC_HAS_PROCESS(qemu_bridge);
  SC_THREAD(run);
}

qemu_bridge::~qemu_bridge() {
  close(proxy_);
}

void qemu_bridge::on_line(std::function<void(unsigned, bool)> handler) {
  qtest_.on_line([this, handler = std::move(handler)](unsigned number, bool high) {
    ++stats_.line_changes;
    handler(number, high);
  });
  qtest_.intercept_inputs("/machine/q35/ioapic");
}

void qemu_bridge::end(qemu_end how, const std::string &problem) {
  if (ended_ != qemu_end::running)
    return;
  ended_ = how;
  problem_ = problem;
  shutdown(proxy_, SHUT_RDWR); // QEMU must not wait for an answer
}

// ---------------------------------------------------------------------------------------------------
// The loop

void qemu_bridge::run() {
  begin_ = std::chrono::steady_clock::now();
  while (ended_ == qemu_end::running) {
    qtest_.pump();
    if (proxy_readable()) {
      take_message();
      continue;
    }
    if (let_models_run())
      continue;
    await_input();
    if (abandoned_ && abandoned_())
      end(qemu_end::closed);
  }
  sc_core::sc_stop();
}

// The simulated time that the host's clock stands for.
sc_core::sc_time qemu_bridge::host_time() const {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin_;
  return sc_core::sc_time(elapsed.count(), sc_core::SC_SEC);
}

// What is due happens at once. False if there is nothing of that kind.
bool qemu_bridge::let_models_run() {
  if (sc_core::sc_pending_activity_at_current_time()) {
    wait(sc_core::SC_ZERO_TIME);
    return true;
  }
  if (!config_.host_clock || !sc_core::sc_pending_activity_at_future_time())
    return false;
  const sc_core::sc_time ahead = sc_core::sc_time_to_pending_activity();
  if (sc_core::sc_time_stamp() + ahead > host_time() + config_.quantum)
    return false;
  wait(ahead);
  return true;
}

bool qemu_bridge::proxy_readable() const {
  pollfd p = {proxy_, POLLIN, 0};
  return poll(&p, 1, 0) > 0;
}

void qemu_bridge::await_input() {
  double seconds = idle_seconds;
  if (config_.host_clock && sc_core::sc_pending_activity_at_future_time()) {
    const sc_core::sc_time due = sc_core::sc_time_stamp() + sc_core::sc_time_to_pending_activity();
    const sc_core::sc_time now = host_time() + config_.quantum;
    seconds = due > now ? std::min(seconds, (due - now).to_seconds()) : 0;
  }
  pollfd p[2] = {{proxy_, POLLIN, 0}, {qtest_.fd(), POLLIN, 0}}; // descriptor -1 is left out
  const timespec limit = {0, static_cast<long>(seconds * 1e9)};
  ppoll(p, 2, &limit, nullptr);
}

// Models that have fallen behind catch up before the guest meets them.
void qemu_bridge::catch_up() {
  const sc_core::sc_time now = host_time();
  if (config_.host_clock && now > sc_core::sc_time_stamp())
    wait(now - sc_core::sc_time_stamp());
}

void qemu_bridge::take_message() {
  vtd_mpqemu_message message;
  const vtd_mpqemu_result result = vtd_mpqemu_receive(proxy_, config_.patience_ms, &message);
  if (result.status != VTD_MPQEMU_OK) {
    end(result.status == VTD_MPQEMU_CLOSED ? qemu_end::closed : qemu_end::broken,
        result.problem != nullptr ? result.problem : "");
    return;
  }
  catch_up();
  const uint64_t answer = handle(message);
  vtd_mpqemu_close_fds(&message);
  if (!vtd_mpqemu_answered(message.command))
    return;
  // An interrupt must not be overtaken by the end of the access that caused it. QEMU does not take
  // one while it starts or resets the machine, so that it is not waited for then.
  const bool access =
      message.command == VTD_MPQEMU_BAR_READ || message.command == VTD_MPQEMU_BAR_WRITE;
  if (access && qtest_.outstanding() != 0)
    qtest_.settle(config_.patience_ms);
  if (!vtd_mpqemu_answer(proxy_, answer))
    end(qemu_end::closed);
}

// ---------------------------------------------------------------------------------------------------
// Messages

uint64_t qemu_bridge::handle(vtd_mpqemu_message &message) {
  switch (message.command) {
  case VTD_MPQEMU_SYNC_SYSMEM:
    handle_memory_map(message);
    return 0;
  case VTD_MPQEMU_CFG_READ:
    return vtd_proxy_read(&function_, static_cast<uint32_t>(message.addr), message.bytes);
  case VTD_MPQEMU_CFG_WRITE:
    handle_config_write(message);
    return 0;
  case VTD_MPQEMU_BAR_READ:
    return handle_access(message, false);
  case VTD_MPQEMU_BAR_WRITE:
    return handle_access(message, true);
  case VTD_MPQEMU_DEVICE_RESET:
    handle_reset();
    return 0;
  default: // the interrupt pin is not used: messages are
    return 0;
  }
}

void qemu_bridge::handle_memory_map(vtd_mpqemu_message &message) {
  if (memory_.same(message))
    return;
  ++stats_.memory_maps;
  revoke_dmi();
  const std::string problem = memory_.update(message);
  if (!problem.empty())
    end(qemu_end::broken, problem);
}

// The windows must be where the tables say once their memory is enabled.
void qemu_bridge::handle_config_write(const vtd_mpqemu_message &message) {
  const bool hidden = function_.hidden;
  vtd_proxy_write(&function_, static_cast<uint32_t>(message.addr),
                  static_cast<uint32_t>(message.value), message.bytes);
  if (hidden || !function_.hidden)
    return;
  for (unsigned i = 0; i < qemu_windows; ++i)
    if (function_.bar[i] != config_.window_base[i])
      end(qemu_end::refused, window_moved(i, function_.bar[i], config_.window_base[i]));
}

uint64_t qemu_bridge::handle_access(const vtd_mpqemu_message &message, bool write) {
  const int window =
      message.memory ? vtd_proxy_decode(&function_, message.addr, message.bytes) : -1;
  if (window < 0) {
    ++stats_.failed_accesses;
    return all_ones(message.bytes);
  }
  ++(write ? stats_.writes : stats_.reads)[static_cast<size_t>(window)];
  const bool absolute = window == qemu_window_devices;
  uint64_t data = message.value;
  tlm::tlm_generic_payload trans;
  trans.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  trans.set_address(absolute ? message.addr : message.addr - function_.bar[window]);
  trans.set_data_ptr(reinterpret_cast<uint8_t *>(&data));
  trans.set_data_length(message.bytes);
  trans.set_streaming_width(message.bytes);
  sc_core::sc_time delay;
  auto &socket = window == qemu_window_registers ? registers
                 : window == qemu_window_ecam    ? ecam
                                                 : devices;
  socket->b_transport(trans, delay);
  if (delay > sc_core::SC_ZERO_TIME)
    wait(delay);
  if (!trans.is_response_ok()) {
    ++stats_.failed_accesses;
    return all_ones(message.bytes);
  }
  return write ? 0 : data & all_ones(message.bytes);
}

void qemu_bridge::handle_reset() {
  ++stats_.resets;
  vtd_proxy_reset(&function_);
  resetting_ = true;
  if (on_reset_)
    on_reset_();
  resetting_ = false;
}

} // namespace vtd
