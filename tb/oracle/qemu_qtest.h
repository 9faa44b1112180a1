// SPDX-License-Identifier: Apache-2.0
// Speaks QEMU's qtest protocol, many commands at a time, and collects the trace meanwhile.
#ifndef VTD_TB_ORACLE_QEMU_QTEST_H
#define VTD_TB_ORACLE_QEMU_QTEST_H

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace vtd::judge {

// QEMU closed its end, or answered nothing for too long.
struct QemuGone : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Qtest {
public:
  // Both stay the caller's.
  Qtest(int socket, int trace) : socket_(socket), trace_(trace) {}

  // Queued until flush(); executed in order. Addresses are guest-physical. Reads answer with their
  // place among the values of the next flush().
  void write(uint64_t addr, unsigned bytes, uint64_t value); // 4 or 8 bytes
  size_t read(uint64_t addr, unsigned bytes);                // 4 or 8 bytes
  void write_words(uint64_t addr, const uint64_t *words, unsigned count);
  void out8(uint16_t port, uint8_t value);
  void out32(uint16_t port, uint32_t value);

  // Sends what is queued, and waits for all answers. The values read, in order; valid until the
  // next flush. Throws QemuGone.
  const std::vector<uint64_t> &flush();

  // All trace that belongs to what has been flushed; the caller empties it.
  std::string &trace() { return text_; }

private:
  void answer(const char *line, size_t bytes);
  bool drain_trace();

  int socket_, trace_;
  std::string out_, in_, text_;
  std::vector<bool> reads_; // per queued command: whether its answer has a value
  std::vector<uint64_t> values_;
  size_t answered_ = 0, queued_reads_ = 0;
};

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_QEMU_QTEST_H
