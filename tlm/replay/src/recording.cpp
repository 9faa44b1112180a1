// SPDX-License-Identifier: Apache-2.0
// The file: a magic word, the units, records. Numbers have seven bits in a byte, low ones first.
#include "vtd/recording.h"

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <zlib.h>

namespace vtd {

namespace {

constexpr char magic[8] = {'v', 't', 'd', 'r', 'e', 'c', '1', '\n'};
constexpr size_t buffer_bytes = 1 << 16;
constexpr uint64_t data_bytes_most = 1 << 16; // of one record
constexpr unsigned units_most = 64;

struct kind_info {
  const char *name;
  bool inward; // the second number is a time
};
constexpr kind_info kinds[traffic_kinds] = {
    {"finish", false},
    {"end", false},
    {"reset", true},
    {"register read", true},
    {"register write", true},
    {"DMA request", true},
    {"page request", true},
    {"invalidation complete", true},
    {"attach", true},
    {"detach", true},
    {"table read", false},
    {"table write", false},
    {"access", false},
    {"message", false},
    {"invalidation request", false},
    {"page group response", false},
};

// Every member once, for both directions.
template <typename Visit> void visit_perf(vtd_perf_config &p, Visit visit) {
  visit(p.cap);
  visit(p.config_offset);
  visit(p.freeze_offset);
  visit(p.overflow_offset);
  visit(p.counter_offset);
  for (uint32_t &events : p.events)
    visit(events);
  visit(p.own_counters);
  visit(p.own_width);
  visit(p.own_interrupt);
  visit(p.own_freeze);
  for (uint32_t &events : p.own_events)
    visit(events);
}

template <typename Visit> void visit_unit(recorded_unit &unit, Visit visit) {
  vtd_config &c = unit.core;
  visit(c.cap);
  visit(c.ecap);
  visit(c.ver);
  visit(c.haw);
  visit(c.pmr_align_log2);
  visit(c.fault_collapse);
  visit(c.reg_bytes);
  visit(c.iotlb.sets);
  visit(c.iotlb.ways);
  visit(c.iotlb.super_entries);
  visit(c.iotlb.walks);
  visit(c.context_entries);
  visit(c.pasid_entries);
  visit(c.psc_entries);
  visit(c.iec_entries);
  visit_perf(c.perf, visit);
  visit(unit.dma_ports);
  visit(unit.segment);
}

} // namespace

const char *traffic_name(traffic kind) {
  return kinds[static_cast<unsigned>(kind)].name;
}

bool traffic_inward(traffic kind) {
  return kinds[static_cast<unsigned>(kind)].inward;
}

bool traffic_record::operator==(const traffic_record &other) const {
  return kind == other.kind && count == other.count &&
         std::equal(number.begin(), number.begin() + count, other.number.begin()) &&
         data == other.data;
}

std::string traffic_record::text() const {
  std::string all = traffic_name(kind);
  char part[32];
  for (unsigned i = 0; i < count; ++i) {
    std::snprintf(part, sizeof part, " %" PRIX64, number[i]);
    all += part;
  }
  if (!data.empty())
    all += " :";
  for (const uint8_t value : data) {
    std::snprintf(part, sizeof part, " %02X", value);
    all += part;
  }
  return all;
}

iommu_config recorded_unit_config(const recorded_unit &unit) {
  iommu_config config;
  config.core = unit.core;
  config.dma_ports = unit.dma_ports;
  config.segment = unit.segment;
  config.dmi = false;
  config.direct_walks = false;
  config.separate_walk_socket = true;
  return config;
}

// ---------------------------------------------------------------------------------------------------
// Writing

struct recording_writer::stream {
  gzFile file;
};

recording_writer::recording_writer(const std::string &file, const std::vector<recorded_unit> &units)
    : name_(file), stream_(new stream{gzopen(file.c_str(), "wbe6")}) {
  if (stream_->file == nullptr)
    throw std::runtime_error("'" + file +
                             "' cannot be written; name a file in a folder that you may write to");
  pending_.assign(magic, magic + sizeof magic);
  number(units.size());
  for (recorded_unit unit : units)
    visit_unit(unit, [this](const auto &member) { number(static_cast<uint64_t>(member)); });
}

recording_writer::~recording_writer() {
  try {
    finish();
  } catch (const std::runtime_error &) {
  }
}

void recording_writer::number(uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    pending_.push_back(static_cast<uint8_t>(value | 0x80));
  pending_.push_back(static_cast<uint8_t>(value));
}

void recording_writer::flush() {
  const auto bytes = static_cast<unsigned>(pending_.size());
  if (bytes != 0 && gzwrite(stream_->file, pending_.data(), bytes) != static_cast<int>(bytes))
    throw std::runtime_error("'" + name_ + "' cannot be written to the end");
  pending_.clear();
}

// Times are written as what has passed since the last one.
void recording_writer::write(const traffic_record &record) {
  ++records_;
  pending_.push_back(static_cast<uint8_t>(record.kind));
  pending_.push_back(static_cast<uint8_t>(record.count));
  for (unsigned i = 0; i < record.count; ++i) {
    const bool time = i == 1 && traffic_inward(record.kind);
    number(time ? record.number[i] - time_ : record.number[i]);
    if (time)
      time_ = record.number[i];
  }
  number(record.data.size());
  pending_.insert(pending_.end(), record.data.begin(), record.data.end());
  if (pending_.size() > buffer_bytes)
    flush();
}

void recording_writer::finish() {
  if (stream_->file == nullptr)
    return;
  write(traffic_record());
  flush();
  const int result = gzclose(stream_->file);
  stream_->file = nullptr;
  if (result != Z_OK)
    throw std::runtime_error("'" + name_ + "' cannot be written to the end");
}

// ---------------------------------------------------------------------------------------------------
// Reading

struct recording_reader::stream {
  gzFile file;
  ~stream() {
    if (file != nullptr)
      gzclose(file);
  }
};

recording_reader::recording_reader(const std::string &file)
    : name_(file), stream_(new stream{gzopen(file.c_str(), "rbe")}) {
  if (stream_->file == nullptr)
    throw std::runtime_error("'" + file + "' cannot be read; name a recording");
  for (const char expected : magic)
    if (byte() != static_cast<uint8_t>(expected))
      throw std::runtime_error("'" + file + "' is not a recording of this version; make a new one");
  const uint64_t count = number();
  if (count == 0 || count > units_most)
    bad("a number of units that cannot be");
  for (uint64_t i = 0; i < count; ++i) {
    recorded_unit unit;
    visit_unit(unit, [this](auto &member) {
      using type = std::decay_t<decltype(member)>;
      member = static_cast<type>(number());
    });
    const std::string problem = iommu_config_problem(recorded_unit_config(unit));
    if (!problem.empty())
      bad(problem.c_str());
    units_.push_back(unit);
  }
  first_ = gztell(stream_->file) - static_cast<long>(buffer_.size() - next_);
}

void recording_reader::rewind() {
  buffer_.clear();
  next_ = 0;
  if (gzseek(stream_->file, first_, SEEK_SET) != first_)
    bad("it cannot be read again");
}

recording_reader::~recording_reader() = default;

void recording_reader::bad(const char *what) const {
  throw std::runtime_error("'" + name_ + "' is damaged (" + what + "); make a new one");
}

uint8_t recording_reader::byte() {
  if (next_ == buffer_.size()) {
    buffer_.resize(buffer_bytes);
    const int got = gzread(stream_->file, buffer_.data(), buffer_bytes);
    buffer_.resize(got > 0 ? static_cast<size_t>(got) : 0);
    next_ = 0;
    if (buffer_.empty())
      bad("it ends in its middle");
  }
  return buffer_[next_++];
}

uint64_t recording_reader::number() {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const uint8_t part = byte();
    value |= uint64_t{part & 0x7Fu} << shift;
    if ((part & 0x80) == 0)
      return value;
  }
  bad("a number without end");
}

