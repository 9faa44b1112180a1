// SPDX-License-Identifier: Apache-2.0
// Shapes of differences, and what an image says about a request: the words that departures are
// told in.
#ifndef VTD_TB_ORACLE_WAIVERS_SHAPES_H
#define VTD_TB_ORACLE_WAIVERS_SHAPES_H

#include "qemu_tables.h"
#include "waivers.h"

namespace vtd::judge {

bool in_interrupt_range(uint64_t addr);
bool blocked(const Outcome &o);
bool passed(const Outcome &o);
bool faults(const Outcome &o);
bool faults(const Outcome &o, uint8_t reason);
bool quiet(const Outcome &o);
// The fault is told with the request's own requester, address and direction.
bool tells_request(const Op &op, const Outcome &o);
bool is_dma(const Image &image, size_t op);
bool is_read_of(const Image &image, size_t op, uint64_t offset);
uint64_t record_offset(const Image &image);
// The reason that legacy mode gives for the same condition, as QEMU does in scalable mode, too.
uint8_t legacy_reason(uint8_t reason, bool write);
// The reason of the right outcome, in the codes that QEMU uses.
uint8_t reason_of(const Image &image, size_t op, const Outcome &right);
uint8_t permission_reason(const Op &op);
bool of_pasid_tables(uint8_t reason);
bool permits(uint64_t entry, const Op &op);
// FPD in any entry on the way.
bool some_fpd(const Image &image, const Path &path);
bool some_fpd(const Image &image, size_t op);
// Where the request's context entry is in this context table.
uint64_t context_place(const Image &image, size_t op, uint64_t table);
// QEMU reads tables in the interrupt range out of its APIC, twice the same 32 bits per entry. They
// have bits 1:0 clear, but in registers that interrupts, or the reset, set.
bool apic_may_say_anything(uint64_t place);
// The last step of this path is there, and the outcome is what comes of it.
bool ends_in_apic(const Op &op, const Path &path, const Outcome &seen);
// What software has written to a register before this operation.
uint64_t written(const Image &image, size_t op, uint64_t offset);
bool same(const Message &a, const Message &b);
// `more` is `less` and one message in addition: which one. Null if it is not so.
const Message *one_more(const Outcome &less, const Outcome &more);

// The departures by subject.
std::vector<Departure> translation_departures();
std::vector<Departure> scalable_departures();
std::vector<Departure> register_departures();
std::vector<Departure> queue_departures();
std::vector<Departure> interrupt_departures();

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_WAIVERS_SHAPES_H
