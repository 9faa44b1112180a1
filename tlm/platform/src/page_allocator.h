// SPDX-License-Identifier: Apache-2.0
// The pages of guest memory that firmware may use. First fit, deterministic.
#ifndef VTD_PAGE_ALLOCATOR_H
#define VTD_PAGE_ALLOCATOR_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vtd {

// Hands out 4 KiB pages of [first, last). It knows addresses only: zeroing them is the caller's.
class page_allocator {
public:
  static constexpr uint64_t page_bytes = 4096;

  page_allocator(uint64_t first, uint64_t last) : first_(first / page_bytes) {
    used_.assign((last - first) / page_bytes, 0);
  }

  // Address of `count` contiguous pages aligned to 2^align_log2 bytes, 0 if there is no room.
  uint64_t allocate(size_t count, unsigned align_log2);
  // False if one of them was not allocated; then nothing is freed.
  bool free(uint64_t addr, size_t count);
  void free_all();

  uint64_t used() const { return in_use_; } // pages
  uint64_t peak() const { return peak_; }   // most pages in use since free_all()

private:
  uint64_t first_; // number of the first page
  std::vector<char> used_;
  size_t hint_ = 0; // no free page below
  uint64_t in_use_ = 0;
  uint64_t peak_ = 0;
};

} // namespace vtd

#endif // VTD_PAGE_ALLOCATOR_H
