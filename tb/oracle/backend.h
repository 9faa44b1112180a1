// SPDX-License-Identifier: Apache-2.0
// What the judge runs images on: an implementation of VT-d behind one interface.
//
// A backend says what it saw. What it cannot observe it leaves unknown (an empty optional): unknown
// is compared with nothing. It never guesses, and never derives one observation from another.
#ifndef VTD_TB_ORACLE_BACKEND_H
#define VTD_TB_ORACLE_BACKEND_H

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "image.h"
#include "reasons.h"

namespace vtd::judge {

// An interrupt message that reached the interrupt controller. `redirection` is unknown to those who
// see the controller's input only after decoding.
struct Message {
  uint32_t destination = 0;
  bool logical = false; // destination mode
  uint8_t delivery = 0; // delivery mode, 3 bits
  uint8_t vector = 0;
  bool level = false; // trigger mode
  std::optional<bool> redirection;
};
// From a message's address and data in the compatibility format (bits 63:40 of the address: 0, or
// bits 31:8 of an x2APIC destination).
Message message_of(uint64_t addr, uint32_t data);

enum class Verdict : uint8_t {
  unknown, // not observed
  passed,  // dma: went on to memory, or would have (an address where nothing is counts); interrupt:
           // delivered, see messages; other operations: done
  blocked, // dma, interrupt: dropped, for whatever reason
};

// A fault that was reported for an operation: met, and not kept quiet by FPD. It need not be
// recorded in FRCD: a full log loses records, but a backend may have seen the report anyway.
struct Fault {
  uint8_t reason = 0; // fault reason code (chapter 7)
  std::optional<uint16_t> requester;
  std::optional<uint64_t> addr; // as reported; bits 11:0 do not count
  std::optional<bool> write;
};

struct Outcome {
  Verdict verdict = Verdict::unknown;
  std::optional<bool> faulted;       // whether a fault was reported; if so:
  Fault fault;                       //
  std::optional<uint64_t> addr;      // dma that passed: output address of the first byte
  std::optional<uint8_t> page_shift; // dma that passed: the answer holds for 2^page_shift bytes
  std::optional<bool> cached;        // dma: answered by a cache without reading page tables
  std::optional<std::vector<Message>> messages; // delivered because of this operation, in order;
                                                // events of the unit itself among them
  std::optional<uint64_t> value;                // read, peek
};

struct Result {
  std::vector<Outcome> outcomes; // one per operation, in order
  // The backend's implementation died or hung: what is known of it, in a sentence. Empty: it did
  // not. Outcomes may be incomplete then. The backend is usable again when run() returns.
  std::string death;
};

// A known departure of an implementation from the architecture. `applies` is asked when two
// outcomes of one operation differ; it says whether this departure explains the *whole* difference,
// as narrowly as possible.
struct Departure {
  std::string name;    // one word with dashes, for reports
  unsigned number = 0; // in the list of departures that the documentation has
  std::string rule;    // the architecture's rule and its chapter
  bool (*applies)(const Image &image, size_t op, const Outcome &right,
                  const Outcome &seen) = nullptr;
  // The state of the two has parted: the rest of the image is not compared.
  bool parts = false;
};

class Backend {
public:
  virtual ~Backend() = default;
  // "stock QEMU 7.2.22", for the report.
  virtual std::string describe() = 0;
  // Why images of this kind cannot be run ("no scalable mode"); empty: they can.
  virtual std::string refuses(const Image &image) = 0;
  // Runs images in order, each from the start (image.h); all of one batch have the same profile.
  // The images are the caller's and live until run() returns.
  virtual std::vector<Result> run(const std::vector<const Image *> &batch) = 0;
  // Images per batch that suit it.
  virtual unsigned batch_size() const { return 16; }
  virtual const std::vector<Departure> &departures() const;
  // The fault reasons below 38h that it never reports, and why; every other one must show in a long
  // run. Nothing: it does not say, and nothing is demanded.
  virtual std::optional<Unraised> unraised() const { return std::nullopt; }
};

// The unit of this project, through its TLM-2.0 module.
std::unique_ptr<Backend> make_ours();
// A program that speaks the protocol of docs/conformance.md on its standard input and output.
// Throws std::runtime_error if it cannot be started.
std::unique_ptr<Backend> make_exec(const std::string &command);
// Stock QEMU. Throws std::runtime_error if it is not installed (defined in qemu_backend.cpp).
std::unique_ptr<Backend> make_qemu();

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_BACKEND_H
