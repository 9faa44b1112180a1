// SPDX-License-Identifier: Apache-2.0
// What may be answered when caches decide: every answer that the tables of now, or of any moment
// since the last invalidation that covers them, explain. Built on the naive reference unit
// (tb/reference), which knows the rules of chapter 6 as a set of remembered facts.
#ifndef VTD_TB_ORACLE_HISTORY_H
#define VTD_TB_ORACLE_HISTORY_H

#include "backend.h"
#include "reference.h"

namespace vtd::judge {

// Memory as the image leaves it, with later edits.
class ImageMemory : public oracle::Memory {
public:
  explicit ImageMemory(const Image &image) : words_(image.words) {}
  std::optional<uint64_t> word(uint64_t addr) const override;
  bool writable(uint64_t addr) const override { return addr < ram_bytes; }
  void poke(uint64_t addr, uint64_t value) { words_[addr] = value; }

private:
  std::map<uint64_t, uint64_t> words_;
};

// The unit of an image for the reference.
oracle::Unit reference_unit(const Image &image);

// Follows one implementation through one image. Call answers() and then took() for requests and
// interrupts, passed() for every other operation, in the order of the image.
class History {
public:
  explicit History(const Image &image);
  struct Answers {
    std::vector<Outcome> all; // the first one is the answer of the tables as they are now
    bool open = false; // the architecture leaves it open, or there are too many: do not judge
  };
  Answers answers(const Op &op);
  // The implementation's answer was this one of them.
  void took(size_t index);
  void passed(const Op &op);

private:
  Answers dma(const Op &op);
  Answers interrupt(const Op &op);
  void invalidate(const Op &op);

  const Image &image_;
  oracle::Unit unit_;
  ImageMemory memory_;
  oracle::Remembered known_;
  std::vector<std::vector<oracle::Fact>> learned_; // by index of the answers
};

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_HISTORY_H
