// SPDX-License-Identifier: Apache-2.0
// QEMU's guest memory in our address space: the files behind it, mapped, and which guest address is
// where in them.
#ifndef VTD_GUEST_MEMORY_H
#define VTD_GUEST_MEMORY_H

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

#include "vtd/mpqemu.h"

namespace vtd {

// Each file is mapped once and as a whole, however often QEMU sends its map anew.
class guest_memory {
public:
  struct span {
    uint64_t addr = 0;  // guest address of the first byte
    uint64_t bytes = 0; // 0: no memory there
    uint8_t *data = nullptr;
  };

  guest_memory() = default;
  ~guest_memory();
  guest_memory(const guest_memory &) = delete;
  guest_memory &operator=(const guest_memory &) = delete;

  // True if the message says what is known already: pointers stay valid.
  bool same(const vtd_mpqemu_message &message) const;
  // Takes over the map of a VTD_MPQEMU_SYNC_SYSMEM message; its descriptors remain the caller's.
  // Pointers into memory become invalid. Returns an empty string, or what is wrong; there is no
  // memory then.
  std::string update(const vtd_mpqemu_message &message);
  // Unmaps everything.
  void clear();

  // The piece that holds this address.
  span around(uint64_t addr) const;
  // Host address of `bytes` bytes that lie within one piece, or NULL.
  uint8_t *at(uint64_t addr, uint64_t bytes) const;

  size_t pieces() const { return pieces_.size(); }
  size_t files() const { return files_.size(); }
  uint64_t bytes() const; // of all pieces

private:
  struct file {
    dev_t device;
    ino_t inode;
    uint64_t bytes;
    uint8_t *data;
    bool used;
  };
  struct piece {
    vtd_mpqemu_region region;
    dev_t device;
    ino_t inode;
    uint8_t *data;
  };

  std::string map_file(int fd, file &found);
  std::string add_piece(int fd, const vtd_mpqemu_region &region);
  void drop_unused_files();

  std::vector<file> files_;
  std::vector<piece> pieces_;
};

} // namespace vtd

#endif // VTD_GUEST_MEMORY_H
