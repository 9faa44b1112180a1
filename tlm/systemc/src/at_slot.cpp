// SPDX-License-Identifier: Apache-2.0
// The approximately-timed path: the life of one request, in the process of its slot.
#include <algorithm>
#include <optional>

#include "at_path.h"
#include "engine.h"
#include "payload_pool.h"

namespace vtd::detail {

namespace {

// What is annotated has passed.
void pass_time(sc_core::sc_time &delay) {
  if (delay == sc_core::SC_ZERO_TIME)
    return;
  const sc_core::sc_time duration = std::exchange(delay, sc_core::SC_ZERO_TIME);
  sc_core::wait(duration);
}

// While a slot's process is in somebody else's code, what comes from there is not the slot's.
class outside {
public:
  explicit outside(at_slot &slot) : slot_(slot), before_(slot.inside) { slot.inside = false; }
  ~outside() { slot_.inside = before_; }
  outside(const outside &) = delete;
  outside &operator=(const outside &) = delete;

private:
  at_slot &slot_;
  bool before_;
};

unsigned bucket(const sc_core::sc_time &latency, unsigned buckets) {
  const double ns = latency / sc_core::sc_time(1, sc_core::SC_NS);
  unsigned n = 0;
  for (double bound = 1; n + 1 < buckets && ns >= bound; bound *= 2)
    ++n;
  return n;
}

} // namespace

at_slot *at_path::slot_of_this_process() const {
  const auto found =
      by_process_.find(sc_core::sc_get_current_process_handle().get_process_object());
  return found != by_process_.end() && found->second->inside ? found->second : nullptr;
}

// Waits until a point of the protocol that somebody else sets has been reached and has come.
void at_path::await(const at_point &point, sc_core::sc_event &event) {
  while (!point.reached)
    sc_core::wait(event);
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  if (point.time > now)
    sc_core::wait(point.time - now);
}

void at_path::slot_process(at_slot &slot) {
  for (;;) {
    while (!slot.trans)
      sc_core::wait(slot.assigned);
    serve(slot);
    slot.trans->release();
    slot.trans = nullptr;
    free_.push_back(&slot);
    admission_.notify(sc_core::SC_ZERO_TIME);
  }
}

void at_path::serve(at_slot &slot) {
  end_request(slot);
  look_up(slot);
  sc_core::sc_time delay;
  slot.inside = true;
  engine_.ports_[slot.port]->b_transport(*slot.trans, delay);
  slot.inside = false;
  end_translation(slot);
  lines_[slot.requester].sending.leave(slot, &at_slot::turn);
  pass_time(delay);
  respond(slot);
}

void at_path::end_request(at_slot &slot) {
  sc_core::sc_time delay = config().accept_latency;
  pass_time(delay);
  ports_[slot.port]->requesting = nullptr; // before the call: the next may come from within
  tlm::tlm_phase phase = tlm::END_REQ;
  engine_.initiator(slot.port)->nb_transport_bw(*slot.trans, phase, delay);
}

// The entrance to the look-up: one at a time, held up while nothing may miss.
void at_path::look_up(at_slot &slot) {
  lookups_.acquire(slot.resource);
  sc_core::sc_time interval = config().lookup_interval;
  pass_time(interval);
  if (misses_.exhausted())
    stats().miss_stalls++;
  while (misses_.exhausted())
    sc_core::wait(miss_ended_);
  lookups_.release();
  if (pages_.count(slot.page) != 0)
    stats().merged++;
  while (pages_.count(slot.page) != 0)
    sc_core::wait(page_ended_);
  pages_.insert(slot.page);
  slot.looking = true;
}

// The translation has missed: it needs a place among the misses, then a walker.
void at_path::begin_walk(at_slot &slot) {
  if (slot.walking)
    return;
  misses_.acquire(slot.resource);
  at_stats &s = stats();
  s.most_misses = std::max(s.most_misses, misses_.used());
  if (walkers_.acquire(slot.resource))
    s.walker_waits++;
  slot.walking = true;
  s.walks++;
  s.most_walkers = std::max(s.most_walkers, walkers_.used());
}

void at_path::end_translation(at_slot &slot) {
  if (slot.looking) {
    slot.looking = false;
    pages_.erase(slot.page);
    page_ended_.notify();
  }
  if (slot.walking) {
    slot.walking = false;
    walkers_.release();
    misses_.release();
    miss_ended_.notify();
  }
}

// --- What the unit does on its sockets meanwhile

void at_memory::b_transport(payload &trans, sc_core::sc_time &delay) {
  at_slot *slot = path_.slot_of_this_process();
  const bool in_core = path_.engine_.current_ != nullptr;
  // Others work while this process waits; the callback that we are in restores it.
  path_.engine_.current_ = nullptr;
  if (!slot) {
    target_->b_transport(trans, delay);
    return;
  }
  if (walks_)
    return path_.read_table(*slot, trans, delay);
  if (!in_core)
    return path_.carry(*slot, trans, delay);
  // An event message of the unit, which just happens to be sent here.
  const outside code(*slot);
  target_->b_transport(trans, delay);
}

void at_path::read_table(at_slot &slot, payload &trans, sc_core::sc_time &delay) {
  begin_walk(slot);
  pass_time(delay);
  {
    const outside code(slot);
    walks_.target()->b_transport(trans, delay);
  }
  delay += engine_.config_.read_latency;
  pass_time(delay);
}

// The access goes on: in its turn, and in its own time.
void at_path::carry(at_slot &slot, payload &trans, sc_core::sc_time &delay) {
  end_translation(slot);
  pass_time(delay);
  lines_[slot.requester].sending.wait_turn(slot, slot.turn);
  if (config().blocking_memory)
    return send_blocking(slot, trans, delay);
  requests_.acquire(slot.resource);
  if (trans.has_mm())
    return send(slot, trans);
  payload &own = payloads_.take();
  {
    const extension_loan loan(own, trans);
    prepare(own, trans.get_command(), trans.get_address(), trans.get_data_ptr(),
            trans.get_data_length());
    own.set_streaming_width(trans.get_streaming_width());
    own.set_byte_enable_ptr(trans.get_byte_enable_ptr());
    own.set_byte_enable_length(trans.get_byte_enable_length());
    own.set_gp_option(trans.get_gp_option());
    send(slot, own);
    trans.set_dmi_allowed(own.is_dmi_allowed());
    trans.set_gp_option(own.get_gp_option());
    trans.set_response_status(own.get_response_status());
  }
  own.release();
}

// The request's turn ends if it goes on as a whole; that of a burst in pieces ends with the last
// piece's response (serve()).
void at_path::end_turn(at_slot &slot, const payload &trans) {
  if (&trans == slot.trans)
    lines_[slot.requester].sending.leave(slot, &at_slot::turn);
}

void at_path::send_blocking(at_slot &slot, payload &trans, sc_core::sc_time &delay) {
  const outside code(slot);
  memory_.target()->b_transport(trans, delay);
  end_turn(slot, trans);
  pass_time(delay);
}

// The four phases on `mem`.
void at_path::send(at_slot &slot, payload &trans) {
  slot.sent = &trans;
  slot.request_ended = slot.response_begun = at_point();
  by_payload_[&trans] = &slot;
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay;
  const outside code(slot);
  const tlm::tlm_sync_enum answer = memory_.target()->nb_transport_fw(trans, phase, delay);
  const bool completed = answer == tlm::TLM_COMPLETED;
  const bool responded = completed || (answer == tlm::TLM_UPDATED && phase == tlm::BEGIN_RESP);
  if (answer != tlm::TLM_ACCEPTED && !slot.request_ended.reached)
    slot.request_ended.reach(delay);
  if (responded)
    slot.response_begun.reach(delay);

  await(slot.request_ended, slot.phase);
  requests_.release();
  end_turn(slot, trans);
  await(slot.response_begun, slot.phase);
  by_payload_.erase(&trans);
  if (completed)
    return;
  phase = tlm::END_RESP;
  delay = sc_core::SC_ZERO_TIME;
  memory_.target()->nb_transport_fw(trans, phase, delay);
}

// --- The answer

void at_path::respond(at_slot &slot) {
  lines &line = lines_[slot.requester];
  line.answering.wait_turn(slot, slot.turn);
  at_port &side = *ports_[slot.port];
  side.responses.acquire(slot.resource);
  side.answering = slot.trans;
  side.answered = at_point();
  side.answered_event = &slot.phase;
  account(slot);
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  sc_core::sc_time delay;
  const tlm::tlm_sync_enum answer =
      engine_.initiator(slot.port)->nb_transport_bw(*slot.trans, phase, delay);
  if (answer != tlm::TLM_ACCEPTED && !side.answered.reached) // END_RESP, said or implied
    side.answered.reach(delay);
  line.answering.leave(slot, &at_slot::turn);
  if (line.answering.empty())
    lines_.erase(slot.requester);
  await(side.answered, slot.phase);
  side.answering = nullptr;
  side.responses.release();
}

void at_path::account(const at_slot &slot) {
  at_stats &s = stats();
  s.responses++;
  const sc_core::sc_time latency = sc_core::sc_time_stamp() - slot.arrival;
  s.latency_sum += latency;
  s.latency_max = std::max(s.latency_max, latency);
  s.latency[bucket(latency, static_cast<unsigned>(s.latency.size()))]++;
}

} // namespace vtd::detail
