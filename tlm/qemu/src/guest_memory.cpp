// SPDX-License-Identifier: Apache-2.0
// Mapping of the files that guest memory lives in.
#include "vtd/guest_memory.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <sys/stat.h>

namespace vtd {

guest_memory::~guest_memory() {
  clear();
}

void guest_memory::clear() {
  pieces_.clear();
  for (file &f : files_)
    f.used = false;
  drop_unused_files();
}

void guest_memory::drop_unused_files() {
  for (const file &f : files_)
    if (!f.used)
      munmap(f.data, f.bytes);
  files_.erase(std::remove_if(files_.begin(), files_.end(), [](const file &f) { return !f.used; }),
               files_.end());
}

bool guest_memory::same(const vtd_mpqemu_message &message) const {
  if (message.fd_count != pieces_.size())
    return false;
  for (unsigned i = 0; i < message.fd_count; ++i) {
    struct stat status;
    const piece &p = pieces_[i];
    if (fstat(message.fd[i], &status) != 0 || status.st_dev != p.device ||
        status.st_ino != p.inode || message.region[i].addr != p.region.addr ||
        message.region[i].bytes != p.region.bytes || message.region[i].offset != p.region.offset)
      return false;
  }
  return true;
}

std::string guest_memory::map_file(int fd, file &found) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return std::string("a descriptor of guest memory is bad: ") + std::strerror(errno);
  for (file &f : files_) {
    if (f.device != status.st_dev || f.inode != status.st_ino ||
        f.bytes != static_cast<uint64_t>(status.st_size))
      continue;
    f.used = true;
    found = f;
    return {};
  }
  const auto bytes = static_cast<uint64_t>(status.st_size);
  if (!S_ISREG(status.st_mode) || bytes == 0)
    return "a descriptor of guest memory is not that of a file with contents";
  void *data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED)
    return std::string("guest memory cannot be mapped: ") + std::strerror(errno);
  found = {status.st_dev, status.st_ino, bytes, static_cast<uint8_t *>(data), true};
  files_.push_back(found);
  return {};
}

std::string guest_memory::add_piece(int fd, const vtd_mpqemu_region &region) {
  file f;
  const std::string problem = map_file(fd, f);
  if (!problem.empty())
    return problem;
  if (region.offset > f.bytes || region.bytes > f.bytes - region.offset)
    return "a region of guest memory reaches beyond its file";
  pieces_.push_back({region, f.device, f.inode, f.data + region.offset});
  return {};
}

std::string guest_memory::update(const vtd_mpqemu_message &message) {
  pieces_.clear();
  for (file &f : files_)
    f.used = false;
  std::string problem;
  for (unsigned i = 0; i < message.fd_count && problem.empty(); ++i)
    problem = add_piece(message.fd[i], message.region[i]);
  if (!problem.empty())
    clear();
  drop_unused_files();
  return problem;
}

guest_memory::span guest_memory::around(uint64_t addr) const {
  for (const piece &p : pieces_)
    if (addr - p.region.addr < p.region.bytes)
      return {p.region.addr, p.region.bytes, p.data};
  return {};
}

uint8_t *guest_memory::at(uint64_t addr, uint64_t bytes) const {
  const span s = around(addr);
  if (s.bytes == 0 || bytes > s.bytes - (addr - s.addr))
    return nullptr;
  return s.data + (addr - s.addr);
}

uint64_t guest_memory::bytes() const {
  uint64_t sum = 0;
  for (const piece &p : pieces_)
    sum += p.region.bytes;
  return sum;
}

} // namespace vtd
