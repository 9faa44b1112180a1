// SPDX-License-Identifier: Apache-2.0
// Between a foreign sideband and vtd::dma_extension, for any sideband that has rules:
//
//   resolver(rules)         for iommu::set_identity_resolver(): identities from foreign payloads.
//                           Enough for reads, writes, DMI, debug accesses and nb_transport.
//   inbound<Rules>          a module in front of a DMA socket that also turns foreign translation
//                           requests into those of vtd/ats.h, and debug accesses that come by
//                           b_transport into transport_dbg. The unit needs no resolver then (it
//                           is faster without), except for nb_transport, which just passes.
//   outbound<Rules>         a module behind the unit's `mem` socket: payloads without the foreign
//                           extension get one, so that routers, memories and monitors of the other
//                           side know who asks. Extensions that are there stay as they are: the
//                           unit hands them on by itself.
//
// Rules are a class with these members:
//
//   using extension                      the foreign extension, default constructible
//   bool identify(payload, identity &)   who asks; false: the payload does not say
//   bool debug(payload)                  a debug access, though it may come by b_transport
//   void translated(payload &, ats_translation)   the answer to a translation request that has a
//                                        usable translation: to be written in foreign terms
//   void describe(const identity *, extension &)  the other way round; NULL: the unit itself
//
// vcml_sbi.h and soc_genattr.h have the rules of two libraries.
#ifndef VTD_ADAPTERS_SIDEBAND_H
#define VTD_ADAPTERS_SIDEBAND_H

#include <utility>

#include "vtd/adapters/pass_through.h"
#include "vtd/iommu.h"

namespace vtd::adapters {

// Where a translation takes an address of its region; a region may be all there is (pass-through).
inline uint64_t host_address(const ats_translation &translation, uint64_t addr) {
  const uint64_t inside =
      translation.shift >= 64 ? ~uint64_t{0} : (uint64_t{1} << translation.shift) - 1;
  return (translation.addr & ~inside) | (addr & inside);
}

template <typename Rules> identity_resolver resolver(Rules rules) {
  return [rules = std::move(rules)](unsigned, const tlm::tlm_generic_payload &payload,
                                    identity &id) { return rules.identify(payload, id); };
}

template <typename Rules, unsigned BUSWIDTH = 64> class inbound : public pass_through<BUSWIDTH> {
public:
  explicit inbound(const sc_core::sc_module_name &name, Rules rules = Rules())
      : pass_through<BUSWIDTH>(name), rules_(std::move(rules)) {}

  const char *kind() const override { return "vtd::adapters::inbound"; }

protected:
  using base = pass_through<BUSWIDTH>;
  using typename base::payload;

  void b_transport(payload &trans, sc_core::sc_time &delay) override {
    if (rules_.debug(trans)) {
      const bool all = transport_dbg(trans) == trans.get_data_length();
      trans.set_response_status(all ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
      return;
    }
    with_identity(trans, [&](const identity *id) {
      if (id != nullptr && id->at == VTD_AT_TRANSLATION)
        request_translation(trans, delay, *id);
      else
        base::b_transport(trans, delay);
    });
  }
  unsigned transport_dbg(payload &trans) override {
    unsigned moved = 0;
    with_identity(trans, [&](const identity *) { moved = base::transport_dbg(trans); });
    return moved;
  }
  bool get_direct_mem_ptr(payload &trans, tlm::tlm_dmi &dmi) override {
    bool granted = false;
    with_identity(trans, [&](const identity *) { granted = base::get_direct_mem_ptr(trans, dmi); });
    return granted;
  }

private:
  // Does it with a dma_extension on the payload, if the rules know who asks.
  template <typename Access> void with_identity(payload &trans, Access access) {
    dma_extension extension;
    if (trans.template get_extension<dma_extension>() != nullptr ||
        !rules_.identify(trans, extension.id))
      return access(nullptr);
    attached<dma_extension> for_now(trans, extension);
    access(&extension.id);
  }

  // A foreign translation request asks for the page of its address, whatever its length: here it
  // is a read for one translation, by a payload of our own. A read asks for no write permission.
  void request_translation(payload &trans, sc_core::sc_time &delay, const identity &id) {
    dma_extension extension(id);
    extension.id.no_write = !trans.is_write();
    unsigned char nothing[8] = {};
    payload request;
    request.set_read();
    request.set_address(trans.get_address());
    request.set_data_ptr(nothing);
    request.set_data_length(sizeof nothing);
    request.set_streaming_width(sizeof nothing);
    {
      attached<dma_extension> for_now(request, extension);
      base::b_transport(request, delay);
    }
    trans.set_dmi_allowed(false);
    trans.set_response_status(request.get_response_status());
    if (!request.is_response_ok())
      return;
    const ats_translation translation = ats_translation_of(extension.result);
    const bool permitted = trans.is_write() ? translation.write : translation.read;
    if (translation.usable() && permitted)
      rules_.translated(trans, translation);
    else
      trans.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
  }

  const Rules rules_;
};

template <typename Rules, unsigned BUSWIDTH = 64> class outbound : public pass_through<BUSWIDTH> {
public:
  explicit outbound(const sc_core::sc_module_name &name, Rules rules = Rules())
      : pass_through<BUSWIDTH>(name), rules_(std::move(rules)) {}

  const char *kind() const override { return "vtd::adapters::outbound"; }

protected:
  using base = pass_through<BUSWIDTH>;
  using typename base::payload;

  void b_transport(payload &trans, sc_core::sc_time &delay) override {
    described(trans, [&] { base::b_transport(trans, delay); });
  }
  unsigned transport_dbg(payload &trans) override {
    unsigned moved = 0;
    described(trans, [&] { moved = base::transport_dbg(trans); });
    return moved;
  }
  bool get_direct_mem_ptr(payload &trans, tlm::tlm_dmi &dmi) override {
    bool granted = false;
    described(trans, [&] { granted = base::get_direct_mem_ptr(trans, dmi); });
    return granted;
  }

private:
  using extension = typename Rules::extension;

  template <typename Access> void described(payload &trans, Access access) {
    if (trans.template get_extension<extension>() != nullptr)
      return access();
    const auto *dma = trans.template get_extension<dma_extension>();
    extension description;
    rules_.describe(dma != nullptr ? &dma->id : nullptr, description);
    attached<extension> for_now(trans, description);
    access();
  }

  const Rules rules_;
};

} // namespace vtd::adapters

#endif // VTD_ADAPTERS_SIDEBAND_H
