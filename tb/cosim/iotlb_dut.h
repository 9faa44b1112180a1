// SPDX-License-Identifier: Apache-2.0
// The RTL as the bench sees it, whatever its geometry.
#ifndef VTD_TB_IOTLB_DUT_H
#define VTD_TB_IOTLB_DUT_H

#include <cstdint>
#include <string>

#include "iotlb_pins.h"

namespace vtd::tb {

class dut {
public:
  virtual ~dut() = default;
  // Applies the inputs of this cycle and tells the outputs.
  virtual outputs look(const inputs &in) = 0;
  // Clock edge.
  virtual void clock() = 0;
  virtual void reset() = 0;
  // Entry of the arrays through the hierarchy: true if it is valid.
  virtual bool entry_at(uint32_t index, struct key *key, struct data *data) const = 0;
  // An assertion of the RTL has failed (its text is on stderr).
  virtual bool assertion_failed() const = 0;
  // Writes the line and toggle coverage; false: the model was built without (VTD_RTL_COVERAGE).
  virtual bool write_coverage(const std::string &file) = 0;

  shape form;
  std::string note; // what it is made from, for messages
};

} // namespace vtd::tb

#endif // VTD_TB_IOTLB_DUT_H
