// SPDX-License-Identifier: Apache-2.0
// The approximately-timed (4-phase nb_transport) path of vtd::iommu: its parameters and counters.
//
// With at_config::outstanding set, the DMA sockets take nb_transport_fw() beside b_transport():
//
//   BEGIN_REQ -> [slot free?] -> END_REQ -> look-up -> [walk] -> order -> mem: BEGIN_REQ ..
//   END_RESP
//             -> order -> BEGIN_RESP -> END_RESP
//
// * A request occupies one of `outstanding` slots from its acceptance until END_RESP. While none is
//   free, END_REQ is withheld, and by the rules of the protocol the initiator sends nothing more.
// * Look-ups begin in the order of arrival. While `misses` translations miss, no other look-up
//   begins; until then requests that hit overtake those that miss.
// * `walkers` walks are under way at the same time. A walk is real: every table read is a
//   b_transport() on the walk socket at its own point of simulated time, so an invalidation that
//   arrives in between is seen by the walk (chapter 6), and the IOTLB is filled when it has ended.
//   A second miss of the same requester on the same page waits for the first one's walk.
// * Requests of one requester id go on, and are answered, in the order of their arrival, whatever
//   their sockets and PASIDs. Requests of different requesters pass each other freely.
// * A request counts as in flight from its translation until the target's response: a draining
//   invalidation, TE and SRTP wait for it.
// * Interrupt messages and pieces of bursts go on by nb_transport, too; event messages of the unit,
//   table walks and queue traffic by b_transport.
//
// Payloads need a memory manager, as the standard demands. Of the time parameters of iommu_config,
// lookup_latency is per piece as ever, and read_latency is added to what the target takes for each
// table read. A queue_latency of zero lets the queue run a delta cycle after the doorbell.
#ifndef VTD_AT_H
#define VTD_AT_H

#include <array>
#include <cstdint>

#include <systemc>

namespace vtd {

struct at_config {
  unsigned outstanding = 0; // requests accepted and not yet answered, 1 .. 1024; 0: no nb_transport
  unsigned misses = 8;      // translations waiting for a walk or in it, 1 .. core.iotlb.walks
  unsigned walkers = 4;     // walks at the same time, 1 .. misses
  sc_core::sc_time accept_latency;  // from BEGIN_REQ (or the slot it waited for) to END_REQ
  sc_core::sc_time lookup_interval; // from the begin of one look-up to the next; 0: no limit
  // Requests go on by b_transport(), each in a process of its own: for targets behind `mem` that
  // have no nb_transport, or one that takes a single request at a time, as the conversion of
  // tlm_utils::simple_target_socket does.
  bool blocking_memory = false;
};

// Counters of the path since construction (or clear_stats()).
struct at_stats {
  uint64_t requests = 0;      // accepted
  uint64_t responses = 0;     // of them: answered
  uint64_t stalls = 0;        // requests that found no free slot
  uint64_t miss_stalls = 0;   // look-ups held back because all misses were taken
  uint64_t walks = 0;         // times a translation took a walker
  uint64_t walker_waits = 0;  // of them: had to wait for it
  uint64_t merged = 0;        // requests that waited for a walk of the same page
  unsigned most_requests = 0; // high-water mark of slots in use
  unsigned most_misses = 0;   // of misses
  unsigned most_walkers = 0;  // of walkers
  // From BEGIN_REQ to BEGIN_RESP. latency[n] counts those of less than 2^n ns that are in no bucket
  // before; the last one has all the rest.
  std::array<uint64_t, 20> latency = {};
  sc_core::sc_time latency_sum;
  sc_core::sc_time latency_max;
};

} // namespace vtd

#endif // VTD_AT_H
