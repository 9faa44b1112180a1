// SPDX-License-Identifier: Apache-2.0
// What the NVMe controller says of itself: Identify (NVM Express 1.4, 5.15) and logs (5.14).
#include <algorithm>
#include <cstring>

#include "vtd/nvme_controller.h"

namespace vtd {

namespace {

constexpr unsigned invalid_field = VTD_NVME_INVALID_FIELD | VTD_NVME_NO_RETRY;
constexpr uint8_t error_entries = 16;
constexpr uint32_t error_entry_bytes = 64;
constexpr uint32_t smart_bytes = 512;
constexpr uint32_t retain_event = 0x8000;
constexpr uint16_t temperature_warning = 343, temperature_critical = 353; // kelvin

// A structure that is filled in field by field; offsets and sizes are in bytes.
class page {
public:
  explicit page(size_t bytes) : bytes_(bytes) {}
  void put(size_t offset, uint64_t value, size_t size) {
    for (size_t i = 0; i < size; ++i)
      bytes_[offset + i] = i < 8 ? static_cast<uint8_t>(value >> (8 * i)) : 0;
  }
  // Text is filled with spaces (or with zeros, if it ends with one).
  void text(size_t offset, const std::string &value, size_t size, char fill = ' ') {
    for (size_t i = 0; i < size; ++i)
      bytes_[offset + i] = static_cast<uint8_t>(i < value.size() ? value[i] : fill);
  }
  std::vector<uint8_t> take() { return std::move(bytes_); }

private:
  std::vector<uint8_t> bytes_;
};

unsigned log2_of(uint32_t power) {
  unsigned n = 0;
  while ((power >> n) > 1)
    ++n;
  return n;
}

} // namespace

nvme_controller::answer nvme_controller::identify(const command &c) {
  std::vector<uint8_t> data;
  switch (c.cdw(10) & 0xFF) {
  case VTD_NVME_CNS_NAMESPACE:
    if (c.nsid() != 1)
      return VTD_NVME_INVALID_NAMESPACE | VTD_NVME_NO_RETRY;
    data = identify_namespace();
    break;
  case VTD_NVME_CNS_CONTROLLER:
    data = identify_controller();
    break;
  case VTD_NVME_CNS_ACTIVE: // those with an id above the given one
    if (c.nsid() >= 0xFFFFFFFE)
      return VTD_NVME_INVALID_NAMESPACE | VTD_NVME_NO_RETRY;
    data.resize(VTD_NVME_IDENTIFY_BYTES);
    data[0] = c.nsid() == 0 ? 1 : 0;
    break;
  case VTD_NVME_CNS_DESCRIPTORS:
    if (c.nsid() != 1)
      return VTD_NVME_INVALID_NAMESPACE | VTD_NVME_NO_RETRY;
    data = namespace_descriptors();
    break;
  default:
    return invalid_field;
  }
  return transfer(c, data.data(), data.size(), true);
}

std::vector<uint8_t> nvme_controller::identify_controller() const {
  page p(VTD_NVME_IDENTIFY_BYTES);
  p.put(0, function_.config_read(VTD_PCI_VENDOR, 2), 2);
  p.put(2, function_.config_read(VTD_PCI_SUBSYSTEM_VENDOR, 2), 2);
  p.text(4, config_.serial, 20);
  p.text(24, "vtd NVMe controller model", 40);
  p.text(64, "1.0", 8);
  p.put(77, config_.transfer_order, 1); // MDTS
  p.put(80, VTD_NVME_VS_1_4, 4);
  p.put(111, 1, 1);                 // I/O controller
  p.put(258, 3, 1);                 // aborts at a time - 1
  p.put(259, 3, 1);                 // asynchronous event commands - 1
  p.put(260, 0x3, 1);               // one firmware slot, read-only
  p.put(261, 0x4, 1);               // logs can be read from an offset on
  p.put(262, error_entries - 1, 1); // entries of the error log - 1
  p.put(266, temperature_warning, 2);
  p.put(268, temperature_critical, 2);
  p.put(512, 0x66, 1); // submission entries: 2^6 bytes
  p.put(513, 0x44, 1); // completion entries: 2^4 bytes
  p.put(516, 1, 4);    // namespaces
  p.put(520, 0x0C, 2); // Dataset Management, Write Zeroes
  p.put(525, 0x1, 1);  // a volatile write cache
  p.text(768, "nqn.2014-08.org.nvmexpress:vtd:" + config_.serial, 256, '\0');
  p.put(2048, 2500, 2); // power state 0: 25 W
  return p.take();
}

std::vector<uint8_t> nvme_controller::identify_namespace() const {
  page p(VTD_NVME_IDENTIFY_BYTES);
  p.put(0, blocks(), 8);  // size
  p.put(8, blocks(), 8);  // capacity
  p.put(16, blocks(), 8); // in use
  p.put(33, 0x9, 1);      // deallocated blocks read as zero, Write Zeroes may deallocate
  p.put(128, log2_of(config_.block_bytes) << 16, 4);
  return p.take();
}

// A UUID made of the serial number, so that two disks differ and one stays the same.
std::vector<uint8_t> nvme_controller::namespace_descriptors() const {
  page p(VTD_NVME_IDENTIFY_BYTES);
  uint64_t hash = UINT64_C(0xCBF29CE484222325); // FNV-1a
  for (const char letter : config_.serial)
    hash = (hash ^ static_cast<uint8_t>(letter)) * UINT64_C(0x100000001B3);
  p.put(0, 3, 1); // UUID
  p.put(1, 16, 1);
  p.put(4, hash, 8);
  p.put(12, hash * UINT64_C(0x9E3779B97F4A7C15), 8);
  p.put(10, 0x40 | (hash >> 48 & 0xF), 1);               // version 4 ...
  p.put(12, 0x80 | (hash * UINT64_C(0x9E37) & 0x3F), 1); // ... variant 1
  return p.take();
}

// ---------------------------------------------------------------------------------------------------
// Logs

nvme_controller::answer nvme_controller::get_log(const command &c) {
  std::vector<uint8_t> data;
  uint32_t event_type = VTD_NVME_EVENT_ERROR;
  switch (c.cdw(10) & 0xFF) {
  case VTD_NVME_LOG_ERROR:
    data = error_log();
    break;
  case VTD_NVME_LOG_SMART:
    data = smart_log();
    event_type = VTD_NVME_EVENT_SMART;
    break;
  case VTD_NVME_LOG_FIRMWARE:
    data = firmware_log();
    event_type = 32; // has none
    break;
  default:
    return VTD_NVME_INVALID_LOG | VTD_NVME_NO_RETRY;
  }
  const uint64_t dwords = (uint64_t{c.cdw(11) & 0xFFFF} << 16 | c.cdw(10) >> 16) + 1;
  const uint64_t offset = c.wide(VTD_NVME_SQE_CDW10 + 8);
  if (offset % 4 != 0 || offset > data.size() || dwords * 4 > transfer_max())
    return invalid_field;
  data.erase(data.begin(), data.begin() + static_cast<ptrdiff_t>(offset));
  data.resize(dwords * 4);
  const uint16_t moved = transfer(c, data.data(), data.size(), true);
  if (moved == VTD_NVME_OK && (c.cdw(10) & retain_event) == 0 && event_type < 32)
    masked_events_ &= ~(UINT32_C(1) << event_type);
  return moved;
}

std::vector<uint8_t> nvme_controller::error_log() const {
  page p(error_entries * error_entry_bytes);
  for (size_t i = 0; i < errors_.size(); ++i) { // the newest is the first
    const error_entry &e = errors_[i];
    const size_t at = i * error_entry_bytes;
    p.put(at, e.count, 8);
    p.put(at + 8, e.sq, 2);
    p.put(at + 10, e.cid, 2);
    p.put(at + 12, static_cast<uint16_t>(e.status << 1), 2);
    p.put(at + 14, 0xFFFF, 2); // not of one parameter of the command
    p.put(at + 16, e.lba, 8);
    p.put(at + 24, e.nsid, 4);
  }
  return p.take();
}

std::vector<uint8_t> nvme_controller::smart_log() const {
  const auto units = [](uint64_t bytes) { return (bytes + 511999) / 512000; };
  const nvme_statistics &s = statistics_;
  page p(smart_bytes);
  p.put(0, warnings(), 1);
  p.put(1, config_.temperature, 2);
  p.put(3, 100, 1); // spare, percent
  p.put(4, 10, 1);  // its threshold
  p.put(32, units(s.bytes_read), 16);
  p.put(48, units(s.bytes_written), 16);
  p.put(64, s.reads, 16);
  p.put(80, s.writes, 16);
  p.put(112, 1, 16); // power cycles
  p.put(176, error_count_, 16);
  return p.take();
}

std::vector<uint8_t> nvme_controller::firmware_log() const {
  page p(smart_bytes);
  p.put(0, 1, 1); // slot 1 is active
  p.text(8, "1.0", 8);
  return p.take();
}

} // namespace vtd
