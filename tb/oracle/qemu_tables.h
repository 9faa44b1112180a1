// SPDX-License-Identifier: Apache-2.0
// What the tables of an image hold on the way of one request: the facts that departures are
// recognised by. Judges nothing: it follows pointers as long as there are any.
#ifndef VTD_TB_ORACLE_QEMU_TABLES_H
#define VTD_TB_ORACLE_QEMU_TABLES_H

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "image.h"

namespace vtd::judge {

// Memory as it is when operation `op` begins: with all edits before it.
class MemoryAt {
public:
  MemoryAt(const Image &image, size_t op);
  // Nothing outside RAM.
  std::optional<uint64_t> word(uint64_t addr) const;
  template <size_t n> std::optional<std::array<uint64_t, n>> words(uint64_t addr) const {
    std::array<uint64_t, n> e = {};
    for (size_t i = 0; i < n; i++) {
      const auto w = word(addr + i * sizeof(uint64_t));
      if (!w)
        return std::nullopt;
      e[i] = *w;
    }
    return e;
  }

private:
  const Image &image_;
  std::map<uint64_t, uint64_t> edits_;
};

struct PathStep {
  unsigned shift = 0;            // log2 of the bytes that the entry covers
  uint64_t place = 0;            // its address
  std::optional<uint64_t> entry; // nothing: outside RAM
  bool leaf = false;
};

struct Path {
  std::optional<std::array<uint64_t, 2>> root;
  std::optional<std::array<uint64_t, 4>> context; // of legacy mode: the first two words
  std::optional<uint64_t> directory;              // of scalable mode
  std::optional<std::array<uint64_t, 8>> pasid;   // likewise
  bool pass_through = false;
  std::vector<PathStep> steps; // second-stage entries from the top one on
};

// The way of a `dma` operation by the tables of now.
Path path_of(const Image &image, size_t op);
// Caches may have met the tables of the past. The way of request `q` by the tables of operation
// `op` or of any moment before, its root and context entry of one moment and all behind them of
// another one: whether one of them is as `is` says. The only place that looks at the past.
using PathTest = std::function<bool(const Path &)>;
bool some_path(const Image &image, size_t op, const Op &q, const PathTest &is);
bool some_path(const Image &image, size_t op, const PathTest &is); // of operation `op` itself
// The same, walked at the time of operation `op`: only root and context entry may be of the past.
bool some_walk(const Image &image, size_t op, const Op &q, const PathTest &is);
// The interrupt remapping table entry that an `interrupt` (or a dma to the interrupt range) names;
// its index may exceed 16 bits.
struct InterruptPath {
  bool remappable = false;
  uint32_t index = 0;
  std::optional<std::array<uint64_t, 2>> entry;         // of the index
  std::optional<std::array<uint64_t, 2>> wrapped_entry; // of its lower 16 bits
};
InterruptPath interrupt_path_of(const Image &image, size_t op);

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_QEMU_TABLES_H
