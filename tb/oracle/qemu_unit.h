// SPDX-License-Identifier: Apache-2.0
// One running QEMU of one profile, and how images run on it.
//
// Toggling translation costs QEMU a sixth of a second, so that it stays enabled: each image gets
// its root pointer by SRTP, which empties QEMU's caches (a known departure that serves us here).
#ifndef VTD_TB_ORACLE_QEMU_UNIT_H
#define VTD_TB_ORACLE_QEMU_UNIT_H

#include <array>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "backend.h"
#include "qemu_process.h"
#include "qemu_qtest.h"
#include "qemu_trace.h"

namespace vtd::judge {

// What our side remembers of QEMU's memory: 64-byte lines. DMA of the `edu` devices
// writes zeros only.
class QemuMemory {
public:
  explicit QemuMemory(Qtest &qtest) : qtest_(qtest) {}
  // Makes memory hold exactly `words`, and zero elsewhere.
  void become(const std::map<uint64_t, uint64_t> &words);
  void poke(uint64_t addr, uint64_t value);
  // QEMU itself may write there.
  void distrust(uint64_t addr);

private:
  static constexpr unsigned words_per_line = 8;
  static constexpr uint64_t line_bytes = words_per_line * sizeof(uint64_t);
  using Line = std::array<uint64_t, words_per_line>;
  static uint64_t line_of(uint64_t addr) { return addr & ~(line_bytes - 1); }

  Qtest &qtest_;
  std::unordered_map<uint64_t, Line> lines_; // by address; what is not here is zero
  std::unordered_set<uint64_t> distrusted_;
};

// The queue cannot be stopped: a QEMU that is of no use any more, though nothing is wrong.
struct QemuStuck : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class QemuUnit {
public:
  // Throws std::runtime_error if it cannot be started.
  QemuUnit(const std::string &path, const Profile &profile);
  // Throws QemuGone: the unit is of no use any more. Throws QemuStuck before anything was run:
  // start another one.
  std::vector<Outcome> run(const Image &image);
  std::string post_mortem() { return process_.post_mortem(); }

private:
  void set_up_devices();
  void start(const Image &image);
  void clear_faults();
  void stop_queue();
  void issue(const Image &image, size_t index);
  void issue_dma(const Op &op, size_t index);
  void issue_interrupt(const Op &op);
  void issue_descriptor(const Op &op);
  void mark(size_t index);
  void settle(const Image &image); // all issued operations end, and their outcomes are known
  void collect(const Image &image);
  void take(const Image &image, const QemuEvent &event);
  void take_named(const Image &image, const QemuEvent &event);
  void take_nowhere(const Image &image, const QemuEvent &event);
  void close_gap(const Image &image, size_t end);
  void reg_write(uint64_t offset, unsigned bytes, uint64_t value);
  size_t reg_read(uint64_t offset, unsigned bytes);

  Profile profile_;
  QemuProcess process_;
  Qtest qtest_;
  QemuMemory memory_;
  uint64_t iotlb_base_ = 0, frcd_base_ = 0; // offsets of IVA_REG and FRCD[0]

  bool registers_touched_ = true, faults_possible_ = true, queue_on_ = false;
  uint64_t queue_base_ = 0, queue_tail_ = 0, queue_bytes_ = 0, slot_bytes_ = 16;

  // Of the image that runs.
  std::vector<Outcome> outcomes_;
  long current_ = -1;              // the operation that trace belongs to
  std::deque<size_t> marks_;       // operations of marks that the trace has not shown yet
  std::vector<size_t> flight_;     // DMA operations, in order of their start
  size_t seen_ = 0;                // of these, those up to the last one that the trace has named
  bool quiet_ = false;             // a fault was kept quiet: the next access to nowhere is its
  std::vector<QemuEvent> unnamed_; // such accesses, of operations at or behind `seen_`
  bool refused_ = false; // the last one named had a cached translation, and yet went nowhere
  std::vector<std::pair<size_t, size_t>> values_; // operation, place in the next flush's values
};

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_QEMU_UNIT_H
