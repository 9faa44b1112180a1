// SPDX-License-Identifier: Apache-2.0
// The ATS messages of libsystemctlm-soc's PCI devices, as a device of vtd/ats.h. Such a device has
// a socket for its translation requests and one for invalidations, both with payloads of
// TLM_IGNORE_COMMAND and an atsattr_extension:
//
//   device's ats_req -> req   +---------+   out -> a DMA socket of the unit
//   device's ats_inv <- inv   | soc_ats |   iommu::ats(): invalidations and their completion
//                             +---------+
//
//   request     address: of a page; attributes: rights asked for. Answer: address of the region,
//               its length in bytes, the rights that there are, result. A region without a usable
//               translation is RESULT_ERROR; a request that the unit refuses has its response.
//   invalidation  address, length in bytes. It is complete when the device's b_transport has
//               returned and its delay is over; the device may wait.
//
// These devices have no PASIDs and no page requests. Rights to execute are never given.
#ifndef VTD_ADAPTERS_SOC_ATS_H
#define VTD_ADAPTERS_SOC_ATS_H

#include <algorithm>
#include <cstdint>
#include <deque>

#include "vtd/adapters/sideband.h"

namespace vtd::adapters {

template <typename AtsAttributes, unsigned BUSWIDTH = 64>
class soc_ats : public sc_core::sc_module,
                private tlm::tlm_fw_transport_if<>,
                private tlm::tlm_bw_transport_if<>,
                private ats_device {
public:
  tlm::tlm_target_socket<BUSWIDTH> req;
  tlm::tlm_initiator_socket<BUSWIDTH> inv, out;

  SC_HAS_PROCESS(soc_ats);
  // The device's requester id is who.sid. `root` must live as long as this.
  soc_ats(const sc_core::sc_module_name &name, ats_root &root, const identity &who)
      : sc_core::sc_module(name), req("req"), inv("inv"), out("out"), root_(root), who_(who) {
    req.bind(static_cast<tlm::tlm_fw_transport_if<> &>(*this));
    inv.bind(static_cast<tlm::tlm_bw_transport_if<> &>(*this));
    out.bind(static_cast<tlm::tlm_bw_transport_if<> &>(*this));
    root_.attach(*this, who_.sid, who_.sid);
    SC_THREAD(invalidate);
  }
  ~soc_ats() override { root_.detach(*this); }

  const char *kind() const override { return "vtd::adapters::soc_ats"; }

private:
  using payload = tlm::tlm_generic_payload;
  static constexpr unsigned largest = 30; // of regions that are told, as bits of the address

  struct invalidation {
    vtd_dev_tlb_inv inv;
    sc_core::sc_time arrival; // absolute
  };

  void b_transport(payload &trans, sc_core::sc_time &delay) override {
    auto *ats = trans.get_extension<AtsAttributes>();
    trans.set_dmi_allowed(false);
    if (ats == nullptr)
      return trans.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
    dma_extension extension(who_);
    extension.id.at = VTD_AT_TRANSLATION;
    extension.id.no_write = (ats->get_attributes() & AtsAttributes::ATTR_WRITE) == 0;
    unsigned char nothing[8] = {};
    payload request;
    request.set_read();
    request.set_address(trans.get_address());
    request.set_data_ptr(nothing);
    request.set_data_length(sizeof nothing);
    request.set_streaming_width(sizeof nothing);
    {
      attached<dma_extension> for_now(request, extension);
      out->b_transport(request, delay);
    }
    trans.set_response_status(request.get_response_status());
    ats->set_result(AtsAttributes::RESULT_ERROR);
    if (request.is_response_ok())
      answer(trans, *ats, ats_translation_of(extension.result));
  }

  static void answer(payload &trans, AtsAttributes &ats, const ats_translation &translation) {
    if (!translation.usable())
      return;
    const uint64_t length = uint64_t{1} << std::min<unsigned>(translation.shift, largest);
    uint64_t rights = 0;
    if (translation.read)
      rights |= AtsAttributes::ATTR_READ;
    if (translation.write)
      rights |= AtsAttributes::ATTR_WRITE;
    trans.set_address(host_address(translation, trans.get_address()) & ~(length - 1));
    ats.set_length(length);
    ats.set_attributes(rights);
    ats.set_result(AtsAttributes::RESULT_OK);
  }

  void invalidation_request(const vtd_dev_tlb_inv &what, const sc_core::sc_time &delay) override {
    waiting_.push_back({what, sc_core::sc_time_stamp() + delay});
    wake_.notify(sc_core::SC_ZERO_TIME);
  }

  // One after the other, in a thread: the device may wait.
  void invalidate() {
    for (;;) {
      while (waiting_.empty())
        sc_core::wait(wake_);
      const invalidation next = waiting_.front();
      waiting_.pop_front();
      if (next.arrival > sc_core::sc_time_stamp())
        sc_core::wait(next.arrival - sc_core::sc_time_stamp());
      sc_core::sc_time delay;
      forget(next.inv, delay);
      if (delay != sc_core::SC_ZERO_TIME)
        sc_core::wait(delay);
      delay = sc_core::SC_ZERO_TIME;
      root_.invalidation_complete(next.inv.sid, uint32_t{1} << next.inv.itag, 1, delay);
    }
  }

  void forget(const vtd_dev_tlb_inv &what, sc_core::sc_time &delay) {
    AtsAttributes ats;
    const bool all = what.shift >= 64;
    ats.set_length(all ? ~uint64_t{0} : uint64_t{1} << what.shift);
    payload trans;
    trans.set_command(tlm::TLM_IGNORE_COMMAND);
    trans.set_address(all ? 0 : what.base);
    attached<AtsAttributes> for_now(trans, ats);
    inv->b_transport(trans, delay);
  }

  void page_group_response(const vtd_page_group_response &, const sc_core::sc_time &) override {}

  tlm::tlm_sync_enum nb_transport_fw(payload &trans, tlm::tlm_phase &,
                                     sc_core::sc_time &) override {
    trans.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE); // messages, by b_transport only
    return tlm::TLM_COMPLETED;
  }
  unsigned transport_dbg(payload &) override { return 0; }
  bool get_direct_mem_ptr(payload &, tlm::tlm_dmi &) override { return false; }
  tlm::tlm_sync_enum nb_transport_bw(payload &, tlm::tlm_phase &, sc_core::sc_time &) override {
    return tlm::TLM_COMPLETED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {} // has none

  ats_root &root_;
  const identity who_;
  std::deque<invalidation> waiting_;
  sc_core::sc_event wake_;
};

} // namespace vtd::adapters

#endif // VTD_ADAPTERS_SOC_ATS_H
