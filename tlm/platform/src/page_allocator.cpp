// SPDX-License-Identifier: Apache-2.0
// First-fit search over a map of pages.
#include "page_allocator.h"

#include <algorithm>

namespace vtd {

uint64_t page_allocator::allocate(size_t count, unsigned align_log2) {
  if (count == 0 || count > used_.size() || align_log2 > 52)
    return 0;
  const uint64_t align = align_log2 <= 12 ? 1 : UINT64_C(1) << (align_log2 - 12);
  const auto aligned = [&](size_t index) {
    const uint64_t page = (first_ + index + align - 1) / align * align;
    return static_cast<size_t>(page - first_);
  };
  for (size_t at = aligned(hint_); at + count <= used_.size();) {
    const auto begin = used_.begin() + static_cast<ptrdiff_t>(at);
    const auto end = begin + static_cast<ptrdiff_t>(count);
    // Look from the back: the last page in use is the one to go behind.
    const auto taken =
        std::find(std::make_reverse_iterator(end), std::make_reverse_iterator(begin), char(1));
    if (taken != std::make_reverse_iterator(begin)) {
      at = aligned(static_cast<size_t>(taken.base() - used_.begin()));
      continue;
    }
    std::fill(begin, end, char(1));
    in_use_ += count;
    peak_ = std::max(peak_, in_use_);
    if (at == hint_)
      hint_ = at + count;
    return (first_ + at) * page_bytes;
  }
  return 0;
}

bool page_allocator::free(uint64_t addr, size_t count) {
  const uint64_t page = addr / page_bytes;
  if (addr % page_bytes != 0 || page < first_ || count > used_.size() ||
      page - first_ > used_.size() - count)
    return false;
  const auto begin = used_.begin() + static_cast<ptrdiff_t>(page - first_);
  const auto end = begin + static_cast<ptrdiff_t>(count);
  if (std::find(begin, end, char(0)) != end)
    return false;
  std::fill(begin, end, char(0));
  in_use_ -= count;
  hint_ = std::min<size_t>(hint_, page - first_);
  return true;
}

void page_allocator::free_all() {
  std::fill(used_.begin(), used_.end(), char(0));
  hint_ = 0;
  in_use_ = 0;
  peak_ = 0;
}

} // namespace vtd
