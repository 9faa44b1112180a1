// SPDX-License-Identifier: Apache-2.0
// One DMA target socket: the data path (dma_port.cpp, burst.cpp) and DMI (dmi.cpp).
#ifndef VTD_SYSTEMC_DMA_PORT_H
#define VTD_SYSTEMC_DMA_PORT_H

#include <functional>
#include <vector>

#include <tlm>

#include "access_frame.h"
#include "dmi_grants.h"
#include "payload_pool.h"
#include "vtd/ats.h"
#include "vtd/extension.h"

#define VTD_TLM_LIKELY(x)   __builtin_expect(!!(x), 1)
#define VTD_TLM_UNLIKELY(x) __builtin_expect(!!(x), 0)

namespace vtd::detail {

using bw_if = tlm::tlm_bw_transport_if<>;
class engine;

class dma_port final : public tlm::tlm_fw_transport_if<> {
public:
  dma_port(engine &owner, unsigned index, const identity &id);

  void b_transport(payload &trans, sc_core::sc_time &delay) override;
  tlm::tlm_sync_enum nb_transport_fw(payload &trans, tlm::tlm_phase &phase,
                                     sc_core::sc_time &delay) override;
  unsigned transport_dbg(payload &trans) override;
  bool get_direct_mem_ptr(payload &trans, tlm::tlm_dmi &dmi) override;

  void set_identity(const identity &id);
  // Tells identities apart; and segment and requester id alone.
  uint64_t requester_key(const payload &trans) const;
  static uint64_t requester_id(uint64_t key) { return (key & 0xFFFF) | key >> 44 << 16; }
  // The module's settings have changed: finds out what the short way may leave out.
  void refresh();
  // Takes back every grant for which `touched(grant)` holds.
  template <typename Predicate> void revoke_if(Predicate touched);
  void revoke_all();
  // Forgets who used the port (reset).
  void forget_owner();

private:
  // A request of this identity on the core's terms.
  struct requester {
    vtd_request request;
    uint64_t key;         // tells identities apart
    bool foreign_segment; // not this unit's business
    bool unusual;         // not for ordinary accesses: foreign, or a translation request
    bool plain;           // a requester id and nothing else
  };
  // A part of a burst: where it goes, and which part of the data array it is.
  struct piece {
    uint64_t addr;
    uint32_t offset;
    uint32_t bytes;
  };

  requester make_requester(const identity &id) const;
  requester requester_of(const payload &trans, const dma_extension *extension) const;
  // The owner of a port is the first identity seen on it; with a second one, DMI ends (a pointer
  // handed to one of them could be used for the other).
  void note_identity(uint64_t key) {
    if (VTD_TLM_UNLIKELY(key != owner_))
      note_other_identity(key);
  }
  void note_other_identity(uint64_t key);

  // The short way of nearly every access (dma_port.cpp).
  static bool ordinary(const payload &trans);
  bool plain(const dma_extension &extension);
  bool same_again(const identity &id) const;
  bool plain_again(const identity &id);
  void quick(payload &trans, sc_core::sc_time &delay, const vtd_requester &from,
             dma_extension *extension);
  void not_so_quick(payload &trans, sc_core::sc_time &delay, dma_extension *extension);
  void forward(payload &trans, sc_core::sc_time &delay, unsigned access, uint64_t out, bool dmi);

  // The stages of an access.
  void transport(payload &trans, sc_core::sc_time &delay, const requester &from,
                 dma_extension *extension);
  void transport_unusual(payload &trans, sc_core::sc_time &delay, const requester &from,
                         dma_extension *extension);
  void transport_zero_length(payload &trans, sc_core::sc_time &delay, const requester &from,
                             dma_extension *extension);
  void transport_split(payload &trans, sc_core::sc_time &delay, const requester &from,
                       dma_extension *extension);
  bool transport_piece(payload &trans, payload_pool::lease &access, const piece &part,
                       vtd_request request, sc_core::sc_time &delay, dma_extension *extension,
                       bool &dmi_hint);
  void translation_request(payload &trans, sc_core::sc_time &delay, const requester &from,
                           dma_extension *extension);
  void more_translations(vtd_request request, const vtd_result &first, uint32_t asked,
                         ats_extension &ats, sc_core::sc_time &delay);
  void translate(const vtd_request &request, vtd_result &result, sc_core::sc_time &delay);
  void charge_reads(const vtd_result &result, sc_core::sc_time &delay, const access_frame &frame);
  void observe(const vtd_request &request, const vtd_result &result, sc_core::sc_time start,
               sc_core::sc_time end);
  // The access goes on at `out`, with the same payload.
  void pass_on(payload &trans, sc_core::sc_time &delay, const vtd_request &request,
               const vtd_result &result, uint64_t out);
  // The access ends here, for better or worse. `data`: first byte that it touches.
  void answer(payload &trans, sc_core::sc_time &delay, const vtd_request &request,
              vtd_result &result, dma_extension *extension, const unsigned char *data);
  tlm::tlm_response_status deliver_interrupt(payload &trans, sc_core::sc_time &delay,
                                             const vtd_request &request, const unsigned char *data,
                                             vtd_result &result);

  // DMI and debug (dmi.cpp).
  struct region;
  bool probe(vtd_request request, vtd_result &result);
  bool adjoining(const region &area, vtd_request request, uint64_t addr, bool above,
                 region &neighbour);
  void widen(region &area, const vtd_request &request);
  bool refuse_dmi(tlm::tlm_dmi &dmi, uint64_t addr, uint8_t refused);
  void tell_revoked(const std::vector<dmi_grant> &revoked);

  engine &engine_;
  requester default_;
  uint64_t owner_;
  bool quick_ = false;         // requests with a plain extension may go the short way
  bool quick_default_ = false; // so may those without
  // The last plain identity seen in an extension, while it is known to be here: segment, requester
  // id, PASID; which of them count. No identity has `nobody`'s kind.
  struct {
    uint64_t who;
    uint32_t kind;
    vtd_requester requester;
  } last_ = {};
  vtd_requester quick_requester_; // of requests without extension
  // By vtd_access: the right that a direct pointer would need; 0 if there is none to be had.
  uint8_t dmi_need_[4] = {};
  bool shared_ = false; // more than one identity uses the port
  unsigned index_;
  dmi_grants grants_;
};

template <typename Predicate> void dma_port::revoke_if(Predicate touched) {
  if (grants_.empty())
    return;
  std::vector<dmi_grant> revoked;
  grants_.extract(touched, revoked);
  tell_revoked(revoked);
}

} // namespace vtd::detail

#endif // VTD_SYSTEMC_DMA_PORT_H
