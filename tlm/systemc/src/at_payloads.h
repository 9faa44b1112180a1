// SPDX-License-Identifier: Apache-2.0
// Payloads with a memory manager, for our own transactions by nb_transport: a target may keep one
// until after its END_RESP.
#ifndef VTD_SYSTEMC_AT_PAYLOADS_H
#define VTD_SYSTEMC_AT_PAYLOADS_H

#include <memory>
#include <vector>

#include <tlm>

namespace vtd::detail {

class at_payloads final : public tlm::tlm_mm_interface {
public:
  // A payload with one reference. It comes back with the last one.
  tlm::tlm_generic_payload &take() {
    if (free_.empty()) {
      all_.push_back(std::make_unique<tlm::tlm_generic_payload>(this));
      free_.push_back(all_.back().get());
    }
    tlm::tlm_generic_payload &trans = *free_.back();
    free_.pop_back();
    trans.acquire();
    return trans;
  }
  void free(tlm::tlm_generic_payload *trans) override {
    trans->reset();
    free_.push_back(trans);
  }

private:
  std::vector<std::unique_ptr<tlm::tlm_generic_payload>> all_;
  std::vector<tlm::tlm_generic_payload *> free_;
};

} // namespace vtd::detail

#endif // VTD_SYSTEMC_AT_PAYLOADS_H
