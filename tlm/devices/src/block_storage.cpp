// SPDX-License-Identifier: Apache-2.0
#include "vtd/block_storage.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace vtd {

block_storage::block_storage(uint64_t bytes) : bytes_(bytes), memory_(bytes) {}

block_storage::block_storage(const std::string &path, uint32_t block_bytes)
    : file_(open(path.c_str(), O_RDWR | O_CLOEXEC)), bytes_(0) {
  if (file_ < 0)
    throw std::runtime_error("disk " + path + " cannot be opened for reading and writing (" +
                             std::strerror(errno) + "); name a file that is there and writable");
  struct stat about = {};
  const bool known =
      fstat(file_, &about) == 0 && (S_ISREG(about.st_mode) || S_ISBLK(about.st_mode));
  const off_t end = known ? lseek(file_, 0, SEEK_END) : -1;
  if (end > 0 && end % block_bytes == 0) {
    bytes_ = static_cast<uint64_t>(end);
    return;
  }
  close(file_);
  throw std::runtime_error("disk " + path + " is not a file of whole blocks of " +
                           std::to_string(block_bytes) +
                           " bytes; make one, for instance by: truncate -s 64M " + path);
}

block_storage::~block_storage() {
  if (file_ >= 0)
    close(file_);
}

bool block_storage::read(uint64_t offset, void *data, uint64_t bytes) const {
  if (file_ < 0) {
    std::copy_n(memory_.begin() + static_cast<ptrdiff_t>(offset), bytes,
                static_cast<uint8_t *>(data));
    return true;
  }
  for (uint64_t done = 0; done < bytes;) {
    const ssize_t n = pread(file_, static_cast<uint8_t *>(data) + done, bytes - done,
                            static_cast<off_t>(offset + done));
    if (n <= 0 && !(n < 0 && errno == EINTR))
      return false;
    done += n > 0 ? static_cast<uint64_t>(n) : 0;
  }
  return true;
}

bool block_storage::write(uint64_t offset, const void *data, uint64_t bytes) {
  if (file_ < 0) {
    std::copy_n(static_cast<const uint8_t *>(data), bytes,
                memory_.begin() + static_cast<ptrdiff_t>(offset));
    return true;
  }
  for (uint64_t done = 0; done < bytes;) {
    const ssize_t n = pwrite(file_, static_cast<const uint8_t *>(data) + done, bytes - done,
                             static_cast<off_t>(offset + done));
    if (n <= 0 && !(n < 0 && errno == EINTR))
      return false;
    done += n > 0 ? static_cast<uint64_t>(n) : 0;
  }
  return true;
}

bool block_storage::clear(uint64_t offset, uint64_t bytes) {
  if (file_ >= 0 && fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                              static_cast<off_t>(offset), static_cast<off_t>(bytes)) == 0)
    return true;
  // Memory, and file systems without holes.
  static const std::vector<uint8_t> zeros(65536);
  for (uint64_t done = 0; done < bytes;) {
    const uint64_t n = std::min<uint64_t>(bytes - done, zeros.size());
    if (!write(offset + done, zeros.data(), n))
      return false;
    done += n;
  }
  return true;
}

bool block_storage::flush() {
  return file_ < 0 || fdatasync(file_) == 0;
}

} // namespace vtd
