// SPDX-License-Identifier: Apache-2.0
// What a disk keeps its data in: a file of the host, or memory.
#ifndef VTD_BLOCK_STORAGE_H
#define VTD_BLOCK_STORAGE_H

#include <cstdint>
#include <string>
#include <vector>

namespace vtd {

// Offsets and sizes are in bytes. Ranges have to be inside.
class block_storage {
public:
  // Memory, all zero.
  explicit block_storage(uint64_t bytes);
  // A file or block device that is there, as large as it is. Throws std::runtime_error with a
  // sentence that names it, and says what to do, if it cannot be used with blocks of this size.
  block_storage(const std::string &path, uint32_t block_bytes);
  ~block_storage();
  block_storage(const block_storage &) = delete;
  block_storage &operator=(const block_storage &) = delete;

  uint64_t bytes() const { return bytes_; }
  // False: the host refused.
  bool read(uint64_t offset, void *data, uint64_t bytes) const;
  bool write(uint64_t offset, const void *data, uint64_t bytes);
  bool clear(uint64_t offset, uint64_t bytes); // reads as zero afterwards
  bool flush();                                // to the host's disk

private:
  int file_ = -1; // -1: memory
  uint64_t bytes_;
  std::vector<uint8_t> memory_;
};

} // namespace vtd

#endif // VTD_BLOCK_STORAGE_H
