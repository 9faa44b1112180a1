// SPDX-License-Identifier: Apache-2.0
// A second, deliberately naive remapping unit: what the architecture says about one request, read
// straight from its tables, entry by entry, with nothing made fast. It shares nothing with the core
// but the generated constants, so that a mistake would have to be made twice to go unseen.
//
// Memory is looked at through `Memory`; nothing is cached. What real caches may remember is a set
// of facts (`Remembered`, see remembered.h) from which a walk may choose: a request then has
// several right answers, and explore() lists all of them.
//
// Addresses and sizes are in bytes. Nothing here is shared between threads.
#ifndef VTD_TB_REFERENCE_H
#define VTD_TB_REFERENCE_H

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "remembered.h"
#include "vtd/vtd_regs.h"

namespace vtd::oracle {

// Deliberate mistakes of the reference, for the proof that the comparison would see them.
enum class Mistake {
  none,
  haw_not_reserved,       // pointer bits at and above the host address width are let through
  context_not_reserved,   // reserved bits of a context entry are let through
  root_not_reserved,      // ... of a root entry
  did_width_ignored,      // domain-id bits beyond CAP.ND are let through
  superpage_low_bits,     // low address bits of a superpage are not reserved
  page_size_ignored,      // CAP.SSLPS is not looked at
  snoop_not_reserved,     // SNP without ECAP.SC is let through
  mgaw_ignored,           // only AW bounds the input address
  aw_ignored,             // only MGAW bounds the input address
  leaf_rights_only,       // permissions of upper levels do not count
  zero_read_always,       // zero-length reads never need a read permission
  read_write_swapped,     // reasons 5h and 6h swapped
  output_range_ignored,   // the interrupt range is not checked on the output side
  pass_through_unbounded, // pass-through takes any address
  fpd_ignored,            // fault processing disable does nothing
  fpd_only_present,       // FPD counts only in a present entry
  device_tlb_for_all,     // translation requests without TT = 01b (DTE)
  no_write_ignored,       // NW of a translation request
  present_needs_read,     // an entry with W only counts as not present
  atomic_is_write,        // an AtomicOp needs no read permission
  sid_mask_ignored,       // SQ of an interrupt entry
  bus_check_off_by_one,   // SVT = 10b excludes the last bus
  index_bound_doubled,    // the interrupt table is thought twice as long
  compatibility_free,     // CFI is not looked at
  posted_without_vector,  // the vector is not noted in the posted descriptor
  notified_twice,         // ON does not hold a notification back
  suppressed_always,      // SN holds urgent notifications back, too
  suppressed_never,       // SN is not looked at
  posted_not_reserved,    // reserved bits of a posted descriptor are let through
  // Mistakes about invalidation: the unit is believed to forget more than was asked for, so that an
  // honest stale answer looks wrong.
  forgets_on_edit,      // nothing is ever remembered
  device_forgets_pages, // a context-cache command is believed to reach the IOTLB
  page_forgets_domain,  // page granularity is believed to reach the whole domain
  // First-stage, nested and PASID mistakes.
  user_bit_leaf_only,   // U/S is checked in the leaf only
  write_protect_always, // WPE is taken as set
  canonical_ignored,    // no canonical check
  nested_bound_ignored, // no check of the second stage's permissions for first-stage tables
  no_dirty,             // D is never set
  rid_pasid_ignored,    // requests without PASID use PASID 0
  // Page requests.
  page_enable_ignored,      // PRE of the context entry
  full_queue_one_more,      // an entry behind the head is used, too
  overflow_not_sticky,      // PRO keeps nothing out
  overflow_refused,         // ... and the answer is Invalid Request
  answers_everybody,        // not only the last request of a group
  stop_marker_answered,     // like any other last request
  page_event_each_time,     // an event for each request, whatever software has not seen yet
  page_group_lost,          // PRGI is not put into the entry
  page_request_forgets_all, // the implied invalidation is believed to reach every domain
  // Memory types.
  cache_disable_ignored, // CD of the PASID entry
  extended_type_ignored, // EMTE
  ignore_pat_ignored,    // IPAT
  large_pat_at_bit_7,    // the PAT bit of large pages is thought to be that of small ones
  fixed_ranges_ignored,  // FE
  uc_minus_is_uc,        // MTRRs cannot change UC-
  first_range_wins,      // of variable MTRRs that overlap
  count
};
const char *name_of(Mistake mistake);

// The memory type range registers, as software wrote them.
struct Ranges {
  uint64_t def = 0;                 // MTRRDEF
  std::array<uint64_t, 11> fixed{}; // from address 0 on
  std::array<uint64_t, 10> base{}, mask{};
};

// The part of a unit's state that decides about a request.
struct Unit {
  uint64_t cap = 0;
  uint64_t ecap = 0;
  uint32_t ver = 0;
  unsigned haw = 48;
  bool translation = false;                                            // TES
  bool interrupts = false;                                             // IRES
  bool compatibility = false;                                          // CFIS
  uint64_t rtaddr = 0;                                                 // as latched by SRTP
  uint64_t irta = 0;                                                   // as latched by SIRTP
  bool protection = false;                                             // PRS
  uint64_t low_base = 1, low_limit = 0, high_base = 1, high_limit = 0; // inclusive
  Ranges ranges;
  Mistake mistake = Mistake::none;
};

class Memory {
public:
  virtual ~Memory() = default;
  // The aligned 64-bit word at addr; nothing on an access error.
  virtual std::optional<uint64_t> word(uint64_t addr) const = 0;
  virtual bool writable(uint64_t addr) const = 0;
};

enum class Kind { read, write, atomic, zero_read };
enum class Type { untranslated, translation, translated, illegal, page };

struct Request {
  uint64_t addr = 0;
  uint32_t bytes = 4;
  uint32_t pasid = 0;
  uint16_t sid = 0;
  Kind kind = Kind::read;
  Type type = Type::untranslated;
  bool has_pasid = false, priv = false, exec = false, no_write = false;
  bool probe = false; // without side effects
};

// A Page Request message. A stop marker is last of its group and wants neither to read nor to
// write.
struct PageRequest {
  uint64_t addr = 0;
  uint32_t pasid = 0;
  uint16_t sid = 0;
  uint16_t group = 0; // PRGI
  bool has_pasid = false, priv = false, exec = false;
  bool read = false, write = false, last = false;
  bool probe = false;
};

enum class Outcome {
  ok,        // do it (translation request: Success)
  unmapped,  // Unsupported Request: not mapped, broken, forbidden
  denied,    // Unsupported Request: mapped, but not for this
  interrupt, // an interrupt request
  discard,   // completes without memory
  abort,     // Completer Abort of a translation request
};

struct Update {
  uint64_t addr;
  uint64_t value;
  bool dirty; // sets the D flag of the page itself: not for a request that faults
};

struct Answer {
  Outcome outcome = Outcome::ok;
  vtd_fault_cond cond = VTD_FC_NONE; // also of recoverable results
  bool record = false;               // a fault record is due
  uint64_t addr = 0;                 // ok: output address; translation request: of the page
  unsigned shift = 64;               // the tables' page size; 64 where no table decides
  bool r = false, w = false;
  bool snoop = false;          // must be snooped (SNP, PGSNP)
  bool ats_n = false;          // translation completion: N
  bool ats_u = false;          // translation completion: U
  bool either_refusal = false; // unmapped or denied: a matter of taste
  bool open = false;           // the architecture leaves this case open: do not compare
  std::optional<uint16_t> did;
  std::optional<uint8_t> memory_type =
      VTD_SS_PTE_EMT_WB; // of an access; nothing: several are right
  std::vector<Update> updates;
};

// What the tables say about a page request, up to the PASID entry.
struct PageAnswer {
  bool heard = true; // else there are no page requests now
  vtd_fault_cond cond = VTD_FC_NONE;
  bool record = false;
  Stage stage = Stage::pass; // whose address space it is
  uint16_t did = 0;
  uint32_t pasid = 0;
};

struct Interrupt {
  uint64_t addr = 0;
  uint32_t data = 0;
  uint16_t sid = 0;
};

struct InterruptAnswer {
  Outcome outcome = Outcome::ok; // ok, unmapped; discard: posted without notification
  vtd_fault_cond cond = VTD_FC_NONE;
  bool record = false;
  bool index_known = false; // FI of the fault record is defined
  uint32_t index = 0;
  uint64_t addr = 0;
  uint32_t data = 0;
  std::vector<Update> updates;
};

// One way in which a unit may answer, and what it may remember afterwards.
template <class Answered> struct BranchOf {
  Answered answer;
  std::vector<Fact> learned;
};
using Branch = BranchOf<Answer>;
using InterruptBranch = BranchOf<InterruptAnswer>;
using PageBranch = BranchOf<PageAnswer>;

// All right answers. `known` may be null: then nothing is remembered, and only freedoms of the
// architecture (the order of two checks) make more than one branch. At most `limit` branches;
// `complete` is false if there were more.
template <class Answered> struct BranchesOf {
  std::vector<BranchOf<Answered>> all;
  bool complete = true;
};
using Branches = BranchesOf<Answer>;
using InterruptBranches = BranchesOf<InterruptAnswer>;
using PageBranches = BranchesOf<PageAnswer>;
Branches explore(const Unit &unit, const Memory &memory, const Remembered *known,
                 const Request &request, unsigned limit = 1024);
InterruptBranches explore(const Unit &unit, const Memory &memory, const Remembered *known,
                          const Interrupt &request, unsigned limit = 1024);
PageBranches explore(const Unit &unit, const Memory &memory, const Remembered *known,
                     const PageRequest &request, unsigned limit = 1024);

// The walk in words, one line for each entry that was looked at, without remembering anything.
std::vector<std::string> explain(const Unit &unit, const Memory &memory, const Request &request);
std::vector<std::string> explain(const Unit &unit, const Memory &memory, const Interrupt &request);
std::vector<std::string> explain(const Unit &unit, const Memory &memory,
                                 const PageRequest &request);

// How a fault condition is answered (the tables of chapter 7).
enum class Response { none, ur, ca, success_none, success_effective };
struct Rule {
  uint8_t code;         // as in the record
  bool qualified;       // FPD keeps it quiet
  Response translation; // answer to a translation request
  Response translated;  // ... to a translated one
};
const Rule &rule_of(vtd_fault_cond cond);
// Whether a page request can meet this condition; the answer is Invalid Request then.
bool page_request_meets(vtd_fault_cond cond);
const char *name_of(vtd_fault_cond cond);

bool in_interrupt_range(uint64_t addr);

} // namespace vtd::oracle

#endif // VTD_TB_REFERENCE_H
