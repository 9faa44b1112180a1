// SPDX-License-Identifier: Apache-2.0
// Who makes a request: the sideband of DMA transactions through a vtd::iommu.
#ifndef VTD_EXTENSION_H
#define VTD_EXTENSION_H

#include <cstdint>
#include <tlm>

#include "vtd/vtd.h"

namespace vtd {

// What a PCI Express request says about its origin (chapter 3). The default is function 0 of device
// 0 on bus 0, without PASID.
struct identity {
  uint16_t segment = 0; // PCI segment; must be the unit's own (iommu_config::segment)
  uint16_t sid = 0;     // requester id: bus 15:8, device 7:3, function 2:0
  uint32_t pasid = 0;   // 20 bits, counts only if pasid_valid
  bool pasid_valid = false;
  bool execute = false;    // execute requested
  bool privileged = false; // privileged mode requested
  bool no_write = false;   // NW of a translation request
  bool no_snoop = false;
  vtd_at at = VTD_AT_UNTRANSLATED;

  identity() = default;
  explicit identity(uint16_t requester) : sid(requester) {}
};

// AtomicOps. TLM-2.0 has no command for them; the convention here: the payload is a *read* of 4 or
// 8 aligned bytes, `operation` says what to do, operands are little-endian numbers in `operand`,
// and the old value comes back in the data array. The unit checks the request as an AtomicOp and
// passes the same payload on; a memory that knows the extension performs the operation without
// letting anybody in between.
enum class atomic_op : uint8_t {
  none,         // an ordinary read or write
  fetch_add,    // memory += operand[0]
  swap,         // memory = operand[0]
  compare_swap, // if memory == operand[0], memory = operand[1]
};

// An ignorable extension: requests without it have the identity of the socket they arrive on.
//
// Ownership: the initiator's, as for any extension. The unit reads the upper part and writes the
// lower part before it returns from b_transport(); a burst over several pages reports its last
// piece, which is the failing one if there is one.
struct dma_extension : tlm::tlm_extension<dma_extension> {
  identity id;
  atomic_op operation = atomic_op::none;
  uint64_t operand[2] = {0, 0};

  // Answer of the unit.
  vtd_status status = VTD_OK; // the unit's verdict; errors of the target leave it VTD_OK
  uint8_t code = 0;           // fault reason (chapter 7), 0: none
  uint8_t cond = 0;           // enum vtd_fault_cond
  uint64_t fault_addr = 0;    // input address of the piece that failed
  // The whole answer; written for translation requests (id.at) and for requests that failed.
  vtd_result result = {};

  dma_extension() = default;
  explicit dma_extension(const identity &from) : id(from) {}

  tlm::tlm_extension_base *clone() const override { return new dma_extension(*this); }
  void copy_from(const tlm::tlm_extension_base &other) override {
    *this = static_cast<const dma_extension &>(other);
  }
};

} // namespace vtd

#endif // VTD_EXTENSION_H
