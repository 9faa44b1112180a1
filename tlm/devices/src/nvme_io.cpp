// SPDX-License-Identifier: Apache-2.0
// The NVM command set (NVM Express 1.4, chapter 6).
#include <cstring>

#include "vtd/nvme_controller.h"

namespace vtd {

namespace {
constexpr unsigned invalid_field = VTD_NVME_INVALID_FIELD | VTD_NVME_NO_RETRY;
constexpr uint32_t every_namespace = 0xFFFFFFFF;

uint64_t blocks_of(uint32_t cdw12) {
  return (cdw12 & 0xFFFF) + UINT64_C(1);
}
} // namespace

bool nvme_controller::inside(const blocks_range &r) const {
  return r.first < blocks() && r.count <= blocks() - r.first;
}

nvme_controller::answer nvme_controller::io(const command &c) {
  if (c.nsid() != 1 && !(c.opcode() == VTD_NVME_IO_FLUSH && c.nsid() == every_namespace))
    return VTD_NVME_INVALID_NAMESPACE | VTD_NVME_NO_RETRY;
  switch (c.opcode()) {
  case VTD_NVME_IO_FLUSH:
    ++statistics_.flushes;
    return flush();
  case VTD_NVME_IO_WRITE:
  case VTD_NVME_IO_READ:
    return read_or_write(c);
  case VTD_NVME_IO_WRITE_ZEROES:
    ++statistics_.other_commands;
    return write_zeroes(c);
  case VTD_NVME_IO_DSM:
    ++statistics_.other_commands;
    return deallocate(c);
  default:
    ++statistics_.other_commands;
    return VTD_NVME_INVALID_OPCODE | VTD_NVME_NO_RETRY;
  }
}

nvme_controller::answer nvme_controller::flush() {
  spend(config_.flush_latency);
  return storage_->flush() ? VTD_NVME_OK : VTD_NVME_WRITE_FAULT;
}

nvme_controller::answer nvme_controller::read_or_write(const command &c) {
  const bool write = c.opcode() == VTD_NVME_IO_WRITE;
  const blocks_range range = {c.wide(VTD_NVME_SQE_CDW10), blocks_of(c.cdw(12))};
  const uint64_t bytes = range.count * config_.block_bytes;
  ++(write ? statistics_.writes : statistics_.reads);
  if (bytes > transfer_max())
    return invalid_field;
  if (!inside(range))
    return VTD_NVME_LBA_RANGE | VTD_NVME_NO_RETRY;
  const uint64_t offset = range.first * config_.block_bytes;
  buffer_.resize(bytes);
  spend((write ? config_.write_latency : config_.read_latency) +
        config_.page_latency * static_cast<double>((bytes + 4095) / 4096));
  if (!write) {
    statistics_.bytes_read += bytes;
    if (!storage_->read(offset, buffer_.data(), bytes))
      return VTD_NVME_READ_ERROR;
    return transfer(c, buffer_.data(), bytes, true);
  }
  const uint16_t moved = transfer(c, buffer_.data(), bytes, false);
  if (moved != VTD_NVME_OK)
    return moved;
  statistics_.bytes_written += bytes;
  if (!storage_->write(offset, buffer_.data(), bytes))
    return VTD_NVME_WRITE_FAULT;
  const bool through =
      (c.cdw(12) & VTD_NVME_IO_FUA) != 0 || (features_[VTD_NVME_FEATURE_CACHE] & 1) == 0;
  return through ? flush() : answer();
}

nvme_controller::answer nvme_controller::write_zeroes(const command &c) {
  const blocks_range range = {c.wide(VTD_NVME_SQE_CDW10), blocks_of(c.cdw(12))};
  if (!inside(range))
    return VTD_NVME_LBA_RANGE | VTD_NVME_NO_RETRY;
  spend(config_.write_latency);
  const bool done =
      storage_->clear(range.first * config_.block_bytes, range.count * config_.block_bytes);
  return done ? VTD_NVME_OK : VTD_NVME_WRITE_FAULT;
}

// Dataset Management: hints are taken note of by not minding, deallocated blocks read as zero.
nvme_controller::answer nvme_controller::deallocate(const command &c) {
  std::vector<uint8_t> ranges(((c.cdw(10) & 0xFF) + 1) * VTD_NVME_DSM_RANGE_BYTES);
  const uint16_t moved = transfer(c, ranges.data(), ranges.size(), false);
  if (moved != VTD_NVME_OK)
    return moved;
  for (size_t at = 0; at < ranges.size(); at += VTD_NVME_DSM_RANGE_BYTES) {
    uint32_t count = 0;
    blocks_range range = {};
    std::memcpy(&count, &ranges[at + 4], sizeof count);
    std::memcpy(&range.first, &ranges[at + 8], sizeof range.first);
    range.count = count;
    if (count == 0)
      continue;
    if (!inside(range))
      return VTD_NVME_LBA_RANGE | VTD_NVME_NO_RETRY;
    if ((c.cdw(11) & VTD_NVME_DSM_DEALLOCATE) == 0)
      continue;
    spend(config_.write_latency);
    if (!storage_->clear(range.first * config_.block_bytes, range.count * config_.block_bytes))
      return VTD_NVME_WRITE_FAULT;
  }
  return {};
}

} // namespace vtd
