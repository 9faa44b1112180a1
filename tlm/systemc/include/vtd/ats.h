// SPDX-License-Identifier: Apache-2.0
// ATS and PRI over TLM (chapter 4): how devices with a device-TLB talk to a vtd::iommu.
//
// What is a memory request in PCI Express is a transaction here; what is a message there is a call:
//
//   translation request    b_transport on a DMA port: a read whose dma_extension has
//                          id.at = VTD_AT_TRANSLATION. 8 bytes of length for each translation asked
//                          for (as on the wire), 1 .. iommu_config::ats_translations of them; no
//                          byte enables; bits 11:0 of the address do not count (the smallest
//                          translation unit is 4 KiB). Nothing goes on and the data array is left
//                          alone: the answer is in the extensions.
//   translation completion TLM_OK (Success: dma_extension::result is the first translation, an
//                          ats_extension on the payload has all of them), ADDRESS_ERROR or
//                          COMMAND_ERROR (Unsupported Request), GENERIC_ERROR (Completer Abort),
//                          BURST_ERROR or BYTE_ENABLE_ERROR (malformed).
//   translated request     a read or write with id.at = VTD_AT_TRANSLATED.
//   invalidation request   ats_device::invalidation_request()
//   invalidation complete  ats_root::invalidation_complete()
//   page request           ats_root::request_page()
//   page group response    ats_device::page_group_response()
//
// Calls carry a delay: the message is there that much after the present time. None of them may
// wait, and each may call back: a device may complete an invalidation from within the request.
#ifndef VTD_ATS_H
#define VTD_ATS_H

#include <array>
#include <cstdint>

#include <systemc>
#include <tlm>

#include "vtd/vtd.h"

namespace vtd {

// One translation of a completion. The fields are those of the protocol.
struct ats_translation {
  uint64_t addr = 0;  // host address of the region; means nothing unless usable()
  uint8_t shift = 12; // the region is 2^shift bytes, and aligned to that
  bool read = false;
  bool write = false;
  bool execute = false;           // Exe; this architecture never grants it
  bool privileged = false;        // Priv: the rights are those of privileged mode
  bool global = false;            // Global; this architecture never says so
  bool no_snoop_cleared = false;  // N: accesses must not have the No Snoop attribute
  bool untranslated_only = false; // U: use the untranslated address
  // There is an address that translated requests may use.
  bool usable() const { return (read || write) && !untranslated_only; }
};

// Room for the translations of one completion: consecutive regions of the same size, beginning with
// the one that holds the address. An ignorable extension beside the dma_extension, owned by the
// initiator; a unit without it on the payload answers one translation.
struct ats_extension : tlm::tlm_extension<ats_extension> {
  static constexpr unsigned most = 16;
  unsigned count = 0; // translations in the answer; 0 unless the response is TLM_OK
  std::array<ats_translation, most> translations;

  tlm::tlm_extension_base *clone() const override { return new ats_extension(*this); }
  void copy_from(const tlm::tlm_extension_base &other) override {
    *this = static_cast<const ats_extension &>(other);
  }
};

// The first (or only) translation of a result.
ats_translation ats_translation_of(const vtd_result &result);

// What a device with a device-TLB implements.
class ats_device {
public:
  virtual ~ats_device() = default;
  // Translations are to be forgotten. The device answers by ats_root::invalidation_complete() with
  // inv.itag, now or later: after the last access that uses one of them, and behind its writes.
  virtual void invalidation_request(const vtd_dev_tlb_inv &inv, const sc_core::sc_time &delay) = 0;
  // The answer to a group of page requests that this device sent.
  virtual void page_group_response(const vtd_page_group_response &response,
                                   const sc_core::sc_time &delay) = 0;
};

// What the unit offers to such devices: iommu::ats().
class ats_root {
public:
  virtual ~ats_root() = default;
  // `device` answers for the requester ids first .. last from now on. It must live until it is
  // detached or the unit is gone. Overlapping ranges are reported as an error (/vtd/iommu/ats).
  // Invalidations for ids without a device are complete at once.
  virtual void attach(ats_device &device, uint16_t first, uint16_t last) = 0;
  virtual void detach(ats_device &device) = 0;
  // Bit n of itags: ITag n is complete. `count` is the CC field, the number of completions that the
  // device sends for each (0 means 8).
  virtual void invalidation_complete(uint16_t sid, uint32_t itags, uint8_t count,
                                     sc_core::sc_time &delay) = 0;
  // A page request, or a stop marker. The response may come before this returns; after
  // VTD_PAGE_REQUEST_DROPPED there will be none.
  virtual vtd_page_request_result request_page(const vtd_page_request &request,
                                               sc_core::sc_time &delay) = 0;
};

} // namespace vtd

#endif // VTD_ATS_H
