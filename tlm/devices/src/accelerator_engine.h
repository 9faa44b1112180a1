// SPDX-License-Identifier: Apache-2.0
// One engine of the accelerator: takes descriptors, does what they say.
#ifndef VTD_ACCELERATOR_ENGINE_H
#define VTD_ACCELERATOR_ENGINE_H

#include <vector>

#include "vtd/accelerator.h"

namespace vtd {

class accelerator_engine : public sc_core::sc_module {
public:
  accelerator_engine(sc_core::sc_module_name name, accelerator &owner, unsigned index);
  ~accelerator_engine() override;

private:
  using job = accelerator::job;
  // How a descriptor is going.
  struct progress {
    uint32_t status = VTD_ACCEL_DONE_SUCCESS;
    uint32_t result = 0;
    uint32_t bytes = 0;
    uint64_t addr = 0; // of what failed
    bool write = false;
    bool ok() const { return status == VTD_ACCEL_DONE_SUCCESS; }
  };
  struct descriptor {
    uint32_t operation, flags;
    uint64_t completion, source, destination;
    uint32_t length, message, seed;
  };
  // A part of an operation: `bytes` at addr in one page, `left` of the range from there.
  struct access {
    tlm::tlm_command command;
    uint64_t addr;
    uint8_t *data;
    uint32_t bytes;
    uint64_t left;
    bool write() const { return command == tlm::TLM_WRITE_COMMAND; }
  };

  void run();
  static descriptor decode(const uint8_t *bytes);
  void execute(const descriptor &d, progress &p);
  void finish(const descriptor &d, progress &p);
  void batch(const descriptor &d, progress &p);
  void drain();
  static constexpr unsigned source_range = 1, destination_range = 2;
  template <typename Part>
  void by_parts(const descriptor &d, unsigned ranges, progress &p, Part part);
  void copy(const descriptor &d, progress &p);
  void fill(const descriptor &d, progress &p);
  void compare(const descriptor &d, progress &p);
  void crc(const descriptor &d, progress &p);

  uint32_t chunk(uint64_t addr, uint32_t left) const;
  bool read(uint64_t addr, uint8_t *data, uint32_t bytes, uint64_t left, progress &p);
  bool write(uint64_t addr, uint8_t *data, uint32_t bytes, uint64_t left, progress &p);
  bool move(const access &a, progress &p);
  bool by_translation(const access &a, progress &p);
  // The translation of an address with the right to do that, or none (p says why).
  bool translation(const access &a, ats_translation &t, progress &p);
  bool ask(const access &a, ats_translation &t, progress &p);
  bool ask_for_page(const access &a, unsigned attempt, progress &p);
  uint8_t response_to_group(const access &a);
  tlm::tlm_response_status transact(const access &a, uint64_t addr, const identity &id,
                                    ats_extension *answer);
  bool fail(progress &p, uint32_t status, const access &a) const;
  void synchronize();
  bool stopped() const { return owner_.resetting_; }

  accelerator &owner_;
  unsigned index_;
  job job_;
  bool block_ = false; // page faults of the descriptor at work are served
  sc_core::sc_time local_;
  tlm::tlm_generic_payload payload_;
  dma_extension extension_;
  ats_extension answer_;
  std::vector<uint8_t> buffer_, other_;
};

} // namespace vtd

#endif // VTD_ACCELERATOR_ENGINE_H
