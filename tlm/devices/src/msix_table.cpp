// SPDX-License-Identifier: Apache-2.0
#include "vtd/msix_table.h"

#include <algorithm>

namespace vtd {

namespace {
constexpr uint32_t entry_bytes = VTD_PCI_MSIX_ENTRY_BYTES;
}

msix_table::msix_table(unsigned vectors)
    : entries_(std::clamp(vectors, 1u, VTD_PCI_MSIX_VECTORS_MAX)) {}

uint32_t msix_table::read(uint32_t offset) const {
  if (offset >= table_bytes())
    return 0;
  const entry &e = entries_[offset / entry_bytes];
  switch (offset % entry_bytes) {
  case VTD_PCI_MSIX_ENTRY_ADDRESS:
    return static_cast<uint32_t>(e.addr);
  case VTD_PCI_MSIX_ENTRY_ADDRESS + 4:
    return static_cast<uint32_t>(e.addr >> 32);
  case VTD_PCI_MSIX_ENTRY_DATA:
    return e.data;
  default:
    return e.control;
  }
}

void msix_table::write(uint32_t offset, uint32_t value) {
  if (offset >= table_bytes())
    return;
  entry &e = entries_[offset / entry_bytes];
  switch (offset % entry_bytes) {
  case VTD_PCI_MSIX_ENTRY_ADDRESS:
    e.addr = (e.addr >> 32 << 32) | (value & ~UINT32_C(3));
    break;
  case VTD_PCI_MSIX_ENTRY_ADDRESS + 4:
    e.addr = uint64_t{value} << 32 | static_cast<uint32_t>(e.addr);
    break;
  case VTD_PCI_MSIX_ENTRY_DATA:
    e.data = value;
    break;
  default:
    e.control = value & VTD_PCI_MSIX_ENTRY_MASKED;
    break;
  }
}

uint32_t msix_table::read_pending(uint32_t offset) const {
  uint32_t bits = 0;
  for (unsigned v = offset * 8, i = 0; i < 32 && v < vectors(); ++v, ++i)
    bits |= uint32_t{entries_[v].pending} << i;
  return bits;
}

void msix_table::signal(unsigned vector) {
  if (vector < vectors())
    entries_[vector].pending = true;
}

bool msix_table::masked(unsigned vector) const {
  return vector >= vectors() || (entries_[vector].control & VTD_PCI_MSIX_ENTRY_MASKED) != 0;
}

bool msix_table::ready() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const entry &e) { return e.due(); });
}

std::optional<pci_message> msix_table::take() {
  for (unsigned i = 0; i < vectors(); ++i) {
    entry &e = entries_[(next_ + i) % vectors()];
    if (!e.due())
      continue;
    e.pending = false;
    next_ = (next_ + i + 1) % vectors();
    return pci_message{e.addr, e.data};
  }
  return {};
}

void msix_table::forget() {
  for (entry &e : entries_)
    e.pending = false;
}

void msix_table::reset() {
  std::fill(entries_.begin(), entries_.end(), entry());
  next_ = 0;
}

} // namespace vtd
