// SPDX-License-Identifier: Apache-2.0
// MSI-X table and pending bits of one function (PCI Local Bus 3.0, 6.8.2).
#ifndef VTD_MSIX_TABLE_H
#define VTD_MSIX_TABLE_H

#include <cstdint>
#include <optional>
#include <vector>

#include "vtd/pci_config.h"

namespace vtd {

// A message-signalled interrupt: `data` goes to `addr` by a write of 4 bytes.
struct pci_message {
  uint64_t addr = 0;
  uint32_t data = 0;
};

// A vector that is signalled is pending until its message is taken. Whether the function as a whole
// may send messages is its owner's to know.
class msix_table {
public:
  // 1 .. VTD_PCI_MSIX_VECTORS_MAX vectors, all masked.
  explicit msix_table(unsigned vectors);

  unsigned vectors() const { return static_cast<unsigned>(entries_.size()); }
  uint32_t table_bytes() const { return vectors() * VTD_PCI_MSIX_ENTRY_BYTES; }
  uint32_t pba_bytes() const { return (vectors() + 63) / 64 * 8; }

  // By dword, as software does. Offsets are multiples of 4 from the table's and the pending bits'
  // beginning; beyond the end they read 0 and ignore writes.
  uint32_t read(uint32_t offset) const;
  void write(uint32_t offset, uint32_t value);
  uint32_t read_pending(uint32_t offset) const;

  void signal(unsigned vector); // vectors that are not there are ignored
  bool masked(unsigned vector) const;
  // Is there a message that could go?
  bool ready() const;
  // The next one, which is no longer pending then. Vectors take turns.
  std::optional<pci_message> take();
  void forget(); // nothing is pending any more
  void reset();

private:
  struct entry {
    uint64_t addr = 0;
    uint32_t data = 0;
    uint32_t control = VTD_PCI_MSIX_ENTRY_MASKED;
    bool pending = false;
    bool due() const { return pending && (control & VTD_PCI_MSIX_ENTRY_MASKED) == 0; }
  };

  std::vector<entry> entries_;
  unsigned next_ = 0; // whose turn it is
};

} // namespace vtd

#endif // VTD_MSIX_TABLE_H
