// SPDX-License-Identifier: Apache-2.0
// Lines of text in both directions: "OK" and "FAIL" answer commands, "IRQ" comes unasked.
#include "vtd/qtest_client.h"

#include <cerrno>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vtd {

namespace {

std::string base64(const uint8_t *data, size_t bytes) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes + 2) / 3 * 4);
  for (size_t i = 0; i < bytes; i += 3) {
    const size_t rest = bytes - i;
    const uint32_t word = uint32_t{data[i]} << 16 | (rest > 1 ? uint32_t{data[i + 1]} << 8 : 0) |
                          (rest > 2 ? uint32_t{data[i + 2]} : 0);
    text += digits[word >> 18];
    text += digits[word >> 12 & 63];
    text += rest > 1 ? digits[word >> 6 & 63] : '=';
    text += rest > 2 ? digits[word & 63] : '=';
  }
  return text;
}

bool starts_with(const std::string &text, const char *start) {
  return text.rfind(start, 0) == 0;
}

} // namespace

qtest_client::qtest_client(int fd) : fd_(fd) {}

qtest_client::~qtest_client() {
  disconnect();
}

void qtest_client::disconnect() {
  if (fd_ >= 0)
    close(fd_);
  fd_ = -1;
}

void qtest_client::intercept_inputs(const std::string &path) {
  command("irq_intercept_in " + path + "\n");
}

void qtest_client::write_dword(uint64_t addr, uint32_t value) {
  char text[64];
  std::snprintf(text, sizeof text, "writel 0x%" PRIx64 " 0x%" PRIx32 "\n", addr, value);
  command(text);
}

void qtest_client::write_memory(uint64_t addr, const uint8_t *data, size_t bytes) {
  char start[64];
  std::snprintf(start, sizeof start, "b64write 0x%" PRIx64 " 0x%zx ", addr, bytes);
  command(start + base64(data, bytes) + "\n");
}

void qtest_client::command(const std::string &text) {
  if (!connected())
    return;
  unsent_ += text;
  ++outstanding_;
  send();
}

void qtest_client::send() {
  while (connected() && !unsent_.empty()) {
    const ssize_t sent = ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0)
      unsent_.erase(0, static_cast<size_t>(sent));
    else if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      return;
    else if (sent < 0 && errno != EINTR)
      disconnect();
  }
}

void qtest_client::receive() {
  char buffer[4096];
  while (connected()) {
    const ssize_t got = recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      return;
    if (got <= 0) {
      disconnect();
      return;
    }
    partial_.append(buffer, static_cast<size_t>(got));
    for (size_t end; (end = partial_.find('\n')) != std::string::npos;) {
      const std::string line = partial_.substr(0, end);
      partial_.erase(0, end + 1);
      take_line(line);
    }
  }
}

void qtest_client::take_line(const std::string &line) {
  unsigned number = 0;
  if (std::sscanf(line.c_str(), "IRQ raise %u", &number) == 1) {
    if (on_line_)
      on_line_(number, true);
    return;
  }
  if (std::sscanf(line.c_str(), "IRQ lower %u", &number) == 1) {
    if (on_line_)
      on_line_(number, false);
    return;
  }
  if (!starts_with(line, "OK") && !starts_with(line, "FAIL") && !starts_with(line, "ERR"))
    return;
  if (outstanding_ != 0)
    --outstanding_;
  if (!starts_with(line, "OK"))
    ++failures_;
}

void qtest_client::pump() {
  send();
  receive();
}

bool qtest_client::settle(int patience_ms) {
  using clock = std::chrono::steady_clock;
  const clock::time_point deadline = clock::now() + std::chrono::milliseconds(patience_ms);
  while (connected() && outstanding_ != 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now()).count();
    if (left <= 0)
      return false;
    const short events = static_cast<short>(POLLIN | (unsent_.empty() ? 0 : POLLOUT));
    pollfd p = {fd_, events, 0};
    poll(&p, 1, static_cast<int>(left));
    pump();
  }
  return connected();
}

} // namespace vtd
