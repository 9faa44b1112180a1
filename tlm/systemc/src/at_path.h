// SPDX-License-Identifier: Apache-2.0
// The approximately-timed path (vtd/at.h): what is between nb_transport on the DMA sockets and
// nb_transport on `mem`.
//
// Every request in the unit has a slot, and every slot a process. The process takes the request
// through dma_port::b_transport(), the same code as that of the loosely-timed path, so there is one
// place for what an access does. What differs is behind the sockets: the unit sees `mem` and the
// walk socket through at_memory and at_walks, which know by the calling process that a slot is at
// work, and let the time pass, the walker be waited for, and the four phases happen.
#ifndef VTD_SYSTEMC_AT_PATH_H
#define VTD_SYSTEMC_AT_PATH_H

#ifndef SC_INCLUDE_DYNAMIC_PROCESSES
#define SC_INCLUDE_DYNAMIC_PROCESSES
#endif
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <systemc>
#include <tlm>

#include "at_payloads.h"
#include "at_resource.h"
#include "memory_side.h"
#include "vtd/at.h"

namespace vtd::detail {

using payload = tlm::tlm_generic_payload;
class at_path;
class engine;

// A point of the protocol that the other side reaches, now or by an annotated delay.
struct at_point {
  bool reached = false;
  sc_core::sc_time time;

  void reach(const sc_core::sc_time &delay) {
    reached = true;
    time = sc_core::sc_time_stamp() + delay;
  }
};

// One DMA socket's side of the protocol. The exclusion rules of the standard allow one request that
// has not ended and one response that has not ended.
struct at_port {
  payload *requesting = nullptr; // BEGIN_REQ without END_REQ
  payload *answering = nullptr;  // BEGIN_RESP without END_RESP
  at_point answered;
  sc_core::sc_event *answered_event = nullptr; // of the slot that waits for END_RESP
  at_resource responses{1};
};

struct at_slot {
  // The request.
  payload *trans = nullptr;
  unsigned port = 0;
  uint64_t requester = 0;               // segment and requester id
  std::pair<uint64_t, uint64_t> page{}; // whole identity, page
  sc_core::sc_time arrival;

  // What its process does.
  bool inside = false;  // in dma_port::b_transport(), and not in somebody else's code
  bool walking = false; // holds a miss and a walker
  bool looking = false; // its page is in translation
  sc_core::sc_event assigned, resource, turn, phase;

  // Its transaction on `mem`.
  payload *sent = nullptr;
  at_point request_ended, response_begun;
};

// `mem` and the walk socket as the unit sees them.
class at_memory final : public fw_if {
public:
  explicit at_memory(at_path &path, bool walks) : path_(path), walks_(walks) {}
  void connect(fw_if *target) { target_ = target; }
  fw_if *target() const { return target_; }

  void b_transport(payload &trans, sc_core::sc_time &delay) override;
  tlm::tlm_sync_enum nb_transport_fw(payload &trans, tlm::tlm_phase &phase,
                                     sc_core::sc_time &delay) override {
    return target_->nb_transport_fw(trans, phase, delay);
  }
  unsigned transport_dbg(payload &trans) override { return target_->transport_dbg(trans); }
  bool get_direct_mem_ptr(payload &trans, tlm::tlm_dmi &dmi) override {
    return target_->get_direct_mem_ptr(trans, dmi);
  }

private:
  at_path &path_;
  bool walks_;
  fw_if *target_ = nullptr;
};

class at_path {
public:
  at_path(engine &owner, unsigned ports);

  // Sockets are bound: what goes out goes to these.
  void elaborated(fw_if *memory, fw_if *walks);
  // The unit's view of them.
  fw_if *memory() { return &memory_; }
  fw_if *walks() { return &walks_; }

  std::string stats_text() const;

  // Forward path of a DMA socket, backward path of `mem`.
  tlm::tlm_sync_enum from_device(unsigned port, payload &trans, tlm::tlm_phase &phase,
                                 sc_core::sc_time &delay);
  tlm::tlm_sync_enum from_memory(payload &trans, const tlm::tlm_phase &phase,
                                 const sc_core::sc_time &delay);

private:
  friend class at_memory;

  // A request that has come and has no slot yet.
  struct arrival {
    payload *trans;
    unsigned port;
    bool stalled;
  };

  // Admission.
  bool begin_request(unsigned port, payload &trans, const sc_core::sc_time &delay);
  bool end_response(unsigned port, payload &trans, const sc_core::sc_time &delay);
  void admit_all();
  void admit(const sc_core::sc_time &time, const arrival &next);
  at_slot *free_slot();

  // The life of a request, in the process of its slot (at_slot.cpp).
  void slot_process(at_slot &slot);
  void serve(at_slot &slot);
  void end_request(at_slot &slot);
  void look_up(at_slot &slot);
  void respond(at_slot &slot);
  void account(const at_slot &slot);
  void begin_walk(at_slot &slot);
  void end_translation(at_slot &slot);
  void carry(at_slot &slot, payload &trans, sc_core::sc_time &delay);
  void send(at_slot &slot, payload &trans);
  void send_blocking(at_slot &slot, payload &trans, sc_core::sc_time &delay);
  void end_turn(at_slot &slot, const payload &trans);
  void read_table(at_slot &slot, payload &trans, sc_core::sc_time &delay);
  void await(const at_point &point, sc_core::sc_event &event);

  at_slot *slot_of_this_process() const;
  at_stats &stats() const;
  const at_config &config() const;

  engine &engine_;
  at_memory memory_;
  at_memory walks_;
  std::vector<std::unique_ptr<at_port>> ports_;
  std::vector<std::unique_ptr<at_slot>> slots_;
  std::vector<at_slot *> free_;
  std::unordered_map<const sc_core::sc_object *, at_slot *> by_process_;
  std::unordered_map<const payload *, at_slot *> by_payload_; // on `mem`

  std::multimap<sc_core::sc_time, arrival> arrivals_; // equal times: in the order of the calls
  sc_core::sc_event admission_;

  at_resource lookups_{1}; // the entrance to the look-up
  at_resource misses_;
  at_resource walkers_;
  at_resource requests_{1}; // BEGIN_REQ .. END_REQ on `mem`
  sc_core::sc_event miss_ended_;
  std::set<std::pair<uint64_t, uint64_t>> pages_; // in translation
  sc_core::sc_event page_ended_;
  // By requester: who may still send something on, and who is not answered yet.
  struct lines {
    at_order<at_slot> sending, answering;
  };
  std::unordered_map<uint64_t, lines> lines_;
  at_payloads payloads_;
};

} // namespace vtd::detail

#endif // VTD_SYSTEMC_AT_PATH_H
