// SPDX-License-Identifier: Apache-2.0
// Plays a recording into units like those that were recorded, and compares what they do.
#ifndef VTD_REPLAYER_H
#define VTD_REPLAYER_H

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "iotlb_backend.h"
#include "vtd/recording.h"
#include "vtd/traffic_tap.h"

namespace vtd {

struct replay_report {
  std::array<uint64_t, traffic_kinds> seen{}; // records by kind
  uint64_t records = 0;
  std::string difference; // the first one; empty: bit-exact

  uint64_t requests() const { return seen[static_cast<unsigned>(traffic::dma)]; }
};

// The simulation stops at the end of the recording, or at the first difference. With a number of
// DMA requests it stops after so many; a shorter recording is played again and again. An error of
// the file leaves run() as an exception (std::runtime_error) and is kept.
class replayer : public sc_core::sc_module {
public:
  replayer(sc_core::sc_module_name name, recording_reader &reader, iotlb_kind iotlb,
           uint64_t requests = 0);
  ~replayer() override;

  const replay_report &report() const { return report_; }
  const std::string &file_error() const { return file_error_; }
  size_t units() const { return units_.size(); }
  iommu<64> &unit(size_t index);
  const iotlb_backend *iotlb(size_t index) const; // NULL for the model's own

private:
  struct place;

  void run();
  void play_all();
  bool again();
  void play(const traffic_record &record);
  void play_access(const traffic_record &record);
  void play_page_request(const traffic_record &record);
  void expect(const traffic_record &actual);
  void next(traffic_record &record);
  // Nested calls into units, up to the end of the one that the unit made.
  traffic_record play_nested();
  traffic_record meet(const traffic_record &actual);
  void differ(const traffic_record &expected, const traffic_record &actual);

  recording_reader &reader_;
  const uint64_t requests_; // 0: as many as there are
  replay_report report_;
  std::string file_error_;
  std::vector<std::unique_ptr<place>> units_;
};

} // namespace vtd

#endif // VTD_REPLAYER_H
