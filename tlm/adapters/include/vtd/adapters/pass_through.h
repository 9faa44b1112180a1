// SPDX-License-Identifier: Apache-2.0
// A module between two sockets that passes everything on, in both directions: the base of the
// adapters that have more to do than to read an identity. And extensions that are on a payload for
// the time of one call.
#ifndef VTD_ADAPTERS_PASS_THROUGH_H
#define VTD_ADAPTERS_PASS_THROUGH_H

#include <systemc>
#include <tlm>

namespace vtd::adapters {

// Puts an extension on a payload, and takes it off at the end of the scope. An extension of the
// same kind that was there comes back.
template <typename Extension> class attached {
public:
  attached(tlm::tlm_generic_payload &payload, Extension &extension)
      : payload_(payload), before_(payload.set_extension(&extension)) {}
  ~attached() {
    if (before_ != nullptr)
      payload_.set_extension(before_);
    else
      payload_.template clear_extension<Extension>();
  }
  attached(const attached &) = delete;
  attached &operator=(const attached &) = delete;

private:
  tlm::tlm_generic_payload &payload_;
  Extension *before_;
};

// Everything that comes in at `in` goes out at `out`, and back: no time passes, nothing is changed.
// Re-entrant as far as both sides are.
template <unsigned BUSWIDTH = 64>
class pass_through : public sc_core::sc_module,
                     protected tlm::tlm_fw_transport_if<>,
                     protected tlm::tlm_bw_transport_if<> {
public:
  tlm::tlm_target_socket<BUSWIDTH> in;
  tlm::tlm_initiator_socket<BUSWIDTH> out;

  explicit pass_through(const sc_core::sc_module_name &name)
      : sc_core::sc_module(name), in("in"), out("out") {
    in.bind(static_cast<tlm::tlm_fw_transport_if<> &>(*this));
    out.bind(static_cast<tlm::tlm_bw_transport_if<> &>(*this));
  }

protected:
  using payload = tlm::tlm_generic_payload;

  void b_transport(payload &trans, sc_core::sc_time &delay) override {
    out->b_transport(trans, delay);
  }
  tlm::tlm_sync_enum nb_transport_fw(payload &trans, tlm::tlm_phase &phase,
                                     sc_core::sc_time &delay) override {
    return out->nb_transport_fw(trans, phase, delay);
  }
  unsigned transport_dbg(payload &trans) override { return out->transport_dbg(trans); }
  bool get_direct_mem_ptr(payload &trans, tlm::tlm_dmi &dmi) override {
    return out->get_direct_mem_ptr(trans, dmi);
  }
  tlm::tlm_sync_enum nb_transport_bw(payload &trans, tlm::tlm_phase &phase,
                                     sc_core::sc_time &delay) override {
    return in->nb_transport_bw(trans, phase, delay);
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override {
    in->invalidate_direct_mem_ptr(first, last);
  }
};

} // namespace vtd::adapters

#endif // VTD_ADAPTERS_PASS_THROUGH_H
