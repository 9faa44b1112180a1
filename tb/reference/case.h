// SPDX-License-Identifier: Apache-2.0
// One case of the differential test: a unit, an image of its tables in memory, and what happens:
// requests, edits, invalidations. Can be saved, loaded and told in words.
#ifndef VTD_TB_CASE_H
#define VTD_TB_CASE_H

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "reference.h"
#include "vtd/vtd.h"

namespace vtd::oracle {

struct Op {
  enum class Kind {
    request,        // q, probe
    page_request,   // p, probe
    interrupt,      // i
    poke,           // addr, value: software edits a word of memory
    context,        // g, did, sid, fm
    iotlb,          // g, did, addr, am, ih
    interrupts,     // g (VTD_QI_IEC_G_*), index, am
    pasid,          // g, did, pasid: PASID cache
    pasid_iotlb,    // g, did, pasid, addr, am, ih
    root,           // value: RTADDR, latched
    interrupt_root, // value: IRTA, latched
    enable,         // value: bit 0 translation, bit 1 interrupt remapping, bit 2 CFI
    clear_faults,   // value: bit n clears record n; PFO too if all are clear then
    page_head,      // value: byte offset, PQH
    page_status,    // value: bit 0 clears PPR, bit 1 PRO
    page_event,     // value: IM of PECTL
    page_response,  // p (PASID, requester, group), g: response code; by descriptor
    range,          // addr, value: a memory type range register
    count
  };
  Kind kind = Kind::request;
  bool probe = false;
  Request q;
  PageRequest p;
  Interrupt i;
  uint64_t addr = 0, value = 0;
  uint32_t g = 0, am = 0, fm = 0, pasid = 0, index = 0;
  uint16_t did = 0, sid = 0;
  bool ih = false;
};

struct Case {
  vtd_config config;
  bool queue = false;  // invalidate by the queue, else by registers
  bool direct = false; // the core may read some pages by pointer
  uint64_t rtaddr = 0, irta = 0;
  uint32_t enable = 0; // as Op::Kind::enable
  bool protection = false;
  uint64_t low_base = 0, low_limit = 0, high_base = 0, high_limit = 0;
  uint64_t queue_page = 0; // 4 KiB of its own
  uint64_t page_queue = 0; // PQA; its pages are among `pages`
  uint32_t page_head = 0, page_tail = 0;
  bool page_masked = false;            // IM of PECTL
  std::map<uint32_t, uint64_t> ranges; // memory type range registers: offset -> value
  std::map<uint64_t, bool> pages;      // page address -> writable; memory exists only here
  std::map<uint64_t, uint64_t> words;
  std::vector<Op> ops;
};

void save(std::ostream &out, const Case &c);
// Throws std::runtime_error with the line that is wrong.
Case load(std::istream &in);

std::string words_of(const Op &op);
std::string words_of(const Request &q);
std::string words_of(const PageRequest &p);
// What the unit is, in the fields where it differs from the default.
std::string words_of(const vtd_config &config);

} // namespace vtd::oracle

#endif // VTD_TB_CASE_H
