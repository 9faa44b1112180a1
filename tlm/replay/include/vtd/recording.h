// SPDX-License-Identifier: Apache-2.0
// What went into remapping units and what came out of them, as a file: register accesses, DMA
// requests and resets with their time; table reads with their contents, translated accesses,
// messages. Small numbers of variable length, compressed.
//
// Calls nest: what a unit does on behalf of a request lies between the request and its end.
#ifndef VTD_RECORDING_H
#define VTD_RECORDING_H

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "vtd/iommu.h"

namespace vtd {

enum class traffic : uint8_t {
  finish, // of the recording
  end,    // of the innermost call: response, delay, and what else it gave back
  // Into a unit.
  reset,
  register_read,
  register_write,
  dma,
  page_request,
  invalidation_complete,
  attach, // a device-TLB
  detach, // all of them
  // Out of a unit.
  table_read, // and queue reads; the contents come with the end
  table_write,
  access, // translated; without the data
  message,
  invalidation_request,
  page_group_response,
};
constexpr unsigned traffic_kinds = 16;

const char *traffic_name(traffic kind);
// True for what goes into a unit.
bool traffic_inward(traffic kind);

struct traffic_record {
  static constexpr unsigned most = 14;
  traffic kind = traffic::finish;
  unsigned count = 0;                  // of numbers
  std::array<uint64_t, most> number{}; // unit first; of what goes into one, time in ps second
  std::vector<uint8_t> data;

  void begin(traffic what) {
    kind = what;
    count = 0;
    data.clear();
  }
  void add(uint64_t value) { number[count++] = value; }
  bool operator==(const traffic_record &other) const;
  bool operator!=(const traffic_record &other) const { return !(*this == other); }
  std::string text() const;
};

// What a unit was when it was recorded; enough to build it again.
struct recorded_unit {
  vtd_config core = vtd_config_default();
  unsigned dma_ports = 1;
  uint16_t segment = 0;
};

// The configuration to build such a unit with, for a recording and for its replay: nothing passes
// around the sockets, nothing happens at a time of its own.
iommu_config recorded_unit_config(const recorded_unit &unit);

// Errors of the file are told by exceptions (std::runtime_error) that name it.
class recording_writer {
public:
  recording_writer(const std::string &file, const std::vector<recorded_unit> &units);
  ~recording_writer(); // finishes the file, without a word if it cannot be
  void write(const traffic_record &record);
  void finish();
  uint64_t records() const { return records_; }

private:
  struct stream;
  void number(uint64_t value);
  void flush();

  std::string name_;
  std::unique_ptr<stream> stream_;
  std::vector<uint8_t> pending_;
  uint64_t records_ = 0;
  uint64_t time_ = 0; // of the last record that had one
};

class recording_reader {
public:
  explicit recording_reader(const std::string &file);
  ~recording_reader();
  const std::vector<recorded_unit> &units() const { return units_; }
  // The next record; the last one is traffic::finish.
  void read(traffic_record &record);
  // The first record comes next; times go on from the last one.
  void rewind();
  uint64_t records() const { return records_; } // read so far

private:
  struct stream;
  uint64_t number();
  uint8_t byte();
  void check_end();
  [[noreturn]] void bad(const char *what) const;

  std::string name_;
  std::unique_ptr<stream> stream_;
  std::vector<recorded_unit> units_;
  std::vector<uint8_t> buffer_;
  size_t next_ = 0;
  uint64_t records_ = 0;
  uint64_t time_ = 0;
  long first_ = 0; // where the records begin, in bytes
};

} // namespace vtd

#endif // VTD_RECORDING_H