void recording_reader::read(traffic_record &record) {
  const uint8_t kind = byte();
  if (kind >= traffic_kinds)
    bad("a kind of record that is not known");
  record.begin(static_cast<traffic>(kind));
  const unsigned count = byte();
  if (count > traffic_record::most || (traffic_inward(record.kind) && count < 2))
    bad("a record of the wrong length");
  for (unsigned i = 0; i < count; ++i) {
    record.add(number());
    if (i == 1 && traffic_inward(record.kind))
      time_ = record.number[i] += time_;
  }
  const uint64_t bytes = number();
  if (bytes > data_bytes_most)
    bad("a record with too much data");
  record.data.resize(bytes);
  for (uint8_t &value : record.data)
    value = byte();
  ++records_;
  if (record.kind == traffic::finish)
    check_end();
}

// Behind the last record there is only the check sum of the compressed file, which zlib reads when
// it is asked for more.
void recording_reader::check_end() {
  uint8_t more = 0;
  if (next_ != buffer_.size() || gzread(stream_->file, &more, 1) > 0)
    bad("it goes on after its end");
  int status = Z_OK;
  gzerror(stream_->file, &status);
  if (status != Z_OK && status != Z_STREAM_END)
    bad(status == Z_BUF_ERROR ? "it ends in its middle" : "its check sum is wrong");
}

} // namespace vtd
