// SPDX-License-Identifier: Apache-2.0
// QEMU's test interface, as far as a model of devices needs it: interrupt messages into the
// machine, lines of its interrupt controller out of it, memory writes that QEMU knows about.
#ifndef VTD_QTEST_CLIENT_H
#define VTD_QTEST_CLIENT_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace vtd {

// Commands are sent at once and never waited for; QEMU answers them in order. Not thread-safe.
class qtest_client {
public:
  // Takes the descriptor of a connected stream socket over.
  explicit qtest_client(int fd);
  ~qtest_client();
  qtest_client(const qtest_client &) = delete;
  qtest_client &operator=(const qtest_client &) = delete;

  // Called from pump() and settle() for each change of a line that is intercepted.
  void on_line(std::function<void(unsigned number, bool high)> handler) {
    on_line_ = std::move(handler);
  }
  // Takes the inputs of a device (a path in QEMU's object tree) away from it.
  void intercept_inputs(const std::string &path);
  // A 32-bit write as a bus master would do it; into the interrupt range it is a message.
  void write_dword(uint64_t addr, uint32_t value);
  // A write into guest memory that also drops code which QEMU has translated from there.
  void write_memory(uint64_t addr, const uint8_t *data, size_t bytes);

  // Sends and takes what can be without waiting.
  void pump();
  // Waits until every command is answered; false if that takes longer than `patience_ms`
  // milliseconds, or the other side is gone.
  bool settle(int patience_ms);

  int fd() const { return fd_; } // readable: pump() has something to do
  bool connected() const { return fd_ >= 0; }
  unsigned outstanding() const { return outstanding_; } // commands without an answer
  uint64_t failures() const { return failures_; }       // commands that QEMU refused

private:
  void command(const std::string &text);
  void send();
  void receive();
  void take_line(const std::string &line);
  void disconnect();

  int fd_;
  std::string unsent_;
  std::string partial_; // of a line
  unsigned outstanding_ = 0;
  uint64_t failures_ = 0;
  std::function<void(unsigned, bool)> on_line_;
};

} // namespace vtd

#endif // VTD_QTEST_CLIENT_H
