// SPDX-License-Identifier: Apache-2.0
#include "qemu_qtest.h"

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vtd::judge {

namespace {

// QEMU answers within a millisecond; a machine under load may let it wait for much longer.
constexpr int answer_timeout_ms = 60000;
// The trace is read when the answers are there, instead of waking up for each of its lines; a QEMU
// that has filled the pipe answers nothing for so long.
constexpr int patience_ms = 5;

void base64(std::string &out, const uint8_t *data, size_t bytes) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < bytes; i += 3) {
    const size_t n = bytes - i < 3 ? bytes - i : 3;
    uint32_t v = uint32_t(data[i]) << 16;
    v |= n > 1 ? uint32_t(data[i + 1]) << 8 : 0;
    v |= n > 2 ? data[i + 2] : 0;
    for (size_t d = 0; d < 4; d++)
      out += d <= n ? digits[v >> (18 - 6 * d) & 63] : '=';
  }
}

} // namespace

void Qtest::write(uint64_t addr, unsigned bytes, uint64_t value) {
  char line[80];
  out_.append(line, size_t(snprintf(line, sizeof line, "write%c 0x%" PRIx64 " 0x%" PRIx64 "\n",
                                    bytes == 8 ? 'q' : 'l', addr, value)));
  reads_.push_back(false);
}

size_t Qtest::read(uint64_t addr, unsigned bytes) {
  char line[80];
  out_.append(line, size_t(snprintf(line, sizeof line, "read%c 0x%" PRIx64 "\n",
                                    bytes == 8 ? 'q' : 'l', addr)));
  reads_.push_back(true);
  return queued_reads_++;
}

void Qtest::write_words(uint64_t addr, const uint64_t *words, unsigned count) {
  char line[80];
  out_.append(line, size_t(snprintf(line, sizeof line, "b64write 0x%" PRIx64 " 0x%x ", addr,
                                    unsigned(count * sizeof *words))));
  base64(out_, reinterpret_cast<const uint8_t *>(words), count * sizeof *words);
  out_ += '\n';
  reads_.push_back(false);
}

void Qtest::out32(uint16_t port, uint32_t value) {
  char line[80];
  out_.append(line, size_t(snprintf(line, sizeof line, "outl 0x%x 0x%x\n", port, value)));
  reads_.push_back(false);
}

void Qtest::out8(uint16_t port, uint8_t value) {
  char line[80];
  out_.append(line, size_t(snprintf(line, sizeof line, "outb 0x%x 0x%x\n", port, value)));
  reads_.push_back(false);
}

void Qtest::answer(const char *line, size_t bytes) {
  if (answered_ >= reads_.size() || bytes < 2 || memcmp(line, "OK", 2) != 0)
    throw QemuGone("unexpected answer of qtest: " + std::string(line, bytes));
  if (reads_[answered_++])
    values_.push_back(strtoull(line + 2, nullptr, 0));
}

// Whether there was any.
bool Qtest::drain_trace() {
  char block[65536];
  bool any = false;
  for (;;) {
    const ssize_t n = ::read(trace_, block, sizeof block);
    if (n <= 0)
      return any;
    text_.append(block, size_t(n));
    any = true;
  }
}

const std::vector<uint64_t> &Qtest::flush() {
  values_.clear();
  answered_ = queued_reads_ = 0;
  size_t sent = 0;
  int waited = 0;
  while (answered_ < reads_.size()) {
    pollfd p[1] = {{socket_, short(POLLIN | (sent < out_.size() ? POLLOUT : 0)), 0}};
    const int ready = poll(p, 1, patience_ms);
    if (ready < 0 && errno == EINTR)
      continue;
    if (ready > 0)
      waited = 0;
    else if ((waited += patience_ms) >= answer_timeout_ms)
      throw QemuGone("no answer for " + std::to_string(answer_timeout_ms / 1000) + " s");
    else
      drain_trace();
    if (p[0].revents & POLLOUT) {
      const ssize_t n = send(socket_, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
      if (n < 0 && errno != EAGAIN)
        throw QemuGone("the connection broke");
      sent += n > 0 ? size_t(n) : 0;
    }
    if (p[0].revents & (POLLIN | POLLHUP | POLLERR)) {
      char block[65536];
      const ssize_t n = recv(socket_, block, sizeof block, 0);
      if (n == 0 || (n < 0 && errno != EAGAIN))
        throw QemuGone("the connection was closed");
      in_.append(block, n > 0 ? size_t(n) : 0);
      size_t begin = 0;
      for (size_t end; (end = in_.find('\n', begin)) != std::string::npos; begin = end + 1)
        answer(in_.data() + begin, end - begin);
      in_.erase(0, begin);
    }
  }
  out_.clear();
  reads_.clear();
  // QEMU writes each line of the trace before it answers.
  drain_trace();
  return values_;
}

} // namespace vtd::judge
